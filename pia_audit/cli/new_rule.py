"""``new-rule``: a package for a body's own rule."""

from __future__ import annotations

from pathlib import Path

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language
from pia_audit.cli.options import spoken
from pia_audit.cli.output import refused
from pia_audit.messages.wording import Wording
from pia_audit.rules.rule_package import write_package


@verb("new-rule", epilog="pia-audit new-rule PIA901 our-city-rules")
@click.argument("code", metavar="ID")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@spoken
def new_rule_command(code: str, folder: Path, lang: str | None, quiet: bool) -> None:
    """団体独自の規則の雛形（そのまま動くもの）を書き出します
    / writes a template of a body's own rule, which works as it is.
    """
    wording = Wording(language(lang))
    with refused(folder, wording.lang):
        files = write_package(code, folder)
    if not quiet:
        for path in files:
            click.echo(str(path))
        click.echo(wording.say("settings", "package.next", path=folder, code=code.strip().upper()), err=True)
