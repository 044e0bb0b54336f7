"""Kills verbs that write without warning, over and over, and looks at what is left.

    python tests/support/killed.py [KILLS] [VERB …]

Every round runs a verb and kills it, half of the time at any moment of the time it takes and half of the time as soon
as a file changes and a moment more, until each verb named (all without a name) was killed so many times (50) before its
end. Then: what was there before is there whole, or the new is; nothing that was acknowledged is lost; the same command
completes it. One line a verb says how many rounds there were, how many of them were killed before the end, how many of
those while a file was being written, and how many lost what was acknowledged, left half a file, or were not completed
by the same command. The exit status is 1 if any did. Ctrl-C ends a verb, and its line tells what was seen until then.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

import polars as pl
from filling import fill
from interrupted import acknowledged, environment, make
from msgspec import Struct, field

from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision, dump, load

Words = list[str]
Change = tuple[tuple[str, int, int], ...]
_STEP = 0.0005
_WAITING = (".part", ".tmp", "-journal", "-wal")
"""How the names of files end that are there while another is being written."""


class Lost(AssertionError):
    """What was there before, or had been acknowledged, is gone."""


class Half(AssertionError):
    """A file that is neither the old nor the new one whole."""


class Unfinished(AssertionError):
    """The same command does not complete what was killed."""


class Case(Struct, frozen=True):
    """A command, what has to hold of its folder after a kill, and after it has been run to its end.

    ``after_kill`` is given what the command had printed. ``folder`` is where it writes, ``took`` its time unhindered,
    and ``lasting`` whether a kill can leave something that the next run has to deal with.
    """

    words: Words
    after_kill: Callable[[str], None]
    again: Words
    at_end: Callable[[], None]
    took: float
    folder: Path
    lasting: bool = True


class Kill(Struct):
    """What a round saw."""

    before_end: bool
    writing: bool
    faults: list[AssertionError] = field(default_factory=list)


def process(words: Words, output: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """``pia-audit`` with these words, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pia_audit", *words], env=environment(), stdout=output,
        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def done(words: Words) -> float:
    """Run a command to its end; how long it took. Raises for exit status 2."""
    start = time.monotonic()
    if process(words).wait() not in (0, 1):
        raise Unfinished(words)
    return time.monotonic() - start


def _changes(folder: Path) -> Change:
    """The files of a folder as they are now: name, size, time."""
    seen = []
    for place, _, names in os.walk(folder):  # passes over folders that are gone by the time it comes to them
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                about = os.stat(os.path.join(place, name))
                seen.append((os.path.join(place, name), about.st_size, about.st_mtime_ns))
    return tuple(sorted(seen))


def _wait_for_changes(running: subprocess.Popen[bytes], folder: Path, rng: Random) -> None:
    """Wait until files of the folder have changed so many times, and a moment more."""
    changes, seen = rng.choice((1, 1, 1, 2, 3, 5)), _changes(folder)
    while running.poll() is None and changes:
        now = _changes(folder)
        changes, seen = changes - (now != seen), now
        time.sleep(_STEP)
    time.sleep(rng.choice((0, rng.uniform(0, 0.002), rng.uniform(0, 0.02))))


def killed(case: Case, rng: Random) -> tuple[Kill, str]:
    """Run a command and kill it and all it has begun; what that met, and what it had printed until then."""
    before = _changes(case.folder)
    with tempfile.TemporaryFile() as stream:
        running = process(case.words, stream.fileno())
        if rng.random() < 0.5:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(case.took * rng.random())
        else:
            _wait_for_changes(running, case.folder, rng)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        status = running.wait()
        stream.seek(0)
        printed = stream.read().decode()
    names = {name for name, _, _ in set(_changes(case.folder)) - set(before)}
    return Kill(status == -signal.SIGKILL, any(n.endswith(_WAITING) for n in names)), printed


def _require(holds: bool, fault: type[AssertionError], *about: object) -> None:
    if not holds:
        raise fault(*about)


