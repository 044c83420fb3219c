
=pod

=head1 NAME

StreamTools - records for Kinesis streams in tests

=head1 SYNOPSIS

  my $stream = StreamTools->new($aws, $node);
  $stream->put('orders', { key => 'k', json => { n => 1 } },
      { key => 'k', data => "any bytes" });
  my $bytes = $stream->kpl_aggregate([ key => 'data' ], [ key => 'data' ]);

=cut

package StreamTools;

use strict;
use warnings;

use Carp;
use Digest::MD5 qw(md5);
use JSON::PP;
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
