# Extension scripts, which are put together from parts: see tools/assemble

version_of = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(1))

# $(call scripts_of,DIRECTORY,CONTROL,SOURCES): what is built in DIRECTORY, one
# script that installs, and one for each earlier version that updates it
scripts_of = $(patsubst %,$(1)/$(basename $(notdir $(2)))--%.sql,$(call versions_of,$(call version_of,$(2)),$(3)))
versions_of = $(1) $(addsuffix --$(1),$(foreach step,$(wildcard $(2)/upgrade/*--*.sql),$(firstword $(subst --, ,$(notdir $(step))))))

# $(call updates_from,SCRIPT): the earlier version, or nothing
updates_from = $(word 2,$(filter-out %.sql,$(subst --, ,$(notdir $(1)))))

# $(call parts_of,SOURCES); a directory is younger than what was removed from it
parts_of = $(sort $(wildcard $(addprefix $(1)/,install install/*.sql sql/*.sql demo/*.sql upgrade upgrade/*.sql *.html *.css)))
