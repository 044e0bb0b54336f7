"""``archive`` and its verbs."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

import click

from pia_audit.archive import Archive, ArchiveError
from pia_audit.archive import text as archive_text
from pia_audit.archive.archive import user
from pia_audit.archive.entries import matching
from pia_audit.audit_request import Request
from pia_audit.audits.decisions import VERDICTS, Decision, statement
from pia_audit.audits.run import audit
from pia_audit.cli.decision_options import deciding, loaded
from pia_audit.cli.help import Verbs
from pia_audit.cli.language import language, speaking, stop
from pia_audit.cli.options import Day, common, spoken
from pia_audit.cli.output import Progress, emit, incomplete, tell
from pia_audit.cli.settings_options import settings_of
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports import json_document, json_text

if TYPE_CHECKING:
    from pia_audit.archive import Archive, Entry

F = TypeVar("F", bound=Callable[..., Any])

_MADE = "pia-audit archive add reports.sqlite data/tebiki-01\n"
"""Begins the examples: each help page can be tried by itself."""


@click.group("archive", cls=Verbs, epilog=_MADE + "pia-audit archive verify reports.sqlite")
@speaking
def archive_command() -> None:
    """評価書の版を証拠として一つのファイルに保管し、確かめます
    / keeps editions as evidence in one file, for years, and checks them.
    """


def _archive(command: F) -> F:
    """The archive file, and how long to wait for another program."""
    waiting: Any = click.option(
        "--wait", type=click.FloatRange(0, 3600), default=10, show_default=True, metavar="SECONDS",
        help="ほかの処理の終わりを待つ秒数 / how long to wait for another program.",
    )  # fmt: skip
    path: Any = click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
    return path(waiting(command))  # type: ignore[no-any-return]


_BY = click.option(
    "--by", default="", metavar="NAME", help="登録する人（既定は利用者名） / who adds it (default: the user's name)."
)


def _digest(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A digest as it was noted down, or enough of it; what is none says nothing about the archive."""
    noted = normalize("NFKC", value or "").strip().lower()
    if value is not None and not re.fullmatch("[0-9a-f]{16,64}", noted):
        wording = Wording(language(ctx.params.get("lang")))
        raise click.BadParameter(wording.say("archive", "verify.no_digest", text=value), ctx, param)
    return noted or None


@contextlib.contextmanager
def opening(path: Path, wait: float, lang: str) -> Iterator[Archive]:
    """The archive; what is wrong with it ends with exit status 2 and a sentence."""
    try:
        with Archive(path, wait=wait) as archive:
            yield archive
    except ArchiveError as why:
        stop(archive_text.error(why, Wording(lang)))


@archive_command.command("add", epilog=_MADE.rstrip())
@_archive
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@_BY
@click.option("--corrects", type=click.IntRange(1), metavar="ENTRY",
              help="PATHS のファイルを、この登録番号の差替えとします"
              " / the file takes the place of this entry.")  # fmt: skip
