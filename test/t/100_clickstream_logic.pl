# The logic of the clickstream pipeline, without AWS: events are inserted into
# the inbox as a consumer does, and windows are closed by hand.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use PipeCluster;
use Test::More;

my $node = PipeCluster->create('main', conf => "pgawspipe.enabled = off\n");
my $json = JSON::PP->new->canonical;
my $sequence = 0;

sub app { return $node->psql_as('app', @_) }

# A moment of the day of the test: seconds after noon
sub at
{
	my ($seconds) = @_;

	return sprintf('2026-03-01T12:%02d:%06.3fZ', int($seconds / 60), $seconds - 60 * int($seconds / 60));
}

# An event: [type, when it was, when it arrived], both in seconds; 0.1 s on its
# way, unless told otherwise
sub event
{
	my ($type, $at, $arrived, %more) = @_;

	return {
		id => 'e' . ++$sequence,
		arrived => at($arrived // $at + 0.1),
		payload => { event_type => $type, at => at($at), %more }
	};
}

# What a batch inserts
sub batch
{
	my @events = @_;
	my $rows = join ', ', map {
		my $payload = $json->encode($_->{payload}) =~ s/'/''/gr;
		"('$_->{id}', 'clicks', " . (defined $_->{arrived} ? "'$_->{arrived}'" : 'NULL') . ", '2026-03-01T12:00:00Z', '$payload')"
	} @events;

	return "INSERT INTO clicks.click (event_id, source, arrived_at, received_at, payload) VALUES $rows;";
}

sub apply
{
	app(batch(@_));
	return;
}

sub close_windows { return app(sprintf q{SELECT clicks.close_windows('%s')}, at($_[0])) }

# start, counts, state of each window
sub windows
{
	return app(q{SELECT to_char(window_start AT TIME ZONE 'UTC', 'MI:SS'), searches, clicks, purchases, late, state
		FROM clicks.timeline ORDER BY window_start});
}

sub rates
{
	return app(q{SELECT to_char(window_start AT TIME ZONE 'UTC', 'MI:SS'), round(ctr::numeric, 3), round(sliding_ctr::numeric, 3)
		FROM clicks.click_window ORDER BY window_start});
}

# Empty again, with these settings
sub start_over
{
	my ($settings) = @_;

	app('TRUNCATE clicks.click, clicks.click_window, clicks.anomaly, clicks.rejection; DELETE FROM clicks.setting');
	app(q{SELECT FROM awspipe.settings(NULL::clicks.setting)});
	app("UPDATE clicks.setting SET $settings") if $settings;
	return;
}

sub refused
{
	my ($sql, $error, $name) = @_;

	like($node->error_as('app', $sql), $error, $name);
	return;
}

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app('CREATE SCHEMA clicks; CREATE EXTENSION pgawspipe_clickstream SCHEMA clicks');
is( app(q{SELECT count(*) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
		WHERE n.nspname = 'clicks' AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) WHERE grantee = 0)}),
	0, 'nobody else may call its functions');
refused('SELECT clicks.simulate()', qr/55000: the pipeline is not deployed/, 'what is not deployed sends nothing');

#
# Windows
#

start_over('minimum_searches = 1');
apply(event(search => 0), event(search => 9.999), event(click => 3), event(search => 10), event(purchase => 10.5), event(click => 12));
is(windows(), "00:00|2|1|0|0|open\n00:10|1|1|1|0|open", 'events are in the windows of their time');
is(close_windows(14.999), 0, 'before its lateness has passed no window closes');
is(close_windows(15), 1, 'then it does');
is(windows(), "00:00|2|1|0|0|\n00:10|1|1|1|0|open", 'and the next is open still');
is(close_windows(15), 0, 'once');
is(close_windows(12), 0, 'the watermark may go back');
is(app('SELECT clicks.close_windows(NULL)'), 0, 'and may not be known');

