"""Rows whose label leaves their item open, or names the whole report, where two editions settle what they record.

A row 「②委託先における取扱者数」 of a report with two files names neither. Where among the items it may mean one alone
changed from what the row quotes before to what it quotes after, the row records that change.
"""

from __future__ import annotations

import polars as pl

from pia_audit.compare.equality import VALUES
from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.open_rows import stands
from pia_audit.compare.relative_wording import quoted_values, relative_words
from pia_audit.japanese.ladder import same
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty, is_remark
from pia_audit.japanese.quotation_marks import with_usual_quotation_marks
from pia_audit.model import MOST_CANDIDATES
from pia_audit.model.frames import Corpus

_PAIR = ["report_id", "old_edition", "new_edition"]
_TEXTS = ["kind", "before", "after", "text", "text_new"]


def settled(corpus: Corpus, differing: pl.DataFrame) -> pl.DataFrame:
    """What new rows without an item say of the one item that changed as they say.

    Args:
        corpus: editions with their ``pairs`` and ``carried`` rows.
        differing: items that differ, with ``report_id, old_edition, new_edition, item_id, text, text_new, kind`` and
            ``kind_new``.

    Returns:
        ``row_no, item_id, changed_on, before, after, anchor, new_edition, report_id, old_edition``. A row is left out
        where two items changed so, and where not every item it may mean is known.
    """
    unsure = (pl.col("outcome") == "unsure") & (pl.col("item_ids").list.len() == 0)
    has_candidates = pl.col("candidates").list.len().is_between(1, MOST_CANDIDATES - 1)
    rows = corpus.changes.filter(unsure & has_candidates).select(
        "row_no", "changed_on", "before", "after", new_edition="edition_id", item_id="candidates", anchor=pl.lit("")
    )
    rows = rows.join(new_rows(corpus), on=["new_edition", "row_no"]).explode("item_id")
    sides = differing.select(*_PAIR, "item_id", "text", "text_new", kind=pl.coalesce("kind_new", "kind"))
    maybe = rows.join(sides, on=[*_PAIR, "item_id"])
    fits = [_says(*texts) for texts in maybe.select(_TEXTS).iter_rows()]
    maybe = maybe.filter(pl.Series(fits, dtype=pl.Boolean))
    alone = pl.len().over([*_PAIR, "row_no"]) == 1
    return maybe.filter(alone).drop("text", "text_new", "kind")


def replaced(corpus: Corpus, differing: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """What new rows on the whole report say of items that differ by nothing but the words such a row exchanges.

    A row 「全体」 from 番号利用法 to 番号法 records each such change, and so does one whose label names no item of the
    report, such as a list of places that cannot be read, or says that it names one of several: 「①部署 ほか」. Items
    with a row of their own are left out.

    Args:
        corpus: editions with their ``pairs`` and ``carried`` rows.
        differing: items that differ, as for :func:`settled`.
        statements: what the rows say of items, with ``report_id, old_edition, new_edition, item_id``.

    Returns:
        As :func:`settled`, with the item's own texts for ``before`` and ``after``.
    """
    columns = {"said_before": "before", "said_after": "after"}
    rows = exchanging_rows(corpus).select(
        "row_no", "changed_on", **columns, new_edition="edition_id", anchor=pl.lit("")
    )
    rows = rows.join(new_rows(corpus), on=["new_edition", "row_no"])
    sides = differing.select(*_PAIR, "item_id", before="text", after="text_new")
    sides = sides.join(statements.select(*_PAIR, "item_id"), on=[*_PAIR, "item_id"], how="anti", maintain_order="left")
    items = sides.filter(pl.col("before").is_not_null() & pl.col("after").is_not_null()).join(rows, on=_PAIR)
    texts = items.select("before", "after", *columns).iter_rows()
    is_explained = [was in old and same(old.replace(was, becomes), new) for old, new, was, becomes in texts]
    explained_items = items.filter(pl.Series(is_explained, dtype=pl.Boolean)).drop(list(columns))
    return explained_items.unique([*_PAIR, "item_id"], keep="first", maintain_order=True)


def exchanging_rows(corpus: Corpus) -> pl.DataFrame:
    """The change rows on the whole report, or on more items than the label names, whose cells are words one can put in
    the place of the other; with these words for ``before`` and ``after``."""
    lists = (pl.col("outcome") == "unsure") & pl.col("label").str.contains("[、，,\n]")
    of_many = pl.col("outcome").is_in(["report", "none"]) | lists | pl.col("label").str.contains(_AND_OTHERS)
    rows = corpus.changes.filter(of_many)
    words = [exchanged(before, after) or (None, None) for before, after in rows.select("before", "after").iter_rows()]
    sides = {
        name: pl.Series([pair[n] for pair in words], dtype=pl.String) for n, name in enumerate(("before", "after"))
    }
    return rows.with_columns(**sides).drop_nulls(["before", "after"])


_AND_OTHERS = (
    r"(?:ほか|他|外|等|など|その他|関係箇所)[\s　]*(?:の?(?:該当|関係|関連)箇所"
    r"|[(（]?[\s　]*(?:全|計|合計)?(?:部で)?[\s　]*[0-9０-９]{1,3}[\s　]*(?:[箇個かカヶケ]所|件|項目))?"
    r"[\s　]*[)）]?[\s　]*$"
)
"""The end of a label that names one item of several that a row is about: ①部署 ほか, ①部署ほか（全5箇所）."""


_BULLET = regex(r"^\s*[・●○◆■※]\s*")
_UNITED = regex(
    r"\s*(?:「(?P<quoted>[^「」]+)」|(?P<bare>[^「」、。\s]{1,30}?))(?:に|へ)(?:表記を?)?(?:統一|変更|修正|改称|改め(?:る|た)?|置き?換え(?:る|た)?|読み?替え(?:る|た)?)(?:する|した)?。?\s*"
)
"""What words become where 変更後 says so: 「市民」に統一."""


def exchanged(before: str | None, after: str | None) -> tuple[str, str] | None:
    """The words that a row's cells put in the place of others, quoted or in quotation marks; ``None`` where they do
    anything else."""
    if before is None or after is None:
        return None
    cells = tuple(map(with_usual_quotation_marks, (before, after)))
    was, becomes = quoted_values(*cells)
    was, becomes = was and _BULLET.sub("", was), becomes and _BULLET.sub("", becomes)
    united = _UNITED.fullmatch(becomes) if becomes else None
    if united is not None:
        becomes = united["quoted"] or united["bare"]
    if was is None or becomes is None or is_empty(was) or is_empty(becomes) or was == becomes:
        return None
    return None if is_remark(was) or is_remark(becomes) or relative_words(was, becomes) else (was, becomes)


def _says(kind: str, before: str | None, after: str | None, text: str | None, text_new: str | None) -> bool:
    """Whether a row quotes of an item what the older edition says, and what the newer one says instead.

    Where a row quotes one side only, that passage must stand in the one edition and not in the other.
    """
    if before is None or after is None:
        return False
    came, went = is_empty(before), is_empty(after)
    if (came and went) or (not came and is_remark(before)) or (not went and is_remark(after)):
        return False
    if came or went:
        quotation, present_in, absent_from = (after, text_new, text) if came else (before, text, text_new)
        return kind not in VALUES and stands(kind, quotation, present_in) and not stands(kind, quotation, absent_from)
    return stands(kind, before, text) and stands(kind, after, text_new)
