# pgawspipe: build, install and test with PGXS
#
# "make check", "make demo" and "make bench" install what they need and work in
# a directory of their own, see tools/run.  They stand apart from the rest
# because they come before there is a pg_config, and because PGXS has a "check"
# that only refuses.
WRAPPED = check demo bench setup
# the same for tests with other servers, which take root and long
ELSEWHERE = check-versions check-asserts check-sanitizers check-valgrind

ifneq (,$(filter $(WRAPPED) $(ELSEWHERE), $(MAKECMDGOALS)))

.PHONY: $(WRAPPED) $(ELSEWHERE)
$(WRAPPED):
	tools/run $@

check-versions:
	tools/check-versions packaged $(MAJORS)

check-asserts check-sanitizers check-valgrind: check-%:
	tools/check-versions $* $(MAJORS)

else

EXTENSION = pgawspipe $(basename $(PIPELINES))
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" pgawspipe.control)
MODULE_big = pgawspipe

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/aws/*.c src/engine/*.c src/api/*.c)))

# each pipeline is an extension of its own, without C; its script is in parts
PIPELINES = $(sort $(wildcard pipelines/*/pgawspipe_*.control))
script_of = $(basename $(1))--$(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(1)).sql
SCRIPTS = $(foreach control,$(PIPELINES),$(call script_of,$(control)))
DATA = $(sort $(wildcard sql/pgawspipe--*--*.sql pipelines/*/pgawspipe_*--*--*.sql))
DATA_built = sql/pgawspipe--$(EXTVERSION).sql $(SCRIPTS)

# by name: pg_regress is to miss none that was deleted by mistake
REGRESS = event_pattern dynamodb_value fdw messages comments null_arguments
ENCODING = UTF8
NO_LOCALE = 1
ISOLATION =
ISOLATION_OPTS = --inputdir=$(srcdir)/test
TAP_TESTS = 1
PROVE_TESTS ?= test/t/*.pl
EXTRA_CLEAN = tmp_check_regress

PG_CPPFLAGS = -I$(srcdir)/src -DPGAWSPIPE_VERSION='"$(EXTVERSION)"' $(shell pkg-config --cflags libcurl json-c libxml-2.0 zlib)
# a packager whose compiler knows more warnings says "make WERROR="
WERROR = -Werror
# hidden by default only from PostgreSQL 16 on; before, PGDLLEXPORT is empty
PG_CPPFLAGS += -D'PGDLLEXPORT=__attribute__((visibility("default")))'
PG_CFLAGS = -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare $(WERROR)
SHLIB_LINK = $(shell pkg-config --libs libcurl json-c libxml-2.0 zlib)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq (,$(PGXS))
$(error no PostgreSQL server headers: install them, name a PG_CONFIG, or run "tools/run setup")
endif
include $(PGXS)

# PGXS does not track headers: all objects depend on all headers
$(OBJS): $(wildcard src/*.h src/*/*.h)

# after PGXS, which empties it
PROVE_FLAGS = --timer -I $(srcdir)/test/lib
# what encoding clusters of TAP tests have: PostgreSQL drops LC_ALL there
export LANG = C.UTF-8

sql/pgawspipe--$(EXTVERSION).sql: $(sort $(wildcard sql/install/*.sql))
	cat $^ > $@

.SECONDEXPANSION:
$(SCRIPTS): $$(sort $$(wildcard $$(@D)/sql/*.sql $$(@D)/*.html)) tools/assemble
	tools/assemble $(@D) > $@

.PHONY: check-layers check-symbols
check-layers:
	tools/check-layers

check-symbols: $(shlib)
	tools/check-symbols $<

endif
