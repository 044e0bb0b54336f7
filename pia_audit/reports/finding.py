"""A finding in words, frozen: what renderers and the grouping by cause look at."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pia_audit.audits.suppressions import Suppression
from pia_audit.reports.decision_phrases import Decided


class Evidence(Struct, frozen=True):
    """A raw text and where it stands; ``role`` says in words what it is (行25（2025-01-01）変更後), or nothing."""

    source: str
    locator: str
    text: str | None
    role: str = ""


def day_text(on: str | date | None, first: str | date | None, last: str | date | None) -> str | None:
    """変更日 as ISO day; of one that is no single day the first and the last day; ``None`` where none is known."""
    return str(on) if on else f"{first}～{last}" if first and last else None


class Finding(Struct, frozen=True):
    """One finding, worded; the texts are raw, and ``expected_role`` and ``actual_role`` say in words what each is.
    ``change``: they are 変更前 and 変更後 of one row.

    ``suppressed`` says why it was set aside: by the settings (``suppression``), or by a ``decision``, which is there
    as well where something is to be corrected or still looked at. ``cause`` is the same sentence in findings of one
    edition that have one cause. ``current``: it concerns what the report says as published last.
    """

    rule: str
    slug: str
    severity: str
    confidence: str
    report_id: str
    edition: str | None
    item: str | None
    item_label: str | None
    row: int | None
    changed_on: str | None
    timing: str | None
    title: str
    message: str
    basis: str
    todo: str
    expected: str | None
    actual: str | None
    similarity: float | None
    evidence: tuple[Evidence, ...]
    fingerprint: str
    suppressed: str | None
    suppression: Suppression | None = None
    baseline: str | None = None
    decision: Decided | None = None
    cause: str | None = None
    changed_from: str | None = None
    changed_to: str | None = None
    expected_role: str = ""
    actual_role: str = ""
    change: bool = False
    current: bool = False

    @property
    def on(self) -> str | None:
        """変更日 as :func:`day_text` writes it."""
        return day_text(self.changed_on, self.changed_from, self.changed_to)

    @property
    def quoted(self) -> bool:
        """Whether the message itself holds the one text there is, so that showing it again would tell nothing; two are
        always shown, each named by what it is."""
        return not (self.expected and self.actual) and all(
            " ".join(t.split()) in self.message for t in (self.expected, self.actual) if t
        )


def standing_in(f: Finding) -> dict[str, Evidence]:
    """Which piece of evidence each of the texts ``expected`` and ``actual`` is, or stands in; none is given to both."""
    out: dict[str, Evidence] = {}
    pairs = [(name, text) for name, text in (("expected", f.expected), ("actual", f.actual)) if text]
    for fits in (str.__eq__, str.__contains__):
        for name, text in pairs:
            free = (e for e in f.evidence if e.text and e.locator and e not in out.values() and fits(e.text, text))
            if name not in out and (e := next(free, None)):
                out[name] = e
    return out


def day_of(text: str | None) -> date | None:
    """The day an ISO text names; ``None`` for none and for what is no single day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
