"""Tables that grow with the population: one partition a round, made when it opens, detached when it is archived."""

from django.db import migrations

PARTITIONED = ("testing_roll", "testing_tube", "testing_registration", "testing_receipt", "testing_passing")

# The round, the same in all of a partition, never leads an index: before there are statistics, one led by it looks to
# the planner as good as any, and it reads the round through it.
TABLES = """
CREATE TABLE testing_roll (
    round int NOT NULL, id uuid NOT NULL, hash bytea NOT NULL,
    area varchar(32) COLLATE "C" NOT NULL, building varchar(80) COLLATE "C" NOT NULL DEFAULT '',
    door varchar(40) COLLATE "C" NOT NULL DEFAULT '', "group" varchar(40) NOT NULL, masked varchar(60) NOT NULL DEFAULT '',
    sealed bytea NOT NULL, absence varchar(12) NOT NULL DEFAULT '', absence_note varchar(200) NOT NULL DEFAULT ''
) PARTITION BY LIST (round);
CREATE UNIQUE INDEX testing_roll_hash ON testing_roll (hash, round);
CREATE INDEX testing_roll_place ON testing_roll (area, building, door, id);
CREATE INDEX testing_roll_absent ON testing_roll (area, building, absence) WHERE absence <> '';

CREATE TABLE testing_tube (
    round int NOT NULL, code varchar(40) COLLATE "C" NOT NULL, id uuid NOT NULL, station uuid NOT NULL,
    area varchar(32) COLLATE "C" NOT NULL, lab_area varchar(32) COLLATE "C" NOT NULL DEFAULT '',
    "group" varchar(40) NOT NULL, capacity smallint NOT NULL, people smallint NOT NULL DEFAULT 0, stated smallint,
    opened_at timestamptz NOT NULL, sealed_at timestamptz, handed_at timestamptz, received_at timestamptz,
    result varchar(10) NOT NULL DEFAULT '', released_at timestamptz,
    CONSTRAINT tube_never_over_full CHECK (people BETWEEN 0 AND capacity)
) PARTITION BY LIST (round);
CREATE UNIQUE INDEX testing_tube_code ON testing_tube (code, round);
CREATE INDEX testing_tube_gone ON testing_tube (coalesce(handed_at, sealed_at)) WHERE received_at IS NULL;
CREATE INDEX testing_tube_things ON testing_tube (code) WHERE "group" = 'environment';
CREATE INDEX testing_tube_station ON testing_tube (station) WHERE handed_at IS NULL;

CREATE TABLE testing_registration (
    round int NOT NULL, id uuid NOT NULL, tube varchar(40) COLLATE "C" NOT NULL, station uuid NOT NULL,
    area varchar(32) COLLATE "C" NOT NULL, home varchar(32) COLLATE "C" NOT NULL,
    building varchar(80) COLLATE "C" NOT NULL DEFAULT '', listed boolean NOT NULL, counted boolean NOT NULL,
    hash bytea NOT NULL, sealed bytea NOT NULL, at timestamptz NOT NULL, device uuid NOT NULL,
    staff varchar(60) NOT NULL DEFAULT '', voided_at timestamptz
) PARTITION BY LIST (round);
CREATE UNIQUE INDEX testing_registration_id ON testing_registration (id, round);
CREATE UNIQUE INDEX testing_registration_counted ON testing_registration (hash, round) WHERE counted;
CREATE INDEX testing_registration_again ON testing_registration (hash) WHERE NOT counted;
CREATE INDEX testing_registration_tube ON testing_registration (tube);

CREATE TABLE testing_receipt (
    round int NOT NULL, batch uuid NOT NULL, device uuid NOT NULL, area varchar(32) COLLATE "C" NOT NULL,
    people int NOT NULL, duplicates int NOT NULL, refused int NOT NULL, skew_s float8 NOT NULL,
    committed_at timestamptz NOT NULL
) PARTITION BY LIST (round);
CREATE UNIQUE INDEX testing_receipt_batch ON testing_receipt (batch, round);

CREATE TABLE testing_passing (
    round int NOT NULL, handover uuid NOT NULL, tube varchar(40) COLLATE "C" NOT NULL,
    area varchar(32) COLLATE "C" NOT NULL, to_area varchar(32) COLLATE "C" NOT NULL DEFAULT '',
    given boolean NOT NULL DEFAULT false, taken boolean NOT NULL DEFAULT false,
    settled varchar(200) NOT NULL DEFAULT '', applied boolean NOT NULL DEFAULT false
) PARTITION BY LIST (round);
CREATE UNIQUE INDEX testing_passing_tube ON testing_passing (handover, tube, round);
CREATE INDEX testing_passing_unapplied ON testing_passing (tube) WHERE NOT applied;
CREATE INDEX testing_passing_differs ON testing_passing (handover) WHERE given <> taken AND settled = '';

ALTER TABLE testing_progress SET (fillfactor = 60);
ALTER TABLE testing_pace SET (fillfactor = 60);
"""

