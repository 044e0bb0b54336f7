"""Makes the manual's pictures of the HTML report and of the local page from the examples, in a real browser.

    python data/make_pictures.py

needs Chromium (``chromium`` on the path) and the Japanese fonts that shall be seen; it writes
``pia_audit/manual/pictures/*.png``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pia_audit
from pia_audit.reports import report as model
from pia_audit.reports.html import audit_page

HERE = Path(__file__).resolve().parent
WIDTH = 960
DAY = "2022-12-16 時点（変更箇所から復元）"
EDGE = 24


def main() -> None:
    """Write all pictures."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is not on the path")
    os.chdir(HERE.parent)  # the page names the file as it was asked for
    result = pia_audit.audit([pia_audit.read("data/meguro-14/2026-03-18.txt")])
    target = HERE.parent / "pia_audit" / "manual" / "pictures"
    target.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(audit_page(result, model.build(result, "ja")), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, reduced_motion="reduce")
        page.goto(path.as_uri())
        _top(page, target / "report-top.png")
        _past(page, target / "report-past.png")
        _screens(browser, target)
        browser.close()


def _top(page: Any, target: Path) -> None:
    """From the title to the sixth matter: what a reader sees first."""
    end = page.locator(".matters li").nth(5).bounding_box()
    page.set_viewport_size({"width": WIDTH, "height": round(end["y"] + end["height"]) + 16})
    page.screenshot(path=target)


def _past(page: Any, target: Path) -> None:
    """What changed on one day, as the report stood then."""
    page.locator(".past .day").select_option(label=DAY)
    page.locator(".past .only").check()
    page.locator(".bar").evaluate("bar => { bar.hidden = true; }")
    part = page.locator(".past")
    part.evaluate("(part, edge) => { part.style.padding = `${edge}px`; }", EDGE)
    part.screenshot(path=target)


def _screens(browser: Any, target: Path) -> None:
    """The screens of ``serve`` with the examples taken in: the account, the reports, a matter, a passage."""
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "pia_audit", "serve", "--folder", folder, "--no-browser", "--quiet"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            address = program.stdout.readline().strip()
            page = browser.new_page(
                viewport={"width": WIDTH, "height": 640}, reduced_motion="reduce", locale="ja-JP"
            )  # fmt: skip
            page.goto(address)
            names = re.compile(r"\.(txt|xlsx|pdf)$")
            page.set_input_files("#files", sorted(p for p in HERE.glob("*/*") if names.search(p.name)))
            page.click("button.main")
            page.wait_for_selector("a.go", timeout=120_000)
            page.screenshot(path=target / "serve-intake.png", full_page=True)
            page.click("a.go")
            page.screenshot(path=target / "serve-reports.png")
            page.click(".ranked tbody a")
            page.get_by_role("link", name="まとめて判定").nth(1).click()
            page.fill("#by", "監査担当")
            page.get_by_role("radio").nth(1).check()
            page.fill("#reason", "作成部署に照会し、本文を直す。")
            page.screenshot(path=target / "serve-matter.png", full_page=True)
            page.goto(page.url.partition("/matters/")[0] + "/passages?q=中間サーバー")
            page.screenshot(path=target / "serve-passages.png")
            program.terminate()


if __name__ == "__main__":
    main()
