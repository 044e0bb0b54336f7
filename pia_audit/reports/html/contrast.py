"""The 新旧対照表 as one page to print on A4 and sign: no script, no request."""

from __future__ import annotations

from markupsafe import Markup

from pia_audit.messages.wording import Wording
from pia_audit.reports.comparative import Sheet
from pia_audit.reports.html.markup import markup
from pia_audit.reports.html.page import environment, policy, style
from pia_audit.reports.html.timeline import Leads


def contrast_page(sheet: Sheet) -> str:
    """The page, in the language of the sheet; every text in it is escaped."""
    wording = Wording(sheet.lang)
    css = style(sheet.lang)
    single_title = sheet.pairs[0].title if len(sheet.pairs) == 1 else ""
    page = environment().get_template("contrast.j2").render(
        lang=sheet.lang,
        ja=Markup("" if sheet.lang == "ja" else ' lang="ja"'),
        policy=policy(css),
        style=Markup(css),
        title=wording.say("comparative", "page.named", title=single_title).strip(),
        sheet=sheet,
        leads=Leads("", {}, set(), {}),
        markup=markup,
        say=lambda key, **params: wording.say("comparative", key, **params),
        html=lambda key, **params: wording.say("html", key, **params),
        ui=wording.ui,
        term=wording.term,
    )  # fmt: skip
    return page + "\n"
