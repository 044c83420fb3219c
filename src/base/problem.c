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

#include "aws/error.h"
#include "base/problem.h"

#define HINT_OF_POLICY \
	"A policy of the identity whose key the user mapping has must allow it, and none of the resource's may deny it."
#define HINT_OF_CLOCK \
	"See whether the clocks of this machine and of AWS agree."
#define HINT_OF_REGION \
	"The bucket is in another region than the server: use one whose region option is the bucket's."
#define HINT_OF_PLACE \
	"It is looked for in the server's region, and in the account of the user mapping's credentials."
#define HINT_OF_TOKEN \
	"Give the user mapping the keys of a new session."
#define HINT_OF_KEY \
	"The user mapping's access_key_id must be an active key of the AWS partition that the server's region is in; one of a session needs its session_token."
#define HINT_OF_SIGNATURE \
	"The user mapping's secret_access_key must be the one that belongs to its access_key_id."

/* What to do about errors that say it badly, or may not be quoted. */
static const struct
{
	const char *code;
	const char *hint;
}			code_hints[] = {
	{"AccessDenied", HINT_OF_POLICY},
	{"AccessDeniedException", HINT_OF_POLICY},
	{"AuthorizationError", HINT_OF_POLICY},
	{"AuthorizationErrorException", HINT_OF_POLICY},
	{"AuthorizationHeaderMalformed", HINT_OF_REGION},
	{"AWS.SimpleQueueService.NonExistentQueue", HINT_OF_PLACE},
	{"ExpiredToken", HINT_OF_TOKEN},
	{"ExpiredTokenException", HINT_OF_TOKEN},
	{"IncompleteSignature", HINT_OF_SIGNATURE},
	{"InvalidAccessKeyId", HINT_OF_KEY},
	{"InvalidClientTokenId", HINT_OF_KEY},
	{"InvalidSignatureException", HINT_OF_SIGNATURE},
	{"NoSuchBucket", HINT_OF_PLACE},
	{"NotFound", HINT_OF_PLACE},
	{"NotFoundException", HINT_OF_PLACE},
	{"PermanentRedirect", HINT_OF_REGION},
	{"QueueDoesNotExist", HINT_OF_PLACE},
	{"RequestExpired", HINT_OF_CLOCK},
	{"RequestInTheFuture", HINT_OF_CLOCK},
	{"RequestTimeTooSkewed", HINT_OF_CLOCK},
	{"ResourceNotFoundException", HINT_OF_PLACE},
	{"SignatureDoesNotMatch", HINT_OF_SIGNATURE},
	{"UnrecognizedClientException", HINT_OF_KEY}
};

const char *
awspipe_error_hint(const PgawsError *error)
{
	if (error->hint[0] != '\0')
		return pstrdup(error->hint);
	for (int i = 0; i < lengthof(code_hints); i++)
	{
		if (strcmp(code_hints[i].code, error->code) == 0)
			return code_hints[i].hint;
	}
	return NULL;
}

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
	problem->detail = pgaws_error_detail(error);
	problem->hint = awspipe_error_hint(error);
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
