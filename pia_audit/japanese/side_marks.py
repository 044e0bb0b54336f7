"""Words of the two cells of a change row that say which of them it is or how they are printed, and 「旧 → 新」 in one
of them."""

from __future__ import annotations

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_deletion, is_empty

_OPEN, _CLOSE = "[（(【〔［\\[《<＜「]", "[)）】〕］\\]》>＞」]"
_BEFORE = regex(
    rf"\s*(?:{_OPEN}\s*(?:変更前|修正前|改正前|従前|旧|現行|誤)\s*{_CLOSE}|(?:変更前|修正前|改正前|旧|誤)\s*[：:])\s*",
    needs="前|旧|現行|誤",
)
_NEW = "後|新|正"
_AFTER_ANYWHERE = regex(
    rf"(?:{_OPEN}\s*(?:変更後|修正後|改正後|新|正)\s*{_CLOSE}|(?:変更後|修正後|改正後|新|正)\s*[：:])\s*",
    needs=_NEW,
)
_AFTER = regex(rf"\s*{_AFTER_ANYWHERE.pattern}", needs=_NEW)
_ARROW = regex("[→⇒➡⇨➔]")
_LOOKS = regex(
    r"(?:\s*(?:※|[（(]\s*※?)|\n)\s*"
    r"(?:下線|傍線|波線|二重線|太字|ゴシック|赤字|青字|朱書き?|網掛け?|着色|黄色)(?:部分?|箇所|文字)?"
    r"(?:を|が|は|の(?:とおり|箇所)?|について)?"
    r"(?:新たに)?(?:変更|修正|追加|追記|加筆|削除|改正|訂正)?(?:箇所|部分|点)?(?:する|した)?。?\s*[）)]?\s*$",
    needs="下線|傍線|波線|二重線|太字|ゴシック|[赤青]字|朱書|網掛|着色|黄色",
)
"""A note behind a quotation on how what changed is shown: ※下線部修正, （下線部）."""
_LONGEST_LOOKS = 40
_HEAD = 12
"""A mark stands within so many signs."""


def without_side_marks(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """What a row's cells quote: without （変更前） and （変更後） at their heads or （下線部） behind, and of 「A→B」
    beside A only B.

    A mark goes where both cells have theirs, or the other cell says that there is nothing: an item's own words may
    begin with 旧.
    """
    if before is None or after is None:
        return before, after
    before, after = _without_looks(before), _without_looks(after)
    marks = _BEFORE.match(before[:_HEAD]), _AFTER.match(after[:_HEAD])
    nothing = is_empty(before), is_empty(after)
    if all(mark is not None or empty for mark, empty in zip(marks, nothing, strict=True)) and any(marks):
        before, after = (
            cell[mark.end() :] if mark else cell for cell, mark in zip((before, after), marks, strict=True)
        )
    before, after = _parted(before, after)
    arrow = _ARROW.search(after)
    if arrow and after[arrow.end() :].strip() and before.strip() and _bare(after[: arrow.start()]) == _bare(before):
        after = after[arrow.end() :].lstrip()
    return before, after


def _without_looks(cell: str) -> str:
    match = _LOOKS.search(cell, max(0, len(cell) - _LONGEST_LOOKS))
    return cell[: match.start()] if match and cell[: match.start()].strip() else cell


def _parted(before: str, after: str) -> tuple[str, str]:
    """The cells where one of them holds both texts, each behind its mark, and the other says nothing: 旧：A 新：B."""
    both = after if is_empty(before) else before if is_empty(after) else ""
    first = _BEFORE.match(both[:_HEAD])
    second = _AFTER_ANYWHERE.search(both, first.end()) if first else None
    if first is None or second is None or len(_AFTER_ANYWHERE.findall(both)) > 1:
        return before, after
    old, new = both[first.end() : second.start()].strip(" \u3000\n→⇒、"), both[second.end() :].strip()
    return (old, new) if old and new else (before, after)


def by_arrow(before: str, after: str) -> tuple[str, str] | None:
    """What stands on the two sides of the arrow of a cell, line by line, where the other cell says nothing.

    An item may have an arrow of its own: whoever asks has to know that its text does not say the whole cell.
    """
    both = after if is_empty(before) else before if is_empty(after) and not is_deletion(after) else ""
    lines = [_ARROW.split(line) for line in both.splitlines() if line.strip()]
    if not lines or any(len(sides) != 2 or not all(side.strip() for side in sides) for sides in lines):
        return None
    old, new = ("\n".join(_unquoted(sides[n]) for sides in lines) for n in (0, 1))
    return old, new


def _unquoted(side: str) -> str:
    match = _QUOTED.fullmatch(side.strip())
    return match[1] if match else side.strip()


_QUOTED = regex(r"[「『]([^「」『』]+)[」』]")


def _bare(cell: str) -> str:
    return fold(cell).strip("「」『』")
