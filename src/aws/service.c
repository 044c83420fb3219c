/*-------------------------------------------------------------------------
 *
 * service.c
 *	  The AWS services that pgawspipe speaks to, as one table.
 *
 * Target prefixes and protocols are those of the service models that AWS
 * publishes with its SDKs.
 *
 * IDENTIFICATION
 *	  src/aws/service.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/service.h"

/* By name; hints list them in this order */
static const PgawsService services[] = {
	{"cloudwatch", "monitoring", "monitoring", "GraniteServiceVersion20100801",
	PGAWS_PROTOCOL_JSON_1_0},
	{"dynamodb", "dynamodb", "dynamodb", "DynamoDB_20120810",
	PGAWS_PROTOCOL_JSON_1_0},
	{"eventbridge", "events", "events", "AWSEvents",
	PGAWS_PROTOCOL_JSON_1_1},
	{"firehose", "firehose", "firehose", "Firehose_20150804",
	PGAWS_PROTOCOL_JSON_1_1},
	{"kinesis", "kinesis", "kinesis", "Kinesis_20131202",
	PGAWS_PROTOCOL_JSON_1_1},
	{"logs", "logs", "logs", "Logs_20140328",
	PGAWS_PROTOCOL_JSON_1_1},
	{"s3", "s3", "s3", NULL,
	PGAWS_PROTOCOL_REST_XML},
	{"ses", "email", "ses", NULL,
	PGAWS_PROTOCOL_REST_JSON},
	{"sns", "sns", "sns", NULL,
	PGAWS_PROTOCOL_QUERY},
	{"sqs", "sqs", "sqs", "AmazonSQS",
	PGAWS_PROTOCOL_JSON_1_0},
	{"sts", "sts", "sts", NULL,
	PGAWS_PROTOCOL_QUERY}
};

const PgawsService *
pgaws_service_find(const char *name)
{
	int			i;

	for (i = 0; i < lengthof(services); i++)
	{
		if (strcmp(services[i].name, name) == 0)
			return &services[i];
	}
	return NULL;
}

const PgawsService *
pgaws_service_at(int i)
{
	return i >= 0 && i < lengthof(services) ? &services[i] : NULL;
}
