# Lineage: from a record to the batch, the rows, the messages and the items that
# it became, and back; after redrive and replay, in inboxes that do not know
# their batch, and for nobody but whose they are.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis-volume dynamodb sqs s3));
my $node = PipeCluster->create(
	'lineage',
	emulators => $aws,
	services => [qw(kinesis dynamodb sqs s3)],
	conf => "pgawspipe.delivered_retention = '7d'\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

sub drained { return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)') }

# Lines of lineage without times and what differs from run to run
sub lineage
{
	my ($arguments, $role) = @_;

	return $node->psql_as($role // 'app', <<"SQL");
SELECT step, kind, id, concat_ws(' ', result ->> 'consumer', result ->> 'inbox', result ->> 'service', result ->> 'resource',
	result ->> 'key', result ->> 'outcome', result ->> 'error_code', 'of ' || (result ->> 'messages')),
	at IS NOT NULL
FROM awspipe.lineage($arguments)
SQL
}

# The same of one kind, without the rest
sub ids
{
	my ($kind, $arguments, $role) = @_;

	return $node->psql_as($role // 'app',
		"SELECT coalesce(string_agg(id, ' ' ORDER BY step, at, id), '') FROM awspipe.lineage($arguments) WHERE kind = '$kind'");
}

$node->safe_psql('postgres', <<'SQL');
CREATE ROLE other LOGIN;
CREATE SCHEMA AUTHORIZATION other;
GRANT USAGE ON FOREIGN SERVER aws TO other;
CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
SQL

# A stream of orders: of each an item, of some an object; 13 is refused
$aws->create_stream('orders', 1);
$aws->create_table('items', 'id');
$aws->aws_call('s3', 'PUT /bucket');
my @positions = $stream->put('orders', map { { key => 'k', json => { n => $_ } } } 1 .. 20);
my @events = map { join(':', @$_) } @positions;
my $schema = <<'SQL';
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE refused AS SELECT 13 AS n;
CREATE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM batch JOIN refused ON n = (payload ->> 'n')::int) THEN
		RAISE EXCEPTION 'refused';
	END IF;
	PERFORM awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('id', 'i' || (payload ->> 'n')), 1) FROM batch;
	PERFORM awspipe.s3_put_object('aws', 'bucket', 'o' || (payload ->> 'n'), payload) FROM batch WHERE payload ->> 'n' = '7';
	RETURN NULL;
END $$;
CREATE TRIGGER send AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION send();
SQL
app("$schema;" . q{
	SELECT awspipe.create_kinesis_consumer('orders', 'aws', 'orders', 'inbox', batch_size => 5, on_error => 'dead_letter');
	SELECT awspipe.start_consumer('orders')});
ok($node->poll_until('SELECT count(*) = 19 FROM app.inbox'), 'records are applied');
ok(drained(), 'and what they cause is sent');

# The inbox knows its batches
is( app(q{SELECT bool_and(i.batch_id = b.batch_id) FROM inbox AS i
	JOIN awspipe.batches AS b ON b.applied_at = i.received_at}),
	't', 'rows have the id of their batch');
is(app('SELECT count(*) FROM inbox JOIN awspipe.batches USING (batch_id)'), 19, 'all of them');
is( app(q{SELECT count(*) FROM inbox JOIN awspipe.deliveries AS d USING (batch_id)
	WHERE d.service = 'dynamodb' AND d.key = 'i' || (payload ->> 'n')}),
	19, 'and messages the same');
is( app(q{SELECT string_agg(DISTINCT concat_ws(' ', owner, server, operation, outcome), ', '),
		bool_and(enqueued_at <= settled_at), count(*)
	FROM awspipe.deliveries}),
	'app aws PutItem delivered, app aws PutObject delivered|t|20', 'deliveries are on record');

