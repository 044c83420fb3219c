/* pgawspipe: AWS event pipelines inside PostgreSQL */

\echo Use "CREATE EXTENSION pgawspipe" to load this file. \quit

CREATE SCHEMA awspipe;
COMMENT ON SCHEMA awspipe IS 'AWS event pipelines: consumers, outbox, dead letters';
GRANT USAGE ON SCHEMA awspipe TO PUBLIC;
