"""What goes in comes out: bytes, readings and records, on the command line and in Python."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import platform
import re
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st

import pia_audit
from pia_audit.archive import Archive, ArchiveError, packing, schema, taking
from pia_audit.archive.entries import START, Entry, canonical
from pia_audit.archive.exporting import safe_name
from pia_audit.archive.store import Store
from pia_audit.archive.text import list_csv
from pia_audit.readers import read_all

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


def test_bytes_and_readings_come_back_as_they_were(tmp_path: Path) -> None:
    """Text, workbook, PDF and a stored file with two editions: the same bytes, and editions equal in every field."""
    files = [DATA / "kawanari-07" / "2020-08-31.xlsx", DATA / "kawanari-07" / "2020-08-31.pdf"]
    files += sorted((DATA / "tebiki-01").glob("*.txt"))[:2]
    stored = tmp_path / "two.json"
    editions = [pia_audit.read(f) for f in files[2:]]
    from pia_audit.readers.stored_editions import to_json

    stored.write_text(to_json(replace(e, agency="別の町長") for e in editions), encoding="utf-8")
    files.append(stored)
    with Archive(tmp_path / "a.duckdb") as archive:
        added = archive.add(files, by="佐藤")
        assert [archive.original(e) for e in added.entries] == [f.read_bytes() for f in files]
        assert [archive.editions([e]) for e in added.entries] == [
            found if isinstance(found := pia_audit.readers.read_file(f), list) else [] for f in files
        ]
        assert [len(e.heads) for e in added.entries] == [1, 1, 1, 1, 2]
        assert archive.verify().intact


def test_an_entry_says_when_by_whom_and_from_where(path: Path, folder: Path) -> None:
    """The record of the first entry, field by field; the moment is in UTC."""
    with Archive(path) as archive:
        first = archive.entries()[0]
    file = sorted(folder.iterdir())[0]
    assert (first.number, first.kind, first.by) == (1, "edition", "監査 花子")
    assert (first.path, first.name, first.host) == (f"{folder.name}/{file.name}", file.name, platform.node())
    assert first.content == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (first.size, first.program) == (file.stat().st_size, taking.program())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", first.at)


def test_the_chain_can_be_computed_without_the_program(path: Path) -> None:
    """The digests follow from the published recipe: canonical JSON of the record and the digest before it."""
    connection = duckdb.connect(str(path), read_only=True)
    names = ("number", "kind", "at", "by", "host", "path", "name", "program", "size", "about", "corrects")
    columns = ", ".join(f'"{n}"' for n in names)
    rows = connection.execute(f"SELECT {columns}, content, frames, digest FROM entries ORDER BY number").fetchall()
    previous = "0" * 64
    for row in rows:
        record = dict(zip(names, row[:11], strict=True))
        record |= {"layout": 2, "content": row[11].hex(), "frames": row[12].hex(), "previous": previous}
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == row[13].hex()
    connection.close()


def test_the_same_bytes_are_one_entry_and_told(path: Path, folder: Path, tmp_path: Path) -> None:
    """A file that is held under another name, and one named twice in a call, add nothing and are told."""
    copy = Path(shutil.copy(sorted(folder.iterdir())[1], tmp_path / "copy.txt"))
    new = tmp_path / "new.txt"
    new.write_bytes(copy.read_bytes() + b"\n")
    twin = Path(shutil.copy(new, tmp_path / "twin.txt"))
    with Archive(path) as archive:
        added = archive.add([copy, new, twin])
    assert added.known == ((copy.name, 2), (twin.name, 7))
    assert [e.number for e in added.entries] == [7]


def test_a_closed_archive_is_one_file(path: Path) -> None:
    """Nothing lies beside it, and a copy of it alone verifies with the same head."""
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    copy = Path(shutil.copy(path, path.with_name("copy.duckdb")))
    with Archive(path) as one, Archive(copy) as other:
        assert one.verify() == other.verify()


def test_what_is_acknowledged_is_in_the_file_itself(folder: Path, tmp_path: Path) -> None:
    """While ``add`` still runs, a copy of the file without its journal holds all that was told so far."""
    path = tmp_path / "a.duckdb"
    seen: list[int] = []

    def acknowledge(_: object) -> None:
        copy = shutil.copy(path, tmp_path / f"copy-{len(seen)}.duckdb")
        connection = duckdb.connect(str(copy), read_only=True)
        seen.append(connection.execute("SELECT count(*) FROM entries").fetchall()[0][0])
        connection.close()

    with Archive(path) as archive:
        archive.add([folder], acknowledge=acknowledge)
        archive.add([DATA / "tebiki-01"], acknowledge=acknowledge)
    assert seen == [6, 9]


def test_what_cannot_be_read_is_named_and_the_rest_added(tmp_path: Path, folder: Path) -> None:
    """Exit status 2, the file and the reason on stderr, and the other files in the archive."""
    bad = tmp_path / "bad.txt"
    bad.write_text("会議の記録", encoding="utf-8")
    done = run("archive", "add", tmp_path / "a.duckdb", bad, folder)
    assert done.exit_code == 2
    assert bad.name in done.stderr
    assert done.stdout.count("登録") >= 6
    with Archive(tmp_path / "a.duckdb") as archive:
        assert len(archive.entries()) == 6


def test_a_correction_is_an_entry_and_takes_the_place_in_audits(path: Path, folder: Path, tmp_path: Path) -> None:
    """The corrected entry stays, is marked, leaves the audit, and cannot be corrected a second time."""
    file = tmp_path / "corrected.txt"
    file.write_bytes(sorted(folder.iterdir())[0].read_bytes().replace(b"\n", b"\n\n", 1))
    with Archive(path) as archive:
        (entry,) = archive.add([file], corrects=1).entries
        assert (entry.number, entry.corrects) == (7, 1)
        assert len(archive.entries()) == 7
        assert archive.editions()[0].source != str(sorted(folder.iterdir())[0])
        assert len(archive.editions()) == 6
        again = tmp_path / "again.txt"
        again.write_bytes(file.read_bytes() + b"\n")
        with pytest.raises(ArchiveError) as refused:
            archive.add([again], corrects=1)
        assert refused.value.code == "corrected-already"
        with pytest.raises(ArchiveError) as many:
            archive.add([again, file], corrects=7)
        assert many.value.code == "one-correction"
    assert "登録7に差替え" in run("archive", "list", path).stdout


def test_an_entry_is_found_by_number_or_digest(path: Path) -> None:
    """The number, or six and more signs of the content's digest; anything else names none."""
    with Archive(path) as archive:
        third = archive.entries()[2]
        assert archive.find("3") == archive.find(third.content[:8]) == archive.find(third.content.upper()) == third
        for name in ("0", "7", "-1", "", third.content[:5], "zzzzzzzz", "9" * 30, "３０"):
            with pytest.raises(ArchiveError) as refused:
                archive.find(name)
            assert refused.value.code == "no-entry"


