"""Evidence in a changed passage: what is new in it, how surely it speaks, and when the row was submitted."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.audits.run import audit
from pia_audit.history.evidence import Evidence, of_change
from pia_audit.history.submission import submissions
from pia_audit.history.timeline import timeline
from pia_audit.law import amendments
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

SYSTEMS = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"
BASIS = "Ⅰ 関連情報 3. 個人番号の利用 法令上の根拠"


def evidence_of(before: str, after: str, kind: str = "text", item: str = "handling.outline") -> tuple[Evidence, ...]:
    """The evidence of one change by the Act's calendar."""
    return of_change(item, kind, before, after, amendments())


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("令和7年4月1日から", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("令和７年４月１日から", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("2025/4/1から", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("R7.4.1から", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("令和7年4月1日施行", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("令和7年4月1日以降", "from", date(2025, 4, 1), date(2025, 4, 1)),
        ("令和7年4月から", "from", date(2025, 4, 1), date(2025, 4, 30)),
        ("R7.4から", "from", date(2025, 4, 1), date(2025, 4, 30)),
        ("令和7年4月～", "from", date(2025, 4, 1), date(2025, 4, 30)),
        ("令和7年度から", "from", date(2025, 4, 1), date(2026, 3, 31)),
        ("令和7年から", "from", date(2025, 1, 1), date(2025, 12, 31)),
        ("令和7年4月1日実施予定", "plan", date(2025, 4, 1), date(2025, 4, 1)),
        ("令和7年4月から実施予定", "plan", date(2025, 4, 1), date(2025, 4, 30)),
        ("令和7年3月31日まで", "until", date(2025, 3, 31), date(2025, 3, 31)),
        ("～R12.3", "until", date(2030, 3, 1), date(2030, 3, 31)),
        ("令和6年4月1日時点", "as-of", date(2024, 4, 1), date(2024, 4, 1)),
        ("令和6年4月1日現在", "as-of", date(2024, 4, 1), date(2024, 4, 1)),
    ],
)
def test_a_day_that_the_change_brings_in(words: str, kind: str, start: date, end: date) -> None:
    """Each notation is one piece of evidence of its kind, bounded by the days it may mean."""
    (evidence,) = evidence_of("中間サーバー", f"中間サーバー（{words}）")
    assert (evidence.kind, evidence.start, evidence.end, evidence.sure) == (kind, start, end, "high")


@pytest.mark.parametrize(
    "words",
    [
        "平成26年内閣府・総務省令第5号",
        "平成25年法律第27号",
        "昭和29年5月8日社発第382号",
        "令和3年法律第37号",
        "4階",
        "第2期",
        "1/2",
    ],
)
def test_what_tells_no_day(words: str) -> None:
    """Numbers of laws and other figures are no evidence."""
    assert evidence_of("窓口", f"窓口（{words}）") == ()


@pytest.mark.parametrize("words", ["令和7年4月1日から", "令和6年4月1日時点", "令和7年4月実施予定", "予定"])
def test_what_stood_there_before_is_no_evidence(words: str) -> None:
    """A day in both texts, in whatever notation, says nothing of this change."""
    assert evidence_of(f"中間サーバー（{words}）", f"中間サーバー、宛名システム（{words}）") == ()
    wide = words.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert evidence_of(f"中間サーバー（{words}）", f"宛名システム({wide})") == ()
    assert evidence_of(f"中間サーバー（{words}）", "中間サーバー") == ()


def test_another_day_beside_one_that_stood_there() -> None:
    """Only the day that is new counts."""
    (evidence,) = evidence_of("受付（令和5年4月から）", "受付（令和5年4月から）、照会（令和7年4月から）")
    assert evidence.start == date(2025, 4, 1)


def test_the_same_day_as_a_plan_and_then_as_a_fact() -> None:
    """What was planned for a day and now runs from it changed."""
    (evidence,) = evidence_of("受付（令和7年4月実施予定）", "受付（令和7年4月から）")
    assert evidence.kind == "from"


def test_a_plan_without_a_day() -> None:
    """予定 alone is surely about the change when it is all that changed, and less surely else."""
    (alone,) = evidence_of("オンライン申請", "オンライン申請（予定）")
    assert (alone.kind, alone.start, alone.end, alone.sure) == ("plan", None, None, "high")
    (among,) = evidence_of(
        "職員が窓口で受け付ける。照会を行う。", "担当が窓口で受け付ける。照会及び通知を行う（予定）。"
    )
    assert among.sure == "low"
    (dated,) = evidence_of("オンライン申請", "オンライン申請（令和7年4月実施予定）")
    assert dated.start == date(2025, 4, 1)


def test_every_day_of_a_count_item_is_a_count() -> None:
    """In an item that asks as of when, a bare day is a 時点."""
    (evidence,) = evidence_of("令和5年4月1日", "令和6年4月1日", "date", "threshold.subjects_as_of")
    assert evidence.kind == "as-of"
    assert evidence_of("令和5年4月1日", "令和6年4月1日") == ()


AMENDED = {
    "network-item-2021": ("番号法第19条第7号", "番号法第19条第8号", "network.legal_basis"),
    "ordinances-2023": ("見本市個人情報保護条例", "個人情報の保護に関する法律", "risk.priority.grounds"),
    "table-1-2024": ("番号法別表第一の15の項", "番号法別表の23の項", "number_use.legal_basis"),
    "order-7-2024": ("平成26年内閣府・総務省令第7号", "令和6年デジタル庁・総務省令第9号", "network.legal_basis"),
}


@pytest.mark.parametrize("key", AMENDED)
def test_an_old_citation_that_became_the_new_one(key: str) -> None:
    """Fewer of the old and more of the new: the amendment is what the row follows."""
    old, new, item = AMENDED[key]
    assert [e.amendment for e in evidence_of(f"根拠　{old}", f"根拠　{new}", item=item)] == [key]


@pytest.mark.parametrize("key", AMENDED)
def test_what_is_no_amendment(key: str) -> None:
    """The new one added beside the old, the old one dropped, the way back, both kept: nothing follows a law."""
    old, new, item = AMENDED[key]
    assert evidence_of(old, f"{old}\n{new}", item=item) == ()
    assert evidence_of(old, "規定なし、条例による", item=item) == ()
    assert evidence_of(new, old, item=item) == ()
    assert evidence_of(f"{old}\n{new}", f"{old}及び{new}", item=item) == ()
    assert evidence_of("―", new, item=item) == ()


def test_one_of_two_old_citations_became_new() -> None:
    """The amendment is seen although an old citation is left."""
    old, new, item = AMENDED["table-1-2024"]
    before = f"・{old}\n・番号法別表第一の16の項"
    assert [e.amendment for e in evidence_of(before, before.replace(old, new), item=item)] == ["table-1-2024"]


# --- when a row was submitted -------------------------------------------------------------------------


def made(published: str, *rows: list[str]) -> Edition:
    """An edition with these rows."""
    return edition({"published_on": published, "rows": list(rows)})


def row(on: str, after: str = "乙システム", before: str = "甲システム", timing: str = "事後") -> list[str]:
    """A row about the names of the systems."""
    return [on, SYSTEMS, before, after, timing, ""]


def test_the_submission_of_a_row_by_its_own_day() -> None:
    """The day of the edition for a row of that day, else the row's own, less surely; none without a day."""
    one = made("2024-12-02", row("2024/11/1"), row("2024/12/2"), row("不明"))
    days = submissions(audit(Corpus.of([one])).corpus).select("row_no", "submitted_on", "submitted_sure").rows()
    assert days == [(1, date(2024, 11, 1), "medium"), (2, date(2024, 12, 2), "high")]


def test_the_submission_of_a_row_that_is_new() -> None:
    """Of two editions the newer one tells when its new rows were submitted; the others keep their own day."""
    old = made("2024-10-10", row("2024/9/1"))
    new = made("2024-12-02", row("2024/9/1"), row("2024/11/1", "丙システム", "乙システム"))
    corpus = audit(Corpus.of([old, new])).corpus
    days = submissions(corpus).sort("edition_id", "row_no").select("submitted_on", "submitted_sure").rows()
    assert days == [
        (date(2024, 9, 1), "medium"), (date(2024, 9, 1), "medium"), (date(2024, 12, 2), "high"),
    ]  # fmt: skip


def test_the_timeline_of_a_report() -> None:
    """Each quote with its timing, its evidence and the days since the law it follows."""
    rows = [
        row("2024/11/1", "乙システム（令和7年4月から）", timing="事前"),
        ["2024/12/2", BASIS, "番号法別表第一の15の項", "番号法別表の23の項", "事後", ""],
    ]
    lines = timeline(audit(Corpus.of([made("2024-12-02", *rows)])).corpus)
    assert lines.select("row_no", "timing", "lag_days").rows() == [(1, "事前", None), (2, "事後", 189)]
    kinds = [[e["kind"] for e in evidence] for evidence in lines.get_column("evidence")]
    assert kinds == [["from"], ["amendment"]]


def test_the_timeline_keeps_rows_without_evidence() -> None:
    """A row that tells nothing stays in the timeline."""
    lines = timeline(audit(Corpus.of([made("2024-12-02", row("2024/11/1"))])).corpus)
    assert lines.select("row_no", "evidence", "lag_days").rows() == [(1, None, None)]
