# Time in batches: triggers run although nothing arrives, and are told up to
# when they have seen all that has, whatever becomes of shards and workers.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use QueueTools;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis sqs));
my $node = PipeCluster->create(
	'ticks',
	emulators => $aws,
	services => [qw(kinesis sqs)],
	conf => "log_statement = none\n");
my $tools = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# Each batch leaves its number of rows, its first arrival and the watermark
sub create_inbox
{
	my ($name) = @_;

	app(<<"SQL");
CREATE TABLE $name (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE ${name}_batch (id bigint GENERATED ALWAYS AS IDENTITY, records bigint, first timestamptz, watermark timestamptz);
CREATE FUNCTION ${name}_note() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
	INSERT INTO ${name}_batch (records, first, watermark)
	SELECT count(*), min(arrived_at), awspipe.watermark() FROM batch;
	RETURN NULL;
END \$\$;
CREATE TRIGGER note AFTER INSERT ON $name REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION ${name}_note();
SQL
	return;
}

sub ticks
{
	my ($name, $more) = @_;
	my $now = app("SELECT coalesce(max(id), 0) FROM ${name}_batch");

	return ok($node->poll_until("SELECT count(*) >= 3 FROM app.${name}_batch WHERE id > $now AND records = 0"),
		"$more: empty batches");
}

sub none_passed
{
	my ($name, $what) = @_;

	return is(app(<<"SQL"), 0, $what);
SELECT count(*) FROM ${name}_batch AS b
WHERE b.first < (SELECT max(e.watermark) FROM ${name}_batch AS e WHERE e.id < b.id)
SQL
}

#
# A silent stream
#

$aws->create_stream('silent', 2);
create_inbox('silent');
app(q{SELECT awspipe.create_kinesis_consumer('silent', 'aws', 'silent', 'silent', tick => '100 ms')});
app(q{SELECT awspipe.start_consumer('silent')});
ticks('silent', 'a silent stream');
ok($node->poll_until(q{SELECT max(watermark) > min(watermark) + interval '1 s' FROM app.silent_batch}),
	'time goes on in them');
is(app(q{SELECT bool_and(watermark <= clock_timestamp()), count(*) FILTER (WHERE records > 0)
	FROM silent_batch}), 't|0', 'it is never in the future');
is(app(q{SELECT count(*) FROM awspipe.batches WHERE consumer = 'silent'}), 0, 'they are no batches of records');
is(app('SELECT awspipe.watermark() IS NULL'), 't', 'in a session there is no watermark');

#
# Records for its shards now and then, while these split and merge, batches are
# small, and workers come and go: what the watermark has passed is over
#

$aws->create_stream('busy', 2);
create_inbox('busy');
app(q{SELECT awspipe.create_kinesis_consumer('busy', 'aws', 'busy', 'busy', tick => '50 ms', batch_size => 7)});
app(q{SELECT awspipe.start_consumer('busy')});

my $put = 0;

sub put
{
	$tools->put('busy', map { { key => 'k' . int(rand(1000)), json => { n => ++$put } } } 1 .. 30);
	return;
}

for my $turn (1 .. 6)
{
	put() for 1 .. 3;
	$tools->split_shard('busy', 0) if $turn == 2;
	put();
	$tools->merge_shards('busy', 0) if $turn == 4;
	app(q{SELECT awspipe.stop_consumer('busy'), awspipe.start_consumer('busy')}) if $turn > 1;
	$node->poll_until("SELECT count(*) >= $put - 40 FROM app.busy") or die 'records do not arrive';
}
ok($node->poll_until("SELECT count(*) = $put FROM app.busy"), 'all records arrive');
ok($node->poll_until(q{SELECT max(watermark) > (SELECT max(arrived_at) FROM app.busy) FROM app.busy_batch}),
	'then the watermark passes them');
none_passed('busy', 'no record came after a watermark that had passed it');
cmp_ok(app(q{SELECT count(DISTINCT watermark) FROM busy_batch WHERE records > 0}), '>', 10,
	'and batches of records move it, too');

#
# Without a record nobody is at fault but the trigger
#

app(<<'SQL');
CREATE TABLE broken (why text);
CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM batch) AND EXISTS (SELECT FROM app.broken) THEN
		INSERT INTO app.silent_batch (records) VALUES (-1);
		RAISE 'no time today' USING ERRCODE = 'data_exception';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER a_break AFTER INSERT ON silent REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION break();
