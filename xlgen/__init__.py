"""xlgen makes fillable performance self-evaluation workbooks and judges them when they come back.

The public interface: `generate`, `fill`, `extract`, `repair`, `verify`. Everything else may change.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlgen.batch import verify
    from xlgen.verbs.extract import extract
    from xlgen.verbs.fill import fill
    from xlgen.verbs.generate import generate
    from xlgen.verbs.repair import repair

__all__ = ["extract", "fill", "generate", "repair", "verify"]
__version__ = "0.1.0"

_HOMES = {
    "extract": "verbs.extract",
    "fill": "verbs.fill",
    "generate": "verbs.generate",
    "repair": "verbs.repair",
    "verify": "batch",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the verbs, loaded when first asked for
    """Return a verb; importing xlgen alone loads no library."""
    if name not in _HOMES:
        message = f"module 'xlgen' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"xlgen.{_HOMES[name]}"), name)
