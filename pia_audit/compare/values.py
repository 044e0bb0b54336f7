"""What an item says in two editions, as two trees that deepdiff compares.

Their keys are what people call the parts: 選択, 日付, an option, a name, 段落3, and within a changed passage the law's
table and the numbers of its items. A passage has one key in both trees, whatever its number in the older edition:
which passage is which follows from the alignment of the two texts, and whether it says the same is deepdiff's to tell.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from msgspec import Struct, field

from pia_audit.compare.equality import VALUES, same_value
from pia_audit.compare.hunks import Hunk, aligned
from pia_audit.compare.passages import Stretch, stretches
from pia_audit.compare.ticks import counts, options, ticks
from pia_audit.forms import option_count, option_key
from pia_audit.japanese.article_lists import Provision, article_lists
from pia_audit.japanese.citations import Citation, find_citations, number_lists
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold, similarity
from pia_audit.japanese.lists import (
    heading_number,
    item_numbers,
    numbers_in,
    parts_outside_brackets,
    ranges_in,
    split_names,
)
from pia_audit.japanese.numerals import KANJI_NUMERALS, plain, to_int
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

Tree = dict[str, Any]

OPTION, DAY, TEXT, ORDER, CASES = "選択", "日付", "記載", "順序", "の件数"
CITED, WORDS, ARTICLES, NUMBERS, COUNTS, TABLES = "引用", "文", "条項", "項番", "数", "表"

_ALIKE = 0.5
"""Two names, one gone and one new, that are so much alike are one that was renamed."""

_SAME_NAME = 0.8
"""And so much, wherever the one stood and the other stands."""

_MOST_PAIRS = 2_500


class Place(Struct, frozen=True):
    """The raw texts behind a key, ``None`` where an edition has none, and the differing spans in the whole texts."""

    before: str | None
    after: str | None
    hunks: tuple[Hunk, ...] = ()


class Trees(Struct, frozen=True):
    """An item's two values, and what stands behind the keys of their uppermost level."""

    old: Tree
    new: Tree
    places: Mapping[str, Place] = field(default_factory=dict)


def trees(kind: str, old: str | None, new: str | None) -> Trees:
    """The values of one item in two editions.

    Args:
        kind: the item's kind (``text``, ``choice``, ``date``, ``flags``, ``list``).
        old: its text in the older edition as read; ``None`` or blank where it has none.
        new: the same of the newer edition.

    Returns:
        The two trees. They are equal where the editions say the same on the numbering rung of the ladder, and where
        two values (dates, options, boxes) mean the same however they are written.
    """
    old, new = old or "", new or ""
    if kind in VALUES:
        return _values(kind, old, new)
    names = _names(old, new) if kind == "list" else None
    return names or _passages(old, new)


# --- options, days and boxes --------------------------------------------------------------------------


def _values(kind: str, old: str, new: str) -> Trees:
    boxes = [ticks(text) for text in (old, new)]
    if kind == "flags" and all(boxes):
        names = {**options(old), **options(new)}
        ticks_of = {name: tuple(side.get(key, False) for side in boxes) for key, name in names.items()}
        hunks = aligned(old, new).hunks
        places = {name: Place(name, name, hunks) for name in ticks_of}
        sides: tuple[Tree, Tree] = (
            {name: was for name, (was, _) in ticks_of.items()},
            {name: current for name, (_, current) in ticks_of.items()},
        )
        old_counts, new_counts = counts(old), counts(new)
        for key in (key for key in names if key in old_counts and key in new_counts):
            number_key, name = names[key] + CASES, names[key]
            sides[0][number_key], sides[1][number_key] = old_counts[key], new_counts[key]
            before, after = (f"{name}（{side[key]}）件" for side in (old_counts, new_counts))
            places[number_key] = Place(before, after, hunks)
        return Trees(*sides, places)
    key = {"choice": OPTION, "date": DAY}.get(kind, TEXT)
    old_value, new_value = _value(kind, old), _value(kind, new)
    if old_value is not None and new_value is not None and same_value(kind, old, new):
        new_value = old_value
    old_tree, new_tree = ({} if value is None else {key: value} for value in (old_value, new_value))
    hunks = aligned(old, new).hunks
    return Trees(old_tree, new_tree, {key: Place(old if old_tree else None, new if new_tree else None, hunks)})


