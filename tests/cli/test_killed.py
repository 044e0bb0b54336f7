"""A verb that is killed while it writes leaves the old or the new, whole, and loses nothing it acknowledged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import killed
import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills by process group")


@pytest.mark.parametrize(
    "maker",
    [killed.deciding, killed.taking, killed.resuming, lambda f: killed.writing(f, "o.xlsx"),
     lambda f: killed.writing(f, "o.html")],
    ids=["decide", "checklist-read", "resume", "xlsx", "html"],
)  # fmt: skip
def test_a_kill_leaves_the_old_or_the_new(tmp_path: Path, maker: Callable[[Path], killed.Case]) -> None:
    """Two kills each; ``python tests/support/killed.py 50`` does fifty over all of them."""
    case, rng = maker(tmp_path), Random(3)
    for _ in range(2):
        killed.one(case, rng)
