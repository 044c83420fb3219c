/* pgawspipe_survey 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_survey UPDATE TO '1.1'" to load this file. \quit
