/*
 * Setting up: what SES needs to send, and to tell what became of it
 */

/* Other topics' policies would have a sender of their own; ours has SES. */
CREATE FUNCTION @extschema@.create_topic(server text, name text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    topic text := awspipe.call(server, 'sns', 'CreateTopic', jsonb_build_object('Name', name)) ->> 'TopicArn';
BEGIN
    PERFORM awspipe.call(server, 'sns', 'SetTopicAttributes', jsonb_build_object(
        'TopicArn', topic,
        'AttributeName', 'Policy',
        'AttributeValue', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', '{"Service": "ses.amazonaws.com"}'::jsonb,
                'Action', 'sns:Publish',
                'Resource', topic,
                'Condition', jsonb_build_object(
                    'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(topic, ':', 5))))))::text));
    PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
        'TopicArn', topic, 'Protocol', 'sqs', 'ReturnSubscriptionArn', true,
        'Endpoint', @extschema@.create_inbound_queue(server, name, 'sns.amazonaws.com', topic)));
    RETURN topic;
END
$$;
COMMENT ON FUNCTION @extschema@.create_topic(text, text) IS 'creates the topic to which SES publishes, with a queue of the same name, where they are missing, and returns its ARN';

/* A domain that is verified makes its addresses so. */
CREATE FUNCTION @extschema@.create_identity(server text, address text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    verified boolean;
    created jsonb;
BEGIN
    SELECT bool_or((@extschema@.call_unless(
               '{NotFoundException,HTTP 404}', server, 'ses', 'GetEmailIdentity',
               jsonb_build_object('EmailIdentity', i.identity)) -> 'VerifiedForSendingStatus')::boolean)
    INTO verified
    FROM unnest(ARRAY[split_part(address, '@', 2), address]) AS i (identity);
    IF verified IS NULL THEN
        created := @extschema@.call_unless(
            '{AlreadyExistsException,HTTP 404}', server, 'ses', 'CreateEmailIdentity',
            jsonb_build_object('EmailIdentity', address));
    END IF;
    IF verified IS NULL AND created IS NULL THEN
        RAISE NOTICE 'identities are not available, "%" is not verified', address;
    ELSIF verified IS NOT TRUE THEN
        RAISE NOTICE '"%" can send when its owner has followed the link in a mail from Amazon', address;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.create_identity(text, text) IS 'has SES verify the address, unless it or its domain is';

/*
 * Neither opens nor clicks are asked for: for these, SES puts an image into
 * the mail, and leads its links, with what is behind the "#", by way of a
 * server of its own.
 */
CREATE FUNCTION @extschema@.create_configuration_set(server text, name text, topic text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('ConfigurationSetName', name);
    present jsonb;
BEGIN
    IF @extschema@.call_unless('{NotFoundException,HTTP 404}', server, 'ses', 'GetConfigurationSet', named) IS NULL THEN
        PERFORM @extschema@.call_unless('{HTTP 404}', server, 'ses', 'CreateConfigurationSet', named);
    END IF;
    present := @extschema@.call_unless('{HTTP 404}', server, 'ses', 'GetConfigurationSetEventDestinations', named)
        -> 'EventDestinations';
    IF present IS NULL THEN
        RAISE NOTICE 'event destinations are not available, bounces and complaints will not be noted';
        RETURN;
    END IF;
    PERFORM awspipe.call(
        server, 'ses',
        CASE WHEN present @> jsonb_build_array(jsonb_build_object('Name', name))
             THEN 'UpdateConfigurationSetEventDestination'
             ELSE 'CreateConfigurationSetEventDestination' END,
        named || jsonb_build_object(
            'EventDestinationName', name,
            'EventDestination', jsonb_build_object(
                'Enabled', true,
                'MatchingEventTypes', '["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "RENDERING_FAILURE"]'::jsonb,
                'SnsDestination', jsonb_build_object('TopicArn', topic))));
END
$$;
COMMENT ON FUNCTION @extschema@.create_configuration_set(text, text, text) IS 'creates the configuration set unless there is one, and has it tell the topic what becomes of mails';

/* One that is there stays as it is: its words are the owner's to choose. */
CREATE FUNCTION @extschema@.create_template(server text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TemplateName', name);
BEGIN
    IF @extschema@.call_unless('{NotFoundException,HTTP 404}', server, 'ses', 'GetEmailTemplate', named) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM awspipe.call(server, 'ses', 'CreateEmailTemplate', named || jsonb_build_object(
        'TemplateContent', jsonb_build_object(
            'Subject', 'How was your purchase at {{plain_store}}?',
            'Text', @extschema@.mail_text(),
            'Html', @extschema@.mail_html())));
END
$$;
COMMENT ON FUNCTION @extschema@.create_template(text, text) IS 'creates the template of the mails unless there is one';

CREATE FUNCTION @extschema@.mail_text() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($mail$
Hello {{plain_name}},

thank you for your purchase at {{plain_store}}. Would you tell us how it was? A number
from 1 to 5, and a comment if you like; it takes less than a minute:

{{plain_link}}

The link is yours alone, and works until {{until}}. If you do not want to
be asked again, answer this mail.
$mail$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.mail_text() IS 'the mail for those who read plain text';

CREATE FUNCTION @extschema@.mail_html() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($mail$
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How was your purchase?</title>
</head>
<body style="margin: 0; padding: 24px; background: #eef1f5; color: #17202b; font: 16px/1.5 Arial, sans-serif">
<div style="max-width: 560px; margin: 0 auto; padding: 32px; background: #ffffff; border-radius: 12px">
<p>Hello {{name}},</p>
<p>thank you for your purchase at <strong>{{store}}</strong>. Would you tell us how it was? A number from
1 to 5, and a comment if you like; it takes less than a minute.</p>
<p style="margin: 32px 0"><a ses:no-track href="{{link}}" style="padding: 12px 24px; border-radius: 8px; background: #0b5cad; color: #ffffff; text-decoration: none">Give your opinion</a></p>
<p style="font-size: 14px; color: #4d5a68">The link is yours alone, and works until {{until}}. If you do not
want to be asked again, answer this mail.</p>
</div>
</body>
</html>
$mail$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.mail_html() IS 'the mail for all others';
