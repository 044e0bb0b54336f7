"""What deepdiff finds between two texts of an item, told as people call it; the right answers are written by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare.leaves import Leaf, all_hunks, leaves
from pia_audit.compare.passages import FORMER, stretches
from pia_audit.japanese.ladder import fold, same

CITING = (
    "1 生活保護の事務\n・番号法別表第二のうち、次の項\n13・14・18・20\n"
    "2 外国人の事務\n番号法第19条第7号\n14・20\n3 その他の事務"
)

CASES = [
    ("choice", "[ 1) 10万人未満 ]", "[２）10万人以上]", [("選択",), "choice", "changed"]),
    ("choice", "1) 10人未満", "10人未満", None),
    ("date", "令和6年4月1日", "2024/4/1", None),
    ("date", "令和6年4月1日", "2024/4/2", [("日付",), "date", "changed"]),
    ("date", "", "2024/4/2", [("日付",), "date", "added"]),
    ("flags", "[○]住民 [ ]職員", "[○]住民 [○]職員", [("職員",), "tick", "added"]),
    ("flags", "[○]住民 [○]職員", "[ ]住民 [○]職員", [("住民",), "tick", "removed"]),
    ("flags", "[○]住民 [ ]職員", "■住民 □職員", None),
    ("list", "甲システム、乙台帳", "甲システム\n乙台帳", None),
    ("list", "甲システム、乙台帳", "乙台帳、甲システム", [("順序",), "order", "moved"]),
    ("list", "甲システム、乙台帳", "甲システム、新乙台帳", [("新乙台帳",), "name", "changed"]),
    ("list", "甲システム、乙台帳", "甲システム、乙台帳、丙ファイル", [("丙ファイル",), "name", "added"]),
    ("list", "甲システム、乙台帳、丙ファイル", "甲システム、乙台帳", [("丙ファイル",), "name", "removed"]),
    ("list", "甲システム、乙台帳", "甲システム及び乙台帳", None),
    ("list", "甲及び乙システム、丙台帳", "甲及び乙システム、丁台帳", [("丁台帳",), "name", "changed"]),
    ("text", "番号法別表第二の十三、十四の項", "番号法別表第二の13の項、14の項", None),
    ("text", "次の項\n13・14・18", "次の項\n18・13・14", None),
    ("text", "次の項\n13の項、14の項、18の項", "次の項\n13の項、18の項", [("段落2", "項番"), "numbers", "removed"]),
    ("text", "次の項\n（根拠） 13・14", "次の項\n（根拠） 13から16まで", [("段落2", "項番"), "numbers", "added"]),
    ("text", "番号法別表の15の項第2号", "番号法別表の15の項第3号", [("記載",), "text", "changed"]),
    ("text", "命令第28条の2", "命令第28条の3", [("記載", "条項"), "articles", "changed"]),
    ("text", "窓口で受け付ける。", "窓口及び郵送で受け付ける。", [("記載",), "text", "changed"]),
    ("text", "", "窓口で受け付ける。", [("記載",), "text", "added"]),
    ("text", "窓口で受け付ける。", "", [("記載",), "text", "removed"]),
    ("text", CITING, CITING.replace("\n", " "), None),
    ("text", CITING, CITING.replace("13・14・18", "13・18"), [("段落3", "番号法 別表第二"), "numbers", "removed"]),
    ("text", CITING, CITING.replace("18・20", "18・20・53"), [("段落3", "番号法 別表第二"), "numbers", "added"]),
    ("text", CITING, CITING.replace("第7号", "第8号"), [("段落5", "条項"), "articles", "changed"]),
    ("text", CITING, CITING.replace("番号法別表第二の", "番号法別表の"), [("段落2", "表"), "tables", "changed"]),
    ("text", CITING, CITING + "\n4 追加の事務", [("段落8",), "passage", "added"]),
    ("text", CITING, CITING.replace("2 外国人の事務\n", ""), [("段落4" + FORMER,), "passage", "removed"]),
    ("text", CITING, CITING.replace("その他", "このほか"), [("段落7",), "passage", "changed"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "new", "expected"), CASES)
def test_one_change_is_one_leaf(kind: str, old: str, new: str, expected: list[object] | None) -> None:
    """What changed is told under the name people give it; other notation of the same is no leaf."""
    changes = [[leaf.path, leaf.what, leaf.op] for leaf in leaves(kind, old, new)]
    assert changes == ([] if expected is None else [expected])


def test_numbers_that_came_and_went_are_told_by_table() -> None:
    """Numbers of one passage: which came, which went; the other passage that still has them does not hide it."""
    (leaf,) = leaves("text", CITING, CITING.replace("13・14・18・20\n2", "13・18・53・60\n2"))
    assert (leaf.path, leaf.before, leaf.after) == (("段落3", "番号法 別表第二"), "14・20", "53・60")


def test_a_passage_that_moved_is_told_once() -> None:
    """A passage at another place is neither gone nor new."""
    moved = CITING.replace("2 外国人の事務\n", "") + "\n2 外国人の事務"
    (leaf,) = leaves("text", CITING, moved)
    assert (leaf.what, leaf.op, fold(leaf.before or "")) == ("passage", "moved", fold("2 外国人の事務"))


def test_raw_texts_stand_behind_every_leaf() -> None:
    """What a leaf shows is what stands in the texts as read, line breaks and widths included."""
    new = CITING.replace("外国人の", "在留外国人（※）の")
    (leaf,) = leaves("text", CITING, new)
    assert leaf.before is not None
    assert leaf.after is not None
    assert leaf.before in CITING
    assert leaf.after in new


def _bare(part: str) -> str:
    return fold(re.sub(r"^[0-9]+ ", "", part))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("(1) 受付\n(2) 面接\n(3) 支給", "(1) 受付\n(2) 支給", [("段落2" + FORMER, "removed", "(2) 面接", None)]),
        ("ア 受付 イ 面接 ウ 支給", "ア 受付 イ 支給", [("段落2" + FORMER, "removed", "イ 面接", None)]),
        ("①受付 ②面接 ③支給", "①受付 ②支給", [("段落2" + FORMER, "removed", "②面接", None)]),
        ("1 受付\n2 支給", "1 受付\n2 面接\n3 支給", [("段落2", "added", None, "2 面接")]),
        ("1 受付\n2 支給", "1 受付\n2 面接\n3 支給の決定",
         [("段落2", "added", None, "2 面接"), ("段落3", "changed", "2 支給", "3 支給の決定")]),
        ("1 受付の事務\n2 面接の事務", "1 面接の事務\n2 受付の事務",
         [("段落1", "moved", "2 面接の事務", "1 面接の事務")]),
        # What is no count is no heading: items of a table, and numbers that do not follow on.
        ("次の項\n23 の項\n24 の項", "次の項\n23 の項\n25 の項", [("段落3", "changed", "24 の項", "25 の項")]),
        ("次の各人\n7 甲\n8 乙", "次の各人\n7 甲\n9 乙", [("段落3", "changed", "8 乙", "9 乙")]),
        # A passage that was only cut in two by a line break is neither gone nor new.
        ("受け付ける。審査する。通知する。", "受け付ける。\n厳正に審査する。\n通知する。",
         [("段落2", "changed", "審査する。", "厳正に審査する。")]),
        # Passages that the older edition prints in one line are neither gone nor new.
        ("(1)申請を受け付ける。(2)台帳に記録する。(3)決定を通知する。",
         "(1)申請を受け付ける。\n(2)台帳に記録する。\n(3)決定を文書で通知する。",
         [("段落3", "changed", "(3)決定を通知する。", "(3)決定を文書で通知する。")]),
        # (10) is a sign longer than the (9) that it has become.
        ("\n".join(f"({n}){name}の事務" for n, name in enumerate("甲乙丙丁戊己庚辛壬癸", 1)),
         "\n".join(f"({n}){name}の事務" for n, name in enumerate("甲丙丁戊己庚辛壬", 1)) + "\n(9)癸の届出の事務",
         [("段落2" + FORMER, "removed", "(2)乙の事務", None),
          ("段落9", "changed", "(10)癸の事務", "(9)癸の届出の事務")]),
    ],
)  # fmt: skip
def test_passages_that_only_count_on_have_not_changed(old: str, new: str, expected: list[object]) -> None:
    """Of a numbered list only what came, went or was reworded is told."""
    changes = [(leaf.path[0], leaf.op, leaf.before, leaf.after) for leaf in leaves("text", old, new)]
    assert changes == expected


def test_a_list_of_which_one_number_is_left_lost_the_others() -> None:
    """20 alone is what is left of 20・21."""
    changes = leaves("text", "1 照会\n20・21", "1 照会\n20")
    assert [(leaf.what, leaf.before, leaf.after) for leaf in changes] == [("numbers", "21", None)]


SENTENCES = st.lists(
    st.sampled_from([
        "窓口で申請を受け付ける。", "台帳の記載を確認する。", "決定した内容を文書で通知する。",
        "保険料の収納を管理する。", "過誤納となった額を還付する。", "他の市町村に照会を行う。",
        "医療機関へ情報を提供する。", "記録媒体を施錠して保管する。", "保存期間を過ぎたものを廃棄する。",
        "委託先から報告を徴する。", "職員に研修を受けさせる。", "統計を作成して公表する。",
    ]),
    unique=True, min_size=2,
)  # fmt: skip


@given(SENTENCES, st.data())
def test_how_a_numbered_list_is_broken_changes_nothing(names: list[str], data: st.DataObject) -> None:
    """One sentence goes, another gets longer, and each edition breaks its lines as it likes: the stretches make up both
    texts, and no sentence that both have is said to have come or gone."""
    gone, longer = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))

    def printed(lines: list[str]) -> str:
        ends = data.draw(st.lists(st.sampled_from(["", "\n"]), min_size=len(lines), max_size=len(lines)))
        return "".join(f"{end}({n}){line}" for n, (line, end) in enumerate(zip(lines, ends, strict=True), 1))

    new = [f"必要に応じて、{name}" if name == longer else name for name in names if name != gone]
    before, after = printed(names), printed(new)
    every = list(stretches(before, after))
    assert fold("".join(s.before or "" for s in every)) == fold(before)
    assert fold("".join(s.after or "" for s in every)) == fold(after)
    alone = [s.before_folded for s in every if s.after is None] + [s.after_folded for s in every if s.before is None]
    assert not [name for name in names if name not in (gone, longer) for text in alone if fold(name) in text]


PARTS = st.lists(
    st.sampled_from([
        "1 申請を受け付ける。", "2 審査する。", "11 台帳に記録する。", "・別表第一の15の項", "13・14・18", "20・53",
        "番号法第19条第8号", "なお、郵送を含む。",
    ]),
    max_size=6,
)  # fmt: skip


@given(PARTS, PARTS)
def test_leaves_are_there_exactly_where_texts_differ(old: list[str], new: list[str]) -> None:
    """There is a leaf exactly where two texts differ beyond notation and the count of their passages, and the stretches
    make up both texts."""
    before, after = "\n".join(old), "\n".join(new)
    changes = leaves("text", before, after)
    assert changes == () or not same(before, after)
    assert changes or [_bare(part) for part in old] == [_bare(part) for part in new]
    assert all(isinstance(leaf, Leaf) and leaf.hunks for leaf in changes)
    if old and new:
        every = list(stretches(before, after))
        assert fold("".join(s.before or "" for s in every)) == fold(before)
        assert fold("".join(s.after or "" for s in every)) == fold(after)
        assert {s.key for s in every if s.hunks} >= {leaf.path[0] for leaf in changes if leaf.what == "passage"}
    assert all_hunks(changes) == tuple(sorted(set(all_hunks(changes)), key=lambda h: (h.old_start, h.new_start)))
