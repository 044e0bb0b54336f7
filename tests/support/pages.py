"""How tests make and open pages of the HTML report, and texts that try to be something else than text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.audits.run import Audit, audit
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports import report as model
from pia_audit.reports.html import audit_page

DATA = Path(__file__).parents[2] / "data"
HOSTILE = (
    '<script>document.title="taken"</script>"><img src=x onerror="document.title=1">=HYPERLINK("http://a.example","x") '
    "]]> </script> --> {{7*7}} \u202eturned\u202c \u200f\x07"
)
LONG = "長" * 5_000 + "W" * 5_000


class Made(Struct):
    """An audit, its page as a file, and what the audit was."""

    path: Path
    result: Audit
    text: str


class Opened(Struct):
    """A page in the browser, with everything it complained about and everything it asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def made(
    editions: Sequence[Edition], path: Path, lang: str = "ja", unread: tuple[Unread, ...] = (), **options: Any
) -> Made:
    """The page of these editions, written to ``path``."""
    return page_of(audit(Corpus.of(editions), **options), path, lang, unread)


def page_of(result: Audit, path: Path, lang: str = "ja", unread: tuple[Unread, ...] = ()) -> Made:
    """The page of an audit, written to ``path``."""
    text = audit_page(result, model.build(result, lang, unread))
    path.write_text(text, encoding="utf-8", newline="")
    return Made(path, result, text)


def hostile(edition: Edition) -> Edition:
    """A report whose every kind of text tries to be something else than text."""
    bad = HOSTILE + LONG
    texts = ("cover.remarks", "handling.outline", "network.legal_basis")
    items = tuple(replace(i, text=bad, status="read") if i.item_id in texts else i for i in edition.items)
    rows = tuple(
        replace(r, label=HOSTILE, before=bad, after=bad + "後", note=HOSTILE, timing_text=HOSTILE,
                quotes=tuple(replace(q, before=bad, after=bad + "後") for q in r.quotes))
        if r.row_no in (16, 36) else r
        for r in edition.changes
    )  # fmt: skip
    return replace(edition, items=items, changes=rows, title=HOSTILE, agency=HOSTILE, source=HOSTILE + ".txt")
