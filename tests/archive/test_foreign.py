"""An archive that somebody else made: its tables are right, its values are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from commands import run

from pia_audit.archive import Archive, ArchiveError
from pia_audit.archive.entries import START, Entry, sha256
from pia_audit.archive.packing import together
from pia_audit.archive.store import Store
from pia_audit.audits.decisions import Decision

VERBS = (["list"], ["list", "--format", "csv"], ["show", "1"], ["audit"], ["verify"])


def _refused(path: Path) -> None:
    """Every verb ends with a sentence that names the file."""
    for verb, *more in VERBS:
        done = run("archive", verb, path, *more, "--wait", "0")
        assert done.exit_code in (1, 2)
        assert str(path) in done.output


def _set(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET kind = 'other' WHERE number = 1",
        "UPDATE entries SET about = '[{}]' WHERE number = 1",
        "UPDATE entries SET about = '[]]' WHERE number = 1",
        "UPDATE entries SET about = '5' WHERE number = 1",
        'UPDATE entries SET about = replace(about, \'"rows":\', \'"rows":"x","rows_":\') WHERE number = 1',
        'UPDATE entries SET about = replace(about, \'"report_id":"\', \'"report_id":[],"x":"\') WHERE number = 1',
        "ALTER TABLE archive ALTER version TYPE VARCHAR",
    ],
)
def test_values_no_program_of_ours_writes(path: Path, statement: str) -> None:
    """An unknown kind, heads that are none, a version that is no number: told, and nothing fails."""
    _set(path, statement)
    _refused(path)


@pytest.mark.parametrize(
    "change", [{"verdict": "guilty"}, {"report_id": 5}, {"on": "2026-13-40"}, {"reason": None}], ids=str
)
def test_a_decision_nobody_could_take(path: Path, change: dict[str, Any]) -> None:
    """It is named as damaged by every verb that would show it."""
    with Archive(path) as archive:
        (entry,) = archive.decide([Decision("団体/1", "fine", "理由", "山田", "0123456789abcdef")], by="山田")
    about = json.dumps(json.loads(entry.about) | change)
    _set(path, f"UPDATE entries SET about = '{about}' WHERE number = {entry.number}")
    _refused(path)


@pytest.mark.parametrize("key", ["rule", "item"])
def test_a_decision_without_what_it_may_lack_is_shown(path: Path, key: str) -> None:
    """An older program may not have written a key; the entry is listed and shown all the same."""
    with Archive(path) as archive:
        (entry,) = archive.decide([Decision("団体/1", "fine", "理由", "山田", "0123456789abcdef")], by="山田")
    about = json.dumps({k: v for k, v in json.loads(entry.about).items() if k != key}, ensure_ascii=False)
    _set(path, f"UPDATE entries SET about = '{about}' WHERE number = {entry.number}")
    assert run("archive", "list", path).exit_code == 0
    assert "理由" in run("archive", "show", path, str(entry.number)).output


@pytest.mark.parametrize(
    "reading",
    ["[{}]", "5", "[" * 50_000, None],
    ids=["no-edition", "no-list", "without-end", "a-number-for-a-text"],
)
def test_readings_whose_digests_are_right(path: Path, reading: str | None) -> None:
    """Somebody who knows the recipe wrote other readings and all digests anew: the entry is named, nothing fails."""
    store = Store(path, write=False, wait=0)
    entries, (batch,) = store.entries(), store.batches(1)
    store.close()
    with Archive(path) as archive:
        texts = [archive._kept(e, "frames") for e in entries]
    if reading is None:
        held = json.loads(texts[0])
        held[0]["items"][0]["text"] = 5
        reading = json.dumps(held)
    texts[0] = reading.encode()
    previous, signs = START, []
    for entry, text in zip(entries, texts, strict=True):
        values = {n: getattr(entry, n) for n in entry.__slots__} | {"frames": sha256(text)}
        previous = Entry(**values).digest_after(previous)
        signs.append((sha256(text), previous, entry.number))
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE pack_1 SET frames = ? WHERE first = ?", [together(texts), batch.first])
        for frames, digest, number in signs:
            both = [bytes.fromhex(frames), bytes.fromhex(digest), number]
            connection.execute("UPDATE entries SET frames = ?, digest = ? WHERE number = ?", both)
    with Archive(path) as archive:
        with pytest.raises(ArchiveError) as caught:
            archive.editions()
        assert (caught.value.code, caught.value.params) == ("entry-damaged", {"number": 1})
    done = run("archive", "audit", path)
    assert done.exit_code == 2
    assert "登録1" in done.output
