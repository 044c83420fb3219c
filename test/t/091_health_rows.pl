# Each row that awspipe.health can have, as docs/operations.md prints it: the
# document shows no row that the view does not give, and lacks none.
#
# What is late is not waited for: where a row says since when something lasts,
# that time is put back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use FakeAws;
use File::Temp;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;
use Time::HiRes qw(sleep);

my $json = JSON::PP->new->utf8->canonical;

# A file of such a name is how the test tells AWS's stand-in what to do
my $world = File::Temp->newdir;

sub is_told { return -e "$world/$_[0]" }

sub order
{
	foreach my $what (@_)
	{
		open(my $file, '>', "$world/$what") or die "$world/$what: $!";
		close $file;
	}
	return;
}

sub take_back
{
	foreach my $what (@_)
	{
		unlink("$world/$what") or die "$world/$what: $!";
	}
	return;
}

sub say_json
{
	my ($socket, $content, $status) = @_;

	FakeAws::answer($socket, $status // 200, {}, $json->encode($content));
	return 1;
}

# A stream of one shard, which gives each record once
sub get_records
{
	my ($socket, $request) = @_;
	my ($iterator) = $json->decode($request->{body})->{ShardIterator};

	sleep 0.01 while is_told('silence');
	if (is_told('trouble'))
	{
		FakeAws::reset_connection($socket);
		return 0;
	}
	my @records = $iterator eq 'first' && is_told('record') ? {
		SequenceNumber => '10', PartitionKey => 'k', ApproximateArrivalTimestamp => time,
		Data => encode_base64('{"secret": "not to be seen"}', '') } : ();

	return say_json($socket, {
		Records => \@records,
		NextShardIterator => @records ? 'next' : $iterator,
		MillisBehindLatest => is_told('behind') ? 7_200_000 : 0 });
}

# SNS, which tells nobody what it has made of a message, and STS
sub answer_query
{
	my ($socket, $request) = @_;

	if ($request->{body} =~ /Action=Publish/)
	{
		sleep 0.01 while is_told('silence');
		if (is_told('trouble'))
		{
			FakeAws::reset_connection($socket);
			return 0;
		}
	}
	FakeAws::answer($socket, 200, { 'Content-Type' => 'text/xml' }, $request->{body} =~ /Action=GetCallerIdentity/
		? '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>'
		  . '<Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>'
		: '<PublishBatchResponse><PublishBatchResult><Successful><member><Id>0</Id><MessageId>p1</MessageId></member>'
		  . '</Successful></PublishBatchResult></PublishBatchResponse>');
	return 1;
}

sub no_table
{
	return say_json($_[0], {
		__type => 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
		message => 'Requested resource not found' }, 400);
}

my $fake = FakeAws->new(
	DescribeStreamSummary => sub { say_json($_[0], { StreamDescriptionSummary => {
		StreamARN => 'arn:aws:kinesis:us-east-1:123456789012:stream/orders', StreamName => 'orders',
		StreamStatus => 'ACTIVE', StreamCreationTimestamp => 1_700_000_000 } }) },
	ListShards => sub { say_json($_[0], { Shards => [ {
		ShardId => 'shardId-000000000000',
		HashKeyRange => { StartingHashKey => '0', EndingHashKey => '340282366920938463463374607431768211455' },
		SequenceNumberRange => { StartingSequenceNumber => '1' } } ] }) },
	GetShardIterator => sub { say_json($_[0], { ShardIterator => 'first' }) },
	GetRecords => \&get_records,
	GetQueueUrl => sub { say_json($_[0], { QueueUrl => 'http://127.0.0.1/orders' }) },
	SendMessageBatch => sub {
		my ($socket, $request) = @_;

		say_json($socket, { Failed => [], Successful =>
			  [ map { { Id => $_->{Id}, MessageId => "m$_->{Id}" } } @{ $json->decode($request->{body})->{Entries} } ] });
	},
	DescribeTable => \&no_table,
	PutItem => \&no_table,
	BatchWriteItem => \&no_table,
	'/' => \&answer_query);
my $node = PipeCluster->create('rows', endpoints => { map { $_ => $fake->url } qw(dynamodb kinesis sns sqs sts) },
	conf => "wal_level = logical\n");

sub app { return $node->psql_as('app', @_) }

sub as_superuser { return $node->safe_psql('postgres', @_) }

# Rows as the document has them
my $line = q{concat_ws(' | ', severity, object_type, object, problem, coalesce(error_code, ''))};
my ($section) = slurp_file("$FindBin::RealBin/../../docs/operations.md") =~ /^### Health\n(.*?)^### /ms;
my @documented = map { s/^\| | *\|$//gr } grep { /^\| (?:critical|warning) / } split /\n/, $section;
my (%seen, %hints);

# The row is there, within seconds, and in the document
sub row
{
	my ($what, $row, %of) = @_;
	my $database = $of{database} // 'postgres';
	my $quoted = $row =~ s/'/''/gr;
	local $PostgreSQL::Test::Utils::timeout_default = 20;
	local $ENV{PGUSER} = 'monitor';

	ok($node->poll_query_until($database, "SELECT '$quoted' IN (SELECT rtrim($line) FROM awspipe.health)"), $what)
	  or diag(scalar $node->safe_psql($database, "SELECT $line FROM awspipe.health"));
	$seen{$row} = 1 if !$of{beside};
	$hints{$_} = 1 foreach split /\n/, $node->safe_psql($database, "SELECT hint FROM awspipe.health WHERE rtrim($line) = '$quoted'");
	return;
}

# The same of what is so within a transaction only, and no worker sees
sub row_within
{
	my ($what, $row, $sql) = @_;
	my ($found, $hint) = split /\n/,
	  as_superuser("BEGIN; $sql; SET LOCAL ROLE monitor; SELECT rtrim($line) || E'\\n' || hint FROM awspipe.health; ROLLBACK");

	is($found, $row, $what);
	$seen{$row} = 1;
	$hints{$hint} = 1;
	return;
}

sub healthy
{
	my ($what) = @_;

	return ok($node->poll_until('SELECT count(*) = 0 FROM awspipe.health'), $what);
}

sub set
{
	my (%settings) = @_;

	as_superuser("ALTER SYSTEM SET pgawspipe.$_ = '$settings{$_}'") foreach keys %settings;
	$node->reload;
	return;
}

as_superuser('CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor');

# A consumer that is late
app(q{
	CREATE TABLE orders (LIKE awspipe.event INCLUDING ALL, CHECK (payload ->> 'secret' IS NULL));
	SELECT awspipe.create_kinesis_consumer('orders', 'aws', 'orders', 'orders')});
order('silence', 'behind');
app(q{SELECT awspipe.start_consumer('orders')});
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM awspipe.workers WHERE consumer = 'orders')}), 'it has a worker');
is(as_superuser('SELECT count(*) FROM awspipe.health'), 0, 'it may take its time to start');
as_superuser(q{UPDATE awspipe.consumer_state SET since = since - interval '30 s'});
row('for half a minute only', 'warning | consumer | orders | has had no answer from AWS yet |');
take_back('silence');
row('it is two hours behind', 'warning | consumer | orders | is far behind |');
take_back('behind');
healthy('and has made up for it');
order('trouble');
row('AWS cannot be reached', 'warning | consumer | orders | is retrying what has failed | 08006');
take_back('trouble');
healthy('and can be');

