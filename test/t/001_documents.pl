# The documents tell the truth: the reference names all there is, with its
# types, defaults and limits, and the quick start of the README works.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PostgreSQL::Test::Utils;
use QuickCluster;
use StreamTools;
use Test::More;

my $top = "$FindBin::RealBin/../..";

# What is written counts, not how its lines are broken.
my $reference = slurp_file("$top/docs/reference.md") =~ s/\s+/ /gr =~ s/\( /(/gr;

sub documented
{
	my ($what, @texts) = @_;
	my @missing = grep { index($reference, s/\s+/ /gr) < 0 } @texts;

	ok(@texts > 0 && @missing == 0, $what) or diag(join("\n", 'missing:', @missing));
	return;
}

my $aws = AwsEmulators->new(qw(kinesis dynamodb));
my $node = QuickCluster->new('documents');

sub rows { return split /\n/, $node->safe_psql('postgres', $_[0]) }

$node->init;
$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pgawspipe'
max_worker_processes = 20
log_statement = all
log_min_duration_statement = 0
log_transaction_sample_rate = 1
CONF
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe');

documented('functions, their parameters and defaults', rows(<<'SQL'));
SELECT format('awspipe.%s(%s) RETURNS %s', proname,
    regexp_replace(replace(pg_get_function_arguments(oid),
        'timestamp with time zone', 'timestamptz'), '::(double precision|[a-z0-9]+)(\[\])?', '', 'g'),
    replace(pg_get_function_result(oid), 'timestamp with time zone', 'timestamptz'))
FROM pg_proc
WHERE pronamespace = 'awspipe'::regnamespace AND proname !~ '^_'
SQL

documented('columns of views and inboxes, as their comments say', rows(<<'SQL'));
SELECT format('| `%s` | %s | %s |', attname,
    replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz'),
    col_description(attrelid, attnum))
FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
WHERE relnamespace = 'awspipe'::regnamespace AND (relkind = 'v' AND relname !~ '^_' OR relname = 'event')
    AND attnum > 0 AND NOT attisdropped
SQL

documented('views', rows(<<'SQL'));
SELECT '### ' || relname || ' ' FROM pg_class
WHERE relnamespace = 'awspipe'::regnamespace AND relkind = 'v' AND relname !~ '^_'
SQL

documented('parameters, their defaults and ranges', rows(<<'SQL'));
SELECT format('| `%s`%s | %s | %s | %s |', name,
    CASE WHEN name ~ 'allow|ca_file' THEN ' \*' END,
    coalesce('`' || nullif(current_setting(name), '') || '`', 'empty'),
    CASE WHEN vartype = 'integer' THEN
        CASE max_val WHEN '2147483647' THEN 'from ' || min_val
        ELSE min_val || ' to ' || max_val END || coalesce(' ' || unit, '') END,
    context)
FROM pg_settings WHERE name LIKE 'pgawspipe.%'
SQL
$node->safe_psql('postgres', 'CREATE ROLE ordinary');
is( $node->safe_psql('postgres', q{SET ROLE ordinary;
	SELECT count(*) FROM pg_settings WHERE name ~ '^pgawspipe.*(allow|ca_file)'}),
	0, 'those that are marked are hidden from ordinary roles');

# The validator's hints list its options
sub options_of
{
	my ($statement) = @_;
	my (undef, undef, $stderr) = $node->psql('postgres', $statement);

	return $stderr =~ /Valid options in this context: (.*)\./ ? split(/, /, $1) : ();
}

documented('options of servers',
	map { /^endpoint_url_(.*)/ ? "`$1`" : "| `$_` |" }
	  options_of("CREATE SERVER s FOREIGN DATA WRAPPER pgawspipe OPTIONS (x '')"));
$node->safe_psql('postgres', 'CREATE SERVER s FOREIGN DATA WRAPPER pgawspipe');
documented('options of user mappings',
	map { "| `$_` |" } options_of("CREATE USER MAPPING FOR ordinary SERVER s OPTIONS (x '')"));

my ($sources) = run_command([ 'grep', '-rhoE', 'WAIT_EVENT_NEW\("[A-Za-z]+"\)', "$top/src" ]);
documented('wait events', map { /"(.*)"/ && "| `$1` |" } split /\n/, $sources);

# The quick start, with emulators in place of AWS
$node->append_conf('postgresql.conf', "pgawspipe.allow_insecure_endpoints = on\n");
$node->reload;
$node->safe_psql('postgres', 'DROP EXTENSION pgawspipe CASCADE');
$aws->create_stream('orders', 2);
$aws->create_table('orders', 'id');

my ($quick_start) = slurp_file("$top/README.md") =~ /^## Quick start\n(.*?)^## /ms;
my @steps = $quick_start =~ /^```sql\n(.*?)^```/msg;
my ($administration) = grep { /CREATE SERVER/ } @steps;
my $endpoints = join ', ', map { "endpoint_url_$_ '" . $aws->url($_) . q{'} } qw(kinesis dynamodb);

$administration =~ s/(region 'us-east-1')/$1, $endpoints/;
$node->safe_psql('postgres', $administration);
$node->safe_psql('postgres', $steps[0], extra_params => [ '-U', 'shop' ]);
StreamTools->new($aws, $node)
  ->put('orders', map { { key => "$_", json => { id => "$_", total => $_ / 4 } } } 1 .. 10);
ok( $aws->wait_until(sub { $aws->aws_call('dynamodb', 'Scan', { TableName => 'orders' })->{Count} == 10 }),
	'the quick start carries records from Kinesis to DynamoDB');
is($node->safe_psql('postgres', 'SELECT sum(total) FROM shop.orders'),
	'13.75', 'and through a table');

# Operations: queries for monitoring, and keys that stay out of the log
my $operations = slurp_file("$top/docs/operations.md");
my @queries = $operations =~ /^```sql\n(.*?)^```/msg;

cmp_ok(scalar(@queries), '>', 0, 'queries for monitoring');
$node->safe_psql('postgres', $_) for @queries;

my ($recipe) = $operations =~ /\\getenv secret \w+\n(.*?COMMIT;)/s;
my $offset = -s $node->logfile;

$node->safe_psql('postgres', 'CREATE ROLE app');
$node->safe_psql('postgres', $recipe,
	extra_params => [ '-v', 'id=AKIDHIDDEN', '-v', 'secret=HIDDEN' ]);
my $log = slurp_file($node->logfile, $offset);

is( $node->safe_psql('postgres', q{SELECT umoptions::text ~ 'AKIDHIDDEN' FROM pg_user_mappings WHERE usename = 'app'}),
	't', 'the recipe for keys makes a mapping');
like($log, qr/SET LOCAL log_statement/, 'whose statements are logged');
unlike($log, qr/HIDDEN/, 'but for the keys');

# Who installs a package has all of them, and what they refer to
my ($packaged) = slurp_file("$top/debian/rules") =~ /dh_installdocs --all (.*)/;
my %packaged = map { s/.*?(?=docs\/)//r => 1 } map { glob "$top/$_" } split / /, $packaged;
is(join(' ', grep { !$packaged{$_} } map { s/.*?(?=docs\/)//r } glob "$top/docs/*"), '', 'packages have all documents');

done_testing();
