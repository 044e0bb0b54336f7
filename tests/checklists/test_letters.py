"""Letters to sections, sent out and answered: what they ask, what comes back, and what is told of a changed one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from commands import run
from letters import MATTER, SIGN, VERDICT, as_read, lines, put, sign, through_office
from lxml import etree
from msgspec.structs import replace

from pia_audit.audit_request import Request, run_audit
from pia_audit.audits.decisions import Decision
from pia_audit.checklists.intake import take
from pia_audit.checklists.letters.document import letter_document
from pia_audit.checklists.letters.letter import Ask, Letter, letters, question
from pia_audit.messages.wording import LANGUAGES, Wording, catalogue
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read
from pia_audit.reports.matters import matters
from pia_audit.rules.directory import running
from pia_audit.synthetic import generate

DAY, DUE = date(2026, 11, 30), date(2026, 12, 14)
_KINDS = ("undocumented_change", "phantom_row", "misquoted_after")


@pytest.fixture(scope="module")
def pair() -> tuple[Edition, ...]:
    """Two editions with three faults in the newer one, as they are read from their texts."""
    return as_read(generate(5, editions=2, faults=_KINDS).editions)


def written(editions: Any, lang: str = "ja", request: Request | None = None) -> tuple[Letter, ...]:
    """The letters about these editions, all to one section."""
    report = run_audit(Corpus.of(editions), request, lang).words
    ids = [h.report_id for h in report.reports]
    return letters(report, dict.fromkeys(ids, "市民課"), ids, DAY, DUE)


@pytest.fixture(scope="module")
def letter(pair: tuple[Edition, ...]) -> Letter:
    """The one letter."""
    (made,) = written(pair)
    return made


@pytest.fixture
def file(letter: Letter, tmp_path: Path) -> Path:
    """The letter as a file."""
    path = tmp_path / "市民課.docx"
    path.write_bytes(letter_document(letter))
    return path


def answered(path: Path, change: Callable[[Any], None]) -> Any:
    """What is read once a person has worked on the letter."""
    document: Any = docx.Document(str(path))
    change(document)
    document.save(str(path))
    return take([path], date(2027, 1, 5))


def signs(ask: Ask) -> list[str]:
    """The references in a line."""
    return ask.sign.splitlines()


def text_of(path: Path) -> str:
    """Every sign of a letter's text."""
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    return "".join(root.itertext())


def test_it_asks_about_each_fault_with_both_texts(letter: Letter, file: Path) -> None:
    """Every fault is a line with its row or item, the texts by their roles, a polite question; and the due day."""
    asked = {point.sign.partition(":")[0]: point for ask in letter.asks for point in ask.points}
    assert {"PIA201", "PIA202", "PIA204"} <= set(asked)
    assert asked["PIA204"].where.startswith("行")
    roles = [re.sub(r"\d+", "9", text.role) for text in asked["PIA204"].texts]
    assert roles == ["行9（9-9-9）変更後", "9-9-9公表の版の本文"]
    text = text_of(file)
    assert "市民課　御中" in text
    assert "回答期限: 令和8年12月14日" in text
    assert all(ask.question in text for ask in letter.asks)


def test_every_rule_has_a_question_of_its_family() -> None:
    """No rule's question is the general one but for a body's own, and both languages have the same keys."""
    both = {lang: catalogue(lang, "letters")["question"] for lang in LANGUAGES}
    assert both["ja"].keys() == both["en"].keys()
    for lang, sentences in both.items():
        assert not [r.code for r in running() if question(r.code, Wording(lang)) == sentences["PIA"]]
        assert question("PIA901", Wording(lang)) == sentences["PIA"]


def test_answers_become_decisions(letter: Letter, file: Path) -> None:
    """Each choice by its box, with words, day and who answered; a line nobody answered is told by number."""

    def answer(document: Any) -> None:
        sign(document, "佐藤", "R8.12.10")
        first, second, *_ = lines(document)
        put(first, "修正する", "行を加えます。", "2027/3/31")
        put(second, "記載のとおり")

    filled = answered(file, answer)
    facts = [(d.verdict, d.reason, d.by, d.on, d.until, d.report_id) for d in filled.decisions]
    name = letter.inquiries[0].head.report_id
    on = date(2026, 12, 10)
    assert facts == [
        ("correct", "行を加えます。", "佐藤", on, date(2027, 3, 31), name), ("fine", "", "佐藤", on, None, name)
    ]  # fmt: skip
    references = [s for a in letter.asks[:2] for s in signs(a)]
    assert [d.fingerprint for d in filled.decisions] == [s.rpartition(":")[2] for s in references]
    (open_lines,) = filled.problems
    assert (open_lines.code, open_lines.params) == (
        "undecided-findings", {"count": len(letter.asks) - 2, "of": len(letter.asks)}
    )  # fmt: skip


@pytest.fixture(scope="module")
def of_matters(sample_path: Path) -> Letter:
    """The letter about the sample, whose findings are of several matters."""
    edition = read(sample_path)
    assert isinstance(edition, Edition)
    (made,) = written([edition])
    return made


