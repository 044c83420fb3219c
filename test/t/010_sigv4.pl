
# Signatures equal those of AWS's own signer, stage by stage, on requests that
# are awkward to sign; with and without a resource owner.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;

my $top = "$FindBin::RealBin/../..";
my $modules = $ENV{PGAWSPIPE_NODE_MODULES} || "$top/test/emulator/node_modules";
my $least = 500;

my $node = QuickCluster->new('sigv4');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe_test');

# A Node of our own where there is one: the distribution's may be too old
my ($js) = grep { -x } glob("$modules/node-linux-*/bin/node");
$js ||= 'node';

# The oracle's requests and answers, one JSON object a line
my $cases = "$PostgreSQL::Test::Utils::tmp_check/sigv4_cases.jsonl";
my ($stdout, $stderr) = run_command([ $js, "$top/test/signer/cases.mjs" ]);
die "AWS's signer did not run: $stderr" if $stdout eq '' || $stderr ne '';
append_to_file($cases, "$stdout\n");

$node->safe_psql('postgres', <<"EOS");
CREATE TABLE oracle (request json);
\\copy oracle FROM '$cases' WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')

CREATE VIEW answer AS
SELECT (o.request->>'id')::int AS id,
       w.with_owner,
       CASE WHEN o.request->>'expires' IS NULL THEN 'header' ELSE 'presigned' END
       || CASE WHEN o.request->>'is_s3' = 'true' THEN ' S3' ELSE '' END AS kind,
       o.request->'expected' AS expected,
       s.*
FROM oracle o
CROSS JOIN (VALUES (true), (false)) AS w (with_owner)
CROSS JOIN LATERAL pgawspipe_test.sigv4(
    o.request->>'method', o.request->>'path', o.request->>'query',
    ARRAY(SELECT h->>0 FROM json_array_elements(o.request->'headers')
          WITH ORDINALITY AS t (h, n) ORDER BY n),
    ARRAY(SELECT h->>1 FROM json_array_elements(o.request->'headers')
          WITH ORDINALITY AS t (h, n) ORDER BY n),
    decode(o.request->>'body', 'base64'), o.request->>'payload_hash',
    o.request->>'region', o.request->>'signing_name',
    (o.request->>'is_s3')::boolean, (o.request->>'sign_payload_header')::boolean,
    o.request->>'access_key_id', o.request->>'secret_access_key',
    o.request->>'session_token', (o.request->>'now')::bigint,
    (o.request->>'expires')::int, w.with_owner) AS s
WHERE o.request->>'text' IS NULL;

CREATE VIEW verdict AS
SELECT id, with_owner, kind,
       CASE
           WHEN canonical_request IS DISTINCT FROM expected->>'canonical_request'
               THEN 'canonical request'
           WHEN string_to_sign IS DISTINCT FROM expected->>'string_to_sign'
               THEN 'string to sign'
           WHEN signature IS DISTINCT FROM expected->>'signature'
               THEN 'signature'
           WHEN added_headers IS DISTINCT FROM expected->>'added_headers'
               THEN 'added headers'
           WHEN presigned_query IS DISTINCT FROM expected->>'presigned_query'
               THEN 'presigned query'
       END AS first_difference
FROM answer
UNION ALL
SELECT (request->>'id')::int, true, 'text',
       CASE WHEN pgawspipe_test.sigv4_text(
                     request->>'region', request->>'signing_name',
                     request->>'secret_access_key', (request->>'now')::bigint,
                     request->>'text')
                 IS DISTINCT FROM request->'expected'->>'signature'
            THEN 'signature' END
FROM oracle
WHERE request->>'text' IS NOT NULL;
EOS

note 'requests compared with AWS\'s signer: '
  . $node->safe_psql('postgres', <<'EOS');
SELECT string_agg(kind || ' ' || n, ', ' ORDER BY kind)
FROM (SELECT kind, count(DISTINCT id) AS n FROM verdict GROUP BY kind) AS k
EOS

my $compared = $node->safe_psql('postgres',
	q{SELECT count(DISTINCT id) FROM verdict WHERE kind <> 'text'});
cmp_ok($compared, '>=', $least, "at least $least requests were compared");

is( $node->safe_psql('postgres', <<'EOS'), '', 'every stage equals that of AWS\'s signer');
SELECT kind, CASE WHEN with_owner THEN 'with' ELSE 'without' END || ' resource owner',
       first_difference, count(*), 'first is request ' || min(id)
FROM verdict
WHERE first_difference IS NOT NULL
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
EOS

