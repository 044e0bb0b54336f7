"""Findings that rest on what is not sure: items that an unresolved row may be about, and what may have stood on a page
that is missing. They say so, and say it less loudly."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from msgspec import Struct, field

from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.missing_pages import Missing, missing_pages
from pia_audit.compare.unsure_rows import exchanging_rows
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty, is_remark
from pia_audit.model import MOST_CANDIDATES
from pia_audit.model.frames import Corpus
from pia_audit.rules.renumbered_groups import judged_by_shifts, shifts
from pia_audit.rules.unread_tables import unread_tables

_RESTING_ON_ROWS = ("PIA2", "PIA3")
_CHAINS = frozenset({"PIA301", "PIA302"})


class _Open(Struct):
    """An edition's rows of which the item cannot be told: by candidate item, and with the last day each can have."""

    by_item: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    rows: list[tuple[int, date | None, frozenset[str]]] = field(default_factory=list)

    def add(self, row_no: int, last: date | None, candidates: list[str]) -> None:
        self.rows.append((row_no, last, frozenset(candidates)))
        for item_id in candidates:
            self.by_item[item_id].append(row_no)

    def may_follow(self, item_id: str, day: date | None) -> bool:
        """Whether a row of this item, dated that day or later or not at all, may be one of them."""
        return any(
            (item_id in candidates or not candidates) and (last is None or day is None or last >= day)
            for _, last, candidates in self.rows
        )


_TWO_EDITIONS = frozenset(f"PIA{n}" for n in (201, 202, 203, 204, 205, 207, 208, 209, 210))
_ON_ROWS = frozenset({"PIA208", "PIA209"})
"""Rules that hold the tables of two editions against each other, whatever the fields say."""


