--
-- Servers, user mappings, and who may use them
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
\set VERBOSITY terse
\set SHOW_CONTEXT never

CREATE ROLE regress_owner;
CREATE ROLE regress_user;
GRANT USAGE ON FOREIGN DATA WRAPPER pgawspipe TO regress_owner;

\pset format unaligned
\pset tuples_only on

-- SQLSTATE, message, detail and hint of a statement that is to fail
CREATE FUNCTION failure(statement text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n    ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;

CREATE FUNCTION server_failure(options text) RETURNS text
    LANGUAGE sql
    AS $$ SELECT failure('CREATE SERVER refused FOREIGN DATA WRAPPER pgawspipe OPTIONS (' || options || ')') $$;

-- Unknown options are named, with those there are
SELECT server_failure('regoin ''us-east-1''');
SELECT server_failure('endpoint_url_ec2 ''https://example.com''');
SELECT server_failure('access_key_id ''AKID''');
SELECT failure('ALTER FOREIGN DATA WRAPPER pgawspipe OPTIONS (ADD region ''us-east-1'')');

-- Regions
SELECT server_failure('region ''''');
SELECT server_failure('region ''us-east-1.example.com''');
SELECT server_failure('region ''US-EAST-1''');

-- Endpoints are scheme, host and port, and nothing else
SELECT url, server_failure('region ''r'', endpoint_url ' || quote_literal(url))
FROM (VALUES ('example.com'), ('ftp://example.com'), ('https://'), ('https://user@example.com'),
             ('https://example.com/'), ('https://example.com?q'), ('https://example.com:0'),
             ('https://example.com:65536'), ('https://example.com:'), ('https://[::1'),
             ('https://[::g]'), ('https://exa mple.com'), ('HTTPS://example.com')) AS v (url)
WHERE server_failure('region ''r'', endpoint_url ' || quote_literal(url))
      NOT LIKE 'HV024 invalid value for option "endpoint_url"%without path, query or user name.%';
SELECT server_failure('endpoint_url ''https://example.com/path''');

-- Plain http goes to this machine only
SELECT server_failure('endpoint_url_kinesis ''http://example.com:4566''');
SELECT server_failure('endpoint_url ''http://0.0.0.0:4566''') LIKE 'HV024%';
SELECT server_failure('endpoint_url ''http://localhost.example.com''') LIKE 'HV024%';

-- Metadata services are no endpoints, in whatever notation
SELECT server_failure('endpoint_url ''https://169.254.169.254''');
SELECT url, server_failure('endpoint_url ' || quote_literal(url))
FROM (VALUES ('https://169.254.169.254'), ('http://169.254.170.2:80'), ('https://2852039166'),
             ('https://0xa9fea9fe'), ('https://0251.0376.0251.0376'), ('https://169.254.43518'),
             ('https://169.254.169.254.'), ('https://[fe80::1]'), ('https://[fd00:ec2::254]'),
             ('https://[::ffff:169.254.169.254]'), ('https://[::169.254.169.254]'),
             ('https://[::ffff:0:169.254.169.254]'), ('https://[64:ff9b::a9fe:a9fe]'),
             ('https://[64:ff9b:1:a9fe:a9:fe00::]'), ('https://[64:ff9b:1:a9:fe:a9fe::]'),
             ('https://[64:ff9b:1:ff:a9:fea9:fe00:0]'), ('https://[64:ff9b:1:ff:ff:ff:169.254.169.254]'),
             ('https://[2002:a9fe:a9fe::]'), ('https://[2002:A9FE:AA02::1]'),
             ('https://[2001:0:c000:201:8000:ffff:5601:5601]'), ('https://[2001:0:a9fe:a9fe::]'),
             ('https://[2001:db8::5efe:169.254.169.254]'),
             ('https://[2001:db8::200:5efe:169.254.169.254]')) AS v (url)
WHERE server_failure('endpoint_url ' || quote_literal(url)) NOT LIKE 'HV024%link-local or metadata address%';

-- Everything that is right
CREATE SERVER regress_aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (
    region 'us-east-1',
    endpoint_url 'https://vpce.example.com:8443',
    endpoint_url_kinesis 'http://127.0.0.1:4566',
    endpoint_url_dynamodb 'http://localhost',
    endpoint_url_sqs 'http://[::1]:4566',
    endpoint_url_s3 'https://192.0.2.1',
    endpoint_url_sns 'https://[64:ff9b::192.0.2.1]');
SELECT srvoptions FROM pg_foreign_server WHERE srvname = 'regress_aws';

-- An ordinary role cannot send requests wherever it likes
SET ROLE regress_owner;
SELECT server_failure('region ''us-east-1'', endpoint_url ''https://example.com''');
SELECT server_failure('region ''us-east-1'', endpoint_url ''http://127.0.0.1:5432''') LIKE '42501%';
CREATE SERVER regress_own FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'eu-west-3');
RESET ROLE;

-- User mappings: both halves of a key, or another source
CREATE FUNCTION mapping_failure(options text) RETURNS text
    LANGUAGE sql
    AS $$ SELECT failure('CREATE USER MAPPING FOR regress_user SERVER regress_own OPTIONS (' || options || ')') $$;
