"""What to click in ERPNext or Dokos for each thing that the preflight finds.

Menu paths, fields and roles are named as the desk shows them; the catalogues (console/words) name them as the desk
does in each language.
"""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.sentences import N_

SENTENCES: Mapping[str, str] = {
    # The site, its version, the company
    "other-version": N_(
        "sellerbridge was tried with ERPNext 15. {version} speaks the same REST, but was not tried: look at the"
        " first orders there."
    ),
    "no-company": N_(
        "There is: {there}. Run: {command}; or make the company: search for Company, New. Warehouses, accounts and"
        " exchange rates are looked at once it is there."
    ),
    "not-readable": N_(
        "The API user may not read {doctype} ({exc_type}). Give it the role {role}: User, open the API user, tab"
        " Roles."
    ),
    "not-asked": N_("The API user may not look at {doctype} ({exc_type}), so look yourself: {question}"),
    # What documents refer to
    "made": N_("The first sync makes it{below}."),
    "made-all": N_("The first sync makes them{below}."),
    "made-near": N_("The first sync makes it{below}. There is {near} already; to use that one: {command}"),
    "made-others": N_("The first sync makes it{below}. There is {near} already; to use one of those: {command}"),
    "other-language": N_(
        "The first sync would make it{below}. The whole world is called {near} here; to use that: {command}"
    ),
    "warehouse-elsewhere": N_(
        "It belongs to the company {other}. Choose one of {company}, or a new name: {command}"
    ),
    "warehouse-group": N_(
        "It is a group, which holds no stock. Choose one below it: {command}; or open it in Stock > Warehouse and"
        " click 'Convert to Non-Group'."
    ),
    "warehouse-disabled": N_("It is disabled. Stock > Warehouse > {name}: 'Enable'; or choose another: {command}"),
    "warehouses-same": N_(
        "What you ship and what Amazon ships would be one stock. Run: sellerbridge settings set"
        " fba_warehouse=NAME (a name that is not there is made)"
    ),
    "group-of-groups": N_(
        "It is a group of groups. It works, but some versions refuse it; a leaf is better: {command}"
    ),
    "unit-in-parts": N_("Amazon counts whole pieces. Search for UOM, open {name}, tick 'Must be Whole Number'."),
    "price-list-currency": N_(
        "It is kept in {there}, Amazon's prices there are in {wanted}. ERPNext keeps one currency per price list:"
        " choose another list: {command}"
    ),
    "price-list-disabled": N_("Selling > Price List > {name}: tick 'Enabled'."),
    "price-list-not-selling": N_(
        "It is not for selling. Selling > Price List > {name}: tick 'Selling'; or choose another: {command}"
    ),
    "no-chart": N_(
        "{company} has no group of expense accounts to make it below. Accounting > Chart of Accounts: make the"
        " chart of accounts, or choose an account group: {command}"
    ),
    "account-elsewhere": N_("It belongs to the company {other}. Choose an account of {company}: {command}"),
    "account-group-leaf": N_(
        "It is an account, not a group. Choose a group or a new name: {command}; or Accounting > Chart of"
        " Accounts > {name}: 'Convert to Group'."
    ),
    "account-is-group": N_(
        "It is a group, and nothing can be booked on a group. Choose an account below it: {command}"
    ),
    "account-disabled": N_(
        "It is disabled. Accounting > Chart of Accounts > {name}: untick 'Disable'; or choose another: {command}"
    ),
    "account-currency": N_(
        "It is kept in {there}, the company in {wanted}: invoices and settlements in other currencies are refused"
        " on it. Choose an account in {wanted}: {command}"
    ),
    # The ledger
    "ledger-account-missing": N_(
        "It is not there, and sellerbridge does not make it: it is part of your chart of accounts. There is:"
        " {fitting}. Run: {command}"
    ),
    "ledger-account-misfit": N_(
        "It is a group, disabled, of another type or of another company. There is: {fitting}. Run: {command}"
    ),
    "payout-misfit": N_(
        "Deposits are money: choose an account of assets or liabilities whose postings need no party. There is:"
        " {fitting}. Run: {command} (a name that is not there is made)"
    ),
    "made-payout": N_(
        "The first sync makes it among the bank accounts. To have deposits on an account that is there: {command}"
    ),
    "no-cost-center": N_(
        "Fees and income cannot be booked without one. Accounting > Company > {company}: 'Default Cost Center'."
    ),
    "one-currency-per-account": N_(
        "Invoices in {currencies} would be refused, so invoices wait. Search for Accounts Settings, tick 'Allow"
        " multi-currency invoices against single party account'."
    ),
    "no-negative-stock": N_(
        "What Amazon ships and {warehouse} does not have there is refused. Enter the stock (Stock > Stock"
        " Reconciliation), or search for Stock Settings and tick 'Allow Negative Stock'."
    ),
    # Days and money
    "no-fiscal-year": N_(
        "Orders are taken all the same, invoices of that day are not. Accounting > Fiscal Year > New."
    ),
    "no-rate": N_(
        "Orders in {currency} are held until there is one. Accounting > Currency Exchange > New: from {currency}"
        " to {company_currency}, date {day} or before, 'For Selling' ticked."
    ),
    "no-early-rate": N_(
        "Orders in {currency} from before {since} are held. Accounting > Currency Exchange > New: from {currency}"
        " to {company_currency}, date {day}, 'For Selling' ticked."
    ),
    "precision": N_(
        "Amounts would lose their cents. Search for System Settings, field 'Currency Precision': 2 (or empty,"
        " with a number format that has two decimals)."
    ),
    # Settings of the site that change our documents
    "prices-inserted": N_(
        "The first order of an item without a price writes one, without its VAT. Search for Stock Settings,"
        " untick 'Auto Insert Item Price If Missing'."
    ),
    "one-row-per-item": N_(
        "Orders with two rows of one item would be refused: Amazon has such orders, and a price that does not"
        " divide makes two rows as well. Search for Selling Settings, tick 'Allow Item to be Added Multiple Times"
        " in a Transaction'."
    ),
    "below-cost": N_(
        "Orders below the cost of an item are refused, gifts and replacements among them. Search for Selling"
        " Settings, untick 'Validate Selling Price for Item Against Purchase Rate or Valuation Rate'."
    ),
    "items-by-series": N_(
        "Items are numbered there, so a new item's code is not its SKU; the SKU stands in the field 'Amazon SKU'."
        " To have the SKU as code: search for Stock Settings, 'Item Naming By': Item Code."
    ),
    "prices-overwritten": N_(
        "Each order overwrites the price of its items. Search for Stock Settings, untick 'Update Existing Price"
        " List Rate'."
    ),
    # Rights
    "right-missing": N_(
        "The API user may not {rights} {doctype}. Search for User, open the API user, tab Roles: tick {role}."
    ),
    "rights-not-asked": N_(
        "The site does not tell what its API user may do ({exc_type}). See that it has the roles {roles}: search"
        " for User, open the API user, tab Roles."
    ),
    # Fields
    "keys-missing": N_(
        "By them a document is made once and found again. Make them: sellerbridge erp check --create-fields (the"
        " API user needs the role System Manager for that moment), or sellerbridge erp check --fixture FILE for"
        " an administrator. By hand: search for Customize Form, choose the doctype, add a row of type Data with"
        " that name, tick 'Unique'."
    ),
    "key-not-unique": N_(
        "It is there, but two documents could have the same value. Customize Form > {doctype} > {fieldname}: tick"
        " 'Unique'. If ERPNext then tells of duplicates, empty or change the field on the older document first."
    ),
    "key-level": N_(
        "What is sent of a field on another level is silently dropped, and then no document is known again."
        " Customize Form > {doctype} > {fieldname}: set 'Perm Level' to 0."
    ),
    "key-wrong-type": N_(
        "It is of the type {fieldtype}, which cannot hold a key. Customize Form > {doctype} > {fieldname}: type"
        " Data (rename the old field first if others use it)."
    ),
    "not-after-submit": N_(
        "When Amazon changes what is submitted, sellerbridge cannot amend it and asks you instead. Customize Form"
        " > {doctype} > {fieldname}: tick 'Allow on Submit'."
    ),
    "information-missing": N_(
        "Left out where they are missing; nothing else depends on them. To have them: sellerbridge erp check"
        " --create-fields, or --fixture FILE for an administrator."
    ),
    "information-unique": N_(
        "Several documents have the same value there, so all but the first would be refused. Customize Form >"
        " {doctype} > {fieldname}: untick 'Unique'."
    ),
    "mandatory": N_(
        "Your site demands it, and Amazon does not tell it: every {doctype} would be refused. Customize Form >"
        " {doctype} > {label}: untick 'Mandatory', or give it a default value."
    ),
    "mandatory-sometimes": N_(
        "Your site demands it, and Amazon does not always tell it: some would be refused. Customize Form >"
        " {doctype} > {label}: untick 'Mandatory', or give it a default value."
    ),
    "named-by-hand": N_(
        "Somebody has to type the name of each new {doctype} there. Customize Form > {doctype} > Naming: by"
        " fieldname, field:item_code."
    ),
}
