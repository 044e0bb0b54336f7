"""What a drafted row quotes, and when it proposes a 提出時期."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.compare.draft import NOTHING, propose, quotations, right_lists
from pia_audit.compare.locate import locate
from pia_audit.forms import load
from pia_audit.japanese.ladder import same
from pia_audit.model import ChangeRow, Edition
from pia_audit.readers.interpreter import understood
from pia_audit.rules.examples import edition
from pia_audit.synthetic import generate

LINES = [f"・{word}の管理について手順を定め、取扱いの状況を点検している。" for word in "鍵棚書類端末研修施錠記録庫"]
NEW = "・新たに外部の監査を受けている。"
ON = date(2025, 5, 1)
ITEM = "risk.priority.grounds"
LABEL = "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 判断の根拠"


def quoted(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """The quotations for two texts given line by line, with what must hold for any of them."""
    before, after = "\n".join(old), "\n".join(new)
    pairs = list(quotations("text", before, after, "part"))
    assert pairs
    assert same(carried_out(before, pairs), after)
    for b, a in pairs:
        assert once(b, before)
        assert once(a, after)
    return pairs


def once(part: str, text: str) -> bool:
    """Whether a quotation stands in a text exactly once."""
    hit = locate(part, text)
    return hit is not None and hit.count == 1


def carried_out(text: str, rows: list[tuple[str, str]]) -> str:
    """The older text with every row's 変更前 replaced by its 変更後."""
    for before, after in rows:
        hit = locate(before, text)
        assert hit is not None, before
        text = text[: hit.start] + after + text[hit.end :]
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("18・20・34", "18・20の2・34"),
        ("20の2・34の2", "20の2・34の2・42"),
        ("・番号法別表の二十の二の項", "・番号法別表の二十の三の項"),
    ],
)
def test_items_with_branches_are_quoted_whole(before: str, after: str) -> None:
    """A list, or a passage, in which an item such as 20の2 changes is quoted whole, and not cut inside the number."""
    around = LINES[0], LINES[1]
    assert quoted([around[0], before, around[1]], [around[0], after, around[1]]) == [(before, after)]


# --- what is quoted -----------------------------------------------------------------------------------


def test_a_changed_line_is_quoted_alone() -> None:
    """One line changed in the middle: that line before and after, with the bullet in front of it."""
    changed = LINES[4].replace("点検", "監視")
    assert quoted(LINES, [*LINES[:4], changed, *LINES[5:]]) == [(LINES[4], changed)]


def test_the_first_line_is_quoted_alone() -> None:
    """Nothing stands before the first line, and nothing is needed there."""
    changed = LINES[0].replace("点検", "監視")
    assert quoted(LINES, [changed, *LINES[1:]]) == [(LINES[0], changed)]


def test_the_last_line_is_quoted_alone() -> None:
    """Nothing stands behind the last line, and nothing is needed there."""
    changed = LINES[-1].replace("点検", "監視")
    assert quoted(LINES, [*LINES[:-1], changed]) == [(LINES[-1], changed)]


def test_two_changes_far_apart_are_two_rows() -> None:
    """Two lines that changed are quoted each by itself, in the order of the text."""
    new = [*LINES]
    new[1], new[8] = new[1].replace("点検", "監視"), new[8].replace("点検", "監視")
    assert quoted(LINES, new) == [(LINES[1], new[1]), (LINES[8], new[8])]


@pytest.mark.parametrize("at", [0, 1, 5, len(LINES)])
def test_an_insertion_quotes_a_line_beside_it(at: int) -> None:
    """A row needs words on both sides, so a new line is told with a neighbour that stayed."""
    (before, after), *more = quoted(LINES, [*LINES[:at], NEW, *LINES[at:]])
    assert not more
    assert before in LINES
    assert after in (f"{NEW}\n{before}", f"{before}\n{NEW}")


