
=pod

=head1 NAME

StreamTools - records and shards of Kinesis streams in tests

=head1 SYNOPSIS

  my $stream = StreamTools->new($aws, $node);
  $stream->put('orders', { key => 'k', json => { n => 1 } },
      { key => 'k', data => "any bytes" });
  my $bytes = $stream->kpl_aggregate([ key => 'data' ], [ key => 'data' ]);
  $stream->split_shard('orders', 0);             # by their place among those
  $stream->merge_shards('orders', 1);            # that are open
  my @records = $stream->read_stream('orders');

=cut

package StreamTools;

use strict;
use warnings;

use Carp;
use Digest::MD5 qw(md5);
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

# Puts records, in their order; returns [shard, sequence number] of each.
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

# All records of a shard: shard, sequence, key and data of each
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

# The bytes of an aggregated record, in the format of the Kinesis Producer
# Library: [partition key, data] each.
sub kpl_aggregate
{
	my ($self, @records) = @_;
	my (@keys, %index, $body);
	my $message = '';

	for my $record (@records)
	{
		next if exists $index{ $record->[0] };
		$index{ $record->[0] } = @keys;
		push @keys, $record->[0];
	}
	$message .= field(1, $_) for @keys;
	$message .= field(3, varint(1 << 3) . varint($index{ $_->[0] }) . field(3, $_->[1]))
	  for @records;
	return "\xF3\x89\x9A\xC2" . $message . md5($message);
}

1;
