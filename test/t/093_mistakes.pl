# Mistakes that people make, and what they are told: SQLSTATE, message, detail
# and hint, word for word.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use IO::Socket::INET;
use PipeCluster;
use PostgreSQL::Test::Utils;
use StreamTools;
use Test::More;

my $denial = 'User: arn:aws:iam::123456789012:user/shop is not authorized to perform: kinesis:DescribeStreamSummary'
  . ' on resource: arn:aws:kinesis:us-east-1:123456789012:stream/orders because no identity-based policy allows'
  . ' the kinesis:DescribeStreamSummary action';

# A service that refuses whatever it is asked for
sub refuse
{
	my ($status, $code, $message) = @_;

	return sub {
		FakeAws::answer(
			$_[0], $status,
			{ 'x-amzn-RequestId' => 'r1', 'Content-Type' => 'application/x-amz-json-1.1' },
			qq({"__type":"$code","message":"$message"}));
		return 1;
	};
}

my %refusing = (
	denied => [ 400, 'AccessDeniedException', $denial ],
	unknown => [ 400, 'UnrecognizedClientException', 'The security token included in the request is invalid.' ],
	unsigned => [ 400, 'InvalidSignatureException', 'The Canonical String for this request should have been ...' ],
	expired => [ 400, 'ExpiredTokenException', 'The security token included in the request is expired' ]);
my %fake = map { $_ => FakeAws->new(DEFAULT => refuse(@{ $refusing{$_} })) } keys %refusing;
my $proxy_page = FakeAws->new(
	DEFAULT => sub {
		FakeAws::answer($_[0], 403, { 'Content-Type' => 'text/html' }, '<html>Log in</html>');
		return 1;
	});
my $aws = AwsEmulators->new(qw(kinesis sqs dynamodb));
my $closed = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1);
my $down = $closed->sockport;
close $closed;

