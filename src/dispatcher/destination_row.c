/*-------------------------------------------------------------------------
 *
 * destination_row.c
 *	  The rows of destinations: naming them, and making them.
 *
 * A message names its destination by an id that follows from what the
 * destination is: role, server, service and resource.  So two transactions
 * that send the first messages to one need not agree on anything, and none
 * waits for the other.  Each leaves a row in awspipe.new_destination, where
 * nothing is unique, and the dispatcher, which alone makes destinations, does
 * so once that row is committed.  Until then it does not see the messages
 * either.
 *
 * The id is a part of a SHA-256, so that nobody can find a resource whose
 * messages would go to somebody else's destination, with that one's
 * credentials.  OIDs are used again some day: if the id is that of another
 * destination, such as a dropped role's, the next one of the same series is
 * taken.
 *
 * A destination that awspipe.drop_destination() has dropped keeps its row, which
 * belongs to nobody and is not shown, until messages are written to it again.
 * Sessions remember that a destination is made; were the row gone, what they
 * write would never be read.
 *
 * The rows of awspipe.owner and awspipe.server that a destination refers to
 * are made here too, if they are missing.  Whoever makes such rows holds a
 * lock until his transaction ends; the dispatcher does not wait for it, and
 * tries again.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_row.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/names.h"
#include "base/owner_spi.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "dispatcher/destination_row.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "worker/worker.h"

/* Announcements that one transaction of the dispatcher deals with */
#define STEP_ROWS	1000

/* One row of awspipe.new_destination */
typedef struct Announcement
{
	int64		id;
	int64		destination_id;
	Oid			role;
	char	   *role_name;
	Oid			server;
	char	   *server_name;
	char	   *service;
	char	   *resource;
	char	   *on_ambiguous;	/* or NULL */
} Announcement;

/* The n-th id of the destination's series */
static int64
nth_id(const AwspipeDestinationKey *key, int n)
{
	char	   *text = psprintf("%u %u %d %s %s", key->role, key->server, n,
								key->service, key->resource);
	uint8		digest[PG_SHA256_DIGEST_LENGTH];
	pg_cryptohash_ctx *ctx = pg_cryptohash_create(PG_SHA256);
	uint64		id = 0;
	bool		ok = ctx != NULL && pg_cryptohash_init(ctx) >= 0 &&
		pg_cryptohash_update(ctx, (const uint8 *) text, strlen(text)) >= 0 &&
		pg_cryptohash_final(ctx, digest, sizeof(digest)) >= 0;

	pg_cryptohash_free(ctx);
	if (!ok)
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not compute the id of a destination")));
	for (int i = 0; i < sizeof(id); i++)
		id = id << 8 | digest[i];
	return (int64) (id & PG_INT64_MAX);
}

static bool
destination_exists(int64 destination_id)
{
	static AwspipeStatement look = {
		.sql = "SELECT FROM awspipe.destination WHERE destination_id = $1"
	};

	return awspipe_execute_with(&look, bind_int8(destination_id)) > 0;
}

static bool
is_dropped(int64 destination_id)
{
	static AwspipeStatement look = {
		.sql = "SELECT FROM awspipe.destination WHERE destination_id = $1 AND dropped_at IS NOT NULL"
	};

	return awspipe_execute_with(&look, bind_int8(destination_id)) > 0;
}

/* 0 when there is no such row; *dropped: but it was dropped. */
static int64
find_destination(const AwspipeDestinationKey *key, bool *dropped)
{
	static AwspipeStatement find = {
		.sql = "SELECT d.destination_id, d.dropped_at IS NOT NULL FROM awspipe._ownership AS w, awspipe.server AS s,"
		" pg_foreign_server AS f, awspipe.destination AS d"
		" WHERE w.role_oid = $1 AND s.server_oid = $2"
		" AND f.oid = s.server_oid AND f.srvname = s.server_name"
		" AND d.server_id = s.server_id AND d.owner_id = w.owner_id"
		" AND d.service = $3 AND d.resource = $4 LIMIT 1"
	};

	if (awspipe_execute_with(&find, bind_oid(key->role), bind_oid(key->server),
							 bind_text(key->service), bind_text(key->resource)) == 0)
		return 0;
	*dropped = awspipe_result_bool(0, 2, false);
	return awspipe_result_int64(0, 1, 0);
}

static void
set_policy(int64 destination_id, const char *on_ambiguous)
{
	static AwspipeStatement set = {
		.sql = "UPDATE awspipe.destination SET on_ambiguous = $2"
		" WHERE destination_id = $1 AND on_ambiguous <> $2"
	};

	awspipe_execute_with(&set, bind_int8(destination_id), bind_text(on_ambiguous));
}

/* Unless a row that is visible says so already. */
static void
announce(int64 destination_id, const AwspipeDestinationKey *key,
		 const char *on_ambiguous)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.new_destination (destination_id, role_oid, role_name,"
		" server_oid, server_name, service, resource, on_ambiguous)"
		" SELECT $1, $2, pg_get_userbyid($2), $3, $4, $5, $6, $7"
		" WHERE $7 IS NOT NULL OR NOT EXISTS (SELECT FROM awspipe.new_destination"
		"  WHERE destination_id = $1)"
	};

	awspipe_execute_with(&insert, bind_int8(destination_id),
						 bind_oid(key->role), bind_oid(key->server),
						 bind_name(GetForeignServer(key->server)->servername),
						 bind_text(key->service), bind_text(key->resource),
						 bind_text(on_ambiguous));
}

