/*-------------------------------------------------------------------------
 *
 * destination_single.c
 *	  Starting what runs at AWS: functions of Lambda, and state machines of
 *	  Step Functions.
 *
 * Neither has an operation for many, so each message is a request.  The body
 * is the operation's input without the member that names the resource.
 *
 * Lambda.  An asynchronous invocation is queued by Lambda, and taken when it
 * answers with 202; what the function does then is not known here.  There is no
 * token, so attempts are written down first.
 *
 * Step Functions.  An execution has a name, which is drawn when the message is
 * written, if the caller gives none.  A standard workflow does not start
 * another execution of that name: it answers as it did before, or, once the
 * execution has ended, with ExecutionAlreadyExists, by which the message is
 * settled.  An express workflow does not look at names.  The ARN does not tell
 * which kind it is, so attempts are written down for both.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_single.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/bind.h"
#include "aws/json.h"
#include "dispatcher/dispatcher.h"

/* What Lambda answers when it has queued an invocation */
#define STATUS_ACCEPTED	202

/* The operation on the message's resource, which that member names. */
static PgawsCall *
start(AwspipeRequest *request, const char *operation, const char *member)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *message = awspipe_first_entry(request);
	const char *resource = destination->sink_state != NULL ?
		destination->sink_state : destination->resource;
	StringInfoData input;

	initStringInfo(&input);
	appendStringInfo(&input, "{\"%s\":", member);
	pgaws_json_append_string(&input, resource);
	appendStringInfoChar(&input, ',');
	appendBinaryStringInfo(&input, message->body + 1, message->body_len - 1);
	return pgaws_call_input(destination->identity->client, destination->service,
							operation, input.data, input.len,
							request, AWSPIPE_CALL_REQUEST);
}

static PgawsCall *
start_invocation(AwspipeRequest *request)
{
	return start(request, "Invoke", "FunctionName");
}

/* The function is told this ID of the request as its own. */
static bool
judge_invocation(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	AwspipeMessage *message = awspipe_first_entry(request);
	const char *id = pgaws_call_header(call, "x-amzn-requestid");

	if (pgaws_call_status(call) != STATUS_ACCEPTED)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of Invoke does not say that the invocation was accepted");
		return false;
	}
	message->outcome = AWSPIPE_DELIVERED;
	if (id != NULL)
		awspipe_message_set_result(message, id);
	return true;
}

/* The function is being changed, or its snapshot made. */
static void
note_failure(AwspipeRequest *request, PgawsError *error)
{
	if (strcmp(error->code, "ResourceConflictException") == 0 ||
		strcmp(error->code, "SnapStartNotReadyException") == 0)
		error->class = PGAWS_TRANSIENT;
}

const AwspipeSink awspipe_sink_lambda = {
	.service = "lambda",
	.max_entries = 1,
	.records_attempts = awspipe_always,
	.start = start_invocation,
	.judge = judge_invocation,
	.failed = note_failure
};

static bool
take_state_machine(AwspipeDestination *destination, PgawsCall *call,
				   PgawsError *error)
{
	return awspipe_account_take(destination, call, "stateMachine:", error);
}

static PgawsCall *
start_execution(AwspipeRequest *request)
{
	return start(request, "StartExecution", "stateMachineArn");
}

static bool
judge_execution(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	AwspipeMessage *message = awspipe_first_entry(request);
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	const char *arn = pgaws_json_get_text(pgaws_json_parse(body, len),
										  "executionArn");

	if (arn == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of StartExecution has no ARN");
		return false;
	}
	message->outcome = AWSPIPE_DELIVERED;
	awspipe_message_set_result(message, arn);
	return true;
}

static bool
is_started(const AwspipeMessage *message, const PgawsError *error)
{
	return strcmp(error->code, "ExecutionAlreadyExists") == 0;
}

const AwspipeSink awspipe_sink_stepfunctions = {
	.service = "stepfunctions",
	.max_entries = 1,
	.prepare = awspipe_account_ask,
	.prepared = take_state_machine,
	.records_attempts = awspipe_always,
	.start = start_execution,
	.judge = judge_execution,
	.settled_by = is_started
};
