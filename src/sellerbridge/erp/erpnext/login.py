"""Where a site is and how to get in."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from sellerbridge.errors import Usage


class Login:
    """Where a site is and how to get in; the secret is shown nowhere.

    `url` may be pasted from the address line: what follows the host is cut off. Raises Usage for an address that
    is none, for plain http to another machine, and for a key or secret that no site gives out.
    """

    def __init__(self, *, url: str, api_key: str, api_secret: str) -> None:
        self.url, self.host = _origin(url)
        self.api_key = _word(api_key, "key")
        self.authorization = f"token {self.api_key}:{_word(api_secret, 'secret')}"

    def __repr__(self) -> str:
        return f"Login({self.url!r})"


def _origin(url: str) -> tuple[str, str]:
    """Scheme and host of an address, and the host alone. Raises Usage."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise Usage("The address of the ERP is needed as https://erp.example.com, without user or password.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise Usage("http://{host} would send the API secret in the clear: use https://{host}.", host=host)
    named = f"[{host}]" if ":" in host else host
    netloc = named if port is None else f"{named}:{port}"
    return f"{parts.scheme}://{netloc}", netloc


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _word(text: str, what: str) -> str:
    """A key or secret as it can travel in a header. Raises Usage, which does not repeat it."""
    word = text.strip()
    if not word or not word.isascii() or not word.isprintable() or " " in word or ":" in word:
        raise Usage(
            "The API {what} is empty or has signs that none has: copy it again from the user's settings.",
            what=what,
        )
    return word
