
=pod

=head1 NAME

Storm::Checker - what must hold when a storm has passed

=head1 SYNOPSIS

  my $checker = Storm::Checker->new($world, $directory);
  for my $check ($checker->checks)
  {
      my ($name, @wrong) = @$check;
      ...
  }
  $checker->figures;                             # path => [in, out, duplicates]

Ledgers of clients, read by Storm::Ledger, are the truth that inboxes, tables
and destinations are compared with; for the pipelines it is what is in their
streams and queues, and what their functions said they would publish.

=cut

package Storm::Checker;

use strict;
use warnings;

use HTTP::Tiny;
use InventoryFold;
use JSON::PP;
use PostgreSQL::Test::Utils qw(slurp_file);
use Storm::Ledger;
use Storm::World;

sub new
{
	my ($class, $world, $directory) = @_;
	my $self = bless {
		world => $world,
		directory => $directory,
		json => JSON::PP->new->canonical->utf8,
		text => JSON::PP->new->canonical,
		figures => {},
		lost => 0, doubled => 0, disordered => 0
	}, $class;

	$self->_read_transactions;
	return $self;
}

sub figures { return %{ $_[0]{figures} } }

# Over all paths
sub sums { return @{ $_[0] }{qw(lost doubled disordered)} }

sub _ledger
{
	my ($self, $kind) = @_;

	return Storm::Ledger::read($self->{directory}, $kind);
}

sub _rows
{
	my ($self, $sql) = @_;

	return map { [ split /\|/, $_, -1 ] } split /\n/, $self->{world}->value($sql);
}

sub _column
{
	my ($self, $sql) = @_;

	return map { $_->[0] } $self->_rows($sql);
}

#
# Transactions of clients
#

sub _read_transactions
{
	my ($self) = @_;
	my %present = map { $_ => 1 } $self->_column('SELECT txn FROM app.sent');
	my %committed;
	my @wrong;

	for my $row ($self->_ledger('transaction'))
	{
		my ($txn, $outcome) = @$row;

		push @wrong, "$txn was committed, and is gone" if $outcome eq 'committed' && !$present{$txn};
		push @wrong, "$txn was rolled back, and is there" if $outcome eq 'rolled back' && $present{$txn};
		$committed{$txn} = $present{$txn} ? 1 : 0;
	}
	$self->{committed} = \%committed;
	$self->{transactions} = \@wrong;

	# sink => name => [key, number], of clients and of batches
	for my $row ($self->_ledger('message'))
	{
		my ($txn, $sink, $key, $n, $name) = @$row;

		$self->{expected}{$sink}{$name} = [ $key, $n ] if $committed{$txn};
	}
	for my $row ($self->_rows('SELECT sink, k, n, u FROM app.effect'))
	{
		my ($sink, $key, $n, $name) = @$row;

		$self->{expected}{$sink}{$name} = [ $key, $n ];
	}
	return;
}

#
# What came in
#

sub _compare_sets
{
	my ($self, $what, $expected, $found) = @_;
	my @missing = grep { !$found->{$_} } sort keys %$expected;
	my @foreign = grep { !exists $expected->{$_} } sort keys %$found;
	my @double = grep { $found->{$_} > 1 } sort keys %$found;

	$self->{lost} += @missing;
	$self->{doubled} += @double;
	return ((map { "$what: lost $_" } @missing), (map { "$what: nobody sent $_" } @foreign),
		(map { "$what: $_ came $found->{$_} times" } @double));
}

