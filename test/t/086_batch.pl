# The batch pipeline from one end to the other: hours are generated, written to
# S3, loaded from there into DynamoDB and closed exactly once, while backends
# are killed at every step, the server is stopped and AWS cannot be reached.
#
# At the end of each part the table at DynamoDB is compared with what the hours
# and the files in the bucket must have led to.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use IO::Compress::Gzip qw(gzip $GzipError);
use JSON::PP;
use PipeCluster;
use Session;
use Test::More;
use Time::HiRes qw(time);
use Workers;

my $aws = AwsEmulators->new(qw(s3 dynamodb));
my $s3 = FaultProxy->new($aws->url('s3'));
my $dynamodb = FaultProxy->new($aws->url('dynamodb'));
my $node = PipeCluster->create(
	'batch',
	endpoints => { s3 => $s3->url, dynamodb => $dynamodb->url },
	restart_after_crash => 1);
my $json = JSON::PP->new->canonical;

# The emulator overlooks parts that have a checksum
my $edit = { name => 'edit', body => '<CompleteMultipartUpload', action => 'edit',
	remove => '<ChecksumCRC32C>[^<]*</ChecksumCRC32C>' };

sub app { return $node->psql_as('app', @_) }

sub value { return $node->safe_psql('postgres', @_) }

# Time taken since the last call
my $mark = time();

sub lap
{
	my ($what) = @_;

	note sprintf('%s: %.1f s', $what, time() - $mark);
	$mark = time();
	return;
}

# Calls a procedure and returns what it has to say; dies when it fails.
sub call
{
	my ($procedure) = @_;
	my (undef, undef, $stderr) = $node->psql('postgres', "CALL batch.$procedure",
		on_error_die => 1, extra_params => [ '-U', 'app' ]);

	return $stderr;
}

sub back_fill { return call(sprintf("back_fill('%s', '%s')", @_)) }

sub put
{
	my ($key, $content) = @_;

	$aws->aws_call('s3', "PUT /shop/" . $key =~ s/ /%20/gr, $content);
	return;
}

#
# What there must be
#

my %dropped;

# Ids of the orders in a file that is dropped into the bucket
sub drop
{
	my ($key, $ids, $content) = @_;

	put($key, $content);
	$dropped{$_} = 1 foreach @$ids;
	return;
}

sub expected_items
{
	my $generated = app(q{
		SELECT t.item ->> 'order_id'
		FROM batch.run AS r, batch.orders(r.seed, r.hour, 1, r.rows_planned, (SELECT invalid_share FROM batch.setting)) AS o,
			batch.transform(o.content) AS t
		WHERE r.step = 'closed' AND t.reason IS NULL
	});

	return [ sort split(/\n/, $generated), keys %dropped ];
}

