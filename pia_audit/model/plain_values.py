"""Values of the model as plain data, as JSON has them."""

from __future__ import annotations

from typing import Any, overload

from msgspec import Struct


@overload
def as_data(value: Struct) -> dict[str, Any]: ...
@overload
def as_data(value: Any) -> Any: ...
def as_data(value: Any) -> Any:
    """The value with each struct in it, however deep, as a dict of its fields in their order.

    Args:
        value: a struct, or a tuple, list or dict that may hold some; anything else is given back as it is.

    Returns:
        Dicts in place of structs; tuples and lists stay what they are, and texts are not copied.
    """
    if isinstance(value, Struct):
        return {name: as_data(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return type(value)(map(as_data, value))
    if isinstance(value, dict):
        return {key: as_data(inner) for key, inner in value.items()}
    return value
