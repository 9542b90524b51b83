"""Records: wrong ones are refused with all their mistakes, and nothing is written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import xlgen
from tests.conftest import RECORDS
from xlgen import roster, template
from xlgen.finding import RosterError, Status, UsageError, XlgenError

if TYPE_CHECKING:
    from pathlib import Path


def _record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    return found


def _changed(path: str, value: object) -> dict[str, Any]:
    """Return a good record with one value changed; `path` is dotted, a number is an index, `-key` deletes."""
    record = _record()
    here: Any = record
    *steps, last = path.split(".")
    for step in steps:
        here = here[int(step)] if step.isdigit() else here[step]
    if last.startswith("-"):
        del here[last[1:]]
    else:
        here[last] = value
    return record


MISTAKES = [
    ("record", 2, "record", "应为：1"),
    ("-record", None, "record", "缺少这一项"),
    ("template", "futian-project-2012", "template", "是否想写“futian-project-2021”"),
    ("-template", None, "template", "-t 指定"),
    ("fiscal_year", "2021", "fiscal_year", "应为：整数"),
    ("fiscal_year", 1821, "fiscal_year", "不小于 1990"),
    ("projects", {}, "projects", "是否想写“project”"),
    ("project.-code", None, "project.code", "缺少这一项"),
    ("project.code", 7, "project.code", "应为：文字"),
    ("project.code", "", "project.code", "至少 1 个字"),
    ("project.amount", True, "project.amount", "应为：数、文字、null"),
    ("project.amount", [1], "project.amount", "写的是 列表"),
    ("project.amout", 5, "project.amout", "是否想写“amount”"),
    ("funding.appropriation.actual", 5, "funding.appropriation.actual", "actual_expenditure"),
    ("funding.appropriations", {}, "funding.appropriations", "是否想写“appropriation”"),
    ("funding.appropriation", 5, "funding.appropriation", "一组键值"),
    ("objective.result", "好", "objective.result", "achieved_result"),
    ("indicators", [], "indicators", "至少 1 项"),
    ("indicators", "无", "indicators", "应为：列表"),
    ("indicators.0.-name", None, "indicators[0].name", "缺少这一项"),
    ("indicators.0.weight", 5, "indicators[0].weight", "不认识的键"),
    ("indicators.0.actual_value", {"raw": 5}, "indicators[0].actual_value", '{"raw": "文字"}'),
    ("indicators.0.actual_value", "长" * 40000, "indicators[0].actual_value", "不超过 32767 个字符"),
    ("indicators.0.dimension", "产出", "P003 indicators[0].dimension", "是否想写“产出指标”"),
    ("indicators.0.category", "数量", "P003 indicators[0].category", "是否想写“数量指标”"),
    ("indicators.0.name", "", "P003 indicators[0].name", "没有名称"),
    ("indicators.0.target_value", "约10台", "P003 indicators[0].target_value", "“约10台”不能识别为指标值"),
    ("indicators.0.target_value", "≥一流", "P003 indicators[0].target_value", "不能识别为指标值"),
    ("template", [], "template", "写的是 列表；应为：文字"),
    ("project.code", "P 3", "project.code", "没有空格的文字"),
    ("project.name", None, "project.name", "应为：文字"),
    ("project.name", "  ", "project.name", "写有内容的文字"),
    ("indicators.0.max_score", "十分", "P003 indicators[0].max_score", "“十分”不能作为数下发"),
    ("indicators.0.max_score", {"raw": "10"}, "P003 indicators[0].max_score", "“10”不能作为数下发"),
    ("indicators.0.target_value", {"raw": "10台"}, "P003 indicators[0].target_value", "不能识别为指标值"),
    ("project.amount", "1" * 400, "P003 project.amount", "不能作为数下发"),
    ("indicators.0.max_score", -10, "P003 indicators[0].max_score", "-10 小于 0"),
    ("indicators.4.max_score", 10, "P003 indicators[4].max_score", "不适用的指标分值为 10；应为：0"),
    ("funding.appropriation.final_budget", "/", "P003 funding.appropriation.final_budget", "“/”不能作为数下发"),
    ("funding.appropriation.final_budget", "3.96万元", "P003 funding.appropriation.final_budget", "不能作为数下发"),
    ("indicators.0.target_value", "约5天", "P003 indicators[0].target_value", "不能识别为指标值"),
    ("indicators.0.actual_value", "😀" * 20000, "indicators[0].actual_value", "不超过 32767 个字符"),
    ("signoff.prepared", "张三", "signoff.prepared", "是否想写“preparer”"),
]


@pytest.mark.parametrize(("path", "value", "place", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_nothing_is_written(
    path: str, value: object, place: str, words: str, tmp_path: Path
) -> None:
    source, output = tmp_path / "名单.json", tmp_path / "下发"
    source.write_text(json.dumps(_changed(path, value), ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError) as refused:
        xlgen.generate(source, output)

    assert place in {each.place for each in refused.value.mistakes}
    assert words in str(refused.value)
    assert not output.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "第 1 行第 2 列"),
        ('{"record": NaN}', "出现了 NaN"),
        ('{"record": 1, "record": 2}', "同一组里写了两次"),
        ("[" * 100_000, "不是合乎规范的 JSON"),
        ("9" * 5000, "不是合乎规范的 JSON"),
        ("[]", "没有一条记录"),
        ("5", "不是一条记录"),
        ("[5, null]", "[1]：不是一条记录"),
    ],
)
def test_what_is_no_record_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")

    with pytest.raises(XlgenError) as refused:
        roster.read_records(path)

    assert words in str(refused.value)


def test_points_written_with_their_unit_are_points(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(_changed("indicators.0.max_score", "10分"), ensure_ascii=False), "utf-8")

    xlgen.generate(path, tmp_path / "下发")

    xlgen.fill(tmp_path / "下发", RECORDS / "P003.json", tmp_path / "收回")
    (verdict,) = xlgen.verify([tmp_path / "收回"])
    assert verdict.figures["total_score"] == Decimal("99.49")
    assert verdict.status is Status.ACCEPTED


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes("{“项目”}".encode("gbk"))

    with pytest.raises(RosterError, match="不是 UTF-8 编码"):
        roster.read_records(path)


def test_mistakes_of_all_files_of_a_folder_are_named_at_once(tmp_path: Path) -> None:
    for name, record in (("a.json", _changed("record", 2)), ("b.json", [_record(), _changed("project.code", "")])):
        (tmp_path / name).write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError) as refused:
        roster.read_records(tmp_path)

    assert ["a.json record", "b.json [1].project.code"] == [each.place for each in refused.value.mistakes]


def test_two_projects_of_one_code_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([_record(), _record()], ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError, match="项目编码“P003”重复"):
        roster.read_records(path)


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取文件"):
        roster.read_records(tmp_path / "没有.json")
    with pytest.raises(UsageError, match=r"没有 \.json 文件"):
        roster.read_records(tmp_path)


def test_the_published_schema_is_the_one_that_is_enforced() -> None:
    form = template.pick("futian-project-2021")
    schema = roster.schema(form)

    for path in sorted(RECORDS.glob("*.json")):
        jsonschema.validate(json.loads(path.read_text("utf-8")), schema)
    for place, value in (("record", 2), ("project.-code", None), ("indicators.0.weight", 5), ("project.amount", True)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(_changed(place, value), schema)
    assert ["execution_rate", "execution_score", "total_max_score", "total_score", "rating"] == schema["x-figures"]


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(_changed("project.code", "007"), ensure_ascii=False), "utf-8")

    (record, _) = roster.read_records(path)[0]

    assert record.code == "007"
