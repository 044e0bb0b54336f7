"""Registers rules and completes what they return to the ``findings`` frame."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import polars as pl
from msgspec import Struct

import pia_audit.rules as room
from pia_audit.japanese.ladder import fold
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.rules.catalogue import SEVERITIES, Entry, entry
from pia_audit.rules.plugins import BODY_CODES, Declared, declared

Check = Callable[[Corpus], "pl.DataFrame"]

COLUMNS = (
    "rule", "severity", "confidence", "report_id", "edition_id", "item_id", "row_no", "expected", "actual",
    "similarity", "params", "evidence", "subject", "fingerprint",
)  # fmt: skip
"""``findings``: ``params`` is JSON for the message; ``evidence`` a list of source, locator, text, role and row
(see :func:`pia_audit.rules.frames.place`);
``subject`` what the fingerprint is made of besides report, item and both texts."""

CONFIDENCE = ("high", "medium", "low")


class Rule(Struct, frozen=True):
    """A code and its check."""

    code: str
    check: Check

    @property
    def entry(self) -> Entry:
        """The code's catalogue entry, read when it is asked for."""
        return entry(self.code)


_REGISTERED: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Check], Check]:
    """Mark a function as the check of ``code``; its catalogue file must exist. Raises ``ValueError`` for a code that
    another module has taken."""

    def mark(check: Check) -> Check:
        registered = _REGISTERED.get(code)
        if registered is not None and registered.check.__module__ != check.__module__:
            raise ValueError(f"{code}: {registered.check.__module__}")
        _REGISTERED[code] = Rule(code, check)
        return check

    return mark


@cache
def unusable() -> tuple[Unread, ...]:
    """Load the packages of own rules; tells of those that cannot be loaded or claim a code that is not theirs."""
    failed = ({"name": d.name, "reason": reason} for d in declared() if (reason := _load(d)))
    return tuple(Unread("", "plugin-failed", params=params, fatal=False) for params in failed)


def _load(package: Declared) -> str:
    registry_copy = dict(_REGISTERED)
    try:
        importlib.import_module(package.module)
        new = sorted(set(_REGISTERED) - set(registry_copy))
        wrong = [f"{c}: not {BODY_CODES}nn" for c in new if not c.startswith(BODY_CODES)]
        wrong += [f"{c}.toml: not found" for c in new if c.startswith(BODY_CODES) and not _described(package, c)]
        reason = ", ".join(wrong)
    except Exception as error:  # whatever a foreign package does wrong must not stop an audit
        reason = f"{type(error).__name__}: {error}"
    if reason:
        _REGISTERED.clear()
        _REGISTERED.update(registry_copy)
    return reason


def _described(package: Declared, code: str) -> bool:
    return package.folder is not None and (package.folder / f"{code}.toml").is_file()


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the package and of a body's own packages, by code."""
    for module in pkgutil.iter_modules(room.__path__):
        importlib.import_module(f"{room.__name__}.{module.name}")
    unusable()
    return tuple(_REGISTERED[code] for code in sorted(_REGISTERED))


def schema() -> dict[str, Any]:
    """The dtypes of the ``findings`` frame."""
    s = pl.String
    evidence_type = pl.Struct({"source": s, "locator": s, "text": s, "role": s, "row": pl.Int64})
    special_types = {
        "row_no": pl.Int64,
        "similarity": pl.Float64,
        "evidence": pl.List(evidence_type),
        "severity": pl.Enum(SEVERITIES),
    }
    return {c: special_types.get(c, s) for c in COLUMNS}


def complete(rule_frames: Iterable[tuple[Rule, pl.DataFrame]], corpus: Corpus) -> pl.DataFrame:
    """The findings of several rules as one frame: columns filled in, fingerprints made, sorted for reading."""
    frames = [_fill(r, frame) for r, frame in rule_frames if frame.height]
    if not frames:
        return pl.DataFrame(schema=schema())
    both = pl.concat(frames)
    reports = corpus.editions.select("edition_id", "report_id").unique("edition_id")
    order = corpus.items.select("edition_id", "item_id", "seq").unique(["edition_id", "item_id"])
    both = both.drop("report_id").join(reports, on="edition_id", how="left")
    both = both.join(order, on=["edition_id", "item_id"], how="left")
    both = both.sort("report_id", "edition_id", "severity", "row_no", "seq", "rule", "subject", nulls_last=True)
    return both.with_columns(fingerprint=pl.Series(_fingerprints(both), dtype=pl.String)).select(COLUMNS)


def _fill(r: Rule, frame: pl.DataFrame) -> pl.DataFrame:
    types = schema()
    fixed = {"rule": r.code, "severity": r.entry.severity}  # a rule may lower or raise single findings
    default = {"confidence": "high", "params": "{}", "subject": ""}
    columns = []
    for name, dtype in types.items():
        if name in frame.columns:
            columns.append(pl.col(name).cast(dtype))
        elif name in fixed:
            columns.append(pl.lit(fixed[name], dtype).alias(name))
        elif name == "evidence":
            columns.append(pl.lit([], dtype).alias(name))
        else:
            columns.append(pl.lit(default.get(name), dtype).alias(name))
    return frame.select(columns)


def _fingerprints(frame: pl.DataFrame) -> list[str]:
    """Stable signs of the findings, from their content: neither row nor line numbers enter.

    Of findings with the same content in one edition the second, third … get a running number; a finding
    that two editions share has one sign.
    """
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    columns = ["edition_id", "rule", "report_id", "item_id", "subject", "expected", "actual"]
    for edition, code, report, item, *texts in frame.select(columns).iter_rows():
        basis = "\x1f".join([code, report or "", item or "", *(fold(t or "") for t in texts)])
        seen[edition, basis] += 1
        nth = seen[edition, basis]
        text = basis if nth == 1 else f"{basis}\x1f{nth}"
        out.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16])
    return out
