# The logic of the inventory pipeline, without AWS: batches are inserted into
# the inbox as a consumer does, and the outbox is looked at, not sent.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PipeCluster->create('main', conf => "pgawspipe.enabled = off\n");
my $json = JSON::PP->new->canonical;
my $sequence = 0;

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
$node->psql_as('app', q{
	CREATE SCHEMA inventory;
	CREATE EXTENSION pgawspipe_inventory SCHEMA inventory;
});

sub app
{
	my ($sql) = @_;

	return $node->psql_as('app', $sql);
}

# A row of the inbox: as Kinesis numbers records, 56 digits
sub row
{
	my ($payload, %options) = @_;
	my $number = sprintf('49%054d', $options{sequence} // ++$sequence);
	my $id = "shardId-000000000000:$number"
	  . (defined $options{sub} ? ":$options{sub}" : '');
	my $text = ref $payload ? $json->encode($payload) : $payload;

	$text =~ s/'/''/g;
	return "('$id', 'inventory', 'shardId-000000000000', '$number', 'k', now(), '$text')";
}

# As a queue numbers messages, which is not at all; $at is a second of the event's time
my $messages = 0;

sub message
{
	my ($payload, $at, %options) = @_;
	my $id = $options{id} // sprintf('%08d-dead-beef', ++$messages);
	my $time = sprintf('2023-09-11T12:00:%02dZ', $at);
	my $text = $json->encode({ %$payload, %{ $options{with} // {} }, product => { %{ $payload->{product} }, timestamp => $time } });

	return "('$id', 'inventory', NULL, NULL, NULL, now(), '$text')";
}

# What deploy() does
sub by_bus
{
	my ($bus) = @_;

	app(q{DELETE FROM inventory.ledger; UPDATE inventory.setting SET via = } . ($bus ? q{'eventbridge'} : q{'kinesis'}));
	return;
}

sub insert
{
	return 'INSERT INTO inventory.event'
	  . ' (event_id, source, shard_id, sequence_number, partition_key, received_at, payload)'
	  . ' VALUES ' . join(', ', @_);
}

sub apply
{
	app(insert(@_));
	return;
}

sub added
{
	my ($id, $quantity, %more) = @_;

	return {
		event_type => 'product_added',
		product => {
			product_id => $id,
			product_name => 'Laptop',
			quantity => $quantity,
			timestamp => '2023-09-11T12:00:00Z',
			%more
		}
	};
}

sub changed
{
	my ($id, $change, $quantity, %more) = @_;

	return {
		event_type => delete $more{event_type} // 'quantity_changed',
		product => {
			product_id => $id,
			change => $change,
			quantity => $quantity,
			timestamp => '2023-09-11T12:00:00Z',
			%more
		}
	};
}

sub removed
{
	my ($id) = @_;

	return {
		event_type => 'product_removed',
		product => { product_id => $id, timestamp => '2023-09-11T12:00:00Z' }
	};
}

# "quantity/version", or "-/version" for a tombstone
sub stock
{
	my ($id) = @_;

	return app(qq{
		SELECT CASE WHEN removed THEN '-' ELSE quantity::text END || '/' || version
		FROM inventory.product WHERE product_id = '$id'
	});
}

sub reasons
{
	my ($id) = @_;

	return app(qq{
		SELECT string_agg(reason, '; ' ORDER BY event_id COLLATE "C")
		FROM inventory.rejection WHERE product_id = '$id'
	});
}

# What was put into the outbox since the last time: operation and version
sub sent
{
	return $node->safe_psql('postgres', q{
		WITH sent AS (DELETE FROM awspipe.outbox RETURNING *)
		SELECT string_agg(operation || ' ' || version, ', ' ORDER BY outbox_id) FROM sent
	});
}

#
# One product, in order
#

apply(row('{"event_type": "product_added", "product": {"product_id": "P98765",
	"product_name": "Laptop", "quantity": 10, "timestamp": "2023-09-11T12:00:00Z"}}'));
is( app(q{
		SET timezone = 'UTC';
		SELECT product_id, product_name, quantity, availability, version, event_time
		FROM inventory.state
	}),
	'P98765|Laptop|10|in stock|1|2023-09-11 12:00:00+00',
	'an added product is in stock');
is(sent(), '', 'before it is deployed, the pipeline sends nothing');

app(q{INSERT INTO inventory.setting VALUES (true, 'aws', 'inventory', 'inventory', 'inventory')});

apply(
	row(added('one', 10)),
	row(changed('one', 'decrement', 3)),
	row(removed('one')),
	row(added('one', 4, product_name => 'Notebook')),
	row(changed('one', 'increment', 2)));
is(stock('one'), '6/5', 'a batch is applied in its order');
is(app(q{SELECT product_name FROM inventory.product WHERE product_id = 'one'}),
	'Notebook', 'the latest name stays');
is(sent(), 'PutItem 5', 'only the last state of a batch is sent');

apply(
	row(added('ways', 10)),
	row(changed('ways', undef, -3)),
	row(changed('ways', undef, 1)),
	row(changed('ways', undef, 5, event_type => 'quantity_decremented')),
	row(changed('ways', 'sideways', 4, event_type => 'quantity_incremented')),
	row(changed('ways', undef, -8)));
is(stock('ways') . ' ' . reasons('ways'), '7/5 the decrement is larger than the stock',
	'a sign tells the direction, or the kind of event does');
sent();

my @late = map { row($_) } added('two', 1), changed('two', 'decrement', 1), changed('two', 'increment', 7);
apply(reverse @late);
is(stock('two'), '7/3', 'the order is that of the stream, not that of the rows');
my $number = ++$sequence;
apply(
	row(changed('sub', 'decrement', 5), sequence => $number, sub => 10),
	row(changed('sub', 'increment', 3), sequence => $number, sub => 9),
	row(added('sub', 2), sequence => $number, sub => 0));
is(stock('sub'), '0/3', 'records out of one aggregated record keep their order');

apply(row(added('one', 5)));
is(stock('one'), '11/6', 'adding what is there adds to it');
apply(row(removed('one')));
is(stock('one'), '-/7', 'a removed product leaves a tombstone');
apply(row(added('one', 2)));
is(stock('one'), '2/8', 'which is revived without the former stock');
like(sent(), qr/PutItem 6, \w+ 7, PutItem 8$/, 'versions grow through all of it');

apply(map { row(added($_, 1)) } 'a' .. 'e');
is(sent(), join(', ', ('PutItem 1') x 5), 'every product of a batch is sent');

#
# Rejections
#

my @rules = (
	[ added('u', -1), 'quantity is negative' ],
	[ added('u', 1.5), 'quantity is not a whole number' ],
	[ added('u', '7'), 'quantity is missing or not a number' ],
	[ added('u', undef), 'quantity is missing or not a number' ],
	[ added('u', 2147483648), 'quantity is too large' ],
	[ added('u', 1, product_name => ''), 'product_name is empty or longer than 256 characters' ],
	[ added('u', 1, product_name => 7), 'product_name is missing or not a string' ],
	[ added('u', 1, timestamp => undef), 'timestamp is missing or not a string' ],
	[ added('u', 1, timestamp => 'yesterday'), 'timestamp is not a time in ISO 8601 with an offset' ],
	[ added('u', 1, timestamp => '2023-02-30T00:00:00Z'), 'timestamp is not a time in ISO 8601 with an offset' ],
	[ added('u', 1, timestamp => '2023-02-20T00:00:00+99:00'), 'timestamp is not a time in ISO 8601 with an offset' ],
	[ added('u', 1, timestamp => '2023-02-20T00:00:00'), 'timestamp is not a time in ISO 8601 with an offset' ],
	[ changed('u', 'increment', 1), 'the product is unknown' ],
	[ changed('u', 'sideways', 1), 'change is neither increment nor decrement' ],
	[ changed('u', 'increment', -1), 'quantity is negative' ],
	[ changed('u', undef, -1), 'the product is unknown' ],
	[ changed('u', undef, -2147483648), 'quantity is too large' ],
	[ changed('u', undef, -0.5), 'quantity is not a whole number' ],
	[ changed('u', undef, -1, event_type => 'quantity_decremented'), 'quantity is negative' ],
	[ changed('u', undef, 1, event_type => 'quantity_incremented'), 'the product is unknown' ],
	[ changed('u', 'increment', '1'), 'quantity is missing or not a number' ],
	[ removed('u'), 'the product is unknown' ],);
apply(map { row($_->[0]) } @rules);
is(reasons('u'), join('; ', map { $_->[1] } @rules), 'every rule has its reason');
is(stock('u'), '', 'and nothing came of it');
is(sent(), '', 'nor was anything sent');

my @shapes = (
	[ 'null', 'event_type is missing or not a string' ],
	[ '[]', 'event_type is missing or not a string' ],
	[ '"product_added"', 'event_type is missing or not a string' ],
	[ '{"event_type": 1}', 'event_type is missing or not a string' ],
	[ '{"event_type": "price_changed"}', 'event_type is unknown' ],
	[ '{"event_type": "product_added", "event_id": 7}', 'event_id is not a string' ],
	[ '{"event_type": "product_added", "event_id": ""}', 'event_id is empty or longer than 256 characters' ],
	[ '{"event_type": "product_added", "event_id": "' . 'x' x 257 . '"}', 'event_id is empty or longer than 256 characters' ],
	[ '{"event_type": "product_added"}', 'product is missing or not an object' ],
	[ '{"event_type": "product_added", "product": []}', 'product is missing or not an object' ],
	[ '{"event_type": "product_added", "product": {}}', 'product_id is missing or not a string' ],
	[ '{"event_type": "product_added", "product": {"product_id": 7}}', 'product_id is missing or not a string' ],
	[ '{"event_type": "product_added", "product": {"product_id": ""}}', 'product_id is empty or longer than 256 characters' ],
	[ '{"event_type": "product_added", "product": {"product_id": "' . 'x' x 257 . '"}}', 'product_id is empty or longer than 256 characters' ],);
app('DELETE FROM inventory.rejection');
apply(map { row($_->[0]) } @shapes);
is( app(q{SELECT string_agg(reason, '; ' ORDER BY event_id COLLATE "C") FROM inventory.rejection}),
	join('; ', map { $_->[1] } @shapes),
	'a payload of any shape is understood or rejected');

apply(row(added('low', 3)), row(changed('low', 'decrement', 4)), row(changed('low', 'decrement', 3)));
is(stock('low'), '0/2', 'a decrement below zero changes nothing');
is(reasons('low'), 'the decrement is larger than the stock', 'and is rejected');
is(app(q{SELECT availability FROM inventory.state WHERE product_id = 'low'}),
	'out of stock', 'nothing left is out of stock');
apply(row(added('full', 2147483647)), row(added('full', 1)));
is(stock('full') . ' ' . reasons('full'), '2147483647/1 the stock would be too large',
	'the stock does not overflow');
apply(row(added('gone', 1)), row(removed('gone')), row(removed('gone')), row(changed('gone', 'increment', 1)));
is(reasons('gone'), 'the product has been removed; the product has been removed',
	'what is removed can only be added');
sent();

#
# Repeats and lateness
#

apply(@late);
is(stock('two'), '7/3', 'events that are read once more change nothing');
is(sent(), '', 'and send nothing');
is(reasons('two'), join('; ', ('the event was applied before') x 3), 'each is recorded');
my $twice = row(changed('two', 'increment', 1));
apply($twice, $twice);
is(stock('two'), '8/4', 'twice in one batch as well');
apply(row(changed('two', 'increment', 10), sequence => 999_000_000));
apply(row(changed('two', 'decrement', 2)));
is(stock('two'), '16/6', 'an event that comes late for the first time is applied');

# A producer that repeats itself is known by the ids that it gives
my %named = (%{ changed('two', 'increment', 5) }, event_id => 'restocked');
apply(row(\%named), row(\%named));
apply(row(\%named));
is(stock('two'), '21/7', 'an event that was published again changes nothing');

#
# Without an order: what comes late is put in its place
#

by_bus(1);
apply(message(changed('loose', 'decrement', 3), 3));
is(reasons('loose'), 'the product is unknown', 'a change may come before its product');
apply(message(added('loose', 10), 1));
is(stock('loose') . reasons('loose'), '7/2', 'which is made up for');
is(app(q{SELECT last_event_id FROM inventory.product WHERE product_id = 'loose'}), '00000001-dead-beef', 'by the event that is the last');
apply(message(added('loose', 4), 9), message(changed('loose', undef, -7), 5), message(removed('loose'), 8));
is(stock('loose'), '4/5', 'within a batch, times tell the order');
apply(message(changed('loose', 'decrement', 2), 2));
is(stock('loose') . reasons('loose'), '4/6the decrement is larger than the stock', 'an event may lose what it took');
apply(message(removed('loose'), 4));
is(reasons('loose'), 'the product has been removed; the product has been removed', 'for another reason, too');
is(stock('loose'), '4/7', 'what was before the last removal does not count');
sent();
apply(message(changed('loose', 'decrement', 50), 10));
is(stock('loose') . sent(), '4/7', 'what is refused changes nothing, and sends nothing');
my @again = (message(changed('loose', 'increment', 1), 7, with => { event_id => 'seven' }),
	message(added('loose', 20), 11, with => { event_id => 'eleven' }),
	message(changed('loose', 'increment', 1), 0, with => { event_id => 'zero' }));
apply(@again);
like(sent(), qr/^PutItem \d+$/, 'the last state is sent, once');
my $loose = stock('loose');
is($loose =~ s/\/.*//r, 24, 'early, late and in between');
apply(map { s/'\d+-dead/'other-dead/r } @again[ 0 .. 1 ]);
is(stock('loose'), $loose, 'an event that is delivered again changes nothing');
app(q{DELETE FROM inventory.event});
apply(@again);
is(stock('loose'), $loose, 'also where the inbox has forgotten it');

# Behind what came with an order, and with what is redriven of that
apply(message(changed('two', 'increment', 1), 30));
apply(message(changed('two', 'decrement', 22), 20));
is(stock('two') . ' ' . app(q{SELECT reason FROM inventory.rejection WHERE product_id = 'two' ORDER BY rejected_at DESC LIMIT 1}),
	'22/8 the decrement is larger than the stock', 'stock that was there comes first');
apply(row(changed('two', 'increment', 3, timestamp => '2023-09-11T12:00:40Z')));
apply(message(changed('two', 'increment', 1), 29));
is(stock('two'), '26/10', 'a record of a stream has its time, too');

# The ledger need not be kept
app(q{SELECT inventory.prune_ledger('2023-09-11 12:00:20+00')});
is(app(q{SELECT count(*) FROM inventory.ledger WHERE product_id = 'loose'}), 1, 'what is old enough can be forgotten');
apply(message(changed('loose', 'increment', 2), 1), message(changed('loose', 'decrement', 26), 25));
is(stock('loose') =~ s/\/.*//r, 0, 'and what is older still is applied then');

# By a stream, what a queue had brought is applied when it comes
by_bus(0);
apply(message(changed('two', 'increment', 1), 1));
apply(row(changed('two', 'increment', 1)));
apply(message(changed('two', 'increment', 1), 0));
is(stock('two') . ' ' . app('SELECT count(*) FROM inventory.ledger'), '29/13 0', 'there is no ledger by stream');

# Two batches at once
my $first = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
my $second = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
# nothing is sent here, which need not be said
$_->query_safe('SET client_min_messages = error') foreach $first, $second;
$first->query_safe('BEGIN; ' . insert(row(added('both', 1))));
$second->query_until(qr/started/, "\\echo started\n" . insert(row(added('both', 2))) . ";\n");
$node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'});
$first->query_safe('COMMIT');
$first->quit;
$second->quit;
is(stock('both'), '3/2', 'two batches at once do not overwrite each other');

#
# Many events against another way of computing them
#

app(q{
	SELECT setseed(0.25);
	CREATE TABLE app.stream AS
	SELECT row_number() OVER () AS n, data FROM inventory.random_events(10000, 500);

	CREATE TABLE app.expected (id text PRIMARY KEY, quantity bigint, present boolean, version int);
	CREATE TABLE app.refused (n bigint);
	CREATE FUNCTION app.reference() RETURNS void LANGUAGE plpgsql AS $$
	DECLARE
		e app.stream;
		p jsonb;
		q integer;
		row app.expected;
	BEGIN
		FOR e IN SELECT * FROM app.stream ORDER BY n LOOP
			BEGIN
				p := e.data -> 'product';
				PERFORM (p ->> 'timestamp')::timestamptz;
				ASSERT p ->> 'timestamp' LIKE '2%';
				ASSERT p ? 'product_id';
				SELECT * INTO row FROM app.expected WHERE id = p ->> 'product_id';
				IF e.data ->> 'event_type' = 'product_removed' THEN
					ASSERT row.present;
					UPDATE app.expected SET present = false, version = version + 1 WHERE id = row.id;
					CONTINUE;
				END IF;
				ASSERT jsonb_typeof(p -> 'quantity') = 'number';
				q := p ->> 'quantity';
				ASSERT q >= 0 OR e.data ->> 'event_type' = 'quantity_changed' AND NOT p ? 'change';
				IF e.data ->> 'event_type' = 'product_added' THEN
					INSERT INTO app.expected AS x VALUES (p ->> 'product_id', q, true, 1)
					ON CONFLICT (id) DO UPDATE
					SET quantity = q + x.quantity * x.present::int, present = true, version = x.version + 1;
				ELSE
					ASSERT e.data ->> 'event_type' LIKE 'quantity\_%' AND row.present;
					IF e.data ->> 'event_type' = 'quantity_decremented'
						OR e.data ->> 'event_type' = 'quantity_changed' AND p ->> 'change' = 'decrement'
					THEN
						q := -q;
					ELSE
						ASSERT e.data ->> 'event_type' = 'quantity_incremented'
							OR coalesce(p ->> 'change' = 'increment', true);
					END IF;
					ASSERT row.quantity + q >= 0;
					UPDATE app.expected SET quantity = quantity + q, version = version + 1 WHERE id = row.id;
				END IF;
			EXCEPTION WHEN assert_failure OR data_exception THEN
				INSERT INTO app.refused VALUES (e.n);
			END;
		END LOOP;
	END
	$$;
	SELECT app.reference();
});

# How the events are cut into batches makes no difference
foreach my $batch (10_000, 137)
{
	app(qq{
		TRUNCATE inventory.event, inventory.product, inventory.rejection;
		DO \$\$
		BEGIN
			FOR lowest IN 1 .. 10000 BY $batch LOOP
				INSERT INTO inventory.event
					(event_id, source, shard_id, sequence_number, partition_key, received_at, payload)
				SELECT 's:' || n, 'inventory', 's', n, data #>> '{product,product_id}', now(), data
				FROM app.stream WHERE n >= lowest AND n < lowest + $batch ORDER BY random();
			END LOOP;
		END
		\$\$;
	});
	is( app(q{
			SELECT count(*) FROM inventory.product AS p
			FULL JOIN app.expected AS e ON e.id = p.product_id
			WHERE (p.removed, CASE WHEN p.removed THEN 0 ELSE p.quantity END, p.version)
				IS DISTINCT FROM (NOT e.present, CASE WHEN e.present THEN e.quantity ELSE 0 END, e.version)
		}),
		0, "10,000 events in batches of $batch come to the right stock");
	is( app(q{
			SELECT count(*) FROM inventory.rejection AS r
			FULL JOIN app.refused AS e ON 's:' || e.n = r.event_id
			WHERE r.event_id IS NULL OR e.n IS NULL
		}),
		0, 'and to the right rejections');
}
cmp_ok(app('SELECT count(*) FROM app.refused'), '>', 100, 'of which there were some');

# Nor does the order in which they come, if they have none but that of their
# times, nor how often
by_bus(1);
foreach my $batch (12_000, 137)
{
	app(qq{
		TRUNCATE inventory.event, inventory.product, inventory.rejection, inventory.ledger;
		SELECT setseed(0.$batch);
		CREATE TEMP TABLE shuffled AS
		SELECT row_number() OVER (ORDER BY random()) AS at, id, data || jsonb_build_object('event_id', 'e' || n) AS data
		FROM app.stream, LATERAL (SELECT 'm' || n UNION ALL SELECT 'd' || n WHERE n % 5 = 0) AS d (id);
		DO \$\$
		BEGIN
			FOR lowest IN 1 .. 12000 BY $batch LOOP
				INSERT INTO inventory.event (event_id, source, received_at, payload)
				SELECT id, 'inventory', now(), data FROM shuffled WHERE at >= lowest AND at < lowest + $batch;
			END LOOP;
		END
		\$\$;
	});
	is( app(q{
			SELECT count(*) FROM inventory.product AS p
			FULL JOIN app.expected AS e ON e.id = p.product_id
			WHERE (p.removed, CASE WHEN p.removed THEN 0 ELSE p.quantity END)
				IS DISTINCT FROM (NOT e.present, CASE WHEN e.present THEN e.quantity ELSE 0 END)
		}),
		0, "shuffled, some of them twice, in batches of $batch they come to the same stock");
	is( app(q{
			SELECT count(*) FROM (SELECT * FROM inventory.rejection WHERE reason <> 'the event was applied before') AS r
			FULL JOIN app.refused AS e ON e.n::text = substr(r.event_id, 2)
			WHERE r.event_id IS NULL OR e.n IS NULL
		}),
		0, 'and to the same rejections');
	is(app(q{SELECT count(*) FROM inventory.rejection WHERE reason = 'the event was applied before'}), 2000, 'besides the repetitions');
}

# DynamoDB holds the newest version of each
is( $node->safe_psql('postgres', q{
		SELECT count(*) FROM inventory.product AS p
		WHERE NOT EXISTS (SELECT FROM awspipe.outbox AS o WHERE o.version = p.version
			AND o.body LIKE '%"' || p.product_id || '"%')
	}),
	0, 'the last state of every product was sent');
sent();
is(app('SELECT inventory.publish()'), app('SELECT count(*) FROM inventory.product'),
	'all products can be sent again');

by_bus(0);

#
# Simulation
#

sub simulation
{
	sent();
	is(app('SELECT inventory.simulate(200, 20, 0.5)'), 200, 'simulate() says how many events it published');
	return $node->safe_psql('postgres', q{
		SELECT md5(string_agg(regexp_replace(convert_from(decode(body::jsonb ->> 'Data', 'base64'), 'UTF8'),
			'"timestamp": "[^"]*"', '') || ordering_key, '' ORDER BY outbox_id))
		FROM awspipe.outbox
	});
}

is(simulation(), simulation(), 'with a seed, the same ones');

#
# Dump, odd names
#

app(q{TRUNCATE inventory.event, inventory.product, inventory.rejection, inventory.ledger});
apply(row(added('kept', 3)), row(changed('kept', 'decrement', 4)));
by_bus(1);
my $kept = message(changed('kept', 'increment', 1), 0);
apply($kept);
$node->safe_psql('postgres', 'DROP TABLE app.stream, app.expected, app.refused; DROP FUNCTION app.reference; CREATE DATABASE restored');
command_ok(
	[
		'sh', '-c', 'pg_dump "$1" | psql -X -v ON_ERROR_STOP=1 -q "$2"', 'sh',
		$node->connstr('postgres'), $node->connstr('restored')
	],
	'the pipeline can be dumped and restored');
is( $node->safe_psql('restored', q{
		SELECT product_id, quantity, version, (SELECT count(*) FROM inventory.rejection),
			(SELECT server FROM inventory.setting)
		FROM inventory.product
	}),
	'kept|4|2|1|aws', 'with what the events have led to');
$node->safe_psql('restored', insert($kept));
is($node->safe_psql('restored', 'SELECT quantity FROM inventory.product'), 4, 'and what came without an order is known');

$node->safe_psql('postgres', 'CREATE DATABASE odd');
$node->safe_psql('odd', q{
	CREATE EXTENSION pgawspipe;
	CREATE SCHEMA "In Stock";
	CREATE EXTENSION pgawspipe_inventory SCHEMA "In Stock";
	INSERT INTO "In Stock".event (event_id, source, received_at, payload)
	VALUES ('1', 's', now(), '{"event_type": "product_added", "product": {"product_id": "P",
		"product_name": "n", "quantity": 1, "timestamp": "2023-09-11T12:00:00Z"}}')
});
is($node->safe_psql('odd', 'SELECT quantity FROM "In Stock".product'),
	1, 'the schema can have any name');

done_testing();
