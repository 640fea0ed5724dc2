-- Least privilege on PostgreSQL: who owns the schema, who writes, who only serves pages.
-- Run it as an administrator in the catalogue's database after `trending-now ingest` has made the tables, and again after
-- each update of the program. It may be run any number of times. Give each login its password afterwards, by \password.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['trending_now_writer', 'trending_now_web', 'trending_now_feedback'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO trending_now_writer, trending_now_web', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO trending_now_writer, trending_now_web, trending_now_feedback;

-- The pipeline: every row of every table, and no change of the schema.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO trending_now_writer;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO trending_now_writer;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM trending_now_writer;

-- The pages: they read, and change nothing.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO trending_now_web;
REVOKE SELECT ON accepted_terms, quarantine, raw_records FROM trending_now_web;
GRANT SELECT (site) ON accepted_terms TO trending_now_web;  -- /metrics tells of sites that are on,
GRANT SELECT (source, rule) ON quarantine TO trending_now_web;  -- and counts what waits

-- Viewers' words: rows are added, none is changed or removed.
GRANT SELECT (id, engine) ON titles TO trending_now_feedback;
GRANT SELECT, INSERT ON feedback TO trending_now_feedback;
GRANT USAGE ON SEQUENCE feedback_id_seq TO trending_now_feedback;
GRANT SELECT, UPDATE (changes) ON change_count TO trending_now_feedback;
GRANT trending_now_feedback TO trending_now_web;
