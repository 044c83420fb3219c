-- From jsonb to DynamoDB's attribute values and back.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
RESET client_min_messages;

-- every type
SELECT awspipe.dynamodb_from_json('{"s": "té\"x\\t", "e": "", "n": 1, "f": false, "t": true, "z": null}');
SELECT awspipe.dynamodb_from_json('{"l": [1, "a", null, [], {}], "m": {"a": {"b": 1}}}');
SELECT awspipe.dynamodb_from_json('{"b": {"$binary": "AAEC"}, "empty": {"$binary": ""}}');
SELECT awspipe.dynamodb_from_json('{"ss": {"$set": ["a", ""]}, "ns": {"$set": [1, 2.50]}, "bs": {"$set": [{"$binary": "AA=="}, {"$binary": "AQ=="}]}}');
-- only where it is the sole member
SELECT awspipe.dynamodb_from_json('{"m": {"$set": [1], "x": 2}}');
SELECT awspipe.dynamodb_from_json('{}');

-- numbers keep their digits, and lose zeros that add nothing
SELECT n, awspipe.dynamodb_from_json(jsonb_build_object('n', n::numeric))->'n'->>'N' AS sent
FROM unnest(ARRAY['0', '-0', '0.000', '10', '-1.50', '12345678901234567890.123456789012345678',
	'0.1', '100.0', '1e10', '1e-10']) AS n;
SELECT length(awspipe.dynamodb_from_json('{"n": 9.9999999999999999999999999999999999999e125}')->'n'->>'N');
SELECT length(awspipe.dynamodb_from_json('{"n": -1e-130}')->'n'->>'N');
SELECT awspipe.dynamodb_from_json('{"n": 1e126}');
SELECT awspipe.dynamodb_from_json('{"n": 1e-131}');
SELECT awspipe.dynamodb_from_json('{"n": 123456789012345678901234567890123456789}');
SELECT awspipe.dynamodb_from_json('{"n": 1.00000000000000000000000000000000000001}');

-- refused
SELECT awspipe.dynamodb_from_json('[1]');
SELECT awspipe.dynamodb_from_json('1');
SELECT awspipe.dynamodb_from_json('{"": 1}');
SELECT awspipe.dynamodb_from_json('{"m": {"": 1}}');
SELECT awspipe.dynamodb_from_json('{"b": {"$binary": "A"}}');
SELECT awspipe.dynamodb_from_json('{"b": {"$binary": 1}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": []}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": "a"}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": [1, "1"]}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": [true]}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": [1, 1.0]}}');
SELECT awspipe.dynamodb_from_json('{"s": {"$set": ["a", "b", "a"]}}');

-- depth
SELECT length(awspipe.dynamodb_from_json(('{"a":' || repeat('[', 32) || repeat(']', 32) || '}')::jsonb)::text);
SELECT awspipe.dynamodb_from_json(('{"a":' || repeat('[', 33) || repeat(']', 33) || '}')::jsonb);

-- and back
SELECT awspipe.dynamodb_to_json(awspipe.dynamodb_from_json(item)) = item AS same
FROM unnest(ARRAY[
	'{"s": "té\"x\\t", "e": "", "n": 1, "f": false, "t": true, "z": null}',
	'{"l": [1, "a", null, [], {}], "m": {"a": {"b": 1}}}',
	'{"b": {"$binary": "AAEC"}, "ss": {"$set": ["a", ""]}, "ns": {"$set": [1, 2.50]}, "bs": {"$set": [{"$binary": "AA=="}]}}',
	'{}']::jsonb[]) AS item;
SELECT awspipe.dynamodb_to_json('{"n": {"N": "1E+2"}, "m": {"N": "-0.5"}}');
SELECT awspipe.dynamodb_to_json('{"n": 1}');
SELECT awspipe.dynamodb_to_json('{"n": {"X": "1"}}');
SELECT awspipe.dynamodb_to_json('{"n": {"N": "x"}}');
SELECT awspipe.dynamodb_to_json('{"n": {"S": "x", "N": "1"}}');
SELECT awspipe.dynamodb_to_json('[]');

-- what is enqueued
CREATE SERVER aws_value FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
CREATE USER MAPPING FOR PUBLIC SERVER aws_value OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a", "n": 1}') IS NOT NULL AS sent;
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a"}', 7) IS NOT NULL AS sent;
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a", "v": 7.0}', 7, 'v', 'key') IS NOT NULL AS sent;
SELECT awspipe.dynamodb_delete_item('aws_value', 'items', '{"pk": "a", "sk": 2}') IS NOT NULL AS sent;
SELECT awspipe.dynamodb_delete_item('aws_value', 'items', '{"pk": "a"}', 8) IS NOT NULL AS sent;
SELECT awspipe.dynamodb_update_item('aws_value', 'items', '{"pk": "a"}', 'SET #n = :n', '{"#n": "n"}',
	'{":n": [1]}', 'attribute_exists(pk)') IS NOT NULL AS sent;
SELECT awspipe.kinesis_put_record('aws_value', 'events', '{"a": 1}'::jsonb, 'k"1', '12') IS NOT NULL AS sent;
SELECT awspipe.kinesis_put_record('aws_value', 'events', 'text', 'k', ordering_key => '') IS NOT NULL AS sent;
SELECT awspipe.kinesis_put_record('aws_value', 'events', '\x0001'::bytea, 'k') IS NOT NULL AS sent;
SELECT service, resource, operation, ordering_key, version, body
FROM awspipe.outbox JOIN awspipe._destination USING (destination_id)
WHERE server_name = 'aws_value' ORDER BY outbox_id;

-- refused
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{}');
SELECT awspipe.dynamodb_put_item('aws_value', NULL, '{"pk": 1}');
SELECT awspipe.dynamodb_put_item('nowhere', 'items', '{"pk": 1}');
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a", "version": 6}', 7);
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a"}', 'NaN');
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": "a"}', 1, NULL);
SELECT awspipe.dynamodb_delete_item('aws_value', 'items', '{"pk": [1]}');
SELECT awspipe.dynamodb_delete_item('aws_value', 'items', '{"a": 1, "b": 2, "c": 3}');
SELECT awspipe.dynamodb_update_item('aws_value', 'items', '{"pk": 1}', 'SET a = :a', '{"#a": 1}');
-- 400 KB with names: one byte more is too much
SELECT awspipe.dynamodb_put_item('aws_value', 'items', jsonb_build_object('pk', repeat('x', 400 * 1024 - 2))) IS NOT NULL AS sent;
SELECT awspipe.dynamodb_put_item('aws_value', 'items', jsonb_build_object('pk', repeat('x', 400 * 1024 - 1)));

BEGIN READ ONLY;
SELECT awspipe.dynamodb_put_item('aws_value', 'items', '{"pk": 1}');
ROLLBACK;

DELETE FROM awspipe.outbox AS o USING awspipe._destination AS d
WHERE d.destination_id = o.destination_id AND server_name = 'aws_value';
DROP SERVER aws_value CASCADE;
