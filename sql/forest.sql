--
-- Random cut forests
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
RESET client_min_messages;
\set VERBOSITY default

-- Parameters
SELECT awspipe.create_forest('defaults', seed => 1);
SELECT name, owner = current_user::regrole AS own, dimensions, number_of_trees, sub_sample_size, time_decay,
    shingle_size, output_after, seed, seen, trees, bytes
FROM awspipe.forests;
SELECT awspipe.create_forest('defaults');
SELECT awspipe.create_forest('');
SELECT awspipe.create_forest(repeat('x', 64));
SELECT awspipe.create_forest('bad', dimensions => 0);
SELECT awspipe.create_forest('bad', number_of_trees => 1001);
SELECT awspipe.create_forest('bad', sub_sample_size => 1);
SELECT awspipe.create_forest('bad', time_decay => 0);
SELECT awspipe.create_forest('bad', shingle_size => 0);
SELECT awspipe.create_forest('bad', shingle_size => 4, output_after => 3);
SELECT awspipe.create_forest('bad', dimensions => 1000, sub_sample_size => 4096);
SELECT awspipe.create_forest('bad', number_of_trees => NULL);
SELECT awspipe.create_forest('random'), awspipe.create_forest('as random');
SELECT count(DISTINCT seed) FROM awspipe.forests WHERE name ~ 'random';

-- Nothing happens without points
SELECT * FROM awspipe.random_cut_forest('defaults', '{}');
SELECT seen FROM awspipe.forests WHERE name = 'defaults';

-- A constant series: one point, seen N times of N, at depth 0, is
-- (1 - 1/2) / log2(N + 1) * log2(N + 1)
SELECT awspipe.create_forest('constant', number_of_trees => 10, sub_sample_size => 16, output_after => 3, seed => 1);
SELECT * FROM awspipe.random_cut_forest('constant', '{5,5,5,5,5}');
SELECT DISTINCT score FROM awspipe.random_cut_forest('constant', array_fill(5::float8, ARRAY[100]));
-- and what is not that is parted by the first cut: 1 / 1 * log2(17)
SELECT place, round(score::numeric, 12) AS score, round(log(2, 17), 12) AS expected
FROM awspipe.random_cut_forest('constant', '{6}');
SELECT attribution #- '{1,score}' AS attribution
FROM awspipe.random_cut_forest_with_explanation('constant', '{6000,-7000,5}');
SELECT * FROM awspipe._forest_check('constant');

-- Two points, 0 and 1, in one tree, which have a cut between them: by hand
SELECT awspipe.create_forest('hand', number_of_trees => 1, sub_sample_size => 2, output_after => 1, time_decay => 1000000, seed => 1);
SELECT * FROM awspipe.random_cut_forest('hand', '{0,1}');
CREATE FUNCTION by_hand(x float8) RETURNS TABLE (score numeric, expected numeric) LANGUAGE sql AS $$
    SELECT round(f.score::numeric, 12), round(CASE
            -- in the tree: depth 1, one of two points, by log2(3)
            WHEN x IN (0, 1) THEN (1 - 1 / 4.0) / 2 * log(2, 3)
            -- between: parted at a leaf, depth 1
            WHEN x BETWEEN 0 AND 1 THEN 1 / 2.0 * log(2, 3)
            -- beside: by the first cut with a chance, or at the leaf
            ELSE (o.chance + (1 - o.chance) / 2) * log(2, 3) END, 12)
    FROM (SELECT (abs(x - 0.5) - 0.5)::numeric / (abs(x - 0.5) + 0.5)::numeric) AS o (chance),
        awspipe.random_cut_forest('hand', ARRAY[x]) AS f
$$;
BEGIN;
SAVEPOINT two;
SELECT * FROM by_hand(0);
ROLLBACK TO two;
SELECT * FROM by_hand(1);
ROLLBACK TO two;
SELECT * FROM by_hand(0.5);
ROLLBACK TO two;
SELECT * FROM by_hand(4);
ROLLBACK TO two;
SELECT * FROM by_hand(-1);
ROLLBACK TO two;
SELECT * FROM by_hand(-1e300);
ROLLBACK;
DROP FUNCTION by_hand;

