"""The marks of a row towards either side are those of the findings on that very row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pia_audit
from pia_audit.audits.run import Audit, audit
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports.links import Links, links
from pia_audit.rules.examples import edition
from pia_audit.synthetic import generate

Key = tuple[str, int, str]
CHAINS = ["PIA301", "PIA302", "PIA303"]


def findings(result: Audit) -> list[dict[str, Any]]:
    """Those on chains, with their arguments."""
    rows = result.findings.filter(result.findings["rule"].is_in(CHAINS)).to_dicts()
    return [{**r, **json.loads(r["params"] or "{}")} for r in rows]


def states_in_findings(result: Audit) -> tuple[set[tuple[Key, str]], set[tuple[Key, str]]]:
    """What the findings say of each row towards the row before it, and towards the row after it or the text."""
    before, after = set(), set()
    for f in findings(result):
        key = (f["edition_id"], f["row_no"], f["item_id"])
        state = "near" if f["rule"] == "PIA303" else "broken"
        if f["rule"] == "PIA301" or f.get("how") in ("previous", "undone"):
            before.add((key, state))
            after.add(((f["edition_id"], f["other_row"], f["item_id"]), state))  # the same link from its other end
        else:
            after.add((key, state))
    return before, after


def marked(result: Audit) -> tuple[set[tuple[Key, str]], set[tuple[Key, str]]]:
    """The same of the marks; text that has grown is a finding as a broken last row is."""
    sides: tuple[set[tuple[Key, str]], set[tuple[Key, str]]] = (set(), set())
    for (edition_id, row), marks in links(result.corpus).items():
        for side, side_links in zip(sides, (marks.before, marks.after), strict=True):
            for link in side_links:
                if link.state in ("broken", "grown", "near"):
                    side.add(((edition_id, row, link.item_id), "near" if link.state == "near" else "broken"))
    return sides


def test_marks_and_findings_of_the_sample_agree(sample_path: Path) -> None:
    """On every row of the real report a mark that does not hold is a finding, and a finding is such a mark."""
    result = audit(Corpus.of([pia_audit.read(sample_path)]), select=CHAINS)
    assert marked(result) == states_in_findings(result)
    assert len(states_in_findings(result)[0]) >= 2
    assert len(states_in_findings(result)[1]) >= 5


@pytest.mark.parametrize("seed", [3, 4])
def test_marks_and_findings_agree_where_chains_are_broken(seed: int) -> None:
    """The same for invented reports with chains broken on purpose, each edition by itself."""
    made = generate(
        seed, editions=5, faults=["broken_chain", "undocumented_change", "misquoted_after", "undocumented_option"]
    )
    result = audit(Corpus.of(made.editions[-1:]), select=CHAINS)
    assert marked(result) == states_in_findings(result)
    assert states_in_findings(result)[0]
    assert states_in_findings(result)[1]


COUNTED = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"


def chain(*texts: tuple[str, str], printed: str) -> list[Links]:
    """The links of the rows of one item, from its first row to its last."""
    rows = [[f"202{n}/4/1", COUNTED, before, after, "事後", ""] for n, (before, after) in enumerate(texts)]
    made = edition({"published_on": "2024-10-10", "rows": rows, "items": {"threshold.subjects_as_of": printed}})
    links_by_row = links(audit(Corpus.of([made]), select=CHAINS).corpus)
    return [links_by_row[made.edition_id, n] for n in range(1, len(rows) + 1)]


A, B, C, D = (f"令和{n}年4月1日時点" for n in (1, 2, 3, 4))


def test_each_side_has_its_own_mark() -> None:
    """A break between two rows is on the side where it is, on both of them; the other sides hold."""
    first, second, third = chain((A, B), (D, C), (C, D), printed=D)
    states = [[[link.state for link in side] for side in (row.before, row.after)] for row in (first, second, third)]
    assert states == [[[], ["broken"]], [["broken"], ["whole"]], [["whole"], ["whole"]]]
    assert [link.row for row in (first, second, third) for link in (*row.before, *row.after)] == [2, 1, 3, 2, None]
    assert [t for t, _ in second.lines(Wording("ja"))] == ["前: 行1 要確認", "後: 行3 一致"]
    assert [t for t, _ in first.lines(Wording("ja"))] == ["前: ―", "後: 行2 要確認"]


def test_the_last_row_is_held_against_the_text() -> None:
    """What the report prints is what comes after its last row."""
    first, last = chain((A, B), (B, C), printed=D)
    assert [(link.state, link.row) for link in last.after] == [("broken", None)]
    assert last.doubtful
    assert not first.doubtful
    assert last.lines(Wording("en"))[1] == ("after: report – please check", "broken")
