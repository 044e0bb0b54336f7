"""PIA5xx: しきい値判断 as printed and as rebuilt, what was submitted for it, and the days of the counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read
from pia_audit.rules.examples import edition

SUBJECTS = "Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か"
SUBJECTS_AS_OF = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"
HANDLERS = "Ⅱ しきい値判断項目 2. 取扱者数 特定個人情報ファイル取扱者数は500人以上か"
HANDLERS_AS_OF = "Ⅱ しきい値判断項目 2. 取扱者数 いつ時点の計数か"
FEW, MORE, MANY = "1,000人以上1万人未満", "1万人以上10万人未満", "10万人以上30万人未満"
BASIC = "基礎項目評価の実施が義務付けられる"
FOCUSED = "基礎項目評価及び重点項目評価の実施が義務付けられる"
FULL = "基礎項目評価及び全項目評価の実施が義務付けられる"


def made(rows: Sequence[list[str]] = (), published: str = "2024-12-02", **example: Any) -> Edition:
    """An edition with these rows and items; underscores in names stand for points."""
    lists: dict[str, Any] = {k: example.pop(k) for k in ("unreadable", "blank") if k in example}
    texts = {k.replace("__", "."): v for k, v in example.items()}
    return edition({"published_on": published, "rows": list(rows), "items": texts, **lists})


def findings(*editions: Edition, select: Sequence[str] = ("PIA5",)) -> list[dict[str, Any]]:
    """The findings of the family, with their arguments read."""
    result = audit(Corpus.of(editions), select=select)
    assert not result.unread_rules()
    return [f | json.loads(f["params"]) for f in result.findings.to_dicts()]


def codes(*editions: Edition, **options: Any) -> list[str]:
    """The codes of the findings."""
    return [f["rule"] for f in findings(*editions, **options)]


def changed(on: str, label: str, before: str, after: str) -> list[str]:
    """One row."""
    return [on, label, before, after, "事後", ""]


# --- as printed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subjects", "handlers", "judgement", "wrong"),
    [
        (FEW, "500人未満", BASIC, False),
        (FEW, "500人以上", BASIC, False),
        (MORE, "500人未満", BASIC, False),
        (MORE, "500人以上", BASIC, True),
        (MORE, "500人以上", FOCUSED, False),
        (MANY, "500人未満", BASIC, True),
        (MANY, "500人未満", FOCUSED, False),
        (MANY, "500人以上", FOCUSED, True),
        (MANY, "500人以上", FULL, False),
        ("30万人以上", "500人未満", FULL, False),
        (FEW, "500人未満", FOCUSED, True),
    ],
)
def test_the_result_of_the_threshold(subjects: str, handlers: str, judgement: str, wrong: bool) -> None:
    """Ⅲ is compared with what Ⅱ gives; both more and less than that is another result."""
    one = made(threshold__subjects=subjects, threshold__handlers=handlers, threshold__judgement=judgement)
    assert codes(one, select=("PIA501", "PIA502")) == (["PIA501"] if wrong else [])


@pytest.mark.parametrize(
    "item", ["threshold.subjects", "threshold.handlers", "threshold.incident", "threshold.judgement"]
)
@pytest.mark.parametrize("status", ["unreadable", "blank"])
def test_an_answer_that_is_not_read_settles_nothing(item: str, status: str) -> None:
    """Without all four answers there is nothing to compare, in the body as in the past."""
    texts: dict[str, Any] = {"threshold__subjects": MANY, status: [item]}
    assert codes(made(**texts), select=("PIA501", "PIA502")) == []
    if item != "threshold.subjects":  # what a row wrote is known although the body's own answer was lost
        assert codes(made([changed("2024/11/1", SUBJECTS, FEW, MANY)], **texts), select=("PIA501", "PIA502")) == []


def test_an_answer_that_is_no_option_settles_nothing() -> None:
    """A number in words of its own has no place in the table."""
    assert codes(made(threshold__subjects="約12万人"), select=("PIA501", "PIA502")) == []


# --- as rebuilt ---------------------------------------------------------------------------------------


def test_a_past_state_that_asked_for_more() -> None:
    """Between two rows the answers asked for more than Ⅲ said: from when to when, and on which texts that rests."""
    rows = [changed("2024/5/1", SUBJECTS, FEW, MANY), changed("2024/9/1", SUBJECTS, MANY, FEW)]
    (finding,) = findings(made(rows), select=("PIA501", "PIA502"))
    assert (finding["rule"], finding["item_id"], finding["row_no"]) == ("PIA502", "threshold.judgement", 1)
    assert (finding["since"], finding["until"]) == ("2024-05-01", "2024-09-01")
    assert (finding["should"], finding["says"]) == ("focused", BASIC)
    assert set(finding["rests"].split(",")) <= {"printed", "verified", "assumed", "near", "resynced"}


def test_a_past_state_that_two_answers_make() -> None:
    """What one answer began and another one ended."""
    rows = [
        changed("2024/3/1", SUBJECTS, FEW, MORE),
        changed("2024/5/1", HANDLERS, "500人未満", "500人以上"),
        changed("2024/9/1", HANDLERS, "500人以上", "500人未満"),
    ]
    (finding,) = findings(made(rows, threshold__subjects=MORE), select=("PIA501", "PIA502"))
    assert (finding["since"], finding["until"]) == ("2024-05-01", "2024-09-01")


def test_a_state_that_lasts() -> None:
    """What is wrong to this day is told of the body, and of the past as long as it has no end."""
    rows = [changed("2024/5/1", SUBJECTS, FEW, MANY)]
    by_rule = {f["rule"]: f for f in findings(made(rows, threshold__subjects=MANY), select=("PIA501", "PIA502"))}
    assert "PIA501" in by_rule
    assert all(f["until"] is None for f in by_rule.values())


def test_a_history_that_was_right_throughout() -> None:
    """Answers that change within what they ask for are silent."""
    rows = [changed("2024/5/1", SUBJECTS, FEW, MORE), changed("2024/9/1", SUBJECTS, MORE, FEW)]
    assert codes(made(rows), select=("PIA501", "PIA502")) == []


def test_an_older_edition_that_was_wrong() -> None:
    """Of two editions the older one's own result is told as the past."""
    old = made(published="2024-10-10", threshold__subjects=MANY, threshold__judgement=BASIC)
    new = made([changed("2024/12/2", SUBJECTS, MANY, FEW)])
    outcome = findings(old, new, select=("PIA501", "PIA502"))
    assert {f["rule"] for f in outcome} == {"PIA502"}


