"""``--decisions``: what was decided before, laid over an audit, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pia_audit.audits.decisions import load
from pia_audit.checklists.basis import decided
from pia_audit.checklists.questions import all_areas

if TYPE_CHECKING:
    from pia_audit.audits.decisions import Decision
    from pia_audit.audits.run import Audit
    from pia_audit.audits.settings import Settings
    from pia_audit.checklists.questions import Area
    from pia_audit.model import Unread

F = TypeVar("F", bound=Callable[..., Any])


def deciding(command: F) -> F:
    """``--decisions``."""
    return click.option(
        "--decisions", type=click.Path(path_type=Path),
        help="これまでの判定（checklist read -o で作ったもの） / earlier decisions (made by checklist read -o).",
    )(command)  # fmt: skip


def loaded(path: Path | None) -> tuple[Decision, ...]:
    """The decisions of ``--decisions``, or exit status 2 with what is wrong in the file."""
    if path is None:
        return ()

    return load(path)


def with_decisions(
    audit: Audit, path: Path | None, options: Settings, as_of: date | None, lost: Sequence[Unread]
) -> Audit:
    """The audit with the decisions of ``--decisions`` laid over it."""
    return audit if path is None else laid_over(audit, loaded(path), options, as_of, lost)


def laid_over(
    audit: Audit, decisions: Sequence[Decision], options: Settings, as_of: date | None,
    lost: Sequence[Unread],
) -> Audit:  # fmt: skip
    """The audit with decisions laid over it, those about questions by the questions of the settings."""
    return decided(audit, decisions, as_of or date.today(), areas_of(options), lost)


def areas_of(options: Settings) -> tuple[Area, ...]:
    """The questions that decisions may be about, those of the settings among them, or exit status 2."""
    return all_areas(options.questions)
