"""What editions, leaves and audits show in a notebook: redlines, the 新旧対照表, and no text of a report as markup."""

from __future__ import annotations

import pytest
from lxml import html
from msgspec.structs import replace
from nasty import TEXTS, editions, reconciled

import pia_audit
from pia_audit.audit_request import Report
from pia_audit.compare.leaves import Leaf
from pia_audit.model import Edition
from pia_audit.reports.notebook import _MOST

TAGS = {"p", "b", "br", "table", "tr", "th", "td", "details", "summary", "del", "ins", "mark", "i", "span", "div"}


def _tree(fragment: str) -> html.HtmlElement:
    tree = html.fragment_fromstring(fragment, create_parent="div")
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    assert {e.tag for e in elements} <= TAGS
    assert {name for e in elements for name in e.attrib} <= {"style", "open", "class", "data-u"}
    return tree


def _texts(tree: html.HtmlElement, tag: str) -> list[str]:
    return [e.text_content() for e in tree.iter(tag)]


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_report_becomes_markup(text: str) -> None:
    """In an edition, in an audit of two with its 新旧対照表, and in a leaf; what turns the writing is named."""
    result, words = reconciled(text)
    leaf = Leaf((text,), "text", "changed", text, f"{text}！")
    shown = [editions(text)[1], result, Report(result, words), leaf]
    for value in shown:
        fragment = value._repr_html_()  # type: ignore[attr-defined]
        tree = _tree(fragment)
        assert not set("\x00\x07\x1b\u202e\u2066") & set(fragment)
        assert tree.text_content().strip()


def test_two_editions_show_their_contrast_and_the_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words that went and came are marked, in the language of the environment."""
    older = pia_audit.read("data/tebiki-01/2025-06-17.txt")
    newer = pia_audit.read("data/tebiki-01/2026-01-09.txt")
    result = pia_audit.reconcile(older, newer)
    tree = _tree(result._repr_html_())
    assert "新旧対照表" in tree.text_content()
    assert any("転入者について" in t for t in _texts(tree, "del"))
    assert _texts(tree, "ins")
    assert {"PIA201", "PIA202", "PIA204", "PIA205"} <= set(_texts(tree, "td"))
    monkeypatch.setenv("PIA_AUDIT_LANG", "en")
    assert "Comparative table" in _tree(result._repr_html_()).text_content()


def test_an_edition_alone_shows_its_rows_and_folds_its_items() -> None:
    """Of an audit of one edition there is no 新旧対照表; of a long table the first lines, and how many there are."""
    edition = pia_audit.read("data/tebiki-01/2026-01-09.txt")
    tree = _tree(edition._repr_html_())
    assert [("open" in d.attrib) for d in tree.iter("details")] == [False, True]
    assert len(list(tree.iter("tr"))) == 2 + len([i for i in edition.items if i.status != "absent"]) + len(
        edition.changes
    )
    assert "新旧対照表" not in pia_audit.audit([edition], select=["PIA3"])._repr_html_()
    assert f"… ほか{len(_many().changes) - _MOST}件" in _many()._repr_html_()
    lost = replace(edition, changes=(replace(edition.changes[0], before=None),))
    assert "（判読不能）" in lost._repr_html_()


def _many() -> Edition:
    edition = pia_audit.read("data/tebiki-01/2026-01-09.txt")
    return replace(edition, changes=edition.changes * (_MOST // len(edition.changes) + 2))


def test_a_leaf_shows_where_it_lies_and_what_differs() -> None:
    """One sign replaced by another."""
    (leaf,) = pia_audit.leaves("text", "福祉課が受け付ける。", "福祉部が受け付ける。")
    tree = _tree(leaf._repr_html_())
    assert (_texts(tree, "del"), _texts(tree, "ins")) == (["福祉課"], ["福祉部"])
