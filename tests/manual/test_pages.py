"""The pages hang together: nothing the program has is without its place, and no link leads nowhere."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from graphlib import CycleError
from types import FrameType
from typing import Any

import pytest
from commands import run
from manuals import DOCUMENTS, MANUAL, README, ROOT, Document, document
from rooms import floors, imports, rooms

import pia_audit
from pia_audit.audits import settings
from pia_audit.cli import group
from pia_audit.history import replay
from pia_audit.manual import CONTENTS, LANGUAGES, names, page_of, page_tree
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import _schemas
from pia_audit.reports.formats import FORMATS

_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
_ABSOLUTE = re.compile(r"(?<![\w./:<>~$!#)\]}\"'-])/[A-Za-z][\w.-]*/[\w.]|\b[A-Z]:\\")
IN_ENGLISH = ("start", "findings", "editions", *CONTENTS["reference"])
"""The pages that are promised in both languages; the others for auditors may be Japanese alone, those for engineers
English alone."""


def test_the_readme_is_short() -> None:
    """Ten kilobytes: the rest is in the manual."""
    assert README.stat().st_size <= 10 * 1024


def test_the_pages_are_those_of_the_contents() -> None:
    """Every file has its place in the contents; both languages have what is promised, and every page has a title."""
    there = {lang: {p.stem for p in (MANUAL / lang).glob("*.md")} for lang in LANGUAGES}
    assert there["ja"] | there["en"] == set(names())
    assert set(CONTENTS["auditors"]) | set(CONTENTS["reference"]) <= there["ja"]
    assert {*IN_ENGLISH, *CONTENTS["engineers"]} <= there["en"]
    for d in DOCUMENTS:
        assert d.text.startswith("# "), d.id
        assert d.prose.count("\n# ") == 0, d.id


def anchors(shown: Document) -> set[str]:
    """The anchors of a document's headings."""
    heads = [re.sub(r"[`*]", "", h) for h in re.findall(r"^#{1,6} (.+)$", shown.prose, re.MULTILINE)]
    met: Counter[str] = Counter()
    fragments = set()
    for anchor in map(page_tree.anchor, heads):
        fragments.add(anchor + (f"-{met[anchor]}" if met[anchor] else ""))
        met[anchor] += 1
    return fragments


def dangling(shown: Document, text: str) -> Iterator[str]:
    """Links of a text that lead to no file, no page or no heading."""
    for href in _LINK.findall(text):
        path, _, anchor = href.partition("#")
        if re.match("https://", href):
            continue
        there = (shown.path.parent / path).resolve() if path else shown.path
        ends = [d for d in DOCUMENTS if d.path == there]
        inside = shown.path == README or there.is_relative_to(MANUAL)  # what is installed has no other file
        if not there.exists() or not inside or (anchor and anchor not in {a for d in ends for a in anchors(d)}):
            yield href


@pytest.mark.parametrize("shown", DOCUMENTS, ids=lambda d: d.id)
def test_every_link_has_a_target(shown: Document) -> None:
    """Files that are there and headings that they have; a page links to nothing that is not installed with it."""
    assert not list(dangling(shown, shown.prose))


def test_a_dangling_link_would_be_noticed() -> None:
    """The check above knows a page, a heading and a file that are not there, and one that is not installed."""
    page = document("en/start.md")
    for href in ("nowhere.md", "findings.md#nowhere", "#nowhere", "../../../CHANGELOG.md"):
        assert list(dangling(page, f"[x]({href})")) == [href]
    assert not list(dangling(page, "[x](findings.md#exit-status), [y](https://example.org)"))


