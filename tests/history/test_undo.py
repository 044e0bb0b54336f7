"""The ways to undo a row, and how far each is to be trusted."""

from __future__ import annotations

from datetime import date

import pytest
from trails import first_text, only, trusts

from pia_audit.history.current_text import BODY
from pia_audit.history.order import Row
from pia_audit.history.replay import replay

D1, D2, D3, D4 = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)


# --- degrees of trust ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "after"),
    [
        ("text", "番号法第19条第8号", "番号法第十九条第８号"),
        ("text", "1 甲を行う。\n2 乙を行う。", "① 甲を行う。 ② 乙を行う。"),
        ("date", "令和8年1月1日 時点", "令和8年1月1日時点"),
        ("date", "令和8年1月1日 時点", "2026/1/1"),
        ("date", "令和元年9月1日時点", "令和1年9月1日"),
        ("choice", "2) 十分である", "十分である"),
        ("choice", "十分である", "[十分である]"),
    ],
)
def test_whole(kind: str, text: str, after: str) -> None:
    """変更後 is the text, however either is written: undone to 変更前 and verified."""
    trail = replay(text, kind, [Row(1, D1, "前の記載", after)])
    assert only(trail).trust == "whole"
    assert only(trail).similarity == 1.0
    assert [(s.as_of, s.text, s.trust) for s in trail.states] == [
        (None, "前の記載", "verified"),
        (D1, text, "verified"),
    ]


def test_part() -> None:
    """変更後 stands in the text once: only that passage changes."""
    text = "1 甲を行う。\n2 丙を行う。\n3 丁を行う。"
    trail = replay(text, "text", [Row(1, D1, "2 乙を行う。", "2 丙を行う。")])
    assert only(trail).trust == "part"
    assert only(trail).found == "2 丙を行う。"
    assert first_text(trail) == "1 甲を行う。\n2 乙を行う。\n3 丁を行う。"


def test_a_part_that_stands_there_twice_is_ambiguous() -> None:
    """The place was a choice, so the past is known only nearly."""
    trail = replay("丙課が行う。 丙課が行う。", "text", [Row(1, D1, "乙課が行う。", "丙課が行う。")])
    assert only(trail).ambiguous
    assert {s.trust for s in trail.states} == {"near"}


def test_the_label_s_anchor_settles_the_place() -> None:
    """Of two equal passages the one under the heading that the row's label names is meant."""
    text = "【提供】 番号法による。 【照会】 番号法による。"
    trail = replay(text, "text", [Row(1, D1, "条例による。", "番号法による。", "【照会】")])
    assert not only(trail).ambiguous
    assert first_text(trail) == "【提供】 番号法による。 【照会】 条例による。"


@pytest.mark.parametrize(
    ("text", "before", "after", "was"),
    [
        ("1 甲を行う。\n2 乙を行う。", "甲を行う。", "1 同左 以下を追加 2 乙を行う。", "甲を行う。"),
        ("甲を行う。\n乙を行う。", "甲を行う。", "同左 以下を追加 乙を行う。", "甲を行う。"),
        ("甲を行う。\n乙を行う。", "—", "以下を追加 乙を行う。", "甲を行う。"),
        ("甲を行う。\n乙を行う。", "甲を行う。", "甲を行う。\n以下を追加\n乙を行う。", "甲を行う。"),
        ("甲行う。乙記録する。丙。", "（略）乙行う。（略）", "（略）乙記録する。（略）", "甲行う。乙行う。丙。"),
        ("甲を行う。乙を記録する。", "(前略)乙を行う。", "(前略)乙を記録する。", "甲を行う。乙を行う。"),
        ("甲課が受け付ける。", "乙課が受け付ける。", "「乙課」を「甲課」に改める。", "乙課が受け付ける。"),
        ("甲課が受け付ける。", "", "「乙課」を「甲課」に変更", "乙課が受け付ける。"),
        ("1 甲を行う。\n3 丙を行う。", "2 乙を行う。", "（削除）", "1 甲を行う。\n2 乙を行う。\n3 丙を行う。"),
        ("甲を行う。", "乙を行う。", "削除", "甲を行う。\n乙を行う。"),
    ],
)  # fmt: skip
def test_relative(text: str, before: str, after: str, was: str) -> None:
    """同左, 以下を追加, (略), 「A」を「B」に改める and (削除) are carried out backward."""
    trail = replay(text, "text", [Row(1, D1, before, after)])
    assert only(trail).trust == "relative"
    assert first_text(trail) == was
    assert trail.states[0].trust == "verified"


