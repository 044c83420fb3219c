/*-------------------------------------------------------------------------
 *
 * sigv4.c
 *	  AWS Signature Version 4 on the server's own hash functions.
 *
 * A signature comes about in stages: canonical request (its parts are made
 * in sigv4_canonical.c), string to sign, signing key, signature.  The result
 * shows each of them, so that a test can say which one differs.
 *
 * pg_hmac_* and pg_cryptohash_* may be built on OpenSSL, and then they book
 * their handles with CurrentResourceOwner and crash where there is none, as
 * in a worker between two transactions.  All hashing therefore happens
 * inside run_with_owner(), which brings a resource owner when it is missed
 * and takes it away again, error or not.
 *
 * A signing key is good for a day, a region and a service; the last few are
 * kept in this process, found by a hash over what they were derived from.
 * The secret itself is not kept here.  A crash leaves nothing behind.
 *
 * IDENTIFICATION
 *	  src/aws/sigv4.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sigv4_canonical.h"
#include "common/cryptohash.h"
#include "common/hmac.h"
#include "common/sha2.h"
#include "pgtime.h"
#include "utils/resowner.h"

#define ALGORITHM		"AWS4-HMAC-SHA256"
#define SCOPE_END		"aws4_request"

/* 20150830T123600Z; its first eight characters are the date of the scope */
#define AMZ_DATE_LEN	16
#define DATE_LEN		8

#define HEX_LEN			(PG_SHA256_DIGEST_LENGTH * 2)

/* Enough for a dispatcher that talks to every service we know */
#define KEY_CACHE_SIZE	16

typedef struct SigningKey
{
	bool		used;
	uint8		id[PG_SHA256_DIGEST_LENGTH];
	uint8		key[PG_SHA256_DIGEST_LENGTH];
} SigningKey;

static SigningKey key_cache[KEY_CACHE_SIZE];
static int	key_cache_next = 0;

/* One signature on its way through the stages. */
typedef struct Signing
{
	/* Task */
	const PgawsSigningInput *input;
	const PgawsCredentials *credentials;
	int			expires;		/* 0: signature in the headers */

	/* Products */
	char		amz_date[AMZ_DATE_LEN + 1];
	char	   *scope;
	char		payload_hash[HEX_LEN + 1];
	PgawsSigningResult *result;
} Signing;

typedef struct TextSigning
{
	const char *region;
	const char *signing_name;
	int64		now;
	const PgawsCredentials *credentials;
	const char *text;
	size_t		len;
	char	   *signature;
} TextSigning;

/*
 * Calls step(arg) with a resource owner: the present one, or one that lives
 * as long as the call.
 */
static void
run_with_owner(void (*step) (void *arg), void *arg)
{
	ResourceOwner owner;

	if (CurrentResourceOwner != NULL)
	{
		step(arg);
		return;
	}

	owner = ResourceOwnerCreate(NULL, "pgawspipe signing");
	CurrentResourceOwner = owner;
	PG_TRY();
	{
		step(arg);
	}
	PG_FINALLY();
	{
		/* Not a commit: what an error left in it goes without a warning */
		CurrentResourceOwner = NULL;
		ResourceOwnerRelease(owner, RESOURCE_RELEASE_BEFORE_LOCKS,
							 false, true);
		ResourceOwnerRelease(owner, RESOURCE_RELEASE_LOCKS, false, true);
		ResourceOwnerRelease(owner, RESOURCE_RELEASE_AFTER_LOCKS, false, true);
		ResourceOwnerDelete(owner);
	}
	PG_END_TRY();
}

static void
to_hex(const uint8 *digest, char *dst)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		*dst++ = hex[digest[i] >> 4];
		*dst++ = hex[digest[i] & 0x0F];
	}
	*dst = '\0';
}

