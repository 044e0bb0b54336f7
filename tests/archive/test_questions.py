"""The archive as others open it: the questions of the manual in plain SQL, its views, and what it says of itself."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from by_hand import by_hand
from commands import run
from manuals import document
from msgspec.structs import replace

from pia_audit.archive import Archive, fulltext, queries, schema
from pia_audit.audits.decisions import Decision
from pia_audit.audits.run import audit
from pia_audit.model.frames import Corpus

ROOT = Path(__file__).resolve().parents[2]


STATEMENTS = "54d1c121de19abdf1aa5d972a74ef1484232c2ac94743793a85ebc88436c9130"
"""The digest of what makes a file of version 1."""


@pytest.fixture(scope="module")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the shipped editions of one report, an audit recorded, one finding decided twice."""
    path = tmp_path_factory.mktemp("asked") / "a.sqlite"
    with Archive(path) as archive:
        archive.add([ROOT / "data" / "tebiki-01"])
        archive.record(audit)
    (report, fingerprint, rule), *_ = _rows(path, "SELECT report_id, fingerprint, rule FROM findings ORDER BY id")
    with Archive(path) as archive:
        fine = Decision(report, "fine", "確認", "佐藤", fingerprint, rule)
        archive.decide([fine, replace(fine, verdict="correct", until=date(2020, 1, 1))])
    return path


def _rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("page", ["en/archive.md", "ja/archive.md"])
def test_the_questions_of_the_manual(archive_path: Path, page: str) -> None:
    """Each runs with the standard library alone, and says what the archive holds."""
    undecided, sections, texts = (_rows(archive_path, query) for query in document(page).fenced("sql"))
    with Archive(archive_path) as archive:
        editions = archive.editions()
        findings = audit(Corpus.of(editions)).findings
    newest = max(editions, key=lambda e: e.published_on)  # type: ignore[arg-type, return-value]
    assert len(undecided) == findings.height - 1
    assert {row[2] for row in undecided} <= set(findings.get_column("rule"))
    assert sum(row[2] for row in sections) >= len(newest.changes) > 0
    assert {row[0] for row in sections} & {i.path[0] for i in newest.items if i.path}
    assert sorted(row[3] for row in texts) == sorted(i.text for i in newest.items if i.text and "委託" in i.text) != []


def test_each_view_answers(archive_path: Path) -> None:
    """The latest edition, the last decision, what is past its day, and no view that fails."""
    assert _rows(archive_path, "SELECT published_on FROM latest_editions") == _rows(
        archive_path, "SELECT max(published_on) FROM editions"
    )
    assert _rows(archive_path, "SELECT verdict FROM latest_decisions") == [("correct",)]
    assert _rows(archive_path, "SELECT until FROM decisions_past_due") == [("2020-01-01",)]
    for view in (*queries.READABLE, *queries.QUESTIONS):
        assert _rows(archive_path, f"SELECT count(*) FROM {view.name}")[0][0] > 0, view.name


def test_the_file_documents_itself_and_refuses_changes(archive_path: Path) -> None:
    """Each column has its meaning in the statement that SQLite keeps; no row is changed or taken away."""
    statements = dict(_rows(archive_path, "SELECT name, sql FROM sqlite_master"))
    assert all(f"-- {c.meaning}" in statements[r.name] for r in queries.RELATIONS for c in r.columns)
    assert all(c.meaning for r in queries.RELATIONS for c in r.columns)
    for relation in queries.RELATIONS:
        columns = [name for _, name, *_ in _rows(archive_path, f"PRAGMA table_info({relation.name})")]
        assert columns == [c.name for c in relation.columns]
    for table in schema.TABLES:
        for statement in (f"DELETE FROM {table.name}", f"UPDATE {table.name} SET entry = 5"):
            with pytest.raises(sqlite3.Error):
                _rows(archive_path, statement.replace("entry = 5", f"{table.columns[0].name} = 5"))


def test_tables_of_a_version_stay_as_they_are() -> None:
    """A file is held against these statements, comments and all: another word in one would refuse every archive there
    is. A change needs another ``schema.VERSION``, and what opens files of the one before."""
    statements = "\n".join(queries.statements().values())
    assert (schema.VERSION, hashlib.sha256(statements.encode()).hexdigest()) == (1, STATEMENTS)