def test_near() -> None:
    """One lost kana: undone, recorded as a drift, and the past is known nearly."""
    text = "特定個人情報の適正な取扱いに関する手引を遵守し、研修を行う。"
    trail = replay(text, "text", [Row(1, D1, "研修を行う。", text.replace("取扱い", "取扱"))])
    assert only(trail).trust == "near"
    assert 0.9 <= only(trail).similarity < 1.0
    assert first_text(trail) == "研修を行う。"
    assert {s.trust for s in trail.states} == {"near"}


@pytest.mark.parametrize("kind", ["date", "choice"])
def test_values_are_never_nearly_alike(kind: str) -> None:
    """令和7年1月1日 and 令和8年1月1日 differ by one sign and are two days."""
    trail = replay("令和8年1月1日時点", kind, [Row(1, D1, "令和6年1月1日時点", "令和7年1月1日時点")])
    assert only(trail).trust == "broken"


def test_broken_at_the_end() -> None:
    """The last 変更後 is not the body: broken against the body, and 変更前 stands for the text before."""
    trail = replay("1,000人以上1万人未満", "choice", [Row(6, D1, "1,000人以上1万人未満", "1万人以上10万人未満")])
    step = only(trail)
    assert (step.trust, step.blamed) == ("broken", BODY)
    assert (step.expected, step.found) == ("1万人以上10万人未満", "1,000人以上1万人未満")
    assert [(s.text, s.trust) for s in trail.states] == [
        ("1,000人以上1万人未満", "resynced"),
        ("1万人以上10万人未満", "resynced"),
    ]


def test_one_break_stays_one() -> None:
    """A wrong 変更前 in the middle breaks that link and no other."""
    rows = [
        Row(1, D1, "窓口", "郵送"),
        Row(2, D2, "郵送", "電子申請"),
        Row(3, D3, "郵送", "巡回"),
        Row(4, D4, "巡回", "自宅訪問"),
    ]
    trail = replay("自宅訪問", "text", rows)
    assert trusts(trail) == {1: "whole", 2: "broken", 3: "whole", 4: "whole"}
    broken = next(s for s in trail.steps if s.trust == "broken")
    assert (broken.expected, broken.found, broken.blamed) == ("電子申請", "郵送", 3)
    assert [s.text for s in trail.states] == ["窓口", "郵送", "電子申請", "巡回", "自宅訪問"]


def test_unread() -> None:
    """A cell that could not be read is no break: nothing is said of that row."""
    for row in (Row(1, D1, None, "B"), Row(1, D1, "A", None), Row(1, D1, None, None)):
        assert trusts(replay("B", "text", [row])) == {1: "unread"}


@pytest.mark.parametrize(
    "words",
    ["別紙のとおり", "下線部を修正", "同上", "〃", "文言の修正", "項番の整理", "(3)を追加", "全面改訂", "変更なし"],
)
def test_words_about_the_text_accuse_nobody(words: str) -> None:
    """A 変更後 that speaks of the text breaks no chain, neither against the body nor against the row before it."""
    rows = [Row(1, D1, "窓口で受け付ける。", "郵送で受け付ける。"), Row(2, D2, "電子申請で受け付ける。", words)]
    trail = replay("職員が自宅を訪問して受け付ける。", "text", rows)
    assert trusts(trail) == {1: "worded", 2: "worded"}


@pytest.mark.parametrize("kind", ["choice", "date", "flags"])
def test_words_for_the_text_before_accuse_nobody(kind: str) -> None:
    """After a 変更前 that speaks of the text the row before cannot be wrong; of a value, the one before that can."""
    rows = [
        Row(1, D1, "一", "二"),
        Row(2, D2, "三", "四"),
        Row(3, D3, "変更内容は別紙のとおり", "五"),
    ]
    assert trusts(replay("五", "text", rows)) == {1: "worded", 2: "worded", 3: "whole"}
    assert trusts(replay("五", kind, rows)) == {1: "broken", 2: "worded", 3: "whole"}


