/*
 * presign.mjs - what AWS's SDK signs for others: URLs and forms of S3
 *
 *	node presign.mjs <REQUESTS
 *
 * Reads one JSON object a line, and prints for each what the SDK makes of it,
 * in the same order: the URL as a string, or the form as {"url", "fields"}.
 *
 *	{ region, endpoint, credentials, date, expires, bucket, key,
 *	  method, query }						a URL; query is of the SDK's names
 *	{ …, conditions, fields, isPrefix }		a form; fields are names and values
 *
 * An endpoint of null is AWS's own; date is the time of signing, as in
 * "20250102T030405Z".
 *
 * The packages are looked for in test/emulator/node_modules, or in
 * $PGAWSPIPE_NODE_MODULES.
 *
 * IDENTIFICATION
 *	  test/signer/presign.mjs
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = process.env.PGAWSPIPE_NODE_MODULES ??
	fileURLToPath(new URL("../emulator/node_modules", import.meta.url));
const require = createRequire(join(modules, "here.js"));
const { S3Client, GetObjectCommand, PutObjectCommand, HeadObjectCommand, DeleteObjectCommand } =
	require("@aws-sdk/client-s3");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");
const { createPresignedPost } = require("@aws-sdk/s3-presigned-post");

const commands = {
	GET: GetObjectCommand, PUT: PutObjectCommand,
	HEAD: HeadObjectCommand, DELETE: DeleteObjectCommand,
};

function time(date) {
	const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
	const [year, month, ...rest] = parts.map(Number);

	return new Date(Date.UTC(year, month - 1, ...rest));
}

function sign(request) {
	const client = new S3Client({
		region: request.region,
		endpoint: request.endpoint ?? undefined,
		credentials: request.credentials,
		forcePathStyle: true,
		requestChecksumCalculation: "WHEN_REQUIRED",
		responseChecksumValidation: "WHEN_REQUIRED",
	});
	const now = time(request.date);

	if (request.method) {
		const command = new commands[request.method](
			{ Bucket: request.bucket, Key: request.key, ...request.query });

		return getSignedUrl(client, command,
			{ expiresIn: request.expires, signingDate: now });
	}
	/* it knows no other clock */
	Date.now = () => now.valueOf();
	return createPresignedPost(client, {
		Bucket: request.bucket,
		Key: request.key + (request.isPrefix ? "${filename}" : ""),
		Conditions: request.conditions,
		Fields: Object.fromEntries(request.fields),
		Expires: request.expires,
	});
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean))
	console.log(JSON.stringify(await sign(JSON.parse(line))));
