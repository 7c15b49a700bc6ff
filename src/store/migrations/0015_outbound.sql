-- Which lines carry which faxes: groups and rules stand as JSON, since nothing is ever looked for inside them. One row at
-- the most.

CREATE TABLE outbound (
    id       BIGINT NOT NULL PRIMARY KEY,
    plan     TEXT   NOT NULL,
    revision BIGINT NOT NULL
);