my $node = PipeCluster->create('mistakes', emulators => $aws, services => [qw(kinesis sqs dynamodb)],
	conf => "pgawspipe.allow_superuser_owner = off\nmax_worker_processes = 40\npgawspipe.max_workers = 32\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

$node->create_server('down', endpoints => { kinesis => "http://127.0.0.1:$down", sqs => "http://127.0.0.1:$down" });
$node->create_server($_, endpoints => { kinesis => $fake{$_}->url }) foreach keys %fake;
$node->create_server('proxied', endpoints => { kinesis => $proxy_page->url });
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE other LOGIN;
CREATE SCHEMA AUTHORIZATION other;
GRANT USAGE ON SCHEMA app TO other;
GRANT USAGE ON FOREIGN DATA WRAPPER pgawspipe TO app;
CREATE SERVER unmapped FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
GRANT USAGE ON FOREIGN SERVER unmapped TO app;
CREATE SERVER nowhere FOREIGN DATA WRAPPER pgawspipe OPTIONS (endpoint_url_kinesis 'http://127.0.0.1:9');
CREATE USER MAPPING FOR app SERVER nowhere OPTIONS (access_key_id 'AKID', secret_access_key 'not a secret');
GRANT USAGE ON FOREIGN SERVER nowhere TO app;
CREATE SERVER keyless FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
CREATE USER MAPPING FOR app SERVER keyless;
GRANT USAGE ON FOREIGN SERVER keyless TO app;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-eest-1');
CREATE USER MAPPING FOR app SERVER elsewhere OPTIONS (access_key_id 'AKID', secret_access_key 'not a secret');
GRANT USAGE ON FOREIGN SERVER elsewhere TO app;
CREATE FOREIGN DATA WRAPPER others;
CREATE SERVER others FOREIGN DATA WRAPPER others;
GRANT USAGE ON FOREIGN SERVER others TO app;
CREATE TABLE other.orders (LIKE awspipe.event INCLUDING ALL);
SQL
app(<<'SQL');
CREATE TABLE orders (LIKE awspipe.event INCLUDING ALL);
CREATE VIEW orders_view AS TABLE orders;
CREATE TABLE bare (event_id text);
CREATE TABLE numbers (payload integer);
CREATE TABLE dated (payload jsonb, arrived_at date);
SELECT awspipe.create_kinesis_consumer('taken', 'aws', 'orders', 'orders');
SELECT awspipe.create_sqs_consumer('queued', 'aws', 'orders', 'orders');
SQL

# Runs statements in one session, and returns what is said of each of them:
# severity, SQLSTATE and message, detail and hint, a line each.
sub said
{
	my ($role, @statements) = @_;
	my $n = 0;
	my ($stdout, $stderr) = ('', '');

	IPC::Run::run(
		[ $node->installed_command('psql'), '-XAtq', '-v', 'VERBOSITY=verbose', '-d',
			$node->connstr('postgres') . ($role ? " user=$role" : '') ],
		'<', \join('', map { "$_;\n\\warn == " . $n++ . "\n" } @statements),
		'>', \$stdout, '2>', \$stderr);
	my @said = split /^== \d+\n/m, $stderr, -1;

	pop @said;
	foreach (@said)
	{
		s/^psql:<stdin>:\d+: //mg;
		s/^(LOCATION|CONSTRAINT NAME|LINE \d+): .*\n//mg;
		s/^(CONTEXT:  )?(PL\/pgSQL|SQL statement|SQL function) .*\n//mg;
		s/^ +\^\n//mg;
		s/^(ERROR|WARNING|NOTICE):  /$1: /mg;
		s/^(DETAIL|HINT|CONTEXT):  /$1: /mg;
		s/(request ID )[-\w]+/$1.../g;
		s/(port )\d+/$1.../g;
		chomp;
	}
	return @said;
}

# Of each: what is typed, and what is seen
sub are_said
{
	my ($role, @cases) = @_;
	my (@statements, @expected);

	while (my ($statement, $expected) = splice(@cases, 0, 2))
	{
		push @statements, $statement;
		push @expected, join("\n", ref $expected ? @$expected : $expected);
	}
	my @said = said($role, @statements);

	foreach my $i (0 .. $#statements)
	{
		my $name = $statements[$i] =~ s/\s+/ /gr;

		is($said[$i], $expected[$i], length $name > 100 ? substr($name, 0, 97) . '...' : $name);
	}
	return;
}

sub consumer
{
	my ($options, $server, $inbox) = @_;

	return sprintf(q{SELECT awspipe.create_kinesis_consumer('new', '%s', 'orders', '%s'%s)},
		$server // 'aws', $inbox // 'orders', $options ? ", $options" : '');
}

sub queue_consumer
{
	my ($options) = @_;

	return "SELECT awspipe.create_sqs_consumer('new', 'aws', 'orders', 'orders', $options)";
}

sub mail
{
	my ($arguments) = @_;

	return "SELECT awspipe.ses_send_email('aws', $arguments)";
}

sub mapping
{
	my ($options, $command) = @_;

	return "CREATE USER MAPPING FOR other SERVER unmapped OPTIONS ($options)";
}

sub server
{
	my ($options) = @_;

	return "CREATE SERVER new FOREIGN DATA WRAPPER pgawspipe OPTIONS ($options)";
}

my $services =
  'athena, cloudformation, cloudwatch, dms, dynamodb, dynamodbstreams, eventbridge, firehose, glue, iam, kinesis, kms, lambda, logs, pipes, s3, scheduler, secretsmanager, ses, sns, sqs, ssm, stepfunctions, sts';
my $mapping_options = 'HINT: Valid options in this context: access_key_id, secret_access_key, session_token, credential_source, profile.';
my $no_roles = 'DETAIL: No role is assumed here, and no program is run for credentials.';
my $assume =
  'HINT: Have "aws sts assume-role" or its like do it: set the access_key_id, secret_access_key and session_token that it returns, or write them to a profile, which credential_source \'profile\' reads again whenever it changes.';
my $key_value = 'DETAIL: The value is empty, or holds a character that AWS does not use there.';
my $policy =
  "HINT: A policy of the identity whose key the user mapping has must allow it, and none of the resource's may deny it.";

# What the services answer that refuse: code, SQLSTATE, detail, hint
my %refused = (
	denied => [ 'AccessDeniedException', '28000', "DETAIL: AWS returned AccessDeniedException (HTTP 400, request ID ...): $denial", $policy ],
	unknown => [
		'UnrecognizedClientException', '28000',
		'DETAIL: AWS returned UnrecognizedClientException (HTTP 400, request ID ...): The security token included in the request is invalid.',
		q{HINT: The user mapping's access_key_id must be an active key of the AWS partition that the server's region is in; one of a session needs its session_token.}
	],
	unsigned => [
		'InvalidSignatureException', '28000', 'DETAIL: AWS returned InvalidSignatureException (HTTP 400, request ID ...).',
		q{HINT: The user mapping's secret_access_key must be the one that belongs to its access_key_id.}
	],
	expired => [
		'ExpiredTokenException', '28000',
		'DETAIL: AWS returned ExpiredTokenException (HTTP 400, request ID ...): The security token included in the request is expired',
		'HINT: Give the user mapping the keys of a new session.'
	]);

# Servers and user mappings, by a superuser
are_said(
	undef,
	mapping(q{access_key_id 'AKID'}) =>
	  [ 'ERROR: HV00J: option "secret_access_key" is missing', 'DETAIL: An access key consists of an id and a secret.',
		'HINT: Set both options in one command, or neither.' ],
	mapping(q{session_token 't'}) =>
	  [ 'ERROR: HV00J: option "access_key_id" is missing', 'DETAIL: A session token is good only with the key it was issued for.',
		'HINT: Set "access_key_id", "secret_access_key" and "session_token" in one command.' ],
	mapping(q{access_key_id 'AKID ', secret_access_key 's'}) =>
	  [ 'ERROR: HV024: invalid value for option "access_key_id"', $key_value, 'HINT: Copy it anew, without white space around it.' ],
	mapping(q{access_key_id 'AKID', secret_access_key E's\n'}) =>
	  [ 'ERROR: HV024: invalid value for option "secret_access_key"', $key_value, 'HINT: Copy it anew, without white space around it.' ],
	mapping(q{aws_access_key_id 'AKID'}) => [ 'ERROR: HV00D: invalid option "aws_access_key_id"', $mapping_options ],
	mapping(q{region 'us-east-1'}) => [ 'ERROR: HV00D: invalid option "region"', $mapping_options ],
	mapping(q{role_arn 'arn:aws:iam::123456789012:role/shop'}) => [ 'ERROR: HV00D: option "role_arn" is not supported', $no_roles, $assume ],
	mapping(q{credential_process '/bin/keys'}) => [ 'ERROR: HV00D: option "credential_process" is not supported', $no_roles, $assume ],
	mapping(q{credential_source 'imds'}) => [
		'ERROR: HV024: invalid value for option "credential_source"',
		'DETAIL: There is no such source of credentials.', 'HINT: Available values: chain, environment, profile.'
	],
	mapping(q{profile 'shop'}) => [
		'ERROR: HV00J: option "profile" needs "credential_source" to be "profile"',
		'DETAIL: Other sources of credentials have no profiles.', q{HINT: Set credential_source 'profile' as well.}
	],
	mapping(q{access_key_id 'A', secret_access_key 's', credential_source 'chain'}) => [
		'ERROR: HV00D: options "access_key_id" and "credential_source" exclude each other',
		'DETAIL: Credentials are given outright or come from a source, not both.', 'HINT: Drop one of them in the same command.'
	],
	server(q{region 'US-East-1'}) => [
		'ERROR: HV024: invalid value for option "region"', 'DETAIL: A region consists of lower-case letters, digits and hyphens.',
		'HINT: Write it as in "us-east-1".'
	],
	server(q{region 'us-eest-1'}) => [
		'WARNING: 01000: region "us-eest-1" is not known to this release',
		'HINT: Perhaps you meant the region "us-east-1" or "us-west-1".'
	],
	q{ALTER SERVER new OPTIONS (SET region 'eu-central1')} => [
		'WARNING: 01000: region "eu-central1" is not known to this release',
		'HINT: Perhaps you meant the region "eu-central-1".'
	],
	q{ALTER SERVER new OPTIONS (SET region 'mars')} => [
		'WARNING: 01000: region "mars" is not known to this release',
		'HINT: "mars" is no region that AWS had published when this release was made.'
	],
	q{ALTER SERVER new OPTIONS (SET region 'eu-west-1')} => '',
	q{ALTER SERVER new OPTIONS (SET region 'local', ADD endpoint_url 'http://127.0.0.1:4566')} => '',
	q{DROP SERVER new} => '',
	server(q{endpoint_ulr 'https://a'}) => [
		'ERROR: HV00D: invalid option "endpoint_ulr"',
		'HINT: Valid options in this context: region, endpoint_url, ' . ($services =~ s/(\w+)/endpoint_url_$1/gr) . '.'
	],
	server(q{endpoint_url 'http://proxy.example'}) => [
		'ERROR: HV024: invalid value for option "endpoint_url"',
		'DETAIL: Plain http is possible to this machine only, and "proxy.example" is not a loopback address.', 'HINT: Use https.'
	],
	server(q{endpoint_url 'https://a/b'}) => [
		'ERROR: HV024: invalid value for option "endpoint_url"',
		'DETAIL: An endpoint consists of scheme, host and port, without path, query or user name.',
		'HINT: Write it as "https://host" or "https://host:port".'
	],
	server(q{endpoint_url 'https://169.254.169.254'}) => [
		'ERROR: HV024: invalid value for option "endpoint_url"', 'DETAIL: "169.254.169.254" is a link-local or metadata address.',
		q{HINT: Such addresses give out the machine's own credentials and are never endpoints of a service.}
	],
	q{CREATE TABLE public.mine (LIKE awspipe.event INCLUDING ALL)} => '',
	q{SELECT awspipe.create_kinesis_consumer('new', 'aws', 'orders', 'public.mine')} => [
		'ERROR: 42501: superuser "' . $node->safe_psql('postgres', 'SELECT current_user') . '" cannot own a consumer',
		'HINT: Triggers on the inbox would run as superuser. Use another role, or set pgawspipe.allow_superuser_owner.'
	]);

# What an ordinary role may not do, and what it lacks
are_said(
	'other',
	q{CREATE TABLE mine (LIKE awspipe.event INCLUDING ALL)} => '',
	consumer('', 'aws', 'mine') => [
		'ERROR: 42501: permission denied for foreign server aws',
		'HINT: Its owner can GRANT USAGE ON FOREIGN SERVER aws TO other.'
	],
	q{SELECT awspipe.start_consumer('taken')} => 'ERROR: 42501: must be owner of consumer "taken"',
	q{SELECT awspipe.redrive('taken')} => 'ERROR: 42501: must be owner of consumer "taken"');
are_said(
	'app',
	consumer('', 'unmapped') => [
		'ERROR: 42704: user mapping not found for user "app" and server "unmapped"',
		q{HINT: Create one with CREATE USER MAPPING FOR app SERVER unmapped OPTIONS (access_key_id '...', secret_access_key '...').}
	],
	consumer('', 'nowhere') =>
	  [ 'ERROR: HV00J: server "nowhere" has no region', q{HINT: Set one with ALTER SERVER nowhere OPTIONS (ADD region '...').} ],
	consumer('', 'keyless') => [
		'ERROR: 28000: user mapping for user "app" and server "keyless" has no credentials',
		'DETAIL: The identity of the database server is used only if a superuser says so on the mapping.',
		'HINT: Set "access_key_id" and "secret_access_key", or have a superuser set "credential_source".'
	],
	consumer('', 'awss') =>
	  [ 'ERROR: 42704: server "awss" does not exist', 'HINT: Create it with CREATE SERVER ... FOREIGN DATA WRAPPER pgawspipe.' ],
	consumer('', 'others') => [
		'ERROR: 42809: server "others" is not an AWS server', 'DETAIL: It belongs to the foreign-data wrapper "others".',
		'HINT: Name a server that was created with FOREIGN DATA WRAPPER pgawspipe.'
	],
	q{ALTER USER MAPPING FOR app SERVER keyless OPTIONS (ADD credential_source 'chain')} => [
		'ERROR: 42501: permission denied to set option "credential_source"',
		'DETAIL: Only a superuser may let a user mapping use the identity of the database server, or alter a mapping that does.',
		'HINT: Use "access_key_id" and "secret_access_key", or ask a superuser to set the option.'
	],
	server(q{region 'us-east-1', endpoint_url 'https://proxy.example'}) => [
		'ERROR: 42501: permission denied to set option "endpoint_url"',
		'DETAIL: Only a superuser may set an endpoint whose host is not in the parameter "pgawspipe.endpoint_allowlist", or alter a server that has one.',
		'HINT: Ask a superuser to set the option, or to add "proxy.example" to the parameter.'
	],

	# Inboxes
	consumer('', 'aws', 'nope') => 'ERROR: 42P01: relation "nope" does not exist',
	consumer('', 'aws', '4294967295') => 'ERROR: 42P01: inbox with OID 4294967295 does not exist',
	consumer('', 'aws', 'bare') => [
		'ERROR: 42703: inbox "bare" has no column "payload"',
		'HINT: CREATE TABLE ... (LIKE awspipe.event INCLUDING ALL) makes an inbox.'
	],
	consumer('', 'aws', 'numbers') => [
		'ERROR: 42804: column "payload" of inbox "numbers" cannot be of type integer',
		'HINT: The types jsonb, json, text and bytea are possible.'
	],
	consumer('', 'aws', 'dated') => [
		'ERROR: 42804: column "arrived_at" of inbox "dated" cannot be of type date',
		'HINT: The type must be timestamp with time zone.'
	],
	consumer('', 'aws', 'orders_view') => [
		'ERROR: 42809: "orders_view" is not a table',
		'HINT: CREATE TABLE ... (LIKE awspipe.event INCLUDING ALL) makes an inbox.'
	],
	q{CREATE TEMP TABLE temporary (LIKE awspipe.event INCLUDING ALL)} => '',
	consumer('', 'aws', 'temporary') => [
		'ERROR: 42809: "temporary" is a temporary table', 'DETAIL: Another process could not insert into it.',
		'HINT: CREATE TABLE ... (LIKE awspipe.event INCLUDING ALL) makes an inbox.'
	],

	# Names
	q{SELECT awspipe.create_kinesis_consumer('', 'aws', 'orders', 'orders')} =>
	  [ 'ERROR: 42602: invalid consumer name ""', 'DETAIL: A name has 1 to 63 bytes.' ],
	q{SELECT awspipe.create_kinesis_consumer(repeat('n', 64), 'aws', 'orders', 'orders')} =>
	  [ 'ERROR: 42602: invalid consumer name "' . 'n' x 64 . '"', 'DETAIL: A name has 1 to 63 bytes.' ],
	q{SELECT awspipe.create_kinesis_consumer(NULL, 'aws', 'orders', 'orders')} => 'ERROR: 22004: name must not be null',
	q{SELECT awspipe.create_kinesis_consumer('new', 'aws', 'my orders', 'orders')} => [
		'ERROR: 42602: invalid stream name "my orders"',
		q{DETAIL: Kinesis allows 1 to 128 letters, digits, and "_", ".", "-"; a stream's ARN is possible too.}
	],
	q{SELECT awspipe.create_sqs_consumer('new', 'aws', 'orders.fif', 'orders')} => [
		'ERROR: 42602: invalid queue name "orders.fif"',
		q{DETAIL: SQS allows 1 to 80 letters, digits, and "_", "-", and ".fifo" at the end; a queue's URL or ARN is possible too.}
	],
	q{SELECT awspipe.create_kinesis_consumer('taken', 'aws', 'orders', 'orders')} => 'ERROR: 42710: consumer "taken" already exists',
	(map { +"SELECT awspipe.$_('nope')" => 'ERROR: 42704: consumer "nope" does not exist' }
		  qw(start_consumer stop_consumer drop_consumer alter_consumer redrive)),
	(map { +"SELECT awspipe.$_(NULL)" => 'ERROR: 22004: name must not be null' }
		  qw(start_consumer stop_consumer drop_consumer alter_consumer)),
	q{SELECT awspipe.redrive(NULL::text)} => 'ERROR: 22004: consumer must not be null',

	# Options of consumers
	consumer(q{starting_position => 'latest'}) => '',
	q{SELECT awspipe.drop_consumer('new')} => '',
	consumer(q{starting_position => 'At_Timestamp', starting_timestamp => now()}) => '',
	q{SELECT awspipe.rewind_consumer('new', 'trim_horizon')} => '',
	q{SELECT awspipe.drop_consumer('new')} => '',
	consumer(q{starting_position => 'newest'}) => [
		'ERROR: 22023: invalid starting_position "newest"',
		'HINT: It can be TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER.'
	],
	consumer(q{starting_position => 'AT_TIMESTAMP'}) => 'ERROR: 22023: starting_position AT_TIMESTAMP needs starting_timestamp',
	consumer(q{starting_position => 'at_timestamp', starting_timestamp => 'infinity'}) => 'ERROR: 22023: starting_timestamp must be finite',
	consumer(q{starting_position => 'LATEST', starting_timestamp => now()}) => [
		'ERROR: 22023: starting_timestamp does not go with starting_position LATEST', 'DETAIL: It belongs to AT_TIMESTAMP.'
	],
	consumer(q{starting_position => 'AFTER_SEQUENCE_NUMBER'}) =>
	  'ERROR: 22023: starting_position AFTER_SEQUENCE_NUMBER needs starting_sequence_numbers',
	consumer(q{starting_sequence_numbers => '{"a": "1"}'}) => [
		'ERROR: 22023: starting_sequence_numbers does not go with starting_position TRIM_HORIZON',
		'DETAIL: It belongs to AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.'
	],
	consumer(q{starting_position => 'AT_SEQUENCE_NUMBER', starting_sequence_numbers => '[1]'}) => [
		'ERROR: 22023: invalid starting_sequence_numbers',
		'DETAIL: The value must be an object that gives shard ids their sequence numbers as strings of digits.',
		'HINT: For example: {"shardId-000000000000": "495903382714902566085596925383615710959215759891365888"}.'
	],
	q{SELECT awspipe.rewind_consumer('queued', 'TRIM_HORIZON')} => [
		'ERROR: 0A000: consumer "queued" reads a queue, which cannot be replayed',
		q{HINT: awspipe.redrive() puts dead letters back; StartMessageMoveTask of SQS does it for a queue's own dead-letter queue.}
	],
	consumer(q{on_error => 'dlq'}) => [ 'ERROR: 22023: invalid on_error "dlq"', 'HINT: It can be stop or dead_letter.' ],
	queue_consumer(q{on_error => 'dlq'}) => [ 'ERROR: 22023: invalid on_error "dlq"', 'HINT: It can be stop, dead_letter or release.' ],
	consumer(q{batch_size => 0}) => 'ERROR: 22023: batch_size must be between 1 and 100000',
	consumer(q{batch_size => NULL}) => 'ERROR: 22004: batch_size must not be null',
	consumer(q{maximum_batching_window => '1 hour'}) => 'ERROR: 22023: maximum_batching_window must be between 0 and 300 seconds',
	consumer(q{maximum_retry_attempts => -1}) => 'ERROR: 22023: maximum_retry_attempts must be between 0 and 10000',
	consumer(q{maximum_record_age => '1 second'}) => 'ERROR: 22023: maximum_record_age must be between 60 and 31536000 seconds',
	consumer(q{maximum_batch_duration => '0'}) => 'ERROR: 22023: maximum_batch_duration must be between 1 and 86400 seconds',
	consumer(q{wrong_shard => 'drop'}) => [ 'ERROR: 22023: invalid wrong_shard "drop"', 'HINT: It can be keep or dead_letter.' ],
	queue_consumer(q{visibility_timeout => '13 hours'}) => 'ERROR: 22023: visibility_timeout must be between 0 and 43200 seconds',
	queue_consumer(q{ack_after => 'commit'}) => [ 'ERROR: 22023: invalid ack_after "commit"', 'HINT: It can be local or replicated.' ],
	queue_consumer(q{polls => 51}) => 'ERROR: 22023: polls must be between 1 and 50',
	q{SELECT awspipe.alter_consumer('taken', polls => 2)} =>
	  [ 'ERROR: 22023: consumer "taken" reads a stream, and cannot have options of queues',
		'DETAIL: Only consumers of queues have ack_after, visibility_timeout, polls and unwrap_sns.' ],
	q{SELECT awspipe.alter_consumer('queued', wrong_shard => 'keep')} =>
	  [ 'ERROR: 22023: consumer "queued" reads a queue, and cannot have wrong_shard', 'DETAIL: Only consumers of streams have it.' ],

	# Patterns
	consumer(q{filter_pattern => '{"type": "order"}'}) => [
		'ERROR: 22023: invalid event pattern', 'DETAIL: At $.type, the value is neither an array nor an object.',
		'HINT: Put the values to match into an array: "field": [value].'
	],
	consumer(q{filter_pattern => '{"type": [{"prefx": "order"}]}'}) => [
		'ERROR: 22023: invalid event pattern',
		'DETAIL: At $.type[0], there is no operator "prefx".',
		'HINT: Operators are "anything-but", "cidr", "equals-ignore-case", "exactly", "exists", "numeric", "prefix", "suffix", "wildcard".'
	],
	(map {
			my ($pattern, $name) = @$_;
			(   "SELECT awspipe.alter_consumer('taken', filter_pattern => '$pattern')" => [
					qq{WARNING: 01000: filter_pattern wants a member "$name" in the payload itself},
					'DETAIL: A record whose payload has none is dropped for good.',
					qq{HINT: In patterns of Lambda "$name" is what the payload comes in: leave it out here.}
				]);
		} (
			[ '{"data": {"type": ["order"]}}', 'data' ],
			[ '{"body": {"type": ["order"]}}', 'body' ],
			[ '{"Records": {"s3": {"bucket": {"name": ["b"]}}}}', 'Records' ])),
	q{SELECT awspipe.alter_consumer('taken', filter_pattern => '{"data": {"a": [1]}, "type": ["order"]}')} => '',

	# Messages
	q{SELECT awspipe.sqs_send_message('aws', 'orders', NULL)} => 'ERROR: 22004: argument "body" of awspipe.sqs_send_message must not be null',
	q{SELECT awspipe.dynamodb_put_item('aws', NULL, '{}')} => 'ERROR: 22004: argument "table_name" of awspipe.dynamodb_put_item must not be null',
	q{SELECT awspipe.call('aws', 'kinesis', NULL)} => 'ERROR: 22004: argument "operation" of awspipe.call must not be null',
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": {"S": "1"}, "n": {"N": "5"}}')} => [
		'ERROR: 22023: DynamoDB item is written with types',
		q{DETAIL: Attributes are given as plain JSON, which tells their types. These would all be maps, and none could be the item's key.},
		'HINT: awspipe.dynamodb_to_json() makes plain JSON of an item with types.'
	],
	q{SELECT awspipe.dynamodb_delete_item('aws', 'items', '{"pk": {"S": "1"}}')} => [
		'ERROR: 22023: DynamoDB key must be an object with one or two members',
		'DETAIL: A key attribute is a string, a number or a "$binary".',
		'HINT: awspipe.dynamodb_to_json() makes a plain object of one with types.'
	],
	q{BEGIN; SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1", "n": {"N": "5"}}')} => [
		'WARNING: 01000: DynamoDB attribute "n" looks like one with a type',
		'DETAIL: Attributes are given as plain JSON, which tells their types: this one is sent as a map.',
		'HINT: If it is to be no map, give its value alone. awspipe.dynamodb_to_json() makes plain JSON of attributes with types.'
	],
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1", "sizes": {"S": 3, "M": 4}, "size": {"N": "5"}}'); ROLLBACK} => '',
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{}')} => 'ERROR: 22023: DynamoDB item must not be empty',

	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '[1]')} => 'ERROR: 22023: DynamoDB attributes must be a JSON object',
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": 1}', version => 1, version_attribute => '')} =>
	  [ 'ERROR: 22023: a version needs an attribute to be kept in', 'HINT: Give "version_attribute" a name.' ],
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1", "s": {"$set": []}}')} =>
	  [ 'ERROR: 22023: "$set" must be an array that is not empty', 'CONTEXT: DynamoDB attribute "s"' ],
	q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1", "m": {"b": {"$binary": "?"}}}')} =>
	  [ 'ERROR: 22023: "$binary" must be a string of base64', 'CONTEXT: DynamoDB attribute "m"' ],
	q{SELECT awspipe.dynamodb_delete_item('aws', 'items', '{"a": 1, "b": 2, "c": 3}')} => [
		'ERROR: 22023: DynamoDB key must be an object with one or two members',
		'DETAIL: A key attribute is a string, a number or a "$binary".'
	],
	q{SELECT awspipe.s3_put_object('aws', 'My_Bucket', 'k', 'x'::text)} => [
		'ERROR: 22023: "My_Bucket" is not a name of an S3 bucket',
		'DETAIL: A name has 3 to 63 lower-case letters, digits, single periods and hyphens, begins and ends with a letter or digit, and is no IP address.'
	],
	q{SELECT awspipe.s3_put_object('aws', 'bucket', '', 'x'::text)} => 'ERROR: 22023: key of an S3 object must not be empty',
	q{SELECT awspipe.s3_put_object('aws', 'bucket', 'k', 'x'::text, storage_class => 'cold')} =>
	  [ 'ERROR: 22023: "cold" is not a storage class of S3', 'HINT: Storage classes are written as in STANDARD_IA.' ],
	q{SELECT awspipe.s3_put_object('aws', 'bucket', 'k', 'x'::text, metadata => '{"Owner": "shop"}')} => [
		'ERROR: 22023: invalid name of metadata of an S3 object: "Owner"',
		'DETAIL: A name consists of lower-case letters, digits, "-", "_" and "."; S3 knows no other case.'
	],
	q{SELECT awspipe.s3_copy_object('aws', 'bucket', 'k', 'bucket', 'k')} => [
		'ERROR: 22023: copying an S3 object to itself must change something',
		'HINT: Give content_type, metadata, a storage class or an encryption.'
	],
	q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'k', expires => '8 days')} =>
	  'ERROR: 22023: expires must be between 1 second and 7 days',
	q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'k', method => 'POST')} =>
	  'ERROR: 22023: method must be "GET", "PUT", "HEAD" or "DELETE"',
	mail(q{'shop@shop.example', '{}', 's', text_body => 't'}) =>
	  [ 'ERROR: 22023: mail has no recipients', 'HINT: Give it to_addresses, cc_addresses or bcc_addresses.' ],
	mail(q{'shop@shop.example', '{a@b.example}', 's'}) =>
	  [ 'ERROR: 22023: mail has no body', 'HINT: Give it a text_body, an html_body or both.' ],
	mail(q{'shop', '{a@b.example}', 's', text_body => 't'}) => [
		'ERROR: 22023: invalid mail address: "shop"', 'DETAIL: It has no domain.',
		'HINT: An address is local@domain or Name <local@domain>; each is an element of its own.'
	],
	mail(q{'shop@shop.example', '{a@b.example}', E's\nBcc: x@y.example', text_body => 't'}) =>
	  'ERROR: 22023: subject of a mail must not have line breaks or other control characters',
	q{SELECT awspipe.eventbridge_put_event('aws', 'default', 'aws.orders', 'created', '{}')} => [
		'ERROR: 22023: source of an EventBridge event must not begin with "aws."',
		q{DETAIL: Such names are those of AWS's own services.}
	],
	q{SELECT awspipe.cloudwatch_put_metric_data('aws', 'Shop', 'Orders', 'NaN')} => [
		'ERROR: 22003: value of a CloudWatch metric is out of range',
		'DETAIL: CloudWatch takes numbers from -2^360 to 2^360, and neither NaN nor infinity.'
	],
	q{SELECT awspipe.cloudwatch_put_metric_data('aws', 'Shop', 'Orders', 1, unit => 'Orders')} =>
	  [ 'ERROR: 22023: CloudWatch knows no unit "Orders"', 'HINT: Write it as AWS does, as in "Count" or "Bytes/Second".' ],
	q{SELECT awspipe.logs_put_event('aws', 'shop', 'a:b', 'm')} =>
	  [ 'ERROR: 42602: invalid name of a log stream: "a:b"', 'DETAIL: CloudWatch Logs allows all characters but ":" and "*".' ],
	q{SELECT awspipe.logs_put_event('aws', 'shop', 'web', 'm', at => now() - interval '15 days')} => [
		'ERROR: 22023: time of a log event is out of range',
		'DETAIL: CloudWatch Logs takes times from 14 days ago to two hours ahead.'
	],
	q{SELECT awspipe.firehose_put_record('aws', 'my orders', 'x'::text)} =>
	  [ 'ERROR: 42602: invalid name of a Firehose stream: "my orders"', 'DETAIL: Firehose allows 1 to 64 letters, digits, "_", "." and "-".' ],
	q{SELECT awspipe.lambda_invoke('aws', 'my function', '{}')} => [
		'ERROR: 42602: invalid name of a Lambda function: "my function"',
		'DETAIL: Lambda allows letters, digits, "_" and "-"; an ARN is possible too, and a version or an alias behind a colon.'
	],
	q{SELECT awspipe.start_execution('aws', 'fulfilment:live')} => [
		'ERROR: 22023: "fulfilment:live" is not the ARN of a state machine, nor a name',
		'HINT: A name is looked for in the region of the server and the account of the caller; a state machine of another account, and a version or an alias, has to be given by its ARN.'
	],
	q{SELECT awspipe.start_execution('aws', 'fulfilment', name => 'order 7')} => [
		'ERROR: 42602: invalid name of an execution: "order 7"',
		'DETAIL: A name has 1 to 80 characters; spaces, control characters and <>{}[]?*"#%\\^|~`$&,;:/ are not allowed.'
	],
	q{SELECT awspipe.kinesis_put_record('aws', 'orders', 'x'::text, '')} =>
	  [ 'ERROR: 54000: Kinesis partition key must have 1 to 256 characters', 'DETAIL: It has 0.' ],
	q{SELECT awspipe.sqs_send_message('aws', 'orders.fifo', 'm')} =>
	  [ 'ERROR: 22023: a message to "orders.fifo" needs a message group', 'HINT: Set "message_group_id" or "ordering_key".' ],
	q{SELECT awspipe.sqs_send_message('aws', 'orders', 'm', delay => '1 hour')} =>
	  'ERROR: 22023: delay of an SQS message must be between 0 and 900 seconds',
	q{SELECT awspipe.ensure_stream('aws', 'orders', 'my pipeline')} =>
	  [ 'ERROR: 22023: invalid pipeline name "my pipeline"', 'DETAIL: A name has 1 to 128 letters, digits, ".", "_" and "-".' ],
	q{SELECT awspipe.iam_policy('nope')} =>
	  [ 'ERROR: 42704: pipeline "nope" uses nothing at AWS', 'HINT: awspipe.resources lists what pipelines use.' ],

	# Calls
	q{SELECT awspipe.call('aws', 'kinesis', 'ListStreams', '{"Limt": 5}')} => [
		'ERROR: 22023: member "Limt" of the input of ListStreams is not known',
		'HINT: Members are: Limit, ExclusiveStartStreamName, NextToken.'
	],
	q{SELECT awspipe.call('aws', 'kinesis', 'ListStreams', '{"Limit": "five"}')} =>
	  'ERROR: 22023: member "Limit" of the input of ListStreams must be an integer',
	q{SELECT awspipe.call('aws', 'kinesis', 'ListStreams', '[]')} => 'ERROR: 22023: input of an AWS operation must be a JSON object',
	q{SELECT awspipe.call('aws', 'kinesys', 'ListStreams')} =>
	  [ 'ERROR: 22023: unknown AWS service "kinesys"', "HINT: Available services: $services." ],
	q{SELECT awspipe.call('aws', 'kinesis', 'ListStream')} => [
		'ERROR: 22023: AWS service "kinesis" has no operation "ListStream"', 'HINT: Perhaps you meant "ListStreams".'
	],
	q{SELECT awspipe.call('aws', 'kinesis', 'DescribeStreamSummary', '{"StreamName": "nope"}')} => [
		'ERROR: 39000: could not carry out DescribeStreamSummary of AWS service "kinesis"',
		'DETAIL: AWS returned ResourceNotFoundException (HTTP 400, request ID ...): Stream arn arn:aws:kinesis:us-east-1:000000000000:stream/nope not found',
		q{HINT: It is looked for in the server's region, and in the account of the user mapping's credentials.}
	],
	q{SELECT awspipe.call('down', 'kinesis', 'ListStreams')} => [
		'ERROR: 08006: could not carry out ListStreams of AWS service "kinesis"',
		'DETAIL: The request failed: could not connect to 127.0.0.1 port ...: connection refused.'
	],
	q{SELECT awspipe.call('elsewhere', 'kinesis', 'ListStreams')} => [
		'ERROR: 08006: could not carry out ListStreams of AWS service "kinesis"',
		'DETAIL: The request failed: host name "kinesis.us-eest-1.amazonaws.com" could not be resolved.',
		'HINT: Perhaps you meant the region "us-east-1" or "us-west-1".'
	],
	q{SELECT awspipe.call('proxied', 'kinesis', 'ListStreams')} => [
		'ERROR: 08001: could not carry out ListStreams of AWS service "kinesis"',
		'DETAIL: The request failed: something that is not AWS answered (HTTP 403, content type text/html) at 127.0.0.1 port ....'
	],
	map {
		my ($code, $sqlstate, $detail, $hint) = @{ $refused{$_} };
		(   "SELECT awspipe.call('$_', 'kinesis', 'ListStreams')" =>
			  [ qq{ERROR: $sqlstate: could not carry out ListStreams of AWS service "kinesis"}, $detail, $hint ])
	} sort keys %refused);

# What is said twice does no harm
are_said(
	'app',
	q{SELECT awspipe.stop_consumer('taken')} => '',
	q{SELECT awspipe.start_consumer('taken')} => '',
	q{SELECT awspipe.start_consumer('taken')} => '',
	q{SELECT awspipe.drop_consumer('taken')} => '',
	q{SELECT awspipe.drop_consumer('taken')} => 'ERROR: 42704: consumer "taken" does not exist');

# What goes wrong later: consumers

my $trigger = <<'SQL';
CREATE TABLE %1$s (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION %1$s_apply() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %2$s; RETURN NULL; END $$;
CREATE TRIGGER apply AFTER INSERT ON %1$s REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION %1$s_apply();
SQL

$aws->create_stream('orders', 1);
$stream->put('orders', { key => 'k', json => { n => 1 } });
$aws->create_stream('broken', 1);
$stream->put('broken', { key => 'k', data => '{"n": 1' });
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE gone LOGIN;
GRANT USAGE ON FOREIGN SERVER aws TO gone;
CREATE USER MAPPING FOR gone SERVER aws OPTIONS (access_key_id 'AKID', secret_access_key 'not a secret');
CREATE SCHEMA AUTHORIZATION gone;
SQL
$node->psql_as('gone', <<'SQL');
CREATE TABLE orders (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('orphan', 'aws', 'orders', 'orders');
SQL
$node->safe_psql('postgres', 'DROP OWNED BY gone; DROP ROLE gone');
app(sprintf($trigger, 'raises', q{RAISE EXCEPTION 'no such product: %', 7 USING HINT = 'Load the products first.'}));
app(sprintf($trigger, 'calls', q{PERFORM awspipe.call('aws', 'kinesis', 'ListStreams')}));
app(<<'SQL');
CREATE TABLE lost (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE plain (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE stricter (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE renamed (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('no stream', 'aws', 'ordres', 'plain');
SELECT awspipe.create_sqs_consumer('no queue', 'aws', 'ordres', 'plain');
SELECT awspipe.create_kinesis_consumer('server down', 'down', 'orders', 'plain');
SELECT awspipe.create_kinesis_consumer(s, s, 'orders', 'plain') FROM unnest('{denied,unknown,unsigned,expired,proxied}'::text[]) AS s;
SELECT awspipe.create_kinesis_consumer('broken', 'aws', 'broken', 'plain');
SELECT awspipe.create_kinesis_consumer(t, 'aws', 'orders', t, maximum_retry_attempts => 0)
FROM unnest('{raises,calls,stricter,renamed,lost}'::text[]) AS t;
ALTER TABLE stricter ADD COLUMN product text NOT NULL;
ALTER TABLE renamed RENAME COLUMN payload TO body;
SQL
my @later = ('no stream', 'no queue', 'server down', qw(denied unknown unsigned expired proxied broken raises calls stricter));
app("SELECT awspipe.start_consumer(name) FROM unnest('{" . join(',', @later, 'lost') . "}'::text[]) AS name");
ok($node->poll_until('SELECT count(*) = 1 FROM app.lost'), 'one consumer is well');
app('DROP TABLE lost');
$stream->put('orders', { key => 'k', json => { n => 2 } });
push @later, 'lost';
ok( $node->poll_until(
		'SELECT count(*) = ' . @later . ' FROM awspipe.consumer_state WHERE error_code IS NOT NULL'),
	'all others are not');

# Code and message, detail and hint of a consumer
sub state_of
{
	my ($name) = @_;
	my $said = $node->safe_psql('postgres', <<"SQL");
SELECT concat_ws(E'\\n', s.error_code || ': ' || s.error_message, 'DETAIL: ' || s.error_detail, 'HINT: ' || s.error_hint)
FROM awspipe.consumer AS c JOIN awspipe.consumer_state AS s USING (consumer_id) WHERE c.name = '$name'
SQL

	$said =~ s/(request ID )[-\w]+/$1.../g;
	$said =~ s/(port )\d+/$1.../g;
	return $said;
}

my $describe = 'could not describe stream "orders"';
my $place = q{HINT: It is looked for in the server's region, and in the account of the user mapping's credentials.};
my $dropped =
  [ 'ERROR: 42P01: inbox "app.lost" was dropped', 'DETAIL: A table that has its name now does not take its place.',
	'HINT: awspipe.alter_consumer() gives the consumer another inbox; its position stays.' ];
my %later = (
	'no stream' => [
		'ResourceNotFoundException: stream "ordres" does not exist',
		'DETAIL: AWS returned ResourceNotFoundException (HTTP 400, request ID ...): Stream arn arn:aws:kinesis:us-east-1:000000000000:stream/ordres not found',
		$place
	],
	'no queue' => [
		'QueueDoesNotExist: queue "ordres" does not exist',
		'DETAIL: AWS returned QueueDoesNotExist (HTTP 400, request ID ...): The specified queue does not exist.', $place
	],
	'server down' =>
	  [ "08006: $describe", 'DETAIL: The request failed: could not connect to 127.0.0.1 port ...: connection refused.' ],
	proxied => [
		"08001: $describe",
		'DETAIL: The request failed: something that is not AWS answered (HTTP 403, content type text/html) at 127.0.0.1 port ....'
	],
	(   map {
			my ($code, undef, $detail, $hint) = @{ $refused{$_} };
			($_ => [ "$code: $describe", $detail, $hint ])
		} keys %refused),
	broken => [ '22P02: invalid input syntax for type json', 'DETAIL: The input string ended unexpectedly.' ],
	raises => [ 'P0001: no such product: 7', 'HINT: Load the products first.' ],
	calls => [
		'42P13: AWS cannot be called while a batch is applied',
		'DETAIL: A worker must not hold its transaction open across the network.',
		'HINT: Functions such as awspipe.sqs_send_message() and awspipe.dynamodb_put_item() write to the outbox, which is sent after the batch has been committed.'
	],
	lost => [ $dropped->[0] =~ s/^ERROR: //r, @$dropped[ 1, 2 ] ]);
like(
	slurp_file($node->logfile),
	qr/LOG:  consumer "server down" of database "postgres" is retrying after 08006: could not describe stream "orders"\n.*DETAIL:  The request failed: could not connect to 127\.0\.0\.1 port $down: connection refused\.\n/,
	'so does the log');
is_deeply([ map { state_of($_) } sort keys %later ], [ map { join("\n", @{ $later{$_} }) } sort keys %later ], 'consumers say why');
like(
	state_of('stricter'),
	qr/^23502: null value in column "product" of relation "stricter" violates not-null constraint\nDETAIL: Failing row contains /,
	'a column without a default is named');
are_said(
	undef,
	q{SELECT awspipe.start_consumer('orphan')} => [
		'ERROR: 42704: role "gone", which owned the consumer, was dropped',
		'HINT: Another role of that name does not take its place. awspipe.alter_consumer() lets an existing role own the consumer.'
	],
	q{REVOKE USAGE ON FOREIGN SERVER down FROM app} => '');
are_said(
	'app',
	q{SELECT awspipe.start_consumer('lost')} => $dropped,
	q{SELECT awspipe.start_consumer('renamed')} => [
		'ERROR: 42703: inbox "renamed" has no column "payload"',
		'HINT: CREATE TABLE ... (LIKE awspipe.event INCLUDING ALL) makes an inbox.'
	],
	q{SELECT awspipe.start_consumer('server down')} => [
		'ERROR: 42501: permission denied for foreign server down',
		'HINT: Its owner can GRANT USAGE ON FOREIGN SERVER down TO app.'
	],
	q{ALTER USER MAPPING FOR app SERVER keyless OPTIONS (ADD access_key_id 'AKID', ADD secret_access_key 'not a secret')} => '');

# and destinations
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN SERVER down TO app');
$aws->create_table('items', 'pk');
app(<<'SQL');
SELECT awspipe.sqs_send_message('aws', 'ordres', 'm');
SELECT awspipe.dynamodb_put_item('aws', 'ordres', '{"pk": "1"}');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"id": "1"}');
SELECT awspipe.kinesis_put_record('down', 'orders', 'm'::text, 'k');
SELECT awspipe.kinesis_put_record('denied', 'orders', 'm'::text, 'k');
SQL
ok( $node->poll_until(
		q{SELECT count(*) = 4 AND EXISTS (SELECT FROM awspipe.dead_letter) FROM awspipe.stat_destination WHERE state = 'paused'}),
	'destinations are paused');
is( $node->safe_psql('postgres', q{SELECT concat_ws(E'\n', error_code || ': ' || error_message, 'DETAIL: ' || error_detail, 'HINT: ' || error_hint) FROM awspipe.dead_letter}),
	'ValidationException: One or more parameter values were invalid: Missing the key pk in the item',
	'an item without a key is a dead letter');

my %paused;
my $log = slurp_file($node->logfile);

while ($log =~ /WARNING:  sending to (\w+ "\w+" on server "\w+") is paused\n.*?(DETAIL):  (.*)\n(?:.*?(HINT):  (.*)\n)?/g)
{
	$paused{$1} = [ "$2: $3", $4 ? "$4: $5" : () ];
	s/(request ID )[-\w]+/$1.../g, s/(port )\d+/$1.../g foreach @{ $paused{$1} };
}
is_deeply(
	\%paused,
	{   'sqs "ordres" on server "aws"' => [ @{ $later{'no queue'} }[ 1, 2 ] ],
		'dynamodb "ordres" on server "aws"' => [
			'DETAIL: AWS returned ResourceNotFoundException (HTTP 400, request ID ...): Requested resource not found: Table: ordres not found',
			$place
		],
		'kinesis "orders" on server "denied"' => [ @{ $refused{denied} }[ 2, 3 ] ],
		'kinesis "orders" on server "down"' => [ $later{'server down'}[1] ]
	},
	'and the log says why');

done_testing();
