"""PIA4xx: 提出時期 against days, laws and notes, on the day before, on the day and the day after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pia_audit import forms, law
from pia_audit.audits.run import audit
from pia_audit.law import amendments
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read
from pia_audit.rules.examples import edition

SYSTEMS = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"
COUNTED = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"
WHERE = {
    "number_use.legal_basis": "Ⅰ 関連情報 3. 個人番号の利用 法令上の根拠",
    "network.legal_basis": "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠",
    "handling.outline": "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要",
}
PUBLISHED = date(2024, 12, 2)
BOTH = ("事前", "事後")


def made(rows: Sequence[list[str]], published: date = PUBLISHED, **items: str) -> Edition:
    """An edition with these rows; underscores in the names of items stand for points."""
    texts = {k.replace("__", "."): v for k, v in items.items()}
    return edition({"published_on": published.isoformat(), "rows": list(rows), "items": texts})


def findings(*editions: Edition, select: Sequence[str] = ("PIA4",), **options: Any) -> list[dict[str, Any]]:
    """The findings of a family; every rule must have run."""
    result = audit(Corpus.of(editions), select=select, **options)
    assert not result.unread_rules()
    return result.findings.to_dicts()


def codes(*editions: Edition, **options: Any) -> list[str]:
    """The codes of the findings of PIA4xx."""
    return [f["rule"] for f in findings(*editions, **options)]


def on(day: date) -> str:
    """A day as the table writes it."""
    return f"{day.year}/{day.month}/{day.day}"


def remarked(words: str, timing: str, day: date = PUBLISHED, published: date = PUBLISHED) -> Edition:
    """One row of the day that adds words in brackets to the names of the systems."""
    after = f"福祉総合システム({words})"
    return made([[on(day), SYSTEMS, "福祉総合システム", after, timing, ""]], published, handling__systems=after)


# --- days in the text ---------------------------------------------------------------------------------

LATER = [
    "令和7年度から",
    "R7.5から",
    "令和７年４月１日から",
    "2025/4/1から",
    "令和7年4月から",
    "令和7年4月1日から",
    "2025年4月1日から",
    "R7.4.1から",
    "令和7年4月1日施行",
    "令和7年4月1日以降",
    "令和7年4月～",
    "令和7年から",
    "令和七年四月一日から",
    "平成37年4月から",
    "令和6年12月3日から",
    "令和7年4月1日実施予定",
    "令和7年4月から実施予定",
    "令和7年1月導入予定",
]
EARLIER = [
    "令和5年度から",
    "R5.5から",
    "令和５年４月１日から",
    "2023/4/1から",
    "令和6年4月から",
    "令和6年4月1日から",
    "2024年4月1日から",
    "R6.4.1から",
    "令和6年4月1日施行",
    "令和6年4月1日以降",
    "令和6年4月～",
    "令和5年から",
    "令和六年四月一日から",
    "平成31年4月から",
    "令和6年12月1日から",
    "令和元年9月から",
]
UNDECIDED = ["令和6年度から", "令和6年12月から", "R6.12から", "令和6年から", "令和6年12月2日から", "2024/12/2から"]


@pytest.mark.parametrize("words", LATER)
def test_what_is_to_come(words: str) -> None:
    """A later day contradicts 事後 and agrees with 事前, in every notation."""
    assert codes(remarked(words, "事後")) == ["PIA402"]
    assert codes(remarked(words, "事前")) == []


@pytest.mark.parametrize("words", EARLIER)
def test_what_is_over(words: str) -> None:
    """An earlier day contradicts 事前 and agrees with 事後, in every notation."""
    assert codes(remarked(words, "事前")) == ["PIA403"]
    assert codes(remarked(words, "事後")) == []


@pytest.mark.parametrize("timing", BOTH)
@pytest.mark.parametrize("words", UNDECIDED)
def test_a_stretch_that_holds_the_submission_decides_nothing(words: str, timing: str) -> None:
    """A month, a year or a fiscal year round the day of submission, and that day itself."""
    assert codes(remarked(words, timing)) == []


@pytest.mark.parametrize("timing", BOTH)
@pytest.mark.parametrize(
    "words",
    [
        "～R12.3",
        "～R5.3",
        "令和7年3月31日まで",
        "令和5年3月31日まで",
        "平成26年内閣府・総務省令第5号",
        "昭和29年5月8日社発第382号",
        "庁内",
        "3階",
    ],
)
def test_what_says_nothing_of_the_beginning(words: str, timing: str) -> None:
    """Ends of a time, numbers of laws and plain words decide nothing."""
    assert codes(remarked(words, timing)) == []


@pytest.mark.parametrize("timing", BOTH)
def test_a_day_that_stood_there_is_no_evidence(timing: str) -> None:
    """A row that changes another word beside the day tells nothing of the timing, whatever the day's words: each in a
    report of its own."""
    pairs = [(f"福祉総合システム({words})", f"福祉情報システム({words})") for words in (*LATER, *EARLIER)]
    reports = [
        replace(
            made([[on(PUBLISHED), SYSTEMS, before, after, timing, ""]], handling__systems=after),
            report_no=str(number),
        )
        for number, (before, after) in enumerate(pairs, 1)
    ]
    assert len({report.report_id for report in reports}) == len(pairs) > 30
    assert [(f["report_id"], f["rule"]) for f in findings(*reports)] == []


def test_a_plan_without_a_day() -> None:
    """予定 alone contradicts 事後, less surely than a day; it agrees with 事前."""
    (finding,) = findings(remarked("予定", "事後"))
    assert (finding["rule"], finding["confidence"]) == ("PIA402", "medium")
    assert codes(remarked("予定", "事前")) == []


def test_a_plan_among_other_changes() -> None:
    """予定 in a passage that changed elsewhere as well says too little."""
    before, after = "職員が窓口で受け付ける。照会を行う。", "担当が窓口で受け付ける。照会及び通知を行う（予定）。"
    rows = [[on(PUBLISHED), WHERE["handling.outline"], before, after, "事後", ""]]
    assert codes(made(rows, handling__outline=after)) == []


@pytest.mark.parametrize(
    ("words", "day", "timing", "code"),
    [
        ("令和9年4月から", date(2024, 11, 1), "事後", "PIA402"),
        ("令和5年4月から", date(2024, 11, 1), "事前", "PIA403"),
    ],
)
def test_how_sure_the_day_of_submission_is(words: str, day: date, timing: str, code: str) -> None:
    """A row new in the second of two editions was submitted with it; else its 変更日 stands for the day."""
    new = remarked(words, timing, day)
    (one,) = findings(new)
    assert (one["rule"], one["confidence"]) == (code, "medium")
    old = made([], date(2024, 10, 10), handling__systems="福祉総合システム")
    (two,) = findings(old, new)
    assert (two["rule"], two["confidence"]) == (code, "high")
    (same_day,) = findings(remarked(words, timing))
    assert same_day["confidence"] == "high"


def test_two_editions_know_the_submission_better() -> None:
    """Between the row's day and the 公表日 only two editions can tell what was to come."""
    new = remarked("令和6年11月15日から", "事後", date(2024, 11, 1))
    assert codes(new) == ["PIA402"]
    assert codes(made([], date(2024, 10, 10), handling__systems="福祉総合システム"), new) == []


