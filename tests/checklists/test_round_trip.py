"""Every checklist that can be made comes back with every decision, whatever was done to it on the way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import filling
import openpyxl
import pytest
from commands import run
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

import pia_audit
from pia_audit.audits.decisions import VERDICTS, Decision, Verdict, dump, load
from pia_audit.checklists.answers import Answered
from pia_audit.checklists.basis import make
from pia_audit.checklists.intake import take
from pia_audit.checklists.origin import AuditKeys
from pia_audit.checklists.sheet.contents import checklist
from pia_audit.checklists.sheet.xlsx import workbook
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.synthetic import generate

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)
FILES = {
    "sample": ["data/meguro-14/2026-03-18.txt"],
    "form 3 as workbook": ["data/hoshimi-03/2025-10-31.xlsx"],
    "all": ["data/meguro-14", "data/kawanari-07/2020-08-31.pdf", "data/hoshimi-03/2025-10-31.pdf", "data/tebiki-01"],
}


def _came_back(path: Path, entries: dict[str, tuple[object, ...]]) -> None:
    filled = take([path], TODAY)
    assert [p for p in filled.problems if p.code != "hidden"] == []
    assert filled.complete
    got = sorted((d.verdict, d.reason, d.by, d.on, d.until) for d in filled.decisions)
    assert [tuple(map(str, g)) for g in got] == [tuple(map(str, g)) for g in sorted(entries.values())]


@pytest.mark.parametrize("name", FILES)
def test_filled_saved_by_an_office_program_sorted_and_widened(
    name: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Filled by hand, rows sorted, a column and rows put in, sheets renamed, saved by LibreOffice: all decisions are
    read, each with its words, its day and its due day, in whatever notation they were typed."""
    path = tmp_path / "自己点検票.xlsx"
    assert run("checklist", *(ROOT / f for f in FILES[name]), "-o", path).exit_code == 0
    entries = filling.fill(path)
    _came_back(path, entries)
    if name == "sample":
        _came_back(filling.saved_again(path, program("soffice"), tmp_path), entries)
    filling.shuffled(path)
    _came_back(filling.saved_again(path, program("soffice"), tmp_path), entries)


@pytest.mark.parametrize("form", ["form2-2014", "form2-2019", "form2-2024", "form3-2024", "form4-2024"])
def test_sheets_of_invented_reports_come_back(form: str, tmp_path: Path) -> None:
    """For every form the sheet of an invented report with several editions comes back and belongs to its audit."""
    editions = generate(7, form=form, editions=3).editions
    audit, answers = make(Corpus.of(editions), today=TODAY)
    content, lost = workbook(checklist(audit, answers, TODAY, "ja"))
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(content)
    entries = filling.fill(path)
    filled = take([path], TODAY, AuditKeys.of(audit, answers))
    assert not lost
    assert filled.complete
    assert len(filled.decisions) == len(entries)


def test_the_list_of_findings_comes_back(tmp_path: Path) -> None:
    """A list of findings with nothing but heads and references is read against the audit: report, rule and item
    are the audit's, and the references of another audit are refused."""
    audit, answers = make(Corpus.of([pia_audit.read(ROOT / "data/meguro-14/2026-03-18.txt")]), today=TODAY)
    book = openpyxl.Workbook()
    page = book.active
    page.append(["指摘一覧"])
    page.append(["規則", "項目", "要確認の内容", "判定", "理由・是正内容", "担当", "点検日", "期限", "照合記号"])
    for f in audit.findings.iter_rows(named=True):
        page.append([f["rule"], "", "", "適", "変換の誤り", "山田", "R8.4.1", None, f["fingerprint"]])
    path = tmp_path / "findings.xlsx"
    book.save(path)
    filled = take([path], TODAY, AuditKeys.of(audit, answers))
    assert filled.complete
    assert {(d.fingerprint, d.rule, d.item) for d in filled.decisions} == set(
        audit.findings.select("fingerprint", "rule", "item_id").iter_rows()
    )
    other, more = make(Corpus.of([pia_audit.read(ROOT / "data/kawanari-07/2020-08-31.xlsx")]), today=TODAY)
    refused = take([path], TODAY, AuditKeys.of(other, more))
    assert [p.code for p in refused.problems] == ["other-findings"]
    assert not refused.decisions
    unknown = take([path], TODAY)
    assert {p.code for p in unknown.problems} == {"which-report"}


def test_the_workbook_of_findings_comes_back(tmp_path: Path) -> None:
    """As it is written: remarks filtered out, the sheet that says whose it is hidden, a section's answer beside the
    auditor's decision. Every decision is read, and no hidden sheet is told of."""
    path = tmp_path / "指摘.xlsx"
    run("audit", ROOT / "data/meguro-14/2026-03-18.txt", "-o", path)
    book = openpyxl.load_workbook(path)
    page = book["指摘一覧"]
    heads = {cell.value: cell.column for cell in page[1]}
    entries = {"照会日": date(2026, 4, 2), "回答": "転記の誤りです。", "判定": "適", "理由・是正内容": "確認した",
            "点検者": "監査係", "点検日": date(2026, 4, 20)}  # fmt: skip
    for row in range(2, page.max_row + 1):
        for head, text in entries.items():
            page.cell(row, heads[head], text)
    book.save(path)
    filled = take([path], TODAY)
    assert filled.problems == ()
    assert [d.rule for d in filled.decisions] == [
        page.cell(row, heads["規則"]).value for row in range(2, page.max_row + 1)
    ]
    assert {(d.report_id, d.verdict, d.reason) for d in filled.decisions} == {("目黒区長/14", "fine", "確認した")}


