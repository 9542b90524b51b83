"""The declared shape of a form's record, made from the form; its JSON Schema too."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, create_model

from xlgen.layout import CORRECTION, FIGURES, RATING, proposal, supplies
from xlgen.strict import CellValue, Declared, Several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.template import Template

FORMAT: Final = 1
INDICATOR_KEYS: Final = (
    "dimension",
    "category",
    "name",
    "target_value",
    "actual_value",
    "max_score",
    "score",
    "deviation_explanation",
)
SIGNOFF_KEYS: Final = ("preparer", "reviewer", "lead", "phone", "date")
_TEXT_KEYS: Final = frozenset({"dimension", "category", "name"})


def _object(name: str, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a model made at run time
    return create_model(name, __base__=Declared, **keys)


@lru_cache(maxsize=64)
def record_model(template: Template) -> Any:  # noqa: ANN401 - a model made at run time
    """Return the declared shape of a form's record, from which its JSON Schema is made too."""
    blank = (CellValue, None)
    groups: dict[str, dict[str, Any]] = {}
    for path, _ in supplies(template):
        group, _, key = path.partition(".")
        groups.setdefault(group, {})[key] = blank
    named = (Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")], ...)
    project = groups["project"] | {
        "code": (Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S+$")], ...),
        "name": named,
    }
    lines: dict[str, dict[str, Any]] = {}
    for key in groups.get("funding", ()):
        line, _, column = key.partition(".")
        lines.setdefault(line, {})[column] = blank
    signoff: dict[str, Any] = dict.fromkeys(SIGNOFF_KEYS, (None, None))
    funding = {line: (_object(f"Funding_{line}", columns), Field(default=None)) for line, columns in lines.items()}
    fields: dict[str, Any] = {
        "record": (Literal[1], ...),
        "template": (str, ...),
        "fiscal_year": (Annotated[int, Field(ge=1990, le=2100)], ...),
        "project": (_object("Project", project), ...),
        "funding": (_object("Funding", funding), Field(default=None)),
        "objective": (_object("Objective", groups.get("objective", {})), Field(default=None)),
        "tables": (_tables(template), Field(default=None)),
        "indicators": _indicators(template),
        "signoff": (_object("Signoff", signoff | groups.get("signoff", {})), Field(default=None)),
        "correction_request": blank if CORRECTION in groups else (None, None),
        "responses": (dict[str, CellValue], Field(default_factory=dict)),
        "stated": (dict[str, CellValue], Field(default_factory=dict)),
    }
    return _object("Record", fields)


def _indicators(template: Template) -> Any:  # noqa: ANN401 - as above
    """Return the declared list of indicators: the record's own, or answers to those that the form fixes, by id."""
    blank = (CellValue, None)
    if not template.scored:
        indicator: dict[str, Any] = {key: (str, ...) if key in _TEXT_KEYS else blank for key in INDICATOR_KEYS}
        indicator |= dict.fromkeys(proposal.KEYS, blank)
        if template.definition.indicators.children:
            indicator["parent"] = (Annotated[str, Field(min_length=1, pattern=r"\S")] | None, None)
        return (Several[_object("Indicator", indicator)], Field(min_length=1))  # type: ignore[misc] # made at run time
    ids = tuple(each.declared.id for each in template.scored)
    answers = {
        "id": (Literal[ids], ...),
        "criteria": (Several[_object("Criterion", {"actual_value": blank, "score": blank})], Field(default=())),  # type: ignore[misc] # made at run time
        "vetoes": (Several[_object("Veto", {"occurred": blank})], Field(default=())),  # type: ignore[misc] # made at run time
        "exemptions": (Several[_object("Exemption", {"applies": blank})], Field(default=())),  # type: ignore[misc] # made at run time
        "deviation_explanation": blank,
    }
    return (Several[_object("FixedIndicator", answers)], Field(default=()))  # type: ignore[misc] # made at run time


def _tables(template: Template) -> Any:  # noqa: ANN401 - as above
    """Return the declared tables: rows of the form's own, or the record's."""
    tables: dict[str, Any] = {}
    given = {each.id: () for each in template.definition.tables}
    entries = template.tables(given).entries()
    for table in template.definition.tables:
        columns = {each.id: (CellValue, None) for each in table.columns if not each.formula and not each.sum}
        if table.most_rows is not None:
            key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
            row = _object(f"Row_{table.id}", columns)
            tables[table.id] = (dict[key, row], Field(default_factory=dict, max_length=table.most_rows))  # type: ignore[valid-type] # made at run time
            continue
        rows = {}
        for each in table.rows:
            paths = [entries[f"tables.{table.id}.{each.id}.{column.id}"] for column in table.columns]
            filled = [entry for entry in paths if not entry.computed and not entry.empty]
            keys = {entry.path.rpartition(".")[2]: (CellValue, None) for entry in filled}
            if keys:
                rows[each.id] = (_object(f"Row_{table.id}_{each.id}", keys), Field(default=None))
        tables[table.id] = (_object(f"Table_{table.id}", rows), Field(default=None))
    return _object("Tables", tables)


def schema(template: Template) -> dict[str, object]:
    """Return the JSON Schema of a form's record; `x-figures` lists the keys of a verdict's `figures`."""
    found: dict[str, object] = record_model(template).model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": template.id}
    figures = dict.fromkeys((*FIGURES, *template.definition.figures))
    return head | found | {"title": template.id, "x-figures": [*figures, RATING]}
