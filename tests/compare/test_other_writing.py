"""Rows that say what the editions show in another way of writing it: nothing is held against them."""

from __future__ import annotations

import pytest

from pia_audit.compare import relative_wording
from pia_audit.compare.attribution import account
from pia_audit.compare.groups.identity import with_number_of_place
from pia_audit.compare.verdicts import RowStatement

LIST = "(1) 届出を受け付ける。\n(2) 額を決め、書面を発送する。\n(3) 証明書を渡す。"
NAMES = "福祉システム、宛名システム、帳票システム"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        # amending words
        (NAMES, NAMES.replace("宛名システム", "宛名システム、統計システム"), "（略）",
         "「宛名システム」の次に「、統計システム」を加える。"),
        (NAMES, "福祉システム、帳票システム", "（略）", "「宛名システム、」を削る。"),
        ("届出の受付及び点検を行う。", "届出の受付を行う。", "届出の受付及び点検を行う。", "「及び点検」を削る。"),
        # a passage put in, those behind it counting on
        (LIST, "(1) 届出を受け付ける。\n(2) 窓口で聞き取る。\n(3) 額を決め、書面を発送する。\n(4) 証明書を渡す。", "—",
         "(2) 窓口で聞き取る。 を追加し、以下番号を繰り下げる。"),
        # passages that 変更前 does not quote, and those that did not change
        (LIST, LIST.replace("証明書", "通知書"), "(3) 証明書を渡す。", "(1)～(2) 同左 (3) 通知書を渡す。"),
        (LIST, LIST.replace("発送", "送付"), "(1) 届出を受け付ける。 (2) 額を決め、書面を発送する。",
         "(1) 変更なし (2) 額を決め、書面を送付する。"),
        # words left out
        (LIST, LIST.replace("発送", "送付"), "(2) 額を決め、…発送する。", "(2) 額を決め、…送付する。"),
        # a word that stands twice: the place where the newer text shows the other one
        ("書面を発送する。証書を発送する。", "書面を発送する。証書を送付する。", "発送", "送付"),
        # quotation marks round the whole, names parted by blanks
        ("建設部環境課", "建設部水質課", "「建設部環境課」", "「建設部水質課」"),
        (NAMES, NAMES.replace("宛名", "住所"), "福祉システム 宛名システム 帳票システム",
         "福祉システム 住所システム 帳票システム"),
    ],
)  # fmt: skip
def test_what_a_row_says_is_carried_out(old: str, new: str, before: str, after: str) -> None:
    """The row accounts for the whole difference."""
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (NAMES, NAMES, "（略）", "「宛名システム」の次に「、統計システム」を加える。"),
        ("書面を発送する。証書を発送する。", "書面を発送する。証書を渡す。", "発送", "送付"),
    ],
)
def test_what_did_not_come_about_is_told(old: str, new: str, before: str, after: str) -> None:
    """The same words are held against the newer edition."""
    (verdict,) = account("text", old, new, [RowStatement(1, before, after)]).verdicts
    assert verdict.status in ("phantom", "misquoted")


def test_omission_marks_of_a_citation_are_its_own() -> None:
    """「…」 in the words of a law leaves nothing of the item out."""
    assert relative_wording.relative_words("「…」が含まれる5の項", "「…」が含まれる6の項") == ()


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ("4件", "5件", "confirmed"),
        ("委託する（4件）", "委託する（5件）", "confirmed"),
        ("[委託する] （　4　）　件", "[委託する] （　5　）　件", "confirmed"),
        ("4件", "6件", "misquoted"),
    ],
)
def test_a_choice_has_its_number_of_cases(before: str, after: str, status: str) -> None:
    """A row on the number alone is one on the choice; another number than the printed one is told."""
    result = account("choice", "委託する（4）件", "委託する（5）件", [RowStatement(1, before, after)])
    assert [v.status for v in result.verdicts] == [status]


def test_a_number_of_cases_without_a_row_is_told() -> None:
    """The option is the same and the number is not."""
    result = account("choice", "委託する（4）件", "委託する（5）件", [])
    assert len(result.leaves) == 1
    assert account("choice", "委託する", "委託する（5）件", []).leaves == ()


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("(1)水道台帳", "(2)水道台帳", "(2)水道台帳"),
        ("(1)水道台帳", "(2)水道料金台帳", "(2)水道台帳"),
        ("(7)水道台帳", "(2)水道台帳", "(7)水道台帳"),
    ],
)
def test_a_files_number_goes_with_its_place(old: str, new: str, same: str) -> None:
    """The printed number follows the place; a number that is none of a place is the name's own."""
    assert with_number_of_place("file[2].files.names", "file[1].files.names", old, new) == same
    assert with_number_of_place("file[1].files.names", "file[1].files.names", old, new) == old


def test_branches_in_kanji_are_one_number() -> None:
    """二十の二 is 20の2 in a list in kanji too."""
    old, new = "表の11・30の項", "表の11・20の2・30の項"
    (verdict,) = account(
        "text", old, new, [RowStatement(1, "表の十一・三十の項", "表の十一・二十の二・三十の項")]
    ).verdicts
    assert verdict.status == "confirmed"
