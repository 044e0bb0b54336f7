"""An answered letter as tables of decisions, in the form in which filled sheets are read. Nothing in it is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from lxml import etree
from msgspec import Struct

from pia_audit.audits.decisions import VERDICTS
from pia_audit.checklists import marks
from pia_audit.checklists.decision_table import word
from pia_audit.checklists.filled import Problem
from pia_audit.checklists.filled_workbook import RawSheet
from pia_audit.checklists.letters.columns import COLUMNS, PRINTED, check
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import LANGUAGES, Wording

BODY = "word/document.xml"
"""The part of a .docx that holds its text."""

MAX_BODY = 16 * 1024 * 1024
"""The largest text of a letter that is read, in bytes."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = {
    "verdict": "判定",
    "reason": "理由・是正内容",
    "by": "点検者",
    "on": "点検日",
    "until": "期限",
    "sign": "照合記号",
}
"""The head words of a checklist under which the cells are handed on."""

_BOX = regex(r"\s*([□☐■☑☒✓✔✅☑️レ●◉〇○◯])\s*(.+)")
_UNTICKED = "□☐"
_CHECK = regex(r"[0-9a-f]{8}")
_GONE = ("del", "moveFrom", "instrText")


class Table(RawSheet, frozen=True):
    """A letter's table; a cell is found by table, line and head."""

    def place(self, row: int, column: int) -> str:  # noqa: ARG002
        """Where a line stands, as whoever has the letter open counts."""
        return f"{self.name} {row}"


class _Line(Struct, frozen=True):
    """A line of a letter's table: its number in the table, and its cells by the names of their columns."""

    number: int
    cells: dict[str, str]

    @property
    def signs(self) -> list[str]:
        """The references of the findings it asks about, a line each; an empty one where there is none."""
        lines = ["".join(line.split()) for line in self._sign_lines()]
        return [line for line in lines if line and not _CHECK.fullmatch(line)] or [""]

    @property
    def check(self) -> str:
        """The check on the printed cells, which stands last."""
        lines = self._sign_lines()
        return lines[-1] if lines and _CHECK.fullmatch(lines[-1]) else ""

    def _sign_lines(self) -> list[str]:
        return [line.strip() for line in self.cells.get("sign", "").strip().splitlines()]

    def is_changed(self) -> bool:
        """Whether what was printed is no longer what was asked."""
        printed = (self.cells.get(name, "") for name in PRINTED)
        return bool(self.check) and check(*printed, signs=self.signs) != self.check

    def is_answered(self) -> bool:
        """Whether anybody has written anything into the line."""
        return bool(
            ticked(self.cells.get("verdict", "")) or any(self.cells.get(n, "").strip() for n in ("reason", "until"))
        )


