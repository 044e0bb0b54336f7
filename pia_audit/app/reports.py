"""A report as it was checked: its findings, their texts, and what is left of them once decisions are laid over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from hashlib import sha256
from unicodedata import normalize

from markupsafe import Markup
from msgspec import Struct

from pia_audit.app.ledger import Ledger
from pia_audit.audit_request import Report, Request, run_audit
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports.finding import Finding, standing_in
from pia_audit.reports.html.markup import mark, sides
from pia_audit.reports.matters import Matter, matters
from pia_audit.reports.report import ReportHead
from pia_audit.rules.catalogue import SEVERITIES

_WHOLE = 400
"""Texts up to so many characters are shown whole, longer ones around what differs with the whole folded away."""
_MARGIN = 60


class Text(Struct, frozen=True):
    """One of a finding's texts: what it is, with what differs marked, and where it stands."""

    role: str
    text: Markup
    place: str


class CheckedReport(Struct, frozen=True, dict=True):
    """A report with its audit, without any decision; ``key`` names it in addresses."""

    key: str
    report: Report
    head: ReportHead
    department: str
    digests: tuple[str, ...]

    @property
    def report_id(self) -> str:
        """The report's id."""
        return self.head.report_id

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """What there is to look into, what weighs most first; each finding once."""
        unique = {f.fingerprint: f for f in reversed(self.report.words.findings)}
        return matters(tuple(unique.values())[::-1], self.report.words.lang)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, one for each fingerprint: decisions are about these. Those of one matter stand together, and
        those that the settings set aside at the end."""
        standing = {f.fingerprint: f for matter in self.matters for f in matter.findings}
        suppressed_findings = {f.fingerprint: f for f in self.report.words.findings if f.fingerprint not in standing}
        return (*standing.values(), *suppressed_findings.values())

    @cached_property
    def weight(self) -> tuple[int, ...]:
        """What ranks reports: most errors first, then warnings, then what is for information."""
        return tuple(-self._counts(self.findings)[s] for s in SEVERITIES)

    @cached_property
    def searched(self) -> str:
        """What a search looks at."""
        head = self.head
        sentences = (f"{f.rule} {f.title} {f.message}" for f in self.findings)
        return folded("\n".join((head.agency, head.report_no, head.title, self.report_id, self.department, *sentences)))

    def is_of(self, editions: Iterable[Edition]) -> bool:
        """Whether it was made from these editions."""
        return self.digests == _digests(editions)

    def at(self, fingerprint: str) -> int:
        """Where a finding stands in the order; raises ``KeyError``."""
        for n, f in enumerate(self.findings):
            if f.fingerprint == fingerprint:
                return n
        raise KeyError(fingerprint)

    def matter_of(self, fingerprint: str) -> Matter | None:
        """The matter a finding belongs to; ``None`` where the settings set it aside, or there is none."""
        return next((m for m in self.matters for f in m.findings if f.fingerprint == fingerprint), None)

    def open(self, ledger: Ledger, today: date) -> list[Finding]:
        """The findings that nobody has settled."""
        return [f for f in self.findings if not is_aside(f, ledger, today)]

    def undecided(self, ledger: Ledger) -> list[Finding]:
        """The findings that nobody has decided on."""
        decision_states = (ledger.of(self.report_id, f.fingerprint).current is not None for f in self.findings)
        return [
            f
            for f, is_decided in zip(self.findings, decision_states, strict=True)
            if not is_decided and not f.suppressed
        ]

    def counts(self, ledger: Ledger, today: date) -> dict[str, int]:
        """How many findings are not settled, by severity."""
        return self._counts(self.open(ledger, today))

    @staticmethod
    def _counts(findings: Iterable[Finding]) -> dict[str, int]:
        severities = [f.severity for f in findings]
        return {s: severities.count(s) for s in SEVERITIES}


def folded(text: str) -> str:
    """A text as it is searched: full and half width and capitals alike."""
    return normalize("NFKC", text).casefold()


def state(finding: Finding, ledger: Ledger, today: date) -> str:
    """What is decided about a finding, by a word of the catalogue's section ``state``; nothing where nobody did."""
    return (
        "settings" if finding.suppressed is not None else ledger.of(finding.report_id, finding.fingerprint).state(today)
    )


def is_aside(finding: Finding, ledger: Ledger, today: date) -> bool:
    """Whether a finding is settled, by a decision or by the settings."""
    return finding.suppressed is not None or ledger.of(finding.report_id, finding.fingerprint).aside(today)


def checked(
    editions: Sequence[Edition], lost: Sequence[Unread], request: Request, lang: str, department: str
) -> CheckedReport:
    """Audit the editions of one report, held against each other."""
    report = run_audit(Corpus.of(editions), request, lang, lost=lost)
    head = report.words.reports[0]
    key = sha256(head.report_id.encode("utf-8", "replace")).hexdigest()[:16]
    return CheckedReport(key, report, head, department, _digests(editions))


def _digests(editions: Iterable[Edition]) -> tuple[str, ...]:
    return tuple(sorted(e.sha256 for e in editions))


def texts(finding: Finding, wording: Wording) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """The texts a finding sets against each other, and the same whole where the first leave something out."""
    stands = standing_in(finding)
    places = {side: wording.place(e.locator) for side, e in stands.items()}
    roles = {"expected": finding.expected_role, "actual": finding.actual_role}

    def placed(marked: Mapping[str, Markup]) -> tuple[Text, ...]:
        return tuple(Text(roles[side], text, places.get(side, "")) for side, text in marked.items())

    old, new = finding.expected, finding.actual
    if not old or not new:
        return placed({side: mark(text) for side, text in (("expected", old), ("actual", new)) if text}), ()
    margin = None if max(len(old), len(new)) <= _WHOLE else _MARGIN
    short, is_complete = sides(old, new, margin, change=finding.change)
    whole = () if is_complete else sides(old, new, None, change=finding.change)[0]
    return placed(dict(zip(roles, short, strict=True))), placed(dict(zip(roles, whole, strict=False)))


def other_places(finding: Finding, wording: Wording) -> tuple[str, ...]:
    """Where else one has to look: places of evidence that is none of the two texts."""
    shown_evidence = list(standing_in(finding).values())
    return tuple(
        dict.fromkeys(
            f"{e.role} {wording.place(e.locator)}".strip() for e in finding.evidence if e not in shown_evidence
        )
    )
