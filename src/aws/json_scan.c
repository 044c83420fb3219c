/*-------------------------------------------------------------------------
 *
 * json_scan.c
 *	  Reading JSON in place, without a tree, for the record hot path.
 *
 * Structure, numbers, and what is skipped; json_scan_string.c reads strings.
 *
 * The text ends in a NUL, which no token may hold: whoever looks at one
 * character after another stops there without counting.
 *
 * IDENTIFICATION
 *	  src/aws/json_scan.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json_scan.h"
#include "common/int.h"

/* Digits that are sure to fit into an int64 */
#define SAFE_DIGITS		18
/* Exponents beyond it are all the same: too large, or zero */
#define EXPONENT_MAX	100000000

static bool skip_value(PgawsScan *scan, int depth);

void
pgaws_scan_start(PgawsScan *scan, char *text, size_t len)
{
	Assert(text[len] == '\0');
	scan->text = text;
	scan->at = text;
	scan->end = text + len;
	scan->error = NULL;
}

bool
pgaws_scan_fail(PgawsScan *scan, const char *message)
{
	if (scan->error == NULL)
		scan->error = message;
	return false;
}

bool
pgaws_scan_finish(PgawsScan *scan)
{
	if (scan->error != NULL)
		return false;
	pgaws_scan_peek(scan);
	if (scan->at != scan->end)
		return pgaws_scan_fail(scan, "text after the end");
	return true;
}

bool
pgaws_scan_open(PgawsScan *scan, char bracket)
{
	if (scan->error != NULL)
		return false;
	if (pgaws_scan_peek(scan) != bracket)
		return pgaws_scan_fail(scan, bracket == '{' ? "object expected" :
							   "array expected");
	scan->at++;
	return true;
}

/*
 * Steps over the comma to the next item; false behind the last one.
 */
static bool
next_item(PgawsScan *scan, int *count, char closing)
{
	char		c;

	if (scan->error != NULL)
		return false;
	c = pgaws_scan_peek(scan);
	if (c == closing)
	{
		scan->at++;
		return false;
	}
	if (*count > 0)
	{
		if (c != ',')
			return pgaws_scan_fail(scan, "comma or closing bracket expected");
		scan->at++;
		/* A bracket that follows a comma is no value: refused when read */
	}
	(*count)++;
	return true;
}

static bool
take_colon(PgawsScan *scan)
{
	if (pgaws_scan_peek(scan) != ':')
		return pgaws_scan_fail(scan, "colon expected");
	scan->at++;
	return true;
}

bool
pgaws_scan_member(PgawsScan *scan, int *count, const char **name, size_t *len)
{
	char	   *value;

	if (!next_item(scan, count, '}') ||
		!pgaws_scan_string(scan, &value, len) ||
		!take_colon(scan))
		return false;
	*name = value;
	return true;
}

bool
pgaws_scan_element(PgawsScan *scan, int *count)
{
	return next_item(scan, count, ']');
}

static bool
take_word(PgawsScan *scan, const char *word, size_t len)
{
	if (strncmp(scan->at, word, len) != 0)
		return false;
	scan->at += len;
	return true;
}

bool
pgaws_scan_null(PgawsScan *scan)
{
	return scan->error == NULL && pgaws_scan_peek(scan) == 'n' &&
		take_word(scan, "null", 4);
}

/* A number as it is written: digits times ten to the power of exponent */
typedef struct Decimal
{
	bool		negative;
	int64		digits;			/* the first SAFE_DIGITS */
	int			ndigits;		/* significant ones in it */
	int64		exponent;
} Decimal;

/*
 * Adds a run of digits, those of the fraction with shift -1; false when
 * there is none.
 */
static bool
read_digits(PgawsScan *scan, Decimal *number, int shift)
{
	char	   *start = scan->at;

	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
	{
		if (number->ndigits < SAFE_DIGITS)
		{
			number->digits = number->digits * 10 + (*scan->at - '0');
			if (number->digits > 0)
				number->ndigits++;
			number->exponent += shift;
		}
		else
			number->exponent += shift + 1;
	}
	return scan->at > start;
}

