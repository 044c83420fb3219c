
=pod

=head1 NAME

Browser - Chromium as a person would use it, for one test file

=head1 SYNOPSIS

  if (my $reason = Browser->missing) { plan skip_all => $reason; }
  my $browser = Browser->new;
  $browser->size(360, 640);                      # a phone
  $browser->visit($url);
  $browser->press(qw(Tab Tab Space));            # by keyboard only
  $browser->type('no complaints');               # where the focus is
  $browser->click('#send');
  $browser->wait_for(sub { $browser->text('h1') eq 'Thank you!' });
  $browser->script('return document.title');
  $browser->screenshot("$dir/page.png");
  my @urls = $browser->requests;                 # since the last call

Elements are named by CSS selectors, or by what labelled() returns for the
text of a label.  The browser has no state of earlier tests, resolves no
names, and ends with the test, however that ends.

It is driven by chromedriver through the WebDriver protocol of the W3C, and
by the DevTools protocol where that has nothing to offer.

=cut

package Browser;

use strict;
use warnings;

use Carp;
use File::Temp qw(tempdir);
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;
use POSIX qw(WNOHANG);
use PostgreSQL::Test::Utils qw(slurp_file);
use Time::HiRes qw(sleep);

# By these names a reference to an element travels, says the standard.
my $element_key = 'element-6066-11e4-a52e-4f735466cecf';

# Keys that write nothing, as the standard encodes them
my %keys = (
	Backspace => "\x{E003}",
	Tab => "\x{E004}",
	Enter => "\x{E007}",
	Shift => "\x{E008}",
	Space => ' ',
	ArrowLeft => "\x{E012}",
	ArrowUp => "\x{E013}",
	ArrowRight => "\x{E014}",
	ArrowDown => "\x{E015}");

my @arguments = qw(
  --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage
  --disable-quic --disable-background-networking --disable-component-update
  --disable-sync --no-first-run --hide-scrollbars);

my @running;

sub find_program
{
	my ($name) = @_;

	return (grep { -x } map { "$_/$name" } split /:/, $ENV{PATH})[0];
}

# What is not there, or undef.
sub missing
{
	my @missing = grep { !find_program($_) } qw(chromium chromedriver);

	return @missing ? 'there is no ' . join(' and no ', @missing) : undef;
}

sub new
{
	my ($class) = @_;
	my $self = bless {
		dir => tempdir(CLEANUP => 1),
		json => JSON::PP->new->utf8->allow_nonref,
		http => HTTP::Tiny->new(timeout => 60),
		owner => $$
	}, $class;

	push @running, $self;
	$self->start_driver;
	$self->start_session;
	return $self;
}

# Chromium dies with the driver and the driver with us, even when we are killed.
sub write_launcher
{
	my ($self) = @_;
	my $launcher = "$self->{dir}/chromium";

	open(my $file, '>', $launcher) or croak "could not write $launcher: $!";
	print $file "#!/bin/sh\nexec setpriv --pdeathsig KILL chromium \"\$@\"\n";
	close($file);
	chmod(0755, $launcher);
	return $launcher;
}

# What Chromium keeps outside of its profile, it keeps in our directory too.
sub launch_driver
{
	my ($self, $log) = @_;
	my $pid = fork() // croak "could not fork: $!";

	if ($pid == 0)
	{
		setpgrp(0, 0);
		$ENV{$_} = $self->{dir}
		  foreach qw(HOME TMPDIR XDG_CACHE_HOME XDG_CONFIG_HOME);
		open(STDOUT, '>', $log) or die "could not write $log: $!";
		open(STDERR, '>&', \*STDOUT) or die "could not write $log: $!";
		exec('setpriv', '--pdeathsig', 'KILL', 'chromedriver', '--port=0')
		  or die "could not run setpriv: $!";
	}
	$self->{pid} = $pid;
	return;
}