# by arrival, whatever the windows are
apply(event(search => 11, 24.999), event(search => 11, 25));
is(windows(), "00:00|2|1|0|0|\n00:10|2|1|1|1|open", 'what arrives when the lateness has passed is late, before it is not');
apply(event(search => 1, 2), event(click => 1, 99));
is(windows(), "00:00|2|1|0|2|\n00:10|2|1|1|1|open", 'so is what arrived in time and comes when its window is closed');
apply({ id => 'old', arrived => at(1), payload => { event_type => 'search', at => '2026-03-01T11:50:03Z' } });
is((split /\n/, windows())[0], '50:00|0|0|0|1|', 'a window of which all is late is closed at once');
is(close_windows(25), 1, 'and is not closed again');
is(rates(), "50:00||\n00:00|0.500|0.500\n00:10|0.500|0.500", 'rates are clicks by searches');

# no time of its own
start_over('minimum_searches = 1');
apply(map { { id => $_->[0], arrived => $_->[1], payload => { event_type => 'search', %{ $_->[2] } } } }
	  [ n1 => at(5), {} ], [ n2 => at(15), { at => undef } ], [ n3 => undef, {} ]);
is(windows(), "00:00|2|0|0|0|open\n00:10|1|0|0|0|open", 'without a time, an event was when it arrived');

# the same in any pieces
sub history
{
	my @events;

	srand(7);
	foreach my $second (0 .. 119)
	{
		next if $second >= 30 && $second < 45;
		push @events, event((qw(search search search click))[ rand 4 ], $second + rand, $second + 0.5 + rand(4) ** 2.5)
		  foreach 1 .. 4;
	}
	return sort { $a->{arrived} cmp $b->{arrived} } @events;
}

sub outcome
{
	return app(q{SELECT window_start, searches, clicks, purchases, late, closed, float8send(ctr), float8send(sliding_ctr), float8send(score)
			FROM clicks.click_window ORDER BY window_start}) . "\n"
	  . app('SELECT window_start, kind, float8send(score), direction, attribution, episode_start FROM clicks.anomaly ORDER BY window_start');
}

my $settings = q{minimum_searches = 5, sub_sample_size = 4, sliding_length = '30 s', threshold = 1.2, episode = '0'};
my @history = history();

start_over($settings);
apply(@history);
close_windows(300);
my $whole = outcome();
like($whole, qr/rate/, 'there are anomalies');
cmp_ok(app('SELECT sum(late) FROM clicks.click_window'), '>', 5, 'and late events');
foreach my $size (1, 7, 50)
{
	my @rest = @history;
	my $batches = '';

	start_over($settings);
	while (my @batch = splice(@rest, 0, $size))
	{
		# all that is still to come arrives at the watermark, or later
		my $watermark = @rest ? $rest[0]{arrived} : at(300);

		$batches .= batch(@batch) . "SELECT clicks.close_windows('$watermark');";
	}
	app($batches);
	is(outcome(), $whole, "in batches of $size, all is the same, bit by bit");
}

# and once
apply(@history[ 0 .. 99 ], @history[ 0 .. 9 ]);
close_windows(300);
is(outcome(), $whole, 'a replay changes nothing');
app('TRUNCATE clicks.rejection');
apply({ %{ $history[0] }, payload => { event_type => 'bad' } });
is(app('SELECT count(*) FROM clicks.rejection'), 0, 'and rejects nothing');

#
# Rates there are none of, silence
#

start_over(q{minimum_searches = 3, sliding_length = '30 s', episode = '0'});
apply((map { event(search => $_) } 1, 2, 3), event(click => 4), event(search => 11), event(click => 12), event(click => 95), event(search => 135));
close_windows(100);
is(rates(), "00:00|0.333|0.333\n00:10||0.500\n00:20||0.500\n00:30||\n00:40||\n01:30||\n02:10||",
	'few searches have no rate, and no windows are made when the sliding one is empty');
