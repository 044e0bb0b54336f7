"""The 新旧対照表: what stands in it, in every format, and that no text in it becomes anything else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cmarkgfm
import openpyxl
import pytest
from cmarkgfm.cmark import Options
from commands import run
from grouped_editions import File, contractor, edition
from lxml import html
from msgspec.structs import replace
from nasty import TEXTS, editions
from sheets import cells, unguarded

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.messages.wording import LANGUAGES
from pia_audit.model import PAGES_MISSING, Edition, Unread
from pia_audit.readers.pairs import read_pairs
from pia_audit.reports import xlsx as book
from pia_audit.reports.comparative import Line, Sheet, sheet
from pia_audit.reports.comparative.csv import as_csv
from pia_audit.reports.comparative.markdown import as_markdown
from pia_audit.reports.formats import Result, markdown
from pia_audit.reports.html import audit_page
from pia_audit.reports.html.contrast import contrast_page
from pia_audit.reports.redline import Piece, Side
from pia_audit.reports.report import build
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.contrast import write_book
from pia_audit.reports.xlsx.sheets import lines, stretches
from pia_audit.rules.examples import edition as given

FOLDER = Path(__file__).resolve().parents[2] / "data" / "tebiki-01"
HEADS = ["項目", "変更前", "変更後", "変更箇所の行", "備考"]


def text_of(side: Side | None) -> str:
    """A side's text."""
    return "".join(p.text for p in side.pieces) if side else ""


def squeezed(text: str) -> str:
    """A text without white space, to be looked for in what a renderer has laid out in lines."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def pair() -> tuple[Edition, Edition]:
    """The second and the third edition of the example."""
    _, old, new = (pia_audit.read(p) for p in sorted(FOLDER.glob("*.txt")))
    return old, new


@pytest.fixture(scope="module")
def made(pair: tuple[Edition, Edition]) -> Sheet:
    """Their 新旧対照表."""
    key = (pair[0].edition_id, pair[1].edition_id, "disclosure.contact")
    return sheet(paired([pair]), "ja", changes={key: ("窓口の記載が加わりました。",)})


def each(made: Sheet) -> Iterator[Line]:
    """Every line."""
    return (line for p in made.pairs for b in p.blocks for line in b.lines)


# --- the model ----------------------------------------------------------------------------------------


def test_lines_are_the_differences_whole(made: Sheet, pair: tuple[Edition, Edition]) -> None:
    """Each difference is a line in the form's order, both texts whole, with its part of the form above it."""
    corpus = paired([pair])
    assert [(line.item_id, text_of(line.before), text_of(line.after), line.status) for line in each(made)] == [
        (d["item_id"], d["before"] or "", d["after"] or "", d["status"])
        for d in corpus.differences.iter_rows(named=True)
    ]
    (one,) = made.pairs
    assert [b.title for b in one.blocks] == ["Ⅰ 関連情報", "Ⅱ しきい値判断項目", "Ⅳ リスク対策"]
    assert (one.old.day, one.new.day) == ("令和7年6月17日", "令和8年1月9日")
    assert one.old.form == one.new.form == "様式2 令和6年10月"


def test_rows_are_told_with_day_and_timing(made: Sheet) -> None:
    """Which row records a difference, when and as what it was handed in, and what is wrong with it."""
    records = {line.item_id: [(r.row_name, r.doubt) for r in line.records] for line in each(made)}
    assert records["threshold.handlers_as_of"] == [("行5（令和7年12月20日、事後）", "")]
    assert records["risk.manual.grounds"] == [("行8（令和8年1月9日、事後）", "引用が不一致")]
    assert records["disclosure.contact"] == []


def test_sentences_on_what_changed_stand_under_the_name(made: Sheet, tmp_path: Path) -> None:
    """Every format has a place for them."""
    write_book(made, tmp_path / "x.xlsx")
    texts = [contrast_page(made), as_markdown(made), as_csv(made)]
    texts.append(" ".join(c for rows in cells(tmp_path / "x.xlsx").values() for row in rows for c in row))
    assert all("窓口の記載が加わりました。" in text for text in texts)


