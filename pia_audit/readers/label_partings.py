"""Where a label ends and its value begins, both in one cell: 「名称：値」; and a chapter with its value behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell
from pia_audit.japanese.patterns import regex
from pia_audit.readers.chapters import known_chapter
from pia_audit.readers.headings import heading
from pia_audit.readers.vocabulary import Node

PARTINGS = (regex(r"\n"), regex(r"[\s\u3000]*[:：]"), regex(r"[ \u3000\t]+"))
"""What stands between a label and its value in one cell."""
SIGNS = PARTINGS[:2]
"""Those of them that stand there for nothing else."""
_STAR_BEHIND = regex(r"^(?:[(（]\s*※\s*[)）]|※\s*(?:[(（][^()（）]*[)）])?)[\s:：]*")
_NO_LABEL, _SENTENCE_END = "・●○◎■◆※[［☐□☑☒", regex("。(?![)）])")
"""Signs that no label begins with; labels hold a full stop only at the end of brackets."""
_PARTS = regex(r"[\s\u3000]*[:：]\s*|[ \u3000\n]+")
_LONGEST_HEAD, _MOST_PARTINGS = 120, 4


def chapter_apart(cells: list[Cell], root: Node) -> list[Cell]:
    """The cells with the value that stands behind a chapter's heading in one of its own: ``Ⅲ 判断結果：…``."""
    text = cells[0].full_text
    if len(text) > _LONGEST_HEAD or not heading(text).is_chapter:
        return cells
    for match in _PARTS.finditer(text, 1):
        head, value = text[: match.start()], text[match.end() :].strip()
        looks = heading(head)
        node = known_chapter(root, looks) if looks.kind == "chapter" and value else None
        if node is not None and node.item is not None and node.key == looks.key:
            return [replace(cells[0], text=t, whole=None) for t in (head, value)] + cells[1:]
    return cells


def split_labels(text: str, partings: Sequence[re.Pattern[str]], *, nearly: bool) -> Iterator[tuple[str, str]]:
    """The ways to take a text apart into a label and the value behind it, the likeliest first.

    The label may hold what parts it from its value (``1. 名称：値``), so that each of the first few such places counts;
    where the label may be spelled otherwise, the first of each kind alone.
    """
    text = text.strip()
    sentence = _SENTENCE_END.search(text)
    end = min(_LONGEST_HEAD, sentence.start() if sentence else len(text))
    for parting in partings if text[:1] not in _NO_LABEL else ():
        places = list(islice(parting.finditer(text, 1, end), 1 if nearly else _MOST_PARTINGS))
        for match in places:
            value = _STAR_BEHIND.sub("", text[match.end() :].strip())
            if value:
                yield text[: match.start()], value
