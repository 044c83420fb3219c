
=pod

=head1 NAME

Storm::Plan - what is to happen in a storm, from its seed alone

=head1 SYNOPSIS

  my $plan = Storm::Plan->new($seed, $whole);
  my $window = $plan->next_fault($service);      # without end
  my $calamity = $plan->next_calamity;           # undef: the round is over

The same seed gives the same faults, calamities and parameters in the same
order.  When each of them meets what is left to the operating system.

=cut

package Storm::Plan;

use strict;
use warnings;

use Storm::Random;

# What something between AWS and us may say
my %page = (type => 'text/html', body_text => '<html><body>Sign in to this network</body></html>');
my %well = (type => 'application/json', body_text => '{"status": "ok"}');

# What the network can do.  Each gives a rule of the fault proxy, or what is done
# to the proxy itself.
my %network = (
	delay => sub { { action => 'delay', ms => $_[0]->between(200, 900) } },
	'reset before' => sub { { action => 'rst' } },
	'reset behind headers' => sub { { action => 'rst', when => 'headers' } },
	'HTML error' => sub { { action => 'foreign', status => $_[0]->pick(500, 502, 503, 504), %page } },
	'internal failure' => sub { { action => 'status', status => 500, code => 'InternalFailure' } },
	throttle => sub {
		{ action => 'status', status => $_[0]->pick(400, 503),
			code => $_[0]->pick('ThrottlingException', 'SlowDown', 'ProvisionedThroughputExceededException') }
	},
	'truncate, length kept' => sub { { action => 'truncate', bytes => $_[0]->between(0, 40) } },
	'truncate, no length' => sub { { action => 'truncate', bytes => $_[0]->between(0, 40), length => 'none' } },
	'truncate, chunked' => sub { { action => 'truncate', bytes => $_[0]->between(0, 40), length => 'chunked' } },
	drip => sub { { action => 'drip', interval => $_[0]->between(2, 20) } },
	malformed => sub { { action => 'malformed' } },
	'foreign answer' => sub { { action => 'foreign', status => $_[0]->pick(200, 200, 403, 404), %{ $_[0]->pick(\%page, \%well, {}) } } },
	'lost response' => sub { { action => 'drop' } },
	'wrong clock' => sub { { action => 'delay', date_offset => $_[0]->pick(-1200, 1200) } },
	'same page again' => sub { { action => 'again', match => 'GetRecords' } },
	'failed entries' => sub { { action => 'fail_entries', entries => [ 0, $_[0]->between(1, 3) ] } },
	refuse => sub { { listening => 0 } },
	silence => sub { { frozen => 1 } });

my %batch_operation = (
	kinesis => [ 'PutRecords', 'InternalFailure' ],
	sqs => [ 'MessageBatch', 'InternalError' ],
	sns => [ 'PublishBatch', 'InternalError' ],
	dynamodb => [ 'BatchWriteItem', 'UnprocessedItems' ]);

# Where a fault makes no sense
my %pointless = (
	'same page again' => { map { $_ => 1 } qw(sqs sns dynamodb s3 ses) },
	'failed entries' => { map { $_ => 1 } qw(s3 ses) });

our @services = qw(kinesis sqs sns dynamodb s3 ses);

# What happens to processes, servers, streams and tables; of each family the
# short form has as many as the number says.
my @families = (
	[ 1, map { "kill -9 $_" } qw(consumer dispatcher supervisor launcher) ],
	[ 2, map { "terminate $_" } qw(consumer dispatcher supervisor launcher) ],
	[ 1, map { "cancel $_" } qw(consumer dispatcher supervisor launcher) ],
	[ 1, map { "freeze $_" } qw(consumer dispatcher supervisor) ],
	[ 1, map { "restart $_" } qw(immediate fast smart) ],
	[ 1, 'split' ],
	[ 1, 'merge' ],
	[ 2, 'add column', 'create index', 'trigger off and on', 'replace function', 'alter consumer', 'stop and start consumer' ],
	[ 1, 'exclusive lock', 'row locks' ],
	[ 1, 'old snapshot' ],
	[ 1, 'promote' ]);

sub new
{
	my ($class, $seed, $whole) = @_;
	my $self = bless { seed => $seed, whole => $whole, calamities => [] }, $class;

	$self->{random}{$_} = Storm::Random->new($seed, "faults of $_") for @services;
	$self->{random}{calamities} = Storm::Random->new($seed, 'calamities');
	$self->_deal(Storm::Random->new($seed, 'first faults'));
	$self->_new_round;
	return $self;
}

sub kinds { return sort keys %network }

# Every kind of fault comes in the first windows of some service
sub _deal
{
	my ($self, $random) = @_;
	my %first = map { $_ => [] } @services;

	for my $kind ($random->shuffle(kinds()))
	{
		my @able = $random->shuffle(grep { !$pointless{$kind}{$_} } @services);
		my ($service) = sort { @{ $first{$a} } <=> @{ $first{$b} } } @able;

		push @{ $first{$service} }, $kind;
	}
	$self->{faults} = \%first;
	$self->{first}{$_} = scalar @{ $first{$_} } for @services;
	return;
}

# How many windows of that service belong to the first round
sub first_faults { return $_[0]{first}{ $_[1] } }

sub next_fault
{
	my ($self, $service) = @_;
	my $queue = $self->{faults}{$service};
	my $random = $self->{random}{$service};

	push @$queue, $random->shuffle(grep { !$pointless{$_}{$service} } kinds()) unless @$queue;

	my $kind = shift @$queue;
	my $window = {
		kind => $kind,
		service => $service,
		seconds => 0.8 + $random->uniform * ($self->{whole} ? 1.7 : 0.7),
		pause => 0.2 + $random->uniform * ($self->{whole} ? 4 : 0.6),
		seed => $random->between(1, 2**31),
		rule => {
			name => $kind,
			probability => 0.3 + 0.5 * $random->uniform,
			%{ $network{$kind}->($random) }
		}
	};

	@{ $window->{rule} }{qw(match code)} = @{ $batch_operation{$service} } if $kind eq 'failed entries';
	return $window;
}

sub _new_round
{
	my ($self) = @_;
	my $random = $self->{random}{calamities};
	my @round;

	for my $family (@families)
	{
		my ($number, @kinds) = @$family;

		@kinds = $random->shuffle(@kinds);
		splice(@kinds, $number) if !$self->{whole};
		push @round, @kinds;
	}
	$self->{calamities} = [ map { $self->_calamity($_) } $random->shuffle(@round) ];
	return;
}

sub _calamity
{
	my ($self, $kind) = @_;
	my $random = $self->{random}{calamities};

	return {
		kind => $kind,
		seconds => 0.5 + $random->uniform * ($self->{whole} ? 3 : 1),
		pause => 0.2 + $random->uniform * ($self->{whole} ? 5 : 0.6),
		which => $random->uniform
	};
}

# undef between two rounds
sub next_calamity
{
	my ($self) = @_;
	my $calamity = shift @{ $self->{calamities} };

	$self->_new_round unless $calamity;
	return $calamity;
}

1;
