"""Forms and reproducible fillings of them: mostly what people fill in, with all that can go wrong among it.

The forms are those of the eight published samples and variants of some of them, and those of the national template
and of small templates that each decide scoring, money and checks otherwise, with targets of every kind.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests import oracle
from xlgen import layout, recompute, roster
from xlgen.layout import Kind, Role
from xlgen.manifest import Manifest
from xlgen.model import CellError, Content, Record, Value
from xlgen.template import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.layout import Cell, Shape
    from xlgen.recompute import Contents
    from xlgen.template import Template

HERE: Final = Path(__file__).parent
SAMPLES: Final = HERE.parent / "samples" / "futian-2021" / "records"
TEMPLATES: Final = (HERE.parent / "templates", HERE / "templates")
NATIONAL: Final = (
    *("national-project-2020", "one-decimal", "capped", "typed-totals", "lenient"),
)
SIGNS: Final = ("≤", "≥", "=", "")

ODD_NUMBERS: Final = (0.0, 1e15, 1e-300)
ODD_TEXTS: Final = ("完成", "95%", "２", "1,234", " ", "\u3000", " \u3000 ", "\n", "\xa0")
PLACEHOLDERS: Final = ("待补充", "XX", "……", " ×× ", "完成了XX项工作，共投入……万元。")
EXPLANATIONS: Final = ("受疫情影响，部分工作顺延至下年度。", "按合同进度支付。", "无", " / ", "待补充", "因XX未完成。")
EXPECTED: Final = "年内完成平台升级，服务群众不少于 1.2 万人次。"
RESULTS: Final = (
    "已完成平台升级，全年服务群众 1.3 万人次。",
    EXPECTED,
    f"\u3000{EXPECTED.replace(' ', '')}\n",
    f"{EXPECTED}另有……",
    "完成。",
    "细" * 1_000,
    "细" * 1_001,
)

# Name, dimension, category, target, maximum; a target of None is proposed by the unit.
ROWS: Final[tuple[tuple[str, str, str, str | None, str], ...]] = (
    ("建设站点数", "产出指标", "数量指标", "≥12个", "4"),
    ("开展培训", "产出指标", "数量指标", "10-20次", "4"),
    ("新增设备", "产出指标", "数量指标", ">0台", "3"),
    ("印制材料", "产出指标", "数量指标", "300份", "3"),
    ("新增节点", "产出指标", "数量指标", None, "4"),
    ("验收合格率", "产出指标", "质量指标", "95%-100%", "5"),
    ("系统可用率", "产出指标", "质量指标", "≥99.5%", "5"),
    ("安全事故数", "产出指标", "质量指标", "=0起", "3"),
    ("培训质量", "产出指标", "质量指标", "≥良好", "3"),
    ("完成时间", "产出指标", "时效指标", "2020年12月底前", "4"),
    ("平均响应时间", "产出指标", "时效指标", "≤5天", "4"),
    ("支出进度", "产出指标", "时效指标", "≥95%", "4"),
    ("故障时长", "产出指标", "时效指标", "<3小时", "3"),
    ("单位成本", "产出指标", "成本指标", "≤1.25万元", "1"),
    ("节约经费", "效益指标", "经济效益指标", "不适用", "0"),
    ("带动就业", "效益指标", "社会效益指标", ">100人", "12.495"),
    ("业务需求", "效益指标", "社会效益指标", "满足", "7.505"),
    ("减排量", "效益指标", "生态效益指标", "/", "0"),
    ("持续运行", "效益指标", "可持续影响指标", "满足", "10"),
    ("服务对象满意度", "满意度指标", "服务对象满意度指标", "≥90%", "10"),
)


@dataclass(frozen=True)
class IssuedForm:
    """A form as it is issued, and its description for the oracle."""

    name: str
    manifest: Manifest
    description: oracle.Form
    figures: Contents
    """What the record itself says was achieved and spent: the ordinary values."""
    lines: tuple[str, ...]
    """The field that each self-check line's link leads to."""

    @property
    def shape(self) -> Shape:
        """Where everything stands."""
        return self.manifest.plan.shape

    def answers(self, contents: Contents) -> dict[str, oracle.Answer]:
        """Return what the oracle gives for the form with these contents."""
        return oracle.answers(self.description, given(contents), self.lines)


@dataclass(frozen=True)
class Filling:
    """What stands in the cells of one form but those of formulas."""

    form: IssuedForm
    seed: int
    contents: Contents
    altered: frozenset[str] = field(default=frozenset())
    """The locked cells that hold something else than was issued."""


def given(contents: Contents) -> dict[str, oracle.Given]:
    """Return the contents of cells as the oracle takes them."""
    return {
        path: oracle.Error(content.value) if isinstance(content, CellError) else content
        for path, content in contents.items()
    }


