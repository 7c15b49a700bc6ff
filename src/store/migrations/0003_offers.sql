-- A document that is laid out to be fetched: how it was, none for other jobs.

ALTER TABLE jobs ADD COLUMN laid_once BOOLEAN;
ALTER TABLE jobs ADD COLUMN laid_times BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN laid_last_at BIGINT;
ALTER TABLE jobs ADD COLUMN laid_last_by TEXT NOT NULL DEFAULT '';
