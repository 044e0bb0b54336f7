"""PIA1xx: is each row and each item written so that it can be read: labels, options, dates."""

from __future__ import annotations

import polars as pl

from pia_audit import forms
from pia_audit.compare import relative_wording
from pia_audit.compare.bare_quotations import without_remark
from pia_audit.japanese.dates import has_first_year_one, parse_date
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.placeholders import is_empty, is_remark
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import (
    cell,
    fields,
    named_item,
    nothing,
    params,
    per_value,
    piece,
    quotes,
    requirements,
    row_content,
    rows,
    sure_of_label,
    unreadable,
)
from pia_audit.rules.registry import rule

_MANY, _FEWEST = 0.1, 3
"""Share of an edition's rows without an item, and how many at least, from where on the reading itself is in doubt."""


@rule("PIA101")
def unknown_item(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 項目 names nothing that is printed, or cannot be told; where these are many, once for the edition."""
    total = pl.len().over("edition_id")
    lost = _without_item().sum().over("edition_id")
    all_rows = rows(corpus).with_columns(total=total, lost=lost, many=(lost >= _FEWEST) & (lost > _MANY * total))
    open_rows = all_rows.filter(_without_item())
    if corpus.accounts.height:  # a row on a group that only the older edition has
        group_rows = corpus.accounts.filter(pl.col("status") == "confirmed").select("row_no", edition_id="new_edition")
        open_rows = open_rows.join(group_rows.unique(), on=["edition_id", "row_no"], how="anti", maintain_order="left")
    return pl.concat([_unknown_rows(open_rows.filter(~pl.col("many"))), _doubted(open_rows.filter("many"))])


def _without_item() -> pl.Expr:
    """Whether it is open, or there is none, which item a row means."""
    open_item = (pl.col("item_ids").list.len() == 0) & pl.col("outcome").is_in(["none", "unsure"])
    return open_item & ~unreadable("label")


def _unknown_rows(open_rows: pl.DataFrame) -> pl.DataFrame:
    """One finding a row: a warning where surely nothing printed fits, else for information."""
    texts = pl.concat_str("before", "after", ignore_nulls=True).str.strip_chars()
    none = (pl.col("outcome") == "none") & (texts != "")  # a line that heads the rows below it names none
    none &= ~pl.col("label").str.replace_all(r"\s", "").str.contains(_GROUP_AT_END)  # one since removed, by its number
    how = pl.when(none).then(pl.lit("no_item")).when(pl.col("official") == "").then(pl.lit("item_open"))
    return open_rows.select(
        "edition_id", "row_no",
        params("label", candidates="official", how=how.otherwise(pl.lit("item_among"))),
        severity=pl.when(none).then(pl.lit("warning")).otherwise(pl.lit("info")),
        actual="label",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(2), "label")),
    )  # fmt: skip


_GROUP_AT_END = "(?:委託事項|提供先|移転先|システム)[0-9０-９]{1,2}欄?$"

_SHOWN, _NAMED = 3, 40
"""How many of the rows are quoted, and how many named."""


def _doubted(open_rows: pl.DataFrame) -> pl.DataFrame:
    """One finding an edition, which names its rows and quotes the first of them."""
    labels = open_rows.sort("edition_id", "row_no").with_columns(label_place=piece(cell(2), "label"))
    numbers = pl.col("row_no").cast(pl.String)
    more = pl.when(pl.len() > _NAMED).then(pl.lit("…")).otherwise(pl.lit(""))
    row_list = pl.concat_str(numbers.head(_NAMED).str.join("・"), more)
    return labels.group_by("edition_id", maintain_order=True).agg(
        pl.lit(None, pl.Int64).alias("row_no"),
        pl.struct(
            pl.lit("many_open").alias("how"), lost=pl.col("lost").first(), total=pl.col("total").first(), rows=row_list
        ).first().struct.json_encode().alias("params"),
        severity=pl.lit("info"),
        actual=pl.lit(None, pl.String),
        subject=pl.lit("reading"),
        evidence=pl.col("label_place").head(_SHOWN),
    )  # fmt: skip


_KNOWN = 0.6
"""How probable an item must be before its label is held against it."""


@rule("PIA102")
def label_mismatch(corpus: Corpus) -> pl.DataFrame:
    """Rows whose label's number or words contradict the form's, where the item is known well enough to say so."""
    wrong = pl.col("mismatch").list.contains("number") | pl.col("mismatch").list.contains("words")
    return _labels(rows(corpus).filter(wrong & (pl.col("label_score") >= _KNOWN)))


@rule("PIA103")
def label_incomplete(corpus: Corpus) -> pl.DataFrame:
    """Rows whose label leaves levels out and is the form's otherwise."""
    return _labels(rows(corpus).filter(pl.col("mismatch") == ["missing"]))


def _labels(hits: pl.DataFrame) -> pl.DataFrame:
    return hits.select(
        "edition_id", "row_no", sure_of_label(),
        params("label", "official", "mismatch"),
        item_id=named_item(),
        expected="official",
        actual="label",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(2), "label")),
    )  # fmt: skip


