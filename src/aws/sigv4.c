/*-------------------------------------------------------------------------
 *
 * sigv4.c
 *	  AWS Signature Version 4 on the server's own hash functions.
 *
 * A signature comes about in stages: canonical request, string to sign, signing
 * key, signature.  The result shows each of them, so that a test can say which
 * one differs.
 *
 * AWS recomputes the canonical request from what arrives, so its parts are
 * derived from the wire form, and by the habits of AWS's own signers where the
 * documents are silent:
 *
 * - dot segments and repeated slashes vanish from the path, except for S3,
 *   whose keys may hold them;
 * - a query is taken apart, decoded and encoded anew, so that every way of
 *   writing a character signs alike.  '+' is itself and not a space;
 * - white space inside a header value shrinks to one space, within quotes
 *   too, and headers that proxies may change are left out.
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

#include "aws/sigv4.h"
#include "aws/url.h"
#include "common/cryptohash.h"
#include "common/hmac.h"
#include "common/sha2.h"
#include "pgtime.h"
#include "utils/builtins.h"
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

/* A query parameter, or a header with its place in the request. */
typedef struct NamedValue
{
	char	   *name;
	char	   *value;
	int			position;
} NamedValue;

static SigningKey key_cache[KEY_CACHE_SIZE];
static int	key_cache_next = 0;

/*
 * Never signed: what hops on the way may add, drop or rewrite.  date is
 * among them because x-amz-date takes its place.
 */
static const char *const unsigned_headers[] = {
	"authorization",
	"cache-control",
	"connection",
	"date",
	"expect",
	"from",
	"keep-alive",
	"max-forwards",
	"pragma",
	"referer",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"user-agent",
	"x-amzn-trace-id"
};

static const char *const unsigned_prefixes[] = {
	"proxy-",
	"sec-"
};

static void append_canonical_path(StringInfo buf, const char *path,
								  bool normalize, bool encode);
static void append_canonical_query(StringInfo buf, const char *query);
static void append_canonical_headers(StringInfo lines, StringInfo names,
									 const PgawsHeader *headers, int nheaders);

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
		/*
		 * This is not a commit, so that what an error has left in the owner
		 * goes without a warning
		 */
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
	hex_encode((const char *) digest, PG_SHA256_DIGEST_LENGTH, dst);
	dst[HEX_LEN] = '\0';
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
	/*
	 * The strings are hashed with their final NULs, so that no two sets of
	 * strings are alike
	 */
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
	append_canonical_headers(&lines, &names, headers, nheaders);
	initStringInfo(&result->canonical_request);
	appendStringInfo(&result->canonical_request, "%s\n", input->method);
	append_canonical_path(&result->canonical_request, input->path,
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
	append_canonical_query(&query, input->query);
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
	pgaws_url_encode(query, value, strlen(value), false);
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
	append_canonical_headers(&ignored, &names, input->headers, input->nheaders);
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
	append_canonical_query(&canonical, query.data);
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

/*
 * Resolves the escapes of a query's name or value and encodes it again, the
 * canonical way.  A '%' that starts no escape is an ordinary character.
 */
static char *
encode_anew(const char *text, size_t len)
{
	char	   *decoded = pnstrdup(text, len);
	size_t		ndecoded = pgaws_url_decode(decoded, len, false);
	StringInfoData encoded;

	initStringInfo(&encoded);
	pgaws_url_encode(&encoded, decoded, ndecoded, false);
	pfree(decoded);

	return encoded.data;
}

/*
 * Appends path without empty and dot segments.  A final slash stays, the
 * slash that RFC 3986 would leave behind a final dot segment does not: so
 * do AWS's signers.
 */
static void
append_normalized_path(StringInfo buf, const char *path)
{
	int			start = buf->len;
	const char *segment = path;

	for (;;)
	{
		size_t		len = strcspn(segment, "/");

		if (len == 2 && segment[0] == '.' && segment[1] == '.')
		{
			while (buf->len > start && buf->data[--buf->len] != '/')
				;
			buf->data[buf->len] = '\0';
		}
		else if (len > 0 && !(len == 1 && segment[0] == '.'))
		{
			appendStringInfoChar(buf, '/');
			appendBinaryStringInfo(buf, segment, len);
		}

		if (segment[len] == '\0')
		{
			/* Keep a final slash; nothing at all is the root */
			if (buf->len == start || len == 0)
				appendStringInfoChar(buf, '/');
			return;
		}
		segment += len + 1;
	}
}

/*
 * Appends the canonical form of an absolute path that is already encoded
 * for the wire.
 */
static void
append_canonical_path(StringInfo buf, const char *path, bool normalize,
					  bool encode)
{
	StringInfoData plain;

	if (path[0] == '\0')
		path = "/";

	initStringInfo(&plain);
	if (normalize)
		append_normalized_path(&plain, path);
	else
		appendStringInfoString(&plain, path);

	if (encode)
		pgaws_url_encode(buf, plain.data, plain.len, true);
	else
		appendBinaryStringInfo(buf, plain.data, plain.len);

	pfree(plain.data);
}

/* By encoded name, then encoded value, bytewise. */
static int
compare_parameters(const void *left, const void *right)
{
	const NamedValue *a = left;
	const NamedValue *b = right;
	int			order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->value, b->value);
}

