# Random cut forests: the same scores and the same state, to the last bit,
# however points come and whatever happens meanwhile; scores as the published
# algorithm has them; and what is unlike the rest is found.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use ForestState;
use List::Util qw(max min sum);
use PipeCluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $pi = 4 * atan2(1, 1);

my $node = PipeCluster->create('forest', restart_after_crash => 1, allows_streaming => 1);

sub app { return $node->psql_as('app', @_) }

# Points of two series beside each other, the same in each run
app(q{
CREATE TABLE series (n int PRIMARY KEY, values float8[]);
INSERT INTO series
SELECT n, ARRAY[sin(n / 7.0) + (n * 7919 % 101) / 500.0, (n * n) % 13 + CASE WHEN n % 97 = 0 THEN 40 ELSE 0 END]
FROM generate_series(1, 700) AS n;
CREATE FUNCTION points(first int, last int) RETURNS float8[] LANGUAGE sql
RETURN (SELECT array_agg(values ORDER BY n) FROM series WHERE n BETWEEN first AND last);
CREATE FUNCTION numbers(first int, last int) RETURNS float8[] LANGUAGE sql
RETURN (SELECT array_agg(values[1] ORDER BY n) FROM series WHERE n BETWEEN first AND last);
CREATE TABLE scores (forest text, n bigint, score float8);
-- One call: what it says is kept in the same transaction
CREATE FUNCTION take(forest text, first int, last int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO scores
    SELECT $1, $2 + place - 1, score
    FROM awspipe.random_cut_forest($1, (SELECT CASE dimensions WHEN 1 THEN numbers($2, $3) ELSE points($2, $3) END
                                        FROM awspipe.forests WHERE name = $1));
$$;
});

my %parameters = (
	plain => 'number_of_trees => 20, sub_sample_size => 32, time_decay => 300, output_after => 10',
	shingled => 'dimensions => 2, number_of_trees => 15, sub_sample_size => 20, shingle_size => 3, time_decay => 100');

sub create
{
	my ($forest) = @_;
	my ($kind) = $forest =~ /^([a-z]+)/;

	app("SELECT awspipe.create_forest('$forest', $parameters{$kind}, seed => 42)");
	return $forest;
}

# All there is of a forest, but for the id of its state
sub state_of
{
	my ($forest, $of) = @_;

	return ($of // $node)->safe_psql('postgres', qq{
		SELECT seen, recent, (SELECT md5(string_agg(tree_no || ':' || md5(state), ' ' ORDER BY tree_no))
			FROM awspipe.forest_tree AS t WHERE t.forest_id = f.forest_id)
		FROM awspipe.forest AS f WHERE name = '$forest'});
}

