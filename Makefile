# pgawspipe: build, install and test with PGXS
#
# "make check", "make demo" and "make bench" install what they need and work in
# a directory of their own, see tools/run.  They stand apart from the rest
# because they come before there is a pg_config, and because PGXS has a "check"
# that only refuses.
WRAPPED = check play demo labs bench setup
# the same, for as long as you like: SEED repeats a plan, MINUTES is 30
WRAPPED += check-faults
# the same for tests with other servers, which take root and long
ELSEWHERE = check-versions check-asserts check-sanitizers check-upgrade check-valgrind check-package

ifneq (,$(filter $(WRAPPED) $(ELSEWHERE), $(MAKECMDGOALS)))

TOOLS = $(dir $(firstword $(MAKEFILE_LIST)))tools

.PHONY: $(WRAPPED) $(ELSEWHERE)
$(WRAPPED):
	$(TOOLS)/run $@ $(if $(filter check-faults,$@),'$(SEED)' '$(MINUTES)')

check-versions:
	$(TOOLS)/check-versions packaged $(MAJORS)

check-asserts check-sanitizers check-upgrade check-valgrind check-package: check-%:
	$(TOOLS)/check-versions $* $(MAJORS)

else

# PGXS says where the sources are, with VPATH not here; paths are relative to
# there and, of what is built, to here
sources = $(sort $(patsubst $(srcdir)/%,%,$(wildcard $(addprefix $(srcdir)/,$(1)))))
include $(dir $(lastword $(MAKEFILE_LIST)))tools/scripts.mk

EXTENSION = pgawspipe $(basename $(PIPELINES))
EXTVERSION = $(call version_of,$(srcdir)/pgawspipe.control)
MODULE_big = pgawspipe

OBJS = $(patsubst %.c,%.o,$(call sources,src/*.c src/*/*.c src/*/*/*.c))

# each pipeline is an extension of its own, without C
PIPELINES = $(call sources,pipelines/*/pgawspipe_*.control)
DATA_built = $(call scripts_of,sql,$(srcdir)/pgawspipe.control,$(srcdir)/sql) \
	$(foreach control,$(PIPELINES),$(call scripts_of,$(patsubst %/,%,$(dir $(control))),$(srcdir)/$(control),$(srcdir)/$(dir $(control))))

# by name: pg_regress is to miss none that was deleted by mistake
REGRESS = event_pattern forest dynamodb_value fdw messages s3_event capture comments null_arguments
ENCODING = UTF8
NO_LOCALE = 1
ISOLATION =
ISOLATION_OPTS = --inputdir=$(srcdir)/test
TAP_TESTS = 1
# several run at a time: those that take longest come first
LONGEST = 121_capture 122_capture_faults 124_capture_edges 111_job_schedules 062_source_recovery 084_survey_browser 086_batch 078_transactions \
	055_network_faults 082_ses 033_foreign_answers 087_s3_move 053_consumer_edges 059_outbox_faults \
	064_endless_batch 110_jobs 071_sqs_faults 088_survey 091_watching 072_sqs_failover 066_log_storm \
	086_survey 081_s3_outbox 090_storm 101_clickstream 070_sqs 083_s3_lines 030_outbox \
	043_transactions_logic 060_inventory 034_passing_errors 044_survey_logic 057_owner \
	112_clock_steps 123_capture_current 096_tutorial 027_restore_pipelines 046_deploy 028_upgrade 079_logs_and_runs 002_install
PROVE_TESTS ?= $(patsubst %,test/t/%.pl,$(LONGEST) $(filter-out $(LONGEST), \
	$(sort $(basename $(notdir $(wildcard $(srcdir)/test/t/*.pl))))))
EXTRA_CLEAN = tmp_check_regress objects.list $(OBJS:.o=.d)

PG_CPPFLAGS = -I$(srcdir)/src -DPGAWSPIPE_VERSION='"$(EXTVERSION)"' $(shell pkg-config --cflags libcurl json-c libxml-2.0 zlib)
# a packager whose compiler knows more warnings says "make WERROR="
WERROR ?= -Werror
# bitcode is for functions that are worth inlining into expressions of queries
override with_llvm = no
# hidden by default only from PostgreSQL 16 on; before, PGDLLEXPORT is empty
PG_CPPFLAGS += -D'PGDLLEXPORT=__attribute__((visibility("default")))'
PG_CFLAGS = -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare $(WERROR)
SHLIB_LINK = $(shell pkg-config --libs libcurl json-c libxml-2.0 zlib) -lrt

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq (,$(PGXS))
$(error no PostgreSQL server headers: install them, name a PG_CONFIG, or run "tools/run setup")
endif
include $(PGXS)

include $(srcdir)/tools/depend.mk

# forests are the same on every machine: no product is fused with a sum
$(filter src/forest/%,$(OBJS)): override CFLAGS += -ffp-contract=off

# the version is compiled in, and flags may be other ones
$(OBJS): $(srcdir)/pgawspipe.control $(srcdir)/Makefile

# Elsewhere than in the sources there are no directories yet.  Make would find
# those of the sources, as it would take what is built there for built here.
ifneq (,$(filter-out $(CURDIR),$(realpath $(srcdir))))
ifneq (,$(wildcard $(addprefix $(srcdir)/,$(OBJS) $(DATA_built))))
$(error $(srcdir) has been built in: run "make clean" there)
endif
$(shell mkdir -p $(sort $(dir $(OBJS) $(DATA_built))))
# until 15 PGXS finds the sources by -f, and does not tell make
VPATH = $(srcdir)
endif

# after PGXS, which empties it; prove runs in the sources
# tests wait more than they work; each has servers, ports and directories of its own
PROVE_JOBS ?= 1
PROVE_FLAGS = --timer -j $(PROVE_JOBS) -I test/lib
# what encoding clusters of TAP tests have: PostgreSQL drops LC_ALL there
export LANG = C.UTF-8

.DELETE_ON_ERROR:
.SECONDEXPANSION:
$(DATA_built): $$(call parts_of,$(srcdir)/$$(@D)) $(srcdir)/tools/assemble
	$(srcdir)/tools/assemble $(srcdir)/$(@D) $(call updates_from,$@) >$@

.PHONY: check-layers check-symbols
check-layers:
	$(srcdir)/tools/check-layers

check-symbols: $(shlib)
	$(srcdir)/tools/check-symbols $<

.PHONY: indent indent-check compile_commands.json
indent:
	PG_CONFIG='$(PG_CONFIG)' $(srcdir)/tools/indent

indent-check:
	PG_CONFIG='$(PG_CONFIG)' $(srcdir)/tools/indent --check

# not what has been built, but all that would be
compile_commands.json:
	$(MAKE) -s --always-make --dry-run with_llvm=no $(OBJS) | $(srcdir)/tools/compile-commands >$@

endif
