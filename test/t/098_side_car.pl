# A side-car: PostgreSQL with pgawspipe beside one that cannot have it, joined
# by logical replication as docs/faq.md says, both ways and without loss.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Document;
use PipeCluster;
use QuickCluster;
use Test::More;

my $aws = AwsEmulators->new(qw(sqs));
my $side = PipeCluster->create('side', emulators => $aws, services => ['sqs'], allows_streaming => 'logical');
# stands for a managed one: nothing of ours is loaded there
my $managed = QuickCluster->new('managed');
my ($on_managed, $on_side) = Document->new('docs/faq.md')->pieces('sql');

$managed->init(allows_streaming => 'logical');
$managed->start;
$aws->aws_call('sqs', 'CreateQueue', { QueueName => $_ }) for qw(in out);

my $queue = sub { $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $_[0] })->{QueueUrl} };
my %arrived;

# How many messages have arrived, and how many of them were new
sub receive
{
	my $answer = $aws->aws_call('sqs', 'ReceiveMessage', { QueueUrl => $queue->('out'), MaxNumberOfMessages => 10 });

	foreach my $message (@{ $answer->{Messages} // [] })
	{
		$arrived{ $message->{Body} }++;
		$aws->aws_call('sqs', 'DeleteMessage', { QueueUrl => $queue->('out'), ReceiptHandle => $message->{ReceiptHandle} });
	}
	return scalar keys %arrived;
}

# Outwards
$managed->safe_psql('postgres', $on_managed);
$side->safe_psql('postgres', $on_side);
$side->safe_psql('postgres', sprintf q{CREATE SUBSCRIPTION outgoing CONNECTION '%s' PUBLICATION outgoing}, $managed->connstr('postgres') =~ s/'//gr);
my $send = q{INSERT INTO outgoing (queue, body) SELECT 'out', jsonb_build_object('n', n) FROM generate_series(%d, %d) AS n};

$managed->safe_psql('postgres', sprintf $send, 1, 10);
$managed->safe_psql('postgres', "BEGIN; INSERT INTO outgoing (queue, body) VALUES ('out', '{}'); ROLLBACK");
ok($aws->wait_until(sub { receive() == 10 }), 'what is committed in one server is sent by the other');
# and while the side-car is away
$side->stop('immediate');
$managed->safe_psql('postgres', sprintf $send, 11, 20);
$side->start;
ok($aws->wait_until(sub { receive() == 20 }), 'also after it was away');
is($side->safe_psql('postgres', 'SELECT count(*) FROM outgoing'), 20, 'each was handed over once');

# Inwards
$side->psql_as('app', 'CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL)');
$side->safe_psql('postgres', q{CREATE PUBLICATION inbox FOR TABLE app.inbox WITH (publish = 'insert')});
$managed->safe_psql('postgres', <<'SQL');
CREATE SCHEMA app;
CREATE TABLE app.inbox (event_id text PRIMARY KEY, source text, shard_id text, sequence_number text, partition_key text,
	message_group_id text, arrived_at timestamptz, received_at timestamptz, payload jsonb, attributes jsonb, batch_id bigint);
CREATE TABLE app.total (n bigint);
INSERT INTO app.total VALUES (0);
CREATE FUNCTION app.add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE app.total SET n = n + (NEW.payload ->> 'n')::bigint;
	RETURN NULL;
END $$;
CREATE TRIGGER add AFTER INSERT ON app.inbox FOR EACH ROW EXECUTE FUNCTION app.add();
ALTER TABLE app.inbox ENABLE ALWAYS TRIGGER add;
SQL
$managed->safe_psql('postgres', sprintf q{CREATE SUBSCRIPTION inbox CONNECTION '%s' PUBLICATION inbox}, $side->connstr('postgres') =~ s/'//gr);
$side->psql_as('app', q{
	SELECT awspipe.create_sqs_consumer('in', 'aws', 'in', 'inbox');
	SELECT awspipe.start_consumer('in')});
$aws->aws_call('sqs', 'SendMessage', { QueueUrl => $queue->('in'), MessageBody => qq({"n": $_}) }) for 1 .. 10;
ok($managed->poll_query_until('postgres', 'SELECT n = 55 FROM app.total'), 'records come by the same way, once');

done_testing();