is(app(q{SELECT to_char(window_start AT TIME ZONE 'UTC', 'MI:SS'), kind FROM clicks.anomaly}), '00:40|silence', 'silence is found once');
close_windows(1000);
is( windows(),
	join("\n",
		'00:00|3|1|0|0|', '00:10|1|1|0|0|', '00:20|0|0|0|0|', '00:30|0|0|0|0|', '00:40|0|0|0|0|silence',
		'01:30|0|1|0|0|', '01:40|0|0|0|0|', '01:50|0|0|0|0|', '02:00|0|0|0|0|',
		'02:10|1|0|0|0|', '02:20|0|0|0|0|', '02:30|0|0|0|0|', '02:40|0|0|0|0|silence'),
	'and again when somebody has searched in between');
is(app('SELECT count(*) FROM awspipe.forests'), 1, 'the forest has seen one rate only');
is(app('SELECT seen FROM awspipe.forests'), 1, 'which is no error');

#
# Anomalies
#

start_over(q{sub_sample_size = 32, minimum_searches = 5, sliding_length = '20 s', episode = '30 s', threshold = 2.5});
app('SELECT clicks.train(array_agg(ARRAY[0.2 + random() * 0.1, 0.25 + random() * 0.02])) FROM generate_series(1, 200), setseed(0.1)');
is(app('SELECT seen FROM awspipe.forests'), 200, 'a forest is trained');
foreach my $window (0 .. 20)
{
	my $clicks = $window == 5 || $window == 6 || $window == 15 ? 30 : 5;

	apply((map { event(search => 10 * $window + $_ / 4) } 0 .. 19), (map { event(click => 10 * $window + $_ / 4) } 1 .. $clicks));
}
close_windows(220);
is( app(q{SELECT to_char(window_start AT TIME ZONE 'UTC', 'MI:SS'), kind, direction, to_char(episode_start AT TIME ZONE 'UTC', 'MI:SS')
		FROM clicks.anomaly ORDER BY 1 LIMIT 2}),
	"00:50|rate|HIGH|00:50\n01:00|rate|HIGH|00:50", 'an attack is found in its first window, and goes on');
is(app(q{SELECT to_char(episode_start AT TIME ZONE 'UTC', 'MI:SS') FROM clicks.anomaly WHERE window_start = '2026-03-01 12:02:30+00'}),
	'02:30', 'later there is another');
is( app(q{SELECT bool_and(abs(score - (SELECT sum((e.value ->> 'score')::float8) FROM jsonb_each(attribution) AS e)) < 1e-9)
		FROM clicks.anomaly WHERE kind = 'rate'}), 't', 'attributions come to the score');
is(app('SELECT count(*) FROM awspipe.outbox_pending'), 0, 'not deployed, nobody is told');
my $seen = app('SELECT count(ctr) FROM clicks.click_window');
is(app('SELECT clicks.train()'), $seen, 'trained again by what there was');
is(app('SELECT seen FROM awspipe.forests'), $seen, 'the forest knows nothing else');
is(app(q{SELECT clicks.train('{}')}), 0, 'or of nothing');

#
# Rejections
#

start_over('');
apply(
	{ id => 'r1', arrived => at(5), payload => { at => at(1) } },
	{ id => 'r2', arrived => at(5), payload => { event_type => 7 } },
	{ id => 'r3', arrived => at(5), payload => { event_type => 'view' } },
	{ id => 'r4', arrived => at(5), payload => { event_type => 'click', at => 'noon' } },
	{ id => 'r5', arrived => at(5), payload => { event_type => 'click', at => 12 } },
	{ id => 'r6', arrived => at(5), payload => { event_type => 'click', at => '2026-02-30T12:00:00Z' } },
	{ id => 'r7', arrived => at(5), payload => { event_type => 'click', at => at(305.001) } },
	{ id => 'r8', arrived => at(5), payload => { event_type => 'click', at => at(305) } },
	{ id => 'r9', arrived => at(5), payload => [1] });
is( app('SELECT event_id, reason FROM clicks.rejection ORDER BY 1'),
	join("\n",
		'r1|event_type is missing or not a string',
		'r2|event_type is missing or not a string',
		'r3|event_type is unknown',
		'r4|at is not a time in ISO 8601 with an offset',
		'r5|at is not a time in ISO 8601 with an offset',
		'r6|at is not a time in ISO 8601 with an offset',
		'r7|at is later than the arrival',
		'r9|event_type is missing or not a string'),
	'what breaks a rule is a row, and why');