# --- what was submitted -------------------------------------------------------------------------------

SUBMITTED = ("基礎項目評価書", "基礎項目評価書及び重点項目評価書", "基礎項目評価書及び全項目評価書")


@pytest.mark.parametrize("has", range(3))
@pytest.mark.parametrize("owes", range(3))
def test_what_is_submitted_reaches_what_is_asked(owes: int, has: int) -> None:
    """A body may do more than Ⅲ asks and not less."""
    one = made(threshold__judgement=(BASIC, FOCUSED, FULL)[owes], risk__submitted_kind=SUBMITTED[has])
    assert codes(one, select=("PIA503",)) == (["PIA503"] if has < owes else [])


@pytest.mark.parametrize("item", ["threshold.judgement", "risk.submitted_kind"])
def test_what_is_not_read_is_not_compared(item: str) -> None:
    """A lost answer is no lower one."""
    one = made(threshold__judgement=FULL, risk__submitted_kind=SUBMITTED[0], unreadable=[item])
    assert codes(one, select=("PIA503",)) == []


# --- the days of the counts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "published", "stale"),
    [
        ("令和5年12月2日時点", "2024-12-02", False),
        ("令和5年12月1日時点", "2024-12-02", True),
        ("令和5年12月3日時点", "2024-12-02", False),
        ("令和5年12月時点", "2024-12-02", False),
        ("令和5年11月時点", "2024-12-02", True),
        ("R5.12.1", "2024-12-02", True),
        ("令和6年2月29日時点", "2025-02-28", False),
        ("令和6年2月29日時点", "2025-03-01", True),
        ("令和5年2月28日時点", "2024-02-28", False),
        ("不明", "2024-12-02", False),
    ],
)
def test_a_count_over_a_year_old(counted: str, published: str, stale: bool) -> None:
    """Exactly a year is no finding; a month counts by its last day; a text that is no day by none."""
    one = made(published=published, threshold__subjects_as_of=counted, threshold__handlers_as_of=published)
    assert codes(one, select=("PIA504",)) == (["PIA504"] if stale else [])


