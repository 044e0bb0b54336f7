"""``rules`` and ``explain``."""

from __future__ import annotations

from pathlib import Path

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import common, complete_codes, no_rule
from pia_audit.cli.output import columns, emit, tell
from pia_audit.messages.wording import Wording
from pia_audit.reports import rule_list
from pia_audit.rules.catalogue import by_name
from pia_audit.rules.directory import unusable


@verb("rules", epilog="pia-audit rules --lang en")
@common("table", "json")
def rules_command(form: str, output: Path | None, lang: str | None, quiet: bool) -> None:  # noqa: ARG001
    """検査の規則の一覧を示します / lists all rules."""
    lang = language(lang)
    tell(unusable(), lang)
    emit(rule_list.rules_json(lang) if form == "json" else rule_list.rules_table(lang), output, lang)


@verb("explain", epilog="pia-audit explain PIA301")
@click.argument("code", shell_complete=complete_codes)
@common("table", "json")
def explain_command(code: str, form: str, output: Path | None, lang: str | None, quiet: bool) -> None:  # noqa: ARG001
    """一つの規則の内容、根拠、例と次に行うことを示します / tells what a rule checks and why, with examples."""
    from pia_audit.reports import rule_text  # it audits the rule's example, which the list does without

    lang = language(lang)
    try:
        entry = by_name(code)
    except KeyError:
        stop(no_rule(code, Wording(lang)))
    width = columns() if output is None else None
    text = rule_text.explain_json(entry, lang) if form == "json" else rule_text.explain_text(entry, lang, width)
    emit(text, output, lang)
