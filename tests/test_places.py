"""What a place decides of the project form is data: the five forms of places, and each key that they stand on."""

from __future__ import annotations

import json
import random
import tomllib
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

import xlgen
from tests.conftest import ROOT
from tests.forms import COLUMNS, issued_with, judged, project, returned, variant
from tests.issued import issued_forms
from tests.test_rules_at_their_edges import full_marks
from xlgen import layout, recompute, template
from xlgen.finding import RosterError
from xlgen.layout import Role
from xlgen.verbs.generate import issuing
from xlgen.verbs.new_roster import begin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.layout import Cell, Plan
    from xlgen.model import Content, Record, Value
    from xlgen.template import Template

TEMPLATES: Final = ROOT / "templates"
HUBEI, SICHUAN, HAIDIAN, YUNNAN, ANHUI = PLACES = (
    "hubei-project-2022",
    "sichuan-project-2022",
    "haidian-project-2016",
    "yunnan-project-2022",
    "anhui-rural-project-2022",
)
SCALED: Final = 'scoring.not_applicable = "scaled"'


def form_of(name: str) -> Template:
    return template.load(TEMPLATES / f"{name}.toml")


def shown(form: Template, record: Record, changes: Mapping[str, Content] | None = None) -> dict[str, Content]:
    """Return what the formulas show of a record that is filled in as it says."""
    plan = issued_with(form, record).plan
    contents = recompute.issued_contents(plan)
    for _, cell in plan.shape.of_role(Role.INPUT):
        if cell.field in record.values:
            contents[cell.field] = recompute.to_content(record.values[cell.field], cell.kind, cell.unit)
    return dict(recompute.evaluate(plan.shape, [contents | dict(changes or {})])[0])


def changed(record: Record, values: Mapping[str, Value]) -> Record:
    """Return a record with other values."""
    return replace(record, values={**record.values, **values})


def key_of(form: Template, record: Record, field: str, changes: Mapping[str, Content] | None = None) -> Content:
    """Return what the self-check's line of a field says."""
    shape = issued_with(form, record).plan.shape
    sheet, cell = shape.places[field]
    (row,) = [each.row for _, each in shape.walk() if each.link == f"'{sheet.name}'!{cell.a1}"]
    (key,) = [each.field for _, each in shape.walk() if each.row == row and each.field.endswith(".key")]
    return shown(form, record, changes)[key]


def row_of(plan: Plan, field: str) -> list[tuple[str, str]]:
    """Return what the cells of a field's row print or hold, from left to right: words, or the field that they hold."""
    sheet, place = plan.shape.places[field]
    cells = sorted((each for each in sheet.cells if each.row == place.row), key=lambda each: each.column)
    return [(each.text, each.field) for each in cells]


# --- the five forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_the_form_of_a_place_is_less_than_40_lines_on_top_of_the_general_one(name: str) -> None:
    text = (TEMPLATES / f"{name}.toml").read_text("utf-8")

    assert len(text.splitlines()) < 40
    assert "national-project-2020" == tomllib.loads(text)["extends"]


def test_hubei_gives_20_points_for_the_execution_rate() -> None:
    record = project(("≥10个", Decimal(10)), funding__appropriation__actual_expenditure=Decimal(87))

    found = shown(form_of(HUBEI), changed(record, {"indicators[0].max_score": Decimal(40)}))

    assert (17.4, 97.4, 100.0) == tuple(found[key] for key in ("execution_score", "total_score", "total_max_score"))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("≥12个", ("≥", "0", "个")),
        ("≤1.25万元", ("≤", "0.00", "万元")),
        ("300份", ("=", "0", "份")),
        ("≥95%", ("≥", "0%", "%")),
        ("10-20次", ("区间", "", "次")),
        ("≥良好", ("等级", "", "—")),
        ("2022年12月底前", ("时限", "", "—")),
        ("满足", ("定性", "", "—")),
        ("不适用", ("—", "", "—")),
    ],
)
def test_sichuan_shows_sign_number_and_unit_of_every_target_in_three_cells(
    target: str, expected: tuple[str, str, str]
) -> None:
    points: dict[str, Value] = {"indicators[0].max_score": Decimal(0)} if target == "不适用" else {}
    plan = issued_with(form_of(SICHUAN), project((target, None), **points)).plan
    sheet, cell = plan.shape.places["indicators[0].target_value"]
    beside = {each.column: each for each in sheet.cells if each.row == cell.row}
    heads = {each.column: each.text for each in sheet.cells if each.row == cell.row - 1}

    assert ["指标性质", "指标值", "度量单位"] == [heads[cell.column + step] for step in (-1, 0, 1)]
    found = beside[cell.column - 1], cell, beside[cell.column + 1]
    assert expected == (found[0].text, found[1].number_format, found[2].text)
    assert [Role.LABEL, Role.ISSUED, Role.LABEL] == [each.role for each in found]