is(windows(), '05:00|0|1|0|0|open', 'and is not counted');

#
# Settings
#

refused(q{UPDATE clicks.setting SET window_length = '5 s'}, qr/55000: window_length cannot be changed: there are windows/,
	'windows are not to overlap');
app(q{UPDATE clicks.setting SET window_length = window_length, lateness = '1 s'});
app('TRUNCATE clicks.click_window');
app(q{UPDATE clicks.setting SET window_length = '5 s'});
foreach my $bad (q{window_length = '7 s'}, q{window_length = '0 s'}, q{window_length = '1 day'}, q{sliding_length = '0'},
	q{sliding_length = '12 s'}, q{lateness = '-1 s'}, 'threshold = 0', 'minimum_searches = 0', q{episode = '-1 s'})
{
	refused("UPDATE clicks.setting SET $bad", qr/23514/, "$bad is refused");
}

#
# Normal hours
#

start_over('');
my ($events, $windows, $scored, $alarms, $highest) = split /\|/, app('SELECT * FROM clicks.backtest(6, seed => 0.3)');
is($windows, 6 * 360, 'six hours have their windows');
cmp_ok($scored, '>', $windows - 256 - 100, 'with scores, when the forest has seen enough');
is($alarms, 0, 'none of which raises an alarm');
note "$events events, highest score $highest";
is(app('SELECT count(*) FROM clicks.click_window'), 0, 'they leave no windows');
is(app('SELECT seen FROM awspipe.forests'), $scored + 256, 'but a forest that knows them');
apply(event(search => 1));
refused('SELECT clicks.backtest(1)', qr/55000: what is simulated must not be mixed with what has happened/, 'after the first event there are none');

#
# The chart
#

# Balanced, and no markup in what comes from outside
sub well_formed
{
	my ($text) = @_;
	my @open;

	while ($text =~ /\G([^<&]|&#\d+;|&(?:amp|lt|gt|quot);|<(\/?)(\w+)((?:\s[\w:-]+="[^"<]*")*)(\/?)>)/gc)
	{
		next if !defined $3;
		if ($2) { return 0 if !@open || pop @open ne $3; }
		elsif (!$5) { push @open, $3; }
	}
	return !@open && (pos($text) // 0) == length $text;
}

start_over(q{name = '<b>"Shop" & Söhne', minimum_searches = 1, sub_sample_size = 4});
ok(well_formed(app('SELECT clicks.chart()')), 'a chart of nothing is well-formed');
apply(@history);
close_windows(300);
app(q{UPDATE clicks.setting SET threshold = 1.5});
app(q{INSERT INTO clicks.anomaly (window_start, kind, ctr, score, direction, episode_start)
	SELECT window_start, 'rate', ctr, score, 'HIGH', window_start FROM clicks.click_window WHERE score IS NOT NULL ORDER BY score DESC LIMIT 1});
my $chart = app('SELECT clicks.chart()');
ok(well_formed($chart), 'so is one of something');
like($chart, qr/^<svg xmlns="[^"]+" viewBox/, 'it is an SVG picture');
like($chart, qr/prefers-color-scheme:dark/, 'in dark, too');
like($chart, qr/&#60;b&#62;.*Anomaly score.*threshold 1\.5.*<circle/s, 'with its name, axes, threshold and anomalies');
unlike($chart, qr/<b>|NaN|[^\x20-\x7e]/, 'and no more than that');
is(app(q{SELECT clicks.chart('2026-03-01 12:00+00', '2026-03-01 12:01+00') = clicks.chart('2026-03-01 12:00+00', '2026-03-01 12:01+00')}), 't',
	'the same each time');

app('DROP EXTENSION pgawspipe_clickstream; DROP SCHEMA clicks');
is(app(q{SELECT awspipe.drop_forest('clicks')}), '', 'removed, all that is left is the forest');

done_testing();
