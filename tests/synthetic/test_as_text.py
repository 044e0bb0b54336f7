"""The text of an edition is what a converter writes: the reader gives the edition back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.readers import read
from pia_audit.synthetic import generate, to_text

FORMS = ("form2-2024", "form2-2019", "form2-2014")


def _item(item: Item) -> tuple[object, ...]:
    return item.item_id, item.seq, item.kind, item.status, fold(item.text or "", Rung.PUNCTUATION)


def _row(row: ChangeRow) -> tuple[object, ...]:
    texts = tuple(fold(t or "", Rung.PUNCTUATION) for t in (row.label, row.before, row.after, row.note))
    quotes = tuple((q.item_id, q.named) for q in row.quotes)
    when = (row.changed_on, row.changed_on_text, row.timing)
    return row.row_no, when, texts, row.item_ids, row.mismatch, quotes


@given(st.integers(0, 2**32), st.sampled_from(FORMS))
def test_reading_gives_the_edition_back(tmp_path: Path, seed: int, form: str) -> None:
    """Items, statuses, rows and the head of the report survive being written and read."""
    edition = generate(seed, form=form).editions[-1]
    path = tmp_path / "report.txt"
    path.write_text(to_text(edition), encoding="utf-8", newline="\n")
    back = read(path)
    assert isinstance(back, Edition)
    assert back.unread == ()
    assert list(map(_item, back.items)) == list(map(_item, edition.items))
    assert list(map(_row, back.changes)) == list(map(_row, edition.changes))
    assert (back.report_id, back.form_key) == (edition.report_id, form)
    assert (back.published_on, back.sha256) == (edition.published_on, edition.sha256)


def test_layout_of_the_text() -> None:
    """Choices stand in brackets before their options, ticks in the heading, rows below the table's header."""
    lines = to_text(generate(1).editions[-1]).splitlines()
    handlers = next(line for line in lines if line.startswith("特定個人情報ファイル取扱者数"))
    assert handlers.endswith("は500人以上か\t[500人未満]\t<選択肢> 1) 500人以上 2) 500人未満")
    assert any(line.startswith("4. 特定個人情報ファイルの取扱いの委託\t[") for line in lines)
    header = lines.index("変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明")
    assert lines[header - 2] == "変更箇所"
    assert all(line.count("\t") == 5 for line in lines[header:])
