# A consumer at its edges: errors that come one after another, changes of the
# inbox and of the consumer while it runs, triggers that turn on their own
# consumer, and two at once.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use Session;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis');
my $node = PipeCluster->create(
	'consumer_edges',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

sub log_text { return PostgreSQL::Test::Utils::slurp_file($node->logfile) }

# A consumer of a stream of its own, not started; everything bears its name.
sub consumer
{
	my ($name, $options) = @_;

	$aws->create_stream($name, 1);
	app("CREATE TABLE $name (LIKE awspipe.event INCLUDING ALL);"
		  . "SELECT awspipe.create_kinesis_consumer('$name', 'aws', '$name', '$name'"
		  . ($options ? ", $options" : '')
		  . ')');
	return;
}

sub start { app("SELECT awspipe.start_consumer('$_[0]')"); return }

sub put { return $stream->put(shift, map { { key => 'k', json => $_ } } @_) }

# A trigger that counts its calls, even those that are rolled back, in $n
sub trigger
{
	my ($name, $body) = @_;

	app(<<"SQL");
CREATE SEQUENCE ${name}_calls;
CREATE FUNCTION ${name}_apply() RETURNS trigger LANGUAGE plpgsql AS \$\$
DECLARE n bigint := nextval('${name}_calls');
BEGIN $body RETURN NULL; END \$\$;
CREATE TRIGGER apply AFTER INSERT ON $name REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION ${name}_apply();
SQL
	return;
}

sub is_state
{
	my ($name, $state, $code, $test) = @_;

	ok( $node->poll_until("SELECT state = '$state' AND error_code = '$code' FROM awspipe.consumers WHERE name = '$name'"),
		$test)
	  or diag(app("SELECT state, error_code, error_message FROM awspipe.consumers WHERE name = '$name'"));
	return;
}

# Trouble of the server is no attempt of the data's.  An error of class 55 that
# the server itself raises: no value was drawn in this session.
app('CREATE SEQUENCE undrawn');
consumer('patient', q{on_error => 'dead_letter', maximum_retry_attempts => 2});
trigger('patient', <<'SQL');
	IF n <= 3 THEN PERFORM currval('app.undrawn'); END IF;
	IF n <= 5 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END IF;
SQL
put('patient', { n => 1 });
start('patient');
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.patient}),
	'a batch outlives trouble and conflicts');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'patient'}),
	0, 'which are counted apart');

# While a batch cannot be applied, reading goes on; that is no recovery
consumer('stuck');
trigger('stuck', q{PERFORM currval('app.undrawn');});
put('stuck', { n => 1 });
start('stuck');
is_state('stuck', 'retrying', '55000', 'a batch that the server cannot take now is retried');
my $requests = app(q{SELECT requests FROM awspipe.stat_consumer WHERE consumer = 'stuck'});
ok( $node->poll_until(qq{SELECT requests > $requests + 3 FROM awspipe.stat_consumer WHERE consumer = 'stuck'}),
	'reading goes on meanwhile');
is_state('stuck', 'retrying', '55000', 'the consumer is still in trouble');
unlike(log_text(), qr/"stuck" has recovered/, 'and has not said otherwise');
app(q{DROP TRIGGER apply ON stuck});
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.stuck}), 'when it can the batch goes in');
ok( $node->poll_until(q{SELECT state = 'running' AND error_code IS NULL FROM awspipe.consumers WHERE name = 'stuck'}),
	'and the consumer is well');

# Trouble that a trigger only claims to have, again and again, is the record's
for my $code (qw(08006 53100 55P03 57P03 58030))
{
	my $name = lc "claims_$code";

	consumer($name, q{on_error => 'dead_letter', maximum_retry_attempts => 2});
	trigger($name, <<"SQL");
	IF (SELECT bool_or(payload->>'n' = '2') FROM batch) THEN
		BEGIN
			RAISE EXCEPTION 'inner';
		EXCEPTION WHEN raise_exception THEN
			RAISE EXCEPTION 'claimed' USING ERRCODE = '$code';
		END;
	END IF;
SQL
	put($name, map { { n => $_ } } 1 .. 3);
	start($name);
	ok($node->poll_until("SELECT count(*) = 2 FROM app.$name"), "$code that a trigger raises does not block a shard");
	is(app("SELECT error_code, convert_from(payload, 'UTF8')::jsonb->>'n' FROM awspipe.dead_letters WHERE consumer = '$name'"),
		"$code|2", 'the record is set aside');
	cmp_ok(app("SELECT last_value FROM ${name}_calls"), '>=', 3, 'after it was tried again');
}