def is_letter(data: bytes) -> bool:
    """Whether a file's bytes are a text document (.docx)."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return BODY in packed.namelist()
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError):
        return False


def open_letter(source: str, data: bytes) -> tuple[list[RawSheet], list[Problem]]:
    """The tables of an answered letter, each with its report's mark, and what is to be told of it.

    A line is handed on with who answered and when, which stand once in the letter. Never raises for content.
    """
    try:
        body = _body(data)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, KeyError, OSError, ValueError) as error:
        return [], [Problem(source, "", "letter-broken", "file", {"reason": str(error)[:200]})]
    tables: list[RawSheet] = []
    problems: list[Problem] = []
    by, on = "", ""
    mark_text = ""
    for element in body:
        if element.tag == f"{_W}p":
            text = _text(element)
            mark_text = text.strip() if text.lstrip().startswith("pia-audit/1 ") else mark_text
        elif element.tag == f"{_W}tbl":
            rows = list(_rows(element))
            if signature := _signature(rows):
                by, on = signature
            elif heads := _heads(rows):
                table, table_problems = _table(source, len(tables) + 1, mark_text, heads, rows, (by, on))
                tables.append(table)
                problems += table_problems
                mark_text = ""
    if not tables and not problems:
        problems.append(Problem(source, "", "no-letter", "file"))
    return tables, problems


def _body(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if packed.getinfo(BODY).file_size > MAX_BODY:
            raise ValueError(f"{BODY} > {MAX_BODY}")
        text = packed.read(BODY)
    if b"<!DOCTYPE" in text[:4096]:
        raise ValueError("DOCTYPE")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    body = etree.fromstring(text, parser).find(f"{_W}body")
    if body is None:
        raise ValueError("w:body")
    return body


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is table:
            yield [_text(cell) for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]


def _text(element: Any) -> str:
    """The text that stands there: what was struck out with changes being tracked does not."""
    paragraphs = [element] if element.tag == f"{_W}p" else list(element.iter(f"{_W}p"))
    return "\n".join("".join(_signs(p)) for p in paragraphs)


_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t"}


def _signs(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(f"{_W}t", *_BREAKS):
        if not any(next(node.iterancestors(f"{_W}{name}"), None) is not None for name in _GONE):
            yield node.text or "" if node.tag == f"{_W}t" else _BREAKS[node.tag]


@cache
def _vocabulary() -> dict[str, str]:
    """What each head of a letter stands for, in either language; ``by`` and ``on`` are those of the first table."""
    both = [Wording(lang) for lang in LANGUAGES]
    heads = {word(w.say("letters", f"column.{name}")): name for w in both for name in COLUMNS}
    signature = {
        word(w.say("letters", f"letter.{key}")): name for w in both for key, name in (("by", "by"), ("on_head", "on"))
    }
    return heads | signature


def _heads(rows: Sequence[list[str]]) -> dict[int, str] | None:
    """The columns of a table of questions by their numbers; nothing for another table."""
    names = {n: _vocabulary().get(word(text), "") for n, text in enumerate(rows[0] if rows else ())}
    return names if {"verdict", "reason", "until", "sign"} <= set(names.values()) else None


def _signature(rows: Sequence[list[str]]) -> tuple[str, str] | None:
    """Who answered and when, from the table that asks for it."""
    cells = [text for row in rows for text in row]
    keys = [_vocabulary().get(word(text)) for text in cells]
    if "by" not in keys or "on" not in keys:
        return None
    values = {key: cells[n + 1].strip() for n, key in enumerate(keys[:-1]) if key in ("by", "on")}
    return values.get("by", ""), values.get("on", "")


def _table(
    source: str,
    number: int,
    mark_text: str,
    heads: dict[int, str],
    rows: Sequence[list[str]],
    signature: tuple[str, str],
) -> tuple[RawSheet, list[Problem]]:
    """A table as a sheet with a mark, the heads of a checklist and its lines; and what is to be told of it."""
    name = f"表{number}"
    lines = [
        _Line(n, {heads[c]: text for c, text in enumerate(row) if heads.get(c)})
        for n, row in enumerate(rows[1:], 1)
        if [_vocabulary().get(word(t)) for t in row] != [h or None for h in heads.values()]
    ]
    problems = [
        Problem(source, f"{name} {line.number}", "letter-changed", "note") for line in lines if line.is_changed()
    ]
    problems += _missing(source, name, mark_text, lines)
    columns = list(_SHEET)
    cells = [(2, dict(enumerate(_SHEET.values())))]
    cells += [
        (line.number, {columns.index(k): text for k, text in {**_filled(line, signature), "sign": character}.items()})
        for line in lines
        for character in line.signs
    ]
    return Table(name, ((1, {0: _without_questions(mark_text)} if mark_text else {}), *cells)), problems


def _filled(line: _Line, signature: tuple[str, str]) -> dict[str, str]:
    """What a line says, under the names of a checklist's columns; who answered only where it is answered."""
    by, on = signature if line.is_answered() else ("", "")
    return {
        "verdict": _verdict(line.cells.get("verdict", "")), "reason": line.cells.get("reason", "").strip(), "by": by,
        "on": on, "until": line.cells.get("until", "").strip(),
    }  # fmt: skip


def ticked(text: str) -> list[str]:
    """What is chosen in a cell of boxes; in one without any what stands there."""
    boxes = [match.groups() for line in text.splitlines() if (match := _BOX.fullmatch(line))]
    if not boxes:
        return [text.strip()] if text.strip() else []
    return [choice.strip() for box, choice in boxes if box not in _UNTICKED]


def _verdict(text: str) -> str:
    """The verdict as a checklist words it; what is none, or are several, as it was written."""
    chosen = ticked(text)
    verdict = _choices().get(word(chosen[0])) if len(chosen) == 1 else None
    return verdict or "・".join(chosen)


@cache
def _choices() -> dict[str, str]:
    """Each choice of a letter, and the checklist's word for it."""
    sheet = Wording("ja")
    return {
        word(Wording(lang).say("letters", f"choice.{v}")): sheet.say("decisions", f"verdict.{v}")
        for lang in LANGUAGES
        for v in VERDICTS
    }


def _without_questions(mark_text: str) -> str:
    """The mark for a table that has no questions of a checklist; a broken one is handed on for its reader to refuse."""
    try:
        report_id, digest, _ = marks.read_mark(mark_text) or ("", "", 0)
    except marks.BadMark:
        return mark_text
    return marks.mark(report_id, digest, 0)


def _missing(source: str, name: str, mark_text: str, lines: Sequence[_Line]) -> Iterator[Problem]:
    """Lines that were cut out of the letter, and lines nobody has answered."""
    try:
        _, _, count = marks.read_mark(mark_text) or ("", "", 0)
    except marks.BadMark:
        return
    if len(lines) < count:
        yield Problem(source, name, "letter-cut", "note", {"count": count - len(lines), "of": count})
    silent = sum(not line.is_answered() for line in lines)
    if silent:
        yield Problem(source, name, "undecided-findings", "note", {"count": silent, "of": len(lines)})
