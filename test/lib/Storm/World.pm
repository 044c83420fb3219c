
=pod

=head1 NAME

Storm::World - what a storm passes over: emulators, proxies, a server, tables

=head1 SYNOPSIS

  my $world = Storm::World->new($seed);
  $world->node;                                  # the primary of the moment
  $world->proxy('sqs');
  $world->value('SELECT 1');
  $world->announce;                              # tells clients the server
  $world->close;                                 # asks them to leave it

A proxy stands in front of every emulator.  Clients, which are processes of
their own, find the server through a file, because a promotion changes it.

The tables: three inboxes, "bank" of a stream, "std" of a queue and "fifo" of
a FIFO queue, keep accounts by a statement trigger, which also sends what
changed to all kinds of destinations; and the four pipelines.

=cut

package Storm::World;

use strict;
use warnings;

use AwsEmulators;
use FakeAlarms;
use FaultProxy;
use PipeCluster;
use Storm::Address;
use Storm::Plan;
use StreamTools;

# Shorter than the pauses between calamities, and than the quiet phase
my $visibility_timeout = 3;		# seconds

# By inbox, what the names of its accounts begin with
our %inboxes = (bank => 'k', std => 's', fifo => 'f');

sub new
{
	my ($class, $seed) = @_;
	my $aws = AwsEmulators->new(@Storm::Plan::services);
	my $self = bless {
		seed => $seed,
		aws => $aws,
		proxies => { map { $_ => FaultProxy->new($aws->url($_)) } @Storm::Plan::services },
		cloudwatch => FakeAlarms->new,
		nodes => 1
	}, $class;

	$self->_create_resources;
	$self->{node} = PipeCluster->create(
		'storm',
		endpoints => {
			cloudwatch => $self->{cloudwatch}->url,
			map { $_ => $self->proxy($_)->url } @Storm::Plan::services
		},
		restart_after_crash => 1,
		allows_streaming => 1,
		conf => <<'CONF');
log_statement = none
max_prepared_transactions = 20
max_worker_processes = 30
autovacuum_naptime = 5s
pgawspipe.request_timeout = 10s
pgawspipe.connect_timeout = 2s
CONF
	$self->{address} = Storm::Address->new($self->{node});
	$self->{tools} = StreamTools->new($aws, $self->{node});
	$self->announce;
	$self->_create_tables;
	$self->_deploy_pipelines;
	$self->{queues}{shop} = $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => 'shop' })->{QueueUrl};
	return $self;
}

sub seed { return $_[0]{seed} }
sub aws { return $_[0]{aws} }
sub node { return $_[0]{node} }
sub tools { return $_[0]{tools} }
sub address { return $_[0]{address} }
sub proxy { return $_[0]{proxies}{ $_[1] } }

# Words that are in every record of the producers, and nowhere else.
sub sentinel { return "Unspoken$_[0]{seed}Word" }

sub value { my ($self, @sql) = @_; return $self->{node}->safe_psql('postgres', @sql) }
sub app { my ($self, $sql) = @_; return $self->{node}->psql_as('app', $sql) }
sub announce { my ($self) = @_; $self->{address}->set($self->{node}); return }
sub close { my ($self) = @_; $self->{address}->set(undef); return }

# Wait until the query, run by the superuser, returns true; dies of impatience.
sub wait_for
{
	my ($self, $what, $query) = @_;

	$self->{node}->poll_until($query) or die "$what is not reached";
	return;
}

sub _create_queue
{
	my ($self, $name) = @_;

	return $self->{aws}->aws_call('sqs', 'CreateQueue',
		{ QueueName => $name,
			Attributes => { VisibilityTimeout => "$visibility_timeout", $name =~ /\.fifo$/ ? (FifoQueue => 'true') : () } })
	  ->{QueueUrl};
}

