"""A frame for people to read: its columns, and the values that are terms, in their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pia_audit.messages.wording import catalogue

if TYPE_CHECKING:
    import polars as pl

_TERMS = {
    "severity": ("severity",), "confidence": ("confidence",), "status": ("status", "account"), "op": ("op",),
    "trust": ("chain", "trust"), "rung": ("rung",),
}  # fmt: skip
"""The columns whose values are terms, and the sections of the screen's catalogue that word them."""
_IN_TRENDS = {"began": ("began",), "ended": ("ended",), "sure": ("sure",)}


def worded(frame: pl.DataFrame, lang: str = "ja", *, room: str = "frames") -> pl.DataFrame:
    """The frame with words in place of the names of its columns and of severities, trust, states and the like.

    For a notebook or a table somebody reads; rules and programs use the frame itself.

    Args:
        frame: a frame of a corpus, findings, or what ``trends`` counts; any columns.
        lang: ``ja`` or ``en``.
        room: the catalogue that words the columns: ``frames`` for those of a corpus and for findings, ``trends`` for
            what ``trends`` counts, where ``before`` is a number of rows.

    Returns:
        The same rows. Columns of terms are String; a column that neither catalogue words keeps its name, and texts of
        a report stay as they are.

    Raises:
        FileNotFoundError: for a language or a room without a catalogue.
    """
    heads = {**catalogue(lang, "frames")["column"], **catalogue(lang, room)["column"]}
    terms_catalogue = catalogue(lang, "trends") if room == "trends" else catalogue(lang)
    terms = _IN_TRENDS if room == "trends" else _TERMS
    values = [
        pl.col(name)
        .cast(pl.String)
        .replace({k: v for section in terms[name] for k, v in terms_catalogue[section].items()})
        for name in frame.columns
        if name in terms
    ]
    return frame.with_columns(values).rename({name: heads[name] for name in frame.columns if name in heads})
