"""What other apps have to do when somebody is given a bed.

An app that must know names a module in its configuration (``stay_follower = "…"``); sites know none of them by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from django.apps import apps

from fangxian.response.quarantine.models import Stay


class Follower(Protocol):
    """The function that such a module has."""

    def admitted(self, stays: Sequence[Stay]) -> None:
        """People have beds now; called in the transaction that gave them these, seeing every area."""


def tell_admitted(stays: Sequence[Stay]) -> None:
    """Tell every installed app."""
    for config in apps.get_app_configs():
        named = getattr(config, "stay_follower", None)
        if named is not None:
            cast(Follower, import_module(named)).admitted(stays)
