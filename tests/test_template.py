"""Form definitions: the shipped ones, those of an office, and short variants that extend another."""

from __future__ import annotations

import contextlib
import copy
import io
import random
import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest

from tests.conftest import ROOT
from tests.variants import TARGETS, drawn, toml_of, variant
from xlgen import template
from xlgen.finding import RosterError, TemplateError, UsageError
from xlgen.verbs.generate import prove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlgen.template import Definition, Template

GENERAL = ROOT / "templates" / "national-project-2020.toml"
FUTIAN = ROOT / "templates" / "futian-project-2021.toml"


# --- shipped forms and an office's own ------------------------------------------------------------------------------


def test_an_office_adds_forms_of_its_own_beside_the_shipped_ones(tmp_path: Path) -> None:
    variant(tmp_path, "")

    assert {*template.library(), "mine"} == set(template.library((tmp_path,)))
    assert "mine" not in template.library()


def test_a_form_of_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    (tmp_path / FUTIAN.name).write_bytes(FUTIAN.read_bytes())

    with pytest.raises(UsageError, match="“futian-project-2021”重复"):
        template.library((tmp_path,))


BROKEN = {
    # what a file of the office's folder holds, and the ids by which somebody may ask for it
    "no TOML": (b"id = ", ("broken",)),
    "not UTF-8": ('title = "自评表"'.encode("gbk"), ("broken",)),
    "nothing": (b"", ("broken",)),
    "a wrong key": (b'extends = "national-project-2020"\nid = "broken"\ntitel = "x"', ("broken",)),
    "another id": (b'extends = "national-project-2020"\nid = "other"', ("broken", "other")),
    "an unknown base": (b'extends = "none"\nid = "broken"', ("broken",)),
}


@pytest.mark.parametrize(("content", "ids"), BROKEN.values(), ids=BROKEN)
def test_a_faulty_form_stops_only_who_asks_for_it(content: bytes, ids: tuple[str, ...], tmp_path: Path) -> None:
    variant(tmp_path, "")
    path = tmp_path / "broken.toml"
    path.write_bytes(content)

    assert "mine" == template.pick("mine", (tmp_path,)).id
    assert {*template.library(), "mine"} == set(template.library((tmp_path,)))
    assert [path] == list(template.library((tmp_path,)).faulty)
    for each in ids:
        with pytest.raises(TemplateError) as refused:
            template.pick(each, (tmp_path,))
        assert str(refused.value).startswith(f"{path}\n")


def test_a_faulty_copy_of_a_form_does_not_stand_in_its_way(tmp_path: Path) -> None:
    """The copy has another name, and still says the id of the form that it was made from."""
    (tmp_path / "copy.toml").write_bytes(FUTIAN.read_bytes())

    assert str(FUTIAN) == template.pick("futian-project-2021", (tmp_path,)).source


def test_a_file_that_cannot_be_read_is_faulty_and_stops_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()

    assert "futian-project-2021" == template.pick("futian-project-2021", (tmp_path,)).id
    with pytest.raises(UsageError, match="无法读取文件"):
        template.pick("folder", (tmp_path,))


def test_a_folder_of_forms_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个文件或文件夹；应为：存放表样"):
        template.library((tmp_path / "没有",))


def test_a_form_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"没有“futian-project-2012”.*是否想写“futian-project-2021”"):
        template.pick("futian-project-2012")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="line ends of Windows"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="the mark that Notepad puts before a text"),
    ],
)
def test_how_an_editor_saves_a_form_changes_neither_it_nor_its_digest(written: Any, tmp_path: Path) -> None:
    path = tmp_path / FUTIAN.name
    path.write_bytes(written(FUTIAN.read_bytes()))

    assert template.load(FUTIAN).sha256 == template.load(path).sha256
    assert template.load(FUTIAN).definition == template.load(path).definition


# --- extends --------------------------------------------------------------------------------------------------------

