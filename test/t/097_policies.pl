# docs/iam allows what the extension does, and no more: its policies are those
# of awspipe.iam_policy(), which the tests of deploying look at.

use strict;
use warnings;

use FindBin;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::RealBin/../..";

# kind and purpose of each statement there, and what it allows
my %allowed;
my $source = slurp_file("$top/sql/install/73_pipeline_tools.sql");

push @{ $allowed{"$1 $2"} }, split /,/, $3 while $source =~ /^\s+\('(\w+)', '(\w+)', (?:'[^']*', )?'\{(.*?)\}'\)/mg;
$allowed{'alarm write'} = [ $source =~ /"(cloudwatch:\w+)"/ ];
# a pipeline's bucket may be read as well; a capture's worker does not
$allowed{'capture'} = [ grep { !/^s3:(GetObject|ListBucket)$/ } @{ $allowed{'bucket write'} } ];

my %policies = (
	capture => 'capture',
	cloudwatch => 'alarm write',
	dynamodb => 'table write',
	eventbridge => 'event_bus write',
	firehose => 'firehose write',
	kinesis => 'stream write',
	kinesis_consumer => 'stream read',
	lambda => 'lambda write',
	logs => 'logs write',
	s3 => 'bucket write',
	ses => 'email_identity write',
	sns => 'topic write',
	sqs => 'queue write',
	sqs_consumer => 'queue read',
	stepfunctions => 'stepfunctions write');

is_deeply([ map { /(\w+)\.json$/ } glob "$top/docs/iam/*.json" ], [ sort keys %policies ], 'a policy for each source and destination, and for captures');

foreach my $name (sort keys %policies)
{
	my $text = slurp_file("$top/docs/iam/$name.json");
	my $policy = JSON::PP->new->utf8->decode($text);
	my @actions = map { @{ $_->{Action} } } @{ $policy->{Statement} };

	is($policy->{Version}, '2012-10-17', "$name.json is a policy");
	is_deeply([ sort @actions ], [ sort @{ $allowed{ $policies{$name} } // [] } ], 'of what it takes');
	is_deeply([ grep { $_->{Effect} ne 'Allow' || !@{ $_->{Resource} } } @{ $policy->{Statement} } ], [], 'on something');
	is_deeply([ grep { my ($service) = split /:/; $text !~ /"arn:aws:\Q$service\E:/ } grep { !/^(ses:GetAccount|cloudwatch:.*)$/ } @actions ],
		[], 'and everything that can be limited to a resource is');
}

done_testing();
