
=pod

=head1 NAME

Storm::Clients - who works while a storm passes, each in a process

=head1 SYNOPSIS

  my $clients = Storm::Clients->start($world, $directory);
  ...
  $clients->stop_sending;                        # and wait for them
  $clients->stop;                                # the readers too

producer: puts records and messages where consumers read them, at the
emulators themselves, so that what it notes is what AWS has acknowledged.
application: transactions that write to the outbox and are committed or not.
straggler: the same, slowly or in two phases.
shops, batch: the pipelines.
reader: takes what arrives at queues, and notes it before it deletes it.

A client that loses its connection does not know whether its last transaction
has been committed.  Each notes its name in a table; who committed must find
it there, who did not must not, and where nobody knows, that row tells.

=cut

package Storm::Clients;

use strict;
use warnings;

use Encode ();
use JSON::PP;
use MIME::Base64;
use POSIX ();
use PostgreSQL::Test::Utils;
use Session;
use Storm::Ledger;
use Storm::Random;
use Time::HiRes qw(sleep time);

my %senders = (
	producer => \&produce,
	application => \&apply,
	straggler => \&straggle,
	shops => \&simulate,
	batch => \&close_hours);
my %readers = (reader => \&read_queues);

my $tick = 0.1;		# seconds, at least, between two turns of a client

# Per turn of the producer: what the emulators can bear beside what comes of it
my %records_per_turn = (bank => 20, std => 8, fifo => 8);
my $keys = 20;
my $bad_share = 0.01;

sub start
{
	my ($class, $world, $directory) = @_;
	my $self = bless {
		world => $world,
		directory => $directory,
		json => JSON::PP->new->canonical->utf8,
		owner => $$,
		processes => {}
	}, $class;

	$self->_fork($_, $senders{$_}, 'senders') for sort keys %senders;
	$self->_fork($_, $readers{$_}, 'readers') for sort keys %readers;
	return $self;
}

sub _fork
{
	my ($self, $name, $work, $kind) = @_;
	my $pid = fork() // die "could not fork: $!";

	if ($pid == 0)
	{
		# what psql has to say of servers that vanish
		open(STDERR, '>>', "$self->{directory}/$name.stderr") or POSIX::_exit(2);
		$SIG{PIPE} = 'IGNORE';
		$self->{name} = $name;
		$self->{kind} = $kind;
		$self->{ledger} = Storm::Ledger->new($self->{directory}, $name);
		$self->{random} = Storm::Random->new($self->{world}->seed, $name);
		$self->{turn} = 0;
		my $done = eval { $work->($self); 1 };
		print STDERR "$name: $@\n" unless $done;
		# neither the test nor the emulators end with a client
		POSIX::_exit($done ? 0 : 1);
	}
	$self->{processes}{$kind}{$name} = $pid;
	return;
}

