/*-------------------------------------------------------------------------
 *
 * sql_forest.c
 *	  Random cut forests in SQL, and their state in tables.
 *
 * A call takes a batch of points in the caller's transaction.  It locks the
 * forest's row, so calls for one forest come one after another, and writes
 * the trees that took a point, no others: after some thousands of points
 * those are few.  Whatever becomes of the transaction, the tables have the
 * forest as of the points that are committed.
 *
 * Reading all trees takes longer than scoring a point, so a session remembers
 * forests.  What it remembers is good if the row, under the lock, has the
 * state_id under which the session wrote or read it last: each change draws
 * another one.  After a rollback, of a savepoint too, or when another session
 * has changed the forest, the row has another state_id, and the trees are
 * read again.  While trees change in memory, nothing is remembered: an error
 * leaves nothing half done.
 *
 * The aggregates awspipe.forest_score() and forest_scores() have a forest in
 * their own memory, and no tables.
 *
 * IDENTIFICATION
 *	  src/api/sql_forest.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "api/arguments.h"
#include "base/names.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "forest/forest.h"
#include "funcapi.h"
#include "lib/ilist.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

/* What a session remembers; one forest may be larger */
#define REMEMBERED_BYTES_MAX	(64 * 1024 * 1024)
/* States that one statement writes; one may be larger */
#define WRITTEN_BYTES_MAX		(8 * 1024 * 1024)

/* A forest that the caller may use; its row is locked. */
typedef struct ForestKey
{
	int64		forest_id;
	const char *name;
	AwspipeForestOptions options;
	int64		seen;
	ArrayType  *recent;
	pg_uuid_t	state_id;
} ForestKey;

/* A forest that this session remembers */
typedef struct RememberedForest
{
	dlist_node	node;			/* the one used last comes first */
	int64		forest_id;
	pg_uuid_t	state_id;
	AwspipeForest *forest;
} RememberedForest;

/* What the aggregates have so far */
typedef struct ForestScores
{
	AwspipeForest *forest;
	int			dimensions;
	ArrayBuildState *scores;
} ForestScores;

/* Points of an array, one after another */
typedef struct Points
{
	int			count;
	double	   *values;
} Points;

static dlist_head remembered = DLIST_STATIC_INIT(remembered);

PG_FUNCTION_INFO_V1(awspipe_create_forest);
PG_FUNCTION_INFO_V1(awspipe_drop_forest);
PG_FUNCTION_INFO_V1(awspipe_reset_forest);
PG_FUNCTION_INFO_V1(awspipe_random_cut_forest);
PG_FUNCTION_INFO_V1(awspipe_random_cut_forest_with_explanation);
PG_FUNCTION_INFO_V1(awspipe__forest_check);
PG_FUNCTION_INFO_V1(awspipe__forest_scores_step);
PG_FUNCTION_INFO_V1(awspipe__forest_scores_end);
PG_FUNCTION_INFO_V1(awspipe__forest_score_end);

