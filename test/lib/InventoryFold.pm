
=pod

=head1 NAME

InventoryFold - what a stream of product events comes to, reckoned apart

=head1 SYNOPSIS

  my $fold = InventoryFold->new;
  $fold->apply($event_id, $bytes) for ...;       # in stream order per product
  $fold->products;                               # { id => { quantity, ... } }
  $fold->fate('unreadable' | 'filtered' | 'rejected' | 'applied');

The rules are those of pipelines/inventory/README.md, written a second time
and in another language, for tests to compare with.

=cut

package InventoryFold;

use strict;
use warnings;

use B;
use JSON::PP;

my %known = map { $_ => 1 }
  qw(product_added product_removed quantity_changed quantity_incremented quantity_decremented);
my $most = 2**31 - 1;

sub new
{
	my ($class) = @_;

	return bless {
		json => JSON::PP->new->utf8,
		products => {},
		fates => { map { $_ => [] } qw(unreadable filtered rejected applied) }
	}, $class;
}

sub products { return $_[0]{products} }

# Ids of the events that came to this end, in the order of apply().
sub fate
{
	my ($self, $fate) = @_;

	return @{ $self->{fates}{$fate} };
}

# JSON::PP keeps "5" and 5 apart, Perl does not.
sub is_number
{
	my ($value) = @_;

	return 0 if !defined $value || ref $value;
	my $flags = B::svref_2object(\$value)->FLAGS;
	return $flags & (B::SVp_IOK | B::SVp_NOK) && !($flags & B::SVp_POK);
}

sub is_text
{
	my ($value) = @_;

	return defined $value && !ref $value && !is_number($value);
}

sub is_name
{
	my ($value) = @_;

	return is_text($value) && length($value) >= 1 && length($value) <= 256;
}

sub is_time
{
	my ($value) = @_;

	return is_text($value)
	  && $value =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
}

sub is_quantity
{
	my ($value) = @_;

	return is_number($value) && $value >= 0 && $value <= $most && $value == int($value);
}

# How much the event adds to the stock of a product that is there or not;
# undef when it may not happen.
sub change
{
	my ($type, $product, $direction, $there) = @_;
	my $quantity = $product->{quantity};

	if ($type eq 'product_added')
	{
		return is_quantity($quantity) && is_name($product->{product_name}) ? $quantity : undef;
	}
	return undef if !$there;
	return 0 if $type eq 'product_removed';
	return is_quantity($quantity) ? $quantity : undef if $type eq 'quantity_incremented';
	return is_quantity($quantity) ? -$quantity : undef if $type eq 'quantity_decremented';
	return is_number($quantity) && is_quantity(abs $quantity) ? $quantity : undef if !defined $direction;
	return undef if !is_quantity($quantity) || !is_text($direction);
	return $quantity if $direction eq 'increment';
	return -$quantity if $direction eq 'decrement';
	return undef;
}

sub decide
{
	my ($self, $event_id, $bytes) = @_;
	my $event = eval { $self->{json}->decode($bytes) } // return 'unreadable';
	my $type = ref $event eq 'HASH' ? $event->{event_type} : undef;

	return 'filtered' if !is_text($type) || !$known{$type};

	return 'rejected'
	  if defined $event->{event_id}
	  && (!is_name($event->{event_id}) || $self->{seen}{ $event->{event_id} }++);

	my $product = $event->{product};

	return 'rejected'
	  if ref $product ne 'HASH'
	  || !is_name($product->{product_id})
	  || !is_time($product->{timestamp});

	my $old = $self->{products}{ $product->{product_id} };
	my $there = $old && !$old->{removed};
	my $change = change($type, $product, $product->{change} // $event->{change}, $there);

	return 'rejected' if !defined $change;

	my $quantity =
	  $type eq 'product_removed' ? 0 : ($there ? $old->{quantity} : 0) + $change;

	return 'rejected' if $quantity < 0 || $quantity > $most;

	$self->{products}{ $product->{product_id} } = {
		product_name => $type eq 'product_added' ? $product->{product_name} : $old->{product_name},
		quantity => $quantity,
		removed => $type eq 'product_removed' ? 1 : 0,
		version => ($old ? $old->{version} : 0) + 1,
		last_event_id => $event_id,
		event_time => $product->{timestamp}
	};
	return 'applied';
}

sub apply
{
	my ($self, $event_id, $bytes) = @_;

	push @{ $self->{fates}{ $self->decide($event_id, $bytes) } }, $event_id;
	return;
}

1;
