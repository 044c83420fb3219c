
# Credentials from environment and profile files: which identity is used, that
# a refusal is clear and quotes no secret, that rotated files are read again,
# and that secrets are wiped.

use strict;
use warnings;

use File::Path qw(make_path);
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;

my $home = PostgreSQL::Test::Utils::tempdir;
my $config = "$home/.aws/config";
my $credentials = "$home/.aws/credentials";

my $node = QuickCluster->new('credentials');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);

# The postmaster's environment, that its children inherit
{
	local %ENV = %ENV;
	delete $ENV{$_} for grep { /^AWS_/ } keys %ENV;
	$ENV{HOME} = $home;
	$node->start;
}
$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe_test');

# The steps of one session: [ name, SQL that returns one line, expected line ].
# An expected pattern is matched.
my @steps;

# The session changes files itself, while its provider stays open.
my $write = <<'EOS';
CREATE FUNCTION pg_temp.write(path text, content bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    large oid := lo_from_bytea(0, content);
BEGIN
    PERFORM lo_export(large, path);
    PERFORM lo_unlink(large);
END $$;
EOS

sub step { push @steps, [@_]; return; }

sub sql { step('', @_); return; }

sub write_file
{
	my ($path, $content) = @_;
	sql("SELECT pg_temp.write('$path', decode('" . unpack('H*', $content) . "', 'hex'))");
	return;
}

# A shell command; it reads what COPY sends, or COPY would fail now and then
sub shell { sql("COPY (SELECT) TO PROGRAM 'cat >/dev/null; $_[0]'"); return; }

sub remove_file { shell("rm -f \"$_[0]\""); return; }

sub set_env
{
	my ($name, $value) = @_;
	$value = defined $value ? "'$value'" : 'NULL';
	sql("SELECT pgawspipe_test.setenv('$name', $value)");
	return;
}

sub open_provider
{
	sql('SELECT pgawspipe_test.credentials_open('
		  . join(', ', map { defined $_ ? "'$_'" : 'NULL' } @_) . ')');
	return;
}

sub gives { step($_[0], 'SELECT pgawspipe_test.credentials_get()', $_[1]); return; }

# A profile's answer to these contents of the two files
sub profile_gives
{
	my ($name, $profile, $in_credentials, $in_config, $expected) = @_;
	for ([ $credentials, $in_credentials ], [ $config, $in_config ])
	{
		defined $_->[1] ? write_file(@$_) : remove_file($_->[0]);
	}
	open_provider('profile', $profile);
	gives($name, $expected);
	return;
}

sub closes { step($_[0], 'SELECT pgawspipe_test.credentials_close()', 't'); return; }

make_path("$home/.aws");

# Static

open_provider('static', 'AKID', 'hush-hush-hush', 'token');
gives('static keys are given back', 'AKID/hush-hush-hush/token');
closes('static keys are wiped');
open_provider('static', 'AKID', 'hush-hush-hush', '');
gives('an empty session token is none', 'AKID/hush-hush-hush/');
open_provider('static', "AKID\r\nX-Evil: 1", 'hush-hush-hush');
gives('a key that breaks out of its header is refused',
	qr/^error: access key ID has characters/);
open_provider('static', 'AKID', 'hush-hush-hush', "to\nken");
gives('a token that breaks out of its header is refused',
	qr/^error: session token has characters/);
open_provider('static', 'AKID', '');
gives('a missing secret is an error', 'error: secret access key is missing');

# Environment

open_provider('environment');
gives('an empty environment has none', qr/^error: there are no credentials in the environment/);
set_env('AWS_ACCESS_KEY_ID', 'ENVID');
gives('half a pair is an error',
	'error: AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is not');
set_env('AWS_SECRET_ACCESS_KEY', 'envhush-hush-hush');
gives('the environment has keys', 'ENVID/envhush-hush-hush/');
set_env('AWS_SESSION_TOKEN', 'envtoken');
sql('SELECT pgawspipe_test.credentials_invalidate()');
gives('invalid ones are read anew', 'ENVID/envhush-hush-hush/envtoken');
closes('keys of the environment are wiped');

# Chain

open_provider('chain');
gives('the chain prefers the environment', 'ENVID/envhush-hush-hush/envtoken');
set_env('AWS_SECRET_ACCESS_KEY', undef);
write_file($credentials, "[default]\naws_access_key_id=ID\naws_secret_access_key=hush-hush-hush\n");
open_provider('chain');
gives('the chain does not pass over half a pair',
	qr/^error: AWS_ACCESS_KEY_ID is set in the environment, but/);
set_env($_, undef) for qw(AWS_ACCESS_KEY_ID AWS_SESSION_TOKEN);
gives('the chain goes on to the profile', 'ID/hush-hush-hush/');
set_env('AWS_WEB_IDENTITY_TOKEN_FILE', '/token');
gives('the chain does not pass over web identity',
	qr/^error: web identity .* not supported/);
set_env('AWS_WEB_IDENTITY_TOKEN_FILE', undef);
set_env('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1/');
gives('a profile comes before the container', 'ID/hush-hush-hush/');
remove_file($credentials);
gives('without a profile, the container is named',
	qr/^error: container credentials \(AWS_CONTAINER_CREDENTIALS_FULL_URI\) .* not supported; there is no profile/);
set_env('AWS_CONTAINER_CREDENTIALS_FULL_URI', undef);
gives('the end of the chain is an error',
	'error: there is no profile "default" in the credentials and config files');
closes('the chain lets go');

# Profile files that make sense

profile_gives('comments, white space and case do not matter', undef, <<"EOF",
\xEF\xBB\xBF# comment
  ; comment
[ other ]
aws_access_key_id = WRONG
[ default ] # the one
\tAWS_Access_Key_Id\t=  ID\t # comment
aws_secret_access_key=hu#sh=;==
aws_session_token = tok/en+=\r

unknown = value
EOF
	undef, 'ID/hu#sh=;==/tok/en+=');
profile_gives('the last of two equal properties counts, sections add up', undef, <<'EOF',
[default]
aws_access_key_id = FIRST
aws_secret_access_key = hush-hush-hush
[x]
aws_access_key_id = X
[default]
aws_access_key_id = SECOND
EOF
	undef, 'SECOND/hush-hush-hush/');
profile_gives('nested properties are skipped', undef, undef,
	"[default]\ns3 =\n  aws_access_key_id = NESTED\n  nonsense\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush",
	'ID/hush-hush-hush/');
profile_gives('the credentials file wins, property by property', 'x',
	"[x]\naws_secret_access_key = right\n[profile x]\naws_access_key_id = WRONG\n",
	"[profile x]\naws_access_key_id = ID\naws_secret_access_key = wrong\n[x]\naws_access_key_id = WRONG\n",
	'ID/right/');
profile_gives('a config section has a prefix', 'x', undef,
	"[x]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n",
	qr/^error: there is no profile "x"/);
profile_gives('white space and quotes around a name', 'a b', undef,
	"[ profile\t \"a b\" ]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n",
	'ID/hush-hush-hush/');
profile_gives('[profile default] wins over [default]', undef, undef,
	"[profile default]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n[default]\naws_access_key_id = WRONG\n",
	'ID/hush-hush-hush/');
profile_gives('lines may end in CR LF', undef,
	"[default]\r\naws_access_key_id = ID\r\naws_secret_access_key = hush-hush-hush\r\n",
	undef, 'ID/hush-hush-hush/');
profile_gives('keys count more than an external source', undef,
	"[default]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n",
	"[default]\ncredential_process = /bin/true\n", 'ID/hush-hush-hush/');

# Profile files that do not

profile_gives('no files, no credentials', undef, undef, undef,
	qr/^error: there is no profile "default"/);
profile_gives('a profile without keys', undef, undef, "[default]\nregion = x\n",
	'error: there are no credentials in profile "default"');
profile_gives('half a pair', undef, "[default]\naws_secret_access_key = hush-hush-hush\n", undef,
	'error: profile "default" has aws_secret_access_key, but not aws_access_key_id');
profile_gives('a line that is no property', undef,
	"[default]\naws_access_key_id = ID\nhush-hush-hush\n", undef,
	qr/^error: line 3 of ".*credentials" is neither a section nor a property/);
profile_gives('a property without a section', undef, "a = hush-hush-hush\n", undef,
	qr/^error: line 1 of /);
profile_gives('a section that does not end', undef, "[default\n", undef,
	qr/^error: line 1 of /);
profile_gives('a line without a name', undef, "[default]\n= hush-hush-hush\n", undef,
	qr/^error: line 2 of /);
profile_gives('a broken file that would not be needed', undef,
	"[default]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n", "hush-hush-hush\n",
	qr/^error: line 1 of ".*config"/);
profile_gives('a file with zero bytes', undef, "[default]\naws\0\n", undef,
	qr/^error: could not read ".*": it is not a text file/);
profile_gives('a file beyond 1 MB', undef, "[default]\n" . '#' x 1048576, undef,
	qr/^error: could not read ".*": it is too large/);
for my $property (qw(credential_process sso_session sso_start_url source_profile
	credential_source web_identity_token_file))
{
	profile_gives("a profile that needs $property", 'x', undef,
		"[profile x]\n$property = hush-hush-hush\n",
		"error: profile \"x\" has $property, which is not supported");
}
profile_gives('a profile that assumes a role', 'x',
	"[x]\naws_access_key_id = ID\naws_secret_access_key = hush-hush-hush\n",
	"[profile x]\nrole_arn = hush-hush-hush\nsource_profile = y\n",
	'error: profile "x" has role_arn, which is not supported');

# Where to look

set_env('AWS_SHARED_CREDENTIALS_FILE', '~/elsewhere');
set_env('AWS_CONFIG_FILE', "$home/.aws");
set_env('AWS_PROFILE', 'named');
write_file("$home/elsewhere", "[named]\naws_access_key_id = NAMED\naws_secret_access_key = hush-hush-hush\n");
open_provider('profile');
gives('a directory is no file', qr/^error: could not read ".*\.aws": it is not a regular file/);
set_env('AWS_CONFIG_FILE', "$home/elsewhere/not/there");
open_provider('profile');
gives('the environment names files and profile', 'NAMED/hush-hush-hush/');
shell("rm \"$home/elsewhere\" && mkfifo \"$home/elsewhere\"");
open_provider('profile');
gives('a pipe does not block', qr/it is not a regular file/);
set_env($_, undef)
  for qw(AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE AWS_PROFILE);

# Rotation, under an open provider

profile_gives('before rotation', undef,
	"[default]\naws_access_key_id = ONE\naws_secret_access_key = hush-hush-hush1\n", undef,
	'ONE/hush-hush-hush1/');
gives('the same file, the same keys', 'ONE/hush-hush-hush1/');
write_file($credentials,
	"[default]\naws_access_key_id = TWO\naws_secret_access_key = longer\n");
gives('a file written anew is read again', 'TWO/longer/');
write_file("$credentials.new",
	"[default]\naws_access_key_id = SIX\naws_secret_access_key = longer\n");
shell("touch -r \"$credentials\" \"$credentials.new\" && mv \"$credentials.new\" \"$credentials\"");
gives('a file put in its place is read again', 'SIX/longer/');
write_file($credentials, "[default]\naws_access_key_id = SIX\naws_secret");
gives('half a file gives no keys', qr/^error: line 3 of /);
write_file($credentials, "[default]\naws_access_key_id = TEN\naws_secret_access_key = hush-hush-hush\n");
gives('a repaired file does', 'TEN/hush-hush-hush/');
write_file($config, "[default]\naws_session_token = late\n");
gives('a file that appears is read', 'TEN/hush-hush-hush/late');
remove_file($_) for ($config, $credentials);
gives('keys taken away are gone', qr/^error: there is no profile/);
write_file($credentials, "[default]\naws_access_key_id = END\naws_secret_access_key = hush-hush-hush\n");
gives('keys put back are used', 'END/hush-hush-hush/');
sql('SELECT pgawspipe_test.credentials_invalidate()');
gives('refused keys are read anew', 'END/hush-hush-hush/');
closes('keys of a profile are wiped');

# Run them all in one session: a line of output each, behind its number
my $script = $write;
for my $i (0 .. $#steps)
{
	my ($name, $sql) = @{ $steps[$i] };
	$script .= $name ne '' ? "\\echo -n step $i: ''\n$sql;\n" : "\\o /dev/null\n$sql;\n\\o\n";
}
my ($rc, $out, $err) = $node->psql('postgres', $script, on_error_stop => 1);
is($err, '', 'the session went through');

my %lines = $out =~ /^step (\d+): (.*)$/mg;
for my $i (0 .. $#steps)
{
	my ($name, undef, $expected) = @{ $steps[$i] };
	next if $name eq '';
	if (ref $expected)
	{
		like($lines{$i}, $expected, $name);
	}
	else
	{
		is($lines{$i}, $expected, $name);
	}
	unlike($lines{$i}, qr/hush/, "$name: no secret in it")
	  if $lines{$i} =~ /^error/;
}

$node->stop;
done_testing();
