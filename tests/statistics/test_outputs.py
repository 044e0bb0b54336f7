"""Figures, page, workbook and command: what they show, and what a hostile report cannot make of them."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import run
from lxml import etree, html
from msgspec.structs import replace

import pia_audit
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.model import Edition
from pia_audit.statistics import NAMES, Trends
from pia_audit.statistics.output import FIGURES, draw, folder, page
from pia_audit.statistics.output.figures import Figure
from pia_audit.statistics.output.terms import cell, period_name
from pia_audit.statistics.periods import PERIODS
from pia_audit.synthetic import generate

EVIL = "\x00\x1b[2J\u202e" + '</text></svg><script>alert(1)</script><img src=x onerror="alert(2)">=cmd|"/c calc"!A1'


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Trends:
    """The trends of the real report."""
    return pia_audit.trends(pia_audit.read(sample_path))


Drawings = Callable[[str, str], Figure | None]


def _drawing(trends: Trends) -> Drawings:
    """The figures of some trends by name and language, each drawn once and its SVG made once."""
    return cache(lambda name, lang: draw(trends, name, lang))


@pytest.fixture(scope="module")
def drawn(sample: Trends) -> Drawings:
    """The figures of the real report."""
    return _drawing(sample)


@pytest.fixture(scope="module")
def taken(hostile: list[Edition]) -> Trends:
    """The trends of the hostile report."""
    return pia_audit.trends(hostile)


@pytest.fixture(scope="module")
def hostile_drawn(taken: Trends) -> Drawings:
    """The figures of the hostile report."""
    return _drawing(taken)


_SVG: dict[int, tuple[Figure, str]] = {}


def svg(figure: Figure) -> str:
    """A figure as SVG, written once; it is kept beside, so that its place in memory stays its own."""
    if id(figure) not in _SVG:
        _SVG[id(figure)] = figure, figure.svg()
    return _SVG[id(figure)][1]


@pytest.fixture(scope="module")
def hostile() -> list[Edition]:
    """A report whose body, title and systems are markup and formulas."""
    made = generate(3, editions=2).editions
    return [
        replace(
            e, agency="=1+1" + EVIL, title=EVIL, report_no="+" + EVIL,
            items=tuple(replace(i, text=EVIL) if i.item_id == "handling.systems" else i for i in e.items),
        )
        for e in made
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_whole_and_load_nothing(sample: Trends, drawn: Drawings, name: str, lang: str) -> None:
    """Each figure of the real report is SVG without scripts, styles or links, in both languages, and has its table."""
    figure = drawn(name, lang)
    assert figure is not None
    tree = etree.fromstring(svg(figure).encode())
    known = {"svg", "g", "path", "rect", "text", "tspan", "line", "defs", "linearGradient", "stop", "title"}
    assert {etree.QName(e).localname for e in tree.iter()} <= known
    assert not [a for e in tree.iter() for a in e.attrib if a == "style" or a.startswith("on") or "href" in a]
    assert figure.table.equals(sample[name])
    assert "http" not in json.dumps({k: v for k, v in figure.spec.items() if k != "$schema"})


def test_pictures_are_drawn(sample: Trends) -> None:
    """PNG comes out as a picture of some size."""
    figure = draw(sample, "timing")
    assert figure is not None
    assert figure.png(1).startswith(b"\x89PNG")
    assert len(figure.png(2)) > 10_000


@pytest.mark.parametrize("name", FIGURES)
def test_hostile_words_stay_words(hostile_drawn: Drawings, name: str) -> None:
    """Markup in a report's names is text in every figure."""
    figure = hostile_drawn(name, "ja")
    if figure is None:
        return
    tree = etree.fromstring(svg(figure).encode())
    assert not [e for e in tree.iter() if etree.QName(e).localname in ("script", "img", "a", "image", "foreignObject")]


