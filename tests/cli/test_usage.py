"""A command typed wrong is answered in the reader's language, with what is wrong and where the help is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import run
from wcwidth import wcswidth

from pia_audit import cli

DATA = Path(__file__).resolve().parents[2] / "data"

WRONG = [
    (
        ["adit"],
        "「adit」というコマンドはありません。次のことでしょうか: audit",
        "no command “adit”. Did you mean: audit",
    ),
    (["audit"], "PATHS... の指定がありません。", "PATHS... is missing."),
    (["audit", "x", "--formt", "json"], "「--formt」というオプションはありません。", "no option “--formt”."),
    (["audit", "x", "--fail-on", "all"], "次のいずれかにしてください: error、", "choose one of: error"),
    (["audit", "x", "--config"], "--config の後に値が必要です。", "--config needs a value after it."),
    (["audit", "x", "--select", "PIA99"], "「PIA99」という規則はありません。", "PIA99"),
    (["show", "x", "--at", "someday"], "「someday」を日付として読み取れません", "someday"),
]


@pytest.mark.parametrize(("words", "ja", "en"), WRONG)
def test_a_wrong_command_is_told_in_both_languages(words: list[str], ja: str, en: str) -> None:
    """Exit status 2, the sentence on stderr, nothing of Click's own English in Japanese."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert ja in result.stderr
    assert "--help で表示できます。" in result.stderr
    assert not any(word in result.stderr for word in ("Error", "Usage", "Invalid", "Missing", "No such"))
    english = run(*words, "--lang", "en") if words[-1] != "--config" else run(*words[:1], "--lang", "en", *words[1:])
    assert english.exit_code == 2
    assert en in english.stderr


NOT_WRITTEN = [
    ("audit SAMPLE", "x.xls", ".xls"), ("audit SAMPLE", "x.PDF", ".pdf"), ("log SAMPLE", "x.docx", ".docx"),
    ("draft SAMPLE SAMPLE", "x.md", ".md"), ("checklist SAMPLE", "x.pdf", ".pdf"),
    ("checklist SAMPLE", "x.txt", ".txt"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "name", "suffix"), NOT_WRITTEN)
def test_a_suffix_that_no_format_has_is_refused(typed: str, name: str, suffix: str, tmp_path: Path) -> None:
    """Text in a file called a workbook or a document opens in the wrong program, or in none."""
    words = [str(DATA / "meguro-14" / "2026-03-18.txt") if w == "SAMPLE" else w for w in typed.split()]
    result = run(*words, "-o", tmp_path / name)
    assert result.exit_code == 2
    assert f"このコマンドは {suffix} の形式では出力できません" in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_suffixes_of_web_pages_are_one(tmp_path: Path) -> None:
    """``.htm``, as old programs of Windows call them, is ``.html``."""
    sample = DATA / "meguro-14" / "2026-03-18.txt"
    for verb in ("audit", "checklist"):
        run(verb, sample, "-o", tmp_path / "a.htm"), run(verb, sample, "-o", tmp_path / "a.html")
        assert (tmp_path / "a.htm").read_bytes() == (tmp_path / "a.html").read_bytes()
        assert (tmp_path / "a.htm").read_bytes().lower().startswith(b"<!doctype html")


WRITTEN = ["diff OLD NEW", "draft OLD NEW", "log NEW", "show NEW", "blame NEW", "rules", "explain PIA301"]


@pytest.mark.parametrize("typed", WRITTEN)
def test_a_file_that_is_there_now_is_told(typed: str, tmp_path: Path) -> None:
    """Whoever asked for a file learns that it was written, on stderr; with ``--quiet`` nothing is said."""
    files = {"OLD": DATA / "tebiki-01" / "2025-06-17.txt", "NEW": DATA / "tebiki-01" / "2026-01-09.txt"}
    words = [files.get(word, word) for word in typed.split()]
    target = tmp_path / "結果.json"
    result = run(*words, "-o", target)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{target} に書き出しました。\n")
    assert run(*words, "-o", target, "--quiet").stderr == ""


