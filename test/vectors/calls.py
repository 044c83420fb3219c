#!/usr/bin/env python3
#
# calls.py - what the AWS CLI would send and print, for a few operations of
# each service
#
# Prints calls.jsonl: per line an operation, an input as "--cli-input-json"
# takes it, the request that botocore makes of it, an answer of the service,
# and what "--output json" prints of that.  botocore's own serializers and
# parsers do all of it; answers are written by hand, below.
#
# IDENTIFICATION
#	  test/vectors/calls.py

import base64
import datetime
import json
import sys
from urllib.parse import urlsplit

import botocore.awsrequest
import botocore.session
from botocore.config import Config

# our names of services where they differ
NAMES = {'ses': 'sesv2', 'eventbridge': 'events'}
S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
TRUST = '{"Version":"2012-10-17","Statement":[]}'
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
ENCODED_TRUST = '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D'


def xml(service, operation, result=''):
    return (f'<{operation}Response xmlns="http://{service}.amazonaws.com/doc/">'
            f'<{operation}Result>{result}</{operation}Result>'
            f'<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{operation}Response>')


# service, operation, input, body of the answer, headers of the answer, status
CALLS = [
    ('s3', 'PutBucketLifecycleConfiguration', {
        'Bucket': 'bucket', 'LifecycleConfiguration': {'Rules': [
            {'Expiration': {'Days': 30}, 'ID': 'all',
             'Filter': {'And': {'Prefix': 'log/', 'Tags': [{'Key': 'a', 'Value': '<&>'}], 'ObjectSizeGreaterThan': 5}},
             'Status': 'Enabled',
             'Transitions': [{'Date': '2027-01-01T00:00:00Z', 'StorageClass': 'GLACIER'}, {'Days': 9, 'StorageClass': 'STANDARD_IA'}]},
            {'Prefix': '', 'Status': 'Disabled', 'AbortIncompleteMultipartUpload': {'DaysAfterInitiation': 7}}]},
        'ExpectedBucketOwner': '123456789012'}, ''),
    ('s3', 'GetBucketLifecycleConfiguration', {'Bucket': 'bucket'},
     f'<LifecycleConfiguration {S3}><Rule><ID>all</ID><Filter><Prefix>log/</Prefix></Filter><Status>Enabled</Status>'
     '<Transition><Date>2027-01-01T00:00:00.000Z</Date><StorageClass>GLACIER</StorageClass></Transition>'
     '<Expiration><Days>30</Days><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration></Rule></LifecycleConfiguration>'),
    ('s3', 'PutBucketCors', {'Bucket': 'bucket', 'CORSConfiguration': {'CORSRules': [
        {'AllowedHeaders': ['*'], 'AllowedMethods': ['PUT', 'POST'], 'AllowedOrigins': ['https://a.example'], 'MaxAgeSeconds': 600}]}}, ''),
    ('s3', 'GetBucketCors', {'Bucket': 'bucket'},
     f'<CORSConfiguration {S3}><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>'
     '<MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>'),
    ('s3', 'PutBucketNotificationConfiguration', {
        'Bucket': 'bucket', 'NotificationConfiguration': {
            'QueueConfigurations': [{'Id': 'files', 'QueueArn': 'arn:aws:sqs:us-east-1:123456789012:files',
                                     'Events': ['s3:ObjectCreated:*'],
                                     'Filter': {'Key': {'FilterRules': [{'Name': 'prefix', 'Value': 'in/'}]}}}],
            'LambdaFunctionConfigurations': [{'LambdaFunctionArn': 'arn:aws:lambda:us-east-1:123456789012:function:f',
                                              'Events': ['s3:ObjectRemoved:*', 's3:ObjectRestore:*']}],
            'EventBridgeConfiguration': {}},
        'SkipDestinationValidation': True}, ''),
    # as docs/labs.md has them
    ('s3', 'PutBucketIntelligentTieringConfiguration', {
        'Bucket': 'course-raw', 'Id': 'rarely-read', 'IntelligentTieringConfiguration': {
            'Id': 'rarely-read', 'Status': 'Enabled', 'Filter': {'Prefix': 'sales/'},
            'Tierings': [{'Days': 90, 'AccessTier': 'ARCHIVE_ACCESS'}, {'Days': 180, 'AccessTier': 'DEEP_ARCHIVE_ACCESS'}]}}, ''),
    ('s3', 'PutObjectRetention', {
        'Bucket': 'course-raw', 'Key': 'sales/2016.csv',
        'Retention': {'Mode': 'COMPLIANCE', 'RetainUntilDate': '2036-01-01T00:00:00Z'}}, ''),
    ('iam', 'SimulatePrincipalPolicy', {
        'PolicySourceArn': 'arn:aws:iam::123456789012:user/student',
        'ActionNames': ['s3:GetObject', 's3:PutObject'], 'ResourceArns': ['arn:aws:s3:::course-raw/sales/2025.csv']},
     xml('iam', 'SimulatePrincipalPolicy', '<IsTruncated>false</IsTruncated><EvaluationResults>'
         '<member><EvalActionName>s3:GetObject</EvalActionName><EvalDecision>allowed</EvalDecision></member>'
         '<member><EvalActionName>s3:PutObject</EvalActionName><EvalDecision>implicitDeny</EvalDecision></member></EvaluationResults>')),
    ('s3', 'PutBucketReplication', {
        'Bucket': 'bucket', 'ReplicationConfiguration': {
            'Role': 'arn:aws:iam::123456789012:role/r', 'Rules': [
                {'ID': 'r', 'Priority': 1, 'Filter': {'Prefix': 'a/'}, 'Status': 'Enabled',
                 'Destination': {'Bucket': 'arn:aws:s3:::other', 'ReplicationTime': {'Status': 'Enabled', 'Time': {'Minutes': 15}},
                                 'Metrics': {'Status': 'Enabled'}},
                 'DeleteMarkerReplication': {'Status': 'Disabled'}}]},
        'Token': 't'}, ''),
    ('s3', 'PutBucketLogging', {'Bucket': 'bucket', 'BucketLoggingStatus': {'LoggingEnabled': {
        'TargetBucket': 'logs', 'TargetGrants': [{'Grantee': {'Type': 'Group', 'URI': 'http://acs.amazonaws.com/groups/s3/LogDelivery'},
                                                  'Permission': 'WRITE'}], 'TargetPrefix': 'p/'}}}, ''),
    ('s3', 'PutBucketAcl', {'Bucket': 'bucket', 'AccessControlPolicy': {
        'Grants': [{'Grantee': {'ID': 'abc', 'Type': 'CanonicalUser'}, 'Permission': 'FULL_CONTROL'}],
        'Owner': {'ID': 'abc'}}}, ''),
    ('s3', 'GetBucketAcl', {'Bucket': 'bucket'},
     f'<AccessControlPolicy {S3}><Owner><ID>abc</ID></Owner><AccessControlList><Grant>'
     '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>abc</ID></Grantee>'
     '<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>'),
    ('s3', 'RestoreObject', {'Bucket': 'bucket', 'Key': 'a b/ä.txt', 'VersionId': 'v1', 'RestoreRequest': {
        'Days': 3, 'GlacierJobParameters': {'Tier': 'Bulk'}}}, '', {'x-amz-restore-output-path': 'p'}, 202),
    ('s3', 'PutBucketVersioning', {'Bucket': 'bucket', 'MFA': 'm 1', 'VersioningConfiguration': {'MFADelete': 'Disabled', 'Status': 'Enabled'}}, ''),
    ('s3', 'GetBucketVersioning', {'Bucket': 'bucket'},
     f'<VersioningConfiguration {S3}><Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>'),
    ('s3', 'PutBucketTagging', {'Bucket': 'bucket', 'Tagging': {'TagSet': [{'Key': 'a', 'Value': 'ü "q"'}]}}, ''),
    ('s3', 'PutBucketPolicy', {'Bucket': 'bucket', 'Policy': TRUST}, ''),
    ('s3', 'GetBucketPolicy', {'Bucket': 'bucket'}, TRUST),
    ('s3', 'PutBucketWebsite', {'Bucket': 'bucket', 'WebsiteConfiguration': {
        'IndexDocument': {'Suffix': 'i.html'}, 'RoutingRules': [{'Condition': {'KeyPrefixEquals': 'a'}, 'Redirect': {'HostName': 'b'}}]}}, ''),
    ('s3', 'PutObject', {'Body': 'aGVsbG8AAQ==', 'Bucket': 'bucket', 'CacheControl': 'no-cache', 'ContentType': 'text/x', 'Expires': '2027-01-01T00:00:00Z',
                         'Key': 'k+1/a', 'Metadata': {'one': '1', 'two': 'zwei'}, 'StorageClass': 'STANDARD_IA'},
     '', {'ETag': '"e"', 'x-amz-version-id': 'v', 'x-amz-server-side-encryption-bucket-key-enabled': 'true'}),
    ('s3', 'GetObject', {'Bucket': 'bucket', 'IfModifiedSince': 1700000000, 'Key': 'k', 'Range': 'bytes=0-6', 'ResponseContentType': 'a/b'},
     b'\x00hello\xff', {'ETag': '"e"', 'Content-Length': '7', 'Last-Modified': 'Wed, 12 Oct 2022 17:50:00 GMT', 'Content-Type': 'a/b',
                        'Content-Range': 'bytes 0-6/7', 'x-amz-meta-one': '1', 'x-amz-meta-Two': 'b', 'x-amz-mp-parts-count': '3',
                        'Accept-Ranges': 'bytes'}, 206),
    ('s3', 'HeadObject', {'Bucket': 'bucket', 'Key': 'k'}, '',
     {'Content-Length': '5', 'Last-Modified': 'Wed, 12 Oct 2022 17:50:00 GMT', 'x-amz-object-lock-retain-until-date': '2027-01-01T00:00:00.5Z'}),
    ('s3', 'ListObjectsV2', {'Bucket': 'bucket', 'Delimiter': '/', 'EncodingType': 'url', 'MaxKeys': 2, 'OptionalObjectAttributes': ['RestoreStatus'], 'Prefix': 'a b'},
     f'<ListBucketResult {S3}><Name>bucket</Name><Prefix>a%20b</Prefix><KeyCount>1</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>true</IsTruncated>'
     '<Contents><Key>one</Key><LastModified>2022-10-12T17:50:30.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>5</Size></Contents>'
     '<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>'),
    ('s3', 'ListBuckets', {}, f'<ListAllMyBucketsResult {S3}><Buckets/><Owner><ID>i</ID></Owner></ListAllMyBucketsResult>'),
    ('s3', 'DeleteObjects', {'Bucket': 'bucket', 'Delete': {'Objects': [{'Key': 'a'}, {'Key': 'b', 'VersionId': 'v'}], 'Quiet': False}},
     f'<DeleteResult {S3}><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker></Deleted>'
     '<Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>'),
    ('s3', 'CopyObject', {'Bucket': 'bucket', 'CopySource': 'other/a b?versionId=v', 'Key': 'k', 'MetadataDirective': 'COPY'},
     f'<CopyObjectResult {S3}><ETag>"e"</ETag><LastModified>2022-10-12T17:50:30.000Z</LastModified></CopyObjectResult>'),
    ('s3', 'CompleteMultipartUpload', {'Bucket': 'bucket', 'Key': 'k', 'MultipartUpload': {'Parts': [{'ETag': 'e', 'PartNumber': 1}]}, 'UploadId': 'u'},
     f'<CompleteMultipartUploadResult {S3}><Bucket>bucket</Bucket><Key>k</Key></CompleteMultipartUploadResult>'),
    ('s3', 'GetObjectAttributes', {'Bucket': 'bucket', 'Key': 'k', 'ObjectAttributes': ['ETag', 'ObjectSize']},
     f'<GetObjectAttributesResponse {S3}><ETag>e</ETag><ObjectSize>123456789012</ObjectSize></GetObjectAttributesResponse>'),

    ('sns', 'CreateTopic', {'Name': 't', 'Attributes': {'DisplayName': 'a&b', 'FifoTopic': 'true'}, 'Tags': [{'Key': 'k', 'Value': 'v w'}]},
     xml('sns', 'CreateTopic', '<TopicArn>arn</TopicArn>')),
    ('sns', 'SetTopicAttributes', {'TopicArn': 'arn', 'AttributeName': 'Policy', 'AttributeValue': TRUST},
     '<SetTopicAttributesResponse><ResponseMetadata/></SetTopicAttributesResponse>'),
    ('sns', 'Publish', {'TopicArn': 'arn', 'Message': 'héllo', 'MessageAttributes': {
        'n': {'DataType': 'Number', 'StringValue': '1'}, 'b': {'DataType': 'Binary', 'BinaryValue': 'AAH/'}}},
     xml('sns', 'Publish', '<MessageId>m</MessageId>')),
    ('sns', 'GetTopicAttributes', {'TopicArn': 'arn'},
     xml('sns', 'GetTopicAttributes', '<Attributes><entry><key>Owner</key><value>1</value></entry><entry><key>Policy</key><value/></entry></Attributes>')),
    ('sns', 'ListTopics', {}, xml('sns', 'ListTopics', '<Topics><member><TopicArn>arn</TopicArn></member></Topics>')),
    ('sns', 'ListSubscriptions', {'NextToken': 'n'}, xml('sns', 'ListSubscriptions', '<Subscriptions/>')),
    ('sqs', 'CreateQueue', {'QueueName': 'q', 'Attributes': {'VisibilityTimeout': '5', 'RedrivePolicy': '{"maxReceiveCount":3,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:files"}'}, 'tags': {'a': 'b'}},
     '{"QueueUrl":"http://q"}'),
    ('sqs', 'SetQueueAttributes', {'QueueUrl': 'http://q', 'Attributes': {'Policy': TRUST}}, '{}'),
    ('sqs', 'SendMessage', {'QueueUrl': 'http://q', 'MessageBody': 'b', 'DelaySeconds': 1, 'MessageAttributes': {
        'x': {'BinaryValue': 'AAH/', 'DataType': 'Binary'}}}, '{"MessageId":"m","MD5OfMessageBody":"d"}'),
    ('sqs', 'GetQueueAttributes', {'QueueUrl': 'http://q', 'AttributeNames': ['All']}, '{"Attributes":{"DelaySeconds":"0"}}'),
    ('iam', 'CreateRole', {'Path': '/p/', 'RoleName': 'r', 'AssumeRolePolicyDocument': TRUST, 'MaxSessionDuration': 3600, 'Tags': [{'Key': 'k', 'Value': 'v'}]},
     xml('iam', 'CreateRole', '<Role><Path>/p/</Path><RoleName>r</RoleName><RoleId>i</RoleId><Arn>a</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>'
         f'<AssumeRolePolicyDocument>{ENCODED_TRUST}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration></Role>')),
    ('iam', 'PutRolePolicy', {'RoleName': 'r', 'PolicyName': 'p', 'PolicyDocument': POLICY},
     '<PutRolePolicyResponse><ResponseMetadata/></PutRolePolicyResponse>'),
    ('iam', 'GetRolePolicy', {'RoleName': 'r', 'PolicyName': 'p'},
     xml('iam', 'GetRolePolicy', f'<RoleName>r</RoleName><PolicyName>p</PolicyName><PolicyDocument>{ENCODED_TRUST}</PolicyDocument>')),
    ('iam', 'ListRoles', {'MaxItems': 1}, xml('iam', 'ListRoles', '<IsTruncated>false</IsTruncated><Roles/>')),
    ('sts', 'AssumeRole', {'RoleArn': 'arn:aws:iam::123456789012:role/r', 'RoleSessionName': 'session', 'DurationSeconds': 900, 'PolicyArns': [{'arn': 'arn:aws:iam::aws:policy/x'}]},
     xml('sts', 'AssumeRole', '<Credentials><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>'
         '<Expiration>2026-01-02T03:04:05.123Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize>')),
    ('cloudformation', 'CreateStack', {'StackName': 's', 'TemplateBody': '{}', 'Parameters': [{'ParameterKey': 'a', 'ParameterValue': 'b', 'UsePreviousValue': False}],
                                       'TimeoutInMinutes': 5, 'NotificationARNs': [], 'Capabilities': ['CAPABILITY_IAM']},
     xml('cloudformation', 'CreateStack', '<StackId>i</StackId>')),
    ('cloudformation', 'DescribeStacks', {'StackName': 's'},
     xml('cloudformation', 'DescribeStacks', '<Stacks><member><StackName>s</StackName><CreationTime>2026-01-02T03:04:05.600Z</CreationTime>'
         '<DisableRollback>false</DisableRollback><StackStatus>CREATE_COMPLETE</StackStatus><Outputs/></member></Stacks>')),
    ('cloudformation', 'GetTemplate', {'StackName': 's'}, xml('cloudformation', 'GetTemplate', '<TemplateBody>{"a": [1]}</TemplateBody>')),

    ('athena', 'StartQueryExecution', {'QueryString': 'SELECT 1', 'ClientRequestToken': 'a' * 32, 'QueryExecutionContext': {'Database': 'd'},
                                       'ResultConfiguration': {'OutputLocation': 's3://b/'}}, '{"QueryExecutionId":"q"}'),
    ('athena', 'GetQueryExecution', {'QueryExecutionId': 'q'},
     '{"QueryExecution":{"QueryExecutionId":"q","Status":{"State":"SUCCEEDED","SubmissionDateTime":1.700000000125E9,"CompletionDateTime":1700000001},'
     '"Statistics":{"DataScannedInBytes":9007199254740993}}}'),
    ('glue', 'CreateCrawler', {'Name': 'c', 'Role': 'r', 'DatabaseName': 'd', 'Targets': {'S3Targets': [{'Path': 's3://b/', 'Exclusions': ['*.tmp'], 'SampleSize': 1}]},
                               'Tags': {'k': 'v'}}, '{}'),
    ('glue', 'GetCrawler', {'Name': 'c'},
     '{"Crawler":{"Name":"c","State":"READY","CrawlElapsedTime":5,"CreationTime":1700000000.5,"LastCrawl":{"StartTime":1.7E9,"Status":"SUCCEEDED"}}}'),
    ('lambda', 'Invoke', {'FunctionName': 'arn:aws:lambda:us-east-1:123456789012:function:f', 'InvocationType': 'RequestResponse', 'LogType': 'Tail',
                          'Payload': 'eyJhIjoxfQ==', 'Qualifier': 'live'},
     '"done"', {'x-amz-function-error': 'Unhandled', 'x-amz-log-result': 'bG9n', 'x-amz-executed-version': '3'}),
    ('lambda', 'CreateFunction', {'FunctionName': 'f', 'Runtime': 'python3.12', 'Role': 'arn:aws:iam::123456789012:role/r', 'Handler': 'h.h',
                                  'Code': {'ZipFile': 'UEsFBg=='}, 'Timeout': 3, 'Environment': {'Variables': {'a': 'b'}}},
     '{"FunctionName":"f","CodeSize":5,"LastModified":"2026-01-02T03:04:05.000+0000"}', {}, 201),
    ('lambda', 'ListFunctions', {'MaxItems': 2}, '{"Functions":[]}'),
    ('lambda', 'ListEventSourceMappings', {'FunctionName': 'f'},
     '{"EventSourceMappings":[{"UUID":"u","BatchSize":10,"StartingPositionTimestamp":1.7E9,"LastModified":1.700000000001E9}]}'),
    ('logs', 'PutLogEvents', {'logGroupName': 'g', 'logStreamName': 's', 'logEvents': [{'timestamp': 1700000000000, 'message': 'm'}]},
     '{"nextSequenceToken":"n"}'),
    ('logs', 'DescribeLogGroups', {'logGroupNamePrefix': '/a', 'limit': 1}, '{"logGroups":[{"logGroupName":"/a","creationTime":1700000000000,"storedBytes":0}]}'),
    ('firehose', 'PutRecordBatch', {'DeliveryStreamName': 'd', 'Records': [{'Data': 'YQ=='}, {'Data': 'YWI='}]},
     '{"FailedPutCount":1,"RequestResponses":[{"RecordId":"r"},{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"slow"}]}'),
    ('scheduler', 'CreateSchedule', {'Name': 'n', 'ClientToken': 'token', 'FlexibleTimeWindow': {'Mode': 'OFF'}, 'ScheduleExpression': 'rate(1 hour)',
                                     'StartDate': '2026-12-01T10:00:00+02:00', 'EndDate': 1900000000,
                                     'Target': {'Arn': 'arn:aws:sqs:us-east-1:123456789012:q', 'RoleArn': 'arn:aws:iam::123456789012:role/r',
                                                'RetryPolicy': {'MaximumRetryAttempts': 0}}}, '{"ScheduleArn":"a"}'),
    ('scheduler', 'GetSchedule', {'Name': 'n', 'GroupName': 'g h'}, '{"Name":"n","CreationDate":1700000000.25,"FlexibleTimeWindow":{"Mode":"OFF"}}'),
    ('scheduler', 'ListTagsForResource', {'ResourceArn': 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/g'}, '{"Tags":[{"Key":"k","Value":"v"}]}'),
    ('scheduler', 'UntagResource', {'ResourceArn': 'arn:aws:x', 'TagKeys': ['a', 'b&c']}, '{}'),
    ('pipes', 'CreatePipe', {'Name': 'p', 'Source': 'arn:aws:sqs:us-east-1:123456789012:q', 'Target': 'arn:aws:sqs:us-east-1:123456789012:r',
                             'RoleArn': 'arn:aws:iam::123456789012:role/r', 'SourceParameters': {'SqsQueueParameters': {'BatchSize': 1}}},
     '{"Name":"p","CreationTime":1700000000}'),
    ('cloudwatch', 'PutMetricAlarm', {'AlarmName': 'a', 'ActionsEnabled': True, 'AlarmActions': ['arn'], 'MetricName': 'm', 'Namespace': 'n', 'Statistic': 'Sum',
                                      'Dimensions': [{'Name': 'd', 'Value': 'v'}], 'Period': 60, 'EvaluationPeriods': 2, 'Threshold': 240.5,
                                      'ComparisonOperator': 'GreaterThanThreshold'}, ''),
    ('cloudwatch', 'GetMetricStatistics', {'Namespace': 'n', 'MetricName': 'm', 'StartTime': '2026-01-01T00:00:00Z', 'EndTime': '2026-01-02', 'Period': 60,
                                           'Statistics': ['Sum']}, '{"Label":"m","Datapoints":[{"Timestamp":1767225600,"Sum":1.5,"Unit":"Count"}]}'),
    ('dynamodb', 'PutItem', {'TableName': 't', 'Item': {'pk': {'S': 'a'}, 'n': {'N': '12345678901234567890'}, 'b': {'B': 'AAH/'}, 'l': {'L': [{'BOOL': True}, {'NULL': True}]}},
                             'ReturnValues': 'ALL_OLD'}, '{"Attributes":{"pk":{"S":"a"},"b":{"B":"AAH/"}}}'),
    ('dynamodb', 'DescribeTable', {'TableName': 't'},
     '{"Table":{"TableName":"t","CreationDateTime":1.700000000123E9,"ItemCount":0,"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],'
     '"ProvisionedThroughput":{"ReadCapacityUnits":1,"LastIncreaseDateTime":1.7E9}}}'),
    ('dynamodbstreams', 'GetRecords', {'ShardIterator': 'i'},
     '{"NextShardIterator":"j","Records":[{"eventID":"e","dynamodb":{"ApproximateCreationDateTime":1.7E9,"Keys":{"pk":{"S":"a"}},"SizeBytes":3}}]}'),
    ('kinesis', 'PutRecord', {'StreamName': 's', 'Data': 'aGk=', 'PartitionKey': 'k'}, '{"ShardId":"sh","SequenceNumber":"49"}'),
    ('kinesis', 'DescribeStreamSummary', {'StreamName': 's'},
     '{"StreamDescriptionSummary":{"StreamName":"s","StreamCreationTimestamp":1.700000000125E9,"OpenShardCount":2,"EnhancedMonitoring":[{"ShardLevelMetrics":[]}]}}'),
    ('kinesis', 'GetShardIterator', {'StreamName': 's', 'ShardId': 'x', 'ShardIteratorType': 'AT_TIMESTAMP', 'Timestamp': '2026-01-02T03:04:05Z'}, '{"ShardIterator":"i"}'),
    ('eventbridge', 'PutRule', {'Name': 'r', 'EventPattern': '{"source":["a"]}', 'State': 'ENABLED', 'Tags': [{'Key': 'k', 'Value': 'v'}]}, '{"RuleArn":"a"}'),
    ('eventbridge', 'PutTargets', {'Rule': 'r', 'Targets': [{'Id': '1', 'Arn': 'arn', 'SqsParameters': {'MessageGroupId': 'g'}}]}, '{"FailedEntryCount":0,"FailedEntries":[]}'),
    ('eventbridge', 'DescribeArchive', {'ArchiveName': 'a'}, '{"ArchiveName":"a","EventCount":3,"CreationTime":1700000000.0}'),
    ('stepfunctions', 'StartExecution', {'stateMachineArn': 'arn', 'name': 'n', 'input': '{"a":1}'}, '{"executionArn":"e","startDate":1700000000.75}'),
    ('secretsmanager', 'GetSecretValue', {'SecretId': 's'}, '{"Name":"s","SecretBinary":"AAH/","VersionStages":["AWSCURRENT"],"CreatedDate":1700000000}'),
    ('ssm', 'GetParameter', {'Name': '/p', 'WithDecryption': True}, '{"Parameter":{"Name":"/p","Version":1,"LastModifiedDate":1700000000.5,"Value":"v"}}'),
    ('kms', 'Encrypt', {'KeyId': 'k', 'Plaintext': 'aGk=', 'EncryptionContext': {'a': 'b'}}, '{"CiphertextBlob":"AAH/","KeyId":"k"}'),
    ('dms', 'DescribeReplicationTasks', {'Filters': [{'Name': 'n', 'Values': ['v']}], 'MaxRecords': 20, 'WithoutSettings': True},
     '{"ReplicationTasks":[{"Status":"running","ReplicationTaskCreationDate":1700000000,"ReplicationTaskStats":{"FullLoadProgressPercent":100}}]}'),
    ('ses', 'SendEmail', {'FromEmailAddress': 'a@b.example', 'Destination': {'ToAddresses': ['c@d.example']},
                          'Content': {'Simple': {'Subject': {'Data': 's'}, 'Body': {'Text': {'Data': 't', 'Charset': 'UTF-8'}}}}}, '{"MessageId":"m"}'),
    ('ses', 'ListSuppressedDestinations', {'Reasons': ['BOUNCE', 'COMPLAINT'], 'StartDate': '2026-01-01T00:00:00Z', 'PageSize': 5},
     '{"SuppressedDestinationSummaries":[{"EmailAddress":"a@b","Reason":"BOUNCE","LastUpdateTime":1700000000.5}]}'),
    ('ses', 'GetEmailIdentity', {'EmailIdentity': 'a+b@c.example'}, '{"IdentityType":"EMAIL_ADDRESS","DkimAttributes":{"Tokens":[],"SigningEnabled":false}}'),
]


def decode(shape, value):
    """Blobs as the AWS CLI gives them to botocore; members in the model's order."""
    if shape.type_name == 'structure':
        return {m: decode(s, value[m]) for m, s in shape.members.items() if m in value}
    if shape.type_name == 'list':
        return [decode(shape.member, v) for v in value]
    if shape.type_name == 'map':
        # as jsonb orders them
        return {k: decode(shape.value, value[k]) for k in sorted(value, key=lambda k: (len(k.encode()), k.encode()))}
    return base64.b64decode(value, validate=True) if shape.type_name == 'blob' else value


def printed(shape, value):
    """As the AWS CLI, version 2, prints it."""
    if isinstance(value, dict):
        return {k: printed(None, v) for k, v in value.items() if k != 'ResponseMetadata'}
    if isinstance(value, list):
        return [printed(None, v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if hasattr(value, 'read'):
        value = value.read()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class Answer:
    def __init__(self, body):
        self.body = body

    def stream(self, *args, **kwargs):
        yield self.body

    def read(self, *args):
        body, self.body = self.body, b''
        return body


def run(session, service, operation, given, body, headers=None, status=200):
    name = NAMES.get(service, service)
    model = session.get_component('data_loader').load_service_model(name, 'service-2')
    if 'json' in model['metadata'].get('protocols', ()):
        model['metadata'].update(protocol='json', protocols=['json'])
    client = session.create_client(
        name, region_name='us-east-1', endpoint_url='http://127.0.0.1:1',
        aws_access_key_id='AKIDTEST', aws_secret_access_key='s',
        config=Config(s3={'addressing_style': 'path'}, request_checksum_calculation='when_required', inject_host_prefix=False,
                      response_checksum_validation='when_required'))
    body = body if isinstance(body, bytes) else body.encode()
    headers = headers or {}
    sent = []

    def answer(request, **kwargs):
        sent.append(request)
        return botocore.awsrequest.AWSResponse(request.url, status, {'x-amzn-RequestId': 'r', **headers}, Answer(body))

    client.meta.events.register('before-send', answer)
    shape = client.meta.service_model.operation_model(operation)
    output = client._make_api_call(operation, decode(shape.input_shape, given) if shape.input_shape else {})
    request = sent[0]
    url = urlsplit(request.url)
    text = request.body if request.body is not None else b''
    if hasattr(text, 'read'):
        text = text.read()
    text = text.encode() if isinstance(text, str) else bytes(text)
    kept = {k.lower(): v.decode() if isinstance(v, bytes) else v for k, v in request.headers.items()}
    kept = {k: v for k, v in kept.items()
            if not (k in ('x-amz-date', 'x-amz-content-sha256', 'x-amz-sdk-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-api-version')
                    or k.startswith('x-amz-checksum-') or k.startswith('x-amz-trailer'))
            and (k.startswith('x-amz-') or k in ('range', 'if-modified-since', 'expires', 'cache-control')
                 or (k == 'content-type' and service != 's3'))}
    return {
        'service': service, 'operation': operation, 'input': given,
        'request': {'line': f'{request.method} {url.path}', 'query': url.query, 'headers': kept,
                    'body': base64.b64encode(text).decode()},
        'answer': {'status': status, 'headers': headers, 'body': base64.b64encode(body).decode()},
        'output': printed(None, output)}


def main():
    session = botocore.session.get_session()
    for call in CALLS:
        try:
            print(json.dumps(run(session, *call), sort_keys=True))
        except Exception:
            print(call[:2], file=sys.stderr)
            raise


main()
