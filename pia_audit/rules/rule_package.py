"""A package for a body's own rule, to be changed: module, catalogue file, test and entry point, working as it is.

The files are those of the folder ``template``.
"""

from __future__ import annotations

from pathlib import Path

from pia_audit.japanese.patterns import regex
from pia_audit.model.files import InputError, write
from pia_audit.rules.plugins import BODY_CODES

_CODE = regex(rf"{BODY_CODES}(?!00)\d\d")
_TEMPLATE = Path(__file__).parent / "template"
_FILES = {
    "pyproject.toml": "project.j2",
    "{{ module }}/__init__.py": "module.j2",
    "{{ module }}/{{ code }}.toml": "catalogue.j2",
    "tests/test_{{ slug }}.py": "test.j2",
}
_FALLBACK = "own-rules"
"""What a package is called whose folder has no name that Python can have."""


class NoPackage(InputError):
    """A package that cannot be written there."""

    sentences = ("settings", "package")


def write_package(code: str, folder: Path) -> tuple[Path, ...]:
    """Write the package of one rule into a new or empty folder.

    Args:
        code: ``PIA901`` to ``PIA999``.
        folder: named for the package, such as ``our-city-rules``.

    Returns:
        The files.

    Raises:
        NoPackage: for another code, and for a folder that holds something.
        OSError: where a file cannot be written.
    """
    wanted = code.strip().upper()
    if not _CODE.fullmatch(wanted):
        raise NoPackage(folder, "code", name=code)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoPackage(folder, "not_empty")
    module = _module(folder.resolve().name)
    substitutions = {
        "code": wanted,
        "module": module,
        "project": module.replace("_", "-"),
        "slug": f"{wanted.lower()}-outline",
    }
    made = {
        _filled(path, {**substitutions, "slug": wanted.lower()}): _filled(_text(name), substitutions)
        for path, name in _FILES.items()
    }
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write(folder / path, text.encode("utf-8"))
    return tuple(folder / path for path in made)


def _module(name: str) -> str:
    """The folder's name as Python can have one."""
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_")
    return plain if plain.isidentifier() else _FALLBACK.replace("-", "_")


def _text(name: str) -> str:
    return (_TEMPLATE / name).read_text(encoding="utf-8")


def _filled(text: str, substitutions: dict[str, str]) -> str:
    for key, word in substitutions.items():
        text = text.replace("{{ " + key + " }}", word)
    return text
