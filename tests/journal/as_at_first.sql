-- Copies a journal that is attached as `new` into the first tables.
INSERT INTO main.record SELECT seq, key, kind, business_day, wall_time, mono_ms, register_id, software,
    nullif(menu_version, ''), order_id, attempt_id, payload FROM new.record ORDER BY seq;
INSERT INTO main.meta SELECT * FROM new.meta; INSERT INTO main.counter SELECT * FROM new.counter WHERE name <> 'delivered';
INSERT INTO main.attempt SELECT attempt_id, order_id, stan, state, reference, lock_seq, result_seq FROM new.attempt;
INSERT INTO main.reversal SELECT * FROM new.reversal;
INSERT INTO main.accepted_order
    SELECT order_id, business_day, count, number, seq, total_minor, paid FROM new.accepted_order;
INSERT INTO main.kitchen_outbox
    SELECT order_id, business_day || '-' || number, printf('%330s', 'a ticket'), json_object('ticket', printf('%780s', 'a ticket')),
        delivered_seq FROM new.accepted_order;
DETACH new;