def test_a_matter_is_one_line(of_matters: Letter, tmp_path: Path, sample_path: Path) -> None:
    """Each error and warning is in one line, those of a matter together with their numbers; one answer is for all."""
    edition = read(sample_path)
    assert isinstance(edition, Edition)
    report = run_audit(Corpus.of([edition])).words
    asked = [[f.fingerprint for f in m.findings if f.severity != "info"] for m in matters(report.findings)]
    assert [[s.rpartition(":")[2] for s in signs(a)] for a in of_matters.asks] == [group for group in asked if group]
    at, ask = next((n, a) for n, a in enumerate(of_matters.asks) if len(a.points) > 1)
    assert ask.where.startswith("(1) 行")
    assert ask.question.count("(2)") <= 1
    path = tmp_path / "a.docx"
    path.write_bytes(letter_document(of_matters))

    def answer(document: Any) -> None:
        sign(document)
        put(lines(document)[at], "記載のとおり", "まとめて確認しました。")

    filled = answered(path, answer)
    assert [d.fingerprint for d in filled.decisions] == [s.rpartition(":")[2] for s in signs(ask)]
    assert {d.reason for d in filled.decisions} == {"まとめて確認しました。"}
    assert {p.code for p in filled.problems} == {"undecided-findings"}

    def cut(document: Any) -> None:
        lines(document)[at].cells[SIGN].paragraphs[0].runs[0].text = "\n".join([signs(ask)[0], "0" * 8])

    filled = answered(path, cut)
    assert [d.fingerprint for d in filled.decisions] == [signs(ask)[0].rpartition(":")[2]]
    assert "letter-changed" in {p.code for p in filled.problems}


def test_an_answer_that_is_not_clear_is_told_once(of_matters: Letter, tmp_path: Path) -> None:
    """Not once for each finding of its line."""
    at = next(n for n, a in enumerate(of_matters.asks) if len(a.points) > 1)
    path = tmp_path / "a.docx"
    path.write_bytes(letter_document(of_matters))

    def answer(document: Any) -> None:
        sign(document)
        put(lines(document)[at], "修正する", "直します。")

    problems = [(p.place, p.code) for p in answered(path, answer).problems if p.weight == "row"]
    assert problems == [(f"表1 {at + 1}", "no-until")]


def test_what_is_not_clear_is_not_taken(file: Path) -> None:
    """Two boxes, a correction without a day, and a letter that nobody signed: each is told with table and line."""

    def answer(document: Any) -> None:
        sign(document, "佐藤", "令和8年12月10日")
        first, second, *_ = lines(document)
        put(first, "記載のとおり")
        put(first, "確認中")
        put(second, "修正する", "直します。")

    filled = answered(file, answer)
    assert not filled.decisions
    problems = [(p.place, p.code) for p in filled.problems if p.weight == "row"]
    assert problems == [("表1 1", "unknown-verdict"), ("表1 2", "no-until")]

    filled = answered(file, lambda document: sign(document, "", ""))
    assert {p.code for p in filled.problems if p.weight == "row"} >= {"no-by", "no-on"}


def test_a_changed_and_a_cut_letter_are_told(letter: Letter, file: Path) -> None:
    """Printed words that somebody rewrote, a line that is gone, a mark that is gone: nothing passes in silence."""

    def change(document: Any) -> None:
        sign(document)
        first, second, *_ = lines(document)
        first.cells[MATTER].paragraphs[0].runs[0].text = "別のこと"
        put(first, "確認中")
        second._tr.getparent().remove(second._tr)

    filled = answered(file, change)
    assert [d.verdict for d in filled.decisions] == ["open"]
    codes = {p.code: p for p in filled.problems}
    assert codes["letter-changed"].place == "表1 1"
    assert codes["letter-cut"].params == {"count": 1, "of": len(letter.asks)}

    def unmark(document: Any) -> None:
        for paragraph in document.paragraphs:
            if paragraph.text.startswith("pia-audit/1"):
                paragraph._p.getparent().remove(paragraph._p)

    filled = answered(file, unmark)
    assert not filled.decisions
    assert "which-report" in {p.code for p in filled.problems}


def test_a_letter_that_was_not_touched_says_nothing(file: Path) -> None:
    """No decision, and no line taken for changed."""
    filled = take([file], DAY)
    assert (filled.decisions, {p.code for p in filled.problems}) == ((), {"undecided-findings"})


def test_words_struck_out_under_tracked_changes_are_not_read(file: Path) -> None:
    """What was deleted does not count, what was inserted does."""

    def track(document: Any) -> None:
        sign(document)
        line = lines(document)[0]
        put(line, "記載のとおり", "旧い答え")
        (run,) = line.cells[5].paragraphs[0].runs
        for tag, text in (("del", "旧い答え"), ("ins", "新しい答え")):
            around = docx.oxml.OxmlElement(f"w:{tag}")
            inner = docx.oxml.OxmlElement("w:r")
            word = docx.oxml.OxmlElement("w:delText" if tag == "del" else "w:t")
            word.text = text
            inner.append(word)
            around.append(inner)
            run._r.getparent().append(around)
        run._r.getparent().remove(run._r)

    assert [d.reason for d in answered(file, track).decisions] == ["新しい答え"]


