/*
 * One round of what is measured within transactions that roll back, in a
 * session of its own.  Each statement runs once before it is timed, as in a
 * worker that has been at it for a while.
 */

\set messages 'SELECT count(awspipe.dynamodb_put_item(\'aws\', \'items\', item, n)) FROM item'
\set rows 'SELECT count(put_row(destination_id, operation, ordering_key, version, body)) FROM bench.message'
\set events 'INSERT INTO inventory.event SELECT * FROM shop_event'

BEGIN;
:messages;
SELECT clock_timestamp() AS start \gset
:messages;
SELECT clock_timestamp() AS stop \gset
ROLLBACK;
INSERT INTO bench.call VALUES ('messages', 10000, extract(epoch FROM :'stop'::timestamptz - :'start'));

BEGIN;
:rows;
SELECT clock_timestamp() AS start \gset
:rows;
SELECT clock_timestamp() AS stop \gset
ROLLBACK;
INSERT INTO bench.call VALUES ('rows', 10000, extract(epoch FROM :'stop'::timestamptz - :'start'));

BEGIN;
:events;
ROLLBACK;
VACUUM inventory.event, inventory.product, inventory.rejection;
BEGIN;
SELECT clock_timestamp() AS start \gset
:events;
SELECT clock_timestamp() AS stop \gset
ROLLBACK;
INSERT INTO bench.call VALUES ('events', 10000, extract(epoch FROM :'stop'::timestamptz - :'start'));

BEGIN;
ALTER TABLE inventory.event DISABLE TRIGGER apply_batch;
:events;
SELECT clock_timestamp() AS start \gset
:events;
SELECT clock_timestamp() AS stop \gset
ROLLBACK;
INSERT INTO bench.call VALUES ('inbox rows', 10000, extract(epoch FROM :'stop'::timestamptz - :'start'));
VACUUM inventory.event, inventory.product, inventory.rejection;
