"""Reproducible fillings of the issued forms: mostly what people fill in, with all that can go wrong among it."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tests import oracle
from tests.issued import EXPECTED, IssuedForm, given, issued_forms, rows_of
from tests.oracle.view import View
from xlgen import recompute
from xlgen.layout import Kind, Role
from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.oracle.evaluation import Criterion
    from xlgen.layout import Cell
    from xlgen.recompute import Contents

ODD_NUMBERS: Final = (0.0, 1e12, 1e-300)
"""Sums with 1e12 keep their decimals; with 1e15 the last of 15 digits may be a half, which programs round each way."""
ODD_TEXTS: Final = ("完成", "95%", "２", "1,234", " ", "\u3000", " \u3000 ", "\n", "\xa0")
PLACEHOLDERS: Final = ("待补充", "XX", "……", " ×× ", "完成了XX项工作，共投入……万元。")
EXPLANATIONS: Final = (
    "受疫情影响，部分工作顺延至下年度。",
    "按合同进度支付。",
    "无",
    " / ",
    "\u3000无",
    "待补充\u3000",
    "因XX未完成。",
)
RESULTS: Final = (
    "已完成平台升级，全年服务群众 1.3 万人次。",
    EXPECTED,
    f"\u3000{EXPECTED.replace(' ', '')}\n",
    f"{EXPECTED}另有……",
    "完成。",
    "已完成平台升级工作。",
    "细" * 1_000,
    "细" * 1_001,
)


@dataclass(frozen=True)
class Filling:
    """What stands in the cells of one form but those of formulas."""

    form: IssuedForm
    seed: int
    contents: Contents
    altered: frozenset[str] = field(default=frozenset())
    """The locked cells that hold something else than was issued."""


def fillings(count: int, *, first_seed: int = 0, for_libreoffice: bool = False) -> Iterator[Filling]:
    """Yield fillings, the forms in turn.

    In fillings `for_libreoffice` no TRUE or FALSE stands in a cell: LibreOffice reads it as 1 or 0 where the cell has
    a number format, and sums it elsewhere. `test_three_ways.py` holds what follows.
    """
    forms = issued_forms()
    for seed in range(first_seed, first_seed + count):
        form = forms[seed % len(forms)]
        yield _Filler(form, seed, for_libreoffice=for_libreoffice).filling()


class _Filler:
    """Fills one form; how often something odd stands in a cell, and how it went, is chosen once for the whole form."""

    def __init__(self, form: IssuedForm, seed: int, *, for_libreoffice: bool) -> None:
        self.form = form
        self.seed = seed
        self.chooser = random.Random(seed)
        self.for_libreoffice = for_libreoffice
        self.oddness = self.chooser.choice((0.0, 0.0, 0.03, 0.1, 0.4, 0.8))
        self.only_numbers = self.chooser.random() < 0.5
        # All targets met, whatever was spent; nearly nothing spent, 万元 and 元 confused, at a bound, or as it comes.
        self.spent = self.chooser.choice((None, None, None, None, 0.05, 1e4, 1e-4, 0.6, 0.1, 0.5, 0.8))
        self.met = self.chooser.choice(((), (), (), ("产出指标", "效益指标", "满意度指标"), ("产出指标",)))
        # Of one sign in a form: added to its opposite it swallows what else is in a sum.
        self.huge = self.chooser.choice((9.99e307, -9.99e307))
        self.filled: Contents = {}
        self.open = {row.path for row in form.description.indicators if row.method == "open"}
        self.rows = self.rows_in_use()
        """The points of the open rows that are filled in."""
        described = form.description
        self.dimensions = {row.path: described.labels[row.section] for row in described.indicators}
        self.dimensions |= {row.path: described.labels[row.section] for row in described.evaluated}
        self.criteria = {each.field: each for row in described.evaluated for each in row.criteria}

    def filling(self) -> Filling:
        """Return what stands in the issued and input cells."""
        plan = self.form.manifest.plan
        self.filled |= recompute.issued_contents(plan)
        altered = set()
        for _, cell in plan.shape.of_role(Role.ISSUED):
            if cell.kind is not Kind.TEXT and self.chooser.random() < self.oddness / 4:
                self.filled[cell.field] = self.odd_number(self.filled.get(cell.field))
                altered.add(cell.field)
        inputs = [cell for _, cell in plan.shape.of_role(Role.INPUT)]
        # What follows from the rest is filled in after it, with the figures before the eyes.
        for stage in range(3):
            if stage:
                self.known: Mapping[str, oracle.Answer] = oracle.figures(self.form.description, given(self.filled))
            for cell in inputs:
                if self.stage(cell) == stage:
                    self.fill(cell)
        return Filling(self.form, self.seed, self.filled, frozenset(altered))

    def rows_in_use(self) -> dict[str, float]:
        """Return some open rows of each section, whose points mostly are those that the section has left."""
        found: dict[str, float] = {}
        description = self.form.description
        for index, section in enumerate(description.template.get("sections", ())):
            rows = [row.path for row in description.indicators if row.section == index]
            free = [path for path in rows if path in self.open]
            if not free:
                continue
            given = [description.record.get(f"{path}.max_score") for path in rows]
            left = float(section["max_score"]) - sum(float(each) for each in given if isinstance(each, Decimal))
            if not description.blank and self.chooser.random() < 0.3:
                continue
            used = self.chooser.sample(free, min(self.chooser.choice((1, 2, 3, len(free))), len(free)))
            share = left // len(used)
            found |= dict.fromkeys(used, share)
            found[used[0]] = left - share * (len(used) - 1)
        return found

    def is_left_out(self, cell: Cell) -> bool:
        """Whether a cell is of a row that is not used; now and then something stands in one all the same."""
        row = cell.field.removeprefix("stated.").removeprefix("responses.").rpartition(".")[0]
        return row in self.open and row not in self.rows

    def stage(self, cell: Cell) -> int:
        if cell.field.startswith("funding.total_funds."):
            return 1
        if cell.field.startswith("tables."):
            says = self.form.description.tables.cells[cell.field].says
            return 2 if "states" in says else 1 if "parts" in says else 0
        return 2 if cell.field.startswith(("stated.", "responses.")) or self.is_progress(cell) else 0

    def is_progress(self, cell: Cell) -> bool:
        return cell.unit == "%" and cell.field.endswith("actual_value") and "进度" in self.name_of(cell)

    def name_of(self, cell: Cell) -> str:
        return str(self.filled.get(f"{cell.field.rpartition('.')[0]}.name", ""))

    def is_met(self, cell: Cell) -> bool:
        return self.dimensions[cell.field.partition(".")[0]] in self.met

    def fill(self, cell: Cell) -> None:
        keep = cell.field in self.filled and self.chooser.random() < 0.7  # what may be corrected mostly is not
        if keep or (cell.field in self.filled and cell.kind is Kind.TARGET and not cell.number_format):
            return
        if self.is_left_out(cell) and self.chooser.random() > self.oddness / 20:
            return
        if self.chooser.random() < self.oddness:
            content = self.odd_text() if cell.kind in {Kind.TEXT, Kind.CHOICE} else self.odd_number(self.ordinary(cell))
        else:
            content = self.ordinary(cell)
        if content is None:
            self.filled.pop(cell.field, None)
        else:
            self.filled[cell.field] = content

    def ordinary(self, cell: Cell) -> Content:
        if cell.words_field and str(self.filled.get(cell.words_field)).strip() == "定性":
            return self.choice(cell) if cell.choices else self.chooser.choice(("健全", "明显改善", 5.0, "待补充"))
        if cell.kind is Kind.CHOICE:
            return self.choice(cell)
        if cell.kind is Kind.TEXT:
            return self.text(cell)
        if cell.field.startswith("stated.") and not cell.field.startswith("stated.funding."):
            return self.stated(cell.field.removeprefix("stated."))
        if cell.field.startswith("tables."):
            return self.of_table(cell)
        return self.money(cell.field) if cell.kind is Kind.MONEY else self.of_row(cell)

    def judged_signs(self) -> frozenset[str]:
        return self.form.description.judged_signs

    def of_row(self, cell: Cell) -> Content:
        """Return a number of the indicator table."""
        key = cell.field.rpartition(".")[2]
        if key == "judged_score":
            judged = str(self.filled.get(cell.field.replace(key, "direction"))).strip() in self.judged_signs()
            return self.score(cell) if judged or self.chooser.random() < 0.1 else None
        if key == "score":
            return self.score(cell)
        if cell.field in self.criteria:
            return self.of_criterion(self.criteria[cell.field], met=self.is_met(cell))
        if key == "max_score":
            return self.points(cell)
        if key == "target_value":
            return self.chooser.choice((0.0, 1.0, 12.0, 3.5, 250.0, 0.95, 95.0))
        return self.progress() if self.is_progress(cell) else self.actual(cell)

    # --- words -----------------------------------------------------------------------------------------------------

    def odd_text(self) -> Content:
        odd: tuple[Content, ...] = (None, *ODD_TEXTS, *PLACEHOLDERS, 5.0, *CellError)
        return self.chooser.choice(odd if self.for_libreoffice else (*odd, True))

    def text(self, cell: Cell) -> Content:
        if cell.field.startswith("responses."):
            return self.chooser.choice((None, None, "已核实，情况属实。"))
        if cell.field.endswith("deviation_explanation"):
            return self.chooser.choice((None, None, *EXPLANATIONS))
        if cell.field == "project.code":
            return self.chooser.choice(("001", "P001", 1.0, 1234567890123450.0))
        if cell.field.endswith("unit_of_measure"):
            return self.chooser.choice((None, "个", "%", " ％", "百分比"))
        if cell.field.startswith("objective."):
            return self.chooser.choice((EXPECTED, *RESULTS))
        return self.chooser.choice(("已按计划完成。", "不适用", "/", "0402009"))

    def choice(self, cell: Cell) -> Content:
        if cell.field.endswith("actual_value") and self.is_met(cell):
            return cell.choices[0]
        if cell.field == "stated.rating":
            return self.chooser.choice((None, str(self.known.get("rating") or "") or None, *cell.choices))
        if cell.field.endswith((".occurred", ".applies")):  # the first says that nothing was the matter
            return self.chooser.choice((cell.choices[0],) * 5 + cell.choices[1:])
        word = self.chooser.choice(cell.choices)
        return self.chooser.choice((word, word, word, f" {word} "))

    # --- numbers ---------------------------------------------------------------------------------------------------

    def odd_number(self, ordinary: Content) -> Content:
        """Return what should not stand in a number cell, or a number out of the ordinary."""
        plain = ordinary if isinstance(ordinary, float) else 1.0
        numbers = (
            *ODD_NUMBERS,
            self.huge,
            plain if abs(plain) > 1e300 else -plain,
            math.nextafter(plain, 0.0),
            _digits(plain * 3),
        )
        if self.only_numbers or self.chooser.random() < 0.4:
            return self.chooser.choice(numbers)
        others: tuple[Content, ...] = (None, *ODD_TEXTS, *CellError)
        return self.chooser.choice(others if self.for_libreoffice else (*others, True, False))

    def money(self, field: str) -> Content:
        """Return an amount: round the line's budget where it is something spent, the parts' sum for a total."""
        line, _, column = field.rpartition(".")
        if line in {"funding.total_funds", "stated.funding"}:
            parts = [self.filled.get(each) for each in self.form.description.parts_of(column)]
            total = _digits(math.fsum(each for each in parts if isinstance(each, float) and abs(each) < 1e300))
            return self.chooser.choice((total, total, total, _digits(total + 1), _digits(total - 0.0001), None))
        original = self.filled.get(f"{line}.original_budget")
        if column == "final_budget" and isinstance(original, float) and 0 < original < 1e12:
            return _digits(original * self.chooser.choice((1.0, 1.0, 1.3, 0.7, 1.05, 1.31)))
        budget = self.filled.get(f"{line}.final_budget")
        if column != "actual_expenditure" or not isinstance(budget, float) or not 0 < budget < 1e12:
            return self.chooser.choice((0.0, 0.0, None, round(self.chooser.uniform(1e2, 1e7), 2)))
        if self.spent is not None:
            return _digits(budget * self.spent)
        share = self.chooser.choice((1.0, 1.0, 0.9637, 1.25, round(self.chooser.random(), 6)))
        recorded = self.form.figures.get(field)
        return self.chooser.choice(
            (_digits(round(budget * share, 2)), recorded if isinstance(recorded, float) else 0.0)
        )

    def points(self, cell: Cell) -> float:
        """Return a maximum: mostly what belongs to the row."""
        row = cell.field.rpartition(".")[0]
        if row in self.open:
            return self.rows.get(row, 1.0) if self.chooser.random() > 0.1 else self.chooser.choice((1.0, 12.75, 0.0))
        rows = rows_of(self.form.manifest.template)
        index = int(cell.field.partition("[")[2].partition("]")[0])
        if self.form.name.startswith("P") or self.chooser.random() < 0.1:
            return self.chooser.choice((1.0, 2.5, 3.0, 10.0, 12.75, 0.0))
        return float(rows[index][4])

    def score(self, cell: Cell) -> float:
        """Return a typed score: full, in or beside a band, or anything up to the maximum and beyond."""
        most = self.filled.get(f"{cell.field.rpartition('.')[0]}.max_score")
        most = most if isinstance(most, float) and 0 < most < 1e6 else 4.0
        if self.is_met(cell):
            return most
        factor = self.chooser.choice((1.0, 1.0, 0.9, 0.8, 0.6, 0.5, 0.0, 1.01, -0.1))
        beside = self.chooser.choice((0.0, 0.0, -0.005, -0.01, 0.005, 0.01))
        return _digits(most * factor + beside)

    def progress(self) -> float:
        rate = self.known.get("execution_rate")
        plain = float(rate) if isinstance(rate, Decimal) and abs(rate) < 1e6 else 0.95
        return self.chooser.choice((_digits(round(plain, 4)), _digits(plain), 0.95, 1.0))

    def of_table(self, cell: Cell) -> Content:
        """Return a number of a table: the sum of its parts, what it states, or what bounds may lie at or beside."""
        tables = self.form.description.tables
        described = tables.cells[cell.field]
        if "states" in described.says:
            return self.stated(tables.field_of(described.says["states"], described))
        if "parts" in described.says:
            parts = [self.filled.get(tables.field_of(each, described)) for each in described.says["parts"]]
            total = _digits(math.fsum(each for each in parts if isinstance(each, float) and abs(each) < 1e300))
            return self.chooser.choice((total, total, total, _digits(total + 1), _digits(total - 0.0001), None))
        if described.kind == "percent":
            return self.chooser.choice((None, 0.0, 0.05, 0.06, -0.06, 0.95, 1.0, round(self.chooser.random(), 4)))
        if described.kind == "number":
            return self.chooser.choice((0.0, 1.0, 4.0, 7.99, 8.0, 10.0, 10.0, 12.0, None))
        amounts = (0.0, 10.0, 20.0, 100.0, 159.99, 160.0, 199.99, 200.0, 200.0, 200.0)
        return self.chooser.choice((*amounts, None, round(self.chooser.uniform(1, 1e5), 2)))

    def of_criterion(self, criterion: Criterion, *, met: bool) -> float:
        """Return a number for a criterion: at its bounds, just beside them, and some others."""
        says = criterion.says
        texts = [each["range"] for each in says.get("tiers", ())] + [says.get("target", "")]
        bounds = [
            Decimal(each) / (100 if "%" in text else 1) for text in texts for each in re.findall(r"\d+(?:\.\d+)?", text)
        ]
        if "bound" in says:
            bound, per = Decimal(says["bound"]), Decimal(says["per"])
            bounds = [bound, bound + per, bound + Decimal(says["points"]) / Decimal(says["each"]) * per]
        elif not bounds:
            shares = ("0", "0.5", "1", "1.2")
            bounds = list(map(Decimal, shares if criterion.method == "ratio" else ("0", "0", "1", "2", "4")))
        near = [float(each * factor) for each in bounds for factor in (1, 1, Decimal("0.999"), Decimal("1.001"))]
        near += [_digits(float(each) * (1 + by)) for each in bounds for by in (1e-9, -1e-9)]
        if met:
            return max(near, key=lambda value: self.points_of(criterion, value))
        return self.chooser.choice((*near, 0.0, 1 / 3, -1.0, round(self.chooser.uniform(0, 2 * max(near)), 4)))

    def points_of(self, criterion: Criterion, value: float) -> float:
        view = View({criterion.field: value, f"{criterion.path}.max_score": float(criterion.says["points"])})
        return float(criterion.score(view) or 0)

    def stated(self, computed: str) -> Content:
        """Return a figure as a unit states it: ours, rounded otherwise, a hundred times it, or another one."""
        ours = self.known.get(computed)
        if ours is None:
            ours_in = self.filled.get(computed)
            ours = Decimal(repr(ours_in)) if isinstance(ours_in, float) else ""
        if not isinstance(ours, Decimal) or abs(ours) > 10**9:
            return self.chooser.choice((None, 0.0, 0.95))
        plain = float(ours)
        beside = [plain, plain, round(plain, 2), round(plain, 3), plain * 100, plain / 100, plain + 0.01, plain + 0.02]
        return self.chooser.choice((None, *map(_digits, beside)))

    def actual(self, cell: Cell) -> float:
        """Return an achievement: at the target, round it, just beside it, or a hundred times it."""
        target = self.filled.get(cell.field.replace("actual_value", "target_value"))
        if isinstance(target, str):  # a range
            target = self.chooser.choice((10.0, 20.0)) if "次" in target else 0.95
        if not isinstance(target, float) or not 0 < abs(target) < 1e12:
            return self.chooser.choice((0.0, 0.0, 1.0, 0.95))
        if self.is_met(cell):
            return target
        factors = [1.0, 1.0, 1.0, 0.5, 1.1, 1.2, 1.3, 1.5, 2.0, round(self.chooser.uniform(0.3, 2.0), 4)]
        factors += [1 - 1e-9, 1 + 1e-9]
        if cell.unit == "%":
            factors += self.chooser.choice(([0.9], [50.0, 100.0, 200.0, 49.99, 200.01]))
        if cell.unit_field:
            factors += self.chooser.choice(([0.9], [0.01, 0.02, 0.005, 0.0201, 0.00499], [50.0, 100.0, 200.0, 200.01]))
        return _digits(target * self.chooser.choice(factors))


def _digits(value: float) -> float:
    """Return a number as people can fill it in: with 15 significant digits."""
    return float(f"{value:.15g}")
