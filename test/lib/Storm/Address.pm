
=pod

=head1 NAME

Storm::Address - the server that clients are to use now

=head1 SYNOPSIS

  my $address = Storm::Address->new($node);
  $address->set($node);                          # by the storm
  $address->set(undef);                          # leave it alone
  my $session = Session->new($address, 'app')    # by clients
      if $address->is_open;

Clients are processes of their own: it is kept in a file.  To Session it is a
node.

=cut

package Storm::Address;

use strict;
use warnings;

use File::Temp qw(tempdir);
use PostgreSQL::Test::Utils qw(slurp_file);

sub new
{
	my ($class, $node) = @_;

	return bless {
		psql => $node->installed_command('psql'),
		file => tempdir(CLEANUP => 1) . '/address'
	}, $class;
}

sub set
{
	my ($self, $node) = @_;

	open(my $file, '>', "$self->{file}.new") or die "could not write $self->{file}: $!";
	print $file $node ? 'host=' . $node->host . ' port=' . $node->port : '';
	close($file);
	rename("$self->{file}.new", $self->{file}) or die "could not rename: $!";
	return;
}

sub is_open { return -s $_[0]{file} }

sub connstr
{
	my ($self, $database) = @_;

	return slurp_file($self->{file}) . " dbname=$database";
}

sub installed_command { return $_[0]{psql} }

1;
