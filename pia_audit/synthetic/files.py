"""Writes invented reports as files, workbooks and PDFs printed from them, with the truth beside each.

``python -m pia_audit.synthetic files OUT --xlsx 500 --pdf 100 --seed 1`` writes the workbooks of 600 seeds, the last
100 of them as PDFs; ``NAME.truth.json`` says what each file holds (an edition as ``convert`` stores it, and the rows
that were made too low to print in full).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pia_audit.readers.stored_editions import to_data
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.invention import generate
from pia_audit.synthetic.office_prints import NoPrinter, print_all

FORMS = (
    "form2-2024", "form2-2024", "form2-2019", "form2-2014", "form3-2024", "form4-2024", "form3-2014", "form3-2016",
    "form3-2018", "form4-2014", "form4-2016", "form4-2018",
)  # fmt: skip
"""Form versions in turn; the newest 様式2 twice, as it is the most common."""


def write_book(folder: Path, seed: int, form: str = "") -> Path:
    """One filled workbook and its truth; the same for the same arguments. Gives the workbook's path."""
    used = form or FORMS[seed % len(FORMS)]
    edition = generate(seed, form=used).editions[-1]
    data, cut = to_workbook(edition, Habits.drawn(seed))
    path = folder / f"{used}-{seed:05}.xlsx"
    _write(path, data)
    truth = {"edition": to_data(edition), "cut_rows": list(cut)}
    _write(path.with_suffix(".truth.json"), json.dumps(truth, ensure_ascii=False, indent=1).encode())
    return path


def _write(path: Path, data: bytes) -> None:
    """The file as a whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    os.replace(name, path)


def write_files(folder: Path, *, xlsx: int, pdf: int, seed: int, form: str = "") -> list[Path]:
    """``xlsx`` workbooks and after them ``pdf`` printed ones, from ``seed`` on; raises :class:`NoPrinter`."""
    folder.mkdir(parents=True, exist_ok=True)
    books = [write_book(folder, seed + n, form) for n in range(xlsx)]
    printed = [write_book(folder, seed + xlsx + n, form) for n in range(pdf)]
    made = print_all(printed, folder) if printed else []
    for book in printed:
        book.unlink()
    return books + made


def main(arguments: Sequence[str]) -> int:
    """The command ``files``; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pia_audit.synthetic files", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--xlsx", type=int, default=10, metavar="N")
    parser.add_argument("--pdf", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", default="", choices=("", *sorted(set(FORMS))))
    options = parser.parse_args(arguments)
    try:
        made = write_files(options.folder, xlsx=options.xlsx, pdf=options.pdf, seed=options.seed, form=options.form)
    except (NoPrinter, OSError) as error:
        parser.exit(2, f"{parser.prog}: {type(error).__name__}: {error}\n")
    print(f"{len(made)} files in {options.folder}")
    return 0
