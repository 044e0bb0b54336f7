"""deepdiff is asked, its answer decides, and what is settled without it is what it would have said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import deepdiff
import polars as pl
import pytest
from comparisons import FIRST, FOLDER, NEW, OLD, OTHER, call
from deepdiff import DeepDiff
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.compare.exact_rows import is_one_row
from pia_audit.compare.leaf_rows import every_leaf
from pia_audit.compare.leaves import leaves
from pia_audit.compare.pair_corpus import paired
from pia_audit.compare.reconcile import reconciled
from pia_audit.compare.values import trees
from pia_audit.history.corpus_replay import replayed
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.synthetic import generate

SEEDS = st.integers(0, 10**6)
KEY = ["report_id", "old_edition", "new_edition", "item_id"]


class Spy:
    """deepdiff, and how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *sides: Any, **options: Any) -> Any:
        """As deepdiff answers."""
        self.calls += 1
        return DeepDiff(*sides, **options)


@pytest.fixture
def spy() -> Iterator[Spy]:
    """deepdiff counted."""
    counted = Spy()
    with patch.object(deepdiff, "DeepDiff", counted):
        yield counted


def nothing(*_: Any, **__: Any) -> dict[str, Any]:
    """deepdiff with its result emptied."""
    return {}


@pytest.mark.parametrize(
    "command", [("reconcile", OLD, NEW), ("audit", FOLDER), ("draft", OLD, NEW), ("diff", OLD, NEW)], ids=lambda c: c[0]
)
def test_every_verb_that_compares_asks_deepdiff(spy: Spy, command: tuple[Any, ...]) -> None:
    """Two editions are compared by deepdiff, whatever the verb."""
    call(*command)
    assert spy.calls > 0


def test_one_report_without_broken_chains_asks_it_nothing(spy: Spy) -> None:
    """Where there is nothing to compare, deepdiff is not asked (nor loaded)."""
    call("audit", FIRST)
    assert spy.calls == 0


def rules_of(*pair: Edition) -> set[str]:
    """The codes of what reconciling a pair gives."""
    return set(audit(paired([(pair[0], pair[1])])).findings.get_column("rule"))


def test_without_its_answer_nothing_differs() -> None:
    """With deepdiff's result emptied no change is undocumented, phantom or partly documented."""
    pair = [pia_audit.read(path) for path in (OLD, NEW)]
    assert {"PIA201", "PIA202", "PIA205"} <= rules_of(*pair)
    with patch.object(deepdiff, "DeepDiff", nothing):
        assert not {"PIA201", "PIA202", "PIA205"} & rules_of(*pair)


@pytest.mark.parametrize("form", ["form3-2024", "form4-2018"])
def test_without_its_answer_no_group_differs(form: str) -> None:
    """A group that is gone without a row is a leaf as well."""
    old, new = grouped_pair(form)
    assert "PIA201" in rules_of(old, new)
    with patch.object(deepdiff, "DeepDiff", nothing):
        assert "PIA201" not in rules_of(old, new)


def grouped_pair(form: str) -> tuple[Edition, Edition]:
    """An invented edition of a form with groups, and a newer one that has lost all contractors but one."""
    new = next(e for e in (generate(seed, form=form).editions[-1] for seed in range(50)) if _contractors(e))
    gone = max(_contractors(new))
    left = tuple(i for i in new.items if f"outsourcing[{gone}]" not in i.item_id)
    changed = replace(new, items=left, sha256=new.sha256[::-1], published_on=new.published_on)
    assert new.published_on is not None
    older = replace(new, published_on=new.published_on.replace(year=new.published_on.year - 1), changes=())
    return older, replace(changed, changes=())


def _contractors(edition: Edition) -> set[int]:
    numbers = {
        int(i.item_id.split("outsourcing[")[1].split("]")[0]) for i in edition.items if "outsourcing[" in i.item_id
    }
    return numbers if len(numbers) > 1 else set()


# --- invariants ---------------------------------------------------------------------------------------


def pairs_of(seed: int, fault: str | None) -> tuple[Edition, Edition]:
    """The last two editions of an invented history, with one fault or none."""
    old, new = generate(seed, faults=(fault,) if fault else ()).editions[-2:]
    return old, new


FAULTY = st.sampled_from([None, "undocumented_change", "partial_change", "phantom_row"])


FORMS = st.sampled_from(["form2-2024", "form3-2024", "form4-2024"])


