/*
 * actions.js
 *	  What the fault proxy can do to a request or its answer.
 *
 *	delay			forward; with the rule's "ms", late
 *	wait			forward, once the rules have been replaced; when: "before"
 *					(default) or "after", with an answer that was kept so long
 *	edit			forward without what "remove" matches in the body, a regular
 *					expression: for what an emulator does not understand
 *	rst				reset the connection; when: "before" (default, nothing is
 *					forwarded), "headers" (behind the answer's headers)
 *	status			answer without forwarding, as AWS: status, code, message as
 *					it shapes errors in the request's protocol; or a literal body
 *	foreign			the same as something that is not AWS: status (200), type (its
 *					content type), body_text; no request ID
 *	truncate		bytes of the answer's body, then the end; length: "kept"
 *					(default), "none" (it just ends) or "chunked" (cut chunk)
 *	drip			the answer's body at one byte every interval (1000 ms)
 *	malformed		the answer's body, cut in half and closed with rubbish
 *	huge			a 200 with a body of that many bytes
 *	redirect		to location, with status (302)
 *	drop			forward, wait for the answer, throw it away, reset: the
 *					caller cannot know what happened
 *	duplicate		the last answer to the same operation, again
 *	again			of GetRecords: the page before this one, once more
 *	fail_entries	fail the entries with these indexes of a batch with code
 *					(see batch.js), forward the others
 * date_offset (seconds) moves the answer's Date header with every action that
 * answers; headers adds to its headers.
 *
 * IDENTIFICATION
 *	  test/faults/actions.js
 */
'use strict';

const { Readable } = require('stream');
const { pipeline } = require('stream/promises');

const batch = require('./batch.js');

/* AWS marks every answer with one */
const REQUEST_ID = 'fault-proxy';

const xml_escape = (text) => text.replace(/[<>&]/g, (c) =>
	({ '<': '&lt;', '>': '&gt;', '&': '&amp;' }[c]));

