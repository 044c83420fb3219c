# Sending to DynamoDB: batches settle item by item, versions win, order per
# item is kept, and what the table will never take becomes a dead letter.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new('dynamodb');
my $proxy = FaultProxy->new($aws->url('dynamodb'));
my $node = PipeCluster->create('dynamodb', endpoints => { dynamodb => $proxy->url });

$aws->create_table('items', 'pk');

sub app { return $node->psql_as('app', @_) }

sub item
{
	my ($pk) = @_;
	my $item = $aws->aws_call('dynamodb', 'GetItem',
		{ TableName => 'items', Key => { pk => { S => $pk } } })->{Item};

	return undef unless $item;
	return { map { $_ => (values %{ $item->{$_} })[0] } keys %$item };
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub counter
{
	my ($counter) = @_;

	return "(SELECT $counter FROM awspipe.stat_destination WHERE resource = 'items')";
}

# Round trip of every type
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "types", "n": 12345678901234567890.1234567890,
	"b": {"$binary": "AAEC"}, "ss": {"$set": ["x", "y"]}, "ns": {"$set": [1, 2.5]},
	"l": [1, null, true, {"q": ""}], "m": {"a": {"b": "é"}}}');
SQL
ok(drained(), 'an item of all types is sent');
is( app(q{SELECT awspipe.dynamodb_to_json(awspipe.call('aws', 'dynamodb', 'GetItem',
		'{"TableName": "items", "Key": {"pk": {"S": "types"}}}')->'Item')
	= '{"pk": "types", "n": 12345678901234567890.1234567890, "b": {"$binary": "AAEC"}, "ss": {"$set": ["x", "y"]},
	"ns": {"$set": [1, 2.5]}, "l": [1, null, true, {"q": ""}], "m": {"a": {"b": "é"}}}'}),
	't', 'and comes back the same');

# Batches, and the last of several writes to one item
$proxy->clear_journal;
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'h' || i % 10, 'n', i)))
	FROM generate_series(1, 1000) AS i});
ok(drained(), 'many puts of few items are sent');
is(join(' ', map { item("h$_")->{n} } 0 .. 9),
	join(' ', 1000, 991 .. 999), 'the last put of each item stays');
ok( $node->poll_until('SELECT ' . counter('superseded') . ' > 0'),
	'earlier ones are settled without being sent');
ok( (grep { $_->{operation} =~ /BatchWriteItem/ } $proxy->journal) > 0,
	'in batches');

# Put, delete, put
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "pd", "n": 1}');
SELECT awspipe.dynamodb_update_item('aws', 'items', '{"pk": "pd"}', 'SET #n = #n + :d',
	'{"#n": "n"}', '{":d": 5}');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "gone"}');
SELECT awspipe.dynamodb_delete_item('aws', 'items', '{"pk": "gone"}');
SQL
ok(drained(), 'put, update and delete are sent');
is(item('pd')->{n}, 6, 'in their order');
is(item('gone'), undef, 'and a delete deletes');

# A condition that does not hold settles the update
app(q{SELECT awspipe.dynamodb_update_item('aws', 'items', '{"pk": "pd"}', 'SET n = :n', NULL,
	'{":n": 9}', 'attribute_not_exists(pk)')});
ok(drained(), 'an update whose condition fails is settled');
is(item('pd')->{n}, 6, 'without effect');

# Versions
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "v", "x": "three"}', 3);
SQL
ok(drained(), 'a versioned put is sent');
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "v", "x": "two"}', 2);
SQL
ok(drained(), 'an older version is settled');
is(item('v')->{x}, 'three', 'and the newer stays');
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'v', 'x', i::text), i)
FROM generate_series(4, 500) AS i;
SELECT awspipe.dynamodb_delete_item('aws', 'items', '{"pk": "v"}', 501, ttl_attribute => 'expires');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "v", "x": "late"}', 499);
SQL
ok(drained(), 'many versions at once are sent');
my $tombstone = item('v');
is($tombstone->{version}, 501, 'the removal is the newest version');
ok($tombstone->{deleted} && !exists $tombstone->{x} && $tombstone->{expires} > time(),
	'and leaves a tombstone that expires');
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "u", "x": 1}')});
ok(drained(), 'an item without version');
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "u", "x": 2}', 1)});
ok(drained(), 'is older than any version');
is(item('u')->{x}, 2, 'and is replaced');

