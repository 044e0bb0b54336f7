"""The way from files to what is handed out by plain forms alone, without the script."""

from __future__ import annotations

import io
import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_visits import Visit, visit
from pages import HOSTILE

from pia_audit.app import create, outputs, reports
from pia_audit.app.desk import Desk
from pia_audit.app.outputs import OUTPUTS
from pia_audit.app.refusals import Refusal
from pia_audit.app.reports import CheckedReport
from pia_audit.app.work import Step
from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision
from pia_audit.messages.wording import catalogue
from pia_audit.model import Edition

DATA = Path(__file__).parents[2] / "data"


def test_reports_are_ranked_and_found(worked: Visit) -> None:
    """A line for each with its counts; words of the title, the body or a finding find it, others do not."""
    report = worked.report
    text = worked.client.get("/reports").text
    assert report.head.title in text
    assert report.department in text
    width = report.findings[0].rule.lower().translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})  # ｐｉａ３０１
    for words, is_listed in ((report.head.agency, True), (f"{width} {report.head.title}", True), ("火星", False)):
        answer = worked.client.get("/reports", params={"q": words}).text
        assert (f'href="/reports/{report.key}"' in answer) is is_listed
    for params in ({"only": "error"}, {"only": "undecided"}, {"department": report.department}):
        assert f'href="/reports/{report.key}"' in worked.client.get("/reports", params=params).text
    assert f'href="/reports/{report.key}"' not in worked.client.get("/reports", params={"department": "火星課"}).text


def test_a_report_shows_every_finding(worked: Visit) -> None:
    """Each with a way to it, and the page with timeline and change table in a frame that can do nothing here."""
    text = worked.client.get(f"/reports/{worked.report.key}").text
    assert all(f"findings/{f.fingerprint}" in text for f in worked.report.findings)
    assert 'sandbox="allow-scripts allow-modals"' in text
    document = worked.client.get(f"/reports/{worked.report.key}/page")
    assert document.headers["content-security-policy"].startswith("sandbox ")
    assert worked.report.head.title in document.text


def test_a_finding_shows_its_evidence(worked: Visit) -> None:
    """Both texts by their roles, what to do next, and the way to the next one."""
    report = worked.report
    at = next(n for n, f in enumerate(report.findings) if f.expected and f.actual)
    f, text = report.findings[at], worked.client.get(worked.address(at)).text
    assert f.expected_role in text
    assert f.actual_role in text
    assert f.todo in text
    assert 'rel="next"' in text or 'rel="prev"' in text


def test_a_decision_is_kept_and_told(copied: Callable[[], Visit]) -> None:
    """In the archive when it is answered, counted at once, there again when the page is started anew."""
    visitor = copied()
    before = visitor.report.counts(visitor.desk.ledger, visitor.desk.today)
    answer = visitor.decide(reason="作成部署に確認済み")
    assert "「適」を登録しました" in answer.text
    with Archive(visitor.desk.archive) as archive:
        ((entry, decision),) = archive.decisions()
    assert (decision.verdict, decision.reason, decision.by) == ("fine", "作成部署に確認済み", "佐藤")
    assert decision.fingerprint == visitor.report.findings[0].fingerprint
    severity = visitor.report.findings[0].severity
    assert visitor.report.counts(visitor.desk.ledger, visitor.desk.today)[severity] == before[severity] - 1
    again = copied()
    assert "作成部署に確認済み" in again.client.get(again.address()).text
    assert f"登録番号 {entry.number}" in answer.text


def test_on_to_the_next_undecided(copied: Callable[[], Visit]) -> None:
    """One button saves and goes on; after the last one it stays."""
    visitor = copied()
    for at in range(len(visitor.report.findings)):
        answer = visitor.decide(at, then="next")
    assert visitor.report.undecided(visitor.desk.ledger) == []
    assert answer.url.path == visitor.address(len(visitor.report.findings) - 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"verdict": ""}, "判定を選んでください"), ({"verdict": "guilty"}, "判定を選んでください"),
        ({"reason": "  "}, "理由を記入してください"), ({"by": ""}, "点検者を記入してください"),
        ({"until": "someday"}, "日付として読み取れません"), ({"reason": "長" * 5000}, "4000 字まで"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    worked: Visit, values: dict[str, str], sentence: str
) -> None:
    """The form again, with the sentence and what was typed."""
    before = worked.desk.archive.read_bytes()
    answer = worked.decide(0, **{"reason": "覚え書き", **values})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert values.get("reason", "覚え書き").strip() in answer.text
    assert worked.desk.archive.read_bytes() == before


def test_what_is_being_looked_at_needs_no_reason(copied: Callable[[], Visit]) -> None:
    """確認中 alone."""
    visitor = copied()
    assert visitor.decide(verdict="open", reason="").status_code == 200