def test_list_show_and_add_as_json(path: Path, tmp_path: Path) -> None:
    """The same records in each, with what machines need to find an entry again."""
    listed = json.loads(run("archive", "list", path, "--format", "json").stdout)["entries"]
    shown = json.loads(run("archive", "show", path, "2", "--format", "json").stdout)
    assert len(listed) == 6
    assert {k: v for k, v in shown.items() if k != "version"} == listed[1]
    assert shown["editions"][0]["published_on"]
    added = json.loads(run("archive", "add", tmp_path / "b.duckdb", DATA / "tebiki-01", "--format", "json").stdout)
    assert [e["number"] for e in added["entries"]] == [1, 2, 3]
    assert (added["count"], added["head"]) == (3, added["entries"][-1]["digest"])


def test_list_filters(path: Path) -> None:
    """Text of the report or path, and the kind."""
    with Archive(path) as archive:
        report = archive.entries()[0].heads[0].report_id
    assert "3件" in run("archive", "list", path, "--report", report).stdout
    assert "当てはまる登録はありません" in run("archive", "list", path, "--kind", "decision").stdout


def test_the_archive_itself_is_no_report(path: Path) -> None:
    """Named among the files to add it is told, and not opened: closing it would give up the database's lock."""
    done = run("archive", "add", path, path, DATA / "tebiki-01")
    assert done.exit_code == 2
    assert path.name in done.stderr
    with Archive(path) as archive:
        assert len(archive.entries()) == 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET number = NULL WHERE number = 2",
        'UPDATE entries SET "at" = NULL',
        "UPDATE entries SET size = 1000000000000 WHERE number = 1",
        "UPDATE entries SET about = repeat('[', 100000) WHERE number = 1",
        "UPDATE entries SET about = '[1]' WHERE number = 1",
        "ALTER TABLE entries ALTER number TYPE VARCHAR",
        "ALTER TABLE entries DROP host",
        "DROP TABLE pack_1",
        "ALTER TABLE pack_1 DROP frames",
        "UPDATE pack_1 SET first = NULL",
        "DELETE FROM archive",
    ],
)
def test_a_file_that_somebody_built_ends_in_sentences(path: Path, statement: str) -> None:
    """Whatever its tables hold: exit status 1 or 2 with words of ours from each verb that meets it."""
    connection = duckdb.connect(str(path))
    connection.execute(statement)
    connection.close()
    assert run("archive", "verify", path).exit_code in (1, 2)
    for verb, *more in (["verify"], ["audit"], ["export", "all", "-o", path.parent / "out"], ["list"]):
        done = run("archive", verb, path, *more)
        assert done.exit_code in (0, 1, 2)
        assert "想定外" not in done.output


