# What a person who watches sees when nothing goes on: every view says so
# within seconds, to pg_monitor as well, and none of them quotes a row.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use IO::Socket::INET;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use Session;
use StreamTools;
use Test::More;

# What is to be seen, is to be seen by then
my $limit_s = 5;

my $aws = AwsEmulators->new(qw(kinesis-volume sqs dynamodb));
my $proxy = FaultProxy->new($aws->url('kinesis'));
my $queues = FaultProxy->new($aws->url('sqs'));
my $tables = FaultProxy->new($aws->url('dynamodb'));
my $fake = FakeAws->new(PutMetricData => sub { FakeAws::answer($_[0], 200, {}, ''); return 1 });
my $cloudwatch = FaultProxy->new($fake->url);
my $node = PipeCluster->create(
	'watching',
	emulators => $aws,
	endpoints => {
		kinesis => $proxy->url, sqs => $queues->url, dynamodb => $tables->url,
		cloudwatch => $cloudwatch->url
	},
	restart_after_crash => 1);
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# Within the limit the query is true, as seen by that role
sub right
{
	my ($what, $query, %of) = @_;
	local $PostgreSQL::Test::Utils::timeout_default = $limit_s;
	local $ENV{PGUSER} = $of{role} if $of{role};

	return ok($node->poll_query_until($of{database} // 'postgres', $query), $what);
}

# What consumers and stat_consumer say of one
sub state_right
{
	my ($what, $name, $state, %of) = @_;

	right("$what: state is $state", "SELECT state = '$state' FROM awspipe.consumers WHERE name = '$name'", %of);
	right("$what: pg_monitor sees it",
		"SELECT state = '$state' AND since <= clock_timestamp() FROM awspipe.stat_consumer WHERE consumer = '$name'",
		role => 'monitor', %of);
	return;
}

sub lag_right
{
	my ($what, $name, %of) = @_;

	right("$what: lag is not zero", "SELECT lag > '0.5 s' FROM awspipe.stat_consumer WHERE consumer = '$name'",
		role => 'monitor', %of);
	my $lag = $node->safe_psql($of{database} // 'postgres',
		"SELECT coalesce(lag, '0') FROM awspipe.stat_consumer WHERE consumer = '$name'");
	right("$what: and grows", "SELECT lag > '$lag'::interval + '1 s' FROM awspipe.stat_consumer WHERE consumer = '$name'", %of);
	return;
}

# severity, kind, object, code; never a text that could quote a row
sub health_right
{
	my ($what, $row, %of) = @_;

	right("$what: health has it", <<"SQL", role => 'monitor', %of);
SELECT '$row' = ANY (array_agg(concat_ws('|', severity, object_type, object, coalesce(error_code, ''))))
	AND bool_and(problem <> '' AND hint <> '' AND coalesce(since <= clock_timestamp(), true) AND problem !~ 'not to be seen')
FROM awspipe.health
SQL
	my ($status, $stdout, $stderr) =
	  $node->psql($of{database} // 'postgres', 'SELECT * FROM awspipe.health', extra_params => [ '-U', 'monitor', '-A' ]);
	note("awspipe.health, $what:\n", $stdout);
	return;
}

# The metrics that a consumer has: Running, Failed, Paused
sub metrics_right
{
	my ($what, $name, $values, %of) = @_;

	right("$what: so do the metrics", <<"SQL", %of);
SELECT string_agg(m.value::text, ' ' ORDER BY array_position('{Running,Failed,Paused}', m.metric_name)) = '$values'
FROM awspipe._metrics('monitor'::regrole) AS m
WHERE m.dimensions ->> 'Consumer' = '$name' AND m.metric_name IN ('Running', 'Failed', 'Paused')
SQL
	return;
}

sub lag_metric
{
	my ($name, $condition) = @_;

	return <<"SQL";
SELECT m.value $condition FROM awspipe._metrics('monitor'::regrole) AS m
WHERE m.metric_name = 'Lag' AND m.dimensions ->> 'Consumer' = '$name'
SQL
}

sub healthy
{
	my ($what) = @_;

	return right($what, 'SELECT count(*) = 0 FROM awspipe.health', role => 'monitor');
}

# The same, when something else has to come to an end first
sub calm
{
	my ($what) = @_;
	local $PostgreSQL::Test::Utils::timeout_default = 60;

	return ok($node->poll_until('SELECT count(*) = 0 FROM awspipe.health'), $what);
}

sub set
{
	my (%settings) = @_;

	$node->safe_psql('postgres', "ALTER SYSTEM SET pgawspipe.$_ = '$settings{$_}'") foreach keys %settings;
	$node->reload;
	return;
}

sub warnings_of
{
	my ($database, $role, $sql) = @_;
	my (undef, undef, $stderr) = $node->psql($database, $sql, extra_params => [ '-U', $role ]);

	return $stderr;
}

$aws->create_stream($_, 1) foreach qw(good poison);
$aws->create_table('items', 'pk');
my $queue = QueueTools->new($aws, 'queue');
QueueTools->new($aws, 'unread');
my $closed = do { my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1); $s->sockport };
$node->create_server('dead', emulators => $aws, endpoints => { kinesis => "http://127.0.0.1:$closed" });
$node->safe_psql('postgres', 'CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor');

# All is well
app(q{
	CREATE TABLE good (LIKE awspipe.event INCLUDING ALL);
	CREATE TABLE messages (LIKE awspipe.event INCLUDING ALL);
	CREATE TABLE poisoned (LIKE awspipe.event INCLUDING ALL, CHECK (payload ->> 'secret' IS NULL));
	SELECT awspipe.create_kinesis_consumer('good', 'aws', 'good', 'good');
	SELECT awspipe.create_kinesis_consumer('poisoned', 'aws', 'poison', 'poisoned');
	SELECT awspipe.create_sqs_consumer('messages', 'aws', 'queue', 'messages');
	SELECT awspipe.start_consumer(name) FROM awspipe.consumers WHERE name <> 'poisoned'});
$stream->put('good', map { { key => 'k', json => { n => $_ } } } 1 .. 20);
$queue->send({ json => { n => 1 } });
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "a"}')});
ok($node->poll_until('SELECT count(*) = 20 FROM app.good'), 'records are applied');
ok($node->poll_until('SELECT count(*) = 1 FROM app.messages'), 'messages are applied');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'messages are sent');
state_right('well', $_, 'running') foreach qw(good messages);
right('well: there is no lag', q{SELECT lag < '5 s' FROM awspipe.stat_consumer WHERE consumer = 'good'});
metrics_right('well', 'good', '1 0 0');
healthy('well: health is empty');
# How fast, and how much there is
right('figures of a consumer', q{SELECT records = 20 AND records_per_second > 0 AND stats_reset < clock_timestamp()
	AND latency_p50 BETWEEN '0' AND latency_p95 AND latency_p95 <= latency_p99 AND latency_p99 < '1 min'
	AND applied_at <= clock_timestamp() AND depth IS NULL AND dead_letters_waiting = 0
	FROM awspipe.stat_consumer WHERE consumer = 'good'}, role => 'monitor');