def test_texts_no_document_can_hold(pair: tuple[Edition, ...]) -> None:
    """Control characters, signs that turn the writing round and field codes come out as words that are seen."""
    old, new = pair
    hostile = '\x07\u202e\ufffe=HYPERLINK("x") { DDEAUTO c:\\\\x } <w:p/>'
    items = tuple(replace(i, text=f"{i.text}{hostile}") if i.item_id == "handling.outline" else i for i in new.items)
    (made,) = written((old, replace(new, items=items, title=f"{new.title}{hostile}")))
    content = letter_document(made)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("word/document.xml").decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ufffe]", body)
    assert "[U+202E]" in body
    assert "instrText" not in body
    assert "&lt;w:p/&gt;" in body


def test_what_was_decided_is_not_asked_again(pair: tuple[Edition, ...], letter: Letter) -> None:
    """A decision that holds takes the line out; one whose day has passed brings it back, with what was decided."""
    sign_text = letter.asks[0].points[0].sign
    rule, _, fingerprint = sign_text.split(":")
    made = Decision(
        letter.inquiries[0].head.report_id, "correct", "直します", "佐藤", fingerprint=fingerprint, rule=rule,
        on=date(2026, 4, 1), until=date(2026, 12, 31),
    )  # fmt: skip

    def asked(day: date) -> dict[str, str]:
        (again,) = written(pair, request=Request(as_of=day, decisions=(made,)))
        return {point.sign: point.earlier for ask in again.asks for point in ask.points}

    assert sign_text not in asked(date(2026, 11, 30))
    assert "直します" in asked(date(2027, 1, 10))[sign_text]


def test_hostile_files_are_refused(tmp_path: Path, file: Path) -> None:
    """No document, one without its text, one with a DOCTYPE: a sentence each and nothing taken."""
    content = file.read_bytes()
    for name, body in (("a.docx", b"<x"), ("b.docx", b'<!DOCTYPE x [<!ENTITY y "z">]><x/>'), ("c.docx", b"<x/>")):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr("word/document.xml", body)
    (tmp_path / "d.docx").write_bytes(content[: len(content) // 2])
    plain: Any = docx.Document()
    plain.add_paragraph("別の文書")
    plain.save(str(tmp_path / "e.docx"))
    filled = take(sorted(tmp_path.glob("?.docx")), DAY)
    assert filled.decisions == ()
    assert [p.code for p in filled.problems] == ["letter-broken"] * 3 + ["broken", "no-letter"]


def test_checklist_read_takes_a_letter(file: Path, tmp_path: Path) -> None:
    """The command that reads sheets reads letters as well, in the reader's language."""

    def answer(document: Any) -> None:
        sign(document)
        put(lines(document)[0], "対象外")

    answered(file, answer)
    result = run("checklist", "read", str(file), "-o", str(tmp_path / "d.json"), "--lang", "en")
    assert result.exit_code == 1
    assert "not-applicable" in (tmp_path / "d.json").read_text(encoding="utf-8")


def test_a_real_office_program_opens_and_keeps_them(
    pair: tuple[Edition, ...], tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Printed to PDF every question is there, on A4 across; saved again the answers are read as they were."""
    made, before = {}, {}
    for lang in LANGUAGES:
        (made[lang],) = written(pair, lang)
        path = tmp_path / f"{lang}.docx"
        path.write_bytes(letter_document(made[lang]))
        choice = Wording(lang).say("letters", "choice.open")
        before[lang] = answered(path, partial(_answer_second, choice=choice))
    paths = [tmp_path / f"{lang}.docx" for lang in LANGUAGES]
    for lang, saved in zip(LANGUAGES, through_office(program, paths, "docx"), strict=True):
        again = take([saved], date(2027, 1, 5))
        assert [replace(d, source="") for d in again.decisions] == [
            replace(d, source="") for d in before[lang].decisions
        ]
        assert [p.code for p in again.problems] == [p.code for p in before[lang].problems]
    for lang, printed in zip(LANGUAGES, through_office(program, paths, "pdf"), strict=True):
        with pypdfium2.PdfDocument(printed) as pdf:
            assert [round(n) for n in pdf[0].get_size()] == [842, 595]
            pages = "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        text = re.sub(r"\s+", "", pages)
        assert all(re.sub(r"\s+", "", ask.question) in text for ask in made[lang].asks)


def _answer_second(document: Any, choice: str) -> None:
    """One answer, in the second line."""
    sign(document)
    put(lines(document)[1], choice, "調べています")


def test_boxes_are_ticked_in_many_ways(file: Path) -> None:
    """Signs people put for a tick, a choice that stands alone, an English one."""
    for way in ("☑ 記載のとおり", "✓記載のとおり", "記載のとおり", "レ 記載のとおり", "● 記載のとおり", "As it stands"):

        def answer(document: Any, way: str = way) -> None:
            sign(document)
            lines(document)[0].cells[VERDICT].text = way

        assert [d.verdict for d in answered(file, answer).decisions] == ["fine"], way
