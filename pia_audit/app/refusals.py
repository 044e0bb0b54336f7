"""What the page refuses, as a sentence with a status, and never as a traceback."""

from __future__ import annotations

from typing import Any

from pia_audit.archive import ArchiveError
from pia_audit.archive import text as archive_text
from pia_audit.messages.wording import Wording
from pia_audit.model.files import InputError

ROOM = "app"


class Refusal(Exception):
    """Something that is not done: ``code`` names a sentence of the catalogue's section ``refused``."""

    def __init__(self, code: str, status: int = 400, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.status, self.params = code, status, params


def sentence(error: BaseException, wording: Wording) -> str:
    """What to tell of an error; of one that nobody foresaw its kind alone, since its text may hold anything."""
    if isinstance(error, Refusal):
        return wording.say(ROOM, f"refused.{error.code}", **error.params)
    if isinstance(error, ArchiveError):
        return archive_text.error(error, wording)
    if isinstance(error, InputError):
        return wording.refusal(error)
    if isinstance(error, OSError):
        return wording.say(ROOM, "refused.system", reason=error.strerror or type(error).__name__)
    return wording.say(ROOM, "refused.internal", kind=type(error).__name__)


def status(error: BaseException) -> int:
    """The status of the answer that tells of an error."""
    if isinstance(error, Refusal):
        return error.status
    return 409 if isinstance(error, ArchiveError) and error.code == "busy" else 500
