# The logic of the batch pipeline, without AWS: what is generated, what the
# mapping makes of it, which hours are due, and how pg_cron is asked.  No
# worker runs; where an object has to arrive, the test says that it has.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $node = PipeCluster->create('main', conf => "pgawspipe.enabled = off\n");
my $json = JSON::PP->new->canonical->allow_nonref;

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
$node->psql_as('app', q{CREATE SCHEMA batch; CREATE EXTENSION pgawspipe_batch SCHEMA batch});

sub app { return $node->psql_as('app', @_) }

sub value { return $node->safe_psql('postgres', @_) }

sub error { return $node->error_as('app', @_) }

sub literal
{
	my ($text) = @_;

	$text =~ s/'/''/g;
	return "'$text'";
}

# As deploy() leaves it
sub deployed
{
	my ($start) = @_;

	app(qq{
		SELECT awspipe.settings(NULL::batch.setting);
		SELECT batch.fill_mapping();
		UPDATE batch.setting SET server = 'aws', bucket = 'shop', prefix = 'orders/', table_name = 'orders',
			key_attributes = '{order_id}', start_hour = $start;
	});
	return;
}

#
# Before it is deployed
#

for my $call ('CALL batch.run_due()', q{CALL batch.back_fill('2020-01-01 00:00Z', '2020-01-01 01:00Z')}, 'SELECT batch.schedule()')
{
	like(error($call), qr/55000: the pipeline is not deployed.*HINT:  Call batch.deploy\(\) first/s, "$call wants deploy()");
}
deployed(q{date_trunc('hour', now(), 'UTC')});

#
# Generating
#

sub orders
{
	my ($arguments) = @_;

	return app("SELECT md5(string_agg(n || content::text, '' ORDER BY n)) FROM batch.orders($arguments)");
}

my $hour = q{'2020-01-01 13:00Z'};
my $once = orders("7, $hour, 1, 3000, 0.1");

is(orders("7, $hour, 1, 3000, 0.1"), $once, 'an hour is generated the same each time');
is( app(qq{
		SELECT setseed(0.5);
		SET timezone = 'Asia/Kathmandu';
		SELECT md5(string_agg(n || content::text, '' ORDER BY n)) FROM (
			SELECT * FROM batch.orders(7, $hour, 1, 1234, 0.1)
			UNION ALL SELECT * FROM batch.orders(7, $hour, 1235, 3000, 0.1)) AS o
	}) =~ s/^\n//r,
	$once, 'in pieces, and in another time zone too');
isnt(orders("8, $hour, 1, 3000, 0.1"), $once, 'another seed makes others');
isnt(orders("7, '2020-01-01 14:00Z', 1, 3000, 0.1"), $once, 'another hour as well');
is(app(qq{SELECT count(*), count(DISTINCT content ->> 'order_id'), count(DISTINCT content -> 'customer') > 500
		FROM batch.orders(7, $hour, 1, 3000)}),
	'3000|3000|t', 'ids are unique, customers come back');
is(app(qq{SELECT count(*) FROM batch.orders(7, $hour, 1, 3000) AS o, batch.transform(o.content) AS t WHERE reason IS NOT NULL}),
	0, 'orders are sound');
is(app(qq{SELECT count(DISTINCT reason), count(*) BETWEEN 250 AND 350
		FROM batch.orders(7, $hour, 1, 3000, 0.1) AS o, batch.transform(o.content) AS t WHERE reason IS NOT NULL}),
	'6|t', 'but for a share, which is wrong in different ways');

#
# The mapping
#

my $good = {
	order_id => 'O-1',
	customer => { id => 'C1', name => 'Ada', email => 'ada@example.com', country => 'DE' },
	product => { id => 'P1', name => 'Lamp', category => 'lighting' },
	quantity => 2,
	price => 1.5,
	amount => 3,
	channel => 'web',
	ordered_at => '2020-01-01T13:00:00+02:00'
};
my $source = literal($json->encode($good));

