"""The form definition: a TOML file read strictly, with all its mistakes at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from xlgen import finding, formula, scoring, targets, terms
from xlgen.finding import Mistake, TemplateError, UsageError, mistake
from xlgen.strict import Code, Declared, Number, Several, nearest, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Supplied = Literal["issued", "filled", "either"]
Kind = Literal["text", "money"]
Label = Annotated[str, Field(min_length=1)]
FORMAT: Final = 1
_RESERVED: Final = frozenset({terms.GUIDE_SHEET, terms.CHECK_SHEET, terms.MANIFEST_SHEET.casefold(), "history"})
"""Names of other sheets of the workbook, and the one that Excel keeps for itself, case aside."""


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


class Roster(Declared):
    """How a project list may head its columns and call its funding lines, beside the form's own labels."""

    aliases: dict[str, Several[Label]] = Field(default_factory=dict)


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
    roster: Roster = Roster()


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A form definition that may be used: its text's digest, and its rules as formula trees."""

    definition: Definition
    sha256: str
    source: str
    rules: Mapping[str, formula.Node]

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
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.TEMPLATE_FILE)) from error
    try:
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(str(path), mistake("not-toml", _position(error))) from error
    definition = read(Definition, content)
    if not isinstance(definition, Definition):
        raise TemplateError(str(path), *definition)
    rules, mistakes = _rules(definition)
    mistakes = [*_inconsistencies(definition, path.stem), *mistakes]
    if mistakes:
        raise TemplateError(str(path), *mistakes)
    return Template(
        definition, hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest(), str(path), MappingProxyType(rules)
    )


def _position(error: ValueError) -> str:
    """Return where a TOML text is wrong; the parser says it in English, at the end of its message."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return terms.LINE_AND_COLUMN.format(line=found[1], column=found[2]) if found else ""


def _funding_mistakes(funding: Funding) -> Iterator[Mistake]:
    columns = {each.id for each in funding.columns}
    for key in ("numerator", "denominator"):
        word = getattr(funding, key)
        if word not in columns:
            yield _unknown(f"funding.{key}", word, columns)
    lines = {each.id for each in funding.lines}
    for index, word in enumerate(funding.other_lines):
        if word not in lines:
            yield _unknown(f"funding.other_lines[{index}]", word, lines)


def _inconsistencies(definition: Definition, stem: str) -> Iterator[Mistake]:
    if definition.id != stem:
        yield mistake("id-not-file-name", "id", found=definition.id, wanted=stem)
    if definition.title.casefold() in _RESERVED:
        yield mistake("title-reserved", "title", found=definition.title)
    yield from _funding_mistakes(definition.funding)
    funding = definition.funding
    yield from _repeated("header", [each.id for each in definition.header])
    yield from _repeated("funding.columns", [each.id for each in funding.columns])
    yield from _repeated("funding.lines", [each.id for each in funding.lines])
    yield from _repeated("sections", [each.label for each in definition.sections])
    if "name" not in {each.id for each in definition.header}:
        yield mistake("key-missing", "header", wanted='id = "name"')
    points = funding.max_score + sum(each.max_score for each in definition.sections)
    if points != 100:  # noqa: PLR2004 - the scale of every form
        yield mistake("points-not-100", "sections", found=points)
    known = {rule.code for rule in finding.RULES if rule.where is finding.Where.CELL}
    for index, code in enumerate(definition.checks.apply):
        if code not in known:
            yield _unknown(f"checks.apply[{index}]", code, known)
    yield from _alias_mistakes(definition)


def _alias_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield the aliases of what is no label of the form or of every list, and spellings that say two things."""
    heads, objective = definition.indicators, definition.objective
    labels = {objective.expected_result.label, objective.achieved_result.label}
    labels.update(each.label for each in definition.header)
    labels.update(each.label for each in definition.funding.columns)
    labels.update(each.label for each in definition.funding.lines)
    labels |= {heads.dimension, heads.category, heads.name, heads.target_value, *terms.ROSTER_ALIASES}
    aliases = definition.roster.aliases
    for label in aliases.keys() - labels:
        yield _unknown(f"roster.aliases.{label}", label, labels)
    yield from _repeated("roster.aliases", [each for spellings in aliases.values() for each in spellings])


def _unknown(where: str, word: str, known: Iterable[str]) -> Mistake:
    choices = list(known)
    wanted = "、".join(f"“{each}”" for each in sorted(choices))
    return mistake("name-unknown", where, word=word, wanted=wanted, near=nearest(word, choices))


def _repeated(where: str, words: Sequence[str]) -> Iterator[Mistake]:
    for index, word in enumerate(words):
        if word in words[:index]:
            yield mistake("word-twice", f"{where}[{index}]", word=word)


def _rules(definition: Definition) -> tuple[dict[str, formula.Node], list[Mistake]]:
    """Return the rules by id as trees, and the mistakes in those the template writes and in its methods."""
    texts = scoring.default_rules(definition.scoring.digits)
    known = set(texts) | set(definition.scoring.methods.values())
    texts.update(definition.scoring.rules)
    rules: dict[str, formula.Node] = {}
    mistakes: list[Mistake] = []
    for key, text in texts.items():
        where = f"scoring.rules.{key}"
        try:
            rules[key] = formula.parse_rule(text)
        except formula.FormulaError as error:
            mistakes.append(mistake("rule-unreadable", where, position=error.position + 1, reason=error.reason))
            continue
        allowed = scoring.PARAMETERS.get(key, scoring.PARAMETERS["at-least"])
        wanted = "、".join(sorted(allowed))
        mistakes.extend(
            mistake("rule-address", where, found=area.a1, wanted=wanted) for area in formula.areas(rules[key])
        )
        mistakes.extend(
            mistake("rule-name-unknown", where, word=name, wanted=wanted, near=nearest(name, allowed))
            for name in formula.names(rules[key])
            if name not in allowed
        )
    unused = [key for key in definition.scoring.rules if key not in known]
    mistakes.extend(_unknown(f"scoring.rules.{key}", key, known) for key in unused)
    signs = {each.value for each in targets.Operator}
    for sign, method in definition.scoring.methods.items():
        where = f"scoring.methods.{sign}"
        if sign not in signs:
            mistakes.append(_unknown(where, sign, signs))
        if method not in texts:
            mistakes.append(_unknown(where, method, scoring.METHODS))
    mistakes.extend(
        mistake("method-missing", "scoring.methods", sign=sign)
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
    raise UsageError(str(package / name), mistake("installation-broken"))


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
            raise UsageError(str(folder), mistake("path-missing", wanted=terms.TEMPLATE_FOLDER))
        for path in sorted(folder.glob("*.toml")):
            if path.stem in found:
                raise UsageError(str(path), mistake("word-twice", word=path.stem))
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
        raise UsageError(template_id, _unknown("template", template_id, forms))
    return forms[template_id]
