"""Countries by name, as ERPNext wants them: its links refuse the ISO codes that Amazon sends."""

from __future__ import annotations

_NAMES = """
AD Andorra
AE United Arab Emirates
AL Albania
AM Armenia
AR Argentina
AT Austria
AU Australia
AX Åland Islands
AZ Azerbaijan
BA Bosnia and Herzegovina
BB Barbados
BD Bangladesh
BE Belgium
BG Bulgaria
BH Bahrain
BM Bermuda
BN Brunei Darussalam
BO Bolivia, Plurinational State of
BR Brazil
BS Bahamas
BY Belarus
BZ Belize
CA Canada
CH Switzerland
CL Chile
CN China
CO Colombia
CR Costa Rica
CU Cuba
CW Curaçao
CY Cyprus
CZ Czech Republic
DE Germany
DK Denmark
DO Dominican Republic
DZ Algeria
EC Ecuador
EE Estonia
EG Egypt
ES Spain
FI Finland
FJ Fiji
FO Faroe Islands
FR France
GB United Kingdom
GE Georgia
GF French Guiana
GG Guernsey
GI Gibraltar
GL Greenland
GP Guadeloupe
GR Greece
GT Guatemala
GU Guam
HK Hong Kong
HN Honduras
HR Croatia
HT Haiti
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IM Isle of Man
IN India
IQ Iraq
IS Iceland
IT Italy
JE Jersey
JM Jamaica
JO Jordan
JP Japan
KE Kenya
KH Cambodia
KR Korea, Republic of
KW Kuwait
KY Cayman Islands
KZ Kazakhstan
LA Lao Peoples Democratic Republic
LB Lebanon
LI Liechtenstein
LK Sri Lanka
LT Lithuania
LU Luxembourg
LV Latvia
MA Morocco
MC Monaco
MD Moldova, Republic of
ME Montenegro
MK Macedonia
MM Myanmar
MN Mongolia
MO Macao
MQ Martinique
MT Malta
MU Mauritius
MV Maldives
MX Mexico
MY Malaysia
NC New Caledonia
NG Nigeria
NI Nicaragua
NL Netherlands
NO Norway
NP Nepal
NZ New Zealand
OM Oman
PA Panama
PE Peru
PF French Polynesia
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Poland
PR Puerto Rico
PT Portugal
PY Paraguay
QA Qatar
RE Réunion
RO Romania
RS Serbia
RU Russian Federation
SA Saudi Arabia
SE Sweden
SG Singapore
SI Slovenia
SK Slovakia
SM San Marino
SR Suriname
SV El Salvador
TH Thailand
TN Tunisia
TR Turkey
TT Trinidad and Tobago
TW Taiwan
UA Ukraine
US United States
UY Uruguay
UZ Uzbekistan
VA Holy See (Vatican City State)
VE Venezuela, Bolivarian Republic of
VI Virgin Islands, U.S.
VN Vietnam
YT Mayotte
ZA South Africa
"""
"""ISO 3166 code and the name of Frappe's Country record (its file geo/country_info.json)."""

COUNTRIES = dict(line.split(" ", 1) for line in _NAMES.strip().splitlines())
"""Country name by ISO code, for where Amazon delivers."""


def country_name(code: str) -> str:
    """ERPNext's name of a country; an unknown code stays as it is, so that ERPNext says what it misses."""
    return COUNTRIES.get(code.upper(), code)
