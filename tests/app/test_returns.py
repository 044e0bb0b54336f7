"""Answers taken back in the page, and the account of everything brought in, which another start still has."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from app_visits import Visit, visit
from filling import COLUMNS, HEAD, rows
from letters import lines, put, sign

from pia_audit.app.accounts import Accounts
from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision

DATA = Path(__file__).parents[2] / "data" / "tebiki-01"


def letter_of(visitor: Visit, due: str = "2027-01-15") -> bytes:
    """The letter that the page makes of its one report."""
    visitor.client.post("/outputs", data={"output": "letters", "report": "", "due": due})
    visitor.desk.bench.wait(60)
    content: bytes = visitor.client.get("/letters/0").content
    return content


def answered(letter: bytes, change: Callable[[Any], None]) -> bytes:
    """A letter as a section sends it back."""
    document: Any = docx.Document(io.BytesIO(letter))
    sign(document, "回答 花子", "令和8年12月10日")
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def send(visitor: Visit, *files: tuple[str, bytes]) -> Any:
    """Bring answers in."""
    return visitor.client.post("/answers", files=[("files", file) for file in files])


@pytest.fixture
def asked(copied: Callable[[], Visit]) -> tuple[Visit, bytes]:
    """A desk and the letter made on it."""
    visitor = copied()
    return visitor, letter_of(visitor)


def test_letters_by_section_and_day(asked: tuple[Visit, bytes]) -> None:
    """Each section's letter by itself under its name, with the day that was set; the screen keeps the day."""
    visitor, letter = asked
    text = visitor.client.get("/outputs").text
    assert f"01_{visitor.report.department}.docx" in text
    assert 'value="2027-01-15"' in text
    document: Any = docx.Document(io.BytesIO(letter))
    assert any("回答期限: 令和9年1月15日" in p.text for p in document.paragraphs)
    assert visitor.client.get("/letters/1").status_code == 404
    with zipfile.ZipFile(io.BytesIO(visitor.client.get("/outputs/letters").content)) as packed:
        assert packed.read(packed.namelist()[0]) == letter
    assert visitor.client.post("/outputs", data={"output": "letters", "due": "soon"}).status_code == 422


def test_an_answer_becomes_decisions_and_is_taken_back(asked: tuple[Visit, bytes]) -> None:
    """What is answered is in the archive with who and when; the rest is told with its place; one button undoes it."""
    visitor, letter = asked

    def change(document: Any) -> None:
        first, second, *_ = lines(document)
        put(first, "修正する", "行を加えます。", "令和9年3月31日")
        put(second, "修正する", "日がない。")

    text = send(visitor, ("市民課 回答.docx", answered(letter, change))).text
    with Archive(visitor.desk.archive) as archive:
        decisions = [d for _, d in archive.decisions()]
    assert {(d.verdict, d.reason, d.by, str(d.on)) for d in decisions} == {
        ("correct", "行を加えます。", "回答 花子", "2026-12-10")
    }
    assert f"判定 {len(decisions)} 件を登録" in text
    assert "市民課 回答.docx 表1 2" in text
    finding = next(f for f in visitor.report.findings if f.fingerprint == decisions[0].fingerprint)
    assert visitor.desk.ledger.of(finding.report_id, finding.fingerprint).state(visitor.desk.today) == "correct"
    again = send(visitor, ("同じもの.docx", answered(letter, change))).text
    assert f"{len(decisions)} 件は登録済みと同じなので、加えていません。" in again
    assert visitor.client.post("/answers/undo", data={"number": "0"}).status_code == 200
    assert visitor.desk.ledger.of(finding.report_id, finding.fingerprint).state(visitor.desk.today) == "open"
    assert visitor.client.post("/answers/undo", data={"number": "0"}).status_code == 409
    assert "この後に別の判定が登録されています" in visitor.client.get("/answers").text
    assert visitor.client.post("/answers/undo", data={"number": "7"}).status_code == 409


