"""Texts of the law that the user has laid beside the shipped ones, in a folder of the user's own.

Each text is of one day. It is kept as what was read of it, with the digest of the file that it came from; the shipped
data stay as they are, and a table goes on from them with what the newer text has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.japanese.patterns import regex
from pia_audit.law import egov, tables
from pia_audit.law.egov import LawError, LawText, Row
from pia_audit.law.tables import Cell, Entry, Table, folder
from pia_audit.model.files import TooLarge, read_bounded
from pia_audit.model.plain_values import as_data

_FORMAT = 1
_LIMIT = 8 * 1024 * 1024
_FILE = regex(r"[0-9]{8}-[a-z0-9]+\.json")
_KEYS = {tables.TABLE: "table", tables.NETWORK: "network", tables.QUASI: "quasi"}
_LEAST = 0.5
"""How many of a table's items must be in a newer text of it, and of the same law: else it is another table."""


class Added(Struct, frozen=True):
    """A text of the law in the user's folder; ``until`` is the day up to which the user knows it to hold.

    ``replaced`` tells, of a text that has just been added, whether it took the place of another one of its day.
    """

    name: str
    table: str
    law: str
    law_id: str
    day: date
    until: date
    source: str
    sha256: str
    items: dict[str, Row]
    replaced: bool = False


def texts() -> tuple[tuple[Added, ...], tuple[str, ...]]:
    """The texts that were added, oldest first, and the names of files in the folder that cannot be used."""
    added_texts, broken = [], []
    for path in _files():
        try:
            added_texts.append(_read_file(path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            broken.append(path.name)
    return tuple(sorted(added_texts, key=lambda a: (a.day, a.name))), tuple(broken)


def _files() -> Iterator[Path]:
    try:
        names = sorted(folder().iterdir())
    except (OSError, RuntimeError):  # no such folder, or no home
        return
    yield from (path for path in names if _FILE.fullmatch(path.name))


def _read_file(path: Path) -> Added:
    if path.stat().st_size > _LIMIT:
        raise ValueError(path.name)
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["format"] != _FORMAT or data["table"] not in _KEYS:
        raise ValueError(path.name)
    day, until = date.fromisoformat(data["day"]), date.fromisoformat(data["until"])
    table, law, law_id = (str(data[n]) for n in ("table", "law", "law_id"))
    items = {n: _row(r) for n, r in data["items"].items()}
    return Added(path.name, table, law, law_id, day, until, str(data["source"]), str(data["sha256"]), items)


def _row(data: list[Any]) -> Row:
    holder, law, process, cells = data
    return Row(str(holder), str(law), str(process), tuple(Cell(str(h), tuple(map(str, i))) for h, i in cells))


def add(path: Path, day: date | None = None, until: date | None = None) -> Added:
    """Read an e-Gov law XML and keep what it says of its table; raises :class:`~pia_audit.law.egov.LawError`.

    ``day`` is the day of the text where the file's name does not say it; ``until`` the day up to which it is known to
    hold (default: its own day).
    """
    try:
        data = read_bounded(path, egov.LIMIT)
    except TooLarge as error:
        raise LawError("large", limit=f"{egov.LIMIT // 1024 // 1024}") from error
    except OSError as error:
        raise LawError("closed", reason=error.strerror or "?") from error
    text = egov.read(data, path.name, day)
    last = until or text.day
    if last < text.day:
        raise LawError("until-before", day=text.day.isoformat(), until=last.isoformat())
    _check(text)
    name = f"{text.day:%Y%m%d}-{_KEYS[text.table]}.json"
    added_text = Added(
        name,
        text.table,
        text.law,
        text.law_id,
        text.day,
        last,
        path.name,
        hashlib.sha256(data).hexdigest(),
        dict(text.items),
        replaced=(folder() / name).exists(),
    )
    try:
        folder().mkdir(parents=True, exist_ok=True)
        part = folder() / f".{name}.part"  # whole or not at all
        part.write_bytes(_data(added_text))
        part.replace(folder() / name)
    except OSError as error:
        raise LawError("not-kept", folder=str(folder()), reason=error.strerror or "?") from error
    tables.forget()
    return added_text


def _data(a: Added) -> bytes:
    record = {k: v.isoformat() if isinstance(v, date) else v for k, v in as_data(replace(a, items={})).items()}
    del record["replaced"]
    items = {
        n: [r.holder, r.law, r.process, [[c.holder, list(c.information)] for c in r.cells]] for n, r in a.items.items()
    }
    return json.dumps({"format": _FORMAT, **record, "items": items}, ensure_ascii=False, indent=0).encode()


def _check(text: LawText) -> None:
    """Refuse a text that is older than what is known, or that is no text of its table."""
    shipped_table = tables.shipped(text.table)
    if text.day < shipped_table.days[-1]:
        raise LawError("older", table=text.table, day=text.day.isoformat(), known=shipped_table.days[-1].isoformat())
    current_entries = shipped_table.on(shipped_table.until)
    same = [n for n, e in current_entries.items() if n in text.items and (e.deleted or e.law == text.items[n].law)]
    if len(same) < _LEAST * len(current_entries):
        raise LawError("unlike", table=text.table, same=len(same), of=len(current_entries))


def remove(name: str) -> bool:
    """Remove a text that was added, by its file's name; whether there was one."""
    if not _FILE.fullmatch(name) or not (folder() / name).is_file():
        return False
    (folder() / name).unlink()
    tables.forget()
    return True


def extended(shipped: Table) -> Table:
    """A shipped table with what newer texts of it say."""
    if shipped.name not in _KEYS:
        return shipped
    table = shipped
    for a in texts()[0]:
        if a.table == shipped.name and a.day >= table.days[-1]:
            table = _continued(table, a)
    return table


def _continued(older_table: Table, a: Added) -> Table:
    """A table from the day of a newer text on: items that are alike stay, others end or begin that day.

    Between the end of what is known and that day nothing is known, so amendments of that time are told as of that day.
    """
    entries = []
    unchanged: set[str] = set()
    for e in older_table.entries:
        if not e.stands(a.day):
            entries.append(e)
        elif e.number in a.items and _is_same(e, a.items[e.number]):
            entries.append(e)
            unchanged.add(e.number)
        elif e.since < a.day:
            entries.append(e._replace(to=a.day))
    entries += [
        Entry(number, a.day, None, row.holder, row.law, row.process, row.cells)
        for number, row in a.items.items()
        if number not in unchanged
    ]
    gap = () if a.day <= older_table.until + timedelta(1) else ((older_table.until, a.day),)
    return replace(
        older_table, entries=tuple(entries), until=max(older_table.until, a.until), gaps=(*older_table.gaps, *gap)
    )


def _is_same(e: Entry, row: Row) -> bool:
    """Whether an item is the same in both texts, as far as names that are cut can tell."""
    if e.deleted or row.deleted:
        return e.deleted == row.deleted
    if not (_same(e.holder, row.holder) and e.law == row.law and _same(e.process, row.process)):
        return False
    full, newer_information = (
        {(c.holder, i) for c in cells for i in c.information if i.endswith("関係情報")}
        for cells in (e.cells, row.cells)
    )
    return full == newer_information


def _same(first: str, second: str) -> bool:
    short, long = sorted((first.rstrip("…"), second.rstrip("…")), key=len)
    return short == long or ("…" in first + second and long.startswith(short))
