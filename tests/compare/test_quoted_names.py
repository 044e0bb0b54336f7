"""Rows that quote a name, a number or a list in their own writing; the right answers are written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.leaves import leaves
from pia_audit.compare.verdicts import RowStatement
from pia_audit.history.order import Row
from pia_audit.history.replay import replay

SYSTEMS = "医療保険者等向け中間サーバー、中間サーバー、収納システム"
TABLE = "番号法別表第二の"


@pytest.mark.parametrize(
    ("kind", "old", "new", "before", "after"),
    [
        ("list", SYSTEMS, SYSTEMS.replace("、中間サーバー", ""), "中間サーバー", "―"),
        ("list", SYSTEMS, SYSTEMS.replace("、中間サーバー", "、新サーバー"), "中間サーバー", "新サーバー"),
        ("text", f"{TABLE}120・20・30の項", f"{TABLE}120・30の項", "20", "（削除）"),
        ("text", "申請、給付の決定、給付、通知を行う。", "申請、給付の決定、通知を行う。", "給付", "（削除）"),
        ("text", f"{TABLE}3・7・28の項", f"{TABLE}3・7・33の項", f"{TABLE}3、7及び28の項", f"{TABLE}3、7及び33の項"),
        ("text", f"根拠 {TABLE}次の項 3・7・28", f"根拠 {TABLE}次の項 3・7・33",
         "三、七及び二十八", "三、七及び三十三"),
        ("list", "甲システム・乙台帳", "甲システム・乙台帳・丙台帳",
         "甲システム、乙台帳", "甲システム、乙台帳及び丙台帳"),
        ("text", "1 甲を行う。\n2 乙を行う。", "1 甲を行う。\n2 丙を行う。",
         "1 甲を行う。\n2 乙を行う。", "1 同左\n2 丙を行う。"),
        ("flags", "[○]自己点検 [○]内部監査 [ ]外部監査", "[○]自己点検 [ ]内部監査 [ ]外部監査",
         "自己点検、内部監査", "自己点検"),
    ],
)  # fmt: skip
def test_a_true_row_in_its_own_writing_accounts_for_the_change(
    kind: str, old: str, new: str, before: str, after: str
) -> None:
    """The row is confirmed, and nothing is left."""
    result = account(kind, old, new, [RowStatement(1, before, after, "")])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


@pytest.mark.parametrize(
    ("after", "body", "trust"),
    [
        (f"{TABLE}1・2・3・9の項", f"{TABLE}1、2、3及び9の項", "whole"),
        (f"{TABLE}1・2・3・9の項", f"{TABLE}一、二、三及び九の項", "whole"),
        (f"{TABLE}1・2・3・9の項", f"{TABLE}9・1・2・3の項", "whole"),
        (f"{TABLE}1・2・3・9の項", f"{TABLE}1・2・3・8の項", "near"),
        ("条例第4条第11号", "条例第4条第11号の2", "near"),
        ("番号法別表の20", "番号法別表の20の2の項", "near"),
        ("電話 0123-45-678", "電話 0123-45-6789", "near"),
    ],
)
def test_the_last_row_and_the_body(after: str, body: str, trust: str) -> None:
    """Other writing of the same numbers follows on; a number that goes on does not."""
    (step,) = replay(body, "text", [Row(1, date(2025, 1, 1), "（新規）", after, "")]).steps
    assert step.trust == trust


@pytest.mark.parametrize(
    ("new", "wanted"),
    [
        # another name at another place, much like the one that went
        ("住基、税台帳、受付台帳", [("added", None, "受付台帳"), ("removed", "収納台帳", None)]),
        # another one in its place
        ("住基、窓口端末、税台帳", [("added", None, "窓口端末"), ("removed", "収納台帳", None)]),
        # the same one under a longer name
        ("住基、収納管理台帳、税台帳", [("changed", "収納台帳", "収納管理台帳")]),
    ],
)
def test_a_name_is_renamed_where_it_stood(new: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    """What went and what came are no move of the names between them."""
    changes = leaves("list", "住基、収納台帳、税台帳", new)
    assert sorted((leaf.op, leaf.before, leaf.after) for leaf in changes) == wanted


def test_a_name_is_held_against_what_stands_in_its_place() -> None:
    """A row on one name of a list, to another name than the list has now: not against the whole list."""
    old, new = "甲台帳システム、乙連携基盤、丙サーバー", "甲台帳システム、丁共通窓口、丙サーバー"
    (verdict,) = account("list", old, new, [RowStatement(1, "乙連携基盤", "戊統合窓口")]).verdicts
    assert (verdict.status, verdict.side, verdict.found) == ("misquoted", "after", "丁共通窓口")


BOXES = "[○]自己点検 [ ]内部監査 [ ]外部監査"
NUMBERED = "次の事務を行う。\n(1) 書類を受け付ける。\n(2) 書類を発送する。\n(3) 台帳を保管する。"


@pytest.mark.parametrize(
    ("kind", "old", "new", "before", "after"),
    [
        ("flags", BOXES, BOXES.replace("[ ]内", "[○]内"), "内部監査（　）", "内部監査（○）"),
        ("text", NUMBERED, NUMBERED.replace("発送", "送付"), "(2)「発送」", "(2)「送付」"),
        ("text", NUMBERED, NUMBERED.replace("発送する", "発送し、控えを残す"), "(2)", "(2) 書類を発送し、控えを残す。"),
        ("flags", "[○]提供（2）件 [○]移転（3）件", "[○]提供（2）件 [○]移転（4）件", "移転（3）件", "移転（4）件"),
        (
            "flags",
            "[○]提供する（2）件 [○]移転する（3）件",
            "[○]提供する（2）件 [○]移転する（4）件",
            "移転 3件",
            "移転 4件",
        ),
    ],
)
def test_a_row_that_names_a_part_speaks_of_that_part(kind: str, old: str, new: str, before: str, after: str) -> None:
    """An option with a mark behind it, a passage by its number, a number of cases by its option."""
    result = account(kind, old, new, [RowStatement(1, before, after)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_another_number_of_cases_than_the_edition_has() -> None:
    """Of two counts that changed one has a row, and that says another number."""
    old, new = "[○]提供する（2）件 [○]移転する（3）件", "[○]提供する（5）件 [○]移転する（4）件"
    (verdict,) = account("flags", old, new, [RowStatement(1, "移転する（3）件", "移転する（6）件")]).verdicts
    assert (verdict.status, verdict.side) == ("misquoted", "after")
    (leaf,) = account("flags", old, new, [RowStatement(1, "移転する（3）件", "移転する（4）件")]).leaves
    assert (leaf.before, leaf.after) == ("提供する（2）件", "提供する（5）件")
