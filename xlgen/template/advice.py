"""What may be meant in a form, but is worth a look: a check of the form tells it and does not refuse it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from xlgen import terms
from xlgen.model import plain
from xlgen.template import meaning
from xlgen.template.expressions import tables_of
from xlgen.template.tables import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.template.definition import Definition
    from xlgen.template.tables import Entry, Tables


def warnings(definition: Definition) -> Iterator[str]:
    """Yield criteria that do not add up to their indicator's points, and rates whose denominator may stay blank."""
    evaluation = definition.evaluation
    for index, each in enumerate(() if evaluation is None else evaluation.indicators):
        points = sum(criterion.points for criterion in each.criteria)
        if evaluation is not None and points != each.max_score and evaluation.cap_of(each) == "each":
            yield terms.CRITERIA_DIFFER.format(
                place=f"evaluation.indicators[{index}].criteria",
                name=each.name,
                points=plain(points),
                max_score=plain(each.max_score),
            )
    yield from _blank_denominators(definition)


def _blank_denominators(definition: Definition) -> Iterator[str]:
    """Yield the rates that are none where an input that nobody has to fill in is left blank, each formula once."""
    tables = tables_of(definition)
    optional = {path for path, each in tables.entries().items() if _may_be_blank(each)}
    optional |= _optional_money(definition)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, text, fields in _expressions(definition, tables):
        for name, division in meaning.denominators(text):
            if fields[name] in optional:
                found[place, division].append(fields[name].removeprefix("tables."))
    for (place, division), cells in found.items():
        names = "、".join(dict.fromkeys(cells))
        yield terms.DENOMINATOR_OPTIONAL.format(place=place, names=names, found=division)


def _may_be_blank(entry: Entry) -> bool:
    return not (entry.computed or entry.empty or entry.required or entry.supplied == "issued")


def _optional_money(definition: Definition) -> set[str]:
    """Return the cells of the money table that may stay blank; its totals count a blank part as 0."""
    funding = definition.funding
    return {
        f"funding.{line.id}.{column.id}"
        for line in funding.lines
        for column in funding.columns
        if column.supplied != "issued" and not (line.required and column.required)
    }


def _expressions(definition: Definition, tables: Tables) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what a form computes with a rate: its place, its text, and the fields of its names."""
    for entry in tables.entries().values():
        for key, text in (("formula", entry.formula), ("or_states", entry.or_states)):
            if text:
                yield entry.at(key), text, dict(entry.names)
    evaluation = definition.evaluation
    for index, each in enumerate(() if evaluation is None else evaluation.indicators):
        for place, text in each.expressions():
            where = f"evaluation.indicators[{index}].{place}"
            yield where, text, {name: tables.path(name, where) for name in names_in(text)}
