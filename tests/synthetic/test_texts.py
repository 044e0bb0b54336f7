"""The data file: its sentences can be quoted, found again and read by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pia_audit.compare import relative_wording
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.placeholders import is_empty
from pia_audit.law import phrase
from pia_audit.synthetic.texts import law, swaps, texts
from pia_audit.synthetic.timings import citable, timings

PASSAGES = sorted(texts()["passages"])


def _sentences() -> Iterator[str]:
    catalogue = texts()
    for passage in catalogue["passages"].values():
        yield from [*passage["lead"], *passage["lines"]]
    for values in [*catalogue["variants"].values(), *catalogue["names"].values(), *catalogue["pools"].values()]:
        yield from values
    yield from [*catalogue["fixed"].values(), *catalogue["suffixes"]]


def test_sentences_can_be_read_by_themselves() -> None:
    """No sentence holds relative words or a date: either would make a clean row say something else."""
    assert [s for s in _sentences() if relative_wording.relative_words("", s) or find_dates(s)] == []


@pytest.mark.parametrize("name", PASSAGES)
def test_lines_differ(name: str) -> None:
    """No line of a passage is part of another one, so that each can be quoted alone."""
    lines = [fold(line) for p in ("lead", "lines") for line in texts()["passages"][name][p]]
    assert [(a, b) for a in lines for b in lines if a is not b and a in b] == []
    assert not any(re.search(r"\d$", line) for line in lines)


def test_swaps_change_words() -> None:
    """Words that are exchanged stay different however they are written."""
    assert all(fold(a) != fold(b) for a, b in swaps())


def test_marks_say_nothing() -> None:
    """The marks for an empty cell are read as such."""
    assert all(map(is_empty, [*texts()["empty_marks"], *texts()["removed_marks"]]))


def test_citations_are_recognised_in_both_ways() -> None:
    """Each pair of words is old and new for its amendment, and for no other one."""
    for key, words in timings()["cited"].items():
        old, new = (words[side].format(n=15, m=23, body="見本市") for side in ("old", "new"))
        hits = [a.key for a in citable() if a.cites_old(old) and not a.cites_old(new) and a.cites_new(new)]
        assert hits == [key]
    assert {a.key for a in citable()} == set(timings()["cited"])


def test_notes_say_what_they_are_listed_for() -> None:
    """Every note is known, and contradicts the other timing or none."""
    meant = {"after": "事前", "before": "事後", "either": ""}
    for side, against in meant.items():
        assert {n: p.contradicts for n in timings()["notes"][side] if (p := phrase(n))} == dict.fromkeys(
            timings()["notes"][side], against
        )


def test_law_by_day() -> None:
    """The provisions are named as on the day, and before the first day as on it."""
    days = [entry["from"] for entry in texts()["law"]]
    assert law(days[0])["annex"] == "別表第一"
    assert law(days[-1])["annex"] == "番号法別表"
