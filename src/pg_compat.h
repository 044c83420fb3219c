/*-------------------------------------------------------------------------
 *
 * pg_compat.h
 *	  Differences between PostgreSQL 14 and 18, in one place.
 *
 * No other file of this project looks at PG_VERSION_NUM: each seam is a
 * macro or inline function here, named for what it does, in the spelling of
 * the newest release wherever that is possible.
 *
 * IDENTIFICATION
 *	  src/pg_compat.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PG_COMPAT_H
#define PG_COMPAT_H

#include "postgres.h"

#include "postmaster/bgworker.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "utils/wait_event.h"

#if PG_VERSION_NUM < 140000
#error "pgawspipe needs PostgreSQL 14 or later"
#endif

#if PG_VERSION_NUM >= 150000
#include "common/pg_prng.h"
#endif

/* 18 marks a function that does not return in front of its declaration */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif

/* 15 has rotation to the left, too */
#if PG_VERSION_NUM < 150000
static inline uint32
pg_rotate_left32(uint32 word, int n)
{
	return (word << n) | (word >> (32 - n));
}
#endif

/* 15 lets $HOME name the home directory; before, only the password file did */
#if PG_VERSION_NUM < 150000
static inline bool
home_path(char *path)
{
	const char *home = getenv("HOME");

	if (home == NULL || home[0] == '\0')
		return get_home_path(path);
	strlcpy(path, home, MAXPGPATH);
	return true;
}
#define get_home_path(path) home_path(path)
#endif

/* 16 moved the varlena macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 15 wants shared memory to be requested from a hook of its own */
#if PG_VERSION_NUM >= 150000
#define HAVE_SHMEM_REQUEST_HOOK 1
#else
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

/* 16 has one ownership check for all kinds of objects */
#if PG_VERSION_NUM >= 160000
#define DATABASE_OWNERCHECK(database, role) \
	object_ownercheck(DatabaseRelationId, database, role)
#else
#define DATABASE_OWNERCHECK(database, role) \
	pg_database_ownercheck(database, role)
#endif

/* Likewise for privileges */
#if PG_VERSION_NUM >= 160000
#define FOREIGN_SERVER_ACLCHECK(server, role, mode) \
	object_aclcheck(ForeignServerRelationId, server, role, mode)
#else
#define FOREIGN_SERVER_ACLCHECK(server, role, mode) \
	pg_foreign_server_aclcheck(server, role, mode)
#endif

/* 16 tells being a member of a role from being allowed to become it. */
#if PG_VERSION_NUM >= 160000
#define CHECK_CAN_BECOME(member, role)	check_can_set_role(member, role)
#else
#define CHECK_CAN_BECOME(member, role)	check_is_member_of_role(member, role)
#endif

/* There is no ALTER EXTENSION ... OWNER TO; 17 opens the catalog itself */
#if PG_VERSION_NUM >= 170000
#define ALTER_EXTENSION_OWNER(extension, role) \
	AlterObjectOwner_internal(ExtensionRelationId, extension, role)
#else
#define ALTER_EXTENSION_OWNER(extension, role) \
	do { \
		Relation	rel_ = table_open(ExtensionRelationId, RowExclusiveLock); \
		AlterObjectOwner_internal(rel_, extension, role); \
		table_close(rel_, NoLock); \
	} while (0)
#endif

/* 17 replaced the members pgprocno and lxid */
#if PG_VERSION_NUM >= 170000
#define MY_PROC_NUMBER	MyProcNumber
#define MY_LXID			(MyProc->vxid.lxid)
#else
#define MY_PROC_NUMBER	(MyProc->pgprocno)
#define MY_LXID			(MyProc->lxid)
#endif

/* 17 lets a background worker connect as a role without LOGIN */
#ifdef BGWORKER_BYPASS_ROLELOGINCHECK
#define WORKER_OWNER_NEEDS_LOGIN	false
#define WORKER_CONNECTION_FLAGS		BGWORKER_BYPASS_ROLELOGINCHECK
#else
#define WORKER_OWNER_NEEDS_LOGIN	true
#define WORKER_CONNECTION_FLAGS		0
#endif

