-- The first schema. Instants are UTC milliseconds and 0 is none; flags are 0 and
-- 1; what has no value is '' and never NULL; JSON is opaque text that no query
-- looks into. Each index below names the reader that needs it.

-- +goose Up
CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE installation (
	id                   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	company              TEXT NOT NULL,
	time_zone            TEXT NOT NULL,
	locale               TEXT NOT NULL,
	pull_while_paused    BIGINT NOT NULL CHECK (pull_while_paused IN (0, 1)),
	pull_while_invisible BIGINT NOT NULL CHECK (pull_while_invisible IN (0, 1)),
	rev                  BIGINT NOT NULL
);

CREATE TABLE users (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	email       TEXT NOT NULL,
	role        TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
	locale      TEXT NOT NULL,
	active      BIGINT NOT NULL CHECK (active IN (0, 1)),
	limit_total BIGINT NOT NULL CHECK (limit_total >= 0),
	limit_chat  BIGINT NOT NULL CHECK (limit_chat >= 0),
	password    TEXT NOT NULL,
	created_at  BIGINT NOT NULL,
	rev         BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE sessions (
	token      TEXT NOT NULL PRIMARY KEY,
	user_id    TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL
);

CREATE TABLE queues (
	id             TEXT NOT NULL PRIMARY KEY,
	name           TEXT NOT NULL,
	mode           TEXT NOT NULL CHECK (mode IN ('pull', 'push', 'both')),
	delivery       TEXT NOT NULL CHECK (delivery IN ('assign', 'offer')),
	ring_ms        BIGINT NOT NULL,
	offer_retry_ms BIGINT NOT NULL,
	strategy       TEXT NOT NULL CHECK (strategy IN ('fewest_open', 'longest_idle')),
	active         BIGINT NOT NULL CHECK (active IN (0, 1)),
	rev            BIGINT NOT NULL
);

CREATE TABLE members (
	queue      TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	serves     BIGINT NOT NULL CHECK (serves IN (0, 1)),
	supervises BIGINT NOT NULL CHECK (supervises IN (0, 1)),
	PRIMARY KEY (queue, user_id),
	CHECK (serves = 1 OR supervises = 1)
);

CREATE TABLE channels (
	id            TEXT NOT NULL PRIMARY KEY,
	kind          TEXT NOT NULL,
	name          TEXT NOT NULL,
	active        BIGINT NOT NULL CHECK (active IN (0, 1)),
	queue         TEXT NOT NULL,
	question      TEXT NOT NULL,
	priority      BIGINT NOT NULL,
	abandon_ms    BIGINT NOT NULL,
	fields        TEXT NOT NULL,
	origins       TEXT NOT NULL,
	require_proof BIGINT NOT NULL CHECK (require_proof IN (0, 1)),
	secret        TEXT NOT NULL,
	title         TEXT NOT NULL,
	greeting      TEXT NOT NULL,
	away          TEXT NOT NULL,
	color         TEXT NOT NULL,
	locale        TEXT NOT NULL,
	rev           BIGINT NOT NULL
);

CREATE TABLE pause_reasons (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
	active      BIGINT NOT NULL CHECK (active IN (0, 1)),
	rev         BIGINT NOT NULL
);

CREATE TABLE agents (
	user_id        TEXT NOT NULL PRIMARY KEY,
	presence       TEXT NOT NULL CHECK (presence IN ('gone', 'connected', 'lost')),
	presence_since BIGINT NOT NULL,
	windows        TEXT NOT NULL,
	remembered     TEXT NOT NULL,
	sign_ins       TEXT NOT NULL,
	status_since   BIGINT NOT NULL,
	idle_since     BIGINT NOT NULL,
	rev            BIGINT NOT NULL
);

CREATE TABLE contacts (
	id         TEXT NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL,
	email      TEXT NOT NULL,
	phone      TEXT NOT NULL,
	verified   BIGINT NOT NULL CHECK (verified IN (0, 1)),
	attributes TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	rev        BIGINT NOT NULL
);

-- What a contact is found by, made from the row above whenever it is written:
-- a search is a range of this key.
CREATE TABLE contact_words (
	word    TEXT NOT NULL,
	contact TEXT NOT NULL,
	PRIMARY KEY (word, contact)
);
CREATE INDEX contact_words_contact ON contact_words (contact, word); -- search by more than one word, rewriting a contact's words

CREATE TABLE identities (
	channel TEXT NOT NULL,
	address TEXT NOT NULL,
	contact TEXT NOT NULL,
	PRIMARY KEY (channel, address)
);

CREATE TABLE visitors (
	id         TEXT NOT NULL PRIMARY KEY,
	channel    TEXT NOT NULL,
	contact    TEXT NOT NULL,
	token      TEXT NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX visitors_token ON visitors (token);

-- A conversation holds its current leg; what has ended before is in legs.
CREATE TABLE conversations (
	id                  TEXT NOT NULL PRIMARY KEY,
	channel             TEXT NOT NULL,
	contact             TEXT NOT NULL,
	class               TEXT NOT NULL,
	priority            BIGINT NOT NULL,
	opened_at           BIGINT NOT NULL,
	closed_at           BIGINT NOT NULL,
	outcome             TEXT NOT NULL,
	leg                 TEXT NOT NULL,
	leg_number          BIGINT NOT NULL,
	queue               TEXT NOT NULL,
	agent               TEXT NOT NULL,
	state               TEXT NOT NULL,
	protocol            TEXT NOT NULL,
	queued_at           BIGINT NOT NULL,
	assigned_at         BIGINT NOT NULL,
	first_reply_at      BIGINT NOT NULL,
	leg_ended_at        BIGINT NOT NULL,
	leg_outcome         TEXT NOT NULL,
	leg_first_n         BIGINT NOT NULL,
	leg_last_n          BIGINT NOT NULL,
	tried               TEXT NOT NULL,
	last_n              BIGINT NOT NULL,
	last_at             BIGINT NOT NULL,
	last_from           TEXT NOT NULL,
	last_text           TEXT NOT NULL,
	agent_read          BIGINT NOT NULL,
	customer_delivered  BIGINT NOT NULL,
	customer_read       BIGINT NOT NULL,
	customer_gone_since BIGINT NOT NULL,
	rev                 BIGINT NOT NULL,
	CHECK (state IN ('queued', 'offered', 'assigned', 'closed')),
	CHECK (state NOT IN ('queued', 'offered') OR (agent = '' AND queued_at <> 0)),
	CHECK (state <> 'assigned' OR (agent <> '' AND assigned_at <> 0)),
	CHECK (state <> 'closed' OR (closed_at <> 0 AND leg_ended_at <> 0 AND leg_outcome <> '')),
	CHECK (state <> 'closed' OR outcome IN ('finished', 'archived', 'abandoned')),
	CHECK (state = 'closed' OR (closed_at = 0 AND outcome = '')),
	CHECK (last_n >= 0 AND agent_read <= last_n AND customer_read <= customer_delivered AND customer_delivered <= last_n)
);
-- Promise 2: a customer has one open conversation on a channel.
CREATE UNIQUE INDEX conversations_open ON conversations (channel, contact) WHERE closed_at = 0;
CREATE UNIQUE INDEX conversations_protocol ON conversations (protocol); -- search
CREATE INDEX conversations_contact ON conversations (contact, opened_at, id); -- earlier ones beside the thread, search
CREATE INDEX conversations_waiting ON conversations (priority DESC, queued_at, id) WHERE state IN ('queued', 'offered'); -- Na fila of an administrator
CREATE INDEX conversations_waiting_queue ON conversations (queue, priority DESC, queued_at, id) WHERE state IN ('queued', 'offered'); -- Na fila
CREATE INDEX conversations_assigned ON conversations (assigned_at, id) WHERE state = 'assigned'; -- an administrator's supervision
CREATE INDEX conversations_assigned_queue ON conversations (queue, assigned_at, id) WHERE state = 'assigned'; -- a supervisor's
CREATE INDEX conversations_assigned_agent ON conversations (agent, assigned_at, id) WHERE state = 'assigned'; -- Pendente
CREATE INDEX conversations_closed ON conversations (closed_at, id) WHERE closed_at <> 0; -- an administrator's past
CREATE INDEX conversations_closed_queue ON conversations (queue, closed_at, id) WHERE closed_at <> 0; -- a supervisor's
CREATE INDEX conversations_closed_agent ON conversations (agent, closed_at, id) WHERE closed_at <> 0; -- an agent's

CREATE TABLE legs (
	id             TEXT NOT NULL PRIMARY KEY,
	conversation   TEXT NOT NULL,
	number         BIGINT NOT NULL,
	queue          TEXT NOT NULL,
	agent          TEXT NOT NULL,
	state          TEXT NOT NULL CHECK (state = 'closed'),
	protocol       TEXT NOT NULL,
	queued_at      BIGINT NOT NULL,
	assigned_at    BIGINT NOT NULL,
	first_reply_at BIGINT NOT NULL,
	ended_at       BIGINT NOT NULL CHECK (ended_at <> 0),
	outcome        TEXT NOT NULL CHECK (outcome <> ''),
	first_n        BIGINT NOT NULL,
	last_n         BIGINT NOT NULL,
	tried          TEXT NOT NULL
);
CREATE UNIQUE INDEX legs_protocol ON legs (protocol); -- search
CREATE UNIQUE INDEX legs_conversation ON legs (conversation, number); -- the thread
CREATE INDEX legs_agent ON legs (agent, conversation); -- an agent's past

CREATE TABLE messages (
	id           TEXT NOT NULL PRIMARY KEY,
	conversation TEXT NOT NULL,
	leg          TEXT NOT NULL,
	n            BIGINT NOT NULL CHECK (n > 0),
	side         TEXT NOT NULL CHECK (side IN ('customer', 'agent')),
	author       TEXT NOT NULL,
	body         TEXT NOT NULL,
	files        TEXT NOT NULL,
	at           BIGINT NOT NULL,
	rev          BIGINT NOT NULL
);
CREATE UNIQUE INDEX messages_conversation ON messages (conversation, n); -- the thread

CREATE TABLE files (
	id           TEXT NOT NULL PRIMARY KEY,
	name         TEXT NOT NULL,
	mime         TEXT NOT NULL,
	kind         TEXT NOT NULL,
	size         BIGINT NOT NULL,
	hash         TEXT NOT NULL,
	owner_kind   TEXT NOT NULL,
	owner_id     TEXT NOT NULL,
	at           BIGINT NOT NULL,
	conversation TEXT NOT NULL
);
CREATE INDEX files_hash ON files (hash); -- which bytes are still needed
CREATE INDEX files_unsent ON files (at, id) WHERE conversation = ''; -- uploads that no message named

CREATE TABLE offers (
	id           TEXT NOT NULL PRIMARY KEY,
	conversation TEXT NOT NULL,
	leg          TEXT NOT NULL,
	queue        TEXT NOT NULL,
	agent        TEXT NOT NULL CHECK (agent <> ''),
	state        TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'expired', 'withdrawn')),
	offered_at   BIGINT NOT NULL,
	expires_at   BIGINT NOT NULL CHECK (expires_at <> 0),
	ended_at     BIGINT NOT NULL,
	rev          BIGINT NOT NULL,
	CHECK ((state = 'pending') = (ended_at = 0))
);
-- Promise 2 again: work is offered to one agent at a time.
CREATE UNIQUE INDEX offers_pending ON offers (conversation) WHERE state = 'pending';
CREATE INDEX offers_pending_agent ON offers (agent, offered_at, id) WHERE state = 'pending'; -- offers to me

CREATE TABLE deadlines (
	kind    TEXT NOT NULL,
	subject TEXT NOT NULL,
	due     BIGINT NOT NULL CHECK (due <> 0),
	PRIMARY KEY (kind, subject)
);

CREATE TABLE counters (
	name  TEXT NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
);

CREATE TABLE keys (
	actor_kind  TEXT NOT NULL,
	actor_id    TEXT NOT NULL,
	request_key TEXT NOT NULL,
	request     TEXT NOT NULL,
	answer      TEXT NOT NULL,
	at          BIGINT NOT NULL,
	PRIMARY KEY (actor_kind, actor_id, request_key)
);
CREATE INDEX keys_at ON keys (at); -- forgetting the old