PGDLLEXPORT Datum awspipe_create_forest(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_forest(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_reset_forest(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_random_cut_forest(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_random_cut_forest_with_explanation(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__forest_check(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__forest_scores_step(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__forest_scores_end(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__forest_score_end(PG_FUNCTION_ARGS);

static void
check_range(const char *option, int64 value, int64 min, int64 max)
{
	if (value >= min && value <= max)
		return;
	if (max == PG_INT64_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be at least " INT64_FORMAT, option, min)));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be between " INT64_FORMAT " and " INT64_FORMAT,
					option, min, max)));
}

static void
check_options(const AwspipeForestOptions *options)
{
	int64		numbers;

	check_range("dimensions", options->dimensions, 1, AWSPIPE_FOREST_DIMENSIONS_MAX);
	check_range("number_of_trees", options->number_of_trees, 1, AWSPIPE_FOREST_TREES_MAX);
	check_range("sub_sample_size", options->sub_sample_size,
				AWSPIPE_FOREST_SAMPLE_MIN, AWSPIPE_FOREST_SAMPLE_MAX);
	check_range("time_decay", options->time_decay, 1, PG_INT64_MAX);
	check_range("shingle_size", options->shingle_size, 1, AWSPIPE_FOREST_SHINGLE_MAX);
	/* The trees have learnt a shingle before one is scored */
	check_range("output_after", options->output_after, options->shingle_size, PG_INT32_MAX);

	numbers = (int64) options->number_of_trees * options->sub_sample_size *
		options->dimensions * options->shingle_size;
	if (numbers > AWSPIPE_FOREST_NUMBERS_MAX ||
		options->dimensions * options->shingle_size > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the forest would be too large"),
				 errdetail("Its trees would have " INT64_FORMAT " numbers: number_of_trees * sub_sample_size * dimensions * shingle_size. The limit is " INT64_FORMAT ", and %d for dimensions * shingle_size.",
						   numbers, AWSPIPE_FOREST_NUMBERS_MAX, PG_UINT16_MAX)));
}

static void
check_name(const char *name)
{
	if (name[0] == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid forest name \"%s\"", name),
				 errdetail("A name has 1 to %d bytes.", NAMEDATALEN - 1)));
}

/* Scores begin when trees can be full. */
static int
default_output_after(const AwspipeForestOptions *options)
{
	return Max(options->sub_sample_size, options->shingle_size);
}

/*
 * awspipe.create_forest(name, dimensions, number_of_trees, sub_sample_size,
 * time_decay, shingle_size, output_after, seed)
 */
Datum
awspipe_create_forest(PG_FUNCTION_ARGS)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.forest (name, owner_id, dimensions, number_of_trees,"
		" sub_sample_size, time_decay, shingle_size, output_after, seed)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
		" ON CONFLICT (name) DO NOTHING"
	};
	AwspipeForestOptions options;
	char	   *name;

	awspipe_require_arguments(fcinfo, 6, "create_forest");
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	options.dimensions = PG_GETARG_INT32(1);
	options.number_of_trees = PG_GETARG_INT32(2);
	options.sub_sample_size = PG_GETARG_INT32(3);
	options.time_decay = PG_GETARG_INT64(4);
	options.shingle_size = PG_GETARG_INT32(5);
	options.output_after = PG_ARGISNULL(6) ? default_output_after(&options) :
		PG_GETARG_INT32(6);
	if (!PG_ARGISNULL(7))
		options.seed = PG_GETARG_INT64(7);
	else if (!pg_strong_random(&options.seed, sizeof(options.seed)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
	check_name(name);
	check_options(&options);

	SPI_connect();
	if (awspipe_execute_with(&insert, bind_text(name),
							 bind_int4(awspipe_owner_id(GetUserId())),
							 bind_int4(options.dimensions),
							 bind_int4(options.number_of_trees),
							 bind_int4(options.sub_sample_size),
							 bind_int8(options.time_decay),
							 bind_int4(options.shingle_size),
							 bind_int4(options.output_after),
							 bind_int8(options.seed)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("forest \"%s\" already exists", name)));
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * Finds a forest that the caller may use; throws when there is none.  Locks
 * its row until the transaction ends.
 */
static void
find_forest(const char *name, ForestKey *key)
{
	static AwspipeStatement find = {
		.sql = "SELECT f.forest_id, w.role_oid, f.dimensions, f.number_of_trees,"
		" f.sub_sample_size, f.time_decay, f.shingle_size, f.output_after, f.seed,"
		" f.seen, f.recent, f.state_id"
		" FROM awspipe.forest AS f LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE f.name = $1 FOR NO KEY UPDATE OF f"
	};
	bool		isnull;

	if (awspipe_execute_with(&find, bind_text(name)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("forest \"%s\" does not exist", name),
				 errhint("awspipe.create_forest() makes one.")));
	if (!has_privs_of_role(GetUserId(), (Oid) awspipe_result_int64(0, 2, InvalidOid)))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of forest \"%s\"", name)));
	key->name = name;
	key->forest_id = awspipe_result_int64(0, 1, 0);
	key->options.dimensions = (int) awspipe_result_int64(0, 3, 0);
	key->options.number_of_trees = (int) awspipe_result_int64(0, 4, 0);
	key->options.sub_sample_size = (int) awspipe_result_int64(0, 5, 0);
	key->options.time_decay = awspipe_result_int64(0, 6, 0);
	key->options.shingle_size = (int) awspipe_result_int64(0, 7, 0);
	key->options.output_after = (int) awspipe_result_int64(0, 8, 0);
	key->options.seed = awspipe_result_int64(0, 9, 0);
	key->seen = awspipe_result_int64(0, 10, 0);
	key->recent = DatumGetArrayTypePCopy(awspipe_result_datum(0, 11, &isnull));
	key->state_id = *DatumGetUUIDP(awspipe_result_datum(0, 12, &isnull));
}

/* awspipe.drop_forest(name) */
Datum
awspipe_drop_forest(PG_FUNCTION_ARGS)
{
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.forest WHERE forest_id = $1"
	};
	ForestKey	key;

	awspipe_require_arguments(fcinfo, 1, "drop_forest");
	SPI_connect();
	find_forest(text_to_cstring(PG_GETARG_TEXT_PP(0)), &key);
	awspipe_execute_with(&drop, bind_int8(key.forest_id));
	awspipe_owners_release();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.reset_forest(name): also takes what cannot be read any more away */
Datum
awspipe_reset_forest(PG_FUNCTION_ARGS)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.forest_tree WHERE forest_id = $1"
	};
	static AwspipeStatement reset = {
		.sql = "UPDATE awspipe.forest SET seen = 0, recent = '{}', state_id = gen_random_uuid()"
		" WHERE forest_id = $1"
	};
	ForestKey	key;

	awspipe_require_arguments(fcinfo, 1, "reset_forest");
	SPI_connect();
	find_forest(text_to_cstring(PG_GETARG_TEXT_PP(0)), &key);
	awspipe_execute_with(&forget, bind_int8(key.forest_id));
	awspipe_execute_with(&reset, bind_int8(key.forest_id));
	SPI_finish();
	PG_RETURN_VOID();
}

