"""Files read in several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
    data = to_parquet([pia_audit.read(ROOT / "data" / "tebiki-01" / "2024-11-10.txt")])
    files = [tmp_path / f"{n}.parquet" for n in range(FEW + 4)]
    for file in files:
        file.write_bytes(data)
    script = tmp_path / "script.py"
    script.write_text(_USES_FRAMES_FIRST, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, files)], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0
