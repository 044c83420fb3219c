/*-------------------------------------------------------------------------
 *
 * s3_operation.c
 *	  S3: operations on buckets, for set-up and inspection.
 *
 * Two tables say all there is to know: what an operation's request looks
 * like, and which member of its input goes into which parameter or header.
 * Names are those of the service model that AWS publishes.
 *
 * The body is XML.  It is written straight from the JSON: an object's members
 * become elements of their names, an array's elements each one of the
 * array's name.  So names inside of the body are those of S3's XML, such as
 * CORSRule, and not those that SDKs give to lists, such as CORSRules.
 *
 * A request that lacks the member by which it differs from another would be
 * that other one: to abort an upload without its id is to delete the object.
 *
 * IDENTIFICATION
 *	  src/aws/s3_operation.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "aws/error.h"
#include "aws/s3.h"
#include "aws/s3_operation.h"

#define NAMESPACE "http://s3.amazonaws.com/doc/2006-03-01/"

/* The one region whose name S3 does not take for a constraint */
#define FIRST_REGION "us-east-1"

/* Names of S3's elements and of ours for them */
#define NAME_MAX_LEN 100

/* By name */
static const PgawsS3Operation operations[] = {
	{"AbortMultipartUpload", "DELETE", PGAWS_S3_UPLOAD, NULL, NULL},
	{"CreateBucket", "PUT", PGAWS_S3_BUCKET, NULL, "CreateBucketConfiguration"},
	{"DeleteBucket", "DELETE", PGAWS_S3_BUCKET, NULL, NULL},
	{"DeleteBucketCors", "DELETE", PGAWS_S3_BUCKET, "cors", NULL},
	{"DeleteBucketEncryption", "DELETE", PGAWS_S3_BUCKET, "encryption", NULL},
	{"DeleteBucketLifecycle", "DELETE", PGAWS_S3_BUCKET, "lifecycle", NULL},
	{"DeleteBucketOwnershipControls", "DELETE", PGAWS_S3_BUCKET, "ownershipControls", NULL},
	{"DeleteBucketPolicy", "DELETE", PGAWS_S3_BUCKET, "policy", NULL},
	{"DeleteBucketTagging", "DELETE", PGAWS_S3_BUCKET, "tagging", NULL},
	{"DeleteObject", "DELETE", PGAWS_S3_OBJECT, NULL, NULL},
	{"DeleteObjectTagging", "DELETE", PGAWS_S3_OBJECT, "tagging", NULL},
	{"DeletePublicAccessBlock", "DELETE", PGAWS_S3_BUCKET, "publicAccessBlock", NULL},
	{"GetBucketCors", "GET", PGAWS_S3_BUCKET, "cors", NULL},
	{"GetBucketEncryption", "GET", PGAWS_S3_BUCKET, "encryption", NULL},
	{"GetBucketLifecycleConfiguration", "GET", PGAWS_S3_BUCKET, "lifecycle", NULL},
	{"GetBucketLocation", "GET", PGAWS_S3_BUCKET, "location", NULL},
	{"GetBucketNotificationConfiguration", "GET", PGAWS_S3_BUCKET, "notification", NULL},
	{"GetBucketOwnershipControls", "GET", PGAWS_S3_BUCKET, "ownershipControls", NULL},
	{"GetBucketPolicy", "GET", PGAWS_S3_BUCKET, "policy", NULL},
	{"GetBucketTagging", "GET", PGAWS_S3_BUCKET, "tagging", NULL},
	{"GetBucketVersioning", "GET", PGAWS_S3_BUCKET, "versioning", NULL},
	{"GetObjectTagging", "GET", PGAWS_S3_OBJECT, "tagging", NULL},
	{"GetPublicAccessBlock", "GET", PGAWS_S3_BUCKET, "publicAccessBlock", NULL},
	{"HeadBucket", "HEAD", PGAWS_S3_BUCKET, NULL, NULL},
	{"ListBuckets", "GET", PGAWS_S3_ACCOUNT, NULL, NULL},
	{"ListMultipartUploads", "GET", PGAWS_S3_BUCKET, "uploads", NULL},
	{"ListObjectVersions", "GET", PGAWS_S3_BUCKET, "versions", NULL},
	{"ListParts", "GET", PGAWS_S3_UPLOAD, NULL, NULL},
	{"PutBucketCors", "PUT", PGAWS_S3_BUCKET, "cors", "CORSConfiguration"},
	{"PutBucketEncryption", "PUT", PGAWS_S3_BUCKET, "encryption", "ServerSideEncryptionConfiguration"},
	{"PutBucketLifecycleConfiguration", "PUT", PGAWS_S3_BUCKET, "lifecycle", "LifecycleConfiguration"},
	{"PutBucketNotificationConfiguration", "PUT", PGAWS_S3_BUCKET, "notification", "NotificationConfiguration"},
	{"PutBucketOwnershipControls", "PUT", PGAWS_S3_BUCKET, "ownershipControls", "OwnershipControls"},
	{"PutBucketPolicy", "PUT", PGAWS_S3_BUCKET, "policy", "Policy"},
	{"PutBucketTagging", "PUT", PGAWS_S3_BUCKET, "tagging", "Tagging"},
	{"PutBucketVersioning", "PUT", PGAWS_S3_BUCKET, "versioning", "VersioningConfiguration"},
	{"PutObjectTagging", "PUT", PGAWS_S3_OBJECT, "tagging", "Tagging"},
	{"PutPublicAccessBlock", "PUT", PGAWS_S3_BUCKET, "publicAccessBlock", "PublicAccessBlockConfiguration"}
};

