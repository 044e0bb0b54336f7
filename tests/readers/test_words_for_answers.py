"""Options and boxes that a row gives by number, sign or words, and other quotation marks."""

from __future__ import annotations

import pytest
from bounded import bounded

from pia_audit.forms import option_key
from pia_audit.japanese.ditto import is_ditto
from pia_audit.japanese.quotation_marks import with_usual_quotation_marks
from pia_audit.model import ChangeRow, Item
from pia_audit.readers.quotes import quoted

_ANSWER = Item(
    "risk.sufficient", 2, "", "十分か", "choice", "特に力を入れている", "read",
    path=("Ⅲ リスク対策", "3. 使用", "リスク１： 目的外", "リスクへの対策は十分か"),
    options=("特に力を入れている", "十分である", "課題が残されている"),
)  # fmt: skip
_WAYS = Item(
    "use.ways", 1, "", "入手方法", "flags", "[○]紙 [ ]専用線 [ ]電子記録媒体（フラッシュメモリを除く。）", "read",
    path=("Ⅱ 概要", "3. 入手・使用", "②入手方法"), options=("紙", "専用線", "電子記録媒体（フラッシュメモリを除く。）"),
)  # fmt: skip
_TEXT = Item(
    "outline", 1, "", "②", "text", "端末を四半期ごとに点検する。\n記録を７年間保存する。", "read",
    path=("Ⅰ 関連情報", "1. 事務", "②事務の概要"),
)  # fmt: skip


def _quote(item: Item, before: str, after: str) -> tuple[str | None, str | None]:
    row = ChangeRow(1, None, "", "", before, after, None, "", "", item_ids=(item.item_id,))
    (quote,) = quoted([row], [item], "form3-2018")[0].quotes
    return quote.before, quote.after


@pytest.mark.parametrize(
    "text",
    [
        "選択肢2）十分である",
        "②十分である",
        "2) 十分である",
        "「十分である」に変更",
        "『十分である』",
        "“十分である”へ修正",
    ],
)
def test_an_option_however_it_is_quoted(text: str) -> None:
    """It is the option, for what is no option (PIA106) as for what changed."""
    assert option_key(text) == option_key("十分である")


def test_an_option_in_words() -> None:
    """What becomes of it is no part of the answer."""
    assert _quote(_ANSWER, "「十分である」", "「特に力を入れている」に変更") == ("「十分である」", "特に力を入れている")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("専用線：無", "専用線：有"), ("－", "専用線に○を付す"), ("（空白）", "「専用線」を選択"), ("－", "○専用線"),
        ("□専用線", "☑専用線"),
    ],
)  # fmt: skip
def test_a_box_that_is_ticked_in_words(before: str, after: str) -> None:
    """One box was empty and has its tick."""
    assert _quote(_WAYS, before, after) == ("[ ]専用線", "[○]専用線")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("電子記録媒体（フラッシュメモリを除く。）に○", "電子記録媒体（フラッシュメモリを除く。）の○を外す"),
        ("「電子記録媒体」を選択", "選択を解除"), ("○電子記録媒体（フラッシュメモリを除く。）", "（削除）"),
    ],
)  # fmt: skip
def test_a_box_that_is_emptied_in_words(before: str, after: str) -> None:
    """One box had its tick and is empty."""
    name = "電子記録媒体（フラッシュメモリを除く。）"
    assert _quote(_WAYS, before, after) == (f"[○]{name}", f"[ ]{name}")


@pytest.mark.parametrize(
    ("cell", "usual"),
    [
        ("『毎月』", "「毎月」"), ("“毎月”を", "「毎月」を"), ("文中〔毎月〕", "文中「毎月」"),
        ("'毎月'を'毎週'に変更", "「毎月」を「毎週」に変更"),
        ("「「横断的なガイドライン」の留意事項」を", "「『横断的なガイドライン』の留意事項」を"),
        ("『重要』な情報を扱う。", "『重要』な情報を扱う。"), ("『毎月", "『毎月"), ("毎月", "毎月"),
    ],
)  # fmt: skip
def test_other_quotation_marks(cell: str, usual: str) -> None:
    """They are those of a quotation where nothing but words round one stands beside them."""
    assert with_usual_quotation_marks(cell) == usual


@pytest.mark.parametrize(
    ("before", "after", "quotes"),
    [
        ("５年", "７年に改める", ("５年", "７年")),
        ("～末を毎月点検す～", "～末を四半期ごとに点検す～", ("…末を毎月点検す…", "…末を四半期ごとに点検す…")),
        (
            "端末～毎月点検する。",
            "端末～四半期ごとに点検する。",
            ("端末…毎月点検する。", "端末…四半期ごとに点検する。"),
        ),
        ("令和5年4月～", "令和6年4月～", ("令和5年4月～", "令和6年4月～")),  # a span says itself
    ],
)
def test_words_round_a_text(before: str, after: str, quotes: tuple[str, str]) -> None:
    """What becomes of the words, and what is left out between them, is no part of them."""
    assert _quote(_TEXT, before, after) == quotes


@pytest.mark.parametrize("text", ["同", "同上部分", "〃の記載"])
def test_marks_for_the_row_above(text: str) -> None:
    """A mark with a word behind it that says nothing more is one."""
    assert is_ditto(text)


def test_long_cells() -> None:
    """Cells of nothing but signs are read in bounded time."""
    with bounded():
        for sign in (",", " ", "\n", "。", "「", "『", "'", "～", "に○", "○"):
            for item in (_ANSWER, _WAYS, _TEXT):
                _quote(item, sign * 20_000, f"{sign}甲" * 20_000)