pg_noreturn static void
throw_corrupted(const ForestKey *key, const char *what, const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("%s of forest \"%s\" is corrupted", what, key->name),
			 errdetail("%s.", problem),
			 errhint("Restore it from a backup, or begin anew with awspipe.reset_forest().")));
}

/* As the row says; without trees. */
static AwspipeForest *
resume_forest(const ForestKey *key)
{
	AwspipeForest *forest = awspipe_forest_create(&key->options);
	int			nvalues = awspipe_forest_recent_length(&key->options, key->seen);

	if (ArrayGetNItems(ARR_NDIM(key->recent), ARR_DIMS(key->recent)) != nvalues ||
		ARR_HASNULL(key->recent))
		throw_corrupted(key, "shingle", "It has a wrong number of values");
	awspipe_forest_resume(forest, key->seen, (double *) ARR_DATA_PTR(key->recent));
	return forest;
}

/* NULL, or what is wrong with the tree that the row of a result has. */
static const char *
read_tree(AwspipeForest *forest, uint64 row, int tree)
{
	bool		isnull;
	Datum		value = awspipe_result_datum(row, 2, &isnull);
	bytea	   *state = DatumGetByteaPP(value);
	const char *problem;

	problem = awspipe_forest_read_tree(forest, tree, VARDATA_ANY(state),
									   VARSIZE_ANY_EXHDR(state));
	if ((Pointer) state != DatumGetPointer(value))
		pfree(state);
	return problem;
}

static uint64
fetch_trees(const ForestKey *key)
{
	static AwspipeStatement fetch = {
		.sql = "SELECT tree_no, state FROM awspipe.forest_tree WHERE forest_id = $1"
		" ORDER BY tree_no"
	};

	return awspipe_execute_with(&fetch, bind_int8(key->forest_id));
}

/* From the tables.  Each tree takes the first point, so there are all or none. */
static AwspipeForest *
read_forest(const ForestKey *key)
{
	AwspipeForest *forest = resume_forest(key);
	uint64		nrows = fetch_trees(key);
	int			ntrees = key->seen < key->options.shingle_size ? 0 :
		key->options.number_of_trees;

	for (int i = 0; i < ntrees || i < nrows; i++)
	{
		const char *problem;

		CHECK_FOR_INTERRUPTS();
		if (i >= nrows || awspipe_result_int64(i, 1, -1) != i)
			problem = "It is missing";
		else if (i >= ntrees)
			problem = "It is one too many";
		else
			problem = read_tree(forest, i, i);
		if (problem != NULL)
			throw_corrupted(key, psprintf("tree %d", i), problem);
	}
	return forest;
}

static RememberedForest *
find_remembered(int64 forest_id)
{
	dlist_iter	iter;

	dlist_foreach(iter, &remembered)
	{
		RememberedForest *entry = dlist_container(RememberedForest, node, iter.cur);

		if (entry->forest_id == forest_id)
			return entry;
	}
	return NULL;
}

