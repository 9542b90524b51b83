"""Form definitions: wrong ones are refused with all their mistakes, each with place, found, expected, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlgen import template
from xlgen.finding import TemplateError, UsageError
from xlgen.verbs.generate import prove

SHIPPED = Path(__file__).parent.parent / "templates" / "futian-project-2021.toml"
MISTAKES = [
    # what is replaced, by what, the place named, and words of the message
    ('amount_unit = "元"', 'amount_unit = "万"', "amount_unit", "是否想写“万元”"),
    ('amount_unit = "元"', "", "amount_unit", "缺少这一项"),
    ("version = 1", 'version = "1"', "version", "应为：整数"),
    ("version = 1", "version = 0", "version", "不小于 1"),
    ("format = 1", "format = 2", "format", "应为：1"),
    ('place = "深圳市福田区"', 'plaice = "深圳市福田区"', "plaice", "是否想写“place”"),
    ('place = "深圳市福田区"', 'place = ""', "place", "至少 1 个字"),
    ('id = "futian-project-2021"', 'id = "futian-project-2020"', "id", "与文件名相同"),
    ('title = "项目支出绩效自评表"', 'title = "自评表[1]"', "title", "符合"),
    ('title = "项目支出绩效自评表"', f'title = "{"长" * 40}"', "title", "至多 31 个字"),
    ("fiscal_year = 2021", "fiscal_year = 21", "fiscal_year", "不小于 1990"),
    ('kind = "money"', 'kind = "monye"', "header[1].kind", "是否想写“money”"),
    ('id = "amount"', 'id = "name"', "header[1]", "重复"),
    ('id = "amount"', 'id = "项目金额"', "header[1].id", "符合"),
    ('supplied = "filled"', 'supplied = "fill"', "funding.columns[2].supplied", "是否想写“filled”"),
    ("max_score = 10", 'max_score = "10"', "funding.max_score", "应为：数"),
    ("max_score = 10", "max_score = 20", "sections", "110"),
    ('denominator = "final_budget"', 'denominator = "final_buget"', "funding.denominator", "是否想写“final_budget”"),
    ('other_lines = ["other_funds"]', 'other_lines = ["others"]', "funding.other_lines[0]", "没有“others”"),
    ('other_lines = ["other_funds"]', 'other_lines = "other_funds"', "funding.other_lines", "应为：列表"),
    ('label = "效益指标"', 'label = "产出指标"', "sections[1]", "重复"),
    ('name = "三级指标"', 'nmae = "三级指标"', "indicators.nmae", "是否想写“name”"),
    ("digits = 2", "digits = 9", "scoring.digits", "不大于 4"),
    ('"≥" = "at-least"', '"≥" = "at-lest"', "scoring.methods.≥", "是否想写“at-least”"),
    ('"≥" = "at-least"', '">" = "at-least"', "scoring.methods.>", "没有“>”"),
    ('"不适用" = "not-applicable"', "", "scoring.methods", "缺少“不适用”的评分办法"),
    ('"I505"]', '"I550"]', "checks.apply[7]", "没有“I550”"),
    ('"I505"]', '"C203"]', "checks.apply[7]", "没有“C203”"),
    ("[guide]", "[guied]", "guied", "是否想写“guide”"),
    ('title = "项目支出绩效自评表"', 'title = "填报自查"', "title", "其他工作表的名称"),
    ('title = "项目支出绩效自评表"', 'title = "XLGEN"', "title", "其他工作表的名称"),
    ("[guide]", "[scoring.rules]\natleast = '0'\n[guide]", "scoring.rules.atleast", "是否想写“at-least”"),
    ("[guide]", "[scoring.rules]\nat-least = 'VALUE(actual_value)'\n[guide]", "scoring.rules.at-least", "不在允许之列"),
    ("[guide]", "[scoring.rules]\nat-least = 'IF(1'\n[guide]", "scoring.rules.at-least", "没有写完"),
    ("[guide]", "[scoring.rules]\nat-least = 'actual+1'\n[guide]", "scoring.rules.at-least", "是否想写“actual_value”"),
    ("[guide]", "[scoring.rules]\nat-least = 'A1*2'\n[guide]", "scoring.rules.at-least", "单元格地址 A1"),
    ("[guide]", "[scoring.rules]\nat-least = 'EACH(1)'\n[guide]", "scoring.rules.at-least", "EACH"),
]


def _variant(folder: Path, *changes: tuple[str, str], name: str = SHIPPED.name) -> Path:
    text = SHIPPED.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(("old", "new", "place", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_to_do(
    old: str, new: str, place: str, words: str, tmp_path: Path
) -> None:
    path = _variant(tmp_path, (old, new))

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    message = str(refused.value)
    assert place in {each.place for each in refused.value.mistakes}
    assert words in message
    assert message.startswith(str(path))


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    path = _variant(
        tmp_path,
        ('denominator = "final_budget"', 'denominator = "x"'),
        ('"I505"]', '"I5"]'),
        ("digits = 2", "digits = 1"),
    )

    with pytest.raises(TemplateError) as refused:
        template.load(path)

    assert ["funding.denominator", "checks.apply[7]"] == [each.place for each in refused.value.mistakes]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"format = ", "不是合乎规范的 TOML"),
        (b"\xff\xfe", "不是合乎规范的 TOML"),
        (b"id = 1\nid = 2", "不是合乎规范的 TOML"),
    ],
)
def test_what_is_no_toml_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)

    with pytest.raises(TemplateError, match=words):
        template.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取文件"):
        template.load(tmp_path / "没有.toml")


def test_a_rule_that_can_fail_is_refused_with_what_makes_it_fail(tmp_path: Path) -> None:
    rule = "[scoring.rules]\nat-least = 'max_score*actual_value/target_value'\n[guide]"
    path = _variant(tmp_path, ("[guide]", rule))

    with pytest.raises(TemplateError) as refused:
        prove(template.load(path))

    assert ["scoring.rules.at-least"] == [each.place for each in refused.value.mistakes]
    assert "#DIV/0!" in str(refused.value) or "#VALUE!" in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('"满分"', '当 任何内容 时结果为 "满分"'),
        ('IF(COUNT(actual_value)=1,IF(actual_value=0.5,1/0,1),"")', "actual_value = 0.5 时结果为 #DIV/0!"),
    ],
)
def test_a_rule_that_fails_at_one_of_its_own_numbers_or_says_a_word_is_refused(
    rule: str, words: str, tmp_path: Path
) -> None:
    path = _variant(tmp_path, ("[guide]", f"[scoring.rules]\nat-least = '{rule}'\n[guide]"))

    with pytest.raises(TemplateError) as refused:
        prove(template.load(path))

    assert words in str(refused.value)
    assert str(refused.value).startswith(str(path))


def test_an_office_adds_forms_of_its_own_beside_the_shipped_ones(tmp_path: Path) -> None:
    _variant(tmp_path, ('id = "futian-project-2021"', 'id = "mine"'), name="mine.toml")

    assert {"futian-project-2021", "mine"} == set(template.library((tmp_path,)))


def test_a_form_of_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    _variant(tmp_path)

    with pytest.raises(UsageError, match="重复"):
        template.library((tmp_path,))


def test_line_ends_do_not_change_a_forms_digest(tmp_path: Path) -> None:
    crlf = tmp_path / SHIPPED.name
    crlf.write_bytes(SHIPPED.read_bytes().replace(b"\n", b"\r\n"))

    assert template.load(SHIPPED).sha256 == template.load(crlf).sha256


def test_every_shipped_form_is_sound() -> None:
    for each in template.library().values():
        prove(each)
