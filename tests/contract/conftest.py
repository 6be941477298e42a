"""The same program that the tests of the command line use."""

from tests.cli.conftest import amazon, fresh, synced, synced_home

__all__ = ["amazon", "fresh", "synced", "synced_home"]
