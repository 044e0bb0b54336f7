"""What an audit of a corpus tells at its end: counts by rule, where the findings are, what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from pia_audit.audits.decisions import Standing
from pia_audit.audits.run import not_audited
from pia_audit.corpus.decisions import STATUSES, Earlier
from pia_audit.corpus.partition_audit import UNUSED, Outcome
from pia_audit.corpus.results import Results
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.model import NOTICES, Unread
from pia_audit.reports.decision_phrases import decided, overview
from pia_audit.reports.grid import grid
from pia_audit.rules.catalogue import SEVERITIES, entry

ELSEWHERE = "reports-not-audited"

_DECISIONS = 20
"""Decisions that ask for something are told one by one up to so many; the data has all."""

_NO_LOSS = NOTICES | {"plugin-failed"}
"""What is told of settings and packages, and nothing that could not be read: it leaves the exit status alone."""


class Summary(Struct, frozen=True):
    """The outcomes of all partitions as one; ``unread`` are without what one partition alone cannot tell, and
    ``standings`` tell what became of each decision, once."""

    reports: int
    editions: int
    rows: int
    severities: dict[str, int]
    rules: dict[str, dict[str, int]]
    suppressed: int
    standings: tuple[Standing, ...]
    unread: tuple[Unread, ...]

    def status(self, fail_on: str) -> int:
        """The exit status: 2 when something could not be read or a rule not be run, else 1 for findings at
        ``fail_on``, else 0."""
        if any(u.code not in _NO_LOSS for u in self.unread):
            return 2
        if fail_on == "never":
            return 0
        return int(any(self.severities[s] for s in SEVERITIES[: SEVERITIES.index(fail_on) + 1]))


def summary(outcomes: Sequence[Outcome], decisions: Earlier | None = None) -> Summary:
    """The outcomes as one. A suppression counts as unused when no partition used it, and is told once; ``decisions``
    are those of the job."""
    earlier = decisions or Earlier()
    severities: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    for o in outcomes:
        severities.update(o.severities)
        for code, counts in o.rules.items():
            rules.setdefault(code, Counter()).update(counts)
    return Summary(
        sum(o.reports for o in outcomes),
        sum(o.editions for o in outcomes),
        sum(o.rows for o in outcomes),
        {s: severities[s] for s in SEVERITIES},
        {code: dict(counts) for code, counts in sorted(rules.items())},
        sum(o.suppressed for o in outcomes),
        tuple(s for o in outcomes for s in earlier.standings(o.number, o.standings)),
        tuple(_unread(outcomes)),
    )


def _unread(outcomes: Sequence[Outcome]) -> list[Unread]:
    unread_by_key: dict[str, Unread] = {}
    times: Counter[str] = Counter()
    audited = sum(o.failed is None for o in outcomes)
    for o in outcomes:
        for u in (*o.unread, *([o.failed] if o.failed else ())):
            if u.code == ELSEWHERE:
                continue
            key = f"{u.source}\n{u.locator}\n{u.code}\n{sorted((k, str(v)) for k, v in u.params.items())}"
            unread_by_key.setdefault(key, u)
            times[key] += 1
    return [*(u for k, u in unread_by_key.items() if u.code != UNUSED or times[k] == audited), *_nowhere(outcomes)]


def _nowhere(outcomes: Sequence[Outcome]) -> list[Unread]:
    """Reports that settings name and no partition holds; each partition lacks those of all the others."""
    audited = [o for o in outcomes if o.failed is None and o.reports]
    lacking = [[i for u in o.unread if u.code == ELSEWHERE for i in _ids(u)] for o in audited]
    missing = [i for i in lacking[0] if all(i in lacking_ids for lacking_ids in lacking[1:])] if lacking else []
    return [not_audited(missing)] if missing else []


def _ids(u: Unread) -> list[str]:
    """The reports that settings name and a partition lacks; none where a stored file only claims to tell of some."""
    ids = u.params.get("ids")
    return [i for i in ids if isinstance(i, str)] if isinstance(ids, list) else []


def as_text(summary: Summary, results: Results | None, lang: str) -> str:
    """The table for the terminal."""
    wording = Wording(lang)
    parts = [
        wording.say("partitions", "told.corpus", reports=summary.reports, editions=summary.editions, rows=summary.rows)
    ]
    parts.append(wording.ui("counts", **summary.severities) if summary.rules else wording.ui("no_findings"))
    if summary.rules:
        parts.append(_by_rule(summary, wording))
    if summary.suppressed:
        parts.append(wording.say("partitions", "told.suppressed", count=summary.suppressed))
    if summary.standings:
        parts.append(overview([decided(s, wording) for s in summary.standings], wording, _DECISIONS))
    if results:
        parts += [wording.say("partitions", "told.changed", number=n) for n in sorted(results.changed)]
        parts.append(wording.say("partitions", "told.where", path=results.path / "findings"))
    elif summary.rules:
        parts.append(wording.say("partitions", "told.not_kept"))
    if summary.unread:
        lines = [
            wording.ui("unread_line", place=_location(u, wording), reason=_reason(u, wording)) for u in summary.unread
        ]
        parts.append("\n".join([wording.ui("unread_head", count=len(lines)), *lines]))
    return "\n\n".join(parts) + "\n"


def _by_rule(summary: Summary, wording: Wording) -> str:
    counted = [(SEVERITIES.index(s), code, n) for code, counts in summary.rules.items() for s, n in counts.items()]
    rows = [
        [wording.term("severity", SEVERITIES[at]), code, entry(code).prose(wording.lang).title, n]
        for at, code, n in sorted(counted)
    ]
    headers = [wording.ui(n) for n in ("severity_head", "rule", "title_head")]
    return grid(rows, [*headers, wording.say("partitions", "told.count")])


def as_data(summary: Summary, results: Results | None, lang: str) -> dict[str, Any]:
    """The same as data."""
    wording = Wording(lang)
    return {
        "reports": summary.reports,
        "editions": summary.editions,
        "rows": summary.rows,
        "summary": summary.severities,
        "rules": summary.rules,
        "suppressed": summary.suppressed,
        **_decided(summary, wording),
        "findings": str(results.path / "findings") if results else None,
        "unread": [
            {"source": u.source, "reason": _reason(u, wording), "code": u.code, "locator": u.locator, "fatal": u.fatal}
            for u in summary.unread
        ],
    }


def _decided(summary: Summary, wording: Wording) -> dict[str, Any]:
    """What became of decisions, by number and one by one as in the JSON of other audits; nothing without any."""
    if not summary.standings:
        return {}
    counts = Counter(s.status for s in summary.standings)
    outcomes = [decided(s, wording).as_data() for s in summary.standings]
    return {"decided": {s: counts[s] for s in STATUSES if counts[s]}, "decisions": outcomes}


def _reason(u: Unread, wording: Wording) -> str:
    """Why something could not be read; the room's own reasons are in its own file."""
    if u.code.startswith("partition-") and u.code in catalogue(wording.lang, "partitions")["unread"]:
        return wording.say("partitions", f"unread.{u.code}", reason=u.params.get("reason", ""))
    return wording.reason(u)


def _location(u: Unread, wording: Wording) -> str:
    return f"{u.source} {wording.place(u.locator)}".strip() or "―"
