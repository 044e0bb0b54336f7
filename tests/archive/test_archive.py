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
import sqlite3
import zlib
from pathlib import Path

import pytest
from by_hand import by_hand
from commands import on_archive, run
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.archive import Archive, ArchiveError, compression, intake
from pia_audit.archive.entries import Entry
from pia_audit.archive.export import safe_name
from pia_audit.archive.signature import APPLICATION_ID
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
    invented = [pia_audit.read(f) for f in files[2:]]
    from pia_audit.readers.report_data import to_json

    stored.write_text(to_json(replace(e, agency="別の町長") for e in invented), encoding="utf-8")
    files.append(stored)
    with Archive(tmp_path / "a.sqlite") as archive:
        added = archive.add(files, by="佐藤")
        assert [archive.original(e) for e in added.entries] == [f.read_bytes() for f in files]
        assert [archive.editions([e]) for e in added.entries] == [
            editions if isinstance(editions := pia_audit.readers.read_file(f), list) else [] for f in files
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
    assert (first.size, first.program) == (file.stat().st_size, intake.program())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", first.at)


def test_the_chain_can_be_computed_without_the_program(path: Path) -> None:
    """The digests follow from the published recipe: canonical JSON of the record and the digest before it."""
    connection = sqlite3.connect(path)
    names = (
        "number", "kind", "layout", "at", "by", "host", "path", "name", "program", "content", "size", "frames", "about",
        "corrects",
    )  # fmt: skip
    columns = ", ".join(f'"{n}"' for n in names)
    previous = "0" * 64
    for *values, digest in connection.execute(f"SELECT {columns}, digest FROM entries ORDER BY number"):
        record = dict(zip(names, values, strict=True)) | {"previous": previous}
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == digest
    connection.close()


def test_the_same_bytes_are_one_entry_and_told(path: Path, folder: Path, tmp_path: Path) -> None:
    """A file that is held under another name, and one named twice in a call, add nothing and are told."""
    copy = Path(shutil.copy(sorted(folder.iterdir())[1], tmp_path / "copy.txt"))
    new = tmp_path / "new.txt"
    new.write_bytes(copy.read_bytes() + b"\n")
    twin = Path(shutil.copy(new, tmp_path / "twin.txt"))
    with Archive(path) as archive:
        added = archive.add([copy, new, twin])
    assert added.present == ((copy.name, 2), (twin.name, 7))
    assert [e.number for e in added.entries] == [7]


def test_a_closed_archive_is_one_file(path: Path) -> None:
    """Nothing lies beside it, and a copy of it alone verifies with the same head."""
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    copy = Path(shutil.copy(path, path.with_name("copy.sqlite")))
    with Archive(path) as first, Archive(copy) as second:
        assert first.verify() == second.verify()


def test_what_is_acknowledged_is_in_the_file_itself(folder: Path, tmp_path: Path) -> None:
    """While ``add`` still runs, a copy of the file without its journal holds all that was told so far."""
    path = tmp_path / "a.sqlite"
    seen: list[int] = []

    def acknowledge(_: object) -> None:
        copy = shutil.copy(path, tmp_path / f"copy-{len(seen)}.sqlite")
        connection = sqlite3.connect(copy)
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
    done = run("archive", "add", tmp_path / "a.sqlite", bad, folder)
    assert done.exit_code == 2
    assert bad.name in done.stderr
    assert done.stdout.count("登録") >= 6
    with Archive(tmp_path / "a.sqlite") as archive:
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
        file_again = tmp_path / "again.txt"
        file_again.write_bytes(file.read_bytes() + b"\n")
        with pytest.raises(ArchiveError) as refused:
            archive.add([file_again], corrects=1)
        assert refused.value.code == "corrected-already"
        with pytest.raises(ArchiveError) as many:
            archive.add([file_again, file], corrects=7)
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
    record = json.loads(run("archive", "show", path, "2", "--format", "json").stdout)
    assert len(listed) == 6
    assert {k: v for k, v in record.items() if k != "version"} == listed[1]
    assert record["editions"][0]["published_on"]
    added = json.loads(run("archive", "add", tmp_path / "b.sqlite", DATA / "tebiki-01", "--format", "json").stdout)
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
        "UPDATE entries SET number = 2000000000000 WHERE number = 2",
        "UPDATE entries SET number = -5 WHERE number = 2",
        "UPDATE entries SET at = x'ff'",
        "UPDATE entries SET about = CAST(x'ff' AS TEXT) WHERE number = 1",
        "UPDATE entries SET size = 1000000000000 WHERE number = 1",
        "UPDATE entries SET size = 'many' WHERE number = 1",
        "UPDATE entries SET about = replace(hex(zeroblob(50000)), '0', '[') WHERE number = 1",
        "UPDATE entries SET about = '[1]' WHERE number = 1",
        "UPDATE items_once SET path = '[' WHERE id < 30",
        "UPDATE items_once SET seq = 'x' WHERE id < 30",
        "UPDATE items_in_entries SET edition = 5 WHERE id < 20000000",
        "UPDATE items_in_entries SET once = 1000000000",
        "UPDATE texts SET text = x'ff' WHERE id < 30",
        "UPDATE quotes_once SET named = 'x'",
        "UPDATE digests SET id = 1",
        "UPDATE editions_in_entries SET edition_id = 5 WHERE id = 10000001",
        "UPDATE originals SET deflated = 'x'",
        "ALTER TABLE entries DROP host",
        "ALTER TABLE items_once RENAME TO other",
        "DROP TABLE originals",
        "DROP VIEW latest_editions",
        "PRAGMA user_version=-1",
    ],
)
def test_a_file_that_somebody_built_ends_in_sentences(path: Path, statement: str) -> None:
    """Whatever its tables hold: exit status 1 or 2 with words of ours from each verb that meets it."""
    by_hand(path, statement)
    assert run("archive", "verify", path).exit_code in (1, 2)
    for verb, *more in (["verify"], ["audit"], ["export", "all", "-o", path.parent / "out"], ["list"], ["search", "x"]):
        done = on_archive(str(verb), path, *more)
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
    target = tmp_path / "out"
    for _ in range(2):
        assert run("archive", "export", path, "all", "-o", target).exit_code == 0
        assert [p.read_bytes() for p in sorted(target.iterdir())] == [p.read_bytes() for p in sorted(folder.iterdir())]
    first = sorted(target.iterdir())[0]
    first.write_text("mine", encoding="utf-8")
    done = run("archive", "export", path, "1", "-o", target)
    assert (done.exit_code, first.read_text(encoding="utf-8")) == (2, "mine")
    assert first.name in done.stderr


