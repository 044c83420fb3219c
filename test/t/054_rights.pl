# Who may do what: every right has its refusal, with its SQLSTATE, and nobody
# sees or touches what belongs to another role.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PipeCluster;
use Test::More;

# Nothing listens there: consumers run, and try again
my $node = PipeCluster->create('rights',
	endpoints => { kinesis => 'http://127.0.0.1:1', dynamodb => 'http://127.0.0.1:1' });

$node->safe_psql('postgres', <<'SQL');
CREATE ROLE other LOGIN;
CREATE ROLE stranger LOGIN;
CREATE ROLE unmapped LOGIN;
CREATE ROLE quiet NOLOGIN;
CREATE ROLE super SUPERUSER LOGIN;
CREATE ROLE member LOGIN;
CREATE ROLE watcher LOGIN;
GRANT app, quiet TO member;
GRANT pg_monitor TO watcher;
GRANT USAGE ON FOREIGN SERVER aws TO other, unmapped, quiet;
CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
CREATE USER MAPPING FOR quiet SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
CREATE USER MAPPING FOR super SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
CREATE USER MAPPING FOR stranger SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
CREATE FOREIGN DATA WRAPPER plain;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER plain;
GRANT USAGE ON FOREIGN SERVER elsewhere TO app;
SQL
$node->safe_psql('postgres', <<"SQL") foreach qw(other stranger unmapped quiet super);
CREATE SCHEMA AUTHORIZATION $_;
CREATE TABLE $_.inbox (LIKE awspipe.event INCLUDING ALL);
ALTER TABLE $_.inbox OWNER TO $_;
SQL
$node->psql_as('app', <<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE VIEW inbox_view AS SELECT * FROM inbox;
CREATE MATERIALIZED VIEW inbox_matview AS SELECT * FROM inbox;
CREATE SEQUENCE inbox_sequence;
CREATE TABLE no_payload (event_id text);
CREATE TABLE wrong_payload (payload int);
CREATE TABLE wrong_column (payload jsonb, arrived_at timestamp);
CREATE TABLE generated (payload jsonb GENERATED ALWAYS AS ('{}') STORED);
SQL

# Each refused with its SQLSTATE
sub refused
{
	my ($role, $sql, $sqlstate, $name) = @_;

	like($node->error_as($role, $sql), qr/ERROR:  $sqlstate:/, $name // "refused to $role: $sql");
	return;
}

sub create
{
	my (%with) = (server => q{'aws'}, name => q{'c'}, stream => q{'s'}, inbox => q{'inbox'}, @_);

	return 'SELECT awspipe.create_kinesis_consumer('
	  . join(', ', map { "$_ => $with{$_}" } sort keys %with) . ')';
}

my @enqueue = (
	q{SELECT awspipe.kinesis_put_record('aws', 's', 'x'::text, 'k')},
	q{SELECT awspipe.logs_put_event('aws', 'g', 's', 'm')},
	q{SELECT awspipe.firehose_put_record('aws', 's', 'x'::text)},
	q{SELECT awspipe.lambda_invoke('aws', 'f', '{}')},
	q{SELECT awspipe.start_execution('aws', 'm')},
	q{SELECT awspipe.dynamodb_put_item('aws', 't', '{"pk": "1"}')},
	q{SELECT awspipe.dynamodb_delete_item('aws', 't', '{"pk": "1"}')},
	q{SELECT awspipe.dynamodb_update_item('aws', 't', '{"pk": "1"}', 'SET a = :a', NULL, '{":a": 1}')});
my $call = q{SELECT awspipe.call('aws', 'kinesis', 'ListStreams')};

refused('stranger', $_, '42501', "without USAGE: $_") foreach create(), $call, @enqueue;
refused('unmapped', $_, '42704', "without user mapping: $_") foreach create(), $call;
refused('super', create(), '42501', 'a superuser owns no consumer');
refused('member', 'SET ROLE quiet; ' . create(inbox => q{'quiet.inbox'}), '28000',
	'nor does a role without LOGIN')
  if $node->safe_psql('postgres', 'SHOW server_version_num') < 170000;

refused('app', create(server => $_->[0]), $_->[1], "server $_->[0]")
  foreach [ q{'none'}, '42704' ], [ q{'elsewhere'}, '42809' ], [ 'NULL', '22004' ];
refused('app', create(inbox => $_->[0]), $_->[1], "inbox $_->[0]") foreach
  [ q{'other.inbox'}, '42501' ],
  [ q{'awspipe.event'}, '42501' ],
  [ q{'pg_catalog.pg_class'}, '42501' ],
  [ q{'inbox_view'}, '42809' ],
  [ q{'inbox_matview'}, '42809' ],
  [ q{'inbox_sequence'}, '42809' ],
  [ q{'no_payload'}, '42703' ],
  [ q{'wrong_payload'}, '42804' ],
  [ q{'wrong_column'}, '42804' ],
  [ q{'generated'}, '42703' ],
  [ '0', '42P01' ],
  [ 'NULL', '22004' ];
refused('app', 'CREATE TEMP TABLE inbox_temp (LIKE awspipe.event); ' . create(inbox => q{'inbox_temp'}),
	'42809', 'inbox is a temporary table');

# Options out of their range, wherever they can be set
$node->psql_as('app', create(name => q{'mine'}));
refused('app', create(name => q{'mine'}), '42710', 'a name is used once');
refused('app', create(@$_[ 0, 1 ]), $_->[2], "$_->[0] $_->[1]") foreach
  [ name => q{''}, '42602' ],
  [ name => q{repeat('n', 64)}, '42602' ],
  [ name => 'NULL', '22004' ],
  [ stream => q{''}, '42602' ],
  [ stream => q{'a/b'}, '42602' ],
  [ stream => q{repeat('s', 129)}, '42602' ],
  [ stream => 'NULL', '22004' ];
for my $case (
	[ batch_size => '0' ], [ batch_size => '100001' ],
	[ maximum_batching_window => q{'-1 second'} ], [ maximum_batching_window => q{'301 seconds'} ],
	[ maximum_retry_attempts => '-1' ], [ maximum_retry_attempts => '10001' ],
	[ maximum_record_age => q{'59 seconds'} ], [ maximum_record_age => q{'2 years'} ],
	[ on_error => q{'ignore'} ],
	[ filter_pattern => q{'{"a": 1}'} ], [ filter_pattern => q{'[]'} ],
	[ filter_pattern => q{'{"a": [{"unknown": 1}]}'} ], [ filter_pattern => q{'{"a": []}'} ])
{
	my ($option, $value) = @$case;

	refused('app', create($option => $value), '22023', "create: $option $value");
	refused('app', "SELECT awspipe.alter_consumer('mine', $option => $value)",
		'22023', "alter: $option $value");
}
refused('app', create($_ => 'NULL'), '22004', "create: $_ NULL")
  foreach qw(batch_size maximum_batching_window maximum_retry_attempts bisect_batch_on_error on_error
  starting_position);
for my $position (
	q{'EARLIEST'}, q{'AT_TIMESTAMP'}, q{'TRIM_HORIZON', starting_timestamp => now()},
	q{'AT_TIMESTAMP', starting_timestamp => 'infinity'},
	q{'AT_SEQUENCE_NUMBER'},
	q{'LATEST', starting_sequence_numbers => '{"s": "1"}'},
	map { "'AFTER_SEQUENCE_NUMBER', starting_sequence_numbers => '$_'" }
	'{}', '[]', '"1"', '{"s": 1}', '{"s": ""}', '{"s": "1x"}', '{"s": {"s": "1"}}', '{"s": ["1"]}')
{
	refused('app', create(starting_position => $position), '22023', "create: $position");
	refused('app', "SELECT awspipe.rewind_consumer('mine', $position)", '22023', "rewind: $position");
}
is( $node->psql_as('app', 'SELECT string_agg(name, \',\'), max(starting_position) FROM awspipe.consumer_options'),
	'mine|TRIM_HORIZON', 'nothing of it has left a trace');

# Another role's consumer
$node->psql_as('app', q{SELECT awspipe.start_consumer('mine')});
for my $action (
	q{start_consumer('mine')}, q{stop_consumer('mine')}, q{drop_consumer('mine')},
	q{alter_consumer('mine', batch_size => 1)}, q{rewind_consumer('mine', 'LATEST')})
{
	refused($_, "SELECT awspipe.$action", '42501', "$_ cannot $action") foreach qw(other watcher);
	refused('app', "SELECT awspipe." . $action =~ s/mine/none/r, '42704', "no consumer to $action");
}
is( $node->safe_psql('postgres', q{SELECT enabled, batch_size, starting_position FROM awspipe.consumer}),
	't|10000|TRIM_HORIZON', 'it is as it was');
$node->psql_as('member', q{SELECT awspipe.alter_consumer('mine', batch_size => 7)});
is($node->psql_as('app', 'SELECT batch_size FROM awspipe.consumer_options'),
	7, 'a member of the role may change it');
is($node->psql_as('member', 'SELECT owner FROM awspipe.consumer_options'), 'app', 'the owner stays');

# Something of app's in every view
$node->psql_as('app', $enqueue[1]);
$node->safe_psql('postgres', <<'SQL');
INSERT INTO awspipe.checkpoint (consumer_id, shard_id, starting_position, epoch)
SELECT consumer_id, 'shard', 'LATEST', 0 FROM awspipe.consumer;
INSERT INTO awspipe.batch (consumer_id, records, shard_ids, first_sequence_numbers, last_sequence_numbers)
SELECT consumer_id, 1, '{shard}', '{1}', '{1}' FROM awspipe.consumer;
INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, consumer, payload)
SELECT 'record', owner_id, 1, 'mine', 'payload' FROM awspipe.owner, generate_series(1, 3) WHERE role_name = 'app';
INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, server_id, service, resource, operation, outbox_id, payload)
SELECT 'message', owner_id, 1, server_id, 'dynamodb', 't', 'PutItem', 0, '{}'
FROM awspipe.owner, awspipe.server WHERE role_name = 'app' AND server_name = 'aws';
SQL
ok( $node->poll_until(q{SELECT state = 'retrying' FROM awspipe.consumers}),
	'the consumer cannot reach its stream');
