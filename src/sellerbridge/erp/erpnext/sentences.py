"""What to click in ERPNext or Dokos for each thing that the preflight finds, in English and in French.

One entry per finding, both languages side by side. Menu paths, fields and roles are named as the desk shows them;
the French ones as Dokos and ERPNext translate them, roles with their English name behind.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Advice(msgspec.Struct, frozen=True):
    """The same sentence twice; facts stand in braces."""

    english: str
    french: str


SENTENCES: Mapping[str, Advice] = {
    # The site, its version, the company
    "other-version": Advice(
        "sellerbridge was tried with ERPNext 15. {version} speaks the same REST, but was not tried: look at the"
        " first orders there.",
        "sellerbridge a été essayé avec ERPNext 15. {version} parle le même REST mais n'a pas été essayé :"
        " vérifiez les premières commandes.",
    ),
    "no-company": Advice(
        "There is: {there}. Run: {command}; or make the company: search for Company, New. Warehouses, accounts and"
        " exchange rates are looked at once it is there.",
        "Il y a : {there}. Lancez : {command} ; ou créez la société : cherchez Société, Nouveau. Les entrepôts,"
        " les comptes et les taux de change seront vérifiés quand elle existera.",
    ),
    "not-readable": Advice(
        "The API user may not read {doctype} ({exc_type}). Give it the role {role}: User, open the API user, tab"
        " Roles.",
        "L'utilisateur de l'API ne peut pas lire : {doctype_fr} ({exc_type}). Donnez-lui le rôle {role_fr} :"
        " Utilisateur, ouvrez l'utilisateur de l'API, onglet Rôles.",
    ),
    "not-asked": Advice(
        "The API user may not look at {doctype} ({exc_type}), so look yourself: {question}",
        "L'utilisateur de l'API ne peut pas voir {doctype_fr} ({exc_type}) ; vérifiez vous-même : {question_fr}",
    ),
    # What documents refer to
    "made": Advice(
        "The first sync makes it{below}.",
        "La première synchronisation le crée{below_fr}.",
    ),
    "made-all": Advice(
        "The first sync makes them{below}.",
        "La première synchronisation les crée{below_fr}.",
    ),
    "made-near": Advice(
        "The first sync makes it{below}. There is {near} already; to use that one: {command}",
        "La première synchronisation le crée{below_fr}. Il existe déjà {near} ; pour l'utiliser : {command}",
    ),
    "made-others": Advice(
        "The first sync makes it{below}. There is {near} already; to use one of those: {command}",
        "La première synchronisation le crée{below_fr}. Il existe déjà {near} ; pour en utiliser un : {command}",
    ),
    "other-language": Advice(
        "The first sync would make it{below}. The whole world is called {near} here; to use that: {command}",
        "La première synchronisation le créerait{below_fr}. Ici le monde entier s'appelle {near} ; pour"
        " l'utiliser : {command}",
    ),
    "warehouse-elsewhere": Advice(
        "It belongs to the company {other}. Choose one of {company}, or a new name: {command}",
        "Il appartient à la société {other}. Choisissez-en un de {company}, ou un nouveau nom : {command}",
    ),
    "warehouse-group": Advice(
        "It is a group, which holds no stock. Choose one below it: {command}; or open it in Stock > Warehouse and"
        " click 'Convert to Non-Group'.",
        "C'est un groupe, qui ne contient pas de stock. Choisissez-en un en dessous : {command} ; ou ouvrez-le"
        " dans Stock > Entrepôt et cliquez sur « Convertir en non-groupe ».",
    ),
    "warehouse-disabled": Advice(
        "It is disabled. Stock > Warehouse > {name}: 'Enable'; or choose another: {command}",
        "Il est désactivé. Stock > Entrepôt > {name} : « Activer » ; ou choisissez-en un autre : {command}",
    ),
    "warehouses-same": Advice(
        "What you ship and what Amazon ships would be one stock. Run: sellerbridge settings set"
        " fba_warehouse=NAME (a name that is not there is made)",
        "Votre stock et celui d'Amazon ne feraient qu'un. Lancez : sellerbridge settings set fba_warehouse=NOM"
        " (un nom inconnu est créé)",
    ),
    "group-of-groups": Advice(
        "It is a group of groups. It works, but some versions refuse it; a leaf is better: {command}",
        "C'est un groupe de groupes. Cela marche, mais certaines versions le refusent ; mieux vaut un groupe"
        " final : {command}",
    ),
    "unit-in-parts": Advice(
        "Amazon counts whole pieces. Search for UOM, open {name}, tick 'Must be Whole Number'.",
        "Amazon compte en pièces entières. Cherchez Unité de mesure, ouvrez {name}, cochez « Doit être un nombre"
        " entier ».",
    ),
    "price-list-currency": Advice(
        "It is kept in {there}, Amazon's prices there are in {wanted}. ERPNext keeps one currency per price list:"
        " choose another list: {command}",
        "Elle est en {there}, les prix d'Amazon y sont en {wanted}. ERPNext tient une devise par liste de prix :"
        " choisissez-en une autre : {command}",
    ),
    "price-list-disabled": Advice(
        "Selling > Price List > {name}: tick 'Enabled'.",
        "Vente > Liste de prix > {name} : cochez « Activé ».",
    ),
    "price-list-not-selling": Advice(
        "It is not for selling. Selling > Price List > {name}: tick 'Selling'; or choose another: {command}",
        "Elle n'est pas pour la vente. Vente > Liste de prix > {name} : cochez « Vente » ; ou choisissez-en une"
        " autre : {command}",
    ),
    "no-chart": Advice(
        "{company} has no group of expense accounts to make it below. Accounting > Chart of Accounts: make the"
        " chart of accounts, or choose an account group: {command}",
        "{company} n'a pas de groupe de comptes de charges où le créer. Comptabilité > Plan comptable : créez le"
        " plan comptable, ou choisissez un groupe de comptes : {command}",
    ),
    "account-elsewhere": Advice(
        "It belongs to the company {other}. Choose an account of {company}: {command}",
        "Il appartient à la société {other}. Choisissez un compte de {company} : {command}",
    ),
    "account-group-leaf": Advice(
        "It is an account, not a group. Choose a group or a new name: {command}; or Accounting > Chart of"
        " Accounts > {name}: 'Convert to Group'.",
        "C'est un compte, pas un groupe. Choisissez un groupe ou un nouveau nom : {command} ; ou Comptabilité >"
        " Plan comptable > {name} : « Convertir en groupe ».",
    ),
    "account-is-group": Advice(
        "It is a group, and nothing can be booked on a group. Choose an account below it: {command}",
        "C'est un groupe : rien ne peut y être comptabilisé. Choisissez un compte en dessous : {command}",
    ),
    "account-disabled": Advice(
        "It is disabled. Accounting > Chart of Accounts > {name}: untick 'Disable'; or choose another: {command}",
        "Il est désactivé. Comptabilité > Plan comptable > {name} : décochez « Désactiver » ; ou choisissez-en un"
        " autre : {command}",
    ),
    "account-currency": Advice(
        "It is kept in {there}, the company in {wanted}: invoices and settlements in other currencies are refused"
        " on it. Choose an account in {wanted}: {command}",
        "Il est tenu en {there}, la société en {wanted} : factures et règlements dans d'autres devises y seront"
        " refusés. Choisissez un compte en {wanted} : {command}",
    ),
    # The ledger
    "ledger-account-missing": Advice(
        "It is not there, and sellerbridge does not make it: it is part of your chart of accounts. There is:"
        " {fitting}. Run: {command}",
        "Il n'existe pas, et sellerbridge ne le crée pas : il fait partie de votre plan comptable. Il y a :"
        " {fitting}. Lancez : {command}",
    ),
    "ledger-account-misfit": Advice(
        "It is a group, disabled, of another type or of another company. There is: {fitting}. Run: {command}",
        "C'est un groupe, un compte désactivé, d'un autre type ou d'une autre société. Il y a : {fitting}."
        " Lancez : {command}",
    ),
    "payout-misfit": Advice(
        "Deposits are money: choose an account of assets or liabilities whose postings need no party. There is:"
        " {fitting}. Run: {command} (a name that is not there is made)",
        "Les versements sont de l'argent : choisissez un compte d'actif ou de passif sans tiers. Il y a :"
        " {fitting}. Lancez : {command} (un nom inconnu est créé)",
    ),
    "made-payout": Advice(
        "The first sync makes it among the bank accounts. To have deposits on an account that is there: {command}",
        "La première synchronisation le crée parmi les comptes bancaires. Pour un compte existant : {command}",
    ),
    "no-cost-center": Advice(
        "Fees and income cannot be booked without one. Accounting > Company > {company}: 'Default Cost Center'.",
        "Sans lui, ni frais ni produits ne peuvent être comptabilisés. Comptabilité > Société > {company} :"
        " « Centre de coûts par défaut ».",
    ),
    "one-currency-per-account": Advice(
        "Invoices in {currencies} would be refused, so invoices wait. Search for Accounts Settings, tick 'Allow"
        " multi-currency invoices against single party account'.",
        "Les factures en {currencies} seraient refusées, donc toutes les factures attendent. Cherchez Paramètres"
        " de comptabilité, cochez « Autoriser les factures multidevises en contrepartie d'un seul compte de"
        " tiers » (Allow multi-currency invoices against single party account).",
    ),
    "no-negative-stock": Advice(
        "What Amazon ships and {warehouse} does not have there is refused. Enter the stock (Stock > Stock"
        " Reconciliation), or search for Stock Settings and tick 'Allow Negative Stock'.",
        "Ce qu'Amazon expédie sans être dans {warehouse} sera refusé. Saisissez le stock (Stock > Rapprochement de"
        " stock), ou cherchez Paramètres des stocks et cochez « Autoriser un stock négatif ».",
    ),
    # Days and money
    "no-fiscal-year": Advice(
        "Orders are taken all the same, invoices of that day are not. Accounting > Fiscal Year > New.",
        "Les commandes passent quand même, mais pas les factures de ce jour. Comptabilité > Exercice fiscal >"
        " Nouveau.",
    ),
    "no-rate": Advice(
        "Orders in {currency} are held until there is one. Accounting > Currency Exchange > New: from {currency}"
        " to {company_currency}, date {day} or before, 'For Selling' ticked.",
        "Les commandes en {currency} sont retenues jusque-là. Comptabilité > Taux de change de devise > Nouveau :"
        " de {currency} vers {company_currency}, date {day} ou avant, « A la vente » coché.",
    ),
    "no-early-rate": Advice(
        "Orders in {currency} from before {since} are held. Accounting > Currency Exchange > New: from {currency}"
        " to {company_currency}, date {day}, 'For Selling' ticked.",
        "Les commandes en {currency} d'avant le {since} sont retenues. Comptabilité > Taux de change de devise >"
        " Nouveau : de {currency} vers {company_currency}, date {day}, « A la vente » coché.",
    ),
    "precision": Advice(
        "Amounts would lose their cents. Search for System Settings, field 'Currency Precision': 2 (or empty,"
        " with a number format that has two decimals).",
        "Les montants perdraient leurs centimes. Cherchez Paramètres système, champ « Précision de la devise » :"
        " 2 (ou vide, avec un format de nombre à deux décimales).",
    ),
    # Settings of the site that change our documents
    "prices-inserted": Advice(
        "The first order of an item without a price writes one, without its VAT. Search for Stock Settings,"
        " untick 'Auto Insert Item Price If Missing'.",
        "La première commande d'un article sans prix en crée un, hors TVA. Cherchez Paramètres des stocks,"
        " décochez « Insertion automatique du prix de l'article s'il est manquant ».",
    ),
    "one-row-per-item": Advice(
        "Orders with two rows of one item would be refused: Amazon has such orders, and a price that does not"
        " divide makes two rows as well. Search for Selling Settings, tick 'Allow Item to be Added Multiple Times"
        " in a Transaction'.",
        "Les commandes avec deux lignes du même article seraient refusées : Amazon en a, et un prix qui ne se"
        " divise pas donne aussi deux lignes. Cherchez Paramètres des ventes, cochez « Permettre l'ajout d'un"
        " élément plusieurs fois dans une transaction » (Allow Item to be Added Multiple Times in a Transaction).",
    ),
    "below-cost": Advice(
        "Orders below the cost of an item are refused, gifts and replacements among them. Search for Selling"
        " Settings, untick 'Validate Selling Price for Item Against Purchase Rate or Valuation Rate'.",
        "Les commandes en dessous du coût d'un article sont refusées, cadeaux et remplacements compris. Cherchez"
        " Paramètres des ventes, décochez « Valider le prix de vente de l'article par rapport à son prix d'achat"
        " ou son taux de valorisation ».",
    ),
    "items-by-series": Advice(
        "Items are numbered there, so a new item's code is not its SKU; the SKU stands in the field 'Amazon SKU'."
        " To have the SKU as code: search for Stock Settings, 'Item Naming By': Item Code.",
        "Les articles y sont numérotés : le code d'un nouvel article n'est pas son SKU, qui se trouve dans le"
        " champ « Amazon SKU ». Pour avoir le SKU comme code : cherchez Paramètres des stocks, « Nommage des"
        " articles selon » : Code de l'article.",
    ),
    "prices-overwritten": Advice(
        "Each order overwrites the price of its items. Search for Stock Settings, untick 'Update Existing Price"
        " List Rate'.",
        "Chaque commande écrase le prix de ses articles. Cherchez Paramètres des stocks, décochez « Mise à jour"
        " du taux de la liste de prix existante ».",
    ),
    # Rights
    "right-missing": Advice(
        "The API user may not {rights} {doctype}. Search for User, open the API user, tab Roles: tick {role}.",
        "L'utilisateur de l'API ne peut pas {rights_fr} : {doctype_fr}. Cherchez Utilisateur, ouvrez"
        " l'utilisateur de l'API, onglet Rôles : cochez {role_fr}.",
    ),
    "rights-not-asked": Advice(
        "The site does not tell what its API user may do ({exc_type}). See that it has the roles {roles}: search"
        " for User, open the API user, tab Roles.",
        "Le site ne dit pas ce que peut faire son utilisateur de l'API ({exc_type}). Vérifiez qu'il a les rôles"
        " {roles_fr} : cherchez Utilisateur, ouvrez l'utilisateur de l'API, onglet Rôles.",
    ),
    # Fields
    "keys-missing": Advice(
        "By them a document is made once and found again. Make them: sellerbridge erp check --create-fields (the"
        " API user needs the role System Manager for that moment), or sellerbridge erp check --fixture FILE for"
        " an administrator. By hand: search for Customize Form, choose the doctype, add a row of type Data with"
        " that name, tick 'Unique'.",
        "C'est grâce à eux qu'un document n'est créé qu'une fois. Créez-les : sellerbridge erp check"
        " --create-fields (l'utilisateur de l'API a besoin du rôle Responsable système (System Manager) à ce"
        " moment), ou sellerbridge erp check --fixture FICHIER pour un administrateur. À la main : cherchez"
        " Personnaliser le formulaire, choisissez le type de document, ajoutez une ligne de type Data avec ce"
        " nom, cochez « Unique ».",
    ),
    "key-not-unique": Advice(
        "It is there, but two documents could have the same value. Customize Form > {doctype} > {fieldname}: tick"
        " 'Unique'. If ERPNext then tells of duplicates, empty or change the field on the older document first.",
        "Il existe, mais deux documents pourraient avoir la même valeur. Personnaliser le formulaire >"
        " {doctype_fr} > {fieldname} : cochez « Unique ». Si ERPNext signale des doublons, videz ou changez"
        " d'abord le champ dans le document le plus ancien.",
    ),
    "key-level": Advice(
        "What is sent of a field on another level is silently dropped, and then no document is known again."
        " Customize Form > {doctype} > {fieldname}: set 'Perm Level' to 0.",
        "Ce qui est envoyé d'un champ d'un autre niveau est ignoré sans message, et aucun document n'est plus"
        " reconnu. Personnaliser le formulaire > {doctype_fr} > {fieldname} : « Niveau d'autorisation » à 0.",
    ),
    "key-wrong-type": Advice(
        "It is of the type {fieldtype}, which cannot hold a key. Customize Form > {doctype} > {fieldname}: type"
        " Data (rename the old field first if others use it).",
        "Il est du type {fieldtype}, qui ne peut pas contenir une clé. Personnaliser le formulaire > {doctype_fr}"
        " > {fieldname} : type Data (renommez d'abord l'ancien champ si d'autres l'utilisent).",
    ),
    "not-after-submit": Advice(
        "When Amazon changes what is submitted, sellerbridge cannot amend it and asks you instead. Customize Form"
        " > {doctype} > {fieldname}: tick 'Allow on Submit'.",
        "Quand Amazon change ce qui est validé, sellerbridge ne peut pas le corriger et vous demande de le"
        " faire. Personnaliser le formulaire > {doctype_fr} > {fieldname} : cochez « Autoriser à la soumission »"
        " (Allow on Submit).",
    ),
    "information-missing": Advice(
        "Left out where they are missing; nothing else depends on them. To have them: sellerbridge erp check"
        " --create-fields, or --fixture FILE for an administrator.",
        "Omis là où ils manquent ; rien d'autre n'en dépend. Pour les avoir : sellerbridge erp check"
        " --create-fields, ou --fixture FICHIER pour un administrateur.",
    ),
    "information-unique": Advice(
        "Several documents have the same value there, so all but the first would be refused. Customize Form >"
        " {doctype} > {fieldname}: untick 'Unique'.",
        "Plusieurs documents y ont la même valeur : tous sauf le premier seraient refusés. Personnaliser le"
        " formulaire > {doctype_fr} > {fieldname} : décochez « Unique ».",
    ),
    "mandatory": Advice(
        "Your site demands it, and Amazon does not tell it: every {doctype} would be refused. Customize Form >"
        " {doctype} > {label}: untick 'Mandatory', or give it a default value.",
        "Votre site l'exige et Amazon ne le donne pas : chaque {doctype_fr} serait refusé. Personnaliser le"
        " formulaire > {doctype_fr} > {label} : décochez « Obligatoire », ou donnez une valeur par défaut.",
    ),
    "mandatory-sometimes": Advice(
        "Your site demands it, and Amazon does not always tell it: some would be refused. Customize Form >"
        " {doctype} > {label}: untick 'Mandatory', or give it a default value.",
        "Votre site l'exige et Amazon ne le donne pas toujours : certains seraient refusés. Personnaliser le"
        " formulaire > {doctype_fr} > {label} : décochez « Obligatoire », ou donnez une valeur par défaut.",
    ),
    "named-by-hand": Advice(
        "Somebody has to type the name of each new {doctype} there. Customize Form > {doctype} > Naming: by"
        " fieldname, field:item_code.",
        "Quelqu'un doit y saisir le nom de chaque nouvel {doctype_fr}. Personnaliser le formulaire > {doctype_fr}"
        " > Nommage : par nom de champ, field:item_code.",
    ),
}
