"""What the deeds in the audit trail are about: kept as sentences, told in the language of whoever reads them."""

from __future__ import annotations

from datetime import date

from sellerbridge.console.words import of_problems, of_runs
from sellerbridge.console.words.of_accounts import ROLES, SCOPES
from sellerbridge.console.words.of_settings import PLACES
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.sentences import Sentence
from sellerbridge.store.schedule import EVERYTHING


def of_flow(connection: str, flow: str) -> str:
    """A flow of a connection, or all of them."""
    if flow == EVERYTHING:
        return connection
    return Sentence("{connection}: {flow}", connection=connection, flow=Sentence(of_runs.FLOWS[flow]))


def of_period(connection: str, flow: str, minutes: int | None) -> str:
    """How often a flow of a connection runs from now on; None is as often as usual."""
    which = of_flow(connection, flow)
    if minutes is None:
        return Sentence("{which}, as often as usual", which=which)
    return Sentence("{which}, every {minutes} minutes", which=which, minutes=minutes)


def of_choice(choice: str) -> str:
    """What was chosen for a problem."""
    return Sentence("decided: {choice}", choice=Sentence(of_problems.CHOICES[choice]))


def of_problem(about: str, kind: str) -> str:
    """A problem: the order, SKU or settlement, and what was wrong with it."""
    return Sentence("{about} ({kind})", about=about, kind=Sentence(of_problems.TITLES[kind]))


def of_cause(kind: str, by: str) -> str:
    """Every problem of a cause."""
    title = Sentence(of_problems.TITLES[kind])
    return Sentence("{kind}: {by}", kind=title, by=by) if by else title


def of_account(word: str, account: str) -> str:
    """Where a word of Amazon's is booked; without an account on its usual one."""
    return Sentence("{word} → {account}", word=word, account=account or Sentence("the usual one"))


def of_place(line: Line) -> str:
    """What a marketplace has of its own in the ERP."""
    target = line.target or Sentence("as set for all")
    return Sentence(
        "{place}, {kind} → {target}", place=line.source, kind=Sentence(PLACES[line.kind]), target=target
    )


def of_rate(currency: str, rate: str, since: date | None = None) -> str:
    """What a currency is worth, for always or from a day on."""
    told = f"{currency} = {rate}"
    return Sentence("{rate} from {day} on", rate=told, day=since) if since else told


def of_seller(name: str, seller_id: str, marketplaces: tuple[str, ...]) -> str:
    """A seller, and where it sells."""
    return Sentence("{name}: seller {id}, {places}", name=name, id=seller_id, places=", ".join(marketplaces))


def of_role(name: str, role: str, before: str = "") -> str:
    """A person's role, and what it was before."""
    now = Sentence(ROLES[role][0])
    if not before:
        return Sentence("{name}: {role}", name=name, role=now)
    return Sentence("{name}: {before} → {role}", name=name, before=Sentence(ROLES[before][0]), role=now)


def of_token(name: str, scope: str) -> str:
    """A program, and what it may do."""
    return Sentence("{name}: {scope}", name=name, scope=Sentence(SCOPES[scope][0]))
