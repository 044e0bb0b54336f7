"""A body's own rules, PIA9xx: installed packages that name themselves in the entry point group ``pia_audit.rules``.

Such a package holds functions marked with :func:`pia_audit.rules.registry.rule` and, beside them, a catalogue file
``PIA9nn.toml`` for each. Here they are only found; :mod:`pia_audit.rules.registry` loads them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

GROUP = "pia_audit.rules"
BODY_CODES = "PIA9"
"""What the codes of a body's own rules begin with; no rule of the package ever does."""


class Declared(Struct, frozen=True):
    """An installed package of rules: its name in the entry points, its module, and where its files are."""

    name: str
    module: str
    folder: Path | None


@cache
def declared() -> tuple[Declared, ...]:
    """The installed packages of rules, by name; nothing of theirs is run."""
    from importlib import metadata, util  # dear, and no call of a command's help needs it

    entry_points = sorted({(e.name, e.module) for e in metadata.entry_points(group=GROUP)})
    return tuple(Declared(name, module, _folder(module, util.find_spec)) for name, module in entry_points)


def _folder(module: str, find_spec: Callable[[str], ModuleSpec | None]) -> Path | None:
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).parent if spec and spec.origin else None


def folders() -> tuple[Path, ...]:
    """Where catalogue files of own rules may be."""
    return tuple(d.folder for d in declared() if d.folder is not None)