def adding(folder: Path) -> Case:
    """``archive add``: every entry that was printed as added is there, and the chain holds."""
    archive, timed, editions = folder / "a.sqlite", folder / "timed.sqlite", make(folder / "editions", 30)
    took = done(["archive", "add", str(timed), str(editions)])
    timed.unlink()
    place = folder / "archive"
    place.mkdir()
    archive = place / "a.sqlite"
    words = ["archive", "add", str(archive), str(editions)]

    def held(printed: str) -> None:
        digests = acknowledged(printed)
        _require(archive.exists() or not digests, Lost, digests)
        if archive.exists():
            with Archive(archive, wait=60) as opened:
                _require(opened.verify().intact, Half, opened.verify().problems)
                entries = {e.number: e.digest for e in opened.entries()}
            _require(digests.items() <= entries.items(), Lost, digests)

    def complete() -> None:
        with Archive(archive, wait=60) as opened:
            _require(len({e.content for e in opened.entries()}) == len(opened.editions()) == 30, Unfinished)
        shutil.rmtree(place)
        place.mkdir()

    return Case(words, held, words, complete, took, place)


def deciding(folder: Path) -> Case:
    """``archive decide`` of many decisions: all of them or none, and the chain holds."""
    archive, file = folder / "a.sqlite", folder / "d.json"
    made = [
        Decision("甲/1", "fine", f"確認済み{n}", "監査", fingerprint=f"{n:016x}", rule="PIA301") for n in range(300)
    ]
    file.write_text(dump(made), encoding="utf-8")
    done(["archive", "add", str(archive), str(make(folder / "editions", 2))])
    words = ["archive", "decide", str(archive), "--decisions", str(file)]
    shutil.copy(archive, folder / "timed.sqlite")
    took = done(["archive", "decide", str(folder / "timed.sqlite"), "--decisions", str(file)])
    state = archive.read_bytes()

    def held(printed: str) -> None:
        with Archive(archive, wait=60) as opened:
            _require(opened.verify().intact, Half, opened.verify().problems)
            entries = {e.number: e.digest for e in opened.entries()}
            _require(len(opened.decisions()) in (0, len(made)), Half, len(opened.decisions()))
        lines = [line.split() for line in printed.splitlines() if line.startswith("登録") and line.count(" ") > 2]
        digests = {int(line[0].removeprefix("登録")): line[-1] for line in lines if len(line[-1]) == 64}
        _require(digests.items() <= entries.items(), Lost, digests)

    def complete() -> None:
        with Archive(archive, wait=60) as opened:
            _require(opened.verify().intact and len(opened.decisions()) == len(made), Unfinished)
        archive.write_bytes(state)

    return Case(words, held, words, complete, took, folder)


def recording(folder: Path) -> Case:
    """``archive record``: all findings and differences or none, and the chain holds."""
    archive, timed = folder / "a.sqlite", folder / "timed.sqlite"
    done(["archive", "add", str(archive), str(make(folder / "editions", 12))])
    shutil.copy(archive, timed)
    took = done(["archive", "record", str(timed)])
    state = archive.read_bytes()
    words = ["archive", "record", str(archive)]

    def whole(fault: type[AssertionError], *counts: int) -> None:
        with Archive(archive, wait=60) as opened:
            _require(opened.verify().intact, fault)
            _require(len(opened.entries()) in counts, fault, len(opened.entries()))

    def complete() -> None:
        whole(Unfinished, 13, 14)  # a program that was killed after its work was done has recorded one already
        archive.write_bytes(state)

    return Case(words, lambda _: whole(Half, 12, 13), words, complete, took, folder)


