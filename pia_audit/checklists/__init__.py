"""The self-inspection sheet (自己点検票): its questions, what the tool says to each, and filled sheets taken back.

For notebooks ``workbook`` lays a sheet out, ``take`` reads filled ones and ``read_text`` tells what was read; each is
loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pia_audit.checklists.intake import take
    from pia_audit.checklists.sheet.intake_summary import read_text
    from pia_audit.checklists.sheet.xlsx import workbook

__all__ = ["read_text", "take", "workbook"]

_IN = {"read_text": "sheet.intake_summary", "take": "intake", "workbook": "sheet.xlsx"}


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
