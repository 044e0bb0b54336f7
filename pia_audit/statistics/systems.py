"""The life line of each information system a report names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from msgspec import Struct, field

from pia_audit.statistics.names import Name, names_in, one_system
from pia_audit.statistics.periods import Period
from pia_audit.statistics.source import Source, cached
from pia_audit.statistics.stock import counts
from pia_audit.statistics.turns import Story, Turn, stories

BEGAN = ("known", "named", "instead", "renamed", "remark")
"""How a stretch of a line begins. ``known``: the text before the first row names it already. ``named``: a row adds
it. ``instead``: a row puts it where another name stood, and the names share nothing: renamed or replaced, the text
does not tell. ``renamed``: the same, and the names share what is particular to them. ``remark``: only the remark
(予定) changed."""

ENDED = ("standing", "renamed", "remark", "replaced", "gone", "unrecorded")
"""How it ends. ``standing``: the newest edition names it. ``replaced``: another name stands in its place. ``gone``: a
row leaves it out. ``unrecorded``: the newest edition does not name it, and no row says so."""


class _Line(Struct):
    """A system while a story is walked: its stretches, the last one open."""

    stretches: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, name: Name, began: str, on: date | None, row_no: int | None) -> None:
        self.stretches.append(
            {"name": name.text, "key": name.key, "remark": name.remark, "planned": name.planned(on), "began": began,
             "since": on, "row_no": row_no, "ended": None, "until": None}
        )  # fmt: skip

    def end(self, ended: str, on: date | None) -> None:
        self.stretches[-1].update(ended=ended, until=on)


@cached
def systems(source: Source) -> pl.DataFrame:
    """The stretches of each system's life line in each report, in order.

    ``report_id, agency, item_id, line`` (number in the report), ``stretch``, ``name``, ``remark``, ``planned``,
    ``began`` (see :data:`BEGAN`), ``since`` (null: before the history begins), ``row_no``, ``ended`` (see
    :data:`ENDED`), ``until`` (null while it stands, or where no day is known). A line is one system: a name that a
    row replaces in the same place of the list by one that shares its particular words goes on as the same line.

    Read are the items in which a form asks for systems (③システムの名称 of 様式2, システムn of 様式3/4). ``planned``:
    the remark says 予定, or a beginning after the day of the row.

    What it cannot know: systems named in other items only; whether a plan was carried out when nobody took the remark
    away; a renaming to a name that shares nothing. Where ``source`` was not replayed, a row that quotes a part of the
    list tells of that part only.
    """
    wanted = (pl.col("item_id") == "handling.systems") | pl.col("item_id").str.contains(r"^system\[\d+\]\.name$")
    out: list[tuple[Any, ...]] = []
    count: dict[str, int] = {}
    for story in stories(source, wanted):
        for line in _lines(story):
            count[story.report_id] = count.get(story.report_id, 0) + 1
            head = (story.report_id, story.agency, story.item_id, count[story.report_id])
            out += [(*head, n, *(s[c] for c in _STRETCH)) for n, s in enumerate(line.stretches, 1)]
    s, i, d = pl.String, pl.Int64, pl.Date
    types = {"report_id": s, "agency": s, "item_id": s, "line": i, "stretch": i, "name": s, "remark": s,
             "planned": pl.Boolean, "began": s, "since": d, "row_no": i, "ended": s, "until": d}  # fmt: skip
    return pl.DataFrame(out, schema=types, orient="row")


_STRETCH = ("name", "remark", "planned", "began", "since", "row_no", "ended", "until")


def _lines(story: Story) -> Iterator[_Line]:
    """The lines of one item, those known from the beginning first."""
    lines: list[_Line] = []
    standing: dict[str, _Line] = {}
    for turn in story.turns:
        _earlier_names(names_in(turn.before), lines, standing)
        _turn(turn, lines, standing)
    printed = names_in(story.printed or "")
    _earlier_names(printed, lines, standing)
    keys = {n.key for n in printed}
    for key, line in standing.items():
        line.end("standing" if key in keys or story.printed is None else "unrecorded", None)
    yield from sorted(lines, key=lambda line: line.stretches[0]["since"] or date.min)


def _earlier_names(names: tuple[Name, ...], lines: list[_Line], standing: dict[str, _Line]) -> None:
    """What is named without a row that added it was there before."""
    for name in names:
        if name.key not in standing:
            line = _Line()
            line.begin(name, "known", None, None)
            lines.append(line)
            standing[name.key] = line


def _turn(turn: Turn, lines: list[_Line], standing: dict[str, _Line]) -> None:
    older_names, newer_names = names_in(turn.before), names_in(turn.after)
    old, new = {n.key: n for n in older_names}, {n.key: n for n in newer_names}
    pairs = _replaced(older_names, newer_names)
    for name in older_names:
        if name.key not in new:
            line = standing.pop(name.key)
            follower = pairs.get(name.key)
            renamed = follower is not None and one_system(name.key, follower.key)
            line.end("renamed" if renamed else "replaced" if follower else "gone", turn.on)
            if renamed and follower and follower.key not in standing:
                line.begin(follower, "renamed", turn.on, turn.row_no)
                standing[follower.key] = line
    instead = {n.key for n in pairs.values()}
    for name in newer_names:
        if name.key in old and name.remark != old[name.key].remark:
            standing[name.key].end("remark", turn.on)
            standing[name.key].begin(name, "remark", turn.on, turn.row_no)
        elif name.key not in standing:
            line = _Line()
            line.begin(name, "instead" if name.key in instead else "named", turn.on, turn.row_no)
            lines.append(line)
            standing[name.key] = line


def _replaced(older_names: tuple[Name, ...], newer_names: tuple[Name, ...]) -> dict[str, Name]:
    """Which new name stands where a name that went had stood: between the same neighbours that stayed."""
    shared_keys = {n.key for n in older_names} & {n.key for n in newer_names}
    older_by_place, new = _places(older_names, shared_keys), _places(newer_names, shared_keys)
    pairs: dict[str, Name] = {}
    for neighbour, names in older_by_place.items():
        free = list(new.get(neighbour, ()))
        for name in names:
            like = next((n for n in free if one_system(name.key, n.key)), None)
            if like:
                free.remove(like)
                pairs[name.key] = like
        remaining_names = [n for n in names if n.key not in pairs]
        if len(remaining_names) == len(free) == 1:
            pairs[remaining_names[0].key] = free[0]
    return pairs


def _places(names: tuple[Name, ...], shared_keys: set[str]) -> dict[str, list[Name]]:
    """The names that do not stay, by the name before them that does."""
    places: dict[str, list[Name]] = {}
    last = ""
    for name in names:
        if name.key in shared_keys:
            last = name.key
        else:
            places.setdefault(last, []).append(name)
    return places


def system_counts(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """How many reports name each system at the end of each period; see :func:`pia_audit.statistics.stock.counts`."""
    return counts(source, systems(source), period)