def _value(kind: str, text: str) -> Any:
    if is_empty(text):
        return None
    day = parse_date(text) if kind == "date" else None
    if day:
        return f"{day.start}/{day.end}"
    return (_option(text) if kind == "choice" else "") or fold(text) or text


def _option(text: str) -> str:
    """A choice folded, with its number of cases."""
    count = option_count(text)
    return option_key(text) + (f" {count}件" if count is not None else "")


# --- names in order -----------------------------------------------------------------------------------


def _names(old: str, new: str) -> Trees | None:
    """Lists of names: each name one key, under which a renamed one stands beside what it was called. ``None`` where
    one text is no list of several, or holds a name twice."""
    both = split_names(old), split_names(new)
    listed = _parted(*both), _parted(*both[::-1])
    listed = _parted(*listed), _parted(*listed[::-1])
    sides = [{fold(name): name for name in names} for names in listed]
    if max(map(len, sides)) < 2 or any(len(side) < len(names) for side, names in zip(sides, listed, strict=True)):
        return None
    old_names, new_names = sides
    renamed = _renamed(list(old_names), list(new_names))
    came_from = {current: was for was, current in renamed.items()}
    trees: tuple[Tree, Tree] = {}, {}
    places: dict[str, Place] = {}
    hunks = aligned(old, new).hunks
    for key in [*new_names, *(n for n in old_names if n not in new_names and n not in renamed)]:
        was = key if key in old_names else came_from.get(key)
        name = new_names.get(key) or old_names[key]
        places[name] = Place(old_names[was] if was else None, new_names.get(key), hunks)
        if was:
            trees[0][name] = was
        if key in new_names:
            trees[1][name] = key
    orders = [
        [renamed.get(n, n) for n in old_names if renamed.get(n, n) in new_names],
        [n for n in new_names if n in old_names or n in came_from],
    ]
    for tree, order in zip(trees, orders, strict=True):
        tree[ORDER] = order
    places[ORDER] = Place(old, new, hunks)
    return Trees(*trees, places)


_AND = regex("及び|並びに|および|ならびに|又は|または|[・･]")


def _parted(names: Sequence[str], other_names: Sequence[str]) -> list[str]:
    """The names, cut at 及び or ・ where the other edition lists one of the parts as a name: A台帳及びB台帳."""
    other_keys = {fold(name) for name in other_names}
    out: list[str] = []
    for name in names:
        parts = parts_outside_brackets(name, _AND) if _AND.search(name) else [name]
        alone = fold(name) in other_keys or len(parts) == 1 or not all(parts) or other_keys.isdisjoint(map(fold, parts))
        out += [name] if alone else parts
    return out