@pytest.mark.parametrize("at", [0, 1, 5, len(LINES) - 1])
def test_a_deletion_quotes_a_line_beside_it(at: int) -> None:
    """A line that went is told with a neighbour that stayed."""
    (before, after), *more = quoted(LINES, [*LINES[:at], *LINES[at + 1 :]])
    assert not more
    assert after in LINES
    assert before in (f"{LINES[at]}\n{after}", f"{after}\n{LINES[at]}")


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
def test_a_repeated_line_is_quoted_with_enough_round_it(at: int) -> None:
    """Of several equal lines one changed: the quotation is widened until it stands once in both texts."""
    old = [LINES[0], *[LINES[1]] * 6, *LINES[2:]]
    quoted(old, [*old[:at], NEW, *old[at + 1 :]])


def test_a_line_put_in_between_its_own_copies() -> None:
    """One copy more of a line that stands there already is told so that nobody can mistake the place."""
    quoted([*LINES[:3], LINES[2], *LINES[3:]], [*LINES[:3], LINES[2], LINES[2], *LINES[3:]])


def test_a_text_that_changed_nearly_everywhere_is_quoted_whole() -> None:
    """Where the passages would make up most of the text, one row quotes all of it."""
    new = [line.replace("点検", "監視") for line in LINES]
    assert quoted(LINES, new) == [("\n".join(LINES), "\n".join(new))]


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Two texts line by line: lines changed, put in and taken out; a line stands in each at most twice."""
    pool = [*LINES, "同上の措置を講じる。", "（中間サーバーにおける措置）"]
    old = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=16))
    new = [*old]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(new)))
        new[at : at + draw(st.integers(0, 1))] = draw(st.sampled_from([[], [NEW], [pool[3]], [NEW, pool[-1]]]))
    assume(new and new != old)
    assume(max(Counter(old).values()) <= 2 >= max(Counter(new).values()))
    return old, new


@given(edited())
def test_quotations_stand_once_and_lead_to_the_newer_text(texts: tuple[list[str], list[str]]) -> None:
    """Quoted in part or as a whole, the rows stand once in both texts and lead from one to the other."""
    quoted(*texts)


@pytest.mark.parametrize("kind", ["text", "choice", "date", "flags", "list"])
@pytest.mark.parametrize("quote", ["whole", "part"])
def test_what_did_not_exist_is_a_dash(kind: str, quote: str) -> None:
    """An item that came or went has a dash on the side where it was not."""
    assert list(quotations(kind, None, "甲", quote)) == [(NOTHING, "甲")]  # type: ignore[arg-type]
    assert list(quotations(kind, "甲", "", quote)) == [("甲", NOTHING)]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["choice", "date", "flags", "list"])
def test_values_are_always_quoted_whole(kind: str) -> None:
    """Answers, dates, ticks and lists are never quoted in part."""
    old, new = "\n".join(LINES), "\n".join([*LINES, NEW])
    assert list(quotations(kind, old, new, "part")) == [(old, new)]


def test_whole_quotes_the_whole_text() -> None:
    """``whole`` gives one pair for a long text with one small change."""
    old, new = "\n".join(LINES), "\n".join([*LINES, NEW])
    assert list(quotations("text", old, new, "whole")) == [(old, new)]


# --- what is proposed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("date", "令和6年4月1日 時点", "令和7年4月1日 時点"),
        ("date", "―", "令和7年5月1日"),
        ("text", "令和6年4月1日現在の件数は10件", "令和7年4月1日現在の件数は12件"),
        ("text", "―", "対象者数（令和７年４月１日時点）"),
    ],
)
def test_a_count_as_of_a_past_day_is_after(kind: str, before: str, after: str) -> None:
    """What has been counted is a fact already: 事後, and the reason says so."""
    assert propose(kind, before, after, ON) == ("事後", "count-date")


@pytest.mark.parametrize(
    "after",
    ["令和8年4月1日から外部に委託する。", "令和8年4月1日施行", "令和8年4月に開始する予定", "令和7年5月2日以降"],
)
def test_what_begins_later_is_before(after: str) -> None:
    """What takes effect only after the 変更日 is told beforehand: 事前."""
    assert propose("text", "委託しない。", after, ON) == ("事前", "future-date")


@pytest.mark.parametrize("after", ["令和6年4月1日から委託している。", "令和7年5月1日から", "令和7年3月施行"])
def test_what_has_begun_is_after(after: str) -> None:
    """What was in effect on the 変更日, that day included, is told afterwards: 事後."""
    assert propose("text", "委託しない。", after, ON) == ("事後", "past-date")


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("text", "委託しない。", "委託する。"),
        ("choice", "実施しない", "実施する"),
        ("text", "―", "令和9年3月31日まで保管する。"),
        ("text", "令和8年4月1日から委託する。", "令和8年4月1日から外部に委託する。"),
        ("text", "―", "令和6年4月1日から、一部は令和8年4月1日から委託する。"),
        ("text", "―", "令和7年5月から委託する。"),
        ("date", "令和7年4月1日 時点", "令和7年6月1日 時点"),
        ("text", "―", "令和8年4月1日時点の見込み"),
        ("date", "令和7年4月1日 時点", "―"),
    ],
)
def test_where_nothing_speaks_nothing_is_proposed(kind: str, before: str, after: str) -> None:
    """No date, one that stood there before, dates on both sides, a month the 変更日 lies in, a count still to come."""
    assert propose(kind, before, after, ON) == (None, "")


@given(st.sampled_from(["text", "date", "choice"]), st.text(max_size=30), st.text(max_size=30))
def test_without_a_day_nothing_is_proposed(kind: str, before: str, after: str) -> None:
    """Without a 変更日 there is nothing to hold a date against."""
    assert propose(kind, before, after, None) == (None, "")


# --- rows ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def older() -> Edition:
    """An edition without rows whose long text is :data:`LINES`."""
    return saying(generate(14, editions=3).editions[0], "\n".join(LINES), None)


def saying(edition: Edition, text: str, day: date | None) -> Edition:
    """The edition with another text in :data:`ITEM`, published on ``day``."""
    items = tuple(replace(i, text=text) if i.item_id == ITEM else i for i in edition.items)
    sha256 = hashlib.sha256(f"{text} {day}".encode()).hexdigest()
    return replace(edition, items=items, published_on=day or edition.published_on, sha256=sha256)


def test_a_drafted_row_has_the_form_s_label_and_the_publication_s_day(older: Edition) -> None:
    """The label goes down the form's headings line by line; the 変更日 is the newer 公表日."""
    (row,) = pia_audit.draft(older, saying(older, "\n".join([*LINES[:-1], NEW]), ON))
    item = load(older.form_key).item(ITEM)
    assert item is not None
    assert row.label == "\n".join(item.path)
    assert (row.report_id, row.item_id, row.changed_on) == (older.report_id, ITEM, ON)
    assert (row.before, row.after, row.timing, row.reason) == (LINES[-1], NEW, None, "")


