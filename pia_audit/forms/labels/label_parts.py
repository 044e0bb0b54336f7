"""A label of one item with the fields that answer to it, and what can be said of them by the label alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.forms import template
from pia_audit.forms.labels.fields import Field
from pia_audit.forms.labels.scoring import Candidate
from pia_audit.forms.labels.slots import Label
from pia_audit.forms.labels.weights import weights

CERTAIN = 4.0
"""The margin of a label written out in full."""


class Part(Struct, frozen=True):
    """A label of one item with the fields that answer to it, best first; ``is_open``: a list not wholly understood."""

    label: Label
    candidates: tuple[Candidate, ...]
    is_open: bool = False

    @property
    def margin(self) -> float:
        """How far the best is ahead by the label alone."""
        if len(self.candidates) < 2:
            return CERTAIN if self.candidates else 0.0
        top, *runners_up = self.candidates
        behind = (c.score for c in runners_up if c.field.item_id != top.field.item_id)
        return top.score - next(behind, top.score - CERTAIN)


def best_score(part: Part) -> float:
    """What the best candidate scores; 0 where none answers."""
    return max((c.score for c in part.candidates), default=0.0)


def is_bare_name(part: Part) -> bool:
    """Whether a label says a field's name or circled number, and nothing of where that is."""
    return all(hint.kind in ("circled", "words") for hint in part.label.hints)


def is_clear(part: Part) -> bool:
    """Whether the best candidate is one by the label alone."""
    best = part.candidates[0] if part.candidates else None
    if best is None or not best.is_complete or best.is_doubtful or best.is_renamed:
        return False
    return not (part.is_open or is_outweighed(best))


def is_outweighed(best: Candidate) -> bool:
    """Whether what a label says against the candidate leaves of it less than names anything."""
    return best.is_contradicted and best.gain < weights().limits["none"]


def of_one_file(part: Part) -> Part:
    """A label of all files answers to one file's item as to another's; the first stands for all."""
    first_by_outline: dict[object, Candidate] = {}
    for candidate in part.candidates:
        first_by_outline.setdefault(candidate.field.place, candidate)
    return Part(part.label, tuple(first_by_outline.values()))


def raised(part: Part, whole: Field) -> Part:
    """The part with a field ahead whose whole label is one word, such as 特記事項, which may stand elsewhere, too."""
    lead = weights().limits["lead"]
    raised = [replace(c, score=c.score + lead * (c.field is whole)) for c in part.candidates]
    return Part(part.label, tuple(sorted(raised, key=lambda c: (-c.score, c.field.seq))))


def is_one(part: Part) -> bool:
    """Whether a part of a list names an item in full, or the heading above the one item below it: 「Ⅰ３」."""
    best = part.candidates[0]
    return best.is_complete or (best.depth == len(best.field.slots) - 1 and part.margin >= weights().limits["clear"])


def is_off(part: Part) -> bool:
    return part.candidates[0].is_contradicted


def names_nothing(part: Part) -> bool:
    if part.is_open:
        return False
    return not part.candidates or max(c.gain for c in part.candidates) < weights().limits["none"]


def names_last_level(candidate: Candidate) -> bool:
    """Whether a label names a field's last level itself: 「1. 監査」 names ②監査 only by the name of that above."""
    slots = candidate.field.slots
    last = len(slots) - 1
    if last and set(slots[last].names) & set(slots[last - 1].names):
        return any(depth == last for _, depth in candidate.numbered)
    return last in candidate.named


def of_file(label: Label, printed: Sequence[Candidate]) -> frozenset[int]:
    """The places of the numbers and names, with the bracket before, that the best candidate answers to with those of
    its file."""
    best = printed[0] if printed else None
    if best is None:
        return frozenset()
    slots = best.field.slots
    numbers = {label.hints[at].start for at, depth in best.numbered if slots[depth].kind == "file"}
    files = [slot for slot in slots if slot.kind == "file"]
    naming_hints = [h for h in label.hints if not h.is_number and any(slot.quality(h.names) for slot in files)]
    return frozenset(numbers | {at for hint in naming_hints for at in range(hint.start - 1, hint.end)})


def names_file(candidate: Candidate) -> bool:
    return any(candidate.field.slots[depth].kind == "file" for depth in candidate.named)


def is_below(of_form: Part, printed: Sequence[Candidate]) -> bool:
    """Whether an item of the form answers to all of a label, and lies in the form below the printed field that answers
    to a part of it: a report may print 「その内容」 beside 「②過去3年以内に…」."""
    best = of_form.candidates[0]
    if best.is_contradicted or best.is_doubtful or not printed or not printed[0].words:
        return False
    return template(best.field.item_id).startswith(f"{template(printed[0].field.item_id)}.")


def is_better(of_form: Part, printed: Sequence[Candidate]) -> bool:
    """Whether an item of the form answers to a label that no printed field answers to."""
    best = of_form.candidates[0]
    if best.is_contradicted:
        return False
    return not printed or best.score > printed[0].gain + weights().limits["sure"]