int64
awspipe_destination_id(const AwspipeDestinationKey *key,
					   const char *on_ambiguous, bool *made)
{
	bool		dropped = false;
	int64		destination_id = find_destination(key, &dropped);
	int64		next_id = 0;

	/*
	 * Each statement has a snapshot of its own: an id that is taken may be
	 * that of our destination, which the dispatcher has made since we looked
	 * for it.
	 */
	for (int n = 0; destination_id == 0; n++)
	{
		next_id = nth_id(key, n);
		if (!destination_exists(next_id))
			break;
		destination_id = find_destination(key, &dropped);
	}

	*made = destination_id != 0 && !dropped;
	if (!*made)
	{
		if (dropped)
			next_id = destination_id;
		announce(next_id, key, on_ambiguous);
		return next_id;
	}
	if (on_ambiguous != NULL)
		set_policy(destination_id, on_ambiguous);
	return destination_id;
}

/* In the current memory context; *n is their number. */
static Announcement *
read_announcements(int *n)
{
	static AwspipeStatement read = {
		.sql = "SELECT announcement_id, destination_id, role_oid, role_name, server_oid,"
		" server_name, service, resource, on_ambiguous"
		" FROM awspipe.new_destination ORDER BY announcement_id LIMIT $1",
		.read_only = true
	};
	Announcement *rows;

	*n = (int) awspipe_execute_with(&read, bind_int4(STEP_ROWS));
	rows = palloc((*n + 1) * sizeof(Announcement));
	for (int i = 0; i < *n; i++)
	{
		rows[i].id = awspipe_result_int64(i, 1, 0);
		rows[i].destination_id = awspipe_result_int64(i, 2, 0);
		rows[i].role = (Oid) awspipe_result_int64(i, 3, InvalidOid);
		rows[i].role_name = awspipe_result_text(i, 4);
		rows[i].server = (Oid) awspipe_result_int64(i, 5, InvalidOid);
		rows[i].server_name = awspipe_result_text(i, 6);
		rows[i].service = awspipe_result_text(i, 7);
		rows[i].resource = awspipe_result_text(i, 8);
		rows[i].on_ambiguous = awspipe_result_text(i, 9);
	}
	return rows;
}

/* A destination that was dropped is in use again. */
static bool
revive(int64 destination_id, Oid role, const char *role_name)
{
	static AwspipeStatement use = {
		.sql = "UPDATE awspipe.destination SET dropped_at = NULL"
		" WHERE destination_id = $1 AND owner_id = $2"
	};
	int32		owner_id = awspipe_owner_id_of(role, role_name);

	return owner_id != 0 &&
		awspipe_execute_with(&use, bind_int8(destination_id),
							 bind_int4(owner_id)) > 0;
}

/*
 * A transaction that has used a destination before it was dropped may write
 * to it afterwards, and does not announce it.  False as below.
 */
static bool
revive_used(void)
{
	static AwspipeStatement used = {
		.sql = "SELECT d.destination_id, w.role_oid, o.role_name"
		" FROM awspipe.destination AS d JOIN awspipe.owner AS o USING (owner_id)"
		" JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE d.dropped_at IS NOT NULL AND EXISTS (SELECT FROM awspipe.outbox AS m"
		"  WHERE m.destination_id = d.destination_id)",
		.read_only = true
	};
	int			nrows = (int) awspipe_execute(&used);
	Announcement *rows = palloc((nrows + 1) * sizeof(Announcement));
	bool		all = true;

	for (int i = 0; i < nrows; i++)
	{
		rows[i].destination_id = awspipe_result_int64(i, 1, 0);
		rows[i].role = (Oid) awspipe_result_int64(i, 2, InvalidOid);
		rows[i].role_name = awspipe_result_text(i, 3);
	}
	for (int i = 0; i < nrows; i++)
		all = revive(rows[i].destination_id, rows[i].role, rows[i].role_name) && all;
	return all;
}

/* False when it has to wait for another transaction. */
static bool
make_destination(const Announcement *row)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.destination (destination_id, owner_id, server_id, service,"
		" resource) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
	};
	int32		owner_id = awspipe_owner_id_of(row->role, row->role_name);
	int32		server_id = owner_id != 0 ?
		awspipe_server_id_of(row->server, row->server_name) : 0;

	if (owner_id == 0 || server_id == 0)
		return false;

	/* Where it cannot be made, that stays to be seen in views */
	return awspipe_execute_with(&insert, bind_int8(row->destination_id),
								bind_int4(owner_id), bind_int4(server_id),
								bind_text(row->service),
								bind_text(row->resource)) > 0;
}

static void
forget_announcements(ArrayBuildState *ids)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.new_destination WHERE announcement_id = ANY ($1)"
	};

	awspipe_execute_with(&forget, bind_array(ids));
}

bool
awspipe_destinations_make(void)
{
	Announcement *rows;
	ArrayBuildState *done;
	int			nrows;
	int			ndone;
	bool		revived;

	if (!awspipe_begin("making destinations"))
		return false;
	rows = read_announcements(&nrows);
	done = bind_array_start(INT8OID);
	for (int i = 0; i < nrows; i++)
	{
		if (destination_exists(rows[i].destination_id) ?
			is_dropped(rows[i].destination_id) &&
			!revive(rows[i].destination_id, rows[i].role, rows[i].role_name) :
			!make_destination(&rows[i]))
			continue;
		if (rows[i].on_ambiguous != NULL)
			set_policy(rows[i].destination_id, rows[i].on_ambiguous);
		bind_array_add(done, bind_int8(rows[i].id));
	}
	ndone = done->nelems;
	if (ndone > 0)
		forget_announcements(done);
	revived = revive_used();
	awspipe_commit();
	return revived && ndone == nrows && nrows < STEP_ROWS;
}
