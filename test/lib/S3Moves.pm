
=pod

=head1 NAME

S3Moves - what S3 does for moves, in front of an emulator that does not

=head1 SYNOPSIS

  my $gate = S3Moves->new($aws->url('s3'));
  $gate->url;                                    # for endpoint_url_s3
  $gate->uploads;                                # under way

Behind the gate

- an object is copied and deleted only if its ETag is the one that was asked
  for: else the answer is PreconditionFailed;
- a version may be named, and is the object, whatever its id;
- uploads can be listed, and their parts copied;
- an object in a bucket whose name begins with "large" is large: each of its bytes
  stands for 256 MiB, and CopyObject refuses more than 5 GiB.

=cut

package S3Moves;

use strict;
use warnings;

use parent 'FakeAws';

use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use JSON::PP;
use S3Gate;

my $unit = 256 * 1024 * 1024;
my $copy_max = 5 * 1024 * 1024 * 1024;
my $json = JSON::PP->new->canonical;

sub new
{
	my ($class, $target) = @_;
	my %params = (
		target => $target,
		uploads => tempdir(CLEANUP => 1),
		http => HTTP::Tiny->new(timeout => 60, max_redirect => 0, keep_alive => 0));
	my $self = $class->SUPER::new(
		DEFAULT => sub {
			my ($socket, $request) = @_;
			my ($status, $headers, $body) = eval { _answer(\%params, $request) };

			($status, $headers, $body) = S3Gate::_refusal($@) unless defined $status;
			FakeAws::answer($socket, $status, $headers, $body);
			return 1;
		});

	$self->{uploads} = $params{uploads};
	return $self;
}

# Ids of the uploads that have been neither completed nor aborted
sub uploads
{
	my ($self) = @_;

	return map { s{.*/}{}r } glob("$self->{uploads}/*");
}

sub _read
{
	my ($file) = @_;

	open(my $handle, '<:raw', $file) or die "could not read $file: $!";
	local $/;
	return scalar <$handle>;
}

sub _write
{
	my ($file, $content) = @_;

	open(my $handle, '>:raw', $file) or die "could not write $file: $!";
	print $handle $content;
	close $handle;
	return;
}

sub _is_large { return $_[0] =~ m{^/large} }