@rule("PIA104")
def covers_other_items(corpus: Corpus) -> pl.DataFrame:
    """Rows whose text also writes an item that the label does not name."""
    hits = quotes(corpus).filter(~pl.col("named"))
    return hits.select(
        "edition_id", "row_no", "item_id",
        params(others="item_label"),
        actual="after",
        subject="label",
        evidence=pl.concat_list(piece(cell(2), "label"), piece(cell(4), "after")),
    )  # fmt: skip


@rule("PIA105")
def unreadable_or_blank(corpus: Corpus) -> pl.DataFrame:
    """Items whose answer the file lost, and required items that are blank or not there."""
    all_fields = fields(corpus)
    conditions = all_fields.select("edition_id", when_item="item_id", when_text="text")
    all_fields = all_fields.join(conditions, on=["edition_id", "when_item"], how="left")
    asked_now = pl.col("when_item").is_null() | (pl.col("when_text") == pl.col("when_is")).fill_null(value=False)
    owed = pl.col("required").fill_null(value=False) & asked_now & pl.col("exempt_by").is_null()
    lost = (pl.col("status") == "unreadable") | (pl.col("status").is_in(["blank", "absent"]) & owed)
    return all_fields.filter(lost).select(
        "edition_id", "item_id",
        params("status", how="status"),
        actual=pl.lit(None, pl.String),
        subject="status",
        evidence=pl.concat_list(piece("locator", "label", role="body")),
    )  # fmt: skip


def _no_option(text: str | None, options: tuple[str, ...]) -> bool:
    if not text or not options or is_empty(text) or relative_wording.relative_words("", text):
        return False
    if forms.option_count(text) is not None and not forms.option_key(text):  # a row on the number of cases alone
        return False
    return forms.option_key(text) not in {forms.option_key(o) for o in options}


