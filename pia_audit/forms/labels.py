"""From the 項目 a person typed to the item of the form, naming what does not fit instead of failing.

Labels are typed by hand: a wrong circled number, words left out, no section, a part of the item's own
text appended. The search lays each item's path over the label and counts what it would have to excuse;
the cheapest item wins, and two equally cheap items are an ambiguity and never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from pia_audit.forms import Form, FormItem, Level, versions
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.spans import Folded, fold_spans

# What each excuse costs. A skipped level is cheap (people leave sections out); text that nothing
# explains costs per character, so that a wrong item never wins over a long label.
_SKIPPED, _NUMBER, _NO_NUMBER, _FUZZY, _UNEXPLAINED, _REST = 0.6, 0.5, 0.05, 0.25, 1.0, 0.15
_MOST_REST = 30
_MISSING, _OTHER_NUMBER, _OTHER_WORDS = 1, 2, 4
_WRONG = ((_MISSING, "missing"), (_OTHER_NUMBER, "number"), (_OTHER_WORDS, "words"))
_TIE = 0.2
_FEW = 4
"""So many items are named where a label may mean several."""
_PLAIN = 0.3
"""A label that costs no more is worded as the form words it; nothing nearly alike can do better."""
_ALIKE = 78.0
_MARK = re.compile(r"※(?:\([^()]{0,12}\))?")
_NUMBERISH = re.compile(r"^[0-9IVX()]{1,6}$")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a label turned out to name.

    ``item`` is ``None`` when nothing or more than one thing fits (then ``candidates`` lists the latter).
    ``mismatch`` holds ``number``, ``words`` (the label's number or name is not the form's) and
    ``missing`` (levels were left out). ``anchor`` is the raw text after the label proper: the part of the
    item the row speaks of. ``score`` is 1.0 for the form's own wording, less for each excuse. ``tied`` holds the
    resolutions that fit equally well; the report's own texts may still tell them apart.
    """

    item: FormItem | None
    score: float = 0.0
    mismatch: tuple[str, ...] = ()
    anchor: str = ""
    candidates: tuple[str, ...] = ()
    tied: tuple[Resolution, ...] = ()


class _Fit(NamedTuple):
    item: FormItem
    cost: float
    wrong: int
    end: int


def resolve(label: str, form: Form, before: str = "", after: str = "") -> Resolution:
    """The item that ``label`` names in ``form`` or, failing that, in another version of it.

    ``before`` and ``after`` (the row's texts) are asked only when the label alone fits several items:
    an option or a date then decides, if it can.
    """
    fits = _fits(label, form.key)
    if not fits:
        return Resolution(None)
    best = [f for f in fits if f.cost <= fits[0].cost + _TIE]
    if len({f.item.item_id for f in best}) > 1:
        best = [f for f in best if _value_fits(f.item, before, after)]
        if len({f.item.item_id for f in best}) != 1:
            tied = {f.item.item_id: _resolution(label, f) for f in reversed(best)}
            named: dict[str, str] = {}  # an item once, however many versions have it
            for fit in fits:
                named.setdefault(fit.item.item_id, fit.item.label)
            return Resolution(None, candidates=tuple(named.values())[:_FEW], tied=tuple(tied.values())[::-1])
    return _resolution(label, best[0])


def _resolution(label: str, fit: _Fit) -> Resolution:
    folded = _folded(label)
    at = folded.starts[fit.end] if fit.end < len(folded.starts) else len(label)
    excused = fit.cost - _REST * min(len(folded.text) - fit.end, _MOST_REST)
    score = round(max(0.0, 1.0 - excused / 10), 3)
    mismatch = tuple(name for sign, name in _WRONG if fit.wrong & sign)
    return Resolution(fit.item, score, mismatch, label[at:].strip())


def _folded(label: str) -> Folded:
    """The label folded, the mark ※ of important items and a note in brackets behind it left out."""
    folded = fold_spans(label)
    gone = {i for m in _MARK.finditer(folded.text) for i in range(*m.span())}
    if not gone:
        return folded
    kept = [i for i in range(len(folded.text)) if i not in gone]
    return Folded(
        label,
        "".join(folded.text[i] for i in kept),
        tuple(folded.starts[i] for i in kept),
        tuple(folded.ends[i] for i in kept),
    )


