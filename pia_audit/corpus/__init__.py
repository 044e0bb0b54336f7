"""A corpus as a folder of Parquet partitions, for more reports than fit into memory at once, audited and counted so.

::

    from pia_audit import corpus
    corpus.write(frames, "town.corpus", 8)
    changes = corpus.scan("town.corpus")["changes"]      # a polars LazyFrame

See :mod:`pia_audit.corpus.layout` for what lies in the folder. Each name is loaded when it is asked for: whether a
folder is a corpus is looked at before every audit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pia_audit.corpus.layout import BadCorpus, Layout, is_corpus
    from pia_audit.corpus.rates import counted
    from pia_audit.corpus.store import read, scan, write

__all__ = ["BadCorpus", "Layout", "counted", "is_corpus", "read", "scan", "write"]

_MODULES = {"BadCorpus": "layout", "Layout": "layout", "counted": "rates", "is_corpus": "layout",
            "read": "store", "scan": "store", "write": "store"}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
