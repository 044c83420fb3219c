/*-------------------------------------------------------------------------
 *
 * sigv4_canonical.c
 *	  Canonical path, query and headers of a request to be signed.
 *
 * AWS recomputes these from what arrives, so they are derived from the wire
 * form, and by the habits of AWS's own signers where the documents are
 * silent:
 *
 *	- dot segments and repeated slashes vanish from the path, except for S3,
 *	  whose keys may hold them;
 *	- a query is taken apart, decoded and encoded anew, so that every way of
 *	  writing a character signs alike.  '+' is itself and not a space;
 *	- white space inside a header value shrinks to one space, within quotes
 *	  too, and headers that proxies may change are left out.
 *
 * Nothing here has state, locks or does I/O.
 *
 * IDENTIFICATION
 *	  src/aws/sigv4_canonical.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sigv4_canonical.h"

/* A query parameter, or a header with its place in the request. */
typedef struct NamedValue
{
	char	   *name;
	char	   *value;
	int			position;
} NamedValue;

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

/*
 * Appends value with everything but RFC 3986's unreserved characters (and
 * slashes, on demand) as %XX.
 */
void
pgaws_uri_encode(StringInfo buf, const char *value, size_t len,
				 bool keep_slash)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) value[i];

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			(c >= '0' && c <= '9') ||
			c == '-' || c == '_' || c == '.' || c == '~' ||
			(c == '/' && keep_slash))
			appendStringInfoCharMacro(buf, c);
		else
		{
			appendStringInfoCharMacro(buf, '%');
			appendStringInfoCharMacro(buf, hex[c >> 4]);
			appendStringInfoCharMacro(buf, hex[c & 0x0F]);
		}
	}
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Resolves the escapes of a query's name or value and encodes it again, the
 * canonical way.  A '%' that starts no escape is an ordinary character.
 */
static char *
encode_anew(const char *text, size_t len)
{
	char	   *decoded = palloc(len + 1);
	size_t		ndecoded = 0;
	StringInfoData encoded;

	for (size_t i = 0; i < len; i++)
	{
		int			high = -1;
		int			low = -1;

		if (text[i] == '%' && i + 2 < len)
		{
			high = hex_digit(text[i + 1]);
			low = hex_digit(text[i + 2]);
		}

		if (high >= 0 && low >= 0)
		{
			decoded[ndecoded++] = (char) (high << 4 | low);
			i += 2;
		}
		else
			decoded[ndecoded++] = text[i];
	}

	initStringInfo(&encoded);
	pgaws_uri_encode(&encoded, decoded, ndecoded, false);
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
void
pgaws_canonical_path(StringInfo buf, const char *path, bool normalize,
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
		pgaws_uri_encode(buf, plain.data, plain.len, true);
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
void
pgaws_canonical_query(StringInfo buf, const char *query)
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
void
pgaws_canonical_headers(StringInfo lines, StringInfo names,
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
