# awspipe.prometheus_metrics() is Prometheus's text exposition format 0.0.4, by
# the letter, says what the views say, and has each metric that the dashboard,
# the alerts and the collector in docs/monitoring name.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use IO::Socket::INET;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $monitoring = "$FindBin::RealBin/../../docs/monitoring";

# Nobody answers there
my $closed = do { my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1); 'http://127.0.0.1:' . $s->sockport };
my $node = PipeCluster->create('prometheus', endpoints => { map { $_ => $closed } qw(kinesis sqs dynamodb) });

sub app { return $node->psql_as('app', @_) }

# The families of an exposition, each { type, samples: [ [ name, labels, value ] ] };
# dies of what the format does not allow.
sub parse
{
	my ($text) = @_;
	my (%families, %series, $family);
	my $name = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
	my $help;

	die 'no line feed at the end' if $text ne '' && $text !~ /\n\z/;
	for my $line (split /\n/, $text)
	{
		if ($line =~ /^# HELP ($name) ((?:[^\\]|\\[\\n])+)$/)
		{
			die "again: $line" if $families{$1};
			$help = $1;
		}
		elsif ($line =~ /^# TYPE ($name) (counter|gauge|histogram)$/)
		{
			my ($metric, $type) = ($1, $2);

			die "no help: $line" if ($help // '') ne $metric;
			die "name of a counter: $line" if ($type eq 'counter') != ($metric =~ /_total$/);
			$family = { name => $metric, type => $type, samples => [] };
			$families{$metric} = $family;
		}
		elsif ($line =~ /^($name)\{(.*)\} (\S+)$/)
		{
			my ($sample, $rest, $value) = ($1, $2, $3);
			my %labels;

			die "value: $line" unless $value =~ /^-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$/;
			die "family: $line" unless $sample =~ ($family->{type} eq 'histogram' ?
					qr/^$family->{name}_(?:bucket|sum|count)$/ : qr/^$family->{name}$/);
			while ($rest =~ /\G([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=[a-z])|\z)/gc)
			{
				my ($label, $content) = ($1, $2);

				die "label twice: $line" if exists $labels{$label};
				$labels{$label} = $content =~ s/\\(.)/$1 eq 'n' ? "\n" : $1/ger;
			}
			die "labels: $line" if (pos($rest) // 0) != length $rest;
			die "series twice: $line" if $series{"$sample\{$rest}"}++;
			push @{ $family->{samples} }, [ $sample, \%labels, $value ];
		}
		else
		{
			die "no line of the format: $line";
		}
	}
	return \%families;
}

# Of a histogram: buckets, sums and counts by their other labels
sub histograms
{
	my ($family) = @_;
	my %of;

	foreach my $sample (@{ $family->{samples} })
	{
		my ($name, $labels, $value) = @$sample;
		my %others = %$labels;
		my $le = delete $others{le};
		my $key = JSON::PP->new->canonical->encode(\%others);

		push @{ $of{$key}{buckets} }, [ $le, $value ] if $name =~ /_bucket$/;
		$of{$key}{$1} = $value if $name =~ /_(sum|count)$/;
	}
	return \%of;
}

sub value_of
{
	my ($families, $name, %labels) = @_;
	my @found = grep {
		my $of = $_->[1];
		!grep { ($of->{$_} // '') ne $labels{$_} } keys %labels
	} @{ $families->{$name}{samples} // [] };

	return @found == 1 ? $found[0][2] : scalar(@found) . " values of $name";
}

sub metrics { return parse($node->psql_as($_[0], 'SELECT awspipe.prometheus_metrics()') =~ s/\n*\z/\n/r) }

$node->safe_psql('postgres', q{
	CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor;
	CREATE ROLE other LOGIN;
	GRANT USAGE ON FOREIGN SERVER aws TO other;
	CREATE USER MAPPING FOR other SERVER aws OPTIONS (access_key_id 'AKIDOTHER', secret_access_key 'x')});
is($node->psql_as('other', 'SELECT awspipe.prometheus_metrics()'), '', 'there is nothing where nothing is seen');

my $name = "a\\b \"c\"\nd";
app(<<"SQL");
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer(\$name\$$name\$name\$, 'aws', 'orders', 'inbox');
SELECT awspipe.create_sqs_consumer('messages', 'aws', 'returns', 'inbox');
SELECT awspipe.start_consumer('messages');
SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "a"}');
SQL
$node->psql_as('other', q{SELECT awspipe.dynamodb_put_item('aws', 'items', '{"pk": "a"}')});
ok($node->poll_until(q{SELECT count(*) = 2 FROM awspipe.stat_destination WHERE state = 'paused'}), 'destinations are paused');
ok($node->poll_until(q{SELECT errors > 0 FROM awspipe.stat_consumer WHERE consumer = 'messages'}), 'a consumer has met with errors');
app(q{SELECT awspipe.stop_consumer('messages')});
ok($node->poll_until(q{SELECT state = 'stopped' FROM awspipe.consumers WHERE name = 'messages'}), 'and stops');
# 3 of 2 to 3 ms, and 4 of 2,048 to 2,560 ms
$node->safe_psql('postgres', <<'SQL');
UPDATE awspipe.destination_stat SET delivered = 7,
	latencies = '{0, 0, 3}' || array_fill(0::bigint, '{37}') || 4::bigint;
INSERT INTO awspipe.checkpoint (consumer_id, shard_id, starting_position, sequence_number, arrived_at, epoch)
SELECT consumer_id, 'shard', 'TRIM_HORIZON', '1', now() - interval '1 hour', 0 FROM awspipe.consumer WHERE source = 'kinesis';
INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, consumer)
SELECT kind, owner_id, 1, '23505', name FROM awspipe.consumer, unnest('{record,record,gap}'::text[]) AS kind WHERE name = 'messages';
INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, server_id, service, resource)
SELECT 'message', owner_id, 1, 'ValidationException', server_id, 'dynamodb', 'items' FROM awspipe.consumer WHERE name = 'messages';
SQL

my %seen = map { $_ => metrics($_) } qw(app monitor other);
my $families = $seen{monitor};

cmp_ok(scalar(keys %$families), '>', 20, 'it is of the format, to the last letter');
is(value_of($families, 'pgawspipe_consumer_errors_total', consumer => 'messages', owner => 'app'),
	app(q{SELECT errors FROM awspipe.stat_consumer WHERE consumer = 'messages'}), 'it says what the views say');
is(value_of($families, 'pgawspipe_consumer_running', consumer => $name), 0, 'names are what they are');
like(value_of($families, 'pgawspipe_consumer_lag_seconds', consumer => $name), qr/^36\d\d(?:\.|$)/, 'lag is in seconds');
is(value_of($families, 'pgawspipe_consumer_dead_letters_waiting', consumer => 'messages'), 3, 'dead letters are counted');
is(value_of($families, 'pgawspipe_consumer_gaps_waiting', consumer => 'messages'), 1, 'gaps among them');
is(value_of($families, 'pgawspipe_destination_dead_letters_waiting', resource => 'items', owner => 'app'), 1, 'and those of messages');
is(value_of($families, 'pgawspipe_destination_paused', resource => 'items', owner => $_), 1, "the destination of $_") foreach qw(app other);
is(value_of($seen{app}, 'pgawspipe_destination_paused', resource => 'items'), 1, 'a role sees its own');
foreach my $role (qw(app monitor other))
{
	is(join(' ', map { value_of($seen{$role}, 'pgawspipe_health_problems', severity => $_) } qw(critical warning)),
		$node->psql_as($role, q{SELECT concat_ws(' ', count(*) FILTER (WHERE severity = 'critical'), count(*) FILTER (WHERE severity = 'warning'))
			FROM awspipe.health}), "$role sees how many problems there are");
}
is_deeply([ grep { /_consumer_/ } keys %{ $seen{other} } ], [], 'and no other');
cmp_ok(value_of($families, 'pgawspipe_destination_outbox_age_seconds', resource => 'items', owner => 'app'), '>', 0, 'times are in seconds');

foreach my $object (qw(consumer destination))
{
	my $of = histograms($families->{"pgawspipe_${object}_latency_seconds"});

	cmp_ok(scalar(keys %$of), '>', 0, "there are histograms of each $object");
	foreach my $histogram (values %$of)
	{
		my @buckets = @{ $histogram->{buckets} };

		is($buckets[-1][0], '+Inf', 'all are in the last bucket');
		is($buckets[-1][1], $histogram->{count}, 'and counted');
		is(scalar(grep { $buckets[ $_ - 1 ][1] > $buckets[$_][1]
					|| $_ < $#buckets && $buckets[ $_ - 1 ][0] >= $buckets[$_][0] } 1 .. $#buckets),
			0, 'buckets are cumulated, in their order');
	}
}
my ($latency) = values %{ histograms({ samples =>
			[ grep { $_->[1]{owner} eq 'app' } @{ $families->{pgawspipe_destination_latency_seconds}{samples} } ] }) };
is_deeply({ map { @$_ } @{ $latency->{buckets} }[ 0, 5, 6, -1 ] }, { '0.004' => 3, '4.096' => 7, '16.384' => 7, '+Inf' => 7 },
	'each is where it belongs');
cmp_ok(abs($latency->{sum} - (3 * 0.0025 + 4 * 2.304)), '<', 1e-9, 'the sum is estimated');

# A server that was dropped and made anew is one series
for (1 .. 2)
{
	$node->create_server('again', endpoints => { sqs => $closed });
	app(q{SELECT awspipe.sqs_send_message('again', 'queue', 'x')});
	ok($node->poll_until("SELECT count(updated_at) = $_ FROM awspipe.stat_destination WHERE resource = 'queue'"), "destination $_");
	$node->safe_psql('postgres', 'DROP SERVER again CASCADE');
}
$node->safe_psql('postgres', <<'SQL');
UPDATE awspipe.destination_stat AS s SET delivered = 7, latencies = '{0, 0, 3}'::bigint[] || array_fill(0::bigint, '{37}') || 4::bigint
FROM awspipe.destination AS d WHERE d.destination_id = s.destination_id AND d.resource = 'queue';
SQL
my $again = metrics('monitor');
is(value_of($again, 'pgawspipe_destination_delivered_total', resource => 'queue'), 14, 'counters of two of one name are added');
($latency) = values %{ histograms({ samples =>
			[ grep { $_->[1]{resource} eq 'queue' } @{ $again->{pgawspipe_destination_latency_seconds}{samples} } ] }) };
is_deeply({ map { @$_ } @{ $latency->{buckets} }[ 0, 5, 6, -1 ] }, { '0.004' => 6, '4.096' => 14, '16.384' => 14, '+Inf' => 14 },
	'so are their histograms');
is($latency->{count}, 14, 'which are one');

# What is made of them
my %named = map { $_ => 1 } map { $_->[0] } map { @{ $_->{samples} } } values %$families;
my $dashboard = slurp_file("$monitoring/grafana-dashboard.json");

ok(JSON::PP->new->utf8->decode($dashboard)->{panels}, 'the dashboard is JSON');
foreach my $file (qw(grafana-dashboard.json alerts.yml sql_exporter.collector.yml README.md))
{
	my @names = slurp_file("$monitoring/$file") =~ /\b(pgawspipe_(?:consumer|destination|worker|health)_\w+)/g;

	cmp_ok(scalar(@names), '>', 0, "$file names metrics");
	is_deeply([ grep { !$named{$_} && !$families->{$_} } @names ], [], 'which are there');
}

# The collector's queries have the columns that it takes
my $collector = slurp_file("$monitoring/sql_exporter.collector.yml");
my %columns;

while ($collector =~ /query_name: (\w+)\n    query: \|\n((?:      .*\n)+)/g)
{
	my ($query, $sql) = ($1, $2);

	$columns{$query}{$_} = 1 foreach split / /, $node->psql_as('monitor', <<"SQL");
SELECT (SELECT string_agg(k, ' ') FROM jsonb_object_keys(to_jsonb(q)) AS k) FROM ($sql) AS q LIMIT 1
SQL
}
my @metrics = split /^  - (?=metric_name)/m, $collector =~ s/^queries:.*//msr;
shift @metrics;
cmp_ok(scalar(@metrics), '>', 10, 'the collector has metrics');
foreach my $metric (@metrics)
{
	my ($metric_name, $type, $help) = $metric =~ /metric_name: (\w+)\n    type: (\w+)\n    help: (.*)\n/;
	my ($labels) = $metric =~ /key_labels: \[(.*)\]/;
	my ($value) = $metric =~ /values: \[(\w+)\]/;
	my ($query) = $metric =~ /query_ref: (\w+)/;

	is($type, $families->{$metric_name}{type}, "$metric_name is of the same type");
	is_deeply([ grep { !$columns{$query}{$_} } split(/, /, $labels), $value ], [], 'and its columns are there');
}
done_testing();