static void
forget(RememberedForest *entry)
{
	dlist_delete(&entry->node);
	awspipe_forest_free(entry->forest);
	pfree(entry);
}

/*
 * The forest as the row has it, remembered or read.  It is not remembered any
 * more: it is the caller's, and goes with the current memory context.
 */
static AwspipeForest *
take_forest(const ForestKey *key)
{
	RememberedForest *entry = find_remembered(key->forest_id);
	AwspipeForest *forest;

	if (entry != NULL && memcmp(&entry->state_id, &key->state_id, sizeof(pg_uuid_t)) == 0)
	{
		forest = entry->forest;
		awspipe_forest_adopt(forest, CurrentMemoryContext);
		dlist_delete(&entry->node);
		pfree(entry);
		return forest;
	}
	if (entry != NULL)
		forget(entry);
	return read_forest(key);
}

/* Remembers what the tables now have under that state_id. */
static void
remember(int64 forest_id, const pg_uuid_t *state_id, AwspipeForest *forest)
{
	RememberedForest *entry = MemoryContextAlloc(CacheMemoryContext, sizeof(RememberedForest));
	dlist_mutable_iter iter;
	Size		bytes = 0;

	entry->forest_id = forest_id;
	entry->state_id = *state_id;
	entry->forest = forest;
	awspipe_forest_adopt(forest, CacheMemoryContext);
	dlist_push_head(&remembered, &entry->node);

	dlist_foreach_modify(iter, &remembered)
	{
		RememberedForest *other = dlist_container(RememberedForest, node, iter.cur);

		bytes += awspipe_forest_memory(other->forest);
		if (other != entry && bytes > REMEMBERED_BYTES_MAX)
			forget(other);
	}
}

/* Writes trees that changed, and says which state that is. */
static void
write_forest(const ForestKey *key, AwspipeForest *forest, pg_uuid_t *state_id)
{
	static AwspipeStatement write = {
		.sql = "INSERT INTO awspipe.forest_tree (forest_id, tree_no, state)"
		" SELECT $1, t.tree_no, t.state FROM unnest($2, $3) AS t (tree_no, state)"
		" ON CONFLICT (forest_id, tree_no) DO UPDATE SET state = EXCLUDED.state"
	};
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.forest SET seen = $2, recent = $3, state_id = gen_random_uuid()"
		" WHERE forest_id = $1 RETURNING state_id"
	};
	int			tree = awspipe_forest_next_changed(forest, 0);
	const double *recent;
	int			nvalues;
	ArrayBuildState *values = bind_array_start(FLOAT8OID);
	bool		isnull;

	while (tree >= 0)
	{
		ArrayBuildState *numbers = bind_array_start(INT4OID);
		ArrayBuildState *states = bind_array_start(BYTEAOID);
		int			bytes = 0;

		for (; tree >= 0 && bytes < WRITTEN_BYTES_MAX;
			 tree = awspipe_forest_next_changed(forest, tree + 1))
		{
			StringInfoData buf;

			initStringInfo(&buf);
			awspipe_forest_write_tree(forest, tree, &buf);
			bind_array_add(numbers, bind_int4(tree));
			bind_array_add(states, bind_bytea(buf.data, buf.len));
			bytes += buf.len;
			pfree(buf.data);
		}
		awspipe_execute_with(&write, bind_int8(key->forest_id),
							 bind_array(numbers), bind_array(states));
	}

	recent = awspipe_forest_recent(forest, &nvalues);
	for (int i = 0; i < nvalues; i++)
		bind_array_add(values, bind_float8(recent[i]));
	awspipe_execute_with(&note, bind_int8(key->forest_id),
						 bind_int8(awspipe_forest_seen(forest)),
						 bind_array(values));
	*state_id = *DatumGetUUIDP(awspipe_result_datum(0, 1, &isnull));
}

static void
check_value(double value, bool isnull)
{
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a point must not have null values"),
				 errhint("Leave such points out, or put a value in their place that says the same every time.")));
	if (isnan(value) || isinf(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a point must not have values that are infinite or not a number"),
				 errhint("Leave such points out, or put a value in their place that says the same every time.")));
	if (fabs(value) > AWSPIPE_FOREST_VALUE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value %g of a point is out of range", value),
				 errdetail("Values go up to %g.", AWSPIPE_FOREST_VALUE_MAX)));
}

