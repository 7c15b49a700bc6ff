-- Times are milliseconds since 1970 UTC; `page`, `number` and `attempt` count from 1; words are those of `columns.rs`.

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('job', 0), ('broadcast', 0), ('document', 0), ('configuration', 0);

-- The row comes before the file; hash and size come with the first job that has the document.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT,
    size BIGINT
);

CREATE TABLE jobs (
    id BIGINT NOT NULL PRIMARY KEY,
    broadcast_id BIGINT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    extended_status BIGINT NOT NULL,
    extended_status_text TEXT NOT NULL,
    stage TEXT NOT NULL,
    pages BIGINT NOT NULL,
    current_page BIGINT NOT NULL,
    pages_confirmed BIGINT NOT NULL,
    size BIGINT NOT NULL,
    port TEXT,
    device_name TEXT NOT NULL,
    requested_port TEXT,
    recipient_name TEXT NOT NULL,
    recipient_number TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_number TEXT NOT NULL,
    subject TEXT NOT NULL,
    csid TEXT NOT NULL,
    tsid TEXT NOT NULL,
    caller_id TEXT NOT NULL,
    routing TEXT NOT NULL,
    priority BIGINT NOT NULL,
    schedule TEXT NOT NULL,
    schedule_at BIGINT,
    resolution TEXT NOT NULL,
    banner BOOLEAN NOT NULL,
    retries BIGINT NOT NULL,
    max_retries BIGINT NOT NULL,
    rate_modulation TEXT,
    rate_bps BIGINT,
    ecm BOOLEAN NOT NULL,
    submitted_at BIGINT NOT NULL,
    scheduled_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    outcome BIGINT,
    unread BOOLEAN NOT NULL,
    document_id TEXT REFERENCES documents (id),
    paused_from TEXT,
    pause_requested BOOLEAN NOT NULL,
    cancel_requested BOOLEAN NOT NULL
);

CREATE INDEX jobs_document_id ON jobs (document_id);
CREATE INDEX jobs_ended_at ON jobs (ended_at);

CREATE TABLE attempts (
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    device_name TEXT NOT NULL,
    first_page BIGINT NOT NULL,
    pages_confirmed BIGINT NOT NULL,
    outcome BIGINT,
    PRIMARY KEY (job_id, number)
);

CREATE TABLE page_results (
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    page BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    bytes BIGINT NOT NULL,
    rate_modulation TEXT NOT NULL,
    rate_bps BIGINT NOT NULL,
    ecm BOOLEAN NOT NULL,
    coding TEXT NOT NULL,
    resolution TEXT NOT NULL,
    resent_pages BIGINT NOT NULL,
    resent_frames BIGINT NOT NULL,
    retrains BIGINT NOT NULL,
    row_count BIGINT,
    bad_rows BIGINT,
    longest_bad_run BIGINT,
    PRIMARY KEY (job_id, page)
);

CREATE TABLE parts (
    job_id BIGINT NOT NULL,
    page BIGINT NOT NULL,
    copy BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (job_id, page),
    FOREIGN KEY (job_id, page) REFERENCES page_results (job_id, page) ON DELETE CASCADE
);

CREATE TABLE trace_entries (
    job_id BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempt BIGINT NOT NULL,
    position BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    phase TEXT NOT NULL,
    page BIGINT NOT NULL,
    side TEXT NOT NULL,
    kind TEXT NOT NULL,
    tone TEXT NOT NULL,
    text TEXT NOT NULL,
    hex TEXT NOT NULL,
    PRIMARY KEY (job_id, attempt, position)
);

CREATE TABLE ports (
    port TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    send BOOLEAN NOT NULL,
    receive BOOLEAN NOT NULL,
    rings BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    number TEXT NOT NULL,
    tsid TEXT NOT NULL,
    csid TEXT NOT NULL,
    speed DOUBLE PRECISION NOT NULL,
    ecm BOOLEAN NOT NULL,
    max_rate_bps BIGINT NOT NULL
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
