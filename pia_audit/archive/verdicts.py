"""Decisions as entries; what they say of an audit is worked out by :func:`pia_audit.audits.carry_over.apply`."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pia_audit.archive.entries import Entry, canonical, sha256
from pia_audit.audits.decisions import Decision, of_data
from pia_audit.model.plain_values import as_data


def values(decision: Decision, by: str) -> dict[str, Any]:
    """The fields of the entry that holds a decision."""
    data = {k: v.isoformat() if isinstance(v, date) else v for k, v in as_data(decision).items()}
    about = canonical(data)
    return {
        "kind": "decision", "by": by, "path": decision.source.encode("utf-8", "replace").decode(), "name": "",
        "content": sha256(about), "size": len(about), "frames": "", "about": about.decode(),
    }  # fmt: skip


def decision(entry: Entry) -> Decision:
    """The decision an entry holds; raises ``ValueError`` for an entry that holds something else."""
    return of_data(json.loads(entry.about))
