# What is done to consumers by hand: a record skipped, another inbox, server
# and owner, old rows removed, a batch rehearsed.  The position stays.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use QueueTools;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis-volume sqs));
my $node = PipeCluster->create('consumer_hands', emulators => $aws, services => [qw(kinesis sqs)]);
my $stream = StreamTools->new($aws, $node);

$node->create_server('other_aws', emulators => $aws, services => [qw(kinesis sqs)]);
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE heir LOGIN;
CREATE SCHEMA AUTHORIZATION heir;
GRANT USAGE ON FOREIGN SERVER aws, other_aws TO heir;
CREATE USER MAPPING FOR heir SERVER aws OPTIONS (access_key_id 'AKIDHEIR', secret_access_key 'not a secret');
CREATE USER MAPPING FOR heir SERVER other_aws OPTIONS (access_key_id 'AKIDHEIR', secret_access_key 'not a secret');
SQL

sub app { return $node->psql_as('app', @_) }

sub failed
{
	my ($name) = @_;

	return $node->poll_until("SELECT state = 'failed' FROM awspipe.consumers WHERE name = '$name'");
}

# A trigger that refuses what it is told to, and sends the rest on
app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE applied (n int CHECK (n <> 13));
CREATE FUNCTION apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.applied SELECT (payload->>'n')::int FROM batch;
	PERFORM awspipe.sqs_send_message('aws', 'out', payload, ordering_key => payload->>'n')
	FROM batch WHERE payload ? 'send';
	RETURN NULL;
END $$;
CREATE TRIGGER apply AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION apply();
SQL

# Skipping exactly one record of a stream
$aws->create_stream('numbers', 1);
my @positions = $stream->put('numbers', map { { key => 'k', json => { n => $_ } } } 1, 2, 13, 4, 13, 6);
app(<<'SQL');
SELECT awspipe.create_kinesis_consumer('c', 'aws', 'numbers', 'inbox');
SQL
like($node->error_as('app', "SELECT awspipe.skip_record('c')"),
	qr/55000.*consumer "c" has not failed at a record/s, 'there is nothing to skip');
like($node->error_as('heir', "SELECT awspipe.skip_record('c')"), qr/42501/, 'nor for others');
app("SELECT awspipe.start_consumer('c')");
ok(failed('c'), 'a consumer fails at a record');
is(app("SELECT awspipe.skip_record('c')"), join(':', @{ $positions[2] }), 'which is to be skipped');
is(app("SELECT state FROM awspipe.consumers WHERE name = 'c'"), 'failed', 'it still stands there');
app("SELECT awspipe.start_consumer('c')");
ok($node->poll_until("SELECT state = 'failed' AND error_position = '" . join(':', @{ $positions[4] })
	  . "' FROM awspipe.consumer_state JOIN awspipe.consumer USING (consumer_id) WHERE name = 'c'"), 'started, it passes over that record, and fails at the next that is bad');
is(app('SELECT array_agg(n ORDER BY n) FROM applied'), '{1,2,4}', 'what is good is applied');
is(app("SELECT error_code, encode(payload, 'escape') FROM awspipe.dead_letters WHERE consumer = 'c'"),
	'23514|{"n":13}', 'the record is a dead letter, with what was wrong with it');

# One that would pass by now is skipped all the same
app(<<'SQL');
SELECT awspipe.skip_record('c');
ALTER TABLE applied DROP CONSTRAINT applied_n_check;
SELECT awspipe.start_consumer('c');
SQL
ok($node->poll_until("SELECT count(*) = 4 FROM app.applied"), 'and so is one that is no longer bad');
is(app("SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'c'"), '2', 'as asked');
ok($node->poll_until("SELECT skip IS NULL FROM awspipe.consumer_state"), 'nothing more is skipped');

# Of a queue
my $queue = QueueTools->new($aws, 'in', VisibilityTimeout => 1);
app(<<'SQL');
CREATE TABLE queue_inbox (LIKE awspipe.event INCLUDING ALL);
ALTER TABLE queue_inbox ADD CHECK (payload->>'n' <> '13');
SELECT awspipe.create_sqs_consumer('q', 'aws', 'in', 'queue_inbox');
SELECT awspipe.start_consumer('q');
SQL
my ($bad) = $queue->send({ json => { n => '13' } });
ok(failed('q'), 'a consumer fails at a message');
is(app("SELECT awspipe.skip_record('q')"), $bad, 'which is to be skipped');
$queue->send({ json => { n => '1' } });
app("SELECT awspipe.start_consumer('q')");
ok($node->poll_until("SELECT count(*) = 1 FROM app.queue_inbox"), 'the consumer goes on');
ok($node->poll_until("SELECT count(*) = 1 FROM awspipe.dead_letters WHERE consumer = 'q'"), 'with the message set aside');
$queue->wait_until_empty;
pass('and gone from the queue');

