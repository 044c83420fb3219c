/*-------------------------------------------------------------------------
 *
 * names.h
 *	  Roles and servers as our tables know them, by OID and name.
 *
 * IDENTIFICATION
 *	  src/base/names.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_NAMES_H
#define AWSPIPE_NAMES_H

#include "postgres.h"

#include "utils/array.h"

/*
 * The row of awspipe.owner or awspipe.server that stands for a role or server
 * which exists; made if there is none.  For rows that are to refer to it:
 * from then on the role cannot be dropped.  Between SPI_connect() and
 * SPI_finish(), as all below.
 */
extern int32 awspipe_owner_id(Oid role);
extern int32 awspipe_server_id(Oid server);

/*
 * The same for whoever cannot wait: 0 when a row is to be made and somebody
 * else is just making some.  If there is no such role or server any more, the
 * row is one that belongs to nobody.
 */
extern int32 awspipe_owner_id_of(Oid role, const char *name);
extern int32 awspipe_server_id_of(Oid server, const char *name);

/*
 * Notes new names, and who is gone, in pg_cron's entries too; leaves alone
 * what comes from elsewhere.
 */
extern void awspipe_names_follow(void);

/*
 * Makes pg_cron's entries agree with the schedules of jobs.  Throws what
 * pg_cron says against that of the given one (0: none).
 */
extern void awspipe_schedules_follow(int64 job_id);

/*
 * Another number than before when a role or server may have a new name, or be
 * gone, as far as this process has been told.
 */
extern uint64 awspipe_names_version(void);

/* Lets go of roles to which nothing belongs any more. */
extern void awspipe_owners_release(void);

/*
 * Parts of awspipe.adopt(): finds roles and servers, and tells of those that
 * are not to be found.
 */
extern void awspipe_names_adopt(void);
extern void awspipe_names_warn_of_gone(void);

/* Tells what this transaction leaves without its server. */
extern void awspipe_servers_warn_of_dropped(void);

/*
 * What REASSIGN OWNED leaves to us: consumers of these roles, with their dead
 * letters, forests, jobs, workflows and captures are the new one's.
 */
extern void awspipe_owners_reassign(ArrayBuildState *roles, Oid new_role);

/*
 * Was this configuration made in this cluster and database?  A copy must
 * not consume its original's streams.
 */
extern bool awspipe_installation_is_ours(void);

#endif							/* AWSPIPE_NAMES_H */
