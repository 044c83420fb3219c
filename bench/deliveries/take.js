/*
 * take.js
 *	  A DynamoDB that takes everything at once, for benchmarks.
 *
 *	node take.js PORT_FILE OWNER_PID
 *
 * Knows tables whose key is "id", and answers BatchWriteItem and what it is
 * asked besides with success.
 *
 * IDENTIFICATION
 *	  bench/deliveries/take.js
 */
'use strict';

const fs = require('fs');
const http = require('http');

const [portFile, owner] = process.argv.slice(2);

const table = JSON.stringify({ Table: {
	TableStatus: 'ACTIVE',
	AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
	KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } });

const server = http.createServer((request, response) =>
{
	const describes = request.headers['x-amz-target'].endsWith('.DescribeTable');

	request.resume();
	request.on('end', () =>
	{
		response.setHeader('x-amzn-requestid', 'bench');
		response.setHeader('content-type', 'application/x-amz-json-1.0');
		response.end(describes ? table : '{"UnprocessedItems":{}}');
	});
});

server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () =>
{
	fs.writeFileSync(portFile + '.new', String(server.address().port));
	fs.renameSync(portFile + '.new', portFile);
});

/* It ends with whoever has started it. */
setInterval(() =>
{
	try
	{
		process.kill(Number(owner), 0);
	}
	catch (e)
	{
		process.exit(0);
	}
}, 1000);
