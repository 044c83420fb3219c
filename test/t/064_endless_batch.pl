# A batch that does not end is cut short: by its limit, by who stops its
# consumer, and by who waits for the extension's lock.  What it held up is
# applied once, a record past the limit is a bad one, and our own stop counts
# against nothing.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use StreamTools;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new('kinesis-volume');
my $node = PipeCluster->create('endless', emulators => $aws, services => ['kinesis']);
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# A consumer of a stream of its own.  Its trigger calls app.work_<name>() for
# each record; a record with "wait" set is waited for.
sub consumer
{
	my ($name, $options) = @_;

	$aws->create_stream($name, 1);
	app(<<"SQL");
CREATE TABLE app.$name (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION app.work_$name(payload jsonb) RETURNS void LANGUAGE plpgsql AS \$\$
BEGIN
	IF payload ? 'wait' THEN PERFORM pg_sleep(600); END IF;
END \$\$;
CREATE FUNCTION app.each_$name() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN PERFORM app.work_$name(payload) FROM batch; RETURN NULL; END \$\$;
CREATE TRIGGER each AFTER INSERT ON app.$name REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION app.each_$name();
SELECT awspipe.create_kinesis_consumer('$name', 'aws', '$name', 'app.$name'$options);
SQL
	return;
}

sub start
{
	my ($name) = @_;

	app("SELECT awspipe.start_consumer('$name')");
	return;
}

sub put
{
	my ($name, @payloads) = @_;

	$stream->put($name, map { { key => 'k', json => $_ } } @payloads);
	return;
}

# Waits until the consumer's batch sleeps in its trigger.
sub is_busy
{
	my ($name) = @_;

	ok( $node->poll_until(
			"SELECT count(*) = 1 FROM pg_stat_activity AS a
			JOIN awspipe.workers AS w USING (pid)
			WHERE w.consumer = '$name' AND a.wait_event = 'PgSleep'"),
		"a batch of $name does not end");
	return;
}

sub column
{
	my ($name, $column) = @_;

	return app("SELECT $column FROM awspipe.consumers WHERE name = '$name'");
}

sub arrived
{
	my ($name) = @_;

	return app("SELECT string_agg(payload->>'n', ' ' ORDER BY sequence_number) FROM app.$name");
}

# Past its limit, with dead letters
consumer('aside', ", maximum_batch_duration => '1 second', on_error => 'dead_letter'");
put('aside', map { { n => $_, $_ == 7 ? (wait => 1) : () } } 1 .. 20);
start('aside');
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letters WHERE consumer = 'aside'}),
	'one record is set aside');
is(app(q{SELECT error_code, convert_from(payload, 'UTF8')::jsonb->>'n' FROM awspipe.dead_letters WHERE consumer = 'aside'}),
	'57014|7', 'the one that takes longer than maximum_batch_duration');
like(app(q{SELECT error_message FROM awspipe.dead_letters WHERE consumer = 'aside'}),
	qr/^record took longer than maximum_batch_duration/, 'which the reason says');
is(arrived('aside'), join(' ', grep { $_ != 7 } 1 .. 20), 'all others have arrived');
is(column('aside', 'state'), 'running', 'and the consumer goes on');

# The same with on_error = stop
consumer('halt', ", maximum_batch_duration => '1 second'");
put('halt', map { { n => $_, $_ == 3 ? (wait => 1) : () } } 1 .. 5);
start('halt');
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'halt'}), 'a consumer stops');
is(column('halt', 'error_code'), '57014', 'because of the limit');
is(arrived('halt'), '1 2', 'in front of the record');

# A trigger that catches the cancellation
consumer('stubborn', ", maximum_batch_duration => '1 second', on_error => 'dead_letter'");
app(<<'SQL');
CREATE OR REPLACE FUNCTION app.work_stubborn(payload jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	LOOP
		BEGIN
			PERFORM pg_sleep(600);
		EXCEPTION WHEN query_canceled THEN
			NULL;
		END;
	END LOOP;
END $$;
SQL
put('stubborn', { n => 1 });
start('stubborn');
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'stubborn'}),
	'a trigger that catches query_canceled is terminated');
is(column('stubborn', 'error_code'), '57014', 'the consumer says why it has failed');
like(column('stubborn', 'error_message'), qr/could not be canceled/, 'and by whose fault');
is(app(q{SELECT count(*) FROM awspipe.workers WHERE consumer = 'stubborn'}), '0', 'it is not started again');

# Stopped: canceled after a while, and nothing is counted against the records
consumer('endless', q{, maximum_retry_attempts => 0, on_error => 'dead_letter'});
put('endless', map { { n => $_, $_ == 2 ? (wait => 1) : () } } 1 .. 3);
start('endless');
is_busy('endless');
app(q{SELECT awspipe.stop_consumer('endless')});
is(column('endless', 'state'), 'stopping', 'a consumer whose worker is still there is stopping');

my $begin = time;

ok($node->poll_until(q{SELECT state = 'stopped' FROM awspipe.consumers WHERE name = 'endless'}), 'then stopped');
cmp_ok(time - $begin, '<', 15, 'within seconds');
is(app(q{SELECT count(*) FROM awspipe.workers WHERE consumer = 'endless'}), '0', 'and its worker is gone');
app(q{CREATE OR REPLACE FUNCTION app.work_endless(payload jsonb) RETURNS void LANGUAGE sql AS ''});
start('endless');
ok($node->poll_until('SELECT count(*) = 3 FROM app.endless'), 'with a better trigger it goes on');
is(arrived('endless'), '1 2 3', 'in order, each record once');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'endless'}), '0', 'and no dead letter');

# A stubborn one is terminated
app(<<'SQL');
CREATE OR REPLACE FUNCTION app.work_endless(payload jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	LOOP
		BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END;
	END LOOP;
END $$;
SQL
put('endless', { n => 4 });
is_busy('endless');
app(q{SELECT awspipe.stop_consumer('endless')});
ok($node->poll_until(q{SELECT state = 'stopped' FROM awspipe.consumers WHERE name = 'endless'}),
	'one that catches the cancellation is stopped, too');
app(q{CREATE OR REPLACE FUNCTION app.work_endless(payload jsonb) RETURNS void LANGUAGE sql AS ''});
start('endless');
ok($node->poll_until('SELECT count(*) = 4 FROM app.endless'), 'and goes on');

# A supervisor that died leaves an endless batch to the next one
app(q{CREATE OR REPLACE FUNCTION app.work_endless(payload jsonb) RETURNS void LANGUAGE sql AS 'SELECT pg_sleep(600)'});
put('endless', { n => 5 });
is_busy('endless');

my $supervisor = $node->safe_psql('postgres', q{SELECT pid FROM awspipe.workers WHERE kind = 'supervisor'});

$node->safe_psql('postgres', "SELECT pg_terminate_backend($supervisor)");
ok($node->poll_until(
		"SELECT count(*) = 2 AND bool_and(started_at > now() - interval '1 minute') FROM awspipe.workers
		WHERE kind IN ('supervisor', 'dispatcher') AND pid <> $supervisor"),
	'a new supervisor does not wait for ever');
is_busy('endless');

# Who waits for the extension's lock is not held up by a batch
my $session = Session->new($node);

$session->run("SET statement_timeout = '60s'");
$begin = time;
$session->run('DROP EXTENSION pgawspipe CASCADE');
cmp_ok(time - $begin, '<', 30, 'DROP EXTENSION takes seconds');
$session->quit;
is($node->safe_psql('postgres', 'SELECT count(*) FROM app.endless'), '4',
	'and what the batch has done is rolled back');

unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP/, 'no process has crashed');

done_testing();
