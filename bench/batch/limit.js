/*
 * limit.js - how fast a DynamoDB emulator takes items from a client that does
 * nothing else
 *
 *	node limit.js PORT TABLE FILE
 *
 * FILE has an item per line, in DynamoDB's typed JSON, with "order_id" as the
 * key.  Makes the table, then sends the items with BatchWriteItem, 25 each, over
 * as many connections as the dispatcher has for a destination at most.  All
 * bodies are made before the clock is started.  Prints items per second.
 *
 * IDENTIFICATION
 *	  bench/batch/limit.js
 */
'use strict';

const fs = require('fs');
const http = require('http');

const [, , port, table, file] = process.argv;
const CONNECTIONS = 16;
const BATCH = 25;

const agent = new http.Agent({keepAlive: true, maxSockets: CONNECTIONS});
const headers = {
	'Content-Type': 'application/x-amz-json-1.0',
	'X-Amz-Date': '20250101T000000Z',
	Authorization: 'AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/dynamodb/aws4_request, ' +
		'SignedHeaders=host;x-amz-date, Signature=00'
};

function call(operation, body)
{
	return new Promise((resolve, reject) => {
		const request = http.request({host: '127.0.0.1', port, agent, method: 'POST', path: '/',
			headers: {...headers, 'X-Amz-Target': 'DynamoDB_20120810.' + operation,
				'Content-Length': Buffer.byteLength(body)}}, answer => {
			let text = '';

			answer.setEncoding('utf8');
			answer.on('data', piece => { text += piece; });
			answer.on('end', () => answer.statusCode === 200 ? resolve(JSON.parse(text)) :
				reject(new Error(operation + ': ' + answer.statusCode + ' ' + text)));
		});

		request.on('error', reject);
		request.end(body);
	});
}

async function createTable()
{
	await call('CreateTable', JSON.stringify({
		TableName: table,
		BillingMode: 'PAY_PER_REQUEST',
		AttributeDefinitions: [{AttributeName: 'order_id', AttributeType: 'S'}],
		KeySchema: [{AttributeName: 'order_id', KeyType: 'HASH'}]
	}));
	while ((await call('DescribeTable', JSON.stringify({TableName: table}))).Table.TableStatus !== 'ACTIVE')
		await new Promise(resolve => setTimeout(resolve, 20));
}

function makeBodies(items)
{
	const bodies = [];

	for (let i = 0; i < items.length; i += BATCH)
	{
		const puts = items.slice(i, i + BATCH).map(item => '{"PutRequest":{"Item":' + item + '}}');

		bodies.push('{"RequestItems":{"' + table + '":[' + puts.join(',') + ']}}');
	}
	return bodies;
}

async function main()
{
	const items = fs.readFileSync(file, 'utf8').split('\n').filter(line => line !== '');
	const bodies = makeBodies(items);
	let next = 0;

	async function work()
	{
		while (next < bodies.length)
			await call('BatchWriteItem', bodies[next++]);
	}

	await createTable();
	const start = process.hrtime.bigint();
	await Promise.all(Array.from({length: CONNECTIONS}, work));
	console.log(Math.round(items.length * 1e9 / Number(process.hrtime.bigint() - start)));
	agent.destroy();
}

main().catch(error => { console.error(error.message); process.exit(1); });
