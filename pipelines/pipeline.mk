# A pipeline alone: plain SQL, in parts; see tools/assemble
sources_of_tools := $(dir $(lastword $(MAKEFILE_LIST)))../tools

include $(sources_of_tools)/scripts.mk

control = $(wildcard $(srcdir)/*.control)
EXTENSION = $(basename $(notdir $(control)))
DATA_built = $(notdir $(call scripts_of,.,$(control),$(srcdir)))

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(DATA_built): $(call parts_of,$(srcdir)) $(sources_of_tools)/assemble
	$(sources_of_tools)/assemble $(srcdir) $(call updates_from,$@) >$@