def _value_fits(item: FormItem, before: str, after: str) -> bool:
    if item.kind == "date":
        return parse_date(after) is not None or parse_date(before) is not None
    if item.kind == "choice":
        return item.option_of(after) is not None or item.option_of(before) is not None
    if item.kind == "flags":
        return "[" in after and any(option in after for option in item.options)
    return True


@lru_cache(maxsize=65536)
def _fits(label: str, form_key: str) -> tuple[_Fit, ...]:
    from pia_audit.forms import load

    form = load(form_key)
    key = _folded(label).text
    if not key or len(key) > 2000:
        return ()
    found = list(_search(key, form, alike=False))
    if not found or min(f.cost for f in found) > _PLAIN:
        found = list(_search(key, form, alike=True))
    if not found or min(f.cost for f in found) >= _UNEXPLAINED:
        for other in versions(form.form):
            if other.key not in (form_key, form.base):
                found += _search(key, other, alike=True)
    return tuple(sorted(found, key=attrgetter("cost")))


def _search(key: str, form: Form, *, alike: bool) -> Iterator[_Fit]:
    """Every way to lay an item of the form over the label; names nearly alike are looked for only on request."""
    known = _surroundings(form.key)
    find = _Finder(key, alike=alike)
    signs = frozenset(key) if alike else frozenset[str]()
    held = [
        own
        for (name, short), own in known.places.items()
        if name in key or (short and short in key) or (alike and _may_be_alike(name, signs))
    ]
    for at, by_heading in sorted(place for own in held for place in own):
        item = form.items[at]
        names = known.siblings[item.path[:-1]]
        if not by_heading:
            for end, cost, wrong in find.laid(item, item.path, names):
                yield _Fit(item, cost, wrong, end)
            continue
        # a heading with one item below it may stand for that item
        for end, cost, wrong in find.laid(item, item.path[:-1], names):
            yield _Fit(item, cost + _SKIPPED + 0.3, wrong | _MISSING, end)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Of one form version: the names under each heading, and where the items stand that a name may lead to.

    ``places`` leads from a level's name and its short form to the items' places, each with whether it is the
    heading above the item that has the name.
    """

    siblings: dict[tuple[str, ...], set[str]]
    places: dict[tuple[str, str], list[tuple[int, bool]]]


@lru_cache(maxsize=64)
def _surroundings(form_key: str) -> _Surroundings:
    from pia_audit.forms import load

    form = load(form_key)
    known = _Surroundings({}, {})
    alone = _alone_below(form)
    for at, item in enumerate(form.items):
        known.siblings.setdefault(item.path[:-1], set()).add(item.levels[-1].name_key)
        for by_heading in (False, True)[: 1 + (item.item_id in alone)]:
            level = item.levels[-2 if by_heading else -1]
            known.places.setdefault((level.name_key, level.short_key), []).append((at, by_heading))
    return known


def _alone_below(form: Form) -> frozenset[str]:
    """Items that a heading may stand for: few enough under it that the row's value can tell which."""
    return frozenset(
        i.item_id for i in form.items if (len(i.path) > 2 and i.kind != "flags") or i.item_id == "risk.audit"
    )


_Hit = tuple[int, float, int]


class _Finder:
    """Looks for levels in one label; what many items share, such as their section, is looked for once."""

    def __init__(self, key: str, *, alike: bool) -> None:
        self.key = key
        self._alike = alike
        self._known: dict[tuple[str, int, int], _Hit | None] = {}
        self._headings: dict[tuple[tuple[str, ...], int], list[_Hit]] = {}
        self._laid: dict[tuple[tuple[str, ...], int], list[_Hit]] = {}

    def __call__(self, level: Level, at: int, names: set[str]) -> _Hit | None:
        """Where the level stands from ``at`` on; ``names`` is one of the sets of :func:`_surroundings`."""
        asked = (level.text, at, id(names))
        try:
            return self._known[asked]
        except KeyError:
            hit = self._known[asked] = _find(self.key, level, at, names, alike=self._alike)
            return hit

    def laid(self, item: FormItem, path: tuple[str, ...], names: set[str]) -> list[_Hit]:
        """Every way to lay the levels of ``path`` over the label in order; the last level must be found."""
        asked = (path, id(names))
        if asked not in self._laid:
            level, out = item.levels[len(path) - 1], []
            for at, cost, wrong in self._above(item, path[:-1], names):
                hit = self(level, at, names)
                if hit is not None:
                    end, extra, more = hit
                    rest = _REST * min(len(self.key) - end, _MOST_REST)
                    out.append((end, cost + extra + rest, wrong | more))
            self._laid[asked] = out
        return self._laid[asked]

    def _above(self, item: FormItem, path: tuple[str, ...], names: set[str]) -> list[_Hit]:
        """Every way to lay the headings of ``path`` over the label in order, each found or left out."""
        asked = (path, id(names))
        if asked not in self._headings:
            laid: list[_Hit] = [(0, 0.0, 0)]
            for level in item.levels[: len(path)]:
                laid = self._on(level, laid, names)
            self._headings[asked] = laid
        return self._headings[asked]

    def _on(self, level: Level, laid: list[_Hit], names: set[str]) -> list[_Hit]:
        grown = []
        for at, cost, wrong in laid:
            hit = self(level, at, names)
            if hit is not None:
                grown.append((hit[0], cost + hit[1], wrong | hit[2]))
            grown.append((at, cost + _SKIPPED, wrong | _MISSING))
        return grown


