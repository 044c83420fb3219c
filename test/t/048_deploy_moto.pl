# The deployment kit with what only moto knows of AWS: alarms, event buses and
# rules, tags of buckets and of SES.
#
# moto comes neither with apt nor with npm: without it this is skipped.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Moto;
use PipeCluster;
use Test::More;

my $moto = Moto::take();

if (!$moto)
{
	my $reason = '048_deploy_moto: SKIPPED, there is no moto_server: making and removing alarms, event buses, '
	  . 'rules, and tagged buckets and identities is not tested against an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}

my $node = PipeCluster->create('moto',
	endpoints => { map { $_ => $moto } qw(cloudwatch dynamodb eventbridge kinesis s3 ses sns sqs) });

sub app { return $node->psql_as('app', @_) }

sub refused
{
	my ($what, $sql) = @_;

	like($node->error_as('app', "SELECT awspipe.$sql"), qr/55000: $what is there already, and is not as it should be/, "$what is somebody else's");
	return;
}

my $alarm = q{'{"Namespace": "N", "MetricName": "M", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1,
	"ComparisonOperator": "GreaterThanThreshold", "Dimensions": [{"Name": "x", "Value": "y"}], "Threshold": %d}'};
my $rules = q{'[{"ID": "old", "Filter": {"Prefix": "%s"}, "Status": "Enabled", "Expiration": {"Days": 30}}]'};
my $target = q{'[{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}]'};
my @shop = (
	"ensure_alarm('aws', 'shop', 'shop', " . sprintf($alarm, 1) . ')',
	q{ensure_event_bus('aws', 'shop', 'shop')},
	qq{ensure_event_rule('aws', 'shop', 'shop', '{"source": ["x"]}', targets => $target, bus => 'shop')},
	q{ensure_event_rule('aws', 'often', 'shop', schedule => 'rate(5 minutes)')},
	q{ensure_email_identity('aws', 'shop@example.com', 'shop')},
	q{ensure_configuration_set('aws', 'shop', 'shop')},
	"ensure_bucket('aws', 'shop', 'shop', " . sprintf($rules, 'a/') . ')',
	q{ensure_stream('aws', 'shop', 'shop', 1)},
	q{ensure_table('aws', 'shop', 'shop', 'id', ttl_attribute => 'ttl')},
	q{ensure_queue('aws', 'shop', 'shop')},
	q{ensure_topic('aws', 'shop', 'shop')});
my $ensure = 'SET client_min_messages = warning; ' . join ' ', map { "SELECT awspipe.$_;" } @shop;

my $arns = app($ensure);
is(app($ensure), $arns, 'made, and not made again');
like($arns, qr{^arn:aws:cloudwatch:[\w-]+:\d+:alarm:shop\narn:aws:events:.*:event-bus/shop\n}, 'ARNs are AWS\'s');
is(app('SELECT count(*) FROM awspipe.resources WHERE installation IS NOT NULL AND born IS NULL'), scalar @shop, 'all bear tags');
is(app(q{SELECT awspipe.call('aws', 'dynamodb', 'DescribeTimeToLive', '{"TableName": "shop"}') #>> '{TimeToLiveDescription,AttributeName}'}),
	'ttl', 'items expire');

# Changed, and refused
app('SELECT awspipe.ensure_alarm(' . q{'aws', 'shop', 'shop', } . sprintf($alarm, 2) . ')');
is(app(q{SELECT (awspipe.call('aws', 'cloudwatch', 'DescribeAlarms') #> '{MetricAlarms,0,Threshold}')::numeric::integer}), 2, 'an alarm is changed');
app(q{SELECT awspipe.ensure_event_rule('aws', 'shop', 'shop', '{"source": ["y"]}', bus => 'shop')});
is(app(q{SELECT awspipe.call('aws', 'eventbridge', 'DescribeRule', '{"Name": "shop", "EventBusName": "shop"}') ->> 'EventPattern'}),
	'{"source": ["y"]}', 'so is a rule');
refused('alarm "shop"', q{ensure_alarm('aws', 'shop', 'other', '{"Threshold": 3}')});
refused('event rule "shop/shop"', q{ensure_event_rule('aws', 'shop', 'other', '{"source": ["z"]}', bus => 'shop')});
refused('bucket "shop"', "ensure_bucket('aws', 'shop', 'other', " . sprintf($rules, 'b/') . ')');
is(app(q{SELECT awspipe.ensure_bucket('aws', 'shop', 'other')}), 'arn:aws:s3:::shop', 'what will do is used');

# Removed, though nothing here knows of it any more
is(app(q{SELECT kind, name, action FROM awspipe.undeploy('aws', 'other', 'other') WHERE kind = 'bucket'}),
	'bucket|shop|kept: made by installation ' . $node->safe_psql('postgres', 'SELECT id FROM awspipe.installation') . ' for pipeline shop',
	'the other pipeline has not made it');
$node->safe_psql('postgres', 'DELETE FROM awspipe.resource');
is(app(q{SELECT kind, name, action FROM awspipe.undeploy('aws', 'shop', 'shop')}), join("\n", map { "$_|removed" }
		qw(alarm|shop event_rule|default/often event_rule|shop/shop event_bus|shop topic|shop queue|shop stream|shop table|shop
		  bucket|shop configuration_set|shop email_identity|shop@example.com)),
	'all kinds are found by their tags');
is(app(q{SELECT count(*) FROM awspipe.undeploy('aws', 'shop')}), 0, 'and gone');

done_testing();
