"""The marks by which a filled sheet and its rows are known again, wherever they were moved."""

from __future__ import annotations

import hashlib
import json
import re

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex

_MARK = regex(r'pia-audit/1 ([0-9a-f]*) (\d+) ([0-9a-f]{8}) (".*")', re.DOTALL)
_FINDING = regex(r"([A-Z]{2,6}\d{3}):([^:]*):([0-9a-f]{16})")
_QUESTION = regex(r"([^:]{1,20}):([0-9a-f]{16})")
_PLAIN = regex(r"[0-9a-fA-F]{16}")


class BadMark(ValueError):
    """A cell that was a sheet's mark once and is not what was written there."""


def mark(report_id: str, sha256: str, questions: int) -> str:
    """The sheet's mark: report, edition and number of questions, with a check on all three."""
    plain = report_id.isprintable() and "_x" not in report_id  # else a workbook might not keep it as it is
    name = json.dumps(report_id, ensure_ascii=not plain)
    return f"pia-audit/1 {sha256} {questions} {_check(name, sha256, str(questions))} {name}"


def _check(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def read_mark(text: str) -> tuple[str, str, int] | None:
    """Report id, sha256 and number of questions; ``None`` for any other text. Raises :class:`BadMark`."""
    if not text.lstrip().startswith("pia-audit/1 "):
        return None
    match = _MARK.fullmatch(text.strip())
    if not match or match[3] != _check(match[4], match[1], match[2]):
        raise BadMark(text)
    return str(json.loads(match[4])), match[1], int(match[2])


def finding(rule: str, item: str | None, fingerprint: str) -> str:
    """The sign of a finding's row."""
    return f"{rule}:{item or ''}:{fingerprint}"


def question(name: str, fingerprint: str) -> str:
    """The sign of a question's row."""
    return f"{name}:{fingerprint}"


def read_sign(text: str) -> dict[str, str | None] | None:
    """What a row's sign says, by the names of :class:`~pia_audit.checklists.filled.FilledRow`; ``None``: it is none."""
    plain = fold(text, Rung.WIDTH)
    if match := _FINDING.fullmatch(plain):
        return {"rule": match[1], "item": match[2] or None, "fingerprint": match[3]}
    if match := _QUESTION.fullmatch(plain):
        return {"question": match[1], "seen": match[2]}
    return {"fingerprint": plain.lower()} if _PLAIN.fullmatch(plain) else None
