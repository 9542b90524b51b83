"""The ledger of what was issued and what came back: one SQLite file a folder of forms."""

from __future__ import annotations

from xlgen.ledger.issues import (
    Issue,
    Superseded,
    add,
    digests,
    each_project,
    latest,
    read,
    superseded,
    walk,
    with_days,
)
from xlgen.ledger.receipts import (
    Receipt,
    Round,
    first_days,
    received,
    register,
    rounds,
    walk_first_days,
    walk_received,
)
from xlgen.ledger.store import FILE_NAME, VERSION, check_writable

__all__ = [
    "FILE_NAME",
    "VERSION",
    "Issue",
    "Receipt",
    "Round",
    "Superseded",
    "add",
    "check_writable",
    "digests",
    "each_project",
    "first_days",
    "latest",
    "read",
    "received",
    "register",
    "rounds",
    "superseded",
    "walk",
    "walk_first_days",
    "walk_received",
    "with_days",
]
