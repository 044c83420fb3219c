# The survey's page as customers meet it, in Chromium: with keyboard, phone and
# screen reader, opened twice, too late or broken, while S3 is away; and from a
# purchase to the answer in the database, by the link of the mail.
#
# Without Chromium this is skipped.  What it looked like is in form.png,
# form_phone.png, form_dark.png, unrated_phone.png, thanks.png and mail.png
# (mail_phone.png) among the test's logs.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Browser;
use Digest::SHA qw(sha256_base64);
use FaultProxy;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use POSIX qw(strftime);
use PostgreSQL::Test::Utils;
use QueueTools;
use S3Gate;
use Test::More;

if (my $missing = Browser->missing)
{
	my $reason = "084_survey_browser: SKIPPED, $missing: the survey's page is not tested";

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}

my $json = JSON::PP->new->canonical->utf8;
my $page = slurp_file("$FindBin::RealBin/../../pipelines/survey/form.html");
my $logs = $PostgreSQL::Test::Utils::log_path;

# With a policy that does not know them, script and style do not run
for my $tag (qw(script style))
{
	my ($content) = $page =~ m{<$tag>(.*?)</$tag>}s;
	my ($hash) = $page =~ /$tag-src 'sha256-([^']*)'/;

	is($hash, sha256_base64($content) . '=', "the page knows the hash of its $tag");
}
unlike($page, qr/innerHTML|insertAdjacent|document\.write|eval\(/, 'it makes no HTML of texts');

my $aws = AwsEmulators->new(qw(kinesis sqs sns s3 ses));
# with the keys of PipeCluster
my $gate = S3Gate->new($aws->url('s3'), 'AKIDTEST', 'not a secret');
my $s3 = FaultProxy->new($gate->url);
my $node = PipeCluster->create('survey',
	emulators => $aws, services => [qw(kinesis sqs sns ses)],
	endpoints => { s3 => $s3->url });
my $browser = Browser->new;

sub app { return $node->psql_as('app', @_) }

# What the emulator has under a key: its JSON, or undef.
sub object
{
	my ($key) = @_;
	my ($answer, $content) = $aws->aws_try('s3', "GET /survey/$key");

	return $answer->{success} ? $content : undef;
}

sub timestamp
{
	return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time() + $_[0]));
}

my $links = 0;

# What the link of a new customer says
sub invitation
{
	my (%changes) = @_;
	my $token = 'token' . ++$links;
	my $post = $json->decode(app(<<"SQL"));
SELECT awspipe.s3_presign_post('aws', 'survey', 'answers/$token/', content_length_range => '[1,16384]',
	key_is_prefix => true, fields => '{"Content-Type": "application/json", "success_action_status": "201"}')
SQL

	return {
		u => $post->{url},
		f => $post->{fields},
		k => "answers/$token/",
		s => app("SELECT awspipe.s3_presign_url('aws', 'survey', 'answers/$token/answer.json')"),
		n => 'Ada Lovelace',
		t => 'Corner Shop',
		p => '20 November 2026, 59.90 EUR, number P-1001',
		x => timestamp(3600),
		%changes
	};
}

sub fragment
{
	my ($content) = @_;

	$content = encode_base64($json->encode($content), '') if ref $content;
	return $content =~ tr{+/=}{-_}dr;
}

sub open_page
{
	my ($content) = @_;

	# else only the fragment changes
	$browser->visit('about:blank');
	$browser->visit(app(q{SELECT awspipe.s3_presign_url('aws', 'survey', 'form.html')}) . '#' . fragment($content));
	return;
}

sub title_becomes
{
	my ($title, $what) = @_;

	ok($browser->wait_for(sub { $browser->text('h1') eq $title }), $what)
	  or diag($browser->script('return document.body.innerText'));
	return;
}

sub form_appears
{
	my ($what) = @_;

	ok($browser->wait_for(sub { $browser->displayed('#form') }), $what)
	  or diag($browser->script('return document.body.innerText'));
	return;
}

# What has the focus, by id or by the value of a radio button
sub focus
{
	return $browser->script('const e = document.activeElement; return e.type === "radio" ? e.value : e.id');
}

sub problem
{
	return join ' ', map { $browser->displayed($_) ? $browser->text($_) : () } map { "#$_-problem" } qw(rating comment send);
}

