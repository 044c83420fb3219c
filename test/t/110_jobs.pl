# Jobs: a run outlives whoever starts it, what it does is there once however
# often it is killed, two never run at a time, and what comes after comes.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use Session;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new('sqs');
my $node = PipeCluster->create('jobs',
	emulators => $aws,
	services => ['sqs'],
	allows_streaming => 1,
	restart_after_crash => 1,
	conf => "pgawspipe.max_job_workers = 3\n");

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

# Fails as documented: SQLSTATE and message
sub refused
{
	my ($role, $sql, $expected, $name) = @_;

	like($node->error_as($role, $sql), qr/ERROR:  $expected/, $name // $sql);
	return;
}

# One column of a run; polls until it has ended, or is in that state
sub column
{
	my ($run, $column) = @_;

	return app("SELECT $column FROM awspipe.job_runs WHERE run_id = $run");
}

sub ends
{
	my ($run, $state, $name) = @_;

	ok( $node->poll_until(
			"SELECT state = '$state' FROM awspipe.job_runs WHERE run_id = $run AND finished_at IS NOT NULL"),
		$name // "run $run ends: $state")
	  or diag($node->safe_psql('postgres', "SELECT * FROM awspipe.job_runs WHERE run_id = $run"));
	return;
}

sub run_job
{
	my ($name) = @_;

	return app("SELECT awspipe.run_job('$name')");
}

sub is_running
{
	my ($run, $name) = @_;

	ok($node->poll_until("SELECT state = 'running' FROM awspipe.job_runs WHERE run_id = $run"), $name // "run $run runs");
	ok($node->poll_until(q{SELECT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'pgawspipe job' AND wait_event = 'PgSleep')}),
		'its command');
	return;
}

# Every job leaves a line; its number comes from a sequence, which tells how
# often it was begun
app(<<'SQL');
CREATE TABLE app.line (line_id bigint GENERATED ALWAYS AS IDENTITY, job text NOT NULL, what text, xid text DEFAULT pg_current_xact_id()::text);
CREATE SEQUENCE app.begun;
CREATE FUNCTION app.work(job text, seconds float DEFAULT 0) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval('app.begun');
	INSERT INTO app.line (job, what) VALUES (job, session_user || ' ' || current_user);
	PERFORM pg_sleep(seconds);
END $$;
SQL

#
# A run by hand
#
app(q{SELECT awspipe.create_job('hand', $$SELECT app.work('hand')$$)});
is(app(q{SELECT name, owner, command, schedule, after, "on", logical, maximum_retry_attempts, timeout, transactional, last_run_id, last_state FROM awspipe.jobs}),
	q{hand|app|SELECT app.work('hand')||{}|succeeded|and|0|48:00:00|t||}, 'a job');
my $run = run_job('hand');
ends($run, 'succeeded');
is(app(q{SELECT count(*), max(what) FROM app.line WHERE job = 'hand'}), '1|app app', 'ran as its owner, once');
is(column($run, q{concat_ws('|', job, owner, trigger, attempts, interruptions, queued_at < started_at, started_at < finished_at, error_code)}),
	'hand|app|on_demand|1|0|t|t', 'which its run says');
is(app('SELECT last_run_id, last_state FROM awspipe.jobs'), "$run|succeeded", 'and the job');

# With a transaction: it is started at the commit, or never
my $before = app('SELECT count(*) FROM awspipe.job_runs');
app(q{BEGIN; SELECT awspipe.run_job('hand', 'event'); ROLLBACK});
is(app('SELECT count(*) FROM awspipe.job_runs'), $before, 'a transaction that rolls back starts nothing');
my $session = Session->new($node, 'app');
$session->run('BEGIN');
$run = $session->run(q{SELECT awspipe.run_job('hand', 'event')});
is(app("SELECT count(*) FROM awspipe.job_runs WHERE run_id = $run"), 0, 'nor does one that is open');
$session->run('COMMIT');
ends($run, 'succeeded', 'one that commits does');
is(column($run, 'trigger'), 'event', 'and says what for');

# Outlives its caller
app(q{SELECT awspipe.create_job('long', $$SELECT app.work('long', 600)$$)});
$run = $session->run(q{SELECT awspipe.run_job('long')});
$session->quit;
is_running($run);
is( admin(q{SELECT usename, application_name, query FROM pg_stat_activity WHERE backend_type = 'pgawspipe job'}),
	q{app|pgawspipe job long|SELECT app.work('long', 600)}, 'a run outlives the session that has started it');
is(app(q{SELECT kind FROM awspipe.workers WHERE kind = 'job'}), 'job', 'as one of the workers');

# One at a time; the next one waits, and is canceled there
my $second = run_job('long');
my $other = run_job('hand');
ends($other, 'succeeded', 'another job does not wait for it');
is(column($second, 'state'), 'queued', 'a second run of the job does');
is(app("SELECT awspipe.cancel_run($second)"), 't', 'it can be canceled');
ends($second, 'canceled');
is(app("SELECT awspipe.cancel_run($second)"), 'f', 'once');
my $offset = -s $node->logfile;
is(app("SELECT awspipe.cancel_run($run)"), 't', 'so can one that runs');
ends($run, 'canceled');
unlike(slurp_file($node->logfile, $offset), qr/terminating background worker/, 'without being terminated');
is(column($run, q{concat_ws('|', attempts, error_code, error_message)}), '1|57014|run was canceled by awspipe.cancel_run()', 'and says so');
is(app(q{SELECT count(*) FROM app.line WHERE job = 'long'}), 0, 'what it did is undone');

#
# Failures
#
app(<<'SQL');
SELECT awspipe.create_job('fails', $$SELECT app.work('fails'), 1 / 0$$);
SELECT awspipe.create_job('third', $$SELECT app.work('third'), 1 / (3 - nextval('app.third'))$$, maximum_retry_attempts => 5);
CREATE SEQUENCE app.third MINVALUE 3 START 3;
SELECT awspipe.alter_job('third', $$DO 'BEGIN PERFORM app.work(''third''); IF nextval(''app.third'') < 5 THEN RAISE division_by_zero USING DETAIL = ''d'', HINT = ''h''; END IF; END'$$);
SELECT awspipe.create_job('never', $$DO 'BEGIN PERFORM app.work(''never''); RAISE no_data_found USING MESSAGE = ''m'', DETAIL = ''d'', HINT = ''h''; END'$$, maximum_retry_attempts => 2);
SQL
$run = run_job('fails');
ends($run, 'failed');
is(column($run, q{concat_ws('|', attempts, error_code, error_message)}), '1|22012|division by zero', 'with the error');
my $log = slurp_file($node->logfile);
like($log, qr/WARNING:  job "fails" of database "postgres" has failed with 22012 in run $run/, 'which the log tells');
unlike($log, qr/division by zero/, 'without what it says, which may quote rows');
$run = run_job('third');
ends($run, 'succeeded');
is(column($run, q{concat_ws('|', attempts, interruptions, coalesce(error_code, 'none'))}), '3|0|none', 'an attempt that has failed is repeated');
is(app(q{SELECT count(*) FROM app.line WHERE job = 'third'}), 1, 'what it did is there once');
$run = run_job('never');
ends($run, 'failed');
is(column($run, q{concat_ws('|', attempts, error_code, error_message, error_detail, error_hint)}), '3|P0002|m|d|h', 'as often as it is allowed to');
like(column($run, 'error_context'), qr/PL\/pgSQL function inline_code_block/, 'and says where');
is(app(q{SELECT count(*) FROM app.line WHERE job IN ('fails', 'never')}), 0, 'what a failed command did is undone');
is( admin(q{SELECT severity, object_type, object, problem, error_code FROM awspipe.health WHERE object_type = 'job' ORDER BY object}),
	"warning|job|fails|has failed|22012\nwarning|job|never|has failed|P0002", 'health tells of both');

# A clock that is set back keeps no attempt waiting
app(q{SELECT awspipe.create_job('later', 'SELECT 1')});
$run = admin(q{BEGIN; SELECT awspipe.run_job('later');
	UPDATE awspipe.job_run SET next_attempt_at = now() + interval '1 hour' WHERE state = 'queued'; COMMIT});
ends($run, 'succeeded', 'an attempt that would be due beyond any delay is due');

# Time
app(q{SELECT awspipe.create_job('slow', $$SELECT app.work('slow', 600)$$, timeout => '1 second')});
$run = run_job('slow');
ends($run, 'timed_out');
is(column($run, q{concat_ws('|', attempts, error_code, error_message)}), q{1|57014|command took longer than the job's timeout}, 'and says why');
app(<<'SQL');
CREATE FUNCTION app.stubborn() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	LOOP
		BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN END;
	END LOOP;
END $$;
SELECT awspipe.create_job('stubborn', 'SELECT app.stubborn()', timeout => '1 second');
SQL
$run = run_job('stubborn');
ends($run, 'timed_out', 'even if it does not heed it');
like(column($run, 'error_message'), qr/could not be canceled/, 'which it says');

# What a cancellation from outside is
$run = run_job('long');
is_running($run);
app(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pgawspipe job'});
ends($run, 'failed', 'pg_cancel_backend makes the attempt fail');

#
# Commands
#
sub result
{
	my ($name, $command, $options) = @_;

	app("SELECT awspipe.create_job('$name', \$job\$$command\$job\$" . ($options // '') . ')');
	my $id = run_job($name);
	$node->poll_until("SELECT finished_at IS NOT NULL FROM awspipe.job_runs WHERE run_id = $id");
	return column($id, q{concat_ws('|', state, error_code, error_message)});
}

my $outside = ', transactional => false';
is(result('several', q{CREATE TABLE app.made AS SELECT 1 AS x; INSERT INTO app.made VALUES (2)}), 'succeeded', 'several statements');
is(app('SELECT sum(x) FROM app.made'), 3, 'of which each sees those before it');
is(result('together', q{INSERT INTO app.made VALUES (3); SELECT 1 / 0}), 'failed|22012|division by zero', 'are one transaction');
is(result('apart', q{INSERT INTO app.made VALUES (4); SELECT 1 / 0}, $outside), 'failed|22012|division by zero', 'or several, if it is not transactional');
is(app('SELECT sum(x) FROM app.made'), 7, 'then what came before an error stays');
is(result('rows', q{SELECT repeat('x', 1000) FROM generate_series(1, 100000)}), 'succeeded', 'rows that a command returns go nowhere');
app(<<'SQL');
CREATE PROCEDURE app.commits() LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.made VALUES (10);
	COMMIT;
	INSERT INTO app.made VALUES (20);
END $$;
SQL
is(result('commits', 'CALL app.commits()'), 'failed|2D000|invalid transaction termination', 'a procedure cannot commit in a transaction');
like(app(q{SELECT error_hint FROM awspipe.job_runs WHERE job = 'commits'}), qr/transactional => false/, 'the hint says where it can');
is(result('commits_outside', 'CALL app.commits()', $outside), 'succeeded', 'there it does');
is(result('vacuum', 'VACUUM app.made'), 'failed|25001|VACUUM cannot be executed from a function', 'nor can VACUUM');
is(result('vacuum_outside', 'VACUUM app.made; CREATE INDEX CONCURRENTLY made_x ON app.made (x)', $outside), 'succeeded', 'there it can');
is(result('begin', 'BEGIN; SELECT 1; COMMIT'), 'failed|2D000|command of a transactional job cannot control transactions', 'nor BEGIN');
is(result('begin_outside', 'BEGIN; INSERT INTO app.made VALUES (30); INSERT INTO app.made VALUES (40); ROLLBACK; INSERT INTO app.made VALUES (50)', $outside),
	'succeeded', 'there it can, too');
is(result('open', 'BEGIN; INSERT INTO app.made VALUES (60)', $outside), 'failed|2D000|command has left a transaction open', 'but it must end');
is(app('SELECT sum(x) FROM app.made'), 87, 'all of which did what they say');
is(result('readonly', 'SET default_transaction_read_only = on; SET search_path = nowhere; SELECT pg_advisory_unlock_all()', $outside),
	'succeeded', 'settings that a command leaves are in nobody\'s way');
is(result('deferred', 'CREATE TABLE app.d (x int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO app.d VALUES (1), (1)'),
	'failed|23505|duplicate key value violates unique constraint "d_x_key"', 'deferred constraints count');
is(result('rights', 'DELETE FROM awspipe.job'), 'failed|42501|permission denied for table job', 'a command has its owner\'s rights');
is(result('climb', 'RESET ROLE; RESET SESSION AUTHORIZATION; CREATE ROLE climber SUPERUSER'), 'failed|42501|' . ($node->safe_psql('postgres', 'SHOW server_version_num') < 160000 ? 'must be superuser to create superusers' : 'permission denied to create role'),
	'and cannot climb');

#
# Started by an object's event, in a consumer's batch; and AWS, asked by a job
#
my $events = QueueTools->new($aws, 'events');
app(<<'SQL');
CREATE TABLE app.events (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE app.object (key text, run_id bigint);
CREATE FUNCTION app.each_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO app.object SELECT e.key, awspipe.run_job('object', 'event') FROM batch, awspipe.s3_event(batch.payload) AS e;
	RETURN NULL;
END $$;
CREATE TRIGGER each_event AFTER INSERT ON app.events REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION app.each_event();
SELECT awspipe.create_job('object', $$SELECT app.work('object ' || (awspipe.call('aws', 'sqs', 'ListQueues') -> 'QueueUrls' ->> 0))$$);
SELECT awspipe.create_sqs_consumer('events', 'aws', 'events', 'app.events');
SELECT awspipe.start_consumer('events');
SQL
$events->send({ json => { Records => [ { eventSource => 'aws:s3', eventName => 'ObjectCreated:Put', eventTime => '2026-01-01T00:00:00.000Z',
	s3 => { bucket => { name => 'in' }, object => { key => 'a+file', size => 1, eTag => 'e', sequencer => '1' } } } ] } });
ok($node->poll_until('SELECT count(*) = 1 FROM app.object'), 'an event of an object arrives');
my ($key, $id) = split /\|/, app('SELECT key, run_id FROM app.object');
is($key, 'a file', 'in a batch that starts a job');
ends($id, 'succeeded');
is(column($id, 'trigger'), 'event', 'for that event');
like(app(q{SELECT job FROM app.line WHERE job LIKE 'object%'}), qr{^object http.*/events$}, 'which may ask AWS');
app(q{SELECT awspipe.drop_consumer('events'), awspipe.drop_job('object')});

#
# Refusals
#
admin('CREATE ROLE other LOGIN; CREATE ROLE super SUPERUSER LOGIN; CREATE ROLE member LOGIN; GRANT app TO member');
sub create { return "SELECT awspipe.create_job($_[0])" }
refused('app', create(q{'hand', 'SELECT 1'}), '42710: job "hand" already exists');
refused('app', create(q{'', 'SELECT 1'}), '42602: invalid job name ""');
refused('app', create(q{NULL, 'SELECT 1'}), '22004: name must not be null');
refused('app', create(q{'x', NULL}), '22004: command must not be null');
refused('app', create(q{'x', ''}), '22023: command must not be empty');
refused('app', create(q{'x', 'SELECT FROM WHERE'}), '42601: syntax error at or near "WHERE"');
refused('app', create(q{'x', 'COPY app.made FROM STDIN'}), '0A000: command of a job cannot copy to or from a client');
refused('app', create(q{'x', 'SELECT 1', "on" => 'success'}), '22023: invalid on "success"[\s\S]*HINT:  It can be succeeded, failed or any\.');
refused('app', create(q{'x', 'SELECT 1', logical => 'or'}), '22023: invalid logical "or"');
refused('app', create(q{'x', 'SELECT 1', timeout => '0'}), '22023: timeout must be between 1 and 604800 seconds');
refused('app', create(q{'x', 'SELECT 1', maximum_retry_attempts => -1}), '22023: maximum_retry_attempts must be between 0 and 10000');
refused('app', create(q{'x', 'SELECT 1', after => '{nobody}'}), '42704: job "nobody" does not exist');
refused('app', create(q{'x', 'SELECT 1', schedule => '* * * * *'}), '55000: a schedule needs pg_cron, which is not installed in this database[\s\S]*HINT:  Add pg_cron');
refused('app', q{SELECT awspipe.run_job('x')}, '42704: job "x" does not exist');
refused('app', q{SELECT awspipe.run_job('hand', 'job')}, '22023: invalid trigger "job"');
refused('app', q{SELECT awspipe.cancel_run(0)}, '42704: run 0 does not exist');
refused('app', q{SELECT awspipe.alter_job('hand', owner => 'super')}, '42501: ');
refused('super', create(q{'x', 'SELECT 1'}), '42501: superuser "super" cannot own a job[\s\S]*HINT:  The command would run as superuser');
refused('other', "SELECT awspipe.$_", '42501: must be owner of job "hand"', "other: $_")
  foreach q{run_job('hand')}, q{drop_job('hand')}, q{alter_job('hand', 'SELECT 2')},
  q{create_job('mine', 'SELECT 1', after => '{hand}')}, q{create_workflow('mine', '{hand}')};
refused('other', "SELECT awspipe.cancel_run($run)", "42501: must be owner of the job of run $run");
is($node->psql_as('other', 'SELECT (SELECT count(*) FROM awspipe.jobs) + (SELECT count(*) FROM awspipe.job_runs)'), 0, 'others see nothing');
$run = $node->psql_as('member', q{SELECT awspipe.run_job('hand')});
ends($run, 'succeeded', 'a member of the role may');

#
# Jobs after jobs
#
app(<<'SQL');
SELECT awspipe.create_job('a', $$SELECT app.work('a')$$);
SELECT awspipe.create_job('b', $$SELECT app.work('b')$$);
SELECT awspipe.create_job('both', $$SELECT app.work('both')$$, after => '{a,b}');
SELECT awspipe.create_job('either', $$SELECT app.work('either')$$, after => '{a,b}', logical => 'any');
SELECT awspipe.create_job('rescue', $$SELECT app.work('rescue')$$, after => '{fails}', "on" => 'failed');
SELECT awspipe.create_job('always', $$SELECT app.work('always')$$, after => '{fails,hand}', "on" => 'any', logical => 'any');
SELECT awspipe.create_job('praise', $$SELECT app.work('praise')$$, after => '{fails}');
SQL
sub runs_of
{
	my ($name, $count) = @_;

	ok( $node->poll_until(
			"SELECT count(*) = $count AND bool_and(finished_at IS NOT NULL) FROM awspipe.job_runs WHERE job = '$name'"),
		"$name has run, $count times in all");
	return;
}
refused('app', q{SELECT awspipe.alter_job('a', after => '{both}')},
	'42P17: jobs cannot come after themselves[\s\S]*DETAIL:  Each of these would come after the others: "a", "both"\.');
refused('app', q{SELECT awspipe.alter_job('a', after => '{a}')}, '42P17: jobs cannot come after themselves');
refused('app', q{SELECT awspipe.drop_job('a')},
	'2BP01: cannot drop job "a" because others need it[\s\S]*DETAIL:  Namely: job "both" comes after it, job "either" comes after it\.');
my $a = run_job('a');
ends($a, 'succeeded');
runs_of('either', 1);
is(app(q{SELECT trigger, trigger_run_id FROM awspipe.job_runs WHERE job = 'either'}), "job|$a", 'which says what has started it');
is(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'both'}), 0, 'what comes after two waits for the second');
run_job('b');
runs_of('both', 1);
runs_of('either', 2);
run_job('b');
runs_of('either', 3);
is(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'both'}), 1, 'and for both again');
ends(run_job('fails'), 'failed');
runs_of('rescue', 1);
runs_of('always', 1);
is(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'praise'}), 0, 'what comes after success does not come');

# Two that end at the same time
app(q{SELECT awspipe.run_job(n) FROM unnest('{a,b}'::text[]) AS n, generate_series(1, 20)});
ok($node->poll_until(q{SELECT bool_and(finished_at IS NOT NULL) FROM awspipe.job_runs}), 'forty runs, two at a time');
is(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'either'}), 43, 'each is seen');
cmp_ok(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'both'}), '>=', 2, 'and pairs of them');
cmp_ok(app(q{SELECT count(*) FROM awspipe.job_runs WHERE job = 'both'}), '<=', 21, 'once');

