"""JSON Schema (draft 2020-12) of the package's types, values held against it, and values to plain data and back.

A type is the one source of its schema, so that the two cannot drift. A pair of texts (``("before", "…")``) is an object
with ``side`` and ``text``, a day is ISO text.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:pia-audit:schema:"
"""What the ids of the schemas begin with; a name and no address, since nothing is ever fetched."""

Schema = dict[str, Any]
EXTENSION = "^x-"
"""Keys for whoever writes a document; they are not read."""

_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_WHOLE = 2**63 - 1
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": -_WHOLE, "maximum": _WHOLE},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": _DAY},
    type(None): {"type": "null"},
}


# --- types to schemas --------------------------------------------------------------------------------------


class Shape(Struct, frozen=True):
    """How types become schemas.

    ``needed``: by type the keys that must be there, where these are not all; ``closed``: whether no other keys may
    come, but those for extensions; ``shapes``: types that have a schema of their own.
    """

    needed: Mapping[type, tuple[str, ...]] | None = None
    closed: bool = False
    shapes: Mapping[type, Callable[[], Schema]] | None = None

    def of(self, kind: Any) -> Schema:
        """The schema of a type; raises ``TypeError`` for one that has none."""
        if kind in (self.shapes or {}):
            return (self.shapes or {})[kind]()
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(inside)}
        if origin in (Union, types.UnionType):
            return either(map(self.of, inside))
        if origin is tuple:
            return listed(
                self.object({"side": self.of(str), "text": self.of(str)}) if _is_pair(kind) else self.of(inside[0])
            )
        if _is_mapping(kind):
            return {"type": "object"}
        if not (isinstance(kind, type) and issubclass(kind, Struct)):
            raise TypeError(kind)
        needed = (self.needed or {}).get(kind)
        made = self.object({name: self.of(hint) for name, hint in hints(kind).items()}, needed)
        return {"description": " ".join((kind.__doc__ or "").split("\n\n")[0].split()), **made}

    def object(self, properties: Mapping[str, Schema], needed: Iterable[str] | None = None) -> Schema:
        """An object with these keys, all of them needed unless it is said which."""
        made: Schema = {"type": "object", "required": list(properties if needed is None else needed)}
        made["properties"] = dict(properties)
        if self.closed:
            made |= {"patternProperties": {EXTENSION: {}}, "additionalProperties": False}
        return made


def listed(items: Schema, **bounds: int) -> Schema:
    """An array."""
    return {"type": "array", "items": items, **bounds}


def either(several: Iterable[Schema]) -> Schema:
    """One of several."""
    parts = list(several)
    if all(part.keys() == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    return {"anyOf": parts}


def titled(name: str, schema: Schema) -> Schema:
    """A whole schema with its dialect, its id and its name."""
    return {"$schema": DIALECT, "$id": ID + name, "title": name, **schema}


@cache
def hints(kind: Any) -> dict[str, Any]:
    """The fields of a struct with their types."""
    annotations = get_type_hints(kind)
    return {name: annotations[name] for name in kind.__struct_fields__}


def _is_pair(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[0] == tuple[str, str]


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


# --- values held against a schema --------------------------------------------------------------------------


class Misfit(Struct, frozen=True):
    """The first place of a value that does not fit its schema: ``editions[0].items[3].text``, what is wrong there
    (``type``, ``missing``, ``key``, ``value``, ``day``, ``text``, ``few``) and the words that say it."""

    place: str
    code: str
    params: dict[str, Any]


_IS: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: type(v) is int or (isinstance(v, float) and v.is_integer()),
    "number": lambda v: type(v) is int or (isinstance(v, float) and isfinite(v)),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
}


def misfit(schema: Schema, value: Any, place: str = "") -> Misfit | None:
    """Where a value does not fit a schema that this module made; ``None`` where it does."""
    if "anyOf" in schema:
        return _in_none(schema["anyOf"], value, place)
    if "enum" in schema or "const" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        fits = any(type(value) is type(a) and value == a for a in allowed)
        return (
            None if fits else Misfit(place, "value", {"allowed": [json.dumps(a, ensure_ascii=False) for a in allowed]})
        )
    if "type" in schema:
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(_IS[kind](value) for kind in kinds):
            return Misfit(place, "type", {"expected": " / ".join(kinds)})
    if isinstance(value, dict):
        return _object_misfit(schema, value, place)
    if isinstance(value, list) and "items" in schema:
        if len(value) < schema.get("minItems", 0):
            return Misfit(place, "few", {"count": schema["minItems"]})
        inner = (misfit(schema["items"], entry, f"{place}[{n}]") for n, entry in enumerate(value))
        return next((m for m in inner if m is not None), None)
    return _scalar_misfit(schema, value, place)


def _in_none(parts: list[Schema], value: Any, place: str) -> Misfit | None:
    """Of a choice the misfit of the part whose type the value has, as that is what was meant."""
    misfits = [misfit(part, value, place) for part in parts]
    if None in misfits:
        return None
    all_misfits = [m for m in misfits if m is not None]
    return next((m for m in all_misfits if m.code != "type" or m.place != place), None) or Misfit(
        place, "type", {"expected": " / ".join(str(p.get("type", "enum")) for p in parts)}
    )


def _object_misfit(schema: Schema, value: dict[str, Any], place: str) -> Misfit | None:
    properties: dict[str, Schema] = schema.get("properties", {})
    missing = next((key for key in schema.get("required", ()) if key not in value), None)
    if missing is not None:
        return Misfit(place, "missing", {"key": missing})
    others: Schema | bool = schema.get("additionalProperties", True)
    extensions = schema.get("patternProperties", {})
    for key, entry in value.items():
        inner_place = _below(place, key)
        if key in properties:
            inner = misfit(properties[key], entry, inner_place)
        elif others is False:
            is_extension = any(re.search(pattern, key) for pattern in extensions)
            inner = None if is_extension else Misfit(inner_place, "key", {})
        else:
            inner = misfit(others, entry, inner_place) if isinstance(others, dict) else None
        if inner is not None:
            return inner
    return None


def _below(place: str, key: str) -> str:
    """The place of a key: ``items[3].text``, and of one that is no word ``items[3]["a b"]``."""
    if _WORD.fullmatch(key):
        return f"{place}.{key}" if place else key
    return f"{place}[{_short(key)}]"


_WORD = re.compile(r"[\w$-]{1,60}")


def _short(text: str) -> str:
    """A text as it may stand in a sentence: in one line, in quotes, and not long."""
    return (
        ascii(text[:40]) if any(not c.isprintable() for c in text[:40]) else json.dumps(text[:40], ensure_ascii=False)
    )


def _scalar_misfit(schema: Schema, value: Any, place: str) -> Misfit | None:
    if schema.get("format") == "date" and isinstance(value, str) and not _is_day(value):
        return Misfit(place, "day", {"text": _short(value)})
    if "pattern" in schema and isinstance(value, str) and re.search(schema["pattern"], value) is None:
        return Misfit(place, "text", {"pattern": schema["pattern"], "text": _short(value)})
    if "maximum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        return Misfit(place, "type", {"expected": schema["type"]})
    return None


def _is_day(text: str) -> bool:
    try:
        return re.search(_DAY, text) is not None and not text.endswith("\n") and bool(date.fromisoformat(text))
    except ValueError:
        return False


# --- values to plain data and back -------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value of the package's types as what JSON holds, every field of it."""
    if isinstance(value, Struct):
        fields_of_value = ((name, kind, getattr(value, name)) for name, kind in hints(type(value)).items())
        return {
            name: [{"side": side, "text": text} for side, text in v] if _is_pair(kind) else plain(v)
            for name, kind, v in fields_of_value
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def made_of(kind: Any, data: Any) -> Any:
    """A value of a type out of plain data that fits its schema; what is not there is as it is by default."""
    origin = get_origin(kind)
    if data is None or kind in (str, float, bool) or origin is Literal or _is_mapping(kind):
        return data
    if kind is int:
        return int(data)
    if kind is date:
        return date.fromisoformat(data)
    if origin in (Union, types.UnionType):
        return made_of(next(part for part in get_args(kind) if part is not type(None)), data)
    if _is_pair(kind):
        return tuple((entry["side"], entry["text"]) for entry in data)
    if origin is tuple:
        return tuple(made_of(get_args(kind)[0], entry) for entry in data)
    return kind(**{name: made_of(hint, data[name]) for name, hint in hints(kind).items() if name in data})


# --- JSON from anywhere ------------------------------------------------------------------------------------

MOST_VALUES = 4_000_000
"""So many values a document may have at most; each takes some hundred bytes once it is read."""


class BadJson(ValueError):
    """A text that is no JSON, or none that means the same to everybody; ``code`` says why (``many``, ``deep``,
    ``twice``, ``number``, ``sign``, ``encoding``, ``json``) and ``params`` with which words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def json_of(data: bytes) -> Any:
    """The value of a JSON text in UTF-8, as RFC 7493 bounds it: no key twice in one object, no half of a character, no
    number that is none.

    Raises:
        BadJson: for any other bytes, and for more than :data:`MOST_VALUES` values.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise BadJson("many", limit=MOST_VALUES)
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number)
    except UnicodeDecodeError as error:
        raise BadJson("encoding") from error
    except json.JSONDecodeError as error:
        raise BadJson("json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise BadJson("deep") from error
    except BadJson:
        raise
    except ValueError as error:  # a whole number with thousands of digits
        raise BadJson("number", text="…") from error
    if _HALF.search(text):
        _whole_texts(value)
    return value


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise BadJson("twice", key=_short(_repeated(name for name, _ in pairs)))
    return made


def _repeated(names: Iterable[str]) -> str:
    """The first of the names that was there before."""
    before = set[str]()
    for name in names:
        if name in before:
            break
        before.add(name)
    return name


def _no_number(text: str) -> float:
    raise BadJson("number", text=text)


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise BadJson("number", text=_short(text))
    return number


def _whole_texts(value: Any) -> None:
    """Refuse halves of characters, which only an escape can bring in."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadJson("sign") from error
    except RecursionError as error:
        raise BadJson("deep") from error
