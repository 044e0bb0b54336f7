"""The real program and a real browser: from files to what is handed out, and what a sudden end leaves."""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from dropped import drop
from playwright.sync_api import expect

from pia_audit.archive import Archive

DATA = Path(__file__).parents[2] / "data"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], str]]]:
    """Starts ``pia-audit serve`` on one folder, any number of times; gives the process and the address it prints."""
    running: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "pia_audit", "serve", "--folder", str(tmp_path / "作業 folder"), "--no-browser"]

    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        running.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield start
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def axe_complaints(page: Any) -> list[str]:
    """What axe finds on a page; documents in frames have tests of their own."""
    return [
        f"{v['id']}: {[n['target'] for n in v['nodes']]}"
        for v in Axe().run(page, options={"iframes": False}).response["violations"]
    ]


def test_from_files_to_what_is_handed_out(
    served: Callable[[], tuple[subprocess.Popen[str], str]], browser: Any, tmp_path: Path
) -> None:
    """Files in, the gravest finding opened, decided and undone by keys, the workbook taken out; nothing else asked for.

    Each screen is looked at by axe, and none is wider than a phone.
    """
    _, address = served()
    here = address.partition("?")[0]
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="ja-JP")
    context.set_default_timeout(120_000)
    page, complaints, requests = context.new_page(), [], []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("request", lambda r: requests.append(r.url))
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        wrong[name] = axe_complaints(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            wrong[name] += [] if page.evaluate("document.documentElement.scrollWidth") == width else [f"wide {width}"]
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(address)
    expect(page.get_by_role("heading", name="取り込み")).to_be_visible()
    assert "token" not in page.url
    files = {p.name: p.read_text(encoding="utf-8") for p in sorted((DATA / "tebiki-01").glob("*.txt"))}
    drop(page, files)
    onward = page.get_by_role("link", name="一覧へ")
    expect(onward).to_be_visible()
    look("intake")
    onward.press("Enter")
    look("reports")
    page.locator(".ranked tbody a").first.press("Enter")
    look("report")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(page.frame_locator("iframe").get_by_role("button", name="印刷")).to_be_visible()  # its own script runs
    page.get_by_label("語句").fill("番号法")
    page.get_by_role("button", name="調べる").press("Enter")
    expect(page.get_by_role("heading", name="この語句を含む行")).to_be_visible()
    look("passages")
    page.go_back()
    page.locator("a.go").press("Enter")
    look("matter")
    page.get_by_role("link", name="この指摘だけを判定する").first.press("Enter")
    look("finding")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="要是正")).to_be_checked()
    page.get_by_label("理由・是正内容").fill("直すこと")
    page.get_by_label("点検者").fill("佐藤")
    page.get_by_role("button", name="登録して次へ").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("「要是正」を登録しました")
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("「確認中」を登録しました")
    look("undone")
    page.get_by_role("link", name="出す", exact=True).press("Enter")
    page.get_by_role("button", name="作る 指摘一覧").press("Enter")
    fetch = page.get_by_role("link", name="受け取る 指摘一覧")
    expect(fetch).to_be_visible()
    look("outputs")
    with page.expect_download() as download:
        fetch.press("Enter")
    download.value.save_as(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    assert download.value.suggested_filename == "指摘一覧.xlsx"
    page.get_by_role("link", name="回答", exact=True).press("Enter")
    page.get_by_label("回答のファイルを選ぶ").set_input_files({"name": "a.docx", "mimeType": "", "buffer": b"x"})
    page.get_by_role("button", name="回答を取り込む").press("Enter")
    expect(page.get_by_role("heading", name="取り込めなかった所")).to_be_visible()
    look("answers")
    page.get_by_role("link", name="保管", exact=True).press("Enter")
    look("keeping")
    page.emulate_media(color_scheme="dark")
    for place in ("keeping", "answers", first.removeprefix(here)):
        page.goto(f"{here}{place}")
        wrong[f"dark {place}"] = axe_complaints(page)
    context.close()
    assert {name: complaint_list for name, complaint_list in wrong.items() if complaint_list} == {}
    assert complaints == []
    assert [r for r in requests if not r.startswith((here, "data:"))] == []


def test_without_the_script(
    served: Callable[[], tuple[subprocess.Popen[str], str]], browser: Any
) -> None:  # fmt: skip
    """The same forms: files in, the page looks again by itself, and a decision is kept."""
    _, address = served()
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("フォルダーを選ぶ").set_input_files(DATA / "tebiki-01")
    page.get_by_role("button", name="取り込む").press("Enter")
    expect(page.get_by_role("rowheader", name="tebiki-01/2026-01-09.txt")).to_be_visible()
    page.get_by_role("link", name="一覧へ").press("Enter")
    page.locator(".ranked tbody a").first.press("Enter")
    page.locator("a.go").press("Enter")
    page.get_by_role("radio", name="対象外").check()
    page.get_by_label("理由・是正内容").fill("別の様式")
    page.get_by_role("button", name="登録して次へ").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("「対象外」を登録しました")
    context.close()


class Connection:
    """Requests to a running page, entered with its token."""

    def __init__(self, address: str) -> None:
        self.host = address.split("/")[2]
        self.headers = {"host": self.host, "origin": f"http://{self.host}"}
        answer = self.ask("GET", address[address.index("/?") :])
        self.headers["cookie"] = answer[2].split(";")[0]

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, body and cookie of an answer; raises ``OSError`` or ``HTTPException`` where there is none."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        extra = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        connection.request(method, path, urlencode(form) if form else None, {**self.headers, **extra})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, answer.headers.get("set-cookie") or answer.headers.get("location") or ""


def test_killed_while_deciding(
    served: Callable[[], tuple[subprocess.Popen[str], str]], tmp_path: Path
) -> None:  # fmt: skip
    """kill −9 at any moment: every decision that was confirmed is in the archive, and the chain holds."""
    folder = tmp_path / "作業 folder"
    folder.mkdir()
    with Archive(folder / "archive.sqlite") as archive:
        archive.add([DATA / "tebiki-01" / "2026-01-09.txt"])
    process, address = served()
    visitor = Connection(address)
    while '"running"' in visitor.ask("GET", "/work")[1]:
        time.sleep(0.1)
    report = visitor.ask("GET", "/reports")[1].split('href="/reports/')[1].split('"')[0]
    finding = visitor.ask("GET", f"/reports/{report}")[1].split(f"/reports/{report}/findings/")[1].split('"')[0]
    place, last = f"/reports/{report}/findings/{finding}", "0"
    confirmed: list[tuple[int, str]] = []
    killer = threading.Timer(random.uniform(0.2, 1.2), process.kill)  # nosec: any moment will do
    killer.start()
    try:
        while True:
            form = {"verdict": "fine", "reason": f"確認{len(confirmed)}", "by": "佐藤", "last": last, "then": "stay"}
            status, _, location = visitor.ask("POST", place, form)
            assert status == 303
            last = location.partition("done=")[2]
            confirmed.append((int(last), form["reason"]))
    except (OSError, http.client.HTTPException):
        killer.join()
    process.wait()
    with Archive(folder / "archive.sqlite") as archive:
        kept = [(entry.number, decision.reason) for entry, decision in archive.decisions()]
        assert archive.verify().intact
    assert confirmed
    assert kept[: len(confirmed)] == confirmed
    assert len(kept) <= len(confirmed) + 1
    again = Connection(served()[1])
    while '"running"' in again.ask("GET", "/work")[1]:
        time.sleep(0.1)
    assert kept[-1][1] in again.ask("GET", place)[1]