# The driver takes a port that is free for IPv6, and gives up when it is not
# for IPv4: then it has to try another.
sub start_driver
{
	my ($self) = @_;
	my $log = "$self->{dir}/chromedriver.log";

	$self->launch_driver($log);
	$self->wait_for(
		sub {
			my $ended = waitpid($self->{pid}, WNOHANG) != 0;
			my $said = -e $log ? slurp_file($log) : '';

			($self->{port}) = $said =~ /successfully on port (\d+)/;
			return 1 if $self->{port};
			croak "chromedriver did not start: $said"
			  if $ended && $said !~ /Address already in use/;
			$self->launch_driver($log) if $ended;
			return 0;
		}) or croak 'chromedriver does not start';
	return;
}

sub start_session
{
	my ($self) = @_;
	my $session = $self->request(
		'POST',
		'/session',
		{
			capabilities => {
				alwaysMatch => {
					browserName => 'chrome',
					'goog:loggingPrefs' => { performance => 'ALL', browser => 'ALL' },
					'goog:chromeOptions' => {
						binary => $self->write_launcher,
						args => [
							@arguments,
							"--user-data-dir=$self->{dir}/profile",
							'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
						]
					}
				}
			}
		});

	$self->{session} = "/session/$session->{sessionId}";
	return;
}

