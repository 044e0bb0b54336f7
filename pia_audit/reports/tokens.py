"""What a reader takes in as one thing, and a mark of what differs therefore never cuts in the middle.

A date, a number with its branches (20の2), an article (第19条の2), a ticked option, a heading in brackets, a name. A
long title quoted in a sentence is none: a slip in it would be hidden by a mark round all of it. The spans are those of
a text as read; what two texts have in common is looked for in these and, between them, sign by sign.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby

from rapidfuzz.distance import Indel

from pia_audit import forms
from pia_audit.compare.hunks import Hunk, hunks, joined_changes
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import EQUAL, Rung, same
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.spans import Folded, fold_spans

Span = tuple[int, int]

_N = "[0-9０-９]"
_K = "[〇一二三四五六七八九十百千]"
# Word signs but for kana and the like: a range of all kanji takes thirty times as long to compile.
_WORD = r"[^\Wぁ-ゖ_]"
_NAME = r"[^\Wぁ-ゖ_A-Za-z0-9０-９]"
_BRANCHES = f"(?:の(?:{_N}+|{_K}+))*"
_TOKEN = regex(
    "|".join((
        r"[\[［][ \u3000]?[^\[\]［］\s]?[ \u3000]?[\]］][^\S\n]*[^\s\[\]［］、。]{1,40}",  # a box and its option
        r"[\[［][^\[\]［］\n]{1,40}[\]］]",
        r"「[^「」\n]{1,12}」|『[^『』\n]{1,12}』|(?m:^[^\S\n]*)[「『][^「」『』\n]{1,40}[」』](?=\s|$)",
        r"【[^【】\n]{1,40}】|〔[^〔〕\n]{1,40}〕|＜[^＜＞\n]{1,40}＞",
        rf"第(?:{_N}+|{_K}+)(?:条|項|号|章|節|編|款|目|表){_BRANCHES}",
        rf"別表(?:第(?:{_N}+|{_K}+))?",
        rf"(?<!{_K}){_K}{{1,8}}{_BRANCHES}(?=の項)",
        rf"(?<!{_N})(?<!{_N}[,，]){_N}{{1,3}}(?:[,，]{_N}{{3}})+(?![,，]?{_N})(?:万|億|千)?",  # and no list of numbers
        rf"{_N}+(?:[.．]{_N}+)?{_BRANCHES}(?:万|億|千)?",  # and not の項, which stands behind the last of a list
        # what is called a system and the like, and words in katakana or Latin letters
        rf"{_WORD}{{0,30}}(?:システム|サーバー?|ネットワーク|サービス|プラットフォーム)(?![ァ-ヺー])",
        # bodies, and offices with those who head them
        rf"{_NAME}{{1,24}}(?:委員会|管理者|組合|連合|機構|協議会)(?!{_NAME})",
        rf"{_NAME}{{1,12}}?(?:部|局|課|室|係|所|センター)長?",
        r"[ァ-ヺー]{2,}|[ｦ-ﾟ]{2,}|[A-Za-zＡ-Ｚａ-ｚ]{2,}",
    ))
)  # fmt: skip
_BRIDGE = 2
"""An equal stretch of so many signs between two differences reads as part of one, unless a token stands in it."""

_MUCH = 4 * 10**8
"""As many signs of the one text times those of the other are compared line by line, and their tokens may be cut."""


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Span, ...]:
    """The spans of a text that are read as one thing, in order and apart from each other."""
    dates = [(d.start, d.end) for d in find_dates(text)]
    out: list[Span] = []
    for span in sorted([*dates, *(m.span() for m in _TOKEN.finditer(text))]):
        if out and span[0] < out[-1][1]:
            start, end = out.pop()
            span = (start, max(end, span[1]))
        out.append(span)
    return tuple(out)


def token_hunks(old: str, new: str, rung: Rung = EQUAL) -> tuple[Hunk, ...]:
    """Where two texts differ beyond ``rung``, as :func:`pia_audit.compare.hunks.hunks` does, without cutting a token.

    In a list of numbers the numbers that came and went are found, whatever digits they share.
    """
    if old == new or (rung >= EQUAL and same(old, new)):
        return ()
    if len(old) * len(new) > _MUCH:
        return hunks(old, new, rung)
    if rung >= EQUAL and are_options(old, new):
        return (Hunk(0, len(old), 0, len(new)),)
    old_units, new_units = _Units(old, rung), _Units(new, rung)
    changes = _bridged(_by_numbers(_changes(old_units.keys, new_units.keys), old_units, new_units), old_units)
    return tuple(
        Hunk(*old_units.raw(a, b), *new_units.raw(c, d)) for a, b, c, d in changes
        if old_units.text(a, b) != new_units.text(c, d)  # else a line ends in a word of the one: ファ⏎イル
    )  # fmt: skip


@cache
def _options() -> frozenset[str]:
    all_forms = (forms.load(key) for key in sorted(forms.keys()))
    return frozenset(forms.option_key(o) for form in all_forms for item in form.items for o in item.options)


_LONGEST_OPTION = 60


def are_options(*texts: str) -> bool:
    """Whether each of the texts is an answer that some form offers."""
    return all(len(t) <= _LONGEST_OPTION and forms.option_key(t) in _options() for t in texts)


class _Units:
    """A text as the units in which it is compared: its tokens, and the single signs between them, folded."""

    def __init__(self, text: str, rung: Rung) -> None:
        self._folded: Folded = fold_spans(text, rung)
        spans = tokens(text)
        firsts = [start for start, _ in spans]
        self.keys: list[str] = []
        self.is_token: list[bool] = []
        self._edges: list[int] = [0]
        for (inside, _), unit in groupby(self._folded.starts, lambda at: _unit(at, spans, firsts)):
            start, end = self._edges[-1], self._edges[-1] + sum(1 for _ in unit)
            self.keys.append(self._folded.text[start:end])
            self.is_token.append(inside)
            self._edges.append(end)

    def text(self, start: int, end: int) -> str:
        """The folded text of the units ``[start, end)``."""
        return "".join(self.keys[start:end])

    def raw(self, start: int, end: int) -> Span:
        """The raw span of the units ``[start, end)``; of none the place where they would stand."""
        return self._folded.span(self._edges[start], self._edges[end])


def _unit(at: int, spans: Sequence[Span], firsts: Sequence[int]) -> tuple[bool, int]:
    """The unit that a raw character belongs to: a token, or what is folded from that character."""
    nth = bisect_right(firsts, at) - 1
    inside = nth >= 0 and at < spans[nth][1]
    return inside, nth if inside else at


_Change = tuple[int, int, int, int]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    return joined_changes(Indel.opcodes(old, new))


def _by_numbers(changes: Sequence[_Change], old: _Units, new: _Units) -> list[_Change]:
    """The changes; those within one list of numbers by the numbers that both have, not by the signs between them."""
    out: list[_Change] = []
    at = 0
    while at < len(changes):
        end, (low, _, new_low, _) = at + 1, changes[at]
        while end < len(changes) and _is_list(old, low, changes[end][1]) and _is_list(new, new_low, changes[end][3]):
            (_, low, _, new_low), end = changes[end], end + 1
        (a, _, c, _), (_, b, _, d) = changes[at], changes[end - 1]
        out += (_within_list(old, new, (a, b, c, d)) if end - at > 1 else []) or changes[at:end]
        at = end
    return out


def _is_list(units: _Units, start: int, end: int) -> bool:
    """Whether units are numbers and the signs between them."""
    return all(
        key[:1].isdecimal() if token else not key.isalnum()
        for key, token in zip(units.keys[start:end], units.is_token[start:end], strict=True)
    )


def _within_list(old: _Units, new: _Units, change: _Change) -> list[_Change]:
    """What came and went in a stretch of a list; nothing where that has few numbers in common, written anew."""
    a, b, c, d = change
    old_numbers, new_numbers = ([n for n in range(*span) if units.is_token[n]] for units, span in
                                ((old, (a, b)), (new, (c, d))))  # fmt: skip
    blocks = Indel.opcodes([old.keys[n] for n in old_numbers], [new.keys[n] for n in new_numbers])
    pairs = [
        (old_numbers[x], new_numbers[y]) for op in blocks if op.tag == "equal"
        for x, y in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)
    ]  # fmt: skip
    if len(pairs) * 2 < min(len(old_numbers), len(new_numbers)):
        return []
    out: list[_Change] = []
    for old_at, new_at in [*pairs, (b, d)]:
        if old.keys[a:old_at] != new.keys[c:new_at]:
            out.append((a, old_at, c, new_at))
        a, c = old_at + 1, new_at + 1
    return [_without_common_signs(old, new, gap) for gap in out]


def _without_common_signs(old: _Units, new: _Units, gap: _Change) -> _Change:
    """A difference without the signs that both begin or end with: of 、13 and 、 only 13."""
    a, b, c, d = gap
    while a < b and c < d and old.keys[a] == new.keys[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old.keys[b - 1] == new.keys[d - 1]:
        b, d = b - 1, d - 1
    return a, b, c, d


def _bridged(changes: Sequence[_Change], old_units: _Units) -> list[_Change]:
    out: list[_Change] = []
    for change in changes:
        if out and change[0] - out[-1][1] <= _BRIDGE and not any(old_units.is_token[out[-1][1] : change[0]]):
            a, _, c, _ = out.pop()
            change = (a, change[1], c, change[3])
        out.append(change)
    return out
