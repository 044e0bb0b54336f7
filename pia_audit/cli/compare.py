"""``diff``, ``reconcile`` and ``draft``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_audit.audit_request import Request, run_audit
from pia_audit.audits.run import audit
from pia_audit.cli.audit_options import baseline_of, renew
from pia_audit.cli.audit_output import FORMATS, hand_over
from pia_audit.cli.decision_options import deciding, loaded
from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import Day, common, selecting
from pia_audit.cli.output import columns, emit, incomplete, notes, refused, tell, wrote
from pia_audit.cli.settings_options import Input, excluding, settings_of, showing, shown, tell_files, tell_rules
from pia_audit.compare.corrections import RULES, corrections
from pia_audit.compare.draft import draft
from pia_audit.compare.pair_corpus import paired
from pia_audit.messages.wording import Wording
from pia_audit.readers.pairs import read_pairs
from pia_audit.reports import differences, draft_rows
from pia_audit.reports.comparative import sheet
from pia_audit.reports.comparative.csv import as_csv
from pia_audit.reports.comparative.markdown import as_markdown
from pia_audit.reports.html.contrast import contrast_page
from pia_audit.reports.xlsx.contrast import write_book

if TYPE_CHECKING:
    from pia_audit.model import Unread
    from pia_audit.model.frames import Corpus
    from pia_audit.readers.pairs import Pairs


def _pairs(old: str, new: str | None, lang: str, *, quiet: bool, exclude: Sequence[str] = ()) -> Pairs:
    """The pairs meant by OLD and NEW, and what could not be used; a single file that holds nothing to compare is a
    NEW forgotten, and ends with exit status 2."""
    reading = read_pairs(old, new, exclude)
    pairs, unread = reading.pairs, reading.unread
    alone = any(u.code == "only-edition" for u in unread)
    if new is None and alone and not pairs and not Path(old).is_dir():
        stop(Wording(lang).say("usage", "usage.one_edition", path=old))
    notes(list({e.edition_id: e for pair in pairs for e in pair}.values()), lang, quiet=quiet)
    return reading


@verb("diff", epilog="pia-audit diff data/tebiki-01/2025-06-17.txt data/tebiki-01/2026-01-09.txt")
@click.argument("old", type=click.Path())
@click.argument("new", required=False, type=click.Path())
@common("table", "json", "csv", "html", "markdown", "xlsx")
@click.pass_context
def diff_command(
    ctx: click.Context, old: str, new: str | None, form: str, output: Path | None, lang: str | None, quiet: bool
) -> None:
    """二つの版の記載の違いを、項目ごとに示します（html、xlsx、markdown、csv は新旧対照表）
    / shows how two editions differ, item by item; side by side in html, xlsx, markdown and csv.
    """
    lang = language(lang)
    reading = _pairs(old, new, lang, quiet=quiet)
    pairs, unread = reading.pairs, reading.unread
    corpus, lost = paired(pairs), tuple(unread)
    if form in ("table", "json"):
        text = differences.diff_json if form == "json" else differences.diff_table
        emit(text(corpus, lost, lang), output, lang)
    else:
        all_editions = {e.edition_id: e for pair in pairs for e in pair}.values()
        _contrast(form, corpus, (*lost, *(u for e in all_editions for u in e.unread)), output, lang)
    ctx.exit(2 if incomplete(lost) else 0)


def _contrast(form: str, corpus: Corpus, lost: tuple[Unread, ...], output: Path | None, lang: str) -> None:
    """Print or write the 新旧対照表; CSV has no place for what could not be read, which is told beside it."""
    made = sheet(corpus, lang, lost)
    if form == "xlsx":
        with refused(output or Path(), lang):
            write_book(made, output or Path())
        wrote(output or Path(), lang)
    else:
        text = {"csv": as_csv, "html": contrast_page, "markdown": as_markdown}[form]
        emit(text(made), output, lang, bom=form == "csv" and output is not None)
    if form == "csv" or output is not None:
        tell(lost, lang)


@verb("reconcile", epilog="pia-audit reconcile data/tebiki-01/")
@click.argument("old", cls=Input, type=click.Path())
@click.argument("new", required=False, type=click.Path())
@common(*FORMATS)
@selecting
@excluding
@deciding
@showing
@click.pass_context
def reconcile_command(
    ctx: click.Context, old: str, new: str | None, form: str, output: Path | None, lang: str | None, quiet: bool,
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, min_confidence: str, config: Path | None,
    as_of: date | None, baseline: Path | None, write_baseline: bool, decisions: Path | None,
    exclude: tuple[str, ...], show_settings: bool, verbose: bool,
) -> None:  # fmt: skip
    """二つの版の違いを、変更箇所の行と突き合わせます
    / sets the differences of two editions against the rows that record them.
    """
    lang = language(lang)
    settings = settings_of(config, lang, quiet=quiet or show_settings, exclude=exclude)
    if show_settings:
        emit(shown(ctx, settings, lang), output, lang)
        return
    request = Request(
        settings, select, ignore, min_confidence, as_of,
        baseline_of(baseline, lang, renew=write_baseline), loaded(decisions),
    )  # fmt: skip
    reading = _pairs(old, new, lang, quiet=quiet, exclude=settings.exclude)
    pairs, unread = reading.pairs, reading.unread
    editions = list({e.edition_id: e for pair in pairs for e in pair}.values())
    lost = (*unread, *(u for e in editions for u in e.unread))
    report = run_audit(paired(pairs, unread), request, lang, lost=lost, files=reading.files, compared=True)
    if verbose and not quiet:
        tell_files(reading.files, lang)
        tell_rules(report.audit, lang)
    hand_over(form, report, output, quiet=quiet)
    renew(baseline, report.audit, lang, wanted=write_baseline)
    ctx.exit(report.status(fail_on))


@verb("draft", epilog="pia-audit draft data/tebiki-01/2025-06-17.txt data/tebiki-01/2026-01-09.txt")
@click.argument("old", type=click.Path())
@click.argument("new", required=False, type=click.Path())
@click.option(
    "--quote",
    type=click.Choice(("part", "whole")),
    default="part",
    show_default=True,
    help="長い記載のうち引用するもの（part 変わった部分、whole 全文）"
    " / quotes of a long text the changed part, or the whole.",
)
@click.option(
    "--date",
    "on",
    type=Day(),
    help="変更日（既定は新しい版の公表日） / date of change (default: when the newer edition was published).",
)
@common("table", "json", "csv", "xlsx")
@click.pass_context
def draft_command(
    ctx: click.Context, old: str, new: str | None, quote: str, on: date | None, form: str, output: Path | None,
    lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """二つの版の違いから、変更箇所に足りない行と、すでにある行の訂正の案を作ります
    / drafts the rows that the change table lacks, and corrections of rows that are off.
    """
    lang = language(lang)
    reading = _pairs(old, new, lang, quiet=quiet)
    pairs, unread = reading.pairs, reading.unread
    corpus = paired(pairs)
    rows, lost = draft(corpus, "whole" if quote == "whole" else "part", on), tuple(unread)
    mended = corrections(pairs, lambda pair_corpus: audit(pair_corpus, select=RULES).findings, corpus)
    if form in ("xlsx", "csv"):
        tell(lost, lang)
    if form == "xlsx":
        with refused(output or Path(), lang):
            draft_rows.write_xlsx(rows, output or Path(), lang, mended)
        wrote(output or Path(), lang)
    elif form == "csv":
        emit(draft_rows.as_csv(rows, lang, mended), output, lang, bom=output is not None)
    elif form == "json":
        emit(draft_rows.as_json_text(rows, lost, lang, mended), output, lang)
    else:
        width = columns() if output is None else None
        emit(draft_rows.as_text(rows, lost, lang, width, compared=bool(pairs), corrected=mended), output, lang)
    ctx.exit(2 if incomplete(lost) else 0)