# When one differs, show both sides of the first
diag($_) for grep { $_ ne '' } $node->safe_psql('postgres', <<'EOS');
SELECT a.expected, to_json(a) FROM answer a JOIN verdict v USING (id, with_owner, kind)
WHERE v.first_difference IS NOT NULL ORDER BY id LIMIT 1
EOS

# Signatures that AWS publishes: its test suite's account signs for "service"
sub published
{
	my ($path, $query, $names, $values) = @_;

	return $node->safe_psql('postgres', <<"EOS");
SELECT signature FROM pgawspipe_test.sigv4(
    'GET', '$path', '$query',
    ARRAY['Host'$names], ARRAY['example.amazonaws.com'$values],
    NULL, NULL, 'us-east-1', 'service', false, false,
    'AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', NULL,
    extract(epoch FROM timestamptz '2015-08-30 12:36:00+00')::bigint)
EOS
}

is(published('/', '', '', ''),
	'5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
	'published signature of a plain request');
is(published('/', 'Param-3=Value3&Param=Value2&%E1%88%B4=Value1', '', ''),
	'371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
	'published signature with parameters to be sorted');
is( published(
		'/', '',
		", 'My-Header1', 'My-Header1', 'My-Header1'",
		", 'value2', 'value2', 'value1'"),
	'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
	'published signature with a repeated header');
is( published(
		'/', '',
		", 'My-Header1', 'My-Header2'",
		q{, ' value1', ' "a   b   c"'}),
	'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
	'published signature with spaces in header values');
is($node->safe_psql('postgres', <<'EOS'),
SELECT signature FROM pgawspipe_test.sigv4(
    'GET', '/test.txt', NULL, '{host}', '{examplebucket.s3.amazonaws.com}',
    NULL, 'UNSIGNED-PAYLOAD', 'us-east-1', 's3', true, false,
    'AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', NULL,
    extract(epoch FROM timestamptz '2013-05-24 00:00:00+00')::bigint, 86400)
EOS
	'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
	'published signature of a presigned URL');

# Queries as they may come over the wire, but not from AWS's signer
my %queries = (
	'a+b=c+d' => 'a%2Bb=c%2Bd',
	'flag' => 'flag=',
	'=value' => '=value',
	'&&b=1&&a=2&' => 'a=2&b=1',
	'a=b=c' => 'a=b%3Dc',
	'a=%zz%4&%' => '%25=&a=%25zz%254',
	'a=%c3%BC' => 'a=%C3%BC',
	'b=1&x-amz-SIGNATURE=0&a=1' => 'a=1&b=1');
for my $query (sort keys %queries)
{
	is($node->safe_psql('postgres', <<"EOS"), $queries{$query}, "canonical form of $query");
SELECT split_part(canonical_request, E'\n', 3) FROM pgawspipe_test.sigv4(
    'GET', '/', '$query', '{host}', '{localhost}', NULL, NULL, 'us-east-1', 'sqs',
    false, false, 'key', 'secret', NULL, 0)
EOS
}

is($node->safe_psql('postgres', <<'EOS'), 't', 'a body beyond 10 MB is hashed');
WITH large AS (SELECT convert_to(repeat('pgawspipe', 2000000), 'UTF8') AS body)
SELECT right(canonical_request, 64) = encode(sha256(body), 'hex')
FROM large, pgawspipe_test.sigv4(
    'POST', '/', NULL, '{host}', '{localhost}', body, NULL, 'us-east-1', 'kinesis',
    false, false, 'key', 'secret', NULL, 0, NULL, false)
EOS

# More keys than are cached, then the first again
is($node->safe_psql('postgres', <<'EOS'), '1|100', 'a key that left the cache is derived again');
SELECT count(DISTINCT signature) FILTER (WHERE i % 100 = 0), count(DISTINCT signature)
FROM generate_series(0, 299) AS i,
     pgawspipe_test.sigv4_text('us-east-1', 's3', 'secret' || i % 100, 0, 'text') AS signature
EOS

# An error inside leaves no resource owner behind, and the next call works
my ($rc, $out, $err) = $node->psql('postgres', <<'EOS', on_error_stop => 0);
SELECT pgawspipe_test.sigv4('GET', '/', NULL, '{host}', '{localhost}', NULL, NULL,
    'us-east-1', 'sqs', false, false, 'key', 'secret', NULL,
    9223372036854775807, NULL, false);
SELECT signature IS NOT NULL FROM pgawspipe_test.sigv4('GET', '/', NULL,
    '{host}', '{localhost}', NULL, NULL, 'us-east-1', 'sqs', false, false,
    'key', 'secret', NULL, 0, NULL, false);
EOS
like($err, qr/ERROR:  time of signing is out of range/,
	'an absurd time is refused');
is($out, 't', 'signing goes on after an error');

$node->stop;
done_testing();
