/*-------------------------------------------------------------------------
 *
 * s3_arguments.h
 *	  What the functions of S3 ask of the names they are given.
 *
 * IDENTIFICATION
 *	  src/api/s3_arguments.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_S3_ARGUMENTS_H
#define AWSPIPE_S3_ARGUMENTS_H

#include "postgres.h"

/* By S3's rules for names of buckets and of access points, else 22023. */
extern void awspipe_s3_check_bucket(const char *bucket);

/* 1 to 1024 bytes in UTF-8, else 22023 or 54000. */
extern void awspipe_s3_check_key(const char *key);

#endif							/* AWSPIPE_S3_ARGUMENTS_H */