# Forward from a record
my $batch = app(q{SELECT batch_id FROM inbox WHERE payload ->> 'n' = '7'});
my ($object) = split / /, app(q{SELECT outbox_id FROM awspipe.deliveries WHERE service = 's3'});
is( app("SELECT string_agg(kind || ' ' || step, ' ' ORDER BY step)
	FROM (SELECT DISTINCT kind, step FROM awspipe.lineage(event_id => '$events[6]')) AS s"),
	'record 1 batch 2 row 3 message 4 object 5', 'a record is followed step by step');
like(lineage("event_id => '$events[6]'"), $_, 'among them: ' . $_)
  foreach qr/^1\|record\|$events[6]\|orders\|t$/m, qr/^2\|batch\|$batch\|orders\|t$/m,
  qr/^3\|row\|$events[6]\|app\.inbox\|t$/m, qr/^4\|message\|$object\|s3 bucket o7 delivered\|t$/m,
  qr/^5\|object\|o7\|s3 bucket of 1\|t$/m, qr/^5\|object\|i7\|dynamodb items of 1\|t$/m;
is(ids('row', "event_id => '$events[6]'"), $events[6], 'no row but its own');

# and from the batch
is( ids('row', "batch_id => $batch"),
	app("SELECT string_agg(event_id, ' ' ORDER BY event_id) FROM inbox WHERE batch_id = $batch"),
	'a batch is followed to its rows');
is(ids('record', "batch_id => $batch"),
	app("SELECT shard_ids[1] || ':' || first_sequence_numbers[1] FROM awspipe.batches WHERE batch_id = $batch"), 'and its records');

# Back from an item, and an object
my $item = "service => 'dynamodb', resource => 'items', key => 'i7'";
is( app("SELECT string_agg(kind || ' ' || step, ' ' ORDER BY step)
	FROM (SELECT DISTINCT kind, step FROM awspipe.lineage($item)) AS s"),
	'object 1 message 2 row 3 batch 4 record 5', 'an item is followed back');
is(ids('batch', $item), $batch, 'to its batch');
is(ids('object', $item), 'i7', 'it alone');
is(ids('message', $item), app(q{SELECT outbox_id FROM awspipe.deliveries WHERE key = 'i7'}), 'to its message');
like(ids('row', $item), qr/$events[6]/, 'and to the row');
is(ids('message', q{server => 'aws', service => 's3', resource => 'bucket', key => 'o7'}), $object, 'as is an object');
is(lineage(q{server => 'none', service => 's3', resource => 'bucket', key => 'o7'}), '', 'of that server');

# What was set aside has caused nothing, until it is redriven
my $aside = lineage("event_id => '$events[12]'");
like($aside, qr/^1\|record\|$events[12]\|orders P0001\|t$/m, 'a dead letter is found');
like($aside, qr/^2\|batch\|/m, 'with the batch that set it aside');
unlike($aside, qr/row|message|object/, 'and nothing else');
app(q{DELETE FROM refused; SELECT awspipe.redrive('orders')});
ok($node->poll_until('SELECT count(*) = 20 FROM app.inbox'), 'it is redriven');
ok(drained(), 'and what it causes is sent');
my $redriven = app(q{SELECT batch_id FROM inbox WHERE payload ->> 'n' = '13'});
is(ids('batch', "event_id => '$events[12]'"), $redriven, 'a redriven record is of the batch that applied it');
is(ids('object', "event_id => '$events[12]'"), 'i13', 'and has its item');
is(ids('row', q{service => 'dynamodb', resource => 'items', key => 'i13'}), $events[12], 'and back');

# Messages that are given up, and redriven
app(q{SELECT awspipe.stop_consumer('orders')});
app(q{CREATE OR REPLACE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.s3_copy_object('aws', 'bucket', 'copy', 'bucket', 'original');
	RETURN NULL;
END $$});
push @positions, $stream->put('orders', { key => 'k', json => { n => 21 } });
push @events, join(':', @{ $positions[-1] });
app(q{SELECT awspipe.start_consumer('orders')});
ok( $node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter WHERE kind = 'message'}),
	'a message is given up');
