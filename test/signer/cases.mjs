/*
 * cases.mjs - requests that are awkward to sign, and what AWS's signer says
 *
 *	node cases.mjs [COUNT]
 *
 * Prints one JSON object a line: the request as an HTTP client would send it,
 * and each stage of its signature by @smithy/signature-v4.  That signer wants
 * query parameters and repeated headers as structures; both forms are made
 * from one list of decoded values.  The same seed makes the same requests.
 *
 * The packages are looked for in test/emulator/node_modules, or in
 * $PGAWSPIPE_NODE_MODULES.
 *
 * IDENTIFICATION
 *	  test/signer/cases.mjs
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = process.env.PGAWSPIPE_NODE_MODULES ??
	fileURLToPath(new URL("../emulator/node_modules", import.meta.url));
const require = createRequire(join(modules, "here.js"));
const { SignatureV4 } = require("@smithy/signature-v4");
const { Sha256 } = require("@aws-crypto/sha256-js");

const SEED = 20150830;
const UNSIGNED = "UNSIGNED-PAYLOAD";
const HASH_HEADER = "X-Amz-Content-Sha256";

/* A generator of 32-bit numbers (mulberry32). */
let state = SEED;
function random() {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;
const times = (n, make) => Array.from({ length: n }, make);
function shuffle(list) {
	const copy = [...list];
	for (let i = copy.length - 1; i > 0; i--) {
		const j = below(i + 1);
		[copy[i], copy[j]] = [copy[j], copy[i]];
	}
	return copy;
}

/* How clients write a string on the wire: all of it escaped, or less. */
const strict = (s) => encodeURIComponent(s).replace(/[!'()*]/g,
	(c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const lower = (s) => strict(s).replace(/%[0-9A-F]{2}/g, (e) => e.toLowerCase());
const pathLoose = (s) => strict(s).replace(/%(21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
const queryLoose = (s) => strict(s).replace(/%(21|27|28|29|2A|2C|2F|3A|3F|40)/g, decodeURIComponent);

const SEGMENTS = ["", "", ".", "..", "...", "a", "b", "a b", " ", "50%", "a+b",
	"a%2Fb", "%25", "%zz", "ünï", "日本語", "😀", "e\u0301", "~-_.", "a:b@c", "!'()*",
	"key=value", "$&,;", "?#[]", "\"<>\\^`{|}", "\t", "2015-08-30", "..a", ".hidden"];
const NAMES = ["a", "A", "a-b", "a.b", "a_b", "a~", "a1", "a b", "a=b", "a&b", "ä",
	"😀", "", "Param", "Param-3", "list-type", "prefix", "acl", "uploadId", "X-Amz-Meta", "%41",
	"+", "a[]", "ሴ"];
const VALUES = ["", "", "1", "2", "10", "a", "A", "a b", "a+b", "a/b", "a=b&c=d", "100%", "%20",
	"ü", "日本", "🎉🎉", "!'()*", "~-_.", "=", "&", ",;:@$", "x\ty", "line\nbreak"];
const HEADER_NAMES = ["X-Foo", "x-foo", "My-Header1", "x-amz-target", "X-Amz-Meta-Note",
	"x-amz-acl", "Content-Type", "content-length", "Accept", "Cookie", "Range", "If-None-Match",
	"Zz-Last", "a-first", "X-Empty", "x-amz-user-agent", "amz-sdk-invocation-id"];
const UNSIGNED_NAMES = ["User-Agent", "authorization", "Date", "Connection", "Expect",
	"X-Amzn-Trace-Id", "Proxy-Authorization", "proxy-x", "Sec-Fetch-Mode", "cache-control",
	"Transfer-Encoding", "Upgrade", "TE", "Trailer", "Pragma", "Referer", "From",
	"Max-Forwards", "Keep-Alive"];
const HEADER_VALUES = ["value", "", " ", "a", "  leading", "trailing  ", "a  b   c",
	"\"a   b   c\"", " \t tabs\t\tinside\t ", "a,b", "a, b", "colon:value", "ünïcode",
	"application/x-amz-json-1.1", "Kinesis_20131202.GetRecords", "bytes=0-9", "folded\r\n  line", "*"];
const BODIES = [undefined, "", "{}", "{\"ShardIterator\":\"AAA=\"}", "Action=Publish&Version=1",
	"ünïcode 😀", Buffer.from([0, 1, 2, 253, 254, 255]), Buffer.alloc(65), Buffer.alloc(4097, 0xc3)];
const SERVICES = ["kinesis", "sqs", "dynamodb", "sns", "ses", "events", "monitoring", "execute-api"];
const REGIONS = ["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"];
const KEYS = [
	{ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
	{ accessKeyId: "ASIAEXAMPLE", secretAccessKey: "short" },
	{ accessKeyId: "AKIALONG", secretAccessKey: "0123456789/+".repeat(12) },
];
const TOKENS = [undefined, undefined, "token", "IQoJb3JpZ2luX2VjE//+==".repeat(20)];
const EXPIRIES = [1, 60, 900, 3600, 86400, 604800];
const TIMES = ["2015-08-30T12:36:00Z", "2024-02-29T23:59:59Z", "2025-01-01T00:00:00Z", "2035-12-31T23:59:59Z"];

/* The signer, with its stages to be looked at. */
class OpenSigner extends SignatureV4 {
	createCanonicalRequest(...args) {
		return (this.canonicalRequest = super.createCanonicalRequest(...args));
	}
	async createStringToSign(...args) {
		return (this.stringToSign = await super.createStringToSign(...args));
	}
}

/* A wire path; the signer takes it as it is. */
function makePath() {
	const segments = times(below(6), () => pick(SEGMENTS));
	const encode = pick([strict, strict, lower, pathLoose]);
	return "/" + segments.map(encode).join("/") + (chance(0.3) ? "/" : "");
}

/* Parameters as pairs of decoded strings. */
function makeParameters() {
	const names = times(below(5), () => pick(NAMES));
	if (names.length > 0 && chance(0.4))
		names.push(...times(1 + below(3), () => names[0]));
	return shuffle(names.map((name) => [name, pick(VALUES)]));
}

function wireQuery(parameters) {
	const encode = pick([strict, strict, lower, queryLoose]);
	return parameters.map(([name, value]) =>
		value === "" && name !== "" && chance(0.5) ? encode(name) :
			`${encode(name)}=${encode(value)}`).join("&");
}

function structuredQuery(parameters) {
	const query = {};
	for (const [name, value] of parameters)
		(query[name] ??= []).push(value);
	for (const name in query)
		if (query[name].length === 1)
			query[name] = query[name][0];
	return query;
}

/* Headers as pairs; the same name may come again, in another case. */
function makeHeaders() {
	const headers = [[pick(["host", "Host"]), pick(["example.amazonaws.com", "localhost:4566"])]];
	headers.push(...times(below(6), () => [pick(HEADER_NAMES), pick(HEADER_VALUES)]));
	if (chance(0.4))
		headers.push(...times(1 + below(3), () => [pick(UNSIGNED_NAMES), pick(HEADER_VALUES)]));
	if (chance(0.3) && headers.length > 1)
		headers.push(...times(1 + below(3), () => [headers[1][0], pick(HEADER_VALUES)]));
	return shuffle(headers);
}

/* Of repeated headers, AWS's rule joins the trimmed values by a comma. */
function structuredHeaders(headers) {
	const joined = new Map();
	for (const [name, value] of headers) {
		const key = name.toLowerCase();
		const trimmed = value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
		if (joined.has(key))
			joined.get(key)[1] += "," + trimmed;
		else
			joined.set(key, [name, trimmed]);
	}
	return Object.fromEntries(joined.values());
}

const hashOf = (body) => createHash("sha256").update(body ?? "").digest("hex");

/* What goes behind the '?' of a presigned URL, the signature last. */
function presignedQuery(query) {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		[value].flat().map((v) => [strict(name), strict(v)]));
	const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
	const [signature, rest] = [true, false].map((wanted) =>
		pairs.filter(([name]) => (name === "X-Amz-Signature") === wanted));
	rest.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
	return [...rest, ...signature].map((pair) => pair.join("=")).join("&");
}

async function signCase(request, parameters, body, keys, s3, payloadHeader) {
	const signer = new OpenSigner({
		credentials: { ...keys, sessionToken: request.session_token ?? undefined },
		region: request.region,
		service: request.signing_name,
		sha256: Sha256,
		uriEscapePath: !s3,
		applyChecksum: payloadHeader,
	});
	const input = {
		method: request.method,
		protocol: "https:",
		hostname: "example.amazonaws.com",
		path: request.path,
		query: structuredQuery(parameters),
		headers: structuredHeaders(request.headers),
		body: typeof body === "string" ? new TextEncoder().encode(body) : body,
	};
	const options = { signingDate: new Date(request.now * 1000) };
	const names = request.headers.map(([name]) => name.toLowerCase());

	/* The signer takes a given hash from this header, signed or not */
	const given = request.payload_hash ?? (request.expires && payloadHeader ? hashOf(body) : null);
	if (given !== null)
		input.headers[HASH_HEADER] = given;
	if (!payloadHeader) {
		options.unsignableHeaders = new Set([HASH_HEADER.toLowerCase()]);
		names.push(HASH_HEADER.toLowerCase());
	}

	let signed;
	if (request.expires) {
		options.expiresIn = request.expires;
		options.unhoistableHeaders = new Set(names);
		signed = await signer.presign(input, options);
	} else
		signed = await signer.sign(input, options);

	const lookUp = (wanted) => Object.entries(signed.headers).find(([name]) => name.toLowerCase() === wanted);
	const added = request.expires ? [] :
		["x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"]
			.filter((name) => lookUp(name) && (name !== "x-amz-content-sha256" || payloadHeader))
			.map((name) => `${name}: ${lookUp(name)[1]}\n`);

	return {
		canonical_request: signer.canonicalRequest,
		string_to_sign: signer.stringToSign,
		signature: request.expires ? signed.query["X-Amz-Signature"] :
			signed.headers.authorization.replace(/.*Signature=/, ""),
		added_headers: added.join(""),
		presigned_query: request.expires ? presignedQuery(signed.query) : null,
	};
}

async function makeCase(id) {
	const s3 = chance(0.4);
	const presign = chance(0.4);
	const keys = pick(KEYS);
	const parameters = makeParameters();
	const body = pick(BODIES);
	const payloadHeader = s3 ? chance(0.9) : chance(0.1);
	const request = {
		id,
		method: pick(["GET", "POST", "PUT", "DELETE", "HEAD"]),
		path: makePath(),
		query: wireQuery(parameters),
		headers: makeHeaders(),
		body: body === undefined ? null : Buffer.from(body).toString("base64"),
		payload_hash: chance(0.2) ? UNSIGNED : null,
		region: pick(REGIONS),
		signing_name: s3 ? "s3" : pick(SERVICES),
		is_s3: s3,
		sign_payload_header: payloadHeader,
		access_key_id: keys.accessKeyId,
		secret_access_key: keys.secretAccessKey,
		session_token: pick(TOKENS) ?? null,
		now: Date.parse(pick(TIMES)) / 1000 + pick([0, 0, 1, below(86400)]),
		expires: presign ? pick(EXPIRIES) : null,
	};
	request.expected = await signCase(request, parameters, body, keys, s3, payloadHeader);
	return request;
}

/* Texts, as S3's POST policies are signed. */
async function makeTextCase(id) {
	const keys = pick(KEYS);
	const now = Date.parse(pick(TIMES)) / 1000;
	const [region, service] = [pick(REGIONS), pick(["s3", ...SERVICES])];
	const text = pick(["", "eyJjb25kaXRpb25zIjpbXX0=", "ünïcode", "x".repeat(5000)]);
	const signer = new SignatureV4({ credentials: keys, region, service, sha256: Sha256 });
	return {
		id, text, region, signing_name: service, now, secret_access_key: keys.secretAccessKey,
		expected: { signature: await signer.sign(text, { signingDate: new Date(now * 1000) }) },
	};
}

const count = Number(process.argv[2] ?? 800);
for (let id = 1; id <= count; id++)
	console.log(JSON.stringify(await (id % 20 === 0 ? makeTextCase(id) : makeCase(id))));
