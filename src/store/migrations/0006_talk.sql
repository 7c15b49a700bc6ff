-- Lines with a telephone beside the modem.

ALTER TABLE ports ADD COLUMN talk BOOLEAN NOT NULL DEFAULT FALSE;
