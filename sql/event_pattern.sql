--
-- Event patterns: EventBridge's filter language
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
RESET client_min_messages;

CREATE TEMP TABLE event_case (topic text, description text, pattern jsonb, event jsonb, expected boolean);

-- One pattern, the events it matches and those it does not
CREATE FUNCTION pg_temp.add_events(topic text, description text, pattern jsonb, matching jsonb, other jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO pg_temp.event_case
    SELECT $1, $2, $3, e, true FROM jsonb_array_elements($4) AS e
    UNION ALL
    SELECT $1, $2, $3, e, false FROM jsonb_array_elements($5) AS e
$$;

-- The same for the values of a single field
CREATE FUNCTION pg_temp.add_values(topic text, description text, tests jsonb, matching jsonb, other jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.add_events($1, $2, jsonb_build_object('f', $3),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('f', v)), '[]') FROM jsonb_array_elements($4) AS v),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('f', v)), '[]') FROM jsonb_array_elements($5) AS v))
$$;

DO $do$
BEGIN
    PERFORM pg_temp.add_values('equality', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('string', '["running"]',
         '["running"]', '["Running", "runnin", "running ", "", null, true, 1]'),
        ('one of several strings', '["initializing", "running"]',
         '["initializing", "running"]', '["stopped", "initializing, running"]'),
        ('empty string', '[""]',
         '[""]', '[null, " ", false, 0, [], {}]'),
        ('string with escapes', '["a\"b\\c\nd"]',
         '["a\"b\\c\u000ad"]', '["a\"b\\c d", "a\"b\\\\c\nd"]'),
        ('string beyond ASCII', '["Zürich"]',
         '["Zürich", "Z\u00fcrich"]', '["Zurich", "zürich", "Zu\u0308rich"]'),
        ('string of digits is no number', '["300"]',
         '["300"]', '[300, "300.0", "3e2"]'),
        ('string of a keyword is no keyword', '["true", "null"]',
         '["true", "null"]', '[true, null]'),
        ('addresses are compared as strings', '["10.0.0.1", "::1"]',
         '["10.0.0.1", "::1"]', '["010.0.0.1", "0:0:0:0:0:0:0:1"]'),
        ('integer', '[300]',
         '[300, 300.0, 3.0e2, 30000e-2]', '[301, 299.99999, "300", -300, null, true]'),
        ('fraction', '[3.018e2]',
         '[301.8, 3018e-1, 301.800]', '[301, 301.80000000000001]'),
        ('zero', '[0]',
         '[0, 0.0, -0, 0e5]', '["", false, null, "0"]'),
        ('negative number', '[-1]',
         '[-1, -1.0]', '[1, 0]'),
        ('number with more digits than a double', '[123456789012345678901234567890]',
         '[123456789012345678901234567890]', '[123456789012345678901234567891]'),
        ('true', '[true]',
         '[true]', '[false, "true", 1, null]'),
        ('false', '[false]',
         '[false]', '[true, "false", 0, null, ""]'),
        ('null', '[null]',
         '[null]', '["", "null", false, 0, [], {}]'),
        ('mixed types', '["a", 1, true, null]',
         '["a", 1, true, null]', '["b", 2, false, ""]'),
        ('exactly', '[{"exactly": "a*"}]',
         '["a*"]', '["ab", "A*"]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('prefix', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('prefix', '[{"prefix": "2017-10-02"}]',
         '["2017-10-02", "2017-10-02T18:43:48Z"]', '["2017-10-03", " 2017-10-02", "2017", "", null]'),
        ('prefix is no number''s', '[{"prefix": "1"}]',
         '["1", "12"]', '[1, 12, true]'),
        ('prefix regards case', '[{"prefix": "Eventb"}]',
         '["Eventbridge"]', '["eventbridge", "EVENTBRIDGE"]'),
        ('prefix takes a star for a star', '[{"prefix": "a*"}]',
         '["a*", "a*b"]', '["ab"]'),
        ('empty prefix', '[{"prefix": ""}]',
         '["", "a"]', '[1, null, true]'),
        ('prefix without case', '[{"prefix": {"equals-ignore-case": "EventB"}}]',
         '["eventb", "EVENTBridge", "eVENTbRIDGE"]', '["event", "xeventb", "", 1]'),
        ('prefix without case beyond ASCII', '[{"prefix": {"equals-ignore-case": "ÉCOLE"}}]',
         '["école", "École normale"]', '["ecole", "éc"]'),
        ('empty prefix without case', '[{"prefix": {"equals-ignore-case": ""}}]',
         '["", "A"]', '[1, null]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('suffix', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('suffix', '[{"suffix": ".png"}]',
         '[".png", "a.png", "a.png.png"]', '[".PNG", "a.pngx", "png", "", null]'),
        ('suffix is no number''s', '[{"suffix": "1"}]',
         '["1", "21"]', '[1, 21]'),
        ('empty suffix', '[{"suffix": ""}]',
         '["", "a"]', '[1, null, false]'),
        ('suffix without case', '[{"suffix": {"equals-ignore-case": "tBridge"}}]',
         '["tbridge", "EventBridge", "EVENTBRIDGE"]', '["bridge", "eventbridges", "", 1]'),
        ('suffix without case beyond ASCII', '[{"suffix": {"equals-ignore-case": "ÑO"}}]',
         '["año", "AÑO", "ÑO"]', '["ano", "o", "ño!"]'),
        ('empty suffix without case', '[{"suffix": {"equals-ignore-case": ""}}]',
         '["", "A"]', '[1]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('case', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('equals-ignore-case', '[{"equals-ignore-case": "alice"}]',
         '["alice", "Alice", "ALICE", "aLiCe"]', '["alic", "alicea", "", null, true]'),
        ('equals-ignore-case of an empty string', '[{"equals-ignore-case": ""}]',
         '[""]', '[" ", null]'),
        ('equals-ignore-case of what has no case', '[{"equals-ignore-case": "1-2_3"}]',
         '["1-2_3"]', '["1-2_4", "1_2-3"]'),
        ('equals-ignore-case in Greek and Cyrillic', '[{"equals-ignore-case": "Ωmega Привет"}]',
         '["ωMEGA привет", "ΩMEGA ПРИВЕТ"]', '["omega привет"]'),
        ('equals-ignore-case when lengths in bytes differ', '[{"equals-ignore-case": "ⱥ"}]',
         '["Ⱥ", "ⱥ"]', '["a"]'),
        ('equals-ignore-case beyond the basic plane', '[{"equals-ignore-case": "𐐀x"}]',
         '["𐐨X"]', '["𐐩x"]'),
        ('equals-ignore-case of letters between ASCII''s', '[{"equals-ignore-case": "[\\]^_`@{"}]',
         '["[\\]^_`@{"]', '["{|}~_`@{", "[\\]^_`@["]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('wildcard', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('in the middle', '[{"wildcard": "dir/*.png"}]',
         '["dir/a.png", "dir/.png", "dir/a/b.png"]', '["dir/a.jpg", "dir.png", "xdir/a.png", "dir/a.pngx", 1]'),
        ('at the start', '[{"wildcard": "*.png"}]',
         '[".png", "a.png"]', '["png", "a.png "]'),
        ('at the end', '[{"wildcard": "dir/*"}]',
         '["dir/", "dir/a"]', '["dir", " dir/"]'),
        ('at both ends', '[{"wildcard": "*lib*"}]',
         '["lib", "/lib/", "glib2"]', '["li", "l i b", ""]'),
        ('alone', '[{"wildcard": "*"}]',
         '["", "a", "*"]', '[1, null, true]'),
        ('absent', '[{"wildcard": "abc"}]',
         '["abc"]', '["ab", "abcd", "ABC"]'),
        ('empty', '[{"wildcard": ""}]',
         '[""]', '["a", null]'),
        ('several', '[{"wildcard": "a*b*c"}]',
         '["abc", "aXbYc", "abbcc", "abcbc", "acbc"]', '["acb", "ab", "ac", "bac", "abcd"]'),
        ('parts may not overlap', '[{"wildcard": "aba*aba"}]',
         '["abaaba", "aba aba"]', '["aba", "ababa"]'),
        ('middle parts may not overlap the last', '[{"wildcard": "*ab*b"}]',
         '["abb", "xabxb"]', '["ab", "xab"]'),
        ('repeated middle part', '[{"wildcard": "*a*a*a*"}]',
         '["aaa", "banana"]', '["aa", "abab"]'),
        ('escaped star', '[{"wildcard": "a\\*b"}]',
         '["a*b"]', '["ab", "axb", "a\\*b"]'),
        ('escaped backslash', '[{"wildcard": "a\\\\b"}]',
         '["a\\b"]', '["a\\\\b", "ab"]'),
        ('escaped backslash before a star', '[{"wildcard": "C:\\\\*\\\\x"}]',
         '["C:\\a\\x", "C:\\\\x"]', '["C:\\x"]'),
        ('star beside an escaped star', '[{"wildcard": "*\\**"}]',
         '["*", "a*", "*a", "a*b"]', '["", "ab"]'),
        ('regards case', '[{"wildcard": "A*"}]',
         '["Ab"]', '["ab"]'),
        ('question mark and dot are themselves', '[{"wildcard": "a?.*"}]',
         '["a?.b"]', '["ab.c", "a?xb"]'),
        ('beyond ASCII', '[{"wildcard": "ä*ü"}]',
         '["äü", "äöü"]', '["äö", "au"]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('numeric', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('=', '[{"numeric": ["=", 100]}]',
         '[100, 100.0, 1e2]', '[100.1, 99, "100", null]'),
        ('<', '[{"numeric": ["<", 10]}]',
         '[9.999, 0, -1e300]', '[10, 10.0, 11, "9", null, true]'),
        ('<=', '[{"numeric": ["<=", 10]}]',
         '[10, 10.0, -5]', '[10.0000001]'),
        ('>', '[{"numeric": [">", 10]}]',
         '[10.0000001, 1e300]', '[10, 9, -11]'),
        ('>=', '[{"numeric": [">=", 10]}]',
         '[10, 11]', '[9.9999]'),
        ('> <=', '[{"numeric": [">", 0, "<=", 5]}]',
         '[0.0001, 1, 5, 5.0]', '[0, 5.0001, -1, "3"]'),
        ('>= <', '[{"numeric": [">=", 0, "<", 5]}]',
         '[0, -0.0, 4.9999]', '[-0.0001, 5]'),
        ('> <', '[{"numeric": [">", -2, "<", -1]}]',
         '[-1.5]', '[-2, -1, 1.5]'),
        ('>= <=', '[{"numeric": [">=", 1.5, "<=", 2.5]}]',
         '[1.5, 2, 2.5]', '[1.4, 2.6]'),
        ('two ranges', '[{"numeric": ["<", 0]}, {"numeric": [">", 10]}]',
         '[-1, 11]', '[0, 5, 10]'),
        ('beyond a double', '[{"numeric": [">", 1e308]}]',
         '[1e309]', '[1e308]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('cidr', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('IPv4 /24', '[{"cidr": "10.0.0.0/24"}]',
         '["10.0.0.0", "10.0.0.33", "10.0.0.255"]',
         '["10.0.1.0", "9.255.255.255", "10.0.0.33/32", "10.0.0", "10.0.0.256", "10.0.0.1 ", "", "a", 10, null]'),
        ('IPv4, bits of the host set', '[{"cidr": "10.0.0.77/24"}]',
         '["10.0.0.1"]', '["10.0.1.77"]'),
        ('IPv4 /27', '[{"cidr": "192.0.2.32/27"}]',
         '["192.0.2.32", "192.0.2.63"]', '["192.0.2.31", "192.0.2.64"]'),
        ('IPv4 /0', '[{"cidr": "0.0.0.0/0"}]',
         '["255.255.255.255"]', '["::1", "0"]'),
        ('IPv4 /32', '[{"cidr": "10.0.0.1/32"}]',
         '["10.0.0.1"]', '["10.0.0.2", "10.0.0.01"]'),
        ('IPv6 /32', '[{"cidr": "2001:db8::/32"}]',
         '["2001:db8::1", "2001:0DB8:ffff:ffff:ffff:ffff:ffff:ffff"]',
         '["2001:db9::1", "2001:db8", "2001:db8::1%eth0", "10.0.0.1"]'),
        ('IPv6 /61', '[{"cidr": "fd00:0:0:8::/61"}]',
         '["fd00:0:0:8::", "fd00::f:0:0:0:0"]', '["fd00:0:0:7::", "fd00:0:0:10::"]'),
        ('IPv6 /128', '[{"cidr": "::1/128"}]',
         '["::1", "0:0:0:0:0:0:0:1"]', '["::2"]'),
        ('IPv4 and IPv6 are apart', '[{"cidr": "::ffff:0:0/96"}]',
         '["::ffff:10.0.0.1"]', '["10.0.0.1"]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_values('anything-but', description, tests::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('string', '[{"anything-but": "initializing"}]',
         '["running", "", "Initializing", 1, true, null]', '["initializing"]'),
        ('number', '[{"anything-but": 123}]',
         '[124, "123", null, false]', '[123, 123.0, 1.23e2]'),
        ('strings', '[{"anything-but": ["stopped", "overloaded"]}]',
         '["running", "stoppe", 5]', '["stopped", "overloaded"]'),
        ('numbers', '[{"anything-but": [100, 200, 300]}]',
         '[150, "100"]', '[100, 200.0, 3e2]'),
        ('empty string', '[{"anything-but": ""}]',
         '["a", null, 0]', '[""]'),
        ('prefix', '[{"anything-but": {"prefix": "us-"}}]',
         '["eu-west-1", "us", "", "US-east-1", 1]', '["us-", "us-east-1"]'),
        ('prefixes', '[{"anything-but": {"prefix": ["us-", "eu-"]}}]',
         '["ap-south-1"]', '["us-east-1", "eu-west-1"]'),
        ('suffix', '[{"anything-but": {"suffix": ".png"}}]',
         '["a.jpg", ".PNG", "", null]', '["a.png", ".png"]'),
        ('suffixes', '[{"anything-but": {"suffix": ["1234", "6789"]}}]',
         '["i-12345"]', '["i-1234", "i-6789"]'),
        ('without case', '[{"anything-but": {"equals-ignore-case": "Initializing"}}]',
         '["running", "initializin", 1]', '["initializing", "INITIALIZING"]'),
        ('several without case', '[{"anything-but": {"equals-ignore-case": ["Stopped", "OverLoaded"]}}]',
         '["running"]', '["stopped", "overloaded", "STOPPED"]'),
        ('empty string without case', '[{"anything-but": {"equals-ignore-case": ""}}]',
         '["a"]', '[""]'),
        ('wildcard', '[{"anything-but": {"wildcard": "*/lib/*"}}]',
         '["/usr/bin/x", "lib", 7]', '["/lib/", "/usr/lib/x"]'),
        ('wildcards', '[{"anything-but": {"wildcard": ["*/bin/*.jar", "*/bin/*.class"]}}]',
         '["/bin/a.war", "bin/a.jar"]', '["/bin/a.jar", "/x/bin/y.class"]'),
        ('two of them exclude nothing', '[{"anything-but": "a"}, {"anything-but": "b"}]',
         '["a", "b", "c"]', '[]'),
        ('a value is needed', '[{"anything-but": "a"}]',
         '[]', '[[], {}, {"g": "b"}]')
    ) AS c (description, tests, matching, other);

    PERFORM pg_temp.add_events('exists', description, pattern::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('true', '{"d": {"c": [{"exists": true}]}}',
         '[{"d": {"c": 1}}, {"d": {"c": null}}, {"d": {"c": ""}}, {"d": {"c": false}}, {"d": {"c": [0]}}]',
         '[{"d": {}}, {"d": {"c": {}}}, {"d": {"c": {"x": 1}}}, {"d": {"c": []}}, {"d": {"c": [{"x": 1}]}}, {"c": 1}, {}, {"d": 1}]'),
        ('false', '{"d": {"c": [{"exists": false}]}}',
         '[{"d": {}}, {"d": {"b": 1}}, {}, {"d": 1}, {"d": null}, {"d": {"c": {}}}, {"d": {"c": {"x": 1}}}, {"d": {"c": []}}, {"c": 1}]',
         '[{"d": {"c": 1}}, {"d": {"c": null}}, {"d": {"c": ""}}, {"d": {"c": [1]}}, {"d": {"c": [{"x": 1}, 2]}}]'),
        ('false or a value', '{"c": ["a", {"exists": false}]}',
         '[{"c": "a"}, {}, {"c": {}}]', '[{"c": "b"}, {"c": null}]'),
        ('false or null', '{"c": [null, {"exists": false}]}',
         '[{"c": null}, {}]', '[{"c": ""}, {"c": 0}]'),
        ('true or false', '{"c": [{"exists": true}, {"exists": false}]}',
         '[{"c": 1}, {}, {"c": {"x": 1}}]', '[]'),
        ('false beside another field', '{"a": ["x"], "c": [{"exists": false}]}',
         '[{"a": "x"}]', '[{"a": "x", "c": 1}, {"a": "y"}, {}]'),
        ('false deep down', '{"a": {"b": {"c": [{"exists": false}]}}}',
         '[{}, {"a": {}}, {"a": {"b": {}}}, {"a": {"b": 1}}, {"a": [1, {"b": [{}]}]}]', '[{"a": {"b": {"c": 0}}}, {"a": [{"b": [{"c": 0}]}]}]')
    ) AS c (description, pattern, matching, other);

    PERFORM pg_temp.add_events('fields', description, pattern::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('several fields', '{"source": ["aws.ec2"], "detail": {"state": ["terminated"], "n": [{"numeric": [">", 0]}]}}',
         '[{"source": "aws.ec2", "detail": {"state": "terminated", "n": 1, "other": 1}, "id": "x"}]',
         '[{"source": "aws.ec2", "detail": {"state": "running", "n": 1}}, {"source": "aws.ec2", "detail": {"state": "terminated"}},
           {"source": "aws.ec2", "state": "terminated", "n": 1}, {"detail": {"state": "terminated", "n": 1}}, {}]'),
        ('names regard case', '{"State": ["a"]}', '[{"State": "a"}]', '[{"state": "a"}]'),
        ('empty name', '{"": ["a"]}', '[{"": "a"}]', '[{"x": "a"}]'),
        ('name with dots is one name', '{"detail": {"state.status": ["a"]}}',
         '[{"detail": {"state.status": "a"}}]', '[{"detail": {"state": {"status": "a"}}}]'),
        ('path is no name with dots', '{"detail": {"state": {"status": ["a"]}}}',
         '[{"detail": {"state": {"status": "a"}}}]', '[{"detail": {"state.status": "a"}}, {"detail.state.status": "a"}]'),
        ('of a name given twice the last counts', '{"a": ["x"], "a": ["y"]}',
         '[{"a": "y"}, {"a": "x", "a": "y"}]', '[{"a": "x"}, {"a": "y", "a": "x"}]'),
        ('name of an operator as a field', '{"a": {"prefix": ["x"], "exists": [true]}}',
         '[{"a": {"prefix": "x", "exists": true}}]', '[{"a": "x"}, {"a": {"prefix": "x"}}]'),
        ('object where a value is asked for', '{"a": ["x"]}', '[]', '[{"a": {"x": "x"}}, {"a": {}}]'),
        ('value where an object is asked for', '{"a": {"b": ["x"]}}', '[]', '[{"a": "x"}, {"a": null}, {"a": "{\"b\": \"x\"}"}]'),
        ('event that is no object', '{"a": [{"exists": false}]}', '[{}]', '["a", 1, null, true, [], [{}]]')
    ) AS c (description, pattern, matching, other);

    PERFORM pg_temp.add_events('arrays', description, pattern::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('any element', '{"resources": ["a", "b"]}',
         '[{"resources": ["b"]}, {"resources": ["x", "a", "y"]}, {"resources": "a"}]', '[{"resources": ["x"]}, {"resources": []}]'),
        ('elements of any type', '{"r": [1, null]}',
         '[{"r": ["1", 1.0]}, {"r": [{}, null]}]', '[{"r": ["1", "null", {"r": 1}]}]'),
        ('nested arrays', '{"r": ["a"]}',
         '[{"r": [["a"]]}, {"r": [["x"], [["y", "a"]]]}]', '[{"r": [["x"], []]}, {"r": [[{"r": "a"}]]}]'),
        ('operators', '{"r": [{"prefix": "a"}]}',
         '[{"r": ["x", "ab"]}, {"r": [1, ["ab"]]}]', '[{"r": ["x", 1]}]'),
        ('anything-but wants one other element', '{"r": [{"anything-but": "a"}]}',
         '[{"r": ["a", "b"]}, {"r": [["a"], 1]}]', '[{"r": ["a"]}, {"r": ["a", "a", []]}, {"r": []}]'),
        ('objects', '{"employees": {"firstName": ["Anna"]}}',
         '[{"employees": [{"firstName": "John"}, {"firstName": "Anna"}]}, {"employees": {"firstName": "Anna"}}]',
         '[{"employees": [{"firstName": "John"}]}, {"employees": []}, {"employees": ["Anna"]}]'),
        ('objects in nested arrays', '{"employees": {"firstName": ["Anna"]}}',
         '[{"employees": [[{"firstName": "John"}], [{"firstName": "Anna"}]]}]', '[{"employees": [[{"firstName": "John"}], []]}]'),
        ('all fields in one element', '{"e": {"first": ["Anna"], "last": ["Smith"]}}',
         '[{"e": [{"first": "John", "last": "Doe"}, {"first": "Anna", "last": "Smith"}]}]',
         '[{"e": [{"first": "Anna", "last": "Jones"}, {"first": "Peter", "last": "Smith"}]}, {"e": [{"first": "Anna"}, {"last": "Smith"}]}]'),
        ('all fields in one element of a nested array', '{"e": {"first": ["Anna"], "last": ["Smith"]}}',
         '[{"e": [[{"first": "John"}], [{"first": "Anna", "last": "Smith"}]]}]',
         '[{"e": [[{"first": "Anna"}, {"last": "Smith"}]]}, {"e": [[{"first": "Anna"}], [{"last": "Smith"}]]}]'),
        ('arrays below arrays', '{"a": {"b": {"c": [1], "d": [2]}, "e": [3]}}',
         '[{"a": [{"b": [{"c": 1}, {"c": [0, 1], "d": 2}], "e": 3}]}, {"a": [{"e": 1}, {"b": {"c": 1, "d": 2}, "e": [3]}]}]',
         '[{"a": [{"b": [{"c": 1}, {"d": 2}], "e": 3}]}, {"a": [{"b": [{"c": 1, "d": 2}]}, {"e": 3}]}]'),
        ('arrays beside each other are free', '{"a": {"x": [1]}, "b": {"x": [2]}}',
         '[{"a": [{"x": 1}, {"x": 9}], "b": [{"x": 9}, {"x": 2}]}]', '[{"a": [{"x": 2}], "b": [{"x": 1}]}]'),
        ('exists true', '{"a": {"x": [{"exists": true}]}}',
         '[{"a": [{}, {"x": null}]}]', '[{"a": [{}, {"y": 1}, 1]}, {"a": []}]'),
        ('exists false alone wants it in no element', '{"a": {"x": [{"exists": false}]}}',
         '[{"a": [{"y": 1}, {}]}, {"a": []}, {"a": [1, "x"]}, {"a": [[{"y": 1}]]}]', '[{"a": [{"x": 1}, {"y": 1}]}, {"a": [[{"y": 1}], [{"x": 1}]]}]'),
        ('exists false looks at the element of the other fields', '{"a": {"x": [1], "y": [{"exists": false}]}}',
         '[{"a": [{"x": 1, "y": 5}, {"x": 1}]}, {"a": [{"y": 5}, {"x": 1}]}, {"a": {"x": 1}}]', '[{"a": [{"x": 1, "y": 5}, {"x": 2}]}, {"a": [{}]}]'),
        ('exists false before the other field in order', '{"a": {"x": [{"exists": false}], "y": [1]}}',
         '[{"a": [{"y": 1, "x": 5}, {"y": 1}]}, {"a": [{"x": 5}, {"y": 1}]}]', '[{"a": [{"y": 1, "x": 5}, {"y": 2}]}]'),
        ('exists false in an array below', '{"a": {"x": [1], "b": {"y": [{"exists": false}]}}}',
         '[{"a": [{"x": 1, "b": [{}, {"z": 1}]}, {"b": [{"y": 1}]}]}]', '[{"a": [{"x": 1, "b": [{}, {"y": 1}]}]}]'),
        ('exists false or a value in an array', '{"a": {"x": ["v", {"exists": false}]}}',
         '[{"a": [{"x": "w"}, {"x": "v"}]}, {"a": [{}, {"y": 1}]}]', '[{"a": [{"x": "w"}, {}]}]')
    ) AS c (description, pattern, matching, other);

    PERFORM pg_temp.add_events('or', description, pattern::jsonb, matching::jsonb, other::jsonb)
    FROM (VALUES
        ('at the root', '{"$or": [{"a": ["x"]}, {"b": ["y"]}]}',
         '[{"a": "x"}, {"b": "y"}, {"a": "x", "b": "z"}]', '[{"a": "y"}, {"b": "x"}, {}, {"$or": "x"}]'),
        ('beside a field', '{"source": ["s"], "$or": [{"a": ["x"]}, {"b": ["y"]}]}',
         '[{"source": "s", "a": "x"}, {"source": "s", "b": "y"}]', '[{"a": "x", "b": "y"}, {"source": "s"}]'),
        ('with an "and" inside', '{"$or": [{"a": ["x"]}, {"b": ["y"], "c": ["z"]}, {"d": ["w"]}]}',
         '[{"a": "x"}, {"b": "y", "c": "z"}, {"d": "w"}]', '[{"b": "y"}, {"c": "z"}]'),
        ('inside another', '{"$or": [{"a": [1]}, {"b": [2], "$or": [{"c": [3]}, {"d": [4]}]}]}',
         '[{"a": 1}, {"b": 2, "c": 3}, {"b": 2, "d": 4}]', '[{"b": 2}, {"c": 3}, {"d": 4}]'),
        ('below a field', '{"d": {"$or": [{"n": [{"numeric": [">", 0, "<=", 5]}]}, {"l": [{"numeric": ["<", 10]}]}, {"x": [{"numeric": ["=", 3.018e2]}]}]}}',
         '[{"d": {"n": 5}}, {"d": {"l": 9}}, {"d": {"x": 301.8}}]', '[{"n": 5}, {"d": {"n": 6, "l": 10, "x": 0}}]'),
        ('at two levels', '{"$or": [{"m": [1]}, {"n": [2]}], "d": {"$or": [{"s": [3]}, {"t": [4]}]}}',
         '[{"m": 1, "d": {"s": 3}}, {"n": 2, "d": {"t": 4}}, {"m": 1, "n": 2, "d": {"s": 3, "t": 4}}]', '[{"m": 1}, {"d": {"s": 3}}, {"m": 1, "d": {"s": 4}}]'),
        ('with one field in each object', '{"$or": [{"a": ["x"]}, {"a": [{"prefix": "y"}]}]}',
         '[{"a": "x"}, {"a": "yz"}]', '[{"a": "z"}]'),
        ('with an object', '{"$or": [{"d": {"a": [1], "b": [2]}}, {"d": {"c": [3]}}]}',
         '[{"d": {"a": 1, "b": 2}}, {"d": {"c": 3}}]', '[{"d": {"a": 1}}, {"a": 1, "b": 2}]'),
        ('with exists false', '{"$or": [{"a": [{"exists": false}]}, {"b": ["y"]}]}',
         '[{}, {"b": "y"}, {"a": 1, "b": "y"}]', '[{"a": 1}, {"a": 1, "b": 2}]'),
        ('array: one element for both branches', '{"a": {"x": [1]}, "$or": [{"a": {"y": [2]}}, {"b": [3]}]}',
         '[{"a": [{"x": 1, "y": 2}]}, {"a": [{"x": 1}, {"y": 2}], "b": 3}]', '[{"a": [{"x": 1}, {"y": 2}]}, {"b": 3}]'),
        ('array: a choice for each element', '{"a": {"x": [1], "$or": [{"y": [2]}, {"z": [3]}]}}',
         '[{"a": [{"x": 1, "z": 3}]}, {"a": [{"y": 2}, {"x": 1, "y": 2}]}]', '[{"a": [{"x": 1}, {"y": 2}, {"z": 3}]}]'),
        ('a field that is both value and object', '{"a": ["v"], "$or": [{"a": {"b": [1]}}, {"c": [2]}]}',
         '[{"a": ["v", {"b": 1}]}, {"a": "v", "c": 2}]', '[{"a": "v"}, {"a": {"b": 1}}, {"a": {"b": 1}, "c": 2}]'),
        ('name of a field with an object', '{"$or": {"a": ["x"]}}',
         '[{"$or": {"a": "x"}}]', '[{"a": "x"}]'),
        ('name of a field with values', '{"$or": ["x", "y"]}',
         '[{"$or": "x"}, {"$or": ["y"]}]', '[{"x": 1}, {}]'),
        ('name of a field with operators', '{"d": {"$or": [{"numeric": [">", 0, "<=", 5]}, {"cidr": "10.0.0.0/8"}]}}',
         '[{"d": {"$or": 5}}, {"d": {"$or": "10.1.2.3"}}]', '[{"d": {"$or": 6}}, {"d": {"numeric": ">"}}]'),
        ('name of a field with one operator', '{"$or": [{"cidr": "10.0.0.0/24"}]}',
         '[{"$or": "10.0.0.1"}]', '[{"$or": "10.0.1.1"}, {"cidr": "10.0.0.1"}]')
    ) AS c (description, pattern, matching, other);

    -- Examples of Amazon's guide
    PERFORM pg_temp.add_events('guide', pattern, pattern::jsonb,
        CASE WHEN expected THEN event ELSE '[]' END, CASE WHEN expected THEN '[]' ELSE event END)
    FROM (VALUES
        ('[{"version": "0", "id": "3e3c153a-8339-4e30-8c35-687ebef853fe", "detail-type": "EC2 Instance Launch Successful",
            "source": "aws.autoscaling", "account": "123456789012", "time": "2015-11-11T21:31:47Z", "region": "us-east-1",
            "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f"],
            "detail": {"eventVersion": "", "responseElements": null, "c-count": 5, "d-count": 3, "x-limit": 301.8,
                       "source-ip": "10.0.0.33", "state": "running", "tags": [{"key": "env", "value": "prod"}, {"key": "team", "value": "core"}]}}]'::jsonb)
    ) AS e (event),
    (VALUES
        ('{"detail": {"eventVersion": [""]}}', true),
        ('{"detail": {"eventVersion": [null]}}', false),
        ('{"detail": {"responseElements": [null]}}', true),
        ('{"detail": {"responseElements": [""]}}', false),
        ('{"detail": {"responseElements": [{"exists": true}]}}', true),
        ('{"resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f", "arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f"]}', true),
        ('{"time": [{"prefix": "2015-11-11"}], "region": [{"anything-but": {"prefix": "eu-"}}]}', true),
        ('{"detail": {"c-count": [{"numeric": [">", 0, "<=", 5]}], "d-count": [{"numeric": ["<", 10]}], "x-limit": [{"numeric": ["=", 3.018e2]}]}}', true),
        ('{"detail": {"c-count": [{"numeric": [">", 5]}]}}', false),
        ('{"detail": {"source-ip": [{"cidr": "10.0.0.0/24"}], "state": [{"anything-but": ["stopped", "overloaded"]}]}}', true),
        ('{"detail": {"tags": {"key": ["env"], "value": ["prod"]}}}', true),
        ('{"detail": {"tags": {"key": ["env"], "value": ["core"]}}}', false),
        ('{"detail-type": [{"wildcard": "EC2 * Successful"}], "source": [{"suffix": {"equals-ignore-case": "AUTOSCALING"}}]}', true)
    ) AS p (pattern, expected);