def places(tmp_path: Path) -> dict[str, str]:
    """A folder, a file that is no report, and a name that nothing has."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain.txt").write_text("hello", encoding="utf-8")
    return {"D": str(tmp_path / "folder"), "F": str(tmp_path / "plain.txt"), "N": str(tmp_path / "gone" / "x.json")}


MISTAKEN = [
    ("log SAMPLE -o D", "フォルダーです。ファイルの名前を", "is a folder. Please name a file."),
    ("log D", "フォルダーです。評価書のファイルを一つ", "Please name the file of one report."),
    ("log N", "ファイルが見つかりません", "The file was not found."),
    ("show F", "評価書として読み取れません", "cannot be read as a privacy impact report"),
    ("convert SAMPLE D", "フォルダーです。", "is a folder."),
    ("convert SAMPLE N", "そのファイル又はフォルダーはありません", "there is no such file or folder"),
    ("audit SAMPLE -o N", "そのファイル又はフォルダーはありません", "there is no such file or folder"),
    ("audit SAMPLE -o D", "フォルダーです。", "is a folder."),
    ("audit SAMPLE --jobs 0", "1から512までの整数", "a whole number from 1 to 512"),
    ("audit SAMPLE --config N", "そのファイル又はフォルダーはありません", "there is no such file or folder"),
    ("archive", "コマンドの指定がありません。", "No command was named."),
    ("archive list D", "フォルダーです。", "is a folder."),
    ("archive add N SAMPLE --corrects x", "1以上の整数", "a whole number from 1 on"),
    ("archive verify N --wait x", "0から3600までの秒数", "a number of seconds from 0 to 3600"),
    ("archive verify N --head abc", "「abc」はハッシュ値ではありません。", "“abc” is no digest."),
    ("audit SAMPLE -o", "-o の後に値が必要です。\n使い方は group audit --help で", "group audit --help shows"),
    ("archive export N 1 -o F", "ファイルです。フォルダーの名前を", "is a file. Please name a folder."),
    ("rules more than that", "余分な指定があります: more than that", "more than the command takes: more than that"),
    ("checklist raed x.xlsx", "次のことでしょうか: read", "Did you mean: read"),
    ("trends N", "読み取れた評価書がない", "No report could be read"),
    ("diff SAMPLE", "二つの版がありません。前の版と新しい版のファイルを", "name the older and the newer file"),
    ("reconcile SAMPLE", "比べる二つの版がありません。", "does not hold two editions to compare."),
    ("draft SAMPLE", "比べる二つの版がありません。", "does not hold two editions to compare."),
    ("audit SAMPLE --select PIA3O1", "PIA301 のことでしょうか。", "Did you mean PIA301?"),
    ("audit SAMPLE --ignore ＰＩＡ３０１", "PIA301 のことでしょうか。", "Did you mean PIA301?"),
    ("reconcile SAMPLE --select PIA301,brokn-chain", "broken-chain のことでしょうか。", "Did you mean broken-chain?"),
    ("explain Brokenchain", "broken-chain のことでしょうか。", "Did you mean broken-chain?"),
    ("explain PIA3", "次のうち一つを指定してください: PIA301、PIA302、", "Please name one of: PIA301, PIA302,"),
    ("explain nothing-like-it", "規則はありません。pia-audit rules で", "no rule “nothing-like-it”. pia-audit"),
]


@pytest.mark.parametrize(("typed", "ja", "en"), MISTAKEN, ids=[typed for typed, _, _ in MISTAKEN])
def test_a_wrong_place_or_value_is_told_in_the_reader_s_language(typed: str, ja: str, en: str, tmp_path: Path) -> None:
    """Wrong folders, files that are not there, numbers out of bounds: a sentence on stderr, exit status 2."""
    named = {**places(tmp_path), "SAMPLE": str(DATA / "meguro-14" / "2026-03-18.txt")}
    for lang, sentence in (("ja", ja), ("en", en)):
        result = run(*(named.get(word, word) for word in typed.split()), "--lang", lang)
        assert (result.exit_code, result.stdout) == (2, "")
        assert sentence in result.stderr
        assert not any(word in result.stderr for word in ("Error", "Usage", "Errno", "No such file", "Is a directory"))


@pytest.mark.parametrize("words", [["checklist", "make", "x", "--as-of"], ["archive", "list", "--wat"]])
def test_the_help_that_is_pointed_to_is_the_verb_s_own(words: list[str]) -> None:
    """Also where a verb below a group was typed wrong."""
    assert f"使い方は group {words[0]} {words[1]} --help で" in run(*words).stderr


def test_what_is_no_report_is_told_as_what_it_is(tmp_path: Path) -> None:
    """An archive and decisions, which the program wrote itself: what they are for, and nothing that is not so."""
    archive, decisions = tmp_path / "a.sqlite", tmp_path / "decisions.json"
    assert run("archive", "add", archive, DATA / "tebiki-01").exit_code == 0
    decisions.write_text('{"version": 1, "decisions": []}', encoding="utf-8")
    for verb, file, sentence in (
        ("show", archive, "pia-audit audit で検査できます。"),
        ("audit", decisions, "convert が書き出したもの"),
    ):
        result = run(verb, file)
        assert (result.exit_code, sentence in result.stdout + result.stderr) == (2, True)


@pytest.mark.parametrize("form", ["table", "html", "xlsx", "json", "csv", "markdown", "sarif"])
def test_what_could_not_be_read_is_told_although_a_file_is_written(form: str, tmp_path: Path) -> None:
    """«Written, 0 errors» alone would pass for a clean audit of a file that nobody found."""
    result = run("audit", tmp_path / "gone.txt", "--format", form, "-o", tmp_path / "out", "--quiet")
    assert result.exit_code == 2
    assert "gone.txt: ファイルが見つかりません。" in result.stderr


ENVIRONMENT = {
    "fr": (["環境変数 PIA_AUDIT_LANG の「fr」は使えません（ja 又は en）。日本語で続けます。",
            "PIA_AUDIT_LANG cannot be “fr” (ja or en). Going on in Japanese."], "前後の変更がつながらない"),
    "": ([], "前後の変更がつながらない"),
    " ": ([], "前後の変更がつながらない"),
    "en ": ([], "Changes do not follow on"),
    "EN": ([], "Changes do not follow on"),
}  # fmt: skip


@pytest.mark.parametrize("value", ENVIRONMENT)
def test_an_unknown_language_in_the_environment_is_told_once(value: str) -> None:
    """In both languages on stderr, whatever the verb, and the work goes on in Japanese; no value is no language."""
    messages, title = ENVIRONMENT[value]
    result = run("explain", "PIA301", env={"PIA_AUDIT_LANG": value})
    assert (result.exit_code, result.stderr.splitlines()) == (0, messages)
    assert title in result.stdout
    below = run("checklist", "make", "--help", env={"PIA_AUDIT_LANG": value})
    assert (below.exit_code, below.stderr.splitlines()) == (0, messages)


def test_a_language_that_is_asked_for_leaves_the_environment_s_aside() -> None:
    """Nothing is said of a value that plays no part, nor where notes were not wanted."""
    for words in (["--lang", "en"], ["--quiet"]):
        assert run("explain", "PIA301", *words, env={"PIA_AUDIT_LANG": "fr"}).stderr == ""


def test_a_file_s_name_near_a_verb_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``checklist made.txt`` names a report where there is one of that name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made").write_bytes((DATA / "meguro-14" / "2026-03-18.txt").read_bytes())
    assert run("checklist", "made").exit_code == 0


@pytest.mark.parametrize("kind", [ValueError, type("Panic", (BaseException,), {})])
def test_the_last_net_holds_whatever_falls(
    kind: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also what a library raises beside Python's own exceptions ends in a sentence and exit status 2."""

    def fall(**_: str) -> None:
        raise kind("why")

    monkeypatch.setattr(cli, "group", fall)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    message = capsys.readouterr().err
    assert f"{kind.__name__}: why" in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    ("day", "outside", "sentence"),
    [
        ("1990-01-01", "before", "変更箇所の最も古い行（2020-03-03）より前の日です。"),
        ("2020-03-03", None, ""),
        ("2026-03-18", None, ""),
        ("2030-01-01", "after", "この版の公表日（2026-03-18）より後の日です。"),
    ],
)
def test_a_day_of_which_the_report_knows_nothing_is_told(day: str, outside: str | None, sentence: str) -> None:
    """A text shown for a day before the first row or after publication is no claim about that day."""
    sample = DATA / "meguro-14" / "2026-03-18.txt"
    shown = run("show", sample, "--at", day).stdout.splitlines()[2]
    assert shown.startswith(f"ご注意: {sentence}") if sentence else shown == ""
    assert json.loads(run("show", sample, "--at", day, "--format", "json").stdout)["outside"] == outside


def test_an_example_names_items_as_the_form_does() -> None:
    """``explain`` is read by auditors: no id of the program stands in it, and it fits the screen."""
    for rule in ("PIA301", "PIA201", "PIA404"):
        output = run("explain", rule, env={"COLUMNS": "90"}).stdout
        assert not re.search(r"^ +本文 [a-z_]+\.", output, re.MULTILINE)
        assert all(wcswidth(line) <= 90 for line in output.splitlines())


@pytest.mark.parametrize("verb", ["log", "show", "blame", "draft"])
def test_tables_of_the_past_fit_the_screen(verb: str) -> None:
    """As the other tables do: no line of a table is wider than the screen."""
    files = [DATA / "tebiki-01" / "2025-06-17.txt", DATA / "tebiki-01" / "2026-01-09.txt"]
    result = run(verb, *(files if verb == "draft" else files[1:]), env={"COLUMNS": "100"})
    assert result.exit_code == 0
    assert all(wcswidth(line) <= 100 for line in result.stdout.splitlines() if "  " in line)
