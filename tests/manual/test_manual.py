"""The manual as its reader gets it: one page that asks for nothing, a file, or text on a terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import webbrowser
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commands import run
from manuals import ROOT
from wcwidth import wcswidth

from pia_audit.manual import Page, names, page, pages, terminal, web
from pia_audit.manual.web import manual_page

_VOID = {"meta", "link", "br", "img", "input", "hr"}


class _Outline(HTMLParser):
    """What a page holds: ids, links, tags, and whether every element ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open += [tag] if tag not in _VOID else []

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module", params=["ja", "en"])
def made(request: pytest.FixtureRequest) -> tuple[str, str, _Outline]:
    """The page of a language."""
    text = manual_page(request.param)
    return request.param, text, _Outline(text)


def test_all_pages_stand_in_it_and_every_link_leads_somewhere(made: tuple[str, str, _Outline]) -> None:
    """Each page is an article, no id is given twice, and a link within the document has its place there."""
    lang, text, outline = made
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert re.findall(r'<article id="(\w+)"', text) == list(names())
    inside = [link[1:] for link in outline.links if link.startswith("#")]
    assert set(inside) <= set(outline.ids)
    assert all(re.match("https://|data:,$", link) for link in outline.links if not link.startswith("#"))
    assert all(f"<h1>{p.title}</h1>" in text for p in pages(lang))


def test_it_asks_for_nothing_and_runs_nothing_else(made: tuple[str, str, _Outline]) -> None:
    """The policy names its own style and script alone; no other script, frame, form target or style of a cell."""
    _, text, outline = made
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', unescape(text))
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; style-src 'sha256-")
    assert text.count("<script") == 2
    assert not outline.tags & {"iframe", "object", "embed", "base"}
    assert not {a for a in outline.attributes if a.startswith("on")} | outline.attributes & {"style", "action"}
    assert set(re.findall(r'src="(\w+):', text)) == {"data"}


def test_marks_are_no_part_of_what_is_read(made: tuple[str, str, _Outline]) -> None:
    """What tells the program where to write is not shown, nor is Markdown left over; words of a terminal are."""
    _, text, _ = made
    assert "&lt;!--" not in text
    typed = r"<(pre|code|script|style)\b.*?</\1>"
    assert "**" not in re.sub(typed, "", text, flags=re.DOTALL)


def test_raw_html_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tag, a script's address or an attribute in a page becomes words on it, and nothing of it an element."""
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n\n`</code><b>`\n\n" \
        "```text\n</code></pre><b onclick=x>\n```\n\n| <i>a</i> |\n|---|\n| <b>b</b> |\n"  # fmt: skip
    monkeypatch.setattr(web, "pages", lambda lang: tuple(Page(n, lang, "<u>T</u>", hostile) for n in names()))
    text = manual_page("en")
    outline = _Outline(text)
    assert not outline.tags & {"b", "i", "u", "img"}
    assert not {a for a in outline.attributes if a.startswith("on")}
    assert not [link for link in outline.links if link.startswith("javascript")]
    assert text.count("<script") == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_it_opens_in_the_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The page that was asked for comes first; without a browser the file's place is told; both files are whole."""
    opened: list[str] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def browser(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)
    result = run("manual", "findings")
    assert (result.exit_code, result.stdout) == (0, "")
    path = next(tmp_path.glob("*/manual.html"))
    assert opened == [path.as_uri()]
    assert '"start":"findings"' in path.read_text(encoding="utf-8")
    result = run("manual", "--no-browser", "--lang", "en")
    assert len(opened) == 1
    assert "Please open it in a browser" in result.stdout


def test_it_is_written_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``-o`` writes the page, or with ``--text`` the text, and opens nothing."""
    monkeypatch.setattr(webbrowser, "open", lambda *_: pytest.fail("opened"))
    assert run("manual", "-o", tmp_path / "m.html").exit_code == 0
    assert (tmp_path / "m.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("manual", "start", "--text", "-o", tmp_path / "m.txt").exit_code == 0
    assert (tmp_path / "m.txt").read_text(encoding="utf-8").startswith("始めに\n")


def test_an_unknown_page_is_told_with_the_pages_there_are() -> None:
    """In both languages, with the one that may be meant, and exit status 2."""
    for lang in ("ja", "en"):
        result = run("manual", "finding", "--lang", lang)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert all(name in result.stderr for name in names())
        assert result.stderr.index("findings") < result.stderr.index("start")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_fit_a_terminal(lang: str) -> None:
    """Every paragraph and table fits 80 columns, commands stand as they are typed, and no mark of Markdown is left."""
    for name in names():
        text = terminal.text(page(name, lang), 80)
        words = [line for line in text.split("\n") if not line.startswith("    ")]
        assert not [line for line in words if wcswidth(line) > 84], name
        assert "<!--" not in text
        assert not re.search(r"^#+ |\]\(", "\n".join(words), re.MULTILINE), name
    assert "    .\\.venv\\Scripts\\pia-audit archive verify 保管.sqlite" in terminal.text(page("archive", "ja"))


def test_the_contents_name_every_page() -> None:
    """``--text`` without a page lists them."""
    listed = re.findall(r"^  ([a-z]+) +\S", run("manual", "--text").stdout, re.MULTILINE)
    assert listed == list(names())


def test_starting_loads_nothing_of_it() -> None:
    """``--version`` and the help need neither Markdown nor templates."""
    script = (
        "import sys\nfrom pia_audit.cli import group\n"
        "for words in (['--version'], ['--help'], ['manual', '--help']):\n"
        "    group(words, standalone_mode=False)\n"
        "assert not {'markdown_it', 'mdurl', 'jinja2', 'polars'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
