"""The short marks of official tables, 「—」 for nothing and the like, and words however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex

if TYPE_CHECKING:
    import polars as pl

SPACE = "[\\s\u200b]*"
"""A pattern for what converters leave between two characters of a word; polars reads it as Python does."""
_WITHIN = regex("(?<=[ぁ-ヿ一-龥々])(?=[ぁ-ヿ一-龥々])")

_EMPTY = regex(
    r"^[-ー一]{0,6}$|^\(?(?:新規(?:追加|作成|記載|項目)?|新設(?:項目)?|追加(?:項目)?|(?:特に)?(?:なし|無し?)|該当なし|記載なし|記入なし|空欄|空白|設定なし|を?削除|廃止(?:した|する)?|皆増|皆減"
    r"|未記載|未記入|(?:記載|全文|項目)を?削除|(?:[旧前]?様式に)?(?:該当)?(?:する)?項目(?:は|が)?(?:なし|無し?))\)?\.?$"
)
_LONGEST_MARK = 14
_NONE = regex(r"^(?:該当|記載|設定|特に)?(?:なし|無し?)\.?$")
_DELETED = regex(r"^\(?(?:(?:全文|全て|項目|記載)?(?:を)?削除(?:する|した)?|廃止(?:する|した)?)\)?\.?$")


@lru_cache(maxsize=16384)
def is_empty(text: str) -> bool:
    """Whether a cell says that there was, or is, nothing: ``—``, ``-``, ``(新規)``, ``なし``, ``(削除)`` or blank."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= _LONGEST_MARK and _EMPTY.match(key) is not None


def empty_expr(norm: pl.Expr) -> pl.Expr:
    """:func:`is_empty` of texts folded to the punctuation rung (null stays null)."""
    return (norm.str.len_chars() <= _LONGEST_MARK) & norm.str.contains(_EMPTY.pattern)


def says_none(text: str) -> bool:
    """Whether a cell says なし in words, which a field may really say, and not by a mark."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= 10 and _NONE.match(key) is not None


def is_deletion(text: str) -> bool:
    """Whether a 変更後 cell says that what 変更前 quotes was removed."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= 10 and _DELETED.match(key) is not None


# --- words about a text -------------------------------------------------------------------------------

# What a text is made of, and words that say how much of it or how: 文言の修正 speaks of a text, 住所の変更 may be one.
_OF_A_TEXT = (
    "(?:全部|全面的?|全文|全体|全般|一部|部分的?|大幅|新規|新た|上記|下記|以下|次|当該|該当|本|内容|記載|記述|事項|漏れ|もれ|誤り"
    "|文言|文章|文|字句|語句|用語|語|表現|表記|標記|誤記|誤字|脱字|誤植|項目|番|名|条|項|号|第?[0-9]+|ずれ"
    "|法(?:令|律)?改正|法令|根拠|名称|様式|書式|形式的?|体裁|段落|改行|句読点|箇条書き?|見出し|軽微|所要|必要|最新|評価書|説明"
    "|注釈|注記|図|表|欄|箇所|行|時点|現状|現況|実態|構成|順序|並び|もの|状態|等|など|及び|並びに|による|に伴う|のため|につき|に合わせ[てた]?"
    "|[のをにへとな・,])"
)
_EDITING = (
    "(?:追加|追記|加筆|加除|削除|修正|変更|改正|改訂|改定|改め|訂正|差し?替え?|入れ?替え?|置き?換え?|読み?替え?"
    "|新設|挿入)"
)
_MENDING = (
    "(?:更新|整理|見直し|統合|統一|分割|廃止|移動|移記|繰り?[上下]げ|繰り?[上下]り|適正化|明確化|具体化|精緻化|充実|補正|補足|反映|作成|再編"
    "|整備|調整)"
)
_DONE = "(?:する|した|しました|します|る|た|済み?|のみ|ほか|を?行(?:う|った|いました)|を?実施)?"
# 別表 is left out: 番号法別表のとおり is the text of many an item.
_ELSEWHERE = (
    "(?:別紙|別添|別図|別記|別葉|別冊|別途|下記|上記|左記|右記|前記|後記|[上下左右次]|以下|添付|下線部?分?|傍線部?分?|太字|赤字|朱書き?|網掛け?"
    "|着色部?分?|新旧対照表|対照表|本文|本紙|当該箇所|該当箇所|当該項目|該当項目|様式|新様式|評価書|変更後)"
)
_LEADING_IN = "(?:詳細|(?:変更|修正)(?:内容|箇所|点|後)?|内容|記載|全文|具体的に)?(?:については?|は)?,?"
_REMARKS = tuple(map(regex, (
    # elsewhere: 別紙のとおり, 詳細は別添1を参照, 下線部のとおり修正
    rf"{_LEADING_IN}{_ELSEWHERE}[^.「」]{{0,16}}(?:のとおり|の通り|どおり|(?:を|に)?参照|に(?:記載|示す|同じ)|を?ご?覧)"
    rf"[^,.「」]{{0,8}}(?:{_EDITING}|{_MENDING}|とする|である)?{_DONE}",
    # the same again
    r"〃+|同[上左右前]|[上左右前]同|[上左右前]記?(?:に|と)?同(?:じ|様)|同(?:じ|様|文)|同[上左]\(.{1,40}\)|変更前(?:に|と)?同じ",
    # left out
    r"(?:以下|中|前|後|上記|一部|内容|記載|変更前|変更後)?(?:は|を|の)?(?:同文)?(?:省略|略)(?:する|します)?",
    r"(?:新規|皆増|追加|新設|新規(?:追加|作成|記載|掲載)|(?:全部|全面|全文|一部)(?:改正|改訂|改定|変更|修正|差し?替え?))",
)))  # fmt: skip
_EDITED = regex(f"{_EDITING}|{_MENDING}")
# what was done to the text
_EDITS = tuple(regex(source, needs=_EDITED) for source in (
    rf"(?:(?!(?:{_EDITING}|{_MENDING}){_DONE}$)(?:{_OF_A_TEXT}|{_EDITING}|{_MENDING}))++(?:{_EDITING}|{_MENDING}){_DONE}",
    rf"(?:{_EDITING}|見直し|全部改正){_DONE}",
    rf"[^・●○◆■,.]{{1,50}}(?:を|について|に関する(?:記載|記述)を?|の(?:記載|記述|文言|表記|段落)を?){_EDITING}済?み?",
    rf"[^・●○◆■,.]{{1,50}}(?:記載|記述|文言|表記|字句|項目?|号|条|段落|箇所|」|\))(?:を|について){_EDITING}{_DONE}",
    rf"[^・●○◆■.]{{1,40}}(?:を|から)[^・●○◆■.]{{1,40}}(?:に|へ){_EDITING}{_DONE}",
))  # fmt: skip
_UNCHANGED = regex(
    r"(?:(?:記載)?内容|記載|文言|本項目?|項目)?(?:の|に|は|から)?(?:変更|修正|改正|異動|変化|差異)(?:は|点|箇所|点は|事項)?"
    r"(?:な[しい]|無[しい]?|ありません|ございません|せず)|変わらず|同左|左に?同じ|変更前(?:に|と)?同じ"
    r"|(?:変更前|従前|現行|従来|これまで)の?(?:まま|とおり|通り|どおり)"
)
_REVIEWED = regex(
    r"[^.「」]{0,20}(?:見直し|点検|確認|再評価)(?:を?(?:行い|行った|実施し|実施した))?(?:た?の?結果)?[,(:]*(?P<rest>.+?)\)?"
)
"""What was done before a cell says that nothing changed: 定期見直し（変更なし）."""
_LONGEST_REMARK = 90


