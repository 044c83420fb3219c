
=pod

=head1 NAME

Storm::Watch - looks at a server while a storm passes

=head1 SYNOPSIS

  my $watch = Storm::Watch->new($world);
  $watch->look;                                  # now and then
  $watch->server_goes;                           # it is about to be stopped
  $watch->server_comes;
  $watch->calm;                                  # a sample without faults
  $watch->complaints;
  $watch->maxima;

A session stays connected for as long as the server should: when it is gone
earlier, somebody has taken it along.

=cut

package Storm::Watch;

use strict;
use warnings;

use List::Util qw(max sum0);
use PostgreSQL::Test::Utils qw(slurp_file);
use Session;
use Time::HiRes qw(sleep time);

my $interval = 0.5;		# seconds between two looks

# A transaction that is open in a wait is seen so often before it counts: the
# columns of pg_stat_activity are not of one moment.
my $looks = 3;

# What samples of the last third may have more than those of the first
my %growth = (memory => [ 1.5, 20_000 ], descriptors => [ 1.2, 8 ], bytes => [ 1.5, 16 << 20 ], dead => [ 2, 20_000 ]);
my $fewest_samples = 6;

# Beyond these no process goes, however short the storm
my %most = (memory => 256_000, descriptors => 256);

sub new
{
	my ($class, $world) = @_;
	my $self = bless { world => $world, maxima => {}, complaints => [], samples => [], looked => 0 }, $class;

	$self->server_comes;
	return $self;
}

sub outbox { return $_[0]{outbox} // 0 }
sub complaints { return @{ $_[0]{complaints} } }
sub maxima { return %{ $_[0]{maxima} } }
sub samples { return @{ $_[0]{samples} } }

sub _complain
{
	my ($self, $complaint) = @_;

	push @{ $self->{complaints} }, $complaint;
	return;
}

sub _query
{
	my ($self, $sql) = @_;
	my $result = eval { $self->{session}->run($sql) };

	if (!defined $result)
	{
		$self->_complain("a session was ended with which nobody had a quarrel: $sql");
		$self->{session} = Session->new($self->{world}->node);
		return '';
	}
	return $result;
}

sub server_goes
{
	my ($self) = @_;

	$self->_query('SELECT 1');
	$self->_complain('the server was started anew, and nobody had stopped it')
	  if $self->_query('SELECT pg_postmaster_start_time()') ne $self->{start};
	delete $self->{session};
	return;
}

sub server_comes
{
	my ($self) = @_;

	$self->{session} = Session->new($self->{world}->node);
	$self->{start} = $self->{session}->run('SELECT pg_postmaster_start_time()');
	return;
}

sub _maximum
{
	my ($self, $what, $value) = @_;

	$self->{maxima}{$what} = $value if !defined $self->{maxima}{$what} || $value > $self->{maxima}{$what};
	return;
}

# [kind, pid] of each worker
sub _workers
{
	my ($self) = @_;

	return map { [ split /\|/ ] } split /\n/, $self->_query(<<'SQL');
SELECT replace(backend_type, 'pgawspipe ', ''), pid FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe %'
SQL
}

# Private memory in kB, and descriptors, of the largest process of each kind
sub _processes
{
	my ($self) = @_;
	my %found;

	for my $worker ($self->_workers)
	{
		my ($kind, $pid) = @$worker;
		my ($memory) = (eval { slurp_file("/proc/$pid/status") } // '') =~ /^RssAnon:\s*(\d+)/m;
		my @descriptors = glob("/proc/$pid/fd/*");

		# it may have ended meanwhile
		next unless defined $memory;
		$found{memory}{$kind} = max($found{memory}{$kind} // 0, $memory);
		$found{descriptors}{$kind} = max($found{descriptors}{$kind} // 0, scalar @descriptors);
	}
	return \%found;
}

sub look
{
	my ($self) = @_;

	return if time() - $self->{looked} < $interval;
	$self->{looked} = time();
	$self->_look_for_open_transactions;
	$self->{outbox} = $self->_query(q{SELECT count(*) FROM awspipe.outbox WHERE state <> 'ambiguous'}) || 0;
	$self->_maximum('outbox', $self->{outbox});
	$self->_maximum('lag', $self->_query('SELECT coalesce(ceil(extract(epoch FROM max(lag))), 0) FROM awspipe.stat_consumer'));
	my $processes = $self->_processes;
	for my $what (sort keys %most)
	{
		for my $kind (sort keys %{ $processes->{$what} })
		{
			my $value = $processes->{$what}{$kind};

			$self->_maximum("$what of a $kind", $value);
			$self->_complain("$value $what of a $kind") if $value > $most{$what};
		}
	}
	return;
}

# A worker that waits for the network has neither transaction nor snapshot.
sub _look_for_open_transactions
{
	my ($self) = @_;
	my $waiting = q{SELECT pid, coalesce(xact_start::text, backend_xmin::text), backend_type FROM pg_stat_activity
		WHERE backend_type LIKE 'pgawspipe %' AND wait_event_type = 'Extension'
			AND (xact_start IS NOT NULL OR backend_xmin IS NOT NULL)};
	my %suspects = map { $_ => 1 } split /\n/, $self->_query($waiting);

	for (1 .. $looks)
	{
		last unless %suspects;
		sleep 0.05;
		%suspects = map { $_ => 1 } grep { $suspects{$_} } split /\n/, $self->_query($waiting);
	}
	$self->_complain("a worker waits in a transaction: $_") for sort keys %suspects;
	return;
}

sub calm
{
	my ($self) = @_;
	my %sample = %{ $self->_processes };

	($sample{bytes}{tables}, $sample{dead}{tables}) = split /\|/, $self->_query(<<'SQL');
SELECT sum(pg_total_relation_size(relid)), sum(n_dead_tup) FROM pg_stat_user_tables
WHERE schemaname = 'awspipe' AND relname !~ '^(received|batch|outbox_result|dead_letter)' OR relname = 'account'
SQL
	push @{ $self->{samples} }, \%sample;
	return;
}

sub _median
{
	my @sorted = sort { $a <=> $b } @_;

	return $sorted[ $#sorted / 2 ];
}

# What has grown between the first and the last third of the samples
sub growth
{
	my ($self) = @_;
	my @samples = $self->samples;
	my $third = int(@samples / 3);
	my (@grown, @flat);

	return ([], ["only @{[scalar @samples]} samples"]) if @samples < $fewest_samples;
	for my $what (sort keys %growth)
	{
		for my $of (sort keys %{ $samples[0]{$what} })
		{
			my ($first, $last) = map { _median(map { $_->{$what}{$of} // 0 } @$_) }
			  ([ @samples[ 0 .. $third - 1 ] ], [ @samples[ -$third .. -1 ] ]);
			my $line = "$what of $of: $first, then $last";

			if ($last > $first * $growth{$what}[0] + $growth{$what}[1]) { push @grown, $line }
			else { push @flat, $line }
		}
	}
	return (\@grown, \@flat);
}

1;
