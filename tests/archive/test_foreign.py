"""An archive that somebody else made: its tables are right, its values are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from by_hand import by_hand, rechain
from commands import on_archive, run
from msgspec.structs import replace

from pia_audit.archive import Archive, ArchiveError
from pia_audit.archive.consistency import frames_digest
from pia_audit.archive.store import Store
from pia_audit.audits.decisions import Decision

VERBS = (["list"], ["list", "--format", "csv"], ["show", "1"], ["audit"], ["verify"])


def _refused(path: Path) -> None:
    """Every verb ends with a sentence that names the file."""
    for verb, *more in VERBS:
        waiting = () if verb == "audit" else ("--wait", "0")
        done = on_archive(verb, path, *more, *waiting)
        assert done.exit_code in (1, 2)
        assert str(path) in done.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET kind = 'other' WHERE number = 1",
        "UPDATE entries SET about = '[{}]' WHERE number = 1",
        "UPDATE entries SET about = '[]]' WHERE number = 1",
        "UPDATE entries SET about = '5' WHERE number = 1",
        'UPDATE entries SET about = replace(about, \'"rows":\', \'"rows":"x","rows_":\') WHERE number = 1',
        'UPDATE entries SET about = replace(about, \'"report_id":"\', \'"report_id":[],"x":"\') WHERE number = 1',
        "PRAGMA user_version=-1",
    ],
)
def test_values_no_program_of_ours_writes(path: Path, statement: str) -> None:
    """An unknown kind, heads that are none, a version below the first: told, and nothing fails."""
    by_hand(path, statement)
    _refused(path)


@pytest.mark.parametrize(
    "change", [{"verdict": "guilty"}, {"report_id": 5}, {"on": "2026-13-40"}, {"reason": None}], ids=str
)
def test_a_decision_nobody_could_take(path: Path, change: dict[str, Any]) -> None:
    """It is named as damaged by every verb that would show it."""
    with Archive(path) as archive:
        (entry,) = archive.decide([Decision("団体/1", "fine", "理由", "山田", "0123456789abcdef")], by="山田")
    about = json.dumps(json.loads(entry.about) | change)
    by_hand(path, f"UPDATE entries SET about = '{about}' WHERE number = {entry.number}")
    _refused(path)


@pytest.mark.parametrize("key", ["rule", "item"])
def test_a_decision_without_what_it_may_lack_is_shown(path: Path, key: str) -> None:
    """An older program may not have written a key; the entry is listed and shown all the same."""
    with Archive(path) as archive:
        (entry,) = archive.decide([Decision("団体/1", "fine", "理由", "山田", "0123456789abcdef")], by="山田")
    about = json.dumps({k: v for k, v in json.loads(entry.about).items() if k != key}, ensure_ascii=False)
    by_hand(path, f"UPDATE entries SET about = '{about}' WHERE number = {entry.number}")
    assert run("archive", "list", path).exit_code == 0
    assert "理由" in run("archive", "show", path, str(entry.number)).output


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM items_in_entries WHERE id < 20000000", "UPDATE editions_in_entries SET form_key = 'x'"],
        ["UPDATE items_once SET position = 5.5, path = '5' WHERE id = 1"],
        ["UPDATE items_once SET path = '[5]' WHERE id = 1"],
        ["UPDATE items_once SET seq = 1.5 WHERE id = 1"],
        ["UPDATE editions_in_entries SET unread = '[{}]' WHERE id = 10000001"],
        ["UPDATE editions_in_entries SET edition_id = '別/1' WHERE id = 10000001"],
    ],
    ids=["no-form", "no-list", "no-texts", "no-whole-number", "no-reason", "another-report"],
)
def test_readings_whose_digests_are_right(path: Path, statements: list[str]) -> None:
    """Somebody who knows the recipe wrote other readings and all digests anew: the entry is named, nothing fails."""
    with Archive(path) as archive:
        entries = archive.entries()
    by_hand(path, *statements)
    store = Store(path, write=False, wait=0)
    rewritten = [replace(entry, frames=frames_digest(store, entry)) for entry in entries]
    store.close()
    rechain(path, rewritten)
    with Archive(path) as archive:
        with pytest.raises(ArchiveError) as caught:
            archive.editions()
        assert (caught.value.code, caught.value.params) == ("entry-damaged", {"number": 1})
    done = run("audit", path)
    assert done.exit_code == 2
    assert "登録1" in done.output