static double *
array_values(ArrayType *array, int *count)
{
	Datum	   *elements;
	bool	   *nulls;
	double	   *values;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &elements, &nulls, count);
	values = palloc(sizeof(double) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		values[i] = nulls[i] ? 0 : DatumGetFloat8(elements[i]);
		check_value(values[i], nulls[i]);
	}
	return values;
}

/*
 * The points of an array: its rows.  Of a forest with one dimension, points
 * may also be the numbers themselves.
 */
static void
get_points(ArrayType *array, const ForestKey *key, Points *points)
{
	int			ndimensions = key->options.dimensions;
	int			columns = 1;
	int			count;

	if (ARR_NDIM(array) == 2)
		columns = ARR_DIMS(array)[1];
	if (ARR_NDIM(array) > 2 || (ARR_NDIM(array) > 0 && columns != ndimensions))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("points of forest \"%s\" must have %d dimensions",
						key->name, ndimensions),
				 ARR_NDIM(array) > 2 ? errdetail("The array has %d subscripts.", ARR_NDIM(array)) :
				 errdetail("Those of the array have %d.", columns),
				 errhint("The array has a row for each point, as array_agg(ARRAY[a, b] ORDER BY t) makes it.")));
	points->values = array_values(array, &count);
	points->count = count / ndimensions;
}

/* names of dimensions, or their numbers if there are none; in quotes of JSON */
static char **
get_names(FunctionCallInfo fcinfo, int i, const ForestKey *key)
{
	int			ndimensions = key->options.dimensions;
	char	  **names = palloc(sizeof(char *) * ndimensions);
	Datum	   *elements = NULL;
	bool	   *nulls = NULL;
	int			count = ndimensions;

	if (!PG_ARGISNULL(i))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(i), TEXTOID, -1, false,
						  TYPALIGN_INT, &elements, &nulls, &count);
	if (count != ndimensions)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("forest \"%s\" has %d dimensions, for which there are %d names",
						key->name, ndimensions, count)));
	for (int j = 0; j < ndimensions; j++)
	{
		StringInfoData quoted;

		if (nulls != NULL && nulls[j])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("names must not be null")));
		initStringInfo(&quoted);
		escape_json(&quoted, elements != NULL ? TextDatumGetCString(elements[j]) :
					psprintf("%d", j + 1));
		names[j] = quoted.data;
		for (int other = 0; other < j; other++)
		{
			if (strcmp(names[other], names[j]) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_COLUMN),
						 errmsg("name %s is there more than once", names[j])));
		}
	}
	return names;
}

static const char *
shortest_decimal(double value)
{
	char	   *buf = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(value, buf);
	return buf;
}

/*
 * {"name": {"score": …, "direction": "HIGH", "strength": …}, …}.  Strength is
 * how much of the share speaks for the direction and not against it.
 */
static Datum
make_attribution(const AwspipeForestShare *shares, char **names, int ndimensions)
{
	StringInfoData buf;
	Datum		attribution;

	initStringInfo(&buf);
	for (int i = 0; i < ndimensions; i++)
	{
		double		sum = shares[i].low + shares[i].high;
		double		difference = fabs(shares[i].high - shares[i].low);

		appendStringInfo(&buf, "%c%s:{\"score\":%s,\"direction\":\"%s\",\"strength\":%s}",
						 i == 0 ? '{' : ',', names[i],
						 shortest_decimal(sum),
						 shares[i].high >= shares[i].low ? "HIGH" : "LOW",
						 shortest_decimal(sum > 0 ? difference / sum : 0));
	}
	appendStringInfoChar(&buf, '}');
	attribution = DirectFunctionCall1(jsonb_in, CStringGetDatum(buf.data));
	pfree(buf.data);
	return attribution;
}

/* Scores and learns the points; names unless NULL ask for attributions. */
static void
take_points(AwspipeForest *forest, const ForestKey *key, const Points *points,
			char **names, ReturnSetInfo *rsinfo)
{
	int			ndimensions = key->options.dimensions;
	AwspipeForestShare *shares = names == NULL ? NULL :
		palloc(sizeof(AwspipeForestShare) * ndimensions);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "pgawspipe points",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);

	for (int i = 0; i < points->count; i++)
	{
		double		score = 0;
		bool		scored = awspipe_forest_take(forest, points->values + (Size) i * ndimensions,
												 &score, shares);
		Datum		values[3] = {Int32GetDatum(i + 1), Float8GetDatum(score), (Datum) 0};
		bool		nulls[3] = {false, !scored, !scored};

		CHECK_FOR_INTERRUPTS();
		if (scored && names != NULL)
			values[2] = make_attribution(shares, names, ndimensions);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(old);
}

