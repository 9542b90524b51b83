"""The package that an .xlsx or .ods file is: looked over before anything is unpacked, then read part by part."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_PART: Final = 128_000_000
"""Bytes that all parts may unpack to."""
MAX_XML: Final = 32_000_000
"""Bytes that one part of XML may unpack to; that of a form of 1,000 indicators has three million."""
MAX_TAGS: Final = 400_000
"""Tags in all parts that are read: what costs time and memory; a form of 1,000 indicators has 250,000."""
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
    OverflowError,
)
"""What a damaged package raises on the way through it."""

_HEAD: Final = 4096
# "Strict Open XML" of Excel: the same words in another name space.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


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


class Package:
    """The parts of a file by name, in small letters: programs do not agree on them.

    Raises
    ------
    Refused
        Its directory alone tells that it is no form, or not a safe one.
    zipfile.BadZipFile
        It has no directory.

    """

    def __init__(self, raw: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(raw))
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_PART or any(map(_swells, parts)):
            raise Refused("X103")
        if any(map(leads_out, (each.filename for each in parts))):
            raise Refused("X107/path")
        self._tags = 0
        self._parts = {_plain(each.filename): each for each in parts}
        if len(self._parts) < len(parts):  # which of the two counts, each program answers for itself
            raise Refused("X107/twice")

    def __contains__(self, name: str) -> bool:
        """Return whether there is a part of this name."""
        return _plain(name) in self._parts

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts, in small letters."""
        return self._parts

    def content(self, name: str) -> bytes:
        """Return a part that is XML as the text that it is; a Strict one says what the usual one says.

        Raises
        ------
        Refused
            It is too large, or declares entities.
        KeyError
            There is no such part.

        """
        part = self._parts[_plain(name)]
        if part.file_size > MAX_XML:
            raise Refused("X103")
        content = self._zip.read(part)
        self._tags += content.count(b"<")
        if self._tags > MAX_TAGS:
            raise Refused("X103")
        if b"<!DOCTYPE" in content[:_HEAD] or b"<!ENTITY" in content:
            raise Refused("X107")
        for strict, usual in _STRICT if b"purl.oclc.org/ooxml" in content[:_HEAD] else ():
            content = content.replace(strict, usual)
        return content

    def xml(self, name: str) -> etree._Element:
        """Return a part as XML.

        Raises
        ------
        Refused, KeyError
            As `content`.
        lxml.etree.XMLSyntaxError
            It is no XML.

        """
        return parsed(self.content(name))

    def relations(self, name: str) -> Iterator[Relation]:
        """Yield the links of a part, "" for the package; targets within it are names of parts.

        Raises
        ------
        Refused
            A target lies outside the package.

        """
        folder, _, last = name.rpartition("/")
        links = posixpath.join(folder, "_rels", f"{last}.rels")
        if links not in self:
            return
        for each in self.xml(links):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "").replace("\\", "/")
            if not external:
                if posixpath.normpath(posixpath.join(folder, target)).startswith("../"):
                    raise Refused("X107/path")
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield Relation(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target, external)


def parsed(content: bytes) -> etree._Element:
    """Return the XML that a part is, nothing of it fetched or put in from elsewhere.

    Raises
    ------
    Refused
        It declares a type of document.
    lxml.etree.XMLSyntaxError
        It is no XML.

    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:  # in an alphabet in which it was not seen
        raise Refused("X107")
    return root


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LARGE and part.file_size > MAX_RATIO * max(1, part.compress_size)


def leads_out(name: str) -> bool:
    """Return whether a name in a package or archive points out of it."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or (len(steps[0]) == 2 and steps[0][1] == ":")  # noqa: PLR2004 - a drive: C:


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