# The application's role owns nothing: it opens a round through these, each of which does one thing. Partitions are reached
# through their parent only (row-level security without a policy shows nothing to whoever asks them directly).
FUNCTIONS = """
CREATE FUNCTION testing_open_partitions(serial int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    part text;
BEGIN
    IF NOT EXISTS (SELECT FROM testing_round AS r WHERE r.serial = testing_open_partitions.serial) THEN
        RAISE EXCEPTION 'no testing round %%', serial;
    END IF;
    FOREACH parent IN ARRAY %(tables)s LOOP
        part := parent || '_r' || serial;
        EXECUTE format('CREATE TABLE %%I (LIKE %%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        IF parent = 'testing_tube' THEN
            EXECUTE format('ALTER TABLE %%I SET (fillfactor = 50)', part);
        END IF;
        EXECUTE format('ALTER TABLE %%I ATTACH PARTITION %%I FOR VALUES IN (%%s)', parent, part, serial);
        EXECUTE format('ALTER TABLE %%I ENABLE ROW LEVEL SECURITY', part);
    END LOOP;
END $$;

CREATE FUNCTION testing_detach_partitions(serial int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM testing_round AS r WHERE r.serial = testing_detach_partitions.serial AND r.state = 'archived'
    ) THEN
        RAISE EXCEPTION 'testing round %% is not archived', serial;
    END IF;
    FOREACH parent IN ARRAY %(tables)s LOOP
        EXECUTE format('ALTER TABLE %%I DETACH PARTITION %%I', parent, parent || '_r' || serial);
    END LOOP;
END $$;

-- What anybody who knows the code of a swab may read. A tube's own re-test comes before the tube.
CREATE FUNCTION testing_result(serial int, swab uuid)
RETURNS TABLE (at timestamptz, tube varchar, sampled boolean, single varchar, ordered boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT r.at, t.result, o.sample IS NOT NULL, coalesce(o.result, ''), o.registration IS NOT NULL
    FROM testing_registration AS r
        JOIN LATERAL (
            SELECT x.result FROM testing_tube AS x WHERE x.round = r.round AND x.code = r.tube OFFSET 0
        ) AS t ON true
        LEFT JOIN LATERAL (
            SELECT y.registration, y.sample, y.result FROM testing_retest AS y WHERE y.registration = r.id OFFSET 0
        ) AS o ON true
    WHERE r.round = testing_result.serial AND r.id = testing_result.swab AND r.voided_at IS NULL;
END $$;

REVOKE EXECUTE ON FUNCTION testing_open_partitions(int), testing_detach_partitions(int), testing_result(int, uuid)
FROM PUBLIC;
""" % {"tables": "ARRAY[" + ", ".join(f"'{table}'" for table in PARTITIONED) + "]"}


class Migration(migrations.Migration):
    dependencies = [("testing", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLES, [f"DROP TABLE {table}" for table in reversed(PARTITIONED)]),
        migrations.RunSQL(
            FUNCTIONS,
            [
                "DROP FUNCTION testing_open_partitions(int)",
                "DROP FUNCTION testing_detach_partitions(int)",
                "DROP FUNCTION testing_result(int, uuid)",
            ],
        ),
    ]
