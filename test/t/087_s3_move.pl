# Moves of S3 objects: whatever fails, is lost, is killed or is replaced on the
# way, the object is in one place, or in both while somebody still has to do
# something about it; never in none.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use JSON::PP;
use PipeCluster;
use S3Keys;
use S3Moves;
use Test::More;
use Workers;

my $aws = AwsEmulators->new('s3');
my $gate = S3Moves->new($aws->url('s3'));
my $proxy = FaultProxy->new($gate->url);
my $node = PipeCluster->create('s3', endpoints => { s3 => $proxy->url },
	restart_after_crash => 1);

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# An object of the emulator's, past us
sub put { return $aws->aws_call('s3', "PUT /$_[0]", $_[1]) }

sub content
{
	my ($path) = @_;
	my ($answer) = $aws->aws_try('s3', "GET /$path");

	return $answer->{status} == 200 ? $answer->{content} : undef;
}

sub sent
{
	my ($pattern) = @_;

	return grep { $_->{operation} =~ $pattern } $proxy->journal;
}

# Methods and buckets, in order
sub steps
{
	return join ', ', map { $_->{operation} =~ m{^(\w+) /([\w-]+)} ? "$1 $2" : $_->{operation} }
	  $proxy->journal;
}

sub outcome
{
	my ($reference) = @_;

	return app(qq{SELECT coalesce(string_agg(outcome, ' '), 'none') FROM awspipe.outbox_results
		WHERE reference = '$reference'});
}

# Where the object of that key is
sub place
{
	my ($key, $content, $from, $to) = @_;
	my $is_at = sub { (content("$_[0]/$key") // '') eq $content };

	return join ' ', (grep { $is_at->($_) } $from // 'from', $to // 'dest');
}

# In one place; or in both, with a message that waits or was given up
sub is_kept
{
	my ($key, $content, $name, @buckets) = @_;

	# what waits is asked for last: it may be settled meanwhile
	my $place = place($key, $content, @buckets);
	my $known = $node->safe_psql('postgres', qq{SELECT EXISTS (SELECT FROM awspipe.outbox WHERE body LIKE '%"$key"%')
		OR EXISTS (SELECT FROM awspipe.dead_letter WHERE convert_from(payload, 'UTF8') LIKE '%"$key"%')});

	$place = place($key, $content, @buckets) if $known eq 'f';
	ok($place =~ /^\S+$/ || ($place ne '' && $known eq 't'), "$name: it is kept")
	  or diag("it is in: $place");
	return;
}

sub dead_letters
{
	my ($key) = @_;

	return $node->safe_psql('postgres', qq{SELECT coalesce(string_agg(error_code || ': ' || error_message, ', '), '')
		FROM awspipe.dead_letter WHERE convert_from(payload, 'UTF8')::jsonb ->> 'Key' = '$key'});
}

sub is_paused
{
	my ($bucket, $code) = @_;

	return qq{SELECT state = 'paused' AND error_code = '$code' FROM awspipe.stat_destination WHERE resource = '$bucket'};
}

sub starts { return $node->safe_psql('postgres', 'SELECT starts FROM awspipe.dispatcher_state') }

sub kill_dispatcher
{
	my $starts = starts();

	kill 'KILL', pid_of($node, 'dispatcher', 'postgres');

	# the server is not there for a while, which may come as a broken pipe
	$aws->wait_until(sub { eval { starts() > $starts } })
	  or die 'the dispatcher does not start again';
	return;
}

sub fired
{
	my ($rule) = @_;

	return $aws->wait_until(sub { $proxy->fired($rule) > 0 });
}

$aws->aws_call('s3', "PUT /$_") for qw(from dest large-from large-to);

# One message, and what S3 is asked
$aws->aws_call('s3', 'PUT /from/plain', 'content');
my $id = app(q{SELECT awspipe.s3_move_object('aws', 'from', 'plain', 'dest', reference => 'plain')});
ok(drained(), 'an object is moved');
is(place('plain', 'content'), 'dest', 'it is there and not here');
is(steps(), 'HEAD from, PUT dest, HEAD from, HEAD dest, DELETE from', 'step by step');
my ($etag) = map { $_->{headers}{'if-match'} } sent(qr/^DELETE/);
is((sent(qr/^PUT/))[0]{headers}{'x-amz-copy-source-if-match'}, $etag, 'what is deleted is what was copied');
is((sent(qr/^PUT/))[0]{headers}{'x-amz-copy-source'}, '/from/plain', 'from there');
is(app(q{SELECT outbox_id, service, resource, outcome, '"' || result || '"' FROM awspipe.outbox_results
	WHERE reference = 'plain'}), "$id|s3|from|delivered|$etag", 'the sender learns the ETag of the copy');

# Within a bucket, under another key, with what a copy may be given
put('from/a', 'b');
$proxy->clear_journal;
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'a', 'from', 'b/a', server_side_encryption => 'aws:kms',
	sse_kms_key_id => 'alias/key', storage_class => 'STANDARD_IA')});
