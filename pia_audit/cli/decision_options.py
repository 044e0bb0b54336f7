"""``--decisions``: what was decided before, laid over an audit, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pia_audit.audits.decisions import load

if TYPE_CHECKING:
    from pia_audit.audits.decisions import Decision

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
