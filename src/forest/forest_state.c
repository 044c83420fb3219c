/*-------------------------------------------------------------------------
 *
 * forest_state.c
 *	  A tree as bytes, and back.
 *
 * Numbers are big-endian, doubles as IEEE 754 has them.  In order:
 *
 * version		1 byte: 1
 * dimensions	2, of a shingle
 * capacity		2
 * leaves		2
 * points		2
 * shape		one bit for each node from the root on, a branch before what is
 *				on its left and that before what is on its right; 1 is a
 *				branch; bits of the last byte that are not needed are 0
 * dimensions	2 for each branch in that order; left out if there is only one
 * cuts			8 for each branch
 * values		8 for each leaf and dimension
 * sample		for each point in the heap's order its weight, 8, and the number
 *				of its leaf in the order above, 1, or 2 for more than 256 leaves
 * checksum		4, CRC-32C of all before
 *
 * Boxes and masses follow from that.  Where nodes are in memory does not
 * show, so trees of the same points that came in other batches are the same
 * bytes.  Whatever passes for a tree keeps all invariants of one: the
 * checksum finds what a disk does, but not what a person does.
 *
 * IDENTIFICATION
 *	  src/forest/forest_state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "forest/forest_tree.h"
#include "port/pg_bswap.h"
#include "port/pg_crc32c.h"

#define VERSION			1
#define HEADER_SIZE		9
#define CHECKSUM_SIZE	4

/* What is still to be read; its length was checked beforehand */
typedef struct Reader
{
	const unsigned char *data;
} Reader;

static void
put_uint16(StringInfo buf, uint16 value)
{
	value = pg_hton16(value);
	appendBinaryStringInfo(buf, (char *) &value, sizeof(value));
}

static void
put_double(StringInfo buf, double value)
{
	uint64		bits;

	memcpy(&bits, &value, sizeof(bits));
	bits = pg_hton64(bits);
	appendBinaryStringInfo(buf, (char *) &bits, sizeof(bits));
}

static uint16
get_uint16(Reader *reader)
{
	uint16		value;

	memcpy(&value, reader->data, sizeof(value));
	reader->data += sizeof(value);
	return pg_ntoh16(value);
}

static double
get_double(Reader *reader)
{
	uint64		bits;
	double		value;

	memcpy(&bits, reader->data, sizeof(bits));
	reader->data += sizeof(bits);
	bits = pg_ntoh64(bits);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

static uint32
checksum(const void *data, Size len)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, data, len);
	FIN_CRC32C(crc);
	return crc;
}

static Size
shape_size(int nleaves)
{
	return nleaves == 0 ? 0 : (2 * nleaves - 1 + 7) / 8;
}

static Size
state_size(int dimensions, int nleaves, int npoints)
{
	Size		branches = nleaves == 0 ? 0 : nleaves - 1;

	return HEADER_SIZE + shape_size(nleaves) +
		branches * (dimensions > 1 ? 2 : 0) + branches * 8 +
		(Size) nleaves * dimensions * 8 +
		(Size) npoints * (8 + (nleaves > 256 ? 2 : 1)) + CHECKSUM_SIZE;
}

/* All nodes in the order that the head of this file tells, palloc'd. */
static uint16 *
list_nodes(const ForestTree *tree, int *count)
{
	uint16	   *nodes = palloc(sizeof(uint16) * 2 * tree->capacity);
	uint16	   *waiting = palloc(sizeof(uint16) * 2 * tree->capacity);
	int			nwaiting = 0;

	*count = 0;
	if (tree->nleaves > 0)
		waiting[nwaiting++] = tree->root;
	while (nwaiting > 0)
	{
		uint16		node = waiting[--nwaiting];

		nodes[(*count)++] = node;
		if (!forest_is_leaf(tree, node))
		{
			waiting[nwaiting++] = forest_branch(tree, node)->right;
			waiting[nwaiting++] = forest_branch(tree, node)->left;
		}
	}
	pfree(waiting);
	return nodes;
}

