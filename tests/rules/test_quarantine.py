"""Rows of which the item is not known: what is said of them, and of the items they may mean."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from change_tables import DEPARTMENT, OUTLINE, SYSTEMS, edition_with
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model import ChangeRow, Edition, Outcome
from pia_audit.model.frames import Corpus
from pia_audit.rules.renumbered_groups import judged_by_shifts, shifts

ROWS = [
    ["令和5年4月1日", OUTLINE, "ア", "イ", "事後"],
    ["令和6年4月1日", OUTLINE, "まったく別の文章である。", "見本手当の認定を行う。", "事後"],
    ["令和7年4月1日", SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", "事後"],
]


def unsure(row: ChangeRow, *candidates: str) -> ChangeRow:
    """The row as one whose item cannot be told."""
    return replace(row, item_ids=(), quotes=(), outcome="unsure", candidates=candidates, official="")


def with_unsure(edition: Edition, at: int, *candidates: str) -> Edition:
    """The edition with one of its rows unresolved."""
    changes = list(edition.changes)
    changes[at] = unsure(changes[at], *candidates)
    return replace(edition, changes=tuple(changes))


def broken(edition: Edition) -> dict[str, object]:
    """The finding on the broken chain of the edition."""
    (result,) = audit(Corpus.of([edition]), select=["PIA301"]).findings.to_dicts()
    return result


def test_a_finding_on_a_candidate_is_for_information_and_says_why(tmp_path: Path) -> None:
    """The item may be another row's: severity info, and a sentence with the number of that row."""
    edition = edition_with(ROWS, tmp_path)
    assert broken(edition)["severity"] == "error"
    result = broken(with_unsure(edition, 2, "handling.outline", "handling.systems"))
    assert (result["severity"], result["confidence"]) == ("info", "medium")
    params = json.loads(str(result["params"]))
    assert params["unsure_rows"] == [3]
    assert Wording("ja").message("PIA301", params).endswith("行3の項目を特定できないため、参考です。")
    assert "row 3" in Wording("en").message("PIA301", params)


def test_other_items_are_judged_as_ever(tmp_path: Path) -> None:
    """A row that may mean another item changes nothing."""
    result = broken(with_unsure(edition_with(ROWS, tmp_path), 2, "handling.systems"))
    assert (result["severity"], result["confidence"]) == ("error", "high")


def test_a_row_that_may_be_any_item_s_takes_the_confidence(tmp_path: Path) -> None:
    """Without candidates the row may be of this item: the finding stays, less surely."""
    result = broken(with_unsure(edition_with(ROWS, tmp_path), 2))
    assert (result["severity"], result["confidence"]) == ("error", "medium")


def test_an_earlier_row_leaves_the_confidence(tmp_path: Path) -> None:
    """A row dated before the break cannot have mended it."""
    rows = [["令和4年4月1日", SYSTEMS, "ア", "イ", "事後"], *ROWS[:2]]
    result = broken(with_unsure(edition_with(rows, tmp_path), 0))
    assert (result["severity"], result["confidence"]) == ("error", "high")


@pytest.mark.parametrize(("outcome", "severity"), [("none", "warning"), ("unsure", "info")])
def test_a_row_without_an_item_by_what_is_known_of_it(outcome: Outcome, severity: str, tmp_path: Path) -> None:
    """A warning where surely nothing fits, information where it cannot be told, with the candidates."""
    edition = edition_with(ROWS, tmp_path)
    row = replace(edition.changes[0], item_ids=(), quotes=(), outcome=outcome, official="甲; 乙")
    edition = replace(edition, changes=(row, *edition.changes[1:]))
    (result,) = audit(Corpus.of([edition]), select=["PIA101"]).findings.to_dicts()
    assert (result["severity"], result["row_no"]) == (severity, 1)
    message = Wording("ja").message("PIA101", {"row": 1, "label": "丙", **json.loads(result["params"])})
    assert ("甲; 乙" in message) is (outcome == "unsure")


@pytest.mark.parametrize("outcome", ["item", "items", "group", "report"])
def test_a_row_that_is_understood_is_no_finding(outcome: Outcome, tmp_path: Path) -> None:
    """A group or the whole report is something to mean, although it is no item."""
    edition = edition_with(ROWS, tmp_path)
    ids = edition.changes[0].item_ids if outcome.startswith("item") else ()
    row = replace(edition.changes[0], item_ids=ids, quotes=(), outcome=outcome)
    edition = replace(edition, changes=(row, *edition.changes[1:]))
    assert audit(Corpus.of([edition]), select=["PIA101"]).findings.height == 0


def test_many_rows_without_an_item_are_one_finding_on_the_reading(tmp_path: Path) -> None:
    """Three of ten and more: one finding on the edition and none per row; two of them are told one by one."""
    rows = [["令和6年4月1日", DEPARTMENT, str(n), str(n + 1), "事後"] for n in range(10)]
    edition = edition_with(rows, tmp_path)
    many = replace(edition, changes=(*(unsure(r) for r in edition.changes[:3]), *edition.changes[3:]))
    (result,) = audit(Corpus.of([many]), select=["PIA101"]).findings.to_dicts()
    assert (result["row_no"], result["severity"], len(result["evidence"])) == (None, "info", 3)
    assert "10行のうち3行" in Wording("ja").message("PIA101", json.loads(result["params"]))
    few = replace(edition, changes=(*(unsure(r) for r in edition.changes[:2]), *edition.changes[2:]))
    assert audit(Corpus.of([few]), select=["PIA101"]).findings.get_column("row_no").to_list() == [1, 2]


