# A server is the one that was meant, under any name it is given; another
# that takes its name gets nothing that was meant for it.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use PostgreSQL::Test::Utils;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis-volume', 'dynamodb');
my $proxy = FaultProxy->new($aws->url('dynamodb'));
my $thief = FaultProxy->new(undef);
my $node = PipeCluster->create('servers', emulators => $aws, services => ['kinesis'],
	endpoints => { dynamodb => $proxy->url },
	conf => "pgawspipe.endpoint_allowlist = '127.0.0.1'\ntrack_functions = all\n");
my $stream = StreamTools->new($aws, $node);

$aws->create_table('items', 'pk');

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub count_items
{
	return $aws->aws_call('dynamodb', 'Scan', { TableName => 'items', Select => 'COUNT' })->{Count};
}

# The trigger sends by the server that its consumer reads from, whatever its
# name is
my $sent = 0;

sub put
{
	$stream->put('orders', map { { key => "k$_", json => { n => ++$sent } } } 1 .. 50);
	return;
}

sub arrives
{
	my ($name) = @_;

	put();
	ok($node->poll_until("SELECT count(*) = $sent FROM app.orders"), "$name: records arrive");
	return;
}

$aws->create_stream('orders', 2);
app(<<'SQL');
CREATE TABLE app.orders (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION app.send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.dynamodb_put_item(c.server, 'items', jsonb_build_object('pk', payload->>'n'))
	FROM batch, awspipe.consumer_options AS c WHERE c.name = 'orders';
	RETURN NULL;
END $$;
CREATE TRIGGER send AFTER INSERT ON app.orders REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION app.send();
SELECT awspipe.create_kinesis_consumer('orders', 'aws', 'orders', 'app.orders', batch_size => 20);
SELECT awspipe.start_consumer('orders');
SQL
arrives('before');

#
# While nothing is renamed, nobody looks for new names: but for the minute's
# housekeeping, which may come in between
#
sub calls
{
	my ($names) = @_;

	return "(SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions"
		. " WHERE schemaname = 'awspipe' AND funcname ~ '$names')";
}

my $looks = admin('SELECT ' . calls('^_resolve_'));
for my $turn (1 .. 5)
{
	my $before = admin('SELECT ' . calls('^_here$'));

	app(q{SELECT awspipe.start_consumer('orders')});
	$node->poll_until("SELECT $before < " . calls('^_here$'))
		or fail("the supervisor takes turn $turn");
}
cmp_ok(admin('SELECT ' . calls('^_resolve_')), '<=', $looks + 1,
	'nobody looks for names that have not changed');

#
# Renames, while a consumer and the dispatcher work
#
my $server = 'aws';
for my $how ('', '', 'SET session_replication_role = replica; ', '')
{
	my $new = $server eq 'aws' ? 'renamed' : 'aws';

	put();
	admin("${how}ALTER SERVER $server RENAME TO $new");
	$server = $new;
	is(app(q{SELECT server FROM awspipe.consumer_options WHERE name = 'orders'}),
		$server, 'a consumer knows the new name at once');
	arrives('renamed');
}
$proxy->listen(0);
put();
ok($node->poll_until("SELECT count(*) = $sent FROM app.orders"), 'records arrive while nothing can be sent');
app(qq{SELECT awspipe.dynamodb_put_item('$server', 'items', '{"pk": 7}')});
admin("ALTER SERVER $server RENAME TO named");
$proxy->listen(1);
ok(drained(), 'messages to a server that was renamed are sent');
is(count_items(), $sent, 'all of them');
is(app('SELECT count(DISTINCT event_id) FROM app.orders'), $sent, 'nothing arrived twice');
is(app('SELECT server FROM awspipe.dead_letters'), 'named', 'dead letters follow');
admin(q{UPDATE awspipe.dead_letter SET payload = '{"Item":{"pk":{"S":"redriven"}}}'});
is(app('SELECT awspipe.redrive(array_agg(dead_letter_id)) FROM awspipe.dead_letters'), 1, 'can be put back');
ok(drained(), 'and are sent');
is(count_items(), $sent + 1, 'by the same server');
is(app(q{SELECT count(*) FROM awspipe.stat_destination}), 1, 'it is one destination');
unlike(slurp_file($node->logfile), qr/consumer "orders" (has failed|has stopped|is retrying)/,
	'no consumer was in trouble meanwhile');
admin('ALTER SERVER named RENAME TO aws');

#
# A server that is dropped, and another of its name
#
command_ok([ 'pg_dump', '-f', $node->basedir . '/dump', '-d', $node->connstr('postgres') ],
	'dumped for later');
app(q{SELECT awspipe.schedule_metrics('aws', 'space')});
$proxy->listen(0);
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "secret"}')});
admin(<<'SQL');
CREATE ROLE thief LOGIN;
GRANT USAGE ON FOREIGN DATA WRAPPER pgawspipe TO thief;
SQL

