"""How long after an amendment its reports follow it."""

from __future__ import annotations

import re

import polars as pl

from pia_audit.compare.relative_wording import relative_words
from pia_audit.history.evidence import followed
from pia_audit.japanese.citation_passages import differing
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.law import Amendment, amendments
from pia_audit.statistics.source import Source, cached, quote_rows

_KEY = ["edition_id", "row_no"]


@cached
def lags(source: Source, calendar: tuple[Amendment, ...] = ()) -> pl.DataFrame:
    """Every row that follows an amendment, with its days: the fact that PIA407 tells of one report.

    ``report_id, agency, amendment, law, was, now, sure, in_force, row_no, item_id, changed_on, submitted_on, days``.
    A row follows an amendment when its 変更後 has fewer of the old and more of the new citations. ``days`` runs from
    the day in force to the day of submission: the 公表日 of the first edition read that prints the row, where an
    older edition was read that does not or where the 変更日 is that 公表日; else the 変更日. 0 and less: not late
    (PIA407 is silent).

    ``calendar``: the amendments looked for, default the Act's.

    What it cannot know: reports that have not followed yet are not in the frame, so lags of a young amendment look
    short (PIA601 tells of old citations still printed). Where only the 変更日 is known it may be the day of the fact.
    No law sets a number of days; a lag is no fault by itself.
    """
    amendment_list = calendar or amendments()
    differing = quote_rows(source).filter(pl.col("before_norm") != pl.col("after_norm"))
    differing = differing.filter(pl.any_horizontal(_has_signs(a) for a in amendment_list))
    changed = differing.select(
        *_KEY, "report_id", "agency", "changed_on", "item_id", "before", "after", "before_norm"
    ).collect()
    texts = ["item_id", "before", "after"]
    followers = pl.concat(
        [
            _followers(changed.filter(_has_signs(a)).select(*texts, "before_norm").unique(texts), a)
            for a in amendment_list
        ]
    )
    names = followers.columns
    hits = changed.join(followers, on=texts)
    days = (pl.col("submitted_on") - pl.col("in_force")).dt.total_days()
    dated = hits.join(_submitted(source, hits), on=_KEY, how="left").with_columns(days=days)
    return dated.select(
        "report_id", "agency", *names[3:], "row_no", "item_id", "changed_on", "submitted_on", "days"
    ).sort("in_force", "amendment", "report_id", "row_no", "item_id")


def _followers(pairs: pl.DataFrame, a: Amendment) -> pl.DataFrame:
    """Those of the texts that follow the amendment, with what it is."""
    ways = _ways(a)
    may = re.compile("|".join(ways) if ways else "(?!)", re.DOTALL)  # an entry without words is recognised nowhere
    follows = [
        may.search(norm) is not None and _follows(a, may, item, before, after)
        for item, before, after, norm in pairs.iter_rows()
    ]
    return pairs.drop("before_norm").filter(pl.Series(follows, dtype=pl.Boolean)).with_columns(
        amendment=pl.lit(a.key), law=pl.lit(a.law), was=pl.lit(a.was), now=pl.lit(a.now), sure=pl.lit(a.sure),
        in_force=pl.lit(a.in_force),
    )  # fmt: skip


def _follows(a: Amendment, may: re.Pattern[str], item: str, before: str, after: str) -> bool:
    """Whether a row follows the amendment. Passages that stay cite as much after as before and are not read, unless the
    row's words are relative or a pattern may reach over several passages."""
    if not a.is_local and not relative_words(before, after):
        before, after = differing(before, after)
        if not may.search(fold(before, Rung.PUNCTUATION)):
            return False
    return bool(followed(item, before, after, (a,)))


_AROUND = regex(r"\(\?<?[!=][^()]*\)")
_LOOSE = regex(r"\((?:\?:)?[^()]*\)[?*]?|\[[^\[\]]*\][?*+]?|\\[a-zA-Z][?*+]?|.[?*]")
_TOKEN = regex("(\0*)([0-9]+|[^\0])")
_A_LITTLE, _ANYTHING = 2, 60
_KANJI_NUMBER = "[〇一二三四五六七八九十百]+"
_OPEN = regex(r"\(\?:[^()]*\)")
_SIGN = regex("[\u4e00-\u9fff]")


def _ways(a: Amendment) -> list[str]:
    """Patterns that let through, before any folding, every text that may hold an old wording of the amendment.

    Reading a text for citations takes long, and few rows have one.
    """
    return [_loosely(p) for p in a.old] + ([_table(a.old_table)] if a.old_table else [])


