# HTTP, retries and error answers of the protocol layer, against a server that
# misbehaves to order.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use FakeAws;
use IO::Socket::INET;
use POSIX qw(strftime);
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;
use Time::Local qw(timegm);

# What all answers of AWS have
my $mark = "x-amzn-requestid: fake-aws\r\n";
my $json = { 'Content-Type' => 'application/x-amz-json-1.1' };

# An answer that keeps the connection; one that ends it.
sub succeed
{
	my ($socket) = @_;
	FakeAws::answer($socket, 200, $json, '{"ok":true}');
	return 1;
}

sub fail_with
{
	my ($socket, $status, $code, $message, %headers) = @_;
	FakeAws::answer(
		$socket, $status,
		{ 'x-amzn-RequestId' => 'request-1', %headers },
		qq({"__type":"com.amazonaws.test#$code","message":"$message"}));
	return 1;
}

# A clock an hour ahead of ours, as strict as AWS's.
sub skewed
{
	my ($socket, $request) = @_;
	my @then = reverse $request->{headers}{'x-amz-date'} =~
	  /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/;
	my $now = time + 3600;
	my %date =
	  (Date => strftime('%a, %d %b %Y %H:%M:%S GMT', gmtime $now));

	$then[4]--;
	return fail_with($socket, 400, 'InvalidSignatureException',
		'Signature expired: too old', %date)
	  if abs($now - timegm(@then)) > 300;
	FakeAws::answer($socket, 200, \%date, '{}');
	return 1;
}

