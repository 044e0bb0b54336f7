"""Two names in one label of which the form has one below the other, where a report prints both beside each other:
⑥使用目的 and 変更の妥当性."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pia_audit.forms import template
from pia_audit.forms.labels.label_parts import Part
from pia_audit.forms.labels.scoring import Candidate
from pia_audit.forms.labels.slots import Label
from pia_audit.forms.labels.weights import weights


def nested(read: Label, of_form: Sequence[Candidate], listed: Sequence[Part]) -> Part | None:
    """The last of two fields whose names stand in two lines and not in a list, where the form has it below the
    other."""
    best, last = _meant(of_form), listed[-1]
    if best is None or any(hint.joined for hint in read.hints):
        return None
    return last if template(best.field.item_id) == template(last.candidates[0].field.item_id) else None


def is_tie(part: Part) -> bool:
    """Whether each of two fields is named as well as the other, and contradicted by the other's name."""
    return (
        part.margin < weights().limits["sure"]
        and len(part.candidates) > 1
        and all(c.words and c.is_complete and not c.numbers for c in part.candidates[:2])
    )


def lower_field_first(part: Part, of_form: Sequence[Candidate]) -> Part:
    """The part of a tie with that field ahead which the form has below the other: 「…に関する規定 規定の内容」."""
    sure = weights().limits["sure"]
    best = of_form[0] if of_form else None  # it may be contradicted by a file's name, of which the form knows nothing
    if best is None or not best.is_complete or (len(of_form) > 1 and best.score - of_form[1].score < sure):
        return part
    item_id, lead = template(best.field.item_id), weights().limits["lead"]
    raised = [
        replace(c, score=c.score + lead, words=()) if template(c.field.item_id) == item_id else c
        for c in part.candidates[:2]
    ]
    return replace(part, candidates=tuple(sorted([*raised, *part.candidates[2:]], key=lambda c: -c.score)))


def _meant(of_form: Sequence[Candidate]) -> Candidate | None:
    best = of_form[0] if of_form else None
    return best if best is not None and best.is_complete and not best.is_contradicted else None
