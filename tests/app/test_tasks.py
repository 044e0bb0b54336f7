"""The auditor's five tasks, each in three steps from the start, with the real program and a real browser.

One program and one browser are shared. A step is what one does on one screen; the manual's first page has the same.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from dropped import drop
from letters import lines, put, sign
from playwright.sync_api import expect

from pia_audit.manual import LANGUAGES, page
from pia_audit.synthetic import generate, to_text

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
PATIENCE = 120_000


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Any]:
    """A page of the browser at what ``serve`` shows first."""
    folder = tmp_path_factory.mktemp("仕事 場")
    words = [sys.executable, "-m", "pia_audit", "serve", "--folder", str(folder / "作業"), "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="ja-JP")
        context.set_default_timeout(PATIENCE)
        opened = context.new_page()
        opened.goto(process.stdout.readline().strip())
        yield opened
        context.close()
        process.kill()


@pytest.fixture
def start(screen: Any) -> Any:
    """The first screen, whole: a click does not wait for the page it leads to."""
    with screen.expect_navigation():
        screen.get_by_role("link", name="取り込み").click()
    expect(screen.locator("#drop")).to_be_visible()
    return screen


def dropped(screen: Any, paths: list[Path]) -> None:
    """Files dropped on the screen, until all are checked."""
    texts = {p.name: p.read_text(encoding="utf-8") for p in paths}
    with screen.expect_navigation():
        drop(screen, texts)
    expect(screen.get_by_role("rowheader", name=paths[0].name).first).to_be_visible()
    expect(screen.get_by_role("link", name="一覧へ")).to_be_visible()


def received(screen: Any, name: str, **values: str) -> bytes:
    """What is handed out under a name, made now."""
    screen.get_by_role("navigation", name="画面").get_by_role("link", name="出す").click()
    for label, value in values.items():
        screen.get_by_label(label).fill(value)
    screen.get_by_role("button", name=f"作る {name}", exact=True).click()
    link = screen.get_by_role("link", name=f"受け取る {name}", exact=True)
    expect(link).to_be_visible()
    expect(screen.locator("#work")).to_have_count(0)
    with screen.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def done(*steps: Callable[[], Any]) -> list[Any]:
    """Three steps at most, one after the other."""
    assert len(steps) <= 3
    return [step() for step in steps]


def test_a_file_is_audited(start: Any, sample_path: Path) -> None:
    """Drop it; open it from its line; read what there is to look into."""
    done(
        lambda: dropped(start, [sample_path]),
        lambda: start.get_by_role("link", name="目黒区長/14").first.click(),
        lambda: expect(start.locator(".points > li").first).to_contain_text("最後の変更後が本文と異なる"),
    )


def test_a_year_s_folder(start: Any, tmp_path: Path) -> None:
    """Choose the folder; the reports stand by weight; take the year's work."""
    for year, at in (("令和6年度", 0), ("令和7年度", 1)):
        (tmp_path / "評価書" / year).mkdir(parents=True)
        for seed in (31, 32):
            edition = generate(seed, editions=2, faults=["undocumented_change"]).editions[at]
            (tmp_path / "評価書" / year / f"{seed}_{at}.txt").write_text(to_text(edition), encoding="utf-8")

    def chosen() -> None:
        start.get_by_label("フォルダーを選ぶ").set_input_files(tmp_path / "評価書")
        start.get_by_role("button", name="取り込む").click()
        expect(start.get_by_role("rowheader", name="評価書/令和6年度/31_0.txt")).to_be_visible()

    def ranked() -> None:
        start.get_by_role("link", name="一覧へ").click()
        errors = [int(n) for n in start.locator('.ranked td[data-head="エラー"]').all_text_contents()]
        assert errors == sorted(errors, reverse=True)

    *_, content = done(chosen, ranked, lambda: received(start, "一年分の一式"))
    assert content.startswith(b"PK")


