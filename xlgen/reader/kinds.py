"""Tells what a file is from its content; what its name says counts only where the content says nothing."""

from __future__ import annotations

import enum
import zipfile
from typing import BinaryIO, Final

import olefile

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK"
HEAD: Final = 1024
"""Bytes from which a file's kind is told where it is no container."""

_HEAD_OF_PART: Final = b"PK\x03\x04"


class Kind(enum.Enum):
    """What a file is, as far as its content tells."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    ARCHIVE = "archive"
    PACKED = "packed"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    BINARY = "binary"
    WEB = "web"
    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    OTHER = "other"


WORKBOOKS: Final = frozenset({Kind.XLSX, Kind.ODS, Kind.XLS, Kind.ENCRYPTED})
"""What can be a form."""

_MAGIC: Final = (
    (b"%PDF", Kind.PDF),
    (b"Rar!\x1a\x07", Kind.PACKED),
    (b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (b"\x1f\x8b", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ", Kind.PACKED),
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"BM", Kind.PICTURE),
    (b"II*\x00", Kind.PICTURE),
    (b"MM\x00*", Kind.PICTURE),
    (b"{\\rtf", Kind.DOCUMENT),
)
_WEB: Final = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"mime-version:")
_SPREADSHEET: Final = "application/vnd.oasis.opendocument.spreadsheet"
_BOOKS: Final = ("Workbook", "Book")


def may_be_form(head: bytes) -> bool:
    """Return whether a file that begins so is worth looking into, whatever it is called."""
    return head.startswith((OLE, _HEAD_OF_PART))


def kind_of(file: BinaryIO) -> Kind:
    """Return what a file is; of a container only the directory is read."""
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b"\x00"):
        return Kind.EMPTY
    if head.startswith(OLE):
        return _in_container(file)
    if head.startswith(ZIP):
        return _in_zip(file)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return Kind.WEB if start.startswith(_WEB) or b"<html" in start else Kind.OTHER


def _in_container(file: BinaryIO) -> Kind:
    try:
        with olefile.OleFileIO(file) as container:
            if container.exists("EncryptedPackage"):
                return Kind.ENCRYPTED
            if any(container.exists(each) for each in _BOOKS):
                return Kind.XLS
            names = {each[0] for each in container.listdir()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return Kind.TRUNCATED
    return Kind.DOCUMENT if names & {"WordDocument", "PowerPoint Document"} else Kind.OTHER


def _in_zip(file: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(file) as package:
            names = {each.replace("\\", "/").lstrip("/").lower() for each in package.namelist()}
            if "mimetype" in names:
                return _opendocument(package)
    except (zipfile.BadZipFile, ValueError, OSError, LookupError, NotImplementedError, RuntimeError, EOFError):
        return Kind.TRUNCATED
    if "xl/workbook.bin" in names:
        return Kind.BINARY
    if any(each.startswith("xl/") for each in names):
        return Kind.XLSX
    if any(each.startswith(("word/", "ppt/", "visio/")) for each in names):
        return Kind.DOCUMENT
    # Some libraries name the folder otherwise; the list of types is there all the same.
    return Kind.XLSX if "[content_types].xml" in names else Kind.ARCHIVE


def _opendocument(package: zipfile.ZipFile) -> Kind:
    entry = package.getinfo("mimetype")
    words = package.read(entry).decode("ascii", "replace") if entry.file_size < len(_SPREADSHEET) * 2 else ""
    return Kind.ODS if words.startswith(_SPREADSHEET) else Kind.DOCUMENT
