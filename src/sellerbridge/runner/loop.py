"""The embedded clock: runs what is due, in threads of this process."""

from __future__ import annotations


class Loop:
    """Runs the flows that are due until it is stopped."""
