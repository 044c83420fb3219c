
=pod

=head1 NAME

Sandbox - psql in tools/play, as somebody types into it

=head1 SYNOPSIS

  my $sandbox = Sandbox->new;                    # or ->new($url), of moto
  my $printed = $sandbox->type('SELECT 1;');
  is($sandbox->quit, '', 'nothing was complained of');

The first error ends it: then type() returns nothing any more.

=cut

package Sandbox;

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IPC::Run qw(start timeout);

my $top = dirname(__FILE__) . '/../..';

sub new
{
	my ($class, @url) = @_;
	# for what is typed, each time anew
	my $limit = timeout($ENV{PG_TEST_TIMEOUT_DEFAULT} || 180);
	my $self = bless { in => '', out => '', err => '', limit => $limit }, $class;

	# tools/run builds and installs first; here that has been done
	local $ENV{PG_CONFIG} = $ENV{PG_CONFIG} // 'pg_config';
	# below it are sockets, whose names must be short
	local $ENV{TMPDIR} = tempdir(CLEANUP => 1, DIR => '/tmp');
	$self->{psql} = start([ "$top/tools/play", @url ],
		init => sub { chdir $top or die "$top: $!" },
		'<', \$self->{in}, '>', \$self->{out}, '2>', \$self->{err}, $limit);
	return $self;
}

# Returns what is printed, or nothing if psql has ended.
sub type
{
	my ($self, $statements) = @_;
	my $psql = $self->{psql};

	return if !$psql->pumpable;
	$self->{out} = '';
	$self->{in} .= "$statements\n\\echo == typed\n";
	$self->{limit}->start;
	$psql->pump until $self->{out} =~ s/^== typed\n\z//m || !$psql->pumpable;
	return $self->{out};
}

# Returns its errors and warnings, or all it has said if it has not ended well.
sub quit
{
	my ($self) = @_;

	$self->{limit}->start;
	$self->{psql}->finish;
	return "status " . $self->{psql}->result(0) . "\n$self->{err}" if $self->{psql}->result(0);
	return join '', $self->{err} =~ /^(?:ERROR|WARNING):.*\n/mg;
}

1;
