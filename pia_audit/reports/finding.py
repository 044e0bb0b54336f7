"""A finding in words, frozen: what renderers and the grouping by cause look at."""

from __future__ import annotations

from dataclasses import dataclass

from pia_audit.reports.decided import Decided
from pia_audit.suppressions import Suppression


@dataclass(frozen=True, slots=True)
class Evidence:
    """A raw text and where it stands."""

    source: str
    locator: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, worded; the texts are raw.

    ``suppressed`` says why it was set aside: by the settings (``suppression``), or by a ``decision``, which is there
    as well where something is to be corrected or still looked at. ``cause`` is the same sentence in findings of one
    edition that have one cause.
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

    @property
    def quoted(self) -> bool:
        """Whether the message itself holds every text there is, so that showing them again would tell nothing."""
        return all(" ".join(t.split()) in self.message for t in (self.expected, self.actual) if t)


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
