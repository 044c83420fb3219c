# awspipe.call: what AWS answers, what a failure looks like, and that waiting
# for it can be ended.  Also what an administrator's settings do to servers.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis dynamodb));
my $proxy = FaultProxy->new($aws->url('kinesis'));
my $node = PipeCluster->create(
	'main',
	emulators => $aws,
	services => ['dynamodb'],
	endpoints => { kinesis => $proxy->url });

$node->safe_psql('postgres', q{
	CREATE USER MAPPING FOR CURRENT_USER SERVER aws
		OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret')
});

sub call
{
	my ($service, $operation, $input) = @_;

	return "SELECT awspipe.call('aws', '$service', '$operation'"
	  . (defined $input ? ", '$input')" : ')');
}

# A session that stays: fails and goes on, with SQLSTATEs.
sub session
{
	my ($sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql('postgres', $sql,
		on_error_stop => 0,
		extra_params => [ '-U', 'app', '-v', 'VERBOSITY=verbose' ]);

	return ($stdout, $stderr);
}

#
# Answers
#

is($node->psql_as('app', call('kinesis', 'CreateStream',
			'{"StreamName": "s", "ShardCount": 2}')),
	'{}', 'an empty answer is an empty object');
ok( $node->poll_until(call('kinesis', 'DescribeStreamSummary', '{"StreamName": "s"}')
		  . " #>> '{StreamDescriptionSummary,StreamStatus}' = 'ACTIVE'"),
	'a stream can be made and watched');
is($node->psql_as('app', call('kinesis', 'ListStreams') . " -> 'StreamNames'"),
	'["s"]', 'input is optional');

$aws->create_table('table', 'pk');
$node->psql_as('app', call('dynamodb', 'PutItem',
		'{"TableName": "table", "Item": {"pk": {"S": "k\\u00e9y \\"q\\""}, "n": {"N": "12345678901234567890"}}}'));
is( $node->psql_as('app', call('dynamodb', 'Scan', '{"TableName": "table"}')
		  . " -> 'Items' -> 0"),
	"{\"n\": {\"N\": \"12345678901234567890\"}, \"pk\": {\"S\": \"k\x{c3}\x{a9}y \\\"q\\\"\"}}",
	'text goes out and comes back unchanged');

#
# Failures
#

my $missing = call('kinesis', 'DescribeStreamSummary', '{"StreamName": "none"}');
my ($stdout, $stderr) = session("$missing; " . call('kinesis', 'ListStreams'));
like(
	$stderr,
	qr/39000: could not carry out DescribeStreamSummary of AWS service "kinesis"\nDETAIL:  AWS returned ResourceNotFoundException \(HTTP 400, request ID [^)]+\): /,
	'a refusal names code, status and request');
like($stdout, qr/"StreamNames"/, 'and the session goes on');

# An error that is expected is no answer: the connection is kept, and other
# errors say which they are without a text to be searched
{
	my $fake = FakeAws->new(
		DescribeStreamSummary => sub {
			FakeAws::answer($_[0], 400, {}, '{"__type": "com.amazonaws.kinesis#ResourceNotFoundException", "message": "none"}');
			return 1;
		},
		ListStreams => sub { FakeAws::answer($_[0], 200, {}, '{"StreamNames": []}'); return 1 });
	my $describe = q{awspipe.call('fake', 'kinesis', 'DescribeStreamSummary', '{"StreamName": "none"}'%s)};

	$node->create_server('fake', endpoints => { kinesis => $fake->url });
	($stdout, $stderr) = session('SELECT ' . sprintf($describe, q{, '{LimitExceededException,ResourceNotFoundException}'})
		  . q{ IS NULL; SELECT awspipe.call('fake', 'kinesis', 'ListStreams')});
	is("$stdout$stderr", qq{t\n{"StreamNames": []}}, 'an expected error is a NULL answer');
	is(join(' ', map { "$_->{operation} $_->{connection}" } $fake->requests),
		'DescribeStreamSummary 1 ListStreams 1', 'and the connection is kept');

	($stdout, $stderr) = session('DO $$ DECLARE code text; BEGIN PERFORM '
		  . sprintf($describe, q{, '{ResourceInUseException}'})
		  . '; EXCEPTION WHEN external_routine_invocation_exception THEN'
		  . q{ GET STACKED DIAGNOSTICS code = CONSTRAINT_NAME; RAISE 'code %', code; END $$});
	like($stderr, qr/code ResourceNotFoundException\n/, 'the code of another is a field of the error');
	like($node->error_as('app', 'SELECT ' . sprintf($describe, q{, '{NULL}'})),
		qr/22004: expected errors of awspipe.call must not be null/, 'codes are not null');
}