#
# A workflow of five jobs with a failing one
#
app(<<'SQL');
SELECT awspipe.create_job('extract', $$SELECT app.work('extract')$$);
SELECT awspipe.create_job('clean', $$SELECT app.work('clean')$$, after => '{extract}');
SELECT awspipe.create_job('check', $$SELECT 1 / 0$$, after => '{extract}');
SELECT awspipe.create_job('load', $$SELECT app.work('load')$$, after => '{clean,check}');
SELECT awspipe.create_job('alarm', $$SELECT app.work('alarm')$$, after => '{check}', "on" => 'failed');
SQL
refused('app', q{SELECT awspipe.create_workflow('gap', '{clean,check}')},
	'42P17: job "check" comes after job "extract", which is not part of workflow "gap"');
refused('app', q{SELECT awspipe.create_workflow('empty', '{}')}, '22023: workflow "empty" needs a job');
app(q{SELECT awspipe.create_workflow('etl', '{extract,clean,check,load}')});
refused('app', q{SELECT awspipe.create_workflow('etl', '{extract}')}, '42710: workflow "etl" already exists');
refused('app', q{SELECT awspipe.drop_job('load')}, '2BP01: [\s\S]*workflow "etl" has it');
refused('app', q{SELECT awspipe.alter_job('load', after => '{hand}')}, '42P17: job "load" comes after job "hand", which is not part of workflow "etl"');
refused('other', q{SELECT awspipe.run_workflow('etl')}, '42501: must be owner of workflow "etl"');
refused('app', q{SELECT awspipe.run_workflow('none')}, '42704: workflow "none" does not exist');

