"""A matter is decided and taken back as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_visits import Visit, visit

from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision
from pia_audit.reports.matters import Matter


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Visit:
    """A desk with the sample."""
    visitor = visit(tmp_path_factory.mktemp("sample"))
    visitor.put((sample_path.name, sample_path.read_bytes()))
    return visitor


@pytest.fixture
def several(visitor: Visit) -> tuple[Visit, Matter, str]:
    """The desk, a matter of several findings on it of which none is decided, and the matter's address."""
    matters = (m for m in visitor.report.matters if len(m.findings) > 1 and not any(states(visitor, m)))
    matter = next(matters)
    return visitor, matter, f"/reports/{visitor.report.key}/matters/{matter.findings[0].fingerprint}"


def states(visitor: Visit, matter: Matter) -> list[str]:
    """What is decided about each of its findings."""
    return [visitor.desk.ledger.of(f.report_id, f.fingerprint).state(visitor.desk.today) for f in matter.findings]


FORM = {
    "verdict": "correct",
    "reason": "まとめて直す",
    "by": "佐藤",
    "last": "0",
    "then": "stay",
    "until": "2027-03-31",
}


def test_all_its_evidence_is_shown(several: tuple[Visit, Matter, str]) -> None:
    """Every finding with its message, and the way to it alone; any of its findings leads to the same matter."""
    visitor, matter, address = several
    text = visitor.client.get(address).text
    assert all(f"findings/{f.fingerprint}" in text for f in matter.findings)
    other = address.replace(matter.findings[0].fingerprint, matter.findings[-1].fingerprint)
    assert visitor.client.get(other).text == text
    report = visitor.client.get(f"/reports/{visitor.report.key}").text
    assert f'href="{address}"' in report
    assert visitor.client.get(f"/reports/{visitor.report.key}/matters/0000").status_code == 404


def test_decided_and_taken_back_as_one(several: tuple[Visit, Matter, str]) -> None:
    """One form writes an entry for each finding with its own rule and item; one undo takes all of them back."""
    visitor, matter, address = several
    answer = visitor.client.post(address, data=FORM)
    count = len(matter.findings)
    assert f"「要是正」を {count} 件に登録しました（登録番号 " in answer.text
    assert states(visitor, matter) == ["correct"] * count
    with Archive(visitor.desk.archive) as archive:
        pairs = archive.decisions()[-count:]
    assert {(d.fingerprint, d.rule, d.item) for _, d in pairs} == {
        (f.fingerprint, f.rule, f.item) for f in matter.findings
    }
    span = f"{pairs[0][0].number}-{pairs[-1][0].number}"
    undone = visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": span})
    assert undone.status_code == 200
    assert states(visitor, matter) == ["open"] * count
    assert visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": span}).status_code == 409


def test_what_is_decided_stays_unless_it_is_asked_for(several: tuple[Visit, Matter, str]) -> None:
    """The undecided alone, else all; what stood before stands again after the undo."""
    visitor, matter, address = several
    at = visitor.report.at(matter.findings[0].fingerprint)
    visitor.decide(at, verdict="fine", reason="これはよい")
    last = visitor.desk.ledger.of(visitor.report.report_id, matter.findings[0].fingerprint).number
    assert "判定済みの 1 件も改める" in visitor.client.get(address).text
    visitor.client.post(address, data={**FORM, "last": str(last)})
    assert states(visitor, matter) == ["fine", *["correct"] * (len(matter.findings) - 1)]
    last = max(visitor.desk.ledger.of(f.report_id, f.fingerprint).number for f in matter.findings)
    assert visitor.client.post(address, data={**FORM, "last": str(last)}).status_code == 409
    answer = visitor.client.post(address, data={**FORM, "last": str(last), "all": "1", "verdict": "open"})
    assert states(visitor, matter) == ["open"] * len(matter.findings)
    span = str(answer.url).partition("done=")[2]
    visitor.client.post(f"/reports/{visitor.report.key}/undo", data={"span": span})
    assert states(visitor, matter) == ["fine", *["correct"] * (len(matter.findings) - 1)]


def test_two_windows_on_one_matter(several: tuple[Visit, Matter, str]) -> None:
    """Where somebody decided about any of its findings since, nothing at all is written, and it is told."""
    visitor, matter, address = several
    f = matter.findings[-1]
    with Archive(visitor.desk.archive) as archive:
        archive.decide([Decision(f.report_id, "open", "別の窓", "田中", f.fingerprint, f.rule)])
    answer = visitor.client.post(address, data=FORM)
    assert answer.status_code == 409
    assert "田中 が「確認中」と判定しました（別の窓）" in answer.text
    assert "まとめて直す" in answer.text
    assert states(visitor, matter)[:-1] == [""] * (len(matter.findings) - 1)


@pytest.mark.parametrize("span", ["", "x", "1-x", "99999-99999", "-1", "1" * 20, "１"])
def test_what_is_no_entry_is_not_taken_back(worked: Visit, span: str) -> None:
    """A sentence, and nothing is written."""
    before = worked.desk.archive.read_bytes()
    assert worked.client.post(f"/reports/{worked.report.key}/undo", data={"span": span}).status_code == 409
    assert worked.desk.archive.read_bytes() == before
