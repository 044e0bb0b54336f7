"""Corrections of rows that are off: the stages, what each finding calls for, and the trial of it."""

from pia_audit.compare.corrections.model import RULES, Correction, Judge, Witness
from pia_audit.compare.corrections.stages import corrections

__all__ = ["RULES", "Correction", "Judge", "Witness", "corrections"]