sub scores_of
{
	my ($forest, $of) = @_;

	return ($of // $node)->safe_psql('postgres', "SELECT n, score FROM app.scores WHERE forest = '$forest' ORDER BY n");
}

sub same
{
	my ($forest, $name, $of) = @_;
	my ($kind) = $forest =~ /^([a-z]+)/;

	is(scores_of($forest, $of), scores_of($kind), "the same scores: $name");
	is(state_of($forest, $of), state_of($kind), "the same state: $name");
	is(($of // $node)->safe_psql('postgres', "SELECT * FROM awspipe._forest_check('$forest')"),
		'', "trees keep their invariants: $name");
	return;
}

# Undisturbed
foreach my $kind (sort keys %parameters)
{
	create($kind);
	app("SELECT take('$kind', 1, 700)");
	is(app("SELECT count(*), count(score) FROM scores WHERE forest = '$kind'"),
		$kind eq 'plain' ? '700|690' : '700|680', "$kind: all points but the first are scored");
	same($kind, 'at once');

	my $forest = create("${kind}_one");
	app("SELECT take('$forest', n, n) FROM generate_series(1, 700) AS n");
	same($forest, 'one by one');

	$forest = create("${kind}_seven");
	app("SELECT take('$forest', n, n + 6) FROM generate_series(1, 700, 7) AS n");
	same($forest, 'by sevens');

	$forest = create("${kind}_sessions");
	app("SELECT take('$forest', $_, $_ + 34)") foreach map { 1 + 35 * $_ } 0 .. 19;
	same($forest, 'read by another session each time');

	$forest = create("${kind}_reset");
	app("SELECT take('$forest', 50, 300); SELECT awspipe.reset_forest('$forest'); DELETE FROM scores WHERE forest = '$forest'");
	app("SELECT take('$forest', 1, 700)");
	same($forest, 'after a reset');
}

# Only trees that took a point are written
app(q{SELECT awspipe.create_forest('few', number_of_trees => 50, sub_sample_size => 8, seed => 5);
	SELECT count(*) FROM awspipe.random_cut_forest('few', (SELECT array_agg(random()) FROM generate_series(1, 5000)))});
my ($written) = $node->safe_psql('postgres', q{
	BEGIN;
	SELECT FROM awspipe.random_cut_forest('few', (SELECT array_agg(n) FROM generate_series(1, 20) AS n));
	SELECT count(*) FROM awspipe.forest_tree AS t JOIN awspipe.forest AS f USING (forest_id)
	WHERE f.name = 'few' AND t.xmin = pg_current_xact_id()::xid;
	COMMIT}) =~ /(\d+)/;
cmp_ok($written, '<', 10, "20 points change $written of 50 trees");
is($node->safe_psql('postgres', q{SELECT trees, seen FROM awspipe.forests WHERE name = 'few'}), '50|5020', 'and are seen by all');

# Taken back: by the transaction, a savepoint, an error in the statement or in
# the points; the session goes on
foreach my $kind (sort keys %parameters)
{
	my $forest = create("${kind}_rollback");
	my $session = Session->new($node, 'app');

	$session->run("SELECT take('$forest', 1, 100)");
	foreach my $start (101, 301)
	{
		my ($middle, $end) = ($start + 99, $start + 199);

		$session->run("BEGIN; SELECT take('$forest', $start, $end); ROLLBACK");
		$session->run("BEGIN; SAVEPOINT s; SELECT take('$forest', $start, $start); ROLLBACK TO s; SELECT take('$forest', $start, $middle);"
			  . "SAVEPOINT s; SELECT take('$forest', 1, 300); ROLLBACK TO s; COMMIT");
		$session->run(<<"SQL");
DO \$\$ BEGIN
	BEGIN
		PERFORM take('$forest', 5, 50), 1 / 0;
	EXCEPTION WHEN division_by_zero THEN NULL;
	END;
	BEGIN
		PERFORM awspipe.random_cut_forest('$forest', points(1, 5) || ARRAY['NaN', 0]::float8[]);
		RAISE 'a NaN was taken';
	EXCEPTION WHEN data_exception THEN NULL;
	END;
END \$\$
SQL
		$session->run("SELECT take('$forest', $middle + 1, $end)");
		is($session->run('SELECT 1'), 1, 'the session goes on');
		is($node->safe_psql('postgres', "SELECT * FROM awspipe._forest_check('$forest')"), '', 'invariants hold');
	}
	$session->run("SELECT take('$forest', 501, 700)");
	same($forest, 'with work that was taken back');
}

# What a session remembers is what the table has
{
	my $session = Session->new($node);

	$session->run(q{SELECT count(*) FROM awspipe.random_cut_forest('plain_one', '{1,2,3}')});
	is($session->run(q{SELECT * FROM awspipe._forest_check('plain_one')}), '', 'in memory as in the table');
	$session->run(q{BEGIN; SELECT count(*) FROM awspipe.random_cut_forest('plain_one', '{1,2,3,4,5,6,7,8,9}'); ROLLBACK});
	is($session->run(q{SELECT * FROM awspipe._forest_check('plain_one')}), '', 'and after a rollback');
}

# Two sessions take turns, and one waits for the other
{
	my $forest = create('plain_two');
	my @sessions = map { Session->new($node, 'app') } 1 .. 2;

	foreach my $turn (0 .. 6)
	{
		my ($first, $second) = @sessions[ $turn % 2, 1 - $turn % 2 ];
		my $start = 1 + 100 * $turn;
		my $pid = $second->run('SELECT pg_backend_pid()');

		$first->run("BEGIN; SELECT take('$forest', $start, $start + 49)");
		if ($turn % 3 == 2)
		{
			$first->run("ROLLBACK; BEGIN; SELECT take('$forest', $start, $start + 49)");
		}
		$second->send("SELECT take('$forest', $start + 50, $start + 99)");
		ok($node->poll_until("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $pid"), 'one waits');
		$first->run('COMMIT');
		$second->receive;
	}
	same($forest, 'by two sessions');

	my ($one, $two) = @sessions;
	$one->run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM awspipe.forests");
	$two->run("SELECT count(*) FROM awspipe.random_cut_forest('$forest', '{1}')");
	is($one->run(<<"SQL"), '', 'who looks at the past is told to try again');
DO \$\$ BEGIN
	PERFORM awspipe.random_cut_forest('$forest', '{1}');
	RAISE 'it was scored';
EXCEPTION WHEN serialization_failure THEN NULL;
END \$\$
SQL
}

# Restart, crash, dump and restore, promotion
my %disturbed = map { $_ => create("${_}_disturbed") } keys %parameters;

sub go_on
{
	my ($first, $last, $of) = @_;

	($of // $node)->safe_psql('postgres', "SELECT take('$disturbed{$_}', $first, $last)", extra_params => [ '-U', 'app' ])
	  foreach sort keys %disturbed;
	return;
}

go_on(1, 100);
$node->restart;
go_on(101, 200);
{
	my $session = Session->new($node, 'app');
	my $offset = -s $node->logfile;

	$session->run("BEGIN; SELECT take('$disturbed{plain}', 201, 260); SELECT take('$disturbed{shingled}', 201, 230)");
	kill 'KILL', $session->run('SELECT pg_backend_pid()');
	$node->wait_for_log(qr/database system is ready to accept connections/, $offset);
	$node->poll_query_until('postgres', 'SELECT true');
}
go_on(201, 300);

my $dump = "$PostgreSQL::Test::Utils::tmp_check/forest.sql";
run_log([ 'pg_dump', '-f', $dump, '-d', $node->connstr('postgres') ]) or die 'pg_dump failed';
$node->safe_psql('postgres', 'CREATE DATABASE copy');
run_log([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr('copy') ]) or die 'restore failed';
$node->psql('copy', 'SELECT awspipe.adopt()');
is($node->safe_psql('copy', q{SELECT count(*), min(owner::text), max(owner::text) FROM awspipe.forests}, extra_params => [ '-U', 'app' ]),
	$node->safe_psql('postgres', q{SELECT count(*), min(owner::text), max(owner::text) FROM awspipe.forests}, extra_params => [ '-U', 'app' ]),
	'a restored database has all forests, which are whose they were');
foreach my $kind (sort keys %disturbed)
{
	$node->safe_psql('copy', "SELECT take('$disturbed{$kind}', 301, 700)", extra_params => [ '-U', 'app' ]);
	is( $node->safe_psql('copy', "SELECT n, score FROM app.scores WHERE forest = '$disturbed{$kind}' ORDER BY n"),
		scores_of($kind), "the same scores: $kind after a dump and restore");
	is( $node->safe_psql('copy', "SELECT * FROM awspipe._forest_check('$disturbed{$kind}')"), '', 'invariants hold');
}
ok( $node->safe_psql('copy', "SELECT awspipe.create_forest('new'); SELECT forest_id > 1 FROM awspipe.forest WHERE name = 'new'"),
	'and makes new ones');

$node->backup('backup');
my $standby = PipeCluster->new('standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
go_on(301, 400);
my $open = Session->new($node, 'app');
$open->run("BEGIN; SELECT take('$disturbed{plain}', 401, 500)");
$node->wait_for_catchup($standby);
my ($status, undef, $stderr) = $standby->psql('postgres', q{SELECT awspipe.random_cut_forest('plain', '{1}')});
like($stderr, qr/read-only transaction|during recovery/, 'a standby does not learn');
my %undisturbed = map { $_ => [ scores_of($_), state_of($_) ] } keys %parameters;
$standby->promote;
$standby->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
go_on(401, 700, $standby);
foreach my $kind (sort keys %disturbed)
{
	is(scores_of($disturbed{$kind}, $standby), $undisturbed{$kind}[0], "the same scores: $kind after restart, crash and promotion");
	is(state_of($disturbed{$kind}, $standby), $undisturbed{$kind}[1], "the same state: $kind after restart, crash and promotion");
	is($standby->safe_psql('postgres', "SELECT * FROM awspipe._forest_check('$disturbed{$kind}')"), '', 'invariants hold');
}
$standby->stop;
undef $open;

# The algorithm

sub trees
{
	my ($forest) = @_;

	return map { ForestState::decode(pack('H*', $_)) } split /\n/, $node->safe_psql('postgres', qq{
		SELECT encode(t.state, 'hex') FROM awspipe.forest_tree AS t JOIN awspipe.forest AS f USING (forest_id)
		WHERE f.name = '$forest' ORDER BY t.tree_no});
}

# What the forest would say of a point, and by what dimensions
sub ask
{
	my ($forest, @points) = @_;
	my $points = join ',', map { '{' . join(',', map { sprintf('%.17g', $_) } @$_) . '}' } @points;

	return map { [ split /\|/ ] } split /\n/, app(qq{
		BEGIN;
		SELECT score, attribution FROM awspipe.random_cut_forest_with_explanation('$forest', '{$points}');
		ROLLBACK});
}

sub numbers_of
{
	my ($json, $key) = @_;

	return map { $_ + 0 } $json =~ /"$key": (-?[0-9.e-]+)/g;
}

sub near { return abs($_[0] - $_[1]) <= 1e-9 * max(1, abs $_[1]) }

# By a reference that knows the formulas and the points only
{
	my @plain = trees('plain');

	foreach my $x (-50, -1.1, 0.05, 0.7, 1.19, 3, 1e6, $plain[0]{root}{left} ? (ForestState::points($plain[0]{root}))[0]{point}[0] : ())
	{
		my ($answer) = ask('plain', [$x]);
		my $expected = sum(map { ForestState::score($_, [$x]) } @plain) / @plain;

		ok(near($answer->[0], $expected), "score of $x is that of the formulas") or diag("$answer->[0] is to be $expected");
	}

	app(q{SELECT awspipe.create_forest('space', dimensions => 3, number_of_trees => 30, sub_sample_size => 25,
			time_decay => 60, output_after => 1, seed => 3);
		SELECT count(*) FROM awspipe.random_cut_forest('space',
			(SELECT array_agg(ARRAY[n % 5, n * n % 7 / 3.0, cos(n)]) FROM generate_series(1, 200) AS n))});
	my @space = trees('space');
	foreach my $point ([ 0, 0, 0 ], [ 2, 1, 0.5 ], [ -7, 1, 0 ], [ 2, 100, -100 ], (ForestState::points($space[3]{root}))[2]{point})
	{
		my ($answer) = ask('space', $point);
		my $expected = sum(map { ForestState::score($_, $point) } @space) / @space;

		ok(near($answer->[0], $expected), "score of @$point is that of the formulas") or diag("$answer->[0] is to be $expected");
		ok(near(sum(numbers_of($answer->[1], 'score')), $answer->[0]), 'and the attributions are its parts');

		next if grep { ForestState::known($_, $point) } @space;
		my (@scores, @strengths);
		foreach my $i (0 .. $#$point)
		{
			my ($low, $high) = map { my $side = $_; sum(map { (ForestState::parts($_, $point))[$i][$side] } @space) / @space } 0, 1;

			push @scores, $low + $high;
			push @strengths, abs($high - $low) / ($low + $high);
		}
		my @differing = grep { !near((numbers_of($answer->[1], 'score'))[$_], $scores[$_])
			  || !near((numbers_of($answer->[1], 'strength'))[$_], $strengths[$_]) } 0 .. $#scores;
		is("@differing", '', 'by the formulas, too') or diag("$answer->[1]: @scores, @strengths");
	}
	my ($below) = ask('space', [ -7, 1, 0 ]);
	like($below->[1], qr/"1": \{"score": [0-9.]+, "strength": [0-9.]+, "direction": "LOW"\}/, 'what is too low is called that');
	my @parts = numbers_of($below->[1], 'score');
	cmp_ok($parts[0], '>', 3 * ($parts[1] + $parts[2]), 'its dimension has most of the score');
}

# A tree of three points that AWS's own tests have, and scores by hand
{
	my $leaf = sub { { point => [@_] } };
	my $tree = {
		root => {
			dimension => 1, cut => -0.5,
			left => $leaf->(-1, -1),
			right => {
				dimension => 0, cut => 0.5,
				left => { dimension => 0, cut => -0.5, left => $leaf->(-1, 0), right => $leaf->(0, 1) },
				right => $leaf->(1, 1)
			}
		},
		# (0, 1) twice
		heap => [ [ 5, 0 ], [ 4, 3 ], [ 3, 1 ], [ 2, 2 ], [ 1, 2 ] ]
	};
	my $bytes = unpack('H*', ForestState::encode($tree, 5));
	my $log6 = log(6) / log(2);

	app(q{SELECT awspipe.create_forest('hand', dimensions => 2, number_of_trees => 1, sub_sample_size => 5, output_after => 1)});
	$node->safe_psql('postgres', qq{
		WITH f AS (UPDATE awspipe.forest SET seen = 5, state_id = gen_random_uuid() WHERE name = 'hand' RETURNING forest_id)
		INSERT INTO awspipe.forest_tree SELECT forest_id, 0, '\\x$bytes' FROM f});
	is($node->safe_psql('postgres', q{SELECT * FROM awspipe._forest_check('hand')}), '', 'a tree made by hand is one');

	my @expected = (
		# in the tree, twice of five, at depth 3
		[ [ 0, 1 ], (1 - 2 / 10) / (3 + log(3) / log(2)) ],
		# in the tree, once, at depth 1
		[ [ -1, -1 ], (1 - 1 / 10) / (1 + 1) ],
		# in the box of the root; of the next, [-1, 1] x [0, 1], out by 0.25;
		# of the last, [-1, 0] x [0, 1], by 0.5 and 0.25; never (-1, 0)
		[ [ 0.5, -0.25 ], 0.25 / 3.25 / 2 + 3 / 3.25 * (0.75 / 2.75 / 3 + 2 / 2.75 / 4) ],
		# out of the root's box, [-1, 1] x [-1, 1], by 2; beside (1, 1)
		[ [ 3, 1 ], 2 / 6 / 1 + 4 / 6 * (2 / 5 / 2 + 3 / 5 / 3) ]);
	foreach (@expected)
	{
		my ($point, $score) = @$_;
		my ($answer) = ask('hand', $point);

		ok(near($answer->[0], $score * $log6), "by hand: (@$point)") or diag("$answer->[0] is to be " . $score * $log6);
		ok(near(sum(numbers_of($answer->[1], 'score')), $answer->[0]), 'and its parts');
	}
	my ($answer) = ask('hand', [ 3, 1 ]);
	is_deeply([ numbers_of($answer->[1], 'strength') ], [ 1, 0 ], 'all of it by the first dimension, which is too high');

	# Of one that is in the tree, as if it were not: equally, but for the cuts
	# below [-1, 1] x [0, 1], a quarter of those
	($answer) = ask('hand', [ -1, -1 ]);
	my $equal = 3 / 4 * 0.45 / 2;
	my ($first, $second) = numbers_of($answer->[1], 'score');
	ok(near($first, $answer->[0] * $equal / (2 * $equal + 1 / 4)), 'by hand: the parts of a point in the tree')
	  or diag($answer->[1]);
}

# Cuts are distributed as if the points a tree has had been cut at once, those
# that went and those that came notwithstanding: the first cut of 0, 1 and 10
# is below 1 in a tenth of the trees.
{
	my $count = 1000;

	app(qq{SELECT awspipe.create_forest('cuts', number_of_trees => $count, sub_sample_size => 3, time_decay => 1, seed => 11);
		SELECT count(*) FROM awspipe.random_cut_forest('cuts',
			(SELECT array_agg(n) FROM generate_series(-300, -1) AS n) || ARRAY[0, 10, 1]::float8[])});
	my (@cuts, @inner);
	foreach my $tree (trees('cuts'))
	{
		my @points = sort { $a <=> $b } map { $_->{point}[0] } ForestState::points($tree->{root});

		next if "@points" ne '0 1 10';
		push @cuts, $tree->{root}{cut};
		push @inner, map { $_->{cut} / ($_->{left}{point}[0] == 0 ? 1 : 9) - ($_->{left}{point}[0] == 0 ? 0 : 1 / 9) }
		  grep { !$_->{point} } @{ $tree->{root} }{qw(left right)};
	}
	my $share = grep({ $_ < 1 } @cuts) / @cuts;
	my $deviation = sqrt(0.1 * 0.9 / @cuts);
	cmp_ok(scalar @cuts, '>', 300, scalar(@cuts) . ' trees have the three points');
	cmp_ok(abs($share - 0.1), '<', 4 * $deviation, "$share of their first cuts are below 1");
	my $mean = sum(@cuts) / @cuts;
	cmp_ok(abs($mean - 5), '<', 4 * 10 / sqrt(12 * @cuts), "their mean is $mean");
	$mean = sum(@inner) / @inner;
	cmp_ok(abs($mean - 0.5), '<', 4 / sqrt(12 * @inner), "that of the second cuts, of what they cut, $mean");
}

# What a tree keeps: all points alike if time does not count, and else a point
# of time_decay points ago 1/e as often
{
	foreach my $case ([ 'even', '1000000000000000', 1 ], [ 'recent', 250, exp(-1) ])
	{
		my ($forest, $decay, $ratio) = @$case;

		app(qq{SELECT awspipe.create_forest('$forest', number_of_trees => 1000, sub_sample_size => 10, time_decay => $decay, seed => 7);
			SELECT count(*) FROM awspipe.random_cut_forest('$forest', (SELECT array_agg(n ORDER BY n) FROM generate_series(1, 1000) AS n))});
		my ($late, $early) = (0, 0);
		foreach my $point (map { $_->{point}[0] } map { ForestState::points($_->{root}) } trees($forest))
		{
			$late++ if $point > 750;
			$early++ if $point > 500 && $point <= 750;
		}
		my $error = 4 * $ratio * sqrt(1 / $early + 1 / $late);
		cmp_ok(abs($early / $late - $ratio), '<', max($error, 0.05), sprintf('%s: %d points before the last quarter, %d in it', $forest, $early, $late));
	}
}

# As AWS's forests do in their own tests: two clusters far apart, a point
# between them and beside their line, whose attribution changes as others
# come to lie between
{
	app(q{SELECT awspipe.create_forest('clusters', dimensions => 30, time_decay => 2560, seed => 101);
		SELECT setseed(0.5);
		SELECT count(*) FROM awspipe.random_cut_forest('clusters', (
			SELECT array_agg(p ORDER BY n) FROM (
				SELECT n, array_agg(CASE WHEN i = 1 THEN CASE WHEN n * 2654435761 % 1000 < 500 THEN 5 ELSE -5 END ELSE 0 END
					+ 0.01 * (random() + random() + random() + random() - 2) ORDER BY i) AS p
				FROM generate_series(1, 2000) AS n, generate_series(1, 30) AS i
				GROUP BY n) AS s))});
	my @query = (0, 1, (0) x 28);
	my ($first) = ask('clusters', \@query);
	my @parts = numbers_of($first->[1], 'score');
	cmp_ok($first->[0], '>', 3, "between two clusters: $first->[0]");
	cmp_ok($parts[0], '>', 2, 'the dimension of the clusters has more than 1 on both sides');
	cmp_ok($parts[1], '>', 1, 'and that in which it is off 1 on one');
	cmp_ok($parts[0], '>', 1.1 * $parts[1], 'the first has more');
	ok(near(sum(@parts), $first->[0]), 'the parts sum to the score');

	app(q{SELECT count(*) FROM awspipe.random_cut_forest('clusters', (
			SELECT array_agg(p) FROM (
				SELECT array_agg(0.01 * (random() - 0.5)) AS p
				FROM generate_series(1, 5) AS n, generate_series(1, 30) AS i
				GROUP BY n) AS s))});
	my ($second) = ask('clusters', \@query);
	@parts = numbers_of($second->[1], 'score');
	cmp_ok($second->[0], '>', 2.4, "with some points between: $second->[0]");
	cmp_ok($parts[0], '<', 1.1 * $parts[1], 'the other dimension has more');

	app(q{SELECT count(*) FROM awspipe.random_cut_forest('clusters',
			(SELECT array_agg(array_fill(0::float8, ARRAY[30])) FROM generate_series(1, 5)))});
	my ($third) = ask('clusters', \@query);
	@parts = numbers_of($third->[1], 'score');
	cmp_ok($third->[0], '>', 2.4, "with more of them: $third->[0]");
	cmp_ok(2.5 * $parts[0], '<', $parts[1], 'by far');
}

# What was planted has the highest scores
sub planted
{
	my ($name, $parameters, $series, $from, $to) = @_;
	my ($rank, $others) = split /\|/, app(qq{
		SELECT awspipe.create_forest('$name', seed => 1$parameters);
		WITH scored AS (
			SELECT place, score FROM awspipe.random_cut_forest('$name', (
				SELECT array_agg(($series)::float8 ORDER BY n) FROM generate_series(1, 3000) AS n)))
		SELECT min(rank) FILTER (WHERE place BETWEEN $from AND $to), max(score) FILTER (WHERE place NOT BETWEEN $from AND $to + 60)
		FROM (SELECT place, score, rank() OVER (ORDER BY score DESC) FROM scored WHERE score IS NOT NULL) AS s}) =~ s/^\n//r;

	is($rank, 1, "$name ranks first") or diag("the others have $others at most");
	return;
}

my $noise = '(n * 7919 % 1009) / 1009.0';
planted('a spike', '', "10 + $noise + CASE WHEN n = 2000 THEN 5 ELSE 0 END", 2000, 2000);
planted('a dip', '', "10 + $noise - CASE WHEN n = 2000 THEN 5 ELSE 0 END", 2000, 2000);
planted('a shift of the level', ', time_decay => 1000', "10 + $noise + CASE WHEN n > 2000 THEN 3 ELSE 0 END", 2001, 2010);
planted('a missing season', ', shingle_size => 24',
	"sin(n * 2 * pi() / 24) + 0.2 * $noise - CASE WHEN n BETWEEN 2001 AND 2024 THEN sin(n * 2 * pi() / 24) ELSE 0 END", 2001, 2030);

# Bytes that are no tree
{
	app(q{SELECT awspipe.create_forest('broken', number_of_trees => 3, sub_sample_size => 4, seed => 1);
		SELECT count(*) FROM awspipe.random_cut_forest('broken', '{1,2,3,4,5,6,7}')});
	my $state = q{(SELECT state FROM awspipe.forest_tree JOIN awspipe.forest USING (forest_id) WHERE name = 'broken' AND tree_no = 1)};
	my $set = sub {
		$node->safe_psql('postgres', "UPDATE awspipe.forest_tree AS t SET state = $_[0] FROM awspipe.forest AS f"
			  . " WHERE f.forest_id = t.forest_id AND f.name = 'broken' AND tree_no = 1");
	};
	my $hex = $node->safe_psql('postgres', "SELECT encode($state, 'hex')");
	my $tree = ForestState::decode(pack('H*', $hex));
	my %bytes = (
		'a flipped bit' => "set_bit($state, 90, 1 - get_bit($state, 90))",
		'a byte less' => "substr($state, 1, octet_length($state) - 1)",
		'nothing' => q{''},
		'another version' => "set_byte($state, 0, 2)");
	# and trees whose checksum is right
	my %damage = (
		'a heap out of order' => sub { @{ $_[0]{heap} } = reverse @{ $_[0]{heap} } },
		'a point on the wrong side' => sub { @{ $_[0]{root} }{qw(left right)} = @{ $_[0]{root} }{qw(right left)} },
		'a leaf without points' => sub { $_->[1] = 0 foreach @{ $_[0]{heap} } },
		'a weight that is no number' => sub { $_[0]{heap}[3][0] = 9**9**9 / 9**9**9 },
		'too few points' => sub { $_[0] = { root => { point => [1] }, heap => [ [ 1, 0 ] ] } },
		'a cut that is no number' => sub { $_[0]{root}{cut} = 9**9**9 / 9**9**9 });
	foreach my $what (sort keys %damage)
	{
		my $copy = ForestState::decode(pack('H*', $hex));

		$damage{$what}->($copy);
		$bytes{$what} = q{'\x} . unpack('H*', ForestState::encode($copy, 4)) . q{'};
	}
	foreach my $what (sort keys %bytes)
	{
		$set->($bytes{$what});
		like($node->error_as('app', q{SELECT * FROM awspipe.random_cut_forest('broken', '{1}')}),
			qr/ERROR:  XX001: tree 1 of forest "broken" is corrupted\nDETAIL:  [A-Z].*\.\nHINT:  .*awspipe\.reset_forest/,
			"refused: $what");
		like($node->safe_psql('postgres', q{SELECT * FROM awspipe._forest_check('broken')}), qr/^1\|\w/, "by the checker too: $what");
		$set->("'\\x$hex'");
	}
	is(app(q{SELECT count(*) FROM awspipe.random_cut_forest('broken', '{1}')}), 1, 'whole again, it goes on');
	$node->safe_psql('postgres', q{DELETE FROM awspipe.forest_tree USING awspipe.forest AS f
		WHERE f.forest_id = forest_tree.forest_id AND f.name = 'broken' AND tree_no = 2});
	like($node->error_as('app', q{SELECT * FROM awspipe.random_cut_forest('broken', '{1}')}),
		qr/ERROR:  XX001: tree 2 of forest "broken" is corrupted\nDETAIL:  It is missing\./, 'a tree that is missing');
	is(app(q{SELECT awspipe.reset_forest('broken'); SELECT count(*) FROM awspipe.random_cut_forest('broken', '{1}')}),
		"\n1", 'and anew after a reset');
}

done_testing();
