"""What else has to change when an item changes, so that the answers of a report go on fitting together."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import lru_cache
from itertools import pairwise

from pia_audit import forms
from pia_audit.forms import Form, FormItem
from pia_audit.synthetic import first_contents
from pia_audit.synthetic.edits import Edit, change, renamed
from pia_audit.synthetic.first_contents import Draft, ticked
from pia_audit.synthetic.texts import texts


@lru_cache(maxsize=4096)
def counted_on(form_key: str) -> dict[str, str]:
    """Each choice that states a count, with the item that says as of when: the date right below it."""
    return {
        a.item_id: b.item_id
        for a, b in pairwise(forms.load(form_key).items)
        if a.kind == "choice" and b.kind == "date" and a.path[:-1] == b.path[:-1]
    }


@lru_cache(maxsize=4096)
def ties(form_key: str, item_id: str) -> frozenset[str]:
    """Items that must stand still while this one is changed alone: what counts, restates or forbids it."""
    form = forms.load(form_key)
    tied = {i for rule in texts()["never"] if item_id in rule for i in rule}
    for item in form.items:
        if item.restates and item_id in (*item.restates.items, item.restates.chosen_by):
            tied |= {item.item_id, item.restates.chosen_by}
        if item.exempt_by and item_id in (item.item_id, item.exempt_by):
            tied |= {item.item_id, item.exempt_by}
    tied |= {i for pair in counted_on(form_key).items() if item_id == pair[0] for i in pair}
    return frozenset(tied - {item_id})


def group(draft: Draft, item: FormItem, day: date, closed: Container[str]) -> list[Edit]:
    """The change of an item with everything it brings along, carried out in the draft.

    Empty, with nothing carried out, when there is no such change or it would touch an item in ``closed``.
    """
    edits = renamed(draft) if draft.texts[item.item_id] == draft.fields["department"] else []
    if not edits:
        first = change(draft, item, day)
        edits = [first] if first else []
    if not edits or any(e.item_id in closed for e in edits):
        return []
    was = {e.item_id: e.old for e in edits}
    apply(draft, edits)
    more = _more(draft, item, day)
    if more is None or any(e.item_id in closed for e in more):
        draft.texts.update(was | {e.item_id: e.old for e in more or ()})
        return []
    apply(draft, more)
    _keep_department(draft)
    return [*edits, *more]


def apply(draft: Draft, edits: list[Edit]) -> None:
    """Let the draft say what the edits say."""
    draft.texts.update((e.item_id, e.new) for e in edits)


def _keep_department(draft: Draft) -> None:
    department = draft.texts.get("department.name")
    if department in texts()["pools"]["department"]:
        draft.fields["department"] = str(department)


def _more(draft: Draft, item: FormItem, day: date) -> list[Edit] | None:
    """What follows from a change already made; ``None`` when it cannot stand."""
    edits = _exempted(draft, item, day)
    if item.item_id in counted_on(draft.form.key):
        below = draft.form.item(counted_on(draft.form.key)[item.item_id])
        count = change(draft, below, day) if below else None
        if count is None:
            return None
        edits.append(count)
    trial = draft.texts | {e.item_id: e.new for e in edits}
    original_texts, draft.texts = draft.texts, trial
    restatements = [(i, first_contents.restated(draft, i)) for i in draft.form.items if i.restates]
    draft.texts = original_texts
    if any(new is None for _, new in restatements):
        return None
    return [
        *edits,
        *(
            Edit(i.item_id, original_texts[i.item_id], new)
            for i, new in restatements
            if new != original_texts[i.item_id]
        ),
    ]


def _exempted(draft: Draft, item: FormItem, day: date) -> list[Edit]:
    """Answers that a tick makes superfluous, or that are owed again without it."""
    if item.kind != "flags":
        return []
    below = [i for i in draft.form.items if i.exempt_by == item.item_id]
    on = ticked(draft.texts[item.item_id])
    new = {i.item_id: None if on else first_contents.answer(draft, i, day) for i in below}
    return [Edit(i, draft.texts[i], text) for i, text in new.items() if text != draft.texts[i]]


def whole_form(form: Form) -> list[FormItem]:
    """Items that may change: all but the cover, its title aside."""
    form_items = [i for i in form.items if not i.item_id.startswith("cover.") or i.item_id == "cover.title"]
    return [i for i in form_items if i.restates is None]