# What does not leave
my $lock = Session->new($node, 'app');
$lock->run('BEGIN; LOCK TABLE app.orders IN SHARE MODE');
order('record');
app(q{SELECT awspipe.stop_consumer('orders')});
ok($node->poll_until(q{SELECT state = 'stopped' FROM awspipe.consumers}), 'it is stopped');
app(q{SELECT awspipe.start_consumer('orders')});
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'app.orders'::regclass AND NOT granted)}),
	'it waits for a lock');
app(q{SELECT awspipe.stop_consumer('orders')});
is(as_superuser('SELECT count(*) FROM awspipe.health'), 0, 'it may take its time to stop');
as_superuser(q{UPDATE awspipe.consumer_state SET since = since - interval '30 s'});
row('for half a minute only', 'warning | consumer | orders | is to stop and has not |');
app(q{SELECT awspipe.start_consumer('orders')});
$lock->run('COMMIT');
row('a record that the table does not take', 'critical | consumer | orders | has stopped | 23514');
app('ALTER TABLE orders DROP CONSTRAINT orders_payload_check');
app(q{SELECT awspipe.start_consumer('orders')});
healthy('now it takes it');
take_back('record');

# What waits for a person
sub dead_letters
{
	my ($number, $columns, $values) = @_;

	as_superuser(qq{INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, $columns)
		SELECT $values FROM awspipe.consumer, generate_series(1, $number)});
	return;
}

my @record = ('consumer, error_code', q{'record', owner_id, 1, name, '23505'});
my @message = ('server_id, service, resource, error_code',
	q{'message', owner_id, 1, server_id, 'dynamodb', 'orders', 'ValidationException'});
dead_letters(1, @record);
dead_letters(1, @message);
row('one is one', 'warning | consumer | orders | 1 dead letter waits | 23505', beside => 1);
row('of a destination, too', 'warning | destination | aws dynamodb orders | 1 dead letter waits | ValidationException', beside => 1);
dead_letters(16, @record);
dead_letters(2, @message);
row('a consumer has dead letters', 'warning | consumer | orders | 17 dead letters wait | 23505');
row('so has a destination', 'warning | destination | aws dynamodb orders | 3 dead letters wait | ValidationException');
as_superuser('DELETE FROM awspipe.dead_letter');
healthy('dead letters are gone');

