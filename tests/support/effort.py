"""How much a test does. Where every change is judged it does a part, and the whole elsewhere."""

from __future__ import annotations

import os

_IN_PART = (os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "")) == "ci"


def effort(whole: int, part: int) -> int:
    """So many examples, reports or repetitions: the ``part`` where the profile is ``ci``, else the ``whole``."""
    return part if _IN_PART else whole
