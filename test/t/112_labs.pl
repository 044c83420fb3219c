# docs/labs.md is true: typed into the sandbox, and with moto as AWS where there
# is one, its exercises print what they say.  Of those that no emulator serves
# the request is known to be AWS's own, see 041_call_models.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Document;
use JSON::PP;
use Moto;
use PostgreSQL::Test::Utils;
use Sandbox;
use Test::More;

sub type_chapter
{
	my ($chapter, @url) = @_;
	my $sandbox = Sandbox->new(@url);

	Document->new('docs/labs.md', $chapter)->follow(sub { $sandbox->type(@_) });
	is($sandbox->quit, '', "$chapter: nothing is complained of");
	return;
}

is_deeply([ Document->new('docs/labs.md')->pieces('sh') ], ["tools/run labs\n"], 'the document begins with its command');
type_chapter('In the sandbox');

SKIP:
{
	my $moto = Moto::take();

	if (!$moto)
	{
		my $reason = '112_labs: SKIPPED "With moto", there is no moto_server (see tools/with-moto)';

		print STDERR "# $reason\n";
		skip $reason, 1;
	}
	type_chapter('With moto', $moto);
}

my $json = JSON::PP->new->canonical;
my %known = map { my $v = $json->decode($_); $json->encode([ @{$v}{qw(service operation input)} ]) => 1 }
  split /\n/, slurp_file("$FindBin::RealBin/../vectors/calls.jsonl");
my @alone = Document->new('docs/labs.md', 'On AWS alone')->pieces('sql');

cmp_ok(scalar(@alone), '>', 0, 'there are exercises for AWS alone');
foreach my $sql (@alone)
{
	my ($service, $operation, $input) = $sql =~ /\ASELECT awspipe\.call\('aws', '(\w+)', '(\w+)', '(\{.*\})'\);\n\z/s
	  or BAIL_OUT("this is no plain call: $sql");

	ok($known{ $json->encode([ $service, $operation, $json->decode($input) ]) }, "$operation is among those whose request is known");
}

done_testing();