@pytest.mark.parametrize("shown", DOCUMENTS, ids=lambda d: d.id)
def test_fences_are_closed_and_hold_no_heading(shown: Document) -> None:
    """Every fenced block ends, none is opened inside another, and no line of printed text looks like a heading."""
    fence = ""
    for line in shown.text.split("\n"):
        mark = re.match(r"\s*(`{3,}|~{3,})(\w*)\s*$", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and not mark[2] and mark[1] == fence:
            fence = ""
        else:
            assert not (fence and mark), line
            assert not (fence and re.match(r"\s{0,3}#{2,6} ", line)), line
    assert not fence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_has_its_place(lang: str) -> None:
    """The table of keys has every key that the settings take, and no other."""
    table = document(f"{lang}/settings.md").prose.rpartition("|---|---|---|\n")[2].partition("\n\n")[0]
    keys = {key for line in table.splitlines() for key in re.findall("`(.+?)`", line.split("|")[1])}
    assert keys == {
        *settings.TOP_KEYS,
        *settings.REPORT_KEYS,
        *settings.SUPPRESS_KEYS,
        *settings.CALENDAR_KEYS,
        "questions",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_and_degree_has_its_place(lang: str) -> None:
    """Outputs of ``audit``, degrees of trust with their words, frames and exit statuses."""
    outputs = document(f"{lang}/outputs.md").prose.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", outputs, re.MULTILINE)) == sorted(FORMATS)
    words = Wording(lang)
    findings = document(f"{lang}/findings.md").prose
    for degree in ("printed", "verified", "near", "resynced", "assumed"):
        assert f"| {words.term('trust', degree)} | `{degree}` |" in findings
    assert re.findall(r"^\| (\d) \|", findings, re.MULTILINE) == ["0", "1", "2"]
    assert all(f"| `{name}` |" in document(f"{lang}/frames.md").prose for name in _schemas())


_VERSION = re.compile(r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)


def test_the_changelog_ends_with_the_version() -> None:
    """What is not released comes first, without a day; the newest version below is the package's, each has its day."""
    (first, day), *versions = _VERSION.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert (first, day) == ("Unreleased", "")
    assert versions[0][0] == pia_audit.__version__
    days = [day for _, day in versions]
    assert all(days)
    assert days == sorted(days, reverse=True)
    cited = re.search(r"version (\S+) \((\S+)\)", document("en/contributing.md").prose)
    assert cited is not None
    assert cited.groups() == versions[0]


def test_the_source_distribution_has_all_folders() -> None:
    """Each folder of the repository is in ``MANIFEST.in``, but for the package and for what is made anew."""
    lines = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()
    grafted = {line.split()[1] for line in lines if line.startswith("graft ")}
    made = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not any(p.match(pattern) for pattern in made)}
    assert grafted == {n for n in folders if not n.startswith(".")} - {"pia_audit"} | {".ci"}


def test_every_verb_has_a_task() -> None:
    """Whoever looks for what to do finds every command, on the page of tasks and in the README."""
    for prose in (document("ja/tasks.md").prose, README.read_text(encoding="utf-8")):
        assert set(re.findall(r"`pia-audit ([a-z-]+)", prose)) >= set(group.list_commands(None))  # type: ignore[arg-type]


_STEP = re.compile(r"^\d+\. .*$", re.MULTILINE)
_FUNCTION = re.compile(r"`((?:verbs|readers|documents|forms|model|audits|history|rules|reports)\.[\w.]+)`")


def _function(name: str) -> Any:
    """The function that a dotted name below the package means."""
    at: Any = pia_audit
    for part in name.split("."):
        at = getattr(at, part, None) or importlib.import_module(f"{at.__name__}.{part}")
    return inspect.unwrap(at)


def test_the_path_of_one_row_is_the_path_the_code_takes() -> None:
    """The ten lines name functions that an audit of the shipped report calls, in that order, and what they make."""
    steps = _STEP.findall(document("en/how.md").prose)
    assert len(steps) == 10
    listed = [name for step in steps for name in _FUNCTION.findall(step)]
    codes = {_function(name).__code__: name for name in listed}
    called: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in codes:
            called.setdefault(codes[frame.f_code])

    replay._replay.cache_clear()  # what another test had replayed would not be replayed again
    with chdir(ROOT):
        sys.setprofile(note)
        try:
            result = run("audit", "data/meguro-14/2026-03-18.txt", "--select", "PIA301", "--format", "json")
        finally:
            sys.setprofile(None)
    assert list(called) == listed
    finding = next(f for f in json.loads(result.stdout)["findings"] if f["row"] == 34)
    assert (finding["item"], finding["expected"], finding["actual"]) == (
        "threshold.subjects_as_of", "令和7年1月1日時点", "令和5年9月1日時点"
    )  # fmt: skip
    assert [e["locator"] for e in finding["evidence"]] == ["L132.4", "L143.3"]


def test_rooms_import_in_one_direction() -> None:
    """No room uses one that uses it, however far round: every room has a floor, and few floors are enough."""
    floor = floors(rooms())
    assert max(floor.values()) <= 12
    assert sum((ROOT / "pia_audit" / room).is_dir() for room in floor) <= 22
    assert floor["japanese"] < floor["readers"] < floor["rules"] < floor["audits"] < floor["cli"]


def test_a_circle_of_rooms_would_be_noticed() -> None:
    """The check above knows an import inside a function, one for types, and rooms that use each other by a third."""
    assert set(imports("def f():\n    from pia_audit.rules import x\n")) == {"rules"}
    assert set(imports("import pia_audit.law.tables\nfrom pia_audit import forms, __version__\n")) > {"law", "forms"}
    with pytest.raises(CycleError):
        floors({"law": {"rules"}, "rules": {"audits"}, "audits": {"law"}})


_NAMED = re.compile(r"(?<![\w./-])((?:\.ci|data|notebooks|tests|pia_audit|[a-z]+(?=/[\w/*-]+\.\w))/[\w./*-]*[\w*/])")
_DOTTED = re.compile(r"`(pia_audit(?:\.\w+)+)")


def astray(text: str) -> Iterator[str]:
    """Files and folders of the repository, and modules and names of the package, that a text names and none has."""
    for name in _NAMED.findall(text):
        roots = (ROOT, ROOT / "pia_audit")
        room = name.partition("/")[0]
        if any((root / room).is_dir() for root in roots) and not any(any(root.glob(name)) for root in roots):
            yield name
    for name in _DOTTED.findall(text):
        try:
            _function(name.partition(".")[2])
        except (AttributeError, ImportError):
            yield name


@pytest.mark.parametrize("shown", DOCUMENTS, ids=lambda d: d.id)
def test_every_path_named_is_there(shown: Document) -> None:
    """A file, a folder, a module or a function that a page names exists under that name."""
    assert not list(astray(shown.text))


def test_a_path_astray_would_be_noticed() -> None:
    """The check above knows what has moved away, in either notation, and leaves files of the reader's own alone."""
    for name in ("pia_audit/model.py", "tests/nowhere.py", "data/none/", "readers/nowhere.py", ".ci/nothing"):
        assert list(astray(f"see `{name}`, or {name}")) == [name, name]
    assert list(astray("`pia_audit.nowhere`, `pia_audit.audits.run.nothing`")) == [
        "pia_audit.nowhere", "pia_audit.audits.run.nothing",
    ]  # fmt: skip
    assert not list(astray("`law/*.toml`, `our_city/PIA901.toml`, out/report.html, `pia_audit.audits.run.audit(x)`"))


def test_nothing_points_to_somebodys_machine() -> None:
    """No absolute path in the texts."""
    for path in (*(d.path for d in DOCUMENTS), ROOT / "CHANGELOG.md", ROOT / "LICENSE"):
        assert not _ABSOLUTE.findall(path.read_text(encoding="utf-8")), path


def test_absolute_paths_would_be_noticed() -> None:
    """The check above knows a path of either system and leaves addresses and relative paths alone."""
    assert _ABSOLUTE.search("see /srv/reports/a.txt")
    assert _ABSOLUTE.search("see C:\\reports\\a.txt")
    assert not _ABSOLUTE.search("https://example.org/a/b, data/meguro-14/x.txt, .venv/bin/activate, show / blame")


def test_a_page_has_a_name_and_a_title() -> None:
    """Either calls it, in any case; a page that one language lacks comes in the other."""
    assert page_of("FINDINGS", "ja") == page_of("指摘の読み方", "ja") == page_of("findings.md", "ja")
    assert page_of("how", "ja").lang == "en"
    assert page_of("trouble", "en").lang == "ja"


def test_help_points_to_pages_there_are() -> None:
    """``pia-audit manual NAME`` in the help and in messages names a page."""
    text = run("--help").stdout + run("--help", "--lang", "en").stdout
    pages = re.findall(r"pia-audit manual ([a-z]+)", text)
    assert pages
    assert set(pages) <= set(names())
