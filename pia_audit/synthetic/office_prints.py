"""Prints workbooks to PDF, or writes them anew, with LibreOffice, many in one run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

EACH = 50
"""So many workbooks go to one run of the program."""
_PATIENCE = 60.0
"""Seconds allowed for each workbook of a run."""


class NoPrinter(RuntimeError):
    """LibreOffice is not installed, or gave no PDF."""


def print_all(workbooks: Iterable[Path], folder: Path) -> list[Path]:
    """PDFs of the workbooks in ``folder``, in their order; raises :class:`NoPrinter` when one does not come."""
    return _converted(workbooks, folder, "pdf")


def rewrite_all(workbooks: Iterable[Path], folder: Path) -> list[Path]:
    """The workbooks as the office program writes them, in another folder; raises :class:`NoPrinter` like the other."""
    return _converted(workbooks, folder, "xlsx")


def _converted(workbooks: Iterable[Path], folder: Path, kind: str) -> list[Path]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NoPrinter("soffice")
    books = list(workbooks)
    with tempfile.TemporaryDirectory() as profile:
        for start in range(0, len(books), EACH):
            _run(program, profile, books[start : start + EACH], folder, kind)
    made = [folder / f"{book.stem}.{kind}" for book in books]
    missing = [path.name for path in made if not path.is_file()]
    if missing:
        raise NoPrinter(", ".join(missing[:3]))
    return made


def _run(program: str, profile: str, books: Sequence[Path], folder: Path, kind: str) -> None:
    home = f"-env:UserInstallation={Path(profile).as_uri()}"
    command = [program, home, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, books)]
    try:
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE * len(books),
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NoPrinter(type(error).__name__) from error