/* SHA-256 over n pieces, one after another. */
static void
hash_pieces(const void *const *pieces, const size_t *lens, int n,
			uint8 *digest)
{
	pg_cryptohash_ctx *ctx = pg_cryptohash_create(PG_SHA256);
	bool		ok = ctx != NULL && pg_cryptohash_init(ctx) >= 0;

	for (int i = 0; ok && i < n; i++)
		ok = pg_cryptohash_update(ctx, pieces[i], lens[i]) >= 0;
	ok = ok && pg_cryptohash_final(ctx, digest, PG_SHA256_DIGEST_LENGTH) >= 0;
	pg_cryptohash_free(ctx);

	if (!ok)
		elog(ERROR, "could not compute SHA-256 hash");
}

static void
hash_to_hex(const char *data, size_t len, char *dst)
{
	const void *pieces[1] = {data};
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	hash_pieces(pieces, &len, 1, digest);
	to_hex(digest, dst);
}

/* digest may be key. */
static void
hmac(const uint8 *key, size_t key_len, const char *data, size_t len,
	 uint8 *digest)
{
	pg_hmac_ctx *ctx = pg_hmac_create(PG_SHA256);
	bool		ok;

	ok = ctx != NULL &&
		pg_hmac_init(ctx, key, key_len) >= 0 &&
		pg_hmac_update(ctx, (const uint8 *) data, len) >= 0 &&
		pg_hmac_final(ctx, digest, PG_SHA256_DIGEST_LENGTH) >= 0;
	pg_hmac_free(ctx);

	if (!ok)
		elog(ERROR, "could not compute HMAC-SHA-256");
}

/* The chain of HMACs from the secret to the key of a day. */
static void
derive_key(const char *secret, const char *date, const char *region,
		   const char *signing_name, uint8 *key)
{
	char	   *start = psprintf("AWS4%s", secret);
	size_t		len = strlen(start);

	hmac((uint8 *) start, len, date, DATE_LEN, key);
	explicit_bzero(start, len);
	pfree(start);

	hmac(key, PG_SHA256_DIGEST_LENGTH, region, strlen(region), key);
	hmac(key, PG_SHA256_DIGEST_LENGTH, signing_name, strlen(signing_name),
		 key);
	hmac(key, PG_SHA256_DIGEST_LENGTH, SCOPE_END, strlen(SCOPE_END), key);
}

/*
 * The signing key, from the cache where possible.  It stays the cache's and
 * is good until the next call.
 */
static const uint8 *
find_key(const char *secret, const char *date, const char *region,
		 const char *signing_name)
{
	/* With their final NULs, so that no two sets of strings are alike */
	const void *pieces[4] = {date, region, signing_name, secret};
	size_t		lens[4] = {DATE_LEN, strlen(region) + 1,
	strlen(signing_name) + 1, strlen(secret) + 1};
	uint8		id[PG_SHA256_DIGEST_LENGTH];
	SigningKey *entry;

	hash_pieces(pieces, lens, lengthof(pieces), id);
	for (int i = 0; i < KEY_CACHE_SIZE; i++)
	{
		if (key_cache[i].used && memcmp(key_cache[i].id, id, sizeof(id)) == 0)
			return key_cache[i].key;
	}

	/* Replace the oldest; it is not used again if deriving fails */
	entry = &key_cache[key_cache_next];
	key_cache_next = (key_cache_next + 1) % KEY_CACHE_SIZE;
	explicit_bzero(entry, sizeof(SigningKey));
	derive_key(secret, date, region, signing_name, entry->key);
	memcpy(entry->id, id, sizeof(id));
	entry->used = true;

	return entry->key;
}

static void
format_amz_date(int64 now, char *dst)
{
	pg_time_t	time = (pg_time_t) now;
	struct pg_tm *tm = pg_gmtime(&time);

	if (tm == NULL || tm->tm_year < -1900 || tm->tm_year > 9999 - 1900)
		elog(ERROR, "time of signing is out of range");

	snprintf(dst, AMZ_DATE_LEN + 1, "%04d%02d%02dT%02d%02d%02dZ",
			 tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday,
			 tm->tm_hour, tm->tm_min, tm->tm_sec);
}

