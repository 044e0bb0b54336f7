"""Opens PDFs in a process of their own, which may hang, grow or crash without taking the audit with it.

A file of two kilobytes can ask for a billion drawings, and the library that opens it has no limit of its
own. The process serves file after file, tells of every page it has done, and is ended when it stays silent.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import subprocess
import sys
import threading
from typing import IO, Any

from pia_audit.documents.blocks import Cell, Document, Row
from pia_audit.model import Unread

PATIENCE = 20.0
"""Seconds a page may take; one of a form takes some hundredths."""

START = 120.0
"""Seconds the process may take to begin: less than one, but for a machine that looks into every new program first."""

FROZEN_WORD = "--opens-pdfs"
"""What a program with Python inside is called with, to be that process (:mod:`pia_audit.cli.frozen`)."""


class Worker:
    """The process, started with the first file and again after one that ended it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, source: str, data: bytes) -> Document | Unread:
        """The rows of a PDF; ``pdf-too-complex`` with the page when the process does not survive it, ``pdf-no-process``
        when there is none to be had."""
        with self._lock:
            process = self._running()
            if process is None:
                return Unread(source, "pdf-no-process", params={"program": sys.executable})
            done = 0
            try:
                for message in _talk(process, data):
                    if "page" not in message:
                        return _result(source, data, message)
                    done = message["page"]
            except OSError:  # it ended while the file was still being sent
                pass
            self.stop()
            return Unread(source, "pdf-too-complex", params={"page": done + 1})

    def stop(self) -> None:
        """Ends the process, if there is one and it is ours (not that of a process we were forked from)."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            try:
                self._process, self._owner = _started(), os.getpid()
            except OSError:  # there is no such program, or none may be started
                self._process = None
            if self._process and not _begun(self._process):
                self.stop()
        return self._process


def _command() -> list[str]:
    if getattr(sys, "frozen", False):  # the program is its own Python, and takes no module to run
        return [sys.executable, FROZEN_WORD]
    return [sys.executable, "-m", "pia_audit.documents.pdf.child"]


def _started() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )


def _begun(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process says that it is there, with all it needs."""
    assert process.stdout is not None
    with _Watch(process, START):
        return bool(process.stdout.readline())


def _talk(process: subprocess.Popen[bytes], data: bytes) -> Any:
    """What the process answers to a file, message by message, until it ends or stays silent for too long."""
    assert process.stdin is not None
    assert process.stdout is not None
    with _Watch(process):
        process.stdin.write(len(data).to_bytes(8, "big") + data)
        process.stdin.flush()
    while line := _line(process, process.stdout):
        yield json.loads(line)


def _line(process: subprocess.Popen[bytes], stream: IO[bytes]) -> bytes:
    with _Watch(process):
        return stream.readline()


class _Watch:
    """Ends a process unless what it is waited for comes in time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float | None = None) -> None:
        self._timer = threading.Timer(PATIENCE if seconds is None else seconds, process.kill)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _result(source: str, data: bytes, message: dict[str, Any]) -> Document | Unread:
    if "unread" in message:
        code, locator, params = message["unread"]
        return Unread(source, code, locator, params)
    return Document(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=tuple(Row(tuple(Cell(*cell) for cell in cells), ruled) for ruled, cells in message["rows"]),
        encoding="pdf",
        keeps_ticks=message["keeps_ticks"],
        problems=tuple(Unread(source, code, at, params, fatal=False) for code, at, params in message["problems"]),
    )


WORKER = Worker()
atexit.register(WORKER.stop)