/* An error as the protocol of this request shapes it. */
function aws_error(request, code, message)
{
	const type = request.headers['content-type'] || '';

	if (type.includes('amz-json'))
		return {
			headers: { 'content-type': type },
			body: JSON.stringify({ __type: code, message })
		};
	if (type.includes('form-urlencoded'))
		return {
			headers: { 'content-type': 'text/xml' },
			body: '<ErrorResponse><Error><Type>Sender</Type>' +
				`<Code>${xml_escape(code)}</Code>` +
				`<Message>${xml_escape(message)}</Message></Error>` +
				`<RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`
		};
	if (/^\/(v2\/email|2015-03-31)\//.test(request.url))
		return {
			headers: {
				'content-type': 'application/json', 'x-amzn-errortype': code
			},
			body: JSON.stringify({ message })
		};
	return {
		headers: { 'content-type': 'application/xml' },
		body: '<?xml version="1.0" encoding="UTF-8"?>\n' +
			`<Error><Code>${xml_escape(code)}</Code>` +
			`<Message>${xml_escape(message)}</Message>` +
			`<RequestId>${REQUEST_ID}</RequestId></Error>`
	};
}

/*
 * The headers of an answer, without those that describe a connection or a
 * body that is not the one we send.
 */
function answer_headers(rule, headers)
{
	const result = { ...headers, ...rule.headers };

	for (const name of ['connection', 'keep-alive', 'transfer-encoding',
		'content-length'])
		delete result[name];
	if (rule.date_offset !== undefined)
		result.date =
			new Date(Date.now() + 1000 * rule.date_offset).toUTCString();
	return result;
}

/* Of an answer to HEAD the length is what it tells, not what it has. */
function length_of(res, answer)
{
	return res.req.method === 'HEAD' && answer.headers['content-length'] ||
		Buffer.byteLength(answer.body);
}

function send(res, rule, answer)
{
	res.writeHead(answer.status, {
		...answer_headers(rule, answer.headers),
		'content-length': length_of(res, answer)
	});
	res.end(answer.body);
}

/* A changed body no longer has the checksum that DynamoDB sends along. */
function send_changed(res, rule, answer, body)
{
	const headers = { ...answer.headers };

	delete headers['x-amz-crc32'];
	send(res, rule, { status: answer.status, headers, body });
}

/* Have what was written go out, then end the connection in this way. */
function end_connection(res, how)
{
	const socket = res.socket;

	res.write('', () => setImmediate(() => socket[how]()));
}

function* blanks(bytes)
{
	const chunk = Buffer.alloc(65536, ' ');

	for (let left = bytes; left > 0; left -= chunk.length)
		yield chunk.subarray(0, left);
}

const handlers = {
	async delay(rule, request, res, proxy)
	{
		send(res, rule, await proxy.forward());
	},

	async wait(rule, request, res, proxy)
	{
		const answer = rule.when === 'after' ? await proxy.forward() : null;

		await proxy.released();
		if (!res.socket.destroyed)
			send(res, rule, answer || await proxy.forward());
	},

	async edit(rule, request, res, proxy)
	{
		const body = request.body.toString().replace(new RegExp(rule.remove, 'g'), '');

		send(res, rule, await proxy.forward(Buffer.from(body)));
	},

	async rst(rule, request, res, proxy)
	{
		if (rule.when === 'headers')
		{
			const answer = await proxy.forward();

			res.writeHead(answer.status, {
				...answer_headers(rule, answer.headers),
				'content-length': answer.body.length
			});
			res.flushHeaders();
			end_connection(res, 'resetAndDestroy');
		}
		else
			res.socket.resetAndDestroy();
	},

	async status(rule, request, res)
	{
		const shaped = rule.body_text !== undefined ?
			{ headers: {}, body: rule.body_text } :
			aws_error(request, rule.code || 'InternalFailure',
				rule.message || 'injected by the fault proxy');

		shaped.headers['x-amzn-requestid'] = REQUEST_ID;
		send(res, rule, { status: rule.status || 500, ...shaped });
	},

	async foreign(rule, request, res)
	{
		send(res, rule, {
			status: rule.status || 200,
			headers: rule.type !== undefined ? { 'content-type': rule.type } : {},
			body: rule.body_text || ''
		});
	},

	async truncate(rule, request, res, proxy)
	{
		const answer = await proxy.forward();
		const headers = answer_headers(rule, answer.headers);
		const length = rule.length || 'kept';

		if (length === 'kept')
			headers['content-length'] = answer.body.length;
		else if (length === 'none')
		{
			headers.connection = 'close';
			res.useChunkedEncodingByDefault = false;
		}
		res.writeHead(answer.status, headers);
		res.write(answer.body.subarray(0, rule.bytes || 0));
		end_connection(res, 'destroySoon');
	},

	async drip(rule, request, res, proxy)
	{
		const answer = await proxy.forward();
		let sent = 0;

		res.writeHead(answer.status, {
			...answer_headers(rule, answer.headers),
			'content-length': answer.body.length
		});
		res.flushHeaders();
		const timer = setInterval(() =>
		{
			if (sent < answer.body.length)
				res.write(answer.body.subarray(sent, ++sent));
			if (sent >= answer.body.length)
			{
				clearInterval(timer);
				res.end();
			}
		}, rule.interval || 1000);

		res.on('close', () => clearInterval(timer));
	},

	async malformed(rule, request, res, proxy)
	{
		const answer = await proxy.forward();
		const half = answer.body.subarray(0, answer.body.length >> 1);

		send_changed(res, rule, answer,
			Buffer.concat([half, Buffer.from('\u0001}{"')]));
	},

	async huge(rule, request, res)
	{
		res.writeHead(200, answer_headers(rule,
			{ 'content-type': 'application/x-amz-json-1.1' }));
		/* the caller may well hang up */
		await pipeline(Readable.from(blanks(rule.bytes)), res).catch(() => {});
	},

	async redirect(rule, request, res)
	{
		send(res, rule, {
			status: rule.status || 302,
			headers: { location: rule.location },
			body: ''
		});
	},

	async drop(rule, request, res, proxy)
	{
		await proxy.forward();
		res.socket.resetAndDestroy();
	},

	async duplicate(rule, request, res, proxy)
	{
		send(res, rule, proxy.last() || await proxy.forward());
	},

	async again(rule, request, res, proxy)
	{
		send(res, rule, proxy.page_before() || await proxy.forward());
	},

	async fail_entries(rule, request, res, proxy)
	{
		const work = batch.split(request, rule.entries,
			rule.code || 'InternalFailure');
		const answer = work.rest === null ?
			{
				status: 200,
				headers: { ...work.headers, 'x-amzn-requestid': REQUEST_ID },
				body: work.nothing
			} :
			await proxy.forward(Buffer.from(work.rest));

		if (answer.status === 200)
			send_changed(res, rule, answer,
				work.merge(answer.body.toString()));
		else
			send(res, rule, answer);
	}
};

/* Refuse rules that could never fire as meant. */
function check(rules)
{
	for (const rule of rules)
		if (!Object.hasOwn(handlers, rule.action))
			throw new Error(`unknown action: ${rule.action}`);
}

function perform(rule, request, res, proxy)
{
	return handlers[rule.action](rule, request, res, proxy);
}

module.exports = { check, perform };
