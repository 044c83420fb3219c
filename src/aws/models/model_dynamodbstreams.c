/*-------------------------------------------------------------------------
 *
 * model_dynamodbstreams.c
 *	  What AWS publishes about dynamodbstreams, 2012-08-10.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_dynamodbstreams.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "ApproximateCreationDateTime\0" "AttributeName\0" "B\0" "BOOL\0"
	"BS\0" "CreationRequestDateTime\0" "DescribeStream\0"
	"EndingSequenceNumber\0" "ExclusiveStartShardId\0"
	"ExclusiveStartStreamArn\0" "GetRecords\0" "GetShardIterator\0"
	"KeySchema\0" "KeyType\0" "Keys\0" "LastEvaluatedShardId\0"
	"LastEvaluatedStreamArn\0" "Limit\0" "ListStreams\0" "M\0" "N\0" "NS\0"
	"NULL\0" "NewImage\0" "NextShardIterator\0" "OldImage\0" "ParentShardId\0"
	"PrincipalId\0" "SS\0" "SequenceNumberRange\0" "ShardFilter\0"
	"ShardIteratorType\0" "Shards\0" "SizeBytes\0" "StartingSequenceNumber\0"
	"StreamDescription\0" "StreamLabel\0" "StreamStatus\0" "StreamViewType\0"
	"TableName\0" "awsRegion\0" "dynamodb\0" "eventID\0" "eventName\0"
	"eventSource\0" "eventVersion\0" "key\0" "member\0" "userIdentity\0"
	"value\0";

static const PgawsMember members[] = {
	{570, 570, 1, 0}, {594, 594, 2, 0}, {52, 52, 1, 0}, {275, 275, 1, 0},
	{44, 44, 3, 0}, {347, 347, 19, 0}, {277, 277, 19, 0}, {51, 51, 4, 0},
	{273, 273, 0, 0}, {49, 49, 16, 0}, {280, 280, 5, 0}, {46, 46, 5, 0},
	{574, 574, 3, 0}, {150, 150, 1, 8}, {255, 255, 20, 0}, {114, 114, 1, 0},
	{370, 370, 27, 0}, {440, 440, 29, 0}, {174, 174, 1, 8}, {255, 255, 20, 0},
	{163, 163, 23, 0}, {294, 294, 1, 0}, {150, 150, 1, 8}, {128, 128, 1, 8},
	{382, 382, 1, 8}, {99, 99, 1, 0}, {174, 174, 1, 0}, {335, 335, 1, 0},
	{201, 201, 1, 0}, {574, 574, 15, 0}, {30, 30, 1, 8}, {198, 198, 1, 8},
	{574, 574, 2, 0}, {498, 498, 1, 0}, {255, 255, 20, 0}, {136, 136, 1, 0},
	{265, 265, 30, 0}, {232, 232, 1, 0}, {574, 574, 1, 0}, {527, 527, 1, 0},
	{535, 535, 1, 0}, {557, 557, 1, 0}, {545, 545, 1, 0}, {508, 508, 1, 0},
	{518, 518, 31, 0}, {581, 581, 13, 0}, {574, 574, 22, 0}, {417, 417, 1, 0},
	{93, 93, 1, 0}, {128, 128, 1, 0}, {350, 350, 24, 0}, {321, 321, 1, 0},
	{574, 574, 25, 0}, {201, 201, 1, 0}, {128, 128, 1, 0}, {150, 150, 1, 0},
	{498, 498, 1, 0}, {458, 458, 1, 0}, {150, 150, 1, 0}, {458, 458, 1, 0},
	{470, 470, 1, 0}, {483, 483, 1, 0}, {54, 54, 6, 256}, {498, 498, 1, 0},
	{188, 188, 14, 0}, {400, 400, 26, 0}, {211, 211, 1, 0}, {574, 574, 28, 0},
	{2, 2, 6, 256}, {206, 206, 0, 0}, {285, 285, 0, 0}, {312, 312, 0, 0},
	{99, 99, 1, 0}, {407, 407, 21, 0}, {483, 483, 1, 0},
};

static const PgawsShape shapes[] = {
	{2, 1, 0, 2}, {3, 1, 2, 0}, {0, 1, 2, 10}, {4, 1, 12, 0}, {1, 1, 12, 1},
	{5, 1, 13, 0}, {10, 0, 13, 0}, {0, 1, 13, 4}, {0, 0, 17, 1},
	{0, 1, 18, 2}, {0, 0, 20, 2}, {0, 1, 22, 4}, {0, 1, 26, 1}, {0, 1, 27, 2},
	{1, 1, 29, 1}, {0, 1, 30, 2}, {1, 1, 32, 1}, {0, 1, 33, 3}, {0, 1, 36, 2},
	{1, 1, 38, 1}, {6, 1, 39, 0}, {7, 1, 39, 0}, {0, 0, 39, 7}, {1, 0, 46, 1},
	{0, 1, 47, 2}, {0, 1, 49, 3}, {1, 1, 52, 1}, {0, 1, 53, 2}, {0, 1, 55, 3},
	{0, 0, 58, 9}, {1, 1, 67, 1}, {0, 0, 68, 7},
};

static const PgawsOperation operations[] = {
	{78, 0, 1, 7, 8, 2, 0}, {160, 0, 1, 9, 10, 2, 0},
	{171, 0, 1, 11, 12, 2, 0}, {261, 0, 1, 17, 18, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_dynamodbstreams = {
	.name = "dynamodbstreams",
	.cli_name = "dynamodbstreams",
	.host_prefix = "streams.dynamodb",
	.signing_name = "dynamodb",
	.target_prefix = "DynamoDBStreams_20120810",
	.protocol = PGAWS_PROTOCOL_JSON_1_0,
	.api_version = "2012-08-10",
	.model = &model
};