@given(SEEDS, FORMS)
def test_leaves_of_a_pair_are_those_of_deepdiff(seed: int, form: str) -> None:
    """Covered and left leaves together are exactly what deepdiff finds between the two editions, item by item."""
    old, new = generate(seed, form=form).editions[-2:]
    corpus = reconciled(Corpus.of([old, new]))
    kinds = {i.item_id: i.kind for i in new.items}
    for *key, before, after in corpus.differences.select(*KEY, "before", "after").iter_rows():
        leaves_of_item = every_leaf(corpus)
        for name, value in zip(KEY, key, strict=True):
            leaves_of_item = leaves_of_item.filter(leaves_of_item.get_column(name) == value)
        if set(leaves_of_item.get_column("what")) == {"group"}:
            continue
        actual = list(
            zip(*(leaves_of_item.get_column(n).to_list() for n in ("path", "op", "before", "after")), strict=True)
        )
        expected = [
            (list(leaf.path), leaf.op, leaf.before, leaf.after) for leaf in leaves(kinds[key[3]], before, after)
        ]
        assert actual == expected


@given(SEEDS, FORMS)
@example(seed=124, form="form4-2024")
def test_one_deepdiff_over_whole_editions_names_the_same_items(seed: int, form: str) -> None:
    """deepdiff over two editions as two trees of items names the items that ``differences`` names."""
    old, new = generate(seed, form=form).editions[-2:]
    before, after = ({i.item_id: i for i in e.items if i.status == "read"} for e in (old, new))
    left: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for item_id in before.keys() | after.keys():
        kind = (after.get(item_id) or before[item_id]).kind
        both = trees(kind, *(side[item_id].text if item_id in side else None for side in (before, after)))
        left[item_id], right[item_id] = both.old, both.new
    named = {
        level.path(output_format="list")[0]
        for levels in DeepDiff(left, right, threshold_to_diff_deeper=0, view="tree").values()
        for level in levels
    }
    frame = reconciled(Corpus.of([old, new])).differences
    words = frame.filter(
        ~frame.get_column("status").is_in(["format-only"]) & ~frame.get_column("op").str.starts_with("group-")
    )
    assert named - {"cover.published_on", "cover.number", "cover.agency"} == set(words.get_column("item_id"))


@given(SEEDS)
def test_what_frames_settle_is_what_the_long_way_says(seed: int) -> None:
    """Differences that one row tells whole are settled in frames; held one by one they come out the same."""
    old, new = generate(seed, quotes="whole").editions[-2:]
    corpus = replayed(Corpus.of([old, new]))
    short = reconciled(corpus)
    with patch("pia_audit.compare.reconcile.is_one_row", _never):
        long = reconciled(corpus)
    for frame in ("differences", "accounts", "leaves"):
        assert getattr(short, frame).equals(getattr(long, frame)), frame
    assert every_leaf(short).equals(every_leaf(long))


def _never() -> Any:
    return is_one_row() & pl.lit(value=False)


@given(SEEDS)
def test_a_phantom_changes_no_leaf_and_a_right_row_does(seed: int) -> None:
    """Of rows that are alone on their item: left out, a phantom leaves what is unaccounted for as it is, and a row that
    records a change uncovers it."""
    old, new = pairs_of(seed, "phantom_row")
    corpus = reconciled(Corpus.of([old, new]))
    alone = corpus.accounts.filter(pl.len().over("item_id") == 1, pl.len().over("row_no") == 1)
    verdicts = dict(alone.select("row_no", "status").iter_rows())
    for row in new.changes[len(old.changes) :]:
        status = verdicts.get(row.row_no)
        if status not in ("confirmed", "phantom"):
            continue
        bare = replace(new, changes=tuple(r for r in new.changes if r.row_no != row.row_no))
        left = [_left(c) for c in (corpus, reconciled(Corpus.of([old, bare])))]
        assert (left[0] == left[1]) == (status == "phantom")


def _left(corpus: Corpus) -> list[Any]:
    frame = corpus.leaves
    return sorted(
        map(
            repr,
            frame.filter(frame.get_column("status") != "documented")
            .select("item_id", "path", "before", "after", "status")
            .rows(),
        )
    )


def test_no_python_literal_is_in_what_is_printed() -> None:
    """Values are told as people write them: no set, dict or None of a programming language."""
    for form in ("table", "json"):
        shown = call("diff", OLD, NEW, "--format", form).stdout
        assert not any(sign in shown for sign in ("frozenset", "{'", "['", "None", "not present", "root["))
    shown = call("audit", OTHER).stdout
    assert not any(sign in shown for sign in ("frozenset", "{'", "['", "root["))