/* By member; what begins with "x-amz-" is a header, else a parameter. */
static const struct
{
	const char *member;
	const char *name;
}			parameters[] = {
	{"ACL", "x-amz-acl"},
	{"BypassGovernanceRetention", "x-amz-bypass-governance-retention"},
	{"ConfirmRemoveSelfBucketAccess", "x-amz-confirm-remove-self-bucket-access"},
	{"ContinuationToken", "continuation-token"},
	{"Delimiter", "delimiter"},
	{"EncodingType", "encoding-type"},
	{"ExpectedBucketOwner", "x-amz-expected-bucket-owner"},
	{"KeyMarker", "key-marker"},
	{"MaxBuckets", "max-buckets"},
	{"MaxKeys", "max-keys"},
	{"MaxParts", "max-parts"},
	{"MaxUploads", "max-uploads"},
	{"ObjectLockEnabledForBucket", "x-amz-bucket-object-lock-enabled"},
	{"ObjectOwnership", "x-amz-object-ownership"},
	{"PartNumberMarker", "part-number-marker"},
	{"Prefix", "prefix"},
	{"RequestPayer", "x-amz-request-payer"},
	{"SkipDestinationValidation", "x-amz-skip-destination-validation"},
	{"TransitionDefaultMinimumObjectSize", "x-amz-transition-default-minimum-object-size"},
	{"UploadId", "uploadId"},
	{"UploadIdMarker", "upload-id-marker"},
	{"VersionId", "versionId"},
	{"VersionIdMarker", "version-id-marker"}
};

/* A request in the making. */
typedef struct Builder
{
	const PgawsS3Operation *operation;
	PgawsS3Request *request;
	PgawsError *error;
} Builder;

/* An element in the making. */
typedef struct ElementWriter
{
	StringInfo	xml;
	bool		failed;
} ElementWriter;

static void append_element(const char *name, PgawsJson *value, void *arg);

const PgawsS3Operation *
pgaws_s3_operation_find(const char *name)
{
	for (int i = 0; i < lengthof(operations); i++)
	{
		if (strcmp(operations[i].name, name) == 0)
			return &operations[i];
	}
	return NULL;
}

const PgawsS3Operation *
pgaws_s3_operation_at(int i)
{
	return i >= 0 && i < lengthof(operations) ? &operations[i] : NULL;
}

bool
pgaws_s3_operation_is_policy(const PgawsS3Operation *operation)
{
	return operation->subresource != NULL &&
		strcmp(operation->subresource, "policy") == 0;
}

static bool
is_element_name(const char *name)
{
	size_t		len = strlen(name);

	if (len > NAME_MAX_LEN || !isalpha((unsigned char) name[0]))
		return false;
	for (const char *p = name; *p != '\0'; p++)
	{
		if (!isalnum((unsigned char) *p))
			return false;
	}
	return true;
}

/* Content between tags: of an object its members, of a scalar its text. */
static void
append_content(ElementWriter *writer, PgawsJson *value)
{
	const char *text = pgaws_json_text(value);

	if (pgaws_json_is_object(value))
		pgaws_json_each(value, append_element, writer);
	else if (text != NULL)
		pgaws_s3_append_xml(writer->xml, text);
	else
		writer->failed = true;
}

static void
append_element(const char *name, PgawsJson *value, void *arg)
{
	ElementWriter *writer = arg;
	bool		repeated = pgaws_json_is_array(value);
	int			n = repeated ? pgaws_json_length(value) : value != NULL;

	if (!is_element_name(name))
		writer->failed = true;
	for (int i = 0; i < n && !writer->failed; i++)
	{
		appendStringInfo(writer->xml, "<%s>", name);
		append_content(writer, repeated ? pgaws_json_at(value, i) : value);
		appendStringInfo(writer->xml, "</%s>", name);
	}
}

/* A policy may be given as the text that AWS's API wants, or as it is. */
static void
append_policy(StringInfo body, PgawsJson *value)
{
	appendStringInfoString(body, pgaws_json_is_string(value) ?
						   pgaws_json_text(value) : pgaws_json_to_string(value));
}