# Another inbox
app(<<'SQL');
CREATE TABLE new_inbox (LIKE awspipe.event INCLUDING ALL);
ALTER TABLE new_inbox DROP COLUMN received_at;
CREATE TABLE no_inbox (n int);
SQL
like($node->error_as('app', "SELECT awspipe.alter_consumer('c', inbox => 'no_inbox')"),
	qr/42703.*no column "payload"/s, 'what is no inbox is refused');
app("SELECT awspipe.alter_consumer('c', inbox => 'new_inbox')");
$stream->put('numbers', { key => 'k', json => { n => 7 } });
ok($node->poll_until("SELECT array_agg(payload->>'n') = '{7}' FROM app.new_inbox"), 'another inbox, from where it stood');
is(app("SELECT count(*) FROM inbox WHERE payload->>'n' = '7'"), '0', 'and not the old one');

# Another server
like($node->error_as('app', "SELECT awspipe.alter_consumer('c', server => 'none')"), qr/42704/, 'no such server');
app("SELECT awspipe.alter_consumer('c', server => 'other_aws')");
$node->safe_psql('postgres', 'DROP SERVER aws CASCADE');
$stream->put('numbers', { key => 'k', json => { n => 8 } });
ok($node->poll_until("SELECT count(*) = 2 FROM app.new_inbox"), 'another server, when the old one is gone');
app("SELECT awspipe.alter_consumer('q', server => 'other_aws')");
app("SELECT awspipe.start_consumer('q')");
$queue->send({ json => { n => '2' } });
ok($node->poll_until("SELECT count(*) = 2 FROM app.queue_inbox"), 'also for a consumer whose server was dropped before');

# Another owner
like($node->error_as('app', "SELECT awspipe.alter_consumer('c', owner => 'heir')"),
	qr/42501/, 'nobody can be made an owner by who is not a member');
my ($status, $stdout, $stderr) = $node->psql('postgres', "SELECT awspipe.alter_consumer('c', owner => 'heir')");
like($stderr,
	qr/must be owner of table new_inbox/, 'the inbox has to be the new owner\'s');
$node->safe_psql('postgres', <<'SQL');
ALTER TABLE app.new_inbox OWNER TO heir;
GRANT USAGE ON SCHEMA app TO heir;
SELECT awspipe.alter_consumer('c', owner => 'heir');
SQL
$stream->put('numbers', { key => 'k', json => { n => 9 } });
ok($node->poll_until("SELECT count(*) = 3 FROM app.new_inbox"), 'another owner, from where it stood');
is($node->psql_as('heir', "SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'c'"), '2', 'with its dead letters');
is($node->safe_psql('postgres', "SELECT DISTINCT usename FROM pg_stat_activity WHERE backend_type = 'pgawspipe consumer' AND application_name ~ '\\mc\$'"),
	'heir', 'and its worker is connected as that role');

# REASSIGN OWNED takes consumers along
$node->safe_psql('postgres', 'REASSIGN OWNED BY app TO heir');
$queue->send({ json => { n => '3' } });
ok($node->poll_until("SELECT count(*) = 3 FROM app.queue_inbox"), 'REASSIGN OWNED: the consumer goes on');
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT role_name, ' ') FROM awspipe.consumer JOIN awspipe.owner USING (owner_id)"), 'heir', 'as the new owner\'s');
$node->safe_psql('postgres', 'REASSIGN OWNED BY heir TO app');
ok($node->poll_until(<<'SQL'), 'and back');
SELECT bool_and(role_name = 'app' AND state = 'running')
FROM awspipe.consumers JOIN awspipe.consumer USING (name) JOIN awspipe.owner USING (owner_id)
SQL

# Old rows
like($node->error_as('app', "SELECT awspipe.alter_consumer('c', retention => '1 day')"),
	qr/42703.*inbox "new_inbox" has no column "received_at"/s, 'a retention needs the time');
