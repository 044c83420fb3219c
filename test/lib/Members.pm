
=pod

=head1 NAME

Members - what an extension consists of, word by word

=head1 SYNOPSIS

  my $difference = Members::compare(
      Members->describe($node, 'fresh', 'pgawspipe'),
      Members->describe($node, 'updated', 'pgawspipe'));
  is($difference, '', 'they are the same');

A description has a line for each fact: of each member its name, owner, rights
and comment; of a function its definition; of a relation columns in their
order, constraints, indexes, triggers, options; of a view its query; and so on.
Objects are named without OIDs, so databases can be compared.

=cut

package Members;

use strict;
use warnings;

use JSON::PP;

# Objects with an owner, rights or a comment: catalog, prefix of its columns,
# and the letter by which acldefault() knows the kind
my @catalogs = (
	[ 'pg_class', 'rel', q{CASE relkind WHEN 'S' THEN 's' ELSE 'r' END} ],
	[ 'pg_proc', 'pro', q{'f'} ],
	[ 'pg_type', 'typ', q{'T'} ],
	[ 'pg_namespace', 'nsp', q{'n'} ],
	[ 'pg_foreign_data_wrapper', 'fdw', q{'F'} ],
	[ 'pg_event_trigger', 'evt', '' ],
	[ 'pg_operator', 'opr', '' ],
	[ 'pg_cast', '', '' ]);

# Members, and what belongs to them, as sequences, indexes and triggers do;
# but not the partitions that are made at run time, all except the default one
my $members = <<'SQL';
WITH RECURSIVE part (classid, objid) AS (
	SELECT classid, objid FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'EXTENSION')
		AND NOT EXISTS (SELECT FROM pg_class AS c WHERE classid = 'pg_class'::regclass AND c.oid = objid
			AND relispartition AND pg_get_expr(relpartbound, oid) <> 'DEFAULT')
	UNION
	SELECT d.classid, d.objid FROM part AS p
	JOIN pg_depend AS d ON d.refclassid = p.classid AND d.refobjid = p.objid AND d.deptype IN ('a', 'i')
	WHERE p.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass)
		AND NOT EXISTS (SELECT FROM pg_class AS c WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid
			AND c.relispartition)
), object AS (
	SELECT p.*, i.type || ' ' || i.identity AS name
	FROM part AS p, pg_identify_object(p.classid, p.objid, 0) AS i
	/* row types, array types and what foreign keys make come with others */
	WHERE i.type <> 'toast table' AND i.identity !~ '^pg_toast\.'
		AND NOT (p.classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type AS t LEFT JOIN pg_class AS c ON c.oid = t.typrelid
			WHERE t.oid = p.objid AND (t.typcategory = 'A' OR c.relkind <> 'c')))
		AND NOT (p.classid = 'pg_trigger'::regclass AND EXISTS (SELECT FROM pg_trigger AS t WHERE t.oid = p.objid AND t.tgisinternal))
), relation AS (
	SELECT o.name, c.* FROM object AS o JOIN pg_class AS c ON o.classid = 'pg_class'::regclass AND c.oid = o.objid
)
SQL

