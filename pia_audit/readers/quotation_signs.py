"""What a row quotes in signs of its own: (1) …, (2) … from here and there, ～ for what it leaves out, several 「」."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow, Item


def without_counts(row: ChangeRow, item: Item) -> ChangeRow:
    """The row without numbers that count what it quotes from here and there: (1) …, (2) … of a text that counts
    nothing so itself."""
    cells = [cell for cell in (row.before, row.after) if cell and not is_empty(cell)]
    if item.kind != "text" or not cells or any(_counts_alike(cell, item.text or "") for cell in cells):
        return row
    if not all(len(_counted(cell)) > 1 for cell in cells):
        return row
    before_cell, after_cell = (
        "\n".join(_counted(cell)) if cell in cells else cell for cell in (row.before or "", row.after or "")
    )
    return replace(row, before=before_cell, after=after_cell)


_COUNT = regex(r"(?:^|(?<=\s))(?:[(（]?(?P<number>[0-9０-９]{1,2})[)）]|(?P<circled>[①-⑳]))[ \u3000]*")


def _counts_alike(cell: str, text: str) -> bool:
    """Whether a field's text counts in the signs in which a cell begins to count."""
    first = _COUNT.match(cell)
    return first is None or any((m["circled"] is None) == (first["circled"] is None) for m in _COUNT.finditer(text))


def _counted(text: str) -> list[str]:
    """What a text counts from one on, each in a line or behind a blank, without the numbers; empty without them."""
    marks = list(_COUNT.finditer(text))
    marks = [m for m in marks if (m["circled"] is None) == (marks[0]["circled"] is None)]  # (1) ③… quotes a third line
    numbers = [int(m["number"]) if m["number"] else ord(m["circled"]) - ord("①") + 1 for m in marks]
    if not marks or numbers != list(range(1, len(marks) + 1)) or text[: marks[0].start()].strip():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]


def with_quotations_in_dots(row: ChangeRow, item: Item) -> ChangeRow:
    """The row with … round each of several quotations that are all that either cell is: 「甲課」「乙へ」."""
    both = (row.before or "", row.after or "")
    cells = [_QUOTATION.findall(cell) if _QUOTATIONS.fullmatch(cell) else [] for cell in both]
    if item.kind != "text" or len(cells[0]) < 2 or len(cells[0]) != len(cells[1]):
        return row
    if item.text is not None and any(fold(f"「{quoted}」") in fold(item.text) for quoted in cells[1]):
        return row
    before_cell, after_cell = ("\n".join(f"…{quoted}…" for quoted in quotations) for quotations in cells)
    return replace(row, before=before_cell, after=after_cell)


_QUOTATION = regex(r"「([^「」]+)」")
_QUOTATIONS = regex(r"[\s　]*(?:・?「[^「」]+」[\s　、，及び]*){2,}")


def with_waves_for_lines(row: ChangeRow, item: Item) -> ChangeRow:
    """The row with （略） where ～ stands alone in a line, or alone at a cell's head or end, for lines left out.

    Behind an opening bracket it is none: （～ R8.5） that a print broke.
    """
    if item.text is not None and _WAVE_ALONE.search(item.text):
        return row
    before_cell, after_cell = (
        cell and (_WAVE_ALONE.sub("（略）", cell) if _WAVE_ALONE.sub("", cell).strip() else cell)
        for cell in (row.before, row.after)
    )
    return replace(row, before=before_cell, after=after_cell)


_WAVE_ALONE = regex(
    r"(?m:(?<![（(「『［\[]\n)^[ \u3000]*[～〜~]{1,3}[ \u3000]*$)|\A[～〜~]{1,3}(?=\s)|(?<=\s)[～〜~]{1,3}\s*\Z"
    r"|(?<=[。」）][ \u3000])[～〜~]{1,3}(?=[ \u3000])",
    needs="[～〜~]",
)
"""～ in a line of its own or at a cell's head or end; where breaks were made blanks, between two sentences."""


def with_left_out_in_dots(row: ChangeRow, item: Item) -> ChangeRow:
    """The row with … where both cells have ～ for words of the item's that they leave out: ～毎月点検す～."""
    if not (row.before and row.after and _WAVE_OR_DOTS.search(row.before)):
        return row
    if any(item.text and fold(cell) in fold(item.text) for cell in (row.before, row.after)):
        return row
    before_cell, after_cell = (_DOTS_MEET.sub("\n", cell.strip()) for cell in (row.before, row.after))
    within = [_WITHIN_WAVES.fullmatch(cell) for cell in (before_cell, after_cell)]
    if within[0] is not None and within[1] is not None:
        return replace(row, before=f"…{within[0][1]}…", after=f"…{within[1][1]}…")
    for pattern in (_WAVE_AHEAD, _WAVE_BEHIND, _WAVE_WITHIN):
        if all(len(pattern.findall(cell)) == 1 for cell in (before_cell, after_cell)):
            before_cell, after_cell = (pattern.sub("…", cell) for cell in (before_cell, after_cell))
    return replace(row, before=before_cell, after=after_cell) if "…" in before_cell else row


_DOTS_MEET = regex(r"(?<=…)[ \u3000]+(?=…)")
"""Between two quotations in dots, where a converter made the break a blank."""
_WAVE = "[～〜~]"
_WAVE_OR_DOTS = regex("[～〜~…]")
_OF_TEXT = "[ぁ-ゖァ-ヺー一-龥々、。]"
_NO_SPAN = r"(?<![0-9０-９〇一二三四五六七八九十][日月年度号条項時分])(?<!曜日)(?<!曜)"
"""No span of days, hours or articles ends there."""
_WITHIN_WAVES = regex(rf"{_WAVE}([^～〜~]+){_WAVE}", re.DOTALL, needs=_WAVE)
"""～ on either side of all that a cell quotes, whatever it begins and ends with."""
_WAVE_AHEAD = regex(rf"^{_WAVE}(?={_OF_TEXT}|[・●○◆■①-⑳]|[（(]?[0-9０-９]{{1,2}}[)）.．])", needs=_WAVE)
_WAVE_BEHIND = regex(rf"(?<={_OF_TEXT}){_NO_SPAN}{_WAVE}$", needs=_WAVE)
_WAVE_WITHIN = regex(rf"(?<={_OF_TEXT}){_NO_SPAN}{_WAVE}(?={_OF_TEXT})", needs=_WAVE)
