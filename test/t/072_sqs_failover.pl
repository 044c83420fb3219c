# What a failover may cost: with ack_after = local, messages whose commit had
# not reached the standby are lost; with replicated, or when the wait for a
# synchronous standby was interrupted, they stay in the queue until it has.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use QueueTools;
use Test::More;

my $aws = AwsEmulators->new('sqs');
my $proxy = FaultProxy->new($aws->url('sqs'));
my $primary = PipeCluster->create(
	'primary',
	emulators => $aws,
	endpoints => { sqs => $proxy->url },
	allows_streaming => 1,
	conf => "log_statement = none\n");
$primary->backup('backup');
my $standby = PipeCluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

# Deletions of messages of that queue so far
sub deletions
{
	my ($name) = @_;

	return grep { $_->{operation} =~ /DeleteMessageBatch/ && $_->{body} =~ m{/$name"} } $proxy->journal;
}

my %queues;
my @consumers = qw(local replicated synchronous);
for my $name (@consumers)
{
	my $ack_after = $name eq 'replicated' ? 'replicated' : 'local';

	$queues{$name} = QueueTools->new($aws, $name, VisibilityTimeout => 5);
	$primary->psql_as('app', <<"SQL");
CREATE TABLE inbox_$name (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_sqs_consumer('$name', 'aws', '$name', 'inbox_$name', ack_after => '$ack_after');
SELECT awspipe.start_consumer('$name');
SQL
}

sub send_to
{
	my ($count, @names) = @_;

	$queues{$_}->send(map { { json => { n => $_ } } } 1 .. $count) for @names;
}

sub applied
{
	my ($node, $count, @names) = @_;

	return $node->poll_until('SELECT '
		  . join(' AND ', map { "(SELECT count(*) = $count FROM app.inbox_$_)" } @names));
}

send_to(20, @consumers);
ok(applied($primary, 20, @consumers), 'messages are applied');
for my $name (@consumers)
{
	ok($queues{$name}->wait_until_empty, "$name: and deleted while there is a standby");
}

# A wait for a synchronous standby that is interrupted
my $waiting = q{SELECT pid FROM awspipe.workers JOIN pg_stat_activity USING (pid)
	WHERE consumer = 'synchronous' AND wait_event = 'SyncRep'};

$primary->safe_psql('postgres', q{ALTER SYSTEM SET synchronous_standby_names = '*'});
$primary->reload;
$primary->wait_for_catchup($standby);
$standby->stop;
$proxy->clear_journal;
send_to(10, 'synchronous');
ok($primary->poll_until("SELECT count(*) = 1 FROM ($waiting) AS w"), 'a commit waits for the synchronous standby');
$primary->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM ($waiting) AS w");
ok( $primary->poll_until('SELECT count(*) > 20 FROM app.inbox_synchronous'),
	'interrupted, it looks like any other');
send_to(1, 'synchronous');
ok($primary->poll_until("SELECT count(*) = 1 FROM ($waiting) AS w"), 'the consumer goes on, to the next commit');
is(scalar(deletions('synchronous')), 0, 'but has deleted nothing');
$standby->start;
ok(applied($primary, 31, 'synchronous'), 'with the standby back');
ok($queues{synchronous}->wait_until_empty, 'messages are deleted');
$primary->safe_psql('postgres', 'ALTER SYSTEM RESET synchronous_standby_names');
$primary->reload;
$primary->wait_for_catchup($standby);

# Commits that the standby never sees
$standby->stop;
$proxy->clear_journal;
send_to(15, 'local', 'replicated');
ok(applied($primary, 35, 'local', 'replicated'), 'messages are applied without a standby');
ok($queues{local}->wait_until_empty, 'local: and deleted');
ok( $primary->poll_until(q{SELECT state = 'retrying' AND error_code = '55000'
	AND error_message = 'no standby has confirmed what was applied'
	FROM awspipe.consumers WHERE name = 'replicated'}),
	'replicated: the consumer says what it waits for');
is(scalar(deletions('replicated')), 0, 'replicated: and has deleted nothing');
$primary->stop('immediate');
$standby->start;
$standby->promote;
ok(applied($standby, 35, 'replicated'), 'replicated: on the new primary nothing is missing');
is($standby->psql_as('app', 'SELECT count(*) || \' \' || count(DISTINCT event_id) FROM inbox_replicated'),
	'35 35', 'replicated: nor twice');
is($standby->psql_as('app', 'SELECT count(*) FROM inbox_local'), 20, 'local: what was deleted is lost');
is(join(' ', $queues{local}->counts), '0 0', 'local: and nothing will bring it back');

# Without another standby, messages wait until the owner decides otherwise
$standby->psql_as('app', q{SELECT awspipe.alter_consumer('replicated', ack_after => 'local')});
ok($queues{replicated}->wait_until_empty, 'replicated: the option can be changed');
is($standby->psql_as('app', 'SELECT count(*) FROM inbox_replicated'), 35, 'replicated: and nothing is applied again');

done_testing();
