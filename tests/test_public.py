"""What other programs may rely on, and how the project is put together."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import xlgen
from tests.conftest import ROOT


def test_the_public_names_are_listed_and_are_what_they_say() -> None:
    assert sorted(xlgen.__all__) == xlgen.__all__ == ["extract", "fill", "generate", "repair", "verify"]
    for name in xlgen.__all__:
        assert callable(getattr(xlgen, name))
        assert inspect.getdoc(getattr(xlgen, name))


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        xlgen.nosuch  # noqa: B018 - the access is the point


def test_importing_xlgen_loads_no_library() -> None:
    code = "import sys, xlgen; print(*sorted({'numpy', 'pydantic', 'xlsxwriter', 'lxml'} & set(sys.modules)))"

    assert b"" == subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip()


def test_every_dependency_is_named_in_the_notice() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    notice = (ROOT / "NOTICE").read_text("utf-8").lower()

    for each in project["dependencies"]:
        assert re.split(r"[<>=]", each)[0].lower() in notice


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    source = (ROOT / "xlgen" / "cli" / "commands.py").read_text("utf-8")

    for name in re.findall(r'@command\(app, "([a-z]+)"\)', source):
        assert f"xlgen {name}" in readme, name


def test_no_line_of_a_users_text_is_outside_the_catalogue() -> None:
    """Chinese belongs in the catalogue and in the commands' help; elsewhere only as data (units, fonts)."""
    allowed = {"terms.py", "commands.py", "definition.py", "proof.py", "checks.py", "writer.py"}
    found = []
    for path in sorted((ROOT / "xlgen").rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = line.partition("#")[0]
            if (
                path.name not in allowed
                and not {"cli", "targets"} & set(path.parts)
                and re.search(r'f?"[^"`]*[一-鿿][^"`]*"', code)
            ):
                found.append(f"{path.name}:{number}: {line.strip()}")

    assert [] == [each for each in found if '"""' not in each and not re.search("sheet 填报|编码_名称", each)]


def test_the_wheel_carries_forms_and_samples() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert {"templates": "xlgen/templates", "samples": "xlgen/samples"} == build["force-include"]
    assert Path(ROOT / "templates").is_dir()
