"""Declared shapes read strictly: every mistake at once, each with its place, what was found and the nearest word."""

from __future__ import annotations

import difflib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from xlgen import terms
from xlgen.finding import Mistake, mistake
from xlgen.model import LARGEST, Raw, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

MAX_TEXT = 32_767
"""Characters that a cell can hold, in Excel's count: UTF-16 units."""
_SHOWN = 40


class Declared(BaseModel):
    """A shape: no key beyond the declared ones, no conversion of types, not changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Location = tuple[int | str, ...]
"""Where something stands in a file: keys, and positions in lists."""

T = TypeVar("T")
Several = Annotated[tuple[T, ...], Field(strict=False)]
"""A list, kept as a tuple."""


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_decimal), WithJsonSchema({"type": "number"})]
"""A whole or decimal number; JSON and TOML are read with `parse_float=Decimal`."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$")]
"""An identifier: small letters, digits, `_` and `-`."""


def _value(value: object) -> Value:
    if value is None:
        return None
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        number = Decimal(value)
        if not number.is_finite() or abs(number) > LARGEST:
            raise PydanticCustomError("cell-number", "number")
        return number
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict) and set(value) == {"raw"} and isinstance(value["raw"], str):
        return Raw(_text(value["raw"]))
    raise PydanticCustomError("cell-value", "value")


def _text(text: str) -> str:
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        raise PydanticCustomError("cell-text", "text", {"most": MAX_TEXT})
    if any("\ud800" <= each <= "\udfff" or each in "\ufffe\uffff" for each in text):
        raise PydanticCustomError("cell-characters", "characters")
    return text


