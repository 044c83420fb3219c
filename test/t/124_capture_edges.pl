# Captures at their edges: small and large files, transactions larger than
# memory, an inbox whose insertions alone are wanted, rights that are taken
# away, and the end: of a worker, the extension, the database and the server.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use HTTP::Tiny;
use IO::Uncompress::Gunzip qw(gunzip $GunzipError);
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

# What is held back in the transaction's memory, the buffers, and what a part of
# an upload and zlib need; the transaction is many times as large
my $growth_limit_kb = 48 * 1024;

my $aws = AwsEmulators->new('s3');
my $proxy = FaultProxy->new($aws->url('s3'));
my $node = PipeCluster->create('edges',
	endpoints => { s3 => $proxy->url },
	allows_streaming => 'logical',
	restart_after_crash => 1,
	conf => "shared_buffers = 16MB\nlogical_decoding_work_mem = 64kB\nmax_replication_slots = 20\n");
my $json = JSON::PP->new->canonical->utf8->allow_nonref;
my $dir = $PostgreSQL::Test::Utils::tmp_check;

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

$aws->aws_call('s3', 'PUT /lake', '');
admin('ALTER ROLE app REPLICATION; GRANT CREATE ON DATABASE postgres TO app');

sub create
{
	my ($name, $options) = @_;

	app("SELECT awspipe.create_s3_capture('$name', 'aws', 'lake', '{app.$name}', prefix => '$name/', max_batch_interval => '1 s', $options);"
		  . " SELECT awspipe.start_capture('$name')");
	ok(is_in($name, 'streaming'), "$name streams");
	return;
}

sub is_in
{
	my ($name, $state, $error) = @_;

	return $node->poll_until("SELECT state = '$state' AND "
		  . (defined $error ? "error_message ~ '$error'" : $state eq 'streaming' ? 'error_code IS NULL' : 'true')
		  . " FROM awspipe.captures WHERE name = '$name'");
}

