"""Kills verbs that write without warning, over and over, and looks at what is left.

    python tests/support/killed.py [KILLS] [deciding recording …]

Every round runs one of the verbs, or of those named, and kills it at some moment: ``archive decide``, ``archive
record``, ``checklist read -o``, an audit by partition that is taken up with ``--resume``, and ``-o`` in each format.
Then: what was there before is there whole, or the new is; nothing that was acknowledged is lost; the same command
completes it. ``tests/support/interrupted.py`` does the same with ``archive add``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from filling import fill
from interrupted import environment, make

from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision, dump, load

Words = list[str]


@dataclass(frozen=True)
class Case:
    """A command, what has to hold of its folder after a kill, and after it has been run to its end."""

    words: Words
    after_kill: Callable[[], None]
    again: Words
    at_end: Callable[[], None]
    took: float


def process(words: Words) -> subprocess.Popen[bytes]:
    """``pia-audit`` with these words, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pia_audit", *words], env=environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def done(words: Words) -> float:
    """Run a command to its end; how long it took. Raises for exit status 2."""
    start = time.monotonic()
    assert process(words).wait() in (0, 1), words
    return time.monotonic() - start


def killed(words: Words, wait: float) -> bool:
    """Run a command, and kill it and all it has begun after a while; whether it was still at work."""
    running = process(words)
    try:
        running.wait(wait)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return True
    return False


def deciding(folder: Path) -> Case:
    """``archive decide`` of many decisions: all of them or none, and the chain holds."""
    archive, file = folder / "a.sqlite", folder / "d.json"
    made = [
        Decision("甲/1", "fine", f"確認済み{n}", "監査", fingerprint=f"{n:016x}", rule="PIA301") for n in range(300)
    ]
    file.write_text(dump(made), encoding="utf-8")
    done(["archive", "add", str(archive), str(make(folder / "editions", 2))])
    words = ["archive", "decide", str(archive), "--decisions", str(file)]

    def held(*counts: int) -> None:
        with Archive(archive, wait=60) as opened:
            assert opened.verify().intact
            assert len(opened.decisions()) in counts

    shutil.copy(archive, folder / "timed.sqlite")
    took = done(["archive", "decide", str(folder / "timed.sqlite"), "--decisions", str(file)])
    state = archive.read_bytes()

    def complete() -> None:
        held(len(made))
        archive.write_bytes(state)

    return Case(words, lambda: held(0, len(made)), words, complete, took)


def recording(folder: Path) -> Case:
    """``archive record``: all findings and differences or none, and the chain holds."""
    archive, timed = folder / "a.sqlite", folder / "timed.sqlite"
    done(["archive", "add", str(archive), str(make(folder / "editions", 12))])
    shutil.copy(archive, timed)
    took = done(["archive", "record", str(timed)])
    state = archive.read_bytes()
    words = ["archive", "record", str(archive)]

    def whole(*counts: int) -> None:
        with Archive(archive, wait=60) as opened:
            assert opened.verify().intact
            assert len(opened.entries()) in counts

    def complete() -> None:
        whole(13, 14)  # a program that was killed after its work was done has recorded one already
        archive.write_bytes(state)

    return Case(words, lambda: whole(12, 13), words, complete, took)


def taking(folder: Path) -> Case:
    """``checklist read -o`` over decisions that are there: the old ones whole, or the new ones and the old as .bak."""
    sheet, file = folder / "s.xlsx", folder / "d.json"
    report = make(folder / "editions", 1)
    done(["checklist", "make", str(report), "-o", str(sheet)])
    fill(sheet)
    old = dump([Decision("甲/1", "fine", "前の判定", "監査", fingerprint="0" * 16, rule="PIA301")]).encode()
    words = ["checklist", "read", str(sheet), "-o", str(file), "--overwrite", "--as-of", "2026-05-01"]
    file.write_bytes(old)
    took = done(words)
    new, bak = file.read_bytes(), file.with_name("d.json.bak")
    file.write_bytes(old)

    def whole() -> None:
        assert file.read_bytes() in (old, new)
        assert load(file)
        assert file.read_bytes() == old or old in (bak.read_bytes(), file.read_bytes())
        file.write_bytes(old)

    def renewed() -> None:
        assert file.read_bytes() == new
        file.write_bytes(old)  # else the next round keeps the new ones as the old

    return Case(words, whole, words, renewed, took)


def writing(folder: Path, name: str) -> Case:
    """``audit -o``: the file of before, or the new one whole."""
    file, report = folder / name, make(folder / "editions", 3)
    words = ["audit", str(report), "-o", str(file)]
    took = done(words)
    file.write_bytes(b"old")

    def whole() -> None:
        assert file.read_bytes() == b"old" or _is_whole(file)

    return Case(words, whole, words, lambda: _whole(file), took)


def _is_whole(file: Path) -> bool:
    data = file.read_bytes()
    if file.suffix in (".json", ".sarif"):
        return bool(json.loads(data))
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as parts:
            return parts.testzip() is None
    return data.endswith((b"</html>\n", b"\n"))


def _whole(file: Path) -> None:
    assert _is_whole(file)


def resuming(folder: Path) -> Case:
    """An audit by partition: taken up again it gives the files of one that was never interrupted."""
    corpus, plain, out = folder / "town.corpus", folder / "plain", folder / "out"
    done(["convert", str(make(folder / "editions", 16)), str(corpus), "--partitions", "6"])
    took = done(["audit", str(corpus), "-o", str(plain), "--jobs", "2"])
    words = ["audit", str(corpus), "-o", str(out), "--jobs", "2"]

    def usable() -> None:
        for line in (out / "done.jsonl").read_text().splitlines() if (out / "done.jsonl").exists() else []:
            assert line.strip() == "" or line.startswith("{")

    return Case(words, usable, [*words, "--resume"], lambda: _alike(plain, out), took)


def _alike(plain: Path, out: Path) -> None:
    files = [{p.name: p.read_bytes() for p in (d / "findings").iterdir()} for d in (plain, out)]
    assert files[0] == files[1]
    shutil.rmtree(out)


MAKERS: dict[str, Callable[[Path], Case]] = {
    "deciding": deciding, "recording": recording, "taking": taking, "resuming": resuming,
    **{n: partial(writing, name=n) for n in ("o.json", "o.html", "o.xlsx", "o.csv", "o.md", "o.sarif")},
}  # fmt: skip


def cases(folder: Path, names: Sequence[str] = tuple(MAKERS)) -> Iterator[Case]:
    """Every verb that writes, or those named, each in a folder of its own."""
    for number, maker in enumerate(MAKERS[n] for n in names):
        own = folder / str(number)
        own.mkdir(parents=True)
        yield maker(own)


def one(case: Case, rng: Random) -> bool:
    """One kill of a command, in the later part of its work mostly; every failure is an ``AssertionError``."""
    hit = killed(case.words, case.took * rng.uniform(0.2, 1.02))
    case.after_kill()
    done(case.again)
    case.at_end()
    return hit


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rng = Random(time.time_ns())
    with tempfile.TemporaryDirectory() as place:
        every = list(cases(Path(place), sys.argv[2:] or tuple(MAKERS)))
        hits = [one(every[n % len(every)], rng) for n in range(rounds)]
    print(f"{rounds} rounds, {sum(hits)} killed before the end, nothing lost, no half file")
