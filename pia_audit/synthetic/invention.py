"""From a seed to a report: draws it, tells its story and makes the editions of what was printed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from random import Random

from msgspec.structs import replace

from pia_audit import forms
from pia_audit.forms import Form
from pia_audit.model import ChangeRow, Edition, Item, Status
from pia_audit.synthetic import days, entries, first_contents, repeated
from pia_audit.synthetic import faults as fault_makers
from pia_audit.synthetic.as_text import to_text
from pia_audit.synthetic.clerk import Clerk
from pia_audit.synthetic.entries import Entry
from pia_audit.synthetic.fault_places import NEEDS_PAST, choose
from pia_audit.synthetic.plan import Decoys, Plan
from pia_audit.synthetic.program_view import as_read
from pia_audit.synthetic.story import Snapshot, Story, tell
from pia_audit.synthetic.timing_faults import room_for
from pia_audit.synthetic.truth import RULES, Fault, Synthetic

_MODES = ("mixed", "whole", "part")


def generate(
    seed: int,
    *,
    form: str = "form2-2024",
    editions: int = 4,
    changes: tuple[int, int] = (1, 6),
    faults: Sequence[str] = (),
    quotes: str = "mixed",
    decoys: bool = False,
    habit: str = "plain",
) -> Synthetic:
    """An invented report with its editions, the same for the same arguments.

    The seed is the report number as well, so that reports of different seeds stay apart in a corpus. 様式3 and
    様式4 come with repeated groups, as many as the seed draws.

    ``changes`` bounds how many changes an edition brings; what one of them brings along (a count its date,
    a tick its answer) comes on top. ``faults`` are kinds of :data:`~pia_audit.synthetic.FAULTS` (and, where the law's
    tables are known, of :data:`~pia_audit.synthetic.TABLES`), each put in once, in the last interval. ``quotes`` says
    how long texts are quoted: ``whole``, ``part`` or ``mixed``.
    ``decoys`` adds changes that speak of a day, of a law or of their timing, under the 提出時期 that is right.
    ``habit`` is the hand that writes the table: one of :data:`~pia_audit.synthetic.HABITS`, or ``mixed`` for another in
    each row. What each row means is in ``rows`` of the result; the editions' rows hold what the reader makes of them.

    Raises ``KeyError`` for an unknown form or habit and ``ValueError`` for arguments that describe no report.
    """
    _check(editions, changes, faults, quotes)
    rng = Random(seed)
    used = repeated.drawn(forms.load(form), seed)
    earlier = rng.choice((0, 0, 1, 2))
    if NEEDS_PAST & set(faults) and earlier + editions < 3:
        earlier = 1
    published = room_for(days.publications(used, earlier, editions, rng), tuple(faults), rng)
    draft = first_contents.begin(used, str(seed), published[0], rng, published[-1])
    story = Story(draft, Clerk(used, habit, seed), quotes, changes)
    plan = Plan(story, choose(story, faults), published)
    disguise = Decoys(story, set(plan.amended.taken)) if decoys else None
    tell(story, published, lambda *at: plan(*at) + (disguise(*at) if disguise else []))
    tables = _tables(story, editions)
    first = len(published) - editions
    faults_made = tuple(_fault(k, i, max(plan.interval(k) - first, 0), tables) for k, i in plan.chosen.items())
    truth = tuple(tuple(e.truth for e in table if not e.goes_on) for table in tables)
    return Synthetic(_editions(seed, story, story.snapshots[-editions:], tables), faults_made, truth)


def _check(editions: int, changes: tuple[int, int], faults: Sequence[str], quotes: str) -> None:
    if editions < 1 or (faults and editions < 2):
        raise ValueError(f"{editions} editions: a report has one at least, and two to show a fault")
    if not 1 <= changes[0] <= changes[1]:
        raise ValueError(f"changes {changes}: at least one, and the lower bound first")
    if quotes not in _MODES:
        raise ValueError(f"quotes {quotes!r}: one of {', '.join(_MODES)}")


def _tables(story: Story, editions: int) -> list[list[Entry]]:
    """The rows each edition prints."""
    tables = [story.rows[: s.rows] for s in story.snapshots[-editions:]]
    tables[-1] = fault_makers.printed(tables[-1], story.draft.rng)
    return tables


def _fault(kind: str, item_id: str, edition: int, tables: list[list[Entry]]) -> Fault:
    table = tables[-2] if kind == "dropped_history_row" else tables[-1]
    rows = (e for e in table if not e.goes_on)
    row_no = next((n for n, e in enumerate(rows, 1) if e.fault == kind), None)
    return Fault(kind, item_id, edition, row_no, RULES[kind], _NOTES[kind])


def _editions(seed: int, story: Story, snapshots: list[Snapshot], tables: list[list[Entry]]) -> tuple[Edition, ...]:
    form, style = story.draft.form, story.draft.style
    items_by_text: dict[tuple[str, str | None], Item] = {}
    out = []
    for snapshot, table in zip(snapshots, tables, strict=True):
        items = _items(form, snapshot, items_by_text)
        printed = [entries.row(entry, number, style) for number, entry in enumerate(table, 1)]
        rows = tuple(as_read(printed, items, form.base or form.key, plain=story.clerk.habit == "plain"))
        out.append(_edition(seed, form, snapshot.published, items, rows))
    return tuple(out)


def _items(form: Form, snapshot: Snapshot, items_by_text: dict[tuple[str, str | None], Item]) -> tuple[Item, ...]:
    """The items of a snapshot; one that says what it said before is the same object."""
    out = []
    for seq, form_item in enumerate(form.items, 1):
        key = (form_item.item_id, snapshot.texts[form_item.item_id])
        item = items_by_text.get(key)
        if item is None:
            status: Status = "blank" if key[1] is None else "read"
            item = Item(
                key[0], seq, form_item.position, form_item.label, form_item.kind, key[1], status, path=form_item.path
            )
            items_by_text[key] = item
        out.append(item)
    return tuple(out)


def _edition(seed: int, form: Form, published: date, items: tuple[Item, ...], rows: tuple[ChangeRow, ...]) -> Edition:
    texts = {i.item_id: i.text or "" for i in items}
    edition = Edition(
        agency=texts["cover.agency"],
        report_no=texts["cover.number"],
        title=texts["cover.title"],
        form=form.form,
        form_version=form.version,
        form_key=form.base or form.key,
        published_on=published,
        items=items,
        changes=rows,
        source=f"synthetic-{seed}/{published.isoformat()}.txt",
    )
    return replace(edition, sha256=hashlib.sha256(to_text(edition).encode("utf-8")).hexdigest())


_NOTES = {
    "undocumented_change": "the text changed and no row tells it",
    "undocumented_option": "the answer changed and no row tells it",
    "phantom_row": "a row tells a change that the text does not show",
    "misquoted_before": "the row's text before is mistyped",
    "misquoted_after": "the row's text after is mistyped",
    "partly_documented": "two lines changed and a row tells one of them",
    "broken_chain": "the row's text before is the state before the last",
    "dropped_history_row": "a row of the older edition is missing",
    "altered_history_row": "a row of the older edition is printed otherwise",
    "wrong_label_number": "the label's number is not the item's",
    "wrong_timing": "a count date is marked as submitted before",
    "date_outside_interval": "the row is dated before the older edition",
    "future_marked_after": "what takes effect after the submission is marked as submitted after",
    "past_marked_before": "what was in effect before the submission is marked as submitted before",
    "note_contradicts": "the note belongs to the other timing",
    "amendment_before": "a law in force is followed and marked as submitted before",
    "amendment_after": "a law not yet in force is followed and marked as submitted after",
    "count_date_after_change": "a count is dated after the row's day",
    "item_not_in_table": "the list has an item that the law's table has not",
    "after_not_published": "the row is dated after the publication and marked as submitted after",
}