sub _answer
{
	my ($params, $request) = @_;
	my ($method, $headers) = @$request{qw(method headers)};
	my ($path, $query) = split /\?/, $request->{path}, 2;
	my %query = map { my ($name, $value) = split /=/, $_, 2; ($name => S3Gate::_decode($value // '')) }
	  split /&/, $query // '';

	return _upload($params, $method, $path, \%query, $request)
	  if exists $query{uploads} || exists $query{uploadId};
	return _copy($params, $request, $path) if exists $headers->{'x-amz-copy-source'};
	_check($params, $path, delete $headers->{'if-match'}) if $method eq 'DELETE';

	my @answer = S3Gate::_forward($params, $method, $path, $headers, $request->{body});

	$answer[1]{'Content-Length'} *= $unit
	  if $method eq 'HEAD' && $answer[0] == 200 && _is_large($path);
	return @answer;
}

# What is there, if it has that ETag
sub _check
{
	my ($params, $path, $etag) = @_;
	my ($status, $headers, $body) = S3Gate::_forward($params, 'GET', $path, {}, '');

	return $body unless defined $etag;
	S3Gate::_refuse(404, $body =~ m{<Code>(\w+)}, 'there is no such thing') if $status == 404;
	S3Gate::_refuse(412, 'PreconditionFailed', 'it has another ETag') if $headers->{etag} ne $etag;
	return $body;
}

# The object that is to be copied
sub _source
{
	my ($params, $headers) = @_;
	my $source = $headers->{'x-amz-copy-source'} =~ s/\?versionId=.*//r;

	return ($source, _check($params, $source, delete $headers->{'x-amz-copy-source-if-match'}));
}

sub _copy
{
	my ($params, $request, $path) = @_;
	my ($source, $content) = _source($params, $request->{headers});

	S3Gate::_refuse(400, 'InvalidRequest', 'The specified copy source is larger than the maximum allowable size')
	  if _is_large($source) && length($content) * $unit > $copy_max;
	$request->{headers}{'x-amz-copy-source'} = $source;
	return S3Gate::_forward($params, 'PUT', $path, $request->{headers}, '');
}

#
# Uploads: a directory each, with what it was begun with and its parts
#

sub _upload
{
	my ($params, $method, $path, $query, $request) = @_;
	my $id = $query->{uploadId};
	my $dir = "$params->{uploads}/" . ($id // '');

	return $method eq 'GET' ? _list_uploads($params, $path, $query) : _create($params, $path, $request)
	  if !defined $id;
	S3Gate::_refuse(404, 'NoSuchUpload', 'there is no such upload') if !-d $dir;
	return _copy_part($params, $dir, $query->{partNumber}, $request) if $method eq 'PUT';
	return _complete($params, $dir, $path, $request) if $method eq 'POST';
	remove_tree($dir);
	return (204, {}, '');
}

sub _list_uploads
{
	my ($params, $path, $query) = @_;
	my $listed = '';

	foreach my $dir (glob "$params->{uploads}/*")
	{
		my $begun = $json->decode(_read("$dir/begun"));
		my ($bucket, $key) = $begun->{path} =~ m{^(/[^/]+)/(.*)}s;

		$listed .= "<Upload><Key>$key</Key><UploadId>" . ($dir =~ s{.*/}{}r) . '</UploadId></Upload>'
		  if $bucket eq $path && index(S3Gate::_decode($key), $query->{prefix}) == 0;
	}
	return (200, { 'Content-Type' => 'application/xml' },
		"<ListMultipartUploadsResult><EncodingType>url</EncodingType>$listed</ListMultipartUploadsResult>");
}

sub _create
{
	my ($params, $path, $request) = @_;
	my ($bucket) = $path =~ m{^(/[^/]+)};
	my ($status) = S3Gate::_forward($params, 'HEAD', $bucket, {}, '');
	my $dir = tempdir(DIR => $params->{uploads}, CLEANUP => 0);

	S3Gate::_refuse(404, 'NoSuchBucket', 'there is no such bucket') if $status == 404;
	_write("$dir/begun", $json->encode({ path => $path, headers => $request->{headers} }));
	return (200, { 'Content-Type' => 'application/xml' },
		'<InitiateMultipartUploadResult><UploadId>' . ($dir =~ s{.*/}{}r)
		  . '</UploadId></InitiateMultipartUploadResult>');
}

sub _copy_part
{
	my ($params, $dir, $number, $request) = @_;
	my ($source, $content) = _source($params, $request->{headers});
	my ($first, $last) = $request->{headers}{'x-amz-copy-source-range'} =~ /^bytes=(\d+)-(\d+)$/;

	S3Gate::_refuse(400, 'InvalidArgument', 'no such range')
	  if $first % $unit || ($last + 1) % $unit || $last >= length($content) * $unit;
	_write("$dir/$number", substr($content, $first / $unit, ($last + 1 - $first) / $unit));
	return (200, { 'Content-Type' => 'application/xml' },
		"<CopyPartResult><ETag>&quot;part $number&quot;</ETag></CopyPartResult>");
}

sub _complete
{
	my ($params, $dir, $path, $request) = @_;
	my $headers = $json->decode(_read("$dir/begun"))->{headers};
	my $content = '';
	my $n = 0;

	while ($request->{body} =~ m{<ETag>(?:"|&quot;)part (\d+)(?:"|&quot;)</ETag><PartNumber>(\d+)</PartNumber></Part>}g)
	{
		S3Gate::_refuse(400, 'InvalidPart', 'no such part') if $1 != $2 || $2 != ++$n;
		$content .= _read("$dir/$n");
	}
	my ($status, $answer) = S3Gate::_forward($params, 'PUT', $path,
		{ map { $_ => $headers->{$_} } grep { /^(?:content-type$|x-amz-meta-)/ } keys %$headers }, $content);

	remove_tree($dir);
	return ($status, { 'Content-Type' => 'application/xml' },
		"<CompleteMultipartUploadResult><ETag>$answer->{etag}</ETag></CompleteMultipartUploadResult>");
}

1;
