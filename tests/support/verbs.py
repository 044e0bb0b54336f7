"""The commands of the program, and the examples that their help pages end with."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from pia_audit.cli import group

_EXAMPLE = re.compile(r"pia-audit ([^\n;]+)")


def commands() -> dict[str, click.Command]:
    """The program's commands by name, in the order of ``--help``."""
    context = click.Context(group)
    there = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in there.items() if command and not command.hidden}


def every_command() -> Iterator[tuple[str, click.Command]]:
    """The commands and the commands below them, each by the words that call it."""
    for name, command in commands().items():
        yield name, command
        if isinstance(command, click.Group):
            context = click.Context(command, parent=click.Context(group))
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                if inner is not None:
                    yield f"{name} {below}", inner


def examples() -> dict[str, list[str]]:
    """The example commands of the help pages, by the page they stand on, in the order in which they are typed."""
    pages = {"(all)": group.epilog or "", **{n: c.epilog or "" for n, c in every_command()}}
    return {name: _EXAMPLE.findall(text) for name, text in pages.items()}