def _named(name: str) -> Entry:
    return Entry(1, "edition", 1, "", "", "", "", name, "", "", 0, "", "[]")


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


@given(st.binary(max_size=500))
def test_packed_bytes_come_back(original: bytes) -> None:
    """Whatever the bytes."""
    assert compression.inflated(*compression.deflated(original), len(original)) == original


@given(st.integers(0, 1), st.binary(max_size=60), st.integers(0, 100))
def test_bytes_that_are_not_packed_are_told(deflated: int, content: bytes, size: int) -> None:
    """Anything at all in place of packed bytes is ``Damaged`` or the right size, and nothing else is raised."""
    with contextlib.suppress(compression.Damaged):
        assert len(compression.inflated(deflated, content, size)) == size


def test_an_original_that_unpacks_without_end_is_cut_off(path: Path) -> None:
    """The size that the entry names is all that is unpacked: of a gigabyte of zeros not more than one byte beyond."""
    bomb = zlib.compress(bytes(1 << 26), 9)
    by_hand(path, "UPDATE originals SET data = ?, deflated = 1 WHERE entry = 1", values=[bomb])
    with Archive(path) as archive:
        assert [(p.code, p.entry) for p in archive.verify().problems] == [("original-altered", 1)]


def test_an_archive_opens_nothing_else(path: Path, tmp_path: Path) -> None:
    """No other file, no extension, no network, no setting: the database refuses each with the archive open."""
    store = Store(path, write=True, wait=0)
    second = tmp_path / "other"
    for statement in (
        f"ATTACH '{second}' AS other",
        f"VACUUM INTO '{second}'",
        f"SELECT load_extension('{second}')",
        "PRAGMA writable_schema=ON",
        "PRAGMA trusted_schema=ON",
        f"SELECT readfile('{path}')",
        f"SELECT writefile('{second}', 'x')",
    ):
        with pytest.raises(ArchiveError):
            store.run(statement)
    store.close()
    assert not second.exists()


def test_only_this_room_loads_the_database() -> None:
    """No other module imports sqlite3, so that no other command pays for it."""
    loads = re.compile(r"^\s*(?:import|from) sqlite3", re.MULTILINE)
    sources = (ROOT / "pia_audit").rglob("*.py")
    assert {p.parent.name for p in sources if loads.search(p.read_text(encoding="utf-8"))} == {"archive"}


@pytest.mark.parametrize(
    "content", [b"", b"x" * 20, b"x" * 5000, b"SQLite format 3\0" + b"\0" * 5000, b"%PDF-1.7 ...."]
)
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes) -> None:
    """Each verb says so, ends with 2, and leaves the file as it is."""
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    for arguments in (["list", path], ["verify", path], ["add", path, DATA / "tebiki-01"]):
        done = run("archive", *arguments)
        assert (done.exit_code, path.read_bytes()) == (2, content)
        assert "保管ファイルではありません" in done.stderr


def test_an_archive_of_before_is_told_as_that(tmp_path: Path) -> None:
    """A DuckDB file, as archives were before any release: what it is and what to do, from each way to open one."""
    path = tmp_path / "old.sqlite"
    path.write_bytes(bytes(8) + b"DUCK" + bytes(4084))
    for arguments in (["archive", "list", path], ["audit", path], ["archive", "add", path, DATA / "tebiki-01"]):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "DuckDB" in done.stderr
        assert "archive add" in done.stderr


