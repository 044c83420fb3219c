# The logic of the transactions pipeline, without AWS: batches are inserted
# into the inbox as a consumer does, and the outbox is looked at, not sent.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PipeCluster->create('main', conf => "pgawspipe.enabled = off\n");
my $json = JSON::PP->new->canonical->allow_nonref;
my $events = 0;

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
$node->psql_as('app', q{
	CREATE SCHEMA transactions;
	CREATE EXTENSION pgawspipe_transactions SCHEMA transactions;
});

sub app
{
	my ($sql) = @_;

	return $node->psql_as('app', $sql);
}

# A row of the inbox; they arrive in the order in which they are made.
sub row
{
	my ($payload, %options) = @_;
	my $id = $options{id} // sprintf('m%06d', ++$events);
	my $text = ref $payload ? $json->encode($payload) : $payload;
	my $sequence = defined $options{sequence} ? "'$options{sequence}'" : 'NULL';
	my $arrival = $options{arrival} // $events;

	$text =~ s/'/''/g;
	return "('$id', 'transactions', $sequence, now() + $arrival * interval '1 microsecond', now(), '$text')";
}

sub insert
{
	return 'INSERT INTO transactions.message'
	  . ' (event_id, source, sequence_number, arrived_at, received_at, payload)'
	  . ' VALUES ' . join(', ', @_);
}

sub apply
{
	app(insert(@_));
	return;
}

# A sound transaction, apart from what is given; undef removes a field.
sub order
{
	my ($id, %more) = @_;
	my %order = (
		transaction_id => $id,
		customer_id => 'C1',
		email => 'someone@example.com',
		amount => 10.5,
		currency => 'EUR',
		payment_method => 'card',
		timestamp => '2023-09-11T12:00:00Z',
		items => [
			{ product_id => 'P1', quantity => 2, price => 4.5 },
			{ product_id => 'P2', quantity => 1, price => 1.5 }
		],
		%more);

	delete @order{ grep { !defined $order{$_} } keys %order };
	return \%order;
}

# One line item that costs the amount
sub costs
{
	my ($amount, %more) = @_;

	return (amount => $amount, items => [ { product_id => 'P1', quantity => 1, price => $amount } ], %more);
}

sub summary
{
	return app(q{SELECT string_agg(category || ' ' || messages, ', ' ORDER BY category) FROM transactions.summary});
}

# The faults of the last message
sub faults
{
	my $id = sprintf('m%06d', $events);

	return app(qq{
		SELECT string_agg(field || ' ' || reason, '; ' ORDER BY field COLLATE "C")
		FROM transactions.rejection WHERE event_id = '$id'
	});
}

# What was put into the outbox since the last time
sub sent
{
	return $node->safe_psql('postgres', q{
		WITH sent AS (DELETE FROM awspipe.outbox RETURNING *)
		SELECT string_agg(operation || ' ' || resource, ', ' ORDER BY outbox_id)
		FROM sent JOIN awspipe._destination USING (destination_id)
	});
}

sub bodies
{
	my ($operation) = @_;

	return $node->safe_psql('postgres', qq{
		SELECT body FROM awspipe.outbox WHERE operation = '$operation' ORDER BY outbox_id
	});
}

sub clear
{
	app(q{TRUNCATE transactions.message, transactions.transaction, transactions.rejection,
		transactions.duplicate, transactions.alert});
	sent();
	return;
}

#
# A valid transaction
#

my $good = $json->encode(order('T1'));

apply(row($good));
is( app(q{
		SET timezone = 'UTC';
		SELECT transaction_id, event_id, customer_id, email, amount, currency, payment_method,
			transaction_time, large_order
		FROM transactions.transaction
	}),
	'T1|m000001|C1|someone@example.com|10.5|EUR|card|2023-09-11 12:00:00+00|f',
	'a valid transaction is stored');
is(app('SELECT content FROM transactions.transaction') eq app("SELECT '$good'::jsonb"),
	1, 'with all that the message said');
is( app('SELECT string_agg(product_id || quantity || price, chr(32) ORDER BY line) FROM transactions.line_item'),
	'P124.5 P211.5', 'line items can be queried');
