# The survey pipeline from purchases to mails, while consumer and dispatcher
# are killed and answers of SES are lost: every purchase is judged once, no
# customer gets two mails, and nobody's mail is in doubt but where a fault was
# injected.
#
# The mix of purchases is drawn from one seed, $PGAWSPIPE_SEED or a new one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use HTTP::Tiny;
use JSON::PP;
use PipeCluster;
use Test::More;
use Time::HiRes qw(time);

my $purchases = 5000;
my $seed = $ENV{PGAWSPIPE_SEED} // int(time() * 1000) % 1_000_000;

# What was written down as attempted so long before a kill may be in doubt
my $attempt_window = 10;		# seconds

note "seed $seed";

my $json = JSON::PP->new->canonical->utf8;
my $aws = AwsEmulators->new(qw(kinesis sqs sns s3 ses));
my $ses = FaultProxy->new($aws->url('ses'));
my $node = PipeCluster->create(
	'survey',
	emulators => $aws,
	services => [qw(kinesis sqs sns s3)],
	endpoints => { ses => $ses->url },
	restart_after_crash => 1,
	conf => "log_statement = none\n");

sub app { return $node->psql_as('app', @_) }

sub value { return $node->safe_psql('postgres', @_) }

# Two columns as a hash
sub pairs
{
	return { map { split /\|/, $_, 2 } split /\n/, app(@_) };
}

# The ids of the mails that have left, by address.  There is a lot of what they
# say, and no need to look at it: no text can hold a quote that is not escaped.
sub mails
{
	my $answer = HTTP::Tiny->new->get($aws->url('ses') . '/store');
	my %mails;

	die 'no store' unless $answer->{success};
	while ($answer->{content} =~ /"messageId":"([^"]+)".*?"destination":\{"to":\["([^"]+)"\]/gs)
	{
		push @{ $mails{$2} }, $1;
	}
	return \%mails;
}

my @kills;

# Takes the whole server down, as it does with any other process of its.
sub kill_worker
{
	my ($kind) = @_;
	my $workers = "SELECT pid FROM awspipe.workers WHERE kind = '$kind'"
	  . ($kind eq 'consumer' ? q{ AND consumer = 'survey'} : '');

	$node->poll_until("SELECT count(*) = 1 FROM ($workers) AS w") or die "no $kind runs";
	my $pid = value($workers);

	push @kills, time();
	kill 'KILL', $pid;
	$aws->wait_until(sub { !kill 0, $pid }) or die "the $kind lives";
	note "the $kind was killed";
	return;
}

sub reached
{
	my ($what, $query) = @_;

	$node->poll_until($query) or die "$what is not reached";
	return;
}

sub settled_mails
{
	return q{SELECT count(*) FROM awspipe.outbox_results WHERE service = 'ses'};
}

#
# Deploy, and publish
#

value('GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE SCHEMA survey;
CREATE EXTENSION pgawspipe_survey SCHEMA survey;
SELECT survey.deploy('aws', 'survey-forms', 'Shop <survey@shop.example>');
SELECT awspipe.stop_consumer('survey');
UPDATE survey.survey_setting SET sampling_share = 0.8;
SQL
my $sent = $json->decode(app("SELECT survey.simulate($purchases, seed => $seed / 1e6)"));

note $json->encode($sent);
is($sent->{invited} + $sent->{rejected}, $purchases, "$purchases purchases are published");
cmp_ok(scalar(keys %{ $sent->{reasons} }), '>=', 17, 'which break every rule');
reached('the stream', q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox_pending WHERE service = 'kinesis')});

#
# Undisturbed at first, but slowly
#

my @slowly = ({ match => 'outbound', action => 'delay', ms => 300 });

$ses->rules(@slowly);
app(q{SELECT awspipe.alter_consumer('survey', batch_size => 200); SELECT awspipe.start_consumer('survey')});
reached('the first mails', settled_mails() =~ s/count\(\*\)/count(*) > 100/r);
is(value(q{SELECT count(*) FROM awspipe.outbox WHERE state = 'ambiguous'}), 0, 'without faults no mail is in doubt');

#
# Kill, and lose answers
#