ok(drained(), 'an object is moved within its bucket');
is(content('from/b/a') . (content('from/a') // ''), 'b', 'to its new key');
my ($copy) = sent(qr/^PUT/);
is_deeply([ @{ $copy->{headers} }{qw(x-amz-server-side-encryption
			x-amz-server-side-encryption-aws-kms-key-id x-amz-storage-class)} ],
	[ 'aws:kms', 'alias/key', 'STANDARD_IA' ], 'as it was asked for');

# What CopyObject does not take along
put('from/class', 'x');
$proxy->rules({ match => 'HEAD /from/class', action => 'delay',
		headers => { 'x-amz-storage-class' => 'GLACIER_IR', 'x-amz-website-redirect-location' => '/x' } });
$proxy->clear_journal;
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'class', 'dest')});
ok(drained(), 'an object of a storage class is moved');
is_deeply([ @{ (sent(qr/^PUT/))[0]{headers} }{qw(x-amz-storage-class x-amz-website-redirect-location content-type)} ],
	[ 'GLACIER_IR', '/x', undef ], 'and keeps it');

# Every step fails in every way
my @steps = (
	[ 'HEAD /from/', 1 ], [ 'PUT /dest/', 1 ], [ 'HEAD /from/', 2 ], [ 'HEAD /dest/', 1 ], [ 'DELETE /from/', 1 ]);
my %faults = (
	'fails' => { action => 'status', status => 500, code => 'InternalError' },
	'throttles' => { action => 'status', status => 503, code => 'SlowDown' },
	'is refused' => { action => 'status', status => 403, code => 'AccessDenied', count => 2 },
	'is reset' => { action => 'rst' },
	'loses its answer' => { action => 'drop' },
	'has its answer cut' => { action => 'truncate', bytes => 3 });
my $n = 0;

for my $step (@steps)
{
	my ($match, $nth) = @$step;

	for my $fault (sort keys %faults)
	{
		my $key = 'fault' . ++$n;
		my $name = "$match$nth $fault";

		# cut is only what has a body
		next if $fault =~ /cut/ && $match !~ /PUT/;
		put("from/$key", $name);
		$proxy->rules({ name => 'fault', match => "$match$key", nth => $nth, count => 1, %{ $faults{$fault} } });
		app(qq{SELECT awspipe.s3_move_object('aws', 'from', '$key', 'dest', reference => '$key')});
		ok(fired('fault'), $name);
		is_kept($key, $name, $name);
		ok(drained(), "$name: it is moved");
		is_kept($key, $name, $name);
		is(place($key, $name) . ' ' . outcome($key), 'dest delivered', "$name: there and not here");
	}
}

# The dispatcher is killed before each step is done, and behind it
for my $step (@steps)
{
	my ($match, $nth) = @$step;

	for my $when (qw(before after))
	{
		my $key = 'kill' . ++$n;
		my $name = "killed $when $match$nth";

		put("from/$key", $name);
		$proxy->rules({ name => 'wait', match => "$match$key", nth => $nth, action => 'wait', when => $when });
		app(qq{SELECT awspipe.s3_move_object('aws', 'from', '$key', 'dest', reference => '$key')});
		ok(fired('wait'), $name);
		is_kept($key, $name, $name);
		kill_dispatcher();
		is_kept($key, $name, $name);
		$proxy->rules;
		ok(drained(), "$name: it is moved");
		is(place($key, $name) . ' ' . outcome($key), 'dest delivered', "$name: there and not here");
	}
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0, 'nothing has been given up');

