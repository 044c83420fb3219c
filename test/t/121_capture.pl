# Captures: what is loaded and what follows, read back out of the bucket by
# nothing of ours, is the tables; each change is there once, whatever is killed
# and whenever; and nothing lies in the bucket that belongs to no batch.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use HTTP::Tiny;
use IPC::Run;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;
use Time::HiRes qw(sleep time);

my $aws = AwsEmulators->new('s3');
my $proxy = FaultProxy->new($aws->url('s3'));
my $node = PipeCluster->create('capture',
	endpoints => { s3 => $proxy->url },
	allows_streaming => 'logical',
	restart_after_crash => 1,
	# the clients of pgbench end with the server, and come again
	conf => "max_replication_slots = 10\nautovacuum_naptime = 1s\nlog_min_messages = info\n");
my $json = JSON::PP->new->canonical->utf8->allow_nonref;
my $seed = $ENV{PGAWSPIPE_SEED} || int(rand(1 << 31));

note "PGAWSPIPE_SEED=$seed";
srand($seed);
$aws->aws_call('s3', 'PUT /lake', '');

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

admin('ALTER ROLE app REPLICATION; GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE TABLE app.person (id int PRIMARY KEY, name text, note text, upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
ALTER TABLE app.person ALTER note SET STORAGE EXTERNAL;
CREATE DOMAIN app.amount AS numeric(12,2) CHECK (value >= 0);
CREATE TABLE app.product (id int NOT NULL, name text NOT NULL, price app.amount, tags text[], detail jsonb, active boolean);
ALTER TABLE app.product REPLICA IDENTITY FULL;
CREATE TABLE app.purchase (id bigint GENERATED ALWAYS AS IDENTITY, day date NOT NULL, person_id int, quantity float8, at timestamptz DEFAULT clock_timestamp(), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE app.purchase_1 PARTITION OF app.purchase FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
CREATE TABLE app.purchase_2 PARTITION OF app.purchase FOR VALUES FROM ('2026-07-01') TO ('2027-01-01');
CREATE TABLE app.other (id int PRIMARY KEY, filler text);
CREATE FUNCTION app.move(p int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE app.person SET id = 1000 + p WHERE id = p;
EXCEPTION WHEN unique_violation THEN
	DELETE FROM app.person WHERE id = p;
END $$;
INSERT INTO app.person (id, name, note) SELECT n, 'name "' || n || '", ' || E'line\ntwo', CASE WHEN n % 3 = 0 THEN repeat('long ' || n, 2000) END FROM generate_series(1, 300) AS n;
INSERT INTO app.product SELECT n, 'p' || n, n / 7.0, ARRAY['a', NULL, 'b,"c'], jsonb_build_object('n', n, 't', E'x\ny'), n % 2 = 0 FROM generate_series(1, 50) AS n;
INSERT INTO app.purchase (day, person_id, quantity) SELECT date '2026-06-01' + n % 60, n % 300, n / 3.0 FROM generate_series(1, 500) AS n;
SQL

# What is written while all of it is captured: statements of several tables in
# one transaction, rolled back ones, keys that change, values too long to be
# told again.  Each client has rows of its own, so none has another give up.
my $work = "$PostgreSQL::Test::Utils::tmp_check/work.sql";
append_to_file($work, <<'SQL');
\set p 3 * random(1, 133) + :client_id
\set q 3 * random(1, 20) + :client_id
\set r random(1, 100)
BEGIN;
INSERT INTO app.person (id, name, note) VALUES (:p, 'new ' || :r, repeat('r' || :r, :r * 40)) ON CONFLICT (id) DO UPDATE SET name = excluded.name || ' again';
UPDATE app.product SET price = :r / 10.0, active = NOT active WHERE id = :q;
INSERT INTO app.purchase (day, person_id, quantity) VALUES (date '2026-06-01' + :r, :p, :r / 7.0);
\if :r < 10
SELECT app.move(:p);
\endif
DELETE FROM app.person WHERE id = 1000 + :q;
DELETE FROM app.purchase WHERE id = (SELECT max(id) FROM app.purchase) - :r AND id % 3 = :client_id;
INSERT INTO app.other VALUES (:p) ON CONFLICT DO NOTHING;
\if :r < 80
COMMIT;
\else
ROLLBACK;
\endif
SQL

my @pgbench = ($node->installed_command('pgbench'), '-n', '-c', 3, '-j', 1, '-f', $work);

# Writes for so long; when the server crashes under it, again
sub write_for
{
	my ($seconds) = @_;
	return IPC::Run::start([ @pgbench, '-T', $seconds, '--rate', 150, '--random-seed', int(rand(1 << 30)), $node->connstr('postgres') . ' user=app' ], '>', "$work.out", '2>&1');
}

sub finish
{
	my ($pgbench) = @_;

	# a client whose server has crashed has failed, as it should
	$pgbench->finish;
	return;
}

my $keys = q{SELECT key FROM awspipe.s3_list_objects('aws', 'lake', prefix => '%s') ORDER BY key COLLATE "C"};

sub keys_of { my ($prefix) = @_; return split /\n/, app(sprintf $keys, $prefix) }

sub content
{
	my ($key) = @_;
	my $answer = HTTP::Tiny->new->get($aws->url('s3') . "/lake/$key");

	die "$key: $answer->{status}" if !$answer->{success};
	return $answer->{content};
}

# What has been committed by now is in the bucket.  A change that is captured
# follows, for the position need not hurry behind what is not.
sub settled
{
	my ($capture) = @_;

	$node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.capture_tables WHERE capture = '$capture' AND state <> 'streaming')") or return 0;
	my $lsn = admin('SELECT pg_current_wal_lsn()');
	app('UPDATE app.product SET active = active WHERE id = 50');
	return $node->poll_until("SELECT position >= '$lsn' FROM awspipe.captures WHERE name = '$capture'");
}

# A table out of its files: rows by key.  Fails when a change comes twice, or
# not in the order of keys.
sub rebuild
{
	my ($prefix, $table, $key) = @_;
	my (%rows, %seen, $last);
	my ($changes, $wrong) = (0, 0);
	my $id = sub { my ($row) = @_; return join '/', map { $row->{$_} } @$key };

	for my $name (sort { ($a =~ /LOAD/ ? 0 : 1) <=> ($b =~ /LOAD/ ? 0 : 1) || $a cmp $b } keys_of("$prefix$table/"))
	{
		for my $line (split /\n/, content($name))
		{
			my $row = $json->decode($line);

			if ($name =~ /LOAD/)
			{
				$wrong++ if exists $rows{ $id->($row) };
				$rows{ $id->($row) } = $row;
				next;
			}

			my ($op, $lsn, $seq, $unchanged, $old) = delete @{$row}{qw(Op commit_lsn seq _unchanged _old_key)};
			my $place = sprintf '%08X%08X-%08d', (map { hex } split m{/}, $lsn), $seq;

			delete @{$row}{qw(commit_ts xid)};
			$changes++;
			$wrong++, diag("$name: $place after $last") if $seen{$place}++ || ($last // '') gt $place;
			$last = $place;
			if ($op eq 'T')
			{
				%rows = ();
				next;
			}
			my $before = $rows{ $id->($old // $row) };
			delete $rows{ $id->($old // $row) };
			next if $op eq 'D';
			if ($unchanged)
			{
				$row->{$_} = $before->{$_} foreach @{ ref $unchanged ? $unchanged : $json->decode($unchanged) };
			}
			$rows{ $id->($row) } = $row;
		}
	}
	is($wrong, 0, "$table: each of $changes changes is there once, in order");
	return map { $json->encode($_) } values %rows;
}

sub same_as_table
{
	my ($prefix, $table, $columns, @key) = @_;
	my $directory = $key[0] =~ m{/$} ? '/' . (shift @key) =~ s{/$}{}r : '';
	my @rebuilt = sort(rebuild($prefix, ($table =~ s{\.}{/}r) . $directory, \@key));
	my @there = sort map { $json->encode($json->decode($_)) } split /\n/, app("SET TimeZone = 'UTC'; SELECT row_to_json(t) FROM (SELECT $columns FROM $table) AS t");

	is(scalar(@rebuilt), scalar(@there), "$table: as many rows") or return;
	my @different = grep { $rebuilt[$_] ne $there[$_] } 0 .. $#there;
	is(scalar(@different), 0, "$table: the same") or diag("$rebuilt[$_]\n$there[$_]") foreach @different[ 0 .. ($#different < 2 ? $#different : 2) ];
	return;
}

my @tables = (
	[ 'app.person', 'id, name, note', 'id' ],
	[ 'app.product', 'id, name, price, tags::text AS tags, detail, active', 'id' ],
	[ 'app.purchase', q{id, day, person_id, quantity, at::text AS at}, 'id' ]);

sub all_the_same
{
	my ($capture, $prefix, @which) = @_;

	ok(settled($capture), "$capture: all is in the bucket");
	same_as_table($prefix, @$_) foreach @which;

	my $planned = app("SELECT key FROM awspipe.capture_files WHERE capture = '$capture' AND key LIKE '$prefix%' ORDER BY key COLLATE \"C\"");
	is(join("\n", grep { !m{^\Q$prefix\E_manifests/} } keys_of($prefix)), $planned, 'nothing is in the bucket that is not known');
	my %listed = map { $_->{key} => 1 } map { @{ $json->decode(content($_))->{files} } } keys_of("${prefix}_manifests/");
	is_deeply([ grep { !$listed{$_} && !/LOAD/ } split /\n/, $planned ], [], 'manifests name all of it');
	return;
}

sub pid { return admin(q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgawspipe capture'}) }

# The server crashes with it, and is back when there is another one.
sub kill_worker
{
	ok($node->poll_until(q{SELECT count(*) > 0 FROM pg_stat_activity WHERE backend_type = 'pgawspipe capture'}), 'a worker is there');
	my $pid = pid();
	kill 'KILL', $pid;
	ok($node->poll_until("SELECT count(*) > 0 FROM pg_stat_activity WHERE backend_type = 'pgawspipe capture' AND pid <> $pid"), 'another one comes');
	return;
}

#
# Killed at each step
#

my $writing = write_for(1000);
my $create = q{SELECT awspipe.create_s3_capture('%s', 'aws', 'lake', '{app.person,app.product,app.purchase}', prefix => '%s', format => 'json', max_batch_interval => '1 s'%s)};

# While the load goes up
$proxy->rules({ name => 'load', match => 'PUT /lake/one/app/product/LOAD', action => 'wait' });
app(sprintf $create, 'one', 'one/', '');
app(q{SELECT awspipe.start_capture('one')});
ok($aws->wait_until(sub { $proxy->fired('load') }), 'a load is on its way');
$writing->signal('TERM');
finish($writing);
kill_worker();
$proxy->rules();
$writing = write_for(1000);
ok($node->poll_until(q{SELECT count(*) > 2 FROM awspipe.capture_batch WHERE state = 'uploaded'}), 'changes follow')
  or die;

# Before the plan, between plan and upload, while a file is put, when its answer
# is lost, before the manifest, and when all of it is there and not yet noted
my %steps = (
	'before the plan' => sub {
		my $blocker = Session->new($node);

		$blocker->run('BEGIN; LOCK TABLE awspipe.capture_batch');
		ok($node->poll_until(q{SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'awspipe.capture_batch'::regclass}), 'a plan is about to be made');
		kill_worker();
	},
	'between plan and upload' => sub {
		$proxy->rules({ name => 'put', match => 'PUT /lake/one/app/', action => 'wait' });
		ok($aws->wait_until(sub { $proxy->fired('put') }), 'a file is about to go up');
		kill_worker();
	},
	'when the answer is lost' => sub {
		$proxy->rules({ name => 'put', match => 'PUT /lake/one/app/', nth => 2, action => 'wait', when => 'after' });
		ok($aws->wait_until(sub { $proxy->fired('put') }), 'a file is there');
		kill_worker();
	},
	'before the manifest' => sub {
		$proxy->rules({ name => 'put', match => 'PUT /lake/one/_manifests/', action => 'wait' });
		ok($aws->wait_until(sub { $proxy->fired('put') }), 'a manifest is about to go up');
		kill_worker();
	},
	'before it is noted' => sub {
		$proxy->rules({ name => 'put', match => 'PUT /lake/one/_manifests/', action => 'wait', when => 'after' });
		ok($aws->wait_until(sub { $proxy->fired('put') }), 'all of a batch is there');
		my @files = split /\n/, admin(q{SELECT key FROM awspipe.capture_file JOIN awspipe.capture_batch USING (capture_id, batch_no) WHERE state = 'planned'});
		my @before = map { content($_) } @files;
		kill_worker();
		$proxy->rules();
		ok($node->poll_until(q{SELECT count(*) = 0 FROM awspipe.capture_file WHERE key IN (} . join(', ', map { "'$_'" } @files) . ') AND etag IS NULL'), 'it is put once more');
		cmp_ok(scalar(@files), '>', 0, 'there are files');
		is(join('', map { content($_) } @files), join('', @before), 'with the same bytes');
	});

foreach my $step (sort keys %steps)
{
	note $step;
	$steps{$step}->();
	finish($writing);
	$proxy->rules();
	$writing = write_for(1000);
	my $batch = admin('SELECT max(batch_no) FROM awspipe.capture_batch');
	ok($node->poll_until("SELECT count(*) > 0 FROM awspipe.capture_batch WHERE batch_no > $batch + 1 AND state = 'uploaded'"), "$step: it goes on") or die;
}

# The whole server
$node->stop('immediate');
finish($writing);
$node->start;
$writing = write_for(2);
finish($writing);
all_the_same('one', 'one/', @tables);

#
# Tables that change their shape, are emptied, come and go
#

app(<<'SQL');
ALTER TABLE app.product ADD note text DEFAULT 'none yet';
UPDATE app.product SET note = 'changed' WHERE id = 7;
INSERT INTO app.product (id, name) VALUES (777, 'with a note');
TRUNCATE app.purchase;
INSERT INTO app.purchase (day, person_id) VALUES ('2026-03-01', 1);
BEGIN;
INSERT INTO app.person (id, name) SELECT n, 'many' FROM generate_series(10001, 30000) AS n;
SAVEPOINT s;
DELETE FROM app.person;
ROLLBACK TO s;
COMMIT;
SQL
ok(settled('one'), 'they have arrived');
same_as_table('one/', @$_) foreach @tables[ 0, 2 ];
like(join('', map { content($_) } keys_of('one/app/product/CDC')), qr/"note":\s*"changed"/, 'a new column is there');

app(q{CREATE TABLE app.late (id int PRIMARY KEY, n int); INSERT INTO app.late SELECT n FROM generate_series(1, 100) AS n});
my $open = Session->new($node, 'app');
$open->run(q{BEGIN; INSERT INTO app.late VALUES (1001, 0)});
app(q{SELECT awspipe.add_capture_table('one', 'app.late')});
app(q{UPDATE app.late SET n = 1});
for my $round (1 .. 2)
{
	my $lsn = admin('SELECT pg_current_wal_lsn()');

	app(q{INSERT INTO app.late SELECT 1001 + } . $round . q{, 0; UPDATE app.product SET active = active WHERE id = 50});
	ok($node->poll_until("SELECT position > '$lsn' FROM awspipe.captures WHERE name = 'one'"), 'nobody waits for a transaction that has written before, and others are captured');
}
is(app(q{SELECT state FROM awspipe.capture_tables WHERE table_name = 'late'}), 'added', 'but the table itself');
$open->run(q{UPDATE app.late SET n = 2 WHERE id = 1001; COMMIT});
app(q{UPDATE app.late SET n = 3 WHERE id < 10});
ok(settled('one'), 'it is loaded');
same_as_table('one/', 'app.late', 'id, n', 'id');
app(q{SELECT awspipe.drop_capture_table('one', 'app.late')});
app(q{UPDATE app.late SET n = 4});
ok(settled('one'), 'it is left out');
unlike(join('', map { content($_) } keys_of('one/app/late/CDC')), qr/"n":\s*4/, 'of what comes afterwards nothing is there');

# Once more, beside what was there before
my @former = keys_of('one/app/late/');
app(q{SELECT awspipe.add_capture_table('one', 'app.late')});
app(q{UPDATE app.late SET n = 5 WHERE id < 20});
ok(settled('one'), 'it is loaded again');
my $directory = app(q{SELECT directory FROM awspipe.capture_tables WHERE table_name = 'late'});
same_as_table("one/", 'app.late', 'id, n', "epoch$directory/", 'id');
is_deeply([ grep { !m{/epoch} } keys_of('one/app/late/') ], \@former, 'what was there before is as it was');

#
# What belongs to others does not keep the WAL
#

my $restart = q{SELECT restart_lsn FROM pg_replication_slots WHERE slot_name ~ '^awspipe_'};
my $before = admin($restart);
app(q{INSERT INTO app.other SELECT n, repeat('x', 1000) FROM generate_series(1000, 30000) AS n});
my $now = admin('SELECT pg_current_wal_lsn()');
ok($node->poll_until("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name ~ '^awspipe_' AND confirmed_flush_lsn >= '$now'"), 'the slot follows WAL of other tables');

#
# Two captures of the same tables make the same of the same WAL, and go when
# they are told to
#

app(sprintf $create, 'two', 'two/', q{, initial_load => false, compression => 'gzip'});
app(q{SELECT awspipe.start_capture('two')});
ok(settled('two'), 'another one is there');
finish(write_for(2));
ok(settled('one') && settled('two'), 'both have it');
is(admin(q{SELECT count(*) FROM pg_replication_slots WHERE slot_name ~ '^awspipe_'}), 2, 'each has its slot');
app(q{SELECT awspipe.drop_capture('one'); SELECT awspipe.drop_capture('two')});
ok($node->poll_until(q{SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_name ~ '^awspipe_'}), 'slots go with the captures');
is(admin('SELECT count(*) FROM pg_publication'), 0, 'and their publications');

done_testing();
