"""Relative wording in a change row: 同左, (略), 以下を追加, 「A」を「B」に改める. Says what the words mean as edits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from msgspec import Struct

from pia_audit.compare import passage_words
from pia_audit.compare.bare_quotations import without_remark
from pia_audit.japanese.ladder import similarity
from pia_audit.japanese.lists import passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty, is_remark

_SAME = regex(r"同\s*左|同\s*上|左に同じ|変更前に同じ")
_SAME_FRAMED = regex(
    r"[（(]\s*(?:同\s*左|同\s*上)\s*[)）]\s*に?|(?:同\s*左|左に同じ|変更前に同じ)に(?=\s*(?:次|以下|下記))", needs="同"
)
# A run of one sign is begun at its head alone: thousands of them in a cell were tried from each of them on.
_DOTS = r"(?:(?<![…‥])[…‥]+|(?<![・･])[・･]{3,}|(?<![.．])[.．]{3,})"
_STROKES = "[～〜~―－—ー…‥*＊-]"
_LEFT_OUT = r"(?:(?:(?:以下|中|前|後|上記)(?:同文)?|同文)\s*)?省?略"
# No two stretches of space stand side by side: a cell of line breaks is read once and not once for each of them.
_MAY_LEAVE_OUT = "略|[…‥]|[・･]{3}|[.．]{3}"
_OMITTED = regex(
    rf"{_DOTS}?(?!\A\s*[（(]\s*省略\s*[）)]\s*\Z)[（(〔\[［【＜<〈《]\s*{_LEFT_OUT}\s*[）)〕\]］】＞>〉》]{_DOTS}?"
    rf"|(?<!{_STROKES}){_STROKES}+\s*{_LEFT_OUT}\s*{_STROKES}+"
    rf"|(?m:^[^\S\n]*(?:中|前|後|以下)?省?略[^\S\n]*$)|以下省?略"
    rf"|(?m:^[^\S\n]*{_DOTS})|(?m:{_DOTS}[^\S\n]*$)|(?<=\s){_DOTS}(?=\s)",
    needs=_MAY_LEAVE_OUT,
)
"""Words left out: 略 in brackets or between strokes, and dots before or behind a quoted line."""
_MAY_OMIT = regex(_MAY_LEAVE_OUT)
_ADD = regex(
    r"(?:(?:以下|次|下記)(?:の(?:[文⽂](?:[言⾔]|章|[面⾯])?|[一⼀][文⽂]|部分|記載|記述|項目|内容|とおり))?を?\s*(?:追加|追記|加筆)(?:する|します)?"
    r"|(?:以下|下記|(?:次|以下)の(?:とおり|通り))に?(?:追加|追記|加筆)(?:する|します)?)[。：:]?"
)
_DROP = regex(
    r"(?:以下|次|下記)(?:の(?:[文⽂](?:[言⾔]|章|[面⾯])?|[一⼀][文⽂]|部分|記載|記述|項目|内容))?を\s*削除(?:する|します)?[。：:]?"
)
_SWAP = regex(
    r"「([^「」]{1,400})」\s*[をは]\s*「([^「」]{0,400})」\s*(?:に|へ|と)\s*(?:改め|変更|修正|訂正|読み?替え|置き?換え)"
)
_QUOTED_EDIT = regex(
    r"(「[^「」]{1,400}」(?:\s*(?:[、,，・]|及び|並びに)?\s*「[^「」]{1,400}」){0,40})"
    r"\s*を\s*(追加|追記|加筆|削除|削(?=[るり])|挿入|加え)[るり]?"
)
_QUOTED = regex(r"「([^「」]{1,400})」")
_BEHIND = regex(
    r"「([^「」]{1,400})」\s*の\s*(?:次|後|あと)に、?\s*「([^「」]{1,400})」\s*を\s*(?:加え|追加|挿入)(?:する|る)?"
)
_ELLIPSIS = regex(r"(?<=[ぁ-ゖァ-ヺ一-龥々、。])\s*…+\s*(?=[ぁ-ゖァ-ヺ一-龥々])", needs="…")
"""Words left out between words; 「…」 in a citation says itself."""
_INSERTED = regex(
    r"(?P<text>.+?)\s*を\s*(?:追加|加え|挿入)し?、?\s*以[下降](?:の?番号)?を?(?:順次)?繰り?下げる?(?:する)?\s*。?\s*$",
    re.DOTALL,
    needs="繰り?下げ",
)
MAY_BE_RELATIVE = "[同略「…‥]|・{3}|[.．]{3}|追加|追記|加筆|削|改め|加え|繰り?[上下]げ|のとおり|変更なし"
"""A pattern for 変更後: without it, and without words left out in 変更前, a row is never relative."""
_ANY = regex(MAY_BE_RELATIVE)
_SIGNED = (
    ("追加", _ADD),
    ("追記", _ADD),
    ("加筆", _ADD),
    ("削除", _DROP),
    ("「", _SWAP),
    ("「", _QUOTED_EDIT),
    ("「", _BEHIND),
)
"""What each way of saying it cannot do without, looked for first."""
_SENTENCE = regex(r"[^。]+。?")
_LEADING = " \u3000\n、。：:"
_MARKER = regex(r"^\s*(?:[(（]?[0-9０-９]{1,2}[)）.．、]?|[①-⑳])\s*")

_MARK_OF_ADDED = regex(
    r"^(?:[（(【〔［\[]\s*(?:追加|追記|加筆|新規)(?:分|部分)?\s*[)）】〕］\]]\s*[：:]?|[＋+])\s*(?=\S)"
)
"""What a clerk sets before what he adds below 同左: （追加）, ＋."""

_REMEMBERED = 2048
"""Rows whose words are remembered: each is asked for them several times, in every edition that carries it."""


class Edit(Struct, frozen=True):
    """``after`` stands where ``before`` stood; either may be empty. ``kept`` are the spans of ``after`` that the row
    does not quote but leaves as they were (同左)."""

    before: str
    after: str
    kept: tuple[tuple[int, int], ...] = ()

    @property
    def added(self) -> str:
        """What an edit puts behind 変更前 that it leaves whole as it was; empty where it does anything else."""
        is_whole = self.kept == ((0, len(self.before)),) and self.after.startswith(self.before)
        return self.after[len(self.before) :].strip() if is_whole and self.before else ""


@lru_cache(maxsize=_REMEMBERED)
def relative_words(before: str, after: str) -> tuple[str, ...]:
    """The relative words of a row, as written; empty when the row can be read by itself."""
    omits = bool(_MAY_OMIT.search(before))
    if not omits and not _ANY.search(after):
        return ()
    phrases = [m[0].strip() for char, p in _SIGNED if char in after for m in p.finditer(after)]
    if _MAY_OMIT.search(after):
        phrases = [m[0].strip() for m in _OMITTED.finditer(after)] + phrases
    if omits:
        phrases += [m[0].strip() for m in _OMITTED.finditer(before)]
    if "同" in after and not _SAME.search(before):  # words that stood there before are the item's own
        phrases += [m[0].strip() for m in _SAME.finditer(after)]
    if _ellipses(before, after):
        phrases.append("…")
    if is_empty(before) and (inserted := _INSERTED.fullmatch(after)):
        phrases.append(after[inserted.end("text") :].strip())
    phrases += [phrase.strip() for phrase in passage_words.phrases(before, after)]
    return tuple(dict.fromkeys(phrases))


@lru_cache(maxsize=_REMEMBERED)
def edits(before: str, after: str) -> tuple[Edit, ...]:
    """What a relative row does, as replacements to be carried out in the item's text.

    The first way of reading that fits wins; a row without relative words is one plain replacement.
    """
    if is_empty(after) and "削除" in before and (drop := _DROP.match(before.strip())):
        dropped = before.strip()[drop.end() :].strip()
        return (Edit(dropped, after),) if dropped else (Edit(before, after),)
    if not _MAY_OMIT.search(before) and not _ANY.search(after):
        return (Edit(before, after),)
    for reading in (
        _insertions,
        _passages,
        lambda _, a: _swaps(a),
        _sames,
        _omissions,
        _ellipses,
        _additions,
        _removals,
    ):
        replacements = reading(before, after)
        if replacements:
            return replacements
    return (Edit(before, after),)


def line_by_line(before: str, after: str) -> tuple[Edit, ...]:
    """A row that quotes several lines, as many before as after, as one edit a line: lines between which others of the
    item stand; empty where it quotes them otherwise, or says in words what became of them."""
    if edits(before, after) != (Edit(before, after),) and not any(map(_OMITTED.search, (before, after))):
        return ()
    old, new = ([line for piece in _OMITTED.split(cell) for line in _lines(piece)] for cell in (before, after))
    return tuple(map(Edit, old, new)) if len(old) == len(new) > 1 else ()


def _lines(text: str) -> list[str]:
    """The lines of a text; of one written on in a single line its numbered passages, or its sentences."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        return lines
    parts = [text[start:end].strip() for start, end in passages(text)]
    return parts if len(parts) > 1 else [part.strip() for part in _SENTENCE.findall(lines[0])]


