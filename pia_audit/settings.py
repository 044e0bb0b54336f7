"""``pia-audit.toml``: which rules to run, what somebody has already looked at, a body's own calendar."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pia_audit.auditing import Suppression
from pia_audit.japanese.ladder import fold
from pia_audit.law import Amendment, amendment
from pia_audit.rules import registry

NAME = "pia-audit.toml"
_SUPPRESS = ("code", "reason", "by", "until", "fingerprint", "report")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a settings file says; empty without one."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    calendar: tuple[Amendment, ...] = ()
    questions: tuple[Path, ...] = ()


class BadSettings(Exception):
    """A settings file that cannot be used: ``path`` and the ``reason`` in words."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def load(path: Path | None = None) -> Settings:
    """The settings of ``path``, else of ``pia-audit.toml`` or ``pyproject.toml`` in the working folder.

    Raises :class:`BadSettings` for a file that is named but missing, is no TOML, or has wrong entries.
    """
    if path is not None:
        return _settings(path, _toml(path))
    here = Path(NAME)
    if here.is_file():
        return _settings(here, _toml(here))
    project = Path("pyproject.toml")
    tools = _toml(project).get("tool") if project.is_file() else None
    table = tools.get("pia-audit") if isinstance(tools, dict) else None
    return Settings() if table is None else _settings(project, table)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSettings(path, error.strerror or "?") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(path, str(error)) from error


def _settings(path: Path, data: Any) -> Settings:
    if not isinstance(data, dict):
        raise BadSettings(path, "[tool.pia-audit]")
    _no_others(path, data, ("select", "ignore", "suppress", "calendar", "checklist"))
    suppressions = data.get("suppress", [])
    if not isinstance(suppressions, list):
        raise BadSettings(path, "[[suppress]]")
    return Settings(
        select=_codes(path, data, "select"),
        ignore=_codes(path, data, "ignore"),
        suppressions=tuple(_suppression(path, s) for s in suppressions),
        calendar=_calendar(path, data.get("calendar", [])),
        questions=_questions(path, data.get("checklist", {})),
    )


def _questions(path: Path, table: Any) -> tuple[Path, ...]:
    """``[checklist]``: files of a body's own questions, named from where the settings are."""
    names = table.get("questions", []) if isinstance(table, dict) else None
    if not isinstance(names, list) or not all(map(_said, names)) or set(table) - {"questions"}:
        raise BadSettings(path, '[checklist] questions = ["….toml"]')
    return tuple(path.parent / name for name in names)


def _calendar(path: Path, entries: Any) -> tuple[Amendment, ...]:
    """The body's own calendar; its words are taken literally."""
    if not isinstance(entries, list):
        raise BadSettings(path, "[[calendar]]")
    return tuple(_amendment(path, entry) for entry in entries)


def _amendment(path: Path, data: Any) -> Amendment:
    if not isinstance(data, dict) or not _said(data.get("key")) or type(data.get("in_force")) is not date:
        raise BadSettings(path, "[[calendar]] needs key and in_force = 2025-04-01")
    _no_others(path, data, ("key", "in_force", "law", "was", "now", "old", "new", "items"))
    if not all(isinstance(data.get(n), list) and all(map(_said, data[n])) for n in ("old", "new")):
        raise BadSettings(path, '[[calendar]] needs old = ["…"] and new = ["…"]')
    words = {n: [re.escape(fold(w)) for w in data[n]] for n in ("old", "new")}
    return amendment({"was": data["old"][0], "now": data["new"][0], **data, **words}, own=True)


def _no_others(path: Path, data: dict[str, Any], known: tuple[str, ...]) -> None:
    """A misspelled key is told: a suppression without its ``fingerprint`` would hide every finding of a rule."""
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise BadSettings(path, f"unknown key: {', '.join(unknown)} ({', '.join(known)})")


def _codes(path: Path, data: dict[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise BadSettings(path, f'{key} = ["PIA301", …]')
    for name in value:
        if not registry.names_a_rule(name):
            raise BadSettings(path, f"{key}: unknown rule {name!r}")
    return tuple(value)


def _suppression(path: Path, data: Any) -> Suppression:
    if not isinstance(data, dict) or not all(_said(data.get(k)) for k in ("code", "reason", "by")):
        raise BadSettings(path, "[[suppress]] needs code, reason and by")
    _no_others(path, data, _SUPPRESS)
    until = data.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise BadSettings(path, "until = 2027-03-31")
    for key in ("fingerprint", "report"):
        if key in data and not _said(data[key]):
            raise BadSettings(path, f'{key} = "…"')
    return Suppression(data["code"], data["reason"], data["by"], until, data.get("fingerprint"), data.get("report"))


def _said(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""
