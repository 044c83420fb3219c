
=pod

=head1 NAME

Document - a document that is followed literally

=head1 SYNOPSIS

  my $document = Document->new('docs/tutorial.md');
  my ($install, $run) = $document->pieces('sql');
  my $type = sub { my ($statements) = @_; ...; return $printed };
  $document->follow($type);                      # tests

  my $chapter = Document->new('docs/labs.md', 'With moto');
  $chapter->play($type, sub { my ($piece) = @_; print $piece->{printed} });

A chapter is what is below a heading of the second level. A piece is what stands between fences. One of SQL is to be typed; if the next
piece has no language, that is what the first prints, at once or a moment
later.  So what is shown with its result is only looked at, and can be typed
again.

=cut

package Document;

use strict;
use warnings;

use File::Basename qw(dirname);
use Test::More;
use Time::HiRes qw(sleep time);

my $top = dirname(__FILE__) . '/../..';

sub new
{
	my ($class, $path, $chapter) = @_;
	my $text = do
	{
		local $/;
		open(my $file, '<', "$top/$path") or die "$path: $!\n";
		<$file>;
	};
	my @pieces;

	($text) = $text =~ /^(## \Q$chapter\E\n.*?)(?=^## |\z)/ms or die "$path has no chapter \"$chapter\"\n" if defined $chapter;

	while ($text =~ /^```(\w*)\n(.*?)^```$/msg)
	{
		my ($language, $content) = ($1, $2);
		my ($heading) = reverse substr($text, 0, $-[0]) =~ /^#+ (.*)/mg;

		push @pieces, { language => $language, text => $content, heading => $heading };
	}
	return bless { path => $path, pieces => \@pieces }, $class;
}

# The pieces in a language, below a heading or all of them
sub pieces
{
	my ($self, $language, $heading) = @_;

	return map { $_->{text} }
	  grep { $_->{language} eq $language && (!defined $heading || ($_->{heading} // '') eq $heading) } @{ $self->{pieces} };
}

# What is another each time: times, how long something took, random ids, and
# where a record is; with them the width of columns.
sub mask
{
	my ($text) = @_;

	$text =~ s/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?/TIME/g;
	$text =~ s/\b\d\d:\d\d:\d\d(\.\d+)?\b/DURATION/g;
	$text =~ s/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/UUID/g;
	$text =~ s/\b\d{50,}\b/DIGITS/g;
	$text =~ s/-{2,}/--/g;
	$text =~ s/\+-/-/g;
	$text =~ s/[ \t]+/ /g;
	$text =~ s/ ?\n ?/\n/g;
	return $text =~ s/\A\s+|\s+\z//gr;
}

# $type->(statements) types them, and returns what is printed; nothing ends it.
# $tell->(piece) is told of each with what it has printed, and what it should
# have if the document says so; false ends it.
sub play
{
	my ($self, $type, $tell) = @_;
	my @pieces = @{ $self->{pieces} };
	# seconds, as tests have them
	my $patience = $ENV{PG_TEST_TIMEOUT_DEFAULT} || 180;

	while (my $piece = shift @pieces)
	{
		next if $piece->{language} ne 'sql';

		my $expected = @pieces && $pieces[0]{language} eq '' ? (shift @pieces)->{text} : undef;
		my $deadline = time() + $patience;
		my $printed;

		while (defined($printed = $type->($piece->{text})) && defined $expected && mask($printed) ne mask($expected) && time() < $deadline)
		{
			sleep 0.1;
		}
		$tell->({ %$piece, printed => $printed, expected => $expected }) && defined $printed || last;
	}
	return;
}

sub as_expected
{
	my ($piece) = @_;

	return defined $piece->{printed} && (!defined $piece->{expected} || mask($piece->{printed}) eq mask($piece->{expected}));
}

sub follow
{
	my ($self, $type) = @_;

	return $self->play($type, sub {
		my ($piece) = @_;

		return 1 if !defined $piece->{expected};
		return is(mask($piece->{printed} // 'it has ended'), mask($piece->{expected}),
			"$self->{path}, $piece->{heading}: " . ($piece->{text} =~ /\A\s*(.*)/)[0]);
	});
}

1;
