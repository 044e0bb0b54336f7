"""Old and new text in one cell, and what clerks write round a quotation."""

from __future__ import annotations

from datetime import date

import pytest
from bounded import bounded

from pia_audit.compare.attribution import account
from pia_audit.compare.bare_quotations import bare_quotation, without_remark
from pia_audit.compare.ticks import fits_ticks
from pia_audit.compare.verdicts import RowStatement
from pia_audit.forms import load
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.placeholders import says_unchanged
from pia_audit.japanese.side_marks import by_arrow, without_side_marks
from pia_audit.model import ChangeRow, Item
from pia_audit.readers import answers
from pia_audit.readers.quotes import quoted

_TEXT = Item("handling.outline", 1, "", "②", "text", "", "read", path=("Ⅰ 関連情報", "1. 事務", "②事務の概要"))
_RISK = ("Ⅲ リスク対策", "3. 使用", "リスク１： 目的外")
_ANSWER = Item(
    "risk.sufficient", 2, "", "十分か", "choice", "十分である", "read",
    path=(*_RISK, "リスクへの対策は十分か"), options=("特に力を入れている", "十分である", "課題が残されている"),
)  # fmt: skip
_MEASURES = Item(
    "risk.measures", 1, "", "措置", "text", "端末を毎日点検する。", "read", path=(*_RISK, "リスクに対する措置の内容")
)
_WAYS = Item(
    "use.ways", 1, "", "入手方法", "flags", "[○]紙 [ ]専用線 [ ]その他", "read",
    path=("Ⅱ 概要", "3. 入手・使用", "②入手方法"), options=("紙", "専用線", "その他"),
)  # fmt: skip


def _quotes(items: list[Item], item_ids: tuple[str, ...], before: str, after: str) -> dict[str, tuple[object, object]]:
    row = ChangeRow(
        row_no=1, changed_on=None, changed_on_text="", timing=None, timing_text="", note="", label="",
        before=before, after=after, item_ids=item_ids,
    )  # fmt: skip
    (quoted_row,) = quoted([row], items, "form2-2024")
    return {q.item_id: (q.before, q.after) for q in quoted_row.quotes}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "（変更前）窓口で受け付ける。\n（変更後）郵送で受け付ける。"),
        ("－", "旧：窓口で受け付ける。\n新：郵送で受け付ける。"),
        ("誤：窓口で受け付ける。", "正：郵送で受け付ける。"),
    ],
)
def test_both_texts_behind_their_marks(before: str, after: str) -> None:
    assert without_side_marks(before, after) == ("窓口で受け付ける。", "郵送で受け付ける。")


def test_both_texts_with_an_arrow_between() -> None:
    assert by_arrow("－", "「窓口」→「総合窓口」") == ("窓口", "総合窓口")
    assert by_arrow("－", "12人→15人\n3課→4課") == ("12人\n3課", "15人\n4課")
    assert by_arrow("－", "申請→審査→決定") is None
    assert by_arrow("窓口", "窓口→総合窓口") is None


def test_an_item_with_an_arrow_of_its_own_keeps_it() -> None:
    """A text 申請→審査 that is new stays one text; 窓口→総合窓口, which the item does not say, is two."""
    item = Item("handling.outline", 1, "", "②", "text", "申請→審査", "read", path=_TEXT.path)
    assert _quotes([item], ("handling.outline",), "－", "申請→審査") == {"handling.outline": ("－", "申請→審査")}
    other = Item("handling.outline", 1, "", "②", "text", "総合窓口で受け付ける。", "read", path=_TEXT.path)
    assert _quotes([other], ("handling.outline",), "－", "窓口→総合窓口") == {"handling.outline": ("窓口", "総合窓口")}


def test_an_answer_with_an_arrow_is_two_answers_and_nothing_else() -> None:
    ids = ("risk.sufficient",)
    assert _quotes([_ANSWER], ids, "－", "特に力を入れている→十分である") == {
        ids[0]: ("特に力を入れている", "十分である")
    }
    assert _quotes([_ANSWER], ids, "－", "甲→乙") == {ids[0]: ("－", "甲→乙")}


def test_a_text_and_the_answer_below_it_in_one_cell() -> None:
    quotes = _quotes(
        [_MEASURES, _ANSWER],
        ("risk.measures",),
        "端末を毎週点検する。\n特に力を入れている",
        "端末を毎日点検する。\n十分である",
    )
    assert quotes == {
        "risk.measures": ("端末を毎週点検する。", "端末を毎日点検する。"),
        "risk.sufficient": ("特に力を入れている", "十分である"),
    }


