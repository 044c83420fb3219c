/*-------------------------------------------------------------------------
 *
 * records_bench.c
 *	  How fast an answer of GetRecords becomes records, and next to what.
 *
 * One answer of 10,000 records of 750 bytes is read by our scanner and by
 * its peer, a json-c tree with PostgreSQL's pg_b64_decode(), in turns and in
 * one process, so that whatever else the machine does hurts both.  Printed
 * are the median and the quickest turn of each, and the ratio of medians.
 *
 * Both end with the same: text and decoded data in memory, counted up.
 *
 *	  records_bench [records [bytes [rounds]]]
 *
 * IDENTIFICATION
 *	  bench/records/records_bench.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <json-c/json.h>
#include <time.h>

#include "aws/base64.h"
#include "aws/kinesis.h"
#include "common/base64.h"
#include "shim.h"

typedef struct Peer
{
	const char *name;
	size_t		(*read) (char *body, size_t len);	/* takes body over */
	double	   *seconds;		/* of each round */
} Peer;

/*
 * An answer as Kinesis writes it.
 */
static void
write_answer(StringInfo buf, int nrecords, int data_len)
{
	char	   *data = palloc(data_len);

	srandom(1);
	appendStringInfoString(buf, "{\"MillisBehindLatest\":0,"
						   "\"NextShardIterator\":\"AAAAAAAAAAE\","
						   "\"Records\":[");
	for (int i = 0; i < nrecords; i++)
	{
		for (int j = 0; j < data_len; j++)
			data[j] = (char) random();
		if (i > 0)
			appendStringInfoChar(buf, ',');
		appendStringInfo(buf, "{\"ApproximateArrivalTimestamp\":"
						 "1.700000%03d%03dE9,\"Data\":\"",
						 i / 1000, i % 1000);
		pgaws_base64_append(buf, data, data_len);
		appendStringInfo(buf, "\",\"PartitionKey\":"
						 "\"3f2a9c1e-7b64-4d0e-9a51-%012d\","
						 "\"SequenceNumber\":\"4959033827149025660855969253836"
						 "1571095921575989136%06d\"}", i, i);
	}
	appendStringInfoString(buf, "]}");
}

/* Half of the key space */
static const PgawsHashKeyRange range = {
	{{0}}, {{0x7fffffff, 0xffffffff, 0xffffffff, 0xffffffff}}
};

static size_t
read_with_scanner(char *body, size_t len)
{
	PgawsKinesisRecords *answer;
	PgawsError	error;
	size_t		sum = 0;

	answer = pgaws_kinesis_parse_records(body, len, &range, &error);
	shim_require(answer != NULL);
	for (int i = 0; i < answer->nrecords; i++)
		sum += answer->records[i].data_len;
	pgaws_kinesis_records_free(answer);
	return sum;
}

static size_t
read_with_tree(char *body, size_t len)
{
	json_tokener *tokener = json_tokener_new();
	json_object *root = json_tokener_parse_ex(tokener, body, (int) len);
	json_object *list;
	char	   *data = malloc(len);
	char	   *at = data;

	shim_require(root != NULL);
	list = json_object_object_get(root, "Records");
	for (size_t i = 0; i < json_object_array_length(list); i++)
	{
		json_object *record = json_object_array_get_idx(list, i);
		json_object *value = json_object_object_get(record, "Data");
		int			got;

		got = pg_b64_decode(json_object_get_string(value),
							json_object_get_string_len(value),
							(void *) at, (int) (data + len - at));
		shim_require(got >= 0 &&
					 json_object_get_string(json_object_object_get(record, "PartitionKey")) &&
					 json_object_get_string(json_object_object_get(record, "SequenceNumber")) &&
					 json_object_get_double(json_object_object_get(record, "ApproximateArrivalTimestamp")) > 0);
		at += got;
	}
	len = at - data;
	json_object_put(root);
	json_tokener_free(tokener);
	free(data);
	free(body);
	return len;
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static int
compare_seconds(const void *a, const void *b)
{
	double		left = *(const double *) a;
	double		right = *(const double *) b;

	return left < right ? -1 : left > right;
}

static void
run_round(Peer *peer, int round, const StringInfoData *answer,
		  size_t expected)
{
	char	   *body = malloc(answer->len + 1);
	double		start;

	memcpy(body, answer->data, answer->len + 1);
	start = now();
	shim_require(peer->read(body, answer->len) == expected);
	peer->seconds[round] = now() - start;
}

int
main(int argc, char **argv)
{
	int			nrecords = argc > 1 ? atoi(argv[1]) : 10000;
	int			data_len = argc > 2 ? atoi(argv[2]) : 750;
	int			rounds = argc > 3 ? atoi(argv[3]) : 51;
	Peer		peers[] = {
		{"scanner", read_with_scanner, NULL},
		{"json-c tree and pg_b64_decode", read_with_tree, NULL}
	};
	StringInfoData answer;

	shim_start();
	initStringInfo(&answer);
	write_answer(&answer, nrecords, data_len);
	printf("%d records of %d bytes, answer of %.1f MB, %d rounds\n",
		   nrecords, data_len, answer.len / 1e6, rounds);

	for (int i = 0; i < lengthof(peers); i++)
		peers[i].seconds = palloc(rounds * sizeof(double));
	for (int round = 0; round < rounds; round++)
	{
		for (int i = 0; i < lengthof(peers); i++)
			run_round(&peers[i], round, &answer,
					  (size_t) nrecords * data_len);
	}

	for (int i = 0; i < lengthof(peers); i++)
	{
		double	   *seconds = peers[i].seconds;

		qsort(seconds, rounds, sizeof(double), compare_seconds);
		printf("%-30s median %7.2f ms, best %7.2f ms, %5.2f M records/s, %6.0f MB/s\n",
			   peers[i].name, seconds[rounds / 2] * 1e3, seconds[0] * 1e3,
			   nrecords / seconds[rounds / 2] / 1e6,
			   answer.len / seconds[rounds / 2] / 1e6);
	}
	printf("ratio of medians: %.1f\n",
		   peers[1].seconds[rounds / 2] / peers[0].seconds[rounds / 2]);
	shim_stop();
	return 0;
}
