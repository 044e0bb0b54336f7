"""Fills checklists in as a person would, and saves them again with a real office program."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from pia_audit.checklists.marks import read_sign

HEAD = 8  # the row of the heads in a checklist as made, 1 = first
COLUMNS = {"verdict": 6, "reason": 7, "by": 8, "on": 9, "until": 10, "sign": 11}
WORDS = {"fine": "適", "correct": "要是正", "open": "確認中", "not-applicable": "対象外"}

PROFILE = tempfile.TemporaryDirectory(prefix="office-")  # made once: the program takes seconds for a new one

# The same day in the notations people type.
DAYS: tuple[Callable[[date], Any], ...] = (
    lambda d: d,
    lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日",
    lambda d: f"R{d.year - 2018}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}".translate(str.maketrans("0123456789/", "０１２３４５６７８９／")),
    lambda d: (d - date(1899, 12, 30)).days,
)


def sheets(path: Path) -> Iterator[tuple[Any, Any]]:
    """The book with each of its checklist pages; the overview is none."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        if page.cell(HEAD, COLUMNS["sign"]).value:
            yield book, page


def rows(page: Any) -> Iterator[int]:
    """The rows of questions and findings."""
    for row in range(HEAD + 1, page.max_row + 1):
        if page.cell(row, COLUMNS["sign"]).value:
            yield row


def put(page: Any, row: int, **cells: Any) -> None:
    """Write into a row's cells by the head's key."""
    for key, value in cells.items():
        page.cell(row, COLUMNS[key]).value = value


def fill(path: Path, until: date = date(2026, 6, 30), on: date = date(2026, 4, 1)) -> dict[str, tuple[Any, ...]]:
    """Fill every row of every page, each in another way; what each sign should come back with."""
    entries: dict[str, tuple[Any, ...]] = {}
    number = 0
    pages = list(sheets(path))
    for _, page in pages:
        for row in rows(page):
            number += 1
            verdict = tuple(WORDS)[number % 4]
            reason = f"理由{number}　=1+1\n二行目" if verdict != "not-applicable" else None
            due = DAYS[number % 5](until) if verdict in ("correct", "open") else None
            word = f" {WORDS[verdict]}　" if number % 3 == 0 else WORDS[verdict]
            put(page, row, verdict=word, reason=reason, by=f"総務課 山田{number}", on=DAYS[number % 4](on), until=due)
            sign = read_sign(page.cell(row, COLUMNS["sign"]).value) or {}
            key = (page.title, sign.get("question") or sign.get("fingerprint"))
            entries[str(key)] = (verdict, reason or "", f"総務課 山田{number}", on, until if due is not None else None)
    pages[0][0].save(path)
    return entries


def shuffled(path: Path) -> None:
    """Sort every page's rows backward, put a column before the verdict and rows above the heads, rename the pages."""
    book = openpyxl.load_workbook(path)
    for number, page in enumerate(book.worksheets):
        if not page.cell(HEAD, COLUMNS["sign"]).value:
            continue
        table = [[c.value for c in line] for line in page.iter_rows(min_row=HEAD + 1, max_row=page.max_row)]
        for at, line in enumerate(sorted(table, key=lambda v: str(v[1]), reverse=True), HEAD + 1):
            for column, value in enumerate(line, 1):
                page.cell(at, column).value = value
        page.insert_cols(COLUMNS["verdict"])
        page.cell(HEAD, COLUMNS["verdict"]).value = "課内メモ"
        page.insert_rows(1, 3)
        page.title = f"点検済 {number}"
    book.save(path)


def saved_again(path: Path, soffice: str, folder: Path) -> Path:
    """The workbook as LibreOffice writes it."""
    target = folder / "again"
    arguments = [soffice, f"-env:UserInstallation=file://{PROFILE.name}", "--headless", "--convert-to", "xlsx",
                 "--outdir", str(target), str(path)]  # fmt: skip
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    return target / path.name
