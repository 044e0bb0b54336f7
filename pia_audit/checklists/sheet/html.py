"""The checklist as one web page: no script, no request, printable."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from pia_audit.checklists.sheet.contents import Checklist
from pia_audit.checklists.sheet.xlsx import heads
from pia_audit.messages.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def _template() -> Template:
    source = (resources.files(__package__) / "page.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)


def page(checklist: Checklist) -> str:
    """The whole page; every text is escaped, and the page's own policy lets nothing be loaded."""
    wording = Wording(checklist.lang)

    def say(key: str, **params: object) -> str:
        return wording.say("checklist", key, **params)

    return _template().render(
        checklist=checklist, unread=wording.ui("unread_head", count=len(checklist.unread)),
        lang=wording.lang, say=say, heads=heads(wording)[:-1], unknown=wording.ui("unknown"),
        verdict=lambda v: wording.say("decisions", f"verdict.{v}"),
    )  # fmt: skip
