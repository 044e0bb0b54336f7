"""What ``audit`` and ``reconcile`` share: the settings and the baseline beside the options, and the exit status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pia_audit.audits import baseline
from pia_audit.audits.baseline import Baseline
from pia_audit.cli.language import stop
from pia_audit.cli.output import save
from pia_audit.messages.wording import Wording

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


def renew(path: Path | None, result: Audit, lang: str, *, wanted: bool) -> None:
    """Write the baseline again, where that was asked for: what was found, and what this audit did not look for."""
    if wanted and path is not None:
        save(baseline.text(result.known).encode("utf-8", "replace"), path, lang)
