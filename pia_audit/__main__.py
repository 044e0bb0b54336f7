"""``python -m pia_audit``."""

from pia_audit.cli import main

main()
