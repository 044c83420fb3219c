
=pod

=head1 NAME

Storm - everything at once, and afterwards nothing lost, doubled or disordered

=head1 SYNOPSIS

  Storm::run(seed => 42);                        # one short round
  Storm::run(seed => 42, minutes => 30);         # rounds until then

Clients work (Storm::Clients) while proxies, processes, servers, streams and
tables meet with what the seed has planned (Storm::Plan, Storm::Network,
Storm::Calamities).  Between rounds, and in the end, it is calm: then all must
go on by itself, and the checker (Storm::Checker) compares everything with the
ledgers of the clients.  The short form has one round with a choice of the
calamities, but all faults of the network; the long form has all of both.

=cut

package Storm;

use strict;
use warnings;

use File::Temp qw(tempdir);
use List::Util qw(max);
use PostgreSQL::Test::Utils ();
use Storm::Calamities;
use Storm::Checker;
use Storm::Clients;
use Storm::Network;
use Storm::Plan;
use Storm::Sabotage;
use Storm::Watch;
use Storm::World;
use Test::More;
use Time::HiRes qw(sleep time);

my $turn = 0.05;			# seconds

# What may wait before clients have to
my $backlog = 800;

# Seconds after which a recovery is worth a look
my $slow = 8;

sub run
{
	my (%params) = @_;
	my $seed = $params{seed};
	my $until = time() + 60 * ($params{minutes} // 0);
	my $self = bless { seed => $seed, whole => defined $params{minutes}, began => time() }, __PACKAGE__;

	$self->report("seed $seed");
	$self->{directory} = tempdir(CLEANUP => 1);
	$self->{world} = Storm::World->new($seed);
	$self->{plan} = Storm::Plan->new($seed, $self->{whole});
	$self->{network} = Storm::Network->new($self->{world}, $self->{plan});
	# first of all: what is open now stays open in these processes
	$self->{clients} = Storm::Clients->start($self->{world}, $self->{directory});
	$self->{watch} = Storm::Watch->new($self->{world});
	$self->{calamities} = Storm::Calamities->new($self->{world}, $self->{watch});
	$self->lap('set up');

	do
	{
		$self->round;
		$self->lap('round');
		$self->calm;
		$self->lap('calm');
	} while (time() < $until);
	$self->quiet;
	$self->lap('quiet');
	$self->judge;
	$self->lap('judged');
	diag "seed $seed" unless Test::More->builder->is_passing;
	return;
}

# The long form is watched, the short one is not.
sub report
{
	my ($self, @lines) = @_;

	foreach (@lines)
	{
		if ($self->{whole}) { diag $_ }
		else { note $_ }
	}
	return;
}

sub lap
{
	my ($self, $what) = @_;

	$self->report(sprintf('%s: %.1f s, %.1f s in all', $what, time() - ($self->{lap} // $self->{began}), time() - $self->{began}));
	$self->{lap} = time();
	return;
}

# All calamities of a round, one after another, beside the network's faults
sub round
{
	my ($self) = @_;

	while (my $calamity = $self->{plan}->next_calamity)
	{
		my $began = time();
		my $finish = $self->{calamities}->begin($calamity);

		$self->go_on($calamity->{seconds}) if $finish;
		$finish->() if $finish;
		note sprintf('%s: %.1f s', $calamity->{kind}, time() - $began);
		$self->go_on($calamity->{pause});
	}
	$self->go_on(0) until $self->{network}->first_round_is_over;
	$self->{calamities}->let_go;
	return;
}

sub go_on
{
	my ($self, $seconds) = @_;
	my $until = time() + $seconds;

	do
	{
		$self->{network}->move;
		$self->{watch}->look;
		$self->{clients}->brake($self->{watch}->outbox > $backlog);
		sleep $turn;
	} while (time() < $until);
	return;
}

# Without faults everything is soon where it belongs.
sub calm
{
	my ($self) = @_;

	$self->{network}->rest;
	$self->{clients}->brake(1);
	$self->recovers(q{SELECT count(*) = 0 FROM awspipe.outbox WHERE state <> 'ambiguous'});
	$self->{watch}->calm;
	$self->{clients}->brake(0);
	return;
}

# Everything that has been stopped by faults works again.
sub recovers
{
	my ($self, $condition) = @_;
	my $world = $self->{world};
	my $began = time();

	ok($world->node->poll_until(q{SELECT count(*) = count(*) FILTER (WHERE state = 'running') FROM awspipe.consumers}),
		'all consumers are running')
	  or diag $world->value('SELECT name, state, e.error_code, e.error_message, error_position FROM awspipe.consumers LEFT JOIN awspipe.consumer_errors AS e ON consumer = name');
	ok($world->node->poll_until(q{SELECT count(*) = 0 FROM awspipe.stat_destination WHERE state <> 'active'}),
		'all destinations are active')
	  or diag $world->value('SELECT service, resource, state, error_code, error_message FROM awspipe.stat_destination');
	ok( $world->aws->wait_until(
			sub {
				return 1 if $world->value($condition) eq 't';
				$self->note_backlog if time() - $began > $slow;
				return 0;
			}),
		'the outbox drains');
	push @{ $self->{recoveries} }, time() - $began;
	return;
}

# What takes so long?
sub note_backlog
{
	my ($self) = @_;
	my $backlog = $self->{world}->value(q{
		SELECT service, resource, o.state, o.attempts, o.error_code, d.state, count(*), clock_timestamp()
		FROM awspipe.outbox_pending AS o LEFT JOIN awspipe.stat_destination AS d USING (service, resource)
		GROUP BY 1, 2, 3, 4, 5, 6});

	$self->report("waiting: $_") for split /\n/, $backlog;
	$slow *= 2;
	return;
}

# Nothing is sent any more: nothing is left under way.
sub quiet
{
	my ($self) = @_;
	my $world = $self->{world};
	my $began = time();

	is(join(', ', $self->{clients}->stop_sending), '', 'all clients have worked to the end');
	$self->recovers(q{SELECT count(*) = 0 FROM awspipe.outbox WHERE state <> 'ambiguous'});
	for my $queue (qw(storm-in storm-in.fifo shop))
	{
		my $url = $world->queue_url($queue);

		ok( $world->aws->wait_until(
				sub {
					my $counts = $world->aws->aws_call('sqs', 'GetQueueAttributes',
						{ QueueUrl => $url, AttributeNames => ['All'] })->{Attributes};
					return !grep { $counts->{"ApproximateNumberOfMessages$_"} } '', 'NotVisible';
				}),
			"queue $queue is empty");
	}
	ok($world->node->poll_until(q{SELECT bool_and(coalesce(s.lag, '0') < '1 s' OR c.source = 'sqs')
		FROM awspipe.stat_consumer AS s JOIN awspipe.consumers AS c ON c.name = s.consumer}), 'no stream has a lag');
	# what came in last goes out again
	$self->recovers(q{SELECT count(*) = 0 FROM awspipe.outbox WHERE state <> 'ambiguous'});
	$self->{watch}->calm;

	my $checker = Storm::Checker->new($world, $self->{directory});
	$self->{resolved} = $checker->resolve_mails;
	$self->recovers('SELECT count(*) = 0 FROM awspipe.outbox');
	is(join(', ', $self->{clients}->stop), '', 'what has arrived is read');
	$self->{settled} = time() - $began;
	return;
}

sub holds
{
	my ($name, @wrong) = @_;

	# one is enough to begin with, and there may be thousands
	ok(!@wrong, $name) or diag join("\n", scalar(@wrong) . ' times', @wrong[ 0 .. (@wrong > 5 ? 4 : $#wrong) ]);
	return;
}

sub judge
{
	my ($self) = @_;
	my ($network, $calamities, $watch) = @$self{qw(network calamities watch)};
	my $checker = Storm::Checker->new($self->{world}, $self->{directory});
	my %about = (
		doubtful_mails => $network->doubtful_mails,
		sudden_ends => $calamities->sudden_ends,
		logs => [ glob("$PostgreSQL::Test::Utils::log_path/*_storm*.log") ]);

	holds(@$_) for $checker->checks(%about);
	holds('no worker waits in a transaction, none grows, none takes others along', $watch->complaints);
	my ($grown, $flat) = $watch->growth;
	holds('memory, descriptors and tables stay as they are', @$grown);

	my %fired = ($network->fired, $calamities->fired);
	my %client = map { $_ => 0 } 'long writer', 'prepared, then commit', 'prepared, then rollback';
	$client{ $_->[0] }++ for Storm::Ledger::read($self->{directory}, 'happened');
	holds('every fault of the network has fired', grep { !$fired{$_} } Storm::Plan::kinds());
	holds('stragglers have been at work', grep { !$client{$_} } 'long writer', $self->{whole} ? keys %client : ());

	my @figures = map { sprintf('%-28s %6d', $_, $fired{$_} // $client{$_}) } sort(keys %fired), sort keys %client;
	my %paths = $checker->figures;
	push @figures, sprintf('%-28s %10s %10s %10s', 'path', 'in', 'out', 'repeated');
	push @figures, map { sprintf('%-28s %10s %10s %10s', $_, @{ $paths{$_} }) } sort keys %paths;
	my %maxima = $watch->maxima;
	push @figures, map { sprintf('%-28s %10s', "most $_", $maxima{$_}) } sort keys %maxima;
	push @figures, @$flat, @$grown;
	push @figures, sprintf('recovery %.1f s at most, settled after %.1f s, slowest stop %.1f s, %d mails in doubt, %d looked for',
		max(@{ $self->{recoveries} }), $self->{settled}, $calamities->slowest_stop, $network->doubtful_mails, $self->{resolved});
	push @figures, sprintf('seed %s: %d lost, %d doubled, %d out of order', $self->{seed}, $checker->sums);
	$self->report(@figures);
	$self->doubt(%about) if !$self->{whole};
	return;
}

# Would the checker have noticed?
sub doubt
{
	my ($self, %about) = @_;
	my %must_fail = map { $_ => 1 } Storm::Sabotage::commit($self->{world}, $self->{directory}, $about{logs}[0]);

	for my $check (Storm::Checker->new($self->{world}, $self->{directory})->checks(%about))
	{
		my ($name, @wrong) = @$check;

		delete $must_fail{$name} if @wrong;
	}
	is(join("\n", sort keys %must_fail), '', 'the checker notices damage of each kind');
	return;
}

1;
