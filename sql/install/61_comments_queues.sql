/* What the columns of the views mean where they are of queues. */

COMMENT ON COLUMN awspipe.consumers.source IS 'kind of source: kinesis or sqs';
COMMENT ON COLUMN awspipe.consumers.resource IS 'name or ARN of the stream; name, URL or ARN of the queue';
COMMENT ON COLUMN awspipe.consumers.error_position IS 'record the consumer stopped at, or that it gave back last: message id, or shard, sequence number, and sub-sequence number if aggregated';
COMMENT ON COLUMN awspipe.consumers.on_error IS 'option: stop at a bad record, dead_letter: set it aside, or release: leave it to the queue';
COMMENT ON COLUMN awspipe.consumers.ack_after IS 'option of queues: delete messages when their commit is safe here (local) or on a standby (replicated)';
COMMENT ON COLUMN awspipe.consumers.visibility_timeout IS 'option of queues: how long received messages stay invisible; NULL: as the queue has it';
COMMENT ON COLUMN awspipe.consumers.polls IS 'option of queues: most long polls under way at a time';
COMMENT ON COLUMN awspipe.consumers.unwrap_sns IS 'option of queues: whether the envelope of SNS notifications is taken off';

COMMENT ON COLUMN awspipe.stat_consumer.lag IS 'of streams: how far the slowest shard is behind the head, by AWS''s word; of queues: the age of the oldest message received lately';
COMMENT ON COLUMN awspipe.stat_consumer.duplicates IS 'messages that were delivered again and dropped by their id';

COMMENT ON COLUMN awspipe.dead_letters.event_id IS 'records of queues: the message id';
COMMENT ON COLUMN awspipe.dead_letters.message_group_id IS 'records of FIFO queues: the message group';