def test_a_doubt_lasts_until_a_row_quotes_the_whole() -> None:
    """After words for a whole text parts of it may be gone; a whole quotation ends the doubt."""
    rows = [
        Row(1, D1, "甲課が行う。", "乙課が行う。"),
        Row(2, D2, "記録する。", "保管する。"),
        Row(3, D3, "受付は丙課が行う。", "受付は丁課が行う。"),
        Row(4, D4, "―", "別紙のとおり"),
    ]
    text = "全く新しい文章であり、職員が窓口において申請を受け付け、内容を審査し、決定して通知する。"
    assert set(trusts(replay(text, "text", rows)).values()) == {"worded"}


def test_words_that_the_item_really_says_are_its_text() -> None:
    """（別添１）を参照 may be the text of an item: where it stands there it is compared as any other."""
    rows = [Row(1, D1, "窓口", "（別添１）を参照"), Row(2, D2, "（別添１）を参照", "（別添２）を参照")]
    assert trusts(replay("（別添２）を参照", "text", rows)) == {1: "whole", 2: "whole"}


def test_what_is_said_to_be_unchanged_is_looked_for() -> None:
    """変更なし keeps what 変更前 quotes: the row is confirmed where that stands in the text, and changes nothing."""
    trail = replay("甲を行う。\n乙を行う。", "text", [Row(1, D1, "乙を行う。", "変更なし")])
    assert only(trail).trust == "part"
    assert first_text(trail) == "甲を行う。\n乙を行う。"


def test_an_exchange_of_quoted_words_is_no_words_about_a_text() -> None:
    """「A」を「B」に改める can be carried out, so it is still told when B stands nowhere."""
    assert only(replay("甲課が行う。", "text", [Row(1, D1, "", "「丙課」を「丁課」に改める。")])).trust == "broken"


# --- texts that have grown ----------------------------------------------------------------------------

OUTLINE = ("市は、法令に基づき事務を行う。", "・申請の受付に関する事務", "・決定の通知に関する事務", "・統計の作成")
ADDED = "・給付の決定に関する事務"


def test_a_text_that_has_grown_since_it_was_quoted_whole_is_told() -> None:
    """The row copies the item from its first line on, and the list goes on behind what it quotes: no row tells that."""
    rows = [Row(1, D1, "\n".join(OUTLINE[:3]), "\n".join(OUTLINE))]
    step = only(replay("\n".join([*OUTLINE, ADDED]), "text", rows))
    assert (step.trust, step.blamed) == ("grown", BODY)
    assert step.found == "\n".join([*OUTLINE, ADDED])


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        # one paragraph of a longer item
        ("\n".join([*OUTLINE, ADDED]), "・申請の受理に関する事務", OUTLINE[1]),
        # the first paragraphs, all of them new
        ("\n".join([*OUTLINE, ADDED]), "市は、事務を行う。\n・申請\n・統計", "\n".join(OUTLINE)),
        # entries of a list without what leads it in
        ("\n".join([*OUTLINE[1:], ADDED]), "\n".join(OUTLINE[1:3]), "\n".join(OUTLINE[1:])),
        # a section, behind which another begins
        ("\n".join([*OUTLINE, "【照会】", ADDED]), "\n".join(OUTLINE[:3]), "\n".join(OUTLINE)),
        # the smaller half of an item
        ("\n".join([*OUTLINE, *[ADDED] * 4]), "\n".join(OUTLINE[:3]), "\n".join(OUTLINE)),
        # what stands in the middle
        ("\n".join(["総則", *OUTLINE, ADDED]), "\n".join(OUTLINE[:3]), "\n".join(OUTLINE)),
        # a list that goes on in another kind of entry
        ("\n".join([*OUTLINE, "なお、委託は行わない。"]), "\n".join(OUTLINE[:3]), "\n".join(OUTLINE)),
    ],
)
def test_a_row_that_may_quote_a_part_is_not_told(text: str, before: str, after: str) -> None:
    """A quotation that may be a part of the item's text is right where it stands there."""
    assert only(replay(text, "text", [Row(1, D1, before, after)])).trust == "part"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("day", [D1, D2])
