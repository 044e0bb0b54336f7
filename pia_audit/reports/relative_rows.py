"""What a change row in relative words (同左、以下を追加) comes to, for showing it beside the words as typed."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from pia_audit.compare import relative_wording
from pia_audit.messages.wording import Wording

_CARRIED_OUT = frozenset({"relative", "near"})
"""What replay says of a row whose words it carried out."""


class CarriedOut(Struct, frozen=True):
    """The texts that a row's words stand for; ``typed`` are its 変更前 and 変更後 as they are printed."""

    before: str
    after: str
    typed: tuple[str, str]

    def as_typed(self, wording: Wording) -> str:
        """The words as typed, 変更前 only where it has such words itself."""
        before, after = self.typed
        both = "略" in before
        return wording.say("model", "typed.both" if both else "typed.after", before=before, after=after)


def carried_out(before: str | None, after: str | None, trusts: Collection[str | None]) -> CarriedOut | None:
    """The row's words carried out; ``None`` for a row that is no relative one, or whose words fitted nowhere.

    ``trusts`` is what replay said of the row's steps, item by item: a text may say 略 or 同左 of its own.
    """
    if before is None or after is None or not _CARRIED_OUT.intersection(trusts):
        return None
    texts = relative_wording.comes_to(before, after)
    return None if texts is None else CarriedOut(*texts, (before, after))
