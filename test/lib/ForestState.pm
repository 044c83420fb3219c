
=pod

=head1 NAME

ForestState - trees of a random cut forest, read and scored as documents say

=head1 SYNOPSIS

  my $tree = ForestState::decode($bytes);
  my $score = ForestState::score($tree, [ 0.5 ]);
  my @parts = ForestState::parts($tree, [ 0.5 ]);      # [ low, high ] of each dimension
  my $bytes = ForestState::encode($tree, $capacity);

=head1 DESCRIPTION

Written from the formats and formulas in the heads of src/forest/forest_state.c
and forest_score.c, and from the paper, without what the C code does to be
quick: boxes are made of points, and a score is the sum over all places where
a cut could part a point from the others.

A tree is { root, heap }, a node { dimension, cut, left, right } or { point,
mass }; the heap is a list of [ weight, leaf ], of which leaf counts as the
leaves come from left to right.

=cut

package ForestState;

use strict;
use warnings;

use Carp;
use List::Util qw(max min sum);

my @crc_table = map {
	my $crc = $_;

	$crc = $crc & 1 ? 0x82f63b78 ^ ($crc >> 1) : $crc >> 1 for 1 .. 8;
	$crc
} 0 .. 255;

sub crc32c
{
	my ($bytes) = @_;
	my $crc = 0xffffffff;

	$crc = $crc_table[ ($crc ^ $_) & 0xff ] ^ ($crc >> 8) foreach unpack('C*', $bytes);
	return $crc ^ 0xffffffff;
}

sub decode
{
	my ($bytes) = @_;
	my $payload = substr($bytes, 0, -4);
	my ($version, $dimensions, $capacity, $nleaves, $npoints) = unpack('C n4', $payload);
	my $offset = 9;
	my $take = sub {
		my ($format, $size, $count) = @_;
		my @values = unpack("x$offset $format$count", $payload);

		$offset += $size * $count;
		return @values;
	};

	croak "version $version" if $version != 1;
	croak 'checksum' if unpack('N', substr($bytes, -4)) != crc32c($payload);
	return { root => undef, heap => [], dimensions => $dimensions, capacity => $capacity } if $nleaves == 0;

	my $nnodes = 2 * $nleaves - 1;
	my $shape_size = int(($nnodes + 7) / 8);
	my @shape = split //, unpack("x$offset B$nnodes", $payload);

	$offset += $shape_size;
	my @dimensions = $dimensions > 1 ? $take->('n', 2, $nleaves - 1) : (0) x ($nleaves - 1);
	my @cuts = $take->('d>', 8, $nleaves - 1);
	my @points = map { [ $take->('d>', 8, $dimensions) ] } 1 .. $nleaves;
	my @leaves = map { { point => $_, mass => 0 } } @points;
	my @left = @leaves;
	my $read;

	$read = sub {
		return shift @left if !shift @shape;
		my $node = { dimension => shift @dimensions, cut => shift @cuts };

		$node->{left} = $read->();
		$node->{right} = $read->();
		return $node;
	};
	my $root = $read->();
	my @heap;
	my $size = $nleaves > 256 ? 2 : 1;

	foreach (1 .. $npoints)
	{
		my ($weight) = $take->('d>', 8, 1);
		my ($leaf) = $take->($size == 2 ? 'n' : 'C', $size, 1);

		push @heap, [ $weight, $leaf ];
		$leaves[$leaf]{mass}++;
	}
	croak 'length' if $offset != length $payload || @shape || @left;
	return { root => $root, heap => \@heap, dimensions => $dimensions, capacity => $capacity };
}

sub encode
{
	my ($tree, $capacity) = @_;
	my ($shape, @dimensions, @cuts, @points) = ('');
	my $walk;

	$walk = sub {
		my ($node) = @_;

		if ($node->{point})
		{
			$shape .= '0';
			push @points, $node->{point};
			return;
		}
		$shape .= '1';
		push @dimensions, $node->{dimension};
		push @cuts, $node->{cut};
		$walk->($node->{$_}) foreach qw(left right);
	};
	$walk->($tree->{root});
	my $dimensions = @{ $points[0] };
	my $bytes = pack('C n4', 1, $dimensions, $capacity, scalar @points, scalar @{ $tree->{heap} });

	$bytes .= pack('B*', $shape);
	$bytes .= pack('n*', @dimensions) if $dimensions > 1;
	$bytes .= pack('d>*', @cuts) . pack('d>*', map { @$_ } @points);
	$bytes .= pack(@points > 256 ? 'd> n' : 'd> C', @$_) foreach @{ $tree->{heap} };
	return $bytes . pack('N', crc32c($bytes));
}

sub points
{
	my ($node) = @_;

	return ($node) if $node->{point};
	return map { points($node->{$_}) } qw(left right);
}

sub mass { return sum(map { $_->{mass} } points($_[0])) }

# The chances that a cut of these points and another one parts it from all of
# them, by the extents of the boxes: of each dimension, below and above.
sub chances
{
	my ($points, $point) = @_;
	my ($range, @outside) = (0);

	foreach my $i (0 .. $#$point)
	{
		my @values = map { $_->{point}[$i] } @$points;
		my @extent = (min(@values), max(@values));

		$outside[$i] = [ max($extent[0] - $point->[$i], 0), max($point->[$i] - $extent[1], 0) ];
		$range += $extent[1] - $extent[0] + sum(@{ $outside[$i] });
	}
	return map { my $sides = $_; [ map { $range > 0 ? $_ / $range : 0 } @$sides ] } @outside;
}

sub chance { return sum(map { @$_ } chances(@_)) }

sub log2 { return log($_[0]) / log(2) }

sub score_below
{
	my ($node, $point, $depth, $mass) = @_;

	if ($node->{point})
	{
		return 1 / ($depth + 1) if grep { $point->[$_] != $node->{point}[$_] } 0 .. $#$point;
		return (1 - $node->{mass} / (2 * $mass)) / ($depth + log2($node->{mass} + 1));
	}
	my $chance = chance([ points($node) ], $point);
	my $side = $point->[ $node->{dimension} ] <= $node->{cut} ? 'left' : 'right';

	return $chance / ($depth + 1) + (1 - $chance) * score_below($node->{$side}, $point, $depth + 1, $mass);
}

sub known
{
	my ($tree, $point) = @_;

	return scalar grep { my $leaf = $_; !grep { $point->[$_] != $leaf->{point}[$_] } 0 .. $#$point } points($tree->{root});
}

# How the score of a point that is not in the tree is made up: at each place by
# the cuts that part it there.
sub parts
{
	my ($tree, $point) = @_;
	my @parts = map { [ 0, 0 ] } @$point;
	my ($node, $left, $depth) = ($tree->{root}, log2(mass($tree->{root}) + 1), 0);

	croak 'the point is in the tree' if known($tree, $point);
	for (; $node; $depth++)
	{
		my @chances = chances([ points($node) ], $point);

		foreach my $i (0 .. $#$point)
		{
			$parts[$i][$_] += $left * $chances[$i][$_] / ($depth + 1) foreach 0, 1;
		}
		$left *= 1 - sum(map { @$_ } @chances);
		$node = $node->{point} ? undef : $node->{ $point->[ $node->{dimension} ] <= $node->{cut} ? 'left' : 'right' };
	}
	return @parts;
}

sub score
{
	my ($tree, $point) = @_;
	my $mass = mass($tree->{root});

	return score_below($tree->{root}, $point, 0, $mass) * log2($mass + 1);
}

1;
