"""The round of collecting: what was issued, what came back, what is missing, and what the returns show together.

results + ledger → entries → joined to what was issued → the summary; the ledger then keeps the round.
"""

from __future__ import annotations

from xlgen.collection.joining import Duplicates, Taking
from xlgen.collection.summary import close, exit_code

__all__ = ["Duplicates", "Taking", "close", "exit_code"]