sub items
{
	my $scan = { TableName => 'orders', ProjectionExpression => 'order_id' };
	my @ids;

	do
	{
		my $page = $aws->aws_call('dynamodb', 'Scan', $scan);

		push @ids, map { $_->{order_id}{S} // $_->{order_id}{N} } @{ $page->{Items} };
		$scan->{ExclusiveStartKey} = $page->{LastEvaluatedKey};
	} while ($scan->{ExclusiveStartKey});
	return [ sort @ids ];
}

sub all_is_well
{
	my ($name) = @_;

	is_deeply(items(), expected_items(), "$name: DynamoDB holds every order, and no other");
	is(app(q{
			SELECT string_agg(r::text, chr(10)) FROM batch.run AS r
			WHERE step <> 'closed' OR rows_read <> rows_loaded + rows_rejected OR rows_generated <> rows_written
				OR rows_rejected <> (SELECT count(*) FROM batch.rejection AS j WHERE j.hour = r.hour)
				OR (started_at, generated_at, written_at, listed_at, loaded_at, closed_at) IS NULL
		}), '', "$name: the numbers of every hour add up");
	is(app(q{SELECT (SELECT count(*) FROM batch.staged_row) + (SELECT count(*) FROM batch.chunk) + (SELECT count(*) FROM batch.item_key)}),
		0, "$name: nothing is left over");
	lap($name);
	return;
}

#
# Deploy
#

value('GRANT CREATE ON DATABASE postgres TO app');
app('CREATE SCHEMA batch; CREATE EXTENSION pgawspipe_batch SCHEMA batch');
for (1 .. 2)
{
	app(q{SELECT batch.deploy('aws', 'shop', start_hour => now() - interval '5 hours')});
}
is(app(q{SELECT start_hour = date_trunc('hour', now(), 'UTC') - interval '5 hours' FROM batch.setting}), 't', 'deployed twice, it is deployed');
is(($aws->aws_try('s3', 'GET /shop?list-type=2'))[0]{status}, 200, 'there is a bucket');
app(q{SELECT batch.deploy('aws', 'shop')});
is(app(q{SELECT start_hour < date_trunc('hour', now(), 'UTC') FROM batch.setting}), 't', 'once more, it begins where it began');
value(q{ALTER SERVER aws OPTIONS (SET region 'eu-central-1')});
app(q{SELECT awspipe.ensure_bucket('aws', 'elsewhere', 'batch')});
value(q{ALTER SERVER aws OPTIONS (SET region 'us-east-1')});
is_deeply([ map { $_->{body} =~ m{<LocationConstraint>([^<]*)<} ? $1 : '-' } grep { $_->{operation} =~ /^PUT [^?]*$/ } $s3->journal ],
	[ '-', 'eu-central-1' ], 'a bucket is made once, in the region of its server');
app(q{UPDATE batch.setting SET rows_per_hour = 300, rows_per_object = 130, lines_per_chunk = 50, invalid_share = 0.05});

#
# Hours that are due
#

my $now = app(q{SELECT date_trunc('hour', now(), 'UTC')});

like(back_fill(map { app("SELECT '$now'::timestamptz - interval '$_ hours'") } 5, 3), qr/^$/, 'two hours are closed');
is(app('SELECT count(*), sum(rows_generated), sum(objects), sum(rows_read) FROM batch.run'), '2|600|6|600', 'in three objects each');
like(app('SELECT min(key) FROM batch.object'), qr{^orders/dt=\d{4}-\d\d-\d\d/hour=\d\d/part-0001\.json\.gz$}, 'where others find them');
call('run_due()');
is(app(qq{SELECT count(*) FROM batch.run WHERE hour >= '$now'::timestamptz - interval '3 hours' AND hour < '$now'}), 3, 'after three hours without a run, these are closed');
is(app('SELECT count(*), count(DISTINCT hour), max(attempts), min(rows_generated) FROM batch.run') =~ s/^(\d+)\|\1\|/same|/r,
	'same|1|300', 'each of them once');
is(app('SELECT bool_and(closed_at > lag) FROM (SELECT closed_at, lag(closed_at) OVER (ORDER BY hour) FROM batch.run) AS s'), 't', 'one after another');
my $closed = app('SELECT count(*) FROM batch.run');
$s3->clear_journal;
call('run_due()');
is(app('SELECT count(*) FROM batch.run'), $closed, 'called again, nothing is due');
is(scalar($s3->journal), 0, 'and nothing is asked');
all_is_well('hours that are due');

#
# Files that others drop
#

sub order
{
	my ($id, %more) = @_;

	return $json->encode(
		{
			order_id => $id,
			customer => { id => 'C', country => 'DE' },
			product => { id => 'P' },
			quantity => 1,
			price => '9.90',
			amount => 9.9,
			channel => 'app',
			ordered_at => '2020-01-01T12:00:00Z',
			%more
		}) . "\n";
}

sub gzipped
{
	my ($content) = @_;
	my $compressed;

	gzip(\$content => \$compressed) or die $GzipError;
	return $compressed;
}

# What became of a file: state, and its rejections
sub fate
{
	my ($key) = @_;

	return app(qq{
		SELECT concat_ws(' ', state, line_number, rows_loaded, rows_rejected, rows_repeated)
			|| coalesce((SELECT string_agg(': ' || line_number || ' ' || reason, '' ORDER BY line_number)
				FROM batch.rejection AS r WHERE r.key = o.key AND r.etag = o.etag), '')
		FROM batch.object AS o WHERE key = '$key'
	});
}

app('UPDATE batch.setting SET max_line_bytes = 100000, lines_per_chunk = 3');
drop('orders/mixed.json', [qw(M1 M2 M3 M4)],
	order('M1') . "not JSON\n" . order('M2') . "\n" . order('bad', quantity => 0) . order('M3')
	  . "\xff\xfe\n" . order('long', note => 'x' x 300_000) . order('M4') . '{"order_id": "cut');
drop('orders/by others/without end.jsonl', ['E1'], order('E1') =~ s/\n//r);
drop('orders/2026/deep.json.gz', [ map { "Z$_" } 1 .. 20 ], gzipped(join '', map { order("Z$_") } 1 .. 20));
put('orders/empty.json', '');
put('orders/folder/', '');
put('elsewhere/other.json', order('other'));
my $whole = gzipped(join '', map { order("T$_", note => join '', map { chr(97 + int(rand(26))) } 1 .. 200) } 1 .. 100);
put('orders/truncated.json.gz', substr($whole, 0, length($whole) / 2));
back_fill('2020-01-01 00:00Z', '2020-01-01 01:00Z');
like(fate('orders/mixed.json'),
	qr/^loaded 10 4 6 0: 2 [^:]*: 4 line is empty: 5 quantity is less than 1: 7 invalid UTF-8[^:]*: 0xff: 8 [^:]*: 10 [^:]*$/,
	'of a file with bad lines the good ones are loaded, the rest is set aside with its reason');
is(fate('orders/by others/without end.jsonl'), 'loaded 1 1 0 0', 'a last line needs no end');
is(fate('orders/2026/deep.json.gz'), 'loaded 20 20 0 0', 'a compressed file is loaded, wherever it is');
is(fate('orders/empty.json'), 'loaded 0 0 0 0', 'so is an empty one');
my ($lines, $good, $bad) = fate('orders/truncated.json.gz') =~ /^loaded (\d+) (\d+) (\d+) 0: \d+ .+/;
ok($good > 10 && $bad == 1 && $lines == $good + 1, 'a file that is cut off is loaded up to there, and says so')
  or diag(fate('orders/truncated.json.gz'));
$dropped{"T$_"} = 1 foreach 1 .. $good // 0;
is(app('SELECT count(*) FROM batch.object WHERE part IS NULL'), 5, 'folders and what is elsewhere are none of ours');
is(app(q{SELECT length(line) FROM batch.rejection WHERE key = 'orders/mixed.json' AND line_number = 2}), 8, 'a rejected line is kept');
is(app(q{SELECT line IS NULL AND length(raw) BETWEEN 1 AND 1024 FROM batch.rejection WHERE key = 'orders/mixed.json' AND line_number = 8}),
	't', 'of one that is too long, its beginning');
all_is_well('files of others');

# Unchanged, changed, and changed back
$s3->clear_journal;
put('orders/mixed.json', order('M1', quantity => 7) . order('M5'));
$dropped{M5} = 1;
back_fill('2020-01-01 01:00Z', '2020-01-01 02:00Z');
is(fate('orders/mixed.json'), 'loaded 2 2 0 0', 'a file that has changed is loaded again');
is(app(q{SELECT hour = '2020-01-01 01:00Z' FROM batch.object WHERE key = 'orders/mixed.json'}), 't', 'by the run that sees it');
is(scalar(grep { $_->{operation} =~ m{^GET /shop/orders/} && $_->{operation} !~ m{mixed|hour(=|%3D)01} } $s3->journal), 0, 'others are not even read');
put('orders/empty.json', order('M6'));
$dropped{M6} = 1;
back_fill('2020-01-01 02:00Z', '2020-01-01 03:00Z');
is(fate('orders/empty.json'), 'loaded 1 1 0 0', 'so is one that was empty');
put('orders/empty.json', '');
back_fill('2020-01-01 03:00Z', '2020-01-01 04:00Z');
is(fate('orders/empty.json'), 'loaded 0 0 0 0', 'and is again');
all_is_well('changed files');

# A key twice
drop('orders/twice.json', [qw(D1 D2)], order('D1') . order('D2') . order('D1', quantity => 5) . order('D1', quantity => 6) . order('D2'));
back_fill('2020-01-01 04:00Z', '2020-01-01 05:00Z');
is(fate('orders/twice.json'), 'loaded 5 5 0 3', 'rows that repeat a key are counted');
is($aws->aws_call('dynamodb', 'GetItem', { TableName => 'orders', Key => { order_id => { S => 'D1' } } })->{Item}{quantity}{N}, 6, 'the last one stays');
is(app(q{SELECT rows_loaded - rows_repeated FROM batch.run WHERE hour = '2020-01-01 04:00Z'}),
	app(q{SELECT 2 + count(*) FROM batch.orders(1, '2020-01-01 04:00Z', 1, 300, 0.05) AS o, batch.transform(o.content) AS t WHERE reason IS NULL}),
	'and items are rows without these');

# What DynamoDB refuses
app(q{UPDATE batch.setting SET rows_per_hour = 0; UPDATE batch.mapping SET path = '{quantity}', pattern = NULL, type = 'integer' WHERE attribute = 'order_id'});
put('orders/refused.json', join '', map { order("R$_") } 1 .. 4);
back_fill('2020-01-01 05:00Z', '2020-01-01 06:00Z');
like(fate('orders/refused.json'), qr/^loaded 4 0 4 [0-3]: 1 DynamoDB refused the item: ValidationException: [^;]*: 4 DynamoDB refused/, 'an item that DynamoDB refuses is a rejection');
is(app('SELECT rows_generated, rows_written FROM batch.run WHERE rows_planned = 0'), '0|0', 'an hour without rows is closed too');
app(q{
	SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters;
	UPDATE batch.mapping SET path = '{order_id}', type = 'string' WHERE attribute = 'order_id'});
all_is_well('repeated and refused rows');

#
# Killed at every step: a trigger counts what is written, and strikes
#

app(q{
	UPDATE batch.setting SET rows_per_hour = 20, rows_per_object = 10, lines_per_chunk = 6;
	CREATE FUNCTION app.strike() RETURNS trigger LANGUAGE plpgsql AS $$
	DECLARE
		event integer := coalesce(nullif(current_setting('test.event', true), '')::integer, 0) + 1;
	BEGIN
		PERFORM set_config('test.event', event::text, false);
		IF event = nullif(current_setting('test.strike_at', true), '')::integer THEN
			IF current_setting('test.hard') = 'on' THEN
				PERFORM set_config('application_name', 'struck', false);
			ELSE
				PERFORM pg_terminate_backend(pg_backend_pid());
			END IF;
			PERFORM pg_sleep(3600);
		END IF;
		RETURN NULL;
	END
	$$;
});
app("CREATE TRIGGER strike AFTER INSERT OR UPDATE OR DELETE ON batch.$_ FOR EACH STATEMENT EXECUTE FUNCTION app.strike()")
  foreach qw(run object chunk);

# A session in which the trigger will strike, waiting for the one to come
sub doomed
{
	my ($event, $hard, $call) = @_;
	my $session = Session->new($node, 'app');

	$session->run("SET test.strike_at = '$event'; SET test.hard = '$hard'; SET client_min_messages = warning");
	$session->send("CALL batch.$call");
	return $session;
}

sub struck_backend
{
	return $node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'struck'})
	  && value(q{SELECT pid FROM pg_stat_activity WHERE application_name = 'struck'});
}

