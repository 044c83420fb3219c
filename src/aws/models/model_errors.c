/*-------------------------------------------------------------------------
 *
 * model_errors.c
 *	  Errors that may pass, by what AWS publishes about its services.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_errors.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

/* By code; not those that another service means otherwise. */
const PgawsModelError pgaws_model_errors[] = {
	{"ConcurrentResourcesLimitExceeded", PGAWS_THROTTLED},
	{"ConcurrentResourcesLimitExceededException", PGAWS_THROTTLED},
	{"DependencyTimeoutException", PGAWS_TRANSIENT},
	{"EC2AccessDeniedException", PGAWS_TRANSIENT},
	{"EC2ThrottledException", PGAWS_THROTTLED},
	{"EC2UnexpectedException", PGAWS_TRANSIENT},
	{"ENILimitReachedException", PGAWS_TRANSIENT},
	{"InternalError", PGAWS_TRANSIENT},
	{"InternalErrorException", PGAWS_TRANSIENT},
	{"InternalException", PGAWS_TRANSIENT},
	{"InternalFailureException", PGAWS_TRANSIENT},
	{"InternalServerError", PGAWS_TRANSIENT},
	{"InternalServiceError", PGAWS_TRANSIENT},
	{"InternalServiceErrorException", PGAWS_TRANSIENT},
	{"InternalServiceException", PGAWS_TRANSIENT},
	{"InternalServiceFault", PGAWS_TRANSIENT},
	{"InvalidRuntimeException", PGAWS_TRANSIENT},
	{"InvalidSecurityGroupIDException", PGAWS_TRANSIENT},
	{"InvalidSubnetIDException", PGAWS_TRANSIENT},
	{"InvalidZipFileException", PGAWS_TRANSIENT},
	{"KMSInternalException", PGAWS_TRANSIENT},
	{"KMSThrottling", PGAWS_THROTTLED},
	{"KMSThrottlingException", PGAWS_THROTTLED},
	{"KMSThrottlingFault", PGAWS_THROTTLED},
	{"KeyUnavailableException", PGAWS_TRANSIENT},
	{"KmsThrottled", PGAWS_THROTTLED},
	{"KmsThrottlingException", PGAWS_THROTTLED},
	{"PolicyEvaluation", PGAWS_TRANSIENT},
	{"PolicyEvaluationException", PGAWS_TRANSIENT},
	{"ReplicatedWriteConflictException", PGAWS_TRANSIENT},
	{"RequestThrottled", PGAWS_THROTTLED},
	{"ServiceException", PGAWS_TRANSIENT},
	{"ServiceFailure", PGAWS_TRANSIENT},
	{"ServiceFailureException", PGAWS_TRANSIENT},
	{"ServiceUnavailableException", PGAWS_TRANSIENT},
	{"SubnetIPAddressLimitReachedException", PGAWS_TRANSIENT},
	{"Throttled", PGAWS_THROTTLED},
	{"ThrottledException", PGAWS_THROTTLED},
	{"ThrottlingException", PGAWS_THROTTLED}
};

const int	pgaws_model_nerrors = lengthof(pgaws_model_errors);
