# What a worker does again and again may fail for as long as it likes: the log
# says so once for each change, the views for as long as it lasts, and one
# job that works does not hide another that does not.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis-volume sqs));
my $node = PipeCluster->create('storm', emulators => $aws, services => [qw(kinesis sqs)],
	conf => "log_min_messages = debug1\nlog_statement = none\n");

$aws->aws_call('sqs', 'CreateQueue', { QueueName => 'q' });

sub app { return $node->psql_as('app', @_) }

# Lines of the log at that level about that job
sub lines
{
	my ($level, $text) = @_;

	return scalar(() = slurp_file($node->logfile) =~ /$level:  $text/g);
}

sub failing
{
	my ($kind) = @_;

	return $node->safe_psql('postgres',
		"SELECT failing, error_code, error_message FROM awspipe.workers WHERE kind = '$kind'");
}

# Settling fails while reading succeeds, each second
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no room for this' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE DELETE ON awspipe.outbox FOR EACH ROW EXECUTE FUNCTION full_disk();
SQL
app(q{SELECT awspipe.sqs_send_message('aws', 'q', 'message')});
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM awspipe.workers WHERE failing IS NOT NULL)}), 'a job fails');

my $before = lines('DEBUG', 'could not settle outbox messages');

for (1 .. 200)
{
	last if lines('DEBUG', 'could not settle outbox messages') >= $before + 4;
	app(q{SELECT awspipe.sqs_send_message('aws', 'q', 'another')});
	select(undef, undef, undef, 0.1);
}
cmp_ok(lines('DEBUG', 'could not settle outbox messages'), '>=', $before + 4, 'again and again');
is(lines('WARNING', 'could not settle outbox messages: no room for this'), 1, 'which the log tells once');
is(failing('dispatcher'), 'settle outbox messages|53100|no room for this', 'and a view shows all the time');
is(app(q{SELECT failing, error_code, error_message IS NULL FROM awspipe.workers WHERE kind = 'dispatcher'}),
	'settle outbox messages|53100|t', 'to others without the reason, which may quote rows');
is(app('SELECT DISTINCT state FROM awspipe.stat_destination'), 'failing', 'the destination is not shown as active');

# For another reason: that is news
$node->safe_psql('postgres', <<'SQL');
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'not allowed' USING ERRCODE = '42501'; END $$;
SQL
ok($node->poll_until(q{SELECT error_code = '42501' FROM awspipe.workers WHERE kind = 'dispatcher'}),
	'another reason is shown');
is(lines('WARNING', 'could not settle outbox messages: not allowed'), 1, 'and told');

$node->safe_psql('postgres', 'DROP FUNCTION full_disk CASCADE');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'when it can, the dispatcher settles');
ok($node->poll_until(q{SELECT failing IS NULL FROM awspipe.workers WHERE kind = 'dispatcher'}), 'nothing fails any more');
is(lines('LOG', 'could settle outbox messages again'), 1, 'and the log says so');
ok($node->poll_until(q{SELECT count(*) = 1 AND min(state) = 'active' FROM awspipe.stat_destination}),
	'the destination is active');

# Trouble that comes and goes: each batch fails once, for a reason that passes
my $batches = 50;

$aws->create_stream('flapping', 1);
StreamTools->new($aws, $node)->put('flapping', map { { key => 'k', json => { n => $_ } } } 1 .. $batches);
app(<<'SQL');
CREATE SEQUENCE undrawn;
CREATE SEQUENCE tries;
CREATE TABLE flapping (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION flap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('app.tries') % 2 = 1 THEN
		PERFORM currval('app.undrawn');
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER flap AFTER INSERT ON flapping FOR EACH STATEMENT EXECUTE FUNCTION flap();
SELECT awspipe.create_kinesis_consumer('flapping', 'aws', 'flapping', 'app.flapping', batch_size => 1);
SELECT awspipe.start_consumer('flapping');
SQL
ok($node->poll_until("SELECT count(*) = $batches FROM app.flapping"), 'batches that fail once arrive');
cmp_ok(app(q{SELECT errors FROM awspipe.stat_consumer WHERE consumer = 'flapping'}), '>=', $batches,
	'each failure is counted');
ok($node->poll_until(q{SELECT state = 'running' FROM awspipe.consumers WHERE name = 'flapping'}), 'the consumer is well');

my $told = lines('LOG', 'consumer "flapping" of database "postgres" is retrying');

cmp_ok($told, '>=', 1, 'the log tells of it');
cmp_ok($told, '<', $batches, 'but not each time');
is(lines('LOG', 'consumer "flapping" has recovered'), $told, 'and of as many recoveries');
app(q{SELECT awspipe.drop_consumer('flapping')});

# The supervisor: its housekeeping fails, its turns do not
app(q{CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
	SELECT awspipe.create_sqs_consumer('c', 'aws', 'q', 'app.inbox')});
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no room for this' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON awspipe.consumer_state FOR EACH ROW EXECUTE FUNCTION full_disk();
UPDATE awspipe.consumer SET enabled = true;
SQL
ok($node->poll_until(q{SELECT error_code = '53100' FROM awspipe.workers WHERE kind = 'supervisor'}),
	'a supervisor that cannot write shows it');
$node->wait_for_log(qr/DEBUG:  could not look after the workers/);
is(lines('WARNING', 'could not look after the workers'), 1, 'and tells it once');

done_testing();
