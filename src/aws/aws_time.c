/*-------------------------------------------------------------------------
 *
 * aws_time.c
 *	  Times as AWS's protocols write them.
 *
 * IDENTIFICATION
 *	  src/aws/aws_time.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "aws/aws_time.h"
#include "aws/http.h"
#include "datatype/timestamp.h"
#include "utils/datetime.h"

/* The year 9999, which ISO 8601 and HTTP dates end with */
#define SECONDS_MAX		INT64CONST(253402300799)

/* So many digits, and no more. */
static bool
take_digits(const char **text, int n, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++)
	{
		if (!isdigit((unsigned char) **text))
			return false;
		*value = *value * 10 + (*(*text)++ - '0');
	}
	return !isdigit((unsigned char) **text);
}

static bool
take_char(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* Digits behind the decimal point as microseconds; more than six are cut. */
static bool
take_fraction(const char **text, int64 *usec)
{
	int64		unit = USECS_PER_SEC / 10;

	if (!isdigit((unsigned char) **text))
		return false;
	for (; isdigit((unsigned char) **text); (*text)++)
	{
		*usec += (**text - '0') * unit;
		unit /= 10;
	}
	return true;
}

/* "Z", "+01:00", "+0100", or nothing, in minutes. */
static bool
take_zone(const char **text, int *minutes)
{
	int			sign = **text == '-' ? -1 : 1;
	int			hour,
				minute;

	*minutes = 0;
	if (**text == '\0' || take_char(text, 'Z') || take_char(text, 'z'))
		return true;
	if (!take_char(text, '+') && !take_char(text, '-'))
		return false;
	if (strlen(*text) == 4)
	{
		if (!take_digits(text, 4, &minute))
			return false;
		hour = minute / 100;
		minute %= 100;
	}
	else if (!take_digits(text, 2, &hour) || !take_char(text, ':') ||
			 !take_digits(text, 2, &minute))
		return false;
	*minutes = sign * (hour * 60 + minute);
	return hour < 24 && minute < 60;
}

static bool
parse_iso(const char *text, int64 *usec)
{
	int			year,
				month,
				day,
				hour = 0,
				minute = 0,
				second = 0,
				zone = 0;
	int64		fraction = 0;
	int64		seconds;

	if (!take_digits(&text, 4, &year) || !take_char(&text, '-') ||
		!take_digits(&text, 2, &month) || !take_char(&text, '-') ||
		!take_digits(&text, 2, &day))
		return false;
	if (take_char(&text, 'T') || take_char(&text, 't') || take_char(&text, ' '))
	{
		if (!take_digits(&text, 2, &hour) || !take_char(&text, ':') ||
			!take_digits(&text, 2, &minute))
			return false;
		if (take_char(&text, ':') && !take_digits(&text, 2, &second))
			return false;
		if (take_char(&text, '.') && !take_fraction(&text, &fraction))
			return false;
		if (!take_zone(&text, &zone))
			return false;
	}
	if (*text != '\0' || year < 1 || month < 1 || month > 12 || day < 1 ||
		day > day_tab[isleap(year)][month - 1] ||
		hour > 23 || minute > 59 || second > 60)
		return false;

	seconds = (((int64) (date2j(year, month, day) - UNIX_EPOCH_JDATE) * 24 +
				hour) * 60 + minute - zone) * 60 + second;
	*usec = seconds * USECS_PER_SEC + fraction;
	return true;
}

static bool
parse_epoch(const char *text, int64 *usec)
{
	char	   *end;
	double		seconds;

	if (*text == '\0' || text[strspn(text, "+-0123456789.eE")] != '\0')
		return false;
	errno = 0;
	seconds = strtod(text, &end);
	if (errno != 0 || *end != '\0' || !(fabs(seconds) <= (double) SECONDS_MAX))
		return false;
	*usec = (int64) rint(seconds * USECS_PER_SEC);
	return true;
}

bool
pgaws_time_parse(const char *text, int64 *usec)
{
	int64		seconds;

	if (parse_iso(text, usec) || parse_epoch(text, usec))
		return true;
	seconds = pgaws_http_date(text);
	if (seconds < 0)
		return false;
	*usec = seconds * USECS_PER_SEC;
	return true;
}

/* Splits into seconds and what is left, which is not negative. */
static int64
split(int64 usec, int *fraction)
{
	int64		seconds = usec / USECS_PER_SEC;

	*fraction = (int) (usec % USECS_PER_SEC);
	if (*fraction < 0)
	{
		*fraction += USECS_PER_SEC;
		seconds--;
	}
	return seconds;
}

static void
append_iso(StringInfo buf, int64 usec)
{
	int			fraction;
	int64		seconds = split(usec, &fraction);
	int64		days = seconds / SECS_PER_DAY;
	int			rest = (int) (seconds % SECS_PER_DAY);
	int			year,
				month,
				day;

	if (rest < 0)
	{
		rest += SECS_PER_DAY;
		days--;
	}
	j2date((int) days + UNIX_EPOCH_JDATE, &year, &month, &day);
	appendStringInfo(buf, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day,
					 rest / 3600, rest / 60 % 60, rest % 60);
	if (fraction != 0)
		appendStringInfo(buf, ".%06d", fraction);
}

static void
append_http(StringInfo buf, int64 usec)
{
	static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	int			fraction;
	pg_time_t	seconds = split(usec, &fraction);
	struct pg_tm *tm = pg_gmtime(&seconds);

	appendStringInfo(buf, "%s, %02d %s %04d %02d:%02d:%02d GMT",
					 weekdays[tm->tm_wday], tm->tm_mday, months[tm->tm_mon],
					 tm->tm_year + 1900, tm->tm_hour, tm->tm_min, tm->tm_sec);
}

void
pgaws_time_append(StringInfo buf, int64 usec, PgawsTimeFormat format)
{
	int			fraction;
	int64		seconds;

	switch (format)
	{
		case PGAWS_TIME_UNIX:
			seconds = split(usec, &fraction);
			if (seconds < 0 && fraction != 0)
				appendStringInfo(buf, "%.6f", (double) usec / USECS_PER_SEC);
			else if (fraction != 0)
				appendStringInfo(buf, INT64_FORMAT ".%06d", seconds, fraction);
			else
				appendStringInfo(buf, INT64_FORMAT, seconds);
			break;
		case PGAWS_TIME_HTTP:
			append_http(buf, usec);
			break;
		default:
			append_iso(buf, usec);
			appendStringInfoChar(buf, 'Z');
	}
}

void
pgaws_time_append_cli(StringInfo buf, int64 usec)
{
	append_iso(buf, usec);
	appendStringInfoString(buf, "+00:00");
}
