# The Kinesis Producer Library around a reshard: what it has aggregated for a
# shard that is no longer there lands on one that does not own all the keys in
# it, and what is outside is sent again.  With wrong_shard = dead_letter each
# user record is in the inbox once; nothing is set aside that does not come
# again.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis');
my $node = PipeCluster->create(
	'kpl_reshard',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\n");
my $tools = StreamTools->new($aws, $node);

# The outer partition key of what the library has aggregated
my $mark = 'a';
my $top = Math::BigInt->new(2)->bpow(128)->bsub(1);

sub app { return $node->psql_as('app', @_) }

sub create_consumer
{
	my ($name, $stream, $options) = @_;

	app(<<"SQL");
CREATE TABLE $name (LIKE awspipe.event INCLUDING ALL, id bigint GENERATED ALWAYS AS IDENTITY);
ALTER TABLE $name ALTER payload TYPE text;
SELECT awspipe.create_kinesis_consumer('$name', 'aws', '$stream', '$name', $options);
SELECT awspipe.start_consumer('$name');
SQL
	return;
}

sub stop_consumer
{
	my ($name) = @_;

	app("SELECT awspipe.stop_consumer('$name')");
	$node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE consumer = '$name')")
	  or die "consumer $name does not stop";
	return;
}

# Where a user record belongs
sub place_of
{
	my ($record) = @_;

	return Math::BigInt->new($record->[2] // StreamTools::hash_key($record->[0]));
}

sub owns
{
	my ($shard, $record) = @_;
	my ($first, $last) =
	  map { Math::BigInt->new($_) } @{ $shard->{HashKeyRange} }{qw(StartingHashKey EndingHashKey)};
	my $place = place_of($record);

	return $first <= $place && $place <= $last;
}

# Puts one aggregate on the shard; returns the user records that this shard
# does not own.
sub put_aggregate
{
	my ($stream, $shard, $key, @records) = @_;
	my ($position) = $tools->put(
		$stream,
		{
			key => $key,
			data => $tools->kpl_aggregate(@records),
			hash_key => $shard->{HashKeyRange}{StartingHashKey}
		});

	die "not on shard $shard->{ShardId}" if $position->[0] ne $shard->{ShardId};
	return grep { !owns($shard, $_) } @records;
}

# As the library does when it believes in a shard that has been closed: one
# aggregate for all of it, which arrives at one of the children, and again
# what that child does not own.  Returns what had to be sent again.
sub put_late
{
	my ($stream, $child, @records) = @_;
	my @shards = $tools->open_shards($stream);
	my @again = put_aggregate($stream, $shards[$child], $mark, @records);

	for my $shard (@shards)
	{
		my @owned = grep { owns($shard, $_) } @again;

		die 'sent to the wrong shard again'
		  if @owned && put_aggregate($stream, $shard, $mark, @owned);
	}
	return @again;
}

# Forty user records, whose keys are all over the key space
my $round = 0;

sub records
{
	$round++;
	return map { [ "k$_", "$round:$_" ] } 1 .. 40;
}

# What comes in of these, each as often as it is listed
sub holds
{
	my ($inbox, $records, $name) = @_;
	my $count = @$records;

	ok($node->poll_until("SELECT count(*) >= $count FROM app.$inbox"), "$name: they arrive");
	is( app("SELECT string_agg(partition_key || '=' || payload, ' ' ORDER BY payload COLLATE \"C\") FROM $inbox"),
		join(' ', map { "$_->[0]=$_->[1]" } sort { $a->[1] cmp $b->[1] } @$records),
		"$name: as often as expected");
	return;
}

# These and no others are dead letters, byte for byte
sub set_aside
{
	my ($consumer, $records, $name) = @_;

	is( app("SELECT string_agg(partition_key || '=' || convert_from(payload, 'UTF8'), ' '"
			  . " ORDER BY payload) FROM awspipe.dead_letters WHERE consumer = '$consumer'"),
		join(' ', map { "$_->[0]=$_->[1]" } sort { $a->[1] cmp $b->[1] } @$records),
		$name);
	return;
}

sub counters
{
	my ($consumer) = @_;

	return app("SELECT wrong_shard || ' ' || dead_letters FROM awspipe.stat_consumer"
		  . " WHERE consumer = '$consumer'");
}

# A split, read by both rules; the strict one has to remember its place within
# an aggregate again and again
$aws->create_stream('orders', 1);
create_consumer('kept', 'orders', 'batch_size => 7');
create_consumer('strict', 'orders', q{batch_size => 7, wrong_shard => 'dead_letter'});
is( app(q{SELECT string_agg(wrong_shard, ' ' ORDER BY name) FROM awspipe.consumer_options}),
	'keep dead_letter',
	'the option and its default');

my @once = records();
is(scalar put_aggregate('orders', ($tools->open_shards('orders'))[0], $mark, @once), 0, 'one shard owns all');
holds($_, \@once, "$_, before the split") foreach qw(kept strict);

$tools->split_shard('orders', 0);
my @late = records();
my @again = put_late('orders', 0, @late);
push @once, @late;
cmp_ok(scalar @again, '>', 0, 'the left child does not own all');
cmp_ok(scalar @again, '<', scalar @late, 'but some');
holds('kept', [ @once, @again ], 'keep, after the split');
holds('strict', \@once, 'dead_letter, after the split');
set_aside('strict', \@again, 'what the shard does not own is set aside');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'kept'}), 0, 'or kept');
is(counters('kept'), @again . ' 0', 'what is kept is counted');
is(counters('strict'), @again . ' ' . @again, 'what is set aside, too');
is(app(q{SELECT state FROM awspipe.consumers WHERE name = 'strict'}),
	'running', 'on_error = stop does not stop there');

