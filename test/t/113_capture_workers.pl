# Workers and slots of captures: each that is to run has a worker, as its owner,
# with its present configuration; and a slot stays exactly as long as its
# capture says that it is ready, for what it keeps may fill the disk.
#
# Slots that are nobody's are made by hand here, as a worker leaves one that is
# killed, or a capture that is dropped.  S3 is out of order all the time.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Nothing listens there: what is captured waits
my $node = PipeCluster->create('captures', endpoints => { s3 => 'http://127.0.0.1:1' });

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

admin('CREATE ROLE other LOGIN REPLICATION; ALTER ROLE app REPLICATION; GRANT other TO app;
	GRANT CREATE ON DATABASE postgres TO app, other; GRANT USAGE ON FOREIGN SERVER aws TO other;
	GRANT USAGE, CREATE ON SCHEMA app TO other;
	CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id \'AKIDTEST\', secret_access_key \'not a secret\')');
app('CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE orders (id int PRIMARY KEY)');

sub create
{
	my ($name, $tables) = @_;

	app("SELECT awspipe.create_s3_capture('$name', 'aws', 'bucket', '$tables', prefix => '$name/')");
	return admin("SELECT capture_id FROM awspipe.capture WHERE name = '$name'");
}

like(
	$node->error_as('app', q{SELECT awspipe.create_s3_capture('c', 'aws', 'bucket', '{people}')}),
	qr/55000: tables cannot be captured while wal_level is "\w+"\nHINT:  Have a superuser execute ALTER SYSTEM SET wal_level = logical/,
	'the server has to write what is needed');
admin('ALTER SYSTEM SET wal_level = logical');
admin('ALTER SYSTEM SET max_replication_slots = 1');
$node->restart;
admin(q{SELECT pg_create_physical_replication_slot('taken')});
like(
	$node->error_as('app', q{SELECT awspipe.create_s3_capture('c', 'aws', 'bucket', '{people}')}),
	qr/53400: all replication slots are in use/,
	'and have a slot left');
admin('ALTER SYSTEM RESET max_replication_slots');
$node->restart;

my $oid = admin(q{SELECT oid FROM pg_database WHERE datname = 'postgres'});

sub make_slots
{
	admin("SELECT pg_create_logical_replication_slot(s, 'pgoutput') FROM unnest('{$_}'::text[]) AS s") foreach @_;
	return;
}

