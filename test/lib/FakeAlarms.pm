
=pod

=head1 NAME

FakeAlarms - stands in for CloudWatch, which has no emulator everywhere

=head1 SYNOPSIS

  my $cloudwatch = FakeAlarms->new;
  ... $cloudwatch->url ...

Takes any metric, and keeps alarms with their tags, as far as deploy() and
undeploy() look at them.

=cut

package FakeAlarms;

use strict;
use warnings;

use parent 'FakeAws';

use Fcntl qw(:flock);
use File::Temp;
use JSON::PP;
use PostgreSQL::Test::Utils qw(slurp_file);

my $json = JSON::PP->new->utf8->canonical;

sub new
{
	my ($class) = @_;
	my $file = File::Temp->new;
	my $self = $class->SUPER::new(
		PutMetricData => _operation("$file", sub { return }),
		PutMetricAlarm => _operation("$file", \&_put),
		SetAlarmState => _operation("$file", \&_set_state),
		DescribeAlarms => _operation("$file", \&_describe),
		DeleteAlarms => _operation("$file", sub { delete @{ $_[0] }{ @{ $_[1]{AlarmNames} } }; return }),
		ListTagsForResource => _operation("$file", \&_tags));

	$self->{file} = $file;
	return $self;
}

# What changes the alarms and answers; connections have processes of their own
sub _operation
{
	my ($file, $work) = @_;

	return sub {
		my ($socket, $request) = @_;

		open(my $lock, '<', $file) or die "$file: $!";
		flock($lock, LOCK_EX) or die "$file: $!";
		my $alarms = -s $file ? $json->decode(slurp_file($file)) : {};
		my $answer = $work->($alarms, $json->decode($request->{body}));

		open(my $out, '>', $file) or die "$file: $!";
		print $out $json->encode($alarms);
		close $out;
		close $lock;
		FakeAws::answer($socket, ref $answer eq 'SCALAR' ? 404 : 200, {},
			$json->encode(ref $answer eq 'SCALAR' ? { __type => $$answer } : $answer // {}));
		return 1;
	};
}

sub _put
{
	my ($alarms, $input) = @_;
	my $name = $input->{AlarmName};
	# tags of one that there is are changed by TagResource only
	my $tags = $alarms->{$name}{Tags} // $input->{Tags} // [];

	$alarms->{$name} = { %$input, Tags => $tags, AlarmArn => "arn:aws:cloudwatch:us-east-1:000000000000:alarm:$name" };
	return;
}

# A reference is to the code of an error
sub _set_state
{
	my ($alarms, $input) = @_;
	my $alarm = $alarms->{ $input->{AlarmName} } // return \'ResourceNotFound';

	$alarm->{StateValue} = $input->{StateValue};
	return;
}

sub _describe
{
	my ($alarms, $input) = @_;
	my @names = $input->{AlarmNames} ? grep { $alarms->{$_} } @{ $input->{AlarmNames} } : sort keys %$alarms;
	my $prefix = $input->{AlarmNamePrefix} // '';

	return { MetricAlarms => [ map { my %alarm = %{ $alarms->{$_} }; delete $alarm{Tags}; \%alarm }
			  grep { index($_, $prefix) == 0 } @names ] };
}

sub _tags
{
	my ($alarms, $input) = @_;
	my ($alarm) = grep { $_->{AlarmArn} eq $input->{ResourceARN} } values %$alarms;

	return { Tags => $alarm ? $alarm->{Tags} : [] };
}

1;
