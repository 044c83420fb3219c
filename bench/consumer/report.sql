/* Medians, and ratios of medians. */

CREATE TEMPORARY TABLE median AS
SELECT stream, peer,
       split_part(stream, '-', 2)::integer AS bytes,
       split_part(stream, '-', 3)::integer AS shards,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY records / seconds) AS per_second,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY apply_seconds / records * 1e6) AS apply_usec,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY cpu_seconds / records * 1e6) AS cpu_usec
FROM bench.result
WHERE round > 0
GROUP BY stream, peer;

\echo
\echo 'Into the inbox, through its trigger: medians, and how many times the consumer''s cost'
SELECT m.bytes, m.shards, m.peer,
       m.per_second::integer AS "records/s",
       m.apply_usec::numeric(9, 2) AS "us of transaction/record",
       (m.apply_usec / c.apply_usec)::numeric(9, 2) AS "ratio",
       m.cpu_usec::numeric(9, 2) AS "us of CPU/record",
       (m.cpu_usec / c.cpu_usec)::numeric(9, 2) AS "ratio of CPU"
FROM median AS m
JOIN median AS c ON c.stream = m.stream AND c.peer = 'consumer'
ORDER BY m.bytes, m.shards, m.peer <> 'consumer', m.peer;

CREATE TEMPORARY TABLE call AS
SELECT call, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds / rows * 1e6) AS usec
FROM bench.call
GROUP BY call;

\echo 'Calls of 10,000 in one statement: medians'
SELECT p.call, a.usec::numeric(9, 2) AS "us each", p.peer,
       b.usec::numeric(9, 2) AS "us each", (a.usec / b.usec)::numeric(9, 2) AS "ratio"
FROM (VALUES ('messages', 'rows'), ('events', 'inbox rows')) AS p (call, peer)
JOIN call AS a ON a.call = p.call
JOIN call AS b ON b.call = p.peer
ORDER BY p.call DESC;

/* The same, a line for each figure */
\pset format unaligned
\pset tuples_only on
\o :json
SELECT jsonb_build_object('bench', 'consumer', 'way', m.peer, 'bytes', m.bytes, 'shards', m.shards,
                          'rounds', (SELECT max(round) FROM bench.result),
                          'records_per_second', round(m.per_second),
                          'apply_usec', round(m.apply_usec::numeric, 2),
                          'apply_ratio', round((m.apply_usec / c.apply_usec)::numeric, 2),
                          'cpu_usec', round(m.cpu_usec::numeric, 2),
                          'cpu_ratio', round((m.cpu_usec / c.cpu_usec)::numeric, 2))
FROM median AS m
JOIN median AS c ON c.stream = m.stream AND c.peer = 'consumer'
UNION ALL
SELECT jsonb_build_object('bench', 'calls', 'call', call, 'usec', round(usec::numeric, 2))
FROM call;
\o
