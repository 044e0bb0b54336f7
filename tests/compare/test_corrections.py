"""Corrections of rows that are off: kind by kind, and carried out they leave nothing to find."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.compare.corrections import RULES, Correction, corrections
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood
from pia_audit.rules.examples import edition
from pia_audit.synthetic import generate

DEPARTMENT = "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"
OUTLINE = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
USE = "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ①実施の有無"
OLD_TEXT = "・申請を受け付ける。\n・資格を審査し、結果を通知する。\n・台帳を更新する。"
NEW_TEXT = "・申請を受け付ける。\n・資格を審査し、結果を電子で通知する。\n・台帳を更新する。"
BEFORE, AFTER = "・資格を審査し、結果を通知する。", "・資格を審査し、結果を電子で通知する。"
MANUAL = "Ⅳ リスク対策 8. 人手を介在させる作業 判断の根拠"
GROUNDS = "手順書に基づき、複数人で確認している。", "手順書に基づき、複数人で突合し確認している。"
FIRST = ["2023/4/1", DEPARTMENT, "民生部給付課", "福祉部給付課", "事後", ""]


def older(rows: list[list[str]] | None = None, **items: str) -> Edition:
    """An edition of 2024."""
    return _edition("2024-04-01", rows, items)


def newer(rows: list[list[str]] | None = None, **items: str) -> Edition:
    """An edition of 2025."""
    return _edition("2025-04-01", rows, items)


def _edition(on: str, rows: list[list[str]] | None, items: dict[str, str]) -> Edition:
    texts = {"department.name": "福祉部給付課", **{k.replace("__", "."): v for k, v in items.items()}}
    return edition({"published_on": on, "items": texts, "rows": rows or []})


def row(label: str, before: str, after: str, on: str = "2025/4/1", timing: str = "事後") -> list[str]:
    """A row of the newer edition's table."""
    return [on, label, before, after, timing, ""]


def summary_of(c: Correction) -> tuple[str, int | None, str | None, str | None]:
    """What a correction is about, and both cells as they should read."""
    cells = (c.proposed.before, c.proposed.after) if c.proposed else (None, None)
    return c.kind, c.row_no, *cells


def findings(old: Edition, new: Edition) -> list[dict[str, Any]]:
    """The 2xx and 3xx findings on a pair."""
    return list(audit(paired([(old, new)]), select=RULES).findings.iter_rows(named=True))


def corrected(new: Edition, proposals: tuple[Correction, ...]) -> Edition:
    """The newer edition with its table typed anew as the corrections have it, and read again."""
    instead = {c.row_no: c.proposed for c in proposals if c.proposed is not None}
    table = [instead.get(r.row_no) or r for r in new.changes]
    bare = [_as_typed(r, n) for n, r in enumerate(table, 1)]
    return replace(new, changes=tuple(understood(bare, new.items, new.form_key)), sha256=new.sha256[::-1])


def _as_typed(r: ChangeRow, number: int) -> ChangeRow:
    return ChangeRow(
        number, r.changed_on, r.changed_on_text, r.label, r.before, r.after, r.timing, r.timing_text, r.note
    )  # fmt: skip


# --- kind by kind -------------------------------------------------------------------------------------


def test_a_misquoted_before_is_the_older_edition_s_passage() -> None:
    """変更前 with a slip of the hand becomes the passage of the older edition; the rest of the row stays."""
    new = newer([row(OUTLINE, BEFORE.replace("審査", "審杳"), AFTER)], handling__outline=NEW_TEXT)
    (c,) = pia_audit.corrections(older(handling__outline=OLD_TEXT), new)
    assert summary_of(c) == ("before-misquoted", 1, BEFORE, AFTER)
    assert [(w.role, w.row_no, w.column) for w in c.witnesses] == [
        ("row", 1, "before"), ("older-body", None, None),
    ]  # fmt: skip
    assert c.witnesses[1].on == date(2024, 4, 1)
    assert c.printed == new.changes[0]
    assert (c.row.label, c.row.timing, c.row.changed_on) == (OUTLINE, "事後", date(2025, 4, 1))


def test_a_before_of_another_passage_is_the_one_that_changed() -> None:
    """変更前 that is like nothing there becomes the passage in whose place 変更後 stands."""
    new = newer([row(OUTLINE, "・窓口を設ける。", AFTER)], handling__outline=NEW_TEXT)
    (c,) = pia_audit.corrections(older(handling__outline=OLD_TEXT), new)
    assert summary_of(c) == ("before-misquoted", 1, BEFORE, AFTER)