sub slots { return admin(q{SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical' ORDER BY 1}) }

sub slot_goes
{
	my ($slot, $name) = @_;

	ok($node->poll_until("SELECT NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$slot')"), $name);
	return;
}

# What a statement of ours would do
sub wake { return app(q{SELECT awspipe.stop_capture('first')}) }

# The worker of a capture: its process and role; polls until there is one
sub worker
{
	my ($capture, $but) = @_;
	my $query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'pgawspipe capture $capture' AND pid <> "
	  . ($but // 0);

	ok($node->poll_until("SELECT EXISTS ($query)"), "$capture has a worker");
	return admin($query);
}

sub no_worker
{
	my ($capture, $name) = @_;

	ok( $node->poll_until(
			"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'pgawspipe capture $capture')"),
		$name);
	return;
}

#
# Workers
#

my $first = create('first', '{people,orders}');
no_worker('first', 'one that was only made has none');
app(q{SELECT awspipe.start_capture('first')});
my $pid = worker('first');
is(admin("SELECT usename FROM pg_stat_activity WHERE pid = $pid"), 'app', 'it is its owner\'s');
is(admin("SELECT kind FROM awspipe.workers WHERE pid = $pid"), 'capture', 'and is listed');
admin("SELECT pg_terminate_backend($pid)");
$pid = worker('first', $pid);
app(q{SELECT awspipe.alter_capture('first', bucket => 'another')});
$pid = worker('first', $pid);
pass('what has another configuration starts anew');
admin('REASSIGN OWNED BY app TO other');
$pid = worker('first', $pid);
is(admin("SELECT usename FROM pg_stat_activity WHERE pid = $pid"), 'other', 'and with another owner');
is(admin(q{SELECT count(*) FROM pg_publication WHERE pubowner = 'other'::regrole}), 1, 'who has the publication, too');
admin('REASSIGN OWNED BY other TO app');
$pid = worker('first', $pid);
app(q{SELECT awspipe.stop_capture('first')});
no_worker('first', 'one that is stopped has none');
is(app('SELECT state FROM awspipe.captures'), 'disabled', 'and says so');

# Without its server
like(($node->psql('postgres', 'BEGIN; DROP SERVER aws CASCADE; ROLLBACK'))[2],
	qr/WARNING:\s+server "aws" is still needed\nDETAIL:.*Captures that write by it: 1, which will fail/,
	'who drops that is warned');

# Of an owner who is gone
admin(q{CREATE SCHEMA others AUTHORIZATION other;
	GRANT USAGE ON FOREIGN SERVER aws TO other; GRANT CREATE ON DATABASE postgres TO other});
$node->psql_as('other', q{CREATE TABLE others.others (id int PRIMARY KEY);
	SELECT awspipe.create_s3_capture('others', 'aws', 'bucket', '{others.others}')});
like(($node->psql('postgres', 'DROP ROLE other'))[2], qr/cannot be dropped/, 'a role that owns one stays');
admin('DROP OWNED BY other; DROP ROLE other');
admin(q{UPDATE awspipe.capture SET enabled = true WHERE name = 'others'});
wake();
ok( $node->poll_until(q{SELECT state = 'failed' AND error_code = '42704' AND owner IS NULL FROM awspipe.captures WHERE name = 'others'}),
	'unless it gives that up: nobody\'s does not run');
is(admin(q{SELECT problem FROM awspipe.health WHERE object = 'others'}), 'has stopped', 'which is not well');
admin(q{SELECT awspipe.drop_capture('others')});

#
# Slots
#

admin('CREATE DATABASE neighbour');
my $second = create('second', '{people}');
admin(qq{UPDATE awspipe.capture SET slot_state = 'ready', position = '0/1' WHERE capture_id = $second});
my $ready = "awspipe_${oid}_$second";
make_slots($ready, 'theirs', "awspipe_${oid}_x");
$node->safe_psql('neighbour', qq{SELECT pg_create_logical_replication_slot('awspipe_${oid}_99', 'pgoutput')});
make_slots("awspipe_${oid}_98");
wake();
slot_goes("awspipe_${oid}_98", 'a slot of no capture is dropped');
admin(q{SELECT pg_drop_replication_slot('theirs'), pg_drop_replication_slot('awspipe_' || (SELECT oid FROM pg_database WHERE datname = 'postgres') || '_x')});
like(slots(), qr/\b$ready$/m, 'that of a capture stays');
like(slots(), qr/\bawspipe_${oid}_99$/m, 'so does another database\'s, whatever its name is');
admin('DROP DATABASE neighbour');

app(q{SELECT awspipe.resync_capture('second')});
slot_goes($ready, 'who begins anew has no old slot');
admin(qq{UPDATE awspipe.capture SET slot_state = 'ready' WHERE capture_id = $second});
make_slots($ready);
admin(qq{UPDATE awspipe.capture SET slot_state = 'lost' WHERE capture_id = $second});
wake();
slot_goes($ready, 'nor has one who has lost it');
app(q{SELECT awspipe.resync_capture('second')});
admin(qq{UPDATE awspipe.capture SET slot_state = 'ready' WHERE capture_id = $second});
make_slots($ready);
app(q{SELECT awspipe.drop_capture('second')});
slot_goes($ready, 'a dropped capture leaves none');

#
# Copies
#

admin(q{UPDATE awspipe.capture SET slot_state = 'ready', position = '0/1', batch_no = 7 WHERE name = 'first';
	UPDATE awspipe.capture_table SET state = 'streaming', load_snapshot = '0/1 1:1:'});
my $slot = "awspipe_${oid}_$first";
like(slots(), qr/\b$slot$/m, 'a capture that was stopped has its slot');
$node->safe_psql('template1', 'CREATE DATABASE copy TEMPLATE postgres');
my $copy = admin(q{SELECT oid FROM pg_database WHERE datname = 'copy'});
$node->safe_psql('copy', qq{SELECT pg_create_logical_replication_slot('awspipe_${copy}_98', 'pgoutput')});
$node->safe_psql('copy', 'SELECT awspipe._installed()');
ok($node->wait_for_log(qr/WARNING:  pgawspipe is paused in this database/), 'a copy is paused');
is(slots(), join("\n", sort $slot, "awspipe_${copy}_98"), 'and touches no slot');
is($node->safe_psql('copy', 'SELECT state FROM awspipe.captures'), 'disabled', 'though it has the capture');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
slot_goes("awspipe_${copy}_98", 'until it is adopted');
is(slots(), $slot, 'and then it touches its own');

my $dump = $node->basedir . '/dump.sql';
command_ok([ 'pg_dump', '-f', $dump, '-d', $node->connstr('postgres') ], 'a dump');
admin('CREATE DATABASE restored');
command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr('restored') ], 'is restored');
is($node->safe_psql('restored', 'SELECT name, enabled, slot_state, position, epoch, batch_no FROM awspipe.capture'),
	'first|f|none||2|7', 'it begins anew, in another place');
is( $node->safe_psql('restored', q{SELECT relid = to_regclass('app.' || table_name), table_name, state, load_snapshot IS NULL FROM awspipe.capture_table ORDER BY table_name}),
	"t|orders|added|t\nt|people|added|t", 'with the tables that are there');
is($node->safe_psql('restored', q{SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_publication_tables}),
	'orders people', 'and its publication');

#
# The end of the database, and of the extension
#

$node->safe_psql('restored', 'SELECT awspipe.adopt()');
$node->safe_psql('restored', 'GRANT CREATE ON DATABASE restored TO app');
$node->safe_psql('restored', q{SELECT awspipe.start_capture('first')}, extra_params => [ '-U', 'app' ]);
worker('first');
admin('DROP DATABASE restored');
is(slots(), $slot, 'a database is dropped with its slots, while a worker runs');
create('third', '{people}');
app(q{SELECT awspipe.start_capture('third')});
worker('third');
admin('DROP EXTENSION pgawspipe CASCADE');
no_worker('third', 'without the extension there are no workers');
slot_goes($slot, 'nor slots');
is(slots(), '', 'of any capture');

done_testing();
