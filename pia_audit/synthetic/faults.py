"""Puts faults into a story: in the last interval, each on an item that nothing else touches there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from random import Random

from pia_audit.synthetic import entries
from pia_audit.synthetic.edits import Edit, change, two_spots
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.story import Story
from pia_audit.synthetic.texts import swaps, texts

_LONG = 60
_TRIES = 400

Span = tuple[date, date]


class Plan:
    """The faults of a report and what they need from the intervals before the last.

    ``chosen`` maps each kind of fault to its item, ``intervals`` is how many intervals the story has.
    """

    def __init__(self, chosen: dict[str, str], intervals: int, rng: Random) -> None:
        self.chosen = chosen
        self.last = intervals
        self.earlier: dict[str, set[int]] = {}
        before = range(1, intervals)
        for kind in ("dropped_history_row", "altered_history_row"):
            if kind in chosen:
                self.earlier[kind] = {rng.choice(before)}
        if "broken_chain" in chosen:
            self.earlier["broken_chain"] = set(before[-3:])

    def __call__(self, story: Story, number: int, span: Span) -> list[Entry]:
        """The rows that the plan has for an interval."""
        if number < self.last:
            return [e for k, at in self.earlier.items() if number in at for e in self._past(story, k, span)]
        return [e for k, i in self.chosen.items() if k in _LAST for e in _LAST[k](story, i, span)]

    def _past(self, story: Story, kind: str, span: Span) -> list[Entry]:
        """One change with one row, on the last day for a chain and on any day else."""
        edit = _edit(story, self.chosen[kind], span)
        day = span[1] if kind == "broken_chain" else span[0] + timedelta(
            story.draft.rng.randint(1, (span[1] - span[0]).days)
        )  # fmt: skip
        entry = story.entry(edit.item_id, _said(story, edit), span, day)
        _carry_out(story, edit)
        if kind != "broken_chain":
            entry.fault = kind
        return [entry]


def _edit(story: Story, item_id: str, span: Span, fits: Callable[[Edit], bool] = lambda _: True) -> Edit:
    """A change of one item alone that suits the fault; there always is one on a well chosen item."""
    item = story.draft.form.item(item_id)
    assert item is not None
    for _ in range(_TRIES):
        edit = change(story.draft, item, span[1])
        if edit is not None and edit.new is not None and len(edit.spots) < 2 and fits(edit):
            return edit
    raise AssertionError(f"no change found for {item_id}")


def _carry_out(story: Story, edit: Edit) -> None:
    story.past.setdefault(edit.item_id, []).append(edit.old)
    story.draft.texts[edit.item_id] = edit.new


def _said(story: Story, edit: Edit) -> tuple[str, str]:
    return entries.quote(edit, story.mode, story.draft.rng)[0]


def _documented(story: Story, item_id: str, span: Span, kind: str) -> Entry:
    """A change carried out and faithfully recorded on the last day, for the fault to be put into."""
    edit = _edit(story, item_id, span)
    entry = story.entry(item_id, _said(story, edit), span, span[1])
    _carry_out(story, edit)
    entry.fault = kind
    return entry


def _undocumented(story: Story, item_id: str, span: Span) -> list[Entry]:
    _carry_out(story, _edit(story, item_id, span))
    return []


def _phantom(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = story.entry(item_id, _said(story, _edit(story, item_id, span)), span, span[1])
    entry.fault = "phantom_row"
    return [entry]


def _misquoted(kind: str, side: int) -> Callable[[Story, str, Span], list[Entry]]:
    def put(story: Story, item_id: str, span: Span) -> list[Entry]:
        edit = _edit(story, item_id, span)
        said, rng = _said(story, edit), story.draft.rng
        wrong = mistyped(said[side], said[1 - side], rng)
        if min(map(len, said)) < _LONG or wrong == said[side]:
            said = (edit.old or "", edit.new or "")
            wrong = mistyped(said[side], said[1 - side], rng)
        both = (wrong, said[1]) if side == 0 else (said[0], wrong)
        entry = story.entry(item_id, both, span, span[1])
        _carry_out(story, edit)
        entry.fault = kind
        return [entry]

    return put


def mistyped(text: str, other: str, rng: Random) -> str:
    """``text`` with one or two slips of the hand, where it agrees with ``other``, if it does."""
    head, tail = _shared(text, other), len(text) - _shared(text[::-1], other[::-1])
    slips: dict[str, str] = texts()["slips"]
    at = [i for i, c in enumerate(text) if c in slips and (i < head or i >= tail)]
    chosen = rng.sample(at, min(len(at), rng.randint(1, 2)))
    return "".join(slips[c] if i in chosen else c for i, c in enumerate(text))


def _shared(left: str, right: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _partly(story: Story, item_id: str, span: Span) -> list[Entry]:
    item = story.draft.form.item(item_id)
    assert item is not None
    edit = next(e for _ in range(_TRIES) if (e := two_spots(story.draft, item)))
    entry = story.entry(item_id, story.draft.rng.choice(edit.spots), span, span[1])
    _carry_out(story, edit)
    entry.fault = "partly_documented"
    return [entry]


def _broken(story: Story, item_id: str, span: Span) -> list[Entry]:
    """変更前 is copied from the state before the last one."""
    older = story.past[item_id][-1]
    edit = _edit(story, item_id, span, lambda e: e.new != older)
    entry = story.entry(item_id, (older or "", edit.new or ""), span, span[1])
    _carry_out(story, edit)
    entry.fault = "broken_chain"
    return [entry]


def _wrong_label(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = _documented(story, item_id, span, "wrong_label_number")
    entry.label = entries.wrong_label(story.draft.form.key, item_id) or entry.label
    return [entry]


def _wrong_timing(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = _documented(story, item_id, span, "wrong_timing")
    entry.timing = "事前"
    return [entry]


def _outside(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = _documented(story, item_id, span, "date_outside_interval")
    entry.day = span[0] - timedelta(story.draft.rng.randint(1, 30))
    return [entry]


_LAST: dict[str, Callable[[Story, str, Span], list[Entry]]] = {
    "undocumented_change": _undocumented,
    "undocumented_option": _undocumented,
    "phantom_row": _phantom,
    "misquoted_before": _misquoted("misquoted_before", 0),
    "misquoted_after": _misquoted("misquoted_after", 1),
    "partly_documented": _partly,
    "broken_chain": _broken,
    "wrong_label_number": _wrong_label,
    "wrong_timing": _wrong_timing,
    "date_outside_interval": _outside,
}


def printed(table: list[Entry], rng: Random) -> list[Entry]:
    """The newest edition's table: a row of the older one left out, another one altered, as planned."""
    return [_altered(table, i, rng) if e.fault == "altered_history_row" else e
            for i, e in enumerate(table) if e.fault != "dropped_history_row"]  # fmt: skip


def _altered(table: list[Entry], at: int, rng: Random) -> Entry:
    """A stored row with another day, timing or 変更前; nothing else of the report contradicts it."""
    return rng.choice(list(_alterations(table, at)))


def _alterations(table: list[Entry], at: int) -> Iterable[Entry]:
    row = table[at]
    yield replace(row, timing="事前" if row.timing == "事後" else "事後", note="")
    first = max([row.start + timedelta(1), *(e.day for e in table[:at][-1:])])
    last = min([row.end, *(e.day for e in table[at + 1 :][:1])])
    other = [d for n in range((last - first).days + 1) if (d := first + timedelta(n)) != row.day]
    if other:
        yield replace(row, day=other[len(other) // 2])
    other_words = [row.before.replace(a, b, 1) for a, b in swaps() if a in row.before and b not in row.before]
    if other_words and other_words[0] != row.after:
        yield replace(row, before=other_words[0])
