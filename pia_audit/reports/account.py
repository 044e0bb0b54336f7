"""The account of files in words and as data: every file named or met has its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.model import FileEntry
from pia_audit.readers.account import STATUSES


def line(files: Sequence[FileEntry], wording: Wording) -> str:
    """How many files were read and what became of the others; nothing where one file was named and read."""
    if len(files) < 2 and all(f.status == "read" for f in files):
        return ""
    counts = Counter(f.status for f in files)
    parts = [wording.say("model", f"files.{s}", count=counts[s]) for s in STATUSES if counts[s] or s == "read"]
    return wording.say("model", "files.line", parts=parts, total=len(files))


def data(files: Sequence[FileEntry], lang: str) -> list[dict[str, Any]]:
    """The account for machines, a line for each file, with the reason in words and its code."""
    wording = Wording(lang)
    return [
        {
            "source": f.source,
            "status": f.status,
            "report_id": f.report_id or None,
            "edition": f.edition.isoformat() if f.edition else None,
            "editions": f.editions,
            "reason": wording.reason(f.reason) if f.reason else None,
            "code": f.reason.code if f.reason else None,
        }
        for f in files
    ]