def taking(folder: Path) -> Case:
    """``checklist read -o`` over decisions that are there: the old ones whole, or the new ones and the old as .bak."""
    sheet, place = folder / "s.xlsx", folder / "decisions"
    place.mkdir()
    file, bak = place / "d.json", place / "d.json.bak"
    report = make(folder / "editions", 1)
    done(["checklist", "make", str(report), "-o", str(sheet)])
    fill(sheet)
    old = dump([Decision("甲/1", "fine", "前の判定", "監査", fingerprint="0" * 16, rule="PIA301")]).encode()
    words = ["checklist", "read", str(sheet), "-o", str(file), "--overwrite", "--as-of", "2026-05-01"]
    file.write_bytes(old)
    took = done(words)
    new = file.read_bytes()

    def restore() -> None:
        """The old ones again, else the next round keeps the new ones as the old."""
        shutil.rmtree(place)
        place.mkdir()
        file.write_bytes(old)

    def whole(printed: str) -> None:
        _require(file.exists(), Lost, "no file")
        _require(file.read_bytes() in (old, new), Half, file)
        _require(bool(load(file)), Half, file)
        _require(file.read_bytes() == old or bak.read_bytes() == old, Lost, "the old ones")
        _require("書き込みました" not in printed or file.read_bytes() == new, Lost, "the new ones")

    def renewed() -> None:
        _require(file.read_bytes() == new and bak.read_bytes() in (old, new), Unfinished)
        restore()

    restore()
    return Case(words, whole, words, renewed, took, place)


def writing(folder: Path, name: str, verb: str = "audit") -> Case:
    """``audit -o``, and ``-o`` of verbs on two editions: the file of before, or the new one whole."""
    reports, place = make(folder / "editions", 3), folder / "out"
    place.mkdir()
    file = place / name
    inputs = sorted(map(str, reports.iterdir()))[:2] if verb in _OF_TWO else [str(reports)]
    words = [verb, *inputs, "-o", str(file)]
    took = done(words)
    new = file.read_bytes()
    file.write_bytes(b"old")

    def whole(_: str) -> None:
        _require(file.exists(), Lost, file)
        _require(file.read_bytes() == b"old" or _is_whole(file, new), Half, file)

    def renewed() -> None:
        _require(_is_whole(file, new), Unfinished, file)
        file.write_bytes(b"old")

    return Case(words, whole, words, renewed, took, place, lasting=False)


def _is_whole(file: Path, new: bytes) -> bool:
    content = file.read_bytes()
    if file.suffix in (".json", ".sarif"):
        return bool(json.loads(content))
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as parts:
            return parts.testzip() is None
    return content == new  # pages and lines of text can be cut where nobody sees it


def yearly(folder: Path) -> Case:
    """``year -o`` over the folder of an earlier run whose checklist is filled in: each file whole, that one too."""
    reports, plain, place = make(folder / "editions", 4), folder / "plain", folder / "out"
    out = place / "year"
    earlier = folder / "earlier"
    earlier.mkdir()
    for path in sorted(reports.iterdir())[:2]:
        shutil.copy(path, earlier)
    took = done(["year", str(reports), "-o", str(plain)])
    state = folder / "state"
    done(["year", str(earlier), "-o", str(state)])
    sheet = next(state.glob("05*.xlsx"))
    fill(sheet)
    filled, name = sheet.read_bytes(), sheet.name
    wanted = {path.relative_to(plain) for path in plain.rglob("*") if path.is_file()}
    words = ["year", str(reports), "-o", str(out)]

    def restore() -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copytree(state, out)

    def whole(printed: str) -> None:
        files = [p for p in out.rglob("*") if p.is_file() and not any(n.startswith(".") for n in p.parts)]
        for file in files:
            _require(_is_whole_year(file), Half, file)
        _require(any(f.read_bytes() == filled for f in files if f.name.startswith(name)), Lost, name)
        if "書き出しました" in printed:
            _require(wanted <= {f.relative_to(out) for f in files}, Lost, wanted)

    def complete() -> None:
        whole("書き出しました")
        restore()

    restore()
    return Case(words, whole, words, complete, took, place)


def _is_whole_year(file: Path) -> bool:
    """Whether a file of a year's folder is whole; other pages end with their last tag."""
    if file.suffix == ".sqlite":
        with Archive(file, wait=60) as opened:
            return opened.verify().intact
    if file.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(file) as parts:
            return parts.testzip() is None
    if file.suffix == ".json":
        return bool(json.loads(file.read_bytes()))
    return file.suffix != ".html" or file.read_bytes().rstrip().endswith(b"</html>")


