
=pod

=head1 NAME

Storm::Ledger - what a client knows to have happened, in a file of its own

=head1 SYNOPSIS

  my $ledger = Storm::Ledger->new($directory, 'producer');
  $ledger->note('record', $inbox, $event_id, ...);   # by its process
  my @rows = Storm::Ledger::read($directory, 'record');   # of all ledgers

Fields hold neither tabs nor line ends.  A line is written when AWS or
PostgreSQL has answered, never before.

=cut

package Storm::Ledger;

use strict;
use warnings;

use IO::Handle;

sub new
{
	my ($class, $directory, $name) = @_;

	open(my $file, '>>', "$directory/$name.ledger") or die "could not open ledger $name: $!";
	$file->autoflush(1);
	return bless { file => $file }, $class;
}

sub note
{
	my ($self, @fields) = @_;

	print { $self->{file} } join("\t", @fields) . "\n" or die "could not write ledger: $!";
	return;
}

sub read
{
	my ($directory, $kind) = @_;
	my @rows;

	for my $name (sort glob("$directory/*.ledger"))
	{
		open(my $file, '<', $name) or die "could not open $name: $!";
		while (my $line = <$file>)
		{
			chomp $line;
			my ($is, @fields) = split /\t/, $line, -1;
			push @rows, \@fields if $is eq $kind;
		}
	}
	return @rows;
}

1;
