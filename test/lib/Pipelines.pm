
=pod

=head1 NAME

Pipelines - all five pipelines at work, in one database after another

=head1 SYNOPSIS

  my $pipelines = Pipelines->new($aws);          # kinesis dynamodb sqs sns s3 ses
  $pipelines->install($node, 'postgres');        # where PipeCluster has made app
  $pipelines->deploy;
  $pipelines->simulate;                          # events for all of them
  $pipelines->agree('at first');                 # tests: all has been applied once
  $pipelines->move($other_node, 'restored');     # from now on they run there

What has been simulated is added up over all databases, and so is what the
emulators hold: agree() finds what was lost on the way, or came twice.

=cut

package Pipelines;

use strict;
use warnings;

use HTTP::Tiny;
use InventoryFold;
use JSON::PP;
use StreamTools;
use Test::More;

my @names = qw(batch clickstream inventory survey transactions);

# Enough for every kind of event to be among them
my %volume = (inventory => 200, transactions => 100, survey => 100, batch => 100);

sub new
{
	my ($class, $aws) = @_;

	return bless {
		aws => $aws,
		json => JSON::PP->new->canonical->utf8,
		sent => {},
		hours => 0,
		rounds => 0
	}, $class;
}

sub names { return @names }

# Where they are now
sub move
{
	my ($self, $node, $database) = @_;

	@$self{qw(node database)} = ($node, $database);
	return;
}

sub sql
{
	my ($self, $sql) = @_;

	return $self->{node}->safe_psql($self->{database}, $sql, extra_params => [ '-U', 'app' ]);
}

sub poll
{
	my ($self, $query) = @_;

	return $self->{node}->poll_query_until($self->{database}, $query);
}

sub install
{
	my ($self, $node, $database) = @_;

	$self->move($node, $database);
	$node->safe_psql($database, "GRANT CREATE ON DATABASE $database TO app");
	$self->sql("CREATE SCHEMA $_; CREATE EXTENSION pgawspipe_$_ SCHEMA $_") foreach @names;
	return;
}

sub deploy
{
	my ($self) = @_;

	$self->sql(<<'SQL');
SET client_min_messages = error;
SELECT batch.deploy('aws', 'shop');
SELECT clickstream.deploy('aws', 'shop-clicks', alarms => false);
SELECT inventory.deploy('aws', shards => 2);
SELECT survey.deploy('aws', 'survey-forms', 'Shop <survey@shop.example>', shards => 1);
/* at once: what a poll takes that nobody waits for any more is to come back soon */
BEGIN;
SELECT transactions.deploy('aws', alarms => false);
SELECT awspipe.alter_consumer('transactions', visibility_timeout => '3 seconds');
COMMIT;
SQL
	$self->sql("UPDATE batch.setting SET rows_per_hour = $volume{batch}, invalid_share = 0.05");
	return;
}

# Consumers that have events to come from simulate()
sub consumers { return qw(clickstream inventory survey transactions) }

sub stop_consumers
{
	my ($self) = @_;

	$self->sql("SELECT awspipe.stop_consumer('$_')") foreach $self->consumers;
	$self->poll(q{SELECT count(*) = 0 FROM awspipe.consumers WHERE state <> 'stopped'
		AND name IN ('clickstream', 'inventory', 'survey', 'transactions')}) or die 'consumers do not stop';
	return;
}

sub start_consumers
{
	my ($self) = @_;

	$self->sql("SELECT awspipe.start_consumer('$_')") foreach $self->consumers;
	return;
}