def is_remark(text: str) -> bool:
    """Whether a cell speaks about a text where it should quote one: 別紙のとおり, 同上, 変更なし, 文言の修正, ～を追加.

    An item may really say some of these, so only where a cell does not stand in the item's text does this count.
    「A」を「B」に改める quotes what it speaks of and can be carried out (:mod:`pia_audit.compare.relative_wording`).
    """
    return len(text) <= _LONGEST_REMARK and _is_remark(text)


@lru_cache(maxsize=8192)
def _is_remark(text: str) -> bool:
    key = _remark_key(text)
    if not key or is_deletion(text):  # what a deletion says can be carried out
        return False
    return _is_unchanged(key) or any(p.fullmatch(key) for p in (*_REMARKS, *_EDITS))


def says_unchanged(text: str) -> bool:
    """Whether a 変更後 cell says that what 変更前 quotes stays: 変更なし, 同左, 変更前のまま."""
    return len(text) <= _LONGEST_REMARK and _is_unchanged(_remark_key(text))


def _is_unchanged(key: str) -> bool:
    reviewed = _REVIEWED.fullmatch(key)
    return bool(_UNCHANGED.fullmatch(key) or (reviewed and _UNCHANGED.fullmatch(reviewed["rest"])))


def _remark_key(text: str) -> str:
    """The words of a cell without arrows, notes' signs and brackets round the whole."""
    key = fold(text, Rung.PUNCTUATION).strip("※→⇒*").removesuffix(".")
    if key[:1] == "(" and key.find(")") == len(key) - 1:
        key = key[1:-1].removesuffix(".")
    return key


# --- ticks --------------------------------------------------------------------------------------------

TICKED = frozenset("○◯〇●■☑☒✓✔レ✕×xXvV")
"""What stands in or for a box that is ticked."""


_TICKED_OPTION = regex(r"\s*(?:[\[［]\s*[○◯〇●■✓✔レ]\s*[\]］]|[☑☒✓✔○◯〇])\s*(?P<option>[^\[\]［］□■☑☒✓✔○◯〇\n]+)")


def ticked_option(text: str) -> str:
    """The option of a text that is one option with its tick before it, ``[○]紙``; empty for any other text."""
    match = _TICKED_OPTION.fullmatch(text) if len(text) < _LONGEST_OPTION else None
    return match["option"].strip() if match else ""


_LONGEST_OPTION = 200
_BOXED = regex(r"[\[［]\s*[^\[\]［］\s]?\s*[\]］]|[□■☑☒]")


def has_boxes(text: str) -> bool:
    """Whether a text lists options with boxes, ticked or not."""
    return _BOXED.search(text) is not None


BOX_OR_SIGN = regex(r"[\[［]\s*(?P<mark>[^\[\]［］\s]?)\s*[\]］]|(?P<sign>[□■☑☒✓✔])")
"""A box with what stands in it, or a sign that is a box."""
CASES_BEHIND = regex(r"\s*[(（]?\s*[0-9０-９]{1,4}\s*[)）]?\s*件\s*[)）]?\s*$")
"""The number of cases behind an option: （3）件."""


def marked(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each mark in a text with the stretch behind it, up to the next one."""
    marks = list(pattern.finditer(text))
    ends = [*(m.start() for m in marks[1:]), len(text)][: len(marks)]
    return ((m, text[m.end() : end]) for m, end in zip(marks, ends, strict=True))


# --- words and spaces ---------------------------------------------------------------------------------


def spaced(pattern: str) -> str:
    """The pattern with room for spaces and line breaks inside its Japanese words; it must hold no classes of such."""
    return _WITHIN.sub(lambda _: SPACE, pattern)


def bare(text: str) -> str:
    """The text without its spaces and line breaks."""
    return re.sub(SPACE, "", text)
