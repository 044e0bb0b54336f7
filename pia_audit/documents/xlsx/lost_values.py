"""Cells of a workbook whose value is not in the file: errors, and formulas that no program has worked out."""

from __future__ import annotations

import re
from typing import Literal

from pia_audit.documents.xlsx.parts import attributes
from pia_audit.japanese.patterns import regex

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