def _has_signs(a: Amendment) -> pl.Expr:
    """The same for frames, looser still: 変更前 holds the kanji that a way cannot do without."""
    needed = [sorted(set(_SIGN.findall(_OPEN.sub("", way)))) for way in _ways(a)]
    ways = [pl.all_horizontal(pl.lit(value=True), *map(_holds, signs)) for signs in needed]
    has_signs = pl.any_horizontal(pl.lit(value=False), *ways)
    return has_signs & pl.col("item_id").is_in(a.items) if a.items else has_signs


def _holds(character: str) -> pl.Expr:
    return pl.col("before_norm").str.contains(character, literal=True)


def _loosely(pattern: str) -> str:
    """What every text that ``pattern`` fits when folded fits before that: numbers may be in kanji, what the pattern may
    leave out may be anything, and a little may stand between any two characters."""
    bare = _LOOSE.sub("\0", _AROUND.sub("", pattern))
    if re.search(r"[\\|()\[\]{}^$.+*?]", bare):
        return ""
    out = ""
    for gap, token in _TOKEN.findall(bare):
        alternatives = f"(?:{token}|{_KANJI_NUMBER})" if token[0].isdigit() else re.escape(token)
        out += (f".{{0,{_ANYTHING if gap else _A_LITTLE}}}" if out else "") + alternatives
    return out


def _table(name: str) -> str:
    """A table of the Act (別表第一) as it may be written."""
    head, _, ordinal = name.partition("第")
    return f"{head}第?(?:{ordinal}|{'一二三四五六七八九'.find(ordinal) + 1})" if ordinal else head


def _submitted(source: Source, hits: pl.DataFrame) -> pl.DataFrame:
    """``edition_id, row_no, submitted_on`` of rows: see :func:`lags`."""
    row_key = ["report_id", "changed_on", "label", "before_norm", "after_norm"]
    editions = source.editions.select("edition_id", "report_id", "published_on")
    rows = source.changes.select("edition_id", "row_no", *row_key[1:])
    wanted = rows.join(hits.lazy().select(_KEY).unique(), on=_KEY, how="semi").join(editions, on="edition_id")
    all_rows = rows.join(editions, on="edition_id").join(
        wanted.select("report_id").unique(), on="report_id", how="semi"
    )
    printed = all_rows.group_by(row_key).agg(printed_on=pl.col("published_on").min())
    first = editions.group_by("report_id").agg(first_on=pl.col("published_on").min())
    joined = wanted.join(printed, on=row_key, how="left", nulls_equal=True).join(first, on="report_id", how="left")
    fresh = (pl.col("printed_on") > pl.col("first_on")) | (pl.col("changed_on") == pl.col("printed_on"))
    return joined.select(
        *_KEY, submitted_on=pl.when(fresh.fill_null(value=False)).then("printed_on").otherwise("changed_on")
    ).collect()


def by_amendment(source: Source, calendar: tuple[Amendment, ...] = ()) -> pl.DataFrame:
    """The distribution of the lags, a row for each amendment, oldest first.

    ``amendment, law, was, now, in_force, sure, reports, rows, late`` (reports whose first row came after the day in
    force), ``over_a_year`` and, in days, ``least, lower, median, upper, most`` (quartiles). A report counts once, by
    the first row that follows the amendment; see :func:`lags` for what it cannot know.
    """
    return _spread(lags(source, calendar), ["amendment", "law", "was", "now", "in_force", "sure"], "in_force")


def by_body(source: Source, calendar: tuple[Amendment, ...] = ()) -> pl.DataFrame:
    """The same for each body over all amendments, most cases first: ``agency, cases, rows, late, over_a_year`` and the
    quartiles. A case is a report that follows an amendment, by its first row that does."""
    case_spread = _spread(lags(source, calendar), ["agency"], "agency").rename({"reports": "cases"})
    return case_spread.sort("cases", "agency", descending=[True, False])


def _spread(hits: pl.DataFrame, by: list[str], order: str) -> pl.DataFrame:
    rows = hits.group_by(by).agg(rows=pl.struct("report_id", "row_no").n_unique().cast(pl.Int64))
    first = hits.group_by(list(dict.fromkeys([*by, "report_id", "amendment"]))).agg(days=pl.col("days").min())
    days = pl.col("days")
    spread = first.group_by(by).agg(
        reports=pl.len().cast(pl.Int64),
        late=(days > 0).sum().cast(pl.Int64),
        over_a_year=(days > 365).sum().cast(pl.Int64),
        least=days.min(),
        lower=days.quantile(0.25, "linear"),
        median=days.median(),
        upper=days.quantile(0.75, "linear"),
        most=days.max(),
    )
    joined = spread.join(rows, on=by, how="left").sort(*dict.fromkeys([order, *by]))
    return joined.select(*by, "reports", "rows", "late", "over_a_year", "least", "lower", "median", "upper", "most")
