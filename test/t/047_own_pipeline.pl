# docs/pipelines.md is true: what it tells to type works, word for word.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Document;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis dynamodb));
my $node = PipeCluster->create(
	'main',
	emulators => $aws,
	services => [qw(kinesis dynamodb)]);

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');

my ($install, $run, $look, $remove, @more) = Document->new('docs/pipelines.md')->pieces('sql');

is(scalar @more, 0, 'four pieces of SQL');
cmp_ok(scalar(() = $install =~ /\n/g), '<=', 60, 'the pipeline takes no more lines than the heading says');

$node->psql_as('app', $install);
$node->psql_as('app', $run);
ok($node->poll_until('SELECT count(*) = 4 FROM sensors.reading'), 'readings arrive');
is($node->psql_as('app', 'SELECT sensor_id, celsius FROM sensors.sensor ORDER BY 1'), "cellar|11\nroof|4.25", 'and are applied');
is($node->psql_as('app', q{SELECT payload ->> 'sensor' FROM sensors.rejection}), 'attic', 'or rejected');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'what follows is sent');
is(join(' ', sort map { "$_->{sensor_id}{S}=$_->{celsius}{N}" } @{ $aws->aws_call('dynamodb', 'Scan', { TableName => 'sensors' })->{Items} }),
	'cellar=11 roof=4.25', 'to DynamoDB');
like($node->psql_as('app', $look), qr/kinesis:GetRecords.*dynamodb:PutItem/s, 'the policy is printed');
is($node->psql_as('app', 'SELECT sensors.deploy(' . q{'aws'} . ')'), '', 'deployed once more, nothing happens');
my $removed = $node->psql_as('app', $remove);
like($removed, qr/stream\|sensors\|arn:.*\|would be removed\n.*stream\|sensors\|arn:.*\|removed\n/s, 'it is undeployed');
ok($aws->wait_until(sub { @{ $aws->aws_call('kinesis', 'ListStreams', {})->{StreamNames} } == 0 }), 'the stream goes');
ok($aws->wait_until(sub { @{ $aws->aws_call('dynamodb', 'ListTables', {})->{TableNames} } == 0 }), 'the table goes');
is($node->psql_as('app', 'SELECT count(*) FROM awspipe.consumers'), 0, 'the consumer has gone');

done_testing();
