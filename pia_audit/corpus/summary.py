"""What an audit of a corpus tells at its end: counts by rule, where the findings are, what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Summary:
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
    told: dict[str, Unread] = {}
    times: Counter[str] = Counter()
    audited = sum(o.failed is None for o in outcomes)
    for o in outcomes:
        for u in (*o.unread, *([o.failed] if o.failed else ())):
            if u.code == ELSEWHERE:
                continue
            key = f"{u.source}\n{u.locator}\n{u.code}\n{sorted((k, str(v)) for k, v in u.params.items())}"
            told.setdefault(key, u)
            times[key] += 1
    return [*(u for k, u in told.items() if u.code != UNUSED or times[k] == audited), *_nowhere(outcomes)]


def _nowhere(outcomes: Sequence[Outcome]) -> list[Unread]:
    """Reports that settings name and no partition holds; each partition lacks those of all the others."""
    held = [o for o in outcomes if o.failed is None and o.reports]
    lacking = [[i for u in o.unread if u.code == ELSEWHERE for i in _ids(u)] for o in held]
    missing = [i for i in lacking[0] if all(i in other for other in lacking[1:])] if lacking else []
    return [not_audited(missing)] if missing else []


def _ids(u: Unread) -> list[str]:
    """The reports that settings name and a partition lacks; none where a stored file only claims to tell of some."""
    ids = u.params.get("ids")
    return [i for i in ids if isinstance(i, str)] if isinstance(ids, list) else []


def as_text(found: Summary, results: Results | None, lang: str) -> str:
    """The table for the terminal."""
    words = Wording(lang)
    parts = [words.say("partitions", "told.corpus", reports=found.reports, editions=found.editions, rows=found.rows)]
    parts.append(words.ui("counts", **found.severities) if found.rules else words.ui("no_findings"))
    if found.rules:
        parts.append(_by_rule(found, words))
    if found.suppressed:
        parts.append(words.say("partitions", "told.suppressed", count=found.suppressed))
    if found.standings:
        parts.append(overview([decided(s, words) for s in found.standings], words, _DECISIONS))
    if results:
        parts += [words.say("partitions", "told.changed", number=n) for n in sorted(results.changed)]
        parts.append(words.say("partitions", "told.where", path=results.path / "findings"))
    elif found.rules:
        parts.append(words.say("partitions", "told.not_kept"))
    if found.unread:
        lines = [words.ui("unread_line", place=_place(u, words), reason=_reason(u, words)) for u in found.unread]
        parts.append("\n".join([words.ui("unread_head", count=len(lines)), *lines]))
    return "\n\n".join(parts) + "\n"


def _by_rule(found: Summary, words: Wording) -> str:
    counted = [(SEVERITIES.index(s), code, n) for code, counts in found.rules.items() for s, n in counts.items()]
    rows = [
        [words.term("severity", SEVERITIES[at]), code, entry(code).prose(words.lang).title, n]
        for at, code, n in sorted(counted)
    ]
    headers = [words.ui(n) for n in ("severity_head", "rule", "title_head")]
    return grid(rows, [*headers, words.say("partitions", "told.count")])


def as_data(found: Summary, results: Results | None, lang: str) -> dict[str, Any]:
    """The same as data."""
    words = Wording(lang)
    return {
        "reports": found.reports,
        "editions": found.editions,
        "rows": found.rows,
        "summary": found.severities,
        "rules": found.rules,
        "suppressed": found.suppressed,
        **_decided(found, words),
        "findings": str(results.path / "findings") if results else None,
        "unread": [
            {"source": u.source, "reason": _reason(u, words), "code": u.code, "locator": u.locator, "fatal": u.fatal}
            for u in found.unread
        ],
    }


def _decided(found: Summary, words: Wording) -> dict[str, Any]:
    """What became of decisions, by number and one by one as in the JSON of other audits; nothing without any."""
    if not found.standings:
        return {}
    counts = Counter(s.status for s in found.standings)
    told = [decided(s, words).as_data() for s in found.standings]
    return {"decided": {s: counts[s] for s in STATUSES if counts[s]}, "decisions": told}


def _reason(u: Unread, words: Wording) -> str:
    """Why something could not be read; the room's own reasons are in its own file."""
    if u.code.startswith("partition-") and u.code in catalogue(words.lang, "partitions")["unread"]:
        return words.say("partitions", f"unread.{u.code}", reason=u.params.get("reason", ""))
    return words.reason(u)


def _place(u: Unread, words: Wording) -> str:
    return f"{u.source} {words.place(u.locator)}".strip() or "―"