def test_blocks_with_numbers_from_one() -> None:
    other = Item("handling.systems", 2, "", "③", "text", "丙\n丁", "read", path=("Ⅰ 関連情報", "1. 事務", "③システム"))
    first = Item("handling.outline", 1, "", "②", "text", "甲\n乙", "read", path=_TEXT.path)
    ids = ("handling.outline", "handling.systems")
    quotes = _quotes([first, other], ids, "(1) 甲\n戊\n(2) 丙\n己", "(1) 甲\n乙\n(2) 丙\n丁")
    assert quotes == {ids[0]: ("甲\n戊", "甲\n乙"), ids[1]: ("丙\n己", "丙\n丁")}


@pytest.mark.parametrize(
    ("before", "after", "quote"),
    [
        ("専用線", "（削除）", ("[○]専用線", "[ ]専用線")),
        ("－", "「専用線」を追加", ("[ ]専用線", "[○]専用線")),
        ("－", "「紙」及び「専用線」にチェックを追加", ("[ ]紙 [ ]専用線", "[○]紙 [○]専用線")),
        ("（チェックなし）", "紙", ("－", "紙")),
    ],
)
def test_boxes_that_are_only_named(before: str, after: str, quote: tuple[str, str]) -> None:
    assert _quotes([_WAYS], ("use.ways",), before, after) == {"use.ways": quote}


def test_a_text_that_went_elsewhere_is_gone_here() -> None:
    item = Item("handling.outline", 1, "", "②", "text", "窓口で受け付ける。", "read", path=_TEXT.path)
    ids = ("handling.outline",)
    assert _quotes([item], ids, "郵送する。", "（Ⅱ３（入手等。）①に移動）") == {ids[0]: ("郵送する。", "（削除）")}
    assert _quotes([item], ids, "（Ⅱ３①から移動）", "窓口で受け付ける。") == {ids[0]: ("－", "窓口で受け付ける。")}


@pytest.mark.parametrize(
    "cell",
    [
        "窓口で受け付ける。\n（※軽微な修正）",
        "窓口で受け付ける。（記載の整理）",
        "窓口で受け付ける。\n【時点修正】",
        "窓口で受け付ける。\n（理由：システム更改に伴うため）",
        "（下線部を変更）\n窓口で受け付ける。",
        "（２段落目）窓口で受け付ける。",
        "【変更】窓口で受け付ける。",
        "1) 窓口で受け付ける。",
        "「窓口で受け付ける。」との記載",
        "「窓口で受け付ける。」に改める。",
    ],
)
def test_remarks_round_a_quotation(cell: str) -> None:
    """They go where the text does not say them, and stay where it does."""
    assert bare_quotation(cell, "窓口で受け付ける。\n郵送もする。") == "窓口で受け付ける。"
    assert bare_quotation(cell, f"{cell}\n郵送もする。") == cell


def test_words_that_exchange_are_no_remark() -> None:
    """「A」を「B」に変更 says what was done and is carried out as that."""
    assert without_remark("「定めている」を「定めていない」に変更") == "「定めている」を「定めていない」に変更"


def test_a_sign_of_thousands_makes_no_misquotation() -> None:
    of_rows = account("text", "概要", "概要\n約2,480人を扱う。", [RowStatement(1, "－", "約２４８０人を扱う。")])
    assert [v.status for v in of_rows.verdicts] == ["confirmed"]
    assert not of_rows.left
    other = account("text", "概要", "概要\n約2,480人を扱う。", [RowStatement(1, "－", "約２４９０人を扱う。")])
    assert [v.status for v in other.verdicts] == ["phantom"]
    assert other.left


def test_a_box_that_the_form_does_not_have_is_printed_none_the_less() -> None:
    """4情報 on a form that has 5情報: ticked, it was lost, and rows that list it were said not to be the text."""
    item = next(i for i in load("form3-2024").items if any(o.startswith("5情報") for o in i.options))
    content = "[ ]個人番号 [○]個人番号対応符号 [ ]その他識別情報（内部番号） [○]4情報（氏名、性別、生年月日、住所）"
    text, status = answers.flags(item, content, keeps_ticks=True)
    assert (text, status) == (content, "read")
    assert fits_ticks("□個人番号\n■4情報（氏名、性別、生年月日、住所）", content) is True
    assert fits_ticks("■個人番号\n□4情報（氏名、性別、生年月日、住所）", content) is False


@pytest.mark.parametrize(
    ("text", "day"),
    [("令6.4.1", date(2024, 4, 1)), ("平30.3.1", date(2018, 3, 1)), ("令７年７月１日", date(2025, 7, 1))],
)
def test_an_era_by_its_first_sign(text: str, day: date) -> None:
    span = parse_date(text)
    assert span is not None
    assert span.start == day


def test_a_number_of_a_decree_is_no_day() -> None:
    assert parse_date("政令6.4.1") is None


@pytest.mark.parametrize("text", ["定期見直し（変更なし）", "年１回の見直しを行った結果、変更なし"])
def test_a_review_without_a_change(text: str) -> None:
    assert says_unchanged(text)