def test_a_misquoted_after_is_the_body_s_passage() -> None:
    """変更後 with a slip becomes what the newer body says."""
    new = newer([row(OUTLINE, BEFORE, AFTER.replace("通知", "道知"))], handling__outline=NEW_TEXT)
    (c,) = pia_audit.corrections(older(handling__outline=OLD_TEXT), new)
    assert summary_of(c) == ("after-misquoted", 1, BEFORE, AFTER)
    assert c.witnesses[1].role == "newer-body"


def test_for_a_change_the_body_does_not_show_no_text_is_made_up() -> None:
    """A phantom row is named, and nothing is proposed in its place."""
    new = newer([row(DEPARTMENT, "福祉部給付課", "保健部給付課")])
    (c,) = pia_audit.corrections(older(), new)
    assert summary_of(c) == ("phantom", 1, None, None)
    assert c.row == new.changes[0]


def test_an_altered_row_reads_as_the_older_edition_printed_it() -> None:
    """A recorded row with another text, timing and note is the row of the older edition, whole."""
    altered = ["2023/4/1", DEPARTMENT, "市民部給付課", "福祉部給付課", "事前", "任意の提出"]
    (c,) = pia_audit.corrections(older([FIRST]), newer([altered]))
    assert summary_of(c) == ("altered", 1, "民生部給付課", "福祉部給付課")
    assert (c.older_row, c.row.timing, c.row.note) == (1, "事後", "")


def test_a_vanished_row_is_the_older_one_whole() -> None:
    """A row that is gone has no number in the newer table, and all of its cells."""
    new = newer([row(DEPARTMENT, "福祉部給付課", "保健部給付課")], department__name="保健部給付課")
    (c,) = pia_audit.corrections(older([FIRST]), new)
    assert summary_of(c) == ("vanished", None, "民生部給付課", "福祉部給付課")
    assert (c.older_row, c.printed, c.row.label) == (1, None, DEPARTMENT)


def test_a_broken_chain_begins_with_what_the_row_before_left() -> None:
    """変更前 copied from an older row becomes what the row before left, which is what the older edition says too."""
    copied = row(DEPARTMENT, "民生部給付課", "保健部給付課")
    (c,) = pia_audit.corrections(older([FIRST]), newer([FIRST, copied], department__name="保健部給付課"))
    assert summary_of(c) == ("broken", 2, "福祉部給付課", "保健部給付課")
    assert [(w.role, w.row_no, w.column) for w in c.witnesses] == [("row", 2, "before"), ("row", 1, "after")]
    assert c.older_row is None


def test_a_last_row_that_is_not_the_current_text_says_what_the_body_says() -> None:
    """A row of both editions whose 変更後 neither body says: it becomes what the body says."""
    (c,) = pia_audit.corrections(
        older([FIRST], department__name="保健部給付課"), newer([FIRST], department__name="保健部給付課")
    )  # fmt: skip
    assert summary_of(c) == ("broken", 1, "民生部給付課", "保健部給付課")
    assert c.older_row == 1
    assert c.settles[0][0] == "PIA302"


def test_of_two_rows_worded_nearly_alike_the_one_that_no_edition_says_is_corrected() -> None:
    """The newer row quotes the older edition rightly, so that the slip is the row before's."""
    slip = "・申請を受け付け、資格を審査し、結果を道知する事務を行う。"
    right, now = slip.replace("道知", "通知"), slip.replace("道知", "電子で通知")
    rows = [["2023/4/1", OUTLINE, "―", slip, "事後", ""], row(OUTLINE, right, now)]
    (c,) = pia_audit.corrections(older(rows[:1], handling__outline=right), newer(rows, handling__outline=now))
    assert summary_of(c) == ("broken", 1, "―", right)
    assert c.witnesses[1].row_no == 2


def test_of_a_cell_on_two_items_the_part_that_is_off_is_put_right() -> None:
    """An option and the reason behind it in one cell: the option stays, the reason is the older edition's."""
    old, new = on_two_items(f"十分である\n{GROUNDS[0].replace('手順', '手頂')}", f"特に力を入れている\n{GROUNDS[1]}")
    (c,) = pia_audit.corrections(old, new)
    assert summary_of(c) == (
        "before-misquoted", 1, f"十分である\n{GROUNDS[0]}", f"特に力を入れている\n{GROUNDS[1]}",
    )  # fmt: skip


