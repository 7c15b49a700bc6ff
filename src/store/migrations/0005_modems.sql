-- Lines with a modem, added by an administrator: which device, and how it dials.

ALTER TABLE ports ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE ports ADD COLUMN modem_class TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE ports ADD COLUMN dial_prefix TEXT NOT NULL DEFAULT '';
ALTER TABLE ports ADD COLUMN international_prefix TEXT NOT NULL DEFAULT '00';
ALTER TABLE ports ADD COLUMN pulse BOOLEAN NOT NULL DEFAULT FALSE;
