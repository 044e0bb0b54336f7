"""The pages' Markdown, parsed: what generates their parts is taken out, and raw HTML is text."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pia_audit.japanese.patterns import regex

_MARK = regex(r"^<!-- .* -->\n?", re.MULTILINE)
"""Where a part begins or ends that the program writes."""

_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_JOINT = regex(rf"(?<=[{_WIDE}])\n *(?=[{_WIDE}])")
"""A line break within a Japanese paragraph, where no space belongs."""

_LINK = regex(r"(?:\.\./(?:ja|en)/)?([a-z]+)\.md(?:#(.+))?")
_NOT_IN_ANCHORS = regex(r"[^\w\- ]")


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables; raw HTML is text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def tokens(text: str) -> list[Token]:
    """The tokens of a page's Markdown; a tag in it is text like any other."""
    return parser().parse(_unmarked(text))


def _unmarked(text: str) -> str:
    """The text without its marks and without the ends of Japanese lines, both of which are text in a fenced block."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _JOINT.sub("", _MARK.sub("", part)) for part in parts)


def plain(inline: Token) -> str:
    """What an inline token says, without its marks."""
    return "".join("\n" if t.type == "hardbreak" else " " if t.type == "softbreak" else t.content
                   for t in inline.children or ())  # fmt: skip


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return _NOT_IN_ANCHORS.sub("", heading.strip().lower()).replace(" ", "-")


def target(href: str) -> tuple[str, str] | None:
    """The page and the anchor that a link names; ``None`` for a link that leads out of the manual."""
    match = _LINK.fullmatch(href)
    return (match[1], match[2] or "") if match else None
