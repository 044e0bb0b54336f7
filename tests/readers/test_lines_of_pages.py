"""What the lines of a page bring with them: heads and numbers of pages, labels over two lines, lists, cut rows."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.compare.relative_wording import Edit, edits
from pia_audit.documents.blocks import Cell, Row
from pia_audit.documents.pdf.seams import joined
from pia_audit.documents.pdf.shapes import Box, Glyph
from pia_audit.documents.pdf.tables import Band, Piece, Sheet, Stack
from pia_audit.documents.pdf.texts import _cell
from pia_audit.forms import FormItem
from pia_audit.readers import change_table
from pia_audit.readers.answers import options_of
from pia_audit.readers.outline import outline
from pia_audit.readers.pages import Pages
from pia_audit.readers.vocabulary import vocabulary
from pia_audit.readers.wrapped_labels import whole_labels
from pia_audit.rules.unread_tables import UnreadTables

FORM2 = "form2-2024"


def _line(text: str, place: str) -> Row:
    return Row((Cell(text, place),), ruled=False)


def _text(*lines: str) -> tuple[Row, ...]:
    return tuple(_line(text, f"L{n}") for n, text in enumerate(lines, 1))


@pytest.mark.parametrize(
    ("text", "at", "is_head"),
    [
        ("国民年金に関する事務", 20, True),
        ("国民年金に関する事務", 300, False),
        ("[ 十分である ] ＜選択肢＞", 20, False),
        ("1) 特に力を入れている 2) 十分である", 20, False),
    ],
)
def test_the_head_of_pages_stands_at_their_edge(text: str, at: int, is_head: bool) -> None:
    """An answer with its options is printed on page after page as well, and is no head."""
    rows = []
    for page in range(1, 6):
        others = [_line(f"{page}の{n}行目", f"p{page}:50,{100 + 50 * n},300,{110 + 50 * n}") for n in range(10)]
        rows += [*others, _line(text, f"p{page}:50,{at},300,{at + 10}")]
    assert Pages(rows).prints(rows[10], rows[10].cells, in_chapter=True) is is_head


def test_the_head_below_the_number_of_each_page() -> None:
    """In a text it stands beside nearly every number; a label that begins one page does not."""
    rows = _text(
        *(line for n in range(1, 6) for line in ("本文", f"- {n} -", "深水市　年金事務", "その必要性", "本文"))
    )
    pages = Pages(rows)
    assert pages.prints(rows[2], rows[2].cells, in_chapter=True)
    assert not pages.prints(rows[3], rows[3].cells, in_chapter=True)


def test_a_label_over_two_lines_is_one() -> None:
    """What follows in the value's own line is not the label's."""
    label = "権限のない者（元職員、アクセス権限のない職員等）によって不正に使用されるリスクへの対策は十分か"
    rows = whole_labels(_text(label[:36], label[36:], "[十分である]"), FORM2)
    assert [row.cells[0].text for row in rows] == [label, "[十分である]"]
    assert len(whole_labels(_text(label[:36], label[36:] + " [十分である]"), FORM2)) == 2


@pytest.mark.parametrize("lines", [("①届出の受理", "②審査", "③通知"), ("①届出の受理", "台帳の作成", "②審査", "③通知")])
def test_a_circled_list_is_the_value_it_counts_on_in(lines: tuple[str, ...]) -> None:
    """③ of the list below ②事務の概要 is not the label after it."""
    rows = _text(
        "Ⅰ 関連情報",
        "1. 特定個人情報ファイルを取り扱う事務",
        "①事務の名称",
        "年金",
        "②事務の概要",
        *lines,
        "③システムの名称",
        "年金システム",
    )
    fields = {f.levels[-1].looks.key: [c.text for c in f.cells] for f in outline(rows, vocabulary(FORM2)).fields}
    assert fields["事務の概要"] == list(lines)
    assert fields["システムの名称"] == ["年金システム"]


def _row(page: int, *texts: str) -> Row:
    return Row(tuple(Cell(t, f"p{page}:{n},1,{n},2") for n, t in enumerate(texts)), ruled=True)


def test_the_rest_of_a_day_on_the_next_page() -> None:
    """A program that closes the row at the page's foot prints the end of its day alone in a row above the next."""
    head = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
    rows = (
        _row(1, *head),
        _row(1, "令和５年１０", "Ⅰ 5 ①部署", "甲課", "乙課", "事後", ""),
        _row(2, "月１９日", "", "", "", "", ""),
        _row(2, "令和５年１１月１日", "Ⅰ 5 ①部署", "乙課", "丙課", "事後", ""),
    )
    _, table = change_table.split(rows)
    assert table is not None
    read, problems = change_table.read(table, "")
    assert [r.changed_on for r in read] == [date(2023, 10, 19), date(2023, 11, 1)]
    assert problems == []


