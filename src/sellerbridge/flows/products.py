"""Listings → Items and Item Prices: the full report once a day, changes by search in between."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.listings import REPORT_TYPE, TooManyChanges
from sellerbridge.amazon.reports import ReportState
from sellerbridge.bridge import Bridge
from sellerbridge.commerce import marketplace
from sellerbridge.documents.item import item_documents
from sellerbridge.errors import Later
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.flows.translate import translated
from sellerbridge.incoming import Continuation
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_, Sentence, joined
from sellerbridge.store.cursors import Cursor
from sellerbridge.store.orders import Kept

FLOW = "products"
_FULL_EVERY = timedelta(hours=24)
"""Only the full report tells which listings are gone."""
_OVERLAP = timedelta(minutes=10)
_REPORT_TAKES = timedelta(minutes=5)
_REPORT_LIVES = timedelta(days=2)
"""A report asked for longer ago than this is asked for anew."""
_PATIENCE_SECONDS = 300.0
"""So long a run waits for reports; one that takes longer is read by the next."""
_BATCH = 500
_CATALOG_BATCH = 20
"""searchCatalogItems takes 20 identifiers."""


def read(bridge: Bridge, tally: Tally, *, progress: Progress) -> None:
    """Mirror the listings of every marketplace, and what the catalogue knows of their ASINs.

    Raises at the end, after the others are read: ReportFailed where Amazon made no report for a marketplace,
    Later where it still makes one.
    """
    due = [site for site in bridge.connection.marketplaces if _full_is_due(bridge, site)]
    for site in bridge.connection.marketplaces:
        if site not in due and not _read_changes(bridge, tally, site, progress=progress):
            due.append(site)
    failures = _read_in_full(bridge, tally, due, progress=progress)
    for site in bridge.connection.marketplaces:
        _read_catalogue(bridge, site, progress=progress)
    if failures:
        raise ReportFailed(REPORT_TYPE, reason=joined(failures))
    made = [site for site in due if _full_is_due(bridge, site)]
    if made:
        codes = ", ".join(map(marketplace.code_of, made))
        raise Later(
            "Amazon still makes the listing reports of {codes}. Nothing is lost; run it again then.",
            codes=codes,
            until=bridge.clock.now() + _REPORT_TAKES,
        )


def _stream(site: str) -> str:
    return f"listings {marketplace.code_of(site)}"


def _changes_stream(site: str) -> str:
    return f"listing changes {marketplace.code_of(site)}"


def _full_is_due(bridge: Bridge, site: str) -> bool:
    cursor = bridge.store.cursors.get(bridge.connection.id, _stream(site))
    if cursor.position is None or cursor.unfinished:
        return True
    # A report from the future was asked for by a clock that has been set back since.
    return not timedelta(0) <= bridge.clock.now() - cursor.position <= _FULL_EVERY


def _read_in_full(bridge: Bridge, tally: Tally, sites: list[str], *, progress: Progress) -> list[str]:
    """Ask for all reports first, so that Amazon makes them at the same time; then read each.

    Answers why some failed; those are asked for anew at the next sync.
    """
    if not sites:
        return []
    progress.stage(bridge.connection.name, FLOW, N_("waiting for Amazon's listing reports"))
    asked = {site: _asked(bridge, site) for site in sites}
    states = bridge.amazon.reports.wait(
        [asked[site].token for site in sites],
        patience=_PATIENCE_SECONDS,
        progress=lambda done: progress.count(done, len(sites)),
    )
    failures = []
    for site in (site for site in sites if asked[site].token in states):
        stage = Sentence("reading the listings of {marketplace}", marketplace=marketplace.code_of(site))
        progress.stage(bridge.connection.name, FLOW, stage)
        try:
            _keep_report(bridge, tally, site, asked[site], states[asked[site].token])
        except ReportFailed as failure:
            failures.append(joined((marketplace.code_of(site), failure.facts["reason"]), by=": "))
            cursor = bridge.store.cursors.get(bridge.connection.id, _stream(site))
            bridge.store.cursors.put(bridge.connection.id, msgspec.structs.replace(cursor, resume=None))
    return failures


def _asked(bridge: Bridge, site: str) -> Continuation:
    """The report that is already being made, or a new one; remembered before it is waited for."""
    cursor = bridge.store.cursors.get(bridge.connection.id, _stream(site))
    now = bridge.clock.now()
    if cursor.resume and timedelta(0) <= now - cursor.resume.issued < _REPORT_LIVES:
        return cursor.resume
    report_id = bridge.amazon.reports.request(REPORT_TYPE, [site])
    asked = Continuation(token=report_id, asked={}, issued=now)
    bridge.store.cursors.put(bridge.connection.id, msgspec.structs.replace(cursor, resume=asked, read_at=now))
    return asked


def _keep_report(bridge: Bridge, tally: Tally, site: str, asked: Continuation, state: ReportState) -> None:
    if state.failure:
        raise ReportFailed(REPORT_TYPE, reason=state.failure, report_id=asked.token)
    changes = Cursor(stream=_changes_stream(site), position=asked.issued, read_at=bridge.clock.now())
    bridge.store.cursors.put(bridge.connection.id, changes)
    cursor = Cursor(stream=_stream(site), position=asked.issued, read_at=bridge.clock.now())
    if not state.document_id:
        # Cancelled: there is no data, or somebody cancelled it (Reports API). That is no word about any listing.
        bridge.store.cursors.put(bridge.connection.id, cursor)
        return
    named = _keep_pages(bridge, tally, site, state.document_id)
    gone = bridge.store.products.finish(bridge.connection, site, named, cursor=cursor)
    tally.saw(Kept(seen=gone, changed=gone, unchanged=0))


def _keep_pages(bridge: Bridge, tally: Tally, site: str, document_id: str) -> set[str]:
    """Store the report's listings; answers every SKU it names, those it tells nonsense about included."""
    named: set[str] = set()
    for page in bridge.amazon.listings.from_report(document_id, site):
        tally.saw(bridge.store.products.keep(bridge.connection, site, page))
        named.update(listing.sku for listing in page.records)
        named.update(record.about for record in page.unreadable)
    return named


