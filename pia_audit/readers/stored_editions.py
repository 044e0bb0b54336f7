"""Editions as plain data and back, without loss: what ``convert`` writes to Parquet and the archive keeps."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

import polars as pl
from msgspec.structs import replace

from pia_audit import forms
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow, Edition, Item, Quote, Unread
from pia_audit.readers import report_data
from pia_audit.readers.parquet_bounds import Damaged, decoded, fits

_NO_TEXT = regex("[\ud800-\udfff]")
"""Halves of a sign, which JSON can hold and a frame cannot."""

MOST_EDITIONS, MOST_ENTRIES = 20_000, 200
"""Editions of one Parquet file, and items or rows an edition has in it on average."""
MOST_BYTES = 256 * 1024 * 1024
"""Bytes of all texts of one Parquet file once unpacked; an edition has some ten thousand."""

MARK = "pia_audit_editions"
VERSION = 1
"""What JSON said that was written before the open format (:mod:`pia_audit.readers.report_data`); it is still read."""


def to_data(edition: Edition) -> dict[str, Any]:
    """An edition as nested dicts of text, numbers and lists; days are ISO text."""
    return {
        **_flat(edition, _FIELDS[Edition]),
        "published_on": _iso(edition.published_on),
        "items": [{**_flat(i, _FIELDS[Item]), "day": _iso(i.day)} for i in edition.items],
        "changes": [_row_data(r) for r in edition.changes],
        "unread": [
            {**_flat(u, _FIELDS[Unread]), "params": json.dumps(dict(u.params), ensure_ascii=False, default=str)}
            for u in edition.unread
        ],
    }


_FIELDS = {kind: kind.__struct_fields__ for kind in (Edition, Item, ChangeRow, Quote, Unread)}


def _flat(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a value."""
    return {n: getattr(value, n) for n in names}


_DAYS = ("changed_on", "changed_from", "changed_to")


def _row_data(row: ChangeRow) -> dict[str, Any]:
    return {
        **_flat(row, _FIELDS[ChangeRow]),
        **{n: _iso(getattr(row, n)) for n in _DAYS},
        "quotes": [_flat(q, _FIELDS[Quote]) for q in row.quotes],
        **{n: [{"side": side, "text": text} for side, text in getattr(row, n)] for n in ("hidden", "struck")},
    }


def from_data(data: dict[str, Any]) -> Edition:
    """The edition that :func:`to_data` took apart; raises ``KeyError``, ``TypeError`` or ``ValueError`` for others."""
    plain = {k: data[k] for k in _EDITION}
    edition = Edition(
        **plain,
        published_on=_day(data["published_on"]),
        items=tuple(map(_item, data["items"])),
        changes=tuple(map(_row, data["changes"])),
        unread=tuple(map(unread_from, data["unread"])),
    )
    return _whole(edition)


_T = TypeVar("_T", Edition, Item, ChangeRow, Quote)


def _whole(made: _T) -> _T:
    """What was made, if nothing is missing that must be there; else raises ``TypeError``."""
    if any(getattr(made, name) is None for name in _NEEDED[type(made)]):
        raise TypeError("missing")
    return made


_NEEDED: dict[type, tuple[str, ...]] = {
    kind: tuple(n for n in kind.__struct_fields__ if "None" not in kind.__annotations__[n])
    for kind in (Edition, Item, ChangeRow, Quote)
}


def _item(data: dict[str, Any]) -> Item:
    """An item; one that says it was read and holds no text is blank, as every reader has it."""
    lists = {k: tuple(data.get(k) or ()) for k in ("path", "options")}
    item = _whole(Item(**{**data, **lists, "day": _day(data.get("day"))}))
    return replace(item, status="blank") if item.status == "read" and item.text is None else item


_WORDS = (str, int, float, bool, type(None), list)


def unread_from(data: Mapping[str, Any]) -> Unread:
    """What could not be read, from a stored row, ``params`` being JSON or what it says.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what no program of ours wrote: it would fail where it is
    put in words.
    """
    params = data["params"]
    params = json.loads(params) if isinstance(params, str) else params or {}
    source, code, locator, fatal = (data[n] for n in ("source", "code", "locator", "fatal"))
    if not isinstance(params, dict) or not all(isinstance(v, _WORDS) for v in params.values()):
        raise TypeError("params")
    if not all(isinstance(t, str) for t in (source, code, locator)) or not isinstance(fatal, bool):
        raise TypeError("unread")
    return Unread(source, code, locator, params, fatal)


_EDITION = (
    "agency", "report_no", "title", "form", "form_version", "form_key", "source", "sha256", "origin", "encoding",
)  # fmt: skip


def _row(data: dict[str, Any]) -> ChangeRow:
    lists = {
        k: tuple(data.get(k) or ()) for k in ("item_ids", "mismatch", "cells", "group_ids", "candidates", "unreadable")
    }
    quotes = tuple(_whole(Quote(**q)) for q in data["quotes"])
    sides = {n: tuple((h["side"], h["text"]) for h in data.get(n) or ()) for n in ("hidden", "struck")}
    days = {n: _day(data[n]) for n in _DAYS}
    row_fields = {**data, **lists, "quotes": quotes, **sides, **days}
    return _whole(ChangeRow(**row_fields))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def to_parquet(editions: Iterable[Edition]) -> bytes:
    """Editions as one Parquet file, a row each, items and rows nested."""
    out = io.BytesIO()
    pl.DataFrame([to_data(e) for e in editions], schema=_schema(), orient="row").write_parquet(out)
    return out.getvalue()


