
=pod

=head1 NAME

Moto - the emulator that tests share, for one of them at a time

=head1 SYNOPSIS

  my $moto = Moto::take() or skip 'there is no moto_server', 5;

The URL of moto, which is then empty, and nobody else's until the test ends;
nothing where there is none.  See tools/with-moto.

=cut

package Moto;

use strict;
use warnings;

use Fcntl qw(:flock);
use HTTP::Tiny;
use PostgreSQL::Test::Utils;

my $lock;

sub take
{
	my $url = $ENV{PGAWSPIPE_MOTO_URL} || return;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/moto.lock";

	open($lock, '>>', $file) or die "$file: $!";
	flock($lock, LOCK_EX) or die "$file: $!";
	HTTP::Tiny->new->request('POST', "$url/moto-api/reset")->{success} or die 'could not reset moto';
	return $url;
}

1;
