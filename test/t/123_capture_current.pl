# Current objects of captures: whoever goes by a table's list, at any time and
# while workers are killed, reads the table as one snapshot had it; and what
# nobody needs any more is deleted.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use HTTP::Tiny;
use IPC::Run;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new('s3');
my $node = PipeCluster->create('current',
	emulators => $aws,
	services => ['s3'],
	allows_streaming => 'logical',
	restart_after_crash => 1);
my $json = JSON::PP->new->canonical->utf8;
my $http = HTTP::Tiny->new;

$aws->aws_call('s3', 'PUT /lake', '');

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

# Money moves, and there is never more of it or less
admin('ALTER ROLE app REPLICATION; GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE TABLE app.account (id int PRIMARY KEY, balance int NOT NULL);
CREATE TABLE app.quiet (id int PRIMARY KEY, what text);
INSERT INTO app.account SELECT n, 100 FROM generate_series(1, 2000) AS n;
INSERT INTO app.quiet VALUES (1, 'nothing happens');
SELECT awspipe.create_s3_capture('money', 'aws', 'lake', '{app.account,app.quiet}', prefix => 'bank/', format => 'json',
	max_batch_interval => '1 s', min_file_size => 20000, max_file_size => 20000, current_interval => '1 s');
SELECT awspipe.start_capture('money');
SQL

my $work = "$PostgreSQL::Test::Utils::tmp_check/move.sql";
append_to_file($work, <<'SQL');
\set a 2 * random(1, 1000) - :client_id
\set b 2 * random(1, 1000) - :client_id
\set n random(1, 5)
BEGIN;
UPDATE app.account SET balance = balance - :n WHERE id = :a;
UPDATE app.account SET balance = balance + :n WHERE id = :b;
COMMIT;
SQL

sub object
{
	my ($key) = @_;

	return $http->get($aws->url('s3') . "/lake/$key");
}

# The table's rows by its list; nothing when a file was not there any more,
# which may be when the list is old
sub current
{
	my ($table) = @_;
	my $list = object("bank/current/app/$table/_symlink_format_manifest/manifest");
	my @rows;

	return if !$list->{success};
	foreach my $url (split /\n/, $list->{content})
	{
		my $file = object($url =~ s{^s3://lake/}{}r);

		return [] if !$file->{success};
		push @rows, map { $json->decode($_) } split /\n/, $file->{content};
	}
	return \@rows;
}

sub sum { my $sum = 0; $sum += $_->{balance} foreach @{ $_[0] }; return $sum }

ok($aws->wait_until(sub { current('account') && current('quiet') }), 'current objects are there');
is(scalar(@{ current('account') }), 2000, 'with all rows');
is_deeply(current('quiet'), [ { id => 1, what => 'nothing happens' } ], 'and columns of the table only');
# As long as it cannot be told whether all that was decoded has been read, it is read again
ok($node->poll_until(q{SELECT NOT dirty FROM awspipe.capture_table WHERE table_name = 'quiet'}), 'one that does not change is at rest');
my $quiet = admin(q{SELECT current_lsn FROM awspipe.capture_tables WHERE table_name = 'quiet'});

my $writing;
my $write = sub {
	$writing = IPC::Run::start([ $node->installed_command('pgbench'), '-n', '-c', 2, '-T', 1000, '-f', $work, '--rate', 200, $node->connstr('postgres') . ' user=app' ],
		'>', "$work.out", '2>&1');
};
my %seen;
my ($read, $wrong, $gone) = (0, 0, 0);

foreach my $round (1 .. 4)
{
	$write->();
	my $until = time() + 3;
	while (time() < $until)
	{
		my $rows = current('account') or next;
		my $lsn = object('bank/current/app/account/_symlink_format_manifest/manifest')->{content};

		$gone++, next if !@$rows;
		$read++;
		$seen{$lsn} = 1;
		$wrong++ if @$rows != 2000 || sum($rows) != 200_000;
	}
	my $pid = admin(q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgawspipe capture'});
	kill 'KILL', $pid;
	ok($node->poll_until("SELECT count(*) > 0 FROM pg_stat_activity WHERE backend_type = 'pgawspipe capture' AND pid <> $pid"), 'another worker comes');
	$writing->finish;
}
cmp_ok($read, '>', 10, "it was read $read times");
cmp_ok(scalar(keys %seen), '>', 4, 'and was another one each time');
is($wrong, 0, 'always whole');
is($gone, 0, 'and always there');

# Nothing happens any more: it is the table, and no other objects are there
my $last = admin('SELECT pg_current_wal_lsn()');
app('UPDATE app.account SET balance = balance WHERE id = 1');
ok($node->poll_until("SELECT current_lsn > '$last' AND NOT t.dirty FROM awspipe.capture_table AS t WHERE table_name = 'account'"), 'the last change is there');
is(join(' ', map { "$_->{id}:$_->{balance}" } sort { $a->{id} <=> $b->{id} } @{ current('account') }),
	app(q{SELECT string_agg(id || ':' || balance, ' ' ORDER BY id) FROM app.account}), 'it is the table');
is(admin(q{SELECT current_lsn FROM awspipe.capture_tables WHERE table_name = 'quiet'}), $quiet, 'a table that does not change is not written again');
ok( $node->poll_until(q{SELECT count(DISTINCT lsn) <= 2 FROM awspipe.capture_current JOIN awspipe.capture_table USING (capture_id, relid) WHERE table_name = 'account'}),
	'objects of one time before are kept, and no others');
is( app(q{SELECT string_agg(key, ' ' ORDER BY key) FROM awspipe.s3_list_objects('aws', 'lake', prefix => 'bank/current/app/account/part')}),
	admin(q{SELECT string_agg(key, ' ' ORDER BY key) FROM awspipe.capture_current JOIN awspipe.capture_table USING (capture_id, relid) WHERE table_name = 'account'}),
	'nothing is in the bucket that is not known');

# The same is told to who watches
is(admin(q{SELECT string_agg(metric_name || ' ' || (value >= 0), ' ' ORDER BY metric_name) FROM awspipe._metrics(current_user::regrole) WHERE dimensions = '{"Capture": "money"}'}),
	'Failed true Lag true LagBytes true RetainedBytes true Streaming true', 'metrics tell of it');
like(admin('SELECT awspipe.prometheus_metrics()'), qr/^pgawspipe_capture_streaming\{capture="money",owner="app"\} 1$/m, 'Prometheus, too');

# Emptied, it has no objects
app('TRUNCATE app.quiet');
ok($aws->wait_until(sub { my $rows = current('quiet'); $rows && !@$rows }), 'an empty table has an empty list');

# A server that is set right is gone by at once, also while requests fail
my $url = $aws->url('s3');
admin(q{ALTER SERVER aws OPTIONS (SET endpoint_url_s3 'http://127.0.0.1:1')});
app(q{INSERT INTO app.quiet VALUES (2, 'nobody listens')});
ok($node->poll_until(q{SELECT state = 'retrying' FROM awspipe.captures}), 'what cannot be put is tried again');
admin("ALTER SERVER aws OPTIONS (SET endpoint_url_s3 '$url')");
ok($aws->wait_until(sub { my $rows = current('quiet'); $rows && @$rows == 1 }), 'and is there when it can be');
ok($node->poll_until(q{SELECT state = 'streaming' AND error_code IS NULL FROM awspipe.captures}), 'all is well again');

# Nobody gets a part of a table for the table
app(q{CREATE TABLE app.secret (id int PRIMARY KEY); INSERT INTO app.secret VALUES (1), (2); ALTER TABLE app.secret ENABLE ROW LEVEL SECURITY;
	ALTER TABLE app.secret FORCE ROW LEVEL SECURITY; CREATE POLICY p ON app.secret USING (id = 1);
	SELECT awspipe.add_capture_table('money', 'app.secret')});
ok($node->poll_until(q{SELECT error_code = '42501' AND error_message ~ 'row-level security' FROM awspipe.captures}), 'a policy that hides rows is an error');
app('ALTER TABLE app.secret NO FORCE ROW LEVEL SECURITY');
ok($aws->wait_until(sub { my $rows = current('secret'); $rows && @$rows == 2 }), 'until it does not');

done_testing();
