"""What the collection finds, and that it keeps what translators wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages import Catalog

from sellerbridge.console.words import collect
from sellerbridge.console.words.collect import Message


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of which nothing is written yet."""
    monkeypatch.setattr(collect, "_ROOT", tmp_path)
    monkeypatch.setattr(collect, "KINDS", {})
    for folder in ("console/templates", "desk", "cli"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_texts_are_found_where_they_are_said(source: Path) -> None:
    (source / "console" / "pages.py").write_text(
        'page.say("One {fact}", fact=1)\n'
        'page.say("Yes" if well else "No")\n'
        'speech.count("{number} order", "{number} orders", n)\n'
        'NN_("{number} line", "{number} lines")\n'
        'rows.count("not", "a text")[0]\n'
        "page.say(computed)\n"
    )
    (source / "desk" / "orders.py").write_text(
        'raise Usage("There is no order {id}. "\n    "Look again.", id=1)\nrows.count("nothing", "said")\n'
    )
    (source / "cli" / "orders.py").write_text('raise Usage("The terminal is English.")\n')
    (source / "console" / "templates" / "orders.html").write_text(
        '{{ _("Orders") }}{{ _("All" if all else "Some") }}{{ speech.count("{number} page", "{number} pages", n) }}'
    )
    assert collect.messages() == [
        Message("One {fact}", "", "console/pages.py"),
        Message("Yes", "", "console/pages.py"),
        Message("No", "", "console/pages.py"),
        Message("{number} order", "{number} orders", "console/pages.py"),
        Message("{number} line", "{number} lines", "console/pages.py"),
        Message("not", "a text", "console/pages.py"),
        Message("There is no order {id}. Look again.", "", "desk/orders.py"),
        Message("Orders", "", "console/templates/orders.html"),
        Message("All", "", "console/templates/orders.html"),
        Message("Some", "", "console/templates/orders.html"),
        Message("{number} page", "{number} pages", "console/templates/orders.html"),
    ]


def test_what_is_translated_stays_and_what_is_gone_goes() -> None:
    kept = Catalog(locale="fr")
    kept.add("Orders", "Commandes")
    kept.add("Gone", "Disparu")
    kept.add(("{number} order", "{number} orders"), ("{number} commande", "{number} commandes"))
    kept.add("Was alone", "Seul")
    wanted = [
        Message("New", "", "a.py"),
        Message("Orders", "", "a.py"),
        Message("{number} order", "{number} orders", "a.py"),
        Message("Was alone", "Are many", "a.py"),
    ]
    found = [message for message in collect.filled(wanted, kept) if message.id]
    assert [(message.id, message.string) for message in found] == [
        ("New", ""),
        ("Orders", "Commandes"),
        (("{number} order", "{number} orders"), ("{number} commande", "{number} commandes")),
        (("Was alone", "Are many"), ("", "")),
    ]


def test_a_catalogue_says_which_texts_have_facts_and_no_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "_WORDS", tmp_path)
    catalogue = collect.filled(
        [Message("One {fact}", "", "a.py"), Message("5 % of it", "", "b.py")], Catalog("fr")
    )
    collect.write("fr", catalogue)
    assert collect.path("fr").read_text("utf-8") == (
        'msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: sellerbridge\\n"\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        '#: a.py\n#, python-brace-format\nmsgid "One {fact}"\nmsgstr ""\n\n#: b.py\nmsgid "5 % of it"\nmsgstr ""\n\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["fr.po"], "no draft is left"
