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
use Moto;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new('s3');
my $json = JSON::PP->new->canonical->utf8->allow_nonref;

my $echo = FakeAws->new(RECORD => 1, DEFAULT => sub { FakeAws::answer($_[0], 200, {}, ''); return 1 });

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

# What was sent for it
sub told
{
	call(@_);
	my $request = ($echo->requests)[-1];

	return {
		request => "$request->{method} $request->{path}",
		body => $request->{body},
		map { $_ => $request->{headers}{$_} }
		  grep { /^(?:content-type|x-amz-(?!date|content-sha256|security))/ } keys %{ $request->{headers} }
	};
}

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
	[ DeleteObject => { Bucket => 'bucket', Key => "a\x{1}" }, 'DELETE /bucket/a%01' ],
	[ AbortMultipartUpload => { Bucket => 'bucket', Key => 'a', UploadId => 'u/1' }, 'DELETE /bucket/a?uploadId=u%2F1' ],
	[ ListParts => { Bucket => 'bucket', Key => 'a', UploadId => 'u', MaxParts => 2 }, 'GET /bucket/a?max-parts=2&uploadId=u' ],
	[ ListMultipartUploads => { Bucket => 'bucket', Prefix => 'a', KeyMarker => 'k' }, 'GET /bucket?uploads=&prefix=a&key-marker=k' ],
	[
		PutBucketCors => {
			Bucket => 'bucket',
			CORSConfiguration => {
				CORSRules => [
					{ AllowedMethods => [ 'PUT', 'GET' ], AllowedOrigins => ['*'], MaxAgeSeconds => 600 },
					{ AllowedMethods => ['POST'], AllowedOrigins => ['https://a.example/?a&b<c>'], ExposeHeaders => [] }
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
		PutBucketTagging => { Bucket => 'bucket', Tagging => { TagSet => [ { Key => 'k', Value => "\x{e4} 'q'" } ] } },
		'PUT /bucket?tagging=',
		"<Tagging $ns><TagSet><Tag><Key>k</Key><Value>\x{e4} 'q'</Value></Tag></TagSet></Tagging>"
	]);

foreach my $case (@sent)
{
	my ($operation, $input, $request, $body, $headers) = @$case;
	my $bytes = $body // '';
	utf8::encode($bytes);
	my %expected = (request => $request, body => $bytes, %{ $headers // {} });

	if (defined $body)
	{
		$expected{'content-type'} = 'application/xml';
		$expected{'x-amz-checksum-crc32c'} = crc32c($bytes);
	}
	my $told = told('echo', $operation, $input);
	# the order of parameters is that of jsonb's members, and means nothing
	$_->{request} = join '&', sort split /[?&]/, $_->{request} foreach $told, \%expected;
	is_deeply($told, \%expected, "$operation: $request");
}
foreach my $policy ('{ "Version": 1 }', { Version => 1 })
{
	my $text = ref $policy ? '{"Version":1}' : $policy;
	my $told = told('echo', 'PutBucketPolicy', { Bucket => 'bucket', Policy => $policy });

	is("$told->{request} $told->{body}", "PUT /bucket?policy= $text", "a policy, in its own words: $text");
	is($told->{'x-amz-checksum-crc32c'}, crc32c($text), 'with its checksum');
}
# Spelled as before there were models, with a notice
{
	my %old = (
		PutBucketCors => [
			{ CORSConfiguration => { CORSRule => { AllowedMethod => 'PUT', AllowedOrigin => [ '*', 'x' ], MaxAgeSeconds => '600' } } },
			{ CORSConfiguration => { CORSRules => [ { AllowedMethods => ['PUT'], AllowedOrigins => [ '*', 'x' ], MaxAgeSeconds => 600 } ] } }
		],
		PutBucketTagging => [
			{ Tagging => { TagSet => { Tag => { Key => 'k', Value => 1 } } } },
			{ Tagging => { TagSet => [ { Key => 'k', Value => '1' } ] } }
		],
		PutPublicAccessBlock => [
			{ PublicAccessBlockConfiguration => { BlockPublicAcls => 'true' } },
			{ PublicAccessBlockConfiguration => { BlockPublicAcls => JSON::PP::true } }
		]);

	foreach my $operation (sort keys %old)
	{
		my ($before, $now) = map { { Bucket => 'bucket', %$_ } } @{ $old{$operation} };
		my ($status, $stdout, $stderr) = $node->psql('postgres', statement('echo', $operation, $before), extra_params => [ '-U', 'app' ]);

		like($stderr, qr/NOTICE:  input of $operation is spelled as the next release will not take it\nDETAIL:  Member/, "$operation: an old spelling");
		my $body = ($echo->requests)[-1]{body};
		is($body, told('echo', $operation, $now)->{body}, 'means the same');
	}
}
like(told('frankfurt', 'CreateBucket', { Bucket => 'bucket' })->{body},
	qr{<LocationConstraint>eu-central-1</LocationConstraint>}, 'a bucket is made in the server\'s region');

#
# What is not
#

my $before = $echo->requests;

is_refused('echo', 'PutBucketCorse', {}, qr/22023: AWS service "s3" has no operation "PutBucketCorse"\nHINT:  Perhaps you meant "PutBucketCors"\./);
is_refused('echo', 'SelectObjectContent', {}, qr/0A000: operation SelectObjectContent of AWS service "s3" cannot be called/);
is_refused('echo', 'AbortMultipartUpload', { Bucket => 'bucket', Key => 'a', @$_ }, qr/22023: member "UploadId" of the input of AbortMultipartUpload (?:is missing|must not be empty)/,
	'an upload without its id would be the object')
  foreach [], [ UploadId => '' ], [ UploadId => undef ];
is_refused('echo', 'DeleteObject', { Bucket => 'bucket', @$_ }, qr/22023: /, 'an object without its key would be the bucket')
  foreach [], [ Key => '' ], [ Key => undef ], [ Key => ['a'] ];
is_refused('echo', 'DeleteBucket', {@$_}, qr/22023: /, 'no bucket')
  foreach [], [ Bucket => '' ], [ Bucket => '..' ], [ Bucket => 'a/b' ], [ Bucket => "b\x{fc}cket" ];
is_refused('echo', 'PutBucketCors', { Bucket => 'bucket', %{ $_->[0] } }, qr/22023: member "CORSConfiguration$_->[1]" of the input of PutBucketCors $_->[2]/s,
	"no configuration: $_->[1] $_->[2]")
  foreach [ {}, '', 'is missing' ], [ { CORSConfiguration => 'text' }, '', 'must be an object' ],
  [ { CORSConfiguration => {} }, '.CORSRules', 'is missing' ],
  [ { CORSConfiguration => { '><' => 1 } }, '.><', 'is not known.*HINT:  Members are: CORSRules\\.' ],
  map { [ { CORSConfiguration => { CORSRules => [ $_->[0] ] } }, ".CORSRules.0..$_->[1]", $_->[2] ] }
  [ {}, 'AllowedMethods', 'is missing' ],
  [ { AllowedMethods => [ 'GET', undef ] }, 'AllowedMethods.1.', 'must not be null' ],
  [ { AllowedMethods => [ {} ] }, 'AllowedMethods.0.', 'must be a string' ],
  [ { MaxAgeSeconds => 'long' }, 'MaxAgeSeconds', 'must be an integer' ];
is_refused('echo', 'PutBucketTagging', { Bucket => 'bucket', Tagging => { TagSet => [ { Key => "a\x{1}", Value => '' } ] } },
	qr/22023: member "Tagging.TagSet\[0\].Key" of the input of PutBucketTagging has a control character/, 'what XML cannot carry');
is_refused('echo', 'GetBucketCors', { Bucket => 'bucket', @$_ }, qr/22023: member "$_->[0]" of the input of GetBucketCors is not known.*HINT:  Members are: Bucket, ExpectedBucketOwner\./s, "no member $_->[0]")
  foreach [ Bucke => 1 ], [ Key => 'a' ], [ CORSConfiguration => {} ], [ Prefix => {} ];
is_refused('echo', 'DeleteObject', { Bucket => 'bucket', Key => 'x' x 1025 }, qr/54000: key/, 'a key too long');
is_refused('echo', 'DeleteBucket', { Bucket => 'bucket', ExpectedBucketOwner => "1\n2" }, qr/39000: .*control characters/s, 'a line break in a header');
is($echo->requests, $before, 'nothing of that was sent');

#
# What comes back
#

is_deeply(call('aws', 'ListBuckets')->{Buckets}, [], 'no buckets are a list');
call('aws', 'CreateBucket', { Bucket => 'bucket' });
is_deeply([ map { $_->{Name} } @{ call('aws', 'ListBuckets')->{Buckets} } ], ['bucket'], 'one is a list');
call('aws', 'CreateBucket', { Bucket => 'another' });
is_deeply([ map { $_->{Name} } @{ call('aws', 'ListBuckets')->{Buckets} } ], [ 'another', 'bucket' ], 'and two');
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
	first_region => [ 'GetBucketLocation', {}, "<LocationConstraint $ns/>", { LocationConstraint => undef } ],
	blank => [ 'GetBucketVersioning', {}, "<VersioningConfiguration $ns>\n</VersioningConfiguration>", {} ],
	policy => [ 'GetBucketPolicy', {}, '{"Version": "x"}', { Policy => '{"Version": "x"}' } ],
	region => [ 'HeadBucket', { 'x-amz-bucket-region' => 'eu-west-1' }, '', { BucketRegion => 'eu-west-1' } ],
	marker => [ 'DeleteObject', { 'x-amz-delete-marker' => 'true', 'x-amz-version-id' => 'v' }, '', { DeleteMarker => JSON::PP::true, VersionId => 'v' } ],
	many => [
		'GetBucketCors', {},
		"<CORSConfiguration $ns>" . '<CORSRule><AllowedMethod>1</AllowedMethod><AllowedMethod>2</AllowedMethod></CORSRule>' x 1500 . '</CORSConfiguration>',
		{ CORSRules => [ map { { AllowedMethods => [ '1', '2' ] } } 1 .. 1500 ] }
	]);
my @fakes;

foreach my $name (sort keys %answers)
{
	my ($operation, $headers, $body, $expected) = @{ $answers{$name} };
	my $fake = FakeAws->new(DEFAULT => sub { FakeAws::answer($_[0], 200, $headers, $body); return 1 });

	push @fakes, $fake;
	$node->create_server($name, endpoints => { s3 => $fake->url });
	is_deeply(call($name, $operation, { Bucket => 'bucket', $name eq 'marker' ? (Key => 'a') : () }), $expected, "an answer: $name");
}
push @fakes, FakeAws->new(DEFAULT => sub { FakeAws::answer($_[0], 200, {}, 'no XML'); return 1 });
$node->create_server('garbage', endpoints => { s3 => $fakes[-1]->url });
is_refused('garbage', 'GetBucketCors', { Bucket => 'bucket' }, qr/08P01: could not read what AWS service "s3" answered/, 'an answer that is no XML');

#
# In front of another implementation
#

SKIP:
{
	my $moto = Moto::take();

	if (!$moto)
	{
		print STDERR "# 080_s3_call: there is no moto_server: operations on buckets are not tested against an emulator (see tools/with-moto)\n";
		skip 'there is no moto_server', 1;
	}
	$node->create_server('moto', endpoints => { s3 => $moto, sqs => $moto });

	my @bucket = (Bucket => 'bucket');
	my $queue = $json->decode($node->psql_as('app', q{SELECT awspipe.call('moto', 'sqs', 'CreateQueue', '{"QueueName": "files"}')}));
	my %configurations = (
		BucketCors => { CORSConfiguration => { CORSRules => [ { AllowedMethods => [ 'PUT', 'GET' ], AllowedOrigins => ['*'], MaxAgeSeconds => 600 } ] } },
		BucketEncryption => { ServerSideEncryptionConfiguration => { Rules => [ {
						ApplyServerSideEncryptionByDefault => { SSEAlgorithm => 'AES256' }, BucketKeyEnabled => JSON::PP::false } ] } },
		BucketLifecycleConfiguration => { LifecycleConfiguration => { Rules => [ {
						ID => 'uploads', Status => 'Enabled', Filter => { Prefix => '' }, AbortIncompleteMultipartUpload => { DaysAfterInitiation => 1 } } ] } },
		BucketTagging => { Tagging => { TagSet => [ { Key => 'a', Value => '1' }, { Key => 'b', Value => '2' } ] } },
		BucketVersioning => { VersioningConfiguration => { Status => 'Enabled' } },
		BucketOwnershipControls => { OwnershipControls => { Rules => [ { ObjectOwnership => 'BucketOwnerEnforced' } ] } },
		BucketNotificationConfiguration => { NotificationConfiguration => { QueueConfigurations => [ {
						Id => 'files', QueueArn => 'arn:aws:sqs:us-east-1:123456789012:files', Events => ['s3:ObjectCreated:*'],
						Filter => { Key => { FilterRules => [ { Name => 'prefix', Value => 'in/' } ] } } } ] } },
		PublicAccessBlock => { PublicAccessBlockConfiguration => {
				map { $_ => JSON::PP::true } qw(BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets) } });

	# an answer has the payload's own name only where the model has one
	my %named = map { $_ => 1 } qw(BucketEncryption BucketOwnershipControls PublicAccessBlock);

	call('moto', 'CreateBucket', {@bucket});
	foreach my $name (sort keys %configurations)
	{
		my ($content) = values %{ $configurations{$name} };

		call('moto', "Put$name", { @bucket, %{ $configurations{$name} } });
		my $read = call('moto', "Get$name", {@bucket});
		delete $read->{TransitionDefaultMinimumObjectSize};
		is_deeply($read, $named{$name} ? $configurations{$name} : $content,
			"$name is read as it was put");
	}
	my $policy = '{"Version":"2012-10-17","Statement":[]}';

	call('moto', 'PutBucketPolicy', { @bucket, Policy => $policy });
	is_deeply(call('moto', 'GetBucketPolicy', {@bucket}), { Policy => $policy }, 'a policy is read as it was put');
}

done_testing();
