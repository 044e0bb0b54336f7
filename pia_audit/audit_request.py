"""An audit from end to end, as every command comes through it: what is asked, and the report that renders itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.audits import run
from pia_audit.audits.baseline import Baseline
from pia_audit.audits.decisions import Decision
from pia_audit.audits.run import Audit
from pia_audit.audits.settings import Settings
from pia_audit.model import NOTICES, FileEntry, Unread, notebook_views
from pia_audit.model.frames import Corpus
from pia_audit.reports.formats import FORMATS, Result
from pia_audit.reports.report import AuditReport, build


class Request(Struct, frozen=True):
    """What is asked of an audit.

    ``select`` and ``ignore`` are codes of rules or their beginnings and go before those of the ``settings``, also
    before what these choose for single reports; ``min_confidence`` is the least confidence of the findings (``high``,
    ``medium``, ``low``), ``as_of`` the day taken for today (default: the real one). ``baseline`` holds the findings of
    an earlier audit, ``decisions`` what was decided on them.
    """

    settings: Settings = field(default_factory=Settings)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: str = "low"
    as_of: date | None = None
    baseline: Baseline | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def today(self) -> date:
        """The day taken for today."""
        return self.as_of or date.today()

    def options(self) -> dict[str, Any]:
        """The options of :func:`pia_audit.audits.run.audit`, but for the baseline."""
        chosen = self.settings
        reports = {
            name: replace(
                choice, select=() if self.select else choice.select, ignore=() if self.ignore else choice.ignore
            )
            for name, choice in chosen.reports.items()
        }
        return {
            "select": self.select or chosen.select,
            "ignore": self.ignore or chosen.ignore,
            "min_confidence": self.min_confidence,
            "suppressions": chosen.suppressions,
            "today": self.today,
            "as_of": self.today,
            "calendar": chosen.calendar,
            "severity": chosen.severity,
            "reports": reports,
        }


class Report(Struct, frozen=True):
    """An audit (``audit``), the same in words (``words``) and what could not be read (``lost``)."""

    audit: Audit
    words: AuditReport
    lost: tuple[Unread, ...] = ()
    compared: bool = False

    def result(self, width: int | None = None) -> Result:
        """What the formats lay out; ``width``: columns of a screen (``None``: any number)."""
        return Result(self.audit, self.words, self.compared, width)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        """How many findings there are, where a notebook has no room for more."""
        printer.text(f"Report({self.words.summary})")

    def _repr_html_(self) -> str:
        """The report in a notebook."""
        return notebook_views.html("report", self.audit, self.words)

    def to_text(self, form: str = "table", width: int | None = None) -> str:
        """The report in a format of text.

        Args:
            form: a format of :data:`pia_audit.reports.formats.FORMATS` but ``xlsx``.
            width: columns of the screen, for ``table``.

        Raises:
            KeyError: for another format.
        """
        text = FORMATS[form].text
        if text is None:
            raise KeyError(form)
        return text(self.result(width))

    def to_html(self) -> str:
        """The page to look at, print and file."""
        return self.to_text("html")

    def to_json(self) -> str:
        """The document for programs."""
        return self.to_text("json")

    def to_xlsx(self, path: Path) -> None:
        """Write the workbook to work in; raises ``OSError``."""
        write = FORMATS["xlsx"].file
        if write is not None:
            write(self.result(), path)

    def status(self, fail_on: str = "error") -> int:
        """2 when something could not be read or a rule not be run, else 1 for findings at ``fail_on``, else 0.

        With a baseline only findings that are new to it count.
        """
        incomplete = any(u.code not in NOTICES for u in self.lost)
        return 2 if incomplete or self.audit.unread_rules() else int(self.audit.reaches(fail_on))


def run_audit(
    corpus: Corpus,
    request: Request | None = None,
    lang: str = "ja",
    *,
    lost: Sequence[Unread] = (),
    files: Iterable[FileEntry] = (),
    compared: bool = False,
) -> Report:
    """Audit a corpus and put the result in words.

    Args:
        corpus: the frames of any number of editions; reconciled already, or not.
        request: what is asked; without it every rule, as of today.
        lang: ``ja`` or ``en``.
        lost: what could not be read, of whole files and of places in the editions.
        files: the account of the files.
        compared: whether the differences of two editions belong to the report, as ``reconcile`` shows them.

    Returns:
        The report, which renders itself.

    Raises:
        BadQuestions: when a file of questions that the settings name cannot be used.
    """
    request = request or Request()
    result = run.audit(corpus, **request.options(), baseline=request.baseline)
    if request.decisions:
        from pia_audit.checklists import basis, questions  # most audits have no decisions

        areas = questions.all_areas(request.settings.questions)
        result = basis.decided(result, request.decisions, request.today, areas, lost)
    return Report(result, build(result, lang, tuple(lost), tuple(files)), tuple(lost), compared)
