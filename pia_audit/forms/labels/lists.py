"""Labels that name several items: 「①、②」, 「①～③」, 「Ⅰ7①部署、Ⅱ2⑥事務担当部署」, 「委託事項1～3 ①」."""

from __future__ import annotations

from itertools import islice, product

from msgspec.structs import replace

from pia_audit.forms.labels.fields import Index
from pia_audit.forms.labels.slots import Hint, Label

_RANKS = {"chapter": 0, "annex": 0, "file": 1, "paren": 1, "number": 2, "item": 2, "circled": 4}
_GROUP_RANK, _WORDS_RANK = 3, 5
_MOST = 24
_KNOWN = 0.7
_RANGES = ("~", "から")


_Entry = tuple[int, list[list[Hint]]]
"""A level's rank, and the hints that stand for it; where it is listed, those that stand for it in turn."""


class _List:
    """The items of a label while they are told apart, hint by hint."""

    def __init__(self, label: Label, index: Index) -> None:
        self.label, self.index = label, index
        self.hints = [_as_listed(label.hints, at) for at in range(len(label.hints))]
        self.closed: list[list[_Entry]] = []
        self.entries: list[_Entry] = []
        self.recurs = False

    def read(self) -> bool:
        """Take all hints; whether they are a list."""
        return all(self._take(at, hint) for at, hint in enumerate(self.hints)) and self.recurs

    def _take(self, at: int, hint: Hint) -> bool:
        rank = _rank(hint)
        last = self.entries[-1] if self.entries else None
        if last is not None and _is_name_of_level(hint, self.label.hints, self.index):
            last[1][-1].append(hint)
        elif last is not None and hint.is_number and any(r == rank for r, _ in self.entries):
            return self._recur(at, hint, last)
        elif last is not None and _is_alternative(self.label, last, hint, self.index):
            self.recurs = True
            last[1].append([hint])
        else:
            self.entries.append((rank, [[hint]]))
        return True

    def _recur(self, at: int, hint: Hint, last: _Entry) -> bool:
        """A level is given once more: another number for it, or the beginning of the next item."""
        if not _lists(self.label, self.hints, at):
            return False
        self.recurs = True
        rank = _rank(hint)
        if last[0] == rank:
            last[1].extend([h] for h in _ranged(last[1][-1][0], hint))
        else:
            self.closed.append(self.entries)
            above = [(r, [list(h) for h in alternatives]) for r, alternatives in self.entries if r < rank]
            self.entries = [*above, (rank, [[hint]])]
        return True

    def choices(self, *, ending_shared: bool) -> list[list[Hint]]:
        """For each item the hints that name it, every choice of one alternative a level; not many more than allowed."""
        closed = [[*entries, *self._ending(entries)] for entries in self.closed] if ending_shared else self.closed
        chosen = (c for entries in [*closed, self.entries] for c in product(*(a for _, a in entries)))
        return [[h for hints in choice for h in hints] for choice in islice(chosen, _MOST + 1)]

    def _ending(self, entries: list[_Entry]) -> list[_Entry]:
        """What the last item of a list says below the level at which an item before it ends: 「Ⅱ-1、Ⅱ-2 時点」."""
        ranks = [rank for rank, _ in entries]
        same = [rank for rank, _ in self.entries if rank <= ranks[-1]] == ranks
        return [entry for entry in self.entries if entry[0] > ranks[-1]] if same else []


def readings(label: Label, index: Index, *, ending_shared: bool = False) -> list[Label]:
    """The labels that a label stands for, each of one item; empty where nothing recurs in it or it is no list.

    With ``ending_shared`` the words at its end are those of each item.
    """
    if not _may_list(label):
        return []
    items = _List(label, index)
    choices = items.choices(ending_shared=ending_shared) if items.read() else []
    return [rebuilt(label, hints) for hints in choices] if len(choices) <= _MOST else []


