"""A page of the manual for a terminal: headings, folded paragraphs, tables in columns, commands as they are typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from pia_audit.manual import CONTENTS, Page, page
from pia_audit.manual.page_tree import plain, target, tokens
from pia_audit.messages.wording import Wording
from pia_audit.reports.grid import columns_of, grid, wrapped

_WIDTH = 100
"""Columns of a paragraph where nobody says how many there are."""


def contents(lang: str) -> str:
    """The names and titles of all pages, by part."""
    wording = Wording(lang)
    parts = (
        (wording.say("manual", f"part.{part}"), [(name, page(name, lang).title) for name in inside])
        for part, inside in CONTENTS.items()
    )
    part_texts = ("\n".join((head, *(f"  {name:14}{title}" for name, title in lines))) for head, lines in parts)
    return "\n\n".join(part_texts) + "\n"


def text(manual_page: Page, width: int | None = None) -> str:
    """The page as text.

    Args:
        shown: the page.
        width: columns of the screen; ``None`` folds paragraphs to a usual width and tables not at all.

    Returns:
        The text, ending with a line break.
    """
    parts = [_heading(manual_page.title, "h1"), *_blocks(tokens(manual_page.text), width)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(title: str, tag: str) -> str:
    line = {"h1": "═", "h2": "─"}.get(tag)
    return f"{title}\n{line * columns_of(title)}" if line else f"■ {title}"


def _blocks(page_tokens: Sequence[Token], width: int | None) -> Iterator[str]:
    at = 0
    while at < len(page_tokens):
        end = _end(page_tokens, at)
        yield _block(page_tokens[at : end + 1], width)
        at = end + 1


def _end(page_tokens: Sequence[Token], at: int) -> int:
    """Where the block that begins there ends."""
    depth = 0
    for n in range(at, len(page_tokens)):
        depth += page_tokens[n].nesting
        if depth == 0:
            return n
    return len(page_tokens) - 1


def _block(page_tokens: Sequence[Token], width: int | None) -> str:
    first = page_tokens[0]
    if first.type in ("fence", "code_block"):
        return "\n".join(f"    {line}".rstrip() for line in first.content.rstrip("\n").split("\n"))
    if first.type == "heading_open":
        return _heading(plain(page_tokens[1]), first.tag)
    if first.type in ("bullet_list_open", "ordered_list_open"):
        return "\n".join(_items(page_tokens, width))
    if first.type == "table_open":
        return _table(page_tokens, width)
    inner = (t for t in page_tokens if t.type == "inline")
    return "\n".join(wrapped(_inline(t), width or _WIDTH) for t in inner)


def _items(page_tokens: Sequence[Token], width: int | None) -> Iterator[str]:
    """The entries of a list, each under its own beginning."""
    at, number = 1, int(page_tokens[0].attrGet("start") or 1)
    while at < len(page_tokens) - 1:
        end = _end(page_tokens, at)
        mark = f"{number}. " if page_tokens[0].type == "ordered_list_open" else "・"
        space = columns_of(mark)
        lines = "\n".join(_blocks(page_tokens[at + 1 : end], (width or _WIDTH) - space)).split("\n")
        yield "\n".join((mark if n == 0 else " " * space) + line for n, line in enumerate(lines))
        at, number = end + 1, number + 1


def _table(page_tokens: Sequence[Token], width: int | None) -> str:
    rows: list[list[str]] = []
    for at, token in enumerate(page_tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_inline(page_tokens[at + 1]))
    return grid(rows[1:], rows[0], width)


def _inline(token: Token) -> str:
    """Words with their commands in quotes as typed; a link out of the manual is told, one within it names its page."""
    out, href = "", ""
    for child in token.children or ():
        if child.type == "link_open":
            href = str(child.attrGet("href"))
        elif child.type == "link_close":
            link_target = target(href)
            out += f" ({link_target[0]})" if link_target else "" if href.startswith("#") else f" ({href})"
        elif child.type == "image":
            out += f"[{child.content}]"
        else:
            out += {"softbreak": " ", "hardbreak": "\n"}.get(child.type, child.content)
    return out
