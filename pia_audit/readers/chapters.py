"""Chapters of a report: which of the form's one is, and what may be one that no form knows."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.documents.blocks import Row
from pia_audit.readers.headings import Heading, heading
from pia_audit.readers.printed import Level
from pia_audit.readers.vocabulary import Node, similar_nodes


def known_chapter(root: Node, looks: Heading) -> Node | None:
    """The form's chapter whose name the heading begins with, or nearly is."""
    chapters = [c for c in root.children if c.is_chapter]
    exact = [c for c in chapters if looks.key.startswith(c.key)]
    if exact:
        return max(exact, key=lambda c: len(c.key))
    near = [n for n in similar_nodes(root, looks.key) if n in chapters]
    return near[0] if near else None


def may_be_chapter(looks: Heading, stack: Sequence[Level]) -> bool:
    """Whether a heading no form knows may be a chapter: numbered on from the one that is open, and short."""
    if looks.kind == "annex":
        return 0 < len(looks.name) <= 40 and not ends_as_sentence(looks.name)
    last_number = int(stack[0].looks.number or 0) if stack and stack[0].kind == "chapter" else 0
    follows = int(looks.number) in (last_number, last_number + 1, last_number + 2)
    return follows and is_name(looks)


def is_name(looks: Heading) -> bool:
    """Whether the words of a heading are short, and no sentence."""
    return 0 < len(looks.name) <= 60 and not ends_as_sentence(looks.name)


def begins_anew(following: Row | None) -> bool:
    """Whether what follows a chapter's heading is its first item, so that the chapter begins once more."""
    first = next((c.full_text for c in following.cells if c.full_text), "") if following else ""
    looks = heading(first)
    if looks.kind == "item":
        return looks.number == "1"
    return looks.kind == "plain" and "ファイル" in first


def ends_as_sentence(text: str) -> bool:
    """Whether a text is a sentence, and therefore no heading."""
    return "。" in text or text.rstrip().endswith((".", "、", "る", "た"))


def is_open(text: str) -> bool:
    """Whether a bracket is left open at the end of a text."""
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")
