# A scripted HTTP server on the loopback address, in core Perl: it answers as
# a test tells it to, down to single bytes, and writes down what it was asked.
#
#   my $aws = FakeAws->new(
#       GetThing => sub {
#           my ($socket, $request, $n) = @_;
#           FakeAws::answer($socket, 200, {}, '{}');
#           return 1;           # keep the connection
#       });
#   ... $aws->url ... $aws->requests('GetThing') ...
#
# With RECORD => 1 in the script, requests have path, headers and body, too.
#
# The operation is the part of X-Amz-Target behind the dot, or the path.  A
# connection has a process of its own; n counts the requests of an operation,
# from 1 on, over all of them.
package FakeAws;

use strict;
use warnings;

use Fcntl qw(:flock SEEK_SET);
use File::Temp ();
use IO::Socket::INET;
use JSON::PP ();
use MIME::Base64 ();
use POSIX ();
use Socket qw(SOL_SOCKET SO_LINGER);

sub new
{
	my ($class, %script) = @_;
	my $log = File::Temp->new(UNLINK => 1);
	my $listener = IO::Socket::INET->new(
		LocalAddr => '127.0.0.1',
		Listen => 256,
		Proto => 'tcp') or die "could not listen: $!";
	my $self = bless {
		port => $listener->sockport,
		log => $log,
		owner => $$,
		$script{RECORD} ? (recording => 1) : ()
	}, $class;

	$self->{pid} = fork() // die "could not fork: $!";
	if ($self->{pid} == 0)
	{
		local $SIG{CHLD} = 'IGNORE';
		local $SIG{PIPE} = 'IGNORE';
		local $SIG{TERM} = sub { POSIX::_exit(0) };
		setpgrp(0, 0);
		_serve($listener, "$log", \%script);
		POSIX::_exit(0);
	}
	return $self;
}

sub port { return $_[0]->{port}; }
sub url { return "http://127.0.0.1:$_[0]->{port}"; }

# What was asked: one hash per request, in the order of arrival.
sub requests
{
	my ($self, $operation) = @_;
	my @requests;

	open(my $log, '<', $self->{log}->filename) or die "could not read log: $!";
	while (my $line = <$log>)
	{
		chomp $line;
		my %request;
		@request{qw(operation connection method date key)} = split /\t/, $line;
		if ($line =~ /\t([^\t]+)$/ && exists $self->{recording})
		{
			%request = (%request, %{ JSON::PP->new->latin1->decode(MIME::Base64::decode($1)) });
		}
		push @requests, \%request
		  if !defined $operation || $request{operation} eq $operation;
	}
	close $log;
	return @requests;
}

sub stop
{
	my ($self) = @_;

	return if !$self->{pid} || $self->{owner} != $$;
	# the group: connections have processes of their own
	kill 'KILL', -$self->{pid};
	waitpid $self->{pid}, 0;
	$self->{pid} = undef;
	return;
}

sub DESTROY
{
	my ($self) = @_;
	local $?;
	$self->stop;
	return;
}

# Sends a complete answer, with the mark of AWS's unless it is undefined.
sub answer
{
	my ($socket, $status, $headers, $body) = @_;
	my %all = (
		'Content-Length' => length $body,
		'x-amzn-requestid' => 'fake-aws',
		%$headers);

	_send($socket,
		"HTTP/1.1 $status Answer\r\n"
		  . join('', map { "$_: $all{$_}\r\n" } grep { defined $all{$_} } sort keys %all)
		  . "\r\n$body");
	return;
}

# Sends bytes as they are.
sub _send
{
	my ($socket, $bytes) = @_;
	while (length $bytes)
	{
		my $sent = syswrite $socket, $bytes;
		last if !defined $sent;
		substr($bytes, 0, $sent, '');
	}
	return;
}

sub raw { _send(@_); return; }

# Closes the connection with a reset.
sub reset_connection
{
	my ($socket) = @_;
	setsockopt $socket, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0);
	close $socket;
	return;
}

# Reads on until the client goes away.
sub wait_for_close
{
	my ($socket) = @_;
	my $ignored;
	1 while sysread $socket, $ignored, 4096;
	return;
}

sub _serve
{
	my ($listener, $log, $script) = @_;
	my $connection = 0;

	while (my $socket = $listener->accept)
	{
		$connection++;
		my $pid = fork();
		next if $pid;
		close $listener;
		_converse($socket, $connection, $log, $script);
		POSIX::_exit(0);
	}
	return;
}

sub _converse
{
	my ($socket, $connection, $log, $script) = @_;

	while (my $request = _read_request($socket))
	{
		my $target = $request->{headers}{'x-amz-target'} // '';
		my $operation = $target =~ /\.(\w+)$/ ? $1 : $request->{path};
		my $handler = $script->{$operation} // $script->{DEFAULT};
		my ($key) =
		  ($request->{headers}{authorization} // '') =~ m{Credential=([^/]+)/};

		$request->{key} = $key // '';
		$request->{connection} = $connection;
		my $n = _write_log($log, $operation, $connection, $request,
			$script->{RECORD}
			? MIME::Base64::encode(
				JSON::PP->new->latin1->encode(
					{ map { $_ => $request->{$_} } qw(path headers body) }),
				'')
			: ());
		last if !defined $handler || !$handler->($socket, $request, $n);
	}
	return;
}

sub _write_log
{
	my ($log, $operation, $connection, $request, @record) = @_;
	my $n = 1;

	open(my $file, '+<', $log) or die "could not open log: $!";
	flock $file, LOCK_EX;
	while (my $line = <$file>)
	{
		$n++ if $line =~ /^\Q$operation\E\t/;
	}
	print $file join("\t",
		$operation, $connection, $request->{method},
		$request->{headers}{'x-amz-date'} // '',
		$request->{key}, @record), "\n";
	close $file;
	return $n;
}

sub _read_request
{
	my ($socket) = @_;
	my $head = '';

	while ($head !~ /\r\n\r\n/)
	{
		return if !sysread $socket, $head, 65536, length $head;
	}
	my ($top, $body) = split /\r\n\r\n/, $head, 2;
	my ($first, @lines) = split /\r\n/, $top;
	my ($method, $path) = split / /, $first;
	my %headers;
	foreach my $line (@lines)
	{
		my ($name, $value) = split /:\s*/, $line, 2;
		$headers{ lc $name } = $value;
	}
	my $length = $headers{'content-length'} // 0;
	while (length $body < $length)
	{
		return if !sysread $socket, $body, $length - length $body, length $body;
	}
	return {
		method => $method,
		path => $path,
		headers => \%headers,
		body => $body
	};
}

1;
