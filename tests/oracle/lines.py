"""Which cells the self-check speaks of, and what it asks of each, from the catalogue in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tests.oracle import questions as ask
from tests.oracle.cells import fifteen_digits, is_blank, same, summed, word
from tests.oracle.form import EXECUTION_MAX, OF_NUMBERS, OPEN, PROPOSED, QUALITATIVE, TOTAL
from tests.oracle.questions import Question, above, apart, gives_reason, near
from tests.oracle.words import PROPOSED_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from tests.oracle.evaluation import Criterion, Evaluated
    from tests.oracle.form import Form, Indicator
    from tests.oracle.tables import TableCell
    from tests.oracle.view import View

LOST: Final = Decimal(10) ** 15
CENT: Final = Fraction(1, 100)


def lines_of(form: Form) -> Mapping[str, list[Question]]:
    """Return what is asked of each cell that the self-check speaks of, checks that are switched off included.

    A cell of which no check applies has no line.
    """
    if "lines" not in form.marks:
        applied = set(form.template["checks"]["apply"])
        form.marks["lines"] = {
            field: asked
            for field, asked in _Lines(form).all()
            if any(each.key.partition("/")[0] in applied for each in asked)
        }
    found: Mapping[str, list[Question]] = form.marks["lines"]
    return found


class _Lines:
    """The lines of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def all(self) -> Iterator[tuple[str, list[Question]]]:
        """Yield each field with what is asked of it."""
        form = self.form
        figures = self.figures()
        rows = {row.path: row for row in form.indicators}
        others = self.tables() | self.evaluated()
        for field, required in form.inputs.items():
            path, _, last = field.rpartition(".")
            if field in others:
                yield field, others[field]
            elif field in figures:
                yield field, self.input(field, required=required) + figures.pop(field)
            elif path in rows and rows[path].kind == OPEN:
                yield field, self.of_open_row(rows[path], last)
            elif path not in rows:
                yield field, self.input(field, required=required)
            elif not rows[path].applies:
                continue  # what is not assessed is not asked about
            elif last == "score":
                yield field, self.typed_score(rows[path]) + self.scored(rows[path])
            elif last != "deviation_explanation":
                yield field, self.of_row(rows[path], last, required=required)
            elif not rows[path].person_decides:
                # A score that is computed is mended by what is achieved or said: its line leads to the explanation.
                yield field, self.scored(rows[path])
        # What is left are formulas, and totals that the office gives: asked about as figures alone.
        yield from ((field, asked) for field, asked in figures.items() if asked)

    # --- what is filled in outside the rows ------------------------------------------------------------------------

    def input(self, field: str, *, required: bool) -> list[Question]:
        first = field.partition(".")[0]
        if first == "stated" and not field.startswith("stated.funding."):
            return self.stated(field, required=required)
        header = {f"project.{each['id']}": each["kind"] for each in self.form.template["header"]}
        if field.startswith(("funding.", "stated.funding.")) or header.get(field) == "money":
            return self.money(field, required=required)
        if first in {"signoff", "correction_request"}:
            return [ask.broken(field)]
        asked = [ask.broken(field), *([ask.missing(field)] if required else []), ask.prompt(field)]
        if field == "project.code":  # a number keeps no more than 15 digits
            lost = Question("V304/code", lambda view: abs(view.number(field) or Decimal(0)) >= LOST)
            return [*asked, ask.left_open(field), lost]
        # The whole text copied is graver than a placeholder within it.
        if field == "objective.achieved_result":
            asked.append(ask.copied(field, "objective.expected_result"))
        asked.append(ask.left_open(field))
        if first == "objective":
            half = self.form.template["objective"][field.rpartition(".")[2]]
            asked += [ask.too_short(field, half.get("shortest", 0)), ask.too_long(field, half.get("longest", 32_767))]
        return asked

    # --- tables, and indicators that the form fixes ----------------------------------------------------------------

    def tables(self) -> dict[str, list[Question]]:
        """Return what is asked of each input of a table."""
        return {field: self.table_cell(cell) for field, cell in self.form.tables.cells.items() if not cell.computed}

    def table_cell(self, cell: TableCell) -> list[Question]:
        field, says = cell.field, cell.says
        required = says.get("required", False)
        if cell.kind == "choice":
            return chosen(field, says["choices"], required=required)
        if cell.kind == "text":
            asked = [ask.broken(field), *([ask.missing(field)] if required else []), ask.prompt(field)]
            return [*asked, ask.left_open(field)]
        unit, signed = "%" if cell.kind == "percent" else "", bool(says.get("negative"))
        ranges = ask.of_unit(field, unit, money=cell.kind == "money", signed=signed)
        if unit and "states" in says:  # it is held against another
            ranges = []
        if "parts" in says:
            parts = [self.form.tables.field_of(each, cell) for each in says["parts"]]
            ranges.append(ask.parts_differ(field, parts, whole=says.get("parts_rule", "=") == "="))
        if "states" in says:
            stated = self.form.tables.field_of(says["states"], cell)
            ranges += [
                Question(key, lambda view, sort=sort: self.rate_in(cell, stated, view) == sort)  # type: ignore[misc]
                for key, sort in (("B407/hundredfold", "hundredfold"), ("B407", "other"))
            ]
        return ask.of_number(field, *ranges, required=required, percent=bool(unit))

    def rate_in(self, cell: TableCell, stated: str, view: View) -> str:
        """Return how a rate that a table states lies beside its field; it may state another value instead."""
        found = rate_stated(view, cell.field, stated)
        if found and "or_states" in cell.says:
            theirs, other = view.numbers(cell.field), self.form.tables.value(cell.says["or_states"], view, cell)
            if isinstance(other, Fraction) and _states(theirs[0], other):
                return ""
        return found

    def evaluated(self) -> dict[str, list[Question]]:
        """Return what is asked of each input of the indicators that the form fixes, and of their explanations."""
        found: dict[str, list[Question]] = {}
        for indicator in self.form.evaluated:
            for each in indicator.criteria:
                if each.filled:
                    found[each.field] = [_unless_exempt(one, indicator) for one in self.criterion(each)]
            asked = [each for each in (*indicator.vetoes, *indicator.exemptions) if each.when is None]
            found |= {each.field: chosen(each.field, each.words, required=True) for each in asked}
            found[f"{indicator.path}.deviation_explanation"] = self.explained(indicator)
        return found

    @staticmethod
    def must(criterion: Criterion) -> bool:
        """Whether a criterion's input is asked for: a condition may decide without it."""
        return not {"full_when", "zero_when"} & criterion.says.keys()

    def criterion(self, criterion: Criterion) -> list[Question]:
        field, required = criterion.field, criterion.required
        if criterion.judged:
            return ask.of_number(field, ask.outside(field, f"{criterion.path}.max_score"), required=required)
        if criterion.choices:
            return chosen(field, criterion.choices, required=required)
        ranges = ask.of_unit(field, criterion.unit, signed=criterion.signed)
        return ask.of_number(field, *ranges, required=required, percent=criterion.unit == "%")

    def explained(self, indicator: Evaluated) -> list[Question]:
        """Return what is asked of an explanation: a score that follows from criteria is never above its maximum.

        Where a score follows from cells elsewhere, it may be missing though all that the row needs is there.
        """
        path = indicator.path
        clauses = (*indicator.vetoes, *indicator.exemptions)
        keys = {"value", "full_when", "zero_when"}
        elsewhere = any(keys & each.says.keys() for each in indicator.criteria) or any(each.when for each in clauses)
        needed = [each.field for each in indicator.criteria if each.filled and self.must(each)]
        needed += [each.field for each in clauses if each.when is None]

        def missing(view: View) -> bool:
            lacking = any(view.blank(field) or view.broken(field) for field in needed)
            return view.at(f"{path}.score") == "" and not lacking

        explanation, full = f"{path}.deviation_explanation", compared(path, lambda score, most: score == most)
        return [
            ask.broken(explanation),
            ask.prompt(explanation),
            *([Question("V301/uncomputed", missing)] if elsewhere else []),
            Question("I505", unexplained(explanation, compared(path, lambda score, most: score < most))),
            Question("I506", lambda view: full(view) and gives_reason(view, explanation)),
        ]

    def money(self, field: str, *, required: bool) -> list[Question]:
        ranges = [ask.negative(field, "V304/money")]
        line, _, column = field.rpartition(".")
        if line in {TOTAL, "stated.funding"}:
            whole = self.form.funding["parts"] == "="
            ranges.append(ask.parts_differ(field, self.form.parts_of(column), whole=whole))
        return ask.of_number(field, *ranges, required=required)

    def stated(self, field: str, *, required: bool) -> list[Question]:
        if field == "stated.rating":
            names = [each["name"] for each in self.form.template["ratings"]]
            return [ask.broken(field), ask.no_choice(field, names), Question("I512", other_rating)]
        rates = ("stated.execution_rate", "execution_rate")
        ranges = {
            "stated.execution_rate": [
                Question("B407/hundredfold", lambda view: rate_stated(view, *rates) == "hundredfold"),
                Question("B407", lambda view: rate_stated(view, *rates) == "other"),
            ],
            "stated.total_score": [Question("I513", self.other_total)],
        }.get(field, [ask.negative(field, "V304/points")])
        asked = ask.of_number(field, *ranges, required=required, percent=field == "stated.execution_rate")
        # Where the form itself shows 不适用 for a zero budget, the unit may too.
        shown = field in {"stated.execution_rate", "stated.execution_score"}
        if shown and self.form.has_funding and self.form.funding["zero_budget"] == "not-applicable":
            return [ask.unless_nothing(field, each) for each in asked]
        return asked

    def other_total(self, view: View) -> bool:
        """Whether a stated total is not the sum of the stated scores (ours, where none is stated)."""
        form = self.form
        total, wanted = view.numbers("stated.total_score"), view.numbers("total_score")
        beside = [f"stated.{row.path}.score" for row in form.indicators if row.scored]
        beside += [f"stated.{each.path}.score" for each in form.evaluated]
        if form.has_funding:
            beside.append("stated.execution_score" if "execution_score" in form.stated else "execution_score")
        # A total that the execution rate caps is no sum; nor is one that is scaled or that loses points.
        no_sum = form.scoring.get("caps") or form.scoring.get("missing") or form.leaves_out
        words = form.evaluation or form.template["indicators"]
        if words.get("stated_score") and not no_sum:
            held = view.numbers(*beside)
            wanted = [summed(held)] if held else wanted
        if not total or not wanted:
            return False
        difference = apart(total[0], wanted[0], 4)
        return difference is not None and abs(difference) > Decimal(1).scaleb(-form.scoring["digits"])

    # --- figures -----------------------------------------------------------------------------------------------------

    def figures(self) -> dict[str, list[Question]]:
        """Return what is asked of the figures, beside what is asked of them as inputs."""
        form = self.form
        own = [Question("I501", self.maxima_differ)] if any(self.own_points(form.indicators)) else []
        if not form.has_funding:
            return {"total_max_score": own}
        spent, budget = form.numerator, form.denominator
        compared = (form.funding["numerator"], form.funding["denominator"])
        others = [f"funding.{line}.{column}" for line in form.funding["other_lines"] for column in compared]
        key = "B402/original" if form.funding["denominator"] == "original_budget" else "B402"
        spending = [ask.without_budget(spent, budget), ask.overspent(key, spent, budget)]
        if others:
            spending.insert(1, ask.overspent_with_other(spent, budget, others))
        budgeted = [ask.unit_confused(spent, budget)]
        if "original_budget" in form.columns and "final_budget" in form.columns:
            original, final = f"{TOTAL}.original_budget", f"{TOTAL}.final_budget"
            budgeted.append(ask.revised(original, final, form.threshold("revision")))
        return {
            spent: spending,
            f"{TOTAL}.final_budget" if "final_budget" in form.columns else budget: budgeted,
            "execution_rate": [ask.little_spent(budget, form.threshold("low_execution"))],
            "execution_score": self.outputs(),
            "total_max_score": own,
        }

    def own_points(self, rows: tuple[Indicator, ...]) -> list[str]:
        """Return the fields of the points that the unit fills in."""
        fields = [f"{row.path}.max_score" for row in rows]
        return [field for field in fields if field in self.form.inputs]

    def maxima_differ(self, view: View) -> bool:
        """Whether all points are not 100; those of an execution rate that is not assessed are none of the unit's."""
        held = view.numbers("total_max_score", *([EXECUTION_MAX] if self.form.has_funding else []))
        if not held:
            return False
        total, *execution = held
        if execution and self.form.funding["zero_budget"] == "not-applicable":
            total += Fraction(self.form.funding["max_score"]) - execution[0]
        found = near(total, 4)
        left_out = self.left_out(self.form.counted_rows)
        return found is not None and (found > 100 if left_out else found != 100)

    def left_out(self, rows: tuple[Indicator, ...]) -> bool:
        """Whether one of some rows is not assessed and its points are left out."""
        return self.form.leaves_out and not all(row.applies for row in rows)

    def outputs(self) -> list[Question]:
        """Return whether hardly any money was spent while every output has its full points."""
        form = self.form
        # Where the record says the first level in its own words, none of them is known to be an output.
        kinds = [] if form.free else [each.get("kind", "other") for each in form.template["sections"]]
        sections = {row.path: row.section for row in form.counted_rows}
        sections |= {row.path: row.section for row in form.evaluated}
        rows = [path for path, section in sections.items() if kinds and kinds[section] == "output"]

        def holds(view: View) -> bool:
            in_use = [row for row in rows if view.in_use(row)]
            scores, maxima = [f"{row}.score" for row in in_use], [f"{row}.max_score" for row in in_use]
            held = view.numbers("execution_rate", form.denominator)
            if not held or held[1] == 0 or held[0] >= Fraction(form.threshold("unspent")) or view.broken(*maxima):
                return False
            filled = [field for field in scores if view.at(field) is not None]
            reached, most = view.numbers(*filled), summed(view.counted(maxima))
            if not reached or most <= 0:
                return False
            short = apart(summed(reached), most, 6)
            return short is not None and short >= 0

        return [Question("I511", holds)] if rows else []

    # --- rows --------------------------------------------------------------------------------------------------------

    def of_row(self, row: Indicator, key: str, *, required: bool) -> list[Question]:
        field = f"{row.path}.{key}"
        if key == "max_score":
            return self.maximum(row, required=required)
        choices = {"direction": PROPOSED_SIGNS, "actual_value": row.choices}.get(key, ())
        if choices:
            return chosen(field, choices, required=True)
        if key == "actual_value" and row.counted:
            return self.achieved(row, required=required)
        if key == "target_value" and (row.kind == PROPOSED or row.kind in OF_NUMBERS):
            return ask.of_number(field, required=required)
        if not required:
            return [ask.broken(field)]
        return [ask.broken(field), ask.missing(field), ask.prompt(field), ask.left_open(field)]

    def achieved(self, row: Indicator, *, required: bool) -> list[Question]:
        field, words = f"{row.path}.actual_value", self.form.template["indicators"]
        ranges: list[Question] = []
        if row.kind == PROPOSED:
            ranges.append(ask.percent_confused(row.path))
        if row.unit == "%":
            if row.kind in OF_NUMBERS:
                ranges.append(ask.share_confused(field, f"{row.path}.target_value"))
            if any(each in row.name for each in words.get("share_names", ())):
                ranges.append(ask.over_one(field))
            if any(each in row.name for each in words.get("progress_names", ())):
                ranges.append(ask.other_progress(field))
        percent = row.unit == "%" and row.kind != PROPOSED
        return ask.of_number(field, *ranges, required=required, percent=percent)

    # --- rows of a blank form ----------------------------------------------------------------------------------------

    def of_open_row(self, row: Indicator, key: str) -> list[Question]:
        """Return what is asked of a cell of an open row: nothing of one that is not in use."""
        field, form = f"{row.path}.{key}", self.form
        section = form.template["sections"][row.section]
        missing = ask.missing(field, "V301/choice" if key in {"category", "direction"} else "V301")
        begun = [ask.broken(field), _where(lambda view: view.in_use(row.path), missing)]
        counts, worded = _signed(row, PROPOSED_SIGNS), _signed(row, (QUALITATIVE,))
        no_number = Question("V302", lambda view: not view.blank(field) and view.number(field) is None)
        large = ask.unless_blank(field, ask.too_large(field))
        asked = {
            "category": [ask.no_choice(field, section["categories"])],
            "name": [ask.prompt(field), ask.left_open(field)],
            "direction": [ask.no_choice(field, form.signs)],
            "target_value": [_where(counts, no_number), _where(counts, large), _where(worded, ask.prompt(field))],
        }
        if key in asked:
            return [*begun, *asked[key]]
        if key == "actual_value":
            numbers = [_where(counts, each) for each in (no_number, large, ask.percent_confused(row.path))]
            return [*begun, *numbers, _where(worded, self.level(row))]
        if key == "max_score":
            first = next(each for each in form.indicators if each.section == row.section and each.kind == OPEN)
            points = [*begun, no_number, large, ask.unless_blank(field, ask.negative(field, "V304/points"))]
            return [*points, *([self.section_differs(row)] if first.path == row.path else [])]
        if key == "judged_score":
            return self.judged(row)
        return self.scored(row) if key == "deviation_explanation" else [ask.broken(field)]

    def level(self, row: Indicator) -> Question:
        return ask.no_choice(f"{row.path}.actual_value", row.choices)

    def section_differs(self, row: Indicator) -> Question:
        """Return whether the points of a section's rows in use, all of them filled in, are not those it has."""
        points = Decimal(self.form.template["sections"][row.section]["max_score"])

        def holds(view: View) -> bool:
            section = tuple(each for each in self.form.counted_rows if each.section == row.section)
            rows = [each.path for each in section if view.in_use(each.path)]
            held = view.numbers(*(f"{path}.max_score" for path in rows))
            total = near(summed(held), 4)
            if len(held) < len(rows) or total is None:
                return False
            return total > points if self.left_out(section) else total != points

        return Question("I502", holds)

    def judged(self, row: Indicator) -> list[Question]:
        """Return what is asked of the score that a person gives, where the sign leaves it to one."""
        field, form = f"{row.path}.judged_score", self.form
        given, worded = _signed(row, form.judged_signs), _signed(row, (QUALITATIVE,))
        begun = _where(lambda view: view.in_use(row.path), ask.missing(field))
        ranges = [ask.outside(field, f"{row.path}.max_score")]
        if form.scoring["methods"][QUALITATIVE] == "qualitative":
            bands = [(each["level"], Decimal(each["least"]), Decimal(each["most"])) for each in self.bands()]
            ranges.append(_where(worded, ask.outside_band(field, row.path, bands, form.scoring["digits"])))
        asked = [_where(given, each) for each in (begun, *ask.of_number(field, *ranges, required=False)[1:])]
        unused = Question("V304/judged", lambda view: not view.blank(field) and not given(view))
        return [ask.broken(field), *asked, unused]

    def maximum(self, row: Indicator, *, required: bool) -> list[Question]:
        field = f"{row.path}.max_score"
        ranges = [ask.negative(field, "V304/points")]
        section = tuple(each for each in self.form.counted_rows if each.section == row.section)
        added = any(each.kind == OPEN for each in section)  # the first of these is asked for the sum then
        if not self.form.free and self.own_points(section)[0] == field and not added:
            points = Decimal(self.form.template["sections"][row.section]["max_score"])

            def holds(view: View) -> bool:
                held = view.numbers(*(f"{each.path}.max_score" for each in section))
                total = near(summed(held), 4)
                if not held or total is None:
                    return False
                return total > points if self.left_out(section) else total != points

            ranges.append(Question("I502", holds))
        return ask.of_number(field, *ranges, required=required)

    def typed_score(self, row: Indicator) -> list[Question]:
        field = f"{row.path}.score"
        ranges = [ask.outside(field, f"{row.path}.max_score")]
        if row.method == "qualitative":
            bands = [(each["level"], Decimal(each["least"]), Decimal(each["most"])) for each in self.bands()]
            ranges.append(ask.outside_band(field, row.path, bands, self.form.scoring["digits"]))
        return ask.of_number(field, *ranges, required=True)

    def bands(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.form.scoring["bands"]
        return found

    def scored(self, row: Indicator) -> list[Question]:
        """Return what is asked of a row's score and its explanation."""
        explanation = f"{row.path}.deviation_explanation"
        asked = [
            ask.broken(explanation),
            ask.prompt(explanation),
            Question("I503", compared(row.path, lambda score, most: score > most)),
            Question("I505", unexplained(explanation, compared(row.path, lambda score, most: score < most))),
        ]
        if row.kind in {"≥", ">", PROPOSED, OPEN}:
            asked.append(Question("I507", unexplained(explanation, self.far(row))))
        full = compared(row.path, lambda score, most: score == most)
        as_wanted = row.kind in OF_NUMBERS or row.kind in {PROPOSED, OPEN}
        worded = _signed(row, (QUALITATIVE,)) if row.kind == OPEN else lambda _: False

        def explained(view: View) -> bool:
            target, actual = view.at(f"{row.path}.target_value"), view.at(f"{row.path}.actual_value")
            return (
                full(view)
                and gives_reason(view, explanation)
                and (not as_wanted or worded(view) or same(target, actual))
            )

        return [*asked, Question("I506", explained)]

    def far(self, row: Indicator) -> Callable[[View], bool]:
        """Return whether a target was passed by far: so many times it, and by more than one unit."""
        times, unit = self.form.threshold("over_achieved"), CENT if row.unit == "%" else Fraction(1)

        def holds(view: View) -> bool:
            held = view.numbers(f"{row.path}.target_value", f"{row.path}.actual_value")
            if row.kind in {PROPOSED, OPEN} and word(view.at(f"{row.path}.direction")) != "≥":
                return False
            if not held or held[0] <= 0 or above(held[0], held[1] / Fraction(times)):
                return False
            return above(held[1] - held[0], unit)

        return holds


def _unless_exempt(question: Question, indicator: Evaluated) -> Question:
    """Return a question to a criterion; what an indicator is exempt from need not be filled in."""
    if question.key not in ask.MISSING or not indicator.exemptions:
        return question

    def holds(view: View) -> bool:
        applies = any(word(view.at(each.field)) == each.words[1] for each in indicator.exemptions)
        return not applies and question.holds(view)

    return Question(question.key, holds)


def chosen(field: str, words: Iterable[str], *, required: bool) -> list[Question]:
    """Return what is asked of a cell that holds one of some words."""
    return [ask.broken(field), *([ask.missing(field, "V301/choice")] if required else []), ask.no_choice(field, words)]


def _where(condition: Callable[[View], bool], question: Question) -> Question:
    """Return a question that is asked only where something holds."""
    return Question(question.key, lambda view: condition(view) and question.holds(view))


def _signed(row: Indicator, signs: Collection[str]) -> Callable[[View], bool]:
    """Return whether a row's sign is one of some."""
    return lambda view: word(view.at(f"{row.path}.direction")) in signs


def compared(path: str, how: Callable[[Fraction, Fraction], bool]) -> Callable[[View], bool]:
    """Return whether a row's score lies so beside its maximum; not where one is no number."""

    def holds(view: View) -> bool:
        held = view.numbers(f"{path}.score", f"{path}.max_score")
        return bool(held) and how(held[0], held[1])

    return holds


def unexplained(explanation: str, what: Callable[[View], bool]) -> Callable[[View], bool]:
    """Return whether something holds for which no reason is given."""
    return lambda view: what(view) and not gives_reason(view, explanation)


def other_rating(view: View) -> bool:
    """Whether a rating is stated that is not ours; not where ours is open."""
    stated, ours = view.at("stated.rating"), view.at("rating")
    return not is_blank(stated) and not is_blank(ours) and word(stated) != ours


def rate_stated(view: View, stated: str, computed: str) -> str:
    """Return how a stated rate lies beside ours: "" as it should, "hundredfold" beside it, or "other"."""
    held = view.numbers(stated, computed)
    if not held:
        return ""
    theirs, ours = held
    if _states(theirs, ours):
        return ""
    confused = _states(theirs, ours * 100) or _beside(theirs * 100, ours, Decimal("0.005"))
    return "hundredfold" if ours != 0 and confused else "other"


def _states(theirs: Fraction, ours: Fraction) -> bool:
    """Whether a number states another: to a hundredth of a percent, or rounded to a tenth of one or a whole one."""
    return _beside(theirs, ours) or fifteen_digits(theirs) in {near(ours, 3), near(ours, 2)}


def _beside(theirs: Fraction, ours: Fraction, most: Decimal = Decimal("0.0001")) -> bool:
    difference = apart(theirs, ours, 6)
    return difference is not None and abs(difference) <= most
