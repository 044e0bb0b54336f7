"""What was made of a label, as a change row carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.forms.labels.fields import OPEN, Field
from pia_audit.forms.labels.levels import groups_of
from pia_audit.forms.labels.lexicon import trimmed_words
from pia_audit.forms.labels.scoring import Candidate
from pia_audit.forms.labels.slots import Label
from pia_audit.forms.labels.spelling import without_notes, words_of
from pia_audit.forms.labels.weights import weights
from pia_audit.japanese.patterns import regex
from pia_audit.model import MOST_CANDIDATES, ChangeRow, Outcome

_NEEDED = ("chapter", "annex", "item", "risk", "system", "outsourcing", "recipient", "transferee", "circled")
_EDGE = regex(r"^[\s\u3000:：、,。.・/／>＞→」』）)】\-－]+")


class Meaning(Struct, frozen=True):
    """What a row means: outcome, the items with how the label names them, groups, candidates, and the raw margin."""

    outcome: Outcome
    items: tuple[tuple[Label, Candidate], ...] = ()
    groups: tuple[str, ...] = ()
    candidates: tuple[Field, ...] = ()
    margin: float = 0.0
    inherited: bool = False

    def written(self, row: ChangeRow, several_files: bool) -> ChangeRow:
        """The row with this meaning; its quotes are left empty."""
        ids = tuple(dict.fromkeys(id_of(label, c, one_file=not several_files) for label, c in self.items))
        return replace(
            row,
            outcome=self.outcome,
            item_ids=ids,
            group_ids=self.groups,
            candidates=tuple(dict.fromkeys(f.item_id for f in self.candidates))[:MOST_CANDIDATES],
            label_score=weights().score(self.margin),
            mismatch=() if self.inherited else _mismatch(self.items, several_files),
            official=_official(self.items, self.candidates),
            anchor="" if self.inherited or len(ids) != 1 else _anchor(*self.items[0]),
            quotes=(),
        )


def _official(items: Sequence[tuple[Label, Candidate]], fields: Iterable[Field]) -> str:
    labels = [c.field.label for _, c in items] or [f.label for f in fields][:4]
    return " ／ ".join(dict.fromkeys(labels))


def id_of(label: Label, candidate: Candidate, *, one_file: bool) -> str:
    """The item's id; of a form's item with the numbers the label gives its groups, one file where it gives none."""
    item_id = candidate.field.item_id
    if candidate.field.printed or "[]" not in item_id:
        return item_id
    depths = [depth for depth, slot in enumerate(candidate.field.slots) if slot.number == OPEN]
    numbers = [candidate.number_at(label, d) or (1 if one_file and d == depths[0] else "") for d in depths]
    head, *tail = item_id.split("[]")
    return head + "".join(f"[{n}]{part}" for n, part in zip_longest(numbers[: len(tail)], tail, fillvalue=""))


def _mismatch(items: Sequence[tuple[Label, Candidate]], several_files: bool) -> tuple[str, ...]:
    mismatches = set()
    for _, candidate in items:
        mismatches |= {"number"} if candidate.numbers else set()
        mismatches |= {"words"} if candidate.words else set()
        mismatches |= {"missing"} if _lacks(candidate, several_files) else set()
    return tuple(name for name in ("missing", "number", "words") if name in mismatches)


def _lacks(candidate: Candidate, several_files: bool) -> bool:
    needed: tuple[str, ...] = (*_NEEDED, "file") if several_files else _NEEDED
    slots = candidate.field.slots
    if slots[0].number is None and slots[0].kind == "annex":
        needed = tuple(k for k in needed if k != "annex")
    return any(slot.kind in needed and depth not in candidate.named for depth, slot in enumerate(slots[:-1]))


def _anchor(label: Label, candidate: Candidate) -> str:
    """The raw text behind the label proper; empty where only particles or marks stand there."""
    if candidate.last < 0:
        return ""
    raw = label.signs.raw[label.signs.raw_end(label.hints[candidate.last].end) :]
    if not raw or not trimmed_words(words_of(without_notes(raw)[0].text)):
        return ""
    return _EDGE.sub("", raw).strip()


def group_of(candidate: Candidate) -> str | None:
    """The repeated group at which a label ends, ``None`` where it ends at another heading."""
    groups = groups_of(candidate.field.item_id)
    kinds = [s.kind for s in candidate.field.slots[: candidate.depth]]
    if not groups or not kinds:
        return None
    last = kinds[-1]
    if last == "file" or (last == "chapter" and len(groups) == 1 and candidate.depth == 1):
        return groups[0] if groups[0].startswith("file") else None
    return groups[-1] if last in ("system", "outsourcing", "recipient", "transferee") else None