# True when the session got through all the same
sub survives
{
	my ($session) = @_;

	eval { $session->receive };
	my $alive = $@ eq '';
	$session->quit;
	return $alive;
}

my $event = 0;
my ($hour, $next_hour);
my @struck;

while (1)
{
	$event++;
	($hour, $next_hour) = split /\|/,
	  app("SET timezone = 'UTC'; SELECT h, h + interval '1 hour' FROM (SELECT '2020-02-01 00:00Z'::timestamptz + $event * interval '1 hour' AS h) AS s");
	my $hard = $event % 7 == 0 ? 'on' : 'off';
	my $session = doomed($event, $hard, "back_fill('$hour', '$next_hour')");

	if ($hard eq 'on')
	{
		# a run that has fewer events than this ends here
		$node->poll_until(qq{SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'struck')
			OR EXISTS (SELECT FROM batch.run WHERE hour = '$hour' AND step = 'closed')}) or die 'nothing happens';
		my $pid = value(q{SELECT pid FROM pg_stat_activity WHERE application_name = 'struck'});
		kill 'KILL', $pid if $pid;
	}
	last if survives($session);
	ok($node->poll_until('SELECT NOT pg_is_in_recovery()'), 'the server is there') if $hard eq 'on';
	push @struck, app(qq{SELECT coalesce((SELECT step FROM batch.run WHERE hour = '$hour'), 'none')});
	back_fill($hour, $next_hour);
}
cmp_ok($event, '>', 20, "a run was killed in $event places");
my %steps = map { $_ => 1 } @struck;
is(join(' ', sort keys %steps), 'generate load none verify write', 'in every step');
is(app(qq{SELECT count(*), count(DISTINCT hour), sum(rows_generated), sum(objects) FROM batch.run WHERE hour BETWEEN '2020-02-01' AND '2020-02-28'}),
	join('|', $event, $event, 20 * $event, 2 * $event), 'every hour is closed once, with what belongs to it');
