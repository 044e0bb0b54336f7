"""Scores on a set of reports whose truth is known, as tables to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabulate import tabulate

from pia_audit.benchmark.scores import VERDICTS, Count, Scores
from pia_audit.benchmark.truth import Truth
from pia_audit.messages.wording import Wording

_MOST = 20
"""So many faults that were not found are named; JSON has them all."""


def as_text(truth: Truth, scores: Scores, lang: str) -> str:
    """All tables, with what was left aside and the first faults that were missed."""
    wording = Wording(lang)
    parts = [
        _head(truth, scores, wording),
        _counts("kind", sorted(scores.kinds.items()), wording),
        _counts("hand", [(f"{of} {name}", c) for (of, name), c in sorted(scores.hands.items())], wording),
        _calibration("confidence", scores.confidence, wording),
        _rows(scores, wording),
        _calibration("label", scores.row_confidence, wording),
        _misses(scores, wording),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(truth: Truth, scores: Scores, wording: Wording) -> str:
    c = scores.whole
    facts = {
        "reports": len(truth.reports),
        "seed": truth.seed,
        "injected": c.injected,
        "found": c.hits,
        "wrong": c.wrong,
    }
    lines = [wording.say("bench", "head.whole", **facts, precision=share(c.precision), recall=share(c.recall))]
    for key, count in (("unknown", scores.unknown), ("unjudged", scores.unjudged), ("unread", len(scores.unread))):
        lines += [wording.say("bench", f"head.{key}", count=count)] if count else []
    if scores.others:
        listed_rules = wording.listed(f"{rule} {count}" for rule, count in scores.others.most_common())
        lines.append(wording.say("bench", "head.others", rules=listed_rules))
    return "\n".join(lines)


def share(value: float | None) -> str:
    """To four places, and a dash where there is nothing to divide."""
    return "–" if value is None else f"{value:.4f}"


def _counts(of: str, counts: Iterable[tuple[str, Count]], wording: Wording) -> str:
    lines = [[name, c.injected, c.hits, c.wrong, share(c.precision), share(c.recall)] for name, c in counts]
    return _table([of, "injected", "found", "wrong", "precision", "recall"], lines, wording)


def _calibration(of: str, counts: Mapping[str, Sequence[int]], wording: Wording) -> str:
    lines = [
        [level, total, right_count, share(right_count / total)]
        for level, (total, right_count) in sorted(counts.items(), reverse=True)
    ]
    return _table([of, "answers", "right", "share"], lines, wording)


def _rows(scores: Scores, wording: Wording) -> str:
    heads = ["hand", *VERDICTS, "ambiguous"]
    lines = [[f"{of} {name}".strip(), *(c[v] for v in heads[1:])] for (of, name), c in sorted(scores.rows.items())]
    return _table(heads, lines, wording)


def _table(heads: Sequence[str], lines: Sequence[Sequence[Any]], wording: Wording) -> str:
    words = [wording.say("bench", f"column.{head}") for head in heads]
    return (
        str(tabulate(lines, words, disable_numparse=True, colalign=["left"] + ["right"] * (len(words) - 1)))
        if lines
        else ""
    )


def _misses(scores: Scores, wording: Wording) -> str:
    if not scores.misses:
        return ""
    lines = [
        wording.say("bench", "miss.line", report=report, kind=f.kind, item=f.item or "–", row=f.row or "–")
        for report, f in scores.misses[:_MOST]
    ]
    return "\n".join([wording.say("bench", "miss.head", count=len(scores.misses), shown=len(lines)), *lines])
