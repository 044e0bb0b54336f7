"""What ``audit`` and ``reconcile`` share: the settings and the baseline beside the options, and the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pia_audit.audits import baseline, settings
from pia_audit.audits.baseline import Baseline
from pia_audit.audits.run import audit
from pia_audit.cli.language import stop
from pia_audit.cli.output import incomplete, save
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit


def baseline_of(path: Path | None, lang: str, *, renew: bool) -> Baseline | None:
    """The baseline, or exit status 2; a missing one is empty only where it is about to be written (``renew``)."""
    wording = Wording(lang)
    if path is None:
        if renew:
            stop(wording.say("settings", "usage.no_baseline"))
        return None
    if renew and not path.exists():
        return Baseline()
    return baseline.read(path)


def judged(
    corpus: Corpus,
    options: settings.Settings,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_confidence: str,
    as_of: date | None,
    baseline: Baseline | None = None,
) -> Audit:
    """The audit of a corpus; the command line goes before the settings, also before those of single reports."""
    chosen = audit_options(options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of)
    return audit(corpus, **chosen, baseline=baseline)


def audit_options(
    options: settings.Settings,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_confidence: str,
    as_of: date | None,
) -> dict[str, Any]:
    """The options of :func:`pia_audit.audits.run.audit`, but for the baseline."""
    reports = {
        name: replace(
            report_settings,
            select=() if select else report_settings.select,
            ignore=() if ignore else report_settings.ignore,
        )
        for name, report_settings in options.reports.items()
    }
    return {
        "select": select or options.select,
        "ignore": ignore or options.ignore,
        "min_confidence": min_confidence,
        "suppressions": options.suppressions,
        "today": as_of or date.today(),
        "as_of": as_of or date.today(),
        "calendar": options.calendar,
        "severity": options.severity,
        "reports": reports,
    }


def renew(path: Path | None, result: Audit, lang: str, *, wanted: bool) -> None:
    """Write the baseline again, where that was asked for: what was found, and what this audit did not look for."""
    if wanted and path is not None:
        save(baseline.text(result.known).encode("utf-8", "replace"), path, lang)


def status(result: Audit, lost: Iterable[Unread], fail_on: str) -> int:
    """2 when something could not be read or a rule not be run, else 1 for findings at ``fail_on``, else 0.

    With a baseline only findings that are new to it count.
    """
    return 2 if incomplete(lost) or result.unread_rules() else int(result.reaches(fail_on))
