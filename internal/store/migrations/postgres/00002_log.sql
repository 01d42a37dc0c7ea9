-- What is only ever appended. The numbers are made differently by the two
-- databases, hence two files.

-- +goose Up
CREATE TABLE events (
	seq          BIGINT NOT NULL PRIMARY KEY CHECK (seq > 0),
	at           BIGINT NOT NULL,
	since        BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	version      BIGINT NOT NULL,
	actor_kind   TEXT NOT NULL,
	actor_id     TEXT NOT NULL,
	conversation TEXT NOT NULL,
	queue        TEXT NOT NULL,
	user_id      TEXT NOT NULL,
	data         TEXT NOT NULL
);
-- The timeline of a conversation. Messages and marks are most of the log and not
-- part of it, so that a message costs no entry here.
CREATE INDEX events_timeline ON events (conversation, seq)
	WHERE conversation <> '' AND kind NOT IN ('message.written', 'conversation.marks_moved');
-- Who changed what in the settings.
CREATE INDEX events_changes ON events (seq)
	WHERE kind IN ('user.saved', 'queue.saved', 'member.saved', 'channel.saved', 'pause_reason.saved', 'installation.saved');

CREATE TABLE traces (
	id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	conversation TEXT NOT NULL,
	leg          TEXT NOT NULL,
	at           BIGINT NOT NULL,
	data         TEXT NOT NULL
);
CREATE INDEX traces_conversation ON traces (conversation, id); -- why me?
