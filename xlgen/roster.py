"""Reads records: a JSON file of one or a list of them, or a folder of such files, strictly and all mistakes at once."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, create_model

from xlgen import template as templates
from xlgen import terms
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.layout import supplies
from xlgen.layout.shape import FIGURES
from xlgen.model import Record, Value
from xlgen.strict import CellValue, Declared, Several, nearest, place, read, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

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
    for key in groups["funding"]:
        line, _, column = key.partition(".")
        lines.setdefault(line, {})[column] = blank
    funding = {line: (_object(f"Funding_{line}", columns), Field(default=None)) for line, columns in lines.items()}
    indicator: dict[str, Any] = {key: (str, ...) if key in _TEXT_KEYS else blank for key in INDICATOR_KEYS}
    fields: dict[str, Any] = {
        "record": (Literal[1], ...),
        "template": (str, ...),
        "fiscal_year": (Annotated[int, Field(ge=1990, le=2100)], ...),
        "project": (_object("Project", project), ...),
        "funding": (_object("Funding", funding), Field(default=None)),
        "objective": (_object("Objective", groups["objective"]), Field(default=None)),
        "indicators": (Several[_object("Indicator", indicator)], Field(min_length=1)),  # type: ignore[misc] # made at run time
        "signoff": (_object("Signoff", dict.fromkeys(SIGNOFF_KEYS, (None, None))), Field(default=None)),
        "stated": (dict[str, CellValue], Field(default_factory=dict)),
    }
    return _object("Record", fields)


def schema(template: Template) -> dict[str, object]:
    """Return the JSON Schema of a form's record; `x-figures` lists the keys of a verdict's `figures`."""
    found: dict[str, object] = record_model(template).model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": template.id}
    return head | found | {"title": template.id, "x-figures": [*(name for name, _ in FIGURES), "rating"]}


def flatten(content: Declared, prefix: str = "") -> Iterator[tuple[str, Value]]:
    """Yield (path, value) of all that a record speaks of; what it leaves out is not spoken of."""
    for key in type(content).model_fields:
        if key not in content.model_fields_set:
            continue
        value = getattr(content, key)
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Declared):
            yield from flatten(value, path)
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                yield from flatten(each, f"{path}[{index}]")
        else:
            yield path, value


def read_records(
    source: Path, folders: tuple[Path, ...] = (), form: str | None = None
) -> list[tuple[Record, Template]]:
    """Return the records in a JSON file or a folder of JSON files, each with its form.

    `form` is the form's id where records name none; where both do, they must agree.

    Raises
    ------
    UsageError
        There is no such file or folder, or no record in it.
    RosterError
        Records have mistakes; all are named, each with file and path.

    """
    files = sorted(source.glob("*.json")) if source.is_dir() else [source]
    if not files:
        raise UsageError(str(source), mistake("folder-empty", ending=".json", wanted=terms.RECORD_FILE))
    found: list[tuple[Record, Template]] = []
    mistakes: list[Mistake] = []
    for path in files:
        before = f"{path.name} " if source.is_dir() else ""
        for where, content in _contents(path):
            record = _record(content, folders, form)
            if isinstance(record, tuple) and isinstance(record[0], Record):
                found.append(record)
            else:
                mistakes.extend(each.within(before + where + ("." if where and each.place else "")) for each in record)
    mistakes.extend(_repeated_codes(found))
    if not found and not mistakes:
        raise UsageError(str(source), mistake("no-record", wanted=terms.RECORD_FILE))
    if mistakes:
        raise RosterError(str(source), *mistakes)
    return found


def _repeated_codes(found: Sequence[tuple[Record, Template]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for record, _ in found:
        if record.code in seen:
            yield mistake("code-twice", "project.code", word=record.code, name=record.name)
        seen.add(record.code)


def _contents(path: Path) -> Iterator[tuple[str, object]]:
    """Yield each record of a file with its place in it: "" for a single one, `[2]` in a list."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.RECORD_FILE)) from error
    except UnicodeDecodeError as error:
        raise RosterError(str(path), mistake("not-utf8")) from error
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except _NotPlainError as error:
        raise RosterError(str(path), error.mistake) from error
    except (
        ValueError,
        ArithmeticError,
        RecursionError,
    ) as error:  # the first two: too long a number
        where = ""
        if isinstance(error, json.JSONDecodeError):
            where = terms.LINE_AND_COLUMN.format(line=error.lineno, column=error.colno)
        raise RosterError(str(path), mistake("not-json", where)) from error
    if isinstance(content, list):
        yield from ((f"[{index}]", each) for index, each in enumerate(content))
    else:
        yield "", content


class _NotPlainError(ValueError):
    """JSON that Python reads but that does not say one thing: a key twice, NaN."""

    def __init__(self, found: Mistake) -> None:
        super().__init__(str(found))
        self.mistake = found


def _no_constant(word: str) -> None:
    raise _NotPlainError(mistake("json-constant", word=word))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _NotPlainError(mistake("json-key-twice", key))
    return dict(pairs)


def _record(
    content: object, folders: tuple[Path, ...], form: str | None
) -> tuple[Record, Template] | tuple[Mistake, ...]:
    if not isinstance(content, dict):
        return (mistake("not-a-record"),)
    named = content.get("template", form)
    if named is not None and not isinstance(named, str):
        return (mistake("wrong-kind", "template", found=shown(named), wanted=terms.WANTED["string_type"]),)
    if form is not None and named != form:
        return (mistake("form-differs", "template", found=named, wanted=form),)
    if named is None:
        return (mistake("form-missing", "template", wanted=terms.FORM_ID),)
    forms = templates.library(folders)
    if named not in forms:
        return (mistake("name-unknown", "template", word=named, wanted=terms.FORM_ID, near=nearest(named, forms)),)
    template = forms[named]
    shaped = read(record_model(template), content | {"template": named})
    if isinstance(shaped, tuple):
        return shaped
    values = dict(flatten(shaped))
    count = len(content["indicators"])
    return Record(template=named, fiscal_year=content["fiscal_year"], values=values, indicator_count=count), template


__all__ = ["FORMAT", "INDICATOR_KEYS", "SIGNOFF_KEYS", "flatten", "place", "read_records", "record_model", "schema"]