is( app("SELECT item = '{\"order_id\": \"O-1\", \"customer_id\": \"C1\", \"customer_name\": \"Ada\",
			\"email\": \"ada\@example.com\", \"country\": \"DE\", \"product_id\": \"P1\", \"product_name\": \"Lamp\",
			\"category\": \"lighting\", \"quantity\": 2, \"price\": 1.5, \"amount\": 3, \"currency\": \"EUR\",
			\"channel\": \"web\", \"ordered_at\": \"2020-01-01T11:00:00.000Z\", \"gift\": false}', reason
		FROM batch.transform($source)"),
	't|', 'a line becomes an item: flat, with defaults, times in UTC');

# Attribute by attribute: what is in the line, and the item's value or the reason
app(q{
	CREATE TABLE app.kept AS TABLE batch.mapping;
	TRUNCATE batch.mapping;
	INSERT INTO batch.mapping (attribute, path, type, required, default_value, minimum, maximum, pattern, choices) VALUES
		('s', '{s}', 'string', false, NULL, NULL, NULL, NULL, NULL),
		('r', '{r}', 'string', true, NULL, NULL, NULL, '^[a-z]+$', NULL),
		('c', '{c}', 'string', false, '"a"', NULL, NULL, NULL, '{a,b}'),
		('i', '{i}', 'integer', false, NULL, -5, 5, NULL, NULL),
		('n', '{n}', 'number', false, NULL, NULL, NULL, NULL, NULL),
		('b', '{b}', 'boolean', false, NULL, NULL, NULL, NULL, NULL),
		('t', '{t}', 'timestamp', false, NULL, NULL, NULL, NULL, NULL),
		('j', '{deep,1,j}', 'json', false, NULL, NULL, NULL, NULL, NULL);
});
my $time = 'is not a time in ISO 8601 with an offset';
my @values = (
	[ 's', 'text', '"text"' ],
	[ 's', '', '""' ],
	[ 's', 7, '"7"' ],
	[ 's', \1, '"true"' ],
	[ 's', undef, undef ],
	[ 's', [1], 's is an array' ],
	[ 's', {}, 's is an object' ],
	[ 'r', 'abc', '"abc"' ],
	[ 'r', '', 'r is empty' ],
	[ 'r', undef, 'r is missing' ],
	[ 'r', 'A', 'r does not match ^[a-z]+$' ],
	[ 'c', 'b', '"b"' ],
	[ 'c', undef, '"a"' ],
	[ 'c', 'd', 'c is not one of a, b' ],
	[ 'i', 5, '5' ],
	[ 'i', '-5', '-5' ],
	[ 'i', '007', 'i is more than 5' ],
	[ 'i', 1.5, 'i is not a whole number' ],
	[ 'i', 6, 'i is more than 5' ],
	[ 'i', -6, 'i is less than -5' ],
	[ 'i', \1, 'i is not a number' ],
	[ 'i', [], 'i is an array' ],
	[ 'n', '12.50', '12.50' ],
	[ 'n', '1e5', 'n is not a number' ],
	[ 'n', ' 1', 'n is not a number' ],
	[ 'n', '1,5', 'n is not a number' ],
	[ 'n', '', 'n is not a number' ],
	[ 'n', '9' x 39, 'n is not a number' ],
	[ 'b', \0, 'false' ],
	[ 'b', 'true', 'true' ],
	[ 'b', 'yes', 'b is neither true nor false' ],
	[ 'b', 1, 'b is neither true nor false' ],
	[ 't', '2024-02-29T23:59:59.5-01:00', '"2024-03-01T00:59:59.500Z"' ],
	(map { [ 't', $_, "t $time" ] } ('', 'now', 'infinity', '2023-02-29T12:00:00Z', '2020-01-01', '2020-01-01 12:00:00Z',
			'2020-01-01T12:00:00', '2020-01-01T24:00:00Z', '2020-01-01T12:00:00+15:00', '9999-12-31T23:59:59Z', 20200101)),);
my (@lines, @expected);

for my $case (@values)
{
	my %line = (r => 'r', $case->[0] => $case->[1]);

	push @lines, $json->encode(\%line);
	push @expected, $case->[2];
}
my @found = split /\n/, app(join(' UNION ALL ', map {
	my ($attribute) = @{ $values[$_] };

	sprintf('SELECT * FROM (SELECT %d, coalesce(reason, (item -> %s)::text, \'-\') FROM batch.transform(%s)) AS s',
		$_, literal($attribute), literal($lines[$_]))
} 0 .. $#values) . ' ORDER BY 1');
is_deeply([ map { (split /\|/, $_, 2)[1] } @found ], [ map { $_ // '-' } @expected ], 'every type takes what it should, and says what it does not');
is(app(q{SELECT item -> 'j' FROM batch.transform('{"r": "r", "deep": [0, {"j": {"any": [1, null]}}]}')}),
	'{"any": [1, null]}', 'paths lead anywhere');
is(app(q{SELECT reason FROM batch.transform('{"i": "x", "n": {}, "b": 0}')}),
	'b is neither true nor false; i is not a number; n is an object; r is missing', 'all that is wrong is told');
for my $shape ('[]', '7', '"text"', 'null', 'true')
{
	is(app("SELECT reason FROM batch.transform('$shape')"), 'line is not a JSON object', "$shape is no line");
}
like(error(q{UPDATE batch.mapping SET pattern = '(' WHERE attribute = 's'}), qr/2201B/, 'a pattern that is none is refused at once');
like(error(q{UPDATE batch.mapping SET type = 'date' WHERE attribute = 's'}), qr/23514/, 'so is a type that is not known');
like(error(q{SELECT batch.check_mapping(s) FROM batch.setting AS s}),
	qr/55000: the mapping does not make the key of the table.*order_id/s, 'a mapping without the key is refused');
app(q{TRUNCATE batch.mapping; INSERT INTO batch.mapping TABLE app.kept; DROP TABLE app.kept});

#
# A chunk of lines
#

app(q{
	INSERT INTO batch.run (hour, seed) VALUES ('2020-01-01 13:00Z', 1);
	INSERT INTO batch.object (key, hour, state, etag) VALUES ('orders/dropped.json', '2020-01-01 13:00Z', 'waiting', 'e1');
});
my $number = 0;

# A line as s3_read_lines() returns it
sub line
{
	my ($text, $error) = @_;

	$number++;
	return sprintf('(%d, %d, %s, %s, %s)::batch.line', $number, 100 * $number,
		defined $error ? 'NULL' : literal($text),
		defined $error ? literal($text) . '::bytea' : 'NULL',
		defined $error ? literal($error) : 'NULL');
}

sub order
{
	my ($id, %more) = @_;

	return $json->encode({ %$good, order_id => $id, %more });
}

sub store
{
	my $lines = join(', ', @_);

	return app(qq{
		SELECT batch.store_chunk(o, s, ARRAY[$lines])
		FROM batch.object AS o, batch.setting AS s WHERE o.key = 'orders/dropped.json';
		SELECT state, next_byte, line_number, rows_loaded, rows_rejected, rows_repeated
		FROM batch.object WHERE key = 'orders/dropped.json'
	}) =~ s/^\n//r;
}

sub rejections
{
	return app(q{SELECT string_agg(line_number || ' ' || reason, '; ' ORDER BY line_number) FROM batch.rejection});
}

# What was put into the outbox since the last time
sub sent
{
	return value(q{
		WITH sent AS (DELETE FROM awspipe.outbox RETURNING *)
		SELECT string_agg(operation || ' ' || coalesce(body::jsonb #>> '{Item,order_id,S}', body::jsonb ->> 'Key')
			|| coalesce(' ' || (body::jsonb #>> '{Item,quantity,N}'), ''), ', ' ORDER BY outbox_id)
		FROM sent
	});
}

is( store(
		line(order('A')), line('{"half": '), line(''), line(" \t"), line('[1]'), line(order('B', quantity => 0)),
		line("\x{1}\x{2}", 'invalid UTF-8 at byte 1 of the line: 0xff'), line(order('C')),
		line('{"order_id": "\u0000"}'), line(order('A', quantity => 3))),
	'loading|1000|10|3|7|1', 'good lines are loaded, the others set aside');
is(sent(), 'PutItem A 2, PutItem C 2, PutItem A 3', 'items are sent in the order of their lines');
like( rejections(),
	qr/^2 .*; 3 line is empty; 4 line is empty; 5 line is not a JSON object; 6 quantity is less than 1; 7 invalid UTF-8 at byte 1 of the line: 0xff; 9 /,
	'with their reasons');
is(app(q{SELECT line, raw, key, etag, hour = '2020-01-01 13:00Z' FROM batch.rejection WHERE line_number IN (2, 7) ORDER BY line_number}),
	"{\"half\": ||orders/dropped.json|e1|t\n|\\x0102|orders/dropped.json|e1|t", 'and themselves');
is(app(q{SELECT cardinality(outbox_ids), line_numbers, first_outbox_id = outbox_ids[1], last_outbox_id = outbox_ids[3] FROM batch.chunk}),
	'3|{1,8,10}|t|t', 'the chunk knows which message came from which line');

# What only the function that puts an item finds out
app('TRUNCATE batch.chunk, batch.rejection, batch.item_key');
app(q{UPDATE batch.mapping SET pattern = NULL WHERE attribute = 'order_id'; INSERT INTO batch.mapping (attribute, path, type) VALUES ('note', '{note}', 'json')});
is( store(
		line(order('D')), line(order('E', note => 'x' x 420_000)), line(order('F', quantity => 4)),
		line(order('G', note => JSON::PP::decode_json('[' x 40 . ']' x 40))), line(order('D')),
		line(order('H') =~ s/"price":1.5/"price":1.${\('1' x 40)}/r), line(order('I', quantity => 0))),
	'loading|1700|17|6|11|2', 'a line that DynamoDB could not take is alone in being rejected');
is(sent(), 'PutItem D 2, PutItem F 4, PutItem D 2', 'the others are sent');
like(rejections(), qr/^12 DynamoDB item is too large; 14 .*nested.*; 16 .*too many digits.*; 17 quantity is less than 1$/, 'with the reason');
is(app('SELECT cardinality(outbox_ids), line_numbers FROM batch.chunk'), '3|{11,13,15}', 'and the chunk is complete');
app(q{DELETE FROM batch.mapping WHERE attribute = 'note'});

# Dead letters; no dispatcher has made the rows that they refer to
value(q{
	INSERT INTO awspipe.owner (role_oid, role_name, system_identifier, database_oid)
	SELECT r.oid, r.rolname, i.system_identifier, i.database_oid FROM pg_roles AS r, awspipe.installation AS i WHERE r.rolname = 'app';
	INSERT INTO awspipe.server (server_oid, server_name, system_identifier, database_oid)
	SELECT s.oid, s.srvname, i.system_identifier, i.database_oid FROM pg_foreign_server AS s, awspipe.installation AS i WHERE s.srvname = 'aws';
	INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, error_message, outbox_id, server_id, service, resource)
	SELECT 'message', owner_id, 1, 'ValidationException', l.message, l.outbox_id, server_id, 'dynamodb', 'orders'
	FROM (SELECT 'no', outbox_ids[2] FROM batch.chunk UNION ALL SELECT 'of somebody else', 999999) AS l (message, outbox_id),
		awspipe.owner, awspipe.server
	WHERE role_name = 'app' AND server_name = 'aws'
});
is(app('SELECT batch.settle_chunks(r, s) FROM batch.run AS r, batch.setting AS s'), 0, 'with nothing in the outbox a chunk is settled');
is(app(q{SELECT rows_loaded, rows_rejected FROM batch.object}), '5|12', 'an item that was refused is not loaded');
is(app(q{SELECT reason FROM batch.rejection WHERE line_number = 13}),
	'DynamoDB refused the item: ValidationException: no', 'but rejected');
is(app('SELECT count(*) FROM batch.chunk'), 0, 'and the chunk is done with');
app(q{DELETE FROM batch.object; DELETE FROM batch.run; TRUNCATE batch.rejection, batch.item_key});

#
# Hours that are due
#

sub due
{
	my ($from, $to) = @_;

	return app("SET timezone = 'UTC'; SELECT batch.next_hour($from, " . ($to // 'NULL') . ')');
}

is(due(q{date_trunc('hour', now(), 'UTC')}), '', 'the present hour is not over');
is(app(q{SELECT batch.next_hour(date_trunc('hour', now(), 'UTC') - interval '3 hours', NULL)
		= date_trunc('hour', now(), 'UTC') - interval '3 hours'}), 't', 'the oldest comes first');
app(q{INSERT INTO batch.run (hour, step, seed) VALUES ('2020-01-01 00:00Z', 'closed', 1), ('2020-01-01 01:00Z', 'load', 1), ('2020-01-01 02:00Z', 'closed', 1)});
is(due(q{'2020-01-01 00:00Z'}), '2020-01-01 01:00:00+00', 'a closed one is passed over, an open one is not');
app(q{UPDATE batch.run SET step = 'closed'});
is(due(q{'2020-01-01 00:00Z'}, q{'2020-01-01 03:00Z'}), '', 'in a range there may be none');
is(due(q{'2020-01-01 00:00Z'}, q{'2020-01-01 04:00Z'}), '2020-01-01 03:00:00+00', 'or one');
is(app(q{SET timezone = 'Asia/Kolkata'; SELECT batch.next_hour('2020-01-01 00:00Z', '2020-01-02 00:00Z') = '2020-01-01 03:00Z'}),
	't', 'hours are those of UTC, wherever one is');
like(error(q{INSERT INTO batch.run (hour, seed) VALUES ('2020-01-01 00:30Z', 1)}), qr/23514/, 'and full ones');
app('DELETE FROM batch.run');

like(error(q{CALL batch.back_fill('2020-01-01 00:00Z', NULL)}), qr/22004/, 'a range has two ends');
like(error(q{CALL batch.back_fill('2020-01-01 00:00Z', '2020-01-01 00:30Z')}), qr/22023: range must begin and end with full hours/, 'of full hours');
like(error(q{CALL batch.back_fill('2020-01-01 02:00Z', '2020-01-01 02:00Z')}), qr/22023.*not be empty/, 'and is not empty');
like(error(q{CALL batch.back_fill('2020-01-01 00:00Z', date_trunc('hour', now(), 'UTC') + interval '1 hour')}),
	qr/22023: hours that are not over cannot be closed/, 'or in the future');

#
# Taking turns
#

# Pieces of work, one after another, without the procedure that commits each
sub turns
{
	my ($turns, $from) = @_;

	return app(qq{
		DO \$\$
		DECLARE
			turn batch.turn;
		BEGIN
			FOR i IN 1 .. $turns LOOP
				turn := batch.take_turn('$from', '$from'::timestamptz + interval '1 hour', turn);
				turn.pause := 0;
				EXIT WHEN turn.finished;
			END LOOP;
			PERFORM batch.report_failure(turn);
		END
		\$\$;
	});
}

sub run
{
	my ($columns) = @_;

	return app("SET timezone = 'UTC'; SELECT $columns FROM batch.run");
}

app(q{UPDATE batch.setting SET rows_per_hour = 1000, rows_per_object = 300, objects_in_outbox = 2, invalid_share = 0, compression = 'none'});
turns(2, '2020-01-01 13:00Z');
is(run('hour, step, rows_generated'), '2020-01-01 13:00:00+00|generate|300', 'an hour is generated in pieces');
is(app('SELECT step, rows_done, rows_total, pid IS NULL FROM batch.progress'), 'generate|300|1000|t', 'and progress shows it');
turns(4, '2020-01-01 13:00Z');
is(run('step, rows_generated, attempts'), 'write|1000|2', 'what is left is done by the next who comes');
is(app(q{SELECT md5(string_agg(content::jsonb::text, '' ORDER BY n)) = (SELECT md5(string_agg(content::text, '' ORDER BY n))
		FROM batch.orders(1, '2020-01-01 13:00Z', 1, 1000)) FROM batch.staged_row}), 't', 'with the same rows');

turns(10, '2020-01-01 13:00Z');
is(app(q{SELECT string_agg(key || ' ' || state || ' ' || first_row || '-' || last_row, ', ' ORDER BY part) FROM batch.object}),
	'orders/dt=2020-01-01/hour=13/part-0001.json sent 1-300, orders/dt=2020-01-01/hour=13/part-0002.json sent 301-600',
	'no more objects than allowed wait in the outbox');

sub arrive
{
	my ($outcome, $result, $which) = @_;

	return value(qq{
		WITH gone AS (DELETE FROM awspipe.outbox WHERE outbox_id = (SELECT min(outbox_id) FROM awspipe.outbox) RETURNING *)
		INSERT INTO awspipe.outbox_result (outbox_id, destination_id, reference, outcome, result)
		SELECT outbox_id, destination_id, reference, '$outcome', '$result' FROM gone RETURNING reference
	});
}

is(arrive('delivered', 'e1'), 'batch orders/dt=2020-01-01/hour=13/part-0001.json', 'objects have a reference');
turns(10, '2020-01-01 13:00Z');
is(app(q{SELECT string_agg(part || ' ' || state || coalesce(' ' || etag, ''), ', ' ORDER BY part) FROM batch.object}),
	'1 written e1, 2 sent, 3 sent', 'one that has arrived makes room');
is(run('rows_written') . ' ' . app('SELECT min(n) FROM batch.staged_row'), '300 301', 'its rows are needed no more');
is(app(q{SELECT objects_done, rows_done, rows_total, object FROM batch.progress}),
	'1|300|1000|orders/dt=2020-01-01/hour=13/part-0002.json', 'and progress shows it');

arrive('dead_letter', 'AccessDenied');
like(error(q{
		DO $$
		DECLARE
			turn batch.turn;
		BEGIN
			turn := batch.take_turn('2020-01-01 13:00Z', '2020-01-01 14:00Z', turn);
			turn.hour := '2020-01-01 13:00Z';
			UPDATE batch.object SET state = 'sent' WHERE state = 'refused';
			turn := batch.take_turn('2020-01-01 13:00Z', '2020-01-01 14:00Z', turn);
			COMMIT;
			PERFORM batch.report_failure(turn);
		END
		$$
	}),
	qr/38000: S3 has refused object "\S+part-0002.json".*DETAIL:  Hour 2020-01-01 13:00:00\+00 is not closed. Its message.*AccessDenied.*HINT:  The next run sends it again/s,
	'an object that S3 refuses ends the run');
is(run('step, error_code, error_message'), 'write|38000|S3 has refused object "orders/dt=2020-01-01/hour=13/part-0002.json"', 'and is on record');
like(app('SELECT error FROM batch.progress'), qr/^S3 has refused/, 'and shown');
turns(3, '2020-01-01 13:00Z');
is(app(q{SELECT state, outbox_id = (SELECT max(outbox_id) FROM awspipe.outbox_pending) FROM batch.object WHERE part = 2}), 'sent|t', 'the next run sends it again');
is(run('error_code IS NULL'), 't', 'and forgets the error');

# Bytes, not only rows, make an object full; one row always fits
app(q{UPDATE batch.setting SET objects_in_outbox = 100, bytes_per_object = 1000});
turns(3, '2020-01-01 13:00Z');
is(app(q{SELECT max(last_row - first_row) BETWEEN 1 AND 3, bool_and(content_size <= 1000) FROM batch.object WHERE part > 3}), 't|t', 'an object is full by bytes too');
app(q{UPDATE batch.setting SET bytes_per_object = 1});
turns(2, '2020-01-01 13:00Z');
is(app(q{SELECT last_row = first_row FROM batch.object ORDER BY part DESC LIMIT 1}), 't', 'and takes one row at least');
like(error(q{SELECT batch.deploy('aws', 'elsewhere')}), qr/55000: the pipeline cannot be moved while an hour is open/, 'an open hour ends where it began');
app(q{DELETE FROM batch.object; TRUNCATE batch.staged_row; DELETE FROM batch.run});
sent();

# A query of one's own
app(q{
	CREATE TABLE app.sale (id int, sold_at timestamptz, note text);
	INSERT INTO app.sale SELECT i, '2020-01-01 12:00Z'::timestamptz + i * interval '1 minute', 'ü' FROM generate_series(0, 179) AS i;
	UPDATE batch.setting SET bytes_per_object = 8388608, query = 'SELECT id, sold_at, note FROM app.sale WHERE sold_at >= $1 AND sold_at < $2 ORDER BY id -- as they came';
});
turns(4, '2020-01-01 13:00Z');
is(run('step, rows_planned, rows_generated'), 'write||60', 'a query generates the rows of its hour');
is(app('SELECT content FROM batch.staged_row ORDER BY n LIMIT 1'),
	'{"id": 60, "note": "ü", "sold_at": "2020-01-01T13:00:00+00:00"}', 'as objects, with times in UTC');
app(q{DELETE FROM batch.object; TRUNCATE batch.staged_row; DELETE FROM batch.run; UPDATE batch.setting SET query = 'SELECT 1 FROM nowhere'});
like(error(q{CALL batch.back_fill('2020-01-01 13:00Z', '2020-01-01 14:00Z')}), qr/42P01: relation "nowhere" does not exist.*Hour 2020-01-01 13:00:00\+00 is not closed/s, 'a query that fails ends the run');
is(run('step, error_code'), 'generate|42P01', 'and is on record');
is(app('SELECT count(*) FROM batch.worker'), 0, 'the lock is given back');
app(q{UPDATE batch.setting SET query = NULL; DELETE FROM batch.run; DROP TABLE app.sale});
sent();

#
# Two at once, and a run that is cancelled
#

my $first = Session->new($node, 'app');
my $pid = $first->run('SELECT pg_backend_pid()');
$first->send(q{CALL batch.back_fill('2020-01-01 13:00Z', '2020-01-01 14:00Z')});
ok($node->poll_until(q{SELECT count(*) = 1 FROM batch.progress WHERE step = 'write' AND objects_done = 0 AND object IS NOT NULL AND pid = } . $pid),
	'a run waits for S3, and progress shows whose it is');
my (undef, undef, $stderr) = $node->psql('postgres', 'CALL batch.run_due()', on_error_die => 1, extra_params => [ '-U', 'app' ]);
like($stderr, qr/NOTICE:  hours are being closed by another session\nDETAIL:  It has process ID $pid\./, 'a second one says so, and returns');
# which may still be ending the transaction that said so
ok($node->poll_until("SELECT count(*) = 0 FROM pg_locks WHERE pid = $pid AND locktype NOT IN ('virtualxid', 'advisory') AND NOT fastpath"),
	'waiting, it holds no lock but its own');
ok($node->poll_until("SELECT xact_start > now() - interval '5 seconds' AND backend_xid IS NULL FROM pg_stat_activity WHERE pid = $pid"), 'and no transaction');
value("SELECT pg_cancel_backend($pid)");
eval { $first->receive };
$first->quit;
is(run('step, error_code'), 'write|57014', 'cancelled, it leaves what it has done');
is(app('SELECT count(*) FROM batch.worker'), 0, 'and no lock');

$first = Session->new($node, 'app');
is($first->run(q{
		DO $$
		BEGIN
			PERFORM batch.acquire_lock();
			ASSERT batch.acquire_lock();
			PERFORM awspipe.unlock('batch.run');
		END
		$$;
		SELECT count(*) FROM batch.worker}), 0, 'a lock that was left to a session is not taken twice');
$first->quit;
like(error(q{BEGIN; CALL batch.run_due()}), qr/2D000/, 'it commits, and so refuses a transaction block');
is(app('SELECT count(*) FROM batch.worker'), 0, 'before it takes the lock');
app(q{DELETE FROM batch.object; TRUNCATE batch.staged_row; DELETE FROM batch.run});
sent();

#
# pg_cron
#

like(error('SELECT batch.schedule()'),
	qr/55000: pg_cron is not installed in this database.*HINT:  Add pg_cron to shared_preload_libraries, or have any other scheduler execute: CALL batch.run_due\(\);/s,
	'without pg_cron, schedule() says what else there is');
like(error('SELECT batch.unschedule()'), qr/55000: pg_cron is not installed/, 'and so does unschedule()');

#
# Dump, rights, odd names
#

app(q{
	INSERT INTO batch.run (hour, step, seed, rows_loaded) VALUES ('2020-01-01 00:00Z', 'closed', 1, 5), ('2020-01-01 01:00Z', 'load', 1, NULL);
	INSERT INTO batch.object (key, hour, state, etag) VALUES ('a', '2020-01-01 00:00Z', 'loaded', 'e'), ('b', '2020-01-01 01:00Z', 'loading', 'e');
	INSERT INTO batch.rejection (key, etag, line_number, hour, reason) VALUES ('a', 'e', 1, '2020-01-01 00:00Z', 'x'), ('b', 'e', 1, '2020-01-01 01:00Z', 'x');
	UPDATE batch.mapping SET default_value = '"home"' WHERE attribute = 'category';
	DELETE FROM batch.mapping WHERE attribute = 'gift';
});
value('CREATE DATABASE restored');
command_ok(
	[
		'sh', '-c', 'pg_dump "$1" | psql -X -v ON_ERROR_STOP=1 -q "$2"', 'sh',
		$node->connstr('postgres'), $node->connstr('restored')
	],
	'the pipeline can be dumped and restored');
is( $node->safe_psql('restored', q{
		SELECT (SELECT string_agg(step || rows_loaded, ',') FROM batch.run), (SELECT string_agg(key, ',') FROM batch.object),
			(SELECT string_agg(key, ',') FROM batch.rejection), (SELECT bucket FROM batch.setting),
			count(*), max(default_value::text) FILTER (WHERE attribute = 'category') FROM batch.mapping
	}),
	'closed5|a|a|shop|14|"home"', 'with what is closed, settings and mapping');

value('CREATE ROLE other LOGIN; GRANT USAGE ON SCHEMA batch TO other');
is(value(q{SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p
		WHERE p.pronamespace = 'batch'::regnamespace AND has_function_privilege('other', p.oid, 'EXECUTE')}), '', 'others may run nothing');
is(value(q{SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class AS c
		WHERE c.relnamespace = 'batch'::regnamespace AND c.relkind IN ('r', 'v')
			AND (has_table_privilege('other', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER'))}), '', 'and see nothing');
is(value(q{
		SELECT string_agg(d.name, ', ') FROM (
			SELECT p.oid::regprocedure::text AS name FROM pg_proc AS p
			WHERE p.pronamespace = 'batch'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
			UNION ALL
			SELECT c.oid::regclass::text FROM pg_class AS c
			WHERE c.relnamespace = 'batch'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL) AS d
	}), '', 'everything has a comment');

value('CREATE DATABASE odd');
$node->safe_psql('odd', q{
	CREATE EXTENSION pgawspipe;
	CREATE SCHEMA "By the Hour";
	CREATE EXTENSION pgawspipe_batch SCHEMA "By the Hour";
	SELECT awspipe.settings(NULL::"By the Hour".setting), "By the Hour".fill_mapping();
});
is($node->safe_psql('odd', q{
		SELECT "By the Hour".job_command(), t.reason, o.content ->> 'order_id'
		FROM "By the Hour".orders(1, '2020-01-01 13:00Z', 1, 1) AS o, "By the Hour".transform(o.content) AS t}),
	'CALL "By the Hour".run_due()||20200101T13-00000001', 'the schema can have any name');

# With pg_cron, first in another database, then in this one
SKIP:
{
	skip 'pg_cron is not installed', 9
	  if value(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'}) == 0;

	$node->append_conf('postgresql.conf', qq{
shared_preload_libraries = 'pg_cron,pgawspipe'
cron.database_name = 'odd'
});
	$node->restart;
	my $there = qr/SELECT cron.schedule_in_database\('postgres: CALL batch.run_due\(\)', '\*\/5 \* \* \* \*', 'CALL batch.run_due\(\)', 'postgres', 'app'\);/;
	my $elsewhere = error(q{SELECT batch.schedule('*/5 * * * *')});

	like($elsewhere, qr/55000: pg_cron is not installed in this database.*HINT:  .* the database that cron.database_name names; .*$there/s,
		'pg_cron in a database that we may not know: schedule() says what to do');
	value('GRANT pg_read_all_settings TO app');
	like(error(q{SELECT batch.schedule('*/5 * * * *')}), qr/HINT:  Have a superuser execute in database "odd": $there/, 'or know');
	$elsewhere =~ /($there)/;
	$node->safe_psql('odd', "CREATE EXTENSION pg_cron; $1");
	is($node->safe_psql('odd', 'SELECT command, database, username, schedule FROM cron.job'),
		'CALL batch.run_due()|postgres|app|*/5 * * * *', 'which does what it should');

	$node->append_conf('postgresql.conf', "cron.database_name = 'postgres'\n");
	$node->restart;
	like(error('SELECT batch.schedule()'), qr/pg_cron is not installed in this database.*HINT:  Have a superuser execute: CREATE EXTENSION pg_cron;/s,
		'pg_cron could be here: schedule() says how');
	value('CREATE EXTENSION pg_cron');
	like(error('SELECT batch.schedule()'), qr/42501: permission denied for schema cron.*HINT:  Have a superuser execute: GRANT USAGE ON SCHEMA cron TO app;/s,
		'without the right to use it, schedule() says which');
	value('GRANT USAGE ON SCHEMA cron TO app');
	is(app('SELECT batch.schedule()') . app(q{SELECT batch.schedule('*/10 * * * *')}), '11', 'scheduled twice, there is one job');
	is(app('SELECT schedule, command, database, username FROM cron.job'), '*/10 * * * *|CALL batch.run_due()|postgres|app', 'as its user');
	is(app('SELECT batch.unschedule()') . app('SELECT count(*) FROM cron.job'), 't0', 'unscheduled, there is none');
	is(app('SELECT batch.unschedule()'), 'f', 'which is no error');
}

done_testing();
