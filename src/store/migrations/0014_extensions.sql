-- What an administrator has plugged in: device providers and routing extensions in C.

CREATE TABLE device_providers (
    name          TEXT    NOT NULL PRIMARY KEY,
    friendly_name TEXT    NOT NULL,
    image         TEXT    NOT NULL,
    together      BOOLEAN NOT NULL
);

-- The methods stand as JSON, since nothing is ever looked for inside them.
CREATE TABLE routing_extensions (
    name          TEXT NOT NULL PRIMARY KEY,
    friendly_name TEXT NOT NULL,
    image         TEXT NOT NULL,
    methods       TEXT NOT NULL
);
