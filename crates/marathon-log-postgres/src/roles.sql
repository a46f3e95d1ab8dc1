-- Roles of a database of marathons. Run it after each `marathon migrate` that changed something, as the owner of the
-- schema `marathon` with the right to create roles; running it again does no harm. Then give people and nodes logins of their own:
--
--     CREATE ROLE node_1 LOGIN PASSWORD '...' IN ROLE marathon_node;

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['marathon_node', 'marathon_reader'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the whole server: another database has made it
        END;
    END LOOP;
END $$;

-- Nodes append and read. They can neither change nor remove what was appended.
GRANT USAGE ON SCHEMA marathon TO marathon_node;
GRANT SELECT ON ALL TABLES IN SCHEMA marathon TO marathon_node;
GRANT INSERT ON marathon.logs, marathon.heads, marathon.events, marathon.refusals TO marathon_node;
GRANT UPDATE (next, next_refusal) ON marathon.heads TO marathon_node;

-- Nodes and workers keep the tables of read models, which follow from the events and can be made again.
GRANT INSERT, UPDATE, DELETE ON marathon.builds, marathon.totals_rows, marathon.leaderboards_rows,
    marathon.rankings_rows TO marathon_node;
GRANT INSERT, UPDATE ON marathon.active_builds, marathon.dead_letters TO marathon_node;

-- Nodes keep accounts and personal data, which are no history: they are changed, and erased for good.
GRANT INSERT, UPDATE, DELETE ON marathon.accounts, marathon.sessions, marathon.tokens, marathon.links,
    marathon.identities, marathon.subject_keys, marathon.payloads TO marathon_node;

-- People with tools of their own read what is not personal: what is not listed is not theirs.
GRANT USAGE ON SCHEMA marathon TO marathon_reader;
GRANT SELECT ON marathon.migrations, marathon.logs, marathon.heads, marathon.events, marathon.refusals,
    marathon.history, marathon.builds, marathon.active_builds, marathon.dead_letters, marathon.projections,
    marathon.read_builds, marathon.totals_rows, marathon.totals, marathon.leaderboards_rows, marathon.leaderboards,
    marathon.rankings_rows, marathon.rankings TO marathon_reader;
