"""The law's own tables by date: which item of a table is whose, for which process, from when to when.

``tables.json`` holds facts only: numbers, days and short names, read from the dated texts of the laws. It is parsed
when a citation first asks. Its parts, where every name, day and process is written once and referred to by its place in
a list (-1: none):

``days``, ``holders``, ``information``, ``laws``
    lists of ISO days and short names; a name that ends in … is cut, and never matched with certainty
``processes``
    ``[law, what the law's process is]``
``tables``
    by name: ``since`` and ``until`` (the days from which and up to which the table is known, the latter without its own
    day where it was repealed), ``ended`` (the day of the repeal) and ``items``: by number its periods
    ``[from, to, holder, process]``, of the tables of the information network with a list of ``cells`` at the end, where
    ``holder`` is who asks. A period of two is one in which the number stood there as 削除. ``articles``: by number the
    articles of 命令第5号 that the item leads to.
``cells``
    ``[providing holder, information …]``
``renumbered``
    item of 番号法別表第一 → item of 番号法別表, on 2024-05-27
``meanings``
    which 号 of 番号法第19条 meant what, by period
``never``
    numbers of a text that was published and never in force

A table that the user has laid beside (see :mod:`pia_audit.law.added`) goes on where the shipped one ends.
"""

from __future__ import annotations

import json
import os
import re
import sys
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field

from pia_audit.japanese.lists import number_key

TABLE_1, TABLE_2, TABLE = "番号法別表第一", "番号法別表第二", "番号法別表"
NETWORK, QUASI = "主務省令第2条の表", "準法定事務命令の表"
NAMES = (TABLE_1, TABLE_2, TABLE, NETWORK, QUASI)
"""The tables that are known, in the order in which they are shown."""

_CUT = "…"
_PARTS = ("又は", "若しくは", "及び", "、")


class Cell(NamedTuple):
    """Who provides which information, of an item of a table of the information network."""

    holder: str
    information: tuple[str, ...]


class Entry(NamedTuple):
    """An item in one of its periods; ``holder`` is who carries out the process, which is who asks.

    ``to`` is the first day on which it no longer stood so (``None``: it stands). An item that was struck out and kept
    its number (削除) is ``deleted`` and has no names.
    """

    number: str
    since: date
    to: date | None
    holder: str = ""
    law: str = ""
    process: str = ""
    cells: tuple[Cell, ...] = ()

    @property
    def deleted(self) -> bool:
        """Whether the number stood there as 削除."""
        return not self.holder

    def stands(self, day: date) -> bool:
        """Whether that day is in the period."""
        return self.since <= day and (self.to is None or day < self.to)


class Numbers(NamedTuple):
    """The items of a table for one condition.

    ``certain`` are those whose cell says exactly that name, ``listed`` also those that name it among others; of
    ``unclear`` items the names are not known well enough.
    """

    certain: frozenset[str]
    listed: frozenset[str]
    unclear: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.listed)


