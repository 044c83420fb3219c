# awspipe.call speaks AWS's own JSON: for inputs as the AWS CLI takes them the
# request that must go out, and for answers what the CLI prints.  botocore made
# both, see test/vectors/calls.py.  With moto, where there is one, the inputs
# that set things up are sent to it unchanged, too.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use FakeAws;
use File::Temp;
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;
use Moto;
use PipeCluster;
use Test::More;

my $json = JSON::PP->new->canonical->utf8->allow_nonref;

sub read_file
{
	my ($name) = @_;

	open(my $file, '<:raw', $name) or die "could not read $name: $!";
	local $/ = undef;
	return scalar <$file>;
}

# What to answer next is in a file: connections have processes of their own
my $script = File::Temp->new;
my $fake = FakeAws->new(
	RECORD => 1,
	DEFAULT => sub {
		my $answer = $json->decode(read_file("$script"));

		FakeAws::answer($_[0], $answer->{status}, $answer->{headers}, decode_base64($answer->{body}));
		return 1;
	});

sub prepare_answer
{
	my ($status, $body, $headers) = @_;

	open(my $file, '>:raw', "$script") or die "could not write: $!";
	print $file $json->encode({ status => $status, headers => $headers // {}, body => encode_base64($body, '') });
	close($file);
	return;
}

my $node = PipeCluster->create('main', endpoints => {});
$node->create_server('fake', endpoints => {});
$node->safe_psql('postgres', "ALTER SERVER fake OPTIONS (ADD endpoint_url '" . $fake->url . q{')});

sub statement
{
	my ($server, $service, $operation, $input) = @_;

	return "SELECT awspipe.call('$server', '$service', '$operation', \$json\$" . $json->encode($input // {}) . '$json$)';
}

sub call { return $json->decode($node->psql_as('app', statement(@_))) }

sub unescape
{
	my ($text) = @_;

	$text =~ tr/+/ /;
	$text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $text;
}

# Parameters in any order, and however they are escaped
sub parameters
{
	return join "\n", sort map { my $p = unescape($_); $p =~ /=/ ? $p : "$p=" } split /&/, $_[0];
}

# Bodies that mean the same are the same
sub body_of
{
	my ($headers, $body) = @_;
	my $type = $headers->{'content-type'} // '';

	return parameters($body) if $type =~ /form-urlencoded/;
	return $json->encode($json->decode($body)) if $type =~ /json/ && $body ne '';
	$body =~ s/&quot;/"/g;
	$body =~ s{<([\w:]+)([^<>]*?) ?/>}{<$1$2></$1>}g;
	return $body;
}

#
# What goes out, and what comes back
#

my @vectors = map { $json->decode($_) } split /\n/, read_file("$FindBin::RealBin/../vectors/calls.jsonl");
cmp_ok(scalar(@vectors), '>', 70, 'there are vectors');
my %services = map { $_->{service} => 1 } @vectors;
is(scalar(keys %services), 24, 'of all services');

foreach my $vector (@vectors)
{
	my ($expected, $answer) = @{$vector}{qw(request answer)};
	my $what = "$vector->{service} $vector->{operation}";

	prepare_answer($answer->{status}, decode_base64($answer->{body}), $answer->{headers});
	my $output = call('fake', @{$vector}{qw(service operation input)});
	my $request = ($fake->requests)[-1];
	my ($path, $query) = split /\?/, $request->{path}, 2;

	is("$request->{method} $path\n" . parameters($query // ''), "$expected->{line}\n" . parameters($expected->{query}), "$what: line");
	is_deeply({ map { $_ => $request->{headers}{$_} } keys %{ $expected->{headers} } }, $expected->{headers}, "$what: headers");
	is(join(' ', grep { /^x-amz-/ && !/^x-amz-(?:date|content-sha256|checksum-crc32c)$/ && !exists $expected->{headers}{$_} } sort keys %{ $request->{headers} }),
		'', "$what: no other headers");
	is(body_of($request->{headers}, $request->{body}), body_of($request->{headers}, decode_base64($expected->{body})), "$what: body");
	is($json->encode($output), $json->encode($vector->{output}), "$what: answer");
}

#
# What is refused before it is sent
#

sub is_refused
{
	my ($service, $operation, $input, $expected) = @_;
	my $before = $fake->requests;

	like($node->error_as('app', statement('fake', $service, $operation, $input)), $expected, "$service $operation " . $json->encode($input));
	is($fake->requests, $before, 'and nothing was sent');
	return;
}

is_refused('s3', 'PutBucketLifecycleConfiguration',
	{ Bucket => 'bucket', LifecycleConfiguration => { Rules => [ { Statos => 'Enabled' } ] } },
	qr/22023: member "LifecycleConfiguration.Rules\[0\].Statos" of the input of PutBucketLifecycleConfiguration is not known.*HINT:  Members are: .*\bStatus\b/s);
is_refused('kinesis', 'CreateStream', { StreamName => 's', ShardCount => '2' }, qr/22023: member "ShardCount" .* must be an integer/);
is_refused('kinesis', 'PutRecord', { StreamName => 's', PartitionKey => 'k', Data => 'no base64' }, qr/22023: member "Data" .* must be a string of base64/);
is_refused('kinesis', 'PutRecord', { StreamName => 's', Data => '' }, qr/22023: member "PartitionKey" .* is missing/);
is_refused('kinesis', 'GetShardIterator', { StreamName => 's', ShardId => 'x', ShardIteratorType => 'AT_TIMESTAMP', Timestamp => 'soon' },
	qr/22023: member "Timestamp" .* must be a time/);
is_refused('dynamodb', 'PutItem', { TableName => 't', Item => { pk => { S => 1 } } }, qr/22023: member "Item.pk.S" .* must be a string/);
is_refused('sqs', 'ReceiveMessage', { QueueUrl => 'q', AttributeNames => 'All' }, qr/22023: member "AttributeNames" .* must be an array/);
is_refused('sns', 'CreateTopic', { Name => 't', Attributes => [] }, qr/22023: member "Attributes" .* must be an object/);
is_refused('lambda', 'Invoke', { FunctionName => '..' }, qr/22023: member "FunctionName" .* must not be "." or ".."/);
is_refused('logs', 'StartLiveTail', { logGroupIdentifiers => ['g'] }, qr/0A000: operation StartLiveTail .* cannot be called/);
is_refused('sts', 'GetCallerIdentity', { a => 1 }, qr/22023: member "a" .* is not known.*HINT:  There are no members/s);

#
# The rest
#

prepare_answer(200, '{"QueryExecutionId": "q"}');
call('fake', 'athena', 'StartQueryExecution', { QueryString => 'SELECT 1' });
like(($fake->requests)[-1]{body}, qr/"ClientRequestToken":"[0-9a-f-]{36}"/, 'a token is made where there is none');
prepare_answer(200, '{"Buses": [], "StillUnknown": {"a": [1]}, "EventBuses": [{"Name": "b", "CreationTime": null, "New": 1}]}');
is_deeply(
	call('fake', 'events', 'ListEventBuses', {}),
	{ Buses => [], StillUnknown => { a => [1] }, EventBuses => [ { Name => 'b', New => 1 } ] },
	'the CLI\'s name of a service; in JSON, what the model does not know stays');
prepare_answer(200, '<Error><Code>SlowDown</Code><Message>later</Message></Error>');
like(
	$node->error_as('app', statement('fake', 's3', 'CopyObject', { Bucket => 'bucket', Key => 'k', CopySource => 'b/k' })),
	qr/53000: could not read what AWS service "s3" answered to CopyObject.*AWS returned SlowDown: later/s,
	'a success of S3 that is a failure');
is($node->psql_as('app', q{SELECT awspipe.call('fake', 's3', 'CopyObject', '{"Bucket": "bucket", "Key": "k", "CopySource": "b/k"}',
	'{SlowDown}') IS NULL}), 't', 'which may be expected');
prepare_answer(200, '', { 'x-amz-meta-utf8' => "\xc3\xa4", 'x-amz-meta-latin1' => "\xe4", 'Content-Length' => 0 });
is_deeply(
	call('fake', 's3', 'HeadObject', { Bucket => 'bucket', Key => 'k' })->{Metadata},
	{ utf8 => "\x{e4}", latin1 => "\x{e4}" },
	'headers in another encoding are text');
prepare_answer(200, '{}');
call('fake', 'stepfunctions', 'StartSyncExecution', { stateMachineArn => 'arn' });
is(($fake->requests)[-1]{headers}{host}, '127.0.0.1:' . $fake->port, 'a host of its own is AWS\'s alone');

#
# In front of another implementation
#

SKIP:
{
	my $moto = Moto::take();

	if (!$moto)
	{
		print STDERR "# 041_call_models: there is no moto_server: inputs are only compared with those of botocore (see tools/with-moto)\n";
		skip 'there is no moto_server', 1;
	}
	$node->create_server('moto', endpoints => {});
	$node->safe_psql('postgres', "ALTER SERVER moto OPTIONS (ADD endpoint_url '$moto')");

	call('moto', 's3', 'CreateBucket', { Bucket => $_ }) foreach qw(bucket logs other);
	call('moto', 's3', 'PutBucketVersioning', { Bucket => $_, VersioningConfiguration => { Status => 'Enabled' } }) foreach qw(bucket other);
	call('moto', 's3', 'PutBucketAcl', { Bucket => 'logs', ACL => 'log-delivery-write' });
	call('moto', 'kinesis', 'CreateStream', { StreamName => 's', ShardCount => 1 });
	call('moto', 'dynamodb', 'CreateTable', {
			TableName => 't', BillingMode => 'PAY_PER_REQUEST',
			KeySchema => [ { AttributeName => 'pk', KeyType => 'HASH' } ],
			AttributeDefinitions => [ { AttributeName => 'pk', AttributeType => 'S' } ] });
	call('moto', 'logs', 'CreateLogGroup', { logGroupName => 'g' });
	call('moto', 'logs', 'CreateLogStream', { logGroupName => 'g', logStreamName => 's' });
	call('moto', 'sqs', 'CreateQueue', { QueueName => 'files' });
	call('moto', 'glue', 'CreateDatabase', { DatabaseInput => { Name => 'd' } });

	# In the order of the vectors; those that need what moto would not know are left out
	my %sent;
	my %wanted = map { $_ => 1 } (
		's3 PutBucketLifecycleConfiguration', 's3 PutBucketCors', 's3 PutBucketReplication', 's3 PutBucketLogging',
		's3 PutBucketTagging', 's3 PutBucketWebsite', 's3 PutObject', 's3 DeleteObjects', 's3 ListObjectsV2',
		'sqs CreateQueue', 'iam CreateRole', 'iam PutRolePolicy', 'iam GetRolePolicy', 'iam ListRoles', 'sts AssumeRole',
		'athena StartQueryExecution', 'glue CreateCrawler', 'glue GetCrawler', 'logs PutLogEvents', 'logs DescribeLogGroups',
		'scheduler CreateSchedule', 'cloudwatch PutMetricAlarm', 'cloudwatch GetMetricStatistics', 'dynamodb PutItem',
		'dynamodb DescribeTable', 'kinesis PutRecord', 'kinesis DescribeStreamSummary', 'eventbridge PutRule', 'ssm GetParameter',
		'sns ListTopics');
	call('moto', 'ssm', 'PutParameter', { Name => '/p', Value => 'v', Type => 'SecureString' });
	foreach my $vector (@vectors)
	{
		my $what = "$vector->{service} $vector->{operation}";

		next if !$wanted{$what};
		my $input = $json->decode($json->encode($vector->{input}));
		# of the one who owns moto's account
		delete $input->{ExpectedBucketOwner};
		$sent{$what} = eval { call('moto', @{$vector}{qw(service operation)}, $input) };
		ok(defined $sent{$what}, "moto takes the input of $what") or diag($@);
	}
	is($sent{'dynamodb DescribeTable'}{Table}{TableName}, 't', 'a table is described');
	like($sent{'dynamodb DescribeTable'}{Table}{CreationDateTime}, qr/^20\d\d-\d\d-\d\dT[\d:.]+\+00:00$/, 'its time is a time');
	is(ref $sent{'iam GetRolePolicy'}{PolicyDocument}, 'HASH', 'a policy is a document');
	is_deeply([ map { $_->{RoleName} } @{ $sent{'iam ListRoles'}{Roles} } ], ['r'], 'one role is a list');
	is($json->encode($sent{'iam ListRoles'}{IsTruncated}), 'false', 'a boolean is a boolean');
	is($json->encode($sent{'s3 ListObjectsV2'}{MaxKeys}), '2', 'and a number is a number');

	my $topic = call('moto', 'sns', 'CreateTopic', { Name => 't', Tags => [ { Key => 'k', Value => 'v w' } ] })->{TopicArn};
	call('moto', 'sns', 'SetTopicAttributes', { TopicArn => $topic, AttributeName => 'DisplayName', AttributeValue => 'a&b' });
	is(call('moto', 'sns', 'GetTopicAttributes', { TopicArn => $topic })->{Attributes}{DisplayName}, 'a&b', 'attributes of a topic');
	is_deeply(call('moto', 'sns', 'ListTagsForResource', { ResourceArn => $topic })->{Tags}, [ { Key => 'k', Value => 'v w' } ], 'and its tags');
	my $object = call('moto', 's3', 'GetObject', { Bucket => 'bucket', Key => 'k+1/a' });
	is($object->{Body}, 'aGVsbG8AAQ==', 'an object comes back as it was put');
	is_deeply($object->{Metadata}, { one => '1', two => 'zwei' }, 'with its metadata');
	is($json->encode($object->{ContentLength}), '7', 'and its length');
}

done_testing();
