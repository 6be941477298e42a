"""What finds faults, finds them: a page that is wrong on purpose."""

from __future__ import annotations

import pytest
from tests.browser.conftest import Visiting
from tests.browser.console import Console
from tests.browser.findings import GRAVE, findings

_PALE = "document.querySelector('h1').style.color = '#ddd'"
_UNNAMED = "document.querySelector('main').append(document.createElement('button'))"


@pytest.mark.parametrize(
    ("spoil", "rule"), [(_PALE, "color-contrast"), (_UNNAMED, "button-name")], ids=["pale", "unnamed"]
)
def test_a_spoilt_page_is_found(visiting: Visiting, console: Console, spoil: str, rule: str) -> None:
    visitor = visiting(console)
    visitor.go("/sign-in")
    visitor.page.evaluate(spoil)
    assert [(found.rule, found.impact in GRAVE) for found in findings(visitor.page)] == [(rule, True)]


def test_a_visitor_notices_what_the_browser_complains_of(visiting: Visiting, console: Console) -> None:
    visitor = visiting(console)
    visitor.go("/sign-in")
    visitor.page.evaluate("""() => new Promise(done => {
        const script = document.createElement("script");
        script.textContent = "window.foreign = true";
        const picture = new Image();
        picture.onerror = done;
        picture.src = "/static/none.svg";
        document.body.append(script, picture);
    })""")
    inline, missing = sorted(visitor.faults, key=lambda fault: "got 404" in fault)
    assert "Content Security Policy" in inline
    assert "got 404" in missing
    assert visitor.page.evaluate("window.foreign") is None
    visitor.faults.clear()
