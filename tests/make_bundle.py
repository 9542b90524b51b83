"""Makes what installs xlgen without a network: `python -m tests.make_bundle FOLDER`, or `make bundle`.

Wheels for each system, the hash of each, a script that installs them, and what to know before. The wheels come from
the registry that pip is set up for. Where this machine is one of those systems, the bundle is installed and tried.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

import xlgen
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PYTHON: Final = "3.11"
GLIBC: Final = 28
"""The C library is 2.28 or later: so it is on Kylin V10, UOS 20 and whatever is younger."""
_PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@dataclass(frozen=True, slots=True)
class System:
    """A system to install on: the folder of its wheels, the tags of those, and what a requirement may ask it."""

    name: str
    tags: tuple[str, ...]
    environment: Mapping[str, str]


def _linux(machine: str) -> System:
    tags = (*(f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1)), f"manylinux2014_{machine}")
    asked = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": machine}
    return System(f"linux-{machine}", tags, asked)


_WINDOWS: Final = System(
    "windows-x64",
    ("win_amd64",),
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
)
SYSTEMS: Final = (_WINDOWS, _linux("x86_64"), _linux("aarch64"))

# ASCII, as in the scripts of an office's folder; the one text beside it is opened by whatever its name is.
_BATCH: Final = r"""@echo off
setlocal
pushd "%~dp0"
set "DEST=%~1"
if "%DEST%"=="" set "DEST=%~dp0xlgen"
set "PY=py -{python}"
%PY% -c "pass" >nul 2>nul || set "PY=python"
%PY% -c "import sys; sys.exit(sys.version_info[:2] != ({version}) or sys.maxsize < 2**32)" >nul 2>nul || goto failed
%PY% -m venv "%DEST%\program" || goto failed
set "PY=%DEST%\program\Scripts\python.exe"
"%PY%" -m pip {install} --find-links "wheels\{system}" -r "wheels\{system}\requirements.txt" || goto failed
"%PY%" -m xlgen office new "%DEST%" || goto failed
popd
pause
exit /b 0

