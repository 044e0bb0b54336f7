"""Two editions whose texts hold what breaks careless renderers, and their reconciliation."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from pia_audit.audits.run import Audit, audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import Edition
from pia_audit.reports.report import AuditReport, build
from pia_audit.synthetic import generate

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org","x")',
    "]]>&lt;![CDATA[",
    "\u202egnp.exe\u202c と \u2066中\u2069",
    "あ" * 10_000,
    "<r><t>runs</t></r>",
    "_x0041_ {braces} %s $x$ `code` | pipe | @everyone #1 https://example.org www.example.org",
    "+1-2@3\ttab\nnext line\r\nlast",
    "＝SUM(A1)",
    "𠮷" * 400,
    "\x00\x07\x1b[31mred\x1b[0m",
)
"""One text for each trap."""


def editions(text: str) -> tuple[Edition, Edition]:
    """Two editions; the newer one has ``text`` in its title, in an item no row speaks of, and in a row's cells."""
    older, newer = generate(7, editions=2).editions
    items = tuple(replace(i, text=f"旧{text}") if i.item_id == "inquiry.contact" else i for i in older.items)
    new_items = tuple(replace(i, text=text) if i.item_id == "inquiry.contact" else i for i in newer.items)
    row = replace(newer.changes[-1], label=text, before=text, after=text + "！", note=text, quotes=())
    return (
        replace(older, title=text, items=items),
        replace(newer, title=text, items=new_items, changes=(*newer.changes, replace(row, row_no=row.row_no + 1))),
    )


@cache
def reconciled(text: str, lang: str = "ja") -> tuple[Audit, AuditReport]:
    """The audit of the two, and its report, made once for the renderers that are given it."""
    result = audit(paired([editions(text)]))
    return result, build(result, lang)
