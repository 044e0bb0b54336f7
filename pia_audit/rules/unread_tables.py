"""Findings between two editions of which one has a change table that could not be set into rows: which rows are new,
and whether a change has one, cannot be told then."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

from msgspec import Struct

from pia_audit.model.frames import Corpus

_UNREAD = ("table-torn", "change-table-strange", "pdf-table-without-columns", "pdf-table-without-rows")
_WITHOUT_ROW = frozenset({"PIA201", "PIA205", "PIA207", "PIA210"})
_OF_NEW_ROWS = frozenset({"PIA202", "PIA203", "PIA204", "PIA209"})
_BETWEEN_TABLES = frozenset({"PIA208"})


class UnreadTables(Struct, frozen=True):
    """The editions with such a table, and by newer edition the one before it with the day of its publication."""

    editions: frozenset[str]
    older: dict[str, tuple[str, date | None]]

    def judged(self, finding: dict[str, Any], day: date | None) -> tuple[str, str, str]:
        """Severity, confidence and arguments of a finding, whose row is of that day."""
        clause = self._clause(finding, day)
        if not clause:
            return finding["severity"], finding["confidence"], finding["params"]
        params: dict[str, Any] = json.loads(finding["params"] or "{}")
        return "info", "low", json.dumps({**params, "unread_table": clause}, ensure_ascii=False)

    def _clause(self, finding: dict[str, Any], day: date | None) -> str:
        rule, edition = finding["rule"], finding["edition_id"]
        if edition in self.editions and rule in _WITHOUT_ROW | _BETWEEN_TABLES:
            return "newer"
        older, published = self.older.get(edition, ("", None))
        if older not in self.editions:
            return ""
        if rule in _BETWEEN_TABLES:
            return "older"
        may_be_old = day is None or published is None or day <= published
        return "older" if rule in _OF_NEW_ROWS and may_be_old else ""


def unread_tables(corpus: Corpus) -> UnreadTables | None:
    """The editions whose change table stands in the file and was not read; ``None`` where there are none.

    Of a file with several editions it is not known whose table it is.
    """
    sources = {source for source, code in corpus.unread.select("source", "code").iter_rows() if code in _UNREAD}
    if not sources:
        return None
    with_rows = set(corpus.changes.get_column("edition_id").unique())
    pairs = corpus.editions.select("edition_id", "source").unique().rows()
    shared = Counter(source for _, source in pairs)
    editions = frozenset(e for e, source in pairs if source in sources and (shared[source] > 1 or e not in with_rows))
    older = corpus.pairs.select("new_edition", "old_edition", "old_on").iter_rows()
    return UnreadTables(editions, {new: (old, on) for new, old, on in older})
