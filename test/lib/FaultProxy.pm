
=pod

=head1 NAME

FaultProxy - break what travels between pgawspipe and an emulator

=head1 SYNOPSIS

  my $proxy = FaultProxy->new($aws->url('kinesis'));
  $proxy->url;                                   # for endpoint_url_kinesis
  $proxy->rules({ name => 'lost', match => 'PutRecords', nth => 2,
      action => 'drop' });
  ...
  is($proxy->fired('lost'), 1, 'an answer was lost');
  $proxy->rules();                               # only forward
  $proxy->listen(0);                             # connection refused
  my @requests = grep { $_->{operation} =~ /PutRecords/ } $proxy->journal;

Rules and actions are described in test/faults/proxy.js and actions.js.  A
proxy without a target, FaultProxy->new(undef), stands in for a service.

=cut

package FaultProxy;

use strict;
use warnings;

use Carp;
use File::Basename qw(dirname);
use File::Spec;
use File::Temp qw(tempdir);
use HTTP::Tiny;
use JSON::PP;
use Time::HiRes qw(sleep);

my $test_dir = File::Spec->rel2abs(dirname(__FILE__)) . '/..';
my @running;

sub new
{
	my ($class, $target) = @_;
	my $dir = tempdir(CLEANUP => 1);
	my $modules = $ENV{PGAWSPIPE_NODE_MODULES} // "$test_dir/emulator/node_modules";
	my ($node) = grep { -x } glob("$modules/node-linux-*/bin/node");
	my $owner = $$;
	my $pid = fork() // croak "could not fork: $!";

	if ($pid == 0)
	{
		exec($node // 'node', "$test_dir/faults/proxy.js",
			$target // 'none', "$dir/ports", $owner)
		  or die "could not run node: $!";
	}

	my $self = bless {
		pid => $pid,
		owner => $owner,
		json => JSON::PP->new->canonical->utf8->allow_nonref,
		http => HTTP::Tiny->new(timeout => 60)
	}, $class;

	push @running, $self;
	until (-s "$dir/ports")
	{
		croak "the fault proxy did not start" if waitpid($pid, 1) != 0;
		sleep 0.02;
	}
	open(my $file, '<', "$dir/ports") or croak "could not read ports: $!";
	($self->{port}, $self->{control}) = split ' ', <$file>;
	close($file);
	return $self;
}

sub control
{
	my ($self, $method, $path, $input) = @_;
	my $answer = $self->{http}->request(
		$method,
		"http://127.0.0.1:$self->{control}$path",
		{ content => defined $input ? $self->{json}->encode($input) : '' });

	croak "fault proxy: $answer->{content}" unless $answer->{success};
	return $self->{json}->decode($answer->{content});
}

sub url
{
	my ($self) = @_;

	return "http://127.0.0.1:$self->{port}";
}

# Replace the rules; what the former ones counted is gone.
sub rules
{
	my ($self, @rules) = @_;

	return $self->seeded_rules(1, @rules);
}

# The same, with the seed of the rules' "probability".
sub seeded_rules
{
	my ($self, $seed, @rules) = @_;

	$self->control('POST', '/rules', { seed => $seed, rules => \@rules });
	return;
}

# How often did the rule of this name fire?
sub fired
{
	my ($self, $name) = @_;
	my ($rule) =
	  grep { $_->{name} eq $name } @{ $self->control('GET', '/rules') };

	croak "no rule \"$name\"" unless $rule;
	return $rule->{fired};
}

# The requests so far: operation, headers, length, body (up to 2 MiB), rule
# (name or undef), status, at (ms).
sub journal
{
	my ($self) = @_;

	return @{ $self->control('GET', '/journal') };
}

sub clear_journal
{
	my ($self) = @_;

	$self->control('DELETE', '/journal');
	return;
}

sub listen
{
	my ($self, $on) = @_;

	$self->control('POST', '/listening',
		$on ? JSON::PP::true : JSON::PP::false);
	return;
}

sub target
{
	my ($self, $url) = @_;

	$self->control('POST', '/target', $url);
	return;
}

sub stop
{
	my ($self) = @_;

	return unless $self->{pid};
	kill 'KILL', $self->{pid};
	waitpid($self->{pid}, 0);
	$self->{pid} = undef;
	return;
}

END
{
	my $status = $?;

	$_->stop() foreach grep { $_->{owner} == $$ } @running;
	$? = $status;
}

1;