@lru_cache(maxsize=1)
def issued_forms() -> tuple[IssuedForm, ...]:
    """Return all forms."""
    records = roster.read_records(SAMPLES)
    samples = [_issue(record.code, record, template) for record, template in records]
    variants = [
        _issue(f"{record.code} (variant)", _varied(record), template)
        for record, template in records
        if record.code in {"P002", "P003", "P007", "P008"}
    ]
    return (*samples, *variants, *_national_forms())


def _national_forms() -> Iterator[IssuedForm]:
    """Yield forms of the national template and those that extend it: with what the office gives, and without."""
    for name in NATIONAL:
        (path,) = [folder / f"{name}.toml" for folder in TEMPLATES if (folder / f"{name}.toml").is_file()]
        template = load(path)
        yield _issue(f"{name} (issued)", _record(name, proposing=False), template)
        if template.definition.indicators.target_supplied == "either":
            yield _issue(f"{name} (proposed)", _record(name, proposing=True), template)


def _record(template: str, *, proposing: bool) -> Record:
    """Return a record with targets of every kind; `proposing`: three are the unit's, and points and budgets too."""
    values: dict[str, Value] = {"project.code": f"X-{template}", "project.name": "综合服务平台项目"}
    if not proposing:
        values |= {"objective.expected_result": EXPECTED, "project.lead": "李某"}
        budgets = {"appropriation": "300", "carryover": "0", "other_funds": "25.5"}
        for line, amount in budgets.items():
            values |= {f"funding.{line}.original_budget": Decimal(amount), f"funding.{line}.final_budget": Decimal(amount)}
    for index, (name, dimension, category, target, points) in enumerate(ROWS):
        path = f"indicators[{index}]"
        values |= {f"{path}.dimension": dimension, f"{path}.category": category, f"{path}.name": name}
        open_target = target is None or (proposing and index % 5 == 0)
        corrected = "≥8个" if target is None and not _may_propose(template) else None
        values[f"{path}.target_value"] = corrected if open_target else target
        values[f"{path}.max_score"] = None if proposing and index % 2 and points != "0" else Decimal(points)
    return Record(template=template, fiscal_year=2020, values=values, indicator_count=len(ROWS))


def _may_propose(template: str) -> bool:
    return template != "typed-totals"


def _varied(record: Record) -> Record:
    """Return a record with each sign in turn, and without the budgets and half of the maximum scores."""
    values: dict[str, Value] = dict(record.values)
    for index in range(record.indicator_count):
        target = str(values[f"indicators[{index}].target_value"])
        if target != oracle.NOT_APPLICABLE:
            values[f"indicators[{index}].target_value"] = SIGNS[index % len(SIGNS)] + target.lstrip("≥")
            if index % 2:
                values[f"indicators[{index}].max_score"] = None
    for line in ("appropriation", "other_funds"):
        for column in ("original_budget", "final_budget"):
            values[f"funding.{line}.{column}"] = None
    return replace(record, values=values)


def _issue(name: str, record: Record, template: Template) -> IssuedForm:
    plan = layout.plan(template, record)
    manifest = Manifest(
        template=template.id,
        template_version=template.definition.version,
        template_sha256=template.sha256,
        fiscal_year=record.fiscal_year,
        plan=plan,
    )
    (path,) = [folder / f"{template.id}.toml" for folder in TEMPLATES if (folder / f"{template.id}.toml").is_file()]
    description = oracle.Form(oracle.read_template(path, TEMPLATES), dict(record.values))
    converted = {
        cell.field: recompute.to_content(record.values.get(cell.field), cell.kind, cell.unit)
        for _, cell in plan.shape.of_role(Role.INPUT)
    }
    figures: Contents = {field: value for field, value in converted.items() if isinstance(value, float)}
    return IssuedForm(name, manifest, description, figures, tuple(_subjects(plan.shape)))


