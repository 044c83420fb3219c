
=pod

=head1 NAME

Storm::Sabotage - damage that the checker of a storm has to notice

=head1 SYNOPSIS

  my @names = Storm::Sabotage::commit($world, $directory, \@logs);
  # from now on, the checks with these names must fail

A checker that finds nothing wrong says little, unless it is known to find
what is.

=cut

package Storm::Sabotage;

use strict;
use warnings;

use PostgreSQL::Test::Utils qw(append_to_file);
use Storm::Ledger;

# A message that arrived at that sink
sub _arrived
{
	my ($directory, $sink) = @_;
	my ($row) = grep { $_->[0] eq $sink } Storm::Ledger::read($directory, 'arrived');

	return @$row;
}

sub commit
{
	my ($world, $directory, $log) = @_;
	my $aws = $world->aws;
	my $ledger = Storm::Ledger->new($directory, 'sabotage');
	# without triggers, which would rather have it right
	my $sql = sub { $world->value("SET session_replication_role = replica; $_[0]") };
	my $delete_one = sub { $sql->("DELETE FROM $_[0] WHERE ctid = (SELECT min(ctid) FROM $_[0])") };
	my ($committed) = grep { $_->[1] eq 'committed' } Storm::Ledger::read($directory, 'transaction');

	# what was lost, doubled, changed or moved
	$sql->("DELETE FROM app.sent WHERE txn = '$committed->[0]'");
	$delete_one->('app.bank');
	$sql->(q{INSERT INTO app.std (event_id, source, arrived_at, received_at, payload)
		SELECT event_id, source, arrived_at, received_at, payload FROM app.std LIMIT 1});
	$sql->(q{UPDATE app.fifo SET payload = payload || '{"n": 0}' WHERE nth = (SELECT max(nth) FROM app.fifo)});
	$sql->(q{UPDATE app.account SET balance = balance + 1});
	$sql->(q{UPDATE awspipe.checkpoint SET sequence_number = '1' WHERE sequence_number IS NOT NULL});

	# what arrived twice, too early, from nowhere, or not at all
	$ledger->note('arrived', _arrived($directory, 'fifo'));
	$ledger->note('arrived', 'fifo_topic', 'a:1', 1, 'phantom');
	$ledger->note('arrived', 'queue', 'a:1', 1, 'phantom');
	$aws->aws_call('dynamodb', 'PutItem',
		{ TableName => 'items', Item => { pk => { S => 'phantom' }, version => { N => '1' }, u => { S => 'u' } } });
	$aws->aws_call('dynamodb', 'PutItem',
		{ TableName => 'plain', Item => { pk => { S => 'phantom' }, n => { N => '1' }, u => { S => 'u' } } });
	$aws->aws_call('s3', 'PUT /storm/phantom', '{}');

	# the pipelines
	$sql->('UPDATE inventory.product SET quantity = quantity + 1');
	$delete_one->('transactions.transaction');
	$delete_one->('survey.invitation');
	$aws->aws_call('dynamodb', 'PutItem', { TableName => 'orders', Item => { order_id => { S => 'phantom' } } });

	append_to_file($log, $world->sentinel . "\n");
	return (
		'what clients know to be committed is there, and nothing else',
		'bank: every record is in the inbox once',
		'std: every record is in the inbox once',
		'fifo: with what was sent',
		'fifo: in order',
		(map { "$_: each account has what its records come to" } qw(bank fifo std)),
		'each position is that of the last record of its shard',
		'queue: everything that was committed has arrived, and nothing else',
		(map { "$_: everything that was committed has arrived once, and nothing else" } qw(fifo fifo_topic)),
		(map { "$_: each key has its last message, and there is no other" } qw(items plain bucket)),
		'inventory: stock is what the stream comes to',
		'transactions: as many are accepted as were meant to be',
		'transactions: DynamoDB has them all, and no other',
		'survey: as many are invited as were meant to be, each once',
		'survey: each of them has one mail, and nobody else',
		'batch: DynamoDB has every order, and no other',
		'no secret and no record is in the log, and nothing has crashed by itself');
}

1;
