"""The first run's steps by name."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_
from sellerbridge.desk import first_run

STEPS: Mapping[str, str] = {
    first_run.ADMINISTRATOR: N_("Your account"),
    first_run.AMAZON: N_("Amazon"),
    first_run.ERP: N_("Your ERP"),
    first_run.DETAILS: N_("Order details"),
    first_run.TRIAL: N_("Dry run"),
}
