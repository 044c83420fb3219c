# What the network does to a consumer: it goes on afterwards, with every
# record once and none missing, and does not hammer the service meanwhile.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use StreamTools;
use Test::More;

# Kinesis: five reads a second from a shard; a call makes three attempts
my $requests_per_second_max = 15;

my $aws = AwsEmulators->new('kinesis');
my $proxy = FaultProxy->new($aws->url('kinesis'));
my $node = PipeCluster->create('faults', endpoints => { kinesis => $proxy->url });
my $stream = StreamTools->new($aws, $node);
my $sent = 0;

sub app { return $node->psql_as('app', @_) }

sub put
{
	my ($count) = @_;

	$stream->put('events', map { { key => 'k', json => { n => $sent + $_ } } } 1 .. $count);
	$sent += $count;
	return;
}

# Everything that was sent is there, once, in order.
sub complete
{
	my ($name) = @_;

	ok($node->poll_until("SELECT count(*) >= $sent FROM app.events"), "$name: all records arrive");
	is( app(q{SELECT count(*) || ' ' || count(DISTINCT event_id) || ' ' || count(DISTINCT payload->>'n') FROM events}),
		"$sent $sent $sent", "$name: each once");
	return;
}

sub state_is
{
	my ($state, $name) = @_;

	return ok($node->poll_until("SELECT state = '$state' FROM awspipe.consumers WHERE name = 'events'"), $name);
}

