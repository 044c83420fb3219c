/*-------------------------------------------------------------------------
 *
 * sql_stepfunctions.c
 *	  SQL function that starts state machines of Step Functions through the
 *	  outbox.
 *
 * An execution's name is drawn here, at random, and kept with the message, so
 * that a standard workflow knows a repetition.  The outbox's own id would not
 * do, for the reason that is given in message_arguments.c.
 *
 * IDENTIFICATION
 *	  src/api/sql_stepfunctions.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"

/*
 * Step Functions API reference, StartExecution: 256 KiB of input, a name of 80
 * characters, an ARN of 256
 */
#define INPUT_BYTES_MAX		(256 * 1024)
#define NAME_MAX_CHARACTERS	80
#define ARN_MAX_CHARACTERS	256

/* What neither names of executions nor of state machines may have */
#define FORBIDDEN	" <>{}[]?*\"#%\\^|~`$&,;:/"

PG_FUNCTION_INFO_V1(awspipe_start_execution);

PGDLLEXPORT Datum awspipe_start_execution(PG_FUNCTION_ARGS);

static bool
is_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
	{
		if ((unsigned char) *p < 0x20 || *p == 0x7f)
			return false;
	}
	return *name != '\0' && strpbrk(name, FORBIDDEN) == NULL &&
		pg_mbstrlen(name) <= NAME_MAX_CHARACTERS;
}

static void
check_state_machine(const char *state_machine)
{
	if (strncmp(state_machine, "arn:", 4) == 0 ?
		strstr(state_machine, ":stateMachine:") == NULL ||
		pg_mbstrlen(state_machine) > ARN_MAX_CHARACTERS :
		!is_name(state_machine))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not the ARN of a state machine, nor a name",
						state_machine),
				 errhint("A name is looked for in the region of the server and the account of the caller; a state machine of another account, and a version or an alias, has to be given by its ARN.")));
}

/*
 * server, state_machine_arn, input, name, ordering_key, on_ambiguous, reference
 */
Datum
awspipe_start_execution(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *input;
	char	   *name;
	char	   *ordering_key;

	awspipe_require_arguments(fcinfo, 3, "start_execution");
	message.resource = awspipe_text_argument(fcinfo, 1);
	check_state_machine(message.resource);
	input = awspipe_jsonb_text(PG_GETARG_JSONB_P(2));
	awspipe_check_bytes("input of a state machine", awspipe_utf8_length(input),
						INPUT_BYTES_MAX);
	name = awspipe_text_argument(fcinfo, 3);
	if (name == NULL)
		name = awspipe_make_token();
	if (!is_name(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of an execution: \"%s\"", name),
				 errdetail("A name has 1 to %d characters; spaces, control characters and <>{}[]?*\"#%%\\^|~`$&,;:/ are not allowed.",
						   NAME_MAX_CHARACTERS)));

	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	awspipe_append_member(&body, "name", name);
	awspipe_append_member(&body, "input", input);
	appendStringInfoChar(&body, '}');

	ordering_key = awspipe_text_argument(fcinfo, 4);
	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "stepfunctions";
	message.operation = "StartExecution";
	message.ordering_key = ordering_key != NULL ? ordering_key : "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 5);
	message.reference = awspipe_reference_argument(fcinfo, 6);
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
