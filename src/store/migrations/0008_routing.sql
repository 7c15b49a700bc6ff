-- Where received faxes go, and the mail that tells of sent ones. Rules, file lists and states stand as JSON: nothing is
-- ever looked for inside them.

INSERT INTO counters (name, value) VALUES ('routing_rules', 0);

CREATE TABLE routing_order (
    position BIGINT NOT NULL PRIMARY KEY,
    method TEXT NOT NULL
);

CREATE TABLE port_routing (
    port TEXT NOT NULL,
    method TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (port, method)
);

CREATE TABLE routing_rules (
    position BIGINT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL
);

-- One row at the most.
CREATE TABLE mail_settings (
    id BIGINT NOT NULL PRIMARY KEY,
    server TEXT NOT NULL,
    port BIGINT,
    security TEXT NOT NULL,
    user_name TEXT NOT NULL,
    password TEXT,
    sender TEXT NOT NULL,
    trusted_certificates TEXT NOT NULL,
    max_octets BIGINT NOT NULL,
    use_for_routing BOOLEAN NOT NULL
);

-- The row comes with the received document, in one transaction; without a list its ways are still to be decided.
CREATE TABLE routing (
    job_id BIGINT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    run BIGINT NOT NULL,
    unsettled BOOLEAN NOT NULL,
    files TEXT
);

CREATE INDEX routing_unsettled ON routing (unsettled);

CREATE TABLE routing_copies (
    job_id BIGINT NOT NULL REFERENCES routing (job_id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    retry BYTEA,
    PRIMARY KEY (job_id, position)
);

-- The row comes with the job's last state, in one transaction; without a state nothing was tried yet.
CREATE TABLE receipts (
    job_id BIGINT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    ended_at BIGINT NOT NULL,
    unsettled BOOLEAN NOT NULL,
    state TEXT
);

CREATE INDEX receipts_unsettled ON receipts (unsettled);

ALTER TABLE jobs ADD COLUMN receipt_address TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN receipt_grouped BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE jobs ADD COLUMN receipt_attach_fax BOOLEAN NOT NULL DEFAULT FALSE;