-- Points that are none
SELECT awspipe.create_forest('plane', dimensions => 2, number_of_trees => 5, sub_sample_size => 8, output_after => 1, seed => 1);
SELECT * FROM awspipe.random_cut_forest('nowhere', '{1}');
SELECT * FROM awspipe.random_cut_forest('plane', '{1,2}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{1},{2}}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{{1,2}}}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{1,2},{3,NULL}}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{1,2},{3,NaN}}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{1,2},{Infinity,3}}');
SELECT * FROM awspipe.random_cut_forest('plane', '{{1,2},{1e301,3}}');
SELECT * FROM awspipe.random_cut_forest('defaults', '{{1,2}}');
SELECT * FROM awspipe.random_cut_forest(NULL, '{1}');
SELECT * FROM awspipe.random_cut_forest('plane', NULL);
SELECT seen FROM awspipe.forests WHERE name = 'plane';

-- Extremes are points, zeros are equal, and a row is a point of one dimension too
SELECT place, score > 0 AS scored
FROM awspipe.random_cut_forest('plane', '{{1e300,-1e300},{-1e300,1e300},{5e-324,0},{0,0},{-0,5e-324},{0,-0},{0,0}}');
SELECT * FROM awspipe._forest_check('plane');
SELECT count(*) FROM awspipe.random_cut_forest('constant', '{{1},{2}}');

-- Explanations
SELECT awspipe.reset_forest('plane');
SELECT seen, trees, bytes FROM awspipe.forests WHERE name = 'plane';
SELECT place, round(score::numeric, 6) AS score, attribution -> 'clicks' ->> 'direction' AS clicks,
    attribution -> 'searches' ->> 'direction' AS searches,
    abs((attribution -> 'clicks' ->> 'score')::float8 + (attribution -> 'searches' ->> 'score')::float8 - score) < 1e-9 AS sums,
    (attribution -> 'clicks' -> 'score' > attribution -> 'searches' -> 'score') AS more_by_clicks
FROM awspipe.random_cut_forest_with_explanation('plane',
    '{{1,1},{2,1},{1,2},{2,2},{1.5,1.5},{50,1.4},{1.4,-50},{1,1}}', '{clicks,searches}');
SELECT jsonb_object_keys(attribution)
FROM awspipe.random_cut_forest_with_explanation('plane', '{{7,7}}') ORDER BY 1;
SELECT jsonb_object_keys(attribution)
FROM awspipe.random_cut_forest_with_explanation('plane', '{{7,7}}', '{"a \"quoted\" name",Größe}') ORDER BY 1;
SELECT * FROM awspipe.random_cut_forest_with_explanation('plane', '{{7,7}}', '{a}');
SELECT * FROM awspipe.random_cut_forest_with_explanation('plane', '{{7,7}}', '{a,a}');
SELECT * FROM awspipe.random_cut_forest_with_explanation('plane', '{{7,7}}', '{a,NULL}');

-- Without a state
SELECT awspipe.forest_scores(ARRAY[n::float8] ORDER BY n) IS NULL AS nothing FROM generate_series(1, 0) AS n;
WITH scores AS (
    SELECT awspipe.forest_scores(ARRAY[CASE n WHEN 400 THEN 9 ELSE sin(n) END] ORDER BY n) AS s FROM generate_series(1, 500) AS n
)
SELECT cardinality(s) AS scores, s[256] AS before, s[257] IS NOT NULL AS after,
    (SELECT place FROM unnest(s) WITH ORDINALITY AS u (score, place) WHERE score IS NOT NULL ORDER BY score DESC LIMIT 1) AS highest
FROM scores;
-- it is the same as that with the same seed
SELECT awspipe.create_forest('ad hoc', dimensions => 2, number_of_trees => 7, sub_sample_size => 9, time_decay => 50,
    shingle_size => 2, output_after => 4, seed => -3);
