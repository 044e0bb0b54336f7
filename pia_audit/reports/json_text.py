"""JSON as every document of the program is written."""

from __future__ import annotations

import json
from typing import Any

VERSION = 1
FINDINGS = "pia-findings/1"
"""What the document of ``audit`` and ``reconcile`` calls itself."""


def dump(data: dict[str, Any]) -> str:
    """A document as JSON text, Japanese readable as it is."""
    return json.dumps({"version": VERSION, **data}, ensure_ascii=False, indent=1, default=str)
