# Captures when something is amiss: S3 that is out of order, denies or is not
# there; more WAL than may wait; slots that are gone; options, rights, servers
# and databases that change under a batch.  What comes out is complete, each
# change once, or the capture says that it is not.

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
use Session;
use Test::More;

my $aws = AwsEmulators->new('s3');
my $proxy = FaultProxy->new($aws->url('s3'));
my $node = PipeCluster->create('faults',
	endpoints => { s3 => $proxy->url },
	allows_streaming => 'logical',
	restart_after_crash => 1,
	conf => "shared_buffers = 16MB\nlogical_decoding_work_mem = 64kB\nwal_keep_size = 0\nlog_min_messages = debug1\n");
my $json = JSON::PP->new->canonical->utf8->allow_nonref;
my $timeout = $PostgreSQL::Test::Utils::timeout_default;

sub admin { return $node->safe_psql('postgres', @_) }
sub app { return $node->psql_as('app', @_) }

$aws->aws_call('s3', 'PUT /lake', '');
admin('ALTER ROLE app REPLICATION; GRANT CREATE ON DATABASE postgres TO app');

# A capture of tables of its own, which is running and has loaded them
sub create
{
	my ($name, $options, @tables) = @_;

	@tables = ($name) if !@tables;
	app("CREATE TABLE app.$_ (id int PRIMARY KEY, v text); INSERT INTO app.$_ VALUES (1, 'one'), (2, 'two')") foreach @tables;
	app("SELECT awspipe.create_s3_capture('$name', 'aws', 'lake', '{" . join(',', map { "app.$_" } @tables)
		  . "}', prefix => '$name/', max_batch_interval => '1 s'" . ($options ? ", $options" : '') . ');'
		  . " SELECT awspipe.start_capture('$name')");
	ok(is_in($name, 'streaming'), "$name streams");
	return admin("SELECT capture_id FROM awspipe.capture WHERE name = '$name'");
}

sub is_in
{
	my ($name, $state, $error) = @_;

	return $node->poll_until("SELECT state = '$state'"
		  . (defined $error ? " AND error_code = '$error' AND error_message <> ''" : $state eq 'streaming' ? ' AND error_code IS NULL' : '')
		  . " FROM awspipe.captures WHERE name = '$name'");
}

