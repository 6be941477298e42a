"""The everyday goods this seller trades in, named in the languages of the stores."""

# ruff: noqa: RUF001, E501 - titles carry the dashes, signs and scripts that real ones do; a good is a few lines

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Good:
    """A product family: `titles` by language, shelf `price` in euros, `reduced` if taxed at the lower rate."""

    key: str
    product_type: str
    brand: str
    price: Decimal
    reduced: bool
    grams: int
    titles: dict[str, str]


def _good(
    key: str, product_type: str, brand: str, price: str, grams: int, *titles: str, reduced: bool = False
) -> Good:
    named = dict(zip(("de", "fr", "en", "pl", "es", "ja"), titles, strict=True))
    return Good(
        key=key,
        product_type=product_type,
        brand=brand,
        price=Decimal(price),
        reduced=reduced,
        grams=grams,
        titles=named,
    )


GOODS: tuple[Good, ...] = (
    _good("FLASK", "BOTTLE", "Quellwerk", "24.90", 380,
          "Thermosflasche 500 ml, auslaufsicher – für Büro & Ausflüge", "Bouteille isotherme 500 ml, étanche – école & été",
          'Insulated bottle 500 ml, leak-proof – 12" tall', "Butelka termiczna 500 ml, szczelna – do pracy i na wycieczkę",
          "Botella térmica 500 ml, acero – para niños", "真空断熱ボトル 500ml"),
    _good("MUG", "DRINKING_CUP", "Tonhof", "9.99", 420,
          'Kaffeetasse "Guten Morgen" aus Keramik, spülmaschinenfest', "Tasse à café « Bonjour » en céramique",
          'Coffee mug "Good Morning", ceramic, dishwasher-safe', "Kubek do kawy „Dzień dobry”, ceramika",
          "Taza de café «Buenos días» de cerámica", "コーヒーマグ おはよう 陶器"),
    _good("TEA", "TEA", "Grünkontor", "7.49", 250,
          "Bio-Kräutertee Fenchel-Anis-Kümmel, 250 g", "Tisane bio fenouil-anis, 250 g – préparée à la main",
          "Organic herbal tea, fennel & anise, 250 g", "Herbata ziołowa z koprem włoskim, 250 g",
          "Té de hierbas ecológico, 250 g", "有機ハーブティー 250g", reduced=True),
    _good("SOCK", "SOCKS", "Wollig", "12.95", 90,
          "Wandersocken aus Merinowolle, 2 Paar, Größe 39–42", "Chaussettes de randonnée en mérinos, 2 paires, 39–42",
          "Merino hiking socks, 2 pairs, UK 6–8", "Skarpety trekkingowe z wełny merino, 2 pary, 39–42",
          "Calcetines de senderismo, 2 pares, 39–42", "メリノ登山靴下 2足組"),
    _good("LAMP", "LAMP", "Lichtblick", "34.50", 900,
          "Schreibtischlampe mit LED, dimmbar, weiß/schwarz", "Lampe de bureau à DEL, réglable – modèle « Élise »",
          "LED desk lamp, dimmable, with USB port", "Lampka biurkowa LED z regulacją jasności, żółte światło",
          "Lámpara de escritorio LED regulable", "LEDデスクライト 調光"),
    _good("NOTE", "NOTEBOOK", "Papierlust", "4.99", 210,
          "Notizbuch A5, liniert, 120 Blatt – Fadenheftung", "Carnet A5 ligné, 120 feuilles – cœur de coton",
          "A5 notebook, ruled, 120 sheets", "Notes A5 w linie, 120 kartek – zszywany",
          "Cuaderno A5 rayado, 120 hojas", "A5ノート 罫線 120枚"),
    _good("KNIFE", "KITCHEN_KNIFE", "Schärfwerk", "42.00", 310,
          "Kochmesser 20 cm, geschmiedet, mit Schälmesser", "Couteau de chef 20 cm, forgé, avec éplucheur",
          "Chef's knife 8\" (20 cm), forged", "Nóż szefa kuchni 20 cm, kuty, z obieraczką",
          "Cuchillo de chef 20 cm, forjado", "牛刀 20cm 鍛造"),
    _good("PAN", "FRYING_PAN", "Schärfwerk", "29.95", 1350,
          "Bratpfanne Ø 28 cm, für alle Herdarten 🍳", "Poêle Ø 28 cm, tous feux 🍳", "Frying pan, 28 cm, all hobs 🍳",
          "Patelnia Ø 28 cm, do każdej kuchenki 🍳", "Sartén Ø 28 cm 🍳", "フライパン 28cm IH対応"),
    _good("TOWEL", "TOWEL", "Wollig", "17.90", 480,
          "Badetuch aus Bio-Baumwolle, 70 × 140 cm", "Serviette de bain en coton bio, 70 × 140 cm",
          "Organic cotton bath towel, 70 × 140 cm", "Ręcznik kąpielowy z bawełny, 70 × 140 cm",
          "Toalla de baño de algodón, 70 × 140 cm", "オーガニックコットン バスタオル"),
    _good("BOOK", "ABIS_BOOK", "Papierlust", "14.00", 520,
          "Der Küchengärtner: Gemüse auf dem Balkon", "Le potager d'intérieur : légumes & œillets",
          "The Kitchen Gardener: vegetables on a balcony", "Ogród w kuchni: warzywa na balkonie",
          "El huerto en la cocina", "台所菜園の本", reduced=True),
    _good("CABLE", "DATA_CABLE", "Lichtblick", "6.66", 60,
          "USB-C-Ladekabel 2 m, geflochten, schnell", "Câble USB-C 2 m tressé, charge rapide",
          "USB-C cable 2 m, braided, fast charge", "Kabel USB-C 2 m, pleciony", "Cable USB-C 2 m trenzado", "USB-Cケーブル 2m"),
    _good("SOAP", "SKIN_CLEANING_AGENT", "Grünkontor", "5.25", 110,
          "Naturseife Lavendel & Olivenöl, 100 g (3er-Set)", "Savon naturel lavande & olive, 100 g (lot de 3)",
          "Natural soap, lavender & olive oil, 3 × 100 g", "Mydło naturalne z lawendą, 3 × 100 g",
          "Jabón natural de lavanda, 3 × 100 g", "ラベンダー石けん 3個"),
    _good("GAME", "BOARD_GAME", "Spielfreude", "27.99", 1100,
          'Brettspiel "Die Brücke von Köln" – ab 8 Jahren', "Jeu de société « Le pont de Nîmes » – dès 8 ans",
          'Board game "The Bridge" – ages 8 and up', "Gra planszowa „Most w Łodzi” – od 8 lat",
          "Juego de mesa «El puente»", "ボードゲーム 橋"),
    _good("HONEY", "HONEY", "Grünkontor", "8.80", 560,
          "Blütenhonig vom Imker, 500 g im Glas", "Miel de fleurs, pot de 500 g – récolté près de Besançon",
          "Blossom honey, 500 g jar", "Miód kwiatowy, 500 g w słoiku", "Miel de flores, 500 g", "百花はちみつ 500g",
          reduced=True),
    _good("BAG", "BACKPACK", "Wandergut", "59.00", 780,
          "Rucksack 22 l, wasserabweisend, mit Laptopfach", "Sac à dos 22 l, déperlant, poche ordinateur",
          "Backpack 22 l, water-repellent, laptop sleeve", "Plecak 22 l, wodoodporny, z kieszenią na laptop",
          "Mochila 22 l, repelente al agua", "リュックサック 22L 撥水"),
)  # fmt: skip