sub workflow
{
	my ($name, $state) = @_;
	my $id = app("SELECT awspipe.run_workflow('$name')");

	ok($node->poll_until("SELECT state = '$state' AND finished_at >= started_at FROM awspipe.workflow_runs WHERE workflow_run_id = $id"),
		"workflow $name ends: $state")
	  or diag(admin("SELECT * FROM awspipe.job_runs WHERE workflow_run_id = $id"));
	return app("SELECT string_agg(concat_ws(' ', job, state, trigger), ', ' ORDER BY job) FROM awspipe.job_runs WHERE workflow_run_id = $id");
}
is(workflow('etl', 'failed'), 'check failed job, clean succeeded job, extract succeeded workflow',
	'a job that fails ends it, and what comes after it does not run');
is(app(q{SELECT name, owner, jobs, last_state FROM awspipe.workflows}), 'etl|app|{check,clean,extract,load}|failed', 'as the workflow says');
app(q{SELECT awspipe.create_workflow('etl with alarm', '{extract,clean,check,load,alarm}')});
is(workflow('etl with alarm', 'succeeded'),
	'alarm succeeded job, check failed job, clean succeeded job, extract succeeded workflow',
	'unless one comes after its failure');
app(q{SELECT awspipe.alter_job('check', $$SELECT app.work('check')$$)});
is(workflow('etl with alarm', 'succeeded'),
	'check succeeded job, clean succeeded job, extract succeeded workflow, load succeeded job',
	'all but that one, when it does not fail');
