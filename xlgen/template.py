"""The form definition: a TOML file read strictly, with all its mistakes at once."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from xlgen import finding, formula, scoring, targets
from xlgen.finding import Mistake, TemplateError, UsageError
from xlgen.strict import Code, Declared, Number, Several, nearest, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Supplied = Literal["issued", "filled", "either"]
Kind = Literal["text", "money"]
Label = Annotated[str, Field(min_length=1)]
FORMAT: Final = 1


class HeaderField(Declared):
    """A field of the form's head; `kind` says what its cell holds."""

    id: Code
    label: Label
    kind: Kind
    supplied: Supplied
    required: bool = False


class FundingColumn(Declared):
    """A column of the money table; a part is required where its line and its column are."""

    id: Code
    label: Label
    supplied: Supplied
    required: bool = False


class FundingLine(Declared):
    """A row of the money table, a part of the total."""

    id: Code
    label: Label
    required: bool = False


class Funding(Declared):
    """The money table: columns, parts of the total, and the fraction that is the execution rate."""

    label: Label
    max_score: Number
    numerator: Code
    denominator: Code
    total_label: Label
    other_lines: Several[Code] = ()
    columns: Several[FundingColumn] = Field(min_length=1)
    lines: Several[FundingLine] = Field(min_length=1)


class ObjectiveText(Declared):
    """One half of the annual objective."""

    label: Label
    supplied: Supplied
    required: bool = False


class Objective(Declared):
    """The annual overall objective: what was expected beside what was achieved."""

    label: Label
    expected_result: ObjectiveText
    achieved_result: ObjectiveText


class Section(Declared):
    """A first-level indicator with its points and its second-level indicators."""

    label: Label
    max_score: Number
    categories: Several[Label] = Field(min_length=1)


class Indicators(Declared):
    """The heads of the indicator table, and the words by which a share that cannot pass 100 % is known."""

    dimension: Label
    category: Label
    name: Label
    target_value: Label
    actual_value: Label
    deviation_explanation: Label
    share_names: Several[Label] = ()


class Scoring(Declared):
    """Digits of a score, the method for each sign of a target, and rules that replace the built-in ones."""

    digits: Annotated[int, Field(ge=0, le=4)]
    methods: dict[str, str]
    rules: dict[str, str] = Field(default_factory=dict)


class Checks(Declared):
    """The checks that apply."""

    apply: Several[str]


class Guide(Declared):
    """What the sheet 填报说明 says, a line a paragraph."""

    lines: Several[Label] = Field(min_length=1)


class Definition(Declared):
    """A form definition as its file says it."""

    format: Literal[1]
    id: Code
    version: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")]
    place: Label
    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    basis: Label
    checked_by: Label
    amount_unit: Literal["元", "万元"]
    header: Several[HeaderField] = Field(min_length=1)
    funding: Funding
    objective: Objective
    sections: Several[Section] = Field(min_length=1)
    indicators: Indicators
    scoring: Scoring
    checks: Checks
    guide: Guide


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A form definition that may be used: its text's digest, and its rules as formula trees."""

    definition: Definition
    sha256: str
    rules: Mapping[str, formula.Node]
    own_rules: Mapping[str, str]

    @property
    def id(self) -> str:
        """The form's id, which is its file's name."""
        return self.definition.id

    def rule_for(self, operator: targets.Operator) -> formula.Node:
        """Return the scoring rule of a target's sign."""
        return self.rules[self.definition.scoring.methods[operator.value]]


