"""The small report of :mod:`seen` as the pages of a PDF, for tests that change what is printed."""

from __future__ import annotations

from collections.abc import Sequence

import seen
from raw_pdf import Sheet, pdf

from pia_audit.model import Edition, Unread
from pia_audit.readers import read_bytes

Lines = Sequence[Sequence[str]]
WIDE = "0 0 1400 842"
WIDTHS = (80, 380, 250, 250, 60, 120)
HEIGHT_OF_ROW = 24


def places(start: float, widths: Sequence[float]) -> tuple[float, ...]:
    return tuple(start + sum(widths[:n]) for n in range(len(widths) + 1))


def body(lines: Lines = seen.BODY) -> Sheet:
    """The fields, each heading a plain line and each field two cells with rules around them."""
    sheet, y = Sheet(), 40.0
    for row in lines:
        if len(row) > 1:
            sheet.grid((40, 300, 800), (y, y + HEIGHT_OF_ROW))
        sheet.row(y + 15, tuple(row), (40, 300))
        y += HEIGHT_OF_ROW
    return sheet


def table(head: Sequence[str] = seen.HEAD, rows: Lines = seen.ROWS, widths: Sequence[float] = WIDTHS) -> Sheet:
    """The change table with its full grid, on a page of its own."""
    xs = places(40, widths)
    sheet = Sheet().grid(xs, places(60, [HEIGHT_OF_ROW] * (1 + len(rows))))
    for n, row in enumerate((head, *rows)):
        sheet.row(75 + n * HEIGHT_OF_ROW, tuple(row), xs)
    return sheet


def editions(*pages: Sheet, name: str = "a.pdf") -> list[Edition]:
    """What is read of these pages."""
    reports = read_bytes(name, pdf(*pages, box=WIDE))
    assert not isinstance(reports, Unread), reports
    return reports


def edition(*pages: Sheet, name: str = "a.pdf") -> Edition:
    """The one edition on these pages."""
    (report,) = editions(*pages, name=name)
    return report
