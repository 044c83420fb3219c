# pgawspipe: build, install and test with PGXS
EXTENSION = pgawspipe
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" pgawspipe.control)
MODULE_big = pgawspipe

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/aws/*.c src/engine/*.c src/api/*.c)))

DATA = $(sort $(wildcard sql/pgawspipe--*--*.sql))
DATA_built = sql/pgawspipe--$(EXTVERSION).sql

PG_CPPFLAGS = -I$(srcdir)/src -DPGAWSPIPE_VERSION='"$(EXTVERSION)"' $(shell pkg-config --cflags libcurl json-c)
# hidden by default only from PostgreSQL 16 on
PG_CFLAGS = -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Werror
SHLIB_LINK = $(shell pkg-config --libs libcurl json-c)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

sql/pgawspipe--$(EXTVERSION).sql: $(sort $(wildcard sql/install/*.sql))
	cat $^ > $@
