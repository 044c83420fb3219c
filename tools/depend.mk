# Which objects a changed header concerns, as the compiler has found out; an
# object of which that is not known is compiled again.  A library of other
# objects than the last one is linked again.  After PGXS, which tracks headers
# only if the server was configured to.
$(OBJS): override CPPFLAGS += -MMD -MP

-include $(OBJS:.o=.d)

.PHONY: always
always:
$(foreach object,$(OBJS),$(if $(wildcard $(object:.o=.d)),,$(eval $(object): always)))

$(shlib): objects.list
objects.list: always
	@echo '$(OBJS)' | cmp -s - $@ || echo '$(OBJS)' >$@