def test_a_row_in_relative_words_is_quoted_as_typed(pair: tuple[Edition, Edition]) -> None:
    """The texts are what it comes to, the words stand beside them."""
    old, new = pair
    before = next(i.text for i in old.items if i.item_id == "department.name") or ""
    row = next(r for r in new.changes if r.item_ids == ("department.name",))
    after = "同左\n以下を追加\n第二係"
    record = replace(row, before=before, after=after, quotes=(replace(row.quotes[0], before=before, after=after),))
    changes = tuple(record if r is row else r for r in new.changes)
    text = f"{before}\n第二係"
    items = tuple(replace(i, text=text) if i.item_id == "department.name" else i for i in new.items)
    made = sheet(paired([(old, replace(new, items=items, changes=changes))]), "ja")
    line = next(candidate for candidate in each(made) if candidate.item_id == "department.name")
    assert (text_of(line.before), text_of(line.after)) == (before, text)
    assert [r.typed for r in line.records] == [f"行の記載: {after}"]


OUTER = [contractor("印字", "甲社"), contractor("配送", "乙社")]


@pytest.mark.parametrize("came", [True, False])
def test_a_group_is_a_block_with_all_its_items(came: bool) -> None:
    """One that came or went: its heading, and every text it has whole on one side; what moved is told as moved."""
    few = edition([File("台帳", "市民", {"outsourcing": OUTER})])
    more = [OUTER[0], contractor("点検", "丙社"), OUTER[1]]
    many = edition([File("台帳", "市民", {"outsourcing": more})], on=date(2025, 3, 28))
    later = replace(few, published_on=date(2025, 3, 28))
    older = replace(many, published_on=date(2024, 3, 29))
    made = sheet(paired([(few, many) if came else (older, later)]), "ja")
    blocks = {b.op: b for p in made.pairs for b in p.blocks}
    block = blocks["group-added" if came else "group-removed"]
    assert "点検" in block.title
    texts = [text_of(line.after if came else line.before) for line in block.lines]
    assert "丙社" in texts
    assert len(texts) == 4
    assert all((line.before if came else line.after) is None for line in block.lines)
    mark = "added" if came else "removed"
    assert {p.mark for line in block.lines for p in (line.after or line.before or Side((), 0, 0)).pieces} == {mark}
    assert "配送" in blocks["group-moved"].before


def test_what_was_not_compared_is_said(pair: tuple[Edition, Edition]) -> None:
    """Fields that cannot be read, and pages that are not there, each with its edition."""
    old, new = pair
    lost = tuple(
        replace(i, text=None, status="unreadable") if i.item_id == "disclosure.contact" else i for i in new.items
    )
    missing = Unread(old.source, PAGES_MISSING, params={"pages": "3", "fields": True, "table": True}, fatal=False)
    corpus = paired([(replace(old, unread=(missing,)), replace(new, items=lost))])
    (one,) = sheet(corpus, "ja", (missing,)).pairs
    assert one.aside[0] == "令和7年6月17日の版は3ページがないため、その部分を比べていません。"
    assert one.aside[1].startswith("令和8年1月9日の版の判読不能の1項目は比べていません: ")
    assert "請求先" in one.aside[1]


# --- the formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "xlsx", "markdown", "csv"])
def test_diff_writes_it(form: str, tmp_path: Path) -> None:
    """Asked for by the name or by the suffix; both pairs of the folder are in it, in both languages."""
    suffix = {"markdown": "md"}.get(form, form)
    for lang in LANGUAGES:
        target = tmp_path / f"{lang}.{suffix}"
        assert run("diff", FOLDER, "-o", target, "--lang", lang).exit_code == 0
        if form == "xlsx":
            assert len(cells(target)) == 2
            continue
        text = target.read_text("utf-8-sig")
        days = ("令和6年11月10日", "令和8年1月9日") if lang == "ja" else ("2024-11-10", "2026-01-09")
        assert all(day in text for day in days)
        assert "上下水道" in text


