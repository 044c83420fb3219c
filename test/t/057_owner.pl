# A consumer works with its owner's rights and no others, whatever the owner's
# triggers do, and no longer than the owner has them.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis-volume');
my $node = PipeCluster->create('owner', emulators => $aws, services => ['kinesis'],
	endpoints => { dynamodb => 'http://127.0.0.1:1' });
my $stream = StreamTools->new($aws, $node);
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');

sub app { return $node->psql_as('app', @_) }

# Puts one record and waits until it has arrived.
my $sent = 0;

sub arrives
{
	my ($consumer, $name) = @_;

	$sent++;
	$stream->put($consumer, { key => 'k', json => { n => $sent } });
	ok($node->poll_until("SELECT EXISTS (SELECT FROM app.$consumer WHERE payload->>'n' = '$sent')"), $name);
	return;
}

# A trigger that tries every way out of its role, and leaves all it can
# behind.  What a batch finds is in the defaults of its rows.
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE helper;
GRANT helper TO app;
ALTER ROLE app SET search_path = app;
ALTER ROLE app SET work_mem = '3MB';
SQL
$aws->create_stream('escape', 1);
app(<<"SQL");
CREATE TABLE attempts (sql text, outcome text);
CREATE FUNCTION found() RETURNS text LANGUAGE sql AS \$\$
	SELECT concat_ws(' ', session_user, current_user, current_setting('role'), current_setting('is_superuser'),
		string_agg(name || '=' || setting, ' ' ORDER BY name))
	FROM pg_settings WHERE name IN ('search_path', 'lock_timeout', 'statement_timeout', 'TimeZone', 'work_mem',
		'default_transaction_read_only', 'default_transaction_isolation', 'DateStyle',
		'row_security', 'application_name', 'client_min_messages', 'idle_in_transaction_session_timeout')
\$\$;
CREATE TABLE escape (LIKE awspipe.event INCLUDING ALL, found text DEFAULT found());
CREATE TABLE helped (who text);
GRANT INSERT ON attempts TO helper;
GRANT USAGE ON SCHEMA app TO helper;
CREATE FUNCTION try() RETURNS trigger LANGUAGE plpgsql AS \$\$
DECLARE
	statement text;
BEGIN
	FOREACH statement IN ARRAY ARRAY[
		'SET SESSION AUTHORIZATION "$superuser"', 'SET SESSION AUTHORIZATION helper',
		'RESET SESSION AUTHORIZATION', 'RESET ROLE', 'SET ROLE NONE', 'SET ROLE "$superuser"', 'SET ROLE pg_monitor',
		'SELECT set_config(''role'', ''$superuser'', false)',
		'SELECT set_config(''session_authorization'', ''$superuser'', false)',
		'SET session_replication_role = replica', 'SET pgawspipe.enabled = off',
		'ALTER ROLE app SUPERUSER', 'INSERT INTO awspipe.outbox DEFAULT VALUES',
		'SELECT * FROM awspipe.consumer', 'CREATE FUNCTION awspipe.x() RETURNS int LANGUAGE sql AS ''SELECT 1''',
		'SELECT awspipe.call(''aws'', ''kinesis'', ''ListStreams'')',
		'COPY attempts TO PROGRAM ''true''', 'LOAD ''/tmp/x''',
		'DISCARD PLANS', 'DEALLOCATE ALL', 'CREATE TEMP TABLE IF NOT EXISTS outbox (x int)',
		'CREATE TEMP TABLE IF NOT EXISTS awspipe_batch (x int)', 'CREATE TEMP TABLE IF NOT EXISTS escape (x int)',
		'LISTEN pgawspipe', 'SELECT pg_advisory_lock(1)',
		'SET search_path = pg_temp, app', 'SET lock_timeout = 1', 'SET statement_timeout = ''50min''',
		'SET TimeZone = ''Asia/Kathmandu''', 'SET default_transaction_read_only = on',
		'SET default_transaction_isolation = serializable', 'SET DateStyle = German', 'SET work_mem = ''64kB''',
		'SET row_security = off', 'SET application_name = ''nobody''', 'SET client_min_messages = error',
		'SET idle_in_transaction_session_timeout = 1', 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
		'SET ROLE helper']
	LOOP
		BEGIN
			EXECUTE statement;
			INSERT INTO app.attempts VALUES (statement, current_user);
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO app.attempts VALUES (statement, SQLSTATE);
		END;
	END LOOP;
	RETURN NULL;
END \$\$;
CREATE TRIGGER try AFTER INSERT ON escape FOR EACH STATEMENT EXECUTE FUNCTION try();
SELECT awspipe.create_kinesis_consumer('escape', 'aws', 'escape', 'app.escape');
SELECT awspipe.start_consumer('escape');
SQL
arrives('escape', "batch $_ of a hostile trigger") foreach 1 .. 3;
is(app('SELECT count(DISTINCT found) FROM app.escape'), 1, 'every batch finds the same session');
like(app('SELECT DISTINCT found FROM app.escape'),
	qr/^app app none off .*search_path=app .*work_mem=3072/,
	'that of the owner, with the settings of its role');
