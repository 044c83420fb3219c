/*
 * Sending mail by SES, by the same rules as in 41_outbox.sql.  The sender's
 * address names the destination.  Addresses are local@domain or
 * Name <local@domain>, one in each element, 50 of all kinds in a mail.  Line
 * breaks and other control characters are refused wherever they would get
 * into a header.
 *
 * SES would not know a repetition: on_ambiguous decides, as in
 * 42_messages.sql.
 */

CREATE FUNCTION awspipe.ses_send_email(
    server text,
    from_address text,
    to_addresses text[],
    subject text,
    text_body text DEFAULT NULL,
    html_body text DEFAULT NULL,
    cc_addresses text[] DEFAULT NULL,
    bcc_addresses text[] DEFAULT NULL,
    reply_to_addresses text[] DEFAULT NULL,
    configuration_set text DEFAULT NULL,
    tags jsonb DEFAULT NULL,
    headers jsonb DEFAULT NULL,
    list_unsubscribe text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_ses_send_email';
COMMENT ON FUNCTION awspipe.ses_send_email(text, text, text[], text, text, text, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) IS 'sends a mail after commit';
REVOKE ALL ON FUNCTION awspipe.ses_send_email(text, text, text[], text, text, text, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.ses_send_email(text, text, text[], text, text, text, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) TO PUBLIC;

/*
 * SES does not escape what it puts into a template's HTML: the strings of
 * template_data are escaped here, those of plain_data are not.
 */
CREATE FUNCTION awspipe.ses_send_templated_email(
    server text,
    from_address text,
    to_addresses text[],
    template text,
    template_data jsonb DEFAULT NULL,
    plain_data jsonb DEFAULT NULL,
    cc_addresses text[] DEFAULT NULL,
    bcc_addresses text[] DEFAULT NULL,
    reply_to_addresses text[] DEFAULT NULL,
    configuration_set text DEFAULT NULL,
    tags jsonb DEFAULT NULL,
    headers jsonb DEFAULT NULL,
    list_unsubscribe text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_ses_send_templated_email';
COMMENT ON FUNCTION awspipe.ses_send_templated_email(text, text, text[], text, jsonb, jsonb, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) IS 'sends a mail made of a template of SES after commit, up to 50 in a request';
REVOKE ALL ON FUNCTION awspipe.ses_send_templated_email(text, text, text[], text, jsonb, jsonb, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.ses_send_templated_email(text, text, text[], text, jsonb, jsonb, text[], text[], text[], text, jsonb, jsonb, text, text, text, text) TO PUBLIC;

/* The message has headers of its own; it goes to to_addresses, whatever they say. */
CREATE FUNCTION awspipe.ses_send_raw_email(
    server text,
    from_address text,
    to_addresses text[],
    message bytea,
    configuration_set text DEFAULT NULL,
    tags jsonb DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_ses_send_raw_email';
COMMENT ON FUNCTION awspipe.ses_send_raw_email(text, text, text[], bytea, text, jsonb, text, text, text) IS 'sends a complete MIME message after commit';
REVOKE ALL ON FUNCTION awspipe.ses_send_raw_email(text, text, text[], bytea, text, jsonb, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.ses_send_raw_email(text, text, text[], bytea, text, jsonb, text, text, text) TO PUBLIC;