SECTIONS = """funding.max_score = 20
sections = [
    { label = "产出指标", kind = "output", max_score = 40, categories = ["数量指标", "质量指标"] },
    { label = "效益指标", kind = "outcome", max_score = 40, categories = ["社会效益指标"] },
]"""
RATINGS = """ratings = [
    { name = "优秀", least = 90 }, { name = "良好", least = 70 },
    { name = "一般", least = 60 }, { name = "较差", least = 0 },
]"""
CAPS = """scoring.caps = [
    { below = 0.8, total = 89 }, { below = 0.7, total = 79 }, { below = 0.6, total = 69 }, { below = 0.5, total = 59 },
]"""
BANDS = """scoring.bands = [
    { level = "达成", least = 0.8, most = 1 },
    { level = "部分达成", least = 0.5, most = 0.8 },
    { level = "未达成", least = 0, most = 0 },
]"""


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (SECTIONS, "funding.max_score", Decimal(20)),
        (SECTIONS, "sections[1].max_score", Decimal(40)),
        ('funding.denominator = "original_budget"', "funding.denominator", "original_budget"),
        ('funding.zero_budget = "not-applicable"', "funding.zero_budget", "not-applicable"),
        ('funding.totals = "input"', "funding.totals", "input"),
        ('funding.totals = "stated"\nfunding.parts = "≤"', "funding.parts", "≤"),
        ('amount_unit = "元"', "amount_unit", "元"),
        (RATINGS, "ratings[1].least", Decimal(70)),
        ("ratings = []", "ratings", ()),
        ('scoring.digits = 1\nscoring.rounding = "truncate"', "scoring.digits", 1),
        ('scoring.digits = 0\nscoring.rounding = "truncate"', "scoring.rounding", "truncate"),
        ('scoring.methods."≤" = "at-most-linear"', "scoring.methods.≤", "at-most-linear"),
        ('scoring.methods."定性" = "typed"', "scoring.methods.定性", "typed"),
        ('scoring.methods."≥" = "typed"\nindicators.target_supplied = "issued"', "scoring.methods.≥", "typed"),
        ("scoring.over_achieved = { times = 1.3, deduct = 2 }", "scoring.over_achieved.deduct", Decimal(2)),
        (CAPS, "scoring.caps[3].total", Decimal(59)),
        (BANDS, "scoring.bands[1].least", Decimal("0.5")),
        ("checks.thresholds.low_execution = 0.9", "checks.thresholds.low_execution", Decimal("0.9")),
        ('checks.levels.B403 = "error"', "checks.levels.B403", "error"),
        ('stated = ["total_score", "rating"]\nindicators.stated_score = "自评分"', "indicators.stated_score", "自评分"),
        ('title = "部门预算项目自评表"', "title", "部门预算项目自评表"),
    ],
)
def test_a_variant_of_a_few_lines_is_a_form_that_can_be_drawn_for_every_kind_of_target(
    text: str, path: str, expected: object, tmp_path: Path
) -> None:
    form = template.load(variant(tmp_path, text))

    assert expected == _at(form.definition, path)
    proposed = form.definition.indicators.target_supplied == "either"
    book = openpyxl.load_workbook(io.BytesIO(drawn(form, *(each for each in TARGETS if each or proposed))))
    assert ["填报说明", form.definition.title, "填报自查", "xlgen"] == book.sheetnames


def _at(definition: Definition, path: str) -> object:
    """Return what a definition says at a path such as `ratings[1].least`."""
    found: Any = definition
    for step in re.findall(r"[^.\[\]]+", path):
        if isinstance(found, tuple):
            found = found[int(step)]
        else:
            found = found[step] if isinstance(found, dict) else getattr(found, step)
    return found


def test_tables_are_joined_and_lists_are_replaced(tmp_path: Path) -> None:
    text = """
        scoring.methods."≤" = "at-most-linear"
        scoring.scales = [["甲等", "乙等"]]
        roster.aliases."主管部门" = ["归口部门"]
    """

    form = template.load(variant(tmp_path, text)).definition
    general = template.load(GENERAL).definition

    assert general.scoring.methods | {"≤": "at-most-linear"} == form.scoring.methods
    assert (("甲等", "乙等"),) == form.scoring.scales
    assert {**general.roster.aliases, "主管部门": ("归口部门",)} == form.roster.aliases
    assert general.sections == form.sections


def test_a_variant_of_a_variant_says_what_all_three_say(tmp_path: Path) -> None:
    variant(tmp_path, 'amount_unit = "元"\nscoring.digits = 1', name="province")
    (tmp_path / "city.toml").write_text('extends = "province"\nid = "city"\nscoring.digits = 0', "utf-8")

    form = template.load(tmp_path / "city.toml").definition

    assert ("元", 0, "项目支出绩效自评表") == (form.amount_unit, form.scoring.digits, form.title)


