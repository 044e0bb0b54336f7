"""The help is one reader's: in one language, in its columns, the same thing in the same words everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.shell_completion import ShellComplete
from commands import run
from wcwidth import wcswidth

from pia_audit.cli import group
from pia_audit.cli.help import Verbs, in_language
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.reports.draft_rows import COLUMNS
from pia_audit.rules.registry import rules

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
OFFICIAL = ("様式", "事前", "事後", "変更箇所", *sorted(COLUMNS, key=len, reverse=True))
"""The official words that an English sentence shows as they are, the heads of the change table among them."""


def verbs(above: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the program by the words that call it, groups too."""
    yield words, above
    for name in above.list_commands(click.Context(above)):
        command = above.get_command(click.Context(above), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from verbs(command, (*words, name))
        else:
            yield (*words, name), command


VERBS = dict(verbs(group))
NAMES = pytest.mark.parametrize("words", VERBS, ids=" ".join)


def options(words: tuple[str, ...]) -> list[click.Option]:
    """The options a command has of its own, whose help is not Click's."""
    return [p for p in VERBS[words].params if isinstance(p, click.Option) and p.name != "version"]


def page(words: tuple[str, ...], lang: str | None) -> str:
    """A help page, without what stands under its examples."""
    result = run(*words, "--help", *(("--lang", lang) if lang else ()))
    assert result.exit_code == 0
    return result.stdout


@NAMES
def test_a_page_is_in_one_language(words: tuple[str, ...]) -> None:
    """An English page has no Japanese but official words; a Japanese one none of Click's own English."""
    text = page(words, "en").partition("\nExamples")[0]
    for word in OFFICIAL:
        text = text.replace(word, "")
    assert not JAPANESE.search(text)
    japanese = page(words, "ja")
    assert not any(word in japanese for word in ("Usage", "Options", "Commands", "Show", "default:", "Example"))
    assert all(JAPANESE.search(in_language(option.help, "ja")) for option in options(words))


@NAMES
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_fits_a_screen(words: tuple[str, ...], lang: str) -> None:
    """Nothing but an example, which has to stay one line, is wider than 80 columns, and no line begins with a mark."""
    lines = page(words, lang).split("\n")
    assert all(wcswidth(line) <= 80 for line in lines if not line.startswith("  pia-audit"))
    assert not [line for line in lines if line.lstrip()[:1] in tuple("、。）」")]


@NAMES
def test_the_other_language_is_pointed_to(words: tuple[str, ...]) -> None:
    """Whoever asked for no language is told how to get the other one; whoever asked for one is not."""
    assert page(words, None).splitlines()[-1] == f"English: {' '.join(('group', *words))} --help --lang en"
    assert "--help --lang" not in page(words, "ja") + page(words, "en")


def test_the_language_may_stand_anywhere() -> None:
    """Before the verb, after it or in the environment: the answer is in that language."""
    pages = {run(*words).stdout for words in (("--lang", "en", "log", "--help"), ("log", "--help", "--lang", "en"))}
    assert pages == {run("log", "--help", env={"PIA_AUDIT_LANG": "en"}).stdout}
    assert run("--lang", "en", "rules").stdout == run("rules", "--lang", "en").stdout != run("rules").stdout


def test_an_option_is_said_the_same_everywhere() -> None:
    """One name, one meaning: where verbs share an option, its help is the same, but for what -o writes."""
    sentences: dict[str, set[str]] = {}
    for words in VERBS:
        for option in options(words):
            assert option.help, words
            assert re.search(r"[^ ] / [^ ].*\.$", option.help), words
            sentences.setdefault(option.opts[-1], set()).add(option.help)
    shared = sentences.keys() - {"--output", "--format", "--jobs"}  # of a folder; of the screen alone; of the rates
    assert {name: sentences[name] for name in shared if len(sentences[name]) > 1} == {}


def test_the_catalogue_has_a_text_for_each_page_and_no_other() -> None:
    """A verb without a text, or a text of a verb that is gone, is noticed."""
    assert set(catalogue("ja", "help")["more"]) == {"-".join(words) or "all" for words in VERBS}


def completed(*words: str) -> list[tuple[str, str]]:
    """What completion offers for the last of the words, as (kind, value)."""
    *before, begun = words
    completions = ShellComplete(group, {}, "pia-audit", "_PIA_AUDIT_COMPLETE").get_completions(before, begun)
    return [(item.type, item.value) for item in completions]


def test_completion_knows_rules_and_files() -> None:
    """Codes and names of rules where a rule is asked for, files where a file is; also for the checklist's reports."""
    codes = [r.entry.code for r in rules()]
    assert completed("audit", "--select", "PIA3") == [("plain", c) for c in codes if c.startswith("PIA3")]
    assert completed("explain", "broken") == [("plain", "broken-chain")]
    assert ("plain", "reconcile") in completed("rec")
    for words in (("audit", "da"), ("show", "x", "-o", "da"), ("archive", "add", "da"), ("checklist", "data/"),
                  ("checklist", "read", "da"), ("explain", "PIA301", "-o", "da")):  # fmt: skip
        assert [kind for kind, _ in completed(*words)] == ["file"], words
    assert completed("checklist", "re") == [("plain", "read")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_list_of_commands_says_what_each_says_of_itself(lang: str) -> None:
    """The page that lists the commands has their lines from the catalogue, and they are the commands' own."""
    context = click.Context(group)
    lines = {name: in_language(group.get_command(context, name).help, lang) for name in group.list_commands(context)}  # type: ignore[union-attr]
    assert isinstance(group, Verbs)
    assert dict(group.summaries(context, Wording(lang))) == lines
