# The logic of the survey pipeline, without AWS: batches are inserted into the
# inboxes as consumers do, the outbox is looked at and not sent, and contents
# of answers are given instead of fetched.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use MIME::Base64 qw(decode_base64);
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PipeCluster->create('main', conf => "pgawspipe.enabled = off\n");
my $json = JSON::PP->new->canonical->utf8->allow_nonref;
my $text = JSON::PP->new->canonical;
my $sequence = 0;
my $events = 0;

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
$node->psql_as('app', q{
	CREATE SCHEMA survey;
	CREATE EXTENSION pgawspipe_survey SCHEMA survey;
});

sub app
{
	my ($sql) = @_;

	return $node->psql_as('app', $sql);
}

sub quoted
{
	my ($value) = @_;

	return 'NULL' unless defined $value;
	$value = $text->encode($value) if ref $value;
	utf8::encode($value);
	return "'" . $value =~ s/'/''/gr . "'";
}

#
# Purchases
#

# A row of the inbox: as Kinesis numbers records, 56 digits
sub row
{
	my ($payload, %options) = @_;
	my $number = sprintf('49%054d', $options{sequence} // ++$sequence);
	my $id = "shardId-000000000000:$number"
	  . (defined $options{sub} ? ":$options{sub}" : '');

	return "('$id', 'survey', 'shardId-000000000000', '$number', now(), " . quoted($payload) . ')';
}

sub insert
{
	return 'INSERT INTO survey.purchase_event (event_id, source, shard_id, sequence_number, received_at, payload)'
	  . ' VALUES ' . join(', ', @_);
}

sub apply
{
	app(insert(@_));
	return;
}

# A sound purchase, apart from what is given; undef removes a field.
sub purchase
{
	my ($customer, %more) = @_;
	my %purchase = (
		purchase_id => 'P' . ($sequence + 1),
		customer_id => $customer,
		store => 'Main Street',
		amount => 59.9,
		currency => 'EUR',
		timestamp => '2023-09-11T12:00:00Z',
		%more);

	delete @purchase{ grep { !defined $purchase{$_} } keys %purchase };
	return { event_type => 'purchase', purchase => \%purchase };
}

sub customers
{
	app("INSERT INTO survey.customer (customer_id, name, email, opted_in)
		VALUES ('$_', 'Customer $_', 'customer.$_\@example.com', true)") for @_;
	return;
}

# Why the last so many purchases led to no invitation; "-" for those that did
sub reasons
{
	my ($n) = @_;
	my $first = $sequence - $n + 1;

	return app(qq{
		SELECT string_agg(CASE WHEN EXISTS (SELECT FROM survey.invitation AS i WHERE i.event_id = e.id)
			THEN '-' ELSE r.reason END, '; ' ORDER BY e.n)
		FROM (SELECT n, 'shardId-000000000000:49' || lpad(n::text, 54, '0') AS id
			FROM generate_series($first, $sequence) AS n) AS e
		LEFT JOIN survey.rejection AS r ON r.kind = 'purchase' AND r.id = e.id
	});
}

# The mails that were put into the outbox since the last time
sub mails
{
	return map { $json->decode($_) } split /\n/, $node->safe_psql('postgres', q{
		WITH sent AS (DELETE FROM awspipe.outbox RETURNING *)
		SELECT body FROM sent ORDER BY outbox_id
	});
}

# Forgets them
sub drop_mails
{
	$node->safe_psql('postgres', 'DELETE FROM awspipe.outbox');
	return;
}

sub clear
{
	app('TRUNCATE survey.purchase_event, survey.answer_event, survey.mail_event, survey.invitation,
		survey.response, survey.rejection, survey.suppression, survey.answer_object, survey.customer');
	drop_mails();
	return;
}

sub funnel
{
	return app(q{SELECT string_agg(number::text, ' ') FROM survey.funnel});
}

like($node->error_as('app', insert(row(purchase('C1')))),
	qr/55000: the pipeline is not deployed/, 'what is not deployed does not run');
app(q{
	SELECT awspipe.settings(NULL::survey.survey_setting);
	UPDATE survey.survey_setting
	SET server = 'aws', name = 'shop', bucket = 'shop-survey', from_address = 'survey@example.com',
		reply_to = 'shop@example.com', unsubscribe = 'stop@example.com', sampling_share = 1
});
is(funnel(), '0 0 0 0 0', 'the funnel of nothing');
clear();
customers('C1');
apply(row(purchase('C1')));
is( app(q{
		SET timezone = 'UTC';
		SELECT event_id ~ '^shardId', purchase_id ~ '^P', customer_id, email, store, amount, currency, purchase_time,
			invited_at = now(), expires_at - invited_at, state
		FROM survey.invitation
	}),
	't|t|C1|customer.C1@example.com|Main Street|59.9|EUR|2023-09-11 12:00:00+00|f|7 days|pending',
	'a purchase leads to an invitation');
like(app('SELECT token FROM survey.invitation'), qr/^[0-9a-f]{64}$/, 'with a token that cannot be guessed');

#
# The mail and its link
#

# What a mail says, by the names of the template
sub data
{
	my ($mail) = @_;

	return $text->decode(
		$mail->{BulkEmailEntries}[0]{ReplacementEmailContent}{ReplacementTemplate}{ReplacementTemplateData});
}

# What the form is told
sub fragment
{
	my ($link) = @_;
	my ($base64) = $link =~ /#([A-Za-z0-9_-]+)$/;

	return $json->decode(decode_base64($base64 =~ tr/-_/+\//r));
}

my $odd = qq{<b>Zo\xeb</b> & "Co"};
my ($mail, @more) = mails();

is(scalar(@more), 0, 'and to one mail');
is($mail->{FromEmailAddress}, 'survey@example.com', 'from the address that was chosen');
is_deeply($mail->{ReplyToAddresses}, ['shop@example.com'], 'answers to it go elsewhere');
is($mail->{ConfigurationSetName}, 'shop', 'SES is to tell what becomes of it');
is_deeply($mail->{BulkEmailEntries}[0]{Destination}, { ToAddresses => ['customer.C1@example.com'] },
	'to the customer');
my $id = app('SELECT invitation_id FROM survey.invitation');
is_deeply($mail->{BulkEmailEntries}[0]{ReplacementTags}, [ { Name => 'invitation', Value => $id } ],
	'tagged with the invitation');
is_deeply($mail->{BulkEmailEntries}[0]{ReplacementHeaders},
	[ { Name => 'List-Unsubscribe', Value => "<mailto:stop\@example.com?subject=$id>" } ],
	'and with a way out');
like(data($mail)->{plain_link}, qr/form\.html.*#/, 'it has the link');

my $token = app('SELECT token FROM survey.invitation');
my $told = fragment(data($mail)->{plain_link});
is(join(' ', sort keys %$told), 'f k n p s t u x', 'the link has all that the form needs');
is($told->{k}, "answers/$token/", 'names the folder of its answer');
like($told->{s}, qr{/answers/$token/answer\.json\?.*X-Amz-Signature=}, 'tells whether it has been answered');
is("$told->{n}, $told->{t}", 'Customer C1, Main Street', 'and greets');
my $purchase_id = app('SELECT purchase_id FROM survey.invitation');
is($told->{p}, "11 September 2023, 59.90 EUR, number $purchase_id", 'it names the purchase');
is(data($mail)->{$_}, $told->{p}, 'as the mail does') for qw(purchase plain_purchase);
is(data($mail)->{until}, app(q{SET timezone = 'UTC'; SELECT to_char(expires_at, 'FMDD FMMonth YYYY, HH24:MI') || ' (UTC)' FROM survey.invitation}),
	'whose dates are in words');
like($told->{x}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'it says how long it works');
is($told->{f}{'Content-Type'}, 'application/json', 'a form can be posted with it');
my $policy = $json->decode(decode_base64($told->{f}{Policy}));
is_deeply([ sort { @$a <=> @$b || $b->[0] cmp $a->[0] } grep { ref eq 'ARRAY' && $_->[0] ne 'eq' } @{ $policy->{conditions} } ],
	[ [ 'starts-with', '$key', "answers/$token/" ], [ 'content-length-range', 1, 16384 ] ],
	'into that folder, and of a sensible size');
note length(data($mail)->{plain_link}) . ' characters of link';
cmp_ok(length(data($mail)->{plain_link}), '<', 4000, 'and it is not too long for a mail');

customers('C2');
app('UPDATE survey.customer SET name = ' . quoted($odd) . q{ WHERE customer_id = 'C2'});
apply(row(purchase('C2', store => $odd)));
($mail) = mails();
my $data = data($mail);
is("$data->{name} $data->{store}", join(' ', ("&lt;b&gt;Zo\xeb&lt;/b&gt; &amp; &quot;Co&quot;") x 2),
	'in HTML, names are only text');
is("$data->{plain_name} $data->{plain_store}", "$odd $odd", 'elsewhere they are as they are');
is(($data->{link} =~ s/&amp;/&/gr), $data->{plain_link}, 'so is the link');
$told = fragment($data->{plain_link});
is("$told->{n} $told->{t}", "$odd $odd", 'the form gets them as they are');
isnt($told->{k}, "answers/$token/", 'no two tokens are the same');

# Purchases in words
app(q{UPDATE survey.survey_setting SET time_zone = 'Asia/Tokyo'});
for my $case (
	[ 60, 'EUR', '60 EUR' ],
	[ '0.5', 'EUR', '0.50 EUR' ],
	[ '1234567.80', 'EUR', '1,234,567.80 EUR' ],
	[ '3000.00', 'JPY', '3,000 JPY' ],
	[ '1.255', 'KWD', '1.255 KWD' ],
	[ '999999999999.99', 'XXX', '999,999,999,999.99 XXX' ])
{
	is( app(qq{SELECT survey.describe(jsonb_populate_record(i, '{"amount": $case->[0], "currency": "$case->[1]", "purchase_id": "P",
			"purchase_time": "2026-01-31T15:00:00Z"}'), time_zone) FROM survey.survey_setting, survey.invitation AS i LIMIT 1}),
		"1 February 2026, $case->[2], number P", "$case->[0] $case->[1]");
}
customers('C3');
apply(row(purchase('C3')));
($mail) = mails();
is(data($mail)->{until}, app(q{SET timezone = 'Asia/Tokyo'; SELECT to_char(expires_at, 'FMDD FMMonth YYYY, HH24:MI') || ' (Asia/Tokyo)'
		FROM survey.invitation WHERE customer_id = 'C3'}), 'the time zone can be chosen');
like($node->error_as('app', q{UPDATE survey.survey_setting SET time_zone = 'Tokio'}), qr/22023: time zone "Tokio" not recognized/,
	'from those that there are');
app(q{UPDATE survey.survey_setting SET time_zone = DEFAULT, unsubscribe_url = 'https://shop.example/stop/'});
customers('C4');
apply(row(purchase('C4')));
($mail) = mails();
$id = app(q{SELECT invitation_id FROM survey.invitation WHERE customer_id = 'C4'});
is_deeply([ sort { $a->{Name} cmp $b->{Name} } @{ $mail->{BulkEmailEntries}[0]{ReplacementHeaders} } ],
	[
		{ Name => 'List-Unsubscribe', Value => "<mailto:stop\@example.com?subject=$id>, <https://shop.example/stop/$id>" },
		{ Name => 'List-Unsubscribe-Post', Value => 'List-Unsubscribe=One-Click' }
	],
	'with an address to post to, one click is the way out');
app(q{UPDATE survey.survey_setting SET unsubscribe_url = NULL});

#
# Who is asked
#

my $lately = 'the customer was invited lately';
my $below = 'the purchase is below the minimum';
my $sample = 'the customer is not in the sample';

clear();
customers(qw(ok blank bare silent gone poor again));
app(q{
	UPDATE survey.customer SET email = NULL WHERE customer_id = 'blank';
	UPDATE survey.customer SET email = 'nobody@localhost' WHERE customer_id = 'bare';
	UPDATE survey.customer SET opted_in = false WHERE customer_id = 'silent';
	UPDATE survey.customer SET email = 'Gone@Example.COM' WHERE customer_id = 'gone';
	INSERT INTO survey.suppression VALUES ('gone@example.com', 'complaint');
});
apply(map { row(purchase($_, amount => $_ eq 'poor' ? 19.99 : 20)) } qw(ok blank bare silent gone poor again again stranger));
is( reasons(9),
	join('; ',
		'-',
		'the customer has no valid address',
		'the customer has no valid address',
		'the customer has not opted in',
		'the address is suppressed',
		$below, '-', $lately,
		'the customer is unknown'),
	'every reason not to ask is told');
is(app(q{SELECT string_agg(number::text, ' ' ORDER BY number DESC) FROM survey.refusal}), '2 1 1 1 1 1', 'and counted');
is(scalar(mails()), 2, 'only those who are asked get mail');
is( app(q{SELECT string_agg(customer_id || ' ' || (purchase_id ~ '^P'), ', ') FROM survey.rejection WHERE reason = 'the address is suppressed'}),
	'gone true', 'a rejection says who it is about');

# Several reasons: the first counts
app(q{UPDATE survey.customer SET opted_in = false, email = '' WHERE customer_id = 'poor'});
apply(row(purchase('poor', amount => 1)));
is(reasons(1), 'the customer has no valid address', 'of several reasons one is told');

# Amounts
app(q{INSERT INTO survey.minimum_purchase VALUES ('JPY', 3000), ('CHF', 0)});
customers(map { "m$_" } 1 .. 7);
apply(
	row(purchase('m1', amount => 20)),
	row(purchase('m2', amount => '19.999' + 0)),
	row(purchase('m3', amount => 3000, currency => 'JPY')),
	row(purchase('m4', amount => 2999, currency => 'JPY')),
	row(purchase('m5', amount => 20, currency => 'JPY')),
	row(purchase('m6', amount => 0, currency => 'CHF')),
	row(purchase('m7', amount => 20, currency => 'XXX')));
is(reasons(7), "-; $below; -; $below; $below; -; -", 'the minimum is enough, in each currency its own');

# The cool-down, to the microsecond: now() is the same in all of a transaction
for my $edge ([ '0 seconds', '-' ], [ '1 microsecond', $lately ])
{
	clear();
	customers('edge');
	app(qq{
		BEGIN;
		INSERT INTO survey.invitation (event_id, purchase_id, customer_id, email, store, amount, currency,
			purchase_time, invited_at, expires_at)
		VALUES ('e', 'p', 'edge', 'a\@b.de', 's', 1, 'EUR', now(), now() - interval '90 days' + interval '$edge->[0]', now());
	} . insert(row(purchase('edge'))) . '; COMMIT');
	is(reasons(1), $edge->[1], "at the end of the cool-down, plus $edge->[0]");
}
app(q{UPDATE survey.survey_setting SET cool_down = '1 day'});
apply(row(purchase('edge')));
apply(row(purchase('edge')));
is(reasons(2), "-; $lately", 'who has just been asked is left alone');
app(q{UPDATE survey.invitation SET invited_at = invited_at - interval '1 day'});
apply(row(purchase('edge')));
is(reasons(1), '-', 'the cool-down can be chosen');
app(q{UPDATE survey.survey_setting SET cool_down = DEFAULT});
like($node->error_as('app', q{UPDATE survey.survey_setting SET cool_down = '0'}), qr/23514/, 'but not to be none');

# The sample
sub sampled
{
	my ($share, $salt) = @_;

	app("UPDATE survey.survey_setting SET sampling_share = $share, sampling_salt = '$salt'");
	app('TRUNCATE survey.purchase_event, survey.invitation, survey.rejection, survey.response');
	app(q{
		INSERT INTO survey.purchase_event (event_id, source, shard_id, sequence_number, received_at, payload)
		SELECT 's:' || n, 's', 's', n, now(), jsonb_build_object('event_type', 'purchase', 'purchase', jsonb_build_object(
			'purchase_id', 'P' || n, 'customer_id', 's' || n, 'store', 'S', 'amount', 50, 'currency', 'EUR',
			'timestamp', '2023-09-11T12:00:00Z'))
		FROM generate_series(1, 2000) AS n});
	drop_mails();
	return app('SELECT count(*), md5(string_agg(customer_id, chr(32) ORDER BY customer_id)) FROM survey.invitation');
}

clear();
app(q{INSERT INTO survey.customer SELECT 's' || n, 'N', 's' || n || '@example.com', true FROM generate_series(1, 2000) AS n});
my ($quarter, $who) = split /\|/, sampled(0.25, 'salt');
cmp_ok(abs($quarter - 500), '<', 80, "a quarter of the customers is about a quarter ($quarter of 2000)");
is(sampled(0.25, 'salt'), "$quarter|$who", 'the same customers each time');
is(app("SELECT DISTINCT reason FROM survey.rejection"), $sample, 'others are told apart');
my (undef, $others) = split /\|/, sampled(0.25, 'pepper');
isnt($others, $who, 'another salt chooses others');
my $larger = sampled(0.5, 'salt');
is( app(q{SELECT count(*) FROM survey.customer AS c LEFT JOIN survey.invitation AS i USING (customer_id)
		WHERE survey.place_in_sample(c.customer_id, 'salt') < 0.25 AND i.customer_id IS NULL}),
	0, 'a larger sample has all of a smaller one');
like(sampled(0, 'salt'), qr/^0\|/, 'nobody is nobody');
like(sampled(1, 'salt'), qr/^2000\|/, 'everybody is everybody');

# Order, and several purchases of one customer
clear();
customers(qw(a b c));
my $first = row(purchase('a', purchase_id => 'first'));
my $second = row(purchase('a', purchase_id => 'second'));
apply($second, $first);
is(app('SELECT purchase_id FROM survey.invitation'), 'first', 'the first purchase in the stream counts, whatever the order of rows');
my $number = ++$sequence;
apply(
	row(purchase('b', purchase_id => 'ten'), sequence => $number, sub => 10),
	row(purchase('b', purchase_id => 'nine'), sequence => $number, sub => 9));
is(app(q{SELECT purchase_id FROM survey.invitation WHERE customer_id = 'b'}), 'nine', 'so it is in an aggregated record');
apply(row(purchase('c', amount => 1)), row(purchase('c')), row(purchase('c')));
is(reasons(3), "$below; -; $lately", 'a purchase that does not count keeps no other from it');
drop_mails();

# Repeats
apply($first, $second);
is(app('SELECT count(*) FROM survey.invitation'), 3, 'events that are read once more invite nobody');
is( app(q{SELECT reason, count(*) FROM survey.rejection WHERE customer_id = 'a' GROUP BY 1 ORDER BY 1}),
	"the customer was invited lately|1\nthe event was applied before|1",
	'which is recorded, where there was no reason yet');
is((split / /, funnel())[0], 7, 'they are no purchases of their own');
app('TRUNCATE survey.invitation CASCADE');
apply($first);
is(app('SELECT count(*) FROM survey.invitation'), 0, 'also when the cool-down is over');
customers('twice');
my $twice = row(purchase('twice'));
apply($twice, $twice);
is(app('SELECT count(*) FROM survey.invitation'), 1, 'twice in one batch is once');
is(scalar(mails()), 1, 'with one mail');

# Two batches at once
customers('both');
my $one = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
my $two = $node->background_psql('postgres', extra_params => [ '-U', 'app' ]);
# nothing is sent here, which need not be said
$_->query_safe('SET client_min_messages = error') foreach $one, $two;
$one->query_safe('BEGIN; ' . insert(row(purchase('both'))));
$two->query_until(qr/started/, "\\echo started\n" . insert(row(purchase('both'))) . ";\n");
$node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'});
$one->query_safe('COMMIT');
$one->quit;
$two->quit;
is(reasons(2), "-; $lately", 'two batches at once do not both invite');
drop_mails();

# All or nothing
customers('undone');
app('BEGIN; ' . insert(row(purchase('undone'))) . '; ROLLBACK');
is(app(q{SELECT count(*) FROM survey.invitation WHERE customer_id = 'undone'}) . scalar(mails()),
	'00', 'a batch that fails invites nobody and sends nothing');

#
# What is no purchase
#

my $word = 'does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"';
my $absent = 'is missing or not a string';
my $print = 'store does not consist of 1 to 100 printable characters';
my $time = 'timestamp is not a time in ISO 8601 with an offset';
my @faults = (
	[ { purchase_id => undef }, "purchase_id $absent" ],
	[ { purchase_id => 7 }, "purchase_id $absent" ],
	[ { purchase_id => '' }, "purchase_id $word" ],
	[ { purchase_id => 'x' x 65 }, "purchase_id $word" ],
	[ { purchase_id => "P\n" }, "purchase_id $word" ],
	[ { customer_id => undef }, "customer_id $absent" ],
	[ { customer_id => [] }, "customer_id $absent" ],
	[ { customer_id => 'a b' }, "customer_id $word" ],
	[ { store => undef }, "store $absent" ],
	[ { store => '' }, $print ],
	[ { store => 'x' x 101 }, $print ],
	[ { store => "Main\nBcc: all\@example.com" }, $print ],
	[ { store => "Main\x7f" }, $print ],
	[ { amount => undef }, 'amount is missing or not a number' ],
	[ { amount => '59.90' }, 'amount is missing or not a number' ],
	[ { amount => -0.01 }, 'amount is negative' ],
	[ { amount => 1000000000000 }, 'amount is too large' ],
	[ { currency => undef }, "currency $absent" ],
	[ { currency => 978 }, "currency $absent" ],
	[ { currency => 'eur' }, 'currency is not a code of ISO 4217' ],
	[ { currency => "EUR\n" }, 'currency is not a code of ISO 4217' ],
	[ { timestamp => undef }, "timestamp $absent" ],
	[ { timestamp => 1694433600 }, "timestamp $absent" ],
	(map { [ { timestamp => $_ }, $time ] } (
			'', 'yesterday', '2023-09-11', '2023-09-11T12:00:00', '2023-02-29T12:00:00Z', '2023-09-11T24:00:00Z',
			'2023-09-11T12:00:00+15:00', "2023-09-11T12:00:00Z\n", '0000-01-01T00:00:00Z', 'infinity')),
	[ { timestamp => '2099-12-31T23:59:59Z' }, 'timestamp is in the future' ],);
my @shapes = (
	(map { [ $_, "event_type $absent" ] } ('null', '[]', '7', '"purchase"', '{}', '{"event_type": 1}')),
	[ '{"event_type": "refund"}', 'event_type is unknown' ],
	[ '{"event_type": "purchase"}', 'purchase is missing or not an object' ],
	[ '{"event_type": "purchase", "purchase": []}', 'purchase is missing or not an object' ],
	[ '{"event_type": "purchase", "purchase": {}}', "purchase_id $absent" ],);
clear();
customers('U');
apply((map { row(purchase('U', %{ $_->[0] })) } @faults), (map { row($_->[0]) } @shapes));
is(reasons(@faults + @shapes), join('; ', map { $_->[1] } @faults, @shapes), 'whatever comes is understood or rejected');
is(scalar(mails()), 0, 'and nothing is sent');
customers(qw(u1 u2 u3));
apply(
	row(purchase('u1', timestamp => '2024-02-29T23:59:59.123456789+14:30', store => 'x' x 100)),
	row(purchase('u2', amount => 999999999999.99)),
	row(purchase('u3', note => 'more than is asked for')));
is(reasons(3), '-; -; -', 'what is unusual but right is accepted');
my $soon = app(q{SET timezone = 'UTC'; SELECT to_char(now() + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')});
app(q{UPDATE survey.survey_setting SET clock_tolerance = '1 hour'});
apply(row(purchase('U', timestamp => $soon)));
app(q{UPDATE survey.survey_setting SET clock_tolerance = DEFAULT});
is(reasons(1), '-', 'how far clocks may differ can be chosen');

#
# Who sells
#

# What was put into the outbox for the stream
sub published
{
	return map { [ $_->{PartitionKey}, $json->decode(decode_base64($_->{Data})) ] } mails();
}

drop_mails();

my $sale = purchase('p1')->{purchase};

app('SELECT survey.publish(' . quoted($sale) . '::jsonb)');
is_deeply([ published() ], [ [ 'p1', { event_type => 'purchase', purchase => $sale } ] ], 'as the event that is read');
like($node->error_as('app', q{SELECT survey.publish('{"purchase_id": "P 1"}')}),
	qr/22023: purchase cannot be published: purchase_id does not consist of/, 'one that would be rejected is refused');

app(q{
	CREATE TABLE sale (id bigint, customer_id text, store text, amount numeric, currency text, sold_at timestamptz);
	CREATE TRIGGER survey AFTER INSERT ON sale REFERENCING NEW TABLE AS sold FOR EACH STATEMENT
		EXECUTE FUNCTION survey.publish_sales('{"purchase_id": "id", "timestamp": "sold_at"}');
});
app(q{SET timezone = 'UTC'; INSERT INTO sale VALUES
	(7, 'C7', 'Harbour', 5.50, 'EUR', '2026-01-01 12:00:00Z'), (8, NULL, 'Harbour', 1, 'EUR', NULL)});
is_deeply(
	[ published() ],
	[
		[ 'C7', { event_type => 'purchase', purchase => {
			purchase_id => '7', customer_id => 'C7', store => 'Harbour', amount => 5.50, currency => 'EUR',
			timestamp => '2026-01-01T12:00:00+00:00' } } ],
		[ 'nobody', { event_type => 'purchase', purchase => {
			purchase_id => '8', customer_id => undef, store => 'Harbour', amount => 1, currency => 'EUR',
			timestamp => undef } } ]
	],
	'sales go to the stream, whether anybody can be asked or not');
app('CREATE TRIGGER unnamed AFTER INSERT ON sale REFERENCING NEW TABLE AS sold FOR EACH STATEMENT EXECUTE FUNCTION survey.publish_sales()');
like($node->error_as('app', 'INSERT INTO sale DEFAULT VALUES'),
	qr/42703: table "sale" has no column "purchase_id", "timestamp".*HINT:  Name the columns in trigger "unnamed"/s,
	'columns of other names have to be named');
drop_mails();

#
# What becomes of mails
#

# The outcome of an invitation's mail, as the dispatcher writes it
sub settled
{
	my ($customer, $outcome, $result) = @_;

	$node->safe_psql('postgres', qq{
		INSERT INTO awspipe.outbox_result (outbox_id, destination_id, reference, outcome, result)
		SELECT nextval('awspipe.outbox_outbox_id_seq'), d.destination_id, i.invitation_id, '$outcome', '$result'
		FROM survey.invitation AS i, awspipe._destination AS d
		WHERE i.customer_id = '$customer' AND d.service = 'ses'
	});
	return;
}

sub invitation
{
	my ($customer, $columns) = @_;

	return app("SELECT $columns FROM survey.invitation WHERE customer_id = '$customer'");
}

clear();
customers(qw(sent refused held again));
apply(map { row(purchase($_)) } qw(sent refused held again));
is(app('SELECT survey.settle()'), 0, 'nothing is known of mails that wait');
settled('sent', 'delivered', 'message-1');
settled('refused', 'dead_letter', 'MessageRejected');
settled('again', 'dead_letter', 'MessageRejected');
is(app('SELECT survey.settle()'), 3, 'the outbox tells what became of mails');
is(invitation('sent', 'state, message_id, refusal, sent_at IS NOT NULL'), 'sent|message-1||t', 'one was sent');
is(invitation('refused', 'state, message_id, refusal, sent_at IS NOT NULL'), 'refused||MessageRejected|f', 'one was refused');
is(invitation('held', 'state'), 'pending', 'one waits');
is(app('SELECT survey.settle()'), 0, 'what is known is known');
settled('again', 'delivered', 'message-2');
is(app('SELECT survey.settle()') . invitation('again', 'state, message_id, refusal'), '1sent|message-2|',
	'a mail that was given up can be sent after all');
settled('held', 'delivered', 'message-3');
customers('next');
apply(row(purchase('next')));
is(invitation('held', 'state'), 'sent', 'batches look after it by themselves');
is(funnel(), '5 5 3 0 0', 'the funnel counts mails that SES took');
like($node->error_as('app', q{SELECT survey.link(gen_random_uuid())}), qr/P0002/, 'an invitation that is not there has no link');
like(app(q{SELECT survey.link(invitation_id) FROM survey.invitation WHERE customer_id = 'held'}), qr/#/, 'others can be given one by hand');

# Mails of which nobody knows, until somebody tells
sub make_ambiguous
{
	my ($customer) = @_;

	$node->safe_psql('postgres', qq{
		UPDATE awspipe.outbox SET state = 'ambiguous', attempted_at = now()
		WHERE reference = (SELECT invitation_id::text FROM survey.invitation WHERE customer_id = '$customer')
	});
	return;
}

sub waiting
{
	return $node->safe_psql('postgres', q{
		SELECT string_agg(i.customer_id, ' ' ORDER BY i.customer_id) FROM awspipe.outbox AS o
		JOIN survey.invitation AS i ON i.invitation_id::text = o.reference
	});
}

clear();
customers(qw(held1 held2 pending));
apply(map { row(purchase($_)) } qw(held1 held2 pending));
make_ambiguous($_) for qw(held1 held2);
is(app('SELECT string_agg(DISTINCT on_ambiguous, chr(32)) FROM awspipe.outbox_pending'), 'hold', 'mails are held when in doubt');
is(app('SELECT survey.resolve_held()') . waiting(), '0held1 held2 pending', 'as long as there is doubt');

#
# What SES tells
#

# An event of SES's, as it comes out of its notification
sub event
{
	my ($kind, $of, %more) = @_;
	my $id = sprintf('m%06d', ++$events);
	my %mail = (
		timestamp => '2026-01-01T10:00:00.000Z',
		messageId => $of->{message_id} // 'unknown',
		tags => { 'ses:configuration-set' => ['shop'], $of->{tag} ? (invitation => [ $of->{tag} ]) : () });
	my %event = (($of->{identity} ? 'notificationType' : 'eventType') => $kind, mail => \%mail, %more);

	return "('$id', 'shop-mail', now(), now(), " . quoted(\%event) . ')';
}

sub report
{
	app('INSERT INTO survey.mail_event (event_id, source, arrived_at, received_at, payload) VALUES ' . join(', ', @_));
	return;
}

sub tagged
{
	my ($customer) = @_;

	return { tag => invitation($customer, 'invitation_id') };
}

sub bounce
{
	my ($type, @addresses) = @_;

	return (bounce => {
		bounceType => $type,
		timestamp => '2026-01-01T10:00:05.000Z',
		bouncedRecipients => [ map { { emailAddress => $_ } } @addresses ] });
}

sub suppressed
{
	return app(q{SELECT string_agg(address || ' ' || reason, ', ' ORDER BY address) FROM survey.suppression}) // '';
}

report(event('Send', tagged('held1'), send => {}));
is(invitation('held1', "state, message_id, sent_at = '2026-01-01 10:00Z'"), 'sent|unknown|t', 'an event tells of a mail in doubt that it was sent');
is(app('SELECT survey.resolve_held()') . waiting(), '1held2 pending', 'which is forgotten then, and not sent again');

clear();
customers(map { "t$_" } 1 .. 9);
apply(map { row(purchase("t$_")) } 1 .. 9);
settled("t$_", 'delivered', "message-$_") for 1 .. 9;
report(
	event('Delivery', tagged('t1'), delivery => { timestamp => '2026-01-01T10:00:01Z' }),
	event('Open', tagged('t1'), open => { timestamp => '2026-01-01T10:01:00Z' }),
	event('Click', tagged('t1'), click => { timestamp => '2026-01-01T10:02:00Z' }),
	event('Open', tagged('t1'), open => { timestamp => '2026-01-01T11:00:00Z' }),
	event('Bounce', tagged('t2'), bounce('Permanent', 'Customer.T2@Example.com')),
	event('Bounce', tagged('t3'), bounce('Transient', 'customer.t3@example.com')),
	event('Complaint', { message_id => 'message-4', identity => 1 },
		complaint => { timestamp => '2026-01-01T12:00:00Z', complainedRecipients => [ { emailAddress => 'T4 <customer.t4@example.com>' } ] }),
	event('Bounce', { message_id => 'of somebody else' }, bounce('Permanent', 'else@example.com')),
	event('Reject', tagged('t5'), reject => { reason => 'Bad content' }),
	event('Rendering Failure', tagged('t6'), failure => { errorMessage => 'no such attribute' }),
	event('Bounce', { tag => 'no uuid', message_id => 'message-7' }, bounce('Permanent', 7, undef, 'no address')),
	event('DeliveryDelay', tagged('t8'), deliveryDelay => {}),
	event('Bounce', tagged('t9'), bounce => 'odd'));
is(suppressed(), 'customer.t2@example.com bounce, customer.t4@example.com complaint, else@example.com bounce',
	'permanent bounces and complaints end all mail to their addresses, in lower case');
is( app(q{SELECT string_agg(state, ' ' ORDER BY customer_id) FROM survey.invitation}),
	'sent bounced sent complained refused refused bounced sent sent', 'invitations say so');
is( app(q{
		SET timezone = 'UTC';
		SELECT delivered_at::time, mail_opened_at::time, clicked_at::time FROM survey.invitation WHERE customer_id = 't1'}),
	'10:00:01|10:01:00|10:02:00', 'what is told several times counts for the first');
is( app(q{SELECT string_agg(customer_id, ' ' ORDER BY customer_id) FROM survey.invitation WHERE soft_bounced_at IS NOT NULL}),
	't3 t9', 'other bounces are only noted');
is(invitation('t5', 'refusal') . invitation('t6', 'refusal'), 'rejectrendering failure', 'a mail that SES did not make is refused');
report(map { "('o$_->[0]', 'shop-mail', now(), now(), '$_->[1]')" }
	[ 1, 'null' ], [ 2, '[]' ], [ 3, '{"eventType": 7, "mail": 7}' ], [ 4, '{"eventType": "Bounce"}' ],
	[ 5, '{"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "timestamp": "never", "bouncedRecipients": {"emailAddress": "one@example.com"}}, "mail": {"timestamp": []}}' ]);
is((suppressed() =~ tr/@//), 4, 'events of any shape are taken');
app(q{UPDATE survey.customer SET opted_in = true; UPDATE survey.invitation SET invited_at = invited_at - interval '1 year'});
apply(map { row(purchase("t$_")) } 1 .. 4);
is(reasons(4), '-; the address is suppressed; -; the address is suppressed', 'who bounced or complained gets no more mail');

# Who wants no more: by a click, by mail, and told by the owner
clear();
customers(map { "u$_" } 1 .. 6);
app(q{UPDATE survey.customer SET email = 'Customer.U1@example.com' WHERE customer_id = 'u6'});
apply(map { row(purchase("u$_")) } 1 .. 5);
my @ids = map { invitation("u$_", 'invitation_id') } 1 .. 5;
app(q{INSERT INTO survey.unsubscribe_event (event_id, received_at, payload)
	SELECT n::text, now(), p FROM unnest(ARRAY[} . join(', ', map { quoted($_) } $ids[0], uc $ids[0], '', 'x', $id, "{\"id\": \"$ids[1]\"}")
	  . q{]) WITH ORDINALITY AS u (p, n)});
is(suppressed(), 'customer.u1@example.com unsubscribed, customer.u2@example.com unsubscribed', 'a click ends all mail to the address');
report(map { "('r$_->[0]', 'shop-mail', now(), now(), " . quoted({
				notificationType => 'Received', mail => { messageId => 'r', commonHeaders => { subject => $_->[1] } } }) . ')' }
	[ 1, "Re: $ids[2]" ], [ 2, 'Your offer' ], [ 3, undef ]);
like(suppressed(), qr/customer\.u3\@example\.com unsubscribed$/, 'so does a mail');
is(app("SELECT survey.unsubscribe('{$ids[3],$ids[3],$id}')"), 1, 'so does the owner');
is((suppressed() =~ tr/@//), 4, 'of those whom it is about');
is(app(q{SELECT string_agg(customer_id, ' ' ORDER BY customer_id) FROM survey.customer WHERE opted_in}), 'u5 u6', 'who have opted out by that');
app(q{UPDATE survey.invitation SET invited_at = invited_at - interval '1 year';
	UPDATE survey.customer SET email = 'new@example.com' WHERE customer_id = 'u3';
	UPDATE survey.customer SET opted_in = true WHERE customer_id = 'u4'});
apply(map { row(purchase("u$_")) } 1 .. 6);
is( reasons(6),
	join('; ', ('the customer has not opted in') x 3, 'the address is suppressed', '-', 'the address is suppressed'),
	'neither a new address, nor another customer with the old one, gets mail');

#
# Answers
#

# What S3 tells of an object
sub notification
{
	my (%of) = @_;
	my $id = sprintf('a%06d', ++$events);

	return "('$id', 'shop-answers', now(), now(), " . quoted({
		Records => [ {
			eventName => $of{event} // 'ObjectCreated:Post',
			eventTime => $of{at} // app(q{SET timezone = 'UTC'; SELECT to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')}),
			s3 => {
				bucket => { name => $of{bucket} // 'shop-survey' },
				object => { key => $of{key}, size => $of{size} // 100, eTag => $of{etag} // 'e' . $events } } } ] }) . ')';
}

sub notify
{
	app('INSERT INTO survey.answer_event (event_id, source, arrived_at, received_at, payload) VALUES ' . join(', ', @_));
	return;
}

sub objects
{
	return app(q{SELECT string_agg(state || ' ' || n, ', ' ORDER BY state)
		FROM (SELECT state, count(*) AS n FROM survey.answer_object GROUP BY state) AS s}) // '';
}

sub folder
{
	my ($customer) = @_;

	return 'answers/' . invitation($customer, 'token');
}

# Gives the content of what waits for it, and has it judged
sub arrive
{
	my ($key, $content) = @_;
	my $hex = unpack('H*', $content);

	app("UPDATE survey.answer_object SET state = 'ready', content = '\\x$hex' WHERE state = 'waiting' AND key = '$key'");
	return;
}

sub judge
{
	app('SELECT survey.judge_answers()');
	return;
}

sub refusals
{
	return app(q{SELECT string_agg(reason || ' ' || number, ', ' ORDER BY reason COLLATE "C")
		FROM survey.refusal WHERE kind = 'answer'}) // '';
}

clear();
customers(qw(ann bob cid dan eve));
apply(map { row(purchase($_)) } qw(ann bob cid dan eve));
my %folder = map { $_ => folder($_) } qw(ann bob cid dan eve);
my $answer = '{"rating": 4, "comment": "Très bien \ud83d\ude00\n<b>", "answered_at": "2026-01-01T10:00:00.000Z"}';
my $good = notification(key => "$folder{ann}/answer.json", etag => 'first');

notify(
	$good, $good,
	notification(key => "$folder{ann}/opened.json", at => 'yesterday'),
	notification(key => "$folder{bob}/opened.json", event => 'ObjectRemoved:Delete'),
	notification(key => "$folder{bob}/opened.json", bucket => 'another'),
	notification(key => 'form.html'),
	"('t1', 's', now(), now(), '{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"shop-survey\"}')",
	map { "('t$_->[0]', 's', now(), now(), '$_->[1]')" } [ 2, 'null' ], [ 3, '{"Records": 7}' ], [ 4, '{"Records": [{}, 7, null]}' ]);
is(objects(), 'ready 1, waiting 1', 'objects of the form are noted, once, and only an answer has to be fetched');
judge();
is(invitation('ann', 'state, opened_at IS NOT NULL'), 'opened|t', 'a form that was opened is known');
is(invitation('ann', 'sent_at IS NOT NULL'), 't', 'so its mail has arrived');
arrive("$folder{ann}/answer.json", $answer);
judge();
is( app(q{SELECT rating, comment = E'Tr\u00e8s bien \U0001f600\n<b>', answered_at = '2026-01-01 10:00Z' FROM survey.response}),
	'4|t|t', 'an answer becomes a row, as it was written');
is(invitation('ann', 'state, answered_at IS NOT NULL'), 'answered|t', 'and ends the survey');
is(objects(), 'stored 2', 'its objects are settled');
is(app('SELECT count(content) FROM survey.answer_object'), 0, 'and not kept');
notify($good);
is(objects(), 'stored 2', 'what is told again is known');

notify(notification(key => "$folder{ann}/answer.json", etag => 'second'));
arrive("$folder{ann}/answer.json", '{"rating": 1, "comment": "", "answered_at": "2026-01-01T11:00:00Z"}');
judge();
is(app('SELECT string_agg(rating::text, chr(32)) FROM survey.response'), '4', 'the first answer counts');
is(refusals(), 'the invitation was answered before 1', 'a second one is rejected');

# Two at once, told of in the wrong order
notify(
	notification(key => "$folder{bob}/answer.json", etag => 'late', at => '2026-01-01T10:00:01Z'),
	notification(key => "$folder{bob}/answer.json", etag => 'early', at => '2026-01-01T10:00:00Z'));
app(q{UPDATE survey.answer_object SET state = 'ready', content = convert_to('{"rating": ' || CASE etag WHEN 'early' THEN 5 ELSE 2 END
	|| ', "answered_at": "2026-01-01T10:00:00Z"}', 'UTF8') WHERE state = 'waiting'});
judge();
is(app(q{SELECT rating, comment IS NULL FROM survey.response AS r JOIN survey.invitation USING (invitation_id) WHERE customer_id = 'bob'}),
	'5|t', 'of two that come together the earlier one counts');
is(invitation('bob', 'opened_at = answered_at'), 't', 'who answers has opened the form, also if nobody told');

# What is none of the form's
my $forged = 'answers/' . 'f' x 64;
notify(
	notification(key => "$forged/answer.json"),
	notification(key => "$forged/opened.json"),
	notification(key => "$folder{cid}/answer.json.exe"),
	notification(key => "$folder{cid}/a+b%C3%BC%2Fc.json"),
	notification(key => "$folder{cid}/%FF%zz"),
	notification(key => uc("$folder{cid}") =~ s/ANSWERS/answers/r . '/answer.json'),
	notification(key => 'answers/'),
	notification(key => "$folder{cid}/answer.json", size => 16385),
	notification(key => "$folder{cid}/answer.json", size => 0),
	notification(key => "$folder{dan}/opened.json", at => '2099-01-01T00:00:00Z'));
is(objects() =~ /waiting/, '', 'what cannot be an answer is not fetched');
judge();
is( refusals(),
	join(', ',
		'the answer is larger than 16384 bytes 1',
		'the answer is not a JSON object 1',
		'the invitation had expired 1',
		'the invitation was answered before 2',
		'the object has a name that the form does not use 5',
		'there is no such invitation 2'),
	'it is rejected, with the reason');
is(app(q{SELECT count(*) FROM survey.rejection WHERE id LIKE '%/a b' || chr(252) || '/c.json %'}), 1, 'names are as in the bucket');
is(app(q{SELECT string_agg(DISTINCT customer_id, ' ' ORDER BY customer_id) FROM survey.rejection WHERE kind = 'answer'}),
	'ann bob cid dan', 'where it can be told, the rejection says whose it is');
is(invitation('dan', 'state'), 'pending', 'nothing comes of it');

# Expiry, to the second, and a minute for clocks that differ
app(q{UPDATE survey.invitation SET expires_at = '2026-01-01 10:00:00Z' WHERE customer_id IN ('dan', 'eve')});
notify(
	notification(key => "$folder{dan}/opened.json", at => '2026-01-01T10:01:00.000Z'),
	notification(key => "$folder{eve}/opened.json", at => '2026-01-01T10:01:00.001Z'));
judge();
is(invitation('dan', 'state') . ' ' . invitation('eve', 'state'), 'opened pending', 'who is a minute late is late');

# Contents
my @contents = (
	[ '', 'the answer is not JSON' ],
	[ '{"rating": 5', 'the answer is not JSON' ],
	[ "{\"rating\": 5, \"comment\": \"\xff\"}", 'the answer is not JSON' ],
	[ '{"rating": 5, "comment": "\u0000"}', 'the answer is not JSON' ],
	[ '[' x 16000, 'the answer is not JSON' ],
	[ '[5]', 'the answer is not a JSON object' ],
	[ 'null', 'the answer is not a JSON object' ],
	[ '{}', 'rating is missing or not a number' ],
	[ '{"rating": "5"}', 'rating is missing or not a number' ],
	(map { [ qq({"rating": $_}), 'rating is not from 1 to 5' ] } qw(0 6 -1 2.5 1e300)),
	[ '{"rating": 5, "comment": 7}', 'comment is not a string' ],
	[ '{"rating": 5, "comment": "' . 'x' x 2001 . '"}', 'comment is longer than 2000 characters' ],
	[ '{"rating": 5, "comment": ""}', 'answered_at is not a time in ISO 8601 with an offset' ],
	[ '{"rating": 5, "answered_at": "2026-02-30T00:00:00Z"}', 'answered_at is not a time in ISO 8601 with an offset' ],);
for my $content (@contents)
{
	my $hex = unpack('H*', $content->[0]);

	is(app("SELECT (survey.parse_answer('\\x$hex')).fault"), $content->[1], 'no answer: ' . substr($content->[0], 0, 40));
}
is(app(q{SELECT (a).fault, (a).rating, length((a).comment) FROM survey.parse_answer(convert_to(
		'{"rating": 5.0, "comment": "' || repeat(chr(128512), 2000) || '", "answered_at": "2026-01-01T00:00:00+01:00", "more": 1}', 'UTF8')) AS a}),
	'|5|2000', 'characters count, not bytes');

is(funnel(), '5 5 3 3 2', 'the funnel');
is(app('SELECT string_agg(coalesce(percent::text, chr(45)), chr(32)) FROM survey.funnel'), '- 100.0 60.0 100.0 66.7', 'with shares of the stage before');
is(app('SELECT * FROM survey.result'), 'Main Street|2|4.50|1', 'and what customers say');

#
# Many purchases: what they were made for is what becomes of them
#

clear();
app(q{
	UPDATE survey.survey_setting SET sampling_share = 0.3;
	SELECT setseed(0.75);
	CREATE TABLE app.stream AS
	SELECT row_number() OVER () AS n, * FROM survey.random_purchases(10000, 0.4, 0.1, 'success');
});
foreach my $batch (10_000, 137)
{
	clear();
	app(qq{
		INSERT INTO survey.customer (customer_id, name, email, opted_in)
		SELECT customer_id, name, email, opted_in FROM app.stream WHERE name IS NOT NULL;
		INSERT INTO survey.suppression SELECT lower(email), 'simulated' FROM app.stream WHERE suppressed;
		DO \$\$
		BEGIN
			FOR lowest IN 1 .. 10000 BY $batch LOOP
				INSERT INTO survey.purchase_event (event_id, source, shard_id, sequence_number, received_at, payload)
				SELECT 's:' || n, 's', 's', n, now(), content
				FROM app.stream WHERE n >= lowest AND n < lowest + $batch ORDER BY random();
			END LOOP;
		END
		\$\$;
	});
	is( app(q{
			SELECT string_agg(format('%s: %s, not %s', n, coalesce(r.reason, i.state), outcome), chr(10))
			FROM app.stream AS s
				LEFT JOIN survey.rejection AS r ON r.id = 's:' || n
				LEFT JOIN survey.invitation AS i ON i.event_id = 's:' || n
			WHERE r.reason IS DISTINCT FROM s.outcome OR (r.id IS NULL) <> (i.event_id IS NOT NULL)
		}),
		'', "10,000 purchases in batches of $batch lead to what they are to");
}
is(app('SELECT count(DISTINCT outcome), count(*) FILTER (WHERE outcome IS NULL) FROM app.stream'), '18|5000', 'of all kinds');
is( $node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT reference) FROM awspipe.outbox'),
	'5000|5000', 'each invitation has one mail');

# simulate() says what it sends
clear();
my $sent = $json->decode(app('SELECT survey.simulate(2000, 0.35, 0.1)'));
is(join(' ', map { "$_ $sent->{$_}" } qw(sent invited rejected)), 'sent 2000 invited 1100 rejected 900', 'simulate sends the shares it was told');
is(scalar(keys %{ $sent->{reasons} }), 18, 'and says why others are not invited');
is($node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.outbox_pending WHERE service = 'kinesis'}), 2000, 'to the stream');
like($node->error_as('app', 'SELECT survey.simulate(10, 0.5, 0.5)'), qr/22023/, 'shares that leave nobody to invite are refused');
app('UPDATE survey.survey_setting SET sampling_share = 0');
$sent = $json->decode(app('SELECT survey.simulate(100, 0, 0)'));
is($sent->{reasons}{$sample}, 100, 'it knows the settings');
app('UPDATE survey.survey_setting SET sampling_share = 1');

#
# Dump, rights, odd names
#

clear();
customers('kept');
apply(row(purchase('kept')), row(purchase('kept')));
notify(notification(key => folder('kept') . '/answer.json'));
arrive(folder('kept') . '/answer.json', $answer);
judge();
app(q{INSERT INTO survey.suppression VALUES ('a@b.de', 'by hand')});
$node->safe_psql('postgres', 'DROP TABLE app.stream; CREATE DATABASE restored');
command_ok(
	[
		'sh', '-c', 'pg_dump "$1" | psql -X -v ON_ERROR_STOP=1 -q "$2"', 'sh',
		$node->connstr('postgres'), $node->connstr('restored')
	],
	'the pipeline can be dumped and restored');
is( $node->safe_psql('restored', q{
		SELECT i.state, (SELECT rating FROM survey.response), (SELECT count(*) FROM survey.rejection),
			(SELECT count(*) FROM survey.suppression), (SELECT bucket FROM survey.survey_setting),
			(SELECT count(*) FROM survey.minimum_purchase), (SELECT count(*) FROM survey.answer_object),
			(SELECT name FROM survey.customer), (SELECT count(*) FROM survey.purchase_event)
		FROM survey.invitation AS i
	}),
	'answered|4|1|1|shop-survey|2|1|Customer kept|0', 'with what the events have led to');

$node->safe_psql('postgres', 'CREATE ROLE other LOGIN; GRANT USAGE ON SCHEMA survey TO other');
like($node->error_as('other', 'SELECT survey.simulate()'), qr/42501/, 'others may not simulate');
like($node->error_as('other', 'CALL survey.collect()'), qr/42501/, 'nor collect');
like($node->error_as('other', 'TABLE survey.customer'), qr/42501/, 'nor look');
is( $node->safe_psql('postgres', q{
		SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
		WHERE p.pronamespace = 'survey'::regnamespace AND a.grantee = 0
	}),
	'', 'nothing is for everybody to execute');
is( $node->safe_psql('postgres', q{
		SELECT string_agg(pg_describe_object(d.classid, d.objid, d.objsubid), ', ')
		FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
		WHERE e.extname = 'pgawspipe_survey' AND d.deptype = 'e' AND obj_description(d.objid, d.classid::regclass::name) IS NULL
			AND d.classid <> 'pg_type'::regclass
	}),
	'', 'everything has a comment');

$node->safe_psql('postgres', 'CREATE DATABASE odd');
$node->safe_psql('odd', q{
	CREATE EXTENSION pgawspipe;
	CREATE SCHEMA "Ask Them";
	CREATE EXTENSION pgawspipe_survey SCHEMA "Ask Them";
	SELECT awspipe.settings(NULL::"Ask Them".survey_setting);
	UPDATE "Ask Them".survey_setting SET server = 'aws';
	INSERT INTO "Ask Them".purchase_event (event_id, source, sequence_number, received_at, payload) VALUES ('1', 's', 1, now(), '{}');
});
is($node->safe_psql('odd', 'SELECT reason FROM "Ask Them".rejection'),
	"event_type $absent", 'the schema can have any name');

done_testing();
