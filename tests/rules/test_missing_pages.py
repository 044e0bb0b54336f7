"""Editions whose PDFs lack a page: what may have stood there is held against nobody, and the rest as ever."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import pytest
import seen
from grouped_editions import File, contractor
from grouped_editions import edition as grouped
from msgspec.structs import replace
from pdf_reports import Lines, body, edition, table

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus

FIRST: Lines = (
    *seen.BODY[:4],
    ("公表日", "令和6年6月30日"),
    *seen.BODY[5:9],
    ("③システムの名称", "福祉総合システム、中間サーバー"),
)
SECOND: Lines = (
    ("2. 特定個人情報ファイル名", "見本手当ファイル"),
    ("5. 評価実施機関における担当部署",),
    ("①部署", "福祉部福祉課"),
    ("②所属長の役職名", "福祉課長"),
    ("7. 特定個人情報の開示・訂正・利用停止請求",),
    ("請求先", "見本市総務部"),
)
THIRD: Lines = (
    ("8. 特定個人情報ファイルの取扱いに関する問合せ",),
    ("連絡先", "見本市福祉部"),
    ("Ⅱ しきい値判断項目",),
    ("1. 対象人数",),
    ("評価対象の事務の対象人数は何人か", "1,000人以上1万人未満"),
    ("いつ時点の計数か", "令和6年4月1日時点"),
)
INQUIRY = "Ⅰ 関連情報 8. 特定個人情報ファイルの取扱いに関する問合せ 連絡先"
ROWS = (
    ("令和4年4月1日", INQUIRY, "見本市民生部", "見本市福祉部", "事後", ""),
    ("令和5年4月1日", seen.SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", "事後", ""),
    ("令和5年5月1日", seen.UNIT, "民生課", "福祉部福祉課", "事後", ""),
)
MOVED = ("令和7年4月1日", seen.UNIT, "福祉部福祉課", "福祉部手当課", "事後", "")
TWO_EDITIONS = tuple(f"PIA2{n:02}" for n in range(1, 11))


def report(
    *,
    newer: bool = False,
    without: Sequence[int] = (),
    rows: Lines = ROWS,
    second: Lines = SECOND,
    first: Lines = FIRST,
) -> Edition:
    """An edition on pages 1 to 5 (two of its fields, one of field and threshold, two of the table), some left out."""

    def later(lines: Lines) -> Lines:
        return [[cell.replace("令和6年6月30日", "令和7年6月30日") for cell in row] for row in lines] if newer else lines

    pages = (body(later(first)), body(second), body(THIRD), table(rows=rows[:2]), table(rows=rows[2:]))
    numbered = [page.text(680, 820, f"{n} / 5") for n, page in enumerate(pages, 1)]
    kept = (page for n, page in enumerate(numbered, 1) if n not in without)
    return edition(*kept, name="newer.pdf" if newer else "older.pdf")


def moved(lines: Lines = SECOND) -> Lines:
    """The page with the section's new name."""
    return [[cell.replace("福祉部福祉課", "福祉部手当課") for cell in row] for row in lines]


def judged(*editions: Edition, select: Sequence[str] = (*TWO_EDITIONS, "PIA301", "PIA302")) -> dict[str, set[str]]:
    """Severities by rule of what is told of the editions."""
    findings = audit(Corpus.of(editions), select=list(select)).findings
    severities: dict[str, set[str]] = {}
    for rule, severity in findings.select("rule", "severity").iter_rows():
        severities.setdefault(rule, set()).add(severity)
    return severities


OLD = report()
NEW = report(newer=True, rows=(*ROWS, MOVED), second=moved())


def test_whole_editions_are_in_order_and_their_faults_are_errors() -> None:
    """What the tests below compare with."""
    assert judged(OLD, NEW) == {}
    assert judged(OLD, report(newer=True, rows=ROWS, second=moved()))["PIA201"] == {"error"}
    assert judged(OLD, report(newer=True, rows=(*ROWS[1:], MOVED), second=moved())) == {"PIA208": {"error"}}
    assert OLD.unread == NEW.unread == ()


def test_fields_on_a_missing_page_are_unreadable_and_those_before_it_are_not() -> None:
    """Those of page 2 may have been there; those that the form asks for between page 1's were not."""
    incomplete = report(without=[2])
    status = {i.item_id: i.status for i in incomplete.items}
    assert status["department.name"] == status["files.names"] == status["disclosure.contact"] == "unreadable"
    assert status["cover.declaration"] == "absent"
    assert {i.item_id for i in incomplete.items if i.status == "read"} == {
        i.item_id for i in OLD.items if i.status == "read"
    } - {"department.name", "department.head", "files.names", "disclosure.contact"}
    assert OLD.item("cover.declaration").status == OLD.item("network.use").status == "absent"
    (notice,) = incomplete.unread
    assert (notice.code, notice.params["pages"], notice.params["fields"], notice.params["table"]) == (
        "pdf-pages-missing", "2", True, False,
    )  # fmt: skip


@pytest.mark.parametrize("side", ["older", "newer"])
def test_what_stood_on_a_missing_page_is_no_difference(side: str) -> None:
    """Neither removed nor new, and a row on it is no phantom."""
    if side == "newer":
        pair = OLD, report(newer=True, rows=(*ROWS, MOVED), without=[2])
    else:
        pair = report(without=[2]), NEW
    assert "error" not in {s for severities in judged(*pair).values() for s in severities}
    assert "warning" not in {s for severities in judged(*pair).values() for s in severities}


