"""Decisions as entries; what they say of an audit is worked out by :func:`pia_audit.standing.apply`."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from pia_audit.archive.entries import Entry, canonical, sha256
from pia_audit.decisions import Decision

_NAMES = frozenset(f.name for f in fields(Decision))


def values(decision: Decision, by: str) -> dict[str, Any]:
    """The fields of the entry that holds a decision."""
    data = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(decision).items()}
    about = canonical(data)
    return {
        "kind": "decision", "by": by, "path": decision.source.encode("utf-8", "replace").decode(), "name": "",
        "content": sha256(about), "size": len(about), "frames": "", "about": about.decode(),
    }  # fmt: skip


def decision(entry: Entry) -> Decision:
    """The decision an entry holds; what only a later version knows of it is left alone."""
    data = {k: v for k, v in json.loads(entry.about).items() if k in _NAMES}
    days = {k: date.fromisoformat(data[k]) if data[k] else None for k in ("on", "until")}
    return Decision(**{**data, **days})
