# The survey pipeline in operation: from purchases in a stream to mails, from
# forms that are posted as a browser does to answers; and what becomes of it
# when SES's answers get lost, notifications do not come, S3 is away,
# collectors meet, and one is killed.
#
# The mix of purchases is drawn from one seed, $PGAWSPIPE_SEED or a new one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64 qw(decode_base64);
use Moto;
use PipeCluster;
use PostgreSQL::Test::Utils;
use QueueTools;
use S3Gate;
use Session;
use Test::More;
use Time::HiRes qw(time);

my $seed = $ENV{PGAWSPIPE_SEED} // int(time() * 1000) % 1_000_000;

note "seed $seed";

my $aws = AwsEmulators->new(qw(kinesis sqs sns s3 ses));
# with the keys of PipeCluster
my $gate = S3Gate->new($aws->url('s3'), 'AKIDTEST', 'not a secret');
my $s3 = FaultProxy->new($gate->url);
my $ses = FaultProxy->new($aws->url('ses'));
my $node = PipeCluster->create(
	'survey',
	emulators => $aws,
	services => [qw(kinesis sqs sns)],
	endpoints => { s3 => $s3->url, ses => $ses->url });
my $json = JSON::PP->new->canonical->utf8;
my $text = JSON::PP->new->canonical;
my $http = HTTP::Tiny->new(timeout => 60);

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# What SES has sent, as the emulator keeps it
sub mails
{
	return @{ $json->decode($http->get($aws->url('ses') . '/store')->{content})->{emails} };
}

sub funnel
{
	return app(q{SELECT string_agg(number::text, ' ') FROM survey.funnel});
}

sub refusals
{
	return app(q{SELECT string_agg(reason || ' ' || number, ', ' ORDER BY reason COLLATE "C")
		FROM survey.refusal WHERE kind = 'answer'}) // '';
}

# Publishes the purchases of new customers who are all to be invited, and
# waits for it.
sub invite
{
	my ($n) = @_;
	my $before = app('SELECT count(*) FROM survey.invitation');

	app("SELECT survey.simulate($n, 0, 0)");
	$node->poll_until("SELECT count(*) = $before + $n FROM survey.invitation") or die 'nobody is invited';
	return;
}

#
# Deploy
#

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app('CREATE SCHEMA survey; CREATE EXTENSION pgawspipe_survey SCHEMA survey');
like($node->error_as('app', 'SELECT survey.simulate()'), qr/55000: the pipeline is not deployed/, 'what is not deployed does not run');
like($node->error_as('app', q{SELECT survey.deploy('aws', 'shop-survey', 'nobody')}), qr/22023: "nobody" is not an e-mail address/,
	'a sender is needed');
my @notices;
for (1 .. 2)
{
	my (undef, undef, $stderr) = $node->psql('postgres', q{
			SELECT survey.deploy('aws', bucket => 'shop-survey', from_address => 'The Shop <survey@example.com>',
				name => 'shop', reply_to => 'shop@example.com')},
		on_error_die => 1, extra_params => [ '-U', 'app' ]);
	@notices = $stderr =~ /NOTICE:  (.*)/g;
}
is_deeply(\@notices,
	[
		'identities are not available, "survey@example.com" is not verified',
		'event destinations are not available, bounces and complaints will not be noted',
		'notifications are not available, collect() looks through the bucket each time',
		'pg_cron is not available here, answers wait until somebody calls survey.collect()'
	],
	'deploy() can be repeated, and says what an emulator does not know');
is( app(q{SELECT string_agg(name || ' ' || o.source || ' ' || inbox, ', ' ORDER BY name)
		FROM awspipe.consumer_options AS o JOIN awspipe.consumers AS c USING (name) WHERE c.state <> 'failed'}),
	'shop kinesis survey.purchase_event, shop-answers sqs survey.answer_event, shop-mail sqs survey.mail_event',
	'there are three consumers');
