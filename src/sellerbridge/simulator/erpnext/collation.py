"""When two texts are the same to the site's database: utf8mb4_unicode_ci, spaces at the end not counting."""

from __future__ import annotations

import functools
import unicodedata


@functools.lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Equal for texts that the database holds to be equal: no case, no accents, no spaces at the end."""
    if text.isascii():
        return text.rstrip(" ").lower()
    plain = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "".join(plain).casefold().rstrip(" ")


@functools.lru_cache(maxsize=65536)
def sorted_as(text: str) -> str:
    """What the database sorts a text by: signs, then digits, then letters."""
    return folded(text).translate(_RANKS)


# The default order of Unicode's signs, which is not their order in ASCII: "6.25%" comes before "6%".
_SIGNS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_RANKS = str.maketrans({sign: chr(place) for place, sign in enumerate(_SIGNS, 1)})
