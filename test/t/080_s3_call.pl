# awspipe.call for S3: what is sent for each operation, what comes back, and
# that nothing is sent that would be another operation.  With moto, where there
# is one, buckets are set up for good.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new('s3');
my $json = JSON::PP->new->canonical->utf8->allow_nonref;

# Answers with what it was asked
my $echo = FakeAws->new(
	DEFAULT => sub {
		my ($socket, $request) = @_;
		my %told = (
			request => "$request->{method} $request->{path}",
			body => $request->{body},
			map { $_ => $request->{headers}{$_} }
			  grep { /^(?:content-type|x-amz-(?!date|content-sha256|security))/ } keys %{ $request->{headers} });

		FakeAws::answer($socket, 200, {},
			'<?xml version="1.0"?><Echo>' . join('', map { my $text = $told{$_} // ''; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g;
					"<$_>$text</$_>" } sort keys %told) . '</Echo>');
		return 1;
	});

my $node = PipeCluster->create('main', emulators => $aws, services => ['s3']);
$node->create_server('echo', endpoints => { s3 => $echo->url });
$node->create_server('frankfurt', endpoints => { s3 => $echo->url });
$node->safe_psql('postgres', q{ALTER SERVER frankfurt OPTIONS (SET region 'eu-central-1')});

sub statement
{
	my ($server, $operation, $input) = @_;

	return "SELECT awspipe.call('$server', 's3', '$operation', \$json\$" . $json->encode($input // {}) . '$json$)';
}

sub call { return $json->decode($node->psql_as('app', statement(@_))) }

sub is_refused
{
	my ($server, $operation, $input, $expected, $name) = @_;

	like($node->error_as('app', statement($server, $operation, $input)), $expected, $name // $operation);
	return;
}

# CRC-32C, a bit at a time
sub crc32c
{
	my ($data) = @_;
	my $crc = 0xffffffff;

	foreach my $byte (unpack 'C*', $data)
	{
		$crc ^= $byte;
		$crc = $crc >> 1 ^ ($crc & 1 ? 0x82f63b78 : 0) foreach 1 .. 8;
	}
	return encode_base64(pack('N', $crc ^ 0xffffffff), '');
}

#
# What is sent
#

my $ns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
my @sent = (
	[ ListBuckets => {}, 'GET /' ],
	[ ListBuckets => { MaxBuckets => 5, Prefix => 'a/b' }, 'GET /?max-buckets=5&prefix=a%2Fb' ],
	[ CreateBucket => { Bucket => 'bucket' }, 'PUT /bucket' ],
	[
		CreateBucket => { Bucket => 'bucket', ObjectOwnership => 'BucketOwnerEnforced' }, 'PUT /bucket', undef,
		{ 'x-amz-object-ownership' => 'BucketOwnerEnforced' }
	],
	[
		CreateBucket => { Bucket => 'bucket', CreateBucketConfiguration => { LocationConstraint => 'EU' } },
		'PUT /bucket', "<CreateBucketConfiguration $ns><LocationConstraint>EU</LocationConstraint></CreateBucketConfiguration>"
	],
	[ DeleteBucket => { Bucket => 'bucket', ExpectedBucketOwner => '123456789012' }, 'DELETE /bucket', undef,
		{ 'x-amz-expected-bucket-owner' => '123456789012' } ],
	[ GetBucketLocation => { Bucket => 'bucket' }, 'GET /bucket?location=' ],
	[ DeleteObject => { Bucket => 'bucket', Key => '../a b+c/', VersionId => 'v' }, 'DELETE /bucket/../a%20b%2Bc/?versionId=v' ],
	[ AbortMultipartUpload => { Bucket => 'bucket', Key => 'a', UploadId => 'u/1' }, 'DELETE /bucket/a?uploadId=u%2F1' ],
	[ ListParts => { Bucket => 'bucket', Key => 'a', UploadId => 'u', MaxParts => 2 }, 'GET /bucket/a?max-parts=2&uploadId=u' ],
	[ ListMultipartUploads => { Bucket => 'bucket', Prefix => 'a', KeyMarker => 'k' }, 'GET /bucket?uploads=&prefix=a&key-marker=k' ],
	[
		PutBucketCors => {
			Bucket => 'bucket',
			CORSConfiguration => {
				CORSRule => [
					{ AllowedMethod => [ 'PUT', 'GET' ], AllowedOrigin => ['*'], MaxAgeSeconds => 600 },
					{ AllowedMethod => 'POST', AllowedOrigin => 'https://a.example/?a&b<c>', ExposeHeader => [] }
				]
			}
		},
		'PUT /bucket?cors=',
		"<CORSConfiguration $ns><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>"
		  . '<AllowedOrigin>*</AllowedOrigin><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>'
		  . '<CORSRule><AllowedMethod>POST</AllowedMethod><AllowedOrigin>https://a.example/?a&amp;b&lt;c&gt;</AllowedOrigin></CORSRule>'
		  . '</CORSConfiguration>'
	],
	[ GetBucketCors => { Bucket => 'bucket' }, 'GET /bucket?cors=' ],
	[
		PutPublicAccessBlock => { Bucket => 'bucket', PublicAccessBlockConfiguration => { BlockPublicAcls => JSON::PP::true } },
		'PUT /bucket?publicAccessBlock=',
		"<PublicAccessBlockConfiguration $ns><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"
	],
	[
		PutBucketNotificationConfiguration => { Bucket => 'bucket', NotificationConfiguration => {}, SkipDestinationValidation => JSON::PP::true },
		'PUT /bucket?notification=', "<NotificationConfiguration $ns></NotificationConfiguration>",
		{ 'x-amz-skip-destination-validation' => 'true' }
	],
	[
		PutBucketVersioning => { Bucket => 'bucket', VersioningConfiguration => { Status => 'Enabled' } },
		'PUT /bucket?versioning=', "<VersioningConfiguration $ns><Status>Enabled</Status></VersioningConfiguration>"
	],
	[
		PutBucketTagging => { Bucket => 'bucket', Tagging => { TagSet => { Tag => [ { Key => 'k', Value => "\x{e4} 'q'" } ] } } },
		'PUT /bucket?tagging=',
		"<Tagging $ns><TagSet><Tag><Key>k</Key><Value>\x{e4} 'q'</Value></Tag></TagSet></Tagging>"
	]);

foreach my $case (@sent)
{
	my ($operation, $input, $request, $body, $headers) = @$case;
	my %expected = (request => $request, body => $body // '', %{ $headers // {} });

	if (defined $body)
	{
		my $bytes = $body;

		utf8::encode($bytes);
		$expected{'content-type'} = 'application/xml';
		$expected{'x-amz-checksum-crc32c'} = crc32c($bytes);
	}
	my $told = call('echo', $operation, $input);
	# the order of parameters is that of jsonb's members, and means nothing
	$_->{request} = join '&', sort split /[?&]/, $_->{request} foreach $told, \%expected;
	is_deeply($told, \%expected, "$operation: $request");
}
foreach my $policy ('{ "Version": 1 }', { Version => 1 })
{
	my $text = ref $policy ? '{"Version":1}' : $policy;
	my $told = call('echo', 'PutBucketPolicy', { Bucket => 'bucket', Policy => $policy })->{Policy};

	like($told, qr{<body>\Q$text\E</body>.*<request>PUT /bucket\?policy=</request>}, "a policy, in its own words: $text");
	like($told, qr{<x-amz-checksum-crc32c>\Q@{[ crc32c($text) ]}\E<}, 'with its checksum');
}
like(call('frankfurt', 'CreateBucket', { Bucket => 'bucket' })->{body},
	qr{<LocationConstraint>eu-central-1</LocationConstraint>}, 'a bucket is made in the server\'s region');

#
# What is not
#

my $before = $echo->requests;

is_refused('echo', 'PutObject', {}, qr/22023: operation PutObject of S3 cannot be called.*HINT: .*CreateBucket, .*PutBucketCors/s);
is_refused('echo', 'AbortMultipartUpload', { Bucket => 'bucket', Key => 'a', @$_ }, qr/22023: .*DETAIL:  A member "UploadId" is needed/s,
	'an upload without its id would be the object')
  foreach [], [ UploadId => '' ], [ UploadId => undef ], [ UploadId => 1 ];
is_refused('echo', 'DeleteObject', { Bucket => 'bucket', @$_ }, qr/22023: /, 'an object without its key would be the bucket')
  foreach [], [ Key => '' ], [ Key => undef ], [ Key => ['a'] ];
is_refused('echo', 'DeleteBucket', {@$_}, qr/22023: /, 'no bucket')
  foreach [], [ Bucket => '' ], [ Bucket => '..' ], [ Bucket => 'a/b' ], [ Bucket => "b\x{fc}cket" ];
is_refused('echo', 'PutBucketCors', { Bucket => 'bucket' }, qr/DETAIL:  A member "CORSConfiguration" is needed/, 'no body');
is_refused('echo', 'PutBucketCors', { Bucket => 'bucket', CORSConfiguration => $_ }, qr/22023: .*cannot be written as XML|object that can be written/s,
	'no XML: ' . $json->encode($_))
  foreach 'text', [], { 'a b' => 1 }, { '><' => 1 }, { a => [ ['b'] ] }, { a => { b => [undef] } }, { '' => 1 };
is_refused('echo', 'GetBucketCors', { Bucket => 'bucket', @$_ }, qr/22023: .*DETAIL:  There is no member "$_->[0]"/s, "no member $_->[0]")
  foreach [ Bucke => 1 ], [ Key => 'a' ], [ CORSConfiguration => {} ], [ Prefix => {} ];
is_refused('echo', 'DeleteObject', { Bucket => 'bucket', Key => 'x' x 1025 }, qr/54000: key/, 'a key too long');
is_refused('echo', 'DeleteBucket', { Bucket => 'bucket', ExpectedBucketOwner => "1\n2" }, qr/39000: .*control characters/s, 'a line break in a header');
is($echo->requests, $before, 'nothing of that was sent');

#
# What comes back
#

is_deeply(call('aws', 'CreateBucket', { Bucket => 'bucket' }), {}, 'a bucket is made');
is_deeply(call('aws', 'ListBuckets')->{Buckets}{Bucket}{Name}, 'bucket', 'and listed');
call('aws', 'CreateBucket', { Bucket => 'another' });
is_deeply([ map { $_->{Name} } @{ call('aws', 'ListBuckets')->{Buckets}{Bucket} } ], [ 'another', 'bucket' ], 'two are a list');
is_deeply(call('aws', 'HeadBucket', { Bucket => 'bucket' }), {}, 'it is there');
is_refused('aws', 'HeadBucket', { Bucket => 'none' }, qr/39000: .*AWS returned NotFound \(HTTP 404/s, 'this one is not');
my ($upload) = $aws->aws_call('s3', 'POST /bucket/a?uploads') =~ m{<UploadId>(.*?)</UploadId>};
$aws->aws_call('s3', 'PUT /bucket/a', 'content');
is_refused('aws', 'DeleteBucket', { Bucket => 'bucket' }, qr/39000: .*BucketNotEmpty \(HTTP 409/s, 'it is not empty');
is_deeply(call('aws', 'AbortMultipartUpload', { Bucket => 'bucket', Key => 'a', UploadId => $upload }), {}, 'an upload is given up');
is_refused('aws', 'AbortMultipartUpload', { Bucket => 'bucket', Key => 'a', UploadId => $upload }, qr/39000: .*NoSuchUpload/s, 'it is gone');
is($aws->aws_call('s3', 'GET /bucket/a'), 'content', 'but not the object');
is_deeply(call('aws', 'DeleteObject', { Bucket => 'bucket', Key => 'a' }), {}, 'that goes, too');
is_deeply(call('aws', 'DeleteBucket', { Bucket => 'bucket' }), {}, 'and the bucket');

my %answers = (
	location => [ 'GetBucketLocation', {}, "<LocationConstraint $ns>eu-west-1</LocationConstraint>", { LocationConstraint => 'eu-west-1' } ],
	first_region => [ 'GetBucketLocation', {}, "<LocationConstraint $ns/>", {} ],
	blank => [ 'GetBucketVersioning', {}, "<VersioningConfiguration $ns>\n</VersioningConfiguration>", {} ],
	policy => [ 'GetBucketPolicy', {}, '{"Version": "x"}', { Policy => '{"Version": "x"}' } ],
	region => [ 'HeadBucket', { 'x-amz-bucket-region' => 'eu-west-1' }, '', { BucketRegion => 'eu-west-1' } ],
	marker => [ 'DeleteBucket', { 'x-amz-delete-marker' => 'true', 'x-amz-version-id' => 'v' }, '', { DeleteMarker => 'true', VersionId => 'v' } ],
	many => [
		'GetBucketCors', {},
		'<C>' . '<R><M>1</M><M>2</M></R>' x 1500 . '</C>',
		{ R => [ map { { M => [ 1, 2 ] } } 1 .. 1500 ] }
	]);
my @fakes;

foreach my $name (sort keys %answers)
{
	my ($operation, $headers, $body, $expected) = @{ $answers{$name} };
	my $fake = FakeAws->new(DEFAULT => sub { FakeAws::answer($_[0], 200, $headers, $body); return 1 });

	push @fakes, $fake;
	$node->create_server($name, endpoints => { s3 => $fake->url });
	is_deeply(call($name, $operation, { Bucket => 'bucket' }), $expected, "an answer: $name");
}
push @fakes, FakeAws->new(DEFAULT => sub { FakeAws::answer($_[0], 200, {}, 'no XML'); return 1 });
$node->create_server('garbage', endpoints => { s3 => $fakes[-1]->url });
is_refused('garbage', 'GetBucketCors', { Bucket => 'bucket' }, qr/08P01: could not read what S3 answered/, 'an answer that is no XML');

#
# In front of another implementation
#

SKIP:
{
	my $moto = $ENV{PGAWSPIPE_MOTO_URL};

	if (!$moto)
	{
		print STDERR "# 080_s3_call: there is no moto_server: operations on buckets are not tested against an emulator (see tools/with-moto)\n";
		skip 'there is no moto_server', 1;
	}
	HTTP::Tiny->new->request('POST', "$moto/moto-api/reset")->{success} or die 'could not reset moto';
	$node->create_server('moto', endpoints => { s3 => $moto, sqs => $moto });

	my @bucket = (Bucket => 'bucket');
	my $queue = $json->decode($node->psql_as('app', q{SELECT awspipe.call('moto', 'sqs', 'CreateQueue', '{"QueueName": "files"}')}));
	my %configurations = (
		BucketCors => [ CORSConfiguration => { CORSRule => { AllowedMethod => [ 'PUT', 'POST' ], AllowedOrigin => '*', AllowedHeader => '*' } } ],
		BucketEncryption => [ ServerSideEncryptionConfiguration => { Rule => { ApplyServerSideEncryptionByDefault => { SSEAlgorithm => 'AES256' }, BucketKeyEnabled => 'false' } } ],
		BucketLifecycleConfiguration => [ LifecycleConfiguration => { Rule => {
					ID => 'uploads', Status => 'Enabled', Filter => { Prefix => '' }, AbortIncompleteMultipartUpload => { DaysAfterInitiation => '1' } } } ],
		BucketTagging => [ Tagging => { TagSet => { Tag => [ { Key => 'a', Value => '1' }, { Key => 'b', Value => '2' } ] } } ],
		BucketVersioning => [ VersioningConfiguration => { Status => 'Enabled' } ],
		BucketOwnershipControls => [ OwnershipControls => { Rule => { ObjectOwnership => 'BucketOwnerEnforced' } } ],
		BucketNotificationConfiguration => [ NotificationConfiguration => { QueueConfiguration => {
					Id => 'files', Queue => 'arn:aws:sqs:us-east-1:123456789012:files', Event => 's3:ObjectCreated:*',
					Filter => { S3Key => { FilterRule => { Name => 'prefix', Value => 'in/' } } } } } ],
		PublicAccessBlock => [ PublicAccessBlockConfiguration => {
				map { $_ => 'true' } qw(BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets) } ]);

	call('moto', 'CreateBucket', {@bucket});
	foreach my $name (sort keys %configurations)
	{
		my ($member, $content) = @{ $configurations{$name} };

		call('moto', "Put$name", { @bucket, $member => $content });
		is_deeply(call('moto', "Get$name", {@bucket}), $content, "$name is read as it was put");
	}
	my $policy = '{"Version":"2012-10-17","Statement":[]}';

	call('moto', 'PutBucketPolicy', { @bucket, Policy => $policy });
	is_deeply(call('moto', 'GetBucketPolicy', {@bucket}), { Policy => $policy }, 'a policy is read as it was put');
}

done_testing();
