"""What axe finds on a page: how grave, what, and where."""

from __future__ import annotations

from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
_axe = Axe()


class Finding(NamedTuple):
    """One rule that a page breaks."""

    impact: str
    rule: str
    where: str


def findings(page: Page, *, colours: bool = False) -> list[Finding]:
    """All of a page, as it stands, by the rules of WCAG A and AA and by axe's own good practice.

    `colours`: only by the rules that look at colours, for a page that was looked at in others already.
    """
    chosen = {"runOnly": {"type": "rule", "values": _OF_COLOURS}} if colours else {}
    answer = _axe.run(page, options={"resultTypes": ["violations"], **chosen}).response
    return [
        Finding(found["impact"], found["id"], "; ".join(" ".join(node["target"]) for node in found["nodes"][:3]))
        for found in answer["violations"]
    ]