def test_reconcile_has_it_as_a_part(tmp_path: Path) -> None:
    """Its page, its workbook and its Markdown hold the table beside the findings; an audit's workbook does not."""
    result = audit(paired(read_pairs(FOLDER).pairs))
    reconciliation = Result(result, build(result, "ja"), compared=True)
    path = tmp_path / "x.xlsx"
    book.write(result, reconciliation.report, path, contrasted=True)
    names = [n for n in cells(path) if n.startswith("新旧対照表")]
    assert names == ["新旧対照表 14 2025-06-17", "新旧対照表 14 2026-01-09"]
    book.write(result, reconciliation.report, path)
    assert not [n for n in cells(path) if n.startswith("新旧対照表")]
    text, page = markdown(reconciliation), audit_page(result, reconciliation.report)
    assert text.count("| 項目 | 変更前 | 変更後 |") == 2
    tables = html.fromstring(page).xpath("//section[@class='differences']//table[contains(@class, 'contrast')]")
    assert len(tables) == 2
    assert tables[1].xpath(".//a[@href='#r1w10']")


def test_markdown_shows_marks_where_they_are(made: Sheet) -> None:
    """GitHub's converter makes a strike or a bold of each mark, beside brackets and full stops as well."""
    page = cmarkgfm.github_flavored_markdown_to_html(as_markdown(made), options=Options.CMARK_OPT_UNSAFE)
    table = html.fromstring(f"<div>{page}</div>").xpath("//table")[0]
    shown = [[e.text_content().strip("\u2060") for e in table.xpath(f".//{tag}")] for tag in ("del", "strong")]
    sides = [(line.before, "removed") for line in each(made)], [(line.after, "added") for line in each(made)]
    removed, added = ([p.text for s, mark in text if s for p in s.pieces if p.mark == mark] for text in sides)
    assert shown[0] == removed
    assert [t for t in shown[1] if not t.startswith(("Ⅰ ", "Ⅱ ", "Ⅳ "))] == added


def test_csv_has_a_line_for_each_item(made: Sheet) -> None:
    """Whole texts without marks, and a column to fill."""
    heads, *rows = csv.reader(io.StringIO(as_csv(made)))
    records = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(r["変更前"], r["変更後"]) for r in records] == [
        (text_of(line.before), text_of(line.after)) for line in each(made)
    ]
    assert {r["備考"] for r in records} == {""}