right('figures of a queue', q{SELECT records = 1 AND depth >= 0
	FROM awspipe.stat_consumer WHERE consumer = 'messages'}, role => 'monitor');
right('figures of a destination', q{SELECT delivered = 1 AND deliveries_per_second > 0 AND stats_reset < clock_timestamp()
	AND latency_p50 BETWEEN '0' AND latency_p95 AND latency_p95 <= latency_p99 AND latency_p99 < '1 min'
	AND depth = 0 AND oldest_message_age IS NULL AND held = 0
	FROM awspipe.stat_destination WHERE resource = 'items'}, role => 'monitor');
is( $node->safe_psql('postgres', q{SELECT concat_ws(' ',
	awspipe._quantile('{}', 0.5) IS NULL, awspipe._quantile('{0, 0, 2}', 0.5), awspipe._quantile('{0, 1, 0, 1}', 0.5),
	-- 100 of 2,048 to 2,560 ms and one of a minute
	awspipe._quantile(array_fill(0::bigint, '{40}') || 100::bigint || array_fill(0::bigint, '{18}') || 1::bigint, 0.5) BETWEEN '2.048 s' AND '2.560 s',
	awspipe._quantile(array_fill(0::bigint, '{40}') || 100::bigint || array_fill(0::bigint, '{18}') || 1::bigint, 1) BETWEEN '57 s' AND '66 s')}),
	't 00:00:00.0025 00:00:00.002 t t', 'latencies are in their buckets');