@pytest.mark.parametrize(("spent", "expected"), [("89.99", "B403"), ("90", "")])
def test_sichuan_asks_for_a_reason_below_90_percent(spent: str, expected: str) -> None:
    record = project(("≥1个", Decimal(1)), funding__appropriation__actual_expenditure=Decimal(spent))

    assert expected == key_of(form_of(SICHUAN), record, "execution_rate")


def test_haidian_divides_by_the_original_budget() -> None:
    money = {"original_budget": Decimal(100), "final_budget": Decimal(150), "actual_expenditure": Decimal(75)}
    values = {f"funding__appropriation__{key}": amount for key, amount in money.items()}

    found = shown(form_of(HAIDIAN), project(("≥1个", Decimal(1)), **values))

    assert (0.75, 7.5) == (found["execution_rate"], found["execution_score"])


def test_yunnan_shows_the_rating_in_the_row_of_the_total_and_nowhere_else() -> None:
    record = project(("≥1个", Decimal(1)))
    plan = issued_with(form_of(YUNNAN), record).plan

    fields = [field for _, field in row_of(plan, "total_score") if field]
    assert ["total_max_score", "total_score", "rating"] == fields
    assert '"评价等级："@' == plan.shape.places["rating"][1].number_format
    assert "优" == shown(form_of(YUNNAN), record)["rating"]
    assert 1 == sum(cell.field == "rating" for _, cell in plan.shape.walk())


# --- rows below an indicator that have no score -----------------------------------------------------------------------


def family(*children: tuple[str, str, object], parent: str = "★道路建设") -> Record:
    """Return a project of three indicators; (name, target, achievement) of each stand below the first."""
    base = project(("≥10公里", Decimal(10)))
    rows: list[dict[str, Any]] = []
    for index in range(3):
        path = f"indicators[{index}]."
        rows.append({key.removeprefix(path): value for key, value in base.values.items() if key.startswith(path)})
    rows[0]["name"] = "★道路建设"
    levels = {key: rows[0][key] for key in ("dimension", "category")}
    below = [
        {**levels, "name": name, "target_value": target, "actual_value": actual, "parent": parent}
        for name, target, actual in children
    ]
    values = {key: value for key, value in base.values.items() if not key.startswith("indicators[")}
    for index, row in enumerate([rows[0], *below, *rows[1:]]):
        values |= {f"indicators[{index}].{key}": value for key, value in row.items()}
    return replace(base, template=ANHUI, values=values, indicator_count=3 + len(children))


TWO: Final = (("其中：通村道路", "≥6公里", Decimal(2)), ("其中：入户道路", "≥4公里", Decimal(8)))


def test_anhui_has_the_points_before_the_target_and_two_columns_of_money() -> None:
    plan = issued_with(form_of(ANHUI), family()).plan
    row = [field.rpartition(".")[2] for _, field in row_of(plan, "indicators[0].max_score") if field]

    assert ["name", "max_score", "target_value", "actual_value", "score", "deviation_explanation"] == row
    money = {field for field in plan.shape.places if field.startswith("funding.appropriation.")}
    assert {"final_budget", "actual_expenditure", "execution_rate"} == {each.rpartition(".")[2] for each in money}


