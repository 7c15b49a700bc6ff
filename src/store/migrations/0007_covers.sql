-- A fax's cover pages are a document of their own: each recipient has others, while the pages behind them are shared.

ALTER TABLE jobs ADD COLUMN cover_id TEXT REFERENCES documents (id);
ALTER TABLE jobs ADD COLUMN has_cover BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX jobs_cover_id ON jobs (cover_id);