def _renamed(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Which of the names that came stands for which that went: one much like it in its place, or nearly the same one
    in any. A name like another's at another place is another name: 収納システム went and 申請システム came."""
    removed_names, come = [n for n in old if n not in new], [n for n in new if n not in old]
    if len(removed_names) * len(come) > _MOST_PAIRS:
        return {}  # a list written anew: what came and what went
    was_beside, now_beside = _beside(old, set(new)), _beside(new, set(old))
    pairs = [(_in_place(was_beside[a], now_beside[b]), similarity(a, b), a, b) for a in removed_names for b in come]
    out: dict[str, str] = {}
    for in_place, score, was, current in sorted(pairs, key=lambda p: (not p[0], -p[1])):
        alike = score >= (_ALIKE if in_place else _SAME_NAME)
        alike = alike or (was_beside[was] == now_beside[current] and _goes_on_as(was, current))
        if alike and was not in out and current not in out.values():
            out[was] = current
    return out


_COMMON_WORDS = regex("(?:サブ)?システム|サーバー?|ファイル|データベース|台帳|事務|業務|機能|予定")
_FEWEST_SIGNS = 2


def _goes_on_as(was: str, current: str) -> bool:
    """Whether half of what tells a name apart stands in the name that came in its very place: 団体内統合宛名システム in
    共通連携基盤システムの団体内統合宛名機能."""
    old, new = (_COMMON_WORDS.sub("", name) for name in (was, current))
    shorter, longer = sorted((old, new), key=len)
    least = max(_FEWEST_SIGNS, (len(shorter) + 1) // 2)
    return any(shorter[at : at + least] in longer for at in range(len(shorter) - least + 1))


_Neighbours = tuple[str, str]


def _beside(names: Sequence[str], others: Container[str]) -> dict[str, _Neighbours]:
    """Of each name the nearest before it and behind it that the other list has too; nothing at its ends."""
    before = accumulate(names, lambda last, name: name if name in others else last, initial="")
    behind = accumulate(reversed(names), lambda last, name: name if name in others else last, initial="")
    return dict(zip(names, zip(before, list(behind)[-2::-1], strict=False), strict=True))


def _in_place(was: _Neighbours, now: _Neighbours) -> bool:
    """Whether two names stand behind the same one, or before it."""
    return was[0] == now[0] or was[1] == now[1]


# --- running text -------------------------------------------------------------------------------------


def _passages(old: str, new: str) -> Trees:
    if not old.strip() or not new.strip():
        old_tree, new_tree = ({TEXT: fold(text)} if text.strip() else {} for text in (old, new))
        return Trees(
            old_tree,
            new_tree,
            {TEXT: Place(old if old_tree else None, new if new_tree else None, aligned(old, new).hunks)},
        )
    trees: tuple[Tree, Tree] = {}, {}
    places: dict[str, Place] = {}
    all_stretches = list(stretches(old, new))
    for stretch in all_stretches:
        key = stretch.key if len(all_stretches) > 1 else TEXT
        places[key] = Place(stretch.before, stretch.after, stretch.hunks)
        for tree, text, folded in zip(trees, *_texts(stretch), strict=True):
            if text is not None:
                tree[key] = {WORDS: folded, CITED: cited(text)} if stretch.hunks else folded
        _one_left(stretch, trees, key)
    return Trees(*trees, places)


def _one_left(stretch: Stretch, trees: tuple[Tree, Tree], key: str) -> None:
    """One number alone is a list where the other edition has one of several in its place."""
    texts, _ = _texts(stretch)
    if not stretch.hunks or None in texts or not any(NUMBERS in tree[key][CITED] for tree in trees):
        return
    for tree, text in zip(trees, texts, strict=True):
        if numbers := item_numbers(text or ""):
            tree[key][CITED].setdefault(NUMBERS, set()).update(map(str, numbers))


def _texts(stretch: Stretch) -> tuple[tuple[str | None, str | None], tuple[str, str]]:
    return (stretch.before, stretch.after), (stretch.before_folded, stretch.after_folded)


def cited(text: str) -> Tree:
    """What a passage cites: per law and table the numbers of its items; in one set each the articles, and the tables
    without a number of their own (別表第二のうち、次の項)."""
    out: Tree = {}
    lists = list(listed_numbers(text))
    for citation in find_citations(text):
        if citation.table and not citation.rows:
            out.setdefault(TABLES, set()).add(table_name(citation))
        elif citation.table:
            out.setdefault(table_name(citation), set()).update(map(str, citation.rows))
            lists = [entry for entry in lists if not entry[2] <= citation.rows]
    if articles := {_article(provision) for listed in article_lists(text) for provision in listed.provisions}:
        out[ARTICLES] = articles
    number_sets = [(_sort(text, low, high), numbers) for low, high, numbers in lists]
    for sort, numbers in number_sets or ([] if out else [(NUMBERS, _whole_list(text))]):
        if numbers:
            out.setdefault(sort, set()).update(map(str, numbers))
    return out


_ERA = regex("(?:令和|平成|昭和|[RHS]) ?$")
_COUNTED = regex(
    " ?(?:年|[かヶケカ]?月|日|時|分|件|人|名|世帯|歳|才|回|階|級|種|箇所|[か個]所|割|円|番(?!の)|号(?!の))"
)


def _sort(text: str, start: int, end: int) -> str:
    """Whether numbers in a row are items of a list, or count something, years above all."""
    is_counted = _ERA.search(text[max(0, start - 3) : start]) or _COUNTED.match(text, end)
    return COUNTS if is_counted else NUMBERS


_KANJI = f"[{KANJI_NUMERALS}]{{1,6}}(?:の[{KANJI_NUMERALS}]{{1,3}})?"
_KANJI_RUN = regex(
    rf"(?<![{KANJI_NUMERALS}第]){_KANJI}(?:(?:・{_KANJI})+|(?:[、,]{_KANJI}){{2,}})(?![{KANJI_NUMERALS}年月日条号人つ])",
    needs=f"[{KANJI_NUMERALS}][・、,][{KANJI_NUMERALS}]",
)


def listed_numbers(text: str) -> list[tuple[int, int, frozenset[str]]]:
    """Every list of numbers of a text: raw start, raw end and the numbers; in 漢字 as well (三・七・二十)."""
    runs_found = list(number_lists(text))
    if _KANJI_RUN.search(text):
        runs = [(*m.span(), item_numbers(m[0])) for m in _KANJI_RUN.finditer(text)]
        runs_found += [
            run for run in runs if run[2] and all(run[1] <= low or run[0] >= high for low, high, _ in runs_found)
        ]
    return sorted(runs_found, key=lambda run: run[:2])


def _whole_list(text: str) -> frozenset[str]:
    """The numbers of a passage that is nothing but several of them, each with its 項: 13の項、14の項."""
    numbers = item_numbers(text)
    return numbers if len(numbers) > 1 else frozenset()


def table_name(citation: Citation) -> str:
    """A table by the law that has it: 番号法 別表第二."""
    return " ".join(part for part in (citation.law, citation.table) if part)


def _article(provision: Provision) -> str:
    law, *numbers = provision
    return law + "".join(_numbered(number, unit) for number, unit in zip(numbers, "条項号", strict=True) if number)


def _numbered(number: str, unit: str) -> str:
    """第28条の2 for 28の2."""
    first, *branches = number.split("の")
    return "の".join((f"第{first}{unit}", *branches))


def without_citations(text: str) -> str:
    """A passage folded, with a sign in the place of its number and of everything that :func:`cited` takes out of it."""
    heading = heading_number(text)
    return _without_citations(text[heading.end :] if heading else text)


def _without_citations(text: str) -> str:
    return fold("".join(_masked(text, _cited_spans(text))))


_UNTIL = regex(r"\s*まで")
"""What a list that ends with a range is followed by: 131から134まで."""


def _cited_spans(text: str) -> list[tuple[int, int]]:
    """Where a text cites: the whole of one that is a number list."""
    if item_numbers(text):
        return [(0, len(text))]
    places = [c for c in find_citations(text) if c.table]
    spans = [span for c in places for span in ((c.start, c.end), c.listed) if span]
    spans += [(listed.start, listed.end) for listed in article_lists(text)]
    for start, end, _ in listed_numbers(text):
        until = _UNTIL.match(text, end)
        spans.append((start, until.end() if until else end))
    return _joined(spans)


def cite_the_same(old: str, new: str) -> bool:
    """Whether two passages that cite the same differ in nothing but how they write it: 十三 and 13, other signs between
    the numbers, another order of them."""
    return _without_citations(old) == _without_citations(new) and _figures(old) == _figures(new)


_NUMBER = regex(f"[0-9]+|[{KANJI_NUMERALS}]+")


def _figures(text: str) -> list[int | None]:
    """Every number in what a passage cites, once: also those that :func:`cited` leaves out, such as 15の項第2号."""
    cites = [plain(text[start:end]).text for start, end in _cited_spans(text)]
    numbers = {to_int(n) for citation_text in cites for n in _NUMBER.findall(citation_text)}
    numbers.update(
        to_int(n) for citation_text in cites for low, high in ranges_in(citation_text) for n in _counted(low, high)
    )
    articles = (number for listed in article_lists(text) for _, *provision in listed.provisions for number in provision)
    numbers.update(int(figure) for number in articles if number for figure in number.split("の"))
    return sorted(numbers, key=lambda n: -1 if n is None else n)


def _counted(low: str, high: str) -> list[str]:
    """The figures of all numbers of a range: 20から22まで is 20, 21 and 22."""
    return [figure for number in numbers_in(f"{low}から{high}") for figure in number.split("の")]


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        yield text[at:start]
        yield "◇"
        at = end
    yield text[at:]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out
