"""A frame for people to read: its columns, and the values that are terms, in their words."""

from __future__ import annotations

import polars as pl

from pia_audit.messages.wording import Wording, catalogue

_TERMS = {
    "severity": ("severity",), "confidence": ("confidence",), "status": ("status", "account"), "op": ("op",),
    "trust": ("chain", "trust"), "rung": ("rung",),
}  # fmt: skip
"""The columns whose values are terms, and the sections of the screen's catalogue that word them."""
_IN_SHEETS = {"state": ("checklist", "state"), "verdict": ("decisions", "verdict")}
"""The columns of a checklist whose values are terms, and the catalogue and section that word them."""
_IN_TRENDS = {"began": ("began",), "ended": ("ended",), "sure": ("sure",)}


def worded(frame: pl.DataFrame, lang: str = "ja", *, room: str = "frames") -> pl.DataFrame:
    """The frame with words in place of the names of its columns and of severities, trust, states and the like.

    For a notebook or a table somebody reads; rules and programs use the frame itself.

    Args:
        frame: a frame of a corpus, findings, or what ``trends`` counts; any columns.
        lang: ``ja`` or ``en``.
        room: the catalogue that words the columns: ``frames`` for those of a corpus and for findings, ``trends`` for
            what ``trends`` counts, where ``before`` is a number of rows; ``checklist`` for states and verdicts.

    Returns:
        The same rows. Columns of terms are String; a column that neither catalogue words keeps its name, and texts of
        a report stay as they are, and places are told in words.

    Raises:
        FileNotFoundError: for a language or a room without a catalogue.
    """
    if room == "checklist":
        return frame.with_columns(
            pl.col(name).replace(catalogue(lang, where)[section])
            for name, (where, section) in _IN_SHEETS.items()
            if name in frame.columns
        )
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
    if "locator" in frame.columns:
        wording = Wording(lang)
        values.append(pl.col("locator").map_elements(wording.place, return_dtype=pl.String))
    return frame.with_columns(values).rename({name: heads[name] for name in frame.columns if name in heads})
