"""The sentence under a figure, worked out of frames that were written by hand."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import polars as pl
import pytest

import pia_audit
from pia_audit.messages.wording import LANGUAGES
from pia_audit.statistics import Trends
from pia_audit.statistics.output import CONCLUSIONS, FIGURES, conclusion


class _Counted(dict[str, pl.DataFrame]):
    """Frames by name, as trends hold them."""

    period = "fiscal-year"


def _sentences(name: str, frame: dict[str, list[Any]], lang: str = "en", **others: dict[str, list[Any]]) -> str:
    frames = _Counted({name: pl.DataFrame(frame), **{n: pl.DataFrame(f) for n, f in others.items()}})
    return conclusion(cast(Trends, frames), name, lang)


DAYS = [date(2019, 4, 1), date(2020, 4, 1), date(2021, 4, 1)]
CASES: list[tuple[str, dict[str, list[Any]], str]] = [
    ("revisions", {"period": DAYS, "rows": [3, 0, 5]}, "8 rows in 2 periods; the most are the 5 of FY2021."),
    ("items", {"item": ["甲", "乙", None], "section": ["Ⅰ"] * 3, "rows": [1, 3, 9]},
     "2 items changed; the most often changed is “乙” with 3 rows, 75.0% of all."),
    ("timing", {"before": [1, 0], "after": [2, 1], "untold": [0, 2]},
     "Of 4 rows with a timing 1 is prior (事前), 25.0%. 2 rows say no timing."),
    ("systems", {"report_id": ["a"] * 3, "item_id": ["s"] * 3, "line": [1, 1, 2],
                 "ended": ["renamed", "standing", "gone"]},
     "2 lines of systems: 1 still there, 1 renamed on the way."),
    ("provisions", {"provision": ["甲", "甲", "乙"], "ended": ["gone", "standing", "gone"]},
     "2 provisions cited; 1 still is, 1 is cited no more."),
    ("gaps", {"days": [100, 400, None], "over_a_year": [False, True, False]},
     "2 times between editions; the median is 250 days, 1 is over a year."),
    ("rates", {"links": [4, 1], "broken": [1, 0], "differences": [None, 10], "undocumented": [None, 3]},
     "Of 5 rows that could be checked 1 does not follow on, 20.0%. "
     "Of 10 differences between editions 3 have no row, 30.0%."),
    ("survival", {"section": ["Ⅰ", "Ⅰ", "Ⅱ"], "days": [10, 90, 70], "standing": [0.9, 0.5, 0.4]},
     "Half of the texts had changed soonest in “Ⅱ”, after 70 days."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "frame", "sentence"), CASES, ids=[c[0] for c in CASES])
def test_the_sentence_is_worked_out_of_the_frame(name: str, frame: dict[str, list[Any]], sentence: str) -> None:
    """The figures by hand; Japanese says the same numbers."""
    assert _sentences(name, frame) == sentence
    numbers = [w for w in sentence.replace("%", " ").replace(",", " ").split() if w.isdigit()]
    assert all(n in _sentences(name, frame, "ja") for n in numbers)


def test_lags_are_counted_row_by_row() -> None:
    """Over a year is more than 365 days."""
    rows: dict[str, list[Any]] = {"days": [0, 365, 366, None]}
    sentences = _sentences("lags", {"amendment": ["a"]}, lag_rows=rows)
    assert (
        sentences
        == "3 rows that follow an amendment; the median is 365 days, 1 took over a year. No law sets a number of days."
    )


def test_where_nothing_has_half_changed_and_where_nothing_is_counted() -> None:
    """Neither is made up."""
    still: dict[str, list[Any]] = {"section": ["Ⅰ", "Ⅱ"], "days": [10, 20], "standing": [0.9, 0.8]}
    assert (
        _sentences("survival", still)
        == "In none of 2 sections had half of the texts changed by the end of what is known."
    )
    empty = pia_audit.trends([])
    assert {conclusion(empty, name, lang) for name in CONCLUSIONS for lang in LANGUAGES} == {
        "There was nothing to count.", "数えるものがありませんでした。",
    }  # fmt: skip
    assert set(CONCLUSIONS) <= set(FIGURES)
