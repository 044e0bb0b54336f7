"""The list of rules, straight from the catalogue: no rule is loaded for it."""

from __future__ import annotations

from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.reports.grid import grid
from pia_audit.reports.json_text import dump
from pia_audit.rules.catalogue import Entry
from pia_audit.rules.directory import running


def rules_json(lang: str) -> str:
    """All rules that run, with severity and title."""
    return dump({"rules": [brief(e, lang) for e in running()]})


def brief(entry: Entry, lang: str) -> dict[str, Any]:
    """A rule in a line: code, slug, severity, title, how sure its basis is and what it needs."""
    return {
        "rule": entry.code,
        "slug": entry.slug,
        "severity": entry.severity,
        "title": entry.prose(lang).title,
        "sure": entry.sure,
        "needs": entry.needs,
    }


def rules_table(lang: str) -> str:
    """The same as a table."""
    wording = Wording(lang)
    headers = [wording.ui(k) for k in ("code", "severity_head", "rule_title", "name")]
    rows = [[e.code, wording.term("severity", e.severity), e.prose(lang).title, e.slug] for e in running()]
    return grid(rows, headers) + "\n"