def comes_to(before: str, after: str) -> tuple[str, str] | None:
    """What a row's words stand for, in the place of its 変更前 and of its 変更後, several edits one below the other;
    ``None`` where they can only be read as they are."""
    made = edits(before, after)
    if not relative_words(before, after) or made == (Edit(before, after),):
        return None
    return _together(e.before for e in made), _together(e.after for e in made)


def _together(texts: Iterable[str]) -> str:
    """The texts of several edits, without the empty lines that the words leave where they stood."""
    return "\n…\n".join(re.sub(r"\n\s*\n", "\n", text) for text in texts if text)


_ONE_NUMBER = regex(r"\s*(?:項番)?第?\s*([0-9０-９]{1,3}(?:の[0-9０-９]{1,2})?)\s*の?項?\s*")


def exchanged_words(before: str, after: str) -> tuple[str, str]:
    """The words that a row exchanges: its cells, or A and B of 「A」を「B」に改める; empty where other
    words are relative."""
    if not relative_words(before, after):
        return before, after
    made = edits(before, after)
    is_exchange = len(made) == 1 and not made[0].kept and _SWAP.search(after)
    return (made[0].before, made[0].after) if is_exchange else ("", "")


def bare_number(edit: Edit) -> Edit | None:
    """A row on one number of a list, 20の項, by the number alone, as the list has it."""
    before = _ONE_NUMBER.fullmatch(edit.before)
    after = _ONE_NUMBER.fullmatch(edit.after)
    if before is None or not (after or is_empty(edit.after)):
        return None
    return Edit(before[1], after[1] if after else edit.after)


