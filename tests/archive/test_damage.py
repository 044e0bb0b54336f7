"""What happens to a file over the years: flipped bytes, other hands, cut tails, full disks, sudden ends."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import interrupted
import pytest
from by_hand import by_hand
from commands import on_archive, run
from effort import effort
from msgspec.structs import replace

from pia_audit.archive import Archive, ArchiveError, Verification, verification
from pia_audit.archive.entries import START
from pia_audit.archive.schema import NUMBERED, ROWS
from pia_audit.archive.store import Store
from pia_audit.audits.decisions import Decision

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


def _flipped(path: Path, at: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)


def _place(path: Path, number: int) -> int:
    """Where in the file a part of an entry's original lies that the file holds once."""
    store = Store(path, write=False, wait=0)
    _, original = store.original(number)
    store.close()
    content = path.read_bytes()
    for start in range(0, len(original) - 64, 64):
        if content.count(original[start : start + 64]) == 1:
            return content.index(original[start : start + 64])
    raise AssertionError("not in one piece")


def _problems(outcome: Verification) -> list[tuple[str, int | None]]:
    return [(p.code, p.entry) for p in outcome.problems]


@pytest.mark.parametrize("number", [1, 4])
def test_a_flipped_byte_of_an_original_names_its_entry(path: Path, number: int) -> None:
    """The one entry concerned is told, with exit status 1; the file is left alone."""
    _flipped(path, _place(path, number))
    original_state = path.read_bytes()
    done = run("archive", "verify", path)
    assert done.exit_code == 1
    assert f"登録{number}（" in done.stdout
    assert "原本" in done.stdout
    with Archive(path) as archive:
        assert _problems(archive.verify()) == [("original-altered", number)]
    assert path.read_bytes() == original_state


def test_a_flipped_byte_of_an_original_leaves_the_readings(path: Path) -> None:
    """An audit needs no original: it finds what it found before, and ``verify`` is who tells of the damage."""
    original_state = run("audit", path, "--format", "json")
    _flipped(path, _place(path, 3))
    damaged = run("audit", path, "--format", "json")
    assert (damaged.exit_code, damaged.stdout) == (original_state.exit_code, original_state.stdout)
    assert run("archive", "verify", path).exit_code == 1


