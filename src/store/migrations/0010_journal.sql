-- Who did what, and every call. Rows are only added. `hash` covers the row and the hash of the one before it; `action` and
-- `object` are kind and name. No row refers to another table: what happened stays true when a fax or a line is gone.

CREATE TABLE journal (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    day TEXT NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    job_id BIGINT,
    port TEXT,
    text TEXT NOT NULL,
    direction TEXT,
    remote TEXT,
    pages BIGINT,
    milliseconds BIGINT,
    outcome BIGINT,
    hash TEXT NOT NULL
);

CREATE INDEX journal_at ON journal (at);
CREATE INDEX journal_object ON journal (object);
CREATE INDEX journal_action ON journal (action, at);

-- Where a day begins in the chain, and the hash of the entry before: old days can go, and the rest can still be examined.
CREATE TABLE journal_days (
    first BIGINT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    anchor TEXT NOT NULL
);

-- The last entry: one row, without which missing rows at the end would not show.
CREATE TABLE journal_head (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    day TEXT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO journal_head (id, number, day, hash)
VALUES (1, 0, '', '0000000000000000000000000000000000000000000000000000000000000000');