class Table(Struct, frozen=True, dict=True):
    """A table of the law: known from ``since`` on and up to ``until``; ``ended`` is the day of its repeal."""

    name: str
    since: date
    until: date
    ended: date | None
    entries: tuple[Entry, ...]
    articles: Mapping[str, tuple[tuple[str, date, date | None], ...]] = field(default_factory=dict)
    gaps: tuple[tuple[date, date], ...] = ()

    def knows(self, day: date | None) -> bool:
        """Whether the table's text of that day is known: it is not between two texts, of which one ended before the
        next began (``gaps``: the last day known and the first one known again)."""
        if day is None or any(end < day < begin for end, begin in self.gaps):
            return False
        return self.since <= day and (day < self.ended if self.ended else day <= self.until)

    def on(self, day: date) -> Mapping[str, Entry]:
        """The items that stood there on a day, in order, struck out ones among them."""
        return _on(self, self._beginning(day))

    def _beginning(self, day: date) -> date:
        """The first day of the time between two amendments that a day is in: the table is one all that time."""
        at = bisect_right(self._edges, day)
        return self._edges[at - 1] if at else date.min

    @cached_property
    def _edges(self) -> tuple[date, ...]:
        return tuple(sorted({d for e in self.entries for d in (e.since, e.to) if d is not None}))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def history(self) -> Mapping[str, tuple[Entry, ...]]:
        """Every item's periods, oldest first."""
        out: dict[str, list[Entry]] = {}
        for e in self.entries:
            out.setdefault(e.number, []).append(e)
        return {number: tuple(sorted(periods, key=lambda e: e.since)) for number, periods in out.items()}

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which any of its items became another."""
        change_days = {d for e in self.entries for d in (e.since, e.to) if d is not None and d != self.ended}
        return tuple(sorted(change_days))

    @cached_property
    def amended(self) -> tuple[date, ...]:
        """The same days without those on which a later text begins behind a time that is not known."""
        return tuple(day for day in self.days if not any(begin == day for _, begin in self.gaps))

    def dated(self, day: date | None) -> str:
        """A day of entry in writing: where the text before it is not known, the days among which it is."""
        if day is None:
            return ""
        ends = (end for end, begin in self.gaps if begin == day)
        return next((f"{end + timedelta(1)}～{day}" for end in ends), day.isoformat())

    @cached_property
    def laws(self) -> frozenset[str]:
        """The laws that its items name."""
        return frozenset(e.law for e in self.entries if e.law)

    @cached_property
    def holders(self) -> frozenset[str]:
        """Everybody its cells name as providing, each alone."""
        return frozenset(p for e in self.entries for c in e.cells for p in parts(c.holder) if not p.endswith(_CUT))

    @cached_property
    def information(self) -> frozenset[str]:
        """Every information that its cells name in full."""
        return frozenset(i for e in self.entries for c in e.cells for i in c.information if not i.endswith(_CUT))

    def provided(self, day: date, holder: str, information: str) -> Numbers:
        """The items by which ``holder`` provides ``information`` on a day."""
        return _provided(self, self._beginning(day), holder, information)

    def asked(self, day: date, holder: str, law: str) -> Numbers:
        """The items by which ``holder`` carries out (and asks for) processes of ``law`` on a day."""
        return _inquiry_items(self, self._beginning(day), holder, law)

    def asking(self, day: date, holder: str, phrase: str) -> Numbers:
        """The items by which ``holder`` asks, whose process holds ``words`` (第2欄に「…」が含まれる項) on a day."""
        return _asking(self, self._beginning(day), holder, phrase)

    def moved(self, number: str, day: date) -> str:
        """Where the process that had ``number`` before stands on a day: another number, or nothing."""
        return _moved(self, number, self._beginning(day))

    def changed(self, number: str, start: date, up_to: date) -> date | None:
        """The last day in (``after``, ``up_to``] on which the item became another; ``None``: it stayed as it was."""
        days = (day for e in self.history.get(number, ()) for day in (e.since, e.to) if day is not None)
        return max((day for day in days if start < day <= up_to), default=None)


@cache
def parts(holder: str) -> tuple[str, ...]:
    """The holders that a cell names, each alone."""
    for word in _PARTS:
        holder = holder.replace(word, "\n")
    return tuple(filter(None, holder.split("\n")))


@lru_cache(maxsize=256)
def _on(table: Table, day: date) -> Mapping[str, Entry]:
    day_entries = [e for e in table.entries if e.stands(day)]
    return {e.number: e for e in sorted(day_entries, key=lambda e: number_key(e.number))}


@lru_cache(maxsize=4096)
def _provided(table: Table, day: date, holder: str, information: str) -> Numbers:
    numbers_by_certainty: dict[str, set[str]] = {"certain": set(), "listed": set(), "unclear": set()}
    for entry, how in _naming_entries(table, holder, information):
        if entry.stands(day):
            numbers_by_certainty[how].add(entry.number)
    listed = frozenset(numbers_by_certainty["certain"] | numbers_by_certainty["listed"])
    return Numbers(
        frozenset(numbers_by_certainty["certain"]), listed, frozenset(numbers_by_certainty["unclear"] - listed)
    )


@lru_cache(maxsize=256)
def _naming_entries(table: Table, holder: str, information: str) -> tuple[tuple[Entry, str], ...]:
    """The items' periods in which a cell names both, and how surely: alone, among others, perhaps."""
    bare = information.split(_FURTHER)[0]
    how = {cell: _naming(cell, holder, bare) for cell in {cell for entry in table.entries for cell in entry.cells}}
    return tuple((entry, how[cell]) for entry in table.entries for cell in entry.cells if how[cell])


_FURTHER = "であって"
"""What follows in a cell, that the law's order says which of them, is no part of an information's name here."""


def _naming(cell: Cell, holder: str, information: str) -> str:
    wanted, providers = parts(holder), parts(cell.holder)
    names = all(h in providers for h in wanted)
    if names and information in cell.information:
        return "certain" if len(wanted) == len(providers) else "listed"
    some = any(h in providers for h in wanted) or cell.holder.endswith(_CUT)
    return "unclear" if some and any(_may_be(i, information) for i in cell.information) else ""


