"""Colour on a terminal: put into finished text, after everything a report's own text might steer it with is out."""

from __future__ import annotations

import re

from pia_audit.reports.wording import Wording
from pia_audit.rules.catalogue import SEVERITIES

_CODES = {"error": "1;31", "warning": "33", "info": "36"}
_REMOVED, _ADDED = re.compile(r"\[-.+?-\]", re.DOTALL), re.compile(r"\{\+.+?\+\}", re.DOTALL)


def paint(text: str, words: Wording) -> str:
    """The text with its severities and differences coloured; the words that carry the meaning stay."""
    for severity in SEVERITIES:
        word = re.escape(words.term("severity", severity))
        text = re.sub(rf"^(\[?){word}(?=[\] ])", lambda m, s=severity: _in(_CODES[s], m[0]), text, flags=re.MULTILINE)
    text = _REMOVED.sub(lambda m: _in("31;9", m[0]), text)
    return _ADDED.sub(lambda m: _in("32", m[0]), text)


def _in(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
