"""A district with 10⁵ stays at sites and 10⁵ at home, its zones, needs, transfers and stock, made by the database."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

BUILDINGS = int(os.environ.get("BENCH_BUILDINGS", "100000"))
STAYS = int(os.environ.get("BENCH_STAYS", "100000"))
NEEDS = int(os.environ.get("BENCH_NEEDS", "10000"))
ZONES, CASES, SITES = 200, 60, 100
TRANSFERS, VEHICLES = 2_000, 40
"""Transfers under way, and what carries them."""
STORES, ITEMS, BOOKINGS = 200, 50, 100_000
NOW = datetime(2022, 9, 1, 4, tzinfo=UTC)
DISTRICT = "510117"


def load() -> tuple[Any, Any]:
    """A district of 12 streets of 16 communities, its buildings, cases, zones, needs, sites and stays."""
    from django.conf import settings
    from django.db import connections

    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.models import Area, Office, Post, User
    from fangxian.response.ledger.models import Incident, PackAdoption, Workspace

    settings.ALLOWED_HOSTS = ["testserver"]
    if Workspace.objects.exists():
        with access.everywhere():
            return Incident.objects.get(), Post.objects.get()
    Workspace.objects.create(slug="bench", kind="sample", title_zh="测", title_en="Bench", clock=NOW, home=DISTRICT)
    streets = [f"{DISTRICT}{street:03}" for street in range(1, 13)]
    areas = [(DISTRICT, "district", "5101"), *((code, "street", DISTRICT) for code in streets)]
    areas += [(f"{code}{200 + n}", "community", code) for code in streets for n in range(16)]
    Area.objects.bulk_create([Area(code=code, level=level, name=code, parent=up) for code, level, up in areas])
    with access.everywhere():
        incident = Incident.objects.create(
            slug="bench", title_zh="测", title_en="Bench", disease="covid19", area=DISTRICT, opened_at=NOW
        )
        PackAdoption.objects.create(incident=incident, pack="covid19-cn-9", in_force_from=NOW)
    office = Office.objects.create(area=DISTRICT, level="district", role="headquarters", name="指挥部")
    post = Post.objects.create(office=office, duty="director", title="指挥长", holder=User.objects.create_user("bench"))
    with connections["owner"].cursor() as cursor:
        # Triggers and exclusion constraints check person by person; the rows made here break no rule, and there are
        # too many for that. No page reads by either.
        cursor.execute("SET session_replication_role = replica")
        for table, name in _CHECKED:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for statement in _STATEMENTS:
            cursor.execute(statement, {"incident": incident.id, "now": NOW, "office": office.pk, **_SIZES})
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM (ANALYZE)")
    return incident, post


_CHECKED = (
    ("quarantine_stay", "stay_never_in_two_beds"),
    ("quarantine_stay", "stay_bed_never_shared"),
    ("home_homestay", "home_never_twice"),
)
_SIZES = {
    "buildings": BUILDINGS, "cases": CASES, "zones": ZONES, "needs": NEEDS, "sites": SITES, "stays": STAYS,
    "rooms": -(-STAYS // SITES), "transfers": TRANSFERS, "vehicles": VEHICLES, "stores": STORES, "items": ITEMS,
    "bookings": BOOKINGS,
}  # fmt: skip
_AREA = f"'{DISTRICT}' || lpad((1 + mod(n, 12))::text, 3, '0') || (200 + mod(n / 12, 16))::text"


def _id(series: int, n: str = "n") -> str:
    return f"('{series:08}-0000-4000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"


def _contacts(table: int, *, person: int, letter: str, kind: str, days: int) -> str:
    """A contact for each stay, last exposed up to so many days ago."""
    return f"""
    INSERT INTO casework_contact (id, incident_id, person_id, number, kind, area, last_exposure, identified_at, team)
    SELECT {_id(table)}, %(incident)s, {_id(person)}, '{letter}' || n, '{kind}', {_AREA},
           %(now)s::timestamptz - make_interval(days => mod(n, {days})), %(now)s, ''
    FROM generate_series(0, %(stays)s - 1) AS n
    """


_STATEMENTS = (
    f"""
    INSERT INTO registry_unit (id, parent_id, level, name, label, area, people, lon, lat)
    SELECT n + 1, NULL, 'compound', 'C' || n, 'C' || n, {_AREA}, 2000,
           103.8 + mod(n, 97) * 0.002, 30.8 + mod(n, 89) * 0.002
    FROM generate_series(0, %(buildings)s / 20) AS n
    """,
    f"""
    INSERT INTO registry_unit (id, parent_id, level, name, label, area, people, lon, lat)
    SELECT 1000001 + b, n + 1, 'building', 'B' || b, 'C' || n || ' B' || b, {_AREA}, 100,
           103.8 + mod(b, 9973) * 0.00002, 30.8 + mod(b, 8971) * 0.00002
    FROM (SELECT b, b / 20 AS n FROM generate_series(0, %(buildings)s - 1) AS b) AS each
    """,
    f"""
    INSERT INTO registry_person (id, label, sex, age, area, residence, stay, reconstructed, created_at)
    SELECT {_id(1)}, 'P-' || n, '', 30, {_AREA}, {_AREA}, '', false, %(now)s
    FROM generate_series(0, greatest(%(cases)s, %(stays)s) - 1) AS n
    """,
    f"""
    INSERT INTO casework_case (id, incident_id, person_id, number, classification, route, severity, area, onset_on,
                               classified_at, reported_at, source, cluster, outcome, notes)
    SELECT {_id(2)}, %(incident)s, {_id(1)}, 'C-' || n, 'confirmed', '', '', {_AREA}, NULL, %(now)s, %(now)s, '', '',
           '', ''
    FROM generate_series(0, %(cases)s - 1) AS n
    """,
    f"""
    INSERT INTO containment_dweller (person_id, unit_id, area)
    SELECT {_id(1)}, 1000001 + n * 997, {_AREA} FROM generate_series(0, %(cases)s - 1) AS n
    """,
    f"""
    INSERT INTO containment_zone (id, incident_id, name, name_en, kind, unit, area, areas, units, people,
                                  effective_from, signed_by, legal_basis, reconstructed)
    SELECT {_id(3)}, %(incident)s, 'Z' || n, '', 'high', 'building', {_AREA}, ARRAY[{_AREA}], '[]', 100, %(now)s, 'x',
           '', false
    FROM generate_series(0, %(zones)s - 1) AS n
    """,
    f"""
    INSERT INTO containment_need (id, zone_id, area, category, "where", detail, raised_at, answer, withdrawn)
    SELECT {_id(4)}, {_id(3, "mod(n, %(zones)s)")}, {_AREA}, 'food', '3', '', %(now)s, '', false
    FROM generate_series(0, %(needs)s - 1) AS n
    """,
    f"""
    INSERT INTO ledger_task (id, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area,
                             basis, severity, state, opened_at, opened_by, anchor_at, window_from, due_at, late,
                             reason, why, known_from)
    SELECT {_id(5)}, %(incident)s, 'need:' || {_id(4)}, 'covid19-cn-9', 'need.daily', 1, 'once', 'street', 'community',
           %(office)s, {_AREA}, 'law', 'normal', 'open', %(now)s, {_id(6)}, %(now)s, %(now)s,
           %(now)s::timestamptz + interval '1 d' * (mod(n, 3) - 1), false, '', '[]', %(now)s
    FROM generate_series(0, %(needs)s - 1) AS n
    """,
    f"""
    INSERT INTO ledger_fact (id, kind, subject, at, recorded_at, area, incident_id, actor, digest, attributes)
    SELECT {_id(7)}, 'zone.opened', 'zone:' || {_id(3)}, %(now)s, %(now)s, {_AREA}, %(incident)s, '', '\\x00',
           '{{"level": "high"}}'
    FROM generate_series(0, %(zones)s - 1) AS n
    """,
    f"""
    INSERT INTO registry_place (id, name, category, area, created_at)
    SELECT {_id(8)}, 'S' || n, 'hotel', {_AREA}, %(now)s FROM generate_series(0, %(sites)s - 1) AS n
    """,
    f"""
    INSERT INTO quarantine_site (id, incident_id, place_id, area, tiers, shared, planned_rooms, phone, activated_at)
    SELECT {_id(9)}, %(incident)s, {_id(8)}, {_AREA}, '[]', true, %(rooms)s, '', %(now)s
    FROM generate_series(0, %(sites)s - 1) AS n
    """,
    f"""
    INSERT INTO quarantine_room (id, site_id, area, number, room_class, beds, state)
    SELECT {_id(10)}, {_id(9, "mod(n, %(sites)s)")}, {_AREA.replace("n", "mod(n, 100)")}, n::text, 'single', 1, 'ready'
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    _contacts(11, person=1, letter="K", kind="close", days=10),
    f"""
    INSERT INTO quarantine_stay (id, incident_id, person_id, contact_id, site_id, room_id, bed, area, origin, family,
                                 "group", admitted_at, left_to)
    SELECT {_id(12)}, %(incident)s, {_id(1)}, {_id(11)}, {_id(9, "mod(n, %(sites)s)")}, {_id(10)}, 1,
           {_AREA.replace("n", "mod(n, 100)")}, {_AREA}, {_id(12)}, '', %(now)s, ''
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    f"""
    INSERT INTO registry_person (id, label, sex, age, area, residence, stay, reconstructed, created_at)
    SELECT {_id(13)}, 'H-' || n, '', 30, {_AREA}, {_AREA}, '', false, %(now)s
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    _contacts(14, person=13, letter="H", kind="secondary", days=7),
    f"""
    INSERT INTO home_homestay (id, incident_id, person_id, contact_id, area, "group", help_line, began_at, ended_to,
                               fit, reported_on, calls_missed)
    SELECT {_id(15)}, %(incident)s, {_id(13)}, {_id(14)}, {_AREA}, '', '', %(now)s, '', true,
           %(now)s::date - mod(n, 3), mod(n, 2)
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    f"""
    INSERT INTO ledger_task (id, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area,
                             basis, severity, state, opened_at, opened_by, anchor_at, window_from, due_at, late,
                             reason, why, known_from)
    SELECT {_id(16)}, %(incident)s, 'person:' || {_id(1)}, 'covid19-cn-9', 'contact.tests', 1, 'd5', 'district',
           'quarantine_site', %(office)s, {_AREA}, 'law', 'normal', 'open', %(now)s, {_id(6)}, %(now)s, %(now)s,
           %(now)s::timestamptz + interval '1 d' * (mod(n, 3) - 1), false, '', '[]', %(now)s
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    f"""
    INSERT INTO casework_followup (id, incident_id, contact_id, area, day, outcome, at, method, symptoms, note, actor,
                                   recorded_at, fact)
    SELECT {_id(17)}, %(incident)s, {_id(11)}, {_AREA}, %(now)s::date, 'normal', %(now)s, 'in_person', '[]', '', '',
           %(now)s, {_id(17)}
    FROM generate_series(0, %(stays)s - 1) AS n WHERE mod(n, 2) = 0
    """,
    f"""
    INSERT INTO transfer_vehicle (id, area, plate, kind, seats, tiers, crew, phone, state)
    SELECT {_id(20)}, '{DISTRICT}', 'V' || n, 'van', 15, '[]', '', '', 'ready'
    FROM generate_series(0, %(vehicles)s - 1) AS n
    """,
    f"""
    INSERT INTO transfer_ride (id, incident_id, vehicle_id, area, tier, state, leaves_at, crew)
    SELECT {_id(21)}, %(incident)s, {_id(20)}, '{DISTRICT}', 'close', 'planned', %(now)s, ''
    FROM generate_series(0, %(vehicles)s - 1) AS n
    """,
    f"""
    INSERT INTO registry_person (id, label, sex, age, area, residence, stay, reconstructed, created_at)
    SELECT {_id(22)}, 'T-' || n, '', 30, {_AREA}, {_AREA}, '', false, %(now)s
    FROM generate_series(0, %(transfers)s - 1) AS n
    """,
    f"""
    INSERT INTO casework_contact (id, incident_id, person_id, number, kind, area, last_exposure, identified_at, team)
    SELECT {_id(23)}, %(incident)s, {_id(22)}, 'T' || n, 'close', {_AREA}, %(now)s, %(now)s, ''
    FROM generate_series(0, %(transfers)s - 1) AS n
    """,
    f"""
    INSERT INTO ledger_task (id, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area,
                             basis, severity, state, opened_at, opened_by, anchor_at, window_from, due_at, late,
                             reason, why, known_from)
    SELECT {_id(24)}, %(incident)s, 'person:' || {_id(22)}, 'covid19-cn-9', 'contact.quarantined', 1, 'once',
           'district', 'cdc', %(office)s, {_AREA}, 'law', 'normal', 'open', %(now)s, {_id(6)}, %(now)s, %(now)s,
           %(now)s::timestamptz + interval '1 h' * (mod(n, 8) - 1), false, '', '[]', %(now)s
    FROM generate_series(0, %(transfers)s - 1) AS n
    """,
    f"""
    INSERT INTO transfer_transfer (id, incident_id, person_id, contact_id, area, to_area, tier, family, "group",
                                   accessible, origin, pickup, "order", state, requested_at, ended_at, ride_id,
                                   given_by, receiver, reason)
    SELECT {_id(25)}, %(incident)s, {_id(22)}, {_id(23)}, {_AREA}, '', 'close', {_id(25, "n / 2")}, '', false, 'home',
           '', 0, CASE WHEN mod(n / 2, 5) = 0 THEN 'allotted' ELSE 'requested' END,
           %(now)s::timestamptz - make_interval(mins => mod(n, 300)), NULL,
           CASE WHEN mod(n / 2, 5) = 0 THEN {_id(21, "mod(n / 2, %(vehicles)s)")} END, '', '', ''
    FROM generate_series(0, %(transfers)s - 1) AS n
    """,
    f"""
    INSERT INTO transfer_transfer (id, incident_id, person_id, contact_id, area, to_area, tier, family, "group",
                                   accessible, origin, pickup, "order", state, requested_at, ended_at, ride_id,
                                   given_by, receiver, reason)
    SELECT {_id(26)}, %(incident)s, {_id(1)}, {_id(11)}, {_AREA}, '', 'close', {_id(26)}, '', false, 'home', '', 0,
           'delivered', %(now)s::timestamptz - interval '2 d',
           %(now)s::timestamptz - make_interval(hours => mod(n, 60)),
           {_id(21, "mod(n, %(vehicles)s)")}, '', '', ''
    FROM generate_series(0, %(stays)s - 1) AS n
    """,
    f"""
    INSERT INTO resources_item (id, code, name, unit, pack, category, per, rate)
    SELECT {_id(30)}, 'I' || n, 'G' || n, 'u', 1, 'ppe', '', 0 FROM generate_series(0, %(items)s - 1) AS n
    """,
    f"""
    INSERT INTO resources_lot (id, item_id, number, expires_on)
    SELECT {_id(31)}, {_id(30)}, 'L' || n, NULL FROM generate_series(0, %(items)s - 1) AS n
    """,
    f"""
    INSERT INTO resources_store (id, name, area, kind, lon, lat, keeper, phone)
    SELECT {_id(32)}, 'S' || n, {_AREA}, 'depot', 103.8 + mod(n, 97) * 0.002, 30.8 + mod(n, 89) * 0.002, '', ''
    FROM generate_series(0, %(stores)s - 1) AS n
    """,
    f"""
    INSERT INTO resources_account (id, store_id, kind, area, also_area)
    SELECT ({_id(33)}), {_id(32)}, 'shelf', {_AREA}, '' FROM generate_series(0, %(stores)s - 1) AS n
    UNION ALL SELECT ({_id(34)}), {_id(32)}, 'used', {_AREA}, '' FROM generate_series(0, %(stores)s - 1) AS n
    """,
    f"""
    INSERT INTO resources_voucher (id, store_id, area, also_area, kind, at, booked_at, booked_by, reason)
    SELECT {_id(35, "b")}, {_id(32)}, {_AREA}, '', 'used', %(now)s::timestamptz - make_interval(mins => mod(b, 20160)),
           %(now)s, '', '' FROM (SELECT b, mod(b, %(stores)s) AS n FROM generate_series(0, %(bookings)s - 1) AS b) AS o
    """,
    f"""
    INSERT INTO resources_move (voucher_id, lot_id, source_id, target_id, quantity, at, area, also_area)
    SELECT {_id(35, "b")}, {_id(31, "mod(b / %(stores)s, %(items)s)")}, {_id(33)}, {_id(34)}, 5,
           %(now)s::timestamptz - make_interval(mins => mod(b, 20160)), {_AREA}, {_AREA}
    FROM (SELECT b, mod(b, %(stores)s) AS n FROM generate_series(0, %(bookings)s - 1) AS b) AS o
    """,
    f"""
    INSERT INTO resources_balance (account_id, lot_id, area, also_area, held, quantity)
    SELECT {_id(33)}, {_id(31, "i")}, {_AREA}, '', true, 1000
    FROM generate_series(0, %(stores)s - 1) AS n, generate_series(0, %(items)s - 1) AS i
    """,
)
