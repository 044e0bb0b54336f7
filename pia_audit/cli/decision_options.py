"""``--decisions``: what was decided before, laid over an audit, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pia_audit.cli.options import stop
from pia_audit.messages.wording import Wording

if TYPE_CHECKING:
    from pia_audit.audits.decisions import Decision
    from pia_audit.audits.run import Audit
    from pia_audit.audits.settings import Settings
    from pia_audit.checklists.questions import Area, BadQuestions
    from pia_audit.model import Unread

F = TypeVar("F", bound=Callable[..., Any])


def deciding(command: F) -> F:
    """``--decisions``."""
    return click.option(
        "--decisions", type=click.Path(path_type=Path),
        help="これまでの判定（checklist read -o で作ったもの） / earlier decisions (made by checklist read -o).",
    )(command)  # fmt: skip


def wrong_questions(error: BadQuestions, lang: str) -> str:
    """What is wrong with a file of a body's own questions; why it is no TOML is said as of the settings."""
    words, params = Wording(lang), error.params
    if error.reason == "unreadable":
        params = {"why": words.say("settings", f"bad.{params['toml'].code}", **params["toml"].params)}
    return words.say("checklist", f"questions.{error.reason}", path=error.path, **params)


def loaded(path: Path | None, lang: str) -> tuple[Decision, ...]:
    """The decisions of ``--decisions``, or exit status 2 with what is wrong in the file."""
    if path is None:
        return ()
    from pia_audit.audits.decisions import BadDecisions, load

    try:
        return load(path)
    except BadDecisions as error:
        stop(Wording(lang).say("checklist", f"decisions.{error.reason}", path=error.path, **error.params))
        raise AssertionError from error  # stop never returns


def with_decisions(
    audit: Audit, path: Path | None, options: Settings, as_of: date | None, lang: str, lost: Sequence[Unread]
) -> Audit:
    """The audit with the decisions of ``--decisions`` laid over it."""
    return audit if path is None else laid_over(audit, loaded(path, lang), options, as_of, lang, lost)


def laid_over(
    audit: Audit, decisions: Sequence[Decision], options: Settings, as_of: date | None, lang: str,
    lost: Sequence[Unread],
) -> Audit:  # fmt: skip
    """The audit with decisions laid over it, those about questions by the questions of the settings."""
    from pia_audit.checklists.basis import decided

    return decided(audit, decisions, as_of or date.today(), areas_of(options, lang), lost)


def areas_of(options: Settings, lang: str) -> tuple[Area, ...]:
    """The questions that decisions may be about, those of the settings among them, or exit status 2."""
    from pia_audit.checklists.questions import BadQuestions, all_areas

    try:
        return all_areas(options.questions)
    except BadQuestions as error:
        stop(wrong_questions(error, lang))
        raise AssertionError from error  # stop never returns
