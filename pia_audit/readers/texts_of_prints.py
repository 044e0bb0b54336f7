"""Texts that were taken out of a PDF with their columns set in blanks (``pdftotext -layout``): where a cell ends is not
printed in them, so that an answer may have words of the cells beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from pia_audit.documents.blocks import Document
from pia_audit.documents.text import WITHOUT_CELLS
from pia_audit.forms import Form, option_key
from pia_audit.japanese.dates import parse_date
from pia_audit.model import Item


def sure(document: Document, form: Form, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items as they are; of a text without cells the answers that are no answer of the form are unreadable."""
    if not any(problem.code == WITHOUT_CELLS for problem in document.problems):
        return items
    return tuple(_sure(form, items))


def _sure(form: Form, items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        is_odd = item.status == "read" and (
            _is_no_option(form, item) or (item.kind == "date" and not _is_day(item.text))
        )
        yield replace(item, status="unreadable", text=None) if is_odd else item


def _is_no_option(form: Form, item: Item) -> bool:
    of_form = form.item(item.item_id)
    keys = {option_key(option) for option in item.options or (of_form.options if of_form else ())}
    return item.kind == "choice" and bool(keys) and option_key(item.text or "") not in keys


def _is_day(text: str | None) -> bool:
    return parse_date(text or "") is not None
