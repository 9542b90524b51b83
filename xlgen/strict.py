"""Declared shapes read strictly: every mistake at once, each with its place, what was found and the nearest word."""

from __future__ import annotations

import difflib
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from xlgen.finding import Mistake
from xlgen.model import Raw, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

MAX_TEXT = 32_767
"""Characters that a cell can hold."""


class Declared(BaseModel):
    """A shape: no key beyond the declared ones, no conversion of types, not changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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
        if not number.is_finite() or abs(number) >= Decimal("1E308"):
            raise PydanticCustomError("value", "{expected}", {"expected": "绝对值小于 1E308 的数"})
        return number
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict) and set(value) == {"raw"} and isinstance(value["raw"], str):
        return Raw(_text(value["raw"]))
    raise PydanticCustomError("value", "{expected}", {"expected": '数、文字、null 或 {"raw": "文字"}'})


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise PydanticCustomError("value", "{expected}", {"expected": f"不超过 {MAX_TEXT} 个字符的文字"})
    if any("\ud800" <= each <= "\udfff" or each in "\ufffe\uffff" for each in text):
        raise PydanticCustomError("value", "{expected}", {"expected": "不含残缺字符的文字"})
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

_KINDS = {
    "string_type": "文字",
    "int_type": "整数",
    "bool_type": "true 或 false",
    "decimal_type": "数",
    "is_instance_of": "数",
    "model_type": "一组键值",
    "model_attributes_type": "一组键值",
    "dict_type": "一组键值",
    "tuple_type": "列表",
    "list_type": "列表",
}


def read(shape: type[M], content: object) -> M | tuple[Mistake, ...]:
    """Return the content as the declared shape, or all its mistakes.

    Places are written as in the file: `indicators[3].method`.
    """
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        return tuple(_mistake(shape, each) for each in error.errors(include_url=False))


def place(location: Iterable[int | str]) -> str:
    """Return a location as a path into the file: ("indicators", 3, "method") → `indicators[3].method`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the remedy that names the nearest known word, or lists the known ones."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f"是否想写“{close[0]}”？"
    return f"可用的有：{'、'.join(choices)}" if choices else "请删去"


def _mistake(shape: type[BaseModel], error: ErrorDetails) -> Mistake:
    kind = error["type"]
    where = place(error["loc"])
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "missing":
        return Mistake(where, "缺少这一项", "", "请补上")
    if kind == "extra_forbidden":
        known = _keys(shape, error["loc"][:-1])
        return Mistake(where, "不认识的键", "", nearest(str(error["loc"][-1]), known))
    found = _shown(error["input"])
    if kind in {"literal_error", "enum"}:
        choices = [each.strip("' ") for each in str(context["expected"]).replace(" or ", ", ").split(",")]
        return Mistake(where, f"写的是 {found}", "、".join(choices), nearest(str(error["input"]), choices))
    if kind == "value":
        return Mistake(where, f"写的是 {found}", str(context["expected"]), "请改正")
    return Mistake(where, f"写的是 {found}", _KINDS.get(kind) or _bound(kind, context), "请改正")


def _bound(kind: str, context: Mapping[str, Any]) -> str:
    words = {
        "greater_than": "大于 {gt} 的数",
        "greater_than_equal": "不小于 {ge} 的数",
        "less_than_equal": "不大于 {le} 的数",
        "too_short": "至少 {min_length} 项",
        "string_too_short": "至少 {min_length} 个字",
        "string_pattern_mismatch": "符合 {pattern} 的文字",
    }
    return words[kind].format(**context) if kind in words else "另一种写法"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"“{value[:40]}”"
    if isinstance(value, dict):
        return "一组键值"
    if isinstance(value, list | tuple):
        return "列表"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _keys(shape: type[BaseModel], location: Iterable[int | str]) -> set[str]:
    """Return the keys that the shape knows at a location."""
    annotation: Any = shape
    for step in location:
        annotation = _inside(annotation, step)
    return set(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else set()


def _inside(annotation: Any, step: int | str) -> Any:  # noqa: ANN401 - type annotations have no common type
    if isinstance(step, str) and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(step)
        return field.annotation if field else None
    arguments = [each for each in getattr(annotation, "__args__", ()) if each not in {type(None), ...}]
    if isinstance(step, str) and len(arguments) == 1:  # Optional[Model]: look through it
        return _inside(arguments[0], step)
    return arguments[-1] if arguments else None