for my $case ([ 'shop-answers', 's3.amazonaws.com', qr/^arn:aws:s3:::shop-survey$/ ], [ 'shop-mail', 'sns.amazonaws.com', qr/:shop-mail$/ ])
{
	my $attributes = $aws->aws_call('sqs', 'GetQueueAttributes',
		{ QueueUrl => QueueTools->new($aws, $case->[0])->url, AttributeNames => ['All'] })->{Attributes};
	my $statement = $json->decode($attributes->{Policy})->{Statement}[0];

	is($statement->{Principal}{Service}, $case->[1], "$case->[0] is open for one service");
	like($statement->{Condition}{ArnEquals}{'aws:SourceArn'}, $case->[2], 'and one resource of ours');
	like($attributes->{RedrivePolicy}, qr/$case->[0]-dead-letters/, 'it has a dead-letter queue');
}
ok(drained(), 'the form is sent');
ok($aws->aws_call('s3', 'GET /shop-survey/form.html') eq slurp_file("$FindBin::RealBin/../../pipelines/survey/form.html"),
	'to the byte, or its policy would not let it run');

#
# From purchases to mails
#

my $sent = $json->decode(app("SELECT survey.simulate(400, seed => $seed / 1e6)"));

ok($node->poll_until("SELECT number = $sent->{sent} FROM survey.funnel WHERE stage = 'purchases'"), 'every purchase is judged');
my %reasons = map { split /\|/ } split /\n/, app(q{SELECT reason, number FROM survey.refusal WHERE kind = 'purchase'});
is_deeply(\%reasons, { map { $_ => "$sent->{reasons}{$_}" } keys %{ $sent->{reasons} } }, 'as it was to be');
ok(drained(), 'the mails are sent');
is(scalar(mails()), $sent->{invited}, 'one to everybody who is invited');
is(join("\n", sort map { $_->{destination}{to}[0] } mails()), app('SELECT string_agg(email, chr(10) ORDER BY email COLLATE "C") FROM survey.invitation'),
	'and to nobody else');
app('CALL survey.collect()');
is(funnel(), "$sent->{sent} $sent->{invited} $sent->{invited} 0 0", 'the funnel knows');
is(app('SELECT count(message_id), count(DISTINCT message_id) FROM survey.invitation'), "$sent->{invited}|$sent->{invited}", 'SES has a name for each');

my ($odd) = grep { $_->{body}{html} =~ /Hello &lt;b&gt;/ } mails();

is_deeply([ $odd->{from}, @{ $odd->{replyTo} } ], [ 'The Shop <survey@example.com>', 'shop@example.com' ], 'a mail has its sender');
like($odd->{subject}, qr/^How was your purchase at .*(?:Main Street|Harbour "Old Town"|Marks & Sons)\?$/, 'its subject as it is written');
like($odd->{body}{text}, qr/^Hello <b>Dora<\/b>,/, 'its text too');
like($odd->{body}{html}, qr/>Hello &lt;b&gt;Dora&lt;\/b&gt;,/, 'and in HTML, names are only text');

#
# Answers
#

# What the link of a mail says, with the link itself
sub invitation
{
	my ($mail) = @_;
	my ($url, $fragment) = $mail->{body}{text} =~ /^(http\S+)#([\w-]+)$/m;
	my ($html) = $mail->{body}{html} =~ /href="([^"]+)"/;

	die 'the links differ' if $html =~ s/&amp;/&/gr ne "$url#$fragment";
	return { url => $url, %{ $json->decode(decode_base64($fragment =~ tr{-_}{+/}r)) } };
}

