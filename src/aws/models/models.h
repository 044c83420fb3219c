/*-------------------------------------------------------------------------
 *
 * models.h
 *	  The services whose models there are.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/models.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_MODELS_H
#define PGAWS_MODELS_H

#include "aws/model.h"

extern const PgawsService pgaws_service_athena;
extern const PgawsService pgaws_service_cloudformation;
extern const PgawsService pgaws_service_cloudwatch;
extern const PgawsService pgaws_service_dms;
extern const PgawsService pgaws_service_dynamodb;
extern const PgawsService pgaws_service_dynamodbstreams;
extern const PgawsService pgaws_service_eventbridge;
extern const PgawsService pgaws_service_firehose;
extern const PgawsService pgaws_service_glue;
extern const PgawsService pgaws_service_iam;
extern const PgawsService pgaws_service_kinesis;
extern const PgawsService pgaws_service_kms;
extern const PgawsService pgaws_service_lambda;
extern const PgawsService pgaws_service_logs;
extern const PgawsService pgaws_service_pipes;
extern const PgawsService pgaws_service_s3;
extern const PgawsService pgaws_service_scheduler;
extern const PgawsService pgaws_service_secretsmanager;
extern const PgawsService pgaws_service_ses;
extern const PgawsService pgaws_service_sns;
extern const PgawsService pgaws_service_sqs;
extern const PgawsService pgaws_service_ssm;
extern const PgawsService pgaws_service_stepfunctions;
extern const PgawsService pgaws_service_sts;

/* By name; hints list them in this order */
#define PGAWS_SERVICES \
	&pgaws_service_athena, \
	&pgaws_service_cloudformation, \
	&pgaws_service_cloudwatch, \
	&pgaws_service_dms, \
	&pgaws_service_dynamodb, \
	&pgaws_service_dynamodbstreams, \
	&pgaws_service_eventbridge, \
	&pgaws_service_firehose, \
	&pgaws_service_glue, \
	&pgaws_service_iam, \
	&pgaws_service_kinesis, \
	&pgaws_service_kms, \
	&pgaws_service_lambda, \
	&pgaws_service_logs, \
	&pgaws_service_pipes, \
	&pgaws_service_s3, \
	&pgaws_service_scheduler, \
	&pgaws_service_secretsmanager, \
	&pgaws_service_ses, \
	&pgaws_service_sns, \
	&pgaws_service_sqs, \
	&pgaws_service_ssm, \
	&pgaws_service_stepfunctions, \
	&pgaws_service_sts

extern const PgawsModelError pgaws_model_errors[];
extern const int pgaws_model_nerrors;

extern const char *const pgaws_model_regions[];
extern const int pgaws_model_nregions;

#endif							/* PGAWS_MODELS_H */