def resuming(folder: Path) -> Case:
    """An audit by partition: taken up again it gives the files of one that was never interrupted."""
    corpus, plain, results = folder / "town.corpus", folder / "plain", folder / "results" / "out"
    results.parent.mkdir()
    done(["convert", str(make(folder / "editions", 16)), str(corpus), "--partitions", "6"])
    took = done(["audit", str(corpus), "-o", str(plain), "--jobs", "2"])
    words = ["audit", str(corpus), "-o", str(results), "--jobs", "2"]

    def usable(_: str) -> None:
        lines = (results / "done.jsonl").read_text().split("\n") if (results / "done.jsonl").exists() else []
        for line in lines[:-1]:  # the last one has no end when the kill cut it, and then was not acknowledged
            number = json.loads(line)["number"]
            file = results / "findings" / f"part-{number:05d}.parquet"
            _require(file.exists(), Lost, line)
        for file in results.glob("findings/part-*.parquet"):
            try:
                pl.read_parquet(file)
            except Exception as error:
                raise Half(file) from error

    return Case(words, usable, [*words, "--resume"], lambda: _alike(plain, results), took, results.parent)


def _alike(plain: Path, results: Path) -> None:
    files = [{p.name: p.read_bytes() for p in (d / "findings").glob("part-*")} for d in (plain, results)]
    _require(files[0] == files[1], Unfinished)
    shutil.rmtree(results)


_FORMS = ("html", "xlsx", "json", "csv", "md")
_OF_TWO = ("diff", "reconcile")
MAKERS: dict[str, Callable[[Path], Case]] = {
    "add": adding, "decide": deciding, "record": recording, "read": taking, "resume": resuming, "year": yearly,
    **{f"audit.{form}": partial(writing, name=f"o.{form}") for form in (*_FORMS, "sarif")},
    **{f"{verb}.{form}": partial(writing, name=f"o.{form}", verb=verb) for verb in _OF_TWO for form in _FORMS},
}  # fmt: skip


def one(case: Case, rng: Random, completed: float = 1.0) -> Kill:
    """One kill of a command, and what was wrong after it.

    Args:
        case: the command.
        rng: draws the moment.
        completed: of the kills that leave nothing to be dealt with, the share after which the command is run again.
    """
    kill, printed = killed(case, rng)
    try:
        case.after_kill(printed)
        if case.lasting or rng.random() < completed:
            done(case.again)
            case.at_end()
    except AssertionError as fault:
        kill.faults.append(fault)
    for left in case.folder.glob(".*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    return kill


def until(case: Case, kills: int, rng: Random) -> Iterator[Kill]:
    """Rounds until so many were killed before the end; three times as many rounds at most."""
    count = 0
    for _ in range(3 * kills):
        kill = one(case, rng, 0.2)
        yield kill
        count += kill.before_end
        if count >= kills:
            return


def line(verb: str, kills: Sequence[Kill]) -> str:
    """What the rounds of a verb saw, in a line."""
    faults = Counter(type(f).__name__ for k in kills for f in k.faults)
    counts = (len(kills), sum(k.before_end for k in kills), sum(k.writing and k.before_end for k in kills))
    return f"{verb:12}" + "".join(f"{n:12}" for n in (*counts, faults["Lost"], faults["Half"], faults["Unfinished"]))


def main(kills: int, verbs: Sequence[str]) -> bool:
    """Kill each verb so many times, print a line for each, and say whether nothing was wrong."""
    rng, sound = Random(time.time_ns()), True
    print(f"{'':12}" + "".join(f"{h:>12}" for h in ("rounds", "killed", "writing", "lost", "half", "unfinished")))
    for verb in verbs:
        rounds: list[Kill] = []
        with tempfile.TemporaryDirectory() as place, contextlib.suppress(KeyboardInterrupt):
            for kill in until(MAKERS[verb](Path(place)), kills, rng):
                rounds.append(kill)
        print(line(verb, rounds), flush=True)
        for fault in (f for k in rounds for f in k.faults):
            print(" ", type(fault).__name__, *(str(a)[:300] for a in fault.args), flush=True)
            sound = False
    return sound


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 50, sys.argv[2:] or tuple(MAKERS)) else 1)