def _subjects(shape: Shape) -> Iterator[str]:
    """Yield the field that each self-check line's link leads to, in order."""
    fields = {f"'{sheet.name}'!{cell.a1}": cell.field for sheet, cell in shape.walk()}
    for _, cell in shape.walk():
        if cell.link:
            yield fields[cell.link]


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
        # All targets met, whatever was spent; nearly nothing spent; 万元 and 元 confused; or as it comes.
        self.spent = self.chooser.choice((None, None, None, 0.05, 1e4, 1e-4, 0.6))
        self.met = self.chooser.random() < 0.4
        # Of one sign in a form: added to its opposite it swallows what else is in a sum.
        self.huge = self.chooser.choice((9.99e307, -9.99e307))
        self.filled: Contents = {}

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
        # What follows from the rest is filled in last, with the rest before the eyes.
        for late in (False, True):
            if late:
                self.known: Mapping[str, oracle.Answer] = oracle.figures(self.form.description, given(self.filled))
            for cell in inputs:
                if self.is_late(cell) is late:
                    self.fill(cell)
        return Filling(self.form, self.seed, self.filled, frozenset(altered))

    def is_late(self, cell: Cell) -> bool:
        return cell.field.startswith(("stated.", "funding.total_funds.", "responses.")) or self.is_progress(cell)

    def is_progress(self, cell: Cell) -> bool:
        return cell.unit == "%" and cell.field.endswith("actual_value") and "进度" in self.name_of(cell)

    def name_of(self, cell: Cell) -> str:
        return str(self.filled.get(f"{cell.field.rpartition('.')[0]}.name", ""))

    def fill(self, cell: Cell) -> None:
        keep = cell.field in self.filled and self.chooser.random() < 0.7  # what may be corrected mostly is not
        if keep or (cell.field in self.filled and cell.kind is Kind.TARGET and not cell.number_format):
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
        if cell.kind is Kind.CHOICE:
            return self.choice(cell)
        if cell.kind is Kind.TEXT:
            return self.text(cell)
        if cell.field.startswith("stated.") and not cell.field.startswith("stated.funding."):
            return self.stated(cell)
        if cell.kind is Kind.MONEY:
            return self.money(cell.field)
        if cell.field.endswith("].score"):
            return self.score(cell)
        if cell.field.endswith("max_score"):
            return self.points(cell)
        if cell.field.endswith("target_value"):
            return self.chooser.choice((0.0, 1.0, 12.0, 3.5, 250.0))
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
        if cell.field.startswith("objective."):
            return self.chooser.choice((EXPECTED, *RESULTS))
        return self.chooser.choice(("已按计划完成。", "不适用", "/", "0402009"))

    def choice(self, cell: Cell) -> Content:
        if self.met and cell.field.endswith("actual_value"):
            return cell.choices[0]
        if cell.field == "stated.rating":
            return self.chooser.choice((None, str(self.known.get("rating") or "") or None, *cell.choices))
        word = self.chooser.choice(cell.choices)
        return self.chooser.choice((word, word, word, f" {word} "))

    # --- numbers ---------------------------------------------------------------------------------------------------

    def odd_number(self, ordinary: Content) -> Content:
        """Return what should not stand in a number cell, or a number out of the ordinary."""
        plain = ordinary if isinstance(ordinary, float) else 1.0
        numbers = (*ODD_NUMBERS, self.huge, plain if abs(plain) > 1e300 else -plain, math.nextafter(plain, 0.0), _digits(plain * 3))
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
        budget = self.filled.get(f"{line}.final_budget")
        if column != "actual_expenditure" or not isinstance(budget, float) or not 0 < budget < 1e12:
            return self.chooser.choice((0.0, 0.0, None, round(self.chooser.uniform(1e2, 1e7), 2)))
        if self.spent is not None:
            return _digits(budget * self.spent)
        share = self.chooser.choice((1.0, 1.0, 0.9637, 1.25, round(self.chooser.random(), 6)))
        recorded = self.form.figures.get(field)
        return self.chooser.choice((_digits(round(budget * share, 2)), recorded if isinstance(recorded, float) else 0.0))

    def points(self, cell: Cell) -> float:
        """Return a maximum: mostly what belongs to the row."""
        rows = dict(enumerate(ROWS))
        index = int(cell.field.partition("[")[2].partition("]")[0])
        if self.form.name.startswith("P") or self.chooser.random() < 0.1:
            return self.chooser.choice((1.0, 2.5, 3.0, 10.0, 12.75, 0.0))
        return float(rows[index][4])

    def score(self, cell: Cell) -> float:
        """Return a typed score: full, in or beside a band, or anything up to the maximum and beyond."""
        most = self.filled.get(cell.field.replace("].score", "].max_score"))
        most = most if isinstance(most, float) and 0 < most < 1e6 else 4.0
        if self.met:
            return most
        factor = self.chooser.choice((1.0, 1.0, 0.9, 0.8, 0.6, 0.5, 0.0, 1.01, -0.1))
        return self.chooser.choice((_digits(most * factor), _digits(most * factor - 0.005), _digits(most * factor - 0.01)))

    def progress(self) -> float:
        rate = self.known.get("execution_rate")
        plain = float(rate) if isinstance(rate, Decimal) and abs(rate) < 1e6 else 0.95
        return self.chooser.choice((_digits(round(plain, 4)), _digits(plain), 0.95, 1.0))

    def stated(self, cell: Cell) -> Content:
        """Return a figure as a unit states it: ours, rounded otherwise, a hundred times it, or another one."""
        ours = self.known.get(cell.field.removeprefix("stated."))
        if ours is None:
            ours_in = self.filled.get(cell.field.removeprefix("stated."))
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
        if self.met:
            return target
        factors = [1.0, 1.0, 1.0, 0.5, 1.1, 1.2, 1.3, 1.5, 2.0, round(self.chooser.uniform(0.3, 2.0), 4)]
        factors += [1 - 1e-9, 1 + 1e-9]
        if cell.unit == "%":
            factors += self.chooser.choice(([0.9], [50.0, 100.0, 200.0, 49.99, 200.01]))
        return _digits(target * self.chooser.choice(factors))


def _digits(value: float) -> float:
    """Return a number as people can fill it in: with 15 significant digits."""
    return float(f"{value:.15g}")
