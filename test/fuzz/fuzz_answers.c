/*-------------------------------------------------------------------------
 *
 * fuzz_answers.c
 *	  Answers of all operations, read by their models, under libFuzzer.
 *
 * The first two bytes choose the operation, the others are the body of its
 * answer, and the value of each of its headers.  Promise: what is made of an answer is
 * a JSON object, or nothing.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_answers.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/bind.h"
#include "aws/error.h"
#include "aws/http.h"
#include "shim.h"
#include "utils/datetime.h"

#include <time.h>

/* The server's calendar, and libcurl's */
const int	day_tab[2][13] = {
	{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0},
	{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0}
};
const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec", NULL
};

int
date2j(int year, int month, int day)
{
	struct tm	tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};

	return (int) (timegm(&tm) / SECS_PER_DAY) + UNIX_EPOCH_JDATE;
}

void
j2date(int jd, int *year, int *month, int *day)
{
	time_t		seconds = (time_t) (jd - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
	struct tm  *tm = gmtime(&seconds);

	*year = tm->tm_year + 1900;
	*month = tm->tm_mon + 1;
	*day = tm->tm_mday;
}

struct pg_tm *
pg_gmtime(const pg_time_t *timep)
{
	shim_require(false);	/* no answer takes it */
	return NULL;
}

int64
pgaws_http_date(const char *text)
{
	struct tm	tm = {0};

	return strptime(text, "%a, %d %b %Y %T GMT", &tm) != NULL ? timegm(&tm) : -1;
}

/* The answer, which stands for the call that got it */
struct PgawsCall
{
	char	   *body;
	size_t		len;
};

char *
pgaws_call_body(PgawsCall *call, size_t *len)
{
	*len = call->len;
	return call->body;
}

const char *
pgaws_call_header(PgawsCall *call, const char *name)
{
	return call->body;
}

int
pgaws_call_status(PgawsCall *call)
{
	return 200;
}

void
pgaws_call_each_header(PgawsCall *call,
					   void (*visit) (const char *name, const char *value, void *arg),
					   void *arg)
{
	visit("x-amz-meta-note", call->body, arg);
	visit("Content-Length", call->body, arg);
	visit("Last-Modified", call->body, arg);
	visit("x-amz-missing-meta", call->body, arg);
}

bool
pgaws_error_from_answer(PgawsError *error, const PgawsErrorAnswer *answer)
{
	pgaws_error_set(error, PGAWS_TRANSIENT, "Error", "fails late");
	return false;
}

static const PgawsOperation *
choose(unsigned int n, const PgawsService **service)
{
	unsigned int total = 0;

	for (int i = 0; (*service = pgaws_service_at(i)) != NULL; i++)
		total += (*service)->model->noperations;
	n %= total;
	for (int i = 0;; i++)
	{
		*service = pgaws_service_at(i);
		if (n < (*service)->model->noperations)
			return &(*service)->model->operations[n];
		n -= (*service)->model->noperations;
	}
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	const PgawsService *service;
	const PgawsOperation *operation;
	const PgawsShape *output;
	StringInfoData json;
	PgawsCall	call;
	PgawsError	error;

	if (size < 2)
		return 0;
	shim_start();
	operation = choose(data[0] << 8 | data[1], &service);
	output = pgaws_model_shape(service->model, operation->output);
	call.len = size - 2;
	call.body = malloc(call.len + 1);
	memcpy(call.body, data + 2, call.len);
	call.body[call.len] = '\0';
	initStringInfo(&json);
	/* where the model changes nothing, nor does the reader look at it */
	if (pgaws_bind_output(&json, service, operation, &call, &error) &&
		!(output != NULL && output->flags & PGAWS_SHAPE_PLAIN))
		shim_require(pgaws_json_is_object(pgaws_json_parse(json.data, json.len)));
	free(call.body);
	shim_stop();
	return 0;
}