def test_a_fault_on_a_page_that_is_there_stays_an_error() -> None:
    """A field in the middle of page 1 that changed without a row, and a row that is gone, whatever page 2 held."""
    other = [[cell.replace("認定を行う", "認定をする") for cell in row] for row in FIRST]
    by_rule = judged(OLD, report(newer=True, first=other, rows=(*ROWS[1:], MOVED), without=[2]))
    assert by_rule["PIA201"] == {"error"}
    assert by_rule["PIA208"] == {"error"}


@pytest.mark.parametrize("page", [4, 5])
def test_rows_that_may_be_on_a_missing_page_did_not_vanish(page: int) -> None:
    """Pages of the newer edition's table: its rows, and those that would tell its changes, may stand there."""
    new = report(newer=True, rows=(*ROWS, MOVED), second=moved(), without=[page])
    by_rule = judged(OLD, new)
    assert by_rule["PIA208"] == {"info"}
    assert {s for severities in by_rule.values() for s in severities} == {"info"}
    finding = audit(Corpus.of([OLD, new]), select=["PIA208"]).findings.row(0, named=True)
    params = json.loads(finding["params"])
    assert (params["missing_pages"], finding["confidence"]) == (str(page), "low")
    assert Wording("ja").message("PIA208", params).endswith(f"{page}ページが見当たらないため、参考です。")
    assert Wording("en").message("PIA208", params).endswith(f"page {page} is not there.")


@pytest.mark.parametrize("page", [4, 5])
def test_rows_that_an_older_edition_lost_are_not_new(page: int) -> None:
    """Rows of long ago that only the newer edition shows are no rows out of time, and no phantoms."""
    by_rule = judged(report(without=[page]), NEW)
    assert {s for severities in by_rule.values() for s in severities} <= {"info"}
    assert by_rule["PIA209"] == {"info"}


def test_a_chain_with_a_row_on_a_missing_page_is_not_broken() -> None:
    """The row that would join two others may stand there."""
    rows = (
        ROWS[0],
        ("令和5年3月1日", seen.UNIT, "民生課", "保健課", "事後", ""),
        ("令和5年4月1日", seen.UNIT, "保健課", "福祉課", "事後", ""),
        ("令和5年5月1日", seen.UNIT, "福祉課", "福祉部福祉課", "事後", ""),
    )
    whole = (*rows[:2], rows[3], *rows[3:])
    assert judged(report(rows=rows)) == {}
    assert judged(report(rows=whole[:3])).get("PIA301") == {"error"}
    gone = edition(body(FIRST).text(680, 820, "1 / 4"), body(SECOND).text(680, 820, "2 / 4"),
                   body(THIRD).text(680, 820, "3 / 4"), table(rows=whole[:3]).text(680, 820, "5 / 5"))  # fmt: skip
    assert judged(gone) == {"PIA301": {"info"}}


@pytest.mark.parametrize("side", ["older", "newer"])
def test_a_group_that_may_be_on_a_missing_page_was_neither_removed_nor_added(side: str) -> None:
    """A contractor of whom one edition says nothing, where pages among its fields are missing."""
    firms = [contractor("電話催告業務", "甲社"), contractor("封入封緘業務", "乙社")]
    more, less = ([File("住民税", "住民", {"outsourcing": held})] for held in (firms, firms[:1]))
    files = (more, less) if side == "newer" else (less, more)
    days = (date(2024, 3, 29), date(2025, 3, 28))
    whole = [grouped(f, on=day) for f, day in zip(files, days, strict=True)]
    assert judged(*whole) == {"PIA201": {"error"}}
    at = side == "newer"
    params = {"pages": "3", "fields": True, "table": False, "items": [], "rows": []}
    notice = Unread(whole[at].source, "pdf-pages-missing", params=params, fatal=False)
    assert judged(*(replace(e, unread=(notice,)) if n == at else e for n, e in enumerate(whole))) == {
        "PIA201": {"info"}
    }


def test_of_a_file_with_two_editions_it_is_not_known_whose_page_is_missing() -> None:
    """Both are in doubt, all of them."""
    notices = report(without=[2]).unread
    other = report(newer=True, rows=(*ROWS[1:], MOVED), second=moved())
    assert judged(OLD, other) == {"PIA208": {"error"}}
    assert judged(replace(OLD, unread=notices), replace(other, source=OLD.source)) == {"PIA208": {"info"}}


def test_headings_on_a_missing_page_leave_what_follows_in_doubt() -> None:
    """A label that stands below another heading for want of its own is not told as changed; the next chapter is."""
    third = [["連絡先", "見本市福祉部"], *THIRD[2:]]
    pages = [body(FIRST), body(SECOND), body(third), table(rows=ROWS)]
    gone = edition(*(p.text(680, 820, f"{n} / 5") for n, p in zip((1, 2, 4, 5), pages, strict=True)))
    (notice,) = gone.unread
    doubtful = notice.params["items"]
    assert "disclosure.contact" in doubtful  # the last before the gap
    assert not any(item.startswith(("handling.", "department.")) for item in doubtful)
    held = {i.item_id for i in gone.items if i.status == "read" and i.path[:1] == ("Ⅱ しきい値判断項目",)}
    assert held
    assert not held & set(doubtful)
