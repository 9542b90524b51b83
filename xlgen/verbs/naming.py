"""Names of files and folders that every file system takes: safe, short, none twice, in the order of the codes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_BYTES: Final = 200
"""File systems allow 255 bytes a name; a Chinese character takes three, and a number may follow."""
MOST_OF_FILE: Final = 80
MOST_OF_FOLDER: Final = 40
"""Windows allows 260 UTF-16 units a path: the office's own folders, this folder and the file share them."""

# What Windows forbids, and what a link to the file would have to escape: Excel does not follow # in any spelling.
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|#%]')
# Names of devices on Windows, whatever ending follows them.
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$) *(?:\.|$)", re.IGNORECASE)
_INVISIBLE: Final = "Cf"
_NO_CHARACTER: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})


def safe(text: str, most: int) -> str:
    """Return a text as the name of a file or folder without its ending: never empty, at most `most` UTF-16 units.

    A leading dot would hide the file, a leading ~ is how office programs mark their locks, a final dot or blank is
    lost on Windows.
    """
    kinds = ((each, unicodedata.category(each)) for each in text)
    known = "".join("_" if kind in _NO_CHARACTER else each for each, kind in kinds if kind != _INVISIBLE)
    plain = " ".join(_FORBIDDEN.sub("_", unicodedata.normalize("NFC", known)).split())
    visible = plain.lstrip(" .~")
    whole = f"_{visible}" if _DEVICE.match(visible) else visible
    return _cut(whole, most).rstrip(" .") or "_"


def _cut(text: str, most: int) -> str:
    while len(text.encode("utf-16-le")) > 2 * most or len(text.encode()) > MOST_BYTES:
        text = text[:-1]
    return text


def alike(name: str) -> str:
    """Return what two names have in common that one folder may not hold both of, on some system or other."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)


def unique(stem: str, ending: str, taken: set[str]) -> str:
    """Return `stem` with its ending, numbered where a name like it is `taken`; it is taken then.

    `taken` holds what `alike` makes of names.
    """
    name, count = f"{stem}{ending}", 1
    while alike(name) in taken:
        count += 1
        name = f"{stem}_{count}{ending}"
    taken.add(alike(name))
    return name


def file_name(code: str, name: str, number: int, taken: set[str]) -> str:
    """Return the name of a form's file, 编码_名称.xlsx, with the how-manieth issue it is; it is `taken` then."""
    stem = safe(f"{code}_{name}", MOST_OF_FILE)
    if number > 1:
        stem += terms.REISSUED.format(number=number)
    return unique(stem, ".xlsx", taken)


def folder_names(values: Iterable[str], beside: Iterable[str]) -> dict[str, str]:
    """Return a folder for each value, two values never in one; none is named like what stands `beside`."""
    taken = {alike(each) for each in beside}
    return {each: unique(safe(each, MOST_OF_FOLDER), "", taken) for each in sorted(set(values))}