static void
run_forest(FunctionCallInfo fcinfo, const char *function, bool explain)
{
	ForestKey	key;
	Points		points;
	char	  **names = NULL;
	AwspipeForest *forest;
	pg_uuid_t	state_id;

	awspipe_require_arguments(fcinfo, 2, function);
	INIT_MATERIALIZED_SRF(fcinfo);
	SPI_connect();
	find_forest(text_to_cstring(PG_GETARG_TEXT_PP(0)), &key);
	get_points(PG_GETARG_ARRAYTYPE_P(1), &key, &points);
	if (explain)
		names = get_names(fcinfo, 2, &key);
	if (points.count > 0)
	{
		forest = take_forest(&key);
		take_points(forest, &key, &points, names, (ReturnSetInfo *) fcinfo->resultinfo);
		write_forest(&key, forest, &state_id);
		remember(key.forest_id, &state_id, forest);
	}
	SPI_finish();
}

/* awspipe.random_cut_forest(forest, points) */
Datum
awspipe_random_cut_forest(PG_FUNCTION_ARGS)
{
	run_forest(fcinfo, "random_cut_forest", false);
	return (Datum) 0;
}

/* awspipe.random_cut_forest_with_explanation(forest, points, names) */
Datum
awspipe_random_cut_forest_with_explanation(PG_FUNCTION_ARGS)
{
	run_forest(fcinfo, "random_cut_forest_with_explanation", true);
	return (Datum) 0;
}

/* What is wrong with a tree, in a row of its own. */
static void
put_problem(ReturnSetInfo *rsinfo, int tree, const char *problem)
{
	Datum		values[2] = {Int32GetDatum(tree)};
	bool		nulls[2] = {false, false};

	if (problem == NULL)
		return;
	values[1] = CStringGetTextDatum(problem);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* NULL, or what is wrong with a remembered tree, of which the row has the state. */
static const char *
compare_remembered(AwspipeForest *forest, uint64 row, int tree)
{
	const char *problem = awspipe_forest_check_tree(forest, tree);
	StringInfoData buf;
	bool		isnull;
	bytea	   *state = DatumGetByteaPP(awspipe_result_datum(row, 2, &isnull));

	if (problem != NULL)
		return psprintf("In memory: %s", problem);
	initStringInfo(&buf);
	awspipe_forest_write_tree(forest, tree, &buf);
	if (VARSIZE_ANY_EXHDR(state) != buf.len ||
		memcmp(VARDATA_ANY(state), buf.data, buf.len) != 0)
		return "It is another one in memory";
	return NULL;
}

/* awspipe._forest_check(name) */
Datum
awspipe__forest_check(PG_FUNCTION_ARGS)
{
	ForestKey	key;
	RememberedForest *entry;
	AwspipeForest *forest;
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	uint64		nrows;

	INIT_MATERIALIZED_SRF(fcinfo);
	SPI_connect();
	find_forest(text_to_cstring(PG_GETARG_TEXT_PP(0)), &key);
	forest = resume_forest(&key);
	entry = find_remembered(key.forest_id);
	if (entry != NULL && memcmp(&entry->state_id, &key.state_id, sizeof(pg_uuid_t)) != 0)
		entry = NULL;
	nrows = fetch_trees(&key);
	if (nrows != (key.seen < key.options.shingle_size ? 0 : key.options.number_of_trees))
		put_problem(rsinfo, (int) nrows, "The number of trees is wrong");
	for (uint64 i = 0; i < nrows; i++)
	{
		int64		tree = awspipe_result_int64(i, 1, -1);

		if (tree < 0 || tree >= key.options.number_of_trees)
		{
			put_problem(rsinfo, (int) tree, "There is no such tree");
			continue;
		}
		put_problem(rsinfo, (int) tree, read_tree(forest, i, (int) tree));
		if (entry != NULL)
			put_problem(rsinfo, (int) tree, compare_remembered(entry->forest, i, (int) tree));
	}
	SPI_finish();
	return (Datum) 0;
}

static int64
option_number(const char *name, const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" must be a number", name)));
	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 NumericGetDatum(value->val.numeric)));
}

