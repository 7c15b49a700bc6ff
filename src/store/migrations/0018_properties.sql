-- Data that extensions keep with the server, each piece under a GUID, for a line or for none.

CREATE TABLE extension_properties (
    guid       TEXT   NOT NULL,
    port       TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    data       BYTEA  NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL,
    PRIMARY KEY (guid, port, source)
);
