"""A verb that is killed while it writes leaves the old or the new, whole, and loses nothing it acknowledged."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import killed
import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills by process group")


@pytest.mark.parametrize("verb", ["decide", "read", "resume", "audit.xlsx", "diff.html", "reconcile.xlsx", "year"])
def test_a_kill_leaves_the_old_or_the_new(tmp_path: Path, verb: str) -> None:
    """A kill each; ``python tests/support/killed.py`` does fifty of each verb."""
    assert killed.one(killed.MAKERS[verb](tmp_path), Random(3)).faults == []