def _may_be(name: str, information: str) -> bool:
    """Whether a name, of which perhaps the beginning alone is known, is that of an information."""
    stem = name.removesuffix(_CUT)
    return name == information or (stem != name and (information.startswith(stem) or stem.startswith(information)))


@lru_cache(maxsize=4096)
def _inquiry_items(table: Table, day: date, holder: str, law: str) -> Numbers:
    law_entries = {n: e for n, e in _on(table, day).items() if e.law == law}
    certain = {n for n, e in law_entries.items() if e.holder == holder}
    wanted = set(parts(holder))
    listed = {n for n, e in law_entries.items() if wanted <= set(parts(e.holder))}
    unclear = {
        n for n, e in _on(table, day).items() if law in e.process or (n in law_entries and e.holder.endswith(_CUT))
    }
    return Numbers(frozenset(certain), frozenset(listed), frozenset(unclear - listed))


@lru_cache(maxsize=4096)
def _asking(table: Table, day: date, holder: str, phrase: str) -> Numbers:
    bare = phrase.split("であって")[0]
    holding = [(n, e, _holds(e, bare)) for n, e in _on(table, day).items() if not e.deleted]
    wanted = set(parts(holder))
    of_holder = {n: holds for n, e, holds in holding if wanted <= set(parts(e.holder))}
    listed = frozenset(n for n, holds in of_holder.items() if holds)
    certain = frozenset(n for n, e, _ in holding if n in listed and e.holder == holder)
    unclear = {n for n, holds in of_holder.items() if holds is None}
    unclear |= {n for n, e, holds in holding if e.holder.endswith(_CUT) and holds is not False}
    return Numbers(certain, listed, frozenset(unclear - listed))


def _holds(entry: Entry, phrase: str) -> bool | None:
    """Whether an item's process holds words; ``None`` where so much of it is not known here."""
    process = f"{entry.law}による{entry.process.rstrip(_CUT)}"
    if phrase in process:
        return True if not phrase.endswith(_ENDS) or _names_law(phrase, process) else None
    if not entry.law or entry.process.endswith(_CUT):
        return None
    return phrase in f"{entry.law}による{entry.process}に関する事務"


_ENDS = ("法", "法律")


def _names_law(law: str, words: str) -> bool:
    """Whether words name a law, and not only one whose name is longer: 国民健康保険法 is no 健康保険法, nor is an act
    that amends one and others."""
    return re.search(rf"(?<![一-龠々]){re.escape(law)}(?!等)", words) is not None


@lru_cache(maxsize=4096)
def _moved(table: Table, number: str, day: date) -> str:
    day_entries = _on(table, day)
    current_entry = day_entries.get(number)
    for old in reversed(table.history.get(number, ())):
        if old.since > day or old is current_entry or old.deleted or not old.process:
            continue
        process_key = (old.holder, old.law, old.process)
        if (
            current_entry is not None
            and not current_entry.deleted
            and (current_entry.holder, current_entry.law, current_entry.process) == process_key
        ):
            continue  # the same since an earlier amendment
        others = [n for n, e in day_entries.items() if n != number and (e.holder, e.law, e.process) == process_key]
        fresh = [n for n in others if not _had_same_text(table, n, old)]
        return fresh[0] if len(fresh) == 1 else ""
    return ""


def _had_same_text(table: Table, number: str, old: Entry) -> bool:
    """Whether an item said the same while the old one stood: then it is another's process, and no new number of it."""
    last = old.to or old.since
    return any(
        e.since < last and (e.to is None or e.to > old.since) and (e.law, e.process) == (old.law, old.process)
        for e in table.history.get(number, ())
    )


FOLDER = "PIA_AUDIT_LAW"
"""The environment's name for the folder of texts that the user added, where it is another than the usual one."""


def folder() -> Path:
    """The folder for texts that were added: ``PIA_AUDIT_LAW``, else the user's own folder for data of programs."""
    if setting := os.environ.get(FOLDER, "").strip():
        return Path(setting)
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~/AppData/Roaming")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return Path(base) / "pia-audit" / "law"


# --- what is shipped ----------------------------------------------------------------------------------


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((resources.files(__package__) / "tables.json").read_text(encoding="utf-8"))
    data["days"] = [date.fromisoformat(day) for day in data["days"]]
    return data


def _day(at: int) -> date | None:
    day: date | None = _data()["days"][at] if at >= 0 else None
    return day


