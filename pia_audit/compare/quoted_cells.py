"""The two cells of a change row as the texts that they quote have them: the account of two editions and the history of
one ask the same of every row, here and nowhere else."""

from __future__ import annotations

from pia_audit.compare.bare_quotations import bare_quotation, quoted_in_words, with_full_stops, without_renumbering
from pia_audit.compare.equality import VALUES
from pia_audit.compare.heading_rows import headed_numbers, quoted_below_heading, words_below_heading
from pia_audit.compare.relative_wording import quoted_values, years_of_day
from pia_audit.compare.ticks import boxes_that_changed

Cells = tuple[str | None, str | None]


def quoted_cells(kind: str, cells: Cells, old: str | None, new: str | None) -> Cells:
    """What a row's cells quote, where a clerk says it in fewer or other words.

    14の項を追加, 【照会の根拠】 14の項, 「…」（下線部を追加）, a sentence without its full stop, 令和6年 for a day of
    that year, 「A」を「B」に改める on a choice.

    Args:
        kind: the item's kind.
        cells: 変更前 and 変更後; ``None`` where the cell could not be read.
        old: the item in the older edition; ``None`` where it is not at hand: the history of one edition knows only
            what the rows left.
        new: the item as the row left it, or later; ``None`` where it is empty.

    Returns:
        Both cells, as they were where they quote already.
    """
    before, after = cells
    text = new or ""
    if after is not None and "繰" in after:
        after = without_renumbering(after)
    if before is not None and after is not None:
        before, after = quoted_in_words(before, after, old, text)
        if old is None:
            before, after = quoted_below_heading(before, after, text, is_newer=True)
        elif len({*(headed_numbers(before) or ()), *(headed_numbers(after) or ())}) > 1:
            # A row on one list is held against what the rows before it made of that.
            before, after = quoted_below_heading(before, after, old, is_newer=False)
        before, after = words_below_heading(before, after, old, text)
    before, after = _without_remarks((before, after), old, text, is_quoted=(before, after) != cells)
    if old is not None:
        before, after = with_full_stops((before, after), (old, text))
    if kind in VALUES:
        before, after = quoted_values(before, after)
    if kind == "flags" and before is not None and after is not None:
        before, after = boxes_that_changed(before, after, text)
    if kind == "date":
        return years_of_day(before, after, text if old is None else old, is_newer=old is None) or (before, after)
    return before, after


def _without_remarks(cells: Cells, old: str | None, text: str, *, is_quoted: bool) -> Cells:
    """Cells without what is remarked on the quotation. Without the older text 変更前 is held against 変更後, and only
    where this says anything that is not its quotation."""
    before, after = cells
    if old is not None:
        return before and bare_quotation(before, old), after and bare_quotation(after, text)
    if before is None or after is None:
        return cells
    bare = bare_quotation(after, text or after)
    if bare != after and bare and after.endswith(bare):  # （1段落目）…: what stands before both quotations
        before = before.removeprefix(after.removesuffix(bare))
    return (bare_quotation(before, bare), bare) if is_quoted or bare != after else cells
