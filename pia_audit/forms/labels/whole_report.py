"""Labels that name no item: the whole report, the item of the row above, nothing."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.forms.labels.spelling import signs_of, words_of
from pia_audit.japanese.ditto import is_ditto, is_rest_mark
from pia_audit.japanese.patterns import regex

_WHOLE = regex(
    r"(?:本|当)?(?:記載|文言|表記)?(?:の|は)?(?:特定個人情報保護)?(?:(?:全|重点|基礎)項目)?(?:評価書|様式)?(?:の|は)?"
    r"(?:全体|全般|全ページ|全頁|全文|全面|全項目|全部|全編|全章|各章|各所|(?:関係|該当)(?:する)?(?:箇所|か所|項目)(?:の?すべて|の?全て)?|(?:部署名?|組織名?|課名|所属名?)の(?:記載|表記)(?:がある|のある)(?:すべて|全て)の(?:項目|箇所)|様式|書式|各項目|すべて|全て|全)(?:的|に?共通(?:する?)?)?"
    r"(?:に係る|における|について|にわたる|の|を|に)?(?:様式|書式|記載|文言|表記|項目)?(?:の)?"
    r"(?:全面)?(?:変更|改正|更新|修正|見直し|改訂|改定|統一|移行|整理)?(?:に伴う.{0,12})?"
)
_REMARK = regex(r"[（(][^（）()]{1,30}[）)]\s*$")
"""What is said behind the label of what was done: 全般（用語の統一）."""
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
    return _WHOLE.fullmatch(label_words) is not None or _OF_ROWS.fullmatch(label_words) is not None


@lru_cache(maxsize=4096)
def leaves_to_above(label: str) -> bool:
    """Whether a label is empty or says only that it is as in the row above."""
    return _is_mark(label) or all(not part or _is_mark(part) for part in _BETWEEN.split(label))


def _is_mark(text: str) -> bool:
    return is_ditto(text) or is_rest_mark(text)
