# The first messages to a destination: nobody waits for anybody else who sends
# there, whatever becomes of his transaction, and every committed message is
# delivered.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $aws = AwsEmulators->new('sqs');
my $node = PipeCluster->create('destinations', emulators => $aws, services => ['sqs'],
	conf => "max_prepared_transactions = 5\ndeadlock_timeout = 200ms\n");

sub app { return $node->psql_as('app', @_) }

# A queue of its own for each part
sub queue
{
	my ($name) = @_;

	$aws->aws_call('sqs', 'CreateQueue', { QueueName => $name });
	return;
}

# What a transaction sends
sub send_to
{
	my ($name, $text) = @_;

	return "SELECT awspipe.sqs_send_message('aws', '$name', '$text')";
}

# All messages of a queue so far, sorted; they are taken out.
my %received;

sub received
{
	my ($name) = @_;
	my $url = $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $name })->{QueueUrl};

	while (1)
	{
		my $answer = $aws->aws_call('sqs', 'ReceiveMessage', { QueueUrl => $url, MaxNumberOfMessages => 10 });

		last unless @{ $answer->{Messages} // [] };
		push @{ $received{$name} }, map { $_->{Body} } @{ $answer->{Messages} };
		$aws->aws_call('sqs', 'DeleteMessage', { QueueUrl => $url, ReceiptHandle => $_->{ReceiptHandle} })
		  foreach @{ $answer->{Messages} };
	}
	return join(' ', sort @{ $received{$name} // [] });
}

sub arrives
{
	my ($name, $all, $test) = @_;

	ok($aws->wait_until(sub { received($name) eq $all }), $test) or diag(received($name));
	return;
}

# One transaction stays open, another goes on and is served
queue('shared');

my $slow = Session->new($node, 'app');
my $quick = Session->new($node, 'app');

$quick->run("SET statement_timeout = '20s'");
$slow->run('BEGIN');
$slow->run(send_to('shared', 'slow'));
$quick->run(send_to('shared', 'quick'));
arrives('shared', 'quick', 'a first message does not wait for another transaction\'s');
is(app(q{SELECT count(*) FROM awspipe.stat_destination WHERE resource = 'shared'}), '1',
	'there is one destination');
$slow->run('COMMIT');
arrives('shared', 'quick slow', 'whose own is sent when it commits');

# In opposite order
queue($_) foreach qw(one two);
$slow->run('BEGIN');
$quick->run('BEGIN');
$slow->run(send_to('one', 'a'));
$quick->run(send_to('two', 'b'));
$slow->run(send_to('two', 'c'));
$quick->run(send_to('one', 'd'));
$quick->run('COMMIT');
$slow->run('ROLLBACK');
arrives('one', 'd', 'two in opposite order do not deadlock');
arrives('two', 'b', 'and what is rolled back is not sent');

# A prepared transaction
queue('prepared');
app('BEGIN; ' . send_to('prepared', 'first') . q{; PREPARE TRANSACTION 'p'});
$quick->run(send_to('prepared', 'second'));
arrives('prepared', 'second', 'nor does one wait for a prepared transaction');
$node->safe_psql('postgres', q{COMMIT PREPARED 'p'});
arrives('prepared', 'first second', 'which is sent when it commits');

# Savepoints: what told of the destination may be gone
queue('savepoint');
app('BEGIN; SAVEPOINT s; ' . send_to('savepoint', 'gone') . '; ROLLBACK TO s; '
	  . send_to('savepoint', 'kept') . '; SAVEPOINT t; ' . send_to('savepoint', 'inner')
	  . '; RELEASE t; ' . send_to('savepoint', 'outer') . '; COMMIT');
arrives('savepoint', 'inner kept outer', 'a destination is made though its savepoint rolled back');

# Old snapshots
queue('snapshot');
$slow->run('BEGIN ISOLATION LEVEL REPEATABLE READ');
$slow->run('SELECT 1');
$quick->run(send_to('snapshot', 'new'));
arrives('snapshot', 'new', 'the destination is made');
$slow->run(send_to('snapshot', 'old'));
$slow->run('COMMIT');
arrives('snapshot', 'new old', 'and used by one who does not see that it is');

# Before the dispatcher comes to it, views tell of it
queue('early');
$node->safe_psql('postgres', 'ALTER SYSTEM SET pgawspipe.enabled = off; SELECT pg_reload_conf()');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.workers)'), 'nothing runs');
app(q{SELECT awspipe.alter_destination('aws', 'sqs', 'early', 'hold')});
app(send_to('early', 'early'));
is(app(q{SELECT owner, server, service, resource, on_ambiguous FROM awspipe.outbox_pending}),
	'app|aws|sqs|early|hold', 'a message is shown with its destination');
is(app(q{SELECT owner, server, service, state FROM awspipe.stat_destination WHERE resource = 'early'}),
	'app|aws|sqs|disabled', 'and so is that, which nothing is sent to');
app(q{SELECT awspipe.alter_destination('aws', 'sqs', 'early', 'resend')});
is(app(q{SELECT on_ambiguous FROM awspipe.outbox_pending}), 'resend', 'with the policy it was given last');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pgawspipe.enabled; SELECT pg_reload_conf()');
arrives('early', 'early', 'it is sent later');
is($node->safe_psql('postgres', q{SELECT on_ambiguous FROM awspipe.destination WHERE resource = 'early'}),
	'resend', 'by that policy');

# A new role, while another one's first use is not committed
queue('roles');
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE newcomer LOGIN;
CREATE ROLE other LOGIN;
GRANT USAGE ON FOREIGN SERVER aws TO newcomer, other;
CREATE USER MAPPING FOR newcomer SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
CREATE SCHEMA AUTHORIZATION other;
SQL

my $other = Session->new($node, 'other');

$other->run('BEGIN');
$other->run('CREATE TABLE other.inbox (LIKE awspipe.event INCLUDING ALL)');
$other->run(q{SELECT awspipe.create_sqs_consumer('other', 'aws', 'roles', 'other.inbox')});
$node->psql_as('newcomer', send_to('roles', 'newcomer'));
$quick->run(send_to('shared', 'meanwhile'));
arrives('shared', 'meanwhile quick slow', 'messages of others go out meanwhile');
$other->run('ROLLBACK');
arrives('roles', 'newcomer', 'and the new role\'s, when its row can be made');
like($node->error_as($node->safe_psql('postgres', 'SELECT current_user'), 'DROP ROLE newcomer'),
	qr/2BP01/, 'from then on it cannot be dropped');

# Many at once, while the dispatcher makes the destinations
my @crowd = map { Session->new($node, 'app') } 1 .. 6;
my $queues = 40;

queue("crowd-$_") foreach 1 .. $queues;
foreach my $n (0 .. $#crowd)
{
	$crowd[$n]->send(qq{DO \$\$ BEGIN FOR i IN 1 .. $queues LOOP
		PERFORM awspipe.sqs_send_message('aws', 'crowd-' || i, 'from $n'); COMMIT;
	END LOOP; END \$\$});
}
$_->receive foreach @crowd;
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'all that many send at once is sent');
is($node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.destination WHERE resource LIKE 'crowd-%'}),
	$queues, 'to one destination each');
