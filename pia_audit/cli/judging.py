"""What ``audit`` and ``reconcile`` share: the settings beside the options, and the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pia_audit import settings
from pia_audit.cli.options import incomplete, stop
from pia_audit.model import Corpus, Unread
from pia_audit.reports.wording import Wording

if TYPE_CHECKING:
    from pia_audit.auditing import Audit


def settings_of(config: Path | None, lang: str) -> settings.Settings:
    """The settings, or exit status 2 with what is wrong in the file."""
    try:
        return settings.load(config)
    except settings.BadSettings as error:
        stop(Wording(lang).ui("usage_bad_config", path=error.path, reason=error.reason))
        raise AssertionError from error  # stop never returns


def judged(
    corpus: Corpus,
    options: settings.Settings,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_confidence: str,
    as_of: date | None,
) -> Audit:
    """The audit of a corpus; the command line goes before the settings."""
    from pia_audit.auditing import audit

    return audit(
        corpus, **audit_options(options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of)
    )


def audit_options(
    options: settings.Settings,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_confidence: str,
    as_of: date | None,
) -> dict[str, Any]:
    """The options of :func:`pia_audit.auditing.audit`; the command line goes before the settings."""
    return {
        "select": select or options.select,
        "ignore": ignore or options.ignore,
        "min_confidence": min_confidence,
        "suppressions": options.suppressions,
        "today": as_of or date.today(),
        "as_of": as_of,
        "calendar": options.calendar,
    }


def status(result: Audit, lost: Iterable[Unread], fail_on: str) -> int:
    """2 when something could not be read or a rule not be run, else 1 for findings at ``fail_on``, else 0."""
    return 2 if incomplete(lost) or result.unread_rules() else int(result.reaches(fail_on))
