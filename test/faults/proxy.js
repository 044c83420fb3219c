/*
 * proxy.js
 *	  An HTTP proxy between pgawspipe and an AWS emulator that breaks things
 *	  on demand.
 *
 *	node proxy.js TARGET_URL PORT_FILE [OWNER_PID]
 *
 * Listens on two loopback ports, which it writes to PORT_FILE: one for the
 * traffic, one for the control API.  Without rules it forwards everything.
 * TARGET_URL may be "none": then each request needs a rule that answers it,
 * which makes the proxy a stand-in for a service without an emulator.
 * When the process OWNER_PID is gone, so is the proxy.
 *
 * Control API (JSON)
 *	GET    /rules		the rules, with what they counted
 *	POST   /rules		replace them: {seed, rules: [RULE...]}
 *	GET    /journal		the requests so far: operation, headers, length, body,
 *						rule, status
 *	DELETE /journal		forget these
 *	POST   /listening	false: refuse connections and reset those there are;
 *						true: listen again on the same port
 *	POST   /target		send the traffic to another URL
 *
 * RULE
 *	match		substring of the operation: X-Amz-Target, the form's Action, or
 *				"METHOD /path"; absent matches everything
 *	body		substring of the request's body
 *	nth			only the n-th request that matches (from 1)
 *	after		only requests behind the first n that match
 *	probability	of firing, decided by a generator with the given seed
 *	count		fire at most that often
 *	ms			wait before doing it
 *	action		and its parameters: see actions.js
 * Each rule counts in "matched" and "fired"; the first that fires is taken.
 *
 * IDENTIFICATION
 *	  test/faults/proxy.js
 */
'use strict';

const fs = require('fs');
const http = require('http');

const actions = require('./actions.js');

const [, , target_url, port_file, owner] = process.argv;

/* The journal holds no larger bodies, only their length */
const JOURNAL_BODY_MAX = 2 * 1024 * 1024;

const state = {
	target: target_url === 'none' ? null : new URL(target_url),
	rules: [],
	random: generator(1),
	journal: [],
	last: new Map(),			/* operation -> last answer of the target */
	pages: new Map(),			/* iterator -> the page of records before it */
	waiting: []					/* to be called when the rules are replaced */
};

/* Pages of GetRecords that are remembered */
const PAGES_MAX = 100;

