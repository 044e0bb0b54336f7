"""``checklist``, with ``checklist read`` and ``checklist compare``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from pia_audit.audits.decisions import dump, statement
from pia_audit.checklists.basis import make
from pia_audit.checklists.comparison import compare
from pia_audit.checklists.decision_rows import empty
from pia_audit.checklists.intake import take
from pia_audit.checklists.origin import AuditKeys
from pia_audit.checklists.sheet import as_json as data
from pia_audit.checklists.sheet import comparison_report, contents
from pia_audit.checklists.sheet import intake_summary as reading
from pia_audit.checklists.sheet.as_json import as_json
from pia_audit.checklists.sheet.html import page
from pia_audit.checklists.sheet.markdown_tables import markdown
from pia_audit.checklists.sheet.xlsx import workbook
from pia_audit.cli.decision_options import deciding, loaded
from pia_audit.cli.help import Verbs
from pia_audit.cli.language import language, speaking, stop
from pia_audit.cli.options import SUFFIXES, common, configured, dated, no_form, spoken
from pia_audit.cli.output import Progress, emit, incomplete, keep_old, notes, save, tell
from pia_audit.cli.settings_options import excluding, settings_of
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_all

if TYPE_CHECKING:
    from pia_audit.audits.decisions import Decision
    from pia_audit.audits.run import Audit
    from pia_audit.checklists.origin import AuditKeys
    from pia_audit.model import Unread


class _OrMake(Verbs):
    """``checklist read`` and ``checklist compare`` are commands of their own; anything else names reports."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reports and options of the making itself may come first, as in ``checklist -o SHEET REPORT``."""
        if args and not _names_a_verb(args[0], self.commands) and args[0] not in ctx.help_option_names:
            args = ["make", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands, or files where what was typed begins none of them."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]


def _names_a_verb(word: str, verbs: Collection[str]) -> bool:
    """Whether a word is a verb, or so near to one, and no file, that it must be a verb mistyped."""
    return word in verbs or bool(get_close_matches(word, verbs) and not Path(word).exists())


_OVERWRITE = (
    "記入済みの点検票又は判定のファイルがあっても書き直します（前のものは .bak として残します）"
    " / replaces a filled checklist or a file of decisions that is there (the old one is kept as .bak)."
)

_QUESTIONS = click.option(
    "--questions", multiple=True, type=click.Path(path_type=Path),
    help="団体独自の点検項目のファイル（TOML） / file with the body's own questions (TOML).",
)  # fmt: skip


@click.group(
    "checklist",
    cls=_OrMake,
    subcommand_metavar="REPORT... | read FILE... | compare OLD NEW",
    epilog="pia-audit checklist data/meguro-14/2026-03-18.txt -o checklist.xlsx\n"
    "pia-audit checklist read checklist.xlsx",
)
@speaking
def checklist_command() -> None:
    """自己点検票を作り、記入したものを読み取ります / makes and reads self-inspection checklists."""


@checklist_command.command("make", epilog="pia-audit checklist data/meguro-14/2026-03-18.txt -o checklist.xlsx")
@click.argument("paths", nargs=-1, required=True, metavar="REPORT...", type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(("xlsx", "markdown", "html", "json")),
    show_default="markdown",
    help="出力の形式（省くと -o の拡張子によります） / output format; without it the suffix of -o decides.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="画面の代わりに、このファイルに書き出します"
              " / writes to this file instead of the screen.")  # fmt: skip
@_QUESTIONS
@click.option("--overwrite", is_flag=True, help=_OVERWRITE)
@deciding
@configured
@excluding
@dated
@spoken
@click.pass_context
def make_command(
    ctx: click.Context, paths: tuple[str, ...], form: str | None, output: Path | None, questions: tuple[Path, ...],
    overwrite: bool, decisions: Path | None, config: Path | None, as_of: date | None, lang: str | None, quiet: bool,
    exclude: tuple[str, ...],
) -> None:  # fmt: skip
    """評価書の自己点検票を作ります / makes the checklist for reports."""
    lang = language(lang)
    kind = form or _kind(output, lang)
    wording = Wording(lang)
    if kind == "xlsx" and output is None:
        stop(wording.say("checklist", "usage.needs_output"))
    today = as_of or date.today()
    if kind == "xlsx" and output and not overwrite:
        _keep(output, loaded(decisions), today, lang)
    audit, answers, lost = _made(paths, questions, loaded(decisions), config, as_of, lang, quiet=quiet, exclude=exclude)
    if not answers:
        tell(lost, lang)
        stop(wording.say("checklist", "usage.no_report"))
    sheet = contents.checklist(audit, answers, today, lang, lost)
    if kind == "xlsx":
        if overwrite:
            keep_old(output or Path(), lang)
        _write_workbook(sheet, output or Path(), lang)
    else:
        emit(_text(sheet, kind), output, lang)
    if not quiet or incomplete(lost):
        tell(lost, lang)
    ctx.exit(2 if incomplete(lost) or audit.unread_rules() else 0)


def _kind(output: Path | None, lang: str) -> str:
    """The format a file's name asks for; on the screen Markdown. Exit status 2 for a suffix of none of them."""
    if output is None:
        return "markdown"
    ending = output.suffix.lower()
    kind = SUFFIXES.get(ending, ending[1:] or "xlsx")
    if kind not in ("xlsx", "markdown", "html", "json"):
        stop(no_form(ending, output, lang))
    return kind


def _made(
    paths: Sequence[str], questions: Sequence[Path], decisions: Sequence[Decision], config: Path | None,
    as_of: date | None, lang: str, *, quiet: bool, exclude: Sequence[str] = (),
) -> tuple[Audit, Any, list[Unread]]:  # fmt: skip

    options = settings_of(config, lang, quiet=quiet, exclude=exclude)
    editions, unread = read_all(paths, Progress(quiet=quiet), options.exclude)
    notes(editions, lang, quiet=quiet)
    lost = [*unread, *(u for e in editions for u in e.unread)]
    today = as_of or date.today()
    audit, answers = make(
        Corpus.of(editions, unread), questions=(*options.questions, *questions), decisions=decisions, today=today,
        unread=lost, as_of=today, select=options.select, ignore=options.ignore,
        suppressions=options.suppressions, calendar=options.calendar, severity=options.severity,
        reports=options.reports,
    )  # fmt: skip
    return audit, answers, lost


def _text(sheet: Any, kind: str) -> str:
    if kind == "json":
        return as_json(sheet)
    if kind == "html":
        return page(sheet)

    return markdown(sheet)


def _keep(path: Path, decisions: Sequence[Decision], today: date, lang: str) -> None:
    """Refuse to write over what somebody filled in, unless every row of it is among the decisions given."""
    if not path.is_file():
        return

    filled = take([path], today)
    statements = {statement(d) for d in decisions}
    rows = [r for s in filled.sheets for r in s.rows if not empty(r)]
    damaged = any(p.weight == "sheet" for p in filled.problems)
    if damaged or len(rows) > sum(statement(d) in statements for d in filled.decisions):
        stop(Wording(lang).say("checklist", "usage.filled", path=path, count=len(rows)))


def _write_workbook(sheet: Any, output: Path, lang: str) -> None:
    data, lost = workbook(sheet)
    save(data, output, lang)
    for line in lost:
        click.echo(line, err=True)


@checklist_command.command(
    "read",
    epilog="pia-audit checklist data/meguro-14/2026-03-18.txt -o checklist.xlsx\n"
    "pia-audit checklist read checklist.xlsx -o decisions.json",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--audit", "against", multiple=True, metavar="REPORT",
              help="点検票がこの評価書のこの版のものかを確かめます"
              " / checks that the checklists belong to these reports and editions.")  # fmt: skip
@_QUESTIONS
@configured
@dated
@click.option("--overwrite", is_flag=True, help=_OVERWRITE)
@common("table", "json", by_suffix=False, output="判定を JSON に書き出します / writes the decisions as JSON.")
@click.pass_context
def read_command(
    ctx: click.Context, files: tuple[Path, ...], against: tuple[str, ...], questions: tuple[Path, ...],
    config: Path | None, as_of: date | None, overwrite: bool, form: str, output: Path | None, lang: str | None,
    quiet: bool,
) -> None:  # fmt: skip
    """記入した点検票又は指摘一覧の判定を読み取ります / takes filled checklists back."""
    lang = language(lang)
    today = as_of or date.today()
    if output is not None and output.is_file() and any(output.samefile(f) for f in files if f.is_file()):
        stop(Wording(lang).say("checklist", "usage.same", path=output))
    if output is not None and output.is_file() and not overwrite:
        stop(Wording(lang).say("checklist", "usage.there", path=output))
    filled = take(files, today, _audit_keys(against, questions, config, as_of, lang, quiet=quiet))
    emit(data.read_json(filled, lang) if form == "json" else reading.read_text(filled, today, lang), None, lang)
    if output is not None and (filled.refused or not filled.decisions):
        key = "read.not_written" if filled.refused else "read.not_taken"
        click.echo(Wording(lang).say("checklist", key, path=output), err=True)
        ctx.exit(2)
    if output is not None:
        keep_old(output, lang)
        save(dump(filled.decisions).encode(), output, lang, announce=False)
        summary = Wording(lang).say("checklist", "read.written", path=output, count=len(filled.decisions))
        click.echo(f"\n{summary}" if form == "table" else summary, err=form == "json")
    ctx.exit(2 if filled.refused else int(not filled.complete))


def _audit_keys(
    against: Sequence[str], questions: Sequence[Path], config: Path | None, as_of: date | None, lang: str, *,
    quiet: bool,
) -> AuditKeys | None:  # fmt: skip
    if not against:
        return None

    audit, answers, lost = _made(against, questions, (), config, as_of, lang, quiet=quiet)
    tell(lost, lang)
    return AuditKeys.of(audit, answers)


@checklist_command.command(
    "compare",
    epilog="pia-audit checklist data/tebiki-01/2025-06-17.txt -o last-year.xlsx\n"
    "pia-audit checklist data/tebiki-01/2026-01-09.txt -o this-year.xlsx\n"
    "pia-audit checklist compare last-year.xlsx this-year.xlsx",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@dated
@common("table", "json", "markdown", "xlsx")
@click.pass_context
def compare_command(
    ctx: click.Context, old: Path, new: Path, as_of: date | None, form: str, output: Path | None, lang: str | None,
    quiet: bool,
) -> None:  # fmt: skip
    """前回と今回の点検票の判定を比べます / compares the filled checklists of two years."""
    lang = language(lang)
    wording = Wording(lang)
    if form == "xlsx" and output is None:
        stop(wording.ui("usage_needs_output", form=form))
    if missing := [p for p in (old, new) if not p.is_file()]:
        stop("\n".join(wording.say("checklist", "usage.no_sheet", path=p) for p in missing))
    today = as_of or date.today()
    older, newer = take([old], today), take([new], today)
    refused = [p for f in (older, newer) for p in f.problems if p.weight != "note"]
    if refused and not quiet:
        click.echo("\n".join(f"{reading.where(p)}: {reading.why(p, wording)}" for p in refused), err=True)
    rows = compare(older, newer, today)
    if form == "xlsx":
        save(comparison_report.as_xlsx(rows, lang), output or Path(), lang)
    else:
        writers = {
            "json": comparison_report.as_json,
            "markdown": comparison_report.as_markdown,
            "table": comparison_report.as_table,
        }
        emit(writers[form](rows, lang), output, lang)
    ctx.exit(2 if older.refused or newer.refused else 0)
