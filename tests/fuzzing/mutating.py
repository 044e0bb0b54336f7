"""How a seed becomes a hostile input: bytes by the fuzzer, documents value by value, packed folders file by file."""

from __future__ import annotations

import copy
import io
import json
import random
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import atheris

_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 1, 2**31, 2**63, 2**70, 1.5, float("inf"), "", " ", "\ud800", "\x00", "2026-13-40", "9999-12-31",
    "様式9", "PIA999", "../x", "=1+1", "x" * 2000, "[]", "{}", [], {}, [[]], {"": None}, [None], ["x"] * 50,
)  # fmt: skip


def mutate(content: bytes, max_size: int, seed: int) -> bytes:
    """A changed input; of a zip archive one member is changed and the archive made anew, of a JSON or TOML document
    one or more values, so that it is read at all."""
    chance = random.Random(seed)
    if content.startswith(b"PK") and chance.random() < 0.9:
        return _repacked(content, chance)[:max_size]
    return _changed(content, chance, max_size)


def _changed(content: bytes, chance: random.Random, max_size: int) -> bytes:
    if chance.random() < 0.75:
        for load, dump in ((_json, _as_json), (_toml, _as_toml)):
            document = load(content)
            if document is not None:
                for _ in range(chance.choice((1, 1, 1, 2, 4))):
                    _reshape(document, chance)
                return dump(document).encode("utf-8", "surrogatepass")[:max_size]
    return bytes(atheris.Mutate(content, max_size))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content[:1] in (b"{", b"[") else None
    except (ValueError, RecursionError):
        return None


def _toml(content: bytes) -> Any:
    try:
        return tomllib.loads(content.decode()) or None
    except (ValueError, RecursionError):
        return None


def _as_json(document: Any) -> str:
    return json.dumps(document)


def _as_toml(document: dict[str, Any]) -> str:
    return "".join(f"{_key(k)} = {_inline(v)}\n" for k, v in document.items())


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return str(value)
    return '""' if value is None else json.dumps(value, ensure_ascii=False)


def _reshape(document: Any, chance: random.Random) -> None:
    """Exchange, copy, double or leave out one value somewhere in a document."""
    holders: list[Any] = []
    scalars: list[Any] = []
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, (dict, list)):
            holders += [node] if node else []
            stack += node.values() if isinstance(node, dict) else node
        else:
            scalars.append(node)
    if not holders:
        return
    holder = chance.choice(holders)
    key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
    what = chance.random()
    if what < 0.15:
        del holder[key]
    elif what < 0.25 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif what < 0.5 and scalars:
        holder[key] = chance.choice(scalars)
    elif what < 0.65 and isinstance(holder[key], str):
        holder[key] = _text(holder[key], chance)
    else:
        holder[key] = copy.deepcopy(chance.choice(_VALUES))


def _text(text: str, chance: random.Random) -> str:
    """A text cut, doubled, or with a sign put in."""
    at = chance.randrange(len(text) + 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: text[:at],
        lambda: text[at:] + text[:at],
        lambda: text * 2,
        lambda: text[:at] + chance.choice("\x00\n\t\u202e①／\"'\\=年元-令") + text[at:],
        lambda: text[:at] + chr(chance.randrange(0xD800)) + text[at + 1 :],
    )
    return chance.choice(ways)()


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """A zip archive with one member changed, left out or exchanged for another."""
    members = unpacked(content)
    if not members:
        return bytes(atheris.Mutate(content, len(content) + 100))
    name = chance.choice(sorted(members))
    what = chance.random()
    if what < 0.1:
        del members[name]
    elif what < 0.2:
        members[name] = members[chance.choice(sorted(members))]
    else:
        members[name] = _changed(members[name], chance, max(len(members[name]) + 1000, 100))
    return packed(members)


def unpacked(content: bytes) -> dict[str, bytes]:
    """The members of a zip archive; none where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist()}
    except Exception:  # no archive any more
        return {}


def packed(members: dict[str, bytes]) -> bytes:
    """Files as one zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return buffer.getvalue()
