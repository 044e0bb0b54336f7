"""Numbers in brackets that are those of items, （７） for 7., where they could be those of files or circles as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pia_audit.forms.labels.slots import Hint
from pia_audit.forms.labels.spelling import Signs

_ABOVE_ITEM = ("chapter", "file")


def with_items_in_brackets(
    hints: Sequence[Hint], signs: Signs, names_file: Callable[[Hint], bool]
) -> tuple[Hint, ...] | None:
    """The hints with the first number in brackets of each item as the item's: Ⅲ（７）－(1)受給者ファイル.

    Before it stand at most the chapter, whose number may be a plain one, 2（３）①, and a file: so a plain number before
    a file and an item is the chapter's as well, 3-(1)受給者ファイル-7. The next number in brackets behind it is the one
    in the circle, unless it stands before a file's name.

    Args:
        hints: the hints of a label, in order.
        signs: the label's signs.
        names_file: whether the words of a hint are a file's.

    Returns:
        ``None`` where every number is what it looks like.
    """
    out = list(hints)
    of_file = [_is_of_file(at, hints, signs, names_file) for at in range(len(hints))]
    has_item = has_circle = is_changed = False
    for at, hint in enumerate(hints):
        if hint.kind == "chapter" or (hint.joined and hint.kind == "number"):
            has_item = has_circle = False
        if hint.kind == "number":
            if _is_chapter(at, hints, of_file, signs):
                out[at] = replace(hint, kind="chapter")
                is_changed = True
            else:
                has_item = True
        elif hint.kind == "circled":
            has_circle = True
        elif hint.kind == "paren" and not of_file[at]:
            if not has_item and _stands_below_chapter(out, at):
                out[at] = replace(hint, kind="number")
                has_item = is_changed = True
            elif has_item and is_changed and not has_circle:
                out[at] = replace(hint, kind="circled")
                has_circle = True
    return tuple(out) if is_changed else None


def _is_of_file(at: int, hints: Sequence[Hint], signs: Signs, names_file: Callable[[Hint], bool]) -> bool:
    """Whether a hint is a file's: its name, the number right before that, ファイル2."""
    hint = hints[at]
    if not hint.is_number:
        return names_file(hint)
    name = hints[hint.beside] if hint.beside >= 0 else None
    is_before_name = name is not None and names_file(name) and not signs.text[hint.end : name.start].strip(" ")
    return hint.kind == "file" or is_before_name


def _is_chapter(at: int, hints: Sequence[Hint], of_file: Sequence[bool], signs: Signs) -> bool:
    """Whether a plain number is a chapter's: it opens a label, and another number, or one in brackets, follows it or
    the file behind it."""
    if (at and not hints[at].joined) or of_file[at] or any(h.kind == "chapter" for h in hints):
        return False
    below = next((n for n in range(at + 1, len(hints)) if not of_file[n]), None)
    if below is None or hints[below].joined:
        return False
    if below > at + 1:
        return hints[below].kind in ("number", "paren")
    return hints[below].kind == "paren" and not signs.text[hints[at].end : hints[below].start].strip("-.・ /")


def _stands_below_chapter(hints: Sequence[Hint], at: int) -> bool:
    """Whether nothing stands between a number and the chapter above it but that one's name and a file's."""
    above = next((n for n in range(at - 1, -1, -1) if hints[n].kind == "chapter"), None)
    return above is not None and all(hint.kind in ("words", "file", "paren") for hint in hints[above + 1 : at])
