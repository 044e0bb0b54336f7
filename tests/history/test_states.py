"""The texts of other times, which a corpus puts together when they are asked for."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

from msgspec.structs import replace

from pia_audit.history import corpus_replay as module
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.order import Row
from pia_audit.history.replay import replay
from pia_audit.model import ChangeRow, Edition, Item, Quote
from pia_audit.model.frames import Corpus

DAY = date(2024, 4, 1)
OUTLINE, NAME, SYSTEM = "handling.outline", "handling.name", "handling.system"


def row(number: int, item: str, before: str, after: str) -> ChangeRow:
    """A change row of one item."""
    quote = Quote(item, before, after)
    return ChangeRow(
        number, DAY, "令和6年4月1日", "", before, after, "事後", "事後", "", item_ids=(item,), label_score=1.0,
        quotes=(quote,),
    )  # fmt: skip


def edition() -> Edition:
    """One item that no row tells, one whose rows quote the whole, one whose row quotes a part."""
    texts = {SYSTEM: "住民記録システム", NAME: "給付の事務", OUTLINE: "申請を受け付ける。\n結果を郵送する。"}
    items = tuple(Item(i, n, "", "", "text", text, "read") for n, (i, text) in enumerate(texts.items(), 1))
    rows = (row(1, NAME, "支給の事務", "給付の事務"), row(2, OUTLINE, "窓口で渡す。", "結果を郵送する。"))
    return Edition(
        agency="試行市長", report_no="1", title="給付", form="様式2", form_version="令和6年10月", form_key="form2-r6",
        published_on=DAY, items=items, changes=rows, sha256="0",
    )  # fmt: skip


def test_the_states_of_some_items_are_theirs_among_all() -> None:
    """They are the same whether they are asked for before all of them or after."""
    corpus = replayed(Corpus.of([edition()]))
    columns = ["item_id", "as_of", "text", "trust"]
    before = [corpus.states_of([item]).select(columns).rows() for item in (SYSTEM, NAME, OUTLINE)]
    assert before == [
        [(SYSTEM, None, "住民記録システム", "assumed")],
        [(NAME, None, "支給の事務", "verified"), (NAME, DAY, "給付の事務", "verified")],
        [
            (OUTLINE, None, "申請を受け付ける。\n窓口で渡す。", "verified"),
            (OUTLINE, DAY, "申請を受け付ける。\n結果を郵送する。", "verified"),
        ],
    ]
    assert corpus.states.select(columns).rows() == [state for states in before for state in states]
    after = [corpus.states_of([item]).select(columns).rows() for item in (SYSTEM, NAME, OUTLINE)]
    assert after == before


def test_texts_that_nobody_asks_for_are_not_put_together() -> None:
    """Replay and the question for another item leave the texts of an item of many rows in the blocks they share."""
    lines = [f"・第{n}の届出を受け付け、記録する。" for n in range(300)]
    rows = tuple(row(n, OUTLINE, f"・第{n}の届出を受け、記録する。", lines[n]) for n in range(1, 100))
    plain = edition()
    items = tuple(replace(item, text="\n".join(lines)) if item.item_id == OUTLINE else item for item in plain.items)
    with patch.object(module, "_walked_states", wraps=module._walked_states) as put_together:
        corpus = replayed(Corpus.of([replace(plain, items=items, changes=rows)]))
        assert corpus.states_of([SYSTEM]).height == 1
        assert [len(call.args[0]) for call in put_together.call_args_list] == [0]
        assert corpus.states_of([OUTLINE]).height == 2
    trail = replay("\n".join(lines), "text", [Row(n.row_no, DAY, n.before, n.after) for n in rows])
    blocks = {id(block) for _, *texts in trail.kept for text in texts for block in text or ()}
    assert len(blocks) < 2 * len(rows)
