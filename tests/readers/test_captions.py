"""Lines of the change table that are no change, and a column that is filled only where it changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from change_tables import COUNTED, DEPARTMENT, OUTLINE, SYSTEMS, edition_with, findings

_TIMES = ("PIA107", "PIA109", "PIA110")


@pytest.mark.parametrize("caption", ["令和7年6月30日公表分", "■令和7年6月30日", "【R7.6.30 変更】"])
@pytest.mark.parametrize("first", ["", "〃", "同日"])
def test_a_day_above_the_rows_of_a_revision(caption: str, first: str, tmp_path: Path) -> None:
    """The rows below it that leave their day to the row above have that day, and not the one of an older revision."""
    rows = [
        ("令和6年4月1日", SYSTEMS, "福祉システム、中間サーバー", "福祉総合システム、中間サーバー", "事後"),
        (caption,),
        (first, DEPARTMENT, "福祉部給付課", "福祉部手当課", "事後"),
        ("〃", OUTLINE, "手当の認定を行う。", "見本手当の認定を行う。", "事後"),
    ]
    edition = edition_with(rows, tmp_path)
    assert [r.changed_on for r in edition.changes] == [date(2024, 4, 1), date(2025, 6, 30), date(2025, 6, 30)]
    assert not findings(edition, *_TIMES).height


@pytest.mark.parametrize("line", ["【Ⅱ しきい値判断項目】", "Ⅰ 関連情報", "以下余白"])
def test_a_heading_among_the_rows(line: str, tmp_path: Path) -> None:
    """A chapter's heading above its rows, twice in two revisions, and 以下余白 are no rows and not told."""
    rows = [
        ("", line),
        ("令和6年4月1日", DEPARTMENT, "福祉部給付課", "福祉部手当課", "事後"),
        ("", line),
        ("令和7年6月30日", COUNTED, "令和6年4月1日 時点", "令和7年4月1日 時点", "事後"),
    ]
    edition = edition_with(rows, tmp_path)
    assert [r.label for r in edition.changes] == [DEPARTMENT, COUNTED]
    assert not edition.unread
    assert not findings(edition, *_TIMES).height


def test_another_text_alone_is_told(tmp_path: Path) -> None:
    """What is no heading is left out of no account."""
    rows = [("令和6年4月1日", DEPARTMENT, "福祉部給付課", "福祉部手当課", "事後"), ("", "担当：山田")]
    edition = edition_with(rows, tmp_path)
    assert len(edition.changes) == 1
    assert [u.code for u in edition.unread] == ["stray-line"]


_ROWS = (
    (SYSTEMS, "福祉システム", "福祉総合システム"),
    (DEPARTMENT, "福祉部給付課", "福祉部手当課"),
    (OUTLINE, "手当の認定を行う。", "見本手当の認定を行う。"),
    (COUNTED, "令和6年4月1日 時点", "令和7年4月1日 時点"),
)


@pytest.mark.parametrize(
    ("timings", "meant"),
    [
        (("事後", "", "事前", ""), ["事後", "事後", "事前", "事前"]),  # written only where it changes
        (("事後", "", "事後", ""), ["事後", None, "事後", None]),  # left out twice
        (("", "", "事後", "事前"), [None, None, "事後", "事前"]),
        (("事前", "", "事後", "事前"), ["事前", None, "事後", "事前"]),  # once may be a slip
    ],
)
def test_a_timing_written_where_it_changes(timings: tuple[str, ...], meant: list[str | None], tmp_path: Path) -> None:
    """Where no row of a day says again what the one above means, an empty cell means that."""
    rows = [("令和7年6月30日", *texts, timing) for texts, timing in zip(_ROWS, timings, strict=True)]
    assert [r.timing for r in edition_with(rows, tmp_path).changes] == meant
