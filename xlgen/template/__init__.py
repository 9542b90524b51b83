"""The form definition: a TOML file read strictly, with all its mistakes at once."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlgen import formula, terms
from xlgen.finding import TemplateError, UsageError, XlgenError, mistake
from xlgen.strict import read_partly, unknown
from xlgen.template import toml
from xlgen.template.advice import warnings
from xlgen.template.definition import FIGURES, LONGEST_TEXT, Definition
from xlgen.template.expressions import guarded, tables_of
from xlgen.template.inspection import inconsistencies
from xlgen.template.rules import composed, settings_of
from xlgen.template.scored import Compiler, Formula, ScoredClause, ScoredCriterion, ScoredIndicator
from xlgen.template.tables import TOTAL_ROW, Entry, Table, Tables
from xlgen.template.values import Supplied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlgen import targets


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule that a form writes itself: where it stands in the file, and whether it is to give a number."""

    place: str
    rule: formula.Node
    of_number: bool = False


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

    def own_rules(self) -> Iterator[OwnRule]:
        """Yield the rules that the form writes itself in tables and score tables, each text once."""
        seen: set[formula.Node] = set()
        for each in itertools.chain(_of_tables(self.definition), _of_scores(self.scored)):
            if each.rule not in seen:
                seen.add(each.rule)
                yield each

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


def _of_tables(definition: Definition) -> Iterator[OwnRule]:
    entries = tables_of(definition).entries()
    for entry in entries.values():
        if entry.formula:
            rule = formula.parse_rule(guarded(entry, entry.formula, entries))
            yield OwnRule(entry.place, rule, entry.of_number)


def _of_scores(scored: Iterable[ScoredIndicator]) -> Iterator[OwnRule]:
    for index, each in enumerate(scored):
        place = f"evaluation.indicators[{index}]"
        yield OwnRule(place, each.rule)
        for number, criterion in enumerate(each.criteria):
            at = f"{place}.criteria[{number}]"
            if criterion.value is not None:
                yield OwnRule(f"{at}.value", criterion.value.rule, of_number=not criterion.choices)
            if criterion.score is not None:
                yield OwnRule(at, criterion.score.rule, of_number=True)
        for name, clauses in (("vetoes", each.vetoes), ("exemptions", each.exemptions)):
            for number, clause in enumerate(clauses):
                if clause.value is not None:
                    yield OwnRule(f"{place}.{name}[{number}].when", clause.value.rule)


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


class Library(Mapping[str, Template]):
    """The forms at hand by id, each read and proven once it is asked for; those that cannot be used are not among them.

    (A run needs one form or two of all that ship, and waits for those alone.)
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = dict(files)
        self._read: dict[str, Template | XlgenError] = {}

    def __getitem__(self, form: str) -> Template:
        """Return the form of an id."""
        found = self._of(form)
        if isinstance(found, XlgenError):
            raise KeyError(form)
        return found

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, the shipped forms first."""
        return (form for form in self._files if form in self)

    def __len__(self) -> int:
        """Return how many forms may be used."""
        return sum(1 for _ in self)

    def _of(self, form: str) -> Template | XlgenError:
        if form not in self._read:
            try:
                self._read[form] = load(self._files[form])
            except (TemplateError, UsageError) as error:
                self._read[form] = error
        return self._read[form]

    @property
    def faulty(self) -> Mapping[Path, XlgenError]:
        """The files that cannot be used, each with what is wrong."""
        found = {path: self._of(form) for form, path in self._files.items()}
        return {path: error for path, error in found.items() if isinstance(error, XlgenError)}

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each form's file, faulty or not, without reading what it says; "" for an unreadable."""
        return {form: _digest(path) for form, path in self._files.items()}

    def refuse_faulty(self, form: str) -> None:
        """Refuse a form whose file cannot be used; any other id is let pass, whether there is a form of it or not.

        Raises
        ------
        UsageError, TemplateError
            What is wrong with the file.

        """
        if form in self:
            return
        for path, error in self.faulty.items():
            if form in {path.stem, _id_in(path)}:
                raise error


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(toml.content(path)).hexdigest()
    except UsageError:
        return ""


def _id_in(path: Path) -> str | None:
    """Return the id that a form definition gives itself, as far as its file can be read."""
    try:
        content, _ = toml.read(path, (shipped("templates"),))
    except XlgenError:
        return None
    found = content.get("id")
    return found if isinstance(found, str) else None


@lru_cache(maxsize=8)
def library(folders: tuple[Path, ...] = ()) -> Library:
    """Return the forms at hand: the shipped ones, then those of an office's own folders.

    A file with mistakes stops only who needs its form.

    Raises
    ------
    UsageError
        A folder is missing, or one id stands twice.

    """
    files: dict[str, Path] = {}
    for folder in (shipped("templates"), *folders):
        if not folder.is_dir():
            raise UsageError(str(folder), mistake("path-missing", wanted=terms.TEMPLATE_FOLDER))
        for path in sorted(folder.glob("*.toml")):
            if path.stem in files:
                raise UsageError(str(path), mistake("word-twice", word=path.stem))
            files[path.stem] = path
    return Library(files)


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
    TemplateError
        Its file has mistakes.

    """
    forms = library(folders)
    forms.refuse_faulty(template_id)
    if template_id not in forms:
        raise UsageError(template_id, unknown("template", template_id, forms))
    return forms[template_id]


__all__ = [
    "FIGURES",
    "LONGEST_TEXT",
    "TOTAL_ROW",
    "Definition",
    "Entry",
    "Formula",
    "Library",
    "OwnRule",
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