all_is_well('killed at every step');

# The whole server, while an hour is loaded, twice
app('UPDATE batch.setting SET rows_per_hour = 2000, rows_per_object = 1000, lines_per_chunk = 100');
for my $moment (15, 40)
{
	my $session = doomed($moment, 'on', "back_fill('2020-03-01 00:00Z', '2020-03-01 01:00Z')");

	struck_backend() or die 'the trigger did not strike';
	$node->stop('immediate');
	survives($session);
	$node->start;
}
back_fill('2020-03-01 00:00Z', '2020-03-01 01:00Z');
is(app(q{SELECT attempts, rows_read FROM batch.run WHERE hour = '2020-03-01 00:00Z'}), '3|2000', 'a server that was stopped at once goes on where it was');
all_is_well('a server that was stopped');

# Replaced and deleted while they are loaded
app('UPDATE batch.setting SET rows_per_hour = 0, lines_per_chunk = 10');
drop('orders/a-replaced.json', [ map { "X$_" } 1 .. 20 ], join('', map { order("X$_") } 1 .. 20) . "bad\n" x 10);
put('orders/b-deleted.json', join '', map { order("Y$_") } 1 .. 30);
app(q{
	CREATE FUNCTION app.strike_object() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(3600)
		WHERE OLD.key = current_setting('test.key', true) AND OLD.line_number = current_setting('test.line')::bigint;
		RETURN NULL;
	END
	$$;
	CREATE TRIGGER strike_object AFTER UPDATE ON batch.object FOR EACH ROW EXECUTE FUNCTION app.strike_object();
});

