# A trigger's plan, made while batches are small, must not be the one for the
# thousands of records that come after an outage.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis');
my $node = PipeCluster->create(
	'burst',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\nautovacuum = off\n");
my $stream = StreamTools->new($aws, $node);

# For how many rows of the batch the trigger's statement has been planned;
# only the node that reads its transition table has that name in the log
sub planned_rows
{
	my @nodes = split /\{NAMEDTUPLESTORESCAN/, slurp_file($node->logfile);

	return map { /:enrname arrivals\b/ && /plan_rows (\d+)/ ? $1 : () } @nodes;
}

$aws->create_stream('events', 1);
$node->psql_as('app', <<'SQL');
ALTER ROLE app SET debug_print_plan = on;
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE seen (rows int);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen SELECT count(*) FROM arrivals;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT ON inbox REFERENCING NEW TABLE AS arrivals
	FOR EACH STATEMENT EXECUTE FUNCTION note();
SELECT awspipe.create_kinesis_consumer('events', 'aws', 'events', 'inbox',
	maximum_batching_window => '1 second');
SELECT awspipe.start_consumer('events');
SQL

$stream->put('events', { key => 'k', json => { n => 0 } });
ok($node->poll_until('SELECT count(*) = 1 FROM app.inbox'), 'a single record arrives');
is_deeply([planned_rows()], [1], 'the plan is for one row');
my $worker = $node->safe_psql('postgres', q{SELECT pid FROM awspipe.workers WHERE kind = 'consumer'});

$stream->put('events', map { { key => 'k', json => { n => $_ } } } 1 .. 400);
ok($node->poll_until('SELECT count(*) = 401 FROM app.inbox'), 'many records arrive');
my @rows = planned_rows();
my $largest = $node->safe_psql('postgres', 'SELECT max(rows) FROM app.seen');
ok($largest >= 100, 'some in one batch');
ok($rows[-1] > 10, "the plan is for more rows, $rows[-1]");

$stream->put('events', { key => 'k', json => { n => 401 } });
ok($node->poll_until('SELECT count(*) = 402 FROM app.inbox'), 'one more arrives');
is_deeply([planned_rows()], \@rows, 'the plan stays for fewer rows');
is($node->safe_psql('postgres', q{SELECT pid FROM awspipe.workers WHERE kind = 'consumer'}),
	$worker, 'all in one process');

done_testing();
