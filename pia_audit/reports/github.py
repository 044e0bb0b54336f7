"""Workflow commands of GitHub Actions: a line for each finding, which the run shows beside the file.

A line is a command wherever it begins with ``::``; so every text stands in one line, escaped, behind the command's own
beginning, and no report can give a command of its own.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.model import NOTICES
from pia_audit.reports.findings_list import places
from pia_audit.reports.report import AuditReport, Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_LINE = regex(r"L(\d+)(?:\.\d+)?")
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def audit(report: AuditReport) -> str:
    """The findings that count, what could not be read, and how many there are; what is set aside has no line."""
    wording = Wording(report.lang)
    lines = [_finding(f, wording) for f in report.findings if f.suppressed is None]
    lines += [
        _command("error" if u.fatal else "warning", _place(u.source, u.locator), wording.reason(u))
        for u in report.unread
        if u.code not in NOTICES
    ]
    lines.append(wording.say("model", "github.summary", **report.summary))
    return "".join(f"{line}\n" for line in lines)


def _finding(f: Finding, wording: Wording) -> str:
    first = next(iter(f.evidence), None)
    position = _place(first.source, first.locator) if first else {}
    title = " ".join(t for t in (f.rule, f.title) if t)
    message = wording.ui("please_check", message=f.message)
    return _command(
        _LEVELS[f.severity], {**position, "title": title}, "\n".join([message, *places(f, wording), f.todo])
    )


def _place(source: str, locator: str) -> dict[str, str]:
    """The file as seen from the working folder, and the line of a text; cells and boxes are told in the message."""
    if not source:
        return {}
    path = PurePath(os.path.abspath(source))
    name = path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.as_posix()
    line = _LINE.fullmatch(locator)
    return {"file": name, **({"line": line[1]} if line else {})}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    property_list = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{level}{' ' if property_list else ''}{property_list}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for character, escape in escapes:
        text = text.replace(character, escape)
    return text