/* Date, scope and hash of the payload: what all stages need. */
static const char *
prepare(Signing *signing)
{
	const PgawsSigningInput *input = signing->input;

	format_amz_date(input->now, signing->amz_date);
	signing->scope = psprintf("%.*s/%s/%s/" SCOPE_END,
							  DATE_LEN, signing->amz_date,
							  input->region, input->signing_name);

	if (input->payload_hash != NULL)
		return input->payload_hash;
	hash_to_hex(input->body != NULL ? input->body : "", input->body_len,
				signing->payload_hash);
	return signing->payload_hash;
}

/* From the parts of the request to result->signature. */
static void
sign_request(Signing *signing, const PgawsHeader *headers, int nheaders,
			 const char *canonical_query, const char *payload_hash)
{
	const PgawsSigningInput *input = signing->input;
	PgawsSigningResult *result = signing->result;
	StringInfoData lines;
	StringInfoData names;
	char		request_hash[HEX_LEN + 1];
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	/* Canonical request */
	initStringInfo(&lines);
	initStringInfo(&names);
	pgaws_canonical_headers(&lines, &names, headers, nheaders);
	initStringInfo(&result->canonical_request);
	appendStringInfo(&result->canonical_request, "%s\n", input->method);
	pgaws_canonical_path(&result->canonical_request, input->path,
						 input->normalize_path, input->encode_path_twice);
	appendStringInfo(&result->canonical_request, "\n%s\n%s\n%s\n%s",
					 canonical_query, lines.data, names.data, payload_hash);
	pfree(lines.data);
	result->signed_headers = names.data;

	/* String to sign */
	hash_to_hex(result->canonical_request.data, result->canonical_request.len,
				request_hash);
	initStringInfo(&result->string_to_sign);
	appendStringInfo(&result->string_to_sign, ALGORITHM "\n%s\n%s\n%s",
					 signing->amz_date, signing->scope, request_hash);

	/* Signature */
	hmac(find_key(signing->credentials->secret_access_key, signing->amz_date,
				  input->region, input->signing_name),
		 PG_SHA256_DIGEST_LENGTH,
		 result->string_to_sign.data, result->string_to_sign.len, digest);
	to_hex(digest, result->signature);
}

static void
add_header(PgawsSigningResult *result, const char *name, const char *value)
{
	Assert(result->nheaders_to_add < lengthof(result->headers_to_add));
	result->headers_to_add[result->nheaders_to_add].name = name;
	result->headers_to_add[result->nheaders_to_add].value = value;
	result->nheaders_to_add++;
}

static void
sign_in_headers(void *arg)
{
	Signing    *signing = arg;
	const PgawsSigningInput *input = signing->input;
	const PgawsCredentials *credentials = signing->credentials;
	PgawsSigningResult *result = signing->result;
	const char *payload_hash = prepare(signing);
	PgawsHeader *headers;
	StringInfoData query;

	add_header(result, "x-amz-date", pstrdup(signing->amz_date));
	if (credentials->session_token != NULL)
		add_header(result, "x-amz-security-token",
				   pstrdup(credentials->session_token));
	if (input->sign_payload_header)
		add_header(result, "x-amz-content-sha256", pstrdup(payload_hash));

	headers = palloc((input->nheaders + result->nheaders_to_add) *
					 sizeof(PgawsHeader));
	for (int i = 0; i < input->nheaders; i++)
		headers[i] = input->headers[i];
	for (int i = 0; i < result->nheaders_to_add; i++)
		headers[input->nheaders + i] = result->headers_to_add[i];

	initStringInfo(&query);
	pgaws_canonical_query(&query, input->query);
	sign_request(signing, headers, input->nheaders + result->nheaders_to_add,
				 query.data, payload_hash);
	pfree(query.data);
	pfree(headers);

	add_header(result, "authorization",
			   psprintf(ALGORITHM
						" Credential=%s/%s, SignedHeaders=%s, Signature=%s",
						credentials->access_key_id, signing->scope,
						result->signed_headers, result->signature));
}

