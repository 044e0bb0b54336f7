"""The ladder on columns of a frame: what can be settled of texts without looking at them one by one."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from pia_audit.japanese.characters import (
    LOOK_ALIKES,
    NUMBERED,
    PUNCTUATION,
    SPACE,
    USUAL_SIGNS,
    USUAL_WORDS,
    kept_table,
)
from pia_audit.japanese.ladder import MANY, Rung, each_sign, is_letter
from pia_audit.japanese.numbering import enclosed_table


def norm_expr(column: pl.Expr) -> pl.Expr:
    """The ``punctuation`` rung as a polars expression (dtype String; null stays null).

    Everything below this rung is settled in frames; the numbering rung, which needs the words around a
    number, is asked only of what is still unequal here.
    """
    usual, table = usual_signs()
    rare = column.str.contains(f"[^{usual}]")
    folded = pl.when(~rare).then(column).str.replace_many(list(table), list(table.values()))
    return pl.coalesce(folded, whole_expr(pl.when(rare).then(column)))


def norms(texts: pl.Series) -> pl.DataFrame:
    """Every text of a column once, null left out, and what :func:`norm_expr` gives for it.

    Making the look-up of the signs takes longer than folding a report: whoever has several columns takes them
    together. The longer way is not made ready where no text goes it.

    Args:
        texts: a column of texts (String).

    Returns:
        ``text`` and ``norm`` (both String), in no order.
    """
    usual, table = usual_signs()
    unique_texts = texts.drop_nulls().unique().alias("text").to_frame()
    rare = unique_texts.get_column("text").str.contains(f"[^{usual}]")
    short = pl.col("text").str.replace_many(list(table), list(table.values()))
    folded = unique_texts.filter(~rare).with_columns(norm=short)
    if not rare.any():
        return folded
    return pl.concat([folded, unique_texts.filter(rare).with_columns(norm=whole_expr(pl.col("text")))])


@cache
def usual_signs() -> tuple[str, dict[str, str]]:
    """The signs that usual texts are made of, as the inside of a class, and those of them that fold to another."""
    signs = each_sign(Rung.PUNCTUATION)
    usual = [c for c in USUAL_SIGNS if signs[ord(c)] != MANY]
    table = {c: signs[ord(c)] for c in usual if signs[ord(c)] != c}
    word_ranges = "".join(rf"\x{{{ord(a):x}}}-\x{{{ord(b):x}}}" for a, b in USUAL_WORDS)
    return re.escape("".join(usual)) + word_ranges, table


def whole_expr(column: pl.Expr) -> pl.Expr:
    """As :func:`norm_expr` of any text, whatever signs join in it: slower."""
    away, back = kept_table()
    space = "[" + SPACE + "]+"
    names_away = [chr(k) for k in away], [chr(v) for v in away.values()]
    names_back = [chr(k) for k in back], [chr(v) for v in back.values()]
    out = column.str.replace_all(space, "")
    out = out.str.replace_many(*names_away).str.normalize("NFKC").str.replace_many(*names_back)
    out = out.str.replace_many(list(LOOK_ALIKES), list(LOOK_ALIKES.values())).str.replace_all(space, "")
    out = out.str.normalize("NFC")
    return out.str.replace_many(list(PUNCTUATION), list(PUNCTUATION.values()))


def letters_expr(norm: pl.Expr) -> pl.Expr:
    """Of texts folded to the punctuation rung the letters that the numbering rung leaves as they are.

    Two texts whose letters differ meet on no rung before ``wording``; of others nothing is said.
    """
    spelled = {chr(code): "".join(filter(is_letter, letters)) for code, letters in enclosed_table().items()}
    replacements = {char: letters for char, letters in spelled.items() if letters}  # ㈱ is (株) on the numbering rung
    out = norm.str.replace_many(list(replacements), list(replacements.values()))
    others = re.escape("".join(spelled.keys() - replacements.keys()))
    return out.str.replace_all(rf"[\x00-\x7f\p{{N}}{NUMBERED}{others}]+", "")