/* 17 has named wait events for extensions; before, all are "Extension" */
#if PG_VERSION_NUM >= 170000
#define WAIT_EVENT_NEW(name)	WaitEventExtensionNew(name)
#else
#define WAIT_EVENT_NEW(name)	((uint32) PG_WAIT_EXTENSION)
#endif

/* 15 tells three ways to analyze a statement apart */
#if PG_VERSION_NUM >= 150000
#define ANALYZE_STATEMENT(statement, text) \
	pg_analyze_and_rewrite_fixedparams(statement, text, NULL, 0, NULL)
#else
#define ANALYZE_STATEMENT(statement, text) \
	pg_analyze_and_rewrite(statement, text, NULL, 0, NULL)
#endif

/* 18 sees for itself whether a portal is run once only */
#if PG_VERSION_NUM >= 180000
#define PORTAL_RUN_ALL(portal, dest) \
	PortalRun(portal, FETCH_ALL, true, dest, dest, NULL)
#else
#define PORTAL_RUN_ALL(portal, dest) \
	PortalRun(portal, FETCH_ALL, true, true, dest, dest, NULL)
#endif

/* A database whose creation or removal was cut short; from 15.4 and its like */
#ifndef DATCONNLIMIT_INVALID_DB
#define DATCONNLIMIT_INVALID_DB -2
#endif

/* Uniform in [0, 1); 15 brought a generator of the server's own */
static inline double
random_fraction(void)
{
#if PG_VERSION_NUM >= 150000
	return pg_prng_double(&pg_global_prng_state);
#else
	return (double) random() / ((double) PG_INT32_MAX + 1);
#endif
}

/* 15 makes a set-returning function's tuplestore; call it with fcinfo */
#if PG_VERSION_NUM >= 150000
#define INIT_MATERIALIZED_SRF(fcinfo)	InitMaterializedSRF(fcinfo, 0)
#else
#include "miscadmin.h"
#define INIT_MATERIALIZED_SRF(fcinfo) \
	do { \
		ReturnSetInfo *rsinfo_ = (ReturnSetInfo *) (fcinfo)->resultinfo; \
		MemoryContext old_ = MemoryContextSwitchTo(rsinfo_->econtext->ecxt_per_query_memory); \
		TupleDesc	desc_; \
		if (get_call_result_type(fcinfo, NULL, &desc_) != TYPEFUNC_COMPOSITE) \
			elog(ERROR, "return type must be a row type"); \
		rsinfo_->returnMode = SFRM_Materialize; \
		rsinfo_->setResult = tuplestore_begin_heap(true, false, work_mem); \
		rsinfo_->setDesc = CreateTupleDescCopy(desc_); \
		MemoryContextSwitchTo(old_); \
	} while (0)
#endif

/*
 * Replication slots.  17 has slots that standbys keep too, which ours are
 * not; 18 may leave it to the caller to look whether a slot is of use.
 */
#if PG_VERSION_NUM >= 170000
#define REPLICATION_SLOT_CREATE(name, persistency) \
	ReplicationSlotCreate(name, true, persistency, false, false, false)
#else
#define REPLICATION_SLOT_CREATE(name, persistency) \
	ReplicationSlotCreate(name, true, persistency, false)
#endif
#if PG_VERSION_NUM >= 180000
#define REPLICATION_SLOT_ACQUIRE(name)	ReplicationSlotAcquire(name, true, true)
#else
#define REPLICATION_SLOT_ACQUIRE(name)	ReplicationSlotAcquire(name, true)
#endif

/* 16 has several reasons for a slot to be of no use any more */
#if PG_VERSION_NUM >= 160000
#define SLOT_IS_INVALID(slot)	((slot)->data.invalidated != RS_INVAL_NONE)
#else
#define SLOT_IS_INVALID(slot)	(!XLogRecPtrIsInvalid((slot)->data.invalidated_at))
#endif

/* 15 has no timeline in a global variable any more */
#if PG_VERSION_NUM >= 150000
#define FLUSHED_LSN()			GetFlushRecPtr(NULL)
#define INSERTION_TIMELINE()	GetWALInsertionTimeLine()
#else
#define FLUSHED_LSN()			GetFlushRecPtr()
#define INSERTION_TIMELINE()	((void) RecoveryInProgress(), ThisTimeLineID)
#endif

#endif							/* PG_COMPAT_H */