static void
add_parameter(StringInfo query, const char *name, const char *value)
{
	if (query->len > 0)
		appendStringInfoChar(query, '&');
	appendStringInfo(query, "%s=", name);
	pgaws_uri_encode(query, value, strlen(value), false);
}

static void
sign_in_query(void *arg)
{
	Signing    *signing = arg;
	const PgawsSigningInput *input = signing->input;
	const PgawsCredentials *credentials = signing->credentials;
	PgawsSigningResult *result = signing->result;
	const char *payload_hash = prepare(signing);
	StringInfoData ignored;
	StringInfoData names;
	StringInfoData query;
	StringInfoData canonical;
	char		expires[12];

	/* The query tells which headers are signed, and is signed itself */
	initStringInfo(&ignored);
	initStringInfo(&names);
	pgaws_canonical_headers(&ignored, &names, input->headers, input->nheaders);
	snprintf(expires, sizeof(expires), "%d", signing->expires);

	initStringInfo(&query);
	if (input->query != NULL)
		appendStringInfoString(&query, input->query);
	add_parameter(&query, "X-Amz-Algorithm", ALGORITHM);
	if (input->sign_payload_header)
		add_parameter(&query, "X-Amz-Content-Sha256", payload_hash);
	add_parameter(&query, "X-Amz-Credential",
				  psprintf("%s/%s", credentials->access_key_id,
						   signing->scope));
	add_parameter(&query, "X-Amz-Date", signing->amz_date);
	add_parameter(&query, "X-Amz-Expires", expires);
	if (credentials->session_token != NULL)
		add_parameter(&query, "X-Amz-Security-Token",
					  credentials->session_token);
	add_parameter(&query, "X-Amz-SignedHeaders", names.data);

	initStringInfo(&canonical);
	pgaws_canonical_query(&canonical, query.data);
	sign_request(signing, input->headers, input->nheaders, canonical.data,
				 payload_hash);

	/* The canonical form is as good on the wire as the caller's */
	add_parameter(&canonical, "X-Amz-Signature", result->signature);
	result->presigned_query = canonical.data;
}

static void
sign_text(void *arg)
{
	TextSigning *signing = arg;
	char		amz_date[AMZ_DATE_LEN + 1];
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	format_amz_date(signing->now, amz_date);
	hmac(find_key(signing->credentials->secret_access_key, amz_date,
				  signing->region, signing->signing_name),
		 PG_SHA256_DIGEST_LENGTH, signing->text, signing->len, digest);
	to_hex(digest, signing->signature);
}

void
pgaws_sigv4_sign(const PgawsSigningInput *input,
				 const PgawsCredentials *credentials,
				 PgawsSigningResult *result)
{
	Signing		signing = {
		.input = input,
		.credentials = credentials,
		.result = result
	};

	memset(result, 0, sizeof(PgawsSigningResult));
	run_with_owner(sign_in_headers, &signing);
}

void
pgaws_sigv4_presign(const PgawsSigningInput *input,
					const PgawsCredentials *credentials,
					int expires, PgawsSigningResult *result)
{
	Signing		signing = {
		.input = input,
		.credentials = credentials,
		.expires = expires,
		.result = result
	};

	memset(result, 0, sizeof(PgawsSigningResult));
	run_with_owner(sign_in_query, &signing);
}

void
pgaws_sigv4_sign_text(const char *region, const char *signing_name,
					  int64 now, const PgawsCredentials *credentials,
					  const char *text, size_t len, char *signature)
{
	TextSigning signing = {
		.region = region,
		.signing_name = signing_name,
		.now = now,
		.credentials = credentials,
		.text = text,
		.len = len,
		.signature = signature
	};

	run_with_owner(sign_text, &signing);
}