# A copy that S3 has made, and whose reader has taken it before we are back
put('from/taken', 'x');
$proxy->rules({ name => 'wait', match => 'DELETE /from/taken', action => 'wait', when => 'after' });
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'taken', 'dest', reference => 'taken')});
ok(fired('wait'), 'an object is moved, and nobody has seen the answer');
kill_dispatcher();
$aws->aws_call('s3', 'DELETE /dest/taken');
$proxy->rules;
ok(drained() && outcome('taken') eq 'delivered', 'that it was moved does not depend on what becomes of it');

# Nobody may delete: it is copied once, and waits
put('from/denied', 'x');
$proxy->rules({ name => 'denied', match => 'DELETE /from/denied', action => 'status', status => 403, code => 'AccessDenied' });
$proxy->clear_journal;
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'denied', 'dest', reference => 'denied')});
ok($aws->wait_until(sub { $proxy->fired('denied') > 2 }), 'an object may not be deleted');
ok($node->poll_until(is_paused('from', 'AccessDenied')), 'that pauses its bucket');
is_kept('denied', 'x', 'not deleted');
is(scalar(sent(qr{^PUT /dest/denied})), 1, 'it is copied once only');
$proxy->rules;
ok(drained() && place('denied', 'x') eq 'dest', 'until it may');

# A copy that has gone before its source was deleted is not trusted
for my $change (qw(changed removed))
{
	put("from/$change", 'x');
	$proxy->rules({ name => 'wait', match => "HEAD /dest/$change", action => 'wait' });
	app(qq{SELECT awspipe.s3_move_object('aws', 'from', '$change', 'dest', reference => '$change')});
	ok(fired('wait'), 'an object is copied');
	$change eq 'changed' ? put('dest/changed', 'other') : $aws->aws_call('s3', 'DELETE /dest/removed');
	$proxy->rules;
	ok(drained(), "its copy is $change");
	like(dead_letters($change), qr/^CopyChanged: copy in bucket "dest" is .* not deleted$/, 'it is a dead letter');
	is(place($change, 'x'), 'from', 'and not deleted');
}

# Replaced on the way
for my $case ([ 'PUT /dest/', 'while it was copied' ], [ 'HEAD /from/', 'another object' ],
	[ 'HEAD /dest/', 'after it had been copied' ], [ 'DELETE /from/', 'after it had been copied' ])
{
	my ($match, $message) = @$case;
	my $key = 'replaced' . ++$n;
	my $again = "$match$key" =~ /HEAD .from/ ? { nth => 2 } : {};

	put("from/$key", 'old');
	$proxy->rules({ name => 'wait', match => "$match$key", action => 'wait', %$again });
	app(qq{SELECT awspipe.s3_move_object('aws', 'from', '$key', 'dest', reference => '$key')});
	ok(fired('wait'), "$match is under way");
	put("from/$key", 'new');
	$proxy->rules;
	ok(drained(), 'an object is replaced before it is answered');
	like(dead_letters($key), qr/^PreconditionFailed: .*\Q$message\E.*not deleted/, 'it is a dead letter that says so');
	is(content("from/$key"), 'new', 'the new object is not deleted');
	is(content("dest/$key") // '', $match =~ /PUT/ ? '' : 'old', 'the old one not lost by us');
	app('SELECT awspipe.redrive(array_agg(dead_letter_id)) FROM awspipe.dead_letters');
	ok(drained(), 'put back');
	is((content("from/$key") // '') . ' ' . (content("dest/$key") // ''), $match =~ /PUT/ ? ' new' : 'new old',
		'the message moves what it has not copied yet, and nothing over what it has');
	app('SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters');
}

# A new object under the old key, after a deletion whose answer was lost
put('from/reused', 'first');
$proxy->rules({ name => 'wait', match => 'DELETE /from/reused', action => 'wait', when => 'after' },
	{ match => 'HEAD /from/reused', after => 2, action => 'wait' });
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'reused', 'dest')});
ok(fired('wait'), 'an object is deleted, and nobody has seen the answer');
kill_dispatcher();
put('from/reused', 'second');
$proxy->rules;
ok(drained(), 'a new object has its key');
is(content('from/reused') . ' ' . content('dest/reused'), 'second first', 'neither is lost');
like(dead_letters('reused'), qr/^PreconditionFailed/, 'and somebody is told');
app('SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters');

