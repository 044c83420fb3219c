# A consumer stops only for what must be changed in itself or its tables.
# Whatever else keeps it from reading, refused credentials, a proxy that
# answers in AWS's place, a key, a missing user mapping, it says and waits
# for, and then goes on by itself, at once if server or mapping have changed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use StreamTools;
use Test::More;
use Time::HiRes qw(time);

# What somebody mends takes effect so soon, however long the delay (seconds)
my $at_once = 2;

# The delay between two calls is a quarter of a second at least, and a call
# with refused credentials makes two requests
my $requests_per_second_max = 10;

my $html = '<html><body><h1>404 Not Found</h1><hr>nginx</body></html>';
my @refusals = qw(ExpiredTokenException UnrecognizedClientException AccessDeniedException InvalidSignatureException);

my $aws = AwsEmulators->new(qw(kinesis sqs));
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(kinesis sqs);
my $node = PipeCluster->create('recovery',
	endpoints => { map { $_ => $proxy{$_}->url } keys %proxy });
my $stream = StreamTools->new($aws, $node);
my $queue = QueueTools->new($aws, 'events');
my %request = (kinesis => 'GetRecords', sqs => 'ReceiveMessage');
my @sources = sort keys %proxy;
my $sent = 0;

sub app { return $node->psql_as('app', @_) }

sub put
{
	my ($count) = @_;
	my @records = map { { key => 'k', json => { n => $sent + $_ } } } 1 .. $count;

	$stream->put('events', @records);
	$queue->send(@records);
	$sent += $count;
	return;
}

# All that was sent is there, once, and the consumers are well.
sub complete
{
	my ($name) = @_;

	for my $source (@sources)
	{
		ok($node->poll_until("SELECT count(*) >= $sent FROM app.$source"), "$name: all of $source arrives");
		is( app("SELECT count(*) || ' ' || count(DISTINCT event_id) || ' ' || count(DISTINCT payload->>'n') FROM $source"),
			"$sent $sent $sent", "$name: each once");
		ok( $node->poll_until(<<"SQL"), "$name: $source has recovered");
SELECT state = 'running' AND NOT EXISTS (SELECT FROM awspipe.consumer_errors WHERE consumer = '$source')
FROM awspipe.consumers WHERE name = '$source'
SQL
	}
	return;
}