# No more requests of one operation in any second than a shard is good for.
sub is_calm
{
	my ($name) = @_;
	my (%window, %most);

	for my $request ($proxy->journal)
	{
		my $recent = $window{ $request->{operation} } //= [];

		push @$recent, $request->{at};
		shift @$recent while $recent->[0] <= $request->{at} - 1000;
		$most{ $request->{operation} } = @$recent
		  if @$recent > ($most{ $request->{operation} } // 0);
	}
	my @hammered = grep { $most{$_} > $requests_per_second_max } sort keys %most;

	is("@hammered", '', "$name: no operation is hammered")
	  or diag(join(' ', map { "$_=$most{$_}" } @hammered));
	$proxy->clear_journal;
	return;
}

sub counter
{
	my ($counter) = @_;

	return app("SELECT $counter FROM awspipe.stat_consumer WHERE consumer = 'events'");
}

sub restart
{
	app(q{SELECT awspipe.stop_consumer('events')});
	$node->poll_until(q{SELECT count(*) = 0 FROM awspipe.workers WHERE consumer = 'events'})
	  or die 'the consumer does not stop';
	app(q{SELECT awspipe.start_consumer('events')});
	return;
}

$aws->create_stream('events', 1);
app(<<'SQL');
CREATE TABLE events (id bigserial, LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('events', 'aws', 'events', 'events');
SELECT awspipe.start_consumer('events');
SQL
put(50);
complete('without faults');
is_calm('without faults');

# An outage: visible, and over when it is over
$proxy->listen(0);
put(50);
state_is('retrying', 'refused connections: the consumer says that it is retrying');
is(app('SELECT error_code FROM awspipe.consumers'), '08006', 'refused connections: and why');
$proxy->listen(1);
complete('refused connections');
state_is('running', 'refused connections: the consumer recovers');
is(app('SELECT error_code IS NULL FROM awspipe.consumers'), 't', 'refused connections: and says so');

# Faults of the records' requests, longer than a call's own attempts
for my $fault (
	{ name => 'HTML with status 500', action => 'foreign', type => 'text/html', status => 500,
		body_text => '<html><body>Internal Server Error</body></html>' },
	{ name => 'HTML with status 200', count => 2, action => 'foreign', type => 'text/html',
		body_text => '<html><body>Log in to this network</body></html>' },
	{ name => 'an empty answer', count => 2, action => 'foreign' },
	{ name => 'cut behind its length', action => 'truncate', bytes => 100, length => 'kept' },
	{ name => 'cut without length', action => 'truncate', bytes => 100, length => 'none' },
	{ name => 'cut in a chunk', action => 'truncate', bytes => 100, length => 'chunked' },
	{ name => 'malformed JSON', count => 2, action => 'malformed' },
	{ name => 'reset before the answer', action => 'rst' },
	{ name => 'reset behind the headers', action => 'rst', when => 'headers' },
	{ name => 'the answer is lost', action => 'drop' })
{
	my $name = $fault->{name};

	my $count = $fault->{count} // 4;

	$proxy->rules({ match => 'GetRecords', count => $count, %$fault });
	put(20);
	ok($aws->wait_until(sub { $proxy->fired($name) == $count }), "$name: occurs");
	complete($name);
	is_calm($name);
}

# The same at the start, for every operation: one failure more than a call
# repeats by itself
for my $fault (
	{ action => 'status', status => 503, code => 'ServiceUnavailable', count => 4 },
	{ action => 'truncate', bytes => 20, length => 'none', count => 4 },
	{ action => 'malformed', count => 2 },
	{ action => 'rst', count => 4 })
{
	my $name = "start with $fault->{action}";
	my @operations = qw(DescribeStreamSummary ListShards GetShardIterator GetRecords);

	$proxy->rules(map { { %$fault, name => $_, match => $_ } } @operations);
	put(20);
	restart();
	# the worker before may have got these, too
	for my $operation (@operations)
	{
		ok($aws->wait_until(sub { $proxy->fired($operation) == $fault->{count} }), "$name: $operation has failed");
	}
	complete($name);
	is_calm($name);
}

# Throttling is no failure
$proxy->seeded_rules(
	7,
	{ name => 'some', match => 'Get', action => 'status', status => 400, probability => 0.3,
		code => 'ProvisionedThroughputExceededException' },
	{ name => 'all', match => 'GetRecords', action => 'status', status => 400, count => 5,
		code => 'ProvisionedThroughputExceededException' });
my $errors = counter('errors');
for (1 .. 3)
{
	put(30);
	complete("throttled, round $_");
}
cmp_ok($proxy->fired('some') + $proxy->fired('all'), '>=', 5, 'throttled: the service has refused');
cmp_ok(counter('throttled'), '>', 0, 'throttled: it is counted');
is(counter('errors'), $errors, 'throttled: but not as an error');
is(app('SELECT state FROM awspipe.consumers'), 'running', 'throttled: nor does the state change');
is_calm('throttled');

# The same page again, and again
$proxy->rules();
app(q{SELECT awspipe.stop_consumer('events')});
$node->poll_until(q{SELECT count(*) = 0 FROM awspipe.workers WHERE consumer = 'events'});
put(40);
$stream->put('events', { key => 'k', data => $stream->kpl_aggregate(
		map { [ k => sprintf('{"n": %d}', $sent + $_) ] } 1 .. 10) });
$sent += 10;
$proxy->rules({ name => 'again', match => 'GetRecords', after => 1, count => 3, action => 'duplicate' });
app(q{SELECT awspipe.start_consumer('events')});
ok($aws->wait_until(sub { $proxy->fired('again') == 3 }), 'a page is repeated');
put(10);
complete('a repeated page');

# A position inside an aggregated record
app(q{SELECT awspipe.alter_consumer('events', batch_size => 3)});
$stream->put('events', { key => 'k', data => $stream->kpl_aggregate(
		map { [ k => sprintf('{"n": %d}', $sent + $_) ] } 1 .. 10) });
$sent += 10;
$proxy->rules({ name => 'lost', match => 'GetRecords', action => 'drop', count => 2 });
restart();
complete('inside an aggregated record');

# An expired iterator is nothing unusual, unless new ones expire as well
$proxy->rules({ name => 'expired', match => 'GetRecords', action => 'status', status => 400,
		code => 'ExpiredIteratorException', count => 1 });
put(10);
complete('an expired iterator');
is($proxy->fired('expired'), 1, 'an expired iterator: is replaced');
is(app('SELECT error_code IS NULL FROM awspipe.consumers'), 't', 'an expired iterator: without a word');
$proxy->rules({ name => 'expired', match => 'GetRecords', action => 'status', status => 400,
		code => 'ExpiredIteratorException', count => 4 });
put(10);
state_is('retrying', 'iterators that always expire: are trouble');
is(app('SELECT error_code FROM awspipe.consumers'), 'ExpiredIteratorException',
	'iterators that always expire: of that kind');
complete('iterators that always expire');
is_calm('iterators that always expire');
is( app(q{SELECT count(*) FROM (SELECT (payload->>'n')::int < lag((payload->>'n')::int) OVER (ORDER BY id) AS wrong
	FROM events) AS s WHERE wrong}), 0, 'all of it in order');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0, 'nothing was given up');

# Refused credentials: it goes on trying, less and less often
$proxy->rules({ name => 'denied', match => 'GetRecords', action => 'status', status => 400,
		code => 'AccessDeniedException' });
$proxy->clear_journal;
state_is('retrying', 'denied: the consumer is retrying');
is(app('SELECT error_code FROM awspipe.consumers'), 'AccessDeniedException', 'denied: and says why');
ok($aws->wait_until(sub { $proxy->fired('denied') > 6 }), 'denied: it goes on trying');
is_calm('denied');
$proxy->rules();
put(10);
complete('denied');
state_is('running', 'denied: the consumer recovers');

unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile),
	qr/terminated by signal|TRAP:|PANIC/, 'no process has crashed');

done_testing();