$node->safe_psql('postgres', q{INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, consumer)
	SELECT 'record', owner_id, 1, '23505', name FROM awspipe.consumer WHERE name = 'good';
	INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, server_id, service, resource)
	SELECT 'message', owner_id, 1, 'ValidationException', server_id, 'dynamodb', 'items' FROM awspipe.consumer WHERE name = 'good'});
right('dead letters are counted', q{SELECT dead_letters_waiting = 1 FROM awspipe.stat_consumer WHERE consumer = 'good'}, role => 'monitor');
health_right('dead letters', 'warning|consumer|good|23505');
health_right('dead letters', 'warning|destination|aws dynamodb items|ValidationException');
$node->safe_psql('postgres', 'DELETE FROM awspipe.dead_letter');
healthy('dead letters: health is empty again');
like($node->error_as($_->[0], "SELECT awspipe.stat_reset('$_->[1]')"), qr/42704: consumer "$_->[1]" does not exist/, "$_->[0] cannot reset $_->[1]")
  foreach [ 'monitor', 'good' ], [ 'app', 'nope' ];
app(q{SELECT awspipe.stat_reset('good')});
is(app(q{SELECT concat_ws(' ', records, batches, requests < 10, latency_p50 IS NULL, records_per_second)
	FROM awspipe.stat_consumer WHERE consumer = 'good'}), '0 0 t t 0', 'one is reset');
is(app(q{SELECT records FROM awspipe.stat_consumer WHERE consumer = 'messages'}), 1, 'another is not');
app('SELECT awspipe.stat_reset()');
is(app(q{SELECT sum(records) || ' ' || (SELECT sum(delivered) FROM awspipe.stat_destination) FROM awspipe.stat_consumer}), '0 0', 'all are reset');
is(app(q{SELECT state FROM awspipe.consumers WHERE name = 'poisoned'}), 'stopped', 'one was not started');
right('and has no lag', q{SELECT lag IS NULL FROM awspipe.stat_consumer WHERE consumer = 'poisoned'});

# A record that no batch can have
app(q{SELECT awspipe.start_consumer('poisoned')});
$stream->put('poison', { key => 'k', json => { secret => 'not to be seen' } },
	map { { key => 'k', json => { n => $_ } } } 1 .. 200);
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'poisoned'}), 'poison: the consumer fails');
state_right('poison', 'poisoned', 'failed');
lag_right('poison', 'poisoned');
health_right('poison', 'critical|consumer|poisoned|23514');
metrics_right('poison', 'poisoned', '0 1 0');
right('poison: the metric Lag is not zero', lag_metric('poisoned', '> 2000'));
app(q{SELECT awspipe.publish_metrics('aws', 'App')});
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'poison: metrics are sent');
my ($lag) = map { $_->{Value} }
  grep { $_->{MetricName} eq 'Lag' && grep { $_->{Value} eq 'poisoned' } @{ $_->{Dimensions} } }
  map { @{ decode_json($_->{body})->{MetricData} } } $cloudwatch->journal;
