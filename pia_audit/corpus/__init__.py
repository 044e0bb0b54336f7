"""A corpus as a folder of Parquet partitions, for more reports than fit into memory at once, audited and counted so.

::

    from pia_audit import partitions
    partitions.write(corpus, "town.corpus", 8)
    changes = partitions.scan("town.corpus")["changes"]      # a polars LazyFrame

See :mod:`pia_audit.corpus.layout` for what lies in the folder.
"""

from pia_audit.corpus.layout import BadCorpus, Layout, is_corpus, layout
from pia_audit.corpus.store import read, scan, write

__all__ = ["BadCorpus", "Layout", "is_corpus", "layout", "read", "scan", "write"]
