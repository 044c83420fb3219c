# What "make install" puts where, built among the sources and elsewhere.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename;
use File::Find;
use FindBin;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = abs_path("$FindBin::RealBin/../..");

# The make that runs the tests is no parent of these
delete local @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES)};
my @make = ('make', '-s', '-j2', '--no-print-directory', 'with_llvm=no', 'CFLAGS=-O0');

sub make
{
	my ($name, $directory, @arguments) = @_;
	my ($stdout, $stderr);

	my $done = IPC::Run::run([ @make, '-C', $directory, @arguments ], '>', \$stdout, '2>', \$stderr);
	ok($done, $name) or diag($stdout, $stderr);
	return $stderr;
}

sub pg_config
{
	my $dir = `pg_config --$_[0]`;
	chomp $dir;
	return $dir;
}

# Everything below a directory, with its mode
sub files
{
	my ($root) = @_;
	my %found;

	find(
		{
			no_chdir => 1,
			wanted => sub {
				$found{substr $_, length $root} = sprintf '%04o', (stat)[2] & 07777
				  unless -d;
			}
		}, $root);
	return \%found;
}

my ($library, $share) = (pg_config('pkglibdir'), pg_config('sharedir') . '/extension');
my %pipelines;
my %expected = ("$library/pgawspipe.so" => '0755');
foreach my $control ("$top/pgawspipe.control", glob "$top/pipelines/*/*.control")
{
	my $name = basename($control, '.control');
	my ($version) = slurp_file($control) =~ /^default_version = '(.*)'/m;
	my @earlier = map { basename($_) =~ /^(.*)--/ } glob dirname($control) . ($name eq 'pgawspipe' ? '/sql' : '') . '/upgrade/*.sql';
	my %files = map { ("$share/$_" => '0644') } "$name.control", "$name--$version.sql",
	  map { "$name--$_--$version.sql" } @earlier;

	ok(@earlier || !glob("$top/test/modules/releases/*/$name--*.sql"), "$name can be updated, if there is something to update");

	%expected = (%expected, %files);
	$pipelines{ basename(dirname($control)) } = \%files if $name ne 'pgawspipe';
}
is(keys %pipelines, 5, 'there are five pipelines');

# The version is a fact of the control file; packagers' files repeat it
my ($version) = slurp_file("$top/pgawspipe.control") =~ /^default_version = '(.*)'/m;
like(slurp_file("$top/debian/changelog"), qr/^pgawspipe \(\Q$version\E-\d+\)/, 'the package has the version');
like(slurp_file("$top/CHANGELOG.md"), qr/\A# Changelog\n\n## \Q$version\E\b/, 'so has the change log');
my $meta = JSON::PP->new->decode(slurp_file("$top/META.json"));
is_deeply([ $meta->{version}, $meta->{provides}{pgawspipe}{version} ], [ ("$version.0") x 2 ], 'and META.json');
my $template = slurp_file("$top/debian/control.in");
my ($major) = slurp_file("$top/debian/control") =~ /^Package: postgresql-(\d+)-/m;
is(slurp_file("$top/debian/control"), $template =~ s/PGVERSION/$major/gr, 'debian/control is made of control.in');

sub symbols
{
	my ($root) = @_;
	return [ sort map { (split)[-1] } grep { / T / } `nm -D '$root$library/pgawspipe.so'` ];
}

# Among the sources
my $inside = PostgreSQL::Test::Utils::tempdir();
make('the tree is installed', $top, 'install', "DESTDIR=$inside");
is_deeply(files($inside), \%expected, 'all of it, nothing else, and nothing executable but the library');

# Elsewhere, of sources that nobody has built
my $copy = PostgreSQL::Test::Utils::tempdir();
mkdir "$copy/src";
IPC::Run::run(
	[ 'tar', '-C', $top, '-cf', '-', qw(Makefile pgawspipe.control pipelines sql src tools) ],
	'|', [ 'tar', '-C', "$copy/src", '-xf', '-' ]) or die 'could not copy the tree';
my $build = "$copy/build";
mkdir $build;
my $said = IPC::Run::run([ @make, '-C', $build, '-f', "$copy/src/Makefile", "VPATH=$copy/src" ], '2>', \my $stderr);
ok(!$said, 'built sources are no sources for a build elsewhere');
like($stderr, qr/has been built in: run "make clean" there/, 'which says what to do');
make('they are cleaned', "$copy/src", 'clean');
my $sources = files("$copy/src");

foreach my $case ([ 'VPATH' => "VPATH=$copy/src" ], ['-f alone'])
{
	my ($name, @vpath) = @$case;
	my @elsewhere = ('-f', "$copy/src/Makefile", @vpath);
	my $outside = PostgreSQL::Test::Utils::tempdir();

	make("a build elsewhere, by $name", $build, @elsewhere);
	make("is installed, by $name", $build, @elsewhere, 'install', "DESTDIR=$outside");
	is_deeply(files($outside), \%expected, "the same, by $name");
	is_deeply(symbols($outside), symbols($inside), "with the same functions, by $name");
	foreach my $file (grep { !/\.so$/ } sort keys %expected)
	{
		is(slurp_file("$outside$file"), slurp_file("$inside$file"), basename($file) . ", by $name");
	}
}

# A pipeline alone
foreach my $pipeline (sort keys %pipelines)
{
	my $outside = PostgreSQL::Test::Utils::tempdir();
	my $elsewhere = "$copy/$pipeline";

	mkdir $elsewhere;
	make("$pipeline alone, elsewhere", $elsewhere, '-f', "$copy/src/pipelines/$pipeline/Makefile",
		"VPATH=$copy/src/pipelines/$pipeline", 'install', "DESTDIR=$outside");
	is_deeply(files($outside), $pipelines{$pipeline}, "$pipeline is installed");
	foreach my $file (sort keys %{ $pipelines{$pipeline} })
	{
		is(slurp_file("$outside$file"), slurp_file("$inside$file"), basename($file) . ' is the same');
	}
}

is_deeply(files("$copy/src"), $sources, 'nothing is written among the sources');
done_testing();
