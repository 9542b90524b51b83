"""Makes the manuals in `samples/` from their texts in `tests/manual/`: `python -m tests.make_manual`, or `make manual`.

Every picture is of a workbook made now, every answer of a command is what it says now; so they never lag behind.
"""

from __future__ import annotations

import base64
import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops

from tests.conftest import RECORDS, ROOT
from tests.libreoffice import to_pdf
from tests.make_samples import LISTED, project_list, wrong_workbook
from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS: Final = ROOT / "tests" / "manual"
INTO: Final = ROOT / "samples" / terms.MANUAL
WRONG: Final = "26 未得满分没有说明"
"""The wrong sample that is judged: one explanation is lacking."""
MOST_BYTES: Final = 150_000
WIDTH: Final = 1000
_PLACE: Final = re.compile(r"\{\{(\w+)(?::(\w+))?\}\}")
_MARGIN: Final = 12
_STYLE: Final = """<style>
@page { size: A4; margin: 16mm 17mm }
body { font: 10.5pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "宋体", sans-serif; color: #1f2933 }
body { max-width: 176mm; margin: 0 auto }
h1 { font-size: 17pt; margin: 0 0 2mm } h2 { font-size: 12.5pt; margin: 5mm 0 1mm; break-after: avoid }
p, li { margin: 1mm 0 } ol, ul { padding-left: 6mm } .note { color: #5b6770 }
img { display: block; width: 100%; margin: 1.5mm 0; border: 1px solid #c3cad1 }
table { border-collapse: collapse } td, th { border: 1px solid #8a94a0; padding: 0.5mm 2mm; text-align: left }
pre { font-size: 8.5pt; line-height: 1.4; background: #f3f5f7; padding: 2mm; white-space: pre-wrap }
</style>"""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown of a workbook: the page on which a text stands, and how much of its height, from the top."""

    workbook: Path
    text: str
    share: float


def made() -> dict[str, str]:
    """Return the manuals: file name → page."""
    with tempfile.TemporaryDirectory() as name:
        office = Path(name) / "绩效自评"
        commands = commands_answered(office)
        pictures = _pictures(office)
        drawn = {key: _drawn(each, Path(name) / "printed") for key, each in pictures.items()}
    return {path.name: _filled(path.read_text("utf-8"), commands, drawn) for path in sorted(TEXTS.glob("*.html"))}


def commands_answered(office: Path) -> dict[str, str]:
    """Work through a round in the folder of an office, and return each command with what it answered."""
    _run(office.parent, "office", "new", office.name)
    shutil.copytree(RECORDS, office / terms.OFFICE_LISTS, dirs_exist_ok=True)
    issue = ("office", "issue", ".", "--by", "主管部门", "--zip", "--due", "2022-03-31")
    answers = {"issue": _run(office, *issue)}
    returned = office / terms.OFFICE_RETURNED
    _run(office, "fill", terms.OFFICE_ISSUED, str(RECORDS), str(returned.name), into="-o")
    for path in [*returned.rglob("P008*"), *returned.rglob("P001*")]:
        path.unlink()
    (office / terms.OFFICE_REPORT / "P003.xlsx").write_bytes(wrong_workbook(LISTED, WRONG))
    answers["verify"] = _run(office, "verify", f"{terms.OFFICE_REPORT}/P003.xlsx")
    (office / terms.OFFICE_REPORT / "P003.xlsx").unlink()
    _run(office, "office", "verify", ".")
    return answers | {"summary": _run(office, "office", "summary", "."), "explain": _run(office, "explain", "I505")}


def _run(place: Path, *arguments: str, into: str = "") -> str:
    """Return a command and its answer as a terminal shows them; what the command ends with is not looked at."""
    words = [*arguments[:-1], into, arguments[-1]] if into else [*arguments]
    done = subprocess.run(
        [sys.executable, "-m", "xlgen", *words],
        capture_output=True,
        check=False,
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        encoding="utf-8",
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr)
    return f"> xlgen {' '.join(words)}\n{done.stdout.rstrip()}"


def _pictures(office: Path) -> dict[str, Picture]:
    roster = office / terms.OFFICE_LISTS / "roster.xlsx"
    roster.write_bytes(project_list(RECORDS))
    form = next((office / terms.OFFICE_ISSUED).rglob("P003*.xlsx"))
    issued = office / terms.OFFICE_ISSUED / f"{terms.ISSUE_LIST}.xlsx"
    return {
        "form": Picture(form, "购置办公设备数量", 0.46),
        "check": Picture(form, terms.CHECK_TITLE, 0.3),
        "roster": Picture(roster, terms.ROSTER_TITLE, 0.6),
        "list": Picture(issued, terms.ISSUE_LIST, 0.4),
    }


def _drawn(picture: Picture, into: Path) -> bytes:
    """Return the picture as a small PNG: printed by LibreOffice, without its margins, in few colours."""
    pdf = to_pdf(picture.workbook, into)
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    page = next(number for number, shown in enumerate(text.split("\f"), 1) if picture.text in shown)
    only = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "150", "-png", *only, str(pdf), str(pdf.with_suffix(""))], check=True)
    with Image.open(pdf.with_suffix(".png")) as opened:
        whole = opened.convert("RGB")
    shown = whole.crop((0, 0, whole.width, int(whole.height * picture.share)))
    box = ImageChops.difference(shown, Image.new("RGB", shown.size, "white")).getbbox()
    left, top, right, bottom = box or (0, 0, *shown.size)
    edges = (left - _MARGIN, top - _MARGIN, min(right + _MARGIN, shown.width), min(bottom + _MARGIN, shown.height))
    cropped = shown.crop((max(0, edges[0]), max(0, edges[1]), *edges[2:]))
    small = cropped.resize((WIDTH, round(cropped.height * WIDTH / cropped.width)), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.quantize(48).save(buffer, "PNG", optimize=True)
    if len(buffer.getvalue()) > MOST_BYTES:
        message = f"a picture of {picture.workbook.name} has {len(buffer.getvalue())} bytes"
        raise ValueError(message)
    return buffer.getvalue()


def _filled(text: str, commands: Mapping[str, str], pictures: Mapping[str, bytes]) -> str:
    def put(found: re.Match[str]) -> str:
        kind, key = found[1], found[2]
        if kind == "style":
            return _STYLE
        if kind == "command":
            return html.escape(commands[key])
        return f'<img alt="" src="data:image/png;base64,{base64.b64encode(pictures[key]).decode()}">'

    return _PLACE.sub(put, text)


def main() -> None:
    """Write the manuals."""
    INTO.mkdir(parents=True, exist_ok=True)
    for name, page in made().items():
        (INTO / name).write_text(page, "utf-8")
        sys.stdout.write(f"{INTO / name}: {len(page.encode()) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
