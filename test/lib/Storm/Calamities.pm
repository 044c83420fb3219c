
=pod

=head1 NAME

Storm::Calamities - what happens to processes, servers, streams and tables

=head1 SYNOPSIS

  my $calamities = Storm::Calamities->new($world, $watch);
  my $finish = $calamities->begin($calamity);    # from Storm::Plan
  ...                                            # its seconds later
  $finish->();
  $calamities->fired;                            # kind => number

=cut

package Storm::Calamities;

use strict;
use warnings;

use Session;
use Storm::World;
use Time::HiRes qw(sleep time);

# Who is still connected when a smart shutdown begins has so long to leave
my $patience = 15;		# seconds

sub new
{
	my ($class, $world, $watch) = @_;

	return bless { world => $world, watch => $watch, fired => {}, slowest_stop => 0, kills => 0 }, $class;
}

sub fired { return %{ $_[0]{fired} } }
sub slowest_stop { return $_[0]{slowest_stop} }

# Deaths of a dispatcher that had no time to note what had become of its mails
sub sudden_ends { return $_[0]{kills} }

my %methods = (
	'kill -9' => \&kill_worker,
	terminate => sub { $_[0]->signal_worker($_[1], 'pg_terminate_backend') },
	cancel => sub { $_[0]->signal_worker($_[1], 'pg_cancel_backend') },
	freeze => \&freeze_worker,
	restart => \&restart_server,
	split => sub { $_[0]->reshard($_[1], 'split_shard') },
	merge => sub { $_[0]->reshard($_[1], 'merge_shards') },
	'add column' => \&add_column,
	'create index' => \&create_index,
	'trigger off and on' => \&switch_trigger,
	'replace function' => sub { $_[0]->ddl($_[0]{world}->apply_function) },
	'alter consumer' => \&alter_consumer,
	'stop and start consumer' => \&stop_consumer,
	'exclusive lock' => \&lock_table,
	'row locks' => sub { $_[0]->hold('SELECT count(*) FROM (SELECT FROM account FOR UPDATE) AS a') },
	'old snapshot' => \&hold_snapshot,
	promote => \&promote);

# Returns what ends it; undef when it is over already.
sub begin
{
	my ($self, $calamity) = @_;
	my ($method, $object) =
	  $methods{ $calamity->{kind} } ? ($calamity->{kind}) : $calamity->{kind} =~ /^(.*) (\w+)$/;
	my $finish = $methods{$method}->($self, { %$calamity, object => $object });

	$self->{fired}{ $calamity->{kind} }++;
	return $finish;
}

# One of a list, by the number that the plan has drawn
sub chosen
{
	my ($calamity, @list) = @_;

	return $list[ int($calamity->{which} * @list) ];
}

#
# Processes
#

# pid of a worker of that kind, as soon as there is one
sub worker
{
	my ($self, $calamity) = @_;
	my $world = $self->{world};
	my $workers = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgawspipe $calamity->{object}' ORDER BY application_name, pid";
	my $pid;

	$world->wait_for("a $calamity->{object}", "SELECT count(*) > 0 FROM ($workers) AS w");
	my @pids = split /\n/, $world->value($workers);
	return chosen($calamity, @pids) // $self->worker($calamity);
}

# Somebody other than we sees that it is gone
sub wait_until_gone
{
	my ($self, $pid) = @_;

	$self->{world}->aws->wait_until(sub { !kill 0, $pid }) or die "process $pid lives";
	return;
}

sub kill_worker
{
	my ($self, $calamity) = @_;
	my $pid = $self->worker($calamity);

	$self->let_go;
	$self->{watch}->server_goes;
	$self->{kills}++;
	kill 'KILL', $pid or die "there is no process $pid";
	$self->wait_until_gone($pid);
	$self->{world}->wait_for('recovery', 'SELECT NOT pg_is_in_recovery()');
	$self->{watch}->server_comes;
	return;
}

sub signal_worker
{
	my ($self, $calamity, $function) = @_;
	my $world = $self->{world};

	$self->{kills}++ if $function =~ /terminate/ && $calamity->{object} eq 'dispatcher';
	# it may end by itself before
	for (1 .. 10)
	{
		return if $world->value("SELECT $function(" . $self->worker($calamity) . ')') eq 't';
	}
	die "no $calamity->{object} stays";
}

sub freeze_worker
{
	my ($self, $calamity) = @_;
	my $pid = $self->worker($calamity);

	kill 'STOP', $pid or die "there is no process $pid";
	return sub { kill 'CONT', $pid or die "process $pid is gone"; };
}