for my $round (1 .. 3)
{
	my $applied = value('SELECT count(*) FROM survey.purchase_event');

	reached('progress', "SELECT count(*) > least($applied + 300, $purchases - 1) FROM survey.purchase_event");
	kill_worker('consumer');
	reached('recovery', q{SELECT state = 'running' FROM awspipe.consumers WHERE name = 'survey'});
	reached('a mail under way', q{SELECT EXISTS (SELECT FROM awspipe.outbox WHERE state = 'attempted')});
	kill_worker('dispatcher');
	reached('recovery', q{SELECT count(*) = 1 FROM awspipe.workers WHERE kind = 'dispatcher'});
}
$ses->clear_journal;
$ses->rules({ name => 'lost', match => 'outbound', nth => 2, times => 1, action => 'drop' }, @slowly);
reached('the lost answer', q{SELECT EXISTS (SELECT FROM awspipe.outbox
	WHERE state = 'ambiguous' AND error_message <> 'the dispatcher ended before the answer came')});
is($ses->fired('lost'), 1, 'an answer was lost');
my ($lost) = grep { ($_->{rule} // '') eq 'lost' } $ses->journal;
$ses->rules();

reached('the end of the stream', "SELECT count(*) = $purchases FROM survey.purchase_event");
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox WHERE state <> 'ambiguous')}), 'the outbox drains');

#
# Every purchase in one place
#

is_deeply(pairs(q{SELECT reason, number FROM survey.refusal WHERE kind = 'purchase'}), $sent->{reasons},
	'every refusal has its reason');
is(app('SELECT count(*) FROM survey.invitation'), $sent->{invited}, 'all others are invited');
is(app('SELECT count(*) FROM (SELECT customer_id FROM survey.invitation GROUP BY 1 HAVING count(*) > 1) AS c'),
	0, 'no customer twice');
is(value('SELECT count(*) FROM awspipe.dead_letters'), 0, 'nothing was given up');

#
# Mails
#

my $mails = mails();

is(scalar(grep { @$_ > 1 } values %$mails), 0, 'nobody got two mails');

# Whose mail is in doubt, and why
my @doubtful = map { [ split /\|/ ] } split /\n/, app(q{
	SELECT o.outbox_id, i.email, o.error_message = 'the dispatcher ended before the answer came',
	       extract(epoch FROM o.attempted_at), i.invitation_id
	FROM awspipe.outbox_pending AS o JOIN survey.invitation AS i ON i.invitation_id::text = o.reference
	ORDER BY o.outbox_id});
my @by_kill = grep { $_->[2] eq 't' } @doubtful;
my @by_loss = grep { $_->[2] eq 'f' } @doubtful;

note scalar(@by_kill) . ' mails are in doubt since a kill, ' . scalar(@by_loss) . ' since an answer was lost';
is(scalar(@doubtful), value(q{SELECT count(*) FROM awspipe.outbox}), 'what waits in the outbox are mails in doubt');
cmp_ok(scalar(@by_kill), '>', 0, 'the kills have left some');

my @unexplained = grep {
	my $attempted = $_->[3];
	!grep { $attempted <= $_ && $attempted > $_ - $attempt_window } @kills;
} @by_kill;
is(scalar(@unexplained), 0, 'each of them was under way when a kill came');

is(scalar(grep { index($lost->{body}, $_->[4]) < 0 } @by_loss), 0, 'the others were in the request whose answer was lost');
is( scalar(@by_loss),
	scalar(grep { index($lost->{body}, $_) >= 0 } split /\n/, app('SELECT invitation_id FROM survey.invitation')),
	'and all of that request are in doubt');

#
# Somebody looks into it, and decides
#

app(join(";\n", map { "SELECT awspipe.resolve($_->[0], '" . ($mails->{ $_->[1] } ? 'delivered' : 'resend') . "')" } @doubtful));
ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox)}), 'what was decided is done');
$mails = mails();
is(scalar(keys %$mails), $sent->{invited}, 'everybody who is invited has a mail');
is(scalar(grep { @$_ != 1 } values %$mails), 0, 'and only one');
is( join("\n", sort keys %$mails),
	app('SELECT string_agg(email, chr(10) ORDER BY email COLLATE "C") FROM survey.invitation'),
	'at the right address');

app('CALL survey.collect()');
is(app('SELECT count(sent_at) FROM survey.invitation'), $sent->{invited}, 'the invitations know that they were sent');
my $ids = pairs('SELECT email, message_id FROM survey.invitation WHERE message_id IS NOT NULL');
is(scalar(grep { $mails->{$_}[0] !~ /\Q$ids->{$_}\E/ } keys %$ids), 0, 'and by which mail');
is_deeply(
	pairs('SELECT stage, number FROM survey.funnel'),
	{ purchases => $purchases, eligible => $sent->{invited}, sent => $sent->{invited}, opened => 0, answered => 0 },
	'the funnel says the same');

done_testing();
