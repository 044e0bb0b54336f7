"""Citations of laws, the rows of their tables, and lists of numbers."""

import pytest
from bounded import bounded
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit.japanese.citations import find_citations, item_numbers, number_lists
from pia_audit.japanese.lists import number_key

TITLE = "行政手続における特定の個人を識別するための番号の利用等に関する法律"
PIECES = [
    "番号法",
    TITLE,
    "主務省令",
    "A区条例",
    "第",
    "19",
    "十九",
    "条",
    "の3",
    "項",
    "号",
    "別表",
    "第一",
    "の表",
    "のうち、次の項",
]
PIECES += [
    "(",
    ")",
    "（",
    "）",
    "・",
    "、",
    "及び",
    "並びに",
    " ",
    "\n",
    "1",
    "２",
    "の",
    "同",
    "同法",
    "項番",
    "～",
    "<p>",
    "①",
    "令表",
]
HOSTILE = [
    "1" * 100_000,
    "第" * 100_000,
    "(" * 100_000,
    "令和" * 50_000,
    "1・" * 50_000,
    "第1条" * 30_000,
    "別表" * 50_000,
]
HOSTILE += [
    "別表の" + "1・" * 45_000,
    "別表の1" * 20_000,
    ")第1条" * 20_000,
    "別表の次の項(" * 12_000,
    "別表の次の項(" + "十、" * 30_000,
    "あ第1項" * 20_000,
]
HOSTILE += [
    "同条" * 45_000,
    "第1条の" + "1、" * 45_000,
    "第1条の" * 20_000,
    "一" * 100_000,
    "条" * 100_000,
    "1,000" * 20_000,
]
HOSTILE += ["第1条第1項及び" * 12_000, "の" * 50_000 + "第1条", "法" * 100_000 + "第1条", "次の項" * 30_000 + "条"]


Number = int | str


def numbered(rows: frozenset[str]) -> list[Number]:
    """Numbers in their order, those without branches as plain numbers."""
    return [int(n) if n.isdigit() else n for n in sorted(rows, key=number_key)]


def cited(text: str) -> list[tuple[str, str, list[Number]]]:
    """Law, place in short and rows of every citation of a text."""
    lines = []
    for one in find_citations(text):
        below = [f"{n}{unit}" for n, unit in ((one.paragraph, "項"), (one.item, "号")) if n is not None]
        article = f"{one.article}条" if one.article else ""
        lines.append((one.law, one.table or article + "".join(below), numbered(one.rows)))
    return lines


@pytest.mark.parametrize(
    ("text", "law", "place"),
    [
        ("番号法第19条第8号", "番号法", "19条8号"),
        ("番号法19条8号", "番号法", "19条8号"),
        ("番号利用法第十九条第八号", "番号法", "19条8号"),
        ("マイナンバー法 第１９条 第８号", "番号法", "19条8号"),
        ("番 号 法 第 1 9 条 第 8 号", "番号法", "19条8号"),
        (f"{TITLE}第9条第1項", "番号法", "9条1項"),
        (f"{TITLE}(以下「番号法」という。)第9条第1項", "番号法", "9条1項"),
        (f"{TITLE}（平成25年法律第27号。以下「番号法」という。）第9条第2項", "番号法", "9条2項"),
        ("行政手続きにおける特定の個人を識別するための番号の利用等に関する法律第9条", "番号法", "9条"),
        ("番号法第28条の3", "番号法", "28の3条"),
        ("番号法第二十八条の三第二項", "番号法", "28の3条2項"),
        ("主務省令(※)第15条", "主務省令", "15条"),
        ("目黒区個人番号の利用に関する条例の第3条", "目黒区個人番号の利用に関する条例", "3条"),
        (
            "目黒区個人番号の利用に関する条例施行規則第11条第29号",
            "目黒区個人番号の利用に関する条例施行規則",
            "11条29号",
        ),
        ("9. 規則第9条第2項の適用", "規則", "9条2項"),
        ("第9条の十分な理解", "", "9条"),
        ("準法定事務処理者を定める命令第1項", "準法定事務処理者を定める命令", "1項"),
    ],
)
def test_articles(text: str, law: str, place: str) -> None:
    """An article is read in every spelling, and its law by its key or its name as written."""
    assert cited(text) == [(law, place, [])]


