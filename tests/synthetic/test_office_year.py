"""The year's folder of invented reports: the same for the same arguments, with the truth about every file."""

from __future__ import annotations

import json
from pathlib import Path

from pia_audit.synthetic.__main__ import main
from pia_audit.synthetic.office_year import write_year


def contents(folder: Path) -> list[str]:
    """Every file of the folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_command_writes_what_the_function_does(tmp_path: Path) -> None:
    """The same files, and beside them the truth: every file once, every report with its days and faults."""
    year = write_year(tmp_path / "a", 2, 4, printed=False)
    assert main(["year", str(tmp_path / "b"), "--reports", "2", "--seed", "4", "--no-prints"]) == 0
    truth = json.loads((tmp_path / "b" / "truth.json").read_text(encoding="utf-8"))
    (tmp_path / "b" / "truth.json").unlink()
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert [d["path"] for d in truth["documents"]] == [d.path for d in year.documents]
    assert [r["published"] for r in truth["reports"]] == [list(r.published) for r in year.reports]
    assert contents(tmp_path / "a") == sorted(d.path for d in year.documents)
    assert year.statuses() == {"read": 4, "left-out": 1, "unread": 1, "not-a-report": 1}
