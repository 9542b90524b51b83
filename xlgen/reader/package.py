"""The package that an .xlsx file is: looked over before anything is unpacked, then read part by part."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PART: Final = 128_000_000
"""Bytes that all parts may unpack to."""
LARGE: Final = 1_000_000
MAX_PARTS: Final = 2_000
MAX_RATIO: Final = 400
"""How many times its packed size a large part may unpack to; XML of forms stays below 40."""

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,  # a packing method that zipfile does not know
    RuntimeError,  # an encrypted part
    OSError,  # a damaged directory that points outside the file
)
"""What a damaged package raises on the way through it."""


class Refused(Exception):  # noqa: N818 - it never leaves the reader
    """The file is not read further; `key` is the finding's."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another, or out of the package; `kind` is the last word of its type."""

    name: str
    kind: str
    target: str
    external: bool


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LARGE and part.file_size > MAX_RATIO * max(1, part.compress_size)


class Package:
    """The parts of a file by name.

    Raises
    ------
    Refused
        Its directory alone tells that it is no form.

    """

    def __init__(self, raw: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(raw))
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_PART or any(map(_swells, parts)):
            raise Refused("X103")
        self._parts = {each.filename: each for each in parts}

    def __contains__(self, name: str) -> bool:
        """Return whether there is a part of this name."""
        return name in self._parts

    def xml(self, name: str) -> etree._Element:
        """Return a part as XML.

        Raises
        ------
        Refused
            It declares entities.
        KeyError
            There is no such part.

        """
        content = self._zip.read(self._parts[name])
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise Refused("X107")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(content, parser)

    def relations(self, name: str) -> Iterator[Relation]:
        """Yield the links of a part; targets within the package are names of parts."""
        folder, _, last = name.rpartition("/")
        links = posixpath.join(folder, "_rels", f"{last}.rels")
        if links not in self:
            return
        for each in self.xml(links):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield Relation(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target, external)
