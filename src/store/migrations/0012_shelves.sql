-- A fax that was dealt with is put away, and one that is not wanted any more lies in the trash before it is removed.

ALTER TABLE jobs ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE jobs ADD COLUMN trashed_at BIGINT;
