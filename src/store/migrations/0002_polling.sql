-- Addresses and passwords that go or came with a job, and which job fetched a received fax.

ALTER TABLE jobs ADD COLUMN subaddress TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN sender_address TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN selective_polling TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN password TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN fetched_for BIGINT;
