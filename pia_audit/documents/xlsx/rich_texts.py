"""Texts of a workbook that are written in runs of several looks: which words are struck through, which nobody sees.

Looked at only where a workbook has such runs. Ruby is no text and is left out.
"""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape

from msgspec import Struct

from pia_audit.documents.xlsx.parts import Parts, attributes
from pia_audit.documents.xlsx.styles import STRIKE, Styles
from pia_audit.japanese.patterns import regex

_ITEM = regex(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN = regex(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>|<(?:\w+:)?r\s[^>]*>(.*?)</(?:\w+:)?r>", re.DOTALL)
_LOOK = regex(rb"<(?:\w+:)?rPr\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?rPr>)", re.DOTALL)
_WORDS = regex(rb"<(?:\w+:)?t\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?t>)")
_CELL = regex(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = regex(rb"<(?:\w+:)?v>\s*([0-9]{1,9})\s*</")
_ODD = regex(rb"<(?:\w+:)?(?:strike\b|color\b)")


class Run(Struct, frozen=True):
    """Words of one look; without a look of their own, those of the cell hold."""

    text: str
    look: bytes | None

    @property
    def is_struck(self) -> bool | None:
        """Whether the words are struck through; ``None`` where the cell says so."""
        return None if self.look is None else STRIKE.search(self.look) is not None


class CellWords(Struct, frozen=True):
    """A cell's words, apart by how they look."""

    live: str
    struck: str
    unseen: str


class RichTexts:
    """The cells of a workbook whose words do not all look the same."""

    def __init__(self, parts: Parts, styles: Styles) -> None:
        self._parts, self._styles = parts, styles

    def of_sheet(self, index: int) -> dict[str, CellWords]:
        """What the cells with such words say, by cell (``A3``)."""
        sheet = self._parts.of_sheet(index)
        looks = b"<is>" in sheet and (b"strike" in sheet or b"color" in sheet)  # found much sooner than the pattern
        inline = looks and _ODD.search(sheet) is not None
        if not self._shared and not inline:
            return {}
        struck = self._styles.struck(index)
        out = {}
        for tag, content in _CELL.findall(sheet):
            attrs = attributes(tag)
            runs = self._runs(attrs.get("t", ""), content, inline=inline)
            if runs and "r" in attrs:
                out[attrs["r"]] = self._apart(runs, attrs.get("s", "0"), struck=attrs["r"] in struck)
        return out

    def _runs(self, kind: str, content: bytes, *, inline: bool) -> list[Run]:
        if kind == "s" and self._shared and (number := _VALUE.search(content)):
            return self._shared.get(int(number[1]), [])
        return _runs(content) if kind == "inlineStr" and inline else []

    @cached_property
    def _shared(self) -> dict[int, list[Run]]:
        """The texts by number that have runs of a look of their own."""
        source = self._parts.part("xl/sharedStrings.xml")
        if not (b"strike" in source or b"color" in source) or not _ODD.search(source):
            return {}
        return {n: runs for n, item in enumerate(_ITEM.findall(source)) if _ODD.search(item) and (runs := _runs(item))}

    def _apart(self, runs: list[Run], style: str, *, struck: bool) -> CellWords:
        parts: dict[str, list[str]] = {"live": [], "struck": [], "unseen": []}
        ground = self._styles.ground_of(style)
        for run in runs:
            off = struck if run.is_struck is None else run.is_struck
            unseen = run.look is not None and self._styles.is_unseen(run.look, ground)
            parts["unseen" if unseen else "struck" if off else "live"].append(run.text)
        return CellWords(*("".join(parts[name]) for name in ("live", "struck", "unseen")))


def _runs(content: bytes) -> list[Run]:
    out = []
    for match in _RUN.finditer(content):
        body = match[1] if match[1] is not None else match[2]
        look = _LOOK.search(body)
        text = "".join(_text(w) for w in _WORDS.findall(body))
        out.append(Run(text, (look[1] or b"") if look else None))
    return out


def _text(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace")).replace("_x000D_", "")
