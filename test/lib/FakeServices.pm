
=pod

=head1 NAME

FakeServices - what the services answer that have no emulator here

=head1 SYNOPSIS

  my $fake = FakeAws->new(FakeServices::script(RECORD => 1, PutEvents => sub { ... }));

CloudWatch and its Logs, EventBridge, Firehose, Lambda (a function named
"function") and Step Functions, as a script of FakeAws: all that is sent is
taken.  What is given besides goes into the script, too.

=cut

package FakeServices;

use strict;
use warnings;

use FakeAws;
use JSON::PP;

my $json = JSON::PP->new->utf8->canonical;

sub fixed
{
	my ($status, $body) = @_;

	return sub { FakeAws::answer($_[0], $status, {}, $body); return 1 };
}

# A result for each entry
sub batch
{
	my ($list, $results, $id, $failed) = @_;

	return sub {
		my ($socket, $request) = @_;
		my @results = map { { $id => "e$_" } } 1 .. @{ $json->decode($request->{body})->{$list} };

		FakeAws::answer($socket, 200, {}, $json->encode({ $failed => 0, $results => \@results }));
		return 1;
	};
}

sub script
{
	my (%more) = @_;

	return (
		PutMetricData => fixed(200, ''),
		PutLogEvents => fixed(200, '{}'),
		DescribeEventBus => fixed(200, '{"Name": "bus"}'),
		PutEvents => batch('Entries', 'Entries', 'EventId', 'FailedEntryCount'),
		PutRecordBatch => batch('Records', 'RequestResponses', 'RecordId', 'FailedPutCount'),
		StartExecution => fixed(200, '{"executionArn": "arn:e", "startDate": 1.5}'),
		'/2015-03-31/functions/function/invocations' => fixed(202, ''),
		%more);
}

1;
