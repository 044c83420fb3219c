
=pod

=head1 NAME

StreamTools - records and shards of Kinesis streams in tests

=head1 SYNOPSIS

  my $stream = StreamTools->new($aws, $node);
  $stream->put('orders', { key => 'k', json => { n => 1 } },
      { key => 'k', data => "any bytes", hash_key => '0' });
  my $bytes = $stream->kpl_aggregate([ key => 'data' ], [ key => 'data', $hash_key ]);
  $stream->split_shard('orders', 0);             # by their place among those
  $stream->merge_shards('orders', 1);            # that are open
  my @records = $stream->read_stream('orders');

=cut

package StreamTools;

use strict;
use warnings;

use Carp;
use Digest::MD5 qw(md5 md5_hex);
use JSON::PP;
use Math::BigInt;
use MIME::Base64;

# PutRecords: 500 records a call
my $records_per_call = 500;

sub new
{
	my ($class, $aws, $node) = @_;

	return bless {
		aws => $aws,
		node => $node,
		json => JSON::PP->new->canonical->utf8
	}, $class;
}

# Puts records, in their order; returns [shard, sequence number] of each.  A
# hash_key steers one to the shard that owns it.
sub put
{
	my ($self, $stream, @records) = @_;
	my @positions;

	while (my @call = splice(@records, 0, $records_per_call))
	{
		my $answer = $self->{aws}->aws_call(
			'kinesis',
			'PutRecords',
			{
				StreamName => $stream,
				Records => [
					map {
						{
							PartitionKey => $_->{key},
							(ExplicitHashKey => $_->{hash_key}) x !!defined $_->{hash_key},
							Data => encode_base64(
								$_->{data} // $self->{json}->encode($_->{json}), '')
						}
					} @call
				]
			});
		croak 'records were refused' if $answer->{FailedRecordCount};
		push @positions,
		  map { [ $_->{ShardId}, $_->{SequenceNumber} ] } @{ $answer->{Records} };
	}
	return @positions;
}

# As ListShards has them
sub shards
{
	my ($self, $stream) = @_;

	return @{ $self->{aws}->aws_call('kinesis', 'ListShards', { StreamName => $stream })
		  ->{Shards} };
}

sub is_closed
{
	my ($shard) = @_;

	return defined $shard->{SequenceNumberRange}{EndingSequenceNumber};
}

# Those that take records, by their part of the key space
sub open_shards
{
	my ($self, $stream) = @_;

	return map { $_->[1] } sort { $a->[0] <=> $b->[0] }
	  map { [ Math::BigInt->new($_->{HashKeyRange}{StartingHashKey}), $_ ] }
	  grep { !is_closed($_) } $self->shards($stream);
}

sub reshard
{
	my ($self, $stream, $operation, $input) = @_;
	my $aws = $self->{aws};

	$aws->aws_call('kinesis', $operation, { StreamName => $stream, %$input });
	$aws->wait_until(sub { $aws->stream_status($stream) eq 'ACTIVE' })
	  or croak "stream $stream does not become active";
	return;
}

# Splits the n-th of the open shards in the middle.
sub split_shard
{
	my ($self, $stream, $n) = @_;
	my $shard = ($self->open_shards($stream))[$n];
	my $middle = Math::BigInt->new($shard->{HashKeyRange}{StartingHashKey});

	$middle->badd($shard->{HashKeyRange}{EndingHashKey})->bdiv(2);
	$self->reshard($stream, 'SplitShard',
		{ ShardToSplit => $shard->{ShardId}, NewStartingHashKey => "$middle" });
	return;
}

# Merges the n-th of the open shards with the one behind it.
sub merge_shards
{
	my ($self, $stream, $n) = @_;
	my ($left, $right) = ($self->open_shards($stream))[ $n, $n + 1 ];

	$self->reshard($stream, 'MergeShards',
		{ ShardToMerge => $left->{ShardId}, AdjacentShardToMerge => $right->{ShardId} });
	return;
}

# All records of a shard: shard, sequence, key, time of arrival and data of each
sub read_shard
{
	my ($self, $stream, $shard) = @_;
	my $aws = $self->{aws};
	my $iterator = $aws->aws_call('kinesis', 'GetShardIterator',
		{ StreamName => $stream, ShardId => $shard, ShardIteratorType => 'TRIM_HORIZON' })
	  ->{ShardIterator};
	my @records;
	my $answer;

	do
	{
		$answer = $aws->aws_call('kinesis', 'GetRecords', { ShardIterator => $iterator });
		push @records, map {
			{
				shard => $shard,
				sequence => $_->{SequenceNumber},
				key => $_->{PartitionKey},
				arrived => $_->{ApproximateArrivalTimestamp},
				data => decode_base64($_->{Data})
			}
		} @{ $answer->{Records} };
		$iterator = $answer->{NextShardIterator};
	} while ($iterator && (@{ $answer->{Records} } || $answer->{MillisBehindLatest}));
	return @records;
}

# All records of a stream, parents before their children, so that those of a
# partition key are in their order.
sub read_stream
{
	my ($self, $stream) = @_;
	my %waiting = map { $_->{ShardId} => $_ } $self->shards($stream);
	my @records;

	while (%waiting)
	{
		my @next = grep {
			my $shard = $waiting{$_};
			!grep { defined && $waiting{$_} } @$shard{qw(ParentShardId AdjacentParentShardId)}
		} sort keys %waiting;

		push @records, $self->read_shard($stream, $_) foreach @next;
		delete @waiting{@next};
	}
	return @records;
}

sub varint
{
	my ($n) = @_;
	my $bytes = '';

	while ($n > 127)
	{
		$bytes .= chr($n & 127 | 128);
		$n >>= 7;
	}
	return $bytes . chr($n);
}

sub field
{
	my ($number, $bytes) = @_;

	return varint($number << 3 | 2) . varint(length $bytes) . $bytes;
}

# Indexes of the different values among these
sub table
{
	my %index;
	my $next = 0;

	for my $value (@_)
	{
		$index{$value} = $next++ unless exists $index{$value};
	}
	return %index;
}

# The bytes of an aggregated record, in the format of the Kinesis Producer
# Library: [partition key, data] or [partition key, data, explicit hash key]
# each.
sub kpl_aggregate
{
	my ($self, @records) = @_;
	my %key = table(map { $_->[0] } @records);
	my %hash_key = table(grep { defined } map { $_->[2] } @records);
	my $message = '';

	$message .= field(1, $_) for sort { $key{$a} <=> $key{$b} } keys %key;
	$message .= field(2, $_) for sort { $hash_key{$a} <=> $hash_key{$b} } keys %hash_key;
	for my $record (@records)
	{
		my ($key, $data, $hash_key) = @$record;

		$message .= field(3,
			join '',
			varint(1 << 3) . varint($key{$key}),
			defined $hash_key ? varint(2 << 3) . varint($hash_key{$hash_key}) : '',
			field(3, $data));
	}
	return "\xF3\x89\x9A\xC2" . $message . md5($message);
}

# Where Kinesis puts a record with that partition key, as a number
sub hash_key
{
	my ($key) = @_;

	return Math::BigInt->from_hex(md5_hex($key));
}

1;