SELECT array_agg(f.score ORDER BY f.place) = (
    SELECT awspipe.forest_scores(ARRAY[n % 7, n % 11], '{"number_of_trees": 7, "sub_sample_size": 9, "time_decay": 50,
        "shingle_size": 2, "output_after": 4, "seed": -3}' ORDER BY n)
    FROM generate_series(1, 100) AS n) AS same
FROM awspipe.random_cut_forest('ad hoc', (SELECT array_agg(ARRAY[n % 7, n % 11]) FROM generate_series(1, 100) AS n)) AS f;
SELECT recent FROM awspipe.forest WHERE name = 'ad hoc';
SELECT g, cardinality(awspipe.forest_scores(ARRAY[n::float8])) FROM generate_series(1, 10) AS n, LATERAL (SELECT n % 3) AS s (g) GROUP BY g ORDER BY g;
-- Over a window, what it is for all
WITH points AS (
    SELECT n, ARRAY[n % 17, n * n % 29] AS p FROM generate_series(1, 400) AS n
), scored AS (
    SELECT n, awspipe.forest_score(p, '{"sub_sample_size": 20}') OVER (ORDER BY n ROWS UNBOUNDED PRECEDING) AS score FROM points
)
SELECT count(score) AS scored, array_agg(score ORDER BY n) = (SELECT awspipe.forest_scores(p, '{"sub_sample_size": 20}' ORDER BY n) FROM points) AS same
FROM scored;
SELECT awspipe.forest_score(ARRAY[n]) FROM generate_series(1, 257) AS n;
SELECT awspipe.forest_score(ARRAY[n]) FROM generate_series(1, 256) AS n;
SELECT awspipe.forest_score('{1}') WHERE false;
SELECT awspipe.forest_scores(NULL);
SELECT awspipe.forest_scores('{NaN}');
SELECT awspipe.forest_scores('{}');
SELECT awspipe.forest_scores(p) FROM (VALUES ('{1,2}'::float8[]), ('{1}')) AS v (p);
SELECT awspipe.forest_scores('{1}', '[]');
SELECT awspipe.forest_scores('{1}', '{"number_of_trees": "many"}');
SELECT awspipe.forest_scores('{1}', '{"number_of_trees": -4294967286}');
SELECT awspipe.forest_scores('{1}', '{"trees": 10}');

-- Whose they are
CREATE ROLE regress_forest_owner;
CREATE ROLE regress_forest_other;
CREATE ROLE regress_forest_member IN ROLE regress_forest_owner;
SET ROLE regress_forest_owner;
SELECT awspipe.create_forest('owned', number_of_trees => 1, sub_sample_size => 2, seed => 1);
SELECT name, owner FROM awspipe.forests;
SELECT awspipe.create_forest('hand');
SELECT count(*) FROM awspipe.random_cut_forest('owned', '{1,2,3}');
SELECT * FROM awspipe._forest_check('owned');
TABLE awspipe.forest;
TABLE awspipe.forest_tree;
SET ROLE regress_forest_member;
SELECT count(*) FROM awspipe.random_cut_forest('owned', '{4}');
SELECT name, owner, seen FROM awspipe.forests;
SET ROLE regress_forest_other;
SELECT name FROM awspipe.forests;
SELECT awspipe.random_cut_forest('owned', '{1}');
SELECT awspipe.random_cut_forest_with_explanation('owned', '{1}');
SELECT awspipe.reset_forest('owned');
SELECT awspipe.drop_forest('owned');
RESET ROLE;
DROP ROLE regress_forest_owner;
REASSIGN OWNED BY regress_forest_owner TO regress_forest_other;
SELECT name, owner, seen FROM awspipe.forests WHERE name = 'owned';
DROP ROLE regress_forest_owner;
SET ROLE regress_forest_other;
SELECT count(*) FROM awspipe.random_cut_forest('owned', '{5}');
SELECT awspipe.drop_forest('owned');
RESET ROLE;
DROP ROLE regress_forest_other, regress_forest_member;

SELECT awspipe.drop_forest('nowhere');
SELECT awspipe.reset_forest('nowhere');
SELECT awspipe.drop_forest(name) FROM awspipe.forests ORDER BY name;
SELECT count(*) FROM awspipe.forest_tree;
