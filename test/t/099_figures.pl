# The figures of docs/performance.md, and their picture, are those that were
# measured: bench/plot makes them of what is committed beside them.

use strict;
use warnings;

use FindBin;

use File::Temp qw(tempdir);
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::RealBin/../..";
my $directory = tempdir(CLEANUP => 1);
my ($table, $errors) = run_command([ "$top/bench/plot", "$top/docs/performance/figures.json", $directory ]);
my ($shown) = slurp_file("$top/docs/performance.md") =~ /^<!-- figures -->\n(.*)^<!-- end of figures -->\n/ms;
my @pictures = glob "$directory/*.svg";

is($errors, '', 'figures are drawn');
# what is written counts, not how its lines are broken
is($table =~ s/\s+/ /gr, $shown =~ s/\s+\z//r =~ s/\s+/ /gr, 'the table is that of the figures');
is_deeply([ map { s/.*\///r } @pictures ], [ map { s/.*\///r } glob "$top/docs/performance/*.svg" ], 'there are these pictures');
is(slurp_file("$top/docs/performance/" . s/.*\///r), slurp_file($_), s/.*\///r . ' is up to date') foreach @pictures;
unlike(slurp_file($_), qr/(?:href|src|url\()/, 'and loads nothing') foreach @pictures;

done_testing();