my @facts = (
	q{SELECT name, 'exists' FROM object},
	q{SELECT name, 'comment: ' || obj_description(objid, classid::regclass::name) FROM object},
	(
		map {
			my ($catalog, $prefix, $kind) = @$_;
			my $of = "FROM object AS o JOIN $catalog AS c ON o.classid = '$catalog'::regclass AND c.oid = o.objid";

			(
				$prefix ? "SELECT name, 'owner: ' || pg_get_userbyid(${prefix}owner) $of" : (),
				$kind
				? "SELECT name, format('right: %s %s%s', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END,
					privilege_type, CASE WHEN is_grantable THEN ' with grant option' END)
				$of, aclexplode(coalesce(${prefix}acl, acldefault(($kind)::\"char\", ${prefix}owner)))"
				: ());
		} @catalogs),

	# functions; aggregates have no definition to be got
	q{SELECT name, 'definition: ' || pg_get_functiondef(p.oid)
		FROM object AS o JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid WHERE prokind <> 'a'},
	q{SELECT name, format('aggregate: %s', to_jsonb(a) - '{aggtranstype,aggmtranstype}'::text[]
			|| jsonb_build_object('state', format_type(aggtranstype, NULL), 'arguments', pg_get_function_arguments(p.oid), 'parallel', p.proparallel, 'aggfnoid', NULL))
		FROM object AS o JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid
		JOIN pg_aggregate AS a ON a.aggfnoid = p.oid},

	# relations
	q{SELECT name, format('relation: kind %s, persistence %s, options %s, row security %s %s, replica identity %s, partition of %s %s, by %s',
			relkind, relpersistence, reloptions, relrowsecurity, relforcerowsecurity, relreplident,
			(SELECT string_agg(inhparent::regclass::text, ', ') FROM pg_inherits WHERE inhrelid = oid),
			pg_get_expr(relpartbound, oid), pg_get_partkeydef(oid))
		FROM relation},
	q{SELECT name, format('column %s: %s %s%s%s%s%s%s storage %s%s%s%s',
			rank() OVER (PARTITION BY r.oid ORDER BY attnum), quote_ident(attname), format_type(atttypid, atttypmod),
			CASE WHEN attnotnull THEN ' NOT NULL' END, ' DEFAULT ' || pg_get_expr(adbin, adrelid),
			' GENERATED ' || NULLIF(attgenerated::text, ''), ' IDENTITY ' || NULLIF(attidentity::text, ''),
			(SELECT ' COLLATE ' || quote_ident(collname) FROM pg_collation AS c
			 WHERE c.oid = attcollation AND c.collname <> 'default'),
			attstorage, ' compression ' || NULLIF(attcompression::text, ''),
			(SELECT ' options ' || string_agg(o, ', ' ORDER BY o) FROM unnest(attoptions) AS o WHERE o LIKE 'n\_distinct%'), ' rights ' || attacl::text)
		FROM relation AS r JOIN pg_attribute AS a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
		LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
		WHERE relkind <> 'i'},
	q{SELECT name, format('comment of column %s: %s', quote_ident(attname), col_description(r.oid, attnum))
		FROM relation AS r JOIN pg_attribute AS a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
		WHERE col_description(r.oid, attnum) IS NOT NULL},
	q{SELECT name, format('constraint %s: %s%s%s', quote_ident(conname), pg_get_constraintdef(c.oid),
			CASE WHEN NOT convalidated THEN ' not valid' END, ' -- ' || obj_description(c.oid, 'pg_constraint'))
		FROM relation AS r JOIN pg_constraint AS c ON conrelid = r.oid},
	q{SELECT name, format('index %s: %s', CASE WHEN indisvalid THEN 'valid' ELSE 'invalid' END, pg_get_indexdef(r.oid))
		FROM relation AS r JOIN pg_index ON indexrelid = r.oid},
	q{SELECT name, format('trigger %s %s: %s', quote_ident(tgname), tgenabled, pg_get_triggerdef(t.oid))
		FROM relation AS r JOIN pg_trigger AS t ON tgrelid = r.oid AND NOT tgisinternal},
	q{SELECT name, 'rule: ' || pg_get_ruledef(w.oid)
		FROM relation AS r JOIN pg_rewrite AS w ON ev_class = r.oid AND rulename <> '_RETURN'},
	q{SELECT name, format('policy: %s', to_jsonb(p) - 'oid' - 'polrelid') FROM relation AS r JOIN pg_policy AS p ON polrelid = r.oid},
	q{SELECT name, 'query: ' || pg_get_viewdef(oid, true) FROM relation WHERE relkind IN ('v', 'm')},
	q{SELECT name, format('sequence: %s', to_jsonb(s) - 'seqrelid') FROM relation AS r JOIN pg_sequence AS s ON seqrelid = r.oid},

	# others
	q{SELECT name, format('type: %s, not null %s, default %s, labels %s, constraints %s', format_type(typbasetype, typtypmod), typnotnull, typdefault,
			(SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
			(SELECT string_agg(pg_get_constraintdef(c.oid), ', ' ORDER BY conname) FROM pg_constraint AS c WHERE contypid = t.oid))
		FROM object JOIN pg_type AS t ON classid = 'pg_type'::regclass AND t.oid = objid},
	q{SELECT name, format('wrapper: handler %s, validator %s, options %s', fdwhandler::regproc, fdwvalidator::regproc, fdwoptions)
		FROM object JOIN pg_foreign_data_wrapper AS f ON classid = 'pg_foreign_data_wrapper'::regclass AND f.oid = objid},
	q{SELECT name, format('event trigger: on %s, calls %s, %s, tags %s', evtevent, evtfoid::regprocedure, evtenabled, evttags)
		FROM object JOIN pg_event_trigger AS e ON classid = 'pg_event_trigger'::regclass AND e.oid = objid},
	q{SELECT name, format('operator: function %s, commutator %s, negator %s, restriction %s, join %s, merges %s, hashes %s',
			oprcode::regprocedure, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin, oprcanmerge, oprcanhash)
		FROM object JOIN pg_operator AS p ON classid = 'pg_operator'::regclass AND p.oid = objid},
	q{SELECT name, format('cast: function %s, %s %s', castfunc::regprocedure, castcontext, castmethod)
		FROM object JOIN pg_cast AS c ON classid = 'pg_cast'::regclass AND c.oid = objid},
	q{SELECT 'extension', format('version %s, schema %s, relocatable %s, owner %s', extversion, extnamespace::regnamespace, extrelocatable,
			pg_get_userbyid(extowner))
		FROM pg_extension WHERE extname = 'EXTENSION'},
	q{SELECT 'extension', format('dumps %s %s', c.relation::regclass, extcondition[c.n])
		FROM pg_extension, unnest(extconfig) WITH ORDINALITY AS c (relation, n) WHERE extname = 'EXTENSION'});

# Lines "object: fact" of the extension, of which many may be of one object
sub describe
{
	my ($class, $node, $database, $extension) = @_;
	my $query = join "\nUNION ALL\n", map { "SELECT * FROM ($_) AS s (name, fact)" } @facts;

	$query = "$members SELECT json_build_array(name, fact) FROM ($query) AS f (name, fact)
		WHERE fact IS NOT NULL ORDER BY name COLLATE \"C\", fact COLLATE \"C\"";
	$query =~ s/EXTENSION/$extension/g;

	# no name is on the path, so all are qualified
	return [ split /\n/, $node->safe_psql($database, "SET search_path = pg_catalog; SET client_encoding = 'UTF8'; $query") ];
}

# What one has and the other has not, as lines that begin with - and +
sub compare
{
	my ($expected, $got) = @_;
	my (%lines, %objects);
	my $json = JSON::PP->new->utf8;

	$lines{$_}-- foreach @$expected;
	$lines{$_}++ foreach @$got;
	foreach my $line (grep { $lines{$_} } sort keys %lines)
	{
		my ($name, $fact) = @{ $json->decode($line) };

		push @{ $objects{$name}[ $lines{$line} > 0 ] }, $fact;
	}
	return join '', map {
		my $name = $_;
		my @sides = map { $_ // [] } @{ $objects{$name} }[ 0, 1 ];
		my ($missing, $surplus) = map { scalar grep { $_ eq 'exists' } @$_ } @sides;
		"$name\n"
		  . ( $missing ? "  - all of it\n"
			: $surplus ? "  + all of it\n"
			: differing_lines(map { join("\n", @$_) } @sides));
	} sort keys %objects;
}

# A body may be long: only what differs is shown, with a line on both sides.
sub differing_lines
{
	my ($minus, $plus) = map { [ split /\n/ ] } @_;
	my $text = '';

	my %in_plus = map { $_ => 1 } @$plus;
	my %in_minus = map { $_ => 1 } @$minus;
	$text .= "  - $_\n" foreach grep { !$in_plus{$_} } @$minus;
	$text .= "  + $_\n" foreach grep { !$in_minus{$_} } @$plus;
	return $text eq '' ? "  - the same lines in another order\n" : $text;
}

1;
