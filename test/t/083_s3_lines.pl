# awspipe.s3_read_lines: objects of any size as lines, with bookmarks, flat
# memory, and every way in which bytes can fail to be lines.  Also what writes
# and checks such lines: awspipe.gzip and awspipe.json_error.

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use FindBin;
use IO::Compress::Gzip qw(gzip $GzipError);
use IO::Uncompress::Gunzip qw(gunzip $GunzipError);
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $aws = AwsEmulators->new(qw(s3));
my $proxy = FaultProxy->new($aws->url('s3'));
my $node = PipeCluster->create('main', endpoints => { s3 => $proxy->url });

$node->create_server('direct', emulators => $aws, services => ['s3']);
$aws->aws_call('s3', 'PUT /lines');

# Stores an object, returns its ETag.
sub put
{
	my ($key, $content) = @_;
	my ($answer) = $aws->aws_try('s3', "PUT /lines/$key", $content);

	die "could not put $key: $answer->{content}" unless $answer->{success};
	return $answer->{headers}{etag};
}

# One that is too large for a request of the emulator's: a part, several times.
sub put_large
{
	my ($key, $part, $times) = @_;
	my ($upload) = $aws->aws_call('s3', "POST /lines/$key?uploads", '') =~ m{<UploadId>(.*)</UploadId>};
	my $parts = '';

	foreach my $n (1 .. $times)
	{
		my ($answer) = $aws->aws_try('s3', "PUT /lines/$key?partNumber=$n&uploadId=$upload", $part);
		$parts .= "<Part><PartNumber>$n</PartNumber><ETag>$answer->{headers}{etag}</ETag></Part>";
	}
	$aws->aws_call('s3', "POST /lines/$key?uploadId=$upload",
		"<CompleteMultipartUpload>$parts</CompleteMultipartUpload>");
	return;
}

sub compress
{
	my ($content) = @_;
	my $data;

	gzip(\$content, \$data) or die $GzipError;
	return $data;
}

# The call, with further arguments in SQL.
sub read_lines
{
	my ($key, $arguments) = @_;

	return "awspipe.s3_read_lines('aws', 'lines', '$key'" . ($arguments ? ", $arguments)" : ')');
}

# All rows of one call as text: number:byte:line, or number:byte!error
my $row = q{concat(line_number, ':', next_byte, coalesce(':' || line, '!' || error))};

sub rows
{
	my ($key, $arguments) = @_;

	return $node->psql_as('app',
		"SELECT string_agg($row, ',' ORDER BY line_number) FROM " . read_lines($key, $arguments));
}

