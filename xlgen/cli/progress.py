"""How far a run has come, on standard error where somebody looks on; loaded only by what runs for long."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

Step = TypeVar("Step")


class _Rate(ProgressColumn):
    """Files a second, since the beginning."""

    def render(self, task: Task) -> Text:
        """Return the rate, "" before there is one."""
        return Text(terms.RATE.format(rate=task.speed) if task.speed else "")


def progress(found: Iterable[Step], total: int, count: Callable[[Step], int], text: str) -> Generator[Step, None, None]:
    """Yield steps, each of which is so many files on: with a bar, rate and time left where somebody looks on.

    All of it goes to standard error; `text` says what is done.
    """
    console = Console(stderr=True)
    columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal)
    with bar:  # what is printed meanwhile goes where it goes without a bar
        task = bar.add_task(text, total=total)
        for each in found:
            bar.advance(task, count(each))
            yield each