cmp_ok($lag // 0, '>', 2000, 'poison: to CloudWatch as well');
right('poison: the history has it', q{SELECT string_agg(concat_ws('|', state, error_code), ' ' ORDER BY at)
	= 'stopped starting running failed|23514' FROM awspipe.consumer_history WHERE consumer = 'poisoned'}, role => 'app');
app('ALTER TABLE poisoned DROP CONSTRAINT poisoned_payload_check');
app(q{SELECT awspipe.start_consumer('poisoned')});
ok($node->poll_until('SELECT count(*) = 201 FROM app.poisoned'), 'poison: it goes on');
right('poison: what had failed is remembered',
	q{SELECT count(*) = 1 FROM awspipe.consumer_history WHERE consumer = 'poisoned' AND error_code = '23514'}, role => 'app');
healthy('poison: health is empty again');

# Batches that do not come to an end, though there is nothing new to be read
my $lock = Session->new($node, 'app');
$lock->run('BEGIN; LOCK TABLE app.good, app.messages IN SHARE MODE');
$stream->put('good', { key => 'k', json => { n => 21 } });
$queue->send({ json => { n => 2 } });
foreach my $name (qw(good messages))
{
	lag_right("locked: $name", $name);
	right("locked: $name: the metric Lag is not zero", lag_metric($name, '> 500'));
}
$lock->run('COMMIT');
ok($node->poll_until('SELECT (SELECT count(*) FROM app.good) = 21 AND (SELECT count(*) FROM app.messages) = 2'),
	'locked: they go on');
calm('locked: health is empty again');

# A replay, which waits in its second batch
app(q{
	CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
		AS $$BEGIN
			IF (SELECT count(*) FROM app.good) >= 26 THEN PERFORM pg_advisory_xact_lock(1); END IF;
			RETURN NULL;
		END$$;
	CREATE TRIGGER wait BEFORE INSERT ON good FOR EACH STATEMENT EXECUTE FUNCTION wait();
	SELECT awspipe.alter_consumer('good', batch_size => 5)});
$lock->run('SELECT pg_advisory_lock(1)');
right('there is no replay', 'SELECT count(*) = 0 FROM awspipe.stat_progress_replay');
app(q{SELECT awspipe.rewind_consumer('good', 'TRIM_HORIZON')});
right('a replay is seen', q{SELECT consumer = 'good' AND owner::text = 'app' AND records = 5 AND records_per_second > 0
	AND start_position <= position AND position < end_position AND end_position = started_at AND coalesce(remaining, '0') >= '0'
	FROM awspipe.stat_progress_replay}, role => 'monitor');
lag_right('a replay', 'good');
$lock->run('SELECT pg_advisory_unlock(1)');
ok($node->poll_until('SELECT count(*) = 42 FROM app.good'), 'a replay comes to its end');
right('and is no more', 'SELECT count(*) = 0 FROM awspipe.stat_progress_replay');
app('DROP TRIGGER wait ON good');

# Nobody answers
$_->listen(0) foreach $proxy, $queues, $tables;
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "b"}')});
foreach my $name (qw(good messages))
{
	state_right('endpoint down', $name, 'retrying');
	lag_right('endpoint down', $name);
	health_right('endpoint down', "warning|consumer|$name|08006");
	metrics_right('endpoint down', $name, '0 0 0');
}
right('endpoint down: the metric Lag is not zero', lag_metric('good', '> 500'));
right('endpoint down: the destination waits', q{SELECT state = 'paused' AND depth = 1 AND oldest_message_age > '0.1 s'
	AND since <= clock_timestamp() AND error_message IS NULL
	FROM awspipe.stat_destination WHERE resource = 'items'}, role => 'monitor');
health_right('endpoint down', 'critical|destination|aws dynamodb items|08006');
right('endpoint down: so does the message that waits', q{SELECT error_code = '08006' FROM awspipe.outbox_pending}, role => 'app');
$_->listen(1) foreach $proxy, $queues, $tables;
ok($node->poll_until(q{SELECT count(*) FILTER (WHERE state = 'running') = 3 FROM awspipe.consumers}), 'endpoint up: they run');
calm('endpoint up: health is empty again');

# Nobody has ever answered
app(q{
	SELECT awspipe.create_kinesis_consumer('unanswered', 'dead', 'good', 'good');
	SELECT awspipe.start_consumer('unanswered')});
state_right('dead endpoint', 'unanswered', 'retrying');
right('dead endpoint: it was never said to run',
	q{SELECT count(*) = 0 FROM awspipe.consumer_history WHERE consumer = 'unanswered' AND state = 'running'}, role => 'app');
right('dead endpoint: lag is not known',
	q{SELECT lag IS NULL AND answered_at IS NULL FROM awspipe.stat_consumer WHERE consumer = 'unanswered'}, role => 'app');
health_right('dead endpoint', 'warning|consumer|unanswered|08006');
metrics_right('dead endpoint', 'unanswered', '0 0 0');
app(q{SELECT awspipe.drop_consumer('unanswered')});

# One that answers too late
my $late = FaultProxy->new($aws->url('kinesis'));
$late->rules({ name => 'late', action => 'wait' });
$node->create_server('late', emulators => $aws, endpoints => { kinesis => $late->url });
app(q{
	SELECT awspipe.create_kinesis_consumer('unanswered', 'late', 'good', 'good');
	SELECT awspipe.start_consumer('unanswered')});
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.workers WHERE consumer = 'unanswered'}), 'late answer: there is a worker');
state_right('late answer', 'unanswered', 'starting');
metrics_right('late answer', 'unanswered', '0 0 0');
app(q{SELECT awspipe.drop_consumer('unanswered')});
healthy('late answer: health is empty again');

