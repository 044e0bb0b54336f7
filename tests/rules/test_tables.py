"""PIA611 to PIA616 on the sample report and on small editions: rows by their day, the body by its publication."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

NETWORK = "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠"
TABLES = ("PIA602", "PIA611", "PIA612", "PIA613", "PIA614", "PIA615", "PIA616")

Finding = dict[str, Any]


def findings(corpus: Corpus, as_of: date | None = None) -> list[Finding]:
    """The findings of the tables, with their arguments."""
    result = audit(corpus, select=TABLES, as_of=as_of)
    assert not result.unread_rules()
    return [{**f, **json.loads(f["params"])} for f in result.findings.to_dicts()]


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Corpus:
    """The sample report."""
    return Corpus.of([pia_audit.read(sample_path)])


@pytest.fixture(scope="module")
def sample_findings(sample: Corpus) -> list[Finding]:
    """What is said of it."""
    return findings(sample)


def of_row(finding_list: Sequence[Finding], row: int | None) -> set[tuple[str, str, str]]:
    """Rule, variant and the numbers it is about, of a row."""
    return {(f["rule"], f["op"], f["numbers"] or f["missing"]) for f in finding_list if f["row_no"] == row}


# By hand from the dated texts of the law: what each row's citations were on the row's day.
ANSWERS: dict[int, set[tuple[str, str, str]]] = {
    2: {("PIA614", "article", "15")},  # 第16条 for 第15条
    3: {
        ("PIA612", "borrowed-missing", "18・20・21・37・38・42・53"),
        ("PIA614", "", "27"),  # for 26
        ("PIA613", "commission-rules-behind", "14"),  # 第16号 since 2017-05-30
    },
    9: set(),
    10: {
        ("PIA611", "deleted", "21"),
        ("PIA611", "moved", "119"),
        ("PIA612", "both", "18・42・113"),
        ("PIA615", "", "2"),
    },
    18: {("PIA613", "never", "23")},
    20: {("PIA613", "never", "37")},
    23: set(),
    24: {("PIA615", "", "2")},
    33: {("PIA615", "column-4", "2")},
    37: set(),
}


@pytest.mark.parametrize("row", ANSWERS)
def test_the_sample_s_rows(sample_findings: list[Finding], row: int) -> None:
    """Every row has what the law of its day says, and nothing else."""
    assert of_row(sample_findings, row) == ANSWERS[row]


def test_the_list_that_was_published_and_never_in_force(sample_findings: list[Finding]) -> None:
    """Row 19 has 30 of the 31 numbers of a text that was never in force, and is told with both lists."""
    ((rule, op, _),) = of_row(sample_findings, 19)
    (finding,) = (f for f in sample_findings if f["row_no"] == 19)
    assert (rule, op, finding["missing"], finding["severity"]) == ("PIA613", "never-short", "41", "info")
    assert (finding["since"], finding["to"]) == ("2021-05-19", "2024-05-27")
    assert finding["right"].count("・") == 29
    assert finding["right"].endswith("113・116及び120")


def test_nothing_else_is_said_of_the_sample(sample_findings: list[Finding]) -> None:
    """The body's 36 and 23 numbers, 42・43, 161・162 and 別表23 are right, and its own ordinance's table is its own."""
    assert {f["row_no"] for f in sample_findings} == {2, 3, 10, 18, 19, 20, 24, 33}
    assert {f["severity"] for f in sample_findings if f["rule"] == "PIA611"} == {"error", "warning"}
    assert all("条例" not in f["words"] for f in sample_findings)


def test_the_list_to_paste_is_in_the_row_s_own_notation(sample_findings: list[Finding]) -> None:
    """Row 10 joins its last number by 及び, and so does the list that is right; the row's own list is beside it."""
    (finding,) = (f for f in sample_findings if f["row_no"] == 10 and f["rule"] == "PIA612")
    assert finding["expected"] == (
        "9・10・14・16・18・20・24・26・27・28・30・31・37・38・42・50・53・54・61・62・64・70・87・90・94・104・106・108・113・116及び120"
    )
    assert finding["actual"].startswith("9・10・14・16・20・21・24")
    assert (finding["missing"], finding["extra"], finding["severity"]) == ("18・42・113", "21・119", "warning")


