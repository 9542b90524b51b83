"""Opens workbooks that need a password, in memory."""

from __future__ import annotations

import io
import re
import struct
from typing import Final
from xml.parsers.expat import ExpatError

import olefile

from xlgen.reader.package import Refused

USUAL: Final = "VelvetSweatshop"
"""With which Excel encrypts what is only guarded against changes, and opens it unasked."""
MAX_SPINS: Final = 1_000_000
"""Rounds of making the key; Office asks for 100,000."""

_SPINS: Final = re.compile(rb"spinCount=\"(\d+)\"")
_FAILS: Final = (
    *(struct.error, ExpatError, OSError, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, AssertionError, NotImplementedError, RuntimeError),
)
"""What msoffcrypto raises on a damaged container, beside its own."""


def unlocked(raw: bytes, password: str) -> bytes:
    """Return the workbook that a password opens.

    Raises
    ------
    Refused
        It is another password, there is none, or making the key would take too long.

    """
    # cryptography takes a while to load, and few files need it.
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - see above
    from msoffcrypto.exceptions import (  # noqa: PLC0415 - see above
        DecryptionError,
        FileFormatError,
        InvalidKeyError,
        ParseError,
    )

    if any(int(each) > MAX_SPINS for each in _SPINS.findall(_information(raw))):
        raise Refused("X103")
    for word in dict.fromkeys((password or USUAL, USUAL)):
        out = io.BytesIO()
        try:
            file = OfficeFile(io.BytesIO(raw))
            file.load_key(password=word, verify_password=True)
            file.decrypt(out)
        except InvalidKeyError:
            continue
        except (DecryptionError, FileFormatError, ParseError, *_FAILS) as error:
            raise Refused("X102") from error
        return out.getvalue()
    raise Refused("X102/password" if password else "X102")


def _information(raw: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(raw)) as container:
        return bytes(container.openstream("EncryptionInfo").read()) if container.exists("EncryptionInfo") else b""