static bool
append_body(Builder *builder, PgawsJson *value)
{
	ElementWriter writer = {&builder->request->body, false};
	const char *root = builder->operation->body;

	if (pgaws_s3_operation_is_policy(builder->operation))
	{
		append_policy(writer.xml, value);
		return true;
	}
	appendStringInfo(writer.xml, "<%s xmlns=\"" NAMESPACE "\">", root);
	append_content(&writer, value);
	appendStringInfo(writer.xml, "</%s>", root);
	return pgaws_json_is_object(value) && !writer.failed;
}

/* False when there is no such parameter. */
static bool
append_parameter(PgawsS3Request *request, const char *member,
				 const char *value)
{
	for (int i = 0; i < lengthof(parameters); i++)
	{
		const char *name = parameters[i].name;

		if (strcmp(parameters[i].member, member) != 0)
			continue;
		if (strncmp(name, "x-amz-", strlen("x-amz-")) == 0)
			pgaws_s3_header(&request->headers, name, value);
		else
			pgaws_s3_append_query(&request->query, name, value);
		return true;
	}
	return false;
}

static void
take_member(const char *name, PgawsJson *value, void *arg)
{
	Builder    *builder = arg;
	const PgawsS3Operation *operation = builder->operation;
	const char *text = pgaws_json_text(value);
	char		quoted[NAME_MAX_LEN];

	if (value == NULL || builder->error->class != PGAWS_OK)
		return;
	pgaws_error_quote(quoted, sizeof(quoted), name, strlen(name));

	if (operation->body != NULL && strcmp(name, operation->body) == 0)
	{
		if (!append_body(builder, value))
			pgaws_error_set(builder->error, PGAWS_REJECTED, NULL,
							"Member \"%s\" is not an object that can be written as XML.",
							quoted);
	}
	else if ((operation->scope >= PGAWS_S3_BUCKET && strcmp(name, "Bucket") == 0) ||
			 (operation->scope >= PGAWS_S3_OBJECT && strcmp(name, "Key") == 0))
		return;
	else if (text == NULL || !append_parameter(builder->request, name, text))
		pgaws_error_set(builder->error, PGAWS_REJECTED, NULL,
						"There is no member \"%s\", or not with such a value.",
						quoted);
}

static bool
has_text(PgawsJson *input, const char *name)
{
	PgawsJson  *value = pgaws_json_get(input, name);

	return pgaws_json_is_string(value) && *pgaws_json_text(value) != '\0';
}

/* The member that is missing, or NULL. */
static const char *
find_missing(const PgawsS3Operation *operation, PgawsJson *input)
{
	if (operation->scope >= PGAWS_S3_BUCKET && !has_text(input, "Bucket"))
		return "Bucket";
	if (operation->scope >= PGAWS_S3_OBJECT && !has_text(input, "Key"))
		return "Key";
	if (operation->scope >= PGAWS_S3_UPLOAD && !has_text(input, "UploadId"))
		return "UploadId";
	if (operation->body != NULL && strcmp(operation->name, "CreateBucket") != 0 &&
		pgaws_json_get(input, operation->body) == NULL)
		return operation->body;
	return NULL;
}

/* A bucket is made where the request goes, but S3 wants it said. */
static void
constrain_location(PgawsS3Request *request, const char *region)
{
	if (strcmp(region, FIRST_REGION) != 0)
		appendStringInfo(&request->body,
						 "<CreateBucketConfiguration xmlns=\"" NAMESPACE "\">"
						 "<LocationConstraint>%s</LocationConstraint>"
						 "</CreateBucketConfiguration>", region);
}

bool
pgaws_s3_operation_request(const PgawsS3Operation *operation,
						   PgawsJson *input, const char *region,
						   PgawsS3Request *request, PgawsError *error)
{
	Builder		builder = {operation, request, error};
	const char *missing = find_missing(operation, input);

	pgaws_error_clear(error);
	if (missing != NULL)
	{
		pgaws_error_set(error, PGAWS_REJECTED, NULL,
						"A member \"%s\" is needed.", missing);
		return false;
	}

	memset(request, 0, sizeof(*request));
	initStringInfo(&request->query);
	initStringInfo(&request->body);
	request->path = operation->scope == PGAWS_S3_ACCOUNT ? pstrdup("/") :
		pgaws_s3_path(pgaws_json_get_text(input, "Bucket"),
					  operation->scope >= PGAWS_S3_OBJECT ?
					  pgaws_json_get_text(input, "Key") : NULL);
	if (operation->subresource != NULL)
		pgaws_s3_append_query(&request->query, operation->subresource, NULL);
	pgaws_json_each(input, take_member, &builder);
	if (strcmp(operation->name, "CreateBucket") == 0 && request->body.len == 0)
		constrain_location(request, region);

	/* Most operations with a body demand a checksum, and none minds */
	if (request->body.len > 0)
	{
		pgaws_s3_header(&request->headers, "content-type",
						pgaws_s3_operation_is_policy(operation) ?
						"application/json" : "application/xml");
		pgaws_s3_crc32c_header(&request->headers, request->body.data,
							   request->body.len);
	}
	return error->class == PGAWS_OK;
}
