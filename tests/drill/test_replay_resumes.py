"""A replay killed anywhere goes on from there, and the record is the same as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime

import psycopg
import pytest
from psycopg import conninfo

from fangxian.errors import Conflict
from tests.drill.conftest import make_workspace

UNTIL = "2020-12-07T21:00:00+08:00"

KILLED = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from fangxian.drill.replay import replay as house

calls = []
perform = house.perform

def dies(acts, cast):
    calls.append(1)
    if len(calls) == 6:
        perform(acts[: len(acts) // 2 + 1], cast)   # half of the tick is written, nothing is committed
        os.kill(os.getpid(), signal.SIGKILL)
    perform(acts, cast)

house.perform = dies
house.replay(until=datetime.fromisoformat(sys.argv[1]))
"""


def written(dsn):
    with psycopg.connect(dsn) as connection:
        facts = connection.execute("SELECT id, digest, recorded_at, actor FROM ledger_fact ORDER BY id").fetchall()
        tasks = connection.execute("SELECT id, state, due_at, discharged_by FROM ledger_task ORDER BY id").fetchall()
    return facts, tasks


def run_until_killed(dsn):
    app = conninfo.make_conninfo("", **{**conninfo.conninfo_to_dict(dsn), "user": "fangxian_app"})
    env = os.environ | {
        "FANGXIAN_OWNER_DSN": dsn,
        "FANGXIAN_APP_DSN": app,
        "DJANGO_SETTINGS_MODULE": "fangxian.site.settings",
    }
    return subprocess.run([sys.executable, "-c", KILLED, UNTIL], env=env, check=False).returncode


def test_killed_in_the_middle_of_a_tick_it_goes_on_and_says_the_same(own_database):
    from django.db import connection

    from fangxian.drill.replay.replay import replay
    from fangxian.response.ledger import clock
    from fangxian.response.ledger.verify import verify

    until = datetime.fromisoformat(UNTIL)
    make_workspace()
    assert run_until_killed(own_database) == -signal.SIGKILL
    stopped = clock.now()
    assert stopped < until
    facts_then, _tasks = written(own_database)
    assert facts_then

    resumed = replay(until=until)

    facts, tasks = written(own_database)
    assert resumed.performed > 0
    assert set(facts_then) < set(facts)
    assert verify().sound

    empty(connection)
    make_workspace()
    straight = replay(until=until)
    assert straight.performed > resumed.performed
    assert written(own_database) == (facts, tasks)


def empty(connection):
    """Throw away what was recorded, as the owner of the tables may."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ %s", [TABLES])
        names = ", ".join(name for (name,) in cursor.fetchall())
        cursor.execute(f"TRUNCATE {names} CASCADE")
        cursor.execute("SET session_replication_role = origin")


TABLES = "^(ledger|casework|containment|registry)_"


def test_it_stops_where_it_is_told_and_later_goes_on(own_database):
    from fangxian.drill.replay.replay import replay
    from fangxian.response.ledger import clock

    make_workspace()
    first = datetime.fromisoformat("2020-12-07T12:00:00+08:00")
    assert replay(until=first).clock == first
    assert clock.now() == first
    assert replay(until=datetime.fromisoformat("2020-12-07T13:00:00+08:00")).performed > 0


def test_the_live_record_is_never_replayed_into(own_database):
    from fangxian.drill.replay.replay import replay

    make_workspace(kind="live")
    with pytest.raises(Conflict) as refused:
        replay()
    assert refused.value.code == "replay.live"
