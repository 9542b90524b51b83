"""What a form definition may say: the declared shape of a TOML file."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from xlgen import terms
from xlgen.strict import Code, Declared, Number, Several
from xlgen.template.evaluation import Evaluation  # noqa: TC001 - pydantic reads the annotations at run time
from xlgen.template.tables import Name, Table  # noqa: TC001 - pydantic reads the annotations at run time
from xlgen.template.values import (
    LONGEST_RULE,
    FieldId,
    Kind,
    Label,
    Note,
    Paragraph,
    Points,
    Share,
    Supplied,
    Title,
)

IndicatorColumn = Literal[
    "dimension",
    "category",
    "name",
    "direction",
    "target_value",
    "unit_of_measure",
    "actual_value",
    "max_score",
    "score",
    "stated_score",
    "deviation_explanation",
]
"""A column of the indicator table."""

FIGURES: Final = ("execution_rate", "execution_score", "total_max_score", "total_score")
"""What every verdict calls the figures of its form, the rating aside."""

LONGEST_TEXT = 32_767
"""The most characters that a cell holds."""


class HeaderField(Declared):
    """A field of the form's head; `kind` says what its cell holds."""

    id: FieldId
    label: Label
    kind: Kind
    supplied: Supplied
    required: bool = False


class FundingColumn(Declared):
    """A column of the money table; a part is required where its line and its column are."""

    id: FieldId
    label: Label
    supplied: Supplied
    required: bool = False


class FundingLine(Declared):
    """A row of the money table, a part of the total."""

    id: FieldId
    label: Label
    required: bool = False


class Funding(Declared):
    """The money table: columns, parts of the total, and the fraction that is the execution rate.

    `totals` says who gives the total line: a formula, the unit, or both (then the unit's is compared). `parts` says
    whether the parts make up the total (`=`) or may fall short of it (`≤`).
    """

    label: Label
    max_score: Points
    numerator: FieldId
    denominator: FieldId
    total_label: Label
    other_lines: Several[FieldId] = ()
    zero_budget: Literal["zero", "not-applicable"] = "zero"
    totals: Literal["formula", "input", "stated"] = "formula"
    parts: Literal["=", "≤"] = "="
    columns: Several[FundingColumn] = Field(min_length=2, max_length=6)
    lines: Several[FundingLine] = Field(min_length=1, max_length=30)


NO_FUNDING: Final = Funding.model_construct(
    label="", max_score=Decimal(0), numerator="", denominator="", total_label="", columns=(), lines=()
)
"""Of a form without a money table of its own: nothing is drawn, scored or asked for."""


class ObjectiveText(Declared):
    """One half of the annual objective; lengths are in characters."""

    label: Label
    supplied: Supplied
    required: bool = False
    shortest: Annotated[int, Field(ge=0)] = 0
    longest: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = LONGEST_TEXT


class Objective(Declared):
    """The annual overall objective: what was expected beside what was achieved."""

    label: Label
    expected_result: ObjectiveText
    achieved_result: ObjectiveText


class Section(Declared):
    """A first-level indicator with its points and its second-level indicators; `kind` tells outputs from the rest.

    `blank_rows` is how many rows it has in a blank form; else 8 for outputs, 5 for outcomes, 3, or its categories.
    `spare_rows` is how many open rows an issued form has at its end, for indicators that the unit proposes itself.
    """

    label: Label
    kind: Literal["output", "outcome", "satisfaction", "cost", "other"] = "other"
    max_score: Annotated[Number, Field(gt=0, le=100, decimal_places=4)]
    categories: Several[Label] = Field(min_length=1, max_length=30)
    blank_rows: Annotated[int, Field(ge=1, le=60)] | None = None
    spare_rows: Annotated[int, Field(ge=0, le=20)] = 0


Span = Annotated[Several[Annotated[int, Field(ge=1, le=30)]], Field(min_length=2, max_length=2)]
"""The least and the most of something."""


class FreeSections(Declared):
    """How many first-level indicators a record may name itself, and how many second-level ones under each."""

    dimensions: Span
    categories: Span


class Indicators(Declared):
    """The indicator table: its columns in order, their heads, who supplies targets and points, words that tell a kind.

    With `free` the first- and second-level indicators are the record's own words, and the form has no sections.
    Where `columns` name direction and unit of measure, every target is shown in three cells; otherwise only one that
    the unit proposes is. With `children` a record may put indicators below another that explain it and have no score.
    `share_names` are of rates that cannot pass 100 %, `progress_names` of those that repeat the execution rate.
    """

    dimension: Label = terms.EVALUATION_HEADS["dimension"]
    category: Label = terms.EVALUATION_HEADS["category"]
    name: Label = terms.EVALUATION_HEADS["name"]
    target_value: Label = terms.TARGET_VALUE
    actual_value: Label = terms.ACTUAL_VALUE
    deviation_explanation: Label = terms.DEVIATION_EXPLANATION
    free: FreeSections | None = None
    max_score: Label = terms.MAX_SCORE
    score: Label = terms.SCORE
    direction: Label = terms.DIRECTION
    unit_of_measure: Label = terms.UNIT_OF_MEASURE
    stated_score: Label | None = None
    columns: Several[IndicatorColumn] = (
        "dimension",
        "category",
        "name",
        "target_value",
        "actual_value",
        "max_score",
        "score",
        "deviation_explanation",
    )
    children: bool = False
    target_supplied: Supplied = "issued"
    max_score_supplied: Supplied = "either"
    share_names: Several[Label] = ()
    progress_names: Several[Label] = ()


class Band(Declared):
    """A level of a qualitative indicator and the part of the maximum that its score lies in, bounds included."""

    level: Label
    least: Share
    most: Share


