"""The manual in a real browser: quiet, asking for nothing, searched by mouse and by keyboard, one page at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec import Struct
from pages import Opened
from playwright.sync_api import expect

from pia_audit.manual import names
from pia_audit.manual.web import manual_page


class Written(Struct):
    """The manual as a file."""

    path: Path


Look = Callable[..., Opened]


@pytest.fixture(scope="module")
def manual(folder: Path) -> Written:
    """The Japanese manual, with the English pages in it."""
    path = folder / "manual.html"
    path.write_text(manual_page("ja", "findings"), encoding="utf-8", newline="")
    return Written(path)


def test_one_page_is_shown_and_the_others_by_their_links(manual: Written, look: Look) -> None:
    """The one asked for first; a link shows its page and its part, the window's title tells it, and back goes back."""
    opened = look(manual)
    page = opened.page
    expect(page.locator("article:visible")).to_have_attribute("id", "findings")
    page.locator(".menu").get_by_role("link", name="用語", exact=True).click()
    expect(page.locator("article:visible")).to_have_attribute("id", "glossary")
    expect(page).to_have_title("用語 | pia_audit 手引き")
    expect(page.locator('.menu [aria-current="page"]')).to_have_text("用語")
    page.locator("article:visible .around .back").click()
    expect(page.locator("article:visible")).to_have_attribute("id", "tasks")
    page.go_back()
    expect(page.locator("article:visible")).to_have_attribute("id", "glossary")
    assert opened.complaints == []
    assert opened.requests == [manual.path.as_uri()] * len(opened.requests)


def test_search_finds_parts_of_pages(manual: Written, look: Look) -> None:
    """Every word is asked for, in whatever width it is typed; Enter goes to the first part, Escape brings the contents
    back; what is typed is text and what is not there is said."""
    page = look(manual).page
    field = page.get_by_label("手引きの中を探す")
    field.fill("ＶＥＲＩＦＹ 控え")
    expect(page.locator(".hits li").first).to_contain_text("保管")
    expect(page.locator(".hits mark").first).to_be_visible()
    expect(page.locator(".menu")).to_be_hidden()
    field.press("Enter")
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.locator("article:visible")).to_contain_text("verify")
    field.fill("<b>この語はどこにもない")
    expect(page.get_by_role("status")).to_contain_text("見つかりませんでした")
    field.press("Escape")
    expect(page.locator(".menu")).to_be_visible()


def test_it_fits_a_phone_and_reads_without_script(manual: Written, look: Look) -> None:
    """No page is wider than the window; without JavaScript all of them stand there; printing shows the page alone."""
    page = look(manual, width=390).page
    for name in names():
        page.evaluate("name => { location.hash = name; }", name)
        expect(page.locator(f"article#{name}")).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") == 390, name
    page.emulate_media(media="print")
    assert page.locator("article:visible").count() == 1
    assert page.locator(".side:visible, .bar:visible").count() == 0
    plain = look(manual, java_script_enabled=False).page
    assert plain.locator("article:visible").count() == len(names())


def test_nobody_is_shut_out(manual: Written, look: Look) -> None:
    """axe finds nothing: contrast, names, headings, order."""
    page = look(manual, color_scheme="dark", bypass_csp=True).page
    page.evaluate("() => document.querySelectorAll('article[hidden]').forEach(a => a.remove())")  # axe is slow
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
