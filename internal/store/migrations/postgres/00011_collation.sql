-- Text that came since is compared byte by byte, too. What is so already is left
-- alone, however much of it there is.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
	t RECORD;
BEGIN
	FOR t IN
		SELECT table_name, string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', column_name), ', ' ORDER BY ordinal_position) AS changes
		FROM information_schema.columns
		WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
		GROUP BY table_name
	LOOP
		EXECUTE format('ALTER TABLE %I %s', t.table_name, t.changes);
	END LOOP;
END
$$;
-- +goose StatementEnd