_ANY = st.text(max_size=60) | st.text("_x0123456789abAB\r\n\t =+-@'\x00\x1f\ufffe😀", max_size=20)


@cache
def _asked() -> tuple[Edition, tuple[Answered, ...]]:
    """A report and what is asked of it, before anything is decided."""
    edition = generate(3, editions=1).editions[-1]
    return edition, make(Corpus.of([edition]), today=TODAY)[1]


@settings(max_examples=effort(15, 6))
@given(st.lists(st.tuples(st.sampled_from(VERDICTS), _ANY, _ANY), min_size=1, max_size=6))
def test_any_text_survives_or_is_told(verdicts: list[tuple[Verdict, str, str]]) -> None:
    """Reasons and names of any Unicode text: what a workbook would not keep is told when it is filled in, and every
    other text comes back exactly."""
    edition, answers = _asked()
    asked = [a for a in answers[0].answers if a.state != "not-applicable"]
    decisions = [
        Decision(answers[0].report_id, verdict, f"理{reason}", f"名{by}", question=a.question.id, on=TODAY, until=TODAY,
                 seen=a.sign, edition=answers[0].sha256)
        for a, (verdict, reason, by) in zip(asked, verdicts, strict=False)
    ]  # fmt: skip
    audit, answers = make(Corpus.of([edition]), today=TODAY, decisions=decisions)
    content, lost = workbook(checklist(audit, answers, TODAY, "ja"))
    back = {d.question: d for d in _taken(content)}
    changed = [d for d in decisions if (back[d.question].reason, back[d.question].by) != (d.reason, d.by)]
    assert len(back) == len(decisions)
    assert len(changed) <= len(lost)
    assert all(any(str(d.question) in line for line in lost) for d in changed)
    assert all(back[d.question].verdict == d.verdict for d in decisions)


def _taken(content: bytes) -> tuple[Decision, ...]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        return take([path], TODAY).decisions


@given(st.lists(st.builds(
    Decision, st.text(), st.sampled_from(VERDICTS), st.text(st.characters()), st.text(), st.text(min_size=1),
    rule=st.none() | st.text(), on=st.none() | st.dates(), until=st.none() | st.dates(), source=st.text(),
    item=st.none() | st.text(), seen=st.none() | st.text(), edition=st.none() | st.text(),
), max_size=5))  # fmt: skip
def test_the_file_of_decisions_keeps_everything(decisions: list[Decision]) -> None:
    """Decisions with any text, half surrogate pairs among it, come back from their file as they were."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.json"
        path.write_bytes(dump(decisions).encode())
        assert load(path) == tuple(decisions)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    """A report whose title, texts and decisions begin like formulas gives a workbook without a single formula cell."""
    text = (ROOT / "data/tebiki-01/2026-01-09.txt").read_text(encoding="utf-8")
    report = tmp_path / "=cmd.txt"
    report.write_text(text.replace("霧ノ沢村", "=HYPERLINK(1)村").replace("予防接種の実施", "=1+1|@SUM(1)"), "utf-8")
    path = tmp_path / "a.xlsx"
    assert run("checklist", report, "-o", path).exit_code == 0
    filling.fill(path)
    decided = tmp_path / "d.json"
    run("checklist", "read", path, "-o", decided, "--as-of", "2026-05-01")
    assert run("checklist", report, "--decisions", decided, "--as-of", "2026-05-01", "-o", path).exit_code == 0
    for page in openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets:
        assert not [c.coordinate for line in page.iter_rows() for c in line if c.data_type == "f"]
    assert len(json.loads(decided.read_text("utf-8"))["decisions"]) > 40


def test_what_is_said_to_be_kept_is_kept_by_an_office_program(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Reasons of every kind of sign, spaces and line breaks at their ends, formulas, signs beyond the first plane:
    saved again by LibreOffice, each text of which it was not told otherwise comes back exactly."""
    edition = generate(3, form="form4-2024", editions=3).editions
    audit, answers = make(Corpus.of(edition), today=TODAY)
    texts = [
        "\t", " \n", "=1+1", "'x", "+@-", "a\x7f\x85\u2028\u2029b", "\ufeffあ", "é e\u0301",
        "\U0001f468\u200d\U0001f469", "\U0001fffe", "葛\U000e0100", "\u202eabc", "<b>&amp;\"'", "x" * 3000, "行\n" * 40,
        "\u3000全角 ", "_y_", "_x0041", "\xad\u200b", "\ue000", "TRUE", "2026/4/1", "1e5", "#N/A", "{=1}", "[1]",
        "％％", "&#10;", "\u0600\u0300", "𠮷野家",
    ]  # fmt: skip
    asked = [a for a in answers[0].answers if a.state != "not-applicable"]
    decisions = [
        Decision(answers[0].report_id, "fine", text, f"名{text}"[:200], question=a.question.id, on=TODAY, seen=a.sign,
                 edition=answers[0].sha256)
        for a, text in zip(asked, texts, strict=False)
    ]  # fmt: skip
    audit, answers = make(Corpus.of(edition), today=TODAY, decisions=decisions)
    content, lost = workbook(checklist(audit, answers, TODAY, "ja"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    again = filling.saved_again(path, program("soffice"), tmp_path)
    back = {d.question: (d.reason, d.by) for d in take([again], TODAY).decisions}
    assert not lost
    assert len(decisions) == len(texts)
    assert {d.question: (d.reason, d.by) for d in decisions} == back
