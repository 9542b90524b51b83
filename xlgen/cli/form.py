"""A form definition as tables in words: points, money, methods, bands, ratings, checks and their thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import terms
from xlgen.finding import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from xlgen.template import Definition
    from xlgen.template.definition import Section


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, the heads, the rows."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(definition: Definition) -> Iterator[Table]:
    """Yield what a form says, a table a subject; a subject that it does not speak of has none."""
    yield _points(definition)
    yield from _tables(definition)
    yield _settings(definition)
    yield from _methods(definition)
    yield from _criteria(definition)
    yield from _levels(definition)
    yield _checks(definition)
    yield _thresholds(definition)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _points(definition: Definition) -> Table:
    funding = definition.funding
    lines = "、".join(each.label for each in funding.lines)
    rows = [(terms.EXECUTION_RATE, f"{funding.max_score:f}", lines)] if definition.has_funding else []
    rows += [(each.label, f"{each.max_score:f}", _parts(each)) for each in definition.sections]
    return Table("分值", ("一级指标", "分值", "组成"), [*rows])


def _parts(section: Section) -> str:
    """Return what a first-level indicator is made of, and how many rows are left to the unit."""
    spare = [terms.SPARE_ROWS.format(count=section.spare_rows)] if section.spare_rows else []
    return "、".join(section.categories) + "".join(spare)


def _settings(definition: Definition) -> Table:
    """Return what the place decides about money and scores."""
    funding, own = definition.funding, definition.scoring
    columns = {each.id: each.label for each in funding.columns}
    rows: list[tuple[str, str]] = [("金额单位", definition.amount_unit)]
    if definition.has_funding:
        rows += [
            ("执行率", f"{columns[funding.numerator]}÷{columns[funding.denominator]}"),
            ("预算为 0", terms.ZERO_BUDGET[funding.zero_budget]),
            ("合计", terms.TOTALS_BY[funding.totals]),
        ]
    free = definition.indicators.free
    if free is not None:
        rows.append(("一级指标", terms.FREE.format(least=free.dimensions[0], most=free.dimensions[1])))
        rows.append(("二级指标", terms.FREE.format(least=free.categories[0], most=free.categories[1])))
    rows += [
        ("得分", terms.ROUNDED.format(digits=own.digits, rounding=terms.ROUNDING[own.rounding])),
        ("不适用的指标", terms.NOT_APPLICABLE_BY[own.not_applicable]),
        ("指标表的栏目", "、".join(_heads(definition))),
        ("结论", "、".join(own.verdicts)),
        *(("等级", "＞".join(scale)) for scale in own.scales),
    ]
    if own.over_achieved is not None:
        over = own.over_achieved
        rows.append(("超额完成", terms.OVER_ACHIEVED.format(times=f"{over.times:f}", points=f"{over.deduct:f}")))
    rows += [
        ("总分上限", terms.CAPPED.format(below=_percent(each.below), total=f"{each.total:f}")) for each in own.caps
    ]
    rows += [
        ("缺少指标", terms.NONE_OF.format(indicator=each.indicator, points=f"{each.deduct:f}")) for each in own.missing
    ]
    return Table("口径", ("项目", "规定"), [*rows])


def _tables(definition: Definition) -> Iterator[Table]:
    """Yield the tables beside the form: their rows, and what each column holds."""
    for table in definition.tables:
        first = terms.ROWS_GIVEN.format(most=table.most_rows) if table.most_rows else table.row_head
        heads = (first, *(each.label for each in table.columns))
        rows = [(each.label, *(each.formula or "" for _ in table.columns)) for each in table.rows]
        computed = tuple(each.formula or "+".join(each.sum or ()) for each in table.columns)
        rows += [(terms.COMPUTED, *computed)] if any(computed) else []
        yield Table(f"{table.sheet}·{table.title}", heads, [*rows])


def _criteria(definition: Definition) -> Iterator[Table]:
    """Yield the fixed indicators with their criteria, and how each is scored."""
    if definition.evaluation is None:
        return
    rows = []
    for each in definition.evaluation.indicators:
        for criterion in each.criteria:
            method = terms.CRITERION_METHODS[criterion.method]
            how = "；".join(f"{tier.range} 得 {tier.points:f} 分" for tier in criterion.tiers)
            how = how or "；".join(f"{option.label} 得 {option.points:f} 分" for option in criterion.options)
            shown = how or criterion.target or criterion.value or ""
            rows.append((each.id, each.name, criterion.text, f"{criterion.points:f}", method, shown))
        for kind, clauses in ((terms.VETO, each.vetoes), (terms.EXEMPTION, each.exemptions)):
            rows += [(each.id, each.name, clause.text, "", kind, clause.when or "") for clause in clauses]
    yield Table("固定指标", ("编号", "三级指标", "评价要点", "分值", "评分办法", "口径"), [*rows])


def _heads(definition: Definition) -> Iterator[str]:
    """Yield the heads of the indicator table that the form always has, in order."""
    own = definition.indicators
    return (str(getattr(own, name)) for name in own.columns)


def _methods(definition: Definition) -> Iterator[Table]:
    own = definition.scoring
    if definition.evaluation is not None:
        return
    rows = []
    for sign, method in own.methods.items():
        words = terms.OWN_RULE.format(rule=own.rules[method]) if method in own.rules else terms.METHODS[method]
        rows.append((sign or terms.NO_SIGN, words, method))
    yield Table("评分办法", ("指标值符号", "办法", "代码"), [*rows])


def _levels(definition: Definition) -> Iterator[Table]:
    bands, ratings = definition.scoring.bands, definition.ratings
    if bands:
        shares = [(each.level, f"{_percent(each.least)}–{_percent(each.most)}") for each in bands]
        yield Table("完成等级", ("等级", "占分值"), [*shares])
    if ratings:
        totals = [(each.name, terms.FROM_POINTS.format(points=f"{each.least:f}")) for each in ratings]
        yield Table("评价等级", ("等级", "总分"), [*totals])


def _checks(definition: Definition) -> Table:
    levels: dict[str, str] = dict(definition.checks.levels)
    codes = [*definition.checks.apply, *(code for code in levels if code not in definition.checks.apply)]
    rows = [
        (code, terms.TITLES[code], terms.SEVERITIES[levels.get(code, BY_CODE[code].severity.value)]) for code in codes
    ]
    return Table("检查", ("代码", "名称", "级别"), [*rows])


def _thresholds(definition: Definition) -> Table:
    own = definition.checks.thresholds
    values = {
        "low_execution": _percent(own.low_execution),
        "unspent": _percent(own.unspent),
        "revision": _percent(own.revision),
        "over_achieved": _percent(own.over_achieved),
        "heavy": f"{own.heavy:f}",
    }
    return Table("检查的界限", ("项目", "界限"), [(terms.THRESHOLDS[key], shown) for key, shown in values.items()])