def _may_list(label: Label) -> bool:
    """Whether a number of some rank stands there twice, or hints are joined or begin a line; else nothing recurs."""
    if len(label.hints) < 2:
        return False
    ranks = [_rank(hint) for hint in label.hints if hint.number is not None]
    return len(set(ranks)) < len(ranks) or any(h.joined or h.start in label.signs.lines for h in label.hints)


def _is_name_of_level(hint: Hint, hints: tuple[Hint, ...], index: Index) -> bool:
    """Whether words behind a number are the name of that number's level, and not of a level below it."""
    if hint.is_number or hint.beside < 0:
        return False
    kind = {"number": "item", "paren": "file"}.get(hints[hint.beside].kind, hints[hint.beside].kind)
    kinds = {kind for name, q in hint.names.items() if q >= _KNOWN for kind, _ in index.levels(name)}
    return not kinds or kind in kinds


def _rank(hint: Hint) -> int:
    return _RANKS.get(hint.kind, _GROUP_RANK) if hint.is_number else _WORDS_RANK


def _as_listed(hints: tuple[Hint, ...], at: int) -> Hint:
    """A bare number joined to another number is of that one's kind: 委託事項1、2."""
    hint = hints[at]
    previous = hints[at - 1] if at else None
    if previous is None or hint.kind != "number" or hint.joined in ("", "/") or not previous.is_number:
        return hint
    return hint if previous.kind in ("chapter", "paren") else replace(hint, kind=_as_listed(hints, at - 1).kind)


def _lists(label: Label, hints: list[Hint], at: int) -> bool:
    """Whether a number that recurs opens one more item, and is no part of an item's text."""
    hint = hints[at]
    if _is_below(label, hints, at):
        return False
    if hint.kind == "paren" and not (hint.joined or hints[at - 1].kind == "paren" or hint.start in label.signs.lines):
        return False
    phrase_hint = hints[hint.beside] if hint.beside >= 0 else None
    if phrase_hint is None and hint.kind == "number" and not hint.joined and at == len(hints) - 1:
        return False
    return phrase_hint is None or max(phrase_hint.names.values(), default=0.0) >= _KNOWN


def _is_below(label: Label, hints: list[Hint], at: int) -> bool:
    """Whether a bare number goes one level down from the one before: 「2.4.5」, 「2-4-5」 with the chapter before."""
    hint, previous = hints[at], hints[at - 1]
    between = label.signs.text[previous.end : hint.start]
    return at > 1 and hint.kind == previous.kind == "number" and not hint.joined and between in (".", "-")


def _ranged(first: Hint, last: Hint) -> list[Hint]:
    """The numbers from one to another where 「～」 joins them, else the second alone."""
    if last.joined not in _RANGES or first.number is None or last.number is None or last.number - first.number > _MOST:
        return [last]
    return [replace(last, number=n) for n in range(first.number + 1, last.number + 1)]


def _is_known(hint: Hint) -> bool:
    return max(hint.names.values(), default=0.0) >= _KNOWN


def _is_alternative(label: Label, last: _Entry, hint: Hint, index: Index) -> bool:
    """Whether words are a second name at the level of the one before, and not the name of a level below it."""
    previous = last[1][-1][-1]
    listed = hint.joined or hint.start in label.signs.lines
    if hint.is_number or not listed or previous.is_number or not _is_known(hint) or not _is_known(previous):
        return False
    under = {at for name in previous.names for at, _, _ in index.by_name.get(name, ())}
    positions = {at for name in hint.names for at, _, _ in index.by_name.get(name, ())}
    return not under & positions


def rebuilt(label: Label, hints: list[Hint]) -> Label:
    """The label with these of its hints."""
    ordered = sorted(hints, key=lambda h: h.start)
    positions = {h.start: at for at, h in enumerate(ordered)}
    out = []
    for hint in ordered:
        partner = label.hints[hint.beside] if hint.beside >= 0 else None
        out.append(replace(hint, beside=positions.get(partner.start, -1) if partner is not None else -1))
    return replace(label, hints=tuple(out))
