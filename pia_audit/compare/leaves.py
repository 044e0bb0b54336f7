"""What differs in an item, leaf by leaf, as deepdiff finds it between the item's two values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare.equality import VALUES
from pia_audit.compare.hunks import Hunk
from pia_audit.compare.passages import PASSAGE
from pia_audit.compare.values import (
    ARTICLES,
    CASES,
    CITED,
    DAY,
    NUMBERS,
    OPTION,
    ORDER,
    TABLES,
    TEXT,
    WORDS,
    Place,
    Tree,
    Trees,
    cite_the_same,
    cited,
    listed_numbers,
    table_name,
    trees,
    without_citations,
)
from pia_audit.japanese.citations import find_citations
from pia_audit.japanese.ladder import fold, same
from pia_audit.japanese.lists import heading_number, item_numbers, passages
from pia_audit.japanese.number_runs import number_runs
from pia_audit.japanese.patterns import regex
from pia_audit.model import notebook_views

Op = Literal["added", "removed", "changed", "moved"]
What = Literal["choice", "date", "tick", "name", "order", "text", "passage", "numbers", "articles", "tables"]


class Leaf(Struct, frozen=True):
    """One thing that differs.

    ``path`` are the keys that lead to it (段落3, 番号法 別表); ``what`` is its sort. ``before`` and ``after`` are the
    raw texts, or of ``numbers``, ``articles`` and ``tables`` those that went and those that came, joined by ・; of a
    ``tick`` the option's name on the side where it is ticked. ``hunks`` are the spans in the whole texts round which it
    lies.
    """

    path: tuple[str, ...]
    what: What
    op: Op
    before: str | None
    after: str | None
    hunks: tuple[Hunk, ...] = ()

    def _repr_html_(self) -> str:
        """The leaf in a notebook; the room that words it lies above this one."""
        return notebook_views.html("leaf", self)


def leaves(kind: str, old: str | None, new: str | None) -> tuple[Leaf, ...]:
    """What differs between the texts of one item in two editions.

    Args:
        kind: the item's kind (``text``, ``choice``, ``date``, ``flags``, ``list``).
        old: its text in the older edition, or what its rows make of it.
        new: its text in the newer edition.

    Returns:
        The leaves in reading order; none where both say the same but for spaces, width, punctuation and numbering.
    """
    return leaves_of([(kind, old, new)])[0]


_TOGETHER = 500
"""So many items are asked of deepdiff at once: each call takes its time before it compares anything."""


def leaves_of(items: Sequence[tuple[str, str | None, str | None]]) -> list[tuple[Leaf, ...]]:
    """What differs between the texts of each of several items: kind, older and newer text, as :func:`leaves`."""
    out: list[tuple[Leaf, ...]] = [()] * len(items)
    texts = [(n, kind, old or "", new or "") for n, (kind, old, new) in enumerate(items)]
    unlike = [text for text in texts if text[2] != text[3] and (text[1] in VALUES or not same(*text[2:]))]
    for at in range(0, len(unlike), _TOGETHER):
        several = unlike[at : at + _TOGETHER]
        both = [trees(*text) for _, *text in several]
        all_differences = differing([(sides.old, sides.new) for sides in both])
        for (n, kind, old, new), sides, differences in zip(several, both, all_differences, strict=True):
            ordered_leaves = _in_order(_leaves(kind, sides, differences), sides.places)
            out[n] = tuple(_of_table(leaf, old, new) for leaf in ordered_leaves)
    return out


_MOST_LONGER = 3


def written_otherwise(kind: str, first: str | None, second: str | None) -> bool:
    """Whether two texts that are not the same to the letter say the same all the same: they cite the same items in
    another order or with other signs, or list the same names."""
    if (
        kind in VALUES
        or not first
        or not second
        or max(len(first), len(second)) > _MOST_LONGER * min(len(first), len(second))
    ):
        return False
    if kind != "list" and (not (cites := cited(first)) or cites != cited(second) or spelled_otherwise(first, second)):
        return False
    return not leaves(kind, first, second)


_AND = regex("及び|並びに|又は|若しくは|および|ならびに|または|もしくは")
_IN_KANJI = {"および": "及び", "ならびに": "並びに", "または": "又は", "もしくは": "若しくは"}


def spelled_otherwise(older: str, newer: str) -> bool:
    """Whether two texts join by the same words, here in 漢字 and there in かな: a slip in copying, 及び and および."""
    return other_spelling(older, newer) is not None


def is_slip_of_copying(quoted: str, stretch: str) -> bool:
    """Whether a quotation is a stretch of a text to the sign, but for a word that joins, 及び as および. Where its
    other signs differ as well it is the clerk's own way to write a list."""
    if quoted == stretch:
        return False
    in_kanji = (_AND.sub(lambda m: _IN_KANJI.get(m[0], m[0]), text) for text in (quoted, stretch))
    return len({"".join(text.split()) for text in in_kanji}) == 1 and spelled_otherwise(quoted, stretch)