def test_a_child_row_has_a_target_and_an_achievement_and_nothing_else() -> None:
    plan = issued_with(form_of(ANHUI), family(*TWO)).plan
    path = "indicators[1]"

    assert [
        ("", f"{path}.name"),
        ("—", ""),
        ("", f"{path}.target_value"),
        ("", f"{path}.actual_value"),
        ("—", ""),
        ("—", ""),
    ] == row_of(plan, f"{path}.name")
    assert () == issuing(plan)


def test_a_child_that_misses_its_target_costs_nothing_and_wants_no_reason(tmp_path: Path) -> None:
    found = judged(returned(form_of(ANHUI), family(*TWO)), tmp_path)

    assert [100, 100] == [found.figures[key] for key in ("total_score", "total_max_score")]
    assert [] == [str(each.code) for each in found.findings if each.field.startswith("indicators[1]")]
    assert "accepted" == found.status.value


@pytest.mark.parametrize(
    ("content", "code"), [(None, "V301/number"), ("完成", "V302"), (2.0, "")], ids=["blank", "a word", "a number"]
)
def test_what_a_child_achieved_is_asked_for(content: Content, code: str) -> None:
    field = "indicators[1].actual_value"

    assert code == key_of(form_of(ANHUI), family(*TWO), field, {field: content})


@pytest.mark.parametrize(
    ("record", "place", "found"),
    [
        (family(*TWO, parent="道路建设"), "indicators[1].parent", "写的是“道路建设”"),
        (changed(family(*TWO), {"indicators[1].category": "质量指标"}), "indicators[1].parent", "（★道路建设）"),
        (changed(family(*TWO), {"indicators[1].max_score": Decimal(5)}), "indicators[1].max_score", "分值为 5"),
        (changed(family(), {"indicators[0].parent": "★道路建设"}), "indicators[0].parent", "（—）"),
    ],
    ids=["another name", "another second level", "points", "nothing above"],
)
def test_a_child_that_stands_astray_or_has_points_is_refused(record: Record, place: str, found: str) -> None:
    with pytest.raises(RosterError) as refused:
        layout.plan(form_of(ANHUI), record)

    assert [(place, True)] == [(each.place, found in str(each)) for each in refused.value.mistakes][:1]


def as_json(record: Record, form: str) -> dict[str, Any]:
    """Return a record as its JSON says it."""
    found: dict[str, Any] = {"record": 1, "template": form, "fiscal_year": 2022, "indicators": []}
    for path, value in record.values.items():
        plain = float(value) if isinstance(value, Decimal) else value
        group, _, key = path.partition(".")
        if group.startswith("indicators"):
            index = int(group[11:-1])
            found["indicators"] += [{} for _ in range(index + 1 - len(found["indicators"]))]
            found["indicators"][index][key] = plain
        elif group == "funding":
            line, _, column = key.partition(".")
            if column != "original_budget":
                found.setdefault(group, {}).setdefault(line, {})[column] = plain
        else:
            found.setdefault(group, {})[key] = plain
    return found


def test_a_form_with_children_is_issued_filled_and_taken_out_again(tmp_path: Path) -> None:
    record = as_json(family(*TWO), ANHUI)
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    (issue,) = xlgen.generate(path, tmp_path / "下发").issues
    xlgen.fill(tmp_path / "下发" / issue.file, path, tmp_path / "filled.xlsx")
    taken = xlgen.extract(tmp_path / "filled.xlsx")

    for index, each in enumerate(record["indicators"]):
        assert each == {key: taken["indicators"][index][key] for key in each}
    again = tmp_path / "taken.json"
    again.write_text(json.dumps(taken, ensure_ascii=False), "utf-8")
    xlgen.fill(tmp_path / "下发" / issue.file, again, tmp_path / "again.xlsx")
    assert taken == xlgen.extract(tmp_path / "again.xlsx")


