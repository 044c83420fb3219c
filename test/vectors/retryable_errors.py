#!/usr/bin/env python3
#
# retryable_errors.py - which errors of AWS may pass when nothing is changed
#
# Prints retryable_errors.txt.  It reads what botocore holds: of the models of
# the services that we send to and read from (service-2.json) the errors with
# the trait "retryable", with "fault" or a status of 429 or 5xx, those for
# throttling, and those for KMS keys; the policies of _retry.json; and the
# codes of its standard retry mode.  What AWS says in its documentation only
# is listed here.
#
# IDENTIFICATION
#	  test/vectors/retryable_errors.py

import re

import botocore
import botocore.session
from botocore.retries import standard

SERVICES = ('cloudwatch', 'dynamodb', 'events', 'firehose', 'kinesis', 'lambda',
            'logs', 's3', 'sesv2', 'sns', 'sqs', 'stepfunctions', 'sts')

# DynamoDB Developer Guide, "Error handling": OK to retry; API Reference of
# DynamoDB, TransactWriteItems: reasons of a cancellation; Amazon S3 API
# Reference, "Error responses"; API references of PutRecords, PutRecordBatch and
# PutEvents: codes of entries; Step Functions API Reference, StartExecution
DOCUMENTED = (
    ('dynamodb', 'ItemCollectionSizeLimitExceededException', 400),
    ('dynamodb', 'LimitExceededException', 400),
    ('dynamodb', 'ProvisionedThroughputExceeded', 400),
    ('dynamodb', 'ProvisionedThroughputExceededException', 400),
    ('dynamodb', 'RequestLimitExceeded', 400),
    ('dynamodb', 'ServiceUnavailable', 503),
    ('dynamodb', 'ThrottlingError', 400),
    ('dynamodb', 'ThrottlingException', 400),
    ('dynamodb', 'TransactionConflict', 400),
    ('dynamodb', 'TransactionConflictException', 400),
    ('dynamodb', 'TransactionInProgressException', 400),
    ('dynamodb', 'UnrecognizedClientException', 400),
    ('events', 'InternalFailure', 400),
    ('firehose', 'InternalFailure', 500),
    ('firehose', 'ServiceUnavailableException', 500),
    ('kinesis', 'InternalFailure', 500),
    ('s3', 'ConditionalRequestConflict', 409),
    ('s3', 'ExpiredToken', 400),
    ('s3', 'InternalError', 500),
    ('s3', 'InvalidToken', 400),
    ('s3', 'KMS.DisabledException', 400),
    ('s3', 'OperationAborted', 409),
    ('s3', 'ServiceUnavailable', 503),
    ('s3', 'SlowDown', 503),
    ('s3', 'TokenRefreshRequired', 400),
    ('s3', 'XAmzContentSHA256Mismatch', 400),
    ('stepfunctions', 'ExecutionLimitExceeded', 400),
)


def trait_of(name, shape, status):
    if 'retryable' in shape:
        return 'retryable'
    if shape.get('fault') or status == 429 or status >= 500:
        return 'fault'
    if re.search('Thrott', name):
        return 'throttling'
    if re.match('kms', name, re.I):
        return 'kms'
    return None


def errors_of_models(loader):
    for service in SERVICES:
        model = loader.load_service_model(service, 'service-2')
        for name, shape in model['shapes'].items():
            if not shape.get('exception'):
                continue
            error = shape.get('error', {})
            status = error.get('httpStatusCode',
                               500 if shape.get('fault') else 400)
            trait = trait_of(name, shape, status)
            if trait is not None:
                # the JSON protocols send the shape's name, the query one its code
                for code in {name, error.get('code', name)}:
                    yield service, code, status, trait


def errors_of_policies(loader):
    policies = loader.load_data('_retry')
    definitions = policies['definitions']
    for service in ('*',) + SERVICES:
        entry = policies['retry'].get('__default__' if service == '*' else service, {})
        entry = entry if service == '*' else entry.get('__default__', {})
        for policy in entry.get('policies', {}).values():
            policy = definitions.get(policy.get('$ref'), policy)
            response = policy['applies_when'].get('response', {})
            if 'service_error_code' in response:
                yield (service, response['service_error_code'],
                       response['http_status_code'], 'policy')


def errors_of_standard_mode():
    for codes in (standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES,
                  standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES):
        for code in codes:
            yield '*', code, 400, 'standard'


def main():
    session = botocore.session.get_session()
    loader = session.get_component('data_loader')
    errors = {}
    for service, code, status, trait in (
            *errors_of_models(loader), *errors_of_policies(loader),
            *errors_of_standard_mode(),
            *((*error, 'documented') for error in DOCUMENTED)):
        errors.setdefault((service, code, status), set()).add(trait)

    print('# Errors of AWS that may pass when nothing is changed in the request.')
    print('# Written by retryable_errors.py from botocore', botocore.__version__)
    for service in SERVICES:
        print('#', service, session.get_service_model(service).api_version)
    print('# service, code, HTTP status, what says so')
    for (service, code, status), traits in sorted(errors.items()):
        print(service, code, status, ','.join(sorted(traits)), sep='\t')


main()