@pytest.mark.parametrize(("label", "severity"), [("評価書全般", "warning"), ("Ⅱ ほか", "error"), ("", "error")])
def test_a_row_of_the_whole_report_may_mean_a_change_that_has_no_row(label: str, severity: str, tmp_path: Path) -> None:
    """It is said in the message; a row of another chapter, and the same report without the row, say nothing of it."""
    rows = [["令和7年6月30日", label, "―", "文言の整理", "事後"]] if label else []
    newer = edition_with([*ROWS[2:], *rows], tmp_path)
    items = [replace(i, text="課") if i.item_id == "department.name" else i for i in newer.items]
    older = replace(
        newer, items=tuple(items), changes=newer.changes[:1], published_on=date(2025, 4, 1), sha256="0" * 64
    )
    (result,) = audit(Corpus.of([older, newer]), select=["PIA201"]).findings.to_dicts()
    assert (result["item_id"], result["severity"]) == ("department.name", severity)
    params = json.loads(str(result["params"]))
    assert params.get("blanket_rows") == ([2] if severity == "warning" else None)
    assert ("行2は評価書の広い範囲" in Wording("ja").message("PIA201", params)) == (severity == "warning")


@pytest.mark.parametrize(
    ("label", "after", "severity"),
    [
        ("全体", "様式改正に伴う修正", "info"),
        ("－", "様式変更に伴う追加項目", "info"),
        ("－", "誤記の修正", "error"),
        ("全体", "誤記の修正", "warning"),
    ],
)
def test_a_row_on_the_new_form_may_mean_a_field_that_the_older_edition_lacks(
    label: str, after: str, severity: str, tmp_path: Path
) -> None:
    newer = edition_with([*ROWS[2:], ["令和7年6月30日", label, "－", after, "事後"]], tmp_path)
    items = [i for i in newer.items if i.item_id != "department.name"]
    rows = (newer.changes[0], replace(newer.changes[1], outcome="unsure", item_ids=(), quotes=()))
    newer = newer if label == "全体" else replace(newer, changes=rows)
    older = replace(
        newer, items=tuple(items), changes=newer.changes[:1], published_on=date(2025, 4, 1), sha256="0" * 64
    )
    results = audit(Corpus.of([older, newer]), select=["PIA201"]).findings.to_dicts()
    assert [(r["item_id"], r["severity"]) for r in results] == [("department.name", severity)]


def test_a_line_that_heads_rows_is_no_unknown_item(tmp_path: Path) -> None:
    """（令和7年度の見直し）, with nothing in either cell, is told for information only."""
    edition = edition_with([["令和6年4月1日", "（令和7年度の見直し）", "", "", "事後"]], tmp_path)
    results = audit(Corpus.of([edition]), select=["PIA101"]).findings.to_dicts()
    assert [r["severity"] for r in results] in ([], ["info"])


@pytest.mark.parametrize(
    ("label", "after", "moved"),
    [
        ("Ⅱ4 委託事項1", "（削除）", True),
        ("Ⅱ4 委託事項3", "（削除）", False),
        ("Ⅱ5 提供先1", "（削除）", False),
        ("Ⅱ4 委託事項1", "乙社", False),
        ("Ⅱ4 委託事項（1）（追記）", "（削除）", True),
        ("Ⅱ4 委託事項①（窓口受付業務）", "（削除）", True),
        ("Ⅱ4 窓口受付業務", "（削除）", True),
    ],
)
def test_a_number_from_before_a_group_went_may_be_another_s(label: str, after: str, moved: bool) -> None:
    """委託事項2 in a row of 2023 is told for information where 委託事項1 went in 2024; not where only the third did."""
    named = ["file[1].outsourcing[1].heading"] if label.endswith("業務") else []
    rows = [["令和6年4月1日", label, "甲社", after, "事後", *named]]
    corpus = _TableOnly(rows)
    finding = {"rule": "PIA302", "item_id": "file[1].outsourcing[2].content", "severity": "error", "confidence": "high",
               "params": "{}"}  # fmt: skip
    older, same_day = (judged_by_shifts(finding, corpus.shifts, day)[0] for day in (date(2023, 4, 1), date(2024, 4, 1)))
    assert (older, same_day) == ("info" if moved else "error", "error")


class _TableOnly:
    """The shifts of a table of rows."""

    def __init__(self, rows: list[list[str]]) -> None:
        frame = pl.DataFrame(
            [("e", n, r[1], r[2], r[3], date(2024, 4, 1), (), r[5:]) for n, r in enumerate(rows, 1)],
            schema={"edition_id": pl.String, "row_no": pl.Int64, "label": pl.String, "before": pl.String,
                    "after": pl.String, "changed_from": pl.Date, "group_ids": pl.List(pl.String),
                    "item_ids": pl.List(pl.String)},
            orient="row",
        )  # fmt: skip
        self.shifts = shifts(SimpleNamespace(changes=frame)).get("e", [])  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "severity"), [("PIA301", "info"), ("PIA302", "error")])
def test_a_group_that_came_has_no_older_rows(rule: str, severity: str) -> None:
    """What an older row of 委託事項2 left was the one's that had gone; the new group's own rows are held as ever."""
    corpus = _TableOnly([["令和6年4月1日", "Ⅱ4 委託事項2", "（新規）", "窓口受付業務", "事後"]])
    finding = {"rule": rule, "item_id": "file[1].outsourcing[2].content", "severity": "error", "confidence": "high",
               "params": "{}"}  # fmt: skip
    assert judged_by_shifts(finding, corpus.shifts, date(2024, 4, 1))[0] == severity
