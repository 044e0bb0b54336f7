"""How well each field answers to the hints of a label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from math import inf
from operator import and_

from msgspec import Struct

from pia_audit.forms.labels.fields import OPEN, Field, Gains, Index
from pia_audit.forms.labels.levels import GROUPS
from pia_audit.forms.labels.lexicon import cut_quality
from pia_audit.forms.labels.slots import Hint, Label
from pia_audit.forms.labels.spelling import words_of
from pia_audit.forms.labels.weights import weights

_GROUP_KINDS = frozenset(GROUPS.values())
_INNER = ("outsourcing", "recipient", "transferee", "system", "risk")
_ROLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "number": (("item",), _INNER, ("circled",)),
    "paren": (("file",), _INNER, ("circled",)),
    "circled": (("circled",), _INNER),
}
"""What else a number may be than its kind says, the likeliest first."""
_EXAMINED = 60
_NEVER_CUT = 2.0
"""So much below the one that the most hints speak of, no field is cut off."""
_DECISIVE = 3.6
"""More than the window: what a hint gives and takes that decides by itself which fields come into question."""
_SHARED = 4
"""So many hints at the beginning of a label are mostly those of other labels, too."""
_ROUNDING = 1e-3
"""More than rounding can make of a score."""
_SHORTEST, _CUT = 3, 0.7
_STRANGE = 4
"""So many signs that no form knows before a name may be that of another thing: 「パブリックコメントの実施日・期間」."""
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_PLAIN = 0.95
"""Words of this quality are a name as some version of the form prints it."""


class Candidate(Struct, frozen=True):
    """A field with its score by the label.

    ``depth`` is how many of its levels the label reaches, ``numbers`` and ``words`` which hints contradict it (places
    among the label's hints), ``last`` the place of the last hint that speaks of it, ``named`` the levels it speaks of,
    ``numbered`` which hint gives which level its number, ``gain`` the score whatever levels are left out. Where the
    field ``is_doubtful``, only texts can bear it out: a number is not its own, and no words beside it name the level.
    It ``is_renamed`` where the label gives a group's number and a name that is not the printed one.
    """

    field: Field
    score: float
    depth: int
    numbers: tuple[int, ...]
    words: tuple[int, ...]
    last: int
    named: frozenset[int]
    numbered: tuple[tuple[int, int], ...] = ()
    gain: float = 0.0
    is_doubtful: bool = False
    is_renamed: bool = False

    def number_at(self, label: Label, depth: int) -> int | None:
        """The number the label gives a level of the field."""
        return next((label.hints[at].number for at, d in self.numbered if d == depth), None)

    @property
    def is_complete(self) -> bool:
        """Whether the label reaches the field itself and not only a heading above it."""
        return self.depth == len(self.field.slots) and not self.field.is_heading

    @property
    def is_contradicted(self) -> bool:
        """Whether the label gives a number or words that are not the field's."""
        return bool(self.numbers or self.words)


def candidates(label: Label, index: Index) -> list[Candidate]:
    """The fields that answer to a label best, best first, within the window of :mod:`weights`."""
    window = weights().limits["window"]
    few = _by_decisive(label, index)
    out = _laid(few.fields, label, index) if few is not None else []
    if few is None or max(c.score for c in out) - window - _ROUNDING <= few.others:
        out = _laid(_likely(label, index), label, index)
    best = max((c.score for c in out), default=-inf)
    out.sort(key=lambda c: (-c.score, c.field.seq))
    return [c for c in out if c.score >= best - window and c.named]


def _laid(likely: Sequence[tuple[float, int]], label: Label, index: Index) -> list[Candidate]:
    """Fields laid over a label, as long as they may come into the window; highest bound first."""
    window, best = weights().limits["window"], -inf
    out: list[Candidate] = []
    for most, at in likely:
        if most < best - window - _ROUNDING:
            break  # nor does any field behind this one come into the window
        out.append(_Fit(label, index.fields[at]).lay())
        best = max(best, out[-1].score)
    return out


class _Few(Struct, frozen=True):
    """The fields that all decisive hints of a label speak of, as :func:`_likely` gives them, and the most that any
    other field can score, or one that is cut off there where many are spoken of."""

    fields: list[tuple[float, int]]
    others: float


def _by_decisive(label: Label, index: Index) -> _Few | None:
    """The fields that every hint speaks of which it costs too much to leave unanswered: mostly one or two.

    ``None`` where no hint is such, or no field.
    """
    hints = [(_gains(hint, index), _least_loss(hint)) for hint in label.hints]
    hints += [(_of(_note_gains(note, index)), 0.0) for note in label.notes]
    decisive = [(g.fields, g.most + loss) for g, loss in hints if g.fields and g.most + loss > _DECISIVE]
    smallest, *larger_sets = sorted((fields for fields, _ in decisive), key=len) or [{}]
    # Below the most by less than a hint of few fields gives, no more fields are spoken of than are examined.
    lowest = max([_NEVER_CUT, *(g.most for g, _ in hints if 0 < len(g.fields) <= _EXAMINED)]) - _ROUNDING
    most = sum([g.most for g, _ in hints])
    unanswered = sum([loss for g, loss in hints if not g.fields])
    others = most - unanswered - min((cost for _, cost in decisive), default=0.0)
    out: list[tuple[float, int]] = []
    for at in reduce(and_, [fields.keys() for fields in larger_sets], smallest.keys()):
        total = sum([g.fields.get(at, 0.0) for g, _ in hints])
        bound = total - sum([loss for g, loss in hints if at not in g.fields])
        if total > most - lowest:
            out.append((bound, at))
        else:
            others = max(others, bound)
    return _Few(sorted(out, reverse=True), others) if out else None


def _likely(label: Label, index: Index) -> list[tuple[float, int]]:
    """The places of the fields that the most hints speak of, each behind the most that it can score, highest first.

    What ties with the last of them is not cut off.
    """
    gains = [_gains(hint, index) for hint in label.hints]
    sums = dict(_sums(label.hints[:_SHARED], index))
    for more in [*(g.fields for g in gains[_SHARED:]), *(_note_gains(note, index) for note in label.notes)]:
        _add(sums, more)
    least = 0.0
    if len(sums) > _EXAMINED:
        spoken_of = sorted(sums.values(), reverse=True)
        least = min(max(spoken_of[_EXAMINED] - 1e-6, spoken_of[0] - 6.0), spoken_of[0] - _NEVER_CUT)
    ceilings = {at: gain for at, gain in sums.items() if gain >= least}
    for hint_gains, hint in zip(gains, label.hints, strict=True):
        if loss := _least_loss(hint):
            for at in ceilings.keys() - hint_gains.fields.keys():
                ceilings[at] -= loss
    return [(-less, at) for less, at in sorted([(-gain, at) for at, gain in ceilings.items()])]


def _sums(hints: tuple[Hint, ...], index: Index) -> dict[int, float]:
    """What the first hints of a label, mostly chapter and item, add to each field; shared by many labels."""
    if not hints:
        return {}
    key = ("sums", *map(_key, hints))
    gains = index.sums.get(key)
    if gains is None:
        gains = dict(_sums(hints[:-1], index))
        _add(gains, _gains(hints[-1], index).fields)
        index.keep(index.sums, key, gains)
    return gains


def _add(sums: dict[int, float], gains: dict[int, float]) -> None:
    for at, gain in gains.items():
        sums[at] = sums.get(at, 0.0) + gain


def _key(hint: Hint) -> tuple[object, ...]:
    """What a hint says, wherever it stands."""
    return (hint.kind, hint.number or 0) if hint.number is not None else tuple(hint.names.items())


def _gains(hint: Hint, index: Index) -> Gains:
    """What a hint adds to the fields of an index at most."""
    key = _key(hint)
    gains = index.gains.get(key)
    if gains is None:
        fields = _number_gains(hint, index) if hint.is_number else _name_gains(hint, index)
        gains = _of(fields)
        index.keep(index.gains, key, gains)
    return gains


def _of(fields: dict[int, float]) -> Gains:
    return Gains(fields, max(fields.values(), default=0.0))


def _least_loss(hint: Hint) -> float:
    """What a field at least loses by a hint that it has nothing to answer to."""
    against = weights().against
    if hint.is_number:
        lone = against["chapter"] if hint.kind in ("chapter", "annex") else against["hint"]
        return lone if hint.beside < 0 else 0.0  # words beside a number may excuse it
    quality = max(hint.names.values(), default=0.0)
    return against["name"] * quality if quality else min(against["strange"], against["rest"])


def _name_gains(hint: Hint, index: Index) -> dict[int, float]:
    gains: dict[int, float] = {}
    w = weights()
    for name, quality in hint.names.items():
        for at, depth, factor in index.by_name.get(name, ()):
            gain = w.of_name(index.fields[at].slots[depth].kind) * quality * factor
            if gain > gains.get(at, 0.0):
                gains[at] = gain
    return gains


def _number_gains(hint: Hint, index: Index) -> dict[int, float]:
    gains: dict[int, float] = {}
    w = weights()
    number = hint.number or 0
    for step, kinds in enumerate(_ROLES.get(hint.kind, ((hint.kind,),))):
        for kind in kinds:
            gain = w.of_number(kind) - step * w.against["role"]
            for key in ((kind, number), (kind, OPEN)):
                for at in index.by_number.get(key, ()):
                    gains[at] = max(gains.get(at, 0.0), gain)
    return gains


def _note_gains(note: str, index: Index) -> dict[int, float]:
    """What an exception in brackets adds."""
    gains: dict[int, float] = {}
    for at in index.by_note.get(note, ()):
        gains[at] = gains.get(at, 0.0) + weights().name["note"]
    return gains


@lru_cache(maxsize=256)
def _option_words(options: tuple[str, ...]) -> frozenset[str]:
    """The options of a field as the words of a label."""
    return frozenset(map(words_of, options))


class _Fit:
    """A field laid over the hints of a label, hint by hint."""

    def __init__(self, label: Label, field: Field) -> None:
        self.label, self.field = label, field
        self.score = 0.0
        self.numbered: dict[int, int] = {}
        self.worded: dict[int, int] = {}
        self.quality: dict[int, float] = {}

    def lay(self) -> Candidate:
        """The field with its score."""
        hints = self.label.hints
        for at, hint in enumerate(hints):
            if hint.names:
                self._lay_words(at, hint)
        for at, hint in enumerate(hints):
            if hint.number is not None:
                self._lay_number(at, hint)
        self._lay_notes()
        depths = frozenset([*self.numbered.values(), *self.worded.values()])
        last = max([*self.numbered, *self.worded], default=-1)
        numbers, phrases = self._contradictions(last)
        depth = self._depth(depths)
        gain = self.score
        self._weigh_levels(depth, depths)
        numbered = tuple(self.numbered.items())
        doubtful = any(hints[at].beside not in self.worded for at in numbers) or self._stands_behind_strange(
            last, depths
        )
        return Candidate(
            self.field, round(self.score, 4), depth, numbers, phrases, last, depths, numbered, round(gain, 4),
            is_doubtful=doubtful, is_renamed=self._renamed(),
        )  # fmt: skip

    def _lay_words(self, at: int, hint: Hint) -> None:
        best, where, w = 0.0, -1, weights()
        for depth, slot in enumerate(self.field.slots):
            if not (quality := slot.quality(hint.names)):
                continue
            gain = quality * w.of_name(slot.kind)
            if gain and quality < _PLAIN and self._is_numbered_by(hint, depth):
                best, where = gain, depth
                break
            if gain and gain >= best and not (gain == best and self._is_numbered_by(hint, where)):
                best, where = gain, depth
        if where >= 0:
            self.score += best if where not in self.worded.values() else 0.3 * best
            self.worded[at] = where
            self.quality[at] = best

    def _is_numbered_by(self, hint: Hint, depth: int) -> bool:
        """Whether the number right before the words is that of the level."""
        if hint.beside < 0 or depth < 0:
            return False
        number, slot = self.label.hints[hint.beside], self.field.slots[depth]
        kinds = _ROLES.get(number.kind, ((number.kind,),))[0]
        return number.number is not None and slot.kind in kinds and slot.has_number(number.number)

    def _lay_number(self, at: int, hint: Hint) -> None:
        w = weights()
        numbered_depths = set(self.numbered.values())
        for step, kinds in enumerate(_ROLES.get(hint.kind, ((hint.kind,),))):
            for depth, slot in enumerate(self.field.slots):
                if slot.kind in kinds and depth not in numbered_depths and self._may_be(at, hint, depth, step):
                    self.score += w.of_number(slot.kind) - step * w.against["role"]
                    self.numbered[at] = depth
                    return

    def _may_be(self, at: int, hint: Hint, depth: int, step: int) -> bool:
        """Whether a number may be that of a level; of a kind other than its own only where nothing speaks against."""
        slot = self.field.slots[depth]
        if hint.number is None or not slot.has_number(hint.number):
            return False
        if not step:
            return slot.kind != "file" or self._may_be_file(at, hint)
        return self._is_free(at, hint) and not any(h.kind == slot.kind for h in self.label.hints)

    def _may_be_file(self, at: int, hint: Hint) -> bool:
        """Whether a number can be a file's: between an item and a label below it, a group's stands (Ⅱ-4-(2)-⑥)."""
        worded = self.worded.get(hint.beside)
        if hint.kind != "paren" or (worded is not None and self.field.slots[worded].kind == "file"):
            return True
        has_group = any(slot.kind in _INNER for slot in self.field.slots)
        if not has_group or any(h.kind in _INNER for h in self.label.hints):
            return True  # Ⅱ2（１）⑥ has no group, and Ⅱ4（１）委託事項1⑤ names it besides
        above, below = ([h.kind for h in hints] for hints in (self.label.hints[:at], self.label.hints[at + 1 :]))
        return not ("number" in above and "circled" not in above and "circled" in below)

    def _is_free(self, at: int, hint: Hint) -> bool:
        """Whether a number may be of another kind: behind an item's number, and before no name of its own kind."""
        worded = self.worded.get(hint.beside)
        if worded is not None and self.field.slots[worded].kind in _ROLES[hint.kind][0]:
            return False
        return any(h.kind in ("number", "item", "group", *_INNER) for h in self.label.hints[:at])

    def _stands_behind_strange(self, last: int, depths: frozenset[int]) -> bool:
        """Whether words that no form knows stand before the one name that is the field's, or are listed with it."""
        alone = len(depths) == 1 and not self.numbered
        for at, hint in enumerate(self.label.hints[:last]):
            if hint.number is not None or hint.names:
                continue
            if self.label.hints[at + 1].joined or (alone and len(hint.words) >= _STRANGE):
                return True
        return False

    def _lay_notes(self) -> None:
        for note in self.label.notes:
            if any(slot.note == note for slot in self.field.slots):
                self.score += weights().name["note"]

    def _contradictions(self, last: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Hints that the field does not answer to, each weighed; those behind ``last`` may be a part of its text."""
        against = weights().against
        numbers, phrases = [], []
        for at, hint in enumerate(self.label.hints):
            if at in self.numbered or at in self.worded:
                continue
            if hint.number is not None:
                if self._was_numbered(hint) or self._is_below_only_risk(hint):
                    continue
                if at < last and not self._names_group(hint):
                    numbers.append(at)
                self.score -= self._number_against(hint)
            elif at > last >= 0 and hint.words in _option_words(self.field.options):
                continue  # 「④主な記録項目 連絡先」: which of its boxes
            else:
                quality = max(hint.names.values(), default=0.0)
                if quality < _PLAIN and self._is_sort_of_group(hint):
                    continue
                if quality >= 0.9 and not (self._is_end_of_name(hint) or self._is_sort_of_group(hint)):
                    phrases.append(at)
                numbered = hint.beside >= 0 and hint.beside in self.numbered
                unknown = against["strange"] if numbered else against["rest"]
                self.score -= against["name"] * quality if quality else unknown
        return tuple(numbers), tuple(phrases)

    def _is_below_only_risk(self, hint: Hint) -> bool:
        """Whether a number right behind リスク is that of the level below it: 「リスク②」 where the risk has none."""
        if hint.kind != "risk" or self.label.signs.text[hint.end - 1 : hint.end] not in _CIRCLED:
            return False
        has_number = any(s.kind == "circled" and s.has_number(hint.number or 0) for s in self.field.slots)
        return has_number and any(s.kind == "risk" and s.number is None for s in self.field.slots)

    def _is_end_of_name(self, hint: Hint) -> bool:
        """Whether words that are another level's name, too, end a name of the field's own."""
        depth = self.numbered.get(hint.beside)
        ends = any(name.endswith(hint.words) for slot in self.field.slots[-2:] for name in slot.names)
        if ends or depth is None or len(hint.words) < _SHORTEST:
            return ends and len(hint.words) > 1
        names = self.field.slots[depth].names
        return any(len(n) > len(hint.words) and cut_quality(hint.words, n) >= _CUT for n in names)

    def _is_sort_of_group(self, hint: Hint) -> bool:
        """Whether words are what a group of the field's own is counted as (委託事項「…」 of 委託事項3), whatever else
        bears that name."""
        at = self.field.words.find(hint.words)
        return at >= 0 and self.field.words[at + len(hint.words) :][:1].isdigit()

    def _names_group(self, hint: Hint) -> bool:
        """Whether the words beside a group's number are its name: groups are counted anew when one is taken away."""
        depth = self.worded.get(hint.beside)
        return depth is not None and hint.kind == self.field.slots[depth].kind and hint.kind in _GROUP_KINDS

    def _renamed(self) -> bool:
        """Whether the label calls a group by its number and by a name that is not the one printed."""
        for at, depth in self.numbered.items():
            hint, slot = self.label.hints[at], self.field.slots[depth]
            if slot.kind in _INNER and slot.names and hint.beside >= 0 and hint.beside not in self.worded:
                return True
        return False

    def _was_numbered(self, hint: Hint) -> bool:
        """Whether the words beside a number are a level's that another version of the form numbers so."""
        depth = self.worded.get(hint.beside)
        return depth is not None and hint.number in self.field.slots[depth].former

    def _number_against(self, hint: Hint) -> float:
        against = weights().against
        is_elsewhere = hint.kind == "annex" and self.field.slots[0].kind != "annex"  # no renumbering moves it there
        if hint.beside in self.worded and not is_elsewhere:
            return against["number"]
        return against["chapter"] if hint.kind in ("chapter", "annex") else against["hint"]

    def _depth(self, depths: frozenset[int]) -> int:
        """How many levels the label reaches; a last level called as the one above it is reached with that."""
        depth = max(depths, default=-1) + 1
        slots = self.field.slots
        if depth == len(slots) - 1 and depth and set(slots[depth].names) & set(slots[depth - 1].names):
            return depth + 1
        return depth

    def _weigh_levels(self, depth: int, depths: frozenset[int]) -> None:
        against = weights().against
        below = len(self.field.slots) - depth + self.field.is_heading
        if below:
            self.score -= against["tail"] + against["deeper"] * (below - 1)
        self.score -= against["head"] * sum(d not in depths for d in range(depth))
