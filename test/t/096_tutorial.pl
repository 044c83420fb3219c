# docs/tutorial.md, docs/cookbook.md and others are true: typed into the sandbox word for
# word, they print what they say.  The queries of docs/troubleshooting.md can be
# asked there, too.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Document;
use Sandbox;
use Test::More;

is_deeply([ Document->new('docs/tutorial.md')->pieces('sh') ], ["tools/run play\n"], 'the tutorial begins with a command');

for my $paths ([ 'docs/tutorial.md', 'docs/troubleshooting.md' ], ['docs/cookbook.md'], ['docs/concepts.md'], ['docs/capture.md'])
{
	my $sandbox = Sandbox->new;

	Document->new($_)->follow(sub { $sandbox->type(@_) }) for @$paths;
	is($sandbox->quit, '', "@$paths: nothing is complained of");
}

done_testing();
