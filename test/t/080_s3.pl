# S3 at once: objects and lists of them, whatever their keys; what S3 refuses,
# and answers that are not what they should be.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use HTTP::Tiny;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use S3Gate;
use S3Keys;
use Test::More;

my $aws = AwsEmulators->new('s3');
# checks the signatures of presigned URLs, which the emulator does not
my $gate = S3Gate->new($aws->url('s3'), 'AKIDTEST', 'not a secret');
my $node = PipeCluster->create('main', endpoints => { s3 => $gate->url });
my $http = HTTP::Tiny->new(timeout => 60);
my $json = JSON::PP->new->utf8;

sub app { return $node->psql_as('app', @_) }

# SQLSTATE and message, detail and hint; or what is printed
sub outcome
{
	my ($expression) = @_;
	my ($status, $out, $err) = $node->psql('postgres', "SELECT $expression",
		extra_params => [ '-U', 'app', '-v', 'VERBOSITY=verbose' ]);

	return $status == 0 ? $out : join ' | ', $err =~ /^(?:.*ERROR|DETAIL|HINT):  (.*)/mg;
}

# An object or a bucket of the emulator's, past us
sub put
{
	my ($path, $content) = @_;

	return $aws->aws_call('s3', "PUT /$path", $content);
}

# A server for answers that no emulator gives
my @fakes;

sub fake_server
{
	my ($name, $handler) = @_;
	my $fake = FakeAws->new(DEFAULT => sub { $handler->(@_); return 1 });

	push @fakes, $fake;
	$node->create_server($name, endpoints => { s3 => $fake->url });
	return $fake;
}

#
# Keys
#

my @keys = S3Keys::all;
my $plain = @S3Keys::plain;

cmp_ok(scalar(@keys), '>=', 60, 'so many keys are tried: ' . @keys);
S3Keys::create_table($node, 'app');