def test_two_editions_and_their_missing_rows(start: Any, tmp_path: Path) -> None:
    """Drop both; see which change has no row; take the rows to be added."""
    editions = generate(33, editions=2, faults=["undocumented_change"]).editions
    paths = [tmp_path / f"{e.published_on}.txt" for e in editions]
    for path, edition in zip(paths, editions, strict=True):
        path.write_text(to_text(edition), encoding="utf-8")

    def seen() -> None:
        start.get_by_role("link", name=editions[0].report_id).first.click()
        expect(start.locator(".points")).to_contain_text("変更箇所に記録のない変更")

    *_, content = done(lambda: dropped(start, paths), seen, lambda: received(start, "行の案"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert any(cell.value for row in sheet.iter_rows() for cell in row)


def test_decide_and_print(start: Any, sample_path: Path) -> None:
    """Drop; decide on the first matter; the sheets for approval, two pages of A4, with what was decided."""

    def decided() -> None:
        start.get_by_role("link", name="確認を要する点を順に見る").click()
        start.get_by_role("radio", name="要是正").check()
        start.get_by_label("理由・是正内容").fill("本文を直す。")
        start.get_by_label("点検者").fill("監査担当")
        start.get_by_role("button", name="登録して次へ").click()
        expect(start.get_by_role("status")).to_contain_text("登録しました")

    def printed() -> bytes:
        received(start, "決裁用")
        with start.expect_popup() as popup:
            start.get_by_role("link", name="開いて印刷 決裁用").click()
        popup.value.wait_for_load_state()
        pdf: bytes = popup.value.pdf(prefer_css_page_size=True)
        popup.value.close()
        return pdf

    *_, pdf = done(lambda: dropped(start, [sample_path]), decided, printed)
    with pypdfium2.PdfDocument(pdf) as sheets:
        assert len(sheets) == 2


def test_when_a_passage_changed(start: Any, sample_path: Path) -> None:
    """Drop; open the report; type the words: the day and the row stand there."""
    done(
        lambda: dropped(start, [sample_path]),
        lambda: start.get_by_role("link", name="目黒区長/14").first.click(),
        lambda: (start.get_by_label("語句").fill("中間サーバー"), start.get_by_role("button", name="調べる").click()),
    )
    expect(start.locator(".writers").first).to_contain_text("に書かれました")
    expect(start.locator(".writers").first).to_contain_text("2023-09-01（令和5年9月1日）")
    expect(start.get_by_role("heading", name="この語句を含む行")).to_be_visible()


def test_an_answer_comes_back(start: Any, sample_path: Path) -> None:
    """A letter made on one screen, answered, and dropped on another; its decision stands, and one button undoes it."""
    dropped(start, [sample_path])
    received(start, "照会文", 回答期限="2027-01-29")
    with start.expect_download() as download:
        start.locator(".each a").first.click()
    document: Any = docx.Document(str(download.value.path()))
    sign(document)
    put(lines(document)[0], "記載のとおり", "確認しました。")
    buffer = io.BytesIO()
    document.save(buffer)
    start.get_by_role("link", name="回答", exact=True).click()
    answer = {"name": "回答.docx", "mimeType": "application/octet-stream", "buffer": buffer.getvalue()}
    start.get_by_label("回答のファイルを選ぶ").set_input_files(answer)
    start.get_by_role("button", name="回答を取り込む").click()
    expect(start.locator(".account").first).to_contain_text("適")
    start.get_by_role("button", name="この取り込みを元に戻す").first.click()
    expect(start.locator(".account").first).to_contain_text("この後に別の判定が登録されています")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manual_s_first_page_says_the_same(lang: str) -> None:
    """Five tasks, each with three steps at most."""
    first = page("first", lang)
    assert first.lang == lang
    tasks = first.text.split("\n## ")[1:6]
    assert len(tasks) == 5
    counts = [len(re.findall(r"^\d\. ", task, re.MULTILINE)) for task in tasks]
    assert all(1 <= count <= 3 for count in counts)
