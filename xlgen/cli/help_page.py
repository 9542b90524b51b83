"""The help of a command, in Chinese, as wide as the console: typer's own page is English, or takes a quarter second."""

from __future__ import annotations

import re
import shutil
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARGUMENTS, OPTIONS, COMMANDS = "参数", "选项", "命令"
REQUIRED: Final = "[必填]"
DEFAULT: Final = "[默认：{}]"
_WIDEST, _NARROWEST = 110, 40
_MOST_BEFORE: Final = 28
"""Columns of the words before an explanation; behind longer ones it begins on a line of its own."""
_INDENT, _GAP = "  ", 2
_PIECE: Final = re.compile(r"(?:[!-~]+|.)[，。；：、！？）】》”…]*", re.DOTALL)
"""What a line is not broken within: an English word, a character with the mark that ends its clause."""

Row = tuple[str, str]
"""A parameter or command, and what it is for."""


def page(command: Any, context: Any) -> str:  # noqa: ANN401 - typer's classes are private
    """Return the help of a command: its usage, what it does, its arguments and options, its commands."""
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    parts = [command.get_usage(context), "\n".join(_wrapped(" ".join((command.help or "").split()), width))]
    own = [each for each in command.get_params(context) if not getattr(each, "hidden", False)]
    arguments = [each for each in own if each.param_type_name == "argument"]
    sections = (
        (ARGUMENTS, [(_name(each), _told(each)) for each in arguments]),
        (OPTIONS, [(_options(each), _told(each)) for each in own if each not in arguments]),
        (COMMANDS, list(_commands(command, context))),
    )
    parts += [f"{title}：\n{_table(rows, width)}" for title, rows in sections if rows]
    return "\n\n".join(parts)


def _name(parameter: Any) -> str:  # noqa: ANN401 - the same
    return str(parameter.metavar or parameter.name)


def _options(parameter: Any) -> str:  # noqa: ANN401 - the same
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    return names if parameter.is_flag or not parameter.metavar else f"{names} {parameter.metavar}"


def _told(parameter: Any) -> str:  # noqa: ANN401 - the same
    words = [parameter.help or ""]
    if parameter.required:
        words.append(REQUIRED)
    elif parameter.default not in (None, False) and str(parameter.default) and not isinstance(parameter.default, list):
        words.append(DEFAULT.format(parameter.default))
    return " ".join(words)


def _commands(command: Any, context: Any) -> Iterator[Row]:  # noqa: ANN401 - the same
    for name in getattr(command, "commands", ()):
        found = command.get_command(context, name)
        if not found.hidden:
            yield name, " ".join((found.help or "").partition("\n\n")[0].split())


def _table(rows: Sequence[Row], width: int) -> str:
    before = min(_MOST_BEFORE, max(_columns(name) for name, _ in rows)) + len(_INDENT) + _GAP
    lines = []
    for name, words in rows:
        told = _wrapped(words, width - before)
        room = before - len(_INDENT) - _columns(name)
        lines.append(f"{_INDENT}{name}{' ' * room}{told[0]}" if room >= _GAP else f"{_INDENT}{name}")
        lines.extend(f"{' ' * before}{each}" for each in told[room >= _GAP :])
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(text: str, width: int) -> list[str]:
    lines, taken = [""], 0
    for piece in _PIECE.findall(text):
        needed = _columns(piece)
        if taken + needed > width and taken:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            taken = 0
        if taken or not piece.isspace():
            lines[-1] += piece
            taken += needed
    return lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)
