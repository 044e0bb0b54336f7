"""The catalogue, the code, the wording and the manual say the same; every example is a test case."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import Audit, audit
from pia_audit.messages.wording import LANGUAGES, Wording, catalogue, rooms
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.reports.report import Finding, build
from pia_audit.reports.rule_text import explain_json, explain_text
from pia_audit.rules.catalogue import SEVERITIES, by_name, codes, entry
from pia_audit.rules.examples import editions
from pia_audit.rules.registry import rules

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(pia_audit.__file__).parent
EXAMPLES = [(code, kind) for code in codes() for kind in ("fires", "silent")]
PROSE = ("title", "message", "check", "basis", "todo", "cannot")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_rule_that_runs_has_its_page() -> None:
    """What runs is what ``registry.rules()`` says, in order of code, each with the entry of its own file."""
    running = [r.code for r in rules()]
    assert running == sorted(set(running))
    assert set(running) <= set(codes())
    assert all(r.entry is entry(r.code) for r in rules())


def test_every_page_has_its_rule() -> None:
    """No page promises a check that does not run."""
    assert set(codes()) == {r.code for r in rules()}


@pytest.mark.parametrize("code", codes())
def test_a_page_is_complete_in_both_languages(code: str) -> None:
    """File name, slug, severity, both prose tables with the same placeholders, both examples with both captions."""
    page = entry(code)
    assert page.code == code
    assert re.fullmatch("PIA[1-8][0-9]{2}", code)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", page.slug)
    assert page.severity in SEVERITIES
    assert page.sure in ("high", "mid", "low")
    assert page.sure != "low" or page.severity == "info"
    assert page.needs in ("edition", "history", "two-editions")
    for part in PROSE:
        ja, en = getattr(page.ja, part), getattr(page.en, part)
        assert ja.strip(), part
        assert en.strip(), part
        assert _placeholders(ja) == _placeholders(en), part
        assert re.search("[ぁ-ん]", ja), part
    for kind in ("fires", "silent"):
        assert set(page.examples[kind]["says"]) == {"ja", "en"}


def test_slugs_are_unique_and_lead_back() -> None:
    """A code or slug names one page, in any case; anything else none."""
    assert len({entry(c).slug for c in codes()}) == len(codes())
    for code in codes():
        assert by_name(code.lower()) is by_name(entry(code).slug) is entry(code)
    for wrong in ("", "PIA", "PIA999", "../catalogue/PIA101"):
        with pytest.raises(KeyError):
            by_name(wrong)


@pytest.mark.parametrize("code", codes())
def test_no_wording_speaks_of_violations(code: str) -> None:
    """What is found is a matter to confirm."""
    for lang in LANGUAGES:
        text = " ".join(getattr(entry(code).prose(lang), p) for p in PROSE)
        assert "違反" not in text
        assert "violat" not in text.lower()


def test_the_manual_s_table_gives_the_severities_that_apply() -> None:
    """The table between the page's marks has one line per rule, with its slug and severity."""
    text = (ROOT / "pia_audit" / "manual" / "en" / "rules.md").read_text(encoding="utf-8")
    table = text.partition("<!-- rules -->")[2].partition("<!-- /rules -->")[0]
    lines = re.findall(r"^\| (PIA\d{3}) \| .+ \| (\w+) \| .+ \| .+ \| `([a-z0-9-]+)` \|", table, re.MULTILINE)
    assert lines == [(r.code, r.entry.severity, r.entry.slug) for r in rules()]


# --- the examples are tests ---------------------------------------------------------------------------


def _example(code: str, kind: str) -> dict[str, Any]:
    example: dict[str, Any] = entry(code).examples[kind]
    return example


@cache
def _audits(kind: str) -> list[Audit]:
    """The examples of a kind audited beside each other, each of a body of its own: one audit for every day that
    an example takes for today. That reports beside each other change nothing has a test of its own."""
    numbered = [(code, _example(code, kind)) for code in codes()]
    days = {example.get("as_of"): None for _, example in numbered}
    return [audit(Corpus.of(_under(n for n in numbered if n[1].get("as_of") == day)), as_of=day) for day in days]


def _under(numbered: Iterable[tuple[str, dict[str, Any]]]) -> list[Edition]:
    """The editions of examples, each of a body named after its rule, and no two of different rules the same file."""
    return [
        replace(e, agency=f"{code}{e.agency}", sha256=f"{code}{e.sha256}"[:64])
        for code, example in numbered
        for e in editions(example)
    ]


def _findings(code: str, kind: str) -> pl.DataFrame:
    """The findings in the example of that kind."""
    every = pl.concat([result.findings for result in _audits(kind)])
    return every.filter(pl.col("report_id").str.starts_with(code))


@cache
def _worded(lang: str) -> list[Finding]:
    """The findings of all examples that fire, in words."""
    return [finding for result in _audits("fires") for finding in build(result, lang).findings]


@pytest.mark.parametrize("code", codes())
def test_the_example_that_fires_gives_exactly_this_finding(code: str) -> None:
    """One finding, of this rule, on the row and item the page names, and nothing else at all."""
    example = _example(code, "fires")
    findings = list(_findings(code, "fires").select("rule", "row_no", "item_id").iter_rows())
    assert [rule for rule, _, _ in findings] == [code]
    assert example.get("row", findings[0][1]) == findings[0][1]
    assert example.get("item", findings[0][2]) == findings[0][2]