# --- amendments ---------------------------------------------------------------------------------------

CITED = {
    "commission-2016": (
        "番号法及び特定個人情報保護委員会の指針",
        "番号法及び個人情報保護委員会の指針",
        "handling.outline",
    ),
    "network-item-2021": ("番号法第19条第7号", "番号法第19条第8号", "network.legal_basis"),
    "agencies-act-2022": (
        "行政機関の保有する個人情報の保護に関する法律",
        "個人情報の保護に関する法律",
        "handling.outline",
    ),
    "ordinances-2023": ("見本市個人情報保護条例", "個人情報の保護に関する法律", "handling.outline"),
    "table-1-2024": ("番号法別表第一の56の項", "番号法別表の81の項", "number_use.legal_basis"),
    "table-2-2024": ("番号法別表第二の74の項", "主務省令第2条の表の106の項", "network.legal_basis"),
    "order-7-2024": ("平成26年内閣府・総務省令第7号", "令和6年デジタル庁・総務省令第9号", "network.legal_basis"),
    "order-5-name-2024": (
        "別表第一の主務省令で定める事務を定める命令",
        "別表の主務省令で定める事務を定める命令",
        "number_use.legal_basis",
    ),
}
EXPECTED = {
    ("事前", -1): [], ("事前", 0): [], ("事前", 1): ["PIA406", "PIA407"],
    ("事後", -1): ["PIA406"], ("事後", 0): [], ("事後", 1): ["PIA407"],
}  # fmt: skip