/*
 * Appends the canonical form of a query.  A parameter without '=' has an
 * empty value; an X-Amz-Signature is no part of what is signed.
 */
static void
append_canonical_query(StringInfo buf, const char *query)
{
	NamedValue *parameters;
	int			nparameters = 0;
	int			nmax = 1;

	if (query == NULL || query[0] == '\0')
		return;

	for (const char *p = query; *p != '\0'; p++)
		nmax += (*p == '&');
	parameters = palloc(nmax * sizeof(NamedValue));

	for (const char *p = query; p != NULL;)
	{
		size_t		len = strcspn(p, "&");
		size_t		name_len = strcspn(p, "&=");
		NamedValue *parameter = &parameters[nparameters];

		if (len > 0)
		{
			parameter->name = encode_anew(p, name_len);
			parameter->value = name_len < len ?
				encode_anew(p + name_len + 1, len - name_len - 1) :
				pstrdup("");
			if (pg_strcasecmp(parameter->name, "x-amz-signature") != 0)
				nparameters++;
		}
		p = p[len] == '&' ? p + len + 1 : NULL;
	}

	qsort(parameters, nparameters, sizeof(NamedValue), compare_parameters);

	for (int i = 0; i < nparameters; i++)
		appendStringInfo(buf, "%s%s=%s", i > 0 ? "&" : "",
						 parameters[i].name, parameters[i].value);
}

/* name is in lower case. */
static bool
is_header_signed(const char *name)
{
	for (int i = 0; i < lengthof(unsigned_headers); i++)
	{
		if (strcmp(name, unsigned_headers[i]) == 0)
			return false;
	}
	for (int i = 0; i < lengthof(unsigned_prefixes); i++)
	{
		if (strncmp(name, unsigned_prefixes[i],
					strlen(unsigned_prefixes[i])) == 0)
			return false;
	}
	return true;
}

static bool
is_header_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Appends value without outer and with single inner spaces. */
static void
append_folded_value(StringInfo buf, const char *value)
{
	bool		started = false;

	for (const char *p = value; *p != '\0'; p++)
	{
		if (is_header_space(*p))
			continue;
		if (started && is_header_space(p[-1]))
			appendStringInfoCharMacro(buf, ' ');
		appendStringInfoCharMacro(buf, *p);
		started = true;
	}
}

/* By name; repeated ones in the order of the request. */
static int
compare_headers(const void *left, const void *right)
{
	const NamedValue *a = left;
	const NamedValue *b = right;
	int			order = strcmp(a->name, b->name);

	return order != 0 ? order : a->position - b->position;
}

/*
 * Appends one "name:value" line a header to lines, and the names with
 * semicolons between them to names.
 */
static void
append_canonical_headers(StringInfo lines, StringInfo names,
						 const PgawsHeader *headers, int nheaders)
{
	NamedValue *sorted = palloc(Max(nheaders, 1) * sizeof(NamedValue));
	int			nsorted = 0;

	for (int i = 0; i < nheaders; i++)
	{
		char	   *name = pstrdup(headers[i].name);

		for (char *p = name; *p != '\0'; p++)
			*p = pg_ascii_tolower((unsigned char) *p);

		if (!is_header_signed(name))
			continue;
		sorted[nsorted].name = name;
		sorted[nsorted].value = unconstify(char *, headers[i].value);
		sorted[nsorted].position = i;
		nsorted++;
	}

	qsort(sorted, nsorted, sizeof(NamedValue), compare_headers);

	for (int i = 0; i < nsorted; i++)
	{
		if (i > 0 && strcmp(sorted[i].name, sorted[i - 1].name) == 0)
			appendStringInfoChar(lines, ',');
		else
		{
			if (i > 0)
			{
				appendStringInfoChar(lines, '\n');
				appendStringInfoChar(names, ';');
			}
			appendStringInfo(lines, "%s:", sorted[i].name);
			appendStringInfoString(names, sorted[i].name);
		}
		append_folded_value(lines, sorted[i].value);
	}
	if (nsorted > 0)
		appendStringInfoChar(lines, '\n');
}
