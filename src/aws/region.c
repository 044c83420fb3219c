/*-------------------------------------------------------------------------
 *
 * region.c
 *	  The regions that AWS has published, and what a misspelt one may mean.
 *
 * The list is botocore's, see tools/make-models.
 *
 * IDENTIFICATION
 *	  src/aws/region.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"
#include "aws/region.h"
#include "utils/varlena.h"

/* More letters apart than this, nothing was misspelt */
#define DISTANCE_MAX	2

/* Longer is none of AWS's, and the work grows with the square */
#define REGION_BYTES_MAX	63

bool
pgaws_region_is_known(const char *region)
{
	for (int i = 0; i < pgaws_model_nregions; i++)
	{
		if (strcmp(pgaws_model_regions[i], region) == 0)
			return true;
	}
	return false;
}

static int
distance_to(const char *region, const char *other)
{
	return varstr_levenshtein_less_equal(region, strlen(region), other,
										 strlen(other), 1, 1, 1,
										 DISTANCE_MAX, true);
}

void
pgaws_region_hint(const char *region, char *hint, size_t size)
{
	int			least = DISTANCE_MAX;
	int			n = 0;

	if (pgaws_region_is_known(region))
	{
		snprintf(hint, size,
				 "\"%s\" is a region of AWS: see whether it has the service, and whether the server can resolve names.",
				 region);
		return;
	}
	if (strlen(region) <= REGION_BYTES_MAX)
	{
		for (int i = 0; i < pgaws_model_nregions; i++)
			least = Min(least, distance_to(region, pgaws_model_regions[i]));
		for (int i = 0; i < pgaws_model_nregions; i++)
		{
			size_t		used = n > 0 ? strlen(hint) : 0;

			if (distance_to(region, pgaws_model_regions[i]) != least)
				continue;
			snprintf(hint + used, size - used, "%s\"%s\"",
					 n++ == 0 ? "Perhaps you meant the region " : " or ",
					 pgaws_model_regions[i]);
		}
	}
	if (n == 0)
		snprintf(hint, size, "\"%.*s\" is no region that AWS had published when this release was made.",
				 REGION_BYTES_MAX, region);
	else
		strlcat(hint, ".", size);
}
