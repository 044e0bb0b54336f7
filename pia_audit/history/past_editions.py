"""Past editions, rebuilt from the newest one and its own change rows."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, cast

from msgspec.structs import replace

from pia_audit.history import views
from pia_audit.history.corpus_replay import replayed
from pia_audit.model import ChangeRow, Edition, Item, Status
from pia_audit.model.frames import Corpus


def rebuilt(edition: Edition) -> tuple[Edition, ...]:
    """Every edition the history knows, oldest first, the printed one last.

    There is one for each 変更日; its items are the as-of view of that day and its rows those dated by then.
    The 公表日 of a rebuilt edition is that 変更日, which is usual but not certain.
    """
    corpus = replayed(Corpus.of([edition]))
    days = sorted({r.changed_on for r in edition.changes if r.changed_on})
    past = [d for d in days if edition.published_on is None or d < edition.published_on]
    return (*(_on(edition, corpus, day) for day in past), edition)


def _on(edition: Edition, corpus: Corpus, day: date) -> Edition:
    states = {r["item_id"]: r for r in views.as_of(corpus, day).iter_rows(named=True)}
    items = tuple(_item(i, states[i.item_id]) for i in edition.items)
    fingerprint = hashlib.sha256(f"{edition.sha256}@{day}".encode()).hexdigest()
    return replace(
        edition,
        published_on=day,
        items=items,
        changes=tuple(r for r in edition.changes if _by(r, day)),
        sha256=fingerprint,
        origin="rebuilt",
        title=states["cover.title"]["text"] or edition.title if "cover.title" in states else edition.title,
        unread=(),
    )


def _by(row: ChangeRow, day: date) -> bool:
    start = row.changed_from or row.changed_on
    return start is not None and start <= day


def _item(item: Item, state: dict[str, Any]) -> Item:
    return replace(item, text=state["text"], status=cast("Status", state["status"]))
