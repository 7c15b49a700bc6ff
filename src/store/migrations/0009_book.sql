-- The phone book. A number's international form is derived from what was typed and from the country we are in; it is
-- kept so that the book is at hand at once. Groups are known by their names.

INSERT INTO counters (name, value) VALUES ('book_entry', 0);

CREATE TABLE book_entries (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    office_location TEXT NOT NULL,
    street_address TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    zip_code TEXT NOT NULL,
    country TEXT NOT NULL,
    office_phone TEXT NOT NULL,
    home_phone TEXT NOT NULL,
    email TEXT NOT NULL,
    billing_code TEXT NOT NULL,
    notes TEXT NOT NULL,
    language TEXT NOT NULL,
    cover TEXT NOT NULL,
    favourite BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE book_numbers (
    entry_id BIGINT NOT NULL REFERENCES book_entries (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    number TEXT NOT NULL,
    label TEXT NOT NULL,
    csid TEXT NOT NULL,
    e164 TEXT NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (entry_id, position)
);

CREATE TABLE book_station_ids (
    entry_id BIGINT NOT NULL REFERENCES book_entries (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    station_id TEXT NOT NULL,
    PRIMARY KEY (entry_id, position)
);

CREATE TABLE book_groups (
    name TEXT NOT NULL PRIMARY KEY,
    notes TEXT NOT NULL
);

CREATE TABLE book_members (
    group_name TEXT NOT NULL REFERENCES book_groups (name) ON DELETE CASCADE,
    entry_id BIGINT NOT NULL REFERENCES book_entries (id) ON DELETE CASCADE,
    PRIMARY KEY (group_name, entry_id)
);

CREATE INDEX book_members_entry ON book_members (entry_id);

-- The country that international forms were derived with; one row at the most.
CREATE TABLE book_home (
    id BIGINT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL
);

ALTER TABLE jobs ADD COLUMN csid_expected TEXT NOT NULL DEFAULT '';
ALTER TABLE destinations ADD COLUMN failed_in_row BIGINT NOT NULL DEFAULT 0;
