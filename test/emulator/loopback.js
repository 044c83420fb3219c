/*
 * loopback.js
 *	  Preloaded into every emulator (node -r): keeps it on the loopback
 *	  interface, tells where it listens, and can move its clock.
 *
 * The emulators listen on all interfaces and on fixed ports.  Here every
 * listen() goes to 127.0.0.1 and a port the kernel picks, so that nothing is
 * reachable from outside and test files can run side by side.
 *
 *	EMULATOR_PORT		the port the emulator was told to use; any other one
 *						it opens besides (kinesis-local's TLS) is not announced
 *	EMULATOR_REUSE		the port to take instead, when it had one before: an
 *						emulator that comes back keeps its endpoint
 *	EMULATOR_PORT_FILE	where to write the port that was taken, when somebody
 *						answers there
 *	EMULATOR_SHIFT_FILE	on SIGUSR2, seconds to move the clock forward are read
 *						from here; the file is removed when that is done
 *	EMULATOR_OWNER		process id; when that process is gone, so are we
 *
 * IDENTIFICATION
 *	  test/emulator/loopback.js
 */
'use strict';

const fs = require('fs');
const http = require('http');
const module_ = require('module');
const net = require('net');

const env = process.env;
const listen = net.Server.prototype.listen;

/* Complete or absent: the reader must not see half a number. */
function write_port(port)
{
	fs.writeFileSync(env.EMULATOR_PORT_FILE + '.new', port + '\n');
	fs.renameSync(env.EMULATOR_PORT_FILE + '.new', env.EMULATOR_PORT_FILE);
}

/*
 * It listens before it is ready, some do.  What has been compiled until then
 * is kept for the next one: an emulator is killed, which keeps nothing.
 */
function write_port_when_answered(port)
{
	http.get({ host: '127.0.0.1', port, agent: false }, (answer) =>
	{
		answer.destroy();
		if (module_.flushCompileCache)
			module_.flushCompileCache();
		write_port(port);
	}).on('error', () => setTimeout(write_port_when_answered, 20, port));
}

net.Server.prototype.listen = function (...args)
{
	const first = args[0];
	const wanted = first !== null && typeof first === 'object' ?
		first.port : first;
	const callback = args.find((arg) => typeof arg === 'function');
	const announced = Number(wanted) === Number(env.EMULATOR_PORT);

	if (announced)
		this.once('listening', () => write_port_when_answered(this.address().port));
	return listen.call(this, {
		port: announced ? Number(env.EMULATOR_REUSE || 0) : 0,
		host: '127.0.0.1'
	}, callback);
};

/* The clocks: Date.now(), new Date() and performance.now() */
let shift = 0;
const RealDate = Date;
const performance_now = performance.now.bind(performance);

globalThis.Date = class Date extends RealDate
{
	constructor(...args)
	{
		if (args.length === 0)
			super(RealDate.now() + shift);
		else
			super(...args);
	}

	static now()
	{
		return RealDate.now() + shift;
	}
};
performance.now = () => performance_now() + shift;

process.on('SIGUSR2', () =>
{
	shift += 1000 * Number(fs.readFileSync(env.EMULATOR_SHIFT_FILE, 'utf8'));
	fs.unlinkSync(env.EMULATOR_SHIFT_FILE);
});

/* A test that was killed cannot stop its emulators. */
if (env.EMULATOR_OWNER)
	setInterval(() =>
	{
		try
		{
			process.kill(Number(env.EMULATOR_OWNER), 0);
		}
		catch (err)
		{
			if (err.code === 'ESRCH')
				process.exit(1);
		}
	}, 1000).unref();
