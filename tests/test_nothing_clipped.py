"""Long names, targets and texts on paper: every character is in the PDF, and the end of each text is printed.

LibreOffice prints the workbook; its text layer says where the end of each text stands, the picture if there is ink.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from tests.conftest import ROOT
from tests.issued import IssuedForm, issued_forms
from tests.libreoffice import requires_libreoffice, to_pdf
from xlgen import recompute, writer
from xlgen.layout import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xlgen.layout import Cell
    from xlgen.model import Content

LENGTH: Final = 300
DOTS: Final = 72
"""The resolution of the pictures: that of the PDF's own boxes."""
INK: Final = 200
"""What is darker than this is ink: small letters are grey, what they stand on is nearly white."""
SHORT: Final = frozenset({"code", "unit_of_measure", "category", "direction"})
"""Texts that are no sentences."""
PROSE: Final = "本项目按照年度计划组织实施，各项任务已于十二月底前全部完成，服务对象满意，资金使用规范。"


def _forms() -> Iterator[IssuedForm]:
    """Yield a form of each shipped template, and a blank one."""
    shipped = {path.stem for path in (ROOT / "templates").glob("*.toml")}
    seen: set[str] = set()
    for form in issued_forms():
        kind = f"{form.manifest.template}{' (blank)' if form.description.blank else ''}"
        if kind not in seen and form.manifest.template in shipped:
            seen.add(kind)
            yield form


def _is_long(cell: Cell, content: Content) -> bool:
    """Return whether a cell may hold a long text: it is open for one, or was issued with words."""
    if cell.kind is Kind.TARGET:
        return isinstance(content, str) and content not in {"不适用", "/", "—"}
    if cell.kind is not Kind.TEXT or cell.choices or cell.role not in {Role.INPUT, Role.ISSUED}:
        return False
    key = cell.field.rpartition(".")[2]
    return key not in SHORT and not cell.field.startswith(("signoff.", "self_check"))


def _long_contents(form: IssuedForm) -> tuple[Mapping[str, Content], dict[str, str]]:
    """Return what stands in a form's cells, and the mark with which each long text ends."""
    contents: dict[str, Content] = recompute.issued_contents(form.manifest.plan) | dict(form.figures)
    marks: dict[str, str] = {}
    for sheet, cell in form.shape.walk():
        if sheet.name != "填报自查" and cell.field not in marks and _is_long(cell, contents.get(cell.field)):
            mark = f"{len(marks):03}Q"
            marks[cell.field] = mark
            contents[cell.field] = (PROSE * 10)[: LENGTH - len(mark)] + mark
    return contents | recompute.evaluate(form.shape, [contents])[0], marks


def _words(pdf: Path) -> Iterator[tuple[int, str, tuple[float, ...]]]:
    """Yield the words of a PDF: page, text, and left, top, right, bottom in points."""
    html = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    for page, body in enumerate(html.split("<page ")[1:]):
        for box, word in re.findall(r"<word (.*?)>(.*?)</word>", body):
            yield page, word, tuple(float(each) for each in re.findall(r'"([\d.]+)"', box))


def _picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.copy()


def _is_printed(picture: Image.Image, box: tuple[float, ...]) -> bool:
    """Return whether the end of a word's box has ink."""
    left, top, right, bottom = (round(each) for each in box)
    cut = picture.crop((max(left, right - 2 * (bottom - top)), top, right, bottom))
    return sum(cut.histogram()[:INK]) > 0


@requires_libreoffice
@pytest.mark.parametrize("form", list(_forms()), ids=lambda form: form.name)
def test_texts_of_300_characters_are_printed_to_their_end(form: IssuedForm, tmp_path: Path) -> None:
    contents, marks = _long_contents(form)
    assert marks
    (tmp_path / "form").mkdir()
    path = tmp_path / "form" / "form.xlsx"
    path.write_bytes(writer.write(form.manifest, contents))
    pdf = to_pdf(path, tmp_path)
    subprocess.run(["pdftoppm", "-gray", "-r", str(DOTS), str(pdf), str(tmp_path / "page")], check=True)
    pictures = [_picture(each) for each in sorted(tmp_path.glob("page-*.pgm"))]

    words = list(_words(pdf))
    printed = {
        mark
        for page, word, box in words
        for mark in re.findall(r"\d{3}Q", word)
        if word.endswith(mark) and _is_printed(pictures[page], box)
    }
    missing = {field: mark for field, mark in marks.items() if mark not in printed}
    assert {} == missing

    there = Counter("".join(word for _, word, _ in words))
    wanted = Counter("".join(str(contents[field]) for field in marks))
    assert not {each: count - there[each] for each, count in wanted.items() if there[each] < count}
