"""Holds a returned workbook against its plan: is it our form, whole, and which values were submitted.

A file supplies values, never logic: its own formulas are only compared with ours, in normal form. What is compared is
meaning: programs that save a file again rewrite much of it.
"""

from __future__ import annotations

from xlgen.integrity.held import NO_VALUE, Held, hold
from xlgen.integrity.opening import open_held, open_issued, recognised
from xlgen.integrity.placing import as_shown, at, described, fifteen, place, plain, same, same_text

__all__ = [
    "NO_VALUE",
    "Held",
    "as_shown",
    "at",
    "described",
    "fifteen",
    "hold",
    "open_held",
    "open_issued",
    "place",
    "plain",
    "recognised",
    "same",
    "same_text",
]