# The other child, and a merge: its shard owns what both of its parents did
push @again, put_late('orders', 1, my @right = records());
push @once, @right;
$tools->merge_shards('orders', 0);
push @again, put_late('orders', 0, my @merged = records());
push @once, @merged;
$tools->split_shard('orders', 0);
$tools->split_shard('orders', 1);
for my $child (0 .. 2)
{
	push @again, put_late('orders', $child, my @part = records());
	push @once, @part;
}
holds('kept', [ @once, @again ], 'keep, after splits and a merge');
holds('strict', \@once, 'dead_letter, after splits and a merge');
set_aside('strict', \@again, 'each that had to be sent again is set aside');
is(counters('kept'), @again . ' 0', 'all of them are counted');
is(counters('strict'), @again . ' ' . @again, 'in both');

# Before the library knows of the child it sends all of the aggregate again:
# what is on a shard that owns it is in the stream twice, and so it arrives
my @all = records();
my @outside_all = put_aggregate('orders', ($tools->open_shards('orders'))[0], $mark, @all);
my %is_outside = map { $_->[1] => 1 } @outside_all;
for my $shard ($tools->open_shards('orders'))
{
	put_aggregate('orders', $shard, $mark, grep { owns($shard, $_) } @all);
}
push @again, @outside_all;
push @once, @all, grep { !$is_outside{ $_->[1] } } @all;
holds('strict', \@once, 'dead_letter, sent again as a whole');
set_aside('strict', \@again, 'only what is outside is set aside');
holds('kept', [ @once, @again ], 'keep, sent again as a whole');

# What a dead letter says
my $letter = app(<<'SQL');
SELECT dead_letter_id FROM awspipe.dead_letters ORDER BY dead_letter_id LIMIT 1
SQL
is( app("SELECT kind || ' ' || error_code || ' ' || error_message FROM awspipe.dead_letters WHERE dead_letter_id = $letter"),
	'record 22W01 user record has a hash key that its shard does not own',
	'its code and message');
my ($key, $shard, $sub, $detail) = split /\|/,
  app("SELECT partition_key, shard_id, sub_sequence_number, error_detail FROM awspipe.dead_letters WHERE dead_letter_id = $letter");
my ($range) = map { $_->{HashKeyRange} } grep { $_->{ShardId} eq $shard } $tools->shards('orders');
is( $detail,
	"User record $sub of the aggregate has hash key "
	  . StreamTools::hash_key($key)
	  . ", shard \"$shard\" owns $range->{StartingHashKey} to $range->{EndingHashKey}."
	  . ' The Kinesis Producer Library puts such a record again;'
	  . ' one that another producer has put can be redriven.',
	'its detail names the record, the shard and what to do');

