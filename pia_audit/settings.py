"""``pia-audit.toml``: which rules to run and which findings somebody has already looked at."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pia_audit.audit import Suppression

NAME = "pia-audit.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a settings file says; empty without one."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


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
    table = _toml(project).get("tool", {}).get("pia-audit") if project.is_file() else None
    return _settings(project, table) if isinstance(table, dict) else Settings()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSettings(path, error.strerror or "?") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(path, str(error)) from error


def _settings(path: Path, data: dict[str, Any]) -> Settings:
    unknown = set(data) - {"select", "ignore", "suppress"}
    if unknown:
        raise BadSettings(path, f"unknown key: {', '.join(sorted(unknown))}")
    return Settings(
        select=_codes(path, data, "select"),
        ignore=_codes(path, data, "ignore"),
        suppressions=tuple(_suppression(path, s) for s in data.get("suppress", ())),
    )


def _codes(path: Path, data: dict[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise BadSettings(path, f'{key} = ["PIA301", …]')
    return tuple(value)


def _suppression(path: Path, data: Any) -> Suppression:
    if not isinstance(data, dict) or not all(isinstance(data.get(k), str) for k in ("code", "reason", "by")):
        raise BadSettings(path, "[[suppress]] needs code, reason and by")
    until = data.get("until")
    if until is not None and not isinstance(until, date):
        raise BadSettings(path, "until = 2027-03-31")
    return Suppression(data["code"], data["reason"], data["by"], until, data.get("fingerprint"), data.get("report"))
