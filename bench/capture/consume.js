/*
 * consume.js
 *	  A capture as one would write it outside of the database, for benchmarks.
 *
 *	node consume.js SOCKET_DIR SLOT PUBLICATION S3_URL BUCKET PREFIX
 *
 * Reads a replication slot with pgoutput, makes of each change the line that a
 * capture makes of it in JSON, and puts files of 10 MB, or what there is after
 * a second in which nothing came.  The slot is told after that.
 *
 * IDENTIFICATION
 *	  bench/capture/consume.js
 */
'use strict';

const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { types } = require('pg');
const { LogicalReplicationService, PgoutputPlugin } = require('pg-logical-replication');

const [host, slot, publication, endpoint, Bucket, prefix] = process.argv.slice(2);
const FILE_BYTES = 10000000;

/* Text stays what the server has written, numbers are numbers */
types.getTypeParser = oid => [20, 21, 23, 701].includes(oid) ? Number : text => text;

const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true,
	credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'of no use' } });
const service = new LogicalReplicationService(
	{ host, user: 'postgres', database: 'bench', options: '-c TimeZone=UTC' },
	{ acknowledge: { auto: false, timeoutSeconds: 0 } });

let transaction;
let lines = [];
let bytes = 0;
let files = 0;
let end = null;
let uploads = Promise.resolve();
let timer = null;

function flush()
{
	const Body = Buffer.from(lines.join(''));
	const lsn = end;
	const Key = prefix + String(++files).padStart(8, '0') + '.json';

	lines = [];
	bytes = 0;
	uploads = uploads.then(() => s3.send(new PutObjectCommand({ Bucket, Key, Body })))
		.then(() => service.acknowledge(lsn));
}

function lsnText(lsn)
{
	return lsn.split('/').map(half => half.toUpperCase().padStart(8, '0')).join('/');
}

function timeText(micros)
{
	return new Date(Number(micros / 1000n)).toISOString().slice(0, 20) +
		String(micros % 1000000n).padStart(6, '0') + 'Z';
}

function append(op, values, old)
{
	const line = JSON.stringify({ Op: op, commit_ts: transaction.time, commit_lsn: transaction.lsn,
		seq: ++transaction.seq, xid: transaction.xid, ...values, _unchanged: null, _old_key: old }) + '\n';

	lines.push(line);
	bytes += line.length;
}

service.on('data', (lsn, message) =>
{
	switch (message.tag)
	{
		case 'begin':
			transaction = { lsn: lsnText(message.commitLsn), time: timeText(message.commitTime),
				xid: message.xid, seq: 0 };
			break;
		case 'insert':
			append('I', message.new, null);
			break;
		case 'update':
			append('U', message.new, message.key);
			break;
		case 'delete':
			append('D', message.old ?? Object.fromEntries(
				message.relation.keyColumns.map(name => [name, message.key[name]])), null);
			break;
		case 'commit':
			end = message.commitEndLsn;
			if (bytes >= FILE_BYTES)
				flush();
			if (timer === null)
				timer = setTimeout(idle, 1000);
			else
				timer.refresh();
			break;
	}
});

function idle()
{
	if (bytes > 0)
		flush();
}

service.on('error', error =>
{
	console.error(error);
	process.exit(1);
});
service.subscribe(new PgoutputPlugin({ protoVersion: 1, publicationNames: [publication] }), slot);