def test_a_form_beside_the_variant_is_found_before_a_shipped_one_of_that_name(tmp_path: Path) -> None:
    text = GENERAL.read_text("utf-8").replace('place = "通用"', 'place = "本市"')
    (tmp_path / GENERAL.name).write_text(text, "utf-8")

    assert "本市" == template.load(variant(tmp_path, "")).definition.place


def test_the_digest_changes_with_the_variant_and_with_what_it_extends(tmp_path: Path) -> None:
    def digest(place: str, digits: int) -> str:
        variant(tmp_path, f'place = "{place}"', name="province")
        path = tmp_path / "city.toml"
        path.write_text(f'extends = "province"\nid = "city"\nscoring.digits = {digits}', "utf-8")
        return template.load(path).sha256

    assert digest("甲省", 1) == digest("甲省", 1)
    assert 3 == len({digest("甲省", 1), digest("乙省", 1), digest("甲省", 2)})


def test_a_mistake_in_the_text_of_a_base_is_named_with_the_bases_file(tmp_path: Path) -> None:
    (tmp_path / "province.toml").write_text("id = ", "utf-8")
    (tmp_path / "city.toml").write_text('extends = "province"\nid = "city"', "utf-8")

    with pytest.raises(TemplateError) as refused:
        template.load(tmp_path / "city.toml")

    assert str(refused.value).startswith(f"{tmp_path / 'province.toml'}\n")


