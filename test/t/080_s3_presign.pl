# URLs and forms of S3 signed for others: as AWS's own SDK signs them, taken by
# who checks them, by the rights and credentials of the moment, and in the
# triggers of a consumer too.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use HTTP::Tiny;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use S3Gate;
use S3Keys;
use Session;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new(qw(s3 kinesis));
my $gate = S3Gate->new($aws->url('s3'), 'AKIDTEST', 'not a secret');
my $node = PipeCluster->create('main',
	emulators => $aws, services => ['kinesis'], endpoints => { s3 => $gate->url });
my $http = HTTP::Tiny->new(timeout => 60);
my $json = JSON::PP->new->canonical->utf8->allow_nonref;
my @keys = S3Keys::all;

S3Keys::create_table($node, 'app');

sub bytes { my ($text) = @_; utf8::encode($text); return $text }
sub app { return $node->psql_as('app', bytes($_[0])) }

sub is_refused
{
	my ($expression, $expected, $name) = @_;

	like($node->error_as('app', "SELECT $expression"), qr/ERROR:  $expected/, $name);
	return;
}

#
# As AWS's SDK signs
#

my $modules = $ENV{PGAWSPIPE_NODE_MODULES} || "$FindBin::RealBin/../emulator/node_modules";
my ($js) = grep { -x } glob("$modules/node-linux-*/bin/node");

# What the SDK makes of each request
sub sdk
{
	my ($name, @requests) = @_;
	my $input = "$PostgreSQL::Test::Utils::tmp_check/$name.jsonl";

	append_to_file($input, join '', map { $json->encode($_) . "\n" } @requests);
	my ($out, $err) = run_command(
		[ 'sh', '-c', 'exec "$1" "$2" <"$3"', 'sh', $js || 'node', "$FindBin::RealBin/../signer/presign.mjs", $input ]);
	die "AWS's SDK did not run: $err" if $out eq '';
	return map { $json->decode($_) } split /\n/, $out;
}

# The order of parameters means nothing
sub normal
{
	my ($path, $query) = split /\?/, $_[0], 2;

	return join "\n", $path, sort split /&/, $query;
}

sub date_of { return $_[0] =~ /X-Amz-Date=(\w+)/ ? $1 : die "no date: $_[0]" }

my %keys = (accessKeyId => 'AKIDTEST', secretAccessKey => 'not a secret');
my %servers = (
	aws => { region => 'us-east-1', endpoint => $gate->url, credentials => \%keys },
	frankfurt => { region => 'eu-central-1', endpoint => undef },
	beijing => { region => 'cn-north-1', endpoint => undef });

# Those of AWS itself, with temporary credentials
foreach my $server (qw(frankfurt beijing))
{
	$node->create_server($server);
	$node->safe_psql('postgres', qq{
		ALTER SERVER $server OPTIONS (SET region '$servers{$server}{region}');
		ALTER USER MAPPING FOR app SERVER $server OPTIONS (ADD session_token 'to/ken+with==');
	});
	$servers{$server}{credentials} = { %keys, sessionToken => 'to/ken+with==' };
}

# Parameters that the SDK adds by itself
my %added = (HEAD => 'NULL', map { $_ => "'{\"x-id\": \"" . ucfirst(lc) . "Object\"}'" } qw(GET PUT DELETE));

my (@ours, @requests);

foreach my $server (sort keys %servers)
{
	foreach my $method (sort keys %added)
	{
		my @urls = split /\n/, app(qq{
			SELECT awspipe.s3_presign_url('$server', 'awkward', key, make_interval(secs => n + 1), '$method', $added{$method})
			FROM keys ORDER BY n
		});

		push @ours, @urls;
		push @requests, map { {
				%{ $servers{$server} }, method => $method, bucket => 'awkward', key => $keys[$_],
				expires => $_ + 1, date => date_of($urls[$_])
			} } 0 .. $#keys;
	}

	push @ours, app(qq{
		SELECT awspipe.s3_presign_url('$server', 'bucket', 'a', '7 days', query => '{
			"x-id": "GetObject", "response-content-type": "text/plain; charset=utf-8", "versionId": "v 1", "partNumber": 2,
			"response-content-disposition": "attachment; filename=\\"ä b.txt\\""}')
	});
	push @requests, {
		%{ $servers{$server} }, method => 'GET', bucket => 'bucket', key => 'a', expires => 604800,
		date => date_of($ours[-1]), query => {
			ResponseContentType => 'text/plain; charset=utf-8', VersionId => 'v 1', PartNumber => 2,
			ResponseContentDisposition => 'attachment; filename="ä b.txt"'
		}
	};
}
my @theirs = sdk('urls', @requests);

