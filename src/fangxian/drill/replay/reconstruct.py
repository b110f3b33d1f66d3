"""From published totals to persons, by the rules of ``reconstruction.toml``: the same persons every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from fangxian.drill.replay.load import Record
from fangxian.drill.replay.people import ContactPerson, Papers, Swab
from fangxian.drill.replay.rules import Rules, Wave, local_days
from fangxian.drill.replay.schema import CaseItem, Link
from fangxian.drill.replay.stream import Stream

_SOON = timedelta(minutes=20)
_LAB = timedelta(hours=2)
_SKEWED = 3.5  # most contacts are fetched soon after they are found
_NUMBERS = {"close": "密接", "secondary": "次密接"}


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """Everybody in the replay: contacts in the order of being found, each case's papers and tests."""

    contacts: tuple[ContactPerson, ...]
    papers: dict[str, Papers]
    swabs: dict[str, tuple[Swab, ...]]


def reconstruct(record: Record, test_days: dict[str, tuple[int, ...]]) -> Reconstruction:
    """Make persons out of totals.

    Parameters
    ----------
    test_days : dict
        By kind of contact: the days after the last exposure on which the rulebook owes a test.
    """
    makers = _Maker(record, test_days)
    drafts = [*makers.cases(), *makers.close(), *makers.secondary()]
    return Reconstruction(
        contacts=tuple(_numbered(drafts)),
        papers={case.label: makers.papers(case) for case in record.cases},
        swabs={case.label: makers.case_swabs(case) for case in record.cases},
    )


def _numbered(drafts: Sequence[ContactPerson]) -> Iterator[ContactPerson]:
    """Give numbers by kind in the order of being found; contacts of contacts then name their source's."""
    serial = {kind: count(1) for kind in _NUMBERS}
    labels: dict[str, str] = {}
    for person in sorted(drafts, key=lambda one: (one.found_at, one.label)):
        number = f"{_NUMBERS[person.kind]}-{next(serial[person.kind]):03}"
        label = person.label if person.case else number
        labels[person.label] = label
        yield replace(person, number=number, label=label, source=labels.get(person.source, person.source))