# A topic, and the queue of its name that has subscribed
sub _create_topic
{
	my ($self, $name) = @_;
	my %fifo = $name =~ /\.fifo$/
	  ? ('Attributes.entry.1.key' => 'FifoTopic', 'Attributes.entry.1.value' => 'true') : ();
	my ($arn) = $self->{aws}->aws_call('sns', 'CreateTopic', { Name => $name, %fifo }) =~ /<TopicArn>(.*?)</
	  or die "no topic $name";

	$self->{queues}{$name} = $self->_create_queue($name);
	$self->{aws}->aws_call('sns', 'Subscribe', {
			TopicArn => $arn, Protocol => 'sqs', Endpoint => $arn =~ s/:sns:/:sqs:/r,
			'Attributes.entry.1.key' => 'RawMessageDelivery', 'Attributes.entry.1.value' => 'true' });
	return $arn;
}

sub _create_resources
{
	my ($self) = @_;
	my $aws = $self->{aws};

	$aws->create_stream($_, 2) for qw(storm-in storm-out);
	$aws->create_table($_, 'pk') for qw(items plain);
	$self->{queues}{$_} = $self->_create_queue($_) for qw(storm-in storm-in.fifo storm-out storm-out.fifo);
	$self->{topics}{$_} = $self->_create_topic($_) for qw(storm-topic storm-topic.fifo);
	$aws->aws_call('s3', 'PUT /storm');
	return;
}

sub queue_url { return $_[0]{queues}{ $_[1] } }

# Also for replacing it by itself
sub apply_function
{
	return <<'SQL';
CREATE OR REPLACE FUNCTION apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	sent bigint;
BEGIN
	WITH change AS (
		SELECT TG_ARGV[0] || ':' || (payload ->> 'key') AS k, count(*) AS records, sum((payload ->> 'amount')::bigint) AS amount
		FROM batch GROUP BY 1
	), applied AS (
		INSERT INTO app.account AS a SELECT * FROM change ORDER BY k
		ON CONFLICT (k) DO UPDATE SET records = a.records + excluded.records, balance = a.balance + excluded.balance
		RETURNING k, records
	), effect AS (
		INSERT INTO app.effect (u, sink, k, n)
		SELECT gen_random_uuid(), s.sink, k, records FROM applied, app.sinks(k, records) AS s(sink)
		RETURNING *
	)
	SELECT count(app.send(sink, k, n, u)) INTO sent FROM effect;
	RETURN NULL;
END
$$;
SQL
}

sub _create_tables
{
	my ($self) = @_;
	my %topic = %{ $self->{topics} };

	$self->value('GRANT CREATE ON DATABASE postgres TO app');
	$self->app(<<"SQL");
/* what clients have committed, and what batches have sent */
CREATE TABLE sent (txn text PRIMARY KEY);
CREATE TABLE effect (u text, sink text, k text, n bigint);
CREATE TABLE account (k text PRIMARY KEY, records bigint NOT NULL, balance bigint NOT NULL) WITH (fillfactor = 50);

CREATE FUNCTION send(sink text, k text, n bigint, u text) RETURNS bigint LANGUAGE plpgsql AS \$\$
DECLARE
	body text := jsonb_build_object('u', u, 'k', k, 'n', n);
BEGIN
	RETURN CASE sink
		WHEN 'items' THEN awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', k, 'u', u), n)
		WHEN 'plain' THEN awspipe.dynamodb_put_item('aws', 'plain', jsonb_build_object('pk', k, 'u', u, 'n', n))
		WHEN 'stream' THEN awspipe.kinesis_put_record('aws', 'storm-out', body, k)
		WHEN 'queue' THEN awspipe.sqs_send_message('aws', 'storm-out', body)
		WHEN 'fifo' THEN awspipe.sqs_send_message('aws', 'storm-out.fifo', body, message_group_id => k)
		WHEN 'topic' THEN awspipe.sns_publish('aws', '$topic{'storm-topic'}', body)
		WHEN 'fifo_topic' THEN awspipe.sns_publish('aws', '$topic{'storm-topic.fifo'}', body, message_group_id => k)
		WHEN 'bucket' THEN awspipe.s3_put_object('aws', 'storm', k, body)
		WHEN 'mail' THEN awspipe.ses_send_email('aws', 'storm\@shop.example', ARRAY['success\@simulator.amazonses.com'],
			'storm ' || u, text_body => body)
	END;
END
\$\$;

/* Which destinations are told of the n-th change of an account */
CREATE FUNCTION sinks(k text, n bigint) RETURNS SETOF text LANGUAGE sql AS \$\$
	SELECT unnest(ARRAY['items', 'stream', (ARRAY['queue', 'fifo', 'topic', 'fifo_topic'])[1 + abs(hashtext(k)) % 4]])
	UNION ALL SELECT 'plain' WHERE abs(hashtext(k)) % 3 = 0
	UNION ALL SELECT 'bucket' WHERE abs(hashtext(k)) % 5 = 0
	UNION ALL SELECT 'mail' WHERE n % 25 = 0
\$\$;

CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RETURN NULL; END \$\$;
SQL
	$self->app(apply_function());
	for my $inbox (sort keys %inboxes)
	{
		my $how = {
			bank => "awspipe.create_kinesis_consumer('bank', 'aws', 'storm-in', 'bank'",
			std => "awspipe.create_sqs_consumer('std', 'aws', 'storm-in', 'std', visibility_timeout => '$visibility_timeout seconds'",
			fifo => "awspipe.create_sqs_consumer('fifo', 'aws', 'storm-in.fifo', 'fifo', visibility_timeout => '$visibility_timeout seconds'"
		}->{$inbox};

		$self->app(<<"SQL");
CREATE TABLE $inbox (LIKE awspipe.event INCLUDING ALL, nth bigint GENERATED ALWAYS AS IDENTITY);
CREATE TRIGGER apply AFTER INSERT ON $inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION apply('$inboxes{$inbox}');
CREATE TRIGGER nothing AFTER INSERT ON $inbox FOR EACH STATEMENT EXECUTE FUNCTION nothing();
SELECT $how, batch_size => 500, on_error => 'dead_letter');
SELECT awspipe.start_consumer('$inbox');
SQL
	}
	return;
}

