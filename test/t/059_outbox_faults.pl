# What the network does to messages that are sent: only what was not taken is
# sent again, in order, and the result is the same as without faults.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(dynamodb kinesis));
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(dynamodb kinesis);
my $node = PipeCluster->create('outbox_faults', endpoints => { map { $_ => $proxy{$_}->url } keys %proxy });
my $json = JSON::PP->new->utf8;

$aws->create_table('items', 'pk');
$aws->create_stream('events', 2);

sub app { return $node->psql_as('app', @_) }

sub drained
{
	my ($name) = @_;

	return ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), "$name: everything is sent");
}

# All items of the table: key => version or n
sub items
{
	my (%items, $start);

	do
	{
		my $page = $aws->aws_call('dynamodb', 'Scan',
			{ TableName => 'items', $start ? (ExclusiveStartKey => $start) : () });

		$items{ $_->{pk}{S} } = ($_->{version} // $_->{n})->{N} foreach @{ $page->{Items} };
		$start = $page->{LastEvaluatedKey};
	} while ($start);
	return \%items;
}

# Data of the stream's records by partition key, in order
sub records
{
	my %records;

	for my $shard (@{ $aws->aws_call('kinesis', 'ListShards', { StreamName => 'events' })->{Shards} })
	{
		my $iterator = $aws->aws_call('kinesis', 'GetShardIterator',
			{ StreamName => 'events', ShardId => $shard->{ShardId}, ShardIteratorType => 'TRIM_HORIZON' })->{ShardIterator};
		my $answer;

		do
		{
			$answer = $aws->aws_call('kinesis', 'GetRecords', { ShardIterator => $iterator });
			push @{ $records{ $_->{PartitionKey} } }, decode_base64($_->{Data}) foreach @{ $answer->{Records} };
			$iterator = $answer->{NextShardIterator};
		} while (@{ $answer->{Records} } || $answer->{MillisBehindLatest});
	}
	return \%records;
}

# Names of a batch's entries, in their order
sub entries
{
	my ($request) = @_;
	my $body = $json->decode($request->{body});

	return map { $_->{PutRequest}{Item}{pk}{S} } @{ $body->{RequestItems}{items} }
	  if $request->{operation} =~ /BatchWriteItem/;
	return $body->{Item}{pk}{S} if $request->{operation} =~ /PutItem/;
	return map { decode_base64($_->{Data}) } @{ $body->{Records} };
}

# Each entry was sent once, and again for each time it was not taken.
sub sent_as_often_as_needed
{
	my ($service, $operation, $failing, $name) = @_;
	my (%sent, %failed);

	for my $request (grep { $_->{operation} =~ /$operation/ } $proxy{$service}->journal)
	{
		my @entries = entries($request);

		$sent{$_}++ foreach @entries;
		next unless defined $request->{rule};
		$failed{ $entries[$_] }++ foreach grep { $_ < @entries } @$failing;
	}
	cmp_ok(scalar(keys %failed), '>', 0, "$name: some were not taken");
	is(join(' ', grep { $sent{$_} != 1 + ($failed{$_} // 0) } sort keys %sent),
		'', "$name: these were sent again, and no others");
	return;
}

# Partial failure
$proxy{dynamodb}->rules({ name => 'part', match => 'BatchWriteItem', action => 'fail_entries',
		entries => [ 1, 3 ], code => 'UnprocessedItems', count => 4 });
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'u' || i, 'n', i)))
	FROM generate_series(1, 60) AS i});
drained('UnprocessedItems');
cmp_ok($proxy{dynamodb}->fired('part'), '>', 1, 'UnprocessedItems: the service has put some off');
sent_as_often_as_needed('dynamodb', 'BatchWriteItem|PutItem', [ 1, 3 ], 'UnprocessedItems');
is(scalar(grep { /^u/ } keys %{ items() }), 60, 'UnprocessedItems: all items are there');

$proxy{kinesis}->rules({ name => 'part', match => 'PutRecords', action => 'fail_entries',
		entries => [ 0, 2 ], code => 'InternalFailure', count => 4 });
app(q{SELECT count(awspipe.kinesis_put_record('aws', 'events', i::text, 'p' || i % 10)) FROM generate_series(1, 100) AS i});
drained('failed records');
is($proxy{kinesis}->fired('part'), 4, 'failed records: the service has refused some');
sent_as_often_as_needed('kinesis', 'PutRecords', [ 0, 2 ], 'failed records');
my $records = records();
is_deeply($records, { map { my $k = $_; ("p$k" => [ grep { $_ % 10 == $k } 1 .. 100 ]) } 0 .. 9 },
	'failed records: each is there once, in order of its key');

