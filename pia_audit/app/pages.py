"""Screens as pages: templates filled, and the style and script that they share, as files of their own."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import jinja2
from starlette.responses import HTMLResponse, Response

from pia_audit.app.desk import Desk
from pia_audit.messages.wording import Wording
from pia_audit.reports.html.days import day_words
from pia_audit.reports.html.markup import plain
from pia_audit.reports.html.page import style
from pia_audit.reports.item_names import short_name

ROOM = "app"
PARTS = ("intake", "reports", "outputs", "answers", "keeping", "manual")
"""The screens of the navigation."""


@cache
def environment() -> jinja2.Environment:
    """Where the templates are, and those of the reports' pages: everything a text holds is escaped."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("pia_audit.app"), jinja2.PackageLoader("pia_audit.reports.html")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: plain(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset(name: str) -> str:
    """A file of the room."""
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


@cache
def stylesheet(lang: str) -> str:
    """The style of the reports' pages, and what the screens add to it."""
    return style(lang) + asset("screens.css")


@cache
def named(name: str, content: str) -> str:
    """The address of a file that is named after what it holds."""
    return f"/{name}?{sha256(content.encode()).hexdigest()[:16]}"


def page(desk: Desk, template: str, part: str, status: int = 200, **values: Any) -> Response:
    """A screen of the page; ``part`` is where in the navigation it stands."""
    work = desk.bench.work
    names = {"style": named("style.css", stylesheet(desk.lang)), "script": named("script.js", asset("screens.js"))}
    text = environment().get_template(template).render(
        part=part, parts=PARTS, desk=desk, work=work, busy=desk.bench.busy, **names, **words(desk.wording), **values
    )  # fmt: skip
    return HTMLResponse(text + "\n", status)


def bare(wording: Wording, template: str, status: int = 200, **values: Any) -> Response:
    """A page outside the screens, for whoever is not let in, or not yet."""
    style_name = named("style.css", stylesheet(wording.lang))
    text = environment().get_template(template).render(style=style_name, **words(wording), **values)
    return HTMLResponse(text + "\n", status)


def words(wording: Wording) -> dict[str, Any]:
    """The words of the templates."""
    return {
        "lang": wording.lang,
        "say": lambda key, **params: wording.say(ROOM, key, **params),
        "html": lambda key, **params: wording.say("html", key, **params),
        "model": lambda key, **params: wording.say("model", key, **params),
        "verdict": lambda key: wording.say("decisions", f"verdict.{key}"),
        "term": wording.term,
        "reason": wording.reason,
        "ui": wording.ui,
        "day": lambda value: day_words(value, wording),
        "short_name": short_name,
    }