def test_the_page_runs_nothing(taken: Trends, hostile_drawn: Drawings) -> None:
    """No script, no handler, nothing from elsewhere; the policy allows its own style alone; ids occur once."""
    figures = {n: svg(f) for n in FIGURES if (f := hostile_drawn(n, "ja"))}
    made = page.render(taken, figures, [], "ja")
    tree = html.fromstring(made)
    assert not tree.xpath("//script | //img | //iframe | //link | //object")
    assert not tree.xpath("//*[@onerror or @onload or @onclick or @style]")
    assert all(a.startswith("#") for a in tree.xpath("//@href"))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert "<script>alert" not in made


def test_the_page_is_for_everybody(sample: Trends, drawn: Drawings) -> None:
    """Language, headings, captions and column heads are there, every figure has a name, every trend its note."""
    words = Wording("en")
    figures = {n: svg(f) for n in FIGURES if (f := drawn(n, "en"))}
    tree = html.fromstring(page.render(sample, figures, [], "en"))
    assert tree.get("lang") == "en"
    assert [h.text for h in tree.xpath("//section/h2")] == [words.say("trends", f"title.{n}") for n in NAMES]
    assert all(t.xpath("./caption") and t.xpath(".//th[@scope='col']") for t in tree.xpath("//table"))
    assert all(d.get("aria-label") for d in tree.xpath("//div[@role='img']"))
    assert len(tree.xpath("//div[@role='img']")) == len(FIGURES)


def test_a_report_without_rows(tmp_path: Path) -> None:
    """No row of change: tables are empty or say so, nothing fails, and the page is written."""
    bare = replace(generate(5, editions=1).editions[0], changes=())
    trends = pia_audit.trends(bare)
    assert (trends["bodies"]["reports"][0], trends["bodies"]["rows"][0]) == (1, 0)
    assert not trends["revisions"].height
    written, notes = folder.write(trends, tmp_path, [], "en")
    assert notes == []
    assert "No row with a readable date" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(written) >= 2


def test_rows_without_a_day_are_counted() -> None:
    """A row whose 変更日 was not read is counted under no date, and figures show it last."""
    made = generate(5, editions=2).editions[-1]
    rows = (replace(made.changes[0], changed_on=None), *made.changes[1:])
    trends = pia_audit.trends(replace(made, changes=rows))
    frame = trends["revisions"]
    assert frame["rows"].sum() == len(rows)
    assert (frame["period"][-1], frame["rows"][-1]) == (None, 1)
    for name in FIGURES:
        figure = draw(trends, name)
        assert figure is None or etree.fromstring(figure.svg().encode()) is not None


def test_the_workbook_holds_numbers_and_texts(taken: Trends, tmp_path: Path) -> None:
    """What a report says is text, whatever it looks like; what was counted is a number; no formula and no link."""
    written, _ = folder.write(taken, tmp_path, [], "ja")
    book = openpyxl.load_workbook(tmp_path / "trends.xlsx")
    assert len(book.sheetnames) == len(NAMES) + 1
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert not [c for c in cells if c.hyperlink]
    bodies = next(s for s in book if Wording("ja").say("trends", "title.bodies")[:8] in s.title)
    assert bodies["A2"].value.startswith("=1+1")
    assert isinstance(bodies["C2"].value, int)
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in written}  # nothing half-made is left


