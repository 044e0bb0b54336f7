"""What happens to a file over the years: flipped bytes, other hands, cut tails, full disks, sudden ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import interrupted
import pytest
from commands import run

from pia_audit.archive import Archive, ArchiveError, Verification, packing, verifying
from pia_audit.archive.entries import START
from pia_audit.archive.store import Store

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


def _flipped(path: Path, at: int, bit: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def _place(path: Path, number: int) -> int:
    """Where in the file a part of an entry's original lies that the file holds once."""
    store = Store(path, write=False, wait=0)
    entry = store.entries()[number - 1]
    batch = store.batches(entry.pack)[0]
    store.close()
    original = dict(packing.originals(batch))[number]
    data = path.read_bytes()
    for start in range(0, len(original) - 64, 64):
        if data.count(original[start : start + 64]) == 1:
            return data.index(original[start : start + 64])
    raise AssertionError("not in one piece")


def _told(found: Verification) -> list[tuple[str, int | None]]:
    return [(p.code, p.entry) for p in found.problems]


@pytest.mark.parametrize("number", [1, 4])
def test_a_flipped_byte_of_an_original_names_its_entry(path: Path, number: int) -> None:
    """The damaged place and the one entry concerned are told, with exit status 1; the file is left alone."""
    _flipped(path, _place(path, number))
    before = path.read_bytes()
    done = run("archive", "verify", path)
    assert done.exit_code == 1
    assert f"登録{number}（" in done.stdout
    assert "原本" in done.stdout
    with Archive(path) as archive:
        assert _told(archive.verify()) == [("file-damaged", None), ("original-altered", number)]
    assert path.read_bytes() == before


def test_a_flipped_byte_of_an_original_leaves_the_readings(path: Path) -> None:
    """An audit needs no original: it finds what it found before, and ``verify`` is who tells of the damage."""
    before = run("archive", "audit", path, "--format", "json")
    _flipped(path, _place(path, 3))
    after = run("archive", "audit", path, "--format", "json")
    assert (after.exit_code, after.stdout) == (before.exit_code, before.stdout)
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
    monkeypatch.setattr(verifying, "_read_again", lambda *_: iter(()))  # the same program reads the same bytes
    with Archive(path) as archive:
        right = (archive.entries(), [archive.original(e) for e in archive.entries()], archive.editions())
    whole, rng, told = path.read_bytes(), Random(7), 0
    for at in (0, 4096, 8192, *(rng.randrange(len(whole)) for _ in range(9))):
        path.write_bytes(whole)
        _flipped(path, at, rng.randrange(8))
        with Archive(path) as archive:
            try:
                intact = archive.verify().intact
            except ArchiveError:  # told: the file cannot even be opened
                intact = False
            told += not intact
            if intact:
                now = (archive.entries(), [archive.original(e) for e in archive.entries()], archive.editions())
                assert now == right
    assert told >= 6


@pytest.mark.parametrize("left", [0, 100, 5000, 20_000])
def test_a_file_cut_short_is_told(path: Path, left: int) -> None:
    """Of a copy that broke off: a sentence and exit status 1 or 2 from each verb that has to read."""
    path.write_bytes(path.read_bytes()[:left])
    for verb in ("verify", "audit", "list"):
        done = run("archive", verb, path)
        assert done.exit_code in (1, 2)
        assert str(path) in done.output
        assert "想定外" not in done.output


def test_a_damaged_journal_does_not_matter(path: Path, tmp_path: Path) -> None:
    """A journal that cannot be read is told with what to do; without it the archive is complete."""
    journal = path.with_name(path.name + ".wal")
    script = (
        "import duckdb, os, sys\n"
        "c = duckdb.connect(sys.argv[1])\n"
        "c.execute('CREATE TABLE later (x BLOB)')\n"
        "c.execute('INSERT INTO later VALUES ($1)', [os.urandom(9000)])\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert journal.stat().st_size > 9000
    _flipped(journal, 4000)
    done = run("archive", "list", path)
    assert done.exit_code == 2
    assert ".wal" in done.stderr
    journal.rename(tmp_path / "aside")
    with Archive(path) as archive:
        assert (archive.verify().intact, len(archive.entries())) == (True, 6)


def _by_hand(path: Path, *statements: str) -> None:
    connection = duckdb.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('UPDATE entries SET "by" = \'別人\' WHERE number = 3', [("entry-altered", 3)]),
        ("UPDATE entries SET path = 'x' WHERE number = 6", [("entry-altered", 6)]),
        ("UPDATE entries SET about = '[]' WHERE number = 2", [("entry-altered", 2)]),
        ("UPDATE entries SET about = 'no JSON' WHERE number = 2", [("entry-altered", 2)]),
        ("UPDATE entries SET digest = '\\x00'::BLOB WHERE number = 2", [("entry-altered", 2), ("entry-altered", 3)]),
        ("UPDATE entries SET pack = 9 WHERE number = 2", [("original-altered", 2), ("reading-altered", 2)]),
        ("UPDATE entries SET layout = 7 WHERE number = 2", [("entry-altered", 2)]),
        ("DELETE FROM entries WHERE number = 2", [("gap", 3), ("entry-altered", 3)]),
        ("DELETE FROM entries WHERE number = 1", [("gap", 2), ("entry-altered", 2), ("stray", 1)]),
        ("UPDATE pack_1 SET originals = ''::BLOB", [("original-altered", n) for n in range(1, 7)]),
        ("UPDATE pack_1 SET frames = originals", [("reading-altered", n) for n in range(1, 7)]),
    ],
)  # fmt: skip
def test_other_hands_are_seen(path: Path, statement: str, told: list[tuple[str, int]]) -> None:
    """Whatever somebody changes with a database program: exactly the entries concerned are named."""
    _by_hand(path, statement)
    with Archive(path) as archive:
        assert _told(archive.verify()) == told