@pytest.mark.parametrize("code", codes())
def test_the_silent_example_gives_nothing_of_this_rule(code: str) -> None:
    """The case that looks alike and is in order."""
    assert code not in _findings(code, "silent").get_column("rule")


@pytest.mark.parametrize("kind", ["fires", "silent"])
def test_every_example_is_audited_whole(kind: str) -> None:
    """Each is a report of its own in the audits above, and no rule failed in them."""
    assert [result.unread for result in _audits(kind)] == [()] * len(_audits(kind))
    reports = [r for result in _audits(kind) for r in result.corpus.editions.get_column("report_id").unique()]
    assert {r[:6] for r in reports} == set(codes())


@pytest.mark.parametrize(("code", "kind"), EXAMPLES)
def test_an_example_uses_what_the_form_has(code: str, kind: str) -> None:
    """Item ids are the form's, rows have six cells: what ``explain`` prints can be typed."""
    example = _example(code, kind)
    known = {i.item_id for edition in editions(example) for i in edition.items}
    for part in (example, example.get("old", {})):
        ids = [*part.get("items", {}), *part.get("unreadable", ()), *part.get("blank", ())]
        assert set(ids) <= known
        assert all(len(row) == 6 for row in part.get("rows", ()))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_finding_is_worded_without_gaps(code: str, lang: str) -> None:
    """Every placeholder of the message is filled, in both languages, and the title is the page's."""
    (finding,) = (f for f in _worded(lang) if f.rule == code)
    assert finding.title == entry(code).prose(lang).title
    assert "{" not in finding.message
    assert "―" not in finding.message.replace("―」", "")
    assert "違反" not in finding.message
    names = _placeholders(entry(code).prose(lang).message)
    assert not names or finding.message != entry(code).prose(lang).message


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_rule_is_explained_in_both_languages(code: str, lang: str) -> None:
    """The explanation shows the prose and both examples, as text and as JSON; the finding is told as of the example."""
    text = explain_text(entry(code), lang)
    assert not re.search(r"\{\w+\}", text)
    assert entry(code).prose(lang).basis in text
    assert all(_example(code, kind)["says"][lang] in text for kind in ("fires", "silent"))
    assert entry(code).slug in explain_json(entry(code), lang)


# --- the message catalogue ----------------------------------------------------------------------------


@pytest.mark.parametrize("room", rooms())
def test_both_languages_have_the_same_sentences(room: str) -> None:
    """Same sections, same keys, same placeholders, nothing empty."""
    ja, en = catalogue("ja", room), catalogue("en", room)
    assert {s: set(keys) for s, keys in ja.items()} == {s: set(keys) for s, keys in en.items()}
    for section, keys in ja.items():
        for key, text in keys.items():
            assert text.strip(), (section, key)
            assert en[section][key].strip(), (section, key)
            assert _placeholders(text) == _placeholders(en[section][key]), (section, key)


@cache
def _calls() -> list[ast.Call]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _used() -> set[tuple[str, str]]:
    """Section and key of every sentence the code asks for by name."""
    used = set()
    for call in _calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name == "ui" and texts:
            used.add(("ui", texts[0]))
        texts = [text for text in texts if text]
        if name == "Unread" and texts:
            used.add(("unread", texts[-1] if isinstance(call.args[0], ast.Constant) else texts[0]))
    return used


def _sentence_keys() -> set[tuple[str, str]]:
    """Room and key of every sentence a room asks its own file for by name."""
    keys = set()
    for call in _calls():
        texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if isinstance(call.func, ast.Attribute) and call.func.attr == "say" and len(texts) == 2:
            keys.add((texts[0], texts[1]))
    return keys


def test_every_sentence_the_code_asks_for_exists() -> None:
    """A key that is not in the catalogue would end in an error, or be shown instead of words."""
    messages = catalogue("ja")
    for room, key in sorted(_sentence_keys()):
        section, name = key.split(".", 1)
        assert name in catalogue("ja", room)[section], (room, key)
    assert len(_used()) > 40
    assert [(s, k) for s, k in sorted(_used()) if k not in messages[s]] == []


def test_terms_exist_for_every_value_they_are_asked_for() -> None:
    """Statuses, degrees of trust, chains and the like are all worded."""
    values = {
        "severity": SEVERITIES,
        "confidence": ("high", "medium", "low"),
        "sure": ("high", "mid", "low"),
        "needs": {entry(c).needs for c in codes()},
        "status": ("read", "blank", "unreadable", "absent"),
        "trust": ("printed", "verified", "near", "resynced", "assumed"),
        "chain": ("whole", "part", "relative", "near", "broken", "unread", "none"),
        "mismatch": ("number", "words", "missing"),
        "rung": ("identical", "spacing", "width", "punctuation", "numbering", "wording"),
        "where": ("body", "before", "after", "previous_after", "changed_on"),
    }
    for lang in LANGUAGES:
        words = catalogue(lang)
        assert {s: set(v) - set(words[s]) for s, v in values.items()} == {s: set() for s in values}


def test_an_unknown_language_is_japanese() -> None:
    """Words never fail for want of a language."""
    assert Wording("fr").lang == "ja"