def test_the_workbook_is_ready_for_print_and_signature(made: Sheet, tmp_path: Path) -> None:
    """A4 landscape, as wide as the paper, the heads on every page, no row of the sheet higher than a page."""
    write_book(made, tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    at = int(page.print_title_rows.split("$")[-1])
    assert [c.value for c in page[at]] == HEADS
    top = [str(c.value) for row in page.iter_rows(max_row=at) for c in row if c.value]
    assert {"確認者", "確認日", "変更前の版", "変更後の版"} < set(top)
    assert all((page.row_dimensions[n].height or 0) < 409 for n in range(1, page.max_row + 1))


@pytest.mark.parametrize("text", ["字" * 3000, "一行\n" * 300, "語。" * 10, "\n" * 100, ""])
def test_a_long_text_goes_on_in_the_next_row(text: str) -> None:
    """Parted where the column is full, each part fits, and together they are the text."""
    half = len(text) // 2
    parts = stretches([Piece(text[:half], "same"), Piece(text[half:], "added")], 56, 14)
    shown = ["".join(p.text for p in part) for part in parts]
    assert "".join(shown) == text
    assert all(lines(part.removesuffix("\n"), 56) <= 14 for part in shown)


@pytest.fixture(scope="module")
def nasty() -> Sheet:
    """Two editions that hold every trap at once, and a file with a name of that kind."""
    text = "\n".join(t for t in TEXTS if len(t) < 500)
    old, new = editions(text)
    lost = Unread("<img src=x>\x00=1+1.pdf", "pdf-broken")
    return sheet(paired([(replace(old, source=text), new)]), "ja", (lost,))


def test_nothing_comes_of_a_nasty_text(nasty: Sheet, tmp_path: Path) -> None:
    """No element, formula, link or markup of its own in any format, and all of it can be read."""
    trap = next(line for line in each(nasty) if line.item_id == "inquiry.contact")
    page = html.fromstring(contrast_page(nasty))
    assert not page.xpath("//script | //img | //*[@onerror]")
    assert not page.xpath("//@href[not(. = 'data:,')]")
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert squeezed("<script>alert(1)</script>") in squeezed(page.text_content())
    target = tmp_path / "x.xlsx"
    write_book(nasty, target)
    with zipfile.ZipFile(target) as packed:
        parts = [packed.read(n) for n in packed.namelist() if n.startswith("xl/worksheets/")]
    assert not [p for p in parts if b"<f>" in p or b"<hyperlink" in p]
    column = [row[2] for row in next(iter(cells(target).values()))]
    assert plain(text_of(trap.after)) in "".join(column)
    rows = list(csv.reader(io.StringIO(as_csv(nasty), newline="")))
    assert plain(text_of(trap.after)) in [unguarded(row[7]) for row in rows]
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "@", "＝"))]
    shown = cmarkgfm.github_flavored_markdown_to_html(as_markdown(nasty), options=Options.CMARK_OPT_UNSAFE)
    tags = {e.tag for e in html.fromstring(f"<div>{shown}</div>").iter()}
    ours = {"div", "h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "del", "strong", "br"}
    assert tags <= ours


LAW = "・番号法第19条第8号に基づく主務省令第2条の表の"
LISTS = "【情報提供の根拠】\n{provided}【情報照会の根拠】\n{asked}"


def long_line() -> Sheet:
    """A 新旧対照表 of one long item: many lines came in its first part, and one number in its second."""
    provided = "".join(f"{LAW}{n}の項により、市町村の長に提供する場合がある。\n" for n in range(20))
    more = "".join(f"{LAW}{n}の項により、都道府県知事に提供する場合がある。\n" for n in range(20, 45))
    asked = "".join(f"{LAW}{n}の項により、照会する場合がある。\n" for n in range(60, 80))
    texts = LISTS.format(provided=provided, asked=asked), LISTS.format(
        provided=provided + more, asked=asked.replace("79の", "79・81の")
    )  # fmt: skip
    old, new = (
        given({"published_on": on, "items": {"network.legal_basis": text}, "rows": []})
        for on, text in zip(("2024-04-01", "2025-04-01"), texts, strict=True)
    )
    return sheet(paired([(old, new)]), "ja")


def test_a_long_line_goes_on_in_step_in_both_columns(tmp_path: Path) -> None:
    """Where 変更後 has many lines more, what follows stands side by side all the same; every part says the item."""
    made = long_line()
    line = next(line for line in each(made) if line.item_id == "network.legal_basis")
    page = html.fromstring(contrast_page(made))
    printed = [[squeezed(cell.text_content()) for cell in row] for row in page.xpath("//tbody/tr[not(@class='part')]")]
    printed = [row for row in printed if squeezed(line.item) in row[0]]
    target = tmp_path / "x.xlsx"
    write_book(made, target)
    below = [row for row in next(iter(cells(target).values())) if row[1] or row[2]]
    written = [[squeezed(str(cell or "")) for cell in row] for row in below]
    for rows in (printed, written):
        (heading,) = [row for row in rows if "【情報照会の根拠】" in row[1] or "【情報照会の根拠】" in row[2]]
        assert "【情報照会の根拠】" in heading[1]
        assert "【情報照会の根拠】" in heading[2]
        (last,) = [row for row in rows if "79の項" in row[1]]
        assert "79・81の項" in last[2]
    assert squeezed(text_of(line.before)) == "".join(row[1] for row in printed)
    assert squeezed(text_of(line.after)) == "".join(row[2] for row in printed)
    assert len(printed) > 1
    assert all(row[0].endswith("（続き）") for row in printed[1:])
