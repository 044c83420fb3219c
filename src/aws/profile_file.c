/*-------------------------------------------------------------------------
 *
 * profile_file.c
 *	  Reading the files that AWS's tools keep profiles in.
 *
 * The format, as AWS's "shared config and credentials files" and its SDKs
 * have it: sections in brackets; "key = value" properties; comments on lines
 * of their own or behind white space, from # or ; on; and below a property
 * without a value, indented lines that belong to it and mean nothing to us.
 * Anything else makes the file unsound as a whole: it may be half written.
 *
 * The text holds secrets.  It is read into one buffer, taken apart in place
 * and wiped.  No descriptor is open while something may throw.
 *
 * IDENTIFICATION
 *	  src/aws/profile_file.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "aws/error.h"
#include "aws/profile_file.h"

/* A piece of the text. */
typedef struct Slice
{
	char	   *start;
	char	   *end;			/* one behind the last character */
} Slice;

typedef enum LineKind
{
	LINE_EMPTY,
	LINE_SECTION,
	LINE_PROPERTY,
	LINE_NESTED,
	LINE_BAD
} LineKind;

/* Where the parser is. */
typedef struct Parser
{
	bool		in_section;		/* in any section */
	bool		in_profile;		/* in the one that is looked for */
	bool		nesting;		/* below a property without a value */
} Parser;

static void
fill_stamp(PgawsFileStamp *stamp, const struct stat *st)
{
	stamp->exists = true;
	stamp->device = st->st_dev;
	stamp->inode = st->st_ino;
	stamp->size = st->st_size;
#ifdef __APPLE__
	stamp->mtime = st->st_mtimespec;
#else
	stamp->mtime = st->st_mtim;
#endif
}

void
pgaws_file_stamp(const char *path, PgawsFileStamp *stamp)
{
	struct stat st;

	memset(stamp, 0, sizeof(PgawsFileStamp));
	if (stat(path, &st) == 0)
		fill_stamp(stamp, &st);
}

bool
pgaws_file_stamp_equal(const PgawsFileStamp *a, const PgawsFileStamp *b)
{
	return a->exists == b->exists &&
		a->device == b->device &&
		a->inode == b->inode &&
		a->size == b->size &&
		a->mtime.tv_sec == b->mtime.tv_sec &&
		a->mtime.tv_nsec == b->mtime.tv_nsec;
}

void
pgaws_profile_file_wipe(PgawsProfileFile *file)
{
	if (file->text == NULL)
		return;
	explicit_bzero(file->text, file->size);
	pfree(file->text);
	file->text = NULL;
}

/*
 * Fills buffer from an open file, up to size bytes.  The number of bytes;
 * -1 with errno; size when there may be more.
 */
static ssize_t
read_up_to(int fd, char *buffer, size_t size)
{
	size_t		total = 0;

	while (total < size)
	{
		ssize_t		n = read(fd, buffer + total, size - total);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		total += n;
	}
	return total;
}

