"""Indicators that a form fixes, each scored by criteria: what their file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from xlgen import terms
from xlgen.strict import Declared, Number, Several
from xlgen.template.tables import Expression  # noqa: TC001 - pydantic reads the annotations at run time
from xlgen.template.values import Label, Paragraph, Points

if TYPE_CHECKING:
    from collections.abc import Iterator

Cap = Literal["each", "whole"]
Method = Literal["met", "chosen", "checkpoint", "tiers", "violations", "excess", "ratio", "judged"]
Words = Annotated[Several[Label], Field(min_length=2, max_length=2)]
Share = Annotated[Number, Field(ge=-1000, le=1000, decimal_places=6)]
IndicatorId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=40)]


class Option(Declared):
    """A word that a criterion's state is chosen from, with its points."""

    label: Label
    points: Points


class Tier(Declared):
    """A range of the value (`≥90%`, `[75%,90%)`, `<75%`) and its points."""

    range: Label
    points: Points


class Criterion(Declared):
    """One criterion of an indicator; which keys a method needs is told by `evaluation_mistakes`."""

    text: Paragraph
    points: Points
    method: Method
    value: Expression | None = None
    unit: Label | None = None
    target: Label | None = None
    options: Several[Option] = Field(default=(), max_length=20)
    tiers: Several[Tier] = Field(default=(), max_length=20)
    each: Points | None = None
    bound: Share | None = None
    per: Annotated[Number, Field(gt=0, le=1000, decimal_places=6)] | None = None
    negative: bool = False
    full_when: Expression | None = None
    zero_when: Expression | None = None


class Clause(Declared):
    """A veto or an exemption: what it says, and the condition by which it is known; else the unit answers it."""

    text: Paragraph
    when: Expression | None = None


class FixedIndicator(Declared):
    """An indicator of the form's own; `cap`, where it is said, wins over the score table's."""

    id: IndicatorId
    dimension: Label
    category: Label
    name: Label
    max_score: Annotated[Number, Field(gt=0, le=100, decimal_places=4)]
    meaning: Paragraph | None = None
    cap: Cap | None = None
    criteria: Several[Criterion] = Field(min_length=1, max_length=30)
    vetoes: Several[Clause] = Field(default=(), max_length=5)
    exemptions: Several[Clause] = Field(default=(), max_length=5)

    def expressions(self) -> Iterator[tuple[str, str]]:
        """Yield every expression with its place within the indicator."""
        for index, each in enumerate(self.criteria):
            for key in ("value", "full_when", "zero_when"):
                text = getattr(each, key)
                if text is not None:
                    yield f"criteria[{index}].{key}", text
        for name, clauses in (("vetoes", self.vetoes), ("exemptions", self.exemptions)):
            for index, clause in enumerate(clauses):
                if clause.when is not None:
                    yield f"{name}[{index}].when", clause.when


class Heads(Declared):
    """The heads of the score table."""

    dimension: Label = terms.EVALUATION_HEADS["dimension"]
    category: Label = terms.EVALUATION_HEADS["category"]
    name: Label = terms.EVALUATION_HEADS["name"]
    max_score: Label = terms.EVALUATION_HEADS["max_score"]
    meaning: Label = terms.EVALUATION_HEADS["meaning"]
    criterion: Label = terms.EVALUATION_HEADS["criterion"]
    points: Label = terms.EVALUATION_HEADS["points"]
    actual_value: Label = terms.EVALUATION_HEADS["actual_value"]
    criterion_score: Label = terms.EVALUATION_HEADS["criterion_score"]
    score: Label = terms.EVALUATION_HEADS["score"]
    deviation_explanation: Label = terms.EVALUATION_HEADS["deviation_explanation"]


class Evaluation(Declared):
    """The score table of a form whose indicators are its own; words are given as (no, yes), `met` as (yes, no).

    `cap` says whether each criterion or only the whole of an indicator is held to its points.
    """

    met: Words = terms.MET
    occurred: Words = terms.OCCURRED
    applies: Words = terms.APPLIES
    cap: Cap = "each"
    stated_score: Label | None = None
    heads: Heads = Heads()
    indicators: Several[FixedIndicator] = Field(min_length=1, max_length=200)

    def cap_of(self, indicator: FixedIndicator) -> Cap:
        """Return how an indicator's criteria are held to their points."""
        return indicator.cap or self.cap
