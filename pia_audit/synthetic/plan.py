"""What is done on purpose in each interval of a story: the faults, and changes that only look like them."""

from __future__ import annotations

from datetime import date, timedelta

from pia_audit.forms import FormItem
from pia_audit.law import Amendment
from pia_audit.model import Timing
from pia_audit.synthetic import faults, timing_faults, timings
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.faults import Span
from pia_audit.synthetic.first_contents import Draft
from pia_audit.synthetic.story import Story
from pia_audit.synthetic.texts import is_held

_LAST = faults.LAST | timing_faults.LAST
_DECOYS, _OFTEN = (2, 4), 0.6
_BOTH: tuple[Timing, ...] = ("事前", "事後")


class Plan:
    """The faults of a report and what they need from the intervals before the last.

    ``chosen`` maps each kind of fault to its item, ``published`` are the days between which the story runs.
    """

    def __init__(self, story: Story, chosen: dict[str, str], published: list[date]) -> None:
        self.chosen = chosen
        self.last = len(published) - 1
        self.earlier: dict[str, set[int]] = {}
        earlier_intervals = range(1, self.last)
        for kind in ("dropped_history_row", "altered_history_row"):
            if kind in chosen:
                self.earlier[kind] = {story.draft.rng.choice(earlier_intervals)}
        if "broken_chain" in chosen:
            self.earlier["broken_chain"] = set(earlier_intervals[-3:])
        self.amended = timing_faults.Amended(story, chosen, published)

    def __call__(self, story: Story, number: int, span: Span) -> list[Entry]:
        """The rows that the plan has for an interval."""
        if number < self.last:
            new = [e for k, at in self.earlier.items() if number in at for e in self._past(story, k, span)]
        else:
            new = [e for k, i in self.chosen.items() if k in _LAST for e in _LAST[k](story, i, span)]
        due = [k for k, at in self.amended.at.items() if at == number]
        return new + [self.amended.row(story, k, self.chosen[k], span) for k in due]

    def interval(self, kind: str) -> int:
        """The interval in which a fault first shows."""
        return self.amended.at.get(kind, self.last)

    def _past(self, story: Story, kind: str, span: Span) -> list[Entry]:
        """One change with one row, on the last day for a chain and on any day else."""
        edit = faults.edit_of(story, self.chosen[kind], span)
        day = span[1] if kind == "broken_chain" else _any_day(story, span)
        entry = story.entry(edit.item_id, faults.quotation(story, edit), span, day)
        faults.carry_out(story, edit)
        if kind != "broken_chain":
            entry.fault = kind
        return [entry]


def _any_day(story: Story, span: Span) -> date:
    return span[0] + timedelta(story.draft.rng.randint(1, (span[1] - span[0]).days))


class Decoys:
    """Changes that speak of a day, of a law or of their timing, under the 提出時期 that is right for them.

    They keep to a few items that nothing else changes. Up to two of the items cite an old law from the
    beginning, each another one than the faults use.
    """

    def __init__(self, story: Story, used_amendments: set[str]) -> None:
        draft = story.draft
        closed = story.closed | story.resting
        free = [i for i in draft.form.items if i.item_id not in closed and _may_speak(draft, i)]
        self.items = draft.rng.sample(free, min(len(free), draft.rng.randint(*_DECOYS)))
        self.words: dict[str, tuple[Amendment, tuple[str, str]]] = {}
        for item in [i for i in self.items if i.kind == "text"][:2]:
            amendment = draft.rng.choice(timings.fitting(item.item_id, used_amendments))
            used_amendments.add(amendment.key)
            self.words[item.item_id] = amendment, timings.seed(draft, item.item_id, amendment)
        story.closed |= {i.item_id for i in self.items}

    def __call__(self, story: Story, number: int, span: Span) -> list[Entry]:  # noqa: ARG002
        """The rows of an interval that only look like faults."""
        chosen = [i.item_id for i in self.items if story.draft.rng.random() < _OFTEN]
        return [self._cites(story, i, span) if i in self.words and story.draft.rng.random() < 0.5
                else _speaks(story, i, span) for i in chosen]  # fmt: skip

    def _cites(self, story: Story, item_id: str, span: Span) -> Entry:
        """The new law for the old one: 事前 while it is to come, 事後 once it is in force."""
        amendment, citations = self.words.pop(item_id)
        edit = timings.recited(story.draft, item_id, *citations)
        if span[1] == amendment.in_force:
            return timing_faults.recorded_entry(story, edit, span, span[1], story.draft.rng.choice(_BOTH))
        if span[1] < amendment.in_force:
            return timing_faults.recorded_entry(story, edit, span, _any_day(story, span), "事前")
        return timing_faults.recorded_entry(story, edit, span, max(_any_day(story, span), amendment.in_force), "事後")


def _may_speak(draft: Draft, item: FormItem) -> bool:
    if is_held(item.item_id) or item.item_id.startswith("cover."):
        return False
    return item.kind in ("text", "list") and draft.texts[item.item_id] is not None


def _speaks(story: Story, item_id: str, span: Span) -> Entry:
    """A remark, or a note, that goes with the row's timing; or a change that tells nothing."""
    rng, item, notes = story.draft.rng, story.draft.form.item(item_id), timings.timings()["notes"]
    assert item is not None
    timing, day = rng.choice(_BOTH), _any_day(story, span)
    way = rng.choice(("remark", "remark", "remark", "nothing", "note", "neutral"))
    if way == "remark":
        text = timings.suits_before(span[1], rng) if timing == "事前" else timings.suits_after(day, rng)
    else:
        text = timings.tells_nothing(day, rng)
    notes_by_way = {"note": notes["before" if timing == "事前" else "after"], "neutral": notes["either"]}
    edit = timings.marked(story.draft, item, text)
    return timing_faults.recorded_entry(
        story, edit, span, day, timing, rng.choice(notes_by_way[way]) if way in notes_by_way else ""
    )