def _find(key: str, level: Level, at: int, names: set[str], *, alike: bool) -> _Hit | None:
    """Where ``level`` stands in ``key`` from ``at`` on: its end, what it costs and what is wrong."""
    name = level.name_key
    start = key.find(name, at)
    end, cost, wrong = start + len(name), 0.0, 0
    if start < 0 and level.short_key:
        start = key.find(level.short_key, at)
        end, cost = start + len(level.short_key), _NO_NUMBER
    if start < 0:
        near = _find_alike(key, name, at) if alike else None
        if near is None:
            return None
        start, end, errors = near
        cost, wrong = _FUZZY * errors, _OTHER_WORDS
    extra, more = _gap(key[at:start], level.number_key, names)
    return end, cost + extra, wrong | more


def _may_be_alike(name: str, signs: frozenset[str]) -> bool:
    """Whether enough of a name's signs are among those of a label for :func:`_find_alike` to find it there.

    Two texts of lengths n and m whose best window is 78 % alike share at least 0.39 (n + m) signs, which is more
    than 0.6 of the shorter one; and the shorter one is at least half of the name.
    """
    return len(name) >= 4 and sum(map(signs.__contains__, name)) >= 0.6 * (len(name) // 2)


@lru_cache(maxsize=4096)
def _find_alike(key: str, name: str, at: int) -> tuple[int, int, float] | None:
    from rapidfuzz.distance import Indel
    from rapidfuzz.fuzz import partial_ratio_alignment

    rest = key[at:]
    if len(name) < 4 or len(rest) < len(name) // 2:
        return None
    hit = partial_ratio_alignment(name, rest, score_cutoff=_ALIKE)
    if hit is None:
        return None
    start, end = _trim(name, rest, hit.dest_start, hit.dest_end)
    return at + start, at + end, Indel.distance(name, rest[start:end])


def _trim(name: str, rest: str, start: int, end: int) -> tuple[int, int]:
    """Move the window's ends to where the name really begins and ends; a window is as long as the name,
    and a label that leaves words out is shorter."""
    from rapidfuzz.distance import Indel

    whole = (Indel.distance(name, rest[start:end]), start, end)
    while end > start and name[-1] != rest[end - 1] and name[-2:] in rest[start : end - 1]:
        end -= 1
    while start < end and name[0] != rest[start] and name[:2] in rest[start + 1 : end]:
        start += 1
    best = min(whole, (Indel.distance(name, rest[start:end]), start, end))
    start, end = best[1:]
    for s in range(start, min(start + len(name) // 2, end)):
        best = min(best, (Indel.distance(name, rest[s:end]), s, end))
    for e in range(end, max(end - len(name) // 2, best[1]), -1):
        best = min(best, (Indel.distance(name, rest[best[1] : e]), best[1], e))
    return best[1], best[2]


def _gap(gap: str, number: str, names: set[str]) -> tuple[float, int]:
    """What stands before a name: its number, another number, a sibling's name, or words nothing explains."""
    if gap == number or (number and gap == f"({number})"):  # brackets stay where a digit stands before them
        return 0.0, 0
    if not gap:
        return _NO_NUMBER, 0
    if _NUMBERISH.match(gap):
        return _NUMBER, _OTHER_NUMBER
    bare = gap.removesuffix(number) if number else gap
    if bare.lstrip("0123456789()") in names:
        return 0.0, 0
    return _UNEXPLAINED * len(bare), _OTHER_WORDS
