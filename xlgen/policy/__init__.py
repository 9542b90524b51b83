"""What an office has decided about checks: how grave, switched off, on trial, and which findings are let pass.

A finding that a policy touches stays visible; only what becomes of the file is said anew.
"""

from __future__ import annotations

from xlgen.policy.applying import applied, applied_to_round
from xlgen.policy.decided import NONE, Level, Policy, Thresholds, Waiver
from xlgen.policy.reading import read

__all__ = [
    "NONE",
    "Level",
    "Policy",
    "Thresholds",
    "Waiver",
    "applied",
    "applied_to_round",
    "read",
]