# What that statement does, and all before, is in the bucket.  A change that is
# captured follows, for the position need not hurry behind what is not.
sub settled
{
	my ($name, $statement, $nudge) = @_;

	app($statement);
	my $lsn = admin('SELECT pg_current_wal_insert_lsn()');
	app($nudge // "UPDATE app.$name SET v = v WHERE id = (SELECT max(id) FROM app.$name)");
	return ok($node->poll_until("SELECT position >= '$lsn' AND state = 'streaming' FROM awspipe.captures WHERE name = '$name'"), "$name: all of it is in the bucket");
}

sub keys_of
{
	my ($prefix, $on) = @_;

	return split /\n/, ($on // $node)->safe_psql('postgres', qq{SET ROLE app; SELECT key FROM awspipe.s3_list_objects('aws', 'lake', prefix => '$prefix') ORDER BY key COLLATE "C"});
}

my $http = HTTP::Tiny->new;

sub content
{
	my ($key) = @_;
	my $answer = $http->get($aws->url('s3') . "/lake/$key");
	my $plain;

	die "$key: $answer->{status}" if !$answer->{success};
	return $answer->{content} if $key !~ /\.gz$/;
	gunzip(\$answer->{content} => \$plain, MultiStream => 1) or die "$key: $GunzipError";
	return $plain;
}

sub lines_of { return map { split /\n/, content($_) } keys_of(@_) }
sub worker { my ($name) = @_; return admin("SELECT pid FROM pg_stat_activity WHERE application_name = 'pgawspipe capture $name'") }

sub gone
{
	my ($query, $name, $seconds, $do) = @_;
	my $start = time;

	$do->();
	ok($node->poll_until($query), $name);
	cmp_ok(time - $start, '<', $seconds, "$name: within seconds");
	return;
}

sub hold { my ($match) = @_; return $proxy->rules({ name => 'hold', match => $match, action => 'wait' }) }
sub held { return ok($aws->wait_until(sub { $proxy->fired('hold') }), 'an object is on its way') }

#
# Small files of CSV, compressed, by the hour: PostgreSQL itself reads them
#

app(<<'SQL');
CREATE TABLE app.small (id int PRIMARY KEY, v text, n numeric, t timestamptz, a int[]);
INSERT INTO app.small SELECT n, CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN E'a "quoted", ' || n ELSE E'two\r\nlines ' || n END, n / 3.0, now(), ARRAY[n, NULL] FROM generate_series(1, 100) AS n;
SQL
create('small', q{compression => 'gzip', date_partition => 'YYYY/MM/DD/HH', min_file_size => 1024, max_file_size => 1024});
app(<<'SQL');
INSERT INTO app.small SELECT n, CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN E'more "quoted", ' || n ELSE E'more\nlines ' || n END, n / 7.0, now(), '{}' FROM generate_series(101, 400) AS n;
BEGIN;
UPDATE app.small SET v = v || ', again' WHERE id % 3 = 0;
DELETE FROM app.small WHERE id % 7 = 0;
COMMIT;
SQL
settled('small', q{UPDATE app.small SET v = E'\\.' WHERE id = 1});

my @files = keys_of('small/app/small/');
my @loads = grep { m{/LOAD\d+\.csv\.gz$} } @files;
my @changes = grep { m{^small/app/small/\d{4}/\d\d/\d\d/\d\d/CDC-[-0-9A-F]+\.csv\.gz$} } @files;
my $read = 'CREATE TABLE small_read (file text, place serial, "Op" text, commit_ts timestamptz, commit_lsn pg_lsn, seq bigint, xid text, LIKE app.small, _unchanged text, _old_key text);';
my $headers = 0;

cmp_ok(scalar(@loads), '>', 3, 'the load is cut');
is(scalar(@loads) + scalar(@changes), scalar(@files), 'keys are as they should be');
foreach my $key (@loads, @changes)
{
	my $file = "$dir/small" . ++$headers;
	my $columns = $key =~ /LOAD/ ? 'id, v, n, t, a' : '"Op", commit_ts, commit_lsn, seq, xid, id, v, n, t, a, _unchanged, _old_key';
	my $content = content($key);

	$headers = -1000 if $content !~ /^\Q@{[ $columns =~ s{[" ]}{}gr ]}\E\r?\n/;
	append_to_file($file, $content);
	$read .= qq{COPY small_read ($columns) FROM '$file' (FORMAT csv, HEADER); UPDATE small_read SET file = '$key' WHERE file IS NULL;};
}
cmp_ok($headers, '>', 0, 'each file has a line of names');
admin($read);
is(admin('SELECT count(*) FROM (SELECT xid FROM small_read WHERE xid IS NOT NULL GROUP BY xid HAVING count(DISTINCT file) > 5) AS x'), 2, 'transactions are in many files');
is(admin(q{SELECT count(*) FROM (SELECT (commit_lsn, seq) <= lag((commit_lsn, seq)) OVER (ORDER BY place) AS wrong FROM small_read WHERE commit_lsn IS NOT NULL) AS c WHERE wrong}), 0, 'keys are in the order of commits, each change is there once');
is(admin(q{SELECT count(*) FROM small_read WHERE commit_ts IS NOT NULL AND file NOT LIKE '%/' || to_char(commit_ts AT TIME ZONE 'UTC', 'YYYY/MM/DD/HH') || '/CDC%'}), 0, 'in the hour of the commit');
my $latest = q{SELECT id, v, n, t, a FROM (SELECT DISTINCT ON (id) * FROM small_read ORDER BY id, place DESC) AS r WHERE "Op" IS DISTINCT FROM 'D'};
is(admin("SELECT count(*) FROM (($latest EXCEPT SELECT * FROM app.small) UNION ALL (SELECT * FROM app.small EXCEPT ($latest))) AS d"), 0, 'what is read is the table');

#
# Stopped and started
#

app(q{SELECT awspipe.stop_capture('small')});
ok(is_in('small', 'disabled'), 'it stops');
ok($node->poll_until(q{SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pgawspipe capture small'}), 'with its worker');
app(q{UPDATE app.small SET v = 'while it was stopped' WHERE id = 2});
app(q{SELECT awspipe.start_capture('small')});
settled('small', q{UPDATE app.small SET v = 'afterwards' WHERE id = 2});
my %before = map { $_ => 1 } @files;
my @after = map { split /\n/, content($_) } grep { !$before{$_} } keys_of('small/app/small/');
is(join(' ', map { /^U,.*,2,(\w+)/ ? $1 : () } @after), 'while afterwards', 'and goes on from there')
  or diag(explain(\@after));

#
# A transaction that is larger than memory
#

app('CREATE TABLE app.big (id int PRIMARY KEY, v text)');
create('big', q{format => 'json', compression => 'gzip'});

sub peak { my ($pid) = @_; return slurp_file("/proc/$pid/status") =~ /VmHWM:\s+(\d+)/ ? $1 : die }

settled('big', q{INSERT INTO app.big VALUES (0, 'small')});
my $pid = worker('big');
my $small = peak($pid);
hold('/lake/big/');
app('INSERT INTO app.big SELECT n, repeat(md5(n::text), 16) FROM generate_series(1, 200000) AS n');
ok($node->poll_until('SELECT count(*) > 0 FROM pg_ls_tmpdir()'), 'it goes to temporary files');
kill 'KILL', $pid;
ok($node->poll_until("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'pgawspipe capture big' AND pid <> $pid"), 'killed, another one comes');
$proxy->rules();
settled('big', q{INSERT INTO app.big VALUES (-1, 'small')});
cmp_ok(peak(worker('big')) - $small, '<', $growth_limit_kb, 'in memory that has a limit');
note 'grown by kB: ', peak(worker('big')) - $small;
my ($lines, $wrong, %seen) = (0, 0);
foreach my $key (keys_of('big/app/big/CDC'))
{
	foreach my $line (split /\n/, content($key))
	{
		# the change that follows
		next if $line =~ /"Op":"U"/;
		$lines++;
		$wrong++ if $line !~ /"seq":(\d+),.*"id":(-?\d+)/ || $seen{$2}++ || ($2 > 0 && $1 != $2);
	}
}
is("$lines $wrong", '200002 0', 'each row is there once, in order');
is(admin('SELECT count(*) FROM pg_ls_tmpdir()'), 0, 'no temporary file is left');
app(q{SELECT awspipe.drop_capture('big')});

#
# An inbox: what is inserted, and no more
#

app('CREATE TABLE app.inbox (id int, body jsonb); INSERT INTO app.inbox VALUES (0, NULL)');
create('inbox', q{format => 'json', inserts_only => true, op_column => NULL, timestamp_column => NULL, initial_load => false});
app(q{INSERT INTO app.inbox SELECT n, jsonb_build_object('n', n, 't', E'x\ny') FROM generate_series(1, 20) AS n});
app('UPDATE app.inbox SET id = 100 + id WHERE id < 5; DELETE FROM app.inbox WHERE id > 15; TRUNCATE app.inbox');
settled('inbox', 'INSERT INTO app.inbox VALUES (21, NULL)', 'INSERT INTO app.inbox VALUES (22)');
is(join("\n", map { $json->encode($json->decode($_)) } grep { !/"id":22,/ } lines_of('inbox/app/')),
	join("\n", (map { $json->encode({ id => $_, body => { n => $_, t => "x\ny" } }) } 1 .. 20), $json->encode({ id => 21, body => undef })),
	'rows are as they were inserted');
app('CREATE TABLE app.turns (id int PRIMARY KEY, v text)');
create('turns', q{format => 'json'});
app(q{SELECT awspipe.stop_capture('turns')});
app(q{INSERT INTO app.turns VALUES (1, 'one'); UPDATE app.turns SET v = 'two'; DELETE FROM app.turns; TRUNCATE app.turns});
app(q{SELECT awspipe.alter_capture('turns', inserts_only => true, op_column => '', timestamp_column => ''); SELECT awspipe.start_capture('turns')});
settled('turns', q{INSERT INTO app.turns VALUES (3, 'three')}, q{INSERT INTO app.turns VALUES (4, 'four')});
is(join(' ', grep { !/four/ } lines_of('turns/app/')), '{"id":1,"v":"one"} {"id":3,"v":"three"}', 'also of what was changed before it was one');
app(q{SELECT awspipe.drop_capture('inbox'), awspipe.drop_capture('turns')});

#
# Rights that are taken away; nothing of a row is in the log
#

app(q{CREATE TABLE app.rights (id int PRIMARY KEY, v text); INSERT INTO app.rights VALUES (1, upper('secret') || 'ROW')});
create('rights', q{format => 'json'});

foreach my $case (
	[ 'ALTER ROLE app NOREPLICATION', 'ALTER ROLE app REPLICATION', 'may not own a capture any more' ],
	[ 'REVOKE USAGE ON FOREIGN SERVER aws FROM app', 'GRANT USAGE ON FOREIGN SERVER aws TO app', 'permission denied for foreign server aws' ],
	[ 'ALTER TABLE app.rights OWNER TO postgres', 'ALTER TABLE app.rights OWNER TO app', 'does not own table "app.rights" any more' ])
{
	my ($take, $give, $message) = @$case;
	my $superuser = admin('SELECT quote_ident(current_user)');

	admin($take =~ s/TO postgres/TO $superuser/r);
	ok(is_in('rights', 'retrying', $message), "$take: it says what is missing")
	  or diag(admin(q{SELECT state, error_message FROM awspipe.captures WHERE name = 'rights'}));
	is(admin(q{SELECT error_code FROM awspipe.captures WHERE name = 'rights'}), '42501', 'and of which kind that is');
	admin(q{INSERT INTO app.rights SELECT max(id) + 1, upper('secret') || 'ROW' FROM app.rights});
	admin($give);
	settled('rights', q{UPDATE app.rights SET v = upper('secret') || 'ROW' WHERE id = 1});
}
is(scalar(grep { /"Op":"I"/ } lines_of('rights/app/rights/CDC')), 3, 'and afterwards goes on');
unlike(slurp_file($node->logfile), qr/SECRETROW/, 'no row is in the log');

#
# Another server: promoted, or made from a backup
#

sub begins_anew
{
	my ($other, $prefix) = @_;

	ok($other->poll_query_until('postgres', q{SELECT state = 'lost' FROM awspipe.captures WHERE name = 'rights'}), "$prefix: the capture is lost")
	  or diag($other->safe_psql('postgres', 'SELECT name, state, error_message FROM awspipe.captures'));
	ok($other->wait_for_log(qr/WARNING:  capture "rights" is lost: .*\n.*HINT:  SELECT awspipe\.resync_capture\('rights'\)/), "$prefix: and the log says what to do");
	is($other->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), 0, "$prefix: there is no slot");
	$other->safe_psql('postgres', "SET ROLE app; SELECT awspipe.alter_capture('rights', prefix => '$prefix/'); SELECT awspipe.resync_capture('rights')");
	$other->safe_psql('postgres', "SET ROLE app; INSERT INTO app.rights VALUES (1000, '$prefix')");
	ok($other->poll_query_until('postgres', q{SELECT state = 'streaming' FROM awspipe.captures WHERE name = 'rights'}), "$prefix: it begins anew");
	$other->safe_psql('postgres', "SET ROLE app; UPDATE app.rights SET v = 'changed' WHERE id = 1000");
	my $lsn = $other->safe_psql('postgres', 'SELECT pg_current_wal_insert_lsn()');
	$other->safe_psql('postgres', 'SET ROLE app; UPDATE app.rights SET v = v WHERE id = 1000');
	ok($other->poll_query_until('postgres', "SELECT position >= '$lsn' FROM awspipe.captures WHERE name = 'rights'"), "$prefix: and follows");
	my %rows;
	foreach my $key (sort { ($a =~ /LOAD/ ? 0 : 1) <=> ($b =~ /LOAD/ ? 0 : 1) || $a cmp $b } keys_of("$prefix/app/rights/epoch2/", $other))
	{
		$rows{ $_->{id} } = $_->{v} foreach map { $json->decode($_) } split /\n/, content($key);
	}
	is(join(' ', map { "$_ $rows{$_}" } sort { $a <=> $b } keys %rows),
		$other->safe_psql('postgres', q{SELECT string_agg(id || ' ' || v, ' ' ORDER BY id) FROM app.rights}), "$prefix: the new directory, read alone, is the table");
	return;
}

$node->backup('backup');
my $standby = PipeCluster->new('standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
my $restored = PipeCluster->new('restored');
$restored->init_from_backup($node, 'backup');
$restored->start;
begins_anew($restored, 'restored');
$restored->stop('immediate');
$node->wait_for_catchup($standby);
is($standby->safe_psql('postgres', q{SELECT state FROM awspipe.captures WHERE name = 'rights'}), 'streaming', 'on a standby it streams elsewhere');
$standby->promote;
begins_anew($standby, 'promoted');
$standby->stop('immediate');

#
# The end, while an object is on its way
#

admin('CREATE DATABASE side');
$node->safe_psql('side', 'CREATE EXTENSION pgawspipe; CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region \'us-east-1\', endpoint_url_s3 \'' . $proxy->url . '\');
	GRANT USAGE ON FOREIGN SERVER aws TO app; GRANT CREATE ON DATABASE side TO app; CREATE SCHEMA AUTHORIZATION app;
	CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id \'AKIDTEST\', secret_access_key \'not a secret\')');
hold('PUT /lake/side/');
$node->safe_psql('side', q{CREATE TABLE app.side (id int PRIMARY KEY); INSERT INTO app.side VALUES (1); SELECT awspipe.create_s3_capture('side', 'aws', 'lake', '{app.side}', prefix => 'side/'); SELECT awspipe.start_capture('side')},
	extra_params => [ '-U', 'app' ]);
held();
gone(q{SELECT count(*) = 0 FROM pg_replication_slots WHERE database = 'side'}, 'a database is dropped', 15, sub { admin('DROP DATABASE side') });
hold('PUT /lake/rights/');
app(q{UPDATE app.rights SET v = 'the last one'});
held();
gone(q{SELECT (SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_type = 'logical') AND (SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type ~ '^pgawspipe capture')},
	'the extension is dropped', 15, sub { admin('DROP EXTENSION pgawspipe CASCADE') });

done_testing();