def test_the_sample_as_of_today(sample: Corpus) -> None:
    """Since the publication the law changed six of the items cited; which of its lists hold is the same."""
    today = [f for f in findings(sample, date(2026, 11, 29)) if f["rule"] == "PIA616"]
    assert [f["numbers"] for f in today] == ["48・49・69・141・151・155", "69・141・151・155"]
    assert {f["until"] for f in today} == {"2026-07-01"}
    assert [f for f in findings(sample, date(2026, 3, 31)) if f["rule"] == "PIA616"] == []


# --- small editions -----------------------------------------------------------------------------------

WHO = "第3欄（情報提供者）が「都道府県知事等」の項のうち、第4欄（特定個人情報）に「児童扶養手当関係情報」が含まれる項"
WAY = f"番号法第19条第8号に基づく主務省令第2条の表のうち、次の項（{WHO}） "
OLD, NEW = "17・20・42・89・90・125・141・155・161", "17・20・42・53・76・89・90・125・141・155・161"


def made(published: str, text: str, rows: Sequence[list[str]] = (), **more: Any) -> Edition:
    """An edition with that basis of the information network."""
    items = {"network.legal_basis": text, "number_use.legal_basis": "番号法第9条第1項"}
    return edition({"published_on": published, "rows": list(rows), "items": items, **more})


def row(day: str, before: str, after: str, timing: str = "事後") -> list[str]:
    """A row on the basis of the information network."""
    return [day, NETWORK, before, after, timing, ""]


def brief(*editions: Edition, as_of: date | None = None) -> list[tuple[str, str, int | None]]:
    """Rule, variant and row of what is said."""
    return [(f["rule"], f["op"], f["row_no"]) for f in findings(Corpus.of(editions), as_of)]


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2025-07-27", OLD, []),
        ("2025-07-28", OLD, [("PIA612", "behind-missing", None)]),
        ("2025-07-28", NEW, []),
        ("2025-07-27", NEW, [("PIA613", "list-ahead-extra", None)]),
        ("2025-07-28", NEW.replace("・76", ""), [("PIA612", "missing", None)]),
        ("2025-07-28", NEW.replace("・76", "・75・76"), [("PIA612", "extra", None)]),
        ("2025-07-28", NEW.replace("・76", "・76の9"), [("PIA611", "absent", None), ("PIA612", "both", None)]),
        ("2026-07-02", OLD, []),  # the tables are not known any more
    ],
)
def test_the_body_by_its_day_of_publication(published: str, text: str, expected: list[Any]) -> None:
    """The same list is right on one day and another's on the next."""
    assert brief(made(published, WAY + text)) == expected


def test_a_row_is_taken_by_its_own_day() -> None:
    """A list that was right when the row was written is not held against it, and the body's is told as the body's."""
    rows = [row("2025/7/1", "番号法第19条第8号", WAY + OLD)]
    assert brief(made("2025-08-01", WAY + OLD, rows)) == [("PIA612", "behind-missing", None)]
    late = [row("2025/7/28", "番号法第19条第8号", WAY + OLD)]
    assert brief(made("2025-08-01", WAY + OLD, late)) == [("PIA612", "behind-missing", 1)]


