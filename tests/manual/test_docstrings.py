"""What a program may call says what goes in, what comes out and what is raised: the package and what pages name."""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from manuals import ROOT
from polars.exceptions import InvalidOperationError, OutOfBoundsError

import pia_audit
from pia_audit.archive import Archive
from pia_audit.audit_request import run_audit
from pia_audit.audits import run
from pia_audit.checklists.intake import take
from pia_audit.checklists.questions import BadQuestions
from pia_audit.checklists.sheet.contents import Checklist
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_all
from pia_audit.reports.worded_frames import worded
from pia_audit.statistics import Trends
from pia_audit.verbs import UnreadError

SAMPLE = ROOT / "data" / "meguro-14" / "2026-03-18.txt"
PUBLIC: dict[str, Callable[..., Any]] = {
    **{name: getattr(pia_audit, name) for name in pia_audit.__all__},
    "audits.run.audit": run.audit,
    "readers.read_all": read_all,
    "audit_request.run_audit": run_audit,
    "checklists.intake.take": take,
    "reports.frames.worded": worded,
    **{f"Archive.{m.__name__}": m for m in (Archive.add, Archive.editions, Archive.verify, Archive.decisions)},
}
CLASSES = {"Audit": run.Audit, "Corpus": Corpus, **{t.__name__: t for t in (
    inspect.get_annotations(pia_audit.read, eval_str=True)["return"],
    Checklist,
    Trends,
)}}  # fmt: skip


def lacking(made: Callable[..., Any]) -> Iterator[str]:
    """The sections, and the arguments, of which a docstring says nothing."""
    docstring = inspect.getdoc(made) or ""
    names = [n for n in inspect.signature(made).parameters if n != "self"]
    if names and "\nArgs:\n" not in docstring:
        yield "Args"
    yield from (n for n in names if not re.search(rf"^    \**{n}: \S", docstring, re.MULTILINE))
    if not isinstance(made, type) and "\nReturns:\n" not in docstring:
        yield "Returns"
    if "raise " in inspect.getsource(made) and not isinstance(made, type) and "\nRaises:\n" not in docstring:
        yield "Raises"


@pytest.mark.parametrize("name", PUBLIC)
def test_functions_say_what_goes_in_and_out(name: str) -> None:
    """Each has its sections, and every argument is named in them."""
    assert not list(lacking(PUBLIC[name]))


@pytest.mark.parametrize("name", CLASSES)
def test_classes_say_what_they_hold(name: str) -> None:
    """Every public field has its line, and no line is of a field that is gone."""
    section = (inspect.getdoc(CLASSES[name]) or "").partition("Attributes:\n")[2]
    fields = [n for n in CLASSES[name].__match_args__ if not n.startswith("_")]
    assert re.findall(r"^    (\w+): \S", section, re.MULTILINE) == fields


def test_a_docstring_without_sections_would_be_noticed() -> None:
    """The check above knows an argument that is not named, and each section that is missing."""

    def silent(path: str) -> str:
        """A path."""
        raise ValueError(path)

    def half(path: str, *, by: str) -> None:
        """A path.

        Args:
            path: where it is.

        Returns:
            Nothing.
        """

    assert list(lacking(silent)) == ["Args", "path", "Returns", "Raises"]
    assert list(lacking(half)) == ["by"]


def test_what_is_said_to_be_raised_is_raised(tmp_path: Path) -> None:
    """Wrong arguments end as the docstrings say."""
    edition = pia_audit.read(SAMPLE)
    calls: list[tuple[type[Exception], str, Callable[[], object]]] = [
        (UnreadError, "read", lambda: pia_audit.read(tmp_path)),
        (TypeError, "audit", lambda: pia_audit.audit([edition], no_option=1)),
        (ValueError, "audit", lambda: pia_audit.audit([edition], select=["PIA107"], min_confidence="sure")),
        (InvalidOperationError, "audit", lambda: pia_audit.audit([edition], select=["PIA3"], severity={"PIA3": "x"})),
        (BadQuestions, "checklist", lambda: pia_audit.checklist([edition], questions=[tmp_path / "none.toml"])),
        (OutOfBoundsError, "blame", lambda: pia_audit.blame(edition, "no.item")),
        (TypeError, "trends", lambda: pia_audit.trends(object())),
        (KeyError, "trends", lambda: pia_audit.trends({})),
    ]
    for error, name, call in calls:
        assert f"{error.__name__}:" in (inspect.getdoc(PUBLIC[name]) or ""), name
        with pytest.raises(error):
            call()


def test_frames_have_the_columns_that_are_told() -> None:
    """What ``show`` and ``diff`` say of their frames is so, dtypes included."""
    edition = pia_audit.read(SAMPLE)
    for name, frame in (
        ("show", pia_audit.show(edition, datetime.date(2021, 10, 1))),
        ("diff", pia_audit.diff(edition, edition)),
    ):
        section = (inspect.getdoc(PUBLIC[name]) or "").partition("Returns:\n")[2].partition("Raises:")[0]
        assert {c for c in frame.columns if f"``{c}``" in section} >= {"item_id", "status"}
        for column, dtype in re.findall(r"``(\w+)`` \((String|Int64|List\(Int64\))", section):
            assert str(frame.schema[column]) == dtype, (name, column)