def amended(key: str, timing: str, day: date) -> Edition:
    """One row of the day that follows an amendment."""
    before, after, item = CITED[key]
    return edition({
        "published_on": day.isoformat(),
        "items": {item: after},
        "rows": [[on(day), WHERE[item], before, after, timing, ""]],
    })  # fmt: skip


def test_every_amendment_with_patterns_is_tried() -> None:
    """Whoever adds a pattern adds a case here."""
    assert set(CITED) == {a.key for a in amendments() if a.old or a.old_table}


@pytest.mark.parametrize("away", [-1, 0, 1])
@pytest.mark.parametrize("timing", BOTH)
@pytest.mark.parametrize("key", CITED)
def test_an_amendment_the_day_before_on_the_day_and_after(key: str, timing: str, away: int) -> None:
    """事前 is wrong from the day after, 事後 until the day before; a late row is told either way."""
    in_force = next(a.in_force for a in amendments() if a.key == key)
    outcome = findings(amended(key, timing, in_force + timedelta(away)))
    assert sorted(f["rule"] for f in outcome) == EXPECTED[timing, away]


@pytest.mark.parametrize(("days", "severity"), [(1, "info"), (365, "info"), (366, "warning"), (900, "warning")])
def test_how_late_a_row_is(days: int, severity: str) -> None:
    """Up to 365 days are information, more deserve a look; a number of days is never a fault of timing."""
    (finding,) = findings(amended("table-1-2024", "事後", date(2024, 5, 27) + timedelta(days)))
    assert (finding["rule"], finding["severity"]) == ("PIA407", severity)
    assert finding["expected"] is None  # what the law is called is no text of the report
    assert finding["actual"] in finding["evidence"][0]["text"]
    assert f'"days":{days}' in finding["params"]


@pytest.mark.parametrize(("away", "expected"), [(-1, ["PIA406"]), (0, []), (1, ["PIA407"])])
def test_an_entry_of_the_body_s_own_calendar(away: int, expected: list[str]) -> None:
    """The body's own words count like the Act's."""
    ours = law.amendment({"key": "ours", "in_force": date(2024, 7, 1), "old": ["旧手当条例"], "new": ["新手当条例"],
                          "now": "新手当条例"}, is_local=True)  # fmt: skip
    day = ours.in_force + timedelta(away)
    rows = [[on(day), WHERE["number_use.legal_basis"], "旧手当条例第3条", "新手当条例第4条", "事後", ""]]
    one = made(rows, day, number_use__legal_basis="新手当条例第4条")
    assert codes(one, calendar=[ours]) == expected
    assert codes(one) == []


def test_an_amendment_that_is_not_sure_never_warns() -> None:
    """Entries from memory tell a lag at most as information, and no wrong timing."""
    unsure = law.amendment(
        {"key": "maybe", "in_force": date(2022, 7, 1), "old": ["旧条例"], "new": ["新条例"], "sure": "mid"}
    )
    rows = [[on(PUBLISHED), WHERE["number_use.legal_basis"], "旧条例", "新条例", "事前", ""]]
    (finding,) = findings(made(rows, number_use__legal_basis="新条例"), calendar=[unsure])
    assert (finding["rule"], finding["severity"]) == ("PIA407", "info")