def _schema() -> dict[str, Any]:
    s, i, f, b = pl.String, pl.Int64, pl.Float64, pl.Boolean
    item = {
        "item_id": s,
        "seq": i,
        "position": s,
        "label": s,
        "kind": s,
        "text": s,
        "status": s,
        "locator": s,
        "hidden": s,
        "path": pl.List(s),
        "options": pl.List(s),
        "struck": s,
        "day": s,
    }
    quote = {"item_id": s, "before": s, "after": s, "named": b}
    row: dict[str, Any] = {
        "row_no": i, "changed_on": s, "changed_on_text": s, "label": s, "before": s, "after": s, "timing": s,
        "timing_text": s, "note": s, "locator": s, "item_ids": pl.List(s), "anchor": s, "label_score": f,
        "mismatch": pl.List(s), "official": s, "quotes": pl.List(pl.Struct(quote)),
        "hidden": pl.List(pl.Struct({"side": s, "text": s})), "cells": pl.List(s), "changed_from": s, "changed_to": s,
        "outcome": s, "group_ids": pl.List(s), "candidates": pl.List(s), "label_meant": s,
        "struck": pl.List(pl.Struct({"side": s, "text": s})), "unreadable": pl.List(s),
    }  # fmt: skip
    lost: dict[str, Any] = {"source": s, "code": s, "locator": s, "params": s, "fatal": b}
    nested: dict[str, dict[str, Any]] = {"items": item, "changes": row, "unread": lost}
    return {
        **dict.fromkeys(("agency", "report_no", "title", "form", "form_version", "form_key", "published_on"), s),
        **{k: pl.List(pl.Struct(v)) for k, v in nested.items()},
        **dict.fromkeys(("source", "sha256", "origin", "encoding"), s),
    }


def read_stored(path: str, data: bytes) -> list[Edition] | Unread:
    """The editions of a JSON or Parquet file that ``convert`` wrote; :class:`Unread` for any other."""
    try:
        if data.startswith(b"PAR1"):
            frame = _bounded(data)
            if frame is None:
                return Unread(path, "unpacks-too-large", params={"editions": MOST_EDITIONS, "limit": MOST_BYTES})
            rows = frame.to_dicts()
        else:
            value = report_data.read_json(path, data)
            if isinstance(value, Unread):
                return value
            if isinstance(value, dict) and "format" in value:
                return report_data.editions_of(path, value)
            if not isinstance(value, dict) or value.get(MARK) != VERSION:
                return Unread(path, "not-stored-here")
            rows = value["editions"]
        return editions_from(rows) or Unread(path, "empty")
    except Damaged as error:
        return Unread(path, "stored-broken", params={"reason": str(error)})
    except Exception as error:  # a damaged file may fail anywhere in a decoder; the file is named and left
        return Unread(path, "stored-broken", params={"reason": f"{type(error).__name__}: {error}"[:200]})


def editions_from(rows: Iterable[Any]) -> list[Edition]:
    """Editions out of plain data; raises ``KeyError``, ``TypeError`` or ``ValueError`` for what no program of ours
    wrote: a value of another type would fail later, where nobody knows any more which file it came from."""
    data_rows, form_keys = list(rows), forms.keys()
    if not all(map(_is_edition(), data_rows)):
        raise TypeError("values")
    if any(row["form_key"] not in form_keys for row in data_rows):
        raise ValueError("form")
    return [from_data(row) for row in data_rows]


@cache
def _is_edition() -> Callable[[Any], bool]:
    """Whether plain data has the types of an edition: a frame made of others would fail later."""
    return _is(pl.Struct(_schema()))


def _is(dtype: Any) -> Callable[[Any], bool]:
    """Whether a value, or nothing, is of a polars type; of a struct there is never nothing."""
    if isinstance(dtype, pl.Struct):
        fields = [(f.name, _is(f.dtype)) for f in dtype.fields]
        return lambda v: isinstance(v, dict) and all(fits(v.get(name)) for name, fits in fields)
    if isinstance(dtype, pl.List):
        inner = _is(dtype.inner)
        return lambda v: v is None or (isinstance(v, list) and all(map(inner, v)))
    scalars: dict[Any, Callable[[Any], bool]] = {
        pl.String: _is_text,
        pl.Int64: _is_whole,
        pl.Boolean: lambda v: v is None or isinstance(v, bool),
        pl.Float64: lambda v: v is None or type(v) in (int, float),
    }
    return scalars[dtype]


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and _NO_TEXT.search(value) is None)


def _is_whole(value: Any) -> bool:
    return value is None or (type(value) is int and abs(value) < 2**63)


def _bounded(data: bytes) -> pl.DataFrame | None:
    """The frame of a Parquet file; ``None`` when it would take far more memory than editions do.

    A text that stands there a million times takes the room of one in the file and in the frame, not as Python's own.
    """

    if not fits(data, MOST_EDITIONS, MOST_ENTRIES, MOST_BYTES):
        return None
    frame = decoded(data)
    return frame if sum(map(_text_bytes, frame.get_columns())) <= MOST_BYTES else None


def _text_bytes(column: pl.Series) -> int:
    if isinstance(column.dtype, pl.List):
        return _text_bytes(column.explode())
    if isinstance(column.dtype, pl.Struct):
        return sum(map(_text_bytes, column.struct.unnest().get_columns()))
    return int(column.str.len_bytes().sum()) if column.dtype == pl.String else 8 * column.len()
