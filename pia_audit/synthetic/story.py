"""The life of a report: interval by interval a few items change, and the table grows by their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.synthetic import days, entries
from pia_audit.synthetic.clerk import Clerk
from pia_audit.synthetic.edits import Edit
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.first_contents import Draft
from pia_audit.synthetic.groups import counted_on, group, whole_form
from pia_audit.synthetic.repeated import vocabulary

_ON_THE_LAST_DAY, _TWICE = 0.65, 0.12


class Snapshot(Struct, frozen=True):
    """A report on the day of an edition: what its items say and how many rows of the story are printed."""

    published: date
    texts: dict[str, str | None]
    rows: int


class Story(Struct):
    """A report's draft with every row so far and the editions taken from it.

    ``closed`` are items that ordinary changes leave alone throughout, ``resting`` those they leave alone
    in the last interval.
    """

    draft: Draft
    clerk: Clerk
    mode: str
    changes: tuple[int, int]
    closed: set[str] = field(default_factory=set)
    resting: set[str] = field(default_factory=set)
    rows: list[Entry] = field(default_factory=list)
    past: dict[str, list[str | None]] = field(default_factory=dict)
    snapshots: list[Snapshot] = field(default_factory=list)

    def kind(self, item_id: str) -> str:
        """The kind of an item."""
        item = self.draft.form.item(item_id)
        assert item is not None
        return item.kind

    def _starred(self, item_id: str) -> bool:
        item = self.draft.form.item(item_id)
        return item is not None and item.star

    def entry(self, item_id: str, quotation: tuple[str, str], span: tuple[date, date], day: date) -> Entry:
        """A row for one quotation, in the body's own notation; 事後 unless changed later.

        Of an item marked ※ the note says why it may be.
        """
        rng, item = self.draft.rng, self.draft.form.item(item_id)
        assert item is not None
        before_text, after_text = (entries.noisy(text, item.kind, rng) for text in quotation)
        note = rng.choice(vocabulary()["notes_starred"]) if item.star else ""
        label, truth = self.clerk.label(item)
        return Entry(day, item_id, before_text, after_text, "事後", note, label, *span, truth)

    def record(self, edits: list[Edit], span: tuple[date, date], day: date) -> list[Entry]:
        """The rows of edits that belong together."""
        when, note = entries.timing(edits, {e.item_id: self.kind(e.item_id) for e in edits}, self.draft.rng)
        if when == "事後" and any(self._starred(e.item_id) for e in edits):
            note = self.draft.rng.choice(vocabulary()["notes_starred"])
        entry_list = []
        for edit in edits:
            self.past.setdefault(edit.item_id, []).append(edit.old)
            for quotation in entries.quote(edit, self.mode, self.draft.rng):
                entry_list.append(replace(self.entry(edit.item_id, quotation, span, day), timing=when, note=note))
        return entry_list


Extra = Callable[[Story, int, tuple[date, date]], list[Entry]]
"""Carries out what is planned for an interval (its number, its bounds) and gives the rows for it."""


def tell(story: Story, published: list[date], extra: Extra) -> None:
    """Live through all intervals between the days of publication, taking a snapshot on each."""
    _snap(story, published[0])
    for number, span in enumerate(pairwise(published), 1):
        story.draft.texts["cover.published_on"] = days.japanese(span[1])
        last = number == len(published) - 1
        touched = story.closed | (story.resting if last else set())
        new = _ordinary(story, span, touched)
        new += extra(story, number, span)
        story.rows += story.clerk.rows(sorted(new, key=lambda e: e.day), span, last=last)
        _snap(story, span[1])


def _snap(story: Story, published: date) -> None:
    story.snapshots.append(Snapshot(published, dict(story.draft.texts), len(story.rows)))


def _ordinary(story: Story, span: tuple[date, date], touched: set[str]) -> list[Entry]:
    """The interval's ordinary changes; at least one row has the last day."""
    draft, new = story.draft, list[Entry]()
    counts = [i for i in draft.form.items if i.item_id in counted_on(draft.form.key).values()]
    wanted = [i for i in counts if days.is_stale(draft.texts[i.item_id], span[1])]
    open_items = whole_form(draft.form)
    draft.rng.shuffle(open_items)
    count = draft.rng.randint(*story.changes)
    for item in [*wanted, *open_items]:
        if count <= 0 and item not in wanted:
            break
        if item.item_id in touched:
            continue
        day = span[1] if not new else _some_day(story, span)
        edits = group(draft, item, day, touched)
        if not edits:
            continue
        count -= 1
        touched |= {e.item_id for e in edits}
        new += story.record(edits, span, day)
        if len(edits) == 1 and draft.rng.random() < _TWICE:
            new += _second_change(story, edits[0], span, new)
    return new


def _some_day(story: Story, span: tuple[date, date]) -> date:
    if story.draft.rng.random() < _ON_THE_LAST_DAY:
        return span[1]
    return span[0] + timedelta(story.draft.rng.randint(1, (span[1] - span[0]).days))


def _second_change(story: Story, first: Edit, span: tuple[date, date], new: list[Entry]) -> list[Entry]:
    """A second change of one item in the same interval: its first row is dated back, to a day before."""
    draft, item = story.draft, story.draft.form.item(first.item_id)
    room = (span[1] - span[0]).days
    if item is None or item.kind in ("date", "flags") or room < 3 or len(first.spots) > 1:
        return []
    edits = group(draft, item, span[1], draft.texts.keys() - {first.item_id})
    if not edits:
        return []
    if edits[0].new == first.old:
        draft.texts[first.item_id] = first.new
        return []
    early = span[0] + timedelta(draft.rng.randint(1, room - 1))
    for entry in new:
        if entry.item_id == first.item_id:
            entry.day = early
    return story.record(edits, span, span[1])