def test_a_cut_tail_shows_in_the_head_noted_down(path: Path) -> None:
    """Without the note the shorter chain is whole; with it the cut is told. An older note is found as a beginning."""
    with Archive(path) as archive:
        digests = [e.digest for e in archive.entries()]
        assert archive.verify(digests[5]).noted == 6
        assert archive.verify(digests[2][:16].upper()).noted == 3
        assert _told(archive.verify(digests[5][:15])) == [("head-not-found", None)]
    _by_hand(path, "DELETE FROM entries WHERE number = 6", "UPDATE pack_1 SET last = 5")
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
        values = f"\"by\" = '別人', digest = unhex('{previous}')"
        _by_hand(path, f"UPDATE entries SET {values} WHERE number = {entry.number}")
    with Archive(path) as archive:
        assert archive.verify().intact
        assert _told(archive.verify(entries[-1].digest)) == [("head-not-found", None)]


def test_another_way_of_reading_is_no_tampering(path: Path) -> None:
    """Read by another version with another result: a note. By the same version: a problem. Both with the counts."""
    with Archive(path) as archive:
        entries = archive.entries()
    same = entries[0].program
    for program, problems, notes in (("older", [], ["read-otherwise"]), (same, ["reading-differs"], [])):
        other = replace(entries[0], program=program, frames="0" * 64)
        store = Store(path, write=False, wait=0)
        found = list(verifying._read_again(store, [other], None))
        store.close()
        assert [p.code for p in found if p.code != "read-otherwise"] == problems
        assert [p.code for p in found if p.code == "read-otherwise"] == notes
        assert dict(found[0].params)["items"] == dict(found[0].params)["items_now"] > 0


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
    path = tmp_path / "a.duckdb"
    both = [
        subprocess.Popen(interrupted.command("add", path, what, "--wait", "120"), env=interrupted.environment(),
                         stdout=subprocess.PIPE)
        for what in (folder, DATA / "tebiki-01")
    ]  # fmt: skip
    printed = [process.communicate(timeout=120)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    with Archive(path) as archive:
        assert archive.verify().intact
        held = {e.number: e.digest for e in archive.entries()}
    assert interrupted.acknowledged(printed[0]) | interrupted.acknowledged(printed[1]) == held
    assert len(held) == 9
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
        before = archive.entries()
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
        assert archive.entries()[:6] == before
        archive.add([large])
        assert len({e.content for e in archive.entries()}) == len(archive.entries()) == 46


@pytest.fixture
def read_only(path: Path, tmp_path: Path) -> Iterator[Path]:
    """The archive where nothing can be written: a folder without the right to, for root a disk mounted so."""
    place = tmp_path / "read-only"
    place.mkdir()
    mount = os.geteuid() == 0
    if mount and subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("root may write everywhere, and no disk can be mounted here")
    copy = Path(shutil.copy(path, place / path.name))
    try:
        if mount:
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        else:
            copy.chmod(0o444)
            place.chmod(0o555)
        yield copy
    finally:
        if mount:
            subprocess.run(["umount", str(place)], check=True)
        else:
            place.chmod(0o755)


def test_a_read_only_archive_is_read_and_not_written(read_only: Path) -> None:
    """The list, an audit and ``verify`` work; adding and making another there are told with what to do."""
    before = read_only.read_bytes()
    assert "6件" in run("archive", "list", read_only).stdout
    assert run("archive", "verify", read_only).exit_code == 0
    assert run("archive", "audit", read_only).exit_code in (0, 1)
    for target in (read_only, read_only.with_name("new.duckdb")):
        done = run("archive", "add", target, DATA / "tebiki-01")
        assert done.exit_code == 2
        assert "読み取り専用" in done.stderr
    assert read_only.read_bytes() == before
    assert len(list(read_only.parent.iterdir())) == 1


def test_a_program_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Killed without warning and looked at, some times over; ``interrupted.py`` as a program does it 50 times."""
    rounds = list(interrupted.run(tmp_path, kills=3, seed=11, count=120))
    assert len(rounds) == 3
    shutil.rmtree(tmp_path / "editions")