sub _deploy_pipelines
{
	my ($self) = @_;
	# what the emulator does not say as AWS does
	$self->proxy('ses')->rules(
		{ match => 'identities', action => 'status', status => 200, body_text => '{"VerifiedForSendingStatus": true}' },
		{ match => 'GET /v2/email/templates', action => 'status', status => 404, code => 'NotFoundException', count => 1 });
	$self->app(<<"SQL");
CREATE SCHEMA inventory;
CREATE EXTENSION pgawspipe_inventory SCHEMA inventory;
SELECT inventory.deploy('aws', shards => 2);

CREATE SCHEMA transactions;
CREATE EXTENSION pgawspipe_transactions SCHEMA transactions;
SELECT transactions.deploy('aws', 'shop');
SELECT awspipe.alter_consumer('shop', visibility_timeout => '$visibility_timeout seconds');

SET client_min_messages = warning;
CREATE SCHEMA survey;
CREATE EXTENSION pgawspipe_survey SCHEMA survey;
SELECT survey.deploy('aws', 'survey-forms', 'Shop <survey\@shop.example>');
UPDATE survey.survey_setting SET sampling_share = 0.8;
/* nobody answers here, and a poll of an empty queue takes long to say that it is well again */
SELECT awspipe.drop_consumer(name) FROM awspipe.consumers WHERE name LIKE 'survey-%';

CREATE SCHEMA batch;
CREATE EXTENSION pgawspipe_batch SCHEMA batch;
SELECT batch.deploy('aws', 'orders');
UPDATE batch.setting SET rows_per_hour = 60, rows_per_object = 40, lines_per_chunk = 25, invalid_share = 0.05;
SQL
	$self->proxy('ses')->rules();
	return;
}

# A standby of the primary, to which commits wait; then the primary is lost.
sub promote
{
	my ($self, $tick) = @_;
	my $old = $self->{node};
	my $n = $self->{nodes}++;

	$old->backup("backup$n");
	my $new = PipeCluster->new("storm$n");
	$new->init_from_backup($old, "backup$n", has_streaming => 1);
	$new->start;
	$old->safe_psql('postgres', q{ALTER SYSTEM SET synchronous_standby_names = '*'});
	$old->reload;
	$self->wait_for('a synchronous standby', q{SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'});
	# when this commit has returned, the standby has all that came before it
	$old->safe_psql('postgres', 'CREATE TABLE synchronous (); DROP TABLE synchronous');
	$tick->();
	$old->stop('immediate');
	$new->promote;
	$self->{node} = $new;
	$self->announce;
	return;
}

1;
