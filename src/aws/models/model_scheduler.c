/*-------------------------------------------------------------------------
 *
 * model_scheduler.c
 *	  What AWS publishes about scheduler, 2021-06-30.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_scheduler.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/schedule-groups\0" "/schedule-groups/{Name}\0" "/schedules\0"
	"/schedules/{Name}\0" "/tags/{ResourceArn}\0" "ActionAfterCompletion\0"
	"AssignPublicIp\0" "CapacityProviderStrategy\0" "ClientToken\0"
	"CreateSchedule\0" "CreateScheduleGroup\0" "CreationDate\0"
	"DeadLetterConfig\0" "DeleteSchedule\0" "DeleteScheduleGroup\0"
	"Description\0" "DetailType\0" "EcsParameters\0" "EnableECSManagedTags\0"
	"EnableExecuteCommand\0" "EndDate\0" "EventBridgeParameters\0"
	"FlexibleTimeWindow\0" "GetSchedule\0" "GetScheduleGroup\0" "GroupName\0"
	"Input\0" "KinesisParameters\0" "KmsKeyArn\0" "LastModificationDate\0"
	"LaunchType\0" "ListScheduleGroups\0" "ListSchedules\0"
	"ListTagsForResource\0" "MaxResults\0" "MaximumEventAgeInSeconds\0"
	"MaximumRetryAttempts\0" "MaximumWindowInMinutes\0" "MessageGroupId\0"
	"Mode\0" "NamePrefix\0" "NetworkConfiguration\0" "NextToken\0"
	"PartitionKey\0" "PipelineParameterList\0" "PlacementConstraints\0"
	"PlacementStrategy\0" "PlatformVersion\0" "PropagateTags\0"
	"ReferenceId\0" "ResourceArn\0" "RetryPolicy\0" "RoleArn\0"
	"SageMakerPipelineParameters\0" "ScheduleArn\0" "ScheduleExpression\0"
	"ScheduleExpressionTimezone\0" "ScheduleGroupArn\0" "SecurityGroups\0"
	"Source\0" "SqsParameters\0" "StartDate\0" "State\0" "Subnets\0"
	"TagKeys\0" "TagResource\0" "Target\0" "TaskCount\0" "TaskDefinitionArn\0"
	"UntagResource\0" "UpdateSchedule\0" "Value\0" "awsvpcConfiguration\0"
	"base\0" "capacityProvider\0" "clientToken\0" "expression\0" "field\0"
	"groupName\0" "key\0" "member\0" "type\0" "value\0" "weight\0";

static const PgawsMember members[] = {
	{112, 112, 0, 0}, {943, 943, 41, 0}, {995, 995, 41, 8},
	{1178, 1178, 3, 0}, {1113, 1113, 4, 0}, {1118, 1118, 0, 8},
	{1196, 1196, 4, 0}, {152, 152, 0, 64}, {426, 426, 0, 137},
	{317, 317, 44, 0}, {926, 926, 0, 8}, {90, 90, 0, 0}, {152, 152, 0, 64},
	{264, 264, 0, 0}, {343, 343, 9, 256}, {373, 373, 17, 8}, {421, 421, 0, 0},
	{455, 455, 0, 0}, {426, 426, 0, 137}, {880, 880, 0, 8}, {899, 899, 0, 0},
	{979, 979, 9, 256}, {989, 989, 0, 0}, {1023, 1023, 48, 8},
	{868, 868, 0, 8}, {461, 461, 0, 0}, {152, 1135, 0, 194},
	{426, 426, 0, 137}, {152, 1135, 0, 194}, {421, 1164, 0, 130},
	{426, 426, 0, 137}, {127, 127, 2, 0}, {301, 301, 15, 0},
	{322, 322, 15, 0}, {193, 193, 0, 0}, {486, 486, 0, 0}, {661, 661, 29, 0},
	{727, 727, 31, 0}, {748, 748, 32, 0}, {766, 766, 0, 0}, {782, 782, 0, 0},
	{796, 796, 0, 0}, {317, 317, 47, 0}, {1030, 1030, 4, 0},
	{1040, 1040, 0, 8}, {276, 276, 0, 8}, {958, 958, 0, 8}, {607, 607, 4, 0},
	{645, 645, 0, 8}, {426, 426, 0, 137}, {461, 461, 0, 0},
	{199, 199, 9, 256}, {465, 465, 9, 256}, {426, 426, 0, 0},
	{989, 989, 0, 0}, {421, 1164, 0, 130}, {426, 426, 0, 137}, {90, 90, 0, 0},
	{461, 461, 0, 0}, {199, 199, 9, 256}, {264, 264, 0, 0},
	{343, 343, 9, 256}, {373, 373, 17, 0}, {421, 421, 0, 0}, {455, 455, 0, 0},
	{465, 465, 9, 256}, {426, 426, 0, 0}, {880, 880, 0, 0}, {899, 899, 0, 0},
	{979, 979, 9, 256}, {989, 989, 0, 0}, {1023, 1023, 48, 0},
	{692, 692, 0, 8}, {550, 550, 4, 130}, {650, 650, 0, 130},
	{682, 682, 0, 130}, {682, 682, 0, 0}, {501, 501, 38, 8},
	{421, 185, 0, 130}, {550, 550, 4, 130}, {650, 650, 0, 130},
	{682, 682, 0, 130}, {989, 989, 0, 130}, {682, 682, 0, 0},
	{520, 520, 39, 8}, {808, 808, 0, 137}, {317, 317, 44, 0},
	{1093, 1093, 1, 0}, {1147, 1147, 0, 0}, {1185, 1185, 0, 0},
	{1178, 1178, 30, 0}, {1178, 1178, 33, 0}, {1158, 1158, 0, 0},
	{1185, 1185, 0, 0}, {561, 561, 4, 0}, {586, 586, 4, 0}, {426, 426, 0, 8},
	{1087, 1087, 0, 8}, {1178, 1178, 35, 0}, {705, 705, 36, 0},
	{1178, 1178, 19, 0}, {1178, 1178, 40, 0}, {461, 461, 0, 0},
	{199, 199, 9, 256}, {421, 421, 0, 0}, {465, 465, 9, 256},
	{426, 426, 0, 0}, {989, 989, 0, 0}, {1023, 1023, 49, 0},
	{1178, 1178, 0, 0}, {630, 630, 0, 0}, {701, 701, 0, 8},
	{1087, 1087, 0, 8}, {1178, 1178, 43, 0}, {1174, 1174, 0, 0},
	{1190, 1190, 0, 0}, {808, 808, 0, 137}, {317, 317, 44, 8},
	{1178, 1178, 45, 0}, {461, 461, 0, 8}, {212, 212, 10, 0},
	{287, 287, 14, 0}, {351, 351, 16, 0}, {431, 431, 0, 0}, {437, 437, 22, 0},
	{820, 820, 34, 0}, {832, 832, 0, 8}, {840, 840, 37, 0}, {965, 965, 42, 0},
	{461, 461, 0, 8}, {808, 808, 0, 137}, {1003, 1003, 41, 138},
};

static const PgawsShape shapes[] = {
	{3, 1, 0, 0}, {0, 1, 0, 3}, {1, 1, 3, 1}, {0, 1, 4, 3}, {6, 1, 7, 0},
	{0, 0, 7, 3}, {0, 1, 10, 1}, {0, 0, 11, 13}, {0, 1, 24, 1},
	{10, 0, 25, 0}, {0, 1, 25, 1}, {0, 0, 26, 2}, {0, 1, 28, 0},
	{0, 0, 28, 3}, {0, 1, 31, 14}, {5, 1, 45, 0}, {0, 1, 45, 2},
	{0, 1, 47, 2}, {0, 0, 49, 1}, {0, 0, 50, 5}, {0, 0, 55, 2},
	{0, 0, 57, 15}, {0, 1, 72, 1}, {0, 0, 73, 3}, {0, 0, 76, 2},
	{0, 0, 78, 5}, {0, 0, 83, 2}, {0, 0, 85, 1}, {0, 1, 86, 1}, {0, 1, 87, 1},
	{0, 1, 88, 2}, {1, 1, 90, 1}, {1, 1, 91, 1}, {0, 1, 92, 2}, {0, 1, 94, 2},
	{0, 1, 96, 2}, {1, 1, 98, 1}, {0, 1, 99, 1}, {1, 0, 100, 1},
	{1, 0, 101, 1}, {0, 0, 102, 7}, {1, 1, 109, 1}, {0, 1, 110, 1},
	{0, 1, 111, 2}, {1, 1, 113, 1}, {2, 1, 114, 2}, {0, 0, 116, 2},
	{1, 1, 118, 1}, {0, 1, 119, 10}, {0, 1, 129, 1}, {0, 0, 130, 2},
};

static const PgawsOperation operations[] = {
	{164, 52, 16, 7, 8, 2, 0}, {179, 17, 16, 5, 6, 2, 0},
	{229, 52, 16, 13, 12, 4, 0}, {244, 17, 16, 11, 12, 4, 0},
	{392, 52, 16, 20, 21, 0, 0}, {404, 17, 16, 18, 19, 0, 0},
	{497, 0, 16, 23, 24, 0, 0}, {516, 41, 16, 25, 26, 0, 0},
	{530, 70, 16, 27, 28, 0, 0}, {1011, 70, 16, 46, 12, 2, 0},
	{1058, 70, 16, 50, 12, 4, 0}, {1072, 52, 16, 7, 8, 3, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_scheduler = {
	.name = "scheduler",
	.cli_name = "scheduler",
	.host_prefix = "scheduler",
	.signing_name = "scheduler",
	.protocol = PGAWS_PROTOCOL_REST_JSON,
	.api_version = "2021-06-30",
	.model = &model
};
