# The sandbox: the README's quick start works in tools/play as it is printed,
# and nothing of it is left afterwards.
#
# tools/run builds and installs first; here that has been done.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use File::Temp qw(tempdir);
use IPC::Run qw(start pump finish timeout);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $top = "$FindBin::RealBin/../..";
my $limit = $PostgreSQL::Test::Utils::timeout_default;
my ($quick_start) = slurp_file("$top/README.md") =~ /^## Quick start\n(.*?)^## /ms;
my @steps = grep { !/CREATE SERVER/ } $quick_start =~ /^```sql\n(.*?)^```/msg;

$ENV{PG_CONFIG} //= 'pg_config';
# below it are sockets, whose names must be short
$ENV{TMPDIR} = tempdir(CLEANUP => 1, DIR => '/tmp');
# as the commands of the quick start are to be typed
chdir $top or die "$top: $!";

# What runs of it: what has that directory in its arguments or environment
sub processes
{
	return grep { my $process = $_; grep { (slurp("$process/$_") // '') =~ /\Q$ENV{TMPDIR}\E/ } qw(cmdline environ) } glob '/proc/[0-9]*';
}

sub slurp
{
	my ($path) = @_;
	local $/;

	open(my $file, '<', $path) or return;
	return scalar <$file>;
}

my ($in, $out, $err) = ('', '', '');
my $play = start([ 'tools/play' ], \$in, \$out, \$err, timeout($limit));

is(scalar(@steps), 3, 'the quick start has three steps');
$in .= $steps[0] . $steps[1];
# "a moment later"
my $arrived = qr/ A-1 \| +59\.90\n.*"S": "A-1"/s;
do
{
	my $answered = length $out;

	$in .= "$steps[2]\\echo answered\n";
	pump $play until substr($out, $answered) =~ /answered\n/ || !$play->pumpable;
} until $out =~ $arrived || !$play->pumpable;
like($out, $arrived, 'the first order is in the table, and in DynamoDB') or diag($err);

cmp_ok(scalar(processes()), '>', 8, 'a server with workers, and emulators run for it');

# the rest of what is there
$in .= q{
SELECT awspipe.sqs_send_message('aws', 'orders', 'to the queue') AS outbox_id \gset
SELECT awspipe.sns_publish('aws', awspipe.call('aws', 'sns', 'CreateTopic', '{"Name": "orders"}') ->> 'TopicArn', 'to the topic') AS outbox_id \gset
SELECT awspipe.s3_put_object('aws', 'orders', 'key', 'to the bucket') AS outbox_id \gset
DO $$ BEGIN
    WHILE EXISTS (SELECT FROM awspipe.outbox_pending) LOOP PERFORM pg_sleep(0.05); END LOOP;
END $$;
SELECT convert_from(awspipe.s3_get_object('aws', 'orders', 'key'), 'UTF8');
SELECT count(*) || ' given up' FROM awspipe.dead_letters;
SELECT 'role ' || current_user || ', superuser ' || rolsuper FROM pg_roles WHERE rolname = current_user;
SELECT 1/0;
SELECT 'gone on';
};
finish $play;
like($out, qr/to the bucket.* 0 given up\n.*role shop, superuser false/s, 'queue, topic and bucket are there, for an ordinary role');
is(join(' ', $err =~ /(?:ERROR|WARNING|NOTICE): .*/g), 'ERROR:  division by zero', 'nothing is complained of but an error');
unlike($out, qr/gone on/, 'which ends a script');
is($play->result(0), 3, 'with the status of psql');

my $deadline = time() + $limit;

sleep 0.05 while processes() && time() < $deadline;
is_deeply([ glob("$ENV{TMPDIR}/*"), map { tr/\0/ /r } map { slurp("$_/cmdline") // () } processes() ], [], 'and nothing is left');
done_testing();
