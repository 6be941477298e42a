"""Where buyers live: invented people on invented streets, country by country."""

# ruff: noqa: E501 - a country is a few lines

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A delivery address in Amazon's terms; empty text where the country or the buyer has nothing to say."""

    name: str
    lines: tuple[str, ...]
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    kind: Literal["RESIDENTIAL", "COMMERCIAL", "PICKUP_POINT"]


@dataclass(frozen=True, slots=True)
class Country:
    """Words to make addresses of; `street` says how a street and a number are put together."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    street: str
    cities: tuple[tuple[str, str, str], ...]
    phone: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def _cities(text: str) -> tuple[tuple[str, str, str], ...]:
    rows = (tuple(city.split("/")) for city in text.split("|"))
    return tuple((code, name, region) for code, name, region in rows)


COUNTRIES = {
    "DE": Country(
        _words("Jörg|Änne|Marlene|Tim|Günther|Ayşe|Kläre|Björn|Sophie"),
        _words("Müllersen|Weißkopf|Großmann|Schön-Döring|Bäckerle|Özalp|Straßner|Lindhof"),
        _words("Am Mühlbach|Königsallee|Straße der Linden|Gänsemarkt|Bürgermeister-Fröhlich-Weg"),
        "{street} {number}",
        _cities("20095/Hamburg/|80331/München/Bayern|50667/Köln/Nordrhein-Westfalen|01067/Dresden/Sachsen|"
                "99423/Weimar/Thüringen"),
        "+49 151 555{0:05d}",
    ),
    "AT": Country(
        _words("Resi|Franz|Jürgen"), _words("Hölzlbauer|Grießer|Mayrhuber"), _words("Südring|Hauptplatz"),
        "{street} {number}/Stiege 2", _cities("1010/Wien/|8010/Graz/Steiermark"), "+43 660 555{0:05d}",
    ),
    "FR": Country(
        _words("Élodie|Noël|Chloé|Jean-François|Anaïs|Loïc|Mélanie"),
        _words("Lefèvre-Dumas|D'Aubigné|Bœufmont|Garçonnet|Château|Petitjean"),
        _words("rue de l'Église|allée des Chênes|avenue du Maréchal Vert|impasse de la Forêt"),
        "{number} {street}", _cities("75011/Paris/|69003/Lyon/Auvergne-Rhône-Alpes|34000/Montpellier/Occitanie|"
                                     "67000/Strasbourg/Grand Est"), "+33 6 99 {0:05d}",
    ),
    "BE": Country(
        _words("Thaïs|Wout"), _words("Vandenbrücke|De Smet-Lacroix"), _words("Rue Haute|Kerkstraat"),
        "{street} {number} bte 3", _cities("1000/Bruxelles/|9000/Gent/"), "+32 470 5{0:05d}",
    ),
    "GB": Country(
        _words("Siân|Oliver|Zoë|Harriet|Callum|Priya"), _words("O'Hara|Featherstone|Smythe-Jones|MacAllister|Patelson"),
        _words("High Street|Mill Lane|St. Mary's Road|The Green"), "{number} {street}",
        _cities("SW1A 9ZZ/London/|LS1 9ZZ/Leeds/West Yorkshire|EH1 9ZZ/Edinburgh/|CF10 9ZZ/Cardiff/"),
        "+44 7700 9{0:05d}",
    ),
    "IE": Country(
        _words("Aoife|Seán"), _words("Ó Briain|Nic Dhonncha"), _words("Main Street|Abbey Row"), "{number} {street}",
        _cities("D02 XX99/Dublin 2/|/Ballyvaughan/Co. Clare"), "+353 85 5{0:05d}",
    ),
    "PL": Country(
        _words("Łukasz|Małgorzata|Grażyna|Paweł|Zofia"), _words("Wiśniowski|Źrebiec|Dąbrowiak|Święcka|Gołąb"),
        _words("ul. Różana|ul. Świętej Anny|al. Niepodległości|os. Słoneczne"), "{street} {number} m. 4",
        _cities("00-001/Warszawa/mazowieckie|90-001/Łódź/łódzkie|30-001/Kraków/małopolskie"), "+48 600 5{0:05d}",
    ),
    "CZ": Country(
        _words("Jiří|Růžena"), _words("Dvořáček|Čížková"), _words("Na Příkopech|Lipová"), "{street} {number}",
        _cities("110 00/Praha 1/|602 00/Brno/"), "+420 777 5{0:05d}",
    ),
    "US": Country(
        _words("Jordan|María José|Ashlynn|DeShawn"), _words("Van Houten|Nuñez|Brightwater|O'Malley"),
        _words("Maple St|Old Mill Rd|W 4th Ave"), "{number} {street}",
        _cities("97201-9999/Portland/OR|60601/Chicago/IL|73301/Austin/TX"), "+1 555-01{0:05d}",
    ),
    "CA": Country(
        _words("Éloïse|Wyatt"), _words("Tremblay-Roy|MacIsaac"), _words("rue Saint-Rémi|King St W"), "{number} {street}",
        _cities("H2X 9Z9/Montréal/QC|M5V 9Z9/Toronto/ON"), "+1 555-02{0:05d}",
    ),
    "MX": Country(
        _words("José|Ximena"), _words("Núñez Peña|Ibáñez"), _words("Calle de la Montaña|Av. Olmos"), "{street} {number}",
        _cities("06000/Ciudad de México/CDMX|64000/Monterrey/N.L."), "+52 55 55{0:05d}",
    ),
    "JP": Country(
        _words("花子|健太|みなみ"), _words("高山田|佐倉井|小野川"), _words("緑が丘|中央|桜台"), "{street}{number}-2-3",
        _cities("150-0099/渋谷区/東京都|530-0099/大阪市北区/大阪府"), "090-555{0:05d}",
    ),
}  # fmt: skip

ABROAD = {"DE": "AT", "FR": "BE", "GB": "IE", "PL": "CZ", "IT": "FR", "ES": "FR", "NL": "BE", "BE": "FR", "IE": "GB",
          "SE": "DE", "US": "CA", "CA": "US"}  # fmt: skip
"""Where the cross-border orders of a store go."""


def words_of(country: str) -> Country:
    """The words of a country; countries we have none for borrow the German ones."""
    return COUNTRIES.get(country, COUNTRIES["DE"])


def person(chance: Random, country: str) -> str:
    """An invented name; family name first where that is the custom."""
    words = words_of(country)
    first, last = chance.choice(words.first), chance.choice(words.last)
    return f"{last} {first}" if country == "JP" else f"{first} {last}"


def address(chance: Random, country: str, name: str, company: str) -> Address:
    """Somewhere in the country: now and then a parcel locker, an endless second line or no phone."""
    words = words_of(country)
    code, city, region = chance.choice(words.cities)
    number = chance.randrange(1, 180)
    lines: tuple[str, ...] = (words.street.format(street=chance.choice(words.streets), number=number),)
    oddity = chance.random()
    if country == "DE" and oddity < 0.04:
        lines = (f"{chance.randrange(10_000_000, 99_999_999)}", f"Packstation {number}")
    elif oddity < 0.10:
        lines = (
            *lines,
            f"Etage {number % 7}, c/o {person(chance, country)}, {'hinten links durch den Hof ' * 3}"[:120],
        )
    if company:
        lines = (company, *lines)
    phone = "" if chance.random() < 0.2 else words.phone.format(chance.randrange(100_000))
    locker = lines[-1].startswith("Packstation")
    kind: Literal["RESIDENTIAL", "COMMERCIAL", "PICKUP_POINT"] = "COMMERCIAL" if company else "RESIDENTIAL"
    return Address(
        name=name,
        lines=lines,
        city=city,
        region=region,
        postal_code=code,
        country=country,
        phone=phone,
        kind="PICKUP_POINT" if locker else kind,
    )