def test_two_windows(copied: Callable[[], Visit]) -> None:
    """The second to decide is told what the first decided; nothing is written until it is sent again."""
    visitor = copied()
    visitor.decide(verdict="correct", reason="直します", by="鈴木")
    second = visitor.decide(verdict="fine", reason="これでよい", by="佐藤")
    assert second.status_code == 409
    assert "鈴木 が「要是正」と判定しました（直します）" in second.text
    assert "これでよい" in second.text
    number = visitor.desk.ledger.of(visitor.report.report_id, visitor.report.findings[0].fingerprint).number
    assert f'name="last" value="{number}"' in second.text
    assert visitor.decide(reason="これでよい", last=str(number)).status_code == 200


def test_undo(copied: Callable[[], Visit]) -> None:
    """What counted before counts again; of the first decision nothing is left but that it is being looked at."""
    visitor = copied()
    ledger, finding = visitor.desk.ledger, visitor.report.findings[0]

    def undo() -> int:
        record = ledger.of(finding.report_id, finding.fingerprint)
        answer = visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": str(record.number)})
        return int(answer.status_code)

    assert undo() == 409
    visitor.decide(verdict="fine", reason="一つ目")
    first = ledger.of(finding.report_id, finding.fingerprint)
    visitor.decide(verdict="correct", reason="二つ目", last=str(first.number))
    assert undo() == 200
    current = ledger.of(finding.report_id, finding.fingerprint).current
    assert current is not None
    assert (current.verdict, current.reason) == ("fine", "一つ目")
    stale = visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": str(first.number)})
    assert stale.status_code == 409
    with Archive(visitor.desk.archive) as archive:
        assert archive.verify().intact
        assert len(archive.decisions()) == 3


def test_the_first_decision_taken_back(copied: Callable[[], Visit]) -> None:
    """The finding is open again, and both entries stay in the archive."""
    visitor = copied()
    visitor.decide()
    finding = visitor.report.findings[0]
    number = visitor.desk.ledger.of(finding.report_id, finding.fingerprint).number
    visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": str(number)})
    assert visitor.desk.ledger.of(finding.report_id, finding.fingerprint).state(visitor.desk.today) == "open"


def test_what_another_program_decided_is_seen(copied: Callable[[], Visit]) -> None:
    """The command line writes to the same archive: the page compares with what the file holds, not with its memory."""
    visitor = copied()
    finding = visitor.report.findings[0]
    with Archive(visitor.desk.archive) as archive:
        archive.decide([Decision(finding.report_id, "open", "別の窓", "田中", finding.fingerprint, finding.rule)])
    answer = visitor.decide()
    assert answer.status_code == 409
    assert "田中" in answer.text


