"""No file that is handed in as a filled checklist ends in anything but words."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.checklists.intake import take

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return buffer.getvalue()


def _book(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _with_macro() -> bytes:
    whole = io.BytesIO(_book(lambda b: b.active.append(["判定"])))
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return whole.getvalue()


def _lying() -> bytes:
    """A bomb whose directory says that it is small."""
    content = _zip(xl__workbook_xml=b"<a>" + b" " * 60_000_000)
    true, false = (60_000_003).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert content.count(true) >= 1
    return content.replace(true, false)


HOSTILE = {
    "empty": (b"", "no-workbook"),
    "text": ("判定\t理由".encode(), "no-workbook"),
    "old": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old-or-locked"),
    "damaged": (b"PK\x03\x04 and nothing", "broken"),
    "document": (_zip(word__document_xml=b"<a/>"), "letter-broken"),
    "bomb of a document": (_zip(word__document_xml=b"<a>" + b" " * 60_000_000), "letter-broken"),
    "binary workbook": (_zip(xl__workbook_bin=b"x"), "no-workbook"),
    "bomb": (_zip(xl__workbook_xml=b"<a>" + b" " * 60_000_000), "unpacks-too-large"),
    "lying bomb": (_lying(), "broken"),
    "far cells": (_book(lambda b: [b.active.cell(1, 1, "判定"), b.active.cell(1_048_576, 16_384, "x")]),
                  "sheet-too-large"),
    "a million rows": (_book(lambda b: [b.active.cell(1, 1, "判定"), b.active.cell(1_000_000, 2, "x")]),
                       "sheet-too-large"),
    "macros": (_with_macro(), "macros"),
    "another workbook": (_book(lambda b: b.active.append(["氏名", "判定", "期限"])), "no-table"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_filled_checklist_is_refused_in_words(name: str, tmp_path: Path) -> None:
    """Each is refused with its own reason, exit status 2 and no traceback; the text names the file."""
    content, code = HOSTILE[name]
    path = tmp_path / "点検票.xlsx"
    path.write_bytes(content)
    filled = take([path], TODAY)
    assert [p.code for p in filled.problems] == [code]
    assert not filled.decisions
    result = run("checklist", "read", path)
    assert result.exit_code == 2
    assert path.name in result.output
    assert "{" not in result.output


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """A name that is no file is told like any other."""
    assert [p.code for p in take([tmp_path / "none.xlsx", tmp_path], TODAY).problems] == ["cannot-open"] * 2


def test_cells_far_apart_do_not_end_the_program(tmp_path: Path) -> None:
    """Two cells at the ends of a sheet, given as a report, are refused and do not fill the memory: the process lives
    to say so."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(HOSTILE["far cells"][0])
    script = f"from pia_audit.readers import read; print(read({str(path)!r}).code)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "sheet-too-large")


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: b"PK\x03\x04" + b))
def test_any_bytes_end_in_words(content: bytes) -> None:
    """Whatever a file holds, reading it ends in a problem with a known reason."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        assert take([path], TODAY).refused


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_checklist_cut_anywhere(cut: float, tmp_path: Path) -> None:
    """Half a checklist is told to be damaged."""
    path = tmp_path / "a.xlsx"
    run("checklist", ROOT / "data/meguro-14/2026-03-18.txt", "-o", path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    assert [p.code for p in take([path], TODAY).problems] == ["broken"]


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that is not there ends with exit status 2 and words; a checklist there before stays whole."""
    report = ROOT / "data/meguro-14/2026-03-18.txt"
    result = run("checklist", report, "-o", tmp_path / "none" / "a.xlsx")
    assert result.exit_code == 2
    assert "書き込めません" in result.output
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    assert not list(tmp_path.iterdir())
