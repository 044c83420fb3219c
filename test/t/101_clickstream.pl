# The clickstream pipeline from one end to the other, while the consumer, the
# dispatcher and others are killed: windows, scores and anomalies are, bit by
# bit, those of an undisturbed computation from what is in the stream; the
# planted attack is told; S3 has every event once.
#
# What is drawn at random is drawn from one seed, $PGAWSPIPE_SEED or a new one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAlarms;
use JSON::PP;
use PipeCluster;
use QueueTools;
use StreamTools;
use Test::More;
use Time::HiRes qw(time);

my $seed = $ENV{PGAWSPIPE_SEED} // int(time() * 1000) % 1_000_000;
my $kills = 4;

note "seed $seed";
srand($seed);

my $json = JSON::PP->new->canonical->utf8;
my $aws = AwsEmulators->new(qw(kinesis sns sqs s3));
my $alarms = FakeAlarms->new;
my $node = PipeCluster->create(
	'clickstream',
	emulators => $aws,
	services => [qw(kinesis sns sqs s3)],
	endpoints => { cloudwatch => $alarms->url },
	restart_after_crash => 1,
	allows_streaming => 'logical',
	conf => "log_statement = none\n");
my $tools = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

sub value { return $node->safe_psql('postgres', @_) }

# Time taken since the last call
my $mark = time();

sub lap
{
	my ($what) = @_;

	note sprintf('%s: %.1f s', $what, time() - $mark);
	$mark = time();
	return;
}

# What has become of the events, in that database, floats by their bits
sub outcome
{
	my ($database) = @_;

	return $node->safe_psql($database, <<'SQL');
SELECT window_start, searches, clicks, purchases, late, closed, float8send(ctr), float8send(sliding_ctr), float8send(score)
FROM clickstream.click_window ORDER BY 1;
SELECT window_start, kind, float8send(ctr), float8send(score), direction, attribution, episode_start
FROM clickstream.anomaly ORDER BY 1;
SELECT event_id, reason, payload FROM clickstream.rejection ORDER BY 1;
SELECT seen FROM awspipe.forest;
SELECT md5(string_agg(state::text, '' ORDER BY tree_no)) FROM awspipe.forest_tree;
SQL
}

# Takes the whole server down, as it does with any other process of its.
sub kill_process
{
	my ($kind) = @_;
	my $query = $kind eq 'process'
	  ? q{SELECT pid FROM pg_stat_activity WHERE backend_type <> 'client backend' ORDER BY random() LIMIT 1}
	  : "SELECT pid FROM awspipe.workers WHERE kind = '$kind' AND pid IS NOT NULL";

	$node->poll_until("SELECT count(*) = 1 FROM ($query) AS w") or die "no $kind runs";
	my $pid = value($query);

	kill 'KILL', $pid;
	$aws->wait_until(sub { !kill 0, $pid }) or die "the $kind lives";
	return;
}

# Both have the same forest, which has learned what is normal
my $prepare = <<'SQL';
CREATE SCHEMA clickstream;
CREATE EXTENSION pgawspipe_clickstream SCHEMA clickstream;
SELECT clickstream.backtest(2, seed => 0.25);
UPDATE clickstream.setting SET window_length = '1 s', sliding_length = '4 s', lateness = '2 s';
SQL

value('GRANT CREATE ON DATABASE postgres TO app');
app($prepare);

#
# Deployed
#

app(q{SELECT clickstream.deploy('aws', 'clicks-of-a-shop', shards => 2)}) foreach 1 .. 2;
ok($node->poll_until(q{SELECT string_agg(name || ' ' || state, ', ') = 'clickstream running' FROM awspipe.consumers}),
	'deployed twice, there is one consumer');
is( app(q{SELECT string_agg(a ->> 'AlarmName', ' ' ORDER BY a ->> 'AlarmName')
		FROM jsonb_array_elements(awspipe.call('aws', 'cloudwatch', 'DescribeAlarms') -> 'MetricAlarms') AS a}),
	'clickstream-lag clickstream-score', 'with alarms');
value('ALTER ROLE app REPLICATION');
app(<<'SQL');
SELECT awspipe.create_s3_capture('clickstream', 'aws', 'clicks-of-a-shop', '{clickstream.click}', prefix => 'events/',
    format => 'json', compression => 'gzip', date_partition => 'YYYY/MM/DD/HH', inserts_only => true,
    initial_load => false, op_column => '', timestamp_column => '', max_batch_interval => '1 s');