@pytest.fixture(scope="module")
def decided(worked: Visit, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A copy of the desk on which one finding is decided."""
    folder = tmp_path_factory.mktemp("decided")
    shutil.copy(worked.desk.archive, folder)
    visitor = visit(folder)
    visitor.decide(verdict="correct", reason="直すこと")
    return visitor


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_is_handed_out(decided: Visit, name: str) -> None:
    """Each file is made in the background, named in words, and holds what was decided."""
    visitor = decided
    assert visitor.client.get(f"/outputs/{name}").status_code == 404
    visitor.client.post("/outputs", data={"output": name, "report": visitor.report.key})
    visitor.desk.bench.wait(60)
    answer = visitor.client.get(f"/outputs/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    content = answer.content
    if name in ("workbook", "checklist", "contrast", "draft"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
        assert ("直すこと" in parts) is (name in ("workbook", "checklist"))
    elif name == "decisions":
        assert json.loads(content)["decisions"][0]["reason"] == "直すこと"
    elif name == "originals":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert len(book.namelist()) == 3
    elif name == "letters":
        with zipfile.ZipFile(io.BytesIO(content)) as letters:
            (letter,) = letters.namelist()
            assert letter == f"01_{visitor.report.department}.docx"
            with zipfile.ZipFile(io.BytesIO(letters.read(letter))) as document:
                text = document.read("word/document.xml").decode()
        asked = [f for f in visitor.report.findings[1:] if f.severity != "info"]
        assert all(f.fingerprint in text for f in asked)
        assert visitor.report.findings[0].fingerprint not in text  # which is decided
    elif name == "year":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            assert visitor.report.head.title in packed.read("00_まとめ.html").decode()
        assert {n.split("/")[0][:2] for n in names} >= {"00", "01", "02", "03", "04", "05", "06"}
    elif name == "approval":
        assert visitor.report.head.title in content.decode()
    elif name == "archive":
        assert content == visitor.desk.archive.read_bytes()
    else:
        assert "直すこと" in content.decode()


def test_what_is_not_offered(tmp_path: Path) -> None:
    """Without a maker of the sign-off there is none, on the screen and by its address."""
    made = create(tmp_path / "w", "x")
    desk: Desk = made.state.desk
    assert [o.name for o in outputs.offered(desk)] == [n for n in OUTPUTS if n not in ("approval", "year")]
    for name in ("approval", "year"):
        with pytest.raises(Refusal):
            OUTPUTS[name].make(desk, [], tmp_path / "a")


def test_exchanged_files(empty: Visit) -> None:
    """Of two files of one day the one counts that says it took the other's place; the other is told."""
    text = (DATA / "tebiki-01" / "2026-01-09.txt").read_text(encoding="utf-8")
    department = "税務局資産評価課"
    assert department in text
    other = text.replace(department, "市民局保険年金課").encode()
    empty.put(("評価書（差替前）.txt", text.encode()), ("評価書（差替）.txt", other))
    assert empty.report.department == "市民局保険年金課"
    line = next(f for f in empty.desk.files if f.source == "評価書（差替前）.txt")
    assert line.reason is not None
    assert line.reason.code == "replaced-edition"


def test_matters_stand_together(empty: Visit, sample_path: Path) -> None:
    """The report shows as many matters as there are, each finding in one of them, in the order they are walked."""
    empty.put((sample_path.name, sample_path.read_bytes()))
    report = empty.report
    text = empty.client.get(f"/reports/{report.key}").text
    assert f"確認を要する点 {len(report.matters)} 件（指摘 {len(report.findings)} 件）" in text
    several = next(m for m in report.matters if len(m.findings) > 1)
    assert f"未判定 {len(several.findings)}" in text
    places = [text.index(f"findings/{f.fingerprint}", text.index('class="points"')) for f in report.findings]
    assert places == sorted(places)


def test_nothing_to_hand_out_is_said(empty: Visit) -> None:
    """Without a report the work ends with a sentence."""
    empty.client.post("/outputs", data={"output": "workbook", "report": ""})
    empty.desk.bench.wait(60)
    assert "評価書がありません。" in empty.client.get("/outputs").text


def test_the_archive_is_verified(copied: Callable[[], Visit]) -> None:
    """What verify says stands on the screen, also that a noted digest is none of its own."""
    visitor = copied()
    visitor.client.post("/verify", data={"head": "0" * 16})
    visitor.desk.bench.wait(60)
    text = visitor.client.get("/keeping").text
    assert "0000000000000000" in text
    assert str(visitor.desk.archive.parent) not in text


def test_work_is_watched_and_called_off(empty: Visit) -> None:
    """One thing at a time; cancel ends it at its next step, and the screen says so, with and without the script."""
    begun, on = threading.Event(), threading.Event()

    def task(step: Step) -> None:
        step("read", 3, 7)
        begun.set()
        on.wait(60)
        step("read", 4, 7)

    empty.desk.bench.start("take", task)
    begun.wait(60)
    assert empty.client.get("/work").json() == {"state": "running", "done": 3, "of": 7, "line": "読み取り 3/7"}
    text = empty.client.get("/").text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
    assert empty.client.post("/files", files=[("files", ("a.txt", b"x"))]).status_code == 409
    empty.client.post("/cancel")
    on.set()
    empty.desk.bench.wait(60)
    assert "中止しました" in empty.client.get("/").text


def test_one_report_that_breaks_the_check(
    copied: Callable[[], Visit], sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told with why, those after it are checked, and it is tried again by one button."""
    real = reports.checked

    def checked(group: list[Edition], *more: Any) -> CheckedReport:
        if "目黒" not in group[0].agency:
            raise ZeroDivisionError
        return real(group, *more)

    monkeypatch.setattr("pia_audit.app.desk.checked", checked)
    visitor = copied()
    visitor.put((sample_path.name, sample_path.read_bytes()))
    assert "目黒" in visitor.report.head.agency
    for place in ("/", "/reports"):
        text = visitor.client.get(place).text
        assert "検査できなかった評価書 1 件" in text
        assert "思わぬことで続けられません（ZeroDivisionError）" in text
    monkeypatch.undo()
    visitor.client.post("/check")
    visitor.desk.bench.wait(60)
    assert len(visitor.desk.reports) == 2
    assert "検査できなかった" not in visitor.client.get("/reports").text


def test_english(copied: Callable[[], Visit]) -> None:
    """Every screen in the other language, none of its own words in Japanese."""
    visitor = visit(copied().desk.folder, "en")
    japanese = {w for s in catalogue("ja", "app").values() for w in s.values() if "{" not in w}
    japanese -= {w for s in catalogue("en", "app").values() for w in s.values()}
    names = {e.source for e in visitor.desk.editions()}
    for place in ("/", "/outputs", "/manual"):
        text = visitor.client.get(place).text
        for name in names:
            text = text.replace(name, "")
        assert 'lang="en"' in text
        assert not [w for w in japanese if f">{w}<" in text]


def test_a_hostile_report_is_shown_as_text(empty: Visit, worked: Visit) -> None:
    """Markup, formulas and turned writing in a report stay its text on every screen."""
    edition = next(e for e in worked.desk.editions() if "2026" in str(e.published_on))
    original = next(p for p in worked.desk.uploads.iterdir() if edition.sha256 == p.name).read_text(encoding="utf-8")
    department = worked.report.department
    assert department in original
    empty.put(("h.txt", original.replace(department, HOSTILE.replace("\n", " ")).encode()))
    key = next(iter(empty.desk.reports))
    finding = empty.desk.reports[key].findings[0]
    for place in ("/", "/reports", f"/reports/{key}", f"/reports/{key}/findings/{finding.fingerprint}", "/keeping"):
        text = empty.client.get(place).text
        assert "<img" not in text
        assert 'document.title="taken"</script>' not in text
        assert "\u202e" not in text
