"""The formats of ``--format`` for ``audit`` and ``reconcile``: a line each, and its renderer is loaded when asked for.

A format is added by a line in :data:`FORMATS` and a renderer beside the others.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit
    from pia_audit.reports.report import AuditReport


class Result(Struct, frozen=True):
    """What is laid out: the audit, the same in words, whether the differences of ``reconcile`` belong to it, and how
    many columns the screen has (``None``: any number)."""

    audit: Audit
    report: AuditReport
    compared: bool = False
    width: int | None = None


class Format(Struct, frozen=True):
    """A format: ``text`` gives it as a whole, or ``file`` writes it.

    ``holds_unread`` and ``holds_rest`` tell whether it has a place for what could not be read, and for decisions and
    what was not checked; what it has none for is told beside it. ``for_people`` texts are cleaned of what would steer
    a terminal, ``marked`` files begin with the mark of UTF-8.
    """

    text: Callable[[Result], str] | None = None
    file: Callable[[Result, Path], None] | None = None
    holds_unread: bool = True
    holds_rest: bool = True
    for_people: bool = False
    marked: bool = False


def _renderer(module: str) -> Any:
    return import_module(f"pia_audit.reports.{module}")


def _screen(result: Result) -> str:
    """Tables and findings, as wide as the screen."""
    if result.compared:
        return str(_renderer("differences").reconcile_table(result.audit, result.report, result.width))
    return str(_renderer("screen").audit(result.report, result.width))


def _csv(result: Result) -> str:
    """The list of findings alone, for a spreadsheet."""
    return str(_renderer("findings_list").as_csv(result.report))


def _html(result: Result) -> str:
    """The page to look at, print and file."""
    return str(_renderer("html").audit_page(result.audit, result.report))


def _json(result: Result) -> str:
    """The document for programs; for ``reconcile`` with differences and rows."""
    if result.compared:
        return str(_renderer("differences").reconcile_json(result.audit, result.report))
    return str(_renderer("json_document").audit(result.report))


def markdown(result: Result) -> str:
    """The findings for an issue or a mail; for ``reconcile`` the 新旧対照表 before them."""
    compared = ""
    if result.compared:
        sheet = _renderer("comparative").sheet(result.audit.corpus, result.report.lang)
        compared = _renderer("comparative.markdown").as_markdown(sheet, 2).rstrip("\n")
    return str(_renderer("markdown").audit(result.report, compared))


def _sarif(result: Result) -> str:
    """SARIF for other tools."""
    return str(_renderer("sarif").audit(result.report))


def _junit(result: Result) -> str:
    """JUnit XML for build servers."""
    return str(_renderer("junit").audit(result.report))


def _github(result: Result) -> str:
    """Annotations of GitHub Actions."""
    return str(_renderer("github").audit(result.report))


def _xlsx(result: Result, path: Path) -> None:
    """The workbook to work in."""
    _renderer("xlsx").write(result.audit, result.report, path, contrasted=result.compared)


FORMATS = {
    "table": Format(_screen, for_people=True),
    "csv": Format(_csv, holds_unread=False, holds_rest=False, marked=True),
    "html": Format(_html),
    "json": Format(_json),
    "markdown": Format(markdown),
    "sarif": Format(_sarif),
    "junit": Format(_junit),
    "github": Format(_github, holds_rest=False, for_people=True),
    "xlsx": Format(file=_xlsx, holds_unread=False),
}
"""The formats by name, the one without ``--format`` first."""
