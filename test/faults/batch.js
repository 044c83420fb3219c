/*
 * batch.js
 *	  Partial failure of AWS's batch operations, for the fault proxy.
 *
 * split() takes some entries out of a request, so that only the others reach
 * the service, and says how to put them back into the answer as failed ones,
 * each where and as the operation reports it.
 *
 * IDENTIFICATION
 *	  test/faults/batch.js
 */
'use strict';

const MESSAGE = 'injected by the fault proxy';

/*
 * Answers that list one result per entry, in order, below the same name as
 * the request unless that is given.
 */
function positional(list, count, results = list)
{
	return {
		take(input, failed)
		{
			const all = input[list];
			const kept = all.filter((e, i) => !failed.has(i));

			return {
				left: kept.length,
				rest: { ...input, [list]: kept },
				merge(output, code)
				{
					const good = output[results] || [];
					let next = 0;

					output[results] = all.map((e, i) => failed.has(i) ?
						{ ErrorCode: code, ErrorMessage: MESSAGE } :
						good[next++]);
					output[count] = (output[count] || 0) + all.length - kept.length;
					return output;
				}
			};
		}
	};
}

/* Answers that list the failed entries by Id. */
const by_id = {
	take(input, failed)
	{
		const all = input.Entries;
		const kept = all.filter((e, i) => !failed.has(i));

		return {
			left: kept.length,
			rest: { ...input, Entries: kept },
			merge(output, code)
			{
				const losers = all.filter((e, i) => failed.has(i)).map((e) =>
					({ Id: e.Id, Code: code, Message: MESSAGE, SenderFault: false }));

				output.Successful = output.Successful || [];
				output.Failed = (output.Failed || []).concat(losers);
				return output;
			}
		};
	}
};

/* Answers that give back what was not done. */
const unprocessed = {
	take(input, failed)
	{
		const rest = { ...input, RequestItems: {} };
		const back = {};
		let index = 0;
		let left = 0;

		for (const [table, requests] of Object.entries(input.RequestItems))
			for (const request of requests)
			{
				const fails = failed.has(index++);
				const where = fails ? back : rest.RequestItems;

				left += fails ? 0 : 1;
				(where[table] = where[table] || []).push(request);
			}
		return {
			left,
			rest,
			merge(output)
			{
				const items = output.UnprocessedItems || {};

				for (const table of Object.keys(back))
					items[table] = (items[table] || []).concat(back[table]);
				return { ...output, UnprocessedItems: items };
			}
		};
	}
};

const json_operations = {
	BatchWriteItem: unprocessed,
	ChangeMessageVisibilityBatch: by_id,
	DeleteMessageBatch: by_id,
	PutEvents: positional('Entries', 'FailedEntryCount'),
	PutRecordBatch: positional('Records', 'FailedPutCount', 'RequestResponses'),
	PutRecords: positional('Records', 'FailedRecordCount'),
	SendMessageBatch: by_id
};

function split_json(request, failed, code)
{
	const name = request.operation.split('.').pop();
	const operation = json_operations[name];

	if (!operation)
		throw new Error(`fail_entries does not know ${name}`);
	const work = operation.take(JSON.parse(request.body), failed);

	return {
		rest: work.left > 0 ? JSON.stringify(work.rest) : null,
		headers: { 'content-type': request.headers['content-type'] },
		nothing: '{}',
		merge: (body) => JSON.stringify(work.merge(JSON.parse(body), code))
	};
}

/* SNS: a form whose entries are numbered, and an answer in XML. */
function split_publish_batch(request, failed, code)
{
	const prefix = 'PublishBatchRequestEntries.member.';
	const rest = new URLSearchParams();
	const ids = new Map();
	const numbers = new Map();

	for (const [key, value] of new URLSearchParams(request.body.toString()))
	{
		if (!key.startsWith(prefix))
		{
			rest.append(key, value);
			continue;
		}
		const [number, ...field] = key.slice(prefix.length).split('.');

		if (field.join('.') === 'Id')
			ids.set(number, value);
		if (failed.has(Number(number) - 1))
			continue;
		if (!numbers.has(number))
			numbers.set(number, numbers.size + 1);
		rest.append(`${prefix}${numbers.get(number)}.${field.join('.')}`, value);
	}
	const losers = [...ids].filter(([number]) => failed.has(Number(number) - 1))
		.map(([, id]) => `<member><Id>${id}</Id><Code>${code}</Code>` +
			`<Message>${MESSAGE}</Message><SenderFault>false</SenderFault>` +
			'</member>').join('');

	return {
		rest: numbers.size > 0 ? rest.toString() : null,
		headers: { 'content-type': 'text/xml' },
		nothing: '<PublishBatchResponse><PublishBatchResult><Successful/>' +
			'<Failed/></PublishBatchResult><ResponseMetadata><RequestId>' +
			'fault-proxy</RequestId></ResponseMetadata></PublishBatchResponse>',
		merge(body)
		{
			if (body.includes('<Failed/>'))
				return body.replace('<Failed/>', `<Failed>${losers}</Failed>`);
			if (body.includes('</Failed>'))
				return body.replace('</Failed>', `${losers}</Failed>`);
			return body.replace('</PublishBatchResult>',
				`<Failed>${losers}</Failed></PublishBatchResult>`);
		}
	};
}

/* S3: deletions, and errors, by key; what went well is not mentioned. */
function split_delete_objects(request, failed, code)
{
	const all = request.body.toString().match(/<Object>.*?<\/Object>/gs);
	const kept = all.filter((e, i) => !failed.has(i));
	const losers = all.filter((e, i) => failed.has(i)).map((e) =>
		`<Error>${e.match(/<Key>.*<\/Key>/s)[0]}<Code>${code}</Code>` +
		`<Message>${MESSAGE}</Message></Error>`).join('');
	const answer = `<DeleteResult>${losers}</DeleteResult>`;

	return {
		rest: kept.length > 0 ? `<Delete>${kept.join('')}</Delete>` : null,
		headers: { 'content-type': 'application/xml' },
		nothing: answer,
		merge: () => answer
	};
}

/*
 * Without the entries with these indexes (from 0; those past the end are
 * ignored): "rest" is the request to forward, or null when none is left;
 * "nothing", with "headers", is the answer to an empty request; merge() adds
 * the failures to an answer.
 */
function split(request, indexes, code)
{
	const failed = new Set(indexes);

	if (request.operation === 'PublishBatch')
		return split_publish_batch(request, failed, code);
	return request.operation.endsWith('?delete=') ?
		split_delete_objects(request, failed, code) :
		split_json(request, failed, code);
}

module.exports = { split };