# Failures that pass are tried again; three attempts are made in all
my @failures = (
	[ { action => 'status', status => 400, code => 'LimitExceededException' }, '53000' ],
	[ { action => 'status', status => 500, code => 'InternalFailure' }, '58000' ],
	[ { action => 'rst' }, '08006' ],);
foreach my $failure (@failures)
{
	my ($rule, $sqlstate) = @$failure;
	my $what = $rule->{code} // 'a broken connection';

	$proxy->rules({ name => 'f', count => 2, %$rule });
	like($node->psql_as('app', call('kinesis', 'ListStreams')),
		qr/StreamNames/, "$what is tried again");
	is($proxy->fired('f'), 2, "$what: until it works");

	$proxy->rules({ name => 'f', %$rule });
	like($node->error_as('app', call('kinesis', 'ListStreams')),
		qr/$sqlstate: could not carry out ListStreams/,
		"$what has its SQLSTATE");
	is($proxy->fired('f'), 3, "$what: three times in all");
}

$proxy->rules({ name => 'f', action => 'status', status => 403,
		code => 'AccessDeniedException' });
like($node->error_as('app', call('kinesis', 'ListStreams')),
	qr/28000: .*AccessDeniedException \(HTTP 403/s, 'denied access has its own');
is($proxy->fired('f'), 1, 'and is not repeated');

$proxy->rules({ name => 'f', action => 'drop' });
like(
	$node->error_as('app', call('kinesis', 'CreateStream',
			'{"StreamName": "lost", "ShardCount": 1}')),
	qr/HINT:  The request may have taken effect all the same/,
	'a lost answer is told from a request that was never sent');

$proxy->rules({ name => 'f', action => 'malformed' });
like($node->error_as('app', call('kinesis', 'ListStreams')),
	qr/08006: .*answer from 127\.0\.0\.1 port \d+ was cut short or damaged/s, 'an answer that is no JSON is an error');
$proxy->rules({ name => 'f', action => 'huge', bytes => 40 * 1024 * 1024 });
like($node->error_as('app', call('kinesis', 'ListStreams')),
	qr/could not carry out ListStreams/, 'an answer without end is cut off');

# One session, many failures: nothing stays open
$proxy->rules({ name => 'f', action => 'status', status => 400, code => 'ValidationException' });
my $count_files = q{
	SELECT count(*) FROM pg_ls_dir('/proc/' || pg_backend_pid() || '/fd')
};
my $attempt = 'DO $$ BEGIN PERFORM ' . substr(call('kinesis', 'ListStreams'), 7)
  . '; EXCEPTION WHEN external_routine_invocation_exception THEN NULL; END $$;';
$node->safe_psql('postgres', 'GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO app');
SKIP:
{
	skip 'no /proc here', 1 unless -d '/proc/self/fd';
	($stdout) = session("$attempt $count_files; " . $attempt x 30 . "$count_files;");
	my ($before, $after) = split /\n/, $stdout;
	is($after, $before, 'failures leave no descriptors behind');
}

#
# Waiting
#

# Runs the call in the background and ends it by $function once AWS has it
sub interrupt
{
	my ($function) = @_;
	my ($out, $err) = ('', '');

	$proxy->rules({ name => 'f', action => 'delay', ms => 3_600_000 });
	my $psql = IPC::Run::start(
		[
			'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-U', 'app',
			'-d', $node->connstr('postgres'),
			'-c', call('kinesis', 'ListStreams'),
			'-c', q(SELECT 'still ' || 'here')
		],
		'<', \undef, '>', \$out, '2>', \$err,
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));

	$node->poll_until(q{
		SELECT count(*) = 1 FROM pg_stat_activity
		WHERE usename = 'app' AND wait_event_type = 'Extension' AND state = 'active'
	}) or die 'the call does not wait';
	$node->safe_psql('postgres', qq{
		SELECT $function(pid) FROM pg_stat_activity WHERE usename = 'app'
	});
	$psql->finish;
	return ($out, $err);
}

