-- The journal's tables as the first program made them.
CREATE TABLE record (
    seq          INTEGER PRIMARY KEY,
    key          TEXT UNIQUE,
    kind         TEXT NOT NULL,
    business_day TEXT NOT NULL,
    wall_time    TEXT NOT NULL,
    mono_ms      INTEGER NOT NULL,
    register_id  TEXT NOT NULL,
    software     TEXT NOT NULL,
    menu_version TEXT,
    order_id     TEXT,
    attempt_id   TEXT,
    payload      TEXT NOT NULL
) STRICT;
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

CREATE TABLE attempt (
    attempt_id TEXT PRIMARY KEY,
    order_id   TEXT NOT NULL,
    stan       INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'approved', 'accepted', 'not-charged', 'reversing', 'reversed')),
    reference  TEXT,
    lock_seq   INTEGER NOT NULL REFERENCES record (seq),
    result_seq INTEGER REFERENCES record (seq)
) STRICT;
CREATE INDEX attempt_by_state ON attempt (state);

CREATE TABLE reversal (
    attempt_id TEXT NOT NULL,
    reference  TEXT NOT NULL,
    intent_seq INTEGER NOT NULL REFERENCES record (seq),
    done_seq   INTEGER REFERENCES record (seq),
    PRIMARY KEY (attempt_id, reference)
) STRICT;

CREATE TABLE accepted_order (
    order_id     TEXT PRIMARY KEY,
    business_day TEXT NOT NULL,
    count        INTEGER NOT NULL,
    number       TEXT NOT NULL,
    seq          INTEGER NOT NULL REFERENCES record (seq),
    total_minor  INTEGER NOT NULL,
    paid         INTEGER NOT NULL,
    UNIQUE (business_day, count)
) STRICT;

CREATE TABLE kitchen_outbox (
    order_id      TEXT PRIMARY KEY REFERENCES accepted_order (order_id),
    name          TEXT NOT NULL,
    text          TEXT NOT NULL,
    json          TEXT NOT NULL,
    delivered_seq INTEGER REFERENCES record (seq)
) STRICT;
CREATE INDEX outbox_pending ON kitchen_outbox (delivered_seq) WHERE delivered_seq IS NULL;
PRAGMA user_version = 1;
