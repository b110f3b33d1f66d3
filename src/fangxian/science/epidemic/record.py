"""What operations did, kept as counts by day and as lists of whom."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from fangxian.science.epidemic.contacts import Contacts, none

Ints = npt.NDArray[np.int64]
_DAY = 1440


class Record:
    """Counts of what was done, and the lists of the found and the traced.

    Attributes
    ----------
    counts : dict
        Name of a deed → day of the run → how many: ``tests``, ``tubes``, ``false_pools``, ``positives``,
        ``contacts``, ``isolated_at_home``, ``isolated_at_site``, ``places_closed``, ``areas_sealed``, ``care``, …
    """

    def __init__(self) -> None:
        self.counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._minutes: list[int] = []
        self._persons: list[Ints] = []
        self._contacts: list[tuple[int, Contacts]] = []

    def add(self, what: str, minute: int, count: int) -> None:
        """Add to the count of a day."""
        if count:
            self.counts[what][minute // _DAY] += int(count)

    def positives(self, minute: int, persons: Ints) -> None:
        """Note positive results."""
        self.add("positives", minute, persons.size)
        self._minutes.append(minute)
        self._persons.append(persons)

    def positive_persons(self, since: int) -> Ints:
        """Persons found positive since a minute, in order of time."""
        recent = self._persons[bisect_left(self._minutes, since) :]
        return np.concatenate(recent) if recent else np.zeros(0, np.int64)

    def contacts(self, minute: int, contacts: Contacts) -> None:
        """Note contacts that were found."""
        self.add("contacts", minute, np.unique(contacts.person).size)
        self._contacts.append((minute, contacts))

    def all_contacts(self) -> tuple[Ints, Contacts]:
        """Every contact found, with the minute at which it was."""
        if not self._contacts:
            return np.zeros(0, np.int64), none()
        minutes = [np.full(item.person.size, minute, np.int64) for minute, item in self._contacts]
        columns = [[getattr(item, name) for _, item in self._contacts] for name in Contacts.__slots__]
        return np.concatenate(minutes), Contacts(*(np.concatenate(column) for column in columns))

    def series(self, what: str, days: int) -> Ints:
        """Counts of a deed by day."""
        found = np.zeros(days, np.int64)
        for day, count in self.counts.get(what, {}).items():
            if day < days:
                found[day] += count
        return found