def _read_changes(bridge: Bridge, tally: Tally, site: str, *, progress: Progress) -> bool:
    """Read what changed since the last reading; False when that is too much for a search."""
    stage = Sentence("looking for changed listings in {marketplace}", marketplace=marketplace.code_of(site))
    progress.stage(bridge.connection.name, FLOW, stage)
    cursor = bridge.store.cursors.get(bridge.connection.id, _changes_stream(site))
    now = bridge.clock.now()
    if cursor.position is None:
        return False
    try:
        for page in bridge.amazon.listings.changed(site, min(cursor.position, now) - _OVERLAP):
            tally.saw(bridge.store.products.keep(bridge.connection, site, page))
    except TooManyChanges:
        return False
    moved = Cursor(stream=cursor.stream, position=now, read_at=now)
    bridge.store.cursors.put(bridge.connection.id, moved)
    return True


def _read_catalogue(bridge: Bridge, site: str, *, progress: Progress) -> None:
    asins = bridge.store.products.wanted_asins(bridge.connection, site)
    if not asins:
        return
    stage = Sentence("reading the catalogue of {marketplace}", marketplace=marketplace.code_of(site))
    progress.stage(bridge.connection.name, FLOW, stage)
    for start in range(0, len(asins), _CATALOG_BATCH):
        asked = asins[start : start + _CATALOG_BATCH]
        found = list(bridge.amazon.catalog.items(asked, site))
        bridge.store.products.keep_catalog(bridge.connection, asked, found)
        progress.count(start + len(asked), len(asins))


def translate(bridge: Bridge, tally: Tally, *, dry_run: bool, progress: Progress) -> list[Outgoing]:
    """Turn waiting products into documents for the outbox; a dry run only answers them."""
    progress.stage(bridge.connection.name, FLOW, N_("making items"))
    mapping = bridge.mapping()
    settings, shown, after = bridge.settings, list[Outgoing](), ""
    while batch := bridge.store.products.waiting(bridge.connection, after=after, limit=_BATCH):
        after = batch[-1].sku
        results = [
            translated(p.sku, lambda p=p: item_documents(p, settings=settings, mapping=mapping))  # type: ignore[misc]
            for p in batch
        ]
        tally.held(result.problem for result in results if result.problem)
        if dry_run:
            shown += bridge.store.outbox.news(bridge.connection.id, [d for r in results for d in r.documents])
        else:
            bridge.store.translations.keep_products(
                bridge.connection.id, results, keep_days=settings.keep_personal_days
            )
    return shown
