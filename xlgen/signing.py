"""防改动校验: Ed25519 over a manifest's digest, so that whoever has the office's public key sees whose issue it is.

It guards against slips and forged forms; it is no legal signature and no seal, and is never called one.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xlgen.finding import UsageError, mistake

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC: Final = ".pub"
_LARGEST: Final = 10_000
"""Bytes of a key file; one has about a hundred."""


def new_pair(path: Path) -> Path:
    """Write a new key pair, and return the file of the public one: `path` with `.pub` behind it.

    Raises
    ------
    UsageError
        One of the files exists, or cannot be written.

    """
    public = path.with_name(f"{path.name}{PUBLIC}")
    for each in (path, public):
        if each.exists():
            raise UsageError(str(each), mistake("key-exists"))
    key = Ed25519PrivateKey.generate()
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    try:
        # Only the owner may read it; never over a file that another has just made.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        public.write_bytes(key.public_key().public_bytes(encoding, spki))
    except OSError as error:
        raise UsageError(str(path), mistake("not-writable")) from error
    return public


def private_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a file.

    Raises
    ------
    UsageError
        There is no such file, or it holds none.

    """
    try:
        key = serialization.load_pem_private_key(_content(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(str(path), mistake("no-private-key")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(str(path), mistake("no-private-key"))
    return key


def public_key(path: Path) -> bytes:
    """Return the 32 bytes of the public key in a file.

    Raises
    ------
    UsageError
        There is no such file, or it holds none.

    """
    try:
        key = serialization.load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(str(path), mistake("no-public-key")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(str(path), mistake("no-public-key"))
    return key.public_bytes_raw()


def sign(key: Ed25519PrivateKey, digest: str) -> str:
    """Return the check value of a digest (hexadecimal), as text that no program changes."""
    return base64.b64encode(key.sign(digest.encode())).decode()


def holds(public: bytes, digest: str, signature: str) -> bool:
    """Return whether a check value was made over a digest with the key that belongs to a public one."""
    try:
        raw = base64.b64decode(signature.encode(), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, digest.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise UsageError(str(path), mistake("key-unreadable")) from error
