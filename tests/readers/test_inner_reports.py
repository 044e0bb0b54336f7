"""Reports of a file between whose pages another report lies."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import seen
from pdf_reports import body, editions, table
from raw_pdf import Sheet

from pia_audit.model import Edition

_WORDS = {
    "3": "4", "見本手当の支給に関する事務": "試行税の賦課に関する事務", "手当課長": "課税課長",
    "見本手当の認定を行う。": "試行税の賦課を行う。", "福祉部手当課": "税務部課税課", "福祉部福祉課": "税務部税務課",
    "福祉総合システム、中間サーバー": "税総合システム、連携サーバー", "福祉総合システム": "税総合システム",
    "見本手当の支給を行う。": "試行税の徴収を行う。",
}  # fmt: skip
OTHER = [tuple(_WORDS.get(text, text) if n else text for n, text in enumerate(row)) for row in seen.BODY]
OTHER_ROWS = [tuple(_WORDS.get(text, text) for text in row) for row in seen.ROWS]
CUTS = (5, 10)
"""Where the first report's pages end: behind its cover, and within its chapter."""


def pages_of(lines: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> list[Sheet]:
    """A report on four pages: its cover, two with its fields, and its change table."""
    first, second = CUTS
    return [body(lines[:first]), body(lines[first:second]), body(lines[second:-1]), table(rows=rows)]


def numbered(pages: Sequence[Sheet]) -> list[Sheet]:
    """The pages with their numbers at the foot."""
    return [page.text(650, 820, f"- {n} -") for n, page in enumerate(pages, 1)]


def said(edition: Edition) -> tuple[list[object], list[object]]:
    """What a report says."""
    fields: list[object] = [(i.item_id, i.status, i.text) for i in edition.items]
    return fields, [(r.label, r.before, r.after, r.timing) for r in edition.changes]


@pytest.mark.parametrize("with_numbers", [True, False])
@pytest.mark.parametrize("behind", [1, 2, 3])
@pytest.mark.kind("second-report", pdf="read told")
def test_each_report_is_read_as_its_own(behind: int, with_numbers: bool) -> None:
    """Behind the first report's cover, in its chapter, before its change table; with page numbers and without."""
    first, second = pages_of(seen.BODY, seen.ROWS), pages_of(OTHER, OTHER_ROWS)
    alone = [said(*editions(*pages)) for pages in (first, second)]
    assert [len(rows) for _, rows in alone] == [3, 3]
    if with_numbers:
        first, second = numbered(pages_of(seen.BODY, seen.ROWS)), numbered(pages_of(OTHER, OTHER_ROWS))
    reports = editions(*first[:behind], *second, *first[behind:])
    assert [e.report_no for e in reports] == ["3", "4"]
    assert [said(e) for e in reports] == alone
    assert [[u.code for u in e.unread] for e in reports] == [["pdf-pages-inside", "several-reports"], []]
    (inside, _) = reports[0].unread
    assert inside.params["pages"] == f"{behind + 1}-{behind + 4}"


def test_reports_one_behind_the_other_stay_as_they_are() -> None:
    """Also one without a change table before another."""
    first, second = pages_of(seen.BODY, seen.ROWS), pages_of(OTHER, OTHER_ROWS)
    reports = editions(*first, *second)
    assert [len(e.changes) for e in reports] == [3, 3]
    assert [u.code for e in reports for u in e.unread] == ["several-reports"]
    reports = editions(*first[:3], *second, table(rows=[("令和7年5月1日", *OTHER_ROWS[1][1:])]))
    assert [len(e.changes) for e in reports] == [0, 4]


def test_the_columns_of_a_change_table_end_with_its_report() -> None:
    """The cells of the next report lie between the table's upright rules: they are no cells of its columns."""
    rows = [("令和5年4月1日", "Ⅰ 5 ①部署", "福祉部福祉課", "福祉部手当課", "事後", "")]
    reports = editions(body(), table(rows=rows, widths=(130, 130, 150, 150, 100, 100)), body(OTHER))
    assert [e.report_no for e in reports] == ["3", "4"]
    assert [u.code for u in reports[0].unread] == ["several-reports"]
    assert said(reports[1]) == said(*editions(body(OTHER)))
