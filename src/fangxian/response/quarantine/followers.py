"""What other apps have to do when somebody is given a bed, or leaves one for home.

An app that must know names a module in its configuration (``stay_follower = "…"``); sites know none of them by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Protocol, cast

from django.apps import apps

from fangxian.response.quarantine.models import Stay


class Follower(Protocol):
    """The functions that such a module has; both are called in the transaction of the command, seeing every area."""

    def admitted(self, stays: Sequence[Stay]) -> None:
        """People have beds now."""

    def sent_home(self, stay: Stay) -> None:
        """Somebody left a bed, and their quarantine goes on at home from that moment."""


def tell_admitted(stays: Sequence[Stay]) -> None:
    """Tell every installed app."""
    for follower in _followers():
        follower.admitted(stays)


def tell_sent_home(stay: Stay) -> None:
    """Tell every installed app."""
    for follower in _followers():
        follower.sent_home(stay)


def _followers() -> Iterator[Follower]:
    for config in apps.get_app_configs():
        named = getattr(config, "stay_follower", None)
        if named is not None:
            yield cast(Follower, import_module(named))
