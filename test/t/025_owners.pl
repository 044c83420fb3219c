# What belongs to a role belongs to it under any name, to nobody else under
# any OID, and to nobody once the role is gone: across renames, DROP ROLE,
# dumps that are restored elsewhere, and copies.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis-volume', 'dynamodb');
my @emulated = (emulators => $aws, services => [ 'kinesis', 'dynamodb' ]);
my $node = PipeCluster->create('owners', @emulated);
my $stream = StreamTools->new($aws, $node);

$aws->create_table($_, 'pk') foreach qw(items sent);

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

# As somebody, in some database of some server; what fails is for tests to see
sub as
{
	my ($where, $dbname, $role, $sql) = @_;
	my ($rc, $stdout, $stderr) = $where->psql($dbname, $sql, extra_params => [ '-U', $role ]);

	return $rc == 0 ? $stdout : $stderr;
}

# What a role sees that is its own, or anybody's
my $seen = q{SELECT (SELECT count(*) FROM awspipe.dead_letters) || ' letters, '
	|| (SELECT count(*) FROM awspipe.consumers) || ' consumers, '
	|| (SELECT count(*) FROM awspipe.stat_destination) || ' destinations'};
my $nothing = '0 letters, 0 consumers, 0 destinations';

# Roles that have no rights but PUBLIC's: nothing of PostgreSQL's own depends
# on them.  Each has a dead letter and a destination.
$node->create_server('open', @emulated);
admin(<<'SQL');
GRANT USAGE ON FOREIGN SERVER open TO PUBLIC;
CREATE USER MAPPING FOR PUBLIC SERVER open OPTIONS (access_key_id 'A', secret_access_key 'B');
SQL

sub oid
{
	my ($where, $role) = @_;

	return $where->safe_psql('postgres', "SELECT oid FROM pg_roles WHERE rolname = '$role'");
}

sub create_sender
{
	my ($role) = @_;

	admin("CREATE ROLE $role LOGIN");
	$node->psql_as($role, q{SELECT awspipe.dynamodb_put_item('open', 'items', '{"pk": 7}')});
	ok( $node->poll_until("SELECT EXISTS (SELECT FROM awspipe.dead_letters WHERE owner::text = '$role')"),
		"$role has a dead letter");
	return oid($node, $role);
}

#
# Renames, while a consumer and the dispatcher work
#
my $sent = 0;
my $role = 'app';

sub arrives
{
	my ($name) = @_;

	$stream->put('orders', map { { key => "k$_", json => { n => ++$sent } } } 1 .. 50);
	ok($node->poll_until("SELECT count(*) = $sent FROM app.orders"), "$name: records arrive");
	return;
}

$aws->create_stream('orders', 2);
app(<<'SQL');
CREATE TABLE app.orders (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION app.send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.dynamodb_put_item('aws', 'sent', jsonb_build_object('pk', payload->>'n')) FROM batch;
	RETURN NULL;
END $$;
CREATE TRIGGER send AFTER INSERT ON app.orders REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION app.send();
SELECT awspipe.create_kinesis_consumer('orders', 'aws', 'orders', 'app.orders', batch_size => 20);
SELECT awspipe.start_consumer('orders');
SQL
arrives('before');
admin('CREATE DATABASE elsewhere');
for my $dbname ('postgres', 'elsewhere', 'postgres', 'elsewhere')
{
	my $new = $role eq 'app' ? 'renamed' : 'app';

	$stream->put('orders', map { { key => "k$_", json => { n => ++$sent } } } 1 .. 100);
	$node->safe_psql($dbname, "ALTER ROLE $role RENAME TO $new");
	$role = $new;
	is( $node->psql_as($role, "SELECT owner FROM awspipe.consumer_options WHERE name = 'orders'"),
		$role, "renamed in $dbname: it owns its consumer under its new name");
	$node->psql_as($role, q{SELECT awspipe.stop_consumer('orders'), awspipe.start_consumer('orders')});

	# Its next worker is started after a look at its owner
	admin(q{SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'consumer'});
	arrives("renamed in $dbname");
}
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'all that they sent is sent');
is(app('SELECT count(DISTINCT event_id) FROM app.orders'), $sent, 'nothing arrived twice');
is($aws->aws_call('dynamodb', 'Scan', { TableName => 'sent', Select => 'COUNT' })->{Count},
	$sent, 'and nothing was lost on the way out');
is( app(q{SELECT sum(delivered + superseded) FROM awspipe.stat_destination WHERE resource = 'sent'}),
	$sent, 'nor sent twice')
  if $node->poll_until(qq{SELECT sum(delivered + superseded) >= $sent FROM awspipe.stat_destination WHERE resource = 'sent'});
unlike(slurp_file($node->logfile), qr/consumer "orders" (has failed|has stopped|is retrying)/,
	'no consumer was in trouble meanwhile');

