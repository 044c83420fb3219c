# docs/tutorial.md and docs/cookbook.md are true: typed into the sandbox word for
# word, they print what they say.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Document;
use Sandbox;
use Test::More;

is_deeply([ Document->new('docs/tutorial.md')->pieces('sh') ], ["tools/run play\n"], 'the tutorial begins with a command');

for my $path (qw(docs/tutorial.md docs/cookbook.md))
{
	my $sandbox = Sandbox->new;

	Document->new($path)->follow(sub { $sandbox->type(@_) });
	is($sandbox->quit, '', "$path: nothing is complained of");
}

done_testing();
