# What is dropped into a bucket is logged, deleted, moved, or loaded and
# transformed, by a trigger on the inbox of a queue that the bucket notifies,
# straight or through a topic.  This takes an emulator that sends notifications:
# moto, which comes neither with apt nor with npm.  Without it this is skipped;
# the shapes of events are then tested by sql/s3_event.sql alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Encode qw(encode);
use JSON::PP;
use Moto;
use PipeCluster;
use Test::More;

my $moto = Moto::take();

if (!$moto)
{
	my $reason = '089_s3_events: SKIPPED, there is no moto_server: notifications of buckets are not tested '
	  . 'against an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}

my $json = JSON::PP->new->utf8;
my $node = PipeCluster->create('s3_events', endpoints => { map { $_ => $moto } qw(s3 sns sqs) });

sub app { return $node->psql_as('app', @_) }

sub call
{
	my ($service, $operation, $input) = @_;
	my $text = $json->encode($input);

	return $json->decode(app("SELECT awspipe.call('aws', '$service', '$operation', \$json\$$text\$json\$)"));
}

sub keys_of
{
	my ($bucket) = @_;

	return app("SELECT string_agg(key, ', ' ORDER BY key) FROM awspipe.s3_list_objects('aws', '$bucket')");
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

my $arn = 'arn:aws:sqs:us-east-1:123456789012:uploads';
my @events = ('s3:ObjectCreated:*', 's3:ObjectRemoved:*');
my @filter = (Filter => { Key => { FilterRules => [ { Name => 'prefix', Value => 'in/' } ] } });

call('sqs', 'CreateQueue', { QueueName => 'uploads' });
my $topic = call('sns', 'CreateTopic', { Name => 'uploads' })->{TopicArn};
call('sns', 'Subscribe', { TopicArn => $topic, Protocol => 'sqs', Endpoint => $arn });
call('s3', 'CreateBucket', { Bucket => $_ }) foreach qw(files others);
call('s3', 'PutBucketNotificationConfiguration', { Bucket => 'files',
		NotificationConfiguration => { QueueConfigurations => [ { Id => 'files', QueueArn => $arn, Events => \@events, @filter } ] } });
call('s3', 'PutBucketNotificationConfiguration', { Bucket => 'others',
		NotificationConfiguration => { TopicConfigurations => [ { Id => 'others', TopicArn => $topic, Events => \@events, @filter } ] } });

app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE file_event (event_name text, bucket text, key text, size bigint, etag text, event_time timestamptz);
CREATE TABLE file (bucket text, key text, etag text, next_byte bigint DEFAULT 0, line_number bigint DEFAULT 0, PRIMARY KEY (bucket, key, etag));
CREATE TABLE price (product text PRIMARY KEY, price numeric);
CREATE FUNCTION see_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO file_event SELECT e.event_name, e.bucket, e.key, e.size, e.etag, e.event_time FROM batch AS b, awspipe.s3_event(b.payload) AS e;
	PERFORM CASE
		WHEN e.key LIKE '%.tmp' THEN awspipe.s3_delete_object('aws', e.bucket, e.key)
		ELSE awspipe.s3_move_object('aws', e.bucket, e.key, 'files', regexp_replace(e.key, '^in/', 'images/'), if_match => e.etag)
		END
	FROM batch AS b, awspipe.s3_event(b.payload) AS e
	WHERE e.event_name LIKE 'ObjectCreated:%' AND e.key ~ '\.(tmp|png)$';
	INSERT INTO file SELECT DISTINCT e.bucket, e.key, e.etag FROM batch AS b, awspipe.s3_event(b.payload) AS e
	WHERE e.event_name LIKE 'ObjectCreated:%' AND e.key LIKE '%.jsonl' ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER see_files AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch FOR EACH STATEMENT EXECUTE FUNCTION see_files();
-- What cannot be done while a batch is applied, for it reads S3
CREATE PROCEDURE load_files() LANGUAGE plpgsql AS $$
DECLARE
	f file;
BEGIN
	FOR f IN SELECT * FROM file WHERE next_byte = 0 LOOP
		WITH l AS MATERIALIZED (
			SELECT l.* FROM awspipe.s3_read_lines('aws', f.bucket, f.key, if_match => f.etag) AS l
		), good AS (
			INSERT INTO price SELECT line::jsonb ->> 'product', (line::jsonb ->> 'price')::numeric FROM l
			RETURNING *
		), put AS (
			SELECT awspipe.s3_put_object('aws', f.bucket, regexp_replace(f.key, '^in/(.*)\.jsonl$', 'clean/\1.csv'),
				string_agg(format('%s,%s', product, price), E'\n' ORDER BY product)) FROM good
		)
		UPDATE file AS u SET next_byte = e.next_byte, line_number = e.line_number
		FROM (SELECT max(next_byte) AS next_byte, max(line_number) AS line_number FROM l) AS e, put
		WHERE (u.bucket, u.key, u.etag) = (f.bucket, f.key, f.etag);
	END LOOP;
END $$;
SELECT awspipe.create_sqs_consumer('uploads', 'aws', 'uploads', 'inbox', polls => 1);
SELECT awspipe.start_consumer('uploads');
SQL

my $flower = encode('UTF-8', "in/red flowers+100% \x{e4}.png");

app("SELECT awspipe.s3_put_object('aws', 'files', k, v) FROM (VALUES
	('$flower', 'image'), ('in/a.tmp', 'nothing'), ('in/keep.txt', 'x'), ('out/b.tmp', 'not ours'),
	('in/prices.jsonl', E'{\"product\": \"bolt\", \"price\": 0.19}\\n{\"product\": \"nut\", \"price\": 0.05}\\n')) AS f (k, v)");
app(q{SELECT awspipe.s3_put_object('aws', 'others', 'in/b.tmp', 'nothing')});
ok($node->poll_until(q{SELECT count(*) >= 8 FROM app.file_event}), 'what happens in the buckets is logged');
ok(drained(), 'and what is to be done with it is done');
is(keys_of('files'), encode('UTF-8', "images/red flowers+100% \x{e4}.png, in/keep.txt, in/prices.jsonl, out/b.tmp"),
	'one object is moved, another deleted, others stay');
is(keys_of('others'), '', 'one was told of by a topic');
is( app(q{SELECT string_agg(format('%s %s/%s', event_name, bucket, key), E'\n' ORDER BY bucket, key, event_name) FROM file_event}),
	join("\n",
		"ObjectCreated:Put files/in/a.tmp", 'ObjectRemoved:Delete files/in/a.tmp', 'ObjectCreated:Put files/in/keep.txt',
		'ObjectCreated:Put files/in/prices.jsonl', "ObjectCreated:Put files/$flower", "ObjectRemoved:Delete files/$flower",
		'ObjectCreated:Put others/in/b.tmp', 'ObjectRemoved:Delete others/in/b.tmp'),
	'each event once, and no others');
is(app(q{SELECT DISTINCT size || ' ' || etag FROM file_event WHERE key = 'in/keep.txt'}),
	app(q{SELECT format('%s %s', h ->> 'size', h ->> 'etag') FROM awspipe.s3_head_object('aws', 'files', 'in/keep.txt') AS h}),
	'with size and ETag');
is(app(q{SELECT bool_and(event_time BETWEEN now() - interval '1 day' AND now() + interval '1 day') FROM file_event}), 't', 'and a time');

app('CALL load_files()');
ok(drained(), 'a file is loaded');
is(app(q{SELECT string_agg(format('%s=%s', product, price), ' ' ORDER BY product) FROM price}), 'bolt=0.19 nut=0.05', 'line by line');
is(app(q{SELECT convert_from(awspipe.s3_get_object('aws', 'files', 'clean/prices.csv'), 'UTF8')}), "bolt,0.19\nnut,0.05",
	'and written as another');

# What else comes to the queue disturbs nobody: S3's test event, too
app(q{SELECT awspipe.sqs_send_message('aws', 'uploads', m) FROM unnest('{"{}", "7", "{\"Records\": [{}]}"}'::text[]) AS m});
ok($node->poll_until(q{SELECT count(*) = 3 FROM app.inbox WHERE payload IN ('{}', '7', '{"Records": [{}]}')}), 'what is no event of S3 is a message like others');
is(app(q{SELECT count(*) FROM inbox WHERE payload ->> 'Event' = 's3:TestEvent' OR (payload ->> 'Message')::jsonb ->> 'Event' = 's3:TestEvent'}),
	2, 'and so is the test event of each bucket');
is(app('SELECT count(*) FROM file_event'), 8, 'of which there are no rows');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0, 'and no dead letters');

done_testing();