def test_csv_starts_no_formula(path: Path, tmp_path: Path) -> None:
    """A path that a spreadsheet would take for a formula has a quote before it; the file is marked as UTF-8."""
    with Archive(path) as archive:
        entry = replace(archive.entries()[0], path="=1+1.txt", by="@x")
    cells = list(csv.reader(io.StringIO(list_csv([entry], {}, "ja"))))[1]
    assert "'=1+1.txt" in cells
    assert "'@x" in cells
    assert run("archive", "list", path, "--format", "csv", "-o", tmp_path / "l.csv").exit_code == 0
    assert (tmp_path / "l.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "\N{REPLACEMENT CHARACTER}" not in run("archive", "list", path, "--format", "csv").stdout


def test_export_gives_the_files_back_and_overwrites_nothing(path: Path, folder: Path, tmp_path: Path) -> None:
    """All originals, twice without harm; a file of that name with other content is left and told."""
    out = tmp_path / "out"
    for _ in range(2):
        assert run("archive", "export", path, "all", "-o", out).exit_code == 0
        assert [p.read_bytes() for p in sorted(out.iterdir())] == [p.read_bytes() for p in sorted(folder.iterdir())]
    first = sorted(out.iterdir())[0]
    first.write_text("mine", encoding="utf-8")
    done = run("archive", "export", path, "1", "-o", out)
    assert (done.exit_code, first.read_text(encoding="utf-8")) == (2, "mine")
    assert first.name in done.stderr


def _named(name: str) -> Entry:
    return Entry(1, "edition", 2, "", "", "", "", name, "", "", 0, "", "[]")


HOSTILE = (
    "../../etc/passwd", "C:\\Windows\\x.txt", "CON", "nul.txt", "a" * 400 + ".xlsx", "..", "x.txt. . ", "\u202etxt.exe",
    ".", "a/b", "-rf", "あ" * 300 + ".pdf",
)  # fmt: skip


@given(st.text() | st.sampled_from(HOSTILE))
def test_names_of_exported_files_are_safe_everywhere(name: str) -> None:
    """One name and no path, no device, no trailing dot or blank, no hidden file, at most 255 bytes."""
    safe = safe_name(_named(name))
    assert safe == Path(safe).name
    assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e]', safe)
    assert safe.startswith("000001_")
    assert safe == safe.rstrip(". ")
    assert len(safe.encode()) <= 255


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_packed_bytes_come_back(originals: list[bytes]) -> None:
    """Whatever the bytes, and however many lie in a row."""
    row = packing.in_a_row(map(packing.packed, originals))
    batch = packing.Batch(4, 3 + len(originals), row, packing.together([canonical([o.hex()]) for o in originals]))
    back = dict(packing.originals(batch))
    assert [packing.unpacked(back[n], len(o)) for n, o in enumerate(originals, 4)] == originals
    assert [json.loads(r) for _, r in packing.readings(batch)] == [[o.hex()] for o in originals]