def test_the_variant_in_the_readme_is_sound(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (text,) = (each for each in blocks if "extends" in each)
    path = tmp_path / "my-project-2025.toml"
    path.write_text(text, "utf-8")

    form = template.load(path)
    prove(form)

    assert 10 >= len(text.splitlines())
    assert "某市" == form.definition.place
    assert drawn(form, *TARGETS)


# --- anything at all in a form's file -------------------------------------------------------------------------------

FULL = """
    stated = ["execution_rate", "execution_score", "total_score", "rating"]
    funding.totals = "stated"
    indicators.stated_score = "自评分"
    scoring.over_achieved = { times = 1.3, deduct = 2 }
    scoring.caps = [{ below = 0.8, total = 89 }, { below = 0.7, total = 79 }]
    scoring.rules.at-least = 'IF(COUNT(actual_value,max_score)=2,max_score,"")'
    checks.levels.B403 = "error"
"""
"""Settings that the general form leaves alone, so that they are changed too."""
ODD: tuple[Any, ...] = (
    *("", " ", '引"号', "竖|线", "逗,号", "甲\n乙", "a'b!c", "=1+1", "&<>", "\x07", "5%", "长" * 78, "𠮷" * 45),
    *("name", "code", "max_score", "total_funds", "项目编码", "得分", "≤", "项目支出绩效自评表"),
    *("issued", "filled", "either", "correctable", "money", "input", "typed", "ordinal", "at-least", "rating"),
    *(0, 1, -1, 100, 10**30, True, [], {}, ["优", "优"], [{}], {"x": "y"}),
    *(Decimal(text) for text in ("0.5", "1.0000001", "1E+300", "NaN", "Infinity")),
)
TRIES = 100


def _paths(content: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, each in items:
        yield (*at, key)
        yield from _paths(each, (*at, key))


def _changed(content: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a form with one value replaced, or left out where the value is None."""
    changed = copy.deepcopy(content)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def test_whatever_stands_in_a_form_it_is_refused_in_chinese_or_can_be_drawn(tmp_path: Path) -> None:
    content = tomllib.loads(GENERAL.read_text("utf-8"), parse_float=Decimal) | {"id": "mine"}
    for key, value in tomllib.loads(FULL, parse_float=Decimal).items():
        content[key] = content[key] | value if isinstance(value, dict) else value
    chooser = random.Random(20200221)
    paths = list(_paths(content))
    path, loaded = tmp_path / "mine.toml", 0

    for _ in range(TRIES):
        path.write_text(toml_of(_changed(content, chooser.choice(paths), chooser.choice((None, *ODD)))), "utf-8")
        form = _loaded(path)
        if form is not None:
            loaded += 1
            # A form that asks for targets, or has other grades, refuses a record without; that is no fault of its own.
            with contextlib.suppress(RosterError):
                drawn(form, chooser.choice(TARGETS))

    assert TRIES // 20 < loaded < TRIES // 2


def _loaded(path: Path) -> Template | None:
    """Return the form in a file, or None where it is refused as it should be: with a place, in Chinese."""
    try:
        return template.load(path)
    except TemplateError as error:
        refused = error
    assert all(each.place for each in refused.mistakes), path.read_text("utf-8")
    assert "另一种写法" not in str(refused)
    return None


def test_a_variant_changes_one_entry_of_a_list_by_its_id_or_label(tmp_path: Path) -> None:
    path = tmp_path / "one-entry.toml"
    lines = [
        'extends = "luohu-department-2022"',
        'id = "one-entry"',
        'sections."部门决策".max_score = 19',
        'sections."部门管理".max_score = 21',
        "evaluation.indicators.A1.max_score = 4",
        'evaluation.indicators.A1.criteria = [{ text = "预算编制合理", points = 4, method = "met" }]',
        "evaluation.indicators.B1.max_score = 3",
        'tables.tasks.title = "年度任务"',
    ]
    base = template.load(GENERAL.with_name("luohu-department-2022.toml")).definition
    path.write_text("\n".join(lines), "utf-8")

    found = template.load(path).definition

    assert base.evaluation is not None
    assert found.evaluation is not None
    assert [19, 21, 60] == [each.max_score for each in found.sections]
    assert [each.id for each in base.evaluation.indicators] == [each.id for each in found.evaluation.indicators]
    assert ["A1", "B1"] == [
        after.id
        for before, after in zip(base.evaluation.indicators, found.evaluation.indicators, strict=True)
        if before != after
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('sections."产出".max_score = 40', "sections.产出：没有“产出”；应为：“产出指标”"),
        ('sections."产出指标" = 40', "sections.产出指标：写的是 40；应为：一组键值。请改正"),
        ('funding.columns.final.label = "预算"', "funding.columns.final：没有“final”"),
    ],
)
def test_an_entry_that_is_not_there_cannot_be_changed(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as refused:
        template.load(variant(tmp_path, line))

    assert said in str(refused.value)


def test_the_county_variant_of_the_page_for_authors_is_right_as_it_stands(tmp_path: Path) -> None:
    page = (ROOT / "templates" / "模板编写.md").read_text("utf-8")
    variant_text = next(each for each in page.split("```toml\n")[1:] if each.startswith("extends")).partition("```")[0]
    path = tmp_path / "moxian-project-2025.toml"
    path.write_text(variant_text, "utf-8")

    found = template.load(path)

    assert len(variant_text.strip().splitlines()) <= 11
    assert ("original_budget", "at-most-linear") == (
        found.definition.funding.denominator,
        found.definition.scoring.methods["≤"],
    )


def test_the_tables_and_score_tables_of_the_page_for_authors_are_right(tmp_path: Path) -> None:
    page = (ROOT / "templates" / "模板编写.md").read_text("utf-8")
    tables, scores = [each.partition("```")[0] for each in page.split("```toml\n")[1:] if each.startswith("[[")]
    base = ROOT / "tests" / "templates" / "department.toml"
    (tmp_path / base.name).write_bytes(base.read_bytes())
    path = tmp_path / "page.toml"
    head = 'extends = "department"\nid = "page"\n'
    sections = 'sections = [{ label = "过程", max_score = 100, categories = ["资金管理"] }]\n'
    # A form has 100 points: the page's indicator of 5 is given all of them.
    whole = scores.replace("max_score = 5", "max_score = 100").replace("points = 4", "points = 99")
    path.write_text(head + sections + tables + whole, "utf-8")

    prove(template.load(path))


def test_the_schema_of_a_forms_file_allows_what_is_shipped_and_refuses_what_is_not_of_it() -> None:
    schema = template.file_schema()

    def allows(content: object) -> bool:
        return jsonschema.Draft202012Validator(schema).is_valid(content)

    shipped = sorted((ROOT / "templates").glob("*.toml"))
    assert len(shipped) >= 6
    assert all(allows(tomllib.loads(each.read_text("utf-8"))) for each in shipped)
    assert not allows({"extends": "national-project-2020", "fundings": {}})
    assert not allows({"tables": [{"id": "a", "title": "表", "columns": [{"id": "b", "label": "乙", "kind": "date"}]}]})
