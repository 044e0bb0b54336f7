"""Files read in several processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pia_audit
from pia_audit.readers.parallel import FEW
from pia_audit.readers.stored_editions import to_parquet

ROOT = Path(__file__).resolve().parents[2]
_USES_FRAMES_FIRST = """
import sys
import polars as pl
from pia_audit.readers import read_all

if __name__ == "__main__":
    pl.DataFrame({"a": range(9)}).lazy().group_by("a").len().collect()
    editions, unread = read_all(sys.argv[1:])
    sys.exit(0 if len(editions) == 1 and not unread else 3)
"""


def test_files_are_read_by_a_program_that_has_used_frames(tmp_path: Path) -> None:
    """Copies of a process with threads would wait for ever for what those threads held; the processes begin anew."""
    content = to_parquet([pia_audit.read(ROOT / "data" / "tebiki-01" / "2024-11-10.txt")])
    files = [tmp_path / f"{n}.parquet" for n in range(FEW + 4)]
    for file in files:
        file.write_bytes(content)
    script = tmp_path / "script.py"
    script.write_text(_USES_FRAMES_FIRST, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, files)], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0


_WAITS_LONG = """
import os, sys, time
from pathlib import Path
from pia_audit.readers.parallel import read_many

def slowly(number):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(120)

if __name__ == "__main__":
    list(read_many(range(12), slowly))
"""


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended; one that nobody waited for has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux tells of them")
def test_the_processes_end_with_a_command_that_is_killed(tmp_path: Path) -> None:
    """Nobody is left who would ask them for what they read."""
    script = tmp_path / "waits.py"
    script.write_text(_WAITS_LONG, encoding="utf-8")
    begun = tmp_path / "begun"
    begun.mkdir()
    command = subprocess.Popen([sys.executable, script, begun], env={**os.environ, "PYTHONPATH": str(ROOT)})
    for _ in range(600):
        if workers := [int(path.name) for path in begun.iterdir()]:
            break
        time.sleep(0.1)
    command.kill()
    command.wait()
    assert workers
    for _ in range(300):
        if not any(map(_runs, workers)):
            break
        time.sleep(0.1)
    assert not any(map(_runs, workers))
