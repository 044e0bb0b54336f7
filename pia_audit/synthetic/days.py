"""Days of a report's life and how they are written."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from pia_audit.forms import Form
from pia_audit.japanese.dates import parse_date

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
"""Digits as wide signs, for :meth:`str.translate`."""
_REIWA = date(2019, 5, 1)
_NEW_TABLES = date(2024, 5, 27)
_SHORTEST, _LONGEST, _OLDEST_COUNT = 40, 220, 330
_IN_USE = 4 * 365
"""Days in which the editions of a form are published; no version was in use for less."""


def japanese(day: date) -> str:
    """``令和7年4月1日``; the first year of an era is 元年."""
    era, first = ("令和", 2018) if day >= _REIWA else ("平成", 1988)
    year = day.year - first
    return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def as_of(day: date, style: int) -> str:
    """A day as the answer to いつ時点の計数か."""
    return japanese(day) + ("時点", " 時点")[style % 2]


def changed_on(day: date, style: int) -> str:
    """A day as the 変更日 column writes it."""
    western = f"{day.year}/{day.month}/{day.day}"
    return (western, japanese(day), japanese(day).translate(WIDE), day.isoformat())[style % 4]


def day_of(text: str | None) -> date | None:
    """The day a text says, or ``None``."""
    span = parse_date(text) if text else None
    return span.start if span else None


def publications(form: Form, earlier: int, editions: int, rng: Random) -> list[date]:
    """Days of publication: ``earlier`` ones before the form came into use, then those of the editions."""
    first = form.in_use_from + timedelta(rng.randint(1, 60))
    longest = max(_SHORTEST + 20, min(_LONGEST, _IN_USE // max(editions, 1)))
    later_days = [first]
    for _ in range(editions - 1):
        later_days.append(later_days[-1] + timedelta(rng.randint(_SHORTEST, longest)))
    earlier_days = [first]
    for _ in range(earlier):
        day = a_publication_before(earlier_days[-1], rng)
        if (
            day < _NEW_TABLES < earlier_days[-1] and form.in_use_from > _NEW_TABLES
        ):  # its reports cite the tables since then
            day = _NEW_TABLES + (earlier_days[-1] - _NEW_TABLES) // 2
        earlier_days.append(day)
    return [*reversed(earlier_days[1:]), *later_days]


def a_publication_before(day: date, rng: Random) -> date:
    """The day of an edition before the one published on ``day``."""
    return day - timedelta(rng.randint(_SHORTEST, _LONGEST))


def later_count(old: str | None, changed: date, rng: Random, style: int) -> str | None:
    """A count date after ``old`` and not after the day of the change; ``None`` when there is no room."""
    earliest = day_of(old)
    if earliest is None:
        return as_of(changed - timedelta(rng.randint(5, 60)), style)
    room = (changed - earliest).days
    if room < 2:
        return None
    later = changed - timedelta(rng.randint(0, min(room - 1, 60)))
    return as_of(later, style) if "時点" in (old or "") else japanese(later)


def is_stale(text: str | None, published: date) -> bool:
    """Whether a count would be nearly a year old on the day of publication."""
    day = day_of(text)
    return day is not None and (published - day).days > _OLDEST_COUNT
