"""The 新旧対照表 printed for real, by Chromium and by LibreOffice: A4 across, heads on each page, no text cut."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html
from msgspec.structs import replace
from pages import Made

from pia_audit.compare.pair_corpus import paired
from pia_audit.documents.blocks import Document
from pia_audit.documents.pdf.document import read_document
from pia_audit.reports.comparative import Sheet, sheet
from pia_audit.reports.html.contrast import contrast_page
from pia_audit.reports.xlsx.contrast import write_book
from pia_audit.synthetic import generate

OLD = [
    f"({n}) 届出の受付に関する事務のうち、番号法第19条第8号に基づき{n}の項に掲げる情報を照会する。"
    for n in range(1, 56)
]
NEW = [line.replace("第8号", "第9号") if n % 9 == 0 else line for n, line in enumerate(OLD) if n != 40]
COLUMNS = ("項目", "変更前", "変更後", "変更箇所の行", "備考")


@pytest.fixture(scope="module")
def long_sheet() -> Sheet:
    """Two editions with a text of several pages in which a paragraph went and some articles changed."""
    old, new = generate(11, editions=2).editions

    def put(edition: Any, lines: list[str]) -> Any:
        text = "\n".join(lines)
        items = (replace(i, text=text) if i.item_id == "handling.outline" else i for i in edition.items)
        return replace(edition, items=tuple(items))

    return sheet(paired([(put(old, OLD), put(new, NEW))]), "ja")


@pytest.fixture(scope="module")
def by_chromium(long_sheet: Sheet, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as the browser prints it."""
    folder = tmp_path_factory.mktemp("contrast")
    (folder / "x.html").write_text(contrast_page(long_sheet), encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text))
    page.goto((folder / "x.html").as_uri())
    page.pdf(path=folder / "x.pdf", prefer_css_page_size=True)
    page.close()
    assert complaints == []
    return folder / "x.pdf"


@pytest.fixture(scope="module")
def by_libreoffice(long_sheet: Sheet, program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("contrast")
    write_book(long_sheet, folder / "x.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "x.xlsx"]
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)
    return folder / "x.pdf"


def squeezed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


@pytest.mark.parametrize("by", ["by_chromium", "by_libreoffice"])
def test_on_paper(by: str, request: pytest.FixtureRequest) -> None:
    """Every page is A4 across and begins with the heads; every paragraph can be seen, and what is struck is struck."""
    path: Path = request.getfixturevalue(by)
    with pypdfium2.PdfDocument(path) as pages:
        sizes = [tuple(round(n) for n in page.get_size()) for page in pages]
        texts = [squeezed(page.get_textpage().get_text_bounded()) for page in pages]
    assert len(sizes) > 2
    assert set(sizes) == {(842, 595)}
    assert all("".join(COLUMNS) in text for text in texts[:-1])
    read = read_document("x.pdf", path.read_bytes(), lambda _: None)
    assert isinstance(read, Document)  # the reader leaves out what a cell's edge hides
    rows = [row.cells for row in read.rows if len(row.cells) == len(COLUMNS)]
    before, after = (squeezed("".join(cells[n].text for cells in rows)) for n in (1, 2))
    assert not [c for cells in rows for c in cells if c.hidden]
    assert not [line for line in NEW if squeezed(line) not in after]
    assert not [line for line in NEW if line in OLD and squeezed(line) not in before]
    assert "pdf-struck" in {u.code for u in read.problems}


def test_a_row_in_relative_words_shows_what_they_come_to(sample: Made) -> None:
    """Of the real report's row 16: the passage that was added is marked, the words as typed stand below, and the row's
    two sides each have their mark."""
    (row,) = html.fromstring(sample.text).xpath("//tr[@id='r1w16']")
    (change,) = row.xpath("./td[3]")
    assert any("(8)医療扶助のオンライン資格確認" in e.text_content() for e in change.xpath("./div/ins"))
    (typed,) = change.xpath("./p[@class='typed']")
    assert typed.text_content().startswith("行の記載（変更後）: 1 同左 以下を追加")
    marks = "//tr[@id='r1w{}']//span[contains(@class, 'link')]"
    page = html.fromstring(sample.text)
    assert {n: [e.text_content() for e in page.xpath(marks.format(n))] for n in (16, 25, 34)} == {
        16: ["前: ―", "後: 本文 一致（読み替え）"],
        25: ["前: 行21 一致", "後: 行34 要確認"],
        34: ["前: 行25 要確認", "後: 本文 一致"],
    }