def test_what_is_whole_is_rescued(path: Path, folder: Path, tmp_path: Path) -> None:
    """Out of a damaged archive come all originals but the damaged one, which is named; exit status 2."""
    _flipped(path, _place(path, 3))
    assert run("archive", "export", path, "all", "-o", tmp_path / "plain").exit_code == 2
    done = run("archive", "export", path, "all", "--rescue", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "登録3（" in done.stderr
    files = sorted(folder.iterdir())
    assert [p.read_bytes() for p in sorted((tmp_path / "out").iterdir())] == [
        f.read_bytes() for f in files[:2] + files[3:]
    ]
    assert run("archive", "export", path, "1", "--rescue", "-o", tmp_path / "out").exit_code == 2


def test_a_flipped_byte_anywhere_is_told_or_changed_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At places all over the file: told with words, or every record, original and reading is what it was."""
    monkeypatch.setattr(verification, "_differences", lambda *_: iter(()))  # the same program reads the same bytes
    with Archive(path) as archive:
        expected = (archive.entries(), [archive.original(e) for e in archive.entries()], archive.editions())
    whole, rng, problems = path.read_bytes(), Random(7), 0
    for at in (0, 4096, 8192, *(rng.randrange(len(whole)) for _ in range(9))):
        path.write_bytes(whole)
        _flipped(path, at, rng.randrange(8))
        with Archive(path) as archive:
            try:
                intact = archive.verify().intact
            except ArchiveError:  # told: the file cannot even be opened
                intact = False
            problems += not intact
            if intact:
                current = (archive.entries(), [archive.original(e) for e in archive.entries()], archive.editions())
                assert current == expected
    assert problems >= 6


@pytest.mark.parametrize("remainder", [0, 100, 5000, 20_000])
def test_a_file_cut_short_is_told(path: Path, remainder: int) -> None:
    """Of a copy that broke off: a sentence and exit status 1 or 2 from each verb that has to read."""
    path.write_bytes(path.read_bytes()[:remainder])
    for verb in ("verify", "audit", "list"):
        done = on_archive(verb, path)
        assert done.exit_code in (1, 2)
        assert path.name in done.output
        assert "想定外" not in done.output


_CUT_OFF = (
    "import os, sqlite3, sys\n"
    "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "c.execute('PRAGMA cache_size=5')\n"
    "c.execute('BEGIN')\n"
    "c.execute('CREATE TABLE later (x)')\n"
    "c.executemany('INSERT INTO later VALUES (?)', [(os.urandom(900),)] * 300)\n"
    "c.execute('UPDATE later SET x = 1')\n"
    "os._exit(9)\n"
)


def test_what_was_cut_off_is_undone(path: Path) -> None:
    """A program that ended while it wrote into the file leaves a journal: the next that opens the archive undoes it."""
    journal = path.with_name(path.name + "-journal")
    original_state = path.read_bytes()
    subprocess.run([sys.executable, "-c", _CUT_OFF, str(path)], check=False)
    assert journal.stat().st_size > 0
    assert path.read_bytes() != original_state
    with Archive(path) as archive:
        assert (archive.verify().intact, len(archive.entries())) == (True, 6)
    assert (path.read_bytes(), journal.exists()) == (original_state, False)


@pytest.mark.parametrize(
    ("statement", "problems"),
    [
        ('UPDATE entries SET "by" = \'別人\' WHERE number = 3', [("entry-altered", 3)]),
        ("UPDATE entries SET path = 'x' WHERE number = 6", [("entry-altered", 6), ("reading-altered", 6)]),
        ("UPDATE entries SET about = '[]' WHERE number = 2", [("entry-altered", 2), ("reading-altered", 2)]),
        ("UPDATE entries SET about = 'no JSON' WHERE number = 2", [("entry-altered", 2), ("reading-altered", 2)]),
        ("UPDATE entries SET digest = 'x' WHERE number = 2", [("entry-altered", 2), ("entry-altered", 3)]),
        ("DELETE FROM originals WHERE entry = 2", [("original-altered", 2)]),
        ("UPDATE entries SET layout = 7 WHERE number = 2", [("entry-altered", 2)]),
        ("DELETE FROM entries WHERE number = 2", [("gap", 3), ("entry-altered", 3), *[("stray", 2)] * 4]),
        ("DELETE FROM entries WHERE number = 1", [("gap", 2), ("entry-altered", 2), *[("stray", 1)] * 3]),
        ("UPDATE originals SET data = x''", [("original-altered", n) for n in range(1, 7)]),
        ("UPDATE items_in_entries SET text = NULL WHERE id = 10000005", [("reading-altered", 1)]),
        ("UPDATE items_in_entries SET locator = 'x' WHERE id = 10000005", [("reading-altered", 1)]),
        ("DELETE FROM items_in_entries WHERE id = 20000003", [("reading-altered", 2)]),
        ("UPDATE items_in_entries SET id = 20000900 WHERE id = 30000003",
         [("reading-altered", 2), ("reading-altered", 3)]),
        ("UPDATE editions_in_entries SET edition_id = 'x' WHERE id = 40000001", [("reading-altered", 4)]),
        ("UPDATE changes_in_entries SET cells = '[\"x\"]' WHERE id = 50000001", [("reading-altered", 5)]),
        ("INSERT INTO originals VALUES (9, 0, x'00')", [("stray", 9)]),
        ("CREATE TRIGGER t AFTER INSERT ON entries BEGIN SELECT 1; END", [("views-altered", None)]),
    ],
)  # fmt: skip
def test_other_hands_are_seen(path: Path, statement: str, problems: list[tuple[str, int]]) -> None:
    """Whatever somebody changes with a database program: exactly the entries concerned are named."""
    by_hand(path, statement)
    with Archive(path) as archive:
        assert _problems(archive.verify()) == problems


SHARED = {
    "texts": ("UPDATE texts SET text = 'x' WHERE id = {id}", "text", ["index-damaged"], ["digests-altered"]),
    "items_once": ("UPDATE items_once SET label = 'x' WHERE id = {id}", "once", [], ["digests-altered"]),
}


@pytest.mark.parametrize("table", SHARED)
def test_what_is_kept_once_concerns_every_entry_that_has_it(path: Path, table: str) -> None:
    """A text or heading that somebody changes is told of all entries in which it stands; their originals are whole."""
    statement, column, first, last = SHARED[table]
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute(f"SELECT {column} FROM items_in_entries WHERE id = 10000020")
        query = f"SELECT DISTINCT id / {ROWS} FROM items_in_entries WHERE {column} = {number} ORDER BY 1"
        entries = [entry for (entry,) in connection.execute(query)]
    by_hand(path, statement.format(id=number))
    with Archive(path) as archive:
        codes = _problems(archive.verify())
        originals = [archive.original(e) for e in archive.entries()]
    assert len(entries) > 1
    assert codes == [
        *((c, None) for c in first),
        *(("reading-altered", e) for e in entries),
        *((c, None) for c in last),
    ]
    assert len(originals) == 6


def test_an_addition_that_would_share_what_is_damaged_is_refused_whole(path: Path, tmp_path: Path) -> None:
    """The rows of a new entry are read back before it is acknowledged: what they share must be what was read."""
    with Archive(path) as archive:
        original = archive.original(archive.entries()[0])
    file = tmp_path / "again.txt"
    file.write_bytes(original + b"\n")
    by_hand(path, "UPDATE digests SET id = 1")
    content = path.read_bytes()
    done = run("archive", "add", path, file)
    assert done.exit_code == 2
    assert "archive verify" in done.stderr
    assert path.read_bytes() == content
    with Archive(path) as archive:
        assert _problems(archive.verify()) == [("digests-altered", None)]


def test_a_cut_tail_shows_in_the_head_noted_down(path: Path) -> None:
    """Without the note the shorter chain is whole; with it the cut is told. An older note is found as a beginning."""
    with Archive(path) as archive:
        digests = [e.digest for e in archive.entries()]
        assert archive.verify(digests[5]).noted == 6
        assert archive.verify(digests[2][:16].upper()).noted == 3
        assert _problems(archive.verify(digests[5][:15])) == [("head-not-found", None)]
    by_hand(
        path,
        "DELETE FROM entries WHERE number = 6",
        "DELETE FROM originals WHERE entry = 6",
        *(f"DELETE FROM {t.name} WHERE id / {ROWS} = 6" for t in NUMBERED),
    )
    with Archive(path) as archive:
        assert archive.verify(digests[4]).noted == 5
        assert "head-not-found" in [p.code for p in archive.verify(digests[5]).problems]


def test_a_chain_made_anew_shows_in_the_head_noted_down(path: Path) -> None:
    """Who changes an entry and computes all digests again gets another head."""
    with Archive(path) as archive:
        entries = archive.entries()
    previous = START
    for entry in entries:
        made = replace(entry, by="別人").chained(previous)
        previous = made.digest
        values = f"\"by\" = '別人', digest = '{previous}'"
        by_hand(path, f"UPDATE entries SET {values} WHERE number = {entry.number}")
    with Archive(path) as archive:
        assert archive.verify().intact
        assert _problems(archive.verify(entries[-1].digest)) == [("head-not-found", None)]


def test_another_way_of_reading_is_no_tampering(path: Path) -> None:
    """Read by another version with another result: a note. By the same version: a problem. Both with the counts."""
    with Archive(path) as archive:
        entries = archive.entries()
    same = entries[0].program
    for program, problems, notes in (("older", [], ["read-otherwise"]), (same, ["reading-differs"], [])):
        entry_read_otherwise = replace(entries[0], program=program, frames="0" * 64)
        store = Store(path, write=False, wait=0)
        outcome = list(verification._differences(store, [entry_read_otherwise], None))
        store.close()
        assert [p.code for p in outcome if p.code != "read-otherwise"] == problems
        assert [p.code for p in outcome if p.code == "read-otherwise"] == notes
        assert dict(outcome[0].params)["items"] == dict(outcome[0].params)["items_now"] > 0


_HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from pia_audit.archive.store import Store\n"
    "store = Store(Path(sys.argv[1]), write=True, wait=0)\n"
    "print('open', flush=True)\n"
    "sys.stdin.read()\n"
    "store.close()\n"
)


def _holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=interrupted.environment(),
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def test_a_second_program_is_told_or_waits(path: Path) -> None:
    """While another program writes: told at once with ``--wait 0``, done as soon as the other ends with a wait."""
    holder = _holder(path)
    for verb in (["list", path], ["add", path, DATA / "tebiki-01"], ["verify", path]):
        done = run("archive", *verb, "--wait", "0")
        assert done.exit_code == 2
        assert "ほかの処理" in done.stderr
    waiting = subprocess.Popen(
        interrupted.command("add", path, DATA / "tebiki-01", "--wait", "120"), stdout=subprocess.PIPE,
        env=interrupted.environment(),
    )  # fmt: skip
    holder.communicate()
    printed, _ = waiting.communicate(timeout=120)
    assert waiting.returncode == 0
    assert len(interrupted.acknowledged(printed.decode())) == 3
    with Archive(path) as archive:
        assert (archive.verify().intact, len(archive.entries())) == (True, 9)


def test_two_programs_at_once_lose_nothing(folder: Path, tmp_path: Path) -> None:
    """Both make the archive and add to it in the same moment: one file, all entries, one chain."""
    path = tmp_path / "a.sqlite"
    both = [
        subprocess.Popen(interrupted.command("add", path, source, "--wait", "120"), env=interrupted.environment(),
                         stdout=subprocess.PIPE)
        for source in (folder, DATA / "tebiki-01")
    ]  # fmt: skip
    printed = [process.communicate(timeout=120)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    with Archive(path) as archive:
        assert archive.verify().intact
        numbers = {e.number: e.digest for e in archive.entries()}
    assert interrupted.acknowledged(printed[0]) | interrupted.acknowledged(printed[1]) == numbers
    assert len(numbers) == 9
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_one_program_does_not_write_twice_at_once(path: Path) -> None:
    """A second writer within a program is told, and the first goes on."""
    with Archive(path) as first, Archive(path) as second:
        first.add([DATA / "tebiki-01"])
        with pytest.raises(ArchiveError) as refused:
            second.add([DATA / "meguro-14"])
        assert refused.value.code == "busy"
        assert len(first.entries()) == 9


def test_a_full_disk_is_told_and_nothing_lost(path: Path, tmp_path: Path) -> None:
    """With no room for the new bytes: exit status 2 and what to do; all is as it was, and with room it goes on."""
    resource = pytest.importorskip("resource")
    with Archive(path) as archive:
        original_state = archive.entries()
    limit = path.stat().st_size + 16_000
    large = interrupted.make(tmp_path / "more", 40, seed=50)
    done = subprocess.run(
        interrupted.command("add", path, large), env=interrupted.environment(), capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "ディスクの空き" in done.stderr.decode()
    assert interrupted.acknowledged(done.stdout.decode()) == {}
    with Archive(path) as archive:
        assert archive.verify().intact
        assert archive.entries()[:6] == original_state
        archive.add([large])
        assert len({e.content for e in archive.entries()}) == len(archive.entries()) == 46


@pytest.fixture
def read_only(path: Path, tmp_path: Path) -> Iterator[Path]:
    """The archive where nothing can be written: a folder without the right to, for root a disk mounted so."""
    directory = tmp_path / "read-only"
    directory.mkdir()
    mount = os.geteuid() == 0
    if mount and subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(directory)], check=False).returncode:
        pytest.skip("root may write everywhere, and no disk can be mounted here")
    copy = Path(shutil.copy(path, directory / path.name))
    try:
        if mount:
            subprocess.run(["mount", "-o", "remount,ro", str(directory)], check=True)
        else:
            copy.chmod(0o444)
            directory.chmod(0o555)
        yield copy
    finally:
        if mount:
            subprocess.run(["umount", str(directory)], check=True)
        else:
            directory.chmod(0o755)


def test_a_read_only_archive_is_read_and_not_written(read_only: Path) -> None:
    """The list, an audit and ``verify`` work; adding and making another there are told with what to do."""
    original_state = read_only.read_bytes()
    assert "6件" in run("archive", "list", read_only).stdout
    assert run("archive", "verify", read_only).exit_code == 0
    assert run("audit", read_only).exit_code in (0, 1)
    for target in (read_only, read_only.with_name("new.sqlite")):
        done = run("archive", "add", target, DATA / "tebiki-01")
        assert done.exit_code == 2
        assert "読み取り専用" in done.stderr
    assert read_only.read_bytes() == original_state
    assert len(list(read_only.parent.iterdir())) == 1


def test_a_program_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Killed without warning and looked at, some times over; ``interrupted.py`` as a program does it 50 times."""
    rounds = list(interrupted.run(tmp_path, kills=3, seed=11, count=effort(120, 30)))
    assert len(rounds) == 3
    shutil.rmtree(tmp_path / "editions")


def test_a_damaged_page_of_the_log_loses_only_its_entries(path: Path, tmp_path: Path) -> None:
    """Records are read one by one where the log as a whole cannot be: what is lost is named, the rest is rescued."""
    with Archive(path) as archive:
        entries = archive.entries()
        archive.decide([Decision("甲/1", "fine", "理由" * 500, "佐藤", f"{n:016x}") for n in range(20)])
    content = path.read_bytes()
    position = next(p for p in range(0, len(content), 4096) if entries[1].digest.encode() in content[p : p + 4096])
    path.write_bytes(content[:position] + bytes(8) + content[position + 8 :])
    assert run("archive", "list", path).exit_code == 2
    with Archive(path) as archive:
        problems = _problems(archive.verify())
        assert problems[0] == ("file-damaged", None)
        assert ("entry-altered", 2) not in problems
        done, lost = archive.rescue(tmp_path / "out")
    numbers = {d.entry.number for d in done}
    assert numbers
    assert not lost
    assert 2 not in numbers
    assert [n for code, n in problems if code == "gap"] == [n for n in sorted(numbers) if n - 1 not in {0, *numbers}]


def test_a_damaged_schema_is_told(path: Path) -> None:
    """Of a statement that is none SQLite cites bytes that may be no text: a sentence all the same."""
    content = path.read_bytes()
    assert content.count(b'CREATE TABLE "items_once" (') == 1
    path.write_bytes(content.replace(b'CREATE TABLE "items_once" (', b'CREATE TABLE "items_once\xff\xd9('))
    for verb in ("list", "verify", "audit"):
        done = on_archive(verb, path)
        assert done.exit_code == 2
        assert str(path) in done.stderr


@pytest.mark.parametrize("remainder", [b"", bytes(600)])
def test_a_journal_with_nothing_to_undo_is_taken_away(path: Path, remainder: bytes) -> None:
    """A program that ended without closing the archive may leave one: the next that writes makes it one file again."""
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(remainder)
    assert run("archive", "list", path).exit_code == 0
    assert run("archive", "add", path, DATA / "tebiki-01").exit_code == 0
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    with Archive(path) as archive:
        assert archive.verify().intact