#
# DROP ROLE
#
my %oid;
$oid{$_} = create_sender($_) foreach qw(sender alice bob);
admin('CREATE ROLE planner LOGIN');
$node->psql_as('planner', q{SELECT awspipe.schedule_metrics('open', 'space')});
for my $owner (qw(sender planner))
{
	like(as($node, 'postgres', $ENV{USER}, "\\set VERBOSITY verbose\nBEGIN; DROP ROLE $owner; ROLLBACK"),
		qr/2BP01: role "$owner" cannot be dropped.*privileges for function awspipe\._owner_of/s,
		"DROP ROLE is refused to a role with things of ours: $owner");
}
admin('CREATE ROLE guest LOGIN; GRANT CREATE ON SCHEMA public TO guest');
$node->psql_as('guest', <<'SQL');
CREATE TABLE public.guest (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('guest', 'open', 'orders', 'public.guest');
SELECT awspipe.drop_consumer('guest');
BEGIN;
SELECT awspipe.schedule_metrics('open', 'space');
SELECT awspipe.unschedule_metrics('open', 'space');
COMMIT;
DROP TABLE public.guest;
SQL
is(as($node, 'postgres', $ENV{USER}, 'REVOKE CREATE ON SCHEMA public FROM guest; DROP ROLE guest'),
	'', 'a role that has none left is dropped');

# What nothing refers to yet is left alone: a dump that is being loaded brings
# owners first.  Old rows go by the same look.
admin(<<'SQL');
CREATE ROLE early LOGIN;
INSERT INTO awspipe.owner (role_oid, role_name, system_identifier, database_oid)
	SELECT r.oid, r.rolname, i.system_identifier, i.database_oid FROM pg_roles AS r, awspipe.installation AS i WHERE r.rolname = 'early';
INSERT INTO awspipe.batch (consumer_id, applied_at, records, shard_ids, first_sequence_numbers, last_sequence_numbers)
	VALUES (0, '2000-01-01', 0, '{}', '{}', '{}');
SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor';
SQL
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.batch WHERE applied_at < '2001-01-01')}),
	'the supervisor has kept house');
is(admin(q{SELECT count(*) FROM awspipe.owner WHERE role_name = 'early'}), '1', 'and has not removed an owner');
admin(q{DELETE FROM awspipe.owner WHERE role_name = 'early'; DROP ROLE early});
as($node, 'postgres', $ENV{USER}, 'DROP OWNED BY sender; DROP ROLE sender');
is(oid($node, 'sender'), '', 'DROP OWNED BY lets a role go');
is( admin(qq{SELECT count(*), count(owner) FROM awspipe.dead_letters WHERE owner IS NULL OR owner = $oid{sender}}),
	'1|0', 'whose things are nobody\'s then');
like(as($node, 'postgres', $ENV{USER}, $seen), qr/^[3-9] letters/, 'and a superuser sees them');

admin('CREATE ROLE sender LOGIN');
is(as($node, 'postgres', 'sender', $seen), $nothing, 'a new role of that name sees nothing');
is( as($node, 'postgres', 'sender', 'SELECT awspipe.redrive(ARRAY[1, 2, 3]::bigint[]), awspipe.discard(ARRAY[1, 2, 3])'),
	'0|0', 'nor can it have it sent, or thrown away');
$node->psql_as('sender', q{SELECT awspipe.dynamodb_put_item('open', 'items', '{"pk": "x"}')});
is(as($node, 'postgres', 'sender', $seen), '0 letters, 0 consumers, 1 destinations', 'what it sends is its own');
as($node, 'postgres', $ENV{USER}, 'DROP OWNED BY sender; DROP ROLE sender');

#
# A dump, restored where OIDs mean other roles
#
# Workers would use OIDs too
my $target = PipeCluster->create('target', conf => "pgawspipe.enabled = off\n");
my $dump = $node->basedir . '/dump';

# Makes a role of that OID
sub create_role
{
	my ($name, $wanted) = @_;

	$target->stop;
	system_or_bail('pg_resetwal', '-o', $wanted, $target->data_dir);
	$target->start;
	$target->safe_psql('postgres', "CREATE ROLE $name LOGIN");
	is(oid($target, $name), $wanted, "elsewhere, the OID is that of $name");
	return;
}

# Restores it into a new database
sub restore
{
	my ($where, $dbname) = @_;

	command_ok([ 'pg_dump', '-f', $dump, '-d', $node->connstr('postgres') ], 'dumped');
	$where->safe_psql('postgres', "CREATE DATABASE $dbname");
	$where->psql($dbname, slurp_file($dump), on_error_stop => 0);
	return;
}

my %heir = (sender => 'mallory', alice => 'bob', bob => 'alice');
create_role($heir{$_}, $oid{$_}) foreach keys %heir;
$target->append_conf('postgresql.conf', 'pgawspipe.enabled = on');
$target->reload;
restore($target, 'restored');
my $letters = q{SELECT string_agg(dead_letter_id::text, ' ') FROM awspipe.dead_letters};
my %letters = map { $_ => as($node, 'postgres', $_, $letters) } qw(alice bob);
for my $heir (values %heir)
{
	is(as($target, 'restored', $heir, $seen), $nothing, "$heir sees nothing of what its OID had");
}
$target->safe_psql('restored', 'SELECT awspipe.adopt()');
is(as($target, 'restored', $_, $letters), $letters{$_}, "$_ has its own by its name") foreach qw(alice bob);
is(as($target, 'restored', 'mallory', $seen), $nothing, 'and the heir of the dropped role has nothing');
is($target->safe_psql('restored', q{SELECT count(*) FROM awspipe.dead_letters WHERE owner IS NULL}),
	1, 'it stays nobody\'s');
