"""The documentation pages made from the code: commands, settings, problems, the API.

    python -m sellerbridge.cli.pages docs

writes them into a folder; a test holds the folder to the code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sellerbridge.cli.api_page import api_page
from sellerbridge.cli.main import cli
from sellerbridge.problems import CHOICES, KINDS, Kind
from sellerbridge.settings import SETTINGS, Setting

_MADE = "<!-- Made from the code by: python -m sellerbridge.cli.pages docs -->\n"


def pages() -> dict[str, str]:
    """File name → text."""
    return {
        "api.md": api_page(_MADE),
        "commands.md": _commands(),
        "settings.md": _settings(),
        "problems.md": _problems(),
    }


def _commands() -> str:
    """Every command with its arguments and options."""
    head = f"""# Commands

{_MADE}
Every command that reports takes `--json`: exactly one JSON document on stdout, everything else on stderr. Money
in it is a string beside its currency; times are ISO 8601 in UTC with `Z`. `--debug` anywhere shows where an error
comes from.

Exit codes: **0** done · **1** done, and something needs a person · **2** wrong usage or settings, nothing was
done · **3** Amazon or the ERP could not be reached after the retries; nothing is lost, run it again.

| variable | meaning | without it |
|---|---|---|
| `SELLERBRIDGE_HOME` | folder of the database and the key file | the operating system's user-data folder |
| `SELLERBRIDGE_DATABASE` | `sqlite:///…` or `postgresql://…` | a SQLite file in the home folder |
| `SELLERBRIDGE_KEY` | master key for secrets and personal data | a key file in the home folder |
| `SELLERBRIDGE_CLIENT_SECRET`, `SELLERBRIDGE_REFRESH_TOKEN` | the secrets for `connect` | a hidden prompt |
| `SELLERBRIDGE_API_SECRET` | the secret for `erp erpnext` | a hidden prompt |
| `SELLERBRIDGE_PASSWORD` | the password for `people add` and `people password` | a hidden prompt |
"""
    return head + "".join(_command(command, context) for command, context in _walk(cli, None))


def _walk(command: click.Command, parent: click.Context | None) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command below this one, in its order."""
    context = click.Context(command, info_name=command.name if parent else "sellerbridge", parent=parent)
    if parent is not None:
        yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _walk(command.commands[name], context)


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join(piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]")
    told = "\n".join(_sentences(command.help or ""))
    return f"\n## `{context.command_path}{' ' if usage else ''}{usage}`\n\n{told}\n{_options(command, context)}"


def _sentences(text: str) -> list[str]:
    """A docstring's paragraphs, each on a line of its own."""
    import inspect

    return [paragraph.replace("\n", " ") + "\n" for paragraph in inspect.cleandoc(text).split("\n\n")]


def _options(command: click.Command, context: click.Context) -> str:
    records = [
        record
        for param in command.params
        if isinstance(param, click.Option) and (record := param.get_help_record(context))
    ]
    if not records:
        return ""
    rows = "".join(f"| `{_cell(names)}` | {_cell(told)} |\n" for names, told in records)
    return f"| option | what it does |\n|---|---|\n{rows}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _settings() -> str:
    """Every setting with its values and default."""
    rows = "".join(
        f"| `{setting.name}` | {_values(setting)} | {_default(setting)} | {_cell(setting.help)} |\n"
        for setting in SETTINGS
    )
    return f"""# Settings

{_MADE}
Shown by `sellerbridge settings`, changed by `sellerbridge settings set NAME=VALUE …`, or both on the page
*Settings* of [the console](console.md#settings); what was held is looked at again by the next sync.

| setting | values | default | what it is |
|---|---|---|---|
{rows}"""


def _values(setting: Setting) -> str:
    if setting.choices:
        return " · ".join(f"`{choice}`" for choice in setting.choices)
    return {
        "switch": "`on` · `off`",
        "moment": "date or time",
        "vat": "per cent, by country",
        "currency": "three capital letters",
    }.get(setting.type, setting.type)


def _default(setting: Setting) -> str:
    if isinstance(setting.default, bool):
        return "`on`" if setting.default else "`off`"
    return "" if setting.default in (None, {}) else f"`{setting.default}`"


def _problems() -> str:
    """Every kind of problem, its sentence and its remedy."""
    kinds = "".join(
        f"\n## {kind.name}\n\n{_fact(kind.sentence)}\n\n**What to do:** {_fact(kind.remedy)}\n{_choices(kind)}"
        for kind in KINDS.values()
    )
    return f"""# Problems

{_MADE}
What can need a person; the list is closed. The page *Problems* of [the console](console.md) shows the open ones,
grouped by cause, with the field or button that mends them. In the terminal `sellerbridge problems` shows them, and
`sellerbridge retry` tries again after mending. Words in italics stand for the facts of the case. Where there are
choices, `sellerbridge decide ID CHOICE --reason WHY` settles it at once:

| choice | what it does |
|---|---|
{_rows_of_choices()}
{kinds}"""


def _rows_of_choices() -> str:
    told = (f"| `{choice}` | {sentence.partition(':')[0]} |" for choice, sentence in CHOICES.items())
    return "\n".join(told)


def _choices(kind: Kind) -> str:
    named = " · ".join(f"`{choice}`" for choice in kind.choices)
    return f"\n**Choices:** {named}\n" if named else ""


def _fact(text: str) -> str:
    """The names of facts in italics; Markdown takes an underscore within a word as it is."""
    return text.replace("{", "*").replace("}", "*")


def main() -> None:
    """Write the pages into the folder that was named."""
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
