-- Lines with a telephone beside the modem, and lines that answer one ring of several.

ALTER TABLE ports ADD COLUMN talk BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE ports ADD COLUMN ring_name TEXT NOT NULL DEFAULT '';