# If it is still that one
put("from/if$_", 'x') for 1 .. 3;
my $wanted = $etag = (sub { my ($answer) = $aws->aws_try('s3', 'HEAD /from/if1'); $answer->{headers}{etag} })->();
$wanted =~ s/"//g;
app(qq{SELECT awspipe.s3_move_object('aws', 'from', 'if1', 'dest', if_match => '$etag'),
	awspipe.s3_move_object('aws', 'from', 'if2', 'dest', if_match => '$wanted'),
	awspipe.s3_move_object('aws', 'from', 'if3', 'dest', if_match => 'another')});
ok(drained(), 'objects are moved on condition');
is(join(' ', map { place("if$_", 'x') } 1 .. 3), 'dest dest from', 'those of that ETag are');
is(dead_letters('if3'), 'PreconditionFailed: object is not the one that was to be moved; nothing was copied or deleted',
	'the other is a dead letter');

# Versions
put('from/version', 'x');
$proxy->clear_journal;
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'version', 'dest', source_version_id => 'v+1')});
ok(drained() && place('version', 'x') eq 'dest', 'a version is moved');
is_deeply([ map { $_->{operation} } sent(qr{/from}) ],
	[ map { "$_ /from/version?versionId=v%2B1" } qw(HEAD HEAD DELETE) ], 'it, and no other');
is((sent(qr/^PUT/))[0]{headers}{'x-amz-copy-source'}, '/from/version?versionId=v%2B1', 'is copied');
is((sent(qr/^DELETE/))[0]{headers}{'if-match'}, undef, 'and deleted whatever comes after it');

put('from/version', 'x');
$proxy->clear_journal;
is(app(q{SELECT awspipe.s3_head_object('aws', 'from', 'version', 'v+1') ->> 'size'}), '1', 'a version is looked at');
app(q{SELECT awspipe.s3_delete_object('aws', 'from', 'version', version_id => 'v' || i) FROM generate_series(1, 2) AS i;
	SELECT awspipe.s3_put_object('aws', 'from', 'version', i::text),
		awspipe.s3_delete_object('aws', 'from', 'version', version_id => 'v3') FROM generate_series(1, 1) AS i});
ok(drained(), 'versions are deleted');
is_deeply([ map { $_->{operation} } sent(qr{/from}) ],
	[ 'HEAD /from/version?versionId=v%2B1', (map { "DELETE /from/version?versionId=v$_" } 1, 2),
		'PUT /from/version', 'DELETE /from/version?versionId=v3' ], 'each by itself, and nothing is needless for it');

# What is not there
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'none', 'dest', reference => 'none')});
put('dest/there', q{somebody else's});
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'there', 'dest')});
ok(drained(), 'what is not there cannot be moved');
like(dead_letters($_), qr/^NoSuchKey: there is no such object, and this message has not moved it/, 'it is a dead letter')
  for qw(none there);
is(content('dest/there'), q{somebody else's}, 'an object of that name is none of ours');

put('from/later', 'x');
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'later', 'no-such')});
ok($node->poll_until(q{SELECT state = 'paused' AND error_code = 'NoSuchBucket' AND error_message LIKE '%"no-such"%'
	FROM awspipe.stat_destination WHERE resource = 'from'}), 'a bucket that is not there pauses the source, and is named');
