"""``year``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from pia_audit.archive import ArchiveError
from pia_audit.archive import text as archive_text
from pia_audit.audit_request import Request
from pia_audit.audits import baseline as baselines
from pia_audit.checklists.sheet import intake_summary
from pia_audit.cli.console import on_terminal
from pia_audit.cli.decision_options import deciding, loaded
from pia_audit.cli.help import verb
from pia_audit.cli.language import cleaned, language, stop
from pia_audit.cli.options import Day, configured, dated, spoken
from pia_audit.cli.output import emit, incomplete, notes, refused
from pia_audit.cli.settings_options import excluding, settings_of
from pia_audit.messages.wording import Wording
from pia_audit.years.folder import DECISIONS, KEPT
from pia_audit.years.work import Answers, Work, answers, work


@verb("year", epilog="pia-audit year data/tebiki-01 -o year\npia-audit year data/tebiki-01 -o year --due 2027-01-29")
@click.argument("paths", nargs=-1, metavar="FOLDER...", type=click.Path())
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="OUT",
              help="書き出すフォルダー / the folder to write to.")  # fmt: skip
@click.option("--archive", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="登録する保管ファイル（既定は書き出し先の「控え」の中）"
              " / the archive to register everything in (default: one within the output).")  # fmt: skip
@click.option("--answers", "answered", is_flag=True,
              help="FOLDER の代わりに、回答のあった照会文と記入した表を読み取り、判定に加えます"
              " / takes answered letters and filled sheets, named instead of folders, into the decisions.")  # fmt: skip
@click.option("--due", type=Day(), help="照会文の回答期限 / the day by which the letters ask for an answer.")
@click.option("--by", default="", metavar="NAME",
              help="登録する人（既定は利用者名） / who adds it (default: the user's name).")  # fmt: skip
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path),
              help="このファイルの前回の指摘と比べます / tells new findings from those of this file.")  # fmt: skip
@deciding
@configured
@excluding
@dated
@spoken
@click.pass_context
def year_command(
    ctx: click.Context, paths: tuple[str, ...], output: Path | None, archive: Path | None, answered: bool,
    due: date | None, by: str, baseline: Path | None, decisions: Path | None, config: Path | None, as_of: date | None,
    exclude: tuple[str, ...], lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """一年分のフォルダーから、まとめ、指摘、行の案、照会文、点検票を作ります
    / makes the year's work of a folder: summary, findings, rows, letters, checklists.
    """
    lang = language(lang)
    wording = Wording(lang)
    for value, key in ((paths, "no_folder"), (output, "no_output")):
        if not value:
            stop(wording.say("year", f"run.{key}"))
    if answered and due:
        stop(wording.say("year", "run.answers_only"))
    target = output or Path()
    try:
        with refused(target, lang):
            if answered:
                ctx.exit(_taken(answers(paths, target, archive, today=as_of, by=by), target, as_of, lang))
            request = Request(
                settings_of(config, lang, quiet=quiet, exclude=exclude), as_of=as_of,
                baseline=baselines.read(baseline) if baseline else None, decisions=loaded(decisions),
            )  # fmt: skip
            made = work(paths, target, archive, request, lang, due=due, by=by, progress=_Stages(wording, quiet=quiet))
    except ArchiveError as error:
        stop(archive_text.error(error, wording))
    notes(made.year.order.editions, lang, quiet=quiet)
    _tell(made, target, wording, quiet=quiet)
    nothing = not made.year.ranked
    ctx.exit(2 if nothing or incomplete(made.year.lost) or made.year.report.audit.unread_rules() else 0)


def _tell(made: Work, target: Path, wording: Wording, *, quiet: bool) -> None:
    """What was kept for whoever changed it is told always, the rest unless ``quiet``."""
    words, placed = made.year.report.words, made.placed
    lines = [wording.say("year", "run.kept", name=name, kept=copy) for name, copy in placed.kept]
    lines += [wording.say("year", "run.stayed", name=name) for name in placed.stayed]
    if not quiet:
        if words.known is not None:
            lines.append(wording.say("year", "run.since", **words.known))
        r = made.registered
        counts = {"added": r.added, "present": r.present, "decided": r.decided}
        lines.append(wording.say("year", "run.registered", path=r.path, **counts))
        facts = {"path": target, "count": len(placed.files), "reports": len(made.year.ranked), **words.summary}
        lines.append(wording.say("year", "run.written", summary=made.summary.name, **facts))
    for line in lines:
        click.echo(cleaned(line), err=True)


def _taken(taken: Answers, target: Path, as_of: date | None, lang: str) -> int:
    """Say what was taken and what was not; gives the exit status of ``checklist read``."""
    wording, path = Wording(lang), target / KEPT / DECISIONS
    emit(intake_summary.read_text(taken.filled, as_of or date.today(), lang), None, lang)
    if taken.decisions is None:
        key = "answers_refused" if taken.filled.refused else "answers_none"
        click.echo(cleaned(wording.say("year", f"run.{key}", path=path)), err=True)
        return 2
    counts = {"count": len(taken.filled.decisions), "total": len(taken.decisions)}
    click.echo(f"\n{cleaned(wording.say('year', 'run.answers_written', path=path, **counts))}")
    return int(not taken.filled.complete)


class _Stages:
    """Where the work stands, on stderr: a line that is written over on a terminal, elsewhere one for each stage."""

    def __init__(self, wording: Wording, *, quiet: bool) -> None:
        self._wording, self._quiet, self._live = wording, quiet, on_terminal(sys.stderr)

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Show the stage and how far it is."""
        if self._quiet:
            return
        text = self._wording.say("year", "run.stage", stage=self._wording.say("year", f"run.{stage}"), done=done, of=of)
        if self._live:
            click.echo(f"\r{text}{' ' * 8}" if done < of else f"\r{' ' * 40}\r", nl=False, err=True)
        elif done == of:
            click.echo(text, err=True)
