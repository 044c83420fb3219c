/*-------------------------------------------------------------------------
 *
 * message_arguments.c
 *	  What messages have in common: references; and those of SQS and SNS:
 *	  names, attributes and message groups.
 *
 * A message for a FIFO queue or topic has a deduplication id, by which the
 * service drops what is repeated within five minutes.  It is drawn here, at
 * random, and kept with the message.  The outbox's own id would not do: two
 * databases may send to one queue, and a standby that is promoted may give
 * out ids that its primary had given out already; a message would then be
 * dropped for another one.
 *
 * IDENTIFICATION
 *	  src/api/message_arguments.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/json.h"
#include "aws/sqs.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* SQS developer guide, "Amazon SQS message metadata" */
#define NAME_MAX_CHARACTERS 256
#define TYPE_MAX_CHARACTERS 256

pg_noreturn static void refuse(const char *name, const char *reason);

static void
refuse(const char *name, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("message attribute \"%s\" %s", name, reason),
			 errdetail("An attribute is a string, a number, or an object with \"DataType\" (String, Number, Binary) and either \"StringValue\" or \"BinaryValue\"; none may be empty.")));
}

static void
check_name(const char *name)
{
	size_t		len = strlen(name);

	awspipe_check_characters("name of a message attribute", name, 1,
							 NAME_MAX_CHARACTERS);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != len ||
		name[0] == '.' || name[len - 1] == '.' ||
		strstr(name, "..") != NULL ||
		pg_strncasecmp(name, "aws.", 4) == 0 ||
		pg_strncasecmp(name, "amazon.", 7) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid name of a message attribute: \"%s\"", name),
				 errdetail("A name consists of letters, digits, \"_\", \"-\" and single inner periods, and does not begin with \"AWS.\" or \"Amazon.\".")));
}

/* A member's text; NULL when it is missing.  Only strings are allowed. */
static char *
string_member(JsonbContainer *object, const char *attribute, const char *member)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(object, member, strlen(member), &value) == NULL)
		return NULL;
	if (value.type != jbvString || value.val.string.len == 0)
		refuse(attribute, "has a member that is no string, or empty");
	return pnstrdup(value.val.string.val, value.val.string.len);
}

static bool
is_type(const char *type, const char *base)
{
	size_t		len = strlen(base);

	return strncmp(type, base, len) == 0 && (type[len] == '\0' || type[len] == '.');
}

/* An attribute in AWS's own shape; returns its size without the name. */
static int64
append_typed(StringInfo body, const char *name, JsonbContainer *object)
{
	char	   *type = string_member(object, name, "DataType");
	char	   *text = string_member(object, name, "StringValue");
	char	   *binary = string_member(object, name, "BinaryValue");
	int64		size;

	if (type == NULL || (text == NULL) == (binary == NULL) ||
		JsonContainerSize(object) != 2)
		refuse(name, "is not complete");
	if (binary != NULL ? !is_type(type, "Binary") :
		!is_type(type, "String") && !is_type(type, "Number"))
		refuse(name, "has a value that is not of its type");
	awspipe_check_characters("type of a message attribute", type, 1,
							 TYPE_MAX_CHARACTERS);

	appendStringInfoChar(body, '{');
	awspipe_append_member(body, "DataType", type);
	awspipe_append_member(body, "StringValue", text);
	awspipe_append_member(body, "BinaryValue", binary);
	appendStringInfoChar(body, '}');

	size = awspipe_utf8_length(type);
	if (text != NULL)
		return size + awspipe_utf8_length(text);

	/* Throws what is no base64 */
	return size +
		VARSIZE_ANY_EXHDR(DatumGetByteaPP(DirectFunctionCall2(binary_decode,
															  CStringGetTextDatum(binary),
															  CStringGetTextDatum("base64"))));
}

static int64
append_plain(StringInfo body, const char *type, const char *value)
{
	appendStringInfoChar(body, '{');
	awspipe_append_member(body, "DataType", type);
	awspipe_append_member(body, "StringValue", value);
	appendStringInfoChar(body, '}');
	return strlen(type) + awspipe_utf8_length(value);
}

static int64
append_attribute(StringInfo body, const char *name, JsonbValue *value)
{
	if (value->type == jbvString && value->val.string.len > 0)
		return append_plain(body, "String",
							pnstrdup(value->val.string.val, value->val.string.len));
	if (value->type == jbvNumeric)
		return append_plain(body, "Number",
							DatumGetCString(DirectFunctionCall1(numeric_out,
																NumericGetDatum(value->val.numeric))));
	if (value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data))
		return append_typed(body, name, value->val.binary.data);
	refuse(name, "has a value of another kind");
}

int64
awspipe_append_attributes(StringInfo body, Jsonb *attributes, int max)
{
	JsonbIterator *it = JsonbIteratorInit(&attributes->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;
	int64		size = 0;
	bool		first = true;

	if (!JB_ROOT_IS_OBJECT(attributes))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("message attributes must be a JSON object")));
	if (JB_ROOT_COUNT(attributes) > max)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many message attributes"),
				 errdetail("There are %u; AWS takes %d.",
						   JB_ROOT_COUNT(attributes), max)));
	if (JB_ROOT_COUNT(attributes) == 0)
		return 0;

	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	appendStringInfoString(body, "\"MessageAttributes\":{");
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			name = pnstrdup(value.val.string.val, value.val.string.len);
			check_name(name);
			if (!first)
				appendStringInfoChar(body, ',');
			first = false;
			pgaws_json_append_string(body, name);
			appendStringInfoChar(body, ':');
			size += strlen(name);
		}
		else if (token == WJB_VALUE)
			size += append_attribute(body, name, &value);
	}
	appendStringInfoChar(body, '}');
	return size;
}

char *
awspipe_reference_argument(FunctionCallInfo fcinfo, int i)
{
	return i < PG_NARGS() ? awspipe_text_argument(fcinfo, i) : NULL;
}

char *
awspipe_jsonb_text(Jsonb *json)
{
	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

void
awspipe_check_queue_name(const char *queue)
{
	PgawsSqsQueueName parts;

	if (!pgaws_sqs_queue_name(queue, &parts))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid queue name \"%s\"", queue),
				 errdetail("SQS allows 1 to 80 letters, digits, and \"_\", \"-\", and \".fifo\" at the end; a queue's URL or ARN is possible too.")));
}

bool
awspipe_is_fifo(const char *resource)
{
	size_t		len = strlen(resource);

	return len >= strlen(".fifo") &&
		strcmp(resource + len - strlen(".fifo"), ".fifo") == 0;
}

void
awspipe_append_group(StringInfo body, AwspipeOutboxMessage *message,
					 const char *group, const char *deduplication_id, int max)
{
	bool		fifo = awspipe_is_fifo(message->resource);

	if (fifo && group == NULL)
		group = message->ordering_key;
	if (fifo && (group == NULL || *group == '\0'))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a message to \"%s\" needs a message group",
						message->resource),
				 errhint("Set \"message_group_id\" or \"ordering_key\".")));
	if (!fifo && deduplication_id != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" takes no deduplication ids", message->resource),
				 errdetail("Only FIFO queues and topics do; their names end in \".fifo\".")));

	if (group != NULL)
		awspipe_check_id("message group", group, max);
	if (deduplication_id != NULL)
		awspipe_check_id("deduplication id", deduplication_id, max);
	else if (fifo)
		deduplication_id = awspipe_make_token();
	awspipe_append_member(body, "MessageGroupId", group);
	awspipe_append_member(body, "MessageDeduplicationId", deduplication_id);

	if (message->ordering_key == NULL)
		message->ordering_key = fifo ? group : "";
}
