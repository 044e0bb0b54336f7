"""Markdown as GitHub's own converter reads it: texts come out as they went in, and become nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from nasty import TEXTS, reconciled

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.model.frames import Corpus
from pia_audit.reports import markdown
from pia_audit.reports import report as model
from pia_audit.reports.causes import by_cause, shown_with_texts
from pia_audit.reports.comparative import sheet
from pia_audit.reports.comparative.markdown import as_markdown

SIGNS = st.text("\\`*_{}[]()<>#+-.!|~@:/&$=1a \tあ。「」\n\u202ewwwhttps", max_size=40)


def rendered(text: str) -> html.HtmlElement:
    """The HTML that GitHub's converter makes, with its extensions on and no raw HTML filtered out."""
    page = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return html.fromstring(f"<div>{page}</div>")


def shown(text: str) -> str:
    """What a reader is to see of a raw text: direction marks by their code, one line."""
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", lambda m: f"[U+{ord(m[0]):04X}]", text)
    return " ".join(re.sub(r"[ \t]*[\r\n]+[ \t]*|\t", " ", text).split())


@given(SIGNS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """In a list and in a table alike a text stays one text: no element comes of it, and no character is lost."""
    safe = markdown.escaped(text)
    for page in (rendered(f"- 記載: {safe}"), rendered(markdown.table(["h"], [[f"記載: {safe}"]]))):
        inside = {e.tag for e in page.iter()} - {"div", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
        assert inside == set()
        seen = " ".join(page.text_content().replace(markdown._JOINER, "").split())
        assert seen.removeprefix("h ").removeprefix("記載:").strip() == shown(text)


@given(SIGNS)
def test_no_name_number_or_address_is_left_whole(text: str) -> None:
    """Mentions, references and addresses are looked for after conversion: a mark that prints nothing parts them."""
    seen = rendered(f"x {markdown.escaped(text)}").text_content()
    assert not re.search(r"[@#][A-Za-z0-9]|[a-z]://|www\.", seen)


@pytest.mark.parametrize("text", TEXTS)
def test_a_nasty_report_makes_no_element_of_its_own(text: str) -> None:
    """A whole audit of hostile texts holds our elements alone, and the text can be read in it."""
    result, report = reconciled(text)
    page = rendered(markdown.audit(report, as_markdown(sheet(result.corpus, "ja"), 2)))
    ours = {"div", "h1", "h2", "h3", "p", "ul", "li", "code", "del", "ins", "table", "thead", "tbody", "tr", "th", "td",
            "s", "strong", "b", "br"}  # fmt: skip
    assert {e.tag for e in page.iter()} <= ours
    assert not page.xpath("//@href | //@src | //@onerror")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", page.text_content())


def test_findings_of_one_cause_stand_under_the_first(sample_path: Path) -> None:
    """A cause is told once with its first finding; the others are in full where their texts differ in another way, else
    a line with place and sign."""
    report = model.build(audit(Corpus.of([pia_audit.read(sample_path)])), "ja")
    text = markdown.audit(report)
    groups = by_cause(report.findings)
    assert text.count("### ") == sum(sum(shown_with_texts(group)) for group in groups)
    assert all(text.count(f"`{f.fingerprint}`") == 1 for f in report.findings)
    for group in (g for g in groups if len(g) > 1):
        assert text.count(markdown.escaped(group[0].cause or "")) == 1
        assert f"{group[0].title}（{len(group)}件）" in text
