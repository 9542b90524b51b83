"""Reads records: a JSON file of one or a list of them, or a folder of such files, strictly and all mistakes at once."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, create_model

from xlgen import template as templates
from xlgen.finding import Mistake, RosterError, UsageError
from xlgen.layout import supplies
from xlgen.layout.shape import FIGURES
from xlgen.model import Record, Value
from xlgen.strict import CellValue, Declared, Several, nearest, place, read

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
    project = groups["project"] | {"code": (Annotated[str, Field(min_length=1, max_length=60)], ...)}
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
        raise UsageError(str(source), Mistake("", "文件夹中没有 .json 文件", "项目记录（.json）", "请核对路径"))
    found: list[tuple[Record, Template]] = []
    mistakes: list[Mistake] = []
    for path in files:
        before = f"{path.name} " if source.is_dir() else ""
        for where, content in _contents(path):
            record = _record(content, folders, form)
            if isinstance(record, tuple) and isinstance(record[0], Record):
                found.append(record)
            else:
                mistakes.extend(_at(before + where, each) for each in record)
    mistakes.extend(_repeated_codes(found))
    if mistakes:
        raise RosterError(str(source), *mistakes)
    return found


def _at(before: str, mistake: Mistake) -> Mistake:
    joined = before + ("." if before and not before.endswith(" ") and mistake.place else "") + mistake.place
    return Mistake(joined, mistake.found, mistake.expected, mistake.remedy)


def _repeated_codes(found: Sequence[tuple[Record, Template]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for record, _ in found:
        if record.code in seen:
            yield Mistake("project.code", f"项目编码“{record.code}”重复（{record.name}）", "每个项目一个编码", "请改正")
        seen.add(record.code)


def _contents(path: Path) -> Iterator[tuple[str, object]]:
    """Yield each record of a file with its place in it: "" for a single one, `[2]` in a list."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        mistake = Mistake("", "无法读取文件", "存在且可读的 .json 文件", "请核对路径")
        raise UsageError(str(path), mistake) from error
    except UnicodeDecodeError as error:
        mistake = Mistake("", "不是 UTF-8 编码", "UTF-8 编码的 JSON", "请另存为 UTF-8 编码")
        raise RosterError(str(path), mistake) from error
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列" if isinstance(error, json.JSONDecodeError) else ""
        mistake = Mistake(where, "不是合乎规范的 JSON", "一条记录或记录的列表", "请按提示位置改正")
        raise RosterError(str(path), mistake) from error
    except _NotPlainError as error:
        raise RosterError(str(path), error.mistake) from error
    if isinstance(content, list):
        yield from ((f"[{index}]", each) for index, each in enumerate(content))
    else:
        yield "", content


class _NotPlainError(ValueError):
    """JSON that Python reads but that does not say one thing: a key twice, NaN."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


def _no_constant(word: str) -> None:
    raise _NotPlainError(Mistake("", f"出现了 {word}", "数、文字或 null", "请改正"))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _NotPlainError(Mistake(key, "同一组里写了两次", "每个键一次", "请删去一个"))
    return dict(pairs)


def _record(
    content: object, folders: tuple[Path, ...], form: str | None
) -> tuple[Record, Template] | tuple[Mistake, ...]:
    if not isinstance(content, dict):
        return (Mistake("", "不是一条记录", "一组键值", "请参照 xlgen template schema 的结果"),)
    named = content.get("template", form)
    if form is not None and named != form:
        return (Mistake("template", f"写的是“{named}”", form, "请改正，或不用 -t"),)
    if named is None:
        return (Mistake("template", "缺少这一项", "表样的 id", "请补上，或用 -t 指定"),)
    forms = templates.library(folders)
    if named not in forms:
        return (Mistake("template", f"没有“{named}”这张表样", "已有表样的 id", nearest(str(named), forms)),)
    template = forms[named]
    shaped = read(record_model(template), content | {"template": named})
    if isinstance(shaped, tuple):
        return shaped
    values = dict(flatten(shaped))
    count = len(content["indicators"])
    return Record(template=named, fiscal_year=content["fiscal_year"], values=values, indicator_count=count), template


__all__ = ["FORMAT", "INDICATOR_KEYS", "SIGNOFF_KEYS", "flatten", "place", "read_records", "record_model", "schema"]
