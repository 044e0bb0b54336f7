"""Labels that name no item: the whole report, the item of the row above, nothing."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.forms.labels.spelling import signs_of, words_of
from pia_audit.japanese.ditto import is_ditto, is_rest_mark
from pia_audit.japanese.patterns import regex

_WHOLE = regex(
    r"(?:本|当)?(?:記載|文言|表記)?(?:の|は)?(?:特定個人情報保護)?(?:(?:全|重点|基礎)項目)?(?:評価書|様式)?(?:の|は)?"
    r"(?:全体|全般|全ページ|全頁|全文|全面|全項目|全部|全編|全章|各章|各所|(?:関係|該当)(?:する)?(?:箇所|か所|項目)(?:の?すべて|の?全て)?|(?:部署名?|組織名?|課名|所属名?)の(?:記載|表記)(?:がある|のある)(?:すべて|全て)の(?:項目|箇所)|様式|書式|各項目|すべて|全て|全|共通)(?:的|に?共通(?:する?)?)?"
    r"(?:に係る|における|について|にわたる|の|を|に)?(?:様式|書式|記載|文言|表記|項目)?(?:の)?"
    r"(?:全面)?(?:変更|改正|更新|修正|見直し|改訂|改定|統一|移行|整理)?(?:に伴う.{0,12})?"
)
_REMARK = regex(r"[（(][^（）()]{1,30}[）)]\s*$")
"""What is said behind the label of what was done: 全般（用語の統一）."""
_SORT = (
    r"(?:(?:担当|所管|主管|関係)?(?:部局?|課|室|部署|組織|機関|所属)(?:名称?)?|所属長(?:名|の役職名)?|名称|用語|語句|文言|字句|表記|標記"
    r"|誤字(?:脱字)?|元号|年号|法令名|システム名称?|担当者?名)"
)
_WITHIN = r"(?:評価書|本文|文|記載|説明|各項目|各欄|全項目|書類?|様式)"
_WORDS_OF_REPORT = regex(
    rf"(?:その他の?|上記以外の?)?{_WITHIN}(?:の)?[中内]の?(?:すべて|全て|全)?の?{_SORT}(?:の?(?:表記|記載))?(?:の?(?:すべて|全て))?"
    r"(?:の?(?:変更|改正|更新|修正|見直し|統一|整理))?"
)
"""Words that stand in many of a report's fields, and are no field's: 評価書中の所管課名, その他文中の課名."""
_SORT_ALONE = regex(
    rf"(?:その他の?|各)?(?!所属長の役職名|(?:担当|所管)?部署){_SORT}(?:の?(?:表記|記載))?(?:の?(?:変更|修正|統一|整理))?"
)
_REMARK_ALONE = regex(r"[（(]([^（）()]{1,30})[）)]\s*$")
_CHAPTERS = regex(r"(?:表紙|[Ⅰ-Ⅻ])(?:~|から|-)[Ⅰ-Ⅻ](?:まで|章|共通)?")
"""From one chapter to another, which is no one's item."""
_OF_ROWS = regex(r"(?:別添[0-9]?)?変更箇所(?:の?(?:欄|表))?")
"""The table of the rows itself, which is no item either."""
_BETWEEN = regex(r"[\s\u200b.。、,・/／>＞→―－—–-]+")


@lru_cache(maxsize=4096)
def names_report(label: str) -> bool:
    """Whether a label means the report as a whole: 「全体」, 「評価書全般」, 「様式変更」."""
    if _CHAPTERS.fullmatch(signs_of(label).text):
        return True
    label_words = words_of(_REMARK.sub("", label)) or words_of(label)
    if any(p.fullmatch(label_words) for p in (_WHOLE, _OF_ROWS, _WORDS_OF_REPORT)):
        return True
    remark = _REMARK_ALONE.search(label)  # 課名（全体）
    return bool(remark and _WHOLE.fullmatch(words_of(remark[1])) and _SORT_ALONE.fullmatch(label_words))


@lru_cache(maxsize=4096)
def leaves_to_above(label: str) -> bool:
    """Whether a label is empty or says only that it is as in the row above."""
    return _is_mark(label) or all(not part or _is_mark(part) for part in _BETWEEN.split(label))


def _is_mark(text: str) -> bool:
    return is_ditto(text) or is_rest_mark(text)