@pytest.mark.parametrize("cell", ["甲{}以下を追加", "{}（注）", "甲{}", "変更前：甲{}乙", "「甲」{}と改める"])
def test_a_cell_of_line_breaks_is_looked_at_once(cell: str) -> None:
    """A hundred thousand line breaks in a cell take no longer than the same number of words."""
    text = cell.format("\n" * 100_000)
    with bounded():
        without_side_marks("", text)
        without_side_marks(text, text)
        by_arrow("", text)
        bare_quotation(text, "甲乙")
        without_remark(text)


@pytest.mark.parametrize(
    ("old", "new"), [("選択肢3", "選択肢2"), ("3", "２"), ("［ 3 ］", "［ 2 ］"), ("３）", "２）")]
)
def test_an_option_by_its_number_alone(old: str, new: str) -> None:
    assert _quotes([_MEASURES, _ANSWER], ("risk.sufficient",), old, new) == {
        "risk.sufficient": ("課題が残されている", "十分である")
    }


def test_a_number_that_is_no_option_stays() -> None:
    """A number past the list, and one beside an answer with a number of cases, of which it may be the count."""
    assert _quotes([_ANSWER], ("risk.sufficient",), "3", "4") == {"risk.sufficient": ("課題が残されている", "4")}
    counted = Item(
        "use", 1, "", "委託の有無", "choice", "委託する（2）件", "read",
        path=("Ⅱ 概要", "4. 委託", "委託の有無"), options=("委託する", "委託しない"),
    )  # fmt: skip
    assert _quotes([counted], ("use",), "1", "2") == {"use": ("1", "2")}


@pytest.mark.parametrize(
    ("after", "quoted_text"),
    [
        ("端末を毎月点検する。　を追加する。", "端末を毎月点検する。"),
        ("端末を毎月点検する。\nを追加", "端末を毎月点検する。"),
        ("減免事由、届出区分を追加", "減免事由、届出区分"),
        ("減免事由、届出区分を追\n加", "減免事由、届出区分を追\n加"),
        ("点検する機能を追加する。", "点検する機能を追加する。"),
    ],
)
def test_words_that_it_was_put_in_are_no_part_of_the_quotation(after: str, quoted_text: str) -> None:
    """Of one sentence alone, 機能を追加する。 may be what the item says."""
    assert _quotes([_MEASURES], ("risk.measures",), "―", after) == {"risk.measures": ("―", quoted_text)}


def test_ticked_boxes_alone_say_which_went_and_which_came() -> None:
    """A row that lists no box without its tick lists the ticked ones; one that shows an empty box lists a few."""
    assert _quotes([_WAYS], ("use.ways",), "[○]紙\n[○]専用線", "[○]紙\n[○]その他") == {
        "use.ways": ("[○]紙\n[○]専用線\n[ ]その他", "[○]紙\n[○]その他\n[ ]専用線")
    }
    assert _quotes([_WAYS], ("use.ways",), "[ ]紙", "[○]紙") == {"use.ways": ("[ ]紙", "[○]紙")}


def test_counted_boxes_are_no_ticks_that_came_and_went() -> None:
    counted = Item(
        "provision.use", 1, "", "有無", "flags", "[○]提供を行っている（2）件 [○]移転を行っている（4）件", "read",
        path=("Ⅱ 概要", "5. 提供・移転", "提供・移転の有無"), options=("提供を行っている", "移転を行っている"),
    )  # fmt: skip
    cells = ("[○]提供を行っている（1件）", "[○]提供を行っている（2件）")
    assert _quotes([counted], ("provision.use",), *cells) == {"provision.use": cells}
    assert _quotes([counted], ("provision.use",), "3件", "4件") == {
        "provision.use": ("[○]移転を行っている（3）件", "[○]移転を行っている（4）件")
    }
    assert _quotes([counted], ("provision.use",), "3件", "5件") == {"provision.use": ("3件", "5件")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("台帳を保管する", "台帳を廃棄する。"),
        ("台帳を保管する。", "台帳を廃棄する"),
        ("台帳を保管する", "台帳を廃棄する"),
    ],
)
def test_a_full_stop_that_a_cell_lacks_is_no_change(before: str, after: str) -> None:
    of_rows = account(
        "text",
        "1. 台帳を保管する。\n2. 照合する。",
        "1. 台帳を廃棄する。\n2. 照合する。",
        [RowStatement(1, before, after)],
    )
    assert [v.status for v in of_rows.verdicts] == ["confirmed"]
    assert of_rows.leaves == ()


def test_a_sentence_put_in_or_taken_away_without_its_full_stop() -> None:
    """The row records all of it."""
    short, long = "・照合する。", "・照合する。\n・台帳を保管する。"
    for old, new, cells in (
        (short, long, ("（新設）", "・台帳を保管する")),
        (long, short, ("・台帳を保管する", "（削除）")),
    ):
        of_rows = account("text", old, new, [RowStatement(1, *cells)])
        assert ([v.status for v in of_rows.verdicts], of_rows.leaves) == (["confirmed"], ())