# Numbers of the keys for which something is wrong
sub wrong
{
	my ($method, $is_wrong) = @_;
	my @urls = split /\n/, app(qq{
		SELECT awspipe.s3_presign_url('aws', 'awkward', key, method => '$method') FROM keys ORDER BY n
	});

	return S3Keys::show(grep { $is_wrong->($_, $urls[$_]) } 0 .. $#keys);
}

put('awkward');
is(wrong(PUT => sub { my ($n, $url) = @_; $http->put($url, { content => "content $n" })->{status} != 200 }),
	'', 'every key can be written by a presigned URL');
is(wrong(GET => sub { my ($n, $url) = @_; $http->get($url)->{content} ne "content $n" }),
	'', 'and read by one');
is(wrong(HEAD => sub { my ($n, $url) = @_; $http->head($url)->{headers}{'content-length'} != length "content $n" }),
	'', 'and looked at');
is( S3Keys::show(split /\n/, app(q{
		SELECT n FROM keys
		WHERE convert_from(awspipe.s3_get_object('aws', 'awkward', key), 'UTF8') <> 'content ' || n
			OR (awspipe.s3_head_object('aws', 'awkward', key) ->> 'size')::integer IS DISTINCT FROM length('content ' || n)
	})),
	'', 'every key is found by s3_get_object and s3_head_object');

# The emulator does not encode keys.  This does, in front of it, as S3 when it
# is asked to: all but unreserved characters and slashes, a space as a plus
my $target = $aws->url('s3');
my %entities = (lt => '<', gt => '>', amp => '&', quot => '"', apos => "'");

sub encode_key
{
	my ($key) = @_;

	$key =~ s/&(lt|gt|amp|quot|apos);/$entities{$1}/g;
	return $key =~ s{([^A-Za-z0-9_.~/-])}{$1 eq ' ' ? '+' : sprintf '%%%02X', ord $1}ger;
}

my $encoder = fake_server(
	'encoding',
	sub {
		my ($socket, $request) = @_;
		my $answer = HTTP::Tiny->new->request($request->{method}, $target . $request->{path},
			{ headers => { authorization => $request->{headers}{authorization} } });
		my $body = $answer->{content};

		if ($request->{path} =~ /[?&]encoding-type=url/)
		{
			$body =~ s{<(Key|Prefix)>(.*?)</\1>}{"<$1>" . encode_key($2) . "</$1>"}gse;
			$body =~ s{(<IsTruncated>)}{<EncodingType>url</EncodingType>$1};
		}
		FakeAws::answer($socket, $answer->{status}, {}, $body);
	});

is( app(q{
		SELECT count(*), count(DISTINCT l.key), count(k.key)
		FROM awspipe.s3_list_objects('encoding', 'awkward') AS l LEFT JOIN keys AS k ON l.key = k.key
			AND l.size = length('content ' || n) AND l.etag = md5('content ' || n)
	}),
	join('|', (scalar @keys) x 3), 'every key is listed, encoded');
app(qq{SELECT awspipe.call('aws', 's3', 'DeleteObject', jsonb_build_object('Bucket', 'awkward', 'Key', key))
	FROM keys WHERE n >= $plain});
is( app(q{
		SELECT count(*), count(k.key) FROM awspipe.s3_list_objects('aws', 'awkward') AS l
		LEFT JOIN keys AS k ON l.key = k.key
	}),
	"$plain|$plain", 'and as it is, by a service that does not encode');
is(wrong(DELETE => sub { my ($n, $url) = @_; $http->delete($url)->{status} != 204 }),
	'', 'every key can be deleted by a presigned URL');
is(app(q{SELECT count(*) FROM awspipe.s3_list_objects('aws', 'awkward')}), 0, 'which leaves none');

#
# Objects
#

put('bucket');
put('bucket/digits', '0123456789');
put('bucket/empty', '');

sub get { return outcome("awspipe.s3_get_object('aws', 'bucket', $_[0])") }

is(get(q{'digits'}), '\x30313233343536373839', 'an object');
is(get(q{'empty'}), '\x', 'an empty one');
is(get(q{'digits', 2, 4}), '\x323334', 'a range of it');
is(get(q{'digits', 8}), '\x3839', 'a range without an end');
is(get(q{'digits', last_byte => 1}), '\x3031', 'without a beginning');
is(get(q{'digits', 9, 99}), '\x39', 'beyond the end');
like(get(q{'digits', 10}), qr/^39000: .*InvalidRange \(HTTP 416/, 'nothing is left in a range');
like(get("'digits', $_"), qr/^22023: first_byte/, "no range: $_") foreach '-1', '3, 2', 'NULL, -1';

my $head = $json->decode(app(q{SELECT awspipe.s3_head_object('aws', 'bucket', 'digits')}));
my $etag = $head->{etag};

like(delete $head->{last_modified}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/, 'when the object was put');
is_deeply($head,
	{ size => 10, etag => '781e5e245d69b566979b86e28d23f2c7', content_type => 'application/octet-stream', metadata => {} },
	'what else there is to tell of it');
is(app(q{SELECT awspipe.s3_head_object('aws', 'bucket', 'none') IS NULL}), 't', 'of none there is nothing');
is(get("'digits', 0, 0, '$etag'"), '\x30', 'if_match');
is(get("'digits', 0, 0, '\"$etag\"'"), '\x30', 'in quotes');
like(get(q{'digits', if_match => '0'}), qr/^39000: .*PreconditionFailed \(HTTP 412/, 'another version');
like(get(q{'none'}), qr/^39000: could not carry out GetObject .*NoSuchKey \(HTTP 404/, 'no such key');
like(outcome(q{awspipe.s3_get_object('aws', 'nowhere', 'a')}), qr/^39000: .*NoSuchBucket/, 'no such bucket');
like(outcome(q{awspipe.s3_list_objects('aws', 'nowhere')}), qr/^39000: .*NoSuchBucket/, 'nor a list of it');

foreach my $name ('Bucket', 'a', 'a..b', '1.2.3.4', 'a/b', '')
{
	like(outcome("awspipe.s3_get_object('aws', '$name', 'a')"), qr/^22023: .*name of an S3 bucket/,
		"no bucket: \"$name\"");
}
like(get(q{''}), qr/^22023: key/, 'an empty key');
like(get(q{repeat('x', 1025)}), qr/^54000: key/, 'a key too long');

# What a header may tell; S3 writes names in lower case, others do not
fake_server(
	'headers',
	sub {
		my ($socket, $request) = @_;

		FakeAws::answer($socket, 200, {
			'Content-Length' => 5_000_000_000_000, ETag => '"e-2"', 'Last-Modified' => 'Sun, 06 Nov 1994 08:49:37 GMT',
			'Cache-Control' => 'no-store', 'Content-Disposition' => 'attachment', 'Content-Encoding' => 'gzip',
			'Content-Language' => 'de', 'x-amz-storage-class' => 'GLACIER', 'x-amz-version-id' => 'v',
			'x-amz-server-side-encryption' => 'aws:kms', 'X-Amz-Meta-Upper' => '1', 'x-amz-meta-utf8' => "\xc3\xa4",
			'x-amz-meta-latin1' => "\xe4", 'x-amz-request-id' => 'r'
		}, '');
	});
is_deeply(
	$json->decode(app(q{SET TimeZone = 'Europe/Berlin'; SELECT awspipe.s3_head_object('headers', 'bucket', 'a')})),
	{
		size => 5_000_000_000_000, etag => 'e-2', last_modified => '1994-11-06T09:49:37+01:00',
		cache_control => 'no-store', content_disposition => 'attachment', content_encoding => 'gzip',
		content_language => 'de', storage_class => 'GLACIER', version_id => 'v', server_side_encryption => 'aws:kms',
		metadata => { upper => 1, utf8 => "\x{e4}", latin1 => "\x{e4}" }
	},
	'what S3 tells of an object');

# What is asked for
fake_server('echo', sub { my ($socket, $request) = @_; FakeAws::answer($socket, 200, {}, $request->{path}) });
is(app(q{SELECT convert_from(awspipe.s3_get_object('echo', 'bucket', 'a', version_id => 'v+/ ä'), 'UTF8')}),
	'/bucket/a?versionId=v%2B%2F%20%C3%A4', 'a version');

#
# Sizes
#

my $bytes = 40 * 1024 * 1024;

my $large = fake_server(
	'large',
	sub {
		my ($socket, $request) = @_;
		my ($first, $last) = ($request->{headers}{range} // '') =~ /bytes=(\d+)-(\d+)/;
		my %headers = defined $first ? ('Content-Range' => "bytes $first-$last/$bytes") : ();

		$first //= 0;
		$last //= $bytes - 1;
		FakeAws::answer($socket, %headers ? 206 : 200, \%headers,
			substr('0123456789abcdef' x ($bytes / 16), $first, $last - $first + 1));
	});

like(outcome(q{awspipe.s3_get_object('large', 'bucket', 'large')}),
	qr/^54000: S3 object "large" is too large.*41943040 bytes.*33554432.*first_byte/, 'an object beyond the limit');
is(scalar($large->requests), 1, 'is not asked for again');
is( app(q{
		SELECT md5(string_agg(awspipe.s3_get_object('large', 'bucket', 'large', i * 20971520, i * 20971520 + 20971519), '' ORDER BY i))
			= md5(repeat('0123456789abcdef', 2621440))
		FROM generate_series(0, 1) AS i
	}),
	't', 'can be read in ranges');

sub set_limit
{
	my ($limit) = @_;

	$node->safe_psql('postgres', "ALTER SYSTEM SET pgawspipe.max_response_size = '$limit'");
	$node->reload;
	return $node->poll_until("SELECT current_setting('pgawspipe.max_response_size') = '$limit'");
}

ok(set_limit('64MB'), 'a higher limit');
is(app(q{SELECT md5(awspipe.s3_get_object('large', 'bucket', 'large')) = md5(repeat('0123456789abcdef', 2621440))}),
	't', 'lets it in at once');
set_limit('32MB');

#
# Lists
#

put('many');
put(sprintf('many/%s/%05d', $_ % 2 ? 'odd' : 'even', $_), '') foreach 1 .. 2500;

# Requests since the last look
my $seen = 0;

sub requests
{
	my $before = $seen;

	return ($seen = $encoder->requests()) - $before;
}

requests();
is(app(q{SELECT count(*), count(DISTINCT key), min(key), max(key) FROM awspipe.s3_list_objects('encoding', 'many')}),
	'2500|2500|even/00002|odd/02499', 'a long list');
is(requests(), 3, 'has three pages');
is(app(q{SELECT count(*), max(key) FROM awspipe.s3_list_objects('encoding', 'many', max_keys => 1200)}),
	'1200|even/02400', 'the first of it');
is(requests(), 2, 'without the rest');
is(app(q{SELECT count(*), min(key) FROM awspipe.s3_list_objects('encoding', 'many', 'odd/', start_after => 'odd/02000')}),
	'250|odd/02001', 'prefix and start_after');
is( app(q{
		SELECT key, size IS NULL, etag IS NULL, last_modified IS NULL, storage_class IS NULL
		FROM awspipe.s3_list_objects('encoding', 'many', delimiter => '/') ORDER BY 1
	}),
	"even/|t|t|t|t\nodd/|t|t|t|t", 'a delimiter');
is( app(q{
		SELECT key, size, storage_class, last_modified > now() - interval '1 day'
		FROM awspipe.s3_list_objects('encoding', 'bucket', delimiter => '/') ORDER BY 1
	}),
	"digits|10|STANDARD|t\nempty|0|STANDARD|t", 'that no key has');
is(app(q{SELECT count(*) FROM awspipe.s3_list_objects('encoding', 'bucket', 'nothing')}), 0, 'an empty list');
like(outcome(q{awspipe.s3_list_objects('aws', 'many', max_keys => 0)}), qr/^22023: max_keys/, 'no keys at all');

# A service that has always another page, and hides what it is told to
my $page = '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>%s</IsTruncated>'
  . '<Contents><Key>%s</Key><Size>%s</Size></Contents>%s</ListBucketResult>';
my $next = '<NextContinuationToken>t</NextContinuationToken>';
my %pages = (
	same_token => [ qr/^08P01: .*\| Two pages have the same continuation token/, sprintf $page, 'true', 'a', 1, $next ],
	no_token => [ qr/^08P01: .*not a list of objects/, sprintf $page, 'true', 'a', 1, '' ],
	no_size => [ qr/^08P01: .*not a list of objects/, sprintf $page, 'false', 'a', '', '' ],
	zero_byte => [ qr/^22P05: key of an S3 object holds a zero byte/, sprintf $page, 'false', 'a%00b', 1, '' ],
	no_utf8 => [ qr/^22021: /, sprintf $page, 'false', 'a%ff', 1, '' ],
	percent => [ qr/^\(a%zz%,1,,,\)$/, sprintf $page, 'false', 'a%zz%', 1, '' ],
	not_xml => [ qr/^08001: .*something that is not AWS answered/, 'a list' ],
	no_list => [ qr/^08P01: .*not a list of objects/, '<Error/>' ]);

foreach my $name (sort keys %pages)
{
	my ($expected, $body) = @{ $pages{$name} };

	fake_server($name, sub { my ($socket) = @_; FakeAws::answer($socket, 200, {}, $body) });
	like(outcome("awspipe.s3_list_objects('$name', 'bucket')"), $expected, "a list with a fault: $name");
}

my $endless = fake_server(
	'endless',
	sub {
		my ($socket, $request, $n) = @_;
		my ($token) = $request->{path} =~ /continuation-token=(\d+)/;

		FakeAws::answer($socket, 200, {}, sprintf $page, 'true', "k$n", 1, $next =~ s/>t</'>' . (($token \/\/ 0) + 1) . '<'/er);
	});
my $err = '';
my $psql = IPC::Run::start(
	[
		'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-U', 'app', '-d', $node->connstr('postgres'),
		'-c', q{SELECT count(*) FROM awspipe.s3_list_objects('endless', 'bucket')}
	],
	'<', \undef, '>', \my $out, '2>', \$err, IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));

ok($aws->wait_until(sub { $endless->requests > 2 }), 'a list that does not end');
$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'app'});
$psql->finish;
like($err, qr/57014/, 'can be cancelled');

#
# Answers that are not what they should be
#

my %answers = (
	'without a length' => [ GET => qr/^08P01: answer of S3 does not tell its length/,
		sub { FakeAws::raw($_[0], "HTTP/1.1 200 OK\r\nx-amz-request-id: 1\r\nConnection: close\r\n\r\nabc"); close $_[0] } ],
	'the whole for a range' => [ GET => qr/^08P01: answer of S3 is not the range/,
		sub { FakeAws::answer($_[0], 200, {}, 'abc') } ],
	'another range' => [ GET => qr/^08P01: answer of S3 is not the range/,
		sub { FakeAws::answer($_[0], 206, { 'Content-Range' => 'bytes 0-1/3' }, 'ab') } ],
	'denied' => [ HEAD => qr/^28000: .*AWS returned Forbidden \(HTTP 403/,
		sub { FakeAws::answer($_[0], 403, {}, '') } ],
	'another region' => [ HEAD => qr/^39000: .*AWS returned PermanentRedirect \(HTTP 301/,
		sub { FakeAws::answer($_[0], 301, { 'x-amz-bucket-region' => 'eu-west-1' }, '') } ]);

foreach my $name (sort keys %answers)
{
	my ($method, $expected, $handler) = @{ $answers{$name} };
	my $server = $name =~ tr/ /_/r;

	fake_server($server, $handler);
	like(outcome($method eq 'HEAD' ? "awspipe.s3_head_object('$server', 'bucket', 'a')"
			: "awspipe.s3_get_object('$server', 'bucket', 'a', " . ($name =~ /range/ ? '1' : 'NULL') . ', NULL)'),
		$expected, "an answer with a fault: $name");
}

done_testing();