SELECT awspipe.alter_consumer('silent', on_error => 'dead_letter');
INSERT INTO broken VALUES ('today');
SQL
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'silent'}),
	'a trigger that fails without records stops the consumer');
is(app(q{SELECT error_code, error_message, error_position IS NULL FROM awspipe.consumer_errors WHERE consumer = 'silent'}),
	'22000|no time today|t', 'which says why');
is(app(q{SELECT count(*) FROM silent_batch WHERE records = -1}), 0, 'and nothing of it stays');
is(app(q{SELECT count(*) FROM awspipe.dead_letters}), 0, 'there is no dead letter');
app(q{TRUNCATE broken});
app(q{SELECT awspipe.start_consumer('silent')});
ticks('silent', 'mended and started');

#
# What the filter drops is no reason for time to stand still
#

app(q{SELECT awspipe.alter_consumer('silent', filter_pattern => '{"n": [-1]}', tick => '1 day')});
my $at = app('SELECT max(id) FROM silent_batch');
$tools->put('silent', { key => 'k', json => { n => 1 } });
ok($node->poll_until("SELECT count(*) = 1 FROM app.silent_batch WHERE id > $at AND records = 0"),
	'a batch of which nothing is left counts as an empty one');
is(app(q{SELECT tick FROM awspipe.consumer_options WHERE name = 'silent'}), '1 day', 'the option is shown');

#
# Records that wait for others go on waiting from where they began
#

app(q{SELECT awspipe.alter_consumer('silent', filter_pattern => 'null', maximum_batching_window => '1 s', tick => '100 ms')});
$tools->put('silent', { key => 'k', json => { n => 2 } });
{
	local $PostgreSQL::Test::Utils::timeout_default = 20;
	ok($node->poll_until('SELECT count(*) = 1 FROM app.silent'), 'a tick does not begin the batching window anew');
}

#
# Queues have no order, and so no watermark
#

my $queue = QueueTools->new($aws, 'quiet');
create_inbox('quiet');
app(q{SELECT awspipe.create_sqs_consumer('quiet', 'aws', 'quiet', 'quiet', tick => '100 ms')});
app(q{SELECT awspipe.start_consumer('quiet')});
ticks('quiet', 'a silent queue');
$queue->send({ body => '{"n": 1}' });
ok($node->poll_until('SELECT count(*) = 1 FROM app.quiet'), 'messages come between them');
is(app('SELECT count(watermark) FROM quiet_batch'), 0, 'there is no watermark');

app(q{SELECT awspipe.alter_consumer('quiet', tick => '0')});
is(app(q{SELECT tick IS NULL FROM awspipe.consumer_options WHERE name = 'quiet'}), 't', 'zero ends them');
like($node->error_as('app', q{SELECT awspipe.alter_consumer('quiet', tick => '-1 s')}),
	qr/22023.*tick must be between 0 and 86400 seconds/s, 'it has limits');

#
# It is AWS's clock that says when records arrive
#

$aws->shift_clock('kinesis', -30);
$aws->create_stream('behind', 1);
create_inbox('behind');
app(q{SELECT awspipe.create_kinesis_consumer('behind', 'aws', 'behind', 'behind', tick => '100 ms')});
app(q{SELECT awspipe.start_consumer('behind')});
ok($node->poll_until(q{SELECT max(watermark) > min(watermark) + interval '1 s' FROM app.behind_batch}),
	'where that is behind, time goes on');
$tools->put('behind', { key => 'k', json => { n => 1 } });
ok($node->poll_until('SELECT count(*) = 1 FROM app.behind'), 'and a record arrives');
none_passed('behind', 'which is not late');

done_testing();