def test_an_addition_that_another_row_tells_is_no_growth(order: tuple[int, int], day: date) -> None:
    """Whichever row comes first: what stands behind the quotation is recorded."""
    cells = [("\n".join(OUTLINE[:3]), "\n".join(OUTLINE)), ("―", ADDED)]
    rows = [Row(n, d, *cells[which]) for n, d, which in zip((1, 2), (D1, day), order, strict=True)]
    steps = replay("\n".join([*OUTLINE, ADDED]), "text", rows).steps
    assert "grown" not in {s.trust for s in steps}


# --- what is not there --------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["—", "－", "-", "", "(新規)", "新規"])
@pytest.mark.parametrize("kind", ["text", "choice", "date"])
def test_a_new_item_did_not_exist_before(mark: str, kind: str) -> None:
    """— → value: before the row the item was absent, not blank and not a dash."""
    value = {"text": "手引を遵守している。", "choice": "十分である", "date": "令和8年1月1日"}[kind]
    trail = replay(value, kind, [Row(1, D1, mark, value)])
    assert only(trail).trust == "whole"
    assert [(s.text, s.trust) for s in trail.states] == [(None, "verified"), (value, "verified")]


def test_an_item_that_went() -> None:
    """Value → —: before the row it was there."""
    trail = replay(None, "text", [Row(1, D1, "手引を遵守している。", "—")])
    assert only(trail).trust == "whole"
    assert [s.text for s in trail.states] == ["手引を遵守している。", None]


def test_an_item_that_should_have_gone_is_told() -> None:
    """変更後 says nothing is left, and the body still has it."""
    trail = replay("手引を遵守している。", "text", [Row(1, D1, "手引を遵守している。", "—")])
    assert only(trail).trust == "broken"
    assert only(trail).found == "手引を遵守している。"


def test_a_value_the_body_lacks_is_told() -> None:
    """変更後 has a text, and the body's field is blank."""
    step = only(replay(None, "text", [Row(1, D1, "甲課", "乙課")]))
    assert (step.trust, step.expected, step.found) == ("broken", "乙課", None)


def test_lines_put_in_and_taken_out() -> None:
    """An inserted line takes its break along when it is undone; a removed one comes back as a line."""
    text = "1 甲を行う。\n2 乙を行う。\n3 丙を行う。"
    trail = replay(text, "text", [Row(1, D1, "—", "2 乙を行う。")])
    assert first_text(trail) == "1 甲を行う。\n3 丙を行う。"
    trail = replay("1 甲を行う。\n3 丙を行う。", "text", [Row(1, D1, "2 乙を行う。", "(削除)")])
    assert first_text(trail) == text


def test_a_part_that_before_leaves_out() -> None:
    """変更後 writes paragraphs 1 and 2, 変更前 only 1, and an earlier row shows that 2 was there."""
    old = "1 申請を受け付ける。\n2 支給額を毎月計算する。"
    new = "1 申請を郵送で受け付ける。\n2 支給額を年6回計算する。"
    rows = [Row(1, D1, "1 申請を受け付ける。", old), Row(2, D2, "1 申請を受け付ける。", new)]
    trail = replay(new, "text", rows)
    assert set(trusts(trail).values()) == {"whole"}
    step = next(s for s in trail.steps if s.row_no == 2)
    assert (step.incomplete, step.shown_by) == (2, 1)
    assert step.missing == "2 支給額を毎月計算する。"
    assert [s.text for s in trail.states] == ["1 申請を受け付ける。", old, new]


def test_nothing_is_left_out_where_after_leaves_it_out_too() -> None:
    """A row on paragraph 1 alone needs not show paragraph 2."""
    old = "1 申請を受け付ける。\n2 支給額を毎月計算する。"
    new = old.replace("受け付ける", "審査する")
    rows = [Row(1, D1, "申請の受付", old), Row(2, D2, "1 申請を受け付ける。", "1 申請を審査する。")]
    trail = replay(new, "text", rows)
    assert all(s.incomplete == 0 for s in trail.steps)
    assert set(trusts(trail).values()) == {"whole", "part"}


# --- breaks and slips ----------------------------------------------------------------------------------


def test_a_passage_that_was_taken_out_and_stands_there_is_no_sure_break() -> None:
    """It may have stood there twice; a whole text that was taken out and is there still is a break."""
    line = "・通信の内容を秘匿する。"
    step = only(replay(f"・記録を保管する。\n{line}\n・鍵をかける。", "text", [Row(1, D1, line, "－")]))
    assert (step.trust, step.ambiguous) == ("broken", True)
    step = only(replay(line, "text", [Row(1, D1, line, "－")]))
    assert (step.trust, step.ambiguous) == ("broken", False)