@pytest.mark.parametrize(
    ("text", "table", "rows"),
    [
        ("別表第一の15の項", "別表第一", [15]),
        ("別表第1", "別表第一", []),
        ("別表１", "別表第一", []),
        ("別表1項番16", "別表第一", [16]),
        ("別表1の15の項", "別表第一", [15]),
        ("別表第一第94項", "別表第一", [94]),
        ("別表第一項番15", "別表第一", [15]),
        ("別表第一の十五の項", "別表第一", [15]),
        ("別表の23の項", "別表", [23]),
        ("別表23の項", "別表", [23]),
        ("別表第94項", "別表", [94]),
        ("別表5の項、2 生活", "別表", [5]),
        ("別表第二の9・10・14・16及び120の項", "別表第二", [9, 10, 14, 16, 120]),
        ("別表第２（１、２、３、４の項）", "別表第二", [1, 2, 3, 4]),
        ("別表第二の1の項、2の項及び3の項", "別表第二", [1, 2, 3]),
        ("別表第二の85の2の項", "別表第二", ["85の2"]),
        ("別表第二の3～5の項", "別表第二", [3, 4, 5]),
        ("別表第二の27の項 2 生活に困窮する外国人", "別表第二", [27]),
        ("主務省令第2条の表の23の項", "第2条の表", [23]),
        ("主務省令第2条の23の項", "第2条の表", [23]),
        ("第2条のうち次の項(第1欄)\n42・43 2 生活", "第2条の表", [42, 43]),
        (
            "第2条の表のうち、次の項（第3欄（情報提供者）が「都道府県知事等」の項）</p> <p>13・14・18",
            "第2条の表",
            [13, 14, 18],
        ),
        ("別表第二の次の項並びに同項第2欄", "別表第二", []),
        ("別表第二の次の項（十六、二十六、八十七）", "別表第二", [16, 26, 87]),
        ("別表第二の次の項（16、26）により照会する。", "別表第二", [16, 26]),
        ("別表第二の以下の項\n十六、二十六、百二十", "別表第二", [16, 26, 120]),
        ("別表第二の次の項（一欄の事務及び二欄の情報）", "別表第二", []),
        ("事務処理者を定める命令表第1項", "表", [1]),
    ],
)
def test_tables(text: str, table: str, rows: list[Number]) -> None:
    """A table has one name in all its spellings, and its rows are read wherever they stand."""
    ((_, place, numbers),) = cited(text)
    assert (place, numbers) == (table, rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("番号法第19条第8号及び第9号", [("番号法", "19条8号", []), ("番号法", "19条9号", [])]),
        ("番号法第9条第1項及び別表第一の15の項", [("番号法", "9条1項", []), ("番号法", "別表第一", [15])]),
        ("番号法第9条第1項 別表第一の15の項", [("番号法", "9条1項", []), ("番号法", "別表第一", [15])]),
        ("番号法第9条第2項 ・A区条例別表5の項", [("番号法", "9条2項", []), ("A区条例", "別表", [5])]),
        ("A区条例の第3条別表5の項", [("A区条例", "3条", []), ("A区条例", "別表", [5])]),
        ("番号法第19条第8号に基づく主務省令第2条の表", [("番号法", "19条8号", []), ("主務省令", "第2条の表", [])]),
        (f"{TITLE}第19条第14号に基づき同条第7号", [("番号法", "19条14号", []), ("番号法", "19条7号", [])]),
        ("番号法第9条の事務は同法第19条", [("番号法", "9条", []), ("番号法", "19条", [])]),
        ("番号法第9条の事務。別表第二の27の項", [("番号法", "9条", []), ("", "別表第二", [27])]),
        ("A条例(番号法第9条第2項に基づく)第3条", [("番号法", "9条2項", []), ("A条例", "3条", [])]),
        (
            f"{TITLE}別表第1の主務省令で定める事務を定める命令(平成26年内閣府・総務省令第5号)",
            [("番号法", "別表第一", [])],
        ),
    ],
)
def test_linked(text: str, expected: list[tuple[str, str, list[Number]]]) -> None:
    """A law carries over to what is linked to it, and no further."""
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3条例",
        "社発第382号",
        "令和3年法律第37号",
        "総務省令第7号",
        "次の2条件",
        "13・14・18",
        "同条第7号",
        "第2項目",
        "該当条項",
        "1表",
    ],
)
def test_nothing_cited(text: str) -> None:
    """Numbers of instruments, conditions and bare lists are no citations."""
    assert find_citations(text) == ()


