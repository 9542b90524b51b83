"""Field paths that several modules speak of, each spelled once."""

from __future__ import annotations

import re
from typing import Final

TOTAL_LINE: Final = "total_funds"
EXECUTION_MAX_SCORE: Final = f"funding.{TOTAL_LINE}.max_score"
RATING: Final = "rating"
CORRECTION: Final = "correction_request"
_INDICATOR: Final = re.compile(r"indicators\[(\d+)\]\.")


def total(column: str) -> str:
    """Return the path of a column of the money table's total line."""
    return f"funding.{TOTAL_LINE}.{column}"


def stated(figure: str) -> str:
    """Return the path of the figure that somebody states beside ours."""
    return f"stated.{figure}"


def is_score(path: str) -> bool:
    """Return whether a field is a score, or what the scores give."""
    return path.endswith(".score") or path in {"execution_score", "total_score"}


def counts_what_happened(path: str) -> bool:
    """Return whether a number is 0 where nothing happened: points are given, and a target is set."""
    name = path.rpartition(".")[2]
    return "score" not in name and name != "target_value"


def response(field: str) -> str:
    """Return the path of the unit's answer to a warning about a field."""
    return f"responses.{field}"


def indicator_index(path: str) -> int | None:
    """Return which indicator a path belongs to, 0-based, or None."""
    found = _INDICATOR.match(path)
    return int(found[1]) if found else None