def test_titles_that_a_page_cuts_are_no_row() -> None:
    rows = (
        _row(1, "変更年月", "変更項目", "変更前", "変更後", "提出", "提出時期に係る説明"),
        _row(2, "日", "", "", "", "時期", ""),
        _row(2, "令和５年１１月１日", "Ⅰ 5 ①部署", "乙課", "丙課", "事後", ""),
    )
    _, table = change_table.split(rows)
    assert table is not None
    assert [row.cells[0].text for row in table.rows] == ["令和５年１１月１日"]


def _band(page: int, *texts: str) -> Band:
    def piece(n: int, text: str) -> Piece:
        glyphs = tuple(Glyph(c, 100 * n + 5 * k, 100 * n + 5 * k + 5, 50, 5, None) for k, c in enumerate(text))
        return Piece(page, Box(100 * n, 40, 100 * n + 100, 60 if page > 1 else 700), glyphs, open_below=page == 1)

    return Band([Stack([piece(n, text)]) for n, text in enumerate(texts)], ruled=True)


def test_two_rows_without_their_day_stay_two() -> None:
    """Where the page's end has no rule, each with a 提出時期 is a row of its own."""
    upper = Sheet(1, 800, [_band(1, "", "Ⅰ 5 ①部署", "甲課", "乙課", "事後", "")], floor=700)
    lower = Sheet(2, 800, [_band(2, "", "Ⅰ 5 ②", "甲長", "乙長", "事後", "")], floor=60)
    assert [len(band.stacks) for band in joined([upper, lower])] == [6, 6]


def _cell_with(lines: int, bottom: float) -> Cell:
    glyphs = tuple(Glyph("あ", 10, 20, 10 + 12 * n, 10, None) for n in range(lines))
    return _cell(Stack([Piece(1, Box(0, 0, 200, bottom), glyphs)]))


@pytest.mark.parametrize(("lines", "bottom", "is_cut"), [(3, 35, True), (3, 38, False), (1, 11, False)])
def test_a_cell_full_to_its_edge_may_be_cut(lines: int, bottom: float, is_cut: bool) -> None:
    """Programs leave out the lines below without a trace; a row of one line is often as low as that."""
    assert _cell_with(lines, bottom).cut is is_cut


def test_options_that_the_print_cuts_are_the_forms() -> None:
    options = ("目的外の入手が行われるリスクへの対策", "情報提供の甲を行うこと", "情報提供の甲を行わないこと")
    item = FormItem("x", ("x",), (), "choice", options=options)
    content = "[情報提供の甲を] ＜選択肢＞ 1) 目的外の入手が行われるリ 2) 情報提供の甲を行 3) 情報提供の甲を行"
    assert options_of(item, content) == options


@pytest.mark.parametrize("words", ["次の文を追記", "次の⽂を追記"])
def test_the_words_for_a_sentence_added(words: str) -> None:
    """Also in the radicals that some programs write into a PDF."""
    assert edits("－", f"{words}\n○届出の受理") == (Edit("", "○届出の受理"),)


@pytest.mark.parametrize(
    ("rule", "day", "softened"),
    [("PIA209", date(2023, 1, 1), True), ("PIA202", date(2023, 1, 1), True), ("PIA202", date(2025, 1, 1), False)],
)
def test_rows_beside_an_older_table_that_was_not_read(rule: str, day: date, softened: bool) -> None:
    """Which rows are new is known of those alone whose day lies after the older edition."""
    unread = UnreadTables(frozenset({"old"}), {"new": ("old", date(2024, 1, 1))})
    finding = {"rule": rule, "edition_id": "new", "severity": "error", "confidence": "high", "params": "{}"}
    assert (unread.judged(finding, day)[0] == "info") is softened
