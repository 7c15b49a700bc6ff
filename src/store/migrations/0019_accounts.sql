-- Users with queues and archives of their own.

CREATE TABLE accounts (
    name       TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    created_by TEXT   NOT NULL
);
