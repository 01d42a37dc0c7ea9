-- What statuses and time need: roles that can be edited, the rest of an agent's
-- axes, whispers, corrections, and the ledger's read model.

-- +goose Up
CREATE TABLE roles (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	permissions TEXT NOT NULL,
	rev         BIGINT NOT NULL
);
-- Who changed what in the settings, roles now among them.
DROP INDEX events_changes;
CREATE INDEX events_changes ON events (seq)
	WHERE kind IN ('user.saved', 'queue.saved', 'member.saved', 'channel.saved', 'pause_reason.saved', 'role.saved', 'installation.saved');

-- What an agent may do and what is planned for them, at a past instant.
CREATE INDEX events_standing ON events (kind, user_id, queue, since, seq)
	WHERE kind IN ('user.saved', 'member.saved', 'presence.changed', 'keep_online.changed', 'next_status.changed', 'drain.changed');

ALTER TABLE installation ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE pause_reasons ADD COLUMN counts_as TEXT NOT NULL DEFAULT '' CHECK (counts_as IN ('', 'rest', 'meal', 'work'));

-- A role is no longer one of three.
CREATE TABLE people (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	email       TEXT NOT NULL,
	role        TEXT NOT NULL CHECK (role <> ''),
	locale      TEXT NOT NULL,
	active      BIGINT NOT NULL CHECK (active IN (0, 1)),
	limit_total BIGINT NOT NULL CHECK (limit_total >= 0),
	limit_chat  BIGINT NOT NULL CHECK (limit_chat >= 0),
	limit_phone BIGINT NOT NULL DEFAULT 999 CHECK (limit_phone >= 0),
	shift       TEXT NOT NULL DEFAULT '',
	password    TEXT NOT NULL,
	created_at  BIGINT NOT NULL,
	rev         BIGINT NOT NULL
);
INSERT INTO people (id, name, email, role, locale, active, limit_total, limit_chat, password, created_at, rev)
	SELECT id, name, email, role, locale, active, limit_total, limit_chat, password, created_at, rev FROM users;
DROP TABLE users;
ALTER TABLE people RENAME TO users;
CREATE UNIQUE INDEX users_email ON users (lower(email));

ALTER TABLE agents ADD COLUMN hold TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN busy TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN keep_online BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN next TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN drain TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';
UPDATE deadlines SET kind = 'agent' WHERE kind = 'presence';

-- Since when the customer waits for a word, and who chose the agent of a leg.
ALTER TABLE conversations ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE legs ADD COLUMN source TEXT NOT NULL DEFAULT '';
UPDATE conversations SET asked_at = COALESCE((
	SELECT MIN(m.at) FROM messages m WHERE m.conversation = conversations.id AND m.side = 'customer' AND m.n > COALESCE((
		SELECT MAX(a.n) FROM messages a WHERE a.conversation = conversations.id AND a.side = 'agent'), 0)), 0)
	WHERE closed_at = 0;

-- What the customer never sees has a table of its own.
CREATE TABLE whispers (
	id           TEXT NOT NULL PRIMARY KEY,
	conversation TEXT NOT NULL,
	author       TEXT NOT NULL,
	body         TEXT NOT NULL,
	after_n      BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	rev          BIGINT NOT NULL
);
CREATE INDEX whispers_conversation ON whispers (conversation, rev); -- the thread

CREATE TABLE corrections (
	id          TEXT NOT NULL PRIMARY KEY,
	user_id     TEXT NOT NULL,
	from_at     BIGINT NOT NULL,
	to_at       BIGINT NOT NULL CHECK (to_at > from_at),
	label       TEXT NOT NULL,
	reason      TEXT NOT NULL,
	why         TEXT NOT NULL,
	author_kind TEXT NOT NULL,
	author_id   TEXT NOT NULL,
	at          BIGINT NOT NULL
);
CREATE INDEX corrections_user ON corrections (user_id, from_at); -- an agent's days

-- The ledger read as intervals; both may be dropped and are made again from the
-- events.
CREATE TABLE ledger_chunks (
	subject TEXT NOT NULL,
	start   BIGINT NOT NULL,
	data    TEXT NOT NULL,
	PRIMARY KEY (subject, start)
);
CREATE INDEX ledger_chunks_start ON ledger_chunks (start); -- a report of everybody
CREATE TABLE ledger_state (
	id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seq  BIGINT NOT NULL,
	data TEXT NOT NULL
);
