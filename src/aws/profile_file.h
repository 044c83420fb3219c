/*-------------------------------------------------------------------------
 *
 * profile_file.h
 *	  Reading the files that AWS's tools keep profiles in.
 *
 * IDENTIFICATION
 *	  src/aws/profile_file.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_PROFILE_FILE_H
#define PGAWS_PROFILE_FILE_H

#include "aws/aws.h"

#include <sys/stat.h>

/* Far more than anyone keeps in such a file */
#define PGAWS_PROFILE_FILE_MAX	(1024 * 1024)

/* What tells one state of a file from another. */
typedef struct PgawsFileStamp
{
	bool		exists;
	dev_t		device;
	ino_t		inode;
	off_t		size;
	struct timespec mtime;
} PgawsFileStamp;

/* The text of a file; no text when there is no such file. */
typedef struct PgawsProfileFile
{
	PgawsFileStamp stamp;
	char	   *text;			/* NUL-terminated, palloc'd, or NULL */
	size_t		size;			/* as allocated, for wiping */
} PgawsProfileFile;

extern void pgaws_file_stamp(const char *path, PgawsFileStamp *stamp);
extern bool pgaws_file_stamp_equal(const PgawsFileStamp *a,
								   const PgawsFileStamp *b);

/*
 * Reads the whole file.  A file that does not exist is no failure.  True
 * or not, the caller ends with pgaws_profile_file_wipe().
 */
extern bool pgaws_profile_file_read(const char *path, PgawsProfileFile *file,
									PgawsError *error);
extern void pgaws_profile_file_wipe(PgawsProfileFile *file);

/*
 * Calls visit for each property of a profile, in the order of the file.
 * prefixed: the section is [profile name], otherwise [name].  The values
 * visited lie in the text and stay there until it is wiped.  *found says
 * whether there is such a section.  False when the text is not such a file;
 * the message names the line and quotes nothing of it.
 */
typedef void (*PgawsPropertyVisit) (const char *key, size_t key_len,
									const char *value, void *arg);
extern bool pgaws_profile_file_parse(PgawsProfileFile *file, const char *path,
									 const char *profile, bool prefixed,
									 PgawsPropertyVisit visit, void *arg,
									 bool *found, PgawsError *error);

#endif							/* PGAWS_PROFILE_FILE_H */