def test_places() -> None:
    """A citation's text is the raw text at its place, its law's name included and later rows not."""
    text = "根拠　番号法第１９条\n第８号、別表第二の次の項(注) 9・10"
    first, second = find_citations(text)
    assert first.text == "番号法第１９条\n第８号"
    assert text[first.start : first.end] == first.text
    assert second.text == "別表第二の次の項"
    assert numbered(second.rows) == [9, 10]
    assert second.listed is not None
    assert text[slice(*second.listed)] == "9・10"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13・14・18、20及び120", {13, 14, 18, 20, 120}),
        ("１３・１４，１８", {13, 14, 18}),
        (" 42・\n43 ", {42, 43}),
        ("3～5", {3, 4, 5}),
        ("1、3～5及び9", {1, 3, 4, 5, 9}),
        ("5～3", {3, 5}),
        ("第9項及び第10項", {9, 10}),
        ("9・10の項", {9, 10}),
        ("27", {27}),
        ("1,000", set()),
        ("13・14の事務", set()),
        ("", set()),
        ("1" * 5, set()),
    ],
)
def test_item_numbers(text: str, numbers: set[Number]) -> None:
    """The numbers of a pure list are read, ranges filled in; any other text has none."""
    assert item_numbers(text) == set(map(str, numbers))


@settings(deadline=None)
@given(st.lists(st.integers(1, 999), min_size=1), st.sampled_from(["・", "、", " ・ ", "及び", "､", "，"]))
def test_item_numbers_round_trip(numbers: list[int], joint: str) -> None:
    """The numbers joined by any separator are read back, unless they look like one number with thousands."""
    text = joint.join(str(number) for number in numbers)
    thousands = joint == "，" and len(numbers) > 1 and all(number > 99 for number in numbers[1:])
    assert item_numbers(text) == (set() if thousands else set(map(str, numbers)))


def test_number_lists() -> None:
    """Runs are found at their raw place; single numbers, thousands, telephones and days are no runs."""
    text = "事務 １３・14、 18及び120の項 1,000人 03-5722-9852 2019/9/1、27 42・43 2 生活"
    runs = [(text[start:end], numbered(numbers)) for start, end, numbers in number_lists(text)]
    assert runs == [("１３・14、 18及び120", [13, 14, 18, 120]), ("42・43", [42, 43])]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_citations_are_apart_and_exact(text: str) -> None:
    """Citations are in order, do not overlap, and their text is the raw text at their place."""
    at = 0
    for one in find_citations(text):
        assert at <= one.start < one.end
        assert text[one.start : one.end] == one.text
        assert one.table or not one.rows
        assert one.article or one.table or one.law
        at = one.end


@settings(deadline=None)
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text makes a reader of citations or numbers fail."""
    find_citations(text)
    item_numbers(text)
    assert all(len(numbers) >= 1 for _, _, numbers in number_lists(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_finish(text: str) -> None:
    """Very long repetitive texts are dealt with in linear time."""
    with bounded():
        find_citations(text)
        item_numbers(text)
        number_lists(text)


@pytest.mark.parametrize(
    ("text", "table", "rows"),
    [
        ("番号法別表第一15の項", "別表第一", {15}),
        ("番号法別表第一（第9条関係）15の項", "別表第一", {15}),
        ("別表第一（第九条関係）の15の項", "別表第一", {15}),
        ("別表第二7の項", "別表第二", {7}),
        ("別表第十五の項", "別表", {15}),
        ("別表第一（抄）", "別表第一", set()),
    ],
)
def test_a_row_right_behind_the_table_s_name(text: str, table: str, rows: set[int]) -> None:
    """A kanji ordinal ends where the row's digits begin, and a note of the kind 第9条関係 is passed over."""
    (cited,) = find_citations(text)
    assert (cited.table, set(cited.rows)) == (table, set(map(str, rows)))


