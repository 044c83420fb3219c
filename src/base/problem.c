/*-------------------------------------------------------------------------
 *
 * problem.c
 *	  What is wrong, as users are told.
 *
 * IDENTIFICATION
 *	  src/base/problem.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/problem.h"

const char *
awspipe_problem_code(const AwspipeProblem *problem)
{
	if (problem->aws_code != NULL)
		return problem->aws_code;
	return problem->sqlerrcode != 0 ? unpack_sql_state(problem->sqlerrcode) : NULL;
}

void
awspipe_problem_from_error(AwspipeProblem *problem, const ErrorData *error)
{
	memset(problem, 0, sizeof(*problem));
	problem->sqlerrcode = error->sqlerrcode;
	problem->message = error->message;
	problem->detail = error->detail;
	problem->hint = error->hint;
	problem->context = error->context;
}

void
awspipe_problem_from_aws(AwspipeProblem *problem, const char *doing,
						 const PgawsError *error)
{
	memset(problem, 0, sizeof(*problem));
	problem->sqlerrcode = pgaws_error_sqlstate(error);
	if (error->code[0] != '\0')
		problem->aws_code = pstrdup(error->code);
	problem->message = psprintf("could not %s", doing);
	problem->detail = pstrdup(error->message);
	if (error->http_status != 0)
		problem->detail = psprintf("AWS returned %s (HTTP %d%s%s)%s%s",
								   error->code[0] ? error->code : "an error without a code",
								   error->http_status,
								   error->request_id[0] ? ", request ID " : "",
								   error->request_id,
								   error->message[0] ? ": " : "",
								   error->message);
}

void
awspipe_problem_throw(const AwspipeProblem *problem)
{
	ereport(ERROR,
			(errcode(problem->sqlerrcode),
			 errmsg("%s", problem->message),
			 problem->detail ? errdetail("%s", problem->detail) : 0,
			 problem->hint ? errhint("%s", problem->hint) : 0));
}
