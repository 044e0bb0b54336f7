"""Printed fields and form items, indexed by what a label may say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, reduce
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.forms import FormItem, load, template, versions
from pia_audit.forms.labels.bracketed import with_items_in_brackets
from pia_audit.forms.labels.levels import Level, file_index, groups_of, levels_of
from pia_audit.forms.labels.lexicon import Lexicon
from pia_audit.forms.labels.slots import Hint, Label, taken_apart
from pia_audit.forms.labels.spelling import words_of, words_of_levels
from pia_audit.model import Item

ALIAS = 0.95
"""The quality of a name that only another version of the form gives the level."""
_LONGEST_NAME = 80
_HEADING = ".heading"
_KNOWN = 0.7
_WRITTEN_AS = {"item": "number", "circled": "circled", "chapter": "chapter"}
"""How the form writes the number of a level: 「4.」, 「②」 and 「Ⅱ」."""
_WRITTEN = ("number", "circled", "paren")
_K = TypeVar("_K")
_T = TypeVar("_T")
_COVER = Level("annex", None, "表紙")
OPEN = -1
"""Stands for a group's number in a form, where any will do."""


class Slot(Struct, frozen=True):
    """One level of a field as labels may call it: numbers, and names with their quality (1 = as printed).

    ``former`` are the numbers that other versions of the form give it: no contradiction where the words are right.
    """

    kind: str
    number: int | None
    numbers: frozenset[int]
    names: dict[str, float]
    note: str = ""
    former: frozenset[int] = frozenset()

    def has_number(self, number: int) -> bool:
        """Whether a label may give the level that number."""
        return number in self.numbers or OPEN in self.numbers

    def quality(self, names: dict[str, float]) -> float:
        """How well the words of a hint name the level, 0 if not at all."""
        if len(names) == 1:  # as of nearly all hints
            [(name, of_hint)] = names.items()
            return of_hint * self.names.get(name, 0.0)
        best = 0.0
        for name, quality in self.names.items():
            if name in names and names[name] * quality > best:
                best = names[name] * quality
        return best


class Field(Struct, frozen=True, eq=False, dict=True):
    """Something a label may mean: a printed field of the report, or (``printed`` false) an item of a form only.

    ``words`` are those of its label in full, without marks and blanks.
    """

    item_id: str
    seq: int
    slots: tuple[Slot, ...]
    kind: str
    options: tuple[str, ...]
    text: str | None
    label: str
    words: str
    printed: bool = True

    @cached_property
    def levels(self) -> tuple[tuple[str, int | None, str], ...]:
        """The field's levels as they are printed, uppermost first."""
        return tuple([(s.kind, s.number, next(iter(s.names), "")) for s in self.slots])

    @cached_property
    def place(self) -> tuple[tuple[str, int | None, str], ...]:
        """Where the field stands, whatever file it belongs to: the same for an item in each of several files."""
        return tuple([level for level in self.levels if level[0] != "file"])

    @property
    def is_heading(self) -> bool:
        """Whether the field is the heading of a group, and not an item below it."""
        return self.item_id.endswith(_HEADING)


class Gains(Struct, frozen=True):
    """What a hint adds to the fields of an index at most, by the field's place, and the most of it."""

    fields: dict[int, float]
    most: float


class Reading(Struct, frozen=True, dict=True):
    """A label as it answers to the fields of an index: with its numbers in brackets as they look, and as items'."""

    taken_apart: Label
    index: Index

    @cached_property
    def as_printed(self) -> Label:
        """The label with every number in brackets as what it looks like."""
        return self.index.with_kinds(self.taken_apart)

    @cached_property
    def in_brackets(self) -> Label | None:
        """The label with its numbers in brackets as those of items: Ⅲ（７）, 2（３）①; ``None`` without such."""
        label = self.taken_apart
        hints = with_items_in_brackets(label.hints, label.signs, self.index.names_file)
        return None if hints is None else self.index.with_kinds(replace(label, hints=hints))

    def label(self, *, in_brackets: bool) -> Label:
        """The one or the other; the first where the label has no such number."""
        return (self.in_brackets if in_brackets else None) or self.as_printed


