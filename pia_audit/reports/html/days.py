"""Days as the page writes them: in figures, and on a Japanese page in the era's years as well."""

from __future__ import annotations

from datetime import date

from pia_audit.japanese.dates import in_japanese
from pia_audit.messages.wording import Wording


def day_words(day: str | date | None, wording: Wording) -> str:
    """2025-01-01（令和7年1月1日）; a day that is not known is called so, and any other text is left as it is.

    Args:
        day: a day, or its ISO text, or what :func:`pia_audit.reports.finding.day_text` makes of several.
        wording: the reader's language.
    """
    if not day:
        return wording.ui("unknown")
    era = era_day(day, wording)
    return wording.say("html", "page.dated", day=day, era=era) if era else str(day)


def era_day(day: str | date | None, wording: Wording) -> str:
    """令和7年1月1日 for a Japanese reader; nothing for others, and for what is no single day."""
    if wording.lang != "ja" or not day:
        return ""
    try:
        return in_japanese(date.fromisoformat(str(day)))
    except ValueError:
        return ""
