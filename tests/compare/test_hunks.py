"""Readable differences: as properties of any two texts, and the cases a reader would notice."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare import hunks as hunks_module
from pia_audit.compare.attribution import account
from pia_audit.compare.hunks import Hunk, excerpt, folded_changes, hunks
from pia_audit.compare.verdicts import RowStatement
from pia_audit.japanese.ladder import Rung, fold, same
from pia_audit.japanese.spans import fold_spans

# Signs with a fold of their own: half width, marks that join, compatibility forms, numbers in circles, bullets.
SIGNS = "人事務のｶﾞ゛㍿⽇①⑴Ⅰ１2九第条項・、，。.（）()[]○〜～－- \u3000\n"
PIECES = st.sampled_from([*SIGNS, "令和6年4月1日", "R6.4.1", "2024-04-01", "平成31年", "第十二条", "13・14", "(1)"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)
# Without dates, whose notation is folded as a whole, and without numbering, which looks at its neighbours.
PLAIN = st.text("人事務の提供照会第条項０1２ \n", max_size=80)
JUDGED = st.sampled_from([r for r in Rung if r is not Rung.WORDING])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def carried_out(old: str, new: str, hunk_list: tuple[Hunk, ...]) -> str:
    """``old`` with every hunk replaced by what the newer text says there."""
    for hunk in reversed(hunk_list):
        old = old[: hunk.old_start] + new[hunk.new_start : hunk.new_end] + old[hunk.old_end :]
    return old


@given(TEXTS, TEXTS)
def test_changes_of_the_folded_text_lead_to_the_newer_one(old: str, new: str) -> None:
    """Carrying out the changes on the folded older text gives the folded newer text, sign by sign."""
    left, right = fold_spans(old).text, fold_spans(new).text
    outcome, at = "", 0
    for a, b, c, d in folded_changes(left, right):
        outcome += left[at:a] + right[c:d]
        at = b
    assert outcome + left[at:] == right


@given(TEXTS, TEXTS)
def test_changes_of_the_folded_text_are_apart_and_in_order(old: str, new: str) -> None:
    """Changes lie inside both folded texts, none is empty on both sides, and more than a bridge parts two of them."""
    left, right = fold_spans(old).text, fold_spans(new).text
    ends = (-3, -3)
    for a, b, c, d in folded_changes(left, right):
        assert ends[0] + 2 < a <= b <= len(left)
        assert ends[1] + 2 < c <= d <= len(right)
        assert b > a or d > c
        ends = (b, d)


@given(PLAIN, PLAIN)
def test_hunks_carried_out_on_the_text_as_read_give_the_newer_text(old: str, new: str) -> None:
    """On the texts as read, putting the newer passage in every hunk's place gives a text that says the same."""
    assert same(carried_out(old, new, hunks(old, new)), new)


@given(PLAIN, PLAIN)
def test_hunks_are_in_bounds_and_in_order(old: str, new: str) -> None:
    """Spans lie inside the texts as read, do not overlap, and come in reading order on both sides."""
    at = (0, 0)
    for h in hunks(old, new):
        assert at[0] <= h.old_start <= h.old_end <= len(old)
        assert at[1] <= h.new_start <= h.new_end <= len(new)
        at = (h.old_end, h.new_end)


@given(TEXTS, TEXTS, JUDGED)
def test_spans_lie_inside_the_texts(old: str, new: str, rung: Rung) -> None:
    """Whatever the texts hold and whatever the rung, no span leaves its text."""
    for h in hunks(old, new, rung):
        assert 0 <= h.old_start <= h.old_end <= len(old)
        assert 0 <= h.new_start <= h.new_end <= len(new)


def test_a_date_that_changed_in_two_places_is_one_hunk() -> None:
    """A date is folded as a whole; year and day changed at once are still one difference."""
    assert hunks("令和6年4月1日から", "令和7年4月2日から") == (Hunk(0, 8, 0, 8),)


@given(TEXTS, JUDGED)
def test_there_is_no_hunk_where_texts_meet(text: str, rung: Rung) -> None:
    """A text and itself, or itself without its spaces and lines, differ nowhere beyond that."""
    assert hunks(text, text, rung) == ()
    if rung in (Rung.SPACING, Rung.WIDTH, Rung.PUNCTUATION):
        assert hunks(text, "".join(text.split()), rung) == ()


@given(st.text("人事務の提供、。（）12", max_size=60))
def test_notation_is_no_difference(text: str) -> None:
    """Full width, other commas and brackets, and line breaks give no hunk, but do on the rung below them."""
    other = text.translate(WIDE).translate(str.maketrans("、。（）", "，．()")).replace("の", "の\n")
    assert fold(text) == fold(other)
    assert hunks(text, other) == ()
    assert bool(hunks(text, other, Rung.IDENTICAL)) == (text != other)


def test_there_is_no_hunk_where_only_a_space_beside_a_date_differs() -> None:
    """Two texts that ``same`` calls the same have no hunk, though a space decides where a date in them ends."""
    assert same("2020/3/3 1", "2020/3/31")
    assert hunks("2020/3/3 1", "2020/3/31") == ()