sub drained
{
	my ($self) = @_;

	return $self->poll('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# Events of all kinds, on their way when this returns; and another hour.
sub simulate
{
	my ($self) = @_;
	my $seed = ++$self->{rounds} / 1000;

	$self->sql("SELECT inventory.simulate($volume{inventory}, 30, $seed)");
	$self->{sent}{clickstream} += $self->{json}->decode($self->sql("SELECT clickstream.simulate('20 s', seed => $seed)"))->{events};
	foreach my $name (qw(transactions survey))
	{
		my $sent = $self->{json}->decode($self->sql("SELECT $name.simulate($volume{$name}, seed => $seed)"));

		$self->{sent}{$name}{$_} += $sent->{$_} foreach grep { !ref $sent->{$_} } keys %$sent;
	}
	$self->drained or die 'events are not sent';
	return;
}

sub close_hour
{
	my ($self) = @_;
	my $from = q{date_trunc('hour', now(), 'UTC') - interval '1 day' + interval '1 hour' * } . $self->{hours}++;

	$self->sql("SELECT format('CALL batch.back_fill(%L, %L)', $from, $from + interval '1 hour') \\gexec");
	return;
}

# All items of a table at DynamoDB
sub scan
{
	my ($self, $table) = @_;
	my $scan = { TableName => $table };
	my @items;

	do
	{
		my $page = $self->{aws}->aws_call('dynamodb', 'Scan', $scan);

		push @items, @{ $page->{Items} };
		$scan->{ExclusiveStartKey} = $page->{LastEvaluatedKey};
	} while ($scan->{ExclusiveStartKey});
	return @items;
}

sub inventory_agrees
{
	my ($self, $name) = @_;
	my $fold = InventoryFold->new;

	$fold->apply("$_->{shard}:$_->{sequence}", $_->{data})
	  foreach StreamTools->new($self->{aws}, $self->{node})->read_stream('inventory');

	my $products = $fold->products;
	my $applied = $fold->fate('applied');

	ok($self->poll("SELECT sum(version) >= $applied FROM inventory.product"), "$name: inventory has applied all");
	is( $self->sql(q{SELECT product_id, product_name, quantity, version, removed::int, last_event_id
			FROM inventory.product ORDER BY product_id}),
		join("\n",
			map { my $p = $products->{$_}; join '|', $_, @$p{qw(product_name quantity version removed last_event_id)} }
			  sort keys %$products),
		"$name: its stock is what the stream comes to");
	is($self->sql(q{SELECT string_agg(event_id, ' ' ORDER BY event_id COLLATE "C") FROM inventory.rejection}),
		join(' ', sort $fold->fate('rejected')), "$name: so are its rejections");
	ok($self->drained, "$name: what follows from it is sent");
	is_deeply(
		{ map { $_->{product_id}{S} => $_->{version}{N} . ($_->{expires_at} ? ' removed' : " $_->{quantity}{N}") } $self->scan('inventory') },
		{ map { my $p = $products->{$_}; $_ => $p->{version} . ($p->{removed} ? ' removed' : " $p->{quantity}") } keys %$products },
		"$name: DynamoDB holds that stock");
	return;
}

sub transactions_agree
{
	my ($self, $name) = @_;
	my $sent = $self->{sent}{transactions};

	ok($self->poll("SELECT sum(messages) >= $sent->{sent} FROM transactions.summary"), "$name: transactions has judged all");
	is_deeply({ map { split /\|/ } split /\n/, $self->sql('TABLE transactions.summary') },
		{ map { $_ => $sent->{$_} } qw(accepted rejected duplicate) }, "$name: as they were to be");
	ok($self->drained, "$name: what follows from it is sent");
	is(join(' ', sort map { $_->{transaction_id}{S} } $self->scan('transactions')),
		$self->sql(q{SELECT string_agg(transaction_id, ' ' ORDER BY transaction_id) FROM transactions.transaction}),
		"$name: DynamoDB holds the accepted ones");
	return;
}

# Windows may be open still
sub clickstream_agrees
{
	my ($self, $name) = @_;

	ok($self->poll("SELECT sum(searches + clicks + purchases + late) >= $self->{sent}{clickstream} FROM clickstream.click_window"),
		"$name: clickstream has counted all");
	is($self->sql('SELECT sum(searches + clicks + purchases + late) FROM clickstream.click_window'), $self->{sent}{clickstream}, "$name: once");
	return;
}

sub survey_agrees
{
	my ($self, $name) = @_;
	my $sent = $self->{sent}{survey};

	ok($self->poll("SELECT number >= $sent->{sent} FROM survey.funnel WHERE stage = 'purchases'"), "$name: survey has judged all");
	ok($self->drained, "$name: its mails are sent");
	$self->sql('CALL survey.collect()');
	is($self->sql(q{SELECT string_agg(number::text, ' ') FROM survey.funnel WHERE stage IN ('purchases', 'eligible', 'sent')}),
		"$sent->{sent} $sent->{invited} $sent->{invited}", "$name: who was to be invited is, and is noted");
	my $store = HTTP::Tiny->new->get($self->{aws}->url('ses') . '/store')->{content};

	is(scalar(@{ $self->{json}->decode($store)->{emails} }), $sent->{invited}, "$name: with one mail each");
	return;
}

sub batch_agrees
{
	my ($self, $name) = @_;

	is($self->sql('SELECT count(*), sum(rows_written), sum(attempts), sum(rows_read - rows_loaded - rows_rejected), sum(rows_repeated) FROM batch.run'),
		join('|', $self->{hours}, $self->{hours} * $volume{batch}, $self->{hours}, 0, 0), "$name: batch has closed each hour once");
	is( join("\n", sort map { $_->{order_id}{S} } $self->scan('orders')),
		$self->sql(q{SELECT string_agg(t.item ->> 'order_id', chr(10) ORDER BY t.item ->> 'order_id' COLLATE "C")
			FROM batch.run AS r, batch.orders(r.seed, r.hour, 1, r.rows_planned, (SELECT invalid_share FROM batch.setting)) AS o,
				batch.transform(o.content) AS t
			WHERE t.reason IS NULL}),
		"$name: DynamoDB holds its orders");
	return;
}

# All that was simulated so far has been applied, once, and has led to what it
# was to lead to.
sub agree
{
	my ($self, $name) = @_;

	$self->clickstream_agrees($name);
	$self->inventory_agrees($name);
	$self->transactions_agree($name);
	$self->survey_agrees($name);
	$self->batch_agrees($name);
	ok($self->poll(q{SELECT bool_and(state = 'running') FROM awspipe.consumers}), "$name: all consumers run");
	return;
}

# Whose the extensions and their members are, as a role's name each
sub owners
{
	my ($self) = @_;

	return join "\n", sort split /\n/, $self->{node}->safe_psql($self->{database}, <<'SQL');
WITH member AS (
	SELECT e.extname, d.classid, d.objid
	FROM pg_extension AS e JOIN pg_depend AS d ON d.refobjid = e.oid
		AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	WHERE e.extname LIKE 'pgawspipe\_%'
), with_sequences AS (
	TABLE member
	UNION
	SELECT m.extname, d.classid, d.objid
	FROM member AS m JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype IN ('a', 'i')
		JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
	WHERE m.classid = 'pg_class'::regclass AND d.classid = m.classid
)
SELECT extname, i.type, i.identity, pg_get_userbyid(coalesce(c.relowner, p.proowner, t.typowner))
FROM with_sequences AS m CROSS JOIN LATERAL pg_identify_object(m.classid, m.objid, 0) AS i
	LEFT JOIN pg_class AS c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
	LEFT JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	LEFT JOIN pg_type AS t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
	LEFT JOIN pg_class AS r ON r.oid = t.typrelid
/* row and array types are members in newer releases only */
WHERE (t.typcategory = 'A' OR r.relkind <> 'c') IS NOT TRUE
UNION ALL
SELECT extname, 'extension', extname, pg_get_userbyid(extowner)
FROM pg_extension WHERE extname LIKE 'pgawspipe\_%'
SQL
}

1;
