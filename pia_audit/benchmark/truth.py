"""``pia-benchmark/1``: what a set of invented reports holds, as whoever made them meant it."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

from pia_audit.model import Outcome
from pia_audit.model.files import InputError, TooLarge, read_bounded
from pia_audit.model.json_schema import BadJson, Schema, Shape, json_of, made_of, misfit, plain, titled

NAME = "pia-benchmark/1"
FILE = "truth.json"
"""What the truth is called in the folder of a set."""
LIMIT = 256 * 1024 * 1024


class Hand(Struct, frozen=True):
    """Who wrote a report: the form, the habit of labelling and writing rows, what it is dressed as, the seed."""

    form: str
    habit: str
    dressing: str
    seed: int


class Fault(Struct, frozen=True):
    """A fact made wrong on purpose.

    ``rules`` are those of which one finds it, ``companions`` those that it necessarily sets off besides and that do not
    find it. ``row`` is the row of the newest edition's table, or of the one before it where a row is missing; ``None``
    where the fault is that there is no row.
    """

    kind: str
    rules: tuple[str, ...]
    companions: tuple[str, ...]
    item: str | None
    row: int | None


class Meaning(Struct, frozen=True):
    """What a row of the newest edition means. ``ambiguous``: nobody could tell by its label alone; ``wrong``: its label
    gives a number or name that is not the item's."""

    row: int
    outcome: Outcome
    items: tuple[str, ...]
    groups: tuple[str, ...]
    ambiguous: bool
    wrong: bool


class ReportTruth(Struct, frozen=True):
    """A report: its id, the day of its newest edition, its files from the oldest edition on, its faults and rows."""

    report_id: str
    published_on: date | None
    hand: Hand
    files: tuple[str, ...]
    faults: tuple[Fault, ...]
    rows: tuple[Meaning, ...]


class Truth(Struct, frozen=True):
    """A set: its seed, the day to take for today, and the beginnings of the rules that the truth speaks of (``judged``,
    but for those ``spared``): a finding of another rule is neither right nor wrong."""

    format: Literal["pia-benchmark/1"]
    seed: int
    as_of: date
    judged: tuple[str, ...]
    spared: tuple[str, ...]
    reports: tuple[ReportTruth, ...]

    def judges(self, rule: str) -> bool:
        """Whether the truth says when a rule is right."""
        return rule.startswith(self.judged) and rule not in self.spared


class BadBenchmark(InputError):
    """A set, or results for it, that cannot be used."""

    sentences = ("bench", "bad")


@cache
def schema() -> Schema:
    """The JSON Schema of the truth."""
    return titled(NAME, Shape(closed=True).of(Truth))


def text_of(truth: Truth) -> str:
    """The truth as JSON."""
    return json.dumps(plain(truth), ensure_ascii=False, indent=1) + "\n"


def load(folder: Path) -> Truth:
    """The truth of a set.

    Raises:
        BadBenchmark: where there is none, it is not as the schema says, or names files outside the folder.
    """
    path = folder / FILE
    data = document_of(path)
    error = misfit(schema(), data)
    if error is not None:
        raise BadBenchmark(path, "misfit", place=error.place or "$")
    truth: Truth = made_of(Truth, data)
    for name in (f for report in truth.reports for f in report.files):
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name or ":" in name:
            raise BadBenchmark(path, "outside", name=name)
    return truth


def document_of(path: Path) -> object:
    """The value of a JSON file; raises :class:`BadBenchmark`."""
    try:
        return json_of(read_bounded(path, LIMIT))
    except TooLarge as error:
        raise BadBenchmark(path, "large", limit=LIMIT) from error
    except OSError as error:
        raise BadBenchmark(path, "closed", reason=error.strerror or "?") from error
    except BadJson as error:
        raise BadBenchmark(path, "json") from error
