# Keys and tokens are used, and are to be found nowhere.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use PostgreSQL::Test::Utils;
use StreamTools;
use Test::More;

my $secret = 'SENTINELsecret0123456789/+abc';
my $token = 'SENTINELtoken0123456789/+abc==';

my $aws = AwsEmulators->new(qw(kinesis-volume dynamodb));
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(kinesis dynamodb);
my $node = PipeCluster->create(
	'secrets',
	endpoints => { map { $_ => $proxy{$_}->url } keys %proxy },
	conf => "log_statement = none\nlog_min_messages = debug5\nlog_error_verbosity = verbose\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

$node->safe_psql('postgres', <<"SQL");
ALTER USER MAPPING FOR app SERVER aws OPTIONS (SET secret_access_key '$secret', ADD session_token '$token');
SQL

# Everything that can be seen from inside, as text
sub everything
{
	my @relations = split /\n/, $node->safe_psql('postgres', <<'SQL');
SELECT oid::regclass FROM pg_class WHERE relnamespace IN ('awspipe'::regnamespace, 'app'::regnamespace)
	AND relkind IN ('r', 'v')
UNION ALL SELECT 'pg_stat_activity' UNION ALL SELECT 'pg_settings' UNION ALL SELECT 'pg_prepared_statements'
SQL
	return $node->safe_psql('postgres', join(';', map { "SELECT t::text FROM $_ AS t" } @relations));
}

$aws->create_stream('events', 1);
$aws->create_table('items', 'pk');
$stream->put('events', map { { key => 'k', json => { n => $_ } } } 1 .. 10);
app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('events', 'aws', 'events', 'inbox');
SELECT awspipe.start_consumer('events');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1"}');
SELECT awspipe.call('aws', 'kinesis', 'ListStreams');
SQL
ok($node->poll_until('SELECT count(*) = 10 FROM app.inbox'), 'records come in by the key');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'messages go out by it');
my $seen = everything();

# Failures of every kind, with services that repeat what they were sent
my @failures = (
	{ action => 'status', status => 403, code => 'SignatureDoesNotMatch',
		message => "The signature we calculated from $secret and $token does not match" },
	{ action => 'status', status => 400, code => 'InvalidSignatureException',
		message => "The Canonical String should have been x-amz-security-token:$token" },
	{ action => 'status', status => 403, code => 'AccessDeniedException', message => 'x' x 990 . " $token is denied" },
	{ action => 'status', status => 400, code => 'UnrecognizedClientException', message => "Nobody knows $secret" },
	{ action => 'status', status => 401, body_text => "<html>$token</html>" },
	{ action => 'status', status => 400, body_text => "not JSON $token" },
	{ action => 'status', status => 500, body_text => "{\"__type\": \"$token\"" },
	{ action => 'status', status => 200, body_text => "{\"Records\": [\"$token" },
	{ action => 'rst' },
	{ action => 'huge', bytes => 40 * 1024 * 1024 });
for my $failure (@failures)
{
	my $name = join(' ', map { $failure->{$_} // () } qw(action status code));

	$_->rules({ %$failure, name => 'f' }) foreach values %proxy;
	isnt(
		($node->psql('postgres', q{SELECT awspipe.call('aws', 'dynamodb', 'ListTables')->'TableNames'->0},
			extra_params => [ '-U', 'app' ]))[0],
		0, "$name: the call fails")
	  unless $failure->{status} && $failure->{status} == 200;
	app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "2"}')});
	app(q{SELECT awspipe.start_consumer('events')});
	ok( $aws->wait_until(sub { !grep { $_->fired('f') == 0 } values %proxy }),
		"$name: has met the workers");
	ok( $node->poll_until(q{SELECT state IN ('retrying', 'failed') FROM awspipe.consumers}),
		"$name: and is noticed");
	$seen .= everything();
	$_->rules() foreach values %proxy;
	app(q{SELECT awspipe.start_consumer('events')});
	ok( $node->poll_until(q{SELECT state = 'running' FROM awspipe.consumers}), "$name: it passes");
}

# What goes wrong inside
app(<<'SQL');
ALTER TABLE inbox ADD CHECK (payload ? 'n');
SQL
$stream->put('events', { key => 'k', json => {} });
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers}), 'a bad record stops the consumer');
$seen .= everything();
$node->error_as('app', q{SELECT awspipe.call('aws', 'kinesis', 'GetRecords')});
$node->stop;

unlike($seen, qr/SENTINEL/, 'nothing shows the secret or the token');
like($seen, qr/$_/, "$_ is shown otherwise") foreach qw(SignatureDoesNotMatch AccessDeniedException);
my $log = slurp_file($node->logfile);
like($log, qr/DEBUG/, 'the log is as talkative as it can be');
unlike($log, qr/SENTINEL/, 'and does not tell them');
unlike($log, qr/PANIC|terminated by signal|TRAP:/, 'no process has crashed');

done_testing();