sub _inbox
{
	my ($self, $inbox) = @_;
	my %expected = map { $_->[1] => [ @$_[ 2 .. 4 ] ] } grep { $_->[0] eq $inbox } $self->_ledger('record');
	my %bad = map { $_->[1] => 1 } grep { $_->[0] eq $inbox } $self->_ledger('bad');
	my (%found, %dead, %last, %last_of_shard, %account, @order, @content);
	my $ordered = $inbox ne 'std';

	for my $row ($self->_rows(qq{SELECT event_id, payload ->> 'key', payload ->> 'n', payload ->> 'amount', shard_id, sequence_number
			FROM app.$inbox ORDER BY nth}))
	{
		my ($id, $key, $n, $amount, $shard, $sequence) = @$row;
		my $entry = $expected{$id};

		$found{$id}++;
		push @content, "$inbox: $id is not what was sent" if $entry && "@$entry" ne "$key $n $amount";
		next if !$ordered;
		push @order, "$inbox: key $key: $n behind $last{$key}" if $n <= ($last{$key} // 0);
		$last{$key} = $n;
		next if $inbox ne 'bank';
		# longer numbers are larger
		$sequence = sprintf('%130s', $sequence);
		push @order, "$inbox: $shard: $sequence behind $last_of_shard{$shard}" if $sequence le ($last_of_shard{$shard} // '');
		$last_of_shard{$shard} = $sequence;
	}
	$self->{disordered} += @order;
	$dead{$_}++ for $self->_column(qq{SELECT coalesce(event_id, shard_id || ':' || sequence_number)
		FROM awspipe.dead_letters WHERE consumer = '$inbox'});
	$self->{figures}{"into $inbox"} = [ keys(%expected) + keys(%bad), keys(%found) + keys(%dead), 0 ];

	# an account is what its records come to
	for my $entry (values %expected)
	{
		my ($key, undef, $amount) = @$entry;

		$account{$key}[0]++;
		$account{$key}[1] += $amount;
	}
	my %kept = map { my ($k, @values) = @$_; ($k => "@values") }
	  $self->_rows(qq{SELECT substr(k, 3), records, balance FROM app.account WHERE k LIKE '$Storm::World::inboxes{$inbox}:%'});
	my @balances = map { "$inbox: account $_: " . ($kept{$_} // 'none') . ", not @{$account{$_}}" }
	  grep { ($kept{$_} // '') ne "@{$account{$_}}" } sort keys %account;

	return (
		[ "$inbox: every record is in the inbox once", $self->_compare_sets($inbox, \%expected, \%found) ],
		[ "$inbox: every bad record is a dead letter once", $self->_compare_sets("$inbox, dead letters", \%bad, \%dead) ],
		[ "$inbox: with what was sent", @content ],
		$ordered ? [ "$inbox: in order", @order ] : (),
		[ "$inbox: each account has what its records come to", @balances ]);
}

sub _checkpoints
{
	my ($self) = @_;

	return [
		'each position is that of the last record of its shard',
		map { "shard $_->[0]: at $_->[1], not $_->[2]" } $self->_rows(q{
			SELECT s.shard_id, s.sequence_number, coalesce(m.last::text, 'none')
			FROM awspipe.shards AS s
			LEFT JOIN (
				SELECT shard_id, max(sequence_number::numeric) AS last FROM (
					SELECT shard_id, sequence_number FROM app.bank
					UNION ALL SELECT shard_id, sequence_number FROM awspipe.dead_letters WHERE consumer = 'bank') AS r
				GROUP BY shard_id) AS m ON m.shard_id = s.shard_id
			WHERE s.consumer = 'bank' AND s.sequence_number::numeric IS DISTINCT FROM m.last}) ];
}

#
# What went out
#

# [key, number, name] of what a destination holds, in its order
sub _sent
{
	my ($self, $sink, $duplicates_allowed, @arrived) = @_;
	my $expected = $self->{expected}{$sink} // {};
	my (%found, %last, @order, @content);
	my $ordered = $sink =~ /^(?:stream|fifo|fifo_topic)$/;

	for my $row (@arrived)
	{
		my ($key, $n, $name) = @$row;
		my $entry = $expected->{$name};

		push @content, "$sink: $name is not what was sent" if $entry && "@$entry" ne "$key $n";
		# what was sent again may not be behind its successor either
		push @order, "$sink: key $key: $n behind $last{$key}" if $ordered && !$found{$name} && $n <= ($last{$key} // 0);
		$last{$key} = $n if !$found{$name}++;
	}
	$self->{disordered} += @order;

	my $duplicates = @arrived - keys %found;
	$self->{figures}{"out to $sink"} = [ scalar(keys %$expected), scalar(keys %found), $duplicates ];
	if ($duplicates_allowed)
	{
		$_ = 1 for values %found;
	}
	return (
		[ "$sink: everything that was committed has arrived" . ($duplicates_allowed ? '' : ' once') . ', and nothing else',
			$self->_compare_sets($sink, $expected, \%found), @content ],
		$ordered ? [ "$sink: in order of each key", @order ] : ());
}

sub _queues
{
	my ($self) = @_;
	my %arrived;

	for my $row ($self->_ledger('arrived'))
	{
		my ($sink, @message) = @$row;

		push @{ $arrived{$sink} }, \@message;
	}
	return map { $self->_sent($_, !/fifo/, @{ $arrived{$_} // [] }) } qw(queue fifo topic fifo_topic);
}

sub _body
{
	my ($self, $bytes) = @_;
	my $body = eval { $self->{json}->decode($bytes) } // {};

	return [ map { $_ // '' } @$body{qw(k n u)} ];
}

sub _stream
{
	my ($self) = @_;

	return $self->_sent('stream', 1, map { $self->_body($_->{data}) } $self->{world}->tools->read_stream('storm-out'));
}

sub _mails
{
	my ($self, $doubtful, $sudden_ends) = @_;
	my $answer = HTTP::Tiny->new->get($self->{world}->aws->url('ses') . '/store');
	my @mails;

	die 'no store' unless $answer->{success};
	push @mails, $1 while $answer->{content} =~ /"subject":"storm ([^"]+)"/g;
	my $expected = $self->{expected}{mail} // {};
	my @checks = $self->_sent('mail', 1, map { [ @{ $expected->{$_} // [ '', '' ] }, $_ ] } @mails);

	# as many requests may have been under way at each end
	my $most = $doubtful + $sudden_ends * $self->{world}->value('SHOW pgawspipe.max_in_flight');
	my $duplicates = $self->{figures}{'out to mail'}[2];

	return (@checks, [ 'mail: no more was sent twice than was in doubt', $duplicates > $most ? "$duplicates, not $most" : () ]);
}

# key => [number, name] of the last message to each
sub _last
{
	my ($self, $sink) = @_;
	my %last;

	while (my ($name, $entry) = each %{ $self->{expected}{$sink} // {} })
	{
		my ($key, $n) = @$entry;

		$last{$key} = [ $n, $name ] if !$last{$key} || $n > $last{$key}[0];
	}
	return \%last;
}

sub _finals
{
	my ($self, $sink, %found) = @_;
	my $last = $self->_last($sink);
	my @wrong = map { "$sink: $_ holds " . ($found{$_} // 'nothing') . ", not @{$last->{$_}}" }
	  grep { ($found{$_} // '') ne "@{$last->{$_}}" } sort keys %$last;

	$self->{lost} += @wrong;
	$self->{figures}{"out to $sink"} = [ scalar(keys %{ $self->{expected}{$sink} // {} }), scalar(keys %found) . ' final', 0 ];
	return [ "$sink: each key has its last message, and there is no other", @wrong,
		map { "$sink: nobody sent $_" } grep { !$last->{$_} } sort keys %found ];
}

sub _scan
{
	my ($self, $table) = @_;
	my $scan = { TableName => $table };
	my @items;

	do
	{
		my $page = $self->{world}->aws->aws_call('dynamodb', 'Scan', $scan);

		push @items, @{ $page->{Items} };
		$scan->{ExclusiveStartKey} = $page->{LastEvaluatedKey};
	} while ($scan->{ExclusiveStartKey});
	return @items;
}

sub _items
{
	my ($self) = @_;

	return ($self->_finals('items', map { ($_->{pk}{S} => "$_->{version}{N} $_->{u}{S}") } $self->_scan('items')),
		$self->_finals('plain', map { ($_->{pk}{S} => "$_->{n}{N} $_->{u}{S}") } $self->_scan('plain')));
}

sub _objects
{
	my ($self) = @_;
	my $aws = $self->{world}->aws;
	my %found;

	for my $key (split /\n/, $self->{world}->app(q{SELECT key FROM awspipe.s3_list_objects('aws', 'storm')}))
	{
		my (undef, $n, $name) = @{ $self->_body(($aws->aws_try('s3', "GET /storm/$key"))[0]{content}) };

		$found{$key} = "$n $name";
	}
	return $self->_finals('bucket', %found);
}

#
# Pipelines
#

sub _published
{
	my ($self, $pipeline) = @_;

	return map { $self->{json}->decode($_->[2]) }
	  grep { $_->[1] eq $pipeline && $self->{committed}{ $_->[0] } } $self->_ledger('published');
}

sub _sum
{
	my ($what, @published) = @_;
	my $sum = 0;

	$sum += $_->{$what} for @published;
	return $sum;
}

sub _same
{
	my ($what, $found, $expected) = @_;

	return $found eq $expected ? () : "$what: $found, not $expected";
}

sub _inventory
{
	my ($self) = @_;
	my $fold = InventoryFold->new;
	my $sent = 0;

	$sent += $_ for $self->_published('inventory');
	my @records = $self->{world}->tools->read_stream('inventory');
	$fold->apply("$_->{shard}:$_->{sequence}", $_->{data}) for @records;
	my (%events, %found, %kept);
	$events{$_} = 1 for $fold->fate('applied'), $fold->fate('rejected');
	$found{$_}++ for $self->_column('SELECT event_id FROM inventory.event');
	my $products = $fold->products;
	my %expected = map { $_ => join '|', @{ $products->{$_} }{qw(quantity version removed last_event_id)} } keys %$products;
	$kept{$_->[0]} = join '|', @$_[ 1 .. 4 ]
	  for $self->_rows('SELECT product_id, quantity, version, removed::int, last_event_id FROM inventory.product');
	my %items = map { ($_->{product_id}{S} => $_->{version}{N}) } $self->_scan('inventory');

	$self->{figures}{inventory} = [ $sent, scalar(keys %found), @records - $sent ];
	return (
		[ 'inventory: all events have arrived in the stream', @records < $sent ? @records . " of $sent" : () ],
		[ 'inventory: every event is in the inbox once', $self->_compare_sets('inventory', \%events, \%found) ],
		[ 'inventory: stock is what the stream comes to',
			map { _same($_, $kept{$_} // 'none', $expected{$_} // 'none') } sort keys %{ { %kept, %expected } } ],
		[ 'inventory: DynamoDB has the newest version of each product',
			map { _same($_, $items{$_} // 'none', $products->{$_}{version} // 'none') } sort keys %{ { %items, %$products } } ]);
}

sub _transactions
{
	my ($self) = @_;
	my @published = $self->_published('transactions');
	my %expected = map { $_ => 1 } $self->_column('SELECT transaction_id FROM transactions.transaction');
	my %found;

	$found{ $_->{transaction_id}{S} }++ for $self->_scan('shop');
	my ($accepted, $messages, $distinct, $judged) = @{ ($self->_rows(q{
		SELECT (SELECT count(*) FROM transactions.transaction), count(*), count(DISTINCT event_id),
			(SELECT count(*) FROM transactions.transaction) + (SELECT count(*) FROM transactions.duplicate)
				+ (SELECT count(DISTINCT event_id) FROM transactions.rejection)
		FROM transactions.message}))[0] };

	$self->{figures}{transactions} = [ _sum('sent', @published), $messages, $messages - _sum('sent', @published) ];
	$self->{lost}++ if $accepted < _sum('accepted', @published);
	$self->{doubled} += $messages - $distinct;
	return (
		[ 'transactions: as many are accepted as were meant to be', _same('accepted', $accepted, _sum('accepted', @published)) ],
		[ 'transactions: every message is judged, once', _same('messages', $messages, $distinct), _same('judged', $judged, $messages) ],
		[ 'transactions: DynamoDB has them all, and no other', $self->_compare_sets('transactions', \%expected, \%found) ]);
}

# Addresses of the invitations' mails
sub _invited
{
	my ($self) = @_;
	my $answer = HTTP::Tiny->new->get($self->{world}->aws->url('ses') . '/store');
	my %mails;

	die 'no store' unless $answer->{success};
	while ($answer->{content} =~ /"messageId":"[^"]+".*?"destination":\{"to":\["([^"]+)"\]/gs)
	{
		$mails{$1}++ if $1 ne 'success@simulator.amazonses.com';
	}
	return \%mails;
}

# Mails that nobody knows of: somebody looks for them, as an operator would.
sub resolve_mails
{
	my ($self) = @_;
	my $world = $self->{world};
	my @doubtful = $self->_rows(q{
		SELECT o.outbox_id, i.email FROM awspipe.outbox AS o JOIN survey.invitation AS i ON i.invitation_id::text = o.reference
		WHERE o.state = 'ambiguous'});
	my $mails = $self->_invited;

	$world->app(join(";\n",
			map { "SELECT awspipe.resolve($_->[0], '" . ($mails->{ $_->[1] } ? 'delivered' : 'resend') . "')" } @doubtful))
	  if @doubtful;
	return scalar @doubtful;
}

sub _survey
{
	my ($self) = @_;
	my @published = $self->_published('survey');
	my %expected = map { $_ => 1 } $self->_column('SELECT email FROM survey.invitation');
	my ($invitations, $customers) = @{ ($self->_rows('SELECT count(*), count(DISTINCT customer_id) FROM survey.invitation'))[0] };

	my $events = $self->{world}->value('SELECT count(*) FROM survey.purchase_event');

	$self->{figures}{survey} = [ _sum('sent', @published), $events, $events - _sum('sent', @published) ];
	$self->{lost}++ if $invitations < _sum('invited', @published);
	return (
		[ 'survey: as many are invited as were meant to be, each once',
			_same('invited', $invitations, _sum('invited', @published)), _same('customers', $customers, $invitations) ],
		[ 'survey: each of them has one mail, and nobody else', $self->_compare_sets('survey', \%expected, $self->_invited) ]);
}

sub _batch
{
	my ($self) = @_;
	my %expected = map { $_ => 1 } $self->_column(q{
		SELECT t.item ->> 'order_id'
		FROM batch.run AS r, batch.orders(r.seed, r.hour, 1, r.rows_planned, (SELECT invalid_share FROM batch.setting)) AS o,
			batch.transform(o.content) AS t
		WHERE r.step = 'closed' AND t.reason IS NULL});
	my %found;

	$found{ $_->{order_id}{S} }++ for $self->_scan('orders');
	$self->{figures}{batch} = [ scalar(keys %expected), scalar(keys %found), 0 ];
	return (
		[ 'batch: every hour is closed once', _same('hours', $self->{world}->value(q{
			SELECT count(*) FILTER (WHERE step = 'closed' AND rows_read = rows_loaded + rows_rejected AND rows_generated = rows_written
				AND rows_rejected = (SELECT count(*) FROM batch.rejection AS j WHERE j.hour = r.hour))
			FROM batch.run AS r}), scalar($self->_ledger('hour'))) ],
		[ 'batch: DynamoDB has every order, and no other', $self->_compare_sets('batch', \%expected, \%found) ]);
}

#
# The log
#

sub _log
{
	my ($self, @logs) = @_;
	my @wrong;

	for my $log (@logs)
	{
		my $text = slurp_file($log);

		push @wrong, "$log: a record" if index($text, $self->{world}->sentinel) >= 0;
		push @wrong, "$log: a secret" if $text =~ /not a secret|AWS4-HMAC|Signature=/;
		push @wrong, "$log: $1" if $text =~ /((?:PANIC|TRAP|terminated by signal (?!9:)).*)/;
	}
	return [ 'no secret and no record is in the log, and nothing has crashed by itself', @wrong ];
}

sub checks
{
	my ($self, %about) = @_;

	return (
		[ 'what clients know to be committed is there, and nothing else', @{ $self->{transactions} } ],
		(map { $self->_inbox($_) } sort keys %Storm::World::inboxes),
		$self->_checkpoints,
		$self->_queues,
		$self->_stream,
		$self->_items,
		$self->_objects,
		$self->_mails($about{doubtful_mails}, $about{sudden_ends}),
		$self->_inventory,
		$self->_transactions,
		$self->_survey,
		$self->_batch,
		$self->_log(@{ $about{logs} }));
}

1;
