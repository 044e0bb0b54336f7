"""Lists of articles: 第5条、第6条及び第8条, and 第5条から第8条まで, which cites what lies between, too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from pia_audit.japanese.citations import Citation, find_citations
from pia_audit.japanese.lists import JOIN, numbers_in
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex

Provision = tuple[str, str | None, str | None, str | None]
"""Law, article, paragraph and item (号) of a citation."""

_BETWEEN = regex(rf" ?(?:まで ?)?{JOIN}")
_TO = regex(" ?(?:から|[~〜]) ?")
_UNTIL = regex(r"\s*まで")


class ArticleList(Struct, frozen=True):
    """Articles that a text cites in a row: the raw span, and each of them, those within a range as well."""

    start: int
    end: int
    provisions: tuple[Provision, ...]


@lru_cache(maxsize=4096)
def article_lists(text: str) -> tuple[ArticleList, ...]:
    """Every list of articles of a text; one article is a list of one. Tables' items are none."""
    return tuple(_of_run(text, run) for run in _runs(text))


def _runs(text: str) -> Iterator[list[Citation]]:
    """The citations of articles that nothing but what joins a list stands between."""
    citations = [citation for citation in find_citations(text) if citation.article and not citation.table]
    run: list[Citation] = []
    for citation in citations:
        if run and not _BETWEEN.fullmatch(_gap(text, run[-1], citation)):
            yield run
            run = []
        run.append(citation)
    if run:
        yield run


def _of_run(text: str, run: list[Citation]) -> ArticleList:
    provisions = [_provision(run[0])]
    for citation, following in pairwise(run):
        if _TO.fullmatch(_gap(text, citation, following)):
            provisions += _between(citation, following)
        provisions.append(_provision(following))
    is_range = len(run) > 1 and _TO.fullmatch(_gap(text, *run[-2:]))
    until = _UNTIL.match(text, run[-1].end) if is_range else None
    return ArticleList(run[0].start, until.end() if until else run[-1].end, tuple(dict.fromkeys(provisions)))


_WIDEST_GAP = 12


def _gap(text: str, citation: Citation, following: Citation) -> str:
    """What stands between two citations; nothing where that is too much to join a list."""
    gap = text[citation.end : following.start]
    return plain(gap).text if len(gap) <= _WIDEST_GAP else ""


def _provision(citation: Citation) -> Provision:
    paragraph = None if citation.paragraph is None else str(citation.paragraph)
    return citation.law, citation.article, paragraph, citation.item


def _between(first: Citation, last: Citation) -> Iterator[Provision]:
    """What lies between the ends of a range, where both are of one sort."""
    low, high = _provision(first), _provision(last)
    differing = [n for n, (a, b) in enumerate(zip(low, high, strict=True)) if a != b]
    if len(differing) != 1 or not differing[0] or any(low[differing[0] + 1 :]):
        return
    unit = differing[0]
    ends = low[unit], high[unit]
    if None in ends:
        return
    numbers = numbers_in("から".join(map(str, ends))) - {*map(str, ends)}
    for number in sorted(numbers, key=lambda n: [int(part) for part in n.split("の")]):
        yield (*low[:unit], number, *low[unit + 1 :])  # type: ignore[misc]