is(sent(), '', 'before it is deployed, the pipeline sends nothing');

app(q{
	UPDATE transactions.setting
	SET server = 'aws', name = 'shop', queue = 'shop', table_name = 'shop',
		order_topic = 'arn:aws:sns:us-east-1:1:large', alert_topic = 'arn:aws:sns:us-east-1:1:alerts',
		alarms = false, alert_window = '7 days'
});

apply(row(order('T2')));
like(bodies('PutItem'), qr/"transaction_id":\s*\{"S":\s*"T2"\}/, 'it is sent to the table');
is(sent(), 'PutItem shop', 'and nowhere else');
is(app('SELECT transactions.publish()'), 2, 'all can be sent once more');
is(sent(), 'PutItem shop, PutItem shop', 'to the table only');

#
# The rules
#

my $word = 'does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"';
my $absent = 'is missing or not a string';
my $number = 'is missing or not a number';
my $time = 'is not a time in ISO 8601 with an offset';
my $item = sub { return (items => [ { product_id => 'P', quantity => 1, price => 10.5, @_ } ]) };

my @rules = (
	[ { transaction_id => undef }, "transaction_id $absent" ],
	[ { transaction_id => 7 }, "transaction_id $absent" ],
	[ { transaction_id => '' }, "transaction_id $word" ],
	[ { transaction_id => 'with space' }, "transaction_id $word" ],
	[ { transaction_id => "T\n" }, "transaction_id $word" ],
	[ { transaction_id => 'x' x 65 }, "transaction_id $word" ],
	[ { customer_id => undef }, "customer_id $absent" ],
	[ { customer_id => [] }, "customer_id $absent" ],
	[ { customer_id => '' }, "customer_id $word" ],
	[ { email => undef }, "email $absent" ],
	(map { [ { email => $_ }, 'email is not an e-mail address' ] } (
			'', 'nobody', '@example.com', 'a@', 'a@b', 'a@@b.de', 'a b@c.de', 'a@b..de', 'a@.de', 'a@b.de.',
			'a@-b.de', 'a@b-.de', 'a@b.1', 'a@b.d', "a\@b.de\n", 'a@b_c.de', 'a(b)@c.de', '"a"@b.de',
			'x' x 65 . '@b.de', 'a@' . 'x' x 64 . '.de', 'a@' . 'b.' x 126 . 'de')),
	[ { currency => undef }, "currency $absent" ],
	[ { currency => 978 }, "currency $absent" ],
	[ { currency => 'eur' }, 'currency is not a currency of ISO 4217' ],
	[ { currency => 'XAU' }, 'currency is not a currency of ISO 4217' ],
	[ { amount => undef }, "amount $number" ],
	[ { amount => '10.50' }, "amount $number" ],
	[ { amount => 0 }, 'amount is zero' ],
	[ { amount => -10.5 }, 'amount is negative' ],
	[ { amount => 10.501 }, 'amount has more decimals than its currency' ],
	[ { amount => 10.4 }, 'amount is not the sum of the items' ],
	[ { costs(1000000000000) }, 'amount is too large; items[0].price is too large' ],
	[ { costs(10.5, currency => 'JPY') }, 'amount has more decimals than its currency; items[0].price has more decimals than its currency' ],
	[ { costs(1.2345, currency => 'KWD') }, 'amount has more decimals than its currency; items[0].price has more decimals than its currency' ],
	[ { payment_method => undef }, "payment_method $absent" ],
	[ { payment_method => 'Card' }, 'payment_method is not known' ],
	[ { timestamp => undef }, "timestamp $absent" ],
	[ { timestamp => 1694433600 }, "timestamp $absent" ],
	(map { [ { timestamp => $_ }, "timestamp $time" ] } (
			'', 'yesterday', '2023-09-11', '2023-09-11 12:00:00Z', '2023-09-11T12:00:00', '2023-09-11T12:00Z',
			'2023-02-29T12:00:00Z', '2023-04-31T12:00:00Z', '2023-13-01T12:00:00Z', '2023-00-01T12:00:00Z',
			'2023-09-00T12:00:00Z', '2023-09-11T24:00:00Z', '2023-09-11T12:60:00Z', '2023-09-11T12:00:60Z',
			'2023-09-11T12:00:00+15:00', '2023-09-11T12:00:00+01:60', '2023-09-11T12:00:00.Z',
			'0000-01-01T00:00:00Z', '9999-01-01T00:00:00Z', "2023-09-11T12:00:00Z\n", 'infinity', 'now')),
	[ { timestamp => '2099-12-31T23:59:59Z' }, 'timestamp is in the future' ],
	[ { items => undef }, 'items is missing or not an array' ],
	[ { items => {} }, 'items is missing or not an array' ],
	[ { items => [] }, 'items does not have from 1 to 100 elements' ],
	[ { items => [ (7) x 101 ] }, 'items does not have from 1 to 100 elements' ],
	[ { items => [7] }, "items[0].price $number; items[0].product_id $absent; items[0].quantity $number" ],
	[ { $item->(product_id => 7) }, "items[0].product_id $absent" ],
	[ { $item->(quantity => '1') }, "items[0].quantity $number" ],
	[ { $item->(quantity => 0) }, 'items[0].quantity is not from 1 to 100000' ],
	[ { $item->(quantity => 100001) }, 'items[0].quantity is not from 1 to 100000' ],
	[ { $item->(quantity => 1.5) }, 'items[0].quantity is not a whole number' ],
	[ { $item->(price => undef) }, "items[0].price $number" ],
	[ { $item->(price => -10.5) }, 'items[0].price is negative' ],
	[ { $item->(price => 10.501) }, 'items[0].price has more decimals than its currency' ],
	[ { items => [ { product_id => 'P', quantity => 1, price => 10.5 }, { product_id => 'P', quantity => 1, price => -1 } ] },
		'items[1].price is negative' ],
	[ { email => 'nobody', currency => 'XYZ', amount => 0 },
		'amount is zero; currency is not a currency of ISO 4217; email is not an e-mail address' ],);

