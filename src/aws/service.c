/*-------------------------------------------------------------------------
 *
 * service.c
 *	  The AWS services that pgawspipe speaks to, as one table.
 *
 * Target prefixes, protocols and versions are those of the service models that AWS
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
	PGAWS_PROTOCOL_JSON_1_0, NULL},
	{"dynamodb", "dynamodb", "dynamodb", "DynamoDB_20120810",
	PGAWS_PROTOCOL_JSON_1_0, NULL},
	{"eventbridge", "events", "events", "AWSEvents",
	PGAWS_PROTOCOL_JSON_1_1, NULL},
	{"firehose", "firehose", "firehose", "Firehose_20150804",
	PGAWS_PROTOCOL_JSON_1_1, NULL},
	{"kinesis", "kinesis", "kinesis", "Kinesis_20131202",
	PGAWS_PROTOCOL_JSON_1_1, NULL},
	{"logs", "logs", "logs", "Logs_20140328",
	PGAWS_PROTOCOL_JSON_1_1, NULL},
	{"s3", "s3", "s3", NULL,
	PGAWS_PROTOCOL_REST_XML, NULL},
	{"ses", "email", "ses", NULL,
	PGAWS_PROTOCOL_REST_JSON, NULL},
	{"sns", "sns", "sns", NULL,
	PGAWS_PROTOCOL_QUERY, "2010-03-31"},
	{"sqs", "sqs", "sqs", "AmazonSQS",
	PGAWS_PROTOCOL_JSON_1_0, NULL},
	{"sts", "sts", "sts", NULL,
	PGAWS_PROTOCOL_QUERY, "2011-06-15"}
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