is(content('from/later'), 'x', 'nothing is deleted');
$aws->aws_call('s3', 'PUT /no-such');
ok(drained(), 'until it is there');
is(content('no-such/later') . (content('from/later') // ''), 'x', 'then it is moved');
app(q{SELECT awspipe.s3_move_object('aws', 'nowhere', 'k', 'dest')});
ok($node->poll_until(is_paused('nowhere', 'NoSuchBucket')), 'so with the source');
# both at once, as the dispatcher sees it
my $dispatcher = pid_of($node, 'dispatcher', 'postgres');
kill 'STOP', $dispatcher;
$aws->aws_call('s3', "PUT /$_") for qw(nowhere nowhere/k);
kill 'CONT', $dispatcher;
ok(drained() && defined content('dest/k'), 'an object that is there then is moved, even an empty one');

put('from/archived', 'x');
$proxy->rules({ match => 'PUT /dest/archived', action => 'status', status => 403, code => 'InvalidObjectState' });
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'archived', 'dest')});
ok(drained(), 'an object in an archive is not moved');
like(dead_letters('archived') . content('from/archived'), qr/^InvalidObjectState.*x$/, 'it is a dead letter');

$proxy->rules({ match => 'PUT /dest/copied', action => 'status', status => 200, count => 1,
		body_text => '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>no</Message></Error>' });
put('from/copied', 'x');
app(q{SELECT awspipe.s3_move_object('aws', 'from', 'copied', 'dest')});
ok(drained() && place('copied', 'x') eq 'dest', 'a copy that fails with 200 is repeated, and nothing deleted before');

# Order: with what else there is of the source's key, nothing makes a move needless
$proxy->rules;
app(q{BEGIN;
	SELECT awspipe.s3_put_object('aws', 'from', 'order', '1'),
		awspipe.s3_move_object('aws', 'from', 'order', 'dest', 'order 1'),
		awspipe.s3_put_object('aws', 'from', 'order', '2'),
		awspipe.s3_move_object('aws', 'from', 'order', 'dest', 'order 2'),
		awspipe.s3_put_object('aws', 'from', 'order', '3'),
		awspipe.s3_delete_object('aws', 'from', 'order');
	COMMIT});