app(q{SELECT awspipe.drop_workflow('etl with alarm'), awspipe.drop_workflow('etl'), awspipe.drop_job('alarm')});
is(app('SELECT count(*) FROM awspipe.workflow_runs'), 0, 'workflows can be dropped');

#
# Dropped while it runs
#
$run = run_job('long');
is_running($run);
$offset = -s $node->logfile;
app(q{SELECT awspipe.drop_job('long')});
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'pgawspipe job')}), 'a job that is dropped while it runs stops');
unlike(slurp_file($node->logfile, $offset), qr/terminating background worker/, 'without being terminated');
is(app(q{SELECT count(*) FROM app.line WHERE job = 'long'}), 0, 'and what it did is undone');

#
# Interruptions: the worker, the server, its stop, another owner
#
app(q{SELECT awspipe.create_job('hard', $$SELECT app.work('hard', 600)$$, maximum_retry_attempts => 0)});
$run = run_job('hard');
is_running($run);
my $interruptions = 0;
my @interrupt = (
	[ 'its worker terminated', sub { admin(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pgawspipe job'}) } ],
	[ 'the supervisor terminated', sub { admin(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pgawspipe supervisor'}) } ],
	[ 'the server stopped', sub { $node->restart } ],
	[ 'the server stopped at once', sub { $node->stop('immediate'); $node->start } ],
	[ 'all switched off', sub {
		$node->append_conf('postgresql.conf', 'pgawspipe.enabled = off');
		$node->reload;
		ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type ~ '^pgawspipe (job|supervisor)')}), 'all stops');
		is(column($run, 'state'), 'running', 'its run stays as it was') ;
		$node->append_conf('postgresql.conf', 'pgawspipe.enabled = on');
		$node->reload; } ]);
for my $case (@interrupt)
{
	my ($how, $do) = @$case;

	$do->();
	$interruptions++;
	ok($node->poll_until("SELECT state = 'running' AND interruptions = $interruptions FROM awspipe.job_runs WHERE run_id = $run"), "$how: it runs again");
	is_running($run);
	is(column($run, 'attempts'), $interruptions + 1, 'and counts how often');
}
# What has been committed stays, and the rest comes again
app(<<'SQL');
CREATE PROCEDURE app.in_parts() LANGUAGE plpgsql AS $$
BEGIN
	PERFORM app.work('in parts');
	COMMIT;
	IF (SELECT count(*) FROM app.line WHERE job = 'in parts') < 2 THEN
		PERFORM pg_sleep(600);
	END IF;
END $$;
SELECT awspipe.create_job('in parts', 'CALL app.in_parts()', transactional => false);
SQL
my $parts = run_job('in parts');
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.line WHERE job = 'in parts'}), 'a command commits a part');
admin(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pgawspipe job in parts'});
ends($parts, 'succeeded', 'a command that is not transactional begins again, too');
is(app(q{SELECT count(*) FROM app.line WHERE job = 'in parts'}), 2, 'after what it had committed');
admin('ALTER ROLE other CREATEROLE; GRANT app TO other; GRANT USAGE ON SCHEMA app TO other; GRANT INSERT ON app.line TO other; GRANT USAGE ON SEQUENCE app.begun TO other');
app(q{SELECT awspipe.alter_job('hard', $$SELECT app.work('hard')$$)});
admin(q{SELECT awspipe.alter_job('hard', owner => 'other')});
ok($node->poll_until("SELECT state = 'succeeded' FROM awspipe.job_runs WHERE run_id = $run"), 'another owner starts it again');
is(admin(q{SELECT string_agg(what, ' ') FROM app.line WHERE job = 'hard'}), 'other other', 'as that one');
admin('REASSIGN OWNED BY other TO app');
is(admin(q{SELECT DISTINCT owner FROM awspipe.jobs}), 'app', 'REASSIGN OWNED takes jobs along');

#
# kill -9, at any point, by a plan that is drawn
#
my $seed = $ENV{PGAWSPIPE_SEED} || int(rand(2**31));
srand($seed);
note("PGAWSPIPE_SEED=$seed");
my $total = 30;
app(<<'SQL');
CREATE TABLE app.done (n int NOT NULL);
CREATE TABLE app.killed (kills int NOT NULL);
CREATE FUNCTION app.once(job text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	/* Another one that is at it would hold this lock */
	IF NOT pg_try_advisory_xact_lock(hashtext(job)) THEN
		RAISE EXCEPTION 'two at a time';
	END IF;
	INSERT INTO app.done SELECT count(*) + 1 FROM app.done;
	/* However slow everything is, one is killed before the middle */
	PERFORM pg_sleep(CASE WHEN (SELECT count(*) FROM app.done) < 15 OR EXISTS (SELECT FROM app.killed) THEN 0.02 ELSE 600 END);
	PERFORM awspipe.run_job(job) WHERE (SELECT count(*) FROM app.done) < 30;
END $$;
SELECT awspipe.create_job('chain', $$SELECT app.once('chain')$$);
SELECT awspipe.create_job('echo', $$SELECT app.work('echo')$$, after => '{chain}');
SELECT awspipe.run_job('chain');
SQL
my $kills = 0;
my $deadline = time + 150;
while (time < $deadline)
{
	# The server is gone for a moment after each, and psql, too
	my ($rc, $out) = eval {
		$node->psql('postgres', ($kills ? "INSERT INTO app.killed VALUES ($kills); " : '') . q{SELECT (SELECT count(*) FROM app.done), (SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgawspipe job' LIMIT 1)});
	};
	next if ($rc // 1) != 0;
	my ($done, $pid) = split /\|/, $out;
	last if $done >= $total;
	if ($pid && rand() < 0.3 && $kills < 8)
	{
		select(undef, undef, undef, rand(0.03));
		$kills += kill('KILL', $pid);
	}
}
ok($node->poll_until('SELECT count(*) = 30 FROM app.done'), "a chain of thirty runs, of which $kills were killed (PGAWSPIPE_SEED=$seed)");
is(app('SELECT count(DISTINCT n), max(n) FROM app.done'), '30|30', 'each did its work once');
ok($node->poll_until(q{SELECT count(*) = 30 AND bool_and(state = 'succeeded') FROM awspipe.job_runs WHERE job = 'echo'}), 'what comes after each came once');
is(app(q{SELECT count(*) FROM app.line WHERE job = 'echo'}), 30, 'and did its work once');
is(app(q{SELECT count(*), count(*) FILTER (WHERE state = 'succeeded'), sum(attempts - interruptions) FROM awspipe.job_runs WHERE job = 'chain'}),
	'30|30|30', 'no run has failed, two never met, and no attempt is missing');
cmp_ok(app(q{SELECT max(n) FROM (SELECT sum(interruptions) FROM awspipe.job_runs WHERE job IN ('chain', 'echo') GROUP BY job) AS j (n)}),
	'<=', $kills, 'interruptions are those there were');
cmp_ok($kills, '>', 0, 'some were killed');

#
# DROP EXTENSION waits for no command, and its rollback loses none
#
app(q{SELECT awspipe.alter_job('hard', $$SELECT app.work('hard', 600)$$)});
$run = run_job('hard');
is_running($run);
my $begun = time;
admin('BEGIN; DROP EXTENSION pgawspipe CASCADE; ROLLBACK');
cmp_ok(time - $begun, '<', 600, 'DROP EXTENSION does not wait for a command\'s end');
ok($node->poll_until("SELECT state = 'running' AND interruptions = 1 FROM awspipe.job_runs WHERE run_id = $run"), 'which goes on when it is rolled back');
app("SELECT awspipe.cancel_run($run)");
ends($run, 'canceled');

#
# History
#
admin(q{UPDATE awspipe.job_run SET finished_at = finished_at - interval '8 days' WHERE finished_at IS NOT NULL;
	SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pgawspipe supervisor'});
ok( $node->poll_until(q{SELECT count(*) = count(DISTINCT job) FROM awspipe.job_runs}),
	'of what is past the retention, each job keeps its last run');

# A role that is gone
admin(<<'SQL');
CREATE ROLE gone LOGIN;
SET SESSION AUTHORIZATION gone;
SELECT awspipe.create_job('orphan', 'SELECT 1');
SELECT awspipe.create_workflow('orphans', '{orphan}');
SQL
refused($ENV{USER}, 'DROP ROLE gone', '2BP01: role "gone" cannot be dropped');
admin('DROP OWNED BY gone; DROP ROLE gone');
$run = admin(q{SELECT awspipe.run_job('orphan')});
ok($node->poll_until("SELECT state = 'failed' FROM awspipe.job_runs WHERE run_id = $run"), 'nobody\'s job does not run');
is(admin("SELECT error_message FROM awspipe.job_runs WHERE run_id = $run"), 'role "gone", which owned the job, was dropped', 'and says why');

# A copy runs nothing
$node->safe_psql('template1', 'CREATE DATABASE copy TEMPLATE postgres');
$run = $node->safe_psql('copy', q{SELECT awspipe.run_job('hand')}, extra_params => [ '-U', 'app' ]);
like($node->safe_psql('copy', q{SELECT count(*) FROM awspipe.job_runs WHERE state = 'queued'}), qr/^1$/, 'in a copy a run waits');
my (undef, undef, $stderr) = $node->psql('copy', q{SELECT awspipe.run_job('hand', 'schedule')}, extra_params => [ '-U', 'app' ]);
like($stderr, qr/job "hand" is not started by its schedule: the configuration was made in another cluster or database/, 'and a schedule starts none');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
ok($node->poll_query_until('copy', "SELECT state = 'succeeded' FROM awspipe.job_runs WHERE run_id = $run"), 'until it is adopted');

# A standby runs nothing, and what is left to it when it is promoted
app(q{SELECT awspipe.alter_job('hard', $$SELECT app.work('heir', 600)$$)});
$node->backup('backup');
my $standby = PipeCluster->new('standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
$run = run_job('hard');
is_running($run);
$node->wait_for_catchup($standby);
is($standby->safe_psql('postgres', "SELECT state FROM awspipe.job_runs WHERE run_id = $run"), 'running', 'a standby sees a run');
$node->stop('immediate');
$standby->promote;
ok($standby->poll_until("SELECT state = 'running' AND interruptions = 1 AND attempts = 2 FROM awspipe.job_runs WHERE run_id = $run"),
	'and runs it again when it is promoted');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM app.line WHERE job = 'heir'}), 0, 'the first attempt has left nothing');

unlike(slurp_file($_->logfile), qr/PANIC|TRAP|could not look after|could not remove old rows/, 'nothing of ours has gone wrong') foreach $node, $standby;

done_testing();
