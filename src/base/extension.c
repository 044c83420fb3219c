/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  Is the extension here, and is it the library's?
 *
 * DROP EXTENSION takes AccessExclusiveLock on the extension object before it
 * touches any member.  Every transaction of a worker takes a share lock on
 * the same object first, so that the two never meet half-way, and takes it
 * without waiting: who is dropping the extension need not wait for a worker
 * that waits for him.  Since the object was looked up before it was locked,
 * it is looked up again.
 *
 * An extension that was dropped and created anew has another Oid.  Plans and
 * Oids that a process has collected belong to the old one.
 *
 * IDENTIFICATION
 *	  src/base/extension.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "base/extension.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"

bool
awspipe_extension_read(Oid extension, Oid *owner, char **version)
{
	Relation	rel = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found;

	ScanKeyInit(&key, Anum_pg_extension_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(extension));
	scan = systable_beginscan(rel, ExtensionOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	found = HeapTupleIsValid(tuple);
	if (found)
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(rel), &isnull);

		*owner = ((Form_pg_extension) GETSTRUCT(tuple))->extowner;
		if (version != NULL)
			*version = isnull ? pstrdup("") : TextDatumGetCString(value);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* Takes the share lock if that needs no waiting. */
static bool
lock_extension(Oid extension)
{
	LOCKTAG		tag;
	LockAcquireResult result;

	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, ExtensionRelationId, extension, 0);
	result = LockAcquire(&tag, AccessShareLock, false, true);
	if (result == LOCKACQUIRE_NOT_AVAIL)
		return false;
	if (result != LOCKACQUIRE_ALREADY_CLEAR)
		AcceptInvalidationMessages();
	return true;
}

AwspipeGuard
awspipe_extension_guard(Oid *extension)
{
	Oid			found = get_extension_oid(AWSPIPE_EXTENSION, true);
	Oid			owner;
	char	   *version;

	if (!OidIsValid(found) ||
		(OidIsValid(*extension) && found != *extension))
		return AWSPIPE_GUARD_GONE;
	if (!lock_extension(found))
		return AWSPIPE_GUARD_BUSY;
	if (get_extension_oid(AWSPIPE_EXTENSION, true) != found ||
		!awspipe_extension_read(found, &owner, &version))
		return AWSPIPE_GUARD_GONE;

	*extension = found;
	if (strcmp(version, PGAWSPIPE_VERSION) != 0)
		return AWSPIPE_GUARD_VERSION;
	return AWSPIPE_GUARD_OK;
}