# A redriven record that nobody may insert
consumer('denied', q{on_error => 'dead_letter'});
trigger('denied', q{RAISE EXCEPTION 'bad' USING ERRCODE = 'P0001';});
put('denied', { n => 1 });
start('denied');
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter WHERE consumer = 'denied'}),
	'a record is set aside');
app(q{CREATE OR REPLACE FUNCTION denied_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM nextval('denied_calls'); RAISE insufficient_privilege; END $$;
SELECT awspipe.redrive('denied')});
is_state('denied', 'failed', '42501', 'a configuration error stops a redriving consumer, too');
cmp_ok(app('SELECT last_value FROM denied_calls'), '<=', 6, 'after few tries');

# A redriven record that has to wait does not hold up the stream
consumer('behind', q{on_error => 'dead_letter'});
trigger('behind', q{IF EXISTS (SELECT FROM batch WHERE payload = '{"n": 0}') THEN RAISE EXCEPTION 'bad'; END IF;});
put('behind', { n => 0 });
start('behind');
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter WHERE consumer = 'behind'}),
	'a record is set aside');
app(q{CREATE OR REPLACE FUNCTION behind_apply() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF EXISTS (SELECT FROM batch WHERE payload = '{"n": 0}') THEN PERFORM currval('app.undrawn'); END IF;
	RETURN NULL; END $$;
	SELECT awspipe.redrive('behind')});
is_state('behind', 'retrying', '55000', 'redriven it has to wait');
for my $n (1 .. 3)
{
	put('behind', { n => $n });
	ok($node->poll_until(qq{SELECT count(*) = $n FROM app.behind}), "while record $n comes in");
}
is_state('behind', 'retrying', '55000', 'it still waits');
unlike(log_text(), qr/"behind" has recovered/, 'and nothing says otherwise');
app(q{SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters WHERE consumer = 'behind'});
ok($node->poll_until(q{SELECT state = 'running' FROM awspipe.consumers WHERE name = 'behind'}),
	'until it is discarded');

# A payload column of another type
consumer('retyped');
start('retyped');
put('retyped', { n => 1 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.retyped}), 'a record comes as jsonb');
app(q{ALTER TABLE retyped ALTER COLUMN payload TYPE bytea USING convert_to(payload::text, 'UTF8')});
put('retyped', { n => 2 });
ok($node->poll_until(q{SELECT count(*) = 2 FROM app.retyped}), 'and the next as bytea');
is(app(q{SELECT convert_from(payload, 'UTF8')::jsonb FROM retyped ORDER BY sequence_number DESC LIMIT 1}),
	'{"n": 2}', 'with its own bytes');
app(q{ALTER TABLE retyped DROP COLUMN payload, ADD COLUMN payload text, DROP COLUMN partition_key});
put('retyped', { n => 3 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.retyped WHERE payload = '{"n":3}'}),
	'columns that come and go are noticed');

# Ages beyond what an int holds in milliseconds
$aws->shift_clock('kinesis', -30 * 86400);
consumer('old', q{on_error => 'dead_letter', maximum_record_age => '60 days'});
put('old', { n => 1 });
start('old');
ok($node->poll_until(q{SELECT (SELECT count(*) FROM app.old) + (SELECT count(*) FROM awspipe.dead_letter WHERE consumer = 'old') = 1}),
	'a record of last month arrives');
is(app(q{SELECT count(*) FROM old WHERE arrived_at < now() - interval '29 days'}),
	1, 'and is not older than 60 days');

# A window gathers a whole batch, however many answers that takes
consumer('gathers', q{batch_size => 6, maximum_batching_window => '5 minutes'});
start('gathers');
for my $n (1 .. 6)
{
	$requests = app(q{SELECT coalesce(max(requests), 0) FROM awspipe.stat_consumer WHERE consumer = 'gathers'});
	put('gathers', { n => $n });
	last if $n == 6;
	ok( $node->poll_until(qq{SELECT requests > $requests + 2 FROM awspipe.stat_consumer WHERE consumer = 'gathers'}),
		"reading goes on while $n of 6 records wait");
}
ok($node->poll_until(q{SELECT count(*) = 6 FROM app.gathers}), 'a full batch does not wait for the window');
is(app(q{SELECT count(*) FROM awspipe.batches WHERE consumer = 'gathers'}), 1, 'and is one');

# A trigger that turns on its own consumer
consumer('stops');
trigger('stops', q{PERFORM awspipe.stop_consumer('stops'), awspipe.alter_consumer('stops', batch_size => 7);});
put('stops', { n => 1 });
start('stops');
ok( $node->poll_until(q{SELECT count(*) = 1 AND min(c.state) = 'stopped' AND min(o.batch_size) = 7
		FROM app.stops, awspipe.consumers c JOIN awspipe.consumer_options o USING (name) WHERE name = 'stops'}),
	'a trigger may stop and alter its consumer');
