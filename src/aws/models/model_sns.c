/*-------------------------------------------------------------------------
 *
 * model_sns.c
 *	  What AWS publishes about sns, 2010-03-31.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_sns.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "AWSAccountId\0" "ActionName\0" "AddPermission\0" "AttributeName\0"
	"AttributeValue\0" "AuthenticateOnUnsubscribe\0" "BinaryValue\0"
	"CheckIfPhoneNumberIsOptedOut\0" "CheckIfPhoneNumberIsOptedOutResult\0"
	"ConfirmSubscription\0" "ConfirmSubscriptionResult\0"
	"CreatePlatformApplication\0" "CreatePlatformApplicationResult\0"
	"CreatePlatformEndpoint\0" "CreatePlatformEndpointResult\0"
	"CreateSMSSandboxPhoneNumber\0" "CreateSMSSandboxPhoneNumberResult\0"
	"CreateTopic\0" "CreateTopicResult\0" "CreatedAt\0" "CustomUserData\0"
	"DataType\0" "DeleteEndpoint\0" "DeletePlatformApplication\0"
	"DeleteSMSSandboxPhoneNumber\0" "DeleteSMSSandboxPhoneNumberResult\0"
	"DeleteTopic\0" "EndpointArn\0" "Endpoints\0" "Failed\0"
	"GetDataProtectionPolicy\0" "GetDataProtectionPolicyResult\0"
	"GetEndpointAttributes\0" "GetEndpointAttributesResult\0"
	"GetPlatformApplicationAttributes\0"
	"GetPlatformApplicationAttributesResult\0" "GetSMSAttributes\0"
	"GetSMSAttributesResult\0" "GetSMSSandboxAccountStatus\0"
	"GetSMSSandboxAccountStatusResult\0" "GetSubscriptionAttributes\0"
	"GetSubscriptionAttributesResult\0" "GetTopicAttributes\0"
	"GetTopicAttributesResult\0" "IsInSandbox\0" "Iso2CountryCode\0" "Key\0"
	"Label\0" "LanguageCode\0" "ListEndpointsByPlatformApplication\0"
	"ListEndpointsByPlatformApplicationResult\0" "ListOriginationNumbers\0"
	"ListOriginationNumbersResult\0" "ListPhoneNumbersOptedOut\0"
	"ListPhoneNumbersOptedOutResult\0" "ListPlatformApplications\0"
	"ListPlatformApplicationsResult\0" "ListSMSSandboxPhoneNumbers\0"
	"ListSMSSandboxPhoneNumbersResult\0" "ListSubscriptions\0"
	"ListSubscriptionsByTopic\0" "ListSubscriptionsByTopicResult\0"
	"ListSubscriptionsResult\0" "ListTagsForResource\0"
	"ListTagsForResourceResult\0" "ListTopics\0" "ListTopicsResult\0"
	"MaxResults\0" "Message\0" "MessageAttributes\0"
	"MessageDeduplicationId\0" "MessageGroupId\0" "MessageId\0"
	"MessageStructure\0" "NextToken\0" "NumberCapabilities\0"
	"OneTimePassword\0" "OptInPhoneNumber\0" "OptInPhoneNumberResult\0"
	"Owner\0" "Platform\0" "PlatformApplicationArn\0" "Protocol\0" "Publish\0"
	"PublishBatch\0" "PublishBatchRequestEntries\0" "PublishBatchResult\0"
	"PublishResult\0" "PutDataProtectionPolicy\0" "RemovePermission\0"
	"ResourceArn\0" "ReturnSubscriptionArn\0" "RouteType\0" "SenderFault\0"
	"SequenceNumber\0" "SetEndpointAttributes\0"
	"SetPlatformApplicationAttributes\0" "SetSMSAttributes\0"
	"SetSMSAttributesResult\0" "SetSubscriptionAttributes\0"
	"SetTopicAttributes\0" "StringValue\0" "Subject\0" "Subscribe\0"
	"SubscribeResult\0" "Successful\0" "TagKeys\0" "TagResource\0"
	"TagResourceResult\0" "Tags\0" "TargetArn\0" "TopicArn\0"
	"UntagResource\0" "UntagResourceResult\0" "VerifySMSSandboxPhoneNumber\0"
	"VerifySMSSandboxPhoneNumberResult\0" "attributes\0" "isOptedOut\0"
	"key\0" "member\0" "nextToken\0" "phoneNumber\0" "phoneNumbers\0"
	"value\0";

static const PgawsMember members[] = {
	{2306, 2306, 2, 0}, {2175, 2175, 2, 8}, {1007, 1007, 2, 8}, {2, 2, 0, 8},
	{15, 15, 0, 8}, {12, 12, 2, 8}, {998, 998, 2, 8}, {1509, 1509, 2, 0},
	{1898, 1898, 79, 8}, {2306, 2306, 3, 0}, {2323, 2323, 2, 8},
	{2291, 2291, 79, 0}, {2175, 2175, 2, 8}, {1604, 1604, 2, 8},
	{69, 69, 2, 0}, {1872, 1872, 2, 0}, {568, 568, 2, 0}, {21, 21, 2, 8},
	{1691, 1691, 2, 8}, {662, 662, 45, 8}, {1700, 1700, 2, 0},
	{1700, 1700, 2, 8}, {1604, 1604, 2, 8}, {429, 429, 2, 0},
	{662, 662, 45, 0}, {343, 343, 2, 8}, {1013, 1013, 2, 0}, {21, 21, 2, 8},
	{662, 662, 45, 0}, {2160, 2160, 73, 0}, {600, 600, 2, 0},
	{2175, 2175, 2, 0}, {568, 568, 2, 8}, {1700, 1700, 2, 8},
	{343, 343, 2, 8}, {2175, 2175, 2, 8}, {568, 568, 2, 0}, {662, 662, 45, 0},
	{1854, 1854, 2, 8}, {600, 600, 2, 0}, {662, 662, 45, 0},
	{2280, 2280, 0, 0}, {2280, 2280, 45, 0}, {975, 975, 79, 8},
	{1872, 1872, 2, 8}, {1700, 1700, 2, 8}, {1600, 1600, 2, 0},
	{580, 580, 32, 0}, {1600, 1600, 2, 0}, {2306, 2306, 22, 0},
	{2306, 2306, 51, 0}, {1600, 1600, 2, 0}, {1498, 1498, 46, 0},
	{1600, 1600, 2, 0}, {1280, 1280, 50, 0}, {2313, 2313, 2, 0},
	{2335, 2335, 0, 0}, {2313, 2313, 2, 0}, {1600, 1600, 2, 0},
	{1214, 1214, 33, 0}, {1600, 1600, 2, 0}, {1280, 1280, 63, 8},
	{1600, 1600, 2, 0}, {2175, 2175, 2, 8}, {1600, 1600, 2, 0},
	{1330, 1330, 71, 0}, {1600, 1600, 2, 0}, {2160, 2160, 73, 0},
	{1474, 1474, 76, 0}, {1600, 1600, 2, 0}, {2302, 2302, 2, 0},
	{2348, 2348, 2, 0}, {2302, 21, 2, 128}, {2348, 63, 48, 128},
	{444, 444, 2, 8}, {2065, 2065, 2, 0}, {95, 95, 5, 0}, {419, 419, 75, 512},
	{343, 343, 2, 0}, {833, 833, 2, 0}, {987, 987, 2, 0}, {1888, 1888, 2, 0},
	{1610, 1610, 0, 0}, {2306, 2306, 49, 0}, {1700, 1700, 2, 0},
	{662, 662, 45, 0}, {2175, 2175, 2, 8}, {1753, 1753, 54, 8},
	{12, 12, 2, 8}, {1509, 1509, 2, 8}, {2077, 2077, 2, 0},
	{1583, 1583, 2, 0}, {1517, 1517, 47, 0}, {1535, 1535, 2, 0},
	{1558, 1558, 2, 0}, {2306, 2306, 53, 0}, {2111, 2111, 57, 0},
	{590, 590, 4, 0}, {12, 12, 2, 0}, {1573, 1573, 2, 0}, {1910, 1910, 2, 0},
	{2306, 2306, 56, 0}, {2175, 2175, 2, 0}, {2165, 2165, 2, 0},
	{343, 343, 2, 0}, {1509, 1509, 2, 8}, {2077, 2077, 2, 0},
	{1583, 1583, 2, 0}, {1517, 1517, 47, 0}, {1535, 1535, 2, 0},
	{1558, 1558, 2, 0}, {1573, 1573, 2, 0}, {1910, 1910, 2, 0},
	{1854, 1854, 2, 8}, {600, 600, 2, 8}, {2175, 2175, 2, 8},
	{1007, 1007, 2, 8}, {343, 343, 2, 0}, {833, 833, 2, 0},
	{2306, 2306, 62, 0}, {568, 568, 2, 8}, {662, 662, 45, 8},
	{1700, 1700, 2, 8}, {662, 662, 45, 8}, {2280, 2280, 45, 8},
	{1872, 1872, 2, 8}, {40, 40, 2, 8}, {54, 54, 2, 0}, {2175, 2175, 2, 8},
	{40, 40, 2, 8}, {54, 54, 2, 0}, {2175, 2175, 2, 8}, {1723, 1723, 2, 8},
	{289, 289, 2, 0}, {662, 662, 45, 0}, {1866, 1866, 79, 0},
	{1872, 1872, 2, 0}, {1685, 1685, 2, 0}, {1723, 1723, 2, 0},
	{289, 289, 2, 0}, {2175, 2175, 2, 0}, {2306, 2306, 70, 0},
	{1003, 1003, 2, 8}, {63, 63, 2, 8}, {2306, 2306, 72, 0},
	{1854, 1854, 2, 8}, {2160, 2160, 73, 8}, {2306, 2306, 17, 0},
	{1854, 1854, 2, 8}, {2122, 2122, 0, 8}, {343, 343, 2, 8},
	{1629, 1629, 2, 8},
};

static const PgawsShape shapes[] = {
	{1, 1, 0, 1}, {0, 1, 1, 4}, {3, 1, 5, 0}, {0, 1, 5, 4}, {1, 1, 9, 1},
	{4, 1, 10, 0}, {0, 1, 10, 1}, {0, 1, 11, 1}, {0, 1, 12, 3}, {0, 1, 15, 1},
	{0, 1, 16, 1}, {0, 1, 17, 3}, {0, 1, 20, 1}, {0, 1, 21, 4}, {0, 1, 25, 2},
	{0, 1, 27, 0}, {0, 1, 27, 4}, {0, 1, 31, 1}, {0, 1, 32, 1}, {0, 1, 33, 1},
	{0, 1, 34, 1}, {0, 1, 35, 1}, {0, 1, 36, 2}, {0, 1, 38, 1}, {0, 1, 39, 1},
	{0, 1, 40, 1}, {0, 1, 41, 1}, {0, 1, 42, 1}, {0, 1, 43, 1}, {0, 1, 44, 1},
	{0, 1, 45, 2}, {0, 1, 47, 2}, {1, 1, 49, 1}, {1, 1, 50, 1}, {0, 1, 51, 2},
	{0, 0, 53, 2}, {0, 1, 55, 1}, {0, 1, 56, 2}, {0, 1, 58, 1}, {0, 1, 59, 2},
	{0, 1, 61, 2}, {0, 1, 63, 2}, {0, 1, 65, 2}, {0, 1, 67, 1}, {0, 1, 68, 2},
	{2, 1, 70, 2}, {6, 1, 72, 0}, {2, 1, 72, 2}, {0, 1, 74, 3}, {0, 0, 77, 6},
	{1, 0, 83, 1}, {0, 1, 84, 2}, {0, 1, 86, 2}, {0, 1, 88, 7}, {1, 1, 95, 1},
	{0, 1, 96, 2}, {0, 1, 98, 3}, {1, 1, 101, 1}, {0, 1, 102, 9},
	{0, 1, 111, 2}, {0, 1, 113, 2}, {0, 1, 115, 2}, {0, 1, 117, 2},
	{1, 1, 119, 1}, {0, 1, 120, 2}, {0, 1, 122, 2}, {0, 1, 124, 1},
	{0, 1, 125, 3}, {0, 1, 128, 3}, {0, 1, 131, 5}, {0, 1, 136, 5},
	{1, 1, 141, 1}, {0, 1, 142, 2}, {1, 1, 144, 1}, {0, 1, 145, 2},
	{10, 0, 147, 0}, {1, 1, 147, 1}, {0, 1, 148, 2}, {0, 1, 150, 2},
	{5, 1, 152, 0},
};

static const PgawsOperation operations[] = {
	{26, 0, 1, 1, 65535, 2, 0}, {107, 0, 136, 6, 7, 2, 0},
	{171, 0, 191, 8, 9, 2, 0}, {217, 0, 243, 11, 12, 2, 0},
	{275, 0, 298, 13, 10, 2, 0}, {327, 0, 355, 14, 15, 2, 0},
	{389, 0, 401, 16, 17, 2, 0}, {453, 0, 1, 18, 65535, 2, 0},
	{468, 0, 1, 19, 65535, 2, 0}, {494, 0, 522, 20, 15, 2, 0},
	{556, 0, 1, 21, 65535, 2, 0}, {597, 0, 621, 23, 24, 2, 0},
	{651, 0, 673, 18, 25, 2, 0}, {701, 0, 734, 19, 25, 2, 0},
	{773, 0, 790, 26, 27, 2, 0}, {813, 0, 840, 15, 28, 2, 0},
	{873, 0, 899, 29, 25, 2, 0}, {931, 0, 950, 21, 25, 2, 0},
	{1026, 0, 1061, 30, 31, 2, 0}, {1102, 0, 1125, 34, 35, 2, 0},
	{1154, 0, 1179, 36, 37, 2, 0}, {1210, 0, 1235, 38, 39, 2, 0},
	{1266, 0, 1293, 34, 40, 2, 0}, {1326, 0, 1400, 38, 42, 2, 0},
	{1344, 0, 1369, 41, 42, 2, 0}, {1424, 0, 1444, 23, 43, 2, 0},
	{1470, 0, 1481, 38, 44, 2, 0}, {1645, 0, 1662, 6, 15, 2, 0},
	{1732, 0, 1799, 58, 59, 2, 0}, {1740, 0, 1780, 52, 55, 2, 0},
	{1813, 0, 1, 60, 65535, 2, 0}, {1837, 0, 1, 61, 65535, 2, 0},
	{1925, 0, 1, 64, 65535, 2, 0}, {1947, 0, 1, 65, 65535, 2, 0},
	{1980, 0, 1997, 66, 15, 2, 0}, {2020, 0, 1, 67, 65535, 2, 0},
	{2046, 0, 1, 68, 65535, 2, 0}, {2085, 0, 2095, 69, 9, 2, 0},
	{2130, 0, 2142, 74, 15, 2, 0}, {83, 0, 1, 29, 65535, 2, 0},
	{2184, 0, 2198, 77, 15, 2, 0}, {2218, 0, 2246, 78, 15, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_sns = {
	.name = "sns",
	.cli_name = "sns",
	.host_prefix = "sns",
	.signing_name = "sns",
	.protocol = PGAWS_PROTOCOL_QUERY,
	.api_version = "2010-03-31",
	.model = &model
};
