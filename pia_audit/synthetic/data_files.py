"""The data files beside these modules: words, texts and habits that invented reports are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@cache
def data_file(name: str) -> Mapping[str, Any]:
    """The whole of the file ``NAME.toml``. Raises ``FileNotFoundError`` where there is none."""
    path = resources.files(__package__) / f"{name}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
