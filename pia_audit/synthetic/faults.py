"""Puts faults into a story: in the last interval, each on an item that nothing else touches there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import takewhile
from random import Random

from msgspec.structs import replace

from pia_audit.forms import FormItem
from pia_audit.synthetic import entries
from pia_audit.synthetic.edits import Edit, change, missing_item, two_spots
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.first_contents import Draft
from pia_audit.synthetic.story import Story
from pia_audit.synthetic.texts import swaps, texts

_LONG = 60
_TRIES = 400

Span = tuple[date, date]


def edit_of(story: Story, item_id: str, span: Span, fits: Callable[[Edit], bool] = lambda _: True) -> Edit:
    """A change of one item alone that suits the fault; raises ``ValueError`` where the story left none."""
    item = story.draft.form.item(item_id)
    assert item is not None
    for _ in range(_TRIES):
        edit = change(story.draft, item, span[1])
        if edit is not None and edit.new is not None and len(edit.spots) < 2 and fits(edit):
            return edit
    raise ValueError(f"no change found for {item_id}")


def carry_out(story: Story, edit: Edit) -> None:
    """Let the report say what the edit says."""
    story.past.setdefault(edit.item_id, []).append(edit.old)
    story.draft.texts[edit.item_id] = edit.new


def quotation(story: Story, edit: Edit) -> tuple[str, str]:
    """What the one row of an edit quotes."""
    return entries.quote(edit, story.mode, story.draft.rng)[0]


def documented(story: Story, item_id: str, span: Span, kind: str) -> Entry:
    """A change carried out and faithfully recorded on the last day, for the fault to be put into."""
    edit = edit_of(story, item_id, span)
    entry = story.entry(item_id, quotation(story, edit), span, span[1])
    carry_out(story, edit)
    entry.fault = kind
    return entry


def _undocumented(story: Story, item_id: str, span: Span) -> list[Entry]:
    carry_out(story, edit_of(story, item_id, span))
    return []


def _phantom(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = story.entry(item_id, quotation(story, edit_of(story, item_id, span)), span, span[1])
    entry.fault = "phantom_row"
    return [entry]


def _misquoted(kind: str, side: int) -> Callable[[Story, str, Span], list[Entry]]:
    def put(story: Story, item_id: str, span: Span) -> list[Entry]:
        made = edit_of(story, item_id, span)
        quoted, rng = quotation(story, made), story.draft.rng
        wrong = mistyped(quoted[side], quoted[1 - side], rng)
        if min(map(len, quoted)) < _LONG or wrong == quoted[side]:
            quoted = (made.old or "", made.new or "")
            wrong = mistyped(quoted[side], quoted[1 - side], rng)
        both = (wrong, quoted[1]) if side == 0 else (quoted[0], wrong)
        entry = story.entry(item_id, both, span, span[1])
        carry_out(story, made)
        entry.fault = kind
        return [entry]

    return put


def mistyped(text: str, counterpart: str, rng: Random) -> str:
    """``text`` with one or two slips of the hand, where it agrees with ``other``, if it does."""
    head, tail = _shared(text, counterpart), len(text) - _shared(text[::-1], counterpart[::-1])
    slips: dict[str, str] = texts()["slips"]
    at = [i for i, c in enumerate(text) if c in slips and (i < head or i >= tail)]
    chosen = rng.sample(at, min(len(at), rng.randint(1, 2)))
    return "".join(slips[c] if i in chosen else c for i, c in enumerate(text))


def _shared(first: str, second: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _drawn(story: Story, item_id: str, draw: Callable[[Draft, FormItem], Edit | None], lacking: str) -> Edit:
    """The first edit of its kind that can be drawn for an item; ``lacking`` says what the item has not."""
    item = story.draft.form.item(item_id)
    assert item is not None
    edit = next((e for _ in range(_TRIES) if (e := draw(story.draft, item))), None)
    if edit is None:
        raise ValueError(f"{lacking} in {item_id}")
    return edit


def _partly(story: Story, item_id: str, span: Span) -> list[Entry]:
    edit = _drawn(story, item_id, two_spots, "no two passages to change")
    entry = story.entry(item_id, story.draft.rng.choice(edit.spots), span, span[1])
    carry_out(story, edit)
    entry.fault = "partly_documented"
    return [entry]


def _broken(story: Story, item_id: str, span: Span) -> list[Entry]:
    """変更前 is copied from the state before the last one."""
    older = story.past[item_id][-1]
    edit = edit_of(story, item_id, span, lambda e: e.new != older)
    entry = story.entry(item_id, (older or "", edit.new or ""), span, span[1])
    carry_out(story, edit)
    entry.fault = "broken_chain"
    return [entry]


def _wrong_label(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = documented(story, item_id, span, "wrong_label_number")
    entry.label, entry.truth = story.clerk.misnumbered(item_id)
    return [entry]


def _wrong_timing(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = documented(story, item_id, span, "wrong_timing")
    entry.timing = "事前"
    return [entry]


def _outside(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = documented(story, item_id, span, "date_outside_interval")
    entry.day = span[0] - timedelta(story.draft.rng.randint(1, 30))
    return [entry]


def _missing_item(story: Story, item_id: str, span: Span) -> list[Entry]:
    """A list with a number that the table has not, faithfully recorded."""
    edit = _drawn(story, item_id, missing_item, "no list of items")
    entry = story.entry(item_id, quotation(story, edit), span, span[1])
    carry_out(story, edit)
    entry.fault = "item_not_in_table"
    return [entry]


LAST: dict[str, Callable[[Story, str, Span], list[Entry]]] = {
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
    "item_not_in_table": _missing_item,
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
    other_days = [d for n in range((last - first).days + 1) if (d := first + timedelta(n)) != row.day]
    if other_days:
        yield replace(row, day=other_days[len(other_days) // 2])
    other_words = [row.before.replace(a, b, 1) for a, b in swaps() if a in row.before and b not in row.before]
    if other_words and other_words[0] != row.after:
        yield replace(row, before=other_words[0])
