"""Words of the two cells of a change row that say which of them it is, and 「旧 → 新」 in one of them."""

from __future__ import annotations

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_OPEN, _CLOSE = "[（(【〔［\\[《<＜「]", "[)）】〕］\\]》>＞」]"
_BEFORE = regex(
    rf"\s*(?:{_OPEN}\s*(?:変更前|修正前|改正前|従前|旧|現行)\s*{_CLOSE}|(?:変更前|修正前|改正前|旧)\s*[：:])\s*"
)
_AFTER = regex(rf"\s*(?:{_OPEN}\s*(?:変更後|修正後|改正後|新)\s*{_CLOSE}|(?:変更後|修正後|改正後|新)\s*[：:])\s*")
_ARROW = regex(r"\s*(?:→|⇒|➡|⇨|➔)\s*")
_HEAD = 12
"""A mark stands within so many signs."""


def without_side_marks(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """What a row's cells quote: without （変更前） and （変更後） at their heads, and of 「A→B」 beside A only B.

    A mark goes where both cells have theirs, or the other cell says that there is nothing: an item's own words may
    begin with 旧.
    """
    if before is None or after is None:
        return before, after
    marks = _BEFORE.match(before[:_HEAD]), _AFTER.match(after[:_HEAD])
    nothing = is_empty(before), is_empty(after)
    if all(mark is not None or empty for mark, empty in zip(marks, nothing, strict=True)) and any(marks):
        before, after = (
            cell[mark.end() :] if mark else cell for cell, mark in zip((before, after), marks, strict=True)
        )
    arrow = _ARROW.search(after)
    if arrow and after[arrow.end() :].strip() and before.strip() and _bare(after[: arrow.start()]) == _bare(before):
        after = after[arrow.end() :]
    return before, after


def _bare(cell: str) -> str:
    return fold(cell).strip("「」『』")
