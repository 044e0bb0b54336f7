"""The command that starts the page."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "python_multipart"])
@pytest.mark.parametrize(("lang", "sentence"), [("ja", "追加のライブラリー"), ("en", "additional libraries")])
def test_without_the_extra(name: str, lang: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence that says what to install, and exit status 2."""
    spec = importlib.util.find_spec
    monkeypatch.setattr("pia_audit.cli.serve.find_spec", lambda n: None if n == name else spec(n))
    answer = run("serve", "--lang", lang)
    assert answer.exit_code == 2
    assert sentence in answer.stderr
    assert 'pip install "pia-audit[app]"' in answer.stderr


def test_the_command_line_does_without_it() -> None:
    """Nothing of the extra is loaded until the page is started, by whatever command."""
    program = (
        "import sys; from pia_audit.cli import group; [group.get_command(None, n) for n in group.list_commands(None)];"
        "print([m for m in sys.modules if m.split('.')[0] in ('starlette', 'uvicorn', 'python_multipart', 'anyio')])"
    )
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert process.stdout == "[]\n"


def served(monkeypatch: pytest.MonkeyPatch, ending: BaseException | None = None) -> list[tuple[Any, ...]]:
    """What the command asks of the server, which announces an address and ends."""
    calls: list[tuple[Any, ...]] = []

    def serve(folder: Path, lang: str, port: int, settings: Any, announce: Callable[[str], None], **more: Any) -> None:
        calls.append((folder, lang, port, settings.ignore, more["browser"]))
        assert more["yearly"] is not None
        announce("http://127.0.0.1:1/?token=x")
        if ending is not None:
            raise ending

    monkeypatch.setattr("pia_audit.app.server.serve", serve)
    return calls


def test_it_prints_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address alone on stdout, how to go on later on stderr; interrupted is the way to end it."""
    calls = served(monkeypatch, KeyboardInterrupt())
    (tmp_path / "own.toml").write_text('ignore = ["PIA301"]')
    answer = run("serve", "--folder", tmp_path, "--port", "8765", "--no-browser", "--config", tmp_path / "own.toml")
    assert (answer.exit_code, answer.stdout) == (0, "http://127.0.0.1:1/?token=x\n")
    assert f'pia-audit serve --folder "{tmp_path}"' in answer.stderr
    assert calls == [(tmp_path, "ja", 8765, ("PIA301",), False)]


def test_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one named the work lies among the user's own data, where another start goes on with it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    calls = served(monkeypatch)
    assert run("serve", "--lang", "en").exit_code == 0
    ((folder, lang, port, _, browser),) = calls
    assert folder.parent == tmp_path / "pia-audit" / "work"
    assert (lang, port, browser) == ("en", 0, True)
    for name in ("20250101-000000", "20260101-000000", "20270101-000000"):
        (folder.parent / name).mkdir(parents=True)
    for name in ("20250101-000000", "20260101-000000"):  # in the third nothing was brought in
        (folder.parent / name / "archive.sqlite").touch()
    run("serve")
    run("serve", "--new")
    assert calls[1][0].name == "20260101-000000"
    assert calls[2][0] not in (calls[1][0], *folder.parent.iterdir())


def test_where_it_cannot_start(tmp_path: Path) -> None:
    """A folder that is none, a port that is taken: a sentence, and exit status 2."""
    (tmp_path / "file").write_text("x")
    inside = run("serve", "--folder", tmp_path / "file" / "x", "--no-browser")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = run("serve", "--folder", tmp_path / "w", "--port", str(other.getsockname()[1]), "--no-browser")
    assert (inside.exit_code, taken.exit_code) == (2, 2)
    assert "始められません" in inside.stderr
    assert "始められません" in taken.stderr
