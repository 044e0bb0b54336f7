"""Workbooks and web pages: what they show, how they refuse, and that one bad file never stops a folder."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from pia_audit.documents.xlsx.view import plain_text
from pia_audit.documents.xlsx.workbook import read_workbook
from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition, Unread
from pia_audit.readers import read, read_all
from pia_audit.synthetic import generate, to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(14.0, "14"), (0.5, "0.5"), (date(2026, 3, 18), "2026/3/18"), (datetime(2026, 3, 18, 9), "2026/3/18"),
     ("=SUM(A1)", "=SUM(A1)"), (None, ""), (True, "TRUE")],
)  # fmt: skip
def test_a_cell_is_what_the_sheet_shows(value: object, text: str) -> None:
    """Numbers without a false point, dates as dates, texts as they are."""
    assert plain_text(value) == text


def _page(text: str) -> str:
    """The converter's text as a web page: a table row for each line with tabs, a paragraph for each other."""
    parts = ["<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head><body>"]
    table: list[str] = []
    for line in [*text.split("\n"), ""]:
        cells = line.split("\t")
        if len(cells) > 1:
            table.append("<tr>" + "".join(f"<td>{_escaped(c)}</td>" for c in cells) + "</tr>")
            continue
        if table:
            parts.append("<table>" + "".join(table) + "</table>")
            table = []
        if line.strip():
            parts.append(f"<p>{_escaped(line)}</p>")
    return "".join(parts) + "</body></html>"


def _escaped(text: str) -> str:
    """Cells keep their paragraphs; 選択肢 in angle brackets is no tag."""
    return text.replace("<選択肢>", "&lt;選択肢&gt;")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize("seed", [3, 11])
def test_a_web_page_gives_the_edition_of_its_text(seed: int, encoding: str, tmp_path: Path) -> None:
    """The same report as text and as a page: the same items and rows, in whatever encoding the page is."""
    edition = generate(seed).editions[-1]
    page, text = tmp_path / "a.html", tmp_path / "a.txt"
    text.write_text(to_text(edition), encoding="utf-8")
    page.write_bytes(_page(to_text(edition)).encode(encoding, "replace"))
    a, b = read(text), read(page)
    assert isinstance(a, Edition)
    assert isinstance(b, Edition)
    assert b.encoding == "html"
    if encoding == "utf-8":
        assert [(i.item_id, i.status, fold(i.text or "")) for i in b.items] == [
            (i.item_id, i.status, fold(i.text or "")) for i in a.items
        ]
        assert [(r.changed_on, r.item_ids, fold(r.before or ""), fold(r.after or "")) for r in b.changes] == [
            (r.changed_on, r.item_ids, fold(r.before or ""), fold(r.after or "")) for r in a.changes
        ]
    assert len(b.changes) == len(a.changes)


def test_joined_cells_of_a_page_keep_their_columns(tmp_path: Path) -> None:
    """A 変更日 that spans two rows leaves the second row's other cells in their columns."""
    head = "<tr><th>変更日<th>項目<th>変更前の記載<th>変更後の記載<th>提出時期<th>提出時期に係る説明</tr>"
    rows = (
        "<tr><td rowspan=2>2025/1/10<td>Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署<td>甲課<td>乙課<td>事後</tr>"
        "<tr><td>Ⅰ 関連情報 2. 特定個人情報ファイル名<td>旧ファイル<td>新ファイル<td>事後<td></tr>"
    )
    page = tmp_path / "r.html"
    page.write_text(
        f"<html><body><p>特定個人情報保護評価書(基礎項目評価書)</p><table>{head}{rows}</table></body></html>",
        encoding="utf-8",
    )
    edition = read(page)
    assert isinstance(edition, Edition)
    assert [(r.item_ids, r.before, r.after) for r in edition.changes] == [
        (("department.name",), "甲課", "乙課"),
        (("files.names",), "旧ファイル", "新ファイル"),
    ]


def _workbook(fill: object = None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表紙")
    if callable(fill):
        fill(book, sheet)
    book.close()
    return buffer.getvalue()


def test_an_empty_workbook_and_another_document_are_told() -> None:
    """A workbook without text is empty; one about something else is no report."""
    unread = read_workbook("a.xlsx", _workbook())
    assert isinstance(unread, Unread)
    assert unread.code == "empty"


def test_a_sheet_of_a_million_columns_is_cut_short(tmp_path: Path) -> None:
    """A sheet far wider than any form is named and not read; nothing grows with it."""
    content = _workbook(lambda _b, s: [s.write_string(0, 0, "特定個人情報保護評価書"), s.write_string(0, 16000, "x")])
    path = tmp_path / "wide.xlsx"
    path.write_bytes(content)
    document = read_workbook("wide.xlsx", content)
    assert isinstance(document, Unread) or any(p.code == "sheet-too-large" for p in document.problems)
    assert isinstance(read(path), Unread)


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    """A workbook that unpacks to far more than it is on disk is refused by its directory alone."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"<a>" + b" " * 60_000_000)
    unread = read(path)
    assert isinstance(unread, Unread)
    assert unread.code == "file-too-large"


def test_external_entities_are_not_followed(tmp_path: Path) -> None:
    """A page or workbook part that names a local file brings none of it in."""
    secret = tmp_path / "secret.txt"
    secret.write_text("ひみつの記載", encoding="utf-8")
    page = tmp_path / "x.html"
    page.write_text(
        f'<!DOCTYPE html [<!ENTITY s SYSTEM "file://{secret}">]><html><body><p>特定個人情報保護評価書(基礎項目評価書)</p>'
        f'<p>&s;</p><iframe src="file://{secret}"></iframe><table><tr><td>変更日<td>項目<td>変更前の記載<td>変更後の記載</tr></table></body></html>',
        encoding="utf-8",
    )
    assert "ひみつ" not in repr(read(page))


@pytest.mark.parametrize("cut", [10, 200, 2000, 12000])
def test_a_damaged_workbook_is_told(cut: int, tmp_path: Path) -> None:
    """A file cut anywhere ends in a reason and never in an exception."""
    whole = (Path(__file__).parents[2] / "data" / "kawanari-07" / "2020-08-31.xlsx").read_bytes()
    path = tmp_path / "半分 'の' \"本\".xlsx"
    path.write_bytes(whole[:cut])
    unread = read(path)
    assert isinstance(unread, Unread)
    assert unread.source == path.name


def test_a_zip_of_a_version_to_come_is_told(tmp_path: Path) -> None:
    """A directory that asks for a zip version nobody has yet is a damaged workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    content = bytearray(buffer.getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 6] = 163
    path = tmp_path / "later.xlsx"
    path.write_bytes(bytes(content))
    unread = read(path)
    assert isinstance(unread, Unread)
    assert unread.code == "workbook-broken"


def test_many_files_are_read_in_order_and_bad_ones_stop_nothing(tmp_path: Path) -> None:
    """A folder of good and bad files, enough of them for several processes: every good one is there."""
    for seed in range(12):
        (tmp_path / f"{seed:02d}.txt").write_text(to_text(generate(seed).editions[-1]), encoding="utf-8")
    (tmp_path / "05-bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "06-bad.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (tmp_path / "07-bad.html").write_bytes(b"<html><body>hello</body></html>")
    progress: list[tuple[int, int]] = []
    editions, unread = read_all([tmp_path], lambda done, of: progress.append((done, of)))
    assert [e.report_no for e in editions] == [str(n) for n in range(12)]
    assert {Path(u.source).name for u in unread} == {"05-bad.xlsx", "06-bad.pdf", "07-bad.html"}
    assert progress[-1] == (15, 15)
