
=pod

=head1 NAME

S3Keys - keys of S3 objects that are awkward to sign, send, list or store

=head1 SYNOPSIS

  my @keys = S3Keys::all;                        # characters, not bytes
  S3Keys::create_table($node, 'app');            # keys (n, key), in that order
  is(S3Keys::show(@wrong), '', 'all of them are right');

=cut

package S3Keys;

use strict;
use warnings;
use utf8;

# What XML can carry, and so a list that the emulator makes
our @plain = (
	'a', 'a/b', 'a//b', '/', '//', '/lead', '//lead', 'trail/', 'trail//', '.', '..', './a', '../x',
	'../../x', 'a/../b', 'a/./b', 'a/..', '...', '.hidden', ' ', '  ', ' a', 'a ', 'a b', 'a  b',
	'a+b', '+', 'a%20b', '%', '%%', '100%', '%2F', 'a%2Fb', '%252F', '%zz', '%00', '?', 'a?b=c', '#',
	'a#b', '&', 'a&b=c', '&amp;', '<', '>', '<key>', ']]>', q{'}, q{"}, q{"q"}, q{it's}, '`', '\\',
	'a\\b', '\\..\\a', ';', 'a;b', ':', 'a:b', 'http://host/', '@', 'a@b', '=', 'a=b', ',', '$', '!',
	'*', '(a)', '[a]', '{a}', '|', '^', '~', '-', '_', '$key', 'a${b}', '{"a": [1]}', 'CON', 'ä',
	"\x{e9}", "e\x{301}", "\x{212b}", "\x{c5}", "A\x{30a}", '日本語', '😀', '👨‍👩‍👧', 'שלום', "\x{202e}abc",
	"\x{feff}", "\x{200b}", "a\x{a0}b", "\x{e000}", "\x{10fffd}", 'ß', 'İ', 'x' x 1024, 'é' x 512,
	'ab/' x 341, 'uploads', 'cors', 'list-type=2', 'X-Amz-Signature=0');

# What it cannot
our @control = ("\x01", "a\nb", "a\r\nb", "\t", "\x7f", "\x1b[0m", "\x{fffe}", "\x0c", "a\x08", "\x1f", "\n");

sub all { return (@plain, @control) }

sub _hex
{
	my ($key) = @_;

	utf8::encode($key);
	return unpack 'H*', $key;
}

# A table of the role's; what it takes to write a key in SQL is none of ours
sub create_table
{
	my ($node, $role) = @_;
	my @keys = all();

	$node->psql_as($role, 'CREATE TABLE keys (n integer PRIMARY KEY, key text UNIQUE);'
		  . join('', map { "INSERT INTO keys VALUES ($_, convert_from('\\x" . _hex($keys[$_]) . "', 'UTF8'));" } 0 .. $#keys));
	return;
}

# The keys of these numbers, for a terminal
sub show
{
	my (@numbers) = @_;
	my @keys = all();

	return join ' ', map { _hex($keys[$_]) } @numbers;
}

1;
