# Sending to Kinesis: every record by its own result, in order per key; and
# destinations do not hinder one another.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use MIME::Base64;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new('kinesis', 'dynamodb');
my $proxy = FaultProxy->new($aws->url('kinesis'));
my $node = PipeCluster->create(
	'kinesis',
	emulators => $aws,
	services => ['dynamodb'],
	endpoints => { kinesis => $proxy->url });

$aws->create_stream('events', 2);
$aws->create_table('items', 'pk');

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# All records of the stream: [partition key, data], in order per shard
sub records
{
	my ($stream) = @_;
	my $shards = $aws->aws_call('kinesis', 'ListShards', { StreamName => $stream });
	my @records;

	for my $shard (@{ $shards->{Shards} })
	{
		my $iterator = $aws->aws_call('kinesis', 'GetShardIterator',
			{ StreamName => $stream, ShardId => $shard->{ShardId},
				ShardIteratorType => 'TRIM_HORIZON' })->{ShardIterator};
		my $answer;

		do
		{
			$answer = $aws->aws_call('kinesis', 'GetRecords', { ShardIterator => $iterator });
			push @records, map { [ $_->{PartitionKey}, decode_base64($_->{Data}) ] }
			  @{ $answer->{Records} };
			$iterator = $answer->{NextShardIterator};
		} while (@{ $answer->{Records} } || $answer->{MillisBehindLatest});
	}
	return @records;
}

# Types of data
app(<<'SQL');
SELECT awspipe.kinesis_put_record('aws', 'events', '\x00ff'::bytea, 'bytes');
SELECT awspipe.kinesis_put_record('aws', 'events', 'tëxt', 'text');
SELECT awspipe.kinesis_put_record('aws', 'events', '{"a": 1}'::jsonb, 'json', explicit_hash_key => '0');
SQL
ok(drained(), 'records are sent');
my %data = map { @$_ } records('events');
is($data{bytes}, "\x00\xff", 'bytes as they are');
is($data{text}, "t\xc3\xabxt", 'text in UTF-8');
is($data{json}, '{"a": 1}', 'and JSON');

# Order per key under partial failure
$aws->create_stream('ordered', 2);
$proxy->rules({ name => 'part', match => 'PutRecords', action => 'fail_entries',
		entries => [ 0, 3, 4 ], code => 'ProvisionedThroughputExceededException', count => 6 });
app(q{SELECT count(awspipe.kinesis_put_record('aws', 'ordered', i::text, 'k' || i % 20))
	FROM generate_series(1, 400) AS i});
ok(drained(), 'records that were not taken are sent again');
is($proxy->fired('part'), 6, 'after some were refused');
my @got = records('ordered');
is(scalar(@got), 400, 'each once');
my (%last, $disorder);
for my $record (@got)
{
	$disorder = 1 if $record->[1] <= ($last{ $record->[0] } // 0);
	$last{ $record->[0] } = $record->[1];
}
ok(!$disorder, 'in order for each partition key');

# An answer that is silent about a record
$proxy->rules({ name => 'silent', match => 'PutRecords', action => 'status', status => 200,
		body => '{"FailedRecordCount": 0, "Records": [null]}', count => 1 });
app(q{SELECT awspipe.kinesis_put_record('aws', 'ordered', 'x'::text, 'silent')});
ok(drained(), 'what an answer does not tell about is sent again');
is(scalar(grep { $_->[0] eq 'silent' } records('ordered')), 1, 'and arrives');

# Without order, one request takes many of one key
$proxy->rules();
$proxy->clear_journal;
app(q{SELECT count(awspipe.kinesis_put_record('aws', 'events', i::text, 'one', ordering_key => ''))
	FROM generate_series(1, 400) AS i});
ok(drained(), 'records without order are sent');
cmp_ok(scalar(grep { $_->{operation} =~ /PutRecords/ } $proxy->journal),
	'<', 40, 'many at once');

# An outage of one service
$proxy->listen(0);
app(q{SELECT count(awspipe.kinesis_put_record('aws', 'events', i::text, 'o' || i)) FROM generate_series(1, 5000) AS i});
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'i' || i))) FROM generate_series(1, 500) AS i});
ok( $node->poll_until(q{SELECT delivered = 500 FROM awspipe.stat_destination WHERE service = 'dynamodb'}),
	'one destination goes on while another cannot be reached');
ok( $node->poll_until(q{SELECT state = 'paused' FROM awspipe.stat_destination WHERE resource = 'events'}),
	'which says so');
is( $node->safe_psql('postgres', 'SELECT sum(attempts) FROM awspipe.outbox'),
	0, 'and counts no attempts');
$proxy->listen(1);
ok(drained(), 'and catches up');
is( $node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'),
	0, 'nothing is given up');

# Limits
for my $case (
	[ q{'x', ''}, qr/must have 1 to 256/ ],
	[ q{'x', repeat('k', 257)}, qr/must have 1 to 256/ ],
	[ q{repeat('x', 10485760), 'k'}, qr/record is too large/ ],
	[ q{'x', 'k', explicit_hash_key => '-1'}, qr/hash key must be/ ])
{
	like(
		$node->error_as('app', "SELECT awspipe.kinesis_put_record('aws', 'events', $case->[0])"),
		$case->[1], "refused: $case->[0]");
}

done_testing();
