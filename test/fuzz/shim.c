/*-------------------------------------------------------------------------
 *
 * shim.c
 *	  The little of the server that the protocol layer's readers need.
 *
 * Lets them run in a program of their own, where a sanitizer watches every
 * allocation: a chunk here is one malloc, and a context a list of chunks and
 * of child contexts.  Whatever throws in the server ends the program.
 *
 * IDENTIFICATION
 *	  test/fuzz/shim.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/aws.h"
#include "miscadmin.h"
#include "shim.h"
#include "utils/memutils.h"

typedef struct Chunk
{
	struct Chunk *previous;
	struct Chunk *next;
	uint64		padding[2];		/* what follows is aligned as by malloc */
} Chunk;

typedef struct ShimContext
{
	Chunk		chunks;			/* head of a ring */
	struct ShimContext *children;
	struct ShimContext *sibling;
	struct ShimContext *parent;
	MemoryContextCallback *callbacks;
} ShimContext;

MemoryContext CurrentMemoryContext = NULL;
volatile sig_atomic_t InterruptPending = false;

static void *
check(void *pointer)
{
	if (pointer == NULL)
		abort();
	return pointer;
}

static void
link_chunk(ShimContext *context, Chunk *chunk)
{
	chunk->previous = &context->chunks;
	chunk->next = context->chunks.next;
	chunk->next->previous = chunk;
	context->chunks.next = chunk;
}

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name,
							  Size minContextSize, Size initBlockSize,
							  Size maxBlockSize)
{
	ShimContext *context = check(calloc(1, sizeof(ShimContext)));

	context->chunks.next = context->chunks.previous = &context->chunks;
	context->parent = (ShimContext *) parent;
	if (parent != NULL)
	{
		context->sibling = context->parent->children;
		context->parent->children = context;
	}
	return (MemoryContext) context;
}

void
MemoryContextDelete(MemoryContext memory_context)
{
	ShimContext *context = (ShimContext *) memory_context;

	while (context->children != NULL)
		MemoryContextDelete((MemoryContext) context->children);
	while (context->callbacks != NULL)
	{
		MemoryContextCallback *callback = context->callbacks;

		context->callbacks = callback->next;
		callback->func(callback->arg);
	}
	while (context->chunks.next != &context->chunks)
		pfree(context->chunks.next + 1);
	if (context->parent != NULL)
	{
		ShimContext **link = &context->parent->children;

		while (*link != context)
			link = &(*link)->sibling;
		*link = context->sibling;
	}
	free(context);
}

void
MemoryContextRegisterResetCallback(MemoryContext context,
								   MemoryContextCallback *callback)
{
	callback->next = ((ShimContext *) context)->callbacks;
	((ShimContext *) context)->callbacks = callback;
}

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	Chunk	   *chunk = check(malloc(sizeof(Chunk) + size));

	link_chunk((ShimContext *) context, chunk);
	return chunk + 1;
}

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	if (!AllocSizeIsValid(size))
		abort();
	return MemoryContextAllocHuge(context, size);
}

void *
MemoryContextAllocExtended(MemoryContext context, Size size, int flags)
{
	return MemoryContextAlloc(context, size);
}

void *
MemoryContextAllocZero(MemoryContext context, Size size)
{
	return memset(MemoryContextAlloc(context, size), 0, size);
}

void *
repalloc_huge(void *pointer, Size size)
{
	Chunk	   *chunk = check(realloc((Chunk *) pointer - 1,
									  sizeof(Chunk) + size));

	chunk->previous->next = chunk;
	chunk->next->previous = chunk;
	return chunk + 1;
}

void
pfree(void *pointer)
{
	Chunk	   *chunk = (Chunk *) pointer - 1;

	chunk->previous->next = chunk->next;
	chunk->next->previous = chunk->previous;
	free(chunk);
}

void *
palloc(Size size)
{
	return MemoryContextAlloc(CurrentMemoryContext, size);
}

void *
palloc0(Size size)
{
	return MemoryContextAllocZero(CurrentMemoryContext, size);
}

void *
repalloc(void *pointer, Size size)
{
	return repalloc_huge(pointer, size);
}

char *
pstrdup(const char *text)
{
	return strcpy(palloc(strlen(text) + 1), text);
}

char *
pnstrdup(const char *text, Size len)
{
	char	   *copy;

	len = strnlen(text, len);
	copy = palloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

bool
errstart(int elevel, const char *domain)
{
	abort();
}

/* The name by which the server's headers call it for constant levels */
bool
errstart_cold(int elevel, const char *domain)
{
	abort();
}

int
errcode(int sqlerrcode)
{
	abort();
}

int
errmsg(const char *fmt,...)
{
	abort();
}

int
errmsg_internal(const char *fmt,...)
{
	abort();
}

int
errdetail(const char *fmt,...)
{
	abort();
}

int
errhint(const char *fmt,...)
{
	abort();
}

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	abort();
}

void
ProcessInterrupts(void)
{
	abort();
}

void
pgaws_error_set(PgawsError *error, PgawsErrorClass class, const char *code,
				const char *fmt,...)
{
	va_list		args;

	memset(error, 0, sizeof(PgawsError));
	error->class = class;
	strlcpy(error->code, code, sizeof(error->code));
	va_start(args, fmt);
	vsnprintf(error->message, sizeof(error->message), fmt, args);
	va_end(args);
}

void
shim_start(void)
{
	CurrentMemoryContext = AllocSetContextCreateInternal(NULL, "shim", 0, 0, 0);
}

void
shim_stop(void)
{
	MemoryContextDelete(CurrentMemoryContext);
	CurrentMemoryContext = NULL;
}

/* Also stands in for ExceptionalCondition, whose arguments vary by release */
void
shim_abort(void)
{
	abort();
}

void
shim_require(bool condition)
{
	if (!condition)
		abort();
}