def test_a_day_that_is_given_decides_the_timing(older: Edition) -> None:
    """``on`` takes the 公表日's place, also where a date is held against it."""
    newer = saying(older, "\n".join([*LINES[:-1], "・令和7年1月1日から外部の監査を受けている。"]), ON)
    (row,) = pia_audit.draft(older, newer)
    assert (row.timing, row.reason) == ("事後", "past-date")
    (row,) = pia_audit.draft(older, newer, on=date(2024, 12, 1))
    assert (row.changed_on, row.timing, row.reason) == (date(2024, 12, 1), "事前", "future-date")


def test_nothing_is_drafted_for_equal_editions(older: Edition) -> None:
    """Another 公表日 alone calls for no row."""
    assert pia_audit.draft(older, saying(older, "\n".join(LINES), ON)) == ()


def test_a_recorded_addition_is_not_drafted_again(older: Edition) -> None:
    """Of a line that a row adds and a line changed without a row only the second is drafted."""
    changed = LINES[2].replace("点検", "監視")
    newer = saying(older, "\n".join([*LINES[:2], changed, *LINES[3:], NEW]), ON)
    record = ChangeRow(1, ON, "2025/5/1", LABEL, "―", NEW, "事後", "事後", "")
    newer = replace(newer, changes=tuple(understood([record], newer.items, newer.form_key)))
    assert [(r.before, r.after) for r in pia_audit.draft(older, newer)] == [(LINES[2], changed)]


