"""The life line of each provision a report cites."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import polars as pl

from pia_audit.japanese.citation_passages import passages
from pia_audit.japanese.citations import Citation, find_citations
from pia_audit.japanese.patterns import regex
from pia_audit.statistics.periods import Period
from pia_audit.statistics.source import Source, cached
from pia_audit.statistics.stock import counts
from pia_audit.statistics.turns import lines, stories

_DIGIT = "[0-9０-９〇一二三四五六七八九十百]"
_MENTIONS = rf"{_DIGIT}\s*条|[別令則例]\s*表|同\s*条|第\s*{_DIGIT}"
"""What a text must hold to cite anything: few texts do, and reading a text for citations is what takes the time."""

_MENTIONED = regex(_MENTIONS)
_ROWS = regex("(?<=の)[0-9０-９]{1,3}(?:[・、,，][0-9０-９]{1,3})*(?=の項)")
"""Rows of a table, which a provision's name leaves out: passages that differ in them alone are read once."""


@cached
def provisions(source: Source) -> pl.DataFrame:
    """From when to when each item of a report cites a provision.

    ``report_id, agency, item_id, provision, since`` (null: cited before the first row), ``row_no, ended``
    (``standing``, ``gone``, or ``unrecorded``: not cited in the newest edition, and no row says so), ``until`` (null
    while it is cited). A provision that went and came back has two lines. Its name is made from what is cited
    (番号法第19条第8号, 番号法別表第一); the rows of a table are not told apart.

    What it cannot know: which law a bare 第16条 is of where the text names none near it; provisions cited in words
    only. Where ``source`` was not replayed, a row that quotes a part of the item tells of that part only.
    """
    out = [
        (s.report_id, s.agency, s.item_id, line.sign, line.since, line.row_no, line.ended, line.until)
        for s in stories(source, pl.lit(value=True), _MENTIONS)
        for line in lines(s, cited)
    ]
    names = ["report_id", "agency", "item_id", "provision", "since", "row_no", "ended", "until"]
    types: dict[str, Any] = dict.fromkeys(names, pl.String) | {"since": pl.Date, "row_no": pl.Int64, "until": pl.Date}
    return pl.DataFrame(out, schema=types, orient="row")


def provision_counts(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """How many reports cite each provision, in any item, at the end of each period; ``planned`` is always 0.
    See :func:`pia_audit.statistics.stock.counts`."""
    lines = provisions(source).rename({"provision": "name"}).with_columns(planned=pl.lit(value=False))
    return counts(source, lines, period)


@lru_cache(maxsize=262144)
def cited(text: str) -> tuple[str, ...]:
    """The provisions a text cites, in the order of the text, each once."""
    if not _MENTIONED.search(text):
        return ()
    passage_names = [_in_passage(_ROWS.sub("1", p)) for p in passages(text)]
    return (
        passage_names[0]
        if len(passage_names) == 1
        else tuple(dict.fromkeys(name for names in passage_names for name in names))
    )


@lru_cache(maxsize=262144)
def _in_passage(text: str) -> tuple[str, ...]:
    if not _MENTIONED.search(text):
        return ()
    return tuple(dict.fromkeys(filter(None, map(provision, find_citations(text)))))


def provision(c: Citation) -> str:
    """A cited provision's name; empty where only a number without a law stands there."""
    if c.table and c.article is None:
        return c.law + c.table
    if c.article is None:
        return f"{c.law}第{c.paragraph}項" if c.law and c.paragraph else ""
    head, _, branch = c.article.partition("の")
    article = f"第{head}条" + (f"の{branch}" if branch else "")
    below = (f"第{c.paragraph}項" if c.paragraph else "") + (f"第{c.item}号" if c.item else "")
    return c.law + article + below + ("の表" if c.table else "")
