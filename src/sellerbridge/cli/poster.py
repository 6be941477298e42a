"""A picture of a terminal from what a command wrote there: the one in the README.

    FORCE_COLOR=1 COLUMNS=80 sellerbridge demo | python -m sellerbridge.cli.poster > docs/demo.svg

The picture stands alone: it asks for no font, style sheet or other address.
"""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

_WIDTH = 80
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
_INK, _PAPER = (222, 226, 230), (24, 28, 34)
_COLOURS = [
    (70, 76, 84),
    (240, 113, 120),
    (152, 195, 121),
    (229, 192, 123),
    (97, 175, 239),
    (198, 146, 232),
    (86, 182, 194),
    (222, 226, 230),
]
_THEME = TerminalTheme(_PAPER, _INK, _COLOURS, _COLOURS)

# In rich's terms: doubled braces stand for one, {styles}, {backgrounds} and {matrix} are the terminal's content.
_FRAME = (
    """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>The end of sellerbridge demo</title>
<style>
.{unique_id}-matrix {{ font-family: """
    + _FONT
    + """; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
)


def poster(written: str) -> str:
    """The SVG of a text with terminal colours (ANSI), 80 columns wide."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), markup=False, highlight=False)
    for line in written.strip("\n").splitlines():
        console.print(Text.from_ansi(line.rstrip()), soft_wrap=False)
    svg = console.export_svg(title="", theme=_THEME, code_format=_FRAME, unique_id="demo")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(poster(sys.stdin.read()))
