"""The manual as one web page: all pages with their contents and a search, nothing asked for, printable.

It has the style of the reports' pages and their content security policy: its own style and script, by their hash, and
nothing else. Each page is an article; the script shows one at a time, and without it all of them stand there.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jinja2 import Environment, StrictUndefined
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from msgspec import Struct

from pia_audit.manual import CONTENTS, Page, pages
from pia_audit.manual.page_tree import anchor, parser, plain, target, tokens
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.reports.html.page import policy, style

if TYPE_CHECKING:
    from jinja2 import Template


class Article(Struct, frozen=True):
    """A page as markup, with the headings of its parts: their ids and their words."""

    page: Page
    body: Markup
    headings: tuple[tuple[str, str], ...]


def manual_page(lang: str, start: str = "") -> str:
    """The whole manual as one HTML document, in the language of its reader.

    Args:
        lang: ``ja`` or ``en``.
        start: the name of the page that is shown first; without it the first one.

    Returns:
        The document.
    """
    wording = Wording(lang)
    articles = _articles(pages(lang), wording)
    css, script = style(lang) + _asset("manual.css"), _asset("manual.js")
    return _template().render(
        lang=lang, policy=policy(css, script), style=Markup(css), script=Markup(script),
        data=_data(lang, start or next(iter(articles))), parts=_parts(articles),
        around=_around(list(articles.values())),
        say=lambda key, **params: wording.say("manual", key, **params),
        html=lambda key, **params: wording.say("html", key, **params),
    ) + "\n"  # fmt: skip


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("manual.html.j2"))


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _parts(articles: Mapping[str, Article]) -> dict[str, list[Article]]:
    return {part: [articles[name] for name in inside] for part, inside in CONTENTS.items()}


def _around(articles: Sequence[Article]) -> dict[str, tuple[Article | None, Article | None]]:
    """The page before each page and the page after it."""
    previous_pages, next_pages = [None, *articles], [*articles[1:], None]
    return {a.page.name: (b, c) for a, b, c in zip(articles, previous_pages, next_pages, strict=False)}


def _data(lang: str, start: str) -> Markup:
    """What the script needs; nothing in it can end the element it stands in."""
    data = {"start": start, "words": catalogue(lang, "manual")["script"]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _articles(manual_pages: Sequence[Page], wording: Wording) -> dict[str, Article]:
    """Every page as an article; a link to a heading that the page has in another language only leads to the page."""
    parsed = {page.name: tokens(page.text) for page in manual_pages}
    headings = {name: tuple(_identified(page_tokens, name)) for name, page_tokens in parsed.items()}
    ids = {str(t.attrGet("id")) for page_tokens in parsed.values() for t in page_tokens if t.type == "heading_open"}
    for name, page_tokens in parsed.items():
        for child in (child for token in page_tokens for child in token.children or ()):
            _link(child, name, ids)
            _picture(child)
    bodies = {
        n: Markup(_Renderer().render(page_tokens, parser().options, {"words": wording}))
        for n, page_tokens in parsed.items()
    }
    return {page.name: Article(page, bodies[page.name], headings[page.name]) for page in manual_pages}


def _identified(page_tokens: Sequence[Token], name: str) -> Iterator[tuple[str, str]]:
    """Give each heading its id, which no other page has, and tell those of the page's parts."""
    met: Counter[str] = Counter()
    for at, token in enumerate(page_tokens):
        if token.type == "heading_open":
            heading_text = plain(page_tokens[at + 1])
            heading_anchor = anchor(heading_text)
            token.attrSet(
                "id", f"{name}--{heading_anchor}" + (f"-{met[heading_anchor]}" if met[heading_anchor] else "")
            )
            met[heading_anchor] += 1
            if token.tag == "h2":
                yield str(token.attrGet("id")), heading_text


def _link(token: Token, name: str, ids: Container[str]) -> None:
    """A link to a page or to a part of one leads there within the document."""
    href = unquote(str(token.attrGet("href") or "")) if token.type == "link_open" else ""
    page, part = (name, href[1:]) if href.startswith("#") else target(href) or ("", "")
    if page:
        token.attrSet("href", f"#{page}--{part}" if f"{page}--{part}" in ids else f"#{page}")


def _picture(token: Token) -> None:
    """A picture stands in the document itself."""
    if token.type == "image":
        name = str(token.attrGet("src")).rpartition("/")[2]
        data = (resources.files(__package__) / "pictures" / name).read_bytes()
        token.attrSet("src", "data:image/png;base64," + base64.b64encode(data).decode("ascii"))


class _Renderer(RendererHTML):
    """Tables and printed text can be scrolled, by key as well."""

    def table_open(self, page_tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ARG002
        heads = [plain(t) for t in _head(page_tokens, at)]
        label = Markup.escape(env["words"].say("manual", "page.table", of=" / ".join(filter(None, heads))))
        return f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table class="grid c{len(heads)}">'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def th_open(self, page_tokens: Sequence[Token], at: int, *_: Any) -> str:
        return f'<th scope="col"{_number(page_tokens[at])}>'

    def td_open(self, page_tokens: Sequence[Token], at: int, *_: Any) -> str:
        return f"<td{_number(page_tokens[at])}>"

    def code_inline(self, page_tokens: Sequence[Token], at: int, *_: Any) -> str:
        spans = (Markup("<span>{}</span>").format(w) if "-" in w and len(w) <= _WORD else w
                 for w in page_tokens[at].content.split(" "))  # fmt: skip
        return f"<code>{Markup(' ').join(spans)}</code>"

    def fence(self, page_tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:  # noqa: ARG002
        kind = "typed" if page_tokens[at].info.strip() in _TYPED else "printed"
        label = Markup.escape(env["words"].say("manual", f"page.{kind}"))
        text = Markup.escape(page_tokens[at].content.rstrip("\n"))
        return f'<pre class="{kind}" tabindex="0" role="group" aria-label="{label}"><code>{text}</code></pre>\n'

    def code_block(self, page_tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return self.fence(page_tokens, at, options, env)


def _number(cell: Token) -> str:
    """A column set to the right is one of numbers; a style of its own the page's policy does not let a cell have."""
    return ' class="n"' if "right" in str(cell.attrGet("style")) else ""


_WORD = 24
"""Up to so many letters a word of a command that has hyphens stands on one line."""

_TYPED = ("sh", "shell", "powershell")


def _head(page_tokens: Sequence[Token], at: int) -> Iterator[Token]:
    """The heads of the table that begins there."""
    for n in range(at, len(page_tokens)):
        if page_tokens[n].type == "thead_close":
            return
        if page_tokens[n].type == "th_open":
            yield page_tokens[n + 1]
