# Which objects a changed header concerns, as the compiler has found out; an
# object of which that is not known is compiled again.  After PGXS, which
# tracks headers only if the server was configured to.
$(OBJS): override CPPFLAGS += -MMD -MP

-include $(OBJS:.o=.d)

.PHONY: unknown_headers
unknown_headers:
$(foreach object,$(OBJS),$(if $(wildcard $(object:.o=.d)),,$(eval $(object): unknown_headers)))
