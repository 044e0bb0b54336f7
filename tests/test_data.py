"""``data/README.md`` says of each example what it is and what is wrong in it; the files say the same."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import pia_audit
from pia_audit.japanese.ladder import fold
from pia_audit.model import ChangeRow, Edition

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
INVENTED = {"tebiki-01": 4, "kawanari-07": 4, "hoshimi-03": 8}
"""The invented reports, and how many faults the first table says each has."""
KINDS = {
    "記載が変わったのに": "undocumented_change", "変更前が、前の行の": "chain_break", "提出時期が違う": "wrong_timing",
    "変更後の引用": "misquote", "変更前の引用": "misquote",
}  # fmt: skip

Line = tuple[str, str, int | None, str]
"""A line of a table of faults: what it is, the item's id, the row, the rule."""


def _faults(name: str) -> list[Line]:
    part = README.partition(f"## {name}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| .*`(.+?)` \| (\d+|–) \| (PIA\d{3}) \|$", part, re.MULTILINE)
    return [(what, item, None if row == "–" else int(row), rule) for what, item, row, rule in rows]


@cache
def _editions(name: str) -> tuple[Edition, ...]:
    return tuple(pia_audit.read(p) for p in sorted((DATA / name).glob("*")) if p.suffix in (".txt", ".xlsx"))


@pytest.mark.parametrize("name", INVENTED)
def test_each_fault_is_told_by_the_rule_that_is_named(name: str) -> None:
    """On its item, and on its row where it has one; of ``tebiki-01`` between the last two editions."""
    lines = _faults(name)
    assert len(lines) == INVENTED[name]
    two = name == "tebiki-01"
    result = pia_audit.reconcile(*_editions(name)[-2:]) if two else pia_audit.audit(_editions(name))
    findings = set(result.findings.select("rule", "item_id", "row_no").iter_rows())
    for what, item, row, rule in lines:
        assert any(r == rule and i == item and row in (None, n) for r, i, n in findings), what


@pytest.mark.parametrize("name", ["kawanari-07", "hoshimi-03"])
def test_the_faults_are_those_that_were_put_in(name: str) -> None:
    """As whoever made the files wrote them down, kind by kind and row by row."""
    truth = json.loads((ROOT / "tests" / "truth" / f"{name}.json").read_text(encoding="utf-8"))["faults"]
    kinds_and_rows = [
        (next(kind for head, kind in KINDS.items() if what.startswith(head)), row) for what, _, row, _ in _faults(name)
    ]
    assert sorted(kinds_and_rows, key=str) == sorted(
        ((f["type"], f.get("row") or f.get("last_row")) for f in truth), key=str
    )


def _of_item(edition: Edition, item: str, up_to: int) -> list[ChangeRow]:
    return [r for r in edition.changes[:up_to] if item in r.item_ids]


@pytest.mark.parametrize("name", ["kawanari-07", "hoshimi-03"])
def test_the_files_show_them_to_anybody(name: str) -> None:
    """Texts that should be one are not: the last row's and the body's, a row's and the one before it. No rule helps."""
    (edition,) = _editions(name)
    checked = 0
    for what, item, row, _ in _faults(name):
        assert row is not None
        change, past = edition.changes[row - 1], _of_item(edition, item, row - 1)
        if what.startswith(("記載が変わったのに", "変更後の引用")):
            later = [r.before for r in edition.changes[row:] if item in r.item_ids] or [edition.item(item).text]
            assert fold(change.after or "") not in fold(later[0] or ""), what
            checked += 1
        elif not what.startswith("提出時期"):
            assert not past or fold(past[-1].after or "") != fold(change.before or ""), what
            checked += 1
    assert checked >= 3


def test_every_file_has_its_digest() -> None:
    """A file that changed, one too many and one too few are noticed."""
    digests = dict(re.findall(r"^\| `(\S+)` \| `([0-9a-f]{64})` \|$", README, re.MULTILINE))
    files = [p for p in DATA.rglob("*") if p.parent != DATA and p.is_file() and "__pycache__" not in p.parts]
    assert digests == {p.relative_to(DATA).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_what_is_not_known_of_the_real_report_is_said() -> None:
    """Origin, day, conversion, terms and digest have a line each; the number of unreadable items is the file's."""
    part = README.partition("## meguro-14\n")[2].partition("\n## ")[0]
    for fact in ("origin", "date", "conversion", "terms", "digest of the original"):
        assert re.search(rf"^\| \S.* / {fact} \| \S", part, re.MULTILINE), fact
    lost = (
        pl.DataFrame({"status": [i.status for i in _editions("meguro-14")[0].items]}).filter(status="unreadable").height
    )
    assert f"{lost} items are unreadable" in part