sub _stop
{
	my ($self, $kind) = @_;
	my $deadline = time() + ($ENV{PG_TEST_TIMEOUT_DEFAULT} || 180);
	my %left = %{ delete $self->{processes}{$kind} // {} };
	my @failed;

	append_to_file("$self->{directory}/$kind.stop", "stop\n");
	for my $name (sort keys %left)
	{
		my $ended;

		sleep $tick while !($ended = waitpid($left{$name}, POSIX::WNOHANG())) && time() < $deadline;
		push @failed, "$name " . ($ended ? 'failed: ' . slurp_file("$self->{directory}/$name.stderr") =~ s/\A.*(?=.{500})//sr
			: 'does not end') if !$ended || $?;
		kill 'KILL', $left{$name} if !$ended;
	}
	return @failed;
}

# Senders wait while this is on: emulators are slower than we are.
sub brake
{
	my ($self, $on) = @_;
	my $brake = "$self->{directory}/brake";

	append_to_file($brake, '') if $on && !-e $brake;
	unlink $brake if !$on;
	return;
}

# Names of those that did not end as they should
sub stop_sending { return $_[0]->_stop('senders') }
sub stop { return $_[0]->_stop('readers') }

sub DESTROY
{
	my ($self) = @_;

	local ($?, $!);
	return if $self->{name};
	kill 'KILL', values %$_ for values %{ $self->{processes} };
	return;
}

#
# In the clients
#

sub goes_on
{
	my ($self) = @_;

	$self->{turn}++;
	do
	{
		# nobody will say so when the test was killed
		die 'the storm is over' if getppid() != $self->{owner};
		sleep $tick;
	} while ($self->{kind} eq 'senders' && -e "$self->{directory}/brake" && !-e "$self->{directory}/$self->{kind}.stop");
	return !-e "$self->{directory}/$self->{kind}.stop";
}

sub number
{
	my ($self, $key) = @_;

	return ++$self->{numbers}{$key};
}

# The session, when there is a server to have it with
sub session
{
	my ($self) = @_;
	my $address = $self->{world}->address;

	if (!$address->is_open)
	{
		$self->lose_session;
		return undef;
	}
	return $self->{session} //= Session->new($address, 'app');
}

sub lose_session
{
	my ($self) = @_;

	delete $self->{session};
	return;
}

# What statements print; undef when the connection was lost.
sub query
{
	my ($self, $sql) = @_;
	my $session = $self->session or return undef;
	my $result = eval { $session->run($sql) };

	$self->lose_session unless defined $result;
	return $result;
}

# Until it has worked
sub insist
{
	my ($self, $sql) = @_;
	my $result;

	until (defined($result = $self->query($sql)))
	{
		die 'the storm is over' if getppid() != $self->{owner};
		sleep $tick;
	}
	return $result;
}

# Notes a transaction's outcome and messages; [sink, key, number, name] each.
sub note
{
	my ($self, $txn, $outcome, @messages) = @_;

	$self->{ledger}->note('transaction', $txn, $outcome);
	$self->{ledger}->note('message', $txn, @$_) for @messages;
	return;
}

sub new_transaction
{
	my ($self) = @_;

	return "$self->{name}-" . ++$self->{transactions};
}

# A message for each of these sinks, of one key
sub messages
{
	my ($self, $txn, $key, @sinks) = @_;
	my $n = $self->number($key);

	return map { [ $_, $key, $n, "$txn-$_" ] } @sinks;
}

sub sending
{
	my ($txn, @messages) = @_;

	return join(";\n", "INSERT INTO sent VALUES ('$txn')",
		map { "SELECT count(send('$_->[0]', '$_->[1]', $_->[2], '$_->[3]'))" } @messages);
}

#
# Producer
#

# One record a key in each call, because a call may store them in any order
sub produce
{
	my ($self) = @_;

	while ($self->goes_on)
	{
		for my $inbox (sort keys %records_per_turn)
		{
			my @keys = $self->{random}->shuffle(1 .. $keys);

			$self->put($inbox, map { $self->new_record($inbox, $_) } @keys[ 0 .. $records_per_turn{$inbox} - 1 ]);
		}
		sleep $tick;
	}
	return;
}

sub new_record
{
	my ($self, $inbox, $key) = @_;
	my %record = (key => "$key", inbox => $inbox);

	if ($self->{random}->uniform < $bad_share)
	{
		$record{body} = '{"half": "' . $self->{world}->sentinel;
		return \%record;
	}
	$record{n} = $self->number("$inbox:$key");
	$record{amount} = $self->{random}->between(-100, 1000);
	$record{body} = $self->{json}->encode(
		{ key => "$key", n => $record{n}, amount => $record{amount}, note => $self->{world}->sentinel });
	return \%record;
}

# Puts until all are acknowledged.
sub put
{
	my ($self, $inbox, @records) = @_;

	while (@records)
	{
		my $put = $inbox eq 'bank' ? 'put_records' : 'send_messages';
		my @ids = $self->$put($inbox, @records);
		my @left;

		for my $i (0 .. $#records)
		{
			my $record = $records[$i];

			if (!defined $ids[$i])
			{
				push @left, $record;
				next;
			}
			if (defined $record->{n})
			{
				$self->{ledger}->note('record', $inbox, $ids[$i], @$record{qw(key n amount)});
			}
			else
			{
				$self->{ledger}->note('bad', $inbox, $ids[$i]);
			}
		}
		@records = @left;
	}
	return;
}

sub put_records
{
	my ($self, $inbox, @records) = @_;
	my ($answer, $out) = $self->{world}->aws->aws_try('kinesis', 'PutRecords', {
			StreamName => 'storm-in',
			Records => [ map { { PartitionKey => $_->{key}, Data => encode_base64($_->{body}, '') } } @records ] });

	# the stream is being split
	return () if !$answer->{success};
	return map { defined $_->{SequenceNumber} ? "$_->{ShardId}:$_->{SequenceNumber}" : undef } @{ $out->{Records} };
}

sub send_messages
{
	my ($self, $inbox, @records) = @_;
	my $i = 0;
	my ($answer, $out) = $self->{world}->aws->aws_try('sqs', 'SendMessageBatch', {
			QueueUrl => $self->{world}->queue_url($inbox eq 'fifo' ? 'storm-in.fifo' : 'storm-in'),
			Entries => [
				map {
					{
						Id => $i++, MessageBody => $_->{body},
						$inbox eq 'fifo'
						? (MessageGroupId => $_->{key}, MessageDeduplicationId => 'd' . $self->number('deduplication'))
						: ()
					}
				} @records
			] });
	my @ids;

	return () if !$answer->{success};
	$ids[ $_->{Id} ] = $_->{MessageId} for @{ $out->{Successful} };
	return @ids;
}

#
# Applications
#

my @all_sinks = qw(items plain stream queue fifo topic fifo_topic bucket);

sub some_sinks
{
	my ($self) = @_;

	return (@all_sinks, $self->{random}->uniform < 0.2 ? 'mail' : ());
}

sub apply
{
	my ($self) = @_;

	while ($self->goes_on)
	{
		my $txn = $self->new_transaction;
		my $random = $self->{random};
		my @messages = map { $self->messages($txn, "a:$_", $self->some_sinks) } $random->between(1, 10);
		my $fate = $random->uniform;
		my $extra = '';

		# what is rolled back may have had the numbers of its successor
		$self->{numbers}{ $messages[0][1] }-- if $fate < 0.2;
		if ($fate > 0.8)
		{
			my @undone = $self->messages("$txn-undone", 'a:undone', $self->some_sinks);

			$extra = ";\nSAVEPOINT s;\n" . sending("$txn-undone", @undone) . ";\nROLLBACK TO s";
			$self->note("$txn-undone", 'rolled back', @undone);
		}
		if (!defined $self->query("BEGIN;\n" . sending($txn, @messages) . $extra))
		{
			$self->note($txn, 'rolled back', @messages);
		}
		elsif ($fate < 0.2)
		{
			$self->query('ROLLBACK');
			$self->note($txn, 'rolled back', @messages);
		}
		else
		{
			$self->note($txn, defined $self->query('COMMIT') ? 'committed' : 'unknown', @messages);
		}
		sleep $tick;
	}
	return;
}

# Each transaction has a key of its own, because others do not wait for it.
sub straggle
{
	my ($self) = @_;

	while ($self->goes_on)
	{
		my $txn = $self->new_transaction;
		my $random = $self->{random};
		my @messages = $self->messages($txn, "l:$txn", $self->some_sinks);
		my $two_phases = $random->uniform < 0.5;
		my $held = time() + $random->between(1, 30) / 10;
		my $begun = defined $self->query("BEGIN;\n" . sending($txn, @messages));

		if (!$begun)
		{
			$self->note($txn, 'rolled back', @messages);
			next;
		}
		if ($two_phases)
		{
			$self->in_two_phases($txn, $held, @messages);
			next;
		}
		sleep $tick while (time() < $held && $self->{world}->address->is_open);
		$self->note($txn, defined $self->query('COMMIT') ? 'committed' : 'unknown', @messages);
		$self->{ledger}->note('happened', 'long writer');
	}
	return;
}

sub in_two_phases
{
	my ($self, $txn, $held, @messages) = @_;
	my $outcome = $self->{random}->pick('COMMIT', 'ROLLBACK');

	$self->query("PREPARE TRANSACTION '$txn'");
	my $prepared = $self->insist("SELECT count(*) FROM pg_prepared_xacts WHERE gid = '$txn'");
	if (!$prepared)
	{
		$self->note($txn, 'rolled back', @messages);
		return;
	}
	$self->lose_session;
	sleep $tick while time() < $held;
	while ($self->insist("SELECT count(*) FROM pg_prepared_xacts WHERE gid = '$txn'"))
	{
		$self->query("$outcome PREPARED '$txn'");
	}
	$self->note($txn, $outcome eq 'COMMIT' ? 'committed' : 'rolled back', @messages);
	$self->{ledger}->note('happened', "prepared, then \L$outcome");
	return;
}

#
# Pipelines
#

# What a shop publishes, in a transaction with its name
sub publish
{
	my ($self, $pipeline, $sql) = @_;
	my $txn = $self->new_transaction;
	my $said = $self->query("BEGIN;\nINSERT INTO sent VALUES ('$txn');\n$sql");

	return if !defined $said;
	my $outcome = defined $self->query('COMMIT') ? 'committed' : 'unknown';

	$self->note($txn, $outcome);
	$self->{ledger}->note('published', $txn, $pipeline, $said =~ s/\s+/ /gr);
	return;
}

sub simulate
{
	my ($self) = @_;

	while ($self->goes_on)
	{
		my $seed = $self->{random}->uniform;

		$self->publish('inventory', "SELECT inventory.simulate(10, 40, $seed)");
		$self->publish('transactions', "SELECT transactions.simulate(10, invalid => 0.1, large => 0.1, seed => $seed)");
		$self->publish('survey', "SELECT survey.simulate(6, seed => $seed)");
		sleep 8 * $tick;
	}
	return;
}

# Hours are closed one after another; one that was interrupted is called again.
sub close_hours
{
	my ($self) = @_;
	my $hour = 0;

	while ($self->goes_on)
	{
		$self->insist(sprintf(q{CALL batch.back_fill(timestamptz '2020-01-01 00:00Z' + interval '%d hours',
			timestamptz '2020-01-01 00:00Z' + interval '%d hours')}, $hour, $hour + 1));
		$self->{ledger}->note('hour', $hour++);
		sleep 10 * $tick;
	}
	return;
}

#
# Readers
#

sub read_queues
{
	my ($self) = @_;
	my %sinks = ('storm-out' => 'queue', 'storm-out.fifo' => 'fifo', 'storm-topic' => 'topic',
		'storm-topic.fifo' => 'fifo_topic');
	my $got;

	# to the end of what is there
	while ($self->goes_on || $got)
	{
		$got = 0;
		$got += $self->read_queue($_, $sinks{$_}) for sort keys %sinks;
	}
	return;
}

sub read_queue
{
	my ($self, $queue, $sink) = @_;
	my $world = $self->{world};
	my $number = 0;

	while (1)
	{
		my @messages = @{ $world->aws->aws_call('sqs', 'ReceiveMessage',
				{ QueueUrl => $world->queue_url($queue), MaxNumberOfMessages => 10, VisibilityTimeout => 30 })->{Messages} // [] };

		return $number if !@messages;
		for my $message (@messages)
		{
			my $body = $self->{json}->decode(Encode::encode('UTF-8', $message->{Body}));

			$self->{ledger}->note('arrived', $sink, @$body{qw(k n u)});
		}
		my $i = 0;
		$world->aws->aws_call('sqs', 'DeleteMessageBatch', {
				QueueUrl => $world->queue_url($queue),
				Entries => [ map { { Id => $i++, ReceiptHandle => $_->{ReceiptHandle} } } @messages ] });
		$number += @messages;
	}
}

1;
