"""PDFs that went through other programs: the same report whatever was done to its file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition, Unread
from pia_audit.readers import read

DATA = Path(__file__).parents[2] / "data"
ROTATED = ("--rotate=+90", "--rotate=+180", "--rotate=+270:1-2")
GHOST = ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite")

WAYS: dict[str, tuple[str, ...]] = {
    "linearized": ("qpdf", "--linearize", "IN", "OUT"),
    "object-streams": ("qpdf", "--object-streams=generate", "--recompress-flate", "IN", "OUT"),
    "qdf": ("qpdf", "--qdf", "IN", "OUT"),
    **{f"turned{n}": ("qpdf", way, "IN", "OUT") for n, way in enumerate(ROTATED)},
    "turned-for-good": ("qpdf", "--rotate=+90", "--flatten-rotation", "IN", "OUT"),
    "ghostscript": ("gs", *GHOST, "-o", "OUT", "IN"),
    "ghostscript-screen": ("gs", *GHOST, "-dPDFSETTINGS=/screen", "-o", "OUT", "IN"),
    "mutool": ("mutool", "clean", "-gggg", "-z", "IN", "OUT"),
    "cairo": ("pdftocairo", "-pdf", "IN", "OUT"),
}


def contents(edition: Edition) -> tuple[list[tuple[str, str, str]], list[tuple[object, ...]]]:
    """Fields and rows as folded texts."""
    fields: list[tuple[str, str, str]] = [(i.item_id, i.status, fold(i.text or "")) for i in edition.items]
    return fields, [
        (r.changed_on, r.item_ids, fold(r.before or ""), fold(r.after or ""), r.timing) for r in edition.changes
    ]


def _rewritten(way: str, source: Path, target: Path, program: Callable[[str], str]) -> tuple[Edition, Edition]:
    """What a file says, and what it says after it went through another program."""
    name, *arguments = WAYS[way]
    given = [{"IN": str(source), "OUT": str(target)}.get(a, a) for a in arguments]
    subprocess.run([program(name), *given], check=True, capture_output=True)
    one, two = read(source), read(target)
    assert isinstance(one, Edition)
    assert isinstance(two, Edition)
    return one, two


@pytest.mark.parametrize("way", WAYS)
def test_a_rewritten_file_is_the_same_report(way: str, program: Callable[[str], str], tmp_path: Path) -> None:
    """Whether clips are rounded, letters drawn as shapes, pages turned or texts encoded anew: the same Edition."""
    source, target = DATA / "kawanari-07" / "2020-08-31.pdf", tmp_path / "out.pdf"
    one, two = _rewritten(way, source, target, program)
    assert contents(two) == contents(one)


@pytest.mark.parametrize("way", ["ghostscript", "cairo"])
def test_rows_over_page_breaks_are_whole_in_a_rewritten_file(
    way: str, program: Callable[[str], str], tmp_path: Path
) -> None:
    """様式3 with rows over pages and two rows that are too low: all rows but those two are the same."""
    source, target = DATA / "hoshimi-03" / "2025-10-31.pdf", tmp_path / "out.pdf"
    one, two = _rewritten(way, source, target, program)
    assert contents(two)[0] == contents(one)[0]
    differing = [n for n, (a, b) in enumerate(zip(contents(one)[1], contents(two)[1], strict=True), 1) if a != b]
    assert set(differing) <= {13, 22}


def test_a_rewritten_file_whose_letters_have_no_meaning_is_refused(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    """Through PostScript the letters keep their shapes and lose their meaning: told as that."""
    source, between, target = DATA / "kawanari-07" / "2020-08-31.pdf", tmp_path / "a.ps", tmp_path / "out.pdf"
    subprocess.run([program("pdftops"), str(source), str(between)], check=True, capture_output=True)
    subprocess.run([program("gs"), *GHOST, "-o", str(target), str(between)], check=True, capture_output=True)
    unread = read(target)
    assert isinstance(unread, Unread)
    assert unread.code == "pdf-garbled"
