"""What reading leaves as it was."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from pia_audit.documents.xlsx.parts import has_prefixes
from pia_audit.readers import read_bytes

REPORT = Path(__file__).parents[2] / "data" / "meguro-14" / "2026-03-18.txt"


@pytest.mark.parametrize("content", [REPORT.read_bytes(), b"PK\x03\x04nothing", b""])
@pytest.mark.parametrize("collects", [True, False])
def test_the_collector_is_left_as_it_was(content: bytes, collects: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if collects else gc.disable()
        read_bytes("a file", content)
        assert gc.isenabled() is collects
    finally:
        gc.enable() if before else gc.disable()


@pytest.mark.parametrize(
    ("sheet", "has"),
    [(b"", False), (b'<c r="A1"/>', False), (b'<x:c r="A1"/>', True), (b'ref="A1:B2"><a:b/><x:c>', True),
     (b"a:", False), (b"a:b:", False), (b"::c", True)],
)  # fmt: skip
def test_prefixes_of_tags_are_found(sheet: bytes, has: bool) -> None:
    assert has_prefixes(sheet) is has is (b":c" in sheet)


def test_what_somebody_keeps_from_the_collector_stays_with_them() -> None:
    """Objects that were frozen before a report is read are frozen still; where none were, none are."""
    before = gc.get_freeze_count()
    read_bytes("a file", REPORT.read_bytes())
    assert bool(gc.get_freeze_count()) is bool(before)
    gc.freeze()
    try:
        read_bytes("a file", REPORT.read_bytes())
        assert gc.get_freeze_count() > before
    finally:
        if not before:
            gc.unfreeze()
