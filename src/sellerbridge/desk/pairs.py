"""NAME=VALUE, as a person types it."""

from __future__ import annotations

from sellerbridge.errors import Usage


def pair(word: str, *, example: str) -> tuple[str, str]:
    """The two halves, at the first equals sign. Raises Usage with the example."""
    name, equals, value = word.partition("=")
    if not equals or not name.strip():
        raise Usage(
            "{word!r} is not of the form NAME=VALUE. For example: sellerbridge {example}",
            word=word,
            example=example,
        )
    return name.strip(), value.strip()