# UnprocessedItems
$proxy->rules({ name => 'part', match => 'BatchWriteItem', action => 'fail_entries',
		entries => [ 0, 2, 3 ], code => 'UnprocessedItems', count => 5 });
$proxy->clear_journal;
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'p' || i)))
	FROM generate_series(1, 200) AS i});
ok(drained(), 'items that were not processed are sent again');
is($proxy->fired('part'), 5, 'after the service put some off');
is(scalar(grep { !item("p$_") } 1 .. 200), 0, 'and all are there');
ok($node->poll_until('SELECT ' . counter('throttled') . ' >= 15'), 'which is counted');

# Throttling, errors and lost answers
for my $fault (
	{ action => 'status', status => 400, code => 'ProvisionedThroughputExceededException' },
	{ action => 'status', status => 500, code => 'InternalServerError' },
	{ action => 'drop' }, { action => 'rst' }, { action => 'malformed' })
{
	my $name = $fault->{code} // $fault->{action};

	$proxy->rules({ name => $name, match => 'BatchWriteItem', count => 4, %$fault });
	app(qq{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', '$name' || i)))
		FROM generate_series(1, 60) AS i});
	ok(drained(), "$name ends");
	cmp_ok($proxy->fired($name), '>', 0, 'after it occurred');
	is(scalar(grep { !item("$name$_") } 1 .. 60), 0, 'and nothing is lost');
}
$proxy->rules();
is(app('SELECT count(*) FROM awspipe.outbox_pending'), 0, 'nothing is pending');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'),
	0, 'and none of it made a dead letter');

# A message that will never be taken: alone in the dead letters
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 'items', CASE WHEN i = 7 THEN '{"pk": 7}'::jsonb
	ELSE jsonb_build_object('pk', 'q' || i) END, ordering_key => 'k' || i % 5) FROM generate_series(1, 20) AS i;
SQL
ok(drained(), 'a batch with an impossible item is settled');
is( $node->safe_psql('postgres', 'SELECT kind, error_code, owner FROM awspipe.dead_letters'),
	'message|ValidationException|app', 'the item is a dead letter with the reason');
is(scalar(grep { $_ != 7 && !item("q$_") } 1 .. 20), 0, 'the others are there');
is( $node->safe_psql('postgres', q{SELECT convert_from(payload, 'UTF8') FROM awspipe.dead_letter}),
	'{"Item":{"pk":{"N":"7"}}}', 'its body is kept');
$node->safe_psql('postgres', <<'SQL');
UPDATE awspipe.dead_letter SET payload = '{"Item":{"pk":{"S":"q7"}}}';
SELECT awspipe.redrive(array_agg(dead_letter_id)) FROM awspipe.dead_letter;
SQL
ok(drained(), 'it can be put back');
ok(item('q7'), 'and is sent');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'and is no dead letter any more');

# No such table, until there is one
app(q{SELECT awspipe.dynamodb_put_item('aws', 'missing', '{"pk": "1"}')});
ok( $node->poll_until(q{SELECT state = 'paused' AND error_code = 'ResourceNotFoundException'
	FROM awspipe.stat_destination WHERE resource = 'missing'}),
	'a table that does not exist pauses its destination');
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "meanwhile"}')});
ok($aws->wait_until(sub { item('meanwhile') }), 'and no other');
$aws->create_table('missing', 'pk');
ok(drained(), 'it goes on when the table is there');
ok( $node->poll_until(q{SELECT state = 'active' FROM awspipe.stat_destination WHERE resource = 'missing'}),
	'and says so');

# Refused credentials pause as well
$proxy->rules({ name => 'denied', action => 'status', status => 400,
		code => 'AccessDeniedException' });
app(q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "denied"}')});
ok( $node->poll_until(q{SELECT state = 'paused' AND error_code = 'AccessDeniedException'
	FROM awspipe.stat_destination WHERE resource = 'items'}),
	'a refusal pauses the destination');
$proxy->rules();
ok(drained(), 'and its messages are sent when it is over');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'none is given up');

done_testing();
