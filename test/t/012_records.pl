
# What a producer put into Kinesis comes out of an answer of GetRecords: byte
# for byte, however the answer is spelled; and no answer that is not sound is
# taken for one.

use strict;
use warnings;

use Digest::MD5 qw(md5 md5_hex);
use Encode qw(encode);
use JSON::PP;
use List::Util qw(shuffle);
use Math::BigInt;
use MIME::Base64 qw(encode_base64);
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;

my $answers = 300;
my $seed = $ENV{PGAWSPIPE_TEST_SEED} // int(rand(2**31));
srand($seed);
note "PGAWSPIPE_TEST_SEED=$seed";

my $node = QuickCluster->new('records');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe_test');

my $json = JSON::PP->new->canonical->ascii;

#
# Spelling JSON in every way that its grammar allows
#

sub pick { return $_[ rand @_ ] }

sub space { return join '', map { pick(' ', "\n", "\t", "\r") } 1 .. pick(0, 0, 0, 1, 3) }

# A string of code points; escapes where they must be, and where they may be.
# Characters beyond ASCII and their escapes are equal, by RFC 8259.
sub spell_string
{
	my ($value, $often) = @_;
	my %short = ("\b" => 'b', "\f" => 'f', "\n" => 'n', "\r" => 'r', "\t" => 't',
		'"' => '"', '\\' => '\\', '/' => '/');
	my $out = '';

	for my $c (split //, $value)
	{
		my $must = ord($c) < 0x20 || $c eq '"' || $c eq '\\';

		if (!$must && rand() >= $often)
		{
			$out .= encode('UTF-8', $c);
		}
		elsif (exists $short{$c} && rand() < 0.5)
		{
			$out .= "\\$short{$c}";
		}
		else
		{
			$out .= join '', map { sprintf pick('\\u%04x', '\\u%04X'), $_ }
			  unpack 'n*', encode('UTF-16BE', $c);
		}
	}
	return qq("$out");
}

sub spell_object
{
	my @members = map { $_->[0] . space() . ':' . space() . $_->[1] } @_;

	return '{' . space() . join(space() . ',' . space(), @members) . space() . '}';
}

sub spell_array
{
	return '[' . space() . join(space() . ',' . space(), @_) . space() . ']';
}

sub unknown_value
{
	my ($depth) = @_;

	return pick('null', 'true', 'false', '0', '-1.5e+7', '1E-3', '"\\u0000\\ud800"',
		'"]}"', '""', '[]', '{}')
	  if $depth == 0 || rand() < 0.5;
	return spell_array(map { unknown_value($depth - 1) } 1 .. 3) if rand() < 0.5;
	return spell_object(map { [ spell_string("m$_", 0.1), unknown_value($depth - 1) ] } 1 .. 3);
}

# Milliseconds since the epoch as a number of seconds
sub spell_timestamp
{
	my ($ms) = @_;
	my $s = sprintf '%d.%03d', int($ms / 1000), $ms % 1000;
	my ($first, $rest) = $ms =~ /^(.)(.*)$/;

	return pick($s, "${s}00000000000000000000", "${ms}e-3", "${ms}E-03",
		$rest eq '' ? "${first}e-3" : "$first.${rest}E" . (length($ms) - 4));
}

#
# Random records, with what is expected of them
#

sub random_bytes
{
	my ($len) = @_;

	return join '', map { chr int rand 256 } 1 .. $len;
}

sub random_key
{
	my $len = pick(1, 2, 15, 16, 17, 36, 255, 256);

	return join '', map { pick('k', 'k', '"', '\\', '/', "\n", "\x7f", "\x{e9}", "\x{20ac}",
			"\x{1f600}", chr(0x41 + int rand 26)) } 1 .. $len;
}

sub varint
{
	my ($n) = @_;
	my $out = '';

	for (; $n > 127; $n >>= 7) { $out .= chr(0x80 | $n & 0x7f) }
	return $out . chr $n;
}

sub field { return varint($_[0] << 3 | 2) . varint(length $_[1]) . $_[1] }

sub user_record
{
	my ($index, $data, @more) = @_;

	return field(3, join '', shuffle(varint(1 << 3) . varint($index), field(3, $data), @more));
}

sub aggregate
{
	my ($message) = @_;

	return "\xf3\x89\x9a\xc2" . $message . md5($message);
}

# Data of a record, and a list of [key, data] when it is an aggregate
sub random_data
{
	my @keys = map { random_key() } 1 .. 3;
	my @users;

	return random_bytes(pick(0 .. 70, 1000, 5000)) if rand() < 0.8;
	@users = map { [ int rand @keys, random_bytes(pick(0 .. 40, 300)) ] } 1 .. pick(1, 2, 50);

	my $keys = join '', map { field(1, encode('UTF-8', $_)) } @keys;
	my $records = join '', map {
		user_record(@$_, pick('', varint(2 << 3) . varint(0)),
			pick('', field(4, field(1, 'tag') . field(2, 'value'))))
	} @users;

	return (aggregate(join '', shuffle($keys, $records, field(2, '12345'), field(9, 'new'))),
		map { [ $keys[ $_->[0] ], $_->[1] ] } @users);
}

sub random_record
{
	my ($expected) = @_;
	my ($data, @users) = random_data();
	my $key = random_key();
	my $number = pick(1 .. 9) . join '', map { int rand 10 } 1 .. pick(0, 6, 7, 8, 55, 128);
	my $ms = int rand 4102444800000;
	my @members = (
		[ '"Data"', spell_string(encode_base64($data, ''), pick(0, 0, 0.01, 1)) ],
		[ spell_string('PartitionKey', 0.1), spell_string($key, pick(0, 0.1, 1)) ],
		[ '"SequenceNumber"', spell_string($number, pick(0, 0, 0.1)) ]);
	my $has_time = rand() < 0.9;

	push @members, [ '"ApproximateArrivalTimestamp"', spell_timestamp($ms) ] if $has_time;
	push @members, [ '"EncryptionType"', '"KMS"' ] if rand() < 0.3;
	push @members, [ '"Extra"', unknown_value(4) ] if rand() < 0.3;
	@members = shuffle(@members);
	# Of repeated members the last one counts
	unshift @members, [ '"Data"', '"AAAA"' ], [ '"SequenceNumber"', '"1"' ] if rand() < 0.1;

	my %common = (sequence_number => $number, arrived_at => $has_time ? $ms * 1000 : undef);
	if (@users)
	{
		push @$expected, {
			%common,
			partition_key => $users[$_][0], data => encode_base64($users[$_][1], ''),
			sub_sequence => $_, last_sub => $_ == $#users ? JSON::PP::true : JSON::PP::false
		} for 0 .. $#users;
	}
	else
	{
		push @$expected, {
			%common,
			partition_key => $key, data => encode_base64($data, ''),
			sub_sequence => -1, last_sub => JSON::PP::true
		};
	}
	return spell_object(@members);
}

sub random_answer
{
	my @records;
	my @spelled = map { random_record(\@records) } 1 .. pick(0, 1, 2, 10, 30);
	my $at_end = rand() < 0.3;
	my @children = $at_end ? map { sprintf 'shardId-%012d', rand 1000 } 1 .. 2 : ();
	my $iterator = $at_end ? undef : 'AAAA' . encode_base64(random_bytes(150), '');
	my $behind = pick(-1, 0, 1, 86400000);
	my @members = ([ '"Records"', spell_array(@spelled) ]);

	push @members, [ '"MillisBehindLatest"', pick("$behind", "$behind.0", "${behind}e0") ]
	  if $behind >= 0;
	push @members, [ '"NextShardIterator"', spell_string($iterator, pick(0, 0.1)) ]
	  if defined $iterator;
	push @members, [ '"NextShardIterator"', 'null' ] if $at_end && rand() < 0.5;
	push @members, [ '"ChildShards"', @children
		? spell_array(map { spell_object(shuffle([ '"ShardId"', qq("$_") ],
					[ '"ParentShards"', '["shardId-000000000000"]' ])) } @children)
		: pick('null', '[]') ] if @children || rand() < 0.5;
	push @members, [ '"Unknown"', unknown_value(5) ] if rand() < 0.3;

	return (
		space() . spell_object(shuffle(@members)) . space(),
		{
			records => \@records, child_shards => \@children,
			millis_behind => $behind, next_iterator => $iterator
		});
}

my $file = "$PostgreSQL::Test::Utils::tmp_check/answers.txt";
open my $out, '>', $file or die "$file: $!";
for (1 .. $answers)
{
	my ($body, $expected) = random_answer();

	# COPY undoes one backslash
	(my $line = $json->encode($expected)) =~ s/\\/\\\\/g;
	print $out '\\\\x', unpack('H*', $body), "\t$line\n";
}
close $out;

$node->safe_psql('postgres', <<"EOS");
CREATE TABLE answer (id serial, body bytea, expected json);
\\copy answer (body, expected) FROM '$file'
EOS
is( $node->safe_psql('postgres', <<'EOS'), '', "$answers random answers come out as they went in");
SELECT id, left(encode(body, 'escape'), 2000), expected, pgawspipe_test.kinesis_records(body)
FROM answer
WHERE expected::jsonb IS DISTINCT FROM pgawspipe_test.kinesis_records(body)::jsonb
ORDER BY length(body) LIMIT 1
EOS
cmp_ok($node->safe_psql('postgres', q{SELECT sum(json_array_length(expected->'records')) FROM answer}),
	'>', $answers, 'there were records in them');

#
# What is cut short or damaged
#

is( $node->safe_psql('postgres', <<'EOS'), '', 'no answer is sound when cut anywhere');
WITH small AS MATERIALIZED (
    SELECT id, body FROM answer
    WHERE length(body) BETWEEN 300 AND 4000 AND position('\x5c'::bytea IN body) = 0
    ORDER BY length(body) LIMIT 10
), whole AS (
    SELECT id, body FROM small
    UNION ALL
    SELECT 0, convert_to('{"Records":[{"Data":"\/\u002f8=","PartitionKey":"\ud83d\ude00",'
                         '"SequenceNumber":"1","ApproximateArrivalTimestamp":1.5e9}],'
                         '"ChildShards":[{"ShardId":"a"}],"NextShardIterator":null}', 'UTF8')
)
SELECT id, n FROM whole, generate_series(0, length(body) - 1) AS n
WHERE pgawspipe_test.kinesis_records(substr(body, 1, n))->>'malformed' IS NULL
  AND substr(body, n + 1) <> ''
  AND encode(substr(body, n + 1), 'escape') ~ '[^ \n\t\r]'
EOS

is( $node->safe_psql('postgres', <<'EOS'), 't', 'an answer damaged anywhere is read or refused');
SELECT bool_and(pgawspipe_test.kinesis_records(set_byte(body, n, value)) IS NOT NULL)
FROM (SELECT body FROM answer WHERE length(body) > 300 ORDER BY length(body) LIMIT 5) AS a,
     generate_series(0, length(body) - 1) AS n,
     unnest(ARRAY[0, 34, 92, 44, 125, 255]) AS value
EOS

my $good = '"Data":"AA==","PartitionKey":"k","SequenceNumber":"1"';
my %wrong = (
	'nothing' => '',
	'not an object' => '[]',
	'no records member' => '{}',
	'records null' => '{"Records":null}',
	'records an object' => '{"Records":{}}',
	'records a string' => '{"Records":"x"}',
	'a record that is no object' => '{"Records":[1]}',
	'text after the end' => '{"Records":[]}x',
	'a second document' => '{"Records":[]}{}',
	'a NUL after the end' => "{\"Records\":[]}\0",
	'a comma too many in an array' => "{\"Records\":[{$good},]}",
	'a comma too many in an object' => '{"Records":[],}',
	'a comma too few' => '{"Records":[]"x":1}',
	'no colon' => '{"Records" []}',
	'a member without quotes' => '{Records:[]}',
	'closed by the wrong bracket' => '{"Records":[}}',
	'no data' => '{"Records":[{"PartitionKey":"k","SequenceNumber":"1"}]}',
	'no key' => '{"Records":[{"Data":"","SequenceNumber":"1"}]}',
	'no sequence number' => '{"Records":[{"Data":"","PartitionKey":"k"}]}',
	'data null' => '{"Records":[{"PartitionKey":"k","SequenceNumber":"1","Data":null}]}',
	'an iterator that is a number' => '{"Records":[],"NextShardIterator":1}',
	'an empty iterator' => '{"Records":[],"NextShardIterator":""}',
	'children that are no array' => '{"Records":[],"ChildShards":{}}',
	'a child without an id' => '{"Records":[],"ChildShards":[{}]}',
	'a child with an impossible id' => '{"Records":[],"ChildShards":[{"ShardId":"a b"}]}',
	'a wrong word' => '{"Records":[],"x":nul}',
	'nested too deep' => '{"Records":[],"x":' . '[' x 65 . ']' x 65 . '}',
	'nested absurdly deep' => '{"Records":[],"x":' . '[' x 1000000,
	map({ ("a sequence number $_" => qq({"Records":[{$good,"SequenceNumber":"$_"}]})) }
		'', '01', '00', '-1', '1.0', '1e3', ' 1', '1:', '1234567:', '1234567/', '/1234567', '123456789a', '9' x 130),
	map({ ("data $_" => qq({"Records":[{$good,"Data":"$_"}]})) }
		'A', 'AA', 'AAA', 'AA=', 'A===', '====', 'AAAA=', 'AA==AA==', 'AB==', 'AAB=', 'A=A=',
		'AA A', 'AA\\nA', 'AA-_', "\xc3\xa9\xc3\xa9", 'A' x 16 . '!' . 'A' x 47, 'A' x 63),
	map({ ("time $_" => qq({"Records":[{$good,"ApproximateArrivalTimestamp":$_}]})) }
		'"1"', 'true', '[]', '01', '1.', '.5', '+1', '1e', '1e+', '-', '0x1', '1e99', '-1e12',
		'9' x 400, 'NaN', 'Infinity'),
	map({ ("key $_" => qq({"Records":[{$good,"PartitionKey":"$_"}]})) }
		'\\x', '\\u12', '\\u12g4', '\\U0041', '\\', "\t", "a\0b", "\xff", "\xc0\x80",
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", 'k' x 40 . "\xe9",
		"\xe9" . 'k' x 40));

my $values = join ",\n", map { sprintf q{('%s', '\x%s'::bytea)}, unpack('H*', $_), unpack('H*', $wrong{$_}) }
  sort keys %wrong;
is( $node->safe_psql('postgres', <<"EOS"), '', 'each of ' . keys(%wrong) . ' faults is refused');
SELECT encode(decode(what, 'hex'), 'escape'), pgawspipe_test.kinesis_records(body)
FROM (VALUES $values) AS fault (what, body)
WHERE pgawspipe_test.kinesis_records(body)->>'malformed' IS NULL
EOS
unlike(
	$node->safe_psql('postgres', <<'EOS'), qr/secret/, 'a refusal does not quote the answer');
SELECT pgawspipe_test.kinesis_records('{"Records":[{"PartitionKey":"secret","Data":"secret"}]}')
EOS

#
# What may look odd and is sound
#

sub first_record
{
	my ($record, $what) = @_;

	return $node->safe_psql('postgres', sprintf(<<'EOS', $what, unpack('H*', $record)));
SELECT r->'records'->0->>'%s' FROM pgawspipe_test.kinesis_records('\x%s'::bytea) AS r
EOS
}

is(first_record(qq({"Records":[{$good,"PartitionKey":"a\\u0000b\\ud800c\\udc00\\ud800\\u0041"}]}), 'partition_key'),
	"a\xef\xbf\xbdb\xef\xbf\xbdc\xef\xbf\xbd\xef\xbf\xbdA",
	'what text cannot hold is replaced in a key');
is(first_record(qq({"Records":[{$good,"ApproximateArrivalTimestamp":$_->[0]}]}), 'arrived_at'),
	$_->[1], "time $_->[0]")
  for ['1700000000.123', '1700000000123000'], ['1.700000000123E9', '1700000000123000'],
  ['1.7e9', '1700000000000000'], ['1700000000.1234564', '1700000000123456'],
  ['1700000000.1234565', '1700000000123457'], ['0', '0'], ['-0.001', '-1000'],
  ['1e-400', '0'], ['null', ''];
is(first_record(qq({"Records":[{$good}],"ChildShards":[{"ShardId":"a"}],"Records":[]}), 'data'),
	'', 'of repeated records the last count');
is(first_record(qq({"Records":[{$good}],"x":) . '[' x 64 . ']' x 64 . '}', 'data'),
	'AA==', 'unknown members may be deep');

#
# Aggregated records
#

my $keys = field(1, 'a') . field(1, 'b');
my %plain = (
	'a wrong digest' => substr(aggregate($keys . user_record(0, 'x')), 0, -1) . "\0",
	'no user record' => aggregate($keys),
	'nothing at all' => aggregate(''),
	'a magic number only' => "\xf3\x89\x9a\xc2",
	'a key that is not in the table' => aggregate($keys . user_record(2, 'x')),
	'a user record without data' => aggregate($keys . user_record(0, 'x') . field(3, varint(1 << 3) . varint(0))),
	'a user record without a key' => aggregate($keys . field(3, field(3, 'x'))),
	'a key that is not UTF-8' => aggregate(field(1, "\xff") . user_record(0, 'x')),
	'a key with a NUL' => aggregate(field(1, "a\0b") . user_record(0, 'x')),
	'a field that is cut' => aggregate($keys . user_record(0, 'x') . "\x1a\x05x"),
	'a length beyond 64 bits' => aggregate($keys . user_record(0, 'x') . "\x4a" . "\x80" x 9 . "\x02"),
	'a huge length' => aggregate($keys . user_record(0, 'x') . "\x1a" . "\xff" x 9 . "\x01"),
	'an unknown wire type' => aggregate($keys . user_record(0, 'x') . "\x4b"),
	'records that are numbers' => aggregate($keys . user_record(0, 'x') . "\x18\x00"));

for my $what (sort keys %plain)
{
	my $data = encode_base64($plain{$what}, '');

	is(first_record(qq({"Records":[{$good,"Data":"$data"}]}), 'data'),
		$data, "an aggregate with $what stays a plain record");
}

#
# User records that a shard does not own
#

my $top = Math::BigInt->new(2)->bpow(128)->bsub(1);

# An answer with one aggregate under that key
sub answer_of
{
	my ($key, $message) = @_;
	my $data = encode_base64(aggregate($message), '');

	return unpack('H*', qq({"Records":[{"Data":"$data","PartitionKey":"$key","SequenceNumber":"1"}]}));
}

# Places that differ in one word, or in one unit
my @places = map { "$_" } 0, 1, 9, 10, $top - 1, $top,
  map { my $word = Math::BigInt->new(2)->bpow(32 * $_); ($word - 1, $word, $word + 1, 5 * $word) } 1 .. 3;
my $message = field(1, 'k')
  . join('', map { field(2, $_) } @places)
  . join('', map { user_record(0, 'x', varint(2 << 3) . varint($_)) } 0 .. $#places);
my $places = join ',', map { "($_)" } @places;
my $answer = answer_of('a', $message);
is( $node->safe_psql('postgres', <<"EOS"), '', 'hash keys are compared as numbers, range ends included');
WITH place (n) AS (VALUES $places)
SELECT first.n, last.n, hash_key, r->>'outside'
FROM place AS first JOIN place AS last ON first.n <= last.n
CROSS JOIN LATERAL json_array_elements(
    pgawspipe_test.kinesis_records('\\x$answer', first.n::text, last.n::text)->'records')
    WITH ORDINALITY AS record (r, i)
CROSS JOIN LATERAL (SELECT (ARRAY[@{[join ',', @places]}]::numeric[])[i]) AS h (hash_key)
WHERE (r->>'outside')::numeric IS DISTINCT FROM
    CASE WHEN hash_key NOT BETWEEN first.n AND last.n THEN hash_key END
EOS

my @named = map { "key $_" } 1 .. 200;
my $half = Math::BigInt->new(2)->bpow(127);
$message = join('', map { field(1, $_) } @named) . join('', map { user_record($_, 'x') } 0 .. $#named);
$answer = answer_of('a', $message);
is( $node->safe_psql('postgres', <<"EOS"),
SELECT string_agg(coalesce(r->>'outside', '-'), ' ' ORDER BY i) FROM json_array_elements(
    pgawspipe_test.kinesis_records('\\x$answer', '0', '@{[$half - 1]}')->'records')
    WITH ORDINALITY AS record (r, i)
EOS
	join(' ', map { $_ >= $half ? "$_" : '-' } map { Math::BigInt->from_hex(md5_hex($_)) } @named),
	'without an explicit one, the hash key is the MD5 digest of the partition key');

# Of user records that belong to 0, and whatever else is said of them
sub outside
{
	my ($key, $message) = @_;

	return $node->safe_psql('postgres', sprintf(<<'EOS', answer_of($key, $message)));
SELECT string_agg(coalesce(r->>'outside', '-'), ' ' ORDER BY i) FROM json_array_elements(
    pgawspipe_test.kinesis_records('\x%s', '1', '2')->'records') WITH ORDINALITY AS record (r, i)
EOS
}

my $zero = field(1, 'k') . field(2, '0');
my $at_zero = user_record(0, 'x', varint(2 << 3) . varint(0));
is(outside('a', $zero . $at_zero), '0', 'an aggregate of KPL is judged');
is(outside($_, $zero . $at_zero), '-', "one under the key '$_' is not") foreach '', 'b', 'A', 'aa', 'k';
is(outside('a', field(1, 'k') . field(2, $_) . $at_zero), '-', "the hash key '$_' says nothing")
  foreach '', 'x', '-1', '+1', ' 1', '1.0', $top + 1, '1' . '0' x 39, '9' x 200;
is(outside('a', field(1, 'k') . field(2, '0' x 50) . $at_zero), '0', 'zeros before a hash key do not count');
is(outside('a', $zero . user_record(0, 'x', varint(2 << 3) . varint($_))), '-',
	"nor does hash key $_, which is not there") foreach 1, 2**62;
is(outside('a', $zero . user_record(0, 'x', field(2, "\0"))), '-', 'nor one that is no number');
is(outside('a', $at_zero . $zero), '0', 'the tables may come last');

#
# The digest, and base64
#

my $lengths = join ',', map {
	my $data = encode_base64(aggregate(field(1, 'k') . user_record(0, 'd' x $_)), '');
	qq({$good,"Data":"$data"})
} 0 .. 300;
is( $node->safe_psql('postgres', <<"EOS"), '301|301', 'the digest is right at every length');
SELECT count(*), count(*) FILTER (WHERE record->>'sub_sequence' = '0'
    AND decode(record->>'data', 'base64') = convert_to(repeat('d', n::int - 1), 'UTF8'))
FROM json_array_elements(pgawspipe_test.kinesis_records('{"Records":[$lengths]}')->'records')
     WITH ORDINALITY AS r (record, n)
EOS

is( $node->safe_psql('postgres', <<'EOS'), '', 'base64 is that of PostgreSQL at every length');
SELECT n FROM generate_series(0, 200) AS n
CROSS JOIN LATERAL (
    SELECT substr(string_agg(sha256(convert_to(n || ':' || i, 'UTF8')), ''), 1, n) AS bytes
    FROM generate_series(1, 7) AS i) AS b
CROSS JOIN LATERAL (SELECT translate(encode(bytes, 'base64'), E'\n', '') AS encoded) AS e
WHERE pgawspipe_test.base64_encode(bytes) <> encoded
   OR pgawspipe_test.base64_decode(encoded) IS DISTINCT FROM bytes
EOS
is( $node->safe_psql('postgres', <<'EOS'), '', 'a character that is not base64 is found at every place');
SELECT place, c FROM generate_series(1, 100) AS place, generate_series(1, 127) AS c
WHERE pgawspipe_test.base64_decode(overlay(repeat('A', 100) PLACING chr(c) FROM place FOR 1))
      IS NULL <> (chr(c) !~ '[A-Za-z0-9+/]' AND NOT (chr(c) = '=' AND place = 100))
EOS

#
# Requests, and the other answers
#

is($node->safe_psql('postgres', "SELECT pgawspipe_test.kinesis_request($_->[0])"), $_->[1], $_->[2])
  for
  [ q{'ListShards', 'orders'}, '{"StreamName":"orders"}', 'ListShards by name' ],
  [ q{'ListShards', 'arn:aws:kinesis:us-east-1:1:stream/orders'},
	'{"StreamARN":"arn:aws:kinesis:us-east-1:1:stream/orders"}', 'ListShards by ARN' ],
  [ q{'ListShards', 'orders', 'next"'}, '{"NextToken":"next\\""}', 'ListShards goes on by token alone' ],
  [ q{'GetShardIterator', 'orders', 's1', 'TRIM_HORIZON'},
	'{"StreamName":"orders","ShardId":"s1","ShardIteratorType":"TRIM_HORIZON"}', 'TRIM_HORIZON' ],
  [ q{'GetShardIterator', 'orders', 's1', 'AFTER_SEQUENCE_NUMBER', '7'},
	'{"StreamName":"orders","ShardId":"s1","ShardIteratorType":"AFTER_SEQUENCE_NUMBER","StartingSequenceNumber":"7"}',
	'AFTER_SEQUENCE_NUMBER' ],
  [ q{'GetShardIterator', 'orders', 's1', 'AT_TIMESTAMP', NULL, '2023-11-14 22:13:20.1239+00'},
	'{"StreamName":"orders","ShardId":"s1","ShardIteratorType":"AT_TIMESTAMP","Timestamp":1700000000.123}',
	'AT_TIMESTAMP rounds down' ],
  [ q{'GetShardIterator', 'orders', 's1', 'AT_TIMESTAMP', NULL, '1999-12-31 23:59:59.9999+00'},
	'{"StreamName":"orders","ShardId":"s1","ShardIteratorType":"AT_TIMESTAMP","Timestamp":946684799.999}',
	'AT_TIMESTAMP rounds down before 2000, too' ],
  [ q{'GetShardIterator', 'orders', 's1', 'AT_TIMESTAMP', NULL, '-infinity'},
	'{"StreamName":"orders","ShardId":"s1","ShardIteratorType":"AT_TIMESTAMP","Timestamp":0.000}',
	'AT_TIMESTAMP knows nothing before 1970' ],
  [ q{'GetRecords', NULL, 'AAA'}, '{"ShardIterator":"AAA","Limit":10000}', 'GetRecords' ],
  [ q{'DescribeStreamSummary', 'orders'}, '{"StreamName":"orders"}', 'DescribeStreamSummary' ];

is($node->safe_psql('postgres', "SELECT pgawspipe_test.kinesis_shards('$_->[0]')"), $_->[1], $_->[2])
  for
  [ '{"Shards":[]}', '{"shards":[],"next_token":null}', 'a page without shards' ],
  [ '{"NextToken":"t","Shards":[{"ShardId":"c","ParentShardId":"a","AdjacentParentShardId":"b",'
	  . '"HashKeyRange":{},"SequenceNumberRange":{"StartingSequenceNumber":"5","EndingSequenceNumber":"6"}}]}',
	'{"shards":[{"closed":true,"shard_id":"c","parent":"a","adjacent_parent":"b","starting":"5","ending":"6"}],'
	  . '"next_token":"t"}', 'a closed child of two' ],
  [ '{"Shards":[{"ShardId":"a","ParentShardId":null,"SequenceNumberRange":{"StartingSequenceNumber":"5"}}],'
	  . '"NextToken":null}',
	'{"shards":[{"closed":false,"shard_id":"a","parent":null,"adjacent_parent":null,"starting":"5","ending":null}],'
	  . '"next_token":null}', 'an open shard' ],
  map({ my ($range, $read, $name) = @$_;
		[ qq({"Shards":[{"ShardId":"a","HashKeyRange":$range,"SequenceNumberRange":{"StartingSequenceNumber":"5"}}]}),
			qq({"shards":[{"closed":false,"shard_id":"a","parent":null,"adjacent_parent":null,"starting":"5","ending":null)
			  . qq($read}],"next_token":null}), "a shard with $name" ] }
	[ qq({"StartingHashKey":"0","EndingHashKey":"$top"}), qq(,"first":"0","last":"$top"), 'all of the key space' ],
	[ '{"StartingHashKey":"7","EndingHashKey":"7"}', ',"first":"7","last":"7"', 'one hash key' ],
	[ '{"StartingHashKey":"8","EndingHashKey":"7"}', '', 'less than that' ],
	[ '{"StartingHashKey":"0"}', '', 'half a range' ],
	[ '{"StartingHashKey":"","EndingHashKey":"x"}', '', 'a range of words' ],
	[ '[]', '', 'an array for a range' ]),
  map { [ $_, '{"malformed":"answer of ListShards cannot be read"}', "refused: $_" ] }
  '', '{}', '[]', '{"Shards":{}}', '{"Shards":[null]}', '{"Shards":[{"ShardId":"a"}]}',
  '{"Shards":[{"ShardId":"","SequenceNumberRange":{"StartingSequenceNumber":"5"}}]}',
  '{"Shards":[{"ShardId":"a","SequenceNumberRange":{"StartingSequenceNumber":5}}]}',
  '{"Shards":[{"ShardId":"a","ParentShardId":1,"SequenceNumberRange":{"StartingSequenceNumber":"5"}}]}',
  '{"Shards":[],"NextToken":{}}';

is( $node->safe_psql('postgres', <<'EOS'), '"i"|answer of GetShardIterator cannot be read|t', 'iterators');
SELECT pgawspipe_test.kinesis_iterator('{"ShardIterator":"i"}'),
       pgawspipe_test.kinesis_iterator('{"ShardIterator":""}')->>'malformed',
       pgawspipe_test.kinesis_iterator('{}')->>'malformed' IS NOT NULL
EOS
is( $node->safe_psql('postgres', <<'EOS'),
SELECT pgawspipe_test.kinesis_summary('{"StreamDescriptionSummary":{"StreamStatus":"ACTIVE",
    "StreamCreationTimestamp":1700000000.123,"RetentionPeriodHours":24,"OpenShardCount":3}}'),
       pgawspipe_test.kinesis_summary('{"StreamDescriptionSummary":{}}')->>'malformed'
EOS
	'{"status":"ACTIVE","retention_hours":24,"open_shards":3,"created_at":1700000000123000}'
	  . '|answer of DescribeStreamSummary cannot be read', 'summaries');

is( $node->safe_psql('postgres', <<'EOS'), '', 'sequence numbers are ordered as numbers');
WITH n AS (
    SELECT unnest(ARRAY['0', '1', '9', '10', '99', '100', repeat('9', 128), '1' || repeat('0', 128),
                        '49590338271490256608559692538361571095921575989136588898',
                        '49590338271490256608559692538361571095921575989136588899']) AS v
)
SELECT a.v, b.v FROM n AS a, n AS b
WHERE sign(pgawspipe_test.kinesis_sequence_cmp(a.v, b.v)) <> sign(a.v::numeric - b.v::numeric)
EOS

$node->stop;
done_testing();
