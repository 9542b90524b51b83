"""How the columns of a project list may be headed: the form's own labels, its aliases, and general ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xlgen.template import Definition, Template

UNITS: Final[Mapping[str, Decimal]] = MappingProxyType(
    {unit: Decimal(10) ** power for unit, power in terms.MONEY_UNITS.items()}
)
"""Units of money, in 元."""

_BRACKETS: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_MARKS: Final = "*★☆※▲●◆#:;,.、。"
_AMONG: Final = re.compile(terms.AMONG)


@dataclass(frozen=True)
class Words:
    """The heads of one table: spelling → key; `labels` are the words that a message uses for a key.

    A missing column of `required` is a mistake; a near miss of one of `watched` is one too. `lines` and `money` are
    the two levels of a wide money table, `issued_money` its columns that the office supplies; `amounts` are the keys
    that hold money outside it, `unread` those of what the unit fills in.
    """

    keys: Mapping[str, str]
    labels: Mapping[str, str]
    required: tuple[str, ...]
    watched: tuple[str, ...]
    unread: frozenset[str]
    amounts: frozenset[str]
    lines: Mapping[str, str]
    money: Mapping[str, str]
    total: frozenset[str]
    issued_money: frozenset[str] = frozenset()

    def money_of(self, text: str) -> str | None:
        """Return the column of the money table that a head names and the office supplies, or None."""
        column = self.money.get(plain(text)) or self.money.get(without_brackets(text))
        return column if column in self.issued_money else None


def plain(text: str) -> str:
    """Return a head for comparison: no white space, no marks, half-width, small letters."""
    bare = "".join(each for each in targets.tidy(text) if each.isprintable() and not each.isspace())
    return _AMONG.sub("", bare.strip(_MARKS)).casefold()


def without_brackets(text: str) -> str:
    """Return a head for comparison without what stands in brackets."""
    return plain(_BRACKETS.sub("", targets.tidy(text)))


def unit_of(text: str) -> str | None:
    """Return the unit of money that a head names in brackets: a known one, or a word that looks like one."""
    for inside in _BRACKETS.findall(targets.tidy(text)):
        word = re.sub(terms.UNIT_PREFIX, "", plain(inside))
        if word.endswith(terms.YUAN):
            return word
    return None


def unit_line(text: str) -> str | None:
    """Return the unit of money in a line such as 金额单位：万元, or None where the text says none."""
    found = re.search(terms.UNIT_LINE, plain(text))
    return found[1] if found else None


@lru_cache(maxsize=16)
def words_of(template: Template, table: str) -> Words:
    """Return the heads of one of the three tables of a form's project list."""
    definition = template.definition
    columns = {
        terms.PROJECTS_SHEET: _project_columns,
        terms.FUNDING_SHEET: _funding_columns,
        terms.INDICATORS_SHEET: _indicator_columns,
    }[table](definition)
    labels = {key: label for key, label, _ in columns}
    spelled = {key: list(_spellings(definition, label)) for key, label, _ in columns}
    keys: dict[str, str] = {}
    for depth in range(max(map(len, spelled.values()))):  # a label wins over another label's alias
        for key, spellings in spelled.items():
            if depth < len(spellings):
                keys.setdefault(spellings[depth], key)
    funding = definition.funding
    watched = tuple(key for key, _, how in columns if how in {"required", "watched"})
    return Words(
        keys=keys,
        labels=labels,
        required=tuple(key for key, _, how in columns if how == "required"),
        watched=watched,
        unread=frozenset(key for key, _, how in columns if how == "unread") | _unread_parts(definition),
        amounts=_amounts(definition, table),
        lines={each: line.id for line in funding.lines for each in _spellings(definition, line.label)},
        money={each: column.id for column in funding.columns for each in _spellings(definition, column.label)},
        total=frozenset({plain(funding.total_label), *map(plain, terms.TOTAL_WORDS)}),
        issued_money=frozenset(each.id for each in funding.columns if each.supplied != "filled"),
    )


def _amounts(definition: Definition, table: str) -> frozenset[str]:
    if table == terms.FUNDING_SHEET:
        return frozenset(each.id for each in definition.funding.columns)
    return frozenset(f"project.{each.id}" for each in definition.header if each.kind == "money")


def _unread_parts(definition: Definition) -> frozenset[str]:
    funding = definition.funding
    filled = [each.id for each in funding.columns if each.supplied == "filled"]
    return frozenset(f"funding.{line.id}.{column}" for line in funding.lines for column in filled)


def spellings_of(definition: Definition, label: str) -> list[str]:
    """Return the label as it is written, and the other spellings of it."""
    own = definition.roster.aliases.get(label, ())
    return [label, *own, *terms.ROSTER_ALIASES.get(label, ())]


def _spellings(definition: Definition, label: str) -> Iterable[str]:
    """Return the spellings of a label for comparison, the label itself first."""
    return dict.fromkeys(plain(each) for each in spellings_of(definition, label))


Column = tuple[str, str, str]
"""Key, label, and how it is treated: required, watched (for near misses), optional, unread."""


def _project_columns(definition: Definition) -> list[Column]:
    return list(_walk_project(definition))


def _walk_project(definition: Definition) -> Iterator[Column]:
    yield "project.code", terms.PROJECT_CODE, "required"
    yield "template", terms.FORM_COLUMN, "optional"
    for each in definition.header:
        how = {"issued": "watched", "filled": "unread"}.get(each.supplied, "optional")
        yield f"project.{each.id}", each.label, "required" if each.id == "name" else how
    yield "fiscal_year", terms.YEAR, "optional"
    for key, text in definition.objective_texts:
        yield f"objective.{key}", text.label, {"issued": "watched", "filled": "unread"}.get(text.supplied, "optional")


def _funding_columns(definition: Definition) -> list[Column]:
    return [
        ("project.code", terms.PROJECT_CODE, "required"),
        ("line", terms.FUNDING_LINE, "optional"),
        *(
            (each.id, each.label, "unread" if each.supplied == "filled" else "optional")
            for each in definition.funding.columns
        ),
    ]


def _indicator_columns(definition: Definition) -> list[Column]:
    heads = definition.indicators
    children = [("parent", terms.PARENT, "watched")] if heads.children else []
    return [
        ("project.code", terms.PROJECT_CODE, "required"),
        ("dimension", heads.dimension, "required"),
        ("category", heads.category, "required"),
        ("name", heads.name, "required"),
        ("target_value", heads.target_value, "required"),
        ("max_score", heads.max_score, "watched"),
        ("direction", heads.direction, "optional"),
        ("unit", heads.unit_of_measure, "optional"),
        *children,
        ("actual_value", heads.actual_value, "unread"),
        ("score", heads.score, "unread"),
        ("deviation_explanation", heads.deviation_explanation, "unread"),
    ]
