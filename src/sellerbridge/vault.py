"""Seal and open secrets and personal data with the master key, which lies beside the database, never in it.

AES-256-GCM from `cryptography`. Every sealed value is bound to its place by `context`, so it cannot be
moved to another row. A sealed value is: version byte, 12 bytes of nonce, ciphertext with tag.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sellerbridge.errors import Usage

KEY_VARIABLE = "SELLERBRIDGE_KEY"
_VERSION = b"\x01"
_NONCE = 12
_KEY_BYTES = 32


class Vault:
    """Seals bytes, opens them again, and gives people pseudonyms that only this key can make."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(_derived(master, b"seal"))
        self._pseudonyms = _derived(master, b"pseudonym")

    def __repr__(self) -> str:
        return "Vault(***)"

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Encrypt, bound to `context` (the table, row and field it belongs to)."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt. Raises Usage when the key is another one or the value was moved or changed."""
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError):
            raise Usage(
                "The stored secrets cannot be opened with this key. Put back the key file that belongs to"
                " this database, or set {variable} to it; without it, connect again with the credentials.",
                variable=KEY_VARIABLE,
            ) from None

    def pseudonym(self, *parts: str) -> str:
        """The same short name for the same parts, from which nobody without the key can tell them."""
        digest = hmac.new(self._pseudonyms, "\x00".join(parts).encode(), hashlib.sha256)
        return digest.hexdigest()[:16]

    def mark(self, content: bytes) -> bytes:
        """A fingerprint of what may hold personal data; without the key nothing can be tried against it."""
        return hashlib.blake2b(content, digest_size=16, key=self._pseudonyms).digest()


def from_text(text: str) -> Vault:
    """A vault from a key as `new_key` writes it. Raises Usage for anything else."""
    with contextlib.suppress(binascii.Error, ValueError):
        master = base64.urlsafe_b64decode(text.strip().encode("ascii"))
        if len(master) == _KEY_BYTES:
            return Vault(master)
    raise Usage(
        "{variable} or the key file does not hold a key: 32 bytes in URL-safe base64 are expected.",
        variable=KEY_VARIABLE,
    )


def new_key() -> str:
    """A fresh master key as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def from_file(path: Path) -> Vault:
    """The vault whose key is kept in `path`; the file is made on first use, readable by its owner only.

    Two processes that start at once agree on one key: the file appears whole or not at all.
    """
    with contextlib.suppress(FileExistsError, FileNotFoundError):
        _make(path)
    if path.stat().st_mode & 0o077:
        raise Usage("The key file {path} can be read by others. Run: chmod 600 {path}", path=path)
    return from_text(path.read_text())


def _make(path: Path) -> None:
    """Write a new key under its final name in one step; an existing key stays."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"sellerbridge " + purpose).derive(master)
