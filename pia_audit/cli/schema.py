"""``schema``: the JSON Schemas of what is written and read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import spoken
from pia_audit.cli.output import emit
from pia_audit.messages.wording import Wording
from pia_audit.reports.schemas import SCHEMAS, named


@verb("schema", epilog="pia-audit schema report\npia-audit schema findings -o findings.schema.json")
@click.argument("name", metavar="[NAME]", required=False, shell_complete=lambda *_: list(SCHEMAS))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="画面の代わりに、このファイルに書き出します"
              " / writes to this file instead of the screen.")  # fmt: skip
@spoken
def schema_command(
    name: str | None,
    output: Path | None,
    lang: str | None,
    quiet: bool,  # noqa: ARG001
) -> None:
    """評価書、指摘、判断、設定の JSON Schema を示します
    / prints the JSON Schema of reports, findings, decisions or settings.
    """
    wording = Wording(language(lang))
    if name is None:
        lines = (f"{key}\t{wording.say('usage', 'schema.' + key.partition('/')[0])}\n" for key in SCHEMAS)
        emit("".join(lines), output, wording.lang)
        return
    schema = named(name)
    if schema is None:
        stop(wording.say("usage", "schema.unknown", name=name, names=wording.listed(SCHEMAS)))
    emit(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", output, wording.lang)
