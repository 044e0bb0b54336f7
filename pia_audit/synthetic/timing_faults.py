"""Faults of 提出時期: changes, faithfully recorded, whose words speak for the other timing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from pia_audit.law import Amendment
from pia_audit.model import Timing
from pia_audit.synthetic import days, timings
from pia_audit.synthetic.edits import Edit
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.faults import Span, carry_out, documented, quotation
from pia_audit.synthetic.story import Story

Maker = Callable[[Story, str, Span], list[Entry]]
_NEAR = 6 * 365


def recorded_entry(story: Story, edit: Edit, span: Span, day: date, timing: Timing, note: str = "") -> Entry:
    """An edit carried out and recorded by one row."""
    entry = story.entry(edit.item_id, quotation(story, edit), span, day)
    entry.timing, entry.note = timing, note or (entry.note if timing == "事後" else "")
    carry_out(story, edit)
    return entry


def _remarked(kind: str, timing: Timing, remark: Callable[[date, Random], str]) -> Maker:
    """A remark about a day on the wrong side of the submission."""

    def put(story: Story, item_id: str, span: Span) -> list[Entry]:
        item = story.draft.form.item(item_id)
        assert item is not None
        edit = timings.marked(story.draft, item, remark(span[1], story.draft.rng))
        entry = recorded_entry(story, edit, span, span[1], timing)
        entry.fault = kind
        return [entry]

    return put


def _note(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = documented(story, item_id, span, "note_contradicts")
    rng, notes = story.draft.rng, timings.timings()["notes"]
    entry.timing = rng.choice(("事前", "事後"))
    entry.note = rng.choice(notes["after" if entry.timing == "事前" else "before"])
    return [entry]


def _counted(story: Story, item_id: str, span: Span) -> list[Entry]:
    """A 時点 some days after the day that the row gives as 変更日."""
    rng, item = story.draft.rng, story.draft.form.item(item_id)
    assert item is not None
    day = span[1] - timedelta(rng.choice((0, rng.randrange((span[1] - span[0]).days))))
    if item.kind == "date":
        old = story.draft.texts[item_id]
        edit = Edit(item_id, old, days.as_of(_another(old, day, rng), story.draft.style))
    else:
        edit = timings.marked(story.draft, item, timings.counted_after(day, rng))
    entry = recorded_entry(story, edit, span, day, "事後")
    entry.fault = "count_date_after_change"
    return [entry]


def _another(old: str | None, day: date, rng: Random) -> date:
    later = [day + timedelta(n) for n in (1, rng.randint(2, 60))]
    return next(d for d in later[:: rng.choice((1, -1))] if d != days.day_of(old))


def _ahead(story: Story, item_id: str, span: Span) -> list[Entry]:
    entry = documented(story, item_id, span, "after_not_published")
    entry.day = span[1] + timedelta(story.draft.rng.randint(1, 30))
    return [entry]


LAST: dict[str, Maker] = {
    "future_marked_after": _remarked("future_marked_after", "事後", timings.starts_after),
    "past_marked_before": _remarked("past_marked_before", "事前", timings.in_effect_before),
    "note_contradicts": _note,
    "count_date_after_change": _counted,
    "after_not_published": _ahead,
}

AMENDED: dict[str, Timing] = {"amendment_before": "事前", "amendment_after": "事後"}


class Amended:
    """The faults about amendments: which one, in which interval, and the words to be exchanged.

    ``amendment_before`` follows in the last interval a law that is in force; ``amendment_after`` follows, in
    the interval that comes closest, one that is not yet. The items cite the old law from the beginning.
    """

    def __init__(self, story: Story, chosen: dict[str, str], published: list[date]) -> None:
        self.taken: set[str] = set()
        self.words: dict[str, tuple[str, str]] = {}
        self.at: dict[str, int] = {}
        for kind in AMENDED:  # to the oldest form a single amendment lies behind, several ahead
            if kind in chosen:
                self._prepare(story, kind, chosen[kind], published)

    def _prepare(self, story: Story, kind: str, item_id: str, published: list[date]) -> None:
        amendments = timings.fitting(item_id, self.taken)
        if kind == "amendment_before":
            number = len(published) - 1
            past = [a for a in amendments if a.in_force < published[-1]]
            amendment = story.draft.rng.choice(_recent(past, published[-1]) or past)
        else:
            ahead = [
                (a.in_force - day, n, a)
                for a in amendments
                for n, day in enumerate(published)
                if n and day < a.in_force
            ]
            nearest = min(gap for gap, _, _ in ahead)
            _, number, amendment = story.draft.rng.choice([x for x in ahead if x[0] == nearest])
        self.taken.add(amendment.key)
        self.at[kind] = number
        self.words[kind] = timings.seed(story.draft, item_id, amendment)

    def row(self, story: Story, kind: str, item_id: str, span: Span) -> Entry:
        """The row that exchanges the words, under the wrong timing."""
        edit = timings.recited(story.draft, item_id, *self.words[kind])
        entry = recorded_entry(story, edit, span, span[1], AMENDED[kind])
        entry.fault = kind
        return entry


def _recent(past: list[Amendment], day: date) -> list[Amendment]:
    return [a for a in past if (day - a.in_force).days < _NEAR]


def room_for(published: list[date], kinds: tuple[str, ...], rng: Random) -> list[date]:
    """Days of publication between which the faults about amendments can happen."""
    citable_amendments = timings.citable()
    if "amendment_before" in kinds and published[-1] <= citable_amendments[0].in_force:
        later = citable_amendments[0].in_force - published[-1] + timedelta(rng.randint(1, 120))
        published = [day + later for day in published]
    while "amendment_after" in kinds and published[1] >= citable_amendments[-1].in_force:
        published = [days.a_publication_before(published[0], rng), *published]
    return published
