"""Help pages in the reader's language alone, in columns that fit full-width text, with examples that run."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import click

from pia_audit.cli.language import LANG, environment_language, language
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording

_HANGS = regex(r"[、。，．）」』］,)\]]|\.(?!\w)")
"""Signs that never begin a line; a full stop may, as in ``.json``."""


class _Page(click.HelpFormatter):
    """Lines and columns by the width of the signs: a full-width one takes two columns."""

    def write_text(self, text: str) -> None:
        """Each line of the text as a paragraph of its own."""
        indent = " " * self.current_indent
        for line in text.split("\n"):
            self.write("".join(f"{indent}{part}\n" for part in _folded(line, self.width - len(indent))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms on the left, what they mean on the right; a long term has a line of its own."""
        rows = list(rows)
        room = min(max(len(term) for term, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            first, *continuation = _folded(meaning, self.width - room - len(indent))
            if len(term) + col_spacing > room:
                self.write(f"{indent}{term}\n{indent}{'':{room}}{first}\n")
            else:
                self.write(f"{indent}{term:{room}}{first}\n")
            self.write("".join(f"{indent}{'':{room}}{part}\n" for part in continuation))


class Verb(click.Command):
    """A command whose help page is in one language.

    The first paragraph of the docstring and the help of an option hold both, as ``日本語 / English.``; what else the
    page says comes from the catalogue (room ``help``), and the epilog holds the examples, one command a line.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As Click does; a usage error also tells where it was made, so that this command's help is pointed to."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help(self, ctx: click.Context) -> str:
        """The page as text."""
        page = _Page(max_width=ctx.max_content_width)
        self.format_help(ctx, page)
        return page.getvalue().rstrip("\n")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the words of the command stand."""
        wording = _wording(ctx)
        pieces = self.collect_usage_pieces(ctx)
        placeholder_keys = {"[OPTIONS]": "options_here", "COMMAND [ARGS]...": "command_here"}
        usage_pieces = [
            wording.say("help", f"page.{placeholder_keys[p]}") if p in placeholder_keys else p for p in pieces
        ]
        formatter.write(f"{wording.say('help', 'page.usage')} {ctx.command_path} {' '.join(usage_pieces)}\n")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and what its words mean."""
        wording = _wording(ctx)
        paragraphs = (in_language(self.help, wording.lang, sentence=True), wording.say("help", f"more.{_key(ctx)}"))
        with formatter.indentation():
            for text in paragraphs:
                formatter.write_paragraph()
                formatter.write_text(text)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the commands below a group."""
        wording = _wording(ctx)
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.hidden]
        with formatter.section(wording.say("help", "page.options")):
            formatter.write_dl([((p.get_help_record(ctx) or ("", ""))[0], _meaning(p, wording)) for p in options])
        if isinstance(self, Verbs):
            with formatter.section(wording.say("help", "page.commands")):
                formatter.write_dl(self.summaries(ctx, wording))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, never folded, so that they can be copied; and how to get the other language."""
        wording = _wording(ctx)
        with formatter.section(wording.say("help", "page.examples")):
            for line in (self.epilog or "").split("\n"):
                formatter.write(f"  {line}\n")
        if not ctx.meta.get(LANG) and not environment_language():
            formatter.write(f"\n{wording.say('help', 'page.other', command=ctx.command_path)}\n")


class Verbs(Verb, click.Group):
    """A group whose help page is in one language."""

    command_class = Verb

    def summaries(self, ctx: click.Context, wording: Wording) -> list[tuple[str, str]]:
        """Each command with what it does, in a line."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, in_language(c.help, wording.lang)) for name, c in commands if c and not c.hidden]


verb = partial(click.command, cls=Verb)
"""``click.command`` for a :class:`Verb`."""


def in_language(text: str | None, lang: str, *, sentence: bool = False) -> str:
    """The part of a text ``日本語
    / English.`` in one language, from its first paragraph; a ``sentence`` ends like one.
    """
    japanese, _, english = " ".join((text or "").strip().split("\n\n")[0].split()).partition(" / ")
    if lang == "ja":
        return japanese.rstrip("。") + ("。" if sentence else "")
    english = (english or japanese).rstrip(".")
    return english[:1].upper() + english[1:] + "." if sentence else english


def _wording(ctx: click.Context) -> Wording:
    return Wording(language(ctx.params.get("lang")))


def _key(ctx: click.Context) -> str:
    """The command's key in the catalogue: the words that call it, without the program's own name."""
    names: list[str] = []
    while ctx.parent is not None:
        names.insert(0, ctx.info_name or "")
        ctx = ctx.parent
    return "-".join(names) or "all"


def _meaning(option: click.Option, wording: Wording) -> str:
    click_options = {"--help": "help_option", "--version": "version_option"}
    for name in click_options.keys() & set(option.opts):
        return wording.say("help", f"page.{click_options[name]}")
    default = option.default if option.show_default is True else option.show_default
    notes = [wording.say("help", "page.default", value=default)] if default else []
    notes += [wording.say("help", "page.required")] if option.required else []
    return "".join((in_language(option.help, wording.lang), *notes))


def _folded(text: str, room: int) -> list[str]:
    """The lines of a text; a sign that may not begin a line hangs at the end of the one before."""
    from pia_audit.reports.grid import fold  # only a page of help is folded

    lines = fold(text, max(room - 4, 20))  # for two hanging marks, such as ）、
    for at in range(1, len(lines)):
        while _HANGS.match(lines[at]):
            lines[at - 1] += lines[at][0]
            lines[at] = lines[at][1:].lstrip(" ")
    return [line for line in lines if line] or [""]
