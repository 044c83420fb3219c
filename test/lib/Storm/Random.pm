
=pod

=head1 NAME

Storm::Random - numbers that follow from a seed and a name, whoever else draws

=head1 SYNOPSIS

  my $random = Storm::Random->new(42, 'calamities');
  $random->uniform;                              # 0 <= x < 1
  $random->between(2, 5);                        # 2, 3, 4 or 5
  $random->pick(@list);
  $random->shuffle(@list);

Each name has a sequence of its own: what one process or lane draws does not
depend on how far the others have come.

=cut

package Storm::Random;

use strict;
use warnings;

use Digest::MD5 qw(md5);

sub new
{
	my ($class, $seed, $name) = @_;

	return bless { start => "$seed/$name", drawn => 0 }, $class;
}

sub uniform
{
	my ($self) = @_;

	return unpack('N', md5("$self->{start}/" . $self->{drawn}++)) / 2**32;
}

sub between
{
	my ($self, $low, $high) = @_;

	return $low + int($self->uniform * ($high - $low + 1));
}

sub pick
{
	my ($self, @list) = @_;

	return $list[ $self->between(0, $#list) ];
}

sub shuffle
{
	my ($self, @list) = @_;
	my @shuffled;

	push @shuffled, splice(@list, $self->between(0, $#list), 1) while @list;
	return @shuffled;
}

1;