ok(drained(), 'an object is put, moved, put, moved, put and deleted');
is(content('dest/order%201') . content('dest/order%202') . (content('from/order') // ''), '12', 'in that order');

# Many, while much fails
$proxy->seeded_rules($ENV{PGAWSPIPE_SEED} || 7, map { { name => $_, probability => 0.01, %{ $faults{$_} }, count => 8 } } sort keys %faults);
app(q{SELECT awspipe.s3_put_object('aws', 'from', 'many' || i, 'a' || i),
		awspipe.s3_move_object('aws', 'from', 'many' || i, 'dest', reference => 'many'),
		awspipe.s3_put_object('aws', 'from', 'many' || i, 'b' || i),
		awspipe.s3_move_object('aws', 'from', 'many' || i, 'dest', reference => 'many')
	FROM generate_series(1, 100) AS i});
ok(drained(), 'many objects are moved while requests fail');
ok(5 < eval join('+', map { $proxy->fired($_) } keys %faults), 'so many times');
is(join(' ', grep { place("many$_", "b$_") ne 'dest' } 1 .. 100), '', 'each twice, in order, and is there and not here');
is(app(q{SELECT string_agg(DISTINCT outcome, ' ') FROM awspipe.outbox_results WHERE reference = 'many'}), 'delivered',
	'none was given up');

# The dispatcher is killed amidst many
$proxy->rules({ name => 'wait', match => 'DELETE /from/amidst', after => 20, action => 'wait', when => 'after' });
app(q{SELECT awspipe.s3_put_object('aws', 'from', 'amidst' || i, 'c' || i) FROM generate_series(1, 100) AS i;
	SELECT awspipe.s3_move_object('aws', 'from', 'amidst' || i, 'dest', reference => 'amidst') FROM generate_series(1, 100) AS i});
ok($aws->wait_until(sub { $proxy->fired('wait') > 3 }), 'moves are under way');
is(join(' ', grep { place("amidst$_", "c$_") eq '' } 1 .. 100), '', 'each object is in a place');
kill_dispatcher();
$proxy->rules;
ok(drained(), 'the dispatcher is killed and goes on');
is(join(' ', grep { place("amidst$_", "c$_") ne 'dest' } 1 .. 100), '', 'each is there and not here');

# Awkward keys
$proxy->rules;
S3Keys::create_table($node, 'app');
app(q{SELECT awspipe.s3_put_object('aws', 'from', key, 'awkward ' || n) FROM keys;
	SELECT awspipe.s3_move_object('aws', 'from', key, 'dest', reference => 'awkward') FROM keys});
ok(drained(), 'objects with awkward keys are moved');
is(app(q{SELECT string_agg(DISTINCT outcome, ' ') FROM awspipe.outbox_results WHERE reference = 'awkward'}),
	'delivered', 'all of them');
is(app(q{SELECT string_agg(n::text, ' ') FROM keys
	WHERE convert_from(awspipe.s3_get_object('aws', 'dest', key), 'UTF8') <> 'awkward ' || n
		OR awspipe.s3_head_object('aws', 'from', key) IS NOT NULL}), '', 'they are there and not here');

# More than CopyObject takes: each byte stands for 256 MiB
my $large = join '', 'a' .. 'w';
my $moved = 'HEAD large-from, GET large-from, GET large-to, POST large-to, '
  . join('', map { 'PUT large-to, ' } 1 .. length $large)
  . 'POST large-to, HEAD large-from, HEAD large-to, DELETE large-from';
my $head = { match => 'HEAD /large-from', action => 'delay',
	headers => { 'x-amz-tagging-count' => '2', 'x-amz-storage-class' => 'STANDARD_IA', 'cache-control' => 'no-store',
		'content-language' => 'de' } };
my $tags = { match => 'tagging=', action => 'status', status => 200,
	body_text => '<Tagging><TagSet><Tag><Key>k 1</Key><Value>a&amp;b</Value></Tag><Tag><Key>k2</Key><Value/></Tag></TagSet></Tagging>' };

sub put_large
{
	my ($key) = @_;

	return $aws->aws_call('s3', "PUT /large-from/$key", $large);
}

sub rules { return $proxy->rules(@_, $head, $tags) }

sub move_large
{
	my ($key, @rules) = @_;

	put_large($key);
	rules(@rules);
	$proxy->clear_journal;
	app(qq{SELECT awspipe.s3_move_object('aws', 'large-from', '$key', 'large-to', reference => '$key')});
	return;
}

app(q{SELECT awspipe.s3_put_object('aws', 'large-from', 'meta', 'abcdefghijklmnopqrstuvw', content_type => 'x/y',
	metadata => '{"a": "b"}')});
ok(drained(), 'a large object is there');
rules();
$proxy->clear_journal;
app(q{SELECT awspipe.s3_move_object('aws', 'large-from', 'meta', 'large-to', reference => 'meta')});
ok(drained(), 'it is moved');
is(steps(), $moved, 'in parts');
is(place('meta', $large, 'large-from', 'large-to'), 'large-to', 'whole');
my ($create) = sent(qr/^POST .*uploads=/);
is_deeply(
	{ map { $_ => $create->{headers}{$_} } qw(content-type cache-control content-language x-amz-meta-a x-amz-storage-class x-amz-tagging) },
	{ 'content-type' => 'x/y', 'cache-control' => 'no-store', 'content-language' => 'de', 'x-amz-meta-a' => 'b',
		'x-amz-storage-class' => 'STANDARD_IA', 'x-amz-tagging' => 'k%201=a%26b&k2=' },
	'with all that is known of it');
my ($part) = sent(qr/partNumber=2&/);
is_deeply([ @{ $part->{headers} }{qw(x-amz-copy-source x-amz-copy-source-range)} ],
	[ '/large-from/meta', 'bytes=268435456-536870911' ], 'of ranges');
is(join(' ', $gate->uploads), '', 'no upload is left');

my $count = 0;
for my $case ([ 'a part', 'partNumber=3&' ], [ 'the completion', 'uploadId=', 'POST' ], [ 'the list', 'uploads=' ])
{
	my ($what, $match, $method) = @$case;

	for my $fault ('fails', 'loses its answer', 'is reset')
	{
		my $key = 'large' . ++$count;

		move_large($key, { name => 'fault', %{ $faults{$fault} }, count => 3,
				match => $method ? "$method /large-to/$key?$match" : $match });
		ok(fired('fault'), "$what $fault");
		is_kept($key, $large, "$what $fault", 'large-from', 'large-to');
		ok(drained(), 'it is moved');
		is(place($key, $large, 'large-from', 'large-to') . ' ' . outcome($key), 'large-to delivered', 'whole');
		is(join(' ', $gate->uploads), '', 'no upload is left');
	}
}
for my $when (qw(before after))
{
	for my $match ('partNumber=3&', 'POST /large-to/large%d?uploadId', 'DELETE /large-from/large%d')
	{
		my $key = 'large' . ++$count;

		move_large($key, { name => 'wait', match => sprintf($match, $count), action => 'wait', when => $when });
		ok(fired('wait'), "the dispatcher is killed $when " . sprintf($match, $count));
		kill_dispatcher();
		is_kept($key, $large, 'killed', 'large-from', 'large-to');
		rules();
		ok(drained(), 'it is moved');
		is(place($key, $large, 'large-from', 'large-to') . ' ' . outcome($key), 'large-to delivered', 'whole');
		is(join(' ', $gate->uploads), '', 'no upload is left');
	}
}
move_large('mixed', { name => 'wait', match => 'partNumber=3&', action => 'wait' });
ok(fired('wait'), 'a large object is copied');
put('large-from/mixed', uc $large);
rules();
ok(drained(), 'and replaced meanwhile');
like(dead_letters('mixed'), qr/^PreconditionFailed: object was replaced while it was copied; it was not deleted$/,
	'parts of two objects are not mixed');
ok($aws->wait_until(sub { !$gate->uploads }), 'the upload is aborted');
is(content('large-from/mixed') . (content('large-to/mixed') // ''), uc $large, 'nothing is deleted');

# Refused by the statement
my @refusals = (
	[ '22004', q{'aws', 'from', NULL, 'dest'} ],
	[ '22004', q{'aws', 'from', 'k', NULL} ],
	[ '22023', q{'aws', 'from', 'k', 'from'} ],
	[ '22023', q{'aws', 'from', 'k', 'from', 'k'} ],
	[ '22023', q{'aws', 'from', 'k', 'from', source_version_id => 'v'} ],
	[ '22023', q{'aws', 'from', 'k', 'To'} ],
	[ '22023', q{'aws', 'from', '', 'dest'} ],
	[ '22023', q{'aws', 'from', 'k', 'dest', ''} ],
	[ '54000', q{'aws', 'from', 'k', 'dest', repeat('k', 1025)} ],
	[ '22023', q{'aws', 'from', 'k', 'dest', source_version_id => ''} ],
	[ '22023', q{'aws', 'from', 'k', 'dest', if_match => E'a\nb'} ],
	[ '22023', q{'aws', 'from', 'k', 'dest', storage_class => 'cold'} ],
	[ '22023', q{'aws', 'from', 'k', 'dest', sse_kms_key_id => 'k'} ]);

for my $case (@refusals)
{
	my ($state, $arguments) = @$case;

	like($node->error_as('app', "SELECT awspipe.s3_move_object($arguments)"),
		qr/ERROR:  $state:/, "$state: $arguments");
}

# What our function did not write
put('from/k', 'x');
$node->safe_psql('postgres', q{BEGIN; SET ROLE app;
	SELECT awspipe.s3_move_object('aws', 'from', 'k', 'dest') FROM generate_series(1, 3);
	RESET ROLE;
	UPDATE awspipe.outbox SET body = (ARRAY['{"Key":"k"}', '{"Key":"k","TargetBucket":"dest","TargetKey":""}',
		'{"Key":"k","TargetBucket":"dest","TargetKey":"k","Copied":{}}'])[1 + outbox_id % 3];
	COMMIT});
ok(drained(), 'what cannot be read is not sent');
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT error_code, ' ') FROM awspipe.dead_letter
	WHERE convert_from(payload, 'UTF8')::jsonb ->> 'Key' = 'k'}) . content('from/k'), 'InvalidMessagex', 'but a dead letter');

done_testing();
