"""Every part that pages are made of, in every language: it renders, escapes, and tells in words what it draws."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.console.drawing import NOTHING, templates
from sellerbridge.console.words.speech import LANGUAGES

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOW = '{% from "parts/show.html" import badge, table, empty, pager, spark, bars, stacked %}'
FORM = '{% from "parts/form.html" import field, button, deed, copied %}'


def drawn(text: str, language: str = "en", **values: Any) -> str:
    return templates(language).from_string(SHOW + FORM + text).render(now=NOW, **values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ badge('ok', 'In step') }}", "In step"),
        ("{{ badge('waits', 'Waits') }}", "Waits"),
        ("{{ badge('bad', 'Stopped') }}", "Stopped"),
        ("{{ badge('off', 'Paused') }}", "Paused"),
        ("{{ badge('live', 'Running') }}", "Running"),
        (
            "{% call table('Payouts', ['Day', ('Total', 'number')]) %}<tr><td>1</td></tr>{% endcall %}",
            '<th scope="col" class="number">Total</th>',
        ),
        ("{{ empty('Nothing', 'It comes.', ('/there', 'Go')) }}", '<a class="button" href="/there">Go</a>'),
        ("{{ empty('Nothing', 'It comes.') }}", "It comes."),
        ("{{ pager('/orders?after=7', '/orders') }}", 'rel="next"'),
        ("{{ spark([('1 Nov', 3), ('2 Nov', 5)], 'Orders') }}", "1 Nov: 3; 2 Nov: 5"),
        ("{{ bars([('Fees', -3, '-3.00')], 'Kept') }}", '<td class="number">-3.00</td>'),
        (
            "{{ stacked([('Oct', [2, 1], ['2.00', '1.00'])], ['Fees', 'Ads'], 'Kept') }}",
            '<th scope="row">Oct</th><td class="number">2.00</td><td class="number">1.00</td>',
        ),
        ("{{ field('company', 'Company', value='Northwind') }}", 'value="Northwind"'),
        (
            "{{ field('group', 'Group', value='b', choices=['a', ('b', 'Bee')]) }}",
            '<option value="b" selected>Bee',
        ),
        ("{{ field('on', 'On', value=true, kind='check') }}", " checked"),
        ("{{ field('why', 'Why', value='so', kind='textarea') }}", ">so</textarea>"),
        ("{{ field('since', 'Since', attributes={'min': '2026-01-01'}) }}", 'min="2026-01-01"'),
        ("{{ button('Throw away', kind='danger', confirm='Sure?') }}", 'data-confirm="Sure?"'),
        ("{{ deed('/retry', 'Try again', {'id': 3}) }}", '<input type="hidden" name="id" value="3">'),
        ("{{ copied('abc', 'Copy the token') }}", 'data-copy="abc"'),
    ],
)
def test_every_part_renders(text: str, said: str, language: str) -> None:
    assert said in drawn(text, language)


def test_what_a_stranger_wrote_is_escaped() -> None:
    nasty = '"><script>'
    parts = (
        "{{ badge('ok', nasty) }}{{ empty(nasty, nasty, (nasty, nasty)) }}{{ field(nasty, nasty, value=nasty, help=nasty,"
        " error=nasty, choices=[(nasty, nasty)]) }}{{ deed(nasty, nasty, {nasty: nasty}, confirm=nasty) }}"
        "{{ spark([(nasty, 1)], nasty) }}{{ bars([(nasty, 1, nasty)], nasty) }}{{ copied(nasty, nasty) }}"
        "{{ stacked([(nasty, [1], [nasty])], [nasty], nasty) }}{% call table(nasty, [nasty]) %}{% endcall %}"
    )
    assert "<script>" not in drawn(parts, nasty=nasty)


def test_no_part_writes_what_the_content_policy_forbids() -> None:
    everything = drawn(
        "{{ badge('live', 'x') }}{{ spark([('a', 1)], 'l') }}{{ bars([('a', 1, '1')], 'l') }}"
        "{{ stacked([('a', [1], ['1'])], ['s'], 'l') }}{{ button('x', confirm='?') }}{{ copied('a', 'b') }}"
    )
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script", everything)


def test_a_field_points_at_its_help_and_its_error() -> None:
    found = drawn("{{ field('k', 'Key', help='Of 20 letters.', error='Too short.') }}")
    assert 'aria-describedby="k-help k-error"' in found
    assert 'aria-invalid="true"' in found
    assert 'id="k-help"' in found
    assert 'id="k-error"' in found


@pytest.mark.parametrize("kind", ["password", "file"])
def test_a_secret_is_never_written_back(kind: str) -> None:
    assert "hunter2" not in drawn("{{ field('k', 'Key', value='hunter2', kind=kind) }}", kind=kind)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("{{ amount | money('EUR') }}", "en", "€1,234.50"),
        ("{{ amount | money('EUR') }}", "de", "1.234,50\xa0€"),
        ("{{ 12345 | number }}", "en", "12,345"),
        ("{{ day | day }}", "en", '<time datetime="2026-11-20">20 Nov 2026</time>'),
        ("{{ then | since }}", "en", ">3 minutes ago</time>"),
        ("{{ then | since }}", "fr", ">il y a 3 minutes</time>"),
        ("{{ then | moment }}", "en", '<time datetime="2026-11-20T11:57:00Z">'),
        ("{{ none | money('EUR') }}{{ none | number }}{{ none | day }}{{ none | moment }}", "en", 4 * NOTHING),
        ("{{ none | since }}", "en", NOTHING),
    ],
)
def test_figures_and_moments_are_written_as_the_language_does(text: str, language: str, said: str) -> None:
    values = {"amount": Decimal("1234.50"), "day": date(2026, 11, 20), "then": NOW - timedelta(minutes=3)}
    assert said in drawn(text, language, **values)
