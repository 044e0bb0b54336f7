"""What was read in a file (its reading) as rows of the archive's tables, and back, without loss.

Lists lie in a column as JSON, an empty one as NULL. Text that holds half a character, which no text of a database can,
lies there as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from pia_audit.archive.entries import Entry
from pia_audit.archive.schema import CHANGES, ITEMS

Row = tuple[Any, ...]
Data = dict[str, Any]

_LISTS = {
    "items": ("path", "options"),
    "changes": ("item_ids", "mismatch", "hidden", "cells", "group_ids", "candidates", "struck", "unreadable"),
}
_FIELDS = {c.name: c.names[1:] for c in (ITEMS, CHANGES)}
_HEAD = ("agency", "report_no", "title", "form", "form_version", "published_on")
_QUOTE = ("item_id", "before", "after", "named")


class Reading(Struct):
    """The rows of what was read in one file, without their ids.

    An edition begins with its ``edition_id``, an item and a change row with the place of their edition, from 0; a
    change row ends with its quotes. Of rows out of an archive the first is the id; the quotes are by themselves, each
    with the id of its change row.
    """

    editions: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)


def reading_of(data: Sequence[Mapping[str, Any]], edition_ids: Sequence[str], path: str, content: str) -> Reading:
    """The rows of a file's editions as plain data; what the file's entry says already is left out."""
    reading = Reading()
    for position, (edition, edition_id) in enumerate(zip(data, edition_ids, strict=True)):
        source = None if edition["source"] == path else edition["source"]
        digest = None if edition["sha256"] == content else edition["sha256"]
        form, origin, encoding = (edition[n] for n in ("form_key", "origin", "encoding"))
        reading.editions.append((edition_id, form, origin, source, digest, encoding, json_of(edition["unread"])))
        reading.items += ((position, *_values("items", item)) for item in edition["items"])
        reading.changes += (
            (position, *_values("changes", row), [tuple(q[n] for n in _QUOTE) for q in row["quotes"]])
            for row in edition["changes"]
        )
    return reading


def editions_of(reading: Reading, entry: Entry) -> tuple[list[Data], list[tuple[str, str]]]:
    """The editions of an entry as plain data, out of its rows, with their report and edition ids.

    Raises ``TypeError`` or ``ValueError`` for rows that no program of ours wrote.
    """
    editions: dict[int, Data] = {}
    for head, (number, _, form_key, origin, source, digest, encoding, unread) in zip(
        entry.heads, reading.editions, strict=True
    ):
        editions[number] = {
            **{n: getattr(head, n) for n in _HEAD}, "form_key": form_key, "origin": origin,
            "source": entry.path if source is None else text_of(source), "encoding": encoding,
            "sha256": entry.content if digest is None else digest, "unread": _list(unread), "items": [], "changes": [],
        }  # fmt: skip
    rows = dict(_placed("items", reading.items, editions))
    rows = dict(_placed("changes", reading.changes, editions))
    for data in rows.values():
        data["quotes"] = []
    for number, *values in reading.quotes:
        rows[number]["quotes"].append(_quote(values))
    ids = [(head.report_id, text_of(row[1])) for head, row in zip(entry.heads, reading.editions, strict=True)]
    return list(editions.values()), ids


def _placed(name: str, rows: Iterable[Row], editions: Mapping[int, Data]) -> Iterator[tuple[int, Data]]:
    """Id and data of each row, which is put into its edition."""
    for row in rows:
        if row[1] not in editions:
            raise ValueError("edition")
        data = _data(name, row[2:])
        editions[row[1]][name].append(data)
        yield row[0], data


def json_of(value: Any) -> str | None:
    """A list, or what else JSON can hold, as it lies in a column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None


def bound(row: Row) -> Row:
    """A row with bytes for the texts that hold half a character."""
    return tuple(map(_bound, row))


def text_of(value: Any) -> Any:
    """The text that bytes in a column stand for; anything else as it is."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def _bound(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogatepass")
    return value


def _values(name: str, data: Mapping[str, Any]) -> Iterator[Any]:
    lists = _LISTS[name]
    return (json_of(data[c]) if c in lists else data[c] for c in _FIELDS[name])


def _data(name: str, values: Sequence[Any]) -> Data:
    data = dict(zip(_FIELDS[name], map(text_of, values), strict=True))
    return data | {column: _list(data[column]) for column in _LISTS[name]}


def _list(value: Any) -> Any:
    return [] if value is None else json.loads(text_of(value))


def _quote(values: Sequence[Any]) -> Data:
    item_id, older, newer, by_label = map(text_of, values)
    if by_label not in (0, 1):
        raise TypeError("named")
    return {"item_id": item_id, "before": older, "after": newer, "named": bool(by_label)}
