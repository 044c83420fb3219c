/*-------------------------------------------------------------------------
 *
 * model_glue.c
 *	  What AWS publishes about glue, 2017-03-31.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_glue.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "AWSManagedClientApplicationReference\0" "AccessToken\0"
	"AccessType\0" "AccountId\0" "AccuracyCostTradeoff\0" "ActualValue\0"
	"AddArguments\0" "AddIdleTimeBetweenReads\0" "AddPublicKeys\0"
	"AddRecordTimestamp\0" "AdditionalAuditContext\0" "AdditionalContext\0"
	"AdditionalDataSources\0" "AdditionalDeltaOptions\0"
	"AdditionalEncryptionContext\0" "AdditionalHudiOptions\0"
	"AdditionalIcebergOptions\0" "AdditionalLocations\0" "AdditionalOptions\0"
	"AdditionalPlanOptionsMap\0" "AdditionalRequestParameters\0"
	"AdditionalRunOptions\0" "AdvancedOptions\0" "AggFunc\0" "Aggregate\0"
	"AggregatedMetrics\0" "Aggs\0" "Alias\0" "AllColumnsRequested\0"
	"AllocatedCapacity\0" "AllowFullTableExternalDataAccess\0"
	"AllowSingleColumn\0" "AllowedValues\0" "AmazonRedshiftSource\0"
	"AmazonRedshiftTarget\0" "AnalyzerResults\0" "ApplicationArn\0"
	"ApplyMapping\0" "ApplyOverrideForComputeEnvironment\0"
	"AreaUnderPRCurve\0" "Args\0" "Assign\0" "AthenaConnectionProperties\0"
	"AthenaConnectorSource\0" "AthenaProperties\0" "AttributesToGet\0"
	"AuthStrategy\0" "AuthToken\0" "AuthenticationParameters\0"
	"AuthenticationType\0" "AuthorizationCode\0"
	"AuthorizationCodeProperties\0" "AuthorizationCodeUrl\0"
	"AuthorizedColumns\0" "AutoDataQuality\0" "AutoPushdown\0"
	"AvailabilityZone\0" "AverageLength\0" "AvoidEmptyBatches\0"
	"BackfillErrors\0" "BasicAuthenticationCredentials\0"
	"BasicAuthenticationProperties\0" "BatchCreatePartition\0"
	"BatchDeleteConnection\0" "BatchDeletePartition\0" "BatchDeleteTable\0"
	"BatchDeleteTableVersion\0" "BatchGetBlueprints\0" "BatchGetCrawlers\0"
	"BatchGetCustomEntityTypes\0" "BatchGetDataQualityResult\0"
	"BatchGetDevEndpoints\0" "BatchGetJobs\0" "BatchGetPartition\0"
	"BatchGetTableOptimizer\0" "BatchGetTriggers\0" "BatchGetWorkflows\0"
	"BatchPutDataQualityStatisticAnnotation\0" "BatchSize\0"
	"BatchStopJobRun\0" "BatchUpdatePartition\0" "BatchWindow\0"
	"BinaryColumnStatisticsData\0" "BlueprintDetails\0" "BlueprintLocation\0"
	"BlueprintName\0" "BlueprintServiceLocation\0"
	"BooleanColumnStatisticsData\0" "BootstrapServers\0" "BoundedFiles\0"
	"BoundedSize\0" "Branch\0" "BranchName\0" "BucketColumns\0"
	"CancelDataQualityRuleRecommendationRun\0"
	"CancelDataQualityRulesetEvaluationRun\0" "CancelMLTaskRun\0"
	"CancelStatement\0" "Capabilities\0" "CatalogArn\0" "CatalogDatabase\0"
	"CatalogEncryptionMode\0" "CatalogEncryptionServiceRole\0" "CatalogID\0"
	"CatalogInput\0" "CatalogKafkaSource\0" "CatalogKinesisSource\0"
	"CatalogList\0" "CatalogProperties\0" "CatalogRedshiftSchema\0"
	"CatalogRedshiftTable\0" "CatalogTable\0" "CatalogTargets\0"
	"CatalogType\0" "Categories\0" "Category\0" "CellFilters\0"
	"CheckSchemaVersionValidity\0" "Children\0" "ClassName\0"
	"Classification\0" "ClientCredentialsProperties\0" "ClientToken\0"
	"CloudWatchEncryption\0" "CloudWatchEncryptionMode\0"
	"CloudWatchMetricsEnabled\0" "ClusterId\0" "CodeGenConfigurationNodes\0"
	"ColumnImportances\0" "ColumnNameList\0" "ColumnStatistics\0"
	"ColumnStatisticsList\0" "ColumnStatisticsTaskRunId\0"
	"ColumnStatisticsTaskRunIds\0" "ColumnType\0" "ColumnsReferenced\0"
	"Command\0" "Comment\0" "Compaction\0" "Comparator\0" "Compatibility\0"
	"CompatibleComputeEnvironments\0" "CompletedOn\0"
	"CompositeRuleEvaluationMethod\0" "Compressed\0" "Compression\0"
	"CompressionType\0" "ComputationType\0"
	"ComputeEnvironmentConfigurations\0" "ConditionExpressions\0"
	"Conditions\0" "ConfusionMatrix\0" "ConnectionList\0"
	"ConnectionNameList\0" "ConnectionOptionNameOverrides\0"
	"ConnectionOptions\0" "ConnectionPasswordEncryption\0"
	"ConnectionPropertiesRequiredOverrides\0"
	"ConnectionPropertyNameOverrides\0" "ConnectionSchemaVersion\0"
	"ConnectionTable\0" "ConnectionTypeArn\0" "ConnectionTypeVariantName\0"
	"ConnectionTypeVariants\0" "ConnectorAuthenticationConfiguration\0"
	"ConnectorDataSource\0" "ConnectorDataTarget\0" "ConnectorName\0"
	"ContainsHeader\0" "ContentPath\0" "ContentType\0" "ContextWords\0"
	"ContinuousSync\0" "ConversionSpec\0" "CrawlElapsedTime\0" "CrawlId\0"
	"CrawlState\0" "CrawlerConnection\0" "CrawlerDetails\0"
	"CrawlerLineageSettings\0" "CrawlerMetricsList\0" "CrawlerName\0"
	"CrawlerNameList\0" "CrawlerNames\0" "CrawlerSecurityConfiguration\0"
	"CrawlersNotFound\0" "CreateBlueprint\0" "CreateCatalog\0"
	"CreateClassifier\0" "CreateColumnStatisticsTaskSettings\0"
	"CreateConnection\0" "CreateConnectionStatus\0" "CreateCrawler\0"
	"CreateCustomEntityType\0" "CreateDataQualityRuleset\0" "CreateDatabase\0"
	"CreateDatabaseDefaultPermissions\0" "CreateDevEndpoint\0"
	"CreateGlueIdentityCenterConfiguration\0" "CreateIcebergTableInput\0"
	"CreateIntegration\0" "CreateIntegrationResourceProperty\0"
	"CreateIntegrationTableProperties\0" "CreateJob\0" "CreateMLTransform\0"
	"CreateNativeDeltaTable\0" "CreatePartitionIndex\0" "CreateRegistry\0"
	"CreateSchema\0" "CreateScript\0" "CreateSecurityConfiguration\0"
	"CreateSession\0" "CreateTable\0" "CreateTableDefaultPermissions\0"
	"CreateTableOptimizer\0" "CreateTime\0" "CreateTrigger\0"
	"CreateUsageProfile\0" "CreateUserDefinedFunction\0" "CreateWorkflow\0"
	"CreatedAfter\0" "CreatedBefore\0" "CreatedBy\0" "CreatedOn\0"
	"CreatedRulesetName\0" "CreatedTime\0" "CreatedTimeStamp\0"
	"CreatedTimestamp\0" "CreationTime\0" "CsvClassifier\0"
	"CursorConfiguration\0" "CustomAuthenticationCredentials\0"
	"CustomAuthenticationProperties\0" "CustomCode\0"
	"CustomDatatypeConfigured\0" "CustomDatatypes\0"
	"CustomEntityTypesNotFound\0" "CustomLibraries\0" "CustomLogGroupPrefix\0"
	"CustomPatterns\0" "CustomProperties\0" "CustomerId\0" "DPUHour\0"
	"DPUSeconds\0" "DagEdges\0" "DagNodes\0" "DataFilter\0" "DataFormat\0"
	"DataLakeAccess\0" "DataLakeAccessProperties\0"
	"DataLakePrincipalIdentifier\0" "DataOperationScopes\0"
	"DataPreviewOptions\0" "DataQualityEncryption\0"
	"DataQualityEncryptionMode\0" "DataQualityGlueTable\0"
	"DataQualitySecurityConfiguration\0" "DataStoreApiVersion\0"
	"DataTransferRole\0" "DataTypeMapping\0" "DatabaseIdentifier\0"
	"DatabaseInput\0" "DatabaseList\0" "Datatype\0" "Date\0"
	"DateColumnStatisticsData\0" "DecimalColumnStatisticsData\0"
	"DefaultArguments\0" "DefaultRunProperties\0" "DefaultValue\0" "Definer\0"
	"DeleteArguments\0" "DeleteBehavior\0" "DeleteBlueprint\0"
	"DeleteCatalog\0" "DeleteClassifier\0"
	"DeleteColumnStatisticsForPartition\0" "DeleteColumnStatisticsForTable\0"
	"DeleteColumnStatisticsTaskSettings\0" "DeleteConnectionType\0"
	"DeleteCrawler\0" "DeleteCustomEntityType\0" "DeleteDataQualityRuleset\0"
	"DeleteDatabase\0" "DeleteDevEndpoint\0"
	"DeleteGlueIdentityCenterConfiguration\0" "DeleteIntegration\0"
	"DeleteIntegrationResourceProperty\0" "DeleteIntegrationTableProperties\0"
	"DeleteJob\0" "DeleteMLTransform\0" "DeletePartitionIndex\0"
	"DeletePublicKeys\0" "DeleteRegistry\0" "DeleteResourcePolicy\0"
	"DeleteSchema\0" "DeleteSchemaVersions\0" "DeleteSecurityConfiguration\0"
	"DeleteSession\0" "DeleteTableOptimizer\0" "DeleteTrigger\0"
	"DeleteUsageProfile\0" "DeleteUserDefinedFunction\0" "DeleteWorkflow\0"
	"Delimiter\0" "DeltaTables\0" "DeltaTargets\0" "DependentJobName\0"
	"DescribeConnectionType\0" "DescribeEntity\0"
	"DescribeInboundIntegrations\0" "DescribeIntegrations\0"
	"DescribeShardInterval\0" "Description\0" "DestinationId\0"
	"DetectSchema\0" "DetectionParameters\0" "DetectionSensitivity\0"
	"DevEndpointNames\0" "DevEndpointsNotFound\0" "DialectVersion\0"
	"DirectJDBCSource\0" "DirectKafkaSource\0" "DirectKinesisSource\0"
	"DisableValueTrimming\0" "DisplayName\0" "DlqEventQueueArn\0" "Doc\0"
	"DoubleColumnStatisticsData\0" "DoubleValue\0" "DpuHours\0"
	"DropDuplicates\0" "DropFields\0" "DropNullFields\0" "Dropped\0"
	"DynamicTransform\0" "DynamoDB\0" "DynamoDBCatalogSource\0"
	"DynamoDBELTConnectorSource\0" "DynamoDBTargets\0" "DynamodbExport\0"
	"DynamodbS3Bucket\0" "DynamodbS3BucketOwner\0" "DynamodbS3Prefix\0"
	"DynamodbStsRoleArn\0" "DynamodbTableArn\0" "DynamodbUnnestDDBJson\0"
	"EmitConsumerLagMetrics\0" "EnableAdditionalMetadata\0" "EnableHybrid\0"
	"EnableSamplePath\0" "EnableUpdateCatalog\0" "EncryptedById\0"
	"EncryptedKeyMetadata\0" "EncryptionAtRest\0" "EncryptionConfiguration\0"
	"EncryptionKey\0" "EndTime\0" "EndingOffsets\0" "EndpointName\0"
	"EndpointUrl\0" "EnforceProvidedLabels\0" "EntityConfigurations\0"
	"EntityTypesToDetect\0" "Entries\0" "Error\0" "ErrorCode\0"
	"ErrorDetail\0" "ErrorDetails\0" "ErrorName\0" "ErrorPath\0"
	"ErrorString\0" "ErrorValue\0" "ErroredActions\0" "Escaper\0"
	"EvaluateDataQuality\0" "EvaluateDataQualityMultiFrame\0"
	"EvaluatedMetrics\0" "EvaluatedRule\0" "EvaluationContext\0"
	"EvaluationLevel\0" "EvaluationMessage\0" "EvaluationMetrics\0"
	"EventBatchingCondition\0" "EventBusArn\0" "ExcludeColumnSchema\0"
	"Exclusions\0" "ExecutionClass\0" "ExecutionCount\0" "ExecutionProperty\0"
	"ExecutionRoleSessionPolicy\0" "ExecutionTime\0" "ExecutionTimestamp\0"
	"ExpectedValue\0" "ExportLabelsTaskRunProperties\0" "ExtraJarsS3Path\0"
	"ExtraPythonLibsS3Path\0" "F1\0" "FailedActions\0"
	"FailedInclusionAnnotations\0" "FailureReason\0" "Failures\0"
	"FanoutConsumerARN\0" "FederatedCatalog\0" "FederatedDatabase\0"
	"FederatedTable\0" "FieldDataType\0" "FieldId\0" "FieldName\0"
	"FieldType\0" "FieldValue\0" "FillMissingValues\0" "FilledPath\0"
	"FilterOperator\0" "FilterPredicate\0" "FindMatchesMetrics\0"
	"FindMatchesParameters\0" "FindMatchesTaskRunProperties\0"
	"FirstSchemaVersionNumber\0" "Folder\0" "Force\0" "From\0" "FromPath\0"
	"FromType\0" "FullRefresh\0" "FunctionInput\0" "FunctionName\0"
	"FunctionSpec\0" "FunctionType\0" "GetBlueprint\0" "GetBlueprintRun\0"
	"GetBlueprintRuns\0" "GetCatalog\0" "GetCatalogImportStatus\0"
	"GetCatalogs\0" "GetClassifier\0" "GetClassifiers\0"
	"GetColumnStatisticsForPartition\0" "GetColumnStatisticsForTable\0"
	"GetColumnStatisticsTaskRun\0" "GetColumnStatisticsTaskRuns\0"
	"GetColumnStatisticsTaskSettings\0" "GetConnection\0" "GetConnections\0"
	"GetCrawler\0" "GetCrawlerMetrics\0" "GetCustomEntityType\0"
	"GetDataCatalogEncryptionSettings\0" "GetDataQualityModel\0"
	"GetDataQualityModelResult\0" "GetDataQualityRuleRecommendationRun\0"
	"GetDataQualityRuleset\0" "GetDataQualityRulesetEvaluationRun\0"
	"GetDatabase\0" "GetDatabases\0" "GetDataflowGraph\0" "GetDevEndpoint\0"
	"GetEntityRecords\0" "GetGlueIdentityCenterConfiguration\0"
	"GetIntegrationResourceProperty\0" "GetIntegrationTableProperties\0"
	"GetJob\0" "GetJobBookmark\0" "GetJobRun\0" "GetJobRuns\0"
	"GetMLTaskRun\0" "GetMLTaskRuns\0" "GetMLTransform\0" "GetMLTransforms\0"
	"GetMapping\0" "GetMaterializedViewRefreshTaskRun\0"
	"GetPartitionIndexes\0" "GetPartitions\0" "GetPlan\0" "GetRegistry\0"
	"GetResourcePolicies\0" "GetResourcePoliciesResponseList\0"
	"GetResourcePolicy\0" "GetSchema\0" "GetSchemaByDefinition\0"
	"GetSchemaVersion\0" "GetSchemaVersionsDiff\0"
	"GetSecurityConfiguration\0" "GetSecurityConfigurations\0" "GetSession\0"
	"GetStatement\0" "GetTable\0" "GetTableVersion\0" "GetTableVersions\0"
	"GetTables\0" "GetTags\0" "GetTrigger\0"
	"GetUnfilteredPartitionMetadata\0" "GetUnfilteredPartitionsMetadata\0"
	"GetUnfilteredTableMetadata\0" "GetUsageProfile\0"
	"GetUserDefinedFunction\0" "GetUserDefinedFunctions\0" "GetWorkflow\0"
	"GetWorkflowRun\0" "GetWorkflowRunProperties\0" "GetWorkflowRuns\0"
	"GlobalSourceConfiguration\0" "GlueStudioType\0" "GlueVersion\0"
	"GovernedCatalogSource\0" "GovernedCatalogTarget\0" "GrokClassifier\0"
	"GrokPattern\0" "GroupFiles\0" "GroupFiltersList\0" "GroupSize\0"
	"Groups\0" "HasDatabases\0" "HeaderKey\0" "HidePassword\0" "HudiTargets\0"
	"IamRole\0" "IcebergMetrics\0" "IcebergOptimizationProperties\0"
	"IcebergTargets\0" "IdentifierFieldIds\0" "IdleTimeBetweenReadsInMs\0"
	"IdleTimeout\0" "ImportCatalogToGlue\0" "ImportCompleted\0"
	"ImportLabelsTaskRunProperties\0" "ImportTime\0" "Importance\0"
	"ImportedBy\0" "ImputedPath\0" "IncludeBlueprint\0" "IncludeGraph\0"
	"IncludeHeaders\0" "IncludeParameterSpec\0" "IncludeRoot\0"
	"IncludeStatusDetails\0" "InclusionAnnotation\0" "IndexName\0"
	"IndexStatus\0" "InitialDefault\0" "InputFormat\0" "InputRecordTables\0"
	"InputS3Path\0" "Inputs\0" "InstanceArn\0" "IntegrationArn\0"
	"IntegrationConfig\0" "IntegrationIdentifier\0" "IntegrationName\0"
	"IntegrationResourcePropertyList\0" "IntegrationType\0" "IsCreateable\0"
	"IsDefaultOnCreate\0" "IsEmpty\0" "IsEnabled\0" "IsFilterable\0"
	"IsMaterializedView\0" "IsMultiDialectView\0" "IsNegOne\0"
	"IsNullString\0" "IsNullable\0" "IsOptional\0" "IsParentEntity\0"
	"IsPartitionable\0" "IsPrimaryKey\0" "IsProtected\0"
	"IsRegisteredWithLakeFormation\0" "IsRetrievable\0" "IsStale\0"
	"IsUpdateable\0" "IsUpsertable\0" "JDBCConnectorSource\0"
	"JDBCConnectorTarget\0" "JWTBearerProperties\0" "Jdbc\0" "JdbcTargets\0"
	"JobBookmarkEntry\0" "JobBookmarkKeys\0" "JobBookmarkKeysSortOrder\0"
	"JobBookmarksEncryption\0" "JobBookmarksEncryptionMode\0"
	"JobConfiguration\0" "JobDetails\0" "JobDurationInHour\0" "JobId\0"
	"JobMode\0" "JobNames\0" "JobRunId\0" "JobRunIds\0"
	"JobRunQueuingEnabled\0" "JobRunState\0" "JobUpdate\0" "JobsNotFound\0"
	"Join\0" "JoinType\0" "JsonClassifier\0" "JsonPath\0" "JwtToken\0"
	"KeyOverride\0" "KmsArn\0" "KmsKey\0" "KmsKeyArn\0" "Label\0"
	"LabelCount\0" "LabelingSetGenerationTaskRunProperties\0"
	"LakeFormationConfiguration\0" "Language\0" "LastAccessTime\0"
	"LastActiveDefinition\0" "LastAnalyzedTime\0" "LastCommitId\0"
	"LastConnectionValidationTime\0" "LastCrawl\0" "LastExecutionAttempt\0"
	"LastModifiedAfter\0" "LastModifiedBefore\0" "LastModifiedOn\0"
	"LastModifiedTimestamp\0" "LastRefreshType\0" "LastRun\0"
	"LastRuntimeSeconds\0" "LastUpdateStatus\0" "LastUpdated\0"
	"LastUpdatedBy\0" "LastUpdatedTime\0" "LatestSchemaVersion\0"
	"LatestVersion\0" "LimitParameter\0" "LineNumber\0"
	"LineageConfiguration\0" "ListBlueprints\0"
	"ListColumnStatisticsTaskRuns\0" "ListConnectionTypes\0" "ListCrawlers\0"
	"ListCrawls\0" "ListCustomEntityTypes\0" "ListDataQualityResults\0"
	"ListDataQualityRuleRecommendationRuns\0"
	"ListDataQualityRulesetEvaluationRuns\0" "ListDataQualityRulesets\0"
	"ListDataQualityStatisticAnnotations\0" "ListDataQualityStatistics\0"
	"ListDevEndpoints\0" "ListEntities\0"
	"ListIntegrationResourceProperties\0" "ListJobs\0" "ListMLTransforms\0"
	"ListMaterializedViewRefreshTaskRuns\0" "ListRegistries\0"
	"ListSchemaVersions\0" "ListSchemas\0" "ListSessions\0" "ListStatements\0"
	"ListTableOptimizerRuns\0" "ListTriggers\0" "ListType\0"
	"ListUsageProfiles\0" "ListWorkflows\0" "LocationUri\0" "LogGroup\0"
	"LogGroupName\0" "LogStream\0" "LogUri\0" "Logical\0" "LogicalOperator\0"
	"LogoUrl\0" "LongColumnStatisticsData\0" "LowerBound\0" "LowerLimit\0"
	"MaintenanceWindow\0" "ManagedWorkgroupName\0" "ManagedWorkgroupStatus\0"
	"Marker\0" "MaskValue\0" "MatchCriteria\0" "MatchPattern\0"
	"MaterializedViewRefreshTaskRunId\0" "MaxBand\0" "MaxCapacity\0"
	"MaxConcurrentRuns\0" "MaxFetchRecordsPerShard\0" "MaxFetchTimeInMs\0"
	"MaxFilesInBand\0" "MaxOffsetsPerTrigger\0" "MaxRecordPerRead\0"
	"MaxRecords\0" "MaxResults\0" "MaxRetries\0" "MaxRetryIntervalMs\0"
	"MaxValue\0" "MaximumLength\0" "MaximumTraversalDepth\0" "MaximumValue\0"
	"MedianRuntimeSeconds\0" "Merge\0" "MergeAction\0" "MergeClause\0"
	"MergeWhenMatched\0" "MergeWhenNotMatched\0" "MessagePrefix\0"
	"MetadataInfoMap\0" "MetadataKey\0" "MetadataKeyValue\0" "MetadataList\0"
	"MetadataOperation\0" "MetadataValue\0" "MetricBasedObservation\0"
	"MetricName\0" "MetricValues\0" "MicrosoftSQLServerCatalogSource\0"
	"MicrosoftSQLServerCatalogTarget\0" "MinPartitions\0" "MinValue\0"
	"MinimumValue\0" "MissingBlueprints\0" "MissingWorkflows\0"
	"MlUserDataEncryption\0" "MlUserDataEncryptionMode\0"
	"ModifyIntegration\0" "MongoDBTargets\0" "Multiline\0"
	"MySQLCatalogSource\0" "MySQLCatalogTarget\0" "NativeDataType\0"
	"Negated\0" "NewRules\0" "NextPage\0" "NextSchemaVersion\0" "NextToken\0"
	"NodeIds\0" "NodeType\0" "NonOverridableArguments\0"
	"NotificationProperty\0" "NotifyDelayAfter\0" "NullCheckBoxList\0"
	"NullOrder\0" "NullTextList\0" "NumFalseNegatives\0" "NumFalsePositives\0"
	"NumLeftCharsToExclude\0" "NumPartitions\0" "NumRetries\0"
	"NumRightCharsToExclude\0" "NumTrueNegatives\0" "NumTruePositives\0"
	"NumberOfBuckets\0" "NumberOfBytesCompacted\0"
	"NumberOfDataFilesDeleted\0" "NumberOfDistinctValues\0" "NumberOfDpus\0"
	"NumberOfFalses\0" "NumberOfFilesCompacted\0"
	"NumberOfManifestFilesDeleted\0" "NumberOfManifestListsDeleted\0"
	"NumberOfNodes\0" "NumberOfNulls\0" "NumberOfOrphanFilesDeleted\0"
	"NumberOfTrues\0" "NumberOfWorkers\0" "NumberRows\0"
	"NumberTargetPartitions\0" "OAuth2ClientApplication\0"
	"OAuth2Credentials\0" "OAuth2GrantType\0" "OAuth2Properties\0"
	"Observations\0" "OffsetConfiguration\0" "OffsetParameter\0"
	"OptimizePerformance\0" "OracleSQLCatalogSource\0"
	"OracleSQLCatalogTarget\0" "OrderBy\0" "OrderId\0" "OrphanFileDeletion\0"
	"OtherMetadataValueList\0" "Output\0" "OutputColumnName\0"
	"OutputFormat\0" "OutputS3Path\0" "OutputSchemas\0"
	"OverwriteChildResourcePermissionsWithDefault\0" "OwnerName\0"
	"OwnerType\0" "PIIDetection\0" "PaginationConfiguration\0" "Param\0"
	"ParentCatalogId\0" "ParentEntityName\0" "ParentField\0"
	"ParentResourceArn\0" "PartitionColumn\0" "PartitionIndexDescriptorList\0"
	"PartitionInput\0" "PartitionInputList\0" "PartitionKeys\0"
	"PartitionPredicate\0" "PartitionSpec\0" "PartitionValueList\0"
	"PartitionValues\0" "PartitionsToDelete\0" "PartitionsToGet\0" "Paths\0"
	"PhysicalConnectionPropertiesRequired\0"
	"PhysicalConnectionRequirements\0" "PiiType\0" "PitrEnabled\0"
	"PolicyExistsCondition\0" "PolicyHash\0" "PolicyHashCondition\0"
	"PolicyInJson\0" "PollTimeoutMs\0" "PollingTime\0" "PostAction\0"
	"PostgreSQLCatalogSource\0" "PostgreSQLCatalogTarget\0" "PreAction\0"
	"PreProcessingQuery\0" "Precision\0" "PrecisionRecallTradeoff\0"
	"PredecessorRuns\0" "PredecessorsIncluded\0" "PredictedValue\0"
	"PreviousRunId\0" "PrimaryKeyColumnName\0" "PrimaryKeys\0" "Principal\0"
	"PrivateAddress\0" "Prob\0" "ProcessedBytes\0" "ProfileId\0"
	"ProfileName\0" "Progress\0" "Prompt\0" "PropertyLocation\0"
	"PropertyType\0" "PropertyTypes\0" "Provider\0" "PublicAddress\0"
	"PublicKey\0" "PublishingOptions\0" "PutDataCatalogEncryptionSettings\0"
	"PutDataQualityProfileAnnotation\0" "PutResourcePolicy\0"
	"PutSchemaVersionMetadata\0" "PutWorkflowRunProperties\0"
	"PythonConnectionProperties\0" "PythonProperties\0" "PythonScript\0"
	"PythonVersion\0" "QueryAsOfTime\0" "QueryAuthorizationId\0" "QueryId\0"
	"QuerySchemaVersionMetadata\0" "QuerySessionContext\0" "QueryStartTime\0"
	"QuoteChar\0" "QuoteSymbol\0" "Recall\0" "Recipe\0" "RecipeArn\0"
	"RecipeReference\0" "RecipeSteps\0" "RecipeVersion\0"
	"RecommendationRunId\0" "RecommendedRuleset\0" "RecordPollingLimit\0"
	"RecordUpdateField\0" "RecordedAfter\0" "RecordedBefore\0"
	"RecrawlBehavior\0" "RecrawlPolicy\0" "Recurse\0" "Recursive\0"
	"RedactChar\0" "RedactText\0" "RedirectUri\0" "RedshiftDatabaseName\0"
	"RedshiftTmpDir\0" "ReferencedDatasets\0" "RefreshInterval\0"
	"RefreshSeconds\0" "RefreshToken\0" "RegexString\0" "Region\0"
	"RegisterConnectionType\0" "RegisterSchemaVersion\0" "RegistryArn\0"
	"RegistryId\0" "RegistryName\0" "RelationalCatalogSource\0"
	"RemoveSchemaVersionMetadata\0" "RenameField\0" "Replace\0"
	"ReplaceAllLabels\0" "Repository\0" "RepositoryName\0" "RepositoryOwner\0"
	"Representations\0" "RequestMethod\0" "RequestOrigin\0" "RequestPath\0"
	"RequestTime\0" "RequestedBy\0" "RequestedChange\0" "RequestedColumns\0"
	"ResetJobBookmark\0" "ResourcePropertyArn\0" "ResourceShareType\0"
	"ResourceType\0" "ResourceUris\0" "ResponseConfiguration\0"
	"RestConfiguration\0" "ResultId\0" "ResultIds\0" "ResultPath\0"
	"ResultsNotFound\0" "ResultsPublishingEnabled\0" "ResultsS3Prefix\0"
	"ResumeWorkflowRun\0" "Retention\0" "ReturnConnectionPasswordEncrypted\0"
	"RoleSessionName\0" "RollbackErrorMessage\0" "RootResourceArn\0" "Route\0"
	"RowFilter\0" "RowFilterExpression\0" "RowTag\0" "RuleCount\0"
	"RuleMetrics\0" "RuleResults\0" "RulesetEvaluationRunId\0"
	"RulesetNames\0" "RunIdentifier\0" "RunStatement\0" "RunningActions\0"
	"Runtime\0" "S3\0" "S3CatalogDeltaSource\0" "S3CatalogHudiSource\0"
	"S3CatalogIcebergSource\0" "S3CatalogSource\0" "S3CatalogTarget\0"
	"S3CsvSource\0" "S3DeltaCatalogTarget\0" "S3DeltaDirectTarget\0"
	"S3DeltaSource\0" "S3DirectTarget\0" "S3Encryption\0" "S3EncryptionMode\0"
	"S3ExcelSource\0" "S3GlueParquetTarget\0" "S3HudiCatalogTarget\0"
	"S3HudiDirectTarget\0" "S3HudiSource\0" "S3HyperDirectTarget\0"
	"S3IcebergCatalogTarget\0" "S3IcebergDirectTarget\0" "S3JsonSource\0"
	"S3ParquetSource\0" "S3Targets\0" "SampleFraction\0" "SampleQuery\0"
	"SampleSize\0" "ScalaCode\0" "Scale\0" "ScanAll\0" "ScheduleExpression\0"
	"ScheduleType\0" "SchemaArn\0" "SchemaChangePolicy\0" "SchemaCheckpoint\0"
	"SchemaDefinition\0" "SchemaDiffType\0" "SchemaId\0" "SchemaName\0"
	"SchemaReference\0" "SchemaStatus\0" "SchemaVersionErrors\0"
	"SchemaVersionId\0" "SchemaVersionStatus\0" "Scope\0" "Score\0"
	"ScriptLocation\0" "SearchTables\0" "SearchText\0"
	"SecondSchemaVersionNumber\0" "SecretArn\0" "SecurityGroupIdList\0"
	"SecurityGroupIds\0" "SecurityProtocol\0" "Segment\0" "SegmentNumber\0"
	"SelectFields\0" "SelectFromCollection\0" "SelectedColumns\0"
	"SelectedFields\0" "Separator\0" "Serde\0" "SerdeInfo\0"
	"SerializationLibrary\0" "SessionConfiguration\0" "SessionId\0"
	"SettingSource\0" "Sinks\0" "SkewedColumnNames\0"
	"SkewedColumnValueLocationMaps\0" "SkewedColumnValues\0" "SkewedInfo\0"
	"SkipArchive\0" "SkipFirst\0" "SkipFooter\0" "SnowflakeSource\0"
	"SnowflakeTarget\0" "Sort\0" "SortColumns\0" "SortCriteria\0"
	"SortDirection\0" "SourceArn\0" "SourceControlDetails\0" "SourceId\0"
	"SourcePath\0" "SourceProcessingProperties\0" "SourceProperties\0"
	"SourceTable\0" "SourceTableConfig\0" "SourceType\0"
	"SparkConnectionProperties\0" "SparkConnectorSource\0"
	"SparkConnectorTarget\0" "SparkProperties\0" "SparkSQL\0" "SpecId\0"
	"Spigot\0" "SplitFields\0" "SqlAliases\0" "SqlQuery\0" "SseAwsKmsKeyId\0"
	"StagingTable\0" "StartBlueprintRun\0" "StartColumnStatisticsTaskRun\0"
	"StartColumnStatisticsTaskRunSchedule\0" "StartCrawler\0"
	"StartCrawlerSchedule\0" "StartDataQualityRuleRecommendationRun\0"
	"StartDataQualityRulesetEvaluationRun\0" "StartExportLabelsTaskRun\0"
	"StartImportLabelsTaskRun\0" "StartJobRun\0" "StartMLEvaluationTaskRun\0"
	"StartMLLabelingSetGenerationTaskRun\0"
	"StartMaterializedViewRefreshTaskRun\0" "StartOnCreation\0"
	"StartTrigger\0" "StartWorkflowRun\0" "StartedAfter\0" "StartedBefore\0"
	"StartedOn\0" "StartingEventBatchCondition\0" "StartingOffsets\0"
	"StartingPosition\0" "StartingTimestamp\0" "StateDetail\0" "StatisticId\0"
	"StatisticName\0" "StatisticProperties\0" "StatisticRecordedOn\0"
	"StatusMessage\0" "StatusReason\0" "StillEstimating\0"
	"StopColumnStatisticsTaskRun\0" "StopColumnStatisticsTaskRunSchedule\0"
	"StopCrawler\0" "StopCrawlerSchedule\0" "StopJobOnFailureOptions\0"
	"StopJobOnFailureTiming\0" "StopMaterializedViewRefreshTaskRun\0"
	"StopSession\0" "StopTrigger\0" "StopWorkflowRun\0" "StoppedActions\0"
	"StorageDescriptor\0" "StoredAsSubDirectories\0" "StreamArn\0"
	"StreamName\0" "StreamingOptions\0" "StringColumnStatisticsData\0"
	"SubObjectVersionIds\0" "SubObjects\0" "SubnetId\0" "SubscribePattern\0"
	"Succeeded\0" "SucceededActions\0" "SuccessfulSubmissions\0" "Summary\0"
	"SupportedAuthenticationTypes\0" "SupportedComputeEnvironments\0"
	"SupportedDataOperations\0" "SupportedDialect\0"
	"SupportedFilterOperators\0" "SupportedPermissionTypes\0"
	"SupportedValues\0" "TableList\0" "TableLocation\0"
	"TableOptimizerConfiguration\0" "TableOptimizers\0" "TablePrefix\0"
	"TableSchema\0" "TableType\0" "TablesCreated\0" "TablesDeleted\0"
	"TablesToDelete\0" "TablesUpdated\0" "TagResource\0" "TagsToAdd\0"
	"TagsToRemove\0" "TargetArn\0" "TargetColumn\0" "TargetDatabase\0"
	"TargetParameter\0" "TargetPath\0" "TargetProcessingProperties\0"
	"TargetRedshiftCatalog\0" "TargetTable\0" "TargetTableConfig\0"
	"TargetTableName\0" "TargetType\0" "TaskRunSecurityConfigurationName\0"
	"TaskRunType\0" "TaskType\0" "TempDir\0" "TestConnection\0"
	"TestConnectionInput\0" "TextPlain\0" "ThresholdFraction\0"
	"TimeLeftSeconds\0" "TimeoutActions\0" "TimestampFilter\0"
	"TmpDirIAMRole\0" "ToKey\0" "ToType\0" "TokenUrl\0" "TokenUrlParameters\0"
	"TokenUrlParametersMap\0" "TopicName\0" "Topk\0" "TotalActions\0"
	"TotalRowsFailed\0" "TotalRowsPassed\0" "TotalRowsProcessed\0"
	"TotalRulesFailed\0" "TotalRulesPassed\0" "TotalRulesProcessed\0"
	"TotalSegments\0" "Traceback\0" "TransactionId\0" "TransformEncryption\0"
	"TransformId\0" "TransformIds\0" "TransformName\0" "TransformType\0"
	"TriggerDetails\0" "TriggerName\0" "TriggerNames\0" "TriggerUpdate\0"
	"TriggersNotFound\0" "UnfilteredPartitions\0" "Union\0" "UnionType\0"
	"UniqueId\0" "UnnestSpec\0" "UnprocessedKeys\0" "UnscaledValue\0"
	"UntagResource\0" "UpdateBehavior\0" "UpdateBlueprint\0"
	"UpdateClassifier\0" "UpdateColumnStatisticsForPartition\0"
	"UpdateColumnStatisticsForTable\0" "UpdateColumnStatisticsTaskSettings\0"
	"UpdateConnection\0" "UpdateCrawler\0" "UpdateCrawlerSchedule\0"
	"UpdateDataQualityRuleset\0" "UpdateDatabase\0" "UpdateDevEndpoint\0"
	"UpdateEtlLibraries\0" "UpdateGlueIdentityCenterConfiguration\0"
	"UpdateIcebergInput\0" "UpdateIcebergTableInput\0"
	"UpdateIntegrationResourceProperty\0" "UpdateIntegrationTableProperties\0"
	"UpdateJob\0" "UpdateJobFromSourceControl\0" "UpdateMLTransform\0"
	"UpdateOpenTableFormatInput\0" "UpdateRegistry\0" "UpdateSchema\0"
	"UpdateSourceControlFromJob\0" "UpdateTable\0" "UpdateTableOptimizer\0"
	"UpdateTime\0" "UpdateTrigger\0" "UpdateUsageProfile\0"
	"UpdateUserDefinedFunction\0" "UpdateWorkflow\0" "Updates\0"
	"UpperBound\0" "UpperLimit\0" "Upsert\0" "UpsertKeys\0"
	"UpsertRedshiftOptions\0" "UseLakeFormationCredentials\0"
	"UserBackgroundSessionsEnabled\0" "UserManagedClientApplicationClientId\0"
	"UserManagedClientApplicationClientSecret\0" "Username\0" "Valid\0"
	"ValidateCredentials\0" "ValidateForComputeEnvironments\0"
	"ValidationConnection\0" "ValidationEndpointConfiguration\0"
	"ValidationMessage\0" "ValidationRule\0" "Vendor\0" "ViewDefinition\0"
	"ViewExpandedText\0" "ViewOriginalText\0" "ViewUpdateAction\0"
	"ViewValidationText\0" "ViewValidations\0" "ViewVersionId\0"
	"ViewVersionToken\0" "VpcId\0" "WaitingActions\0" "WindowSize\0"
	"WithHeader\0" "WorkerType\0" "WorkflowName\0" "WorkflowRunId\0"
	"WriteDefault\0" "WriteHeader\0" "WriteManifest\0" "WriteOrder\0"
	"XMLClassifier\0" "YarnEndpointAddress\0"
	"ZeppelinRemoteSparkInterpreterPort\0" "catalogId\0" "cleanExpiredFiles\0"
	"compactionConfiguration\0" "compactionMetrics\0" "compactionStrategy\0"
	"configuration\0" "configurationSource\0" "databaseName\0"
	"deleteFileThreshold\0" "enabled\0" "endTimestamp\0" "error\0"
	"eventType\0" "glueConnectionName\0" "icebergConfiguration\0" "key\0"
	"lastRun\0" "location\0" "member\0" "metrics\0" "minInputFiles\0"
	"numberOfSnapshotsToRetain\0" "orphanFileDeletionConfiguration\0"
	"orphanFileDeletionMetrics\0" "orphanFileRetentionPeriodInDays\0"
	"retentionConfiguration\0" "retentionMetrics\0" "roleArn\0"
	"runRateInHours\0" "scanAll\0" "scanRate\0"
	"snapshotRetentionPeriodInDays\0" "startTimestamp\0" "strategy\0"
	"tableName\0" "tableOptimizer\0" "value\0" "vpcConfiguration\0";

static const PgawsMember members[] = {
	{5752, 5752, 0, 0}, {108, 108, 3, 0}, {9421, 9421, 20, 0},
	{3405, 3405, 0, 0}, {12734, 12734, 641, 0}, {3357, 3357, 0, 0},
	{21454, 21454, 1, 0}, {21433, 21433, 0, 0}, {21758, 21758, 0, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {9250, 9250, 498, 8},
	{500, 500, 6, 8}, {593, 593, 9, 8}, {464, 464, 0, 8},
	{21454, 21454, 5, 0}, {5869, 5869, 0, 0}, {99, 99, 0, 8},
	{21454, 21454, 7, 0}, {21454, 21454, 0, 0}, {6612, 6612, 0, 0},
	{99, 99, 0, 0}, {21454, 21454, 10, 0}, {51, 51, 0, 0},
	{17360, 17360, 0, 0}, {1184, 1184, 651, 0}, {2064, 2064, 651, 0},
	{1227, 1227, 651, 0}, {1889, 1889, 651, 0}, {2092, 2092, 651, 0},
	{2049, 2049, 0, 0}, {2071, 2071, 0, 0}, {19210, 19210, 0, 0},
	{9305, 9305, 651, 0}, {448, 448, 11, 0}, {16460, 16460, 0, 0},
	{14191, 14191, 0, 0}, {14132, 14132, 0, 0}, {12155, 12155, 0, 0},
	{18859, 18859, 0, 0}, {20533, 20533, 89, 0}, {12150, 12150, 0, 0},
	{12174, 12174, 0, 0}, {12191, 12191, 0, 0}, {12162, 12162, 0, 0},
	{3282, 3282, 0, 0}, {18871, 18871, 652, 0}, {17525, 17525, 0, 0},
	{16919, 16919, 652, 0}, {1624, 1624, 0, 0}, {1575, 1575, 12, 0},
	{1624, 1624, 0, 0}, {1575, 1575, 12, 0}, {9738, 9738, 9, 0},
	{14398, 14398, 0, 0}, {18064, 18064, 0, 0}, {7292, 7292, 0, 0},
	{21454, 21454, 15, 0}, {21454, 21454, 802, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {692, 692, 625, 8}, {1624, 1624, 0, 8},
	{21397, 21397, 0, 8}, {3150, 3150, 0, 8}, {5202, 5202, 0, 8},
	{2990, 2990, 0, 0}, {16626, 16626, 0, 8}, {13565, 13565, 497, 0},
	{175, 175, 0, 0}, {15541, 15541, 9, 0}, {511, 511, 89, 0},
	{894, 894, 680, 8}, {16799, 16799, 680, 0}, {13325, 13325, 679, 0},
	{1122, 1122, 679, 0}, {4335, 4335, 679, 0}, {894, 894, 0, 0},
	{16799, 16799, 0, 0}, {10556, 10556, 0, 0}, {13325, 13325, 647, 0},
	{894, 894, 0, 0}, {13325, 13325, 648, 0}, {16799, 16799, 0, 0},
	{10556, 10556, 0, 0}, {1091, 1091, 30, 0}, {4303, 4303, 3, 0},
	{913, 913, 0, 0}, {15103, 15103, 0, 0}, {9915, 9915, 89, 0},
	{6922, 6922, 0, 0}, {926, 926, 0, 0}, {8549, 8549, 28, 0},
	{21454, 21454, 671, 0}, {21454, 21454, 27, 0}, {20709, 20709, 0, 0},
	{9284, 9284, 0, 0}, {20709, 20709, 170, 0}, {9284, 9284, 170, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {13829, 13829, 498, 0},
	{1896, 1896, 0, 8}, {1227, 1227, 0, 8}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13810, 13810, 669, 8},
	{1084, 1084, 663, 0}, {13693, 13693, 0, 0}, {2800, 2800, 9, 8},
	{18569, 18569, 9, 0}, {1084, 1084, 344, 0}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13911, 13911, 28, 8},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {18921, 18921, 9, 8},
	{19562, 19562, 0, 0}, {1084, 1084, 815, 0}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {18521, 18521, 9, 8},
	{1084, 1084, 827, 0}, {3392, 3392, 9, 8}, {9540, 9540, 89, 0},
	{9585, 9585, 89, 0}, {1265, 1265, 88, 0}, {12462, 12462, 9, 0},
	{3385, 3385, 9, 8}, {1284, 1284, 177, 0}, {3427, 3427, 9, 0},
	{3392, 3392, 9, 8}, {1301, 1301, 235, 0}, {4418, 4418, 9, 0},
	{15688, 15688, 9, 8}, {664, 664, 259, 8}, {15709, 15709, 9, 0},
	{5949, 5949, 9, 8}, {1353, 1353, 322, 0}, {5966, 5966, 9, 0},
	{10399, 10399, 9, 8}, {1374, 1374, 558, 0}, {10470, 10470, 9, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{13930, 13930, 28, 8}, {185, 185, 21, 0}, {14805, 14805, 691, 0},
	{8549, 8549, 670, 0}, {19777, 19777, 28, 0}, {21454, 21454, 57, 0},
	{21200, 21200, 0, 0}, {21323, 21323, 0, 0}, {21733, 21733, 0, 0},
	{4895, 4895, 0, 0}, {21377, 21377, 345, 0}, {21200, 21200, 0, 0},
	{21323, 21323, 0, 0}, {21733, 21733, 0, 0}, {4895, 4895, 0, 0},
	{21454, 21454, 58, 0}, {6726, 6726, 56, 8}, {18843, 18843, 75, 0},
	{7306, 7306, 59, 0}, {19676, 19676, 9, 8}, {1428, 1428, 849, 0},
	{19703, 19703, 9, 0}, {3392, 3392, 9, 8}, {9557, 9557, 89, 0},
	{1445, 1445, 907, 0}, {12480, 12480, 9, 0}, {7271, 7271, 535, 8},
	{2253, 2253, 0, 0}, {7265, 7265, 16, 0}, {5752, 5752, 0, 0},
	{10408, 10408, 0, 0}, {6750, 6750, 345, 0}, {21454, 21454, 68, 0},
	{5752, 5752, 0, 8}, {10417, 10417, 9, 8}, {18596, 18596, 73, 0},
	{1084, 1084, 69, 0}, {5752, 5752, 0, 0}, {10408, 10408, 0, 0},
	{21454, 21454, 72, 0}, {21200, 21200, 0, 0}, {21323, 21323, 0, 0},
	{21733, 21733, 0, 0}, {21743, 21743, 819, 0}, {21454, 21454, 74, 0},
	{13876, 13876, 9, 0}, {6750, 6750, 345, 0}, {21454, 21454, 76, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{6726, 6726, 80, 8}, {13876, 13876, 9, 8}, {13795, 13795, 668, 8},
	{21454, 21454, 79, 0}, {1084, 1084, 77, 0}, {12074, 12074, 92, 8},
	{1044, 1044, 91, 8}, {13162, 13162, 92, 8}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {4181, 4181, 546, 256}, {10821, 10821, 546, 256},
	{9592, 9592, 0, 0}, {1597, 1597, 0, 0}, {1629, 1629, 0, 0},
	{3559, 3559, 0, 0}, {15852, 15852, 0, 0}, {10673, 10673, 572, 0},
	{1615, 1615, 0, 0}, {2463, 2463, 0, 0}, {1615, 1615, 0, 0},
	{2463, 2463, 0, 0}, {21054, 21054, 0, 0}, {3276, 3276, 0, 0},
	{17963, 17963, 546, 256}, {2607, 2607, 546, 256}, {15852, 15852, 0, 0},
	{15844, 15844, 0, 0}, {416, 416, 0, 0}, {6381, 6381, 0, 0},
	{21454, 21454, 86, 0}, {21454, 21454, 84, 0}, {13203, 13203, 92, 8},
	{13052, 13052, 92, 8}, {13162, 13162, 92, 8}, {2463, 2463, 0, 8},
	{19596, 19596, 0, 8}, {2459, 2459, 0, 8}, {19596, 19596, 0, 0},
	{2459, 2459, 0, 0}, {3559, 3559, 0, 0}, {17018, 17018, 0, 8},
	{69, 69, 20, 8}, {15475, 15475, 0, 0}, {18626, 18626, 9, 8},
	{18684, 18684, 9, 8}, {18655, 18655, 9, 8}, {13693, 13693, 0, 0},
	{1624, 1624, 0, 8}, {13738, 13738, 0, 0}, {5869, 5869, 0, 0},
	{416, 416, 3, 0}, {4059, 4059, 546, 256}, {20418, 20418, 546, 256},
	{19077, 19077, 831, 0}, {7333, 7333, 355, 0}, {2031, 2031, 111, 0},
	{4008, 4008, 677, 0}, {3643, 3643, 677, 0}, {549, 549, 0, 0},
	{1624, 1624, 0, 8}, {1896, 1896, 0, 8}, {1227, 1227, 0, 8},
	{238, 238, 3, 0}, {13565, 13565, 497, 0}, {21454, 21454, 102, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {1624, 1624, 0, 8},
	{1896, 1896, 0, 8}, {1227, 1227, 0, 8}, {289, 289, 3, 0},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {1896, 1896, 0, 8},
	{1227, 1227, 0, 8}, {311, 311, 3, 0}, {13565, 13565, 497, 0},
	{9449, 9449, 89, 0}, {9495, 9495, 546, 256}, {9517, 9517, 0, 0},
	{5869, 5869, 0, 0}, {7333, 7333, 355, 0}, {416, 416, 3, 0},
	{19077, 19077, 831, 0}, {2031, 2031, 110, 0}, {4008, 4008, 677, 0},
	{3643, 3643, 677, 0}, {549, 549, 0, 0}, {13579, 13579, 0, 0},
	{1624, 1624, 0, 8}, {21021, 21021, 20, 0}, {5895, 5895, 89, 0},
	{1227, 1227, 0, 8}, {1896, 1896, 0, 8}, {18468, 18468, 567, 0},
	{4671, 4671, 810, 0}, {1624, 1624, 0, 8}, {21021, 21021, 20, 0},
	{5895, 5895, 89, 0}, {1227, 1227, 0, 8}, {1896, 1896, 0, 8},
	{18468, 18468, 570, 0}, {4671, 4671, 810, 0}, {21454, 21454, 99, 0},
	{4598, 4598, 243, 0}, {9328, 9328, 515, 0}, {4496, 4496, 3, 0},
	{4598, 4598, 244, 0}, {9328, 9328, 516, 0}, {4496, 4496, 3, 0},
	{6506, 6506, 89, 0}, {19821, 19821, 0, 0}, {1624, 1624, 0, 8},
	{1896, 1896, 0, 8}, {1227, 1227, 0, 8}, {13843, 13843, 0, 0},
	{13565, 13565, 497, 0}, {15123, 15123, 0, 8}, {5723, 5723, 9, 8},
	{21397, 21397, 0, 0}, {6093, 6093, 0, 0}, {6090, 6090, 0, 0},
	{21454, 21454, 114, 0}, {4572, 4572, 0, 8}, {16585, 16585, 0, 8},
	{20718, 20718, 89, 0}, {6734, 6734, 0, 0}, {9185, 9185, 505, 0},
	{21131, 21131, 908, 0}, {10497, 10497, 566, 0}, {4269, 4269, 230, 0},
	{21454, 21454, 118, 0}, {19355, 19355, 170, 0}, {15461, 15461, 0, 0},
	{3191, 3191, 0, 0}, {20659, 20659, 170, 0}, {20696, 20696, 170, 0},
	{16722, 16722, 170, 0}, {19364, 19364, 171, 0}, {2286, 2286, 0, 0},
	{10556, 10556, 0, 0}, {791, 791, 19, 0}, {10154, 10154, 549, 0},
	{17397, 17397, 776, 0}, {6242, 6242, 113, 0}, {620, 620, 699, 0},
	{16111, 16111, 503, 0}, {16143, 16143, 722, 0}, {16406, 16406, 738, 0},
	{16419, 16419, 739, 0}, {15314, 15314, 634, 0}, {6234, 6234, 332, 0},
	{10174, 10174, 550, 0}, {17418, 17418, 777, 0}, {9171, 9171, 32, 0},
	{641, 641, 700, 0}, {16127, 16127, 721, 0}, {16269, 16269, 731, 0},
	{16210, 16210, 727, 0}, {687, 687, 18, 0}, {16885, 16885, 329, 0},
	{6174, 6174, 329, 0}, {15366, 15366, 706, 0}, {17471, 17471, 779, 0},
	{10483, 10483, 563, 0}, {17478, 17478, 329, 0}, {16898, 16898, 761, 0},
	{7436, 7436, 361, 0}, {4565, 4565, 362, 0}, {4366, 4366, 233, 0},
	{17455, 17455, 778, 0}, {6037, 6037, 325, 0}, {6019, 6019, 324, 0},
	{1998, 1998, 108, 0}, {1979, 1979, 107, 0}, {6185, 6185, 330, 0},
	{12144, 12144, 628, 0}, {19741, 19741, 852, 0}, {13644, 13644, 659, 0},
	{472, 472, 4, 0}, {6159, 6159, 328, 0}, {9163, 9163, 504, 0},
	{9141, 9141, 503, 0}, {12362, 12362, 634, 0}, {12586, 12586, 634, 0},
	{13411, 13411, 634, 0}, {14143, 14143, 634, 0}, {12394, 12394, 635, 0},
	{12605, 12605, 635, 0}, {13434, 13434, 635, 0}, {14167, 14167, 635, 0},
	{15881, 15881, 716, 0}, {6208, 6208, 331, 0}, {6841, 6841, 346, 0},
	{16068, 16068, 103, 0}, {16070, 16070, 103, 0}, {16328, 16328, 734, 0},
	{16289, 16289, 732, 0}, {16309, 16309, 733, 0}, {6002, 6002, 323, 0},
	{16047, 16047, 100, 0}, {16049, 16049, 100, 0}, {16196, 16196, 725, 0},
	{16155, 16155, 723, 0}, {16176, 16176, 724, 0}, {614, 614, 13, 0},
	{635, 635, 14, 0}, {6861, 6861, 347, 0}, {14869, 14869, 692, 0},
	{17159, 17159, 768, 0}, {17175, 17175, 769, 0}, {3110, 3110, 167, 0},
	{3130, 3130, 168, 0}, {16088, 16088, 104, 0}, {16090, 16090, 104, 0},
	{16361, 16361, 736, 0}, {16384, 16384, 737, 0}, {16255, 16255, 730, 0},
	{16341, 16341, 735, 0}, {6256, 6256, 333, 0}, {21433, 21433, 0, 0},
	{21758, 21758, 122, 0}, {628, 628, 0, 8}, {649, 649, 0, 8},
	{19023, 19023, 0, 0}, {69, 69, 0, 8}, {12701, 12701, 0, 8},
	{752, 752, 127, 8}, {11009, 11009, 20, 0}, {1624, 1624, 0, 8},
	{99, 99, 0, 8}, {13681, 13681, 89, 0}, {21454, 21454, 126, 0},
	{1624, 1624, 0, 8}, {57, 57, 0, 0}, {2533, 2533, 0, 0}, {416, 416, 3, 0},
	{13528, 13528, 0, 0}, {6734, 6734, 345, 0}, {21454, 21454, 129, 0},
	{13528, 13528, 0, 0}, {9506, 9506, 91, 0}, {21454, 21454, 131, 0},
	{21454, 21454, 128, 0}, {13528, 13528, 0, 0}, {15897, 15897, 0, 0},
	{21454, 21454, 134, 0}, {13528, 13528, 0, 8}, {2496, 2496, 0, 8},
	{10698, 10698, 546, 264}, {1565, 1565, 137, 8}, {57, 57, 0, 8},
	{1654, 1654, 90, 0}, {4905, 4905, 278, 0}, {4930, 4930, 279, 0},
	{6111, 6111, 327, 0}, {11695, 11695, 620, 0}, {18485, 18485, 811, 0},
	{1553, 1553, 82, 0}, {2405, 2405, 136, 0}, {6734, 6734, 345, 0},
	{21454, 21454, 138, 0}, {21454, 21454, 136, 0}, {4513, 4513, 0, 0},
	{2443, 2443, 0, 0}, {15123, 15123, 0, 0}, {19135, 19135, 0, 0},
	{2390, 2390, 9, 0}, {1956, 1956, 0, 0}, {1951, 1951, 0, 0},
	{16472, 16472, 91, 0}, {3405, 3405, 0, 0}, {13217, 13217, 20, 0},
	{21043, 21043, 0, 0}, {2688, 2688, 0, 0}, {3559, 3559, 0, 0},
	{4256, 4256, 546, 256}, {10918, 10918, 546, 256},
	{14830, 14830, 546, 256}, {6616, 6616, 546, 256}, {15852, 15852, 0, 0},
	{4532, 4532, 91, 0}, {21454, 21454, 141, 0}, {15123, 15123, 0, 0},
	{19135, 19135, 0, 0}, {17613, 17613, 743, 0}, {2390, 2390, 9, 0},
	{1956, 1956, 0, 0}, {1951, 1951, 0, 0}, {16472, 16472, 91, 0},
	{3405, 3405, 0, 0}, {16526, 16526, 0, 0}, {17028, 17028, 0, 0},
	{10763, 10763, 351, 0}, {21412, 21412, 510, 0}, {9313, 9313, 511, 0},
	{1624, 1624, 0, 8}, {5869, 5869, 0, 8}, {716, 716, 0, 8},
	{18626, 18626, 9, 8}, {2849, 2849, 679, 8}, {2934, 2934, 3, 8},
	{2819, 2819, 3, 8}, {2896, 2896, 9, 8}, {13952, 13952, 89, 0},
	{21433, 21433, 0, 0}, {21758, 21758, 146, 0}, {11671, 11671, 0, 0},
	{5752, 5752, 0, 0}, {3276, 3276, 0, 0}, {3357, 3357, 0, 0},
	{3271, 3271, 0, 0}, {7005, 7005, 0, 8}, {99, 99, 0, 0},
	{18995, 18995, 0, 8}, {21454, 21454, 149, 0}, {21454, 21454, 148, 0},
	{21433, 21433, 0, 0}, {21758, 21758, 153, 0}, {4996, 4996, 0, 0},
	{600, 600, 9, 0}, {12440, 12440, 0, 0}, {12065, 12065, 0, 0},
	{12935, 12935, 92, 0}, {12830, 12830, 92, 0}, {12918, 12918, 92, 0},
	{12812, 12812, 92, 0}, {1624, 1624, 0, 0}, {5869, 5869, 0, 0},
	{5202, 5202, 0, 0}, {11821, 11821, 9, 0}, {770, 770, 3, 0},
	{17439, 17439, 3, 0}, {813, 813, 3, 0}, {14691, 14691, 3, 0},
	{13989, 13989, 672, 0}, {4256, 4256, 546, 256}, {10944, 10944, 546, 256},
	{10930, 10930, 0, 0}, {3559, 3559, 0, 0}, {18144, 18144, 0, 0},
	{10724, 10724, 546, 256}, {3082, 3082, 23, 0}, {2966, 2966, 20, 0},
	{2577, 2577, 9, 0}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{5202, 5202, 0, 8}, {11821, 11821, 9, 0}, {770, 770, 3, 8},
	{17439, 17439, 3, 0}, {813, 813, 3, 0}, {14691, 14691, 3, 0},
	{13989, 13989, 672, 0}, {3082, 3082, 24, 0}, {20724, 20724, 89, 0},
	{20744, 20744, 9, 0}, {21454, 21454, 155, 0}, {15794, 15794, 89, 8},
	{17513, 17513, 0, 0}, {976, 976, 170, 0}, {399, 399, 171, 0},
	{5202, 5202, 0, 0}, {6078, 6078, 0, 0}, {20861, 20861, 0, 0},
	{5869, 5869, 0, 0}, {2132, 2132, 9, 0}, {1865, 1865, 98, 0},
	{11687, 11687, 0, 0}, {3050, 3050, 163, 0}, {21454, 21454, 160, 0},
	{3024, 3024, 0, 0}, {6078, 6078, 0, 0}, {5869, 5869, 0, 0},
	{11687, 11687, 0, 0}, {21454, 21454, 162, 0}, {7977, 7977, 9, 0},
	{18635, 18635, 9, 8}, {13325, 13325, 169, 0}, {1122, 1122, 31, 0},
	{4335, 4335, 232, 0}, {959, 959, 170, 0}, {913, 913, 170, 0},
	{15103, 15103, 170, 0}, {19355, 19355, 170, 0}, {15461, 15461, 0, 0},
	{3191, 3191, 0, 0}, {20659, 20659, 170, 0}, {20696, 20696, 170, 0},
	{16722, 16722, 170, 0}, {14429, 14429, 170, 0}, {19364, 19364, 171, 0},
	{1624, 1624, 0, 8}, {5202, 5202, 0, 8}, {1575, 1575, 3, 8},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {5202, 5202, 0, 8},
	{1575, 1575, 3, 8}, {9738, 9738, 9, 0}, {13309, 13309, 0, 8},
	{2225, 2225, 120, 0}, {10194, 10194, 551, 0}, {931, 931, 166, 0},
	{1624, 1624, 0, 8}, {10530, 10530, 0, 0}, {13980, 13980, 89, 8},
	{4996, 4996, 0, 0}, {600, 600, 9, 0}, {14436, 14436, 0, 0},
	{14453, 14453, 0, 8}, {21454, 21454, 170, 0}, {3276, 3276, 0, 0},
	{17963, 17963, 546, 256}, {2607, 2607, 546, 256}, {15852, 15852, 0, 0},
	{11624, 11624, 0, 0}, {11646, 11646, 0, 0}, {21454, 21454, 172, 0},
	{1624, 1624, 0, 0}, {1951, 1951, 0, 0}, {2112, 2112, 181, 0},
	{15123, 15123, 0, 0}, {5869, 5869, 0, 0}, {7801, 7801, 9, 0},
	{15049, 15049, 698, 0}, {16549, 16549, 744, 0}, {11020, 11020, 574, 0},
	{3276, 3276, 0, 0}, {18859, 18859, 0, 0}, {17613, 17613, 743, 0},
	{3246, 3246, 92, 0}, {4256, 4256, 546, 256}, {10918, 10918, 546, 256},
	{10753, 10753, 573, 0}, {1249, 1249, 92, 0}, {3096, 3096, 0, 0},
	{3398, 3398, 0, 0}, {10622, 10622, 571, 0}, {3263, 3263, 0, 0},
	{3276, 3276, 0, 0}, {14830, 14830, 546, 256}, {6616, 6616, 546, 256},
	{18618, 18618, 0, 0}, {15852, 15852, 0, 0}, {11624, 11624, 0, 0},
	{11646, 11646, 0, 0}, {12211, 12211, 0, 0}, {4524, 4524, 91, 0},
	{21454, 21454, 175, 0}, {21454, 21454, 174, 0}, {3357, 3357, 0, 0},
	{19281, 19281, 91, 0}, {18157, 18157, 89, 0}, {10882, 10882, 91, 0},
	{12123, 12123, 91, 0}, {18893, 18893, 20, 0}, {18936, 18936, 20, 0},
	{18907, 18907, 20, 0}, {21454, 21454, 178, 0}, {11122, 11122, 173, 0},
	{16435, 16435, 742, 0}, {10219, 10219, 553, 0}, {12561, 12561, 638, 0},
	{6283, 6283, 335, 0}, {2105, 2105, 115, 0}, {5730, 5730, 312, 0},
	{9358, 9358, 509, 0}, {9293, 9293, 509, 0}, {7405, 7405, 0, 0},
	{7465, 7465, 0, 0}, {7425, 7425, 0, 0}, {21454, 21454, 182, 0},
	{1624, 1624, 0, 8}, {5869, 5869, 0, 0}, {1597, 1597, 0, 8},
	{8851, 8851, 3, 0}, {1624, 1624, 0, 0}, {1624, 1624, 0, 8},
	{1966, 1966, 106, 8}, {8851, 8851, 3, 0}, {9185, 9185, 200, 0},
	{21131, 21131, 229, 0}, {10497, 10497, 208, 0}, {4269, 4269, 192, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {1951, 1951, 0, 8},
	{17613, 17613, 0, 0}, {2390, 2390, 9, 0}, {16472, 16472, 91, 0},
	{1956, 1956, 0, 0}, {3405, 3405, 0, 0}, {8851, 8851, 3, 0},
	{13693, 13693, 0, 0}, {19237, 19237, 156, 8}, {8851, 8851, 3, 0},
	{3543, 3543, 0, 0}, {1624, 1624, 0, 8}, {1951, 1951, 0, 8},
	{15123, 15123, 0, 0}, {5869, 5869, 0, 0}, {2112, 2112, 181, 8},
	{17613, 17613, 0, 0}, {7801, 7801, 9, 0}, {18859, 18859, 0, 0},
	{16549, 16549, 744, 0}, {15049, 15049, 698, 0}, {11020, 11020, 574, 0},
	{10622, 10622, 571, 0}, {3096, 3096, 0, 0}, {3398, 3398, 0, 0},
	{8851, 8851, 3, 0}, {1624, 1624, 0, 8}, {5708, 5708, 0, 0},
	{14850, 14850, 0, 0}, {3164, 3164, 0, 0}, {3172, 3172, 9, 0},
	{6057, 6057, 89, 0}, {582, 582, 89, 0}, {4377, 4377, 89, 0},
	{4402, 4402, 9, 0}, {16960, 16960, 0, 0}, {1624, 1624, 0, 8},
	{15214, 15214, 0, 8}, {3203, 3203, 9, 0}, {8851, 8851, 3, 0},
	{1624, 1624, 0, 8}, {5869, 5869, 0, 0}, {3620, 3620, 0, 8},
	{8851, 8851, 3, 0}, {19099, 19099, 269, 0}, {4759, 4759, 0, 0},
	{2253, 2253, 0, 0}, {13693, 13693, 0, 0}, {4864, 4864, 274, 8},
	{8851, 8851, 3, 0}, {6638, 6638, 0, 8}, {6381, 6381, 0, 8},
	{16829, 16829, 9, 0}, {18543, 18543, 0, 0}, {14503, 14503, 0, 0},
	{145, 145, 9, 0}, {13148, 13148, 20, 0}, {21043, 21043, 0, 0},
	{9129, 9129, 0, 0}, {13217, 13217, 20, 0}, {7226, 7226, 0, 0},
	{7210, 7210, 0, 0}, {3405, 3405, 0, 0}, {8851, 8851, 3, 0},
	{108, 108, 3, 0}, {6638, 6638, 0, 0}, {3559, 3559, 0, 0},
	{16829, 16829, 9, 0}, {18543, 18543, 0, 0}, {6381, 6381, 0, 0},
	{21145, 21145, 0, 0}, {21165, 21165, 20, 0}, {13148, 13148, 20, 0},
	{21043, 21043, 0, 0}, {9129, 9129, 0, 0}, {13217, 13217, 20, 0},
	{1027, 1027, 0, 0}, {21000, 21000, 0, 0}, {7226, 7226, 0, 0},
	{7210, 7210, 0, 0}, {7292, 7292, 0, 0}, {3405, 3405, 0, 0},
	{4239, 4239, 546, 256}, {108, 108, 3, 0}, {9745, 9745, 0, 8},
	{4664, 4664, 9, 0}, {20601, 20601, 89, 0}, {672, 672, 0, 0},
	{2210, 2210, 0, 8}, {1624, 1624, 0, 8}, {9200, 9200, 0, 8},
	{4481, 4481, 0, 0}, {1606, 1606, 0, 8}, {2064, 2064, 524, 8},
	{13862, 13862, 520, 0}, {21120, 21120, 526, 0}, {780, 780, 3, 0},
	{9812, 9812, 0, 8}, {17235, 17235, 0, 8}, {18985, 18985, 0, 8},
	{5869, 5869, 0, 0}, {4561, 4561, 0, 0}, {17516, 17516, 0, 0},
	{261, 261, 3, 0}, {8851, 8851, 545, 0}, {9772, 9772, 538, 0},
	{13738, 13738, 0, 8}, {17286, 17286, 774, 0}, {19050, 19050, 830, 0},
	{8851, 8851, 545, 0}, {13738, 13738, 0, 8}, {15575, 15575, 0, 0},
	{17286, 17286, 774, 0}, {19050, 19050, 830, 0}, {17235, 17235, 0, 8},
	{18985, 18985, 0, 8}, {9812, 9812, 0, 8}, {5869, 5869, 0, 0},
	{9757, 9757, 0, 8}, {17516, 17516, 0, 0}, {261, 261, 3, 0},
	{8851, 8851, 545, 0}, {3559, 3559, 0, 8}, {4059, 4059, 546, 264},
	{1084, 1084, 539, 0}, {4561, 4561, 0, 0}, {9772, 9772, 538, 0},
	{13738, 13738, 0, 8}, {19135, 19135, 0, 8}, {17342, 17342, 775, 0},
	{19111, 19111, 832, 0}, {1624, 1624, 0, 8}, {10391, 10391, 0, 0},
	{10427, 10427, 89, 0}, {5869, 5869, 0, 0}, {11656, 11656, 0, 0},
	{1951, 1951, 0, 8}, {7088, 7088, 352, 0}, {2525, 2525, 557, 8},
	{4958, 4958, 3, 0}, {12710, 12710, 3, 0}, {7977, 7977, 164, 0},
	{12035, 12035, 20, 0}, {531, 531, 20, 0}, {9421, 9421, 20, 0},
	{11889, 11889, 91, 0}, {3405, 3405, 0, 0}, {8851, 8851, 3, 0},
	{12734, 12734, 641, 0}, {9129, 9129, 0, 0}, {13217, 13217, 20, 0},
	{21043, 21043, 0, 0}, {2346, 2346, 123, 0}, {7058, 7058, 0, 0},
	{17245, 17245, 773, 0}, {11742, 11742, 0, 0}, {1624, 1624, 0, 8},
	{10512, 10512, 0, 8}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{9708, 9708, 502, 8}, {416, 416, 846, 8}, {1951, 1951, 0, 8},
	{9129, 9129, 0, 0}, {11889, 11889, 91, 0}, {21043, 21043, 0, 0},
	{13217, 13217, 20, 0}, {9421, 9421, 20, 0}, {12035, 12035, 20, 0},
	{8851, 8851, 3, 0}, {19576, 19576, 843, 0}, {19596, 19596, 0, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{3898, 3898, 664, 8}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13795, 13795, 668, 8}, {15301, 15301, 0, 8},
	{5869, 5869, 0, 0}, {8851, 8851, 3, 0}, {15278, 15278, 0, 0},
	{15301, 15301, 0, 0}, {5869, 5869, 0, 0}, {8851, 8851, 3, 0},
	{15290, 15290, 704, 0}, {16626, 16626, 0, 8}, {4572, 4572, 0, 8},
	{2563, 2563, 0, 0}, {5869, 5869, 0, 0}, {8851, 8851, 3, 0},
	{16585, 16585, 0, 0}, {15301, 15301, 0, 0}, {15278, 15278, 0, 0},
	{16626, 16626, 0, 0}, {16539, 16539, 0, 0}, {5869, 5869, 0, 0},
	{4572, 4572, 0, 0}, {2563, 2563, 0, 0}, {16568, 16568, 92, 0},
	{10960, 10960, 92, 0}, {12665, 12665, 92, 0}, {16653, 16653, 0, 0},
	{8851, 8851, 3, 0}, {16686, 16686, 0, 0}, {16702, 16702, 0, 0},
	{4552, 4552, 241, 0}, {4543, 4543, 240, 0}, {10649, 10649, 0, 0},
	{14708, 14708, 0, 0}, {16483, 16483, 0, 0}, {1624, 1624, 0, 8},
	{6578, 6578, 339, 8}, {1624, 1624, 0, 0}, {4239, 4239, 546, 256},
	{69, 69, 0, 8}, {5869, 5869, 0, 0}, {1951, 1951, 0, 8},
	{2525, 2525, 764, 8}, {9421, 9421, 20, 0}, {9417, 9417, 20, 0},
	{4958, 4958, 3, 0}, {7977, 7977, 164, 0}, {11889, 11889, 91, 0},
	{13217, 13217, 20, 0}, {21043, 21043, 0, 0}, {3405, 3405, 0, 0},
	{9129, 9129, 0, 0}, {8851, 8851, 3, 0}, {15475, 15475, 0, 0},
	{3988, 3988, 763, 0}, {13693, 13693, 0, 8}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {57, 57, 0, 8}, {18815, 18815, 820, 8},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {1624, 1624, 0, 0},
	{3745, 3745, 817, 0}, {8529, 8529, 667, 0}, {19562, 19562, 0, 0},
	{20309, 20309, 650, 0}, {1624, 1624, 0, 8}, {21054, 21054, 0, 0},
	{57, 57, 0, 8}, {17613, 17613, 0, 0}, {7486, 7486, 675, 0},
	{6825, 6825, 2, 8}, {5869, 5869, 0, 0}, {17890, 17890, 89, 0},
	{8851, 8851, 3, 0}, {6992, 6992, 350, 0}, {1624, 1624, 0, 8},
	{5869, 5869, 0, 0}, {3096, 3096, 678, 8}, {8851, 8851, 3, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {7639, 7639, 891, 8},
	{1624, 1624, 0, 8}, {5869, 5869, 0, 0}, {4975, 4975, 3, 0},
	{8851, 8851, 3, 0}, {11901, 11901, 20, 0}, {2210, 2210, 0, 8},
	{1624, 1624, 0, 8}, {15917, 15917, 0, 0}, {1624, 1624, 0, 8},
	{4256, 4256, 546, 256}, {10918, 10918, 546, 256}, {1249, 1249, 92, 0},
	{5708, 5708, 0, 0}, {14850, 14850, 0, 0}, {3164, 3164, 0, 0},
	{3172, 3172, 9, 0}, {6057, 6057, 89, 0}, {582, 582, 89, 0},
	{4377, 4377, 89, 0}, {4402, 4402, 9, 0}, {16960, 16960, 0, 0},
	{12656, 12656, 354, 8}, {10994, 10994, 354, 0}, {869, 869, 171, 8},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {926, 926, 0, 8},
	{2200, 2200, 0, 8}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{15214, 15214, 0, 8}, {3203, 3203, 9, 0}, {21454, 21454, 234, 0},
	{6299, 6299, 0, 0}, {6406, 6406, 89, 0}, {6299, 6299, 0, 0},
	{6406, 6406, 89, 0}, {6389, 6389, 0, 8}, {6314, 6314, 0, 0},
	{6353, 6353, 0, 0}, {6331, 6331, 0, 0}, {6370, 6370, 0, 0},
	{6922, 6922, 0, 0}, {15750, 15750, 0, 0}, {2311, 2311, 89, 0},
	{15725, 15725, 89, 0}, {18293, 18293, 0, 0}, {21454, 21454, 124, 0},
	{21454, 21454, 125, 0}, {6561, 6561, 338, 0}, {2867, 2867, 158, 0},
	{4583, 4583, 89, 0}, {4812, 4812, 0, 0}, {10549, 10549, 0, 0},
	{2120, 2120, 0, 0}, {4583, 4583, 89, 0}, {4812, 4812, 0, 0},
	{10549, 10549, 0, 0}, {11760, 11760, 0, 0}, {11781, 11781, 0, 0},
	{15115, 15115, 0, 0}, {18130, 18130, 0, 0}, {2120, 2120, 0, 0},
	{4623, 4623, 0, 0}, {19465, 19465, 91, 0}, {19449, 19449, 91, 0},
	{19433, 19433, 91, 0}, {19518, 19518, 91, 0}, {19501, 19501, 91, 0},
	{19484, 19484, 91, 0}, {1624, 1624, 0, 0}, {5869, 5869, 0, 0},
	{6956, 6956, 0, 0}, {6891, 6891, 348, 0}, {21454, 21454, 247, 0},
	{4712, 4712, 0, 0}, {10556, 10556, 0, 0}, {2311, 2311, 89, 0},
	{15750, 15750, 0, 0}, {2619, 2619, 0, 0}, {4460, 4460, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13693, 13693, 0, 0},
	{21397, 21397, 0, 0}, {356, 356, 3, 0}, {14201, 14201, 0, 0},
	{93, 93, 91, 0}, {7166, 7166, 91, 0}, {11731, 11731, 91, 0},
	{20522, 20522, 91, 0}, {5869, 5869, 0, 0}, {12315, 12315, 633, 0},
	{21454, 21454, 253, 0}, {15679, 15679, 0, 0}, {14398, 14398, 0, 0},
	{16728, 16728, 91, 0}, {3119, 3119, 270, 0}, {4198, 4198, 0, 0},
	{6922, 6922, 0, 0}, {17963, 17963, 546, 256}, {2607, 2607, 546, 256},
	{5752, 5752, 0, 0}, {10408, 10408, 0, 0}, {15958, 15958, 0, 0},
	{15946, 15946, 264, 0}, {656, 656, 248, 0}, {13342, 13342, 254, 0},
	{482, 482, 246, 0}, {15679, 15679, 0, 0}, {3119, 3119, 270, 0},
	{5752, 5752, 0, 0}, {10408, 10408, 0, 0}, {17963, 17963, 546, 256},
	{21454, 21454, 256, 0}, {3119, 3119, 270, 0}, {5752, 5752, 0, 0},
	{10408, 10408, 0, 0}, {17936, 17936, 546, 256}, {17949, 17949, 546, 256},
	{21454, 21454, 255, 0}, {2463, 2463, 0, 0}, {3559, 3559, 0, 0},
	{17963, 17963, 546, 256}, {3119, 3119, 270, 0}, {3119, 3119, 270, 8},
	{17949, 17949, 546, 256}, {17936, 17936, 546, 256},
	{21454, 21454, 260, 0}, {1624, 1624, 0, 0}, {5869, 5869, 0, 0},
	{6956, 6956, 0, 0}, {1338, 1338, 0, 0}, {6891, 6891, 348, 0},
	{6908, 6908, 0, 0}, {15934, 15934, 348, 0}, {6678, 6678, 3, 0},
	{21454, 21454, 263, 0}, {3119, 3119, 270, 8}, {17949, 17949, 546, 256},
	{17936, 17936, 546, 256}, {4198, 4198, 0, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {4157, 4157, 546, 256}, {4144, 4144, 546, 256},
	{10802, 10802, 546, 256}, {10784, 10784, 546, 256},
	{19099, 19099, 269, 0}, {21454, 21454, 268, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {4181, 4181, 546, 256}, {10821, 10821, 546, 256},
	{19099, 19099, 269, 0}, {14928, 14928, 0, 0}, {15924, 15924, 20, 0},
	{19135, 19135, 0, 8}, {15123, 15123, 0, 8}, {13693, 13693, 0, 0},
	{4749, 4749, 501, 0}, {4738, 4738, 251, 0}, {21433, 21433, 0, 0},
	{21758, 21758, 270, 0}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{11612, 11612, 0, 0}, {416, 416, 3, 0}, {4059, 4059, 546, 256},
	{4008, 4008, 677, 0}, {19008, 19008, 273, 0}, {13693, 13693, 0, 0},
	{7350, 7350, 355, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 0},
	{15226, 15226, 0, 0}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{11612, 11612, 0, 0}, {416, 416, 3, 0}, {4008, 4008, 677, 0},
	{19008, 19008, 273, 0}, {7350, 7350, 355, 0}, {21454, 21454, 272, 0},
	{14398, 14398, 0, 0}, {18064, 18064, 0, 0}, {9639, 9639, 0, 0},
	{69, 69, 0, 8}, {10566, 10566, 0, 8}, {12449, 12449, 546, 256},
	{12110, 12110, 546, 256}, {13162, 13162, 92, 8}, {13016, 13016, 92, 8},
	{12449, 12449, 280, 0}, {12110, 12110, 280, 0}, {13162, 13162, 92, 8},
	{13016, 13016, 92, 8}, {19793, 19793, 83, 8}, {16493, 16493, 20, 8},
	{1624, 1624, 0, 8}, {13693, 13693, 0, 8}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13895, 13895, 9, 8},
	{13528, 13528, 0, 8}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13528, 13528, 0, 8}, {13693, 13693, 0, 0},
	{21397, 21397, 0, 8}, {5202, 5202, 0, 8}, {13693, 13693, 0, 0},
	{1624, 1624, 0, 8}, {6638, 6638, 0, 8}, {9790, 9790, 0, 8},
	{13738, 13738, 0, 8}, {17235, 17235, 0, 8}, {18985, 18985, 0, 8},
	{9812, 9812, 0, 8}, {5869, 5869, 0, 0}, {9757, 9757, 0, 8},
	{17516, 17516, 0, 0}, {261, 261, 3, 0}, {8851, 8851, 545, 0},
	{3559, 3559, 0, 8}, {4059, 4059, 546, 264}, {1084, 1084, 539, 0},
	{4561, 4561, 0, 0}, {13738, 13738, 0, 8}, {19135, 19135, 0, 8},
	{5752, 5752, 0, 8}, {5752, 5752, 0, 0}, {19596, 19596, 0, 8},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{9659, 9659, 0, 8}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13895, 13895, 9, 8}, {15290, 15290, 704, 8},
	{15301, 15301, 0, 0}, {15278, 15278, 0, 0}, {3559, 3559, 0, 0},
	{14073, 14073, 0, 0}, {13738, 13738, 0, 0}, {16617, 16617, 746, 8},
	{16539, 16539, 0, 0}, {16626, 16626, 0, 0}, {3559, 3559, 0, 0},
	{16617, 16617, 746, 8}, {5562, 5562, 0, 8}, {16666, 16666, 751, 0},
	{69, 69, 0, 8}, {15475, 15475, 0, 0}, {69, 69, 0, 0},
	{13693, 13693, 0, 8}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{57, 57, 0, 8}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{1624, 1624, 0, 8}, {19562, 19562, 0, 0}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {16692, 16692, 0, 8},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {7653, 7653, 0, 8},
	{5718, 5718, 9, 0}, {21397, 21397, 0, 0}, {21106, 21106, 89, 0},
	{3869, 3869, 89, 0}, {21454, 21454, 311, 0}, {5202, 5202, 0, 0},
	{5869, 5869, 0, 0}, {1865, 1865, 98, 0}, {770, 770, 679, 0},
	{2849, 2849, 679, 0}, {3082, 3082, 22, 0}, {2704, 2704, 147, 0},
	{13989, 13989, 679, 0}, {764, 764, 679, 0}, {14664, 14664, 679, 0},
	{17371, 17371, 679, 0}, {15661, 15661, 711, 0}, {21397, 21397, 0, 8},
	{13693, 13693, 0, 0}, {13709, 13709, 0, 8}, {12683, 12683, 0, 0},
	{4792, 4792, 0, 0}, {6178, 6178, 360, 0}, {12683, 12683, 0, 0},
	{9757, 9757, 0, 0}, {11804, 11804, 0, 0}, {12013, 12013, 20, 0},
	{18985, 18985, 0, 0}, {5806, 5806, 534, 0}, {11804, 11804, 0, 0},
	{9790, 9790, 0, 0}, {11804, 11804, 0, 0}, {12013, 12013, 20, 0},
	{2156, 2156, 541, 0}, {5813, 5813, 547, 0}, {11804, 11804, 0, 0},
	{6638, 6638, 0, 0}, {6381, 6381, 0, 0}, {16829, 16829, 9, 0},
	{18543, 18543, 0, 0}, {21145, 21145, 0, 0}, {14363, 14363, 0, 0},
	{21165, 21165, 20, 0}, {14489, 14489, 0, 0}, {3559, 3559, 0, 0},
	{21043, 21043, 0, 0}, {9129, 9129, 0, 0}, {13217, 13217, 20, 0},
	{13148, 13148, 20, 0}, {1027, 1027, 0, 0}, {21000, 21000, 0, 0},
	{7226, 7226, 0, 0}, {7210, 7210, 0, 0}, {7292, 7292, 0, 0},
	{10901, 10901, 0, 0}, {4239, 4239, 546, 256}, {10836, 10836, 546, 256},
	{14503, 14503, 0, 0}, {145, 145, 9, 0}, {3405, 3405, 0, 0},
	{108, 108, 3, 0}, {7226, 7226, 0, 0}, {7210, 7210, 0, 0},
	{21454, 21454, 320, 0}, {1624, 1624, 0, 8}, {1896, 1896, 0, 8},
	{1227, 1227, 0, 8}, {21397, 21397, 0, 8}, {5202, 5202, 0, 8},
	{15136, 15136, 0, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{18468, 18468, 567, 0}, {21021, 21021, 20, 0}, {5895, 5895, 89, 0},
	{4671, 4671, 810, 0}, {1624, 1624, 0, 8}, {21021, 21021, 20, 0},
	{5895, 5895, 89, 0}, {18468, 18468, 570, 0}, {4671, 4671, 810, 0},
	{6506, 6506, 89, 0}, {19821, 19821, 0, 0}, {1227, 1227, 0, 0},
	{1896, 1896, 0, 0}, {12449, 12449, 91, 0}, {12110, 12110, 91, 0},
	{13162, 13162, 92, 8}, {13016, 13016, 92, 8}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {990, 990, 498, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {13946, 13946, 498, 8}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {12772, 12772, 642, 0}, {12799, 12799, 644, 0},
	{1624, 1624, 0, 8}, {19621, 19621, 0, 8}, {9738, 9738, 9, 8},
	{416, 416, 842, 0}, {7653, 7653, 0, 8}, {3186, 3186, 0, 8},
	{1249, 1249, 0, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{1896, 1896, 0, 8}, {1227, 1227, 0, 8}, {14028, 14028, 89, 0},
	{356, 356, 236, 0}, {1624, 1624, 0, 8}, {2849, 2849, 237, 0},
	{13565, 13565, 497, 0}, {3186, 3186, 0, 0}, {21662, 21662, 89, 0},
	{21670, 21670, 91, 0}, {21454, 21454, 334, 0}, {17266, 17266, 0, 0},
	{5881, 5881, 0, 0}, {21454, 21454, 336, 0}, {1905, 1905, 0, 8},
	{17510, 17510, 0, 0}, {1927, 1927, 0, 0}, {16225, 16225, 729, 0},
	{2265, 2265, 121, 0}, {10289, 10289, 556, 0}, {4690, 4690, 249, 0},
	{13709, 13709, 0, 0}, {10566, 10566, 0, 0}, {10020, 10020, 89, 0},
	{5869, 5869, 0, 0}, {2143, 2143, 0, 0}, {4496, 4496, 3, 0},
	{9094, 9094, 772, 0}, {2064, 2064, 359, 0}, {21433, 21433, 0, 0},
	{21758, 21758, 341, 0}, {21454, 21454, 340, 0}, {21433, 21433, 0, 0},
	{21758, 21758, 345, 0}, {6740, 6740, 0, 0}, {15852, 15852, 0, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {3620, 3620, 0, 8},
	{13515, 13515, 0, 0}, {14513, 14513, 238, 0}, {18269, 18269, 239, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {216, 216, 3, 0},
	{3620, 3620, 0, 8}, {14513, 14513, 238, 0}, {356, 356, 3, 0},
	{18269, 18269, 239, 0}, {21433, 21433, 0, 0}, {21758, 21758, 91, 0},
	{19635, 19635, 0, 8}, {7496, 7496, 367, 0}, {1494, 1494, 20, 8},
	{1541, 1541, 20, 0}, {3559, 3559, 0, 0}, {2443, 2443, 0, 0},
	{7147, 7147, 546, 256}, {15852, 15852, 0, 0}, {11901, 11901, 20, 0},
	{13552, 13552, 0, 0}, {6612, 6612, 0, 0}, {4996, 4996, 0, 0},
	{14436, 14436, 0, 0}, {99, 99, 710, 0}, {4640, 4640, 0, 0},
	{21397, 21397, 0, 0}, {5202, 5202, 0, 0}, {4640, 4640, 0, 0},
	{4845, 4845, 0, 0}, {21397, 21397, 0, 0}, {5202, 5202, 0, 0},
	{7405, 7405, 0, 0}, {10566, 10566, 0, 0}, {5869, 5869, 0, 0},
	{7415, 7415, 0, 0}, {10051, 10051, 89, 0}, {9998, 9998, 89, 0},
	{10106, 10106, 89, 0}, {9925, 9925, 89, 0}, {10035, 10035, 89, 0},
	{9876, 9876, 89, 0}, {10128, 10128, 89, 0}, {10141, 10141, 89, 0},
	{9889, 9889, 89, 0}, {18775, 18775, 9, 0}, {18725, 18725, 9, 0},
	{13720, 13720, 0, 0}, {12624, 12624, 0, 0}, {4496, 4496, 3, 0},
	{1624, 1624, 0, 8}, {7383, 7383, 0, 8}, {21433, 21433, 0, 0},
	{21758, 21758, 358, 0}, {21454, 21454, 357, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {9528, 9528, 0, 8}, {7454, 7454, 0, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {11671, 11671, 0, 8},
	{2156, 2156, 364, 8}, {12291, 12291, 0, 8}, {12639, 12639, 89, 0},
	{607, 607, 366, 8}, {21454, 21454, 363, 0}, {57, 57, 0, 8},
	{99, 99, 9, 8}, {21454, 21454, 365, 0}, {735, 735, 91, 0},
	{14220, 14220, 91, 0}, {14862, 14862, 91, 0}, {7248, 7248, 91, 0},
	{2769, 2769, 154, 0}, {2372, 2372, 132, 0}, {14320, 14320, 0, 0},
	{14230, 14230, 91, 0}, {72, 72, 91, 0}, {6663, 6663, 89, 0},
	{10385, 10385, 0, 0}, {5752, 5752, 0, 0}, {10408, 10408, 0, 0},
	{1624, 1624, 0, 8}, {9540, 9540, 89, 0}, {9585, 9585, 89, 0},
	{3450, 3450, 84, 0}, {1615, 1615, 0, 8}, {2463, 2463, 0, 8},
	{7708, 7708, 86, 0}, {1615, 1615, 0, 8}, {12683, 12683, 0, 0},
	{12024, 12024, 20, 0}, {7724, 7724, 87, 0}, {12683, 12683, 0, 0},
	{13693, 13693, 0, 0}, {7759, 7759, 105, 0}, {3466, 3466, 99, 0},
	{13687, 13687, 0, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{15071, 15071, 89, 0}, {9606, 9606, 89, 0}, {9257, 9257, 89, 0},
	{2019, 2019, 109, 8}, {12683, 12683, 0, 0}, {3480, 3480, 118, 0},
	{12024, 12024, 20, 0}, {12683, 12683, 0, 0}, {7801, 7801, 119, 0},
	{12683, 12683, 0, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13895, 13895, 9, 8}, {17054, 17054, 9, 8},
	{2422, 2422, 140, 0}, {1084, 1084, 130, 0}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {17054, 17054, 9, 8},
	{2443, 2443, 0, 8}, {7876, 7876, 141, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {12024, 12024, 20, 0}, {12683, 12683, 0, 0},
	{7903, 7903, 142, 0}, {12683, 12683, 0, 0}, {3497, 3497, 143, 0},
	{13693, 13693, 0, 0}, {1624, 1624, 0, 8}, {9280, 9280, 89, 0},
	{700, 700, 0, 0}, {1184, 1184, 155, 0}, {11821, 11821, 9, 0},
	{5202, 5202, 0, 0}, {2966, 2966, 20, 0}, {13693, 13693, 0, 0},
	{4565, 4565, 394, 0}, {9280, 9280, 89, 0}, {12683, 12683, 0, 0},
	{12024, 12024, 20, 0}, {2785, 2785, 157, 0}, {12683, 12683, 0, 0},
	{3369, 3369, 9, 0}, {12024, 12024, 20, 0}, {12683, 12683, 0, 0},
	{3338, 3338, 179, 0}, {12683, 12683, 0, 0}, {3572, 3572, 174, 0},
	{1284, 1284, 177, 0}, {12683, 12683, 0, 0}, {1624, 1624, 0, 0},
	{15214, 15214, 0, 0}, {3203, 3203, 9, 0}, {8041, 8041, 242, 0},
	{18064, 18064, 0, 0}, {14398, 14398, 0, 8}, {3559, 3559, 0, 0},
	{17963, 17963, 546, 256}, {2607, 2607, 546, 256}, {7292, 7292, 0, 0},
	{18064, 18064, 0, 8}, {14398, 14398, 0, 8}, {2607, 2607, 546, 256},
	{8085, 8085, 804, 0}, {15679, 15679, 0, 8}, {2463, 2463, 0, 0},
	{3119, 3119, 270, 0}, {1951, 1951, 0, 0}, {13217, 13217, 20, 0},
	{9421, 9421, 20, 0}, {3559, 3559, 0, 0}, {6795, 6795, 0, 0},
	{17963, 17963, 546, 256}, {10821, 10821, 546, 256},
	{2607, 2607, 546, 256}, {7133, 7133, 20, 0}, {14948, 14948, 0, 0},
	{4191, 4191, 0, 0}, {4759, 4759, 0, 0}, {2463, 2463, 0, 0},
	{3119, 3119, 270, 0}, {1951, 1951, 0, 0}, {13217, 13217, 20, 0},
	{9421, 9421, 20, 0}, {427, 427, 250, 0}, {3559, 3559, 0, 0},
	{6795, 6795, 0, 0}, {17963, 17963, 546, 256}, {10821, 10821, 546, 256},
	{2607, 2607, 546, 256}, {7133, 7133, 20, 0}, {15981, 15981, 9, 0},
	{15688, 15688, 9, 0}, {216, 216, 271, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {3620, 3620, 0, 0}, {19099, 19099, 269, 0},
	{4181, 4181, 546, 256}, {10821, 10821, 546, 256}, {14928, 14928, 0, 0},
	{4759, 4759, 0, 0}, {1896, 1896, 272, 0}, {13693, 13693, 0, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {15595, 15595, 0, 0},
	{830, 830, 9, 0}, {4878, 4878, 275, 8}, {12683, 12683, 0, 0},
	{14708, 14708, 0, 0}, {4552, 4552, 241, 0}, {4543, 4543, 240, 0},
	{3682, 3682, 320, 0}, {1353, 1353, 322, 0}, {12683, 12683, 0, 0},
	{21397, 21397, 0, 0}, {13693, 13693, 0, 0}, {13709, 13709, 0, 8},
	{12683, 12683, 0, 0}, {4792, 4792, 0, 0}, {2849, 2849, 3, 0},
	{7480, 7480, 0, 0}, {11736, 11736, 92, 8}, {13457, 13457, 0, 0},
	{16935, 16935, 9, 0}, {8276, 8276, 697, 0}, {12683, 12683, 0, 0},
	{672, 672, 0, 0}, {9745, 9745, 0, 0}, {4664, 4664, 9, 0},
	{20601, 20601, 89, 0}, {13738, 13738, 0, 0}, {15575, 15575, 0, 0},
	{17286, 17286, 774, 0}, {19050, 19050, 830, 0}, {13738, 13738, 0, 0},
	{19135, 19135, 0, 0}, {17342, 17342, 775, 0}, {19111, 19111, 832, 0},
	{5752, 5752, 0, 8}, {2463, 2463, 0, 0}, {10231, 10231, 555, 0},
	{3847, 3847, 554, 0}, {5752, 5752, 0, 8}, {2463, 2463, 0, 8},
	{14270, 14270, 89, 0}, {1513, 1513, 560, 0}, {5752, 5752, 0, 8},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {8415, 8415, 561, 0},
	{12683, 12683, 0, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{1374, 1374, 558, 0}, {12683, 12683, 0, 0}, {19596, 19596, 0, 0},
	{2459, 2459, 0, 0}, {3559, 3559, 0, 0}, {11633, 11633, 0, 0},
	{780, 780, 835, 0}, {6795, 6795, 0, 0}, {17963, 17963, 546, 256},
	{10821, 10821, 546, 256}, {2607, 2607, 546, 256}, {7133, 7133, 20, 0},
	{19596, 19596, 0, 8}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{4565, 4565, 833, 0}, {17191, 17191, 836, 0}, {7919, 7919, 834, 0},
	{12683, 12683, 0, 0}, {19596, 19596, 0, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {3559, 3559, 0, 0}, {4181, 4181, 546, 256},
	{10821, 10821, 546, 256}, {9708, 9708, 502, 0}, {416, 416, 846, 0},
	{6974, 6974, 349, 0}, {10572, 10572, 20, 0}, {2064, 2064, 847, 0},
	{1951, 1951, 0, 0}, {9129, 9129, 0, 0}, {11889, 11889, 91, 0},
	{21043, 21043, 0, 0}, {13217, 13217, 20, 0}, {9421, 9421, 20, 0},
	{12035, 12035, 20, 0}, {19576, 19576, 843, 0}, {12683, 12683, 0, 0},
	{12024, 12024, 20, 0}, {4565, 4565, 844, 0}, {17191, 17191, 836, 0},
	{8470, 8470, 845, 8}, {12683, 12683, 0, 0}, {628, 628, 102, 8},
	{17042, 17042, 101, 0}, {1606, 1606, 619, 0}, {692, 692, 624, 8},
	{13693, 13693, 0, 8}, {11848, 11848, 0, 8}, {8495, 8495, 626, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{12683, 12683, 0, 0}, {13766, 13766, 666, 0}, {12683, 12683, 0, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{13895, 13895, 9, 8}, {185, 185, 21, 0}, {1163, 1163, 661, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{15906, 15906, 0, 0}, {12683, 12683, 0, 0}, {16863, 16863, 760, 0},
	{12024, 12024, 20, 0}, {7027, 7027, 89, 0}, {19562, 19562, 0, 0},
	{14735, 14735, 546, 256}, {185, 185, 21, 0}, {8549, 8549, 670, 0},
	{12683, 12683, 0, 0}, {692, 692, 624, 8}, {628, 628, 102, 8},
	{17042, 17042, 101, 0}, {1606, 1606, 619, 0}, {10649, 10649, 0, 0},
	{374, 374, 3, 0}, {15301, 15301, 0, 0}, {15278, 15278, 0, 0},
	{5869, 5869, 0, 0}, {3559, 3559, 0, 0}, {4210, 4210, 0, 0},
	{10948, 10948, 0, 0}, {8600, 8600, 451, 0}, {12683, 12683, 0, 0},
	{21454, 21454, 453, 0}, {13738, 13738, 0, 0}, {14093, 14093, 0, 0},
	{14062, 14062, 0, 0}, {4059, 4059, 546, 256}, {20418, 20418, 546, 256},
	{16617, 16617, 746, 8}, {16585, 16585, 0, 8}, {16686, 16686, 0, 0},
	{16539, 16539, 0, 0}, {4572, 4572, 0, 0}, {3559, 3559, 0, 0},
	{4210, 4210, 0, 0}, {15301, 15301, 0, 0}, {15278, 15278, 0, 0},
	{16626, 16626, 0, 0}, {16539, 16539, 0, 0}, {5869, 5869, 0, 0},
	{4572, 4572, 0, 0}, {2563, 2563, 0, 0}, {16568, 16568, 92, 0},
	{10960, 10960, 92, 0}, {12665, 12665, 92, 0}, {16653, 16653, 0, 0},
	{4210, 4210, 0, 0}, {10948, 10948, 0, 0}, {16617, 16617, 746, 0},
	{16686, 16686, 0, 0}, {7571, 7571, 754, 0}, {16686, 16686, 0, 0},
	{16585, 16585, 0, 0}, {4572, 4572, 0, 0}, {16539, 16539, 0, 0},
	{7577, 7577, 92, 0}, {3559, 3559, 0, 0}, {4210, 4210, 0, 0},
	{16617, 16617, 746, 8}, {7566, 7566, 754, 8}, {16773, 16773, 754, 8},
	{16602, 16602, 0, 8}, {8716, 8716, 0, 0}, {3405, 3405, 758, 0},
	{8749, 8749, 759, 0}, {12683, 12683, 0, 0}, {1855, 1855, 798, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 0}, {19135, 19135, 0, 0},
	{1405, 1405, 819, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{1624, 1624, 0, 8}, {19562, 19562, 0, 0}, {14735, 14735, 546, 256},
	{185, 185, 21, 0}, {9618, 9618, 89, 0}, {1227, 1227, 813, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{16692, 16692, 0, 0}, {185, 185, 21, 0}, {1244, 1244, 825, 0},
	{21454, 21454, 825, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{185, 185, 21, 0}, {8824, 8824, 469, 0}, {12683, 12683, 0, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {15906, 15906, 0, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {19562, 19562, 0, 0},
	{14735, 14735, 546, 256}, {185, 185, 21, 0}, {9618, 9618, 89, 0},
	{830, 830, 9, 0}, {18791, 18791, 818, 0}, {12683, 12683, 0, 0},
	{8851, 8851, 3, 0}, {4076, 4076, 848, 0}, {12683, 12683, 0, 0},
	{5743, 5743, 0, 0}, {12024, 12024, 20, 0}, {1428, 1428, 849, 0},
	{12683, 12683, 0, 0}, {15226, 15226, 0, 0}, {13693, 13693, 0, 8},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13895, 13895, 9, 8},
	{185, 185, 21, 0}, {18750, 18750, 9, 8}, {14805, 14805, 691, 0},
	{1163, 1163, 661, 0}, {980, 980, 9, 0}, {10076, 10076, 89, 0},
	{15226, 15226, 0, 0}, {13693, 13693, 0, 8}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {15906, 15906, 0, 0}, {185, 185, 21, 0},
	{18750, 18750, 9, 8}, {12683, 12683, 0, 0}, {16863, 16863, 760, 0},
	{12024, 12024, 20, 0}, {14805, 14805, 691, 0}, {19720, 19720, 851, 0},
	{12683, 12683, 0, 0}, {15226, 15226, 0, 0}, {13693, 13693, 0, 8},
	{15123, 15123, 0, 8}, {1624, 1624, 0, 8}, {185, 185, 21, 0},
	{18750, 18750, 9, 8}, {13732, 13732, 0, 0}, {15865, 15865, 0, 0},
	{18708, 18708, 812, 0}, {3664, 3664, 9, 0}, {14805, 14805, 691, 0},
	{1227, 1227, 813, 0}, {980, 980, 9, 0}, {10076, 10076, 89, 0},
	{2152, 2152, 135, 0}, {14749, 14749, 0, 0}, {9957, 9957, 89, 0},
	{9938, 9938, 89, 0}, {13738, 13738, 0, 0}, {10064, 10064, 89, 0},
	{3664, 3664, 9, 0}, {15887, 15887, 0, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {3096, 3096, 678, 0}, {4181, 4181, 546, 256},
	{10821, 10821, 546, 256}, {4109, 4109, 890, 0}, {13693, 13693, 0, 0},
	{15123, 15123, 0, 0}, {9204, 9204, 0, 8}, {7679, 7679, 0, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {8999, 8999, 892, 0},
	{12683, 12683, 0, 0}, {1624, 1624, 0, 8}, {9557, 9557, 89, 0},
	{4135, 4135, 902, 0}, {1624, 1624, 0, 8}, {2463, 2463, 0, 8},
	{4982, 4982, 3, 0}, {1624, 1624, 0, 8}, {2463, 2463, 0, 8},
	{9557, 9557, 89, 0}, {1516, 1516, 904, 0}, {1624, 1624, 0, 8},
	{9557, 9557, 89, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{7733, 7733, 906, 0}, {12683, 12683, 0, 0}, {990, 990, 500, 0},
	{21454, 21454, 496, 0}, {21454, 21454, 9, 0}, {1624, 1624, 0, 8},
	{57, 57, 0, 0}, {9114, 9114, 0, 0}, {21454, 21454, 499, 0},
	{15123, 15123, 0, 8}, {19135, 19135, 0, 8}, {13693, 13693, 0, 0},
	{21397, 21397, 0, 0}, {356, 356, 3, 0}, {21454, 21454, 501, 0},
	{1624, 1624, 0, 8}, {1896, 1896, 0, 8}, {1227, 1227, 0, 8},
	{13843, 13843, 0, 0}, {356, 356, 740, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {13829, 13829, 498, 0}, {1227, 1227, 0, 8},
	{1896, 1896, 0, 8}, {16549, 16549, 112, 0}, {1624, 1624, 0, 8},
	{2210, 2210, 0, 8}, {4256, 4256, 546, 256}, {10918, 10918, 546, 256},
	{1249, 1249, 92, 0}, {9200, 9200, 0, 8}, {4481, 4481, 0, 0},
	{11636, 11636, 0, 8}, {2156, 2156, 364, 8}, {11671, 11671, 0, 8},
	{21454, 21454, 506, 0}, {13946, 13946, 9, 0}, {21397, 21397, 0, 0},
	{7047, 7047, 9, 0}, {12088, 12088, 20, 0}, {21454, 21454, 508, 0},
	{21724, 21724, 0, 0}, {21469, 21469, 20, 0}, {21336, 21336, 20, 0},
	{12968, 12968, 92, 0}, {13067, 13067, 92, 0}, {6150, 6150, 91, 0},
	{13039, 13039, 20, 0}, {10367, 10367, 91, 0}, {17519, 17519, 0, 8},
	{6540, 6540, 0, 8}, {6526, 6526, 0, 0}, {780, 780, 3, 0},
	{12283, 12283, 0, 8}, {1249, 1249, 0, 0}, {3732, 3732, 201, 0},
	{6381, 6381, 0, 0}, {2541, 2541, 3, 0}, {15784, 15784, 3, 0},
	{13473, 13473, 3, 0}, {6381, 6381, 0, 0}, {2541, 2541, 3, 0},
	{15784, 15784, 3, 0}, {13473, 13473, 3, 0}, {10944, 10944, 546, 256},
	{21567, 21567, 20, 0}, {21445, 21445, 0, 0}, {21647, 21647, 20, 0},
	{13176, 13176, 92, 0}, {6150, 6150, 91, 0}, {13039, 13039, 20, 0},
	{10367, 10367, 91, 0}, {17266, 17266, 20, 8}, {3859, 3859, 0, 8},
	{1624, 1624, 0, 8}, {7397, 7397, 20, 0}, {6178, 6178, 521, 8},
	{17464, 17464, 20, 0}, {21454, 21454, 519, 0}, {21679, 21679, 20, 0},
	{21483, 21483, 20, 0}, {21210, 21210, 89, 0}, {21647, 21647, 20, 0},
	{12991, 12991, 92, 0}, {13090, 13090, 92, 0}, {13119, 13119, 92, 0},
	{6150, 6150, 91, 0}, {13039, 13039, 20, 0}, {10367, 10367, 91, 0},
	{16617, 16617, 20, 0}, {9373, 9373, 536, 0}, {57, 57, 0, 0},
	{6178, 6178, 529, 8}, {17266, 17266, 20, 8}, {3859, 3859, 0, 8},
	{17225, 17225, 0, 8}, {12789, 12789, 0, 8}, {13465, 13465, 20, 8},
	{6178, 6178, 527, 8}, {21454, 21454, 525, 0}, {69, 69, 20, 8},
	{1624, 1624, 0, 8}, {57, 57, 512, 8}, {13980, 13980, 89, 8},
	{6107, 6107, 0, 0}, {9681, 9681, 512, 0}, {21081, 21081, 512, 0},
	{21454, 21454, 528, 0}, {2064, 2064, 524, 8}, {13862, 13862, 520, 0},
	{10279, 10279, 526, 0}, {1606, 1606, 0, 8}, {780, 780, 3, 0},
	{12155, 12155, 0, 0}, {6602, 6602, 513, 0}, {17519, 17519, 0, 0},
	{21454, 21454, 530, 0}, {9726, 9726, 0, 0}, {15378, 15378, 89, 0},
	{17235, 17235, 0, 8}, {18985, 18985, 0, 8}, {9757, 9757, 0, 8},
	{3559, 3559, 0, 8}, {4059, 4059, 546, 264}, {9772, 9772, 538, 0},
	{1084, 1084, 539, 0}, {21454, 21454, 533, 0}, {21454, 21454, 276, 0},
	{21454, 21454, 20, 0}, {17235, 17235, 0, 8}, {18985, 18985, 0, 8},
	{5869, 5869, 0, 0}, {9812, 9812, 0, 8}, {9757, 9757, 0, 8},
	{17516, 17516, 0, 0}, {261, 261, 3, 0}, {8851, 8851, 545, 0},
	{3559, 3559, 0, 8}, {4059, 4059, 546, 264}, {9772, 9772, 538, 0},
	{1084, 1084, 539, 0}, {4561, 4561, 0, 0}, {15170, 15170, 0, 0},
	{17313, 17313, 3, 0}, {3216, 3216, 89, 0}, {21454, 21454, 345, 0},
	{1624, 1624, 0, 0}, {607, 607, 9, 0}, {21454, 21454, 540, 0},
	{7405, 7405, 0, 0}, {7666, 7666, 0, 0}, {3231, 3231, 0, 0},
	{21454, 21454, 542, 0}, {21454, 21454, 204, 0}, {21454, 21454, 828, 0},
	{21454, 21454, 537, 0}, {7480, 7480, 0, 0}, {13750, 13750, 0, 0},
	{11720, 11720, 92, 0}, {20511, 20511, 92, 0}, {12870, 12870, 92, 0},
	{10248, 10248, 9, 0}, {10264, 10264, 0, 0}, {4829, 4829, 3, 0},
	{1624, 1624, 0, 8}, {21397, 21397, 0, 8}, {3150, 3150, 0, 8},
	{5202, 5202, 0, 8}, {356, 356, 548, 0}, {2990, 2990, 0, 0},
	{14214, 14214, 0, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {21397, 21397, 0, 8}, {2990, 2990, 0, 8},
	{3150, 3150, 0, 8}, {5202, 5202, 0, 8}, {356, 356, 3, 0},
	{13565, 13565, 497, 0}, {19355, 19355, 170, 0}, {15461, 15461, 0, 0},
	{3191, 3191, 0, 0}, {10521, 10521, 170, 0}, {19364, 19364, 171, 0},
	{21397, 21397, 0, 0}, {3186, 3186, 0, 0}, {7047, 7047, 9, 0},
	{6451, 6451, 9, 0}, {21454, 21454, 552, 0}, {1624, 1624, 0, 0},
	{10391, 10391, 0, 0}, {10427, 10427, 89, 0}, {5869, 5869, 0, 0},
	{11656, 11656, 0, 0}, {1951, 1951, 0, 0}, {4181, 4181, 546, 256},
	{10821, 10821, 546, 256}, {7088, 7088, 352, 0}, {2525, 2525, 557, 0},
	{4958, 4958, 3, 0}, {12710, 12710, 3, 0}, {7977, 7977, 164, 0},
	{12035, 12035, 20, 0}, {531, 531, 20, 0}, {9421, 9421, 20, 0},
	{11889, 11889, 91, 0}, {21043, 21043, 0, 0}, {13217, 13217, 20, 0},
	{3405, 3405, 0, 0}, {12734, 12734, 641, 0}, {9129, 9129, 0, 0},
	{2346, 2346, 123, 0}, {7058, 7058, 0, 0}, {17245, 17245, 773, 0},
	{11742, 11742, 0, 0}, {14408, 14408, 0, 0}, {5752, 5752, 0, 0},
	{1249, 1249, 20, 0}, {1516, 1516, 20, 0}, {10776, 10776, 20, 0},
	{14306, 14306, 0, 0}, {2463, 2463, 0, 0}, {8390, 8390, 0, 0},
	{10312, 10312, 0, 0}, {10556, 10556, 0, 0}, {1624, 1624, 0, 0},
	{16734, 16734, 0, 0}, {14721, 14721, 0, 0}, {16036, 16036, 0, 0},
	{21454, 21454, 554, 0}, {8415, 8415, 561, 0}, {69, 69, 0, 0},
	{10776, 10776, 20, 0}, {14306, 14306, 0, 0}, {19664, 19664, 0, 0},
	{5752, 5752, 0, 0}, {10391, 10391, 0, 0}, {10427, 10427, 89, 0},
	{17963, 17963, 546, 256}, {10821, 10821, 546, 256},
	{2607, 2607, 546, 256}, {10448, 10448, 0, 0}, {108, 108, 3, 0},
	{15852, 15852, 0, 0}, {14254, 14254, 674, 0}, {531, 531, 20, 0},
	{7133, 7133, 20, 0}, {9421, 9421, 20, 0}, {11889, 11889, 91, 0},
	{21043, 21043, 0, 0}, {13217, 13217, 20, 0}, {3405, 3405, 0, 0},
	{11633, 11633, 0, 0}, {12734, 12734, 641, 0}, {9129, 9129, 0, 0},
	{4532, 4532, 91, 0}, {7058, 7058, 0, 0}, {11742, 11742, 0, 0},
	{14408, 14408, 0, 0}, {18052, 18052, 0, 0}, {7106, 7106, 0, 0},
	{21454, 21454, 560, 0}, {10391, 10391, 0, 0}, {10427, 10427, 89, 0},
	{5869, 5869, 0, 0}, {11656, 11656, 0, 0}, {1951, 1951, 0, 0},
	{7088, 7088, 352, 0}, {2525, 2525, 557, 0}, {4958, 4958, 3, 0},
	{12710, 12710, 3, 0}, {7977, 7977, 164, 0}, {12035, 12035, 20, 0},
	{531, 531, 20, 0}, {9421, 9421, 20, 0}, {11889, 11889, 91, 0},
	{21043, 21043, 0, 0}, {13217, 13217, 20, 0}, {3405, 3405, 0, 0},
	{12734, 12734, 641, 0}, {9129, 9129, 0, 0}, {2346, 2346, 123, 0},
	{7058, 7058, 0, 0}, {17245, 17245, 773, 0}, {11742, 11742, 0, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {10488, 10488, 0, 8},
	{990, 990, 565, 8}, {7604, 7604, 0, 8}, {151, 151, 498, 8},
	{21454, 21454, 564, 0}, {1624, 1624, 0, 8}, {4256, 4256, 546, 256},
	{10918, 10918, 546, 256}, {1249, 1249, 92, 0}, {10512, 10512, 0, 8},
	{1682, 1682, 0, 0}, {16846, 16846, 0, 0}, {21397, 21397, 0, 0},
	{19405, 19405, 0, 0}, {757, 757, 0, 0}, {18552, 18552, 0, 0},
	{2210, 2210, 0, 0}, {5708, 5708, 0, 0}, {18001, 18001, 0, 0},
	{6624, 6624, 0, 0}, {14106, 14106, 92, 0}, {12884, 12884, 20, 0},
	{12049, 12049, 92, 0}, {11975, 11975, 92, 0}, {12426, 12426, 20, 0},
	{9570, 9570, 89, 0}, {156, 156, 0, 0}, {6428, 6428, 0, 0},
	{18034, 18034, 546, 512}, {1624, 1624, 0, 8}, {57, 57, 0, 8},
	{21454, 21454, 568, 0}, {6651, 6651, 0, 0}, {18457, 18457, 0, 0},
	{2210, 2210, 0, 0}, {5708, 5708, 0, 0}, {18017, 18017, 0, 0},
	{11943, 11943, 92, 0}, {11919, 11919, 92, 0}, {11996, 11996, 92, 0},
	{118, 118, 89, 0}, {9392, 9392, 92, 0}, {5847, 5847, 92, 0},
	{12884, 12884, 20, 0}, {12049, 12049, 92, 0}, {12046, 12046, 92, 0},
	{1058, 1058, 89, 0}, {18447, 18447, 0, 0}, {6381, 6381, 0, 0},
	{15828, 15828, 0, 0}, {156, 156, 0, 0}, {6428, 6428, 0, 0},
	{18034, 18034, 546, 512}, {7315, 7315, 0, 0}, {20573, 20573, 89, 0},
	{62, 62, 0, 0}, {5869, 5869, 0, 0}, {10821, 10821, 546, 256},
	{9592, 9592, 0, 0}, {1597, 1597, 0, 0}, {1629, 1629, 0, 0},
	{3559, 3559, 0, 0}, {15852, 15852, 0, 0}, {11624, 11624, 0, 0},
	{11646, 11646, 0, 0}, {12211, 12211, 0, 0}, {14830, 14830, 546, 256},
	{3315, 3315, 0, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{8851, 8851, 3, 0}, {1265, 1265, 9, 0}, {12683, 12683, 0, 0},
	{2469, 2469, 9, 0}, {12683, 12683, 0, 0}, {11089, 11089, 161, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {12683, 12683, 0, 0},
	{8851, 8851, 3, 0}, {3385, 3385, 9, 0}, {12683, 12683, 0, 0},
	{3357, 3357, 0, 8}, {12024, 12024, 20, 0}, {2156, 2156, 183, 0},
	{12683, 12683, 0, 0}, {11122, 11122, 176, 0}, {12683, 12683, 0, 0},
	{1301, 1301, 235, 0}, {12683, 12683, 0, 0}, {4565, 4565, 258, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {664, 664, 257, 8},
	{12683, 12683, 0, 0}, {4565, 4565, 261, 0}, {12683, 12683, 0, 0},
	{12024, 12024, 20, 0}, {7733, 7733, 262, 0}, {12683, 12683, 0, 0},
	{4565, 4565, 265, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {4565, 4565, 266, 0},
	{8851, 8851, 3, 0}, {11264, 11264, 267, 0}, {12683, 12683, 0, 0},
	{18064, 18064, 0, 0}, {14398, 14398, 0, 0}, {19312, 19312, 839, 0},
	{12024, 12024, 20, 0}, {12683, 12683, 0, 0}, {7280, 7280, 17, 0},
	{12683, 12683, 0, 0}, {2411, 2411, 806, 0}, {12683, 12683, 0, 0},
	{5949, 5949, 9, 0}, {12683, 12683, 0, 0}, {21397, 21397, 0, 0},
	{13693, 13693, 0, 0}, {13703, 13703, 0, 0}, {12683, 12683, 0, 0},
	{4792, 4792, 0, 0}, {11356, 11356, 343, 0}, {12683, 12683, 0, 0},
	{11804, 11804, 0, 0}, {2156, 2156, 541, 0}, {12013, 12013, 20, 0},
	{9828, 9828, 544, 0}, {11804, 11804, 0, 0}, {10399, 10399, 9, 0},
	{12683, 12683, 0, 0}, {12683, 12683, 0, 0}, {12024, 12024, 20, 0},
	{4565, 4565, 844, 0}, {17191, 17191, 836, 0}, {8851, 8851, 3, 0},
	{19608, 19608, 9, 8}, {12683, 12683, 0, 0}, {13693, 13693, 0, 8},
	{15123, 15123, 0, 0}, {19135, 19135, 0, 0}, {12024, 12024, 20, 0},
	{12683, 12683, 0, 0}, {11429, 11429, 627, 0}, {12683, 12683, 0, 0},
	{11465, 11465, 705, 0}, {12683, 12683, 0, 0}, {16617, 16617, 746, 8},
	{12024, 12024, 20, 0}, {12683, 12683, 0, 0}, {11499, 11499, 752, 0},
	{12683, 12683, 0, 0}, {15290, 15290, 704, 0}, {12024, 12024, 20, 0},
	{12683, 12683, 0, 0}, {11499, 11499, 747, 0}, {12683, 12683, 0, 0},
	{12683, 12683, 0, 0}, {12024, 12024, 20, 0}, {8851, 8851, 3, 0},
	{15475, 15475, 0, 0}, {2492, 2492, 9, 0}, {11511, 11511, 765, 0},
	{12683, 12683, 0, 0}, {17018, 17018, 0, 8}, {15475, 15475, 0, 0},
	{12683, 12683, 0, 0}, {11524, 11524, 799, 0}, {12683, 12683, 0, 0},
	{13693, 13693, 0, 8}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{57, 57, 0, 8}, {12024, 12024, 20, 0}, {12683, 12683, 0, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 0}, {19135, 19135, 0, 0},
	{12683, 12683, 0, 0}, {11539, 11539, 822, 0}, {12683, 12683, 0, 0},
	{5743, 5743, 0, 0}, {12024, 12024, 20, 0}, {8851, 8851, 3, 0},
	{19676, 19676, 9, 0}, {12683, 12683, 0, 0}, {11589, 11589, 889, 0},
	{12683, 12683, 0, 0}, {1445, 1445, 9, 0}, {12683, 12683, 0, 0},
	{10214, 10214, 127, 0}, {16044, 16044, 127, 0}, {6225, 6225, 127, 0},
	{12449, 12449, 92, 0}, {12110, 12110, 92, 0}, {13162, 13162, 92, 8},
	{13016, 13016, 92, 8}, {12518, 12518, 0, 8}, {17516, 17516, 0, 0},
	{19342, 19342, 0, 0}, {7609, 7609, 9, 0}, {7618, 7618, 0, 0},
	{19348, 19348, 0, 0}, {6200, 6200, 89, 0}, {2191, 2191, 625, 0},
	{17330, 17330, 0, 0}, {17275, 17275, 0, 0}, {17360, 17360, 0, 0},
	{19099, 19099, 0, 0}, {19039, 19039, 0, 0}, {19145, 19145, 0, 0},
	{21454, 21454, 623, 0}, {21454, 21454, 622, 0}, {4513, 4513, 0, 0},
	{11848, 11848, 0, 0}, {15123, 15123, 0, 0}, {19135, 19135, 0, 0},
	{13693, 13693, 0, 0}, {1951, 1951, 0, 0}, {3559, 3559, 0, 0},
	{4256, 4256, 546, 256}, {10918, 10918, 546, 256},
	{14830, 14830, 546, 256}, {6616, 6616, 546, 256}, {15852, 15852, 0, 0},
	{4532, 4532, 91, 0}, {10862, 10862, 0, 0}, {14383, 14383, 92, 0},
	{21454, 21454, 626, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{628, 628, 0, 8}, {14341, 14341, 498, 8}, {12301, 12301, 0, 0},
	{4210, 4210, 0, 0}, {13492, 13492, 657, 0}, {21433, 21433, 0, 0},
	{21758, 21758, 629, 0}, {12241, 12241, 0, 0}, {12301, 12301, 0, 0},
	{21454, 21454, 631, 0}, {12338, 12338, 0, 0}, {18064, 18064, 0, 0},
	{12349, 12349, 252, 0}, {12647, 12647, 9, 0}, {1624, 1624, 0, 8},
	{1896, 1896, 0, 8}, {1227, 1227, 0, 8}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {1896, 1896, 0, 8}, {1227, 1227, 0, 8},
	{9790, 9790, 0, 8}, {5869, 5869, 0, 0}, {4561, 4561, 0, 0},
	{9772, 9772, 538, 0}, {9812, 9812, 0, 0}, {21397, 21397, 0, 0},
	{3186, 3186, 0, 0}, {16499, 16499, 89, 0}, {21454, 21454, 637, 0},
	{57, 57, 0, 0}, {1624, 1624, 0, 0}, {19757, 19757, 0, 0},
	{19649, 19649, 475, 0}, {10356, 10356, 559, 0}, {3300, 3300, 180, 0},
	{21454, 21454, 639, 0}, {12755, 12755, 20, 0}, {9907, 9907, 89, 0},
	{9985, 9985, 89, 0}, {9976, 9976, 89, 0}, {99, 99, 0, 8},
	{4891, 4891, 277, 8}, {21454, 21454, 643, 0}, {20631, 20631, 0, 0},
	{2, 2, 0, 0}, {20668, 20668, 0, 0}, {39, 39, 0, 0}, {15201, 15201, 0, 0},
	{10521, 10521, 0, 0}, {13309, 13309, 0, 0}, {13267, 13267, 645, 0},
	{19355, 19355, 0, 0}, {19383, 19383, 3, 0}, {13309, 13309, 0, 0},
	{13267, 13267, 645, 0}, {19355, 19355, 0, 0}, {19383, 19383, 3, 0},
	{931, 931, 25, 0}, {13291, 13291, 646, 0}, {13375, 13375, 354, 8},
	{10994, 10994, 354, 8}, {20144, 20144, 514, 0}, {99, 99, 0, 0},
	{10566, 10566, 0, 0}, {5869, 5869, 0, 0}, {21454, 21454, 651, 0},
	{593, 593, 0, 8}, {10279, 10279, 20, 8}, {21454, 21454, 653, 0},
	{21412, 21412, 517, 0}, {9313, 9313, 518, 0}, {21454, 21454, 658, 0},
	{12301, 12301, 0, 0}, {4210, 4210, 0, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {14020, 14020, 0, 8}, {6706, 6706, 9, 8},
	{13522, 13522, 0, 0}, {16445, 16445, 91, 0}, {19263, 19263, 91, 0},
	{11811, 11811, 0, 0}, {15092, 15092, 0, 0}, {15081, 15081, 0, 0},
	{11835, 11835, 0, 0}, {12848, 12848, 20, 0}, {12895, 12895, 20, 0},
	{5908, 5908, 0, 0}, {5928, 5928, 0, 0}, {4283, 4283, 231, 0},
	{13355, 13355, 649, 0}, {607, 607, 9, 0}, {15123, 15123, 0, 0},
	{19135, 19135, 0, 0}, {4256, 4256, 546, 256}, {10658, 10658, 546, 256},
	{18406, 18406, 809, 0}, {416, 416, 3, 0}, {10694, 10694, 546, 256},
	{13693, 13693, 0, 0}, {13895, 13895, 9, 0}, {6750, 6750, 345, 0},
	{21454, 21454, 662, 0}, {151, 151, 9, 8}, {9659, 9659, 0, 8},
	{9659, 9659, 0, 8}, {151, 151, 569, 8}, {9669, 9669, 0, 8},
	{1076, 1076, 29, 0}, {21454, 21454, 665, 0}, {21454, 21454, 664, 0},
	{607, 607, 9, 0}, {10658, 10658, 546, 256}, {18406, 18406, 809, 0},
	{416, 416, 3, 0}, {10694, 10694, 546, 256}, {21454, 21454, 668, 0},
	{21454, 21454, 661, 0}, {607, 607, 9, 8}, {18543, 18543, 0, 0},
	{16809, 16809, 9, 0}, {1027, 1027, 0, 0}, {5752, 5752, 0, 0},
	{2463, 2463, 0, 0}, {21454, 21454, 673, 0}, {11663, 11663, 0, 0},
	{2758, 2758, 151, 0}, {14353, 14353, 245, 0}, {3664, 3664, 9, 0},
	{21454, 21454, 676, 0}, {16997, 16997, 152, 0}, {10339, 10339, 152, 0},
	{21433, 21433, 0, 0}, {21758, 21758, 680, 0}, {1624, 1624, 0, 8},
	{5869, 5869, 0, 8}, {13980, 13980, 89, 8}, {4996, 4996, 0, 0},
	{14466, 14466, 9, 8}, {600, 600, 8, 0}, {4651, 4651, 9, 0},
	{10530, 10530, 0, 0}, {14436, 14436, 0, 0}, {6612, 6612, 0, 0},
	{99, 99, 0, 0}, {2552, 2552, 0, 0}, {13693, 13693, 0, 0},
	{8041, 8041, 242, 8}, {14398, 14398, 0, 8}, {9639, 9639, 0, 8},
	{14093, 14093, 0, 8}, {13738, 13738, 0, 0}, {14073, 14073, 0, 0},
	{14040, 14040, 0, 0}, {6476, 6476, 0, 0}, {14062, 14062, 0, 0},
	{16617, 16617, 746, 0}, {7571, 7571, 754, 0}, {16686, 16686, 0, 0},
	{12253, 12253, 631, 8}, {16539, 16539, 0, 0}, {16626, 16626, 0, 0},
	{15301, 15301, 0, 0}, {10980, 10980, 89, 0}, {7577, 7577, 92, 0},
	{16686, 16686, 0, 0}, {12241, 12241, 0, 0}, {12301, 12301, 0, 0},
	{1624, 1624, 0, 8}, {2463, 2463, 0, 8}, {4982, 4982, 3, 8},
	{16617, 16617, 746, 0}, {7571, 7571, 754, 0}, {16686, 16686, 0, 0},
	{12270, 12270, 632, 0}, {12024, 12024, 20, 0}, {12683, 12683, 0, 0},
	{12225, 12225, 630, 0}, {16686, 16686, 0, 0}, {12683, 12683, 0, 0},
	{14770, 14770, 0, 0}, {14825, 14825, 546, 256}, {2336, 2336, 0, 0},
	{14749, 14749, 0, 0}, {198, 198, 3, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {14886, 14886, 694, 0}, {14902, 14902, 696, 0},
	{12291, 12291, 0, 8}, {416, 416, 3, 0}, {14876, 14876, 0, 8},
	{14914, 14914, 0, 8}, {12155, 12155, 693, 8}, {2737, 2737, 150, 0},
	{21454, 21454, 695, 0}, {21454, 21454, 512, 0}, {15033, 15033, 0, 0},
	{1624, 1624, 0, 8}, {1896, 1896, 0, 8}, {1227, 1227, 0, 8},
	{15136, 15136, 0, 0}, {19328, 19328, 0, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {1896, 1896, 0, 8}, {1227, 1227, 0, 8},
	{15136, 15136, 0, 0}, {19328, 19328, 0, 0}, {20551, 20551, 887, 0},
	{5202, 5202, 0, 8}, {9860, 9860, 0, 8}, {5869, 5869, 0, 0},
	{770, 770, 159, 8}, {3073, 3073, 165, 8}, {15661, 15661, 711, 8},
	{8851, 8851, 3, 0}, {3006, 3006, 0, 0}, {16686, 16686, 0, 0},
	{7577, 7577, 92, 0}, {3559, 3559, 0, 0}, {15301, 15301, 0, 0},
	{15278, 15278, 0, 0}, {21454, 21454, 449, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {17275, 17275, 9, 8}, {19039, 19039, 9, 8},
	{15613, 15613, 0, 0}, {11620, 11620, 0, 0}, {21454, 21454, 707, 0},
	{15698, 15698, 0, 8}, {6785, 6785, 0, 0}, {3179, 3179, 0, 0},
	{9270, 9270, 0, 0}, {9088, 9088, 772, 0}, {20796, 20796, 772, 0},
	{6685, 6685, 342, 0}, {1624, 1624, 0, 8}, {2463, 2463, 0, 8},
	{12693, 12693, 9, 8}, {2463, 2463, 0, 0}, {12693, 12693, 9, 0},
	{21412, 21412, 522, 0}, {9313, 9313, 523, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {9223, 9223, 507, 8}, {2463, 2463, 0, 0},
	{10408, 10408, 0, 0}, {12968, 12968, 0, 0}, {13067, 13067, 0, 0},
	{13039, 13039, 0, 0}, {10367, 10367, 0, 0}, {17018, 17018, 0, 8},
	{926, 926, 0, 8}, {15475, 15475, 0, 0}, {69, 69, 20, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {13829, 13829, 498, 0},
	{1227, 1227, 0, 8}, {1896, 1896, 0, 8}, {16549, 16549, 112, 0},
	{998, 998, 26, 0}, {1624, 1624, 0, 8}, {13946, 13946, 9, 8},
	{2672, 2672, 0, 0}, {7047, 7047, 9, 0}, {9240, 9240, 0, 0},
	{9212, 9212, 0, 0}, {15063, 15063, 89, 0}, {11881, 11881, 20, 0},
	{11960, 11960, 20, 0}, {356, 356, 726, 0}, {16950, 16950, 0, 8},
	{6833, 6833, 0, 0}, {14840, 14840, 0, 8}, {12576, 12576, 89, 0},
	{21032, 21032, 89, 0}, {21094, 21094, 89, 0}, {17138, 17138, 89, 0},
	{13391, 13391, 89, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {13829, 13829, 498, 0}, {1227, 1227, 0, 8},
	{1896, 1896, 0, 8}, {356, 356, 3, 0}, {16549, 16549, 112, 0},
	{998, 998, 26, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {13829, 13829, 498, 0}, {3186, 3186, 0, 8},
	{2660, 2660, 0, 8}, {13244, 13244, 0, 0}, {4576, 4576, 0, 8},
	{356, 356, 3, 0}, {16549, 16549, 326, 0}, {998, 998, 26, 0},
	{1624, 1624, 0, 8}, {13946, 13946, 9, 8}, {238, 238, 3, 0},
	{356, 356, 726, 0}, {13565, 13565, 497, 0}, {1712, 1712, 92, 0},
	{1699, 1699, 92, 0}, {6489, 6489, 89, 0}, {6495, 6495, 0, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {13829, 13829, 498, 0},
	{3186, 3186, 0, 8}, {2660, 2660, 0, 0}, {13244, 13244, 0, 0},
	{4576, 4576, 0, 8}, {16549, 16549, 326, 0}, {998, 998, 26, 0},
	{13565, 13565, 497, 0}, {16238, 16238, 0, 0}, {10556, 10556, 0, 0},
	{21454, 21454, 728, 0}, {1624, 1624, 0, 8}, {13946, 13946, 9, 8},
	{2672, 2672, 0, 0}, {7047, 7047, 9, 0}, {9240, 9240, 0, 0},
	{9212, 9212, 0, 0}, {15063, 15063, 89, 0}, {11881, 11881, 20, 0},
	{11960, 11960, 20, 0}, {356, 356, 726, 0}, {13233, 13233, 92, 0},
	{17148, 17148, 20, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {13829, 13829, 498, 0}, {3186, 3186, 0, 8},
	{2660, 2660, 0, 0}, {13244, 13244, 0, 0}, {16549, 16549, 326, 0},
	{998, 998, 26, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{13829, 13829, 498, 0}, {1227, 1227, 0, 8}, {1896, 1896, 0, 8},
	{356, 356, 3, 8}, {16549, 16549, 112, 0}, {998, 998, 26, 0},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{3186, 3186, 0, 8}, {2660, 2660, 0, 8}, {13244, 13244, 0, 0},
	{13829, 13829, 498, 0}, {4576, 4576, 0, 8}, {356, 356, 3, 8},
	{16549, 16549, 326, 0}, {998, 998, 26, 0}, {1624, 1624, 0, 8},
	{13946, 13946, 9, 8}, {289, 289, 3, 0}, {356, 356, 726, 0},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{4576, 4576, 0, 0}, {13829, 13829, 498, 0}, {3186, 3186, 0, 8},
	{2660, 2660, 0, 0}, {16549, 16549, 326, 0}, {998, 998, 26, 0},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{13829, 13829, 498, 0}, {1227, 1227, 0, 8}, {1896, 1896, 0, 8},
	{356, 356, 3, 0}, {16549, 16549, 112, 0}, {998, 998, 26, 0},
	{1624, 1624, 0, 8}, {9738, 9738, 9, 8}, {13829, 13829, 498, 0},
	{3186, 3186, 0, 8}, {4576, 4576, 0, 8}, {356, 356, 3, 0},
	{16549, 16549, 326, 0}, {998, 998, 26, 0}, {2660, 2660, 0, 8},
	{13244, 13244, 0, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{13946, 13946, 9, 8}, {2672, 2672, 0, 0}, {7047, 7047, 9, 0},
	{9240, 9240, 0, 0}, {9212, 9212, 0, 0}, {15063, 15063, 89, 0},
	{11881, 11881, 20, 0}, {11960, 11960, 20, 0}, {356, 356, 726, 0},
	{10512, 10512, 0, 0}, {12576, 12576, 89, 0}, {13565, 13565, 497, 0},
	{1624, 1624, 0, 8}, {13946, 13946, 9, 8}, {2672, 2672, 0, 0},
	{7047, 7047, 9, 0}, {9240, 9240, 0, 0}, {9212, 9212, 0, 0},
	{15063, 15063, 89, 0}, {11881, 11881, 20, 0}, {11960, 11960, 20, 0},
	{356, 356, 726, 0}, {13565, 13565, 497, 0}, {1712, 1712, 92, 0},
	{1699, 1699, 92, 0}, {3186, 3186, 0, 0}, {7047, 7047, 9, 0},
	{21397, 21397, 0, 0}, {16472, 16472, 20, 0}, {6093, 6093, 0, 0},
	{6090, 6090, 0, 0}, {21454, 21454, 741, 0}, {16507, 16507, 0, 0},
	{3276, 3276, 0, 0}, {19821, 19821, 0, 0}, {5033, 5033, 0, 0},
	{1624, 1624, 0, 0}, {7388, 7388, 0, 0}, {16539, 16539, 0, 0},
	{16626, 16626, 0, 0}, {15301, 15301, 0, 0}, {21454, 21454, 748, 0},
	{15301, 15301, 0, 0}, {16626, 16626, 0, 0}, {16539, 16539, 0, 0},
	{5869, 5869, 0, 0}, {16653, 16653, 0, 0}, {4210, 4210, 0, 0},
	{10948, 10948, 0, 0}, {16617, 16617, 746, 0}, {16686, 16686, 0, 0},
	{7571, 7571, 92, 0}, {7577, 7577, 92, 0}, {6762, 6762, 345, 0},
	{21454, 21454, 750, 0}, {21454, 21454, 753, 0}, {16539, 16539, 0, 0},
	{16686, 16686, 0, 0}, {7577, 7577, 92, 0}, {3559, 3559, 0, 0},
	{4210, 4210, 0, 0}, {10980, 10980, 89, 0}, {7577, 7577, 92, 0},
	{21454, 21454, 681, 0}, {13693, 13693, 0, 0}, {12683, 12683, 0, 0},
	{2156, 2156, 755, 0}, {16762, 16762, 0, 0}, {17208, 17208, 770, 0},
	{12024, 12024, 20, 0}, {15595, 15595, 0, 0}, {9618, 9618, 89, 0},
	{12683, 12683, 0, 0}, {18791, 18791, 818, 0}, {1624, 1624, 0, 0},
	{4222, 4222, 546, 256}, {6578, 6578, 339, 0}, {21454, 21454, 758, 0},
	{16871, 16871, 20, 8}, {19538, 19538, 20, 8}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {3907, 3907, 20, 8}, {1624, 1624, 0, 0},
	{16976, 16976, 0, 0}, {416, 416, 3, 0}, {69, 69, 0, 0},
	{4181, 4181, 546, 256}, {3559, 3559, 0, 0}, {15852, 15852, 0, 0},
	{5869, 5869, 0, 0}, {1951, 1951, 0, 0}, {2525, 2525, 764, 0},
	{4958, 4958, 3, 0}, {7977, 7977, 164, 0}, {14420, 14420, 91, 0},
	{11889, 11889, 91, 0}, {3405, 3405, 0, 0}, {9129, 9129, 0, 0},
	{13217, 13217, 20, 0}, {21043, 21043, 0, 0}, {2607, 2607, 546, 256},
	{7133, 7133, 91, 0}, {4532, 4532, 91, 0}, {9417, 9417, 20, 0},
	{14408, 14408, 0, 0}, {1624, 1624, 0, 0}, {14721, 14721, 0, 0},
	{21454, 21454, 763, 0}, {17048, 17048, 9, 0}, {17096, 17096, 9, 0},
	{17066, 17066, 3, 0}, {17360, 17360, 0, 0}, {1184, 1184, 651, 0},
	{2064, 2064, 0, 0}, {1227, 1227, 0, 0}, {1896, 1896, 0, 0},
	{19210, 19210, 0, 0}, {9305, 9305, 651, 0}, {356, 356, 3, 0},
	{16460, 16460, 0, 0}, {14191, 14191, 0, 0}, {14132, 14132, 0, 0},
	{12155, 12155, 0, 0}, {20533, 20533, 89, 0}, {12150, 12150, 0, 0},
	{12174, 12174, 0, 0}, {12191, 12191, 0, 0}, {12162, 12162, 0, 0},
	{17525, 17525, 0, 0}, {16919, 16919, 652, 0}, {1014, 1014, 89, 0},
	{18871, 18871, 652, 0}, {1624, 1624, 0, 8}, {1575, 1575, 767, 8},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {1575, 1575, 767, 8},
	{9738, 9738, 9, 0}, {21454, 21454, 771, 0}, {7405, 7405, 0, 0},
	{17191, 17191, 0, 0}, {15461, 15461, 0, 0}, {15489, 15489, 0, 0},
	{409, 409, 171, 0}, {15639, 15639, 709, 0}, {13657, 13657, 660, 0},
	{14480, 14480, 0, 0}, {15403, 15403, 0, 0}, {6347, 6347, 0, 0},
	{1724, 1724, 0, 0}, {7591, 7591, 0, 0}, {10711, 10711, 0, 0},
	{846, 846, 0, 0}, {859, 859, 0, 0}, {6381, 6381, 0, 0},
	{6178, 6178, 9, 0}, {7480, 7480, 0, 0}, {10053, 10053, 9, 0},
	{14986, 14986, 0, 0}, {1624, 1624, 0, 8}, {21397, 21397, 0, 8},
	{3150, 3150, 0, 8}, {5202, 5202, 0, 8}, {356, 356, 3, 0},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{21397, 21397, 0, 8}, {3150, 3150, 0, 8}, {5202, 5202, 0, 8},
	{356, 356, 3, 0}, {13565, 13565, 497, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {17501, 17501, 0, 8}, {17490, 17490, 781, 8},
	{13565, 13565, 497, 0}, {1624, 1624, 0, 8}, {9738, 9738, 9, 8},
	{3186, 3186, 0, 8}, {19415, 19415, 20, 0}, {14378, 14378, 91, 0},
	{7604, 7604, 0, 8}, {505, 505, 0, 8}, {21454, 21454, 780, 0},
	{1615, 1615, 0, 8}, {416, 416, 0, 0}, {6381, 6381, 0, 8},
	{2463, 2463, 0, 0}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{2390, 2390, 9, 0}, {1951, 1951, 0, 8}, {16472, 16472, 91, 0},
	{1956, 1956, 0, 0}, {3405, 3405, 0, 0}, {2443, 2443, 0, 0},
	{3357, 3357, 0, 8}, {3119, 3119, 270, 8}, {1951, 1951, 0, 8},
	{13217, 13217, 20, 0}, {9421, 9421, 20, 0}, {4191, 4191, 0, 0},
	{4759, 4759, 0, 0}, {2253, 2253, 0, 0}, {3119, 3119, 270, 8},
	{1951, 1951, 0, 8}, {13217, 13217, 20, 0}, {9421, 9421, 20, 0},
	{2253, 2253, 0, 0}, {427, 427, 250, 0}, {15981, 15981, 9, 8},
	{216, 216, 271, 0}, {19596, 19596, 0, 8}, {13552, 13552, 0, 8},
	{2459, 2459, 0, 0}, {19596, 19596, 0, 8}, {9726, 9726, 0, 8},
	{15386, 15386, 89, 0}, {5752, 5752, 0, 8}, {10427, 10427, 89, 0},
	{10408, 10408, 0, 0}, {108, 108, 3, 0}, {531, 531, 20, 0},
	{9421, 9421, 20, 0}, {11889, 11889, 91, 0}, {3405, 3405, 0, 0},
	{12734, 12734, 641, 0}, {21043, 21043, 0, 0}, {13217, 13217, 20, 0},
	{7058, 7058, 0, 0}, {7106, 7106, 0, 0}, {10408, 10408, 0, 0},
	{13693, 13693, 0, 8}, {15123, 15123, 0, 8}, {19135, 19135, 0, 8},
	{7627, 7627, 89, 0}, {11848, 11848, 0, 0}, {1624, 1624, 0, 8},
	{4982, 4982, 3, 0}, {1494, 1494, 20, 0}, {1541, 1541, 20, 0},
	{69, 69, 20, 0}, {926, 926, 0, 0}, {3276, 3276, 0, 0},
	{13515, 13515, 800, 0}, {14420, 14420, 91, 0}, {17963, 17963, 92, 0},
	{2607, 2607, 92, 0}, {21454, 21454, 798, 0}, {1575, 1575, 801, 0},
	{7073, 7073, 20, 0}, {3559, 3559, 0, 0}, {6775, 6775, 0, 0},
	{6807, 6807, 0, 0}, {19552, 19552, 9, 0}, {19253, 19253, 0, 0},
	{14398, 14398, 0, 0}, {18064, 18064, 0, 0}, {18110, 18110, 546, 256},
	{9639, 9639, 840, 0}, {11720, 11720, 91, 0}, {20511, 20511, 91, 0},
	{14291, 14291, 91, 0}, {93, 93, 91, 0}, {4900, 4900, 546, 256},
	{9639, 9639, 0, 0}, {21454, 21454, 803, 0}, {18064, 18064, 0, 0},
	{14398, 14398, 0, 0}, {15994, 15994, 717, 0}, {18076, 18076, 0, 0},
	{6138, 6138, 91, 0}, {6940, 6940, 0, 0}, {2507, 2507, 9, 0},
	{15151, 15151, 9, 0}, {18090, 18090, 3, 0}, {18119, 18119, 546, 256},
	{9639, 9639, 840, 0}, {21454, 21454, 805, 0}, {15525, 15525, 813, 0},
	{20953, 20953, 901, 0}, {13693, 13693, 0, 8}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {990, 990, 133, 0}, {1606, 1606, 0, 0},
	{336, 336, 9, 0}, {9696, 9696, 0, 0}, {13539, 13539, 0, 0},
	{2649, 2649, 89, 0}, {12952, 12952, 20, 0}, {16966, 16966, 762, 0},
	{1742, 1742, 9, 0}, {17196, 17196, 654, 0}, {416, 416, 3, 0},
	{17115, 17115, 766, 0}, {18424, 18424, 89, 0}, {16637, 16637, 749, 0},
	{14120, 14120, 92, 0}, {14967, 14967, 92, 0}, {12074, 12074, 92, 8},
	{1044, 1044, 91, 8}, {13162, 13162, 92, 8}, {13016, 13016, 92, 8},
	{18717, 18717, 0, 0}, {5987, 5987, 0, 0}, {1624, 1624, 0, 8},
	{15123, 15123, 0, 0}, {5869, 5869, 0, 0}, {6347, 6347, 0, 0},
	{4059, 4059, 546, 256}, {20418, 20418, 546, 256},
	{10658, 10658, 546, 256}, {10694, 10694, 546, 256}, {15784, 15784, 20, 0},
	{18406, 18406, 809, 0}, {13829, 13829, 133, 0}, {20900, 20900, 0, 0},
	{20883, 20883, 0, 0}, {18883, 18883, 0, 0}, {416, 416, 3, 0},
	{4171, 4171, 0, 0}, {10076, 10076, 89, 0}, {19099, 19099, 816, 0},
	{13693, 13693, 0, 0}, {16692, 16692, 0, 0}, {7368, 7368, 356, 0},
	{20868, 20868, 893, 0}, {9957, 9957, 89, 0}, {9938, 9938, 89, 0},
	{3559, 3559, 824, 0}, {19135, 19135, 0, 0}, {6750, 6750, 345, 0},
	{21454, 21454, 814, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 0},
	{1624, 1624, 0, 0}, {15226, 15226, 0, 0}, {1624, 1624, 0, 8},
	{5869, 5869, 0, 0}, {6347, 6347, 0, 0}, {10658, 10658, 546, 256},
	{10694, 10694, 546, 256}, {15784, 15784, 20, 0}, {18406, 18406, 809, 0},
	{13829, 13829, 133, 0}, {20900, 20900, 0, 0}, {20883, 20883, 0, 0},
	{18883, 18883, 0, 0}, {416, 416, 3, 0}, {19099, 19099, 816, 0},
	{20868, 20868, 894, 0}, {21454, 21454, 813, 0}, {4895, 4895, 0, 0},
	{21289, 21289, 820, 0}, {21437, 21437, 821, 0}, {21303, 21303, 0, 0},
	{21639, 21639, 0, 0}, {21356, 21356, 89, 0}, {21764, 21764, 823, 0},
	{21228, 21228, 144, 0}, {21599, 21599, 714, 0}, {21509, 21509, 655, 0},
	{21383, 21383, 0, 0}, {21709, 21709, 546, 256}, {21364, 21364, 546, 256},
	{21461, 21461, 718, 0}, {21377, 21377, 0, 0}, {21252, 21252, 145, 0},
	{21270, 21270, 0, 0}, {21622, 21622, 715, 0}, {21541, 21541, 656, 0},
	{21454, 21454, 821, 0}, {21393, 21393, 0, 0}, {15513, 15513, 0, 0},
	{10934, 10934, 0, 0}, {15501, 15501, 546, 256}, {20418, 20418, 546, 256},
	{12155, 12155, 0, 0}, {3276, 3276, 0, 0}, {6734, 6734, 345, 0},
	{1589, 1589, 807, 0}, {1227, 1227, 813, 0}, {16692, 16692, 0, 0},
	{19135, 19135, 0, 0}, {16692, 16692, 0, 0}, {6750, 6750, 345, 0},
	{21454, 21454, 826, 0}, {21433, 21433, 0, 0}, {21758, 21758, 0, 0},
	{13738, 13738, 0, 8}, {18962, 18962, 3, 8}, {6381, 6381, 0, 0},
	{10542, 10542, 0, 0}, {21397, 21397, 0, 0}, {7015, 7015, 0, 0},
	{1878, 1878, 0, 8}, {19766, 19766, 0, 0}, {13862, 13862, 543, 0},
	{19129, 19129, 0, 0}, {19189, 19189, 0, 0}, {3559, 3559, 0, 0},
	{17949, 17949, 546, 256}, {17936, 17936, 546, 256},
	{21454, 21454, 432, 0}, {19201, 19201, 0, 0}, {9465, 9465, 532, 0},
	{7180, 7180, 353, 0}, {10583, 10583, 353, 0}, {7537, 7537, 369, 0},
	{593, 593, 0, 8}, {17221, 17221, 0, 8}, {5202, 5202, 0, 8},
	{770, 770, 3, 8}, {3082, 3082, 24, 0}, {21397, 21397, 0, 0},
	{13693, 13693, 0, 0}, {19233, 19233, 837, 0}, {15018, 15018, 546, 256},
	{15004, 15004, 546, 256}, {99, 99, 0, 0}, {10821, 10821, 546, 256},
	{1624, 1624, 0, 8}, {57, 57, 0, 8}, {20846, 20846, 0, 0},
	{20828, 20828, 0, 0}, {99, 99, 9, 0}, {11571, 11571, 0, 0},
	{10009, 10009, 89, 0}, {21454, 21454, 841, 0}, {12497, 12497, 621, 0},
	{19156, 19156, 0, 0}, {1624, 1624, 0, 0}, {19635, 19635, 0, 0},
	{3559, 3559, 0, 0}, {9129, 9129, 0, 0}, {4157, 4157, 546, 256},
	{4144, 4144, 546, 256}, {10802, 10802, 546, 256},
	{10784, 10784, 546, 256}, {2064, 2064, 847, 0}, {21454, 21454, 435, 0},
	{19635, 19635, 0, 8}, {7515, 7515, 368, 0}, {21454, 21454, 745, 0},
	{1624, 1624, 0, 0}, {21054, 21054, 0, 0}, {69, 69, 0, 0}, {57, 57, 0, 0},
	{3276, 3276, 0, 0}, {5869, 5869, 0, 0}, {17613, 17613, 0, 0},
	{6825, 6825, 2, 0}, {7486, 7486, 675, 0}, {6992, 6992, 350, 0},
	{21454, 21454, 848, 0}, {1624, 1624, 0, 0}, {5869, 5869, 0, 0},
	{17613, 17613, 0, 0}, {6825, 6825, 2, 0}, {7486, 7486, 675, 0},
	{6992, 6992, 350, 0}, {21454, 21454, 479, 0}, {1624, 1624, 0, 8},
	{9738, 9738, 9, 8}, {19747, 19747, 0, 8}, {13738, 13738, 0, 8},
	{18972, 18972, 9, 8}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{1597, 1597, 0, 8}, {13693, 13693, 0, 8}, {1966, 1966, 106, 8},
	{9185, 9185, 869, 0}, {21131, 21131, 886, 0}, {10497, 10497, 875, 0},
	{4269, 4269, 192, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13895, 13895, 9, 8}, {2422, 2422, 140, 8},
	{1084, 1084, 139, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {2422, 2422, 140, 8}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {1951, 1951, 0, 0}, {17613, 17613, 0, 0},
	{2390, 2390, 9, 0}, {16472, 16472, 91, 0}, {1956, 1956, 0, 0},
	{3405, 3405, 0, 0}, {13693, 13693, 0, 0}, {1624, 1624, 0, 8},
	{19237, 19237, 156, 8}, {1624, 1624, 0, 8}, {1951, 1951, 0, 0},
	{15123, 15123, 0, 0}, {5869, 5869, 0, 0}, {2112, 2112, 181, 0},
	{17613, 17613, 0, 0}, {7801, 7801, 9, 0}, {18859, 18859, 0, 0},
	{16549, 16549, 744, 0}, {15049, 15049, 698, 0}, {11020, 11020, 574, 0},
	{10622, 10622, 571, 0}, {3096, 3096, 0, 0}, {3398, 3398, 0, 0},
	{3357, 3357, 0, 8}, {17613, 17613, 0, 0}, {1624, 1624, 0, 8},
	{5869, 5869, 0, 0}, {3620, 3620, 0, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {3620, 3620, 0, 0}, {13693, 13693, 0, 0},
	{1624, 1624, 0, 8}, {4864, 4864, 274, 8}, {6638, 6638, 0, 8},
	{14503, 14503, 0, 0}, {142, 142, 9, 0}, {5484, 5484, 9, 0},
	{4444, 4444, 321, 0}, {20081, 20081, 89, 0}, {5017, 5017, 9, 0},
	{105, 105, 3, 0}, {4664, 4664, 9, 0}, {20601, 20601, 89, 0},
	{1624, 1624, 0, 8}, {2210, 2210, 0, 0}, {9200, 9200, 0, 0},
	{4481, 4481, 0, 0}, {20157, 20157, 871, 8}, {20503, 20503, 531, 8},
	{13738, 13738, 0, 8}, {17286, 17286, 774, 0}, {19050, 19050, 830, 0},
	{5752, 5752, 0, 0}, {14480, 14480, 0, 0}, {15414, 15414, 0, 0},
	{15429, 15429, 0, 0}, {1731, 1731, 0, 0}, {7591, 7591, 0, 0},
	{10715, 10715, 0, 0}, {846, 846, 0, 0}, {859, 859, 0, 0},
	{5752, 5752, 0, 8}, {10460, 10460, 562, 8}, {1624, 1624, 0, 8},
	{10512, 10512, 0, 0}, {19596, 19596, 0, 8}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {416, 416, 846, 0}, {1951, 1951, 0, 0},
	{9129, 9129, 0, 0}, {11889, 11889, 91, 0}, {21043, 21043, 0, 0},
	{13217, 13217, 20, 0}, {9421, 9421, 20, 0}, {12035, 12035, 20, 0},
	{20138, 20138, 870, 0}, {13693, 13693, 0, 0}, {15123, 15123, 0, 8},
	{19135, 19135, 0, 8}, {13876, 13876, 9, 8}, {13795, 13795, 668, 8},
	{15290, 15290, 704, 8}, {5869, 5869, 0, 8}, {16617, 16617, 746, 8},
	{7571, 7571, 754, 0}, {2563, 2563, 0, 0}, {5869, 5869, 0, 0},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {1624, 1624, 0, 0},
	{3745, 3745, 817, 0}, {17126, 17126, 89, 0}, {19562, 19562, 0, 0},
	{16692, 16692, 0, 0}, {20917, 20917, 0, 0}, {7598, 7598, 89, 0},
	{20303, 20303, 877, 0}, {1624, 1624, 0, 8}, {19689, 19689, 850, 8},
	{1624, 1624, 0, 8}, {5869, 5869, 0, 0}, {3096, 3096, 678, 8},
	{13693, 13693, 0, 0}, {15123, 15123, 0, 8}, {7653, 7653, 0, 8},
	{7639, 7639, 891, 8}, {1624, 1624, 0, 8}, {5869, 5869, 0, 0},
	{4975, 4975, 3, 0}, {11901, 11901, 20, 0}, {1624, 1624, 0, 8},
	{2210, 2210, 0, 0}, {15917, 15917, 0, 0}, {18801, 18801, 0, 0},
	{21397, 21397, 0, 0}, {20540, 20540, 9, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {4181, 4181, 546, 256}, {10821, 10821, 546, 256},
	{21454, 21454, 888, 0}, {7653, 7653, 0, 0}, {15123, 15123, 0, 0},
	{2200, 2200, 0, 0}, {13624, 13624, 0, 0}, {7679, 7679, 0, 0},
	{13634, 13634, 0, 0}, {4059, 4059, 546, 256}, {15626, 15626, 708, 0},
	{13693, 13693, 0, 0}, {7653, 7653, 0, 0}, {2200, 2200, 0, 0},
	{13624, 13624, 0, 0}, {7679, 7679, 0, 0}, {13634, 13634, 0, 0},
	{15626, 15626, 708, 0}, {21454, 21454, 890, 0}, {10064, 10064, 89, 0},
	{5009, 5009, 0, 0}, {20969, 20969, 92, 0}, {20983, 20983, 0, 0},
	{15186, 15186, 92, 0}, {10858, 10858, 0, 0}, {18532, 18532, 9, 0},
	{18512, 18512, 899, 0}, {15445, 15445, 898, 0}, {10064, 10064, 89, 0},
	{5009, 5009, 0, 0}, {15445, 15445, 897, 0}, {20969, 20969, 92, 0},
	{20983, 20983, 0, 0}, {15186, 15186, 92, 0}, {10858, 10858, 0, 0},
	{18532, 18532, 9, 0}, {18512, 18512, 899, 0}, {18717, 18717, 0, 0},
	{5987, 5987, 0, 0}, {20900, 20900, 0, 0}, {20883, 20883, 0, 0},
	{20775, 20775, 0, 0}, {10120, 10120, 89, 0}, {18717, 18717, 0, 0},
	{5987, 5987, 0, 0}, {20900, 20900, 0, 0}, {20775, 20775, 0, 0},
	{20883, 20883, 0, 0}, {21454, 21454, 896, 0}, {21454, 21454, 895, 0},
	{21454, 21454, 92, 0}, {18717, 18717, 0, 0}, {5987, 5987, 0, 0},
	{20934, 20934, 0, 0}, {20418, 20418, 546, 256}, {3276, 3276, 0, 0},
	{6734, 6734, 345, 0}, {21454, 21454, 900, 0}, {1624, 1624, 0, 0},
	{5869, 5869, 0, 0}, {4975, 4975, 3, 0}, {4181, 4181, 546, 256},
	{10821, 10821, 546, 256}, {10874, 10874, 904, 0}, {8246, 8246, 903, 0},
	{11901, 11901, 20, 0}, {1580, 1580, 85, 0}, {2366, 2366, 640, 0},
	{4546, 4546, 337, 0}, {1624, 1624, 0, 0}, {21067, 21067, 0, 0},
	{14306, 14306, 0, 0}, {9050, 9050, 3, 0}, {17963, 17963, 546, 256},
	{2607, 2607, 546, 256}, {3559, 3559, 0, 0}, {15852, 15852, 0, 0},
	{2411, 2411, 905, 0}, {8246, 8246, 903, 0}, {17973, 17973, 797, 0},
	{19420, 19420, 20, 0}, {19297, 19297, 20, 0}, {7251, 7251, 20, 0},
	{18391, 18391, 20, 0}, {18579, 18579, 20, 0}, {16021, 16021, 20, 0},
	{6818, 6818, 20, 0}, {21006, 21006, 20, 0}, {21454, 21454, 904, 0},
	{21454, 21454, 902, 0}, {1624, 1624, 0, 8}, {2210, 2210, 0, 8},
	{4256, 4256, 546, 256}, {10918, 10918, 546, 256}, {1249, 1249, 92, 0},
	{15917, 15917, 0, 0},
};

static const PgawsShape shapes[] = {
	{3, 1, 0, 0}, {0, 1, 0, 6}, {1, 1, 6, 1}, {2, 1, 7, 2}, {0, 1, 9, 4},
	{0, 1, 13, 2}, {1, 1, 15, 1}, {0, 1, 16, 2}, {1, 1, 18, 1}, {1, 1, 19, 1},
	{0, 1, 20, 2}, {1, 1, 22, 1}, {0, 1, 23, 26}, {0, 1, 49, 2},
	{0, 1, 51, 3}, {0, 1, 54, 3}, {1, 1, 57, 1}, {1, 0, 58, 1}, {0, 1, 59, 3},
	{0, 1, 62, 7}, {6, 1, 69, 0}, {0, 1, 69, 3}, {0, 1, 72, 5}, {0, 1, 77, 4},
	{0, 1, 81, 6}, {0, 1, 87, 2}, {0, 1, 89, 2}, {0, 1, 91, 2}, {1, 1, 93, 1},
	{1, 1, 94, 1}, {0, 1, 95, 2}, {0, 1, 97, 2}, {0, 1, 99, 5},
	{0, 0, 104, 4}, {0, 1, 108, 1}, {0, 1, 109, 2}, {0, 1, 111, 2},
	{0, 1, 113, 4}, {0, 1, 117, 4}, {0, 1, 121, 1}, {0, 1, 122, 4},
	{0, 1, 126, 1}, {0, 1, 127, 3}, {0, 0, 130, 2}, {0, 1, 132, 1},
	{0, 0, 133, 2}, {0, 1, 135, 1}, {0, 1, 136, 2}, {0, 1, 138, 1},
	{0, 0, 139, 2}, {0, 1, 141, 1}, {0, 0, 142, 2}, {0, 1, 144, 1},
	{0, 0, 145, 2}, {0, 0, 147, 6}, {0, 0, 153, 2}, {1, 1, 155, 1},
	{0, 1, 156, 4}, {0, 1, 160, 5}, {1, 1, 165, 1}, {0, 1, 166, 1},
	{0, 0, 167, 2}, {0, 1, 169, 1}, {0, 1, 170, 2}, {0, 1, 172, 2},
	{0, 0, 174, 2}, {0, 1, 176, 2}, {0, 1, 178, 1}, {0, 1, 179, 3},
	{1, 1, 182, 1}, {0, 1, 183, 2}, {0, 1, 185, 2}, {0, 1, 187, 2},
	{1, 1, 189, 1}, {0, 0, 190, 4}, {1, 0, 194, 1}, {0, 1, 195, 2},
	{1, 1, 197, 1}, {0, 0, 198, 4}, {0, 0, 202, 2}, {1, 0, 204, 1},
	{0, 1, 205, 1}, {0, 1, 206, 3}, {4, 1, 209, 0}, {0, 0, 209, 10},
	{0, 1, 219, 2}, {0, 0, 221, 10}, {1, 0, 231, 1}, {1, 0, 232, 1},
	{5, 1, 233, 0}, {0, 1, 233, 3}, {9, 1, 236, 0}, {7, 1, 236, 0},
	{0, 1, 236, 1}, {0, 1, 237, 0}, {0, 1, 237, 2}, {0, 1, 239, 3},
	{0, 1, 242, 3}, {0, 1, 245, 3}, {0, 0, 248, 13}, {0, 1, 261, 5},
	{1, 1, 266, 1}, {0, 1, 267, 2}, {0, 1, 269, 5}, {0, 1, 274, 5},
	{0, 0, 279, 3}, {0, 1, 282, 9}, {0, 0, 291, 7}, {0, 0, 298, 7},
	{1, 0, 305, 1}, {0, 1, 306, 3}, {0, 0, 309, 3}, {0, 1, 312, 2},
	{0, 1, 314, 5}, {0, 1, 319, 5}, {1, 1, 324, 1}, {0, 1, 325, 2},
	{0, 1, 327, 2}, {0, 0, 329, 4}, {1, 0, 333, 1}, {0, 1, 334, 7},
	{0, 1, 341, 2}, {0, 0, 343, 79}, {2, 0, 422, 2}, {0, 1, 424, 3},
	{0, 1, 427, 4}, {0, 1, 431, 3}, {1, 1, 434, 1}, {0, 1, 435, 4},
	{0, 1, 439, 2}, {1, 1, 441, 1}, {0, 1, 442, 2}, {1, 1, 444, 1},
	{1, 1, 445, 1}, {0, 1, 446, 2}, {1, 1, 448, 1}, {0, 0, 449, 4},
	{0, 0, 453, 8}, {0, 0, 461, 2}, {1, 0, 463, 1}, {1, 0, 464, 1},
	{0, 0, 465, 19}, {1, 0, 484, 1}, {0, 0, 485, 11}, {0, 1, 496, 1},
	{0, 1, 497, 1}, {0, 1, 498, 9}, {2, 1, 507, 2}, {0, 1, 509, 5},
	{0, 1, 514, 3}, {1, 1, 517, 1}, {1, 1, 518, 1}, {2, 1, 519, 2},
	{0, 1, 521, 4}, {0, 1, 525, 4}, {0, 0, 529, 18}, {0, 1, 547, 12},
	{1, 0, 559, 1}, {0, 1, 560, 2}, {0, 1, 562, 2}, {0, 1, 564, 8},
	{1, 1, 572, 1}, {0, 1, 573, 4}, {1, 1, 577, 1}, {0, 1, 578, 1},
	{0, 1, 579, 4}, {0, 1, 583, 11}, {0, 1, 594, 4}, {0, 1, 598, 4},
	{0, 1, 602, 4}, {0, 1, 606, 7}, {1, 1, 613, 1}, {0, 0, 614, 6},
	{1, 0, 620, 1}, {0, 0, 621, 20}, {0, 0, 641, 10}, {1, 0, 651, 1},
	{1, 0, 652, 1}, {0, 1, 653, 8}, {1, 1, 661, 1}, {0, 0, 662, 1},
	{0, 1, 663, 8}, {0, 1, 671, 3}, {1, 1, 674, 1}, {0, 1, 675, 4},
	{0, 1, 679, 1}, {0, 1, 680, 3}, {0, 1, 683, 4}, {0, 1, 687, 9},
	{0, 1, 696, 3}, {0, 1, 699, 1}, {0, 1, 700, 15}, {0, 1, 715, 10},
	{0, 1, 725, 4}, {0, 1, 729, 7}, {0, 1, 736, 3}, {0, 1, 739, 15},
	{0, 0, 754, 19}, {0, 1, 773, 3}, {0, 1, 776, 1}, {0, 1, 777, 4},
	{0, 1, 781, 5}, {0, 1, 786, 9}, {0, 1, 795, 4}, {0, 1, 799, 4},
	{0, 0, 803, 13}, {0, 1, 816, 4}, {0, 0, 820, 25}, {0, 1, 845, 2},
	{0, 1, 847, 13}, {0, 1, 860, 1}, {0, 1, 861, 4}, {0, 0, 865, 4},
	{0, 1, 869, 3}, {0, 1, 872, 4}, {0, 1, 876, 7}, {0, 1, 883, 14},
	{0, 1, 897, 3}, {0, 1, 900, 2}, {0, 1, 902, 2}, {0, 0, 904, 2},
	{0, 1, 906, 15}, {0, 0, 921, 1}, {0, 1, 922, 5}, {0, 0, 927, 7},
	{0, 1, 934, 10}, {0, 1, 944, 4}, {0, 1, 948, 3}, {0, 1, 951, 5},
	{0, 1, 956, 3}, {0, 0, 959, 13}, {0, 1, 972, 2}, {0, 1, 974, 1},
	{0, 1, 975, 5}, {0, 1, 980, 3}, {1, 1, 983, 1}, {0, 1, 984, 2},
	{0, 1, 986, 7}, {0, 1, 993, 4}, {0, 1, 997, 1}, {1, 1, 998, 1},
	{1, 1, 999, 1}, {0, 1, 1000, 2}, {0, 1, 1002, 4}, {0, 1, 1006, 8},
	{0, 1, 1014, 1}, {0, 1, 1015, 6}, {0, 1, 1021, 4}, {1, 1, 1025, 1},
	{0, 1, 1026, 2}, {0, 1, 1028, 4}, {0, 1, 1032, 6}, {0, 1, 1038, 4},
	{0, 1, 1042, 2}, {1, 1, 1044, 1}, {0, 0, 1045, 15}, {0, 0, 1060, 5},
	{1, 0, 1065, 1}, {0, 0, 1066, 5}, {1, 0, 1071, 1}, {0, 0, 1072, 4},
	{0, 0, 1076, 3}, {1, 0, 1079, 1}, {0, 1, 1080, 8}, {1, 1, 1088, 1},
	{0, 0, 1089, 4}, {0, 0, 1093, 7}, {1, 0, 1100, 1}, {0, 0, 1101, 7},
	{0, 1, 1108, 3}, {0, 1, 1111, 2}, {2, 1, 1113, 2}, {0, 0, 1115, 9},
	{0, 1, 1124, 3}, {0, 1, 1127, 7}, {1, 0, 1134, 1}, {0, 1, 1135, 3},
	{0, 1, 1138, 2}, {0, 0, 1140, 4}, {0, 1, 1144, 4}, {0, 1, 1148, 2},
	{0, 1, 1150, 1}, {0, 1, 1151, 1}, {0, 1, 1152, 5}, {0, 1, 1157, 4},
	{0, 1, 1161, 2}, {0, 1, 1163, 1}, {0, 1, 1164, 2}, {0, 1, 1166, 1},
	{0, 1, 1167, 1}, {0, 1, 1168, 1}, {0, 0, 1169, 12}, {0, 1, 1181, 2},
	{0, 1, 1183, 1}, {0, 1, 1184, 1}, {0, 1, 1185, 1}, {0, 1, 1186, 4},
	{0, 1, 1190, 4}, {0, 1, 1194, 1}, {0, 1, 1195, 3}, {0, 1, 1198, 2},
	{0, 1, 1200, 1}, {0, 1, 1201, 3}, {0, 1, 1204, 2}, {0, 1, 1206, 1},
	{0, 1, 1207, 2}, {0, 1, 1209, 1}, {0, 1, 1210, 4}, {0, 1, 1214, 4},
	{0, 1, 1218, 4}, {0, 1, 1222, 3}, {0, 1, 1225, 4}, {1, 1, 1229, 1},
	{0, 1, 1230, 12}, {0, 1, 1242, 5}, {0, 1, 1247, 2}, {0, 1, 1249, 4},
	{0, 0, 1253, 2}, {0, 1, 1255, 4}, {0, 0, 1259, 2}, {0, 0, 1261, 25},
	{0, 1, 1286, 2}, {1, 0, 1288, 1}, {0, 1, 1289, 7}, {0, 0, 1296, 5},
	{0, 0, 1301, 5}, {0, 1, 1306, 4}, {0, 1, 1310, 4}, {0, 1, 1314, 3},
	{0, 1, 1317, 3}, {0, 1, 1320, 4}, {0, 1, 1324, 8}, {0, 1, 1332, 5},
	{0, 1, 1337, 3}, {0, 1, 1340, 3}, {1, 1, 1343, 1}, {0, 1, 1344, 2},
	{1, 1, 1346, 1}, {0, 1, 1347, 3}, {0, 1, 1350, 4}, {0, 1, 1354, 6},
	{0, 1, 1360, 2}, {2, 1, 1362, 2}, {1, 1, 1364, 1}, {2, 1, 1365, 2},
	{0, 1, 1367, 2}, {0, 1, 1369, 6}, {0, 1, 1375, 7}, {2, 1, 1382, 2},
	{0, 1, 1384, 2}, {0, 1, 1386, 2}, {0, 0, 1388, 4}, {0, 1, 1392, 1},
	{0, 1, 1393, 1}, {0, 1, 1394, 4}, {0, 1, 1398, 3}, {0, 1, 1401, 4},
	{0, 1, 1405, 18}, {0, 1, 1423, 2}, {2, 1, 1425, 2}, {1, 1, 1427, 1},
	{0, 1, 1428, 4}, {0, 1, 1432, 4}, {0, 1, 1436, 3}, {1, 1, 1439, 1},
	{0, 1, 1440, 2}, {1, 1, 1442, 1}, {0, 1, 1443, 6}, {0, 1, 1449, 4},
	{0, 1, 1453, 3}, {0, 1, 1456, 3}, {0, 0, 1459, 1}, {0, 1, 1460, 2},
	{0, 0, 1462, 1}, {0, 1, 1463, 3}, {0, 0, 1466, 2}, {0, 1, 1468, 1},
	{0, 0, 1469, 1}, {0, 0, 1470, 1}, {0, 1, 1471, 6}, {0, 0, 1477, 2},
	{0, 0, 1479, 1}, {0, 1, 1480, 2}, {0, 0, 1482, 2}, {0, 1, 1484, 5},
	{0, 0, 1489, 2}, {0, 1, 1491, 4}, {0, 1, 1495, 1}, {0, 0, 1496, 1},
	{0, 1, 1497, 4}, {0, 0, 1501, 2}, {0, 0, 1503, 1}, {0, 1, 1504, 4},
	{0, 0, 1508, 1}, {0, 1, 1509, 3}, {0, 1, 1512, 5}, {0, 0, 1517, 2},
	{0, 1, 1519, 3}, {0, 1, 1522, 2}, {0, 0, 1524, 1}, {0, 0, 1525, 2},
	{0, 1, 1527, 3}, {0, 1, 1530, 1}, {0, 1, 1531, 2}, {0, 0, 1533, 4},
	{0, 1, 1537, 2}, {0, 0, 1539, 2}, {0, 1, 1541, 1}, {0, 0, 1542, 14},
	{0, 0, 1556, 15}, {0, 0, 1571, 8}, {0, 0, 1579, 1}, {0, 1, 1580, 5},
	{0, 0, 1585, 2}, {0, 1, 1587, 1}, {0, 1, 1588, 2}, {0, 0, 1590, 1},
	{0, 0, 1591, 2}, {0, 1, 1593, 10}, {0, 1, 1603, 2}, {0, 1, 1605, 4},
	{0, 1, 1609, 4}, {0, 1, 1613, 4}, {0, 1, 1617, 2}, {0, 1, 1619, 1},
	{0, 0, 1620, 1}, {0, 1, 1621, 3}, {0, 0, 1624, 1}, {0, 1, 1625, 3},
	{0, 0, 1628, 2}, {0, 1, 1630, 2}, {0, 0, 1632, 2}, {0, 0, 1634, 10},
	{0, 0, 1644, 5}, {0, 0, 1649, 2}, {0, 0, 1651, 19}, {0, 0, 1670, 4},
	{0, 0, 1674, 2}, {0, 1, 1676, 3}, {0, 1, 1679, 1}, {0, 1, 1680, 2},
	{0, 0, 1682, 1}, {0, 1, 1683, 4}, {0, 1, 1687, 2}, {0, 1, 1689, 5},
	{0, 0, 1694, 1}, {0, 0, 1695, 11}, {0, 0, 1706, 2}, {0, 1, 1708, 6},
	{0, 1, 1714, 6}, {0, 0, 1720, 2}, {1, 0, 1722, 1}, {0, 1, 1723, 1},
	{0, 0, 1724, 4}, {0, 1, 1728, 2}, {0, 1, 1730, 5}, {0, 1, 1735, 13},
	{0, 1, 1748, 3}, {0, 1, 1751, 7}, {0, 1, 1758, 4}, {0, 1, 1762, 1},
	{0, 0, 1763, 1}, {0, 0, 1764, 2}, {0, 1, 1766, 1}, {0, 0, 1767, 4},
	{0, 0, 1771, 7}, {0, 0, 1778, 1}, {0, 1, 1779, 5}, {0, 0, 1784, 1},
	{1, 0, 1785, 1}, {0, 1, 1786, 6}, {0, 0, 1792, 2}, {0, 0, 1794, 10},
	{0, 0, 1804, 2}, {0, 1, 1806, 1}, {0, 1, 1807, 1}, {0, 1, 1808, 3},
	{0, 1, 1811, 2}, {0, 0, 1813, 8}, {0, 0, 1821, 3}, {0, 0, 1824, 11},
	{0, 0, 1835, 2}, {0, 0, 1837, 11}, {0, 0, 1848, 11}, {0, 0, 1859, 5},
	{0, 0, 1864, 1}, {0, 1, 1865, 6}, {0, 0, 1871, 2}, {0, 1, 1873, 2},
	{0, 0, 1875, 1}, {0, 1, 1876, 2}, {0, 1, 1878, 1}, {0, 1, 1879, 3},
	{0, 0, 1882, 1}, {0, 1, 1883, 4}, {0, 0, 1887, 2}, {0, 1, 1889, 1},
	{1, 1, 1890, 1}, {1, 1, 1891, 1}, {0, 1, 1892, 3}, {1, 1, 1895, 1},
	{0, 1, 1896, 5}, {1, 1, 1901, 1}, {0, 1, 1902, 5}, {0, 1, 1907, 6},
	{0, 0, 1913, 7}, {0, 1, 1920, 3}, {1, 1, 1923, 1}, {0, 1, 1924, 4},
	{1, 1, 1928, 1}, {0, 1, 1929, 3}, {0, 1, 1932, 5}, {11, 1, 1937, 0},
	{0, 1, 1937, 4}, {0, 1, 1941, 3}, {0, 1, 1944, 4}, {0, 0, 1948, 5},
	{0, 1, 1953, 3}, {0, 1, 1956, 4}, {0, 1, 1960, 4}, {0, 1, 1964, 2},
	{1, 1, 1966, 1}, {0, 1, 1967, 4}, {0, 1, 1971, 6}, {0, 1, 1977, 4},
	{0, 1, 1981, 4}, {0, 1, 1985, 2}, {1, 1, 1987, 1}, {0, 1, 1988, 7},
	{1, 1, 1995, 1}, {0, 1, 1996, 8}, {1, 1, 2004, 1}, {0, 1, 2005, 2},
	{0, 0, 2007, 7}, {1, 0, 2014, 1}, {1, 1, 2015, 1}, {1, 1, 2016, 1},
	{0, 0, 2017, 13}, {0, 1, 2030, 3}, {1, 1, 2033, 1}, {0, 1, 2034, 2},
	{1, 1, 2036, 1}, {0, 1, 2037, 3}, {1, 1, 2040, 1}, {1, 1, 2041, 1},
	{1, 1, 2042, 1}, {10, 0, 2043, 0}, {1, 0, 2043, 1}, {0, 1, 2044, 8},
	{0, 1, 2052, 8}, {0, 1, 2060, 8}, {0, 1, 2068, 5}, {0, 1, 2073, 4},
	{1, 1, 2077, 1}, {0, 0, 2078, 27}, {0, 1, 2105, 7}, {0, 1, 2112, 2},
	{0, 1, 2114, 4}, {1, 0, 2118, 1}, {0, 0, 2119, 1}, {0, 0, 2120, 30},
	{1, 0, 2150, 1}, {0, 0, 2151, 23}, {0, 1, 2174, 4}, {0, 1, 2178, 2},
	{1, 1, 2180, 1}, {0, 0, 2181, 5}, {0, 0, 2186, 19}, {0, 1, 2205, 2},
	{1, 1, 2207, 1}, {0, 0, 2208, 22}, {0, 1, 2230, 2}, {0, 0, 2232, 5},
	{0, 0, 2237, 6}, {0, 1, 2243, 1}, {0, 1, 2244, 3}, {0, 1, 2247, 2},
	{0, 1, 2249, 2}, {0, 1, 2251, 2}, {0, 1, 2253, 3}, {0, 1, 2256, 2},
	{0, 1, 2258, 4}, {0, 0, 2262, 2}, {0, 1, 2264, 2}, {0, 0, 2266, 3},
	{0, 0, 2269, 2}, {0, 0, 2271, 3}, {0, 0, 2274, 2}, {0, 0, 2276, 3},
	{0, 0, 2279, 4}, {0, 0, 2283, 2}, {0, 0, 2285, 5}, {0, 0, 2290, 2},
	{0, 0, 2292, 2}, {0, 1, 2294, 2}, {0, 1, 2296, 5}, {0, 1, 2301, 2},
	{0, 1, 2303, 3}, {0, 1, 2306, 2}, {0, 1, 2308, 2}, {0, 0, 2310, 5},
	{0, 1, 2315, 2}, {0, 1, 2317, 5}, {0, 0, 2322, 2}, {0, 1, 2324, 2},
	{0, 1, 2326, 3}, {0, 1, 2329, 2}, {0, 1, 2331, 3}, {0, 1, 2334, 2},
	{0, 1, 2336, 4}, {0, 0, 2340, 3}, {0, 1, 2343, 3}, {0, 1, 2346, 2},
	{0, 1, 2348, 6}, {0, 0, 2354, 5}, {0, 1, 2359, 4}, {0, 1, 2363, 2},
	{0, 0, 2365, 2}, {0, 1, 2367, 2}, {0, 1, 2369, 3}, {0, 1, 2372, 4},
	{0, 1, 2376, 2}, {0, 1, 2378, 6}, {0, 1, 2384, 6}, {1, 1, 2390, 1},
	{1, 1, 2391, 1}, {0, 0, 2392, 15}, {1, 0, 2407, 1}, {0, 1, 2408, 4},
	{0, 1, 2412, 3}, {2, 1, 2415, 2}, {0, 1, 2417, 2}, {1, 1, 2419, 1},
	{0, 1, 2420, 4}, {0, 1, 2424, 3}, {0, 1, 2427, 4}, {0, 1, 2431, 5},
	{0, 1, 2436, 3}, {1, 1, 2439, 1}, {0, 0, 2440, 6}, {1, 0, 2446, 1},
	{0, 1, 2447, 1}, {0, 1, 2448, 3}, {0, 1, 2451, 2}, {1, 1, 2453, 1},
	{0, 1, 2454, 2}, {0, 1, 2456, 4}, {0, 1, 2460, 4}, {0, 1, 2464, 6},
	{0, 1, 2470, 2}, {0, 1, 2472, 1}, {0, 1, 2473, 3}, {1, 1, 2476, 1},
	{0, 1, 2477, 2}, {1, 1, 2479, 1}, {0, 1, 2480, 1}, {0, 1, 2481, 1},
	{1, 1, 2482, 1}, {0, 1, 2483, 2}, {0, 1, 2485, 15}, {0, 1, 2500, 2},
	{0, 0, 2502, 9}, {0, 1, 2511, 2}, {1, 1, 2513, 1}, {0, 1, 2514, 2},
	{0, 1, 2516, 4}, {1, 1, 2520, 1}, {1, 1, 2521, 1}, {0, 0, 2522, 5},
	{1, 0, 2527, 1}, {1, 0, 2528, 1}, {0, 1, 2529, 1}, {0, 1, 2530, 3},
	{0, 1, 2533, 2}, {1, 1, 2535, 1}, {0, 1, 2536, 2}, {0, 1, 2538, 2},
	{1, 1, 2540, 1}, {0, 1, 2541, 2}, {2, 1, 2543, 2}, {0, 1, 2545, 9},
	{0, 1, 2554, 3}, {0, 1, 2557, 2}, {0, 1, 2559, 2}, {0, 1, 2561, 5},
	{0, 1, 2566, 1}, {0, 1, 2567, 4}, {0, 1, 2571, 8}, {0, 1, 2579, 3},
	{0, 1, 2582, 6}, {0, 1, 2588, 3}, {0, 0, 2591, 5}, {0, 1, 2596, 4},
	{0, 1, 2600, 2}, {0, 1, 2602, 2}, {0, 1, 2604, 2}, {1, 1, 2606, 1},
	{1, 1, 2607, 1}, {0, 1, 2608, 1}, {0, 1, 2609, 5}, {0, 1, 2614, 7},
	{0, 1, 2621, 7}, {0, 1, 2628, 1}, {0, 1, 2629, 3}, {0, 1, 2632, 2},
	{1, 1, 2634, 1}, {0, 1, 2635, 4}, {0, 1, 2639, 2}, {1, 1, 2641, 1},
	{0, 1, 2642, 2}, {0, 1, 2644, 2}, {0, 1, 2646, 3}, {0, 1, 2649, 3},
	{0, 1, 2652, 2}, {0, 1, 2654, 1}, {0, 1, 2655, 1}, {0, 1, 2656, 3},
	{0, 1, 2659, 2}, {0, 1, 2661, 4}, {0, 1, 2665, 3}, {0, 1, 2668, 1},
	{0, 1, 2669, 7}, {0, 1, 2676, 19}, {0, 1, 2695, 9}, {0, 1, 2704, 10},
	{0, 1, 2714, 5}, {0, 1, 2719, 4}, {0, 1, 2723, 10}, {0, 1, 2733, 2},
	{1, 1, 2735, 1}, {0, 1, 2736, 13}, {0, 1, 2749, 8}, {0, 1, 2757, 9},
	{0, 1, 2766, 10}, {0, 1, 2776, 5}, {0, 1, 2781, 9}, {0, 1, 2790, 8},
	{0, 1, 2798, 11}, {0, 1, 2809, 13}, {0, 1, 2822, 11}, {0, 1, 2833, 2},
	{0, 1, 2835, 6}, {1, 1, 2841, 1}, {0, 1, 2842, 2}, {0, 1, 2844, 2},
	{0, 1, 2846, 2}, {0, 1, 2848, 3}, {1, 1, 2851, 1}, {0, 1, 2852, 7},
	{0, 1, 2859, 3}, {0, 1, 2862, 2}, {1, 1, 2864, 1}, {1, 1, 2865, 1},
	{0, 1, 2866, 5}, {0, 1, 2871, 2}, {1, 1, 2873, 1}, {0, 1, 2874, 8},
	{0, 0, 2882, 2}, {0, 0, 2884, 3}, {1, 0, 2887, 1}, {0, 1, 2888, 2},
	{0, 1, 2890, 3}, {0, 1, 2893, 3}, {0, 0, 2896, 20}, {0, 1, 2916, 2},
	{1, 0, 2918, 1}, {0, 1, 2919, 3}, {0, 1, 2922, 21}, {0, 1, 2943, 3},
	{0, 1, 2946, 3}, {1, 1, 2949, 1}, {0, 1, 2950, 2}, {0, 1, 2952, 5},
	{0, 1, 2957, 8}, {0, 1, 2965, 1}, {0, 1, 2966, 4}, {0, 1, 2970, 6},
	{0, 1, 2976, 7}, {0, 1, 2983, 5}, {0, 1, 2988, 5}, {0, 1, 2993, 2},
	{1, 1, 2995, 1}, {0, 1, 2996, 3}, {0, 1, 2999, 1}, {0, 1, 3000, 7},
	{0, 1, 3007, 1}, {0, 1, 3008, 1}, {0, 1, 3009, 7}, {0, 1, 3016, 8},
	{0, 1, 3024, 2}, {0, 1, 3026, 1}, {0, 1, 3027, 3}, {0, 1, 3030, 13},
	{0, 1, 3043, 1}, {0, 1, 3044, 4}, {0, 1, 3048, 1}, {0, 1, 3049, 2},
	{0, 1, 3051, 2}, {0, 1, 3053, 7}, {1, 1, 3060, 1}, {0, 1, 3061, 6},
	{0, 1, 3067, 1}, {0, 0, 3068, 4}, {0, 0, 3072, 6}, {1, 0, 3078, 1},
	{0, 0, 3079, 11}, {1, 0, 3090, 1}, {0, 0, 3091, 2}, {0, 1, 3093, 3},
	{0, 1, 3096, 14}, {0, 1, 3110, 2}, {0, 1, 3112, 4}, {0, 1, 3116, 2},
	{0, 0, 3118, 25}, {0, 1, 3143, 2}, {1, 1, 3145, 1}, {0, 1, 3146, 4},
	{0, 0, 3150, 14}, {1, 0, 3164, 1}, {0, 0, 3165, 4}, {0, 1, 3169, 6},
	{0, 0, 3175, 9}, {1, 0, 3184, 1}, {0, 1, 3185, 1}, {0, 0, 3186, 8},
	{0, 0, 3194, 2}, {0, 1, 3196, 3}, {1, 1, 3199, 1}, {0, 1, 3200, 2},
	{0, 1, 3202, 2}, {0, 1, 3204, 4}, {0, 1, 3208, 1}, {0, 1, 3209, 3},
	{0, 0, 3212, 4}, {1, 0, 3216, 1}, {0, 1, 3217, 5}, {0, 1, 3222, 2},
	{0, 1, 3224, 3}, {0, 1, 3227, 3}, {0, 0, 3230, 2}, {0, 0, 3232, 2},
	{0, 1, 3234, 7}, {1, 1, 3241, 1}, {0, 1, 3242, 2}, {0, 0, 3244, 9},
	{1, 0, 3253, 1}, {0, 1, 3254, 2}, {1, 1, 3256, 1}, {0, 1, 3257, 10},
	{1, 1, 3267, 1}, {0, 1, 3268, 6}, {1, 0, 3274, 1}, {0, 1, 3275, 3},
	{0, 1, 3278, 2}, {0, 1, 3280, 3}, {0, 1, 3283, 2}, {0, 1, 3285, 4},
	{0, 0, 3289, 5}, {0, 0, 3294, 1}, {0, 0, 3295, 4}, {0, 1, 3299, 8},
	{0, 1, 3307, 3}, {0, 1, 3310, 14}, {0, 1, 3324, 2}, {0, 1, 3326, 3},
	{0, 1, 3329, 3}, {0, 1, 3332, 3}, {0, 1, 3335, 8}, {0, 1, 3343, 2},
	{0, 1, 3345, 4}, {0, 1, 3349, 1}, {0, 1, 3350, 1}, {0, 1, 3351, 3},
	{0, 1, 3354, 9}, {0, 0, 3363, 2}, {0, 1, 3365, 2}, {0, 1, 3367, 11},
	{0, 1, 3378, 1}, {0, 0, 3379, 5}, {0, 1, 3384, 2}, {0, 1, 3386, 4},
	{0, 0, 3390, 10}, {0, 1, 3400, 2}, {0, 1, 3402, 3}, {0, 1, 3405, 4},
	{0, 1, 3409, 4}, {0, 1, 3413, 3}, {0, 1, 3416, 3}, {0, 0, 3419, 4},
	{1, 0, 3423, 1}, {0, 0, 3424, 9}, {0, 1, 3433, 6}, {1, 0, 3439, 1},
	{0, 1, 3440, 9}, {0, 1, 3449, 9}, {0, 1, 3458, 6}, {0, 1, 3464, 5},
	{1, 1, 3469, 1}, {1, 1, 3470, 1}, {1, 1, 3471, 1}, {0, 0, 3472, 6},
	{1, 0, 3478, 1}, {0, 0, 3479, 9}, {0, 0, 3488, 2}, {0, 0, 3490, 11},
	{0, 1, 3501, 8}, {1, 0, 3509, 1}, {1, 0, 3510, 1}, {0, 0, 3511, 6},
};

static const PgawsOperation operations[] = {
	{1152, 0, 1, 33, 34, 2, 0}, {1173, 0, 1, 35, 36, 2, 0},
	{1195, 0, 1, 37, 34, 2, 0}, {1216, 0, 1, 38, 39, 2, 0},
	{1233, 0, 1, 40, 41, 2, 0}, {1257, 0, 1, 42, 43, 2, 0},
	{1276, 0, 1, 44, 45, 2, 0}, {1293, 0, 1, 46, 47, 2, 0},
	{1319, 0, 1, 48, 49, 2, 0}, {1345, 0, 1, 50, 51, 2, 0},
	{1366, 0, 1, 52, 53, 2, 0}, {1379, 0, 1, 54, 55, 2, 0},
	{1397, 0, 1, 60, 61, 2, 0}, {1420, 0, 1, 62, 63, 2, 0},
	{1437, 0, 1, 64, 65, 2, 0}, {1455, 0, 1, 66, 67, 2, 0},
	{1504, 0, 1, 70, 71, 2, 0}, {1520, 0, 1, 78, 81, 2, 0},
	{1756, 0, 1, 93, 94, 2, 0}, {1795, 0, 1, 93, 94, 2, 0},
	{1833, 0, 1, 95, 96, 2, 0}, {1849, 0, 1, 97, 94, 2, 0},
	{2164, 0, 1, 116, 117, 2, 0}, {3444, 0, 1, 184, 185, 2, 0},
	{3460, 0, 1, 186, 94, 2, 0}, {3474, 0, 1, 187, 94, 2, 0},
	{3491, 0, 1, 188, 94, 2, 0}, {3526, 0, 1, 189, 190, 2, 0},
	{3566, 0, 1, 191, 94, 2, 0}, {3580, 0, 1, 193, 185, 2, 0},
	{3603, 0, 1, 194, 185, 2, 0}, {3628, 0, 1, 195, 94, 2, 0},
	{3676, 0, 1, 196, 197, 2, 0}, {3694, 0, 1, 198, 199, 2, 0},
	{3756, 0, 1, 202, 205, 2, 0}, {3774, 0, 1, 203, 204, 2, 0},
	{3808, 0, 1, 206, 94, 2, 0}, {3841, 0, 1, 207, 185, 2, 0},
	{3851, 0, 1, 209, 210, 2, 0}, {1157, 0, 1, 212, 94, 2, 0},
	{3892, 0, 1, 211, 94, 2, 0}, {3913, 0, 1, 213, 214, 2, 0},
	{3928, 0, 1, 215, 216, 2, 0}, {3941, 0, 1, 217, 218, 2, 0},
	{3954, 0, 1, 219, 220, 2, 0}, {3982, 0, 1, 221, 222, 2, 0},
	{3996, 0, 1, 224, 94, 2, 0}, {4038, 0, 1, 223, 94, 2, 0},
	{4070, 0, 1, 225, 185, 2, 0}, {4084, 0, 1, 226, 185, 2, 0},
	{4103, 0, 1, 227, 94, 2, 0}, {4129, 0, 1, 228, 185, 2, 0},
	{5048, 0, 1, 281, 185, 2, 0}, {5064, 0, 1, 282, 94, 2, 0},
	{5078, 0, 1, 281, 94, 2, 0}, {5095, 0, 1, 283, 94, 2, 0},
	{5130, 0, 1, 284, 94, 2, 0}, {5161, 0, 1, 102, 94, 2, 0},
	{1178, 0, 1, 285, 94, 2, 0}, {5196, 0, 1, 286, 94, 2, 0},
	{5217, 0, 1, 281, 94, 2, 0}, {5231, 0, 1, 281, 185, 2, 0},
	{5254, 0, 1, 281, 94, 2, 0}, {5279, 0, 1, 287, 94, 2, 0},
	{5294, 0, 1, 288, 94, 2, 0}, {5312, 0, 1, 94, 94, 2, 0},
	{5350, 0, 1, 289, 291, 2, 0}, {5368, 0, 1, 290, 94, 2, 0},
	{5402, 0, 1, 292, 94, 2, 0}, {5435, 0, 1, 293, 294, 2, 0},
	{5445, 0, 1, 295, 210, 2, 0}, {1200, 0, 1, 297, 94, 2, 0},
	{5463, 0, 1, 296, 94, 2, 0}, {5501, 0, 1, 298, 299, 2, 0},
	{5516, 0, 1, 300, 94, 2, 0}, {5537, 0, 1, 301, 302, 2, 0},
	{5550, 0, 1, 303, 304, 2, 0}, {5571, 0, 1, 281, 94, 2, 0},
	{5599, 0, 1, 305, 306, 2, 0}, {1221, 0, 1, 308, 94, 2, 0},
	{5613, 0, 1, 307, 94, 2, 0}, {1238, 0, 1, 309, 94, 2, 0},
	{5634, 0, 1, 281, 185, 2, 0}, {5648, 0, 1, 281, 94, 2, 0},
	{5667, 0, 1, 310, 94, 2, 0}, {5693, 0, 1, 281, 185, 2, 0},
	{5760, 0, 1, 286, 313, 2, 0}, {5783, 0, 1, 314, 315, 2, 0},
	{5798, 0, 1, 316, 317, 2, 0}, {5826, 0, 1, 318, 319, 2, 0},
	{7692, 0, 1, 370, 371, 2, 0}, {7705, 0, 1, 372, 373, 2, 0},
	{7721, 0, 1, 374, 375, 2, 0}, {7738, 0, 1, 282, 378, 2, 0},
	{7749, 0, 1, 376, 377, 2, 0}, {7772, 0, 1, 379, 380, 2, 0},
	{7784, 0, 1, 281, 381, 2, 0}, {7798, 0, 1, 382, 383, 2, 0},
	{7813, 0, 1, 384, 385, 2, 0}, {7845, 0, 1, 386, 385, 2, 0},
	{7873, 0, 1, 387, 388, 2, 0}, {7900, 0, 1, 389, 390, 2, 0},
	{7928, 0, 1, 102, 391, 2, 0}, {7960, 0, 1, 392, 393, 2, 0},
	{7974, 0, 1, 395, 396, 2, 0}, {7989, 0, 1, 281, 399, 2, 0},
	{8000, 0, 1, 397, 398, 2, 0}, {1281, 0, 1, 382, 400, 2, 0},
	{8018, 0, 1, 281, 401, 2, 0}, {8038, 0, 1, 376, 402, 2, 0},
	{8071, 0, 1, 403, 404, 2, 0}, {8091, 0, 1, 405, 406, 2, 0},
	{1324, 0, 1, 407, 255, 2, 0}, {8117, 0, 1, 93, 408, 2, 0},
	{8153, 0, 1, 281, 410, 2, 0}, {8175, 0, 1, 93, 409, 2, 0},
	{8210, 0, 1, 287, 411, 2, 0}, {8222, 0, 1, 412, 413, 2, 0},
	{8235, 0, 1, 414, 415, 2, 0}, {8252, 0, 1, 288, 416, 2, 0},
	{1350, 0, 1, 382, 417, 2, 0}, {8267, 0, 1, 418, 419, 2, 0},
	{8284, 0, 1, 94, 420, 2, 0}, {8319, 0, 1, 290, 421, 2, 0},
	{8350, 0, 1, 292, 422, 2, 0}, {8380, 0, 1, 293, 425, 2, 0},
	{8387, 0, 1, 423, 424, 2, 0}, {8402, 0, 1, 426, 427, 2, 0},
	{8412, 0, 1, 428, 429, 2, 0}, {1371, 0, 1, 430, 431, 2, 0},
	{8423, 0, 1, 95, 432, 2, 0}, {8436, 0, 1, 433, 434, 2, 0},
	{8450, 0, 1, 295, 435, 2, 0}, {8465, 0, 1, 436, 437, 2, 0},
	{8481, 0, 1, 438, 439, 2, 0}, {8492, 0, 1, 440, 441, 2, 0},
	{1384, 0, 1, 444, 445, 2, 0}, {8526, 0, 1, 442, 443, 2, 0},
	{8546, 0, 1, 446, 447, 2, 0}, {8560, 0, 1, 448, 218, 2, 0},
	{8568, 0, 1, 298, 449, 2, 0}, {8580, 0, 1, 430, 450, 2, 0},
	{8632, 0, 1, 452, 453, 2, 0}, {8650, 0, 1, 301, 456, 2, 0},
	{8660, 0, 1, 454, 455, 2, 0}, {8682, 0, 1, 457, 458, 2, 0},
	{8699, 0, 1, 459, 460, 2, 0}, {8721, 0, 1, 281, 461, 2, 0},
	{8746, 0, 1, 382, 462, 2, 0}, {8772, 0, 1, 305, 222, 2, 0},
	{8783, 0, 1, 97, 463, 2, 0}, {8796, 0, 1, 465, 466, 2, 0},
	{1402, 0, 1, 307, 464, 2, 0}, {8805, 0, 1, 467, 468, 2, 0},
	{8821, 0, 1, 470, 471, 2, 0}, {8838, 0, 1, 472, 473, 2, 0},
	{8848, 0, 1, 290, 474, 2, 0}, {8856, 0, 1, 281, 475, 2, 0},
	{1425, 0, 1, 476, 477, 2, 0}, {8867, 0, 1, 478, 479, 2, 0},
	{8898, 0, 1, 480, 481, 2, 0}, {8930, 0, 1, 482, 483, 2, 0},
	{8957, 0, 1, 281, 484, 2, 0}, {8973, 0, 1, 310, 485, 2, 0},
	{8996, 0, 1, 486, 487, 2, 0}, {9020, 0, 1, 488, 489, 2, 0},
	{9032, 0, 1, 492, 493, 2, 0}, {9047, 0, 1, 490, 491, 2, 0},
	{9072, 0, 1, 494, 495, 2, 0}, {9429, 0, 1, 376, 94, 2, 0},
	{11041, 0, 1, 575, 576, 2, 0}, {11056, 0, 1, 382, 577, 2, 0},
	{11085, 0, 1, 382, 578, 2, 0}, {11105, 0, 1, 579, 580, 2, 0},
	{11118, 0, 1, 581, 582, 2, 0}, {11129, 0, 1, 575, 583, 2, 0},
	{11151, 0, 1, 584, 585, 2, 0}, {11174, 0, 1, 586, 587, 2, 0},
	{11212, 0, 1, 588, 587, 2, 0}, {11249, 0, 1, 589, 590, 2, 0},
	{11273, 0, 1, 591, 592, 2, 0}, {11309, 0, 1, 591, 593, 2, 0},
	{11335, 0, 1, 575, 594, 2, 0}, {11352, 0, 1, 595, 596, 2, 0},
	{11365, 0, 1, 597, 598, 2, 0}, {11399, 0, 1, 575, 599, 2, 0},
	{11408, 0, 1, 600, 601, 2, 0}, {11425, 0, 1, 602, 603, 2, 0},
	{11461, 0, 1, 382, 604, 2, 0}, {11476, 0, 1, 605, 606, 2, 0},
	{11495, 0, 1, 607, 608, 2, 0}, {11507, 0, 1, 609, 610, 2, 0},
	{11520, 0, 1, 611, 612, 2, 0}, {11535, 0, 1, 613, 614, 2, 0},
	{11558, 0, 1, 615, 616, 2, 0}, {11580, 0, 1, 430, 617, 2, 0},
	{11598, 0, 1, 430, 618, 2, 0}, {12543, 0, 1, 636, 205, 2, 0},
	{14531, 0, 1, 682, 94, 2, 0}, {14564, 0, 1, 683, 94, 2, 0},
	{14596, 0, 1, 684, 685, 2, 0}, {14614, 0, 1, 686, 687, 2, 0},
	{14639, 0, 1, 688, 94, 2, 0}, {14778, 0, 1, 689, 690, 2, 0},
	{15233, 0, 1, 701, 702, 2, 0}, {15256, 0, 1, 454, 703, 2, 0},
	{15338, 0, 1, 686, 687, 2, 0}, {15558, 0, 1, 423, 424, 2, 0},
	{15766, 0, 1, 712, 713, 2, 0}, {16008, 0, 1, 719, 720, 2, 0},
	{16749, 0, 1, 756, 757, 2, 0}, {17538, 0, 1, 782, 783, 2, 0},
	{17556, 0, 1, 784, 785, 2, 0}, {17585, 0, 1, 102, 94, 2, 0},
	{17622, 0, 1, 281, 94, 2, 0}, {17635, 0, 1, 786, 94, 2, 0},
	{17656, 0, 1, 787, 783, 2, 0}, {17694, 0, 1, 788, 783, 2, 0},
	{17731, 0, 1, 789, 790, 2, 0}, {17756, 0, 1, 791, 790, 2, 0},
	{17781, 0, 1, 792, 793, 2, 0}, {17793, 0, 1, 295, 790, 2, 0},
	{17818, 0, 1, 789, 790, 2, 0}, {17854, 0, 1, 794, 795, 2, 0},
	{17906, 0, 1, 281, 185, 2, 0}, {17919, 0, 1, 796, 783, 2, 0},
	{18173, 0, 1, 102, 94, 2, 0}, {18201, 0, 1, 102, 94, 2, 0},
	{18237, 0, 1, 281, 94, 2, 0}, {18249, 0, 1, 786, 94, 2, 0},
	{18316, 0, 1, 808, 94, 2, 0}, {18351, 0, 1, 305, 306, 2, 0},
	{18363, 0, 1, 281, 185, 2, 0}, {18375, 0, 1, 490, 94, 2, 0},
	{18950, 0, 1, 829, 94, 2, 0}, {19218, 0, 1, 838, 94, 2, 0},
	{19807, 0, 1, 853, 94, 2, 0}, {19836, 0, 1, 854, 185, 2, 0},
	{6512, 0, 1, 855, 94, 2, 0}, {19852, 0, 1, 856, 94, 2, 0},
	{19869, 0, 1, 857, 858, 2, 0}, {19904, 0, 1, 859, 858, 2, 0},
	{19935, 0, 1, 860, 94, 2, 0}, {19970, 0, 1, 861, 94, 2, 0},
	{19987, 0, 1, 862, 94, 2, 0}, {20001, 0, 1, 863, 94, 2, 0},
	{20023, 0, 1, 864, 865, 2, 0}, {20048, 0, 1, 866, 94, 2, 0},
	{20063, 0, 1, 867, 94, 2, 0}, {20100, 0, 1, 868, 94, 2, 0},
	{20181, 0, 1, 872, 421, 2, 0}, {20215, 0, 1, 206, 94, 2, 0},
	{20248, 0, 1, 874, 294, 2, 0}, {20258, 0, 1, 873, 294, 2, 0},
	{20285, 0, 1, 876, 210, 2, 0}, {1525, 0, 1, 878, 94, 2, 0},
	{20330, 0, 1, 879, 704, 2, 0}, {20345, 0, 1, 880, 746, 2, 0},
	{20358, 0, 1, 873, 294, 2, 0}, {20385, 0, 1, 881, 94, 2, 0},
	{20397, 0, 1, 223, 94, 2, 0}, {20429, 0, 1, 882, 475, 2, 0},
	{20443, 0, 1, 883, 185, 2, 0}, {20462, 0, 1, 884, 94, 2, 0},
	{20488, 0, 1, 885, 185, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_glue = {
	.name = "glue",
	.cli_name = "glue",
	.host_prefix = "glue",
	.signing_name = "glue",
	.target_prefix = "AWSGlue",
	.protocol = PGAWS_PROTOCOL_JSON_1_1,
	.api_version = "2017-03-31",
	.model = &model
};