@pytest.mark.parametrize(
    ("text", "law", "table", "rows"),
    [
        ("番号法別表31の3の項", "番号法", "別表", {"31の3"}),
        ("番号法別表の三十一の三の項", "番号法", "別表", {"31の3"}),
        ("番号法別表第一の38の2の項及び93の2の項", "番号法", "別表第一", {"38の2", "93の2"}),
        ("番号法別表第二の16の2・16の3・115の2の項", "番号法", "別表第二", {"16の2", "16の3", "115の2"}),
        ("番号法別表第一第36の2項", "番号法", "別表第一", {"36の2"}),
        ("別表第二項番56の2", "", "別表第二", {"56の2"}),
        ("主務省令第2条の表の95の2の項", "主務省令", "第2条の表", {"95の2"}),
        (
            "主務省令第2条の表のうち、次の項 12の2・13・95の2・160の2",
            "主務省令",
            "第2条の表",
            {"12の2", "13", "95の2", "160の2"},
        ),
        ("主務省令第2条の表のうち、次の項（第3欄）\n51の2・55の2。", "主務省令", "第2条の表", {"51の2", "55の2"}),
        ("主務省令第2条の表の次の項 20の2の項", "主務省令", "第2条の表", {"20の2"}),
        ("番号法別表第二の1から5までの項", "番号法", "別表第二", {"1", "2", "3", "4", "5"}),
        ("番号法別表第二の1の項から4の項まで、及び9の項", "番号法", "別表第二", {"1", "2", "3", "4", "9"}),
        ("番号法別表第二の7・8の2つの項", "番号法", "別表第二", {"7", "8"}),
    ],
)
def test_rows_with_branches(text: str, law: str, table: str, rows: set[str]) -> None:
    """A branch belongs to its number, in digits or kanji, in lists and in ranges; 2つ is no branch."""
    (one,) = (c for c in find_citations(text) if c.table)
    assert (one.law, one.table, set(one.rows)) == (law, table, rows)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("番号法第9条の2", "9の2条"),
        ("規則第9条の2第1項", "9の2条1項"),
        ("命令第9条の2の2", "9の2の2条"),
        ("番号法第19条第8号の2", "19条8の2号"),
        ("番号法第19条第8号の2つの事務", "19条8号"),
        ("主務省令第2条の23の2の項", "第2条の表"),
    ],
)
def test_branches_of_articles_and_items(text: str, place: str) -> None:
    """Articles and 号 have branches too, and a branched row of a table is no branch of the article."""
    assert [cell for _, cell, _ in cited(text)] == [place]


def test_a_range_is_kept_beside_its_numbers() -> None:
    """Which branches lie in a range only the table knows, so its ends are kept."""
    (one,) = find_citations("番号法別表第二の14から16まで及び20の2から20の4までの項")
    assert one.rows == {"14", "15", "16", "20の2", "20の3", "20の4"}
    assert one.ranges == (("14", "16"), ("20の2", "20の4"))
    assert one.listed is not None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("20・20の2・34の2", {"20", "20の2", "34の2"}),
        ("二十の二", {"20の2"}),
        ("14の2の項", {"14の2"}),
        ("1から5まで", {"1", "2", "3", "4", "5"}),
        ("20の2～20の4", {"20の2", "20の3", "20の4"}),
        ("20から20の3まで", {"20", "20の2", "20の3"}),
        ("14の2から16まで", {"14の2", "15", "16"}),
        ("13・14の事務", set()),
    ],
)
def test_number_lists_with_branches(text: str, numbers: set[str]) -> None:
    """Lists of their own keep branches and fill ranges in."""
    assert item_numbers(text) == numbers


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(1, 199), st.integers(1, 9)), min_size=2),
    st.sampled_from(["・", "、", "及び", "､"]),
    st.booleans(),
)
def test_branched_lists_round_trip(numbers: list[tuple[int, int]], joint: str, wide: bool) -> None:
    """A list of items with branches is read back from a citation, whatever joins it and in full width as well."""
    written = [str(n) if b == 1 else f"{n}の{b}" for n, b in numbers]
    text = joint.join(written)
    text = text.translate({ord("0") + n: "０１２３４５６７８９"[n] for n in range(10)}) if wide else text
    (one,) = find_citations(f"番号法別表第二の{text}の項")
    assert one.rows == set(written)
    (start, end, listed), *more = number_lists(f"（{text}）")
    assert set(listed) == set(written)
    assert more == []
    assert text == f"（{text}）"[start:end]
