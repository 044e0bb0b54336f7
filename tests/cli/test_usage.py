"""A command typed wrong is answered in the reader's language, with what is wrong and where the help is."""

from __future__ import annotations

import pytest
from commands import run

from pia_audit import cli

WRONG = [
    (["adit"], "「adit」というコマンドはありません。次のことでしょうか: audit",
     "no command “adit”. Did you mean: audit"),
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
    told = run(*words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert ja in told.stderr
    assert "--help で表示できます。" in told.stderr
    assert not any(word in told.stderr for word in ("Error", "Usage", "Invalid", "Missing", "No such"))
    english = run(*words, "--lang", "en") if words[-1] != "--config" else run(*words[:1], "--lang", "en", *words[1:])
    assert english.exit_code == 2
    assert en in english.stderr


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
    told = capsys.readouterr().err
    assert f"{kind.__name__}: why" in told
    assert "Traceback" not in told
