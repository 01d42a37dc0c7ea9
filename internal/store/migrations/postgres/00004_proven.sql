-- What the site vouches for is told apart from what a page merely said. A contact
-- was verified by an id that the site signed; nothing else was signed then.

-- +goose Up
ALTER TABLE contacts ADD COLUMN external_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN proven TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE contacts SET external_id = substr(i.address, 6)
	FROM identities i WHERE i.contact = contacts.id AND i.address LIKE 'user:%' AND contacts.verified = 1;
ALTER TABLE contacts DROP COLUMN verified;