# Redriven, one is not judged again
my $payload = app("SELECT convert_from(payload, 'UTF8') FROM awspipe.dead_letters WHERE dead_letter_id = $letter");
my ($redriven) = grep { $_->[1] eq $payload } @again;
is(app("SELECT awspipe.redrive(ARRAY[$letter])"), 1, 'one is redriven');
holds('strict', [ @once, $redriven ], 'redriven');
is(app("SELECT count(*) FROM awspipe.dead_letters WHERE dead_letter_id = $letter"), 0, 'its dead letter is gone');
is(counters('strict'), @again . ' ' . @again, 'and it is not counted again');
my $letters = @again - 1;
is(app(q{SELECT awspipe.redrive('strict', '22W01')}), $letters, 'all of them are');
holds('strict', [ @once, @again ], 'all redriven');

# Read again from the beginning
stop_consumer('strict');
app(<<'SQL');
TRUNCATE strict;
SELECT awspipe.rewind_consumer('strict', 'TRIM_HORIZON');
SELECT awspipe.start_consumer('strict');
SQL
holds('strict', \@once, 'replayed');
set_aside('strict', \@again, 'the same are set aside');
app(<<'SQL');
SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters;
SELECT awspipe.alter_consumer('strict', wrong_shard => 'keep');
TRUNCATE strict;
SELECT awspipe.rewind_consumer('strict', 'TRIM_HORIZON');
SQL
holds('strict', [ @once, @again ], 'altered to keep and replayed');
is(app(q{SELECT count(*) FROM awspipe.dead_letters}), 0, 'nothing is set aside');
app(q{SELECT awspipe.drop_consumer(name) FROM awspipe.consumers});

# Explicit hash keys, and both ends of both ranges
$aws->create_stream('ends', 2);
create_consumer('ends', 'ends', q{wrong_shard => 'dead_letter'});
my @shards = $tools->open_shards('ends');
my ($end, $start) =
  ($shards[0]{HashKeyRange}{EndingHashKey}, $shards[1]{HashKeyRange}{StartingHashKey});
my @on_left = ([ 'x', 'zero', '0' ], [ 'x', 'end', $end ], [ 'y', 'zeros', '000' ]);
my @on_right = ([ 'x', 'start', $start ], [ 'x', 'top', "$top" ], [ 'y', 'before', $top - 1 ]);

# Nobody can say where these belong
my @nowhere = ([ 'x', 'beyond', $top + 1 ], [ 'x', 'far', '9' x 60 ], [ 'x', 'word', 'zero' ],
	[ 'x', 'sign', '-1' ], [ 'x', 'nothing', '' ]);

for my $records (\@on_left, \@on_right)
{
	my ($home, $away) = $records == \@on_left ? @shards : reverse @shards;

	is(scalar put_aggregate('ends', $home, $mark, @$records), 0, 'these belong there');
	put_aggregate('ends', $away, $mark, map { [ $_->[0], "$_->[1] away", $_->[2] ] } @$records);
	$tools->put(
		'ends',
		{
			key => $mark,
			data => $tools->kpl_aggregate(
				map { [ $_->[0], "$_->[1] $home->{ShardId}", $_->[2] ] } @nowhere),
			hash_key => $home->{HashKeyRange}{StartingHashKey}
		});
}
holds(
	'ends',
	[
		@on_left, @on_right,
		map {
			my $id = $_->{ShardId};
			map { [ $_->[0], "$_->[1] $id" ] } @nowhere
		} @shards
	],
	'at the ends of ranges');
set_aside('ends', [ map { [ $_->[0], "$_->[1] away" ] } @on_left, @on_right ], 'and beyond them');
like(
	app(q{SELECT error_detail FROM awspipe.dead_letters WHERE payload = 'top away'}),
	qr/ has hash key $top, shard "\Q$shards[0]{ShardId}\E" owns 0 to $end\. /,
	'an explicit hash key is told');

# Producers that know nothing of shards: another outer key, or no aggregate
my $before = counters('ends');
app('TRUNCATE ends');
my @others = records();
cmp_ok(scalar put_aggregate('ends', $shards[0], 'aa', @others),
	'>', 0, 'an aggregate with another key lies across shards');
my @plain = map { [ $mark, "plain $_->{ShardId}" ] } @shards;
$tools->put('ends',
	map { { key => $mark, data => "plain $_->{ShardId}", hash_key => $_->{HashKeyRange}{EndingHashKey} } }
	  @shards);
