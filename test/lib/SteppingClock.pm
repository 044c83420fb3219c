
=pod

=head1 NAME

SteppingClock - a wall clock that a test can set, for one cluster

=head1 SYNOPSIS

  my $clock = SteppingClock->new;
  my $node = $clock->during(sub { PipeCluster->create('main') });
  $clock->step(3600);                         # an hour later
  $clock->step(-7200);                        # and two hours earlier

What is started in during() goes by it, see test/modules/stepping_clock; this
test does not.

=cut

package SteppingClock;

use strict;
use warnings;

use File::Temp;
use PostgreSQL::Test::Utils;

sub new
{
	my ($class) = @_;
	my $self = bless { file => File::Temp->new, ahead => 0 }, $class;

	$self->step(0);
	return $self;
}

sub during
{
	my ($self, $work) = @_;
	my ($directory) = run_command([ 'pg_config', '--pkglibdir' ]);

	local $ENV{LD_PRELOAD} = "$directory/stepping_clock.so";
	local $ENV{STEPPING_CLOCK_FILE} = "$self->{file}";
	# a server with AddressSanitizer wants that one's library before all others
	local $ENV{ASAN_OPTIONS} = join(':', $ENV{ASAN_OPTIONS} // (), 'verify_asan_link_order=0');
	return $work->();
}

sub step
{
	my ($self, $seconds) = @_;

	$self->{ahead} += $seconds;
	open(my $file, '+<', "$self->{file}") or die "$self->{file}: $!";
	syswrite($file, pack('q', $self->{ahead})) == 8 or die "$self->{file}: $!";
	close $file;
	return;
}

1;