static void
put_shape(const ForestTree *tree, const uint16 * nodes, int nnodes, StringInfo buf)
{
	char		byte = 0;

	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			byte |= 1 << (7 - i % 8);
		if (i % 8 == 7 || i == nnodes - 1)
		{
			appendStringInfoCharMacro(buf, byte);
			byte = 0;
		}
	}
}

static void
put_sample(const ForestTree *tree, const uint16 * numbers, StringInfo buf)
{
	for (int i = 0; i < tree->npoints; i++)
	{
		uint16		number = numbers[tree->sampled[i] - tree->capacity];

		put_double(buf, tree->weights[i]);
		if (tree->nleaves > 256)
			put_uint16(buf, number);
		else
			appendStringInfoCharMacro(buf, (char) number);
	}
}

/* Appends the tree's state. */
void
awspipe_forest_tree_write(ForestTree *tree, StringInfo buf)
{
	int			start = buf->len;
	int			nnodes;
	uint16	   *nodes = list_nodes(tree, &nnodes);
	uint16	   *numbers = palloc(sizeof(uint16) * tree->capacity);
	uint16		nleaves = 0;
	uint32		crc;

	enlargeStringInfo(buf, state_size(tree->dimensions, tree->nleaves, tree->npoints));
	appendStringInfoCharMacro(buf, VERSION);
	put_uint16(buf, tree->dimensions);
	put_uint16(buf, tree->capacity);
	put_uint16(buf, tree->nleaves);
	put_uint16(buf, tree->npoints);
	put_shape(tree, nodes, nnodes, buf);

	for (int i = 0; i < nnodes && tree->dimensions > 1; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			put_uint16(buf, forest_branch(tree, nodes[i])->dimension);
	}
	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			put_double(buf, forest_branch(tree, nodes[i])->cut);
	}
	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			continue;
		numbers[nodes[i] - tree->capacity] = nleaves++;
		for (int j = 0; j < tree->dimensions; j++)
			put_double(buf, forest_point(tree, nodes[i])[j]);
	}
	put_sample(tree, numbers, buf);

	crc = pg_hton32(checksum(buf->data + start, buf->len - start));
	appendBinaryStringInfo(buf, (char *) &crc, sizeof(crc));
	pfree(nodes);
	pfree(numbers);
}

/*
 * Version, sizes and checksum: then the rest can be read without looking at
 * its length.
 */
static const char *
read_header(ForestTree *tree, Reader *reader, Size len,
			int *nleaves, int *npoints)
{
	const unsigned char *start = reader->data;
	uint32		crc;

	if (len < HEADER_SIZE + CHECKSUM_SIZE)
		return "It is cut off";
	if (start[0] != VERSION)
		return "It is of another version";
	memcpy(&crc, start + len - CHECKSUM_SIZE, sizeof(crc));
	if (pg_ntoh32(crc) != checksum(start, len - CHECKSUM_SIZE))
		return "Its checksum is another one";

	reader->data++;
	if (get_uint16(reader) != tree->dimensions ||
		get_uint16(reader) != tree->capacity)
		return "It is of a forest with other parameters";
	*nleaves = get_uint16(reader);
	*npoints = get_uint16(reader);
	if (*npoints > tree->capacity || *nleaves > *npoints ||
		(*nleaves == 0) != (*npoints == 0))
		return "It has a wrong number of points";
	if (len != state_size(tree->dimensions, *nleaves, *npoints))
		return "It has a wrong length";
	return NULL;
}

/*
 * Links branches and leaves, which come into use in the order of the state.
 * The links that wait for a node are those on the right of branches above.
 */
