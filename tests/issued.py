"""The forms that the three ways are compared on, each with its description for the oracle.

They are those of the eight published samples and variants of some of them, those of the national template and of
small templates that each decide scoring, money and checks otherwise, with targets of every kind, and those of small
templates with tables, and with indicators that the form fixes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests import oracle
from xlgen import layout, recompute, roster
from xlgen.layout import Kind, Role
from xlgen.manifest import Manifest
from xlgen.model import CellError, Record, Value
from xlgen.template import load
from xlgen.verbs import proposals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.layout import Shape
    from xlgen.recompute import Contents
    from xlgen.template import Template

HERE: Final = Path(__file__).parent
SAMPLES: Final = HERE.parent / "samples" / "futian-2021" / "records"
TEMPLATES: Final = (HERE.parent / "templates", HERE / "templates")
NATIONAL: Final = (
    *("national-project-2020", "one-decimal", "capped", "typed-totals", "lenient", "scaled", "cost", "spare"),
    *("hubei-project-2022", "sichuan-project-2022", "haidian-project-2016", "yunnan-project-2022"),
    "anhui-rural-project-2022",
)
PUBLISHED: Final = (
    *("futian-key-project-2020", "jinzhai-project-2023", "luquan-department-2022", "luohu-department-2022"),
)
BLANK: Final = ("national-project-2020", "typed-totals")
SIGNS: Final = ("≤", "≥", "=", "")

EXPECTED: Final = "年内完成平台升级，服务群众不少于 1.2 万人次。"
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
# Where a form knows them: what stands below an indicator and has no score. Parent, name, target.
CHILDREN: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("建设站点数", "其中：城区站点", "≥5个"),
    ("建设站点数", "其中：乡镇站点", None),
    ("系统可用率", "其中：白天", "≥99.9%"),
    ("培训质量", "其中：现场培训", "≥良好"),
    ("培训质量", "其中：网上培训", "不适用"),
    ("业务需求", "其中：基层需求", "满足"),
)
WITH_CHILDREN: Final = "anhui-rural-project-2022"


def rows_of(template: str) -> list[tuple[str, str, str, str | None, str, str]]:
    """Return the rows of a form's record: as `ROWS`, with the indicator that each stands below, or ""."""
    found = []
    for row in ROWS:
        name, dimension, category, *_ = row
        if template == "cost" and category == "成本指标":
            continue  # there it is a first-level indicator, which this form lacks
        if template == "spare" and name == "平均响应时间":
            continue  # its points are left to what the unit adds
        found.append((*row, ""))
        found += [
            (child, dimension, category, target, "", parent)
            for parent, child, target in CHILDREN
            if parent == name and template == WITH_CHILDREN
        ]
    return found


TABLES: Final[dict[str, Value]] = {
    "tables.funds.budget.general": Decimal(300),
    "tables.people.first.regular": Decimal(4),
    "tables.people.last.regular": Decimal(5),
    "tables.people.last.corrected": Decimal(7),
    "tables.projects.a1.name": "平台升级",
    "tables.projects.a2.name": "平台运行",
}
"""What the office gives in the tables of the form `tabled`."""


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
        return oracle.answers(self.description, given(contents), self.lines, self.counted)

    @property
    def counted(self) -> tuple[tuple[str, bool], ...]:
        """The fields that the check code is over, in order, and whether they are money."""
        cells = [cell for sheet, cell in self.shape.walk() if sheet.name not in {"填报说明", "填报自查"}]
        scores = {"execution_score", "total_score"}
        return tuple(
            (cell.field, cell.kind is Kind.MONEY)
            for cell in cells
            if (cell.role is Role.INPUT and cell.kind in {Kind.MONEY, Kind.NUMBER})
            or (cell.role is Role.FORMULA and (cell.field in scores or cell.field.endswith(".score")))
        )


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
    return (*samples, *variants, *_national_forms(), *_forms_with_tables(), *_published_forms())


def _national_forms() -> Iterator[IssuedForm]:
    """Yield forms of the national template and those that extend it: with what the office gives, and without."""
    for name in NATIONAL:
        template = load(_path(name))
        yield _issue(f"{name} (issued)", _record(name, proposing=False), template)
        if template.definition.indicators.target_supplied == "either":
            yield _issue(f"{name} (proposed)", _record(name, proposing=True), template)
        if name in BLANK:
            manifest = proposals.manifest_of(template)
            yield _described(f"{name} (blank)", manifest, _path(name), dict(manifest.plan.issued), {}, blank=True)


