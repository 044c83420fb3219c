# Whose a pipeline is: what a restore leaves to a superuser, awspipe.adopt()
# gives back, out of dumps of dumps too; and in between nobody has more rights.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PipeCluster;
use Pipelines;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PipeCluster->create('owners', conf => "pgawspipe.enabled = off\n");
my $pipelines = Pipelines->new;
my $dir = PostgreSQL::Test::Utils::tempdir();

sub dump_database
{
	my ($database) = @_;
	my $file = "$dir/" . ++(our $dumps);

	run_log([ 'pg_dump', '-Fc', '-f', $file, '-d', $node->connstr($database) ]) or die 'pg_dump failed';
	return $file;
}

sub restore
{
	my ($database, $file, @options) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0") unless @options;
	run_log([ 'pg_restore', '--exit-on-error', @options, '-d', $node->connstr($database), $file ]) or die 'pg_restore failed';
	$pipelines->move($node, $database);
	return;
}

# What it has to say, besides that nothing runs here
sub adopt
{
	my ($database) = @_;
	my (undef, undef, $stderr) = $node->psql($database, 'SELECT awspipe.adopt()', on_error_die => 1);

	$stderr =~ s/^psql:\S+ WARNING:  pgawspipe does not run: pgawspipe\.enabled is off\nHINT:.*\n?//m
	  or die "not a word of what does not run: $stderr";
	return $stderr;
}

sub value
{
	my ($database, $query) = @_;

	return $node->safe_psql($database, $query);
}

value('postgres', 'CREATE ROLE reader LOGIN; CREATE ROLE other; CREATE ROLE first SUPERUSER LOGIN');
$pipelines->install($node, 'postgres');
$pipelines->sql(<<'SQL');
GRANT USAGE ON SCHEMA inventory TO reader;
GRANT SELECT ON inventory.state TO reader;
GRANT EXECUTE ON FUNCTION inventory.publish(text[]) TO reader;
SQL
my $owners = $pipelines->owners;

is(join(' ', sort { $a cmp $b } keys %{ { map { (split /\|/)[3] => 1 } split /\n/, $owners } }), 'app', 'all of it is whose it is');
like($owners, qr/^pgawspipe_batch\|sequence\|batch\.object_object_id_seq\|app$/m, 'sequences too');
like($owners, qr/^pgawspipe_inventory\|aggregate\|inventory\.fold/m, 'and aggregates');
like($owners, qr/^pgawspipe_survey\|procedure\|survey\.collect/m, 'and procedures');
like($owners, qr/^pgawspipe_batch\|type\|batch\.turn\|/m, 'and types');

#
# Before it is adopted
#

restore('restored', dump_database('postgres'));
isnt($pipelines->owners, $owners, 'a restored pipeline belongs to who restored it');

my $functions = q{pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname LIKE 'pgawspipe\_%'};

is(value('restored', "SELECT count(*) > 100, bool_or(p.prosecdef) FROM $functions"), 't|f', 'none of its functions has the rights of its owner');
is( value('restored', qq{SELECT string_agg(p.oid::regprocedure::text, ', ') FROM $functions
		WHERE has_function_privilege('app', p.oid, 'EXECUTE')
			OR has_function_privilege('reader', p.oid, 'EXECUTE') AND p.proname <> 'publish'}),
	'', 'nobody may call them who was not told so');
is( value('restored', q{SELECT string_agg(r.rolname || ' ' || c.oid::regclass, ', ') FROM pg_class AS c, pg_roles AS r
		WHERE c.relnamespace::regnamespace::text IN ('batch', 'inventory', 'survey', 'transactions') AND c.relkind IN ('r', 'v')
			AND r.rolname IN ('app', 'reader', 'other') AND has_table_privilege(r.oid, c.oid, 'SELECT')}),
	'reader inventory.state', 'or read its tables');
my $unadopted = dump_database('restored');

#
# And afterwards
#

is(adopt('restored'), '', 'it is adopted');
is($pipelines->owners, $owners, 'and belongs to whom it belonged to, all of it');
is(adopt('restored'), '', 'it can be adopted again');
is($pipelines->owners, $owners, 'which changes nothing');
is(value('restored', q{SELECT string_agg(extension || ' ' || owner, ', ' ORDER BY extension) FROM awspipe.pipeline}),
	join(', ', map { "pgawspipe_$_ app" } $pipelines->names), 'each has one owner');
is( value('restored', q{SELECT has_table_privilege('reader', 'inventory.state', 'SELECT'),
		has_function_privilege('reader', 'inventory.publish(text[])', 'EXECUTE'),
		has_function_privilege('reader', 'inventory.apply_batch()', 'EXECUTE'),
		has_table_privilege('reader', 'inventory.product', 'SELECT')}),
	't|t|f|f', 'what was granted is granted');

#
# Dumps of what was restored
#

restore('again', $unadopted);
adopt('again');
is($pipelines->owners, $owners, 'a dump of what nobody has adopted');
my $adopted = dump_database('restored');
restore('again', $adopted, '--clean', '-U', 'first');
isnt($pipelines->owners, $owners, 'one of what was adopted, restored over that by another superuser');
adopt('again');
is($pipelines->owners, $owners, 'it is given back');

#
# Another owner
#

value('again', <<'SQL');
GRANT CREATE ON DATABASE again TO other;
DROP EXTENSION pgawspipe_batch;
ALTER SCHEMA batch OWNER TO other;
SET ROLE other;
CREATE EXTENSION pgawspipe_batch SCHEMA batch;
SQL
my $extension_owners = q{SELECT string_agg(DISTINCT substr(extname, 11) || ' ' || pg_get_userbyid(extowner), ', ')
	FROM pg_extension WHERE extname LIKE 'pgawspipe\_%'};
adopt('again');
is(value('again', $extension_owners), 'batch other, clickstream app, inventory app, survey app, transactions app', 'one that was created anew belongs to its new owner');
restore('anew', dump_database('again'));
adopt('anew');
is(value('anew', $extension_owners), 'batch other, clickstream app, inventory app, survey app, transactions app', 'also out of a dump');

value('anew', q{UPDATE awspipe.pipeline SET owner = 'nobody' WHERE extension = 'pgawspipe_survey'});
my $kept = $pipelines->owners;
like(adopt('anew'),
	qr/WARNING:  extension "pgawspipe_survey" cannot be given back to its owner\n.*DETAIL:  Role "nobody" does not exist.*HINT:/s,
	'of an owner that does not exist it is said');
is($pipelines->owners, $kept, 'and nothing done');
value('anew', 'CREATE ROLE nobody');
is(adopt('anew'), '', 'until he does');
like($pipelines->owners, qr/^pgawspipe_survey\|extension\|pgawspipe_survey\|nobody$/m, 'then it is his');

my (undef, undef, $stderr) = $node->psql('anew', 'SELECT awspipe._register_pipeline()');
like($stderr, qr/ERROR:  a pipeline can only be registered by its extension's script/, 'owners are noted by scripts only');

# As a dump will tell
value('postgres', 'DROP DATABASE restored');
value('postgres', 'ALTER ROLE app RENAME TO shopkeeper; REASSIGN OWNED BY shopkeeper TO other; ALTER ROLE other RENAME TO keeper');
value('postgres', 'ALTER SYSTEM SET pgawspipe.enabled = on; SELECT pg_reload_conf()');
ok($node->poll_until(q{SELECT bool_and(owner = 'keeper') FROM awspipe.pipeline}), 'a new owner, and his new name, are noted');

done_testing();