@common("table", "json")
@click.pass_context
def add_command(
    ctx: click.Context, archive: Path, wait: float, paths: tuple[str, ...], by: str, corrects: int | None, form: str,
    output: Path | None, lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """ファイルとフォルダーを登録します / adds files and folders."""
    lang = language(lang)
    wording = Wording(lang)
    lines: list[str] = []

    def acknowledge(entries: Sequence[Entry]) -> None:
        text = "".join(archive_text.line(e, wording) + "\n" for e in entries)
        lines.append(text)
        if form == "table" and output is None:
            emit(text, None, lang)

    with opening(archive, wait, lang) as opened:
        added = opened.add(paths, by=by, corrects=corrects, progress=Progress(quiet=quiet), acknowledge=acknowledge)
        last = opened.last() if archive.exists() else None
    if not quiet:
        click.echo(archive_text.known_files(added.present, wording), err=True, nl=False)
    tell(added.unread, lang)
    counts = {"added": len(added.entries), "known": len(added.present), "unread": len(added.unread)}
    head = {"count": last.number if last else 0, "head": last.digest if last else ""}
    if form == "json":
        data = [archive_text.data(e, {}) for e in added.entries]
        earlier = [{"source": path, "entry": number} for path, number in added.present]
        unread = json_document.unread(added.unread, lang)
        emit(json_text.dump({"entries": data, "known": earlier, "unread": unread, **head}), output, lang)
    else:
        text = wording.say("archive", "add.summary", **counts, **head) + "\n"
        emit("".join(lines) + text if output else text, output, lang)
    ctx.exit(2 if incomplete(added.unread) else 0)


@archive_command.command("list", epilog=_MADE + "pia-audit archive list reports.sqlite --report 霧ノ沢村")
@_archive
@click.option(
    "--report",
    default="",
    metavar="TEXT",
    help="評価書又は所在にこの語を含む登録だけを示します / only entries with this text in report or path.",
)
@click.option(
    "--kind",
    type=click.Choice(("edition", "decision", "audit")),
    help="評価書（edition）、判定（decision）又は検査の記録（audit）だけを示します"
    " / only editions, only decisions or only recorded audits.",
)
@common("table", "json", "csv")
def list_command(
    archive: Path, wait: float, report: str, kind: str | None, form: str, output: Path | None, lang: str | None,
    quiet: bool,  # noqa: ARG001
) -> None:  # fmt: skip
    """登録を一覧にします / lists the entries."""
    lang = language(lang)
    with opening(archive, wait, lang) as opened:
        all_entries = opened.entries()
    corrected, last = archive_text.corrections(all_entries), all_entries[-1] if all_entries else None
    chosen = [e for e in matching(all_entries, report) if kind in (None, e.kind)]
    if form == "json":
        emit(archive_text.list_json(chosen, corrected, last), output, lang)
    elif form == "csv":
        text = archive_text.list_csv(chosen, corrected, lang)
        emit(text if output else text.replace("\r\n", "\n"), output, lang, bom=output is not None)
    else:
        emit(archive_text.list_table(chosen, corrected, last, lang), output, lang)


@archive_command.command("show", epilog=_MADE + "pia-audit archive show reports.sqlite 1")
@_archive
@click.argument("entry")
@common("table", "json")
def show_command(
    archive: Path, wait: float, entry: str, form: str, output: Path | None, lang: str | None, quiet: bool,  # noqa: ARG001
) -> None:  # fmt: skip
    """一つの登録の記録を示します / shows one entry."""
    lang = language(lang)
    with opening(archive, wait, lang) as opened:
        result = opened.find(entry)
        corrected = archive_text.corrections(opened.entries())
    text = json_text.dump(archive_text.data(result, corrected)) if form == "json" else None
    emit(text or archive_text.show_text(result, corrected, lang), output, lang)


@archive_command.command("export", epilog=_MADE + "pia-audit archive export reports.sqlite all -o originals")
@_archive
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...|all")
@click.option(
    "--rescue",
    is_flag=True,
    help="壊れた保管ファイルから、無事な原本を取り出します（all とともに）"
    " / gets whole originals out of a damaged archive (with all).",
)
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="このフォルダーに書き出します / writes into this folder.")  # fmt: skip
@spoken
@click.pass_context
def export_command(
    ctx: click.Context, archive: Path, wait: float, entries: tuple[str, ...], rescue: bool, output: Path,
    lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """登録した原本を、そのままのバイト列で書き出します / writes the original bytes of entries."""
    lang = language(lang)
    wording = Wording(lang)
    lost: Sequence[Entry] = ()
    if rescue and entries != ("all",):
        stop(wording.say("archive", "export.rescue_all"))
    with opening(archive, wait, lang) as opened:
        if rescue:
            done, lost = opened.rescue(output)
        else:
            wanted = opened.entries() if entries == ("all",) else [opened.find(name) for name in entries]
            done = opened.export(wanted, output)
    for export in () if quiet else done:
        key = "export.kept" if export.present else "export.written"
        emit(wording.say("archive", key, number=export.entry.number, path=export.path) + "\n", None, lang)
    for entry in lost:
        click.echo(wording.say("archive", "export.lost", number=entry.number, name=entry.name), err=True)
    ctx.exit(2 if lost else 0)


@archive_command.command("verify", epilog=_MADE + "pia-audit archive verify reports.sqlite")
@_archive
@click.option(
    "--head",
    metavar="DIGEST",
    callback=_digest,
    help="控えておいた末尾のハッシュ値（16字以上） / the digest noted down earlier (16 characters or more).",
)
@common("table", "json")
@click.pass_context
def verify_command(
    ctx: click.Context, archive: Path, wait: float, head: str | None, form: str, output: Path | None,
    lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """登録したときのままかを確かめます / checks that everything is as it was added."""
    lang = language(lang)
    with opening(archive, wait, lang) as opened:
        result = opened.verify(head, Progress(quiet=quiet))
    if form == "json":
        emit(archive_text.verify_json(archive, result, lang), output, lang)
    else:
        emit(archive_text.verify_text(archive, result, lang), output, lang)
    ctx.exit(0 if result.intact else 1)


@archive_command.command("record", epilog=_MADE + "pia-audit archive record reports.sqlite")
@_archive
@_BY
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
              help="設定ファイル（既定は作業フォルダー又はその上のフォルダーの pia-audit.toml）"
              " / settings file (default: pia-audit.toml in the working folder or above it).")  # fmt: skip
@click.option("--as-of", type=Day(), help="この日を今日とみなします（既定は実際の今日）"
              " / takes this day for today (default: the real one).")  # fmt: skip
@common("table", "json")
def record_command(
    archive: Path, wait: float, by: str, config: Path | None, as_of: date | None, form: str, output: Path | None,
    lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """検査し、指摘と版の違いを保管ファイルに記録します / audits, and keeps findings and differences in the archive."""
    lang = language(lang)
    options = settings_of(config, lang, quiet=quiet)
    audited = partial(audit, **Request(options, as_of=as_of).options())
    with opening(archive, wait, lang) as opened:
        entry = opened.record(audited, by=by, progress=Progress(quiet=quiet))
    text = json_text.dump(archive_text.data(entry, {})) if form == "json" else None
    emit(text or archive_text.recorded(entry, Wording(lang)), output, lang)


@archive_command.command("search", epilog=_MADE + "pia-audit archive search reports.sqlite 再委託")
@_archive
@click.argument("text")
@common("table", "json")
def search_command(
    archive: Path, wait: float, text: str, form: str, output: Path | None, lang: str | None, quiet: bool,  # noqa: ARG001
) -> None:  # fmt: skip
    """項目と変更箇所から語を探します / looks for a text in items and change rows."""
    lang = language(lang)
    wording = Wording(lang)
    if not text.strip():
        stop(wording.say("archive", "search.empty"))
    with opening(archive, wait, lang) as opened:
        result = opened.search(text)
    output_text = (
        archive_text.search_json(text, result) if form == "json" else archive_text.searched(text, result, wording)
    )
    emit(output_text, output, lang)


@archive_command.command(
    "decide",
    epilog=_MADE + "pia-audit archive decide reports.sqlite 9684f45ae5ae3e01 --verdict fine --reason 確認済み",
)
@_archive
@click.argument("finding", required=False)
@click.option("--verdict", type=click.Choice(VERDICTS), help="判定 / the verdict.")
@click.option("--reason", default="", metavar="TEXT", help="理由・是正内容 / why, or what is to be corrected.")
@_BY
@click.option("--on", type=Day(), help="点検日（既定は今日） / day of the decision (default: today).")
@click.option("--until", type=Day(), help="期限 / day by which it is due, or to be checked again.")
@deciding
@common("table", "json")
def decide_command(
    archive: Path, wait: float, finding: str | None, verdict: str | None, reason: str, by: str, on: date | None,
    until: date | None, decisions: Path | None, form: str, output: Path | None, lang: str | None,
    quiet: bool,  # noqa: ARG001
) -> None:  # fmt: skip
    """指摘についての判定を登録します / adds decisions about findings."""
    lang = language(lang)
    wording = Wording(lang)
    whole = bool(finding and verdict and reason.strip())
    if whole == (decisions is not None):
        stop(wording.say("archive", "decide.usage"))
    with opening(archive, wait, lang) as opened:
        made = loaded(decisions) or (_made(opened, finding or "", verdict, reason, by, on, until),)
        decided = {statement(d) for _, d in opened.decisions()}
        new = [d for d in made if statement(d) not in decided]
        entries = opened.decide(new, by=by)
    if form == "json":
        emit(json_text.dump({"entries": [archive_text.data(e, {}) for e in entries]}), output, lang)
    else:
        lines = [archive_text.decided(e, d, wording) for e, d in zip(entries, new, strict=True)]
        text = wording.say("archive", "decide.count", added=len(new), known=len(made) - len(new))
        emit("".join(lines) + text + "\n", output, lang)


def _made(
    archive: Archive, finding: str, verdict: Any, reason: str, by: str, on: date | None, until: date | None
) -> Decision:
    """The decision about a finding on the reports in the archive; raises for a finding that is not there."""
    columns = ("fingerprint", "report_id", "rule", "item_id")
    rows = audit(Corpus.of(archive.editions())).findings.select(columns).iter_rows()
    fingerprint, report, rule, item = next((row for row in rows if row[0] == finding.lower()), (None,) * 4)
    if fingerprint is None:
        raise ArchiveError("no-finding", archive.path, name=finding)
    return Decision(
        report, verdict, reason, by or user(), fingerprint, rule, on=on or date.today(), until=until, item=item
    )
