"""The program as a folder with Python inside: there is no other Python to start for what needs a process of its own."""

from __future__ import annotations

import sys


def serves_another() -> bool:
    """Whether the program was started by itself, to be a process of its own; it has then done what that one does."""
    if not getattr(sys, "frozen", False):
        return False
    import multiprocessing  # here and below: what no other start of the program needs

    multiprocessing.freeze_support()
    from pia_audit.documents.pdf.worker import FROZEN_WORD

    if sys.argv[1:] != [FROZEN_WORD]:
        return False
    from pia_audit.documents.pdf.child import main

    main()
    return True