# Posts a file as the form does; the status
sub post
{
	my ($invitation, $name, $content) = @_;
	my $boundary = 'boundary of the form';
	my %fields = (%{ $invitation->{f} }, key => $invitation->{k} . $name);
	my $body = join '', map { "--$boundary\r\nContent-Disposition: form-data; name=\"$_\"\r\n\r\n$fields{$_}\r\n" } sort keys %fields;

	$body .= "--$boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"$name\"\r\n"
	  . "Content-Type: application/octet-stream\r\n\r\n$content\r\n--$boundary--\r\n";
	return $http->post($invitation->{u},
		{ headers => { 'Content-Type' => "multipart/form-data; boundary=\"$boundary\"" }, content => $body })->{status};
}

sub answer
{
	my ($invitation, $rating, $comment) = @_;

	return post($invitation, 'answer.json',
		$json->encode({ rating => $rating, comment => $comment, answered_at => '2026-01-01T10:00:00.000Z' }));
}

my @invitations = map { invitation($_) } mails();
my $first = shift @invitations;

is($http->get($first->{url})->{status}, 200, 'the link leads to the form');
is($http->get($first->{s})->{status}, 404, 'it has not been answered');
is(post($first, 'opened.json', '{"opened_at": "2026-01-01T09:59:00Z"}'), 201, 'that it was opened can be said');
app('CALL survey.collect()');
is(funnel(), "$sent->{sent} $sent->{invited} $sent->{invited} 1 0", 'and is noted');
is(answer($first, 5, "Wunderbar \x{1F600} & <b>"), 201, 'an answer can be posted');
is($http->get($first->{s})->{status}, 200, 'the form can see that');
app('CALL survey.collect()');
is(app(q{SELECT rating, comment = E'Wunderbar \U0001f600 & <b>' FROM survey.response}), '5|t', 'it becomes a row');
is(funnel(), "$sent->{sent} $sent->{invited} $sent->{invited} 1 1", 'and is noted');

# More than one step fetches
my @many = splice @invitations, 0, 25;

post($_, 'opened.json', '{}') for @many;
answer($_, 3, '') for @many;
# before the notification comes, the second is all that there is
answer($first, 1, 'changed my mind');
post($many[0], 'virus.exe', 'MZ');
post($many[1], 'answer.json', '{"rating": 9}');
$aws->aws_call('s3', 'PUT /shop-survey/answers/' . 'f' x 64 . '/answer.json', '{"rating": 5, "answered_at": "2026-01-01T10:00:00Z"}');
is(post({ %{ $many[2] }, k => $first->{k} }, 'answer.json', '{}'), 403, 'a link is for one answer only');
app('CALL survey.collect()');
is(app('SELECT count(*) FROM survey.response'), 25, 'answers are collected, however many');
is( refusals(),
	'rating is not from 1 to 5 1, the invitation was answered before 1, the object has a name that the form does not use 1, there is no such invitation 1',
	'what is none is rejected');
