/*
 * Whose the extensions are that pipelines come as: see pipeline.c.  By name,
 * because that is what a dump is restored with, and without a key.
 */
CREATE TABLE awspipe.pipeline (
    extension text NOT NULL,
    owner text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE awspipe.pipeline IS 'owners of pipelines'' extensions, which a dump does not have';

SELECT pg_catalog.pg_extension_config_dump('awspipe.pipeline', '');

CREATE FUNCTION awspipe._register_pipeline() RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe__register_pipeline';
COMMENT ON FUNCTION awspipe._register_pipeline() IS 'notes whose the extension is; for the end of its script';

CREATE FUNCTION awspipe._give_back_pipelines() RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe__give_back_pipelines';
COMMENT ON FUNCTION awspipe._give_back_pipelines() IS 'gives pipelines'' extensions back to those who owned them before a dump and restore';
REVOKE ALL ON FUNCTION awspipe._give_back_pipelines() FROM PUBLIC;
