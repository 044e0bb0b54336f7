"""A finding names the very cell it speaks of, so that it is checked in the source at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import pia_audit

DATA = Path(__file__).parent.parent.parent / "data"


@pytest.mark.parametrize(
    ("file", "row", "places"),
    [
        ("meguro-14/2026-03-18.txt", 34, ["L132.4", "L143.3"]),
        ("hoshimi-03/2025-10-31.xlsx", 51, ["(別添3)変更箇所!D12", "(別添3)変更箇所(2)!C11"]),
        ("hoshimi-03/2025-10-31.pdf", 51, ["p18:447,99,668,155", "p22:211,414,439,469"]),
    ],
)
def test_a_broken_chain_names_the_cell_after_and_the_cell_before(file: str, row: int, places: list[str]) -> None:
    """変更後 of the row before and 変更前 of the row itself, in every format, and not merely the rows."""
    findings = pia_audit.audit([pia_audit.read(DATA / file)]).findings
    row_findings = [f for f in findings.iter_rows(named=True) if (f["rule"], f["row_no"]) == ("PIA301", row)]
    assert [[e["locator"] for e in f["evidence"]] for f in row_findings] == [places]