# To the end, call by call, as a load does it
$node->psql_as('app', <<'SQL');
CREATE TABLE got (key text, line_number bigint, next_byte bigint, line text, raw bytea, error text);
CREATE PROCEDURE load(key text, max_lines integer DEFAULT 10000, compression text DEFAULT 'auto', commits boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
    at bigint := 0;
    lines bigint := 0;
BEGIN
    DELETE FROM got WHERE got.key = load.key;
    LOOP
        INSERT INTO got SELECT load.key, l.* FROM awspipe.s3_read_lines('aws', 'lines', load.key,
            after_byte => at, after_line => lines, max_lines => load.max_lines, compression => load.compression) AS l;
        EXIT WHEN NOT FOUND;
        SELECT max(got.next_byte), max(got.line_number) INTO at, lines FROM got WHERE got.key = load.key;
        IF commits THEN COMMIT; END IF;
    END LOOP;
END $$;
SQL

sub load
{
	my ($key, @arguments) = @_;

	return $node->psql_as('app',
		'CALL load(' . join(', ', "'$key'", @arguments)
		  . "); SELECT string_agg($row, ',' ORDER BY line_number) FROM got WHERE key = '$key'");
}

# A session that stays: fails and goes on, with SQLSTATEs.
sub session
{
	my ($sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql('postgres', $sql,
		on_error_stop => 0,
		extra_params => [ '-U', 'app', '-v', 'VERBOSITY=verbose' ]);

	return ($stdout, $stderr);
}

sub set
{
	my ($name, $value) = @_;

	$node->safe_psql('postgres', "ALTER SYSTEM SET $name = '$value'");
	$node->reload;
	$node->poll_until("SELECT current_setting('$name') = '$value'") or die "$name was not reloaded";
	return;
}

#
# Lines
#

my %objects = (
	plain => [ "a\nbb\nccc\n", '1:2:a,2:5:bb,3:9:ccc' ],
	'no-end' => [ "a\nbb", '1:2:a,2:4:bb' ],
	one => [ 'a', '1:1:a' ],
	crlf => [ "a\r\nb\rb\r\n\r\nc\r", "1:3:a,2:8:b\rb,3:10:,4:12:c\r" ],
	bom => [ "\xef\xbb\xbfa\n\xef\xbb\xbfb\n", "1:5:a,2:10:\xef\xbb\xbfb" ],
	'only-bom' => [ "\xef\xbb\xbf", '' ],
	'bom-line' => [ "\xef\xbb\xbf\r\n", '1:5:' ],
	empty => [ '', '' ],
	blank => [ "\n\n\na\n\n", '1:1:,2:2:,3:3:,4:5:a,5:6:' ],
	utf8 => [ "gr\xc3\xbc\xc3\x9f\n\xf0\x9d\x84\x9e\n", "1:7:gr\xc3\xbc\xc3\x9f,2:12:\xf0\x9d\x84\x9e" ],
	latin1 => [ "a\ngr\xfc\xdf\nb\n", '1:2:a,2:7!invalid UTF-8 at byte 3 of the line: 0xfc,3:9:b' ],
	surrogate => [ "\xed\xa0\x80\n", '1:4!invalid UTF-8 at byte 1 of the line: 0xed' ],
	zero => [ "a\nb\0c\n", '1:2:a,2:6!zero byte at byte 2 of the line' ],
	'like-gzip' => [ "\x1f", "1:1:\x1f" ],);

foreach my $key (sort keys %objects)
{
	my ($content, $expected) = @{ $objects{$key} };

	put($key, $content);
	put("$key.gz", compress($content));
	is(rows($key), $expected, "$key: its lines");
	is(rows("$key.gz"), $expected, "$key: the same, compressed");
	is(load($key, 1), $expected, "$key: one by one");
	is(load("$key.gz", 1), $expected, "$key: one by one, compressed");
}

put('dir/a%20b%2B%C3%A4%252F..//.', "odd\n");
is(rows("dir/a b+\x{c3}\x{a4}%2F..//."), '1:4:odd', 'a key may be any text');

is(rows('plain', 'after_line => 7'), '8:2:a,9:5:bb,10:9:ccc', 'lines are counted from where the caller is');
is(rows('plain.gz', q{compression => 'gzip'}), '1:2:a,2:5:bb,3:9:ccc', 'compression can be told');
like(rows('plain.gz', q{compression => 'none'}), qr/^1:\d+!invalid UTF-8 at byte 2 of the line: 0x8b/, 'or denied');
is(rows('plain', q{compression => 'gzip'}), '1:1!gzip data is damaged: incorrect header check', 'or told wrong');
is(rows('empty', q{compression => 'gzip'}), '1:1!gzip data is cut short', 'nothing at all is no gzip data');

#
# Too long
#

my $limit = 'max_line_bytes => 5';
put('long', "12345\n123456\n12345\r\n123456\r\n1\n" . '7' x 3000 . "\n12345");
my $long_lines = '1:6:12345,2:13!line is longer than 5 bytes,3:20:12345,4:28!line is longer than 5 bytes,'
  . '5:30:1,6:3031!line is longer than 5 bytes,7:3036:12345';
is(rows('long', $limit), $long_lines, 'a line that is too long is passed over');
is( $node->psql_as('app',
		"SELECT convert_from(raw, 'UTF8') = repeat('7', length(raw)), length(raw) <= 1024, line IS NULL FROM "
		  . read_lines('long', $limit) . ' WHERE line_number = 6'),
	't|t|t', 'but for its beginning');
is( $node->psql_as('app', "SELECT raw, error FROM " . read_lines('latin1') . ' WHERE raw IS NOT NULL'),
	'\x6772fcdf|invalid UTF-8 at byte 3 of the line: 0xfc', 'what is no text is shown as bytes');
put('bom-long', "\xef\xbb\xbf12345\r\n\xef\xbb\xbf123\n");
is(rows('bom-long', $limit), '1:10:12345,2:17!line is longer than 5 bytes', 'what is dropped does not count');

# 300 MB in one line, which nobody wants to hold
my $ten_megabytes = compress('x' x (10 * 1024 * 1024));
put('giant.gz', compress("first\n") . $ten_megabytes x 30 . compress("\nlast\n"));
is( rows('giant.gz'),
	'1:6:first,2:314572807!line is longer than 1048576 bytes,3:314572812:last',
	'300 MB without an end of line are one bad line');

# No call returns much more than 8 MB
put('large-lines.gz', compress(join('', map { $_ x (1024 * 1024) . "\n" } 'a' .. 't')));
is( $node->psql_as('app', 'SELECT count(*), max(length(line)) FROM ' . read_lines('large-lines.gz')),
	'8|1048576', 'a call ends at 8 MB');
is(load('large-lines.gz') =~ tr/,//, 19, 'and the next one goes on there');

#
# Borders of ranges, which are as small as the largest answer that is accepted
#

my $text = join('', map { "line $_ " . 'x' x ($_ % 700) . ($_ % 3 ? "\n" : "\r\n") } 1 .. 2000);
my $digest = md5_hex($text =~ s/\r\n/\n/gr);
my $compare = sub {
	my ($key) = @_;
	return "SELECT md5(string_agg(line || E'\\n', '' ORDER BY line_number)), count(error) FROM got WHERE key = '$key'";
};
put('many', $text);
put('many.gz', compress($text));
# bytes that cannot be compressed make a file that has borders too
srand 20261;
my $noise = join('', map { join('', map { chr(33 + int rand 94) } 1 .. 500) . "\n" } 1 .. 1000);
put('noise.gz', compress($noise));
cmp_ok(length compress($noise), '>', 300_000, 'noise stays large');

set('pgawspipe.max_response_size', '64kB');
foreach my $key ('many', 'many.gz')
{
	foreach my $max_lines (10000, 7)
	{
		$node->psql_as('app', "CALL load('$key', $max_lines)");
		is($node->psql_as('app', $compare->($key)), "$digest|0", "$key: whole, $max_lines lines at a time");
	}
}
$node->psql_as('app', q{CALL load('noise.gz', 9)});
is($node->psql_as('app', $compare->('noise.gz')), md5_hex($noise) . '|0', 'noise: whole');
for my $shift (0 .. 4)
{
	# the border is within, before and behind the end of a line
	my $first = 'y' x (65536 - 3 + $shift);
	put("border$shift", "$first\r\nz\n");
	is( $node->psql_as('app',
			"SELECT string_agg(concat(length(line), ':', next_byte), ',' ORDER BY 1 DESC) FROM "
			  . read_lines("border$shift")),
		(65533 + $shift) . ':' . (65535 + $shift) . ',1:' . (65537 + $shift),
		"an end of line at a border, $shift");
}

#
# Going on
#

sub requests { return scalar grep { $_->{operation} =~ m{^GET /lines/} } $proxy->journal; }

$proxy->clear_journal;
$node->psql_as('app', q{CALL load('many', 100)});
my $ranges = int((length($text) + 65535) / 65536);
is(requests(), $ranges, 'a session that goes on where it was makes no request more');
$proxy->clear_journal;
$node->psql_as('app', q{CALL load('many', 10007)});
is(requests(), $ranges, 'nor one to find that there is no more');
$proxy->clear_journal;
$node->psql_as('app', q{CALL load('many.gz', 100, commits => true)});
is(requests(), 1, 'nor does it inflate what it has, or forget it at a commit');

# What it keeps goes at the end, and with any error
$node->safe_psql('postgres', q{
	GRANT SELECT ON pg_backend_memory_contexts TO app;
	GRANT EXECUTE ON FUNCTION pg_get_backend_memory_contexts() TO app});
my $keeps = q{SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'pgawspipe object';};
my ($stdout, $stderr) = session(join '',
	map { "SELECT FROM $_; $keeps" } read_lines('many', 'max_lines => 5'), read_lines('plain'),
	read_lines('plain', 'after_byte => ' . ((split /:/, (split /,/, rows('plain'))[-1])[1])),
	read_lines('many', 'max_lines => 5'), read_lines('no-such-object'),
	read_lines('many.gz', 'max_lines => 5'), read_lines('plain', 'after_byte => 1000'));
is($stdout =~ s/\n+/ /gr, '1 1 0 1 0 1 0', 'a session keeps one reader, until it has said that there is no more, or an error');

# From every line, by a session that has read nothing
my $small = join('', map { "line $_" . ($_ == 4 ? "\n\n" : "\n") } 1 .. 9) . 'end';
put('small', $small);
put('small.gz', compress($small));
my @expected = split /,/, rows('small');
is(scalar @expected, 11, 'an object of eleven lines');
foreach my $key ('small', 'small.gz')
{
	foreach my $n (1 .. @expected)
	{
		my ($byte) = $expected[ $n - 1 ] =~ /:(\d+)/;
		is( rows($key, "after_byte => $byte, after_line => $n"),
			join(',', @expected[ $n .. $#expected ]),
			"$key: on from line $n");
	}
}

# A transaction that is rolled back has not read
foreach my $key ('small', 'small.gz', 'many', 'many.gz')
{
	my $reader = Session->new($node, 'app');
	my $next = sub {
		my ($byte, $line) = @_;
		return $reader->run("SELECT string_agg($row, ',' ORDER BY line_number) FROM "
			  . read_lines($key, "after_byte => $byte, after_line => $line, max_lines => 2"));
	};
	my $first = $next->(0, 0);
	my ($byte) = $first =~ /2:(\d+):[^,]*$/;

	$reader->run('BEGIN');
	my $second = $next->($byte, 2);
	my ($later) = $second =~ /4:(\d+):[^,]*$/;
	my $third = $next->($later, 4);
	$reader->run('ROLLBACK');
	isnt($second, $first, "$key: goes on");
	is($next->($byte, 2), $second, "$key: and again after a rollback");

	$reader->run('BEGIN; SAVEPOINT s');
	is($next->($later, 4), $third, "$key: goes on in a subtransaction");
	$reader->run('ROLLBACK TO s');
	is($next->($later, 4), $third, "$key: and again when that is rolled back");
	$reader->run('COMMIT');
	$reader->quit;
}

# A load of documents whose steps are broken off now and then
my @ids = map { $_ % 10 == 3 ? "{\"id\": $_" : $_ % 10 == 7 ? '' : "{\"id\": $_}" } 1 .. 100;
$ids[49] = "\xff";
my $ids_etag = put('documents.gz', compress(join("\n", @ids)));
$node->psql_as('app', qq{
	CREATE TABLE bookmark (key text, etag text, next_byte bigint, line_number bigint);
	CREATE TABLE document (line_number bigint PRIMARY KEY, document jsonb);
	CREATE TABLE rejected (line_number bigint PRIMARY KEY, bytes bytea, reason text);
	INSERT INTO bookmark VALUES ('documents.gz', '$ids_etag', 0, 0)});
my $step = q{
	WITH l AS MATERIALIZED (
		SELECT l.* FROM bookmark AS b, awspipe.s3_read_lines('aws', 'lines', b.key, if_match => b.etag,
			after_byte => b.next_byte, after_line => b.line_number, max_lines => 6) AS l
	), good AS (
		INSERT INTO document SELECT line_number, line::jsonb FROM l
		WHERE line <> '' AND awspipe.json_error(line) IS NULL
	), bad AS (
		INSERT INTO rejected SELECT line_number, coalesce(raw, convert_to(line, 'UTF8')), coalesce(error, awspipe.json_error(line))
		FROM l WHERE line IS NULL OR line <> '' AND awspipe.json_error(line) IS NOT NULL
	)
	UPDATE bookmark AS b SET next_byte = e.next_byte, line_number = e.line_number
	FROM (SELECT max(next_byte) AS next_byte, max(line_number) AS line_number FROM l) AS e
	WHERE e.next_byte IS NOT NULL;};
$node->psql_as('app', join('', map { $_ % 3 ? $step : "BEGIN; $step ROLLBACK;" } 1 .. 14) . "BEGIN; $step") for 1 .. 2;
is($node->psql_as('app', 'SELECT line_number FROM bookmark'), '100', 'a load comes to the end');
is( $node->psql_as('app', q{SELECT count(*), bool_and(document = jsonb_build_object('id', line_number)) FROM document}),
	'79|t', 'with every document');
is( $node->psql_as('app', q{SELECT string_agg(concat_ws(' ', line_number, convert_from(nullif(bytes, '\xff'), 'UTF8'), reason), ',' ORDER BY line_number) FROM rejected}),
	join(',', map { $_ == 50 ? '50 invalid UTF-8 at byte 1 of the line: 0xff' : "$_ {\"id\": $_ unexpected end at byte " . (8 + length $_) }
		  sort { $a <=> $b } 50, map { 10 * $_ + 3 } 0 .. 9),
	'and every line that is none');

# Behind the end there is nothing, and there may be no such place
is(rows('plain', 'after_byte => 9'), '', 'nothing is behind the last byte');
is(rows('plain.gz', 'after_byte => 9'), '', 'nor behind the last one compressed');
foreach my $key ('plain', 'plain.gz', 'empty')
{
	like($node->error_as('app', 'SELECT * FROM ' . read_lines($key, 'after_byte => 10')),
		qr/22023: content ends before byte 10\n/, "$key: a place that is not there");
}

#
# Damaged
#

my $lines = join('', map { "line $_ " . md5_hex($_) . "\n" } 1 .. 50);
my $data = compress($lines);

# The lines of what load() and rows() return
sub text_of { return join('', map { /^\d+:\d+:(.*)/ ? "$1\n" : () } split /,/, $_[0]); }

# What is read of it, and what calls behind that say; returns the good lines
sub is_broken
{
	my ($key, $error, $what) = @_;
	my @rows = split /,/, load($key, 7);
	my ($number, $byte) = (pop @rows) =~ /^(\d+):(\d+)!\Q$error\E/;

	ok(defined $number, "$what: an error ends it") or return '';
	my $good = text_of(join(',', @rows));
	is($good, substr($lines, 0, length $good), "$what: good lines come first");
	is($number, @rows + 1, "$what: it is in the line that broke");
	is(rows($key, "after_byte => $byte, after_line => $number"), '', "$what: then comes the end");
	like(rows($key, 'after_byte => ' . length $good), qr/^1:$byte!\Q$error\E/,
		"$what: who has not seen the error is shown it");
	return $good;
}

foreach my $cut (0, 1, 5, 100, 400, 8, 9)
{
	my $key = "cut$cut.gz";
	# the last eight bytes are a checksum and a length
	my $kept = $cut < 10 ? length($data) - $cut - 1 : length($data) - $cut;

	put($key, substr($data, 0, $kept));
	is_broken($key, 'gzip data is cut short', "$kept of " . length($data) . ' bytes');
}
put('head.gz', substr($data, 0, 7));
is(rows('head.gz'), '1:1!gzip data is cut short', 'nothing but a header');

my $damaged = $data;
substr($damaged, -6, 1) ^= "\xff";
put('checksum.gz', $damaged);
is(is_broken('checksum.gz', 'gzip data is damaged: incorrect data check', 'a wrong checksum'),
	$lines, 'which says that some line before is not right');
$damaged = $data;
substr($damaged, 600, 200) = "\xff" x 200;
put('middle.gz', $damaged);
is_broken('middle.gz', 'gzip data is damaged: ', 'damage within');

# Members, one behind the other
my $half = 25 + length join('', map { "line $_ " . md5_hex($_) . "\n" } 1 .. 24);
my @members = map { compress($_) } substr($lines, 0, $half), '', substr($lines, $half);
put('members.gz', join('', @members));
is(text_of(load('members.gz', 7)), $lines, 'members follow one another');
put('padded.gz', join('', @members) . "\0" x 512);
is(text_of(rows('padded.gz')), $lines, 'and may be padded');
put('rubbish.gz', join('', @members) . 'rubbish');
is(is_broken('rubbish.gz', 'gzip data is damaged: incorrect header check', 'rubbish behind'),
	$lines, 'rubbish behind may be a lost member');
# a border between the members' two bytes of magic
my $fill = '';
do { $fill .= chr(33 + int rand 94) for 1 .. 500; $fill .= "\n" } while length(compress($fill)) < 65535;
my $size = length $fill;
$size-- while length(compress(substr($fill, 0, $size))) > 65535;
$fill = substr($fill, 0, $size) . "\n";
put('split.gz', compress($fill) . compress($lines));
$node->psql_as('app', q{CALL load('split.gz')});
is($node->psql_as('app', $compare->('split.gz')), md5_hex("$fill$lines") . '|0', 'members at a border');

#
# One version of the object
#

my $etag = put('changing', $text);
my $bare = $etag =~ tr/"//dr;
foreach my $match ($etag, $bare)
{
	like(rows('changing', "if_match => '$match', max_lines => 1"), qr/^1:/, "if_match $match");
}
my $session = Session->new($node, 'app');
$session->run(<<'SQL');
CREATE FUNCTION pg_temp.read_on(at bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    LOOP
        at := max(next_byte) FROM awspipe.s3_read_lines('aws', 'lines', 'changing', after_byte => at, max_lines => 10);
        EXIT WHEN at IS NULL;
    END LOOP;
    RETURN 'the end';
EXCEPTION WHEN object_not_in_prerequisite_state THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' ', SQLERRM, hint);
END $$
SQL
my $at = $session->run('SELECT next_byte FROM ' . read_lines('changing', 'max_lines => 1'));
put('changing', scalar reverse $text);
is($session->run("SELECT pg_temp.read_on($at)"),
	'S3 object "changing" has changed Read it from the beginning.',
	'an object that is replaced while it is read is an error');
is($session->run('SELECT pg_temp.read_on(0)'), 'the end', 'from the beginning it can be read');
$session->quit;
like($node->error_as('app', 'SELECT * FROM ' . read_lines('changing', "if_match => '$bare'")),
	qr/55000: S3 object "changing" has changed/, 'as it is when the caller knows its ETag');
like($node->error_as('app', 'SELECT * FROM ' . read_lines('no-such-object')),
	qr/39000: could not carry out GetObject of AWS service "s3"\nDETAIL:  AWS returned NoSuchKey \(HTTP 404/,
	'an object that is not there');

# Endpoints that do not do what they were asked for
my $version = 0;
my $sloppy = FakeAws->new(
	'/lines/whole' => sub { FakeAws::answer($_[0], 200, { ETag => '"1"' }, "a\n"); return 1; },
	'/lines/other' => sub {
		FakeAws::answer($_[0], 206, { ETag => '"1"', 'Content-Range' => 'bytes 5-6/7' }, "a\n");
		return 1;
	},
	'/lines/none' => sub {
		FakeAws::answer($_[0], 206, { ETag => '"1"', 'Content-Range' => 'bytes 0--1/7' }, '');
		return 1;
	},
	'/lines/mixed' => sub {
		my ($socket, $request, $n) = @_;
		my ($from) = $request->{headers}{range} =~ /(\d+)-/;
		FakeAws::answer($socket, 206,
			{ ETag => "\"$n\"", 'Content-Range' => "bytes $from-" . ($from + 1) . '/100' }, "a\n");
		return 1;
	});
$node->create_server('sloppy', endpoints => { s3 => $sloppy->url });
foreach my $key (qw(whole other none))
{
	like($node->error_as('app', "SELECT * FROM awspipe.s3_read_lines('sloppy', 'lines', '$key')"),
		qr/08P01: could not read S3 object "$key"/, "an answer that is not the range: $key");
}
like($node->error_as('app', q{SELECT * FROM awspipe.s3_read_lines('sloppy', 'lines', 'mixed')}),
	qr/55000: S3 object "mixed" has changed/, 'ranges of different versions');
$sloppy->stop;

# A broken answer is asked for again
$proxy->rules({ name => 'f', action => 'truncate', bytes => 1000, count => 1 });
$node->psql_as('app', q{CALL load('many')});
is($node->psql_as('app', $compare->('many')), "$digest|0", 'a broken answer leaves no trace');
is($proxy->fired('f'), 1, 'but was seen');
$proxy->rules();

#
# Who may, and whose reader it is
#

$node->safe_psql('postgres', 'CREATE ROLE stranger LOGIN; GRANT stranger TO app');
like($node->error_as('stranger', 'SELECT * FROM ' . read_lines('small')),
	qr/42501: permission denied for foreign server aws/, 'USAGE on the server is needed');

$session = Session->new($node, 'app');
my $read_two = sub {
	my ($byte) = @_;
	return $session->run("SELECT string_agg(line, ',') FROM "
		  . read_lines('many', "after_byte => $byte, max_lines => 2"))
	  =~ s/ x*//gr;
};
my $bookmark = index($text, 'line 3 ');
is($read_two->(0), 'line1,line2', 'a session reads');
$proxy->clear_journal;
like($session->run(sprintf(q{
		CREATE FUNCTION pg_temp.try() RETURNS text LANGUAGE plpgsql AS $$ BEGIN
			PERFORM FROM %s;
			RETURN 'may';
		EXCEPTION WHEN insufficient_privilege THEN RETURN SQLERRM; END $$;
		SET ROLE stranger; SELECT pg_temp.try(); RESET ROLE}, read_lines('many', "after_byte => $bookmark"))),
	qr/permission denied/, 'and does not go on as another role');
is(requests(), 0, 'for whom nothing is asked');
is($read_two->($bookmark), 'line3,line4', 'and goes on as itself');
is(requests(), 2, 'from the beginning: a look at the compression, and a range');
$bookmark = index($text, 'line 5 ');
is($read_two->($bookmark), 'line5,line6', 'and on');
is(requests(), 2, 'with what it has');
$node->safe_psql('postgres', q{ALTER USER MAPPING FOR app SERVER aws OPTIONS (SET secret_access_key 'another')});
$bookmark = index($text, 'line 7 ');
is($read_two->($bookmark), 'line7,line8', 'also with other credentials');
is(requests(), 4, 'but with nothing that was read with the former');
$session->quit;

#
# Waiting
#

# Runs the call in the background and ends it by $function once AWS has it
sub interrupt
{
	my ($function) = @_;
	my ($out, $err) = ('', '');

	$proxy->rules({ name => 'f', action => 'delay', ms => 3_600_000 });
	my $psql = IPC::Run::start(
		[
			'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-U', 'app',
			'-d', $node->connstr('postgres'),
			'-c', 'SELECT line FROM ' . read_lines('small'),
			'-c', q(SELECT 'still ' || 'here')
		],
		'<', \undef, '>', \$out, '2>', \$err,
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));

	$node->poll_until(q{
		SELECT count(*) = 1 FROM pg_stat_activity
		WHERE usename = 'app' AND wait_event_type = 'Extension' AND state = 'active'
	}) or die 'the call does not wait';
	$node->safe_psql('postgres', qq{
		SELECT $function(pid) FROM pg_stat_activity WHERE usename = 'app'
	});
	$psql->finish;
	return ($out, $err);
}

($stdout, $stderr) = interrupt('pg_cancel_backend');
like($stderr, qr/57014/, 'waiting can be cancelled');
like($stdout, qr/still here/, 'and the session goes on');
($stdout, $stderr) = interrupt('pg_terminate_backend');
like($stderr, qr/57P01/, 'a waiting session can be terminated');

$proxy->rules({ name => 'f', match => 'small', action => 'delay', ms => 3_600_000 });
($stdout, $stderr) = session('SET statement_timeout = 100; SELECT * FROM '
	  . read_lines('small') . '; RESET statement_timeout; SELECT line FROM ' . read_lines('one'));
like($stderr, qr/57014/, 'statement_timeout ends it as well');
is($stdout, 'a', 'and the next one is not disturbed');
$proxy->rules();

# In the middle: what is half read is forgotten
$proxy->rules({ name => 'f', after => 2, action => 'delay', ms => 3_600_000 });
($stdout, $stderr) = session('SET statement_timeout = 1000; SELECT count(*) FROM ' . read_lines('many'));
like($stderr, qr/57014/, 'it ends in the middle of an object');
$proxy->rules();

set('pgawspipe.max_response_size', '32MB');

# Inflating 8 GB out of one range waits for nothing, and can be ended all the same
put('bomb.gz', $ten_megabytes x 800);
($stdout, $stderr) = session('SET statement_timeout = 500; SELECT count(*) FROM ' . read_lines('bomb.gz'));
like($stderr, qr/57014/, 'inflating can be ended, too');

#
# Memory
#

# Peak of a fresh session that reads it all, in MB, and what it has read
sub peak
{
	my ($key) = @_;
	my $reader = Session->new($node, 'app');
	my $pid = $reader->run('SELECT pg_backend_pid()');

	$reader->run(q{
		CREATE FUNCTION pg_temp.read_all(key text) RETURNS text LANGUAGE plpgsql AS $$
		DECLARE
			at bigint := 0;
			lines bigint := 0;
			errors bigint := 0;
			more record;
		BEGIN
			LOOP
				SELECT max(next_byte) AS at, count(*) AS lines, count(error) AS errors INTO more
				FROM awspipe.s3_read_lines('direct', 'lines', key, after_byte => at, after_line => lines);
				EXIT WHEN more.lines = 0;
				at := more.at;
				lines := lines + more.lines;
				errors := errors + more.errors;
			END LOOP;
			RETURN concat_ws(' ', at, lines, errors);
		END $$});
	my $read = $reader->run("SELECT pg_temp.read_all('$key')");
	my ($kilobytes) = slurp_file("/proc/$pid/status") =~ /^VmHWM:\s+(\d+) kB/m;
	$reader->quit;
	note(sprintf '%s: peak of %.1f MB', $key, $kilobytes / 1024);
	return ($kilobytes / 1024, $read);
}

SKIP:
{
	skip 'no /proc here', 8 unless -d '/proc/self/fd';

	# Lines of 1 kB, which compress about as well as those of logs do
	my $megabyte = '';
	foreach (1 .. 1024)
	{
		my $line = join(' ', map { sprintf '%06d', rand 1000 } 1 .. 146);
		$megabyte .= $line . 'x' x (1023 - length $line) . "\n";
	}
	my $part = $megabyte x 10;
	put_large('20MB', $part, 2);
	put_large('260MB', $part, 26);
	put_large('20MB.gz', compress($part x 2), 1);
	put_large('260MB.gz', compress($part x 2), 13);

	foreach my $suffix ('', '.gz')
	{
		my ($less, $of_less) = peak("20MB$suffix");
		my ($more, $of_more) = peak("260MB$suffix");

		is($of_less, '20971520 20480 0', "20MB$suffix: all of it");
		is($of_more, '272629760 266240 0', "260MB$suffix: all of it");
		cmp_ok($more - $less, '<', 16, "260MB$suffix: takes no more memory than 20 MB");
	}
	my ($peak, $read) = peak('giant.gz');
	is($read, '314572812 3 1', 'giant.gz: all of it');
	cmp_ok($peak, '<', 100, 'giant.gz: takes little memory');
}

#
# Compressing
#

foreach my $content ('', 'a', $text, $noise, "\0" x 3_000_000)
{
	my $file = PostgreSQL::Test::Utils::tempdir() . '/content';
	my $what = length($content) . ' bytes';

	append_to_file($file, unpack('H*', $content));
	my $hex = $node->safe_psql('postgres', <<"SQL");
SELECT encode(awspipe.gzip(decode(pg_read_file('$file'), 'hex')), 'hex')
SQL
	my $compressed = pack('H*', $hex);
	gunzip(\$compressed, \my $inflated) or die $GunzipError;
	ok($inflated eq $content, "$what: compressed");
	is(unpack('V', substr($compressed, 4, 4)), 0, "$what: without a time");
	cmp_ok(length $compressed, '<', 1.01 * length(compress($content)) + 20, "$what: as well as others do");
}
is($node->psql_as('app', q{SELECT awspipe.gzip('\x616263') = awspipe.gzip('\x616263')}), 't', 'always the same');

#
# JSON
#

my $json_error = sub { return $node->psql_as('app', "SELECT awspipe.json_error(\$json\$$_[0]\$json\$)"); };
my %json_errors = (
	'' => 'unexpected end at byte 1',
	' ' => 'unexpected end at byte 2',
	'{"a": 1' => 'unexpected end at byte 8',
	'{"a" 1}' => 'colon expected at byte 6',
	'{a: 1}' => 'key expected at byte 2',
	'{"a": 1,}' => 'key expected at byte 9',
	'[1 2]' => 'comma or closing bracket expected at byte 4',
	'[1}' => 'comma or closing bracket expected at byte 3',
	'[,]' => 'value expected at byte 2',
	'1 2' => 'text behind the end at byte 3',
	'nul' => 'value expected at byte 1',
	'01' => 'number with a zero in front at byte 3',
	'-' => 'unexpected end at byte 2',
	'1.x' => 'invalid number at byte 3',
	'1e+' => 'unexpected end at byte 4',
	"\"a\tb\"" => 'control character in a string at byte 3',
	'"\\x"' => 'invalid escape sequence at byte 3',
	'"\\u12g4"' => 'invalid escape sequence at byte 2',
	'"\\u0000"' => 'zero character at byte 2',
	'"\\ud800"' => 'second half of a surrogate pair expected at byte 8',
	'"\\udc00"' => 'half of a surrogate pair at byte 2',
	'1e131072' => 'number out of range at byte 9',
	'1e-16384' => 'number out of range at byte 9',
	'[' x 201 => 'nested too deep at byte 201',);
foreach my $json (sort keys %json_errors)
{
	is($json_error->($json), $json_errors{$json}, 'no JSON: ' . substr($json, 0, 20));
}
is($json_error->($_), '', 'JSON: ' . substr($_, 0, 30))
  foreach '[' x 200 . ']' x 200, '"\\ud834\\udd1e\\"\\/"', ' {"a" : [ 1 , {} ] } ', '-0.0E+05', '1e131071',
  '1e-16383', '0e131072', 'null', '{"a": 1, "a": 2}';
is($node->psql_as('app', q{SELECT awspipe.json_error('"' || repeat('a', 33554430) || '"'),
		awspipe.json_error('"' || repeat('a', 33554431) || '"')}),
	'|longer than 33554432 bytes', 'a length that surely fits');

# The cast says the same, of documents that are changed at random
my @documents = (
	'{"id": "a1", "n": [1, -2.5e3, 0.001E-2, 0], "s": "gr\\u00fc\\u00df\\ud834\\udd1e \\n\\\\", "t": true, "f": false, "z": null}',
	'[[], {}, [[{"a": {"b": [null, "\\"", "/\\/"]}}]], "", 123456789012345678901234567890.5]',
	'  "text"  ', '-1.5E+10', '[1e131071, 1e-16383, 0.0e-16382, 12e131070, 0.1e131072]');
my @pieces = (split(//, '{}[]",:\\/ue+-.0123789dDfa tnrb'), "\t", "\n", "\x01", "\x7f", "\x{c3}\x{a9}",
	'\\u0000', '\\ud800', '\\udc00', '\\u00e9', '\\', 'true', 'null', '1e131072', '1e-16384', '0e99999999999',
	'1e1073741822', '00', '""', '[]', '{}', '": ');
my $seed = $ENV{PGAWSPIPE_TEST_SEED} // 20262;
srand $seed;
my $changed = '';
foreach (1 .. 6000)
{
	my $json = $documents[ rand @documents ];
	foreach (1 .. 1 + rand 3)
	{
		my $place = int rand(1 + length $json);
		my $how = rand;

		# never into the middle of a character: it must remain a text
		$place-- while $place > 0 && substr($json, $place, 1) =~ /[\x80-\xbf]/;
		substr($json, $place, $how < 0.3 ? 0 : ord(substr($json, $place, 1) || 'a') >= 0x80 ? 2 : 1) =
		  $how < 0.7 ? $pieces[ rand @pieces ] : '';
	}
	$changed .= unpack('H*', $json) . "\n";
}
my $changed_file = PostgreSQL::Test::Utils::tempdir() . '/changed';
append_to_file($changed_file, $changed);
$node->safe_psql('postgres', "CREATE TABLE changed (hex text); COPY changed FROM '$changed_file'; GRANT SELECT ON changed TO app");
my ($agree, $casts, $differ) = split /\|/, $node->psql_as('app', <<'SQL');
CREATE FUNCTION pg_temp.cast_fails(t text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM t::jsonb;
    RETURN false;
EXCEPTION WHEN OTHERS THEN
    RETURN true;
END $$;
SELECT count(*) FILTER (WHERE said = fails), count(*) FILTER (WHERE NOT fails),
    min(json) FILTER (WHERE said <> fails)
FROM (SELECT json, awspipe.json_error(json) IS NOT NULL AS said, pg_temp.cast_fails(json) AS fails
    FROM (SELECT convert_from(decode(hex, 'hex'), 'UTF8') AS json FROM public.changed OFFSET 0) AS c) AS f
SQL
is($agree, 6000, "seed $seed: the cast agrees") or diag($differ);
cmp_ok($casts, '>', 500, 'on what is JSON');
cmp_ok($casts, '<', 5500, 'and on what is not');

#
# Other encodings
#

$node->safe_psql('postgres', q{CREATE DATABASE latin1 TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'});
my $direct = $aws->url('s3');
$node->safe_psql('latin1', qq{
	CREATE EXTENSION pgawspipe;
	CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1', endpoint_url_s3 '$direct');
	CREATE USER MAPPING FOR CURRENT_USER SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret')});
put('encodings', "gr\xc3\xbc\xc3\x9f\n1 \xe2\x82\xac\n\xfc\n");
is( $node->safe_psql('latin1', "SELECT encode(convert_to(line, 'LATIN1'), 'hex'), raw, error FROM " . read_lines('encodings')),
	"6772fcdf||\n"
	  . "|\\x3120e282ac|character at byte 3 of the line has no equivalent in encoding \"LATIN1\"\n"
	  . '|\\xfc|invalid UTF-8 at byte 1 of the line: 0xfc',
	'lines are converted');
put('%C3%BC', "a\n");
is($node->safe_psql('latin1', q{SELECT line FROM awspipe.s3_read_lines('aws', 'lines', convert_from('\xfc', 'LATIN1'))}),
	'a', 'keys too');
is( $node->safe_psql('latin1', q{SELECT awspipe.json_error('"\u00fc"'), awspipe.json_error('"\u20ac"'), '"\u00fc"'::jsonb #>> '{}' = convert_from('\xfc', 'LATIN1')}),
	'|character without equivalent in the database\'s encoding at byte 2|t',
	'JSON must fit into the encoding');

done_testing();
