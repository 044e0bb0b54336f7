"""Cells of spreadsheets: nothing in them starts a formula, and every text comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import unguarded

from pia_audit.reports.spreadsheets import csv_text, guarded, plain

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(st.text() | st.text("'=+-@＝＋－＠\t\r\n ;,\"あ\ufeff\u200b"))
def test_a_guarded_text_starts_no_formula_and_comes_back(text: str) -> None:
    """Whatever the text, its cell begins like no formula, and taking the guard off gives the text."""
    cell = guarded(text)
    assert len(cell) == 1 or not cell.lstrip("\u200b\ufeff \n").startswith(STARTS)
    assert unguarded(cell) == text


@pytest.mark.parametrize("text", ["-", "=", "＝", "—", "令和7年", "'普通", ""])
def test_texts_that_are_no_formula_stay_as_they_are(text: str) -> None:
    """A lone sign (the form's mark for nothing) and plain texts get no guard."""
    assert guarded(text) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_csv_reads_back(rows: list[list[str]]) -> None:
    """A CSV reader gets every cell, but for what no spreadsheet can hold, which is shown as lost."""
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert [[unguarded(c) for c in row] for row in read] == [["a", "b"], *([plain(c) for c in row] for row in rows)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "\n", '"'])
def test_no_cell_ends_at_another_country_s_separator(sign: str) -> None:
    """A cell with a separator of some country is in quotes, so that what follows it opens no cell of its own."""
    assert csv_text(["h"], [[f"あ{sign}=1+1"]]).splitlines()[1].startswith('"')
