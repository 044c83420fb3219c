/*-------------------------------------------------------------------------
 *
 * model_ssm.c
 *	  What AWS publishes about ssm, 2014-11-06.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_ssm.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/\0" "AWSKMSKeyARN\0" "AccessKeyId\0" "AccessRequestId\0"
	"AccessRequestStatus\0" "AccessType\0" "AccountId\0" "AccountIds\0"
	"AccountIdsToAdd\0" "AccountIdsToRemove\0" "AccountSharingInfoList\0"
	"ActivationCode\0" "ActivationId\0" "ActivationList\0" "ActualEndTime\0"
	"ActualStartTime\0" "AddTagsToResource\0" "AdditionalInfo\0"
	"AdvisoryIds\0" "AgentType\0" "AgentVersion\0" "Aggregator\0"
	"AggregatorType\0" "Aggregators\0" "AllowUnassociatedTargets\0"
	"AllowedPattern\0" "ApplyOnlyAtCronInterval\0" "ApprovalDate\0"
	"ApprovalRules\0" "ApproveAfterDays\0" "ApproveUntilDate\0"
	"ApprovedPatches\0" "ApprovedPatchesComplianceLevel\0"
	"ApprovedPatchesEnableNonSecurity\0" "ApprovedVersion\0" "Arch\0"
	"Architecture\0" "AssociateOpsItemRelatedItem\0"
	"AssociationDescription\0" "AssociationDispatchAssumeRole\0"
	"AssociationFilterList\0" "AssociationId\0" "AssociationIds\0"
	"AssociationName\0" "AssociationOverview\0" "AssociationType\0"
	"AssociationVersion\0" "AtTime\0" "Attachments\0" "AttachmentsContent\0"
	"AttachmentsInformation\0" "AttributeName\0" "Author\0" "AutoApprove\0"
	"Automation\0" "AutomationExecutionMetadataList\0"
	"AutomationExecutionStatus\0" "AutomationSubtype\0"
	"AutomationTargetParameterName\0" "AutomationType\0"
	"AvailableSecurityUpdateCount\0"
	"AvailableSecurityUpdatesComplianceStatus\0" "AwsOrganizationsSource\0"
	"BaselineDescription\0" "BaselineId\0" "BaselineIdentities\0"
	"BaselineIdentity\0" "BaselineName\0" "BaselineOverride\0" "BugzillaIds\0"
	"CVEIds\0" "CalendarNames\0" "CancelCommand\0"
	"CancelMaintenanceWindowExecution\0" "CancelledSteps\0" "CaptureTime\0"
	"Category\0" "CategoryEnum\0" "ChangeDetails\0" "ChangeRequestName\0"
	"Classification\0" "ClientContext\0" "ClientToken\0"
	"CloudWatchLogGroupName\0" "CloudWatchOutputConfig\0"
	"CloudWatchOutputEnabled\0" "CloudWatchOutputUrl\0" "CommandId\0"
	"CommandPlugins\0" "Comment\0" "CompletedCount\0" "ComplianceSeverity\0"
	"ComplianceType\0" "ComputerName\0" "ContentUrl\0" "CreateActivation\0"
	"CreateAssociation\0" "CreateAssociationBatch\0" "CreateDocument\0"
	"CreateMaintenanceWindow\0" "CreateOpsItem\0" "CreateOpsMetadata\0"
	"CreatePatchBaseline\0" "CreateResourceDataSync\0" "CreateTime\0"
	"CreatedBy\0" "CreatedDate\0" "CreationDate\0" "Credentials\0"
	"CriticalCount\0" "CriticalNonCompliantCount\0" "CurrentAction\0"
	"CurrentStepName\0" "Cutoff\0" "CutoffBehavior\0" "DataType\0"
	"DefaultBaseline\0" "DefaultInstanceName\0" "DefaultValue\0"
	"DefaultVersionName\0" "DeleteActivation\0" "DeleteAssociation\0"
	"DeleteDocument\0" "DeleteInventory\0" "DeleteMaintenanceWindow\0"
	"DeleteOpsItem\0" "DeleteOpsMetadata\0" "DeleteParameter\0"
	"DeleteParameters\0" "DeletePatchBaseline\0" "DeleteResourceDataSync\0"
	"DeleteResourcePolicy\0" "DeletedParameters\0" "DeletionId\0"
	"DeletionStartTime\0" "DeletionSummary\0" "DeliveryTimedOutCount\0"
	"DeploymentStatus\0" "DeregisterManagedInstance\0"
	"DeregisterPatchBaselineForPatchGroup\0"
	"DeregisterTargetFromMaintenanceWindow\0"
	"DeregisterTaskFromMaintenanceWindow\0" "DescribeActivations\0"
	"DescribeAssociation\0" "DescribeAssociationExecutionTargets\0"
	"DescribeAssociationExecutions\0" "DescribeAutomationExecutions\0"
	"DescribeAutomationStepExecutions\0" "DescribeAvailablePatches\0"
	"DescribeDocument\0" "DescribeDocumentPermission\0"
	"DescribeEffectiveInstanceAssociations\0"
	"DescribeEffectivePatchesForPatchBaseline\0"
	"DescribeInstanceAssociationsStatus\0" "DescribeInstanceInformation\0"
	"DescribeInstancePatchStates\0"
	"DescribeInstancePatchStatesForPatchGroup\0" "DescribeInstancePatches\0"
	"DescribeInstanceProperties\0" "DescribeInventoryDeletions\0"
	"DescribeMaintenanceWindowExecutionTaskInvocations\0"
	"DescribeMaintenanceWindowExecutionTasks\0"
	"DescribeMaintenanceWindowExecutions\0"
	"DescribeMaintenanceWindowSchedule\0" "DescribeMaintenanceWindowTargets\0"
	"DescribeMaintenanceWindowTasks\0" "DescribeMaintenanceWindows\0"
	"DescribeMaintenanceWindowsForTarget\0" "DescribeOpsItems\0"
	"DescribeParameters\0" "DescribePatchBaselines\0"
	"DescribePatchGroupState\0" "DescribePatchGroups\0"
	"DescribePatchProperties\0" "DescribeSessions\0"
	"DestinationDataSharing\0" "DestinationDataSharingType\0" "Detail\0"
	"DetailType\0" "DetailedStatus\0" "DisassociateOpsItemRelatedItem\0"
	"DisplayName\0" "DocumentDescription\0" "DocumentFilterList\0"
	"DocumentFormat\0" "DocumentHash\0" "DocumentHashType\0"
	"DocumentIdentifiers\0" "DocumentName\0" "DocumentReviews\0"
	"DocumentType\0" "DryRun\0" "EffectivePatches\0"
	"EnableAllOpsDataSources\0" "EndDate\0" "EndedAt\0" "Entities\0" "Entry\0"
	"Epoch\0" "ErrorCode\0" "ErrorCount\0" "EventId\0" "ExcludeAccounts\0"
	"ExecutedBy\0" "ExecutionElapsedTime\0" "ExecutionEndDateTime\0"
	"ExecutionEndTime\0" "ExecutionInputs\0" "ExecutionPreviewId\0"
	"ExecutionRoleName\0" "ExecutionStartDateTime\0" "ExecutionStartTime\0"
	"ExecutionSummary\0" "ExecutionType\0" "ExpirationDate\0"
	"ExpirationTime\0" "Expired\0" "ExpiresAfter\0" "Failed\0" "FailedCount\0"
	"FailedSteps\0" "FailureDetails\0" "FailureMessage\0" "FailureStage\0"
	"FailureType\0" "Fault\0" "FilterKey\0" "FilterValues\0"
	"FiltersWithOperator\0" "Force\0" "GetAccessToken\0"
	"GetAutomationExecution\0" "GetCalendarState\0" "GetCommandInvocation\0"
	"GetConnectionStatus\0" "GetDefaultPatchBaseline\0"
	"GetDeployablePatchSnapshotForInstance\0" "GetDocument\0"
	"GetExecutionPreview\0" "GetInventory\0" "GetInventorySchema\0"
	"GetMaintenanceWindow\0" "GetMaintenanceWindowExecution\0"
	"GetMaintenanceWindowExecutionTask\0"
	"GetMaintenanceWindowExecutionTaskInvocation\0"
	"GetMaintenanceWindowTask\0" "GetOpsItem\0" "GetOpsMetadata\0"
	"GetOpsSummary\0" "GetParameter\0" "GetParameterHistory\0"
	"GetParameters\0" "GetParametersByPath\0" "GetPatchBaseline\0"
	"GetPatchBaselineForPatchGroup\0" "GetResourcePolicies\0"
	"GetServiceSetting\0" "GlobalFilters\0" "HighCount\0" "IPAddress\0"
	"IamRole\0" "IgnorePollAlarmFailure\0" "IncludeChildOrganizationUnits\0"
	"IncludeFutureRegions\0" "InformationalCount\0" "Input\0"
	"InstallOverrideList\0" "InstalledCount\0" "InstalledOtherCount\0"
	"InstalledPendingRebootCount\0" "InstalledRejectedCount\0"
	"InstalledTime\0" "InstanceAssociationStatusAggregatedCount\0"
	"InstanceAssociationStatusInfos\0" "InstanceId\0" "InstanceIds\0"
	"InstanceInformationFilterList\0" "InstanceInformationList\0"
	"InstancePropertyFilterList\0" "InstanceState\0" "InstanceStatus\0"
	"InstanceType\0" "Instances\0" "InstancesWithAvailableSecurityUpdates\0"
	"InstancesWithCriticalNonCompliantPatches\0"
	"InstancesWithFailedPatches\0" "InstancesWithInstalledOtherPatches\0"
	"InstancesWithInstalledPatches\0"
	"InstancesWithInstalledPendingRebootPatches\0"
	"InstancesWithInstalledRejectedPatches\0" "InstancesWithMissingPatches\0"
	"InstancesWithNotApplicablePatches\0"
	"InstancesWithOtherNonCompliantPatches\0"
	"InstancesWithSecurityNonCompliantPatches\0"
	"InstancesWithUnreportedNotApplicablePatches\0" "InvalidLabels\0"
	"InvalidParameters\0" "InvocationId\0" "IpAddress\0" "IsCritical\0"
	"IsDefaultVersion\0" "IsEnd\0" "IsLatestVersion\0" "ItemContentHash\0"
	"Iteration\0" "IteratorValue\0" "KBId\0" "KbNumber\0" "KeyName\0"
	"KeysToDelete\0" "LabelParameterVersion\0" "Lambda\0" "Language\0"
	"LastAssociationExecutionDate\0" "LastExecutionDate\0" "LastModifiedBy\0"
	"LastModifiedDate\0" "LastModifiedUser\0"
	"LastNoRebootInstallOperationTime\0" "LastPingDateTime\0" "LastStatus\0"
	"LastStatusMessage\0" "LastStatusUpdateTime\0"
	"LastSuccessfulAssociationExecutionDate\0" "LastSuccessfulExecutionDate\0"
	"LastSuccessfulSyncTime\0" "LastSyncStatusMessage\0" "LastSyncTime\0"
	"LastUpdateAssociationDate\0" "LaunchTime\0" "ListAssociationVersions\0"
	"ListAssociations\0" "ListCommandInvocations\0" "ListCommands\0"
	"ListComplianceItems\0" "ListComplianceSummaries\0"
	"ListDocumentMetadataHistory\0" "ListDocumentVersions\0" "ListDocuments\0"
	"ListInventoryEntries\0" "ListNodes\0" "ListNodesSummary\0"
	"ListOpsItemEvents\0" "ListOpsItemRelatedItems\0" "ListOpsMetadata\0"
	"ListResourceComplianceSummaries\0" "ListResourceDataSync\0"
	"ListTagsForResource\0" "LogFile\0" "LoggingInfo\0" "LowCount\0"
	"ManagedStatus\0" "Mappings\0" "MaxAttempts\0" "MaxResults\0"
	"MaxSessionDuration\0" "MediumCount\0" "MetadataToUpdate\0"
	"MissingCount\0" "Mode\0" "ModifyDocumentPermission\0" "MsrcNumber\0"
	"MsrcSeverity\0" "NextExecutionTime\0" "NextStep\0" "NextToken\0"
	"NextTransitionTime\0" "NodeType\0" "NonCompliantSummary\0"
	"NotificationArn\0" "NotificationConfig\0" "NotificationEvents\0"
	"NotificationType\0" "Notifications\0" "OnFailure\0" "OperatingSystem\0"
	"Operation\0" "OperationEndTime\0" "OperationStartTime\0"
	"OperationalData\0" "OperationalDataToDelete\0" "OpsItemArn\0"
	"OpsItemFilters\0" "OpsItemId\0" "OpsItemSummaries\0" "OpsItemType\0"
	"OpsMetadataArn\0" "OpsMetadataList\0" "OrganizationSourceType\0"
	"OrganizationalUnitId\0" "OrganizationalUnitPath\0"
	"OrganizationalUnits\0" "OtherNonCompliantCount\0" "OutputLocation\0"
	"OutputS3BucketName\0" "OutputS3KeyPrefix\0" "OutputS3Region\0"
	"OutputSource\0" "OutputSourceId\0" "OutputSourceType\0" "Outputs\0"
	"OverallSeverity\0" "OverriddenParameters\0" "Overwrite\0" "Owner\0"
	"OwnerInformation\0" "ParameterFilters\0" "ParameterValues\0"
	"ParentAutomationExecutionId\0" "ParentStepDetails\0" "Patch\0"
	"PatchFilterGroup\0" "PatchFilters\0" "PatchRules\0" "PatchSet\0"
	"PatchStatus\0" "Payload\0" "PendingReviewVersion\0" "PermissionType\0"
	"PingStatus\0" "PlannedEndTime\0" "PlannedStartTime\0" "PlatformName\0"
	"PlatformType\0" "PlatformTypes\0" "PlatformVersion\0" "PluginName\0"
	"PolicyHash\0" "PolicyId\0" "PolicyStatus\0" "PolicyText\0" "PolicyType\0"
	"Priority\0" "Product\0" "ProductFamily\0" "Products\0"
	"ProgressCounters\0" "Property\0" "PutComplianceItems\0" "PutInventory\0"
	"PutParameter\0" "PutResourcePolicy\0" "Qualifier\0" "Reason\0"
	"RebootOption\0" "Recursive\0" "RegisterDefaultPatchBaseline\0"
	"RegisterPatchBaselineForPatchGroup\0"
	"RegisterTargetWithMaintenanceWindow\0"
	"RegisterTaskWithMaintenanceWindow\0" "RegistrationDate\0"
	"RegistrationLimit\0" "RegistrationMetadata\0" "RegistrationsCount\0"
	"RejectedPatchesAction\0" "RelatedOpsItems\0" "Release\0" "ReleaseDate\0"
	"RemainingCount\0" "RemoveTagsFromResource\0" "RemovedLabels\0"
	"Replace\0" "Repository\0" "RequestedDateTime\0" "RequireType\0"
	"Requires\0" "ResetServiceSetting\0" "ResolvedTargets\0" "ResourceArn\0"
	"ResourceComplianceSummaryItems\0" "ResourceCountByStatus\0"
	"ResourceDataSyncItems\0" "ResourceId\0" "ResourceIds\0" "ResourceType\0"
	"ResourceTypes\0" "ResourceUri\0" "ResponseCode\0"
	"ResponseFinishDateTime\0" "ResponseStartDateTime\0" "ResultAttributes\0"
	"ResumeSession\0" "ReverseOrder\0" "ReviewInformation\0" "ReviewStatus\0"
	"ReviewedTime\0" "Reviewer\0" "ReviewerResponse\0" "RunCommand\0"
	"Runbooks\0" "S3Destination\0" "S3Location\0" "S3OutputUrl\0" "Safe\0"
	"ScheduleExpression\0" "ScheduleOffset\0" "ScheduleTimezone\0"
	"ScheduledEndTime\0" "ScheduledTime\0" "ScheduledWindowExecutions\0"
	"SchemaDeleteOption\0" "SchemaVersion\0" "Schemas\0" "SecretAccessKey\0"
	"SecurityNonCompliantCount\0" "Selector\0" "SendAutomationSignal\0"
	"SendCommand\0" "ServiceRole\0" "ServiceRoleArn\0" "SessionId\0"
	"SessionToken\0" "SettingId\0" "SettingValue\0" "SeveritySummary\0"
	"Sha1\0" "Shared\0" "SharedDocumentVersion\0" "SignalType\0" "Size\0"
	"SnapshotDownloadUrl\0" "SnapshotId\0" "SourceRegions\0" "SourceResult\0"
	"StandardErrorContent\0" "StandardErrorUrl\0" "StandardOutputContent\0"
	"StandardOutputUrl\0" "StartAccessRequest\0" "StartAssociationsOnce\0"
	"StartAutomationExecution\0" "StartChangeRequestExecution\0" "StartDate\0"
	"StartExecutionPreview\0" "StartSession\0" "StatusDetails\0"
	"StatusInformation\0" "StepExecutionId\0" "StepExecutionsTruncated\0"
	"StepFunctions\0" "StepPreviews\0" "StepStatus\0"
	"StopAutomationExecution\0" "StreamUrl\0" "SubType\0" "SuccessSteps\0"
	"Successful\0" "SyncCompliance\0" "SyncCreatedTime\0" "SyncFormat\0"
	"SyncLastModifiedTime\0" "SyncName\0" "SyncSource\0" "SyncType\0"
	"TagKeys\0" "TagList\0" "Tags\0" "TargetCount\0" "TargetLocation\0"
	"TargetLocationAlarmConfiguration\0" "TargetLocationMaxConcurrency\0"
	"TargetLocationMaxErrors\0" "TargetLocations\0" "TargetLocationsURL\0"
	"TargetMaps\0" "TargetPreviews\0" "TargetType\0" "TargetsMaxConcurrency\0"
	"TargetsMaxErrors\0" "TaskArn\0" "TaskExecutionId\0" "TaskIds\0"
	"TaskInvocationParameters\0" "TaskParameters\0" "TaskType\0"
	"TerminateSession\0" "Tier\0" "TimedOutSteps\0" "TimeoutSeconds\0"
	"Title\0" "TokenValue\0" "TotalAccounts\0" "TotalCount\0" "TotalSteps\0"
	"TraceOutput\0" "TriggeredAlarms\0" "TypeName\0"
	"UnlabelParameterVersion\0" "UnreportedNotApplicableCount\0"
	"UnspecifiedCount\0" "UpdateAssociation\0" "UpdateAssociationStatus\0"
	"UpdateDocument\0" "UpdateDocumentDefaultVersion\0"
	"UpdateDocumentMetadata\0" "UpdateMaintenanceWindow\0"
	"UpdateMaintenanceWindowTarget\0" "UpdateMaintenanceWindowTask\0"
	"UpdateManagedInstanceRole\0" "UpdateOpsItem\0" "UpdateOpsMetadata\0"
	"UpdatePatchBaseline\0" "UpdateResourceDataSync\0"
	"UpdateServiceSetting\0" "UpdatedTime\0" "UploadType\0"
	"UseS3DualStackEndpoint\0" "ValidNextSteps\0" "Variables\0" "Vendor\0"
	"WindowExecutionId\0" "WindowExecutionTaskIdentities\0"
	"WindowExecutionTaskInvocationIdentities\0" "WindowId\0"
	"WindowIdentities\0" "WindowTargetId\0" "WindowTaskId\0"
	"WithDecryption\0" "key\0" "member\0" "value\0" "valueSet\0";

static const PgawsMember members[] = {
	{10818, 10818, 0, 0}, {74, 74, 0, 0}, {9148, 9148, 0, 0},
	{10818, 10818, 2, 0}, {168, 168, 0, 0}, {610, 610, 0, 0},
	{1935, 1935, 0, 0}, {4794, 4794, 0, 0}, {8169, 8169, 14, 0},
	{8208, 8208, 14, 0}, {4000, 4000, 92, 256}, {4030, 4030, 8, 0},
	{1781, 1781, 92, 256}, {9745, 9745, 25, 0}, {10818, 10818, 4, 0},
	{8541, 8541, 0, 8}, {8518, 8518, 0, 8}, {9745, 9745, 25, 8},
	{714, 714, 0, 8}, {4802, 4802, 8, 0}, {10180, 10180, 11, 8},
	{10818, 10818, 9, 0}, {714, 714, 0, 8}, {3335, 3335, 0, 8},
	{10818, 10818, 12, 0}, {7123, 7123, 0, 8}, {739, 739, 0, 8},
	{8541, 8541, 0, 8}, {8568, 8568, 0, 8}, {674, 674, 0, 0},
	{714, 714, 0, 0}, {5093, 5093, 0, 0}, {674, 674, 0, 0}, {755, 755, 0, 0},
	{9154, 9154, 0, 0}, {349, 349, 181, 0}, {5933, 5933, 92, 256},
	{730, 730, 31, 0}, {8814, 8814, 0, 0}, {703, 703, 0, 0},
	{8833, 8833, 14, 0}, {6710, 6710, 14, 0}, {9898, 9898, 473, 0},
	{714, 714, 0, 0}, {5093, 5093, 0, 0}, {755, 755, 0, 0},
	{404, 404, 92, 256}, {6225, 6225, 92, 256}, {56, 56, 32, 0},
	{730, 730, 31, 0}, {9154, 9154, 0, 0}, {955, 955, 0, 0},
	{2131, 2131, 49, 0}, {674, 674, 0, 0}, {349, 349, 181, 0},
	{8814, 8814, 0, 0}, {7303, 7303, 256, 0}, {5933, 5933, 92, 256},
	{6139, 6139, 92, 256}, {703, 703, 0, 0}, {9853, 9853, 0, 0},
	{9824, 9824, 0, 0}, {1530, 1530, 0, 0}, {9637, 9637, 0, 0},
	{372, 372, 8, 0}, {1209, 1209, 1, 0}, {9863, 9863, 472, 0},
	{8833, 8833, 14, 0}, {6710, 6710, 14, 0}, {9898, 9898, 473, 0},
	{9791, 9791, 10, 0}, {10171, 10171, 13, 0}, {622, 622, 0, 0},
	{10818, 10818, 18, 0}, {674, 674, 0, 0}, {755, 755, 0, 0},
	{7542, 7542, 0, 0}, {56, 56, 0, 0}, {3470, 3470, 0, 0},
	{9656, 9656, 92, 256}, {5933, 5933, 92, 256}, {8474, 8474, 0, 0},
	{9791, 9791, 10, 0}, {10171, 10171, 13, 0}, {4149, 4149, 0, 8},
	{1962, 1962, 0, 8}, {69, 69, 0, 8}, {10818, 10818, 21, 0},
	{674, 674, 0, 0}, {755, 755, 0, 0}, {7542, 7542, 0, 0},
	{8518, 8518, 0, 0}, {8541, 8541, 0, 0}, {56, 56, 0, 0},
	{3470, 3470, 0, 0}, {5933, 5933, 92, 256}, {7370, 7370, 388, 0},
	{4149, 4149, 0, 8}, {1962, 1962, 0, 8}, {10818, 10818, 24, 0},
	{10818, 10818, 23, 0}, {10818, 10818, 20, 0}, {10814, 10814, 0, 8},
	{10825, 10825, 0, 8}, {10818, 10818, 28, 0}, {10818, 10818, 17, 0},
	{56, 56, 0, 0}, {3470, 3470, 0, 0}, {5029, 5029, 33, 0},
	{404, 404, 92, 264}, {714, 714, 0, 8}, {4104, 4104, 0, 8},
	{244, 244, 0, 0}, {10814, 10814, 0, 0}, {10825, 10825, 14, 0},
	{674, 674, 0, 0}, {755, 755, 0, 0}, {1781, 1781, 92, 256},
	{714, 714, 0, 0}, {9154, 9154, 0, 0}, {2131, 2131, 49, 0},
	{349, 349, 181, 0}, {8814, 8814, 0, 0}, {7303, 7303, 256, 0},
	{703, 703, 0, 0}, {9853, 9853, 0, 0}, {9824, 9824, 0, 0},
	{1530, 1530, 0, 0}, {9637, 9637, 0, 0}, {372, 372, 8, 0},
	{1209, 1209, 1, 0}, {9863, 9863, 472, 0}, {8833, 8833, 14, 0},
	{6710, 6710, 14, 0}, {9898, 9898, 473, 0}, {622, 622, 0, 0},
	{10818, 10818, 34, 0}, {714, 714, 0, 0}, {9181, 9181, 72, 0},
	{3590, 3590, 0, 0}, {3603, 3603, 0, 0}, {1478, 1478, 0, 0},
	{10818, 10818, 36, 0}, {714, 714, 0, 0}, {10818, 10818, 38, 0},
	{4149, 4149, 0, 0}, {4159, 4159, 1, 0}, {714, 714, 0, 0},
	{10818, 10818, 40, 0}, {7532, 7532, 0, 0}, {3632, 3632, 0, 0},
	{9154, 9154, 0, 0}, {3950, 3950, 92, 256}, {3857, 3857, 92, 256},
	{911, 911, 0, 0}, {2598, 2598, 469, 0}, {9509, 9509, 8, 0},
	{2131, 2131, 49, 0}, {7415, 7415, 49, 0}, {4097, 4097, 0, 0},
	{6761, 6761, 0, 0}, {7526, 7526, 0, 0}, {3804, 3804, 0, 0},
	{1872, 1872, 0, 0}, {1858, 1858, 0, 0}, {965, 965, 0, 0},
	{349, 349, 181, 0}, {9898, 9898, 473, 0}, {8415, 8415, 429, 0},
	{9824, 9824, 0, 0}, {9853, 9853, 0, 0}, {3251, 3251, 0, 0},
	{9863, 9863, 472, 0}, {7889, 7889, 415, 0}, {9791, 9791, 10, 0},
	{10171, 10171, 13, 0}, {9879, 9879, 0, 0}, {937, 937, 0, 0},
	{8882, 8882, 92, 256}, {8763, 8763, 446, 0}, {7123, 7123, 0, 0},
	{674, 674, 0, 0}, {1333, 1333, 0, 0}, {10640, 10640, 49, 0},
	{4149, 4149, 0, 8}, {4159, 4159, 1, 8}, {10818, 10818, 43, 0},
	{2131, 2131, 49, 0}, {965, 965, 0, 0}, {349, 349, 181, 0},
	{9898, 9898, 473, 0}, {9863, 9863, 472, 0}, {9879, 9879, 0, 0},
	{7532, 7532, 0, 0}, {3632, 3632, 0, 0}, {9154, 9154, 0, 0},
	{911, 911, 0, 0}, {3950, 3950, 92, 256}, {3857, 3857, 92, 256},
	{3804, 3804, 0, 0}, {6625, 6625, 0, 0}, {7415, 7415, 49, 0},
	{6761, 6761, 0, 0}, {7526, 7526, 0, 0}, {1872, 1872, 0, 0},
	{1858, 1858, 0, 0}, {4097, 4097, 0, 0}, {965, 965, 0, 0},
	{349, 349, 181, 0}, {9898, 9898, 473, 0}, {8415, 8415, 429, 0},
	{9824, 9824, 0, 0}, {9853, 9853, 0, 0}, {3251, 3251, 0, 0},
	{985, 985, 0, 0}, {9791, 9791, 10, 0}, {10171, 10171, 13, 0},
	{9879, 9879, 0, 0}, {937, 937, 0, 0}, {8882, 8882, 92, 256},
	{8763, 8763, 446, 0}, {7123, 7123, 0, 0}, {674, 674, 0, 0},
	{1333, 1333, 0, 0}, {10818, 10818, 46, 0}, {9547, 9547, 33, 0},
	{4868, 4868, 1, 0}, {9909, 9909, 475, 0}, {10123, 10123, 14, 0},
	{10814, 10814, 0, 0}, {10825, 10825, 1, 0}, {6995, 6995, 0, 0},
	{4760, 4760, 405, 0}, {409, 409, 410, 0}, {457, 457, 1, 0},
	{473, 473, 0, 0}, {5485, 5485, 1, 0}, {8227, 8227, 0, 0},
	{504, 504, 8, 0}, {3714, 3714, 413, 0}, {1029, 1029, 0, 0},
	{1482, 1482, 0, 8}, {5104, 5104, 1, 0}, {10657, 10657, 0, 8},
	{10657, 10657, 0, 0}, {1392, 1392, 0, 0}, {1438, 1438, 8, 0},
	{1482, 1482, 0, 0}, {3632, 3632, 0, 0}, {9154, 9154, 0, 0},
	{1507, 1507, 0, 0}, {4038, 4038, 92, 256}, {2131, 2131, 49, 0},
	{5104, 5104, 1, 0}, {349, 349, 181, 0}, {8356, 8356, 92, 256},
	{56, 56, 0, 0}, {9461, 9461, 0, 0}, {7355, 7355, 0, 0},
	{7318, 7318, 0, 0}, {7337, 7337, 0, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {9750, 9750, 14, 0}, {1515, 1515, 14, 0},
	{3769, 3769, 14, 0}, {2269, 2269, 14, 0}, {9047, 9047, 0, 0},
	{6916, 6916, 364, 0}, {1415, 1415, 54, 0}, {10091, 10091, 14, 0},
	{9791, 9791, 10, 0}, {10171, 10171, 13, 0}, {1482, 1482, 0, 0},
	{5093, 5093, 0, 0}, {1942, 1942, 0, 0}, {1507, 1507, 0, 0},
	{3632, 3632, 0, 0}, {9154, 9154, 0, 0}, {8356, 8356, 92, 256},
	{56, 56, 0, 0}, {9461, 9461, 0, 0}, {10159, 10159, 0, 0},
	{9304, 9304, 0, 0}, {9265, 9265, 0, 0}, {1492, 1492, 60, 0},
	{9047, 9047, 0, 0}, {6916, 6916, 364, 0}, {1415, 1415, 54, 0},
	{10818, 10818, 56, 0}, {10818, 10818, 55, 0}, {714, 714, 0, 0},
	{56, 56, 0, 0}, {9461, 9461, 0, 0}, {8580, 8580, 14, 0},
	{8616, 8616, 92, 256}, {8593, 8593, 92, 256}, {10164, 10164, 0, 0},
	{9304, 9304, 0, 0}, {9265, 9265, 0, 0}, {7355, 7355, 0, 0},
	{7318, 7318, 0, 0}, {7337, 7337, 0, 0}, {10818, 10818, 59, 0},
	{6819, 6819, 92, 264}, {7542, 7542, 0, 0}, {3986, 3986, 0, 0},
	{1549, 1549, 0, 0}, {8541, 8541, 0, 0}, {8518, 8518, 0, 0},
	{24, 24, 0, 0}, {10106, 10106, 0, 0}, {56, 56, 0, 0}, {1540, 1540, 0, 0},
	{3969, 3969, 61, 0}, {1325, 1325, 63, 0}, {10814, 10814, 0, 0},
	{10825, 10825, 0, 0}, {24, 24, 0, 0}, {10106, 10106, 0, 0},
	{1540, 1540, 0, 8}, {56, 56, 0, 8}, {1325, 1325, 63, 0},
	{10818, 10818, 64, 0}, {10818, 10818, 62, 0}, {4149, 4149, 0, 0},
	{4159, 4159, 1, 0}, {69, 69, 0, 0}, {10818, 10818, 67, 0},
	{1549, 1549, 0, 0}, {6883, 6883, 71, 0}, {6880, 6880, 363, 0},
	{10818, 10818, 69, 0}, {1843, 1843, 14, 0}, {9120, 9120, 458, 0},
	{610, 610, 0, 0}, {1935, 1935, 0, 0}, {4794, 4794, 0, 8},
	{8169, 8169, 14, 0}, {4000, 4000, 92, 256}, {9745, 9745, 25, 0},
	{8187, 8187, 25, 0}, {168, 168, 0, 0}, {153, 153, 0, 0},
	{6459, 6459, 76, 8}, {622, 622, 0, 0}, {10818, 10818, 77, 0},
	{714, 714, 0, 8}, {5093, 5093, 0, 0}, {2131, 2131, 49, 0},
	{955, 955, 0, 0}, {9154, 9154, 0, 0}, {349, 349, 181, 0},
	{8814, 8814, 0, 0}, {7303, 7303, 256, 0}, {703, 703, 0, 0},
	{9853, 9853, 0, 0}, {9824, 9824, 0, 0}, {1530, 1530, 0, 0},
	{9637, 9637, 0, 0}, {372, 372, 8, 0}, {1209, 1209, 1, 0},
	{9863, 9863, 472, 0}, {8833, 8833, 14, 0}, {6710, 6710, 14, 0},
	{9898, 9898, 473, 0}, {9791, 9791, 10, 0}, {9626, 9626, 19, 0},
	{4051, 4051, 199, 0}, {714, 714, 0, 8}, {9154, 9154, 0, 0},
	{5093, 5093, 0, 0}, {2131, 2131, 49, 0}, {349, 349, 181, 0},
	{8814, 8814, 0, 0}, {7303, 7303, 256, 0}, {703, 703, 0, 0},
	{955, 955, 0, 0}, {9853, 9853, 0, 0}, {9824, 9824, 0, 0},
	{1530, 1530, 0, 0}, {9637, 9637, 0, 0}, {372, 372, 8, 0},
	{1209, 1209, 1, 0}, {9863, 9863, 472, 0}, {8833, 8833, 14, 0},
	{6710, 6710, 14, 0}, {9898, 9898, 473, 0}, {9745, 9745, 25, 0},
	{9791, 9791, 10, 0}, {622, 622, 0, 0}, {599, 599, 18, 0},
	{804, 804, 0, 8}, {8386, 8386, 186, 0}, {781, 781, 41, 0},
	{714, 714, 0, 8}, {3516, 3516, 0, 0}, {1975, 1975, 0, 0},
	{3661, 3661, 0, 0}, {3567, 3567, 0, 0}, {9924, 9924, 0, 0},
	{9745, 9745, 25, 0}, {3528, 3528, 177, 0}, {714, 714, 0, 8},
	{610, 610, 0, 0}, {9416, 9416, 0, 0}, {3722, 3722, 0, 0},
	{3122, 3122, 0, 8}, {8848, 8848, 0, 0}, {8833, 8833, 14, 0},
	{6710, 6710, 14, 8}, {1888, 1888, 14, 8}, {332, 332, 8, 8},
	{1380, 1380, 0, 64}, {9745, 9745, 25, 0}, {10745, 10745, 0, 0},
	{610, 610, 0, 8}, {7150, 7150, 0, 0}, {7057, 7057, 379, 0},
	{6971, 6971, 378, 0}, {7849, 7849, 14, 0}, {8249, 8249, 427, 0},
	{1086, 1086, 0, 8}, {10106, 10106, 0, 8}, {9745, 9745, 25, 0},
	{1297, 1297, 0, 0}, {1540, 1540, 0, 0}, {210, 210, 92, 256},
	{196, 196, 92, 256}, {7710, 7710, 92, 256}, {7695, 7695, 92, 256},
	{74, 74, 0, 0}, {7123, 7123, 0, 0}, {7097, 7097, 0, 0},
	{8518, 8518, 0, 8}, {1708, 1708, 354, 0}, {9745, 9745, 25, 0},
	{7162, 7162, 0, 0}, {6995, 6995, 0, 0}, {714, 714, 0, 8},
	{4760, 4760, 405, 0}, {409, 409, 410, 0}, {457, 457, 1, 0},
	{473, 473, 0, 0}, {504, 504, 8, 0}, {5485, 5485, 1, 0},
	{8227, 8227, 0, 0}, {610, 610, 0, 0}, {3714, 3714, 413, 0},
	{1029, 1029, 0, 0}, {1380, 1380, 0, 64}, {9745, 9745, 25, 0},
	{1113, 1113, 0, 0}, {9700, 9700, 0, 8}, {8772, 8772, 438, 0},
	{9720, 9720, 0, 0}, {9709, 9709, 439, 0}, {15, 15, 0, 8},
	{8963, 8963, 0, 8}, {9084, 9084, 0, 8}, {4015, 4015, 92, 264},
	{168, 168, 0, 8}, {714, 714, 0, 0}, {5093, 5093, 0, 0}, {674, 674, 0, 0},
	{714, 714, 0, 8}, {9154, 9154, 0, 0}, {1975, 1975, 0, 0},
	{4186, 4186, 8, 0}, {10187, 10187, 0, 8}, {8922, 8922, 0, 0},
	{3674, 3674, 8, 0}, {1380, 1380, 0, 64}, {2224, 2224, 0, 0},
	{10187, 10187, 0, 0}, {2253, 2253, 276, 0}, {10745, 10745, 0, 8},
	{7123, 7123, 0, 8}, {7162, 7162, 0, 8}, {1217, 1217, 1, 8},
	{2206, 2206, 1, 0}, {5700, 5700, 1, 0}, {1113, 1113, 0, 8},
	{9700, 9700, 0, 8}, {9720, 9720, 0, 0}, {8431, 8431, 0, 8},
	{7805, 7805, 0, 8}, {7794, 7794, 0, 8}, {5093, 5093, 0, 8},
	{1113, 1113, 0, 8}, {2360, 2360, 0, 8}, {1113, 1113, 0, 0},
	{2360, 2360, 0, 0}, {10745, 10745, 0, 8}, {10771, 10771, 0, 8},
	{8809, 8809, 8, 0}, {10745, 10745, 0, 0}, {10771, 10771, 0, 0},
	{10745, 10745, 0, 8}, {10786, 10786, 0, 8}, {10745, 10745, 0, 0},
	{10786, 10786, 0, 0}, {4143, 4143, 0, 0}, {4153, 4153, 1, 0},
	{10818, 10818, 114, 0}, {4766, 4766, 115, 0}, {6689, 6689, 14, 0},
	{6842, 6842, 0, 0}, {181, 181, 5, 0}, {6842, 6842, 0, 0},
	{674, 674, 0, 8}, {7542, 7542, 0, 8}, {4766, 4766, 25, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {2493, 2493, 26, 0},
	{6842, 6842, 0, 0}, {674, 674, 0, 8}, {4766, 4766, 22, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {2529, 2529, 27, 0},
	{6842, 6842, 0, 0}, {714, 714, 0, 0}, {5093, 5093, 0, 0},
	{674, 674, 0, 0}, {755, 755, 0, 0}, {4766, 4766, 44, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {879, 879, 47, 0},
	{6842, 6842, 0, 0}, {7532, 7532, 0, 8}, {4766, 4766, 44, 0},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {8669, 8669, 8, 0},
	{2598, 2598, 469, 0}, {6842, 6842, 0, 0}, {4766, 4766, 181, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {465, 465, 408, 0},
	{6842, 6842, 0, 0}, {714, 714, 0, 8}, {7669, 7669, 0, 8},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {84, 84, 1, 0}, {130, 130, 3, 0},
	{6842, 6842, 0, 0}, {714, 714, 0, 8}, {9154, 9154, 0, 0},
	{1975, 1975, 0, 0}, {1652, 1652, 177, 0}, {5093, 5093, 0, 8},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {2707, 2707, 255, 0},
	{6842, 6842, 0, 0}, {1113, 1113, 0, 8}, {6689, 6689, 14, 0},
	{6842, 6842, 0, 0}, {3681, 3681, 195, 0}, {6842, 6842, 0, 0},
	{5062, 5062, 259, 0}, {6842, 6842, 0, 0}, {5116, 5116, 263, 0},
	{4766, 4766, 44, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{5146, 5146, 264, 0}, {6842, 6842, 0, 0}, {2360, 2360, 0, 8},
	{4766, 4766, 267, 0}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{2832, 2832, 268, 0}, {6842, 6842, 0, 0}, {5104, 5104, 1, 8},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {5093, 5093, 0, 8},
	{4766, 4766, 181, 0}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{465, 465, 404, 0}, {6842, 6842, 0, 0}, {5170, 5170, 263, 0},
	{4166, 4166, 272, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{2925, 2925, 269, 0}, {6842, 6842, 0, 0}, {2224, 2224, 0, 0},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {2952, 2952, 279, 0},
	{6842, 6842, 0, 0}, {10657, 10657, 0, 8}, {10792, 10792, 0, 8},
	{4766, 4766, 181, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{10705, 10705, 337, 0}, {6842, 6842, 0, 0}, {10657, 10657, 0, 8},
	{4766, 4766, 181, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{10675, 10675, 336, 0}, {6842, 6842, 0, 0}, {10745, 10745, 0, 8},
	{4766, 4766, 181, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{3080, 3080, 334, 0}, {6842, 6842, 0, 0}, {10745, 10745, 0, 0},
	{349, 349, 181, 0}, {8541, 8541, 0, 0}, {4766, 4766, 181, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {8896, 8896, 450, 0},
	{6842, 6842, 0, 0}, {349, 349, 346, 0}, {6842, 6842, 0, 0},
	{3055, 3055, 349, 0}, {6842, 6842, 0, 0}, {349, 349, 181, 8},
	{8541, 8541, 0, 8}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{10754, 10754, 353, 0}, {6842, 6842, 0, 0}, {10754, 10754, 340, 0},
	{6842, 6842, 0, 0}, {7108, 7108, 374, 0}, {6689, 6689, 14, 0},
	{6842, 6842, 0, 0}, {6842, 6842, 0, 0}, {7133, 7133, 382, 0},
	{4766, 4766, 44, 0}, {7493, 7493, 398, 0}, {6689, 6689, 14, 0},
	{6842, 6842, 0, 0}, {9141, 9141, 8, 0}, {2131, 2131, 395, 0},
	{6842, 6842, 0, 0}, {1124, 1124, 402, 0}, {6842, 6842, 0, 0},
	{2360, 2360, 0, 8}, {5239, 5239, 14, 0}, {5390, 5390, 14, 0},
	{5355, 5355, 14, 0}, {5420, 5420, 14, 0}, {5463, 5463, 14, 0},
	{5501, 5501, 14, 0}, {5328, 5328, 14, 0}, {5529, 5529, 14, 0},
	{5642, 5642, 14, 0}, {5287, 5287, 14, 0}, {5601, 5601, 14, 0},
	{5563, 5563, 14, 0}, {5249, 5249, 14, 0}, {6689, 6689, 14, 0},
	{4766, 4766, 181, 0}, {6842, 6842, 0, 0}, {6668, 6668, 407, 0},
	{6842, 6842, 0, 0}, {6995, 6995, 0, 8}, {7906, 7906, 0, 8},
	{7619, 7619, 0, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{2933, 2933, 287, 0}, {6842, 6842, 0, 0}, {3335, 3335, 0, 8},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {4766, 4766, 29, 0},
	{3393, 3393, 456, 0}, {6842, 6842, 0, 0}, {7123, 7123, 0, 8},
	{674, 674, 0, 8}, {714, 714, 0, 0}, {5754, 5754, 0, 0},
	{1968, 1968, 0, 0}, {9136, 9136, 0, 0}, {3590, 3590, 0, 0},
	{3603, 3603, 0, 0}, {714, 714, 0, 0}, {3516, 3516, 0, 0},
	{1975, 1975, 0, 0}, {7470, 7470, 0, 0}, {1781, 1781, 92, 256},
	{56, 56, 0, 0}, {9475, 9475, 0, 0}, {9154, 9154, 0, 0}, {610, 610, 0, 0},
	{2131, 2131, 184, 0}, {7753, 7753, 1, 0}, {3661, 3661, 0, 0},
	{8941, 8941, 0, 0}, {5777, 5777, 0, 0}, {5754, 5754, 0, 0},
	{3567, 3567, 0, 0}, {9924, 9924, 0, 0}, {9745, 9745, 25, 0},
	{812, 812, 39, 0}, {8386, 8386, 186, 0}, {849, 849, 0, 0},
	{8682, 8682, 444, 0}, {537, 537, 0, 0}, {7648, 7648, 0, 0},
	{8700, 8700, 0, 0}, {1297, 1297, 1, 0}, {1306, 1306, 1, 0},
	{714, 714, 0, 0}, {1781, 1781, 92, 256}, {3516, 3516, 0, 0},
	{7470, 7470, 0, 0}, {1975, 1975, 0, 0}, {7753, 7753, 1, 0},
	{9154, 9154, 0, 0}, {3661, 3661, 0, 0}, {8941, 8941, 0, 0},
	{3567, 3567, 0, 0}, {9924, 9924, 0, 0}, {9745, 9745, 25, 0},
	{8386, 8386, 186, 0}, {8700, 8700, 0, 0}, {849, 849, 0, 0},
	{10818, 10818, 178, 0}, {4149, 4149, 0, 0}, {4159, 4159, 1, 0},
	{10818, 10818, 180, 0}, {8735, 8735, 189, 0}, {714, 714, 0, 0},
	{69, 69, 0, 0}, {610, 610, 0, 0}, {1955, 1955, 0, 0},
	{10818, 10818, 183, 0}, {714, 714, 0, 8}, {286, 286, 0, 0},
	{8374, 8374, 0, 0}, {1975, 1975, 0, 0}, {10818, 10818, 185, 0},
	{10818, 10818, 188, 0}, {69, 69, 0, 0}, {804, 804, 0, 0},
	{10818, 10818, 190, 0}, {1760, 1760, 92, 256}, {10579, 10579, 92, 256},
	{8700, 8700, 0, 0}, {1507, 1507, 187, 0}, {8726, 8726, 0, 0},
	{1865, 1865, 0, 8}, {1507, 1507, 187, 0}, {714, 714, 0, 0},
	{3516, 3516, 0, 0}, {9154, 9154, 0, 0}, {1975, 1975, 0, 0},
	{1781, 1781, 92, 256}, {5752, 5752, 8, 0}, {3567, 3567, 0, 0},
	{56, 56, 0, 0}, {9475, 9475, 0, 0}, {8700, 8700, 0, 0},
	{10818, 10818, 192, 0}, {7572, 7572, 400, 0}, {7628, 7628, 414, 0},
	{10818, 10818, 194, 0}, {868, 868, 45, 0}, {868, 868, 48, 0},
	{3747, 3747, 77, 0}, {4104, 4104, 0, 0}, {4137, 4137, 0, 0},
	{10818, 10818, 198, 0}, {4112, 4112, 0, 0}, {4125, 4125, 0, 0},
	{1325, 1325, 49, 0}, {27, 27, 0, 8}, {1806, 1806, 93, 0}, {43, 43, 0, 0},
	{7532, 7532, 0, 8}, {4210, 4210, 42, 0}, {1209, 1209, 1, 8},
	{774, 774, 0, 0}, {3335, 3335, 0, 0}, {774, 774, 0, 0},
	{6852, 6852, 0, 0}, {1482, 1482, 0, 8}, {5093, 5093, 0, 8},
	{7783, 7783, 0, 0}, {1482, 1482, 0, 0}, {5093, 5093, 0, 0},
	{1507, 1507, 0, 0}, {3632, 3632, 0, 0}, {9154, 9154, 0, 0},
	{7783, 7783, 0, 0}, {8580, 8580, 14, 0}, {3927, 3927, 0, 0},
	{3815, 3815, 0, 0}, {3836, 3836, 0, 0}, {56, 56, 0, 0},
	{9461, 9461, 0, 0}, {9282, 9282, 0, 0}, {9304, 9304, 0, 0},
	{9244, 9244, 0, 0}, {9265, 9265, 0, 0}, {1415, 1415, 54, 0},
	{3251, 3251, 0, 8}, {3251, 3251, 0, 0}, {56, 56, 0, 0},
	{6995, 6995, 0, 0}, {1113, 1113, 0, 0}, {6995, 6995, 0, 0},
	{5093, 5093, 0, 8}, {9206, 9206, 0, 8}, {1173, 1173, 50, 0},
	{10602, 10602, 8, 0}, {5093, 5093, 0, 0}, {9206, 9206, 0, 0},
	{9186, 9186, 0, 0}, {7858, 7858, 0, 0}, {714, 714, 0, 8},
	{1975, 1975, 0, 0}, {9154, 9154, 0, 0}, {3567, 3567, 0, 0},
	{714, 714, 0, 0}, {1781, 1781, 92, 256}, {3516, 3516, 0, 0},
	{1975, 1975, 0, 0}, {9154, 9154, 0, 0}, {56, 56, 0, 0},
	{9475, 9475, 0, 0}, {804, 804, 0, 0}, {3661, 3661, 0, 0},
	{3567, 3567, 0, 0}, {8386, 8386, 186, 0}, {793, 793, 37, 0},
	{8700, 8700, 0, 0}, {3890, 3890, 0, 8}, {3890, 3890, 0, 0},
	{3730, 3730, 92, 256}, {56, 56, 0, 0}, {6065, 6065, 0, 0},
	{4365, 4365, 197, 0}, {4766, 4766, 281, 0}, {320, 320, 274, 0},
	{8638, 8638, 387, 0}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{3738, 3738, 292, 0}, {6842, 6842, 0, 0}, {10187, 10187, 0, 0},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {294, 294, 8, 0},
	{9605, 9605, 8, 0}, {8955, 8955, 290, 0}, {6842, 6842, 0, 0},
	{10657, 10657, 0, 0}, {9998, 9998, 1, 0}, {56, 56, 0, 0},
	{9461, 9461, 0, 0}, {216, 216, 92, 256}, {202, 202, 92, 256},
	{10657, 10657, 0, 8}, {10792, 10792, 0, 8}, {5718, 5718, 0, 8},
	{10657, 10657, 0, 0}, {9982, 9982, 0, 0}, {5718, 5718, 0, 0},
	{7542, 7542, 0, 0}, {10046, 10046, 0, 0}, {2131, 2131, 0, 0},
	{56, 56, 0, 0}, {9461, 9461, 0, 0}, {216, 216, 92, 256},
	{202, 202, 92, 256}, {7476, 7476, 0, 0}, {10771, 10771, 0, 0},
	{10657, 10657, 0, 8}, {10792, 10792, 0, 8}, {10657, 10657, 0, 0},
	{9982, 9982, 0, 0}, {9974, 9974, 0, 0}, {9047, 9047, 0, 0},
	{69, 69, 0, 0}, {10031, 10031, 352, 0}, {7849, 7849, 14, 0},
	{9824, 9824, 0, 0}, {9853, 9853, 0, 0}, {56, 56, 0, 0},
	{9461, 9461, 0, 0}, {216, 216, 92, 256}, {202, 202, 92, 256},
	{9791, 9791, 10, 0}, {10171, 10171, 13, 0}, {10745, 10745, 0, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {9416, 9416, 0, 0},
	{3722, 3722, 0, 0}, {3122, 3122, 0, 0}, {8848, 8848, 0, 0},
	{8833, 8833, 14, 0}, {6815, 6815, 0, 0}, {6710, 6710, 14, 0},
	{1888, 1888, 14, 0}, {332, 332, 8, 0}, {1454, 1454, 8, 0},
	{1781, 1781, 92, 256}, {5970, 5970, 92, 256}, {10745, 10745, 0, 0},
	{10786, 10786, 0, 0}, {349, 349, 181, 0}, {9974, 9974, 0, 0},
	{9059, 9059, 0, 0}, {10046, 10046, 0, 0}, {10031, 10031, 351, 0},
	{10006, 10006, 348, 0}, {7849, 7849, 14, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {6633, 6633, 331, 0}, {714, 714, 0, 0},
	{610, 610, 0, 0}, {1895, 1895, 0, 0}, {9791, 9791, 10, 0},
	{7123, 7123, 0, 8}, {7097, 7097, 0, 0}, {1691, 1691, 371, 0},
	{7162, 7162, 0, 8}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{8518, 8518, 0, 0}, {1708, 1708, 354, 0}, {6842, 6842, 0, 0},
	{9700, 9700, 0, 0}, {4766, 4766, 281, 0}, {320, 320, 366, 0},
	{8638, 8638, 387, 0}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{3738, 3738, 370, 0}, {6842, 6842, 0, 0}, {714, 714, 0, 8},
	{10799, 10799, 8, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{2131, 2131, 391, 0}, {6842, 6842, 0, 0}, {714, 714, 0, 8},
	{10799, 10799, 8, 0}, {2115, 2115, 389, 0}, {4670, 4670, 0, 8},
	{8008, 8008, 8, 0}, {7493, 7493, 398, 0}, {10799, 10799, 8, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {2131, 2131, 393, 0},
	{6842, 6842, 0, 0}, {1217, 1217, 1, 8}, {10799, 10799, 8, 0},
	{2131, 2131, 393, 0}, {5700, 5700, 1, 0}, {2360, 2360, 0, 8},
	{6995, 6995, 0, 0}, {1113, 1113, 0, 0}, {2360, 2360, 0, 0},
	{6995, 6995, 0, 0}, {1113, 1113, 0, 0}, {714, 714, 0, 0},
	{6995, 6995, 0, 0}, {4760, 4760, 405, 0}, {409, 409, 410, 0},
	{457, 457, 1, 0}, {473, 473, 0, 0}, {504, 504, 8, 0}, {5485, 5485, 1, 0},
	{8227, 8227, 0, 0}, {3349, 3349, 1, 0}, {1781, 1781, 92, 256},
	{5970, 5970, 92, 256}, {610, 610, 0, 0}, {3714, 3714, 413, 0},
	{1029, 1029, 0, 0}, {8431, 8431, 0, 8}, {6842, 6842, 0, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {4733, 4733, 249, 0},
	{10818, 10818, 250, 0}, {7805, 7805, 0, 0}, {7794, 7794, 0, 0},
	{2199, 2199, 0, 0}, {9097, 9097, 0, 8}, {4745, 4745, 454, 0},
	{3470, 3470, 0, 0}, {5021, 5021, 33, 0}, {674, 674, 0, 0},
	{5093, 5093, 0, 0}, {804, 804, 0, 0}, {755, 755, 0, 0},
	{10818, 10818, 254, 0}, {8786, 8786, 447, 0}, {8797, 8797, 448, 0},
	{674, 674, 0, 0}, {714, 714, 0, 0}, {9154, 9154, 0, 0}, {755, 755, 0, 0},
	{5093, 5093, 0, 0}, {5919, 5919, 92, 256}, {56, 56, 0, 0},
	{3470, 3470, 0, 0}, {3969, 3969, 0, 0}, {3759, 3759, 0, 0},
	{1472, 1472, 257, 0}, {703, 703, 0, 0}, {10818, 10818, 258, 0},
	{271, 271, 0, 0}, {281, 281, 0, 0}, {1564, 1564, 0, 0},
	{5211, 5211, 0, 0}, {5731, 5731, 0, 0}, {6654, 6654, 0, 0},
	{7740, 7740, 0, 0}, {7727, 7727, 0, 0}, {7767, 7767, 0, 0},
	{8541, 8541, 0, 0}, {5093, 5093, 0, 0}, {7684, 7684, 0, 0},
	{6033, 6033, 92, 256}, {281, 281, 0, 0}, {5775, 5775, 8, 0},
	{7740, 7740, 0, 0}, {7727, 7727, 0, 0}, {7767, 7767, 0, 0},
	{168, 168, 0, 0}, {4794, 4794, 0, 0}, {8152, 8152, 92, 256},
	{8541, 8541, 0, 0}, {714, 714, 0, 0}, {4784, 4784, 0, 0},
	{1564, 1564, 0, 0}, {10290, 10290, 0, 0}, {5904, 5904, 92, 256},
	{6100, 6100, 92, 256}, {719, 719, 253, 0}, {7389, 7389, 0, 0},
	{7205, 7205, 0, 0}, {10814, 10814, 0, 8}, {10831, 10831, 1, 8},
	{10818, 10818, 262, 0}, {10818, 10818, 261, 0}, {5093, 5093, 0, 8},
	{2360, 2360, 0, 8}, {1113, 1113, 0, 8}, {9206, 9206, 0, 0},
	{4901, 4901, 0, 0}, {7476, 7476, 0, 0}, {4921, 4921, 14, 0},
	{4936, 4936, 14, 0}, {4956, 4956, 14, 0}, {4984, 4984, 14, 0},
	{6748, 6748, 14, 0}, {4058, 4058, 14, 0}, {10220, 10220, 14, 0},
	{10230, 10230, 14, 0}, {1000, 1000, 14, 0}, {7038, 7038, 92, 264},
	{7021, 7021, 92, 264}, {7011, 7011, 0, 8}, {6000, 6000, 92, 256},
	{7995, 7995, 0, 0}, {1832, 1832, 14, 0}, {8979, 8979, 14, 0},
	{7280, 7280, 14, 0}, {4149, 4149, 0, 8}, {4159, 4159, 1, 8},
	{69, 69, 0, 8}, {10818, 10818, 266, 0}, {10818, 10818, 265, 0},
	{10818, 10818, 270, 0}, {714, 714, 0, 0}, {5093, 5093, 0, 0},
	{5226, 5226, 0, 0}, {10470, 10470, 0, 0}, {5845, 5845, 0, 0},
	{5197, 5197, 0, 0}, {558, 558, 0, 0}, {4784, 4784, 0, 0},
	{6251, 6251, 92, 256}, {7684, 7684, 0, 0}, {6033, 6033, 92, 256},
	{281, 281, 0, 0}, {7740, 7740, 0, 0}, {7727, 7727, 0, 0},
	{7767, 7767, 0, 0}, {168, 168, 0, 0}, {4794, 4794, 0, 0},
	{8152, 8152, 92, 256}, {8541, 8541, 0, 0}, {1564, 1564, 0, 0},
	{10290, 10290, 0, 0}, {5904, 5904, 92, 256}, {6100, 6100, 92, 256},
	{719, 719, 253, 0}, {7389, 7389, 0, 0}, {7205, 7205, 0, 0},
	{4149, 4149, 0, 8}, {4159, 4159, 1, 8}, {4177, 4177, 0, 0},
	{10818, 10818, 271, 0}, {8822, 8822, 0, 0}, {320, 320, 274, 0},
	{3354, 3354, 283, 0}, {10818, 10818, 273, 0}, {2224, 2224, 0, 0},
	{10187, 10187, 0, 0}, {2235, 2235, 92, 256}, {6050, 6050, 0, 0},
	{6061, 6061, 0, 0}, {2253, 2253, 276, 0}, {6079, 6079, 92, 256},
	{10137, 10137, 14, 0}, {8285, 8285, 14, 0}, {8461, 8461, 278, 0},
	{286, 286, 0, 0}, {1023, 1023, 14, 0}, {8285, 8285, 14, 0},
	{10818, 10818, 277, 0}, {10818, 10818, 275, 0}, {4149, 4149, 0, 8},
	{4159, 4159, 1, 8}, {69, 69, 0, 0}, {10818, 10818, 280, 0},
	{714, 714, 0, 8}, {4766, 4766, 281, 8}, {10818, 10818, 282, 0},
	{10187, 10187, 0, 8}, {8941, 8941, 0, 8}, {1285, 1285, 0, 8},
	{5795, 5795, 0, 0}, {804, 804, 287, 0}, {1372, 1372, 63, 0},
	{714, 714, 0, 8}, {1910, 1910, 0, 8}, {10818, 10818, 285, 0},
	{10818, 10818, 63, 0}, {10818, 10818, 284, 0}, {10187, 10187, 0, 8},
	{286, 286, 0, 0}, {8644, 8644, 286, 8}, {3516, 3516, 0, 0},
	{10818, 10818, 289, 0}, {24, 24, 0, 0}, {7068, 7068, 294, 0},
	{10818, 10818, 291, 0}, {10187, 10187, 0, 8}, {8941, 8941, 0, 8},
	{1285, 1285, 0, 0}, {5795, 5795, 0, 0}, {804, 804, 287, 8},
	{10814, 10814, 0, 0}, {10825, 10825, 293, 0}, {714, 714, 0, 8},
	{5871, 5871, 72, 0}, {5693, 5693, 1, 8}, {5686, 5686, 1, 0},
	{5871, 5871, 72, 0}, {674, 674, 0, 8}, {6689, 6689, 14, 0},
	{6842, 6842, 0, 0}, {6266, 6266, 35, 0}, {6842, 6842, 0, 0},
	{652, 652, 29, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{2707, 2707, 30, 0}, {6842, 6842, 0, 0}, {1482, 1482, 0, 0},
	{5093, 5093, 0, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{4766, 4766, 29, 0}, {1325, 1325, 8, 0}, {6307, 6307, 57, 0},
	{6842, 6842, 0, 0}, {1482, 1482, 0, 0}, {5093, 5093, 0, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {4766, 4766, 29, 0},
	{6330, 6330, 58, 0}, {6842, 6842, 0, 0}, {4766, 4766, 68, 0},
	{8529, 8529, 1, 0}, {8554, 8554, 1, 0}, {6842, 6842, 0, 0},
	{6689, 6689, 14, 0}, {6343, 6343, 66, 0}, {6842, 6842, 0, 0},
	{4766, 4766, 68, 0}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{8451, 8451, 70, 0}, {6842, 6842, 0, 0}, {714, 714, 0, 8},
	{9154, 9154, 0, 0}, {1708, 1708, 0, 8}, {6842, 6842, 0, 0},
	{6689, 6689, 14, 0}, {714, 714, 0, 0}, {9154, 9154, 0, 0},
	{849, 849, 0, 0}, {1708, 1708, 182, 0}, {6842, 6842, 0, 0},
	{714, 714, 0, 8}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{6415, 6415, 193, 0}, {6842, 6842, 0, 0}, {3548, 3548, 29, 0},
	{4766, 4766, 181, 0}, {6689, 6689, 14, 0}, {6842, 6842, 0, 0},
	{3612, 3612, 179, 0}, {6842, 6842, 0, 0}, {5093, 5093, 0, 8},
	{10187, 10187, 0, 8}, {4766, 4766, 281, 0}, {6842, 6842, 0, 0},
	{6689, 6689, 14, 0}, {10187, 10187, 0, 0}, {5093, 5093, 0, 0},
	{8941, 8941, 0, 0}, {1285, 1285, 0, 0}, {6459, 6459, 287, 0},
	{6842, 6842, 0, 0}, {9700, 9700, 0, 0}, {4766, 4766, 281, 0},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {6471, 6471, 360, 0},
	{6842, 6842, 0, 0}, {9700, 9700, 0, 0}, {4766, 4766, 281, 0},
	{320, 320, 359, 8}, {6842, 6842, 0, 0}, {6689, 6689, 14, 0},
	{2261, 2261, 287, 0}, {6842, 6842, 0, 0}, {4766, 4766, 374, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {6842, 6842, 0, 0},
	{6373, 6373, 375, 0}, {7123, 7123, 0, 0}, {4766, 4766, 374, 0},
	{6689, 6689, 14, 0}, {6842, 6842, 0, 0}, {6842, 6842, 0, 0},
	{6373, 6373, 380, 0}, {7177, 7177, 385, 0}, {6842, 6842, 0, 0},
	{8443, 8443, 431, 0}, {6842, 6842, 0, 0}, {9720, 9720, 0, 0},
	{6842, 6842, 0, 0}, {6689, 6689, 14, 0}, {8496, 8496, 435, 0},
	{6842, 6842, 0, 0}, {8541, 8541, 0, 8}, {8518, 8518, 0, 8},
	{9737, 9737, 25, 0}, {7324, 7324, 0, 8}, {7343, 7343, 0, 0},
	{7361, 7361, 0, 8}, {9154, 9154, 0, 0}, {2131, 2131, 49, 0},
	{10745, 10745, 0, 0}, {10657, 10657, 0, 0}, {56, 56, 0, 0},
	{9461, 9461, 0, 0}, {216, 216, 92, 256}, {202, 202, 92, 256},
	{10818, 10818, 333, 0}, {10657, 10657, 0, 0}, {9982, 9982, 0, 0},
	{56, 56, 0, 0}, {9461, 9461, 0, 0}, {216, 216, 92, 256},
	{202, 202, 92, 256}, {9974, 9974, 0, 0}, {10046, 10046, 0, 0},
	{9791, 9791, 10, 0}, {10171, 10171, 13, 0}, {10818, 10818, 335, 0},
	{10818, 10818, 225, 0}, {10745, 10745, 0, 0}, {714, 714, 0, 0},
	{610, 610, 0, 0}, {1454, 1454, 8, 0}, {6710, 6710, 14, 0},
	{1888, 1888, 14, 0}, {3122, 3122, 0, 0}, {8848, 8848, 0, 0},
	{8833, 8833, 14, 0}, {3722, 3722, 0, 0}, {9416, 9416, 0, 0},
	{6815, 6815, 0, 0}, {10745, 10745, 0, 0}, {714, 714, 0, 0},
	{10818, 10818, 338, 0}, {1366, 1366, 0, 0}, {7978, 7978, 0, 0},
	{7640, 7640, 342, 0}, {1507, 1507, 0, 0}, {1415, 1415, 54, 0},
	{3582, 3582, 0, 0}, {3595, 3595, 0, 0}, {9154, 9154, 0, 0},
	{6916, 6916, 364, 0}, {7318, 7318, 0, 0}, {7337, 7337, 0, 0},
	{2131, 2131, 49, 0}, {9059, 9059, 0, 0}, {10091, 10091, 14, 0},
	{4895, 4895, 0, 0}, {714, 714, 0, 0}, {10745, 10745, 0, 0},
	{10771, 10771, 0, 0}, {8541, 8541, 0, 0}, {349, 349, 181, 0},
	{7476, 7476, 0, 0}, {714, 714, 0, 0}, {610, 610, 0, 0},
	{10818, 10818, 345, 0}, {10745, 10745, 0, 0}, {10786, 10786, 0, 0},
	{9974, 9974, 0, 0}, {69, 69, 0, 0}, {349, 349, 181, 0},
	{10031, 10031, 351, 0}, {7849, 7849, 14, 0}, {6633, 6633, 331, 0},
	{9059, 9059, 0, 0}, {9824, 9824, 0, 0}, {9853, 9853, 0, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {1895, 1895, 0, 0},
	{9791, 9791, 10, 0}, {8752, 8752, 343, 0}, {868, 868, 332, 0},
	{9533, 9533, 344, 0}, {5888, 5888, 341, 0}, {10818, 10818, 347, 0},
	{4159, 4159, 1, 0}, {10814, 10814, 0, 0}, {10825, 10825, 350, 0},
	{10818, 10818, 351, 0}, {10818, 10818, 339, 0}, {10814, 10814, 0, 0},
	{10825, 10825, 355, 0}, {1962, 1962, 0, 0}, {714, 714, 0, 8},
	{7669, 7669, 0, 8}, {95, 95, 1, 0}, {111, 111, 1, 0}, {9148, 9148, 0, 0},
	{1285, 1285, 92, 256}, {24, 24, 0, 0}, {7470, 7470, 361, 0},
	{7363, 7363, 0, 0}, {6871, 6871, 362, 0}, {305, 305, 0, 8},
	{10187, 10187, 0, 8}, {835, 835, 0, 8}, {320, 320, 359, 0},
	{10818, 10818, 358, 0}, {10818, 10818, 357, 0}, {74, 74, 0, 0},
	{7216, 7216, 0, 0}, {7237, 7237, 0, 0}, {2325, 2325, 260, 0},
	{1840, 1840, 14, 0}, {9120, 9120, 458, 0}, {6900, 6900, 0, 0},
	{6935, 6935, 1, 0}, {6954, 6954, 0, 0}, {305, 305, 0, 0},
	{10187, 10187, 0, 0}, {835, 835, 0, 0}, {4159, 4159, 63, 0},
	{4766, 4766, 281, 0}, {320, 320, 366, 0}, {10818, 10818, 365, 0},
	{24, 24, 0, 0}, {7068, 7068, 369, 0}, {1285, 1285, 0, 0},
	{804, 804, 287, 0}, {10814, 10814, 0, 0}, {10825, 10825, 368, 0},
	{10818, 10818, 367, 0}, {1771, 1771, 0, 0}, {7150, 7150, 0, 0},
	{9656, 9656, 92, 256}, {610, 610, 0, 0}, {5951, 5951, 0, 0},
	{9683, 9683, 92, 256}, {6971, 6971, 378, 0}, {7849, 7849, 14, 0},
	{8249, 8249, 427, 0}, {56, 56, 0, 0}, {7123, 7123, 0, 0},
	{286, 286, 0, 0}, {10106, 10106, 0, 0}, {1086, 1086, 0, 0},
	{7057, 7057, 379, 0}, {1297, 1297, 0, 0}, {1540, 1540, 0, 0},
	{210, 210, 92, 256}, {196, 196, 92, 256}, {7710, 7710, 92, 256},
	{7695, 7695, 92, 256}, {7097, 7097, 0, 0}, {1962, 1962, 0, 0},
	{69, 69, 0, 0}, {4149, 4149, 0, 8}, {4159, 4159, 1, 8},
	{4177, 4177, 0, 8}, {10818, 10818, 373, 0}, {10818, 10818, 376, 0},
	{7123, 7123, 0, 0}, {3780, 3780, 0, 0}, {1086, 1086, 0, 0},
	{3459, 3459, 0, 0}, {3452, 3452, 0, 0}, {1771, 1771, 377, 0},
	{9656, 9656, 92, 256}, {6912, 6912, 0, 0}, {10818, 10818, 377, 0},
	{10814, 10814, 0, 0}, {10825, 10825, 372, 0}, {10818, 10818, 381, 0},
	{7123, 7123, 0, 0}, {674, 674, 0, 0}, {8541, 8541, 0, 0},
	{739, 739, 0, 0}, {8568, 8568, 0, 0}, {1771, 1771, 377, 0},
	{9656, 9656, 92, 256}, {5951, 5951, 377, 0}, {9683, 9683, 92, 256},
	{10818, 10818, 383, 0}, {1771, 1771, 0, 0}, {9656, 9656, 92, 256},
	{5951, 5951, 0, 0}, {9683, 9683, 92, 256}, {7849, 7849, 14, 0},
	{1086, 1086, 0, 0}, {56, 56, 0, 0}, {7123, 7123, 0, 0},
	{10106, 10106, 0, 0}, {7057, 7057, 379, 0}, {1297, 1297, 0, 0},
	{1540, 1540, 0, 0}, {7150, 7150, 0, 0}, {210, 210, 92, 256},
	{196, 196, 92, 256}, {7710, 7710, 92, 256}, {7695, 7695, 92, 256},
	{8518, 8518, 0, 0}, {7162, 7162, 0, 0}, {5966, 5966, 92, 256},
	{5983, 5983, 0, 0}, {1793, 1793, 92, 256}, {10818, 10818, 384, 0},
	{10187, 10187, 0, 8}, {10818, 10818, 386, 0}, {7383, 7383, 0, 0},
	{7398, 7398, 0, 0}, {714, 714, 0, 0}, {69, 69, 0, 0}, {1962, 1962, 0, 0},
	{286, 286, 72, 0}, {9005, 9005, 0, 0}, {9231, 9231, 0, 0},
	{5966, 5966, 92, 256}, {11, 11, 0, 0}, {1910, 1910, 0, 0},
	{714, 714, 0, 0}, {69, 69, 0, 0}, {21, 21, 0, 0}, {5966, 5966, 92, 256},
	{5983, 5983, 0, 0}, {610, 610, 0, 0}, {1962, 1962, 0, 0},
	{357, 357, 0, 0}, {286, 286, 72, 0}, {5693, 5693, 1, 0},
	{10072, 10072, 0, 0}, {4733, 4733, 396, 0}, {1910, 1910, 0, 0},
	{10818, 10818, 390, 0}, {7827, 7827, 0, 0}, {7838, 7838, 0, 0},
	{7814, 7814, 0, 0}, {10818, 10818, 389, 0}, {714, 714, 0, 0},
	{11, 11, 0, 0}, {69, 69, 0, 0}, {21, 21, 0, 0}, {5966, 5966, 92, 256},
	{5983, 5983, 0, 0}, {610, 610, 0, 0}, {357, 357, 0, 0}, {286, 286, 72, 0},
	{10072, 10072, 0, 0}, {4733, 4733, 396, 0}, {1910, 1910, 0, 0},
	{10818, 10818, 394, 0}, {10818, 10818, 392, 0}, {4149, 4149, 0, 8},
	{8001, 8001, 0, 0}, {4159, 4159, 1, 0}, {10818, 10818, 397, 0},
	{9493, 9493, 0, 0}, {1879, 1879, 0, 0}, {1865, 1865, 0, 0},
	{5807, 5807, 14, 0}, {5817, 5817, 0, 0}, {24, 24, 0, 0},
	{8273, 8273, 92, 256}, {10106, 10106, 0, 0}, {610, 610, 0, 0},
	{1577, 1577, 0, 0}, {10650, 10650, 0, 0}, {7866, 7866, 0, 0},
	{7858, 7858, 0, 0}, {1351, 1351, 0, 0}, {6802, 6802, 0, 0},
	{5836, 5836, 0, 0}, {6791, 6791, 0, 0}, {5895, 5895, 0, 0},
	{259, 259, 1, 0}, {1190, 1190, 1, 0}, {1202, 1202, 1, 0},
	{714, 714, 0, 0}, {3753, 3753, 14, 0}, {286, 286, 0, 0},
	{8265, 8265, 0, 0}, {553, 553, 0, 0}, {1540, 1540, 0, 0},
	{8345, 8345, 0, 0}, {1113, 1113, 0, 0}, {1160, 1160, 0, 0},
	{6995, 6995, 0, 0}, {1093, 1093, 0, 0}, {1919, 1919, 8, 0},
	{10818, 10818, 401, 0}, {10106, 10106, 0, 8}, {5831, 5831, 0, 8},
	{1351, 1351, 0, 8}, {1540, 1540, 0, 8}, {3335, 3335, 0, 8},
	{5007, 5007, 92, 264}, {1202, 1202, 0, 0}, {10818, 10818, 403, 0},
	{7595, 7595, 44, 8}, {2360, 2360, 0, 0}, {1143, 1143, 401, 0},
	{10818, 10818, 406, 0}, {10818, 10818, 400, 0}, {7578, 7578, 405, 8},
	{488, 488, 0, 0}, {423, 423, 14, 0}, {440, 440, 0, 0}, {519, 519, 8, 0},
	{7608, 7608, 411, 8}, {10818, 10818, 409, 0}, {714, 714, 0, 8},
	{7880, 7880, 1, 8}, {9796, 9796, 0, 8}, {10818, 10818, 412, 0},
	{2291, 2291, 0, 0}, {488, 488, 0, 0}, {396, 396, 92, 256},
	{10148, 10148, 14, 0}, {9613, 9613, 14, 0}, {4070, 4070, 14, 0},
	{1270, 1270, 14, 0}, {10077, 10077, 14, 0}, {8518, 8518, 0, 8},
	{8541, 8541, 0, 8}, {1549, 1549, 0, 8}, {3969, 3969, 61, 8},
	{3269, 3269, 65, 8}, {5791, 5791, 0, 0}, {10591, 10591, 0, 0},
	{5093, 5093, 0, 8}, {3269, 3269, 288, 8}, {4104, 4104, 0, 0},
	{714, 714, 0, 8}, {610, 610, 0, 0}, {1962, 1962, 0, 8}, {69, 69, 0, 0},
	{21, 21, 0, 0}, {7460, 7460, 8, 0}, {357, 357, 0, 0}, {9745, 9745, 25, 0},
	{10072, 10072, 0, 0}, {4733, 4733, 0, 0}, {1910, 1910, 0, 0},
	{286, 286, 72, 0}, {10072, 10072, 0, 0}, {8431, 8431, 0, 8},
	{2199, 2199, 0, 8}, {7805, 7805, 0, 0}, {7794, 7794, 0, 0},
	{7805, 7805, 0, 0}, {7794, 7794, 0, 0}, {10745, 10745, 0, 8},
	{8541, 8541, 0, 8}, {349, 349, 181, 8}, {7476, 7476, 0, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {1380, 1380, 0, 64},
	{10771, 10771, 0, 0}, {10745, 10745, 0, 8}, {349, 349, 181, 0},
	{9974, 9974, 0, 8}, {9059, 9059, 0, 0}, {10046, 10046, 0, 8},
	{10031, 10031, 351, 0}, {10006, 10006, 348, 0}, {7849, 7849, 14, 0},
	{9824, 9824, 0, 0}, {9853, 9853, 0, 0}, {6633, 6633, 331, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {1380, 1380, 0, 64},
	{1895, 1895, 0, 0}, {9791, 9791, 10, 0}, {10786, 10786, 0, 0},
	{10818, 10818, 100, 0}, {8541, 8541, 0, 8}, {8518, 8518, 0, 8},
	{9729, 9729, 1, 8}, {7510, 7510, 1, 0}, {9523, 9523, 8, 0},
	{1549, 1549, 0, 0}, {8541, 8541, 0, 0}, {8518, 8518, 0, 0},
	{56, 56, 0, 0}, {7423, 7423, 0, 0}, {3969, 3969, 61, 0},
	{6883, 6883, 71, 0}, {6880, 6880, 363, 0}, {10818, 10818, 430, 0},
	{7193, 7193, 0, 8}, {7260, 7260, 437, 0}, {3425, 3425, 0, 0},
	{9700, 9700, 0, 0}, {9720, 9720, 0, 0}, {9709, 9709, 440, 0},
	{8772, 8772, 438, 0}, {6212, 6212, 92, 256}, {6167, 6167, 92, 256},
	{9679, 9679, 92, 256}, {6050, 6050, 0, 0}, {9652, 9652, 92, 256},
	{6190, 6190, 0, 0}, {10818, 10818, 434, 0}, {7216, 7216, 0, 0},
	{10818, 10818, 436, 0}, {7326, 7326, 0, 8}, {7348, 7348, 0, 0},
	{9668, 9668, 0, 8}, {7363, 7363, 0, 8}, {2, 2, 0, 0},
	{3402, 3402, 433, 0}, {7205, 7205, 0, 8}, {1070, 1070, 432, 0},
	{9217, 9217, 1, 8}, {4855, 4855, 8, 0}, {3698, 3698, 8, 0},
	{7205, 7205, 0, 0}, {1070, 1070, 432, 0}, {9217, 9217, 1, 0},
	{4855, 4855, 8, 0}, {3335, 3335, 0, 0}, {3698, 3698, 8, 0},
	{9074, 9074, 0, 8}, {9074, 9074, 0, 0}, {10112, 10112, 0, 0},
	{9595, 9595, 0, 0}, {8713, 8713, 92, 256}, {56, 56, 0, 0},
	{8726, 8726, 0, 0}, {10818, 10818, 443, 0}, {3632, 3632, 0, 8},
	{9154, 9154, 0, 0}, {2131, 2131, 49, 0}, {965, 965, 0, 0},
	{349, 349, 181, 0}, {9898, 9898, 473, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {9863, 9863, 472, 0}, {10818, 10818, 445, 0},
	{7355, 7355, 0, 0}, {7318, 7318, 0, 0}, {7337, 7337, 0, 0},
	{1472, 1472, 0, 0}, {10745, 10745, 0, 0}, {714, 714, 0, 0},
	{6819, 6819, 0, 0}, {10818, 10818, 449, 0}, {7532, 7532, 0, 8},
	{9170, 9170, 0, 8}, {7640, 7640, 49, 0}, {5104, 5104, 1, 0},
	{349, 349, 181, 0}, {3632, 3632, 0, 8}, {9154, 9154, 0, 0},
	{3582, 3582, 0, 0}, {3595, 3595, 0, 0}, {10091, 10091, 14, 0},
	{1507, 1507, 0, 0}, {2131, 2131, 49, 0}, {7355, 7355, 0, 0},
	{7318, 7318, 0, 0}, {7337, 7337, 0, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {9059, 9059, 0, 0}, {6916, 6916, 364, 0},
	{1415, 1415, 54, 0}, {9791, 9791, 10, 0}, {1229, 1229, 55, 0},
	{9097, 9097, 0, 0}, {9107, 9107, 0, 0}, {5966, 5966, 92, 256},
	{5983, 5983, 0, 0}, {11, 11, 0, 0}, {56, 56, 0, 0}, {9074, 9074, 0, 0},
	{3251, 3251, 0, 0}, {56, 56, 0, 0}, {9416, 9416, 92, 256},
	{3722, 3722, 92, 256}, {3632, 3632, 0, 0}, {7470, 7470, 0, 0},
	{7988, 7988, 0, 0}, {1325, 1325, 0, 0}, {1472, 1472, 457, 0},
	{6700, 6700, 0, 0}, {63, 63, 0, 0}, {10818, 10818, 455, 0},
	{8797, 8797, 0, 0}, {1462, 1462, 0, 0}, {1818, 1818, 14, 0},
	{4774, 4774, 14, 0}, {6719, 6719, 14, 0}, {6645, 6645, 14, 0},
	{4876, 4876, 14, 0}, {10249, 10249, 14, 0}, {7988, 7988, 0, 8},
	{349, 349, 181, 8}, {9745, 9745, 25, 0}, {27, 27, 0, 0}, {688, 688, 1, 8},
	{3632, 3632, 0, 8}, {9154, 9154, 0, 0}, {2131, 2131, 49, 0},
	{1380, 1380, 0, 0}, {6761, 6761, 0, 0}, {965, 965, 0, 0},
	{349, 349, 181, 0}, {9898, 9898, 473, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {9863, 9863, 472, 0}, {9745, 9745, 25, 0},
	{9791, 9791, 10, 0}, {9879, 9879, 0, 0}, {7532, 7532, 0, 0},
	{8882, 8882, 92, 256}, {3632, 3632, 0, 8}, {9154, 9154, 0, 0},
	{2131, 2131, 49, 0}, {1333, 1333, 0, 0}, {1380, 1380, 0, 0},
	{856, 856, 8, 0}, {8763, 8763, 446, 8}, {9745, 9745, 25, 0},
	{8865, 8865, 92, 256}, {1319, 1319, 0, 0}, {3632, 3632, 0, 8},
	{9154, 9154, 0, 0}, {3874, 3874, 196, 0}, {3890, 3890, 0, 0},
	{3251, 3251, 0, 8}, {3632, 3632, 0, 0}, {7988, 7988, 0, 0},
	{2131, 2131, 49, 0}, {1879, 1879, 0, 0}, {1865, 1865, 0, 0},
	{10091, 10091, 72, 0}, {6985, 6985, 0, 0}, {6677, 6677, 14, 0},
	{3950, 3950, 92, 256}, {3857, 3857, 92, 256}, {9560, 9560, 0, 0},
	{8580, 8580, 0, 0}, {3883, 3883, 63, 0}, {7415, 7415, 49, 0},
	{8743, 8743, 0, 0}, {4097, 4097, 0, 0}, {4082, 4082, 200, 0},
	{9493, 9493, 0, 0}, {7439, 7439, 49, 0}, {5769, 5769, 8, 0},
	{6833, 6833, 0, 0}, {5741, 5741, 8, 0}, {10625, 10625, 1, 0},
	{349, 349, 181, 0}, {9762, 9762, 471, 0}, {10171, 10171, 13, 0},
	{7554, 7554, 399, 0}, {10818, 10818, 468, 0}, {7532, 7532, 0, 8},
	{69, 69, 0, 0}, {3795, 3795, 1, 0}, {4868, 4868, 1, 0},
	{9810, 9810, 0, 0}, {9839, 9839, 0, 0}, {3909, 3909, 0, 0},
	{9777, 9777, 10, 0}, {4825, 4825, 8, 0}, {3788, 3788, 1, 0},
	{349, 349, 181, 0}, {9935, 9935, 0, 0}, {9957, 9957, 0, 0},
	{10818, 10818, 471, 0}, {10818, 10818, 49, 0}, {1023, 1023, 14, 0},
	{9924, 9924, 0, 0}, {10818, 10818, 474, 0}, {9074, 9074, 0, 0},
	{714, 714, 0, 8}, {5871, 5871, 72, 8}, {5693, 5693, 1, 8},
	{8323, 8323, 1, 0}, {5686, 5686, 1, 0}, {674, 674, 0, 8},
	{2131, 2131, 49, 0}, {9154, 9154, 0, 0}, {8814, 8814, 0, 0},
	{7303, 7303, 256, 0}, {714, 714, 0, 0}, {349, 349, 181, 0},
	{703, 703, 0, 0}, {755, 755, 0, 0}, {955, 955, 0, 0}, {9853, 9853, 0, 0},
	{9824, 9824, 0, 0}, {1530, 1530, 0, 0}, {9637, 9637, 0, 0},
	{372, 372, 8, 0}, {1209, 1209, 1, 0}, {9863, 9863, 472, 0},
	{8833, 8833, 14, 0}, {6710, 6710, 14, 0}, {9898, 9898, 473, 0},
	{9791, 9791, 10, 0}, {622, 622, 0, 0}, {714, 714, 0, 8},
	{5093, 5093, 0, 8}, {10290, 10290, 32, 8}, {714, 714, 0, 8},
	{9154, 9154, 0, 8}, {610, 610, 176, 0}, {714, 714, 0, 8},
	{9154, 9154, 0, 0}, {3645, 3645, 191, 8}, {804, 804, 0, 8},
	{781, 781, 41, 0}, {714, 714, 0, 8}, {3516, 3516, 0, 0},
	{1975, 1975, 0, 0}, {9154, 9154, 0, 0}, {3567, 3567, 0, 0},
	{9924, 9924, 0, 0}, {10745, 10745, 0, 8}, {714, 714, 0, 0},
	{610, 610, 0, 0}, {9416, 9416, 0, 0}, {3722, 3722, 0, 0},
	{3122, 3122, 0, 0}, {8848, 8848, 0, 0}, {8833, 8833, 14, 0},
	{6710, 6710, 14, 0}, {1888, 1888, 14, 0}, {332, 332, 8, 0},
	{1454, 1454, 8, 0}, {8337, 8337, 8, 0}, {10745, 10745, 0, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {9416, 9416, 0, 0},
	{3722, 3722, 0, 0}, {3122, 3122, 0, 0}, {8848, 8848, 0, 0},
	{8833, 8833, 14, 0}, {6710, 6710, 14, 0}, {1888, 1888, 14, 0},
	{332, 332, 8, 0}, {1454, 1454, 8, 0}, {10745, 10745, 0, 8},
	{10771, 10771, 0, 8}, {349, 349, 181, 0}, {7476, 7476, 0, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {8337, 8337, 8, 0},
	{10745, 10745, 0, 0}, {10771, 10771, 0, 0}, {349, 349, 181, 0},
	{7476, 7476, 0, 0}, {714, 714, 0, 0}, {610, 610, 0, 0},
	{10745, 10745, 0, 8}, {10786, 10786, 0, 8}, {349, 349, 181, 0},
	{9974, 9974, 0, 0}, {9059, 9059, 0, 0}, {10031, 10031, 351, 0},
	{10006, 10006, 348, 0}, {7849, 7849, 14, 0}, {9824, 9824, 0, 0},
	{9853, 9853, 0, 0}, {6633, 6633, 331, 0}, {714, 714, 0, 0},
	{610, 610, 0, 0}, {8337, 8337, 8, 0}, {1895, 1895, 0, 0},
	{9791, 9791, 10, 0}, {10745, 10745, 0, 0}, {10786, 10786, 0, 0},
	{349, 349, 181, 0}, {9974, 9974, 0, 0}, {9059, 9059, 0, 0},
	{10031, 10031, 351, 0}, {10006, 10006, 348, 0}, {7849, 7849, 14, 0},
	{9824, 9824, 0, 0}, {9853, 9853, 0, 0}, {6633, 6633, 331, 0},
	{714, 714, 0, 0}, {610, 610, 0, 0}, {1895, 1895, 0, 0},
	{9791, 9791, 10, 0}, {5093, 5093, 0, 8}, {4794, 4794, 0, 8},
	{610, 610, 0, 0}, {7057, 7057, 379, 0}, {7073, 7073, 1, 0},
	{6971, 6971, 378, 0}, {7849, 7849, 14, 0}, {8249, 8249, 427, 0},
	{56, 56, 0, 0}, {7123, 7123, 0, 8}, {10106, 10106, 0, 0},
	{1297, 1297, 0, 0}, {1540, 1540, 0, 0}, {210, 210, 92, 256},
	{196, 196, 92, 256}, {7710, 7710, 92, 256}, {7695, 7695, 92, 256},
	{7097, 7097, 0, 0}, {7162, 7162, 0, 8}, {6731, 6731, 354, 0},
	{5853, 5853, 1, 0}, {1113, 1113, 0, 8}, {714, 714, 0, 0},
	{4760, 4760, 405, 0}, {409, 409, 410, 0}, {457, 457, 1, 0},
	{473, 473, 0, 0}, {504, 504, 8, 0}, {5485, 5485, 1, 0},
	{8227, 8227, 0, 0}, {610, 610, 0, 0}, {3714, 3714, 413, 0},
	{1029, 1029, 0, 0}, {8337, 8337, 8, 0}, {1113, 1113, 0, 0},
	{714, 714, 0, 0}, {6995, 6995, 0, 0}, {4760, 4760, 405, 0},
	{409, 409, 410, 0}, {457, 457, 1, 0}, {473, 473, 0, 0}, {504, 504, 8, 0},
	{5485, 5485, 1, 0}, {8227, 8227, 0, 0}, {1781, 1781, 92, 256},
	{5970, 5970, 92, 256}, {610, 610, 0, 0}, {3714, 3714, 413, 0},
	{1029, 1029, 0, 0}, {9700, 9700, 0, 8}, {9720, 9720, 0, 8},
	{9709, 9709, 439, 8}, {9097, 9097, 0, 8}, {9107, 9107, 0, 8},
};

static const PgawsShape shapes[] = {
	{3, 1, 0, 0}, {1, 1, 0, 1}, {0, 1, 1, 2}, {1, 1, 3, 1}, {0, 0, 4, 10},
	{1, 0, 14, 1}, {0, 1, 15, 3}, {0, 1, 18, 0}, {5, 1, 18, 0}, {0, 1, 18, 1},
	{0, 1, 19, 2}, {1, 1, 21, 1}, {0, 1, 22, 2}, {1, 1, 24, 1}, {6, 1, 25, 0},
	{0, 1, 25, 4}, {0, 1, 29, 1}, {0, 0, 30, 13}, {0, 0, 43, 30},
	{1, 0, 73, 1}, {0, 0, 74, 10}, {0, 1, 84, 3}, {1, 1, 87, 1},
	{0, 0, 88, 9}, {0, 1, 97, 2}, {1, 1, 99, 1}, {1, 0, 100, 1},
	{1, 0, 101, 1}, {0, 1, 102, 2}, {1, 1, 104, 1}, {1, 0, 105, 1},
	{0, 1, 106, 3}, {0, 0, 109, 4}, {2, 1, 113, 2}, {0, 0, 115, 21},
	{1, 0, 136, 1}, {0, 1, 137, 5}, {1, 1, 142, 1}, {0, 1, 143, 1},
	{1, 1, 144, 1}, {0, 1, 145, 3}, {1, 1, 148, 1}, {0, 0, 149, 35},
	{0, 1, 184, 2}, {1, 1, 186, 1}, {0, 1, 187, 6}, {0, 0, 193, 31},
	{1, 0, 224, 1}, {0, 1, 225, 4}, {2, 1, 229, 2}, {0, 1, 231, 10},
	{0, 1, 241, 2}, {0, 1, 243, 1}, {0, 1, 244, 1}, {0, 1, 245, 2},
	{0, 0, 247, 26}, {0, 0, 273, 16}, {1, 0, 289, 1}, {1, 0, 290, 1},
	{0, 0, 291, 12}, {1, 0, 303, 1}, {0, 0, 304, 3}, {0, 0, 307, 9},
	{2, 1, 316, 2}, {0, 1, 318, 5}, {1, 1, 323, 1}, {1, 0, 324, 1},
	{0, 1, 325, 3}, {1, 1, 328, 1}, {0, 1, 329, 3}, {1, 1, 332, 1},
	{0, 1, 333, 2}, {7, 1, 335, 0}, {0, 0, 335, 7}, {0, 1, 342, 2},
	{0, 1, 344, 2}, {1, 1, 346, 1}, {0, 1, 347, 20}, {0, 0, 367, 2},
	{0, 1, 369, 22}, {0, 0, 391, 1}, {0, 1, 392, 10}, {0, 0, 402, 1},
	{0, 1, 403, 12}, {0, 1, 415, 1}, {0, 0, 416, 16}, {0, 1, 432, 2},
	{0, 1, 434, 3}, {0, 1, 437, 1}, {0, 1, 438, 14}, {0, 1, 452, 1},
	{0, 1, 453, 4}, {10, 0, 457, 0}, {0, 0, 457, 4}, {0, 1, 461, 1},
	{0, 1, 462, 3}, {0, 1, 465, 4}, {0, 1, 469, 4}, {0, 1, 473, 3},
	{0, 1, 476, 1}, {0, 1, 477, 1}, {0, 1, 478, 1}, {0, 1, 479, 1},
	{0, 1, 480, 2}, {0, 1, 482, 1}, {0, 1, 483, 2}, {0, 1, 485, 3},
	{0, 1, 488, 1}, {0, 1, 489, 2}, {0, 1, 491, 2}, {0, 1, 493, 3},
	{0, 1, 496, 2}, {0, 1, 498, 2}, {0, 1, 500, 2}, {0, 1, 502, 2},
	{1, 1, 504, 1}, {0, 1, 505, 3}, {0, 0, 508, 2}, {0, 1, 510, 5},
	{0, 0, 515, 2}, {0, 1, 517, 4}, {0, 0, 521, 2}, {0, 1, 523, 4},
	{0, 1, 527, 3}, {0, 0, 530, 2}, {0, 1, 532, 5}, {0, 0, 537, 2},
	{0, 1, 539, 3}, {0, 0, 542, 2}, {0, 1, 544, 4}, {0, 1, 548, 3},
	{0, 1, 551, 3}, {0, 0, 554, 1}, {0, 1, 555, 3}, {0, 1, 558, 2},
	{0, 1, 560, 3}, {0, 0, 563, 2}, {0, 0, 565, 2}, {0, 1, 567, 4},
	{0, 0, 571, 2}, {0, 1, 573, 4}, {0, 0, 577, 2}, {0, 1, 579, 3},
	{0, 1, 582, 4}, {0, 0, 586, 2}, {0, 1, 588, 4}, {0, 0, 592, 2},
	{0, 1, 594, 3}, {0, 0, 597, 2}, {0, 1, 599, 5}, {0, 0, 604, 2},
	{0, 1, 606, 4}, {0, 0, 610, 2}, {0, 1, 612, 4}, {0, 0, 616, 2},
	{0, 1, 618, 6}, {0, 1, 624, 2}, {0, 1, 626, 2}, {0, 1, 628, 2},
	{0, 1, 630, 4}, {0, 1, 634, 2}, {0, 1, 636, 2}, {0, 1, 638, 3},
	{0, 0, 641, 2}, {0, 1, 643, 5}, {0, 0, 648, 2}, {0, 1, 650, 2},
	{0, 1, 652, 1}, {0, 1, 653, 13}, {0, 1, 666, 3}, {0, 1, 669, 2},
	{0, 1, 671, 5}, {0, 1, 676, 2}, {0, 1, 678, 4}, {0, 0, 682, 2},
	{0, 1, 684, 2}, {0, 1, 686, 3}, {0, 0, 689, 30}, {0, 0, 719, 15},
	{1, 0, 734, 1}, {0, 1, 735, 2}, {1, 1, 737, 1}, {0, 0, 738, 1},
	{0, 1, 739, 4}, {1, 1, 743, 1}, {0, 1, 744, 4}, {1, 1, 748, 1},
	{1, 1, 749, 1}, {0, 1, 750, 2}, {1, 0, 752, 1}, {0, 0, 753, 5},
	{0, 1, 758, 2}, {0, 0, 760, 10}, {1, 0, 770, 1}, {0, 0, 771, 2},
	{1, 0, 773, 1}, {0, 1, 774, 1}, {0, 1, 775, 1}, {0, 1, 776, 3},
	{1, 1, 779, 1}, {0, 1, 780, 3}, {0, 1, 783, 1}, {0, 0, 784, 2},
	{0, 1, 786, 1}, {0, 0, 787, 1}, {0, 1, 788, 2}, {0, 1, 790, 3},
	{0, 1, 793, 3}, {0, 1, 796, 17}, {0, 1, 813, 1}, {0, 1, 814, 2},
	{0, 1, 816, 1}, {0, 1, 817, 2}, {0, 1, 819, 4}, {0, 1, 823, 4},
	{0, 1, 827, 4}, {0, 0, 831, 13}, {0, 1, 844, 1}, {0, 0, 845, 5},
	{0, 1, 850, 5}, {0, 1, 855, 2}, {0, 1, 857, 5}, {0, 1, 862, 2},
	{0, 0, 864, 6}, {0, 1, 870, 3}, {0, 0, 873, 12}, {0, 1, 885, 2},
	{0, 0, 887, 15}, {0, 0, 902, 15}, {0, 1, 917, 16}, {0, 1, 933, 2},
	{0, 0, 935, 1}, {0, 1, 936, 3}, {0, 1, 939, 3}, {0, 1, 942, 6},
	{0, 1, 948, 2}, {0, 1, 950, 4}, {0, 0, 954, 2}, {0, 1, 956, 2},
	{0, 0, 958, 1}, {0, 1, 959, 6}, {0, 0, 965, 2}, {0, 1, 967, 2},
	{0, 0, 969, 2}, {0, 1, 971, 2}, {0, 1, 973, 3}, {0, 0, 976, 16},
	{0, 1, 992, 3}, {0, 1, 995, 2}, {1, 1, 997, 1}, {0, 1, 998, 3},
	{0, 1, 1001, 1}, {0, 0, 1002, 1}, {0, 1, 1003, 2}, {0, 1, 1005, 4},
	{1, 1, 1009, 1}, {0, 1, 1010, 1}, {0, 1, 1011, 1}, {0, 0, 1012, 12},
	{1, 0, 1024, 1}, {0, 1, 1025, 10}, {0, 0, 1035, 21}, {0, 1, 1056, 2},
	{1, 1, 1058, 1}, {1, 0, 1059, 1}, {0, 0, 1060, 23}, {0, 1, 1083, 3},
	{1, 1, 1086, 1}, {1, 0, 1087, 1}, {1, 0, 1088, 1}, {0, 0, 1089, 26},
	{0, 1, 1115, 3}, {1, 1, 1118, 1}, {0, 1, 1119, 3}, {1, 1, 1122, 1},
	{0, 0, 1123, 7}, {0, 1, 1130, 3}, {0, 1, 1133, 3}, {1, 1, 1136, 1},
	{1, 0, 1137, 1}, {0, 1, 1138, 3}, {1, 1, 1141, 1}, {0, 1, 1142, 2},
	{1, 1, 1144, 1}, {0, 1, 1145, 6}, {0, 1, 1151, 2}, {1, 1, 1153, 1},
	{1, 1, 1154, 1}, {1, 1, 1155, 1}, {0, 1, 1156, 4}, {1, 1, 1160, 1},
	{0, 1, 1161, 2}, {1, 1, 1163, 1}, {0, 1, 1164, 5}, {2, 1, 1169, 2},
	{0, 1, 1171, 3}, {0, 1, 1174, 2}, {0, 1, 1176, 3}, {0, 0, 1179, 2},
	{0, 1, 1181, 3}, {0, 0, 1184, 2}, {0, 1, 1186, 6}, {0, 0, 1192, 2},
	{0, 1, 1194, 5}, {0, 0, 1199, 2}, {0, 1, 1201, 5}, {0, 0, 1206, 2},
	{0, 1, 1208, 3}, {0, 1, 1211, 2}, {0, 1, 1213, 5}, {0, 0, 1218, 5},
	{0, 1, 1223, 3}, {0, 0, 1226, 2}, {0, 1, 1228, 4}, {0, 0, 1232, 2},
	{0, 1, 1234, 5}, {0, 1, 1239, 6}, {0, 1, 1245, 4}, {0, 0, 1249, 2},
	{0, 1, 1251, 5}, {0, 1, 1256, 2}, {0, 1, 1258, 3}, {0, 0, 1261, 2},
	{0, 1, 1263, 4}, {0, 0, 1267, 2}, {0, 0, 1269, 2}, {0, 0, 1271, 2},
	{0, 1, 1273, 3}, {0, 0, 1276, 2}, {0, 1, 1278, 2}, {0, 1, 1280, 1},
	{0, 1, 1281, 3}, {0, 1, 1284, 2}, {0, 0, 1286, 6}, {1, 0, 1292, 1},
	{0, 0, 1293, 10}, {1, 0, 1303, 1}, {1, 0, 1304, 1}, {0, 1, 1305, 12},
	{0, 1, 1317, 2}, {1, 1, 1319, 1}, {0, 1, 1320, 3}, {4, 1, 1323, 0},
	{0, 1, 1323, 11}, {0, 1, 1334, 2}, {0, 1, 1336, 7}, {1, 1, 1343, 1},
	{0, 1, 1344, 15}, {0, 1, 1359, 4}, {1, 1, 1363, 1}, {0, 1, 1364, 1},
	{2, 1, 1365, 2}, {1, 1, 1367, 1}, {1, 1, 1368, 1}, {2, 1, 1369, 2},
	{0, 1, 1371, 1}, {0, 1, 1372, 5}, {0, 0, 1377, 5}, {0, 1, 1382, 4},
	{1, 1, 1386, 1}, {1, 0, 1387, 1}, {0, 1, 1388, 3}, {0, 1, 1391, 1},
	{0, 1, 1392, 2}, {0, 1, 1394, 3}, {0, 1, 1397, 6}, {1, 1, 1403, 1},
	{0, 1, 1404, 2}, {0, 1, 1406, 2}, {2, 1, 1408, 2}, {1, 1, 1410, 1},
	{0, 0, 1411, 22}, {0, 1, 1433, 2}, {0, 1, 1435, 3}, {1, 1, 1438, 1},
	{1, 0, 1439, 1}, {0, 0, 1440, 7}, {0, 1, 1447, 1}, {1, 1, 1448, 1},
	{2, 1, 1449, 2}, {1, 0, 1451, 1}, {0, 0, 1452, 9}, {1, 0, 1461, 1},
	{0, 0, 1462, 17}, {0, 0, 1479, 5}, {1, 0, 1484, 1}, {0, 1, 1485, 1},
	{1, 1, 1486, 1}, {0, 1, 1487, 2}, {0, 0, 1489, 9}, {0, 0, 1498, 13},
	{1, 0, 1511, 1}, {0, 1, 1512, 3}, {1, 0, 1515, 1}, {0, 0, 1516, 12},
	{1, 0, 1528, 1}, {1, 1, 1529, 1}, {0, 1, 1530, 3}, {1, 1, 1533, 1},
	{0, 1, 1534, 5}, {0, 0, 1539, 23}, {0, 1, 1562, 5}, {1, 1, 1567, 1},
	{0, 0, 1568, 7}, {1, 0, 1575, 1}, {0, 1, 1576, 1}, {0, 1, 1577, 2},
	{1, 1, 1579, 1}, {1, 0, 1580, 1}, {0, 1, 1581, 5}, {0, 1, 1586, 1},
	{1, 1, 1587, 1}, {0, 1, 1588, 3}, {1, 1, 1591, 1}, {0, 0, 1592, 3},
	{0, 1, 1595, 5}, {0, 0, 1600, 7}, {0, 1, 1607, 2}, {0, 1, 1609, 1},
	{0, 1, 1610, 11}, {0, 1, 1621, 2}, {0, 1, 1623, 4}, {0, 1, 1627, 2},
	{0, 1, 1629, 7}, {0, 1, 1636, 1}, {0, 1, 1637, 16}, {0, 1, 1653, 1},
	{1, 1, 1654, 1}, {0, 1, 1655, 3}, {0, 1, 1658, 2}, {0, 0, 1660, 8},
	{1, 0, 1668, 1}, {0, 1, 1669, 2}, {0, 1, 1671, 1}, {0, 0, 1672, 10},
	{1, 0, 1682, 1}, {0, 1, 1683, 1}, {1, 1, 1684, 1}, {0, 1, 1685, 6},
	{0, 1, 1691, 5}, {0, 1, 1696, 6}, {0, 1, 1702, 1}, {0, 1, 1703, 3},
	{0, 0, 1706, 3}, {1, 0, 1709, 1}, {0, 1, 1710, 9}, {1, 1, 1719, 1},
	{0, 1, 1720, 3}, {0, 1, 1723, 1}, {0, 1, 1724, 3}, {1, 1, 1727, 1},
	{0, 1, 1728, 3}, {0, 1, 1731, 18}, {0, 0, 1749, 1}, {0, 0, 1750, 6},
	{0, 0, 1756, 12}, {1, 0, 1768, 1}, {0, 1, 1769, 2}, {0, 1, 1771, 6},
	{0, 1, 1777, 3}, {0, 1, 1780, 1}, {0, 1, 1781, 1}, {0, 1, 1782, 14},
	{0, 1, 1796, 1}, {0, 0, 1797, 11}, {0, 1, 1808, 3}, {0, 1, 1811, 1},
	{0, 1, 1812, 4}, {0, 0, 1816, 24}, {1, 0, 1840, 1}, {0, 1, 1841, 2},
	{0, 1, 1843, 11}, {1, 1, 1854, 1}, {1, 1, 1855, 1}, {0, 1, 1856, 2},
	{1, 1, 1858, 1}, {0, 1, 1859, 1}, {0, 1, 1860, 3}, {0, 1, 1863, 2},
	{0, 1, 1865, 22}, {0, 0, 1887, 3}, {0, 1, 1890, 2}, {0, 1, 1892, 1},
	{0, 1, 1893, 3}, {0, 1, 1896, 8}, {0, 1, 1904, 13}, {0, 1, 1917, 12},
	{0, 1, 1929, 7}, {0, 1, 1936, 6}, {0, 1, 1942, 16}, {0, 1, 1958, 15},
	{0, 1, 1973, 2}, {0, 0, 1975, 16}, {0, 1, 1991, 3}, {0, 1, 1994, 13},
	{0, 0, 2007, 15}, {0, 1, 2022, 3}, {0, 1, 2025, 2},
};

static const PgawsOperation operations[] = {
	{226, 0, 1, 6, 7, 2, 0}, {571, 0, 1, 15, 16, 2, 0},
	{1223, 0, 1, 51, 7, 2, 0}, {1237, 0, 1, 52, 53, 2, 0},
	{1588, 0, 1, 73, 74, 2, 0}, {1605, 0, 1, 79, 80, 2, 0},
	{1623, 0, 1, 75, 78, 2, 0}, {1646, 0, 1, 81, 82, 2, 0},
	{1661, 0, 1, 83, 84, 2, 0}, {1685, 0, 1, 85, 86, 2, 0},
	{1699, 0, 1, 87, 88, 2, 0}, {1717, 0, 1, 89, 90, 2, 0},
	{1737, 0, 1, 91, 7, 2, 0}, {1987, 0, 1, 94, 7, 2, 0},
	{2004, 0, 1, 95, 7, 2, 0}, {2022, 0, 1, 96, 7, 2, 0},
	{2037, 0, 1, 97, 98, 2, 0}, {2053, 0, 1, 99, 84, 2, 0},
	{2077, 0, 1, 100, 7, 2, 0}, {2091, 0, 1, 101, 7, 2, 0},
	{2109, 0, 1, 9, 7, 2, 0}, {2125, 0, 1, 102, 103, 2, 0},
	{2142, 0, 1, 104, 90, 2, 0}, {2162, 0, 1, 105, 7, 2, 0},
	{2185, 0, 1, 106, 7, 2, 0}, {2308, 0, 1, 107, 7, 2, 0},
	{2334, 0, 1, 108, 109, 2, 0}, {2371, 0, 1, 110, 111, 2, 0},
	{2409, 0, 1, 112, 113, 2, 0}, {2445, 0, 1, 116, 117, 2, 0},
	{2465, 0, 1, 122, 80, 2, 0}, {2485, 0, 1, 118, 119, 2, 0},
	{2521, 0, 1, 120, 121, 2, 0}, {2551, 0, 1, 123, 124, 2, 0},
	{2580, 0, 1, 125, 126, 2, 0}, {2613, 0, 1, 127, 128, 2, 0},
	{2638, 0, 1, 131, 132, 2, 0}, {2655, 0, 1, 129, 130, 2, 0},
	{2682, 0, 1, 133, 134, 2, 0}, {2720, 0, 1, 135, 136, 2, 0},
	{2761, 0, 1, 133, 137, 2, 0}, {2796, 0, 1, 138, 139, 2, 0},
	{2824, 0, 1, 142, 141, 2, 0}, {2852, 0, 1, 140, 141, 2, 0},
	{2893, 0, 1, 143, 144, 2, 0}, {2917, 0, 1, 145, 146, 2, 0},
	{2944, 0, 1, 147, 148, 2, 0}, {2971, 0, 1, 149, 150, 2, 0},
	{3021, 0, 1, 151, 152, 2, 0}, {3061, 0, 1, 153, 154, 2, 0},
	{3097, 0, 1, 155, 156, 2, 0}, {3131, 0, 1, 153, 157, 2, 0},
	{3164, 0, 1, 153, 158, 2, 0}, {3195, 0, 1, 127, 161, 2, 0},
	{3222, 0, 1, 159, 160, 2, 0}, {3258, 0, 1, 162, 163, 2, 0},
	{3275, 0, 1, 164, 165, 2, 0}, {3294, 0, 1, 127, 166, 2, 0},
	{3317, 0, 1, 167, 168, 2, 0}, {3341, 0, 1, 169, 170, 2, 0},
	{3361, 0, 1, 171, 172, 2, 0}, {3385, 0, 1, 173, 174, 2, 0},
	{3485, 0, 1, 175, 7, 2, 0}, {4192, 0, 1, 201, 202, 2, 0},
	{4207, 0, 1, 203, 204, 2, 0}, {4230, 0, 1, 205, 206, 2, 0},
	{4247, 0, 1, 207, 208, 2, 0}, {4268, 0, 1, 209, 210, 2, 0},
	{4288, 0, 1, 211, 212, 2, 0}, {4312, 0, 1, 213, 214, 2, 0},
	{4350, 0, 1, 215, 216, 2, 0}, {4362, 0, 1, 217, 218, 2, 0},
	{4382, 0, 1, 219, 220, 2, 0}, {4395, 0, 1, 221, 222, 2, 0},
	{4414, 0, 1, 99, 228, 2, 0}, {4435, 0, 1, 52, 223, 2, 0},
	{4465, 0, 1, 226, 227, 2, 0}, {4499, 0, 1, 224, 225, 2, 0},
	{4543, 0, 1, 112, 229, 2, 0}, {4568, 0, 1, 230, 231, 2, 0},
	{4579, 0, 1, 232, 233, 2, 0}, {4594, 0, 1, 234, 235, 2, 0},
	{4608, 0, 1, 238, 239, 2, 0}, {4621, 0, 1, 236, 237, 2, 0},
	{4641, 0, 1, 242, 243, 2, 0}, {4655, 0, 1, 240, 241, 2, 0},
	{4675, 0, 1, 104, 246, 2, 0}, {4692, 0, 1, 244, 245, 2, 0},
	{4722, 0, 1, 247, 248, 2, 0}, {4742, 0, 1, 251, 252, 2, 0},
	{5866, 0, 1, 295, 296, 2, 0}, {6262, 0, 1, 297, 298, 2, 0},
	{6286, 0, 1, 299, 300, 2, 0}, {6303, 0, 1, 301, 302, 2, 0},
	{6326, 0, 1, 303, 304, 2, 0}, {6339, 0, 1, 305, 306, 2, 0},
	{6359, 0, 1, 307, 308, 2, 0}, {6383, 0, 1, 309, 310, 2, 0},
	{6411, 0, 1, 311, 312, 2, 0}, {6432, 0, 1, 313, 314, 2, 0},
	{6446, 0, 1, 315, 316, 2, 0}, {6467, 0, 1, 317, 318, 2, 0},
	{6477, 0, 1, 319, 320, 2, 0}, {6494, 0, 1, 321, 322, 2, 0},
	{6512, 0, 1, 323, 324, 2, 0}, {6536, 0, 1, 123, 325, 2, 0},
	{6552, 0, 1, 307, 326, 2, 0}, {6584, 0, 1, 327, 328, 2, 0},
	{6605, 0, 1, 329, 330, 2, 0}, {6766, 0, 1, 356, 7, 2, 0},
	{7915, 0, 1, 416, 7, 2, 0}, {7934, 0, 1, 417, 418, 2, 0},
	{7947, 0, 1, 419, 420, 2, 0}, {7960, 0, 1, 421, 422, 2, 0},
	{8018, 0, 1, 104, 90, 2, 0}, {8047, 0, 1, 108, 109, 2, 0},
	{8082, 0, 1, 423, 424, 2, 0}, {8118, 0, 1, 425, 426, 2, 0},
	{8300, 0, 1, 428, 7, 2, 0}, {8395, 0, 1, 251, 252, 2, 0},
	{8655, 0, 1, 441, 442, 2, 0}, {9014, 0, 1, 451, 7, 2, 0},
	{9035, 0, 1, 452, 453, 2, 0}, {9322, 0, 1, 459, 460, 2, 0},
	{9341, 0, 1, 461, 7, 2, 0}, {9363, 0, 1, 462, 463, 2, 0},
	{9388, 0, 1, 464, 463, 2, 0}, {9426, 0, 1, 465, 466, 2, 0},
	{9448, 0, 1, 467, 442, 2, 0}, {9571, 0, 1, 470, 7, 2, 0},
	{10055, 0, 1, 441, 476, 2, 0}, {10196, 0, 1, 477, 478, 2, 0},
	{10266, 0, 1, 479, 80, 2, 0}, {10284, 0, 1, 480, 80, 2, 0},
	{10308, 0, 1, 484, 82, 2, 0}, {10323, 0, 1, 481, 482, 2, 0},
	{10352, 0, 1, 483, 7, 2, 0}, {10375, 0, 1, 485, 486, 2, 0},
	{10399, 0, 1, 487, 488, 2, 0}, {10429, 0, 1, 489, 490, 2, 0},
	{10457, 0, 1, 491, 7, 2, 0}, {10483, 0, 1, 492, 7, 2, 0},
	{10497, 0, 1, 493, 88, 2, 0}, {10515, 0, 1, 494, 495, 2, 0},
	{10535, 0, 1, 496, 7, 2, 0}, {10558, 0, 1, 497, 7, 2, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_ssm = {
	.name = "ssm",
	.cli_name = "ssm",
	.host_prefix = "ssm",
	.signing_name = "ssm",
	.target_prefix = "AmazonSSM",
	.protocol = PGAWS_PROTOCOL_JSON_1_1,
	.api_version = "2014-11-06",
	.model = &model
};