# Destinations
app(q{SELECT awspipe.dynamodb_put_item('aws', 'orders', '{"pk": "a"}')});
row('there is no such table', 'critical | destination | aws dynamodb orders | cannot be sent to | ResourceNotFoundException');
app(q{SELECT awspipe.discard_pending('aws', 'dynamodb', 'orders')});
healthy('what cannot be sent is discarded');
order('silence');
app(q{SELECT awspipe.alter_destination('aws', 'sns', 'alerts', 'hold'), awspipe.sns_publish('aws', 'alerts', 'first')});
ok($node->poll_until(q{SELECT state = 'attempted' FROM awspipe.outbox}), 'a message is under way');
is(as_superuser('SELECT count(*) FROM awspipe.health'), 0, 'it may take its time');
as_superuser(q{UPDATE awspipe.outbox SET created_at = created_at - interval '15 min'});
row('a quarter of an hour only', 'warning | destination | aws sns alerts | has messages that wait for long |');
order('trouble');
take_back('silence');
row('nobody knows whether it was delivered',
	'warning | destination | aws sns alerts | 1 message is held: nobody knows whether it was delivered |', beside => 1);
app(q{SELECT awspipe.sns_publish('aws', 'alerts', 'second')});
row('nor whether another one was',
	'warning | destination | aws sns alerts | 2 messages are held: nobody knows whether they were delivered |');
take_back('trouble');
app(q{SELECT awspipe.resolve(outbox_id, 'delivered') FROM awspipe.outbox_pending});
healthy('somebody has found out');

# A worker that cannot do its work
as_superuser(q{
	CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
		AS $$BEGIN RAISE EXCEPTION 'no room for this' USING ERRCODE = '53100'; END$$;
	CREATE TRIGGER full_disk BEFORE DELETE ON awspipe.outbox FOR EACH ROW EXECUTE FUNCTION full_disk()});
app(q{SELECT awspipe.sqs_send_message('aws', 'orders', 'x')});
row('the disk is full', 'warning | worker | dispatcher | cannot settle outbox messages | 53100');
as_superuser('DROP FUNCTION full_disk CASCADE');
healthy('there is room again');

# Jobs
app(q{SELECT awspipe.create_job('load', 'SELECT 1 / 0', timeout => '1 s'), awspipe.run_job('load')});
row('a job fails', 'warning | job | load | has failed | 22012');
app(q{SELECT awspipe.alter_job('load', 'SELECT pg_sleep(600)'), awspipe.run_job('load')});
row('one takes too long', 'warning | job | load | took longer than its timeout | 57014');
app(q{SELECT awspipe.alter_job('load', 'SELECT 1'), awspipe.run_job('load')});
healthy('one succeeds');
set(max_job_workers => 0);
app(q{SELECT awspipe.run_job('load')});
is(as_superuser('SELECT count(*) FROM awspipe.health'), 0, 'it may take its time');
as_superuser(q{UPDATE awspipe.job_run SET queued_at = queued_at - interval '15 min' WHERE state = 'queued'});
row('a quarter of an hour only', 'warning | job | load | has a run that waits for long |');
as_superuser(q{UPDATE awspipe.job_run SET queued_at = now(), interruptions = 3 WHERE state = 'queued'});
row('something keeps it from its end', 'warning | job | load | is interrupted again and again |');
set(max_job_workers => 2);
healthy('it has come to its end');
as_superuser(q{UPDATE awspipe.job SET schedule = '0 * * * *'; SELECT awspipe._follow_schedules(0)});
row('nobody starts it', 'warning | job | load | is not started by its schedule | 55000');
app(q{SELECT awspipe.alter_job('load', schedule => '')});
healthy('nobody is to start it');
app(q{SELECT awspipe.drop_job('load')});

# Captures
as_superuser('ALTER ROLE app REPLICATION; GRANT CREATE ON DATABASE postgres TO app');
app(q{CREATE TABLE goods (id int PRIMARY KEY); SELECT awspipe.create_s3_capture('lake', 'aws', 'lake', '{goods}')});
is(as_superuser('SELECT count(*) FROM awspipe.health'), 0, 'one that was not started is well');
my $lake = 'UPDATE awspipe.capture SET enabled = true,';
row_within('it stops for an error', 'critical | capture | lake | has stopped | 42501', q{UPDATE awspipe.capture SET error_code = '42501'});
row_within('it has lost its slot', 'critical | capture | lake | has lost its replication slot |', "$lake slot_state = 'lost'");
row_within('it pauses', 'critical | capture | lake | is paused: its lag has reached maximum_lag |',
	"$lake slot_state = 'ready', paused = 'lag', position = '0/1', maximum_lag = 1024");