def test_what_became_of_a_row_s_list_in_the_body() -> None:
    """One finding of a row tells whether the body of its later day has the same fault, and shows it, or not."""
    short = WAY + NEW.replace("・76", "")
    rows = [row("2025/8/1", "番号法第19条第8号", short)]
    (same,) = findings(Corpus.of([made("2026-01-10", short, rows)]))
    assert (same["row_no"], same["stands"], same["body_day"]) == (1, "same", "2026-01-10")
    assert [e["role"] for e in same["evidence"]] == ["after", "body"]
    assert same["evidence"][1]["locator"] != same["evidence"][0]["locator"]
    (mended,) = findings(Corpus.of([made("2026-01-10", WAY + NEW, rows)]))
    assert (mended["row_no"], mended["stands"], [e["role"] for e in mended["evidence"]]) == (1, "mended", ["after"])
    assert "本文にも同じ記載" in Wording("ja").message("PIA612", same)
    assert "もうありません" in Wording("ja").message("PIA612", mended)
    rows = [row("2023/9/10", "番号法第19条第8号", "番号法第19条第8号 別表第二の300の項")]
    (one,) = findings(Corpus.of([made("2026-01-10", "番号法第19条第8号 主務省令第2条の表の20の項", rows)]))
    assert one["stands"] == "mended"
    (body,) = findings(Corpus.of([made("2026-01-10", short)]))
    assert (body["row_no"], body["stands"]) == (None, "")


def test_a_list_of_an_older_day_is_told_with_its_time_and_its_numbers() -> None:
    """The warning names from when to when the list was the table's, and what it lacks by now."""
    (finding,) = findings(Corpus.of([made("2025-08-01", WAY + OLD)]))
    assert (finding["severity"], finding["to"], finding["missing"]) == ("warning", "2025-07-28", "53・76")
    message = Wording("ja").message("PIA612", finding)
    assert "2025-07-28" in message
    assert "53・76" in message


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("主務省令第2条の表の400の項", "「主務省令第2条の表の400の項」は、"),
        ("主務省令第2条の表の20、400の項", "「主務省令第2条の表の20、400の項」のうち400の項は、"),
        ("主務省令第2条の表（400の項）による", "「主務省令第2条の表（400の項）」は、"),
    ],
)
def test_a_single_item_is_not_one_of_itself(text: str, begins: str) -> None:
    """Only of several numbers one is told as one of them, and a quoted citation closes its bracket."""
    (finding,) = findings(Corpus.of([made("2025-08-01", text)]))
    assert Wording("ja").message("PIA611", finding).startswith(begins)


def test_two_lists_that_changed_are_told_apart() -> None:
    """The same words twice are told with the condition of each."""
    other = WAY.replace("児童扶養手当関係情報", "生活保護関係情報") + "42・141・155"
    outcome = findings(Corpus.of([made("2025-08-01", f"{WAY}{NEW}\n・{other}")]), date(2026, 6, 30))
    words = [f["words"] for f in outcome if f["rule"] == "PIA616"]
    assert len(words) == 2
    assert [w[w.index("（") :] for w in words] == [
        "（都道府県知事等・児童扶養手当関係情報）",
        "（都道府県知事等・生活保護関係情報）",
    ]


def test_a_row_without_a_single_day_is_not_judged() -> None:
    """A month is no day on which a table stood."""
    rows = [row("令和7年7月", "番号法第19条第8号", WAY + OLD.replace("・155", ""))]
    assert brief(made("2025-08-01", WAY + NEW, rows)) == []


def test_a_law_to_come_is_no_finding_on_a_row_that_is_ahead() -> None:
    """A row marked 事前 that cites the table to come says itself that it is ahead."""
    text = WAY + OLD
    for timing, expected in (("事前", []), ("事後", [("PIA613", "table-ahead", 1)])):
        rows = [row("2024/4/1", "番号法第19条第8号", text, timing)]
        assert brief(made("2024-04-01", text, rows)) == expected


def test_an_item_of_article_19_to_come_on_a_row_that_is_ahead() -> None:
    """第8号 of the information network before September 2021: told, but of a row that is marked 事前."""
    text = "番号法第19条第8号及び別表第二の57の項"
    for timing, expected in (("事前", []), ("事後", [("PIA613", "network-ahead", 1)])):
        rows = [row("2021/8/1", "番号法第19条第7号", text, timing)]
        assert brief(made("2021-08-01", text, rows)) == expected