SELECT awspipe.start_capture('clickstream');
SQL
ok($node->poll_until(q{SELECT state = 'streaming' FROM awspipe.captures}), 'and a capture of its inbox');
my $policy = app(q{SELECT awspipe.iam_policy('clickstream')});
like($policy, qr/$_/, "the policy has $_") foreach 'kinesis:GetRecords', 'sns:Publish', 's3:PutObject';
my $queue = QueueTools->new($aws, 'clickstream-anomalies');
lap('deployed');

#
# Events, and calamities
#

# Small batches, and the first when some windows are over by the clock
app(q{SELECT awspipe.stop_consumer('clickstream'), awspipe.alter_consumer('clickstream', batch_size => 25)});
my $sent = $json->decode(app(<<"SQL"));
SELECT clickstream.simulate('9 s', 40, anomaly_at => '5 s', late => 0.02, seed => $seed / 1e6)
SQL
note $json->encode($sent);
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox_pending WHERE service = 'kinesis')}), 'events are published');

# and others that a shop might have: without a time, with none, of the future, of another kind, and no JSON
$tools->put('clickstream',
	(map { { key => "k$_", json => { event_type => 'search' } } } 1 .. 5),
	{ key => 'a', json => { event_type => 'click', at => 'now' } },
	{ key => 'b', json => { event_type => 'click', at => '2099-01-01T00:00:00Z' } },
	{ key => 'c', json => { event_type => 'view' } },
	{ key => 'd', data => '{"event_type": ' });
lap('published');

# The last window that had searches leaves the sliding one: then it is silent.
my $last = app("SELECT '$sent->{until}'::timestamptz + interval '3 s'");
my @kinds = (qw(consumer dispatcher process consumer))[ map { ($_ + $seed) % 4 } 0 .. $kills - 1 ];

sub wait_for_moment { return $node->poll_until("SELECT clock_timestamp() >= '$sent->{from}'::timestamptz + interval '$_[0] s'") }

wait_for_moment(5);
app(q{SELECT awspipe.start_consumer('clickstream')});
foreach my $n (0 .. $kills - 1)
{
	my $moment = sprintf '%.3f', 5 + ($n + rand) * 8 / $kills;

	wait_for_moment($moment);
	kill_process($kinds[$n]);
	lap("$kinds[$n] killed $moment s after the beginning");
}
ok($node->poll_until("SELECT clickstream.closed_until() >= '$last'"), 'all windows are closed, those of the silence too');
lap('closed');
my $arrived = app('SELECT count(*) FROM clickstream.click');
my $outcome = outcome('postgres');

#
# The stream is the truth
#

my @records = $tools->read_stream('clickstream');
my @known = grep { my $e = eval { $json->decode($_->{data}) }; $e && $e->{event_type} =~ /^(search|click|purchase)$/ } @records;

is($arrived, scalar(@known), 'every event of the stream was counted or rejected');
value('CREATE DATABASE undisturbed');
$node->safe_psql('undisturbed', 'CREATE EXTENSION pgawspipe');
$node->safe_psql('undisturbed', $prepare);
$node->safe_psql('undisturbed', join '', 'INSERT INTO clickstream.click (event_id, source, arrived_at, received_at, payload) VALUES ',
	join(', ', map { sprintf q{('%s:%s', 'clickstream', to_timestamp(%.3f), now(), '%s')}, @$_{qw(shard sequence arrived data)} } @known),
	q{; SELECT clickstream.close_windows(now() + interval '1 hour')});
is($outcome, outcome('undisturbed'), 'windows, scores, anomalies and forest are those of an undisturbed computation, bit by bit');
lap('computed again');

is(app('SELECT count(*) FROM clickstream.rejection'), 2, 'what breaks a rule is a rejection');
is(app('SELECT count(*) FROM awspipe.dead_letters'), 1, 'what is no JSON a dead letter');
cmp_ok(app('SELECT sum(late) FROM clickstream.click_window'), '>=', $sent->{late}, 'late ones are counted as such');
is(app(qq{SELECT min(window_start) FROM clickstream.anomaly WHERE kind = 'rate' AND window_start >= '$sent->{anomaly_from}'})
	  le app("SELECT '$sent->{anomaly_from}'::timestamptz + interval '1 s'"), 1, 'the attack is found within two windows');
is(app(qq{SELECT direction FROM clickstream.anomaly WHERE window_start >= '$sent->{anomaly_from}' ORDER BY window_start LIMIT 1}), 'HIGH', 'and what it was');

#
# Who is told
#

ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the outbox drains');
my %told = map { $_ => 1 } $queue->receive_all;
my @silence = grep { /^There has been no search for 4 s/ } keys %told;
my @attack = grep { /^The click-through rate of clickstream is/ } keys %told;

