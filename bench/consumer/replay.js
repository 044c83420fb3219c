/*
 * replay.js
 *	  A stream that answers as fast as it can be asked, for benchmarks.
 *
 *	node replay.js PORT_FILE OWNER_PID
 *
 * Speaks as much of Kinesis as a consumer needs.  A stream's name says what
 * is in it: "replay-BYTES-SHARDS-ANSWERS" has that many shards and holds
 * ANSWERS answers of 10,000 records in all, each record a JSON object of
 * BYTES bytes.  They are made when the stream is described, so that nothing
 * but sending is left to do when they are asked for; what follows them is
 * empty answers.  The stream described last is the only one there is.
 *
 * IDENTIFICATION
 *	  bench/consumer/replay.js
 */
'use strict';

const fs = require('fs');
const http = require('http');

const RECORDS = 10000;
const PRODUCTS = 1000;
const CREATED = 1700000000;

const [portFile, owner] = process.argv.slice(2);

let stream = null;

/* The same records in each run */
let state = 1;

function draw(n)
{
	state = (Math.imul(state, 1103515245) + 12345) >>> 0;
	return (state >>> 8) % n;
}

/* An event of a shop; attributes of several types make up its size. */
function event(bytes)
{
	let text = `{"event_type":"${draw(2) ? 'product_added' : 'quantity_changed'}",` +
		`"product":{"product_id":"P${String(draw(PRODUCTS)).padStart(5, '0')}",` +
		`"quantity":${draw(100)},"timestamp":"2026-03-04T05:06:07.089Z"}`;

	for (let n = 0; text.length + 60 < bytes; n++)
		text += `,"attribute ${n}":` + (n % 3 === 0 ? draw(1e6) / 100 :
			n % 3 === 1 ? `"warehouse ${draw(1e6)}"` : draw(2) === 1);
	return text + ',"note":"' + 'x'.repeat(Math.max(0, bytes - text.length - 11)) + '"}';
}

function answer(bytes, shard, index)
{
	const records = [];

	for (let i = 0; i < RECORDS; i++)
	{
		const place = String(index * RECORDS + i).padStart(20, '0');

		records.push(`{"ApproximateArrivalTimestamp":${CREATED + i / 1000},` +
			`"Data":"${Buffer.from(event(bytes)).toString('base64')}",` +
			`"PartitionKey":"3f2a9c1e-7b64-4d0e-9a51-${String(draw(1e6)).padStart(12, '0')}",` +
			`"SequenceNumber":"4965${String(shard).padStart(32, '0')}${place}"}`);
	}
	return Buffer.from(`{"MillisBehindLatest":1000,"NextShardIterator":` +
		`"${shard}:${index + 1}","Records":[${records.join(',')}]}`);
}

function make(name)
{
	const [bytes, shards, answers] = name.split('-').slice(1).map(Number);

	if (stream !== null && stream.name === name)
		return;
	stream = {name, answers: []};
	state = 1;
	for (let shard = 0; shard < shards; shard++)
		stream.answers.push([]);
	for (let i = 0; i < answers; i++)
	{
		const shard = i % shards;

		stream.answers[shard].push(answer(bytes, shard, stream.answers[shard].length));
	}
}

function shardId(shard)
{
	return 'shardId-' + String(shard).padStart(12, '0');
}

const operations = {
	DescribeStreamSummary(input)
	{
		make(input.StreamName);
		return {StreamDescriptionSummary: {
			StreamName: input.StreamName,
			StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/' + input.StreamName,
			StreamStatus: 'ACTIVE',
			StreamCreationTimestamp: CREATED,
			RetentionPeriodHours: 24,
			OpenShardCount: stream.answers.length,
			EnhancedMonitoring: [],
		}};
	},

	ListShards()
	{
		return {Shards: stream.answers.map((answers, shard) => ({
			ShardId: shardId(shard),
			HashKeyRange: {StartingHashKey: String(shard), EndingHashKey: String(shard)},
			SequenceNumberRange: {StartingSequenceNumber: '4965' + '0'.repeat(52)},
		}))};
	},

	GetShardIterator(input)
	{
		return {ShardIterator: Number(input.ShardId.slice(-12)) + ':0'};
	},

	GetRecords(input)
	{
		const [shard, index] = input.ShardIterator.split(':').map(Number);

		return stream.answers[shard][index] ||
			{Records: [], NextShardIterator: input.ShardIterator, MillisBehindLatest: 0};
	},
};

const server = http.createServer((request, response) => {
	const chunks = [];

	request.on('data', (chunk) => chunks.push(chunk));
	request.on('end', () => {
		const operation = operations[(request.headers['x-amz-target'] || '').split('.').pop()];
		const output = operation === undefined ?
			{__type: 'UnknownOperationException'} :
			operation(JSON.parse(Buffer.concat(chunks)));
		const body = Buffer.isBuffer(output) ? output : Buffer.from(JSON.stringify(output));

		response.writeHead(operation === undefined ? 400 : 200, {
			'Content-Type': 'application/x-amz-json-1.1',
			'Content-Length': body.length,
			'x-amzn-RequestId': '00000000-0000-0000-0000-000000000000',
		});
		response.end(body);
	});
});

server.keepAliveTimeout = 60000;
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(portFile + '.new', server.address().port + '\n');
	fs.renameSync(portFile + '.new', portFile);
});

setInterval(() => {
	try
	{
		process.kill(Number(owner), 0);
	}
	catch (error)
	{
		if (error.code === 'ESRCH')
			process.exit(0);
	}
}, 1000);
