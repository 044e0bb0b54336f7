"""What ``convert`` wrote is read back as it was, and what somebody made of it is refused for that file alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.model import Edition, Unread
from pia_audit.readers import read_all
from pia_audit.readers.report_data import to_json
from pia_audit.readers.stored_editions import MOST_BYTES, MOST_EDITIONS, read_stored, to_data, to_parquet

DATA = Path(__file__).parent.parent.parent / "data"


def _changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    edition = pia_audit.read(DATA / "tebiki-01" / "2024-11-10.txt")
    held = json.loads(json.dumps({"pia_audit_editions": 1, "editions": [to_data(edition)]}))
    change(held["editions"][0])
    return json.dumps(held).encode()


LOSS = {"source": "a.txt", "code": "cell-too-long", "locator": "L1.1", "params": "{}", "fatal": False}
ROW: dict[str, Any] = {
    "row_no": 1, "changed_on": None, "changed_on_text": "", "label": "", "before": "a", "after": "b", "timing": None,
    "timing_text": "", "note": "", "quotes": [], "hidden": [],
}  # fmt: skip
WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "a number for a text": lambda e: e["items"][0].update(text=5),
    "a list for a text": lambda e: e["changes"][0].update(before=[[]]) if e["changes"] else e.update(title=[]),
    "half a sign": lambda e: e["items"][0].update(label="\ud800"),
    "a number too large": lambda e: e["items"][0].update(seq=2**70),
    "a truth value for a number": lambda e: e["items"][0].update(seq=True),
    "an unknown form": lambda e: e.update(form_key="form9-2099"),
    "no day": lambda e: e.update(published_on="2026-13-40"),
    "a loss told by a list": lambda e: e.update(unread=[{**LOSS, "params": "[1]"}]),
    "a loss told by no JSON": lambda e: e.update(unread=[{**LOSS, "params": "x"}]),
    "a text for the items": lambda e: e.update(items="x"),
    "no items": lambda e: e.pop("items"),
    "nothing for the body's name": lambda e: e.update(agency=None),
    "nothing for an item's id": lambda e: e["items"][0].update(item_id=None),
    "nothing for a row's note": lambda e: e["changes"].append({**ROW, "note": None}),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_file_of_wrong_values_is_refused_and_stops_no_other(
    change: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    """It is named as damaged; the sound file beside it is read."""
    (tmp_path / "wrong.json").write_bytes(_changed(change))
    (tmp_path / "sound.json").write_bytes(_changed(lambda _: None))
    editions, unread = read_all([tmp_path / "wrong.json", tmp_path / "sound.json"])
    assert [(u.code, Path(u.source).name) for u in unread] in (
        [("stored-broken", "wrong.json")],
        [("data-sign", "wrong.json")],
    )
    assert len(editions) == 1


@pytest.mark.parametrize("held", [[], ""])
def test_a_file_without_editions_is_told(held: object) -> None:
    """Nothing read is no clean result."""
    unread = read_stored("x.json", json.dumps({"pia_audit_editions": 1, "editions": held}).encode())
    assert isinstance(unread, Unread)
    assert unread.code == "empty"


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"agency": pl.repeat("a" * 100, MOST_EDITIONS + 1, eager=True)}),
        pl.DataFrame({"agency": pl.repeat("a" * (MOST_BYTES // 1000), 1001, eager=True)}),
        pl.DataFrame({"items": [[{"text": "a" * (MOST_BYTES // 1000)}] * 1001]}),
    ],
    ids=["rows", "one text many times", "one nested text many times"],
)
def test_a_small_file_that_unpacks_to_much_is_refused(frame: pl.DataFrame) -> None:
    """It is told by its size before its values are made, however little room they take in the file."""
    content = _packed(frame)
    unread = read_stored("x.parquet", content)
    assert len(content) < 1_000_000
    assert isinstance(unread, Unread)
    assert unread.code == "unpacks-too-large"


def test_editions_within_the_bounds_are_read_from_parquet() -> None:
    """The largest of the shipped reports, many times over, comes back as it was."""
    edition = pia_audit.read(DATA / "hoshimi-03" / "2025-10-31.xlsx")
    assert read_stored("x.parquet", to_parquet([edition] * 30)) == [edition] * 30


@pytest.mark.parametrize("form", [to_json, to_parquet])
def test_an_item_that_was_read_and_holds_no_text_is_blank(
    form: Callable[[list[Edition]], str | bytes], tmp_path: Path
) -> None:
    """A restated answer without one ended the rule that compares it."""
    edition = pia_audit.read(DATA / "tebiki-01" / "2024-11-10.txt")
    items = tuple(replace(i, text=None) if i.status == "read" else i for i in edition.items)
    held = form([replace(edition, items=items)])
    path = tmp_path / ("e.parquet" if isinstance(held, bytes) else "e.json")
    path.write_bytes(held if isinstance(held, bytes) else held.encode())
    (again,) = read_all([path])[0]
    assert "read" not in {i.status for i in again.items}
    assert not [u for u in pia_audit.audit([again]).unread if u.code == "rule-failed"]