is(scalar(keys %told), app('SELECT count(*) FROM clickstream.anomaly WHERE window_start = episode_start'), 'each episode is told');
is(scalar(@silence), 1, 'the silence');
is(scalar(@attack), 1, 'and the attack');
like($attack[0], qr/\nWindow: .* UTC\nSearches: \d+, clicks: \d+.*\nScore: \d\.\d+, threshold: 4\.5\n  of which the rate of the window has/s, 'with its figures');
my ($look) = $attack[0] =~ /^(SELECT .*;)$/m;
cmp_ok(scalar(split /\n/, app($look)), '>', 5, 'and where to look');
note $attack[0];

#
# S3
#

sub lines_of
{
	my ($prefix) = @_;

	return app(qq{SELECT l.line FROM awspipe.s3_list_objects('aws', 'clicks-of-a-shop', '$prefix') AS o,
		awspipe.s3_read_lines('aws', 'clicks-of-a-shop', o.key) AS l});
}

is(join("\n", sort map { $json->decode($_)->{event_id} } split /\n/, lines_of('raw/dt=')),
	join("\n", sort map { "$_->{shard}:$_->{sequence}" } @known), 'S3 has every event once');
ok($node->poll_until("SELECT sum(rows) = $arrived FROM awspipe.capture_files WHERE etag IS NOT NULL"), 'all of it is captured');
is(join("\n", sort map { $json->decode($_)->{event_id} } split /\n/, lines_of('events/clickstream/click/2')),
	join("\n", sort map { "$_->{shard}:$_->{sequence}" } @known), 'and there once, too');
is(app(q{SELECT count(*) FROM awspipe.capture_files WHERE key !~ '^events/clickstream/click/\d{4}/\d\d/\d\d/\d\d/CDC-.*\.json\.gz$'}), 0, 'below the hour');
my $since = app("SELECT to_json('$sent->{from}'::timestamptz AT TIME ZONE 'UTC') #>> '{}'");
is( join("\n", sort grep { $_ ge $since } map { my $w = $json->decode($_); "$w->{window_start} $w->{searches} " . ($w->{anomaly} // '-') } split /\n/, lines_of('scores/dt=')),
	app(qq{SELECT string_agg(to_json(window_start AT TIME ZONE 'UTC') #>> '{}' || '+00:00 ' || searches || ' ' || coalesce(state, '-'), chr(10) ORDER BY window_start)
		FROM clickstream.timeline WHERE window_start >= '$sent->{from}'}),
	'and every window');
lap('compared');

#
# Replayed
#

app(q{SELECT awspipe.rewind_consumer('clickstream', 'TRIM_HORIZON')});
ok($node->poll_until("SELECT count(*) = 2 * $arrived FROM clickstream.click"), 'a replay');
is(outcome('postgres'), $outcome, 'changes nothing');
lap('replayed');

#
# Removed
#

like(app(q{SELECT clickstream.chart()}), qr/<svg.*<circle.*silence.*<\/svg>/s, 'the chart shows it');
app(q{SELECT awspipe.unschedule_metrics('aws', 'pgawspipe'), awspipe.drop_capture('clickstream')});
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM pg_replication_slots)'), 'the capture goes');
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'nothing is on its way');
my $removed = app(q{SELECT kind, action FROM awspipe.undeploy('aws', 'clickstream', confirm => 'clickstream',
	kinds => '{alarm,topic,queue,stream,bucket}', empty_buckets => true) ORDER BY kind, name});
is(join(' ', sort map { s/\|removed//r } split /\n/, $removed), 'alarm alarm bucket consumer queue stream topic', 'undeployed, all of it goes');
is(app(q{SELECT jsonb_array_length(awspipe.call('aws', 'cloudwatch', 'DescribeAlarms') -> 'MetricAlarms')}), 0, 'no alarms');
is(scalar(@{ $aws->aws_call('sqs', 'ListQueues', {})->{QueueUrls} // [] }), 0, 'no queues');
unlike($aws->aws_call('sns', 'ListTopics', {}), qr/TopicArn/, 'no topics');
unlike($aws->aws_call('s3', 'GET /'), qr/<Bucket>/, 'and no buckets are left');
ok($aws->wait_until(sub { !@{ $aws->aws_call('kinesis', 'ListStreams', {})->{StreamNames} } }), 'nor streams');
app(q{DROP EXTENSION pgawspipe_clickstream; DROP SCHEMA clickstream; SELECT awspipe.drop_forest('clickstream')});
is(app('SELECT count(*) FROM awspipe.consumers'), 0, 'nor anything here');

done_testing();
