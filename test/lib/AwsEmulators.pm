
=pod

=head1 NAME

AwsEmulators - AWS emulators for one test file

=head1 SYNOPSIS

  my $aws = AwsEmulators->new(qw(kinesis dynamodb));
  $aws->url('kinesis');                          # for endpoint_url_kinesis
  my $out = $aws->aws_call('kinesis', 'CreateStream',
      { StreamName => 's', ShardCount => 2 });
  $aws->wait_until(sub { ... });                 # for what AWS does later
  $aws->stop('kinesis');                         # an outage
  $aws->start('kinesis');                        # same URL, but empty
  $aws->shift_clock('kinesis', 310);             # iterators expire
  $aws->shift_clock('kinesis', -86400);          # records are of yesterday

Services are those of test/emulator/emulators.  They are shared by nobody and
end with the test, however it ends.

=cut

package AwsEmulators;

use strict;
use warnings;

use Carp;
use File::Basename qw(dirname);
use File::Spec;
use File::Temp qw(tempdir);
use HTTP::Tiny;
use JSON::PP;
use Time::HiRes qw(sleep);

my $script = File::Spec->rel2abs(dirname(__FILE__)) . '/../emulator/emulators';

# How each service wants to be spoken to, apart from the REST ones.
my %protocols = (
	cloudwatch => [ 'application/x-amz-json-1.0', 'GraniteServiceVersion20100801' ],
	dynamodb => [ 'application/x-amz-json-1.0', 'DynamoDB_20120810' ],
	eventbridge => [ 'application/x-amz-json-1.1', 'AWSEvents' ],
	kinesis => [ 'application/x-amz-json-1.1', 'Kinesis_20131202' ],
	'kinesis-volume' => [ 'application/x-amz-json-1.1', 'Kinesis_20131202' ],
	sns => [ 'application/x-www-form-urlencoded', '2010-03-31' ],
	sqs => [ 'application/x-amz-json-1.0', 'AmazonSQS' ],);

my @running;

sub new
{
	my ($class, @services) = @_;
	my $self = bless {
		dir => tempdir(CLEANUP => 1),
		json => JSON::PP->new->canonical->utf8->allow_nonref,
		# one that holds a lot, on a busy machine, may think for a minute
		# a connection that is kept may be closed just when it is used again, and
		# then nobody knows what became of the request
		http => HTTP::Tiny->new(timeout => 300, keep_alive => 0),
		owner => $$
	}, $class;

	push @running, $self;
	$self->start(@services);
	return $self;
}

sub emulators
{
	my ($self, $command, @arguments) = @_;

	system($script, $command, @arguments, '--dir', $self->{dir}) == 0
	  or croak "emulators $command @arguments failed";
	return;
}

sub start
{
	my ($self, @services) = @_;

	$self->emulators('start', @services, '--owner', $$);
	return;
}

# Without arguments, all of them.
sub stop
{
	my ($self, @services) = @_;

	$self->emulators('stop', @services);
	return;
}

sub shift_clock
{
	my ($self, $service, $seconds) = @_;

	$self->emulators('shift', $service, $seconds);
	return;
}

sub url
{
	my ($self, $service) = @_;

	open(my $file, '<', "$self->{dir}/$service.port")
	  or croak "$service is not running";
	chomp(my $port = <$file>);
	close($file);
	return "http://127.0.0.1:$port";
}

# What the service answers, decoded if it is JSON.  $operation is AWS's name of
# it, or "METHOD /path" for REST services (then $input may be a string to send
# as it is).  The fields of SNS are those of its query protocol, flattened.
sub aws_call
{
	my ($self, $service, $operation, $input) = @_;
	my ($answer, $out) = $self->aws_try($service, $operation, $input);

	croak "$service $operation: HTTP $answer->{status}: $answer->{content}"
	  unless $answer->{success};
	return $out;
}

# The same, for calls that may fail: HTTP::Tiny's answer, and its content.
sub aws_try
{
	my ($self, $service, $operation, $input) = @_;
	my ($method, $path, $body) = ('POST', '/', '');

	# the emulators want to see a signature, but do not check it
	my %headers = (
		'X-Amz-Date' => '20250101T000000Z',
		Authorization => 'AWS4-HMAC-SHA256 '
		  . "Credential=test/20250101/us-east-1/$service/aws4_request, "
		  . 'SignedHeaders=host;x-amz-date, Signature=00');

	if ($operation =~ /^([A-Z]+) (\/.*)/)
	{
		($method, $path) = ($1, $2);
		$body = ref $input ? $self->{json}->encode($input) : $input // '';
		$headers{'Content-Type'} =
		  ref $input ? 'application/json' : 'application/octet-stream';
	}
	else
	{
		my $protocol = $protocols{$service}
		  or croak "$service has no named operations here";

		$headers{'Content-Type'} = $protocol->[0];
		if ($protocol->[0] =~ /json/)
		{
			$headers{'X-Amz-Target'} = "$protocol->[1].$operation";
			$body = $self->{json}->encode($input // {});
		}
		else
		{
			$body = $self->{http}->www_form_urlencode(
				{
					Action => $operation,
					Version => $protocol->[1],
					%{ $input // {} }
				});
		}
	}

	my $answer = $self->{http}->request($method, $self->url($service) . $path,
		{ headers => \%headers, content => $body });
	my $out = $answer->{content};

	$out = $self->{json}->decode($out)
	  if $out ne '' && ($answer->{headers}{'content-type'} // '') =~ /json/;
	return ($answer, $out);
}

# Wait until $condition->() is true; false when it takes too long.
sub wait_until
{
	my ($self, $condition) = @_;
	my $deadline =
	  time() + ($ENV{PG_TEST_TIMEOUT_DEFAULT} || 180);

	until ($condition->())
	{
		return 0 if time() > $deadline;
		sleep 0.05;
	}
	return 1;
}

# Kinesis: create the stream and wait until it may be used.
sub create_stream
{
	my ($self, $stream, $shards) = @_;

	$self->aws_call('kinesis', 'CreateStream',
		{ StreamName => $stream, ShardCount => $shards });
	$self->wait_until(sub { $self->stream_status($stream) eq 'ACTIVE' })
	  or croak "stream $stream does not become active";
	return;
}

sub stream_status
{
	my ($self, $stream) = @_;

	return $self->aws_call('kinesis', 'DescribeStreamSummary',
		{ StreamName => $stream })
	  ->{StreamDescriptionSummary}{StreamStatus};
}

# DynamoDB: create a table with one text key and wait until it may be used.
sub create_table
{
	my ($self, $table, $key) = @_;

	$self->aws_call(
		'dynamodb',
		'CreateTable',
		{
			TableName => $table,
			BillingMode => 'PAY_PER_REQUEST',
			AttributeDefinitions =>
			  [ { AttributeName => $key, AttributeType => 'S' } ],
			KeySchema => [ { AttributeName => $key, KeyType => 'HASH' } ]
		});
	$self->wait_until(
		sub {
			$self->aws_call('dynamodb', 'DescribeTable',
				{ TableName => $table })->{Table}{TableStatus} eq 'ACTIVE';
		}) or croak "table $table does not become active";
	return;
}

END
{
	# a forked child is not the one to stop them
	my $status = $?;

	$_->stop() foreach grep { $_->{owner} == $$ } @running;
	$? = $status;
}

1;