sub steal
{
	my $url = $thief->url;

	$thief->rules({ name => 'take', action => 'status', status => 500, code => 'InternalServerError' });
	$node->psql_as('thief', <<"SQL");
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1',
	endpoint_url_kinesis '$url', endpoint_url_dynamodb '$url', endpoint_url_cloudwatch '$url');
GRANT USAGE ON FOREIGN SERVER aws TO PUBLIC;
CREATE USER MAPPING FOR PUBLIC SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
SQL
	return;
}


# What the trigger names is what it says: a name
app('ALTER TABLE app.orders DISABLE TRIGGER send');
admin('DROP SERVER aws CASCADE');
steal();
put();
$node->psql('postgres', q{SELECT awspipe.start_consumer('orders')}, extra_params => [ '-U', 'app' ]);
admin(q{UPDATE awspipe.metric_setting SET published_at = NULL; SELECT awspipe._installed()});

# What is the newcomer's own is sent at the same time
$node->psql_as('thief', q{SELECT awspipe.kinesis_put_record('aws', 'mine', 'x'::text, 'k')});
ok( $aws->wait_until(sub { grep { $_->{body} =~ /mine/ } $thief->journal }),
	'the new server works');
ok( $node->poll_until(q{SELECT state = 'paused' AND error_code = '42704' FROM awspipe.stat_destination
	WHERE owner::text = 'app' AND service = 'dynamodb'}),
	'messages to the old one wait');
ok( $node->poll_until(q{SELECT state = 'failed' AND error_code = '42704' FROM awspipe.consumers WHERE name = 'orders'}),
	'its consumer has failed');
like($node->error_as('app', q{SELECT awspipe.start_consumer('orders')}), qr/42704:.*server "aws" was dropped/,
	'and is not started on the new one');
is(scalar(grep { $_->{body} !~ /mine/ } $thief->journal), 0, 'nothing went to the new one');
is(app(q{SELECT string_agg(server || ' ' || resource, ', ') FROM awspipe.outbox_pending WHERE service = 'dynamodb'}), 'aws items', 'they are shown by the name it had');
app(q{SELECT awspipe.kinesis_put_record('aws', 'meant_for_it_mine', 'x'::text, 'k')});
ok( $aws->wait_until(sub { grep { $_->{body} =~ /meant_for_it/ } $thief->journal }),
	'what is sent to it now goes there');
is(app(q{SELECT awspipe.unschedule_metrics('aws', 'space')}), 't', 'a schedule of the old one can be ended');

# However it is dropped
admin('DROP OWNED BY thief CASCADE');
is(admin(q{SELECT count(*) FROM awspipe.server WHERE server_oid IS NOT NULL}), 0, 'servers go with DROP OWNED');

#
# A dump, restored where servers have other OIDs
#
admin('CREATE DATABASE restored');
$node->psql('restored', slurp_file($node->basedir . '/dump'), on_error_stop => 0);
isnt($node->safe_psql('restored', q{SELECT server_oid FROM awspipe.server WHERE server_name = 'aws'}),
	$node->safe_psql('restored', q{SELECT oid FROM pg_foreign_server WHERE srvname = 'aws'}),
	'in a restored copy OIDs are others');
$node->safe_psql('restored', 'SELECT awspipe.adopt()');
ok( $node->poll_query_until('restored', "SELECT count(*) = $sent FROM app.orders"),
	'after adopt() its consumer goes on, on the server of that name');

admin('CREATE DATABASE incomplete');
$node->psql('incomplete', slurp_file($node->basedir . '/dump'), on_error_stop => 0);
$node->safe_psql('incomplete', 'DROP SERVER aws CASCADE; SELECT awspipe.adopt()');
ok( $node->poll_query_until('incomplete', "SELECT state = 'failed' AND error_code = '42704' FROM awspipe.consumers WHERE name = 'orders'"),
	'without the server it has none');
$node->safe_psql('incomplete', <<'SQL');
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
GRANT USAGE ON FOREIGN SERVER aws TO PUBLIC;
CREATE USER MAPPING FOR PUBLIC SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
SELECT awspipe.adopt();
SQL
like(($node->psql('incomplete', q{SELECT awspipe.start_consumer('orders')}, extra_params => [ '-U', 'app' ]))[2],
	qr/server "aws" was dropped/, 'for good');

# Nothing stands in the way of the extension itself
$node->safe_psql('incomplete', <<'SQL');
BEGIN;
DROP EXTENSION pgawspipe CASCADE;
CREATE EXTENSION pgawspipe;
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
ALTER SERVER aws RENAME TO other;
DROP SERVER other;
COMMIT;
DROP EXTENSION pgawspipe;
SQL
is($node->safe_psql('incomplete', 'SELECT count(*) FROM pg_event_trigger'), 0, 'the extension goes with its event triggers');
unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP|could not look after/, 'no process has crashed');

done_testing();