class OverAchieved(Declared):
    """Points taken off where an achievement is so many times its target or more."""

    times: Annotated[Number, Field(gt=1, le=1000, decimal_places=4)]
    deduct: Annotated[Number, Field(gt=0, le=100, decimal_places=4)]


class Cap(Declared):
    """The highest total where the execution rate lies below a bound."""

    below: Annotated[Number, Field(gt=0, le=1, decimal_places=6)]
    total: Points


class Missing(Declared):
    """Points taken off the total of a form without an indicator of this name, first- or second-level."""

    indicator: Label
    deduct: Annotated[Number, Field(gt=0, le=100, decimal_places=4)]


class Scoring(Declared):
    """How scores are rounded, the method for each sign of a target, and what a place decides about them.

    `rules` replace built-in ones. `bands` are the levels of a qualitative indicator, `scales` lists of grades with the
    best first, `verdicts` the two words for met and not met. `not_applicable` says what becomes of the points of what
    is not assessed: they are lost (`zero`), or the rest is scaled to 100 (`scaled`).
    """

    digits: Annotated[int, Field(ge=0, le=4)]
    rounding: Literal["half-up", "truncate"] = "half-up"
    methods: dict[str, str] = Field(default_factory=dict)
    rules: dict[str, Annotated[str, Field(max_length=LONGEST_RULE)]] = Field(default_factory=dict)
    bands: Several[Band] = Field(default=(), max_length=10)
    scales: Several[Annotated[Several[Label], Field(min_length=2, max_length=10)]] = Field(default=(), max_length=20)
    verdicts: Annotated[Several[Label], Field(min_length=2, max_length=2)] = terms.VERDICTS
    over_achieved: OverAchieved | None = None
    caps: Several[Cap] = Field(default=(), max_length=10)
    not_applicable: Literal["zero", "scaled"] = "zero"
    missing: Several[Missing] = Field(default=(), max_length=10)

    @property
    def adds_up(self) -> bool:
        """Whether the total is the plain sum of the scores."""
        return not self.caps and not self.missing and self.not_applicable == "zero"


class Rating(Declared):
    """A name of a rating and the total from which it holds."""

    name: Label
    least: Points


class Signature(Declared):
    """A place of the sign-off line."""

    id: Literal["preparer", "reviewer", "lead", "phone", "date"]
    label: Label


class Signoff(Declared):
    """The last line of the form: who signs, where the seal goes, and where the unit asks for a correction."""

    fields: Several[Signature] = ()
    seal: Label | None = None
    correction: Label | None = None


class Thresholds(Declared):
    """From where a check speaks: shares of 1, how many times the target (`over_achieved`), points (`heavy`)."""

    low_execution: Share = Decimal("0.8")
    unspent: Share = Decimal("0.1")
    revision: Annotated[Number, Field(ge=0, le=100, decimal_places=6)] = Decimal("0.3")
    over_achieved: Annotated[Number, Field(gt=1, le=1000, decimal_places=4)] = Decimal("1.3")
    heavy: Annotated[Number, Field(gt=0, le=100, decimal_places=4)] = Decimal(50)


class Checks(Declared):
    """The checks that apply, those graver or lighter than in the catalogue, and their thresholds."""

    apply: Several[str]
    levels: dict[str, Literal["error", "warning", "note"]] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()


class Guide(Declared):
    """What the sheet 填报说明 says besides what it takes from the form: a line a paragraph, and whom to ask."""

    lines: Several[Paragraph] = Field(default=(), max_length=100)
    contact: Note | None = None


class Roster(Declared):
    """How a project list may head its columns and call its funding lines, beside the form's own labels."""

    aliases: dict[str, Several[Label]] = Field(default_factory=dict)


class Definition(Declared):
    """A form definition as its file says it; `rating_row` says whether the rating has a row of its own."""

    format: Literal[1]
    id: Code
    version: Annotated[int, Field(ge=1, le=9999)]
    title: Title
    place: Label
    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    basis: Note
    checked_by: Note
    amount_unit: Literal["元", "万元"]
    header: Several[HeaderField] = Field(min_length=1, max_length=30)
    tables: Several[Table] = Field(default=(), max_length=30)
    funding: Funding = NO_FUNDING
    objective: Objective | None = None
    sections: Several[Section] = Field(default=(), max_length=20)
    indicators: Indicators = Indicators()
    evaluation: Evaluation | None = None
    scoring: Scoring
    ratings: Several[Rating] = Field(default=(), max_length=10)
    rating_row: Literal["own", "total"] = "own"
    stated: Several[Literal["execution_rate", "execution_score", "total_score", "rating"]] = ()
    signoff: Signoff = Signoff()
    checks: Checks
    figures: dict[FieldId, Name] = Field(default_factory=dict)
    guide: Guide = Guide()
    roster: Roster = Roster()

    @property
    def has_funding(self) -> bool:
        """Whether the form has a money table of its own."""
        return bool(self.funding.columns)

    @property
    def rate_field(self) -> str:
        """The field of the execution rate: the money table's, else the one that the form's figures name."""
        named = self.figures.get("execution_rate")
        return f"tables.{named}" if named and not self.has_funding else "execution_rate"

    @property
    def states_scores(self) -> bool:
        """Whether the unit states the score of each indicator beside ours."""
        head = self.indicators.stated_score if self.evaluation is None else self.evaluation.stated_score
        return head is not None

    @property
    def objective_texts(self) -> tuple[tuple[str, ObjectiveText], ...]:
        """The halves of the annual objective by key; none where the form has no objective."""
        own = self.objective
        return () if own is None else tuple((key, getattr(own, key)) for key in ("expected_result", "achieved_result"))

    @property
    def has_sections(self) -> bool:
        """Whether first- and second-level indicators are the form's, not the record's."""
        return self.indicators.free is None
