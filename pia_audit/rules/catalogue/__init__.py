"""The rule catalogue: one TOML file per code, with severity, basis, wording (ja, en) and both examples."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from pia_audit.rules.plugins import OWN, folders

Severity = Literal["error", "warning", "info"]
_CODE = re.compile(r"PIA\d{3}\.toml")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Prose:
    """What a rule says in one language; ``variants`` are the messages for findings of one ``op`` among its params."""

    title: str
    message: str
    check: str
    basis: str
    todo: str
    cannot: str
    variants: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code's entry. ``sure``: how sure the basis is; ``needs``: ``edition``, ``history``, ``two-editions``;
    ``question``: the question of the checklist that the rule answers (none: the last one).

    ``examples`` has the keys ``fires`` and ``silent``; each is data for
    :func:`pia_audit.rules.examples.editions`.
    """

    code: str
    slug: str
    severity: Severity
    sure: Literal["high", "mid", "low"]
    needs: str
    ja: Prose
    en: Prose
    examples: dict[str, Any]
    question: str = ""

    def prose(self, lang: str) -> Prose:
        """The wording in ``ja`` or ``en``."""
        return self.en if lang == "en" else self.ja


@cache
def codes() -> tuple[str, ...]:
    """Every code that has a catalogue file, here or in a body's own package, in order."""
    files = {p.name for folder in (resources.files(__package__), *folders()) for p in folder.iterdir()}
    return tuple(sorted(f.removesuffix(".toml") for f in files if _CODE.fullmatch(f)))


@cache
def entry(code: str) -> Entry:
    """The entry of one code; raises ``KeyError`` for a code without a file."""
    own = folders() if code.startswith(OWN) else (resources.files(__package__),)
    path = next((p for folder in own if (p := folder / f"{code}.toml").is_file()), None)
    if path is None:
        raise KeyError(code)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Entry(
        code=data["code"],
        slug=data["slug"],
        severity=data["severity"],
        sure=data["sure"],
        needs=data["needs"],
        ja=Prose(**data["ja"]),
        en=Prose(**data["en"]),
        examples=data["examples"],
        question=data.get("question", ""),
    )


def by_name(name: str) -> Entry:
    """The entry of a code or slug, upper or lower case; raises ``KeyError`` when there is none."""
    wanted = name.strip().lower()
    for code in codes():
        if wanted in (code.lower(), entry(code).slug):
            return entry(code)
    raise KeyError(name)