cmp_ok(scalar(@theirs), '==', 3 * (4 * @keys + 1), 'so many URLs are compared: ' . @ours);
is_deeply([ map { normal($_) } @ours ], [ map { normal($_) } @theirs ], 'each is the one of AWS\'s SDK');

# JavaScript has short escapes for two characters more than we have
my @numbers = grep { $keys[$_] !~ /[\x08\x0c]/ } 0 .. $#keys;
# in jsonb's order: the shortest name first
my @fields = ([ 'acl', 'private' ], [ 'Content-Type', 'text/plain; ä' ], [ 'x-amz-meta-a', '"q" \\ $' ]);

(@ours, @requests) = ();
foreach my $server (sort keys %servers)
{
	push @ours, map { $json->decode($_) } split /\n/, app(qq{
		SELECT awspipe.s3_presign_post('$server', 'awkward', key, make_interval(secs => n + 1),
			int8range(n, 2 * n, '[]'), n % 2 = 1,
			'{"acl": "private", "Content-Type": "text/plain; ä", "x-amz-meta-a": "\\"q\\" \\\\ \$"}')
		FROM keys WHERE n IN (@{[ join ', ', @numbers ]}) ORDER BY n
	});
	push @requests, map { {
			%{ $servers{$server} }, bucket => 'awkward', key => $keys[$_], isPrefix => $_ % 2, expires => $_ + 1,
			conditions => [ [ 'content-length-range', $_, 2 * $_ ] ], fields => \@fields
		} } @numbers;
}
$requests[$_]{date} = $ours[$_]{fields}{'X-Amz-Date'} foreach 0 .. $#requests;
@theirs = sdk('forms', @requests);
cmp_ok(scalar(@theirs), '==', 3 * @numbers, 'so many forms are compared: ' . @ours);
is_deeply(\@ours, \@theirs, 'each is the one of AWS\'s SDK, to the byte of its policy');

sub policy
{
	my ($arguments) = @_;

	return $json->decode(app("SELECT convert_from(decode(awspipe.s3_presign_post('aws', 'bucket', 'a', $arguments)"
				. " #>> '{fields,Policy}', 'base64'), 'UTF8')"));
}

sub length_condition
{
	my ($range) = @_;

	return grep { ref eq 'ARRAY' } @{ policy("content_length_range => '$range'")->{conditions} };
}

is_deeply([ grep { ref eq 'ARRAY' } @{ policy(q{'1 hour'})->{conditions} } ], [], 'a form without a length');
is_deeply(length_condition('[1,10]'), [ 'content-length-range', 1, 10 ], 'both bounds');
is_deeply(length_condition('(1,10)'), [ 'content-length-range', 2, 9 ], 'both exclusive');
is_deeply(length_condition('(,10]'), [ 'content-length-range', 0, 10 ], 'no lower bound');
is_deeply(length_condition('[5,)'), [ 'content-length-range', 5, 5368709120 ], 'no upper bound');
is_deeply(length_condition('(,)'), [ 'content-length-range', 0, 5368709120 ], 'none at all');

#
# What is refused
#

foreach my $interval ('0', '0.9 s', '-1 s', '-1 day', '7 days 1 s', '1 mon', '178000000 years')
{
	is_refused("awspipe.s3_presign_url('aws', 'bucket', 'a', '$interval')", '22023: expires must', "expires: $interval");
	is_refused("awspipe.s3_presign_post('aws', 'bucket', 'a', '$interval')", '22023: expires must', "form: $interval");
}
like(app(q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'a', '1.9 s')}), qr/X-Amz-Expires=1&/, 'a second');
like(app(q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'a', '6 days 24:00')}), qr/X-Amz-Expires=604800&/, 'a week');

foreach my $method (qw(get POST OPTIONS), '')
{
	is_refused("awspipe.s3_presign_url('aws', 'bucket', 'a', method => '$method')", '22023: method must', "method: $method");
}
foreach my $name (qw(X-Amz-Expires x-amz-signature X-AMZ-CREDENTIAL X-Amz-Security-Token policy Key))
{
	is_refused("awspipe.s3_presign_url('aws', 'bucket', 'a', query => '{\"$name\": 1}')", '22023: query must not', "parameter: $name");
	is_refused("awspipe.s3_presign_post('aws', 'bucket', 'a', fields => '{\"$name\": 1}')", '22023: fields must not', "field: $name");
}
is_refused(q{awspipe.s3_presign_url('aws', 'bucket', 'a', query => '[]')}, '22023: query must be a JSON object', 'no object');
is_refused("awspipe.s3_presign_post('aws', 'bucket', 'a', fields => '{\"a\": $_}')", '22023: members of fields must be', "field: $_")
  foreach 'null', '[]', '{}';
