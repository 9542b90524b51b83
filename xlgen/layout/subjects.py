"""What the self-check looks at: one subject a line, in the order of the form, each with its chain of conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import checks, scoring
from xlgen.layout import open_subjects, proposal
from xlgen.layout.open_rows import counted, used_rows
from xlgen.layout.paths import EXECUTION_MAX_SCORE, RATING, TOTAL_LINE, indicator_index, stated, total
from xlgen.layout.plan import Cell, Kind, Role
from xlgen.layout.subject import Fields, Subject
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xlgen.checks import Condition
    from xlgen.layout.pattern import IndicatorPattern, Pattern
    from xlgen.template import Definition, Template


def subjects(
    template: Template, pattern: Pattern, cells: Sequence[Cell], asked: Mapping[str, Subject]
) -> Iterator[Subject]:
    """Yield the lines for a form's cells; `asked` are those that were found as the cells were drawn, by field."""
    finder = _Finder(template.definition, pattern)
    for cell in cells:
        subject = asked.get(cell.field) or finder.of(cell)
        if subject is not None and subject.conditions:
            yield subject


class _Finder:
    """Finds the subject of each cell of one form."""

    def __init__(self, definition: Definition, pattern: Pattern) -> None:
        self.definition = definition
        self.pattern = pattern
        self.thresholds = definition.checks.thresholds
        funding = definition.funding
        columns = {each.id for each in funding.columns}
        self.figures: dict[str, Callable[[Cell], Subject | None]] = {
            "total_max_score": self.maxima,
            stated("execution_rate"): self.stated_rate,
            stated("total_score"): self.stated_total,
            stated(RATING): self.stated_rating,
        }
        if definition.has_funding:
            self.figures |= {
                total(funding.numerator): self.spending,
                total("final_budget" if "final_budget" in columns else funding.denominator): self.budget,
                "execution_rate": self.rate,
                "execution_score": self.outputs,
            }

    def of(self, cell: Cell) -> Subject | None:
        if cell.field in self.figures:
            return self.figures[cell.field](cell)
        index = indicator_index(cell.field)
        if index is not None and self.definition.evaluation is not None:
            return None  # what is asked of a score table is noted as it is drawn
        if index is not None:
            return self.of_indicator(cell, index)
        if cell.role is not Role.INPUT:
            return None
        if cell.kind is Kind.MONEY:
            return self.money(cell)
        return self.stated_score(cell) if cell.kind is Kind.NUMBER else self.text(cell)

    # --- texts and money -------------------------------------------------------------------------------------

    def text(self, cell: Cell) -> Subject:
        """Return the line of a text: the objective's have bounds, and the result is held against what was expected."""
        fields: Fields = {"value": cell.field}
        if cell.field.startswith(("signoff.", "correction_request")):
            return Subject(cell, checks.FREE_TEXT, fields)
        conditions: tuple[Condition, ...] = checks.REQUIRED_TEXT if cell.required else checks.OPTIONAL_TEXT
        if cell.field == "project.code":
            conditions += (checks.CODE_DIGITS,)
        if cell.field == "objective.achieved_result":
            fields["expected_result"] = "objective.expected_result"
            # A copied text is graver than a placeholder within it, which is told last.
            conditions = (*conditions[:-1], checks.COPIED, conditions[-1])
        if cell.field.startswith("objective."):
            half = dict(self.definition.objective_texts)[cell.field.partition(".")[2]]
            conditions += checks.lengths(half.shortest, half.longest)
        return Subject(cell, conditions, fields)

    def money(self, cell: Cell) -> Subject:
        """Return the line of an amount; a total that the unit gives is held to its parts."""
        conditions: tuple[Condition, ...] = (checks.NEGATIVE,)
        fields: Fields = {"value": cell.field}
        line, _, column = cell.field.rpartition(".")
        if line in {f"funding.{TOTAL_LINE}", stated("funding")}:
            conditions += (checks.parts_differ(exact=self.definition.funding.parts == "="),)
            fields["parts"] = [f"funding.{each.id}.{column}" for each in self.definition.funding.lines]
        return Subject(cell, checks.number(*conditions, required=cell.required), fields)

    # --- the money table's figures ---------------------------------------------------------------------------

    def totals(self) -> Fields:
        funding = self.definition.funding
        return {"numerator": total(funding.numerator), "denominator": total(funding.denominator)}

    def spending(self, cell: Cell) -> Subject:
        funding = self.definition.funding
        fields = self.totals()
        compared = (funding.numerator, funding.denominator)
        others = [f"funding.{line}.{column}" for line in funding.other_lines for column in compared]
        if others:
            fields["other"] = others
        chain = checks.over_budget(other=bool(others), original=funding.denominator == "original_budget")
        if cell.role is not Role.INPUT:
            return Subject(cell, chain, fields)
        typed = self.money(cell)
        return Subject(cell, typed.conditions + chain, fields | dict(typed.fields))

    def budget(self, cell: Cell) -> Subject:
        columns = {each.id for each in self.definition.funding.columns}
        chain: tuple[Condition, ...] = (checks.UNIT_OF_MONEY,)
        fields = self.totals()
        if {"original_budget", "final_budget"} <= columns:
            chain += (checks.revised(self.thresholds.revision),)
            fields |= {"original_budget": total("original_budget"), "final_budget": total("final_budget")}
        if cell.role is not Role.INPUT:
            return Subject(cell, chain, fields)
        typed = self.money(cell)
        return Subject(cell, typed.conditions + chain, fields | dict(typed.fields))

    def rate(self, cell: Cell) -> Subject:
        fields: Fields = {"execution_rate": "execution_rate"} | self.totals()
        return Subject(cell, (checks.low_execution(self.thresholds.low_execution),), fields)

    def outputs(self, cell: Cell) -> Subject | None:
        """Return the line that asks whether hardly any money was spent while every output has its full points."""
        kinds, patterns = [each.kind for each in self.definition.sections], self.pattern.indicators
        rows = [index for index in self.pattern.order if not patterns[index].child]
        rows = [index for index in rows if kinds and kinds[patterns[index].section] == "output"]
        paths = [f"indicators[{index}]" for index in rows]
        evaluation = self.definition.evaluation
        if evaluation is not None:
            outputs = {each.label for each in self.definition.sections if each.kind == "output"}
            paths = [f"indicators[{i}]" for i, each in enumerate(evaluation.indicators) if each.dimension in outputs]
        if not paths:
            return None
        fields: Fields = {
            **self.totals(),
            "execution_rate": "execution_rate",
            "scores": [f"{path}.score" for path in paths],
            "maxima": [f"{path}.max_score" for path in paths],
        }
        used = used_rows(self.pattern, rows)
        if not used:
            return Subject(cell, (checks.unspent(self.thresholds.unspent),), fields)
        fields["used_rows"], count = used, counted(0)
        fixed = [f"indicators[{index}].score" for index in rows if not patterns[index].open]
        if fixed:
            fields["fixed_scores"], count = fixed, f"COUNTA(fixed_scores)+{count}"
        return Subject(cell, (checks.unspent(self.thresholds.unspent, count),), fields)

    # --- indicators ------------------------------------------------------------------------------------------

    def of_indicator(self, cell: Cell, index: int) -> Subject | None:
        pattern, key = self.pattern.indicators[index], cell.field.rpartition(".")[2]
        if pattern.open:
            return open_subjects.of_row(self.definition, self.pattern, cell, index)
        if not pattern.applies or cell.role is not Role.INPUT:
            return None  # what is not assessed is not asked about
        # A row's score is asked about where it can be mended: at the explanation, or at the score that is typed.
        typed = pattern.method in scoring.TYPED_METHODS
        if key in {"score", "deviation_explanation"}:
            return self.score(cell, index, pattern, typed=typed) if typed == (key == "score") else None
        return self.maximum(cell, index, pattern) if key == "max_score" else self.of_value(cell, key, pattern)

    def of_value(self, cell: Cell, key: str, pattern: IndicatorPattern) -> Subject:
        """Return the line of a target that is proposed or may be corrected, or of an achievement."""
        fields: Fields = {"value": cell.field}
        if cell.kind is Kind.CHOICE:
            return Subject(cell, checks.chosen(cell.choices, required=cell.required), fields)
        if cell.kind is Kind.NUMBER and key == "actual_value":
            return self.achievement(cell, pattern)
        if cell.kind is Kind.NUMBER or (cell.kind is Kind.TARGET and cell.number_format):
            return Subject(cell, checks.number(required=cell.required), fields)
        return Subject(cell, checks.REQUIRED_TEXT if cell.required else checks.FREE_TEXT, fields)

    def achievement(self, cell: Cell, pattern: IndicatorPattern) -> Subject:
        fields: Fields = {"value": cell.field}
        ranges: tuple[Condition, ...] = ()
        if cell.unit == "%" and pattern.target is not None and pattern.target.is_number:
            ranges += (checks.SHARE,)
            fields["target_value"] = cell.field.removesuffix("actual_value") + "target_value"
        if pattern.target is None:
            ranges += (checks.SHARE_PROPOSED,)
            path = cell.field.removesuffix("actual_value")
            fields |= {key: f"{path}{key}" for key in proposal.KEYS}
        if pattern.share:
            ranges += (checks.OVER_ONE,)
        if pattern.progress:
            ranges += (checks.PROGRESS,)
            fields["execution_rate"] = "execution_rate"
        return Subject(cell, checks.number(*ranges, required=cell.required), fields)

    def maximum(self, cell: Cell, index: int, pattern: IndicatorPattern) -> Subject:
        """Return the line of points that the unit fills in; the first of its section is asked for their sum.

        Where open rows may add to it, the first of these is.
        """
        conditions: tuple[Condition, ...] = (checks.NEGATIVE_POINTS,)
        fields: Fields = {"value": cell.field}
        section = [(row, each) for row, each in enumerate(self.pattern.indicators) if each.section == pattern.section]
        rows = [row for row, each in section if not each.child]
        own = [place for place in rows if self.fills_points(place)]
        added = any(each.open for _, each in section)
        if own and own[0] == index and self.definition.has_sections and not added:
            fields["maxima"] = [f"indicators[{place}].max_score" for place in rows]
            points = self.definition.sections[pattern.section].max_score
            less = self.scaled() and any(not each.applies for row, each in section if row in rows)
            conditions += (checks.section_sum(points, len(rows), less=less),)
        return Subject(cell, checks.number(*conditions, required=cell.required), fields)

    def fills_points(self, index: int) -> bool:
        path = f"indicators[{index}].max_score"
        given = path in self.pattern.issued and path not in self.pattern.correctable
        return not given and not self.pattern.indicators[index].child

    def scaled(self) -> bool:
        """Whether what is not assessed leaves its points out of the sums."""
        return self.definition.scoring.not_applicable == "scaled"

    def score(self, cell: Cell, index: int, pattern: IndicatorPattern, *, typed: bool) -> Subject:
        keys = ("score", "max_score", "deviation_explanation", "target_value", "actual_value", "direction")
        fields: Fields = {key: f"indicators[{index}].{key}" for key in keys}
        target = pattern.target
        far = target is None or target.operator in {Operator.AT_LEAST, Operator.ABOVE}
        conditions = checks.scored(
            self.thresholds.over_achieved if far else None,
            "0.01" if target is not None and target.is_percent else "1",
            of_number=pattern.of_number and (target is None or target.is_number),
            proposed=target is None,
        )
        if not typed:
            return Subject(cell, conditions, fields)
        ranges: tuple[Condition, ...] = (checks.SCORE_RANGE,)
        if pattern.method == scoring.QUALITATIVE:
            bands = [(each.level, each.least, each.most) for each in self.definition.scoring.bands]
            ranges += (checks.banded(bands, self.definition.scoring.digits),)
        return Subject(cell, checks.number(*ranges, required=True) + conditions, fields | {"value": cell.field})

    # --- totals and what is stated beside them ---------------------------------------------------------------

    def maxima(self, cell: Cell) -> Subject | None:
        if not any(self.fills_points(index) for index in range(len(self.pattern.indicators))):
            return None  # the office's own figures: told as it issues
        funding = self.definition.funding
        fields: Fields = {"value": cell.field, "max_score": EXECUTION_MAX_SCORE}
        points = funding.max_score if funding.zero_budget == "not-applicable" else None
        less = self.scaled() and any(not each.applies and not each.child for each in self.pattern.indicators)
        return Subject(cell, (checks.maxima_total(points, less=less),), fields)

    def stated_rate(self, cell: Cell) -> Subject:
        fields: Fields = {"value": cell.field, "execution_rate": "execution_rate"}
        return Subject(cell, checks.number(*checks.STATED_RATE, required=cell.required, tokens=self.tokens()), fields)

    def stated_score(self, cell: Cell) -> Subject:
        """Return the line of a stated score; the verifier may ask for a reason, which is answered there."""
        tokens = self.tokens() and cell.field == stated("execution_score")
        chain = checks.number(checks.NEGATIVE_POINTS, required=cell.required, tokens=tokens)
        return Subject(cell, chain, {"value": cell.field}, answerable=True)

    def scored(self) -> list[int]:
        """Return which indicators have a score: all that the form fixes, those assessed of a record's own."""
        evaluation = self.definition.evaluation
        if evaluation is not None:
            return list(range(len(evaluation.indicators)))
        return [index for index, each in enumerate(self.pattern.indicators) if each.scored]

    def tokens(self) -> bool:
        """Whether the form itself shows 不适用 for a zero budget: then the unit may write it too."""
        return self.definition.funding.zero_budget == "not-applicable"

    def stated_rating(self, cell: Cell) -> Subject:
        fields: Fields = {"value": cell.field, "rating": RATING}
        return Subject(cell, (*checks.chosen(cell.choices, required=False), checks.STATED_RATING), fields)

    def stated_total(self, cell: Cell) -> Subject:
        fields: Fields = {"value": cell.field, "total_score": "total_score"}
        parts: list[str] = []
        # A total that the execution rate caps is no sum, nor is one that is scaled or deducted from.
        # Of open rows not every one is there to be stated.
        if self.definition.states_scores and not self.pattern.has_open and self.definition.scoring.adds_up:
            parts = [stated(f"indicators[{index}].score") for index in self.scored()]
            if self.definition.has_funding:
                own = "execution_score" not in self.definition.stated
                parts.append("execution_score" if own else stated("execution_score"))
            fields["parts"] = parts
        condition = checks.stated_total(len(parts), self.definition.scoring.digits)
        return Subject(cell, checks.number(condition, required=cell.required), fields)
