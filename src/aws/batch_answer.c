/*-------------------------------------------------------------------------
 *
 * batch_answer.c
 *	  Answers of batch operations, which fail entry by entry inside a 200.
 *
 * IDENTIFICATION
 *	  src/aws/batch_answer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch_answer.h"
#include "aws/error.h"
#include "aws/retry.h"

void
pgaws_batch_error_set(PgawsError *error, bool sender_fault, const char *code,
					  const char *message)
{
	char		quoted[200];

	if (message == NULL || *message == '\0')
		message = "entry was not taken";
	pgaws_error_quote(quoted, sizeof(quoted), message, strlen(message));
	pgaws_error_set(error, pgaws_retry_classify(sender_fault ? 400 : 500, code),
					code, "%s", quoted);
}

/* Which entry is that?  -1 for none of ours. */
static int
find_entry(PgawsJson *result, int n)
{
	int64		id = pgaws_json_int64(pgaws_json_get(result, "Id"), -1);

	return id >= 0 && id < n ? (int) id : -1;
}

/* JSON has a boolean, what was XML has a text. */
static bool
is_sender_fault(PgawsJson *result)
{
	const char *text = pgaws_json_get_text(result, "SenderFault");

	return text != NULL && strcmp(text, "true") == 0;
}

void
pgaws_batch_errors_by_id(PgawsJson *answer, int n, PgawsError *errors)
{
	PgawsJson  *taken = pgaws_json_get(answer, "Successful");
	PgawsJson  *failed = pgaws_json_get(answer, "Failed");
	int			entry;

	for (int i = 0; i < n; i++)
	{
		pgaws_error_set(&errors[i], PGAWS_TRANSIENT, "",
						"answer does not tell about the entry");
		errors[i].maybe_sent = true;
	}
	for (int i = 0; i < pgaws_json_length(taken); i++)
	{
		entry = find_entry(pgaws_json_at(taken, i), n);
		if (entry >= 0)
			pgaws_error_clear(&errors[entry]);
	}
	for (int i = 0; i < pgaws_json_length(failed); i++)
	{
		PgawsJson  *result = pgaws_json_at(failed, i);
		const char *code = pgaws_json_get_text(result, "Code");

		entry = find_entry(result, n);
		if (entry >= 0)
			pgaws_batch_error_set(&errors[entry], is_sender_fault(result),
								  code != NULL ? code : "",
								  pgaws_json_get_text(result, "Message"));
	}
}

bool
pgaws_batch_errors_in_order(PgawsJson *results, int n, PgawsError *errors,
							PgawsError *error)
{
	if (pgaws_json_length(results) != n)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer does not tell about every entry");
		return false;
	}

	for (int i = 0; i < n; i++)
	{
		PgawsJson  *result = pgaws_json_at(results, i);
		const char *code = pgaws_json_get_text(result, "ErrorCode");

		if (code == NULL)
			pgaws_error_clear(&errors[i]);
		else
			pgaws_batch_error_set(&errors[i], true, code,
								  pgaws_json_get_text(result, "ErrorMessage"));
	}
	return true;
}