class Index:
    """Fields by the names and numbers of their levels; ``whole`` leads from a label in full to its field.

    ``gains`` keeps what hints add to each of them, ``sums`` what the first hints of labels add together
    (:mod:`pia_audit.forms.labels.scoring`): labels share most of them.
    """

    _MOST_KEPT = 2000

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = tuple(fields)
        self.by_name: dict[str, list[tuple[int, int, float]]] = {}
        self.by_number: dict[tuple[str, int], list[int]] = {}
        self.by_note: dict[str, list[int]] = {}
        self.whole: dict[str, list[int]] = {}
        self.gains: dict[object, Gains] = {}
        self.sums: dict[object, dict[int, float]] = {}
        self._readings: dict[str, Reading] = {}
        self._levels: dict[str, frozenset[tuple[str, frozenset[int]]]] = {}
        for at, field in enumerate(self.fields):
            self._add(at, field)
        self.lexicon = Lexicon(self.by_name)

    def below(self, levels: tuple[tuple[str, int | None, str], ...]) -> Sequence[Field]:
        """The printed fields that stand below a heading, given by its levels as they are printed."""
        return self._below.get(levels, ())

    @cached_property
    def _below(self) -> dict[tuple[tuple[str, int | None, str], ...], list[Field]]:
        below: dict[tuple[tuple[str, int | None, str], ...], list[Field]] = {}
        for field in self.fields:
            for depth in range(1, len(field.levels) + 1 if field.printed else 1):
                below.setdefault(field.levels[:depth], []).append(field)
        return below

    def keep(self, known: dict[_K, _T], key: _K, value: _T) -> None:
        """Keep what hints add, or what was made of a label; of a form's index, which lives on, not without end."""
        if len(known) >= self._MOST_KEPT:
            known.clear()
        known[key] = value

    def _add(self, at: int, field: Field) -> None:
        for depth, slot in enumerate(field.slots):
            for name, quality in slot.names.items():
                self.by_name.setdefault(name, []).append((at, depth, quality))
            for number in slot.numbers:
                self.by_number.setdefault((slot.kind, number), []).append(at)
            if slot.note:
                self.by_note.setdefault(slot.note, []).append(at)
        self.whole.setdefault(field.words, []).append(at)

    def reading(self, text: str) -> Reading:
        """A label as it answers to these fields; each distinct text is taken apart once."""
        reading = self._readings.get(text)
        if reading is None:
            reading = Reading(taken_apart(text, self.lexicon), self)
            self.keep(self._readings, text, reading)
        return reading

    def names_file(self, hint: Hint) -> bool:
        """Whether words are those of a file."""
        sure_names = [name for name, quality in hint.names.items() if quality >= _KNOWN]
        return any(kind == "file" for name in sure_names for kind, _ in self.levels(name))

    def with_kinds(self, label: Label) -> Label:
        """A label with each number that stands before a level's name as that level's, however it is written.

        「4. 情報連携 2法令上の根拠」 says ② as 「②法令上の根拠」 does.
        """
        fields_named = {
            at: self._numbered_as_named(hint, label.hints)
            for at, hint in enumerate(label.hints)
            if hint.kind in _WRITTEN and hint.beside >= 0
        }
        if all(hint is label.hints[at] for at, hint in fields_named.items()):
            return label
        return replace(label, hints=tuple([fields_named.get(at, hint) for at, hint in enumerate(label.hints)]))

    def _numbered_as_named(self, hint: Hint, hints: Sequence[Hint]) -> Hint:
        sure_names = [name for name, quality in hints[hint.beside].names.items() if quality >= _KNOWN]
        levels = frozenset[tuple[str, frozenset[int]]]().union(*map(self.levels, sure_names))
        kinds = {kind for kind, numbers in levels if hint.number in numbers}
        if not kinds and hint.kind != "circled" and any(h.kind == "number" and h.end <= hint.start for h in hints):
            kinds = {kind for kind, _ in levels}  # the item's number stands before it: this one is wrong
        kind = _WRITTEN_AS.get(next(iter(kinds))) if len(kinds) == 1 else None
        if kind == "circled" and self._is_item_above(hint, hints, sure_names):
            return hint
        return replace(hint, kind=kind) if kind and kind != hint.kind else hint

    def _is_item_above(self, hint: Hint, hints: Sequence[Hint], names: Sequence[str]) -> bool:
        """Whether a bare number right behind a chapter's is that of an item of it that has a field of the name: Ⅴ2方法
        is Ⅴ 2. ①方法, though ②方法 stands below another item."""
        at = hints.index(hint)
        above = hints[at - 1] if at else None
        if hint.kind != "number" or above is None or above.kind != "chapter" or above.end != hint.start:
            return False
        numbers = {"chapter": above.number or 0, "item": hint.number or 0}
        slots = (self.fields[n].slots[:depth] for name in names for n, depth, _ in self.by_name.get(name, ()))
        return any(
            all(any(s.kind == kind and s.has_number(n) for s in heads) for kind, n in numbers.items())
            for heads in slots
        )

    def levels(self, name: str) -> frozenset[tuple[str, frozenset[int]]]:
        """Kind and numbers of the levels that have a name."""
        if name not in self._levels:
            slots = (self.fields[at].slots[depth] for at, depth, _ in self.by_name.get(name, ()))
            self._levels[name] = frozenset((slot.kind, slot.numbers) for slot in slots)
        return self._levels[name]