# --- counts -------------------------------------------------------------------------------------------


def counted(day: str, timing: str, changed: str = "2024/12/2") -> Edition:
    """A row about the day of a count."""
    return made([[changed, COUNTED, "令和5年12月1日時点", day, timing, ""]], threshold__subjects_as_of=day)


@pytest.mark.parametrize(
    "day",
    ["令和6年4月1日時点", "令和6年4月1日 時点", "令和６年４月１日時点", "R6.4.1", "2024/4/1", "令和6年12月2日時点"],
)
def test_a_count_is_over_when_it_is_told(day: str) -> None:
    """A 時点 not later than the submission is wrong with 事前 and right with 事後."""
    assert codes(counted(day, "事前")) == ["PIA401"]
    assert codes(counted(day, "事後")) == []


@pytest.mark.parametrize("timing", BOTH)
@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("令和6年12月2日時点", False),
        ("令和6年12月3日時点", True),
        ("令和7年1月時点", True),
        ("令和6年12月時点", False),
        ("令和6年度", False),
    ],
)
def test_a_count_of_a_day_still_to_come(day: str, late: bool, timing: str) -> None:
    """A 時点 that is surely after the 変更日 cannot be; a month that holds the day may."""
    assert ("PIA409" in codes(counted(day, timing))) is late


def test_a_count_in_the_future_is_no_count_told_beforehand() -> None:
    """Of a count that is still to come only its day is wrong, whatever the timing."""
    assert codes(counted("令和7年1月1日時点", "事前")) == ["PIA409"]