ok( $node->poll_until(q{SELECT count(*) = 1 FROM awspipe.workers WHERE kind = 'consumer'}),
	'and has a worker');
my $everything = <<'SQL';
SELECT (SELECT count(*) > 0 FROM awspipe.consumers), (SELECT count(*) > 0 FROM awspipe.consumer_options),
	(SELECT count(*) > 0 FROM awspipe.consumer_errors), (SELECT count(*) > 0 FROM awspipe.consumer_history),
	(SELECT count(*) > 0 FROM awspipe.health WHERE object_type = 'consumer'), (SELECT count(*) > 0 FROM awspipe.shards),
	(SELECT count(*) > 0 FROM awspipe.batches), (SELECT count(*) > 0 FROM awspipe.dead_letters),
	(SELECT count(*) > 0 FROM awspipe.outbox_pending), (SELECT count(*) > 0 FROM awspipe.stat_consumer),
	(SELECT count(*) > 0 FROM awspipe.stat_destination),
	(SELECT count(*) > 0 FROM awspipe.workers WHERE kind = 'consumer'),
	(SELECT count(*) > 0 FROM awspipe._consumer_slots()),
	(SELECT count(*) > 0 FROM awspipe._workers() WHERE consumer_id IS NOT NULL)
SQL
is($node->psql_as($_, $everything), join('|', ('t') x 14), "$_ sees it all") foreach qw(app member);
is($node->psql_as($_, $everything), join('|', ('f') x 14), "$_ sees none") foreach qw(other stranger);
is($node->psql_as('watcher', $everything), 'f|f|f|f|t|f|f|f|f|t|t|t|t|t', 'pg_monitor sees counters and states');
unlike(
	($node->psql('postgres', <<'SQL', extra_params => [ '-U', 'other' ]))[2],
CREATE FUNCTION leak(text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql
	AS 'BEGIN RAISE NOTICE ''leaked %'', $1; RETURN true; END';
SELECT * FROM awspipe.consumers WHERE leak(name);
SELECT * FROM awspipe.consumer_options WHERE leak(name);
SELECT * FROM awspipe.consumer_errors WHERE leak(consumer);
SELECT * FROM awspipe.consumer_history WHERE leak(consumer);
SELECT * FROM awspipe.health WHERE leak(object);
SELECT * FROM awspipe.shards WHERE leak(shard_id);
SELECT * FROM awspipe.dead_letters WHERE leak(payload::text);
SELECT * FROM awspipe.outbox_pending WHERE leak(resource);
SELECT * FROM awspipe.stat_consumer WHERE leak(consumer);
SELECT * FROM awspipe.stat_destination WHERE leak(resource);
SELECT * FROM awspipe.batches WHERE leak(consumer);
SQL
	qr/leaked/, 'nor do conditions leak it');

# Another role's dead letters
my $ids = q{(SELECT array_agg(i) FROM generate_series(1, 1000) AS i)};
my $letters = q{SELECT md5(string_agg(d::text, ',' ORDER BY dead_letter_id)) FROM awspipe.dead_letter d};
my $before = $node->safe_psql('postgres', $letters);
for my $role (qw(other watcher stranger))
{
	is($node->psql_as($role, "SELECT awspipe.$_"), 0, "$role: $_ finds nothing")
	  foreach "redrive($ids)", "discard($ids)";
	like($node->error_as($role, q{SELECT awspipe.redrive('mine')}), qr/42501: must be owner of consumer "mine"/,
		"$role cannot redrive the consumer's");
}
is($node->safe_psql('postgres', $letters), $before, 'and changes nothing');
is($node->psql_as('member', "SELECT awspipe.discard($ids)"), 4, 'a member of the role may');

# Control tables are nobody's, functions with a leading underscore ours
is( $node->psql_as($_, <<'SQL'), '', "$_ has no right on a control table") foreach qw(other stranger watcher app);
SELECT c.oid::regclass, right_name FROM pg_class c,
	unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS right_name
WHERE relnamespace = 'awspipe'::regnamespace AND relkind IN ('r', 'p')
	AND NOT (relname = 'event' AND right_name = 'SELECT')
	AND (has_table_privilege(c.oid, right_name)
		OR right_name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(c.oid, right_name))
UNION ALL
SELECT c.oid::regclass, right_name FROM pg_class c, unnest('{USAGE,SELECT,UPDATE}'::text[]) AS right_name
WHERE relnamespace = 'awspipe'::regnamespace
	AND CASE WHEN relkind = 'S' THEN has_sequence_privilege(c.oid, right_name) END
UNION ALL
SELECT c.oid::regclass, right_name FROM pg_class c, unnest('{INSERT,UPDATE,DELETE,TRIGGER}'::text[]) AS right_name
WHERE relnamespace = 'awspipe'::regnamespace AND relkind = 'v' AND has_table_privilege(c.oid, right_name)
SQL
is( $node->psql_as('app', q{SELECT string_agg(proname, ',' ORDER BY proname) FROM pg_proc
	WHERE pronamespace = 'awspipe'::regnamespace AND proname LIKE '\_%' AND has_function_privilege(oid, 'EXECUTE')
		AND 'internal'::regtype <> ALL (proargtypes)
		AND (prosecdef OR prolang = (SELECT oid FROM pg_language WHERE lanname = 'c'))}),
	'_capture_workers,_consumer_slots,_engine,_forget_resource,_here,_html,_installations,_may_hold,_note_resource,_quantile,_rate_at,_register_pipeline,_sparkline,_take_metrics,_why_idle,_workers',
	'internal functions that can be called, and can do what the caller cannot, only show what the caller may see, '
	  . 'or note what is the caller\'s');
is( $node->psql_as('app', <<'SQL'), 'f|f|0|0', 'and nothing of ours can be fooled');
SELECT has_schema_privilege('awspipe', 'CREATE'), has_function_privilege('awspipe.adopt(boolean)', 'EXECUTE'),
	(SELECT count(*) FROM pg_proc WHERE pronamespace = 'awspipe'::regnamespace AND prosecdef
		AND NOT coalesce(proconfig @> '{"search_path=pg_catalog, pg_temp"}', false)),
	(SELECT count(*) FROM pg_class WHERE relnamespace = 'awspipe'::regnamespace AND relkind = 'v'
		AND has_table_privilege(oid, 'SELECT') AND coalesce(reloptions::text, '') !~ 'security_barrier')
SQL
refused('app', $_, '42501') foreach
  q{CREATE FUNCTION awspipe.x() RETURNS int LANGUAGE sql AS 'SELECT 1'},
  q{CREATE TABLE awspipe.x ()},
  q{CREATE TRIGGER x AFTER INSERT ON awspipe.outbox FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()},
  q{CREATE RULE x AS ON INSERT TO awspipe.outbox DO ALSO NOTHING},
  q{SELECT 1 FROM awspipe.consumer FOR UPDATE},
  q{BEGIN; LOCK awspipe.consumer IN ACCESS SHARE MODE},
  q{CREATE INDEX ON awspipe.outbox (body)},
  q{CREATE TABLE child () INHERITS (awspipe.outbox)};

# A superuser, once the administrator has said so
$node->append_conf('postgresql.conf', 'pgawspipe.allow_superuser_owner = on');
$node->reload;
ok( $node->poll_until('SELECT current_setting(\'pgawspipe.allow_superuser_owner\')::boolean'),
	'superusers are let in');
$node->psql_as('super', create(name => q{'super'}, inbox => q{'super.inbox'})
	. q{; SELECT awspipe.start_consumer('super')});
ok( $node->poll_until(q{SELECT state = 'retrying' FROM awspipe.consumers WHERE name = 'super'}),
	'a superuser may own a consumer then');
$node->append_conf('postgresql.conf', 'pgawspipe.allow_superuser_owner = off');
$node->reload;
$node->safe_psql('postgres', q{SELECT awspipe.stop_consumer('super')});
ok( $node->poll_until(q{SELECT count(*) = 0 FROM awspipe.workers WHERE consumer = 'super'}), 'it stops');
refused('super', q{SELECT awspipe.start_consumer('super')}, '42501', 'and does not start again when it is off');

done_testing();
