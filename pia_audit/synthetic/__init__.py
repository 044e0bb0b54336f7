"""Invented reports with their editions, faults put in on purpose, and the truth beside the data."""

from pia_audit.synthetic.as_text import to_text
from pia_audit.synthetic.clerk import HABITS
from pia_audit.synthetic.invention import generate
from pia_audit.synthetic.nation import write_corpus
from pia_audit.synthetic.truth import COMPANIONS, FAULTS, TABLES, TIMING, Fault, RowTruth, Synthetic

__all__ = [
    "COMPANIONS",
    "FAULTS",
    "HABITS",
    "TABLES",
    "TIMING",
    "Fault",
    "RowTruth",
    "Synthetic",
    "generate",
    "to_text",
    "write_corpus",
]
