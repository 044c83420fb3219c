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
use Test::More;

my $aws = AwsEmulators->new('sqs');
my $node = PipeCluster->create('storm', emulators => $aws, services => ['sqs'],
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
