
=pod

=head1 NAME

S3Gate - what S3 does for browsers, in front of an emulator that does not

=head1 SYNOPSIS

  my $gate = S3Gate->new($aws->url('s3'), 'AKIDTEST', 'not a secret');
  $gate->url;                                    # for endpoint_url_s3

The emulator gives every object to everybody, and takes no forms.  Behind the
gate

- an object is had by a presigned URL only, if its signature is right and it has
  not expired, or by a request with an Authorization, which is not looked at;
- a form is taken if its policy is signed, has not expired, and allows all of
  its fields; its file is then put into the bucket.

What is refused is refused as S3 does, with AccessDenied and the reason.

=cut

package S3Gate;

use strict;
use warnings;

use parent 'FakeAws';

use Digest::SHA qw(hmac_sha256 hmac_sha256_hex sha256_hex);
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;
use Time::Local qw(timegm);

sub new
{
	my ($class, $target, $access_key_id, $secret) = @_;
	my %params = (
		target => $target,
		access_key_id => $access_key_id,
		secret => $secret,
		http => HTTP::Tiny->new(timeout => 60, max_redirect => 0, keep_alive => 0));

	return $class->SUPER::new(
		DEFAULT => sub {
			my ($socket, $request) = @_;
			my ($status, $headers, $body) = eval { _answer(\%params, $request) };

			($status, $headers, $body) = _refusal($@) unless defined $status;
			FakeAws::answer($socket, $status, $headers, $body);
			return 1;
		});
}

# _refuse() dies with the answer's status, code and message
sub _refuse
{
	my ($status, $code, $message) = @_;

	die [ $status, $code, $message ];
}

sub _refusal
{
	my ($error) = @_;
	my ($status, $code, $message) = ref $error ? @$error : (500, 'InternalError', $error);

	return ($status, { 'Content-Type' => 'application/xml' },
		"<Error><Code>$code</Code><Message>$message</Message></Error>");
}

