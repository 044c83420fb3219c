# Sending mail by SES: what arrives, what is refused before it is written, how
# mail with a template shares requests, what becomes of a message of which
# nobody knows, and how rate and quota of the account are kept.
#
# aws-ses-v2-local is the SES for what arrives.  It has neither quotas nor
# throttling, and of the results that a bulk may have only SUCCESS and FAILED:
# for these a scripted server stands in, which knows its clients by their keys.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FaultProxy;
use File::Temp qw(tempdir);
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Workers;

my $json = JSON::PP->new->utf8->canonical;
my $inner = JSON::PP->new;		# of what has been decoded
my $aws = AwsEmulators->new('ses');
my $proxy = FaultProxy->new($aws->url('ses'));
my $node = PipeCluster->create('ses', endpoints => { ses => $proxy->url }, restart_after_crash => 1);

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub call
{
	my ($operation, $input) = @_;
	my $text = $json->encode($input);

	return $json->decode(app("SELECT awspipe.call('aws', 'ses', '$operation', \$json\$$text\$json\$)"));
}

# A call of a function with these arguments, SQL expressions by name
sub function
{
	my ($name, %arguments) = @_;

	return "awspipe.ses_send_$name("
	  . join(', ', map { "$_ => $arguments{$_}" } sort keys %arguments) . ')';
}

sub email
{
	return function('email', server => q{'aws'}, from_address => q{'shop@shop.example'},
		to_addresses => q{'{a@customer.example}'}, subject => q{'hello'}, text_body => q{'body'}, @_);
}

sub templated
{
	return function('templated_email', server => q{'aws'}, from_address => q{'shop@shop.example'},
		to_addresses => q{'{a@customer.example}'}, template => q{'welcome'}, @_);
}

