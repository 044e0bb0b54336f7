"""What the figures and tables of the trends say, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.statistics.periods import Period

_TERMS = {"began": "began", "ended": "ended", "sure": "sure"}
_SHARES = ("before_share", "undocumented_share", "broken_share", "standing")
_TEXT_MISSING = "―"


def period_name(day: date | None, period: Period, wording: Wording) -> str:
    """A period by its first day: 令和5年度, 2023年, 2023年4〜6月; FY2023, 2023-04/06."""
    if day is None:
        return wording.say("trends", "period.none")
    if period == "fiscal-year":
        return _fiscal_year(day.year, wording)
    return wording.say(
        "trends", f"period.{period}", year=day.year, month=day.month, first=day.month, last=day.month + 2
    )


def _fiscal_year(year: int, wording: Wording) -> str:
    if year < 1989 or wording.lang != "ja":  # eras are for those who count in them
        return wording.say("trends", "period.fiscal_year", year=year)
    start, era = (2018, "reiwa") if year >= 2019 else (1988, "heisei")
    year_text = wording.say("trends", "period.first") if year - start == 1 else str(year - start)
    return wording.say("trends", f"period.{era}", year=year_text)


def share(value: float | None) -> str:
    """0.243 as 24.3%; what was not judged as a dash."""
    return _TEXT_MISSING if value is None else f"{value:.1%}"


def cell(name: str, value: Any, period: Period, wording: Wording) -> str:
    """A value of a trend's column for reading."""
    if name == "period":
        return period_name(value, period, wording)
    if name in ("item", "heading") and value:
        return bare(value)
    if name in _SHARES:
        return share(value)
    if name == "section":
        return section(value, wording)
    if name == "item" and value is None:
        return wording.say("trends", "chart.unplaced")
    if value is None:
        return _TEXT_MISSING
    if name in _TERMS:
        return wording.say("trends", f"{_TERMS[name]}.{value}")
    if isinstance(value, bool):
        return wording.say("trends", "ui.yes" if value else "ui.no")
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    return value.isoformat() if isinstance(value, date) else str(value)


def section(value: str | None, wording: Wording) -> str:
    """A section's heading; the cover has none, and a row may name no item."""
    if value is None:
        return wording.say("trends", "chart.unplaced")
    return bare(value) or wording.say("trends", "chart.cover")


def bare(label: str) -> str:
    """A label without the braces round the number of a group ({ファイルn})."""
    return label.replace("{", "").replace("}", "")


def headings(names: list[str], wording: Wording) -> list[str]:
    """The columns' headings."""
    return [wording.say("trends", f"column.{n}") for n in names]