is( app(q{SELECT DISTINCT outcome FROM app.attempts WHERE sql = 'SET ROLE helper'}),
	'helper', 'roles it is a member of are its own');
is(app(<<"SQL"), '', 'and no others');
SELECT DISTINCT sql, outcome FROM app.attempts
WHERE sql ~ '$superuser|AUTHORIZATION helper|pg_monitor|replica|enabled|SUPERUSER|awspipe\\.|PROGRAM|LOAD'
	AND outcome !~ '^(42501|22023|39P03|42P13|55P02|42704)\$'
SQL
is( app(q{SELECT count(DISTINCT sql) FROM app.attempts WHERE outcome = '42501'}) >= 8,
	1, 'most for want of privilege');
is( $node->safe_psql('postgres', q{SELECT rolsuper FROM pg_roles WHERE rolname = 'app'}),
	'f', 'app is what it was');

# Deferred constraint triggers fire at COMMIT: as the owner too
$aws->create_stream('deferred', 1);
app(<<'SQL');
CREATE TABLE app.deferred (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE app.deferred_seen (who text);
CREATE FUNCTION app.deferred_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO app.deferred_seen VALUES (session_user || ' ' || current_user); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON app.deferred DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION app.deferred_note();
SELECT awspipe.create_kinesis_consumer('deferred', 'aws', 'deferred', 'app.deferred', on_error => 'dead_letter');
SELECT awspipe.start_consumer('deferred');
SQL
$stream->put('deferred', { key => 'k', data => 'not JSON' });
arrives('deferred', 'deferred triggers run');
is(app('SELECT DISTINCT who FROM app.deferred_seen'), 'app app', 'as the owner');
ok($node->poll_until('SELECT count(*) = 1 FROM awspipe.dead_letter'), 'and careful batches do as well');

# A search_path full of traps: everything of ours is called through it
$aws->create_stream('trap', 1);
$node->safe_psql('postgres', 'CREATE SCHEMA evil AUTHORIZATION app');
app(<<'SQL');
CREATE TABLE evil.sprung (what text, who text);
CREATE FUNCTION evil.spring(what text) RETURNS void LANGUAGE sql SECURITY INVOKER AS
	'INSERT INTO evil.sprung VALUES (what, current_user)';
DO $do$
DECLARE
	t text;
	o text;
BEGIN
	FOREACH t IN ARRAY '{text,bigint,integer,oid,boolean,timestamptz,jsonb,regrole,name}'::text[] LOOP
		EXECUTE format('CREATE FUNCTION evil.op(a %s, b %s) RETURNS boolean LANGUAGE plpgsql AS
			$f$BEGIN PERFORM evil.spring(%L); RETURN true; END$f$', t, t, t);
		FOREACH o IN ARRAY '{=,<>,<,>,<=}'::text[] LOOP
			EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.op)', o, t, t);
		END LOOP;
	END LOOP;
	FOREACH o IN ARRAY ARRAY['now() RETURNS timestamptz', 'clock_timestamp() RETURNS timestamptz',
		'nextval(text) RETURNS bigint', 'nextval(regclass) RETURNS bigint',
		'octet_length(bytea) RETURNS integer', 'convert_from(bytea, text) RETURNS text',
		'pg_has_role(oid, oid, text) RETURNS boolean', 'pg_has_role(oid, text) RETURNS boolean',
		'current_database() RETURNS name',
		'make_interval(double precision) RETURNS interval'] LOOP
		EXECUTE format('CREATE FUNCTION evil.%s LANGUAGE plpgsql AS
			$f$BEGIN PERFORM evil.spring(%L); RETURN NULL; END$f$', o, o);
	END LOOP;
END $do$;
CREATE FUNCTION evil.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE plpgsql AS
	'BEGIN PERFORM evil.spring(''unnest''); RETURN; END';
CREATE TABLE evil.consumer (name text);
CREATE TABLE evil.outbox (outbox_id bigint);
CREATE TABLE evil.pg_extension (extname name);
CREATE TABLE evil.trap (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION evil.send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1"}');
	RETURN NULL;
END $$;
CREATE TRIGGER send AFTER INSERT ON evil.trap FOR EACH STATEMENT EXECUTE FUNCTION evil.send();
SQL
is(app(q{SET search_path = evil, pg_catalog; SELECT 'a'::text = 'b'::text; TABLE evil.sprung; TRUNCATE evil.sprung}),
	"t\ntext|app", 'a trap springs on its maker');
$node->safe_psql('postgres', 'ALTER ROLE app SET search_path = evil, pg_temp, pg_catalog; ALTER DATABASE postgres SET search_path = evil, pg_catalog');
app(<<'SQL');
CREATE TEMP TABLE consumer (name text);
CREATE TEMP TABLE pg_proc (oid oid);
SELECT awspipe.create_kinesis_consumer('trap', 'aws', 'trap', 'evil.trap', on_error => 'dead_letter',
	filter_pattern => '{"n": [{"exists": true}]}');
SELECT awspipe.start_consumer('trap');
SQL
$stream->put('trap', { key => 'k', data => 'no JSON' }, map { { key => 'k', json => { n => $_ } } } 1 .. 10);
ok($node->poll_until('SELECT pg_catalog.count(*) OPERATOR(pg_catalog.=) 10 FROM evil.trap'),
	'a consumer whose search_path is full of traps');
ok( $node->poll_until(q{SELECT pg_catalog.count(*) OPERATOR(pg_catalog.>) 0 FROM awspipe.outbox}),
	'and its messages');
app(<<'SQL');
SELECT awspipe.redrive('trap');
SELECT awspipe.alter_consumer('trap', batch_size => 5);
SELECT * FROM awspipe.consumers, awspipe.consumer_options, awspipe.consumer_errors, awspipe.consumer_history, awspipe.health, awspipe.shards, awspipe.batches, awspipe.stat_consumer, awspipe.workers,
	awspipe.outbox_pending, awspipe.stat_destination, awspipe.dead_letters;
SELECT awspipe.discard('{1}'), awspipe.redrive('{2}'::bigint[]);
SELECT awspipe.rewind_consumer('trap', 'TRIM_HORIZON');
SELECT awspipe.stop_consumer('trap');
SELECT awspipe.drop_consumer('trap');
SQL
$node->restart;
ok( $node->poll_until(q{SELECT pg_catalog.count(*) OPERATOR(pg_catalog.>=) 4 FROM awspipe.workers}),
	'workers start with it');
is($node->safe_psql('postgres', 'SELECT * FROM evil.sprung'), '', 'none is sprung');
$node->safe_psql('postgres', 'ALTER ROLE app RESET search_path; ALTER DATABASE postgres RESET search_path');

# USAGE can be taken back
$aws->create_stream('revoked', 1);
app(<<'SQL');
CREATE TABLE app.revoked (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('revoked', 'aws', 'revoked', 'app.revoked');
SELECT awspipe.start_consumer('revoked');
SQL
arrives('revoked', 'a consumer reads');
my $state = q{SELECT state = '%s' AND error_code IS NOT DISTINCT FROM %s FROM awspipe.consumers WHERE name = 'revoked'};
$node->safe_psql('postgres', 'REVOKE USAGE ON FOREIGN SERVER aws FROM app');
ok($node->poll_until(sprintf($state, 'retrying', q{'42501'})), 'it waits when it may no longer use the server');
like(app(q{SELECT error_message FROM awspipe.consumers WHERE name = 'revoked'}),
	qr/permission denied for foreign server aws/, 'and says why');
like($node->error_as('app', q{SELECT awspipe.start_consumer('revoked')}), qr/42501/, 'nor can it be started');
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN SERVER aws TO app');
arrives('revoked', 'it goes on where it was once it may');
is(app('SELECT count(*) FROM app.revoked'), 2, 'with nothing twice');
$node->safe_psql('postgres', 'DROP USER MAPPING FOR app SERVER aws');
ok($node->poll_until(sprintf($state, 'retrying', q{'42704'})), 'it waits without user mapping');
$node->safe_psql('postgres', <<'SQL');
CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id 'OTHERKEY', secret_access_key 'x');
CREATE FUNCTION public.steal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN CREATE TABLE app.stolen (); RETURN NULL; END $$;
CREATE ROLE thief;
SQL
arrives('revoked', 'and goes on with another');

# A table that has changed hands is no longer the owner's inbox
$node->safe_psql('postgres', <<'SQL');
ALTER TABLE app.revoked OWNER TO thief;
GRANT ALL ON app.revoked TO app;
CREATE TRIGGER steal AFTER INSERT ON app.revoked FOR EACH STATEMENT EXECUTE FUNCTION public.steal();
SQL
$stream->put('revoked', { key => 'k', json => {} });
ok($node->poll_until(sprintf($state, 'failed', q{'42501'})), 'nothing goes into a table of another role');
is(app(q{SELECT to_regclass('app.stolen') IS NULL}), 't', "whose triggers have not run");

# A role that gains too much loses its consumers
app(q{SELECT awspipe.start_consumer('deferred')});
arrives('deferred', 'a consumer goes on');
$node->safe_psql('postgres', 'ALTER ROLE app SUPERUSER');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE consumer = 'deferred'});
ok( $node->poll_until(q{SELECT state = 'failed' AND error_code = '42501' FROM awspipe.consumers WHERE name = 'deferred'}),
	'an owner that became a superuser gets no worker');

done_testing();
