"""What a letter of inquiry asks of one section: of each of its reports the matters that stand, a question each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pia_audit.checklists import marks
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.reports.finding import Finding
from pia_audit.reports.item_names import short_name
from pia_audit.reports.matters import Matter, matters
from pia_audit.reports.redline import Piece, redline, shortened
from pia_audit.reports.report import AuditReport, ReportHead

ASKED = ("error", "warning")
"""What a section is asked about; what is for information alone stays on the report's page."""

_MARGIN = 60
"""Characters of a text that are shown on either side of what differs."""


class Text(Struct, frozen=True):
    """One of the texts that a question sets against each other: what it is, and its pieces with what differs marked."""

    role: str
    pieces: tuple[Piece, ...]


class Point(Struct, frozen=True):
    """A finding in a letter: the row or item, what is to be looked at, the texts by their roles, and what is asked.

    ``sign`` is what it is known by when it comes back; ``earlier`` what was decided before and is over.
    """

    where: str
    matter: str
    texts: tuple[Text, ...]
    question: str
    sign: str
    earlier: str = ""


class Ask(Struct, frozen=True):
    """A line of a letter, which is answered as one: a matter with its points. ``title`` names one of several points."""

    number: str
    title: str
    points: tuple[Point, ...]

    @property
    def is_single(self) -> bool:
        """Whether there is one point, which then has no number."""
        return len(self.points) == 1

    @property
    def where(self) -> str:
        """The rows and items of all points."""
        return self._listed(p.where for p in self.points)

    @property
    def question(self) -> str:
        """What is asked, each question once, with the numbers of its points where not all ask the same."""
        numbers: dict[str, list[int]] = {}
        for n, point in enumerate(self.points, 1):
            numbers.setdefault(point.question, []).append(n)
        if len(numbers) == 1:
            return next(iter(numbers))
        lines = (("".join(f"({n})" for n in points), text) for text, points in numbers.items())
        return "\n".join(" ".join(line) for line in lines)

    @property
    def sign(self) -> str:
        """What the points are known by, a line each."""
        return "\n".join(p.sign for p in self.points)

    def numbered(self, number: int, text: str) -> str:
        """A text of a point, with its number where there are several."""
        return text if self.is_single else f"({number}) {text}"

    def _listed(self, texts: Iterable[str]) -> str:
        return "\n".join(self.numbered(n, text) for n, text in enumerate(texts, 1))


class Inquiry(Struct, frozen=True):
    """A report in a letter with its questions, a matter each; ``mark`` is what its table is known by, ``aside`` how
    many findings for information the letter leaves out."""

    head: ReportHead
    mark: str
    asks: tuple[Ask, ...]
    aside: int = 0


class Letter(Struct, frozen=True):
    """A letter to one section. ``due`` is the day by which it is to be answered; ``None`` leaves it to be filled in.

    Attributes:
        section: the section's name as the report prints it (①部署) or the settings give it; empty where none is known.
        inquiries: its reports, those that matter most first.
        on: the day of the letter.
        due: the day by which an answer is asked for.
        lang: ``ja`` or ``en``.
    """

    section: str
    inquiries: tuple[Inquiry, ...]
    on: date
    due: date | None
    lang: str

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All questions of the letter."""
        return tuple(ask for inquiry in self.inquiries for ask in inquiry.asks)


def letters(
    report: AuditReport, sections: Mapping[str, str], order: Sequence[str], on: date, due: date | None = None
) -> tuple[Letter, ...]:
    """The letters that an audit calls for.

    Args:
        report: the audit in words; a finding that was decided, and whose decision stands, is not asked about.
        sections: each report's section, by report id.
        order: the report ids, those that matter most first.
        on: the day of the letters.
        due: the day by which an answer is asked for.

    Returns:
        A letter for each section with something to ask, in the order of its first report.
    """
    wording = Wording(report.lang)
    heads = {head.report_id: head for head in report.reports}
    digests = {e.report_id: e.sha256 for e in report.editions}  # of a report's editions the newest comes last
    by_section: dict[str, list[Inquiry]] = {}
    for report_id in order:
        inquiry = _inquiry(heads[report_id], digests[report_id], report.findings, wording)
        if inquiry.asks:
            by_section.setdefault(sections.get(report_id, ""), []).append(inquiry)
    return tuple(Letter(name, tuple(made), on, due, wording.lang) for name, made in by_section.items())


def _inquiry(head: ReportHead, digest: str, findings: Iterable[Finding], wording: Wording) -> Inquiry:
    present = [f for f in findings if f.report_id == head.report_id]
    groups = [(m, [f for f in m.findings if is_open(f)]) for m in matters(present, wording.lang)]
    asked_groups = [(m, [f for f in group if f.severity in ASKED]) for m, group in groups]
    standing = [(m, group) for m, group in asked_groups if group]
    asks = tuple(_ask(str(n), matter, group, wording) for n, (matter, group) in enumerate(standing, 1))
    left_out = sum(len(group) for _, group in groups) - sum(len(group) for _, group in asked_groups)
    return Inquiry(head, marks.mark(head.report_id, digest, len(asks)), asks, left_out)


def is_open(finding: Finding) -> bool:
    """Whether a finding is still to be asked about: it stands, and no decision on it holds."""
    return finding.suppressed is None and (finding.decision is None or finding.decision.overdue)


def _ask(number: str, matter: Matter, findings: Sequence[Finding], wording: Wording) -> Ask:
    points = tuple(_point(f, wording, is_alone=len(findings) == 1) for f in findings)
    return Ask(number, "" if len(points) == 1 else matter.title, points)


def _point(f: Finding, wording: Wording, *, is_alone: bool) -> Point:
    day = f.on or wording.ui("unknown")
    row = [] if f.row is None else [wording.say("letters", "letter.where_row", row=f.row, on=day)]
    label = f.item_label if is_alone or not f.item_label else short_name(f.item_label)
    where = "\n".join([*row, label or ("" if row else wording.ui("whole_report"))]).strip()
    earlier = wording.say("letters", "letter.earlier", says=f.decision.says) if f.decision else ""
    sign = marks.finding(f.rule, f.item, f.fingerprint)
    return Point(where, f.message, _texts(f), question(f.rule, wording), sign, earlier)


def _texts(f: Finding) -> tuple[Text, ...]:
    """The texts of a finding, what differs in them marked, without what is far from any difference."""
    if f.expected and f.actual:
        sides = redline(f.expected, f.actual, change=f.change)
        roles = (f.expected_role, f.actual_role)
        return tuple(Text(r, shortened(s.pieces, _MARGIN)) for r, s in zip(roles, sides, strict=True))
    alone = ((f.expected_role, f.expected), (f.actual_role, f.actual))
    return tuple(Text(role, shortened((Piece(text, "same"),), _MARGIN)) for role, text in alone if text)


def question(rule: str, wording: Wording) -> str:
    """What is asked where a rule finds something: the sentence of the longest beginning of its code."""
    sentences = catalogue(wording.lang, "letters")["question"]
    keys = (rule[:length] for length in range(len(rule), 2, -1))
    return next((sentences[key] for key in keys if key in sentences), sentences["PIA"])
