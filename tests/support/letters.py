"""Answers letters of inquiry as a section would, and puts answered ones through a real office program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
from filling import PROFILE

from pia_audit.model import Edition
from pia_audit.readers import read_bytes
from pia_audit.synthetic import to_text


def as_read(made: Iterable[Edition]) -> tuple[Edition, ...]:
    """Invented editions as they are read from their texts, so that everything has its place in a file."""
    editions: list[Edition] = []
    for edition in made:
        read = read_bytes(f"{edition.published_on}.txt", to_text(edition).encode())
        assert isinstance(read, list)
        editions += read
    return tuple(editions)


WHERE, MATTER, QUESTION, VERDICT, REASON, UNTIL, SIGN = range(1, 8)
"""The columns of a letter's table, from the second on."""


def sign(document: Any, by: str = "回答 花子", on: str = "令和8年12月10日") -> None:
    """Fill in who answers and when."""
    cells = document.tables[0].rows[0].cells
    cells[1].text, cells[3].text = by, on


def lines(document: Any) -> list[Any]:
    """The lines of all questions, without the heads."""
    return [row for table in document.tables[1:] for row in table.rows[1:]]


def put(line: Any, choice: str, reason: str = "", until: str = "") -> None:
    """Answer a line: the box before the choice is ticked, the others stay as they are."""
    for paragraph in line.cells[VERDICT].paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(f"□ {choice}", f"■ {choice}")
    for column, text in ((REASON, reason), (UNTIL, until)):
        if text:
            line.cells[column].text = text


def answer_all(path: Path, choice: str = "記載のとおり", reason: str = "確認しました。") -> int:
    """Answer every line of a letter alike; gives their number."""
    document: Any = docx.Document(str(path))
    sign(document)
    for line in lines(document):
        put(line, choice, reason)
    document.save(str(path))
    return len(lines(document))


def through_office(program: Callable[[str], str], paths: Sequence[Path], kind: str) -> list[Path]:
    """The letters as LibreOffice writes them anew, as ``docx`` or ``pdf``, in a folder of their own."""
    folder = paths[0].parent / f"office-{kind}"
    home = f"-env:UserInstallation={Path(PROFILE.name).as_uri()}"
    command = [program("soffice"), home, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [folder / f"{path.stem}.{kind}" for path in paths]