# --- notes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "wrong", "severity"),
    [
        ("その他の項目の変更であり事前の提出・公表が義務付けられないため", "事前", "warning"),
        ("重要な変更に該当しないため", "事前", "warning"),
        ("重要な変更に該当するため", "事後", "error"),
        ("任意に事前に提出・公表", "事後", "error"),
        ("事後で足りるものの任意に事前に提出", "事後", "error"),
        ("組織改正に伴う変更", "", ""),
        ("誤字脱字の修正", "", ""),
        ("その他の項目の変更", "", ""),
        ("", "", ""),
        ("別紙のとおり", "", ""),
    ],
)
@pytest.mark.parametrize("timing", BOTH)
def test_a_note_and_the_timing(note: str, wrong: str, severity: str, timing: str) -> None:
    """A note contradicts one timing by its own words, or none; who owes nothing may still submit beforehand."""
    rows = [[on(PUBLISHED), SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", timing, note]]
    outcome = findings(made(rows))
    assert [(f["rule"], f["severity"]) for f in outcome] == ([("PIA405", severity)] if timing == wrong else [])


def test_rows_without_a_timing_are_not_judged() -> None:
    """A cell that holds neither 事前 nor 事後 is another rule's matter."""
    for timing in ("", "未定"):
        after = "福祉総合システム（令和9年4月から）"
        rows = [[on(PUBLISHED), SYSTEMS, "福祉総合システム", after, timing, "重要な変更に該当するため"]]
        assert codes(made(rows, handling__systems=after)) == []


# --- important items, one subject, the day of publication ---------------------------------------------

STARRED = [
    (key, item.item_id, item.label)
    for key in ("form3-2024", "form4-2024")
    for item in forms.load(key).items
    if item.star and item.kind == "text" and "[" not in item.item_id
]


def starred(key: str, item_id: str, label: str, timing: str, note: str = "") -> Edition:
    """One row that changes an item of 様式3 or 様式4."""
    rows = [[on(PUBLISHED), label, "窓口で受け付ける。", "郵送で受け付ける。", timing, note]]
    return edition(
        {"form": key, "published_on": PUBLISHED.isoformat(), "rows": rows, "items": {item_id: "郵送で受け付ける。"}}
    )


@pytest.mark.parametrize(("key", "item_id", "label"), STARRED[:3] + STARRED[-3:])
def test_an_important_item_marked_after(key: str, item_id: str, label: str) -> None:
    """事後 on a ※ item is worth a look unless the note gives a reason; which items these are is from memory: info."""
    (finding,) = findings(starred(key, item_id, label, "事後"))
    assert (finding["rule"], finding["severity"], finding["item_id"]) == ("PIA404", "info", item_id)
    for note in (
        "誤字の訂正",
        "重要な変更に該当しないため",
        "リスクを相当程度変動させるものではない",
        "法令改正に伴う変更",
    ):
        assert codes(starred(key, item_id, label, "事後", note)) == []
    assert codes(starred(key, item_id, label, "事前")) == []


@pytest.mark.parametrize(
    "item", [i for i in forms.load("form2-2024").items if i.kind == "text"], ids=lambda i: i.item_id
)
def test_the_basic_form_has_no_important_items(item: forms.FormItem) -> None:
    """様式2 owes no 事前: 事後 is never wrong for being 事後."""
    rows = [[on(PUBLISHED), item.label, "窓口で受け付ける。", "郵送で受け付ける。", "事後", ""]]
    one = edition({"published_on": PUBLISHED.isoformat(), "rows": rows, "items": {item.item_id: "郵送で受け付ける。"}})
    assert codes(one) == []


@pytest.mark.parametrize(("second", "expected"), [("事前", []), ("事後", ["PIA408"])])
def test_one_subject_under_both_timings(second: str, expected: list[str]) -> None:
    """Two rows of one day about one item under two timings are told once, with both rows."""
    rows = [
        [on(PUBLISHED), SYSTEMS, "福祉総合システム", "福祉情報システム", "事前", ""],
        [on(PUBLISHED), SYSTEMS, "中間サーバー", "宛名システム", second, ""],
    ]
    outcome = findings(made(rows, handling__systems="福祉情報システム、宛名システム"))
    assert [f["rule"] for f in outcome] == expected
    assert all("1・2" in f["params"] for f in outcome)


def test_other_days_are_other_subjects() -> None:
    """The same item on another day may have another timing."""
    rows = [
        ["2024/11/1", SYSTEMS, "福祉総合システム", "福祉情報システム", "事前", ""],
        [on(PUBLISHED), SYSTEMS, "福祉情報システム", "宛名システム", "事後", ""],
    ]
    assert codes(made(rows, handling__systems="宛名システム")) == []


@pytest.mark.parametrize("timing", BOTH)
@pytest.mark.parametrize("away", [-1, 0, 1, 30])
def test_a_row_dated_after_the_publication(away: int, timing: str) -> None:
    """What is to happen after the 公表日 cannot be told 事後; 事前 it can."""
    rows = [
        [on(PUBLISHED + timedelta(away)), SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", timing, ""]
    ]
    assert codes(made(rows)) == (["PIA410"] if away > 0 and timing == "事後" else [])


# --- the real report ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    """The findings of PIA4xx on the repository's real report."""
    one = read(Path(__file__).parents[2] / "data" / "meguro-14" / "2026-03-18.txt")
    assert isinstance(one, Edition)
    return findings(one)


def test_the_real_report_has_no_wrong_timing(sample: list[dict[str, Any]]) -> None:
    """All its rows say 事後, of counts made and laws in force: only lags are told."""
    assert {f["rule"] for f in sample} == {"PIA407"}


def test_the_real_report_s_lag(sample: list[dict[str, Any]]) -> None:
    """Rows 23 and 24 followed the tables of 2024-05-27 on 2025-01-01, 219 days later."""
    late = {f["row_no"]: f for f in sample}
    for row_no in (23, 24):
        assert '"days":219' in late[row_no]["params"]
        assert late[row_no]["severity"] == "info"


def test_the_real_report_s_silent_row(sample: list[dict[str, Any]]) -> None:
    """Row 13 brought (令和5年度から) in December 2022 under 事前, which is as it should be."""
    assert 13 not in {f["row_no"] for f in sample}
