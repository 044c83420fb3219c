
=pod

=head1 NAME

Session - a psql that stays connected, to hold transactions open

=head1 SYNOPSIS

  my $session = Session->new($node, 'app');
  $session->run('BEGIN');                        # dies when it fails
  is($session->run('SELECT 1'), '1', 'answers');
  $session->quit;

PostgreSQL::Test::Cluster has background_psql(), but not the same one in all
releases.

=cut

package Session;

use strict;
use warnings;

use Carp;
use IPC::Open2;

sub new
{
	my ($class, $node, $role) = @_;
	my $self = bless {}, $class;

	$self->{pid} = open2(
		$self->{out}, $self->{in},
		$node->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1',
		'-d', $node->connstr('postgres') . ($role ? " user=$role" : ''));
	return $self;
}

# Runs statements and returns what they print.
sub run
{
	my ($self, $sql) = @_;

	$self->send($sql);
	return $self->receive;
}

# The two halves of it, for statements that wait for somebody else.
sub send
{
	my ($self, $sql) = @_;

	$self->{sql} = $sql;
	print { $self->{in} } "$sql;\n\\echo == done\n";
	$self->{in}->flush;
	return;
}

sub receive
{
	my ($self) = @_;
	my $lines = '';

	while (defined(my $line = readline($self->{out})))
	{
		if ($line eq "== done\n")
		{
			chomp $lines;
			return $lines;
		}
		$lines .= $line;
	}
	croak "session ended at: $self->{sql}";
}

sub quit
{
	my ($self) = @_;

	return unless $self->{pid};
	close($self->{in});
	waitpid(delete $self->{pid}, 0);
	return;
}

sub DESTROY
{
	my ($self) = @_;

	local ($?, $!);
	$self->quit;
	return;
}

1;
