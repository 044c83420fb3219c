# Schedules of jobs are pg_cron's: each is an entry of the job's owner, which
# follows the job, its owner's name, and a restart; what it missed is made up
# for by one run, and no minute has two.
#
# What a step of the clock leads to within a minute, that pg_cron begins it
# again, is done by hand; other steps are those of 112_clock_steps.pl.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($there) = run_command([ 'sh', '-c', 'ls "$(pg_config --sharedir)"/extension/pg_cron.control 2>/dev/null' ]);
plan skip_all => 'pg_cron is not installed' if $there eq '';

my $node = PipeCluster->create('schedules', cron => 1, conf => <<'CONF');
cron.database_name = 'postgres'
cron.host = ''
CONF

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }
sub entries { return admin(q{SELECT schedule, command, username FROM cron.job ORDER BY command}) }

sub refused
{
	my ($role, $sql, $expected, $name) = @_;

	like($node->error_as($role, $sql), qr/ERROR:  $expected/, $name // $sql);
	return;
}

# It connects as a client would
$node->append_conf('postgresql.conf', "cron.host = '" . $node->host . "'\n");
$node->restart;

my $create = q{SELECT awspipe.create_job('minutely', 'INSERT INTO app.tick DEFAULT VALUES', schedule => '* * * * *')};
app('CREATE TABLE app.tick (at timestamptz NOT NULL DEFAULT now())');
refused('app', $create, '42501: permission denied for schema cron[\s\S]*HINT:  Have a superuser execute: GRANT USAGE ON SCHEMA cron TO app;');
admin('GRANT USAGE ON SCHEMA cron TO app');
refused('app', $create =~ s/\* \* \* \* \*/whenever/r, '[0-9A-Z]{5}: invalid schedule: whenever', 'a schedule that pg_cron does not know');
is(entries(), '', 'what is refused leaves nothing');
app($create);
is(entries(), q{* * * * *|SELECT awspipe.run_job('minutely', 'schedule')|app}, 'a schedule is an entry of pg_cron, of its owner');

# The entry follows the job
app(q{SELECT awspipe.create_job('it''s', 'SELECT 1', schedule => '1 2 3 4 *')});
is(entries(), q{1 2 3 4 *|SELECT awspipe.run_job('it''s', 'schedule')|app} . "\n" . q{* * * * *|SELECT awspipe.run_job('minutely', 'schedule')|app},
	'so is another');
app(q{SELECT awspipe.alter_job('it''s', schedule => '5 4 3 2 1')});
like(entries(), qr/^5 4 3 2 1\|/, 'it changes with it');
app(q{SELECT awspipe.alter_job('it''s', schedule => '')});
is(admin('SELECT count(*) FROM cron.job'), 1, 'goes with it');
app(q{SELECT awspipe.alter_job('it''s', schedule => '5 4 3 2 1'); BEGIN; SELECT awspipe.drop_job('it''s'); ROLLBACK});
is(admin('SELECT count(*) FROM cron.job'), 2, 'stays with it');
app(q{SELECT awspipe.drop_job('it''s')});
is(admin('SELECT count(*) FROM cron.job'), 1, 'and with the job');

# and its owner
admin(q{ALTER ROLE app RENAME TO other});
like(entries(), qr/\|other$/, 'a role that is renamed keeps its schedules');
admin(q{ALTER ROLE other RENAME TO app; CREATE ROLE heir LOGIN; GRANT USAGE ON SCHEMA cron TO heir; REASSIGN OWNED BY app TO heir});
like(entries(), qr/\|heir$/, 'REASSIGN OWNED moves them');
admin(q{REASSIGN OWNED BY heir TO app; REVOKE USAGE ON SCHEMA cron FROM app});
is(admin(q{SELECT object, problem, error_code FROM awspipe.health WHERE object_type = 'job'}), '', 'nothing is wrong yet');
admin(q{DELETE FROM cron.job; SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor'});
ok( $node->poll_until(q{SELECT problem = 'is not started by its schedule' AND error_code = '42501' FROM awspipe.health WHERE object_type = 'job'}),
	'what pg_cron has not, health tells');
admin(q{GRANT USAGE ON SCHEMA cron TO app; SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor'});
ok($node->poll_until(q{SELECT count(*) = 1 FROM cron.job}), 'until it may have it');
is(admin(q{SELECT count(*) FROM awspipe.health WHERE object_type = 'job'}), 0, 'and then no more');

# While nothing runs, one run waits, however often it is due
$node->append_conf('postgresql.conf', 'pgawspipe.enabled = off');
$node->restart;
my $due = q{SELECT awspipe.run_job('minutely', 'schedule')};
my ($first, @more) = map { app($due) } 1 .. 3;
is("@more", "$first $first", 'a run that waits stands for those that come after');
admin("UPDATE awspipe.job_run SET queued_at = queued_at - interval '1 hour'");
is(app($due), $first, 'hours later, too');
$node->append_conf('postgresql.conf', 'pgawspipe.enabled = on');
$node->restart;
ok($node->poll_until("SELECT state = 'succeeded' FROM awspipe.job_runs WHERE run_id = $first"), 'it runs when something runs again');

# By the clock, and across a restart
{
	local $PostgreSQL::Test::Utils::timeout_default = 200;
	my $ticks = q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'minutely' AND state = 'succeeded' AND run_id > };

	ok($node->poll_until("SELECT ($ticks $first) >= 1"), 'pg_cron starts it in a minute');
	my $last = app(q{SELECT last_run_id FROM awspipe.jobs});
	is(app("SELECT trigger FROM awspipe.job_runs WHERE run_id = $last"), 'schedule', 'as the run says');

	# A clock that is set back by less than a minute has pg_cron do that
	is( app(q{SELECT run_id FROM awspipe.job_runs WHERE run_id = awspipe.run_job('minutely', 'schedule') AND date_trunc('minute', queued_at) = date_trunc('minute', now())}),
		$last, 'the same minute again starts nothing')
	  if app("SELECT date_trunc('minute', queued_at) = date_trunc('minute', now()) AND now() < date_trunc('minute', now()) + interval '50 seconds' FROM awspipe.job_runs WHERE run_id = $last") eq 't';
	$last = app(q{SELECT last_run_id FROM awspipe.jobs});
	$node->restart;
	ok($node->poll_until("SELECT ($ticks $last) >= 1"), 'and goes on after a restart');
	is( app(q{SELECT count(*) FROM (SELECT FROM awspipe.job_runs WHERE trigger = 'schedule' GROUP BY job, date_trunc('minute', queued_at) HAVING count(*) > 1) AS twice}),
		0, 'no minute has two runs');
}
is(app('SELECT count(*) FROM app.tick'), app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'minutely' AND state = 'succeeded'}),
	'each has done its work once');
ok($node->poll_until(q{SELECT bool_and(status = 'succeeded') FROM cron.job_run_details WHERE status NOT IN ('starting', 'running', 'sending')}), 'pg_cron is content');

# What only has the name of pg_cron is not asked
my $fake = PipeCluster->create('fake');
$fake->safe_psql('postgres', <<'SQL');
CREATE SCHEMA cron;
CREATE FUNCTION cron.schedule_in_database(text, text, text, text, text, boolean) RETURNS bigint LANGUAGE plpgsql
	AS 'BEGIN RAISE EXCEPTION $$taken in$$; END';
SQL
like($fake->error_as('app', $create), qr/55000: a schedule needs pg_cron/, 'a schema of that name is not pg_cron');

done_testing();