# One command of the protocol; its value.
sub request
{
	my ($self, $method, $path, $input) = @_;
	my $answer = $self->{http}->request(
		$method,
		"http://127.0.0.1:$self->{port}$path",
		{
			headers => { 'Content-Type' => 'application/json; charset=utf-8' },
			$method eq 'POST' ? (content => $self->{json}->encode($input // {})) : ()
		});

	croak "$method $path: $answer->{content}" unless $answer->{success};
	return $self->{json}->decode($answer->{content})->{value};
}

# The same, of this session.
sub command
{
	my ($self, $method, $path, $input) = @_;

	return $self->request($method, $self->{session} . $path, $input);
}

# A command of the DevTools protocol.
sub devtools
{
	my ($self, $name, $parameters) = @_;

	return $self->command('POST', '/goog/cdp/execute',
		{ cmd => $name, params => $parameters // {} });
}

sub visit
{
	my ($self, $url) = @_;

	$self->command('POST', '/url', { url => $url });
	return;
}

sub reload
{
	my ($self) = @_;

	$self->command('POST', '/refresh');
	return;
}

# A second tab, which gets the commands from now on; returns the first.
sub open_tab
{
	my ($self) = @_;
	my $former = $self->command('GET', '/window');
	my $tab = $self->command('POST', '/window/new', { type => 'tab' });

	$self->switch_to($tab->{handle});
	return $former;
}

sub switch_to
{
	my ($self, $tab) = @_;

	$self->command('POST', '/window', { handle => $tab });
	return;
}

# How large the page appears, as on a phone of that size.
sub size
{
	my ($self, $width, $height) = @_;

	$self->devtools(
		'Emulation.setDeviceMetricsOverride',
		{
			width => $width,
			height => $height,
			deviceScaleFactor => 2,
			mobile => $width < 600 ? JSON::PP::true : JSON::PP::false
		});
	return;
}

# "light" or "dark", as the person's system would have it.
sub colour_scheme
{
	my ($self, $scheme) = @_;

	$self->devtools('Emulation.setEmulatedMedia',
		{ features => [ { name => 'prefers-color-scheme', value => $scheme } ] });
	return;
}

sub find
{
	my ($self, $element) = @_;

	return ref $element ? $element
	  : $self->command('POST', '/element',
		{ using => 'css selector', value => $element });
}

# What the label with this text is for
sub labelled
{
	my ($self, $text) = @_;
	my $element = $self->script(<<'JS', $text);
const label = [...document.querySelectorAll('label')]
	.find((l) => l.textContent.trim().replace(/\s+/g, ' ') === arguments[0]);
return label ? label.control : null;
JS

	return $element // croak "nothing is labelled \"$text\"";
}

sub about
{
	my ($self, $element, $method, $what, $input) = @_;
	my $id = $self->find($element)->{$element_key};

	return $self->command($method, "/element/$id/$what", $input);
}

sub click
{
	my ($self, $element) = @_;

	$self->about($element, 'POST', 'click');
	return;
}

# What a person sees of it
sub text
{
	my ($self, $element) = @_;

	return $self->about($element, 'GET', 'text');
}

sub attribute
{
	my ($self, $element, $name) = @_;

	return $self->about($element, 'GET', "attribute/$name");
}

sub property
{
	my ($self, $element, $name) = @_;

	return $self->about($element, 'GET', "property/$name");
}

sub displayed
{
	my ($self, $element) = @_;

	return $self->about($element, 'GET', 'displayed') ? 1 : 0;
}

# What a screen reader calls it, and by which name
sub role
{
	my ($self, $element) = @_;

	return $self->about($element, 'GET', 'computedrole');
}

sub name
{
	my ($self, $element) = @_;

	return $self->about($element, 'GET', 'computedlabel');
}

sub send_keys
{
	my ($self, @actions) = @_;

	$self->command('POST', '/actions',
		{ actions => [ { type => 'key', id => 'keyboard', actions => \@actions } ] });
	return;
}

sub press_key
{
	my ($key) = @_;

	return map { { type => "key$_", value => $key } } qw(Down Up);
}

# Keys by name, one after the other; "Shift+Tab" is possible.
sub press
{
	my ($self, @names) = @_;

	foreach my $name (@names)
	{
		my @pressed = map { $keys{$_} // croak "no key $_" } split /\+/, $name;
		my $last = pop @pressed;

		$self->send_keys(
			(map { { type => 'keyDown', value => $_ } } @pressed),
			press_key($last),
			(map { { type => 'keyUp', value => $_ } } reverse @pressed));
	}
	return;
}

# A text, where the focus is; a line's end is the Enter key.
sub type
{
	my ($self, $text) = @_;

	$self->send_keys(map { press_key($_ eq "\n" ? $keys{Enter} : $_) } split //, $text);
	return;
}

# The body of a function; $arguments reach it as "arguments".
sub script
{
	my ($self, $script, @arguments) = @_;

	return $self->command('POST', '/execute/sync',
		{ script => $script, args => \@arguments });
}

# Wait until $condition->() is true; false when it takes too long.  An element
# may not be there yet, or vanish with its page while it is looked at.
sub wait_for
{
	my ($self, $condition) = @_;
	my $deadline = time() + ($ENV{PG_TEST_TIMEOUT_DEFAULT} || 180);

	until (eval { $condition->() })
	{
		croak $@ if $@ && $@ !~ /no such element|stale element|execution context/;
		return 0 if time() > $deadline;
		sleep 0.05;
	}
	return 1;
}

# All of the page, also what is to be scrolled to, into a file
sub screenshot
{
	my ($self, $path) = @_;
	my $page = $self->devtools('Page.getLayoutMetrics')->{cssContentSize};
	my $image = $self->devtools('Page.captureScreenshot',
		{ clip => { %$page, scale => 1 }, captureBeyondViewport => JSON::PP::true })->{data};

	open(my $file, '>:raw', $path) or croak "could not write $path: $!";
	print $file decode_base64($image);
	close($file);
	return;
}

# What the browser asked others for since the last call: URLs
sub requests
{
	my ($self) = @_;
	my $json = JSON::PP->new;
	my @events = map { $json->decode($_->{message})->{message} }
	  @{ $self->command('POST', '/se/log', { type => 'performance' }) };

	return grep { !/^(?:chrome|data|blob|about):/ }
	  map { $_->{params}{request}{url} }
	  grep { $_->{method} eq 'Network.requestWillBeSent' } @events;
}

# What it had to say about the pages, since the last call
sub console
{
	my ($self) = @_;

	return map { $_->{message} }
	  @{ $self->command('POST', '/se/log', { type => 'browser' }) };
}

sub quit
{
	my ($self) = @_;

	return unless $self->{pid};
	kill 'KILL', -$self->{pid}, $self->{pid};
	waitpid($self->{pid}, 0);
	$self->{pid} = undef;
	return;
}

END
{
	my $status = $?;

	$_->quit() foreach grep { $_->{owner} == $$ } @running;
	$? = $status;
}

1;