def test_a_single_value_put_in_words_is_what_it_is_changed_to() -> None:
    """「A」を「B」に改める on a choice or a day: the row says A and B."""
    words = "「1,000人未満」を「1,000人以上1万人未満」に改める。"
    (step,) = replay("1,000人以上1万人未満", "choice", [Row(1, None, "1,000人未満", words)]).steps
    assert step.trust == "whole"


def test_a_slip_is_told_of_the_row_that_wrote_it() -> None:
    """変更前 of a later row quotes one line with a wrong sign: it is not the body that differs from the earlier row."""
    lines = ["・操作を記録する。", "・職員の退職の日に権限を消す。", "・監査を年に一度行う。"]
    body = "\n".join([lines[0], "・職員及び臨時の職員の退職の日に権限を消す。", lines[2]])
    rows = [
        Row(1, D1, "\n".join(lines[:2]), "\n".join(lines)),
        Row(2, D2, "・職貝の退職の日に権限を消す。", "・職員及び臨時の職員の退職の日に権限を消す。"),
    ]
    steps = {step.row_no: step for step in replay(body, "text", rows).steps}
    assert (steps[1].trust, steps[1].blamed, steps[2].trust) == ("near", 2, "part")


@pytest.mark.parametrize(
    ("left", "before", "after"),
    [
        ("環境課", "下水道室", "建設部環境課"),
        ("環境システム", "水道システム", "環境システム、水質システム"),
        ("甲台帳", "丙台帳", "甲台帳、乙台帳"),
        ("二人で点検する。", "装置で点検する。", "二人で点検する。課長が点検する。"),
        ("別表の11の項", "別表の88の項", "別表の11の項及び12の項"),
    ],
)
def test_a_text_that_the_next_row_only_holds_does_not_follow_on(left: str, before: str, after: str) -> None:
    """変更前 names another text than the one that was left: 変更後 holding it by chance mends no chain."""
    trail = replay(after, "text", [Row(1, D1, "旧記載", left), Row(2, D2, before, after)])
    step = next(s for s in trail.steps if s.row_no == 1)
    assert (step.trust, step.expected, step.found, step.blamed) == ("broken", left, before, 2)
    assert all(s.incomplete == 0 for s in trail.steps)


def test_a_paragraph_beside_the_one_quoted_is_left_out() -> None:
    """変更前 quotes paragraph 1 as it was; row 1 wrote paragraph 2, which 変更後 shows with it."""
    new = "1 届出を電話で受け付ける。\n2 手当を毎月計算する。"
    rows = [Row(1, D1, "—", "2 手当を毎月計算する。"), Row(2, D2, "1 届出を受け付ける。", new)]
    step = next(s for s in replay(new, "text", rows).steps if s.row_no == 1)
    assert (step.trust, step.incomplete, step.missing) == ("part", 2, "2 手当を毎月計算する。")


# --- what a row took away -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "taken", "expected"),
    [
        ("text", "(1) 受付を行う。\n(2) 審査を行う。", "(2) 審査を行う。", ("broken", False)),
        ("text", "受付を行う。\n審査を行う。\n通知を行う。", "審査を行う。", ("broken", True)),
        ("list", "甲台帳、乙台帳、丙台帳", "乙台帳", ("broken", False)),
        ("list", "甲台帳、次期乙台帳、丙台帳", "乙台帳", ("relative", False)),
        ("text", "市税務課長が全件を確認してから、翌日までに保管する。", "税務課", ("relative", False)),
        ("text", "毎月末に税務課が全件を確認してから、翌日までに保管する。", "税務課が", ("broken", True)),
    ],
)
def test_what_was_taken_away_and_stands_there(kind: str, text: str, taken: str, expected: tuple[str, bool]) -> None:
    """A numbered passage or a name of a list stands there once: it was not taken out. Words may have stood there twice,
    and words in a longer name are not those that went."""
    step = only(replay(text, kind, [Row(1, D1, taken, "削除")]))
    assert (step.trust, step.ambiguous) == expected
