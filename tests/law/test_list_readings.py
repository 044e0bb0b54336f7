"""Lists with a stated condition, in every notation and over what interrupts them. The numbers are those of the dated
table of the order (主務省令第2条の表), for 市町村長 and 住民票関係情報 on 2025-01-01, copied from the law by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from pia_audit.law.doubt import left_over
from pia_audit.law.list_readings import read_list
from pia_audit.law.mentions import mentions
from pia_audit.law.remarks import remarks

DAY = date(2025, 1, 1)
RIGHT = re.findall(
    "[0-9]+",
    "1, 2, 3, 5, 7, 11, 13, 15, 20, 28, 37, 39, 48, 53, 57, 58, 59, 63, 65, 66, 69, 73, 75, 76, 81, 83, "
    "84, 86, 87, 91, 92, 96, 106, 108, 110, 112, 115, 118, 124, 129, 130, 132, 136, 137, 138, "
    "141, 142, 144, 149, 150, 151, 152, "
    "155, 156, 158, 160, 163, 164, 165, 166, ",
)
ABOUT = "(第3欄(情報提供者)が「市町村長」の項のうち、第4欄(特定個人情報)に「住民票関係情報」が含まれる項)"
WAY = "【情報提供の根拠】\n・番号法第19条第8号に基づく主務省令第2条の表"


def severities(text: str, day: date = DAY) -> list[tuple[str, bool]]:
    """Rule of what is said, and whether it is said as information only."""
    left = (left_over(text, m, r) for m in mentions(text) for r in remarks(m, day))
    return [(r.code, r.weak) for r in left if r]


def lines(numbers: list[str], joint: str) -> str:
    """Seven numbers a line."""
    return joint.join("、".join(numbers[nth : nth + 7]) for nth in range(0, len(numbers), 7))


def behind(numbers: str) -> str:
    return f"{WAY}のうち、次の項{ABOUT}\n{numbers}"


def before(numbers: str) -> str:
    return f"{WAY}の{numbers}{ABOUT}"


NOTATIONS: dict[str, Callable[[list[str]], str]] = {
    "spaces": lambda n: behind(" ".join(n)),
    "wide spaces": lambda n: behind("　".join(n)),
    "a number a line": lambda n: behind("\n".join(n)),
    "bullets": lambda n: behind("\n・".join(n)),
    "lines without a joint": lambda n: behind(lines(n, "\n")),
    "strokes": lambda n: behind("/".join(n)),
    "strokes and spaces": lambda n: behind(" / ".join(n)),
    "semicolons": lambda n: behind(";".join(n)),
    "quoted": lambda n: behind(f"「{'、'.join(n)}」"),
    "in 【】": lambda n: behind(f"【{'、'.join(n)}】"),
    "in （）": lambda n: behind(f"（{'、'.join(n)}）"),
    "in （） and another part": lambda n: behind(f"（{'、'.join(n)}）\n【情報照会の根拠】"),
    "each of them": lambda n: before("、".join(n) + "の各項"),
    "each of them, parted by spaces": lambda n: before(" ".join(n) + "の各項"),
    "ranges": lambda n: before("、".join(n).replace("163、164、165、166", "163ないし166") + "の項"),
    "ranges with a dash": lambda n: before("、".join(n).replace("163、164、165、166", "163-166") + "の項"),
    "a number over two lines": lambda n: behind("、".join(n).replace("118", "1\n18")),
    "a number over two lines, before": lambda n: before("、".join(n).replace("118", "11\n8") + "の項"),
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_list_in_any_notation(notation: str) -> None:
    """The whole list is right, and one without 96 is told to lack it."""
    write = NOTATIONS[notation]
    assert severities(write(RIGHT)) == []
    short = write([n for n in RIGHT if n != "96"])
    assert severities(short) == [("PIA612", False)]
    (m,) = [m for m in mentions(short) if m.numbers]
    assert [r.missing for r in remarks(m, DAY)] == [("96",)]


HALF = RIGHT.index("92")
FIRST, REST = "・".join(RIGHT[:HALF]), "・".join(RIGHT[HALF:])
INTERRUPTED = [
    "\n（次ページへ続く）\n",
    "\n（以下、次頁）\n",
    "\n（続き）\n",
    "\n【続き】\n",
    "\n〔続き〕\n",
    "\n- 12 -\n",
    "\n－ 12 －\n",
    "\n12\n",
    "\n3/15\n",
    "\np.3\n",
    "\n12ページ\n",
    "（令和6年10月から）、",
    "（以上、厚生労働大臣関係）\n",
    "（※1）・",
    "[注1]・",
    " / ",
    ";",
    "・（",
    "\n特定個人情報保護評価書（基礎項目評価書） 北原市\n",
    "\n②法令上の根拠（続き）\n",
    "\n○福祉分野　",
    "\n福祉分野：",
    "\nイ ",
    "\nさらに ",
    "。\n",
    "\n【情報提供の根拠（続き）】\n",
    "\n【情報照会の根拠】\n42・43\n【情報提供の根拠】（続き）\n",
    "\n・番号法第19条第8号に基づく主務省令第2条の表（続き）\n",
]


@pytest.mark.parametrize("interruption", INTERRUPTED)
def test_a_right_list_that_something_interrupts(interruption: str) -> None:
    """The rest of the list stands behind it: nobody is told that it lacks what is there."""
    assert severities(behind(f"{FIRST}{interruption}{REST}")) == []


@pytest.mark.parametrize("interruption", INTERRUPTED)
def test_a_wrong_list_that_something_interrupts_is_no_warning(interruption: str) -> None:
    """How far the list goes is not sure, so that what it lacks is told for information at most."""
    text = behind(f"{FIRST}{interruption}{REST.removesuffix('・166')}")
    assert all(weak for _, weak in severities(text)) or interruption in (" / ", ";")


@pytest.mark.parametrize(
    "behind_it",
    ["\n【情報照会の根拠】\n42・43", "\n2 生活保護法による事務", "\n12 庶務", "。平成29年1月9日から行う。"],
)
def test_what_stands_behind_a_list_is_not_its_rest(behind_it: str) -> None:
    """Another part, a heading's number and a day are none of a list's numbers."""
    assert severities(behind("・".join(n for n in RIGHT if n != "96") + behind_it)) == [("PIA612", False)]


def test_kanji_behind_the_words_and_before_another_part() -> None:
    """A list in kanji is read whatever stands behind it."""
    text = behind("十三、十四、十八、二十の二\n【情報照会の根拠】")
    assert [sorted(m.numbers) for m in mentions(text)] == [["13", "14", "18", "20の2"]]


@pytest.mark.parametrize("sign", ["1", "1・", "、", " ", "\n", "1\n", "(1)", "-", "1の", "一", "(", "<p>", "続"])
def test_hostile_texts_finish(sign: str) -> None:
    """Twenty thousand signs take no time."""
    text = behind(sign * (20_000 // len(sign)))
    mentions(text)
    read_list(text, None, text.index(ABOUT), len(text))


@pytest.mark.parametrize("joint", [" ・ ", ";", "/", "　", "・"])
def test_a_list_that_begins_in_kanji(joint: str) -> None:
    """五 and 二十六 are the first of the list, whatever stands behind them; 30 is not."""
    day = date(2021, 6, 4)
    about = "番号法別表第二のうち第3欄が「厚生労働大臣」の項のうち、第4欄に「労働者災害補償関係情報」が含まれる項"
    items = ["五", "二十六", "30", "35", "47", "62", "66", "68", "87", "百七"]
    for opened, closed in ("（）", (":", "")):
        assert severities(f"{about}{opened}{joint.join(items)}の項{closed}", day) == []
        assert severities(f"{about}{opened}{joint.join(items[:-1])}の項{closed}", day) == [("PIA612", False)]


def test_a_range_in_kanji_at_the_beginning() -> None:
    """一〜四 are four items."""
    about = "番号法第19条第8号及び別表第二のうち第三欄が「共済組合等」で、第四欄に「特別障害給付金関係情報」を含む項"
    assert severities(f"{about}(一〜四･二十五･二十六･三十九･五十八･八十七の各項)", date(2022, 6, 1)) == []


def test_numbers_with_ordinal_signs_and_spaces() -> None:
    """第20　第42 are two numbers, and the second heads no words."""
    about = "(第3欄が「厚生労働大臣」かつ第4欄が「特別児童扶養手当関係情報」の項)"
    items = ["20", "42", "80", "81", "125", "141", "155", "161"]
    listed = "　".join(f"第{item}" for item in items)
    assert severities(f"{WAY}の{listed}の各項{about}") == []
    assert severities(f"{WAY}の{listed.replace('　第155', '')}の各項{about}") != []
