"""The project form drawn in its official layout, with its self-check and its guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import scoring, targets, terms
from xlgen.layout import selfcheck
from xlgen.layout.drawing import Drawing
from xlgen.layout.paths import EXECUTION_MAX_SCORE, TOTAL_LINE, total
from xlgen.layout.plan import PLAN_VERSION, Cell, Kind, Role, Shape, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.formula import Area
    from xlgen.layout.pattern import IndicatorPattern, Pattern
    from xlgen.template import Definition, Template

FORM_WIDTHS: Final = (6.0, 9.0, 12.0, 24.0, 14.0, 14.0, 7.0, 9.0, 20.0)
LAST: Final = len(FORM_WIDTHS) - 1
MONEY: Final = "#,##0.00"
PERCENT: Final = "0.00%"
FIGURES: Final = (("execution_rate", 4), ("execution_score", 2), ("total_max_score", 2), ("total_score", 2))
# Columns of the form, 0-based: the block's name, then the indicator table's eight.
BLOCK, DIMENSION, CATEGORY, NAME, TARGET, ACTUAL, MAX_SCORE, SCORE, EXPLANATION = range(9)


class FormDrawer:
    """Draws one form from top to bottom; `row` is the next free row."""

    def __init__(self, template: Template, pattern: Pattern) -> None:
        self.template = template
        self.definition: Definition = template.definition
        self.pattern = pattern
        self.fields: dict[str, Area] = {}
        self.form = Drawing(self.definition.title, self.fields)
        self.row = 0

    def shape(self) -> Shape:
        """Return the shape of the whole workbook, the manifest aside."""
        self.head()
        self.funding()
        self.objective()
        head_row = self.row
        self.indicators()
        self.total()
        check = selfcheck.draw(self.definition, self.pattern, self.form.cells, self.fields)
        return Shape(
            version=PLAN_VERSION,
            title=self.definition.title,
            sheets=(
                _guide(self.definition),
                Sheet(
                    name=self.definition.title,
                    widths=FORM_WIDTHS,
                    cells=tuple(self.form.cells),
                    repeat_rows=head_row,
                ),
                check.sheet,
            ),
            lines=check.lines,
            figures=tuple(name for name, _ in FIGURES),
            figure_digits=tuple(digits for _, digits in FIGURES),
        )

    def value(self, at: tuple[int, int], field: str, kind: Kind, **more: object) -> None:
        """Draw the cell of a value: issued where the office supplies it, else an input."""
        issued = field in self.pattern.issued
        text = kind is Kind.TEXT
        style = ("issued_" if issued else "input_") + ("text" if text else "number")
        cell = Cell(
            row=at[0],
            column=at[1],
            role=Role.ISSUED if issued else Role.INPUT,
            field=field,
            kind=kind,
            **({"style": style} | more),  # type: ignore[arg-type] # named as in Cell
        )
        self.form.put(cell)

    def computed(self, at: tuple[int, int], field: str, text: str, **more: object) -> None:
        """Draw a formula cell."""
        cell = Cell(
            row=at[0],
            column=at[1],
            role=Role.FORMULA,
            field=field,
            kind=Kind.NUMBER,
            style="formula",
            text=text,
            **more,  # type: ignore[arg-type] # named as in Cell
        )
        self.form.put(cell)

    def head(self) -> None:
        """Draw title, code, year, unit of money, and the head's fields two a row."""
        definition, put = self.definition, self.form
        put.label((0, 0), definition.title, "title", (1, LAST + 1))
        put.label((1, 0), terms.PROJECT_CODE, "small", (1, 2))
        self.form.put(
            Cell(
                row=1,
                column=2,
                columns=2,
                role=Role.ISSUED,
                style="small",
                field="project.code",
                label=terms.PROJECT_CODE,
            )
        )
        self.form.put(
            Cell(
                row=1,
                column=4,
                columns=2,
                role=Role.ISSUED,
                style="small",
                kind=Kind.NUMBER,
                field="fiscal_year",
                number_format=terms.FISCAL_YEAR,
                label=terms.YEAR,
            )
        )
        put.label((1, 6), terms.AMOUNT_UNIT.format(unit=definition.amount_unit), "small_right", (1, 3))
        self.row = 2
        for index, each in enumerate(definition.header):
            left = index % 2 == 0
            put.label((self.row, 0 if left else TARGET), each.label, "head", (1, 2 if left else 1))
            kind = Kind.MONEY if each.kind == "money" else Kind.TEXT
            self.value(
                (self.row, 2 if left else ACTUAL),
                f"project.{each.id}",
                kind,
                columns=2 if left else 4,
                label=each.label,
                required=each.required,
                number_format=MONEY if kind is Kind.MONEY else "",
                unit=definition.amount_unit if kind is Kind.MONEY else "",
            )
            self.row += 0 if left else 1
        self.row += len(definition.header) % 2

    def funding(self) -> None:
        """Draw the money table: the total first, then its parts."""
        funding, put = self.definition.funding, self.form
        top = self.row
        block = f"{funding.label}\n（{self.definition.amount_unit}）"
        put.label((top, BLOCK), block, "block", (len(funding.lines) + 2, 1))
        put.label((top, DIMENSION), "", "head", (1, 2))
        heads = [each.label for each in funding.columns] + [terms.MAX_SCORE, terms.EXECUTION_RATE, terms.SCORE]
        for column, label in enumerate(heads, start=NAME):
            put.label((top, column), label, "head")
        for index, line in enumerate(funding.lines):
            row = top + 2 + index
            put.label((row, DIMENSION), line.label, "left", (1, 2))
            for column, each in enumerate(funding.columns, start=NAME):
                self.value(
                    (row, column),
                    f"funding.{line.id}.{each.id}",
                    Kind.MONEY,
                    number_format=MONEY,
                    unit=self.definition.amount_unit,
                    label=terms.FUNDING_FIELD.format(line=line.label, column=each.label),
                    required=line.required and each.required,
                )
            put.label((row, MAX_SCORE), terms.NO_VALUE, "centre")
            self.rate(row, line.id, f"funding.{line.id}.execution_rate", line.label)
            put.label((row, EXPLANATION), terms.NO_VALUE, "centre")
        self.total_line(top + 1)
        self.row = top + 2 + len(funding.lines)

    def total_line(self, row: int) -> None:
        """Draw the money table's first line: sums, the execution rate and its score."""
        funding, form = self.definition.funding, self.form
        form.label((row, DIMENSION), funding.total_label, "left", (1, 2))
        for column, each in enumerate(funding.columns, start=NAME):
            parts = [f"funding.{line.id}.{each.id}" for line in funding.lines]
            text = form.rule(self.template.rules[scoring.FUNDING_TOTAL], {"parts": parts})
            label = terms.FUNDING_FIELD.format(line=funding.total_label, column=each.label)
            self.computed((row, column), total(each.id), text, number_format=MONEY, label=label)
        form.put(
            Cell(
                row=row,
                column=MAX_SCORE,
                role=Role.ISSUED,
                style="issued_number",
                kind=Kind.NUMBER,
                field=EXECUTION_MAX_SCORE,
                label=terms.FUNDING_FIELD.format(line=funding.total_label, column=terms.MAX_SCORE),
            )
        )
        self.rate(row, TOTAL_LINE, "execution_rate", funding.total_label)
        fields = {"execution_rate": "execution_rate", "max_score": EXECUTION_MAX_SCORE}
        text = form.rule(self.template.rules[scoring.EXECUTION_SCORE], fields)
        label = terms.FUNDING_FIELD.format(line=terms.EXECUTION_RATE, column=terms.SCORE)
        self.computed((row, EXPLANATION), "execution_score", text, number_format="0.00", label=label)

    def rate(self, row: int, line: str, field: str, label: str) -> None:
        """Draw one execution rate."""
        funding = self.definition.funding
        fields = {key: f"funding.{line}.{getattr(funding, key)}" for key in ("numerator", "denominator")}
        text = self.form.rule(self.template.rules[scoring.EXECUTION_RATE], fields)
        label = terms.FUNDING_FIELD.format(line=label, column=terms.EXECUTION_RATE)
        self.computed((row, SCORE), field, text, number_format=PERCENT, label=label)

    def objective(self) -> None:
        """Draw the annual objective: expected beside achieved."""
        objective, put = self.definition.objective, self.form
        put.label((self.row, BLOCK), objective.label, "block", (2, 1))
        for column, columns, key in ((1, 4, "expected_result"), (5, 4, "achieved_result")):
            half = getattr(objective, key)
            put.label((self.row, column), half.label, "head", (1, columns))
            self.value(
                (self.row + 1, column),
                f"objective.{key}",
                Kind.TEXT,
                columns=columns,
                label=half.label,
                required=half.required,
                **({} if f"objective.{key}" in self.pattern.issued else {"style": "input_long"}),
            )
        self.row += 2

    def indicators(self) -> None:
        """Draw the indicator table, first- and second-level indicators merged over their rows."""
        words, put = self.definition.indicators, self.form
        patterns = self.pattern.indicators
        put.label((self.row, BLOCK), terms.INDICATORS, "block", (len(patterns) + 1, 1))
        heads: tuple[str, ...] = (words.dimension, words.category, words.name, words.target_value, words.actual_value)
        heads += (terms.MAX_SCORE, terms.SCORE, words.deviation_explanation)
        for column, label in enumerate(heads, start=DIMENSION):
            put.label((self.row, column), label, "head")
        top = self.row + 1
        for start, stop in _runs([each.section for each in patterns]):
            section = self.definition.sections[patterns[start].section]
            text = terms.SECTION.format(label=section.label, points=f"{section.max_score:f}")
            put.label((top + start, DIMENSION), text, "centre", (stop - start, 1))
        for start, stop in _runs([(each.section, each.category) for each in patterns]):
            put.label((top + start, CATEGORY), patterns[start].category, "centre", (stop - start, 1))
        for index, each in enumerate(patterns):
            self.indicator(top + index, index, each)
        self.row = top + len(patterns)

    def indicator(self, row: int, index: int, pattern: IndicatorPattern) -> None:
        """Draw one row of the indicator table."""
        path, words, target = f"indicators[{index}]", self.definition.indicators, pattern.target
        row_label = f"{path}.name"
        scored = target.operator is not targets.Operator.NOT_APPLICABLE
        kind = Kind.NUMBER if scored else Kind.TEXT
        own_unit = f'General"{target.unit}"' if target.unit else "General"
        self.value((row, NAME), row_label, Kind.TEXT, label=words.name)
        self.target(row, path, target)
        self.value(
            (row, ACTUAL),
            f"{path}.actual_value",
            kind,
            unit=target.unit,
            number_format=(PERCENT if target.is_percent else own_unit) if scored else "",
            label=words.actual_value,
            row_label=row_label,
            required=scored,
            style="input_number",
        )
        self.value(
            (row, MAX_SCORE),
            f"{path}.max_score",
            Kind.NUMBER,
            unit=terms.POINTS,
            label=terms.MAX_SCORE,
            row_label=row_label,
            required=True,
        )
        fields = {key: f"{path}.{key}" for key in ("target_value", "actual_value", "max_score")}
        text = self.form.rule(self.template.rule_for(target.operator), fields)
        self.computed((row, SCORE), f"{path}.score", text, label=terms.SCORE, row_label=row_label)
        self.value(
            (row, EXPLANATION),
            f"{path}.deviation_explanation",
            Kind.TEXT,
            label=words.deviation_explanation,
            row_label=row_label,
        )

    def target(self, row: int, path: str, target: targets.Target) -> None:
        """Draw a target: a number whose format shows sign and unit, so that no formula need read a text."""
        applies = target.operator is not targets.Operator.NOT_APPLICABLE
        self.form.put(
            Cell(
                row=row,
                column=TARGET,
                role=Role.ISSUED,
                style="issued_number",
                kind=Kind.TARGET,
                field=f"{path}.target_value",
                unit=target.unit,
                number_format=targets.number_format(target) if applies else "",
                label=self.definition.indicators.target_value,
                row_label=f"{path}.name",
            )
        )

    def total(self) -> None:
        """Draw the last row: the maximum and the score of everything."""
        rule, count = self.template.rules[scoring.SCORE_TOTAL], len(self.pattern.indicators)
        self.form.label((self.row, 0), terms.TOTAL, "head", (1, MAX_SCORE))
        for column, field, key, first in (
            (MAX_SCORE, "total_max_score", "max_score", EXECUTION_MAX_SCORE),
            (SCORE, "total_score", "score", "execution_score"),
        ):
            parts = [f"indicators[{index}].{key}" for index in range(count)]
            text = self.form.rule(rule, {"parts": [*parts, first]})
            heading = terms.MAX_SCORE if key == "max_score" else terms.SCORE
            label = terms.FUNDING_FIELD.format(line=terms.TOTAL, column=heading)
            self.computed((self.row, column), field, text, label=label)
        self.form.label((self.row, EXPLANATION), terms.NO_VALUE, "centre")
        self.row += 1


def _runs(keys: list[object] | list[int] | list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Yield [start, stop) of each run of equal neighbours."""
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            yield start, index
            start = index


def _guide(definition: Definition) -> Sheet:
    """Return the sheet 填报说明."""
    drawing = Drawing(terms.GUIDE_SHEET, {})
    drawing.label((0, 0), f"{definition.title}{terms.GUIDE_SHEET}", "title", (1, 2))
    for index, line in enumerate(definition.guide.lines, start=1):
        drawing.label((index, 0), f"{index}", "guide_number")
        drawing.label((index, 1), line, "guide")
    return Sheet(name=terms.GUIDE_SHEET, widths=(5.0, 88.0), cells=tuple(drawing.cells))


def draw(template: Template, pattern: Pattern) -> Shape:
    """Return the shape of a form."""
    return FormDrawer(template, pattern).shape()
