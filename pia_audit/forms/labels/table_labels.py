"""The labels of one table by themselves: each read once, with the fields that answer to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from pia_audit.forms.labels.fields import Field, Index, form_index
from pia_audit.forms.labels.label_parts import (
    CERTAIN,
    Part,
    best_score,
    is_below,
    is_better,
    is_off,
    is_one,
    names_file,
    of_file,
    raised,
)
from pia_audit.forms.labels.levels import file_index
from pia_audit.forms.labels.lists import readings, rebuilt
from pia_audit.forms.labels.nested_names import is_tie, lower_field_first, nested
from pia_audit.forms.labels.outcome import id_of
from pia_audit.forms.labels.scoring import Candidate, candidates
from pia_audit.forms.labels.slots import Label, may_be_common
from pia_audit.forms.labels.spelling import signs_of, words_of
from pia_audit.japanese.patterns import regex

_OF_FILE = regex(r"^file\[\d*\]\.")


class Labels:
    """What labels say of a report's fields, whatever the texts beside them are."""

    def __init__(self, index: Index, form_key: str, *, several_files: bool) -> None:
        self.index = index
        self.form_key = form_key
        self.several_files = several_files
        self._read: dict[str, tuple[Part, ...]] = {}
        self._answered: dict[str, Part] = {}

    def parts(self, label: str) -> tuple[Part, ...]:
        """A label's parts, one for each item it names; each distinct label is read once."""
        if label not in self._read:
            self._read[label] = self._parts(label)
        return self._read[label]

    def _parts(self, label: str) -> tuple[Part, ...]:
        whole = self._whole(label)
        if whole is not None and len(whole.slots) > 2:
            return (self._as_printed(label, whole),)
        printed = self._printed(label)
        read = printed.label
        labels = readings(read, self.index)
        listed = self._listed(labels)
        if labels and not listed:
            listed = self._listed(readings(read, self.index, ending_shared=True))
        part = self._part(printed, label) if whole is None else raised(self._part(printed, label), whole)
        if listed and (last := nested(read, self.of_form_alone(label), listed)) is not None:
            return (last,)
        if not listed and is_tie(part):
            part = lower_field_first(part, self.of_form_alone(label))
        return listed or (replace(part, is_open=True) if labels else part,)

    def of_form_alone(self, label: str) -> list[Candidate]:
        """The form's items that answer to a label, best first."""
        index = form_index(self.form_key)
        return candidates(self._read_by(index, label), index)

    def _read_by(self, index: Index, label: str) -> Label:
        """A label as another index has it, its numbers in brackets as the printed fields answer to them best."""
        return index.reading(label).label(in_brackets=self._has_items_in_brackets(label))

    def _has_items_in_brackets(self, label: str) -> bool:
        """Whether a label answers to a printed field better if its numbers in brackets are those of items."""
        reading = self.index.reading(label)
        if "(" not in reading.taken_apart.signs.text or reading.in_brackets is None:
            return False
        return self._printed(label).label is reading.in_brackets

    def _printed(self, label: str) -> Part:
        """A label with the printed fields that answer to it, its numbers in brackets as those of items where they
        answer better so."""
        if label not in self._answered:
            reading = self.index.reading(label)
            part = self._answers(reading.as_printed)
            if "(" in reading.taken_apart.signs.text and reading.in_brackets is not None:
                part = max(part, self._answers(reading.in_brackets), key=best_score)
            self._answered[label] = part
        return self._answered[label]

    def _answers(self, label: Label) -> Part:
        return Part(label, tuple(candidates(label, self.index)))

    def _as_printed(self, label: str, field: Field) -> Part:
        """A label that is a field's as printed; nothing stands behind it, and it is taken apart only where it may
        speak of all files."""
        read = self.index.reading(label).as_printed if may_be_common(label) else Label(signs_of(label), ())
        depth = len(field.slots)
        return Part(read, (Candidate(field, CERTAIN, depth, (), (), -1, frozenset(range(depth))),))

    def _whole(self, label: str) -> Field | None:
        """The one field whose label is written out in full."""
        places = self.index.whole.get(words_of(label), ())
        return self.index.fields[places[0]] if len(places) == 1 else None

    def _part(self, printed: Part, raw: str) -> Part:
        """A label with the printed fields that answer to it, or with the form's items where those answer better."""
        best = printed.candidates[0] if printed.candidates else None
        if best is not None and best.is_complete and not best.is_doubtful and not best.words:
            return printed
        of_form = self._of_form(raw, of_file(printed.label, printed.candidates))
        if of_form is not None and (is_better(of_form, printed.candidates) or is_below(of_form, printed.candidates)):
            return self._in_files(of_form, printed.candidates) if self.several_files else of_form
        return printed

    def _of_form(self, raw: str, of_file: Collection[int] = ()) -> Part | None:
        """The form's items for a label, without the hints at these places that speak of one of the report's files: not
        every form counts on them there."""
        index = form_index(self.form_key)
        read = self._read_by(index, raw)
        part = Part(read, tuple(candidates(read, index)))
        if of_file and part.candidates and part.candidates[0].is_contradicted:
            read = rebuilt(read, [hint for hint in read.hints if hint.start not in of_file])
            part = Part(read, tuple(candidates(read, index)))
        return part if part.candidates and part.candidates[0].is_complete else None

    def _in_files(self, of_form: Part, named_by: Sequence[Candidate]) -> Part:
        """An item of the form that the label gives no file as the fields printed for it, one in each file: which of
        them is meant is for the row's texts to tell, unless the label names a file of the report."""
        item_id = id_of(of_form.label, of_form.candidates[0], one_file=False)
        if file_index(item_id) is not None:
            return of_form
        printed = [
            f for f in self.index.fields if f.printed and _OF_FILE.sub("", f.item_id) == _OF_FILE.sub("", item_id)
        ]
        hints = self.index.reading(
            of_form.label.signs.raw
        ).as_printed.hints  # the form does not know the names of the files
        named = [
            f for f in printed if any(s.kind == "file" and any(s.quality(h.names) for h in hints) for s in f.slots)
        ]
        if not named and named_by and names_file(named_by[0]):
            named = [f for f in printed if file_index(f.item_id) == file_index(named_by[0].field.item_id)]
        best = of_form.candidates[0]
        tied = [
            replace(best, field=f, depth=len(f.slots), named=frozenset(range(len(f.slots))), numbered=(), last=-1)
            for f in named or printed
        ]
        return Part(of_form.label, tuple(tied)) if tied else of_form

    def _listed(self, labels: Sequence[Label]) -> tuple[Part, ...]:
        """The parts of a list of items, each of which must name an item in full; else empty."""
        parts = [self._answers(label) for label in labels]
        whole = [p for p in parts if p.candidates and is_one(p) and not is_off(p)]
        used = {h.start for p in whole for h in p.label.hints}
        if len(whole) > 1 and used >= {h.start for label in labels for h in label.hints}:
            return tuple(whole)
        return ()