my $aws = FakeAws->new(
	DEFAULT => \&succeed,
	Echo => sub {
		my ($socket, $request) = @_;
		FakeAws::answer($socket, 200, $json,
			'{"headers": "' . join(' ', map { "$_=" . ($request->{headers}{$_} // '') }
			  qw(content-type host user-agent expect accept-encoding)) . '"}');
		return 1;
	},
	Silent => sub { FakeAws::wait_for_close($_[0]); return 0; },
	SlowLoris => sub {
		my ($socket) = @_;
		FakeAws::raw($socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
		while (syswrite $socket, 'x')
		{
			select undef, undef, undef, 0.1;
		}
		return 0;
	},
	Reset => sub { FakeAws::reset_connection($_[0]); return 0; },
	Close => sub { return 0; },
	CutLength => sub {
		FakeAws::raw($_[0], "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}");
		return 0;
	},
	CutBare => sub {
		FakeAws::raw($_[0], qq(HTTP/1.1 200 OK\r\n$mark\r\n{"a": ["x}", {"b": 1}));
		return 0;
	},
	WholeBare => sub {
		FakeAws::raw($_[0], qq(HTTP/1.1 200 OK\r\n$mark\r\n{"a": ["]"]}\n));
		return 0;
	},
	CutChunk => sub {
		FakeAws::raw($_[0],
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{}");
		return 0;
	},
	WholeChunk => sub {
		FakeAws::raw($_[0], "HTTP/1.1 200 OK\r\n$mark"
			  . "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
		return 1;
	},
	Garbage => sub { FakeAws::raw($_[0], "how do you do\r\n"); return 0; },
	Html => sub {
		FakeAws::answer($_[0], 502, { 'Content-Type' => 'text/html' },
			'<html><body>secret page</body></html>');
		return 1;
	},
	Broken => sub { return fail_with($_[0], 500, 'InternalFailure', 'oh'); },
	BrokenOnce => sub {
		return $_[2] > 1
		  ? succeed($_[0])
		  : fail_with($_[0], 500, 'InternalFailure', 'oh');
	},
	ThrottleOnce => sub {
		return $_[2] > 1
		  ? succeed($_[0])
		  : fail_with($_[0], 400, 'ProvisionedThroughputExceededException',
			'slow down');
	},
	ExpireOnce => sub {
		return $_[1]{key} ne 'KEY1'
		  ? succeed($_[0])
		  : fail_with($_[0], 400, 'ExpiredTokenException', 'expired');
	},
	ExpireAlways => sub {
		return fail_with($_[0], 400, 'UnrecognizedClientException', 'who');
	},
	Skewed => \&skewed,
	Invalid => sub {
		return fail_with($_[0], 400, 'ValidationException',
			'caf\u00e9 \n' . 'x' x 990 . '\u20ac' . 'y',
			'x-amzn-ErrorType' => 'ValidationError:http://internal/doc');
	},
	Forbidden => sub {
		return fail_with($_[0], 403, 'SignatureDoesNotMatch',
			'The Canonical String should have been secret');
	},
	# with a proxy's words for a code
	Echoes => sub {
		return fail_with($_[0], 400, 'AccessDeniedException', 'x' x 990 . ' sent was: secret');
	},
	EchoesHeader => sub {
		return fail_with($_[0], 401, 'SomethingElse', 'sent was: Credential=KEY1/20250101');
	},
	Denied => sub {
		return fail_with($_[0], 400, 'AccessDeniedException',
			'User: arn:aws:iam::123456789012:user/app is not authorized to perform: kinesis:GetRecords');
	},
	Xml => sub {
		FakeAws::answer($_[0], 404, {},
			'<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type>'
			  . '<Code>NoSuchThing</Code><Message>gone</Message></Error>'
			  . '</ErrorResponse>');
		return 1;
	},
	Oversize => sub {
		FakeAws::answer($_[0], 200, $json, 'x' x 70_000);
		return 1;
	},
	OversizeBare => sub {
		FakeAws::raw($_[0], "HTTP/1.1 200 OK\r\n\r\n" . 'x' x 70_000);
		return 0;
	},
	ManyHeaders => sub {
		FakeAws::answer($_[0], 200, { map { ("X-H$_" => 1) } 1 .. 200 }, '{}');
		return 1;
	},
	Redirect => sub {
		FakeAws::answer($_[0], 307, { Location => '/elsewhere' }, '');
		return 1;
	},
	BadChecksumOnce => sub {
		# CRC-32 of {}, and one that is not
		FakeAws::answer($_[0], 200,
			{ 'x-amz-crc32' => $_[2] > 1 ? 2745614147 : 1 }, '{}');
		return 1;
	},
	# keeps the connection once, then lets it die under the next request
	DieReused => sub { return $_[2] == 1 ? succeed($_[0]) : 0; });

my $node = QuickCluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres',
	'CREATE SCHEMA pgawspipe_test; CREATE EXTENSION pgawspipe_test');
$ENV{PGOPTIONS} = '-c search_path=pgawspipe_test';

# Opens a client with these arguments besides the endpoint, runs statements,
# and returns what the last of them gave.
sub with_client
{
	my ($arguments, $sql, $endpoint) = @_;
	$endpoint //= $aws->url;
	$arguments = ", $arguments" if $arguments ne '';
	my $result = $node->safe_psql('postgres', <<"SQL");
SELECT client_open('$endpoint'$arguments) \\g /dev/null
$sql
SQL
	return $result;
}

# Makes one call; class and message, and what else is asked for.
sub call
{
	my ($operation, %params) = @_;
	my $columns = $params{columns} // 'class, message';
	my $service = $params{service} // 'kinesis';
	return with_client($params{client} // '', <<"SQL", $params{endpoint});
SELECT client_start('$service', '$operation') \\g /dev/null
SELECT $columns FROM client_finish();
SQL
}

# Success, and what goes over the wire
is(call('Ok', columns => 'class, body'), 'ok|{"ok":true}', 'a call succeeds');
my $host = '127.0.0.1:' . $aws->port;
my $peer = '127.0.0.1 port ' . $aws->port;
like(call('Echo', columns => 'body'),
	qr{"content-type=application/x-amz-json-1\.1 host=\Q$host\E user-agent=pgawspipe/\S+ expect= accept-encoding="\}$},
	'headers are ours and no more');
like(call('Echo', service => 'sqs', columns => 'body'),
	qr{"content-type=application/x-amz-json-1\.0 }, 'SQS speaks JSON 1.0');
is(call('WholeBare', columns => 'class'), 'ok',
	'an answer without length is taken when it is whole');
is(call('WholeChunk', columns => 'class, body'), 'ok|{}',
	'chunked answers are taken');

# Answers that are none
my $once = 'max_attempts => 1';
is( call(
		'Silent', client => "$once, request_timeout_ms => 300",
		columns => 'class, message, maybe_sent, sqlstate, http_status'),
	"network|no answer from $peer within 0.3 s|t|08006|0",
	'silence ends with the time limit');
is( call(
		'SlowLoris', client => "$once, stall_timeout_s => 1",
		columns => 'class, message, maybe_sent'),
	"network|answer from $peer stalled for 1 s|t",
	'a dripping answer ends with the stall limit');
is( call('SlowLoris', client => "$once, request_timeout_ms => 300"),
	"network|no complete answer from $peer within 0.3 s",
	'a dripping answer ends with the time limit');
is(call('Reset', client => $once, columns => 'class, message, maybe_sent'),
	"network|connection to $peer was reset|t", 'a reset is a network failure');
is(call('Close', client => $once), "network|connection to $peer closed without an answer",
	'so is a closed connection');
foreach my $cut (qw(CutLength CutChunk))
{
	is(call($cut, client => $once, columns => 'class, message, maybe_sent'),
		"network|answer from $peer was cut short|t", "so is $cut");
}
is(call('CutBare', client => $once), "network|answer from $peer was cut short or damaged",
	'and CutBare');
is(call('Garbage', client => $once), "malformed|answer from $peer is not sound HTTP",
	'what is not HTTP is malformed');
is(scalar $aws->requests('Garbage'), 1, 'and not tried again');

my $closed = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1);
my $closed_url = 'http://127.0.0.1:' . $closed->sockport;
my $closed_peer = '127.0.0.1 port ' . $closed->sockport;
close $closed;
is( call(
		'Ok', client => $once,
		endpoint => $closed_url,
		columns => 'class, message, maybe_sent'),
	"network|could not connect to $closed_peer: connection refused|f",
	'a refused connection has sent nothing');
is( call(
		'Ok', client => $once,
		endpoint => 'https://nowhere.invalid',
		columns => 'class, message'),
	'network|host name "nowhere.invalid" could not be resolved',
	'a name that does not resolve is a network failure');

# Limits
is(call('Oversize'), "malformed|answer from $peer exceeds the limit of 65536 bytes",
	'too long an answer is refused');
is(call('OversizeBare'), "malformed|answer from $peer exceeds the limit of 65536 bytes",
	'also when no length announces it');
is(call('ManyHeaders'), "malformed|answer from $peer has too many headers",
	'so are too many headers');
is(call('Redirect', columns => 'class, http_status'), 'rejected|307',
	'a redirect is not success');
is(scalar $aws->requests('/elsewhere'), 0, 'and not followed');

# Whom to trust
is( call('Ok', client => 'allow_http => false'),
	"rejected|endpoint $peer is neither https nor an allowed loopback address",
	'plain http needs permission');
foreach my $url ('http://192.0.2.1', 'http://localhost.example.com',
	'ftp://127.0.0.1', 'http://127.0.0.1.example.com')
{
	like(call('Ok', endpoint => $url),
		qr/^rejected\|endpoint \S+ port \d+ is neither https nor an allowed loopback address$/,
		"$url is refused");
}
foreach my $url ('https://169.254.169.254', 'https://[fe80::1]',
	'https://[fd00:ec2::254]', 'https://[::ffff:169.254.169.254]',
	'https://[64:ff9b::a9fe:a9fe]', 'https://[2002:a9fe:a9fe::]')
{
	like(call('Ok', endpoint => $url, columns => 'class, message, maybe_sent'),
		qr/^rejected\|endpoint \S+ port 443 resolves to an address that is not allowed\|f$/,
		"$url is refused");
}
foreach my $url ("http://user:pw\@$host", "http://$host/path", 'nonsense')
{
	is(call('Ok', endpoint => $url),
		'rejected|endpoint is not of the form scheme://host[:port]',
		'an endpoint is a host and no more');
}
is(call('Ok', client => q(region => 'evil.example.com/')),
	'rejected|region "evil.example.com/" is not valid', 'a region cannot name a host');
is(call('Ok', service => 's3'),
	'rejected|service "s3" does not speak a JSON protocol',
	'what speaks no JSON is not asked for it');
is( with_client(
		'',
		q{SELECT client_get('s3', '/', '', E'a\r\nb: c') \g /dev/null
SELECT class, message FROM client_finish();}),
	'rejected|request header 2 contains control characters',
	'no header smuggles in another');
my $get = q{SELECT client_get('s3', '/a/../b', 'x=1') \g /dev/null
SELECT class FROM client_finish();};
is(with_client('', $get), 'ok', 'a GET request succeeds');
is(scalar $aws->requests('/a/../b?x=1'), 1, 'and its path is sent as signed');

# Error answers
is( call(
		'Invalid',
		columns => 'class, http_status, code, request_id, maybe_sent, '
		  . 'sqlstate, octet_length(message), substr(message, 1, 12)'),
	'rejected|400|ValidationError|request-1|f|39000|' . length("caf\xc3\xa9 \\x0a" . 'x' x 990) . "|caf\xc3\xa9 \\x0axxx",
	'an error answer is read, its message cut between characters');
is(scalar $aws->requests('Invalid'), 1, 'and the call not repeated');
is(call('Forbidden', columns => 'class, http_status, code, message, sqlstate'),
	'auth|403|SignatureDoesNotMatch||28000',
	'a refused signature is not quoted');
is( call('Denied', columns => 'class, http_status, code, message, sqlstate'),
	'auth|400|AccessDeniedException|User: arn:aws:iam::123456789012:user/app is not authorized to perform: kinesis:GetRecords|28000',
	'why an identity may not do it is told');
is(call($_, columns => 'message'), '', "$_: but not what the request was signed with")
  foreach qw(Echoes EchoesHeader);
is(call('Xml', columns => 'class, code, message'), 'rejected|NoSuchThing|gone',
	'errors in XML are read');
is( call(
		'Html', client => $once,
		columns => 'class, http_status, code, message, maybe_sent, sqlstate'),
	'transient|502|||t|58000',
	'a page of HTML counts by its status and is not quoted');

# Retries
is(call('BrokenOnce'), 'ok|', 'a broken service is asked again');
is(scalar $aws->requests('BrokenOnce'), 2, 'once');
is(call('ThrottleOnce'), 'ok|', 'a throttled call is made again');
is(scalar $aws->requests('ThrottleOnce'), 2, 'once');
is(call('Broken', columns => 'class, sqlstate'), 'transient|58000',
	'attempts are finite');
is(scalar $aws->requests('Broken'), 3, 'as many as the client says');
is( with_client('', q{SELECT client_start('kinesis', 'Html', max_attempts => 1) \g /dev/null
SELECT class FROM client_finish();}),
	'transient', 'a call can be limited');
is(scalar $aws->requests('Html'), 2, 'to fewer attempts than its client');
is(call('ExpireOnce'), 'ok|', 'expired credentials are renewed');
is(scalar $aws->requests('ExpireOnce'), 2, 'once');
is(call('ExpireAlways', client => $once, columns => 'class, sqlstate'),
	'auth|28000', 'refused credentials are given up');
is(join(',', map { $_->{key} } $aws->requests('ExpireAlways')), 'KEY1,KEY2',
	'after one renewal');
is( with_client(
		$once, q{SELECT client_start('kinesis', 'Skewed') \g /dev/null
SELECT class FROM client_finish();
SELECT client_start('kinesis', 'Skewed') \g /dev/null
SELECT class FROM client_finish();}),
	"ok\nok", "the service's clock is learned");
is(scalar $aws->requests('Skewed'), 3, 'and kept');
is(call('BadChecksumOnce', service => 'dynamodb'), 'ok|',
	'a damaged answer is asked for again');
is(scalar $aws->requests('BadChecksumOnce'), 2, 'once');

# A connection that dies under its second request: nothing is sent twice
# behind the caller's back
is( with_client(
		$once, q{SELECT client_start('kinesis', 'DieReused') \g /dev/null
SELECT class FROM client_finish();
SELECT client_start('kinesis', 'DieReused') \g /dev/null
SELECT class, message, maybe_sent FROM client_finish();}),
	"ok\nnetwork|connection to $peer closed without an answer|t",
	'a connection that dies under a request is a failure');
my @died = $aws->requests('DieReused');
is(scalar @died, 2, 'and libcurl does not repeat it');
is($died[0]{connection}, $died[1]{connection}, 'connections are reused');

# The bucket: when everything fails, retries run dry (500 tokens of 10)
is( with_client(
		'max_connections => 50, max_attempts => 2, request_timeout_ms => 60000',
		q{SELECT client_start('sqs', 'Html', calls => 100) \g /dev/null
SELECT DISTINCT class FROM client_finish();}),
	'transient', 'all calls fail');
is(scalar $aws->requests('Html'), 2 + 100 + 50, 'half of them are retried');

# Many at once, more than there are connections
is( with_client(
		'max_connections => 20', q{SELECT client_start('kinesis', 'Ok', calls => 100) \g /dev/null
SELECT count(DISTINCT tag), min(class), max(class) FROM client_finish();}),
	'100|ok|ok', 'a hundred calls succeed over twenty connections');

# When libcurl cannot be told of events, its handle is given up, not the loop
is( with_client(
		$once, q{SELECT client_start('kinesis', 'Ok') \g /dev/null
SELECT class FROM client_finish();
SELECT client_start('kinesis', 'Silent', calls => 5) \g /dev/null
SELECT client_drive();
SELECT client_break(true) \g /dev/null
SELECT client_start('kinesis', 'Ok', calls => 3) \g /dev/null
SELECT client_drive();
SELECT client_break(false) \g /dev/null
SELECT class, message, count(*) FROM client_finish() GROUP BY 1, 2;
SELECT client_start('kinesis', 'Ok', calls => 3) \g /dev/null
SELECT class, count(*) FROM client_finish() GROUP BY 1;}),
	"ok\n5\n0\nnetwork|exchange with $peer failed: event handling failed|8\nok|3",
	'a failed handle fails its transfers and is replaced');

# TLS: the certificate counts, and who signed it
my $tls = PostgreSQL::Test::Utils::tempdir();
my $tls_port = PostgreSQL::Test::Cluster::get_free_port();
PostgreSQL::Test::Utils::system_or_bail(
	'openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
	'-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
	'-keyout', "$tls/key", '-out', "$tls/certificate");
my $tls_output = '';
my $tls_server = IPC::Run::start(
	[
		'openssl', 's_server', '-accept', "127.0.0.1:$tls_port", '-www',
		'-key', "$tls/key", '-cert', "$tls/certificate"
	],
	'>&', \$tls_output);
$tls_server->pump until $tls_output =~ /ACCEPT/;
$get = q{SELECT client_get('s3', '/', '') \g /dev/null
SELECT class, message, maybe_sent FROM client_finish();};
is(with_client($once, $get, "https://127.0.0.1:$tls_port"),
	"network|certificate of 127.0.0.1 port $tls_port could not be verified|f",
	'a certificate that nobody vouches for is refused');
is( with_client(
		"$once, ca_file => '$tls/certificate'", $get,
		"https://127.0.0.1:$tls_port"),
	"foreign|something that is not AWS answered (HTTP 200, content type text/html) at 127.0.0.1 port $tls_port|t",
	'one that the configured file vouches for is accepted, but that does not make it AWS');
is( with_client(
		"$once, ca_file => '$tls/certificate'", $get,
		"https://localhost:$tls_port"),
	"network|certificate of localhost port $tls_port could not be verified|f",
	'but only for its own host');
is(with_client("$once, ca_file => '$tls/nothing'", $get, "https://$host"),
	'rejected|file of trusted certificates could not be read|f',
	'a missing file is a fault of the configuration');
$tls_server->kill_kill;

# Nothing is left, whatever goes first and whatever is in flight: a session
# holds twelve calls, ten of them at the server, two waiting for a connection
my $session = $node->background_psql('postgres');

sub open_descriptors
{
	return $session->query_safe('SELECT open_descriptors()');
}

sub contexts
{
	return $session->query_safe(q{SELECT count(*)
FROM pg_backend_memory_contexts WHERE name LIKE 'pgawspipe%'});
}

sub start_silent
{
	my $before = $aws->requests('Silent');

	$session->query_safe("SELECT client_open('" . $aws->url . "')");
	$session->query_safe(
		"SELECT client_start('kinesis', 'Silent', calls => 12)");
	# the server's log is what tells that the requests are there
	while ($aws->requests('Silent') < $before + 10)
	{
		$session->query_safe('SELECT client_drive()') == 12
		  or die 'a call has ended';
	}
	return;
}

# libcurl, its TLS library and the server keep some things for the life of the
# process
$session->query_safe("SELECT client_open('https://nowhere.invalid')");
$session->query_safe("SELECT client_start('kinesis', 'Ok')");
$session->query_safe('SELECT count(*) FROM client_finish()');
$session->query_safe('SELECT client_close()');
is(contexts(), 0, 'no memory is left of a client');
my $descriptors = open_descriptors();

foreach my $first (qw(client loop))
{
	start_silent();
	cmp_ok(open_descriptors(), '>', $descriptors, 'calls are in flight');
	$session->query_safe("SELECT client_close('$first')");
	is(open_descriptors(), $descriptors,
		"no descriptor is left when the $first goes first");
	is(contexts(), 0, 'nor is memory');
}

start_silent();
$session->query_safe('SELECT client_cancel()');
is($session->query_safe('SELECT client_drive()'), 0, 'calls can be cancelled');
$session->query_safe("SELECT client_start('kinesis', 'Ok', calls => 30)");
is($session->query_safe('SELECT count(*) FROM client_finish()'),
	30, 'and the loop goes on');
$session->query_safe('SELECT client_close()');
is(open_descriptors(), $descriptors, 'no descriptor is left');
is(contexts(), 0, 'nor is memory');

# Finished, delayed and failed calls that nobody collects
$session->query_safe("SELECT client_open('" . $aws->url . "')");
$session->query_safe("SELECT client_start('$_', 'Broken', calls => 5)")
  foreach qw(kinesis s3);
my $broken = $aws->requests('Broken');
while ($aws->requests('Broken') < $broken + 5)
{
	$session->query_safe('SELECT client_drive()');
}
$session->query_safe("SELECT client_close('loop')");
is(open_descriptors(), $descriptors, 'calls need not be collected');
is(contexts(), 0, 'to be freed');
$session->quit;

# Reading and writing JSON
sub json
{
	my ($expression) = @_;
	return $node->safe_psql('postgres', "SELECT $expression");
}
is(json(q{json_text('{"a": "x\u00e9\n"}', 'a') = U&'x\00e9' || E'\n'}),
	't', 'strings are unescaped');
is( json(
		q{json_text(U&'{"\0439": "x\00e9 \20ac \+01f600 \\\\n"}', U&'\0439')
	= U&'x\00e9 \20ac \+01f600 \000a'}),
	't', 'characters beyond ASCII need no escape');
is(json(q{json_is_valid(U&'"\\\\\00e9"')}), 'f', 'and cannot be escaped');
is(json(q{json_text('{"a": 12345678901234567}', 'a')}),
	'12345678901234567', 'integers keep their digits');
is(json(q{json_text('{"a": 1.10e3}', 'a')}), '1.10e3', 'so do others');
is(json(q{json_text('{"a": null}', 'a') IS NULL}), 't', 'null is nothing');
is(json(q{json_text('{"b": 1}', 'a') IS NULL}), 't', 'so is what is missing');
foreach my $bad (
	'{"a": 1} x', '{"a": 1', "['a']", '{"a": 1,}', '',
	'[' x 200 . ']' x 200)
{
	(my $quoted = $bad) =~ s/'/''/g;
	is(json("json_is_valid('$quoted')"), 'f',
		'not JSON: ' . substr($bad, 0, 20));
}
foreach my $good ('1', '"x"', ' [1] ', '{}', '[' x 90 . ']' x 90)
{
	is(json("json_is_valid('$good')"), 't', 'JSON: ' . substr($good, 0, 20));
}
is(json(q{json_quote(E'a"b\\\\c\n\x01/') = '"a\"b\\\\c\n\u0001/"'}),
	't', 'strings are escaped');
is(json(q{json_quote('') = '""'}), 't', 'the empty one too');

# Backing off
is( json(
		q{count(DISTINCT backoff_ms(100, 20000, 3)) > 1
	AND min(backoff_ms(100, 20000, 3)) >= 0 AND max(backoff_ms(100, 20000, 3)) <= 800
	AND max(backoff_ms(100, 20000, 60)) <= 20000 AND max(backoff_ms(100, 20000, 60)) > 800
	FROM generate_series(1, 1000)}),
	't', 'delays are spread, grow and have a cap');

done_testing();