# Versions, newest and oldest mixed, while answers get lost
my %faults = (
	'a lost answer' => { action => 'drop' },
	'a reset connection' => { action => 'rst' },
	'a cut answer' => { action => 'truncate', bytes => 5 },
	'HTML with status 500' => { action => 'foreign', type => 'text/html', status => 500, body_text => '<html>Internal Server Error</html>' },
	throttling => { action => 'status', status => 400, code => 'ProvisionedThroughputExceededException' });
for my $name (sort keys %faults)
{
	my $prefix = substr($name, 0, 9);

	$proxy{dynamodb}->rules(
		{ name => 'put', match => 'PutItem', count => 5, %{ $faults{$name} } },
		{ name => 'batch', match => 'BatchWriteItem', count => 3, %{ $faults{$name} } });
	$proxy{kinesis}->rules({ name => 'records', match => 'PutRecords', count => 3, %{ $faults{$name} } });
	app(<<"SQL");
SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', '$prefix v' || i % 5), 1 + (i * 7) % 20))
FROM generate_series(1, 100) AS i;
SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', '$prefix n' || i % 20, 'n', i)))
FROM generate_series(1, 100) AS i;
SELECT count(awspipe.kinesis_put_record('aws', 'events', i::text, '$prefix' || i % 3)) FROM generate_series(1, 60) AS i;
SQL
	drained($name);
	cmp_ok($proxy{dynamodb}->fired($_), '>', 0, "$name: has met $_") foreach qw(put batch);
	is($proxy{kinesis}->fired('records'), 3, "$name: has met records");

	my $items = items();
	my %expected = (
		(map { ("$prefix v$_" => 0) } 0 .. 4),
		(map { ("$prefix n$_" => 80 + ($_ || 20)) } 0 .. 19));
	for my $i (1 .. 100)
	{
		my $version = 1 + ($i * 7) % 20;
		my $key = "$prefix v" . $i % 5;

		$expected{$key} = $version if $version > $expected{$key};
	}
	is_deeply({ map { $_ => $items->{$_} } grep { /^\Q$prefix\E/ } keys %$items },
		\%expected, "$name: the newest version of every item stays");

	# At least once: a record may come twice, but never behind its successor
	$records = records();
	for my $k (0 .. 2)
	{
		my @got = @{ $records->{"$prefix$k"} };

		is(scalar(grep { $got[$_] < $got[ $_ - 1 ] } 1 .. $#got), 0, "$name: records keep their order");
		is(join(' ', do { my %seen; grep { !$seen{$_}++ } @got }),
			join(' ', grep { $_ % 3 == $k } 1 .. 60), "$name: and are all there");
	}
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0, 'nothing was given up');
ok($node->poll_until(q{SELECT min(throttled) > 0 FROM awspipe.stat_destination}), 'throttling is counted');

# Throttled for long: no attempt is counted, and the service is left alone
for my $service (qw(dynamodb kinesis))
{
	$proxy{$service}->rules({ name => 'all', action => 'status', status => 400, code => 'ThrottlingException' });
	$proxy{$service}->clear_journal;
}
app(<<'SQL');
SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 't' || i, 'n', i))) FROM generate_series(1, 500) AS i;
SELECT count(awspipe.kinesis_put_record('aws', 'events', i::text, 't' || i)) FROM generate_series(1, 500) AS i;
SQL
for my $service (qw(dynamodb kinesis))
{
	ok($aws->wait_until(sub { $proxy{$service}->fired('all') >= 5 }), "$service: refuses everything");
	my @journal = $proxy{$service}->journal;
	my $seconds = ($journal[-1]{at} - $journal[0]{at}) / 1000;

	cmp_ok(scalar(@journal), '<=', 20 + 20 * $seconds, "$service: is not hammered");
}
is($node->safe_psql('postgres', 'SELECT count(*) || \' \' || sum(attempts) FROM awspipe.outbox'),
	'1000 0', 'no attempts are counted');
$_->rules() foreach values %proxy;
drained('after throttling');
is(scalar(grep { /^t\d/ } keys %{ items() }), 500, 'after throttling: all items are there');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0, 'nothing was given up');

unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP:/,
	'no process has crashed');

done_testing();