($stdout, $stderr) = interrupt('pg_cancel_backend');
like($stderr, qr/57014/, 'a call can be cancelled');
like($stdout, qr/still here/, 'and the session goes on');
($stdout, $stderr) = interrupt('pg_terminate_backend');
like($stderr, qr/57P01/, 'a waiting session can be terminated');

$proxy->rules({ name => 'f', action => 'delay', ms => 3_600_000 });
($stdout, $stderr) = session('SET statement_timeout = 100; '
	  . call('kinesis', 'ListStreams'));
like($stderr, qr/57014/, 'statement_timeout ends it as well');

#
# Settings
#

# A new backend obeys the settings
sub set
{
	my ($name, $value) = @_;

	$node->safe_psql('postgres', "ALTER SYSTEM SET $name = '$value'");
	$node->reload;
	$node->poll_until("SELECT setting = '$value' FROM pg_settings WHERE name = '$name'")
	  or die "$name was not reloaded";
	return;
}

set('pgawspipe.request_timeout', '200');
like($node->error_as('app', call('kinesis', 'ListStreams')),
	qr/08006: /, 'request_timeout limits an attempt');
is($proxy->fired('f'), 4, 'of which there are three');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pgawspipe.request_timeout');
$proxy->rules();

set('pgawspipe.allow_insecure_endpoints', 'off');
like($node->error_as('app', call('kinesis', 'ListStreams')),
	qr/55000: plain http is not allowed .*HINT:/s,
	'plain http ends when it is switched off');
like(
	$node->error_as($node->safe_psql('postgres', 'SELECT current_user'), q{
		CREATE SERVER plain FOREIGN DATA WRAPPER pgawspipe
			OPTIONS (endpoint_url 'http://127.0.0.1')
	}),
	qr/55000: plain http is not allowed/,
	'nor can a server be made with it');
set('pgawspipe.allow_insecure_endpoints', 'on');

set('pgawspipe.endpoint_allowlist', 'one.example.com, *.two.example.com');
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN DATA WRAPPER pgawspipe TO app');
my $create = "CREATE SERVER mine FOREIGN DATA WRAPPER pgawspipe OPTIONS (endpoint_url";
foreach my $host (qw(one.example.com ONE.example.com a.two.example.com))
{
	$node->psql_as('app', "$create 'https://$host:8443'); DROP SERVER mine");
	pass("allowlist: $host");
}
foreach my $host (qw(two.example.com an-one.example.com atwo.example.com one.example.com.evil.org))
{
	like($node->error_as('app', "$create 'https://$host')"),
		qr/42501: .*pgawspipe.endpoint_allowlist/s, "not on the allowlist: $host");
}

#
# The server's own identity
#

$node->safe_psql('postgres', q{
	CREATE ROLE chained LOGIN;
	GRANT USAGE ON FOREIGN SERVER aws TO chained;
	CREATE USER MAPPING FOR chained SERVER aws OPTIONS (credential_source 'environment')
});
like($node->error_as('chained', call('kinesis', 'ListStreams')),
	qr/28000: /, 'an environment without keys is an error, not a fallback');

# Dump and restore by a superuser keep it
$node->safe_psql('postgres', 'CREATE DATABASE restored');
command_ok(
	[
		'sh', '-c',
		'pg_dump "$1" | psql -X -v ON_ERROR_STOP=1 -q "$2"', 'sh',
		$node->connstr('postgres'), $node->connstr('restored')
	],
	'servers and mappings can be dumped and restored');
is( $node->safe_psql('restored', q{
		SELECT array_to_string(umoptions, ',') FROM pg_user_mappings
		WHERE usename = 'chained'
	}),
	'credential_source=environment',
	'with the options of a superuser');

unlike(slurp_file($node->logfile), qr/Credential=|Signature=/,
	'no signed request is in the log');

done_testing();