static const char *
read_shape(ForestTree *tree, Reader *reader, int nleaves, uint16 * nodes)
{
	const unsigned char *bits = reader->data;
	int			nnodes = 2 * nleaves - 1;
	uint16	   *waiting = tree->path;
	int			nwaiting = 0;
	uint16	   *link = &tree->root;

	for (int i = 0; i < nnodes; i++)
	{
		if (link == NULL)
			return "Its shape is not that of a tree";
		if (bits[i / 8] & (1 << (7 - i % 8)))
		{
			if (i - tree->nleaves >= nleaves - 1)
				return "Its shape is not that of a tree";
			*link = nodes[i] = awspipe_forest_new_branch(tree);
			waiting[nwaiting++] = nodes[i];
			link = &forest_branch(tree, nodes[i])->left;
		}
		else
		{
			*link = nodes[i] = awspipe_forest_new_leaf(tree);
			tree->masses[nodes[i] - tree->capacity] = 0;
			link = nwaiting == 0 ? NULL :
				&forest_branch(tree, waiting[--nwaiting])->right;
		}
	}
	if (link != NULL)
		return "Its shape is not that of a tree";
	if (nnodes % 8 != 0 && (bits[nnodes / 8] & ((1 << (8 - nnodes % 8)) - 1)) != 0)
		return "Its shape has bits too many";
	reader->data += shape_size(nleaves);
	return NULL;
}

static const char *
read_cuts(ForestTree *tree, Reader *reader, const uint16 * nodes, int nnodes)
{
	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
		{
			uint16		dimension = tree->dimensions > 1 ? get_uint16(reader) : 0;

			if (dimension >= tree->dimensions)
				return "It has a cut in a dimension that there is not";
			forest_branch(tree, nodes[i])->dimension = dimension;
		}
	}
	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			forest_branch(tree, nodes[i])->cut = get_double(reader);
	}
	return NULL;
}

static const char *
read_points(ForestTree *tree, Reader *reader, const uint16 * nodes, int nnodes)
{
	for (int i = 0; i < nnodes; i++)
	{
		if (!forest_is_leaf(tree, nodes[i]))
			continue;
		for (int j = 0; j < tree->dimensions; j++)
		{
			double		value = get_double(reader);

			/* Also what is no number */
			if (!(fabs(value) <= AWSPIPE_FOREST_VALUE_MAX) ||
				(value == 0 && signbit(value)))
				return "It has a value that no point can have";
			forest_point(tree, nodes[i])[j] = value;
		}
	}
	return NULL;
}

static const char *
read_sample(ForestTree *tree, Reader *reader, int npoints)
{
	for (int i = 0; i < npoints; i++)
	{
		double		weight = get_double(reader);
		uint16		leaf = tree->nleaves > 256 ? get_uint16(reader) : *reader->data++;

		if (!isfinite(weight))
			return "It has a weight that is no number";
		if (leaf >= tree->nleaves)
			return "It has a point that is in no leaf";
		/* In use from the first on, see read_shape() */
		tree->masses[leaf]++;
		tree->weights[i] = weight;
		tree->sampled[i] = tree->capacity + leaf;
	}
	tree->npoints = npoints;
	return NULL;
}

/* Boxes and masses, of children before those of their parents */
static void
build_branches(ForestTree *tree, const uint16 * nodes, int nnodes)
{
	for (int i = nnodes - 1; i >= 0; i--)
	{
		ForestBranch *branch;

		if (forest_is_leaf(tree, nodes[i]))
			continue;
		branch = forest_branch(tree, nodes[i]);
		branch->mass = forest_mass(tree, branch->left) + forest_mass(tree, branch->right);
		(void) awspipe_forest_rebuild_box(tree, nodes[i]);
	}
}

/* Into an empty tree; NULL, or what is wrong. */
const char *
awspipe_forest_tree_read(ForestTree *tree, const char *data, Size len)
{
	Reader		reader = {(const unsigned char *) data};
	int			nleaves;
	int			npoints;
	int			nnodes;
	const char *problem = read_header(tree, &reader, len, &nleaves, &npoints);
	uint16	   *nodes;

	if (problem != NULL || nleaves == 0)
		return problem;

	nnodes = 2 * nleaves - 1;
	nodes = palloc(sizeof(uint16) * nnodes);
	problem = read_shape(tree, &reader, nleaves, nodes);
	if (problem == NULL)
		problem = read_cuts(tree, &reader, nodes, nnodes);
	if (problem == NULL)
		problem = read_points(tree, &reader, nodes, nnodes);
	if (problem == NULL)
		problem = read_sample(tree, &reader, npoints);
	if (problem == NULL)
	{
		build_branches(tree, nodes, nnodes);
		problem = awspipe_forest_tree_check(tree);
	}
	pfree(nodes);
	return problem;
}
