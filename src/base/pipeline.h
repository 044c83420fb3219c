/*-------------------------------------------------------------------------
 *
 * pipeline.h
 *	  Whose a pipeline's extension is, also after a dump and restore.
 *
 * IDENTIFICATION
 *	  src/base/pipeline.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_PIPELINE_H
#define AWSPIPE_PIPELINE_H

#include "postgres.h"

/*
 * Notes whose the extension is that is being created or updated.  Throws
 * outside of an extension's script.
 */
extern void awspipe_pipeline_register(void);

/* Gives every registered extension, with all its members, back to its owner. */
extern void awspipe_pipelines_give_back(void);

/* Brings what is noted up to date; in the supervisor. */
extern void awspipe_pipelines_note_owners(void);

#endif							/* AWSPIPE_PIPELINE_H */