sub interrupt
{
	my ($key, $line) = @_;
	my $session = Session->new($node, 'app');

	$session->run("SET test.key = '$key'; SET test.line = '$line'");
	$session->send(q{CALL batch.back_fill('2020-03-01 01:00Z', '2020-03-01 02:00Z')});
	ok(!survives($session), "a run is killed while it loads $key");
	return;
}

interrupt('orders/a-replaced.json', 30);
is(fate('orders/a-replaced.json') =~ s/:.*//r, 'loading 30 20 10 0', 'the bookmark is behind what is loaded');
$s3->clear_journal;
drop('orders/a-replaced.json', [qw(X1 X30)], order('X1') . order('X30') . "bad\n");
interrupt('orders/b-deleted.json', 10);
$dropped{"Y$_"} = 1 foreach 1 .. 10;
like(fate('orders/a-replaced.json'), qr/^loaded 3 2 1 0: 3 /, 'a file that was replaced meanwhile is loaded from its beginning');
is(app(q{SELECT count(*) FROM batch.rejection WHERE key = 'orders/a-replaced.json'}), 1, 'its former lines do not count');
$aws->aws_call('s3', 'DELETE /shop/orders/b-deleted.json');
like(back_fill('2020-03-01 01:00Z', '2020-03-01 02:00Z'), qr/NOTICE:  object "orders\/b-deleted.json" was deleted while it was loaded/, 'one that was deleted is noticed');
is(fate('orders/b-deleted.json'), 'gone 0 0 0 0', 'and forgotten');
is(app(q{SELECT objects, rows_read, rows_loaded, rows_rejected FROM batch.run WHERE hour = '2020-03-01 01:00Z'}), '1|3|2|1', 'the run counts what is there');
all_is_well('files that change while they are loaded');
app('DROP FUNCTION app.strike_object() CASCADE');

#
# AWS cannot be reached
#

sub running
{
	my ($call) = @_;
	my $session = Session->new($node, 'app');

	$session->send("CALL batch.$call");
	return $session;
}

app('UPDATE batch.setting SET rows_per_hour = 500, rows_per_object = 200, lines_per_chunk = 100, items_in_outbox = 50');
$s3->listen(0);
my $session = running(q{back_fill('2020-03-02 00:00Z', '2020-03-02 02:00Z')});
ok($node->poll_until(q{SELECT count(*) = 1 FROM batch.progress WHERE step = 'write' AND pid IS NOT NULL AND rows_done = 0 AND object LIKE '%part-0001.json.gz'}),
	'without S3, objects wait in the outbox');
my $pid = value('SELECT pid FROM batch.worker');
ok($node->poll_until(q{SELECT error IS NOT NULL FROM batch.progress}), 'progress says why');
is(value(qq{SELECT xact_start > clock_timestamp() - interval '3 seconds' AND backend_xid IS NULL FROM pg_stat_activity WHERE pid = $pid}),
	't', 'and the run waits without a transaction');
$s3->rules({ name => 'list', match => 'list-type=2', action => 'status', status => 503, code => 'SlowDown', count => 8 });
$dynamodb->listen(0);
$s3->listen(1);
ok($node->poll_until(q{SELECT step = 'load' AND error IS NOT NULL FROM batch.progress}), 'what S3 does not answer is tried again, and progress says why it takes so long');
ok($node->poll_until(q{SELECT step = 'load' AND rows_done = 100 AND error IS NOT NULL FROM batch.progress}), 'without DynamoDB, no more lines are read than there is room for');
cmp_ok(value(q{SELECT count(*) FROM awspipe.outbox_pending WHERE service = 'dynamodb'}), '<=', 100, 'the outbox stays small');
is(app('SELECT bytes_done < bytes_total AND objects_total = 3 AND rows_total IS NULL FROM batch.progress'), 't', 'progress shows the bytes');
is(app('SELECT rows_per_second > 0 AND estimated_end > now() FROM batch.progress'), 't', 'and how long they will take');
$dynamodb->listen(1);
$session->receive;
$session->quit;
is($s3->fired('list') > 0, 1, 'S3 was out of order');
is(app(q{SELECT count(*), max(attempts) FROM batch.run WHERE hour BETWEEN '2020-03-02' AND '2020-03-03'}), '2|1', 'when they are back, the run goes on by itself');
all_is_well('outages');

$s3->rules({ match => 'list-type=2', action => 'status', status => 403, code => 'AccessDenied' });
like($node->error_as('app', q{CALL batch.back_fill('2020-03-02 02:00Z', '2020-03-02 03:00Z')}), qr/AccessDenied.*HINT/s, 'what does not pass ends the run');
is(app('SELECT count(*) FROM batch.worker'), 0, 'which gives back its lock');
like(app('SELECT step || error FROM batch.progress'), qr/^load/, 'and shows where it was');
$s3->rules($edit);
back_fill('2020-03-02 02:00Z', '2020-03-02 03:00Z');
all_is_well('a run that failed');

# An object that vanishes before it is loaded
app('UPDATE batch.setting SET rows_per_hour = 20');
$s3->rules({ match => 'list-type=2', action => 'status', status => 403, code => 'AccessDenied' });
eval { back_fill('2020-03-02 03:00Z', '2020-03-02 04:00Z') };
$s3->rules($edit);
my $key = app(q{SELECT key FROM batch.object WHERE state = 'written'});
my $content = $aws->aws_call('s3', "GET /shop/$key");
$aws->aws_call('s3', "DELETE /shop/$key");
like($node->error_as('app', q{CALL batch.back_fill('2020-03-02 03:00Z', '2020-03-02 04:00Z')}),
	qr/55000: object "\Q$key\E" has been deleted before it was loaded.*HINT:  Restore it/s, 'an hour is not closed without its objects');
put($key, $content);
back_fill('2020-03-02 03:00Z', '2020-03-02 04:00Z');
all_is_well('an object that vanished');

#
# Objects that go up in parts, while the dispatcher is killed
#

app(q{
	CREATE TABLE app.mapping AS TABLE batch.mapping;
	DELETE FROM batch.mapping WHERE attribute <> 'order_id';
	UPDATE batch.setting SET compression = 'none', rows_per_object = 100000, bytes_per_object = 25000000,
		query = $$SELECT 'W-' || i AS order_id, repeat(md5(i::text), 1000) AS padding FROM generate_series(1, 600) AS i$$;
});
$s3->rules({ name => 'hold', match => 'partNumber=2', action => 'delay', ms => 3600_000, count => 1 }, $edit);
$s3->clear_journal;
$session = running(q{back_fill('2020-03-03 00:00Z', '2020-03-03 01:00Z')});
$aws->wait_until(sub { scalar grep { $_->{operation} =~ /partNumber=2/ } $s3->journal }) or die 'no part was sent';
my ($upload) = map { /uploadId=(.*)/ } grep { /partNumber=2/ } map { $_->{operation} } $s3->journal;
my $part = 'orders/dt=2020-03-03/hour=00/part-0001.json';
$s3->rules({ name => 'uploads', match => 'uploads=', action => 'status', status => 200, count => 1,
		body_text => '<?xml version="1.0" encoding="UTF-8"?>'
		  . '<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
		  . '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>'
		  . '<Upload><Key>' . ($part =~ s/=/%3D/gr) . "</Key><UploadId>$upload</UploadId></Upload>"
		  . '</ListMultipartUploadsResult>' }, $edit);
my $starts = value('SELECT starts FROM awspipe.dispatcher_state');
kill 'KILL', pid_of($node, 'dispatcher', 'postgres');
survives($session);
ok($node->poll_until("SELECT starts > $starts FROM awspipe.dispatcher_state"), 'the dispatcher was killed');
back_fill('2020-03-03 00:00Z', '2020-03-03 01:00Z');
is($s3->fired('uploads'), 1, 'the next one looks for what was left');
is(app(q{SELECT rows_generated, rows_loaded, objects, bytes_read > 19000000 FROM batch.run WHERE hour = '2020-03-03 00:00Z'}), '600|600|1|t', 'a large object is written and loaded');
$dropped{"W-$_"} = 1 foreach 1 .. 600;
app(q{
	UPDATE batch.setting SET compression = 'gzip', rows_per_object = 200, bytes_per_object = 8388608, query = NULL;
	TRUNCATE batch.mapping; INSERT INTO batch.mapping TABLE app.mapping;
	DROP TABLE app.mapping});
all_is_well('an object in parts');

#
# pg_cron
#

SKIP:
{
	skip 'pg_cron is not installed', 4
	  if value(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'}) == 0;

	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_cron,pgawspipe'\ncron.database_name = 'postgres'\ncron.host = '" . $node->host . "'\n");
	$node->restart;
	value('CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO app');
	app(q{UPDATE batch.setting SET start_hour = start_hour - interval '1 hour'});
	like(app(q{SELECT batch.schedule('* * * * *')}), qr/^\d+$/, 'a job is scheduled');
	my $due = 'SELECT start_hour FROM batch.setting';
	{
		# it may be most of a minute until the next one
		local $ENV{PG_TEST_TIMEOUT_DEFAULT} = 180;
		ok($aws->wait_until(sub { app("SELECT count(*) FROM batch.run WHERE hour = ($due) AND step = 'closed'") }),
			'and closes the hour that is due');
	}
	is(app(q{SELECT batch.unschedule()}), 't', 'unscheduled');
	ok($node->poll_until(q{SELECT bool_and(status = 'succeeded') FROM cron.job_run_details}), 'pg_cron says that it succeeded');
	all_is_well('pg_cron');
}

#
# Nothing is left at S3 either: a bucket with an upload under way cannot be deleted
#

$aws->aws_call('s3', 'DELETE /shop/' . $_ =~ s/ /%20/gr) foreach split /\n/, app(q{SELECT key FROM awspipe.s3_list_objects('aws', 'shop')});
is(($aws->aws_try('s3', 'DELETE /shop'))[0]{status}, 204, 'no upload is left');

app('DROP EXTENSION pgawspipe_batch; DROP SCHEMA batch CASCADE');

done_testing();