@given(st.binary(max_size=60), st.integers(0, 100))
def test_bytes_that_are_no_pack_are_told(data: bytes, size: int) -> None:
    """Anything at all in place of packed bytes is ``Damaged`` or the right size, and nothing else is raised."""
    batch = packing.Batch(1, 3, data, data)
    list(packing.originals(batch))
    list(packing.readings(batch))
    with contextlib.suppress(packing.Damaged):
        assert len(packing.unpacked(data, size)) == size


def test_an_archive_opens_nothing_else(path: Path, tmp_path: Path) -> None:
    """No other file, no extension, no network, no setting: the database refuses each with the archive open."""
    store = Store(path, write=True, wait=0)
    other = tmp_path / "other"
    for statement in (
        f"ATTACH '{other}'",
        f"COPY entries TO '{other}'",
        f"SELECT * FROM read_text('{path}')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "SET enable_external_access = true",
        "SET autoinstall_known_extensions = true",
    ):
        with pytest.raises(ArchiveError):
            store.run(statement)
    store.close()
    assert not other.exists()


def test_only_this_room_loads_the_database() -> None:
    """No other module imports duckdb, so that no other command pays for it."""
    loads = re.compile(r"^\s*(?:import|from) duckdb", re.MULTILINE)
    sources = (ROOT / "pia_audit").rglob("*.py")
    assert {p.parent.name for p in sources if loads.search(p.read_text(encoding="utf-8"))} == {"archive"}


@pytest.mark.parametrize("content", [b"", b"x" * 20, b"SQLite format 3\0" + b"\0" * 5000, b"%PDF-1.7 ...."])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes) -> None:
    """Each verb says so, ends with 2, and leaves the file as it is."""
    path = tmp_path / "x.duckdb"
    path.write_bytes(content)
    for words in (["list", path], ["verify", path], ["add", path, DATA / "tebiki-01"], ["audit", path]):
        done = run("archive", *words)
        assert (done.exit_code, path.read_bytes()) == (2, content)
        assert "保管ファイルではありません" in done.stderr


def test_another_database_is_no_archive(tmp_path: Path) -> None:
    """A DuckDB file of something else, also one with tables of these names, is refused and not added to."""
    path = tmp_path / "other.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE t (x INTEGER)")
    assert _refused(path, connection) == "not-an-archive"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE entries (x INTEGER); CREATE TABLE archive (mark VARCHAR, version INTEGER)")
    assert _refused(path, connection) == "not-an-archive"


def _refused(path: Path, connection: duckdb.DuckDBPyConnection) -> str:
    connection.close()
    with pytest.raises(ArchiveError) as refused, Archive(path) as archive:
        archive.add([DATA / "tebiki-01"])
    return refused.value.code