:failed
for %%f in (*.txt) do start "" notepad.exe "%%f"
pause
exit /b 2
"""
_SHELL: Final = """#!/bin/sh
cd "$(dirname "$0")" || exit 2
dest=${{1:-$PWD/xlgen}}
python=${{PYTHON:-python{python}}}
wheels=wheels/linux-$(uname -m)
failed() {{ echo; cat ./*.txt; exit 2; }}
[ -d "$wheels" ] || failed
"$python" -c "import sys; sys.exit(sys.version_info[:2] != ({version}))" || failed
"$python" -m venv "$dest/program" || failed
python=$dest/program/bin/python
"$python" -m pip {install} --find-links "$wheels" -r "$wheels/requirements.txt" || failed
"$python" -m xlgen office new "$dest" || failed
"""
_INSTALL: Final = "install --disable-pip-version-check --no-index --force-reinstall --require-hashes"
_TEXT: Final = """xlgen {release} 离线安装

这个安装包供不能上网的电脑安装“绩效自评表”程序，安装过程不联网。

一、先装好 Python {python}（64 位）
  Windows：到 www.python.org 下载 Python {python} 的 64 位安装程序，拷入后安装，勾选“py launcher”。
  麒麟、统信等 Linux：用系统软件源安装 python{python} 和 python{python}-venv；C 库须为 2.{glibc} 或以上。
  Python {python} 不能在 Windows 7 上运行，Windows 7 的电脑装不了本程序，只能用来填表（Excel、WPS）；
  请在 Windows 10 或以上、或 Linux 的电脑上安装。
  只供 x86-64 和 ARM64（飞腾、鲲鹏）的电脑，龙芯等其他处理器没有现成的组件。

二、安装
  Windows：解压后双击 install.bat。
  Linux：解压后在终端中运行 sh install.sh。
  程序装在安装包旁的 xlgen 文件夹，同时建好工作文件夹；要装到别处，在命令后面写上文件夹。
  安装时核对每个文件的 SHA-256，不符的不装。也可以自行核对：sha256sum -c SHA256SUMS

三、使用
  打开 xlgen 文件夹：项目名单放进“项目名单”，双击“1下发”；收回的表放进“已回收”，双击“2校验”、“3汇总”。
  文件夹可以改名、移动。

没有装上的，多半是没有 Python {python}，或没有解压就双击了。在 Windows 上的安装没有实测。
"""


def make(into: Path) -> Path:
    """Make the bundle in a folder, and its zip beside it; return the bundle.

    Raises
    ------
    subprocess.CalledProcessError
        pip found no wheel for some system, or the bundle cannot be installed here.

    """
    bundle = into / f"xlgen-{xlgen.__version__}-offline"
    shutil.rmtree(bundle, ignore_errors=True)
    own = _own_wheel(into)
    for system in SYSTEMS:
        folder = bundle / "wheels" / system.name
        folder.mkdir(parents=True)
        shutil.copy(own, folder)
        _download(system, folder, str(own))
        while lacking := sorted(set(_lacking(system, folder))):
            _download(system, folder, *lacking)
        (folder / "requirements.txt").write_text("".join(_pinned(folder)), "utf-8")
    words = {"python": PYTHON, "version": PYTHON.replace(".", ", "), "install": _INSTALL, "system": _WINDOWS.name}
    (bundle / "install.bat").write_bytes(_BATCH.format(**words).replace("\n", "\r\n").encode("ascii"))
    (bundle / "install.sh").write_text(_SHELL.format(**words), "utf-8")
    (bundle / "install.sh").chmod(0o755)
    text = _TEXT.format(release=xlgen.__version__, python=PYTHON, glibc=GLIBC)
    (bundle / "安装说明.txt").write_bytes(("\ufeff" + text).replace("\n", "\r\n").encode())
    sums = [f"{_sha256(path)}  {path.relative_to(bundle).as_posix()}\n" for path in sorted(bundle.rglob("*.*"))]
    (bundle / "SHA256SUMS").write_text("".join(sums), "utf-8")
    shutil.make_archive(str(bundle), "zip", into, bundle.name)
    return bundle


def _own_wheel(into: Path) -> Path:
    """Build this checkout's wheel."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([*_PIP, "wheel", "--no-deps", "--wheel-dir", name, str(ROOT)], check=True)
        (made,) = Path(name).glob("*.whl")
        into.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(made, into))


def _download(system: System, folder: Path, *wanted: str) -> None:
    tags = [word for tag in system.tags for word in ("--platform", tag)]
    fixed = ["--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON, *tags]
    subprocess.run([*_PIP, "download", *fixed, "--dest", str(folder), *wanted], check=True)


def _lacking(system: System, folder: Path) -> Iterator[str]:
    """Yield what the wheels of a system require and is not among them.

    pip asks this machine, not that one, what a requirement depends on: what Windows alone needs is left out by it.
    """
    versions = {name: version for name, version, *_ in (parse_wheel_filename(each.name) for each in _wheels(folder))}
    asked = {**system.environment, "python_version": PYTHON, "python_full_version": f"{PYTHON}.0", "extra": ""}
    for wheel in _wheels(folder):
        for text in _requirements(wheel):
            required = Requirement(text)
            if required.marker is None or required.marker.evaluate(asked):
                version = versions.get(canonicalize_name(required.name))
                if version is None or version not in required.specifier:
                    yield f"{required.name}{required.specifier}"


def _requirements(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = [each for each in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each)]
        return HeaderParser().parsestr(packed.read(name).decode()).get_all("Requires-Dist") or []


def _pinned(folder: Path) -> Iterator[str]:
    """Yield the lines by which pip installs these wheels and no others."""
    for wheel in _wheels(folder):
        name, version, *_ = parse_wheel_filename(wheel.name)
        yield f"{name}=={version} --hash=sha256:{_sha256(wheel)}\n"


def _wheels(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.whl"))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tried(bundle: Path) -> bool:
    """Install the bundle in a fresh place and run the demonstration there; return whether it could be tried here."""
    if not (bundle / "wheels" / f"{platform.system().lower()}-{platform.machine()}").is_dir():
        return False
    alone = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "工作 文件夹"
        alone |= {"PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}
        subprocess.run(["sh", str(bundle / "install.sh"), str(place)], check=True, env=alone, stdout=subprocess.DEVNULL)
        demo = [str(place / "program" / "bin" / "python"), "-m", "xlgen", "demo", "-o", str(place / "demo")]
        subprocess.run(demo, check=True, env=alone, stdout=subprocess.DEVNULL)
    return True


def main() -> None:
    """Make the bundle in the folder that is named, try it, and say how large it is."""
    bundle = make(Path(sys.argv[1]))
    size = sum(path.stat().st_size for path in bundle.rglob("*")) / 1e6
    done = "installed and tried here" if tried(bundle) else "not tried: this machine is none of its systems"
    sys.stdout.write(f"{bundle}.zip: {size:.0f} MB, {done}\n")


if __name__ == "__main__":
    main()