def load(path: Path) -> Template:
    """Return the form definition in a TOML file.

    Raises
    ------
    UsageError
        There is no such file.
    TemplateError
        It has mistakes; all of them are named, each with its place.

    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        mistake = Mistake("", "无法读取表样文件", "存在且可读的 .toml 文件", "请核对路径")
        raise UsageError(str(path), mistake) from error
    try:
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        mistake = Mistake("", f"不是合乎规范的 TOML（{error}）", "UTF-8 编码的 TOML", "请按提示位置改正")
        raise TemplateError(str(path), mistake) from error
    definition = read(Definition, content)
    if not isinstance(definition, Definition):
        raise TemplateError(str(path), *definition)
    rules, mistakes = _rules(definition)
    mistakes = [*_inconsistencies(definition, path.stem), *mistakes]
    if mistakes:
        raise TemplateError(str(path), *mistakes)
    own = MappingProxyType(dict(definition.scoring.rules))
    return Template(definition, hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest(), MappingProxyType(rules), own)


def _inconsistencies(definition: Definition, stem: str) -> Iterator[Mistake]:
    if definition.id != stem:
        yield Mistake("id", f"写的是“{definition.id}”", f"与文件名相同（{stem}）", "请改 id 或文件名")
    funding = definition.funding
    columns = {each.id for each in funding.columns}
    for key in ("numerator", "denominator"):
        word = getattr(funding, key)
        if word not in columns:
            yield Mistake(f"funding.{key}", f"没有“{word}”这一列", "funding.columns 中的 id", nearest(word, columns))
    lines = {each.id for each in funding.lines}
    for index, word in enumerate(funding.other_lines):
        if word not in lines:
            yield Mistake(
                f"funding.other_lines[{index}]", f"没有“{word}”这一行", "funding.lines 中的 id", nearest(word, lines)
            )
    yield from _repeated("header", [each.id for each in definition.header])
    yield from _repeated("funding.columns", [each.id for each in funding.columns])
    yield from _repeated("funding.lines", [each.id for each in funding.lines])
    yield from _repeated("sections", [each.label for each in definition.sections])
    if "name" not in {each.id for each in definition.header}:
        yield Mistake("header", "缺少项目名称", 'id = "name" 的一项', "请补上")
    points = funding.max_score + sum(each.max_score for each in definition.sections)
    if points != 100:  # noqa: PLR2004 - the scale of every form
        yield Mistake("sections", f"执行率分值与各一级指标分值合计为 {points}", "100", "请核对各项 max_score")
    known = {rule.code for rule in finding.RULES if rule.where is finding.Where.CELL}
    for index, code in enumerate(definition.checks.apply):
        if code not in known:
            yield Mistake(f"checks.apply[{index}]", f"没有“{code}”这项检查", "填报自查能做的检查", nearest(code, known))


def _repeated(where: str, words: Sequence[str]) -> Iterator[Mistake]:
    for index, word in enumerate(words):
        if word in words[:index]:
            yield Mistake(f"{where}[{index}]", f"“{word}”重复", "各不相同", "请删去或改名")


def _rules(definition: Definition) -> tuple[dict[str, formula.Node], list[Mistake]]:
    """Return the rules by id as trees, and the mistakes in those the template writes and in its methods."""
    texts = scoring.default_rules(definition.scoring.digits)
    texts.update(definition.scoring.rules)
    rules: dict[str, formula.Node] = {}
    mistakes: list[Mistake] = []
    for key, text in texts.items():
        where = f"scoring.rules.{key}"
        try:
            rules[key] = formula.parse(text)
        except formula.FormulaError as error:
            found = f"第 {error.position + 1} 个字符处：{error.reason}"
            mistakes.append(Mistake(where, found, "可用函数和字段名组成的公式", "请改正公式"))
            continue
        allowed = scoring.PARAMETERS.get(key, scoring.PARAMETERS["at-least"])
        mistakes.extend(
            Mistake(where, f"公式中没有“{name}”这个字段", "、".join(sorted(allowed)), nearest(name, allowed))
            for name in formula.names(rules[key])
            if name not in allowed
        )
    signs = {each.value for each in targets.Operator}
    for sign, method in definition.scoring.methods.items():
        where = f"scoring.methods.{sign}"
        if sign not in signs:
            mistakes.append(Mistake(where, f"不认识的符号“{sign}”", "、".join(sorted(signs)), nearest(sign, signs)))
        if method not in texts:
            mistakes.append(
                Mistake(where, f"没有“{method}”这种评分办法", "评分办法的名称", nearest(method, scoring.METHODS))
            )
    mistakes.extend(
        Mistake("scoring.methods", f"缺少“{sign}”的评分办法", "每种符号一种办法", "请补上")
        for sign in sorted(signs - set(definition.scoring.methods))
    )
    return rules, mistakes


def shipped(name: str) -> Path:
    """Return a folder that ships with the package (`templates`, `samples`), in a wheel or in a checkout.

    Raises
    ------
    UsageError
        The folder is in neither place: the installation is not whole.

    """
    package = Path(__file__).parent
    for candidate in (package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise UsageError(str(package / name), Mistake("", "安装不完整，缺少该文件夹", "随程序安装的文件", "请重新安装"))


@lru_cache(maxsize=8)
def library(folders: tuple[Path, ...] = ()) -> Mapping[str, Template]:
    """Return the forms at hand by id: the shipped ones, then those of an office's own folders.

    Raises
    ------
    UsageError
        A folder is missing, or one id stands twice.
    TemplateError
        A form has mistakes.

    """
    found: dict[str, Template] = {}
    for folder in (shipped("templates"), *folders):
        if not folder.is_dir():
            raise UsageError(
                str(folder), Mistake("", "没有这个文件夹", "存放表样（.toml）的文件夹", "请核对 --templates")
            )
        for path in sorted(folder.glob("*.toml")):
            if path.stem in found:
                raise UsageError(str(path), Mistake("", f"表样“{path.stem}”重复", "每个 id 一份", "请改名或删去一份"))
            found[path.stem] = load(path)
    return MappingProxyType(found)


def pick(template_id: str, folders: tuple[Path, ...] = ()) -> Template:
    """Return the form of an id.

    Raises
    ------
    UsageError
        There is none; the nearest id is named.

    """
    forms = library(folders)
    if template_id not in forms:
        mistake = Mistake("template", f"没有“{template_id}”这张表样", "已有表样的 id", nearest(template_id, forms))
        raise UsageError(template_id, mistake)
    return forms[template_id]
