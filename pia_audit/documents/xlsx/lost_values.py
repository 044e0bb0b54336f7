"""Cells of a workbook whose value is not in the file: errors, and formulas that no program has worked out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from pia_audit.documents.xlsx.parts import attributes
from pia_audit.japanese.patterns import regex

_KNOWN_ERRORS = {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
"""The errors of every version. The library that reads the cells gives a workbook up for any other."""
_OPENED_VALUE = regex(rb"(<(?:\w+:)?v>)([^<]*)(?=<)")

Loss = Literal["error", "formula", "picture", "control"]

_CELL = regex(rb"<(?:\w+:)?c\b([^<>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ERROR = regex(rb"""<(?:\w+:)?c\b[^<>]*\bt\s*=\s*["']e["']""")
_FORMULA = regex(rb"<(?:\w+:)?f[\s>/]")
_PLAIN = regex(rb"<f[\s>/]")
_VALUE = regex(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is\b")
_EMPTY = regex(rb"<(?:\w+:)?v\s*/?>")


def lost_values(sheet: bytes) -> dict[str, Loss]:
    """The cells (``A3``) without a value, and why. A formula that gave an empty text has one."""
    # Plain bytes are found much sooner than patterns, and most sheets have none of them.
    errors = (b'"e"' in sheet or b"'e'" in sheet) and _ERROR.search(sheet) is not None
    formulas = _PLAIN.search(sheet) is not None or (b":f" in sheet and _FORMULA.search(sheet) is not None)
    if not errors and not formulas:
        return {}
    out: dict[str, Loss] = {}
    for tag, content in _CELL.findall(sheet):
        if b"e" not in tag and b"<f" not in content and b":f" not in content:
            continue
        attrs = attributes(tag)
        if "r" not in attrs:
            continue
        if attrs.get("t") == "e":
            out[attrs["r"]] = "error"
        elif _FORMULA.search(content) and not _has_value(attrs.get("t", ""), content):
            out[attrs["r"]] = "formula"
    return out


def _has_value(kind: str, content: bytes) -> bool:
    return _VALUE.search(content) is not None or (kind == "str" and _EMPTY.search(content) is not None)


def with_known_errors(data: bytes) -> bytes:
    """A workbook in which errors that newer programs write (#SPILL!, #CALC!, #FIELD!) are errors of every version."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
            new.writestr(info.filename, _CELL.sub(_known_error, content) if is_sheet else content)
    return out.getvalue()


def _known_error(cell: re.Match[bytes]) -> bytes:
    value = _OPENED_VALUE.search(cell[2])
    if value is None or value[2].strip() in _KNOWN_ERRORS or attributes(cell[1]).get("t") != "e":
        return cell[0]
    start, end = cell.start(2) - cell.start() + value.start(2), cell.start(2) - cell.start() + value.end(2)
    return cell[0][:start] + b"#VALUE!" + cell[0][end:]
