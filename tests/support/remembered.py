"""Audits that are worked out once, for tests of what commands do with findings.

Hundreds of tests ask the same few reports the same questions and look at another output, option or exit status each
time. What an audit finds depends on what was read, on the rules asked and on the day alone, so the same frames, rules
and day have the same findings, and only the first test to ask waits for them. Tests of the rules themselves do not use
this, nor do tests that change the law's tables or put rules in.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from pia_audit.audits import pipeline
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.rules.registry import Rule

_KNOWN: dict[tuple[Any, ...], pl.DataFrame] = {}
_COMPARED: dict[tuple[Any, ...], Corpus] = {}
_run, _compared = pipeline._run, pipeline.compared


def of(frame: pl.DataFrame) -> bytes:
    """A sign of all that a frame holds."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return hashlib.sha256(buffer.getbuffer()).digest()


def sign(corpus: Corpus) -> tuple[Any, ...]:
    """A sign of all that a corpus holds, its views aside."""
    values = [getattr(corpus, name) for name in corpus.__struct_fields__ if name != "memo"]
    return tuple(of(value) if isinstance(value, pl.DataFrame) else repr(value) for value in values)


def compared(corpus: Corpus, spans: bool) -> Corpus:
    """The corpus replayed and reconciled, as :mod:`pia_audit.audits.pipeline` does it, once for the same corpus."""
    key = (*sign(corpus), spans)
    if key not in _COMPARED:
        _COMPARED[key] = _compared(corpus, spans)
    return _COMPARED[key]


def run(corpus: Corpus, chosen: list[Rule], problems: list[Unread]) -> Iterable[tuple[Rule, pl.DataFrame]]:
    """What the rules find, each once for the same corpus; a rule that fails is asked again."""
    held = sign(corpus)
    for rule in chosen:
        key = (rule.code, rule.check, *held)
        if key not in _KNOWN:
            for _, frame in _run(corpus, [rule], problems):
                _KNOWN[key] = frame
        if key in _KNOWN:
            yield rule, _KNOWN[key]


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every test of a folder whose ``conftest.py`` names it."""
    monkeypatch.setattr(pipeline, "_run", run)
    monkeypatch.setattr(pipeline, "compared", compared)