def _forms_with_tables() -> Iterator[IssuedForm]:
    """Yield forms with tables beside them, with indicators of their own, and with sections in the record's words."""
    for name in ("evaluated", "evaluated-cut"):
        form = load(TEMPLATES[1] / f"{name}.toml")
        values: dict[str, Value] = {"project.code": f"X-{name}", "project.name": "综合服务平台项目"}
        yield _issue(name, Record(template=name, fiscal_year=2020, values=values, indicator_count=0), form)
    plain = _record("tabled", proposing=False)
    yield _issue("tabled", replace(plain, values={**plain.values, **TABLES}), load(TEMPLATES[1] / "tabled.toml"))
    free = _record("free", proposing=False)
    words = {"产出指标": "履职产出", "效益指标": "履职效益", "满意度指标": "履职效益"}
    own = {path: words[str(value)] for path, value in free.values.items() if path.endswith(".dimension")}
    yield _issue("free", replace(free, values={**free.values, **own}), load(TEMPLATES[1] / "free.toml"))


def _published_forms() -> Iterator[IssuedForm]:
    """Yield the forms of the other published documents, as they are issued."""
    for name in PUBLISHED:
        for record, template in roster.read_records(SAMPLES.parent.parent / name / "records"):
            yield _issue(record.code, record, template)


def _record(template: str, *, proposing: bool) -> Record:
    """Return a record with targets of every kind; `proposing`: three are the unit's, and points and budgets too."""
    values: dict[str, Value] = {"project.code": f"X-{template}", "project.name": "综合服务平台项目"}
    if not proposing:
        values |= {"objective.expected_result": EXPECTED, "project.lead": "李某"}
        budgets = {"appropriation": "300", "carryover": "0", "other_funds": "25.5"}
        columns = [each for each in _money_columns(template) if each != "actual_expenditure"]
        for line, amount in budgets.items():
            values |= {f"funding.{line}.{column}": Decimal(amount) for column in columns}
        if template == "lenient" and not proposing:  # whose totals are no formulas
            values["funding.total_funds.final_budget"] = Decimal("325.5")
    rows = rows_of(template)
    for index, (name, dimension, category, target, points, parent) in enumerate(rows):
        path = f"indicators[{index}]"
        values |= {f"{path}.dimension": dimension, f"{path}.category": category, f"{path}.name": name}
        open_target = target is None or (proposing and index % 5 == 0)
        corrected = "≥8个" if target is None and not _may_propose(template) else None
        values[f"{path}.target_value"] = corrected if open_target else target
        if parent:
            values[f"{path}.parent"] = parent
        else:
            values[f"{path}.max_score"] = None if proposing and index % 2 and points != "0" else Decimal(points)
    return Record(template=template, fiscal_year=2020, values=values, indicator_count=len(rows))


def _money_columns(template: str) -> list[str]:
    return [each.id for each in load(_path(template)).definition.funding.columns]


def _path(template: str) -> Path:
    (path,) = [folder / f"{template}.toml" for folder in TEMPLATES if (folder / f"{template}.toml").is_file()]
    return path


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
    converted = {
        cell.field: recompute.to_content(record.values.get(cell.field), cell.kind, cell.unit)
        for _, cell in plan.shape.of_role(Role.INPUT)
    }
    figures: Contents = {field: value for field, value in converted.items() if isinstance(value, float)}
    return _described(name, manifest, _path(template.id), dict(record.values), figures)


def _described(  # noqa: PLR0913 - what a form is, from both sides
    name: str,
    manifest: Manifest,
    template: Path,
    issued: dict[str, Value],
    figures: Contents,
    *,
    blank: bool = False,
) -> IssuedForm:
    description = oracle.Form(oracle.read_template(template, TEMPLATES), issued, blank=blank)
    return IssuedForm(name, manifest, description, figures, tuple(_subjects(manifest.plan.shape)))


def _subjects(shape: Shape) -> Iterator[str]:
    """Yield the field that each self-check line's link leads to, in order."""
    fields = {f"'{sheet.name}'!{cell.a1}": cell.field for sheet, cell in shape.walk()}
    for _, cell in shape.walk():
        if fields.get(cell.link):
            yield fields[cell.link]
