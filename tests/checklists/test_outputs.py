"""The checklist's outputs: safe names, nothing that runs or loads, nothing cut, the same in every format."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from commands import run
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

import pia_audit
from pia_audit.checklists.sheet.html import page
from pia_audit.checklists.sheet.markdown_tables import cell, markdown
from pia_audit.checklists.sheet.xlsx import HEAD_ROW, workbook
from pia_audit.checklists.sheet.xlsx_cells import LIMIT, is_lossless, storable
from pia_audit.checklists.sheet.xlsx_heights import growing, height
from pia_audit.reports.sheet_names import sheet_names
from pia_audit.synthetic import generate

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)
SAMPLE = ROOT / "data/meguro-14/2026-03-18.txt"


@given(st.lists(st.text(max_size=50), max_size=8))
def test_sheet_names_are_safe_short_and_unique(titles: list[str]) -> None:
    """For any titles: at most 31 UTF-16 units, none of the forbidden signs, no quote at the ends, none twice."""
    names = sheet_names(titles, ["一覧"])
    assert len(names) == len(titles)
    assert len({n.casefold() for n in names} | {"一覧"}) == len(names) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_reports_of_one_name_get_sheets_of_their_own() -> None:
    """Three reports with the same long title make three sheets after the overview, each reached by its link."""
    reports = [generate(n, editions=1).editions[-1] for n in (1, 2, 3)]
    from msgspec.structs import replace

    same = [replace(e, title="とても長い表題の" * 9, report_no="7", agency=f"{n}市長") for n, e in enumerate(reports)]
    content, _ = workbook(pia_audit.checklist(same, as_of=TODAY))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 4
    links = [book.worksheets[0].cell(row, 1).hyperlink.location for row in (5, 6, 7)]
    assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]


@given(st.text(max_size=80))
def test_a_cell_holds_what_it_says_it_keeps(text: str) -> None:
    """A text that is said to be kept is written as it is; any other fits the cell all the same."""
    assert storable(text) == text or not is_lossless(text)
    assert len(storable(text * 900).encode("utf-16-le")) // 2 <= LIMIT


class _Page(HTMLParser):
    """Tags and attributes of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=effort(12, 5))
@given(st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(["<script>x</script>", '"><img src=x>']))
def test_no_text_of_a_report_is_markup(text: str) -> None:
    """A report whose title and body hold any text gives a page of fixed tags with nothing to run or load, and Markdown
    without a tag."""
    from msgspec.structs import replace

    edition = replace(generate(1, editions=1).editions[-1], title=f"表題{text}", agency=f"長{text}", source=f"a{text}")
    sheet = pia_audit.checklist([edition], as_of=TODAY)
    seen = _Page()
    seen.feed(page(sheet))
    assert {t for t, _ in seen.tags}.isdisjoint({"script", "img", "iframe", "link", "a", "form", "object", "svg"})
    assert not [a for _, attrs in seen.tags for a in attrs if a.startswith("on") or a in ("src", "href")]
    policy = next(a["content"] for _, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"(?<!\\)<(?!br>)", markdown(sheet))


def test_cells_of_markdown_stay_cells() -> None:
    """Bars, marks, tags and line breaks of a text do not break the table."""
    assert cell("a|b\nc <b>*x*</b>\u3000_") == r"a\|b<br>c \<b\>\*x\*\</b\>　\_".replace("　", "\u3000")


def test_what_has_no_sheet_stands_in_every_format(tmp_path: Path) -> None:
    """Whoever gets the checklist alone learns which file could not be read, and why; also where there is one report."""
    broken = tmp_path / "壊れた.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    why = f"{broken.name}: PDF が壊れているため読み取れません。"
    for name in ("a.md", "a.html", "a.json", "a.xlsx"):
        result = run("checklist", SAMPLE, broken, "-o", tmp_path / name)
        assert (result.exit_code, why in result.stderr) == (2, True)
    texts = [html.unescape((tmp_path / name).read_text(encoding="utf-8")) for name in ("a.html", "a.json")]
    assert all(why in text for text in texts)
    assert "壊れているため読み取れません" in (tmp_path / "a.md").read_text(encoding="utf-8")
    overview = openpyxl.load_workbook(tmp_path / "a.xlsx")["一覧"]
    assert why in [row[0] for row in overview.iter_rows(max_col=1, values_only=True)]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_format_tells_the_same(lang: str, tmp_path: Path) -> None:
    """Each question and finding stands in the workbook, the page, Markdown and JSON, with the same words."""
    for name in ("a.xlsx", "a.md", "a.html", "a.json"):
        assert run("checklist", SAMPLE, "-o", tmp_path / name, "--lang", lang).exit_code == 0
    rows = [r for a in json.loads((tmp_path / "a.json").read_text("utf-8"))["sheets"][0]["areas"] for r in a["rows"]]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    written = [[c.value for c in line] for line in sheet.iter_rows(min_row=HEAD_ROW + 2)]
    by_sign = {line[10]: line for line in written}
    seen = _Page()
    seen.feed((tmp_path / "a.html").read_text("utf-8"))
    plain = (tmp_path / "a.md").read_text("utf-8")
    assert len(rows) > 60
    for row in rows:
        assert by_sign[row["sign"]][:3] == [row["number"], row["ask"], row["basis"]]
        assert by_sign[row["sign"]][4] == row["found"]
        assert row["found"] in seen.text
        assert f"| {row['number']} | {cell(row['ask'])} |" in plain.replace(r"\(", "(").replace(r"\)", ")")