@rule("PIA106")
def not_an_option(corpus: Corpus) -> pl.DataFrame:
    """Choices, in the body or in a row, that are none of the form's options."""
    keys = corpus.editions.get_column("form_key").unique().to_list()
    table = requirements(keys).select("form_key", "template", "options")
    body = fields(corpus).filter((pl.col("kind") == "choice") & (pl.col("status") == "read")).select(
        "edition_id", "item_id", "source", "options", "locator", row_no=pl.lit(None, pl.Int64),
        cells=pl.lit(None, pl.List(pl.String)), item_label="label", after="text", before=pl.lit(None, pl.String),
        where=pl.lit("body"),
    )  # fmt: skip
    quote_rows = quotes(corpus).filter(pl.col("kind") == "choice")
    quote_rows = quote_rows.join(table, on=["form_key", "template"], how="left")
    quote_rows = quote_rows.with_columns(options=pl.coalesce("item_options", "options"))
    columns = [
        "edition_id",
        "item_id",
        "source",
        "options",
        "row_no",
        "item_label",
        "before",
        "where",
        "value",
        "place",
    ]
    sides = [body.with_columns(value="after", place="locator")]
    for side, column in (("after", 4), ("before", 3)):
        sides.append(quote_rows.with_columns(where=pl.lit(side), value=pl.col(side), place=cell(column)))
    choices = pl.concat([side.select(columns) for side in sides])
    texts = choices.select("value", "options").unique()
    nearest = [_nearest(text, tuple(options or ())) for text, options in texts.iter_rows()]
    texts = texts.with_columns(nearest=pl.Series(nearest, dtype=pl.String)).drop_nulls("nearest")
    if not texts.height:
        return nothing()
    choices = choices.join(texts, on=["value", "options"], nulls_equal=True, maintain_order="left")
    key = ["edition_id", "item_id", "row_no"]
    before_rows = choices.filter(pl.col("where") == "before").select(*key, where=pl.lit("after"), before_value="value")
    quote_rows = choices.join(before_rows, on=[*key, "where"], how="left", maintain_order="left")
    after_rows = quote_rows.filter(pl.col("where") == "after").select(key)
    alone = quote_rows.filter(pl.col("where") == "before").join(after_rows, on=key, how="anti", maintain_order="left")
    quote_rows = pl.concat([quote_rows.filter(pl.col("where") != "before"), alone])
    besides = pl.when(pl.col("before_value").is_not_null()).then(pl.lit("before"))
    return quote_rows.select(
        "edition_id", "item_id", "row_no",
        params("value", "nearest", "where", "before_value", options=pl.col("options").list.join("、"), besides=besides),
        expected="nearest",
        actual="value",
        subject=pl.format("{}\n{}", "where", pl.col("before").fill_null("")),
        evidence=pl.concat_list(piece("place", "value", role=pl.col("where"))),
    )  # fmt: skip


def _nearest(text: str | None, options: tuple[str, ...]) -> str | None:
    """The option most like a text that is none of them; ``None`` for a text that is one, or nothing."""
    plain = text if not _no_option(text, options) else without_remark(text or "")  # （3）件 is no remark before 件
    return forms.nearest_option(plain, options) if plain and _no_option(plain, options) else None


@rule("PIA107")
def bad_date(corpus: Corpus) -> pl.DataFrame:
    """変更日, 公表日 and 時点 that are no date."""
    columns = ["edition_id", "row_no", "item_id", "source", "locator", "where", "value"]
    null = pl.lit(None, pl.Int64).alias("row_no")
    cells = rows(corpus).filter(pl.col("changed_from").is_null() & ~unreadable("day")).with_columns(
        where=pl.lit("changed_on"), value="changed_on_text", item_id=named_item(), locator=cell(1)
    )  # fmt: skip
    is_date = (pl.col("kind") == "date") & (pl.col("status") == "read") & pl.col("day").is_null()
    body = fields(corpus).filter(is_date).with_columns(null, where="label", value="text")
    quote_rows = quotes(corpus).filter(pl.col("kind") == "date").with_columns(
        where=pl.lit("after"), value="after", locator=cell(4)
    )  # fmt: skip
    dated = pl.concat([body.select(columns), quote_rows.select(columns)])
    dated = dated.filter(pl.Series(per_value(dated.get_column("value"), _no_date), dtype=pl.Boolean))
    return pl.concat([cells.select(columns), dated]).select(
        "edition_id", "row_no", "item_id",
        params("where", "value"),
        severity=pl.when(pl.col("value").str.contains(_SHORT_DAY)).then(pl.lit("info")).otherwise(pl.lit("error")),
        actual="value",
        subject="where",
        evidence=pl.concat_list(piece("locator", "value", role=_role("where"))),
    )  # fmt: skip


_SHORT_DAY = r"^\s*[0-9０-９]{1,2}(?:\s*[/／.．-]\s*[0-9０-９]{1,2}){2}\s*$"
"""3/5/24 is a day, as a workbook's cell may show it; which of the numbers is the year cannot be told."""


def _no_date(text: str | None) -> bool:
    if not text or is_empty(text) or is_remark(text) or relative_wording.relative_words("", text):
        return False
    return parse_date(text) is None and parse_date(without_remark(text)) is None


