"""How well a tool's answers agree with the truth: precision and recall by kind of fault, rows by what they were taken
for, and how often what it was sure of is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from pia_audit.benchmark.truth import BadBenchmark, Fault, Meaning, ReportTruth, Truth
from pia_audit.model.json_schema import Schema, Shape, either, listed, misfit

RIGHT, PART, WRONG, OPEN = "right", "part", "wrong", "open"
VERDICTS = (RIGHT, PART, WRONG, OPEN)
"""What a row was taken for: what it means, a part of that, something else, or nothing that is sure."""

_QUIET = "info"
"""Findings of this severity are no accusations: one that is not right is not counted as wrong."""


class Answer(Struct, frozen=True):
    """A finding of a tool: the rule (or a kind of fault, by a tool with its own names), where, and how sure it is."""

    report_id: str
    rule: str = ""
    kind: str = ""
    item: str | None = None
    row: int | None = None
    edition: str | None = None
    severity: str = "error"
    confidence: str | float | None = None


class RowAnswer(Struct, frozen=True):
    """What a tool takes a row of a report's newest edition for, and how probable it holds that to be."""

    report_id: str
    edition: str | None
    row: int
    outcome: str
    items: tuple[str, ...]
    groups: tuple[str, ...]
    score: float


class Count(Struct):
    """Faults put in, those of them that were found, and accusations that belong to none."""

    injected: int = 0
    hits: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float | None:
        """Faults found, of those and the wrong accusations; nothing where there are neither."""
        return _share(self.hits, self.hits + self.wrong)

    @property
    def recall(self) -> float | None:
        """Faults found of those put in; nothing where there are none."""
        return _share(self.hits, self.injected)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        counts = {"injected": self.injected, "found": self.hits, "wrong": self.wrong}
        return {**counts, "precision": self.precision, "recall": self.recall}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class Scores(Struct):
    """All that was counted.

    ``whole`` over everything, ``kinds`` by kind of fault (a wrong accusation counts for every kind that its rule is one
    of), ``hands`` by form, habit and dressing, ``confidence`` by what the tool said: how many findings and how many of
    them right, ``rows`` by hand: how many rows were taken for what, ``row_confidence`` by tenths, ``others`` wrong
    accusations by rules of no kind, ``unknown`` findings about reports that are not in the set, ``unjudged`` findings
    of rules the truth does not speak of, ``unread`` reports of which there are other rows than the truth has.
    """

    whole: Count = field(default_factory=Count)
    kinds: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    hands: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    confidence: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    rows: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    row_confidence: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    others: Counter[str] = field(default_factory=Counter)
    unknown: int = 0
    unjudged: int = 0
    unread: list[str] = field(default_factory=list)
    misses: list[tuple[str, Fault]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "whole": self.whole.as_data(),
            "kinds": {kind: count.as_data() for kind, count in self.kinds.items()},
            "hands": [{"hand": of, "name": name, **c.as_data()} for (of, name), c in self.hands.items()],
            "confidence": _calibration(self.confidence),
            "rows": [{"hand": of, "name": name, **_verdicts(c)} for (of, name), c in self.rows.items()],
            "row_confidence": _calibration(self.row_confidence),
            "others": dict(self.others),
            "unknown": self.unknown,
            "unjudged": self.unjudged,
            "unread": self.unread,
            "missed": [{"report_id": r, "kind": f.kind, "item": f.item, "row": f.row} for r, f in self.misses],
        }


