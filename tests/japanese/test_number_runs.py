"""Numbers that stand in a row, as texts of many hands write them; what they are was counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese.number_runs import number_runs, spelled


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("表の5・15の項", ["5", "15"]),
        ("表の８、２０の２の項", ["8", "20の2"]),
        ("5から7までの項", ["5", "6", "7"]),
        ("表の5~7、9の項", ["5", "6", "7", "9"]),
        ("命令第5条、第6条及び第八条の二", ["5条", "6条", "8条の2"]),
        ("命令第5条から第8条まで", ["5条", "6条", "7条", "8条"]),
        ("番号法第19条第8号から第10号まで", ["8号", "9号", "10号"]),
        ("番号法第19条第8号及び第9号", ["8号", "9号"]),
        ("番号法第19条第8号", ["8号"]),
        ("第12条の2から第12条の4まで", ["12条の2", "12条の3", "12条の4"]),
        ("命令第8、9条", ["8条", "9条"]),
        ("別表の三十八、八十三及び百の項", ["38", "83", "100"]),
        ("二十の二の項", ["20の2"]),
        ("番号法第9条第1項、第9条第3項", ["9条1項", "9条3項"]),
        ("上記の(2)、（3）を除く", ["(2)", "(3)"]),
        ("①から③まで", ["①", "②", "③"]),
        ("①②", ["①", "②"]),
    ],
)
def test_the_numbers_of_a_run(text: str, numbers: list[str]) -> None:
    """In their order, each in digits, of a range all."""
    assert [[*run.numbers] for run in number_runs(text)] == [numbers]


@pytest.mark.parametrize(
    "text", ["1,000人", "12,345,678円", "(1) 届出 (2) 申請", "20から20の3の項", "2024-04-01", "17 人", "三者"]
)
def test_what_is_no_run(text: str) -> None:
    """Counts, words, numbers of passages alone, days, and a range through branches that only the table knows."""
    assert number_runs(text) == ()


@given(
    st.lists(st.integers(1, 171), min_size=2, max_size=8, unique=True),
    st.sampled_from(["{}の項", "第{}条", "第{}号"]),
    st.sampled_from(["・", "、", "及び", "，"]),
)
def test_places_and_numbers_agree(numbers: list[int], writing: str, sign: str) -> None:
    """Each entry's span holds what is written there, and a number is written as it was read."""
    text = "法の" + sign.join(writing.format(number) for number in numbers)
    (run,) = number_runs(text)
    assert [spelled(n) for n in run.numbers] == [writing.format(n).removesuffix("の項") for n in numbers]
    assert [text[e.start : e.end] for e in run.entries] == [spelled(n) for n in run.numbers]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("別表第二の項番二十", [("20",)]),
        ("五 の項", [("5",)]),
        ("五又は六の項", [("5", "6")]),
        ("五まで の項", [("5",)]),
    ],
)
def test_kanji_beside_words_alone(text: str, numbers: list[tuple[str, ...]]) -> None:
    """No Arabic number need stand in a text that lists some."""
    assert [run.numbers for run in number_runs(text)] == numbers


LINES = [f"・第{n}号の届出は、受付の日から保管する。" for n in range(120)]


@pytest.mark.parametrize("ahead", ["保管する。", "宛名", "（注）システム」"])
@pytest.mark.parametrize("end", ["14、15", "14", "14の項", "五", "14、", "14から", "項番", "14及び"])
def test_a_long_text_is_read_by_lines_as_it_is_read_whole(ahead: str, end: str) -> None:
    """A list that goes on behind a line's end is one, whatever the line begins with."""
    lines = "\n".join(LINES)
    for begin in ("・16の項", "の項", "16の項", "、16の項"):
        text = f"{ahead}\n{begin}\n別表の{end}\n{begin}\n{ahead}"
        near = [(run.start, run.end, run.numbers) for run in number_runs(text)]
        shift = len(lines) + 1
        runs = number_runs(f"{lines}\n{text}")
        far = [(run.start - shift, run.end - shift, run.numbers) for run in runs]
        assert [run for run in far if run[0] >= 0] == near


@pytest.mark.parametrize(
    "behind", ["のうち、第4欄", "に係る情報", "の規定による", "に規定する", "の項のうち", "及び118"]
)
def test_a_branch_at_the_end_of_a_list(behind: str) -> None:
    """117の2 is one number whatever words go on behind the list."""
    assert number_runs(f"表の項番3、117の2{behind}")[0].numbers[:2] == ("3", "117の2")


def test_words_are_no_branch() -> None:
    assert number_runs("表の項番3、117の2つの事務")[0].numbers == ("3", "117")