def test_a_row_off_in_both_cells_is_put_right_in_both() -> None:
    """An option that is off in 変更前 and a reason that is off in 変更後 are one correction."""
    off = f"課題が残されている\n{GROUNDS[0]}", f"特に力を入れている\n{GROUNDS[1].replace('手順', '手頂')}"
    old, new = on_two_items(*off)
    (c,) = pia_audit.corrections(old, new)
    assert summary_of(c)[2:] == (f"十分である\n{GROUNDS[0]}", f"特に力を入れている\n{GROUNDS[1]}")
    assert {item for _, item in c.settles} == {"risk.manual.error", "risk.manual.grounds"}
    assert len(c.witnesses) == 4


def on_two_items(before: str, after: str) -> tuple[Edition, Edition]:
    """Editions in which an option and its reason changed, with one row on both."""
    old = older(risk__manual__error="十分である", risk__manual__grounds=GROUNDS[0])
    texts = {"risk__manual__error": "特に力を入れている", "risk__manual__grounds": GROUNDS[1]}
    return old, newer([row(MANUAL, before, after)], **texts)


def test_history_is_restored_before_chains_are_looked_at() -> None:
    """A chain that is broken because an older row was altered is settled by that row alone."""
    altered = ["2023/4/1", DEPARTMENT, "民生部給付課", "福祉部貸付課", "事後", ""]
    new = newer([altered, row(DEPARTMENT, "福祉部給付課", "保健部給付課")], department__name="保健部給付課")
    assert {f["rule"] for f in findings(older([FIRST]), new)} >= {"PIA208", "PIA301"}
    assert [summary_of(c)[:2] for c in pia_audit.corrections(older([FIRST]), new)] == [("altered", 1)]


# --- what is not corrected ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("１ 同左", "１ 同左\n・結果を電子にて通知する。"),
        (BEFORE, BEFORE + "\n(略)"),
    ],
)
def test_relative_words_are_not_put_right(before: str, after: str) -> None:
    """A row that leans on another text is left to the people who wrote it."""
    new = newer([row(OUTLINE, before, after)], handling__outline=NEW_TEXT)
    assert [c for c in pia_audit.corrections(older(handling__outline=OLD_TEXT), new) if c.proposed] == []


def test_a_correction_that_would_leave_no_change_is_none() -> None:
    """変更前 as the row before left it would be 変更後 itself: there is nothing such a row records."""
    rows = [["2023/4/1", USE, "実施しない", "実施する", "事後", ""], ["2023/8/1", USE, "未定", "実施する", "事後", ""]]
    assert "PIA301" in {f["rule"] for f in findings(older(rows), newer(rows))}
    assert pia_audit.corrections(older(rows), newer(rows)) == ()


def test_what_the_judge_is_not_sure_of_is_not_corrected() -> None:
    """At ``info`` or with less than high confidence a finding calls for no correction."""
    import polars as pl

    old = older(handling__outline=OLD_TEXT)
    new = newer([row(OUTLINE, BEFORE.replace("審査", "審杳"), AFTER)], handling__outline=NEW_TEXT)

    def unsure(corpus: Corpus) -> pl.DataFrame:
        return audit(corpus, select=RULES).findings.with_columns(confidence=pl.lit("medium"))

    def quiet(corpus: Corpus) -> pl.DataFrame:
        frame = audit(corpus, select=RULES).findings
        return frame.with_columns(severity=pl.lit("info", frame.schema["severity"]))

    assert corrections([(old, new)], unsure) == corrections([(old, new)], quiet) == ()


def test_a_correction_that_brings_another_finding_is_not_given() -> None:
    """A judge to whom nothing ever goes away gets no correction."""
    import polars as pl

    old = older(handling__outline=OLD_TEXT)
    new = newer([row(OUTLINE, BEFORE.replace("審査", "審杳"), AFTER)], handling__outline=NEW_TEXT)
    first = audit(paired([(old, new)]), select=RULES).findings
    assert corrections([(old, new)], lambda _: first) == ()
    more = pl.concat([first, first.with_columns(rule=pl.lit("PIA205"))])
    answers = iter([first, more.filter(pl.col("rule") == "PIA205")])
    assert corrections([(old, new)], lambda _: next(answers)) == ()


