/*-------------------------------------------------------------------------
 *
 * shim.h
 *	  For programs that run readers of the protocol layer without a server.
 *
 * IDENTIFICATION
 *	  test/fuzz/shim.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef SHIM_H
#define SHIM_H

#include "postgres.h"

/* Sets CurrentMemoryContext up, and frees it with all that hangs on it. */
extern void shim_start(void);
extern void shim_stop(void);

/* Ends the program, as a fuzzer wants it, when a promise is not kept. */
extern void shim_require(bool condition);
extern void shim_abort(void);

extern int	LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

#endif							/* SHIM_H */