ok( $target->poll_query_until('restored', q{SELECT owner::text = 'app' AND state = 'running' FROM awspipe.stat_consumer WHERE consumer = 'orders'}),
	'consumers run as the owner of that name');
like(as($target, 'postgres', $ENV{USER}, 'BEGIN; DROP ROLE alice; ROLLBACK'), qr/cannot be dropped/,
	'their roles cannot be dropped');

# A copy in another cluster that is used before it is adopted
restore($target, 'used');
$target->psql('used', q{SELECT awspipe.dynamodb_put_item('open', 'items', '{"pk": "x"}')}, extra_params => [ '-U', 'alice' ]);
$target->safe_psql('used', 'SELECT awspipe.adopt()');
is( $target->safe_psql('used', q{SELECT count(DISTINCT owner) || ' ' || count(*) FROM awspipe.dead_letters WHERE owner::text IN ('alice', 'bob')}),
	'2 2', 'a role that had a look at it before keeps what it had');

# A role that is not there
$oid{carol} = create_sender('carol');
$oid{old} = create_sender('old');
restore($target, 'incomplete');
my ($status, $out, $warnings) = $target->psql('incomplete', 'SELECT awspipe.adopt()');
is($status, 0, 'a configuration is adopted without some of its roles');
like($warnings, qr/WARNING:  role "$_" of this configuration does not exist/, "which names $_")
  foreach qw(carol old);
unlike($warnings, qr/role "alice"/, 'and not those that are there');
is( $target->safe_psql('incomplete', q{SELECT string_agg(coalesce(owner::text, 'nobody'), ' ' ORDER BY owner::text) FROM awspipe.dead_letters}),
	'alice bob nobody nobody nobody', 'what belongs to a role that is not there is nobody\'s');
$target->safe_psql('postgres', 'CREATE ROLE carol LOGIN');
$target->safe_psql('incomplete', 'SELECT awspipe.adopt()');
is(as($target, 'incomplete', 'carol', $seen), $nothing, 'for good');

# In the same cluster: OIDs are the same, names may have changed since
restore($node, 'again');
is(as($node, 'again', 'carol', $letters), $node->psql_as('carol', $letters), 'in the same cluster a role is known at once');
$node->safe_psql('elsewhere', 'CREATE DATABASE copy TEMPLATE postgres');
admin('ALTER ROLE old RENAME TO new');
admin('CREATE ROLE old LOGIN');
is(as($node, 'copy', 'old', $seen), $nothing, 'a newcomer sees nothing in a copy');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
is(as($node, 'copy', 'old', $seen), $nothing, 'nor when it is adopted');
is(as($node, 'copy', 'new', $seen), '1 letters, 0 consumers, 1 destinations', 'for a copy knows who was renamed');
is($node->safe_psql('copy', q{SELECT role_name FROM awspipe.owner WHERE role_oid = 'new'::regrole}), 'new', 'by its new name');
for my $dbname ('postgres', 'copy')
{
	ok( $node->poll_query_until($dbname, q{SELECT NOT EXISTS (SELECT FROM awspipe.owner WHERE role_name = 'old')}),
		"in $dbname it is noted before the next dump");
}

#
# Many roles, at once
#
admin('CREATE ROLE first LOGIN; CREATE ROLE second LOGIN');
my @sessions = map { Session->new($node, $_) } qw(first second);
my $plan = q{SELECT awspipe.schedule_metrics('open', 'shop') IS NOT NULL};
$_->run('BEGIN') foreach @sessions;
is($sessions[0]->run($plan), 't', 'a role schedules something for the first time');
$sessions[1]->send($plan);
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)}),
	'another waits for it');
$sessions[0]->run('COMMIT');
is($sessions[1]->receive, 't', 'and goes on');
$sessions[1]->run('COMMIT');
$_->quit foreach @sessions;
admin(<<'SQL');
DO $$
BEGIN
	FOR i IN 1 .. 700 LOOP
		EXECUTE format('CREATE ROLE many_%s', i);
		EXECUTE format('SET LOCAL ROLE many_%s', i);
		PERFORM awspipe.dynamodb_put_item('open', 'items', '{"pk": "x"}');
		RESET ROLE;
	END LOOP;
END $$
SQL
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.new_destination)'), 'their destinations are made');
like(as($node, 'postgres', $ENV{USER}, "DROP ROLE many_$_"), qr/cannot be dropped/, "role $_ of 700 is held")
  foreach 1, 700;

unlike(slurp_file($_->logfile), qr/PANIC|terminated by signal|TRAP|could not look after/, 'no process has crashed')
  foreach $node, $target;

done_testing();
