"""The settings a command goes by: which file they are from, what is left out of folders, and how they are shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource
from msgspec.structs import replace

from pia_audit.audits.settings import PROJECT, Settings, load
from pia_audit.cli.language import cleaned, environment_language
from pia_audit.messages.wording import Wording
from pia_audit.model import FileEntry
from pia_audit.model.files import escaped
from pia_audit.rules.directory import running

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit

F = TypeVar("F", bound=Callable[..., Any])


def excluding(command: F) -> F:
    """``--exclude``."""
    help_text = (
        "フォルダーの中のこの形の名前のファイルやフォルダーを除きます（例 '*案*'、設定の exclude に加わります）"
        " / leaves out files and folders of such a name within folders (besides exclude of the settings)."
    )
    return click.option("--exclude", multiple=True, metavar="PATTERN", help=help_text)(command)


def showing(command: F) -> F:
    """``--show-settings`` and ``--verbose``."""
    for option in (
        click.option("--show-settings", is_flag=True, is_eager=True,
                     help="使われる設定と、それぞれがどこで決まったかを示して終わります"
                     " / shows the settings that hold, and where each comes from, and ends."),
        click.option("-v", "--verbose", is_flag=True,
                     help="読んだファイルと動かした規則も示します（標準エラー出力）"
                     " / also tells which files were read and which rules ran (on stderr)."),
    )[::-1]:  # fmt: skip
        command = option(command)
    return command


class Input(click.Argument):
    """An argument that must be there, but not where only the settings are shown."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value, or nothing."""
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            if ctx.params.get("show_settings"):
                return () if self.nargs == -1 else ""
            raise


def settings_of(config: Path | None, lang: str, *, quiet: bool, exclude: Sequence[str] = ()) -> Settings:
    """The settings, with the patterns of the command line; a file that nobody named is told on stderr."""
    settings = load(config)
    if config is None and settings.source is not None and not quiet:
        click.echo(Wording(lang).say("settings", "usage.used", path=_file(settings)), err=True)
    return replace(settings, exclude=(*settings.exclude, *exclude))


def _file(settings: Settings) -> str:
    """The file, and the table in one of others."""
    path = settings.source
    if path is None:
        return ""
    return f"{escaped(str(path))} [tool.pia-audit]" if path.name == PROJECT else escaped(str(path))


def shown(ctx: click.Context, settings: Settings, lang: str) -> str:
    """Each setting that holds, as TOML with its origin behind it; of a command's options those that decide an audit."""
    wording = Wording(lang)
    file = _file(settings)
    head = wording.say("settings", "show.file", path=file) if file else wording.say("settings", "show.no_file")
    lines = [f"{key} = {_toml(value)}  # {origin}" for key, value, origin in _entries(ctx, settings, wording)]
    return cleaned("\n".join([f"# {head}", *lines]) + "\n")


def _entries(ctx: click.Context, settings: Settings, wording: Wording) -> Iterator[tuple[str, Any, str]]:
    file = wording.say("settings", "show.from_file", path=_file(settings))
    default = wording.say("settings", "show.default")
    for key in ("select", "ignore"):
        typed, set_value = ctx.params.get(key) or (), getattr(settings, key)
        yield key, list(typed or set_value), _option(key, wording) if typed else file if set_value else default
    excluded, typed = settings.exclude, tuple(ctx.params.get("exclude") or ())
    origins = [file] if len(excluded) > len(typed) else []
    yield (
        "exclude",
        list(excluded),
        wording.listed([*origins, *([_option("exclude", wording)] if typed else [])]) or default,
    )
    tables = {
        "severity": dict(settings.severity),
        "report": {name: _choice(choice) for name, choice in settings.reports.items()},
        "suppress": [{"code": s.code, **({"until": s.until} if s.until else {})} for s in settings.suppressions],
        "calendar": [{"key": a.key} for a in settings.calendar],
        "checklist": {"questions": [str(p) for p in settings.questions]} if settings.questions else {},
        "sections": dict(settings.sections),
    }
    for key, value in tables.items():
        yield key, value, file if value else default
    for key in ("fail_on", "min_confidence", "as_of", "baseline", "decisions"):
        value = ctx.params.get(key)
        is_typed = ctx.get_parameter_source(key) == ParameterSource.COMMANDLINE
        effective = value if value is not None else date.today() if key == "as_of" else ""
        yield key.replace("_", "-"), effective, _option(key, wording) if is_typed else default
    yield "lang", wording.lang, _of_language(ctx, wording)


def _option(key: str, wording: Wording) -> str:
    return wording.say("settings", "show.from_option", option=f"--{key.replace('_', '-')}")


def _of_language(ctx: click.Context, wording: Wording) -> str:
    if ctx.params.get("lang"):
        return _option("lang", wording)
    key = "show.from_environment" if environment_language() == wording.lang else "show.default"
    return wording.say("settings", key)


def _choice(choice: Any) -> dict[str, Any]:
    parts = {"select": list(choice.select), "ignore": list(choice.ignore), "severity": dict(choice.severity)}
    return {key: value for key, value in parts.items() if value}


def _toml(value: Any) -> str:
    """A value in one line of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else _text(str(value))


def _text(text: str) -> str:
    """A text in quotes; JSON's escapes are TOML's but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def tell_files(files: Sequence[FileEntry], lang: str) -> None:
    """On stderr a line for each file, as ``--verbose`` asks for: what became of it, and which edition it holds."""
    wording = Wording(lang)
    for entry in files:
        edition = " ".join(t for t in (entry.report_id, str(entry.edition or "")) if t)
        reason = wording.reason(entry.reason) if entry.reason else ""
        details = " – ".join(t for t in (edition, reason) if t)
        line = wording.say("settings", f"verbose.{entry.status}", path=entry.source)
        click.echo(cleaned(f"{line}: {details}" if details else line), err=True)


def tell_rules(audit: Audit, lang: str) -> None:
    """On stderr which rules ran."""
    wording = Wording(lang)
    codes = [r.code for r in audit.choices.rules() if r.code not in audit.failed]
    line = wording.say("settings", "verbose.rules", count=len(codes), of=len(running()), rules=wording.listed(codes))
    click.echo(line, err=True)