def quarantined(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The findings with those on candidates of an unresolved row at ``info``, with its number in ``unsure_rows``.

    A broken chain is not told with high confidence where an unresolved row may have mended it. Findings on what may
    have stood on a missing page are at ``info`` as well, with the page in ``missing_pages`` (of the older edition in
    ``missing_pages_before``).
    """
    beside_rows = _beside_unread_groups(_beside_open_rows(_beside_missing_pages(findings, corpus), corpus), corpus)
    quarantined_findings = _beside_blankets(_beside_unread_tables(beside_rows, corpus), corpus)
    return _beside_renumbered(_beside_exchanges(quarantined_findings, corpus), corpus)


def _beside_unread_tables(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Findings between editions of which one has a change table that was not read: worth knowing only."""
    unread = unread_tables(corpus) if findings.height else None
    if unread is None:
        return findings
    days = _days(corpus)
    columns = ["rule", "edition_id", "row_no", *_JUDGED]
    rows = findings.select(columns).iter_rows(named=True)
    return _with(findings, [unread.judged(row, days.get((row["edition_id"], row["row_no"] or 0))) for row in rows])


def _beside_renumbered(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Findings on rows whose label numbers a group as it was before others came or went: worth knowing only."""
    by_edition = shifts(corpus) if findings.height else {}
    if not by_edition:
        return findings
    days = _days(corpus)
    columns = ["rule", "edition_id", "item_id", "row_no", *_JUDGED]
    judged = []
    for finding in findings.select(columns).iter_rows(named=True):
        day = days.get((finding["edition_id"], finding["row_no"] or 0))
        judged.append(judged_by_shifts(finding, by_edition.get(finding["edition_id"], []), day))
    return _with(findings, judged)


def _beside_open_rows(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    unresolved = _unresolved(corpus)
    if not unresolved or not findings.height:
        return findings
    days = _days(corpus)
    columns = ["rule", "edition_id", "item_id", "row_no", *_JUDGED]
    return _with(findings, [_judged(row, unresolved, days) for row in findings.select(columns).iter_rows(named=True)])


# --- groups that came or went -------------------------------------------------------------------------------

_GROUP_ID = regex(r".*\[\d+\]")


def _beside_unread_groups(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Findings that a group came or went without a row, where a new row whose item cannot be told puts in or takes away
    one of that name: worth knowing only, with that row's number."""
    unrecorded = findings.filter(pl.col("rule") == "PIA201") if findings.height else findings
    is_group = [_GROUP_ID.fullmatch(item or "") is not None for item in unrecorded.get_column("item_id")]
    named_rows = _named_in_unread_rows(corpus) if any(is_group) else {}
    if not named_rows:
        return findings
    columns = ["rule", "edition_id", "item_id", "expected", "actual", *_JUDGED]
    judged = []
    for finding in findings.select(columns).iter_rows(named=True):
        rows = named_rows.get(finding["edition_id"], {}) if finding["rule"] == "PIA201" else {}
        is_of_group = rows and _GROUP_ID.fullmatch(finding["item_id"] or "") is not None
        titles = _titles(finding["expected"] or finding["actual"] or "") if is_of_group else ()
        about = sorted({row_no for title in titles for row_no in rows.get(title, ())})
        params = finding["params"]
        judged.append(
            ("info", "low", _with_rows(params, about))
            if about
            else (finding["severity"], finding["confidence"], params)
        )
    return _with(findings, judged)


_NUMBERED = regex(r"^\s*(?:委託事項|提供先|移転先|システム|ファイル)\s*[0-9０-９]{1,2}[\s\u3000]*")


def _titles(summary: str) -> tuple[str, ...]:
    """What a group is called at the head of its summary: 委託事項1　窓口受付業務, and 窓口受付業務 below it."""
    first, _, below = summary.partition("\n")
    return tuple(filter(None, (fold(_NUMBERED.sub("", first)), fold(below.partition("\n")[0]))))


def _named_in_unread_rows(corpus: Corpus) -> dict[str, dict[str, list[int]]]:
    """By edition what new rows without an item put in or take away, by the first line of their one text, folded."""
    unread = pl.col("outcome").is_in(["unsure", "none"]) & (pl.col("item_ids").list.len() == 0)
    rows = corpus.changes.filter(unread)
    if not rows.height:
        return {}
    new = new_rows(corpus).select("row_no", edition_id="new_edition").unique()
    out: dict[str, dict[str, list[int]]] = {}
    columns = ["edition_id", "row_no", "before", "after"]
    for edition, row_no, before, after in rows.join(new, on=["edition_id", "row_no"]).select(columns).iter_rows():
        if is_empty(before or "") == is_empty(after or ""):
            continue
        text = (after if is_empty(before or "") else before) or ""
        name = fold(text.strip().partition("\n")[0])
        out.setdefault(edition, {}).setdefault(name, []).append(row_no)
    return out


# --- rows of much of the report ---------------------------------------------------------------------------

_UNRECORDED = frozenset({"PIA201", "PIA205"})
_FILE = regex(r"file\[\d+\]")


def _beside_blankets(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Findings that a change has no row, where a new row such as 「全般」 may mean it: a warning that names the row."""
    unrecorded = findings.get_column("rule").is_in(list(_UNRECORDED)).any() if findings.height else False
    blankets = _blankets(corpus) if unrecorded else {}
    if not blankets:
        return findings
    judged = [
        _judged_by_blankets(row, blankets.get(row["edition_id"], []))
        for row in findings.select("rule", "edition_id", "item_id", "expected", *_JUDGED).iter_rows(named=True)
    ]
    return _with(findings, judged)


class _Blanket(NamedTuple):
    """A row of the whole report or of whole files, whether it says that the form was changed, and whether that is all
    that it is known to be about."""

    row_no: int
    groups: tuple[str, ...]
    of_form: bool
    only_form: bool


_FORM_CHANGED = regex(
    r"(?:様式|書式|記載要領)[^。]{0,12}(?:変更|改正|改訂|改定|移行|更新|見直し|統一)|(?:新|旧)(?:様式|書式)|(?:変更|改正|改訂)後?の?(?:様式|書式)"
)


def _blankets(corpus: Corpus) -> dict[str, list[_Blanket]]:
    """By edition the new rows of the whole report (no groups) or of whole files, and those with many candidates."""
    many = (pl.col("outcome") == "unsure") & (pl.col("candidates").list.len() >= MOST_CANDIDATES)
    texts = pl.concat_str("label", "before", "after", "note", separator="\n", ignore_nulls=True)
    lost = pl.col("outcome").is_in(["unsure", "none"]) & ~many
    of_form = lost & texts.str.contains(_FORM_CHANGED.pattern)
    wide = corpus.changes.filter(pl.col("outcome").is_in(["report", "group"]) | many | of_form)
    if not wide.height:
        return {}
    new = new_rows(corpus).select("row_no", edition_id="new_edition").unique()
    out: dict[str, list[_Blanket]] = defaultdict(list)
    rows = wide.join(new, on=["edition_id", "row_no"]).select(
        "edition_id", "row_no", "group_ids", texts=texts, lost=lost
    )
    for edition, row_no, groups, row_texts, is_lost in rows.sort("edition_id", "row_no").iter_rows():
        if all(_FILE.fullmatch(group) for group in groups or ()):
            is_of_form = _FORM_CHANGED.search(row_texts) is not None
            out[edition].append(_Blanket(row_no, tuple(groups or ()), is_of_form, is_lost))
    return out


def _judged_by_blankets(finding: dict[str, Any], blankets: list[_Blanket]) -> tuple[str, str, str]:
    severity, confidence, params = finding["severity"], finding["confidence"], finding["params"]
    item = finding["item_id"] or ""
    came = not (finding["expected"] or "").strip()
    around = [b for b in blankets if not b.groups or item.startswith(tuple(f"{g}." for g in b.groups))]
    around = [b for b in around if came or not b.only_form]
    rows = [b.row_no for b in around]
    if not rows or not item or finding["rule"] not in _UNRECORDED:
        return severity, confidence, params
    loaded: dict[str, Any] = json.loads(params or "{}")
    softer = "warning" if severity == "error" else severity
    if came and any(b.of_form for b in around):
        softer = "info"  # a field that came with the new form is what such a row speaks of
    return softer, "medium", json.dumps({**loaded, "blanket_rows": rows}, ensure_ascii=False)


# --- rows of the whole report that exchange words ------------------------------------------------------

_AGAINST_LATER = frozenset({"PIA302", "PIA303"})
_AGAINST_EARLIER = frozenset({"PIA301"})


def _beside_exchanges(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Findings that a text is not the one a row left, where a row 「全体」 of that day or later (of a broken chain: up
    to the day on which the chain goes on) says that these words were exchanged everywhere: worth knowing only, with
    that row's number."""
    rules = list(_AGAINST_LATER | _AGAINST_EARLIER)
    by_edition = _exchanges(corpus) if findings.height and findings.get_column("rule").is_in(rules).any() else {}
    if not by_edition:
        return findings
    days = _days(corpus)
    columns = ["rule", "edition_id", "row_no", "expected", "actual", *_JUDGED]
    judged = []
    for finding in findings.select(columns).iter_rows(named=True):
        day = days.get((finding["edition_id"], finding["row_no"] or 0))
        judged.append(_judged_by_exchanges(finding, by_edition.get(finding["edition_id"], []), day))
    return _with(findings, judged)


_Exchange = tuple[int, date | None, str, str]


def _exchanges(corpus: Corpus) -> dict[str, list[_Exchange]]:
    """By edition the rows on the whole report whose cells are words one can put in the place of the other."""
    out: dict[str, list[_Exchange]] = defaultdict(list)
    columns = ["edition_id", "row_no", "changed_to", "before", "after"]
    for edition, *exchange in exchanging_rows(corpus).select(columns).iter_rows():
        out[edition].append((exchange[0], exchange[1], exchange[2], exchange[3]))
    return out


def _judged_by_exchanges(finding: dict[str, Any], rows: list[_Exchange], day: date | None) -> tuple[str, str, str]:
    severity, confidence, params = finding["severity"], finding["confidence"], finding["params"]
    expected, actual = finding["expected"], finding["actual"]
    if finding["rule"] not in _AGAINST_LATER | _AGAINST_EARLIER or expected is None or actual is None:
        return severity, confidence, params
    goes_on = finding["rule"] in _AGAINST_EARLIER
    drifted = finding["rule"] == "PIA303"  # from what the row itself left, or from what the row before left to it
    around = [r for r in rows if drifted or r[1] is None or day is None or (r[1] <= day if goes_on else r[1] >= day)]
    explaining_rows = _explaining(expected, actual, around)
    return ("info", "low", _with_rows(params, explaining_rows)) if explaining_rows else (severity, confidence, params)


def _explaining(left: str, other_text: str, rows: list[_Exchange]) -> list[int]:
    """The rows, each by itself or all of them one after the other, whose words make a text that a row left what stands
    in another; a section may be renamed twice."""
    alone = [n for n, _, was, becomes in rows if _comes_to(left, [(was, becomes)], other_text)]
    if alone or len(rows) < 2:
        return alone
    in_order = sorted(rows, key=lambda r: (r[1] or date.max, r[0]))
    renamed = [r for r in in_order if fold(r[2]) in fold(left) or any(fold(r[2]) == fold(o[3]) for o in in_order)]
    return [r[0] for r in renamed] if _comes_to(left, [(r[2], r[3]) for r in renamed], other_text) else []


def _comes_to(left: str, exchanges: list[tuple[str, str]], other_text: str) -> bool:
    """Whether every line of a text stands in another once words of it are exchanged, wherever line breaks cut them.

    A row quotes lines, words in 「」 or dots, and leaves the rest out by its marks: of each only what it quotes counts.
    """
    key, text = fold(other_text), fold(left)
    exchanged = _exchanged(text, exchanges)
    if exchanged == text:
        return False
    if exchanged in key:
        return True
    lines = [_exchanged(fold(line), exchanges) for line in map(_quoted_of, _LINE_END.split(left)) if line]
    return bool(lines) and all(line in key for line in lines)


def _exchanged(text: str, exchanges: list[tuple[str, str]]) -> str:
    for was, becomes in exchanges:
        text = text.replace(fold(was), fold(becomes))
    return text


_LINE_END = regex(r"\n|(?<=[。」])[ \u3000]+")
"""Where a line of a text ends, also where a converter made its breaks blanks."""
_LEFT_OUT = regex(r"^[\s（(～〜~…‥・.．]*(?:(?:以下|中|前|後|上)?省?略)?[\s）)～〜~…‥・.．]*$")
_LOOKS = regex(
    r"^[\s※*（(]*(?:下線|傍線|波線|太字|ゴシック|赤字|青字|朱書き?|網掛け|着色|黄色)(?:部分?|箇所|文字)?(?:を|が|は|の(?:とおり|箇所)?|について)?"
    r"(?:変更|修正|追加|追記|削除|改正|訂正)?(?:箇所|部分|点)?(?:する|した)?[。\s）)]*$"
)
"""A note on how what changed is shown: ※下線部修正."""
_FRAME = regex(r"^[\s「『…‥]+|[\s」』…‥]+$")


def _quoted_of(line: str) -> str:
    """What a line of a cell quotes: nothing where it says that something is left out, or was changed as underlined."""
    return "" if _LEFT_OUT.match(line) or _LOOKS.match(line) or is_remark(line) else _FRAME.sub("", line)


_JUDGED = ("severity", "confidence", "params")


def _with(findings: pl.DataFrame, judged: list[tuple[str, str, str]]) -> pl.DataFrame:
    """The findings with these for their severity, confidence and arguments."""
    changed = {n: pl.Series(n, [j[at] for j in judged], findings.schema[n]) for at, n in enumerate(_JUDGED)}
    return findings.with_columns(**changed)


def _unresolved(corpus: Corpus) -> dict[str, _Open]:
    open_rows = corpus.changes.filter((pl.col("outcome") == "unsure") & (pl.col("item_ids").list.len() == 0))
    out: dict[str, _Open] = {}
    for edition, row_no, last, candidates in open_rows.select(
        "edition_id", "row_no", "changed_to", "candidates"
    ).iter_rows():
        out.setdefault(edition, _Open()).add(row_no, last, candidates or [])
    return out


def _days(corpus: Corpus) -> dict[tuple[str, int], date | None]:
    frame = corpus.changes.select("edition_id", "row_no", "changed_from")
    return {(edition, row): day for edition, row, day in frame.iter_rows()}


def _judged(
    finding: dict[str, Any], unresolved: dict[str, _Open], days: dict[tuple[str, int], date | None]
) -> tuple[str, str, str]:
    """Severity, confidence and arguments of a finding beside the rows that its item may be about."""
    severity, confidence, params = finding["severity"], finding["confidence"], finding["params"]
    edition, item = finding["edition_id"], finding["item_id"]
    rows = unresolved.get(edition)
    if rows is None or item is None or not finding["rule"].startswith(_RESTING_ON_ROWS):
        return severity, confidence, params
    certain = finding["rule"] in _CHAINS and confidence == "high"
    if certain and rows.may_follow(item, days.get((edition, finding["row_no"] or 0))):
        confidence = "medium"
    about = rows.by_item.get(item)
    return ("info", confidence, _with_rows(params, about)) if about else (severity, confidence, params)


def _with_rows(params: str, rows: list[int]) -> str:
    loaded: dict[str, Any] = json.loads(params or "{}")
    return json.dumps({**loaded, "unsure_rows": rows}, ensure_ascii=False)


# --- missing pages ------------------------------------------------------------------------------------


def _beside_missing_pages(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    missing = missing_pages(corpus)
    if not missing or not findings.height:
        return findings
    older = dict(corpus.pairs.select("new_edition", "old_edition").iter_rows())
    columns = ["rule", "edition_id", "item_id", "row_no", "expected", "actual", *_JUDGED]
    judged = []
    for row in findings.select(columns).iter_rows(named=True):
        older_missing = missing.get(older.get(row["edition_id"], ""))
        judged.append(_judged_by_pages(row, missing.get(row["edition_id"]), older_missing))
    return _with(findings, judged)


def _judged_by_pages(
    finding: dict[str, Any], newer_missing: Missing | None, older_missing: Missing | None
) -> tuple[str, str, str]:
    """Severity, confidence and arguments of a finding where its edition, or the one before, lacks pages."""
    pages = {}
    if newer_missing is not None and _rests_on_pages(finding, newer_missing, newer=True):
        pages["missing_pages"] = newer_missing.pages
    if (
        older_missing is not None
        and finding["rule"] in _TWO_EDITIONS
        and _rests_on_pages(finding, older_missing, newer=False)
    ):
        pages["missing_pages_before"] = older_missing.pages
    if not pages:
        return finding["severity"], finding["confidence"], finding["params"]
    params: dict[str, Any] = json.loads(finding["params"] or "{}")
    return "info", "low", json.dumps({**params, **pages}, ensure_ascii=False)


def _rests_on_pages(finding: dict[str, Any], missing: Missing, *, newer: bool) -> bool:
    """Whether a finding may be owed to pages that an edition's file lacks."""
    rule, item = finding["rule"], finding["item_id"]
    if newer and finding["row_no"] in missing.rows:
        return True
    if missing.table and (rule in _TWO_EDITIONS or rule.startswith("PIA3")):
        return True
    if rule in _ON_ROWS or not missing.fields:
        return False
    if item in missing.items:
        return True
    if rule in _TWO_EDITIONS:  # something is in one edition only: an item, a group, or what a row says of one
        side = finding["actual"] if newer else finding["expected"]
        return not side or str(json.loads(finding["params"] or "{}").get("op") or "").startswith("group-")
    return bool(rule == "PIA101")
