"""Row-level security by area; bookings that are never changed; balances that only the moves write."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls

BALANCES = RunSQL(
    [
        """
        CREATE FUNCTION resources_move_balances() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE part record;
        BEGIN
            FOR part IN
                SELECT id, area, also_area, kind IN ('shelf', 'aside', 'road') AS held,
                    CASE WHEN id = NEW.source_id THEN -NEW.quantity ELSE NEW.quantity END AS change
                FROM resources_account WHERE id IN (NEW.source_id, NEW.target_id) ORDER BY id
            LOOP
                UPDATE resources_balance SET quantity = quantity + part.change
                WHERE account_id = part.id AND lot_id = NEW.lot_id;
                IF NOT FOUND THEN
                    INSERT INTO resources_balance (account_id, lot_id, area, also_area, held, quantity)
                    VALUES (part.id, NEW.lot_id, part.area, part.also_area, part.held, part.change)
                    ON CONFLICT (account_id, lot_id) DO UPDATE
                    SET quantity = resources_balance.quantity + excluded.quantity;
                END IF;
            END LOOP;
            RETURN NULL;
        END $$
        """,
        (
            "CREATE TRIGGER balances AFTER INSERT ON resources_move "
            "FOR EACH ROW EXECUTE FUNCTION resources_move_balances()"
        ),
    ],
    ["DROP TRIGGER balances ON resources_move", "DROP FUNCTION resources_move_balances()"],
)


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [
        rls.by_area("resources_store"),
        rls.by_area("resources_account", "area", "also_area"),
        rls.by_area("resources_voucher", "area", "also_area"),
        rls.by_area("resources_move", "area", "also_area"),
        rls.read_by_area("resources_balance", "area", "also_area"),
        rls.by_area("resources_request"),
        rls.by_area("resources_requestline"),
        rls.by_area("resources_shipment", "area", "also_area"),
        rls.by_area("resources_shipmentline", "area", "also_area"),
        rls.by_area("resources_team"),
        rls.by_area("resources_callup", "area", "also_area"),
        rls.append_only("resources_voucher"),
        rls.append_only("resources_move"),
        BALANCES,
    ]
