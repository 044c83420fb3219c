/*-------------------------------------------------------------------------
 *
 * model_dms.c
 *	  What AWS publishes about dms, 2016-01-01.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_dms.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "AcceptAnyDate\0" "AccessAlternateDirectly\0" "AccountQuotaName\0"
	"AccountQuotas\0" "AddColumnName\0" "AddSupplementalLogging\0"
	"AddTagsToResource\0" "AddTrailingPaddingCharacter\0"
	"AdditionalArchivedLogDestId\0" "AfterConnectScript\0"
	"AllowMajorVersionUpgrade\0" "AllowSelectNestedTables\0" "Applicability\0"
	"AppliedDdls\0" "AppliedDeletes\0" "AppliedInserts\0" "AppliedUpdates\0"
	"ApplyAction\0" "ApplyImmediately\0" "ApplyPendingMaintenanceAction\0"
	"ArchivedLogsOnly\0" "AsmPassword\0" "AsmServer\0" "AsmUser\0"
	"AssessmentProgress\0" "AssessmentReportTypes\0" "AssessmentResultsFile\0"
	"AssessmentRunName\0" "AssessmentStatus\0" "AuthMechanism\0"
	"AuthPassword\0" "AuthSource\0" "AuthType\0" "AuthUserName\0"
	"AuthenticationMethod\0" "AutoAppliedAfterDate\0"
	"AutoMinorVersionUpgrade\0" "AutoUpgradeDate\0" "AvailabilityZones\0"
	"AvailableUpgrades\0" "BabelfishDatabaseName\0"
	"BatchStartRecommendations\0" "BcpPacketSize\0" "Broker\0" "CDCLatency\0"
	"CDCStartPosition\0" "CDCStartTime\0" "CDCStopTime\0"
	"CancelMetadataModelConversion\0" "CancelMetadataModelCreation\0"
	"CancelReplicationTaskAssessmentRun\0" "Cancelled\0"
	"CannedAclForObjects\0" "CaptureDdls\0" "CaseSensitiveNames\0"
	"CdcInsertsAndUpdates\0" "CdcInsertsOnly\0" "CdcMaxBatchInterval\0"
	"CdcMinFileSize\0" "CdcPath\0" "CdcStartPosition\0" "CdcStartTime\0"
	"CdcStopPosition\0" "CertificateCreationDate\0" "CertificateIdentifier\0"
	"CertificateOwner\0" "CertificatePem\0" "CertificateWallet\0"
	"CharLengthSemantics\0" "CleanSourceMetadataOnMismatch\0"
	"CloudwatchLogsEnabled\0" "Code\0" "CodeLineCount\0" "CodeSize\0"
	"CollectorHealthCheck\0" "CollectorName\0" "CollectorReferencedId\0"
	"CollectorStatus\0" "CollectorVersion\0" "CompUpdate\0" "Complexity\0"
	"CompressionType\0" "ComputeConfig\0" "ConnectionTimeout\0"
	"ControlTablesFileGroup\0" "ConvertTimestampWithZoneToUTC\0"
	"CreateDataMigration\0" "CreateDataProvider\0" "CreateEndpoint\0"
	"CreateEventSubscription\0" "CreateFleetAdvisorCollector\0"
	"CreateInstanceProfile\0" "CreateMigrationProject\0"
	"CreateReplicationConfig\0" "CreateReplicationInstance\0"
	"CreateReplicationSubnetGroup\0" "CreateReplicationTask\0" "CreatedDate\0"
	"CsvDelimiter\0" "CsvNullValue\0" "CsvReport\0" "CsvRowDelimiter\0"
	"CurrentApplyDate\0" "CurrentLsn\0" "CustSubscriptionId\0"
	"CustomerAwsId\0" "DataFormat\0" "DataMigrationArn\0"
	"DataMigrationCidrBlocks\0" "DataMigrationCreateTime\0"
	"DataMigrationEndTime\0" "DataMigrationIdentifier\0" "DataMigrationName\0"
	"DataMigrationSettings\0" "DataMigrationStartTime\0"
	"DataMigrationStatistics\0" "DataMigrationStatus\0" "DataMigrationType\0"
	"DataPageSize\0" "DataProviderArn\0" "DataProviderCreationTime\0"
	"DataProviderIdentifier\0" "DataProviderName\0" "DatabaseEngine\0"
	"DatabaseId\0" "DatabaseIds\0" "DatabaseInstance\0" "DatabaseIpAddress\0"
	"DatabaseMode\0" "DateFormat\0" "DateNewProvisioningDataAvailable\0"
	"DatePartitionDelimiter\0" "DatePartitionEnabled\0"
	"DatePartitionSequence\0" "DatePartitionTimezone\0" "DateProvisioned\0"
	"DdlArtifactsSchema\0" "DefaultAllocatedStorage\0" "DefaultValue\0"
	"DeleteCertificate\0" "DeleteConnection\0" "DeleteDataMigration\0"
	"DeleteDataProvider\0" "DeleteEndpoint\0" "DeleteEventSubscription\0"
	"DeleteFleetAdvisorCollector\0" "DeleteFleetAdvisorDatabases\0"
	"DeleteInstanceProfile\0" "DeleteMigrationProject\0"
	"DeleteReplicationConfig\0" "DeleteReplicationInstance\0"
	"DeleteReplicationSubnetGroup\0" "DeleteReplicationTask\0"
	"DeleteReplicationTaskAssessmentRun\0" "DeploymentOption\0"
	"DeprecationDate\0" "DescribeAccountAttributes\0"
	"DescribeApplicableIndividualAssessments\0" "DescribeCertificates\0"
	"DescribeConnections\0" "DescribeConversionConfiguration\0"
	"DescribeDataMigrations\0" "DescribeDataProviders\0"
	"DescribeEndpointSettings\0" "DescribeEndpointTypes\0"
	"DescribeEndpoints\0" "DescribeEngineVersions\0"
	"DescribeEventCategories\0" "DescribeEventSubscriptions\0"
	"DescribeEvents\0" "DescribeExtensionPackAssociations\0"
	"DescribeFleetAdvisorCollectors\0" "DescribeFleetAdvisorDatabases\0"
	"DescribeFleetAdvisorLsaAnalysis\0"
	"DescribeFleetAdvisorSchemaObjectSummary\0"
	"DescribeFleetAdvisorSchemas\0" "DescribeInstanceProfiles\0"
	"DescribeMetadataModel\0" "DescribeMetadataModelAssessments\0"
	"DescribeMetadataModelChildren\0" "DescribeMetadataModelConversions\0"
	"DescribeMetadataModelCreations\0"
	"DescribeMetadataModelExportsAsScript\0"
	"DescribeMetadataModelExportsToTarget\0" "DescribeMetadataModelImports\0"
	"DescribeMigrationProjects\0" "DescribeOrderableReplicationInstances\0"
	"DescribePendingMaintenanceActions\0"
	"DescribeRecommendationLimitations\0" "DescribeRecommendations\0"
	"DescribeRefreshSchemasStatus\0" "DescribeReplicationConfigs\0"
	"DescribeReplicationInstanceTaskLogs\0" "DescribeReplicationInstances\0"
	"DescribeReplicationSubnetGroups\0" "DescribeReplicationTableStatistics\0"
	"DescribeReplicationTaskAssessmentResults\0"
	"DescribeReplicationTaskAssessmentRuns\0"
	"DescribeReplicationTaskIndividualAssessments\0"
	"DescribeReplicationTasks\0" "DescribeReplications\0" "DescribeSchemas\0"
	"DescribeTableStatistics\0" "DictPageSizeLimit\0" "DirectPathNoLog\0"
	"DirectPathParallelLoad\0" "DisableUnicodeSourceFilter\0"
	"DmsTransferSettings\0" "DnsNameServers\0" "DocDbSettings\0"
	"DocsToInvestigate\0" "DynamoDbSettings\0" "ElapsedTimeMillis\0"
	"ElasticsearchSettings\0" "EmptyAsNull\0" "EnableCloudwatchLogs\0"
	"EnableHomogenousTablespace\0" "EnableMagneticStoreWrites\0"
	"EnableStatistics\0" "EncodingType\0" "EncryptPassword\0"
	"EncryptionAlgorithm\0" "EndpointIdentifier\0" "EndpointType\0"
	"EndpointUri\0" "EngineDisplayName\0" "EngineEdition\0" "EngineVersion\0"
	"EnumValues\0" "Error\0" "ErrorEntries\0" "ErrorRetryDuration\0"
	"EventCategoriesList\0" "EventCategoryGroupList\0"
	"EventSubscriptionsList\0" "EventsPollInterval\0" "ExactSettings\0"
	"Exclude\0" "ExecuteTimeout\0" "ExpectedBucketOwner\0" "ExplicitIds\0"
	"ExportMetadataModelAssessment\0" "ExportSqlDetails\0" "ExternalId\0"
	"ExternalTableDefinition\0" "ExtraArchivedLogDestIds\0"
	"ExtraConnectionAttributes\0" "ExtractDocId\0" "FailOnAssessmentFailure\0"
	"FailTasksOnLobTruncation\0" "FailureMessages\0" "FileName\0"
	"FileTransferUploadStreams\0" "Filters\0" "FleetAdvisorSchemaObjects\0"
	"ForceFailover\0" "ForceLobLookup\0" "ForceMove\0"
	"ForcePlannedFailover\0" "ForceUpgradeDate\0" "ForcedApplyDate\0"
	"FreeUntil\0" "FreshStartDate\0" "FullLoadCondtnlChkFailedRows\0"
	"FullLoadEndTime\0" "FullLoadErrorPercentage\0" "FullLoadErrorRows\0"
	"FullLoadFinishDate\0" "FullLoadPercentage\0" "FullLoadProgressPercent\0"
	"FullLoadReloaded\0" "FullLoadRows\0" "FullLoadStartDate\0"
	"FullLoadStartTime\0" "GcpMySQLSettings\0" "GetTargetSelectionRules\0"
	"GlueCatalogGeneration\0" "HeartbeatEnable\0" "HeartbeatFrequency\0"
	"HeartbeatSchema\0" "IBMDb2Settings\0" "IamAuthEnabled\0"
	"IbmDb2LuwSettings\0" "IbmDb2zOsSettings\0" "IgnoreHeaderRows\0"
	"Impact\0" "ImportCertificate\0" "IncludeControlDetails\0"
	"IncludeNullAndEmpty\0" "IncludeOnly\0" "IncludeOpForFullLoad\0"
	"IncludePartitionValue\0" "IncludeTableAlterOperations\0"
	"IncludeTransactionDetails\0" "IncludedAllocatedStorage\0"
	"IndividualAssessmentCompletedCount\0" "IndividualAssessmentCount\0"
	"IndividualAssessmentName\0" "IndividualAssessmentNames\0"
	"InstanceCreateTime\0" "InstanceMemory\0" "InstanceProfileArn\0"
	"InstanceProfileCreationTime\0" "InstanceProfileIdentifier\0"
	"InstanceProfileName\0" "InstanceSizingType\0" "InstanceType\0"
	"InstanceVcpu\0" "IntValueMax\0" "IntValueMin\0" "InventoryData\0"
	"IsLatestTaskAssessmentRun\0" "IsNewProvisioningAvailable\0"
	"IsReadOnly\0" "KafkaSettings\0" "KeepCsvFiles\0"
	"KerberosAuthenticationSettings\0" "KeyCacheSecretIamArn\0"
	"KeyCacheSecretId\0" "KeyLength\0" "KinesisSettings\0"
	"Krb5FileContents\0" "LakehouseSettings\0" "LastDataReceived\0"
	"LastFailureMessage\0" "LastRefreshDate\0" "LastUpdateTime\0"
	"LaunchDate\0" "Lifecycle\0" "ListTagsForResource\0" "LoadTimeout\0"
	"LocalCollectorS3Access\0" "LsaAnalysisId\0" "MagneticDuration\0"
	"MapBooleanAsBoolean\0" "MapJsonbAsClob\0" "MapLongVarcharAs\0"
	"MariaDbSettings\0" "Marker\0" "MaxAllocatedStorage\0"
	"MaxCapacityUnits\0" "MaxFileSize\0" "MaxKBytesPerRead\0" "MaxRecords\0"
	"MaxRetryCount\0" "MemoryDuration\0" "MessageFormat\0" "MessageMaxBytes\0"
	"MetadataModelName\0" "MetadataModelType\0" "MicrosoftSQLServerSettings\0"
	"MicrosoftSqlServerSettings\0" "MigrationProjectArn\0"
	"MigrationProjectCreationTime\0" "MigrationProjectIdentifier\0"
	"MigrationProjectName\0" "MinAllocatedStorage\0" "MinCapacityUnits\0"
	"ModifiedDate\0" "ModifyConversionConfiguration\0" "ModifyDataMigration\0"
	"ModifyDataProvider\0" "ModifyEndpoint\0" "ModifyEventSubscription\0"
	"ModifyInstanceProfile\0" "ModifyMigrationProject\0"
	"ModifyReplicationConfig\0" "ModifyReplicationInstance\0"
	"ModifyReplicationSubnetGroup\0" "ModifyReplicationTask\0"
	"MongoDbSettings\0" "MoveReplicationTask\0" "MultiAZ\0" "MySqlSettings\0"
	"NeptuneSettings\0" "NestingLevel\0" "NetworkType\0" "NextToken\0"
	"NoHexPrefix\0" "NumberDatatypeScale\0" "NumberOfDatabases\0"
	"NumberOfJobs\0" "NumberOfObjects\0" "NumberOfSchemas\0" "ObjectType\0"
	"ObjectURL\0" "OpenTransactionWindow\0" "OptInStatus\0" "OptInType\0"
	"OraclePathPrefix\0" "OracleSettings\0" "Origin\0" "OriginalSchema\0"
	"OsArchitecture\0" "OverwriteExtensionPack\0" "ParallelAsmReadThreads\0"
	"ParallelLoadThreads\0" "ParquetTimestampInMillisecond\0"
	"ParquetVersion\0" "PartitionIncludeSchemaTable\0" "Passed\0"
	"PdfReport\0" "PendingMaintenanceActionDetails\0"
	"PendingModifiedValues\0" "PluginName\0" "Port\0" "PostgreSQLSettings\0"
	"PostgreSqlSettings\0" "Preferred\0" "PreferredMaintenanceWindow\0"
	"PremigrationAssessmentRunArn\0" "PremigrationAssessmentRunCreationDate\0"
	"PremigrationAssessmentSettings\0" "PremigrationAssessmentStatuses\0"
	"PreserveTransactions\0" "ProcessedObject\0" "ProgressStep\0"
	"ProvisionData\0" "ProvisionState\0" "ProvisionedCapacityUnits\0"
	"PubliclyAccessible\0" "QuerySingleAlwaysOnNode\0" "RdsEngine\0"
	"ReadAheadBlocks\0" "ReadBackupOnly\0" "ReadTableSpaceName\0"
	"ReasonForNewProvisioningData\0" "RebootReplicationInstance\0"
	"RecoveryCheckpoint\0" "RedisSettings\0" "RedshiftSettings\0" "Refresh\0"
	"RefreshSchemas\0" "RegisteredDate\0" "ReleaseStatus\0" "ReloadOption\0"
	"ReloadReplicationTables\0" "ReloadTables\0" "RemoveQuotes\0"
	"RemoveTagsFromResource\0" "ReplaceChars\0" "ReplaceInvalidChars\0"
	"ReplacePathPrefix\0" "ReplicateShardCollections\0"
	"ReplicationConfigArn\0" "ReplicationConfigCreateTime\0"
	"ReplicationConfigIdentifier\0" "ReplicationConfigUpdateTime\0"
	"ReplicationCreateTime\0" "ReplicationDeprovisionTime\0"
	"ReplicationInstanceClass\0" "ReplicationInstanceEngineMinimumVersion\0"
	"ReplicationInstanceIdentifier\0" "ReplicationInstanceIpv6Addresses\0"
	"ReplicationInstancePrivateIpAddress\0"
	"ReplicationInstancePrivateIpAddresses\0"
	"ReplicationInstancePublicIpAddress\0"
	"ReplicationInstancePublicIpAddresses\0" "ReplicationInstanceStatus\0"
	"ReplicationInstanceTaskLogSize\0" "ReplicationLastStopTime\0"
	"ReplicationSettings\0" "ReplicationStats\0"
	"ReplicationSubnetGroupDescription\0" "ReplicationSubnetGroupId\0"
	"ReplicationSubnetGroupIdentifier\0" "ReplicationTaskArn\0"
	"ReplicationTaskAssessmentRunArn\0"
	"ReplicationTaskAssessmentRunCreationDate\0"
	"ReplicationTaskCreationDate\0" "ReplicationTaskIdentifier\0"
	"ReplicationTaskIndividualAssessmentArn\0"
	"ReplicationTaskIndividualAssessmentStartDate\0"
	"ReplicationTaskLastAssessmentDate\0" "ReplicationTaskName\0"
	"ReplicationTaskSettings\0" "ReplicationTaskStartDate\0"
	"ReplicationTaskStats\0" "ReplicationUpdateTime\0" "Request\0"
	"RequestIdentifier\0" "Requests\0" "RequirementsToTarget\0"
	"ResourceArn\0" "ResourceArnList\0" "ResourceIdentifier\0"
	"ResourcePendingMaintenanceActions\0" "Result\0" "ResultEncryptionMode\0"
	"ResultKmsKeyArn\0" "ResultLocationBucket\0" "ResultLocationFolder\0"
	"ResultStatistic\0" "ResyncProgress\0" "ResyncRowsAttempted\0"
	"ResyncRowsFailed\0" "ResyncRowsSucceeded\0" "ResyncState\0"
	"RetryInterval\0" "Rfc4180\0" "RowGroupLength\0"
	"RunFleetAdvisorLsaAnalysis\0" "S3AccessRoleArn\0" "S3BucketFolder\0"
	"S3BucketName\0" "S3BucketPath\0" "S3BucketRoleArn\0" "S3ObjectKey\0"
	"S3ObjectUrl\0" "S3Path\0" "S3Settings\0" "SafeguardPolicy\0"
	"SaslMechanism\0" "SaslPassword\0" "SaslUsername\0"
	"SchemaConversionApplicationAttributes\0" "SchemaId\0" "SchemaName\0"
	"SecondaryAvailabilityZone\0" "SecretsManagerAccessRoleArn\0"
	"SecretsManagerOracleAsmAccessRoleArn\0"
	"SecretsManagerOracleAsmSecretId\0" "SecretsManagerSecretId\0"
	"SecretsManagerSecurityDbEncryptionAccessRoleArn\0"
	"SecretsManagerSecurityDbEncryptionSecretId\0" "SecurityDbEncryption\0"
	"SecurityDbEncryptionName\0" "SecurityMechanism\0" "Sensitive\0"
	"ServerId\0" "ServerName\0" "ServerSideEncryptionKmsKeyId\0"
	"ServerTimezone\0" "ServiceAccessRoleArn\0" "ServicePack\0"
	"SetDataCaptureChanges\0" "SigningAlgorithm\0" "Similarity\0" "Skipped\0"
	"SlotName\0" "SnsTopicArn\0" "SoftwareDetails\0"
	"SourceDataProviderDescriptors\0" "SourceDataSettings\0"
	"SourceEndpointArn\0" "SourceEngineName\0" "SourceIdentifier\0"
	"SourceIds\0" "SourceIdsList\0" "SourceType\0"
	"SpatialDataOptionToGeoJsonFunctionName\0" "SslCaCertificateArn\0"
	"SslClientCertificateArn\0" "SslClientKeyArn\0" "SslClientKeyPassword\0"
	"SslEndpointIdentificationAlgorithm\0" "SslMode\0" "SslSecurityProtocol\0"
	"StandbyDelayTime\0" "StartDataMigration\0"
	"StartExtensionPackAssociation\0" "StartMetadataModelAssessment\0"
	"StartMetadataModelConversion\0" "StartMetadataModelCreation\0"
	"StartMetadataModelExportAsScript\0" "StartMetadataModelExportToTarget\0"
	"StartMetadataModelImport\0" "StartReplication\0" "StartReplicationTask\0"
	"StartReplicationTaskAssessment\0" "StartReplicationTaskAssessmentRun\0"
	"StartReplicationTaskType\0" "StartReplicationType\0" "StartType\0"
	"StatementProperties\0" "StopDataMigration\0" "StopDate\0" "StopReason\0"
	"StopReplication\0" "StopReplicationTask\0" "StorageIops\0"
	"StorageSize\0" "StorageType\0" "StreamArn\0" "SubnetAvailabilityZone\0"
	"SubnetGroupStatus\0" "SubnetIdentifier\0" "SubnetIds\0" "SubnetStatus\0"
	"Subnets\0" "SubscriptionCreationTime\0" "SubscriptionName\0"
	"SupplementalSettings\0" "SupportLevel\0" "SupportedEndpointTypes\0"
	"SupportedNetworkTypes\0" "SupportsCDC\0" "SybaseAseSettings\0"
	"SybaseSettings\0" "TableMappings\0" "TableName\0"
	"TablePreparationMode\0" "TableState\0" "TablesErrored\0" "TablesLoaded\0"
	"TablesLoading\0" "TablesQueued\0" "TablesToReload\0" "TagKeys\0"
	"TagList\0" "Tags\0" "TargetConfiguration\0"
	"TargetDataProviderDescriptors\0" "TargetDataSettings\0" "TargetDbType\0"
	"TargetEndpointArn\0" "TargetEngineName\0" "TargetMetadataModels\0"
	"TargetReplicationInstanceArn\0" "TaskData\0" "TestConnection\0"
	"TimeFormat\0" "TimestampColumnName\0" "TimestreamSettings\0"
	"TlogAccessMode\0" "Tooltip\0" "Topic\0" "TotalObjects\0"
	"TransformationRules\0" "TrimBlanks\0" "TrimSpaceInChar\0"
	"TruncateColumns\0" "UniqueAccountIdentifier\0"
	"UpdateSubscriptionsToEventBridge\0" "UseAlternateFolderForOnline\0"
	"UseBFile\0" "UseBcpFullLoad\0" "UseCsvNoSupValue\0"
	"UseDirectPathFullLoad\0" "UseLargeIntegerValue\0" "UseLogminerReader\0"
	"UseNewMappingType\0" "UsePathPrefix\0"
	"UseTaskStartTimeForFullLoadTimestamp\0" "UseThirdPartyBackupDevice\0"
	"UseUpdateLookUp\0" "Used\0" "ValidFromDate\0" "ValidToDate\0"
	"ValidationFailedRecords\0" "ValidationPendingRecords\0"
	"ValidationState\0" "ValidationStateDetails\0"
	"ValidationSuspendedRecords\0" "VersionStatus\0" "Virtual\0" "VpcId\0"
	"VpcSecurityGroupId\0" "VpcSecurityGroupIds\0" "VpcSecurityGroups\0"
	"Warning\0" "WebCollectorGrantedRoleBasedAccess\0"
	"WebCollectorS3Access\0" "WithoutSettings\0" "WithoutStatistics\0"
	"WorkloadType\0" "WriteBufferSize\0" "defaultErrorDetails\0" "member\0";

static const PgawsMember members[] = {
	{40, 40, 7, 0}, {12682, 12682, 196, 0}, {6222, 6222, 196, 0},
	{13060, 13060, 0, 0}, {9714, 9714, 7, 8}, {12033, 12033, 307, 8},
	{12182, 12182, 7, 8}, {321, 321, 7, 8}, {7608, 7608, 7, 8},
	{9761, 9761, 274, 0}, {13060, 13060, 7, 0}, {52, 52, 7, 0},
	{2245, 2245, 7, 0}, {6501, 6501, 7, 0}, {1272, 1272, 7, 0},
	{13060, 13060, 9, 0}, {6247, 6247, 291, 0}, {4734, 4734, 10, 0},
	{6997, 6997, 7, 8}, {9666, 9666, 7, 8}, {9658, 9658, 277, 0},
	{9301, 9301, 7, 8}, {889, 889, 267, 0}, {1128, 1128, 7, 0},
	{1104, 1104, 187, 256}, {1167, 1167, 7, 0}, {1182, 1182, 20, 0},
	{10957, 10957, 7, 0}, {1150, 1150, 7, 0}, {12687, 12687, 187, 256},
	{12701, 12701, 187, 256}, {10704, 10704, 7, 0}, {6412, 6412, 184, 0},
	{10625, 10625, 7, 0}, {13060, 13060, 18, 0}, {1357, 1357, 7, 0},
	{6593, 6593, 13, 0}, {12956, 12956, 13, 0}, {12921, 12921, 13, 0},
	{1335, 1335, 7, 0}, {1321, 1321, 7, 0}, {1373, 1373, 7, 0},
	{12828, 12828, 7, 0}, {9212, 9212, 7, 0}, {10076, 10076, 7, 0},
	{10649, 10649, 7, 0}, {1300, 1300, 21, 0}, {6473, 6473, 7, 0},
	{8452, 8452, 7, 0}, {1765, 1765, 7, 0}, {7082, 7082, 7, 0},
	{6238, 6238, 186, 0}, {13060, 13060, 22, 0}, {1335, 1335, 7, 0},
	{1321, 1321, 7, 0}, {13060, 13060, 24, 0}, {10283, 10283, 7, 0},
	{4371, 4371, 7, 0}, {10625, 10625, 7, 0}, {6742, 6742, 184, 0},
	{7065, 7065, 184, 0}, {7385, 7385, 13, 0}, {7961, 7961, 7, 0},
	{9224, 9224, 7, 0}, {12875, 12875, 6, 0}, {12182, 12182, 7, 0},
	{10832, 10832, 7, 0}, {518, 518, 7, 0}, {6490, 6490, 7, 0},
	{4627, 4627, 7, 0}, {8863, 8863, 7, 0}, {13060, 13060, 27, 0},
	{2011, 2011, 7, 0}, {6997, 6997, 7, 8}, {2118, 2118, 7, 8},
	{10649, 10649, 7, 8}, {4487, 4487, 13, 0}, {10807, 10807, 283, 0},
	{12088, 12088, 309, 0}, {7508, 7508, 184, 0}, {12033, 12033, 307, 0},
	{5558, 5558, 7, 0}, {1519, 1519, 51, 0}, {2213, 2213, 7, 0},
	{9212, 9212, 7, 0}, {2238, 2238, 7, 8}, {12842, 12842, 13, 0},
	{2042, 2042, 61, 8}, {12033, 12033, 307, 0}, {1539, 1539, 55, 0},
	{4627, 4627, 7, 8}, {4646, 4646, 7, 8}, {10850, 10850, 7, 8},
	{10207, 10207, 7, 0}, {400, 400, 7, 0}, {10594, 10594, 7, 0},
	{7908, 7908, 184, 0}, {712, 712, 7, 0}, {5026, 5026, 7, 0},
	{10625, 10625, 7, 0}, {12033, 12033, 307, 0}, {10957, 10957, 7, 0},
	{11068, 11068, 7, 0}, {10649, 10649, 7, 0}, {4978, 4978, 7, 0},
	{4418, 4418, 150, 0}, {10149, 10149, 275, 0}, {4351, 4351, 146, 0},
	{7349, 7349, 217, 0}, {6422, 6422, 190, 0}, {6316, 6316, 188, 0},
	{4453, 4453, 151, 0}, {7407, 7407, 220, 0}, {8412, 8412, 244, 0},
	{7913, 7913, 228, 0}, {5535, 5535, 219, 0}, {7635, 7635, 222, 0},
	{11877, 11877, 302, 0}, {6894, 6894, 201, 0}, {5646, 5646, 178, 0},
	{9742, 9742, 7, 0}, {4386, 4386, 148, 0}, {8398, 8398, 242, 0},
	{5532, 5532, 175, 0}, {12260, 12260, 311, 0}, {1558, 1558, 152, 0},
	{11751, 11751, 7, 8}, {10749, 10749, 7, 8}, {10902, 10902, 7, 0},
	{3183, 3183, 6, 0}, {10878, 10878, 6, 0}, {1264, 1264, 13, 0},
	{12033, 12033, 307, 0}, {1573, 1573, 163, 0}, {1321, 1321, 7, 8},
	{9212, 9212, 7, 0}, {10649, 10649, 7, 8}, {10076, 10076, 7, 8},
	{1335, 1335, 7, 0}, {1321, 1321, 7, 0}, {9212, 9212, 7, 0},
	{10649, 10649, 7, 0}, {10076, 10076, 7, 0}, {10283, 10283, 7, 0},
	{9829, 9829, 7, 0}, {8221, 8221, 13, 0}, {12033, 12033, 307, 0},
	{7436, 7436, 7, 0}, {6149, 6149, 7, 0}, {9212, 9212, 7, 0},
	{9260, 9260, 7, 0}, {12895, 12895, 6, 0}, {1625, 1625, 182, 0},
	{7024, 7024, 7, 0}, {10777, 10777, 58, 8}, {12058, 12058, 58, 8},
	{6123, 6123, 7, 8}, {12321, 12321, 7, 0}, {9212, 9212, 7, 0},
	{12033, 12033, 307, 0}, {10216, 10216, 276, 0}, {1647, 1647, 202, 0},
	{8693, 8693, 7, 8}, {10826, 10826, 7, 8}, {12120, 12120, 7, 8},
	{1428, 1428, 26, 8}, {11471, 11471, 7, 8}, {11892, 11892, 7, 8},
	{9153, 9153, 7, 0}, {11768, 11768, 7, 0}, {9742, 9742, 7, 0},
	{12033, 12033, 307, 0}, {1670, 1670, 252, 0}, {8863, 8863, 7, 8},
	{2490, 2490, 184, 0}, {8798, 8798, 7, 8}, {12875, 12875, 6, 0},
	{10283, 10283, 7, 0}, {9249, 9249, 7, 0}, {7961, 7961, 7, 0},
	{7385, 7385, 13, 0}, {4703, 4703, 7, 0}, {627, 627, 13, 0},
	{12033, 12033, 307, 0}, {10625, 10625, 7, 0}, {8221, 8221, 13, 0},
	{4371, 4371, 7, 0}, {9742, 9742, 7, 0}, {7436, 7436, 7, 0},
	{6343, 6343, 189, 0}, {1694, 1694, 254, 0}, {9249, 9249, 7, 8},
	{9190, 9190, 7, 8}, {11695, 11695, 6, 8}, {12033, 12033, 307, 0},
	{1720, 1720, 261, 0}, {9402, 9402, 7, 8}, {10826, 10826, 7, 8},
	{12120, 12120, 7, 8}, {12182, 12182, 7, 8}, {2122, 2122, 7, 8},
	{11892, 11892, 7, 8}, {9566, 9566, 7, 0}, {1075, 1075, 187, 256},
	{1058, 1058, 7, 0}, {1088, 1088, 7, 0}, {12033, 12033, 307, 0},
	{12205, 12205, 7, 0}, {9742, 9742, 7, 0}, {1749, 1749, 264, 0},
	{2011, 2011, 7, 0}, {1901, 1901, 7, 0}, {1942, 1942, 187, 512},
	{2051, 2051, 187, 512}, {1966, 1966, 187, 512}, {10649, 10649, 7, 0},
	{6948, 6948, 7, 0}, {2118, 2118, 7, 0}, {2029, 2029, 52, 0},
	{10807, 10807, 283, 0}, {12088, 12088, 309, 0}, {2074, 2074, 53, 0},
	{2098, 2098, 7, 0}, {9054, 9054, 6, 0}, {1918, 1918, 6, 0},
	{6490, 6490, 7, 0}, {11544, 11544, 7, 0}, {7508, 7508, 184, 0},
	{1250, 1250, 13, 0}, {5558, 5558, 7, 0}, {11962, 11962, 184, 0},
	{4435, 4435, 196, 0}, {11975, 11975, 184, 0}, {5423, 5423, 184, 0},
	{772, 772, 184, 0}, {11989, 11989, 184, 0}, {11948, 11948, 184, 0},
	{803, 803, 187, 512}, {816, 816, 187, 512}, {13060, 13060, 51, 0},
	{2213, 2213, 7, 0}, {2149, 2149, 7, 0}, {2165, 2165, 187, 512},
	{9212, 9212, 7, 0}, {2238, 2238, 7, 0}, {12842, 12842, 13, 0},
	{2042, 2042, 61, 0}, {10397, 10397, 7, 0}, {10300, 10300, 7, 0},
	{2213, 2213, 7, 0}, {2149, 2149, 7, 0}, {2190, 2190, 7, 8},
	{10397, 10397, 7, 0}, {10300, 10300, 7, 0}, {13060, 13060, 57, 0},
	{13060, 13060, 56, 0}, {13060, 13060, 55, 0}, {8412, 8412, 243, 0},
	{7932, 7932, 180, 0}, {7393, 7393, 197, 0}, {7635, 7635, 221, 0},
	{11859, 11859, 301, 0}, {6921, 6921, 180, 0}, {4386, 4386, 147, 0},
	{6699, 6699, 197, 0}, {5676, 5676, 179, 0}, {5694, 5694, 180, 0},
	{7349, 7349, 216, 0}, {2238, 2238, 7, 0}, {4703, 4703, 7, 0},
	{4689, 4689, 7, 0}, {10670, 10670, 7, 0}, {11789, 11789, 7, 0},
	{7672, 7672, 184, 0}, {12294, 12294, 7, 0}, {13060, 13060, 64, 0},
	{2245, 2245, 7, 0}, {712, 712, 7, 0}, {2293, 2293, 7, 0},
	{7537, 7537, 196, 0}, {412, 412, 281, 0}, {10761, 10761, 62, 0},
	{3295, 3295, 25, 0}, {2245, 2245, 7, 0}, {712, 712, 7, 0},
	{2285, 2285, 7, 0}, {2230, 2230, 7, 0}, {6501, 6501, 7, 0},
	{10957, 10957, 7, 8}, {2526, 2526, 18, 0}, {1335, 1335, 7, 8},
	{10832, 10832, 7, 8}, {12182, 12182, 7, 8}, {2544, 2544, 27, 0},
	{1987, 1987, 7, 8}, {2190, 2190, 7, 8}, {10832, 10832, 7, 8},
	{11751, 11751, 7, 8}, {2256, 2256, 6, 8}, {2256, 2256, 6, 0},
	{6123, 6123, 7, 8}, {6997, 6997, 7, 8}, {8644, 8644, 7, 8},
	{12182, 12182, 7, 8}, {9249, 9249, 7, 8}, {9282, 9282, 7, 8},
	{57, 57, 1, 0}, {12384, 12384, 7, 0}, {9282, 9282, 7, 0},
	{12182, 12182, 7, 0}, {8644, 8644, 7, 0}, {10844, 10844, 7, 0},
	{12138, 12138, 7, 0}, {2122, 2122, 7, 0}, {6788, 6788, 184, 0},
	{6715, 6715, 7, 0}, {6016, 6016, 6, 0}, {6715, 6715, 7, 0},
	{5165, 5165, 169, 0}, {6788, 6788, 184, 0}, {6715, 6715, 7, 0},
	{6715, 6715, 7, 0}, {2977, 2977, 19, 0}, {6715, 6715, 7, 0},
	{2998, 2998, 28, 0}, {6997, 6997, 7, 0}, {3018, 3018, 7, 0},
	{5165, 5165, 169, 0}, {6788, 6788, 184, 0}, {6715, 6715, 7, 0},
	{12977, 12977, 13, 0}, {12993, 12993, 13, 0}, {3050, 3050, 54, 0},
	{6715, 6715, 7, 0}, {6715, 6715, 7, 0}, {3073, 3073, 60, 0},
	{10850, 10850, 7, 8}, {6788, 6788, 184, 0}, {6715, 6715, 7, 0},
	{6715, 6715, 7, 0}, {3095, 3095, 155, 0}, {6715, 6715, 7, 0},
	{11802, 11802, 300, 0}, {6715, 6715, 7, 0}, {3142, 3142, 153, 0},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {3160, 3160, 157, 0},
	{6715, 6715, 7, 0}, {10902, 10902, 7, 0}, {5165, 5165, 169, 0},
	{4786, 4786, 161, 0}, {11751, 11751, 7, 0}, {5165, 5165, 169, 0},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {6715, 6715, 7, 0},
	{4809, 4809, 164, 0}, {10861, 10861, 7, 0}, {10902, 10902, 7, 0},
	{803, 803, 187, 256}, {1979, 1979, 187, 256}, {4757, 4757, 184, 0},
	{3183, 3183, 6, 0}, {5165, 5165, 169, 0}, {6788, 6788, 184, 0},
	{6715, 6715, 7, 0}, {6715, 6715, 7, 0}, {3234, 3234, 162, 0},
	{6997, 6997, 7, 8}, {5165, 5165, 169, 0}, {6715, 6715, 7, 0},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {9684, 9684, 278, 0},
	{5165, 5165, 169, 0}, {6788, 6788, 184, 0}, {7448, 7448, 7, 0},
	{3295, 3295, 23, 0}, {7448, 7448, 7, 0}, {2679, 2679, 63, 0},
	{7448, 7448, 7, 0}, {6788, 6788, 184, 0}, {7448, 7448, 7, 0},
	{3359, 3359, 171, 0}, {7448, 7448, 7, 0}, {5173, 5173, 173, 0},
	{7448, 7448, 7, 0}, {3416, 3416, 172, 0}, {7448, 7448, 7, 0},
	{6715, 6715, 7, 0}, {3444, 3444, 183, 0}, {5558, 5558, 7, 8},
	{6997, 6997, 7, 8}, {7650, 7650, 7, 8}, {6715, 6715, 7, 0},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {3524, 3524, 200, 0},
	{5165, 5165, 169, 0}, {6715, 6715, 7, 0}, {6788, 6788, 184, 0},
	{6997, 6997, 7, 8}, {5558, 5558, 7, 8}, {6997, 6997, 7, 8},
	{7650, 7650, 7, 8}, {6858, 6858, 7, 0}, {6876, 6876, 7, 0},
	{12155, 12155, 200, 0}, {4991, 4991, 7, 0}, {6715, 6715, 7, 0},
	{3721, 3721, 203, 0}, {3747, 3747, 224, 0}, {6715, 6715, 7, 0},
	{12182, 12182, 7, 0}, {5165, 5165, 169, 0}, {6715, 6715, 7, 0},
	{6788, 6788, 184, 0}, {3785, 3785, 227, 0}, {6715, 6715, 7, 0},
	{7448, 7448, 7, 0}, {3833, 3833, 193, 0}, {7448, 7448, 7, 0},
	{735, 735, 240, 0}, {3877, 3877, 245, 0}, {6715, 6715, 7, 0},
	{3906, 3906, 253, 0}, {12182, 12182, 7, 8}, {6788, 6788, 184, 0},
	{6715, 6715, 7, 0}, {12182, 12182, 7, 0}, {3933, 3933, 257, 0},
	{6715, 6715, 7, 0}, {6715, 6715, 7, 0}, {3756, 3756, 255, 0},
	{6715, 6715, 7, 0}, {3998, 3998, 262, 0}, {8644, 8644, 7, 8},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {5165, 5165, 169, 0},
	{8644, 8644, 7, 0}, {6715, 6715, 7, 0}, {4030, 4030, 263, 0},
	{9282, 9282, 7, 0}, {6788, 6788, 184, 0}, {6715, 6715, 7, 0},
	{6715, 6715, 7, 0}, {10078, 10078, 7, 0}, {4065, 4065, 266, 0},
	{6715, 6715, 7, 0}, {4106, 4106, 268, 0}, {6715, 6715, 7, 0},
	{4144, 4144, 272, 0}, {5165, 5165, 169, 0}, {6788, 6788, 184, 0},
	{6715, 6715, 7, 0}, {12977, 12977, 13, 0}, {6715, 6715, 7, 0},
	{4189, 4189, 273, 0}, {6715, 6715, 7, 0}, {4214, 4214, 258, 0},
	{10832, 10832, 7, 8}, {6788, 6788, 184, 0}, {6715, 6715, 7, 0},
	{6715, 6715, 7, 0}, {3428, 3428, 6, 0}, {9282, 9282, 7, 8},
	{6788, 6788, 184, 0}, {6715, 6715, 7, 0}, {5165, 5165, 169, 0},
	{9282, 9282, 7, 0}, {4041, 4041, 263, 0}, {6715, 6715, 7, 0},
	{10649, 10649, 7, 0}, {10078, 10078, 7, 0}, {10594, 10594, 7, 0},
	{7908, 7908, 184, 0}, {712, 712, 7, 0}, {11068, 11068, 7, 0},
	{10957, 10957, 7, 0}, {10207, 10207, 7, 0}, {400, 400, 7, 0},
	{10594, 10594, 7, 0}, {7908, 7908, 184, 0}, {712, 712, 7, 0},
	{7423, 7423, 7, 0}, {5052, 5052, 13, 0}, {4400, 4400, 184, 0},
	{10625, 10625, 7, 0}, {10300, 10300, 7, 0}, {10397, 10397, 7, 0},
	{12666, 12666, 13, 0}, {8618, 8618, 13, 0}, {10649, 10649, 7, 8},
	{10649, 10649, 7, 8}, {4659, 4659, 7, 8}, {5362, 5362, 184, 0},
	{4747, 4747, 184, 0}, {12571, 12571, 13, 0}, {4627, 4627, 7, 0},
	{4646, 4646, 7, 0}, {10850, 10850, 7, 0}, {4671, 4671, 7, 0},
	{10207, 10207, 7, 0}, {10594, 10594, 7, 0}, {7908, 7908, 184, 0},
	{712, 712, 7, 0}, {5026, 5026, 7, 0}, {518, 518, 7, 0},
	{10625, 10625, 7, 0}, {10832, 10832, 7, 0}, {10957, 10957, 7, 0},
	{11068, 11068, 7, 0}, {10649, 10649, 7, 0}, {4978, 4978, 7, 0},
	{4967, 4967, 7, 0}, {6305, 6305, 13, 0}, {4418, 4418, 150, 0},
	{10149, 10149, 275, 0}, {4351, 4351, 146, 0}, {7349, 7349, 217, 0},
	{6422, 6422, 190, 0}, {6316, 6316, 188, 0}, {4453, 4453, 151, 0},
	{7407, 7407, 220, 0}, {8412, 8412, 244, 0}, {7913, 7913, 228, 0},
	{5535, 5535, 219, 0}, {7635, 7635, 222, 0}, {11877, 11877, 302, 0},
	{6894, 6894, 201, 0}, {5646, 5646, 178, 0}, {4386, 4386, 148, 0},
	{8398, 8398, 242, 0}, {5532, 5532, 175, 0}, {12260, 12260, 311, 0},
	{6455, 6455, 191, 0}, {13060, 13060, 152, 0}, {52, 52, 7, 0},
	{567, 567, 7, 0}, {4717, 4717, 6, 0}, {10575, 10575, 13, 0},
	{6753, 6753, 7, 0}, {250, 250, 7, 0}, {6226, 6226, 184, 0},
	{6214, 6214, 184, 0}, {2507, 2507, 7, 0}, {13060, 13060, 154, 0},
	{1382, 1382, 7, 0}, {6551, 6551, 7, 0}, {8467, 8467, 7, 0},
	{6540, 6540, 187, 256}, {651, 651, 187, 256}, {2887, 2887, 187, 256},
	{5259, 5259, 187, 256}, {685, 685, 6, 0}, {13060, 13060, 156, 0},
	{13040, 13040, 66, 0}, {10861, 10861, 7, 0}, {10902, 10902, 7, 0},
	{6501, 6501, 7, 0}, {3183, 3183, 6, 0}, {11, 11, 187, 256},
	{10902, 10902, 7, 0}, {3183, 3183, 6, 0}, {13060, 13060, 160, 0},
	{13060, 13060, 159, 0}, {1876, 1876, 7, 0}, {1857, 1857, 7, 0},
	{10749, 10749, 7, 0}, {518, 518, 7, 0}, {11726, 11726, 7, 0},
	{10902, 10902, 7, 0}, {10888, 10888, 6, 0}, {4766, 4766, 6, 0},
	{1264, 1264, 13, 0}, {13060, 13060, 163, 0}, {6997, 6997, 7, 8},
	{5558, 5558, 7, 8}, {5130, 5130, 7, 0}, {446, 446, 6, 0},
	{7833, 7833, 167, 0}, {1803, 1803, 167, 0}, {10118, 10118, 7, 0},
	{7564, 7564, 7, 0}, {52, 52, 7, 8}, {4721, 4721, 6, 8},
	{13060, 13060, 168, 0}, {6616, 6616, 7, 0}, {518, 518, 7, 0},
	{13060, 13060, 170, 0}, {13060, 13060, 279, 0}, {13060, 13060, 174, 0},
	{10254, 10254, 7, 0}, {7553, 7553, 7, 0}, {7521, 7521, 196, 0},
	{1277, 1277, 196, 0}, {1291, 1291, 196, 0}, {182, 182, 7, 0},
	{1220, 1220, 13, 0}, {712, 712, 7, 0}, {4832, 4832, 184, 0},
	{12107, 12107, 7, 0}, {6759, 6759, 184, 0}, {7733, 7733, 184, 0},
	{400, 400, 7, 0}, {7908, 7908, 184, 0}, {10594, 10594, 7, 0},
	{10634, 10634, 7, 0}, {10207, 10207, 7, 0}, {10300, 10300, 7, 0},
	{10397, 10397, 7, 0}, {6997, 6997, 7, 8}, {5558, 5558, 7, 8},
	{5552, 5552, 7, 0}, {712, 712, 7, 0}, {400, 400, 7, 0},
	{7908, 7908, 184, 0}, {10594, 10594, 7, 0}, {10682, 10682, 13, 0},
	{1846, 1846, 7, 0}, {6771, 6771, 184, 0}, {10207, 10207, 7, 0},
	{10300, 10300, 7, 0}, {10397, 10397, 7, 0}, {6581, 6581, 184, 0},
	{13024, 13024, 184, 0}, {6759, 6759, 184, 0}, {6330, 6330, 13, 0},
	{10594, 10594, 7, 0}, {7908, 7908, 184, 0}, {712, 712, 7, 0},
	{11068, 11068, 7, 0}, {10957, 10957, 7, 0}, {4607, 4607, 184, 0},
	{10557, 10557, 184, 0}, {10142, 10142, 7, 0}, {10045, 10045, 7, 0},
	{10594, 10594, 7, 0}, {7908, 7908, 184, 0}, {712, 712, 7, 0},
	{11068, 11068, 7, 0}, {10957, 10957, 7, 0}, {10142, 10142, 7, 0},
	{10045, 10045, 7, 0}, {1128, 1128, 7, 8}, {1167, 1167, 7, 0},
	{1182, 1182, 20, 0}, {12033, 12033, 307, 0}, {10625, 10625, 7, 0},
	{6076, 6076, 7, 0}, {10283, 10283, 7, 0}, {9829, 9829, 7, 0},
	{8221, 8221, 13, 0}, {7436, 7436, 7, 0}, {6149, 6149, 7, 0},
	{9212, 9212, 7, 0}, {6095, 6095, 187, 512}, {9260, 9260, 7, 0},
	{12895, 12895, 6, 0}, {13060, 13060, 182, 0}, {13060, 13060, 184, 0},
	{7490, 7490, 184, 0}, {7537, 7537, 184, 0}, {765, 765, 7, 0},
	{12302, 12302, 7, 0}, {6828, 6828, 7, 0}, {5879, 5879, 13, 0},
	{5829, 5829, 13, 0}, {7798, 7798, 13, 0}, {5851, 5851, 13, 0},
	{5754, 5754, 13, 0}, {6842, 6842, 184, 0}, {5776, 5776, 13, 0},
	{11079, 11079, 7, 0}, {10972, 10972, 7, 0}, {10996, 10996, 7, 0},
	{11012, 11012, 7, 0}, {10952, 10952, 7, 0}, {10203, 10203, 7, 0},
	{10190, 10190, 7, 0}, {7458, 7458, 13, 0}, {10176, 10176, 7, 0},
	{11033, 11033, 7, 0}, {12532, 12532, 13, 0}, {6395, 6395, 7, 0},
	{6374, 6374, 7, 0}, {6438, 6438, 7, 0}, {11627, 11627, 7, 0},
	{6828, 6828, 7, 0}, {10649, 10649, 7, 0}, {5879, 5879, 13, 0},
	{5829, 5829, 13, 0}, {7798, 7798, 13, 0}, {5851, 5851, 13, 0},
	{5754, 5754, 13, 0}, {5776, 5776, 13, 0}, {7458, 7458, 13, 0},
	{12532, 12532, 13, 0}, {1914, 1914, 7, 8}, {2245, 2245, 7, 0},
	{10850, 10850, 7, 0}, {52, 52, 7, 0}, {9212, 9212, 7, 0},
	{5729, 5729, 7, 0}, {567, 567, 7, 0}, {13060, 13060, 192, 0},
	{9714, 9714, 7, 0}, {9726, 9726, 6, 0}, {12025, 12025, 307, 0},
	{10594, 10594, 7, 0}, {7908, 7908, 184, 0}, {11068, 11068, 7, 0},
	{10957, 10957, 7, 0}, {10142, 10142, 7, 0}, {10045, 10045, 7, 0},
	{11497, 11497, 296, 0}, {6858, 6858, 7, 0}, {5558, 5558, 7, 0},
	{13060, 13060, 199, 0}, {7908, 7908, 184, 0}, {751, 751, 184, 0},
	{712, 712, 7, 0}, {1460, 1460, 7, 0}, {400, 400, 7, 0},
	{8240, 8240, 13, 0}, {8290, 8290, 13, 0}, {10160, 10160, 7, 0},
	{10594, 10594, 7, 0}, {10207, 10207, 7, 0}, {12478, 12478, 13, 0},
	{12640, 12640, 13, 0}, {10300, 10300, 7, 0}, {10397, 10397, 7, 0},
	{12352, 12352, 13, 0}, {12279, 12279, 7, 0}, {5213, 5213, 13, 0},
	{585, 585, 7, 0}, {7024, 7024, 7, 0}, {6948, 6948, 7, 0},
	{6968, 6968, 187, 512}, {10777, 10777, 59, 0}, {12058, 12058, 59, 0},
	{6076, 6076, 7, 0}, {6149, 6149, 7, 0}, {12321, 12321, 7, 0},
	{9212, 9212, 7, 0}, {10216, 10216, 276, 0}, {13060, 13060, 202, 0},
	{6997, 6997, 7, 8}, {3018, 3018, 7, 8}, {6997, 6997, 7, 0},
	{1987, 1987, 7, 8}, {2011, 2011, 7, 0}, {4487, 4487, 13, 0},
	{10649, 10649, 7, 0}, {2118, 2118, 7, 0}, {10807, 10807, 283, 0},
	{12088, 12088, 309, 0}, {7508, 7508, 184, 0}, {5558, 5558, 7, 0},
	{2190, 2190, 7, 8}, {2213, 2213, 7, 0}, {9212, 9212, 7, 0},
	{2238, 2238, 7, 0}, {12842, 12842, 13, 0}, {4851, 4851, 13, 0},
	{2042, 2042, 61, 0}, {10832, 10832, 7, 8}, {4627, 4627, 7, 0},
	{4646, 4646, 7, 0}, {10850, 10850, 7, 0}, {10207, 10207, 7, 0},
	{400, 400, 7, 0}, {10594, 10594, 7, 0}, {7908, 7908, 184, 0},
	{712, 712, 7, 0}, {5026, 5026, 7, 0}, {10957, 10957, 7, 0},
	{11068, 11068, 7, 0}, {10649, 10649, 7, 0}, {4978, 4978, 7, 0},
	{4418, 4418, 150, 0}, {10149, 10149, 275, 0}, {4351, 4351, 146, 0},
	{7349, 7349, 217, 0}, {6422, 6422, 190, 0}, {6316, 6316, 188, 0},
	{4453, 4453, 151, 0}, {7407, 7407, 220, 0}, {8412, 8412, 244, 0},
	{7913, 7913, 228, 0}, {5535, 5535, 219, 0}, {7635, 7635, 222, 0},
	{11877, 11877, 302, 0}, {6894, 6894, 201, 0}, {5646, 5646, 178, 0},
	{4386, 4386, 148, 0}, {8398, 8398, 242, 0}, {4851, 4851, 13, 0},
	{5532, 5532, 175, 0}, {12260, 12260, 311, 0}, {11751, 11751, 7, 8},
	{10749, 10749, 7, 0}, {10902, 10902, 7, 0}, {3183, 3183, 6, 0},
	{1264, 1264, 13, 0}, {6123, 6123, 7, 8}, {10283, 10283, 7, 0},
	{9829, 9829, 7, 0}, {8221, 8221, 13, 0}, {7436, 7436, 7, 0},
	{6149, 6149, 7, 0}, {9212, 9212, 7, 0}, {9260, 9260, 7, 0},
	{12895, 12895, 6, 0}, {6997, 6997, 7, 8}, {7024, 7024, 7, 0},
	{10777, 10777, 58, 0}, {12058, 12058, 58, 0}, {6123, 6123, 7, 0},
	{12321, 12321, 7, 0}, {9212, 9212, 7, 0}, {10216, 10216, 276, 0},
	{8644, 8644, 7, 8}, {8693, 8693, 7, 0}, {11471, 11471, 7, 0},
	{11892, 11892, 7, 0}, {9153, 9153, 7, 0}, {11768, 11768, 7, 0},
	{1428, 1428, 26, 0}, {10826, 10826, 7, 0}, {12120, 12120, 7, 0},
	{12182, 12182, 7, 8}, {2490, 2490, 184, 0}, {333, 333, 13, 0},
	{8798, 8798, 7, 0}, {12875, 12875, 6, 0}, {7961, 7961, 7, 0},
	{7385, 7385, 13, 0}, {4703, 4703, 7, 0}, {201, 201, 13, 0},
	{627, 627, 13, 0}, {8863, 8863, 7, 0}, {7436, 7436, 7, 0},
	{6343, 6343, 189, 0}, {9249, 9249, 7, 8}, {9190, 9190, 7, 0},
	{11695, 11695, 6, 8}, {9282, 9282, 7, 8}, {9402, 9402, 7, 0},
	{2122, 2122, 7, 0}, {11892, 11892, 7, 0}, {9566, 9566, 7, 0},
	{1075, 1075, 187, 256}, {1058, 1058, 7, 0}, {1088, 1088, 7, 0},
	{12205, 12205, 7, 0}, {10594, 10594, 7, 0}, {7908, 7908, 184, 0},
	{712, 712, 7, 0}, {11068, 11068, 7, 0}, {10957, 10957, 7, 0},
	{563, 563, 7, 0}, {552, 552, 7, 0}, {525, 525, 7, 0},
	{10207, 10207, 7, 0}, {400, 400, 7, 0}, {10594, 10594, 7, 0},
	{7908, 7908, 184, 0}, {712, 712, 7, 0}, {563, 563, 7, 0},
	{525, 525, 7, 0}, {7423, 7423, 7, 0}, {5052, 5052, 7, 0},
	{4400, 4400, 7, 0}, {552, 552, 7, 0}, {10625, 10625, 7, 0},
	{10300, 10300, 7, 0}, {10397, 10397, 7, 0}, {12666, 12666, 13, 0},
	{8618, 8618, 13, 0}, {9282, 9282, 7, 8}, {12176, 12176, 7, 8},
	{182, 182, 7, 0}, {1220, 1220, 13, 0}, {712, 712, 7, 0},
	{4832, 4832, 184, 0}, {12107, 12107, 7, 0}, {6759, 6759, 184, 0},
	{7733, 7733, 184, 0}, {400, 400, 7, 0}, {7908, 7908, 184, 0},
	{10594, 10594, 7, 0}, {10634, 10634, 7, 0}, {10207, 10207, 7, 0},
	{10300, 10300, 7, 0}, {10397, 10397, 7, 0}, {4873, 4873, 184, 0},
	{10649, 10649, 7, 0}, {585, 585, 7, 0}, {10649, 10649, 7, 0},
	{10076, 10076, 7, 8}, {10061, 10061, 7, 8}, {4747, 4747, 184, 0},
	{6759, 6759, 184, 0}, {6799, 6799, 184, 0}, {5661, 5661, 13, 0},
	{10594, 10594, 7, 0}, {7908, 7908, 184, 0}, {712, 712, 7, 0},
	{11068, 11068, 7, 0}, {10957, 10957, 7, 0}, {409, 409, 7, 0},
	{10365, 10365, 7, 0}, {10328, 10328, 7, 0}, {10468, 10468, 7, 0},
	{10420, 10420, 7, 0}, {10142, 10142, 7, 0}, {10045, 10045, 7, 0},
	{85, 85, 13, 0}, {164, 164, 184, 0}, {154, 154, 184, 0},
	{5002, 5002, 185, 0}, {226, 226, 13, 0}, {7710, 7710, 184, 0},
	{8274, 8274, 184, 0}, {16, 16, 13, 0}, {12441, 12441, 13, 0},
	{7618, 7618, 7, 0}, {12589, 12589, 7, 0}, {8600, 8600, 13, 0},
	{4508, 4508, 13, 0}, {4285, 4285, 13, 0}, {380, 380, 13, 0},
	{397, 397, 7, 0}, {409, 409, 7, 0}, {419, 419, 7, 0}, {1200, 1200, 7, 0},
	{712, 712, 7, 0}, {4301, 4301, 13, 0}, {5089, 5089, 13, 0},
	{7470, 7470, 184, 0}, {400, 400, 7, 0}, {7908, 7908, 184, 0},
	{8305, 8305, 13, 0}, {9981, 9981, 184, 0}, {10511, 10511, 7, 0},
	{10532, 10532, 7, 0}, {10594, 10594, 7, 0}, {10913, 10913, 7, 0},
	{11096, 11096, 184, 0}, {10207, 10207, 7, 0}, {12469, 12469, 13, 0},
	{12510, 12510, 13, 0}, {12553, 12553, 13, 0}, {10300, 10300, 7, 0},
	{10397, 10397, 7, 0}, {10328, 10328, 7, 0}, {10365, 10365, 7, 0},
	{12352, 12352, 13, 0}, {1483, 1483, 13, 0}, {7574, 7574, 184, 0},
	{585, 585, 7, 0}, {4703, 4703, 7, 0}, {8798, 8798, 7, 0},
	{11615, 11615, 7, 0}, {7045, 7045, 184, 0}, {6722, 6722, 184, 0},
	{2483, 2483, 184, 0}, {5905, 5905, 184, 0}, {667, 667, 6, 0},
	{8467, 8467, 7, 0}, {13060, 13060, 223, 0}, {326, 326, 7, 0},
	{606, 606, 187, 256}, {5276, 5276, 187, 256}, {7596, 7596, 7, 0},
	{1829, 1829, 187, 256}, {9212, 9212, 7, 0}, {13060, 13060, 225, 0},
	{13060, 13060, 274, 0}, {182, 182, 7, 0}, {948, 948, 13, 0},
	{6759, 6759, 184, 0}, {712, 712, 7, 0}, {2464, 2464, 7, 0},
	{4873, 4873, 184, 0}, {5089, 5089, 13, 0}, {5595, 5595, 13, 0},
	{5630, 5630, 7, 0}, {5611, 5611, 184, 0}, {400, 400, 7, 0},
	{7908, 7908, 184, 0}, {10594, 10594, 7, 0}, {10207, 10207, 7, 0},
	{10740, 10740, 7, 0}, {7897, 7897, 7, 0}, {10300, 10300, 7, 0},
	{10397, 10397, 7, 0}, {12352, 12352, 13, 0}, {6647, 6647, 13, 0},
	{6667, 6667, 13, 0}, {6682, 6682, 7, 0}, {2303, 2303, 7, 0},
	{703, 703, 7, 0}, {4324, 4324, 13, 0}, {10649, 10649, 7, 0},
	{585, 585, 7, 0}, {7988, 7988, 7, 0}, {5065, 5065, 13, 0},
	{518, 518, 7, 0}, {8017, 8017, 187, 256}, {427, 427, 269, 0},
	{6490, 6490, 7, 0}, {9839, 9839, 7, 0}, {9860, 9860, 7, 0},
	{9802, 9802, 7, 0}, {9823, 9823, 7, 0}, {9881, 9881, 270, 0},
	{13060, 13060, 229, 0}, {52, 52, 7, 0}, {567, 567, 7, 0},
	{4646, 4646, 7, 0}, {5450, 5450, 149, 0}, {12308, 12308, 196, 0},
	{8154, 8154, 7, 0}, {8138, 8138, 231, 0}, {8181, 8181, 7, 0},
	{8196, 8196, 184, 0}, {2448, 2448, 187, 256}, {6278, 6278, 13, 0},
	{2327, 2327, 187, 256}, {8324, 8324, 7, 0}, {4689, 4689, 7, 0},
	{6188, 6188, 7, 0}, {6201, 6201, 149, 0}, {6061, 6061, 149, 0},
	{11615, 11615, 7, 0}, {11603, 11603, 184, 0}, {11591, 11591, 184, 0},
	{2870, 2870, 7, 0}, {4703, 4703, 7, 0}, {9693, 9693, 236, 0},
	{12038, 12038, 234, 0}, {4689, 4689, 7, 0}, {6201, 6201, 149, 0},
	{6061, 6061, 149, 0}, {11603, 11603, 184, 0}, {11591, 11591, 184, 0},
	{2870, 2870, 7, 0}, {4703, 4703, 7, 0}, {12182, 12182, 7, 8},
	{5199, 5199, 13, 0}, {5238, 5238, 13, 0}, {2245, 2245, 7, 0},
	{10850, 10850, 7, 0}, {1765, 1765, 7, 0}, {518, 518, 7, 0},
	{7951, 7951, 13, 0}, {2042, 2042, 241, 0}, {6247, 6247, 239, 0},
	{8264, 8264, 235, 0}, {13060, 13060, 238, 0}, {6169, 6169, 7, 8},
	{13011, 13011, 7, 8}, {10594, 10594, 7, 8}, {7908, 7908, 184, 8},
	{11076, 11076, 7, 0}, {563, 563, 7, 0}, {572, 572, 7, 0},
	{539, 539, 7, 0}, {10952, 10952, 7, 0}, {10594, 10594, 7, 0},
	{7908, 7908, 184, 0}, {712, 712, 7, 0}, {10142, 10142, 7, 0},
	{10045, 10045, 7, 0}, {2, 2, 13, 0}, {182, 182, 7, 0},
	{10063, 10063, 7, 0}, {10078, 10078, 7, 0}, {960, 960, 13, 0},
	{1390, 1390, 13, 0}, {1442, 1442, 184, 0}, {712, 712, 7, 0},
	{2316, 2316, 7, 0}, {4475, 4475, 13, 0}, {9808, 9808, 7, 0},
	{4908, 4908, 13, 0}, {5139, 5139, 184, 0}, {6581, 6581, 184, 0},
	{6759, 6759, 184, 0}, {400, 400, 7, 0}, {7908, 7908, 184, 0},
	{8531, 8531, 13, 0}, {8580, 8580, 7, 0}, {8567, 8567, 7, 0},
	{10594, 10594, 7, 0}, {10649, 10649, 7, 0}, {10605, 10605, 7, 0},
	{12229, 12229, 7, 0}, {12341, 12341, 13, 0}, {12368, 12368, 13, 0},
	{10207, 10207, 7, 0}, {13024, 13024, 184, 0}, {10300, 10300, 7, 0},
	{10397, 10397, 7, 0}, {6647, 6647, 13, 0}, {10832, 10832, 7, 0},
	{12182, 12182, 7, 0}, {518, 518, 7, 0}, {6509, 6509, 187, 256},
	{6490, 6490, 7, 0}, {8644, 8644, 7, 8}, {12002, 12002, 303, 8},
	{8481, 8481, 7, 0}, {8644, 8644, 7, 0}, {9282, 9282, 7, 8},
	{12002, 12002, 303, 8}, {8481, 8481, 7, 0}, {9282, 9282, 7, 0},
	{9714, 9714, 7, 8}, {12017, 12017, 6, 8}, {8693, 8693, 7, 0},
	{8644, 8644, 7, 0}, {10826, 10826, 7, 0}, {12120, 12120, 7, 0},
	{11471, 11471, 7, 0}, {518, 518, 7, 0}, {8167, 8167, 233, 0},
	{8086, 8086, 230, 0}, {11544, 11544, 7, 0}, {5114, 5114, 6, 0},
	{9173, 9173, 260, 0}, {11466, 11466, 7, 0}, {1075, 1075, 187, 256},
	{1058, 1058, 7, 0}, {1088, 1088, 7, 0}, {8379, 8379, 7, 0},
	{8749, 8749, 187, 256}, {9636, 9636, 187, 256}, {9129, 9129, 187, 256},
	{8771, 8771, 187, 256}, {6305, 6305, 13, 0}, {8693, 8693, 7, 0},
	{8644, 8644, 7, 0}, {10826, 10826, 7, 0}, {12120, 12120, 7, 0},
	{11471, 11471, 7, 0}, {1428, 1428, 26, 0}, {9153, 9153, 7, 0},
	{11768, 11768, 7, 0}, {11892, 11892, 7, 0}, {8665, 8665, 187, 256},
	{8721, 8721, 187, 256}, {6305, 6305, 13, 0}, {13060, 13060, 252, 0},
	{8863, 8863, 7, 0}, {8798, 8798, 7, 0}, {9072, 9072, 7, 0},
	{2490, 2490, 184, 0}, {6042, 6042, 187, 256}, {12895, 12895, 315, 0},
	{10283, 10283, 7, 0}, {1720, 1720, 261, 0}, {7961, 7961, 7, 0},
	{7875, 7875, 259, 0}, {7385, 7385, 13, 0}, {4703, 4703, 7, 0},
	{627, 627, 13, 0}, {10625, 10625, 7, 0}, {12182, 12182, 7, 0},
	{9000, 9000, 7, 0}, {8926, 8926, 7, 0}, {9035, 9035, 6, 0},
	{8962, 8962, 6, 0}, {8893, 8893, 6, 0}, {8221, 8221, 13, 0},
	{10274, 10274, 7, 0}, {5292, 5292, 187, 256}, {4371, 4371, 7, 0},
	{7436, 7436, 7, 0}, {6343, 6343, 189, 0}, {13060, 13060, 254, 0},
	{9546, 9546, 7, 0}, {9282, 9282, 7, 0}, {9098, 9098, 196, 0},
	{13060, 13060, 256, 0}, {13060, 13060, 251, 0}, {8798, 8798, 7, 0},
	{2490, 2490, 184, 0}, {7385, 7385, 13, 0}, {4703, 4703, 7, 0},
	{7436, 7436, 7, 0}, {5442, 5442, 184, 0}, {4435, 4435, 196, 0},
	{11962, 11962, 184, 0}, {11975, 11975, 184, 0}, {11989, 11989, 184, 0},
	{11948, 11948, 184, 0}, {5302, 5302, 187, 256}, {5307, 5307, 187, 256},
	{11535, 11535, 187, 256}, {5496, 5496, 187, 256}, {5404, 5404, 187, 256},
	{9249, 9249, 7, 0}, {9190, 9190, 7, 0}, {12850, 12850, 7, 0},
	{11660, 11660, 7, 0}, {11718, 11718, 298, 0}, {11825, 11825, 6, 0},
	{6305, 6305, 13, 0}, {13060, 13060, 261, 0}, {13060, 13060, 304, 0},
	{9402, 9402, 7, 0}, {10826, 10826, 7, 0}, {12120, 12120, 7, 0},
	{12182, 12182, 7, 0}, {2122, 2122, 7, 0}, {11892, 11892, 7, 0},
	{9566, 9566, 7, 0}, {518, 518, 7, 0}, {6490, 6490, 7, 0},
	{11544, 11544, 7, 0}, {9374, 9374, 187, 256}, {9590, 9590, 187, 256},
	{1058, 1058, 7, 0}, {1088, 1088, 7, 0}, {8379, 8379, 7, 0},
	{9282, 9282, 7, 0}, {9615, 9615, 260, 0}, {12205, 12205, 7, 0},
	{12176, 12176, 7, 0}, {9402, 9402, 7, 0}, {9282, 9282, 7, 0},
	{9512, 9512, 187, 256}, {508, 508, 7, 0}, {468, 468, 7, 0},
	{4080, 4080, 7, 0}, {10130, 10130, 7, 0}, {13060, 13060, 265, 0},
	{9301, 9301, 7, 0}, {9282, 9282, 7, 0}, {518, 518, 7, 0},
	{9333, 9333, 187, 256}, {427, 427, 269, 0}, {6490, 6490, 7, 0},
	{10649, 10649, 7, 0}, {9839, 9839, 7, 0}, {9860, 9860, 7, 0},
	{9802, 9802, 7, 0}, {9823, 9823, 7, 0}, {490, 490, 7, 0},
	{6252, 6252, 13, 0}, {9881, 9881, 270, 0}, {13060, 13060, 267, 0},
	{5965, 5965, 184, 0}, {5930, 5930, 184, 0}, {7826, 7826, 184, 0},
	{9942, 9942, 184, 0}, {4728, 4728, 184, 0}, {12913, 12913, 184, 0},
	{918, 918, 184, 0}, {10732, 10732, 184, 0}, {9428, 9428, 7, 0},
	{9301, 9301, 7, 0}, {5991, 5991, 7, 0}, {518, 518, 7, 0},
	{9467, 9467, 187, 256}, {13060, 13060, 271, 0}, {13060, 13060, 264, 0},
	{9742, 9742, 7, 0}, {7843, 7843, 226, 0}, {10649, 10649, 7, 0},
	{4978, 4978, 7, 0}, {1813, 1813, 7, 0}, {1777, 1777, 7, 0},
	{10063, 10063, 7, 0}, {10078, 10078, 7, 0}, {1412, 1412, 7, 0},
	{9808, 9808, 7, 0}, {10605, 10605, 7, 0}, {1890, 1890, 7, 0},
	{4578, 4578, 7, 0}, {4267, 4267, 184, 0}, {10003, 10003, 184, 0},
	{2136, 2136, 184, 0}, {7783, 7783, 7, 0}, {4561, 4561, 13, 0},
	{5808, 5808, 13, 0}, {1000, 1000, 13, 0}, {12240, 12240, 7, 0},
	{7753, 7753, 13, 0}, {979, 979, 13, 0}, {2383, 2383, 13, 0},
	{2404, 2404, 7, 0}, {2360, 2360, 7, 0}, {12493, 12493, 13, 0},
	{12496, 12496, 7, 0}, {8117, 8117, 13, 0}, {1050, 1050, 7, 0},
	{12603, 12603, 13, 0}, {928, 928, 7, 0}, {71, 71, 13, 0},
	{1015, 1015, 184, 0}, {1035, 1035, 184, 0}, {1790, 1790, 7, 0},
	{5712, 5712, 184, 0}, {6759, 6759, 184, 0}, {9995, 9995, 13, 0},
	{2426, 2426, 7, 0}, {126, 126, 13, 0}, {4888, 4888, 7, 0},
	{5573, 5573, 13, 0}, {10089, 10089, 7, 0}, {10102, 10102, 7, 0},
	{518, 518, 7, 0}, {9666, 9666, 7, 0}, {6948, 6948, 7, 0},
	{4728, 4728, 158, 0}, {4950, 4950, 167, 0}, {437, 437, 232, 0},
	{13060, 13060, 277, 0}, {1277, 1277, 196, 0}, {1291, 1291, 196, 0},
	{1401, 1401, 7, 0}, {412, 412, 281, 0}, {2268, 2268, 65, 0},
	{10254, 10254, 7, 0}, {10263, 10263, 7, 0}, {7657, 7657, 280, 0},
	{10721, 10721, 149, 0}, {10254, 10254, 7, 0}, {10263, 10263, 7, 0},
	{2245, 2245, 7, 0}, {712, 712, 7, 0}, {2285, 2285, 7, 0},
	{10585, 10585, 7, 0}, {2293, 2293, 7, 0}, {10594, 10594, 7, 0},
	{783, 783, 7, 0}, {800, 800, 187, 512}, {813, 813, 187, 512},
	{10740, 10740, 7, 0}, {13060, 13060, 282, 0}, {1987, 1987, 7, 8},
	{11487, 11487, 7, 8}, {9666, 9666, 7, 0}, {6997, 6997, 7, 8},
	{5558, 5558, 7, 8}, {6858, 6858, 7, 8}, {11506, 11506, 198, 8},
	{6997, 6997, 7, 8}, {5558, 5558, 7, 8}, {7650, 7650, 7, 8},
	{5130, 5130, 7, 0}, {6997, 6997, 7, 8}, {5558, 5558, 7, 8},
	{7687, 7687, 13, 0}, {6997, 6997, 7, 8}, {5558, 5558, 7, 8},
	{7650, 7650, 7, 8}, {8429, 8429, 13, 0}, {2245, 2245, 7, 8},
	{2042, 2042, 241, 8}, {13060, 13060, 290, 0}, {8644, 8644, 7, 8},
	{11466, 11466, 7, 8}, {8055, 8055, 7, 0}, {1075, 1075, 187, 256},
	{1058, 1058, 7, 0}, {1088, 1088, 7, 0}, {11343, 11343, 251, 0},
	{9282, 9282, 7, 8}, {10649, 10649, 7, 8}, {9839, 9839, 7, 8},
	{9860, 9860, 7, 0}, {9802, 9802, 7, 0}, {9823, 9823, 7, 0},
	{490, 490, 7, 8}, {5796, 5796, 6, 0}, {4865, 4865, 6, 0},
	{12033, 12033, 307, 0}, {9282, 9282, 7, 8}, {11441, 11441, 7, 8},
	{1075, 1075, 187, 256}, {1058, 1058, 7, 0}, {1088, 1088, 7, 0},
	{4991, 4991, 7, 8}, {11678, 11678, 7, 0}, {11637, 11637, 8, 0},
	{11705, 11705, 7, 0}, {13060, 13060, 297, 0}, {10850, 10850, 7, 0},
	{11847, 11847, 13, 0}, {4646, 4646, 7, 0}, {8823, 8823, 7, 0},
	{4671, 4671, 7, 0}, {13060, 13060, 299, 0}, {10594, 10594, 7, 0},
	{7908, 7908, 184, 0}, {712, 712, 7, 0}, {11068, 11068, 7, 0},
	{4591, 4591, 13, 0}, {10957, 10957, 7, 0}, {712, 712, 7, 0},
	{400, 400, 7, 0}, {7908, 7908, 184, 0}, {10594, 10594, 7, 0},
	{10207, 10207, 7, 0}, {10300, 10300, 7, 0}, {10397, 10397, 7, 0},
	{13060, 13060, 305, 0}, {10263, 10263, 7, 0}, {11906, 11906, 7, 0},
	{298, 298, 196, 0}, {283, 283, 196, 0}, {313, 313, 196, 0},
	{271, 271, 196, 0}, {291, 291, 196, 0}, {276, 276, 196, 0},
	{306, 306, 196, 0}, {264, 264, 196, 0}, {5483, 5483, 196, 0},
	{5317, 5317, 196, 0}, {5386, 5386, 196, 0}, {5514, 5514, 187, 256},
	{5346, 5346, 187, 256}, {5466, 5466, 13, 0}, {6525, 6525, 187, 256},
	{11937, 11937, 7, 0}, {12737, 12737, 196, 0}, {12713, 12713, 196, 0},
	{12801, 12801, 196, 0}, {12762, 12762, 7, 0}, {12778, 12778, 7, 0},
	{9969, 9969, 7, 0}, {9912, 9912, 196, 0}, {9949, 9949, 196, 0},
	{9932, 9932, 196, 0}, {9897, 9897, 149, 0}, {10263, 10263, 7, 8},
	{11906, 11906, 7, 8}, {10126, 10126, 7, 0}, {1797, 1797, 7, 0},
	{9714, 9714, 7, 0}, {13060, 13060, 306, 0}, {11916, 11916, 7, 0},
	{13060, 13060, 308, 0}, {12182, 12182, 7, 8}, {10832, 10832, 7, 8},
	{712, 712, 7, 8}, {6813, 6813, 184, 8}, {6630, 6630, 184, 8},
	{979, 979, 13, 0}, {4535, 4535, 13, 0}, {5228, 5228, 13, 0},
	{9795, 9795, 7, 0}, {12856, 12856, 7, 0}, {518, 518, 7, 0},
	{13060, 13060, 314, 0},
};

static const PgawsShape shapes[] = {
	{0, 1, 0, 3}, {1, 1, 3, 1}, {0, 1, 4, 2}, {0, 1, 6, 0}, {0, 1, 6, 3},
	{0, 0, 9, 1}, {1, 1, 10, 1}, {3, 1, 11, 0}, {0, 1, 11, 1}, {0, 1, 12, 3},
	{1, 1, 15, 1}, {0, 1, 16, 1}, {0, 1, 17, 1}, {5, 1, 18, 0}, {0, 1, 18, 2},
	{0, 1, 20, 1}, {0, 1, 21, 1}, {0, 0, 22, 1}, {0, 0, 23, 11},
	{1, 0, 34, 1}, {4, 1, 35, 0}, {0, 1, 35, 4}, {0, 1, 39, 13},
	{1, 1, 52, 1}, {0, 1, 53, 2}, {1, 1, 55, 1}, {0, 1, 56, 9}, {0, 1, 65, 6},
	{1, 1, 71, 1}, {0, 0, 72, 10}, {0, 0, 82, 1}, {0, 1, 83, 6},
	{0, 0, 89, 1}, {0, 1, 90, 35}, {0, 1, 125, 1}, {0, 1, 126, 7},
	{0, 1, 133, 1}, {0, 1, 134, 4}, {0, 1, 138, 5}, {0, 1, 143, 9},
	{0, 0, 152, 1}, {0, 1, 153, 8}, {0, 0, 161, 1}, {0, 1, 162, 10},
	{0, 0, 172, 1}, {0, 1, 173, 17}, {0, 0, 190, 1}, {0, 1, 191, 4},
	{0, 1, 195, 1}, {0, 0, 196, 13}, {0, 0, 209, 1}, {0, 0, 210, 17},
	{0, 1, 227, 3}, {0, 0, 230, 9}, {1, 0, 239, 1}, {0, 0, 240, 7},
	{0, 1, 247, 4}, {0, 1, 251, 3}, {1, 1, 254, 1}, {1, 1, 255, 1},
	{1, 0, 256, 1}, {0, 1, 257, 11}, {0, 1, 268, 7}, {1, 1, 275, 1},
	{0, 1, 276, 7}, {0, 1, 283, 4}, {0, 1, 287, 1}, {0, 1, 288, 1},
	{0, 0, 289, 1}, {0, 1, 290, 1}, {0, 1, 291, 2}, {0, 1, 293, 1},
	{0, 1, 294, 1}, {0, 1, 295, 1}, {0, 1, 296, 1}, {0, 1, 297, 1},
	{0, 1, 298, 1}, {0, 1, 299, 1}, {0, 1, 300, 1}, {0, 1, 301, 1},
	{0, 1, 302, 1}, {0, 1, 303, 1}, {0, 1, 304, 1}, {0, 1, 305, 1},
	{0, 1, 306, 2}, {0, 1, 308, 8}, {0, 1, 316, 2}, {0, 1, 318, 3},
	{0, 0, 321, 2}, {0, 1, 323, 2}, {0, 1, 325, 2}, {0, 1, 327, 5},
	{0, 0, 332, 2}, {0, 0, 334, 2}, {0, 1, 336, 3}, {0, 1, 339, 2},
	{0, 1, 341, 2}, {0, 1, 343, 2}, {0, 1, 345, 2}, {0, 0, 347, 2},
	{0, 1, 349, 2}, {0, 1, 351, 1}, {0, 1, 352, 4}, {0, 1, 356, 2},
	{0, 0, 358, 9}, {0, 0, 367, 2}, {0, 1, 369, 4}, {0, 1, 373, 2},
	{0, 1, 375, 3}, {0, 1, 378, 2}, {0, 1, 380, 2}, {0, 1, 382, 2},
	{0, 1, 384, 2}, {0, 1, 386, 2}, {0, 1, 388, 2}, {0, 0, 390, 2},
	{0, 1, 392, 5}, {0, 1, 397, 2}, {0, 1, 399, 4}, {0, 1, 403, 3},
	{0, 1, 406, 4}, {0, 0, 410, 2}, {0, 1, 412, 2}, {0, 1, 414, 4},
	{0, 0, 418, 2}, {0, 1, 420, 2}, {0, 1, 422, 2}, {0, 0, 424, 1},
	{0, 0, 425, 2}, {0, 1, 427, 3}, {0, 1, 430, 3}, {0, 0, 433, 2},
	{0, 1, 435, 2}, {0, 1, 437, 4}, {0, 0, 441, 3}, {0, 1, 444, 3},
	{0, 0, 447, 3}, {0, 0, 450, 2}, {0, 0, 452, 2}, {0, 1, 454, 4},
	{0, 0, 458, 2}, {0, 0, 460, 2}, {0, 1, 462, 3}, {0, 1, 465, 2},
	{0, 1, 467, 4}, {0, 0, 471, 3}, {0, 1, 474, 2}, {0, 1, 476, 5},
	{0, 1, 481, 13}, {9, 1, 494, 0}, {0, 1, 494, 1}, {0, 1, 495, 5},
	{0, 1, 500, 38}, {1, 1, 538, 1}, {0, 1, 539, 9}, {1, 1, 548, 1},
	{0, 0, 549, 8}, {1, 0, 557, 1}, {0, 1, 558, 1}, {0, 0, 559, 5},
	{0, 1, 564, 2}, {1, 1, 566, 1}, {1, 0, 567, 1}, {0, 1, 568, 9},
	{1, 1, 577, 1}, {0, 1, 578, 4}, {0, 1, 582, 2}, {0, 1, 584, 2},
	{0, 1, 586, 2}, {1, 1, 588, 1}, {0, 1, 589, 2}, {1, 1, 591, 1},
	{1, 1, 592, 1}, {1, 1, 593, 1}, {0, 1, 594, 5}, {0, 1, 599, 14},
	{0, 1, 613, 2}, {0, 1, 615, 1}, {0, 1, 616, 14}, {0, 1, 630, 9},
	{0, 1, 639, 7}, {0, 1, 646, 5}, {0, 0, 651, 10}, {1, 0, 661, 1},
	{6, 1, 662, 0}, {1, 1, 662, 1}, {0, 1, 663, 2}, {10, 0, 665, 0},
	{0, 1, 665, 21}, {0, 1, 686, 3}, {0, 1, 689, 11}, {0, 1, 700, 1},
	{0, 1, 701, 6}, {1, 1, 707, 1}, {0, 1, 708, 2}, {0, 1, 710, 1},
	{7, 1, 711, 0}, {0, 1, 711, 6}, {0, 1, 717, 1}, {0, 1, 718, 2},
	{1, 1, 720, 1}, {0, 1, 721, 18}, {0, 0, 739, 10}, {1, 0, 749, 1},
	{0, 1, 750, 2}, {0, 1, 752, 1}, {0, 0, 753, 9}, {0, 1, 762, 7},
	{0, 1, 769, 34}, {0, 1, 803, 5}, {0, 1, 808, 9}, {0, 1, 817, 8},
	{0, 1, 825, 9}, {0, 1, 834, 13}, {0, 1, 847, 3}, {0, 0, 850, 9},
	{0, 1, 859, 8}, {0, 1, 867, 16}, {0, 1, 883, 2}, {0, 1, 885, 17},
	{0, 1, 902, 7}, {0, 1, 909, 12}, {0, 1, 921, 44}, {0, 1, 965, 9},
	{1, 1, 974, 1}, {0, 0, 975, 6}, {1, 0, 981, 1}, {1, 0, 982, 1},
	{0, 1, 983, 27}, {0, 0, 1010, 11}, {1, 0, 1021, 1}, {0, 1, 1022, 3},
	{0, 1, 1025, 4}, {0, 0, 1029, 6}, {0, 1, 1035, 9}, {0, 1, 1044, 2},
	{0, 1, 1046, 7}, {0, 1, 1053, 3}, {0, 1, 1056, 7}, {0, 1, 1063, 1},
	{1, 1, 1064, 1}, {0, 1, 1065, 2}, {0, 1, 1067, 7}, {0, 1, 1074, 5},
	{0, 1, 1079, 31}, {0, 0, 1110, 5}, {0, 1, 1115, 3}, {0, 1, 1118, 1},
	{0, 1, 1119, 3}, {0, 1, 1122, 1}, {0, 1, 1123, 2}, {0, 0, 1125, 21},
	{0, 0, 1146, 12}, {1, 0, 1158, 1}, {0, 0, 1159, 26}, {1, 0, 1185, 1},
	{0, 1, 1186, 3}, {1, 1, 1189, 1}, {1, 0, 1190, 1}, {0, 1, 1191, 5},
	{0, 0, 1196, 11}, {0, 1, 1207, 7}, {1, 1, 1214, 1}, {1, 0, 1215, 1},
	{0, 0, 1216, 19}, {0, 0, 1235, 7}, {1, 0, 1242, 1}, {0, 0, 1243, 14},
	{1, 0, 1257, 1}, {0, 1, 1258, 2}, {0, 1, 1260, 6}, {0, 0, 1266, 5},
	{1, 0, 1271, 1}, {1, 0, 1272, 1}, {0, 0, 1273, 2}, {0, 1, 1275, 41},
	{0, 1, 1316, 2}, {0, 1, 1318, 6}, {1, 1, 1324, 1}, {0, 1, 1325, 9},
	{0, 1, 1334, 5}, {0, 1, 1339, 3}, {0, 0, 1342, 4}, {1, 0, 1346, 1},
	{0, 1, 1347, 2}, {0, 1, 1349, 1}, {0, 1, 1350, 4}, {0, 1, 1354, 4},
	{0, 1, 1358, 3}, {0, 1, 1361, 4}, {0, 1, 1365, 2}, {1, 1, 1367, 1},
	{0, 0, 1368, 6}, {0, 0, 1374, 1}, {0, 1, 1375, 10}, {0, 0, 1385, 5},
	{0, 1, 1390, 1}, {0, 1, 1391, 3}, {1, 1, 1394, 1}, {0, 1, 1395, 5},
	{1, 1, 1400, 1}, {0, 1, 1401, 6}, {0, 1, 1407, 7}, {1, 1, 1414, 1},
	{0, 0, 1415, 28}, {0, 1, 1443, 2}, {0, 1, 1445, 3}, {1, 1, 1448, 1},
	{0, 1, 1449, 1}, {1, 1, 1450, 1}, {0, 1, 1451, 2}, {0, 1, 1453, 5},
	{0, 1, 1458, 1}, {0, 1, 1459, 1}, {0, 1, 1460, 2}, {1, 1, 1462, 1},
};

static const PgawsOperation operations[] = {
	{108, 0, 1, 2, 3, 2, 0}, {350, 0, 1, 4, 5, 2, 0},
	{725, 0, 1, 11, 12, 2, 0}, {825, 0, 1, 14, 15, 2, 0},
	{855, 0, 1, 14, 15, 2, 0}, {883, 0, 1, 16, 17, 2, 0},
	{1513, 0, 1, 29, 30, 2, 0}, {1533, 0, 1, 31, 32, 2, 0},
	{1552, 0, 1, 33, 34, 2, 0}, {1567, 0, 1, 35, 36, 2, 0},
	{1591, 0, 1, 37, 38, 2, 0}, {1619, 0, 1, 39, 40, 2, 0},
	{1641, 0, 1, 41, 42, 2, 0}, {1664, 0, 1, 43, 44, 2, 0},
	{1688, 0, 1, 45, 46, 2, 0}, {1714, 0, 1, 47, 48, 2, 0},
	{1743, 0, 1, 49, 50, 2, 0}, {2520, 0, 1, 67, 68, 2, 0},
	{2538, 0, 1, 70, 71, 2, 0}, {2555, 0, 1, 72, 30, 2, 0},
	{2575, 0, 1, 73, 32, 2, 0}, {2594, 0, 1, 74, 34, 2, 0},
	{2609, 0, 1, 75, 36, 2, 0}, {2633, 0, 1, 69, 65535, 2, 0},
	{2661, 0, 1, 76, 77, 2, 0}, {2689, 0, 1, 78, 40, 2, 0},
	{2711, 0, 1, 79, 42, 2, 0}, {2734, 0, 1, 80, 44, 2, 0},
	{2758, 0, 1, 81, 46, 2, 0}, {2784, 0, 1, 82, 3, 2, 0},
	{2813, 0, 1, 83, 50, 2, 0}, {2835, 0, 1, 16, 17, 2, 0},
	{2903, 0, 1, 3, 84, 2, 0}, {2929, 0, 1, 85, 86, 2, 0},
	{2969, 0, 1, 87, 88, 2, 0}, {2990, 0, 1, 87, 89, 2, 0},
	{3010, 0, 1, 79, 90, 2, 0}, {3042, 0, 1, 91, 92, 2, 0},
	{3065, 0, 1, 87, 93, 2, 0}, {3087, 0, 1, 94, 95, 2, 0},
	{3112, 0, 1, 87, 96, 2, 0}, {3134, 0, 1, 87, 97, 2, 0},
	{3152, 0, 1, 98, 99, 2, 0}, {3175, 0, 1, 100, 101, 2, 0},
	{3199, 0, 1, 102, 103, 2, 0}, {3226, 0, 1, 104, 105, 2, 0},
	{3241, 0, 1, 106, 107, 2, 0}, {3275, 0, 1, 108, 109, 2, 0},
	{3306, 0, 1, 108, 110, 2, 0}, {3336, 0, 1, 111, 112, 2, 0},
	{3368, 0, 1, 108, 113, 2, 0}, {3408, 0, 1, 108, 114, 2, 0},
	{3436, 0, 1, 87, 115, 2, 0}, {3461, 0, 1, 119, 120, 2, 0},
	{3483, 0, 1, 106, 107, 2, 0}, {3516, 0, 1, 116, 117, 2, 0},
	{3546, 0, 1, 106, 107, 2, 0}, {3579, 0, 1, 118, 107, 2, 0},
	{3610, 0, 1, 106, 107, 2, 0}, {3647, 0, 1, 106, 107, 2, 0},
	{3684, 0, 1, 106, 107, 2, 0}, {3713, 0, 1, 87, 121, 2, 0},
	{3739, 0, 1, 98, 122, 2, 0}, {3777, 0, 1, 123, 124, 2, 0},
	{3811, 0, 1, 108, 125, 2, 0}, {3845, 0, 1, 108, 126, 2, 0},
	{3869, 0, 1, 74, 127, 2, 0}, {3898, 0, 1, 87, 128, 2, 0},
	{3925, 0, 1, 129, 130, 2, 0}, {3961, 0, 1, 87, 131, 2, 0},
	{3990, 0, 1, 87, 132, 2, 0}, {4022, 0, 1, 133, 134, 2, 0},
	{4057, 0, 1, 135, 136, 2, 0}, {4098, 0, 1, 87, 137, 2, 0},
	{4136, 0, 1, 87, 138, 2, 0}, {4181, 0, 1, 139, 140, 2, 0},
	{4206, 0, 1, 87, 141, 2, 0}, {4227, 0, 1, 142, 143, 2, 0},
	{4243, 0, 1, 144, 145, 2, 0}, {4920, 0, 1, 165, 166, 2, 0},
	{5549, 0, 1, 176, 177, 2, 0}, {5736, 0, 1, 181, 68, 2, 0},
	{6561, 0, 1, 194, 195, 2, 0}, {7095, 0, 1, 204, 205, 2, 0},
	{7125, 0, 1, 206, 30, 2, 0}, {7145, 0, 1, 207, 32, 2, 0},
	{7164, 0, 1, 208, 34, 2, 0}, {7179, 0, 1, 209, 36, 2, 0},
	{7203, 0, 1, 210, 40, 2, 0}, {7225, 0, 1, 211, 42, 2, 0},
	{7248, 0, 1, 212, 44, 2, 0}, {7272, 0, 1, 213, 46, 2, 0},
	{7298, 0, 1, 214, 48, 2, 0}, {7327, 0, 1, 215, 50, 2, 0},
	{7365, 0, 1, 218, 50, 2, 0}, {8353, 0, 1, 237, 46, 2, 0},
	{8437, 0, 1, 70, 127, 2, 0}, {8494, 0, 1, 246, 247, 2, 0},
	{8518, 0, 1, 248, 249, 2, 0}, {8544, 0, 1, 250, 3, 2, 0},
	{10018, 0, 1, 65535, 170, 2, 0}, {11113, 0, 1, 284, 30, 2, 0},
	{11132, 0, 1, 79, 285, 2, 0}, {11162, 0, 1, 176, 285, 2, 0},
	{11191, 0, 1, 176, 285, 2, 0}, {11220, 0, 1, 286, 285, 2, 0},
	{11247, 0, 1, 287, 285, 2, 0}, {11280, 0, 1, 288, 285, 2, 0},
	{11313, 0, 1, 289, 285, 2, 0}, {730, 0, 1, 290, 65535, 2, 0},
	{11338, 0, 1, 292, 293, 2, 0}, {11355, 0, 1, 295, 50, 2, 0},
	{11376, 0, 1, 83, 50, 2, 0}, {11407, 0, 1, 294, 17, 2, 0},
	{11517, 0, 1, 72, 30, 2, 0}, {11555, 0, 1, 80, 293, 2, 0},
	{11571, 0, 1, 83, 50, 2, 0}, {12214, 0, 1, 310, 71, 2, 0},
	{12408, 0, 1, 312, 313, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_dms = {
	.name = "dms",
	.cli_name = "dms",
	.host_prefix = "dms",
	.signing_name = "dms",
	.target_prefix = "AmazonDMSv20160101",
	.protocol = PGAWS_PROTOCOL_JSON_1_1,
	.api_version = "2016-01-01",
	.model = &model
};
