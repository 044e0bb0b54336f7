"""Names of sheets that every spreadsheet program takes: safe, short, and each once in a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from pia_audit.japanese.patterns import regex

_UNSAFE = regex(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_RESERVED = ("history", "")
LIMIT = 31
"""How long a name may be, in UTF-16 units as the programs count."""


def sheet_names(titles: Iterable[str], reserved: Iterable[str] = ()) -> list[str]:
    """A name for each title; those that would be alike, upper and lower case aside, get a number."""
    used = {t.casefold() for t in reserved}
    out = []
    for title in titles:
        name = _safe(title, LIMIT)
        number = 1
        while name.casefold() in used:
            number += 1
            tail = f" ({number})"
            name = _safe(title, LIMIT - len(tail)) + tail
        used.add(name.casefold())
        out.append(name)
    return out


def _safe(title: str, limit: int) -> str:
    text = " ".join(_UNSAFE.sub(" ", title).split()).strip("' ")
    while _length(text) > limit:
        text = text[:-1]
    text = text.rstrip("' ")
    return f"{text}_"[:limit] if text.casefold() in _RESERVED else text


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
