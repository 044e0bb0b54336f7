"""When a passage changed: words looked for, the rows that wrote them, the rows that have them."""

from __future__ import annotations

from datetime import date

import pytest
from app_visits import Visit
from pages import HOSTILE

from pia_audit.app.passages import LISTED, answer, items, newest
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus


@pytest.fixture(scope="module")
def report(worked: Visit) -> tuple[Corpus, list[Edition]]:
    """The report on the desk: its frames and its editions."""
    return worked.report.report.audit.corpus, worked.desk.editions(worked.report.report_id)


def test_who_wrote_words(report: tuple[Corpus, list[Edition]]) -> None:
    """Each row of the newest edition whose words are still there is named as their writer, with its day."""
    corpus, editions = report
    now = newest(editions)
    row = next(
        c for c in now.changes
        if c.after and len(c.after) > 10 and any(c.after == i.text and i.item_id in c.item_ids for i in now.items)
    )  # fmt: skip
    reply = answer(corpus, editions, f" {row.after[:12]} " if row.after else "")
    passage = next(p for p in reply.passages if p.item in row.item_ids)
    assert (row.row_no, row.changed_on) in [(w.row, w.on) for w in passage.writers]
    assert "<mark>" in passage.text
    assert row.row_no in [m.row for m in reply.mentions]
    assert [m.day for m in reply.mentions] == sorted((m.day or date.min for m in reply.mentions), reverse=True)


def test_width_and_spaces_do_not_matter(report: tuple[Corpus, list[Edition]]) -> None:
    """Full-width letters, capitals and blanks within words find the same."""
    corpus, editions = report
    plain = answer(corpus, editions, "番号法")
    wide = answer(corpus, editions, " 番 号\u3000法 ")
    assert plain.passages
    assert wide == plain


def test_words_no_row_wrote(report: tuple[Corpus, list[Edition]]) -> None:
    """They have no row; words that stand nowhere give nothing, and nothing asked gives nothing."""
    corpus, editions = report
    now = newest(editions)
    written = {i for c in now.changes for i in c.item_ids}
    item = next(i for i in now.items if i.text and i.item_id not in written and len(i.text) > 3)
    (passage,) = (p for p in answer(corpus, editions, item.text or "").passages if p.item == item.item_id)
    assert [w.row for w in passage.writers] == [None]
    nothing = answer(corpus, editions, "火星の基地")
    assert (nothing.passages, nothing.mentions) == ((), ())
    assert answer(corpus, editions, "  ").passages == ()


def test_an_item_whole(report: tuple[Corpus, list[Edition]]) -> None:
    """Chosen by itself it is shown with every row about it; much is listed in part, and the rest counted."""
    corpus, editions = report
    now = newest(editions)
    row = next(c for c in now.changes if c.item_ids and any(i.item_id == c.item_ids[0] and i.text for i in now.items))
    reply = answer(corpus, editions, "", row.item_ids[0])
    assert [p.item for p in reply.passages] == [row.item_ids[0]]
    assert row.row_no in [m.row for m in reply.mentions]
    everything = answer(corpus, editions, "。")
    assert len(everything.passages) <= LISTED
    assert row.item_ids[0] in [name for name, _, _ in items(now)]


def test_on_the_screen(worked: Visit) -> None:
    """The form is on the report's screen; what is typed comes back as text, an unknown item as none."""
    report = worked.report
    assert f'action="/reports/{report.key}/passages"' in worked.client.get(f"/reports/{report.key}").text
    text = worked.client.get(f"/reports/{report.key}/passages", params={"q": "番号法"}).text
    assert "に書かれました" in text or "書いた行は見当たりません" in text
    hostile = worked.client.get(f"/reports/{report.key}/passages", params={"q": HOSTILE, "item": "<img>"}).text
    assert "<img" not in hostile
    assert "この語句を含む行はありません" in hostile
    item = next(f.item for f in report.findings if f.item)
    assert f"passages?item={item}" in worked.client.get(worked.address(0)).text or report.findings[0].item != item
