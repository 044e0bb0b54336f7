"""The trends as one page that loads nothing: figures as SVG in it, the tables' first rows below."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports import screen
from pia_audit.statistics import Trends
from pia_audit.statistics.output import table_text as tables

_NUMBER = regex(r"[-\u2212]?[\d,]+(?:\.\d+)?%?|\d{4}-\d\d-\d\d", re.ASCII)
_ID = regex(r'(\bid="|url\(#|href="#)')


def render(trends: Trends, figures: Mapping[str, str], lost: Sequence[Unread], lang: str, warning: str = "") -> str:
    """The page; ``figures`` are SVG by trend, and ``warning`` says why there are none."""
    wording = Wording(lang)
    files = resources.files(__package__)
    style = files.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    environment = Environment(autoescape=True, trim_blocks=False)
    environment.tests["number_like"] = lambda text: _NUMBER.fullmatch(text) is not None
    template = environment.from_string(files.joinpath("page.html.j2").read_text(encoding="utf-8"))
    parts = [_part(trends, n, figures.get(n), wording) for n in trends]
    for part in parts:
        part["figure"] = Markup(part["figure"]) if part["figure"] else ""
    phrases = {k: wording.say("trends", f"ui.{k}") for k in ("heading", "caution", "contents", "nothing")}
    return template.render(
        **phrases, lang=wording.lang, style=Markup(style), style_hash=digest, parts=parts, warning=warning,
        summary=tables.summary(trends, wording),
        remarks=tables.remarks(trends, wording), unread=screen.unread(lost, wording) if lost else "",
        files=wording.say("trends", "ui.files" if figures else "ui.tables_only"),
    )  # fmt: skip


def _part(trends: Trends, name: str, svg: str | None, wording: Wording) -> dict[str, Any]:
    heads, rows, height = tables.rows(trends, name, wording, tables.SHOWN)
    title = wording.say("trends", f"title.{name}")
    more = wording.say("trends", "ui.shown_of", shown=len(rows), of=f"{height:,}") if height > len(rows) else ""
    return {
        "name": name, "title": title, "note": wording.say("trends", f"note.{name}"), "heads": heads, "rows": rows,
        "more": more, "caption": wording.say("trends", "ui.table_of", title=title),
        "figure": _with_unique_ids(svg, name) if svg else "",
    }  # fmt: skip


def _with_unique_ids(svg: str, name: str) -> str:
    """The figure with ids of its own, since several stand on one page."""
    return _ID.sub(rf"\g<1>{name}-", svg)