@cache
def shipped(name: str) -> Table:
    """A table as it is shipped; raises ``KeyError`` for a name that is none of :data:`NAMES`."""
    data = _data()
    raw = data["tables"][name]
    days = [*data["days"], None]  # -1 is no day
    holders, processes, cells = data["holders"], _processes(), _cells()

    def entry(number: str, since: int, to: int, *columns: Any) -> Entry:
        if not columns:
            return Entry(number, days[since], days[to])
        law, process = processes[columns[1]]
        entry_cells = tuple([cells[at] for at in columns[2]]) if len(columns) > 2 else ()
        return Entry(number, days[since], days[to], holders[columns[0]], law, process, entry_cells)

    entries = [entry(number, *period) for number, periods in raw["items"].items() for period in periods]
    articles = {
        number: tuple((article, days[since], days[to]) for article, since, to in article_periods)
        for number, article_periods in raw.get("articles", {}).items()
    }
    return Table(name, days[raw["since"]], days[raw["until"]], days[raw["ended"]], tuple(entries), articles)


@cache
def _processes() -> list[tuple[str, str]]:
    data = _data()
    return [(data["laws"][law], process) for law, process in data["processes"]]


@cache
def _cells() -> list[Cell]:
    data = _data()
    holders, information = data["holders"], data["information"]
    return [Cell(holders[holder], tuple([information[i] for i in names])) for holder, *names in data["cells"]]


KNOWN: dict[str, Table] = {}
"""The tables as they are known here, by name; :func:`pia_audit.law.known_tables.table` fills it."""


def forget() -> None:
    """Read the user's own folder anew when a table is next asked for."""
    KNOWN.clear()


@cache
def shipped_numbers() -> frozenset[str]:
    """The number of every item that a shipped table had on any day; the tables themselves are not read for it."""
    return frozenset(number for raw in _data()["tables"].values() for number in raw["items"])


@cache
def renumbered() -> Mapping[str, str]:
    """Item of 番号法別表第一 → the item of 番号法別表 that it became on 2024-05-27."""
    return dict(_data()["renumbered"])


@cache
def renumbered_back() -> Mapping[str, str]:
    """Item of 番号法別表 → the item of 番号法別表第一 that it was."""
    return {new: old for old, new in renumbered().items()}


class Meaning(NamedTuple):
    """Which 号 of 番号法第19条 a subject had, in one of its periods."""

    subject: str
    item: str
    since: date
    to: date | None


@cache
def meanings(subject: str) -> tuple[Meaning, ...]:
    """The 号 of 番号法第19条 that a subject (``network``, ``commission-rules`` …) had, oldest first."""
    periods = _data()["meanings"].get(subject, ())
    return tuple(Meaning(subject, item, _day(since) or date.min, _day(to)) for item, since, to in periods)


def subjects() -> tuple[str, ...]:
    """The subjects of 番号法第19条 that are known."""
    return tuple(_data()["meanings"])


def meanings_until() -> date:
    """Up to which day the 号 of 番号法第19条 are known."""
    return _day(_data()["meanings_until"]) or date.min


class Never(NamedTuple):
    """Numbers of a text that was published and dropped before it was in force, as far as they are known.

    ``provided`` is by holder and information, ``asked`` by holder and law, both in 番号法別表第二; its 番号法別表第一
    had the numbers of today's 番号法別表.
    """

    law: str
    published: date
    dropped: date
    provided: Mapping[tuple[str, str], frozenset[str]]
    asked: Mapping[tuple[str, str], frozenset[str]]


@cache
def never() -> Never:
    """The text of the renumbering law that another law overtook on 2024-05-27."""
    data, raw = _data(), _data()["never"]
    provided = {(data["holders"][h], data["information"][i]): frozenset(n) for h, i, n in raw["provided"]}
    inquiry_items = {(data["holders"][h], data["laws"][law]): frozenset(n) for h, law, n in raw["asked"]}
    published, dropped = _day(raw["published"]) or date.min, _day(raw["dropped"]) or date.max
    return Never(raw["law"], published, dropped, provided, inquiry_items)


@cache
def holder_names() -> frozenset[str]:
    """Everybody that any shipped table names on any day, as asking, as carrying out a process, or as providing."""
    return frozenset(_data()["holders"])


@cache
def laws() -> tuple[str, ...]:
    """Every law's short name that an item of any table has, longest first."""
    return tuple(sorted({law for law in _data()["laws"] if law}, key=lambda law: (-len(law), law)))