# All of them in one batch, as they would be one by one
my (%expected, @batch);
for my $rule (@rules)
{
	my $message = row(order('U', %{ $rule->[0] }));

	push @batch, $message;
	$expected{ sprintf('m%06d', $events) } = $rule->[1];
}
my @shapes = ('null', '[]', '7', '"text"', '{}', '[{"transaction_id": "T"}]',
	'{"amount": 1e400, "items": [{"quantity": 1e400, "price": 1e400}]}',
	'{"amount": 1e-400, "items": [{"quantity": 1e-400, "price": 1e-400}]}');
my %all = (
	amount => $number, currency => $absent, customer_id => $absent, email => $absent,
	items => 'is missing or not an array', payment_method => $absent, timestamp => $absent, transaction_id => $absent);
for my $shape (@shapes)
{
	push @batch, row($shape);
	$expected{ sprintf('m%06d', $events) } =
	  $shape eq '{}' ? join('; ', map { "$_ $all{$_}" } sort keys %all)
	  : $shape !~ /^\{/ ? 'message is not a JSON object'
	  : undef;
}
apply(@batch);
my %found = map { split /\|/, $_, 2 } split /\n/, app(q{
	SELECT event_id, string_agg(field || ' ' || reason, '; ' ORDER BY field COLLATE "C")
	FROM transactions.rejection GROUP BY event_id
});
delete @expected{ grep { !defined $expected{$_} && defined $found{$_} } keys %expected };
delete @found{ grep { !exists $expected{$_} } keys %found };
is_deeply(\%found, \%expected, 'every rule has its field and reason, and a payload of any shape is judged');
is(summary(), 'accepted 2, duplicate 0, rejected ' . @batch, 'nothing came of them');
is(sent(), '', 'nor was anything sent');
is(app('SELECT max(messages) > 1 AND NOT bool_or(field ~ \'\d\') FROM transactions.fault'),
	't', 'faults are counted by field and reason');

clear();
my @sound = (
	order('S1', timestamp => '2024-02-29T23:59:59.123456789+14:30'),
	order('S2', email => 'o\'neil+tag.x@sub-domain.example.co'),
	order('S3', costs(1000, currency => 'JPY')),
	order('S4', costs(1.234, currency => 'KWD')),
	order('S5', costs(1.2345, currency => 'CLF')),
	order('S6', costs(0.01)),
	order('S7', costs(9999.99)),
	order('S8', items => [ { product_id => 'P', quantity => 1, price => 10.5 }, { product_id => 'free', quantity => 100000, price => 0 } ]),
	order('S9', costs(0.1 * 3)),			# 0.3, as JSON has it
	order('S' . 'x' x 63, note => 'more than is asked for'),);
apply(map { row($_) } @sound);
is(summary(), 'accepted ' . @sound . ', duplicate 0, rejected 0', 'what is unusual but right is accepted');
apply(row(q({"transaction_id": "Z", "customer_id": "C", "email": "a@b.de", "amount": 10.500, "currency": "EUR",
	"payment_method": "card", "timestamp": "2023-09-11T12:00:00Z",
	"items": [{"product_id": "P", "quantity": 1.0, "price": 10.50000}]})));
is(faults(), '', 'zeros behind the last decimal do not count');
is(app(q{SELECT count(*) FROM transactions.transaction AS t, transactions.setting AS s,
	transactions.faults(t.content, now(), s)}), 0, 'a message can be checked by hand');

# Settings, and the clock
clear();
app(q{UPDATE transactions.setting SET payment_methods = '{cheque}', clock_tolerance = '1 hour'});
my $soon = app(q{SET timezone = 'UTC'; SELECT to_char(now() + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')});
apply(row(order('C1', payment_method => 'cheque', timestamp => $soon)));
is(summary(), 'accepted 1, duplicate 0, rejected 0', 'payment methods and tolerance can be chosen');
app(q{UPDATE transactions.setting SET payment_methods = DEFAULT, clock_tolerance = DEFAULT});
apply(row(order('C2', timestamp => $soon)));
is(faults(), 'timestamp is in the future', 'five minutes are the default');
app(q{INSERT INTO transactions.currency VALUES ('BTC', 8)});
apply(row(order('C3', costs(0.00012345, currency => 'BTC'))));
is(faults(), '', 'currencies can be added');

#
# Repeats
#

clear();
apply(row(order('D1')), row(order('D1')), row(order('D1', amount => 10.50)), row(order('D1', email => 'b@example.com')));
is(summary(), 'accepted 1, duplicate 2, rejected 1', 'in one batch, equal repeats are ignored and others rejected');
is(faults(), 'transaction_id was used before with other content', 'with the reason');
is(app(q{SELECT event_id FROM transactions.transaction}), sprintf('m%06d', $events - 3), 'the first one counts');
apply(row(order('D1')));
apply(row(order('D1', customer_id => 'C2')));
is(summary(), 'accepted 1, duplicate 3, rejected 2', 'and so they are in later batches');
is(sent(), 'PutItem shop', 'the table hears of it once');

apply(row(order('D2', email => 'late@example.com'), arrival => 999), row(order('D2', email => 'early@example.com'), arrival => 998));
is(app(q{SELECT email FROM transactions.transaction WHERE transaction_id = 'D2'}),
	'early@example.com', 'the order is that of arrival, not that of the rows');
apply(
	row(order('D3', email => 'late@example.com'), sequence => '18849496460467696129', arrival => 1),
	row(order('D3', email => 'early@example.com'), sequence => '9849496460467696128', arrival => 2));
is(app(q{SELECT email FROM transactions.transaction WHERE transaction_id = 'D3'}),
	'early@example.com', 'in a FIFO queue that of the sequence numbers');
apply(row(order('D4', email => 'nobody')), row(order('D4')));
is(app(q{SELECT count(*) FROM transactions.transaction WHERE transaction_id = 'D4'}),
	1, 'an invalid message does not use up its transaction_id');
my $twice = row(order('D5', email => 'nobody'));
apply($twice, $twice);
apply($twice);
is(app(q{SELECT count(*) FROM transactions.rejection WHERE transaction_id = 'D5'}), 1, 'a message is rejected once');

# Two batches at once
clear();
my $first = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
my $second = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
# nothing is sent here, which need not be said
$_->query_safe('SET client_min_messages = error') foreach $first, $second;
$first->query_safe('BEGIN; ' . insert(row(order('both'))));
$second->query_until(qr/started/, "\\echo started\n" . insert(row(order('both')), row(order('both', email => 'b@example.com'))) . ";\n");
$node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'});
$first->query_safe('COMMIT');
$first->quit;
$second->quit;
is(summary(), 'accepted 1, duplicate 1, rejected 1', 'two batches at once do not both accept a transaction');

#
# Large orders
#

clear();
apply(row(order('L1', costs(9999.99))), row(order('L2', costs(10000))), row(order('L3', costs(123456.78, currency => 'USD'))));
my @requests = map { $json->decode($_) } split /\n/, bodies('Publish');
is_deeply([ map { $_->{Subject} } @requests ], [ 'Large order: 10000 EUR', 'Large order: 123456.78 USD' ],
	'orders from the threshold on are requested');
is_deeply([ map { $json->decode($_->{Message})->{transaction_id} } @requests ], [ 'L2', 'L3' ],
	'and the request says which');
is(app('SELECT string_agg(transaction_id, chr(32) ORDER BY 1) FROM transactions.transaction WHERE large_order'),
	'L2 L3', 'the table says it too');
sent();
apply(row(order('L2', costs(10000))), row(order('L4', costs(20000, email => 'nobody'))));
is(sent(), '', 'repeats and rejected orders are not requested');
app(q{INSERT INTO transactions.large_order_threshold VALUES ('JPY', 1500000)});
apply(row(order('L5', costs(1499999, currency => 'JPY'))), row(order('L6', costs(1500000, currency => 'JPY'))));
is(app(q{SELECT string_agg(transaction_id, chr(32)) FROM transactions.transaction WHERE large_order AND currency = 'JPY'}),
	'L6', 'a currency may have a threshold of its own');

#
# Alerts
#

clear();
my @bad = map { order("A$_", email => 'nobody', currency => undef) } 1 .. 20;
app('UPDATE transactions.setting SET alert_limit = 5');
apply(map { row($_) } @bad[ 0 .. 3 ]);
is(sent(), '', 'few rejections are no alert');
apply(row($bad[4]), row(order('A')));
my ($alert) = map { $json->decode($_) } split /\n/, bodies('Publish');
is($alert->{Subject}, 'shop: 5 transactions rejected', 'the limit makes one');
is_deeply($json->decode($alert->{Message})->{fields}, { currency => 5, email => 5 }, 'which tells the fields at fault');
is(sent(), 'PutItem shop, Publish arn:aws:sns:us-east-1:1:alerts', 'it goes to the alert topic');
apply(map { row($_) } @bad[ 5 .. 12 ]);
is(sent(), '', 'it is the only one of its window');
app(q{UPDATE transactions.rejection SET rejected_at = rejected_at - interval '7 days';
	UPDATE transactions.alert SET window_start = window_start - interval '7 days'});
apply(row($bad[13]));
is(sent(), '', 'the next window begins at nothing');

# A burst whose halves are committed at once
$first = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
$second = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
# nothing is sent here, which need not be said
$_->query_safe('SET client_min_messages = error') foreach $first, $second;
$first->query_safe('BEGIN; ' . insert(map { row($_) } @bad[ 14 .. 16 ]));
$second->query_until(qr/started/, "\\echo started\n" . insert(map { row($_) } @bad[ 17 .. 19 ]) . ";\n");
$node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'});
$first->query_safe('COMMIT');
$first->quit;
$second->quit;
is(sent(), 'Publish arn:aws:sns:us-east-1:1:alerts', 'two batches that make the limit together raise one alert');
is(app('SELECT string_agg(rejected::text, chr(32) ORDER BY window_start) FROM transactions.alert'), '5 7',
	'which knows of both');
clear();
app('UPDATE transactions.setting SET alert_limit = 1');
apply(row($bad[0]));
($alert) = map { $json->decode($_) } split /\n/, bodies('Publish');
is($alert->{Subject}, 'shop: 1 transaction rejected', 'one is one');

# Metrics
clear();
app('UPDATE transactions.setting SET alarms = true, alert_limit = DEFAULT');
apply(row(order('M1')), row(order('M1')), row(order('M2')), row('{}'));
is(join(', ', map { my $m = $json->decode($_); "$m->{MetricName} $m->{Value}" } split /\n/, bodies('PutMetricData')),
	'Accepted 2, Rejected 1, Duplicates 1', 'CloudWatch is told what became of a batch');
app('UPDATE transactions.setting SET alarms = false');

#
# Many messages against another way of judging them
#

clear();
app(q{
	SELECT setseed(0.75);
	CREATE TABLE app.stream AS
	SELECT row_number() OVER () AS n, category, field, amount, content
	FROM transactions.random_messages(10000, 0.2, 0.1, 0.05);
	/* and some that are wrong in other ways, or right in spite of it */
	CREATE TABLE app.junk AS
	SELECT row_number() OVER () AS k, j AS value FROM unnest(ARRAY['null', '""', '0', '-1', '1', '1.5', '100000', '1e300',
		'0.001', '10000', '[]', '{}', 'true', '"EUR"', '"JPY"', '"XXX"', '"T-1"', '"a b"', '"card"', '"A@B.CD"', '"@"',
		'"a@b"', '"2026-01-31T10:00:00+01:00"', '"2026-02-29T10:00:00Z"', '"2098-01-01T00:00:00.5Z"', '"1"',
		'[{"product_id": "P", "quantity": 3, "price": 0.1}]', '[1, {"price": 1}]']::jsonb[]) AS j;
	UPDATE app.stream AS s
	SET content = jsonb_set(s.content, string_to_array((ARRAY['transaction_id', 'customer_id', 'email', 'amount',
			'currency', 'payment_method', 'timestamp', 'items', 'items,0', 'items,0,product_id', 'items,0,quantity',
			'items,0,price'])[1 + s.n * 7 % 12], ','), j.value)
	FROM app.junk AS j
	WHERE s.n % 3 = 0 AND j.k = 1 + s.n / 36 % (SELECT count(*) FROM app.junk);

	CREATE TABLE app.expected (n bigint, category text, fields text[]);
	CREATE FUNCTION app.judge(f text, m jsonb, minor int) RETURNS void LANGUAGE plpgsql AS $$
	DECLARE
		v jsonb := m -> f;
		t text := v #>> '{}';
		words text[];
		total numeric := 0;
		l jsonb;
	BEGIN
		CASE f
			WHEN 'transaction_id', 'customer_id' THEN
				ASSERT v @? 'strict $ ? (@ like_regex "^[-A-Z.a-z_0-9:]+$")' AND length(t) <= 64;
			WHEN 'email' THEN
				ASSERT jsonb_typeof(v) = 'string';
				words := string_to_array(t, '@');
				ASSERT cardinality(words) = 2 AND words[1] <> '' AND words[1] !~ '[\s(),:;<>@]';
				words := string_to_array(words[2], '.');
				ASSERT cardinality(words) > 1 AND '' <> ALL (words);
			WHEN 'currency' THEN
				ASSERT jsonb_typeof(v) = 'string' AND minor >= 0;
			WHEN 'payment_method' THEN
				ASSERT '["bank_transfer", "card", "cash_on_delivery", "direct_debit", "gift_card", "invoice", "wallet"]' @> v
					AND jsonb_typeof(v) = 'string';
			WHEN 'timestamp' THEN
				ASSERT jsonb_typeof(v) = 'string' AND t LIKE '____-__-__T__:__:__%';
				ASSERT t::timestamptz < now() + interval '1 day';
			WHEN 'amount' THEN
				ASSERT v @? 'strict $ ? (@ > 0 && @ < 1000000000000)';
				ASSERT minor IS NULL OR t::numeric = round(t::numeric, minor);
				BEGIN
					FOR l IN SELECT jsonb_array_elements(m -> 'items') LOOP
						PERFORM app.judge('quantity', l, 0), app.judge('price', l, minor);
						total := total + (l ->> 'quantity')::numeric * (l ->> 'price')::numeric;
					END LOOP;
					PERFORM app.judge('items', m, 0);
				EXCEPTION WHEN assert_failure OR data_exception THEN
					total := t;
				END;
				ASSERT total = t::numeric;
			WHEN 'items' THEN
				ASSERT jsonb_typeof(v) = 'array' AND v <> '[]';
			WHEN 'product_id' THEN
				PERFORM app.judge('customer_id', jsonb_build_object('customer_id', v), 0);
			WHEN 'quantity' THEN
				ASSERT v @? 'strict $ ? (@ > 0 && @ <= 100000)' AND t::numeric = trunc(t::numeric);
			WHEN 'price' THEN
				ASSERT v @? 'strict $ ? (@ >= 0 && @ < 1000000000000)';
				ASSERT minor IS NULL OR t::numeric = round(t::numeric, minor);
		END CASE;
		ASSERT v IS NOT NULL;
	END
	$$;
	CREATE FUNCTION app.reference() RETURNS void LANGUAGE plpgsql AS $$
	DECLARE
		m app.stream;
		f text;
		known jsonb := '{}';
		wrong text[];
		what text;
		minor int;
		item jsonb;
		i int;
	BEGIN
		FOR m IN SELECT * FROM app.stream ORDER BY n LOOP
			wrong := '{}';
			what := 'rejected';
			SELECT minor_units INTO minor FROM transactions.currency WHERE to_jsonb(code) = m.content -> 'currency';
			FOREACH f IN ARRAY '{transaction_id,customer_id,email,currency,amount,payment_method,timestamp,items}'::text[] LOOP
				BEGIN
					PERFORM app.judge(f, m.content, minor);
				EXCEPTION WHEN assert_failure OR data_exception THEN
					wrong := wrong || f;
				END;
			END LOOP;
			i := 0;
			WHILE jsonb_typeof(m.content -> 'items') = 'array' AND i < jsonb_array_length(m.content -> 'items') LOOP
				FOREACH f IN ARRAY '{product_id,quantity,price}'::text[] LOOP
					BEGIN
						PERFORM app.judge(f, m.content -> 'items' -> i, minor);
					EXCEPTION WHEN assert_failure OR data_exception THEN
						wrong := wrong || ('items[' || i || '].' || f);
					END;
				END LOOP;
				i := i + 1;
			END LOOP;
			IF wrong = '{}' THEN
				f := m.content ->> 'transaction_id';
				IF NOT known ? f THEN
					what := 'accepted';
					known := known || jsonb_build_object(f, m.n);
				ELSIF m.content = (SELECT s.content FROM app.stream AS s WHERE s.n = (known ->> f)::bigint) THEN
					what := 'duplicate';
				ELSE
					wrong := '{transaction_id}';
				END IF;
			END IF;
			INSERT INTO app.expected SELECT m.n, what, array_agg(w ORDER BY w COLLATE "C") FROM unnest(wrong) AS w;
		END LOOP;
	END
	$$;
	CREATE UNIQUE INDEX ON app.stream (n);
	SELECT app.reference();
	CREATE VIEW app.found AS
	SELECT event_id::bigint AS n, 'accepted' AS category, NULL::text[] AS fields FROM transactions.transaction
	UNION ALL
	SELECT event_id::bigint, 'duplicate', NULL FROM transactions.duplicate
	UNION ALL
	SELECT event_id::bigint, 'rejected', array_agg(field ORDER BY field COLLATE "C")
	FROM transactions.rejection GROUP BY event_id;
});

# How the messages are cut into batches makes no difference
foreach my $batch (10_000, 137)
{
	clear();
	app(qq{
		DO \$\$
		BEGIN
			FOR lowest IN 1 .. 10000 BY $batch LOOP
				INSERT INTO transactions.message (event_id, source, arrived_at, received_at, payload)
				SELECT n, 's', now() + n * interval '1 microsecond', now(), content
				FROM app.stream WHERE n >= lowest AND n < lowest + $batch ORDER BY random();
			END LOOP;
		END
		\$\$;
	});
	is( app(q{
			SELECT string_agg(format('%s: %s, not %s: %s', n, f, e, content), chr(10)) FROM (
				SELECT n, f, e, s.content FROM app.found AS f FULL JOIN app.expected AS e USING (n) JOIN app.stream AS s USING (n)
				WHERE (f.category, f.fields) IS DISTINCT FROM (e.category, e.fields) LIMIT 5) AS x
		}),
		'', "10,000 random messages in batches of $batch are judged as one by one");
}
note(app(q{SELECT string_agg(category || ' ' || n, ', ') FROM (
	SELECT category, count(*) AS n FROM app.expected GROUP BY 1) AS c}));
is(app('SELECT min(n) > 100 FROM (SELECT count(*) AS n FROM app.expected GROUP BY category) AS c'),
	't', 'and there were enough of each kind');
is( $node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.outbox WHERE operation = 'PutItem'}),
	app('SELECT count(*) FROM transactions.transaction'),
	'the table is sent what was accepted');
is( $node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.outbox JOIN awspipe._destination USING (destination_id) WHERE resource LIKE '%large'}),
	app('SELECT count(*) FROM transactions.transaction WHERE large_order'),
	'and large orders are requested');

