"""Opens what was found: takes its bytes from folder or archive, tells what it is, and reads it as that."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from xlgen.reader import encrypted, kinds, ods, workbook, xls
from xlgen.reader.kinds import Kind
from xlgen.reader.package import DAMAGED, LARGE, MAX_RATIO, Refused
from xlgen.reader.sources import BROKEN, MAX_FILE, Source

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.reader.stored import StoredWorkbook

_TOLD_APART: Final = frozenset(
    {Kind.EMPTY, Kind.TRUNCATED, Kind.BINARY, Kind.WEB, Kind.PDF, Kind.PICTURE, Kind.DOCUMENT, Kind.PACKED}
)
"""Kinds of which a finding can say what the file is instead of a workbook."""
_LOCKED: Final = 0x1


class Reader:
    """Reads files one after the other; an archive stays open as long as files of it are read.

    `password` opens what is encrypted. Close it, or use it as a context.
    """

    def __init__(self, password: str = "") -> None:
        self._password = password
        self._within: tuple[Path, tuple[int, ...]] | None = None
        self._archive: zipfile.ZipFile | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the archive that is open."""
        self.close()

    def close(self) -> None:
        """Close the archive that is open."""
        self._open.close()
        self._within = self._archive = None

    def read(self, source: Source) -> tuple[str, StoredWorkbook | str]:
        """Return a file's SHA-256, and its workbook or the key of the finding that says why it cannot be read.

        Raises
        ------
        OSError
            The file cannot be opened at all.

        """
        try:
            raw = self._member(source) if source.members else _whole(source.path)
        except Refused as refused:
            return "" if source.members else _digest(source.path), source.key or refused.key
        return hashlib.sha256(raw).hexdigest(), source.key or parse(raw, self._password)

    def digest(self, source: Source) -> str:
        """Return a file's SHA-256 without looking into it; "" where it is not to be had.

        Raises
        ------
        OSError
            As `read`.

        """
        try:
            return hashlib.sha256(self._member(source)).hexdigest() if source.members else _digest(source.path)
        except Refused:
            return ""

    def _member(self, source: Source) -> bytes:
        *around, index = source.members
        within = (source.path, tuple(around))
        if self._archive is None or self._within != within:
            self.close()
            self._archive = self._opened(source.path, around)
            self._within = within
        return _taken(self._archive, index, self._password)

    def _opened(self, path: Path, around: list[int]) -> zipfile.ZipFile:
        file: BinaryIO = self._open.enter_context(path.open("rb"))
        for index in around:
            with zipfile.ZipFile(file) as outer:
                file = io.BytesIO(_taken(outer, index, self._password))
        try:
            return self._open.enter_context(zipfile.ZipFile(file))
        except zipfile.BadZipFile as error:  # it was one when it was found
            raise Refused("X101/truncated") from error


def _whole(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise Refused("X103")
    return path.read_bytes()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _taken(archive: zipfile.ZipFile, index: int, password: str) -> bytes:
    """Return a file of an archive.

    Raises
    ------
    Refused
        It is too large, damaged, or needs a password.

    """
    member = archive.infolist()[index]
    swells = member.file_size > LARGE and member.file_size > MAX_RATIO * max(1, member.compress_size)
    if member.file_size > MAX_FILE or swells:
        raise Refused("X103")
    locked = bool(member.flag_bits & _LOCKED)
    if locked and not password:
        raise Refused("X102")
    try:
        return archive.read(member, password.encode() if locked else None)
    except BROKEN as error:
        raise Refused("X102/password" if locked else "X101") from error


def parse(raw: bytes, password: str = "") -> StoredWorkbook | str:
    """Return the workbook in the bytes of a file, whatever it is called, or the key of a finding."""
    try:
        return _parse(raw, password)
    except Refused as refused:
        return refused.key
    except DAMAGED:
        return "X101"


def _parse(raw: bytes, password: str) -> StoredWorkbook:
    kind = kinds.kind_of(io.BytesIO(raw))
    if kind is Kind.ENCRYPTED:
        raw = encrypted.unlocked(raw, password)
        kind = kinds.kind_of(io.BytesIO(raw))
    if kind is Kind.XLSX:
        return workbook.read(raw)
    if kind is Kind.ODS:
        return ods.read(raw)
    if kind is Kind.XLS:
        return _old(raw, password)
    raise Refused(f"X101/{kind.value}" if kind in _TOLD_APART else "X101")


def _old(raw: bytes, password: str) -> StoredWorkbook:
    try:
        return xls.read(encrypted.unlocked(raw, password) if xls.is_locked(raw) else raw)
    except xls.STUMBLES as error:
        raise Refused("X101") from error