sub raw
{
	return function('raw_email', server => q{'aws'}, from_address => q{'shop@shop.example'},
		to_addresses => q{'{a@customer.example}'}, message => q{'Subject: raw

text'}, @_);
}

# What the emulator has been given since the last time
my $seen = 0;

sub arrived
{
	my @emails = @{ $aws->aws_call('ses', 'GET /store')->{emails} };
	my @new = @emails[ $seen .. $#emails ];

	$seen = @emails;
	return @new;
}

sub requests
{
	my ($journal, $what) = @_;

	return grep { $_->{operation} =~ /\Q$what\E$/ } $journal->journal;
}

#
# awspipe.call
#

call('CreateEmailTemplate', { TemplateName => 'welcome', TemplateContent => {
			Subject => 'Welcome {{name_text}}', Text => 'Dear {{name_text}}',
			Html => '<p>Dear {{name}}</p>{{#each items}}<i>{{this.title}}</i>{{/each}}' } });
is(call('GetEmailTemplate', { TemplateName => 'welcome' })->{TemplateContent}{Text},
	'Dear {{name_text}}', 'a member of the input goes into the path');
is(call('ListEmailTemplates', { PageSize => 1 })->{TemplatesMetadata}[0]{TemplateName},
	'welcome', 'or into the query');
is((requests($proxy, '/templates?PageSize=1'))[0]{operation}, 'GET /v2/email/templates?PageSize=1', 'of a GET');
like(
	call('TestRenderEmailTemplate',
		{ TemplateName => 'welcome', TemplateData => '{"name": "n", "name_text": "t", "items": []}' })->{RenderedTemplate},
	qr/Dear t/, 'and the rest into the body');
call('UpdateEmailTemplate', { TemplateName => 'welcome', TemplateContent => {
			Subject => 'Hello {{name_text}}', Text => 'Dear {{name_text}}',
			Html => '<p>Dear {{name}}</p>{{#each items}}<i>{{this.title}}</i>{{/each}}' } });
is(call('GetAccount', {})->{SendQuota}{MaxSendRate}, 500, 'there may be no input at all');

$proxy->rules({ match => '/v2/email/', action => 'status', status => 200, body_text => '{}' });
for my $case (
	[ GetEmailIdentity => { EmailIdentity => 'a+b c@x.example' }, 'GET /v2/email/identities/a%2Bb%20c%40x.example', '' ],
	[ ListSuppressedDestinations => { Reasons => [ 'BOUNCE', 'COMPLAINT' ] },
		'GET /v2/email/suppression/addresses?Reason=BOUNCE&Reason=COMPLAINT', '' ],
	[ UntagResource => { ResourceArn => 'arn:x', TagKeys => [ 'a', 'b' ] },
		'DELETE /v2/email/tags?ResourceArn=arn%3Ax&TagKeys=a&TagKeys=b', '' ],
	[ UpdateConfigurationSetEventDestination =>
		  { ConfigurationSetName => 'c', EventDestinationName => 'd/e', EventDestination => { Enabled => JSON::PP::true } },
		'PUT /v2/email/configuration-sets/c/event-destinations/d%2Fe', '{"EventDestination":{"Enabled":true}}' ],
	[ DeleteEmailIdentity => { EmailIdentity => 'x.example' }, 'DELETE /v2/email/identities/x.example', '' ],
	[ PutSuppressedDestination => { EmailAddress => 'a@b', Reason => 'BOUNCE' },
		'PUT /v2/email/suppression/addresses', '{"EmailAddress":"a@b","Reason":"BOUNCE"}' ],)
{
	my ($operation, $input, $request, $body) = @$case;

	$proxy->clear_journal;
	call($operation, $input);
	my ($sent) = $proxy->journal;
	is("$sent->{operation} $sent->{body}", "$request $body", "$operation as SES takes it");
}
for my $case (
	[ 'GetMail', '{}', qr/22023: AWS service "ses" has no operation "GetMail"\nHINT:  / ],
	[ 'GetEmailTemplate', '{}', qr/22023: member "TemplateName" of the input of GetEmailTemplate is missing/ ],
	[ 'GetEmailTemplate', '{"TemplateName": ""}', qr/22023: member "TemplateName" of the input of GetEmailTemplate must not be empty/ ],
	[ 'DeleteEmailTemplate', '{"TemplateName": ".."}', qr/22023: member "TemplateName" .* must not be/ ],
	[ 'ListEmailTemplates', '{"PageSize": {"a": 1}}', qr/22023: member "PageSize" of the input/ ],)
{
	my ($operation, $input, $error) = @$case;

	like($node->error_as('app', "SELECT awspipe.call('aws', 'ses', '$operation', '$input')"),
		$error, "refused: $operation $input");
}

$proxy->rules({ name => 'lost', match => 'outbound-emails', action => 'drop' });
$node->error_as('app', q{SELECT awspipe.call('aws', 'ses', 'SendEmail', '{"FromEmailAddress": "a@b",
	"Content": {"Simple": {"Subject": {"Data": "now"}, "Body": {"Text": {"Data": "t"}}}}}')});
is($proxy->fired('lost'), 1, 'mail that may have gone out is not sent again');
$proxy->rules();
is(scalar(arrived()), 1, 'by awspipe.call, at once');

#
# What arrives
#

app('SELECT ' . email(
		from_address => q{'Shop & Söhne <shop@SHOP.Example>'},
		to_addresses => q{ARRAY['"Doe, Jane" <jane@customer.example>', 'b@customer.example']},
		subject => q{'Größe <b>'}, text_body => q{E'line 1\nline "2"'}, html_body => q{'<p>ü</p>'},
		cc_addresses => q{'{c@customer.example}'}, bcc_addresses => q{'{d@customer.example}'},
		reply_to_addresses => q{'{Help <help@shop.example>}'}, configuration_set => q{'main'},
		tags => q{'{"kind": "order", "n": "1.2"}'}, headers => q{'{"X-Order": "7"}'},
		list_unsubscribe => q{'https://shop.example/u?id=7'}, reference => q{'order 7'}));
ok(drained(), 'a mail is sent');
my ($mail) = arrived();
is_deeply($mail->{destination},
	{ to => [ '"Doe, Jane" <jane@customer.example>', 'b@customer.example' ], cc => ['c@customer.example'],
		bcc => ['d@customer.example'] },
	'to everybody');
is($mail->{from}, '=?UTF-8?B?' . encode_base64("Shop & S\xc3\xb6hne", '') . '?= <shop@shop.example>',
	'from a name that is not ASCII');
is_deeply($mail->{replyTo}, ['Help <help@shop.example>'], 'with its reply-to address');
is($mail->{subject}, "Gr\x{f6}\x{df}e <b>", 'its subject');
is_deeply($mail->{body}, { text => "line 1\nline \"2\"", html => "<p>\x{fc}</p>" }, 'its bodies');
is_deeply({ map { $_->{name} => $_->{value} } @{ $mail->{headers} } },
	{ 'List-Unsubscribe' => '<https://shop.example/u?id=7>', 'X-Order' => '7',
		'List-Unsubscribe-Post' => 'List-Unsubscribe=One-Click' },
	'and its headers');
my $input = $inner->decode((requests($proxy, '/outbound-emails'))[-1]{body});
is_deeply($input->{EmailTags}, [ { Name => 'n', Value => '1.2' }, { Name => 'kind', Value => 'order' } ], 'tags');
is($input->{ConfigurationSetName}, 'main', 'and configuration set');
is($input->{Content}{Simple}{Body}{Text}{Charset}, 'UTF-8', 'in UTF-8');
is(app(q{SELECT service, resource, outcome, result FROM awspipe.outbox_results WHERE reference = 'order 7'}),
	"ses|shop\@shop.example|delivered|$mail->{messageId}", 'the sender finds its message id');

app(q{BEGIN; SELECT } . email() . q{; ROLLBACK});
app('SELECT ' . raw(message => q{convert_to(E'From: shop@shop.example\r\nTo: x@elsewhere.example\r\nSubject: raw ü\r\n'
	'Content-Type: text/plain; charset=utf-8\r\n\r\ntext ü', 'UTF8')}, tags => q{'{"kind": "raw"}'}));
ok(drained(), 'a raw mail is sent');
my @mails = arrived();
is(scalar(@mails), 1, 'and what was rolled back is not');
is($mails[0]{body}{text}, "text \x{fc}", 'byte by byte');
is_deeply($inner->decode((requests($proxy, '/outbound-emails'))[-1]{body})->{Destination},
	{ ToAddresses => ['a@customer.example'] }, 'to those that are named beside it');

#
# Templates
#

$proxy->clear_journal;
app(q{SELECT count(} . templated(
		to_addresses => q{ARRAY['c' || i || '@customer.example']},
		template_data => q{jsonb_build_object('name', '<b>"A" & ''B''</b> ' || i,
			'items', jsonb_build_array(jsonb_build_object('title', '<script>')))},
		plain_data => q{jsonb_build_object('name_text', '<A> & B ' || i)},
		headers => q{'{"X-N": "1"}'}, tags => q{jsonb_build_object('n', i::text)}, reference => q{'bulk ' || i})
	  . q{) FROM generate_series(1, 120) AS i});
ok(drained(), 'mail with a template is sent');
@mails = arrived();
my %mails = map { $_->{destination}{to}[0] => $_ } @mails;
$mail = $mails{'c1@customer.example'};
is(scalar(keys %mails), 120, 'to each once');
is(scalar(requests($proxy, '/outbound-bulk-emails')), 3, 'up to 50 in a request');
is(scalar(requests($proxy, '/outbound-emails')), 0, 'and in no other way');
is($mail->{body}{html}, '<p>Dear &lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt; 1</p><i>&lt;script&gt;</i>',
	'values are escaped, at any depth');
is($mail->{subject}, 'Hello <A> & B 1', 'but for the plain ones');
is_deeply($mail->{headers}, [ { name => 'X-N', value => '1' } ], 'headers go along');
is_deeply($inner->decode((requests($proxy, '/outbound-bulk-emails'))[0]{body})->{BulkEmailEntries}[4]{ReplacementTags},
	[ { Name => 'n', Value => '5' } ], 'and tags, of each');
is( app(q{SELECT count(DISTINCT result) FROM awspipe.outbox_results
		WHERE reference LIKE 'bulk %' AND outcome = 'delivered'}),
	120, 'each has its own message id');

$proxy->clear_journal;
app(q{SELECT } . templated(reply_to_addresses => q{'{r1@shop.example}'}) . q{, }
	  . templated(reply_to_addresses => q{'{r2@shop.example}'}) . q{, }
	  . templated(configuration_set => q{'other'}) . q{, }
	  . templated(reply_to_addresses => q{'{r1@shop.example}'}));
ok(drained(), 'other envelopes');
is(scalar(requests($proxy, '/outbound-bulk-emails')), 3, 'have requests of their own');
is(scalar(arrived()), 4, 'and arrive');

# The emulator takes no display names in a bulk, which SES does
$proxy->clear_journal;
app(q{SELECT count(} . templated(
		to_addresses => q{ARRAY[CASE i WHEN 7 THEN 'Bad <bad@customer.example>' ELSE 'c' || i || '@customer.example' END]})
	  . q{) FROM generate_series(1, 20) AS i});
ok(drained(), 'an entry that is refused');
is(app(q{SELECT string_agg(error_code, ',') FROM awspipe.dead_letters}), 'FAILED', 'is given up alone');
is(scalar(arrived()), 19, 'the others arrive');
is(scalar(requests($proxy, '/outbound-bulk-emails')), 1, 'in the same request');
app('SELECT awspipe.discard(ARRAY(SELECT dead_letter_id FROM awspipe.dead_letters))');

$proxy->rules({ name => 'bad', match => 'bulk', body => 'c13@', action => 'status', status => 400,
		code => 'BadRequestException' });
app(q{SELECT count(} . templated(to_addresses => q{ARRAY['c' || i || '@customer.example']})
	  . q{) FROM generate_series(1, 20) AS i});
ok(drained(), 'a request that is refused as a whole');
is(scalar(arrived()), 19, 'is taken apart');
like(app(q{SELECT convert_from(payload, 'UTF8') FROM awspipe.dead_letters}), qr/c13\@customer/, 'and one is given up');
$proxy->rules();
app('SELECT awspipe.redrive(ARRAY(SELECT dead_letter_id FROM awspipe.dead_letters))');
ok(drained(), 'until it is redriven');
is(scalar(arrived()), 1, 'and arrives');

$proxy->rules({ match => 'bulk', body => 'future', action => 'status', status => 404, code => 'NotFoundException' });
app('SELECT ' . templated(template => q{'future'}, from_address => q{'new@shop.example'}));
ok( $node->poll_until(q{SELECT state = 'paused' AND error_code = 'NotFoundException'
		FROM awspipe.stat_destination WHERE resource = 'new@shop.example'}),
	'a template that is missing pauses its sender');
app('SELECT ' . email());
ok($node->poll_until('SELECT count(*) = 1 FROM awspipe.outbox'), 'and no other');
call('CreateEmailTemplate', { TemplateName => 'future', TemplateContent => { Subject => 's', Text => 't' } });
$proxy->rules();
ok(drained(), 'until it is there');
is(scalar(arrived()), 2, 'then all arrives');

#
# What is refused
#

app(<<'SQL');
CREATE FUNCTION failure(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'SELECT ' || statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SQL

sub failure
{
	my ($statement) = @_;

	return app("BEGIN; SELECT failure(\$statement\$$statement\$statement\$); ROLLBACK");
}

my @fields = (
	[ from_address => q{E'Shop%s <shop@shop.example>'} ],
	[ from_address => q{E'shop@shop.example%s'} ],
	[ to_addresses => q{ARRAY['a@b.example', E'A%s<a@customer.example>']} ],
	[ cc_addresses => q{ARRAY[E'a%s@customer.example']} ],
	[ bcc_addresses => q{ARRAY[E'a@customer.example%s']} ],
	[ reply_to_addresses => q{ARRAY[E'"R%s" <r@shop.example>']} ],
	[ configuration_set => q{E'main%s'} ],
	[ tags => q{jsonb_build_object(E'n%s', 'v')} ],
	[ tags => q{jsonb_build_object('n', E'v%s')} ],
	[ headers => q{jsonb_build_object(E'X-A%s', 'v')} ],
	[ headers => q{jsonb_build_object('X-A', E'v%s')} ],
	[ list_unsubscribe => q{E'https://shop.example/%s'} ]);
my $refused = qr/^22023 .*(line breaks or other control characters|of ASCII|that SES does not take)$/;

for my $character ('\r\nBcc: x@evil.example', '\n', '\r', '\x01', '\x7f', '\u0085', '\u2028')
{
	my @simple = grep { failure(email($_->[0] => sprintf($_->[1], $character))) !~ $refused }
	  @fields, [ subject => q{E'hello%s'} ];
	my @template = grep { failure(templated($_->[0] => sprintf($_->[1], $character))) !~ $refused }
	  @fields, [ template => q{E'welcome%s'} ];

	is_deeply([ @simple, @template ], [], "no field takes $character");
}

my @addresses = (
	q{''}, q{' '}, q{'a'}, q{'@b.example'}, q{'a@'}, q{'a@b@c.example'}, q{'a@b.example, c@d.example'},
	q{'a@b.example,c@d.example'}, q{'A <a@b.example>, c@d.example'}, q{'A, B <a@b.example>'},
	q{'c@d.example <a@b.example>'}, q{'A <a@b.example> <c@d.example>'}, q{'A <a@b.example'}, q{'a@b.example>'},
	q{'<a@b.example'}, q{'A <>'}, q{'a b@c.example'}, q{'.a@c.example'}, q{'a.@c.example'}, q{'a..b@c.example'},
	q{'a@.example'}, q{'a@b..example'}, q{'a@b.example.'}, q{'a@-b.example'}, q{'a@b-.example'}, q{'a@b_c.example'},
	q{'a@[127.0.0.1]'}, q{'ä@b.example'}, q{'a@bä.example'}, q{'"A" x <a@b.example>'}, q{'"A <a@b.example>'},
	q{'"A\" <a@b.example>'}, q{'""x <a@b.example>'}, q{'"a"@b.example'}, q{'a(c)@b.example'},
	q{repeat('a', 65) || '@b.example'},
	q{'a@' || repeat('b', 64) || '.example'}, q{'a@' || repeat('b.', 130) || 'example'});
my @taken = grep { failure(email(to_addresses => "ARRAY[$_]")) !~ /^22023 invalid mail address/ } @addresses;
is_deeply(\@taken, [], 'addresses that are none');
@taken = grep { failure(email(from_address => $_)) !~ /^22023 invalid mail address/ } @addresses;
is_deeply(\@taken, [], 'not as sender either');
is(failure(email(to_addresses => q{ARRAY[repeat('n', 310) || ' <a@b.example>']})),
	'54000 recipient of a mail is too long', 'a name can be too long');

# The recipient as it is written
sub written
{
	my ($address) = @_;

	return $node->safe_psql('postgres', 'BEGIN; SET LOCAL ROLE app; SELECT '
		  . email(to_addresses => "ARRAY[$address]") . q{ IS NULL; RESET ROLE;
		SELECT body::jsonb #>> '{Destination,ToAddresses,0}' FROM awspipe.outbox; ROLLBACK})
	  =~ s/^f\n//r;
}

for my $case (
	[ q{' a@b.example '}, 'a@b.example' ],
	[ q{'<a@B.Example>'}, 'a@b.example' ],
	[ q{'A+b_c@b.example'}, 'A+b_c@b.example' ],
	[ q{'Jane Doe <a@b.example>'}, 'Jane Doe <a@b.example>' ],
	[ q{'Dr. Doe <a@b.example>'}, '"Dr. Doe" <a@b.example>' ],
	[ q{'"Doe, \"J\" \\\\ <x>" <a@b.example>'}, '"Doe, \"J\" \\\\ <x>" <a@b.example>' ],
	[ q{'"" <a@b.example>'}, 'a@b.example' ],
	[ q{'=?UTF-8?Q?a?= <a@b.example>'}, '=?UTF-8?B?PT9VVEYtOD9RP2E/PQ==?= <a@b.example>' ],
	[ q{repeat('ü', 23) || ' <a@b.example>'},
		'=?UTF-8?B?' . encode_base64("\xc3\xbc" x 22, '')
		  . '?= =?UTF-8?B?' . encode_base64("\xc3\xbc", '') . '?= <a@b.example>' ],)
{
	my ($address, $expected) = @$case;

	is(written($address), $expected, "an address: $address");
}

my $many = q{ARRAY(SELECT 'a' || i || '@b.example' FROM generate_series(1, %d) AS i)};
for my $case (
	[ email(to_addresses => q{'{}'}), '22023 mail has no recipients' ],
	[ email(to_addresses => q{'{}'}, bcc_addresses => q{'{a@b.example}'}), 'no error' ],
	[ email(to_addresses => sprintf($many, 48), cc_addresses => sprintf($many, 1),
			bcc_addresses => sprintf($many, 1)), 'no error' ],
	[ email(to_addresses => sprintf($many, 49), cc_addresses => sprintf($many, 1),
			bcc_addresses => sprintf($many, 1)), '54000 mail has too many recipients' ],
	[ templated(to_addresses => sprintf($many, 51)), '54000 mail has too many recipients' ],
	[ raw(to_addresses => sprintf($many, 51)), '54000 mail has too many recipients' ],
	[ email(to_addresses => q{'{NULL}'}), '22004 recipient of a mail must not be null' ],
	[ email(subject => 'NULL'), '22004 argument "subject" of awspipe.ses_send_email must not be null' ],
	[ email(subject => q{''}), '22023 subject of a mail must not be empty' ],
	[ email(text_body => 'NULL'), '22023 mail has no body' ],
	[ email(text_body => q{''}, html_body => q{''}), '22023 mail has no body' ],
	[ email(text_body => q{repeat('x', 31457275)}), 'no error' ],
	[ email(text_body => q{repeat('x', 31457276)}), '54000 mail, encoded in base64, is too large' ],
	[ raw(message => q{('S: s' || E'\n\n' || repeat('x', 31457275))::bytea}), '54000 mail, encoded in base64, is too large' ],
	[ raw(message => q{'no header'}), '22023 raw mail has no header and body' ],
	[ raw(message => q{E'Subject: s\nbody'}), '22023 raw mail has no header and body' ],
	[ email(on_ambiguous => q{'drop'}), '22023 on_ambiguous must be "resend" or "hold"' ],
	[ email(tags => q{'[]'}), '22023 tags must be a JSON object' ],
	[ email(tags => q{'{"a": 1}'}), '22023 tags must be strings' ],
	[ email(tags => q{'{"a": ""}'}), q{22023 value of a mail's tag must not be empty} ],
	[ email(tags => q{'{"a": "b c"}'}), q{22023 value of a mail's tag has characters that SES does not take} ],
	[ email(tags => q{'{"ä": "b"}'}), q{22023 name of a mail's tag has characters that SES does not take} ],
	[ email(tags => q{jsonb_build_object('a', repeat('b', 257))}), q{54000 value of a mail's tag is too long} ],
	[ email(tags => q{(SELECT jsonb_object_agg('t' || i, 'v') FROM generate_series(1, 50) AS i)}), 'no error' ],
	[ email(tags => q{(SELECT jsonb_object_agg('t' || i, 'v') FROM generate_series(1, 51) AS i)}),
		'54000 mail has too many tags' ],
	[ email(headers => q{(SELECT jsonb_object_agg('X-' || i, 'v') FROM generate_series(1, 15) AS i)}), 'no error' ],
	[ email(headers => q{(SELECT jsonb_object_agg('X-' || i, 'v') FROM generate_series(1, 16) AS i)}),
		'54000 mail has too many headers' ],
	[ email(headers => q{(SELECT jsonb_object_agg('X-' || i, 'v') FROM generate_series(1, 14) AS i)},
			list_unsubscribe => q{'https://a.example/'}), '54000 mail has too many headers' ],
	[ email(headers => q{'{"X A": "v"}'}),
		q{22023 name of a mail's header must consist of letters, digits and punctuation of ASCII} ],
	[ email(headers => q{'{"X:A": "v"}'}), q{22023 name of a mail's header must not have a colon} ],
	[ email(headers => q{'{"X-A": "ä"}'}), q{22023 value of a mail's header must be ASCII} ],
	[ email(headers => q{'{"X-A": "1", "x-a": "2"}'}), q{22023 header "x-a" of a mail is given twice} ],
	[ email(headers => q{jsonb_build_object(repeat('X', 127), 'v')}), q{54000 name of a mail's header is too long} ],
	[ email(headers => q{jsonb_build_object('X', repeat('v', 995))}), 'no error' ],
	[ email(headers => q{jsonb_build_object('X', repeat('v', 996))}), q{54000 value of a mail's header is too long} ],
	[ email(headers => q{jsonb_build_object('XX', repeat('v', 995))}), '54000 header of a mail is too large' ],
	(map { [ email(headers => qq{'{"$_": "v"}'}), qq{22023 header "$_" of a mail cannot be set} ] }
		  qw(From TO cc Bcc Subject Reply-To Return-Path Sender Date Message-ID MIME-Version Content-Type
		  X-SES-CONFIGURATION-SET Resent-To)),
	[ email(headers => q{'{"List-Unsubscribe": "<https://b.example>"}'}, list_unsubscribe => q{'https://a.example/'}),
		'22023 header "List-Unsubscribe" of a mail is given twice' ],
	[ email(list_unsubscribe => q{'mailto:u@a.example'}), 'no error' ],
	[ email(list_unsubscribe => q{'http://a.example/'}), '22023 list_unsubscribe must be an https or mailto URI' ],
	[ email(list_unsubscribe => q{'https://a.example/>, <https://b.example/'}),
		'22023 list_unsubscribe has characters that a URI does not have' ],
	[ email(configuration_set => q{repeat('c', 65)}), '54000 name of a configuration set is too long' ],
	[ templated(template => q{''}), q{22023 name of a mail's template must not be empty} ],
	[ templated(template_data => q{'[]'}), '22023 template_data must be a JSON object' ],
	[ templated(plain_data => q{'"x"'}), '22023 plain_data must be a JSON object' ],
	[ templated(template_data => q{'{"a": "b"}'}, plain_data => q{'{"a": "c"}'}),
		'22023 template_data and plain_data both have a member "a"' ],
	[ templated(template_data => q{jsonb_build_object('a', repeat('<', 60000))}), 'no error' ],
	[ templated(template_data => q{jsonb_build_object('a', repeat('<', 70000))}),
		'54000 template data of a mail is too long' ],)
{
	my ($statement, $error) = @$case;
	my $name = length $statement > 150 ? substr($statement, 0, 150) . '...' : $statement;

	is(failure($statement), $error, $name);
}
is(scalar(arrived()), 0, 'nothing of this was sent');

#
# Nobody knows
#

$proxy->rules({ name => 'lost', match => '/outbound-emails', action => 'drop', count => 1 });
app('SELECT ' . email(from_address => q{'resend@shop.example'}));
ok(drained(), 'a mail is sent again when no answer came');
is(scalar(arrived()), 2, 'and arrives twice');
ok( $node->poll_until(q{SELECT ambiguous = 1 FROM awspipe.stat_destination WHERE resource = 'resend@shop.example'}),
	'which is counted as ambiguous');

$proxy->rules({ name => 'lost', match => 'bulk', action => 'drop', count => 1 });
app(q{SELECT } . templated(from_address => q{'hold@shop.example'}, to_addresses => q{'{held@customer.example}'},
		on_ambiguous => q{'hold'}, reference => q{'held'}) . q{, }
	  . templated(from_address => q{'hold@shop.example'}, to_addresses => q{'{sent@customer.example}'}));
ok($node->poll_until(q{SELECT count(*) = 1 AND min(state) = 'ambiguous' FROM awspipe.outbox}), 'or held, as it says');
is_deeply([ sort map { $_->{destination}{to}[0] } arrived() ],
	[ 'held@customer.example', 'sent@customer.example', 'sent@customer.example' ],
	'each message of a bulk by its own policy');
app(q{SELECT awspipe.resolve(outbox_id, 'delivered') FROM awspipe.outbox_pending});
is(app(q{SELECT outcome FROM awspipe.outbox_results WHERE reference = 'held'}), 'delivered', 'until somebody knows');

app(q{SELECT awspipe.alter_destination('aws', 'ses', 'crash@shop.example', 'hold')});
$proxy->rules({ name => 'slow', match => '/outbound-emails', action => 'delay', ms => 60000 });
app('SELECT ' . email(from_address => q{'Crash <crash@shop.example>'}));
ok($aws->wait_until(sub { $proxy->fired('slow') == 1 }), 'while a request is under way');
is(app('SELECT state FROM awspipe.outbox_pending'), 'attempted', 'which is written down,');
kill 'KILL', pid_of($node, 'dispatcher', 'postgres');
ok( $node->poll_until(q{SELECT state = 'ambiguous' AND error_message LIKE 'the dispatcher ended%'
		FROM awspipe.outbox_pending}),
	'the dispatcher is killed: nobody knows');
ok( $node->poll_until(q{SELECT ambiguous = 1 FROM awspipe.stat_destination WHERE resource = 'crash@shop.example'}),
	'and it is counted');
$proxy->rules();
app(q{SELECT awspipe.resolve(outbox_id, 'resend') FROM awspipe.outbox_pending});
ok(drained(), 'until it is sent again');

#
# The account
#

my $accounts = tempdir(CLEANUP => 1);
my $repaired = "$accounts/repaired";

# What GetAccount answers to the client with that key
sub set_account
{
	my ($key, %account) = @_;
	my $new = "$accounts/$key.new";

	append_to_file($new, $json->encode(\%account));
	rename $new, "$accounts/$key" or die "could not write account: $!";
	return;
}

sub quota
{
	my ($max, $sent, $rate) = @_;

	return (SendingEnabled => JSON::PP::true, EnforcementStatus => 'HEALTHY',
		SendQuota => { Max24HourSend => $max, SentLast24Hours => $sent, MaxSendRate => $rate });
}

# A message's own status, until things are repaired
sub bulk_result
{
	my ($entry) = @_;
	my $data = $json->decode($entry->{ReplacementEmailContent}{ReplacementTemplate}{ReplacementTemplateData});
	my $status = $data->{status} && !-e $repaired ? $data->{status} : 'SUCCESS';

	return { Status => $status, $status eq 'SUCCESS' ? (MessageId => 'm') : (Error => "is $status") };
}

my $fake = FakeAws->new(
	'/v2/email/account' => sub {
		my ($socket, $request) = @_;
		my $account = "$accounts/$request->{key}";

		if (-e $account)
		{
			FakeAws::answer($socket, 200, {}, slurp_file($account));
		}
		else
		{
			FakeAws::answer($socket, 403, { 'x-amzn-errortype' => 'AccessDeniedException' }, '{"message": "no"}');
		}
		return 1;
	},
	'/v2/email/outbound-emails' => sub {
		FakeAws::answer($_[0], 200, {}, '{"MessageId": "m"}');
		return 1;
	},
	'/v2/email/outbound-bulk-emails' => sub {
		my ($socket, $request) = @_;
		my $entries = $json->decode($request->{body})->{BulkEmailEntries};

		FakeAws::answer($socket, 200, {},
			$json->encode({ BulkEmailEntryResults => [ map { bulk_result($_) } @$entries ] }));
		return 1;
	});
my $fake_proxy = FaultProxy->new($fake->url);

# A server by which the scripted SES knows the account
sub add_account
{
	my ($name, %account) = @_;

	set_account($name, %account) if %account;
	$node->create_server($name, endpoints => { ses => $fake_proxy->url });
	$node->safe_psql('postgres', "ALTER USER MAPPING FOR app SERVER $name OPTIONS (SET access_key_id '$name')");
	return;
}

sub paused
{
	my ($server, $code) = @_;

	return $node->poll_until(qq{SELECT bool_and(state = 'paused' AND error_code = '$code') FROM awspipe.stat_destination
		WHERE server = '$server' AND service = 'ses'});
}

sub sent_from
{
	my ($sender) = @_;

	return grep { $_->{body} =~ /"FromEmailAddress":"\Q$sender\E"/ } $fake_proxy->journal;
}

sub waiting
{
	my ($server) = @_;

	return $node->safe_psql('postgres', qq{SELECT count(*) FILTER (WHERE attempts = 0) || ' of ' || count(*)
		FROM awspipe.outbox JOIN awspipe._destination USING (destination_id) WHERE server_name = '$server'});
}

# What takes a minute begins now, and is looked at again at the end
add_account('limited', quota(5, 3, 100));
app('SELECT count(' . email(server => q{'limited'}, from_address => q{'limited@shop.example'})
	  . ') FROM generate_series(1, 6)');
ok(paused('limited', 'DailyQuotaExceeded'), 'a quota that is used up pauses the sender');
is( app(q{SELECT error_message FROM awspipe.stat_destination WHERE server = 'limited'}),
	'daily sending quota of 5 recipients is used up', 'with a reason that can be read');
is(scalar(sent_from('limited@shop.example')), 2, 'after what it allows');
is(waiting('limited'), '4 of 4', 'the rest waits, and nothing counts as an attempt');
set_account('limited', quota(10, 5, 100));

$fake_proxy->rules({ name => 'quota', match => '/outbound-emails', body => 'refused@', action => 'status', status => 400,
		code => 'LimitExceededException', count => 1 });
add_account('refused', quota(-1, 1000, 100));
app('SELECT ' . email(server => q{'refused'}, from_address => q{'refused@shop.example'}));
ok(paused('refused', 'DailyQuotaExceeded'), 'and so does SES, by saying so');
is(waiting('refused'), '1 of 1', 'without an attempt');

# Pauses for other reasons
add_account('disabled', quota(200, 0, 1), SendingEnabled => JSON::PP::false, EnforcementStatus => 'SHUTDOWN');
app('SELECT ' . email(server => q{'disabled'}, from_address => q{'disabled@shop.example'}));
ok(paused('disabled', 'SendingDisabled'), 'an account that may not send is paused');
is(scalar(sent_from('disabled@shop.example')), 0, 'without a request');
set_account('disabled', quota(200, 0, 50));

my $log = -s $node->logfile;
add_account('denied');
app('SELECT count(' . email(server => q{'denied'}, from_address => q{'denied@shop.example'})
	  . ') FROM generate_series(1, 3)');
ok($aws->wait_until(sub { waiting('denied') eq '0 of 0' }), 'mail goes without the permission to ask for the quota');
my @sent = sent_from('denied@shop.example');
cmp_ok($sent[-1]{at} - $sent[0]{at}, '>', 1500, 'slowly');
my @complaints = slurp_file($node->logfile, $log) =~ /could not ask SES for the sending quota on server "denied"/g;
is(scalar(@complaints), 1, 'which the log says once');

# An answer that comes next time is not waited for long
my $crowded_proxy = FaultProxy->new($fake->url);
$crowded_proxy->rules({ name => 'crowded', match => '/email/account', action => 'status', status => 400,
		code => 'TooManyRequestsException', count => 1 });
add_account('crowded', quota(-1, 0, 500));
$node->safe_psql('postgres', q{ALTER SERVER crowded OPTIONS (SET endpoint_url_ses '} . $crowded_proxy->url . q{')});
app('SELECT count(' . email(server => q{'crowded'}, from_address => q{'crowded@shop.example'})
	  . ') FROM generate_series(1, 40)');
ok($aws->wait_until(sub { waiting('crowded') eq '0 of 0' }), 'mail goes while SES is too busy to tell the quota');
@sent = grep { $_->{operation} =~ /outbound/ } $crowded_proxy->journal;
cmp_ok($sent[-1]{at} - $sent[0]{at}, '<', 1000 * @sent / 2, 'slowly only until it does');

# Results of entries
add_account('account', quota(-1, 0, 500));
my %account = (server => q{'account'}, from_address => q{'results@shop.example'});
app(q{SELECT count(} . templated(%account, template_data => q{jsonb_build_object('status', s)}, reference => 's')
	  . q{) FROM unnest(ARRAY['TRANSIENT_FAILURE', 'MESSAGE_REJECTED', 'SUCCESS', 'INVALID_PARAMETER',
	'ACCOUNT_THROTTLED', 'FAILED']) AS s});
ok( $node->poll_until(q{SELECT count(*) = 2 FROM awspipe.outbox JOIN awspipe._destination USING (destination_id) WHERE server_name = 'account' AND (attempts > 0) = (body ~ 'TRANSIENT') AND error_code IS NOT NULL}),
	'entries that SES could not take at the time wait, and throttling is no attempt');
is( app(q{SELECT string_agg(reference || ' ' || outcome || ' ' || result, ', ' ORDER BY reference)
		FROM awspipe.outbox_results WHERE server = 'account'}),
	'FAILED dead_letter FAILED, INVALID_PARAMETER dead_letter INVALID_PARAMETER, '
	  . 'MESSAGE_REJECTED dead_letter MESSAGE_REJECTED, SUCCESS delivered m',
	'what it refuses is given up');
append_to_file($repaired, '');
ok($aws->wait_until(sub { waiting('account') eq '0 of 0' }), 'the others are sent again');
is( app(q{SELECT ambiguous FROM awspipe.stat_destination WHERE resource = 'results@shop.example'}), 0,
	'and nothing is ambiguous');

unlink $repaired;
my @statuses = qw(MAIL_FROM_DOMAIN_NOT_VERIFIED CONFIGURATION_SET_NOT_FOUND TEMPLATE_NOT_FOUND ACCOUNT_SUSPENDED
  INVALID_SENDING_POOL_NAME ACCOUNT_SENDING_PAUSED CONFIGURATION_SET_SENDING_PAUSED);
app(q{SELECT count(} . templated(%account, from_address => q{s || '@shop.example'},
		template_data => q{jsonb_build_object('status', s)})
	  . ") FROM unnest('{" . join(',', @statuses) . "}'::text[]) AS s");
ok( $node->poll_until(q{SELECT count(*) = 7 FROM awspipe.stat_destination
		WHERE server = 'account' AND state = 'paused' AND resource = error_code || '@shop.example'}),
	'what is to be set right pauses the sender');
is(waiting('account'), '7 of 7', 'without an attempt');
append_to_file($repaired, '');
ok($aws->wait_until(sub { waiting('account') eq '0 of 0' }), 'and goes on when it is');

# Refusals of whole requests
my $unverified = 'Email address is not verified. The following identities failed the check in region US-EAST-1:';
$fake_proxy->rules(
	{ match => '/outbound-emails', body => 'unverified@', action => 'status', status => 400, code => 'MessageRejected',
		message => "$unverified unverified\@shop.example" },
	{ match => '/outbound-emails', body => 'sandbox@', action => 'status', status => 400, code => 'MessageRejected',
		message => "$unverified a\@customer.example" },
	{ match => '/outbound-emails', body => 'busy@', action => 'status', status => 429, code => 'TooManyRequestsException',
		message => 'Maximum sending rate exceeded.', count => 2 },
	{ match => '/outbound-emails', body => 'broken@', action => 'status', status => 500,
		code => 'InternalServiceErrorException', count => 1 });
app('SELECT count(' . email(%account, from_address => q{s || '@shop.example'})
	  . ") FROM unnest('{unverified,sandbox,busy,broken}'::text[]) AS s");
ok( $node->poll_until(q{SELECT state = 'paused' AND error_code = 'SenderNotVerified'
		FROM awspipe.stat_destination WHERE resource = 'unverified@shop.example'}),
	'a sender that is not verified is paused');
ok( $node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter WHERE resource = 'sandbox@shop.example'}),
	'a recipient that is not verified is the fault of its mail');
ok( $node->poll_until(q{SELECT sum(delivered) = 2 FROM awspipe.stat_destination
		WHERE resource IN ('busy@shop.example', 'broken@shop.example')}),
	'throttling and breakdowns pass');
is( app(q{SELECT string_agg(ambiguous::text, ' ' ORDER BY resource) FROM awspipe.stat_destination
		WHERE resource IN ('busy@shop.example', 'broken@shop.example')}),
	'1 0', 'of which the first may have sent it');
$fake_proxy->rules();
ok($aws->wait_until(sub { waiting('account') eq '0 of 0' }), 'a sender goes on when it is verified');

# The rate counts recipients, and is that of all senders together
add_account('slow', quota(-1, 0, 20));
app('SELECT ' . email(server => q{'slow'}, from_address => q{'slow@shop.example'}));
ok($aws->wait_until(sub { waiting('slow') eq '0 of 0' }), 'an account of 20 recipients per second');
$fake_proxy->clear_journal;
app('SELECT count(' . email(server => q{'slow'}, from_address => q{'slow' || i / 30 || '@shop.example'})
	  . ') FROM generate_series(0, 59) AS i');
ok($aws->wait_until(sub { waiting('slow') eq '0 of 0' }), 'sends 60 mails of two senders');
my %seconds;
$seconds{ $_->{date} }++ for grep { $_->{key} eq 'slow' } $fake->requests('/v2/email/outbound-emails');
is(scalar(requests($fake_proxy, '/outbound-emails')), 60, 'in as many requests');
is(scalar(grep { $_ > 30 } values %seconds), 0, 'signed in some seconds, and no more in one than it may');
for my $sender ('slow0@shop.example', 'slow1@shop.example')
{
	cmp_ok(scalar(grep { $_->{body} =~ /$sender/ } (requests($fake_proxy, '/outbound-emails'))[ 0 .. 39 ]),
		'>=', 10, "$sender has its turn");
}

$fake_proxy->clear_journal;
app('SELECT count(' . templated(server => q{'slow'}, from_address => q{'slow@shop.example'})
	  . ') FROM generate_series(1, 60)');
ok($aws->wait_until(sub { waiting('slow') eq '0 of 0' }), 'and 60 mails in two requests');
@sent = requests($fake_proxy, '/outbound-bulk-emails');
is(scalar(@sent), 2, 'that is');
cmp_ok($sent[1]{at} - $sent[0]{at}, '>', 1500, 'of which the second waits for the recipients of the first');
is(scalar(grep { $_->{key} eq 'slow' } $fake->requests('/v2/email/account')), 1,
	'the quota is asked for once, for all senders') or diag('more questions');

# A minute has passed
for my $server ('limited', 'refused', 'disabled')
{
	ok($aws->wait_until(sub { waiting($server) eq '0 of 0' }), "$server: sending goes on by itself");
}
ok( $node->poll_until(q{SELECT bool_and(state = 'active') FROM awspipe.stat_destination
		WHERE server IN ('limited', 'refused', 'disabled')}),
	'and is no longer paused');
@complaints = slurp_file($node->logfile) =~ /sending to ses "limited\@shop.example" on server "limited" is paused/g;
is(scalar(@complaints), 1, 'the log says so once');
cmp_ok(scalar(grep { $_->{key} eq 'limited' } $fake->requests('/v2/email/account')), '<=', 4, 'and SES is asked rarely');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter WHERE service = \'ses\''), 4,
	'nothing was given up but what SES refuses');

done_testing();