def test_another_database_is_no_archive(tmp_path: Path) -> None:
    """An SQLite file of something else, also one with our mark or with tables of these names, is refused and left."""
    for number, statements in enumerate((
        "CREATE TABLE t (x)",
        "CREATE TABLE entries (number, kind)",
        f"PRAGMA application_id={APPLICATION_ID}; CREATE TABLE t (x)",
        f"PRAGMA application_id={APPLICATION_ID}; CREATE VIEW entries AS WITH RECURSIVE n(x) AS"
        " (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS number FROM n",
    )):  # fmt: skip
        path = tmp_path / f"{number}.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements)
        content_before = path.read_bytes()
        with pytest.raises(ArchiveError) as refused, Archive(path) as archive:
            archive.add([DATA / "tebiki-01"])
        assert refused.value.code == ("not-an-archive" if number < 2 else "altered-tables")
        assert run("audit", path).exit_code == 2
        assert path.read_bytes() == content_before


def test_missing_archives_and_folders(tmp_path: Path) -> None:
    """A wrong name is told by each verb but ``add``; a folder is no archive, a missing folder cannot be written."""
    for verb in (["list"], ["verify"], ["audit"], ["show"], ["decide"]):
        more = {"show": ["1"], "decide": ["ab", "--verdict", "fine", "--reason", "x"]}.get(verb[0], [])
        done = on_archive(verb[0], tmp_path / "no.sqlite", *more)
        assert done.exit_code == 2
        assert "no.sqlite" in done.output
    assert run("archive", "add", tmp_path / "no" / "a.sqlite", DATA / "tebiki-01").exit_code == 2
    assert not list(tmp_path.iterdir())
    (tmp_path / "empty").mkdir()
    assert run("archive", "add", tmp_path / "a.sqlite", tmp_path / "empty").exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_a_newer_archive_is_left_alone(path: Path) -> None:
    """The version of the tables and what to do are told."""
    by_hand(path, "PRAGMA user_version=99")
    content_before = path.read_bytes()
    done = run("archive", "add", path, DATA / "tebiki-01")
    assert done.exit_code == 2
    assert "99" in done.stderr
    assert path.read_bytes() == content_before


def test_many_small_additions_stay_one_small_file(folder: Path, tmp_path: Path) -> None:
    """Six calls of one file each give the same entries as one call."""
    with Archive(tmp_path / "a.sqlite") as archive:
        for file in sorted(folder.iterdir()):
            archive.add([file])
        assert archive.verify().intact
        assert archive.editions() == [e for file in sorted(folder.iterdir()) for e in read_all([file])[0]]


def test_what_recurs_is_kept_once(path: Path, folder: Path, tmp_path: Path) -> None:
    """Of a copy of an edition with one more line end, every text, heading and change row is there already."""
    file = tmp_path / "again.txt"
    file.write_bytes(sorted(folder.iterdir())[2].read_bytes() + b"\n")
    counts = []
    for _ in range(2):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            tables = ("texts", "items_once", "changes_once", "quotes_once", "digests")
            counts.append([connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables])
        with Archive(path) as archive:
            archive.add([file])
    assert counts[0] == counts[1]
    assert 0 not in counts[0]
    with Archive(path) as archive:
        assert archive.verify().intact
        assert [e.number for e in archive.standing()] == [1, 2, 3, 4, 5, 6, 7]


def test_text_with_half_a_character_comes_back(tmp_path: Path) -> None:
    """Python can hold what no text of a database can; it is stored as bytes, and the digests fit."""
    from pia_audit.archive.consistency import frames_digest
    from pia_audit.archive.entries import heads_text
    from pia_audit.archive.intake import Intake, frames_of
    from pia_audit.archive.readings import reading_of
    from pia_audit.readers.stored_editions import to_data

    edition = pia_audit.read(DATA / "tebiki-01" / "2024-11-10.txt")
    items = (replace(edition.items[0], text="半\ud842字", label="\udfb7"), *edition.items[1:])
    halves = replace(edition, items=items, sha256="0" * 64)
    reading = reading_of([to_data(halves)], [halves.edition_id], "p", "1" * 64)
    frames = hashlib.sha256(frames_of([halves])).hexdigest()
    file = Intake("p", "1" * 64, 1, (0, b"x"), reading, frames, 1, heads_text([halves]), ())
    path = tmp_path / "a.sqlite"
    with Archive(path) as archive:
        archive._opened(write=True)
        (entry,) = archive._append([file], by="監査", corrects=None)
    store = Store(path, write=False, wait=0)
    assert frames_digest(store, entry) == frames
    store.close()


def test_progress_is_told(folder: Path, tmp_path: Path) -> None:
    """One step for each file, of how many there are."""
    steps: list[tuple[int, int]] = []
    with Archive(tmp_path / "a.sqlite") as archive:
        archive.add([folder], progress=lambda done, of: steps.append((done, of)))
    assert steps == [(n, 6) for n in range(1, 7)]