is(app('SELECT rating FROM survey.response ORDER BY collected_at LIMIT 1'), 5, 'the first answer stays');
$s3->clear_journal;
app('CALL survey.collect()');
is(join(' ', map { $_->{operation} =~ s/\?.*//r } $s3->journal), 'GET /shop-survey', 'what is known is not fetched again');

#
# Notifications
#

# What S3 tells of an object, which the emulator does not
sub notification
{
	my ($key) = @_;
	my ($answer) = $aws->aws_try('s3', "HEAD /shop-survey/$key");

	return { json => { Records => [ {
				eventName => 'ObjectCreated:Post',
				eventTime => app(q{SET timezone = 'UTC'; SELECT to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')}),
				s3 => {
					bucket => { name => 'shop-survey' },
					object => {
						key => $key,
						size => $answer->{headers}{'content-length'} + 0,
						eTag => $answer->{headers}{etag} =~ tr/"//dr } } } ] } };
}

sub response
{
	my ($invitation) = @_;
	my ($token) = $invitation->{k} =~ m{/(.*)/};

	return app("SELECT rating FROM survey.response JOIN survey.invitation USING (invitation_id) WHERE token = '$token'");
}

my $queue = QueueTools->new($aws, 'shop-answers');
my ($told, $untold) = splice @invitations, 0, 2;

app(q{UPDATE survey.survey_setting SET listing_interval = '1 day'});
answer($_, 4, '') for $told, $untold;
$queue->send({ json => { Service => 'Amazon S3', Event => 's3:TestEvent', Bucket => 'shop-survey' } },
	notification("$told->{k}answer.json"), notification("$told->{k}answer.json"));
ok($node->poll_until(q{SELECT count(*) = 1 FROM survey.answer_object WHERE state = 'waiting'}), 'a notification tells of an answer, also twice');
$s3->clear_journal;
app('CALL survey.collect()');
is(join(' ', map { $_->{operation} =~ s/\?.*//r } $s3->journal), "GET /shop-survey/$told->{k}answer.json", 'which is then fetched, and nothing else');
is(response($told) . response($untold), '4', 'so an answer is known without looking for it');
app('CALL survey.collect(listing => true)');
is(response($untold), '4', 'one of which nobody told is found');
$queue->send(notification("$untold->{k}answer.json"));
ok($queue->wait_until_empty, 'a notification comes late');
app('CALL survey.collect()');
is(refusals() =~ /answered before (\d+)/ && $1, 1, 'that is no second answer');

# An answer that is gone before it is fetched, and one that is replaced
my ($gone, $replaced) = splice @invitations, 0, 2;

answer($_, 1, '') for $gone, $replaced;
$queue->send(map { notification("$_->{k}answer.json") } $gone, $replaced);
ok($node->poll_until(q{SELECT count(*) = 2 FROM survey.answer_object WHERE state = 'waiting'}), 'two answers');
$aws->aws_call('s3', "DELETE /shop-survey/$gone->{k}answer.json");
answer($replaced, 2, 'better');
app('CALL survey.collect(listing => true)');
is(app(q{SELECT count(*) FROM survey.answer_object WHERE state = 'gone'}), 2, 'are not there any more');
is(response($gone) . response($replaced), '2', 'but one has a successor');

#
# S3 is away
#

sub collect
{
	my ($status, undef, $stderr) = $node->psql('postgres', 'CALL survey.collect()', extra_params => [ '-U', 'app' ]);

	return $status ? "failed: $stderr" : $stderr;
}

my @late = splice @invitations, 0, 3;

answer($_, 4, '') for @late;
$queue->send(map { notification("$_->{k}answer.json") } @late);
ok($node->poll_until(q{SELECT count(*) = 3 FROM survey.answer_object WHERE state = 'waiting'}), 'three answers');
$s3->rules({ name => 'down', match => 'GET', action => 'status', status => 503, code => 'SlowDown' });
like(collect(), qr/^.*WARNING:  answers are collected later: /, 'while S3 is away, it is only said');
cmp_ok($s3->fired('down'), '>', 0, 'because it is');
is(app(q{SELECT count(*) FILTER (WHERE retry_at > now()) || ' of ' || count(*) FROM survey.answer_object WHERE state = 'waiting'}),
	'1 of 3', 'what could not be fetched is put off, behind the others');
$s3->rules();
is(collect(), '', 'then it goes on');
is(app(q{SELECT count(*) FROM survey.answer_object WHERE state = 'waiting'}), 1, 'with the others');
app(q{UPDATE survey.answer_object SET retry_at = now()});
is(collect() . join('', map { response($_) } @late), '444', 'and later with that one');

#
# Two collectors, and one that is killed
#

my @raced = splice @invitations, 0, 12;

answer($_, 2, '') for @raced;
$queue->send(map { notification("$_->{k}answer.json") } @raced);
ok($node->poll_until(q{SELECT count(*) = 12 FROM survey.answer_object WHERE state = 'waiting'}), 'twelve answers');
$s3->rules({ name => 'slow', match => 'answer.json', action => 'delay', ms => 100_000 });
my $slow = Session->new($node, 'app');
$slow->send('CALL survey.collect()');
ok($aws->wait_until(sub { $s3->fired('slow') == 1 }), 'a collector waits for S3');
is(collect(), '', 'another one finds it at work, and ends');
is(app(q{SELECT count(*) FROM survey.answer_object WHERE state = 'waiting'}), 12, 'having fetched nothing');
customer_is_invited();
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^CALL survey.collect'});
eval { $slow->receive };
like($@, qr/session ended/, 'the first one is killed');
$s3->rules();
is(collect() . join('', map { response($_) } @raced), '2' x 12, 'the next one does all of it');
is(app('SELECT count(*) = count(DISTINCT invitation_id) FROM survey.response'), 't', 'once');

# While answers are fetched, purchases go on.
sub customer_is_invited
{
	invite(1);
	ok(1, 'it holds up no batch');
	return;
}

#
# What SES tells, and what it does not
#

my $topic = app(q{SELECT awspipe.call('aws', 'sns', 'CreateTopic', '{"Name": "shop-mail"}') ->> 'TopicArn'});

# As SES publishes it
sub publish
{
	my ($kind, $invitation_id, %more) = @_;

	$aws->aws_call('sns', 'Publish', {
		TopicArn => $topic,
		Message => $text->encode({
			eventType => $kind,
			mail => { timestamp => '2026-01-01T10:00:00.000Z', messageId => 'told', tags => { invitation => [$invitation_id] } },
			%more }) });
	return;
}

my ($bounced, $address) = split /\|/, app(q{SELECT invitation_id, email FROM survey.invitation WHERE state = 'sent' ORDER BY email LIMIT 1});

publish('Bounce', $bounced, bounce => {
	bounceType => 'Permanent', bouncedRecipients => [ { emailAddress => uc $address } ], timestamp => '2026-01-01T10:00:01.000Z' });
ok($node->poll_until("SELECT state = 'bounced' FROM survey.invitation WHERE invitation_id = '$bounced'"), 'a bounce comes back');
is(app("SELECT reason FROM survey.suppression WHERE address = lower('$address')"), 'bounce', 'and ends all mail to the address');

#
# Who wants no more
#

sub deploy_unsubscribing
{
	my ($url) = @_;

	return "SELECT survey.deploy('aws', bucket => 'shop-survey', from_address => 'The Shop <survey\@example.com>',
		name => 'shop', reply_to => 'shop\@example.com', unsubscribe => 'stop\@example.com', unsubscribe_url => '$url')";
}

like($node->error_as('app', deploy_unsubscribing($_)), qr/22023: unsubscribe_url ".*" is not an https URL/, "not by $_")
  for 'http://shop.example/stop/', 'https://shop.example/a b', 'https://shop.example/>';
$node->psql('postgres', deploy_unsubscribing('https://shop.example/stop/'), on_error_die => 1, extra_params => [ '-U', 'app' ]);

# In place of API Gateway: what is behind the path goes to the queue
my $unsubscribe_queue = QueueTools->new($aws, 'shop-unsubscribe');
my $gateway = FakeAws->new(
	DEFAULT => sub {
		my ($socket, $request) = @_;
		my $sound = $request->{method} eq 'POST' && $request->{path} =~ m{^/stop/([^/]+)$};

		$unsubscribe_queue->send({ body => $1 }) if $sound;
		FakeAws::answer($socket, $sound ? 200 : 404, {}, '');
		return 1;
	});

invite(2);
ok(drained(), 'two customers get mail');

my @unwanted = (mails())[ -2, -1 ];

for my $unwanted (@unwanted)
{
	my %headers = map { $_->{name} => $_->{value} } @{ $unwanted->{headers} };
	my ($id) = app("SELECT invitation_id FROM survey.invitation WHERE email = '$unwanted->{destination}{to}[0]'");

	is_deeply(
		\%headers,
		{
			'List-Unsubscribe' => "<mailto:stop\@example.com?subject=$id>, <https://shop.example/stop/$id>",
			'List-Unsubscribe-Post' => 'List-Unsubscribe=One-Click'
		},
		'with two ways to get no more');
	like($unwanted->{body}{html}, qr/href="mailto:stop\@example\.com\?subject=$id"/, 'and a link');
	$unwanted->{id} = $id;
}

# As a mail program does it, knowing nothing but the header
my ($path) = $unwanted[0]{headers}[0]{value} =~ m{<https://shop\.example(/[^>]+)>};

is($http->post($gateway->url . $path,
		{ headers => { 'Content-Type' => 'application/x-www-form-urlencoded' }, content => 'List-Unsubscribe=One-Click' })->{status},
	200, 'a mail program posts');
$unsubscribe_queue->send({ body => 'anything' }, { body => '00000000-0000-4000-8000-000000000000' });
# and as others do it, by mail, of which SES tells
$aws->aws_call('sns', 'Publish', {
	TopicArn => $topic,
	Message => $text->encode({
		notificationType => 'Received',
		mail => { messageId => 'received', commonHeaders => { subject => $unwanted[1]{id}, to => ['stop@example.com'] } } }) });
for my $unwanted (@unwanted)
{
	my $address = $unwanted->{destination}{to}[0];

	ok($node->poll_until("SELECT count(*) = 1 FROM survey.suppression WHERE address = lower('$address') AND reason = 'unsubscribed'"),
		'the address gets no more');
}
ok($unsubscribe_queue->wait_until_empty, 'what is posted besides leads to nothing');
is(app(q{SELECT count(*) FROM survey.suppression WHERE reason = 'unsubscribed'}), 2, 'but two');

app(q{UPDATE survey.survey_setting SET cool_down = '1 microsecond'});
my $purchase = $text->encode({
	event_type => 'purchase',
	purchase => {
		purchase_id => 'after', customer_id => app("SELECT customer_id FROM survey.invitation WHERE invitation_id = '$unwanted[0]{id}'"),
		store => 'Main Street', amount => 500, currency => 'EUR', timestamp => '2026-01-01T10:00:00Z' } });
app("SELECT awspipe.kinesis_put_record('aws', 'shop', '$purchase'::jsonb, partition_key => 'p')");
ok($node->poll_until(q{SELECT reason = 'the customer has not opted in' FROM survey.rejection WHERE purchase_id = 'after'}),
	'who has unsubscribed is not asked about the next purchase');
app(q{UPDATE survey.survey_setting SET cool_down = DEFAULT});

# An answer that gets lost
my $mails = mails();

ok(drained(), 'nothing is under way');
$ses->rules({ name => 'lost', match => 'outbound', action => 'drop', count => 1 });
invite(5);
ok($node->poll_until(q{SELECT count(*) > 0 FROM awspipe.outbox WHERE state = 'ambiguous'}), 'nobody knows whether SES took some mails');
my $held = app(q{SELECT count(*) FROM awspipe.outbox_pending WHERE state = 'ambiguous'});
ok($node->poll_until("SELECT count(*) = $held FROM awspipe.outbox"), "others are sent, $held are held");
is(scalar(mails()), $mails + 5, 'SES has sent each once');
app('CALL survey.collect()');
is(app(q{SELECT count(*) FROM survey.invitation WHERE state = 'pending'}), $held, 'their invitations wait');
publish('Send', $_, send => {}) for split /\n/, app(q{SELECT reference FROM awspipe.outbox_pending});
ok($node->poll_until(q{SELECT count(*) = 0 FROM survey.invitation WHERE state = 'pending'}), 'SES tells that it took them');
app('CALL survey.collect()');
is(app('SELECT count(*) FROM awspipe.outbox_pending'), 0, 'so they are not held any longer');
is(scalar(mails()), $mails + 5, 'and not sent again');

# What is no JSON
$aws->aws_call('sns', 'Publish', { TopicArn => $topic, Message => 'Successfully validated SNS topic for Amazon SES event publishing.' });
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letters WHERE consumer = 'shop-mail'}), 'the first word of SES is no event');
is(app(q{SELECT state FROM awspipe.consumers WHERE name = 'shop-mail'}), 'running', 'and does no harm');

#
# Replay, and the end
#

my $before = app('SELECT count(*), max(invited_at) FROM survey.invitation');
my $arrived = app('SELECT count(*) FROM survey.purchase_event');

app(q{SELECT awspipe.rewind_consumer('shop', 'TRIM_HORIZON')});
ok($node->poll_until("SELECT count(*) = 2 * $arrived FROM survey.purchase_event"), 'a replay');
is(app('SELECT count(*), max(invited_at) FROM survey.invitation'), $before, 'invites nobody');
ok(drained(), 'and sends nothing');
is(scalar(mails()), $mails + 5, 'to anybody');
is((split / /, funnel())[0], $arrived, 'nor is it counted');

app(q{
	SELECT awspipe.drop_consumer(c) FROM unnest('{shop,shop-answers,shop-mail,shop-unsubscribe}'::text[]) AS c;
	DROP EXTENSION pgawspipe_survey;
	DROP SCHEMA survey;
});
is(app('SELECT count(*) FROM awspipe.consumers'), 0, 'removed, it leaves nothing');

#
# With pg_cron
#

SKIP:
{
	skip 'pg_cron is not installed', 4
	  if app(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'}) == 0;

	$node->stop;
	$node = PipeCluster->create(
		'cron',
		emulators => $aws,
		services => [qw(kinesis sqs sns s3 ses)],
		cron => 1);
	$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app; GRANT USAGE ON SCHEMA cron TO app');
	app(q{CREATE SCHEMA "Ask Them"; CREATE EXTENSION pgawspipe_survey SCHEMA "Ask Them"});
	for (1 .. 2)
	{
		my (undef, undef, $stderr) = $node->psql('postgres', q{SELECT "Ask Them".deploy('aws', 'shop-survey', 'survey@example.com')},
			on_error_die => 1, extra_params => [ '-U', 'app' ]);
		unlike($stderr, qr/pg_cron/, 'deploy() finds pg_cron');
	}
	my $job = app('SELECT * FROM cron.job');
	like($job, qr/\|\* \* \* \* \*\|CALL "Ask Them".collect\(\)\|.*\|survey-collect$/, 'which is to collect each minute');
	app((split /\|/, $job)[2]);
	is(app('SELECT listed_at IS NOT NULL FROM "Ask Them".survey_setting'), 't', 'which works');
}

#
# With moto, whose S3 takes forms and notifies
#

SKIP:
{
	my $moto = Moto::take() or skip 'there is no moto', 5;

	$node->stop;
	$node = PipeCluster->create(
		'moto',
		emulators => $aws,
		services => [qw(kinesis ses)],
		endpoints => { map { $_ => $moto } qw(s3 sqs sns) });
	$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
	app('CREATE SCHEMA survey; CREATE EXTENSION pgawspipe_survey SCHEMA survey');
	for (1 .. 2)
	{
		my (undef, undef, $stderr) = $node->psql('postgres',
			"SELECT survey.deploy('aws', 'survey-$$', 'survey\@example.com', name => 'moto-$$')",
			on_error_die => 1, extra_params => [ '-U', 'app' ]);
		unlike($stderr, qr/notifications/, 'deploy() has the bucket notify');
	}
	invite(3);
	ok(drained(), 'mails are sent');
	my @links = map { invitation($_) } grep { $_->{body}{text} =~ /survey-$$/ } mails();

	answer($_, 5, '') for @links;
	ok($node->poll_until(q{SELECT count(*) = 3 FROM survey.answer_object WHERE state = 'waiting'}), 'which tells of answers');
	app('CALL survey.collect(listing => false)');
	is(app('SELECT count(*) FROM survey.response'), 3, 'that become rows without being looked for');
}

done_testing();