my $copy = q{service => 's3', resource => 'bucket', key => 'copy'};
like(lineage("event_id => '$events[20]'"), qr/^4\|message\|\d+\|s3 bucket copy dead_letter\|t$/m, 'as lineage says');
is(ids('object', $copy), '', 'there is no object');
is(app(q{SELECT outcome, result FROM awspipe.deliveries WHERE key = 'copy'}), 'dead_letter|NoSuchKey', 'and why');
$aws->aws_call('s3', 'PUT /bucket/original', 'content');
app(q{SELECT awspipe.redrive(ARRAY(SELECT dead_letter_id FROM awspipe.dead_letters WHERE kind = 'message'))});
ok(drained(), 'redriven, it is sent');
like(lineage($copy),
	qr/^1\|object\|copy\|s3 bucket of 1\|t\n2\|message\|\d+\|s3 bucket copy dead_letter\|t\n2\|message\|\d+\|s3 bucket copy delivered\|t\n3\|row\|$events[20]\|app\.inbox\|t\n4\|batch/,
	'the object comes from the second');
like(lineage($copy), qr/^5\|record\|$events[20]\|orders\|/m, 'and the record');

# What waits
app(q{SELECT awspipe.stop_consumer('orders')});
app(q{CREATE OR REPLACE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.sqs_send_message('aws', 'later', 'm', ordering_key => 'k1');
	RETURN NULL;
END $$});
push @events, join(':', @{ ($stream->put('orders', { key => 'k', json => { n => 22 } }))[0] });
app(q{SELECT awspipe.start_consumer('orders')});
ok($node->poll_until('SELECT count(*) = 22 FROM app.inbox'), 'a message waits');
like(lineage("event_id => '$events[21]'"), qr/^4\|message\|\d+\|sqs later k1 (pending|attempted)/m, 'and is found');
is( ids('row', q{service => 'sqs', resource => 'later', key => 'k1'}),
	$events[21], 'by its ordering key, too');
my $later = QueueTools->new($aws, 'later');
ok(drained(), 'until it is sent');
like(lineage("event_id => '$events[21]'"), qr/^4\|message\|\d+\|sqs later k1 delivered\|t\n5\|object\|[0-9a-f-]{36}\|sqs later of 1\|t$/m,
	'and is then known by its id there');
my $held = app(q{SELECT awspipe.sqs_send_message('aws', 'nowhere', 'm', ordering_key => 'k2')});
is(app("SELECT awspipe.discard_pending(ARRAY[$held])"), 1, 'one that nobody will take is removed');
is(app("SELECT key, outcome, batch_id IS NULL FROM awspipe.deliveries WHERE outbox_id = $held"), 'k2|discarded|t', 'as the log says');

# A replay applies records again: two batches, two rows, one item
app(q{SELECT awspipe.stop_consumer('orders');
	CREATE OR REPLACE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('id', 'i' || (payload ->> 'n')), 2) FROM batch;
		RETURN NULL;
	END $$});
app(q{SELECT awspipe.rewind_consumer('orders', 'TRIM_HORIZON'); SELECT awspipe.start_consumer('orders')});
ok($node->poll_until('SELECT count(*) = 44 FROM app.inbox'), 'a replay');
ok(drained(), 'and its messages');
my $both = app(q{SELECT string_agg(batch_id::text, ' ' ORDER BY batch_id) FROM inbox WHERE payload ->> 'n' = '7'});
like($both, qr/^$batch \d+$/, 'a row of each');
is(ids('batch', "event_id => '$events[6]'"), $both, 'a record leads to both batches');
is(ids('batch', $item), $both, 'an item too');
like(lineage($item), qr/^1\|object\|i7\|dynamodb items of 2\|t$/m, 'which both have written');