CellValue = Annotated[
    Any,
    PlainValidator(_value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["number", "string", "null"]},
                {
                    "type": "object",
                    "properties": {"raw": {"type": "string"}},
                    "required": ["raw"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A value of a record, as `model.Value`."""


def read(shape: type[M], content: object) -> M | tuple[Mistake, ...]:
    """Return the content as the declared shape, or all its mistakes.

    Places are written as in the file: `indicators[3].method`.
    """
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        return tuple(_mistake(shape, each) for each in error.errors(include_url=False))


def read_partly(shape: type[M], content: object) -> tuple[M, tuple[Mistake, ...], frozenset[Location]]:
    """Return what is sound of the content as the declared shape, all its mistakes, and where they are.

    A part that is wrong is left out, or is its default: only the parts beside the wrong places may be looked at.
    """
    try:
        return shape.model_validate(content), (), frozenset()
    except ValidationError as error:
        errors = error.errors(include_url=False)
        wrong = frozenset(each["loc"] for each in errors)
        return _sound(shape, content, wrong), tuple(_mistake(shape, each) for each in errors), wrong


def _sound(shape: type[M], content: object, wrong: frozenset[Location]) -> M:
    kept: dict[str, Any] = {}
    given: dict[str, Any] = content if isinstance(content, dict) else {}
    for name, field in shape.model_fields.items():
        inside = frozenset(each[1:] for each in wrong if each[:1] == (name,))
        if name in given and not inside:
            kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            kept[name] = TypeAdapter(kind).validate_python(given[name])
        elif (
            (name in given or field.is_required())
            and isinstance(field.annotation, type)
            and issubclass(field.annotation, BaseModel)
        ):
            kept[name] = _sound(field.annotation, given.get(name), inside)
    return shape.model_construct(**kept)


_PLAIN_KEY = re.compile(r"[^\s.\[\]\"']+")


def place(location: Iterable[int | str]) -> str:
    """Return a location as a path into the file: ("indicators", 3, "method") → `indicators[3].method`.

    A key that would not be told from the path around it stands in quotes: `scoring.methods.""`.
    """
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            key = step if _PLAIN_KEY.fullmatch(step) else f'"{step}"'
            path += f".{key}" if path else key
    return path


def nearest(word: str, known: Iterable[str], *, listed: bool = False) -> str:
    """Return the remedy that names the nearest known word, or lists the known ones where they are not `listed` yet."""
    choices = sorted(set(known))
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if not close and listed:
        return terms.CHOOSE
    return terms.nearest(close[0] if close else None, choices)


def unknown(where: str, word: str, known: Iterable[str]) -> Mistake:
    """Return the mistake of a word that is none of the known ones."""
    choices = list(known)
    wanted = "、".join(f"“{each}”" for each in sorted(choices))
    return mistake("name-unknown", where, word=word, wanted=wanted, near=nearest(word, choices, listed=True))


def nearest_code(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy that names the nearest of many codes, zeros in front aside, or `otherwise`."""
    codes = {each.lstrip("0"): each for each in known}
    close = [word.lstrip("0")] if word.lstrip("0") in codes else difflib.get_close_matches(word, codes, n=1)
    return terms.NEAR.format(word=codes[close[0]]) if close else otherwise


def _mistake(shape: type[BaseModel], error: ErrorDetails) -> Mistake:
    kind = error["type"]
    where = place(error["loc"])
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "missing":
        return mistake("key-missing", where, wanted=_wanted(_declared(shape, error["loc"])))
    if kind == "extra_forbidden":
        known = _keys(shape, error["loc"][:-1])
        return mistake("key-unknown", where, near=nearest(str(error["loc"][-1]), known))
    found = shown(error["input"])
    if kind in {"literal_error", "enum"}:
        choices = [each.strip("' ") for each in str(context["expected"]).replace(" or ", ", ").split(",")]
        near = nearest(str(error["input"]), choices, listed=True)
        return mistake("not-of-choices", where, found=found, wanted="、".join(choices), near=near)
    if kind == "string_pattern_mismatch" and context["pattern"] in terms.PATTERNS:
        return mistake("wrong-kind", where, found=found, wanted=terms.PATTERNS[context["pattern"]])
    wanted = terms.WANTED.get(kind, terms.WANTED_OTHERWISE).format(**context)
    return mistake("wrong-kind", where, found=found, wanted=wanted)


def _wanted(annotation: Any) -> str:  # noqa: ANN401 - type annotations have no common type
    """Return what a key of a declared type holds, in words."""
    if get_origin(annotation) is Literal:
        return "、".join(str(each) for each in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return terms.GROUP_OF.format(keys="、".join(annotation.model_fields))
    kinds = {str: "string_type", int: "int_type", Decimal: "decimal_type", bool: "bool_type"}
    if annotation in kinds:
        return terms.WANTED[kinds[annotation]]
    found = {tuple: "tuple_type", dict: "dict_type"}.get(get_origin(annotation), "")
    return terms.WANTED.get(found, "")


def shown(value: object) -> str:
    """Return a value of JSON or TOML as a message quotes it."""
    if isinstance(value, str):
        return f"“{value[:_SHOWN]}”"
    if isinstance(value, dict):
        return terms.GROUP
    if isinstance(value, list | tuple):
        return terms.LIST
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)[:_SHOWN]


def _keys(shape: type[BaseModel], location: Iterable[int | str]) -> set[str]:
    """Return the keys that the shape knows at a location."""
    annotation = _declared(shape, location)
    return set(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else set()


def _declared(shape: type[BaseModel], location: Iterable[int | str]) -> Any:  # noqa: ANN401 - the same
    """Return the type that the shape declares at a location, or None."""
    annotation: Any = shape
    for step in location:
        annotation = _inside(annotation, step)
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    optional = [each for each in get_args(annotation) if each is not type(None)]
    return optional[0] if type(None) in get_args(annotation) and len(optional) == 1 else annotation


def _inside(annotation: Any, step: int | str) -> Any:  # noqa: ANN401 - type annotations have no common type
    if isinstance(step, str) and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(step)
        return field.annotation if field else None
    arguments = [each for each in getattr(annotation, "__args__", ()) if each not in {type(None), ...}]
    if isinstance(step, str) and len(arguments) == 1:  # Optional[Model]: look through it
        return _inside(arguments[0], step)
    return arguments[-1] if arguments else None