class _Maker:
    """Draws times within the rules."""

    def __init__(self, record: Record, test_days: dict[str, tuple[int, ...]]) -> None:
        self.record = record
        self.rules: Rules = record.rules
        self.zone = ZoneInfo(record.outbreak.timezone)
        self.test_days = test_days
        self.made: dict[str, list[ContactPerson]] = {}

    def stream(self, *name: object) -> Stream:
        return Stream(self.rules.seed, "|".join(str(part) for part in name))

    # -- cases who were contacts first --------------------------------------------------------------------

    def cases(self) -> Iterator[ContactPerson]:
        links = {link.to_case: link for link in self.record.links}
        for case in self.record.cases:
            if case.contact is not None:
                yield self._case(case, links[case.label])

    def _case(self, case: CaseItem, link: Link) -> ContactPerson:
        assert case.contact is not None
        draw = self.stream("case", case.label)
        found = case.contact.identified_at
        source = self.record.case_of[link.from_case]
        last = self._last_exposure(draw, source.isolated_at, found)
        started = case.contact.quarantined_at
        return ContactPerson(
            label=case.label,
            number="",
            kind="close",
            area=case.area,
            source=link.from_case,
            setting=link.setting,
            social=link.social,
            certainty=link.certainty(),
            first_exposure=last - timedelta(minutes=int(draw.uniform(60, 2 * 1440))),
            last_exposure=last,
            found_at=found,
            notified_at=min(self._notified(draw, found), started),
            quarantined_at=started,
            noticed_at=_after(draw, started, (0.3, 2.0)),
            until=self._until("close", last),
            swabs=self.case_swabs(case),
            checks=tuple(self._checks(draw, started, case.found_at)),
            case=True,
        )

    def case_swabs(self, case: CaseItem) -> tuple[Swab, ...]:
        """The tests of a case: those the record mentions, and the positive one."""
        certainty = case.certainty("tests")
        before = [Swab(t.taken_at, t.resulted_at, "negative", "contact", certainty) for t in case.tests]
        draw = self.stream("positive", case.label)
        resulted = case.found_at - timedelta(minutes=int(draw.uniform(20, 50)))
        earliest = max(
            resulted - timedelta(hours=10),
            before[-1].resulted_at if before else resulted - timedelta(hours=10),
            case.contact.identified_at + _SOON if case.contact else resulted - timedelta(hours=10),
        )
        taken = draw.between(earliest, max(resulted - _LAB, earliest + timedelta(minutes=1)))
        reason = {"contact": "contact", "mass_test": "mass_test"}.get(case.route, "diagnosis")
        return (*before, Swab(taken, resulted, "positive", reason, "reconstructed"))

    # -- contacts by waves ---------------------------------------------------------------------------------

    def close(self) -> Iterator[ContactPerson]:
        for wave in self.record.waves:
            if wave.kind == "close":
                self.made[wave.key] = [self._close(wave, number) for number in range(wave.count)]
                yield from self.made[wave.key]

    def _close(self, wave: Wave, number: int) -> ContactPerson:
        draw = self.stream(wave.key, number)
        found = draw.between(*wave.found)
        source = self.record.case_of[draw.weighted(self._known(wave, found))]
        last = self._last_exposure(draw, source.isolated_at, found)
        setting = draw.weighted(self.rules.settings)
        first = last - timedelta(minutes=int(draw.uniform(0, 2 * 1440)))
        return self._contact(draw, wave, number, source.label, setting, first, last, found)

    def secondary(self) -> Iterator[ContactPerson]:
        for wave in self.record.waves:
            if wave.kind == "secondary":
                yield from (self._secondary(wave, number) for number in range(wave.count))

    def _secondary(self, wave: Wave, number: int) -> ContactPerson:
        draw = self.stream(wave.key, number)
        found = draw.between(*wave.found)
        near = [person for key in wave.of_waves for person in self.made[key] if person.found_at < found - _SOON]
        source = near[int(draw.uniform(0, len(near)))]
        end = min(source.quarantined_at, found - _SOON)
        last = draw.between(end - timedelta(days=self.rules.exposure_days), end)
        first = draw.between(min(source.first_exposure, last), last)
        return self._contact(draw, wave, number, source.label, "household", first, last, found)

    def _contact(
        self,
        draw: Stream,
        wave: Wave,
        number: int,
        source: str,
        setting: str,
        first: datetime,
        last: datetime,
        found: datetime,
    ) -> ContactPerson:
        started = draw.between(max(wave.quarantined[0], found + _SOON), wave.quarantined[1], early=_SKEWED)
        taken = draw.between(max(wave.sampled[0], found + _SOON), wave.sampled[1])
        resulted = draw.between(max(wave.resulted[0], taken + _LAB), wave.resulted[1])
        own = {code: w for code, w in self.rules.communities.items() if code.startswith(wave.district)}
        released = self._released(draw, wave.kind, last)
        first_swab = Swab(taken, resulted, "negative", "contact", "reconstructed")
        return ContactPerson(
            label=f"{wave.key}|{number}",
            number="",
            kind=wave.kind,
            area=draw.weighted(own),
            source=source,
            setting=setting,
            social="",
            certainty="reconstructed",
            first_exposure=first,
            last_exposure=last,
            found_at=found,
            notified_at=min(self._notified(draw, found), started),
            quarantined_at=started,
            noticed_at=_after(draw, started, self.rules.notice_hours),
            until=self._until(wave.kind, last),
            swabs=tuple(_ordered([first_swab, *self._later_swabs(draw, wave.kind, first_swab, started, last)])),
            checks=tuple(self._checks(draw, started, released)),
            released_at=released,
        )

    def _known(self, wave: Wave, found: datetime) -> dict[str, float]:
        """Those whose contacts the wave is made of, less who had not been heard of by then."""
        cases = self.record.case_of
        since = {label: case.contact.identified_at if case.contact else case.found_at for label, case in cases.items()}
        return {label: weight for label, weight in wave.sources.items() if since[label] < found}

    # -- times ---------------------------------------------------------------------------------------------

    def _last_exposure(self, draw: Stream, isolated: datetime, found: datetime) -> datetime:
        end = min(isolated, found - _SOON)
        return draw.between(end - timedelta(days=self.rules.exposure_days), end)

    def _notified(self, draw: Stream, found: datetime) -> datetime:
        return found + timedelta(minutes=int(draw.uniform(*self.rules.notify_minutes)))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _at(self, day: date, hours: float) -> datetime:
        return datetime.combine(day, time(), self.zone) + timedelta(minutes=int(hours * 60))

    def _until(self, kind: str, last: datetime) -> datetime:
        """24:00 of the last day of observation."""
        return self._at(self._day(last) + timedelta(days=self.rules.observed_days[kind] + 1), 0)

    def _released(self, draw: Stream, kind: str, last: datetime) -> datetime:
        day = self._day(last) + timedelta(days=self.rules.observed_days[kind])
        if draw.chance(self.rules.late_share):
            return self._at(day + timedelta(days=1), draw.uniform(8, 11))
        return self._at(day, draw.uniform(*self.rules.release_hours))

    def _later_swabs(self, draw: Stream, kind: str, first: Swab, started: datetime, last: datetime) -> Iterator[Swab]:
        """The documented second test, those the rulebook's days still lack, and one on the day before release."""
        days = {self._day(first.taken_at)}
        second = draw.between(*self.rules.second_tests)
        if kind == "close" and started < self.rules.second_tests[0] and first.resulted_at < second:
            days.add(self._day(second))
            yield self._swab(draw, second)
        final = self._day(last) + timedelta(days=self.rules.observed_days[kind] - 1)
        for day in self._owed_days(kind, last, days, final):
            slips = day != final and draw.chance(self.rules.late_share)
            taken = self._at(day + timedelta(days=slips), draw.uniform(*self.rules.sample_day_hours))
            yield self._swab(draw, taken)

    def _owed_days(self, kind: str, last: datetime, done: set[date], final: date) -> Iterator[date]:
        """Days on which a test is still owed: the last of each window without one, and the day before release."""
        exposed = self._day(last)
        before = exposed
        for number in self.test_days[kind]:
            due = exposed + timedelta(days=number)
            covered = any(before < day <= due for day in done) or due <= min(done)
            if not covered and due < final:
                yield due
                done.add(due)
            before = due
        yield final

    def _swab(self, draw: Stream, taken: datetime) -> Swab:
        resulted = taken + timedelta(minutes=int(draw.uniform(*self.rules.result_hours) * 60))
        return Swab(taken, resulted, "negative", "contact", "reconstructed")

    def _checks(self, draw: Stream, started: datetime, until: datetime) -> Iterator[datetime]:
        """A check every morning of quarantine; a small share is missed."""
        for day in local_days(self._day(started) + timedelta(days=1), self._day(until)):
            at = self._at(day, draw.uniform(8, 11))
            if at < until and not draw.chance(self.rules.late_share):
                yield at

    # -- papers --------------------------------------------------------------------------------------------

    def papers(self, case: CaseItem) -> Papers:
        """When the papers of a case were done."""
        draw, rules, found = self.stream("papers", case.label), self.rules.paperwork, case.found_at
        reported = _after(draw, found, rules.report)
        verified = _after(draw, reported, rules.verify)
        steps, at = [("district", reported)], verified  # the event goes up with the network report
        for level in ("city", "province", "nation"):
            at = _after(draw, at, rules.forward)
            steps.append((level, at))
        return Papers(
            reported_at=reported,
            verified_at=verified,
            arrived_at=_after(draw, found, rules.arrive),
            core_facts_at=_after(draw, found, rules.core_facts),
            investigated_at=_after(draw, found, rules.investigation),
            hospital_at=_after(draw, found, rules.hospital),
            forwarded=tuple(steps),
        )


def _ordered(swabs: list[Swab]) -> list[Swab]:
    return sorted(swabs, key=lambda swab: swab.taken_at)


def _after(draw: Stream, at: datetime, hours: tuple[float, float]) -> datetime:
    return at + timedelta(minutes=int(draw.uniform(*hours) * 60))