def test_equal_editions_and_good_rows_have_no_correction() -> None:
    """Where nothing is off there is nothing to put right, and nothing is judged again."""
    new = newer([FIRST, row(DEPARTMENT, "福祉部給付課", "保健部給付課")], department__name="保健部給付課")
    assert pia_audit.corrections(older([FIRST]), new) == ()
    assert pia_audit.corrections(older(), newer()) == ()


def test_chains_are_corrected_where_they_still_stand() -> None:
    """Of three editions with one broken chain the newest has the correction, once."""
    rows = [FIRST, ["2023/8/1", DEPARTMENT, "民生部貸付課", "保健部給付課", "事後", ""]]
    days = ("2024-04-01", "2025-04-01", "2026-04-01")
    three = [_edition(on, rows, {"department__name": "保健部給付課"}) for on in days]
    proposals = corrections(list(pairwise(three)), lambda corpus: audit(corpus, select=RULES).findings)
    assert [(c.kind, c.row_no, c.new_on) for c in proposals] == [("broken", 2, date(2026, 4, 1))]


# --- property -------------------------------------------------------------------------------------------


@settings(max_examples=6)
@given(st.integers(0, 10**6), st.sampled_from(["misquoted_before", "misquoted_after", "broken_chain"]))
def test_a_corrected_row_leaves_nothing_to_find(seed: int, kind: str) -> None:
    """The row of an injected fault, typed as its correction has it, makes the finding go and brings no other."""
    made = generate(seed, faults=(kind,))
    old, new = made.editions[-2:]
    proposals = pia_audit.corrections(old, new)
    assert [c.row_no for c in proposals] == [made.faults[0].row_no]
    assert findings(old, corrected(new, proposals)) == []


def test_a_row_in_relative_words_is_proposed_in_full() -> None:
    """The words as typed go: the row reads as it comes to, with what the newer edition says."""
    old, new = older(handling__outline="1 受付 2 審査 3 通知"), "1 受付 2 二次審査 3 通知"
    printed = row(OUTLINE, "1 受付 2 審査 3 通知", "2を「再審査」に改める。")
    (correction,) = pia_audit.corrections(old, newer([printed], handling__outline=new))
    assert summary_of(correction) == ("after-misquoted", 1, "1 受付 2 審査 3 通知", new)


def test_a_removal_of_which_a_part_is_still_there() -> None:
    """以下を削除 names two passages and one went: the row as it should read keeps the other."""
    old = "次の事務を行う。\n(1) 受付\n(2) 審査\n(3) 給付\n(4) 徴収"
    kept = old.replace("(3) 給付\n(4)", "(3)")
    both = (
        older(handling__outline=old),
        newer([row(OUTLINE, old, "以下を削除 (2) 審査 (3) 給付")], handling__outline=kept),
    )
    assert [summary_of(c) for c in pia_audit.corrections(*both)] == [
        ("after-misquoted", 1, "(2) 審査 (3) 給付", "(2) 審査")
    ]


LAW = "番号法第19条第8号に基づく主務省令第2条の表の"
LISTS = "・番号法別表の9・19・29の項\n・番号法第19条第8号に基づく主務省令第2条の表の115・116・117の項"
GROWN = LISTS.replace("117の", "117・121の")


def test_a_quotation_without_the_body_s_bullet_is_put_right_without_it() -> None:
    """変更後 leaves 115 out; both cells stand without the ・ of the body, and so they stay."""
    cells = f"{LAW}115・116・117の項", f"{LAW}116・117・121の項"
    new = newer([row(OUTLINE, *cells)], handling__outline=GROWN)
    (correction,) = pia_audit.corrections(older(handling__outline=LISTS), new)
    assert summary_of(correction) == ("after-misquoted", 1, cells[0], f"{LAW}115・116・117・121の項")


def test_a_list_that_is_off_in_both_cells_is_put_right_in_both() -> None:
    """116 is left out of both cells."""
    cells = f"{LAW}115・117の項", f"{LAW}115・117・121の項"
    new = newer([row(OUTLINE, *cells)], handling__outline=GROWN)
    (correction,) = pia_audit.corrections(older(handling__outline=LISTS), new)
    assert summary_of(correction)[2:] == (f"{LAW}115・116・117の項", f"{LAW}115・116・117・121の項")