/* mulberry32: small, and the same everywhere */
function generator(seed)
{
	let a = seed >>> 0;

	return () =>
	{
		a = (a + 0x6D2B79F5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

function operation_of(req, body)
{
	if (req.headers['x-amz-target'])
		return req.headers['x-amz-target'];
	if ((req.headers['content-type'] || '').includes('form-urlencoded'))
	{
		const action = new URLSearchParams(body.toString()).get('Action');

		if (action)
			return action;
	}
	return `${req.method} ${req.url}`;
}

/* By the iterator it ends with, that of the page behind it */
function remember_page(answer)
{
	const next = /"NextShardIterator":\s*"([^"]+)"/.exec(answer.body.toString());

	if (next)
		state.pages.set(next[1], answer);
	if (state.pages.size > PAGES_MAX)
		state.pages.delete(state.pages.keys().next().value);
}

/* Does this rule fire?  Every rule that matches counts it. */
function fires(rule, operation, body)
{
	if (rule.match !== undefined && !operation.includes(rule.match))
		return false;
	if (rule.body !== undefined && !body.includes(rule.body))
		return false;
	rule.matched++;
	if (rule.nth !== undefined && rule.matched !== rule.nth)
		return false;
	if (rule.after !== undefined && rule.matched <= rule.after)
		return false;
	if (rule.probability !== undefined && state.random() >= rule.probability)
		return false;
	return rule.count === undefined || rule.fired < rule.count;
}

/*
 * Send the request to the target; resolves to {status, headers, body}.  The
 * Host header stays ours, so that URLs an emulator derives from it lead here.
 */
function forward(request, body)
{
	return new Promise((resolve, reject) =>
	{
		const headers = { ...request.headers };

		if (!state.target)
		{
			reject(new Error('no rule answers this, and there is no target'));
			return;
		}
		delete headers['transfer-encoding'];
		delete headers.expect;
		headers['content-length'] = body.length;
		const upstream = http.request({
			host: state.target.hostname,
			port: state.target.port,
			method: request.method,
			path: request.url,
			headers
		}, (res) =>
		{
			const chunks = [];

			res.on('data', (chunk) => chunks.push(chunk));
			res.on('error', reject);
			res.on('end', () => resolve({
				status: res.statusCode,
				headers: res.headers,
				body: Buffer.concat(chunks)
			}));
		});

		upstream.on('error', reject);
		upstream.end(body);
	}).then((answer) =>
	{
		state.last.set(request.operation, answer);
		if (request.operation.endsWith('.GetRecords'))
			remember_page(answer);
		return answer;
	});
}

async function serve(req, res)
{
	const chunks = [];

	for await (const chunk of req)
		chunks.push(chunk);
	const body = Buffer.concat(chunks);
	const operation = operation_of(req, body);
	const request = {
		method: req.method, url: req.url, headers: req.headers, operation, body
	};
	/* all rules look at each request, so that their counts do not interact */
	const firing = state.rules.filter((rule) => fires(rule, operation, body));
	const rule = firing[0];
	const entry = {
		operation, headers: req.headers, length: body.length,
		body: body.length <= JOURNAL_BODY_MAX ? body.toString() : '',
		rule: rule ? rule.name : null, status: null, at: Date.now()
	};

	state.journal.push(entry);
	res.on('finish', () => { entry.status = res.statusCode; });
	if (rule)
	{
		rule.fired++;
		if (rule.ms)
			await new Promise((resolve) => setTimeout(resolve, rule.ms));
	}
	await actions.perform(rule || { action: 'delay' }, request, res, {
		forward: (other) => forward(request, other || body),
		last: () => state.last.get(operation),
		page_before: () => state.pages.get(
			(/"ShardIterator":\s*"([^"]+)"/.exec(body.toString()) || [])[1]),
		released: () => new Promise((resolve) => state.waiting.push(resolve))
	});
}

const server = http.createServer((req, res) =>
{
	serve(req, res).catch((err) =>
	{
		/* as an emulator that is down would look */
		console.error(err.message);
		res.socket && res.socket.resetAndDestroy();
	});
});
server.keepAliveTimeout = 60000;

function close_traffic(done)
{
	server.close(done);
	server.closeAllConnections();
}

const control_routes = {
	'GET /rules': async () => state.rules,
	'POST /rules': async ({ seed = 1, rules }) =>
	{
		state.random = generator(seed);
		state.rules = rules.map((rule, i) =>
			({ name: `rule ${i}`, ...rule, matched: 0, fired: 0 }));
		actions.check(state.rules);
		state.waiting.splice(0).forEach((release) => release());
	},
	'GET /journal': async () => state.journal,
	'DELETE /journal': async () => { state.journal = []; },
	'POST /target': async (url) => { state.target = new URL(url); },
	'POST /listening': (on) => new Promise((resolve) =>
	{
		if (on === server.listening)
			resolve();
		else if (on)
			server.listen(traffic_port, '127.0.0.1', resolve);
		else
			close_traffic(resolve);
	})
};

const control = http.createServer(async (req, res) =>
{
	const chunks = [];
	const route = control_routes[`${req.method} ${req.url}`];

	/*
	 * A connection that is kept is closed when it has been idle for some
	 * seconds, which may be just when the next command is on its way.
	 */
	res.setHeader('Connection', 'close');
	try
	{
		for await (const chunk of req)
			chunks.push(chunk);
		if (!route)
			throw new Error(`no such command: ${req.method} ${req.url}`);
		const text = Buffer.concat(chunks).toString();
		const result = await route(text === '' ? undefined : JSON.parse(text));

		res.end(JSON.stringify(result === undefined ? null : result));
	}
	catch (err)
	{
		res.statusCode = 400;
		res.end(JSON.stringify(err.message));
	}
});

let traffic_port;

server.listen(0, '127.0.0.1', () => control.listen(0, '127.0.0.1', () =>
{
	traffic_port = server.address().port;
	fs.writeFileSync(`${port_file}.new`,
		`${traffic_port} ${control.address().port}\n`);
	fs.renameSync(`${port_file}.new`, port_file);
}));

if (owner)
	setInterval(() =>
	{
		try
		{
			process.kill(Number(owner), 0);
		}
		catch (err)
		{
			if (err.code === 'ESRCH')
				process.exit(1);
		}
	}, 1000);