# Without its batch's id, a row is known by its time; without that, by its place
app(q{SELECT awspipe.stop_consumer('orders')});
ok($node->poll_until(q{SELECT state = 'stopped' FROM awspipe.consumers}), 'the consumer has stopped');
app('ALTER TABLE inbox DROP batch_id');
is(ids('batch', "event_id => '$events[6]'"), $both, 'an inbox without batch_id leads to the same batches');
is(ids('row', "batch_id => $batch"), join(' ', sort map { $events[$_] }
		grep { app("SELECT count(*) FROM awspipe.batches, unnest(first_sequence_numbers, last_sequence_numbers) AS s (first, last)
			WHERE batch_id = $batch AND '$positions[$_][1]' >= (first COLLATE \"C\") AND '$positions[$_][1]' <= (last COLLATE \"C\") AND $_ <> 12") } 0 .. 19),
	'and they to the same rows');
app('ALTER TABLE inbox DROP received_at');
is(ids('batch', "event_id => '$events[6]'"), $both, 'one without time, too');
is(app("SELECT count(*) FROM awspipe.lineage(batch_id => $batch) WHERE kind = 'row' AND id = '$events[6]'"), 2,
	'but what was replayed cannot be told apart');
app('TRUNCATE inbox');
is(ids('batch', "event_id => '$events[6]'"), $both, 'a row that is gone does not matter');
app(q{ALTER TABLE inbox ALTER event_id TYPE varchar});
is(ids('row', "event_id => '$events[6]'"), '', 'a column that was changed is not looked at');

# A batch_id of the user's own is left alone
app(q{CREATE TABLE own (LIKE awspipe.event, id bigint);
	ALTER TABLE own DROP batch_id, ADD batch_id uuid DEFAULT '00000000-0000-0000-0000-000000000001';
	CREATE TABLE numbered (LIKE awspipe.event);
	ALTER TABLE numbered DROP batch_id, ADD batch_id bigint GENERATED ALWAYS AS IDENTITY (START 1000000);
	SELECT awspipe.create_kinesis_consumer('own', 'aws', 'orders', 'own'), awspipe.create_kinesis_consumer('numbered', 'aws', 'orders', 'numbered');
	SELECT awspipe.start_consumer('own'), awspipe.start_consumer('numbered')});
ok( $node->poll_until('SELECT (SELECT count(*) FROM app.own) = 22 AND (SELECT count(*) FROM app.numbered) = 22'),
	'inboxes with a batch_id of their own are filled');
is(app('SELECT (SELECT count(DISTINCT batch_id) FROM own), (SELECT min(batch_id) FROM numbered)'), '1|1000000',
	'and it is theirs');
is( app("SELECT string_agg(DISTINCT result ->> 'consumer', ' ') FROM awspipe.lineage(event_id => '$events[1]') WHERE kind = 'batch'"),
	'numbered orders own', 'their rows are found all the same');

# Queues
my $queue = QueueTools->new($aws, 'mail', VisibilityTimeout => 5);
my @messages = $queue->send(map { { json => { n => 100 + $_ } } } 1 .. 10);
app(q{CREATE TABLE mail (LIKE awspipe.event);
	CREATE TRIGGER send AFTER INSERT ON mail REFERENCING NEW TABLE AS batch FOR EACH STATEMENT EXECUTE FUNCTION send();
	SELECT awspipe.create_sqs_consumer('mail', 'aws', 'mail', 'mail');
	SELECT awspipe.start_consumer('mail')});
ok($node->poll_until('SELECT count(*) = 10 FROM app.mail'), 'messages of a queue');
ok(drained(), 'and what they cause');
is( app('SELECT count(*) FROM mail AS i JOIN awspipe.messages AS m ON m.message_id = i.event_id
	AND m.batch_id = i.batch_id AND m.sent_at = i.arrived_at'),
	10, 'are on record with their batch');
like(ids('object', "event_id => '$messages[3]'"), qr/\bi104\b/, 'a message is followed');
like(ids('record', q{service => 'dynamodb', resource => 'items', key => 'i104'}), qr/\b$messages[3]\b/, 'and found again');
app('TRUNCATE mail');
like(ids('object', "event_id => '$messages[3]'"), qr/\bi104\b/, 'even if its row is gone');

# Own and others'
$node->psql_as('other', "$schema DELETE FROM refused;" . q{
	SELECT awspipe.create_kinesis_consumer('others', 'aws', 'orders', 'inbox');
	SELECT awspipe.start_consumer('others')});
ok($node->poll_until('SELECT count(*) = 22 FROM other.inbox'), 'another role reads the same stream');
ok(drained(), 'and writes the same items');
my $mine = ids('message', $item);
my $others = ids('message', $item, 'other');
ok($mine ne '' && $others =~ /^\d+$/ && " $mine " !~ / $others /, 'each sees its own messages of an item');
is(app("SELECT string_agg(DISTINCT result ->> 'consumer', ' ') FROM awspipe.lineage(event_id => '$events[6]')"),
	'numbered orders own', 'and its own consumers of a record');
is($node->psql_as('other', "SELECT string_agg(DISTINCT result ->> 'consumer', ' ') FROM awspipe.lineage(event_id => '$events[6]')"),
	'others', 'as does the other');
is(lineage("batch_id => $batch", 'other'), '', 'a batch is its owner\'s');
is($node->psql_as('other', 'SELECT count(*) FROM awspipe.messages'), 0, 'so are messages of queues');
is($node->psql_as('other', 'SELECT count(DISTINCT owner), min(owner::text) FROM awspipe.deliveries'), '1|other', 'and deliveries');
is($node->safe_psql('postgres', "SELECT count(DISTINCT result ->> 'consumer') FROM awspipe.lineage(event_id => '$events[6]')"),
	4, 'a superuser sees all');

# Where it cannot begin
like($node->error_as('app', "SELECT awspipe.lineage($_)"),
	qr/22023: lineage begins with event_id, or batch_id, or service, resource and key$/m, "not with: $_")
  foreach "event_id => 'e', batch_id => 1", "key => 'k'", "batch_id => 1, server => 'aws'";

like($node->error_as('app', "SELECT awspipe.lineage($_)"), qr/22004: lineage begins with/, "nor with: $_")
  foreach '', "service => 's3', resource => 'bucket'";

# The log has a partition for each day, as the ids of messages have
ok($node->poll_until(q{SELECT count(*) >= 4 FROM pg_inherits WHERE inhparent = 'awspipe.delivered'::regclass}),
	'the log has partitions ahead');
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE awspipe.delivered_20200101 PARTITION OF awspipe.delivered
	FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00');
ALTER EXTENSION pgawspipe ADD TABLE awspipe.delivered_20200101;
INSERT INTO awspipe.delivered (outbox_ids, destination_id, enqueued_at, settled_at, outcome, operation)
SELECT ARRAY[n], n, ARRAY[now()], now() - n * interval '1 day', 'delivered', 'x' FROM generate_series(5, 9) AS n;
SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor';
SQL
ok($node->poll_until(q{SELECT to_regclass('awspipe.delivered_20200101') IS NULL}), 'a day that is over is dropped');
ok($node->poll_until(q{SELECT string_agg(destination_id::text, ' ' ORDER BY destination_id) = '5 6'
	FROM awspipe.delivered_default WHERE operation = 'x'}), 'rows without a day go one by one');

# Turned off, nothing is written any more
$node->append_conf('postgresql.conf', 'pgawspipe.delivered_retention = 0');
$node->reload;
my $dispatcher = $node->safe_psql('postgres', q{SELECT pid FROM awspipe.workers WHERE kind = 'dispatcher'});
$node->safe_psql('postgres', "SELECT pg_terminate_backend($dispatcher)");
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"id": "unlogged"}')});
ok(drained(), 'a message is sent without the log');
is(app(q{SELECT count(*) FROM awspipe.deliveries WHERE key = 'unlogged'}), 0, 'and leaves nothing');
my ($dump) = run_command([ 'pg_dump', '-d', $node->connstr('postgres') ]);
unlike($dump, qr/awspipe\.delivered/, 'nor is the log in a dump');

done_testing();
