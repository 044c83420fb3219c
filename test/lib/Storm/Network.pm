
=pod

=head1 NAME

Storm::Network - the faults of the network, service by service

=head1 SYNOPSIS

  my $network = Storm::Network->new($world, $plan);
  $network->move;                                # now and then
  $network->rest;                                # all is well, for a while
  $network->first_round_is_over;
  $network->fired;                               # kind => number
  $network->doubtful_mails;

The proxy of each service goes through windows, one fault each.  A window ends
when its time is over and the fault has fired, or after a while without
anything that it could have struck; then it comes again later, if it belongs
to the first round.

=cut

package Storm::Network;

use strict;
use warnings;

use IO::Socket::INET;
use Storm::Plan;
use Time::HiRes qw(sleep time);

# How long a window waits for somebody to strike
my $most = 8;		# seconds

sub new
{
	my ($class, $world, $plan) = @_;

	return bless {
		world => $world,
		plan => $plan,
		lanes => { map { $_ => { begins => 0, left => $plan->first_faults($_), again => [] } } @Storm::Plan::services },
		fired => {},
		doubtful => 0
	}, $class;
}

sub fired { return %{ $_[0]{fired} } }
sub doubtful_mails { return $_[0]{doubtful} }

sub first_round_is_over
{
	my ($self) = @_;

	return !grep { $_->{left} > 0 } values %{ $self->{lanes} };
}

sub move
{
	my ($self) = @_;

	for my $service (@Storm::Plan::services)
	{
		my $lane = $self->{lanes}{$service};

		$self->_end($lane) if $lane->{window} && $self->_is_over($lane);
		$self->_begin($lane, $service) if !$lane->{window} && time() >= $lane->{begins};
	}
	return;
}

sub rest
{
	my ($self) = @_;

	$self->_end($_) for grep { $_->{window} } values %{ $self->{lanes} };
	return;
}

# A request of our own: what does it meet?
sub _is_refused
{
	my ($proxy) = @_;

	return !IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $proxy->url =~ s/.*://r);
}

sub _begin
{
	my ($self, $lane, $service) = @_;
	my $window = shift @{ $lane->{again} } // $self->{plan}->next_fault($service);
	my $proxy = $self->{world}->proxy($service);
	my $rule = $window->{rule};

	@$lane{qw(window began fired)} = ($window, time(), 0);
	$self->_note_mails($service);
	if (exists $rule->{listening})
	{
		$proxy->listen(0);
		$lane->{fired} = _is_refused($proxy) ? 1 : 0;
	}
	elsif (exists $rule->{frozen})
	{
		kill 'STOP', $proxy->{pid};
		$lane->{fired} = 1;
	}
	else
	{
		$proxy->seeded_rules($window->{seed}, $rule);
	}
	return;
}

sub _has_rule
{
	my ($window) = @_;

	return !grep { exists $window->{rule}{$_} } qw(listening frozen);
}

sub _is_over
{
	my ($self, $lane) = @_;
	my $window = $lane->{window};
	my $age = time() - $lane->{began};

	return 0 if $age < $window->{seconds};
	$lane->{fired} = $self->{world}->proxy($window->{service})->fired($window->{kind}) if _has_rule($window);
	return $lane->{fired} > 0 || $age > $most;
}

sub _end
{
	my ($self, $lane) = @_;
	my $window = delete $lane->{window};
	my ($kind, $service) = @$window{qw(kind service)};
	my $proxy = $self->{world}->proxy($service);

	if (exists $window->{rule}{listening})
	{
		$proxy->listen(1);
	}
	elsif (exists $window->{rule}{frozen})
	{
		kill 'CONT', $proxy->{pid};
	}
	else
	{
		$lane->{fired} = $proxy->fired($kind);
		$proxy->rules();
	}
	$self->_note_mails($service, !_has_rule($window));
	$self->{fired}{$kind} += $lane->{fired};
	if ($lane->{left} > 0)
	{
		if ($lane->{fired} > 0)
		{
			$lane->{left}--;
		}
		else
		{
			push @{ $lane->{again} }, $window;
		}
	}
	$lane->{begins} = time() + $window->{pause};
	return;
}

# Requests with mail of which the sender may not know what became of them; a
# proxy that was frozen, or hung up, has answered nobody who still listened.
sub _note_mails
{
	my ($self, $service, $all) = @_;
	my $proxy = $self->{world}->proxy($service);

	if ($service eq 'ses')
	{
		for my $entry (grep { $_->{operation} =~ /outbound/ } $proxy->journal)
		{
			next if !$all && !defined $entry->{rule} && ($entry->{status} // 0) == 200;
			# a bulk has as many as it names destinations
			my $mails = () = $entry->{body} =~ /"ToAddresses"/g;

			$self->{doubtful} += $mails || 1;
		}
	}
	$proxy->clear_journal;
	return;
}

1;
