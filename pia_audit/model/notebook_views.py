"""How editions, leaves and audits show themselves in a notebook, by a room that lies above them.

The nouns know nothing of HTML: the package as a whole names the room that words them, and it is loaded when a notebook
asks for the first view.
"""

from __future__ import annotations

from importlib import import_module

_rooms: list[str] = []


def views_of(room: str) -> None:
    """Let the functions of a module word what notebooks show.

    Args:
        room: the module's full name; it has one function a view, which takes the value and returns HTML.
    """
    _rooms[:] = [room]


def html(view: str, *values: object) -> str:
    """A value as a notebook shows it.

    Args:
        view: the view's name, a function of the room named by :func:`views_of`.
        values: what it shows.

    Returns:
        A piece of HTML, every text of a report in it escaped.
    """
    return str(getattr(import_module(_rooms[0]), view)(*values))