holds('ends', [ @others, @plain ], 'of other producers nothing is set aside');
is(counters('ends'), $before, 'nor counted');
app(<<'SQL');
SELECT awspipe.drop_consumer('ends');
SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters;
SQL

# Bad records beside it: they alone are found, and stop the consumer or not
$aws->create_stream('bad', 2);
@shards = $tools->open_shards('bad');
my @mixed = records();
my ($sound) = grep { $_ > 10 && owns($shards[0], $mixed[$_]) } 0 .. $#mixed;
my @outside = put_aggregate('bad', $shards[0], $mark, @mixed);
my @inside = grep { owns($shards[0], $_) } @mixed;
my $bad = $mixed[$sound];

app(<<'SQL');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM new WHERE payload = current_setting('app.bad', true)) THEN
		RAISE 'refused' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
SQL
$node->safe_psql('postgres', "ALTER ROLE app SET app.bad = '$bad->[1]'");
for my $on_error (qw(dead_letter stop))
{
	my $inbox = "bad_$on_error";

	app(<<"SQL");
CREATE TABLE $inbox (LIKE awspipe.event INCLUDING ALL, id bigint GENERATED ALWAYS AS IDENTITY);
ALTER TABLE $inbox ALTER payload TYPE text;
CREATE TRIGGER refuse AFTER INSERT ON $inbox REFERENCING NEW TABLE AS new
	FOR EACH STATEMENT EXECUTE FUNCTION refuse();
SELECT awspipe.create_kinesis_consumer('$inbox', 'aws', 'bad', '$inbox', on_error => '$on_error',
	wrong_shard => 'dead_letter');
SELECT awspipe.start_consumer('$inbox');
SQL
}
holds('bad_dead_letter', [ grep { $_ != $bad } @inside ], 'a bad record beside those outside');
set_aside('bad_dead_letter', [ @outside, $bad ], 'is set aside with them');
is( app(q{SELECT convert_from(payload, 'UTF8') FROM awspipe.dead_letters WHERE consumer = 'bad_dead_letter' AND error_code = '23514'}),
	$bad->[1], 'for a reason of its own');

ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'bad_stop'}),
	'on_error = stop stops at a bad record');
like(app(q{SELECT error_position FROM awspipe.consumer_errors WHERE consumer = 'bad_stop'}),
	qr/:$sound$/, 'and at no other');
my $passed = grep { !owns($shards[0], $_) } @mixed[ 0 .. $sound - 1 ];
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'bad_stop'}),
	$passed, 'those outside before it are dead letters');
is(counters('bad_stop'), "$passed $passed", 'and counted');
$node->safe_psql('postgres', 'ALTER ROLE app RESET app.bad');
app(q{SELECT awspipe.start_consumer('bad_stop')});
holds('bad_stop', \@inside, 'the consumer goes on inside the aggregate');
set_aside('bad_stop', \@outside, 'and sets each aside once');

# What is not possible
like($node->error_as('app', $_->[0]), $_->[1], $_->[2])
  foreach (
	[ q{SELECT awspipe.alter_consumer('bad_stop', wrong_shard => 'drop')},
		qr/22023: invalid wrong_shard "drop"\n.*keep or dead_letter/s, 'an unknown word' ],
	[ q{SELECT awspipe.create_kinesis_consumer('x', 'aws', 'bad', 'bad_stop', wrong_shard => NULL)},
		qr/22004: wrong_shard must not be null/, 'NULL' ],
	[ q{SELECT awspipe.create_sqs_consumer('x', 'aws', 'bad', 'bad_stop', wrong_shard => 'keep')},
		qr/42883: function awspipe\.create_sqs_consumer/, 'a queue' ],
	[ q{SELECT awspipe.create_sqs_consumer('queue', 'aws', 'bad', 'bad_stop');
		SELECT awspipe.alter_consumer('queue', wrong_shard => 'keep')},
		qr/22023: consumer "\w+" reads a queue, and cannot have wrong_shard/, 'a queue, altered' ]);
is(app(q{SELECT wrong_shard IS NULL FROM awspipe.consumer_options WHERE name = 'queue'}), 't', 'a queue has no shards');

done_testing();
