"""What a form definition may say: the declared shape of a TOML file."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from xlgen import terms
from xlgen.strict import Code, Declared, Number, Several

Supplied = Literal["issued", "filled", "either", "correctable"]
Kind = Literal["text", "money"]
Label = Annotated[str, Field(min_length=1)]


class HeaderField(Declared):
    """A field of the form's head; `kind` says what its cell holds."""

    id: Code
    label: Label
    kind: Kind
    supplied: Supplied
    required: bool = False


class FundingColumn(Declared):
    """A column of the money table; a part is required where its line and its column are."""

    id: Code
    label: Label
    supplied: Supplied
    required: bool = False


class FundingLine(Declared):
    """A row of the money table, a part of the total."""

    id: Code
    label: Label
    required: bool = False


class Funding(Declared):
    """The money table: columns, parts of the total, and the fraction that is the execution rate.

    `totals` says who gives the total line: a formula, the unit, or both (then the unit's is compared). `parts` says
    whether the parts make up the total (`=`) or may fall short of it (`≤`).
    """

    label: Label
    max_score: Number
    numerator: Code
    denominator: Code
    total_label: Label
    other_lines: Several[Code] = ()
    zero_budget: Literal["zero", "not-applicable"] = "zero"
    totals: Literal["formula", "input", "stated"] = "formula"
    parts: Literal["=", "≤"] = "="
    columns: Several[FundingColumn] = Field(min_length=3, max_length=3)
    lines: Several[FundingLine] = Field(min_length=1)


class ObjectiveText(Declared):
    """One half of the annual objective; lengths are in characters."""

    label: Label
    supplied: Supplied
    required: bool = False
    shortest: Annotated[int, Field(ge=0)] = 0
    longest: Annotated[int, Field(ge=1, le=32_767)] = 32_767


class Objective(Declared):
    """The annual overall objective: what was expected beside what was achieved."""

    label: Label
    expected_result: ObjectiveText
    achieved_result: ObjectiveText


class Section(Declared):
    """A first-level indicator with its points and its second-level indicators; `kind` tells outputs from the rest."""

    label: Label
    kind: Literal["output", "outcome", "satisfaction", "cost", "other"] = "other"
    max_score: Number
    categories: Several[Label] = Field(min_length=1)


class Indicators(Declared):
    """The heads of the indicator table, who supplies targets and points, and words in names that tell their kind.

    `share_names` are of rates that cannot pass 100 %, `progress_names` of those that repeat the execution rate.
    """

    dimension: Label
    category: Label
    name: Label
    target_value: Label
    actual_value: Label
    deviation_explanation: Label
    stated_score: Label | None = None
    target_supplied: Supplied = "issued"
    max_score_supplied: Supplied = "either"
    share_names: Several[Label] = ()
    progress_names: Several[Label] = ()


class Band(Declared):
    """A level of a qualitative indicator and the part of the maximum that its score lies in, bounds included."""

    level: Label
    least: Number
    most: Number


class OverAchieved(Declared):
    """Points taken off where an achievement is so many times its target or more."""

    times: Number
    deduct: Number


class Cap(Declared):
    """The highest total where the execution rate lies below a bound."""

    below: Number
    total: Number


class Scoring(Declared):
    """How scores are rounded, the method for each sign of a target, and what a place decides about them.

    `rules` replace built-in ones. `bands` are the levels of a qualitative indicator, `scales` lists of grades with the
    best first, `verdicts` the two words for met and not met.
    """

    digits: Annotated[int, Field(ge=0, le=4)]
    rounding: Literal["half-up", "truncate"] = "half-up"
    methods: dict[str, str]
    rules: dict[str, str] = Field(default_factory=dict)
    bands: Several[Band] = ()
    scales: Several[Several[Label]] = ()
    verdicts: Annotated[Several[Label], Field(min_length=2, max_length=2)] = terms.VERDICTS
    over_achieved: OverAchieved | None = None
    caps: Several[Cap] = ()


class Rating(Declared):
    """A name of a rating and the total from which it holds."""

    name: Label
    least: Number


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
    """From where a check speaks: shares of 1, and for `heavy` points."""

    low_execution: Number = Decimal("0.8")
    unspent: Number = Decimal("0.1")
    revision: Number = Decimal("0.3")
    over_achieved: Number = Decimal("1.3")
    heavy: Number = Decimal(50)


class Checks(Declared):
    """The checks that apply, those graver or lighter than in the catalogue, and their thresholds."""

    apply: Several[str]
    levels: dict[str, Literal["error", "warning", "note"]] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()


class Guide(Declared):
    """What the sheet 填报说明 says, a line a paragraph."""

    lines: Several[Label] = Field(min_length=1)


class Roster(Declared):
    """How a project list may head its columns and call its funding lines, beside the form's own labels."""

    aliases: dict[str, Several[Label]] = Field(default_factory=dict)


class Definition(Declared):
    """A form definition as its file says it."""

    format: Literal[1]
    id: Code
    version: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")]
    place: Label
    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    basis: Label
    checked_by: Label
    amount_unit: Literal["元", "万元"]
    header: Several[HeaderField] = Field(min_length=1)
    funding: Funding
    objective: Objective
    sections: Several[Section] = Field(min_length=1)
    indicators: Indicators
    scoring: Scoring
    ratings: Several[Rating] = ()
    stated: Several[Literal["execution_rate", "execution_score", "total_score", "rating"]] = ()
    signoff: Signoff = Signoff()
    checks: Checks
    guide: Guide
    roster: Roster = Roster()
