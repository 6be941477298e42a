"""How the desk calls doctypes and roles in French, as Dokos and ERPNext translate them."""

from __future__ import annotations

from collections.abc import Iterable

_DOCTYPES = {
    "Account": "Compte",
    "Address": "Adresse",
    "Brand": "Marque",
    "Company": "Société",
    "Contact": "Contact",
    "Contact Email": "E-mail du contact",
    "Currency Exchange": "Taux de change de devise",
    "Customer": "Client",
    "Customer Group": "Groupe de clients",
    "Dynamic Link": "Lien dynamique",
    "Fiscal Year": "Exercice fiscal",
    "Delivery Note": "Bon de livraison",
    "Delivery Note Item": "Article du bon de livraison",
    "Item": "Article",
    "Item Barcode": "Code-barres de l'article",
    "Item Group": "Groupe d'article",
    "Item Price": "Prix de l'article",
    "Journal Entry": "Écriture de journal",
    "Journal Entry Account": "Compte d'écriture de journal",
    "Manufacturer": "Fabricant",
    "Price List": "Liste de prix",
    "Accounts Settings": "Paramètres de comptabilité",
    "Sales Invoice": "Facture de vente",
    "Sales Invoice Item": "Article de la facture de vente",
    "Sales Order": "Commande client",
    "Sales Order Item": "Article de la commande client",
    "Sales Taxes and Charges": "Taxes et frais de vente",
    "Selling Settings": "Paramètres des ventes",
    "Stock Settings": "Paramètres des stocks",
    "Territory": "Région",
    "UOM": "Unité de mesure",
    "Warehouse": "Entrepôt",
}

_ROLES = {
    "Accounts User": "Comptable",
    "Stock User": "Magasinier",
    "Item Manager": "Gestionnaire d'article",
    "Sales Manager": "Responsable commercial",
    "Sales Master Manager": "Responsable des données commerciales",
    "Sales User": "Commercial",
    "Stock Manager": "Responsable des stocks",
    "System Manager": "Responsable système",
}


def doctype(name: str) -> str:
    """A doctype's French name; its own where it is not known."""
    return _DOCTYPES.get(name, name)


def role(name: str) -> str:
    """A role's French name with the English one behind, for the two programs translate roles differently."""
    return f"{_ROLES[name]} ({name})" if name in _ROLES else name


def roles(names: Iterable[str]) -> str:
    """Several of them."""
    return ", ".join(map(role, names))