@pytest.mark.parametrize(
    ("answer", "as_of", "values"),
    [(SUBJECTS, SUBJECTS_AS_OF, (MORE, FEW)), (HANDLERS, HANDLERS_AS_OF, ("500人以上", "500人未満"))],
)
def test_a_count_that_changed_without_its_day(answer: str, as_of: str, values: tuple[str, str]) -> None:
    """The day of the count belongs to the same 変更日; a change of notation is no change."""
    row = changed("2024/11/1", answer, *values)
    dated = changed("2024/11/1", as_of, "令和5年4月1日時点", "令和6年4月1日時点")
    later = changed("2024/12/2", as_of, "令和5年4月1日時点", "令和6年4月1日時点")
    assert codes(made([row]), select=("PIA505",)) == ["PIA505"]
    assert codes(made([row, dated]), select=("PIA505",)) == []
    assert codes(made([dated, row]), select=("PIA505",)) == []
    assert codes(made([row, later]), select=("PIA505",)) == ["PIA505"]
    wide = changed(
        "2024/11/1", answer, values[1].translate(str.maketrans("0123456789", "０１２３４５６７８９")), values[1]
    )
    assert codes(made([wide]), select=("PIA505",)) == []


def test_the_day_of_another_count_does_not_help() -> None:
    """対象人数 and 取扱者数 have a day each."""
    rows = [
        changed("2024/11/1", SUBJECTS, MORE, FEW),
        changed("2024/11/1", HANDLERS_AS_OF, "令和5年4月1日時点", "令和6年4月1日時点"),
    ]
    assert codes(made(rows), select=("PIA505",)) == ["PIA505"]


def test_the_real_report_s_threshold_is_told_once() -> None:
    """What row 6 left on 2020-12-03 (1万人以上10万人未満) with 500 handlers asked for more: one finding."""
    one = read(Path(__file__).parents[2] / "data" / "meguro-14" / "2026-03-18.txt")
    assert isinstance(one, Edition)
    outcome = [f for f in findings(one) if f["rule"] in ("PIA501", "PIA502")]
    assert [(f["rule"], f["since"], f["should"]) for f in outcome] == [("PIA502", "2020-12-03", "focused")]


def test_the_time_before_the_first_row_is_judged_as_well() -> None:
    """An answer that the first row replaced had asked for more: told up to that row, from a day nobody knows."""
    from pia_audit.audits.run import audit as run
    from pia_audit.model.frames import Corpus
    from pia_audit.rules.examples import edition

    label = "Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か"
    rows = [["2024/10/1", label, "10万人以上30万人未満", "1,000人以上1万人未満", "事後", ""]]
    result = run(Corpus.of([edition({"published_on": "2024-10-01", "items": {}, "rows": rows})]), select=["PIA502"])
    outcome = result.findings.to_dicts()
    assert [(f["rule"], f["row_no"], f["confidence"]) for f in outcome] == [("PIA502", 1, "medium")]
    assert '"until":"2024-10-01"' in outcome[0]["params"]
    assert '"since":null' in outcome[0]["params"]


def test_wrong_since_the_day_of_publication_is_told_once() -> None:
    """The rebuilt past that begins with the edition itself tells what the edition shows, and is no second finding."""
    one = made([changed("2024/12/2", SUBJECTS, FEW, MANY)], published="2024-12-02", threshold__subjects=MANY)
    assert codes(one, select=("PIA501", "PIA502")) == ["PIA501"]


def test_the_past_says_how_long_in_words() -> None:
    """A period that lasts is told up to the present edition, and Ⅲ's place stands beside the row's."""
    rows = [changed("2024/5/1", SUBJECTS, FEW, MANY)]
    by_rule = {f["rule"]: f for f in findings(made(rows, threshold__subjects=MANY), select=("PIA501", "PIA502"))}
    past = by_rule["PIA502"]
    assert past["how"] == "lasting"
    sentence = Wording("ja").message("PIA502", past)
    assert sentence.startswith("2024-05-01から今の版まで、Ⅱの回答からは")
    assert "不明" not in sentence
    assert len(past["evidence"]) == 2


def test_a_period_that_rests_on_a_break_says_so() -> None:
    """Where the row that began it is not what the body says, no end is known, and the break is named beside it."""
    rows = [changed("2024/11/1", SUBJECTS, FEW, MORE)]
    (finding,) = findings(made(rows, threshold__handlers="500人以上", threshold__subjects=FEW), select=("PIA502",))
    message = Wording("ja").message("PIA502", finding | {"row": finding["row_no"]})
    assert "いつまでかは変更箇所から分かりません" in message
    assert "（PIA302）に伴う指摘です" in message
