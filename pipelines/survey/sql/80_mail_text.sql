/*
 * The mail that deploy() makes a template of.  Outlook lays out mails as Word
 * does: it knows tables and colours of their cells, no padding of a link and no
 * widest width.
 */

CREATE FUNCTION @extschema@.mail_text() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($mail$
Hello {{plain_name}},

thank you for your purchase at {{plain_store}}. Would you tell us how it was? A number
from 1 to 5, and a comment if you like; it takes less than a minute:

{{plain_link}}

Your purchase: {{plain_purchase}}

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
<body style="margin: 0; padding: 0; background: #eef1f5; color: #17202b">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f5">
<tr><td align="center" style="padding: 24px">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width: 560px; border-radius: 12px">
<tr><td align="left" style="padding: 32px; font: 16px/1.5 Arial, sans-serif; color: #17202b">
<p style="margin: 0 0 16px">Hello {{name}},</p>
<p style="margin: 0 0 16px">thank you for your purchase at <strong>{{store}}</strong>. Would you tell us how it was? A number
from 1 to 5, and a comment if you like; it takes less than a minute.</p>
<p style="margin: 0 0 32px">Your purchase: {{purchase}}</p>
<table role="presentation" cellpadding="0" cellspacing="0" border="0">
<tr><td align="center" bgcolor="#0b5cad" style="mso-padding-alt: 12px 24px; border-radius: 8px; font: bold 16px/1.5 Arial, sans-serif"><a ses:no-track href="{{link}}" style="display: inline-block; padding: 12px 24px; color: #ffffff; text-decoration: none">Give your opinion</a></td></tr>
</table>
<p style="margin: 32px 0 0; font-size: 14px; color: #4d5a68">The link is yours alone, and works until {{until}}. If you do not
want to be asked again, answer this mail, or <a href="{{unsubscribe}}" style="color: #4d5a68">unsubscribe</a>.</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
$mail$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.mail_html() IS 'the mail for all others';
