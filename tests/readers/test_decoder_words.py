"""A decoder's own lines on stderr stay from the reader; what the program says itself never does."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest

from pia_audit.model import Unread
from pia_audit.readers import decoder_messages, read_file
from pia_audit.readers.decoder_messages import unheard
from pia_audit.readers.stored_editions import read_stored, to_parquet

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "tebiki-01" / "2026-01-09.txt"


@pytest.fixture(scope="module")
def panicking() -> bytes:
    """A stored edition with damages on which the decoder panics."""
    reading = read_file(SAMPLE)
    assert isinstance(reading, list)
    whole = to_parquet(reading)
    for seed in range(500):
        random_, content = random.Random(seed), bytearray(whole)
        for _ in range(random_.randint(1, 4)):
            content[random_.randrange(4, len(content) - 8)] = random_.randrange(256)
        reading = read_stored("x", bytes(content))
        if isinstance(reading, Unread) and reading.params.get("reason") == "PanicException":
            return bytes(content)
    pytest.skip("this version of the decoder does not panic")


def test_a_panic_s_lines_are_not_printed(panicking: bytes, tmp_path: Path) -> None:
    """In a process of its own: one sentence with the file and the reason, and nothing of the decoder's code."""
    file = tmp_path / "damaged.parquet"
    file.write_bytes(panicking)
    command = [sys.executable, "-m", "pia_audit", "audit", str(file)]
    environment = {k: v for k, v in os.environ.items() if k != "PIA_AUDIT_LANG"} | {"PYTHONPATH": str(ROOT)}
    process = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=False)
    assert (process.returncode, process.stderr.decode()) == (2, "")
    sentence = "damaged.parquet: 書き出されたファイルが壊れているため読み取れません（PanicException）。"
    assert sentence in process.stdout.decode()


def test_stderr_leads_where_it_led(capfd: pytest.CaptureFixture[str]) -> None:
    """Only what is written inside is lost, also when the inside fails."""
    os.write(2, b"before ")
    with pytest.raises(ZeroDivisionError), unheard():
        os.write(2, b"inside ") // 0
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_threads_may_overlap(capfd: pytest.CaptureFixture[str]) -> None:
    """The first to begin may be the first to end: stderr comes back with the last, and no descriptor is left open."""
    both, one_left = Barrier(2), Barrier(2)

    def first() -> None:
        with unheard():
            both.wait(60)
        one_left.wait(60)

    def second() -> None:
        with unheard():
            both.wait(60)
            one_left.wait(60)
            os.write(2, b"inside ")

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"
    assert decoder_messages._kept == []


def test_without_stderr_there_is_nothing_to_turn_away() -> None:
    """A program without a console has no stderr; the work is done all the same."""
    script = (
        "import os; os.close(2)\nfrom pia_audit.readers import decoder_messages as d\nwith d.unheard(): print('done')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, check=False)
    assert process.stdout.split() == [b"done"]
