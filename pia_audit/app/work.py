"""Work that takes its time: one thing at once, in the background, with progress, and it can be called off."""

from __future__ import annotations

import threading
from collections.abc import Callable

from msgspec import Struct, field

from pia_audit.app.refusals import Refusal, sentence
from pia_audit.messages.wording import Wording

Step = Callable[[str, int, int], None]
"""Told the stage, and how many of how many are done; raises :class:`CalledOff` where the work is to end."""


class CalledOff(Exception):
    """The work was called off."""


class Work(Struct):
    """A piece of work: ``state`` is ``running``, ``done``, ``called-off`` or ``failed`` (then ``reason`` says why)."""

    name: str
    stage: str = ""
    done: int = 0
    of: int = 0
    state: str = "running"
    reason: str = ""
    cancel: threading.Event = field(default_factory=threading.Event)

    def step(self, stage: str, done: int, of: int) -> None:
        """Note where the work stands. Raises :class:`CalledOff`."""
        self.stage, self.done, self.of = stage, done, of
        if self.cancel.is_set():
            raise CalledOff


class Bench:
    """Where one piece of work lies at a time; the last one stays there to be looked at."""

    def __init__(self, wording: Wording) -> None:
        self._wording, self._lock = wording, threading.Lock()
        self._thread: threading.Thread | None = None
        self.work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether something is at work."""
        return self.work is not None and self.work.state == "running"

    def free(self) -> None:
        """Refuse while something is at work."""
        if self.busy:
            raise Refusal("busy", 409)

    def start(self, name: str, task: Callable[[Step], None]) -> Work:
        """Begin; ``task`` is given the step to report by. Raises :class:`Refusal` while something is at work."""
        with self._lock:
            self.free()
            work = self.work = Work(name)
            self._thread = threading.Thread(target=self._run, args=(work, task), daemon=True, name=f"pia-audit-{name}")
            self._thread.start()
        return work

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the work to end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, work: Work, task: Callable[[Step], None]) -> None:
        try:
            task(work.step)
        except CalledOff:
            work.state = "called-off"
        except BaseException as error:  # whatever it was, the screen says that it ended
            work.reason = sentence(error, self._wording)
            work.state = "failed"
        else:
            work.state = "done"