@given(st.integers(0, 2**32 - 1), st.integers(0, 1900))
def test_one_digit_in_a_long_text_is_one_hunk(seed: int, at: int) -> None:
    """One digit changed in 2,000 characters is one hunk, which shows the whole number on both sides."""
    random = Random(seed)
    text = "".join(random.choice("特定個人情報の提供及び照会に関する事務を行う、。") for _ in range(2000))
    old, new = (text[:at] + f"人{number}名" + text[at:] for number in ("13450", "13950"))
    assert hunks(old, new) == (Hunk(at + 1, at + 6, at + 1, at + 6),)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("対象は1234人", "対象は１２３５人", [("1234", "１２３５")]),
        ("ｶﾞｽ事業", "ギス事業", [("ｶﾞ", "ギ")]),
        ("①申請②審査", "①申請③審査", [("②", "③")]),
        ("甲乙丙", "甲丙", [("乙", "")]),
        ("甲丙", "甲乙丙", [("", "乙")]),
        ("", "甲", [("", "甲")]),
        ("税務課の係長", "市民課の係員", [("税務", "市民"), ("長", "員")]),
        ("甲課乙係", "丙課丁係", [("甲課乙", "丙課丁")]),
        ("10万人、20万人", "10万人、21万人", [("20", "21")]),
    ],
)
def test_hunks_show_what_a_person_would_mark(old: str, new: str, shown: list[tuple[str, str]]) -> None:
    """Whole numbers and joined signs, the texts as read, neighbours closer than a bridge as one."""
    assert [(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in hunks(old, new)] == shown


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(1, 80))
def test_an_excerpt_lies_in_the_text_and_is_as_wide_as_asked(length: int, a: int, b: int, width: int) -> None:
    """The window round a span stays inside the text and has the width asked for, or the text is shorter."""
    start, end = sorted((min(a, length), min(b, length)))
    left, right = excerpt("字" * length, start, end, width)
    assert 0 <= left <= right <= length
    assert right - left == min(width, length)
    assert left <= start


def test_a_nearly_quoted_passage_is_found_from_its_first_sign() -> None:
    """A slip in the first letter of 変更前 leaves that letter of the older text inside what the row accounts for."""
    rest = "報照会の根拠　番号法第19条第7号及び別表第二の1・7・20・32・33・35・75・78・84・133・137・138・151・167の項"
    tail = "・特定個人情報の照会及び提供の記録に関する番号法第23条の規定"
    old, new = (f"次のとおりである。\n・{line}\n{tail}" for line in ("情" + rest, "事務に係る情報の提供の根拠"))
    result = account("text", old, new, [RowStatement(1, f"・清{rest}", "・事務に係る情報の提供の根拠")])
    assert result.left == ()
    assert [(v.status, v.side) for v in result.verdicts] == [("misquoted", "before")]


FEW_LINES = ["甲を行う。", "乙を12日間保管する。", "乙を15日間保管する。", "1", ""]
LONG_LINES = st.lists(st.sampled_from(FEW_LINES), max_size=8)


@given(LONG_LINES, LONG_LINES)
def test_changes_line_by_line_lead_to_the_newer_text(old: list[str], new: list[str]) -> None:
    """What is too long to be compared by characters is compared by lines: carried out, the changes give the newer."""
    text, outcome, at = "".join(old), "", 0
    for a, b, c, d in hunks_module._merged(hunks_module._changes_by_lines(old, new)):
        assert a >= at
        outcome, at = outcome + text[at:a] + "".join(new)[c:d], b
    assert outcome + text[at:] == "".join(new)


def test_a_long_text_is_compared_line_by_line() -> None:
    """Of a text of 25,000 characters in which two lines changed, those are told with the characters that did."""
    lines = [f"・第{n}の届出を受け付け、台帳に記録して保管する。" for n in range(1000)]
    other = [*lines]
    other[10], other[990] = lines[10].replace("保管", "廃棄"), lines[990].replace("届出", "申請")
    assert hunks_module._is_much("\n".join(lines), "\n".join(other))
    old, new = "\n".join(lines), "\n".join(other)
    hunk_list = hunks(old, new)
    assert [(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in hunk_list] == [
        ("保管", "廃棄"),
        ("届出", "申請"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("項 18・20・28", "項 18・20の2・28", [("20", "20の2")]),
        ("項 18・20の2・28", "項 18・20の3・28", [("20の2", "20の3")]),
        ("項 18・120の2・28", "項 18・20の2・28", [("120の2", "20の2")]),
        ("項 18・20・28", "項 18・20・20の2・28", [("28", "20の2・28")]),
        ("第9条の2の規定", "第9条の3の規定", [("2", "3")]),
        ("別表の二十の二の項", "別表の二十の三の項", [("二", "三")]),
    ],
)
def test_a_number_and_its_branch_are_marked_as_one(old: str, new: str, parts: list[tuple[str, str]]) -> None:
    """20 that becomes 20の2 is another item, so both are marked whole, and no mark ends inside a number."""
    marked = [(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in hunks(old, new)]
    assert marked == parts