static bool
read_exponent(PgawsScan *scan, Decimal *number)
{
	bool		negative = *scan->at == '-';
	int64		exponent = 0;
	char	   *start;

	if (*scan->at == '-' || *scan->at == '+')
		scan->at++;
	start = scan->at;
	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
	{
		if (exponent < EXPONENT_MAX)
			exponent = exponent * 10 + (*scan->at - '0');
	}
	number->exponent += negative ? -exponent : exponent;
	return scan->at > start;
}

static bool
read_number(PgawsScan *scan, Decimal *number)
{
	char	   *start;

	memset(number, 0, sizeof(Decimal));
	if (*scan->at == '-')
	{
		number->negative = true;
		scan->at++;
	}

	start = scan->at;
	if (!read_digits(scan, number, 0) ||
		(*start == '0' && scan->at - start > 1))
		return pgaws_scan_fail(scan, "invalid number");
	if (*scan->at == '.')
	{
		scan->at++;
		if (!read_digits(scan, number, -1))
			return pgaws_scan_fail(scan, "invalid number");
	}
	if (*scan->at == 'e' || *scan->at == 'E')
	{
		scan->at++;
		if (!read_exponent(scan, number))
			return pgaws_scan_fail(scan, "invalid number");
	}
	return true;
}

bool
pgaws_scan_number(PgawsScan *scan, int scale, int64 *value)
{
	Decimal		number;
	int64		result;
	char		c;

	if (scan->error != NULL)
		return false;
	c = pgaws_scan_peek(scan);
	if (c != '-' && (c < '0' || c > '9'))
		return pgaws_scan_fail(scan, "number expected");
	if (!read_number(scan, &number))
		return false;

	result = number.digits;
	number.exponent += scale;
	for (; number.exponent > 0 && result != 0; number.exponent--)
	{
		if (pg_mul_s64_overflow(result, 10, &result))
			return pgaws_scan_fail(scan, "number out of range");
	}
	for (; number.exponent < -1 && result != 0; number.exponent++)
		result /= 10;
	if (number.exponent == -1)
		result = result / 10 + (result % 10 >= 5 ? 1 : 0);
	*value = number.negative ? -result : result;
	return true;
}

static bool
skip_members(PgawsScan *scan, int depth)
{
	bool		object = *scan->at == '{';
	int			count = 0;

	if (depth >= PGAWS_SCAN_DEPTH_MAX)
		return pgaws_scan_fail(scan, "nested too deep");
	scan->at++;
	while (next_item(scan, &count, object ? '}' : ']'))
	{
		if (object)
		{
			if (!pgaws_scan_skip_string(scan) || !take_colon(scan))
				return false;
		}
		if (!skip_value(scan, depth + 1))
			return false;
	}
	return scan->error == NULL;
}

static bool
skip_value(PgawsScan *scan, int depth)
{
	Decimal		number;

	switch (pgaws_scan_peek(scan))
	{
		case '{':
		case '[':
			return skip_members(scan, depth);
		case '"':
			return pgaws_scan_skip_string(scan);
		case 't':
			return take_word(scan, "true", 4) ||
				pgaws_scan_fail(scan, "value expected");
		case 'f':
			return take_word(scan, "false", 5) ||
				pgaws_scan_fail(scan, "value expected");
		case 'n':
			return take_word(scan, "null", 4) ||
				pgaws_scan_fail(scan, "value expected");
		case '-':
		case '0':
		case '1':
		case '2':
		case '3':
		case '4':
		case '5':
		case '6':
		case '7':
		case '8':
		case '9':
			return read_number(scan, &number);
		default:
			return pgaws_scan_fail(scan, "value expected");
	}
}

bool
pgaws_scan_skip(PgawsScan *scan)
{
	return scan->error == NULL && skip_value(scan, 0);
}