def test_a_record_of_a_form_without_children_cannot_name_a_parent(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(as_json(family(*TWO), HUBEI), ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError, match=r"indicators\[1\]\.parent：不认识的键"):
        xlgen.generate(path, tmp_path / "下发")


def test_a_project_list_names_the_parent_in_a_column(tmp_path: Path) -> None:
    records, path = tmp_path / "records.json", tmp_path / "名单.xlsx"
    records.write_text(json.dumps(as_json(family(*TWO), ANHUI), ensure_ascii=False), "utf-8")
    begin(ANHUI, path, records=records)

    (issue,) = xlgen.generate(path, tmp_path / "下发").issues
    taken = xlgen.extract(tmp_path / "下发" / issue.file)
    assert [None, "★道路建设", "★道路建设", None, None] == [each.get("parent") for each in taken["indicators"]]


def test_points_merged_over_an_indicator_and_its_children_are_the_indicators(tmp_path: Path) -> None:
    records, path = tmp_path / "records.json", tmp_path / "名单.xlsx"
    records.write_text(json.dumps(as_json(family(*TWO), ANHUI), ensure_ascii=False), "utf-8")
    begin(ANHUI, path, records=records)
    book = openpyxl.load_workbook(path)
    page = book["指标"]
    (top,) = [cell for row in page.iter_rows() for cell in row if cell.value == "分值"]
    page.merge_cells(start_row=top.row + 1, end_row=top.row + 3, start_column=top.column, end_column=top.column)
    book.save(path)

    (issue,) = xlgen.generate(path, tmp_path / "下发").issues

    taken = xlgen.extract(tmp_path / "下发" / issue.file)
    assert [50, None, None, 30, 10] == [each["max_score"] for each in taken["indicators"]]


@pytest.mark.parametrize("name", PLACES)
def test_a_project_list_of_every_place_is_begun_and_read(name: str, tmp_path: Path) -> None:
    begin(name, tmp_path / "名单.xlsx")
    book = openpyxl.load_workbook(tmp_path / "名单.xlsx")
    form = form_of(name)
    rows = {"产出指标": "数量指标", "效益指标": "社会效益指标", "满意度指标": "服务对象满意度指标"}
    points = {each.label: float(each.max_score) for each in form.definition.sections}
    tables: dict[str, list[dict[str, Any]]] = {
        "项目": [{"项目编码": "P1", "项目名称": "项目"}],
        "资金": [{"项目编码": "P1", "资金来源": form.definition.funding.lines[0].label}],
        "指标": [
            {"项目编码": "P1", "一级指标": first, "二级指标": second, "三级指标": second, "分值": points[first]}
            | {form.definition.indicators.target_value: "≥1个"}
            for first, second in rows.items()
        ],
    }
    for sheet, lines in tables.items():
        page = book[sheet]
        rows_of_page = [[str(cell.value) for cell in row] for row in page.iter_rows()]
        (top,) = [number for number, words in enumerate(rows_of_page, start=1) if "项目编码" in words]
        for number, line in enumerate(lines, start=top + 1):
            for column, word in enumerate(rows_of_page[top - 1], start=1):
                if word in line:
                    page.cell(number, column, line[word])
    book.save(tmp_path / "名单.xlsx")

    done = xlgen.generate(tmp_path / "名单.xlsx", tmp_path / "下发")

    assert (1, (), ()) == (len(done.issues), done.unused, done.findings)


# --- columns in any order ---------------------------------------------------------------------------------------------

NAMES: Final = (
    *("dimension", "name", "target_value", "actual_value", "max_score", "score", "deviation_explanation"),
    *("category", "direction", "unit_of_measure", "stated_score"),
)


def covered(cells: list[Cell], width: int) -> list[str]:
    """Return where cells lie over each other, stick out, or leave a gap in a row."""
    seen: dict[tuple[int, int], str] = {}
    wrong = []
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                if (row, column) in seen or column >= width:
                    wrong.append(f"{cell.a1} over {seen.get((row, column))}")
                seen[row, column] = cell.a1
    rows = {row for row, _ in seen}
    return wrong + [f"gap {row}:{column}" for row in rows for column in range(width) if (row, column) not in seen]


@pytest.mark.parametrize("seed", range(40))
def test_columns_in_any_order_give_a_whole_form(seed: int, tmp_path: Path) -> None:
    chooser = random.Random(seed)
    split, stating = NAMES[8:10] if seed % 3 else (), NAMES[10:] if seed % 5 else ()
    names = [*NAMES[:7], *(["category"] * (seed % 2)), *split, *stating]
    chooser.shuffle(names)
    money = "".join(
        f'{{ id = "{each}", label = "{each}", supplied = "filled" }}, ' for each in "abcdef"[: 2 + seed % 5]
    )
    form = variant(
        tmp_path,
        f"""rating_row = "{("own", "total")[seed % 2]}"
        indicators.columns = {json.dumps(names)}
        indicators.stated_score = "自评得分"
        funding.columns = [{money}]
        funding.numerator = "b"
        funding.denominator = "a"
        funding.totals = "{("formula", "stated", "input")[seed % 3]}"
        stated = ["execution_rate", "total_score", "rating"]
        signoff.seal = "盖章"
        """,
    )
    record = project(("≥1个", None), ("", None), ("满足", None), ("不适用", None))
    values = {key: value for key, value in record.values.items() if not key.startswith("funding.")}
    plan = layout.plan(form, replace(record, values=values | {"indicators[3].max_score": Decimal(0)}))

    (sheet,) = [each for each in plan.shape.sheets if each.name == plan.shape.title]
    ends = max(cell.row for cell in sheet.cells if cell.field == "correction_request")
    table = [cell for cell in sheet.cells if cell.row <= ends]
    assert [] == covered(table, len(sheet.widths))
    assert {"total_score", "rating", "indicators[1].direction", "stated.total_score"} <= set(plan.shape.places)


def test_columns_are_headed_as_the_form_says(tmp_path: Path) -> None:
    form = variant(tmp_path, 'indicators.max_score = "权重"\nindicators.score = "自评分"')
    sheet, cell = layout.plan(form, project(("≥1个", None))).shape.places["indicators[0].score"]
    heads = {each.column: each.text for each in sheet.cells if each.row == cell.row - 1}

    assert ["权重", "自评分"] == [heads[cell.column - 1], heads[cell.column]]
    assert "自评分" == cell.label


# --- what is not assessed ---------------------------------------------------------------------------------------------


def not_assessed() -> Record:
    """Return a project whose outputs are 40 points, 8 of 10 done of 20 of them, and 10 points that are 不适用."""
    record = project(("≥10个", Decimal(8)), ("≥1个", Decimal(1)), ("不适用", None))
    points = {"indicators[0].max_score": Decimal(20), "indicators[1].max_score": Decimal(20)}
    return changed(record, points | {"indicators[2].max_score": Decimal(0)})


@pytest.mark.parametrize(
    ("text", "total"),
    # 10 + 16 + 20 + 30 + 10 of 90: 86, or 86 ÷ 90 × 100 = 95.555…
    [("", 86.0), (SCALED, 95.56), (f"{SCALED}\nscoring.digits = 1", 95.6)],
)
def test_the_rest_makes_100_where_a_place_scales_it(text: str, total: float, tmp_path: Path) -> None:
    found = shown(variant(tmp_path, text), not_assessed())

    assert (total, 90.0) == (found["total_score"], found["total_max_score"])


def test_a_budget_of_0_that_is_not_assessed_is_scaled_too(tmp_path: Path) -> None:
    form = variant(tmp_path, f'{SCALED}\nfunding.zero_budget = "not-applicable"')
    nothing: dict[str, Value] = {f"funding__appropriation__{each}": Decimal(0) for each in COLUMNS}

    found = shown(form, project(("≥10个", Decimal(5)), **nothing))

    # 25 + 30 + 10 of 90
    assert (72.22, 90.0) == (found["total_score"], found["total_max_score"])


@pytest.mark.parametrize(
    ("text", "points", "codes"),
    [
        (SCALED, {}, set()),
        ("", {}, {"I501", "I502"}),
        (SCALED, {"indicators[0].max_score": Decimal(30)}, set()),  # 50 in all: what is not assessed had none
        (SCALED, {"indicators[0].max_score": Decimal(31)}, {"I501", "I502"}),  # more than its section has
        (SCALED, {"indicators[3].max_score": Decimal(29)}, {"I502"}),  # a section in which everything is assessed
    ],
)
def test_what_an_office_is_told_of_points_that_are_left_out(
    text: str, points: dict[str, Value], codes: set[str], tmp_path: Path
) -> None:
    record = not_assessed()
    plan = layout.plan(variant(tmp_path, text), changed(record, points))

    assert codes == {each.code for each in issuing(plan)}


@pytest.mark.parametrize(("points", "code"), [(20.0, ""), (30.0, ""), (30.5, "I502")])
def test_points_that_a_unit_fills_in_may_be_fewer_where_some_are_left_out(
    points: float, code: str, tmp_path: Path
) -> None:
    record = not_assessed()
    values = {key: value for key, value in record.values.items() if key != "indicators[0].max_score"}
    field = "indicators[0].max_score"

    assert code == key_of(variant(tmp_path, SCALED), replace(record, values=values), field, {field: points})


# --- an indicator that a form must have -------------------------------------------------------------------------------

MISSING: Final = 'scoring.missing = [{ indicator = "成本指标", deduct = 5 }, { indicator = "效益指标", deduct = 7 }]'


@pytest.mark.parametrize(
    ("category", "total", "head"),
    [("数量指标", 95.0, "总分（未设成本指标，扣 5 分）"), ("成本指标", 100.0, "总分")],
)
def test_a_form_without_an_indicator_that_it_must_have_loses_points_and_says_so(
    category: str, total: float, head: str, tmp_path: Path
) -> None:
    form = variant(tmp_path, MISSING)
    record = project(("≥1个", Decimal(1)))
    record = changed(record, {"indicators[0].category": category})

    assert total == shown(form, record)["total_score"]
    assert head == row_of(layout.plan(form, record), "total_score")[0][0]


def test_no_total_falls_below_0(tmp_path: Path) -> None:
    record = project(("≥1个", Decimal(0)), funding__appropriation__actual_expenditure=Decimal(0))
    zero: dict[str, Content] = {f"indicators[{index}].actual_value": 0.0 for index in range(3)}

    assert 0.0 == shown(variant(tmp_path, MISSING), record, zero)["total_score"]


# --- costs as a first level -------------------------------------------------------------------------------------------


def test_costs_can_be_a_first_level_indicator() -> None:
    """Of the form `cost`, made for tests: 成本 10, 产出 40, 效益 30, 满意度 10."""
    form = template.load(ROOT / "tests" / "templates" / "cost.toml")
    record = project(("≥10个", Decimal(8)), funding__appropriation__arrived=Decimal(100))
    rows: list[tuple[Value, ...]] = [
        ("成本指标", "经济成本指标", "单位成本", "≤2万元", Decimal(4), Decimal(10)),  # twice the target: half of 10
        ("产出指标", "质量指标", "合格", "≥10个", Decimal(8), Decimal(40)),  # 8 of 10: 32
        ("效益指标", "社会效益指标", "效益", "≥1项", Decimal(1), Decimal(30)),
        ("满意度指标", "服务对象满意度指标", "评价", "≥90%", Decimal("0.9"), Decimal(10)),
    ]
    keys = ("dimension", "category", "name", "target_value", "actual_value", "max_score")
    values = dict(record.values)
    for index, row in enumerate(rows):
        values |= {f"indicators[{index}].{key}": value for key, value in zip(keys, row, strict=True)}
    record = replace(record, values=values, indicator_count=4)

    found = shown(form, record)

    assert (5.0, 87.0, 100.0) == (found["indicators[0].score"], found["total_score"], found["total_max_score"])
    assert () == issuing(layout.plan(form, record))


def test_every_form_gives_all_its_points_where_all_is_achieved() -> None:
    """100 where the form's points are; those of `scaled` too, whose points are fewer."""
    for form in issued_forms():
        if form.name in {"scaled (issued)", "yunnan-project-2022 (issued)", "anhui-rural-project-2022 (issued)"}:
            given = full_marks(form.name)
            for line in ("appropriation", "carryover", "other_funds"):
                budget = next(key for key in given if key.startswith(f"funding.{line}."))
                given[f"funding.{line}.actual_expenditure"] = given[budget]
            (found,) = recompute.evaluate(form.shape, [given])
            assert 100.0 == found["total_score"], form.name
