"""The package's TOML files that are read at every start, each with a twin in JSON, which is parsed ten times as fast.

The TOML file is what people write and what holds: a twin says of which bytes it was made, and where the file has others
(somebody has changed it) the file itself is parsed. ``python -m pia_audit.model.toml_files`` makes the twins anew.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

_FOLDERS = ("forms", "forms/labels")


def table(path: Path) -> dict[str, Any]:
    """What a TOML file says, as :func:`tomllib.loads` gives it. Raises what reading or parsing the file raises."""
    data = path.read_bytes()
    return _of_twin(path.with_suffix(".json"), data) or _parsed(data)


def _of_twin(path: Path, data: bytes) -> dict[str, Any] | None:
    """The table as the twin has it; ``None`` where there is no twin, or one of other bytes."""
    try:
        twin = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    if twin["sha256"] != hashlib.sha256(data).hexdigest():
        return None
    out: dict[str, Any] = twin["table"]
    return out | {key: date.fromisoformat(out[key]) for key in twin["days"]}


def _parsed(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode("utf-8"))


def twin_of(path: Path) -> bytes:
    """The twin of a TOML file, in which days stand at the outermost level only; raises ``TypeError`` for others."""
    data = path.read_bytes()
    parsed = _parsed(data)
    days = [key for key, value in parsed.items() if type(value) is date]
    twin = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "days": days,
        "table": parsed | {key: parsed[key].isoformat() for key in days},
    }
    return json.dumps(twin, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def with_twins() -> Iterator[Path]:
    """The TOML files of the package that have twins."""
    for folder in _FOLDERS:
        yield from sorted((Path(__file__).parents[1] / folder).glob("*.toml"))


if __name__ == "__main__":
    for toml in with_twins():
        toml.with_suffix(".json").write_bytes(twin_of(toml))