def test_missing_archives_and_folders(tmp_path: Path) -> None:
    """A wrong name is told by each verb but ``add``; a folder is no archive, a missing folder cannot be written."""
    for verb in (["list"], ["verify"], ["audit"], ["show"], ["decide"]):
        more = {"show": ["1"], "decide": ["ab", "--verdict", "fine", "--reason", "x"]}.get(verb[0], [])
        done = run("archive", *verb, tmp_path / "no.duckdb", *more)
        assert done.exit_code == 2
        assert "no.duckdb" in done.stderr
    assert run("archive", "add", tmp_path / "no" / "a.duckdb", DATA / "tebiki-01").exit_code == 2
    assert not list(tmp_path.iterdir())
    (tmp_path / "empty").mkdir()
    assert run("archive", "add", tmp_path / "a.duckdb", tmp_path / "empty").exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_a_newer_archive_is_left_alone(path: Path) -> None:
    """The version of the tables and what to do are told."""
    connection = duckdb.connect(str(path))
    connection.execute("UPDATE archive SET version = 99")
    connection.close()
    before = path.read_bytes()
    done = run("archive", "add", path, DATA / "tebiki-01")
    assert done.exit_code == 2
    assert "99" in done.stderr
    assert path.read_bytes() == before


def _version_1(path: Path, made: Path) -> list[Entry]:
    """A file as version 1 wrote it, out of one of today: no kinds, no corrections, digests of layout 1."""
    with Archive(made) as archive:
        entries = [replace(e, layout=1) for e in archive.entries()]
    store = Store(made, write=False, wait=0)
    connection = duckdb.connect(str(path))
    for statement in schema.tables(1):
        connection.execute(statement)
    connection.execute("INSERT INTO archive VALUES (?, 1, '2025-01-01', 'pia-audit 0.0.9')", [schema.MARK])
    previous, out = START, []
    columns = [c for c in schema.COLUMNS if c not in ("kind", "layout", "corrects")]
    for entry in entries:
        out.append(entry.chained(previous))
        previous = out[-1].digest
        values = [bytes.fromhex(v) if c in schema.DIGESTS else v for c in columns for v in [getattr(out[-1], c)]]
        names = ", ".join(f'"{c}"' for c in columns)
        connection.execute(f"INSERT INTO entries ({names}) VALUES ({', '.join('?' * len(columns))})", values)
    for pack in store.packs():
        connection.execute(schema.pack(pack))
        for batch in store.batches(pack):
            connection.execute(f"INSERT INTO pack_{pack} VALUES (?, ?, ?, ?)", list(batch))
    store.close()
    connection.close()
    return out


def test_an_archive_of_version_1_is_read_and_migrated(path: Path, tmp_path: Path) -> None:
    """Read without a change to the file; written to, it becomes version 2, and the digests noted down still hold."""
    old = tmp_path / "old.duckdb"
    made = _version_1(old, path)
    before = old.read_bytes()
    with Archive(old) as archive:
        assert archive.entries() == made
        assert archive.verify(made[-1].digest).noted == 6
        assert len(archive.editions()) == 6
    assert old.read_bytes() == before
    with Archive(old) as archive:
        added = archive.add([DATA / "tebiki-01"])
        found = archive.verify(made[-1].digest)
        assert (found.intact, found.count, found.noted) == (True, 9, 6)
        assert [e.layout for e in archive.entries()] == [1] * 6 + [2] * 3
    assert [e.number for e in added.entries] == [7, 8, 9]
    connection = duckdb.connect(str(old), read_only=True)
    assert connection.execute("SELECT version FROM archive").fetchall() == [(2,)]
    connection.close()


def test_many_small_additions_stay_one_small_file(folder: Path, tmp_path: Path) -> None:
    """Six calls of one file each give the same entries as one call, in one pack."""
    with Archive(tmp_path / "a.duckdb") as archive:
        for file in sorted(folder.iterdir()):
            archive.add([file])
        assert archive.verify().intact
        assert archive.editions() == [e for file in sorted(folder.iterdir()) for e in read_all([file])[0]]
    store = Store(tmp_path / "a.duckdb", write=False, wait=0)
    assert store.packs() == [1]
    store.close()


def test_progress_is_told(folder: Path, tmp_path: Path) -> None:
    """One step for each file, of how many there are."""
    steps: list[tuple[int, int]] = []
    with Archive(tmp_path / "a.duckdb") as archive:
        archive.add([folder], progress=lambda done, of: steps.append((done, of)))
    assert steps == [(n, 6) for n in range(1, 7)]