def test_a_recorded_audit_is_listed_verified_and_bound(archive_path: Path, tmp_path: Path) -> None:
    """It is an entry like any other; a finding that somebody changes is told."""
    listed = run("archive", "list", archive_path, "--kind", "audit").stdout
    assert "検査の記録" in listed
    record = json.loads(run("archive", "show", archive_path, "4", "--format", "json").stdout)
    assert record["audit"]["findings"] == len(_rows(archive_path, "SELECT 1 FROM findings")) > 0
    assert record["audit"]["leaves"] == len(_rows(archive_path, "SELECT 1 FROM leaves")) > 0
    copy = tmp_path / "a.sqlite"
    for statement in ("UPDATE findings_in_entries SET suppressed = 'x'", "DELETE FROM leaves_once"):
        copy.write_bytes(archive_path.read_bytes())
        by_hand(copy, statement)
        with Archive(copy) as archive:
            assert [(p.code, p.entry) for p in archive.verify().problems] == [("findings-altered", 4)]
    empty = tmp_path / "b.sqlite"
    with Archive(empty) as archive:
        archive.decide([Decision("甲/1", "fine", "確認", "佐藤", "0" * 16)])
    assert "評価書の登録がありません" in run("archive", "record", empty).stderr


def test_the_command_records_what_an_audit_finds(archive_path: Path, tmp_path: Path) -> None:
    """``archive record`` adds an entry with the findings of ``audit``."""
    copy = tmp_path / "a.sqlite"
    copy.write_bytes(archive_path.read_bytes())
    assert run("archive", "record", copy, "--as-of", "2026-04-01").exit_code == 0
    audited = json.loads(run("audit", copy, "--format", "json", "--as-of", "2026-04-01").stdout)
    recorded = {fingerprint for (fingerprint,) in _rows(copy, "SELECT fingerprint FROM latest_findings")}
    assert recorded == {f["fingerprint"] for f in audited["findings"]}


@pytest.mark.parametrize("text", ["委託", "特定個人情報", "100%", "どこにもない語"])
def test_a_search_finds_the_same_with_and_without_the_index(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Short texts and platforms without full text are looked for one by one, which is said."""
    with Archive(archive_path) as archive:
        first = archive.search(text)
        monkeypatch.setattr(fulltext, "available", lambda: False)
        second = archive.search(text)
    assert first.places == second.places
    assert (first.indexed, second.indexed) == (len(text) > 2, False)
    assert "全文索引を使わず" in run("archive", "search", archive_path, text).stdout


def test_rows_from_a_platform_without_full_text_are_indexed_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the first program that adds something and has it; until then the search looks at every text."""
    path, (first, *more) = tmp_path / "a.sqlite", sorted((ROOT / "data" / "tebiki-01").glob("*.txt"))
    with monkeypatch.context() as patch, Archive(path) as archive:
        patch.setattr(fulltext, "available", lambda: False)
        archive.add([first])
    with Archive(path) as archive:
        assert not archive.search("特定個人情報").indexed
        archive.add(more)
        assert archive.search("特定個人情報").indexed
        assert archive.verify().intact


def test_the_list_ends_with_the_digest_and_verify_says_what_it_cannot_see(archive_path: Path) -> None:
    """So that it is noted down; with the note nothing is left to be said."""
    with Archive(archive_path) as archive:
        last = archive.entries()[-1]
    assert run("archive", "list", archive_path).stdout.strip().splitlines()[-1].count(last.digest) == 1
    assert json.loads(run("archive", "list", archive_path, "--format", "json").stdout)["head"] == last.digest
    for more, unnoted in (([], True), (["--head", last.digest], False)):
        assert ("控えと照らし合わせないと" in run("archive", "verify", archive_path, *more).stdout) == unnoted
        verification = json.loads(run("archive", "verify", archive_path, *more, "--format", "json").stdout)
        assert bool(verification["unnoted"]) == unnoted


def test_an_audit_too_large_for_an_entry_is_refused_whole(archive_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is kept."""
    content = archive_path.read_bytes()
    monkeypatch.setattr("pia_audit.archive.audits.ROWS", 5)
    done = run("archive", "record", archive_path)
    assert done.exit_code == 2
    assert "何も記録していません" in done.stderr
    assert archive_path.read_bytes() == content
