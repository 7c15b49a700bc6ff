-- What calls to a number taught; `number` has digits alone.

CREATE TABLE destinations (
    number TEXT NOT NULL PRIMARY KEY,
    avoid_v17 BOOLEAN NOT NULL,
    avoid_ecm BOOLEAN NOT NULL,
    avoid_mmr BOOLEAN NOT NULL,
    avoid_long_training BOOLEAN NOT NULL,
    locked BOOLEAN NOT NULL,
    expires_at BIGINT,
    calls BIGINT NOT NULL,
    failed_calls BIGINT NOT NULL,
    last_at BIGINT,
    last_outcome BIGINT
);