def test_rows_grow_and_fit(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Rows of the table have a height for their text and are free to grow; printed by LibreOffice, every page is A4 on
    its side and no question is missing."""
    content, _ = workbook(pia_audit.checklist([pia_audit.read(SAMPLE)], as_of=TODAY))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    rows = re.findall(r'<row r="(\d+)"[^>]*>', sheet)
    fixed = re.findall(r'<row r="(\d+)"[^>]*customHeight="1"', sheet)
    assert len(rows) > 80
    assert max(map(int, fixed)) <= HEAD_ROW + 1
    (tmp_path / "a.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    arguments = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*arguments, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=180)
    import pypdfium2

    book = pypdfium2.PdfDocument(str(tmp_path / "a.pdf"))
    text = "".join("".join(p.get_textpage().get_text_range().split()) for p in book)
    assert {tuple(round(length) for length in p.get_size()) for p in book} == {(842, 595)}
    from pia_audit.checklists.questions import shipped

    for question in (q for a in shipped() for q in a.questions):
        assert "".join(question.ja.ask.split()) in text


def test_heights() -> None:
    """More text needs more room, a full-width sign as much as two, and no row is higher than a sheet allows."""
    one = height([("短い", 20, 9)])
    assert one < height([("長い文" * 20, 20, 9)]) <= height([("長い文" * 20, 10, 9)]) < 409
    assert height([("長い文" * 9999, 10, 9)]) == 409
    assert height([("あ" * 40, 20, 9)]) == height([("a" * 80, 20, 9)])
    assert growing(_small(), 1) != b""


def _small() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def test_the_page_asks_for_nothing(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Rendered by a browser, the page shows its text and its policy lets it load nothing."""
    path = tmp_path / "a.html"
    run("checklist", SAMPLE, "-o", path)
    arguments = [program("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom",
                 f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()]  # fmt: skip
    done = subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    shown = html.unescape(done.stdout.decode("utf-8"))
    assert "様式の必要な項目が、すべて記載されていますか。" in shown
    assert "http" not in re.sub(r"http-equiv", "", shown)


def test_the_python_function_says_what_the_command_says() -> None:
    """``pia_audit.checklists`` is a function however often it is used, and gives the command's sheet."""
    for _ in range(2):
        sheet = pia_audit.checklist([pia_audit.read(SAMPLE)], as_of=TODAY).sheets[0]
    document = json.loads(run("checklist", SAMPLE, "--format", "json", "--as-of", "2026-05-01").stdout)["sheets"][0]
    assert [line.sign for line in sheet.lines] == [r["sign"] for a in document["areas"] for r in a["rows"]]
    assert document["counts"] == sheet.counts


def test_a_report_that_cannot_be_read(tmp_path: Path) -> None:
    """A file among others that is no report ends with exit status 2, the checklist of the others is made; with no
    report at all there is none. What a reader lost stands in the sheet."""
    bad = tmp_path / "bad.txt"
    bad.write_text("これは評価書ではありません", "utf-8")
    done = run("checklist", SAMPLE, bad, "-o", tmp_path / "a.xlsx")
    assert (done.exit_code, (tmp_path / "a.xlsx").exists()) == (2, True)
    assert run("checklist", bad, "-o", tmp_path / "b.xlsx").exit_code == 2
    assert not (tmp_path / "b.xlsx").exists()
    assert run("checklist", SAMPLE, "--format", "xlsx").exit_code == 2