# Both consumers say that they are retrying, and why.
sub retrying
{
	my ($name, $code, $message, $detail) = @_;

	for my $source (@sources)
	{
		ok( $node->poll_until(<<"SQL"), "$name: $source is retrying");
SELECT state = 'retrying' AND error_code ~ '^($code)\$' FROM awspipe.consumers WHERE name = '$source'
SQL
		my $said = app("SELECT concat_ws(' | ', error_message, error_detail) FROM awspipe.consumer_errors WHERE consumer = '$source'");

		like($said, $message, "$name: what failed");
		like($said, $detail, "$name: and why") if $detail;
		note("$source: $name: " . app("SELECT concat_ws(' | ', error_code, error_message, error_detail)
			FROM awspipe.consumer_errors WHERE consumer = '$source'"));
	}
	return;
}

sub break_with
{
	my ($name, %fault) = @_;

	$proxy{$_}->rules({ name => $name, match => $request{$_}, action => 'status', %fault }) foreach @sources;
	return;
}

sub mend { $_->rules() foreach values %proxy; return }

# How soon the first request with this access key came, in seconds
sub first_request_with
{
	my ($source, $key, $since) = @_;
	my $first;

	$aws->wait_until(sub {
			($first) = grep { $_->{headers}{authorization} =~ m{Credential=$key/} } $proxy{$source}->journal;
			return defined $first;
		}) or return;
	return $first->{at} / 1000 - $since;
}

sub log_lines
{
	my ($pattern) = @_;
	my @lines = slurp_file($node->logfile) =~ /$pattern/g;

	return scalar @lines;
}

$aws->create_stream('events', 1);
app(<<'SQL');
CREATE TABLE kinesis (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE sqs (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('kinesis', 'aws', 'events', 'kinesis');
SELECT awspipe.create_sqs_consumer('sqs', 'aws', 'events', 'sqs', visibility_timeout => '5 seconds');
SELECT awspipe.start_consumer(name) FROM awspipe.consumers;
SQL
put(10);
complete('at first');
my $episodes = 0;

# What something else than AWS answers is not AWS's word
for my $status (404, 403, 200)
{
	my $name = "a page with status $status";

	break_with($name, action => 'foreign', status => $status, type => 'text/html', body_text => $html);
	put(5);
	retrying($name, '08001', qr/could not read (shard|queue) "/, qr/not AWS/);
	unlike(app('SELECT string_agg(error_detail, chr(10)) FROM awspipe.consumer_errors'),
		qr/AWS returned|ID \)|: $|<h1>/m, "$name: nothing is said in AWS's name");
	mend();
	complete($name);
	$episodes++;
}

# A key that cannot be used for a while
for my $source (@sources)
{
	$proxy{$source}->rules({ name => 'key', match => $request{$source}, action => 'status', status => 400,
			code => $source eq 'sqs' ? 'KmsInvalidState' : 'KMSInvalidStateException' });
}
put(5);
retrying('a key', 'KMSInvalidStateException|KmsInvalidState', qr/could not read/, qr/AWS returned K\w+ \(HTTP 400\b/);
mend();
complete('a key');
$episodes++;

# Refused credentials: for as long as it takes, once in the log, and the row
# has the last failure.  Other keys that are refused as well make no
# difference, those that are not end it.
sub errors
{
	my ($source) = @_;

	return app("SELECT errors FROM awspipe.stat_consumer WHERE consumer = '$source'");
}

sub refused { return grep { $_->{rule} } $proxy{ $_[0] }->journal }

sub set_key
{
	my ($key) = @_;

	$node->safe_psql('postgres', "ALTER USER MAPPING FOR app SERVER aws OPTIONS (SET access_key_id '$key')");
	return;
}

$_->clear_journal foreach values %proxy;
for my $source (@sources)
{
	$proxy{$source}->rules(
		(map { { name => $_, match => $request{$source}, action => 'status', status => 400, code => $_, count => 2 } }
			@refusals),
		{ name => 'more', match => $request{$source}, action => 'status', status => 403, code => 'AccessDeniedException' });
}
put(5);
retrying('refused', join('|', @refusals), qr/could not read/, qr/AWS returned (@{[ join('|', @refusals) ]}) \(HTTP 40[03]\b/);
my $since = app(q{SELECT string_agg(name || since || state, ' ' ORDER BY name) FROM awspipe.consumers});
my $seen = app(q{SELECT max(error_at) FROM awspipe.consumer_errors});
for my $source (@sources)
{
	ok($aws->wait_until(sub { refused($source) >= 5 }), "refused: $source tries again");
}
set_key('AKIDWRONG');
my %errors = map { $_ => errors($_) } @sources;
for my $source (@sources)
{
	ok($aws->wait_until(sub { errors($source) >= $errors{$source} + 7 }), "refused: $source goes on trying");
	cmp_ok(scalar(refused($source)), '>=', 12, "refused: $source was refused often enough");
	is($proxy{$source}->fired($_), 2, "refused: $source has met $_") foreach @refusals;

	my @at = map { $_->{at} } refused($source);
	my $most = 0;

	for my $first (@at)
	{
		my $n = grep { $_ >= $first && $_ < $first + 1000 } @at;

		$most = $n if $n > $most;
	}
	cmp_ok($most, '<=', $requests_per_second_max, "refused: $source does not hammer the service");
	note("refused: $source: requests after " . join(', ', map { int($_ - $at[0]) } @at) . ' ms');
}
is(app(q{SELECT string_agg(name || since || state, ' ' ORDER BY name) FROM awspipe.consumers}), $since,
	'refused: the state is that since then');
ok($node->poll_until("SELECT min(error_at) > '$seen' FROM awspipe.consumer_errors"), 'refused: the failure is the last one');
mend();
my $changed = time;
set_key('AKIDOTHER');
for my $source (@sources)
{
	my $after = first_request_with($source, 'AKIDOTHER', $changed);

	cmp_ok($after, '<', $at_once, "refused: other credentials are tried at once by $source");
	note("refused: $source: after $after s");
}
complete('refused');
$episodes++;

# What connections are made from, taken away and given back
my $keys = q{access_key_id 'AKIDOTHER', secret_access_key 'not a secret'};
for my $case (
	{ name => 'no user mapping', code => '42704', message => qr/user mapping not found for user "app"/,
		break => 'DROP USER MAPPING FOR app SERVER aws',
		mend => "CREATE USER MAPPING FOR app SERVER aws OPTIONS ($keys)" },
	{ name => 'no USAGE', code => '42501', message => qr/permission denied for foreign server aws/,
		break => 'REVOKE USAGE ON FOREIGN SERVER aws FROM app',
		mend => 'CREATE ROLE users; GRANT USAGE ON FOREIGN SERVER aws TO users; GRANT users TO app' },
	{ name => 'no keys', code => '28000', message => qr/has no credentials/,
		break => 'ALTER USER MAPPING FOR app SERVER aws OPTIONS (DROP access_key_id, DROP secret_access_key)',
		mend => "ALTER USER MAPPING FOR app SERVER aws OPTIONS (ADD access_key_id 'AKIDOTHER', ADD secret_access_key 'x')" },
	{ name => 'no such profile', code => '28000', message => qr/could not (read|find|describe)/,
		break => q{ALTER USER MAPPING FOR app SERVER aws OPTIONS (DROP access_key_id, DROP secret_access_key,
			ADD credential_source 'profile', ADD profile 'missing')},
		mend => "DROP USER MAPPING FOR app SERVER aws; CREATE USER MAPPING FOR app SERVER aws OPTIONS ($keys)" },
	{ name => 'a wrong endpoint', code => '08006', message => qr/could not (read|find|describe)/,
		break => q{ALTER SERVER aws OPTIONS (SET endpoint_url_kinesis 'http://127.0.0.1:1', SET endpoint_url_sqs 'http://127.0.0.1:1')},
		mend => 'ALTER SERVER aws OPTIONS (' . join(', ', map { "SET endpoint_url_$_ '" . $proxy{$_}->url . q{'} } @sources) . ')' })
{
	my $name = $case->{name};

	$node->safe_psql('postgres', $case->{break});
	put(5);
	retrying($name, $case->{code}, $case->{message});
	$_->clear_journal foreach values %proxy;
	$changed = time;
	$node->safe_psql('postgres', $case->{mend});
	for my $source (@sources)
	{
		my $after = first_request_with($source, 'AKIDOTHER', $changed);

		cmp_ok($after, '<', $at_once, "$name: $source goes on at once");
		note("$name: $source: after $after s");
	}
	complete($name);
	$episodes++;
}

# Throttling is normal until it does not end
break_with('throttled', status => 400, code => 'ThrottlingException');
put(5);
retrying('throttled', 'ThrottlingException', qr/could not read/, qr/AWS returned ThrottlingException \(HTTP 400\b/);
mend();
complete('throttled');
$episodes++;

is(log_lines(qr/consumer "(?:kinesis|sqs)" of database "postgres" is retrying after/), $episodes * @sources,
	'the log says it once per consumer and time');
is(log_lines(qr/consumer "(?:kinesis|sqs)" has recovered/), $episodes * @sources, 'and when it is over');
is(log_lines(qr/has stopped after/), 0, 'no consumer has failed');
is(app('SELECT count(*) FROM awspipe.dead_letters'), 0, 'nothing was given up');

# What was asked for before the failure tells nothing of what has come since:
# of two polls one answers late
my $recoveries = log_lines(qr/consumer "sqs" has recovered/);

app(q{SELECT awspipe.stop_consumer('sqs')});
put(20);
$proxy{sqs}->rules(
	{ name => 'full', match => 'ReceiveMessage', action => 'delay', ms => 0, count => 1 },
	{ name => 'late', match => 'ReceiveMessage', action => 'delay', ms => 2000, count => 1 },
	{ name => 'refused', match => 'ReceiveMessage', action => 'status', status => 403, code => 'AccessDeniedException' });
app(q{SELECT awspipe.start_consumer('sqs')});
ok($node->poll_until(q{SELECT state = 'retrying' FROM awspipe.consumers WHERE name = 'sqs'}), 'a late answer: polls fail');
ok($node->poll_until("SELECT count(*) = $sent FROM app.sqs"), 'a late answer: it comes, and its messages');
is($proxy{sqs}->fired('late'), 1, 'a late answer: it was late');
is(log_lines(qr/consumer "sqs" has recovered/), $recoveries, 'a late answer: the consumer has not recovered');
mend();
complete('a late answer');
is(log_lines(qr/consumer "sqs" has recovered/), $recoveries + 1, 'a late answer: now it has');

# Nobody waits for one that waits, whether for AWS or for its mapping
sub leave
{
	my ($how, $command) = @_;
	my $before = time;

	$command->();
	ok($node->poll_until(q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'pgawspipe consumer'}),
		"$how: the workers leave");
	cmp_ok(time - $before, '<', 2 * $at_once, "$how: at once");
	return;
}

for my $fault (
	[ 'refused', '(AccessDeniedException)', sub { break_with('refused', status => 403, code => 'AccessDeniedException') } ],
	[ 'no user mapping', '42704', sub { $node->safe_psql('postgres', 'DROP USER MAPPING FOR app SERVER aws') } ])
{
	my ($name, $code, $break) = @$fault;

	$break->();
	retrying("stop, $name", $code, qr/./);
	leave("stop, $name", sub { app('SELECT awspipe.stop_consumer(name) FROM awspipe.consumers') });
	is(app(q{SELECT string_agg(DISTINCT state, ' ') FROM awspipe.consumers}), 'stopped', "stop, $name: they are stopped");
	mend();
	$node->safe_psql('postgres', "CREATE USER MAPPING IF NOT EXISTS FOR app SERVER aws OPTIONS ($keys)");
	put(5);
	app('SELECT awspipe.start_consumer(name) FROM awspipe.consumers');
	complete("stop, $name");
}

# A mapping that is missing at a start is waited for as well
$node->safe_psql('postgres', 'DROP USER MAPPING FOR app SERVER aws');
retrying('shutdown', '42704', qr/user mapping not found/);
my $before = time;
$node->stop('fast');
cmp_ok(time - $before, '<', 2 * $at_once, 'shutdown: at once');
$node->start;
put(5);
retrying('at a start', '42704', qr/user mapping not found/);
$node->safe_psql('postgres', "CREATE USER MAPPING FOR app SERVER aws OPTIONS ($keys)");
complete('at a start');

$node->safe_psql('postgres', 'DROP USER MAPPING FOR app SERVER aws');
retrying('drop', '42704', qr/user mapping not found/);
leave('drop', sub { $node->safe_psql('postgres', 'DROP EXTENSION pgawspipe CASCADE') });

unlike(slurp_file($node->logfile), qr/terminated by signal|TRAP:|PANIC/, 'no process has crashed');

done_testing();