for my $call ([ drop => q{awspipe.drop_consumer('drops')} ], [ rewind => q{awspipe.rewind_consumer('rewinds', 'LATEST')} ])
{
	my ($verb, $statement) = @$call;
	my $name = "${verb}s";

	consumer($name);
	trigger($name, "PERFORM $statement;");
	put($name, { n => 1 });
	start($name);
	is_state($name, 'failed', '25001', "but not $verb it");
}

# Stopped and started before its worker has noticed
consumer('restarted');
start('restarted');
put('restarted', { n => 1 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.restarted}), 'a consumer runs');
app(q{BEGIN; SELECT awspipe.stop_consumer('restarted'); SELECT awspipe.start_consumer('restarted'); COMMIT});
ok($node->poll_until(q{SELECT state = 'running' FROM awspipe.consumers WHERE name = 'restarted'}),
	'and does so when it was stopped and started in one go');

# A role that takes on another one when it connects
consumer('roles');
app('ALTER TABLE roles ADD COLUMN inserter name DEFAULT current_user');
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE other;
GRANT other TO app;
ALTER ROLE app SET role = other;
SELECT awspipe.start_consumer('roles');
SQL
put('roles', { n => 1 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.roles WHERE inserter = 'app'}),
	'owns its consumers itself');
is($node->safe_psql('postgres', q{SELECT errors FROM awspipe.stat_consumer WHERE consumer = 'roles'}),
	0, 'from the first batch on');
$node->safe_psql('postgres', 'ALTER ROLE app RESET role');

# What AWS sends does not fit into every encoding
$node->safe_psql('postgres', q{CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0});
my ($status, $stdout, $stderr) = $node->psql('latin', <<'SQL', on_error_stop => 1);
\set VERBOSITY verbose
CREATE EXTENSION pgawspipe;
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
GRANT USAGE ON FOREIGN SERVER aws TO app;
CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
CREATE TABLE inbox (payload bytea);
ALTER TABLE inbox OWNER TO app;
SET ROLE app;
SELECT awspipe.create_kinesis_consumer('c', 'aws', 's', 'inbox');
SQL
like($stderr, qr/0A000: consumers need a database with encoding UTF8/, 'a consumer needs UTF-8');

# A worker that somebody else has taken over from commits nothing
consumer('zombie');
start('zombie');
put('zombie', { n => 1 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.zombie}), 'a worker reads');
$node->safe_psql('postgres', q{WITH taken AS (UPDATE awspipe.consumer_state s SET epoch = epoch + 1
	FROM awspipe.consumer c WHERE c.consumer_id = s.consumer_id AND name = 'zombie' RETURNING s.consumer_id, epoch)
	UPDATE awspipe.checkpoint p SET epoch = taken.epoch FROM taken WHERE p.consumer_id = taken.consumer_id});
put('zombie', { n => 2 });
$node->wait_for_log(qr/consumer "zombie" leaves/);
ok($node->poll_until(q{SELECT count(*) = 2 FROM app.zombie}), 'its successor does it');
is(app(q{SELECT count(*) || ' ' || sum(records) FROM awspipe.batches WHERE consumer = 'zombie'}), '2 2', 'once');

# Rewinding waits for the worker that is adding shards, not the other way
consumer('ordered');
start('ordered');
put('ordered', { n => 1 });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.ordered}), 'a consumer has a position');
app(q{SELECT awspipe.stop_consumer('ordered')});
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE consumer = 'ordered')}), 'and is stopped');
my $worker = Session->new($node);
$worker->run('BEGIN');
$worker->run(q{SELECT s.epoch FROM awspipe.consumer_state s JOIN awspipe.consumer USING (consumer_id) WHERE name = 'ordered' FOR SHARE OF s});
my $owner = Session->new($node, 'app');
my $pid = $owner->run('SELECT pg_backend_pid()');
$owner->send(q{SELECT awspipe.rewind_consumer('ordered', 'LATEST')});
ok($node->poll_until(qq{SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $pid}), 'its owner rewinds it');
$worker->run(q{INSERT INTO awspipe.checkpoint (consumer_id, shard_id, starting_position, epoch)
	SELECT consumer_id, 'shardId-000000000009', 'TRIM_HORIZON', 1 FROM awspipe.consumer WHERE name = 'ordered'});
$worker->run(q{UPDATE awspipe.checkpoint SET updated_at = now()
	WHERE consumer_id = (SELECT consumer_id FROM awspipe.consumer WHERE name = 'ordered')});
$worker->run('COMMIT');
$owner->receive;
is($node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.checkpoint JOIN awspipe.consumer USING (consumer_id) WHERE name = 'ordered'}),
	0, 'no position is left that the worker added meanwhile');

done_testing();
