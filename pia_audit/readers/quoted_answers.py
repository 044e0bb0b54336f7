"""Quotations that do not say an answer as the field does: an option by its number, the ticked boxes alone, and words
that what is quoted was put in."""

from __future__ import annotations

from msgspec.structs import replace

from pia_audit.forms import numbered_option, option_count, option_in_words, option_key
from pia_audit.forms.chosen_options import chosen_option
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import BOX_OR_SIGN, CASES_BEHIND, TICKED, is_empty, marked
from pia_audit.model import ChangeRow, Item, Quote


def as_item_says(quote: Quote, item: Item, options: tuple[str, ...]) -> Quote:
    """A quote of a choice or of boxes with its cells as the field would say them."""
    if item.kind == "choice":
        return _with_options(quote, item, options)
    return _with_counted_option(quote, item) or _with_both_boxes(quote)


def _with_options(quote: Quote, item: Item, options: tuple[str, ...]) -> Quote:
    """The options that cells name by number alone, in words or with a mark: 選択肢2 → 選択肢3, 「十分である」に変更,
    □実施する ■実施しない.

    Where the answer has a number of cases, a number alone may be that.
    """
    if option_count(item.text or "") is not None:
        return quote
    before_cell, after_cell = (_named_option(text, options) if text else None for text in (quote.before, quote.after))
    if before_cell is None and after_cell is None:
        return quote
    return replace(quote, before=before_cell or quote.before, after=after_cell or quote.after)


def _named_option(text: str, options: tuple[str, ...]) -> str | None:
    return numbered_option(text, options) or option_in_words(text, options) or chosen_option(text, options)


def _with_counted_option(quote: Quote, item: Item) -> Quote | None:
    """A quote of numbers of cases alone with the one option that has the later number: 3件 → 4件 of 移転 （4）件."""
    numbers = [option_count(text or "") for text in (quote.before, quote.after)]
    if None in numbers or any(option_key(text or "") for text in (quote.before, quote.after)):
        return None
    counted = [behind for _, behind in marked(BOX_OR_SIGN, item.text or "") if option_count(behind) == numbers[1]]
    if len(counted) != 1:
        return None
    name = CASES_BEHIND.sub("", counted[0]).strip()
    before_cell, after_cell = (f"[○]{name}（{number}）件" for number in numbers)
    return replace(quote, before=before_cell, after=after_cell)


def _with_both_boxes(quote: Quote) -> Quote:
    """Where both cells list ticked boxes alone, each of which only one of them lists stands in the other without a
    tick: [○]紙 [○]専用線 → [○]紙 takes the second one away."""
    sides = [_ticked_alone(text or "") for text in (quote.before, quote.after)]
    if not all(sides) or sides[0].keys() == sides[1].keys():
        return quote
    before_cell, after_cell = (
        "\n".join([text or "", *(f"[ ]{facing_boxes[key]}" for key in facing_boxes if key not in mine)])
        for text, mine, facing_boxes in zip((quote.before, quote.after), sides, reversed(sides), strict=True)
    )
    return replace(quote, before=before_cell, after=after_cell)


def _ticked_alone(text: str) -> dict[str, str]:
    """The options of a text that lists nothing but ticked boxes, by the option folded; else none."""
    boxes = [(m["mark"] or m["sign"] or "", behind.strip()) for m, behind in marked(BOX_OR_SIGN, text)]
    if not all(mark in TICKED and mark and name and option_count(name) is None for mark, name in boxes):
        return {}
    return {fold(name): name for _, name in boxes}


_PUT_IN = regex(
    r"(?:を\s{0,4})?(?:新たに)?(?:追加|追記|加筆|挿入)(?:する|した|します)?。?$", needs="追[加記]|加筆|挿入"
)
_LINE_BREAK = regex(r"[^\S\n]*\n\s*")
_OF_SENTENCES = regex("[「」。]")


def without_putting_in(row: ChangeRow, item: Item) -> str | None:
    """変更後 without the words that what it quotes was put in: 甲する。を追加.

    A text or list that says them itself keeps them. One sentence or name alone may be what the item says; names joined
    by 、 with such words behind them are read as names.
    """
    after_cell = row.after
    if item.kind not in ("text", "list") or after_cell is None or not is_empty(row.before or ""):
        return after_cell
    match = _PUT_IN.search(after_cell.rstrip())
    if match is None or (item.text is not None and fold(after_cell) in fold(item.text)):
        return after_cell
    text = after_cell[: match.start()].rstrip()
    if text.endswith(("。", "）", ")")) or "\n" in after_cell[len(text) : match.start()]:
        return text.strip()
    return _LINE_BREAK.sub("", text).strip() if "、" in text and not _OF_SENTENCES.search(text) else after_cell
