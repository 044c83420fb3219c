# Everything at once: what the network, processes, servers, streams and tables
# can meet with while producers and applications work; and afterwards nothing
# is lost, doubled or out of order, and everything runs.
#
# What happens, and in which order, follows from one seed, $PGAWSPIPE_SEED or a
# new one; when it happens is left to the operating system.  With
# $PGAWSPIPE_MINUTES it is not one short round but many whole ones.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Storm;
use Test::More;
use Time::HiRes qw(time);

Storm::run(
	seed => $ENV{PGAWSPIPE_SEED} || int(time() * 1000) % 1_000_000,
	minutes => $ENV{PGAWSPIPE_MINUTES} || undef);

done_testing();
