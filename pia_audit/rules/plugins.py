"""A body's own rules, PIA9xx: installed packages that name themselves in the entry point group ``pia_audit.rules``.

Such a package holds functions marked with :func:`pia_audit.rules.registry.rule` and, beside them, a catalogue file
``PIA9nn.toml`` for each. One that cannot be loaded, or claims a code that is not its to give, is told and left out.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

GROUP = "pia_audit.rules"
OWN = "PIA9"
"""What the codes of a body's own rules begin with; no rule of the package ever does."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package of rules: where its catalogue files are, or why it could not be used."""

    name: str
    folder: Traversable | None
    reason: str = ""


@cache
def plugins() -> tuple[Plugin, ...]:
    """The installed packages of rules, by name."""
    found = sorted({(e.name, e.module) for e in metadata.entry_points(group=GROUP)})
    return tuple(_loaded(name, module) for name, module in found)


def _loaded(name: str, module: str) -> Plugin:
    from pia_audit.rules import registry

    before = registry.registered()
    try:
        importlib.import_module(module)
        folder = resources.files(module)
    except Exception as error:  # whatever a foreign package does wrong must not stop an audit
        registry.keep(before)
        return Plugin(name, None, f"{type(error).__name__}: {error}")
    wrong = sorted(c for c in registry.registered() - before if not c.startswith(OWN) or not _described(folder, c))
    if wrong:
        registry.keep(before)
        return Plugin(name, None, f"{', '.join(wrong)}: {OWN}nn.toml")
    return Plugin(name, folder)


def _described(folder: Traversable, code: str) -> bool:
    return (folder / f"{code}.toml").is_file()


def folders() -> tuple[Traversable, ...]:
    """Where the catalogue files of the packages that could be loaded are."""
    return tuple(p.folder for p in plugins() if p.folder is not None)
