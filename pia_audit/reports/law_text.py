"""What is known of the law's tables, on the screen and as JSON."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pia_audit.law import added as own
from pia_audit.law import known_tables, tables
from pia_audit.law.added import Added
from pia_audit.law.egov import LawError
from pia_audit.law.tables import Table
from pia_audit.messages.wording import Wording
from pia_audit.reports.grid import grid
from pia_audit.reports.json_text import dump

ROOM = "law"
_COLUMNS = ("table", "since", "until", "items", "days", "last")


def error(path: Path, why: LawError, wording: Wording) -> str:
    """The sentence for what is wrong with a file."""
    return wording.say(ROOM, f"error.{why.code}", path=path, **why.params)


def added(a: Added, wording: Wording, today: date) -> str:
    """What is printed of a text that was added: what it is used for, and what may be otherwise than meant."""
    days = {"day": a.day.isoformat(), "until": a.until.isoformat()}
    lines = [wording.say(ROOM, "add.done", law=a.law, table=a.table, count=_standing(a), name=a.name, **days)]
    if a.replaced:
        lines.append(wording.say(ROOM, "add.replaced", **days))
    if a.day == tables.shipped(a.table).days[-1]:
        lines.append(wording.say(ROOM, "add.same-day", **days))
    if a.day > today:
        lines.append(wording.say(ROOM, "add.future", today=today.isoformat(), **days))
    elif a.until > today:
        lines.append(wording.say(ROOM, "add.until-future", today=today.isoformat(), **days))
    lines += [
        wording.say(ROOM, "add.gap", since=since.isoformat(), until=until.isoformat())
        for since, until in _gaps(known_tables.table(a.table))
        if until == a.day - timedelta(1)
    ]
    return "\n".join(lines) + "\n"


def _standing(a: Added) -> int:
    """How many items of an added text are not 削除, which is how :func:`show_table` counts them."""
    return sum(bool(row.holder) for row in a.items.values())


def _gaps(item_table: Table) -> list[tuple[date, date]]:
    """First and last days of the times of which a table is not known, although it is before and after."""
    return [(end + timedelta(1), begin - timedelta(1)) for end, begin in item_table.gaps]


def _table_facts(item_table: Table) -> dict[str, Any]:
    last = item_table.ended - timedelta(1) if item_table.ended else item_table.until
    items = [e for e in item_table.on(last).values() if not e.deleted]
    return {
        "table": item_table.name,
        "since": item_table.since.isoformat(),
        "until": last.isoformat(),
        "ended": _iso(item_table.ended),
        "items": len(items),
        "days": len(item_table.amended) - 1,
        "last": item_table.amended[-1].isoformat(),
        "unknown": [{"since": since.isoformat(), "until": until.isoformat()} for since, until in _gaps(item_table)],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def show_json() -> str:
    """The tables and the texts that were added, for machines."""
    added_texts, broken = own.texts()
    texts = [
        {"name": a.name, "table": a.table, "law": a.law, "law_id": a.law_id, "day": a.day.isoformat(),
         "until": a.until.isoformat(), "items": _standing(a), "source": a.source, "sha256": a.sha256}
        for a in added_texts
    ]  # fmt: skip
    table_facts = [_table_facts(known_tables.table(name)) for name in tables.NAMES]
    article = {"subjects": len(tables.subjects()), "until": tables.meanings_until().isoformat()}
    order = {"items": _items_with_articles(), "until": _articles_until()}
    return dump(
        {"tables": table_facts, "article_19": article, "order_5": order, "added": texts, "unusable": list(broken)}
    )


def _items_with_articles() -> int:
    """Of how many items of the Act's tables it is known to which article of 命令第5号 they led."""
    return sum(len(tables.shipped(name).articles) for name in tables.NAMES)


def _articles_until() -> str:
    """A text that the user added holds no articles: they are known as far as the shipped table is."""
    return tables.shipped(tables.TABLE).until.isoformat()


def show_table(lang: str) -> str:
    """The same for reading."""
    wording = Wording(lang)
    rows = [
        [str(facts[c]) for c in _COLUMNS] for facts in (_table_facts(known_tables.table(name)) for name in tables.NAMES)
    ]
    until = tables.meanings_until().isoformat()
    parts = [
        grid(rows, [wording.say(ROOM, f"head.{c}") for c in _COLUMNS], None),
        wording.say(ROOM, "show.article", count=len(tables.subjects()), until=until),
        wording.say(ROOM, "show.order_5", count=_items_with_articles(), until=_articles_until()),
        wording.say(ROOM, "show.about"),
    ]
    parts += [
        wording.say(ROOM, "show.gap", table=name, since=since.isoformat(), until=until.isoformat())
        for name in tables.NAMES
        for since, until in _gaps(known_tables.table(name))
    ]
    added_texts, broken = own.texts()
    for a in added_texts:
        days = {"day": a.day.isoformat(), "until": a.until.isoformat()}
        parts.append(wording.say(ROOM, "show.added", name=a.name, law=a.law, table=a.table, source=a.source, **days))
    parts += [wording.say(ROOM, "show.broken", name=name, folder=tables.folder()) for name in broken]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