def test_command_writes_a_folder(sample_path: Path, tmp_path: Path) -> None:
    """``-o`` writes page, workbook and figures, in place of what was there under these names and beside the rest."""
    target = tmp_path / "trends"
    target.mkdir()
    for name in ("index.html", "trends.xlsx", "notes.txt"):
        (target / name).write_text("old")
    result = run("trends", sample_path, "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (target / "notes.txt").read_text() == "old"
    (target / "notes.txt").unlink()
    assert (target / "index.html").read_text(encoding="utf-8") != "old"
    names = {p.name for p in target.iterdir()}
    assert names == {"index.html", "trends.xlsx", *(f"{n}.{k}" for n in FIGURES for k in ("svg", "png"))}


def test_command_without_the_charts(sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries for figures the tables are written and the reader is told what to install."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] in ("altair", "vl_convert"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    result = run("trends", sample_path, "-o", tmp_path / "t", "--lang", "en")
    assert result.exit_code == 0
    assert 'pip install "pia-audit[charts]"' in result.stderr
    assert {p.name for p in (tmp_path / "t").iterdir()} == {"index.html", "trends.xlsx"}


def test_command_on_the_screen(sample_path: Path) -> None:
    """Tables with the counts; JSON with every trend, dates as text; English headings."""
    shown = run("trends", sample_path, "--lang", "en").stdout
    assert "37 change rows" in shown
    assert re.search(r"FY2023 +7 +4 +3 +0 +57.1%", shown)
    loaded = json.loads(run("trends", sample_path, "--format", "json").stdout)
    assert (loaded["version"], list(loaded["trends"])) == (1, list(NAMES))
    assert sum(r["rows"] for r in loaded["trends"]["revisions"]) == 37
    only = json.loads(run("trends", sample_path, "--format", "json", "--only", "gaps", "--period", "month").stdout)
    assert list(only["trends"]) == ["gaps"]


def test_command_says_what_is_wrong(sample_path: Path, tmp_path: Path) -> None:
    """A file as output folder, no report, and a broken file among good ones end with 2 and a sentence."""
    (tmp_path / "file").write_text("x")
    taken = run("trends", sample_path, "-o", tmp_path / "file")
    assert taken.exit_code == 2
    assert "-o" in taken.stderr
    assert run("trends", tmp_path / "file").exit_code == 2
    mixed = run("trends", sample_path, tmp_path / "file")
    assert mixed.exit_code == 2
    assert "37行" in mixed.stdout


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_word_is_there(sample: Trends, period: str, lang: str) -> None:
    """Each trend has title and note, each column a heading, each cell and period a text, in both languages."""
    words = Wording(lang)
    trends = Trends(sample.source, period)  # type: ignore[arg-type]
    for name in trends:
        assert words.say("trends", f"title.{name}")
        assert words.say("trends", f"note.{name}")
        for row in trends[name].head(3).iter_rows(named=True):
            assert all(isinstance(cell(k, v, trends.period, words), str) for k, v in row.items())
            assert set(row) <= set(catalogue(lang, "trends")["column"])
    days = trends["revisions"]["period"].to_list()
    assert len({period_name(d, trends.period, words) for d in days}) == len(days)


def test_eras_of_fiscal_years() -> None:
    """The 年度 from April 2019 is 令和元年度, the one before 平成30年度."""
    from datetime import date

    words = Wording("ja")
    names = [period_name(date(y, 4, 1), "fiscal-year", words) for y in (1988, 1989, 2018, 2019, 2023)]
    assert names == ["1988年度", "平成元年度", "平成30年度", "令和元年度", "令和5年度"]
    assert period_name(None, "year", words) == "日付不明"
    assert period_name(date(2023, 4, 1), "quarter", words) == "2023年4〜6月"


def test_the_page_has_dark_colours_on_a_screen_alone(sample: Trends, drawn: Drawings) -> None:
    """A dark page turns the ink and the paper of its figures as well; on paper it stays light. Every colour that is
    turned does occur in a figure."""
    figures = {n: svg(f) for n in FIGURES if (f := drawn(n, "ja"))}
    text = page.render(sample, figures, [], "ja")
    dark = text.split("@media screen and (prefers-color-scheme: dark)")[1].split("@media print")[0]
    for colour in ("#333333", "#999999", "#E5E5E5", "white", "#0072B2"):
        assert f'"{colour}"]' in dark
        assert f'="{colour}"' in text.split("</style>")[1]


def test_numbers_stand_to_the_right(sample: Trends) -> None:
    """Figures in a table are aligned by their last digit, words by their first."""
    root = html.fromstring(page.render(sample, {}, [], "ja"))
    cells = {c.text_content(): c.get("class") for c in root.xpath("//td")}
    assert cells["令和6年度"] is None
    assert cells["9"] == "n"
