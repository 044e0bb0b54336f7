"""``pia-audit.toml``: which rules to run and how heavily they count, for all reports and for single ones; what
somebody has already looked at; a body's own calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from pia_audit.audits.edited_toml import LIMIT, BadToml, read_toml
from pia_audit.audits.selection import Choice
from pia_audit.audits.suppressions import Suppression
from pia_audit.japanese.ladder import fold
from pia_audit.law import Amendment, amendment
from pia_audit.model.files import InputError, TooLarge, read_bounded
from pia_audit.rules import directory
from pia_audit.rules.catalogue import SEVERITIES, by_name

NAME = "pia-audit.toml"
TOP_KEYS = ("select", "ignore", "severity", "report", "suppress", "calendar", "checklist", "sections", "exclude")
REPORT_KEYS = ("select", "ignore", "severity")
SUPPRESS_KEYS, SUPPRESS_NEEDED = ("code", "reason", "by", "until", "fingerprint", "report"), ("code", "reason", "by")
CALENDAR_KEYS = ("key", "in_force", "law", "was", "now", "old", "new", "items")
CALENDAR_NEEDED = ("key", "in_force", "old", "new")
CHECKLIST_KEYS = ("questions",)


class Settings(Struct, frozen=True):
    """What a settings file says; empty without one. ``reports`` holds the tables of single reports by their id,
    ``sections`` the section of the body (所管課) that keeps a report, by its id; ``exclude`` what is left out of
    folders, ``source`` is the file itself."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    reports: Mapping[str, Choice] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()
    calendar: tuple[Amendment, ...] = ()
    questions: tuple[Path, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    source: Path | None = None


class BadSettings(InputError):
    """A settings file that cannot be used; its argument ``where`` names the table in it."""

    sentences = ("settings", "bad")
    frame = "usage_bad_config"


PROJECT = "pyproject.toml"
_ROOTS = (".git", ".hg", ".svn")
"""What lies in the uppermost folder of what belongs together."""


def load(path: Path | None = None) -> Settings:
    """The settings of ``path``, else of ``pia-audit.toml`` or ``pyproject.toml`` in the working folder or the nearest
    folder above it that has one (:func:`folders_searched`).

    Raises :class:`BadSettings` for a file that is named but missing, is no TOML, or has wrong entries.
    """
    if path is not None:
        return _settings(path, _toml(path))
    for folder in folders_searched(Path.cwd()):
        default_path = folder / NAME
        if default_path.is_file():
            return _settings(default_path, _toml(default_path))
        table = _project_table(folder / PROJECT)
        if table is not None:
            return _settings(folder / PROJECT, table)
    return Settings()


def folders_searched(folder: Path, home: Path | None = None) -> tuple[Path, ...]:
    """Where settings are looked for, the nearest first.

    From the folder upward to the one that a version control system has for its root, or to the last below the user's
    home (``home``, else that of the system), whichever comes first. A folder outside both stands alone: what lies above
    it, in a folder for everybody's files say, may be anybody's.

    Args:
        folder: the working folder, an absolute path.
        home: the user's home, which itself is not among them unless it is the working folder.

    Returns:
        The folders: the first as ``.``, the others relative to it (``..``, ``../..``).
    """
    chain: list[Path] = []
    home_folder = home or _home()
    for depth, at in enumerate((folder, *folder.parents)):
        if depth and at == home_folder:
            return tuple(chain)
        chain.append(Path(*[".."] * depth) if depth else Path())
        if any((at / mark).exists() for mark in _ROOTS):
            return tuple(chain)
    return (Path(),)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # no user to speak of, as in some containers
        return None


def _project_table(project: Path) -> Any:
    """The table of a ``pyproject.toml``; one of others that does not speak of this program is not even read as TOML."""
    if not project.is_file() or (project.parent != Path() and not _speaks_of_it(project)):
        return None
    tools = _toml(project).get("tool")
    return tools.get("pia-audit") if isinstance(tools, dict) else None


def _speaks_of_it(project: Path) -> bool:
    try:
        return b"pia-audit" in read_bounded(project, LIMIT)
    except (OSError, TooLarge):
        return False


def _toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except BadToml as error:
        raise BadSettings(path, error.code, **error.params) from error


def _settings(path: Path, data: Any) -> Settings:
    top = _Table(path, "", data)
    top.only(TOP_KEYS)
    return Settings(
        select=top.codes("select"),
        ignore=top.codes("ignore"),
        severity=top.severities(),
        reports={name: _report(_Table(path, f'[report."{name}"]', entry)) for name, entry in top.table("report")},
        suppressions=tuple(map(_suppression, top.entries("suppress"))),
        calendar=tuple(map(_amendment, top.entries("calendar"))),
        questions=_questions(_Table(path, "[checklist]", data.get("checklist", {}))),
        sections=_sections(_Table(path, "[sections]", data.get("sections", {}))),
        exclude=top.words("exclude"),
        source=path,
    )


def _sections(table: _Table) -> dict[str, str]:
    """``[sections]``: which section keeps a report, by the report's id."""
    return {name: table.text(name, must=True) or "" for name in table.data}


def _questions(table: _Table) -> tuple[Path, ...]:
    """``[checklist]``: files of a body's own questions, named from where the settings are."""
    table.only(CHECKLIST_KEYS)
    return tuple(table.path.parent / name for name in table.words("questions"))


class _Table:
    """A table of the file, with its name in the file; every refusal says where."""

    def __init__(self, path: Path, where: str, data: Any) -> None:
        self.path, self.where = path, where
        if not isinstance(data, dict):
            raise BadSettings(path, "table", where=where or "[tool.pia-audit]")
        self.data: dict[str, Any] = data

    def bad(self, code: str, **params: Any) -> BadSettings:
        return BadSettings(self.path, code, where=self.where, **params)

    def only(self, valid_keys: tuple[str, ...]) -> None:
        """A misspelt key is told: a suppression without its ``fingerprint`` would hide every finding of a rule."""
        for key in sorted(set(self.data) - set(valid_keys)):
            near = get_close_matches(key, valid_keys, 1)
            if near:
                raise self.bad("key_near", setting=key, near=near[0])
            raise self.bad("key", setting=key, known=", ".join(valid_keys))

    def codes(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.bad("codes", setting=key)
        for name in value:
            self.rule(key, name)
        return tuple(value)

    def words(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.bad("words", setting=key)
        return tuple(value)

    def rule(self, key: str, name: str) -> None:
        if directory.names_a_rule(name):
            return
        near = directory.nearest_rules(name)[:1]
        raise self.bad("rule_near" if near else "rule", setting=key, name=name, near="".join(near))

    def severities(self) -> dict[str, str]:
        value = _Table(self.path, f"{self.where}severity", self.data.get("severity", {})).data
        for name, severity in value.items():
            self.rule("severity", name)
            if severity not in SEVERITIES:
                raise self.bad("severity", name=name, known=", ".join(SEVERITIES))
        return value

    def table(self, key: str) -> list[tuple[str, Any]]:
        return list(_Table(self.path, f"[{key}]", self.data.get(key, {})).data.items())

    def entries(self, key: str) -> list[_Table]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.bad("list", setting=key)
        return [_Table(self.path, f"[[{key}]] {n}", entry) for n, entry in enumerate(value, 1)]

    def text(self, key: str, *, must: bool = False) -> str | None:
        value = self.data.get(key)
        if value is None and not must:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.bad("text", setting=key)
        return value

    def day(self, key: str, *, must: bool = False) -> date | None:
        value = self.data.get(key)
        if value is None and not must:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.bad("day", setting=key)
        return value


def _report(table: _Table) -> Choice:
    table.only(REPORT_KEYS)
    return Choice(table.codes("select"), table.codes("ignore"), table.severities())


def _suppression(table: _Table) -> Suppression:
    table.only(SUPPRESS_KEYS)
    code, reason, by = (table.text(k, must=True) or "" for k in SUPPRESS_NEEDED)
    try:
        code = by_name(code).code
    except KeyError:
        table.rule("code", code)  # tells the nearest rule
        raise table.bad("one_rule", name=code) from None
    return Suppression(code, reason, by, table.day("until"), table.text("fingerprint"), table.text("report"))


def _amendment(table: _Table) -> Amendment:
    """An entry of the body's own calendar; its words are taken literally."""
    table.only(CALENDAR_KEYS)
    table.text("key", must=True), table.day("in_force", must=True)
    for name in ("law", "was", "now"):
        table.text(name)
    for name in ("old", "new", *(["items"] if "items" in table.data else [])):
        value = table.data.get(name)
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise table.bad("words", setting=name)
    data = table.data
    if not data["old"] or not data["new"]:
        raise table.bad("words", setting="old" if not data["old"] else "new")
    patterns = {n: [re.escape(fold(w)) for w in data[n]] for n in ("old", "new")}
    return amendment({"was": data["old"][0], "now": data["new"][0], **data, **patterns}, is_local=True)