/* What is beyond an integer is beyond every limit, too */
static int
option_integer(const char *name, const JsonbValue *value)
{
	int64		number = option_number(name, value);

	return (int) Min(Max(number, PG_INT32_MIN), PG_INT32_MAX);
}

/* The parameters in a JSON object; what is not in it has its default. */
static void
get_options(Jsonb *json, AwspipeForestOptions *options)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;
	bool		has_output_after = false;

	options->number_of_trees = 100;
	options->sub_sample_size = 256;
	options->time_decay = 100000;
	options->shingle_size = 1;
	options->seed = 0;
	if (json != NULL && !JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options must be a JSON object")));

	iterator = json == NULL ? NULL : JsonbIteratorInit(&json->root);
	while (json != NULL &&
		   (token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE)
			continue;
		if (strcmp(name, "number_of_trees") == 0)
			options->number_of_trees = option_integer(name, &value);
		else if (strcmp(name, "sub_sample_size") == 0)
			options->sub_sample_size = option_integer(name, &value);
		else if (strcmp(name, "time_decay") == 0)
			options->time_decay = option_number(name, &value);
		else if (strcmp(name, "shingle_size") == 0)
			options->shingle_size = option_integer(name, &value);
		else if (strcmp(name, "output_after") == 0)
		{
			options->output_after = option_integer(name, &value);
			has_output_after = true;
		}
		else if (strcmp(name, "seed") == 0)
			options->seed = option_number(name, &value);
		else
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unrecognized option \"%s\"", name),
					 errhint("Options are number_of_trees, sub_sample_size, time_decay, shingle_size, output_after and seed.")));
	}
	if (!has_output_after)
		options->output_after = default_output_after(options);
}

/* The first point says how many dimensions there are. */
static ForestScores *
start_scores(FunctionCallInfo fcinfo, int ndimensions)
{
	ForestScores *state = palloc(sizeof(ForestScores));
	AwspipeForestOptions options;

	options.dimensions = ndimensions;
	get_options(PG_NARGS() > 2 && !PG_ARGISNULL(2) ? PG_GETARG_JSONB_P(2) : NULL, &options);
	check_options(&options);
	state->forest = awspipe_forest_create(&options);
	state->dimensions = ndimensions;
	state->scores = initArrayResult(FLOAT8OID, CurrentMemoryContext, false);
	return state;
}

/* awspipe._forest_scores_step(state, point [, options]) */
Datum
awspipe__forest_scores_step(PG_FUNCTION_ARGS)
{
	ForestScores *state = PG_ARGISNULL(0) ? NULL : (ForestScores *) PG_GETARG_POINTER(0);
	MemoryContext context;
	ArrayType  *array;
	double	   *values;
	int			count;
	double		score = 0;
	bool		scored;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("point must not be null"),
				 errhint("Leave such points out with FILTER.")));
	array = PG_GETARG_ARRAYTYPE_P(1);
	values = array_values(array, &count);
	if (state == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		state = start_scores(fcinfo, count);
		MemoryContextSwitchTo(old);
	}
	if (count != state->dimensions)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("all points must have as many dimensions"),
				 errdetail("The first one has %d, another one %d.", state->dimensions, count)));
	scored = awspipe_forest_take(state->forest, values, &score, NULL);
	state->scores = accumArrayResult(state->scores, Float8GetDatum(score), !scored,
									 FLOAT8OID, context);
	pfree(values);
	PG_RETURN_POINTER(state);
}

/* awspipe._forest_scores_end(state) */
Datum
awspipe__forest_scores_end(PG_FUNCTION_ARGS)
{
	ForestScores *state = PG_ARGISNULL(0) ? NULL : (ForestScores *) PG_GETARG_POINTER(0);

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(makeArrayResult(state->scores, CurrentMemoryContext));
}

/* awspipe._forest_score_end(state) */
Datum
awspipe__forest_score_end(PG_FUNCTION_ARGS)
{
	ForestScores *state = PG_ARGISNULL(0) ? NULL : (ForestScores *) PG_GETARG_POINTER(0);
	int			last;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (state == NULL)
		PG_RETURN_NULL();
	last = state->scores->nelems - 1;
	if (state->scores->dnulls[last])
		PG_RETURN_NULL();
	PG_RETURN_DATUM(datumCopy(state->scores->dvalues[last], FLOAT8PASSBYVAL, sizeof(float8)));
}
