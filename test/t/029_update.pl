# ALTER EXTENSION UPDATE from the first release: workers wait for it and go on
# with what the former release has left, and the database is then as if the
# present one had been installed at once.
#
# It is done by the present library: what 1.0's has done is in a file.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use JSON::PP;
use Members;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use StreamTools;
use Test::More;

my @pipelines = qw(batch inventory survey transactions);
my $from = '1.0';
my $releases = "$FindBin::RealBin/../modules/releases";

my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs));
my $node = PipeCluster->create(
	'update',
	emulators => $aws,
	services => [qw(kinesis dynamodb sqs)],
	version => $from);
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# What the first release has read, and what it has not
$aws->create_stream('stream', 1);
my @positions = $stream->put('stream', map { { key => 'k', json => { n => $_ } } } 1 .. 200);
my $queue = QueueTools->new($aws, 'queue', VisibilityTimeout => 1);
my $out = QueueTools->new($aws, 'out');
$queue->send({ json => { n => 1 } });
my $received = $aws->aws_call('sqs', 'ReceiveMessage',
	{ QueueUrl => $queue->url, AttributeNames => ['All'] })->{Messages}[0];
$queue->send(map { { json => { n => $_ } } } 2 .. 50);
$aws->create_table('items', 'id');

$node->safe_psql(
	'postgres',
	slurp_file("$releases/$from/state.sql"),
	extra_params => [
		-v => "shard=$positions[119][0]",
		-v => "sequence_number=$positions[119][1]",
		-v => "message_id=$received->{MessageId}",
		-v => "sent_ms=$received->{Attributes}{SentTimestamp}"
	]);
$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app("CREATE SCHEMA $_; CREATE EXTENSION pgawspipe_$_ SCHEMA $_ VERSION '$from'") foreach @pipelines;

# Until then, nothing happens
$node->safe_psql('postgres', 'SELECT awspipe._installed()');
ok($node->wait_for_log(qr/WARNING:  extension "pgawspipe" is not of the version of its library/),
	'the library does not work with the former release');
my $supervisor = $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe supervisor%'});
is($node->safe_psql('postgres', 'SELECT count(*) FROM app.stream UNION ALL SELECT count(*) FROM app.queue'),
	"0\n0", 'and reads nothing');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.outbox'), 60, 'nor does it send anything');

my ($status, $stdout, $stderr) = $node->psql('postgres', 'ALTER EXTENSION pgawspipe UPDATE');
is("$status $stderr", '0 ', 'the engine is updated') or BAIL_OUT('see sql/upgrade and docs/development.md');
foreach my $pipeline (@pipelines)
{
	($status, $stdout, $stderr) =
	  $node->psql('postgres', "ALTER EXTENSION pgawspipe_$pipeline UPDATE", extra_params => [ '-U', 'app' ]);
	is("$status $stderr", '0 ', "its owner updates the pipeline $pipeline");
}

# Then all goes on
ok($node->poll_until('SELECT count(*) = 80 FROM app.stream'), 'the stream is read from where the former release was');
ok($node->poll_until('SELECT count(*) >= 49 FROM app.queue'), 'the queue is read');
ok($queue->wait_until_empty, 'to its end');
is(app(q{SELECT string_agg(payload ->> 'n', ' ' ORDER BY sequence_number::numeric) FROM stream}),
	join(' ', 121 .. 200), 'each record once');
is(app(q{SELECT string_agg(payload ->> 'n', ' ' ORDER BY (payload ->> 'n')::int) FROM queue}),
	join(' ', 2 .. 50), 'each message once, and not the one that was applied');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the outbox is sent');
is(scalar @{ $aws->aws_call('dynamodb', 'Scan', { TableName => 'items' })->{Items} }, 30, 'all items');
is_deeply([ sort $out->receive_all ], [ sort map { "m$_" } 1 .. 30 ], 'all messages, once');
# they are written once a second
ok( $node->poll_until(q{SELECT string_agg(concat_ws('|', service, delivered, dead_letters), ' ' ORDER BY service)
		= 'dynamodb|37|0 sqs|30|0' FROM awspipe.stat_destination}),
	'counters go on');
is(app(q{SELECT string_agg(state, ' ') FROM awspipe.consumers}), 'running running', 'consumers run');
is($node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe supervisor%'}),
	$supervisor, 'under the supervisor that has waited');
is(app('SELECT consumer, event_id, payload FROM awspipe.dead_letters'), 'stream|dead|\x7b7d', 'dead letters are kept');

# and what is new comes and goes by the same ways
$stream->put('stream', map { { key => 'k', json => { n => $_ } } } 201 .. 210);
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"id": "i31"}', version => 1), awspipe.sqs_send_message('aws', 'out', 'm31')});
ok($node->poll_until('SELECT count(*) = 90 FROM app.stream'), 'new records are read');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'new messages are sent');
is(app('SELECT count(*) FROM awspipe.stat_destination'), 2, 'to the same destinations');

# The same as if installed at once
$node->safe_psql('postgres', 'CREATE DATABASE fresh; GRANT CREATE ON DATABASE fresh TO app');
$node->safe_psql('fresh', 'CREATE EXTENSION pgawspipe; GRANT EXECUTE ON FUNCTION awspipe._owner_of_consumers_or_messages() TO app');
$node->safe_psql('fresh', "CREATE SCHEMA $_; CREATE EXTENSION pgawspipe_$_ SCHEMA $_", extra_params => [ '-U', 'app' ]) foreach @pipelines;
foreach my $extension ('pgawspipe', map { "pgawspipe_$_" } @pipelines)
{
	my ($fresh, $updated) = map { Members->describe($node, $_, $extension) } qw(fresh postgres);
	my $difference = Members::compare($fresh, $updated);

	cmp_ok(scalar @$fresh, '>', 20, "$extension has members");
	ok($difference eq '', "$extension is the same, updated and installed")
	  or diag("$extension, - as installed, + as updated from $from; see docs/development.md, \"The schema\":\n$difference");
}

done_testing();