# simulate() says what it sends
clear();
my $shares = $json->decode(app('SELECT transactions.simulate(2000, 0.1, 0.05, 0.03)'));
is(join(' ', map { "$_ $shares->{$_}" } qw(sent rejected duplicate)), 'sent 2000 rejected 200 duplicate 100', 'simulate sends the shares it was told');
is(sent() =~ s/, .*//r, 'SendMessage shop', 'to the queue');
like($node->error_as('app', 'SELECT transactions.simulate(10, 0.5, 0.5)'), qr/22023/, 'shares that leave nothing valid are refused');

#
# Dump, rights, odd names
#

clear();
apply(row(order('kept')), row(order('kept')), row(order('bad', email => 'nobody')));
$node->safe_psql('postgres', q{
	DROP VIEW app.found;
	DROP TABLE app.stream, app.junk, app.expected;
	DROP FUNCTION app.reference(), app.judge(text, jsonb, int);
	CREATE DATABASE restored;
});
command_ok(
	[
		'sh', '-c', 'pg_dump "$1" | psql -X -v ON_ERROR_STOP=1 -q "$2"', 'sh',
		$node->connstr('postgres'), $node->connstr('restored')
	],
	'the pipeline can be dumped and restored');
is( $node->safe_psql('restored', q{
		SELECT transaction_id, (SELECT count(*) FROM transactions.rejection), (SELECT count(*) FROM transactions.duplicate),
			(SELECT server FROM transactions.setting), (SELECT string_agg(code, '') FROM transactions.currency WHERE NOT standard),
			(SELECT count(*) FROM transactions.large_order_threshold), (SELECT count(*) FROM transactions.message)
		FROM transactions.transaction
	}),
	'kept|1|1|aws|BTC|1|0', 'with what the messages have led to');

$node->safe_psql('postgres', 'CREATE ROLE other LOGIN; GRANT USAGE ON SCHEMA transactions TO other');
like($node->error_as('other', 'SELECT transactions.simulate()'), qr/42501/, 'others may not simulate');
like($node->error_as('other', 'TABLE transactions.transaction'), qr/42501/, 'nor look');

$node->safe_psql('postgres', 'CREATE DATABASE odd');
$node->safe_psql('odd', qq{
	CREATE EXTENSION pgawspipe;
	CREATE SCHEMA "Cash In";
	CREATE EXTENSION pgawspipe_transactions SCHEMA "Cash In";
	INSERT INTO "Cash In".message (event_id, source, received_at, payload) VALUES ('1', 's', now(), '$good'), ('2', 's', now(), '{}')
});
is($node->safe_psql('odd', 'SELECT (SELECT count(*) FROM "Cash In".transaction), count(*) FROM "Cash In".rejection'),
	'1|8', 'the schema can have any name');

done_testing();
