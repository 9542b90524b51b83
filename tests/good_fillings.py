"""A form of every shipped template, filled in so that nothing is left to say; and the blank form of the national one.

The forms of project templates have the same rows, as far as a template knows them, and as much as it leaves to the
unit: budgets, points, a target. The others are those of the published documents, what these got wrong put right.
Where something stands is found by what it is for: `places` leads from a word to a field.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from tests.conftest import ROOT
from tests.forms import good, issued_with, manifest_of
from xlgen import layout, recompute, template
from xlgen.layout import Role
from xlgen.model import Record
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.layout import Cell
    from xlgen.manifest import Manifest
    from xlgen.model import Value
    from xlgen.recompute import Contents
    from xlgen.template import Template

PROJECTS: Final = (
    *("national-project-2020", "hubei-project-2022", "sichuan-project-2022", "haidian-project-2016"),
    *("yunnan-project-2022", "anhui-rural-project-2022", "futian-project-2021", "jinzhai-project-2023"),
)
KEY, LUQUAN, LUOHU = "futian-key-project-2020", "luquan-department-2022", "luohu-department-2022"
PUBLISHED: Final = {KEY: "FK001", LUQUAN: "LQ001", LUOHU: "LH001"}
BLANK: Final = "national-project-2020 (blank)"
NAMES: Final = (*PROJECTS, BLANK, *PUBLISHED)

EXPECTED: Final = "年内完成平台升级，服务群众不少于 1.2 万人次。"
ACHIEVED: Final = "平台已于九月完成升级，全年服务群众 1.3 万人次。"
MONEY: Final = 300.0
# Of the outputs, the outcomes and the satisfaction: name, target (None: the unit proposes it), what was achieved.
Row = tuple[str, str | None, "float | str"]
OUTPUTS: Final[tuple[Row, ...]] = (
    ("建设站点数", "≥12个", 12.0),
    ("系统可用率", "≥95%", 0.96),
    ("验收合格率", "≥90%", 0.95),
    ("新增设备", "≥3台", 3.0),
    ("培训质量", "≥良好", "良好"),
    ("完成时间", "12月底前", "达成"),
    ("支出进度", "≥90%", 1.0),
    ("新增节点", None, 40.0),
)
OUTCOMES: Final[tuple[Row, ...]] = (("业务需求", "满足", "达成"), ("带动就业", "≥100人", 100.0))
SATISFACTION: Final[tuple[Row, ...]] = (("服务对象满意度", "≥90%", 0.95),)
FITTING: Final = {"可用率": "质量", "合格率": "质量", "质量": "质量", "时间": "时效", "进度": "时效"}
"""Under which second-level indicator a row belongs, by the end of its name; any other under the first."""
CHILD: Final[Row] = ("其中：城区站点", "≥5个", 5.0)
UNITS_POINTS: Final = frozenset({"新增设备", "新增节点"})
"""The rows whose points the unit fills in."""


class AbsentError(LookupError):
    """A form has no such place."""


@dataclass(frozen=True)
class GoodForm:
    """A form with what stands in its issued and input cells where nothing is wrong; `places` leads to fields."""

    name: str
    manifest: Manifest
    contents: Contents
    places: Mapping[str, str]

    @cached_property
    def results(self) -> Contents:
        """What its formula cells give."""
        return recompute.evaluate(self.manifest.plan.shape, [self.contents])[0]

    def __getitem__(self, place: str) -> str:
        """Return the field of an input.

        Raises
        ------
        AbsentError
            The form has none, or the unit has nothing to fill in there.

        """
        field = self.places.get(place, place)
        _, cell = self.manifest.plan.shape.places.get(field, (None, None))
        if cell is None or cell.role is not Role.INPUT:
            raise AbsentError(place)
        return field

    def row(self, place: str) -> str:
        """Return the path of the indicator that an input is of."""
        return self[place].partition(".")[0]

    def number(self, field: str) -> float:
        """Return a number that stands in the form."""
        found = self.contents.get(field)
        if not isinstance(found, float):
            raise AbsentError(field)
        return found


@lru_cache(maxsize=1)
def good_forms() -> tuple[GoodForm, ...]:
    """Return every form."""
    return (*map(_project, PROJECTS), _blank(), *map(_published, PUBLISHED))


# --- project forms ----------------------------------------------------------------------------------------------------


def _rows(form: Template) -> Iterator[tuple[str, str, Row, Decimal | None]]:
    """Yield first- and second-level indicator, row and points; the points of a child are None."""
    by_kind = {"output": OUTPUTS, "outcome": OUTCOMES, "satisfaction": SATISFACTION}
    kinds = {each.kind for each in form.definition.sections}
    children = form.definition.indicators.children
    for section in form.definition.sections:
        rows = by_kind.get(section.kind or "", ((f"{section.label}事项", "≥1项", 1.0),))
        if section.kind == "outcome" and "satisfaction" not in kinds:
            rows += SATISFACTION
        if form.definition.indicators.target_supplied == "issued":
            rows = tuple(row for row in rows if row[1] is not None)
        share = section.max_score // len(rows)
        for index, row in enumerate(rows):
            points = section.max_score - share * (len(rows) - 1) if index == 0 else share
            wanted = next((kind for end, kind in FITTING.items() if row[0].endswith(end)), "")
            category = next(each for each in section.categories if wanted in each)
            yield section.label, category, row, points
            if children and row[0] == "建设站点数":
                yield section.label, section.categories[0], CHILD, None


def _project(name: str) -> GoodForm:
    form = template.pick(name)
    values: dict[str, Value] = {"project.code": "X-1", "project.name": "综合服务平台项目"}
    for each in form.definition.header:
        if each.supplied == "issued" and each.kind == "money":
            values[f"project.{each.id}"] = Decimal(300)
    filled: Contents = {"objective.achieved_result": ACHIEVED, "objective.expected_result": EXPECTED}
    filled |= {f"funding.appropriation.{column.id}": MONEY for column in form.definition.funding.columns}
    objective = form.definition.objective
    if objective is not None and objective.expected_result.supplied == "issued":
        values["objective.expected_result"] = EXPECTED
    rows: dict[str, str] = {}
    for index, (dimension, category, (title, target, achieved), points) in enumerate(_rows(form)):
        path = f"indicators[{index}]"
        rows[title] = path
        values |= {f"{path}.dimension": dimension, f"{path}.category": category, f"{path}.name": title}
        values[f"{path}.target_value"] = target
        if points is None:
            values[f"{path}.parent"] = "建设站点数"
        else:
            values[f"{path}.max_score"] = None if title in UNITS_POINTS else points
            filled[f"{path}.max_score"] = float(points)
            filled[f"{path}.score"] = float(points)
        filled[f"{path}.actual_value"] = achieved
        if target is None:
            filled |= {f"{path}.direction": "≥", f"{path}.target_value": 40.0, f"{path}.unit_of_measure": "个"}
    record = Record(template=name, fiscal_year=form.definition.fiscal_year, values=values, indicator_count=len(rows))
    return _filled(name, issued_with(form, record), filled, _places(rows))


def _places(rows: Mapping[str, str]) -> dict[str, str]:
    """Return what the places of a project form are for; a row that is not there leads nowhere."""
    path = {name: rows.get(name, name) for name, *_ in (*OUTPUTS, *OUTCOMES, *SATISFACTION, CHILD)}
    return {
        "text": "objective.achieved_result",
        "optional text": "project.implementing_agency" if rows else "",
        "number": f"{path['建设站点数']}.actual_value",
        "far": f"{path['建设站点数']}.actual_value",
        "choice": f"{path['培训质量']}.actual_value",
        "deadline": f"{path['完成时间']}.actual_value",
        "percent": f"{path['系统可用率']}.actual_value",
        "share": f"{path['验收合格率']}.actual_value",
        "progress": f"{path['支出进度']}.actual_value",
        "level": f"{path['业务需求']}.actual_value",
        "score": f"{path['业务需求']}.score",
        "banded": f"{path['业务需求']}.score",
        "child": f"{path[CHILD[0]]}.actual_value",
        "points": f"{path['新增设备']}.max_score",
        "sign": f"{path['新增节点']}.direction",
        "target": f"{path['新增节点']}.target_value",
        "unit": f"{path['新增节点']}.unit_of_measure",
        "proposed": f"{path['新增节点']}.actual_value",
        "falling": f"{path['带动就业']}.actual_value",
        "short": f"{path['带动就业']}.deviation_explanation",
        "full": f"{path['带动就业']}.deviation_explanation",
        "money": "funding.appropriation.actual_expenditure",
    }


# --- the blank form -----------------------------------------------------------------------------------------------


def _blank() -> GoodForm:
    form = template.pick("national-project-2020")
    manifest = proposals.manifest_of(form)
    sections = list(layout.proposable(manifest.plan).values())
    rows = {
        name: f"indicators[{sections.index(section) + offset}]"
        for name, section, offset in (
            ("新增节点", "产出指标", 0),
            ("建设站点数", "产出指标", 1),
            ("新增设备", "产出指标", 2),
            ("业务需求", "效益指标", 0),
            ("带动就业", "效益指标", 1),
            ("服务对象满意度", "满意度指标", 0),
        )
    }
    cells: dict[str, tuple[str, str, float | str, str | None, float | str, float]] = {
        "新增节点": ("数量指标", "≥", 40.0, "个", 40.0, 20.0),
        "建设站点数": ("数量指标", "≥", 12.0, "个", 12.0, 20.0),
        "新增设备": ("数量指标", "≥", 3.0, "台", 3.0, 10.0),
        "业务需求": ("社会效益指标", "定性", "满足", None, "达成", 20.0),
        "带动就业": ("社会效益指标", "≥", 100.0, "人", 100.0, 10.0),
        "服务对象满意度": ("服务对象满意度指标", "≥", 90.0, "%", 95.0, 10.0),
    }
    filled: Contents = {
        "project.code": "001",
        "project.name": "综合服务平台项目",
        "objective.expected_result": EXPECTED,
        "objective.achieved_result": ACHIEVED,
    }
    filled |= {f"funding.appropriation.{column.id}": MONEY for column in form.definition.funding.columns}
    keys = ("category", "direction", "target_value", "unit_of_measure", "actual_value", "max_score")
    for name, contents in cells.items():
        filled[f"{rows[name]}.name"] = name
        filled |= {f"{rows[name]}.{key}": each for key, each in zip(keys, contents, strict=True) if each is not None}
    filled[f"{rows['业务需求']}.judged_score"] = 20.0
    spare = rows["新增设备"]
    places = _places(rows) | {
        "optional text": "project.implementing_agency",
        "choice": f"{spare}.category",
        "points": f"{rows['新增节点']}.max_score",
        "score": f"{rows['业务需求']}.judged_score",
        "banded": f"{rows['业务需求']}.judged_score",
        "judged": f"{spare}.judged_score",
        "name": f"{spare}.name",
        "code": "project.code",
    }
    return _filled(BLANK, manifest, filled, places)


# --- the forms of published documents -----------------------------------------------------------------------------

# What a document got wrong, or shows twice: the same money in two columns, a growth of 156 % as 1.56 %.
PUT_RIGHT: Final[Mapping[str, Contents]] = {
    KEY: {
        **{f"tables.funds.{row}.other_general": None for row in ("budget", "invested", "arrived", "spent")},
        "indicators[6].deviation_explanation": "部分资金次年到位。",
        "indicators[11].deviation_explanation": "受疫情影响，评测会少办四次。",
        "stated.indicators[6].score": 3.21,
        "stated.total_score": 97.21,
    },
    LUQUAN: {
        "tables.income.institutional.amount": None,
        "tables.income.institutional.stated_share": None,
        "tables.growth.income_total.stated_rate": 1.5581,
        "tables.growth.expenditure_total.stated_rate": 1.5617,
    },
    LUOHU: {
        "tables.staff.in_post.stated_rate": 0.95,
        "indicators[12].deviation_explanation": "编外人员按核定数聘用。",
        "stated.indicators[5].score": 2.0,
        "stated.indicators[12].score": 0.5,
        "stated.total_score": 96.5,
    },
}
PUBLISHED_PLACES: Final[Mapping[str, Mapping[str, str]]] = {
    KEY: {
        "text": "objective.achieved_result",
        "optional text": "project.implementing_agency",
        "number": "indicators[11].criteria[0].actual_value",
        "count": "indicators[11].criteria[0].actual_value",
        "choice": "indicators[0].criteria[0].actual_value",
        "criterion": "indicators[0].criteria[0].actual_value",
        "percentage": "indicators[12].criteria[0].actual_value",
        "score": "indicators[14].criteria[0].score",
        "short": "indicators[11].deviation_explanation",
        "full": "indicators[0].deviation_explanation",
        "money": "tables.allocation.other.amount",
        "sum": "tables.funds.budget.all",
        "divisor": "tables.funds.budget.all",
        "stated total": "stated.total_score",
        "stated score": "stated.indicators[0].score",
    },
    LUQUAN: {
        "text": "objective.achieved_result",
        "optional text": "project.supervising_department",
        "number": "indicators[2].actual_value",
        "far": "indicators[2].actual_value",
        "choice": "tables.agencies.first.nature",
        "percent": "indicators[0].actual_value",
        "share": "indicators[4].actual_value",
        "level": "indicators[1].actual_value",
        "score": "indicators[1].score",
        "banded": "indicators[1].score",
        "short": "indicators[0].deviation_explanation",
        "full": "indicators[2].deviation_explanation",
        "money": "tables.growth.income_total.previous",
        "sum": "tables.expenditure.all.amount",
        "stated rate": "tables.income.fiscal.stated_share",
    },
    LUOHU: {
        "text": "tables.goals.goal_1.actual_value",
        "number": "indicators[1].criteria[0].actual_value",
        "count": "indicators[1].criteria[0].actual_value",
        "choice": "indicators[0].criteria[0].actual_value",
        "criterion": "indicators[0].criteria[0].actual_value",
        "percentage": "indicators[10].criteria[0].actual_value",
        "score": "indicators[18].criteria[0].score",
        "veto": "indicators[5].vetoes[0].occurred",
        "short": "indicators[3].deviation_explanation",
        "full": "indicators[0].deviation_explanation",
        "money": "tables.tasks.task_1.amount",
        "sum": "tables.tasks.task_1.amount",
        "divisor": "tables.public_expenses.daily.budget",
        "stated rate": "tables.procurement.all.stated_rate",
        "stated total": "stated.total_score",
        "stated score": "stated.indicators[0].score",
        "stated rating": "stated.rating",
    },
}


def _published(name: str) -> GoodForm:
    records = ROOT / "samples" / name / "records"
    filled = good(PUBLISHED[name], records) | PUT_RIGHT[name]
    return _filled(name, manifest_of(PUBLISHED[name], records), filled, PUBLISHED_PLACES[name])


def _filled(name: str, manifest: Manifest, filled: Contents, places: Mapping[str, str]) -> GoodForm:
    contents = recompute.issued_contents(manifest.plan)
    inputs: list[Cell] = [cell for _, cell in manifest.plan.shape.of_role(Role.INPUT)]
    contents |= {cell.field: filled[cell.field] for cell in inputs if filled.get(cell.field) is not None}
    return GoodForm(name, manifest, contents, places)