# What a screen reader says of the one with this role and name besides: whether
# it is invalid, and its description
sub heard
{
	my ($role, $name) = @_;
	my ($node) = grep { !$_->{ignored} && $_->{role}{value} eq $role && $_->{name}{value} eq $name }
	  @{ $browser->devtools('Accessibility.getFullAXTree')->{nodes} };
	my %properties = map { $_->{name} => $_->{value}{value} } @{ $node->{properties} };

	return ($properties{invalid} // 'false') . ': ' . ($node->{description}{value} // '');
}

# Is all of it within what is seen of the page?
sub in_sight
{
	my ($element) = @_;

	return $browser->script(<<'JS', $element);
const place = document.querySelector(arguments[0]).getBoundingClientRect();
return place.height > 0 && place.top >= 0 && place.bottom <= innerHeight;
JS
}

$aws->aws_call('s3', 'PUT /survey');
app(<<"SQL");
SELECT awspipe.s3_put_object('aws', 'survey', 'form.html', \$form\$$page\$form\$,
	content_type => 'text/html; charset=utf-8', cache_control => 'no-cache')
SQL
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the page is in the bucket');

#
# Looks
#

my $invitation = invitation();

open_page($invitation);
form_appears('the form is shown');
is($browser->text('#text'), 'Hello Ada Lovelace, please tell Corner Shop how you liked it.', 'to whom it is about');
is($browser->text('#purchase'), 'Your purchase: 20 November 2026, 59.90 EUR, number P-1001', 'which purchase');
like($browser->text('#until'), qr/until \d+ [A-Z][a-z]+ \d{4}\./, 'with its end');
ok($browser->wait_for(sub { object($invitation->{k} . 'opened.json') }), 'that it was opened is in S3');
like(object($invitation->{k} . 'opened.json')->{opened_at}, qr/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'with the time');
is(object($invitation->{k} . 'answer.json'), undef, 'and nothing else');
is($browser->attribute('html', 'lang'), 'en', 'the page has a language');

my @choices = ('1 Very poor', '2 Poor', '3 Fair', '4 Good', '5 Excellent');

for my $i (0 .. $#choices)
{
	my $radio = { %{ $browser->find("input[value='" . ($i + 1) . "']") } };

	is($browser->role($radio) . ': ' . $browser->name($radio), "radio: $choices[$i]", 'a choice has its name');
}
is($browser->role('fieldset') . ': ' . $browser->name('fieldset'), 'radiogroup: Your rating', 'so have all together');
is($browser->role('textarea') . ': ' . $browser->name('textarea'), 'textbox: Comment (optional)', 'and the comment');
is($browser->role('button') . ': ' . $browser->name('button'), 'button: Send', 'and the button');

# Texts whose contrast with what is behind them is below 4.5
my $faint = <<'JS';
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const linear = (c) => c <= 10.31475 ? c / 3294.6 : ((c / 255 + .055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
const behind = (e) =>
{
	const colour = e ? channels(getComputedStyle(e).backgroundColor) : [255, 255, 255];
	return colour.length < 4 || colour[3] === 1 ? colour : behind(e.parentElement);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const found = [];
let looked = 0;
while (texts.nextNode())
{
	const e = texts.currentNode.parentElement;
	if (texts.currentNode.data.trim() === '' || e.getClientRects().length === 0)
		continue;
	const l = [luminance(channels(getComputedStyle(e).color)), luminance(behind(e))].sort((a, b) => b - a);
	const contrast = (l[0] + .05) / (l[1] + .05);
	looked++;
	if (contrast < 4.5)
		found.push(`${texts.currentNode.data.trim()}: ${contrast}`);
}
return looked < arguments[0] ? [`only ${looked} texts`] : found;
JS

# Everything to click on that is smaller than a finger
my $small = <<'JS';
return [...document.querySelectorAll('.choice, textarea, button')]
	.filter((e) => e.getBoundingClientRect().width < 44 || e.getBoundingClientRect().height < 44)
	.map((e) => e.textContent);
JS

$browser->click($browser->labelled('2 Poor'));
for my $size ([ 360, 640 ], [ 1280, 800 ])
{
	$browser->size(@$size);
	for my $scheme (qw(dark light))
	{
		$browser->colour_scheme($scheme);
		is_deeply($browser->script($faint, 15), [], "$size->[0] pixels wide and $scheme, all can be read");
		$browser->screenshot("$logs/form_dark.png") if $scheme eq 'dark';
	}
	is_deeply($browser->script($small), [], 'and can be hit');
	cmp_ok($browser->script('return document.documentElement.scrollWidth'), '<=', $size->[0], 'without scrolling sideways');
	$browser->screenshot("$logs/form" . ($size->[0] == 360 ? '_phone' : '') . '.png');
}

#
# By keyboard
#

open_page($invitation);
form_appears('the form is shown again');
$browser->press('Tab');
is(focus(), '1', 'the first Tab leads to the choices');
cmp_ok($browser->script('return parseFloat(getComputedStyle(document.activeElement.closest("label")).outlineWidth)'),
	'>', 1, 'which is seen');
$browser->press('Enter');
is(problem(), 'Please choose a rating.', 'without a rating nothing is sent');
is($browser->role('#rating-problem'), 'alert', 'which is said aloud');
is(focus(), '1', 'and leads to the choices');
is(heard('radiogroup', 'Your rating'), 'true: Please choose a rating.', 'which are said to be wrong, and why');
$browser->press(qw(ArrowDown ArrowRight ArrowRight));
is(focus(), '4', 'arrows choose');
is(problem(), '', 'which was all that was missing');
is(heard('radiogroup', 'Your rating'), 'false: ', 'and is said of them no longer');
$browser->press('Tab');
is(focus(), 'comment', 'the next Tab leads to the comment');
$browser->type("Gut & g\x{FC}nstig </b>\n\"wow\" \x{1F600}");
is($browser->text('#counter'), '26 of 2000 characters', 'whose characters are counted');
$browser->press('Tab');
is(focus(), 'send', 'the last Tab leads to the button');
$browser->press('Shift+Tab', 'Tab', 'Enter');
title_becomes('Thank you!', 'the answer is sent');
is(focus(), 'title', 'whoever listens is told');
ok(!$browser->displayed('#form'), 'the form is gone');
my $answer = object($invitation->{k} . 'answer.json');
like(delete $answer->{answered_at}, qr/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'the answer has its time');
is_deeply($answer, { rating => 4, comment => "Gut & g\x{FC}nstig </b>\n\"wow\" \x{1F600}" }, 'and is what was filled in');
$browser->screenshot("$logs/thanks.png");

#
# Once
#

my $answered = 'You have already answered';

sub written
{
	return grep { $_->{operation} =~ /^POST/ && $_->{body} =~ m{"rating"} } $s3->journal;
}

is(scalar(written()), 1, 'it was written once');
$browser->reload;
title_becomes($answered, 'whoever returns is told so');
is($browser->script('return localStorage.length'), 1, 'by this browser');
$browser->script('localStorage.clear()');
$browser->reload;
title_becomes($answered, 'and by S3 to other browsers');

$invitation = invitation();
open_page($invitation);
form_appears('the form is open in a tab');
my $tab = $browser->open_tab;
open_page($invitation);
form_appears('and in another');
$browser->click($browser->labelled('5 Excellent'));
$browser->click('#send');
title_becomes('Thank you!', 'which sends the answer');
$browser->switch_to($tab);
$browser->click($browser->labelled('1 Very poor'));
$browser->click('#send');
title_becomes($answered, 'the first does not send another');
is(object($invitation->{k} . 'answer.json')->{rating}, 5, 'and the first answer stays');

$s3->rules({ name => 'asked', match => 'answer.json', action => 'delay' });
open_page(invitation());
form_appears('a form');
$browser->click($browser->labelled('3 Fair'));
is_deeply(
	$browser->script(<<'JS'), [ JSON::PP::true, 'Your answer is being sent.' ], 'while it is sent, the button is off, and why is said');
const form = document.querySelector('form');
form.requestSubmit();
form.requestSubmit();
return [document.querySelector('#send').disabled, document.querySelector('#status').textContent];
JS
title_becomes('Thank you!', 'it arrives');
is($s3->fired('asked'), 2, 'and was asked for when it was opened and when it was sent, not twice');
$s3->rules();

# Runs a script in every page before its own.
sub before_pages
{
	my ($script) = @_;

	return $browser->devtools('Page.addScriptToEvaluateOnNewDocument', { source => $script });
}

my $injected = before_pages('Object.defineProperty(window, "localStorage", { get() { throw new Error("denied"); } })');
open_page(invitation());
form_appears('a browser that keeps nothing');
$browser->click($browser->labelled('3 Fair'));
$browser->click('#send');
title_becomes('Thank you!', 'sends as well');
$browser->reload;
title_becomes($answered, 'and learns from S3 that it has');
$browser->devtools('Page.removeScriptToEvaluateOnNewDocument', $injected);

#
# On a phone
#

$browser->size(360, 640);
open_page(invitation(p => undef));
form_appears('a form, by a link of before');
ok(!$browser->displayed('#purchase'), 'it does not know the purchase');
$browser->click('#comment');
$browser->type('no stars');
$browser->click('#send');
is(problem(), 'Please choose a rating.', 'a rating is missing');
ok(in_sight('#rating-problem'), 'this is within sight, though the button is far below');
ok(in_sight('input[value="1"]'), 'so is the first choice');
is_deeply($browser->script($faint, 15), [], 'it can be read');
$browser->screenshot("$logs/unrated_phone.png");
$browser->click($browser->labelled('2 Poor'));
is(problem(), '', 'it goes when one is chosen');
is($browser->attribute('#rating', $_), undef, "without a trace in $_") for qw(aria-invalid aria-describedby);
is($browser->property('#comment', 'value'), 'no stars', 'and nothing else is lost');
$browser->click('#send');
title_becomes('Thank you!', 'the answer is sent');
ok(!$browser->displayed('#purchase'), 'that is all');
$browser->size(1280, 800);

#
# Too late, and damaged
#

open_page(invitation(x => timestamp(-1)));
title_becomes('This survey is closed', 'an old link is told so');
is(object("answers/token$links/opened.json"), undef, 'and puts nothing into S3');

my ($host, $bucket) = ('http://127.0.0.1:1/survey', $s3->url . '/others');

for my $case (
	[ 'nothing', '' ],
	[ 'no base64', '!' ],
	[ 'half of it', substr(fragment(invitation()), 0, 501) ],
	[ 'no JSON', encode_base64('text') ],
	[ 'no UTF-8', encode_base64("{\"u\": \"\xFF\"}", '') ],
	[ 'null', encode_base64('null', '') ],
	[ 'an empty object', {} ],
	[ 'no date', invitation(x => 'soon') ],
	[ 'no fields', invitation(f => undef) ],
	[ 'fields of fields', invitation(f => { policy => {} }) ],
	[ 'another key', invitation(k => 'form.html') ],
	[ 'another host', invitation(u => $host, s => "$host/answer.json") ],
	[ 'another bucket', invitation(u => $bucket, s => "$bucket/answer.json") ],
	[ 'answers to another bucket', invitation(u => $bucket) ],
	[ 'an answer in another bucket', invitation(s => "$bucket/answer.json") ])
{
	open_page($case->[1]);
	title_becomes('This link is not complete', "a link with $case->[0]");
}
$s3->clear_journal;
$browser->script('location.hash = arguments[0]', fragment(invitation()));
form_appears('the whole link in the same tab');

my $script = q{<img src=x onerror="document.title='broken in'"><script>document.title='broken in'</script>};

open_page(invitation(n => $script, t => "\"'>$script", p => $script));
form_appears('names that are HTML');
is($browser->text('#text'), "Hello $script, please tell \"'>$script how you liked it.", 'are shown as they are');
is($browser->text('#purchase'), "Your purchase: $script", 'so is a purchase');
is($browser->script('return document.querySelectorAll("img, main script").length'), 0, 'and are no elements');
is($browser->script('return document.title'), 'How was your purchase?', 'and do nothing');

$browser->script(<<'JS', "\x{1F600}" x 2001);
const comment = document.getElementById('comment');
comment.value = arguments[0];
comment.dispatchEvent(new Event('input'));
JS
is($browser->text('#counter'), '2001 of 2000 characters', 'a comment that is too long');
$browser->click($browser->labelled('1 Very poor'));
$browser->click('#send');
is(problem(), 'Please use 2000 characters at most.', 'is not sent');
is(focus(), 'comment', 'but left to be shortened');
ok(in_sight('#comment-problem'), 'which is seen');
is(heard('textbox', 'Comment (optional)'), 'true: 2001 of 2000 characters Please use 2000 characters at most.', 'and heard');
$browser->type(' .');
is(problem(), 'Please use 2000 characters at most.', 'as long as it is so');
$browser->press('Backspace', 'Backspace', 'Backspace');
is(problem(), '', 'and no longer');
is(heard('textbox', 'Comment (optional)'), 'false: 2000 of 2000 characters', 'for whoever listens');
$browser->click('#send');
title_becomes('Thank you!', 'when it is short enough, it is sent');
is(length(object("answers/token$links/answer.json")->{comment}), 2000, 'as it is');

#
# S3 is away
#

my $failed = qr/^Your answer could not be sent/;

sub fill_in
{
	open_page($invitation = invitation());
	form_appears('a form');
	# done with S3 until it is sent
	$browser->wait_for(sub { object($invitation->{k} . 'opened.json') }) or die 'opened.json is missing';
	$browser->click($browser->labelled('2 Poor'));
	$browser->click('#comment');
	$browser->type('never again');
	return;
}

sub fails
{
	my ($what) = @_;

	$browser->click('#send');
	ok($browser->wait_for(sub { problem() =~ $failed }), $what);
	is(focus(), 'send', 'and can be tried again');
	is($browser->property('#comment', 'value'), 'never again', 'with what was written');
	is($browser->property('#send', 'disabled'), JSON::PP::false, 'by the button');
	return;
}

# the page's patience, 30 seconds, becomes one
$injected = before_pages('const real = setTimeout; window.setTimeout = (f, ms) => real(f, ms / 30)');
fill_in();
$browser->devtools('Page.removeScriptToEvaluateOnNewDocument', $injected);
$s3->rules({ name => 'down', match => 'POST', action => 'status', status => 503 });
fails('S3 does not take the answer');
is($s3->fired('down'), 1, 'because it fails');
$s3->rules({ name => 'down', match => 'answer.json', action => 'status', status => 500 });
fails('nor when it cannot tell whether there is one');
is($s3->fired('down'), 1, 'because it fails then');
$s3->rules({ name => 'silent', match => 'answer.json', action => 'delay', ms => 30000 });
fails('nor when it does not answer');
is($s3->fired('silent'), 1, 'for too long');
$s3->rules();
$s3->listen(0);
fails('nor when nobody listens');
$s3->listen(1);
is(object($invitation->{k} . 'answer.json'), undef, 'nothing was written');
$browser->click('#send');
title_becomes('Thank you!', 'then it works');
is(object($invitation->{k} . 'answer.json')->{comment}, 'never again', 'with what was written');

fill_in();
$s3->clear_journal;
$s3->rules({ name => 'lost', match => 'POST', action => 'drop' });
fails('an answer is written, which nobody says');
# Chromium itself may have repeated the request
my $lost = $s3->fired('lost');
cmp_ok($lost, '>', 0, 'because that is lost');
$s3->rules();
$browser->click('#send');
title_becomes($answered, 'the next try finds it');
is(scalar(written()), $lost, 'and does not write another');

fill_in();
$s3->rules({ match => 'POST', action => 'status', status => 403, code => 'AccessDenied' });
$browser->click('#send');
title_becomes('This survey is closed', 'when S3 finds that the link has expired');
$s3->rules();

#
# From a purchase to the answer
#

my $queue;
my $customer = q{Zoë <b>"Zed"</b> O'Hara & Sons};
my $comment = qq{Größe "XL"\n\\o/};

# psql takes and gives bytes, Chromium characters.
sub characters
{
	my ($bytes) = @_;

	utf8::decode($bytes);
	return $bytes;
}

# A mail, opened by its reader, who then follows the link
sub follow_mail
{
	my ($address) = @_;
	my ($mail) = grep { $_->{destination}{to}[0] eq $address } @{ $aws->aws_call('ses', 'GET /store')->{emails} };
	my $html = $mail->{body}{html};

	utf8::encode($html);
	$browser->visit('data:text/html;charset=utf-8;base64,' . encode_base64($html, ''));
	# every mail program has a way of its own to do without what is elsewhere
	is_deeply([ $html =~ /<(?:img|link|script|iframe|object|style)\b|url\(|\bsrc=/gi ], [], 'the mail needs nothing but itself');
	# Outlook does not know the paddings of links
	is_deeply(
		$browser->script(<<'JS'), [ 'TD', 'rgb(11, 92, 173)', '#0b5cad', JSON::PP::true ], 'the button is a coloured cell of a table');
const link = document.querySelector('a'), cell = link.parentElement;
const size = link.getBoundingClientRect();
return [cell.tagName, getComputedStyle(cell).backgroundColor, cell.getAttribute('bgcolor'), size.width > 150 && size.height >= 44];
JS
	$browser->size(360, 640);
	cmp_ok($browser->script('return document.documentElement.scrollWidth'), '<=', 360, 'it fits on a phone');
	$browser->screenshot("$logs/mail_phone.png");
	$browser->size(1280, 800);
	is_deeply($browser->script($faint, 7), [], 'and can be read');
	$browser->screenshot("$logs/mail.png");
	my $text = $browser->text('body');
	$browser->click('a');
	return $text;
}

# The emulator tells nobody of new objects: what S3 would say of these.
sub notify
{
	my (@keys) = @_;

	for my $key (@keys)
	{
		my ($answer) = $aws->aws_try('s3', "GET /survey-forms/$key");

		$queue->send(
			{
				json => {
					Records => [
						{
							eventVersion => '2.1',
							eventSource => 'aws:s3',
							eventTime => timestamp(0),
							eventName => 'ObjectCreated:Post',
							s3 => {
								bucket => { name => 'survey-forms' },
								object => {
									key => $key =~ s{/}{%2F}gr,
									size => int($answer->{headers}{'content-length'}),
									eTag => $answer->{headers}{etag} =~ tr/"//dr
								}
							}
						}
					]
				}
			});
	}
	return;
}

# Has what was noted so far judged, when there is as much as this.
sub collect
{
	my ($objects) = @_;

	ok($node->poll_until("SELECT count(*) = $objects FROM survey.answer_object"), 'the consumer has noted what S3 told');
	app('CALL survey.collect(listing => false)');
	return;
}

sub funnel
{
	return join(' ', map { tr/|/ /r } split /\n/, app('SELECT stage, number FROM survey.funnel'));
}

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app(<<"SQL");
CREATE SCHEMA survey;
CREATE EXTENSION pgawspipe_survey SCHEMA survey;
SELECT survey.deploy('aws', 'survey-forms', 'Shop <survey\@shop.example>');
UPDATE survey.survey_setting SET sampling_share = 1;
INSERT INTO survey.customer (customer_id, name, email, opted_in) VALUES
	('c1', \$name\$$customer\$name\$, 'c1\@example.com', true),
	('c2', 'Bob', 'c2\@example.com', true),
	('c3', 'Cem', 'c3\@example.com', true);
SELECT awspipe.kinesis_put_record('aws', 'survey', jsonb_build_object(
		'event_type', 'purchase',
		'purchase', jsonb_build_object('purchase_id', 'p' || n, 'customer_id', c, 'store', 'Marks & Sons',
			'amount', amount, 'currency', 'EUR', 'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))),
	partition_key => c)
FROM (VALUES (1, 'c1', 50), (2, 'c2', 60), (3, 'c3', 70), (4, 'c1', 80), (5, 'c4', 90)) AS p (n, c, amount);
SQL
ok(app('SELECT survey.form()') eq $page, 'the pipeline brings the page');
ok($node->poll_until('SELECT count(*) = 3 FROM survey.invitation'), 'purchases lead to invitations');
ok($browser->wait_for(sub { @{ $aws->aws_call('ses', 'GET /store')->{emails} } == 3 }), 'and these to mails');
$queue = QueueTools->new($aws, 'survey-answers');

my $mail = follow_mail('c1@example.com');
my $name = characters($customer);
like($mail, qr/Hello \Q$name\E,/, 'the mail has the name as it is');
my ($words, $until) = split /\|/, app(q{SELECT to_char(purchase_time AT TIME ZONE 'UTC', 'FMDD FMMonth YYYY') || ', 50 EUR, number p1',
	to_char(expires_at AT TIME ZONE 'UTC', 'FMDD FMMonth YYYY, HH24:MI') || ' (UTC)' FROM survey.invitation WHERE customer_id = 'c1'});
like($mail, qr/^Your purchase: \Q$words\E$/m, 'it names the purchase');
like($mail, qr/works until \Q$until\E\./, 'and says in words until when');
form_appears('its link leads to the form');
is($browser->text('#text'), "Hello $name, please tell Marks & Sons how you liked it.", 'which has it too');
is($browser->text('#purchase'), "Your purchase: $words", 'and names the purchase as the mail does');
$browser->click($browser->labelled('5 Excellent'));
$browser->click('#comment');
$browser->type(characters($comment));
$browser->click('#send');
title_becomes('Thank you!', 'the answer is sent');
my $link = $browser->script('return location.href');

follow_mail('c2@example.com');
form_appears('another customer only looks');
my ($answered_folder, $opened_folder) = map { "answers/$_/" } split /\n/,
  app(q{SELECT token FROM survey.invitation WHERE customer_id IN ('c1', 'c2') ORDER BY customer_id});
ok( $browser->wait_for(
		sub { ($aws->aws_try('s3', "GET /survey-forms/${opened_folder}opened.json"))[0]{success} }),
	'which is noted');

notify("${answered_folder}opened.json", "${answered_folder}answer.json", "${opened_folder}opened.json");
collect(3);
is(app(q{SELECT customer_id, rating, comment FROM survey.response JOIN survey.invitation USING (invitation_id)}),
	"c1|5|$comment", 'the answer is in the database');
is(funnel(), 'purchases 5 eligible 3 sent 3 opened 2 answered 1', 'and the funnel knows how far each came');

follow_mail('c1@example.com');
title_becomes($answered, 'the mail leads to no second answer');
$browser->script('localStorage.clear()');
follow_mail('c1@example.com');
title_becomes($answered, 'not even in another browser');

#
# What else a link allows
#

my $http = HTTP::Tiny->new(timeout => 30);
my ($form_url, $said) = split /#/, $link;
my $allowed = $json->decode(decode_base64($said =~ tr{-_}{+/}r));

# The answer to a form with these fields: status and code.
sub post
{
	my ($content, %fields) = @_;
	my $boundary = 'between-fields';
	my $body = '';

	%fields = (%{ $allowed->{f} }, %fields);
	$body .= "--$boundary\r\nContent-Disposition: form-data; name=\"$_\"\r\n\r\n$fields{$_}\r\n"
	  for grep { defined $fields{$_} } sort keys %fields;
	$body .= "--$boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n$content\r\n--$boundary--\r\n";

	my $answer = $http->post($allowed->{u},
		{ headers => { 'Content-Type' => "multipart/form-data; boundary=$boundary" }, content => $body });

	return $answer->{status} . ($answer->{content} =~ /<Code>(\w+)/ ? " $1" : '');
}

my $key = "${answered_folder}answer.json";

is(post('{}', key => 'form.html'), '403 AccessDenied', 'the page cannot be replaced');
is(post('{}', key => "${opened_folder}answer.json"), '403 AccessDenied', 'nor somebody else answer');
is(post('{}', key => $key, 'Content-Type' => 'text/html'), '403 AccessDenied', 'nor a page be put there');
is(post('{}', key => $key, 'x-amz-meta-a' => 'b'), '403 AccessDenied', 'nor anything be added');
is(post('x' x 16385, key => $key), '400 EntityTooLarge', 'nor much');
is(post('', key => $key), '400 EntityTooSmall', 'nor nothing');
is(post('{}', key => $key, policy => encode_base64('{"expiration": "2099-01-01T00:00:00Z", "conditions": []}', '')),
	'403 SignatureDoesNotMatch', 'nor the policy be another');
is($http->get($form_url)->{status}, 200, 'the page can be read');
is($http->get($form_url =~ s/form\.html/answers/r)->{status}, 403, 'and nothing else');
is($http->get($form_url =~ s/Expires=\d+/Expires=999999/r)->{status}, 403, 'nor for longer');
is($http->get((split /\?/, $form_url)[0])->{status}, 403, 'nor without a signature');
my $short = app(q{SELECT awspipe.s3_presign_url('aws', 'survey-forms', 'form.html', '1 second')});
ok($browser->wait_for(sub { $http->get($short)->{status} == 403 }), 'a link does expire');

is(post($json->encode({ rating => 1, comment => 'second thoughts', answered_at => timestamp(0) }), key => $key),
	201, 'without the page, the answer can be overwritten');
notify($key);
collect(4);
is(app('SELECT rating FROM survey.response'), 5, 'but the first one counts');
is(app(q{SELECT reason FROM survey.rejection WHERE kind = 'answer'}), 'the invitation was answered before', 'and the other is rejected');

#
# The rest of the world
#

my $base = $s3->url;

is_deeply([ grep { !m{^\Q$base\E/survey(?:-forms)?(?:[/?]|$)} } $browser->requests ], [], 'nobody else was asked for anything');
is_deeply([ grep { !/Failed to load resource|net::ERR/ } $browser->console ], [], 'and the browser had no complaints');
done_testing();
