"""Passages: what is found in them is what is found in the whole, and what two texts share is taken out of both."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese.citation_passages import differing, passages
from pia_audit.japanese.citations import find_citations
from pia_audit.law import amendments
from pia_audit.statistics.provisions import cited, provision

PIECES = st.sampled_from([
    "番号法第19条第8号", "番号法別表第一の15・16の項", "別表の23の項", "及び第9号", "第9条第1項", "同法第3条",
    "同条第2項", "主務省令(※)第15条", "（以下「番号法」という。）", "見本市個人情報保護条例",
    "行政機関の保有する個人情報の保護に関する法律", "次の項（第1欄が「市町村長」の項）", "13・14・18、20及び120の項",
    "平成26年内閣府・総務省令第7号", "特定個人情報保護委員会", "（", "）", "(", ")", "。", "\n", "\n・", "\n【照会】",
    "、", " ", "　", "の", "に基づく", "情報の照会をする事務", "番 号 法 第 1 9 条 第 8 号",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=24).map("".join)


def _citations(text: str) -> list[tuple[object, ...]]:
    return [(c.law, c.article, c.paragraph, c.item, c.table, c.rows) for c in find_citations(text)]


@given(TEXTS)
def test_passages_cite_what_the_whole_cites(text: str) -> None:
    """Together passages are the text, and their citations are the text's, rows and all."""
    parts = passages(text)
    assert "".join(parts) == text
    assert [c for p in parts for c in _citations(p)] == _citations(text)


@given(TEXTS)
def test_provisions_read_once_are_those_of_the_text(text: str) -> None:
    """Reading passages without their rows gives the names that reading the whole text gives."""
    assert cited(text) == tuple(dict.fromkeys(filter(None, map(provision, find_citations(text)))))


@given(TEXTS, TEXTS, TEXTS)
def test_what_two_texts_share_tells_nothing(before: str, after: str, shared: str) -> None:
    """By how much old and new citations of each amendment go up or down is not changed by taking out what stays."""
    old, new = before + "。\n・" + shared, after + "。\n・" + shared
    less, more = differing(old, new)
    for a in amendments():
        for cites in (a.cites_old, a.cites_new):
            assert len(cites(new)) - len(cites(old)) == len(cites(more)) - len(cites(less)), a.key


def test_texts_of_one_passage_stay() -> None:
    """Equal texts leave nothing, short ones stay, and a passage counts as often as it stands there."""
    long = "・情報提供の根拠としての番号法第19条第8号に基づく主務省令第2条の表の1の項"
    assert differing(long, long) == ("", "")
    assert differing("あ", "い") == ("あ", "い")
    assert differing(f"{long}\n{long}\n{long}", f"{long}\n{long}") == (f"\n{long}", "")
