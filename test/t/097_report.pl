# awspipe.report() is one page that survives psql, says to each role what it may
# see, takes no text for anything but text, keeps a history, and can be read in
# Chromium at the size of a desk and of a phone, by day and by night.
#
# Without Chromium it is not looked at.  What it looked like is in report.png,
# report_dark.png, report_phone.png and report_phone_dark.png among the test's
# logs.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Browser;
use Encode qw(encode);
use IO::Socket::INET;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $logs = $PostgreSQL::Test::Utils::log_path;

# Nobody answers there
my $closed = do { my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1); 'http://127.0.0.1:' . $s->sockport };
my $node = PipeCluster->create('report', endpoints => { map { $_ => $closed } qw(kinesis sqs dynamodb) });

sub app { return $node->psql_as('app', @_) }

# What a person types, word for word
sub report
{
	my ($role) = @_;
	my $file = "$logs/$role.html";
	local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE PGCLIENTENCODING)} = ($node->host, $node->port, $role, 'postgres', 'LATIN1');

	is(system($node->installed_command('psql') . " -Xqt -o $file -c 'SELECT awspipe.report()'"), 0, "$role has a report");
	my $page = slurp_file($file);

	like($page, qr/\A *<!DOCTYPE html>[ -~]*<\/html> *\n\n?\z/, 'in one line of ASCII');
	return $page;
}

$node->safe_psql('postgres', 'CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor; CREATE ROLE other LOGIN');
like(report('other'), qr/<h1>All is well<.*has no consumers, and has sent no messages/, 'where there is nothing, it says so');

# Names that are not harmless, and figures of each kind
my $name = "<script>alert(1)</script>\"'&\n\x{202e}\x{5e9}\x{5dc}\x{5d5}\x{5dd}";
my $bytes = encode('UTF-8', $name);
my $long = 'long-table' x 20;

app(<<"SQL");
CREATE TABLE "<i>in""box" (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer(\$name\$$bytes\$name\$, 'aws', 'orders', '"<i>in""box"');
SELECT awspipe.create_sqs_consumer('messages', 'aws', 'returns', '"<i>in""box"');
SELECT awspipe.start_consumer('messages');
SELECT awspipe.dynamodb_put_item('aws', '$long', '{"pk": "a"}');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "a"}');
SQL
ok($node->poll_until(q{SELECT state = 'retrying' FROM awspipe.consumers WHERE name = 'messages'}), 'one consumer is retrying');
ok($node->poll_until(q{SELECT count(*) = 2 FROM awspipe.stat_destination WHERE state = 'paused'}), 'two destinations are paused');
$node->safe_psql('postgres', <<'SQL');
UPDATE awspipe.consumer_state AS s
SET state = 'failed', since = now() - interval '90 min', error_code = '23514', error_message = '<b>not to be seen</b>'
FROM awspipe.consumer AS c WHERE c.consumer_id = s.consumer_id AND c.name <> 'messages';
UPDATE awspipe.consumer SET enabled = true WHERE name <> 'messages';
INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, consumer)
SELECT 'record', owner_id, 1, '<u>23505', name FROM awspipe.consumer WHERE name <> 'messages';
INSERT INTO awspipe._sample (at, consumer_id, per_second, lag)
SELECT now() - make_interval(mins => i), consumer_id, 20 + 15 * sin(i / 20.0), greatest(60 - i, 0)
FROM awspipe.consumer, generate_series(0, 300) AS i;
SQL

my %page = map { $_ => report($_) } qw(app monitor other);
is(scalar(() = $page{$_} =~ /&#60;script&#62;alert/g) > 1, 1, "$_ sees the name, escaped") foreach qw(app monitor);
is_deeply([ map { $page{$_} =~ /<(?:script|b|i|u|img|link|iframe)\b|javascript:|\bon\w+=|url\(|\bsrc=|\bhref=/gi } sort keys %page ],
	[], 'nothing on the pages is more than text, or elsewhere');
like($page{app}, qr/not to be seen/, 'the owner sees messages');
unlike($page{monitor}, qr/not to be seen/, 'pg_monitor does not');
like($page{monitor}, qr/23514/, 'but codes');
unlike($page{other}, qr{alert|>returns<|>items<}, 'others see nothing of it');

# The history
$node->safe_psql('postgres', <<'SQL');
INSERT INTO awspipe._sample (at, consumer_id, per_second) SELECT now() - interval '8 days', consumer_id, 1 FROM awspipe.consumer;
SQL
$node->restart;
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM awspipe.stat_history WHERE resource = 'items' AND lag > '0' AND owner::text = 'app')}),
	'the supervisor keeps samples of what is late');
ok($node->poll_until(q{SELECT min(at) > now() - interval '7 days' FROM awspipe.stat_history}), 'for as long as it is told to');
is($node->psql_as('monitor', q{SELECT count(*) > 300 FROM awspipe.stat_history}), 't', 'pg_monitor sees them');
is($node->psql_as('other', q{SELECT count(*) FROM awspipe.stat_history}), 0, 'others do not');

# Nobody has all kinds of destinations
my $top = "$FindBin::RealBin/../..";
my ($kinds) = slurp_file("$top/sql/install/62_report.sql") =~ /\(VALUES\s([^;]*?)\) AS k \(service, kind\)/;
is_deeply([ sort $kinds =~ /\('(\w+)'/g ], [ sort map { slurp_file($_) =~ /^\t\.service = "(\w+)"/mg } glob "$top/src/dispatcher/destination_*.c" ],
	'every kind of destination has a name');

SKIP:
{
	my $missing = Browser->missing;

	print STDERR "# 097_report: SKIPPED, $missing: the page is not looked at\n" if $missing;
	skip $missing, 1 if $missing;

	my $modules = $ENV{PGAWSPIPE_NODE_MODULES} // "$FindBin::RealBin/../emulator/node_modules";
	my $axe = slurp_file("$modules/axe-core/axe.min.js");
	my $browser = Browser->new;

	foreach ([ 1280, 800, 'light', 'report' ], [ 1280, 800, 'dark', 'report_dark' ],
		[ 360, 640, 'light', 'report_phone' ], [ 360, 640, 'dark', 'report_phone_dark' ])
	{
		my ($width, $height, $scheme, $picture) = @$_;

		$browser->colour_scheme($scheme);
		$browser->size($width, $height);
		$browser->visit("file://$logs/app.html");
		is($browser->script('return document.documentElement.scrollWidth'), $width, "$picture: nothing is beside the page");
		$browser->screenshot("$logs/$picture.png");
		$browser->script("$axe; window.violations = null; axe.run().then((r) => { window.violations = r.violations })");
		ok($browser->wait_for(sub { $browser->script('return window.violations !== null') }), "$picture: axe-core has looked at it");
		is_deeply(
			$browser->script('return window.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(", ")}`)'),
			[], 'and finds no fault');
		is_deeply([ grep { $_ ne "file://$logs/app.html" } $browser->requests ], [], 'it asks nobody for anything');
		is_deeply([ $browser->console ], [], 'and the browser has no complaints');
	}
	is($browser->text('h1'), '3 things stand still', 'what is wrong comes first');
	like($browser->text('main'), qr/What is wrong\ncritical\nconsumer.*\bhas stopped 23514/s, 'and says what');
	is($browser->script('return [...document.querySelectorAll("h4 bdi")].map((e) => e.textContent).find((t) => t.includes("alert"))'),
		$name =~ tr/\n/ /r, 'a name is what it is');
	is($browser->script('return document.querySelectorAll(".spark").length >= 4'), JSON::PP::true, 'there are lines of the history');
}
done_testing();
