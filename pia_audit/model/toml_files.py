"""The package's TOML files that are read at every start, each with a twin in JSON, which is parsed ten times as fast.

The TOML file is what people write and what holds: a twin says of which bytes it was made, and where the file has others
(somebody has changed it) the file itself is parsed. Files of a folder that are all read at once have their twins in one
file. ``python -m pia_audit.model.toml_files`` makes the twins anew.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

_FOLDERS = ("forms", "forms/labels")
_TOGETHER = ("rules/catalogue",)
_ROOT = Path(__file__).parents[1]


class _Twin(Struct, frozen=True):
    sha256: str
    table: dict[str, Any]


def table(path: Path) -> dict[str, Any]:
    """What a TOML file says, as :func:`tomllib.loads` gives it; to be read, not changed, since others may get the same.

    Raises what reading or parsing the file raises.
    """
    data = path.read_bytes()
    twin = _twins_together(path.parent).get(path.stem) or _twin_beside(path)
    fits = twin is not None and twin.sha256 == hashlib.sha256(data).hexdigest()
    return twin.table if twin is not None and fits else _parsed(data)


def _twin_beside(path: Path) -> _Twin | None:
    try:
        return _restored(json.loads(path.with_suffix(".json").read_bytes()))
    except FileNotFoundError:
        return None


@cache
def _twins_together(folder: Path) -> dict[str, _Twin]:
    """The twins of a folder's files by the files' names without suffix; none where each has its own."""
    try:
        twins = json.loads(_together(folder).read_bytes())
    except FileNotFoundError:
        return {}
    return {name: _restored(twin) for name, twin in twins.items()}


def _together(folder: Path) -> Path:
    return folder / "together.json"


def _restored(twin: dict[str, Any]) -> _Twin:
    """The twin with its days as days."""
    for *way, key in twin["days"]:
        holder: Any = twin["table"]
        for step in way:
            holder = holder[step]
        holder[key] = date.fromisoformat(holder[key])
    return _Twin(twin["sha256"], twin["table"])


def _parsed(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode("utf-8"))


def twin_of(path: Path) -> dict[str, Any]:
    """The twin of a TOML file, to be written as JSON; raises ``TypeError`` for times, which it has no way to hold."""
    data = path.read_bytes()
    parsed = _parsed(data)
    days = list(_days(parsed))
    for *way, key in days:
        holder: Any = parsed
        for step in way:
            holder = holder[step]
        holder[key] = holder[key].isoformat()
    return {"sha256": hashlib.sha256(data).hexdigest(), "days": days, "table": parsed}


def _days(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[list[str | int]]:
    """Where days stand: the keys and places that lead to each."""
    if type(value) is date:
        yield list(way)
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _days(inner, (*way, key))


def files() -> dict[Path, bytes]:
    """The files with the twins of the package's TOML files, and what each has to hold."""
    out = {path.with_suffix(".json"): twin_of(path) for folder in _FOLDERS for path in _toml_files(folder)}
    together = {folder: {p.stem: twin_of(p) for p in _toml_files(folder)} for folder in _TOGETHER}
    out |= {_together(_ROOT / folder): twins for folder, twins in together.items()}
    return {
        path: json.dumps(twin, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for path, twin in out.items()
    }


def _toml_files(folder: str) -> list[Path]:
    return sorted((_ROOT / folder).glob("*.toml"))


if __name__ == "__main__":
    for json_file, content in files().items():
        json_file.write_bytes(content)
