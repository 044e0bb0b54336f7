"""A row's resolution does not depend on which way of writing its label a body prefers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import FILES, FORM, report, row

from pia_audit.forms.labels import resolve
from pia_audit.model import Item

_ITEMS = [i for i in report() if len(i.path) > 1]
_STAR = re.compile(r"\s*※(?:（.*?）)?")


def _levels(item: Item) -> list[str]:
    """The label's levels with the number and name of the file behind the chapter."""
    file = re.match(r"file\[(\d)\]", item.item_id)
    first = item.path[0] + (f" ({file[1]}){FILES[int(file[1])]}" if file else "")
    return [first, *item.path[1:]]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _ascii(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", c) if "Ⅰ" <= c <= "Ⅻ" else c for c in text)


_WRITINGS: list[Callable[[str], str]] = [str, _wide, _ascii, lambda t: _STAR.sub("", t), lambda t: f"「{t}」"]


@settings(max_examples=effort(150, 25), deadline=None)
@given(
    item=st.sampled_from(_ITEMS),
    joined=st.sampled_from(["\n", " ", "　", "／", " → ", "", "・", "　＞　"]),
    writing=st.sampled_from(_WRITINGS),
    before=st.sampled_from(["", "P.3 ", "【変更】"]),
    behind=st.sampled_from(["", "の記載", "について", "を修正"]),
)
def test_every_way_of_writing_a_full_label_names_the_same_item(
    item: Item, joined: str, writing: Callable[[str], str], before: str, behind: str
) -> None:
    """Separators, width, ※, Roman numerals in letters, quotation marks and words around the label change nothing."""
    label = before + writing(joined.join(_levels(item))) + behind
    (resolved,) = resolve([row(label)], report(), FORM)
    assert resolved.item_ids == (item.item_id,)
    assert not {"number", "words"} & set(resolved.mismatch)


_NUMBER = re.compile(r"[Ⅰ-Ⅵ]|\d+(?=\.)|[①-⑳]|(?:委託事項|リスク)[0-9０-９]+")


def _short(level: str) -> str:
    number = _NUMBER.match(level)
    return number[0] if number else level


@settings(max_examples=effort(80, 15), deadline=None)
@given(item=st.sampled_from(_ITEMS), joined=st.sampled_from(["-", "→", " ", "／"]), back=st.booleans())
def test_numbers_alone_and_levels_in_any_order_name_the_same_item(item: Item, joined: str, back: bool) -> None:
    """Ⅱ(1)→3→⑥ and ⑥使用目的 3. … Ⅱ (1) are what the full label is; no number is told as wrong."""
    levels = _levels(item)
    file = re.match(r"file\[(\d)\]", item.item_id)
    numbers = [_short(levels[0]) + (f"({file[1]})" if file else ""), *map(_short, levels[1:])]
    label = " ".join(reversed(levels)) if back else joined.join(numbers)
    (resolved,) = resolve([row(label, item.text or "", item.text or "")], report(), FORM)
    assert resolved.item_ids == (item.item_id,)
    assert not {"number", "words"} & set(resolved.mismatch)


@settings(max_examples=effort(60, 12), deadline=None)
@given(st.text(alphabet="ⅠⅡ1234（）①②③、・～-→リスク委託事項全体共通のP頁 \n", max_size=40))
def test_no_label_breaks_it(label: str) -> None:
    """Whatever stands in a label, a row comes back with an outcome, and with items only where the outcome is items."""
    (resolved,) = resolve([row(label)], report(), FORM)
    assert bool(resolved.item_ids) == (resolved.outcome in ("item", "items"))
    assert 0 <= resolved.label_score <= 1