@given(st.integers(0, 10**6), st.sampled_from(["whole", "part"]))
def test_drafted_cells_are_never_blank(seed: int, quote: str) -> None:
    """Every row drafted between invented editions, their tables aside, has a label, both cells and a day."""
    for old, new in pairwise(generate(seed, editions=3).editions):
        for row in pia_audit.draft(replace(old, changes=()), replace(new, changes=()), quote):  # type: ignore[arg-type]
            assert row.label
            assert row.before
            assert row.after
            assert row.before != row.after
            assert row.changed_on == new.published_on
            assert (row.timing is None) == (row.reason == "")


# --- the law's own lists --------------------------------------------------------------------------------

WHO = "（第3欄が「都道府県知事等」の項のうち、第4欄に「児童扶養手当関係情報」が含まれる項）"
BASIS = f"番号法第19条第8号に基づく主務省令第2条の表のうち、次の項{WHO}"


@pytest.mark.parametrize(
    ("listed", "day", "right"),
    [
        ("17・20・42・89・90・125・141・155・161", date(2025, 7, 27), ""),
        ("17・20・42・89・90・125・141・155・161", date(2025, 7, 28), "17・20・42・53・76・89・90・125・141・155・161"),
        ("17、20、42及び90", date(2025, 1, 1), "17、20、42、89、90、125、141、155及び161"),
        ("17・20・42・89・90・125・141・155・161", None, ""),
    ],
)
def test_a_drafted_list_is_held_against_the_table(listed: str, day: date | None, right: str) -> None:
    """A list that is not the table's on the row's day comes with the table's in its own notation."""
    text = f"{BASIS}\n{listed}"
    assert [(r.listed, r.right) for r in right_lists(text, day)] == ([(listed, right)] if right else [])


def test_a_draft_offers_the_right_list_and_leaves_the_row_as_it_is() -> None:
    """The row quotes the newer edition; the table's list is beside it, on the screen, in JSON and in the workbook."""
    from pia_audit.reports.draft_rows import as_json_text, as_text

    old, new = ("17・20・42", "17・20・42・89")
    before, after = (
        edition({"published_on": on, "items": {"network.legal_basis": f"{BASIS}\n{listed}"}})
        for on, listed in (("2025-01-10", old), ("2025-08-01", new))
    )
    rows = [r for r in pia_audit.draft(before, after) if r.item_id == "network.legal_basis"]
    (row,) = rows
    assert row.after.endswith(new)
    right = "17・20・42・53・76・89・90・125・141・155・161"
    assert [one.right for one in row.lists] == [right]
    assert right in as_text(rows, (), "ja").replace("\n", "")
    assert f'"right": "{right}"' in as_json_text(rows, (), "en")


def test_the_right_list_ends_as_the_list_does() -> None:
    """What is pasted in place of 42、90及び125の項 has its の項 too. Items by hand from the table of 2025-01-10."""
    way = "番号法第19条第8号に基づく主務省令第2条の表の"
    about = "（第3欄が「厚生労働大臣」の項のうち、第4欄に「職業訓練受講給付金関係情報」が含まれる項）"
    (right,) = right_lists(f"{way}42、90及び125の項{about}", date(2025, 1, 10))
    assert (right.listed, right.right) == ("42、90及び125の項", "42、90、125及び161の項")
