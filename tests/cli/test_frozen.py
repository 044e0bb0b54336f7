"""The program as a folder with Python inside: it is its own Python."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pia_audit.documents.pdf import worker

FROZEN = "import sys; sys.frozen = True; from pia_audit.cli import main; main()"


def test_the_process_that_opens_pdfs_is_the_program_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker._command() == [sys.executable, worker.FROZEN_WORD]


def test_called_so_it_opens_pdfs_until_there_are_no_more() -> None:
    words = [sys.executable, "-c", FROZEN, worker.FROZEN_WORD]
    done = subprocess.run(words, input=(3).to_bytes(8, "big") + b"%PD", capture_output=True, check=True, timeout=60)
    ready, answer = map(json.loads, done.stdout.splitlines())
    assert ready == {"ready": True}
    assert "unread" in answer


def test_otherwise_it_is_the_command_line() -> None:
    done = subprocess.run([sys.executable, "-c", FROZEN, "--version"], capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"pia-audit ")
