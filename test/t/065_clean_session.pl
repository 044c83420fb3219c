# Each batch begins in a clean session, whatever triggers have left in it:
# locks, temporary tables, cursors, prepared statements, settings.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis-volume');
my $node = PipeCluster->create('session', emulators => $aws, services => ['kinesis']);
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# What a batch finds before it leaves all that behind
$aws->create_stream('inbox', 1);
app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE SEQUENCE counter;
CREATE TABLE found (
	locks bigint, temporary bigint, cursors bigint, prepared bigint, setting text, own text, sequence text);
CREATE FUNCTION litter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	drawn text;
BEGIN
	BEGIN
		drawn := currval('counter');
	EXCEPTION WHEN object_not_in_prerequisite_state THEN
		drawn := 'none';
	END;
	INSERT INTO app.found SELECT
		(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
		(SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
		(SELECT count(*) FROM pg_cursors WHERE is_holdable),
		(SELECT count(*) FROM pg_prepared_statements),
		current_setting('work_mem'), coalesce(current_setting('app.note', true), ''), drawn;
	PERFORM pg_advisory_lock(4711), pg_advisory_lock_shared(4712), nextval('counter');
	CREATE TEMPORARY TABLE litter (n int);
	EXECUTE 'DECLARE litter CURSOR WITH HOLD FOR SELECT generate_series(1, 10)';
	EXECUTE 'PREPARE litter AS SELECT 1';
	SET work_mem = '77MB';
	PERFORM set_config('app.note', 'left', false);
	IF (SELECT bool_or(payload ? 'fail') FROM batch) THEN
		RAISE 'on purpose';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER litter AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION litter();
SELECT awspipe.create_kinesis_consumer('c', 'aws', 'inbox', 'app.inbox', on_error => 'dead_letter');
SELECT awspipe.start_consumer('c');
SQL
for my $n (1 .. 4)
{
	$stream->put('inbox', { key => 'k', json => { n => $n, $n == 3 ? (fail => 1) : () } });
	ok( $node->poll_until(
			"SELECT (SELECT count(*) FROM app.inbox) + (SELECT count(*) FROM awspipe.dead_letter) = $n"),
		"record $n is dealt with");
	ok($node->poll_until(q{SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND objid IN (4711, 4712)}),
		'and no lock stays behind its batch');
}
is(app('SELECT count(*) > 2, count(DISTINCT found) FROM found'), 't|1', 'every batch finds the same');
is(app('SELECT DISTINCT found FROM found'), '(0,0,0,0,4MB,"",none)', 'which is nothing');

done_testing();