row_within('it is refused', 'warning | capture | lake | is retrying what has failed | AccessDenied', "$lake error_code = 'AccessDenied'");
row_within('it lags', 'warning | capture | lake | lags by more than half of maximum_lag |',
	"$lake slot_state = 'ready', position = '0/1', maximum_lag = 1024");
row_within('it copies for long', 'warning | capture | lake | has been copying a table for long |',
	"$lake slot_state = 'ready', position = pg_current_wal_lsn(); UPDATE awspipe.capture_table SET added_at = added_at - interval '1 hour'");
app(q{SELECT awspipe.drop_capture('lake'); DROP TABLE goods});

# Workers that are not there
set(restart_backoff_min => '5min');
as_superuser(q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'dispatcher'});
row('no dispatcher', 'critical | worker | dispatcher | is not there: messages are not sent |');
as_superuser(q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor'});
row('no supervisor', 'critical | worker | supervisor | is not there: consumers that end are not started again |');
set(restart_backoff_min => '100ms');

# The history is kept for as long as it is told to
as_superuser(q{INSERT INTO awspipe._consumer_history (consumer_id, at, state)
	SELECT consumer_id, now() - make_interval(days => 7, mins => m), 'running' FROM awspipe.consumer, unnest('{-1, 1, 100}'::int[]) AS m});
my $kept = 'SELECT count(*) FROM awspipe.consumer_history WHERE at > now() - interval \'7 days\'';
my $before = app($kept);
$node->restart;
ok($node->poll_until(q{SELECT min(at) > now() - interval '7 days' FROM awspipe.consumer_history}), 'what is older than its retention is deleted');
cmp_ok(app($kept), '>=', $before, 'and nothing else');
healthy('with its workers, all is well');

# A database in which nothing runs
set(enabled => 'off');
row('off', 'critical | database | postgres | nothing runs: pgawspipe.enabled is off |');
set(enabled => 'on');
healthy('on');
$node->safe_psql('template1', 'CREATE DATABASE copy TEMPLATE postgres');
row('a copy', 'critical | database | copy | nothing runs: the configuration was made in another cluster or database |',
	database => 'copy');

# Names as people choose them: what is said of a consumer stands on one line of
# a terminal, and the message, which may be long, behind all else
sub table_of_consumers
{
	my (undef, $printed) = $node->psql('postgres', 'TABLE awspipe.consumers',
		extra_params => [ '-U', 'app', '--no-psqlrc', '-P', 'format=aligned', '-P', 'tuples_only=off', '-P', 'footer=off' ]);

	note($printed);
	return split /\n/, $printed;
}

app(q{
	SELECT awspipe.create_kinesis_consumer('inventory', 'aws', 'inventory-events', 'orders'),
		awspipe.create_sqs_consumer('transactions', 'aws', 'transactions.fifo', 'orders')});
is_deeply([ grep { length > 120 } table_of_consumers() ], [], 'consumers have 120 columns');
as_superuser(q{
	UPDATE awspipe.consumer SET enabled = true WHERE name = 'inventory';
	UPDATE awspipe.consumer_state AS s SET state = 'failed', error_code = 'ResourceNotFoundException',
		error_message = 'could not read stream "inventory-events"'
	FROM awspipe.consumer AS c WHERE c.consumer_id = s.consumer_id AND c.name = 'inventory'});
my ($heading) = table_of_consumers();
cmp_ok(index($heading, '| error_message'), '<', 120, 'and a message begins there');

# The library is gone
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
row('not preloaded', 'critical | database | postgres | nothing runs: the server has not loaded pgawspipe at its start |');

like($node->error_as('app', q{SELECT awspipe.start_consumer('orders')}),
	qr/55000: consumer "orders" cannot be started: the server has not loaded pgawspipe at its start\nHINT:  Add pgawspipe to/,
	'nor does anything start');

# The document is the sum of it
is(join("\n", sort @documented), join("\n", sort keys %seen), 'docs/operations.md shows these rows');
my @possible = as_superuser(q{SELECT DISTINCT replace(m[1], '''''', '''')
	FROM regexp_matches(pg_get_viewdef('awspipe._problem'::regclass), '''((?:[^'']|'''')+\.)''::text', 'g') AS m
	UNION ALL
	SELECT (awspipe._why_idle(condition)).hint FROM unnest('{not preloaded,off,copy}'::text[]) AS condition});
is_deeply([ sort keys %hints ], [ sort map { split /\n/ } @possible ], 'there are no others');

done_testing();