END
$do$;

-- Failures: none
SELECT * FROM event_case
WHERE awspipe.event_matches(event, pattern) IS DISTINCT FROM expected;

-- The same when the compiled pattern is used again
SELECT * FROM (SELECT * FROM event_case ORDER BY pattern OFFSET 0) AS c
WHERE awspipe.event_matches(event, pattern) IS DISTINCT FROM expected;

SELECT topic, count(*) FILTER (WHERE expected) AS matching, count(*) FILTER (WHERE NOT expected) AS other
FROM event_case GROUP BY ROLLUP (topic) ORDER BY topic COLLATE "C";

--
-- Against other ways to the same answer
--

-- Wildcards against regular expressions: letters by chance, where # stands
-- for an escaped star and % for an escaped backslash
CREATE TEMP TABLE wildcard_case AS
SELECT *, string ~ regex AS matches
FROM (SELECT replace(replace(expression, '#', '\*'), '%', '\\') AS expression, string,
          '^' || replace(replace(replace(expression, '*', '.*'), '#', '\*'), '%', '\\') || '$' AS regex
      FROM (SELECT regexp_replace(left(translate(md5('expression ' || i), '0123456789abcdef', 'aaaabé😀*******#%'), 1 + i % 11), '\*+', '*', 'g'),
                   left(translate(md5('string ' || i), '0123456789abcdef', 'aaaaaaaaabbé😀**\'), 1 + i / 11 % 23)
            FROM generate_series(1, 20000) AS i) AS c (expression, string)) AS c;
SELECT count(*) FILTER (WHERE matches) > 2000 AS matching, count(*) FILTER (WHERE NOT matches) > 2000 AS other
FROM wildcard_case;
SELECT * FROM wildcard_case
WHERE awspipe.event_matches(jsonb_build_object('f', string), jsonb_build_object('f', jsonb_build_array(jsonb_build_object('wildcard', expression))))
    IS DISTINCT FROM matches;

-- Many tests of a field against each of them alone
CREATE TEMP TABLE single_test AS
SELECT row_number() OVER () AS n, test
FROM (SELECT CASE kind WHEN '' THEN to_jsonb(s) WHEN 'folded prefix' THEN jsonb_build_object('prefix', jsonb_build_object('equals-ignore-case', s))
                 WHEN 'folded suffix' THEN jsonb_build_object('suffix', jsonb_build_object('equals-ignore-case', s))
                 ELSE jsonb_build_object(kind, s) END
      FROM unnest(ARRAY['', 'prefix', 'suffix', 'equals-ignore-case', 'folded prefix', 'folded suffix', 'wildcard', 'exactly', 'anything-but']) AS kind,
           unnest(ARRAY['a', 'A', 'ab', 'aB', 'ba', 'é', 'Éa', 'aÉ', 'é😀', '😀']) AS s
      UNION ALL
      SELECT jsonb_build_object('numeric', jsonb_build_array(l, a, u, a + b))
      FROM unnest(ARRAY['>', '>=']) AS l, generate_series(-2, 2) AS a, unnest(ARRAY['<', '<=']) AS u, generate_series(1, 2) AS b
      UNION ALL
      SELECT jsonb_build_object('numeric', jsonb_build_array(o, a)) FROM unnest(ARRAY['=', '<', '<=', '>', '>=']) AS o, generate_series(-3, 3) AS a
      UNION ALL
      SELECT to_jsonb(a) FROM generate_series(-1, 3) AS a
      UNION ALL
      SELECT jsonb_build_object('cidr', a) FROM unnest(ARRAY['10.0.0.0/8', '10.1.0.0/16', '10.1.9.9/17', '10.1.2.3/32', '0.0.0.0/1', '::/1', 'fd00::/9', 'fd00::1/128']) AS a
      UNION ALL
      SELECT unnest(ARRAY['null', 'true', '{"exists": true}']::jsonb[])) AS t (test);
CREATE TEMP TABLE single_value AS
SELECT jsonb_build_object('f', v) AS event
FROM (SELECT unnest(ARRAY['"a"', '"A"', '"ab"', '"AB"', '"bA"', '"É"', '"éa"', '"aé"', '"É😀"', '"x😀"', '"baÉ"', '""', '"10.1.2.3"', '"10.1.200.3"', '"127.0.0.1"',
          '"fd00::1"', '"fd7f::"', '-3', '-2', '-1.5', '-1', '0', '0.5', '1', '1.0', '2', '2.5', '3', '9', 'null', 'true', 'false']::jsonb[])) AS v (v);
WITH accepted AS MATERIALIZED (
    SELECT n, event, awspipe.event_matches(event, jsonb_build_object('f', jsonb_build_array(test))) AS matches FROM single_test, single_value),
sets AS MATERIALIZED (
    SELECT s, array_agg(n) AS members, jsonb_build_object('f', jsonb_agg(test ORDER BY md5(s || ':' || n))) AS pattern
    FROM generate_series(1, 300) AS s, single_test WHERE ('x' || left(md5(s || ' ' || n), 2))::bit(8)::int < 1 + s % 16 GROUP BY s)
SELECT s, pattern, event FROM sets JOIN accepted ON n = ANY (members)
GROUP BY s, pattern, event HAVING awspipe.event_matches(event, pattern) <> bool_or(matches);

-- $or against the combinations written out, more than fit a word
CREATE TEMP TABLE or_case AS
SELECT c, jsonb_agg(b ORDER BY i) AS left_branches, jsonb_agg(d ORDER BY i) AS right_branches,
    jsonb_build_object('a', jsonb_agg(e ORDER BY i) FILTER (WHERE i <= c % 3 + 1), 'z', 0) AS event
FROM (SELECT c, i,
          jsonb_build_object('a', jsonb_build_object('k' || h[1] % 4, CASE WHEN h[2] < 6 THEN '[{"exists": false}]' ELSE jsonb_build_array(h[3] % 3) END)) AS b,
          CASE WHEN h[4] < 2 THEN jsonb_build_object('z', jsonb_build_array(h[5])) ELSE
              jsonb_build_object('a', jsonb_build_object('m' || h[4] % 4, jsonb_build_array(h[5] % 3), 'l', jsonb_build_object('n', jsonb_build_array(h[6] % 2)))) END AS d,
          jsonb_build_object('k' || h[7] % 4, h[8] % 3, 'm' || h[9] % 4, h[10] % 3, 'l', jsonb_build_array(jsonb_build_object('n', h[11] % 2), 7)) AS e
      FROM generate_series(1, 100) AS c, generate_series(1, 12) AS i,
          LATERAL (SELECT array_agg(('x' || substr(md5(c || ' ' || i), p, 1))::bit(4)::int) AS h FROM generate_series(1, 11) AS p) AS h) AS x
GROUP BY c;
WITH answers AS (
    SELECT o.c, awspipe.event_matches(event, jsonb_build_object('$or', left_branches, 'w', jsonb_build_object('$or', '[{"v": [{"exists": false}]}, {"u": [1]}]'::jsonb))) AS left_alone,
        awspipe.event_matches(event, jsonb_build_object('$or', (
            SELECT jsonb_agg(l || jsonb_build_object('$or', right_branches)) FROM jsonb_array_elements(left_branches) AS l))) AS at_once,
        (SELECT bool_or(awspipe.event_matches(event, CASE WHEN r ? 'a' THEN jsonb_build_object('a', l -> 'a' || (r -> 'a')) ELSE l || r END))
         FROM jsonb_array_elements(left_branches) AS l, jsonb_array_elements(right_branches) AS r) AS one_by_one,
        (SELECT bool_or(awspipe.event_matches(event, l)) FROM jsonb_array_elements(left_branches) AS l) AS left_one_by_one
    FROM or_case AS o)
SELECT count(*) FILTER (WHERE at_once) > 10 AS matching, count(*) FILTER (WHERE NOT at_once) > 10 AS other,
    count(*) FILTER (WHERE at_once <> one_by_one OR left_alone <> left_one_by_one) AS differing
FROM answers;

-- NULLs
SELECT awspipe.event_matches(NULL, '{"a": [1]}'), awspipe.event_matches('{}', NULL);

--
-- Malformed patterns
--
CREATE FUNCTION pg_temp.complaint(pattern jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    PERFORM awspipe.event_matches('{}', pattern);
    RETURN 'accepted';
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', detail, nullif(hint, ''));
END
$$;

\pset format unaligned
\pset tuples_only on
SELECT p || E'\n' || pg_temp.complaint(p::jsonb) || E'\n'
FROM unnest(ARRAY[
    -- the frame
    '[]', '"a"', '{}', '{"a": {}}', '{"a": {"b": {}}}', '{"a": "x"}', '{"a": 1}', '{"a": null}',
    '{"detail-type": {"a.b": {"c": true}}}', '{"": "x"}', '{"a": {"prefix": "x"}}',
    '{"a": []}', '{"a": {"b": []}}', '{"a": ["x", ["y"]]}',
    -- operators
    '{"a": [{}]}', '{"a": [{"b": 2}]}', '{"a": [1, {"Prefix": "x"}]}', '{"a": [{"regex": "x"}]}', '{"a": [{"<": 1}]}',
    '{"a": [{"prefix": "x", "suffix": "y"}]}', '{"a": [{"anything-but": "child", "foo": []}]}',
    -- strings
    '{"a": [{"exactly": 33}]}', '{"a": [{"prefix": 3}]}', '{"a": [{"prefix": ["x"]}]}', '{"a": [{"prefix": {}}]}',
    '{"a": [{"prefix": {"wildcard": "x"}}]}', '{"a": [{"prefix": {"equals-ignore-case": 5}}]}',
    '{"a": [{"prefix": {"equals-ignore-case": ["x"]}}]}', '{"a": [{"prefix": {"equals-ignore-case": "x", "y": "z"}}]}',
    '{"a": [{"suffix": null}]}', '{"a": [{"suffix": {"suffix": "x"}}]}', '{"a": [{"suffix": {"equals-ignore-case": true}}]}',
    '{"a": [{"equals-ignore-case": 5}]}', '{"a": [{"equals-ignore-case": ["x"]}]}',
    '{"a": [{"wildcard": 5}]}', '{"a": [{"wildcard": ["x"]}]}', '{"a": [{"wildcard": "a**b"}]}',
    '{"a": [{"wildcard": "a\\b"}]}', '{"a": [{"wildcard": "a\\"}]}', '{"a": [{"wildcard": "\\\\**"}]}',
    -- numbers
    '{"a": [{"numeric": 5}]}', '{"a": [{"numeric": {"=": 5}}]}', '{"a": [{"numeric": []}]}', '{"a": [{"numeric": [5]}]}',
    '{"a": [{"numeric": ["="]}]}', '{"a": [{"numeric": ["=", true]}]}', '{"a": [{"numeric": [">", "5"]}]}', '{"a": [{"numeric": ["==", 5]}]}',
    '{"a": [{"numeric": ["<>", 5]}]}', '{"a": [{"numeric": ["=", 1, "=", 2]}]}', '{"a": [{"numeric": ["<", 5, ">", 0]}]}',
    '{"a": [{"numeric": [">", 0, ">=", 5]}]}', '{"a": [{"numeric": [">", 0, "=", 5]}]}', '{"a": [{"numeric": [">", 0, "<"]}]}', '{"a": [{"numeric": [">", 0, 5]}]}',
    '{"a": [{"numeric": [">", 0, "<", 5, 6]}]}', '{"a": [{"numeric": [">", 30, "<", 1]}]}', '{"a": [{"numeric": [">=", 1, "<=", 1.0]}]}',
    -- addresses
    '{"a": [{"cidr": 10}]}', '{"a": [{"cidr": "10.0.0.1"}]}', '{"a": [{"cidr": "10.0.0.0/"}]}', '{"a": [{"cidr": "10.0.0.0/33"}]}',
    '{"a": [{"cidr": "10.0.0.0/-1"}]}', '{"a": [{"cidr": "10.0.0/8"}]}', '{"a": [{"cidr": "host/8"}]}', '{"a": [{"cidr": "::/129"}]}', '{"a": [{"cidr": "10.0.0.0/8/8"}]}',
    -- exists
    '{"a": [{"exists": "true"}]}', '{"a": [{"exists": null}]}', '{"a": [{"exists": [true]}]}',
    -- anything-but
    '{"a": [{"anything-but": null}]}', '{"a": [{"anything-but": true}]}', '{"a": [{"anything-but": []}]}', '{"a": [{"anything-but": ["x", 1]}]}',
    '{"a": [{"anything-but": ["x", null]}]}', '{"a": [{"anything-but": [["x"]]}]}', '{"a": [{"anything-but": {}}]}', '{"a": [{"anything-but": {"cidr": "10.0.0.0/8"}}]}',
    '{"a": [{"anything-but": {"prefix": "x", "suffix": "y"}}]}', '{"a": [{"anything-but": {"prefix": ""}}]}', '{"a": [{"anything-but": {"prefix": ["x", ""]}}]}',
    '{"a": [{"anything-but": {"prefix": []}}]}', '{"a": [{"anything-but": {"prefix": 27}}]}', '{"a": [{"anything-but": {"suffix": ""}}]}', '{"a": [{"anything-but": {"suffix": [1]}}]}',
    '{"a": [{"anything-but": {"equals-ignore-case": [1]}}]}', '{"a": [{"anything-but": {"wildcard": "a**"}}]}', '{"a": [{"anything-but": {"wildcard": ["x", "\\y"]}}]}',
    '{"a": [{"anything-but": {"prefix": {"equals-ignore-case": "x"}}}]}',
    -- $or
    '{"$or": "x"}', '{"$or": []}', '{"$or": [{"a": ["x"]}]}', '{"$or": [{"a": ["x"]}, "y"]}', '{"$or": [{"a": ["x"]}, {"prefix": ["y"]}]}',
    '{"$or": [{"a": ["x"]}, {}]}', '{"$or": [{"a": ["x"]}, {"b": []}]}', '{"$or": [{"a": ["x"]}, {"b": {"numeric": ["y"]}}]}',
    '{"d": {"a": ["x"], "$or": [{"a": ["y"]}, {"b": ["z"]}]}}', '{"d": {"a": ["x"]}, "$or": [{"d": {"a": ["y"]}}, {"b": ["z"]}]}'
]) WITH ORDINALITY AS u (p, n)
ORDER BY n;

-- $or multiplies, within limits
SELECT pg_temp.complaint(jsonb_object_agg('d' || d, jsonb_build_object('$or', branches)))
FROM (VALUES (3), (4)) AS limits (n), generate_series(1, n) AS d,
     (SELECT jsonb_agg(jsonb_build_object('f' || i, jsonb_build_array(i))) AS branches FROM generate_series(1, 10) AS i) AS b
GROUP BY n
ORDER BY n;
\pset tuples_only off
\pset format aligned

-- As a user sees it
SELECT awspipe.event_matches('{}', '{"detail": {"c-count": [{"numeric": [">", 10, "<", 5]}]}}');
SELECT awspipe.event_matches('{}', jsonb_build_object('f', jsonb_build_array(repeat('x', 256 * 1024))));

-- After an error the next pattern is compiled as if nothing had been
DO $$
BEGIN
    FOR i IN 1 .. 3 LOOP
        BEGIN
            PERFORM awspipe.event_matches('{"a": 1}', ('{"a": ' || CASE i WHEN 2 THEN '[]' ELSE '[1]' END || '}')::jsonb);
            RAISE NOTICE 'compiled';
        EXCEPTION WHEN invalid_parameter_value THEN
            RAISE NOTICE 'refused';
        END;
    END LOOP;
END
$$;

-- Usable by everybody, in indexes and in parallel
SELECT p.provolatile, p.proisstrict, p.proparallel, has_function_privilege('public', p.oid, 'EXECUTE') AS everybody
FROM pg_proc AS p
WHERE p.oid = 'awspipe.event_matches(jsonb, jsonb)'::regprocedure;