SELECT mapping_failure('user ''me''');
SELECT mapping_failure('region ''us-east-1''') LIKE 'HV00D%';
SELECT mapping_failure('access_key_id ''AKID''');
SELECT mapping_failure('secret_access_key ''sentinel''');
SELECT mapping_failure('session_token ''sentinel''');
SELECT mapping_failure('access_key_id ''AKID'', secret_access_key ''sentinel '', session_token ''t''');
SELECT mapping_failure('access_key_id ''AK/ID'', secret_access_key ''sentinel''');
SELECT mapping_failure(E'access_key_id ''AKID'', secret_access_key ''sentinel\n''') LIKE 'HV024%';
SELECT mapping_failure('access_key_id ''AKID'', secret_access_key ''''') LIKE 'HV024%';
SELECT mapping_failure('access_key_id ''AKID'', secret_access_key ''sentinel'', credential_source ''chain''');
SELECT mapping_failure('credential_source ''imds''');
SELECT mapping_failure('profile ''p''');
SELECT mapping_failure('credential_source ''chain'', profile ''p''') LIKE 'HV00J%';
SELECT mapping_failure('credential_source ''profile'', profile ''a]''');

-- The server's own identity is a superuser's to give
SET ROLE regress_owner;
SELECT mapping_failure('credential_source ''chain''');
SELECT mapping_failure('credential_source ''profile'', profile ''p''') LIKE '42501%';
CREATE USER MAPPING FOR regress_user SERVER regress_own
    OPTIONS (access_key_id 'AKID', secret_access_key 'first');
ALTER USER MAPPING FOR regress_user SERVER regress_own
    OPTIONS (SET secret_access_key 'second', ADD session_token 'token');
SELECT failure('ALTER USER MAPPING FOR regress_user SERVER regress_own
    OPTIONS (DROP access_key_id, DROP secret_access_key, DROP session_token, ADD credential_source ''chain'')');
RESET ROLE;
ALTER USER MAPPING FOR regress_user SERVER regress_own
    OPTIONS (DROP access_key_id, DROP secret_access_key, DROP session_token, ADD credential_source 'profile', ADD profile 'p');
-- who may alter the mapping can take it away, but not turn it to another
SET ROLE regress_owner;
SELECT failure('ALTER USER MAPPING FOR regress_user SERVER regress_own OPTIONS (SET profile ''other'')');
SELECT failure('ALTER USER MAPPING FOR regress_user SERVER regress_own OPTIONS (DROP profile)') LIKE '42501%';
ALTER USER MAPPING FOR regress_user SERVER regress_own
    OPTIONS (DROP credential_source, DROP profile, ADD access_key_id 'AKID', ADD secret_access_key 'third');
RESET ROLE;

-- Secrets are for those whom PostgreSQL shows them
SET ROLE regress_user;
SELECT srvname, umoptions IS NULL FROM pg_user_mappings WHERE srvname LIKE 'regress%';
RESET ROLE;

-- Which server, and whose
CREATE FOREIGN DATA WRAPPER regress_other;
CREATE SERVER regress_other FOREIGN DATA WRAPPER regress_other;
CREATE SERVER regress_bare FOREIGN DATA WRAPPER pgawspipe;
GRANT USAGE ON FOREIGN SERVER regress_bare TO regress_user;
CREATE FUNCTION call_failure(server text) RETURNS text
    LANGUAGE sql
    AS $$ SELECT failure(format('SELECT awspipe.call(%L, ''kinesis'', ''ListStreams'')', server)) $$;
SET ROLE regress_user;
SELECT call_failure('regress_none');
SELECT call_failure('regress_other');
SELECT call_failure('regress_own');
SELECT call_failure('regress_bare');
RESET ROLE;
CREATE USER MAPPING FOR PUBLIC SERVER regress_bare;
SET ROLE regress_user;
SELECT call_failure('regress_bare');
RESET ROLE;
ALTER SERVER regress_bare OPTIONS (ADD region 'us-east-1');
SET ROLE regress_user;
SELECT call_failure('regress_bare');
RESET ROLE;

-- What cannot be called is said before anything is sent
SELECT failure('SELECT awspipe.call(''regress_aws'', ''ec2'', ''RunInstances'')');
SELECT failure('SELECT awspipe.call(''regress_aws'', ''kinesis'', ''List-Streams'')');
SELECT failure('SELECT awspipe.call(''regress_aws'', ''kinesis'', '''')') LIKE '22023%';
SELECT failure('SELECT awspipe.call(''regress_aws'', ''kinesis'', ''ListStreams'', ''[]'')');
SELECT failure('SELECT awspipe.call(''regress_aws'', ''kinesis'', NULL)');

DROP FUNCTION call_failure(text), mapping_failure(text), server_failure(text), failure(text);
DROP SERVER regress_bare, regress_aws, regress_own CASCADE;
DROP FOREIGN DATA WRAPPER regress_other CASCADE;
DROP OWNED BY regress_owner, regress_user;
DROP ROLE regress_owner, regress_user;