is_refused("awspipe.s3_presign_post('aws', 'bucket', 'a', content_length_range => '$_')", '22023: content_length_range', "length: $_")
  foreach 'empty', '[-1,5]', '(,-5)', '[5368709121,)';
is_refused("awspipe.s3_presign_post('aws', 'bucket', 'a\${filename}b', key_is_prefix => $_)", '22023: key of a form', "file name: $_")
  foreach 'false', 'true';
is_refused(q{awspipe.s3_presign_url('aws', 'Bucket', 'a')}, '22023: "Bucket" is not a name', 'no bucket');
is_refused(q{awspipe.s3_presign_url('aws', 'bucket', '')}, '22023: key of an S3 object', 'no key');
is_refused(q{awspipe.s3_presign_post('aws', 'bucket', repeat('x', 1025))}, '54000: key of an S3 object', 'a key too long');
is_refused(q{awspipe.s3_presign_url('aws', 'bucket', 'a', method => NULL)}, '22004: argument "method"', 'no method');

#
# In front of somebody who checks
#

$aws->aws_call('s3', 'PUT /bucket');
$aws->aws_call('s3', 'PUT /bucket/a', 'content');

sub status_of { my ($url) = @_; return $http->get($url)->{status} }

my $url = app(q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'a')});

is(status_of($url), 200, 'a URL is good');
is(status_of($url =~ s/Expires=3600/Expires=3601/r), 403, 'not for longer');
is(status_of($url =~ s{/bucket/a}{/bucket/b}r), 403, 'not for another object');
is($http->delete($url)->{status}, 403, 'not for another method');
$url = app(q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'a', '1 second')});
ok($aws->wait_until(sub { status_of($url) == 403 }), 'and it ends');

# Sends a form as a browser does
sub send_form
{
	my ($form, $content, %fields) = @_;
	my %all = (%{ $form->{fields} }, %fields);
	my $body = join '', map { "--b\r\nContent-Disposition: form-data; name=\"$_\"\r\n\r\n" . bytes($all{$_}) . "\r\n" } sort keys %all;

	return $http->post($form->{url}, {
			headers => { 'Content-Type' => 'multipart/form-data; boundary=b' },
			content => "$body--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n$content\r\n--b--\r\n"
		})->{status};
}

my $form = $json->decode(app(q{
	SELECT awspipe.s3_presign_post('aws', 'bucket', 'ä/form', '1 hour', '[2,5]', fields => '{"Content-Type": "text/plain"}')
}));

is(send_form($form, 'abc'), 204, 'a form is good');
is(app(q{SELECT convert_from(awspipe.s3_get_object('aws', 'bucket', 'ä/form'), 'UTF8')}), 'abc', 'and puts its file');
is(send_form($form, 'a'), 400, 'not one that is too short');
is(send_form($form, 'abcdef'), 400, 'or too long');
is(send_form($form, 'abc', key => 'other'), 403, 'not under another key');
is(send_form($form, 'abc', 'Content-Type' => 'text/html'), 403, 'not with another value');
is(send_form($form, 'abc', acl => 'public-read'), 403, 'not with another field');
$form = $json->decode(app(q{SELECT awspipe.s3_presign_post('aws', 'bucket', 'in/', key_is_prefix => true)}));
is($form->{fields}{key}, 'in/${filename}', 'the name of the file');
is(send_form($form, 'abc', key => 'in/a/b'), 204, 'or any other, behind a prefix');
is(send_form($form, 'abc', key => 'out'), 403, 'not before it');

#
# Rights and credentials are those of the moment
#

my $session = Session->new($node, 'app');
my $sign = q{SELECT awspipe.s3_presign_url('aws', 'bucket', 'a')};

