"""What a policy file declares."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from xlgen.strict import Declared, Number, Several

Words = Annotated[str, Field(pattern=r"\S", max_length=1000)]


class Level(Declared):
    """How one code is taken: how grave, switched off, on trial, when it changes no file's status, or no longer."""

    severity: Literal["error", "warning", "note"] | None = None
    off: bool = False
    beta: bool | None = None


class Waiver(Declared):
    """One code let pass for one project: why, who decided it, and the last day on which it holds (None: no end)."""

    project: Words
    code: Words
    reason: Words
    by: Words
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Return whether it holds on a day; where the day is not known, only one without an end does."""
        return self.until is None or (day is not None and day <= self.until)


class Thresholds(Declared):
    """From where on checks speak: projects of a department, how alike two texts are, the score rate over execution.

    `score_above_execution` is in percentage points.
    """

    all_full_marks: Annotated[int, Field(ge=2, le=1000)] = 5
    near_identical: Annotated[Number, Field(ge=0.5, le=1)] = Decimal("0.95")
    score_above_execution: Annotated[Number, Field(gt=0, le=100)] = Decimal(30)


class Policy(Declared):
    """A policy file."""

    policy: Literal[1] = 1
    codes: dict[str, Level] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    waivers: Several[Waiver] = ()

    def on(self, day: dt.date | None) -> Policy:
        """Return what of it holds on a day."""
        return self.model_copy(update={"waivers": tuple(each for each in self.waivers if each.holds(day))})


NONE = Policy()