# A worker that is not started again for a while
set(restart_backoff_min => '5min');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE consumer = 'good'});
state_right('backoff', 'good', 'retrying');
lag_right('backoff', 'good');
health_right('backoff', 'warning|consumer|good|58000');
metrics_right('backoff', 'good', '0 0 0');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'dispatcher'});
right('backoff: without a dispatcher nothing is sent', q{SELECT bool_and(state = 'failing') FROM awspipe.stat_destination},
	role => 'monitor');
health_right('backoff', 'critical|worker|dispatcher|');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor'});
state_right('backoff of the supervisor', 'messages', 'starting');
lag_right('backoff of the supervisor', 'messages');
health_right('backoff of the supervisor', 'critical|worker|supervisor|');
set(restart_backoff_min => '100ms');
$node->restart;
ok($node->poll_until(q{SELECT count(*) FILTER (WHERE state = 'running') = 3 FROM awspipe.consumers}), 'backoff: after a restart they run');
calm('backoff: health is empty again');

# Turned off
set(enabled => 'off');
ok($node->poll_until('SELECT count(*) = 0 FROM awspipe.workers'), 'off: workers leave');
state_right('off', $_, 'disabled') foreach qw(good messages);
lag_right('off', 'good');
health_right('off', 'critical|database|postgres|');
metrics_right('off', 'good', '0 0 1');
right('off: destinations say so', q{SELECT bool_and(state = 'disabled') FROM awspipe.stat_destination}, role => 'monitor');
like(warnings_of('postgres', 'app', q{SELECT awspipe.start_consumer('good')}),
	qr/^psql:.*WARNING:  consumer "good" does not run: pgawspipe\.enabled is off/, 'off: who starts a consumer is told');
like(warnings_of('postgres', 'app', q{SELECT awspipe.sqs_send_message('aws', 'unread', 'x')}),
	qr/WARNING:  messages are not sent: pgawspipe\.enabled is off/, 'off: who sends the first message is told');
is(warnings_of('postgres', 'app', q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "c"}')}), '', 'off: and no other');
$node->restart;
lag_right('off, after a restart', 'good');
state_right('off, after a restart', 'good', 'disabled');
set(enabled => 'on');
ok($node->poll_until(q{SELECT count(*) FILTER (WHERE state = 'running') = 3 FROM awspipe.consumers}), 'off: turned on, they run');
calm('off: health is empty again');

# A copy
$node->safe_psql('template1', 'CREATE DATABASE copy TEMPLATE postgres');
state_right('copy', 'good', 'paused', database => 'copy');
lag_right('copy', 'good', database => 'copy');
health_right('copy', 'critical|database|copy|', database => 'copy');
metrics_right('copy', 'good', '0 0 1', database => 'copy');
like(warnings_of('copy', 'app', q{SELECT awspipe.start_consumer('good')}),
	qr/WARNING:  consumer "good" does not run: the configuration was made in another cluster or database/, 'copy: who starts a consumer is told');
right('copy: the original is well', 'SELECT count(*) = 0 FROM awspipe.health');
state_right('copy: the original', 'good', 'running');
$node->safe_psql('copy', 'UPDATE awspipe.consumer SET enabled = false');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
right('copy: adopted, health is empty', 'SELECT count(*) = 0 FROM awspipe.health', database => 'copy');
$node->safe_psql('template1', 'DROP DATABASE copy');

# The library is gone
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
state_right('not preloaded', $_, 'disabled') foreach qw(good messages);
lag_right('not preloaded', 'good');
health_right('not preloaded', 'critical|database|postgres|');
metrics_right('not preloaded', 'good', '0 0 1');
right('not preloaded: destinations say so', q{SELECT bool_and(state = 'disabled') FROM awspipe.stat_destination}, role => 'monitor');
$node->safe_psql('template1', 'CREATE DATABASE another');
like(warnings_of('another', $node->safe_psql('postgres', 'SELECT current_user'), 'CREATE EXTENSION pgawspipe'),
	qr/WARNING:  pgawspipe does not run: the server has not loaded pgawspipe at its start\nHINT:  Add pgawspipe to shared_preload_libraries/, 'not preloaded: CREATE EXTENSION warns');

done_testing();