#
# Servers
#

sub restart_server
{
	my ($self, $calamity) = @_;
	my ($world, $mode) = ($self->{world}, $calamity->{object});
	my $began;

	$self->let_go;
	$self->{watch}->server_goes;
	$self->{kills}++;
	$world->close if $mode eq 'smart';
	$began = time();
	if ($mode eq 'smart')
	{
		local $ENV{PGCTLTIMEOUT} = $patience;
		$world->node->stop('smart', fail_ok => 1) or $world->node->stop('fast');
	}
	else
	{
		$world->node->stop($mode);
	}
	$self->{slowest_stop} = time() - $began if time() - $began > $self->{slowest_stop};
	$world->node->start;
	$world->announce;
	$self->{watch}->server_comes;
	return;
}

sub promote
{
	my ($self, $calamity) = @_;

	$self->let_go;
	$self->{kills}++;
	$self->{world}->promote(sub { $self->{watch}->server_goes });
	$self->{watch}->server_comes;
	return;
}

#
# Streams
#

sub reshard
{
	my ($self, $calamity, $operation) = @_;
	my $tools = $self->{world}->tools;
	my $stream = chosen($calamity, qw(storm-in storm-out inventory));
	my @shards = $tools->open_shards($stream);
	my $places = $operation eq 'merge_shards' ? $#shards : @shards;

	# there may be one left
	($operation, $places) = ('split_shard', 1) if $places == 0;
	$tools->$operation($stream, int($calamity->{which} * 1000) % $places);
	return;
}

#
# Tables
#

sub inbox { return chosen($_[0], sort keys %Storm::World::inboxes) }

# As an application does it: patiently, but not for ever
sub ddl
{
	my ($self, $sql) = @_;

	$self->{world}->app("SET lock_timeout = '60s'; $sql");
	return;
}

sub add_column
{
	my ($self, $calamity) = @_;
	my $inbox = inbox($calamity);
	my $column = 'more' . ++$self->{columns};

	$self->ddl("ALTER TABLE $inbox ADD COLUMN $column text NOT NULL DEFAULT 'x'");
	return sub { $self->ddl("ALTER TABLE $inbox DROP COLUMN $column") };
}

sub create_index
{
	my ($self, $calamity) = @_;
	my $inbox = inbox($calamity);
	my $index = 'index' . ++$self->{indexes};

	$self->ddl("CREATE INDEX $index ON $inbox (arrived_at)");
	return sub { $self->ddl("DROP INDEX $index") };
}

sub switch_trigger
{
	my ($self, $calamity) = @_;
	my $inbox = inbox($calamity);

	$self->ddl("ALTER TABLE $inbox DISABLE TRIGGER nothing");
	return sub { $self->ddl("ALTER TABLE $inbox ENABLE TRIGGER nothing") };
}

sub alter_consumer
{
	my ($self, $calamity) = @_;

	$self->ddl(sprintf(q{SELECT awspipe.alter_consumer('%s', batch_size => %d)},
			inbox($calamity), 50 + 450 * $calamity->{which}));
	return;
}

sub stop_consumer
{
	my ($self, $calamity) = @_;
	my $inbox = inbox($calamity);

	$self->ddl("SELECT awspipe.stop_consumer('$inbox')");
	return sub { $self->ddl("SELECT awspipe.start_consumer('$inbox')") };
}

# Something in a transaction that stays open
sub hold
{
	my ($self, $sql, $mode) = @_;
	my $session = Session->new($self->{world}->node, 'app');

	$session->run("SET client_min_messages = warning; SET lock_timeout = '60s'; BEGIN" . ($mode // '') . ";\n$sql");
	return sub { $session->run('COMMIT'); $session->quit; };
}

sub lock_table
{
	my ($self, $calamity) = @_;

	return $self->hold('LOCK TABLE ' . inbox($calamity) . ' IN ACCESS EXCLUSIVE MODE');
}

# Stays open while other things happen, until the next one or the server's end
sub hold_snapshot
{
	my ($self, $calamity) = @_;

	$self->let_go;
	$self->{snapshot} = $self->hold('SELECT count(*) FROM sent', ' ISOLATION LEVEL REPEATABLE READ');
	return;
}

sub let_go
{
	my ($self) = @_;
	my $snapshot = delete $self->{snapshot};

	$snapshot->() if $snapshot;
	return;
}

1;
