"""The rooms of the package, modules at its top and folders, as their imports show them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "pia_audit"


def path_of(room: str) -> Path:
    """The module that says what a room is: a folder's ``__init__``, or the room itself."""
    return PACKAGE / room / "__init__.py" if (PACKAGE / room).is_dir() else PACKAGE / f"{room}.py"


def rooms() -> dict[str, set[str]]:
    """Each room with the other rooms that its modules import from, also inside functions and for types alone.

    The package itself is no room: it is the door to ``verbs``, and ``__main__`` that to ``cli``.
    """
    names = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()}
    uses: dict[str, set[str]] = {name: set() for name in sorted(names - {"__init__", "__main__"})}
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in uses:
            uses[room] |= set(imports(path.read_text(encoding="utf-8"))) & uses.keys() - {room}
    return uses


def imports(text: str) -> Iterator[str]:
    """The rooms that a module's text imports from."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pia_audit":
            inner = (node.module or "").split(".")[1:]
            yield from inner[:1] or (alias.name for alias in node.names)
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("pia_audit."))


def floors(uses: Mapping[str, set[str]]) -> dict[str, int]:
    """How many rooms lie below each, one upon another; raises ``graphlib.CycleError`` where rooms use each other."""
    levels: dict[str, int] = {}
    for room in TopologicalSorter(uses).static_order():
        levels[room] = 1 + max((levels[other] for other in uses.get(room, ())), default=0)
    return levels


def summary(room: str) -> str:
    """What a room holds: the first paragraph of its docstring."""
    docstring = ast.get_docstring(ast.parse(path_of(room).read_text(encoding="utf-8"))) or ""
    return re.sub(r":\w+:`~?([\w.]+)`", r"`\1`", " ".join(docstring.split("\n\n")[0].split())).replace("``", "`")
