"""The ladder on columns of a frame: what can be settled of texts without looking at them one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pia_audit.japanese.ladder import NUMBERED, is_letter
from pia_audit.japanese.numbering import enclosed_table
from pia_audit.japanese.signs import LOOK_ALIKES, PUNCTUATION, SPACE, kept_table

if TYPE_CHECKING:
    import polars as pl


def norm_expr(column: pl.Expr) -> pl.Expr:
    """The ``punctuation`` rung as a polars expression (dtype String; null stays null).

    Everything below this rung is settled in frames; the numbering rung, which needs the words around a
    number, is asked only of what is still unequal here.
    """
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
    spelled = {chr(code): "".join(filter(is_letter, said)) for code, said in enclosed_table().items()}
    words = {sign: said for sign, said in spelled.items() if said}  # ㈱ is (株) on the numbering rung
    out = norm.str.replace_many(list(words), list(words.values()))
    others = re.escape("".join(spelled.keys() - words.keys()))
    return out.str.replace_all(rf"[\x00-\x7f\p{{N}}{NUMBERED}{others}]+", "")
