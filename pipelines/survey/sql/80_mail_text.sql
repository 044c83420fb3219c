/*
 * The mail that deploy() makes a template of
 */

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
