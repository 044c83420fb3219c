# Our own statistics as CloudWatch metrics: what is published equals what the
# views show, adds up over several publications, and is published each minute
# for a role that asked for it.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use JSON::PP;
use PipeCluster;
use StreamTools;
use Test::More;

my $json = JSON::PP->new->utf8;
my $aws = AwsEmulators->new(qw(kinesis-volume dynamodb));

# There is no emulator of CloudWatch to be had
my $fake = FakeAws->new(PutMetricData => sub { FakeAws::answer($_[0], 200, {}, ''); return 1 });
my $proxy = FaultProxy->new($fake->url);
my $node = PipeCluster->create('metrics',
	emulators => $aws, services => [qw(kinesis dynamodb)],
	endpoints => { cloudwatch => $proxy->url });
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# Values of a metric in a namespace, by its first dimension's value
sub values_of
{
	my ($namespace, $metric, $resource) = @_;
	my @values;

	for my $request (grep { $_->{operation} =~ /PutMetricData/ } $proxy->journal)
	{
		my $input = $json->decode($request->{body});

		next if $input->{Namespace} ne $namespace;
		for my $datum (@{ $input->{MetricData} })
		{
			next if $datum->{MetricName} ne $metric;
			push @values, $datum->{Value}
			  if grep { $_->{Value} eq $resource } @{ $datum->{Dimensions} };
		}
	}
	return @values;
}

sub sum
{
	my $sum = 0;

	$sum += $_ for @_;
	return $sum;
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

$aws->create_stream('events', 1);
$aws->create_table('items', 'pk');
app(q{
	CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
	SELECT awspipe.create_kinesis_consumer('c', 'aws', 'events', 'inbox');
	SELECT awspipe.start_consumer('c')});
$stream->put('events', map { { key => "k$_", json => { n => $_ } } } 1 .. 50);
ok($node->poll_until('SELECT records = 50 FROM awspipe.stat_consumer'), 'records are consumed');
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'p' || i)))
	FROM generate_series(1, 30) AS i});
ok($node->poll_until(q{SELECT delivered = 30 FROM awspipe.stat_destination WHERE resource = 'items'}),
	'messages are sent');

# By hand
cmp_ok(app(q{SELECT awspipe.publish_metrics('aws', 'App')}), '>', 0, 'metrics are published');
ok(drained(), 'and sent');
is(sum(values_of('App', 'Records', 'c')),
	app(q{SELECT records FROM awspipe.stat_consumer WHERE consumer = 'c'}),
	'the records of the consumer');
is(sum(values_of('App', 'Delivered', 'items')), 30, 'the messages of the destination');
is((values_of('App', 'OutboxDepth', 'items'))[0], 0, 'of which none waits');
is(scalar(values_of('App', 'Lag', 'c')), 1, 'and the lag');

# Differences
$stream->put('events', map { { key => "k$_", json => { n => $_ } } } 51 .. 70);
ok($node->poll_until('SELECT records = 70 FROM awspipe.stat_consumer'), 'more records are consumed');
app(q{BEGIN; SELECT awspipe.publish_metrics('aws', 'App'); ROLLBACK});
app(q{SELECT awspipe.publish_metrics('aws', 'App')});
app(q{SELECT awspipe.publish_metrics('aws', 'Other')});
ok(drained(), 'metrics are sent again');
is_deeply([ values_of('App', 'Records', 'c') ], [ 50, 20 ], 'counters as differences');
is_deeply([ values_of('Other', 'Records', 'c') ], [70], 'for each namespace');
is( scalar(grep { $_->{operation} =~ /PutMetricData/ } $proxy->journal),
	3, 'many metrics in a request');

cmp_ok(sum(values_of('App', 'WorkerStarts', 'c')), '>=', 1, 'starts of the consumer are counted');
cmp_ok(sum(values_of('App', 'WorkerStarts', 'dispatcher')), '>=', 1, 'and of the dispatcher');

# Whom it concerns
$node->safe_psql('postgres', q{
	CREATE ROLE other LOGIN;
	GRANT USAGE ON FOREIGN SERVER aws TO other;
	CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id 'AKIDOTHER', secret_access_key 'x')});
is($node->psql_as('other', q{SELECT awspipe.publish_metrics('aws', 'Mine')}), 0,
	'a role publishes what it may see');
$node->safe_psql('postgres', 'GRANT pg_monitor TO other');
cmp_ok($node->psql_as('other', q{SELECT awspipe.publish_metrics('aws', 'Mine')}), '>', 0,
	'pg_monitor all');
$node->safe_psql('postgres', 'CREATE ROLE stranger LOGIN');
like($node->error_as('stranger', q{SELECT awspipe.publish_metrics('aws', 'Mine')}),
	qr/42501/, 'without USAGE on the server nobody does');
like($node->error_as('stranger', q{SELECT awspipe.schedule_metrics('aws', 'Mine')}),
	qr/42501/, 'nor has it done');

# By the supervisor
app(q{SELECT awspipe.schedule_metrics('aws', 'Scheduled')});
ok($aws->wait_until(sub { values_of('Scheduled', 'Records', 'c') }),
	'metrics are published on schedule');
is(sum(values_of('Scheduled', 'Records', 'c')), 70, 'with all there is to tell');
is( $node->safe_psql('postgres', q{SELECT owner FROM awspipe.stat_destination WHERE resource = 'Scheduled'}),
	'app', 'as the role that asked for it');
$node->safe_psql('postgres', q{UPDATE awspipe.metric_setting SET published_at = published_at - interval '1 minute'});
$stream->put('events', { key => 'k', json => { n => 71 } });
ok($aws->wait_until(sub { sum(values_of('Scheduled', 'Records', 'c')) == 71 }), 'each minute');

# Rights that are withdrawn
$node->safe_psql('postgres', q{
	REVOKE USAGE ON FOREIGN SERVER aws FROM app;
	UPDATE awspipe.metric_setting SET published_at = NULL});
$node->wait_for_log(qr/could not publish metrics to CloudWatch namespace "Scheduled"/);
pass('a failure is logged');
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN SERVER aws TO app');
is(app(q{SELECT awspipe.unschedule_metrics('aws', 'Scheduled')}), 't', 'the schedule can be ended');
is(app(q{SELECT awspipe.unschedule_metrics('aws', 'Scheduled')}), 'f', 'once');

done_testing();