def quoted_values(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """What a row on a single value says, where 変更後 puts it in words: 「A」を「B」に改める says A and B."""
    match = _SWAP.match(after.strip()) if before is not None and after and "「" in after else None
    if match is None and after:
        return before and without_remark(before), without_remark(after)
    if match is None or _SWAP.search(after or "", match.end() + 1):
        return before, after
    return match[1] if is_empty(before or "") else before, match[2]


_YEAR = regex(r"\s*(?:令和|平成|昭和|[RHSＲＨＳ])?\s*[0-9０-９元]{1,4}\s*年(?:度|\s*[0-9０-９]{1,2}\s*月)?\s*")


def years_of_day(before: str | None, after: str | None, day: str | None, *, is_newer: bool) -> tuple[str, str] | None:
    """The days that a row means which gives years alone, 令和6年 → 令和7年, by the day of one edition: 令和6年1月1日
    and 令和7年1月1日. ``None`` where it gives more or less, or that day is of another year."""
    quoted, facing = (after, before) if is_newer else (before, after)
    if not (quoted and facing and day and _YEAR.fullmatch(quoted) and _YEAR.fullmatch(facing)):
        return None
    if day.count(quoted.strip()) != 1 or not day.strip().startswith(quoted.strip()):
        return None
    counterpart = day.replace(quoted.strip(), facing.strip(), 1)
    return (counterpart, day) if is_newer else (day, counterpart)


@lru_cache(maxsize=_REMEMBERED)
def is_worded(before: str, after: str) -> tuple[bool, bool]:
    """Whether 変更前, and whether 変更後, speaks of the text instead of quoting it, and cannot be carried out.

    A text may really say such words: they count only where they do not stand in it.
    """
    mark = is_empty(before) or bool(relative_words(before, after))
    return is_remark(before) and not mark, not _can_be_carried_out(before, after) and _is_remark(before, after)


def _can_be_carried_out(before: str, after: str) -> bool:
    if "「" not in after and not _ANY.search(after):
        return False
    quoting = _SWAP.search(after) or _QUOTED_EDIT.search(after) or _BEHIND.search(after)
    return bool(quoting) or passage_words.rewriting(before, after) is not None


def _is_remark(before: str, after: str) -> bool:
    """Whether 変更後 says how the text was changed: by itself, behind 同左, or of passages that are not quoted."""
    if is_remark(after):
        return True
    if not _ANY.search(after):
        return False
    same = _SAME.search(after)
    if same and not after[: same.start()].strip() and is_remark(after[same.end() :].strip(" \u3000\n、。ただし（）()")):
        return True
    return bool(passage_words.clauses(before, after)) and not any(p.search(after) for p in (_ADD, _DROP))


def _passages(before: str, after: str) -> tuple[Edit, ...]:
    """What is said of passages by their numbers."""
    rewriting = passage_words.rewriting(before, after)
    return () if rewriting is None else (Edit(before, rewriting.text, rewriting.kept_spans),)


def _swaps(after: str) -> tuple[Edit, ...]:
    swaps = tuple(Edit(m[1], m[2]) for m in _SWAP.finditer(after))
    quoted_edits = tuple(
        Edit(*((words, "") if m[2].startswith("削") else ("", words)))
        for m in _QUOTED_EDIT.finditer(_BEHIND.sub("", after))
        for words in _QUOTED.findall(m[1])
    )
    behind = tuple(Edit(m[1], m[1] + m[2], ((0, len(m[1])),)) for m in _BEHIND.finditer(after))
    return swaps + quoted_edits + behind if not is_empty(after) else ()


def _sames(before: str, after: str) -> tuple[Edit, ...]:
    """同左 stands for the row's own 変更前; what is to be added follows it."""
    match = _SAME_FRAMED.search(after) or _SAME.search(after)
    if not match or _SAME.search(before):
        return ()
    head, tail = after[: match.start()], after[match.end() :]
    tail = _MARK_OF_ADDED.sub("", _ADD.sub("", tail, count=1).lstrip(_LEADING), count=1)
    if _OMITTED.search(before):
        return _behind_omitted(before, head, tail)
    if is_empty(before) and tail.strip() and not head.strip():  # 変更前（新規）: 同左 is the item as it stood
        return (Edit("", tail),)
    quoted_before = before
    if _MARKER.fullmatch(head or " ") and _MARKER.match(before) and head.strip():
        quoted_before = _MARKER.sub("", before, count=1)
    gap = "\n" if tail.strip() else ""
    return (Edit(before, f"{head}{quoted_before}{gap}{tail}", ((len(head), len(head) + len(quoted_before)),)),)


def _behind_omitted(before: str, head: str, tail: str) -> tuple[Edit, ...]:
    """同左 where 変更前 itself leaves text out: what is added stands behind the last words it quotes, or anywhere."""
    head, tail = head.strip(), tail.strip()
    quoted = [p.strip() for p in _OMITTED.split(before)]
    if not tail:
        return (Edit("", head),) if head and not _MARKER.fullmatch(head) else (Edit(before, before),)
    return (Edit(quoted[-1], f"{quoted[-1]}\n{tail}", ((0, len(quoted[-1])),)),) if quoted[-1] else (Edit("", tail),)


def _omissions(before: str, after: str) -> tuple[Edit, ...]:
    """What stands between the (略) marks is quoted; the rest is not touched."""
    if not any(_MAY_OMIT.search(cell) and _OMITTED.search(cell) for cell in (before, after)):
        return ()
    old = [p.strip() for p in _OMITTED.split(before) if p.strip()]
    new = [p.strip() for p in _OMITTED.split(after) if p.strip()]
    if any(word.match(piece) for piece in new for word in (_ADD, _DROP)):
        return tuple(filter(None, map(_worded, new)))
    return tuple(Edit(o, n) for o, n in _paired(old, new) if o != n)


_MOST_PIECES = 8


def _paired(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """The quoted pieces of both cells in order, each beside what it became; beside nothing those that came or went."""
    fewer, more = sorted((old, new), key=len)
    if len(fewer) == len(more):
        return list(zip(old, new, strict=True))
    if not fewer or len(more) > _MOST_PIECES:
        return [("\n".join(old), "\n".join(new))]
    neighbour = max(
        combinations(range(len(more)), len(fewer)),
        key=lambda places: sum(similarity(fewer[n], more[at]) for n, at in enumerate(places)),
    )
    partners = dict(zip(neighbour, fewer, strict=True))
    pairs = [(partners.get(at, ""), piece) for at, piece in enumerate(more)]
    return pairs if more is new else [(piece, partner) for partner, piece in pairs]


def _ellipses(before: str, after: str) -> tuple[Edit, ...]:
    """What stands between … where both cells leave out words at as many places: the rest is not touched."""
    old, new = _ELLIPSIS.split(before), _ELLIPSIS.split(after)
    if len(old) != len(new) or len(old) < 2:
        return ()
    return tuple(Edit(o, n) for o, n in zip(old, new, strict=True) if o != n)


def _insertions(before: str, after: str) -> tuple[Edit, ...]:
    """A new passage behind which the others only count on: (2) … を追加し、以下番号を繰り下げる."""
    inserted = _INSERTED.fullmatch(after) if is_empty(before) else None
    return (Edit("", inserted["text"].strip()),) if inserted else ()


def _worded(piece: str) -> Edit | None:
    """以下を追加 or 以下を削除 and what follows it; nothing for what is quoted only to show where that is."""
    for word in (_ADD, _DROP):
        if match := word.match(piece):
            text = piece[match.end() :].lstrip(_LEADING)
            return Edit("", text) if word is _ADD else Edit(text, "")
    return None


def _additions(before: str, after: str) -> tuple[Edit, ...]:
    match = _ADD.search(after)
    if not match:
        return ()
    lead, added = after[: match.start()].strip(), after[match.end() :].strip()
    if not added:
        return ()
    if is_empty(before) or not lead or _TO_WHAT_STOOD.fullmatch(lead):
        return (Edit("", added),)
    return (Edit(before, f"{lead}\n{added}"),)


_TO_WHAT_STOOD = regex(
    r"(?:変更前|左記|上記|左欄|現行|従前|既存|これまで)の?(?:記載|内容|記述|文言|文章|本文|項目|もの)?(?:に加え[てた]?|の?(?:末尾|最後|後)に|に|へ)、?"
)
"""What words are added to, where 変更後 does not quote it: 変更前の記載に以下を追加する."""


def _removals(before: str, after: str) -> tuple[Edit, ...]:
    match = _DROP.search(after)
    if not match:
        return ()
    dropped = after[match.end() :].strip() or before
    return (Edit(dropped, ""),) if dropped.strip() else ()
