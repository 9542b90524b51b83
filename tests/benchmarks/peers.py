"""Others that read or compute the same files; what is not installed is left out."""

from __future__ import annotations

import contextlib
import importlib
import io
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Work = Callable[[Sequence[Path]], object]

IRONCALC: Final = "IronCalc 读取并计算"
FORMUALIZER: Final = "formualizer 读取并计算"
FORMULAS: Final = "formulas 读取、编译并计算"
OPENPYXL: Final = "openpyxl 读取"
LIBREOFFICE: Final = "LibreOffice 一次启动批量重算"
CALAMINE: Final = "calamine 只读数值"
MOST: Final[Mapping[str, int]] = {FORMULAS: 1, LIBREOFFICE: 5, OPENPYXL: 5}
"""The slow ones are given fewer files a round."""


def installed() -> tuple[dict[str, Work], list[str]]:
    """Return the peers that are here, by name, and the names of those that are not."""
    makers: Mapping[str, tuple[str, Callable[[Any], Work]]] = {
        IRONCALC: ("ironcalc", _ironcalc),
        FORMUALIZER: ("formualizer", _formualizer),
        FORMULAS: ("formulas", _formulas),
        OPENPYXL: ("openpyxl", _openpyxl),
        CALAMINE: ("python_calamine", _calamine),
    }
    found: dict[str, Work] = {}
    absent = []
    for name, (module, make) in makers.items():
        try:
            found[name] = make(importlib.import_module(module))
        except ImportError:
            absent.append(name)
    if shutil.which("soffice"):
        found[LIBREOFFICE] = _libreoffice()
    else:
        absent.append(LIBREOFFICE)
    return found, absent


def _ironcalc(library: Any) -> Work:
    def work(files: Sequence[Path]) -> None:
        for path in files:
            library.load_from_xlsx(str(path), "en", "UTC", "en").evaluate()

    return work


def _formualizer(library: Any) -> Work:
    def work(files: Sequence[Path]) -> None:
        for path in files:
            library.load_workbook(str(path)).evaluate_all()

    return work


def _formulas(library: Any) -> Work:
    def work(files: Sequence[Path]) -> None:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):  # it shows its progress
            warnings.simplefilter("ignore")
            for path in files:
                library.ExcelModel().loads(str(path)).finish().calculate()

    return work


def _openpyxl(library: Any) -> Work:
    def work(files: Sequence[Path]) -> None:
        for path in files:
            library.load_workbook(path)

    return work


def _calamine(library: Any) -> Work:
    def work(files: Sequence[Path]) -> None:
        for path in files:
            book = library.CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

    return work


def _libreoffice() -> Work:
    recalculate = importlib.import_module("tests.libreoffice").recalculate

    def work(files: Sequence[Path]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            recalculate(files, Path(folder))

    return work