def _calibration(counts: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    return [
        {"said": level, "answers": total, "right": right_count, "share": _share(right_count, total)}
        for level, (total, right_count) in sorted(counts.items(), reverse=True)
    ]


def _verdicts(counts: Mapping[str, int]) -> dict[str, int]:
    return {verdict: counts.get(verdict, 0) for verdict in (*VERDICTS, "ambiguous")}


# --- answers out of documents -------------------------------------------------------------------------------


def answers_schema() -> Schema:
    """What a document of findings must have to be scored, a part of ``pia-findings/1``: of each finding the report and
    a rule (or ``kind``, a kind of fault), the item or the row, and if it is known severity, confidence and edition."""
    shape = Shape()
    text = shape.of(str)
    nothing_or = {kind: either([shape.of(kind), shape.of(type(None))]) for kind in (str, int)}
    optional = {
        "item": nothing_or[str], "row": either([shape.of(int), shape.of(type(None))]), "edition": nothing_or[str],
        "severity": {"enum": ["error", "warning", "info"]}, "confidence": {"type": ["string", "number", "null"]},
        "rule": text, "kind": text,
    }  # fmt: skip
    finding = shape.object({"report_id": text, **optional}, ("report_id",))
    return shape.object({"findings": listed(finding)})


def answers_of(path: str | Path, document: Any) -> list[Answer]:
    """The findings of a document; raises :class:`BadBenchmark` for one that cannot be scored."""
    error = misfit(answers_schema(), document)
    if error is not None:
        raise BadBenchmark(path, "misfit", place=error.place or "$")
    names = ("report_id", "rule", "kind", "item", "row", "edition", "severity", "confidence")
    return [Answer(**{n: f[n] for n in names if n in f}) for f in document["findings"]]


def rows_of(path: str | Path, document: Any) -> list[RowAnswer]:
    """What the rows of a ``pia-report/1`` document were taken for; raises :class:`BadBenchmark` for one without."""
    try:
        return [
            RowAnswer(
                _report_id(edition), edition["published_on"], row["row_no"], row["outcome"], tuple(row["item_ids"]),
                tuple(row["group_ids"]), float(row["label_score"]),
            )
            for edition in document["editions"]
            for row in edition["changes"]
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise BadBenchmark(path, "no_rows") from error


def _report_id(edition: Mapping[str, Any]) -> str:
    return f"{edition['agency']}/{edition['report_no']}"


# --- scoring ------------------------------------------------------------------------------------------------


def score(truth: Truth, answers: Iterable[Answer], rows: Iterable[RowAnswer] = ()) -> Scores:
    """Hold answers against the truth.

    Args:
        truth: the truth of the set.
        answers: a tool's findings. Those on another edition than a report's newest are left aside.
        rows: what it takes the rows for, where it says so.

    Returns:
        The scores. A fault is found by one finding of its kind (or of one of its rules) on its item or its row; a
        second one is neither right nor wrong. An accusation that belongs to no fault of its report is wrong.
    """
    scores, by_report = Scores(), defaultdict[str, list[Answer]](list)
    report_ids = {report.report_id for report in truth.reports}
    rules = {
        kind: {r for rp in truth.reports for f in rp.faults if f.kind == kind for r in f.rules}
        for kind in _kinds(truth)
    }
    for answer in answers:
        if answer.report_id not in report_ids:
            scores.unknown += 1
        elif answer.kind not in rules and not truth.judges(answer.rule):
            scores.unjudged += 1
        else:
            by_report[answer.report_id].append(answer)
    for report in truth.reports:
        _score_report(report, by_report[report.report_id], rules, scores)
    _score_rows(truth, rows, scores)
    return scores


def _kinds(truth: Truth) -> list[str]:
    return sorted({f.kind for report in truth.reports for f in report.faults})


def _groups(report: ReportTruth) -> list[tuple[str, str]]:
    hand = report.hand
    return [("form", hand.form), ("habit", hand.habit), ("dressing", hand.dressing)]


def _score_report(
    report: ReportTruth, answers: Sequence[Answer], rules: Mapping[str, set[str]], scores: Scores
) -> None:
    day = report.published_on.isoformat() if report.published_on else None
    newest = [a for a in answers if a.edition in (None, day)]
    counts = [scores.whole, *(scores.hands[group] for group in _groups(report))]
    for fault in report.faults:
        is_hit = any(_finds(a, fault) for a in newest)
        for count in (*counts, scores.kinds[fault.kind]):
            count.injected += 1
            count.hits += is_hit
        if not is_hit:
            scores.misses.append((report.report_id, fault))
    for answer in newest:
        is_right = any(_belongs(answer, fault) for fault in report.faults) or _is_due(answer, report)
        if answer.confidence is not None:
            calibration = scores.confidence[_level(answer.confidence)]
            calibration[0] += 1
            calibration[1] += is_right
        if not is_right and answer.severity != _QUIET:
            concerned = [
                k for k, codes in rules.items() if answer.kind == k or (not answer.kind and answer.rule in codes)
            ]
            for count in (*counts, *(scores.kinds[k] for k in concerned)):
                count.wrong += 1
            if not concerned:
                scores.others[answer.rule or answer.kind] += 1


def _finds(answer: Answer, fault: Fault) -> bool:
    return _belongs(answer, fault) and (answer.kind == fault.kind or answer.rule not in fault.companions)


def _belongs(answer: Answer, fault: Fault) -> bool:
    """Whether a finding is of the fault's kind, and on its item or its row."""
    is_of_kind = answer.kind == fault.kind if answer.kind else answer.rule in fault.rules
    same_item = fault.item is not None and answer.item == fault.item
    return is_of_kind and (same_item or (fault.row is not None and answer.row == fault.row))


_LABEL = "PIA102"


def _is_due(answer: Answer, report: ReportTruth) -> bool:
    """Whether a finding is right for what the row itself is: its label gives a number that is not the item's."""
    return answer.rule == _LABEL and any(m.wrong and m.row == answer.row for m in report.rows)


def _level(confidence: str | float) -> str:
    """A word as it is, a number by its tenth."""
    return confidence if isinstance(confidence, str) else tenth(confidence)


def tenth(share: float) -> str:
    """``0.9–1.0`` for what lies there; the upper end belongs to the last tenth."""
    number = min(max(int(share * 10 + 1e-9), 0), 9)
    return f"{number / 10:.1f}–{(number + 1) / 10:.1f}"


def _score_rows(truth: Truth, rows: Iterable[RowAnswer], scores: Scores) -> None:
    by_report = defaultdict[tuple[str, str | None], dict[int, RowAnswer]](dict)
    for row in rows:
        by_report[row.report_id, row.edition][row.row] = row
    if not by_report:
        return
    for report in truth.reports:
        taken = by_report.get((report.report_id, report.published_on.isoformat() if report.published_on else None), {})
        if set(taken) != {m.row for m in report.rows}:
            scores.unread.append(report.report_id)
            continue
        for meaning in report.rows:
            _score_row(meaning, taken[meaning.row], _groups(report), scores)


def _score_row(meaning: Meaning, row: RowAnswer, groups: Sequence[tuple[str, str]], scores: Scores) -> None:
    verdict = verdict_on(row, meaning)
    for group in (("all", ""), *groups):
        scores.rows[group]["ambiguous" if meaning.ambiguous and verdict != RIGHT else verdict] += 1
    if verdict != OPEN:
        calibration = scores.row_confidence[tenth(row.score)]
        calibration[0] += 1
        calibration[1] += verdict == RIGHT


def verdict_on(row: RowAnswer, meaning: Meaning) -> str:
    """What a row was taken for, against what it means. An answer's 判断の根拠 read with it is right as well."""
    if row.outcome in ("unsure", "none"):
        return OPEN
    taken, meant = {*row.items, *row.groups}, {*meaning.items, *meaning.groups}
    if meaning.outcome == "report" or row.outcome == "report":
        return RIGHT if row.outcome == meaning.outcome else WRONG
    if taken == meant or (taken > meant and row.outcome == "item"):
        return RIGHT
    return PART if taken & meant and taken <= meant else WRONG
