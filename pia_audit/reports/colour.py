"""Colour on a terminal: put into finished text, after everything a report's own text might steer it with is out."""

from __future__ import annotations

import re
from functools import partial

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.rules.catalogue import SEVERITIES

_CODES = {"error": "1;31", "warning": "33", "info": "36"}
_REMOVED, _ADDED = regex(r"\[-.+?-\]"), regex(r"\{\+.+?\+\}")


def paint(text: str, wording: Wording) -> str:
    """The text with its severities and differences coloured; the words that carry the meaning stay."""
    for severity in SEVERITIES:
        word = re.escape(wording.term("severity", severity))
        text = re.sub(rf"^\[?{word}(?=[\] ])", partial(_in, _CODES[severity]), text, flags=re.MULTILINE)
    text = _REMOVED.sub(partial(_in, "31;9"), text)
    return _ADDED.sub(partial(_in, "32"), text)


def _in(code: str, match: re.Match[str]) -> str:
    return f"\x1b[{code}m{match[0]}\x1b[0m"
