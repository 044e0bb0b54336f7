"""Which item each fault is put on, chosen before the story begins so that a place is always there."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.forms import FormItem
from pia_audit.synthetic.first_contents import Draft
from pia_audit.synthetic.groups import counted_on, ties
from pia_audit.synthetic.story import Story
from pia_audit.synthetic.text_edits import has_list
from pia_audit.synthetic.texts import is_held, may_stand
from pia_audit.synthetic.timing_faults import AMENDED
from pia_audit.synthetic.truth import FAULTS, TABLES
from pia_audit.synthetic.ways import misnumbered

_SCARCE_FIRST = (
    "wrong_timing", "broken_chain", "undocumented_option", "partly_documented", "misquoted_before",
    "misquoted_after", "amendment_before", "amendment_after", "count_date_after_change",
)  # fmt: skip
_LONG = frozenset({"partly_documented", "misquoted_before", "misquoted_after"})
_HAS_PAST = frozenset({"wrong_timing", "count_date_after_change"})
NEEDS_PAST = frozenset({"broken_chain", "dropped_history_row", "altered_history_row"})
"""Faults that need a row before the last interval."""


def choose(story: Story, faults: Sequence[str]) -> dict[str, str]:
    """An item for each kind of fault, all different; the story is told to leave them alone.

    Raises ``ValueError`` for a kind that is none, and when a form has too few items for so many faults.
    """
    unknown = sorted(set(faults) - set(FAULTS) - TABLES)
    if unknown:
        raise ValueError(f"not a fault: {', '.join(unknown)}; there are {', '.join((*FAULTS, *sorted(TABLES)))}")
    wanted = dict.fromkeys(faults)
    order = [f for f in _SCARCE_FIRST if f in wanted] + [f for f in wanted if f not in _SCARCE_FIRST]
    chosen: dict[str, str] = {}
    for kind in order:
        chosen[kind] = _item_for(story, kind, frozenset(chosen.values()))
        _reserve(story, kind, chosen[kind])
    return {kind: chosen[kind] for kind in wanted}


def _item_for(story: Story, kind: str, used_items: frozenset[str]) -> str:
    draft = story.draft
    fits = [i.item_id for i in draft.form.items if i.item_id not in used_items and _suits(draft, kind, i)]
    if kind == "broken_chain":  # the two dates may be wanted elsewhere, an answer is as good
        fits = [i for i in fits if story.kind(i) == "choice"] or fits
    if kind == "count_date_after_change":
        fits = [i for i in fits if story.kind(i) == "date"] or fits
    if kind in AMENDED:  # a law is cited in a line of its own where there are lines
        fits = [i for i in fits if "\n" in (draft.texts[i] or "")] or fits
    if not fits:
        raise ValueError(f"{draft.form.key} has no item left for {kind}")
    return draft.rng.choice(fits)


def _reserve(story: Story, kind: str, item_id: str) -> None:
    (story.resting if kind in _HAS_PAST else story.closed).add(item_id)
    if story.kind(item_id) == "choice":
        story.closed |= ties(story.draft.form.key, item_id)


def _suits(draft: Draft, kind: str, item: FormItem) -> bool:
    text = draft.texts[item.item_id]
    if text is None or is_held(item.item_id) or item.item_id.startswith("cover."):
        return False
    if kind in TABLES:
        return item.kind == "text" and any(has_list(line) and draft.missing(line) for line in text.split("\n"))
    if kind == "wrong_timing":
        return item.kind == "date" and "時点" in text
    if kind == "undocumented_option":
        return _free_choice(draft, item, 1)
    if kind == "broken_chain":
        return item.kind == "date" or _free_choice(draft, item, 2)
    if kind == "count_date_after_change" and item.kind == "date" and "時点" in text:
        return True
    if item.kind not in ("text", "list") or (kind in AMENDED and item.kind == "list"):
        return False
    if kind in _LONG:
        return "\n" in text
    return kind != "wrong_label_number" or misnumbered(draft.form, item) is not None


def _free_choice(draft: Draft, item: FormItem, others: int) -> bool:
    """Whether an answer can change alone: nothing is counted by it, nothing restates it now."""
    if item.kind != "choice" or item.restates or item.item_id in counted_on(draft.form.key):
        return False
    for dependent in draft.form.items:
        if dependent.restates and item.item_id == dependent.restates.chosen_by:
            return False
        if dependent.restates and _pointed_at(draft, dependent, item):
            return False
    current_text = draft.texts[item.item_id]
    may = [o for o in item.options if o != current_text and may_stand(draft.texts | {item.item_id: o})]
    return len(may) >= others


def _pointed_at(draft: Draft, restating: FormItem, item: FormItem) -> bool:
    assert restating.restates is not None
    chooser = draft.form.item(restating.restates.chosen_by)
    chosen = draft.texts.get(restating.restates.chosen_by)
    if chooser is None or chosen is None:
        return False
    return restating.restates.items[chooser.options.index(chosen)] == item.item_id