VARIANTS: tuple[dict[str, str], ...] = (
    {"de": "blau", "fr": "bleu", "en": "blue", "pl": "niebieski", "es": "azul", "ja": "青"},
    {"de": "grün", "fr": "vert foncé", "en": "green", "pl": "zielony", "es": "verde", "ja": "緑"},
    {"de": "weiß", "fr": "blanc cassé", "en": "white", "pl": "biały", "es": "blanco", "ja": "白"},
    {"de": "rot", "fr": "rouge", "en": "red", "pl": "czerwony", "es": "rojo", "ja": "赤"},
    {"de": "schwarz", "fr": "noir", "en": "black", "pl": "czarny", "es": "negro", "ja": "黒"},
    {"de": "2er-Set", "fr": "lot de 2", "en": "pack of 2", "pl": "2 szt.", "es": "pack de 2", "ja": "2個"},
    {"de": "Geschenkedition ❤", "fr": "édition cadeau ❤", "en": "gift edition ❤", "pl": "na prezent ❤",
     "es": "edición regalo ❤", "ja": "ギフト"},
    {"de": "XL (übergroß)", "fr": "XL (très grand)", "en": "XL", "pl": "XL (duży)", "es": "XL", "ja": "XL"},
)  # fmt: skip


def title(good: Good, variant: int, language: str) -> str:
    """What the store shows for a variant of a good; past the last colour, the models are numbered."""
    words = VARIANTS[variant % len(VARIANTS)][language]
    model = variant // len(VARIANTS)
    return f"{good.titles[language]}, {words}" + (f" ({model + 1})" if model else "")
