"""What the program says for the terminal, as a page says it: no command, but the place in the console.

By the English text, with the same facts or fewer. The terminal keeps its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_problems import TITLES

ON_PAGES: Mapping[str, str] = {
    **TITLES,
    # Amazon
    "Amazon no longer accepts the seller's authorisation ({reason}, request {request_id}). Authorise the"
    " application again in Seller Central and run sellerbridge connect with the new refresh token.": N_(
        "Amazon no longer accepts the seller's authorisation ({reason}, request {request_id}). Authorise the"
        " application again in Seller Central, and enter the new refresh token in the settings."
    ),
    "Amazon does not accept the client id and client secret ({reason}, request {request_id}). A secret expires"
    " after 180 days: copy the current one from the Solution Provider Portal and run sellerbridge connect.": N_(
        "Amazon does not accept the client id and client secret ({reason}, request {request_id}). A secret expires"
        " after 180 days: copy the current one from the Solution Provider Portal, and enter it in the settings."
    ),
    "Amazon answers, but this seller does not sell in {missing} (it does in {sold}). Leave those out, or use"
    " --no-check. Nothing was kept.": N_(
        "Amazon answers, but this seller does not sell in {missing}. It does in: {sold}."
    ),
    "Amazon is switched off. Switch it on: sellerbridge settings set enabled=on": N_(
        "Amazon is switched off. Switch it on in the settings."
    ),
    "There is no connection yet. Make one: sellerbridge connect NAME …, or try: sellerbridge demo": N_(
        "There is no connection yet. Connect Amazon in the settings."
    ),
    "There is none yet. Make one: sellerbridge connect NAME …, or try: sellerbridge demo": N_(
        "There is no connection yet. Connect Amazon in the settings."
    ),
    "There is no connection {name!r} (there are: {others}). Make it: sellerbridge connect {name} …": N_(
        "There is no connection {name!r} (there are: {others})."
    ),
    "There is no connection {connection}. All of them: sellerbridge status": N_(
        "There is no connection {connection}."
    ),
    "A new connection needs {missing}. See: sellerbridge connect --help": N_("A new connection needs {missing}."),
    "Name at least one marketplace, for example: --marketplace DE": N_("Choose at least one marketplace."),
    "Renew it in time, then run: sellerbridge connect {connection} with the new one.": N_(
        "Renew it in time, and enter the new one in the settings."
    ),
    # Orders, problems, payouts
    "There is no open problem {named}. All of them: sellerbridge problems": N_(
        "Problem {named} is not open any more."
    ),
    "There is no open problem {names}. All of them: sellerbridge problems": N_(
        "Problem {names} is not open any more."
    ),
    "Say why, for whoever reads the order's story later: --reason WHY (for {choice}).": N_(
        "Say why, for whoever reads this order's story later."
    ),
    "{problem} All problems: sellerbridge problems": N_("{problem} It stands among the problems."),
    "Order {order} was not seen yet. If the number is right, read it: sellerbridge sync orders, or from an earlier"
    " day: sellerbridge sync orders --since 2026-01-01": N_(
        "Order {order} was not seen yet. If the number is right, the next sync of orders may bring it;"
        " an older one comes when orders are synced from an earlier day."
    ),
    "Settlement {settlement} was not seen yet. All that were: sellerbridge reconcile; read more: sellerbridge sync"
    " money --since 2026-01-01": N_(
        "Settlement {settlement} was not seen yet. If the number is right, the next sync of payouts may bring it."
    ),
    "The orders that it waited for are there. The next sync books it: sellerbridge sync money": N_(
        "The orders that it waited for are there. The next sync books it."
    ),
    "It goes on with orders that are not in the ERP yet ({count}): {orders}. What holds them: sellerbridge"
    " problems": N_(
        "It goes on with orders that are not in the ERP yet ({count}): {orders}. What holds them stands among the"
        " problems."
    ),
    "The next sync books it: sellerbridge sync money": N_("The next sync books it."),
    "no line by itself; sellerbridge reconcile compares each order with Amazon's transactions": N_(
        "no line by itself; the settlement's page compares each order with Amazon's transactions"
    ),
    "Settlements wait until the orders and transactions up to their end are read: sellerbridge sync orders"
    " money": N_("Payouts wait until the orders and movements of money up to their end are read."),
    "Settlements wait for orders that are held or on their way, and go on with them. Which ones: sellerbridge"
    " reconcile": N_(
        "Payouts wait for orders that are held or on their way, and go on with them. Each payout's page says for"
        " which."
    ),
    # The ERP
    "No ERP is chosen yet. For the embedded books run: sellerbridge erp books; for ERPNext or Dokos:"
    " sellerbridge erp"
    " erpnext --url https://… --api-key …": N_("No ERP is chosen yet. Choose it in the settings."),
    "For the embedded books run: sellerbridge erp books": N_("Choose it in the settings."),
    "Needed: {missing}. See: sellerbridge erp erpnext --help": N_("Needed: {missing}."),
    "the API user may not make custom fields. Either give it the role System Manager, run this again and take the"
    " role away; or let an administrator import them: sellerbridge erp check --fixture FILE": N_(
        "the API user may not make custom fields. Give it the role System Manager, try again and take the role"
        " away; or put in an administrator's key for that one step"
    ),
    "The ERP does not accept the API key and secret ({reason}). Generate new keys in the user's settings there and"
    " run sellerbridge erp erpnext with them.": N_(
        "The ERP does not accept the API key and secret ({reason}). Generate new keys in the user's settings"
        " there, and enter them in the settings here."
    ),
    "The API user may not write {kind} ({exc_type}). Give it the role for that in the ERP (sellerbridge erp check"
    " says which), or make {one} there by hand.": N_(
        "The API user may not write {kind} ({exc_type}). Give it the role for that in the ERP (the check in the"
        " settings says which), or make {one} there by hand."
    ),
    "The ERP has less stock at Amazon than was shipped. Enter it there (Stock Reconciliation), or allow negative"
    " stock (Stock Settings), or leave it out of the ERP: sellerbridge settings set delivery_notes=off": N_(
        "The ERP has less stock at Amazon than was shipped. Enter it there (Stock Reconciliation), or allow"
        " negative stock (Stock Settings), or switch the delivery notes off in the settings."
    ),
    "The ERP has no company {name}, but {there}. Run: sellerbridge settings set company=NAME": N_(
        "The ERP has no company {name}, but {there}. Choose one in the settings."
    ),
    "The embedded books have all fields. --create-fields is for ERPNext and Dokos.": N_(
        "The embedded books have all fields."
    ),
    "to have the next sync make it, add --make": N_(
        "to have the next sync make it, tick the box under Marketplaces, or map it in the terminal"
    ),
    # The settings
    "For example: sellerbridge settings set {name}='{default}'": N_("For example: {default}"),
    "Run: sellerbridge settings set company=NAME": N_("Choose the company in the settings."),
    "Run: sellerbridge settings set company_currency=EUR (three capital letters)": N_(
        "Enter the currency of the company in the settings: three capital letters, such as EUR."
    ),
    "Run: sellerbridge settings set {setting}=NAME (up to {length} characters, without < and >)": N_(
        "Enter a name for {setting} in the settings: up to {length} characters, without < and >."
    ),
    "Run: sellerbridge settings set fba_warehouse=NAME (another one than warehouse)": N_(
        "Choose another FBA warehouse in the settings: not your own stock."
    ),
    "Run: sellerbridge settings set placeholder_item=ITEM (an item of your listings)": N_(
        "Choose the placeholder item in the settings: an item of your listings."
    ),
    "Run: sellerbridge settings set receivable_account=ACCOUNT": N_(
        "Choose the receivable account in the settings."
    ),
    "parent_account is empty. Run: sellerbridge settings set account_group=NAME": N_(
        "parent_account is empty. Choose the account group in the settings."
    ),
    "conversion_rate is {rate}. Run: sellerbridge rates set {currency}=RATE": N_(
        "conversion_rate is {rate}. Enter an exchange rate of {currency} in the settings."
    ),
    "{place} refers to the {doctype}{named}, which is not in the books. Run: sellerbridge sync; if that does not"
    " bring it, correct the setting or mapping that names it.": N_(
        "{place} refers to the {doctype}{named}, which is not in the books. If the next sync does not bring it,"
        " correct the setting or mapping that names it."
    ),
    'There is no {kind} {name!r} in the books. Those there are: sellerbridge documents --doctype "{kind}" (the'
    " first"
    " sync makes them).": N_("There is no {kind} {name!r} in the books (the first sync makes them)."),
    "The first line of {name} must be {columns}. See: sellerbridge map export FILE": N_(
        "The first line of {name} must be {columns}, as in the file that this page gives out."
    ),
    "{word!r} has more than one equals sign. Use a file: sellerbridge map import FILE": N_(
        "{word!r} has more than one equals sign. Bring it in by a file."
    ),
    "There is no setting {name!r}. All of them: sellerbridge settings": N_("There is no setting {name!r}."),
    "{name}=on and taxes_and_charges=order do not go together: the order carries Amazon's fees then, and they"
    " would"
    " land on the buyer's invoice. Choose one: sellerbridge settings set {name}=auto taxes_and_charges=order, or"
    " sellerbridge settings set {name}=on taxes_and_charges=settlement": N_(
        "{name}=on and taxes_and_charges=order do not go together: the order carries Amazon's fees then, and they"
        " would land on the buyer's invoice. Choose {name}=auto, or taxes_and_charges=settlement."
    ),
    "Set VAT by marketplace, for example: sellerbridge settings set vat.DE=19": N_(
        "Set VAT by marketplace, for example vat.DE=19."
    ),
}
