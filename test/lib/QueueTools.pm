
=pod

=head1 NAME

QueueTools - SQS queues in tests

=head1 SYNOPSIS

  my $queue = QueueTools->new($aws, 'orders', VisibilityTimeout => 5);
  my $fifo = QueueTools->new($aws, 'orders.fifo');
  my @ids = $queue->send({ json => { n => 1 } }, { body => 'any text' });
  $fifo->send({ group => 'g', json => { n => 1 } });
  $queue->wait_until_empty;
  my @bodies = $queue->receive_all;

=cut

package QueueTools;

use strict;
use warnings;

use Carp;
use JSON::PP;

# SendMessageBatch: 10 messages a call
my $messages_per_call = 10;

sub new
{
	my ($class, $aws, $name, %attributes) = @_;
	my $self = bless {
		aws => $aws,
		name => $name,
		json => JSON::PP->new->canonical->utf8,
		text => JSON::PP->new->canonical,
		sent => 0
	}, $class;

	$attributes{FifoQueue} = 'true' if $name =~ /\.fifo$/;
	$self->{url} = $aws->aws_call(
		'sqs',
		'CreateQueue',
		{
			QueueName => $name,
			%attributes
			? (Attributes => { map { $_ => "$attributes{$_}" } keys %attributes })
			: ()
		})->{QueueUrl};
	return $self;
}

sub url { return $_[0]->{url}; }

# Sends messages, in their order; returns their ids.
sub send
{
	my ($self, @messages) = @_;
	my @ids;

	while (my @call = splice(@messages, 0, $messages_per_call))
	{
		my $i = 0;
		my $answer = $self->{aws}->aws_call(
			'sqs',
			'SendMessageBatch',
			{
				QueueUrl => $self->{url},
				Entries => [
					map {
						{
							Id => $i++,
							MessageBody => $_->{body}
							  // $self->{text}->encode($_->{json}),
							$_->{attributes}
							? (MessageAttributes => $_->{attributes})
							: (),
							defined $_->{group}
							? ( MessageGroupId => $_->{group},
								MessageDeduplicationId => $_->{deduplication}
								  // 'd' . ++$self->{sent})
							: ()
						}
					} @call
				]
			});
		croak 'messages were refused' if @{ $answer->{Failed} // [] };
		push @ids, map { $_->{MessageId} }
		  sort { $a->{Id} <=> $b->{Id} } @{ $answer->{Successful} };
	}
	return @ids;
}

# Messages that wait, and those that somebody has received.
sub counts
{
	my ($self) = @_;
	my $attributes = $self->{aws}->aws_call('sqs', 'GetQueueAttributes',
		{ QueueUrl => $self->{url}, AttributeNames => ['All'] })->{Attributes};

	return map { $attributes->{"ApproximateNumberOfMessages$_"} } ('', 'NotVisible');
}

sub wait_until_empty
{
	my ($self) = @_;

	return $self->{aws}->wait_until(
		sub {
			my ($waiting, $received) = $self->counts;
			return $waiting == 0 && $received == 0;
		});
}

# Takes out and returns the bodies of all messages that are visible.
sub receive_all
{
	my ($self) = @_;
	my @bodies;

	while (1)
	{
		my $answer = $self->{aws}->aws_call('sqs', 'ReceiveMessage',
			{ QueueUrl => $self->{url}, MaxNumberOfMessages => 10 });
		my @messages = @{ $answer->{Messages} // [] };

		return @bodies unless @messages;
		for my $message (@messages)
		{
			push @bodies, $message->{Body};
			$self->{aws}->aws_call('sqs', 'DeleteMessage',
				{ QueueUrl => $self->{url}, ReceiptHandle => $message->{ReceiptHandle} });
		}
	}
}

1;