is(app(q{SELECT sum(delivered) FROM awspipe.stat_destination WHERE resource LIKE 'crowd-%'}), $queues * @crowd, 'once')
  if $node->poll_until(q{SELECT sum(delivered) >= } . $queues * @crowd . q{ FROM awspipe.stat_destination WHERE resource LIKE 'crowd-%'});

# An id that is somebody else's, as when OIDs are used again
queue('taken');
$node->safe_psql('postgres', <<'SQL');
INSERT INTO awspipe.owner (role_name, system_identifier, database_oid)
	SELECT 'gone', i.system_identifier, i.database_oid FROM awspipe.installation AS i;
INSERT INTO awspipe.destination (destination_id, owner_id, server_id, service, resource)
	SELECT ('x' || encode(substr(sha256(format('%s %s 0 sqs taken', r.oid, s.server_oid)::bytea), 1, 8), 'hex'))::bit(64)::bigint
		& 9223372036854775807, o.owner_id, s.server_id, 'sqs', 'taken'
	FROM pg_roles AS r, awspipe.server AS s, awspipe.owner AS o
	WHERE r.rolname = 'app' AND s.server_name = 'aws' AND o.role_name = 'gone';
SQL
app(send_to('taken', 'mine'));
arrives('taken', 'mine', 'messages do not go to a destination that only has their id');
is($node->safe_psql('postgres', q{SELECT count(*), count(DISTINCT owner_id) FROM awspipe.destination WHERE resource = 'taken'}),
	'2|2', 'but get their own');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.new_destination'), '0', 'nothing is left to be made');

unlike(slurp_file($node->logfile), qr/deadlock detected|PANIC|terminated by signal|TRAP/, 'no deadlock and no crash');

done_testing();
