"""The commands: parse, call, print, exit code. Nothing is decided here."""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from xlgen.cli import help_page
from xlgen.finding import XlgenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Command = TypeVar("Command", bound="Callable[..., object]")

INTERRUPTED = 130
WRONG_USAGE = 2
OUR_FAULT = 3

_USAGE = {"Usage:": "用法：", "[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]..."}


class _Chinese:
    """Help in Chinese, for commands and groups alike."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's classes are private
        """Write the page that `--help` shows."""
        formatter.write(help_page.page(self, ctx))

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - the same
        """Return the usage line."""
        text: str = super().get_usage(ctx)  # type: ignore[misc] # mixed into a command or a group
        for english, chinese in _USAGE.items():
            text = text.replace(english, chinese, 1)
        return text

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the same
        """Run it; whoever stops it is told so, where typer would end without a word."""
        try:
            return super().invoke(ctx)  # type: ignore[misc] # mixed into a command or a group
        except KeyboardInterrupt:
            raise typer.Abort from None

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - the same
        """Return the help option."""
        option = super().get_help_option(ctx)  # type: ignore[misc] # mixed into a command or a group
        if option is not None:
            option.help = "显示本帮助后退出。"
        return option


class _ChineseCommand(_Chinese, TyperCommand):
    """A command that speaks Chinese."""


class _ChineseGroup(_Chinese, TyperGroup):
    """A group of commands that speaks Chinese."""


def application(help_text: str) -> typer.Typer:
    """Return a group of commands that speaks Chinese."""
    return typer.Typer(
        cls=_ChineseGroup,
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def command(app: typer.Typer, name: str) -> Callable[[Command], Command]:
    """Return the decorator that adds a function as a command."""
    return app.command(name, cls=_ChineseCommand)


def main() -> NoReturn:
    """Run the command line; every mistake becomes a Chinese message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    sys.excepthook = _our_fault
    from xlgen.cli.commands import app  # noqa: PLC0415 - after the streams speak UTF-8

    try:
        # The command itself, not the Typer object: that one would put its own excepthook in place of ours.
        code = get_command(app).main(standalone_mode=False)
    except XlgenError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _say("已中止。")
        sys.exit(INTERRUPTED)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{error.message}\n")
            sys.stdout.flush()
        _say(_usage(error))
        sys.exit(WRONG_USAGE)
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _usage(error: typer.TyperException) -> str:
    """Return what is wrong with a command line; typer's own words are English."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "")
    hint = "用 --help 查看用法。"
    if kind == "NoSuchOption":
        close = "、".join(getattr(error, "possibilities", None) or ())
        return f"没有选项 {getattr(error, 'option_name', '')}。" + (f"是否想写 {close}？" if close else "") + hint
    if kind == "MissingParameter":
        return f"缺少参数 {name}。{hint}"
    if kind == "BadParameter":
        return f"参数 {name} 的值不合要求。{hint}"
    if kind == "BadOptionUsage":
        return f"选项 {getattr(error, 'option_name', '')} 用法不对。{hint}"
    if kind == "NoArgsIsHelpError":
        return "缺少命令。" + hint
    culprits = re.findall(r"'([^']+)'|\(([^)]+)\)", error.message)
    word = next(filter(None, culprits[-1]), "") if culprits else ""
    return (f"不认识“{word}”。" if word else "命令写法不对。") + hint


def _our_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell of a fault of ours in one line; the trace goes to a file that can be handed on."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="xlgen-", suffix=".log", delete=False) as log:
        traceback.print_exception(kind, error, trace, file=log)
    _say(f"程序出错，未完成；已有的文件没有改动。请把 {Path(log.name)} 发给维护人员。")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(OUR_FAULT)
