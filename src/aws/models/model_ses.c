/*-------------------------------------------------------------------------
 *
 * model_ses.c
 *	  What AWS publishes about sesv2, 2019-09-27.
 *
 * Written by tools/make-models from botocore 1.43.11.
 * Do not edit.  aws/model.h says what the columns are.
 *
 * IDENTIFICATION
 *	  src/aws/models/model_ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char strings[] =
	"/v2/email/account\0" "/v2/email/account/dedicated-ips/warmup\0"
	"/v2/email/account/details\0" "/v2/email/account/sending\0"
	"/v2/email/account/suppression\0" "/v2/email/account/vdm\0"
	"/v2/email/configuration-sets\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/archiving-options\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/delivery-options\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/event-destinations\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/event-destinations/{EventDestinationName}\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/reputation-options\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/sending\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/suppression-options\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/tracking-options\0"
	"/v2/email/configuration-sets/{ConfigurationSetName}/vdm-options\0"
	"/v2/email/contact-lists\0" "/v2/email/contact-lists/{ContactListName}\0"
	"/v2/email/contact-lists/{ContactListName}/contacts\0"
	"/v2/email/contact-lists/{ContactListName}/contacts/list\0"
	"/v2/email/contact-lists/{ContactListName}/contacts/{EmailAddress}\0"
	"/v2/email/custom-verification-email-templates\0"
	"/v2/email/custom-verification-email-templates/{TemplateName}\0"
	"/v2/email/dedicated-ip-pools\0"
	"/v2/email/dedicated-ip-pools/{PoolName}\0"
	"/v2/email/dedicated-ip-pools/{PoolName}/scaling\0"
	"/v2/email/dedicated-ips\0" "/v2/email/dedicated-ips/{IP}\0"
	"/v2/email/dedicated-ips/{IP}/pool\0"
	"/v2/email/dedicated-ips/{IP}/warmup\0"
	"/v2/email/deliverability-dashboard\0"
	"/v2/email/deliverability-dashboard/blacklist-report\0"
	"/v2/email/deliverability-dashboard/campaigns/{CampaignId}\0"
	"/v2/email/deliverability-dashboard/domains/{SubscribedDomain}/campaigns\0"
	"/v2/email/deliverability-dashboard/statistics-report/{Domain}\0"
	"/v2/email/deliverability-dashboard/test\0"
	"/v2/email/deliverability-dashboard/test-reports\0"
	"/v2/email/deliverability-dashboard/test-reports/{ReportId}\0"
	"/v2/email/email-address-insights/\0" "/v2/email/export-jobs\0"
	"/v2/email/export-jobs/{JobId}\0" "/v2/email/export-jobs/{JobId}/cancel\0"
	"/v2/email/identities\0" "/v2/email/identities/{EmailIdentity}\0"
	"/v2/email/identities/{EmailIdentity}/configuration-set\0"
	"/v2/email/identities/{EmailIdentity}/dkim\0"
	"/v2/email/identities/{EmailIdentity}/dkim/signing\0"
	"/v2/email/identities/{EmailIdentity}/feedback\0"
	"/v2/email/identities/{EmailIdentity}/mail-from\0"
	"/v2/email/identities/{EmailIdentity}/policies\0"
	"/v2/email/identities/{EmailIdentity}/policies/{PolicyName}\0"
	"/v2/email/import-jobs\0" "/v2/email/import-jobs/list\0"
	"/v2/email/import-jobs/{JobId}\0" "/v2/email/insights/{MessageId}/\0"
	"/v2/email/list-export-jobs\0" "/v2/email/metrics/batch\0"
	"/v2/email/multi-region-endpoints\0"
	"/v2/email/multi-region-endpoints/{EndpointName}\0"
	"/v2/email/outbound-bulk-emails\0"
	"/v2/email/outbound-custom-verification-emails\0"
	"/v2/email/outbound-emails\0" "/v2/email/reputation/entities\0"
	"/v2/email/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}\0"
	"/v2/email/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}/customer-managed-status\0"
	"/v2/email/reputation/entities/{ReputationEntityType}/{ReputationEntityReference}/policy\0"
	"/v2/email/resources/tenants/list\0" "/v2/email/suppression/addresses\0"
	"/v2/email/suppression/addresses/{EmailAddress}\0" "/v2/email/tags\0"
	"/v2/email/templates\0" "/v2/email/templates/{TemplateName}\0"
	"/v2/email/templates/{TemplateName}/render\0" "/v2/email/tenants\0"
	"/v2/email/tenants/delete\0" "/v2/email/tenants/get\0"
	"/v2/email/tenants/list\0" "/v2/email/tenants/resources\0"
	"/v2/email/tenants/resources/delete\0"
	"/v2/email/tenants/resources/list\0" "/v2/email/vdm/recommendations\0"
	"AccountStatus\0" "ActiveSubscribedDomains\0"
	"AdditionalContactEmailAddresses\0" "AdminEmail\0" "Aggregation\0"
	"ApplicationArn\0" "ArchiveArn\0" "AssociatedTimestamp\0" "Attachments\0"
	"AttributesData\0" "AwsSesManagedStatus\0" "BatchGetMetricData\0"
	"BccAddresses\0" "BehaviorOnMxFailure\0" "BlacklistItemNames\0"
	"BlacklistReport\0" "Body\0" "Bounce\0" "BounceSubType\0" "BounceType\0"
	"BulkEmailEntries\0" "BulkEmailEntryResults\0" "CampaignId\0"
	"CancelExportJob\0" "CaseId\0" "Cause\0" "CcAddresses\0" "Charset\0"
	"CloudWatchDestination\0" "Complaint\0" "ComplaintFeedbackType\0"
	"ComplaintSubType\0" "CompletedTimestamp\0" "ConditionThreshold\0"
	"ConditionThresholdEnabled\0" "ConfidenceVerdict\0"
	"ConfidenceVerdictThreshold\0" "ConfigurationSetName\0"
	"ContactLanguage\0" "ContactListDestination\0" "ContactListImportAction\0"
	"ContactListName\0" "ContentDescription\0" "ContentDisposition\0"
	"ContentId\0" "ContentTransferEncoding\0" "ContentType\0"
	"CreateConfigurationSet\0" "CreateConfigurationSetEventDestination\0"
	"CreateContact\0" "CreateContactList\0"
	"CreateCustomVerificationEmailTemplate\0" "CreateDate\0"
	"CreateDedicatedIpPool\0" "CreateDeliverabilityTestReport\0"
	"CreateEmailIdentity\0" "CreateEmailIdentityPolicy\0"
	"CreateEmailTemplate\0" "CreateExportJob\0" "CreateImportJob\0"
	"CreateMultiRegionEndpoint\0" "CreateTenant\0"
	"CreateTenantResourceAssociation\0" "CreatedTimestamp\0"
	"CurrentSigningKeyLength\0" "CustomRedirectDomain\0" "DailyVolumes\0"
	"DashboardAttributes\0" "DashboardEnabled\0" "DataFormat\0"
	"DedicatedIpAutoWarmupEnabled\0" "DefaultContent\0"
	"DefaultDimensionValue\0" "DefaultEmailTags\0"
	"DefaultSubscriptionStatus\0" "DeleteConfigurationSet\0"
	"DeleteConfigurationSetEventDestination\0" "DeleteContact\0"
	"DeleteContactList\0" "DeleteCustomVerificationEmailTemplate\0"
	"DeleteDedicatedIpPool\0" "DeleteEmailIdentity\0"
	"DeleteEmailIdentityPolicy\0" "DeleteEmailTemplate\0"
	"DeleteMultiRegionEndpoint\0" "DeleteSuppressedDestination\0"
	"DeleteTenant\0" "DeleteTenantResourceAssociation\0"
	"DeliverabilityTestStatus\0" "DeliveryStreamArn\0" "DestinationPoolName\0"
	"DiagnosticCode\0" "DimensionConfigurations\0" "DimensionName\0"
	"DimensionValueSource\0" "Dimensions\0" "DisplayName\0" "DkimPercentage\0"
	"DkimStatus\0" "DkimTokens\0" "DomainIspPlacements\0"
	"DomainSigningAttributesOrigin\0" "DomainSigningPrivateKey\0"
	"DomainSigningSelector\0" "EmailForwardingEnabled\0" "EndDate\0"
	"EndpointId\0" "EndpointName\0" "EnforcementStatus\0"
	"EngagementMetrics\0" "Error\0" "ErrorMessage\0" "ErrorType\0" "Errors\0"
	"Esps\0" "Evaluations\0" "EventBridgeDestination\0" "EventBusArn\0"
	"EventDestinationName\0" "Events\0" "Exclude\0" "ExportDataSource\0"
	"ExportDestination\0" "ExportSourceType\0" "ExportedRecordsCount\0"
	"FailedRecordsCount\0" "FailedRecordsS3Url\0" "FailureInfo\0"
	"FailureRedirectionURL\0" "FeedbackForwardingEmailAddress\0"
	"FeedbackForwardingEmailAddressIdentityArn\0" "FeedbackForwardingStatus\0"
	"FeedbackId\0" "FileName\0" "FilteredStatus\0" "FirstSeenDateTime\0"
	"FromAddress\0" "FromEmailAddress\0" "FromEmailAddressIdentityArn\0"
	"GetAccount\0" "GetBlacklistReports\0" "GetConfigurationSet\0"
	"GetConfigurationSetEventDestinations\0" "GetContact\0" "GetContactList\0"
	"GetCustomVerificationEmailTemplate\0" "GetDedicatedIp\0"
	"GetDedicatedIpPool\0" "GetDedicatedIps\0"
	"GetDeliverabilityDashboardOptions\0" "GetDeliverabilityTestReport\0"
	"GetDomainDeliverabilityCampaign\0" "GetDomainStatisticsReport\0"
	"GetEmailAddressInsights\0" "GetEmailIdentity\0"
	"GetEmailIdentityPolicies\0" "GetEmailTemplate\0" "GetExportJob\0"
	"GetImportJob\0" "GetMessageInsights\0" "GetMultiRegionEndpoint\0"
	"GetReputationEntity\0" "GetSuppressedDestination\0" "GetTenant\0"
	"Global\0" "GuardianAttributes\0" "GuardianOptions\0"
	"HasValidDnsRecords\0" "HasValidSyntax\0" "Html\0" "HttpsPolicy\0" "IP\0"
	"IamRoleArn\0" "IdentityName\0" "IdentityType\0" "ImageUrl\0"
	"ImportDataSource\0" "ImportDestination\0" "ImportDestinationType\0"
	"InboxCount\0" "InboxPercentage\0" "InboxPlacementTrackingOption\0"
	"InboxRawCount\0" "Include\0" "IsDisposable\0" "IsRandomInput\0"
	"IsRoleAddress\0" "IsValid\0" "Isp\0" "IspName\0" "JobId\0" "JobStatus\0"
	"KinesisFirehoseDestination\0" "LastCheckedTimestamp\0"
	"LastDeliveryEvent\0" "LastEngagementEvent\0" "LastFreshStart\0"
	"LastKeyGenerationTimestamp\0" "LastSeenDateTime\0"
	"LastSuccessTimestamp\0" "LastUpdateTime\0" "LastUpdatedTimestamp\0"
	"ListConfigurationSets\0" "ListContactLists\0" "ListContacts\0"
	"ListCustomVerificationEmailTemplates\0" "ListDedicatedIpPools\0"
	"ListDeliverabilityTestReports\0" "ListDomainDeliverabilityCampaigns\0"
	"ListEmailIdentities\0" "ListEmailTemplates\0" "ListExportJobs\0"
	"ListImportJobs\0" "ListManagementOptions\0" "ListMultiRegionEndpoints\0"
	"ListRecommendations\0" "ListReputationEntities\0" "ListResourceTenants\0"
	"ListSuppressedDestinations\0" "ListTagsForResource\0"
	"ListTenantResources\0" "ListTenants\0" "ListingTime\0" "MailFromDomain\0"
	"MailFromDomainStatus\0" "MailType\0" "MailboxExists\0"
	"MailboxValidation\0" "MatchingEventTypes\0" "Max24HourSend\0"
	"MaxDeliverySeconds\0" "MaxResults\0" "MaxSendRate\0" "MessageId\0"
	"MessageInsightsDataSource\0" "Metric\0" "MetricsDataSource\0"
	"MissingPercentage\0" "Namespace\0" "NextSigningKeyLength\0" "NextToken\0"
	"OptimizedSharedDelivery\0" "OverallConfidenceThreshold\0"
	"OverallPlacement\0" "OverallVolume\0" "PageSize\0"
	"PendingExpirationSubscribedDomains\0" "PinpointDestination\0"
	"PlacementStatistics\0" "PolicyName\0" "PrimaryNameServer\0"
	"ProcessedRecordsCount\0" "ProductionAccessEnabled\0" "ProjectedInbox\0"
	"ProjectedSpam\0" "ProjectedVolume\0"
	"PutAccountDedicatedIpWarmupAttributes\0" "PutAccountDetails\0"
	"PutAccountSendingAttributes\0" "PutAccountSuppressionAttributes\0"
	"PutAccountVdmAttributes\0" "PutConfigurationSetArchivingOptions\0"
	"PutConfigurationSetDeliveryOptions\0"
	"PutConfigurationSetReputationOptions\0"
	"PutConfigurationSetSendingOptions\0"
	"PutConfigurationSetSuppressionOptions\0"
	"PutConfigurationSetTrackingOptions\0" "PutConfigurationSetVdmOptions\0"
	"PutDedicatedIpInPool\0" "PutDedicatedIpPoolScalingAttributes\0"
	"PutDedicatedIpWarmupAttributes\0" "PutDeliverabilityDashboardOption\0"
	"PutEmailIdentityConfigurationSetAttributes\0"
	"PutEmailIdentityDkimAttributes\0"
	"PutEmailIdentityDkimSigningAttributes\0"
	"PutEmailIdentityFeedbackAttributes\0"
	"PutEmailIdentityMailFromAttributes\0" "PutSuppressedDestination\0"
	"Queries\0" "Raw\0" "RawContent\0" "RblName\0" "ReadDeleteRate\0"
	"ReadRate\0" "ReadRatePercent\0" "Reason\0" "Region\0" "Regions\0"
	"RenderedTemplate\0" "ReplacementEmailContent\0" "ReplacementHeaders\0"
	"ReplacementTags\0" "ReplacementTemplate\0" "ReplacementTemplateData\0"
	"ReplyToAddresses\0" "ReportId\0" "ReportName\0"
	"ReputationEntityReference\0" "ReputationEntityType\0"
	"ReputationImpact\0" "ReputationManagementPolicy\0"
	"ReputationMetricsEnabled\0" "ResourceArn\0" "ResourceType\0"
	"ReviewDetails\0" "Routes\0" "RoutesDetails\0" "SOARecord\0"
	"ScalingMode\0" "SendBulkEmail\0" "SendCustomVerificationEmail\0"
	"SendEmail\0" "SendQuota\0" "SendingEnabled\0" "SendingIps\0"
	"SendingPoolName\0" "SendingStatusAggregate\0" "SentLast24Hours\0"
	"SerialNumber\0" "SigningEnabled\0" "SigningHostedZone\0" "Simple\0"
	"SnsDestination\0" "SpamCount\0" "SpamPercentage\0" "SpamRawCount\0"
	"SpfPercentage\0" "SubscribedDomain\0" "SubscriptionExpiryDate\0"
	"SubscriptionStartDate\0" "SuccessRedirectionURL\0"
	"SuppressedDestinationSummaries\0" "SuppressedReasons\0"
	"SuppressionListDestination\0" "SuppressionListImportAction\0" "TagKeys\0"
	"TagResource\0" "TemplateArn\0" "TemplateContent\0" "TemplateName\0"
	"TemplateSubject\0" "TemplatesMetadata\0" "TenantArn\0" "TenantId\0"
	"TenantName\0" "TestRenderEmailTemplate\0" "Text\0" "Timestamps\0"
	"TlsPolicy\0" "TopicArn\0" "TopicDefaultPreferences\0" "TopicFilter\0"
	"TopicName\0" "TopicPreferences\0" "Topics\0" "TrackedIsps\0"
	"UnsubscribeAll\0" "UntagResource\0"
	"UpdateConfigurationSetEventDestination\0" "UpdateContact\0"
	"UpdateContactList\0" "UpdateCustomVerificationEmailTemplate\0"
	"UpdateEmailIdentityPolicy\0" "UpdateEmailTemplate\0"
	"UpdateReputationEntityCustomerManagedStatus\0"
	"UpdateReputationEntityPolicy\0" "UseCaseDescription\0"
	"UseDefaultIfPreferenceUnavailable\0" "ValidationAttributes\0"
	"ValidationOptions\0" "Values\0" "VdmEnabled\0" "VerificationInfo\0"
	"VerificationStatus\0" "VerifiedForSendingStatus\0" "VolumeStatistics\0"
	"WarmupPercentage\0" "WarmupStatus\0" "WebsiteURL\0" "key\0" "member\0"
	"value\0";

static const PgawsMember members[] = {
	{7619, 7619, 1, 0}, {10494, 10494, 1, 0}, {4118, 4118, 1, 0},
	{10276, 10276, 1, 0}, {3546, 3546, 2, 0}, {9245, 9245, 244, 0},
	{10509, 10509, 1, 0}, {3616, 3616, 1, 0}, {8866, 8866, 233, 8},
	{4216, 4216, 1, 0}, {5959, 5959, 1, 8}, {4197, 4197, 1, 0},
	{4235, 4235, 1, 0}, {4245, 4245, 1, 0}, {4269, 4269, 1, 0},
	{10509, 10509, 4, 0}, {10509, 10509, 7, 0}, {3865, 3865, 1, 8},
	{7814, 7814, 1, 8}, {7771, 7771, 1, 8}, {5334, 5334, 76, 0},
	{9617, 9617, 155, 264}, {5513, 5513, 155, 264}, {8854, 8854, 6, 8},
	{3849, 3849, 202, 0}, {5610, 5610, 200, 0}, {10509, 10509, 11, 0},
	{8877, 8877, 1, 0}, {7571, 7571, 155, 256}, {4204, 4204, 1, 0},
	{10505, 10505, 1, 0}, {10516, 10516, 10, 0}, {9902, 9902, 29, 0},
	{6659, 6659, 29, 0}, {3807, 3807, 1, 0}, {3793, 3793, 1, 0},
	{5260, 5260, 1, 0}, {4404, 4404, 268, 0}, {3927, 3927, 74, 8},
	{9007, 9007, 196, 0}, {8964, 8964, 237, 0}, {8988, 8988, 196, 0},
	{10509, 10509, 16, 0}, {3515, 3515, 1, 0}, {5581, 5581, 1, 0},
	{7735, 7735, 1, 0}, {10509, 10509, 18, 0}, {6921, 6921, 1, 137},
	{5275, 5275, 24, 8}, {5299, 5299, 1, 8}, {5313, 5313, 1, 8},
	{4813, 4813, 1, 8}, {10509, 10509, 23, 0}, {3971, 3971, 1, 0},
	{3949, 3949, 1, 0}, {5868, 5868, 1, 0}, {9983, 9983, 279, 0},
	{9937, 9937, 279, 0}, {10019, 10019, 93, 0}, {7118, 7118, 155, 256},
	{4181, 4181, 1, 0}, {7118, 7118, 155, 256}, {4181, 4181, 1, 8},
	{4157, 4157, 1, 8}, {3669, 3669, 1, 8}, {3909, 3909, 1, 0},
	{4097, 4097, 1, 137}, {5669, 5669, 1, 8}, {4326, 4326, 96, 8},
	{4097, 4097, 1, 8}, {8480, 8480, 281, 0}, {8336, 8336, 73, 0},
	{8371, 8371, 241, 0}, {8408, 8408, 212, 0}, {4847, 4847, 266, 0},
	{8442, 8442, 263, 0}, {8515, 8515, 291, 0}, {8300, 8300, 3, 0},
	{4181, 4181, 1, 8}, {10000, 10000, 280, 0}, {4204, 4204, 1, 0},
	{4847, 4847, 266, 0}, {4181, 4181, 1, 137}, {5868, 5868, 1, 8},
	{9983, 9983, 279, 0}, {10019, 10019, 93, 0}, {3659, 3659, 1, 0},
	{9801, 9801, 1, 8}, {6013, 6013, 1, 8}, {9814, 9814, 1, 8},
	{9785, 9785, 1, 8}, {4847, 4847, 266, 0}, {9627, 9627, 1, 8},
	{5828, 5828, 1, 8}, {5251, 5251, 1, 8}, {4847, 4847, 266, 0},
	{9290, 9290, 1, 0}, {9093, 9093, 1, 0}, {6013, 6013, 1, 8},
	{4805, 4805, 87, 8}, {4847, 4847, 266, 0}, {9084, 9084, 1, 8},
	{5197, 5197, 1, 8}, {4483, 4483, 1, 137}, {8021, 8021, 1, 137},
	{4516, 4516, 1, 8}, {4483, 4483, 1, 8}, {4847, 4847, 266, 0},
	{8737, 8737, 78, 0}, {4097, 4097, 1, 0}, {6703, 6703, 1, 0},
	{10422, 10422, 93, 0}, {8706, 8706, 77, 0}, {9801, 9801, 1, 8},
	{9785, 9785, 90, 8}, {4847, 4847, 266, 0}, {5705, 5705, 99, 8},
	{5722, 5722, 100, 8}, {6921, 6921, 1, 0}, {6742, 6742, 146, 8},
	{6725, 6725, 145, 8}, {5532, 5532, 1, 8}, {8189, 8189, 75, 8},
	{4847, 4847, 266, 0}, {3515, 3515, 1, 0}, {5521, 5521, 1, 0},
	{9867, 9867, 1, 8}, {4847, 4847, 266, 0}, {9867, 9867, 1, 8},
	{9220, 9220, 1, 8}, {9867, 9867, 1, 0}, {9858, 9858, 1, 0},
	{9848, 9848, 1, 0}, {4646, 4646, 155, 256}, {4847, 4847, 266, 0},
	{10433, 10433, 1, 0}, {9801, 9801, 1, 0}, {6013, 6013, 1, 0},
	{9814, 9814, 1, 0}, {9627, 9627, 1, 0}, {5828, 5828, 1, 0},
	{10509, 10509, 51, 0}, {9617, 9617, 155, 256}, {10447, 10447, 293, 0},
	{5394, 5394, 84, 0}, {10509, 10509, 53, 0}, {5563, 5563, 1, 0},
	{6219, 6219, 1, 8}, {10481, 10481, 1, 8}, {10464, 10464, 107, 8},
	{5251, 5251, 1, 0}, {10509, 10509, 56, 0}, {5251, 5251, 1, 8},
	{9290, 9290, 1, 8}, {4097, 4097, 1, 137}, {5669, 5669, 1, 137},
	{4097, 4097, 1, 137}, {4181, 4181, 1, 137}, {4181, 4181, 1, 137},
	{5868, 5868, 1, 137}, {9801, 9801, 1, 137}, {5251, 5251, 1, 137},
	{4483, 4483, 1, 137}, {8021, 8021, 1, 137}, {4483, 4483, 1, 137},
	{5532, 5532, 1, 137}, {3515, 3515, 1, 0}, {5868, 5868, 1, 137},
	{9867, 9867, 1, 8}, {9084, 9084, 1, 0}, {9093, 9093, 1, 0},
	{9822, 9822, 1, 0}, {6013, 6013, 1, 0}, {4413, 4413, 155, 256},
	{5197, 5197, 1, 0}, {10509, 10509, 71, 0}, {9918, 9918, 1, 0},
	{9390, 9390, 1, 0}, {7693, 7693, 30, 0}, {9072, 9072, 2, 0},
	{3897, 3897, 2, 0}, {3713, 3713, 2, 0}, {9266, 9266, 246, 8},
	{10505, 10505, 1, 0}, {10516, 10516, 1, 0}, {9458, 9458, 93, 0},
	{3515, 3515, 1, 0}, {5387, 5387, 2, 0}, {9473, 9473, 1, 0},
	{5420, 5420, 1, 0}, {7824, 7824, 1, 0}, {4663, 4663, 1, 0},
	{7038, 7038, 155, 256}, {5468, 5468, 1, 0}, {5444, 5444, 1, 0},
	{7824, 7824, 1, 0}, {5414, 5414, 1, 0}, {3857, 3857, 1, 0},
	{6716, 6716, 1, 0}, {9822, 9822, 1, 0}, {6001, 6001, 1, 0},
	{9379, 9379, 2, 0}, {5983, 5983, 155, 256}, {7065, 7065, 155, 256},
	{6782, 6782, 30, 0}, {9513, 9513, 30, 0}, {8900, 8900, 193, 0},
	{8889, 8889, 193, 0}, {8885, 8885, 193, 0}, {8125, 8125, 30, 0},
	{5617, 5617, 2, 0}, {10509, 10509, 79, 0}, {4701, 4701, 1, 0},
	{9605, 9605, 155, 256}, {6809, 6809, 149, 0}, {10509, 10509, 81, 0},
	{6913, 6913, 1, 0}, {6838, 6838, 30, 0}, {9538, 9538, 30, 0},
	{6793, 6793, 193, 0}, {9523, 9523, 193, 0}, {10509, 10509, 83, 0},
	{6644, 6644, 86, 0}, {6625, 6625, 86, 0}, {7628, 7628, 86, 0},
	{6887, 6887, 86, 0}, {6860, 6860, 86, 0}, {6873, 6873, 86, 0},
	{4052, 4052, 1, 0}, {9491, 9491, 194, 0}, {8862, 8862, 234, 0},
	{4404, 4404, 268, 0}, {3927, 3927, 1, 0}, {6909, 6909, 1, 0},
	{5690, 5690, 151, 0}, {10509, 10509, 88, 0}, {9822, 9822, 1, 0},
	{9902, 9902, 1, 0}, {6659, 6659, 1, 0}, {9801, 9801, 1, 0},
	{4646, 4646, 155, 256}, {10509, 10509, 91, 0}, {5657, 5657, 1, 8},
	{4113, 4113, 1, 8}, {4044, 4044, 93, 0}, {7660, 7660, 2, 8},
	{6937, 6937, 154, 0}, {3917, 3917, 22, 0}, {9498, 9498, 254, 0},
	{5634, 5634, 94, 0}, {7981, 7981, 208, 0}, {4044, 4044, 93, 0},
	{7660, 7660, 2, 0}, {6937, 6937, 154, 0}, {3917, 3917, 22, 0},
	{9498, 9498, 254, 0}, {5634, 5634, 94, 0}, {7981, 7981, 208, 0},
	{10509, 10509, 95, 0}, {3786, 3786, 14, 0}, {3939, 3939, 25, 0},
	{7778, 7778, 204, 0}, {7745, 7745, 197, 0}, {4758, 4758, 1, 8},
	{5810, 5810, 1, 0}, {10505, 10505, 1, 0}, {10516, 10516, 2, 0},
	{6921, 6921, 1, 0}, {5740, 5740, 1, 0}, {6927, 6927, 1, 0},
	{4646, 4646, 155, 256}, {3988, 3988, 155, 256}, {10509, 10509, 102, 0},
	{4113, 4113, 1, 0}, {3589, 3589, 1, 0}, {10509, 10509, 104, 0},
	{8050, 8050, 107, 0}, {5757, 5757, 107, 0}, {5797, 5797, 1, 0},
	{5587, 5587, 1, 0}, {4769, 4769, 93, 0}, {5545, 5545, 1, 0},
	{8072, 8072, 93, 0}, {9354, 9354, 253, 0}, {9364, 9364, 93, 0},
	{8235, 8235, 213, 0}, {8189, 8189, 0, 0}, {8267, 8267, 290, 0},
	{3746, 3746, 2, 138}, {3765, 3765, 12, 8}, {6128, 6128, 97, 0},
	{4097, 4097, 1, 0}, {8480, 8480, 281, 0}, {8336, 8336, 73, 0},
	{8371, 8371, 241, 0}, {8408, 8408, 212, 0}, {4847, 4847, 266, 0},
	{8442, 8442, 263, 0}, {8515, 8515, 291, 0}, {8300, 8300, 3, 0},
	{4181, 4181, 1, 0}, {10000, 10000, 280, 0}, {4204, 4204, 1, 0},
	{4646, 4646, 155, 256}, {7118, 7118, 155, 256}, {4847, 4847, 266, 0},
	{4181, 4181, 1, 0}, {5868, 5868, 1, 0}, {9983, 9983, 279, 0},
	{9937, 9937, 279, 0}, {10019, 10019, 93, 0}, {3659, 3659, 1, 0},
	{4646, 4646, 155, 256}, {7118, 7118, 155, 256}, {9801, 9801, 1, 0},
	{6013, 6013, 1, 0}, {9814, 9814, 1, 0}, {9785, 9785, 1, 0},
	{4847, 4847, 266, 0}, {9627, 9627, 1, 0}, {5828, 5828, 1, 0},
	{4430, 4430, 58, 0}, {6219, 6676, 1, 137}, {6210, 6210, 56, 0},
	{5251, 5251, 1, 130}, {7845, 7845, 1, 130}, {7937, 7937, 107, 130},
	{6244, 6244, 57, 0}, {7845, 7845, 1, 0}, {4741, 4741, 93, 8},
	{9582, 9582, 155, 256}, {3508, 3508, 1, 0}, {3522, 3522, 82, 0},
	{7946, 7946, 82, 0}, {9084, 9084, 1, 137}, {4452, 4452, 71, 8},
	{7906, 7906, 209, 8}, {5400, 5400, 153, 8}, {5592, 5592, 1, 0},
	{4847, 4847, 266, 0}, {3857, 3857, 1, 137}, {6322, 6322, 79, 8},
	{4701, 4701, 1, 137}, {9617, 9617, 155, 650}, {5513, 5513, 155, 650},
	{7923, 7923, 207, 8}, {4708, 4708, 54, 8}, {5868, 5868, 1, 8},
	{7642, 7642, 192, 0}, {6434, 6434, 76, 0}, {6703, 6703, 1, 0},
	{5923, 5923, 93, 0}, {10422, 10422, 93, 0}, {8706, 8706, 77, 0},
	{8810, 8810, 191, 0}, {6434, 6434, 76, 0}, {4847, 4847, 266, 0},
	{4097, 4097, 1, 0}, {10403, 10403, 1, 0}, {10386, 10386, 292, 0},
	{6921, 6921, 1, 0}, {5740, 5740, 1, 0}, {6927, 6927, 1, 0},
	{5722, 5722, 100, 0}, {5705, 5705, 99, 0}, {4646, 4646, 155, 256},
	{3988, 3988, 155, 256}, {5816, 5816, 108, 0}, {8010, 8010, 106, 0},
	{6921, 6921, 1, 0}, {6742, 6742, 146, 0}, {6725, 6725, 145, 0},
	{5816, 5816, 108, 0}, {6927, 6927, 1, 0}, {4646, 4646, 155, 256},
	{3988, 3988, 155, 256}, {8050, 8050, 107, 0}, {5778, 5778, 107, 0},
	{7735, 7735, 1, 137}, {7735, 7735, 1, 0}, {6013, 6013, 1, 0},
	{9822, 9822, 1, 0}, {4842, 4842, 196, 0}, {6392, 6392, 89, 0},
	{5532, 5532, 1, 0}, {5521, 5521, 1, 0}, {9259, 9259, 246, 0},
	{3515, 3515, 1, 0}, {4646, 4646, 155, 256}, {7118, 7118, 155, 256},
	{9104, 9104, 1, 137}, {9130, 9130, 1, 137}, {6531, 6531, 240, 0},
	{5130, 5130, 256, 8}, {4607, 4607, 50, 0}, {7855, 7855, 1, 0},
	{6703, 6703, 1, 0}, {6690, 6690, 1, 0}, {9364, 9364, 93, 0},
	{10403, 10403, 1, 0}, {10509, 10509, 143, 0}, {5810, 5810, 1, 8},
	{4758, 4758, 1, 8}, {9698, 9698, 262, 0}, {4134, 4134, 28, 0},
	{6921, 6921, 1, 0}, {6742, 6742, 146, 0}, {6927, 6927, 1, 0},
	{4646, 4646, 155, 256}, {8050, 8050, 107, 0}, {5778, 5778, 107, 0},
	{10509, 10509, 147, 0}, {6583, 6583, 93, 0}, {10007, 10007, 2, 0},
	{3637, 3637, 155, 256}, {3802, 3802, 1, 0}, {8189, 8189, 98, 0},
	{10509, 10509, 150, 0}, {6913, 6913, 1, 0}, {8001, 8001, 209, 0},
	{10509, 10509, 152, 0}, {6679, 6679, 1, 8}, {5222, 5222, 1, 8},
	{7845, 7845, 1, 130}, {7937, 7937, 107, 130}, {7143, 7143, 2, 0},
	{7845, 7845, 1, 0}, {7937, 7937, 107, 130}, {7845, 7845, 1, 130},
	{7165, 7165, 176, 0}, {7845, 7845, 1, 0}, {5968, 5968, 1, 0},
	{9961, 9961, 277, 0}, {4181, 4181, 1, 137}, {9966, 9966, 160, 0},
	{7937, 7937, 107, 0}, {7845, 7845, 1, 0}, {7182, 7182, 177, 0},
	{7845, 7845, 1, 0}, {7195, 7195, 52, 0}, {7845, 7845, 1, 0},
	{7232, 7232, 2, 0}, {7845, 7845, 1, 0}, {7253, 7253, 72, 8},
	{7845, 7845, 1, 0}, {9617, 9617, 155, 650}, {5513, 5513, 155, 650},
	{9565, 9565, 1, 137}, {7845, 7845, 1, 130}, {7937, 7937, 107, 130},
	{7283, 7283, 80, 8}, {7845, 7845, 1, 0}, {7317, 7317, 144, 0},
	{7845, 7845, 1, 0}, {9830, 9830, 92, 0}, {7845, 7845, 1, 0},
	{7845, 7845, 1, 0}, {7937, 7937, 107, 0}, {5740, 5740, 1, 0},
	{6927, 6927, 1, 0}, {7356, 7356, 103, 0}, {7845, 7845, 1, 0},
	{6760, 6760, 1, 0}, {7845, 7845, 1, 0}, {7937, 7937, 107, 0},
	{7371, 7371, 148, 0}, {7845, 7845, 1, 0}, {4181, 4181, 1, 8},
	{9973, 9973, 1, 0}, {7408, 7408, 206, 0}, {7845, 7845, 1, 0},
	{10509, 10509, 27, 0}, {10509, 10509, 26, 0}, {9966, 9966, 76, 0},
	{7845, 7845, 1, 0}, {7937, 7937, 107, 0}, {7433, 7433, 236, 0},
	{7845, 7845, 1, 0}, {7453, 7453, 239, 0}, {7845, 7845, 1, 0},
	{9220, 9220, 1, 8}, {7937, 7937, 107, 0}, {7845, 7845, 1, 0},
	{7476, 7476, 243, 0}, {7845, 7845, 1, 0}, {9690, 8925, 2, 130},
	{9617, 9617, 155, 642}, {5513, 5513, 155, 642}, {7845, 7845, 1, 130},
	{7937, 7937, 107, 130}, {9649, 9649, 258, 0}, {7845, 7845, 1, 0},
	{9220, 9220, 1, 138}, {4847, 4847, 266, 8}, {9867, 9867, 1, 8},
	{9966, 9966, 76, 0}, {7937, 7937, 107, 0}, {7845, 7845, 1, 0},
	{7543, 7543, 272, 0}, {7845, 7845, 1, 0}, {7845, 7845, 1, 0},
	{7937, 7937, 107, 0}, {7484, 7484, 270, 0}, {7845, 7845, 1, 0},
	{7583, 7583, 1, 8}, {7598, 7598, 1, 8}, {3726, 3726, 1, 8},
	{6901, 6901, 86, 0}, {5622, 5622, 85, 0}, {9822, 9822, 29, 8},
	{3781, 3781, 13, 8}, {8999, 8999, 196, 0}, {3647, 3647, 5, 0},
	{4113, 4113, 1, 8}, {4829, 4829, 1, 8}, {10509, 10509, 195, 0},
	{9617, 9617, 155, 264}, {5513, 5513, 155, 264}, {6852, 6852, 198, 0},
	{5697, 5697, 198, 0}, {7712, 7712, 107, 0}, {6013, 6013, 2, 0},
	{3927, 3927, 2, 0}, {9822, 9822, 2, 0}, {6909, 6909, 2, 0},
	{6985, 6985, 2, 0}, {7003, 7003, 2, 0}, {3865, 3865, 1, 0},
	{5270, 5270, 1, 0}, {5592, 5592, 1, 0}, {10509, 10509, 199, 0},
	{3865, 3865, 1, 0}, {9907, 9907, 275, 0}, {10368, 10368, 203, 0},
	{10509, 10509, 201, 0}, {10509, 10509, 30, 0}, {5334, 5334, 101, 8},
	{7814, 7814, 1, 8}, {5573, 5573, 105, 8}, {9617, 9617, 155, 264},
	{5513, 5513, 155, 264}, {5532, 5532, 1, 0}, {3515, 3515, 1, 0},
	{5521, 5521, 1, 0}, {8939, 8939, 2, 0}, {4646, 4646, 155, 256},
	{7118, 7118, 155, 256}, {10509, 10509, 205, 0}, {10447, 10447, 293, 0},
	{8909, 8909, 193, 0}, {5394, 5394, 84, 0}, {3601, 3601, 1, 0},
	{6793, 6793, 193, 0}, {9523, 9523, 193, 0}, {7796, 7796, 193, 0},
	{9551, 9551, 193, 0}, {5357, 5357, 193, 0}, {4780, 4780, 93, 0},
	{7619, 7619, 1, 8}, {10494, 10494, 1, 8}, {4118, 4118, 1, 0},
	{10276, 10276, 1, 0}, {3546, 3546, 2, 0}, {8072, 8072, 93, 0},
	{9364, 9364, 93, 0}, {9680, 9680, 2, 0}, {10329, 10329, 264, 0},
	{8267, 8267, 290, 8}, {4097, 4097, 1, 137}, {3616, 3616, 1, 0},
	{4097, 4097, 1, 137}, {9918, 9918, 1, 0}, {9390, 9390, 1, 0},
	{7693, 7693, 30, 0}, {4097, 4097, 1, 137}, {9195, 9195, 93, 0},
	{4097, 4097, 1, 137}, {9364, 9364, 93, 0}, {4097, 4097, 1, 137},
	{9680, 9680, 2, 0}, {10350, 10350, 264, 0}, {4097, 4097, 1, 137},
	{4687, 4687, 1, 0}, {6664, 6664, 1, 0}, {4097, 4097, 1, 137},
	{8515, 8515, 291, 0}, {6219, 6676, 1, 137}, {5240, 5240, 1, 8},
	{5251, 5251, 1, 137}, {9290, 9290, 1, 8}, {6219, 6676, 1, 137},
	{10464, 10464, 107, 8}, {4741, 4741, 93, 8}, {3528, 3528, 82, 0},
	{4483, 4483, 1, 137}, {4097, 4097, 1, 0}, {4483, 4483, 1, 137},
	{9458, 9458, 93, 0}, {4483, 4483, 1, 137}, {5420, 5420, 1, 8},
	{8741, 8741, 78, 0}, {5372, 5372, 1, 0}, {5383, 5383, 2, 0},
	{9473, 9473, 1, 0}, {4483, 4483, 1, 137}, {5490, 5490, 93, 0},
	{4483, 4483, 1, 137}, {7583, 7583, 1, 0}, {3726, 3726, 1, 0},
	{5868, 5868, 1, 8}, {8925, 8925, 1, 8}, {3669, 3669, 233, 8},
	{9220, 9220, 1, 0}, {3802, 3802, 1, 0}, {4204, 4204, 1, 0},
	{3515, 3515, 1, 0}, {4646, 4646, 155, 256}, {7118, 7118, 155, 256},
	{9161, 9161, 1, 0}, {10509, 10509, 235, 0}, {9023, 9023, 238, 0},
	{9043, 9043, 1, 0}, {10509, 10509, 240, 0}, {9104, 9104, 1, 0},
	{9130, 9130, 1, 0}, {9168, 9168, 1, 0}, {10225, 10225, 255, 0},
	{3674, 3674, 255, 0}, {9406, 9406, 1, 0}, {9151, 9151, 1, 0},
	{9195, 9195, 93, 0}, {7023, 7023, 155, 256}, {9867, 9867, 1, 0},
	{9858, 9858, 1, 0}, {9220, 9220, 1, 0}, {3627, 3627, 155, 256},
	{10509, 10509, 242, 0}, {3515, 3515, 1, 0}, {3884, 3884, 1, 0},
	{8932, 8932, 1, 8}, {10509, 10509, 245, 0}, {8032, 8032, 1, 0},
	{3578, 3578, 1, 0}, {9445, 9445, 30, 0}, {6013, 6013, 1, 0},
	{6030, 6030, 1, 0}, {9067, 9067, 2, 0}, {5850, 5850, 1, 0},
	{5881, 5881, 1, 0}, {4835, 4835, 196, 0}, {4798, 4798, 15, 8},
	{3818, 3818, 17, 8}, {4097, 4097, 1, 0}, {5521, 5521, 1, 0},
	{9867, 9867, 1, 0}, {3835, 3835, 19, 8}, {5868, 5868, 1, 8},
	{9801, 9801, 1, 8}, {4097, 4097, 1, 0}, {7735, 7735, 1, 0},
	{6013, 6013, 1, 0}, {6030, 6030, 1, 0}, {3927, 3927, 74, 0},
	{9067, 9067, 2, 0}, {5850, 5850, 1, 0}, {5881, 5881, 1, 0},
	{4805, 4805, 87, 8}, {4842, 4842, 196, 0}, {4097, 4097, 1, 0},
	{5521, 5521, 1, 0}, {9867, 9867, 1, 0}, {7382, 7382, 174, 0},
	{7679, 7679, 193, 0}, {7723, 7723, 193, 0}, {9429, 9429, 193, 0},
	{9928, 9928, 1, 8}, {3515, 3515, 1, 0}, {3891, 3891, 1, 0},
	{7118, 7118, 155, 256}, {5868, 5868, 1, 8}, {8925, 8925, 1, 8},
	{7103, 7103, 155, 264}, {4730, 4730, 257, 0}, {7735, 7735, 1, 0},
	{5948, 5948, 1, 0}, {10509, 10509, 259, 0}, {5868, 5868, 1, 8},
	{8925, 8925, 1, 8}, {7103, 7103, 155, 264}, {4026, 4026, 1, 8},
	{7879, 7879, 261, 0}, {4070, 4070, 1, 8}, {9725, 9725, 1, 8},
	{9680, 9680, 2, 0}, {10350, 10350, 264, 0}, {4007, 4007, 260, 8},
	{5464, 5464, 1, 8}, {4829, 4829, 1, 8}, {10509, 10509, 265, 0},
	{9220, 9220, 1, 8}, {4847, 4847, 266, 8}, {9801, 9801, 1, 0},
	{9773, 9773, 1, 0}, {9785, 9785, 90, 0}, {9054, 9054, 1, 0},
	{8999, 8999, 196, 0}, {3647, 3647, 5, 0}, {9867, 9867, 1, 0},
	{9858, 9858, 1, 0}, {9848, 9848, 1, 0}, {4646, 4646, 155, 256},
	{10509, 10509, 269, 0}, {9232, 9232, 1, 0}, {9220, 9220, 1, 0},
	{10509, 10509, 271, 0}, {9801, 9801, 1, 137}, {9054, 9054, 1, 8},
	{8947, 8947, 1, 8}, {10509, 10509, 155, 256}, {9973, 9973, 1, 8},
	{5345, 5345, 1, 8}, {4204, 4204, 1, 0}, {4852, 4852, 1, 8},
	{9973, 9973, 1, 0}, {10295, 10295, 93, 0}, {9973, 9973, 1, 8},
	{4859, 4859, 1, 8}, {10509, 10509, 278, 0}, {10509, 10509, 276, 0},
	{4687, 4687, 1, 8}, {6664, 6664, 1, 0}, {9220, 9220, 1, 138},
	{9753, 9753, 2, 138}, {4097, 4097, 1, 137}, {5669, 5669, 1, 137},
	{4326, 4326, 96, 8}, {4181, 4181, 1, 137}, {10000, 10000, 280, 0},
	{4204, 4204, 1, 0}, {4181, 4181, 1, 137}, {5868, 5868, 1, 137},
	{9983, 9983, 279, 0}, {10019, 10019, 93, 0}, {3659, 3659, 1, 0},
	{9801, 9801, 1, 137}, {6013, 6013, 1, 8}, {9814, 9814, 1, 8},
	{9785, 9785, 1, 8}, {9627, 9627, 1, 8}, {5828, 5828, 1, 8},
	{9801, 9801, 1, 137}, {9785, 9785, 90, 8}, {9130, 9130, 1, 137},
	{9104, 9104, 1, 137}, {10433, 10433, 1, 8}, {9130, 9130, 1, 137},
	{9104, 9104, 1, 137}, {10253, 10253, 1, 8}, {10375, 10375, 1, 8},
	{4721, 4721, 55, 0}, {6590, 6590, 142, 0}, {6274, 6274, 55, 0},
	{6609, 6609, 142, 0}, {6964, 6964, 155, 256}, {7082, 7082, 155, 256},
	{5600, 5600, 1, 0}, {9280, 9280, 247, 0}, {6838, 6838, 30, 0},
	{9538, 9538, 30, 0}, {8096, 8096, 30, 0}, {8111, 8111, 30, 0},
};

static const PgawsShape shapes[] = {
	{0, 1, 0, 6}, {3, 1, 6, 0}, {1, 1, 6, 1}, {0, 1, 7, 1}, {0, 1, 8, 7},
	{1, 1, 15, 1}, {1, 0, 16, 1}, {0, 0, 17, 6}, {0, 0, 23, 1}, {0, 0, 24, 2},
	{1, 0, 26, 1}, {0, 0, 27, 3}, {2, 0, 30, 2}, {0, 1, 32, 2}, {0, 1, 34, 3},
	{0, 1, 37, 1}, {0, 1, 38, 4}, {1, 1, 42, 1}, {0, 1, 43, 3}, {1, 1, 46, 1},
	{0, 0, 47, 1}, {0, 1, 48, 0}, {0, 1, 48, 1}, {0, 1, 49, 3}, {1, 1, 52, 1},
	{0, 1, 53, 2}, {0, 0, 55, 5}, {0, 0, 60, 2}, {0, 1, 62, 2}, {0, 1, 64, 2},
	{7, 1, 66, 0}, {0, 0, 66, 3}, {0, 0, 69, 9}, {0, 1, 78, 4}, {0, 0, 82, 5},
	{0, 1, 87, 7}, {0, 1, 94, 3}, {0, 1, 97, 4}, {0, 1, 101, 2},
	{0, 0, 103, 3}, {0, 1, 106, 4}, {0, 0, 110, 3}, {0, 1, 113, 3},
	{0, 0, 116, 2}, {0, 1, 118, 1}, {0, 1, 119, 2}, {0, 1, 121, 3},
	{0, 1, 124, 2}, {0, 1, 126, 2}, {0, 1, 128, 2}, {0, 0, 130, 6},
	{0, 1, 136, 5}, {1, 1, 141, 1}, {0, 0, 142, 3}, {1, 0, 145, 1},
	{0, 1, 146, 1}, {0, 1, 147, 4}, {1, 1, 151, 1}, {0, 1, 152, 2},
	{0, 0, 154, 2}, {0, 0, 156, 1}, {0, 0, 157, 1}, {0, 0, 158, 2},
	{0, 0, 160, 1}, {0, 0, 161, 1}, {0, 0, 162, 2}, {0, 0, 164, 1},
	{0, 0, 165, 1}, {0, 1, 166, 1}, {0, 0, 167, 1}, {0, 1, 168, 1},
	{0, 0, 169, 6}, {1, 0, 175, 1}, {0, 1, 176, 3}, {0, 1, 179, 3},
	{0, 1, 182, 1}, {2, 1, 183, 2}, {0, 0, 185, 8}, {0, 1, 193, 4},
	{0, 0, 197, 14}, {1, 0, 211, 1}, {0, 0, 212, 3}, {1, 0, 215, 1},
	{0, 1, 216, 5}, {1, 1, 221, 1}, {0, 1, 222, 6}, {0, 1, 228, 1},
	{0, 1, 229, 3}, {0, 0, 232, 3}, {1, 0, 235, 1}, {0, 1, 236, 3},
	{0, 0, 239, 2}, {1, 0, 241, 1}, {5, 1, 242, 0}, {0, 1, 242, 1},
	{0, 1, 243, 8}, {0, 1, 251, 7}, {1, 1, 258, 1}, {0, 1, 259, 2},
	{0, 0, 261, 2}, {0, 1, 263, 2}, {2, 1, 265, 2}, {0, 0, 267, 5},
	{1, 0, 272, 1}, {0, 1, 273, 2}, {1, 1, 275, 1}, {0, 1, 276, 2},
	{6, 1, 278, 0}, {0, 1, 278, 2}, {0, 1, 280, 8}, {0, 0, 288, 1},
	{0, 0, 289, 1}, {0, 1, 290, 1}, {0, 0, 291, 9}, {0, 0, 300, 6},
	{0, 0, 306, 8}, {0, 1, 314, 7}, {0, 1, 321, 1}, {0, 0, 322, 1},
	{0, 1, 323, 1}, {0, 0, 324, 3}, {0, 1, 327, 2}, {0, 0, 329, 5},
	{0, 0, 334, 1}, {0, 0, 335, 5}, {0, 0, 340, 1}, {0, 0, 341, 1},
	{0, 0, 342, 3}, {0, 0, 345, 2}, {0, 1, 347, 1}, {0, 1, 348, 1},
	{0, 1, 349, 1}, {0, 0, 350, 10}, {0, 0, 360, 9}, {0, 0, 369, 9},
	{0, 0, 378, 1}, {0, 0, 379, 5}, {0, 0, 384, 6}, {0, 0, 390, 2},
	{0, 0, 392, 1}, {0, 0, 393, 1}, {0, 0, 394, 1}, {0, 1, 395, 1},
	{0, 1, 396, 4}, {1, 1, 400, 1}, {0, 1, 401, 2}, {0, 1, 403, 2},
	{0, 0, 405, 6}, {1, 0, 411, 1}, {0, 1, 412, 2}, {0, 0, 414, 3},
	{1, 0, 417, 1}, {0, 1, 418, 2}, {1, 1, 420, 1}, {0, 1, 421, 2},
	{10, 0, 423, 0}, {0, 0, 423, 2}, {0, 1, 425, 2}, {0, 0, 427, 2},
	{0, 0, 429, 2}, {0, 1, 431, 2}, {0, 0, 433, 4}, {0, 0, 437, 2},
	{0, 1, 439, 2}, {0, 1, 441, 2}, {0, 0, 443, 2}, {0, 0, 445, 5},
	{0, 0, 450, 2}, {0, 1, 452, 2}, {0, 0, 454, 2}, {0, 1, 456, 4},
	{0, 0, 460, 2}, {0, 1, 462, 3}, {0, 0, 465, 2}, {0, 1, 467, 2},
	{0, 0, 469, 2}, {1, 0, 471, 1}, {1, 0, 472, 1}, {0, 1, 473, 3},
	{0, 0, 476, 2}, {0, 0, 478, 2}, {0, 1, 480, 3}, {0, 0, 483, 2},
	{0, 0, 485, 5}, {0, 0, 490, 2}, {0, 0, 492, 1}, {0, 1, 493, 1},
	{0, 1, 494, 4}, {0, 1, 498, 2}, {0, 1, 500, 2}, {0, 0, 502, 2},
	{0, 1, 504, 3}, {0, 1, 507, 2}, {9, 1, 509, 0}, {0, 1, 509, 4},
	{0, 1, 513, 2}, {1, 1, 515, 1}, {0, 0, 516, 5}, {0, 1, 521, 6},
	{0, 1, 527, 3}, {1, 1, 530, 1}, {0, 0, 531, 3}, {1, 0, 534, 1},
	{1, 1, 535, 1}, {0, 0, 536, 5}, {0, 0, 541, 6}, {1, 0, 547, 1},
	{0, 1, 548, 3}, {0, 1, 551, 1}, {0, 1, 552, 5}, {0, 1, 557, 1},
	{0, 1, 558, 6}, {0, 1, 564, 1}, {0, 1, 565, 2}, {0, 1, 567, 1},
	{0, 0, 568, 2}, {0, 0, 570, 4}, {0, 0, 574, 2}, {0, 0, 576, 2},
	{0, 0, 578, 3}, {0, 0, 581, 3}, {0, 0, 584, 2}, {0, 0, 586, 2},
	{0, 0, 588, 2}, {0, 0, 590, 2}, {0, 0, 592, 2}, {0, 0, 594, 2},
	{0, 0, 596, 2}, {0, 0, 598, 3}, {0, 1, 601, 3}, {0, 0, 604, 2},
	{0, 0, 606, 3}, {0, 1, 609, 2}, {4, 1, 611, 0}, {0, 1, 611, 1},
	{0, 0, 612, 7}, {1, 0, 619, 1}, {0, 1, 620, 1}, {0, 1, 621, 1},
	{1, 0, 622, 1}, {0, 0, 623, 7}, {0, 0, 630, 2}, {0, 0, 632, 4},
	{1, 0, 636, 1}, {0, 1, 637, 2}, {0, 1, 639, 1}, {1, 1, 640, 1},
	{0, 1, 641, 3}, {0, 1, 644, 11}, {0, 1, 655, 1}, {0, 1, 656, 3},
	{0, 1, 659, 1}, {0, 1, 660, 12}, {0, 1, 672, 3}, {0, 1, 675, 1},
	{0, 0, 676, 3}, {0, 0, 679, 4}, {0, 1, 683, 2}, {1, 0, 685, 1},
	{0, 0, 686, 3}, {0, 1, 689, 2}, {0, 1, 691, 1}, {0, 1, 692, 1},
	{0, 1, 693, 2}, {0, 1, 695, 1}, {0, 1, 696, 2}, {1, 1, 698, 1},
	{0, 1, 699, 2}, {0, 1, 701, 6}, {0, 0, 707, 4}, {1, 0, 711, 1},
	{0, 1, 712, 2}, {1, 1, 714, 1}, {0, 0, 715, 2}, {0, 1, 717, 1},
	{1, 0, 718, 1}, {0, 1, 719, 4}, {0, 1, 723, 2}, {0, 1, 725, 2},
	{1, 1, 727, 1}, {1, 1, 728, 1}, {0, 1, 729, 2}, {0, 0, 731, 2},
	{0, 0, 733, 3}, {0, 0, 736, 3}, {0, 0, 739, 5}, {0, 0, 744, 6},
	{0, 0, 750, 2}, {0, 0, 752, 3}, {0, 0, 755, 3}, {0, 1, 758, 3},
	{0, 1, 761, 2}, {0, 0, 763, 4}, {0, 1, 767, 4},
};

static const PgawsOperation operations[] = {
	{3694, 2558, 17, 8, 9, 2, 0}, {3868, 1980, 17, 20, 21, 3, 0},
	{4281, 161, 17, 32, 21, 2, 0}, {4304, 381, 17, 31, 21, 2, 0},
	{4343, 948, 17, 34, 21, 2, 0}, {4357, 882, 17, 33, 21, 2, 0},
	{4375, 1121, 17, 35, 21, 2, 0}, {4424, 1228, 17, 36, 21, 2, 0},
	{4446, 1747, 17, 37, 38, 2, 0}, {4477, 2017, 17, 40, 41, 2, 0},
	{4497, 2361, 17, 39, 21, 2, 0}, {4523, 3197, 17, 42, 21, 2, 0},
	{4543, 1928, 17, 43, 44, 2, 0}, {4559, 2420, 17, 45, 44, 2, 0},
	{4575, 2582, 17, 46, 47, 2, 0}, {4601, 3294, 17, 48, 50, 2, 0},
	{4614, 3382, 17, 49, 21, 2, 0}, {4878, 190, 17, 60, 21, 4, 0},
	{4901, 452, 17, 59, 21, 4, 0}, {4940, 1055, 17, 62, 21, 4, 0},
	{4954, 906, 17, 61, 21, 4, 0}, {4972, 1167, 17, 63, 21, 4, 0},
	{5010, 1257, 17, 64, 21, 4, 0}, {5032, 2038, 17, 66, 21, 4, 0},
	{5052, 2361, 17, 65, 21, 4, 0}, {5078, 3217, 17, 63, 21, 4, 0},
	{5098, 2615, 17, 67, 68, 4, 0}, {5124, 3135, 17, 69, 21, 4, 0},
	{5152, 3312, 17, 70, 21, 2, 0}, {5165, 3410, 17, 49, 21, 2, 0},
	{6058, 0, 17, 21, 109, 0, 0}, {6069, 1503, 17, 110, 111, 0, 0},
	{6089, 190, 17, 60, 113, 0, 0}, {6109, 381, 17, 60, 112, 0, 0},
	{6146, 1055, 17, 62, 115, 0, 0}, {6157, 906, 17, 61, 114, 0, 0},
	{6172, 1167, 17, 63, 116, 0, 0}, {6207, 1369, 17, 118, 119, 0, 0},
	{6222, 1257, 17, 64, 117, 0, 0}, {6241, 1345, 17, 120, 121, 0, 0},
	{6257, 1468, 17, 21, 122, 0, 0}, {6291, 1835, 17, 123, 124, 0, 0},
	{6319, 1555, 17, 125, 126, 0, 0}, {6351, 1685, 17, 127, 128, 0, 0},
	{6377, 1894, 17, 129, 130, 2, 0}, {6401, 2038, 17, 66, 132, 0, 0},
	{6418, 2315, 17, 66, 131, 0, 0}, {6443, 3217, 17, 63, 42, 0, 0},
	{6460, 1950, 17, 20, 133, 0, 0}, {6473, 2469, 17, 20, 134, 0, 0},
	{6486, 2499, 17, 135, 136, 0, 0}, {6505, 2615, 17, 67, 137, 0, 0},
	{6528, 2796, 17, 138, 139, 0, 0}, {6548, 3135, 17, 69, 140, 0, 0},
	{6573, 3337, 17, 70, 141, 2, 0}, {7139, 161, 17, 156, 157, 0, 0},
	{7161, 882, 17, 158, 159, 0, 0}, {7178, 999, 17, 161, 162, 2, 0},
	{7191, 1121, 17, 156, 163, 0, 0}, {7228, 1228, 17, 156, 164, 0, 0},
	{7249, 1787, 17, 156, 165, 0, 0}, {7279, 1613, 17, 166, 167, 0, 0},
	{7313, 2017, 17, 156, 168, 0, 0}, {7333, 3197, 17, 156, 169, 0, 0},
	{7352, 2531, 17, 170, 171, 2, 0}, {7367, 2442, 17, 172, 173, 2, 0},
	{7404, 2582, 17, 156, 175, 0, 0}, {7429, 3478, 17, 178, 179, 2, 0},
	{7449, 2766, 17, 178, 180, 2, 0}, {7472, 3070, 17, 181, 182, 2, 0},
	{7492, 3103, 17, 183, 184, 0, 0}, {7519, 3182, 17, 185, 186, 0, 0},
	{7539, 3445, 17, 187, 188, 2, 0}, {7559, 3359, 17, 189, 190, 2, 0},
	{8141, 18, 17, 210, 21, 3, 0}, {8179, 57, 17, 211, 21, 2, 0},
	{8197, 83, 17, 212, 21, 3, 0}, {8225, 109, 17, 213, 21, 3, 0},
	{8257, 139, 17, 214, 21, 3, 0}, {8281, 242, 17, 215, 21, 3, 0},
	{8317, 312, 17, 216, 21, 3, 0}, {8352, 546, 17, 217, 21, 3, 0},
	{8389, 617, 17, 218, 21, 3, 0}, {8423, 677, 17, 219, 21, 3, 0},
	{8461, 749, 17, 220, 21, 3, 0}, {8496, 818, 17, 221, 21, 3, 0},
	{8526, 1398, 17, 222, 21, 3, 0}, {8547, 1297, 17, 223, 21, 3, 0},
	{8583, 1432, 17, 224, 21, 3, 0}, {8614, 1468, 17, 225, 21, 3, 0},
	{8647, 2075, 17, 226, 21, 3, 0}, {8690, 2130, 17, 227, 21, 3, 0},
	{8721, 2172, 17, 228, 229, 3, 0}, {8759, 2222, 17, 230, 21, 3, 0},
	{8794, 2268, 17, 231, 21, 3, 0}, {8829, 3103, 17, 232, 21, 3, 0},
	{9302, 2663, 17, 248, 249, 2, 0}, {9316, 2694, 17, 250, 251, 2, 0},
	{9344, 2740, 17, 252, 251, 2, 0}, {9761, 3182, 17, 267, 21, 2, 0},
	{9878, 3252, 17, 273, 274, 2, 0}, {10034, 3182, 17, 282, 21, 4, 0},
	{10048, 452, 17, 283, 21, 3, 0}, {10087, 1055, 17, 285, 21, 3, 0},
	{10101, 906, 17, 284, 21, 3, 0}, {10119, 1167, 17, 286, 21, 3, 0},
	{10157, 2361, 17, 39, 21, 3, 0}, {10183, 3217, 17, 287, 21, 3, 0},
	{10203, 2877, 17, 288, 21, 3, 0}, {10247, 2982, 17, 289, 21, 3, 0},
};

static const PgawsModel model = {strings, members, shapes, operations, lengthof(operations)};

const PgawsService pgaws_service_ses = {
	.name = "ses",
	.cli_name = "sesv2",
	.host_prefix = "email",
	.signing_name = "ses",
	.protocol = PGAWS_PROTOCOL_REST_JSON,
	.api_version = "2019-09-27",
	.model = &model
};
