/*-------------------------------------------------------------------------
 *
 * md5.h
 *	  MD5 (RFC 1321), for what is no secret.
 *
 * IDENTIFICATION
 *	  src/aws/md5.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_MD5_H
#define PGAWS_MD5_H

#include "postgres.h"

#define PGAWS_MD5_LEN	16

extern void pgaws_md5(const unsigned char *data, size_t len,
					  unsigned char *digest);

#endif							/* PGAWS_MD5_H */