@rule("PIA108")
def era_first_year(corpus: Corpus) -> pl.DataFrame:
    """令和1年 for 令和元年: where it was first written, a faithful quotation of it later aside."""
    columns = ["edition_id", "row_no", "changed_on", "item_id", "source", "locator", "text", "side"]
    quote_rows = quotes(corpus)
    body = (
        fields(corpus)
        .filter(pl.col("status") == "read")
        .with_columns(row_no=pl.lit(None, pl.Int64), changed_on=pl.lit(None, pl.Date))
    )
    all_texts = pl.concat(
        frame.select(columns)
        for frame in (
            quote_rows.with_columns(text="after", locator=cell(4), side=pl.lit("after")),
            quote_rows.with_columns(text="before", locator=cell(3), side=pl.lit("before")),
            rows(corpus).with_columns(
                text="changed_on_text", item_id=named_item(), locator=cell(1), side=pl.lit("after")
            ),
            body.with_columns(side=pl.lit("body")),
        )
    )
    all_texts = all_texts.filter(pl.col("text").str.contains(r"[\p{Han}MTSHR]\s*[1１一]\s*年"))
    years = per_value(all_texts.get_column("text"), lambda text: list(has_first_year_one(text)))
    all_texts = all_texts.with_columns(value=pl.Series(years, dtype=pl.List(pl.String))).explode("value")
    all_texts = all_texts.filter(pl.col("value").is_not_null())
    if not all_texts.height:
        return nothing()
    all_texts = _first_written(all_texts)
    return all_texts.select(
        "edition_id", "row_no", "item_id",
        params("value", suggestion=pl.col("value").str.replace(r"\s*[1１一]\s*年", "元年")),
        actual="value",
        subject="text",
        evidence=pl.concat_list(piece("locator", "text", role=pl.col("side"))),
    )  # fmt: skip


def _role(column: str) -> pl.Expr:
    """What a text is (see :func:`place`), by where the message says it stands."""
    return pl.col(column).replace({"changed_on": "day", "label": "body"})


def _first_written(year_texts: pl.DataFrame) -> pl.DataFrame:
    """Every row that writes a value, and a quotation or the body only where no earlier row wrote it."""
    key = ["edition_id", "item_id", "same"]
    values = [fold(v, Rung.WIDTH) for v in year_texts.get_column("value")]
    year_texts = year_texts.with_columns(same=pl.Series(values, dtype=pl.String))
    year_texts = year_texts.sort("changed_on", "row_no", nulls_last=True, maintain_order=True).with_row_index("nth")
    writers = year_texts.filter(pl.col("side") == "after").group_by(key).agg(written_in=pl.col("nth").min())
    year_texts = year_texts.join(writers, on=key, how="left", maintain_order="left")
    first = pl.col("written_in").is_null() | (pl.col("side") == "after")
    first |= (pl.col("side") == "before") & (pl.col("nth") < pl.col("written_in"))
    first_rows = year_texts.filter(first).sort("side", maintain_order=True)
    first_rows = first_rows.unique([*key, "row_no"], keep="first", maintain_order=True)
    quoted = first_rows.filter(pl.col("side") == "before").unique(key, keep="first", maintain_order=True)
    body = first_rows.filter(pl.col("side") == "body").join(quoted, on=key, how="anti")
    return pl.concat([first_rows.filter(pl.col("side") == "after"), quoted, body])


@rule("PIA113")
def text_cut_in_print(corpus: Corpus) -> pl.DataFrame:
    """Cells that hold text the print hides."""
    columns = ["edition_id", "row_no", "item_id", "source", "locator", "where", "text"]
    parts = [
        fields(corpus).with_columns(row_no=pl.lit(None, pl.Int64), where=pl.lit("body"), text="hidden").select(columns)
    ]
    for side, column in (("before", 3), ("after", 4)):
        frame = rows(corpus).with_columns(
            where=pl.lit(side), text=f"hidden_{side}", locator=cell(column), item_id=named_item()
        )
        parts.append(frame.select(columns))
    return pl.concat(parts).filter(pl.col("text").is_not_null()).select(
        "edition_id", "row_no", "item_id",
        params("where"),
        actual="text",
        subject="where",
        evidence=pl.concat_list(piece("locator", "text", role=pl.col("where"))),
    )  # fmt: skip
