/*-------------------------------------------------------------------------
 *
 * model_sts.c
 *	  What AWS publishes about sts, 2011-06-15.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_sts.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "AccessKeyId\0" "Account\0" "AssumeRole\0" "AssumeRoleResult\0"
	"AssumeRoleWithSAML\0" "AssumeRoleWithSAMLResult\0"
	"AssumeRoleWithWebIdentity\0" "AssumeRoleWithWebIdentityResult\0"
	"AssumeRoot\0" "AssumeRootResult\0" "AssumedPrincipal\0" "AssumedRoleId\0"
	"AssumedRoleUser\0" "Audience\0" "ContextAssertion\0" "Credentials\0"
	"DecodeAuthorizationMessage\0" "DecodeAuthorizationMessageResult\0"
	"DecodedMessage\0" "DurationSeconds\0" "EncodedMessage\0" "Expiration\0"
	"ExternalId\0" "FederatedUser\0" "FederatedUserId\0" "GetAccessKeyInfo\0"
	"GetAccessKeyInfoResult\0" "GetCallerIdentity\0"
	"GetCallerIdentityResult\0" "GetDelegatedAccessToken\0"
	"GetDelegatedAccessTokenResult\0" "GetFederationToken\0"
	"GetFederationTokenResult\0" "GetSessionToken\0" "GetSessionTokenResult\0"
	"GetWebIdentityToken\0" "GetWebIdentityTokenResult\0" "Issuer\0"
	"NameQualifier\0" "PackedPolicySize\0" "Policy\0" "PolicyArns\0"
	"PrincipalArn\0" "ProvidedContexts\0" "Provider\0" "ProviderArn\0"
	"ProviderId\0" "RoleArn\0" "RoleSessionName\0" "SAMLAssertion\0"
	"SecretAccessKey\0" "SerialNumber\0" "SigningAlgorithm\0"
	"SourceIdentity\0" "Subject\0" "SubjectFromWebIdentityToken\0"
	"SubjectType\0" "Tags\0" "TargetPrincipal\0" "TaskPolicyArn\0"
	"TokenCode\0" "TradeInToken\0" "TransitiveTagKeys\0" "Value\0" "arn\0"
	"member\0";

static const PgawsMember members[] = {
	{805, 805, 9, 8}, {813, 813, 9, 8}, {732, 732, 32, 0}, {725, 725, 9, 0},
	{340, 340, 29, 0}, {952, 952, 34, 0}, {1010, 1010, 33, 0},
	{382, 382, 9, 0}, {859, 859, 9, 0}, {987, 987, 9, 0}, {889, 889, 9, 0},
	{756, 756, 28, 0}, {253, 253, 10, 0}, {211, 211, 8, 0}, {708, 708, 29, 0},
	{889, 889, 9, 0}, {805, 805, 9, 8}, {743, 743, 9, 8}, {829, 829, 9, 8},
	{732, 732, 32, 0}, {725, 725, 9, 0}, {340, 340, 29, 0}, {253, 253, 10, 0},
	{211, 211, 8, 0}, {708, 708, 29, 0}, {904, 904, 9, 0}, {940, 940, 9, 0},
	{687, 687, 9, 0}, {227, 227, 9, 0}, {694, 694, 9, 0}, {889, 889, 9, 0},
	{805, 805, 9, 8}, {813, 813, 9, 8}, {644, 644, 9, 8}, {794, 794, 9, 0},
	{732, 732, 32, 0}, {725, 725, 9, 0}, {340, 340, 29, 0}, {253, 253, 10, 0},
	{912, 912, 9, 0}, {211, 211, 8, 0}, {708, 708, 29, 0}, {773, 773, 9, 0},
	{227, 227, 9, 0}, {889, 889, 9, 0}, {957, 957, 9, 8}, {973, 973, 26, 8},
	{340, 340, 29, 0}, {253, 253, 10, 0}, {889, 889, 9, 0}, {197, 197, 9, 8},
	{752, 752, 9, 8}, {2, 2, 9, 8}, {843, 843, 9, 8}, {606, 606, 9, 8},
	{371, 371, 31, 520}, {356, 356, 9, 8}, {325, 325, 9, 0}, {407, 407, 9, 8},
	{752, 752, 9, 8}, {2, 2, 9, 8}, {14, 14, 9, 0}, {416, 416, 9, 0},
	{14, 14, 9, 0}, {752, 752, 9, 0}, {997, 997, 9, 8}, {253, 253, 10, 0},
	{708, 708, 29, 0}, {180, 180, 9, 0}, {824, 824, 9, 8}, {725, 725, 9, 0},
	{732, 732, 32, 0}, {340, 340, 29, 0}, {952, 952, 34, 0},
	{253, 253, 10, 0}, {393, 393, 13, 0}, {708, 708, 29, 0},
	{340, 340, 29, 0}, {859, 859, 9, 0}, {987, 987, 9, 0}, {253, 253, 10, 0},
	{227, 227, 33, 8}, {340, 340, 29, 0}, {872, 872, 9, 8}, {952, 952, 34, 0},
	{644, 644, 9, 0}, {371, 371, 31, 512}, {1034, 1034, 9, 0},
	{782, 782, 9, 0}, {236, 236, 9, 0}, {1038, 1038, 27, 0}, {855, 855, 9, 8},
	{1028, 1028, 9, 8}, {1038, 1038, 26, 0}, {1038, 1038, 9, 0},
	{1038, 1038, 30, 0},
};

static const PgawsShape shapes[] = {
	{0, 1, 0, 12}, {0, 0, 12, 4}, {0, 1, 16, 6}, {0, 0, 22, 9}, {0, 1, 31, 7},
	{0, 0, 38, 7}, {0, 1, 45, 3}, {0, 0, 48, 2}, {0, 1, 50, 2}, {3, 1, 52, 0},
	{0, 0, 52, 4}, {0, 1, 56, 1}, {0, 1, 57, 1}, {0, 1, 58, 2}, {0, 1, 60, 1},
	{0, 1, 61, 1}, {0, 1, 62, 0}, {0, 1, 62, 3}, {0, 1, 65, 1}, {0, 0, 66, 3},
	{0, 1, 69, 5}, {0, 0, 74, 3}, {0, 1, 77, 3}, {0, 0, 80, 1}, {0, 1, 81, 4},
	{0, 0, 85, 2}, {0, 1, 87, 1}, {0, 1, 88, 2}, {1, 1, 90, 1}, {6, 1, 91, 0},
	{0, 1, 91, 2}, {10, 0, 93, 0}, {1, 1, 93, 1}, {1, 1, 94, 1},
	{1, 1, 95, 1},
};

static const PgawsOperation operations[] = {
	{22, 0, 33, 0, 1, 2, 0}, {50, 0, 69, 2, 3, 2, 0},
	{94, 0, 120, 4, 5, 2, 0}, {152, 0, 163, 6, 7, 2, 0},
	{265, 0, 292, 11, 12, 2, 0}, {423, 0, 440, 14, 15, 2, 0},
	{463, 0, 481, 16, 17, 2, 0}, {505, 0, 529, 18, 19, 2, 0},
	{559, 0, 578, 20, 21, 2, 0}, {603, 0, 619, 22, 23, 2, 0},
	{641, 0, 661, 24, 25, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_sts = {
	.name = "sts",
	.cli_name = "sts",
	.host_prefix = "sts",
	.signing_name = "sts",
	.protocol = PGAWS_PROTOCOL_QUERY,
	.api_version = "2011-06-15",
	.model = &model
};
