"""The labels of fields that a cell of the change table prints before what it says of each."""

from __future__ import annotations

import re

from pia_audit.model import Item
from pia_audit.readers.headings import heading

_LABEL_GAP = r"[\s\u3000:：]*"
_SHORTENED = 3
"""So many signs of a name are a short form of it."""


def label_in(text: str, item: Item) -> re.Match[str] | None:
    """Where the item's name or number stands before what a cell says of it: at a line's head, or within a line where a
    number or a colon marks it."""
    looks = heading(item.path[-1].split("※")[0].strip()) if item.path else None
    if looks is None or not looks.name:
        return None
    number = item.path[-1].strip()[:1] if looks.kind == "circled" else ""
    prefix = rf"^[\s\u3000]*(?:{re.escape(number)}|[【＜<(（「]|[0-9０-９]{{1,2}}\s*[.．、])?\s*"
    wanted = rf"(?m:{prefix}{re.escape(looks.name)}[】＞>)）」]?{_LABEL_GAP})"
    by_name = re.search(wanted, text) if looks.name in text else None  # most names stand nowhere: no pattern is made
    if by_name is None and looks.name in text:  # in one line with others, where its number or a colon marks it
        within = rf"{number}[\s\u3000]*{re.escape(looks.name)}{_LABEL_GAP}" if number else ""
        by_name = re.search(rf"(?<=[\s\u3000])(?:{within or re.escape(looks.name) + '[:：]' + _LABEL_GAP})", text)
    if by_name is not None or not number or number not in text:
        return by_name
    short = _shortened(text, number, looks.name)
    at_line = re.search(rf"(?m:^\s*{number}{short}{_LABEL_GAP})", text)
    alone = text.count(number) == 1  # where a converter made the line's break a blank
    return at_line or (re.search(rf"(?<=[\s\u3000]){number}{short}{_LABEL_GAP}", text) if alone else None)


def _shortened(text: str, number: str, name: str) -> str:
    """The beginning of a name that stands behind its number in a text, apart from what follows; a form may have called
    the field so before: ②所属長 for ②所属長の役職名."""
    behind = text[text.index(number) + len(number) :].lstrip()
    length = next(
        (n for n, (a, b) in enumerate(zip(behind, name, strict=False)) if a != b), min(len(behind), len(name))
    )
    parted = behind[length : length + 1]
    return rf"\s*{re.escape(name[:length])}" if length >= _SHORTENED and (parted.isspace() or parted in "：:") else ""