like($node->error_as('app', "SELECT awspipe.alter_consumer('q', retention => '-1 day')"), qr/22023.*retention must be between/s,
	'and is no negative one');
app(<<'SQL');
CREATE TABLE removed (n text);
CREATE FUNCTION note_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.removed SELECT current_user || ' ' || session_user FROM gone;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER DELETE ON queue_inbox REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION note_removed();
INSERT INTO queue_inbox (event_id, source, received_at, payload)
	SELECT n, 'in', now() - interval '2 days', '{"n": "1"}' FROM generate_series(1, 12000) AS n;
SELECT awspipe.alter_consumer('q', retention => '1 day');
SQL
ok($node->poll_until("SELECT count(*) = 3 FROM app.queue_inbox"), 'rows past the retention are removed');
is(app('SELECT DISTINCT n FROM removed'), 'app app', 'by the owner');
is(app('SELECT count(*) FROM removed'), '12000', 'all of them, and no others');

# Partitions have rows of one place each
app(<<'SQL');
CREATE TABLE parts (LIKE awspipe.event) PARTITION BY LIST (source);
CREATE TABLE part_old PARTITION OF parts FOR VALUES IN ('old');
CREATE TABLE part_in PARTITION OF parts FOR VALUES IN ('in');
INSERT INTO parts (event_id, source, received_at) SELECT n, 'old', now() - interval '2 days' FROM generate_series(1, 10) n;
INSERT INTO parts (event_id, source, received_at) SELECT n, 'in', now() FROM generate_series(1, 10) n;
SELECT awspipe.alter_consumer('q', inbox => 'parts');
SQL
ok($node->poll_until("SELECT string_agg(source, '' ORDER BY source) = repeat('in', 10) FROM app.parts"), 'also of partitions');
app("SELECT awspipe.alter_consumer('q', retention => '0')");

# A rehearsal
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN SERVER other_aws TO app');
app(<<'SQL');
ALTER TABLE inbox OWNER TO app;
CREATE OR REPLACE FUNCTION apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.applied SELECT (payload->>'n')::int FROM batch;
	PERFORM awspipe.sqs_send_message('other_aws', 'out', payload, ordering_key => payload->>'n')
	FROM batch WHERE payload ? 'send';
	RETURN NULL;
END $$;
SELECT awspipe.stop_consumer('c');
SELECT awspipe.alter_consumer('c', inbox => 'inbox', filter_pattern => '{"n": [{"exists": true}]}');
TRUNCATE applied;
SQL
my $before = app('SELECT count(*) FROM inbox');
my $rehearse = <<'SQL';
SELECT record, outcome, error_code, service, resource, ordering_key,
	CASE outcome WHEN 'applied' THEN content->'payload' ELSE content END
FROM awspipe.rehearse('c', ARRAY['{"n": 1}', '{"n": "x"}', '{"m": 1}', '{"n": 2, "send": true}']::jsonb[])
SQL
my $seen = <<'ROWS' =~ s/\n\z//r;
1|applied|||||{"n": 1}
2|rejected|22P02||||
3|filtered|||||
4|applied|||||{"n": 2, "send": true}
|message||sqs|out|2|{"MessageBody": "{\"n\": 2, \"send\": true}"}
ROWS
is(app($rehearse), $seen, 'a rehearsal tells what becomes of each record, and what would be sent');
is($node->safe_psql('postgres', $rehearse), $seen, 'to who has the owner\'s rights');
like($node->error_as('heir', $rehearse), qr/42501/, 'and to nobody else');
is(app('SELECT count(*) FROM inbox'), $before, 'no row is left');
is(app('SELECT count(*) FROM applied'), '0', 'nor what triggers have made of it');
is(app('SELECT count(*) FROM awspipe.outbox_pending'), '0', 'and nothing is sent');
is($node->safe_psql('postgres', <<'SQL'), 'app', 'what triggers do, they do as the owner');
SET log_min_messages = fatal;
CREATE FUNCTION app.who() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.applied VALUES (1);
	RAISE EXCEPTION USING MESSAGE = current_user;
END $$;
CREATE TRIGGER who AFTER INSERT ON app.inbox FOR EACH STATEMENT EXECUTE FUNCTION app.who();
SELECT error_message FROM awspipe.rehearse('c', ARRAY['{"n": 1}']::jsonb[]);
SQL

done_testing();