def printed_fields(items: Sequence[Item], form_key: str) -> list[Field]:
    """The report's own fields, their levels known by the names that any version of the form gives them, too.

    Args:
        items: the edition's items; those without a ``path`` are left out.
        form_key: the form version the report follows, as :func:`pia_audit.forms.load` knows it.
    """
    others = _other_names(form_key)
    options = _options(form_key)
    slots = _Slots({"file": _file_names(items), "system": _system_names(items)}, _group_names(items))
    fields = [_printed(item, others.get(template(item.item_id), ()), slots) for item in items if item.path]
    # A report that prints the form's own options carries none, and a row may give those of an older version.
    return [f if f.options else replace(f, options=options.get(template(f.item_id), ())) for f in fields]


class _Slots:
    """The slots of one report's levels; fields below one heading share those of the headings."""

    def __init__(self, names: dict[str, dict[int, set[str]]], group_names: dict[str, str]) -> None:
        self._names, self._group_names = names, group_names
        self._known: dict[tuple[Level, tuple[Level, ...], str], Slot] = {}

    def slot(self, level: Level, others: tuple[Level, ...], groups: tuple[str, ...] = ()) -> Slot:
        """The slot of a level as other versions of the form call and number it, too.

        ``groups`` are those that the field belongs to: what is printed beside a group's heading names its level.
        """
        group = next((g for g in groups if g.endswith(f"{level.kind}[{level.number}]")), "")
        key = (level, others, self._group_names.get(group, ""))
        if key not in self._known:
            slot = _slot(level)
            if level.kind in self._names:
                slot = _with_names(slot, self._names[level.kind].get(level.number or 0, ()))
            if key[2]:
                slot = _with_names(slot, (key[2],))
            self._known[key] = reduce(_with_alias, others, slot)
        return self._known[key]


def _printed(item: Item, others: Sequence[tuple[Level, ...]], slots: _Slots) -> Field:
    levels = levels_of(item.path, item.item_id)
    if item.item_id.startswith("cover.") and levels[0].name != _COVER.name:
        levels = (_COVER, *levels)
    groups = groups_of(item.item_id)
    field_slots = tuple([
        slots.slot(level, _aliases(levels, depth, others), groups) for depth, level in enumerate(levels)
    ])  # fmt: skip
    label, bare_label = " ".join(item.path), words_of_levels(item.path)
    return Field(item.item_id, item.seq, field_slots, item.kind, item.options, item.text, label, bare_label)


def _aliases(levels: tuple[Level, ...], depth: int, others: Sequence[tuple[Level, ...]]) -> tuple[Level, ...]:
    """What other versions print at the same level, counted from the last."""
    from_last, kind = len(levels) - depth, levels[depth].kind
    if kind == "file":
        return ()
    return tuple([
        version_levels[-from_last]
        for version_levels in others
        if from_last <= len(version_levels)
        and version_levels[-from_last].kind == kind
        and (from_last == 1 or len(levels) == len(version_levels))
    ])  # fmt: skip


@cache
def _slot(level: Level) -> Slot:
    numbers = frozenset() if level.number is None else frozenset({level.number})
    return Slot(level.kind, level.number, numbers, {level.name: 1.0} if level.name else {}, level.note)


