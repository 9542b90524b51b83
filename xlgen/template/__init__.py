"""The form definition: a TOML file read strictly, with all its mistakes at once."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlgen import formula, terms
from xlgen.finding import TemplateError, UsageError, mistake
from xlgen.strict import read_partly, unknown
from xlgen.template import toml
from xlgen.template.definition import LONGEST_TEXT, Definition
from xlgen.template.expressions import guarded, tables_of, warnings
from xlgen.template.inspection import inconsistencies
from xlgen.template.rules import composed, settings_of
from xlgen.template.scored import Compiler, Formula, ScoredClause, ScoredCriterion, ScoredIndicator
from xlgen.template.tables import TOTAL_ROW, Entry, Table, Tables
from xlgen.template.values import Supplied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen import targets


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A form definition that may be used: its text's digest, and its rules as formula trees."""

    definition: Definition
    sha256: str
    source: str
    rules: Mapping[str, formula.Node]
    scored: tuple[ScoredIndicator, ...] = ()

    @property
    def id(self) -> str:
        """The form's id, which is its file's name."""
        return self.definition.id

    def tables(self, rows: Mapping[str, Sequence[str]]) -> Tables:
        """Return the form's tables with the rows that a record gives."""
        return tables_of(self.definition, rows)

    def own_rules(self) -> Iterator[tuple[str, formula.Node]]:
        """Yield the rules that the form writes itself, in tables and score tables, each text once, with its place."""
        seen: set[formula.Node] = set()
        for place, rule in itertools.chain(_of_tables(self.definition), _of_scores(self.scored)):
            if rule not in seen:
                seen.add(rule)
                yield place, rule

    def method_of(self, operator: targets.Operator) -> str:
        """Return the scoring method of a target's sign."""
        return self.definition.scoring.methods[operator.value]


def load(path: Path) -> Template:
    """Return the form definition in a TOML file.

    Raises
    ------
    UsageError
        There is no such file.
    TemplateError
        It has mistakes; all of them are named, each with its place.

    """
    content, raw = toml.read(path, (shipped("templates"),))
    definition, mistakes, wrong = read_partly(Definition, content)
    mistakes = (*mistakes, *inconsistencies(definition, wrong, path.stem))
    if mistakes:
        raise TemplateError(str(path), *mistakes)
    rules, too_much = composed(definition)
    if too_much:
        raise TemplateError(str(path), *too_much)
    scored = _scored(definition)
    return Template(definition, hashlib.sha256(raw).hexdigest(), str(path), MappingProxyType(rules), scored)


def _of_tables(definition: Definition) -> Iterator[tuple[str, formula.Node]]:
    entries = tables_of(definition).entries()
    for entry in entries.values():
        if entry.formula:
            yield entry.place, formula.parse_rule(guarded(entry, entry.formula, entries))


def _of_scores(scored: Iterable[ScoredIndicator]) -> Iterator[tuple[str, formula.Node]]:
    for index, each in enumerate(scored):
        place = f"evaluation.indicators[{index}]"
        yield place, each.rule
        for number, criterion in enumerate(each.criteria):
            for found in (criterion.value, criterion.score):
                if found is not None:
                    yield f"{place}.criteria[{number}]", found.rule
        for name, clauses in (("vetoes", each.vetoes), ("exemptions", each.exemptions)):
            for number, clause in enumerate(clauses):
                if clause.value is not None:
                    yield f"{place}.{name}[{number}].when", clause.value.rule


def _scored(definition: Definition) -> tuple[ScoredIndicator, ...]:
    tables = tables_of(definition)
    entries = tables.entries()

    def path_of(name: str, place: str) -> str:
        return tables.path(name, place)

    def of_number(name: str) -> bool:
        entry = entries.get(tables.path(name, ""))
        return entry is None or entry.of_number

    return Compiler(definition, settings_of(definition), path_of, of_number).indicators()


def shipped(name: str) -> Path:
    """Return a folder that ships with the package (`templates`, `samples`), in a wheel or in a checkout.

    Raises
    ------
    UsageError
        The folder is in neither place: the installation is not whole.

    """
    package = Path(__file__).parent.parent
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


def file_schema() -> dict[str, object]:
    """Return the JSON Schema of a form definition's file, by which an editor completes and checks it as it is written.

    Nothing is required: a file that extends another says only what differs.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": terms.TEMPLATE_SCHEMA}
    found: dict[str, Any] = head | _for_editors(Definition.model_json_schema()) | {"title": terms.TEMPLATE_SCHEMA}
    found["properties"] = {"extends": {"type": "string"}} | found["properties"]
    for key, words in terms.TEMPLATE_KEYS.items():
        found["properties"][key]["description"] = words
    return found


def _for_editors(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema without what is required, and without the words of the program's own documentation."""
    if isinstance(schema, list):
        return [_for_editors(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    named = {"properties", "$defs"}
    if "$ref" in schema.get("items", {}):  # a variant may change one entry of a list by its id
        return {"anyOf": [{"type": "array", "items": schema["items"]}, {"type": "object"}]}
    return {
        key: {name: _for_editors(each) for name, each in value.items()} if key in named else _for_editors(value)
        for key, value in schema.items()
        if key not in {"required", "description", "title", "default"}
    }


def pick(template_id: str, folders: tuple[Path, ...] = ()) -> Template:
    """Return the form of an id.

    Raises
    ------
    UsageError
        There is none; the nearest id is named.

    """
    forms = library(folders)
    if template_id not in forms:
        raise UsageError(template_id, unknown("template", template_id, forms))
    return forms[template_id]


__all__ = [
    "LONGEST_TEXT",
    "TOTAL_ROW",
    "Definition",
    "Entry",
    "Formula",
    "ScoredClause",
    "ScoredCriterion",
    "ScoredIndicator",
    "Supplied",
    "Table",
    "Tables",
    "Template",
    "file_schema",
    "guarded",
    "library",
    "load",
    "pick",
    "shipped",
    "warnings",
]
