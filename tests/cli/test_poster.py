"""The picture of a terminal."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from sellerbridge.cli.poster import poster

_WRITTEN = "\x1b[1;32m120 products\x1b[0m & <all>\n\n  \x1b[33m→ sellerbridge sync\x1b[0m   \n"


def test_it_shows_what_was_written_in_its_colours() -> None:
    picture = poster(_WRITTEN)
    told = "".join(ET.fromstring(picture).itertext()).replace("\xa0", " ")
    assert "120 products" in told
    assert "& <all>" in told
    assert "→ sellerbridge sync" in told
    assert "#98c379" in picture, "green"


def test_the_same_text_is_the_same_picture() -> None:
    assert poster(_WRITTEN) == poster(_WRITTEN)


def test_it_asks_for_nothing_from_elsewhere() -> None:
    assert poster(_WRITTEN).count("://") == 1, "the name of the format, which nobody fetches"
