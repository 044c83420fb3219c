# The wall clock is set, forward and back by hours: limits and delays of jobs
# are as long as ever, and schedules go on.
#
# The server goes by a clock that can be set, see SteppingClock.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use SteppingClock;
use Test::More;

my $hour = 3600;
my ($cron) = run_command([ 'sh', '-c', 'ls "$(pg_config --sharedir)"/extension/pg_cron.control 2>/dev/null' ]);

my $clock = SteppingClock->new;
my $node = $clock->during(
	sub {
		return PipeCluster->create(
			'steps',
			cron => $cron ne '',
			conf => join("\n", 'pgawspipe.max_job_workers = 6', $cron ne '' ? "cron.use_background_workers = on\n" : ''));
	});

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }
sub run_job { return app("SELECT awspipe.run_job('$_[0]')") }
sub state_of { return app("SELECT state FROM awspipe.job_runs WHERE run_id = $_[0]") }

sub runs
{
	my ($run) = @_;

	$node->poll_until("SELECT EXISTS (SELECT FROM pg_stat_activity AS a JOIN awspipe.job_run AS r ON r.run_id = $run
		WHERE a.backend_type = 'pgawspipe job' AND r.state = 'running' AND a.wait_event = 'PgSleep')")
	  or die "run $run does not sleep";
	return;
}

sub waits_for
{
	my ($table) = @_;

	$node->poll_until("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'app.$table'::regclass)
		OR NOT EXISTS (SELECT FROM awspipe.job_run WHERE state IN ('queued', 'running'))")
	  or die "nobody waits for $table";
	return;
}

sub ends
{
	my ($run, $state, $name) = @_;

	$node->poll_until("SELECT finished_at IS NOT NULL FROM awspipe.job_runs WHERE run_id = $run");
	is(state_of($run), $state, $name);
	return;
}

# The clock is the server's
my $before = admin('SELECT extract(epoch FROM clock_timestamp())::bigint');
$clock->step(10 * $hour);
cmp_ok(admin('SELECT extract(epoch FROM clock_timestamp())::bigint') - $before, '>=', 10 * $hour, 'the clock can be set');

app(<<'SQL');
CREATE TABLE app.first ();
CREATE TABLE app.second ();
CREATE SEQUENCE app.attempt;
CREATE FUNCTION app.stubborn() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	LOOP
		BEGIN PERFORM pg_sleep(60000); EXCEPTION WHEN query_canceled THEN RAISE LOG 'does not heed it'; END;
	END LOOP;
END $$;
SELECT awspipe.create_job('patient', 'LOCK app.first; LOCK app.second', timeout => '1 hour');
SELECT awspipe.create_job('endless', 'SELECT pg_sleep(60000)', timeout => '3 s');
SELECT awspipe.create_job('stubborn', 'SELECT app.stubborn()', timeout => '3 s');
SELECT awspipe.create_job('deaf', 'SELECT app.stubborn()');
SELECT awspipe.create_job('again', $$LOCK app.first; SELECT 1 / (nextval('app.attempt') - 1)$$, maximum_retry_attempts => 1);
SQL

# Forward.  The second wait has the server look at its clock.
my %holders = map { $_ => Session->new($node) } qw(first second);
$holders{$_}->run("BEGIN; LOCK app.$_") foreach keys %holders;
my $run = run_job('patient');
waits_for('first');
$clock->step(2 * $hour);
$holders{first}->run('COMMIT');
waits_for('second');
$holders{second}->run('COMMIT');
ends($run, 'succeeded', 'a step beyond the timeout ends nothing that has run for seconds');

# Back
$run = run_job('endless');
runs($run);
$clock->step(-2 * $hour);
ends($run, 'timed_out', 'a step back puts no timeout off');

$run = run_job('stubborn');
runs($run);
$clock->step(-2 * $hour);
ends($run, 'timed_out', 'nor the end of what does not heed it');

my $log = -s $node->logfile;
$run = run_job('deaf');
runs($run);
app("SELECT awspipe.cancel_run($run)");
$node->wait_for_log(qr/does not heed it/, $log);
$clock->step(-2 * $hour);
ends($run, 'canceled', 'nor a cancellation');

$holders{first}->run('BEGIN; LOCK app.first');
$run = run_job('again');
waits_for('first');
$clock->step(-2 * $hour);
$holders{first}->run('COMMIT');
ends($run, 'succeeded', 'nor another attempt');
is(app("SELECT attempts FROM awspipe.job_runs WHERE run_id = $run"), 2, 'of which there was one');

# To a second of a minute
sub to_minute
{
	my ($minute, $second) = @_;

	$clock->step($minute * 60 + $second - admin('SELECT extract(epoch FROM clock_timestamp())::bigint'));
	return;
}

# Schedules
SKIP:
{
	skip 'pg_cron is not installed', 1 if $cron eq '';

	my $minute = admin('SELECT (extract(epoch FROM clock_timestamp())::bigint / 3600 + 24) * 60');
	my @runs;

	# What pg_cron would do
	sub scheduled { return app(q{SELECT awspipe.run_job('yearly', 'schedule')}) }

	admin('GRANT USAGE ON SCHEMA cron TO app');
	app(q{SELECT awspipe.create_job('yearly', 'SELECT 1', schedule => '0 0 1 1 *')});
	foreach my $at (0, 30, 31, 0, 30)
	{
		to_minute($minute + $at, 5);
		push @runs, scheduled();
		ends($runs[-1], 'succeeded', "it runs at minute $at");
		is(scheduled(), $runs[-1], 'once');
	}
	my %runs = map { $_ => 1 } @runs;
	is(scalar(keys %runs), scalar(@runs), 'and again in minutes that come again');
	$clock->step(-1 * $hour);
	$clock->step(1 * $hour);
	is(scheduled(), $runs[-1], 'but a minute that comes again alone has had its run');

	# What it does
	my $ticks = q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'minutely' AND state = 'succeeded'};
	my $ticked = 0;

	sub ticks
	{
		my ($name) = @_;

		ok($node->poll_until("SELECT ($ticks) > $ticked"), $name);
		$node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.job_run WHERE state IN ('queued', 'running'))});
		$ticked = app($ticks);
		return;
	}

	app(<<'SQL');
CREATE FUNCTION app.tick() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(1) THEN
		RAISE EXCEPTION 'two at a time';
	END IF;
	PERFORM pg_sleep(0.2);
END $$;
SELECT awspipe.create_job('minutely', 'SELECT app.tick()', schedule => '* * * * *');
SQL
	to_minute($minute + 39, 57);
	ticks('pg_cron starts it');
	to_minute($minute + 42, 57);
	ticks('after a step over three minutes');
	to_minute($minute + 90, 0);
	ticks('over three quarters of an hour');
	to_minute($minute + 600, 0);
	ticks('and over hours');

	# pg_cron waits until its time comes again, or the server is started again
	to_minute($minute + 600, 57);
	ticks('by the minute');
	to_minute($minute + 540, 57);
	to_minute($minute + 601, 57);
	ticks('and after a step back, when its time comes again');
	to_minute($minute + 41, 40);
	$clock->during(sub { $node->restart });
	to_minute($minute + 41, 57);
	ticks('or when the server is started again, also in a minute that has had its run');
	to_minute($minute + 42, 57);
	ticks('by the minute, too');
	is(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'minutely' AND state <> 'succeeded'}), 0, 'never two at a time');
}

done_testing();
