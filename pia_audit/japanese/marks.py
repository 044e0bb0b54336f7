"""The short marks of official tables, 「—」 for nothing and the like, and words however they are spaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pia_audit.japanese.ladder import Rung, fold

if TYPE_CHECKING:
    import polars as pl

SPACE = "[\\s\u200b]*"
"""A pattern for what converters leave between two characters of a word; polars reads it as Python does."""
_WITHIN = re.compile("(?<=[ぁ-ヿ一-龥々])(?=[ぁ-ヿ一-龥々])")

_EMPTY = re.compile(
    r"^[-ー一]{0,6}$|^\(?(?:新規(?:追加|作成|記載)?|追加|なし|無し?|該当なし|記載なし|空欄|設定なし|削除|皆増|皆減)\)?\.?$"
)
_NONE = re.compile(r"^(?:該当|記載|設定)?(?:なし|無し?)\.?$")
_DELETED = re.compile(r"^\(?(?:全文|全て|項目)?(?:を)?削除(?:する)?\)?\.?$")


def is_empty(text: str) -> bool:
    """Whether a cell says that there was, or is, nothing: ``—``, ``-``, ``(新規)``, ``なし``, ``(削除)`` or blank."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= 10 and _EMPTY.match(key) is not None


def empty_expr(norm: pl.Expr) -> pl.Expr:
    """:func:`is_empty` of texts folded to the punctuation rung (null stays null)."""
    return (norm.str.len_chars() <= 10) & norm.str.contains(_EMPTY.pattern)


def says_none(text: str) -> bool:
    """Whether a cell says なし in words, which a field may really say, and not by a mark."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= 10 and _NONE.match(key) is not None


def is_deletion(text: str) -> bool:
    """Whether a 変更後 cell says that what 変更前 quotes was removed."""
    key = fold(text, Rung.PUNCTUATION)
    return len(key) <= 10 and _DELETED.match(key) is not None


def spaced(pattern: str) -> str:
    """The pattern with room for spaces and line breaks inside its Japanese words; it must hold no classes of such."""
    return _WITHIN.sub(lambda _: SPACE, pattern)


def bare(text: str) -> str:
    """The text without its spaces and line breaks."""
    return re.sub(SPACE, "", text)
