"""A small 基礎項目評価書 as a workbook, a page and a text, for tests that hide, strike and lose parts of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.model import Edition
from pia_audit.readers import read

HEAD = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
SYSTEMS = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"
OUTLINE = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
UNIT = "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"

BODY: tuple[tuple[str, ...], ...] = (
    ("特定個人情報保護評価書（基礎項目評価書）",),
    ("評価書番号", "3"),
    ("評価書名", "見本手当の支給に関する事務"),
    ("評価実施機関名", "見本市長"),
    ("公表日", "令和7年6月30日"),
    ("Ⅰ 関連情報",),
    ("1. 特定個人情報ファイルを取り扱う事務",),
    ("①事務の名称", "見本手当の支給に関する事務"),
    ("②事務の概要", "見本手当の認定を行う。"),
    ("③システムの名称", "福祉総合システム、中間サーバー"),
    ("5. 評価実施機関における担当部署",),
    ("①部署", "福祉部手当課"),
    ("②所属長の役職名", "手当課長"),
    ("変更箇所",),
)
ROWS: tuple[tuple[str, ...], ...] = (
    ("令和5年4月1日", SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", "事後", ""),
    ("令和6年4月1日", UNIT, "福祉部福祉課", "福祉部手当課", "事後", "軽微な変更"),
    ("令和7年4月1日", OUTLINE, "見本手当の支給を行う。", "見本手当の認定を行う。", "事前", ""),
)
TOP = len(BODY) + 2
"""The first row of a change in the sheet, rows from 1."""


def workbook(
    path: Path, change: Callable[[Worksheet], None], head: Sequence[str] = HEAD, rows: Sequence[Sequence[str]] = ROWS
) -> Path:
    """The report in one sheet, written by openpyxl, once something was done to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "様式2"
    for row in (*BODY, head, *rows):
        sheet.append([text or None for text in row])
    change(sheet)
    book.save(path)
    return path


def shared(path: Path, rows: Sequence[Sequence[str]] = ROWS) -> Path:
    """The report in one sheet, written by xlsxwriter, its texts shared."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("様式2")
    for number, row in enumerate((*BODY, HEAD, *rows)):
        for column, words in enumerate(row):
            if words:
                sheet.write_string(number, column, words)
    book.close()
    return path


def rewritten(path: Path, part: str, change: Callable[[str], str], **more: str) -> Path:
    """A workbook with one of its parts changed as text, for what only Excel writes; ``more`` are parts to add."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content.decode()).encode() if info.filename == part else content)
        for name, text in more.items():
            new.writestr(name, text)
    path.write_bytes(buffer.getvalue())
    return path


def page(path: Path, head: Sequence[str] = HEAD, rows: Sequence[Sequence[str]] = ROWS, style: str = "") -> Path:
    """The report as a web page; cells may hold markup, and a row that begins with ``<tr`` is written as it is."""
    lines = "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in BODY)
    table = "".join(
        row[0] if row[0].startswith("<tr") else f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>"
        for row in (head, *rows)
    )
    text = f"<!DOCTYPE html><html><head><style>{style}</style></head><body><table>{lines}</table><table>{table}</table>"
    path.write_text(text + "</body></html>", encoding="utf-8")
    return path


def text(path: Path, head: Sequence[str] = HEAD, rows: Sequence[Sequence[str]] = ROWS) -> Path:
    """The report as a converter's text."""
    path.write_text("\n".join("\t".join(row) for row in (*BODY, head, *rows)) + "\n", encoding="utf-8")
    return path


WRITERS: dict[str, Callable[..., Path]] = {
    "xlsx": lambda path, **kw: workbook(path, lambda _: None, **kw), "html": page, "txt": text,
}  # fmt: skip


def edition(path: Path) -> Edition:
    """What is read from a file that is a report."""
    report = read(path)
    assert isinstance(report, Edition), report
    return report


def table(report: Edition) -> list[tuple[Any, ...]]:
    """Every change row as a person has it: day, 項目, texts, timing and note."""
    return [(r.changed_on, r.label, r.before, r.after, r.timing, r.note) for r in report.changes]


def notices(report: Edition) -> list[tuple[str, str, Any]]:
    """What is told of the reading: code, place and count."""
    return [(u.code, u.locator, u.params.get("count")) for u in report.unread]
