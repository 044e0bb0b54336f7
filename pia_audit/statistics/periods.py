"""Periods that rows are counted in, each named by its first day."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import polars as pl

Period = Literal["fiscal-year", "year", "quarter", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)
"""``fiscal-year`` is the 年度 of public bodies, from 1 April."""

_STEPS = {"fiscal-year": "12mo", "year": "12mo", "quarter": "3mo", "month": "1mo"}


def first_day(day: pl.Expr, period: Period) -> pl.Expr:
    """The first day of the period that a day lies in (Date; null stays null)."""
    if period == "fiscal-year":
        return day.dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")
    return day.dt.truncate({"year": "1y", "quarter": "1q", "month": "1mo"}[period])


def all_between(first: date, last: date, period: Period) -> list[date]:
    """The first days of all periods from the one that begins on ``first`` to the one that begins on ``last``."""
    days: list[date] = pl.date_range(first, last, _STEPS[period], eager=True).to_list()
    return days