sub _answer
{
	my ($params, $request) = @_;
	my ($path, $query) = split /\?/, $request->{path}, 2;

	if ($request->{method} eq 'POST'
		&& ($request->{headers}{'content-type'} // '') =~ m{^multipart/form-data; *boundary="?([^";]+)})
	{
		return _take_form($params, $path, _read_form($request->{body}, $1));
	}
	_check_query($params, $request, $path, _read_query($query // ''))
	  unless $request->{headers}{authorization};
	return _forward($params, $request->{method}, $request->{path},
		$request->{headers}, $request->{body});
}

sub _forward
{
	my ($params, $method, $path, $headers, $body) = @_;
	my %headers = %$headers;

	delete @headers{qw(host connection content-length transfer-encoding)};

	my $answer = $params->{http}->request($method, $params->{target} . $path,
		{ headers => \%headers, content => $body });

	%headers = %{ $answer->{headers} };
	delete @headers{qw(connection keep-alive transfer-encoding)};
	# but of HEAD
	my $length = delete $headers{'content-length'};
	$headers{'Content-Length'} = $length if $method eq 'HEAD' && defined $length;
	return ($answer->{status}, \%headers, $answer->{content} // '');
}

#
# Signatures
#

sub _decode
{
	my ($text) = @_;

	return $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/egr;
}

sub _encode
{
	my ($text) = @_;

	return $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/egr;
}

sub _read_query
{
	my ($query) = @_;

	return { map { my ($name, $value) = split /=/, $_, 2; (_decode($name) => _decode($value // '')) }
		  split /&/, $query };
}

sub _sign
{
	my ($params, $credential, $text) = @_;
	my ($access_key_id, @scope) = split m{/}, $credential;
	my $key = "AWS4$params->{secret}";

	_refuse(403, 'InvalidAccessKeyId', 'there is no such access key')
	  if $access_key_id ne $params->{access_key_id};
	$key = hmac_sha256($_, $key) foreach @scope;
	return hmac_sha256_hex($text, $key);
}

# Seconds since 1970 of 20250102T030405Z or 2025-01-02T03:04:05Z, with or
# without fractions
sub _time
{
	my ($text) = @_;
	my ($year, $month, @rest) =
	  $text =~ /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?Z$/
	  or _refuse(400, 'InvalidArgument', "no time: $text");

	return timegm(reverse(@rest), $month - 1, $year);
}

sub _check_query
{
	my ($params, $request, $path, $query) = @_;
	my $signature = delete $query->{'X-Amz-Signature'}
	  // _refuse(403, 'AccessDenied', 'nobody has signed this');
	my $date = $query->{'X-Amz-Date'};
	my (undef, @scope) = split m{/}, $query->{'X-Amz-Credential'};
	my @signed = split /;/, $query->{'X-Amz-SignedHeaders'};
	my $canonical = join("\n",
		$request->{method},
		$path,
		join('&', map { _encode($_) . '=' . _encode($query->{$_}) } sort keys %$query),
		(map { "$_:$request->{headers}{$_}" } @signed),
		'',
		join(';', @signed),
		'UNSIGNED-PAYLOAD');

	_refuse(403, 'SignatureDoesNotMatch', 'the signature is wrong')
	  if $signature ne _sign($params, $query->{'X-Amz-Credential'},
		join("\n", 'AWS4-HMAC-SHA256', $date, join('/', @scope), sha256_hex($canonical)));
	_refuse(403, 'AccessDenied', 'Request has expired')
	  if time() >= _time($date) + $query->{'X-Amz-Expires'};
	return;
}

#
# Forms
#

# Fields up to the file, which S3 takes for the last one
sub _read_form
{
	my ($body, $boundary) = @_;
	my %form;

	foreach my $part (split /(?:^|\r\n)--\Q$boundary\E/, $body)
	{
		my ($head, $content) = $part =~ /^\r\n(.*?)\r\n\r\n(.*)$/s or next;
		my ($name) = $head =~ /name="([^"]*)"/;

		$form{ lc $name } = $content;
		last if $name eq 'file';
	}
	return \%form;
}

# Does the policy allow this form?  What it says of no field is not allowed.
sub _check_policy
{
	my ($policy, $form) = @_;
	my %unnamed = map { $_ => 1 } grep { !/^(?:policy|file|x-amz-signature|bucket)$/ } keys %$form;

	_refuse(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.')
	  if time() >= _time($policy->{expiration});
	foreach my $condition (@{ $policy->{conditions} })
	{
		my ($operator, $field, $value, $most) =
		  ref $condition eq 'HASH' ? ('eq', map { ('$' . $_, $condition->{$_}) } keys %$condition) : @$condition;

		if (lc $operator eq 'content-length-range')
		{
			_refuse(400, 'EntityTooSmall', 'the file is too small') if length $form->{file} < $field;
			_refuse(400, 'EntityTooLarge', 'the file is too large') if length $form->{file} > $value;
			next;
		}
		my $name = lc substr($field, 1);
		my $found = $form->{$name} // '';

		delete $unnamed{$name};
		_refuse(403, 'AccessDenied', "Invalid according to Policy: Policy Condition failed: $name")
		  if $operator eq 'eq' ? $found ne $value : index($found, $value) != 0;
	}
	_refuse(403, 'AccessDenied', "Invalid according to Policy: Extra input fields: $_")
	  foreach sort keys %unnamed;
	return;
}

sub _take_form
{
	my ($params, $path, $form) = @_;

	exists $form->{$_} or _refuse(400, 'InvalidArgument', "the form has no $_")
	  foreach qw(key policy x-amz-credential x-amz-date x-amz-signature file);
	_refuse(403, 'SignatureDoesNotMatch', 'the signature is wrong')
	  if $form->{'x-amz-signature'} ne _sign($params, $form->{'x-amz-credential'}, $form->{policy});
	($form->{bucket}) = $path =~ m{^/([^/]+)/?$}
	  or _refuse(405, 'MethodNotAllowed', 'this is no bucket');
	# bytes, as the form's fields are
	_check_policy(JSON::PP->new->decode(decode_base64($form->{policy})), $form);

	my @answer = _forward($params, 'PUT',
		"/$form->{bucket}/" . join('/', map { _encode($_) } split m{/}, $form->{key}),
		{ 'content-type' => $form->{'content-type'} // 'binary/octet-stream' },
		$form->{file});

	return @answer if $answer[0] != 200;
	return ($form->{success_action_status} // 204, {}, '');
}

1;