# What this session says of that statement: the host and the key of a URL, or an SQLSTATE
sub said
{
	my $out = $session->run(q{
		DO $$ BEGIN
			PERFORM set_config('my.url', awspipe.s3_presign_url('aws', 'bucket', 'a'), false);
		EXCEPTION WHEN OTHERS THEN
			PERFORM set_config('my.url', SQLSTATE, false);
		END $$; SELECT current_setting('my.url')});

	return $out =~ m{//([^/]+)/.*X-Amz-Credential=(\w+)} ? "$1 $2" : $out;
}

my ($host) = $gate->url =~ m{//(.*)};
my @changes = (
	q{SELECT} => "$host AKIDTEST",
	q{ALTER USER MAPPING FOR app SERVER aws OPTIONS (SET access_key_id 'AKIDOTHER')} => "$host AKIDOTHER",
	q{ALTER SERVER aws OPTIONS (SET endpoint_url_s3 'https://s3.example.com:443')} => 's3.example.com:443 AKIDOTHER',
	q{DROP USER MAPPING FOR app SERVER aws} => '42704',
	q{CREATE USER MAPPING FOR PUBLIC SERVER aws OPTIONS (access_key_id 'AKIDPUBLIC', secret_access_key 's')} => 's3.example.com:443 AKIDPUBLIC',
	q{CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret')} => 's3.example.com:443 AKIDTEST',
	q{REVOKE USAGE ON FOREIGN SERVER aws FROM app} => '42501',
	q{CREATE ROLE users; GRANT USAGE ON FOREIGN SERVER aws TO users} => '42501',
	q{GRANT users TO app} => 's3.example.com:443 AKIDTEST',
	q{REVOKE users FROM app} => '42501',
	q{GRANT USAGE ON FOREIGN SERVER aws TO app} => 's3.example.com:443 AKIDTEST',
	q{ALTER SERVER aws RENAME TO renamed} => '42704',
	q{ALTER SERVER renamed RENAME TO aws} => 's3.example.com:443 AKIDTEST',
	qq{ALTER SERVER aws OPTIONS (SET endpoint_url_s3 '@{[ $gate->url ]}')} => "$host AKIDTEST",
	q{ALTER SERVER aws OPTIONS (DROP endpoint_url_s3)} => 's3.us-east-1.amazonaws.com AKIDTEST');

while (my ($change, $expected) = splice @changes, 0, 2)
{
	$node->safe_psql('postgres', $change);
	is(said(), $expected, "after $change");
}

# In one statement as well
is($session->run(q{
		SELECT count(DISTINCT substring(awspipe.s3_presign_url(s, 'bucket', 'a') FROM '^https://([^/]*)'))
		FROM generate_series(1, 100), unnest('{aws,frankfurt,beijing}'::text[]) AS s}),
	3, 'servers in turn');

# A parameter of the server's
sub allow_insecure
{
	my ($value, $expected) = @_;

	$node->safe_psql('postgres', "ALTER SYSTEM SET pgawspipe.allow_insecure_endpoints = $value");
	$node->reload;
	return $aws->wait_until(sub { said() eq $expected });
}

$node->safe_psql('postgres', qq{ALTER SERVER aws OPTIONS (ADD endpoint_url_s3 '@{[ $gate->url ]}')});
is(said(), "$host AKIDTEST", 'plain http');
ok(allow_insecure('off', '55000'), 'until it is forbidden');
ok(allow_insecure('on', "$host AKIDTEST"), 'and when it is allowed again');
$session->quit;

$node->safe_psql('postgres', q{
	DROP USER MAPPING FOR PUBLIC SERVER aws;
	CREATE USER MAPPING FOR CURRENT_USER SERVER aws OPTIONS (credential_source 'environment');
});
like($node->error_as(scalar(getpwuid $<), $sign), qr/28000: could not sign a request to S3/, 'no credentials');

#
# In a consumer's trigger
#

my $stream = StreamTools->new($aws, $node);

$aws->create_stream('files', 1);
app(q{
	CREATE TABLE app.inbox (LIKE awspipe.event INCLUDING ALL);
	CREATE TABLE app.links (url text);
	CREATE FUNCTION app.link() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO app.links SELECT awspipe.s3_presign_url('aws', 'bucket', payload ->> 'key') FROM batch;
		RETURN NULL;
	END $$;
	CREATE TRIGGER link AFTER INSERT ON app.inbox REFERENCING NEW TABLE AS batch
		FOR EACH STATEMENT EXECUTE FUNCTION app.link();
	SELECT awspipe.create_kinesis_consumer('files', 'aws', 'files', 'app.inbox');
	SELECT awspipe.start_consumer('files');
});
$stream->put('files', map { { key => 'k', json => { key => 'a' } } } 1 .. 3);
ok($node->poll_until('SELECT count(*) = 3 FROM app.links'), 'a trigger signs');
is_deeply([ map { status_of($_) } split /\n/, app('SELECT url FROM links') ], [ (200) x 3 ], 'what is good');

app(q{
	CREATE OR REPLACE FUNCTION app.link() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM awspipe.s3_get_object('aws', 'bucket', payload ->> 'key') FROM batch;
		RETURN NULL;
	END $$;
});
$stream->put('files', { key => 'k', json => { key => 'a' } });
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers}), 'a trigger that reads stops the consumer');
like(app('SELECT error_message FROM awspipe.consumers'), qr/^AWS cannot be called while a batch is applied$/, 'which says why');

unlike(slurp_file($node->logfile), qr/X-Amz-Signature/, 'no signature is in the log');

done_testing();