# All that has been committed by now is in the bucket, and all is well.
sub settled
{
	my ($name, $table) = @_;

	# what begins anew has a position only then
	is_in($name, 'streaming') or return 0;

	# a change that is captured follows, for the position need not hurry behind
	# what is not
	my $lsn = admin('SELECT pg_current_wal_insert_lsn()');
	app('UPDATE app.' . ($table // $name) . ' SET v = v WHERE id = 1');
	return $node->poll_until("SELECT position >= '$lsn' AND state = 'streaming' FROM awspipe.captures WHERE name = '$name'");
}

my $http = HTTP::Tiny->new;

sub keys_of
{
	my ($prefix, $bucket) = @_;

	$bucket //= 'lake';
	return split /\n/, app(qq{SELECT key FROM awspipe.s3_list_objects('aws', '$bucket', prefix => '$prefix') ORDER BY key COLLATE "C"});
}

sub content
{
	my ($key, $bucket) = @_;
	my $answer = $http->get($aws->url('s3') . '/' . ($bucket // 'lake') . "/$key");
	my $plain;

	die "$key: $answer->{status}" if !$answer->{success};
	return $answer->{content} if $key !~ /\.gz$/;
	gunzip(\$answer->{content} => \$plain, MultiStream => 1) or die "$key: $GunzipError";
	return $plain;
}

sub records
{
	my ($key, $bucket) = @_;
	my @lines = split /\n/, content($key, $bucket);

	return map { $json->decode($_) } @lines if $key =~ /\.json/;
	my @names = split /,/, shift @lines;
	# values of these tests have no commas
	return map { my @values = split /,/, $_, -1; +{ map { $names[$_] => $values[$_] } 0 .. $#names } } @lines;
}

# The files, as [ key, bucket ], rebuilt, are the table.
sub same_files
{
	my ($table, @files) = @_;
	my (%rows, %seen);
	my $wrong = 0;

	foreach my $file (@files)
	{
		foreach my $row (records(@$file))
		{
			if ($file->[0] =~ /LOAD/)
			{
				$wrong++ if $rows{ $row->{id} };
			}
			else
			{
				$wrong++ if $seen{"$row->{commit_lsn} $row->{seq}"}++;
			}
			if (($row->{Op} // 'L') eq 'T') { %rows = () }
			elsif (($row->{Op} // 'L') eq 'D') { delete $rows{ $row->{id} } }
			else { $rows{ $row->{id} } = $row->{v} }
		}
	}
	is($wrong, 0, "$table: each change is there once");
	my $there = $node->safe_psql('postgres', "SELECT id || ' ' || v FROM app.$table ORDER BY id");
	my $rebuilt = join("\n", map { "$_ $rows{$_}" } sort { $a <=> $b } keys %rows);
	ok($rebuilt eq $there, "$table: the files are the table") or diag(substr($rebuilt, 0, 500) . "\n--\n" . substr($there, 0, 500));
	return;
}

sub in_order { return sort { ($a->[0] =~ /LOAD/ ? 0 : 1) <=> ($b->[0] =~ /LOAD/ ? 0 : 1) || ($a->[0] =~ s{^[^/]*/}{}r) cmp ($b->[0] =~ s{^[^/]*/}{}r) } @_ }

sub same
{
	my ($name, $table) = @_;

	$table //= $name;
	return same_files($table, in_order(map { [ $_, 'lake' ] } keys_of("$name/app/$table/")));
}

sub health
{
	my ($name, $problem) = @_;

	return $node->poll_until("SELECT count(*) > 0 FROM awspipe.health WHERE object_type = 'capture' AND object = '$name' AND problem ~ '$problem'");
}

sub slots { my ($name) = @_; return admin("SELECT count(*) FROM pg_replication_slots WHERE slot_name ~ ('_' || (SELECT capture_id FROM awspipe.capture WHERE name = '$name') || '\$')") }

sub worker { my ($name) = @_; return admin("SELECT pid FROM pg_stat_activity WHERE application_name = 'pgawspipe capture $name'") }

sub no_worker
{
	my ($name, $why) = @_;

	return ok($node->poll_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pgawspipe capture $name'"), $why);
}

sub drop { app("SELECT awspipe.drop_capture('$_')") foreach @_; return }

sub hold { my ($match, %more) = @_; return $proxy->rules({ name => 'hold', match => $match, action => 'wait', %more }) }
sub held { return ok($aws->wait_until(sub { $proxy->fired('hold') }), "$_[0]: something is held") }

# WAL that nobody reads
sub write_wal { my ($kb) = @_; return admin("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1024)) FROM generate_series(1, $kb)") }

#
# S3 that does not answer as it should
#

create('outage', q{format => 'json'});
my %outages = (
	'503' => [ 'SlowDown', sub { $proxy->rules({ match => 'PUT /lake', action => 'status', status => 503, code => 'SlowDown' }) }, sub { $proxy->rules } ],
	'refused' => [ undef, sub { $proxy->listen(0) }, sub { $proxy->listen(1) } ],
	'403' => [ 'AccessDenied', sub { $proxy->rules({ match => 'PUT /lake', action => 'status', status => 403, code => 'AccessDenied' }) }, sub { $proxy->rules } ]);
my $n = 10;

foreach my $outage (sort keys %outages)
{
	my ($code, $begin, $end) = @{ $outages{$outage} };

	$begin->();
	app("INSERT INTO app.outage SELECT n, '$outage' FROM generate_series($n, $n + 4) AS n; UPDATE app.outage SET v = v || '.' WHERE id = 1");
	$n += 10;
	ok(is_in('outage', 'retrying', $code), "$outage: it retries, and says why")
	  or diag(app('SELECT state, error_code, error_message FROM awspipe.captures'));
	app("DELETE FROM app.outage WHERE id = $n - 8");
	ok(health('outage', 'is retrying'), "$outage: which is not well");
	$end->();
	ok(settled('outage'), "$outage: and goes on");
}
app(q{SELECT awspipe.alter_capture('outage', bucket => 'later')});
app(q{INSERT INTO app.outage VALUES (99, 'later')});
ok(is_in('outage', 'retrying', 'NoSuchBucket'), 'a bucket that is not there is waited for');
$aws->aws_call('s3', 'PUT /later', '');
ok(settled('outage'), 'until it is');
same_files('outage', in_order((map { [ $_, 'lake' ] } keys_of('outage/app/')), (map { [ $_, 'later' ] } keys_of('outage/app/', 'later'))));
drop('outage');

#
# Options that change while a batch is on its way
#

$aws->aws_call('s3', 'PUT /other', '');
create('alter', q{format => 'json'}, 'alter', 'beside');
my @alterations = (
	[ 'format', q{format => 'csv'}, 'PUT /lake/alter/app/', 2 ],
	[ 'max_file_size', q{min_file_size => 1024, max_file_size => 1024}, 'PUT /lake/alter/app/', 2 ],
	[ 'compression', q{compression => 'gzip'}, 'PUT /lake/alter/_manifests/', 1 ],
	[ 'prefix', q{prefix => 'moved/'}, 'PUT /lake/alter/_manifests/', 1, 'after' ],
	[ 'bucket', q{bucket => 'other'}, 'PUT /lake/moved/_manifests/', 1, 'after' ]);
foreach my $alteration (@alterations)
{
	my ($what, $options, $match, $nth, $when) = @$alteration;

	hold($match, nth => $nth, when => $when // 'before');
	$n += 100;
	app("BEGIN; INSERT INTO app.alter SELECT n, repeat('$what', 10) FROM generate_series($n, $n + 49) AS n; INSERT INTO app.beside SELECT n, '$what' FROM generate_series($n, $n + 49) AS n; COMMIT");
	held($what);
	my $pid = worker('alter');
	app("SELECT awspipe.alter_capture('alter', $options)");
	ok($node->poll_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid"), "$what: its worker leaves");
	$proxy->rules();
	ok(settled('alter', 'beside'), "$what: it goes on");
}
my @all = ((map { [ $_, 'lake' ] } keys_of('alter/'), keys_of('moved/')), (map { [ $_, 'other' ] } keys_of('moved/', 'other')));
is(join("\n", map { join ' ', reverse @$_ } grep { $_->[0] !~ /_manifests/ } @all),
	admin(q{SELECT string_agg(bucket || ' ' || key, E'\n' ORDER BY bucket, key COLLATE "C") FROM awspipe.capture_files WHERE capture = 'alter'}),
	'files are where they are said to be, and no others');
foreach my $table ('alter', 'beside')
{
	same_files($table, in_order(grep { $_->[0] =~ m{/app/$table/} } @all));
}
my %manifested = map { $_->{key} => 1 } map { @{ $json->decode(content(@$_))->{files} } } grep { $_->[0] =~ /_manifests/ } @all;
is(join(' ', sort keys %manifested), join(' ', sort grep { !/LOAD/ } map { $_->[0] } grep { $_->[0] !~ /_manifests/ } @all), 'manifests name them, and no others');
drop('alter');

#
# More WAL than may wait
#

my $offset = -s $node->logfile;
create($_, q{format => 'json', maximum_lag => 1048576, on_lag => '} . ($_ eq 'pausing' ? 'pause' : 'drop') . q{'}) foreach 'pausing', 'dropping', 'stopped';
$proxy->rules({ match => 'PUT /lake/pausing/', action => 'status', status => 503, code => 'SlowDown' },
	{ match => 'PUT /lake/dropping/', action => 'status', status => 503, code => 'SlowDown' });
app(q{SELECT awspipe.stop_capture('stopped')});
app("INSERT INTO app.$_ VALUES (3, 'three')") foreach 'pausing', 'dropping', 'stopped';
ok(is_in($_, 'retrying', 'SlowDown'), "$_ retries") foreach 'pausing', 'dropping';
write_wal(700);
ok(health($_, 'more than half'), "$_: health warns at half") foreach 'pausing', 'dropping', 'stopped';
is(slots('stopped'), 1, 'one that is stopped has a slot');
write_wal(700);
ok(is_in('pausing', 'paused'), 'one pauses');
no_worker('pausing', 'and has no worker');
is(slots('pausing'), 1, 'but its slot');
ok(health('pausing', 'is paused'), 'which is not well');
ok(is_in($_, 'lost'), "$_ is lost") foreach 'dropping', 'stopped';
ok($node->poll_until("SELECT " . slots($_) . " = 0"), "$_ has no slot") foreach 'dropping', 'stopped';
ok(health('dropping', 'has lost'), 'which is not well, either');
my $files = join ' ', keys_of('dropping/');
$proxy->rules();
app("INSERT INTO app.$_ VALUES (4, 'four')") foreach 'pausing', 'dropping', 'stopped';
like($node->error_as('app', q{SELECT awspipe.start_capture('dropping')}), qr/55000.*lost.*resync_capture/s, 'what is lost does not start');
is(worker('pausing'), '', 'what is paused stays so');
my $started = () = substr(slurp_file($node->logfile), $offset) =~ /:  registering background worker "pgawspipe capture pausing"/g;
is($started, 1, 'and no worker is started to find that out');
app(q{SELECT awspipe.start_capture('pausing')});
ok(settled('pausing'), 'until it is started');
same('pausing');
is(slots('dropping') . join(' ', keys_of('dropping/')), "0$files", 'what is lost puts nothing');
app(q{SELECT awspipe.resync_capture('dropping')});
ok(settled('dropping'), 'until it is to begin anew');
same_files('dropping', in_order(map { [$_] } keys_of('dropping/app/dropping/epoch2/')));
app(q{SELECT awspipe.resync_capture('stopped'); SELECT awspipe.start_capture('stopped')});
ok(settled('stopped'), 'so does the one that was stopped');
same_files('stopped', in_order(map { [$_] } keys_of('stopped/app/stopped/epoch2/')));

#
# Slots that are gone
#

$offset = -s $node->logfile;
app(q{SELECT awspipe.stop_capture('pausing')});
no_worker('pausing', 'it stops');
admin(q{SELECT pg_drop_replication_slot(slot_name) FROM awspipe.captures WHERE name = 'pausing'});
app(q{SELECT awspipe.start_capture('pausing')});
ok(is_in('pausing', 'lost'), 'a slot that somebody drops is lost');
ok($node->wait_for_log(qr/WARNING:  capture "pausing" is lost: .*\n.*HINT:  SELECT awspipe\.resync_capture\('pausing'\)/, $offset), 'the log says so, and what to do');
is(slots('pausing'), 0, 'and it is not made again');
$offset = -s $node->logfile;
hold('PUT /lake/dropping/');
app(q{INSERT INTO app.dropping VALUES (5, 'five')});
held('dropping');
admin(q{SELECT awspipe.stop_capture('stopped')});
admin(q{ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'; SELECT pg_reload_conf()});
admin(q{SELECT pg_switch_wal(); CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 3); SELECT pg_switch_wal(); DROP TABLE filler; SELECT pg_switch_wal(); CREATE TABLE filler (); SELECT pg_switch_wal()});
admin('CHECKPOINT');
$proxy->rules();
ok(is_in('dropping', 'lost'), 'so is one whose WAL is gone');
ok($node->wait_for_log(qr/capture "dropping" is lost.*\n.*HINT:  SELECT awspipe\.resync_capture/, $offset), 'with the same words');
admin(q{ALTER SYSTEM RESET max_slot_wal_keep_size; SELECT pg_reload_conf()});
app(q{SELECT awspipe.resync_capture('dropping')});
ok(settled('dropping'), 'it begins anew');
same_files('dropping', in_order(map { [$_] } keys_of('dropping/app/dropping/epoch3/')));
drop('pausing', 'dropping', 'stopped');

done_testing();