@pytest.mark.parametrize("text", [
    "番号法第19条第7号、第8号及び別表第二の57の項", "番号法第19条第8号及び別表第二の57の項（条例事務）",
])  # fmt: skip
def test_an_item_of_article_19_that_is_cited_for_itself(text: str) -> None:
    """第8号 has been the processes by ordinance since 2017, and is cited as such beside 第7号."""
    assert brief(made("2020-01-10", text)) == []


def test_what_the_body_still_cites_of_a_repealed_table_is_told_once() -> None:
    """PIA601 tells of the body; a row is told by PIA613 only where the body no longer says so."""
    text = "番号法第19条第8号並びに別表第二の57の項"
    rows = [row("2024/6/10", "番号法第19条第8号", text)]
    assert brief(made("2024-06-10", text, rows)) == []
    assert brief(made("2024-08-01", WAY + OLD, rows)) == [("PIA613", "repealed", 1)]


def test_the_holder_of_the_items_told_is_one_that_the_body_is() -> None:
    """Of a law's items those are offered that a body of its kind has."""
    text = "1 予防接種法による事務 【情報照会の根拠】 主務省令第2条の表の42の項"
    (finding,) = findings(Corpus.of([made("2025-01-10", text)]))
    assert (finding["rule"], finding["right"]) == ("PIA614", "25・27・28・29")


@pytest.mark.parametrize(
    ("published", "as_of", "expected"),
    [
        ("2025-07-01", "2025-07-27", []),
        ("2025-07-01", "2025-07-28", [("PIA616", "list", None)]),
        ("2025-07-28", "2026-03-31", []),
        ("2025-07-28", None, []),
        ("2023-07-01", "2025-01-01", [("PIA616", "repealed", None)]),
    ],
)
def test_what_changed_since_the_publication(published: str, as_of: str | None, expected: list[Any]) -> None:
    """Only amendments after the publication and up to the day taken for today, and none without such a day."""
    text = WAY + (OLD if published < "2025-07-28" else NEW)
    text = "番号法第19条第8号及び別表第二の57の項" if published < "2024" else text
    assert brief(made(published, text), as_of=date.fromisoformat(as_of) if as_of else None) == expected


@pytest.mark.parametrize(
    ("items", "op", "gone"), [("13の項", "gone", "13"), ("13の項及び15の項", "some-gone", "13"), ("15の項", "", "")]
)
def test_items_that_are_gone_were_not_merely_amended(items: str, op: str, gone: str) -> None:
    """Item 13 of 別表第一 was struck out on 2021-05-19, item 15 amended on 2021-06-11."""
    text = f"番号法第9条第1項 別表第一の{items}"
    (one,) = findings(Corpus.of([made("2021-05-01", text)]), date(2021, 7, 1))
    assert (one["rule"], one["op"], one["gone"]) == ("PIA616", op, gone)


def test_a_finding_keeps_its_sign() -> None:
    """The same finding on the next edition has the same fingerprint, so decisions on it stand."""
    (one,), (two,) = (
        findings(Corpus.of([made(day, WAY + NEW.replace("・76", ""))])) for day in ("2025-08-01", "2025-09-01")
    )
    assert one["fingerprint"] == two["fingerprint"]


def test_two_lists_of_a_field_lack_the_same_number(sample_path: Path) -> None:
    """Each list is told, with its own condition: mending one of them does not mend the other."""
    whole = pia_audit.read(sample_path)
    items = tuple(
        replace(i, text=re.sub("[・、]155", "", i.text)) if i.item_id == "network.legal_basis" and i.text else i
        for i in whole.items
    )
    outcome = [f for f in findings(Corpus.of([replace(whole, items=items)])) if f["rule"] == "PIA612"]
    lists = [f for f in outcome if f["row_no"] is None]
    assert [f["missing"] for f in lists] == ["155", "155"]
    assert len({f["condition"] for f in lists}) == len({f["fingerprint"] for f in lists}) == 2
