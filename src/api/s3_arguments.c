/*-------------------------------------------------------------------------
 *
 * s3_arguments.c
 *	  What the functions of S3 ask of the names they are given.
 *
 * A bucket's name and a key become the path of a request.  A name that S3
 * would refuse is refused before one is made: with an empty key, putting an
 * object would be creating a bucket.
 *
 * IDENTIFICATION
 *	  src/api/s3_arguments.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/s3.h"

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyz0123456789"

/* Only digits and three periods: S3 refuses what looks like an address. */
static bool
is_address(const char *name)
{
	int			periods = 0;

	for (const char *p = name; *p != '\0'; p++)
	{
		if (*p == '.')
			periods++;
		else if (*p < '0' || *p > '9')
			return false;
	}
	return periods == 3;
}

/* S3 user guide, "General purpose bucket naming rules". */
static bool
is_bucket_name(const char *name)
{
	size_t		len = strlen(name);

	return len >= PGAWS_S3_BUCKET_MIN && len <= PGAWS_S3_BUCKET_MAX &&
		strspn(name, LETTERS_AND_DIGITS ".-") == len &&
		strchr(LETTERS_AND_DIGITS, name[0]) != NULL &&
		strchr(LETTERS_AND_DIGITS, name[len - 1]) != NULL &&
		strstr(name, "..") == NULL && !is_address(name);
}

void
awspipe_s3_check_bucket(const char *bucket)
{
	if (!is_bucket_name(bucket))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not a name of an S3 bucket", bucket),
				 errdetail("A name has %d to %d lower-case letters, digits, single periods and hyphens, begins and ends with a letter or digit, and is no IP address.",
						   PGAWS_S3_BUCKET_MIN, PGAWS_S3_BUCKET_MAX)));
}

void
awspipe_s3_check_key(const char *key)
{
	if (*key == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("key of an S3 object must not be empty")));
	awspipe_check_bytes("key of an S3 object", awspipe_utf8_length(key),
						PGAWS_S3_KEY_MAX);
}
