"""In step or not, on a page: the badge of each state, its words, and the sentence over everything."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_
from sellerbridge.desk.in_step import State

STATES: Mapping[State, tuple[str, str]] = {
    State.IN_STEP: ("ok", N_("In step")),
    State.BEHIND: ("waits", N_("Behind")),
    State.NEVER: ("waits", N_("Not read yet")),
    State.STOPPED: ("bad", N_("Stopped")),
    State.PAUSED: ("off", N_("Paused")),
    State.OFF: ("off", N_("Switched off")),
}

HEADLINES: Mapping[State, str] = {
    State.IN_STEP: N_("Everything is in step."),
    State.BEHIND: N_("Not everything is read yet. It goes on by itself."),
    State.NEVER: N_("The first reading is still to come."),
    State.STOPPED: N_("Something has stopped, and needs you."),
    State.PAUSED: N_("Something is paused."),
    State.OFF: N_("Syncing is switched off."),
}

CREDENTIALS: Mapping[str, str] = {"client secret": N_("Client secret"), "authorisation": N_("Authorisation")}