def other_spelling(older: str, newer: str) -> tuple[str, str] | None:
    """The first word that joins in both texts and is spelled otherwise; ``None`` where others join, or none is."""
    conjunctions = [_AND.findall(text) for text in (older, newer)]
    in_kanji = [[_IN_KANJI.get(word, word) for word in side] for side in conjunctions]
    if in_kanji[0] != in_kanji[1]:
        return None
    return next(((was, current) for was, current in zip(*conjunctions, strict=True) if was != current), None)


def same_list(quoted: str, text: str) -> tuple[int, int] | None:
    """Where a text has the one list of just the numbers that are quoted, however both write them."""
    numbers = item_numbers(quoted)
    if len(numbers) < 2:
        return None
    places = [(start, end) for start, end, listed in listed_numbers(text) if listed == numbers]
    return places[0] if len(places) == 1 else None


def same_passages(kind: str, quoted: str, text: str) -> tuple[int, int] | None:
    """Where a text says in other writing the very passages that are quoted, as many and citing the same; ``None`` where
    it does so nowhere, or twice."""
    if kind in VALUES or not (cites := cited(quoted)):
        return None
    many, cuts = len(passages(quoted)), passages(text)
    spans = [(cuts[n][0], cuts[n + many - 1][1]) for n in range(len(cuts) - many + 1)] if many < len(cuts) else []
    fitting = [
        (low, low + len(text[low:high].rstrip())) for low, high in spans
        if cited(text[low:high]) == cites and written_otherwise(kind, quoted, text[low:high].rstrip())
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 else None


class Difference(Struct, frozen=True):
    """One entry of deepdiff's account: the keys down to it, and both values (``None``: not there)."""

    keys: tuple[Any, ...]
    old: Any
    new: Any


def differing(several: Sequence[tuple[Tree, Tree]]) -> list[list[Difference]]:
    """deepdiff's account of the two trees of each of several items, down to the last key; of sets each entry that one
    of them lacks.

    It is not asked about what stands equal under one key, nor about two trees without a difference.
    """
    from deepdiff import DeepDiff  # dear, and an edition alone is compared with nothing

    old_values: _Values = {}
    new_values: _Values = {}
    for n, (old, new) in enumerate(several):
        _apart(old, new, (n,), old_values, new_values)
    out: list[list[Difference]] = [[] for _ in several]
    if not old_values and not new_values:
        return out
    diff = DeepDiff(old_values, new_values, threshold_to_diff_deeper=0, verbose_level=2, view="tree")
    for level in (level for levels in diff.values() for level in levels):
        (n, *keys), *below = level.path(output_format="list")
        out[n].append(Difference((*keys, *below), _present(level.t1), _present(level.t2)))
    return out


_Values = dict[tuple[Any, ...], Any]
"""The values of trees by the keys that lead to them: deepdiff takes far more time for a tree in a tree."""


def _apart(old: Tree, new: Tree, above: tuple[Any, ...], old_values: _Values, new_values: _Values) -> None:
    """Collect what two trees have under keys under which they are not equal, down to what is no tree in one of them."""
    for key in dict.fromkeys((*old, *new)):
        was, current = old.get(key), new.get(key)
        if was == current and key in old and key in new:
            continue
        if isinstance(was, dict) and isinstance(current, dict):
            _apart(was, current, (*above, key), old_values, new_values)
            continue
        if key in old:
            old_values[(*above, key)] = was
        if key in new:
            new_values[(*above, key)] = current


def _present(value: Any) -> Any:
    return None if type(value).__name__ == "NotPresent" else value


def _leaves(kind: str, both: Trees, differences: Iterable[Difference]) -> Iterator[Leaf]:
    by_key: dict[str, list[Difference]] = {}
    for difference in differences:
        by_key.setdefault(difference.keys[0], []).append(difference)
    for key, key_differences in by_key.items():
        passage_place = both.places[key]
        if kind not in VALUES and (key == TEXT or key.startswith(PASSAGE)):
            cites = bool(passage_place.before and passage_place.after and both.old[key][CITED])
            yield from _of_passage(key, passage_place, key_differences, cites=cites)
        else:
            yield _of_value(kind, key, passage_place, key_differences)


_WHAT: Mapping[str, What] = {OPTION: "choice", DAY: "date", ORDER: "order", TEXT: "text"}


def _of_value(kind: str, key: str, passage_place: Place, differences: list[Difference]) -> Leaf:
    subject = _WHAT.get(key, "tick" if kind == "flags" and not key.endswith(CASES) else "name")
    if subject == "order":
        return Leaf((key,), subject, "moved", passage_place.before, passage_place.after, passage_place.hunks)
    if subject == "tick":
        ticked = bool(differences[0].new)
        name = passage_place.after if ticked else passage_place.before
        before, after = (None, name) if ticked else (name, None)
        return Leaf((key,), subject, "added" if ticked else "removed", before, after, passage_place.hunks)
    op: Op = "added" if passage_place.before is None else "removed" if passage_place.after is None else "changed"
    return Leaf((key,), subject, op, passage_place.before, passage_place.after, passage_place.hunks)


def _of_passage(key: str, passage_place: Place, differences: list[Difference], *, cites: bool) -> Iterator[Leaf]:
    subject: What = "text" if key == TEXT else "passage"
    if passage_place.before is None or passage_place.after is None:
        op: Op = "added" if passage_place.before is None else "removed"
        yield Leaf((key,), subject, op, passage_place.before, passage_place.after, passage_place.hunks)
        return
    numbers = list(_of_citations(key, passage_place, [d for d in differences if CITED in d.keys[1:2]]))
    if cites and not numbers and cite_the_same(passage_place.before, passage_place.after):
        return
    is_reworded = any(d.keys[1:] in ((), (WORDS,)) for d in differences)
    both = passage_place.before, passage_place.after
    is_of_numbers = numbers and without_citations(both[0]) == without_citations(both[1])
    if is_reworded and not (is_of_numbers or _with_lists_in_order(both[0]) == _with_lists_in_order(both[1])):
        yield Leaf((key,), subject, "changed", passage_place.before, passage_place.after, passage_place.hunks)
    yield from numbers


def _with_lists_in_order(passage: str) -> str:
    """A passage folded, its lists of numbers in one order and without what joins them: 12の項及び26の項, 26、12の項."""
    words, at = [], 0
    for run in number_runs(passage):
        if len(run.numbers) > 1:
            words += [passage[at : run.start], "〔", "・".join(sorted(run.numbers)), "〕"]
            at = run.end
    return fold("".join((*words, passage[at:])))


_CITED: Mapping[str, What] = {ARTICLES: "articles", TABLES: "tables"}


def _of_citations(key: str, passage_place: Place, differences: Iterable[Difference]) -> Iterator[Leaf]:
    """Per table the numbers that went and came, and so of the articles and of the tables themselves."""
    went: dict[str, set[str]] = {}
    came: dict[str, set[str]] = {}
    for difference in differences:
        table = difference.keys[2]
        for side, value in ((went, difference.old), (came, difference.new)):
            if value is not None:
                side.setdefault(table, set()).update(value if isinstance(value, set) else {value})
    for table in dict.fromkeys([*went, *came]):
        before, after = _listed(went.get(table)), _listed(came.get(table))
        op: Op = "changed" if before and after else "added" if after else "removed"
        subject: What = _CITED.get(table, "numbers")
        if before or after:
            yield Leaf((key, table), subject, op, before, after, passage_place.hunks)


def _of_table(leaf: Leaf, old: str, new: str) -> Leaf:
    """Numbers in a passage of their own belong to the table that names them before: 別表のうち、次の項."""
    if leaf.path[-1] != NUMBERS:
        return leaf
    sides = ((new, leaf.after, leaf.hunks[-1].new_end), (old, leaf.before, leaf.hunks[-1].old_end))
    names = (
        name for text, numbers, end in sides if numbers and (name := _table_before(text, numbers.split("・"), end))
    )
    name = next(names, "")
    return replace(leaf, path=(*leaf.path[:-1], name)) if name else leaf


def _table_before(text: str, numbers: Iterable[str], end: int) -> str:
    """The last table that a text names up to a place, if these are numbers of its items."""
    tables = [c for c in find_citations(text) if c.table and c.start <= end]
    last = tables[-1] if tables else None
    return table_name(last) if last and {*map(str, last.rows)}.issuperset(numbers) else ""


def lying_in(all_leaves: Iterable[Leaf], hunks: Iterable[Hunk]) -> tuple[Leaf, ...]:
    """The leaves round any of these spans."""
    spans = set(hunks)
    return tuple(leaf for leaf in all_leaves if not spans.isdisjoint(leaf.hunks))


def all_hunks(all_leaves: Iterable[Leaf]) -> tuple[Hunk, ...]:
    """The spans of all leaves, each once, in reading order."""
    return tuple(sorted({h for leaf in all_leaves for h in leaf.hunks}, key=lambda h: (h.old_start, h.new_start)))


_FIGURES = regex(r"[0-9]+")


def _listed(numbers: set[str] | None) -> str | None:
    order = sorted(numbers or (), key=lambda n: ([int(f) for f in _FIGURES.findall(n)], n))
    return "・".join(order) or None


def _in_order(all_leaves: Iterable[Leaf], places: Mapping[str, Place]) -> list[Leaf]:
    rank = {key: n for n, key in enumerate(places)}
    return _moved(sorted(all_leaves, key=lambda leaf: rank[leaf.path[0]]))


def _moved(all_leaves: list[Leaf]) -> list[Leaf]:
    """A passage that went at one place and came at another is one that moved."""
    removed_leaves = {
        _unnumbered(leaf.before): leaf for leaf in all_leaves if leaf.what == "passage" and leaf.op == "removed"
    }
    out, moved_ids = [], set()
    for leaf in all_leaves:
        was = removed_leaves.get(_unnumbered(leaf.after)) if leaf.what == "passage" and leaf.op == "added" else None
        if was is not None and id(was) not in moved_ids:
            moved_ids.add(id(was))
            hunks = tuple(dict.fromkeys((*was.hunks, *leaf.hunks)))
            leaf = Leaf(leaf.path, "passage", "moved", was.before, leaf.after, hunks)
        out.append(leaf)
    return [leaf for leaf in out if id(leaf) not in moved_ids]


def _unnumbered(passage: str | None) -> str:
    heading = heading_number(passage or "")
    return fold((passage or "")[heading.end if heading else 0 :])
