-- Who may do what, and the tokens of those who come over the network. Rights stand as a list of their names, groups as
-- JSON: nothing is ever looked for inside them.

INSERT INTO counters (name, value) VALUES ('token', 0);

CREATE TABLE access_grants (
    grantee TEXT NOT NULL PRIMARY KEY,
    rights TEXT NOT NULL
);

CREATE TABLE access_tokens (
    id BIGINT NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL,
    groups TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT,
    hash BYTEA NOT NULL
);

ALTER TABLE jobs ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
-- Names with a line end between them.
ALTER TABLE jobs ADD COLUMN assigned_to TEXT NOT NULL DEFAULT '';