def test_a_filled_checklist_is_taken(copied: Callable[[], Visit]) -> None:
    """As the page hands it out: decisions on questions are kept, and stand in the next one that is made."""
    visitor = copied()
    request = {"output": "checklist", "report": visitor.report.key}
    visitor.client.post("/outputs", data=request)
    visitor.desk.bench.wait(60)
    book = openpyxl.load_workbook(io.BytesIO(visitor.client.get("/outputs/checklist").content))
    page = next(p for p in book.worksheets if p.cell(HEAD, COLUMNS["sign"]).value)
    row = next(rows(page))
    for name, value in {"verdict": "適", "reason": "記入した理由", "by": "佐藤", "on": "R8.11.1"}.items():
        page.cell(row, COLUMNS[name]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    text = send(visitor, ("点検票.xlsx", buffer.getvalue())).text
    assert "判定 1 件を登録" in text
    visitor.client.post("/outputs", data=request)
    visitor.desk.bench.wait(60)
    with zipfile.ZipFile(io.BytesIO(visitor.client.get("/outputs/checklist").content)) as packed:
        assert any("記入した理由" in packed.read(n).decode() for n in packed.namelist() if n.endswith(".xml"))


def test_what_is_no_answer_is_told_and_the_others_are_taken(asked: tuple[Visit, bytes]) -> None:
    """A file that is none, one that is cut, one of the page's own: a sentence each, beside an answer that is taken."""
    visitor, letter = asked
    good = answered(letter, lambda document: put(lines(document)[0], "記載のとおり"))
    text = send(visitor, ("a.docx", good), ("b.docx", letter[: len(letter) // 2]), ("c.xlsx", b"no book")).text
    (returned,) = visitor.desk.accounts.returns
    assert returned.taken == len(visitor.desk.ledger.all()) > 0
    assert {p.source for p in returned.problems if p.weight == "file"} == {"b.docx", "c.xlsx"}
    assert "b.docx" in text
    assert visitor.client.post("/answers", files=[("files", ("", b""))]).status_code == 400


def test_a_later_decision_counts_and_an_unknown_finding_is_told(asked: tuple[Visit, bytes]) -> None:
    """Nothing of an answer is lost, and nothing of it changes what was decided after it."""
    visitor, letter = asked

    def change(document: Any) -> None:
        for line in lines(document):
            put(line, "記載のとおり")

    good = answered(letter, change)
    f = next(f for f in visitor.report.findings if f.severity != "info")
    later = visitor.desk.today.replace(year=2030)
    with Archive(visitor.desk.archive) as archive:
        archive.decide([Decision(f.report_id, "correct", "後で決めた", "鈴木", f.fingerprint, f.rule, on=later)])
    (key,) = visitor.desk.reports
    gone = visitor.desk.reports.pop(key)
    text = send(visitor, ("a.docx", good)).text
    visitor.desk.reports[key] = gone
    assert "鈴木）の判定が登録されているため、そちらが効きます" in text
    assert "ここに取り込まれていません" in text
    assert visitor.desk.ledger.of(f.report_id, f.fingerprint).state(visitor.desk.today) == "correct"


def test_the_account_is_there_after_another_start(empty: Visit) -> None:
    """What was read, what was not and why, of the last intake and of those before; and answers as well."""
    edition = next(DATA.glob("2026*.txt")).read_bytes()
    empty.put(("古い.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600), ("評価書.txt", edition))
    empty.put(("写真\u202e.jpg", b"\xff\xd8\xff"))
    send(empty, ("a.docx", b"no letter"))
    screens = {place: empty.client.get(place).text for place in ("/", "/answers")}
    again = visit(empty.desk.folder)
    assert {place: again.client.get(place).text for place in screens} == screens
    assert "古い.doc" in screens["/"]
    assert "読めない 1" in screens["/"]
    assert "写真\\u202e.jpg" in screens["/"]
    assert again.desk.files == empty.desk.files


def test_an_intake_that_was_cut_off_is_told(empty: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that nobody came to read have a line that says so, then and after another start."""
    monkeypatch.setattr("pia_audit.app.desk._TOGETHER", 1)
    add = Archive.add

    def once(archive: Archive, *more: Any, **named: Any) -> Any:
        monkeypatch.setattr(Archive, "add", lambda *_, **__: 1 // 0)
        return add(archive, *more, **named)

    monkeypatch.setattr(Archive, "add", once)
    names = sorted(DATA.glob("*.txt"))
    empty.put(*((p.name, p.read_bytes()) for p in names))
    monkeypatch.undo()
    for visitor in (empty, visit(empty.desk.folder)):
        text = visitor.client.get("/").text
        assert text.count("中止又は中断のため、読み取っていません") == len(names) - 1


def test_an_answer_on_the_wrong_screen(asked: tuple[Visit, bytes]) -> None:
    """A letter dropped among the reports is told where it belongs."""
    visitor, letter = asked
    visitor.put(("回答.docx", letter))
    assert "照会文の回答でしたら、「回答」の画面で" in visitor.client.get("/").text


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 9}', '{"version": 1, "intakes": [{}], "returns": []}', "[" * 9999]
)
def test_a_damaged_account_is_set_aside(tmp_path: Path, text: str) -> None:
    """It is kept under another name, said, and begun anew."""
    (tmp_path / "accounts.json").write_text(text)
    accounts = Accounts.at(tmp_path / "accounts.json")
    assert accounts.damaged
    assert (tmp_path / "accounts.json.bak").read_text() == text
    accounts.begin([], "佐藤")
    assert len(Accounts.at(tmp_path / "accounts.json").intakes) == 1
