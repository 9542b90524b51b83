"""Reads records written as JSON: a file of one or a list of them, or a folder of such files, strictly."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import template as templates
from xlgen import terms
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.model import Record, Value
from xlgen.roster.declared import record_model
from xlgen.strict import Declared, nearest, shown
from xlgen.strict import read as read_strictly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.template import Template


_INDICATOR: Final = re.compile(r"indicators\[(\d+)\]\.(.*)")
_LISTED: Final = re.compile(r"(criteria|vetoes|exemptions)\[(\d+)\]")


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
        elif isinstance(value, dict):
            for name, each in value.items():
                if isinstance(each, Declared):
                    yield from flatten(each, f"{path}.{name}")
                else:
                    yield f"{path}.{name}", each
        else:
            yield path, value


def read(source: Path, folders: tuple[Path, ...] = (), form: str | None = None) -> list[tuple[Record, Template]]:
    """Return the records in a JSON file or a folder of JSON files, each with its form; see `reading.read_roster`.

    Raises
    ------
    UsageError, RosterError
        There is no record; records have mistakes, each named with file and path.

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
    forms.refuse_faulty(named)
    if named not in forms:
        return (mistake("name-unknown", "template", word=named, wanted=terms.FORM_ID, near=nearest(named, forms)),)
    shape = shaped(content | {"template": named}, forms[named])
    return (shape, forms[named]) if isinstance(shape, Record) else shape


def shaped(content: dict[str, Any], template: Template) -> Record | tuple[Mistake, ...]:
    """Return the record that a JSON object says, or all that is wrong with it, each with its path."""
    found = read_strictly(record_model(template), content | {"template": template.id})
    if isinstance(found, tuple):
        return found
    values = dict(flatten(found))
    if template.scored:
        return _by_id(content, template, values)
    return Record(
        template=template.id,
        fiscal_year=content["fiscal_year"],
        values=values,
        indicator_count=len(content["indicators"]),
    )


def _by_id(content: dict[str, Any], template: Template, values: dict[str, Value]) -> Record | tuple[Mistake, ...]:
    """Return the record of a form that fixes its indicators: what it says of each stands at the form's own place."""
    ids = [each.declared.id for each in template.scored]
    said = [each["id"] for each in content.get("indicators", ())]
    twice = [index for index, each in enumerate(said) if each in said[:index]]
    if twice:
        return tuple(mistake("word-twice", f"indicators[{index}].id", word=said[index]) for index in twice)
    moved: dict[str, Value] = {}
    wrong: list[Mistake] = []
    for path, value in values.items():
        found = _INDICATOR.match(path)
        if found is None:
            moved[path] = value
            continue
        index = ids.index(said[int(found[1])])
        if found[2] == "id":
            continue
        listed = _LISTED.match(found[2])
        if listed is not None and int(listed[2]) >= len(getattr(template.scored[index], listed[1])):
            wrong.append(mistake("list-too-long", path, wanted=len(getattr(template.scored[index], listed[1]))))
        moved[f"indicators[{index}].{found[2]}"] = value
    if wrong:
        return tuple(wrong)
    year = content["fiscal_year"]
    return Record(template=template.id, fiscal_year=year, values=moved, indicator_count=len(ids))