bool
pgaws_profile_file_read(const char *path, PgawsProfileFile *file,
						PgawsError *error)
{
	struct stat st;
	const char *problem = NULL;
	ssize_t		len = -1;
	int			fd;

	memset(file, 0, sizeof(PgawsProfileFile));

	/* One byte more than fits tells a file that is too large */
	file->size = PGAWS_PROFILE_FILE_MAX + 1;
	file->text = palloc(file->size);

	/* Without O_NONBLOCK, opening a pipe would wait for its other end */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
	{
		pgaws_profile_file_wipe(file);
		return true;
	}

	if (fd < 0 || fstat(fd, &st) < 0)
		problem = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		problem = "it is not a regular file";
	else
	{
		fill_stamp(&file->stamp, &st);
		len = read_up_to(fd, file->text, file->size);
		if (len < 0)
			problem = strerror(errno);
		else if (len == file->size)
			problem = "it is too large";
		else if (memchr(file->text, '\0', len) != NULL)
			problem = "it is not a text file";
	}
	if (fd >= 0)
		close(fd);

	if (problem != NULL)
	{
		char		shown[128];

		pgaws_error_quote(shown, sizeof(shown), path, strlen(path));
		pgaws_error_set(error, PGAWS_AUTH, "", "could not read \"%s\": %s",
						shown, problem);
		return false;
	}
	file->text[len] = '\0';
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static Slice
trim(Slice slice)
{
	while (slice.start < slice.end && is_space(slice.start[0]))
		slice.start++;
	while (slice.start < slice.end && is_space(slice.end[-1]))
		slice.end--;
	return slice;
}

/* The line up to its comment, if it has one. */
static Slice
cut_comment(Slice line)
{
	for (char *p = line.start; p < line.end; p++)
	{
		if ((*p == '#' || *p == ';') &&
			(p == line.start || is_space(p[-1])))
		{
			line.end = p;
			break;
		}
	}
	return line;
}

/* Is this the inside of the brackets of the profile's section? */
static bool
section_matches(Slice name, const char *profile, bool prefixed)
{
	static const char prefix[] = "profile";
	const size_t prefix_len = sizeof(prefix) - 1;
	bool		has_prefix;

	name = trim(name);
	has_prefix = name.end - name.start > prefix_len &&
		strncmp(name.start, prefix, prefix_len) == 0 &&
		is_space(name.start[prefix_len]);
	if (has_prefix != prefixed)
		return false;

	if (has_prefix)
	{
		name.start += prefix_len;
		name = trim(name);
	}
	if (name.end - name.start >= 2 &&
		(name.start[0] == '"' || name.start[0] == '\'') &&
		name.end[-1] == name.start[0])
	{
		name.start++;
		name.end--;
	}
	return strlen(profile) == name.end - name.start &&
		strncmp(profile, name.start, name.end - name.start) == 0;
}

/* Takes a line apart; what name and value are depends on the kind. */
static LineKind
scan_line(Parser *parser, Slice line, Slice *name, Slice *value)
{
	bool		indented = line.start < line.end && is_space(line.start[0]);
	Slice		content = trim(cut_comment(line));
	char	   *equals;

	if (content.start == content.end)
		return LINE_EMPTY;

	if (indented && parser->nesting)
		return LINE_NESTED;
	parser->nesting = false;

	if (content.start[0] == '[')
	{
		if (content.end[-1] != ']')
			return LINE_BAD;
		name->start = content.start + 1;
		name->end = content.end - 1;
		return LINE_SECTION;
	}

	equals = memchr(content.start, '=', content.end - content.start);
	if (equals == NULL || !parser->in_section)
		return LINE_BAD;
	name->start = content.start;
	name->end = equals;
	*name = trim(*name);
	value->start = equals + 1;
	value->end = content.end;
	*value = trim(*value);
	if (name->start == name->end)
		return LINE_BAD;
	parser->nesting = value->start == value->end;
	return LINE_PROPERTY;
}

/* Quotes nothing of the line, which may be a piece of a secret. */
static void
set_bad_line(PgawsError *error, int line_number, const char *path)
{
	char		shown[128];

	pgaws_error_quote(shown, sizeof(shown), path, strlen(path));
	pgaws_error_set(error, PGAWS_AUTH, "",
					"line %d of \"%s\" is neither a section nor a property",
					line_number, shown);
}

bool
pgaws_profile_file_parse(PgawsProfileFile *file, const char *path,
						 const char *profile, bool prefixed,
						 PgawsPropertyVisit visit, void *arg,
						 bool *found, PgawsError *error)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	Parser		parser = {0};
	int			line_number = 0;
	char	   *next = file->text;

	*found = false;
	if (next != NULL && strncmp(next, byte_order_mark, 3) == 0)
		next += 3;

	while (next != NULL)
	{
		Slice		line;
		Slice		name;
		Slice		value;
		char	   *newline = strchr(next, '\n');

		line.start = next;
		line.end = newline != NULL ? newline : next + strlen(next);
		next = newline != NULL ? newline + 1 : NULL;
		line_number++;

		switch (scan_line(&parser, line, &name, &value))
		{
			case LINE_EMPTY:
			case LINE_NESTED:
				break;
			case LINE_SECTION:
				parser.in_section = true;
				parser.in_profile = section_matches(name, profile, prefixed);
				*found = *found || parser.in_profile;
				break;
			case LINE_PROPERTY:
				if (!parser.in_profile)
					break;
				/* Overwrites the line's own end at most, which is past */
				*value.end = '\0';
				visit(name.start, name.end - name.start, value.start, arg);
				break;
			case LINE_BAD:
				set_bad_line(error, line_number, path);
				return false;
		}
	}
	return true;
}
