/*-------------------------------------------------------------------------
 *
 * model_s3.c
 *	  What AWS publishes about s3, 2006-03-01.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_s3.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "/WriteGetObjectResponse\0" "/{Bucket}\0" "/{Bucket}/{Key+}\0"
	"/{Bucket}/{Key+}?acl\0" "/{Bucket}/{Key+}?attributes\0"
	"/{Bucket}/{Key+}?encryption\0" "/{Bucket}/{Key+}?legal-hold\0"
	"/{Bucket}/{Key+}?renameObject\0" "/{Bucket}/{Key+}?restore\0"
	"/{Bucket}/{Key+}?retention\0" "/{Bucket}/{Key+}?select&select-type=2\0"
	"/{Bucket}/{Key+}?tagging\0" "/{Bucket}/{Key+}?torrent\0"
	"/{Bucket}/{Key+}?uploads\0" "/{Bucket}?abac\0" "/{Bucket}?accelerate\0"
	"/{Bucket}?acl\0" "/{Bucket}?analytics\0" "/{Bucket}?cors\0"
	"/{Bucket}?delete\0" "/{Bucket}?encryption\0"
	"/{Bucket}?intelligent-tiering\0" "/{Bucket}?inventory\0"
	"/{Bucket}?lifecycle\0" "/{Bucket}?list-type=2\0" "/{Bucket}?location\0"
	"/{Bucket}?logging\0" "/{Bucket}?metadataConfiguration\0"
	"/{Bucket}?metadataInventoryTable\0" "/{Bucket}?metadataJournalTable\0"
	"/{Bucket}?metadataTable\0" "/{Bucket}?metrics\0"
	"/{Bucket}?notification\0" "/{Bucket}?object-lock\0"
	"/{Bucket}?ownershipControls\0" "/{Bucket}?policy\0"
	"/{Bucket}?policyStatus\0" "/{Bucket}?publicAccessBlock\0"
	"/{Bucket}?replication\0" "/{Bucket}?requestPayment\0"
	"/{Bucket}?session\0" "/{Bucket}?tagging\0" "/{Bucket}?uploads\0"
	"/{Bucket}?versioning\0" "/{Bucket}?versions\0" "/{Bucket}?website\0"
	"AbacStatus\0" "AbortDate\0" "AbortIncompleteMultipartUpload\0"
	"AbortMultipartUpload\0" "AbortRuleId\0" "AcceptRanges\0"
	"AccessControlList\0" "AccessControlPolicy\0" "AccessControlTranslation\0"
	"AccessKeyId\0" "AccessPointAlias\0" "AccessPointArn\0" "AccessTier\0"
	"Account\0" "AllowQuotedRecordDelimiter\0" "AllowedHeader\0"
	"AllowedHeaders\0" "AllowedMethod\0" "AllowedMethods\0" "AllowedOrigin\0"
	"AllowedOrigins\0" "AnalyticsConfigurationList\0" "And\0"
	"ApplyServerSideEncryptionByDefault\0" "ArchiveStatus\0"
	"BlockPublicAcls\0" "BlockPublicPolicy\0" "BlockedEncryptionTypes\0"
	"Body\0" "BucketAccountId\0" "BucketKeyEnabled\0" "BucketLocationName\0"
	"BucketLocationType\0" "BucketLoggingStatus\0" "BucketName\0"
	"BucketNamespace\0" "BucketRegion\0" "BypassGovernanceRetention\0"
	"CORSConfiguration\0" "CORSRule\0" "CORSRules\0" "CSV\0" "CannedACL\0"
	"Checksum\0" "ChecksumAlgorithm\0" "ChecksumCRC32\0" "ChecksumCRC32C\0"
	"ChecksumCRC64NVME\0" "ChecksumMD5\0" "ChecksumMode\0" "ChecksumSHA1\0"
	"ChecksumSHA256\0" "ChecksumSHA512\0" "ChecksumType\0"
	"ChecksumXXHASH128\0" "ChecksumXXHASH3\0" "ChecksumXXHASH64\0"
	"ClientToken\0" "CloudFunction\0" "CloudFunctionConfiguration\0"
	"Comments\0" "CommonPrefixes\0" "CompleteMultipartUpload\0"
	"CompressionType\0" "Condition\0" "ConfigurationState\0"
	"ConfirmRemoveSelfBucketAccess\0" "Content-Length\0" "Content-MD5\0"
	"ContentLength\0" "ContentMD5\0" "ContentRange\0" "Contents\0"
	"CopyObject\0" "CopyObjectResult\0" "CopyPartResult\0" "CopySource\0"
	"CopySourceIfMatch\0" "CopySourceIfModifiedSince\0"
	"CopySourceIfNoneMatch\0" "CopySourceIfUnmodifiedSince\0"
	"CopySourceRange\0" "CopySourceSSECustomerAlgorithm\0"
	"CopySourceSSECustomerKey\0" "CopySourceSSECustomerKeyMD5\0"
	"CopySourceVersionId\0" "CreateBucket\0" "CreateBucketConfiguration\0"
	"CreateBucketMetadataConfiguration\0"
	"CreateBucketMetadataTableConfiguration\0" "CreateMultipartUpload\0"
	"CreateSession\0" "CreationDate\0" "Credentials\0" "DataExport\0"
	"DataRedundancy\0" "DaysAfterInitiation\0" "DefaultRetention\0"
	"DeleteBucket\0" "DeleteBucketAnalyticsConfiguration\0"
	"DeleteBucketCors\0" "DeleteBucketEncryption\0"
	"DeleteBucketIntelligentTieringConfiguration\0"
	"DeleteBucketInventoryConfiguration\0" "DeleteBucketLifecycle\0"
	"DeleteBucketMetadataConfiguration\0"
	"DeleteBucketMetadataTableConfiguration\0"
	"DeleteBucketMetricsConfiguration\0" "DeleteBucketOwnershipControls\0"
	"DeleteBucketPolicy\0" "DeleteBucketReplication\0" "DeleteBucketTagging\0"
	"DeleteBucketWebsite\0" "DeleteMarkerReplication\0"
	"DeleteMarkerVersionId\0" "DeleteMarkers\0" "DeleteObject\0"
	"DeleteObjectTagging\0" "DeleteObjects\0" "DeletePublicAccessBlock\0"
	"Deleted\0" "Description\0" "DestinationIfMatch\0"
	"DestinationIfModifiedSince\0" "DestinationIfNoneMatch\0"
	"DestinationIfUnmodifiedSince\0" "DisplayName\0" "EmailAddress\0"
	"EncodingType\0" "EncryptionType\0" "End\0" "Error\0" "ErrorCode\0"
	"ErrorDocument\0" "ErrorMessage\0" "Errors\0" "Event\0"
	"EventBridgeConfiguration\0" "EventThreshold\0" "Events\0"
	"ExistingObjectReplication\0" "ExpectedBucketOwner\0"
	"ExpectedSourceBucketOwner\0" "ExpiredObjectDeleteMarker\0"
	"ExposeHeader\0" "ExposeHeaders\0" "Expression\0" "ExpressionType\0"
	"FetchOwner\0" "Field\0" "FieldDelimiter\0" "FileHeaderInfo\0" "Filter\0"
	"FilterRule\0" "FilterRules\0" "Frequency\0" "GetBucketAbac\0"
	"GetBucketAccelerateConfiguration\0" "GetBucketAcl\0"
	"GetBucketAnalyticsConfiguration\0" "GetBucketCors\0"
	"GetBucketEncryption\0" "GetBucketIntelligentTieringConfiguration\0"
	"GetBucketInventoryConfiguration\0" "GetBucketLifecycle\0"
	"GetBucketLifecycleConfiguration\0" "GetBucketLocation\0"
	"GetBucketLogging\0" "GetBucketMetadataConfiguration\0"
	"GetBucketMetadataConfigurationResult\0"
	"GetBucketMetadataTableConfiguration\0"
	"GetBucketMetadataTableConfigurationResult\0"
	"GetBucketMetricsConfiguration\0" "GetBucketNotification\0"
	"GetBucketNotificationConfiguration\0" "GetBucketOwnershipControls\0"
	"GetBucketPolicy\0" "GetBucketPolicyStatus\0" "GetBucketReplication\0"
	"GetBucketRequestPayment\0" "GetBucketTagging\0" "GetBucketVersioning\0"
	"GetBucketWebsite\0" "GetObject\0" "GetObjectAcl\0"
	"GetObjectAttributes\0" "GetObjectLegalHold\0"
	"GetObjectLockConfiguration\0" "GetObjectRetention\0" "GetObjectTagging\0"
	"GetObjectTorrent\0" "GetPublicAccessBlock\0" "GlacierJobParameters\0"
	"Grant\0" "GrantFullControl\0" "GrantRead\0" "GrantReadACP\0"
	"GrantWrite\0" "GrantWriteACP\0" "Grantee\0" "HeadBucket\0" "HeadObject\0"
	"HostName\0" "HttpErrorCodeReturnedEquals\0" "HttpRedirectCode\0"
	"If-Match\0" "If-Modified-Since\0" "If-None-Match\0"
	"If-Unmodified-Since\0" "IfMatchInitiatedTime\0"
	"IfMatchLastModifiedTime\0" "IfMatchSize\0" "IgnorePublicAcls\0"
	"IncludedObjectVersions\0" "IndexDocument\0" "Initiated\0" "Initiator\0"
	"InputSerialization\0" "IntelligentTieringConfigurationList\0"
	"InventoryConfigurationList\0" "InventoryTableConfigurationResult\0"
	"InvocationRole\0" "IsEnabled\0" "IsLatest\0" "IsPublic\0"
	"IsRestoreInProgress\0" "IsTruncated\0" "JSON\0"
	"JournalTableConfigurationResult\0" "KMSContext\0" "KMSKeyArn\0"
	"KMSMasterKeyID\0" "KeyCount\0" "KeyPrefixEquals\0" "KmsKeyArn\0"
	"LambdaFunctionArn\0" "LambdaFunctionConfigurations\0" "LastModified\0"
	"ListBucketAnalyticsConfigurations\0"
	"ListBucketIntelligentTieringConfigurations\0"
	"ListBucketInventoryConfigurations\0" "ListBucketMetricsConfigurations\0"
	"ListBuckets\0" "ListDirectoryBuckets\0" "ListMultipartUploads\0"
	"ListObjectVersions\0" "ListObjects\0" "ListObjectsV2\0" "ListParts\0"
	"LocationConstraint\0" "LoggingEnabled\0" "MFA\0" "MFADelete\0"
	"MaxAgeSeconds\0" "MaxBuckets\0" "MaxDirectoryBuckets\0" "MaxKeys\0"
	"MaxParts\0" "MaxUploads\0" "MetadataDirective\0" "MetadataEntry\0"
	"Metrics\0" "MetricsConfigurationList\0" "MfaDelete\0" "Minutes\0"
	"MissingMeta\0" "MpuObjectSize\0" "NewerNoncurrentVersions\0"
	"NextContinuationToken\0" "NextKeyMarker\0" "NextMarker\0"
	"NextPartNumberMarker\0" "NextUploadIdMarker\0" "NextVersionIdMarker\0"
	"NoncurrentDays\0" "NoncurrentVersionExpiration\0"
	"NoncurrentVersionTransition\0" "NoncurrentVersionTransitions\0"
	"ObjectLockEnabled\0" "ObjectLockEnabledForBucket\0"
	"ObjectLockLegalHoldStatus\0" "ObjectLockMode\0"
	"ObjectLockRetainUntilDate\0" "ObjectOwnership\0" "ObjectParts\0"
	"ObjectSizeGreaterThan\0" "ObjectSizeLessThan\0" "OptionalFields\0"
	"OptionalObjectAttributes\0" "OutputLocation\0" "OutputSchemaVersion\0"
	"OutputSerialization\0" "Parquet\0" "PartNumber\0" "PartitionDateSource\0"
	"PartitionedPrefix\0" "Permission\0" "Priority\0" "Protocol\0"
	"PublicAccessBlockConfiguration\0" "PutBucketAbac\0"
	"PutBucketAccelerateConfiguration\0" "PutBucketAcl\0"
	"PutBucketAnalyticsConfiguration\0" "PutBucketCors\0"
	"PutBucketEncryption\0" "PutBucketIntelligentTieringConfiguration\0"
	"PutBucketInventoryConfiguration\0" "PutBucketLifecycle\0"
	"PutBucketLifecycleConfiguration\0" "PutBucketLogging\0"
	"PutBucketMetricsConfiguration\0" "PutBucketNotification\0"
	"PutBucketNotificationConfiguration\0" "PutBucketOwnershipControls\0"
	"PutBucketPolicy\0" "PutBucketReplication\0" "PutBucketRequestPayment\0"
	"PutBucketTagging\0" "PutBucketVersioning\0" "PutBucketWebsite\0"
	"PutObject\0" "PutObjectAcl\0" "PutObjectLegalHold\0"
	"PutObjectLockConfiguration\0" "PutObjectRetention\0" "PutObjectTagging\0"
	"PutPublicAccessBlock\0" "Queue\0" "QueueArn\0" "QueueConfiguration\0"
	"QueueConfigurations\0" "Quiet\0" "QuoteCharacter\0"
	"QuoteEscapeCharacter\0" "QuoteFields\0" "RecordExpiration\0" "Redirect\0"
	"RedirectAllRequestsTo\0" "RenameObject\0" "RenameSource\0"
	"ReplaceKeyPrefixWith\0" "ReplaceKeyWith\0" "ReplicaKmsKeyID\0"
	"ReplicaModifications\0" "ReplicationConfiguration\0"
	"ReplicationStatus\0" "ReplicationTime\0" "RequestCharged\0"
	"RequestPayer\0" "RequestPaymentConfiguration\0" "RequestProgress\0"
	"RequestRoute\0" "RequestToken\0" "ResponseCacheControl\0"
	"ResponseContentDisposition\0" "ResponseContentEncoding\0"
	"ResponseContentLanguage\0" "ResponseContentType\0" "ResponseExpires\0"
	"Restore\0" "RestoreExpiryDate\0" "RestoreObject\0" "RestoreOutputPath\0"
	"RestoreRequest\0" "RestoreStatus\0" "RestrictPublicBuckets\0"
	"RoutingRule\0" "RoutingRules\0" "S3BucketDestination\0" "S3Key\0"
	"S3TablesDestination\0" "S3TablesDestinationResult\0" "SSE-KMS\0"
	"SSE-S3\0" "SSEAlgorithm\0" "SSEKMS\0" "SSEKMSEncryptionContext\0"
	"SSEKMSKeyId\0" "SSES3\0" "ScanRange\0" "Schedule\0" "SecretAccessKey\0"
	"SelectObjectContent\0" "SelectObjectContentRequest\0"
	"SelectParameters\0" "ServerSideEncryption\0"
	"ServerSideEncryptionConfiguration\0" "SessionMode\0" "SessionToken\0"
	"SimplePrefix\0" "SkipDestinationValidation\0" "SourceSelectionCriteria\0"
	"SseAlgorithm\0" "SseKmsEncryptedObjects\0" "Start\0" "StartAfter\0"
	"StatusCode\0" "StorageClass\0" "StorageClassAnalysis\0" "Suffix\0"
	"TableArn\0" "TableBucketArn\0" "TableBucketType\0" "TableName\0"
	"TableNamespace\0" "TableStatus\0" "TagCount\0" "TagSet\0"
	"TaggingDirective\0" "Tags\0" "TargetBucket\0" "TargetGrants\0"
	"TargetObjectKeyFormat\0" "TargetPrefix\0" "Tiering\0" "Tierings\0"
	"Topic\0" "TopicArn\0" "TopicConfiguration\0" "TopicConfigurations\0"
	"TotalPartsCount\0" "TransitionDefaultMinimumObjectSize\0" "URI\0"
	"UpdateBucketMetadataInventoryTableConfiguration\0"
	"UpdateBucketMetadataJournalTableConfiguration\0"
	"UpdateObjectEncryption\0" "UploadId\0" "UploadPart\0" "UploadPartCopy\0"
	"UserMetadata\0" "Value\0" "VersioningConfiguration\0"
	"WebsiteConfiguration\0" "WebsiteRedirectLocation\0" "WriteOffsetBytes\0"
	"Years\0" "continuation-token\0" "delimiter\0" "encoding-type\0"
	"fetch-owner\0" "key-marker\0" "max-buckets\0" "max-directory-buckets\0"
	"max-keys\0" "max-uploads\0" "member\0" "partNumber\0" "prefix\0"
	"response-cache-control\0" "response-content-disposition\0"
	"response-content-encoding\0" "response-content-language\0"
	"response-content-type\0" "response-expires\0" "start-after\0"
	"upload-id-marker\0" "uploadId\0" "value\0" "version-id-marker\0"
	"versionId\0" "x-amz-abort-date\0" "x-amz-abort-rule-id\0"
	"x-amz-access-point-alias\0" "x-amz-acl\0" "x-amz-archive-status\0"
	"x-amz-bucket-arn\0" "x-amz-bucket-location-name\0"
	"x-amz-bucket-location-type\0" "x-amz-bucket-namespace\0"
	"x-amz-bucket-object-lock-enabled\0" "x-amz-bucket-object-lock-token\0"
	"x-amz-bucket-region\0" "x-amz-bypass-governance-retention\0"
	"x-amz-checksum-algorithm\0" "x-amz-checksum-mode\0"
	"x-amz-checksum-type\0" "x-amz-client-token\0"
	"x-amz-confirm-remove-self-bucket-access\0" "x-amz-copy-source\0"
	"x-amz-copy-source-if-match\0" "x-amz-copy-source-if-modified-since\0"
	"x-amz-copy-source-if-none-match\0"
	"x-amz-copy-source-if-unmodified-since\0" "x-amz-copy-source-range\0"
	"x-amz-copy-source-server-side-encryption-customer-algorithm\0"
	"x-amz-copy-source-server-side-encryption-customer-key\0"
	"x-amz-copy-source-server-side-encryption-customer-key-MD5\0"
	"x-amz-copy-source-version-id\0" "x-amz-create-session-mode\0"
	"x-amz-expected-bucket-owner\0" "x-amz-fwd-error-code\0"
	"x-amz-fwd-error-message\0" "x-amz-fwd-header-Cache-Control\0"
	"x-amz-fwd-header-Content-Disposition\0"
	"x-amz-fwd-header-Content-Encoding\0"
	"x-amz-fwd-header-Content-Language\0" "x-amz-fwd-header-Content-Range\0"
	"x-amz-fwd-header-Content-Type\0" "x-amz-fwd-header-ETag\0"
	"x-amz-fwd-header-Expires\0" "x-amz-fwd-header-Last-Modified\0"
	"x-amz-fwd-header-accept-ranges\0"
	"x-amz-fwd-header-x-amz-checksum-crc32\0"
	"x-amz-fwd-header-x-amz-checksum-crc32c\0"
	"x-amz-fwd-header-x-amz-checksum-crc64nvme\0"
	"x-amz-fwd-header-x-amz-checksum-md5\0"
	"x-amz-fwd-header-x-amz-checksum-sha1\0"
	"x-amz-fwd-header-x-amz-checksum-sha256\0"
	"x-amz-fwd-header-x-amz-checksum-sha512\0"
	"x-amz-fwd-header-x-amz-checksum-xxhash128\0"
	"x-amz-fwd-header-x-amz-checksum-xxhash3\0"
	"x-amz-fwd-header-x-amz-checksum-xxhash64\0"
	"x-amz-fwd-header-x-amz-delete-marker\0"
	"x-amz-fwd-header-x-amz-expiration\0"
	"x-amz-fwd-header-x-amz-missing-meta\0"
	"x-amz-fwd-header-x-amz-mp-parts-count\0"
	"x-amz-fwd-header-x-amz-object-lock-legal-hold\0"
	"x-amz-fwd-header-x-amz-object-lock-mode\0"
	"x-amz-fwd-header-x-amz-object-lock-retain-until-date\0"
	"x-amz-fwd-header-x-amz-replication-status\0"
	"x-amz-fwd-header-x-amz-request-charged\0"
	"x-amz-fwd-header-x-amz-restore\0"
	"x-amz-fwd-header-x-amz-server-side-encryption\0"
	"x-amz-fwd-header-x-amz-server-side-encryption-aws-kms-key-id\0"
	"x-amz-fwd-header-x-amz-server-side-encryption-bucket-key-enabled\0"
	"x-amz-fwd-header-x-amz-server-side-encryption-customer-algorithm\0"
	"x-amz-fwd-header-x-amz-server-side-encryption-customer-key-MD5\0"
	"x-amz-fwd-header-x-amz-storage-class\0"
	"x-amz-fwd-header-x-amz-tagging-count\0"
	"x-amz-fwd-header-x-amz-version-id\0" "x-amz-fwd-status\0"
	"x-amz-grant-full-control\0" "x-amz-grant-read\0" "x-amz-grant-read-acp\0"
	"x-amz-grant-write\0" "x-amz-grant-write-acp\0"
	"x-amz-if-match-initiated-time\0" "x-amz-if-match-last-modified-time\0"
	"x-amz-if-match-size\0" "x-amz-max-parts\0" "x-amz-meta-\0"
	"x-amz-metadata-directive\0" "x-amz-mfa\0" "x-amz-mp-object-size\0"
	"x-amz-object-attributes\0" "x-amz-object-ownership\0"
	"x-amz-object-size\0" "x-amz-optional-object-attributes\0"
	"x-amz-part-number-marker\0" "x-amz-rename-source\0"
	"x-amz-rename-source-if-match\0" "x-amz-rename-source-if-modified-since\0"
	"x-amz-rename-source-if-none-match\0"
	"x-amz-rename-source-if-unmodified-since\0" "x-amz-request-payer\0"
	"x-amz-request-route\0" "x-amz-request-token\0"
	"x-amz-restore-output-path\0" "x-amz-sdk-checksum-algorithm\0"
	"x-amz-server-side-encryption-context\0"
	"x-amz-server-side-encryption-customer-key\0"
	"x-amz-skip-destination-validation\0"
	"x-amz-source-expected-bucket-owner\0" "x-amz-tagging\0"
	"x-amz-tagging-directive\0"
	"x-amz-transition-default-minimum-object-size\0"
	"x-amz-website-redirect-location\0" "x-amz-write-offset-bytes\0"
	"xsi:type\0";

static const PgawsMember members[] = {
	{849, 849, 5, 0}, {2654, 2654, 52, 0}, {7360, 11092, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {8639, 9103, 5, 138},
	{7375, 12125, 5, 131}, {3534, 9977, 5, 131}, {4828, 11673, 1, 899},
	{8354, 1141, 123, 128}, {3548, 3548, 207, 0}, {3548, 3548, 5, 8},
	{8906, 8906, 5, 0}, {6357, 6357, 5, 0}, {8330, 10265, 287, 144},
	{1125, 1125, 5, 8}, {3706, 3706, 14, 0}, {8192, 8192, 284, 8},
	{8906, 8906, 11, 0}, {7724, 7724, 15, 8}, {6357, 6357, 5, 0},
	{10265, 10265, 286, 0}, {1408, 1408, 10, 0}, {8376, 8376, 5, 8},
	{1523, 1523, 5, 0}, {2461, 2461, 5, 8}, {6357, 6357, 5, 0},
	{3386, 3386, 71, 16}, {1570, 1570, 5, 0}, {2603, 2603, 1, 512},
	{1641, 1641, 5, 0}, {8234, 8234, 5, 0}, {2639, 2639, 5, 0},
	{1589, 1589, 5, 0}, {1711, 1702, 153, 152}, {5589, 5589, 174, 0},
	{8906, 2461, 18, 128}, {1707, 1698, 25, 152}, {5220, 5220, 5, 0},
	{1308, 1294, 9, 144}, {1337, 1323, 9, 152}, {1366, 1352, 9, 152},
	{3619, 3606, 9, 144}, {5618, 5618, 52, 0}, {8906, 8906, 24, 0},
	{3691, 3691, 5, 0}, {1990, 1990, 5, 0}, {7121, 7121, 5, 0},
	{1278, 1278, 5, 0}, {3676, 3676, 5, 0}, {7106, 7106, 5, 0},
	{1267, 1267, 8, 0}, {7142, 7142, 5, 0}, {7121, 7121, 5, 0},
	{1278, 1278, 5, 0}, {3676, 3676, 5, 0}, {7106, 7106, 5, 0},
	{1758, 1758, 5, 0}, {1772, 1772, 5, 0}, {1787, 1787, 5, 0},
	{1830, 1830, 5, 0}, {1843, 1843, 5, 0}, {1858, 1858, 5, 0},
	{1805, 1805, 5, 0}, {1920, 1920, 5, 0}, {1904, 1904, 5, 0},
	{1886, 1886, 5, 0}, {1873, 1873, 5, 0}, {1125, 1125, 5, 0},
	{3455, 3455, 5, 0}, {3501, 3455, 9, 144}, {1949, 1949, 5, 0},
	{5075, 5075, 5, 0}, {6357, 6357, 5, 0}, {8906, 8906, 30, 0},
	{4005, 4005, 5, 0}, {2461, 2461, 5, 0}, {2403, 2403, 5, 0},
	{5963, 10803, 5, 131}, {10264, 10264, 5, 0}, {1758, 1758, 5, 0},
	{1772, 1772, 5, 0}, {1787, 1787, 5, 0}, {1830, 1830, 5, 0},
	{1843, 1843, 5, 0}, {1858, 1858, 5, 0}, {1805, 1805, 5, 0},
	{1920, 1920, 5, 0}, {1904, 1904, 5, 0}, {1886, 1886, 5, 0},
	{1873, 1873, 5, 0}, {7972, 11162, 5, 131}, {2445, 11536, 5, 131},
	{7855, 11208, 5, 131}, {1539, 11269, 8, 131}, {7360, 11092, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {1079, 2014, 34, 1158},
	{8639, 9103, 5, 138}, {1758, 10373, 5, 131}, {1772, 10411, 5, 131},
	{1787, 10450, 5, 131}, {1830, 10528, 5, 131}, {1843, 10565, 5, 131},
	{1858, 10604, 5, 131}, {1805, 10492, 5, 131}, {1920, 10725, 5, 131},
	{1904, 10685, 5, 131}, {1886, 10643, 5, 131}, {1873, 9496, 5, 131},
	{5786, 11820, 38, 131}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{2251, 4767, 5, 131}, {2295, 4794, 5, 131}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {5564, 8654, 36, 144},
	{10264, 10264, 5, 0}, {1758, 1758, 5, 0}, {1772, 1772, 5, 0},
	{1787, 1787, 5, 0}, {1830, 1830, 5, 0}, {1843, 1843, 5, 0},
	{1858, 1858, 5, 0}, {1805, 1805, 5, 0}, {1920, 1920, 5, 0},
	{1904, 1904, 5, 0}, {1886, 1886, 5, 0}, {6315, 6315, 52, 0},
	{8906, 8906, 35, 0}, {4722, 4722, 5, 0}, {5232, 5232, 5, 0},
	{2198, 2198, 41, 6}, {5963, 10803, 5, 131}, {2435, 9922, 5, 131},
	{2445, 11536, 5, 131}, {7972, 11162, 5, 131}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {7831, 12240, 5, 131},
	{1539, 11269, 8, 131}, {7360, 11092, 5, 131}, {1727, 9208, 5, 131},
	{2461, 2461, 5, 137}, {7466, 10067, 5, 131}, {1740, 9451, 5, 131},
	{7487, 10098, 5, 131}, {7514, 10135, 5, 131}, {7538, 10169, 5, 131},
	{7562, 10234, 5, 131}, {2230, 9575, 5, 139}, {2241, 9593, 5, 131},
	{2259, 9620, 1, 899}, {2285, 9656, 5, 131}, {2307, 9688, 1, 899},
	{7582, 7582, 1, 899}, {4618, 11570, 5, 131}, {4635, 11595, 5, 131},
	{4645, 11612, 5, 131}, {4669, 11651, 5, 131}, {2251, 4767, 5, 131},
	{2295, 4794, 5, 131}, {2403, 2403, 5, 137}, {8678, 11773, 175, 132},
	{5691, 11785, 5, 131}, {8313, 12402, 5, 131}, {7972, 11162, 5, 131},
	{8179, 11462, 5, 131}, {8738, 12471, 5, 131}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {7855, 11208, 5, 131},
	{7831, 12240, 5, 131}, {1539, 11269, 8, 131}, {2351, 9750, 5, 131},
	{2382, 9810, 5, 131}, {2407, 9864, 5, 131}, {7375, 12125, 5, 131},
	{3071, 12388, 5, 131}, {6102, 10957, 5, 131}, {6117, 10997, 1, 643},
	{6076, 10911, 5, 131}, {3534, 9977, 5, 131}, {3554, 12353, 5, 131},
	{10264, 10264, 5, 0}, {5305, 5305, 1, 512}, {1873, 1873, 5, 0},
	{1758, 1758, 5, 0}, {1772, 1772, 5, 0}, {1787, 1787, 5, 0},
	{1830, 1830, 5, 0}, {1843, 1843, 5, 0}, {1858, 1858, 5, 0},
	{1805, 1805, 5, 0}, {1920, 1920, 5, 0}, {1904, 1904, 5, 0},
	{1886, 1886, 5, 0}, {10264, 10264, 5, 0}, {5305, 5305, 1, 512},
	{1758, 1758, 5, 0}, {1772, 1772, 5, 0}, {1787, 1787, 5, 0},
	{1830, 1830, 5, 0}, {1843, 1843, 5, 0}, {1858, 1858, 5, 0},
	{1805, 1805, 5, 0}, {1920, 1920, 5, 0}, {1904, 1904, 5, 0},
	{1886, 1886, 5, 0}, {5570, 5570, 5, 0}, {4005, 4005, 173, 0},
	{2461, 2461, 19, 0}, {8330, 8330, 287, 0}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {2506, 2506, 176, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {2540, 2540, 178, 1166}, {3534, 9977, 5, 131},
	{4005, 4005, 5, 131}, {8234, 9239, 5, 131}, {1727, 9208, 5, 131},
	{2461, 2461, 5, 137}, {2468, 2468, 43, 1158}, {4618, 11570, 5, 131},
	{4635, 11595, 5, 131}, {4645, 11612, 5, 131}, {4658, 11633, 5, 131},
	{4669, 11651, 5, 131}, {6049, 9333, 8, 131}, {6143, 11865, 5, 131},
	{1625, 9310, 5, 131}, {1054, 9146, 1, 899}, {1116, 9163, 5, 131},
	{2461, 2461, 5, 128}, {2403, 2403, 5, 0}, {8639, 8639, 5, 0},
	{7972, 11162, 5, 131}, {2361, 11334, 5, 131}, {2417, 11399, 5, 131},
	{7855, 11208, 5, 131}, {7831, 12240, 5, 131}, {1539, 11269, 8, 131},
	{7360, 11092, 5, 131}, {1740, 9451, 5, 131}, {1873, 9496, 5, 131},
	{1727, 9208, 5, 131}, {2461, 2461, 5, 137}, {7466, 10067, 5, 131},
	{7487, 10098, 5, 131}, {7514, 10135, 5, 131}, {7538, 10169, 5, 131},
	{7562, 10234, 5, 131}, {7582, 7582, 1, 899}, {4618, 11570, 5, 131},
	{4635, 11595, 5, 131}, {4645, 11612, 5, 131}, {4669, 11651, 5, 131},
	{2403, 2403, 5, 137}, {8678, 11773, 175, 132}, {7972, 11162, 5, 131},
	{8179, 11462, 5, 131}, {8738, 12471, 5, 131}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {7855, 11208, 5, 131},
	{7831, 12240, 5, 131}, {1539, 11269, 8, 131}, {7375, 12125, 5, 131},
	{3071, 12388, 5, 131}, {6102, 10957, 5, 131}, {6117, 10997, 1, 643},
	{6076, 10911, 5, 131}, {3534, 9977, 5, 131}, {1740, 9451, 5, 131},
	{1873, 9496, 5, 131}, {7972, 11162, 5, 131}, {7855, 11208, 5, 131},
	{7831, 12240, 5, 131}, {1539, 11269, 8, 131}, {2616, 2616, 282, 136},
	{8027, 9951, 5, 131}, {2461, 2461, 5, 137}, {7972, 11162, 5, 131},
	{7855, 11208, 5, 131}, {7831, 12240, 5, 131}, {1539, 11269, 8, 131},
	{1825, 1825, 5, 0}, {5941, 5941, 52, 0}, {8779, 8779, 52, 0},
	{3198, 181, 197, 152}, {7100, 7100, 8, 0}, {2461, 2461, 5, 137},
	{1125, 9180, 5, 138}, {3534, 9977, 5, 131}, {2461, 2461, 5, 137},
	{3534, 9977, 5, 131}, {3548, 3548, 207, 0}, {2403, 2403, 5, 0},
	{2445, 2445, 5, 0}, {5100, 5100, 8, 0}, {5305, 5305, 1, 512},
	{8906, 8906, 57, 0}, {3593, 10766, 8, 131}, {2445, 11536, 5, 131},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {2403, 2403, 5, 137},
	{5604, 11810, 5, 131}, {2445, 9136, 5, 130}, {7375, 12125, 5, 131},
	{1654, 9417, 8, 131}, {3534, 9977, 5, 131}, {2251, 4767, 5, 131},
	{4849, 11703, 1, 899}, {4873, 11737, 38, 131}, {2445, 11536, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {2445, 9136, 5, 130},
	{3534, 9977, 5, 131}, {3230, 3230, 66, 16}, {7360, 11092, 5, 131},
	{3448, 3405, 75, 144}, {2461, 2461, 5, 137}, {5611, 5611, 54, 1166},
	{5604, 11810, 5, 131}, {7375, 12125, 5, 131}, {1654, 9417, 8, 131},
	{3534, 9977, 5, 131}, {1740, 12211, 5, 131}, {2403, 2403, 5, 0},
	{2445, 2445, 5, 0}, {3593, 3593, 8, 0}, {3123, 3123, 5, 0},
	{8906, 8906, 65, 0}, {2461, 2461, 5, 8}, {1259, 1259, 5, 0},
	{8179, 8179, 5, 0}, {1179, 1179, 7, 0}, {8003, 8003, 70, 0},
	{7344, 7344, 257, 0}, {5723, 5723, 181, 0}, {8244, 8244, 5, 0},
	{8229, 8229, 5, 0}, {8270, 8270, 5, 0}, {3386, 3386, 5, 8},
	{7858, 7858, 5, 0}, {5187, 5187, 5, 0}, {7264, 7264, 5, 0},
	{8906, 3386, 5, 128}, {2403, 2403, 5, 0}, {2445, 2445, 5, 0},
	{3416, 3416, 5, 0}, {3440, 3440, 5, 0}, {3411, 3411, 5, 0},
	{3435, 3435, 5, 0}, {2403, 2403, 5, 8}, {8906, 8906, 72, 0},
	{849, 849, 5, 8}, {1570, 1570, 5, 0}, {8687, 8687, 5, 0},
	{8906, 8906, 78, 0}, {1043, 1043, 0, 6}, {849, 849, 5, 0},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {3534, 9977, 5, 131},
	{7375, 12125, 5, 131}, {3548, 3548, 207, 0}, {8354, 1141, 123, 128},
	{2716, 2716, 11, 6}, {1707, 1698, 25, 144}, {7993, 7993, 279, 6},
	{2791, 2791, 129, 6}, {2835, 2835, 131, 6}, {1711, 1702, 153, 144},
	{8483, 12426, 5, 131}, {1711, 1702, 268, 144}, {5570, 5570, 5, 0},
	{4062, 4062, 93, 6}, {4071, 4071, 177, 8}, {4135, 4135, 95, 6},
	{4144, 4144, 179, 8}, {849, 849, 5, 8}, {3405, 3405, 73, 0},
	{2965, 2965, 183, 6}, {2998, 2998, 208, 6}, {1172, 1172, 5, 6},
	{4316, 4316, 215, 6}, {7301, 7301, 254, 6}, {7382, 7382, 5, 0},
	{8306, 8306, 287, 8}, {849, 849, 5, 0}, {5608, 5756, 5, 128},
	{7180, 7180, 252, 0}, {4925, 4925, 126, 0}, {3421, 3421, 74, 0},
	{7711, 7711, 266, 0}, {3548, 3548, 207, 0}, {8354, 1141, 123, 128},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {2403, 2403, 5, 137},
	{2445, 9136, 5, 130}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{3593, 10766, 8, 131}, {5305, 10311, 1, 899}, {2445, 11536, 5, 131},
	{7360, 11092, 5, 131}, {10264, 10264, 5, 0}, {1731, 1731, 28, 0},
	{6159, 6159, 108, 0}, {8179, 8179, 5, 0}, {5789, 5789, 38, 0},
	{8467, 8472, 52, 128}, {5875, 5875, 52, 0}, {5871, 5871, 52, 0},
	{5671, 5671, 52, 0}, {5138, 5138, 8, 0}, {5564, 8654, 214, 144},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {2445, 9136, 5, 130},
	{5671, 11757, 52, 131}, {5875, 11939, 52, 131}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {7375, 12125, 5, 131},
	{3534, 9977, 5, 131}, {4454, 11841, 9, 139}, {4480, 4480, 0, 134},
	{4493, 4493, 199, 6}, {1518, 1518, 17, 6}, {3593, 10766, 8, 131},
	{1128, 10342, 5, 131}, {5963, 10803, 5, 131}, {7590, 11131, 5, 131},
	{5305, 10311, 1, 899}, {2140, 2113, 38, 131}, {10264, 10264, 5, 131},
	{1758, 10373, 5, 131}, {1772, 10411, 5, 131}, {1787, 10450, 5, 131},
	{1830, 10528, 5, 131}, {1843, 10565, 5, 131}, {1858, 10604, 5, 131},
	{1805, 10492, 5, 131}, {1920, 10725, 5, 131}, {1904, 10685, 5, 131},
	{1886, 10643, 5, 131}, {1873, 9496, 5, 131}, {5774, 10837, 52, 131},
	{2445, 11536, 5, 131}, {7466, 10067, 5, 131}, {7487, 10098, 5, 131},
	{7514, 10135, 5, 131}, {7538, 10169, 5, 131}, {2165, 10203, 5, 131},
	{7562, 10234, 5, 131}, {7582, 7582, 1, 899}, {8738, 12471, 5, 131},
	{7972, 11162, 5, 131}, {8678, 11773, 175, 132}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {1539, 11269, 8, 131},
	{8179, 11462, 5, 131}, {7360, 11092, 5, 131}, {7326, 11050, 5, 131},
	{8472, 10873, 52, 131}, {8297, 11499, 52, 131}, {6102, 10957, 5, 131},
	{6117, 10997, 1, 643}, {6076, 10911, 5, 131}, {2461, 2461, 5, 137},
	{2251, 4767, 5, 131}, {2269, 4776, 1, 899}, {2295, 4794, 5, 131},
	{2317, 4808, 1, 899}, {2403, 2403, 5, 137}, {2172, 2172, 5, 131},
	{7458, 8931, 5, 130}, {7479, 8954, 5, 130}, {7506, 8983, 5, 130},
	{7530, 9009, 5, 130}, {7554, 9035, 5, 130}, {7574, 9057, 1, 898},
	{2445, 9136, 5, 130}, {2361, 11334, 5, 131}, {2392, 12277, 5, 131},
	{2417, 11399, 5, 131}, {7375, 12125, 5, 131}, {6315, 8913, 52, 130},
	{3534, 9977, 5, 131}, {1817, 9476, 5, 131}, {1670, 1670, 200, 134},
	{2445, 11536, 5, 131}, {8306, 8306, 287, 8}, {2461, 2461, 5, 137},
	{2403, 2403, 5, 137}, {2445, 9136, 5, 130}, {3534, 9977, 5, 131},
	{7375, 12125, 5, 131}, {1518, 1518, 17, 6}, {7360, 11092, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {7375, 12125, 5, 131},
	{3534, 9977, 5, 131}, {6393, 6393, 216, 6}, {1254, 1254, 5, 8},
	{4683, 4683, 122, 0}, {6364, 6364, 5, 0}, {3348, 3348, 5, 0},
	{3360, 3360, 5, 0}, {5220, 5220, 5, 0}, {1589, 12528, 5, 168},
	{8518, 8518, 5, 0}, {8906, 4612, 121, 128}, {8234, 9239, 5, 131},
	{1575, 9283, 5, 131}, {1556, 9256, 5, 131}, {1641, 9397, 5, 131},
	{1216, 9183, 8, 131}, {3593, 10766, 8, 131}, {1128, 10342, 5, 131},
	{5963, 10803, 5, 131}, {7590, 11131, 5, 131}, {1447, 9218, 5, 131},
	{5305, 10311, 1, 899}, {2140, 2113, 38, 131}, {1758, 10373, 5, 131},
	{1772, 10411, 5, 131}, {1787, 10450, 5, 131}, {1830, 10528, 5, 131},
	{1843, 10565, 5, 131}, {1858, 10604, 5, 131}, {1805, 10492, 5, 131},
	{1920, 10725, 5, 131}, {1904, 10685, 5, 131}, {1886, 10643, 5, 131},
	{1873, 9496, 5, 131}, {10264, 10264, 5, 131}, {5774, 10837, 52, 131},
	{2445, 11536, 5, 131}, {7466, 10067, 5, 131}, {7487, 10098, 5, 131},
	{7514, 10135, 5, 131}, {7538, 10169, 5, 131}, {7562, 10234, 5, 131},
	{2165, 10203, 5, 131}, {7582, 7582, 1, 899}, {8738, 12471, 5, 131},
	{7972, 11162, 5, 131}, {8678, 11773, 175, 132}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {1539, 11269, 8, 131},
	{8179, 11462, 5, 131}, {7360, 11092, 5, 131}, {7326, 11050, 5, 131},
	{8472, 10873, 52, 131}, {8297, 11499, 52, 131}, {6102, 10957, 5, 131},
	{6117, 10997, 1, 643}, {6076, 10911, 5, 131}, {8213, 8213, 5, 8},
	{5220, 5220, 5, 0}, {3348, 3348, 5, 0}, {1717, 1717, 26, 0},
	{2038, 2038, 5, 0}, {5150, 5150, 141, 0}, {6307, 6307, 76, 0},
	{1125, 1125, 5, 8}, {3706, 3706, 14, 0}, {849, 849, 5, 8},
	{8404, 8396, 290, 152}, {8906, 8906, 129, 0}, {7732, 7732, 133, 8},
	{5090, 5090, 8, 8}, {3706, 3706, 135, 0}, {1125, 1125, 5, 8},
	{4902, 4902, 5, 8}, {6212, 6212, 136, 0}, {7883, 7883, 138, 8},
	{8906, 8906, 131, 0}, {7724, 7724, 137, 8}, {7867, 7804, 76, 128},
	{7824, 7796, 273, 128}, {6357, 6357, 5, 8}, {8906, 3670, 5, 128},
	{1529, 1529, 5, 0}, {2461, 2461, 5, 8}, {8376, 8376, 5, 8},
	{6357, 6357, 5, 0}, {2768, 2768, 134, 0}, {3736, 3736, 5, 8},
	{2064, 2064, 5, 8}, {8003, 8003, 180, 0}, {2064, 2064, 5, 8},
	{8285, 8285, 5, 0}, {3405, 3405, 73, 0}, {8260, 8260, 5, 0},
	{8220, 8220, 5, 0}, {1589, 1589, 5, 0}, {1278, 1278, 5, 0},
	{7154, 7154, 250, 8}, {8003, 8003, 180, 0}, {8285, 8285, 5, 8},
	{3405, 3405, 73, 0}, {8260, 8260, 5, 8}, {8220, 8220, 5, 0},
	{7154, 7154, 250, 8}, {7154, 7154, 250, 8}, {1125, 1125, 5, 0},
	{5258, 1949, 5, 136}, {3501, 3455, 9, 152}, {3706, 3706, 193, 0},
	{8906, 8906, 146, 0}, {1711, 1702, 268, 152}, {1059, 1059, 1, 512},
	{5941, 5941, 52, 0}, {3580, 3580, 8, 0}, {5963, 5963, 149, 0},
	{5220, 5220, 5, 0}, {6357, 6357, 5, 0}, {3706, 3706, 152, 0},
	{849, 849, 5, 8}, {6019, 5991, 295, 144}, {6002, 5974, 190, 144},
	{5946, 5946, 188, 0}, {1064, 1064, 2, 0}, {6357, 6357, 5, 0},
	{8330, 10265, 287, 144}, {6171, 6171, 38, 0}, {6193, 6193, 38, 0},
	{6357, 6357, 5, 0}, {10265, 10265, 286, 0}, {6171, 6171, 38, 0},
	{6193, 6193, 38, 0}, {1408, 1408, 151, 0}, {8906, 8906, 150, 0},
	{5138, 5138, 8, 0}, {5828, 5828, 5, 0}, {5824, 5824, 5, 0},
	{1381, 2716, 12, 144}, {2461, 2461, 5, 137}, {5828, 8785, 5, 130},
	{3534, 9977, 5, 131}, {5138, 5138, 8, 0}, {5828, 5828, 5, 0},
	{5824, 5824, 5, 0}, {4978, 2791, 130, 144}, {5828, 5828, 5, 0},
	{5014, 2835, 132, 144}, {5138, 5138, 8, 0}, {5824, 5824, 5, 0},
	{5138, 5138, 8, 0}, {5828, 5828, 5, 0}, {5824, 5824, 5, 0},
	{5731, 2965, 184, 144}, {5465, 5465, 22, 0}, {3548, 3548, 207, 0},
	{5828, 5828, 5, 0}, {6357, 6357, 5, 0}, {5632, 8851, 52, 130},
	{5828, 8785, 5, 130}, {6357, 8924, 5, 130}, {1641, 9403, 5, 130},
	{5465, 5465, 22, 0}, {5828, 5828, 5, 0}, {5828, 8785, 5, 130},
	{5643, 8863, 52, 130}, {2461, 2461, 5, 0}, {5850, 5850, 5, 0},
	{5896, 5896, 5, 0}, {5846, 5846, 5, 0}, {6357, 6357, 5, 0},
	{1284, 1284, 5, 0}, {5892, 5892, 5, 0}, {5680, 5680, 52, 0},
	{5138, 5138, 8, 0}, {5507, 1088, 187, 144}, {1999, 1999, 31, 16},
	{3373, 3373, 5, 0}, {7360, 11092, 5, 131}, {2461, 2461, 5, 137},
	{1284, 8804, 5, 130}, {3373, 8814, 5, 130}, {5850, 8840, 5, 130},
	{5680, 8894, 52, 130}, {6357, 8924, 5, 130}, {5896, 9086, 5, 130},
	{3534, 9977, 5, 131}, {7375, 12125, 5, 131}, {5138, 5138, 8, 0},
	{5850, 5850, 5, 0}, {5915, 5915, 5, 0}, {5846, 5846, 5, 0},
	{5911, 5911, 5, 0}, {4916, 6279, 204, 144}, {3145, 3593, 58, 144},
	{1570, 1570, 5, 0}, {6357, 6357, 5, 0}, {1284, 1284, 5, 0},
	{5663, 5663, 52, 0}, {1999, 1999, 31, 16}, {3373, 3373, 5, 0},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {1284, 8804, 5, 130},
	{3373, 8814, 5, 130}, {5850, 8840, 5, 130}, {5663, 8885, 52, 130},
	{6357, 8924, 5, 130}, {5915, 9118, 5, 130}, {3534, 9977, 5, 131},
	{7375, 12125, 5, 131}, {6227, 11906, 9, 131}, {5138, 5138, 8, 0},
	{3599, 3599, 5, 0}, {5860, 5860, 5, 0}, {2178, 2178, 198, 16},
	{1570, 1570, 5, 0}, {6357, 6357, 5, 0}, {1284, 1284, 5, 0},
	{5663, 5663, 52, 0}, {1999, 1999, 31, 16}, {3373, 3373, 5, 0},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {1284, 8804, 5, 130},
	{3373, 8814, 5, 130}, {3599, 8844, 5, 130}, {5663, 8885, 52, 130},
	{6357, 8924, 5, 130}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{6227, 11906, 9, 131}, {5138, 5138, 8, 0}, {2178, 2178, 198, 16},
	{1570, 1570, 5, 0}, {6357, 6357, 5, 0}, {1284, 1284, 5, 0},
	{5663, 5663, 52, 0}, {1999, 1999, 31, 16}, {3373, 3373, 5, 0},
	{5223, 5223, 52, 0}, {5828, 5828, 5, 0}, {5824, 5824, 5, 0},
	{8157, 8157, 5, 0}, {7360, 11092, 5, 131}, {2461, 2461, 5, 137},
	{1284, 8804, 5, 130}, {3373, 8814, 5, 130}, {5663, 8885, 52, 130},
	{6357, 8924, 5, 130}, {5828, 8785, 5, 130}, {3659, 8828, 8, 130},
	{8157, 9074, 5, 130}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{6227, 11906, 9, 131}, {1054, 9146, 1, 899}, {1116, 9163, 5, 131},
	{2461, 2461, 5, 0}, {2403, 2403, 5, 0}, {8639, 8639, 5, 0},
	{5875, 5875, 52, 0}, {5871, 5871, 52, 0}, {5671, 5671, 52, 0},
	{5138, 5138, 8, 0}, {5564, 8654, 213, 144}, {4949, 4949, 127, 0},
	{3548, 3548, 207, 0}, {8179, 8179, 5, 0}, {7360, 11092, 5, 131},
	{1740, 1740, 5, 0}, {1873, 1873, 5, 0}, {2461, 2461, 5, 137},
	{2403, 2403, 5, 137}, {5671, 11763, 52, 130}, {5875, 11945, 52, 130},
	{8639, 9103, 5, 138}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{2361, 11334, 5, 131}, {2392, 12277, 5, 131}, {2417, 11399, 5, 131},
	{1589, 1589, 5, 0}, {1570, 1570, 5, 0}, {8335, 8335, 5, 8},
	{8348, 8348, 123, 0}, {8383, 8383, 5, 8}, {8361, 8361, 288, 0},
	{9860, 9860, 5, 0}, {9112, 9112, 5, 0}, {8590, 8590, 143, 8},
	{8542, 8542, 139, 0}, {7778, 7778, 68, 8}, {5155, 5155, 144, 0},
	{5041, 5041, 140, 0}, {7750, 7750, 271, 8}, {7770, 7770, 272, 8},
	{8115, 8115, 5, 8}, {5248, 5248, 5, 0}, {849, 849, 5, 8},
	{3486, 3486, 258, 0}, {6357, 6357, 5, 0}, {8330, 10265, 287, 144},
	{1233, 1233, 5, 0}, {1125, 1125, 5, 8}, {3706, 3706, 185, 0},
	{8906, 8906, 183, 0}, {6357, 6357, 5, 0}, {10265, 10265, 286, 0},
	{1233, 1233, 5, 0}, {1408, 1408, 182, 0}, {8639, 8639, 5, 0},
	{2403, 2403, 5, 0}, {4939, 4939, 1, 512}, {8179, 8179, 5, 0},
	{3548, 3548, 207, 0}, {4949, 4949, 127, 0}, {1740, 1740, 5, 0},
	{1873, 1873, 5, 0}, {8906, 8906, 186, 0}, {5931, 5931, 52, 0},
	{5800, 5800, 52, 0}, {5931, 5931, 52, 0}, {8179, 8179, 5, 0},
	{5800, 5800, 52, 0}, {8906, 8906, 189, 0}, {8447, 8428, 293, 144},
	{7080, 7061, 249, 144}, {5276, 1963, 147, 144}, {3461, 3461, 76, 0},
	{8428, 8428, 292, 0}, {7061, 7061, 248, 0}, {1963, 1963, 29, 0},
	{2403, 7744, 269, 128}, {2403, 2403, 5, 0}, {5305, 5305, 1, 512},
	{10264, 10264, 5, 0}, {1740, 1740, 9, 16}, {1873, 1873, 5, 0},
	{4880, 4880, 38, 0}, {8179, 8179, 5, 0}, {3548, 3548, 207, 0},
	{7663, 7663, 264, 0}, {7824, 7796, 274, 128}, {2403, 2403, 5, 8},
	{2445, 2445, 5, 0}, {10264, 10264, 5, 0}, {4856, 4856, 1, 768},
	{4880, 4880, 38, 0}, {8906, 8906, 196, 0}, {8906, 8906, 194, 0},
	{6031, 6031, 5, 0}, {1702, 1702, 201, 0}, {1825, 1825, 5, 0},
	{6127, 6127, 1, 512}, {2674, 2674, 53, 0}, {6315, 6315, 52, 0},
	{4880, 4880, 38, 0}, {1758, 1758, 5, 0}, {1772, 1772, 5, 0},
	{1787, 1787, 5, 0}, {1830, 1830, 5, 0}, {1843, 1843, 5, 0},
	{1858, 1858, 5, 0}, {1805, 1805, 5, 0}, {1920, 1920, 5, 0},
	{1904, 1904, 5, 0}, {1886, 1886, 5, 0}, {10264, 10264, 5, 0},
	{1740, 1740, 9, 16}, {1873, 1873, 5, 0}, {4880, 4880, 38, 0},
	{8179, 8179, 5, 0}, {2403, 2403, 5, 0}, {2445, 2445, 5, 0},
	{5100, 5100, 8, 0}, {5305, 5305, 1, 512}, {3548, 3548, 207, 0},
	{7663, 7663, 264, 0}, {8906, 8906, 203, 0}, {7808, 7808, 270, 0},
	{1717, 1717, 27, 0}, {5150, 5150, 142, 0}, {3348, 3348, 5, 0},
	{5220, 5220, 5, 0}, {1711, 1702, 210, 152}, {6143, 6143, 5, 8},
	{8906, 8906, 209, 0}, {6315, 6315, 52, 0}, {5305, 5305, 1, 512},
	{10264, 10264, 5, 0}, {4880, 4880, 38, 0}, {1758, 1758, 5, 0},
	{1772, 1772, 5, 0}, {1787, 1787, 5, 0}, {1830, 1830, 5, 0},
	{1843, 1843, 5, 0}, {1858, 1858, 5, 0}, {1805, 1805, 5, 0},
	{1920, 1920, 5, 0}, {1904, 1904, 5, 0}, {1886, 1886, 5, 0},
	{6326, 6326, 5, 0}, {8906, 8906, 211, 0}, {8906, 8906, 202, 0},
	{5109, 5109, 8, 128}, {1461, 1461, 8, 128}, {4885, 4885, 8, 128},
	{1477, 1477, 8, 128}, {7677, 7677, 8, 128}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {3534, 9977, 5, 131},
	{1043, 1043, 0, 1166}, {2461, 2461, 5, 137}, {3769, 3769, 0, 1166},
	{3534, 9977, 5, 131}, {1740, 12211, 5, 131}, {1727, 9208, 5, 131},
	{1159, 1159, 6, 1158}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {4618, 11570, 5, 131}, {4635, 11595, 5, 131},
	{4645, 11612, 5, 131}, {4658, 11633, 5, 131}, {4669, 11651, 5, 131},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {1125, 9180, 5, 138},
	{2716, 2716, 11, 1166}, {3534, 9977, 5, 131}, {2461, 2461, 5, 137},
	{1680, 1680, 23, 1166}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {7993, 7993, 279, 1166}, {3534, 9977, 5, 131},
	{2461, 2461, 5, 137}, {1125, 9180, 5, 138}, {3534, 9977, 5, 131},
	{2791, 2791, 129, 1166}, {2461, 2461, 5, 137}, {1125, 9180, 5, 138},
	{2835, 2835, 131, 1166}, {3534, 9977, 5, 131}, {8483, 12426, 5, 131},
	{2461, 2461, 5, 137}, {1740, 12211, 5, 131}, {3973, 3973, 20, 1158},
	{3534, 9977, 5, 131}, {8483, 12426, 5, 131}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {3973, 3973, 148, 1158},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {1594, 1594, 21, 1166},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {3534, 9977, 5, 131},
	{2461, 2461, 5, 137}, {1125, 9180, 5, 138}, {2965, 2965, 183, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {4238, 4238, 191, 1166},
	{3534, 9977, 5, 131}, {8065, 12319, 8, 131}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {4238, 4238, 192, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{3534, 9977, 5, 131}, {2998, 2998, 208, 1166}, {1740, 12211, 5, 131},
	{2461, 2461, 5, 137}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{2083, 9535, 8, 131}, {1172, 1172, 5, 14}, {3534, 9977, 5, 131},
	{2461, 2461, 5, 137}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{7301, 7301, 254, 1166}, {1943, 9366, 5, 131}, {3534, 9977, 5, 131},
	{2461, 2461, 5, 137}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{7388, 7388, 259, 1166}, {3534, 9977, 5, 131}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {3071, 3071, 102, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {5604, 11810, 5, 131}, {8693, 8693, 304, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {8717, 8717, 305, 1166}, {3534, 9977, 5, 131},
	{1727, 9208, 5, 131}, {1159, 1159, 6, 1158}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {4618, 11570, 5, 131},
	{4635, 11595, 5, 131}, {4645, 11612, 5, 131}, {4658, 11633, 5, 131},
	{4669, 11651, 5, 131}, {2403, 2403, 5, 137}, {7375, 12125, 5, 131},
	{2445, 9136, 5, 130}, {3534, 9977, 5, 131}, {2461, 2461, 5, 137},
	{2403, 2403, 5, 137}, {4480, 4480, 0, 1158}, {7375, 12125, 5, 131},
	{2445, 9136, 5, 130}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {4493, 4493, 199, 1158},
	{7375, 12125, 5, 131}, {1943, 9366, 5, 131}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {3534, 9977, 5, 131}, {5963, 10803, 5, 131},
	{10264, 10264, 5, 131}, {1758, 10373, 5, 131}, {1772, 10411, 5, 131},
	{1787, 10450, 5, 131}, {1830, 10528, 5, 131}, {1843, 10565, 5, 131},
	{1858, 10604, 5, 131}, {1805, 10492, 5, 131}, {1920, 10725, 5, 131},
	{1904, 10685, 5, 131}, {1886, 10643, 5, 131}, {1873, 9496, 5, 131},
	{7972, 11162, 5, 131}, {2445, 11536, 5, 131}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {7831, 12240, 5, 131},
	{1539, 11269, 8, 131}, {4880, 11888, 38, 131}, {7360, 11092, 5, 131},
	{1727, 9208, 5, 131}, {1518, 1518, 17, 6}, {2461, 2461, 5, 137},
	{7466, 10067, 5, 131}, {7487, 10098, 5, 131}, {7514, 10135, 5, 131},
	{7538, 10169, 5, 131}, {2140, 2113, 38, 131}, {2154, 2128, 5, 131},
	{7562, 10234, 5, 131}, {1740, 12211, 5, 131}, {1758, 10373, 5, 131},
	{1772, 10411, 5, 131}, {1787, 10450, 5, 131}, {1830, 10528, 5, 131},
	{1843, 10565, 5, 131}, {1858, 10604, 5, 131}, {1805, 10492, 5, 131},
	{1920, 10725, 5, 131}, {1904, 10685, 5, 131}, {1886, 10643, 5, 131},
	{7582, 7582, 1, 899}, {2251, 4767, 5, 131}, {2295, 4794, 5, 131},
	{4618, 11570, 5, 131}, {4635, 11595, 5, 131}, {4645, 11612, 5, 131},
	{4669, 11651, 5, 131}, {2403, 2403, 5, 137}, {8762, 12503, 38, 131},
	{8678, 11773, 175, 132}, {7972, 11162, 5, 131}, {8179, 11462, 5, 131},
	{8738, 12471, 5, 131}, {2361, 11334, 5, 131}, {2392, 12277, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {7831, 12240, 5, 131},
	{1539, 11269, 8, 131}, {7375, 12125, 5, 131}, {3071, 12388, 5, 131},
	{6102, 10957, 5, 131}, {6117, 10997, 1, 643}, {6076, 10911, 5, 131},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2403, 2403, 5, 137},
	{1670, 1670, 200, 1158}, {7375, 12125, 5, 131}, {2445, 9136, 5, 130},
	{1654, 9417, 8, 131}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2403, 2403, 5, 137},
	{2445, 9136, 5, 130}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{3071, 3071, 102, 1166}, {3534, 9977, 5, 131}, {7375, 12125, 5, 131},
	{2461, 2461, 5, 137}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{6393, 6393, 216, 1166}, {3534, 9977, 5, 131}, {1125, 1125, 5, 0},
	{7052, 7046, 5, 136}, {3501, 3455, 9, 152}, {3706, 3706, 193, 0},
	{1125, 1125, 5, 0}, {3455, 3455, 5, 0}, {3501, 3455, 9, 144},
	{7046, 7046, 5, 0}, {8906, 8906, 247, 0}, {5963, 5963, 5, 8},
	{5941, 5941, 52, 0}, {4713, 4713, 5, 0}, {4750, 4750, 5, 0},
	{6384, 6384, 5, 0}, {7228, 7228, 5, 0}, {7249, 7249, 5, 0},
	{4713, 4713, 5, 8}, {6384, 6384, 5, 0}, {2461, 2461, 5, 137},
	{2403, 2403, 5, 137}, {7215, 11964, 5, 139}, {3250, 4767, 5, 131},
	{3296, 4794, 5, 131}, {3269, 4776, 1, 899}, {3319, 4808, 1, 899},
	{2245, 11984, 5, 131}, {2289, 12051, 5, 131}, {2263, 12013, 1, 899},
	{2311, 12085, 1, 899}, {1937, 9516, 5, 195}, {5085, 5085, 5, 8},
	{1711, 1702, 256, 152}, {5220, 5220, 5, 0}, {6375, 6375, 52, 0},
	{6357, 6357, 5, 0}, {3706, 3706, 14, 0}, {849, 849, 5, 8},
	{8091, 8091, 283, 0}, {3508, 3508, 77, 0}, {7732, 7732, 67, 8},
	{3099, 3099, 0, 0}, {8906, 8906, 255, 0}, {849, 849, 5, 8},
	{4844, 4844, 258, 8}, {5766, 5766, 52, 0}, {7382, 7382, 5, 8},
	{1548, 1548, 8, 0}, {7360, 11092, 5, 131}, {7630, 12185, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {2445, 9136, 5, 130},
	{7648, 7648, 263, 1158}, {7375, 12125, 5, 131}, {1740, 12211, 5, 131},
	{3534, 9977, 5, 131}, {5941, 5941, 52, 0}, {4591, 4591, 120, 0},
	{1589, 1589, 5, 0}, {1254, 1254, 5, 0}, {3238, 3238, 5, 0},
	{7955, 7955, 277, 0}, {6252, 6252, 205, 0}, {5118, 5118, 8, 0},
	{7598, 7598, 1, 512}, {2054, 2054, 37, 0}, {7171, 7171, 251, 8},
	{8906, 7699, 265, 128}, {5963, 5963, 149, 0}, {5220, 5220, 5, 0},
	{6357, 6357, 5, 8}, {849, 849, 5, 8}, {5991, 5991, 294, 0},
	{5974, 5974, 189, 0}, {5946, 5946, 188, 0}, {1064, 1064, 2, 0},
	{8906, 8906, 267, 0}, {3724, 3713, 79, 144}, {1614, 1614, 5, 8},
	{6357, 6357, 5, 8}, {2768, 2768, 69, 0}, {1721, 1721, 5, 0},
	{1141, 1141, 123, 0}, {3071, 3071, 102, 0}, {8674, 8674, 303, 0},
	{8179, 8179, 5, 0}, {8229, 8229, 5, 8}, {8260, 8260, 5, 8},
	{8229, 8229, 5, 8}, {8260, 8260, 5, 8}, {8220, 8220, 5, 8},
	{8270, 8270, 5, 8}, {1210, 1210, 5, 8}, {5198, 5198, 5, 8},
	{1539, 1539, 8, 0}, {8151, 8151, 38, 0}, {3401, 3401, 38, 0},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {3633, 3633, 5, 8},
	{3644, 3644, 5, 8}, {7416, 7416, 260, 0}, {4959, 4959, 128, 8},
	{6287, 6287, 206, 8}, {7873, 7873, 275, 0}, {3534, 9977, 5, 131},
	{4959, 4959, 128, 8}, {3644, 3644, 5, 8}, {3633, 3633, 5, 8},
	{6287, 6287, 206, 8}, {7811, 7811, 5, 8}, {5208, 5208, 5, 0},
	{1711, 1702, 281, 152}, {1412, 1412, 278, 0}, {1539, 1539, 8, 0},
	{1495, 1495, 16, 0}, {8906, 8906, 280, 0}, {1204, 1204, 5, 136},
	{7892, 7892, 5, 136}, {8039, 8039, 5, 136}, {5963, 5963, 1, 648},
	{8128, 8128, 77, 0}, {7280, 7280, 77, 0}, {2628, 2628, 285, 0},
	{6267, 6267, 5, 8}, {7732, 7732, 13, 8}, {2403, 2403, 5, 8},
	{8687, 8687, 5, 8}, {8906, 10265, 286, 128}, {8052, 8052, 76, 128},
	{6346, 6346, 212, 128}, {5941, 5941, 52, 8}, {1248, 1248, 5, 8},
	{8906, 8906, 289, 0}, {1125, 1125, 5, 0}, {8419, 8413, 5, 136},
	{3501, 3455, 9, 152}, {3706, 3706, 193, 0}, {1125, 1125, 5, 0},
	{3501, 3455, 9, 144}, {3455, 3455, 5, 0}, {8413, 8413, 5, 0},
	{8906, 8906, 291, 0}, {1059, 1059, 1, 512}, {5941, 5941, 52, 0},
	{8179, 8179, 5, 0}, {8906, 8906, 294, 0}, {2461, 2461, 5, 137},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {8542, 8542, 139, 1166},
	{3534, 9977, 5, 131}, {2461, 2461, 5, 137}, {2154, 2128, 5, 131},
	{1740, 12211, 5, 131}, {8590, 8590, 145, 1166}, {3534, 9977, 5, 131},
	{2461, 2461, 5, 137}, {2403, 2403, 5, 137}, {2445, 9136, 5, 130},
	{8622, 8622, 195, 1166}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{2154, 2128, 5, 131}, {1740, 12211, 5, 131}, {2435, 9922, 5, 131},
	{2215, 2215, 42, 6}, {7972, 11162, 5, 131}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {1539, 11269, 8, 131},
	{7360, 11092, 5, 131}, {2461, 2461, 5, 137}, {2230, 9575, 5, 139},
	{2241, 9593, 5, 131}, {2259, 9620, 1, 899}, {2285, 9656, 5, 131},
	{2307, 9688, 1, 899}, {2335, 9726, 5, 131}, {2403, 2403, 5, 137},
	{6315, 8913, 52, 138}, {8639, 9103, 5, 138}, {2361, 11334, 5, 131},
	{2392, 12277, 5, 131}, {2417, 11399, 5, 131}, {2351, 9750, 5, 131},
	{2382, 9810, 5, 131}, {2407, 9864, 5, 131}, {7375, 12125, 5, 131},
	{3534, 9977, 5, 131}, {3554, 12353, 5, 131}, {7972, 11162, 5, 131},
	{10264, 10264, 5, 131}, {1758, 10373, 5, 131}, {1772, 10411, 5, 131},
	{1787, 10450, 5, 131}, {1830, 10528, 5, 131}, {1843, 10565, 5, 131},
	{1858, 10604, 5, 131}, {1805, 10492, 5, 131}, {1920, 10725, 5, 131},
	{1904, 10685, 5, 131}, {1886, 10643, 5, 131}, {2361, 11334, 5, 131},
	{2417, 11399, 5, 131}, {7855, 11208, 5, 131}, {1539, 11269, 8, 131},
	{7360, 11092, 5, 131}, {1518, 1518, 17, 6}, {2461, 2461, 5, 137},
	{2140, 2113, 38, 131}, {2154, 2128, 5, 131}, {1740, 12211, 5, 131},
	{1758, 10373, 5, 131}, {1772, 10411, 5, 131}, {1787, 10450, 5, 131},
	{1830, 10528, 5, 131}, {1843, 10565, 5, 131}, {1858, 10604, 5, 131},
	{1805, 10492, 5, 131}, {1920, 10725, 5, 131}, {1904, 10685, 5, 131},
	{1886, 10643, 5, 131}, {2403, 2403, 5, 137}, {6315, 8913, 52, 138},
	{8639, 9103, 5, 138}, {2361, 11334, 5, 131}, {2392, 12277, 5, 131},
	{2417, 11399, 5, 131}, {7375, 12125, 5, 131}, {3534, 9977, 5, 131},
	{8906, 5709, 78, 128}, {5608, 5756, 5, 128}, {849, 849, 5, 0},
	{3421, 3421, 74, 0}, {4925, 4925, 126, 0}, {7180, 7180, 252, 0},
	{7711, 7711, 266, 0}, {7432, 12145, 5, 139}, {7445, 12165, 5, 139},
	{1518, 1518, 17, 6}, {8168, 11553, 52, 131}, {3411, 10005, 5, 131},
	{3435, 10026, 5, 131}, {1128, 10325, 5, 131}, {7466, 10050, 5, 131},
	{7487, 10081, 5, 131}, {7514, 10118, 5, 131}, {7538, 10152, 5, 131},
	{2140, 2113, 38, 131}, {2165, 10186, 5, 131}, {7562, 10217, 5, 131},
	{1758, 10356, 5, 131}, {1772, 10394, 5, 131}, {1787, 10433, 5, 131},
	{1830, 10511, 5, 131}, {1843, 10548, 5, 131}, {1858, 10587, 5, 131},
	{1805, 10475, 5, 131}, {1920, 10708, 5, 131}, {1904, 10668, 5, 131},
	{1886, 10626, 5, 131}, {3593, 10749, 8, 131}, {10264, 10247, 5, 131},
	{7582, 10269, 1, 899}, {5963, 10786, 5, 131}, {5305, 10294, 1, 899},
	{5774, 10820, 52, 131}, {8678, 11773, 175, 132}, {6102, 10940, 5, 131},
	{6076, 10894, 5, 131}, {6117, 10980, 1, 643}, {8472, 10856, 52, 131},
	{7326, 11033, 5, 131}, {7360, 11075, 5, 131}, {7590, 11114, 5, 131},
	{7972, 11145, 5, 131}, {2361, 11317, 5, 131}, {7855, 11191, 5, 131},
	{2417, 11382, 5, 131}, {8179, 11445, 5, 131}, {8297, 11482, 52, 131},
	{2445, 11519, 5, 131}, {1539, 11252, 8, 131},
};

static const PgawsShape shapes[] = {
	{0, 1, 0, 1}, {10, 0, 1, 0}, {0, 1, 1, 1}, {0, 0, 2, 1}, {0, 0, 3, 6},
	{3, 1, 9, 0}, {0, 0, 9, 2}, {0, 1, 11, 1}, {5, 1, 12, 0}, {1, 1, 12, 1},
	{0, 0, 13, 2}, {0, 0, 15, 3}, {1, 0, 18, 1}, {0, 1, 19, 1}, {0, 0, 20, 3},
	{0, 1, 23, 4}, {0, 1, 27, 1}, {4, 1, 28, 0}, {0, 0, 28, 4}, {0, 1, 32, 2},
	{0, 0, 34, 1}, {0, 0, 35, 1}, {1, 0, 36, 1}, {0, 0, 37, 1}, {0, 0, 38, 6},
	{1, 0, 44, 1}, {0, 1, 45, 7}, {0, 1, 52, 5}, {0, 1, 57, 11},
	{0, 0, 68, 5}, {0, 1, 73, 1}, {1, 1, 74, 1}, {0, 0, 75, 21},
	{0, 0, 96, 23}, {0, 0, 119, 1}, {0, 1, 120, 12}, {1, 1, 132, 1},
	{0, 1, 133, 2}, {7, 1, 135, 0}, {0, 0, 135, 11}, {0, 0, 146, 43},
	{0, 0, 189, 13}, {0, 0, 202, 12}, {0, 1, 214, 4}, {0, 0, 218, 5},
	{0, 0, 223, 5}, {0, 0, 228, 2}, {0, 0, 230, 11}, {0, 0, 241, 14},
	{0, 0, 255, 31}, {0, 0, 286, 5}, {0, 0, 291, 6}, {6, 1, 297, 0},
	{0, 1, 297, 3}, {0, 0, 300, 2}, {0, 0, 302, 3}, {0, 0, 305, 2},
	{0, 0, 307, 5}, {1, 0, 312, 1}, {0, 0, 313, 3}, {0, 0, 316, 10},
	{0, 0, 326, 1}, {0, 0, 327, 4}, {0, 0, 331, 3}, {0, 0, 334, 7},
	{0, 1, 341, 4}, {1, 1, 345, 1}, {0, 1, 346, 7}, {0, 1, 353, 3},
	{0, 1, 356, 3}, {0, 1, 359, 1}, {1, 1, 360, 1}, {0, 1, 361, 4},
	{0, 1, 365, 2}, {0, 1, 367, 1}, {1, 1, 368, 1}, {0, 1, 369, 0},
	{0, 1, 369, 1}, {0, 1, 370, 2}, {1, 1, 372, 1}, {0, 0, 373, 1},
	{0, 0, 374, 2}, {0, 0, 376, 3}, {0, 0, 379, 2}, {0, 0, 381, 1},
	{0, 0, 382, 1}, {0, 0, 383, 1}, {0, 0, 384, 1}, {0, 0, 385, 1},
	{0, 0, 386, 2}, {0, 0, 388, 1}, {0, 1, 389, 1}, {0, 0, 390, 1},
	{0, 1, 391, 1}, {0, 0, 392, 1}, {0, 1, 393, 3}, {0, 0, 396, 1},
	{0, 0, 397, 1}, {0, 0, 398, 1}, {0, 0, 399, 1}, {0, 0, 400, 1},
	{0, 1, 401, 1}, {0, 1, 402, 1}, {0, 0, 403, 2}, {0, 1, 405, 4},
	{0, 0, 409, 3}, {0, 0, 412, 5}, {0, 0, 417, 9}, {0, 0, 426, 6},
	{0, 0, 432, 11}, {0, 0, 443, 1}, {0, 0, 444, 1}, {0, 0, 445, 43},
	{0, 0, 488, 21}, {0, 0, 509, 1}, {0, 0, 510, 2}, {0, 0, 512, 5},
	{0, 0, 517, 2}, {0, 0, 519, 4}, {0, 0, 523, 1}, {0, 1, 524, 1},
	{0, 0, 525, 2}, {0, 0, 527, 5}, {1, 0, 532, 1}, {0, 0, 533, 5},
	{0, 0, 538, 43}, {0, 1, 581, 1}, {0, 1, 582, 2}, {0, 1, 584, 4},
	{0, 0, 588, 4}, {1, 0, 592, 1}, {0, 0, 593, 7}, {1, 0, 600, 1},
	{0, 0, 601, 1}, {0, 0, 602, 2}, {0, 1, 604, 1}, {1, 1, 605, 1},
	{0, 0, 606, 5}, {0, 1, 611, 1}, {0, 1, 612, 2}, {0, 1, 614, 5},
	{0, 1, 619, 1}, {0, 1, 620, 1}, {0, 1, 621, 2}, {0, 1, 623, 5},
	{0, 1, 628, 1}, {0, 0, 629, 4}, {1, 0, 633, 1}, {0, 0, 634, 1},
	{0, 0, 635, 3}, {0, 0, 638, 9}, {0, 0, 647, 4}, {0, 0, 651, 5},
	{1, 0, 656, 1}, {0, 0, 657, 4}, {0, 0, 661, 3}, {0, 0, 664, 4},
	{0, 0, 668, 4}, {0, 0, 672, 4}, {0, 0, 676, 4}, {0, 0, 680, 4},
	{0, 0, 684, 2}, {0, 0, 686, 2}, {0, 0, 688, 13}, {0, 0, 701, 9},
	{0, 0, 710, 14}, {0, 0, 724, 10}, {0, 0, 734, 11}, {0, 0, 745, 9},
	{0, 0, 754, 13}, {0, 0, 767, 11}, {0, 0, 778, 16}, {0, 0, 794, 10},
	{0, 1, 804, 2}, {0, 0, 806, 4}, {2, 1, 810, 2}, {0, 1, 812, 2},
	{0, 1, 814, 3}, {0, 1, 817, 1}, {0, 1, 818, 1}, {0, 1, 819, 2},
	{0, 1, 821, 2}, {0, 0, 823, 3}, {0, 0, 826, 2}, {1, 0, 828, 1},
	{0, 0, 829, 4}, {0, 0, 833, 8}, {1, 0, 841, 1}, {0, 1, 842, 2},
	{0, 1, 844, 3}, {1, 1, 847, 1}, {0, 0, 848, 4}, {0, 0, 852, 3},
	{0, 0, 855, 1}, {0, 0, 856, 9}, {0, 0, 865, 1}, {0, 0, 866, 5},
	{1, 0, 871, 1}, {1, 0, 872, 1}, {0, 1, 873, 2}, {0, 0, 875, 2},
	{0, 1, 877, 1}, {0, 1, 878, 12}, {0, 0, 890, 11}, {1, 0, 901, 1},
	{0, 0, 902, 1}, {0, 1, 903, 2}, {0, 1, 905, 2}, {0, 0, 907, 1},
	{0, 1, 908, 1}, {1, 1, 909, 1}, {0, 0, 910, 14}, {0, 1, 924, 1},
	{1, 0, 925, 1}, {1, 1, 926, 1}, {0, 1, 927, 1}, {0, 1, 928, 4},
	{0, 0, 932, 5}, {0, 0, 937, 4}, {0, 0, 941, 11}, {0, 0, 952, 4},
	{0, 0, 956, 5}, {0, 0, 961, 5}, {0, 0, 966, 4}, {0, 0, 970, 4},
	{0, 0, 974, 1}, {0, 0, 975, 5}, {0, 0, 980, 5}, {0, 0, 985, 5},
	{0, 0, 990, 4}, {0, 0, 994, 4}, {0, 0, 998, 5}, {0, 0, 1003, 5},
	{0, 0, 1008, 6}, {0, 0, 1014, 6}, {0, 0, 1020, 5}, {0, 0, 1025, 5},
	{0, 0, 1030, 6}, {0, 0, 1036, 5}, {0, 0, 1041, 14}, {0, 0, 1055, 8},
	{0, 0, 1063, 7}, {0, 0, 1070, 22}, {0, 0, 1092, 46}, {0, 0, 1138, 9},
	{0, 0, 1147, 8}, {0, 0, 1155, 5}, {0, 0, 1160, 4}, {0, 0, 1164, 4},
	{1, 0, 1168, 1}, {0, 1, 1169, 2}, {0, 1, 1171, 5}, {0, 1, 1176, 2},
	{0, 0, 1178, 12}, {0, 0, 1190, 2}, {0, 0, 1192, 9}, {1, 0, 1201, 1},
	{0, 1, 1202, 2}, {0, 1, 1204, 1}, {0, 1, 1205, 1}, {0, 1, 1206, 1},
	{0, 0, 1207, 2}, {0, 0, 1209, 7}, {0, 0, 1216, 7}, {0, 0, 1223, 2},
	{0, 1, 1225, 2}, {1, 1, 1227, 1}, {0, 0, 1228, 8}, {1, 0, 1236, 1},
	{0, 0, 1237, 1}, {0, 0, 1238, 8}, {0, 1, 1246, 2}, {0, 1, 1248, 4},
	{0, 1, 1252, 1}, {0, 1, 1253, 2}, {0, 1, 1255, 2}, {0, 0, 1257, 12},
	{0, 1, 1269, 4}, {0, 1, 1273, 2}, {0, 0, 1275, 1}, {0, 1, 1276, 3},
	{1, 1, 1279, 1}, {0, 0, 1280, 4}, {0, 1, 1284, 2}, {0, 1, 1286, 1},
	{0, 1, 1287, 2}, {0, 1, 1289, 2}, {1, 1, 1291, 1}, {0, 1, 1292, 2},
	{0, 1, 1294, 2}, {1, 1, 1296, 1}, {0, 0, 1297, 4}, {0, 0, 1301, 4},
	{1, 0, 1305, 1}, {0, 0, 1306, 3}, {1, 0, 1309, 1}, {0, 0, 1310, 5},
	{0, 0, 1315, 5}, {0, 0, 1320, 8}, {0, 0, 1328, 8}, {0, 0, 1336, 19},
	{0, 0, 1355, 17}, {0, 0, 1372, 23}, {1, 1, 1395, 1}, {0, 0, 1396, 2},
	{0, 1, 1398, 4}, {0, 0, 1402, 46},
};

static const PgawsOperation operations[] = {
	{1095, 36, 1, 4, 3, 4, 0}, {2014, 36, 1, 33, 32, 2, 0},
	{2187, 36, 1, 40, 39, 3, 0}, {2455, 26, 1, 47, 46, 3, 0},
	{2494, 605, 1, 44, 65535, 2, 0}, {2528, 701, 1, 45, 65535, 2, 0},
	{2567, 328, 1, 49, 48, 2, 0}, {2589, 931, 1, 51, 50, 0, 0},
	{2691, 26, 1, 56, 65535, 4, 0}, {2704, 403, 1, 55, 65535, 4, 0},
	{2739, 423, 1, 56, 65535, 4, 0}, {2756, 455, 1, 56, 65535, 4, 0},
	{2779, 476, 1, 55, 65535, 4, 0}, {2823, 506, 1, 55, 65535, 4, 0},
	{2858, 526, 1, 56, 65535, 4, 0}, {2880, 605, 1, 56, 65535, 4, 0},
	{2914, 701, 1, 56, 65535, 4, 0}, {2953, 725, 1, 55, 65535, 4, 0},
	{2986, 788, 1, 56, 65535, 4, 0}, {3016, 816, 1, 56, 65535, 4, 0},
	{3035, 884, 1, 56, 65535, 4, 0}, {3059, 949, 1, 56, 65535, 4, 0},
	{3079, 1025, 1, 56, 65535, 4, 0}, {3159, 36, 1, 60, 59, 4, 0},
	{3172, 278, 1, 62, 61, 4, 0}, {3192, 438, 1, 64, 63, 2, 0},
	{3206, 856, 1, 56, 65535, 4, 0}, {3746, 353, 1, 56, 80, 0, 0},
	{3760, 368, 1, 82, 81, 0, 0}, {3793, 389, 1, 56, 83, 0, 0},
	{3806, 403, 1, 55, 84, 0, 0}, {3838, 423, 1, 56, 85, 0, 0},
	{3852, 455, 1, 56, 86, 0, 0}, {3872, 476, 1, 55, 87, 0, 0},
	{3913, 506, 1, 55, 88, 0, 0}, {3945, 526, 1, 56, 90, 0, 0},
	{3964, 526, 1, 56, 89, 0, 0}, {3996, 568, 1, 56, 91, 0, 0},
	{4014, 587, 1, 56, 21, 0, 0}, {4031, 605, 1, 56, 92, 0, 0},
	{4099, 701, 1, 56, 94, 0, 0}, {4177, 725, 1, 55, 96, 0, 0},
	{4207, 743, 1, 56, 192, 0, 0}, {4229, 743, 1, 56, 191, 0, 0},
	{4264, 788, 1, 56, 97, 0, 0}, {4291, 816, 1, 56, 98, 0, 0},
	{4307, 833, 1, 56, 99, 0, 0}, {4329, 884, 1, 56, 100, 0, 0},
	{4350, 906, 1, 56, 101, 0, 0}, {4374, 949, 1, 56, 102, 0, 0},
	{4391, 985, 1, 56, 103, 0, 0}, {4411, 1025, 1, 56, 104, 0, 0},
	{4428, 36, 1, 113, 112, 0, 0}, {4438, 53, 1, 106, 105, 0, 0},
	{4451, 74, 1, 109, 107, 0, 0}, {4471, 130, 1, 106, 110, 0, 0},
	{4490, 766, 1, 56, 111, 0, 0}, {4517, 213, 1, 106, 114, 0, 0},
	{4536, 278, 1, 116, 115, 0, 0}, {4553, 303, 1, 118, 117, 0, 0},
	{4570, 856, 1, 56, 119, 0, 0}, {4691, 26, 1, 56, 124, 1, 0},
	{4702, 36, 1, 113, 125, 1, 0}, {5318, 403, 1, 155, 154, 0, 0},
	{5352, 476, 1, 155, 156, 0, 0}, {5395, 506, 1, 155, 157, 0, 0},
	{5429, 725, 1, 155, 158, 0, 0}, {5461, 0, 1, 160, 159, 0, 0},
	{5473, 0, 1, 162, 161, 0, 0}, {5494, 967, 1, 164, 163, 0, 0},
	{5515, 1006, 1, 166, 165, 0, 0}, {5534, 26, 1, 168, 167, 0, 0},
	{5546, 546, 1, 170, 169, 0, 0}, {5560, 36, 1, 172, 171, 0, 0},
	{6424, 353, 1, 217, 65535, 3, 0}, {6438, 368, 1, 218, 65535, 3, 0},
	{6471, 389, 1, 219, 65535, 3, 0}, {6484, 403, 1, 220, 65535, 3, 0},
	{6516, 423, 1, 221, 65535, 3, 0}, {6530, 455, 1, 222, 65535, 3, 0},
	{6550, 476, 1, 223, 65535, 3, 0}, {6591, 506, 1, 224, 65535, 3, 0},
	{6623, 526, 1, 227, 65535, 3, 0}, {6642, 526, 1, 226, 225, 3, 0},
	{6674, 587, 1, 228, 65535, 3, 0}, {6691, 725, 1, 229, 65535, 3, 0},
	{6721, 743, 1, 231, 65535, 3, 0}, {6743, 743, 1, 230, 65535, 3, 0},
	{6778, 788, 1, 232, 65535, 3, 0}, {6805, 816, 1, 233, 65535, 3, 0},
	{6821, 884, 1, 234, 65535, 3, 0}, {6842, 906, 1, 235, 65535, 3, 0},
	{6866, 949, 1, 236, 65535, 3, 0}, {6883, 985, 1, 237, 65535, 3, 0},
	{6903, 1025, 1, 238, 65535, 3, 0}, {6920, 36, 1, 243, 242, 3, 0},
	{6930, 53, 1, 239, 3, 3, 0}, {6943, 130, 1, 240, 3, 3, 0},
	{6962, 766, 1, 241, 3, 3, 0}, {6989, 213, 1, 244, 3, 3, 0},
	{7008, 278, 1, 245, 61, 3, 0}, {7025, 856, 1, 246, 65535, 3, 0},
	{7202, 158, 1, 253, 76, 3, 0}, {7616, 188, 1, 262, 261, 2, 0},
	{7908, 240, 7928, 276, 76, 2, 1}, {8522, 637, 1, 296, 65535, 3, 0},
	{8570, 670, 1, 297, 65535, 3, 0}, {8616, 102, 1, 298, 3, 3, 0},
	{8648, 36, 1, 302, 301, 3, 0}, {8659, 36, 1, 300, 299, 3, 0},
	{3, 2, 1, 306, 65535, 2, 1},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_s3 = {
	.name = "s3",
	.cli_name = "s3",
	.host_prefix = "s3",
	.signing_name = "s3",
	.protocol = PGAWS_PROTOCOL_REST_XML,
	.api_version = "2006-03-01",
	.model = &model
};
