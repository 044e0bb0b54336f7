"""The two pages of a year: the summary with the ranked reports, and the two sheets for approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from pia_audit.japanese.dates import in_japanese
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports import account, decision_phrases
from pia_audit.reports import unread as unread_text
from pia_audit.reports.html import page as report_page
from pia_audit.reports.html.days import day_words
from pia_audit.years.year import Year

if TYPE_CHECKING:
    import jinja2

REPORTS, SECTIONS, UNREAD = 16, 16, 12
"""So many reports, sections and unread files stand on the sheets for approval one by one; of the others the number:
two sheets of A4 hold no more, and two are promised however many reports there are."""


def summary_page(year: Year, pages: Mapping[str, str], others: Sequence[tuple[str, str]]) -> str:
    """The summary: what was not read first, then the reports by what matters, each with its page.

    Args:
        year: the year.
        pages: the path of each report's page from the summary, by report id.
        others: path and description of what else lies in the folder.

    Returns:
        One HTML document that asks for nothing; its script only searches it, and every text in it is escaped.
    """
    wording = Wording(year.lang)
    report, unread = year.report.words, not_read(year)
    return _rendered(
        "summary", year, wording,
        since_known=report.known is not None,
        unread=_by_reason(unread, wording),
        unread_count=len(unread),
        notes=[*(_place_and_reason(u, wording) for u in report.unread if u not in unread),
               *(("", u.text) for u in report.unchecked)],
        ranked=[(r, href(pages[r.head.report_id])) for r in year.ranked],
        solved=[wording.say("year", "page.solved_line", report=g.report_id, title=g.title, item=g.item_label or "")
                for g in report.gone],
        decisions=decision_phrases.overview(report.decisions, wording).splitlines(),
        others=[(href(path), path, what) for path, what in others],
    )  # fmt: skip


def approval_page(year: Year) -> str:
    """The two sheets of A4 that go round for approval."""
    wording = Wording(year.lang)
    grave = [r for r in year.ranked if r.counts["error"] or r.counts["warning"]]
    unread = [unread_text.line(u, wording) for u in not_read(year)]
    more_unread = len(unread) - UNREAD
    if more_unread > 0:
        unread = [*unread[:UNREAD], wording.say("year", "approval.unread_more", count=more_unread)]
    due = next((letter.due for letter in year.letters if letter.due), None)
    return _rendered(
        "approval", year, wording,
        ranked=grave[:REPORTS],
        more_ranked=max(0, len(grave) - REPORTS),
        asked=_asked(year, wording),
        due=wording.say("year", "approval.due", day=_day(due, year.lang)) if due else "",
        rows_line=wording.say("year", "approval.rows_line", rows=len(year.rows), corrections=len(year.corrections)),
        decided=_first_line(decision_phrases.overview(year.report.words.decisions, wording)),
        unread=unread,
    )  # fmt: skip


def not_read(year: Year) -> tuple[Unread, ...]:
    """What could not be read: places in editions, and whole files, pictures among them, as the account counts them."""
    sources = {f.source for f in year.files if f.status == "unread"}
    lost = unread_text.lost(year.report.words.unread)
    return tuple(u for u in year.report.words.unread if u in lost or u.source in sources)


def _by_reason(unread: Iterable[Unread], wording: Wording) -> dict[str, list[str]]:
    """Why something could not be read, each reason once, with the places it holds for."""
    out: dict[str, list[str]] = {}
    for location, reason in (_place_and_reason(u, wording) for u in unread):
        out.setdefault(reason, []).append(location)
    return out


def _asked(year: Year, wording: Wording) -> list[str]:
    lines = [
        wording.say("year", "approval.asked_line", section=letter.section or wording.say("year", "page.unknown"),
                    reports=len(letter.inquiries), asks=len(letter.asks))
        for letter in year.letters
    ]  # fmt: skip
    further = year.letters[SECTIONS:]
    if not further:
        return lines
    asks = sum(len(letter.asks) for letter in further)
    return [*lines[:SECTIONS], wording.say("year", "approval.asked_more", count=len(further), asks=asks)]


def _rendered(name: str, year: Year, wording: Wording, **parts: Any) -> str:
    words, css = year.report.words, _part({"summary": "year.css", "approval": "approval.css"}[name])
    script = _part("year.js") if name == "summary" else ""
    page = _environment().get_template(f"{name}.j2").render(
        lang=year.lang,
        policy=report_page.policy(css, script),
        style=Markup(css),
        script=Markup(script),
        html=lambda key, **params: wording.say("html", key, **params),
        term=wording.term,
        dated=lambda day: day_words(day, wording),
        say=lambda key, **params: wording.say("year", key, **params),
        day=_day(year.today, year.lang),
        line=_line(year, wording),
        since=_since(words.known, wording),
        files=account.line(year.files, wording),
        **parts,
    )  # fmt: skip
    return page + "\n"


def _line(year: Year, wording: Wording) -> str:
    if not year.ranked:
        return wording.say("year", "page.nothing")
    return wording.say("year", "page.line", reports=len(year.ranked), **year.report.words.summary)


def _since(known: Mapping[str, int] | None, wording: Wording) -> str:
    return wording.say("year", "page.first_run") if known is None else wording.say("year", "page.since", **known)


def _place_and_reason(u: Unread, wording: Wording) -> tuple[str, str]:
    return f"{u.source} {wording.place(u.locator)}".strip(), wording.reason(u)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _day(day: Any, lang: str) -> str:
    return in_japanese(day) if lang == "ja" else day.isoformat()


def href(path: str) -> str:
    """A path within the folder as an address."""
    return quote(path)


@cache
def _environment() -> jinja2.Environment:
    """That of the reports' pages, with the templates of this room."""
    overlay: jinja2.Environment = report_page.environment().overlay(loader=jinja2.PackageLoader("pia_audit.years"))
    return overlay


@cache
def _part(name: str) -> str:
    return (resources.files("pia_audit.years") / "templates" / name).read_text(encoding="utf-8")
