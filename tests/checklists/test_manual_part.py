"""The manual's example of a filled checklist that was read back is what the program says.

    python tests/checklists/test_manual_part.py --write

puts it in step again.
"""

from __future__ import annotations

import re
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import filling  # noqa: E402
import openpyxl  # noqa: E402
from commands import run  # noqa: E402

PAGE = ROOT / "pia_audit" / "manual" / "ja" / "checklist.md"
_PART = re.compile(
    r"(?P<head><!-- checklist:read -->\n```text\n)(?P<body>.*?)(?P<tail>```\n<!-- /checklist:read -->)", re.DOTALL
)
_NAME = "自己点検票.xlsx"
_ARGUMENTS = ["checklist", "read", _NAME, "-o", "判定.json", "--as-of", "2026-05-01"]


def example() -> str:
    """A checklist of the shipped report, filled in with three slips, and what reading it back prints."""
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path(name)
        run("checklist", ROOT / "data/meguro-14/2026-03-18.txt", "-o", _NAME)
        book = openpyxl.load_workbook(folder / _NAME)
        page = book.worksheets[0]
        for row in filling.rows(page):
            sign = str(page.cell(row, filling.COLUMNS["sign"]).value)
            cells = {"verdict": "適", "reason": "控えで確認", "by": "総務課 山田", "on": "R8.4.20"}
            if sign.startswith("2-1:"):
                cells |= {"verdict": "要是正", "reason": "次の修正で項目欄を改める"}
            if sign.startswith("2-4:"):
                cells |= {"verdict": "要是正", "reason": "当時の版を取り寄せる", "until": "令和8年4月31日"}
            if not sign.startswith(("8-4:", "PIA")):
                filling.put(page, row, **cells)
        book.save(folder / _NAME)
        return f"$ pia-audit {' '.join(_ARGUMENTS)}\n\n{run(*_ARGUMENTS).stdout}"


def test_the_example_is_the_programs_own() -> None:
    """The block in the manual equals what the program prints on the file described there."""
    match = _PART.search(PAGE.read_text(encoding="utf-8"))
    assert match
    assert match["body"] == example()


def test_the_example_of_own_questions_is_accepted(tmp_path: Path) -> None:
    """The manual's file of a body's own questions is read, and gives its question."""
    from pia_audit.checklists.questions import all_areas

    match = re.search(r'```text\n(ja = "○○市の点検項目".*?)```', PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert match
    path = tmp_path / "own.toml"
    path.write_text(match[1], encoding="utf-8")
    assert [q.id for q in all_areas([path])[-1].questions] == ["市-1"]


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/checklists/test_manual_part.py --write")
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_PART.sub(lambda m: m["head"] + example() + m["tail"], text), encoding="utf-8", newline="\n")