def _with_names(slot: Slot, names: Iterable[str]) -> Slot:
    return replace(slot, names={**dict.fromkeys(names, 1.0), **slot.names})


def _with_alias(slot: Slot, level: Level) -> Slot:
    """The slot with the name and number that another version gives its level."""
    former = slot.former | {level.number} if level.number not in (None, OPEN) else slot.former
    names = {level.name: ALIAS, **slot.names} if level.name else slot.names
    return replace(slot, names=names, former=former)


@cache
def _other_names(form_key: str) -> dict[str, tuple[tuple[Level, ...], ...]]:
    out: dict[str, list[tuple[Level, ...]]] = {}
    met: set[int] = set()
    for item in (item for form in _forms(form_key) for item in form):
        if id(item) not in met:  # versions share the items in which they do not differ
            met.add(id(item))
            levels = levels_of(item.path, item.item_id)
            variants = out.setdefault(template(item.item_id), [])
            if levels not in variants:
                variants.append(levels)
    return {item_id: tuple(variants) for item_id, variants in out.items()}


@cache
def _options(form_key: str) -> dict[str, tuple[str, ...]]:
    """The options of each item, those of other versions behind the form's own."""
    out: dict[str, dict[str, None]] = {}
    for item in (item for form in _forms(form_key) for item in form if item.options):
        out.setdefault(template(item.item_id), {}).update(dict.fromkeys(item.options))
    return {item_id: tuple(options) for item_id, options in out.items()}


def _forms(form_key: str) -> list[tuple[FormItem, ...]]:
    """The items of the form's version as it stands in its file, then those of its other versions, newest first."""
    key = form_key.partition("#")[0]
    form = load(key)
    return [form.items, *(f.items for f in versions(form.form) if f.key != key)]


def _file_names(items: Iterable[Item]) -> dict[int, set[str]]:
    """What each file is called: behind its chapter's heading, in its item 特定個人情報ファイル名, in the annex."""
    names: dict[int, set[str]] = {}
    for item in items:
        index = file_index(item.item_id)
        if index is None or not item.path:
            continue
        names.setdefault(index, set()).update(s.name for s in levels_of(item.path, item.item_id) if s.kind == "file")
        if item.text and len(item.text) < _LONGEST_NAME and words_of(item.path[-1]).endswith("特定個人情報ファイル名"):
            names[index].add(re.sub(r"^[0-9]{1,2}", "", words_of(item.text)))
    return {index: {n for n in names_of_file if n} for index, names_of_file in names.items()}


def _group_names(items: Iterable[Item]) -> dict[str, str]:
    """What is printed beside the heading of each group, such as the business of 委託事項2."""
    return {
        item.item_id.removesuffix(_HEADING): words_of(item.text)
        for item in items
        if item.item_id.endswith(_HEADING) and item.text and len(item.text) < _LONGEST_NAME
    }


def _system_names(items: Iterable[Item]) -> dict[int, set[str]]:
    """What each system is called in its item システムの名称, its heading having a number only."""
    names: dict[int, set[str]] = {}
    for item in items:
        match = re.match(r"system\[(\d+)\]", item.item_id)
        if match and item.text and item.path and words_of(item.path[-1]).endswith("システムの名称"):
            names.setdefault(int(match[1]), set()).add(words_of(item.text[:_LONGEST_NAME]))
    return {number: {n for n in names_of_system if n} for number, names_of_system in names.items()}


@cache
def form_index(form_key: str) -> Index:
    """The items of all versions of the form, each once; their groups' numbers are left open."""
    fields: list[Field] = []
    keys: set[tuple[str, tuple[Level, ...]]] = set()
    met: set[int] = set()
    for items in _forms(form_key):
        for item in items:
            if id(item) in met:
                continue
            met.add(id(item))
            levels = levels_of(item.path, item.item_id)
            if (item.item_id, levels) not in keys:
                keys.add((item.item_id, levels))
                fields.append(_of_form(item, levels, len(fields)))
    return Index(fields)


def _of_form(item: FormItem, levels: tuple[Level, ...], seq: int) -> Field:
    slots = tuple(_slot(level) for level in levels)
    bare_label = words_of_levels(item.path)
    return Field(item.item_id, seq, slots, item.kind, item.options, None, item.label, bare_label, printed=False)
