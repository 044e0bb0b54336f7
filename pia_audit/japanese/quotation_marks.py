"""Quotation marks of other looks than 「」: 『』, “”, '' and 〔〕 around words that a cell quotes."""

from __future__ import annotations

from pia_audit.japanese.patterns import regex

_PAIRS = {"『": "』", "“": "”", "‘": "’", "'": "'", '"': '"', "〔": "〕", "「": "」", "〝": "〟", "＂": "＂"}
_WITHIN = str.maketrans("「」", "『』")
_FIRST = regex("[『“‘'\"〔「〝＂]")
_FARTHEST, _LONGEST = 24, 4000
"""Words before the first quotation, and signs of a cell, of which more are no quotation with words around it."""
_WORDS = regex(
    r"文中|本文|末尾|冒頭|文末|最終行|第?[0-9０-９]{1,2}(?:段落|行|文|項目)目?|上から|下から|以下|左記|左の?|同左|記載|記述|文言|表記|字句|語句|部分"
    r"|変更|修正|改めた?る?|訂正|追加|追記|加え[るた]?|加筆|挿入|削除|置き?換え[るた]?|差し?替え[るた]?|読み?替え[るた]?"
    r"|選択|解除|チェック"
    r"|(?:する|した|します|次|後|あと|ただし|及び|並びに|から|より|という|との|○|〇|[のにをへとはが])"
)
_SIGNS = regex(r"[\s、。,，.．・：:※→⇒（）()【】＋+]+")
_REST = 40


def with_usual_quotation_marks(cell: str) -> str:
    """A cell that is quotations and words around them with 「」 as their marks: 『A』を『B』に変更.

    Marks within them are 『』 then. Any other cell stays as it is: an item's own words may stand in such marks.
    """
    if len(cell) > _LONGEST or not (first := _FIRST.search(cell)) or first.start() > _FARTHEST:
        return cell
    opening = first[0]
    spans = _outermost(cell, opening, _PAIRS[opening])
    if not spans or (opening == "「" and not any("「" in cell[a + 1 : b] for a, b in spans)):
        return cell
    begins, ends = [0, *(end + 1 for _, end in spans)], [*(start for start, _ in spans), len(cell)]
    unquoted = "".join(cell[begin:end] for begin, end in zip(begins, ends, strict=True))
    if len(unquoted) > _REST or _SIGNS.sub("", _WORDS.sub("", unquoted)):
        return cell
    out, at = [], 0
    for start, end in spans:
        out += [cell[at:start], "「", cell[start + 1 : end].translate(_WITHIN), "」"]
        at = end + 1
    return "".join([*out, cell[at:]])


def _outermost(cell: str, opening: str, closing: str) -> list[tuple[int, int]]:
    """Where the marks of each outermost pair stand; empty where one is left open."""
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for at, char in enumerate(cell):
        if char == closing and depth and (opening != closing or depth == 1):
            depth -= 1
            if not depth:
                spans.append((start, at))
        elif char == opening:
            start = at if not depth else start
            depth += 1
    return spans if not depth else []
